# The content of a reply.
.class public abstract Llt/patikra/testbed/rowan/a/h;
.super Ljava/lang/Object;
.implements Ljava/io/Closeable;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public abstract a()Ljava/io/InputStream;
.end method

.method public final b()Ljava/lang/String;
    .locals 3
    new-instance v0, Ljava/io/BufferedReader;
    new-instance v1, Ljava/io/InputStreamReader;
    invoke-virtual {p0}, Llt/patikra/testbed/rowan/a/h;->a()Ljava/io/InputStream;
    move-result-object v2
    invoke-direct {v1, v2}, Ljava/io/InputStreamReader;-><init>(Ljava/io/InputStream;)V
    invoke-direct {v0, v1}, Ljava/io/BufferedReader;-><init>(Ljava/io/Reader;)V
    invoke-virtual {v0}, Ljava/io/BufferedReader;->readLine()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method
