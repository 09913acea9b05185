# Copies the plug-in out of the assets and runs it.
.class public final Llt/patikra/testbed/birch/host/MainActivity;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onResume()V
    .locals 6
    invoke-super {p0}, Landroid/app/Activity;->onResume()V
    :try_start
    new-instance v0, Ljava/io/File;
    invoke-virtual {p0}, Llt/patikra/testbed/birch/host/MainActivity;->getFilesDir()Ljava/io/File;
    move-result-object v1
    const-string v2, "plugin.apk"
    invoke-direct {v0, v1, v2}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    invoke-virtual {p0}, Llt/patikra/testbed/birch/host/MainActivity;->getAssets()Landroid/content/res/AssetManager;
    move-result-object v1
    invoke-virtual {v1, v2}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v1
    invoke-virtual {v1}, Ljava/io/InputStream;->available()I
    move-result v2
    new-array v2, v2, [B
    invoke-virtual {v1, v2}, Ljava/io/InputStream;->read([B)I
    new-instance v1, Ljava/io/FileOutputStream;
    invoke-direct {v1, v0}, Ljava/io/FileOutputStream;-><init>(Ljava/io/File;)V
    invoke-virtual {v1, v2}, Ljava/io/FileOutputStream;->write([B)V
    invoke-virtual {v1}, Ljava/io/FileOutputStream;->close()V
    new-instance v1, Ldalvik/system/PathClassLoader;
    invoke-virtual {v0}, Ljava/io/File;->getPath()Ljava/lang/String;
    move-result-object v2
    invoke-virtual {p0}, Llt/patikra/testbed/birch/host/MainActivity;->getClassLoader()Ljava/lang/ClassLoader;
    move-result-object v3
    invoke-direct {v1, v2, v3}, Ldalvik/system/PathClassLoader;-><init>(Ljava/lang/String;Ljava/lang/ClassLoader;)V
    const-string v2, "lt.patikra.testbed.patch.Entry"
    invoke-virtual {v1, v2}, Ljava/lang/ClassLoader;->loadClass(Ljava/lang/String;)Ljava/lang/Class;
    move-result-object v1
    const-string v2, "run"
    const/4 v3, 0x0
    new-array v4, v3, [Ljava/lang/Class;
    invoke-virtual {v1, v2, v4}, Ljava/lang/Class;->getMethod(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;
    move-result-object v2
    invoke-virtual {v1}, Ljava/lang/Class;->newInstance()Ljava/lang/Object;
    move-result-object v1
    new-array v4, v3, [Ljava/lang/Object;
    invoke-virtual {v2, v1, v4}, Ljava/lang/reflect/Method;->invoke(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;
    :try_end
    .catch Ljava/lang/Exception; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    return-void
.end method
