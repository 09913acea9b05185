# micro: proxy-interface
# group: dispatch
# says: an interface has no class; its object is a Proxy, whose handler logs the first argument of a call and sends the second; the value is the first
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Handler;->invoke

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
    const-class v1, Lmicro/Api;
    invoke-virtual {v1}, Ljava/lang/Class;->getClassLoader()Ljava/lang/ClassLoader;
    move-result-object v2
    const/4 v3, 0x1
    new-array v3, v3, [Ljava/lang/Class;
    const/4 v4, 0x0
    aput-object v1, v3, v4
    new-instance v4, Lmicro/Handler;
    invoke-direct {v4}, Lmicro/Handler;-><init>()V
    invoke-static {v2, v3, v4}, Ljava/lang/reflect/Proxy;->newProxyInstance(Ljava/lang/ClassLoader;[Ljava/lang/Class;Ljava/lang/reflect/InvocationHandler;)Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Lmicro/Api;
    const-string v2, "nothing"
    invoke-interface {v1, v0, v2}, Lmicro/Api;->tell(Ljava/lang/String;Ljava/lang/String;)V
    return-void
.end method

.class public interface abstract Lmicro/Api;
.super Ljava/lang/Object;
.method public abstract tell(Ljava/lang/String;Ljava/lang/String;)V
.end method

.class public final Lmicro/Handler;
.super Ljava/lang/Object;
.implements Ljava/lang/reflect/InvocationHandler;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public invoke(Ljava/lang/Object;Ljava/lang/reflect/Method;[Ljava/lang/Object;)Ljava/lang/Object;
    .locals 6
    const/4 v0, 0x0
    aget-object v1, p3, v0
    check-cast v1, Ljava/lang/String;
    const-string v0, "micro"
    invoke-static {v0, v1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    const/4 v0, 0x1
    aget-object v3, p3, v0
    check-cast v3, Ljava/lang/String;
    invoke-static {}, Landroid/telephony/SmsManager;->getDefault()Landroid/telephony/SmsManager;
    move-result-object v0
    const-string v1, "12345"
    const/4 v2, 0x0
    const/4 v4, 0x0
    const/4 v5, 0x0
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    const/4 v0, 0x0
    return-object v0
.end method
