# Entry of the kit. Everything, the fetching of the list too, starts only behind Region.mayStart.
.class public final Llt/patikra/testbed/adkit/AdKit;
.super Ljava/lang/Object;

.field private static appKey:Ljava/lang/String;
.field private static started:Z

.method public static start(Landroid/content/Context;Ljava/lang/String;)V
    .locals 2
    sput-object p1, Llt/patikra/testbed/adkit/AdKit;->appKey:Ljava/lang/String;
    invoke-static {p0}, Llt/patikra/testbed/adkit/Region;->mayStart(Landroid/content/Context;)Z
    move-result v0
    if-nez v0, :allowed
    const-string v0, "AdKit"
    const-string v1, "not started in this region"
    invoke-static {v0, v1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
    :allowed
    const/4 v0, 0x1
    sput-boolean v0, Llt/patikra/testbed/adkit/AdKit;->started:Z
    invoke-virtual {p0}, Landroid/content/Context;->getApplicationContext()Landroid/content/Context;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/adkit/WordConfig;->of(Landroid/content/Context;)Llt/patikra/testbed/adkit/WordConfig;
    move-result-object v0
    invoke-virtual {v0}, Llt/patikra/testbed/adkit/WordConfig;->refresh()V
    return-void
.end method

.method public static appKey()Ljava/lang/String;
    .locals 1
    sget-object v0, Llt/patikra/testbed/adkit/AdKit;->appKey:Ljava/lang/String;
    return-object v0
.end method

# Whether the gate was open when the app started. Without it nothing is fetched and nothing is refused.
.method public static isStarted()Z
    .locals 1
    sget-boolean v0, Llt/patikra/testbed/adkit/AdKit;->started:Z
    return v0
.end method
