# micro: async-task
# group: threads
# says: execute(x) to doInBackground(x), its result to onPostExecute
# expect: flow source=TelephonyManager.getDeviceId sink=Log.i in=Lmicro/Task;->onPostExecute

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
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Task;
    invoke-direct {v1}, Lmicro/Task;-><init>()V
    filled-new-array {v0}, [Ljava/lang/Object;
    move-result-object v0
    invoke-virtual {v1, v0}, Lmicro/Task;->execute([Ljava/lang/Object;)Landroid/os/AsyncTask;
    return-void
.end method

.class public final Lmicro/Task;
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
    return-object v1
.end method

.method protected onPostExecute(Ljava/lang/Object;)V
    .locals 1
    check-cast p1, Ljava/lang/String;
    const-string v0, "micro"
    invoke-static {v0, p1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
