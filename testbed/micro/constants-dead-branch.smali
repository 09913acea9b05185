# micro: constants-dead-branch
# group: constants
# says: the branch that would call with the other string can never be taken, the flag is the constant 0
# expect: string "http://alive.example/" sink=URL.<init> in=Lmicro/Main;->onCreate
# forbid: string "http://dead.example/"

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
    const/4 v0, 0x0
    if-eqz v0, :alive
    const-string v1, "http://dead.example/"
    new-instance v2, Ljava/net/URL;
    invoke-direct {v2, v1}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
    :alive
    const-string v1, "http://alive.example/"
    new-instance v2, Ljava/net/URL;
    invoke-direct {v2, v1}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method
