# A window onto the web, plain or private. Its start is reported.
.class public final Llt/patikra/testbed/alder/browser/BrowserActivity;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Landroid/webkit/WebView;
    invoke-direct {v0, p0}, Landroid/webkit/WebView;-><init>(Landroid/content/Context;)V
    invoke-virtual {p0}, Llt/patikra/testbed/alder/browser/BrowserActivity;->getIntent()Landroid/content/Intent;
    move-result-object v1
    const-string v2, "private"
    const/4 v3, 0x0
    invoke-virtual {v1, v2, v3}, Landroid/content/Intent;->getBooleanExtra(Ljava/lang/String;Z)Z
    move-result v2
    new-instance v3, Llt/patikra/testbed/alder/browser/Pages;
    invoke-direct {v3, p0, v2}, Llt/patikra/testbed/alder/browser/Pages;-><init>(Landroid/content/Context;Z)V
    invoke-virtual {v0, v3}, Landroid/webkit/WebView;->setWebViewClient(Landroid/webkit/WebViewClient;)V
    invoke-virtual {p0, v0}, Llt/patikra/testbed/alder/browser/BrowserActivity;->setContentView(Landroid/view/View;)V
    invoke-virtual {v1}, Landroid/content/Intent;->getDataString()Ljava/lang/String;
    move-result-object v1
    if-eqz v1, :done
    invoke-static {p0, v1}, Llt/patikra/testbed/alder/browser/Event;->boot(Landroid/content/Context;Ljava/lang/String;)Lorg/json/JSONObject;
    move-result-object v2
    if-eqz v2, :load
    new-instance v3, Llt/patikra/testbed/alder/browser/Upload;
    invoke-direct {v3, v2}, Llt/patikra/testbed/alder/browser/Upload;-><init>(Lorg/json/JSONObject;)V
    sget-object v2, Landroid/os/AsyncTask;->SERIAL_EXECUTOR:Ljava/util/concurrent/Executor;
    invoke-interface {v2, v3}, Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V
    :load
    invoke-virtual {v0, v1}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    :done
    return-void
.end method
