# micro: listener-observer
# group: listeners
# says: an observer of the program's own: a list of listeners, told in a loop
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Loud;->told

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
    new-instance v0, Lmicro/Subject;
    invoke-direct {v0}, Lmicro/Subject;-><init>()V
    new-instance v1, Lmicro/Loud;
    invoke-direct {v1}, Lmicro/Loud;-><init>()V
    invoke-virtual {v0, v1}, Lmicro/Subject;->add(Lmicro/Told;)V
    const-string v1, "phone"
    invoke-virtual {p0, v1}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Landroid/telephony/TelephonyManager;
    invoke-virtual {v1}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Lmicro/Subject;->tellAll(Ljava/lang/String;)V
    return-void
.end method

.class interface abstract Lmicro/Told;
.super Ljava/lang/Object;
.method public abstract told(Ljava/lang/String;)V
.end method

.class public final Lmicro/Loud;
.super Ljava/lang/Object;
.implements Lmicro/Told;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public told(Ljava/lang/String;)V
    .locals 1
    const-string v0, "micro"
    invoke-static {v0, p1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public final Lmicro/Subject;
.super Ljava/lang/Object;
.field private final all:Ljava/util/List;
.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    iput-object v0, p0, Lmicro/Subject;->all:Ljava/util/List;
    return-void
.end method

.method add(Lmicro/Told;)V
    .locals 1
    iget-object v0, p0, Lmicro/Subject;->all:Ljava/util/List;
    invoke-interface {v0, p1}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    return-void
.end method

.method tellAll(Ljava/lang/String;)V
    .locals 2
    iget-object v0, p0, Lmicro/Subject;->all:Ljava/util/List;
    invoke-interface {v0}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v0
    :loop
    invoke-interface {v0}, Ljava/util/Iterator;->hasNext()Z
    move-result v1
    if-eqz v1, :done
    invoke-interface {v0}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Lmicro/Told;
    invoke-interface {v1, p1}, Lmicro/Told;->told(Ljava/lang/String;)V
    goto :loop
    :done
    return-void
.end method
