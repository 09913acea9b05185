# The builder of requests of a library for requests that the app carries, written for this testbed after OkHttp's interfaces and renamed as a
# shrinker does it: it says what OkHttp's says of methods and bodies.
.class public final Llt/patikra/testbed/rowan/a/a;
.super Ljava/lang/Object;

.field private a:Ljava/lang/String;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public final a(Ljava/lang/String;)Llt/patikra/testbed/rowan/a/a;
    .locals 0
    iput-object p1, p0, Llt/patikra/testbed/rowan/a/a;->a:Ljava/lang/String;
    return-object p0
.end method

.method public final a(Ljava/lang/String;[B)Llt/patikra/testbed/rowan/a/a;
    .locals 2
    if-nez p2, :given
    new-instance v0, Ljava/lang/IllegalArgumentException;
    const-string v1, " must have a request body."
    invoke-virtual {p1, v1}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-direct {v0, v1}, Ljava/lang/IllegalArgumentException;-><init>(Ljava/lang/String;)V
    throw v0
    :given
    const-string v0, "GET"
    invoke-virtual {v0, p1}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v0
    if-eqz v0, :fine
    new-instance v0, Ljava/lang/IllegalArgumentException;
    const-string v1, " must not have a request body."
    invoke-virtual {p1, v1}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-direct {v0, v1}, Ljava/lang/IllegalArgumentException;-><init>(Ljava/lang/String;)V
    throw v0
    :fine
    return-object p0
.end method

.method public final a()Llt/patikra/testbed/rowan/a/b;
    .locals 2
    new-instance v0, Llt/patikra/testbed/rowan/a/b;
    iget-object v1, p0, Llt/patikra/testbed/rowan/a/a;->a:Ljava/lang/String;
    invoke-direct {v0, v1}, Llt/patikra/testbed/rowan/a/b;-><init>(Ljava/lang/String;)V
    return-object v0
.end method
