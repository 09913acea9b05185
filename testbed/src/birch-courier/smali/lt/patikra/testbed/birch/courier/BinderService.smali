# Hands out NumberBinder.
.class public final Llt/patikra/testbed/birch/courier/BinderService;
.super Landroid/app/Service;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Service;-><init>()V
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .locals 1
    new-instance v0, Llt/patikra/testbed/birch/courier/NumberBinder;
    invoke-direct {v0}, Llt/patikra/testbed/birch/courier/NumberBinder;-><init>()V
    return-object v0
.end method
