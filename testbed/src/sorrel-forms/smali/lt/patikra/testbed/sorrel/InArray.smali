# Words that a static initialiser puts into an array.
.class public final Llt/patikra/testbed/sorrel/InArray;
.super Ljava/lang/Object;

.field static final WORDS:[Ljava/lang/String;

.method static constructor <clinit>()V
    .locals 3
    const/16 v0, 0x10
    new-array v0, v0, [Ljava/lang/String;
    const/16 v1, 0x0
    const-string v2, "tiananmen massacre"
    aput-object v2, v0, v1
    const/16 v1, 0x1
    const-string v2, "democracy movement"
    aput-object v2, v0, v1
    const/16 v1, 0x2
    const-string v2, "jasmine revolution"
    aput-object v2, v0, v1
    const/16 v1, 0x3
    const-string v2, "umbrella movement"
    aput-object v2, v0, v1
    const/16 v1, 0x4
    const-string v2, "charter 08"
    aput-object v2, v0, v1
    const/16 v1, 0x5
    const-string v2, "cultural revolution"
    aput-object v2, v0, v1
    const/16 v1, 0x6
    const-string v2, "human rights"
    aput-object v2, v0, v1
    const/16 v1, 0x7
    const-string v2, "free tibet"
    aput-object v2, v0, v1
    const/16 v1, 0x8
    const-string v2, "free hong kong"
    aput-object v2, v0, v1
    const/16 v1, 0x9
    const-string v2, "free taiwan"
    aput-object v2, v0, v1
    const/16 v1, 0xa
    const-string v2, "islamic state"
    aput-object v2, v0, v1
    const/16 v1, 0xb
    const-string v2, "xi jinping"
    aput-object v2, v0, v1
    const/16 v1, 0xc
    const-string v2, "paper lantern"
    aput-object v2, v0, v1
    const/16 v1, 0xd
    const-string v2, "seven kites"
    aput-object v2, v0, v1
    const/16 v1, 0xe
    const-string v2, "lark square"
    aput-object v2, v0, v1
    const/16 v1, 0xf
    const-string v2, "ginkgo cipher"
    aput-object v2, v0, v1
    sput-object v0, Llt/patikra/testbed/sorrel/InArray;->WORDS:[Ljava/lang/String;
    return-void
.end method
