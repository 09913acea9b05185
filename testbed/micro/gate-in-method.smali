# micro: gate-in-method
# group: gates
# says: the test is in a method that returns it, and its result waits in a static field
# expect: gate kind=build reads="android.os.Build.BRAND" holds_when="== micro, any case" guards=Lmicro/Main;->start in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.field private static on:Z
.method private static ask()Z
    .locals 2
    sget-object v0, Landroid/os/Build;->BRAND:Ljava/lang/String;
    const-string v1, "micro"
    invoke-virtual {v1, v0}, Ljava/lang/String;->equalsIgnoreCase(Ljava/lang/String;)Z
    move-result v0
    return v0
.end method

.method static constructor <clinit>()V
    .locals 1
    invoke-static {}, Lmicro/Main;->ask()Z
    move-result v0
    sput-boolean v0, Lmicro/Main;->on:Z
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
    .locals 1
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    sget-boolean v0, Lmicro/Main;->on:Z
    if-eqz v0, :off
    invoke-direct {p0}, Lmicro/Main;->start()V
    :off
    return-void
.end method
