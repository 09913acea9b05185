# micro: reflection-unknown
# group: reflection
# says: the name of the method comes from outside; the engine must say that it does not know, and invent no flow
# expect: none
# expect: unknown sink=Method.invoke in=Lmicro/Main;->onCreate

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
    invoke-virtual {p0}, Lmicro/Main;->getIntent()Landroid/content/Intent;
    move-result-object v1
    const-string v2, "method"
    invoke-virtual {v1, v2}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    const-class v2, Lmicro/Two;
    const-class v3, Ljava/lang/String;
    filled-new-array {v3}, [Ljava/lang/Class;
    move-result-object v3
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

.method public static louder(Ljava/lang/String;)V
    .locals 0
    return-void
.end method
