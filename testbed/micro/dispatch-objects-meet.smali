# micro: dispatch-objects-meet
# group: dispatch
# says: two objects of different classes meet before a method of them is called; only one of them holds the value, so that only its method logs it
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Loud;->say

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
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0}, Landroid/app/Activity;->isFinishing()Z
    move-result v1
    if-eqz v1, :loud
    new-instance v2, Lmicro/Quiet;
    invoke-direct {v2}, Lmicro/Quiet;-><init>()V
    const-string v3, "nothing"
    iput-object v3, v2, Lmicro/Quiet;->data:Ljava/lang/String;
    goto :say
    :loud
    new-instance v2, Lmicro/Loud;
    invoke-direct {v2}, Lmicro/Loud;-><init>()V
    iput-object v0, v2, Lmicro/Quiet;->data:Ljava/lang/String;
    :say
    invoke-virtual {v2}, Lmicro/Quiet;->say()V
    return-void
.end method

.class public Lmicro/Quiet;
.super Ljava/lang/Object;
.field protected data:Ljava/lang/String;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public say()V
    .locals 2
    iget-object v0, p0, Lmicro/Quiet;->data:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public final Lmicro/Loud;
.super Lmicro/Quiet;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Lmicro/Quiet;-><init>()V
    return-void
.end method

.method public say()V
    .locals 2
    iget-object v0, p0, Lmicro/Loud;->data:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
