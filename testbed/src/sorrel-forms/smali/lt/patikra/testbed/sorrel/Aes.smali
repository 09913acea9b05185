# Opens aes.bin.
.class public final Llt/patikra/testbed/sorrel/Aes;
.super Ljava/lang/Object;

.method static open(Landroid/content/res/AssetManager;)Ljava/io/InputStream;
    .locals 5
    const-string v0, "forms/aes.bin"
    invoke-virtual {p0, v0}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v0
    const-string v1, "AES/CBC/PKCS5Padding"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v1
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v3, "sorrel aes key 1"
    invoke-virtual {v3}, Ljava/lang/String;->getBytes()[B
    move-result-object v3
    const-string v4, "AES"
    invoke-direct {v2, v3, v4}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    new-instance v3, Ljavax/crypto/spec/IvParameterSpec;
    const-string v4, "sorrel aes iv 16"
    invoke-virtual {v4}, Ljava/lang/String;->getBytes()[B
    move-result-object v4
    invoke-direct {v3, v4}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    const/4 v4, 0x2
    invoke-virtual {v1, v4, v2, v3}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;Ljava/security/spec/AlgorithmParameterSpec;)V
    new-instance v2, Ljavax/crypto/CipherInputStream;
    invoke-direct {v2, v0, v1}, Ljavax/crypto/CipherInputStream;-><init>(Ljava/io/InputStream;Ljavax/crypto/Cipher;)V
    return-object v2
.end method
