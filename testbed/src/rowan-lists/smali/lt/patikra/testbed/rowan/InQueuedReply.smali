# The words are the parts of a reply to a queued call; the address is given to a method that all requests share.
.class final Llt/patikra/testbed/rowan/InQueuedReply;
.super Ljava/lang/Object;
.implements Llt/patikra/testbed/rowan/a/f;

.field private static kept:Ljava/util/List;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method private static request(Ljava/lang/String;)Llt/patikra/testbed/rowan/a/b;
    .locals 1
    new-instance v0, Llt/patikra/testbed/rowan/a/a;
    invoke-direct {v0}, Llt/patikra/testbed/rowan/a/a;-><init>()V
    invoke-virtual {v0, p0}, Llt/patikra/testbed/rowan/a/a;->a(Ljava/lang/String;)Llt/patikra/testbed/rowan/a/a;
    invoke-virtual {v0}, Llt/patikra/testbed/rowan/a/a;->a()Llt/patikra/testbed/rowan/a/b;
    move-result-object v0
    return-object v0
.end method

.method static fetch(Landroid/content/Context;)V
    .locals 3
    const-string v0, "http://rules.rowan.example/queued"
    invoke-static {v0}, Llt/patikra/testbed/rowan/InQueuedReply;->request(Ljava/lang/String;)Llt/patikra/testbed/rowan/a/b;
    move-result-object v0
    new-instance v1, Llt/patikra/testbed/rowan/a/c;
    invoke-direct {v1}, Llt/patikra/testbed/rowan/a/c;-><init>()V
    invoke-virtual {v1, v0}, Llt/patikra/testbed/rowan/a/c;->a(Llt/patikra/testbed/rowan/a/b;)Llt/patikra/testbed/rowan/a/d;
    move-result-object v0
    new-instance v1, Llt/patikra/testbed/rowan/InQueuedReply;
    invoke-direct {v1}, Llt/patikra/testbed/rowan/InQueuedReply;-><init>()V
    invoke-interface {v0, v1}, Llt/patikra/testbed/rowan/a/d;->a(Llt/patikra/testbed/rowan/a/f;)V
    return-void
.end method

.method public a(Llt/patikra/testbed/rowan/a/d;Llt/patikra/testbed/rowan/a/g;)V
    .locals 2
    invoke-virtual {p2}, Llt/patikra/testbed/rowan/a/g;->a()Llt/patikra/testbed/rowan/a/h;
    move-result-object v0
    invoke-virtual {v0}, Llt/patikra/testbed/rowan/a/h;->b()Ljava/lang/String;
    move-result-object v0
    const-string v1, ","
    invoke-virtual {v0, v1}, Ljava/lang/String;->split(Ljava/lang/String;)[Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ljava/util/Arrays;->asList([Ljava/lang/Object;)Ljava/util/List;
    move-result-object v0
    sput-object v0, Llt/patikra/testbed/rowan/InQueuedReply;->kept:Ljava/util/List;
    return-void
.end method

.method public a(Llt/patikra/testbed/rowan/a/d;Ljava/io/IOException;)V
    .locals 0
    return-void
.end method

.method static words(Landroid/content/Context;)Ljava/util/List;
    .locals 1
    sget-object v0, Llt/patikra/testbed/rowan/InQueuedReply;->kept:Ljava/util/List;
    return-object v0
.end method

# Whether a word of the list stands in the text.
.method static holds(Landroid/content/Context;Ljava/lang/String;)Z
    .locals 3
    invoke-static {p0}, Llt/patikra/testbed/rowan/InQueuedReply;->words(Landroid/content/Context;)Ljava/util/List;
    move-result-object v0
    invoke-interface {v0}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v0
    :loop
    invoke-interface {v0}, Ljava/util/Iterator;->hasNext()Z
    move-result v1
    if-eqz v1, :none
    invoke-interface {v0}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Ljava/lang/String;
    invoke-virtual {p1, v1}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v2
    if-eqz v2, :loop
    const/4 v0, 0x1
    return v0
    :none
    const/4 v0, 0x0
    return v0
.end method
