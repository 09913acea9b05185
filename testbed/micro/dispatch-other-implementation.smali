# micro: dispatch-other-implementation
# group: dispatch
# says: only the harmless implementation is ever made; the loud one stands there unused
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
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Quiet;
    invoke-direct {v1}, Lmicro/Quiet;-><init>()V
    invoke-interface {v1, v0}, Lmicro/Taker;->take(Ljava/lang/String;)V
    return-void
.end method

.class interface abstract Lmicro/Taker;
.super Ljava/lang/Object;
.method public abstract take(Ljava/lang/String;)V
.end method

.class public final Lmicro/Quiet;
.super Ljava/lang/Object;
.implements Lmicro/Taker;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public take(Ljava/lang/String;)V
    .locals 0
    return-void
.end method

.class public final Lmicro/Loud;
.super Ljava/lang/Object;
.implements Lmicro/Taker;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public take(Ljava/lang/String;)V
    .locals 1
    const-string v0, "micro"
    invoke-static {v0, p1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
