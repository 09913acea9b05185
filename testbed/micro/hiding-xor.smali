# micro: hiding-xor
# group: hiding
# says: bytes are xored with one constant in a loop
# expect: string "http://xor.example" sink=URL.<init> in=Lmicro/Main;->onCreate

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method private static open([B)Ljava/lang/String;
    .locals 4
    array-length v0, p0
    const/4 v1, 0x0
    :loop
    if-ge v1, v0, :done
    aget-byte v2, p0, v1
    xor-int/lit8 v2, v2, 0x2a
    int-to-byte v2, v2
    aput-byte v2, p0, v1
    add-int/lit8 v1, v1, 0x1
    goto :loop
    :done
    new-instance v3, Ljava/lang/String;
    invoke-direct {v3, p0}, Ljava/lang/String;-><init>([B)V
    return-object v3
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 3
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const/16 v0, 0x12
    new-array v0, v0, [B
    fill-array-data v0, :data
    invoke-static {v0}, Lmicro/Main;->open([B)Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
    :data
    .array-data 1
        0x42t
        0x5et
        0x5et
        0x5at
        0x10t
        0x5t
        0x5t
        0x52t
        0x45t
        0x58t
        0x4t
        0x4ft
        0x52t
        0x4bt
        0x47t
        0x5at
        0x46t
        0x4ft
    .end array-data
.end method
