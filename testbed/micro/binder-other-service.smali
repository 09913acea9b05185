# micro: binder-other-service
# group: components
# says: as binder-object, but the activity is bound to another service of the same base class, into which nobody writes
# expect: none

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private server:Lmicro/Other;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/content/Intent;
    const-class v1, Lmicro/Other;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    new-instance v1, Lmicro/Main$Link;
    invoke-direct {v1, p0}, Lmicro/Main$Link;-><init>(Lmicro/Main;)V
    const/4 v2, 0x1
    invoke-virtual {p0, v0, v1, v2}, Lmicro/Main;->bindService(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z
    return-void
.end method

.method static access$set(Lmicro/Main;Lmicro/Other;)V
    .locals 0
    iput-object p1, p0, Lmicro/Main;->server:Lmicro/Other;
    return-void
.end method

.method protected onStop()V
    .locals 2
    invoke-super {p0}, Landroid/app/Activity;->onStop()V
    iget-object v0, p0, Lmicro/Main;->server:Lmicro/Other;
    invoke-virtual {v0}, Lmicro/Other;->id()Ljava/lang/String;
    move-result-object v0
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.class public Lmicro/Base;
.super Landroid/app/Service;
.field public id:Ljava/lang/String;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Service;-><init>()V
    return-void
.end method

.method public id()Ljava/lang/String;
    .locals 1
    iget-object v0, p0, Lmicro/Base;->id:Ljava/lang/String;
    return-object v0
.end method

.class public final Lmicro/Server;
.super Lmicro/Base;
.field private watch:Landroid/content/BroadcastReceiver;
.field private line:Lmicro/Server$Line;

.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Lmicro/Base;-><init>()V
    new-instance v0, Lmicro/Server$Line;
    invoke-direct {v0, p0}, Lmicro/Server$Line;-><init>(Lmicro/Server;)V
    iput-object v0, p0, Lmicro/Server;->line:Lmicro/Server$Line;
    new-instance v0, Lmicro/Server$Watch;
    invoke-direct {v0, p0}, Lmicro/Server$Watch;-><init>(Lmicro/Server;)V
    iput-object v0, p0, Lmicro/Server;->watch:Landroid/content/BroadcastReceiver;
    return-void
.end method

.method static access$set(Lmicro/Server;Ljava/lang/String;)V
    .locals 0
    iput-object p1, p0, Lmicro/Server;->id:Ljava/lang/String;
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .locals 2
    new-instance v0, Landroid/content/IntentFilter;
    const-string v1, "micro.CHANGED"
    invoke-direct {v0, v1}, Landroid/content/IntentFilter;-><init>(Ljava/lang/String;)V
    iget-object v1, p0, Lmicro/Server;->watch:Landroid/content/BroadcastReceiver;
    invoke-virtual {p0, v1, v0}, Lmicro/Server;->registerReceiver(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;)Landroid/content/Intent;
    iget-object v0, p0, Lmicro/Server;->line:Lmicro/Server$Line;
    return-object v0
.end method

.class final Lmicro/Server$Watch;
.super Landroid/content/BroadcastReceiver;
.field final synthetic this$0:Lmicro/Server;

.method constructor <init>(Lmicro/Server;)V
    .locals 0
    iput-object p1, p0, Lmicro/Server$Watch;->this$0:Lmicro/Server;
    invoke-direct {p0}, Landroid/content/BroadcastReceiver;-><init>()V
    return-void
.end method

.method public onReceive(Landroid/content/Context;Landroid/content/Intent;)V
    .locals 2
    const-string v0, "phone"
    invoke-virtual {p1, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Lmicro/Server$Watch;->this$0:Lmicro/Server;
    invoke-static {v1, v0}, Lmicro/Server;->access$set(Lmicro/Server;Ljava/lang/String;)V
    return-void
.end method

.class public final Lmicro/Server$Line;
.super Landroid/os/Binder;
.field final synthetic this$0:Lmicro/Server;

.method public constructor <init>(Lmicro/Server;)V
    .locals 0
    iput-object p1, p0, Lmicro/Server$Line;->this$0:Lmicro/Server;
    invoke-direct {p0}, Landroid/os/Binder;-><init>()V
    return-void
.end method

.method server()Lmicro/Server;
    .locals 1
    iget-object v0, p0, Lmicro/Server$Line;->this$0:Lmicro/Server;
    return-object v0
.end method

.class public final Lmicro/Other;
.super Lmicro/Base;
.field private line:Lmicro/Other$Line;

.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Lmicro/Base;-><init>()V
    new-instance v0, Lmicro/Other$Line;
    invoke-direct {v0, p0}, Lmicro/Other$Line;-><init>(Lmicro/Other;)V
    iput-object v0, p0, Lmicro/Other;->line:Lmicro/Other$Line;
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .locals 2
    iget-object v0, p0, Lmicro/Other;->line:Lmicro/Other$Line;
    return-object v0
.end method

.class public final Lmicro/Other$Line;
.super Landroid/os/Binder;
.field final synthetic this$0:Lmicro/Other;

.method public constructor <init>(Lmicro/Other;)V
    .locals 0
    iput-object p1, p0, Lmicro/Other$Line;->this$0:Lmicro/Other;
    invoke-direct {p0}, Landroid/os/Binder;-><init>()V
    return-void
.end method

.method server()Lmicro/Other;
    .locals 1
    iget-object v0, p0, Lmicro/Other$Line;->this$0:Lmicro/Other;
    return-object v0
.end method

.class final Lmicro/Main$Link;
.super Ljava/lang/Object;
.implements Landroid/content/ServiceConnection;
.field final synthetic this$0:Lmicro/Main;

.method constructor <init>(Lmicro/Main;)V
    .locals 0
    iput-object p1, p0, Lmicro/Main$Link;->this$0:Lmicro/Main;
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public onServiceConnected(Landroid/content/ComponentName;Landroid/os/IBinder;)V
    .locals 2
    check-cast p2, Lmicro/Other$Line;
    invoke-virtual {p2}, Lmicro/Other$Line;->server()Lmicro/Other;
    move-result-object v0
    iget-object v1, p0, Lmicro/Main$Link;->this$0:Lmicro/Main;
    invoke-static {v1, v0}, Lmicro/Main;->access$set(Lmicro/Main;Lmicro/Other;)V
    return-void
.end method

.method public onServiceDisconnected(Landroid/content/ComponentName;)V
    .locals 0
    return-void
.end method
