# A list of notes, a search field, a spelling check. Nothing is refused, hidden or sent.
.class public final Llt/patikra/testbed/clover/notes/NotesActivity;
.super Landroid/app/Activity;
.implements Landroid/view/View$OnClickListener;

.field private field:Landroid/widget/EditText;
.field private note:Landroid/widget/TextView;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/LinearLayout;
    invoke-direct {v0, p0}, Landroid/widget/LinearLayout;-><init>(Landroid/content/Context;)V
    new-instance v1, Landroid/widget/EditText;
    invoke-direct {v1, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    iput-object v1, p0, Llt/patikra/testbed/clover/notes/NotesActivity;->field:Landroid/widget/EditText;
    invoke-virtual {v0, v1}, Landroid/widget/LinearLayout;->addView(Landroid/view/View;)V
    new-instance v1, Landroid/widget/TextView;
    invoke-direct {v1, p0}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    invoke-virtual {v1, p0}, Landroid/widget/TextView;->setOnClickListener(Landroid/view/View$OnClickListener;)V
    iput-object v1, p0, Llt/patikra/testbed/clover/notes/NotesActivity;->note:Landroid/widget/TextView;
    invoke-virtual {v0, v1}, Landroid/widget/LinearLayout;->addView(Landroid/view/View;)V
    invoke-virtual {p0, v0}, Llt/patikra/testbed/clover/notes/NotesActivity;->setContentView(Landroid/view/View;)V
    invoke-static {}, Llt/patikra/testbed/clover/notes/DateStyle;->pattern()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Llt/patikra/testbed/clover/notes/NotesActivity;->setTitle(Ljava/lang/CharSequence;)V
    return-void
.end method

.method public onClick(Landroid/view/View;)V
    .locals 3
    iget-object v0, p0, Llt/patikra/testbed/clover/notes/NotesActivity;->field:Landroid/widget/EditText;
    invoke-virtual {v0}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Llt/patikra/testbed/clover/notes/NotesActivity;->note:Landroid/widget/TextView;
    invoke-static {v1, v0}, Llt/patikra/testbed/clover/notes/NoteFilter;->highlight(Landroid/widget/TextView;Ljava/lang/String;)V
    invoke-static {p0, v0}, Llt/patikra/testbed/clover/notes/Spelling;->isKnown(Landroid/content/Context;Ljava/lang/String;)Z
    move-result v0
    if-eqz v0, :unknown
    const v0, -0x1000000
    goto :paint
    :unknown
    const/high16 v0, -0x10000
    :paint
    iget-object v2, p0, Llt/patikra/testbed/clover/notes/NotesActivity;->field:Landroid/widget/EditText;
    invoke-virtual {v2, v0}, Landroid/widget/EditText;->setTextColor(I)V
    return-void
.end method
