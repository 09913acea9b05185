# The content of a reply, from a stream.
.class final Llt/patikra/testbed/rowan/a/i;
.super Llt/patikra/testbed/rowan/a/h;

.field private final a:Ljava/io/InputStream;

.method constructor <init>(Ljava/io/InputStream;)V
    .locals 0
    invoke-direct {p0}, Llt/patikra/testbed/rowan/a/h;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/rowan/a/i;->a:Ljava/io/InputStream;
    return-void
.end method

.method public final a()Ljava/io/InputStream;
    .locals 1
    iget-object v0, p0, Llt/patikra/testbed/rowan/a/i;->a:Ljava/io/InputStream;
    return-object v0
.end method

.method public final close()V
    .locals 1
    iget-object v0, p0, Llt/patikra/testbed/rowan/a/i;->a:Ljava/io/InputStream;
    invoke-virtual {v0}, Ljava/io/InputStream;->close()V
    return-void
.end method
