# Asks gather's providers, and its activity for a result, and sends what they give.
.class public final Llt/patikra/testbed/birch/courier/FetchActivity;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-direct {p0}, Llt/patikra/testbed/birch/courier/FetchActivity;->query()V
    invoke-direct {p0}, Llt/patikra/testbed/birch/courier/FetchActivity;->notes()V
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0}, Landroid/content/Intent;-><init>()V
    const-string v1, "lt.patikra.testbed.birch.gather"
    const-string v2, "lt.patikra.testbed.birch.gather.NumberActivity"
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->setClassName(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    const/4 v1, 0x1
    invoke-virtual {p0, v0, v1}, Llt/patikra/testbed/birch/courier/FetchActivity;->startActivityForResult(Landroid/content/Intent;I)V
    return-void
.end method

.method private query()V
    .locals 7
    invoke-virtual {p0}, Llt/patikra/testbed/birch/courier/FetchActivity;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v0
    const-string v1, "content://lt.patikra.testbed.birch.gather.numbers/number"
    invoke-static {v1}, Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;
    move-result-object v1
    const/4 v2, 0x0
    move-object v3, v2
    move-object v4, v2
    move-object v5, v2
    invoke-virtual/range {v0 .. v5}, Landroid/content/ContentResolver;->query(Landroid/net/Uri;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    move-result-object v0
    invoke-interface {v0}, Landroid/database/Cursor;->moveToFirst()Z
    const/4 v1, 0x0
    invoke-interface {v0, v1}, Landroid/database/Cursor;->getString(I)Ljava/lang/String;
    move-result-object v1
    invoke-static {v1}, Llt/patikra/testbed/birch/courier/Out;->query(Ljava/lang/String;)V
    invoke-interface {v0}, Landroid/database/Cursor;->close()V
    return-void
.end method

.method private notes()V
    .locals 7
    invoke-virtual {p0}, Llt/patikra/testbed/birch/courier/FetchActivity;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v0
    const-string v1, "content://lt.patikra.testbed.birch.gather.notes/number"
    invoke-static {v1}, Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;
    move-result-object v1
    const/4 v2, 0x0
    move-object v3, v2
    move-object v4, v2
    move-object v5, v2
    invoke-virtual/range {v0 .. v5}, Landroid/content/ContentResolver;->query(Landroid/net/Uri;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    move-result-object v0
    invoke-interface {v0}, Landroid/database/Cursor;->moveToFirst()Z
    const/4 v1, 0x0
    invoke-interface {v0, v1}, Landroid/database/Cursor;->getString(I)Ljava/lang/String;
    move-result-object v1
    invoke-static {v1}, Llt/patikra/testbed/birch/courier/Out;->notes(Ljava/lang/String;)V
    invoke-interface {v0}, Landroid/database/Cursor;->close()V
    return-void
.end method

.method protected onActivityResult(IILandroid/content/Intent;)V
    .locals 1
    const-string v0, "number"
    invoke-virtual {p3, v0}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/birch/courier/Out;->result(Ljava/lang/String;)V
    return-void
.end method
