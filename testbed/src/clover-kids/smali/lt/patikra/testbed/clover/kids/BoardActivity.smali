# Shows a child's text; rude words become stars if a parent asked for it.
.class public final Llt/patikra/testbed/clover/kids/BoardActivity;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/EditText;
    invoke-direct {v0, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    new-instance v1, Llt/patikra/testbed/clover/kids/ChildSafety;
    invoke-direct {v1, v0}, Llt/patikra/testbed/clover/kids/ChildSafety;-><init>(Landroid/widget/EditText;)V
    invoke-virtual {v0, v1}, Landroid/widget/EditText;->setOnClickListener(Landroid/view/View$OnClickListener;)V
    invoke-virtual {p0, v0}, Llt/patikra/testbed/clover/kids/BoardActivity;->setContentView(Landroid/view/View;)V
    return-void
.end method
