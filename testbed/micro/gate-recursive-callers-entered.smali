# micro: gate-recursive-callers-entered
# group: gates
# says: two methods that call each other, one of them also entered without the property: no gate
# expect: no-gate whole=yes kind=system-property reads="persist.micro.on" holds_when="== true" guards=Lmicro/Main;->start in=Lmicro/Main;->even

.class public final Lmicro/Main;
.super Landroid/app/Activity;


.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method start()V
    .locals 2
    const-string v0, "micro"
    const-string v1, "started"
    invoke-static {v0, v1}, Landroid/util/Log;->w(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.method even(I)V
    .locals 1
    if-lez p1, :now
    add-int/lit8 v0, p1, -0x1
    invoke-virtual {p0, v0}, Lmicro/Main;->odd(I)V
    return-void
    :now
    invoke-virtual {p0}, Lmicro/Main;->start()V
    return-void
.end method

.method odd(I)V
    .locals 1
    if-lez p1, :no
    add-int/lit8 v0, p1, -0x1
    invoke-virtual {p0, v0}, Lmicro/Main;->even(I)V
    :no
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
    const/16 v0, 0x8
    invoke-virtual {p0, v0}, Lmicro/Main;->even(I)V
    :off
    return-void
.end method

.method protected onStop()V
    .locals 1
    invoke-super {p0}, Landroid/app/Activity;->onStop()V
    const/4 v0, 0x3
    invoke-virtual {p0, v0}, Lmicro/Main;->odd(I)V
    return-void
.end method
