# micro: constants-field-of-other-object
# group: constants
# says: two objects of a class hold different strings; only one is used
# expect: string "http://mine.example/" sink=URL.<init> in=Lmicro/Main;->onCreate
# forbid: string "http://theirs.example/"

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Lmicro/Box;
    invoke-direct {v0}, Lmicro/Box;-><init>()V
    new-instance v1, Lmicro/Box;
    invoke-direct {v1}, Lmicro/Box;-><init>()V
    const-string v2, "http://theirs.example/"
    iput-object v2, v0, Lmicro/Box;->value:Ljava/lang/String;
    const-string v2, "http://mine.example/"
    iput-object v2, v1, Lmicro/Box;->value:Ljava/lang/String;
    iget-object v2, v1, Lmicro/Box;->value:Ljava/lang/String;
    new-instance v3, Ljava/net/URL;
    invoke-direct {v3, v2}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method

.class final Lmicro/Box;
.super Ljava/lang/Object;
.field value:Ljava/lang/String;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method
