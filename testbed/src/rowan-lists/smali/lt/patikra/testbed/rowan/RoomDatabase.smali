# The database that the library Room opens, and how it asks for rows and columns.
.class public final Llt/patikra/testbed/rowan/RoomDatabase;
.super Landroid/database/sqlite/SQLiteOpenHelper;

.method constructor <init>(Landroid/content/Context;Ljava/lang/String;)V
    .locals 2
    const/4 v0, 0x0
    const/4 v1, 0x1
    invoke-direct {p0, p1, p2, v0, v1}, Landroid/database/sqlite/SQLiteOpenHelper;-><init>(Landroid/content/Context;Ljava/lang/String;Landroid/database/sqlite/SQLiteDatabase$CursorFactory;I)V
    return-void
.end method

.method public onCreate(Landroid/database/sqlite/SQLiteDatabase;)V
    .locals 1
    const-string v0, "CREATE TABLE IF NOT EXISTS `watched` (`id` INTEGER PRIMARY KEY NOT NULL, `phrase` TEXT NOT NULL)"
    invoke-virtual {p1, v0}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    const-string v0, "CREATE TABLE IF NOT EXISTS `towns` (`id` INTEGER PRIMARY KEY NOT NULL, `name` TEXT NOT NULL)"
    invoke-virtual {p1, v0}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

.method public onUpgrade(Landroid/database/sqlite/SQLiteDatabase;II)V
    .locals 0
    return-void
.end method

.method public static query(Llt/patikra/testbed/rowan/RoomDatabase;Llt/patikra/testbed/rowan/RoomQuery;)Landroid/database/Cursor;
    .locals 4
    invoke-virtual {p0}, Llt/patikra/testbed/rowan/RoomDatabase;->getReadableDatabase()Landroid/database/sqlite/SQLiteDatabase;
    move-result-object v0
    const/4 v1, 0x0
    invoke-virtual {p1}, Llt/patikra/testbed/rowan/RoomQuery;->getSql()Ljava/lang/String;
    move-result-object v2
    const/4 v3, 0x0
    invoke-virtual {v0, v1, v2, v3, v3}, Landroid/database/sqlite/SQLiteDatabase;->rawQueryWithFactory(Landroid/database/sqlite/SQLiteDatabase$CursorFactory;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    move-result-object v0
    return-object v0
.end method

.method public static column(Landroid/database/Cursor;Ljava/lang/String;)I
    .locals 1
    invoke-interface {p0, p1}, Landroid/database/Cursor;->getColumnIndex(Ljava/lang/String;)I
    move-result v0
    if-gez v0, :found
    invoke-interface {p0, p1}, Landroid/database/Cursor;->getColumnIndexOrThrow(Ljava/lang/String;)I
    move-result v0
    :found
    return v0
.end method
