# micro: jni-argument
# group: jni
# says: the value goes into a native method; what happens there is unknown, that it goes in is a flow
# expect: flow source=TelephonyManager.getDeviceId sink=native in=Lmicro/Main;->onCreate
# expect: unknown sink=native in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 1
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Lmicro/Main;->report(Ljava/lang/String;)V
    return-void
.end method

.method private static native report(Ljava/lang/String;)V
.end method
