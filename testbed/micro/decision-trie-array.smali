# micro: decision-trie-array
# group: decisions
# says: the same with children in an array by letter, behind methods of the node, and an answer that is the length of the word found
# expect: decision test=Lmicro/Tree;->at by=trie operand=TextView.getText words=3 effect=dropped acts=SmsManager.sendTextMessage when=miss in=Lmicro/Main;->check

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
    return-void
.end method

.method private static insert(Ljava/lang/String;)V
    .locals 4
    sget-object v0, Lmicro/Tree;->root:Lmicro/Node;
    invoke-virtual {p0}, Ljava/lang/String;->toCharArray()[C
    move-result-object v1
    const/4 v2, 0x0
    :loop
    array-length v3, v1
    if-ge v2, v3, :done
    aget-char v3, v1, v2
    invoke-virtual {v0, v3}, Lmicro/Node;->make(C)Lmicro/Node;
    move-result-object v0
    add-int/lit8 v2, v2, 0x1
    goto :loop
    :done
    invoke-virtual {v0}, Lmicro/Node;->finish()V
    return-void
.end method

.method static bad(Ljava/lang/String;)Z
    .locals 3
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v1
    const/4 v0, 0x0
    :start
    if-ge v0, v1, :no
    invoke-static {p0, v0}, Lmicro/Tree;->at(Ljava/lang/String;I)I
    move-result v2
    if-lez v2, :next
    const/4 v0, 0x1
    return v0
    :next
    add-int/lit8 v0, v0, 0x1
    goto :start
    :no
    const/4 v0, 0x0
    return v0
.end method

.method private static at(Ljava/lang/String;I)I
    .locals 4
    sget-object v0, Lmicro/Tree;->root:Lmicro/Node;
    move v1, p1
    :walk
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v2
    if-ge v1, v2, :no
    invoke-virtual {p0, v1}, Ljava/lang/String;->charAt(I)C
    move-result v2
    invoke-virtual {v0, v2}, Lmicro/Node;->child(C)Lmicro/Node;
    move-result-object v0
    if-eqz v0, :no
    add-int/lit8 v1, v1, 0x1
    invoke-virtual {v0}, Lmicro/Node;->isEnd()Z
    move-result v2
    if-eqz v2, :walk
    sub-int v0, v1, p1
    return v0
    :no
    const/4 v0, 0x0
    return v0
.end method

.class final Lmicro/Node;
.super Ljava/lang/Object;
.field final children:[Lmicro/Node;
.field end:Z
.method constructor <init>()V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    const/16 v0, 0x1a
    new-array v0, v0, [Lmicro/Node;
    iput-object v0, p0, Lmicro/Node;->children:[Lmicro/Node;
    return-void
.end method

.method child(C)Lmicro/Node;
    .locals 2
    iget-object v0, p0, Lmicro/Node;->children:[Lmicro/Node;
    add-int/lit8 v1, p1, -0x61
    aget-object v0, v0, v1
    return-object v0
.end method

.method make(C)Lmicro/Node;
    .locals 3
    invoke-virtual {p0, p1}, Lmicro/Node;->child(C)Lmicro/Node;
    move-result-object v0
    if-nez v0, :known
    new-instance v0, Lmicro/Node;
    invoke-direct {v0}, Lmicro/Node;-><init>()V
    iget-object v1, p0, Lmicro/Node;->children:[Lmicro/Node;
    add-int/lit8 v2, p1, -0x61
    aput-object v0, v1, v2
    :known
    return-object v0
.end method

.method finish()V
    .locals 1
    const/4 v0, 0x1
    iput-boolean v0, p0, Lmicro/Node;->end:Z
    return-void
.end method

.method isEnd()Z
    .locals 1
    iget-boolean v0, p0, Lmicro/Node;->end:Z
    return v0
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
