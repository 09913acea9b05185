# micro: choice-class-other
# group: choices
# says: as choice-class, but something else decides of which class the object is
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
    const-string v1, "0000"
    invoke-virtual {v0, v1}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v1
    invoke-virtual {p0}, Landroid/app/Activity;->isFinishing()Z
    move-result v1
    if-eqz v1, :no
    new-instance v2, Lmicro/Yes;
    invoke-direct {v2}, Lmicro/Yes;-><init>()V
    goto :say
    :no
    new-instance v2, Lmicro/No;
    invoke-direct {v2}, Lmicro/No;-><init>()V
    :say
    invoke-interface {v2}, Lmicro/Teller;->tell()V
    return-void
.end method

.class public interface abstract Lmicro/Teller;
.super Ljava/lang/Object;
.method public abstract tell()V
.end method

.class public final Lmicro/Yes;
.super Ljava/lang/Object;
.implements Lmicro/Teller;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public tell()V
    .locals 2
    const-string v0, "known"
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public final Lmicro/No;
.super Ljava/lang/Object;
.implements Lmicro/Teller;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public tell()V
    .locals 2
    const-string v0, "unknown"
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
