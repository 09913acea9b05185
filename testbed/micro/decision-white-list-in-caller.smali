# micro: decision-white-list-in-caller
# group: decisions
# says: the second list is asked by the caller, which sends the text at once where it has a word of it
# expect: decision test=String.contains by=contains operand=TextView.getText words=3 except=2 effect=dropped acts=SmsManager.sendTextMessage when=miss in=Lmicro/Main;->check

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
    invoke-static {v0}, Lmicro/Match;->good(Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :send
    invoke-static {v0}, Lmicro/Match;->bad(Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :quiet
    :send
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

.method static bad(Ljava/lang/String;)Z
    .locals 4
    sget-object v0, Lmicro/Words;->LIST:[Ljava/lang/String;
    array-length v1, v0
    const/4 v2, 0x0
    :black
    if-ge v2, v1, :black_end
    aget-object v3, v0, v2
    invoke-virtual {p0, v3}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v3
    if-nez v3, :yes
    add-int/lit8 v2, v2, 0x1
    goto :black
    :black_end
    const/4 v0, 0x0
    return v0
    :yes
    const/4 v0, 0x1
    return v0
.end method

.method static good(Ljava/lang/String;)Z
    .locals 4
    sget-object v0, Lmicro/White;->LIST:[Ljava/lang/String;
    array-length v1, v0
    const/4 v2, 0x0
    :white
    if-ge v2, v1, :white_end
    aget-object v3, v0, v2
    invoke-virtual {p0, v3}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v3
    if-nez v3, :yes
    add-int/lit8 v2, v2, 0x1
    goto :white
    :white_end
    const/4 v0, 0x0
    return v0
    :yes
    const/4 v0, 0x1
    return v0
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

.class final Lmicro/White;
.super Ljava/lang/Object;
.field static final LIST:[Ljava/lang/String;
.method static constructor <clinit>()V
    .locals 3
    const-string v0, "harmless word"
    const-string v1, "other harmless word"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v2
    sput-object v2, Lmicro/White;->LIST:[Ljava/lang/String;
    return-void
.end method
