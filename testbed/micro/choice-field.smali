# micro: choice-field
# group: choices
# says: a field is set to a constant only where the value is a certain one; another method chooses a text by the field
# expect: none
# choice: source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->onStop

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private known:Z

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
    if-eqz v1, :done
    const/4 v2, 0x1
    iput-boolean v2, p0, Lmicro/Main;->known:Z
    :done
    return-void
.end method

.method protected onStop()V
    .locals 2
    invoke-super {p0}, Landroid/app/Activity;->onStop()V
    const-string v0, "no"
    iget-boolean v1, p0, Lmicro/Main;->known:Z
    if-eqz v1, :say
    const-string v0, "yes"
    :say
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
