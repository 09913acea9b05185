# Red if the word is not in the dictionary; it can be saved all the same.
.class final Llt/patikra/testbed/clover/notes/Spelling;
.super Ljava/lang/Object;

.method static isKnown(Landroid/content/Context;Ljava/lang/String;)Z
    .locals 3
    :try_start
    invoke-virtual {p0}, Landroid/content/Context;->getAssets()Landroid/content/res/AssetManager;
    move-result-object v0
    const-string v1, "dictionary_en.txt"
    invoke-virtual {v0, v1}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v0
    new-instance v1, Ljava/util/Scanner;
    invoke-direct {v1, v0}, Ljava/util/Scanner;-><init>(Ljava/io/InputStream;)V
    :loop
    invoke-virtual {v1}, Ljava/util/Scanner;->hasNextLine()Z
    move-result v0
    if-eqz v0, :no
    invoke-virtual {v1}, Ljava/util/Scanner;->nextLine()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {v0, p1}, Ljava/lang/String;->equalsIgnoreCase(Ljava/lang/String;)Z
    move-result v2
    if-eqz v2, :loop
    const/4 v0, 0x1
    return v0
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    :no
    const/4 v0, 0x0
    return v0
    :failed
    move-exception v0
    goto :no
.end method
