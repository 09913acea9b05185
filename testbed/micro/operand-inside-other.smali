# micro: operand-inside-other
# group: fields
# says: a method is given an object and one that holds it; it writes the value by the holder, and logs it by the object
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->tell

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private cell:Lmicro/Cell;

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
    iput-object v1, p0, Lmicro/Main;->cell:Lmicro/Cell;
    invoke-static {p0, v1, v0}, Lmicro/Main;->tell(Lmicro/Main;Lmicro/Cell;Ljava/lang/String;)V
    return-void
.end method

.method private static tell(Lmicro/Main;Lmicro/Cell;Ljava/lang/String;)V
    .locals 2
    iget-object v0, p0, Lmicro/Main;->cell:Lmicro/Cell;
    iput-object p2, v0, Lmicro/Cell;->text:Ljava/lang/String;
    iget-object v0, p1, Lmicro/Cell;->text:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public final Lmicro/Cell;
.super Ljava/lang/Object;
.field text:Ljava/lang/String;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method
