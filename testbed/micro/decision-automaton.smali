# micro: decision-automaton
# group: decisions
# says: an automaton of Aho and Corasick: on a character that leads nowhere it goes back along links, and what ends at a node stands in a list there
# expect: decision test=Lmicro/Tree;->bad by=trie operand=TextView.getText words=3 effect=dropped acts=SmsManager.sendTextMessage when=miss in=Lmicro/Main;->check

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
    invoke-static {v0}, Lmicro/Tree;->bad(Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :quiet
    move-object v3, v0
    invoke-static {}, Landroid/telephony/SmsManager;->getDefault()Landroid/telephony/SmsManager;
    move-result-object v0
    const-string v1, "+37000000000"
    const/4 v2, 0x0
    const/4 v4, 0x0
    const/4 v5, 0x0
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    :quiet
    return-void
.end method

.class final Lmicro/Tree;
.super Ljava/lang/Object;
.field static root:Lmicro/Node;

.method static constructor <clinit>()V
    .locals 5
    new-instance v0, Lmicro/Node;
    invoke-direct {v0}, Lmicro/Node;-><init>()V
    sput-object v0, Lmicro/Tree;->root:Lmicro/Node;
    sget-object v1, Lmicro/Words;->LIST:[Ljava/lang/String;
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :done
    aget-object v4, v1, v3
    invoke-static {v4}, Lmicro/Tree;->insert(Ljava/lang/String;)V
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :done
    invoke-static {}, Lmicro/Tree;->link()V
    return-void
.end method

.method private static insert(Ljava/lang/String;)V
    .locals 6
    sget-object v0, Lmicro/Tree;->root:Lmicro/Node;
    const/4 v1, 0x0
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v2
    :loop
    if-ge v1, v2, :done
    invoke-virtual {p0, v1}, Ljava/lang/String;->charAt(I)C
    move-result v3
    iget-object v4, v0, Lmicro/Node;->next:Landroid/util/SparseArray;
    invoke-virtual {v4, v3}, Landroid/util/SparseArray;->get(I)Ljava/lang/Object;
    move-result-object v5
    check-cast v5, Lmicro/Node;
    if-nez v5, :known
    new-instance v5, Lmicro/Node;
    invoke-direct {v5}, Lmicro/Node;-><init>()V
    invoke-virtual {v4, v3, v5}, Landroid/util/SparseArray;->put(ILjava/lang/Object;)V
    :known
    move-object v0, v5
    add-int/lit8 v1, v1, 0x1
    goto :loop
    :done
    iget-object v1, v0, Lmicro/Node;->found:Ljava/util/List;
    invoke-interface {v1, p0}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    return-void
.end method

.method private static link()V
    .locals 9
    sget-object v0, Lmicro/Tree;->root:Lmicro/Node;
    new-instance v1, Ljava/util/ArrayList;
    invoke-direct {v1}, Ljava/util/ArrayList;-><init>()V
    invoke-interface {v1, v0}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    const/4 v2, 0x0
    :more
    invoke-interface {v1}, Ljava/util/List;->size()I
    move-result v3
    if-ge v2, v3, :done
    invoke-interface {v1, v2}, Ljava/util/List;->get(I)Ljava/lang/Object;
    move-result-object v3
    check-cast v3, Lmicro/Node;
    add-int/lit8 v2, v2, 0x1
    const/4 v4, 0x0
    :child
    iget-object v5, v3, Lmicro/Node;->next:Landroid/util/SparseArray;
    invoke-virtual {v5}, Landroid/util/SparseArray;->size()I
    move-result v6
    if-ge v4, v6, :more
    invoke-virtual {v5, v4}, Landroid/util/SparseArray;->keyAt(I)I
    move-result v6
    invoke-virtual {v5, v4}, Landroid/util/SparseArray;->valueAt(I)Ljava/lang/Object;
    move-result-object v7
    check-cast v7, Lmicro/Node;
    iget-object v8, v3, Lmicro/Node;->back:Lmicro/Node;
    if-nez v8, :deeper
    iput-object v0, v7, Lmicro/Node;->back:Lmicro/Node;
    goto :linked
    :deeper
    iget-object v8, v8, Lmicro/Node;->next:Landroid/util/SparseArray;
    invoke-virtual {v8, v6}, Landroid/util/SparseArray;->get(I)Ljava/lang/Object;
    move-result-object v8
    check-cast v8, Lmicro/Node;
    if-nez v8, :has
    move-object v8, v0
    :has
    iput-object v8, v7, Lmicro/Node;->back:Lmicro/Node;
    iget-object v6, v7, Lmicro/Node;->found:Ljava/util/List;
    iget-object v8, v8, Lmicro/Node;->found:Ljava/util/List;
    invoke-interface {v6, v8}, Ljava/util/List;->addAll(Ljava/util/Collection;)Z
    :linked
    invoke-interface {v1, v7}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    add-int/lit8 v4, v4, 0x1
    goto :child
    :done
    return-void
.end method

.method static bad(Ljava/lang/String;)Z
    .locals 6
    sget-object v0, Lmicro/Tree;->root:Lmicro/Node;
    const/4 v1, 0x0
    :loop
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v2
    if-ge v1, v2, :no
    invoke-virtual {p0, v1}, Ljava/lang/String;->charAt(I)C
    move-result v2
    :back
    iget-object v3, v0, Lmicro/Node;->next:Landroid/util/SparseArray;
    invoke-virtual {v3, v2}, Landroid/util/SparseArray;->get(I)Ljava/lang/Object;
    move-result-object v3
    check-cast v3, Lmicro/Node;
    if-nez v3, :on
    iget-object v4, v0, Lmicro/Node;->back:Lmicro/Node;
    if-eqz v4, :next
    move-object v0, v4
    goto :back
    :on
    move-object v0, v3
    iget-object v4, v0, Lmicro/Node;->found:Ljava/util/List;
    invoke-interface {v4}, Ljava/util/List;->isEmpty()Z
    move-result v4
    if-nez v4, :next
    const/4 v0, 0x1
    return v0
    :next
    add-int/lit8 v1, v1, 0x1
    goto :loop
    :no
    const/4 v0, 0x0
    return v0
.end method

.class final Lmicro/Node;
.super Ljava/lang/Object;
.field final next:Landroid/util/SparseArray;
.field final found:Ljava/util/List;
.field back:Lmicro/Node;
.method constructor <init>()V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    new-instance v0, Landroid/util/SparseArray;
    invoke-direct {v0}, Landroid/util/SparseArray;-><init>()V
    iput-object v0, p0, Lmicro/Node;->next:Landroid/util/SparseArray;
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    iput-object v0, p0, Lmicro/Node;->found:Ljava/util/List;
    return-void
.end method

.class final Lmicro/Words;
.super Ljava/lang/Object;
.field static final LIST:[Ljava/lang/String;
.method static constructor <clinit>()V
    .locals 4
    const-string v0, "first word"
    const-string v1, "second word"
    const-string v2, "third word"
    filled-new-array {v0, v1, v2}, [Ljava/lang/String;
    move-result-object v3
    sput-object v3, Lmicro/Words;->LIST:[Ljava/lang/String;
    return-void
.end method
