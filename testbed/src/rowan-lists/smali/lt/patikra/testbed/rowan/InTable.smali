# The words are a column of a table that the app fills from a server.
.class final Llt/patikra/testbed/rowan/InTable;
.super Landroid/database/sqlite/SQLiteOpenHelper;

.method constructor <init>(Landroid/content/Context;)V
    .locals 3
    const-string v0, "rules.db"
    const/4 v1, 0x0
    const/4 v2, 0x1
    invoke-direct {p0, p1, v0, v1, v2}, Landroid/database/sqlite/SQLiteOpenHelper;-><init>(Landroid/content/Context;Ljava/lang/String;Landroid/database/sqlite/SQLiteDatabase$CursorFactory;I)V
    return-void
.end method

.method public onCreate(Landroid/database/sqlite/SQLiteDatabase;)V
    .locals 1
    const-string v0, "CREATE TABLE blocked (_id INTEGER PRIMARY KEY, word TEXT, added INTEGER)"
    invoke-virtual {p1, v0}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

.method public onUpgrade(Landroid/database/sqlite/SQLiteDatabase;II)V
    .locals 0
    return-void
.end method

# Fetches the words, one a line, and keeps them.
.method static fetch(Landroid/content/Context;)V
    .locals 6
    new-instance v0, Llt/patikra/testbed/rowan/InTable;
    invoke-direct {v0, p0}, Llt/patikra/testbed/rowan/InTable;-><init>(Landroid/content/Context;)V
    invoke-virtual {v0}, Llt/patikra/testbed/rowan/InTable;->getWritableDatabase()Landroid/database/sqlite/SQLiteDatabase;
    move-result-object v0
    :try_start
    new-instance v1, Ljava/net/URL;
    const-string v2, "http://rules.rowan.example/blocked.txt"
    invoke-direct {v1, v2}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v1}, Ljava/net/URL;->openStream()Ljava/io/InputStream;
    move-result-object v1
    new-instance v2, Ljava/io/InputStreamReader;
    invoke-direct {v2, v1}, Ljava/io/InputStreamReader;-><init>(Ljava/io/InputStream;)V
    new-instance v1, Ljava/io/BufferedReader;
    invoke-direct {v1, v2}, Ljava/io/BufferedReader;-><init>(Ljava/io/Reader;)V
    :more
    invoke-virtual {v1}, Ljava/io/BufferedReader;->readLine()Ljava/lang/String;
    move-result-object v2
    if-eqz v2, :done
    new-instance v3, Landroid/content/ContentValues;
    invoke-direct {v3}, Landroid/content/ContentValues;-><init>()V
    const-string v4, "word"
    invoke-virtual {v3, v4, v2}, Landroid/content/ContentValues;->put(Ljava/lang/String;Ljava/lang/String;)V
    const-string v4, "blocked"
    const/4 v5, 0x0
    invoke-virtual {v0, v4, v5, v3}, Landroid/database/sqlite/SQLiteDatabase;->insert(Ljava/lang/String;Ljava/lang/String;Landroid/content/ContentValues;)J
    goto :more
    :done
    invoke-virtual {v1}, Ljava/io/BufferedReader;->close()V
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    return-void
.end method

.method static words(Landroid/content/Context;)Ljava/util/List;
    .locals 12
    new-instance v8, Ljava/util/ArrayList;
    invoke-direct {v8}, Ljava/util/ArrayList;-><init>()V
    new-instance v0, Llt/patikra/testbed/rowan/InTable;
    invoke-direct {v0, p0}, Llt/patikra/testbed/rowan/InTable;-><init>(Landroid/content/Context;)V
    invoke-virtual {v0}, Llt/patikra/testbed/rowan/InTable;->getReadableDatabase()Landroid/database/sqlite/SQLiteDatabase;
    move-result-object v0
    const-string v1, "blocked"
    const/4 v2, 0x0
    const/4 v3, 0x0
    const/4 v4, 0x0
    const/4 v5, 0x0
    const/4 v6, 0x0
    const/4 v7, 0x0
    invoke-virtual/range {v0 .. v7}, Landroid/database/sqlite/SQLiteDatabase;->query(Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    move-result-object v0
    :loop
    invoke-interface {v0}, Landroid/database/Cursor;->moveToNext()Z
    move-result v9
    if-eqz v9, :done
    const-string v9, "word"
    invoke-interface {v0, v9}, Landroid/database/Cursor;->getColumnIndex(Ljava/lang/String;)I
    move-result v9
    invoke-interface {v0, v9}, Landroid/database/Cursor;->getString(I)Ljava/lang/String;
    move-result-object v9
    invoke-virtual {v8, v9}, Ljava/util/ArrayList;->add(Ljava/lang/Object;)Z
    goto :loop
    :done
    invoke-interface {v0}, Landroid/database/Cursor;->close()V
    return-object v8
.end method

# Whether a word of the list stands in the text.
.method static holds(Landroid/content/Context;Ljava/lang/String;)Z
    .locals 3
    invoke-static {p0}, Llt/patikra/testbed/rowan/InTable;->words(Landroid/content/Context;)Ljava/util/List;
    move-result-object v0
    invoke-interface {v0}, Ljava/util/List;->iterator()Ljava/util/Iterator;
    move-result-object v0
    :loop
    invoke-interface {v0}, Ljava/util/Iterator;->hasNext()Z
    move-result v1
    if-eqz v1, :none
    invoke-interface {v0}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Ljava/lang/String;
    invoke-virtual {p1, v1}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v2
    if-eqz v2, :loop
    const/4 v0, 0x1
    return v0
    :none
    const/4 v0, 0x0
    return v0
.end method
