# micro: field-instance
# group: fields
# says: two flows through two fields of one object; each sink gets its own
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->first
# expect: flow source=Settings.Secure.android_id sink=Log.i in=Lmicro/Main;->second

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.field private a:Ljava/lang/String;
.field private b:Ljava/lang/String;
.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->a:Ljava/lang/String;
    invoke-virtual {p0}, Landroid/content/Context;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v0
    const-string v1, "android_id"
    invoke-static {v0, v1}, Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->b:Ljava/lang/String;
    invoke-direct {p0}, Lmicro/Main;->first()V
    invoke-direct {p0}, Lmicro/Main;->second()V
    return-void
.end method

.method private first()V
    .locals 2
    iget-object v0, p0, Lmicro/Main;->a:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.method private second()V
    .locals 2
    iget-object v0, p0, Lmicro/Main;->b:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
