# A call that can be made now or queued.
.class public interface abstract Llt/patikra/testbed/rowan/a/d;
.super Ljava/lang/Object;

.method public abstract a()Llt/patikra/testbed/rowan/a/g;
    .annotation system Ldalvik/annotation/Throws;
        value = {
            Ljava/io/IOException;
        }
    .end annotation
.end method

.method public abstract a(Llt/patikra/testbed/rowan/a/f;)V
.end method
