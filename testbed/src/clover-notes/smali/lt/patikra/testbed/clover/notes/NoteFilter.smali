# Paints a note yellow if it contains what the user searches for. The name is a lure: nothing is left out.
.class final Llt/patikra/testbed/clover/notes/NoteFilter;
.super Ljava/lang/Object;

.method static highlight(Landroid/widget/TextView;Ljava/lang/String;)V
    .locals 2
    invoke-virtual {p0}, Landroid/widget/TextView;->getText()Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/String;->toLowerCase()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p1}, Ljava/lang/String;->toLowerCase()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v0
    const/4 v1, 0x0
    if-eqz v0, :paint
    const/16 v1, -0x100
    :paint
    invoke-virtual {p0, v1}, Landroid/widget/TextView;->setBackgroundColor(I)V
    return-void
.end method
