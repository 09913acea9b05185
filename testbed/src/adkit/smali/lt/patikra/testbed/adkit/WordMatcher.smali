# Words with a Latin letter at an end are found only between borders, others anywhere.
.class final Llt/patikra/testbed/adkit/WordMatcher;
.super Ljava/lang/Object;

.method private static isLetter(C)Z
    .locals 1
    const/16 v0, 0x61
    if-lt p0, v0, :no
    const/16 v0, 0x7a
    if-gt p0, v0, :no
    const/4 v0, 0x1
    return v0
    :no
    const/4 v0, 0x0
    return v0
.end method

.method static hit(Ljava/lang/String;Ljava/lang/String;)Z
    .locals 6
    invoke-virtual {p1}, Ljava/lang/String;->length()I
    move-result v0
    if-nez v0, :not_empty
    const/4 v1, 0x0
    return v1
    :not_empty
    const/4 v1, 0x0
    invoke-virtual {p1, v1}, Ljava/lang/String;->charAt(I)C
    move-result v1
    invoke-static {v1}, Llt/patikra/testbed/adkit/WordMatcher;->isLetter(C)Z
    move-result v1
    add-int/lit8 v2, v0, -0x1
    invoke-virtual {p1, v2}, Ljava/lang/String;->charAt(I)C
    move-result v2
    invoke-static {v2}, Llt/patikra/testbed/adkit/WordMatcher;->isLetter(C)Z
    move-result v2
    or-int/2addr v1, v2
    if-nez v1, :latin
    invoke-virtual {p0, p1}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v1
    return v1
    :latin
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v5
    const/4 v1, 0x0
    :search
    invoke-virtual {p0, p1, v1}, Ljava/lang/String;->indexOf(Ljava/lang/String;I)I
    move-result v1
    if-gez v1, :found
    const/4 v0, 0x0
    return v0
    :found
    add-int v2, v1, v0
    if-lez v1, :left_free
    add-int/lit8 v3, v1, -0x1
    invoke-virtual {p0, v3}, Ljava/lang/String;->charAt(I)C
    move-result v3
    invoke-static {v3}, Llt/patikra/testbed/adkit/WordMatcher;->isLetter(C)Z
    move-result v3
    if-nez v3, :again
    :left_free
    if-ge v2, v5, :hit
    invoke-virtual {p0, v2}, Ljava/lang/String;->charAt(I)C
    move-result v3
    invoke-static {v3}, Llt/patikra/testbed/adkit/WordMatcher;->isLetter(C)Z
    move-result v3
    if-nez v3, :again
    :hit
    const/4 v0, 0x1
    return v0
    :again
    move v1, v2
    goto :search
.end method
