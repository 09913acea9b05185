# A reply; it says of itself what OkHttp's says.
.class public final Llt/patikra/testbed/rowan/a/g;
.super Ljava/lang/Object;

.field private final a:Llt/patikra/testbed/rowan/a/b;
.field private final b:Llt/patikra/testbed/rowan/a/h;

.method constructor <init>(Llt/patikra/testbed/rowan/a/b;Llt/patikra/testbed/rowan/a/h;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/rowan/a/g;->a:Llt/patikra/testbed/rowan/a/b;
    iput-object p2, p0, Llt/patikra/testbed/rowan/a/g;->b:Llt/patikra/testbed/rowan/a/h;
    return-void
.end method

.method public final a()Llt/patikra/testbed/rowan/a/h;
    .locals 1
    iget-object v0, p0, Llt/patikra/testbed/rowan/a/g;->b:Llt/patikra/testbed/rowan/a/h;
    return-object v0
.end method

.method public final toString()Ljava/lang/String;
    .locals 2
    new-instance v0, Ljava/lang/StringBuilder;
    const-string v1, "Response{protocol="
    invoke-direct {v0, v1}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    const-string v1, ", message="
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    iget-object v1, p0, Llt/patikra/testbed/rowan/a/g;->a:Llt/patikra/testbed/rowan/a/b;
    iget-object v1, v1, Llt/patikra/testbed/rowan/a/b;->a:Ljava/lang/String;
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method
