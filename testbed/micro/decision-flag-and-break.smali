# micro: decision-flag-and-break
# group: decisions
# says: each item of a list is shown unless a loop over words has set a flag and was left
# expect: decision test=String.contains by=contains operand=List.item words=3 combination=any-of except=0 effect=dropped acts=List.add when=miss in=Lmicro/Main;->show

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 1
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    invoke-virtual {p0, v0}, Lmicro/Main;->show(Ljava/util/List;)Ljava/util/List;
    return-void
.end method

.method show(Ljava/util/List;)Ljava/util/List;
    .locals 8
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    invoke-interface {p1}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v1
    :item
    invoke-interface {v1}, Ljava/util/Iterator;->hasNext()Z
    move-result v2
    if-eqz v2, :done
    invoke-interface {v1}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Ljava/lang/String;
    const/4 v3, 0x0
    sget-object v4, Lmicro/Words;->LIST:[Ljava/lang/String;
    array-length v5, v4
    const/4 v6, 0x0
    :word
    if-ge v6, v5, :asked
    aget-object v7, v4, v6
    invoke-virtual {v2, v7}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v7
    if-eqz v7, :next
    const/4 v3, 0x1
    goto :asked
    :next
    add-int/lit8 v6, v6, 0x1
    goto :word
    :asked
    if-nez v3, :item
    invoke-interface {v0, v2}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    goto :item
    :done
    return-object v0
.end method

.class final Lmicro/Words;
.super Ljava/lang/Object;
.field static final LIST:[Ljava/lang/String;
.method static constructor <clinit>()V
    .locals 4
    const-string v0, "first word"
    const-string v1, "second word"
    const-string v2, "third word"
    filled-new-array {v0, v1, v2}, [Ljava/lang/String;
    move-result-object v3
    sput-object v3, Lmicro/Words;->LIST:[Ljava/lang/String;
    return-void
.end method
