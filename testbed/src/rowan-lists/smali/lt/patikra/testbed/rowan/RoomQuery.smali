# A statement with its arguments, as the library Room hands it around.
.class public final Llt/patikra/testbed/rowan/RoomQuery;
.super Ljava/lang/Object;

.field private volatile query:Ljava/lang/String;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public static acquire(Ljava/lang/String;I)Llt/patikra/testbed/rowan/RoomQuery;
    .locals 1
    new-instance v0, Llt/patikra/testbed/rowan/RoomQuery;
    invoke-direct {v0}, Llt/patikra/testbed/rowan/RoomQuery;-><init>()V
    iput-object p0, v0, Llt/patikra/testbed/rowan/RoomQuery;->query:Ljava/lang/String;
    return-object v0
.end method

.method public getSql()Ljava/lang/String;
    .locals 1
    iget-object v0, p0, Llt/patikra/testbed/rowan/RoomQuery;->query:Ljava/lang/String;
    return-object v0
.end method
