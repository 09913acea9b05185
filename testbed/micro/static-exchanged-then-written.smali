# micro: static-exchanged-then-written
# group: fields
# says: as static-then-written, but the field holds another object by then
# expect: none

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private static cell:Lmicro/Cell;

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
    sput-object v1, Lmicro/Main;->cell:Lmicro/Cell;
    new-instance v2, Lmicro/Cell;
    invoke-direct {v2}, Lmicro/Cell;-><init>()V
    sput-object v2, Lmicro/Main;->cell:Lmicro/Cell;
    iput-object v0, v1, Lmicro/Cell;->text:Ljava/lang/String;
    invoke-direct {p0}, Lmicro/Main;->tell()V
    return-void
.end method

.method private tell()V
    .locals 2
    sget-object v0, Lmicro/Main;->cell:Lmicro/Cell;
    iget-object v0, v0, Lmicro/Cell;->text:Ljava/lang/String;
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
