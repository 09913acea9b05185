# micro: async-task-inherited
# group: threads
# says: execute is called on an object of a class whose doInBackground stands in the class above; another task of the same class above is given nothing
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Task;->doInBackground

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Below;
    invoke-direct {v1}, Lmicro/Below;-><init>()V
    filled-new-array {v0}, [Ljava/lang/Object;
    move-result-object v0
    invoke-virtual {v1, v0}, Lmicro/Below;->execute([Ljava/lang/Object;)Landroid/os/AsyncTask;
    new-instance v1, Lmicro/Other;
    invoke-direct {v1}, Lmicro/Other;-><init>()V
    const-string v0, "nothing"
    filled-new-array {v0}, [Ljava/lang/Object;
    move-result-object v0
    invoke-virtual {v1, v0}, Lmicro/Other;->execute([Ljava/lang/Object;)Landroid/os/AsyncTask;
    return-void
.end method

.class public Lmicro/Task;
.super Landroid/os/AsyncTask;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/os/AsyncTask;-><init>()V
    return-void
.end method

.method protected varargs doInBackground([Ljava/lang/Object;)Ljava/lang/Object;
    .locals 2
    const/4 v0, 0x0
    aget-object v1, p1, v0
    check-cast v1, Ljava/lang/String;
    const-string v0, "micro"
    invoke-static {v0, v1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    const/4 v0, 0x0
    return-object v0
.end method

.class public final Lmicro/Below;
.super Lmicro/Task;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Lmicro/Task;-><init>()V
    return-void
.end method

.class public final Lmicro/Other;
.super Landroid/os/AsyncTask;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/os/AsyncTask;-><init>()V
    return-void
.end method

.method protected varargs doInBackground([Ljava/lang/Object;)Ljava/lang/Object;
    .locals 2
    const/4 v0, 0x0
    aget-object v1, p1, v0
    check-cast v1, Ljava/lang/String;
    const-string v0, "micro"
    invoke-static {v0, v1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    const/4 v0, 0x0
    return-object v0
.end method
