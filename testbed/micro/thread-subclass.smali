# micro: thread-subclass
# group: threads
# says: a subclass of Thread
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Worker;->run

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Worker;
    invoke-direct {v1}, Lmicro/Worker;-><init>()V
    iput-object v0, v1, Lmicro/Worker;->text:Ljava/lang/String;
    invoke-virtual {v1}, Lmicro/Worker;->start()V
    return-void
.end method

.class public final Lmicro/Worker;
.super Ljava/lang/Thread;
.field text:Ljava/lang/String;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Thread;-><init>()V
    return-void
.end method

.method public run()V
    .locals 2
    iget-object v0, p0, Lmicro/Worker;->text:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
