# micro: decision-content-by-other-use
# group: decisions
# says: the text is what a method gives that is called a; what is loaded as an address is what another gives
# expect: decision test=String.contains operand=Lmicro/Item;->a words=2 effect=dropped acts=SmsManager.sendTextMessage when=miss in=Lmicro/Main;->check

.class public final Lmicro/Main;
.super Landroid/app/Activity;


.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-virtual {p0}, Lmicro/Main;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "a"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/One;
    invoke-direct {v1, v0}, Lmicro/One;-><init>(Ljava/lang/String;)V
    invoke-virtual {p0, v1}, Lmicro/Main;->show(Lmicro/Item;)V
    invoke-virtual {p0, v1}, Lmicro/Main;->check(Lmicro/Item;)V
    return-void
.end method

.method show(Lmicro/Item;)V
    .locals 2
    new-instance v0, Landroid/webkit/WebView;
    invoke-direct {v0, p0}, Landroid/webkit/WebView;-><init>(Landroid/content/Context;)V
    invoke-interface {p1}, Lmicro/Item;->b()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method

.method check(Lmicro/Item;)V
    .locals 6
    invoke-interface {p1}, Lmicro/Item;->a()Ljava/lang/String;
    move-result-object v0
    sget-object v1, Lmicro/Words;->list:Ljava/util/List;
    invoke-interface {v1}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v1
    :more
    invoke-interface {v1}, Ljava/util/Iterator;->hasNext()Z
    move-result v2
    if-eqz v2, :clean
    invoke-interface {v1}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Ljava/lang/String;
    invoke-virtual {v0, v2}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v2
    if-nez v2, :quiet
    goto :more
    :clean
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

.class public interface abstract Lmicro/Item;
.super Ljava/lang/Object;

.method public abstract a()Ljava/lang/String;
.end method

.method public abstract b()Ljava/lang/String;
.end method

.class final Lmicro/One;
.super Ljava/lang/Object;
.implements Lmicro/Item;
.field private final text:Ljava/lang/String;

.method constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/One;->text:Ljava/lang/String;
    return-void
.end method

.method public a()Ljava/lang/String;
    .locals 1
    iget-object v0, p0, Lmicro/One;->text:Ljava/lang/String;
    return-object v0
.end method

.method public b()Ljava/lang/String;
    .locals 1
    const-string v0, "about:blank"
    return-object v0
.end method

.class final Lmicro/Words;
.super Ljava/lang/Object;
.field static list:Ljava/util/List;

.method static constructor <clinit>()V
    .locals 2
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    const-string v1, "first"
    invoke-interface {v0, v1}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    const-string v1, "second"
    invoke-interface {v0, v1}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    sput-object v0, Lmicro/Words;->list:Ljava/util/List;
    return-void
.end method
