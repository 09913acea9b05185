# The client, which makes calls of requests.
.class public final Llt/patikra/testbed/rowan/a/c;
.super Ljava/lang/Object;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public final a(Llt/patikra/testbed/rowan/a/b;)Llt/patikra/testbed/rowan/a/d;
    .locals 1
    new-instance v0, Llt/patikra/testbed/rowan/a/e;
    invoke-direct {v0, p0, p1}, Llt/patikra/testbed/rowan/a/e;-><init>(Llt/patikra/testbed/rowan/a/c;Llt/patikra/testbed/rowan/a/b;)V
    return-object v0
.end method
