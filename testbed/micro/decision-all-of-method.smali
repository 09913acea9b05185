# micro: decision-all-of-method
# group: decisions
# says: the same with the inner loop in a method of its own, over lists, and by a pattern of iterators
# expect: decision test=String.contains by=contains operand=TextView.getText words=4 combination=all-of except=0 effect=dropped acts=SmsManager.sendTextMessage when=miss in=Lmicro/Main;->check

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
    new-instance v0, Landroid/widget/EditText;
    invoke-direct {v0, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->check(Landroid/widget/TextView;)V
    return-void
.end method

.method check(Landroid/widget/TextView;)V
    .locals 6
    invoke-virtual {p1}, Landroid/widget/TextView;->getText()Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Lmicro/Match;->bad(Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :quiet
    move-object v3, v0
    invoke-static {}, Landroid/telephony/SmsManager;->getDefault()Landroid/telephony/SmsManager;
    move-result-object v0
    const-string v1, "+37000000000"
    const/4 v2, 0x0
    const/4 v4, 0x0
    const/4 v5, 0x0
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    :quiet
    return-void
.end method

.class final Lmicro/Match;
.super Ljava/lang/Object;

.method static all([Ljava/lang/String;Ljava/lang/String;)Z
    .locals 3
    invoke-static {p0}, Ljava/util/Arrays;->asList([Ljava/lang/Object;)Ljava/util/List;
    move-result-object v0
    invoke-interface {v0}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v0
    :word
    invoke-interface {v0}, Ljava/util/Iterator;->hasNext()Z
    move-result v1
    if-eqz v1, :yes
    invoke-interface {v0}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Ljava/lang/String;
    invoke-virtual {p1, v1}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v2
    if-nez v2, :word
    const/4 v2, 0x0
    return v2
    :yes
    const/4 v2, 0x1
    return v2
.end method

.method static bad(Ljava/lang/String;)Z
    .locals 4
    sget-object v0, Lmicro/Groups;->ALL:[[Ljava/lang/String;
    array-length v1, v0
    const/4 v2, 0x0
    :group
    if-ge v2, v1, :no
    aget-object v3, v0, v2
    invoke-static {v3, p0}, Lmicro/Match;->all([Ljava/lang/String;Ljava/lang/String;)Z
    move-result v3
    if-eqz v3, :other
    const/4 v0, 0x1
    return v0
    :other
    add-int/lit8 v2, v2, 0x1
    goto :group
    :no
    const/4 v0, 0x0
    return v0
.end method

.class final Lmicro/Groups;
.super Ljava/lang/Object;
.field static final ALL:[[Ljava/lang/String;
.method static constructor <clinit>()V
    .locals 5
    const-string v0, "first word"
    const-string v1, "second word"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v2
    const-string v0, "third word"
    const-string v1, "fourth word"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v3
    filled-new-array {v2, v3}, [[Ljava/lang/String;
    move-result-object v4
    sput-object v4, Lmicro/Groups;->ALL:[[Ljava/lang/String;
    return-void
.end method
