# Told of the reply to a queued call.
.class public interface abstract Llt/patikra/testbed/rowan/a/f;
.super Ljava/lang/Object;

.method public abstract a(Llt/patikra/testbed/rowan/a/d;Llt/patikra/testbed/rowan/a/g;)V
.end method

.method public abstract a(Llt/patikra/testbed/rowan/a/d;Ljava/io/IOException;)V
.end method
