# micro: constants-byte-array
# group: constants
# says: a string is made from an array of bytes, filled element by element
# expect: string "abc" sink=Log.i in=Lmicro/Main;->onCreate

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
    const/4 v0, 0x3
    new-array v0, v0, [B
    const/4 v1, 0x0
    const/16 v2, 0x61
    aput-byte v2, v0, v1
    const/4 v1, 0x1
    const/16 v2, 0x62
    aput-byte v2, v0, v1
    const/4 v1, 0x2
    const/16 v2, 0x63
    aput-byte v2, v0, v1
    new-instance v1, Ljava/lang/String;
    invoke-direct {v1, v0}, Ljava/lang/String;-><init>([B)V
    const-string v2, "micro"
    invoke-static {v2, v1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
