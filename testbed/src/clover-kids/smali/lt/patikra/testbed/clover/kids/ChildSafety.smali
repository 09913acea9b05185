# The list, the switch (preference child_safety, off unless a parent turns it on) and the stars.
.class final Llt/patikra/testbed/clover/kids/ChildSafety;
.super Ljava/lang/Object;
.implements Landroid/view/View$OnClickListener;

.field private final text:Landroid/widget/EditText;

.method constructor <init>(Landroid/widget/EditText;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/clover/kids/ChildSafety;->text:Landroid/widget/EditText;
    return-void
.end method

.method public onClick(Landroid/view/View;)V
    .locals 6
    invoke-virtual {p1}, Landroid/view/View;->getContext()Landroid/content/Context;
    move-result-object v0
    const-string v1, "parents"
    const/4 v2, 0x0
    invoke-virtual {v0, v1, v2}, Landroid/content/Context;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v1
    const-string v3, "child_safety"
    invoke-interface {v1, v3, v2}, Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z
    move-result v1
    if-nez v1, :on
    return-void
    :on
    :try_start
    invoke-virtual {v0}, Landroid/content/Context;->getAssets()Landroid/content/res/AssetManager;
    move-result-object v1
    const-string v2, "child_safety_words.txt"
    invoke-virtual {v1, v2}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v1
    new-instance v2, Ljava/util/Scanner;
    invoke-direct {v2, v1}, Ljava/util/Scanner;-><init>(Ljava/io/InputStream;)V
    iget-object v1, p0, Llt/patikra/testbed/clover/kids/ChildSafety;->text:Landroid/widget/EditText;
    invoke-virtual {v1}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v3
    invoke-virtual {v3}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v3
    :loop
    invoke-virtual {v2}, Ljava/util/Scanner;->hasNextLine()Z
    move-result v4
    if-eqz v4, :show
    invoke-virtual {v2}, Ljava/util/Scanner;->nextLine()Ljava/lang/String;
    move-result-object v4
    const-string v5, "***"
    invoke-virtual {v3, v4, v5}, Ljava/lang/String;->replace(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)Ljava/lang/String;
    move-result-object v3
    goto :loop
    :show
    invoke-virtual {v1, v3}, Landroid/widget/EditText;->setText(Ljava/lang/CharSequence;)V
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    return-void
.end method
