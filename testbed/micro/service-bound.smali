# micro: service-bound
# group: components
# says: a bound service's own binder takes the value
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Line;->take

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
    new-instance v0, Landroid/content/Intent;
    const-class v1, Lmicro/Server;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    new-instance v1, Lmicro/Link;
    invoke-direct {v1, p0}, Lmicro/Link;-><init>(Landroid/content/Context;)V
    const/4 v2, 0x1
    invoke-virtual {p0, v0, v1, v2}, Lmicro/Main;->bindService(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z
    return-void
.end method

.class public final Lmicro/Line;
.super Landroid/os/Binder;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/os/Binder;-><init>()V
    return-void
.end method

.method take(Ljava/lang/String;)V
    .locals 1
    const-string v0, "micro"
    invoke-static {v0, p1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public final Lmicro/Server;
.super Landroid/app/Service;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Service;-><init>()V
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .locals 1
    new-instance v0, Lmicro/Line;
    invoke-direct {v0}, Lmicro/Line;-><init>()V
    return-object v0
.end method

.class public final Lmicro/Link;
.super Ljava/lang/Object;
.implements Landroid/content/ServiceConnection;
.field private final context:Landroid/content/Context;
.method constructor <init>(Landroid/content/Context;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Link;->context:Landroid/content/Context;
    return-void
.end method

.method public onServiceConnected(Landroid/content/ComponentName;Landroid/os/IBinder;)V
    .locals 2
    iget-object v0, p0, Lmicro/Link;->context:Landroid/content/Context;
    const-string v1, "phone"
    invoke-virtual {v0, v1}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Landroid/telephony/TelephonyManager;
    invoke-virtual {v1}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v1
    check-cast p2, Lmicro/Line;
    invoke-virtual {p2, v1}, Lmicro/Line;->take(Ljava/lang/String;)V
    return-void
.end method

.method public onServiceDisconnected(Landroid/content/ComponentName;)V
    .locals 0
    return-void
.end method
