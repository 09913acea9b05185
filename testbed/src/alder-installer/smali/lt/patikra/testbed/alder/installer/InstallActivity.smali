# The screen after an installation, with room for one advertisement.
.class public final Llt/patikra/testbed/alder/installer/InstallActivity;
.super Landroid/app/Activity;
.implements Llt/patikra/testbed/adkit/AdListener;

.field private view:Landroid/widget/TextView;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/TextView;
    invoke-direct {v0, p0}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    iput-object v0, p0, Llt/patikra/testbed/alder/installer/InstallActivity;->view:Landroid/widget/TextView;
    invoke-virtual {p0, v0}, Llt/patikra/testbed/alder/installer/InstallActivity;->setContentView(Landroid/view/View;)V
    new-instance v0, Llt/patikra/testbed/adkit/AdGate;
    invoke-direct {v0, p0}, Llt/patikra/testbed/adkit/AdGate;-><init>(Landroid/content/Context;)V
    new-instance v1, Llt/patikra/testbed/alder/installer/SampleAd;
    const-string v2, "A new phone"
    invoke-direct {v1, v2}, Llt/patikra/testbed/alder/installer/SampleAd;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0, v1, p0}, Llt/patikra/testbed/adkit/AdGate;->deliver(Llt/patikra/testbed/adkit/NativeAd;Llt/patikra/testbed/adkit/AdListener;)V
    return-void
.end method

.method public onAdLoaded(Llt/patikra/testbed/adkit/NativeAd;)V
    .locals 2
    iget-object v0, p0, Llt/patikra/testbed/alder/installer/InstallActivity;->view:Landroid/widget/TextView;
    invoke-interface {p1}, Llt/patikra/testbed/adkit/NativeAd;->adTitle()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Landroid/widget/TextView;->setText(Ljava/lang/CharSequence;)V
    return-void
.end method

.method public onAdsLoaded(Ljava/util/List;)V
    .locals 0
    return-void
.end method

.method public onAdFailed(Llt/patikra/testbed/adkit/NativeAd;Ljava/lang/String;Ljava/lang/String;)V
    .locals 2
    const-string v0, "AlderInstaller"
    const-string v1, "ad not shown"
    invoke-static {v0, v1}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
