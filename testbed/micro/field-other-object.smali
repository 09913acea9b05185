# micro: field-other-object
# group: fields
# says: the value is in one object, the logged string in another of the same class
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
    new-instance v1, Lmicro/Box;
    invoke-direct {v1}, Lmicro/Box;-><init>()V
    new-instance v2, Lmicro/Box;
    invoke-direct {v2}, Lmicro/Box;-><init>()V
    iput-object v0, v1, Lmicro/Box;->value:Ljava/lang/String;
    const-string v0, "nothing"
    iput-object v0, v2, Lmicro/Box;->value:Ljava/lang/String;
    iget-object v0, v2, Lmicro/Box;->value:Ljava/lang/String;
    const-string v3, "micro"
    invoke-static {v3, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class final Lmicro/Box;
.super Ljava/lang/Object;
.field value:Ljava/lang/String;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method
