# One switch: synchronise.
.class public final Llt/patikra/testbed/alder/cloud/SyncActivity;
.super Landroid/app/Activity;
.implements Landroid/widget/CompoundButton$OnCheckedChangeListener;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/Switch;
    invoke-direct {v0, p0}, Landroid/widget/Switch;-><init>(Landroid/content/Context;)V
    const-string v1, "Synchronise with the testbed cloud"
    invoke-virtual {v0, v1}, Landroid/widget/Switch;->setText(Ljava/lang/CharSequence;)V
    invoke-virtual {v0, p0}, Landroid/widget/Switch;->setOnCheckedChangeListener(Landroid/widget/CompoundButton$OnCheckedChangeListener;)V
    invoke-virtual {p0, v0}, Llt/patikra/testbed/alder/cloud/SyncActivity;->setContentView(Landroid/view/View;)V
    return-void
.end method

.method public onCheckedChanged(Landroid/widget/CompoundButton;Z)V
    .locals 1
    if-nez p2, :on
    return-void
    :on
    new-instance v0, Llt/patikra/testbed/alder/cloud/Activation;
    invoke-direct {v0, p0}, Llt/patikra/testbed/alder/cloud/Activation;-><init>(Landroid/content/Context;)V
    invoke-virtual {v0}, Llt/patikra/testbed/alder/cloud/Activation;->start()V
    return-void
.end method
