# micro: request-by-library
# group: paths
# says: a library that the program carries, its classes renamed, has a builder of requests, known by what it says of their bodies, and one of forms; the value goes into the form. A builder of the same shape has nothing to do with requests
# expect: flow source=TelephonyManager.getDeviceId sink=network in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 6
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/F;
    invoke-direct {v1}, Lmicro/F;-><init>()V
    const-string v2, "id"
    invoke-virtual {v1, v2, v0}, Lmicro/F;->add(Ljava/lang/String;Ljava/lang/String;)Lmicro/F;
    invoke-direct {p0, v0}, Lmicro/Main;->note(Ljava/lang/String;)V
    return-void
.end method

.method private note(Ljava/lang/String;)V
    .locals 3
    new-instance v1, Lmicro/N;
    invoke-direct {v1}, Lmicro/N;-><init>()V
    const-string v2, "id"
    invoke-virtual {v1, v2, p1}, Lmicro/N;->add(Ljava/lang/String;Ljava/lang/String;)Lmicro/N;
    move-result-object v1
    invoke-virtual {v1}, Lmicro/N;->build()Lmicro/Paper;
    return-void
.end method

.class public final Lmicro/A;
.super Ljava/lang/Object;
.field private value:Ljava/lang/String;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public add(Ljava/lang/String;Ljava/lang/String;)Lmicro/A;
    .locals 0
    iput-object p2, p0, Lmicro/A;->value:Ljava/lang/String;
    return-object p0
.end method

.method public b(Ljava/lang/String;Lmicro/Form;)Lmicro/A;
    .locals 3
    if-nez p2, :given
    new-instance v0, Ljava/lang/IllegalArgumentException;
    const-string v1, " must have a request body."
    invoke-virtual {p1, v1}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-direct {v0, v1}, Ljava/lang/IllegalArgumentException;-><init>(Ljava/lang/String;)V
    throw v0
    :given
    const-string v0, "GET"
    invoke-virtual {v0, p1}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v0
    if-eqz v0, :fine
    new-instance v0, Ljava/lang/IllegalArgumentException;
    const-string v1, " must not have a request body."
    invoke-virtual {p1, v1}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-direct {v0, v1}, Ljava/lang/IllegalArgumentException;-><init>(Ljava/lang/String;)V
    throw v0
    :fine
    return-object p0
.end method

.method public build()Lmicro/Request;
    .locals 2
    new-instance v0, Lmicro/Request;
    iget-object v1, p0, Lmicro/A;->value:Ljava/lang/String;
    invoke-direct {v0, v1}, Lmicro/Request;-><init>(Ljava/lang/String;)V
    return-object v0
.end method

.class public final Lmicro/Request;
.super Ljava/lang/Object;
.field private final value:Ljava/lang/String;
.method public constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Request;->value:Ljava/lang/String;
    return-void
.end method

.class public final Lmicro/F;
.super Ljava/lang/Object;
.field private value:Ljava/lang/String;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public add(Ljava/lang/String;Ljava/lang/String;)Lmicro/F;
    .locals 0
    iput-object p2, p0, Lmicro/F;->value:Ljava/lang/String;
    return-object p0
.end method

.method public build()Lmicro/Form;
    .locals 2
    new-instance v0, Lmicro/Form;
    iget-object v1, p0, Lmicro/F;->value:Ljava/lang/String;
    invoke-direct {v0, v1}, Lmicro/Form;-><init>(Ljava/lang/String;)V
    return-object v0
.end method

.class public final Lmicro/Form;
.super Ljava/lang/Object;
.field private final value:Ljava/lang/String;
.method public constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Form;->value:Ljava/lang/String;
    return-void
.end method

.class public final Lmicro/N;
.super Ljava/lang/Object;
.field private value:Ljava/lang/String;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public add(Ljava/lang/String;Ljava/lang/String;)Lmicro/N;
    .locals 0
    iput-object p2, p0, Lmicro/N;->value:Ljava/lang/String;
    return-object p0
.end method

.method public build()Lmicro/Paper;
    .locals 2
    new-instance v0, Lmicro/Paper;
    iget-object v1, p0, Lmicro/N;->value:Ljava/lang/String;
    invoke-direct {v0, v1}, Lmicro/Paper;-><init>(Ljava/lang/String;)V
    return-object v0
.end method

.class public final Lmicro/Paper;
.super Ljava/lang/Object;
.field private final value:Ljava/lang/String;
.method public constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Paper;->value:Ljava/lang/String;
    return-void
.end method
