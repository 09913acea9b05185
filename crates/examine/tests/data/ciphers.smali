# Opens assets each with a cipher of its own: gcm.bin (key by a digest, nonce at the head), ctr.bin, derived.bin (PBKDF2, vector at
# the head), first.bin and second.bin; stray.bin is read and no more, and is encrypted with the key of first.bin; sealed.bin goes
# into a cipher whose key is handed in. `smali assemble ciphers.smali -o ciphers.dex`; the assets are made by make_assets.
.class public Lexample/Bytes;
.super Ljava/lang/Object;

.method static of(Landroid/content/res/AssetManager;Ljava/lang/String;)[B
    .registers 7
    invoke-virtual {p0, p1}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v0
    new-instance v1, Ljava/io/ByteArrayOutputStream;
    invoke-direct {v1}, Ljava/io/ByteArrayOutputStream;-><init>()V
    const/16 v2, 0x1000
    new-array v2, v2, [B
    :more
    invoke-virtual {v0, v2}, Ljava/io/InputStream;->read([B)I
    move-result v3
    if-lez v3, :done
    const/4 v4, 0x0
    invoke-virtual {v1, v2, v4, v3}, Ljava/io/ByteArrayOutputStream;->write([BII)V
    goto :more
    :done
    invoke-virtual {v1}, Ljava/io/ByteArrayOutputStream;->toByteArray()[B
    move-result-object v0
    return-object v0
.end method

.class public Lexample/Gcm;
.super Ljava/lang/Object;

.method static key()[B
    .registers 3
    const-string v0, "SHA-256"
    invoke-static {v0}, Ljava/security/MessageDigest;->getInstance(Ljava/lang/String;)Ljava/security/MessageDigest;
    move-result-object v0
    const-string v1, "a phrase that stands in the code"
    const-string v2, "UTF-8"
    invoke-virtual {v1, v2}, Ljava/lang/String;->getBytes(Ljava/lang/String;)[B
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/security/MessageDigest;->digest([B)[B
    move-result-object v0
    return-object v0
.end method

.method public static open(Landroid/content/res/AssetManager;)[B
    .registers 9
    const-string v0, "gcm.bin"
    invoke-static {p0, v0}, Lexample/Bytes;->of(Landroid/content/res/AssetManager;Ljava/lang/String;)[B
    move-result-object v0
    const/4 v1, 0x0
    const/16 v2, 0xc
    invoke-static {v0, v1, v2}, Ljava/util/Arrays;->copyOfRange([BII)[B
    move-result-object v1
    new-instance v3, Ljavax/crypto/spec/GCMParameterSpec;
    const/16 v4, 0x80
    invoke-direct {v3, v4, v1}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    invoke-static {}, Lexample/Gcm;->key()[B
    move-result-object v1
    new-instance v4, Ljavax/crypto/spec/SecretKeySpec;
    const-string v5, "AES"
    invoke-direct {v4, v1, v5}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    const-string v1, "AES/GCM/NoPadding"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v1
    const/4 v5, 0x2
    invoke-virtual {v1, v5, v4, v3}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;Ljava/security/spec/AlgorithmParameterSpec;)V
    array-length v3, v0
    sub-int/2addr v3, v2
    invoke-virtual {v1, v0, v2, v3}, Ljavax/crypto/Cipher;->doFinal([BII)[B
    move-result-object v0
    return-object v0
.end method

.class public Lexample/Ctr;
.super Ljava/lang/Object;

.method public static open(Landroid/content/res/AssetManager;)Ljava/io/InputStream;
    .registers 7
    const-string v0, "ctr.bin"
    invoke-virtual {p0, v0}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v0
    const-string v1, "AES/CTR/NoPadding"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v1
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v3, "ctr key 16 bytes"
    invoke-virtual {v3}, Ljava/lang/String;->getBytes()[B
    move-result-object v3
    const-string v4, "AES"
    invoke-direct {v2, v3, v4}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    new-instance v3, Ljavax/crypto/spec/IvParameterSpec;
    const-string v4, "ctr iv  16 bytes"
    invoke-virtual {v4}, Ljava/lang/String;->getBytes()[B
    move-result-object v4
    invoke-direct {v3, v4}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    const/4 v4, 0x2
    invoke-virtual {v1, v4, v2, v3}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;Ljava/security/spec/AlgorithmParameterSpec;)V
    new-instance v2, Ljavax/crypto/CipherInputStream;
    invoke-direct {v2, v0, v1}, Ljavax/crypto/CipherInputStream;-><init>(Ljava/io/InputStream;Ljavax/crypto/Cipher;)V
    return-object v2
.end method

.class public Lexample/Derived;
.super Ljava/lang/Object;

.method static key()Ljavax/crypto/SecretKey;
    .registers 7
    const-string v0, "a pass phrase"
    invoke-virtual {v0}, Ljava/lang/String;->toCharArray()[C
    move-result-object v0
    const/16 v1, 0x8
    new-array v1, v1, [B
    fill-array-data v1, :salt
    new-instance v2, Ljavax/crypto/spec/PBEKeySpec;
    const/16 v3, 0x3e8
    const/16 v4, 0x100
    invoke-direct {v2, v0, v1, v3, v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    const-string v0, "PBKDF2WithHmacSHA1"
    invoke-static {v0}, Ljavax/crypto/SecretKeyFactory;->getInstance(Ljava/lang/String;)Ljavax/crypto/SecretKeyFactory;
    move-result-object v0
    invoke-virtual {v0, v2}, Ljavax/crypto/SecretKeyFactory;->generateSecret(Ljava/security/spec/KeySpec;)Ljavax/crypto/SecretKey;
    move-result-object v0
    invoke-interface {v0}, Ljavax/crypto/SecretKey;->getEncoded()[B
    move-result-object v0
    new-instance v1, Ljavax/crypto/spec/SecretKeySpec;
    const-string v2, "AES"
    invoke-direct {v1, v0, v2}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v1
    :salt
    .array-data 1
        0x01t 0x03t 0x05t 0x07t 0x09t 0x0bt 0x0dt 0x0ft
    .end array-data
.end method

.method public static open(Landroid/content/res/AssetManager;)[B
    .registers 8
    const-string v0, "derived.bin"
    invoke-static {p0, v0}, Lexample/Bytes;->of(Landroid/content/res/AssetManager;Ljava/lang/String;)[B
    move-result-object v0
    const/4 v1, 0x0
    const/16 v2, 0x10
    invoke-static {v0, v1, v2}, Ljava/util/Arrays;->copyOfRange([BII)[B
    move-result-object v1
    new-instance v3, Ljavax/crypto/spec/IvParameterSpec;
    invoke-direct {v3, v1}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    invoke-static {}, Lexample/Derived;->key()Ljavax/crypto/SecretKey;
    move-result-object v1
    const-string v4, "AES/CBC/PKCS5Padding"
    invoke-static {v4}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v4
    const/4 v5, 0x2
    invoke-virtual {v4, v5, v1, v3}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;Ljava/security/spec/AlgorithmParameterSpec;)V
    array-length v3, v0
    sub-int/2addr v3, v2
    invoke-virtual {v4, v0, v2, v3}, Ljavax/crypto/Cipher;->doFinal([BII)[B
    move-result-object v0
    return-object v0
.end method

.class public Lexample/Ecb;
.super Ljava/lang/Object;

.field private final cipher:Ljavax/crypto/Cipher;

.method constructor <init>([B)V
    .registers 5
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    const-string v0, "AES/ECB/PKCS5Padding"
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    new-instance v1, Ljavax/crypto/spec/SecretKeySpec;
    const-string v2, "AES"
    invoke-direct {v1, p1, v2}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    const/4 v2, 0x2
    invoke-virtual {v0, v2, v1}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;)V
    iput-object v0, p0, Lexample/Ecb;->cipher:Ljavax/crypto/Cipher;
    return-void
.end method

.method open([B)[B
    .registers 3
    iget-object v0, p0, Lexample/Ecb;->cipher:Ljavax/crypto/Cipher;
    invoke-virtual {v0, p1}, Ljavax/crypto/Cipher;->doFinal([B)[B
    move-result-object v0
    return-object v0
.end method

# The key is handed in at run time.
.method public static sealed(Landroid/content/res/AssetManager;[B)[B
    .registers 4
    new-instance v0, Lexample/Ecb;
    invoke-direct {v0, p1}, Lexample/Ecb;-><init>([B)V
    const-string v1, "sealed.bin"
    invoke-static {p0, v1}, Lexample/Bytes;->of(Landroid/content/res/AssetManager;Ljava/lang/String;)[B
    move-result-object v1
    invoke-virtual {v0, v1}, Lexample/Ecb;->open([B)[B
    move-result-object v0
    return-object v0
.end method

.class public Lexample/First;
.super Ljava/lang/Object;

.method public static open(Landroid/content/res/AssetManager;)[B
    .registers 6
    const-string v0, "first.bin"
    invoke-static {p0, v0}, Lexample/Bytes;->of(Landroid/content/res/AssetManager;Ljava/lang/String;)[B
    move-result-object v0
    const-string v1, "AES/ECB/PKCS5Padding"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v1
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v3, "first key 16 byt"
    invoke-virtual {v3}, Ljava/lang/String;->getBytes()[B
    move-result-object v3
    const-string v4, "AES"
    invoke-direct {v2, v3, v4}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    const/4 v3, 0x2
    invoke-virtual {v1, v3, v2}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;)V
    invoke-virtual {v1, v0}, Ljavax/crypto/Cipher;->doFinal([B)[B
    move-result-object v0
    return-object v0
.end method

.method public static stray(Landroid/content/res/AssetManager;)[B
    .registers 2
    const-string v0, "stray.bin"
    invoke-static {p0, v0}, Lexample/Bytes;->of(Landroid/content/res/AssetManager;Ljava/lang/String;)[B
    move-result-object v0
    return-object v0
.end method

.class public Lexample/Second;
.super Ljava/lang/Object;

.method public static open(Landroid/content/res/AssetManager;)[B
    .registers 6
    const-string v0, "second.bin"
    invoke-static {p0, v0}, Lexample/Bytes;->of(Landroid/content/res/AssetManager;Ljava/lang/String;)[B
    move-result-object v0
    const-string v1, "AES"
    invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v1
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v3, "second key 16 by"
    invoke-virtual {v3}, Ljava/lang/String;->getBytes()[B
    move-result-object v3
    const-string v4, "AES"
    invoke-direct {v2, v3, v4}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    const/4 v3, 0x2
    invoke-virtual {v1, v3, v2}, Ljavax/crypto/Cipher;->init(ILjava/security/Key;)V
    invoke-virtual {v1, v0}, Ljavax/crypto/Cipher;->doFinal([B)[B
    move-result-object v0
    return-object v0
.end method
