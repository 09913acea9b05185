# Stands between the ad network and the host app: an ad whose title or body holds a word is not delivered.
.class public final Llt/patikra/testbed/adkit/AdGate;
.super Ljava/lang/Object;

.field private final config:Llt/patikra/testbed/adkit/WordConfig;

.method public constructor <init>(Landroid/content/Context;)V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    invoke-static {p1}, Llt/patikra/testbed/adkit/WordConfig;->of(Landroid/content/Context;)Llt/patikra/testbed/adkit/WordConfig;
    move-result-object v0
    iput-object v0, p0, Llt/patikra/testbed/adkit/AdGate;->config:Llt/patikra/testbed/adkit/WordConfig;
    return-void
.end method

# The matched word, or null if the ad may pass.
.method private refusedBy(Llt/patikra/testbed/adkit/NativeAd;)Ljava/lang/String;
    .locals 2
    invoke-static {}, Llt/patikra/testbed/adkit/AdKit;->isStarted()Z
    move-result v0
    if-nez v0, :compare
    const/4 v0, 0x0
    return-object v0
    :compare
    iget-object v0, p0, Llt/patikra/testbed/adkit/AdGate;->config:Llt/patikra/testbed/adkit/WordConfig;
    invoke-interface {p1}, Llt/patikra/testbed/adkit/NativeAd;->adTitle()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Llt/patikra/testbed/adkit/WordConfig;->containsWord(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    if-nez v1, :done
    invoke-interface {p1}, Llt/patikra/testbed/adkit/NativeAd;->adBody()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Llt/patikra/testbed/adkit/WordConfig;->containsWord(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    :done
    return-object v1
.end method

.method public deliver(Llt/patikra/testbed/adkit/NativeAd;Llt/patikra/testbed/adkit/AdListener;)V
    .locals 2
    invoke-direct {p0, p1}, Llt/patikra/testbed/adkit/AdGate;->refusedBy(Llt/patikra/testbed/adkit/NativeAd;)Ljava/lang/String;
    move-result-object v0
    if-eqz v0, :pass
    const-string v1, "10011"
    invoke-interface {p2, p1, v1, v0}, Llt/patikra/testbed/adkit/AdListener;->onAdFailed(Llt/patikra/testbed/adkit/NativeAd;Ljava/lang/String;Ljava/lang/String;)V
    return-void
    :pass
    invoke-interface {p2, p1}, Llt/patikra/testbed/adkit/AdListener;->onAdLoaded(Llt/patikra/testbed/adkit/NativeAd;)V
    return-void
.end method

# Of several ads, the refused ones are taken out and the rest is delivered.
.method public deliverAll(Ljava/util/List;Llt/patikra/testbed/adkit/AdListener;)V
    .locals 3
    invoke-interface {p1}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v0
    :loop
    invoke-interface {v0}, Ljava/util/Iterator;->hasNext()Z
    move-result v1
    if-eqz v1, :rest
    invoke-interface {v0}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Llt/patikra/testbed/adkit/NativeAd;
    invoke-direct {p0, v1}, Llt/patikra/testbed/adkit/AdGate;->refusedBy(Llt/patikra/testbed/adkit/NativeAd;)Ljava/lang/String;
    move-result-object v2
    if-eqz v2, :loop
    invoke-interface {v0}, Ljava/util/Iterator;->remove()V
    goto :loop
    :rest
    invoke-interface {p2, p1}, Llt/patikra/testbed/adkit/AdListener;->onAdsLoaded(Ljava/util/List;)V
    return-void
.end method
