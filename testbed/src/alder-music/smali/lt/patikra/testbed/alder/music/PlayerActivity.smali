# Asks for a list of advertisements below the list of songs.
.class public final Llt/patikra/testbed/alder/music/PlayerActivity;
.super Landroid/app/Activity;
.implements La/b/b;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onResume()V
    .locals 2
    invoke-super {p0}, Landroid/app/Activity;->onResume()V
    new-instance v0, La/b/k;
    invoke-direct {v0, p0}, La/b/k;-><init>(Landroid/content/Context;)V
    new-instance v1, Ljava/util/ArrayList;
    invoke-direct {v1}, Ljava/util/ArrayList;-><init>()V
    invoke-virtual {v0, v1, p0}, La/b/k;->c(Ljava/util/List;La/b/b;)V
    return-void
.end method

.method public a(La/b/a;)V
    .locals 0
    return-void
.end method

.method public b(Ljava/util/List;)V
    .locals 1
    invoke-interface {p1}, Ljava/util/List;->size()I
    move-result v0
    invoke-virtual {p0, v0}, Llt/patikra/testbed/alder/music/PlayerActivity;->setTitle(I)V
    return-void
.end method

.method public c(La/b/a;Ljava/lang/String;Ljava/lang/String;)V
    .locals 0
    return-void
.end method
