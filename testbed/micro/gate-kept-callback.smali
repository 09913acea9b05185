# micro: gate-kept-callback
# group: gates
# says: a callback that is made at once and kept runs where it is handed on, behind a property
# expect: gate whole=yes kind=system-property reads="persist.micro.on" holds_when="== true" guards=Lmicro/Main;->start in=Lmicro/Task;->run

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private kept:Ljava/lang/Runnable;

.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    new-instance v0, Lmicro/Task;
    invoke-direct {v0, p0}, Lmicro/Task;-><init>(Lmicro/Main;)V
    iput-object v0, p0, Lmicro/Main;->kept:Ljava/lang/Runnable;
    return-void
.end method

.method start()V
    .locals 2
    const-string v0, "micro"
    const-string v1, "started"
    invoke-static {v0, v1}, Landroid/util/Log;->w(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "persist.micro.on"
    const/4 v1, 0x0
    invoke-static {v0, v1}, Landroid/os/SystemProperties;->getBoolean(Ljava/lang/String;Z)Z
    move-result v0
    if-eqz v0, :off
    new-instance v0, Landroid/os/Handler;
    invoke-direct {v0}, Landroid/os/Handler;-><init>()V
    iget-object v1, p0, Lmicro/Main;->kept:Ljava/lang/Runnable;
    invoke-virtual {v0, v1}, Landroid/os/Handler;->post(Ljava/lang/Runnable;)Z
    :off
    return-void
.end method

.class final Lmicro/Task;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;
.field private final main:Lmicro/Main;

.method constructor <init>(Lmicro/Main;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Task;->main:Lmicro/Main;
    return-void
.end method

.method public run()V
    .locals 1
    iget-object v0, p0, Lmicro/Task;->main:Lmicro/Main;
    invoke-virtual {v0}, Lmicro/Main;->start()V
    return-void
.end method
