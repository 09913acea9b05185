# micro: decision-set-lookup
# group: decisions
# says: a package name is looked up in a set; on a hit the app is not started
# expect: decision test=Set.contains operand=Intent.getStringExtra words=2 effect=refused acts=Context.startActivity when=miss in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Ljava/util/HashSet;
    invoke-direct {v0}, Ljava/util/HashSet;-><init>()V
    const-string v1, "lt.patikra.testbed.blocked.one"
    invoke-interface {v0, v1}, Ljava/util/Set;->add(Ljava/lang/Object;)Z
    const-string v1, "lt.patikra.testbed.blocked.two"
    invoke-interface {v0, v1}, Ljava/util/Set;->add(Ljava/lang/Object;)Z
    invoke-virtual {p0}, Lmicro/Main;->getIntent()Landroid/content/Intent;
    move-result-object v1
    const-string v2, "package"
    invoke-virtual {v1, v2}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-interface {v0, v1}, Ljava/util/Set;->contains(Ljava/lang/Object;)Z
    move-result v0
    if-nez v0, :refused
    invoke-virtual {p0}, Lmicro/Main;->getPackageManager()Landroid/content/pm/PackageManager;
    move-result-object v0
    invoke-virtual {v0, v1}, Landroid/content/pm/PackageManager;->getLaunchIntentForPackage(Ljava/lang/String;)Landroid/content/Intent;
    move-result-object v0
    invoke-virtual {p0, v0}, Lmicro/Main;->startActivity(Landroid/content/Intent;)V
    :refused
    return-void
.end method
