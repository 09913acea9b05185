# micro: constants-overwritten
# group: constants
# says: the first string is overwritten before the call
# expect: string "http://new.example/" sink=URL.<init> in=Lmicro/Main;->onCreate
# forbid: string "http://old.example/"

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "http://old.example/"
    const-string v0, "http://new.example/"
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method
