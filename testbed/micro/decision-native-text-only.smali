# micro: decision-native-text-only
# group: decisions
# says: only the text goes into the native method that decides, and the list into another that has nothing to do with it: what is compared with what is not known
# expect: none

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
    invoke-static {v0}, Lmicro/Tree;->good(Ljava/lang/String;)Z
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

.class final Lmicro/Tree;
.super Ljava/lang/Object;

.method static constructor <clinit>()V
    .locals 2
    const-string v0, "words"
    invoke-static {v0}, Ljava/lang/System;->loadLibrary(Ljava/lang/String;)V
    sget-object v0, Lmicro/Words;->LIST:[Ljava/lang/String;
    invoke-static {v0}, Lmicro/Tree;->arguments([Ljava/lang/String;)V
    return-void
.end method

.method private static native arguments([Ljava/lang/String;)V
.end method

.method static native good(Ljava/lang/String;)Z
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
