# The words: a fetched file goes before the asset. Both are Base64 of lines.
.class final Llt/patikra/testbed/alder/camera/Words;
.super Ljava/lang/Object;

.field private final words:[Ljava/lang/String;

.method private constructor <init>([Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/alder/camera/Words;->words:[Ljava/lang/String;
    return-void
.end method

.method static file(Landroid/content/Context;)Ljava/io/File;
    .locals 3
    new-instance v0, Ljava/io/File;
    invoke-virtual {p0}, Landroid/content/Context;->getFilesDir()Ljava/io/File;
    move-result-object v1
    const-string v2, "watermark_words"
    invoke-direct {v0, v1, v2}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    return-object v0
.end method

.method private static open(Landroid/content/Context;)Ljava/io/InputStream;
    .locals 3
    invoke-static {p0}, Llt/patikra/testbed/alder/camera/Words;->file(Landroid/content/Context;)Ljava/io/File;
    move-result-object v0
    invoke-virtual {v0}, Ljava/io/File;->exists()Z
    move-result v1
    if-eqz v1, :asset
    new-instance v1, Ljava/io/FileInputStream;
    invoke-direct {v1, v0}, Ljava/io/FileInputStream;-><init>(Ljava/io/File;)V
    return-object v1
    :asset
    invoke-virtual {p0}, Landroid/content/Context;->getAssets()Landroid/content/res/AssetManager;
    move-result-object v1
    const-string v2, "words/watermark_words.txt"
    invoke-virtual {v1, v2}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v1
    return-object v1
.end method

.method static load(Landroid/content/Context;)Llt/patikra/testbed/alder/camera/Words;
    .locals 4
    :try_start
    new-instance v0, Ljava/io/BufferedReader;
    new-instance v1, Ljava/io/InputStreamReader;
    invoke-static {p0}, Llt/patikra/testbed/alder/camera/Words;->open(Landroid/content/Context;)Ljava/io/InputStream;
    move-result-object v2
    invoke-direct {v1, v2}, Ljava/io/InputStreamReader;-><init>(Ljava/io/InputStream;)V
    invoke-direct {v0, v1}, Ljava/io/BufferedReader;-><init>(Ljava/io/Reader;)V
    invoke-virtual {v0}, Ljava/io/BufferedReader;->readLine()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0}, Ljava/io/BufferedReader;->close()V
    const/4 v2, 0x0
    invoke-static {v1, v2}, Landroid/util/Base64;->decode(Ljava/lang/String;I)[B
    move-result-object v1
    new-instance v0, Ljava/lang/String;
    const-string v2, "UTF-8"
    invoke-direct {v0, v1, v2}, Ljava/lang/String;-><init>([BLjava/lang/String;)V
    const-string v1, "\n"
    invoke-virtual {v0, v1}, Ljava/lang/String;->split(Ljava/lang/String;)[Ljava/lang/String;
    move-result-object v0
    new-instance v1, Llt/patikra/testbed/alder/camera/Words;
    invoke-direct {v1, v0}, Llt/patikra/testbed/alder/camera/Words;-><init>([Ljava/lang/String;)V
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    return-object v1
    :failed
    move-exception v0
    new-instance v1, Llt/patikra/testbed/alder/camera/Words;
    const/4 v0, 0x0
    new-array v0, v0, [Ljava/lang/String;
    invoke-direct {v1, v0}, Llt/patikra/testbed/alder/camera/Words;-><init>([Ljava/lang/String;)V
    return-object v1
.end method

# The first word that stands anywhere in the text, exact case; or null.
.method firstIn(Ljava/lang/String;)Ljava/lang/String;
    .locals 5
    iget-object v0, p0, Llt/patikra/testbed/alder/camera/Words;->words:[Ljava/lang/String;
    array-length v1, v0
    const/4 v2, 0x0
    :loop
    if-ge v2, v1, :none
    aget-object v3, v0, v2
    invoke-virtual {p1, v3}, Ljava/lang/String;->indexOf(Ljava/lang/String;)I
    move-result v4
    if-ltz v4, :next
    return-object v3
    :next
    add-int/lit8 v2, v2, 0x1
    goto :loop
    :none
    const/4 v0, 0x0
    return-object v0
.end method
