# Starts the ad kit with the app.
.class public final Llt/patikra/testbed/alder/music/App;
.super Landroid/app/Application;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Application;-><init>()V
    return-void
.end method

.method public onCreate()V
    .locals 1
    invoke-super {p0}, Landroid/app/Application;->onCreate()V
    const-string v0, "TESTBED_MUSIC"
    invoke-static {p0, v0}, La/b/c;->a(Landroid/content/Context;Ljava/lang/String;)V
    return-void
.end method
