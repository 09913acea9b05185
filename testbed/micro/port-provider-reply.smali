# micro: port-provider-reply
# group: ports
# says: what a provider of another app gives back for a name
# expect: none
# port: in provider-reply content://micro.notes/all ask

.class public final Lmicro/Main;
.super Landroid/app/Activity;
.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 6
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const/4 v3, 0x0
    invoke-virtual {p0}, Lmicro/Main;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v1
    const-string v2, "content://micro.notes/all"
    invoke-static {v2}, Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;
    move-result-object v2
    const-string v4, "ask"
    const/4 v5, 0x0
    invoke-virtual {v1, v2, v4, v5, v3}, Landroid/content/ContentResolver;->call(Landroid/net/Uri;Ljava/lang/String;Ljava/lang/String;Landroid/os/Bundle;)Landroid/os/Bundle;
    move-result-object v1
    const-string v2, "id"
    invoke-virtual {v1, v2}, Landroid/os/Bundle;->getString(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    const-string v2, "micro"
    invoke-static {v2, v0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method
