# One fetch: version, app key and region go up, the list comes down over plain HTTP and is not checked.
.class final Llt/patikra/testbed/adkit/FetchWords;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;

.field private final config:Llt/patikra/testbed/adkit/WordConfig;

.method constructor <init>(Llt/patikra/testbed/adkit/WordConfig;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/adkit/FetchWords;->config:Llt/patikra/testbed/adkit/WordConfig;
    return-void
.end method

.method private address()Ljava/lang/String;
    .locals 3
    new-instance v0, Ljava/lang/StringBuilder;
    const-string v1, "http://alder-config.example/filter/text"
    invoke-direct {v0, v1}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    const-string v1, "?version="
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    iget-object v1, p0, Llt/patikra/testbed/adkit/FetchWords;->config:Llt/patikra/testbed/adkit/WordConfig;
    iget-object v1, v1, Llt/patikra/testbed/adkit/WordConfig;->context:Landroid/content/Context;
    invoke-static {v1}, Llt/patikra/testbed/adkit/WordStore;->version(Landroid/content/Context;)I
    move-result v1
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(I)Ljava/lang/StringBuilder;
    const-string v1, "&appKey="
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-static {}, Llt/patikra/testbed/adkit/AdKit;->appKey()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    const-string v1, "&region="
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-static {}, Llt/patikra/testbed/adkit/Region;->region()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v2
    return-object v2
.end method

.method public run()V
    .locals 5
    :try_start
    new-instance v0, Ljava/net/URL;
    invoke-direct {p0}, Llt/patikra/testbed/adkit/FetchWords;->address()Ljava/lang/String;
    move-result-object v1
    invoke-direct {v0, v1}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/URL;->openConnection()Ljava/net/URLConnection;
    move-result-object v0
    check-cast v0, Ljava/net/HttpURLConnection;
    const/16 v1, 0x4e20
    invoke-virtual {v0, v1}, Ljava/net/HttpURLConnection;->setConnectTimeout(I)V
    invoke-virtual {v0}, Ljava/net/HttpURLConnection;->getResponseCode()I
    move-result v1
    const/16 v2, 0xc8
    if-eq v1, v2, :good
    return-void
    :good
    invoke-virtual {v0}, Ljava/net/HttpURLConnection;->getInputStream()Ljava/io/InputStream;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/adkit/WordStore;->readAll(Ljava/io/InputStream;)Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Llt/patikra/testbed/adkit/FetchWords;->config:Llt/patikra/testbed/adkit/WordConfig;
    iget-object v2, v1, Llt/patikra/testbed/adkit/WordConfig;->context:Landroid/content/Context;
    invoke-static {v2, v0}, Llt/patikra/testbed/adkit/WordStore;->save(Landroid/content/Context;Ljava/lang/String;)V
    invoke-static {v0}, Llt/patikra/testbed/adkit/WordReply;->words(Ljava/lang/String;)Ljava/util/List;
    move-result-object v0
    invoke-virtual {v1, v0}, Llt/patikra/testbed/adkit/WordConfig;->replace(Ljava/util/List;)V
    :try_end
    .catch Ljava/lang/Exception; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    const-string v1, "AdKit"
    const-string v2, "words not fetched"
    invoke-static {v1, v2, v0}, Landroid/util/Log;->w(Ljava/lang/String;Ljava/lang/String;Ljava/lang/Throwable;)I
    return-void
.end method
