# Fetches text.
.class final Llt/patikra/testbed/birch/store/Web;
.super Ljava/lang/Object;

.method static text(Ljava/lang/String;)Ljava/lang/String;
    .locals 2
    new-instance v0, Ljava/net/URL;
    invoke-direct {v0, p0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/URL;->openStream()Ljava/io/InputStream;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/birch/store/Web;->read(Ljava/io/InputStream;)Ljava/lang/String;
    move-result-object v1
    return-object v1
.end method

.method static read(Ljava/io/InputStream;)Ljava/lang/String;
    .locals 2
    new-instance v0, Ljava/util/Scanner;
    const-string v1, "UTF-8"
    invoke-direct {v0, p0, v1}, Ljava/util/Scanner;-><init>(Ljava/io/InputStream;Ljava/lang/String;)V
    const-string v1, "\\A"
    invoke-virtual {v0, v1}, Ljava/util/Scanner;->useDelimiter(Ljava/lang/String;)Ljava/util/Scanner;
    move-result-object v0
    invoke-virtual {v0}, Ljava/util/Scanner;->next()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method
