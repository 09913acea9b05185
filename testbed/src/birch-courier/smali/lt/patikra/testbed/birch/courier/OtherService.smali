# Hands out OtherBinder.
.class public final Llt/patikra/testbed/birch/courier/OtherService;
.super Landroid/app/Service;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Service;-><init>()V
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .locals 1
    new-instance v0, Llt/patikra/testbed/birch/courier/OtherBinder;
    invoke-direct {v0}, Llt/patikra/testbed/birch/courier/OtherBinder;-><init>()V
    return-object v0
.end method
