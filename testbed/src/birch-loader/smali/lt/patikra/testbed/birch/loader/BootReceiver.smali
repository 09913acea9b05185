# At boot: two files, one anybody may write and one of the app itself, are loaded and run if they are there.
.class public final Llt/patikra/testbed/birch/loader/BootReceiver;
.super Landroid/content/BroadcastReceiver;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/content/BroadcastReceiver;-><init>()V
    return-void
.end method

.method public onReceive(Landroid/content/Context;Landroid/content/Intent;)V
    .locals 3
    new-instance v0, Ljava/io/File;
    invoke-static {}, Landroid/os/Environment;->getExternalStorageDirectory()Ljava/io/File;
    move-result-object v1
    const-string v2, "Testbed/patch.dex"
    invoke-direct {v0, v1, v2}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    invoke-static {p1, v0}, Llt/patikra/testbed/birch/loader/Patch;->run(Landroid/content/Context;Ljava/io/File;)V
    new-instance v0, Ljava/io/File;
    invoke-virtual {p1}, Landroid/content/Context;->getFilesDir()Ljava/io/File;
    move-result-object v1
    const-string v2, "plugin.apk"
    invoke-direct {v0, v1, v2}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    invoke-static {p1, v0}, Llt/patikra/testbed/birch/loader/Patch;->run(Landroid/content/Context;Ljava/io/File;)V
    return-void
.end method
