# The gate: outside the listed countries always on; inside them only with personalised advertisements switched on.
.class public final Llt/patikra/testbed/adkit/Region;
.super Ljava/lang/Object;

.field private static final EU:[Ljava/lang/String;

.method static constructor <clinit>()V
    .locals 3
    const-string v0, "AT,BE,BG,CY,CZ,DE,DK,EE,ES,FI,FR,GR,HR,HU,IE,IS,IT,LI,LT,LU,LV,MT,NL,NO,PL,PT,RO,SE,SI,SK"
    const-string v1, ","
    invoke-virtual {v0, v1}, Ljava/lang/String;->split(Ljava/lang/String;)[Ljava/lang/String;
    move-result-object v2
    sput-object v2, Llt/patikra/testbed/adkit/Region;->EU:[Ljava/lang/String;
    return-void
.end method

# The region property of the phone, read by reflection, and the country of the locale where it is empty.
.method public static region()Ljava/lang/String;
    .locals 6
    const-string v5, ""
    :try_start
    const-string v0, "android.os.SystemProperties"
    invoke-static {v0}, Ljava/lang/Class;->forName(Ljava/lang/String;)Ljava/lang/Class;
    move-result-object v0
    const/4 v1, 0x1
    new-array v2, v1, [Ljava/lang/Class;
    const/4 v3, 0x0
    const-class v4, Ljava/lang/String;
    aput-object v4, v2, v3
    const-string v4, "get"
    invoke-virtual {v0, v4, v2}, Ljava/lang/Class;->getMethod(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;
    move-result-object v0
    new-array v1, v1, [Ljava/lang/Object;
    const-string v4, "ro.testbed.region"
    aput-object v4, v1, v3
    const/4 v2, 0x0
    invoke-virtual {v0, v2, v1}, Ljava/lang/reflect/Method;->invoke(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Ljava/lang/String;
    move-object v5, v0
    :try_end
    .catch Ljava/lang/Exception; {:try_start .. :try_end} :failed
    :check
    invoke-static {v5}, Landroid/text/TextUtils;->isEmpty(Ljava/lang/CharSequence;)Z
    move-result v0
    if-eqz v0, :done
    invoke-static {}, Ljava/util/Locale;->getDefault()Ljava/util/Locale;
    move-result-object v0
    invoke-virtual {v0}, Ljava/util/Locale;->getCountry()Ljava/lang/String;
    move-result-object v5
    :done
    return-object v5
    :failed
    move-exception v0
    goto :check
.end method

.method public static isListed(Ljava/lang/String;)Z
    .locals 4
    sget-object v0, Llt/patikra/testbed/adkit/Region;->EU:[Ljava/lang/String;
    array-length v1, v0
    const/4 v2, 0x0
    :loop
    if-ge v2, v1, :no
    aget-object v3, v0, v2
    invoke-virtual {v3, p0}, Ljava/lang/String;->equalsIgnoreCase(Ljava/lang/String;)Z
    move-result v3
    if-eqz v3, :next
    const/4 v0, 0x1
    return v0
    :next
    add-int/lit8 v2, v2, 0x1
    goto :loop
    :no
    const/4 v0, 0x0
    return v0
.end method

.method public static mayStart(Landroid/content/Context;)Z
    .locals 3
    invoke-static {}, Llt/patikra/testbed/adkit/Region;->region()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/adkit/Region;->isListed(Ljava/lang/String;)Z
    move-result v0
    if-nez v0, :listed
    const/4 v0, 0x1
    return v0
    :listed
    invoke-virtual {p0}, Landroid/content/Context;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v0
    const-string v1, "testbed_personalised_ads"
    const/4 v2, 0x0
    invoke-static {v0, v1, v2}, Landroid/provider/Settings$Global;->getInt(Landroid/content/ContentResolver;Ljava/lang/String;I)I
    move-result v0
    const/4 v1, 0x1
    if-ne v0, v1, :off
    return v1
    :off
    return v2
.end method
