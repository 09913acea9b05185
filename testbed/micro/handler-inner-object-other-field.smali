# micro: handler-inner-object-other-field
# group: threads
# says: as handler-inner-object, but it logs another field of the activity
# expect: none

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field id:Ljava/lang/String;
.field name:Ljava/lang/String;
.field private teller:Landroid/os/Handler;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Lmicro/Main$Teller;
    invoke-direct {v0, p0}, Lmicro/Main$Teller;-><init>(Lmicro/Main;)V
    iput-object v0, p0, Lmicro/Main;->teller:Landroid/os/Handler;
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    iput-object v0, p0, Lmicro/Main;->id:Ljava/lang/String;
    return-void
.end method

.method protected onStop()V
    .locals 2
    invoke-super {p0}, Landroid/app/Activity;->onStop()V
    invoke-static {}, Landroid/os/Message;->obtain()Landroid/os/Message;
    move-result-object v0
    iget-object v1, p0, Lmicro/Main;->teller:Landroid/os/Handler;
    invoke-virtual {v1, v0}, Landroid/os/Handler;->sendMessage(Landroid/os/Message;)Z
    return-void
.end method

.class final Lmicro/Main$Teller;
.super Landroid/os/Handler;
.field final synthetic this$0:Lmicro/Main;

.method constructor <init>(Lmicro/Main;)V
    .locals 0
    iput-object p1, p0, Lmicro/Main$Teller;->this$0:Lmicro/Main;
    invoke-direct {p0}, Landroid/os/Handler;-><init>()V
    return-void
.end method

.method public handleMessage(Landroid/os/Message;)V
    .locals 2
    iget-object v0, p0, Lmicro/Main$Teller;->this$0:Lmicro/Main;
    iget-object v0, v0, Lmicro/Main;->name:Ljava/lang/String;
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
