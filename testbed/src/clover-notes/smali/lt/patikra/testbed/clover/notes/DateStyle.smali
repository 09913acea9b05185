# A set of countries that only says how a date is written.
.class final Llt/patikra/testbed/clover/notes/DateStyle;
.super Ljava/lang/Object;

.method static pattern()Ljava/lang/String;
    .locals 2
    invoke-static {}, Ljava/util/Locale;->getDefault()Ljava/util/Locale;
    move-result-object v0
    invoke-virtual {v0}, Ljava/util/Locale;->getCountry()Ljava/lang/String;
    move-result-object v0
    const-string v1, "AT,BE,BG,CZ,DE,DK,EE,ES,FI,FR,GR,HR,IE,IT,LV,NL,PL,PT,RO,SI,SK"
    invoke-virtual {v1, v0}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v0
    if-eqz v0, :iso
    const-string v0, "dd.MM.yyyy"
    return-object v0
    :iso
    const-string v0, "yyyy-MM-dd"
    return-object v0
.end method
