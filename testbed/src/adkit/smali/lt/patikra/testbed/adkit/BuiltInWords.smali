# The words that are always there: invented makers, so that the list is commercial as the one of 2021 was.
.class final Llt/patikra/testbed/adkit/BuiltInWords;
.super Ljava/lang/Object;

.field static final WORDS:[Ljava/lang/String;

.method static constructor <clinit>()V
    .locals 3
    const/4 v0, 0x5
    new-array v0, v0, [Ljava/lang/String;
    const/4 v1, 0x0
    const-string v2, "examplephone"
    aput-object v2, v0, v1
    const/4 v1, 0x1
    const-string v2, "sampletel"
    aput-object v2, v0, v1
    const/4 v1, 0x2
    const-string v2, "nordfon"
    aput-object v2, v0, v1
    const/4 v1, 0x3
    const-string v2, "\u68b3\u5b50"
    aput-object v2, v0, v1
    const/4 v1, 0x4
    const-string v2, "clover pro"
    aput-object v2, v0, v1
    sput-object v0, Llt/patikra/testbed/adkit/BuiltInWords;->WORDS:[Ljava/lang/String;
    return-void
.end method
