# micro: array-of-arrays
# group: collections
# says: the value is put into an array that is taken out of another
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 5
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    const/4 v1, 0x2
    new-array v2, v1, [[Ljava/lang/String;
    new-array v3, v1, [Ljava/lang/String;
    const/4 v4, 0x0
    aput-object v3, v2, v4
    aget-object v3, v2, v4
    aput-object v0, v3, v4
    aget-object v3, v2, v4
    aget-object v0, v3, v4
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
