# An advertisement as a network would hand it over.
.class final Llt/patikra/testbed/alder/installer/SampleAd;
.super Ljava/lang/Object;
.implements Llt/patikra/testbed/adkit/NativeAd;

.field private final title:Ljava/lang/String;

.method constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/alder/installer/SampleAd;->title:Ljava/lang/String;
    return-void
.end method

.method public adTitle()Ljava/lang/String;
    .locals 1
    iget-object v0, p0, Llt/patikra/testbed/alder/installer/SampleAd;->title:Ljava/lang/String;
    return-object v0
.end method

.method public adBody()Ljava/lang/String;
    .locals 1
    const-string v0, "Made in the testbed."
    return-object v0
.end method
