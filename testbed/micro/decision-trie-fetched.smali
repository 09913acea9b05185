# micro: decision-trie-fetched
# group: decisions
# says: the tree of characters is built from the lines of a file that is fetched in clear text
# expect: decision test=Lmicro/Tree;->bad by=trie operand=TextView.getText words=0 effect=dropped acts=SmsManager.sendTextMessage when=miss in=Lmicro/Main;->check
# expect: string "http://words.example/list.txt" sink=URL.<init> in=Lmicro/Tree;->fetch

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
    invoke-static {}, Lmicro/Tree;->fetch()V
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
    return-void
.end method

.method static fetch()V
    .locals 3
    new-instance v0, Ljava/net/URL;
    const-string v1, "http://words.example/list.txt"
    invoke-direct {v0, v1}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/URL;->openStream()Ljava/io/InputStream;
    move-result-object v0
    new-instance v1, Ljava/io/InputStreamReader;
    invoke-direct {v1, v0}, Ljava/io/InputStreamReader;-><init>(Ljava/io/InputStream;)V
    new-instance v0, Ljava/io/BufferedReader;
    invoke-direct {v0, v1}, Ljava/io/BufferedReader;-><init>(Ljava/io/Reader;)V
    :more
    invoke-virtual {v0}, Ljava/io/BufferedReader;->readLine()Ljava/lang/String;
    move-result-object v1
    if-eqz v1, :done
    invoke-static {v1}, Lmicro/Tree;->insert(Ljava/lang/String;)V
    goto :more
    :done
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
    invoke-static {v3}, Ljava/lang/Character;->valueOf(C)Ljava/lang/Character;
    move-result-object v3
    iget-object v4, v0, Lmicro/Node;->children:Ljava/util/Map;
    invoke-interface {v4, v3}, Ljava/util/Map;->get(Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object v5
    check-cast v5, Lmicro/Node;
    if-nez v5, :known
    new-instance v5, Lmicro/Node;
    invoke-direct {v5}, Lmicro/Node;-><init>()V
    invoke-interface {v4, v3, v5}, Ljava/util/Map;->put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    :known
    move-object v0, v5
    add-int/lit8 v1, v1, 0x1
    goto :loop
    :done
    const/4 v1, 0x1
    iput-boolean v1, v0, Lmicro/Node;->end:Z
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
