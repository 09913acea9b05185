# micro: dispatch-interface
# group: dispatch
# says: the source is behind an interface, two implementations, one made
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->onCreate

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
    new-instance v0, Lmicro/Imei;
    invoke-direct {v0, p0}, Lmicro/Imei;-><init>(Landroid/content/Context;)V
    invoke-interface {v0}, Lmicro/Id;->id()Ljava/lang/String;
    move-result-object v0
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class interface abstract Lmicro/Id;
.super Ljava/lang/Object;
.method public abstract id()Ljava/lang/String;
.end method

.class final Lmicro/Imei;
.super Ljava/lang/Object;
.implements Lmicro/Id;
.field private final context:Landroid/content/Context;
.method constructor <init>(Landroid/content/Context;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Imei;->context:Landroid/content/Context;
    return-void
.end method

.method public id()Ljava/lang/String;
    .locals 2
    iget-object v0, p0, Lmicro/Imei;->context:Landroid/content/Context;
    const-string v1, "phone"
    invoke-virtual {v0, v1}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Landroid/telephony/TelephonyManager;
    invoke-virtual {v1}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v1
    return-object v1
.end method

.class final Lmicro/Fixed;
.super Ljava/lang/Object;
.implements Lmicro/Id;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public id()Ljava/lang/String;
    .locals 1
    const-string v0, "fixed"
    return-object v0
.end method
