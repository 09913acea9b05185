# Adds two numbers.
.class public final Llt/patikra/testbed/clover/calculator/MainActivity;
.super Landroid/app/Activity;
.implements Landroid/view/View$OnClickListener;

.field private left:Landroid/widget/EditText;
.field private right:Landroid/widget/EditText;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/LinearLayout;
    invoke-direct {v0, p0}, Landroid/widget/LinearLayout;-><init>(Landroid/content/Context;)V
    new-instance v1, Landroid/widget/EditText;
    invoke-direct {v1, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    iput-object v1, p0, Llt/patikra/testbed/clover/calculator/MainActivity;->left:Landroid/widget/EditText;
    invoke-virtual {v0, v1}, Landroid/widget/LinearLayout;->addView(Landroid/view/View;)V
    new-instance v1, Landroid/widget/EditText;
    invoke-direct {v1, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    iput-object v1, p0, Llt/patikra/testbed/clover/calculator/MainActivity;->right:Landroid/widget/EditText;
    invoke-virtual {v0, v1}, Landroid/widget/LinearLayout;->addView(Landroid/view/View;)V
    new-instance v1, Landroid/widget/Button;
    invoke-direct {v1, p0}, Landroid/widget/Button;-><init>(Landroid/content/Context;)V
    const-string v2, "+"
    invoke-virtual {v1, v2}, Landroid/widget/Button;->setText(Ljava/lang/CharSequence;)V
    invoke-virtual {v1, p0}, Landroid/widget/Button;->setOnClickListener(Landroid/view/View$OnClickListener;)V
    invoke-virtual {v0, v1}, Landroid/widget/LinearLayout;->addView(Landroid/view/View;)V
    invoke-virtual {p0, v0}, Llt/patikra/testbed/clover/calculator/MainActivity;->setContentView(Landroid/view/View;)V
    return-void
.end method

.method private static number(Landroid/widget/EditText;)D
    .locals 2
    :try_start
    invoke-virtual {p0}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ljava/lang/Double;->parseDouble(Ljava/lang/String;)D
    move-result-wide v0
    :try_end
    .catch Ljava/lang/NumberFormatException; {:try_start .. :try_end} :none
    return-wide v0
    :none
    move-exception v0
    const-wide/16 v0, 0x0
    return-wide v0
.end method

.method public onClick(Landroid/view/View;)V
    .locals 4
    iget-object v0, p0, Llt/patikra/testbed/clover/calculator/MainActivity;->left:Landroid/widget/EditText;
    invoke-static {v0}, Llt/patikra/testbed/clover/calculator/MainActivity;->number(Landroid/widget/EditText;)D
    move-result-wide v0
    iget-object v2, p0, Llt/patikra/testbed/clover/calculator/MainActivity;->right:Landroid/widget/EditText;
    invoke-static {v2}, Llt/patikra/testbed/clover/calculator/MainActivity;->number(Landroid/widget/EditText;)D
    move-result-wide v2
    add-double/2addr v0, v2
    invoke-static {v0, v1}, Ljava/lang/String;->valueOf(D)Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Llt/patikra/testbed/clover/calculator/MainActivity;->setTitle(Ljava/lang/CharSequence;)V
    return-void
.end method
