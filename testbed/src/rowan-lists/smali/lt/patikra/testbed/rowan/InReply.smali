# The words are the parts of a reply that a library for requests gives, which the app carries.
.class final Llt/patikra/testbed/rowan/InReply;
.super Ljava/lang/Object;

.method static words(Landroid/content/Context;)Ljava/util/List;
    .locals 3
    :try_start
    new-instance v0, Llt/patikra/testbed/rowan/a/a;
    invoke-direct {v0}, Llt/patikra/testbed/rowan/a/a;-><init>()V
    const-string v1, "http://rules.rowan.example/reply"
    invoke-virtual {v0, v1}, Llt/patikra/testbed/rowan/a/a;->a(Ljava/lang/String;)Llt/patikra/testbed/rowan/a/a;
    move-result-object v0
    invoke-virtual {v0}, Llt/patikra/testbed/rowan/a/a;->a()Llt/patikra/testbed/rowan/a/b;
    move-result-object v0
    new-instance v1, Llt/patikra/testbed/rowan/a/c;
    invoke-direct {v1}, Llt/patikra/testbed/rowan/a/c;-><init>()V
    invoke-virtual {v1, v0}, Llt/patikra/testbed/rowan/a/c;->a(Llt/patikra/testbed/rowan/a/b;)Llt/patikra/testbed/rowan/a/d;
    move-result-object v0
    invoke-interface {v0}, Llt/patikra/testbed/rowan/a/d;->a()Llt/patikra/testbed/rowan/a/g;
    move-result-object v0
    invoke-virtual {v0}, Llt/patikra/testbed/rowan/a/g;->a()Llt/patikra/testbed/rowan/a/h;
    move-result-object v0
    invoke-virtual {v0}, Llt/patikra/testbed/rowan/a/h;->b()Ljava/lang/String;
    move-result-object v0
    const-string v1, ","
    invoke-virtual {v0, v1}, Ljava/lang/String;->split(Ljava/lang/String;)[Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ljava/util/Arrays;->asList([Ljava/lang/Object;)Ljava/util/List;
    move-result-object v0
    :try_end
    .catch Ljava/lang/Exception; {:try_start .. :try_end} :failed
    return-object v0
    :failed
    move-exception v0
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    return-object v0
.end method

# Whether a word of the list stands in the text.
.method static holds(Landroid/content/Context;Ljava/lang/String;)Z
    .locals 3
    invoke-static {p0}, Llt/patikra/testbed/rowan/InReply;->words(Landroid/content/Context;)Ljava/util/List;
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
