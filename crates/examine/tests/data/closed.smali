# Opens three assets: encrypted.bin with a constant key, own_alphabet.txt with the alphabet beside, run_time.bin with a key that
# is made at run time. `smali assemble closed.smali -o closed.dex`; the assets are made by make_assets.
.class public Lexample/Closed;
.super Ljava/lang/Object;

.field static final ALPHABET:Ljava/lang/String; = "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210_-"

.method static key()[B
    .registers 1
    const-string v0, "0123456789abcdef"
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    return-object v0
.end method

.method public static open(Landroid/content/res/AssetManager;[B)[B
    .registers 8
    const-string v0, "encrypted.bin"
    invoke-virtual {p0, v0}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v0
    const-string v1, "AES/CBC/PKCS5Padding"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v1
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    invoke-static {}, Lexample/Closed;->key()[B
    move-result-object v3
    const-string v4, "AES"
    invoke-direct {v2, v3, v4}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    const/16 v3, 0x10
    new-array v3, v3, [B
    fill-array-data v3, :iv
    new-instance v4, Ljavax/crypto/spec/IvParameterSpec;
    invoke-direct {v4, v3}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    const/4 v3, 0x2
    invoke-virtual {v1, v3, v2, v4}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;Ljava/security/spec/AlgorithmParameterSpec;)V
    invoke-virtual {v1, p1}, Ljavax/crypto/Cipher;->doFinal([B)[B
    move-result-object v0
    return-object v0
    :iv
    .array-data 1
        0x01t 0x02t 0x03t 0x04t 0x05t 0x06t 0x07t 0x08t 0x09t 0x0at 0x0bt 0x0ct 0x0dt 0x0et 0x0ft 0x10t
    .end array-data
.end method

.method public static others(Landroid/content/res/AssetManager;[B)V
    .registers 5
    const-string v0, "own_alphabet.txt"
    invoke-virtual {p0, v0}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    const-string v0, "run_time.bin"
    invoke-virtual {p0, v0}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    new-instance v0, Ljavax/crypto/spec/SecretKeySpec;
    const-string v1, "AES"
    invoke-direct {v0, p1, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-void
.end method
