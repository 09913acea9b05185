# Gives the serial number as its result.
.class public final Llt/patikra/testbed/birch/gather/NumberActivity;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0}, Landroid/content/Intent;-><init>()V
    const-string v1, "number"
    sget-object v2, Landroid/os/Build;->SERIAL:Ljava/lang/String;
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    const/4 v1, -0x1
    invoke-virtual {p0, v1, v0}, Llt/patikra/testbed/birch/gather/NumberActivity;->setResult(ILandroid/content/Intent;)V
    invoke-virtual {p0}, Llt/patikra/testbed/birch/gather/NumberActivity;->finish()V
    return-void
.end method
