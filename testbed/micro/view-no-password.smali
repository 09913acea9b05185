# micro: view-no-password
# group: views
# says: as view-password, but the view is another one, for a name
# manifest: layout: the view 0x7f070001 takes a password, 0x7f070002 does not
# password-views: 0x7f070001
# expect: none

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private field:Landroid/widget/EditText;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const v0, 0x7f070002
    invoke-virtual {p0, v0}, Landroid/app/Activity;->findViewById(I)Landroid/view/View;
    move-result-object v0
    check-cast v0, Landroid/widget/EditText;
    iput-object v0, p0, Lmicro/Main;->field:Landroid/widget/EditText;
    return-void
.end method

.method protected onStop()V
    .locals 2
    invoke-super {p0}, Landroid/app/Activity;->onStop()V
    iget-object v0, p0, Lmicro/Main;->field:Landroid/widget/EditText;
    invoke-virtual {v0}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    const-string v1, "micro"
    invoke-static {v1, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
