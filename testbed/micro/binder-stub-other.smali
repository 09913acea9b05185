# micro: binder-stub-other
# group: components
# says: a proxy of an interface asks the stub for something else
# expect: none

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
    new-instance v0, Landroid/content/Intent;
    const-class v1, Lmicro/Server;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    new-instance v1, Lmicro/Link;
    invoke-direct {v1, p0}, Lmicro/Link;-><init>(Landroid/content/Context;)V
    const/4 v2, 0x1
    invoke-virtual {p0, v0, v1, v2}, Lmicro/Main;->bindService(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z
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
    new-instance v0, Lmicro/Namer;
    invoke-direct {v0, p0}, Lmicro/Namer;-><init>(Landroid/content/Context;)V
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
    invoke-virtual {p0, p2}, Lmicro/Link;->talk(Landroid/os/IBinder;)V
    return-void
.end method

.method public onServiceDisconnected(Landroid/content/ComponentName;)V
    .locals 0
    return-void
.end method

.method talk(Landroid/os/IBinder;)V
    .locals 2
    new-instance v0, Lmicro/IName$Stub$Proxy;
    invoke-direct {v0, p1}, Lmicro/IName$Stub$Proxy;-><init>(Landroid/os/IBinder;)V
    invoke-interface {v0}, Lmicro/IName;->time()Ljava/lang/String;
    move-result-object v0
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public interface abstract Lmicro/IName;
.super Ljava/lang/Object;
.implements Landroid/os/IInterface;

.method public abstract name()Ljava/lang/String;
.end method

.method public abstract time()Ljava/lang/String;
.end method

.class public abstract Lmicro/IName$Stub;
.super Landroid/os/Binder;
.implements Lmicro/IName;

.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Landroid/os/Binder;-><init>()V
    const-string v0, "micro.IName"
    invoke-virtual {p0, p0, v0}, Lmicro/IName$Stub;->attachInterface(Landroid/os/IInterface;Ljava/lang/String;)V
    return-void
.end method

.method public asBinder()Landroid/os/IBinder;
    .locals 0
    return-object p0
.end method

.method public onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z
    .locals 2
    const-string v0, "micro.IName"
    const/4 v1, 0x1
    if-ne p1, v1, :second
    invoke-virtual {p2, v0}, Landroid/os/Parcel;->enforceInterface(Ljava/lang/String;)V
    invoke-virtual {p0}, Lmicro/IName$Stub;->name()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p3}, Landroid/os/Parcel;->writeNoException()V
    invoke-virtual {p3, v0}, Landroid/os/Parcel;->writeString(Ljava/lang/String;)V
    const/4 v0, 0x1
    return v0
    :second
    const/4 v1, 0x2
    if-ne p1, v1, :other
    invoke-virtual {p2, v0}, Landroid/os/Parcel;->enforceInterface(Ljava/lang/String;)V
    invoke-virtual {p0}, Lmicro/IName$Stub;->time()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p3}, Landroid/os/Parcel;->writeNoException()V
    invoke-virtual {p3, v0}, Landroid/os/Parcel;->writeString(Ljava/lang/String;)V
    const/4 v0, 0x1
    return v0
    :other
    invoke-super {p0, p1, p2, p3, p4}, Landroid/os/Binder;->onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z
    move-result v0
    return v0
.end method

.class Lmicro/IName$Stub$Proxy;
.super Ljava/lang/Object;
.implements Lmicro/IName;
.field private remote:Landroid/os/IBinder;

.method constructor <init>(Landroid/os/IBinder;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/IName$Stub$Proxy;->remote:Landroid/os/IBinder;
    return-void
.end method

.method public asBinder()Landroid/os/IBinder;
    .locals 1
    iget-object v0, p0, Lmicro/IName$Stub$Proxy;->remote:Landroid/os/IBinder;
    return-object v0
.end method

.method public name()Ljava/lang/String;
    .locals 5
    invoke-static {}, Landroid/os/Parcel;->obtain()Landroid/os/Parcel;
    move-result-object v0
    invoke-static {}, Landroid/os/Parcel;->obtain()Landroid/os/Parcel;
    move-result-object v1
    :try_start
    const-string v2, "micro.IName"
    invoke-virtual {v0, v2}, Landroid/os/Parcel;->writeInterfaceToken(Ljava/lang/String;)V
    iget-object v2, p0, Lmicro/IName$Stub$Proxy;->remote:Landroid/os/IBinder;
    const/4 v3, 0x1
    const/4 v4, 0x0
    invoke-interface {v2, v3, v0, v1, v4}, Landroid/os/IBinder;->transact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z
    invoke-virtual {v1}, Landroid/os/Parcel;->readException()V
    invoke-virtual {v1}, Landroid/os/Parcel;->readString()Ljava/lang/String;
    move-result-object v2
    :try_end
    .catchall {:try_start .. :try_end} :caught
    invoke-virtual {v1}, Landroid/os/Parcel;->recycle()V
    invoke-virtual {v0}, Landroid/os/Parcel;->recycle()V
    return-object v2
    :caught
    move-exception v2
    invoke-virtual {v1}, Landroid/os/Parcel;->recycle()V
    invoke-virtual {v0}, Landroid/os/Parcel;->recycle()V
    throw v2
.end method

.method public time()Ljava/lang/String;
    .locals 5
    invoke-static {}, Landroid/os/Parcel;->obtain()Landroid/os/Parcel;
    move-result-object v0
    invoke-static {}, Landroid/os/Parcel;->obtain()Landroid/os/Parcel;
    move-result-object v1
    :try_start
    const-string v2, "micro.IName"
    invoke-virtual {v0, v2}, Landroid/os/Parcel;->writeInterfaceToken(Ljava/lang/String;)V
    iget-object v2, p0, Lmicro/IName$Stub$Proxy;->remote:Landroid/os/IBinder;
    const/4 v3, 0x2
    const/4 v4, 0x0
    invoke-interface {v2, v3, v0, v1, v4}, Landroid/os/IBinder;->transact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z
    invoke-virtual {v1}, Landroid/os/Parcel;->readException()V
    invoke-virtual {v1}, Landroid/os/Parcel;->readString()Ljava/lang/String;
    move-result-object v2
    :try_end
    .catchall {:try_start .. :try_end} :caught
    invoke-virtual {v1}, Landroid/os/Parcel;->recycle()V
    invoke-virtual {v0}, Landroid/os/Parcel;->recycle()V
    return-object v2
    :caught
    move-exception v2
    invoke-virtual {v1}, Landroid/os/Parcel;->recycle()V
    invoke-virtual {v0}, Landroid/os/Parcel;->recycle()V
    throw v2
.end method

.class public final Lmicro/Namer;
.super Lmicro/IName$Stub;
.field private final context:Landroid/content/Context;

.method constructor <init>(Landroid/content/Context;)V
    .locals 0
    invoke-direct {p0}, Lmicro/IName$Stub;-><init>()V
    iput-object p1, p0, Lmicro/Namer;->context:Landroid/content/Context;
    return-void
.end method

.method public name()Ljava/lang/String;
    .locals 2
    iget-object v1, p0, Lmicro/Namer;->context:Landroid/content/Context;
    const-string v0, "phone"
    invoke-virtual {v1, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method public time()Ljava/lang/String;
    .locals 1
    const-string v0, "noon"
    return-object v0
.end method
