# micro: port-binder-answers
# group: ports
# says: a service hands out a binder that answers to a transaction, and takes what another brings
# expect: none
# manifest: service Lmicro/Server;
# port: out binder-reply micro.ILine 1
# port: in binder micro.ILine 3

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
    invoke-direct {v0, p0}, Lmicro/Line;-><init>(Landroid/content/Context;)V
    return-object v0
.end method

.class public final Lmicro/Line;
.super Landroid/os/Binder;
.field private final context:Landroid/content/Context;

.method constructor <init>(Landroid/content/Context;)V
    .locals 0
    invoke-direct {p0}, Landroid/os/Binder;-><init>()V
    iput-object p1, p0, Lmicro/Line;->context:Landroid/content/Context;
    return-void
.end method

.method public onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z
    .locals 4
    packed-switch p1, :branches
    invoke-super {p0, p1, p2, p3, p4}, Landroid/os/Binder;->onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z
    move-result v0
    return v0
    :first
    const-string v0, "micro.ILine"
    invoke-virtual {p2, v0}, Landroid/os/Parcel;->enforceInterface(Ljava/lang/String;)V
    iget-object v1, p0, Lmicro/Line;->context:Landroid/content/Context;
    const-string v0, "phone"
    invoke-virtual {v1, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p3}, Landroid/os/Parcel;->writeNoException()V
    invoke-virtual {p3, v0}, Landroid/os/Parcel;->writeString(Ljava/lang/String;)V
    const/4 v0, 0x1
    return v0
    :second
    const-string v0, "micro.ILine"
    invoke-virtual {p2, v0}, Landroid/os/Parcel;->enforceInterface(Ljava/lang/String;)V
    invoke-virtual {p3}, Landroid/os/Parcel;->writeNoException()V
    const-string v0, "noon"
    invoke-virtual {p3, v0}, Landroid/os/Parcel;->writeString(Ljava/lang/String;)V
    const/4 v0, 0x1
    return v0
    :third
    const-string v0, "micro.ILine"
    invoke-virtual {p2, v0}, Landroid/os/Parcel;->enforceInterface(Ljava/lang/String;)V
    invoke-virtual {p2}, Landroid/os/Parcel;->readString()Ljava/lang/String;
    move-result-object v0
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    const/4 v0, 0x1
    return v0
    :branches
    .packed-switch 0x1
        :first
        :second
        :third
    .end packed-switch
.end method
