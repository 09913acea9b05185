# micro: dispatch-by-both-callers
# group: dispatch
# says: a helper asks the object that its caller gives; of two callers that log, one gives the one that tells
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Main;->first

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method private ask(Lmicro/Teller;)Ljava/lang/String;
    .locals 1
    invoke-virtual {p1}, Lmicro/Teller;->tell()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method private first()V
    .locals 2
    new-instance v0, Lmicro/Loud;
    invoke-direct {v0, p0}, Lmicro/Loud;-><init>(Landroid/content/Context;)V
    invoke-direct {p0, v0}, Lmicro/Main;->ask(Lmicro/Teller;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.method private second()V
    .locals 2
    new-instance v0, Lmicro/Teller;
    invoke-direct {v0}, Lmicro/Teller;-><init>()V
    invoke-direct {p0, v0}, Lmicro/Main;->ask(Lmicro/Teller;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 1
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-direct {p0}, Lmicro/Main;->first()V
    invoke-direct {p0}, Lmicro/Main;->second()V
    return-void
.end method

.class public Lmicro/Teller;
.super Ljava/lang/Object;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public tell()Ljava/lang/String;
    .locals 1
    const-string v0, "nothing"
    return-object v0
.end method

.class public final Lmicro/Loud;
.super Lmicro/Teller;
.field private final context:Landroid/content/Context;
.method public constructor <init>(Landroid/content/Context;)V
    .locals 0
    invoke-direct {p0}, Lmicro/Teller;-><init>()V
    iput-object p1, p0, Lmicro/Loud;->context:Landroid/content/Context;
    return-void
.end method

.method public tell()Ljava/lang/String;
    .locals 2
    iget-object v0, p0, Lmicro/Loud;->context:Landroid/content/Context;
    const-string v1, "phone"
    invoke-virtual {v0, v1}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method
