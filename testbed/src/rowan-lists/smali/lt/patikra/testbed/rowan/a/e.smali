# A call: it writes the address to a socket and reads the reply from it.
.class final Llt/patikra/testbed/rowan/a/e;
.super Ljava/lang/Object;
.implements Llt/patikra/testbed/rowan/a/d;

.field private final a:Llt/patikra/testbed/rowan/a/c;
.field private final b:Llt/patikra/testbed/rowan/a/b;

.method constructor <init>(Llt/patikra/testbed/rowan/a/c;Llt/patikra/testbed/rowan/a/b;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/rowan/a/e;->a:Llt/patikra/testbed/rowan/a/c;
    iput-object p2, p0, Llt/patikra/testbed/rowan/a/e;->b:Llt/patikra/testbed/rowan/a/b;
    return-void
.end method

.method public final a()Llt/patikra/testbed/rowan/a/g;
    .locals 4
    iget-object v0, p0, Llt/patikra/testbed/rowan/a/e;->b:Llt/patikra/testbed/rowan/a/b;
    iget-object v0, v0, Llt/patikra/testbed/rowan/a/b;->a:Ljava/lang/String;
    new-instance v1, Ljava/net/Socket;
    invoke-static {v0}, Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;
    move-result-object v2
    invoke-virtual {v2}, Landroid/net/Uri;->getHost()Ljava/lang/String;
    move-result-object v2
    const/16 v3, 0x50
    invoke-direct {v1, v2, v3}, Ljava/net/Socket;-><init>(Ljava/lang/String;I)V
    invoke-virtual {v1}, Ljava/net/Socket;->getOutputStream()Ljava/io/OutputStream;
    move-result-object v2
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v3
    invoke-virtual {v2, v3}, Ljava/io/OutputStream;->write([B)V
    new-instance v2, Llt/patikra/testbed/rowan/a/i;
    invoke-virtual {v1}, Ljava/net/Socket;->getInputStream()Ljava/io/InputStream;
    move-result-object v3
    invoke-direct {v2, v3}, Llt/patikra/testbed/rowan/a/i;-><init>(Ljava/io/InputStream;)V
    new-instance v1, Llt/patikra/testbed/rowan/a/g;
    iget-object v0, p0, Llt/patikra/testbed/rowan/a/e;->b:Llt/patikra/testbed/rowan/a/b;
    invoke-direct {v1, v0, v2}, Llt/patikra/testbed/rowan/a/g;-><init>(Llt/patikra/testbed/rowan/a/b;Llt/patikra/testbed/rowan/a/h;)V
    return-object v1
.end method

.method public final a(Llt/patikra/testbed/rowan/a/f;)V
    .locals 1
    :try_start
    invoke-virtual {p0}, Llt/patikra/testbed/rowan/a/e;->a()Llt/patikra/testbed/rowan/a/g;
    move-result-object v0
    invoke-interface {p1, p0, v0}, Llt/patikra/testbed/rowan/a/f;->a(Llt/patikra/testbed/rowan/a/d;Llt/patikra/testbed/rowan/a/g;)V
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    invoke-interface {p1, p0, v0}, Llt/patikra/testbed/rowan/a/f;->a(Llt/patikra/testbed/rowan/a/d;Ljava/io/IOException;)V
    return-void
.end method
