# micro: decision-hashed-words-cut
# group: decisions
# says: the first half of the digest of a text is looked up in a set of such halves
# expect: decision test=Set.contains operand=Lmicro/Main;->digest words=2 text=digest,digest-part effect=refused acts=Context.startActivity when=miss in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method private static digest(Ljava/lang/String;)Ljava/lang/String;
    .locals 3
    const-string v0, "MD5"
    invoke-static {v0}, Ljava/security/MessageDigest;->getInstance(Ljava/lang/String;)Ljava/security/MessageDigest;
    move-result-object v0
    invoke-virtual {p0}, Ljava/lang/String;->getBytes()[B
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/security/MessageDigest;->digest([B)[B
    move-result-object v1
    new-instance v0, Ljava/math/BigInteger;
    const/4 v2, 0x1
    invoke-direct {v0, v2, v1}, Ljava/math/BigInteger;-><init>(I[B)V
    const/16 v1, 0x10
    invoke-virtual {v0, v1}, Ljava/math/BigInteger;->toString(I)Ljava/lang/String;
    move-result-object v0
    const/4 v1, 0x0
    const/16 v2, 0x10
    invoke-virtual {v0, v1, v2}, Ljava/lang/String;->substring(II)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Ljava/util/HashSet;
    invoke-direct {v0}, Ljava/util/HashSet;-><init>()V
    const-string v1, "d94a6e6bf38f88a7"
    invoke-interface {v0, v1}, Ljava/util/Set;->add(Ljava/lang/Object;)Z
    const-string v1, "beb2587812d225c8"
    invoke-interface {v0, v1}, Ljava/util/Set;->add(Ljava/lang/Object;)Z
    invoke-virtual {p0}, Lmicro/Main;->getIntent()Landroid/content/Intent;
    move-result-object v1
    const-string v2, "package"
    invoke-virtual {v1, v2}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-static {v1}, Lmicro/Main;->digest(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v2
    invoke-interface {v0, v2}, Ljava/util/Set;->contains(Ljava/lang/Object;)Z
    move-result v0
    if-nez v0, :refused
    new-instance v0, Landroid/content/Intent;
    const-string v1, "android.intent.action.VIEW"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->startActivity(Landroid/content/Intent;)V
    :refused
    return-void
.end method
