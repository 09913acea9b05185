# micro: gate-preference-written-often
# group: gates
# says: the preferences are kept in a field that many places write, all with the same store
# expect: gate kind=preference reads="store/agreed" holds_when="== true" guards=Lmicro/Main;->start in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private kept:Landroid/content/SharedPreferences;

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
    invoke-direct {p0}, Lmicro/Main;->open0()V
    invoke-direct {p0}, Lmicro/Main;->open1()V
    invoke-direct {p0}, Lmicro/Main;->open2()V
    invoke-direct {p0}, Lmicro/Main;->open3()V
    invoke-direct {p0}, Lmicro/Main;->open4()V
    invoke-direct {p0}, Lmicro/Main;->open5()V
    invoke-direct {p0}, Lmicro/Main;->open6()V
    invoke-direct {p0}, Lmicro/Main;->open7()V
    iget-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    const/4 v1, 0x0
    const-string v2, "agreed"
    invoke-interface {v0, v2, v1}, Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z
    move-result v0
    if-eqz v0, :off
    invoke-direct {p0}, Lmicro/Main;->start()V
    :off
    return-void
.end method

.method private open0()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method

.method private open1()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method

.method private open2()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method

.method private open3()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method

.method private open4()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method

.method private open5()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method

.method private open6()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method

.method private open7()V
    .locals 2
    const-string v0, "store"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->kept:Landroid/content/SharedPreferences;
    return-void
.end method
