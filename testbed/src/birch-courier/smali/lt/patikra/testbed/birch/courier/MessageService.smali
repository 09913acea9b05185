# Hands out a messenger to NumberHandler.
.class public final Llt/patikra/testbed/birch/courier/MessageService;
.super Landroid/app/Service;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Service;-><init>()V
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .locals 2
    new-instance v0, Llt/patikra/testbed/birch/courier/NumberHandler;
    invoke-direct {v0}, Llt/patikra/testbed/birch/courier/NumberHandler;-><init>()V
    new-instance v1, Landroid/os/Messenger;
    invoke-direct {v1, v0}, Landroid/os/Messenger;-><init>(Landroid/os/Handler;)V
    invoke-virtual {v1}, Landroid/os/Messenger;->getBinder()Landroid/os/IBinder;
    move-result-object v0
    return-object v0
.end method
