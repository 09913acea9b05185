# Keeps the words in memory, knows when they are old and has them fetched.
.class public final Llt/patikra/testbed/adkit/WordConfig;
.super Ljava/lang/Object;

.field private static instance:Llt/patikra/testbed/adkit/WordConfig;
.field final context:Landroid/content/Context;
.field private volatile words:Ljava/util/List;

.method private constructor <init>(Landroid/content/Context;)V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/adkit/WordConfig;->context:Landroid/content/Context;
    invoke-static {p1}, Llt/patikra/testbed/adkit/WordStore;->read(Landroid/content/Context;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/adkit/WordReply;->words(Ljava/lang/String;)Ljava/util/List;
    move-result-object v0
    invoke-virtual {p0, v0}, Llt/patikra/testbed/adkit/WordConfig;->replace(Ljava/util/List;)V
    return-void
.end method

.method public static declared-synchronized of(Landroid/content/Context;)Llt/patikra/testbed/adkit/WordConfig;
    .locals 1
    sget-object v0, Llt/patikra/testbed/adkit/WordConfig;->instance:Llt/patikra/testbed/adkit/WordConfig;
    if-nez v0, :made
    new-instance v0, Llt/patikra/testbed/adkit/WordConfig;
    invoke-direct {v0, p0}, Llt/patikra/testbed/adkit/WordConfig;-><init>(Landroid/content/Context;)V
    sput-object v0, Llt/patikra/testbed/adkit/WordConfig;->instance:Llt/patikra/testbed/adkit/WordConfig;
    :made
    return-object v0
.end method

# Fetches in a thread of its own if the cache time is over.
.method public refresh()V
    .locals 3
    iget-object v0, p0, Llt/patikra/testbed/adkit/WordConfig;->context:Landroid/content/Context;
    invoke-static {v0}, Llt/patikra/testbed/adkit/WordStore;->isFresh(Landroid/content/Context;)Z
    move-result v0
    if-eqz v0, :old
    return-void
    :old
    new-instance v0, Ljava/lang/Thread;
    new-instance v1, Llt/patikra/testbed/adkit/FetchWords;
    invoke-direct {v1, p0}, Llt/patikra/testbed/adkit/FetchWords;-><init>(Llt/patikra/testbed/adkit/WordConfig;)V
    const-string v2, "adkit-words"
    invoke-direct {v0, v1, v2}, Ljava/lang/Thread;-><init>(Ljava/lang/Runnable;Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/lang/Thread;->start()V
    return-void
.end method

# The fetched words and the built-in ones, all in lower case. An empty reply leaves only the built-in ones.
.method replace(Ljava/util/List;)V
    .locals 5
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    invoke-interface {p1}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v1
    :fetched
    invoke-interface {v1}, Ljava/util/Iterator;->hasNext()Z
    move-result v2
    if-eqz v2, :built_in
    invoke-interface {v1}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Ljava/lang/String;
    invoke-virtual {v2}, Ljava/lang/String;->toLowerCase()Ljava/lang/String;
    move-result-object v2
    invoke-virtual {v0, v2}, Ljava/util/ArrayList;->add(Ljava/lang/Object;)Z
    goto :fetched
    :built_in
    sget-object v1, Llt/patikra/testbed/adkit/BuiltInWords;->WORDS:[Ljava/lang/String;
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :done
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/util/ArrayList;->add(Ljava/lang/Object;)Z
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :done
    iput-object v0, p0, Llt/patikra/testbed/adkit/WordConfig;->words:Ljava/util/List;
    return-void
.end method

# The first word that the text contains, or null.
.method public containsWord(Ljava/lang/String;)Ljava/lang/String;
    .locals 4
    if-eqz p1, :none
    invoke-virtual {p1}, Ljava/lang/String;->toLowerCase()Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Llt/patikra/testbed/adkit/WordConfig;->words:Ljava/util/List;
    invoke-interface {v1}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v1
    :loop
    invoke-interface {v1}, Ljava/util/Iterator;->hasNext()Z
    move-result v2
    if-eqz v2, :none
    invoke-interface {v1}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Ljava/lang/String;
    invoke-static {v0, v2}, Llt/patikra/testbed/adkit/WordMatcher;->hit(Ljava/lang/String;Ljava/lang/String;)Z
    move-result v3
    if-eqz v3, :loop
    return-object v2
    :none
    const/4 v0, 0x0
    return-object v0
.end method
