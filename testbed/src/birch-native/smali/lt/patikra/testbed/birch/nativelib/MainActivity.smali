# Sends the phone's serial number to an address that only the native library knows.
.class public final Llt/patikra/testbed/birch/nativelib/MainActivity;
.super Landroid/app/Activity;
.implements Ljava/lang/Runnable;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onStart()V
    .locals 1
    invoke-super {p0}, Landroid/app/Activity;->onStart()V
    new-instance v0, Ljava/lang/Thread;
    invoke-direct {v0, p0}, Ljava/lang/Thread;-><init>(Ljava/lang/Runnable;)V
    invoke-virtual {v0}, Ljava/lang/Thread;->start()V
    return-void
.end method

.method public run()V
    .locals 3
    :try_start
    new-instance v0, Ljava/net/URL;
    invoke-static {}, Llt/patikra/testbed/birch/nativelib/Native;->address()Ljava/lang/String;
    move-result-object v1
    invoke-direct {v0, v1}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/URL;->openConnection()Ljava/net/URLConnection;
    move-result-object v0
    const-string v1, "X-Serial"
    sget-object v2, Landroid/os/Build;->SERIAL:Ljava/lang/String;
    invoke-virtual {v0, v1, v2}, Ljava/net/URLConnection;->setRequestProperty(Ljava/lang/String;Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/URLConnection;->connect()V
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    return-void
.end method
