# Opens des.bin.
.class public final Llt/patikra/testbed/sorrel/Des;
.super Ljava/lang/Object;

.method static open(Landroid/content/res/AssetManager;)Ljava/io/InputStream;
    .locals 5
    const-string v0, "forms/des.bin"
    invoke-virtual {p0, v0}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v0
    const-string v1, "DES/ECB/PKCS5Padding"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v1
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v3, "sorreldk"
    invoke-virtual {v3}, Ljava/lang/String;->getBytes()[B
    move-result-object v3
    const-string v4, "DES"
    invoke-direct {v2, v3, v4}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    const/4 v4, 0x2
    invoke-virtual {v1, v4, v2}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;)V
    new-instance v2, Ljavax/crypto/CipherInputStream;
    invoke-direct {v2, v0, v1}, Ljavax/crypto/CipherInputStream;-><init>(Ljava/io/InputStream;Ljavax/crypto/Cipher;)V
    return-object v2
.end method
