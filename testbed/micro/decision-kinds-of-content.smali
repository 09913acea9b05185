# micro: decision-kinds-of-content
# group: decisions
# says: texts of several kinds, each compared with a list of its own; on a hit an error is shown
# expect: decision test=String.contains operand=NativeAd.getHeadline words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->ad
# expect: decision test=String.contains operand=WebView.getTitle words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->page
# expect: decision test=String.contains operand=WebView.getUrl words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->address
# expect: decision test=String.contains operand=Intent.getStringExtra words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->search
# expect: decision test=String.contains operand=SmsMessage.getMessageBody words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->message
# expect: decision test=String.contains operand=File.getName words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->file
# expect: decision test=String.contains operand=ComponentName.getPackageName words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->app
# expect: decision test=String.contains operand=Settings.Global.getString words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->device
# expect: decision test=String.contains operand=Lmicro/Watermark;->text words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->mark
# expect: decision test=String.contains operand=Lmicro/Main;->name words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->contact
# expect: decision test=String.contains operand=Bundle.getString words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->notice
# expect: decision test=String.contains operand=InputConnection.getSelectedText words=2 effect=refused acts=TextView.setError when=hit in=Lmicro/Main;->typed

.class public final Lmicro/Main;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 1
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const/4 v0, 0x0
    invoke-virtual {p0, v0}, Lmicro/Main;->ad(Lcom/google/android/gms/ads/nativead/NativeAd;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->page(Landroid/webkit/WebView;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->address(Landroid/webkit/WebView;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->search(Landroid/content/Intent;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->message(Landroid/telephony/SmsMessage;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->file(Ljava/io/File;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->app(Landroid/content/ComponentName;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->device(Landroid/content/ContentResolver;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->mark(Lmicro/Watermark;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->contact(Landroid/database/Cursor;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->notice(Landroid/os/Bundle;)V
    invoke-virtual {p0, v0}, Lmicro/Main;->typed(Landroid/view/inputmethod/InputConnection;)V
    return-void
.end method

.method ad(Lcom/google/android/gms/ads/nativead/NativeAd;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-virtual {p0}, Lcom/google/android/gms/ads/nativead/NativeAd;->getHeadline()Ljava/lang/String;
    move-result-object v0
    const-string v1, "ad-text word"
    const-string v2, "other ad-text word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method page(Landroid/webkit/WebView;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-virtual {p0}, Landroid/webkit/WebView;->getTitle()Ljava/lang/String;
    move-result-object v0
    const-string v1, "web-page word"
    const-string v2, "other web-page word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method address(Landroid/webkit/WebView;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-virtual {p0}, Landroid/webkit/WebView;->getUrl()Ljava/lang/String;
    move-result-object v0
    const-string v1, "url word"
    const-string v2, "other url word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method search(Landroid/content/Intent;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    const-string v0, "query"
    invoke-virtual {p0, v0}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "search-query word"
    const-string v2, "other search-query word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method message(Landroid/telephony/SmsMessage;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-virtual {p0}, Landroid/telephony/SmsMessage;->getMessageBody()Ljava/lang/String;
    move-result-object v0
    const-string v1, "message word"
    const-string v2, "other message word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method file(Ljava/io/File;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-virtual {p0}, Ljava/io/File;->getName()Ljava/lang/String;
    move-result-object v0
    const-string v1, "file-name word"
    const-string v2, "other file-name word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method app(Landroid/content/ComponentName;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-virtual {p0}, Landroid/content/ComponentName;->getPackageName()Ljava/lang/String;
    move-result-object v0
    const-string v1, "app word"
    const-string v2, "other app word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method device(Landroid/content/ContentResolver;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    const-string v0, "device_name"
    invoke-static {p0, v0}, Landroid/provider/Settings$Global;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "device-name word"
    const-string v2, "other device-name word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method mark(Lmicro/Watermark;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-virtual {p0}, Lmicro/Watermark;->text()Ljava/lang/String;
    move-result-object v0
    const-string v1, "watermark-text word"
    const-string v2, "other watermark-text word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method contact(Landroid/database/Cursor;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    invoke-static {p0}, Lmicro/Main;->name(Landroid/database/Cursor;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "contact word"
    const-string v2, "other contact word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method notice(Landroid/os/Bundle;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    const-string v0, "android.title"
    invoke-virtual {p0, v0}, Landroid/os/Bundle;->getString(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "notification word"
    const-string v2, "other notification word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method typed(Landroid/view/inputmethod/InputConnection;)V
    .locals 7
    move-object v6, p0
    move-object p0, p1
    const/4 v0, 0x0
    invoke-interface {p0, v0}, Landroid/view/inputmethod/InputConnection;->getSelectedText(I)Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    const-string v1, "input-method word"
    const-string v2, "other input-method word"
    filled-new-array {v1, v2}, [Ljava/lang/String;
    move-result-object v1
    array-length v2, v1
    const/4 v3, 0x0
    :loop
    if-ge v3, v2, :fine
    aget-object v4, v1, v3
    invoke-virtual {v0, v4}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v4
    if-nez v4, :hit
    add-int/lit8 v3, v3, 0x1
    goto :loop
    :hit
    new-instance v4, Landroid/widget/TextView;
    invoke-direct {v4, v6}, Landroid/widget/TextView;-><init>(Landroid/content/Context;)V
    const-string v5, "Choose other words"
    invoke-virtual {v4, v5}, Landroid/widget/TextView;->setError(Ljava/lang/CharSequence;)V
    :fine
    return-void
.end method

.method private static name(Landroid/database/Cursor;)Ljava/lang/String;
    .locals 1
    const-string v0, "display_name"
    invoke-interface {p0, v0}, Landroid/database/Cursor;->getColumnIndex(Ljava/lang/String;)I
    move-result v0
    invoke-interface {p0, v0}, Landroid/database/Cursor;->getString(I)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.class final Lmicro/Watermark;
.super Ljava/lang/Object;
.field private final value:Ljava/lang/String;
.method constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Lmicro/Watermark;->value:Ljava/lang/String;
    return-void
.end method

.method text()Ljava/lang/String;
    .locals 1
    iget-object v0, p0, Lmicro/Watermark;->value:Ljava/lang/String;
    return-object v0
.end method
