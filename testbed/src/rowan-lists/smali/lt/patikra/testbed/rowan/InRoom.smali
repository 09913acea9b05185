# The words are a column of a table that code asks for as the library Room generates it: statement and column stand in the method that
# takes the rows, and everything else goes through classes that all tables share.
.class final Llt/patikra/testbed/rowan/InRoom;
.super Ljava/lang/Object;

.method static words(Landroid/content/Context;)Ljava/util/List;
    .locals 5
    const-string v0, "SELECT * FROM watched"
    const/4 v1, 0x0
    invoke-static {v0, v1}, Llt/patikra/testbed/rowan/RoomQuery;->acquire(Ljava/lang/String;I)Llt/patikra/testbed/rowan/RoomQuery;
    move-result-object v0
    new-instance v1, Llt/patikra/testbed/rowan/RoomDatabase;
    const-string v2, "rooms.db"
    invoke-direct {v1, p0, v2}, Llt/patikra/testbed/rowan/RoomDatabase;-><init>(Landroid/content/Context;Ljava/lang/String;)V
    invoke-static {v1, v0}, Llt/patikra/testbed/rowan/RoomDatabase;->query(Llt/patikra/testbed/rowan/RoomDatabase;Llt/patikra/testbed/rowan/RoomQuery;)Landroid/database/Cursor;
    move-result-object v0
    const-string v1, "phrase"
    invoke-static {v0, v1}, Llt/patikra/testbed/rowan/RoomDatabase;->column(Landroid/database/Cursor;Ljava/lang/String;)I
    move-result v1
    new-instance v2, Ljava/util/ArrayList;
    invoke-interface {v0}, Landroid/database/Cursor;->getCount()I
    move-result v3
    invoke-direct {v2, v3}, Ljava/util/ArrayList;-><init>(I)V
    :loop
    invoke-interface {v0}, Landroid/database/Cursor;->moveToNext()Z
    move-result v3
    if-eqz v3, :done
    invoke-interface {v0, v1}, Landroid/database/Cursor;->getString(I)Ljava/lang/String;
    move-result-object v3
    invoke-virtual {v2, v3}, Ljava/util/ArrayList;->add(Ljava/lang/Object;)Z
    goto :loop
    :done
    invoke-interface {v0}, Landroid/database/Cursor;->close()V
    return-object v2
.end method

.method static towns(Landroid/content/Context;)Ljava/util/List;
    .locals 5
    const-string v0, "SELECT * FROM towns"
    const/4 v1, 0x0
    invoke-static {v0, v1}, Llt/patikra/testbed/rowan/RoomQuery;->acquire(Ljava/lang/String;I)Llt/patikra/testbed/rowan/RoomQuery;
    move-result-object v0
    new-instance v1, Llt/patikra/testbed/rowan/RoomDatabase;
    const-string v2, "rooms.db"
    invoke-direct {v1, p0, v2}, Llt/patikra/testbed/rowan/RoomDatabase;-><init>(Landroid/content/Context;Ljava/lang/String;)V
    invoke-static {v1, v0}, Llt/patikra/testbed/rowan/RoomDatabase;->query(Llt/patikra/testbed/rowan/RoomDatabase;Llt/patikra/testbed/rowan/RoomQuery;)Landroid/database/Cursor;
    move-result-object v0
    const-string v1, "name"
    invoke-static {v0, v1}, Llt/patikra/testbed/rowan/RoomDatabase;->column(Landroid/database/Cursor;Ljava/lang/String;)I
    move-result v1
    new-instance v2, Ljava/util/ArrayList;
    invoke-interface {v0}, Landroid/database/Cursor;->getCount()I
    move-result v3
    invoke-direct {v2, v3}, Ljava/util/ArrayList;-><init>(I)V
    :loop
    invoke-interface {v0}, Landroid/database/Cursor;->moveToNext()Z
    move-result v3
    if-eqz v3, :done
    invoke-interface {v0, v1}, Landroid/database/Cursor;->getString(I)Ljava/lang/String;
    move-result-object v3
    invoke-virtual {v2, v3}, Ljava/util/ArrayList;->add(Ljava/lang/Object;)Z
    goto :loop
    :done
    invoke-interface {v0}, Landroid/database/Cursor;->close()V
    return-object v2
.end method

# Whether a word of the list stands in the text.
.method static holds(Landroid/content/Context;Ljava/lang/String;)Z
    .locals 3
    invoke-static {p0}, Llt/patikra/testbed/rowan/InRoom;->words(Landroid/content/Context;)Ljava/util/List;
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
