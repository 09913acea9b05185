# The reply as a file, its version, change date and cache time as preferences.
.class final Llt/patikra/testbed/adkit/WordStore;
.super Ljava/lang/Object;

.method private static preferences(Landroid/content/Context;)Landroid/content/SharedPreferences;
    .locals 2
    const-string v0, "AdKitWordConfig"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Landroid/content/Context;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v0
    return-object v0
.end method

.method static version(Landroid/content/Context;)I
    .locals 3
    invoke-static {p0}, Llt/patikra/testbed/adkit/WordStore;->preferences(Landroid/content/Context;)Landroid/content/SharedPreferences;
    move-result-object v0
    const-string v1, "version"
    const/4 v2, 0x0
    invoke-interface {v0, v1, v2}, Landroid/content/SharedPreferences;->getInt(Ljava/lang/String;I)I
    move-result v0
    return v0
.end method

.method static isFresh(Landroid/content/Context;)Z
    .locals 8
    invoke-static {p0}, Llt/patikra/testbed/adkit/WordStore;->preferences(Landroid/content/Context;)Landroid/content/SharedPreferences;
    move-result-object v0
    const-string v1, "fetched"
    const-wide/16 v2, 0x0
    invoke-interface {v0, v1, v2, v3}, Landroid/content/SharedPreferences;->getLong(Ljava/lang/String;J)J
    move-result-wide v2
    const-string v1, "cacheTime"
    const-wide/16 v4, 0x0
    invoke-interface {v0, v1, v4, v5}, Landroid/content/SharedPreferences;->getLong(Ljava/lang/String;J)J
    move-result-wide v4
    const-wide/16 v6, 0x3e8
    mul-long/2addr v4, v6
    add-long/2addr v2, v4
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v4
    cmp-long v0, v4, v2
    if-gez v0, :old
    const/4 v0, 0x1
    return v0
    :old
    const/4 v0, 0x0
    return v0
.end method

.method static save(Landroid/content/Context;Ljava/lang/String;)V
    .locals 6
    invoke-static {p1}, Llt/patikra/testbed/adkit/WordReply;->data(Ljava/lang/String;)Lorg/json/JSONObject;
    move-result-object v0
    invoke-static {p0}, Llt/patikra/testbed/adkit/WordStore;->preferences(Landroid/content/Context;)Landroid/content/SharedPreferences;
    move-result-object v1
    invoke-interface {v1}, Landroid/content/SharedPreferences;->edit()Landroid/content/SharedPreferences$Editor;
    move-result-object v1
    const-string v2, "version"
    invoke-virtual {v0, v2}, Lorg/json/JSONObject;->getInt(Ljava/lang/String;)I
    move-result v3
    invoke-interface {v1, v2, v3}, Landroid/content/SharedPreferences$Editor;->putInt(Ljava/lang/String;I)Landroid/content/SharedPreferences$Editor;
    const-string v2, "lastmodified"
    invoke-virtual {v0, v2}, Lorg/json/JSONObject;->getLong(Ljava/lang/String;)J
    move-result-wide v4
    invoke-interface {v1, v2, v4, v5}, Landroid/content/SharedPreferences$Editor;->putLong(Ljava/lang/String;J)Landroid/content/SharedPreferences$Editor;
    const-string v2, "cacheTime"
    invoke-virtual {v0, v2}, Lorg/json/JSONObject;->getLong(Ljava/lang/String;)J
    move-result-wide v4
    invoke-interface {v1, v2, v4, v5}, Landroid/content/SharedPreferences$Editor;->putLong(Ljava/lang/String;J)Landroid/content/SharedPreferences$Editor;
    const-string v2, "fetched"
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v4
    invoke-interface {v1, v2, v4, v5}, Landroid/content/SharedPreferences$Editor;->putLong(Ljava/lang/String;J)Landroid/content/SharedPreferences$Editor;
    invoke-interface {v1}, Landroid/content/SharedPreferences$Editor;->apply()V
    const-string v0, "AdKitWordConfig"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Landroid/content/Context;->openFileOutput(Ljava/lang/String;I)Ljava/io/FileOutputStream;
    move-result-object v0
    invoke-virtual {p1}, Ljava/lang/String;->getBytes()[B
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/io/FileOutputStream;->write([B)V
    invoke-virtual {v0}, Ljava/io/FileOutputStream;->close()V
    return-void
.end method

.method static read(Landroid/content/Context;)Ljava/lang/String;
    .locals 2
    :try_start
    const-string v0, "AdKitWordConfig"
    invoke-virtual {p0, v0}, Landroid/content/Context;->openFileInput(Ljava/lang/String;)Ljava/io/FileInputStream;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/adkit/WordStore;->readAll(Ljava/io/InputStream;)Ljava/lang/String;
    move-result-object v0
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :none
    return-object v0
    :none
    move-exception v0
    const/4 v1, 0x0
    return-object v1
.end method

.method static readAll(Ljava/io/InputStream;)Ljava/lang/String;
    .locals 5
    new-instance v0, Ljava/io/ByteArrayOutputStream;
    invoke-direct {v0}, Ljava/io/ByteArrayOutputStream;-><init>()V
    const/16 v1, 0x1000
    new-array v1, v1, [B
    const/4 v3, 0x0
    :loop
    invoke-virtual {p0, v1}, Ljava/io/InputStream;->read([B)I
    move-result v2
    if-lez v2, :end
    invoke-virtual {v0, v1, v3, v2}, Ljava/io/ByteArrayOutputStream;->write([BII)V
    goto :loop
    :end
    invoke-virtual {p0}, Ljava/io/InputStream;->close()V
    const-string v4, "UTF-8"
    invoke-virtual {v0, v4}, Ljava/io/ByteArrayOutputStream;->toString(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method
