# micro: decision-masked
# group: decisions
# says: the characters of a find are set to stars one by one before the text is shown
# expect: decision test=String.indexOf operand=TextView.getText words=3 effect=replaced acts=StringBuilder.setCharAt when=hit in=Lmicro/Main;->check

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 1
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/EditText;
    invoke-direct {v0, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->check(Landroid/widget/TextView;)V
    return-void
.end method

.method check(Landroid/widget/TextView;)V
    .locals 9
    invoke-virtual {p1}, Landroid/widget/TextView;->getText()Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    new-instance v8, Ljava/lang/StringBuilder;
    invoke-direct {v8, v0}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    sget-object v1, Lmicro/Words;->LIST:[Ljava/lang/String;
    array-length v2, v1
    const/4 v3, 0x0
    :word
    if-ge v3, v2, :show
    aget-object v4, v1, v3
    add-int/lit8 v3, v3, 0x1
    invoke-virtual {v0, v4}, Ljava/lang/String;->indexOf(Ljava/lang/String;)I
    move-result v5
    if-ltz v5, :word
    invoke-virtual {v4}, Ljava/lang/String;->length()I
    move-result v6
    add-int/2addr v6, v5
    const/16 v7, 0x2a
    :star
    if-ge v5, v6, :word
    invoke-virtual {v8, v5, v7}, Ljava/lang/StringBuilder;->setCharAt(IC)V
    add-int/lit8 v5, v5, 0x1
    goto :star
    :show
    invoke-virtual {v8}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p1, v0}, Landroid/widget/TextView;->setText(Ljava/lang/CharSequence;)V
    return-void
.end method

.class final Lmicro/Words;
.super Ljava/lang/Object;
.field static final LIST:[Ljava/lang/String;
.method static constructor <clinit>()V
    .locals 4
    const-string v0, "first word"
    const-string v1, "second word"
    const-string v2, "third word"
    filled-new-array {v0, v1, v2}, [Ljava/lang/String;
    move-result-object v3
    sput-object v3, Lmicro/Words;->LIST:[Ljava/lang/String;
    return-void
.end method
