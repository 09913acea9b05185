# micro: field-overwritten-at-times
# group: fields
# says: a setter overwrites the field only where it is given something, so that the value may stay
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.field private text:Ljava/lang/String;
.method private setText(Ljava/lang/String;)V
    .locals 1
    invoke-virtual {p1}, Ljava/lang/String;->isEmpty()Z
    move-result v0
    if-nez v0, :end
    iput-object p1, p0, Lmicro/Main;->text:Ljava/lang/String;
    :end
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    invoke-direct {p0, v0}, Lmicro/Main;->setText(Ljava/lang/String;)V
    const-string v0, "nothing"
    invoke-direct {p0, v0}, Lmicro/Main;->setText(Ljava/lang/String;)V
    iget-object v0, p0, Lmicro/Main;->text:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
