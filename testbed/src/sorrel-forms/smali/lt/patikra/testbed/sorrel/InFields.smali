# Words that are the values of fields; no instruction loads them.
.class public final Llt/patikra/testbed/sorrel/InFields;
.super Ljava/lang/Object;

.field static final W0:Ljava/lang/String; = "falun gong"
.field static final W1:Ljava/lang/String; = "dalai lama"
.field static final W2:Ljava/lang/String; = "jasmine revolution"
.field static final W3:Ljava/lang/String; = "umbrella movement"
.field static final W4:Ljava/lang/String; = "charter 08"
.field static final W5:Ljava/lang/String; = "cultural revolution"
.field static final W6:Ljava/lang/String; = "human rights"
.field static final W7:Ljava/lang/String; = "free tibet"
.field static final W8:Ljava/lang/String; = "free hong kong"
.field static final W9:Ljava/lang/String; = "free taiwan"
.field static final W10:Ljava/lang/String; = "islamic state"
.field static final W11:Ljava/lang/String; = "xi jinping"
.field static final W12:Ljava/lang/String; = "paper lantern"
.field static final W13:Ljava/lang/String; = "seven kites"
.field static final W14:Ljava/lang/String; = "lark square"
.field static final W15:Ljava/lang/String; = "ginkgo cipher"
