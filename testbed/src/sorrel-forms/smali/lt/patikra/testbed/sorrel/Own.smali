# Opens own.b64, whose alphabet stands beside.
.class public final Llt/patikra/testbed/sorrel/Own;
.super Ljava/lang/Object;

.field static final ALPHABET:Ljava/lang/String; = "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210_-"

.method static open(Landroid/content/res/AssetManager;)Ljava/io/InputStream;
    .locals 1
    const-string v0, "forms/own.b64"
    invoke-virtual {p0, v0}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v0
    return-object v0
.end method
