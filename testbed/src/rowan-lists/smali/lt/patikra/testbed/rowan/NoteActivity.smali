# The user types a note and sends it, unless a word of one of the lists stands in it.
.class public final Llt/patikra/testbed/rowan/NoteActivity;
.super Landroid/app/Activity;
.implements Landroid/view/View$OnClickListener;

.field private note:Landroid/widget/EditText;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-static {p0}, Llt/patikra/testbed/rowan/InTable;->fetch(Landroid/content/Context;)V
    invoke-static {p0}, Llt/patikra/testbed/rowan/InPreferences;->fetch(Landroid/content/Context;)V
    invoke-static {p0}, Llt/patikra/testbed/rowan/InFile;->fetch(Landroid/content/Context;)V
    invoke-static {p0}, Llt/patikra/testbed/rowan/InQueuedReply;->fetch(Landroid/content/Context;)V
    invoke-static {p0}, Llt/patikra/testbed/rowan/InRoom;->towns(Landroid/content/Context;)Ljava/util/List;
    new-instance v0, Landroid/widget/EditText;
    invoke-direct {v0, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    iput-object v0, p0, Llt/patikra/testbed/rowan/NoteActivity;->note:Landroid/widget/EditText;
    new-instance v1, Landroid/widget/Button;
    invoke-direct {v1, p0}, Landroid/widget/Button;-><init>(Landroid/content/Context;)V
    invoke-virtual {v1, p0}, Landroid/widget/Button;->setOnClickListener(Landroid/view/View$OnClickListener;)V
    invoke-virtual {p0, v0}, Llt/patikra/testbed/rowan/NoteActivity;->setContentView(Landroid/view/View;)V
    return-void
.end method

.method public onClick(Landroid/view/View;)V
    .locals 6
    iget-object v0, p0, Llt/patikra/testbed/rowan/NoteActivity;->note:Landroid/widget/EditText;
    invoke-virtual {v0}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InArray;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InTypedArray;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InTextArray;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InRaw;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InTable;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InShippedTable;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InPreferences;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InFile;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InAsset;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InClosedAsset;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InClosedFile;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InSealedFile;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InRoom;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InReply;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    invoke-static {p0, v0}, Llt/patikra/testbed/rowan/InQueuedReply;->holds(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v1
    if-nez v1, :refused
    move-object v3, v0
    invoke-static {}, Landroid/telephony/SmsManager;->getDefault()Landroid/telephony/SmsManager;
    move-result-object v0
    const-string v1, "+37000000000"
    const/4 v2, 0x0
    const/4 v4, 0x0
    const/4 v5, 0x0
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    :refused
    return-void
.end method
