# The functions of libbirchnative.so.
.class final Llt/patikra/testbed/birch/nativelib/Native;
.super Ljava/lang/Object;

.method static constructor <clinit>()V
    .locals 1
    const-string v0, "birchnative"
    invoke-static {v0}, Ljava/lang/System;->loadLibrary(Ljava/lang/String;)V
    return-void
.end method

.method static native address()Ljava/lang/String;
.end method

.method static native word(I)Ljava/lang/String;
.end method
