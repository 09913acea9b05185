# micro: decision-objects-equal
# group: decisions
# says: a class says whether two of its objects are equal; that one stands in a list is no comparison with its words
# expect: none

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 5
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/widget/EditText;
    invoke-direct {v0, p0}, Landroid/widget/EditText;-><init>(Landroid/content/Context;)V
    invoke-virtual {v0}, Landroid/widget/TextView;->getText()Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Row;
    invoke-direct {v1, v0}, Lmicro/Row;-><init>(Ljava/lang/String;)V
    sget-object v2, Lmicro/Words;->LIST:[Ljava/lang/String;
    const/4 v3, 0x0
    aget-object v2, v2, v3
    new-instance v3, Lmicro/Row;
    invoke-direct {v3, v2}, Lmicro/Row;-><init>(Ljava/lang/String;)V
    invoke-virtual {v1, v3}, Lmicro/Row;->equals(Ljava/lang/Object;)Z
    move-result v4
    if-nez v4, :same
    invoke-virtual {p0, v0}, Lmicro/Main;->setTitle(Ljava/lang/CharSequence;)V
    const-string v2, "row"
    const/4 v3, 0x0
    invoke-virtual {p0, v2, v3}, Lmicro/Main;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v2
    invoke-interface {v2}, Landroid/content/SharedPreferences;->edit()Landroid/content/SharedPreferences$Editor;
    move-result-object v2
    const-string v3, "row"
    invoke-interface {v2, v3, v0}, Landroid/content/SharedPreferences$Editor;->putString(Ljava/lang/String;Ljava/lang/String;)Landroid/content/SharedPreferences$Editor;
    new-instance v2, Ljava/util/ArrayList;
    invoke-direct {v2}, Ljava/util/ArrayList;-><init>()V
    invoke-interface {v2, v1}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    :same
    return-void
.end method

.class final Lmicro/Row;
.super Ljava/lang/Object;
.field private final text:Ljava/lang/String;

.method constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Row;->text:Ljava/lang/String;
    return-void
.end method

.method public equals(Ljava/lang/Object;)Z
    .locals 2
    check-cast p1, Lmicro/Row;
    iget-object v0, p0, Lmicro/Row;->text:Ljava/lang/String;
    iget-object v1, p1, Lmicro/Row;->text:Ljava/lang/String;
    invoke-virtual {v0, v1}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v0
    return v0
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
