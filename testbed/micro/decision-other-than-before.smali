# micro: decision-other-than-before
# group: decisions
# says: a state is compared with what it was before, and told where it is another: no list
# expect: none

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.field private final last:[Ljava/lang/String;

.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    const/4 v0, 0x2
    new-array v0, v0, [Ljava/lang/String;
    iput-object v0, p0, Lmicro/Main;->last:[Ljava/lang/String;
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

.method private static state(Landroid/widget/TextView;)Ljava/lang/String;
    .locals 1
    invoke-virtual {p0}, Landroid/widget/TextView;->isEnabled()Z
    move-result v0
    if-eqz v0, :off
    const-string v0, "enabled"
    return-object v0
    :off
    const-string v0, "disabled"
    return-object v0
.end method

.method check(Landroid/widget/TextView;)V
    .locals 8
    invoke-static {p1}, Lmicro/Main;->state(Landroid/widget/TextView;)Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Lmicro/Main;->last:[Ljava/lang/String;
    const/4 v2, 0x0
    aget-object v3, v1, v2
    invoke-virtual {v0, v3}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v3
    if-nez v3, :same
    aput-object v0, v1, v2
    invoke-static {}, Landroid/telephony/SmsManager;->getDefault()Landroid/telephony/SmsManager;
    move-result-object v2
    const-string v3, "+37000000000"
    const/4 v4, 0x0
    move-object v5, v0
    const/4 v6, 0x0
    const/4 v7, 0x0
    invoke-virtual/range {v2 .. v7}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    :same
    return-void
.end method
