# micro: choice-table
# group: choices
# says: a digit of the value is the position in a table of letters, as in hand-written hexadecimal; one of the letters is logged
# expect: none
# choice: source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->onCreate

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
    const/4 v1, 0x0
    invoke-virtual {v0, v1}, Ljava/lang/String;->charAt(I)C
    move-result v0
    and-int/lit8 v0, v0, 0x3
    const-string v1, "abcd"
    invoke-virtual {v1}, Ljava/lang/String;->toCharArray()[C
    move-result-object v1
    aget-char v1, v1, v0
    invoke-static {v1}, Ljava/lang/String;->valueOf(C)Ljava/lang/String;
    move-result-object v1
    const-string v2, "micro"
    invoke-static {v2, v1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
