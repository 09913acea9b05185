# micro: gate-app-installed
# group: gates
# says: only if another app is on the phone
# expect: gate kind=app reads="lt.patikra.testbed.other" holds_when="installed" guards=Lmicro/Main;->start in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method private start()V
    .locals 2
    const-string v0, "micro"
    const-string v1, "started"
    invoke-static {v0, v1}, Landroid/util/Log;->w(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 8
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    :try_start
    invoke-virtual {p0}, Lmicro/Main;->getPackageManager()Landroid/content/pm/PackageManager;
    move-result-object v0
    const-string v1, "lt.patikra.testbed.other"
    const/4 v2, 0x0
    invoke-virtual {v0, v1, v2}, Landroid/content/pm/PackageManager;->getPackageInfo(Ljava/lang/String;I)Landroid/content/pm/PackageInfo;
    :try_end
    .catch Landroid/content/pm/PackageManager$NameNotFoundException; {:try_start .. :try_end} :absent
    invoke-direct {p0}, Lmicro/Main;->start()V
    return-void
    :absent
    move-exception v0
    return-void
.end method
