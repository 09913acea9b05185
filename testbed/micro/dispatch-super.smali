# micro: dispatch-super
# group: dispatch
# says: the sink is in the base class, reached by invoke-super
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Base;->take

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
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Sub;
    invoke-direct {v1}, Lmicro/Sub;-><init>()V
    invoke-virtual {v1, v0}, Lmicro/Sub;->take(Ljava/lang/String;)V
    return-void
.end method

.class public Lmicro/Base;
.super Ljava/lang/Object;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public take(Ljava/lang/String;)V
    .locals 1
    const-string v0, "micro"
    invoke-static {v0, p1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public final Lmicro/Sub;
.super Lmicro/Base;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Lmicro/Base;-><init>()V
    return-void
.end method

.method public take(Ljava/lang/String;)V
    .locals 0
    invoke-super {p0, p1}, Lmicro/Base;->take(Ljava/lang/String;)V
    return-void
.end method
