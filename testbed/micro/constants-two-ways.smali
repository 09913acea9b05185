# micro: constants-two-ways
# group: constants
# says: either of two strings reaches the call; both must be given
# expect: string "http://one.example/" sink=URL.<init> in=Lmicro/Main;->onCreate
# expect: string "http://two.example/" sink=URL.<init> in=Lmicro/Main;->onCreate

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
    const-string v0, "http://one.example/"
    if-nez p1, :go
    const-string v0, "http://two.example/"
    :go
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method
