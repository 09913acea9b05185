# Reads the reply: {"code":0,"data":{"version":7,"lastmodified":1629700000000,"cacheTime":86400,"keywords":"[\"one\",\"two\"]"}}
.class final Llt/patikra/testbed/adkit/WordReply;
.super Ljava/lang/Object;

.method static data(Ljava/lang/String;)Lorg/json/JSONObject;
    .locals 2
    new-instance v0, Lorg/json/JSONObject;
    invoke-direct {v0, p0}, Lorg/json/JSONObject;-><init>(Ljava/lang/String;)V
    const-string v1, "data"
    invoke-virtual {v0, v1}, Lorg/json/JSONObject;->getJSONObject(Ljava/lang/String;)Lorg/json/JSONObject;
    move-result-object v0
    return-object v0
.end method

.method static words(Ljava/lang/String;)Ljava/util/List;
    .locals 5
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    if-eqz p0, :done
    :try_start
    invoke-static {p0}, Llt/patikra/testbed/adkit/WordReply;->data(Ljava/lang/String;)Lorg/json/JSONObject;
    move-result-object v1
    const-string v2, "keywords"
    invoke-virtual {v1, v2}, Lorg/json/JSONObject;->getString(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    new-instance v2, Lorg/json/JSONArray;
    invoke-direct {v2, v1}, Lorg/json/JSONArray;-><init>(Ljava/lang/String;)V
    invoke-virtual {v2}, Lorg/json/JSONArray;->length()I
    move-result v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v1, :done
    invoke-virtual {v2, v3}, Lorg/json/JSONArray;->getString(I)Ljava/lang/String;
    move-result-object v4
    invoke-interface {v0, v4}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :try_end
    .catch Lorg/json/JSONException; {:try_start .. :try_end} :failed
    :done
    return-object v0
    :failed
    move-exception v1
    goto :done
.end method
