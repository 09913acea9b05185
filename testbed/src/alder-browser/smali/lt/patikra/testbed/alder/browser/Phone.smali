# What the browser asks the phone.
.class final Llt/patikra/testbed/alder/browser/Phone;
.super Ljava/lang/Object;

.method static isOnWifi(Landroid/content/Context;)Z
    .locals 2
    const-string v0, "connectivity"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/net/ConnectivityManager;
    invoke-virtual {v0}, Landroid/net/ConnectivityManager;->getActiveNetworkInfo()Landroid/net/NetworkInfo;
    move-result-object v0
    if-eqz v0, :no
    invoke-virtual {v0}, Landroid/net/NetworkInfo;->getType()I
    move-result v0
    const/4 v1, 0x1
    if-ne v0, v1, :no
    return v1
    :no
    const/4 v0, 0x0
    return v0
.end method

# MD5 of the IMEI, in hexadecimal digits.
.method static imeiDigest(Landroid/content/Context;)Ljava/lang/String;
    .locals 4
    :try_start
    const-string v0, "phone"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/telephony/TelephonyManager;
    invoke-virtual {v0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    const-string v1, "MD5"
    invoke-static {v1}, Ljava/security/MessageDigest;->getInstance(Ljava/lang/String;)Ljava/security/MessageDigest;
    move-result-object v1
    invoke-virtual {v1, v0}, Ljava/security/MessageDigest;->digest([B)[B
    move-result-object v0
    new-instance v1, Ljava/math/BigInteger;
    const/4 v2, 0x1
    invoke-direct {v1, v2, v0}, Ljava/math/BigInteger;-><init>(I[B)V
    const/16 v2, 0x10
    invoke-virtual {v1, v2}, Ljava/math/BigInteger;->toString(I)Ljava/lang/String;
    move-result-object v0
    :try_end
    .catch Ljava/security/GeneralSecurityException; {:try_start .. :try_end} :failed
    return-object v0
    :failed
    move-exception v0
    const-string v0, ""
    return-object v0
.end method
