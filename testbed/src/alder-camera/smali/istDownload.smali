# Writes the fetched list to the file that goes before the asset, whatever it holds.
.class final Llt/patikra/testbed/alder/camera/ListDownload;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;

.field private final context:Landroid/content/Context;
.field private final id:Ljava/lang/String;

.method constructor <init>(Landroid/content/Context;Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/alder/camera/ListDownload;->context:Landroid/content/Context;
    iput-object p2, p0, Llt/patikra/testbed/alder/camera/ListDownload;->id:Ljava/lang/String;
    return-void
.end method

.method public run()V
    .locals 6
    :try_start
    const/4 v0, 0x1
    new-array v0, v0, [Ljava/lang/Object;
    const/4 v1, 0x0
    iget-object v2, p0, Llt/patikra/testbed/alder/camera/ListDownload;->id:Ljava/lang/String;
    aput-object v2, v0, v1
    const-string v2, "http://files.alder-config.example/download/%s/watermark_words.txt"
    invoke-static {v2, v0}, Ljava/lang/String;->format(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;
    move-result-object v0
    new-instance v2, Ljava/net/URL;
    invoke-direct {v2, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v2}, Ljava/net/URL;->openStream()Ljava/io/InputStream;
    move-result-object v0
    new-instance v2, Ljava/io/FileOutputStream;
    iget-object v3, p0, Llt/patikra/testbed/alder/camera/ListDownload;->context:Landroid/content/Context;
    invoke-static {v3}, Llt/patikra/testbed/alder/camera/Words;->file(Landroid/content/Context;)Ljava/io/File;
    move-result-object v3
    invoke-direct {v2, v3}, Ljava/io/FileOutputStream;-><init>(Ljava/io/File;)V
    const/16 v3, 0x400
    new-array v3, v3, [B
    :loop
    invoke-virtual {v0, v3}, Ljava/io/InputStream;->read([B)I
    move-result v4
    if-lez v4, :end
    invoke-virtual {v2, v3, v1, v4}, Ljava/io/FileOutputStream;->write([BII)V
    goto :loop
    :end
    invoke-virtual {v2}, Ljava/io/FileOutputStream;->close()V
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    return-void
.end method
