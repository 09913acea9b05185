# micro: static-first-argument-other-field
# group: calls
# says: as static-first-argument, but the method logs another field
# expect: none

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
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Cell;
    invoke-direct {v1}, Lmicro/Cell;-><init>()V
    iput-object v0, v1, Lmicro/Cell;->text:Ljava/lang/String;
    invoke-static {v1}, Lmicro/Show;->show(Lmicro/Cell;)V
    return-void
.end method

.class public final Lmicro/Cell;
.super Ljava/lang/Object;
.field text:Ljava/lang/String;
.field other:Ljava/lang/String;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.class public final Lmicro/Show;
.super Ljava/lang/Object;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method static show(Lmicro/Cell;)V
    .locals 2
    iget-object v0, p0, Lmicro/Cell;->other:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
