# micro: reflection-other-method
# group: reflection
# says: two methods of the class, the harmless one is named
# expect: none

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 6
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    const-class v2, Lmicro/Two;
    const-class v3, Ljava/lang/String;
    filled-new-array {v3}, [Ljava/lang/Class;
    move-result-object v3
    const-string v1, "quiet"
    invoke-virtual {v2, v1, v3}, Ljava/lang/Class;->getMethod(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;
    move-result-object v1
    filled-new-array {v0}, [Ljava/lang/Object;
    move-result-object v3
    const/4 v2, 0x0
    invoke-virtual {v1, v2, v3}, Ljava/lang/reflect/Method;->invoke(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;
    return-void
.end method

.class public final Lmicro/Two;
.super Ljava/lang/Object;
.method public static quiet(Ljava/lang/String;)V
    .locals 0
    return-void
.end method

.method public static loud(Ljava/lang/String;)V
    .locals 1
    const-string v0, "micro"
    invoke-static {v0, p0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
