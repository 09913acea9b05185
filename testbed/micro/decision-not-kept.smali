# micro: decision-not-kept
# group: decisions
# says: what is found in a set of words is not put into another set that is shown
# expect: decision test=Set.contains operand=TextView.getText words=2 effect=dropped acts=List.add when=miss in=Lmicro/Main;->check

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 1
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/EditText;
    invoke-direct {v0, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->check(Landroid/widget/TextView;)V
    return-void
.end method

.method check(Landroid/widget/TextView;)V
    .locals 6
    invoke-virtual {p1}, Landroid/widget/TextView;->getText()Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Kept;
    invoke-direct {v1}, Lmicro/Kept;-><init>()V
    invoke-virtual {v1, v0}, Lmicro/Kept;->has(Ljava/lang/String;)Z
    move-result v2
    new-instance v3, Ljava/util/ArrayList;
    invoke-direct {v3}, Ljava/util/ArrayList;-><init>()V
    if-nez v2, :show
    invoke-interface {v3, v0}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    :show
    invoke-virtual {v3}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v3
    invoke-virtual {p0, v3}, Lmicro/Main;->setTitle(Ljava/lang/CharSequence;)V
    return-void
.end method

.class final Lmicro/Kept;
.super Ljava/lang/Object;
.field private final words:Ljava/util/Set;

.method constructor <init>()V
    .locals 2
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    new-instance v0, Ljava/util/HashSet;
    invoke-direct {v0}, Ljava/util/HashSet;-><init>()V
    const-string v1, "first word"
    invoke-interface {v0, v1}, Ljava/util/Set;->add(Ljava/lang/Object;)Z
    const-string v1, "second word"
    invoke-interface {v0, v1}, Ljava/util/Set;->add(Ljava/lang/Object;)Z
    iput-object v0, p0, Lmicro/Kept;->words:Ljava/util/Set;
    return-void
.end method

.method has(Ljava/lang/String;)Z
    .locals 1
    iget-object v0, p0, Lmicro/Kept;->words:Ljava/util/Set;
    invoke-interface {v0, p1}, Ljava/util/Set;->contains(Ljava/lang/Object;)Z
    move-result v0
    return v0
.end method

.method words()Ljava/util/Set;
    .locals 1
    iget-object v0, p0, Lmicro/Kept;->words:Ljava/util/Set;
    return-object v0
.end method
