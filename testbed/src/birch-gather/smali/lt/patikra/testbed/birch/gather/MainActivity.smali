# Hands the phone's serial number to the courier in seven ways; two of them do not arrive.
.class public final Llt/patikra/testbed/birch/gather/MainActivity;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 0
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-direct {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->broadcast()V
    invoke-direct {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->hidden()V
    invoke-direct {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->service()V
    invoke-direct {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->guarded()V
    invoke-direct {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->binder()V
    invoke-direct {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->messenger()V
    invoke-direct {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->insert()V
    return-void
.end method

.method private broadcast()V
    .locals 3
    new-instance v0, Landroid/content/Intent;
    const-string v1, "lt.patikra.testbed.birch.NUMBER"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const-string v1, "lt.patikra.testbed.birch.courier"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->setPackage(Ljava/lang/String;)Landroid/content/Intent;
    const-string v1, "number"
    sget-object v2, Landroid/os/Build;->SERIAL:Ljava/lang/String;
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    invoke-virtual {p0, v0}, Llt/patikra/testbed/birch/gather/MainActivity;->sendBroadcast(Landroid/content/Intent;)V
    return-void
.end method

.method private hidden()V
    .locals 3
    new-instance v0, Landroid/content/Intent;
    const-string v1, "lt.patikra.testbed.birch.HIDDEN"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const-string v1, "lt.patikra.testbed.birch.courier"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->setPackage(Ljava/lang/String;)Landroid/content/Intent;
    const-string v1, "number"
    sget-object v2, Landroid/os/Build;->SERIAL:Ljava/lang/String;
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    invoke-virtual {p0, v0}, Llt/patikra/testbed/birch/gather/MainActivity;->sendBroadcast(Landroid/content/Intent;)V
    return-void
.end method

.method private service()V
    .locals 3
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0}, Landroid/content/Intent;-><init>()V
    const-string v1, "lt.patikra.testbed.birch.courier"
    const-string v2, "lt.patikra.testbed.birch.courier.SendService"
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->setClassName(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    const-string v1, "number"
    sget-object v2, Landroid/os/Build;->SERIAL:Ljava/lang/String;
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    invoke-virtual {p0, v0}, Llt/patikra/testbed/birch/gather/MainActivity;->startService(Landroid/content/Intent;)Landroid/content/ComponentName;
    return-void
.end method

.method private guarded()V
    .locals 3
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0}, Landroid/content/Intent;-><init>()V
    const-string v1, "lt.patikra.testbed.birch.courier"
    const-string v2, "lt.patikra.testbed.birch.courier.GuardedService"
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->setClassName(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    const-string v1, "number"
    sget-object v2, Landroid/os/Build;->SERIAL:Ljava/lang/String;
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    invoke-virtual {p0, v0}, Llt/patikra/testbed/birch/gather/MainActivity;->startService(Landroid/content/Intent;)Landroid/content/ComponentName;
    return-void
.end method

.method private binder()V
    .locals 3
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0}, Landroid/content/Intent;-><init>()V
    const-string v1, "lt.patikra.testbed.birch.courier"
    const-string v2, "lt.patikra.testbed.birch.courier.BinderService"
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->setClassName(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    new-instance v1, Llt/patikra/testbed/birch/gather/BinderConnection;
    invoke-direct {v1}, Llt/patikra/testbed/birch/gather/BinderConnection;-><init>()V
    const/4 v2, 0x1
    invoke-virtual {p0, v0, v1, v2}, Llt/patikra/testbed/birch/gather/MainActivity;->bindService(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z
    return-void
.end method

.method private messenger()V
    .locals 3
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0}, Landroid/content/Intent;-><init>()V
    const-string v1, "lt.patikra.testbed.birch.courier"
    const-string v2, "lt.patikra.testbed.birch.courier.MessageService"
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->setClassName(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    new-instance v1, Llt/patikra/testbed/birch/gather/MessageConnection;
    invoke-direct {v1}, Llt/patikra/testbed/birch/gather/MessageConnection;-><init>()V
    const/4 v2, 0x1
    invoke-virtual {p0, v0, v1, v2}, Llt/patikra/testbed/birch/gather/MainActivity;->bindService(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z
    return-void
.end method

.method private insert()V
    .locals 4
    new-instance v0, Landroid/content/ContentValues;
    invoke-direct {v0}, Landroid/content/ContentValues;-><init>()V
    const-string v1, "number"
    sget-object v2, Landroid/os/Build;->SERIAL:Ljava/lang/String;
    invoke-virtual {v0, v1, v2}, Landroid/content/ContentValues;->put(Ljava/lang/String;Ljava/lang/String;)V
    invoke-virtual {p0}, Llt/patikra/testbed/birch/gather/MainActivity;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v1
    const-string v2, "content://lt.patikra.testbed.birch.courier.numbers/number"
    invoke-static {v2}, Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;
    move-result-object v2
    invoke-virtual {v1, v2, v0}, Landroid/content/ContentResolver;->insert(Landroid/net/Uri;Landroid/content/ContentValues;)Landroid/net/Uri;
    return-void
.end method
