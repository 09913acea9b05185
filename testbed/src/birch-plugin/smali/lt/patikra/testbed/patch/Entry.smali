# What the host runs: it writes one line to the log, to an address nobody asks.
.class public final Llt/patikra/testbed/patch/Entry;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;

.field private static final ADDRESS:Ljava/lang/String; = "https://plugin.birch.example/hello"

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public run()V
    .locals 2
    const-string v0, "BirchPlugin"
    sget-object v1, Llt/patikra/testbed/patch/Entry;->ADDRESS:Ljava/lang/String;
    invoke-static {v0, v1}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
