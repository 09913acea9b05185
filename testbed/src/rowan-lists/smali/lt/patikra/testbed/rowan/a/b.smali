# A request.
.class public final Llt/patikra/testbed/rowan/a/b;
.super Ljava/lang/Object;

.field final a:Ljava/lang/String;

.method constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/rowan/a/b;->a:Ljava/lang/String;
    return-void
.end method
