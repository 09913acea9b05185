# Shows the time that the server says. Sends nothing but the request itself.
.class public final Llt/patikra/testbed/clover/clock/ClockActivity;
.super Landroid/app/Activity;
.implements Ljava/lang/Runnable;

.field private time:Ljava/lang/String;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onResume()V
    .locals 1
    invoke-super {p0}, Landroid/app/Activity;->onResume()V
    new-instance v0, Ljava/lang/Thread;
    invoke-direct {v0, p0}, Ljava/lang/Thread;-><init>(Ljava/lang/Runnable;)V
    invoke-virtual {v0}, Ljava/lang/Thread;->start()V
    return-void
.end method

.method public run()V
    .locals 2
    :try_start
    new-instance v0, Ljava/net/URL;
    const-string v1, "https://time.clover.example/now"
    invoke-direct {v0, v1}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/URL;->openConnection()Ljava/net/URLConnection;
    move-result-object v0
    const-string v1, "Date"
    invoke-virtual {v0, v1}, Ljava/net/URLConnection;->getHeaderField(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    iput-object v0, p0, Llt/patikra/testbed/clover/clock/ClockActivity;->time:Ljava/lang/String;
    :try_end
    .catch Ljava/io/IOException; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    return-void
.end method
