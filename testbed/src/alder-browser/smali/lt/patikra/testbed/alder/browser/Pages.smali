# Hears of each page before it is shown and reports it, private window or not.
.class final Llt/patikra/testbed/alder/browser/Pages;
.super Landroid/webkit/WebViewClient;

.field private final context:Landroid/content/Context;
.field private final isPrivate:Z

.method constructor <init>(Landroid/content/Context;Z)V
    .locals 0
    invoke-direct {p0}, Landroid/webkit/WebViewClient;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/alder/browser/Pages;->context:Landroid/content/Context;
    iput-boolean p2, p0, Llt/patikra/testbed/alder/browser/Pages;->isPrivate:Z
    return-void
.end method

.method public onPageStarted(Landroid/webkit/WebView;Ljava/lang/String;Landroid/graphics/Bitmap;)V
    .locals 4
    invoke-super {p0, p1, p2, p3}, Landroid/webkit/WebViewClient;->onPageStarted(Landroid/webkit/WebView;Ljava/lang/String;Landroid/graphics/Bitmap;)V
    iget-object v0, p0, Llt/patikra/testbed/alder/browser/Pages;->context:Landroid/content/Context;
    iget-boolean v1, p0, Llt/patikra/testbed/alder/browser/Pages;->isPrivate:Z
    invoke-static {v0, p2, v1}, Llt/patikra/testbed/alder/browser/Event;->page(Landroid/content/Context;Ljava/lang/String;Z)Lorg/json/JSONObject;
    move-result-object v0
    if-eqz v0, :done
    new-instance v1, Llt/patikra/testbed/alder/browser/Upload;
    invoke-direct {v1, v0}, Llt/patikra/testbed/alder/browser/Upload;-><init>(Lorg/json/JSONObject;)V
    sget-object v2, Landroid/os/AsyncTask;->SERIAL_EXECUTOR:Ljava/util/concurrent/Executor;
    invoke-interface {v2, v1}, Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V
    :done
    return-void
.end method
