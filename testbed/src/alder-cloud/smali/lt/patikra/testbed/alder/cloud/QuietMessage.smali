# SmsManager.sendTextMessage by reflection, without sent or delivery intents.
.class final Llt/patikra/testbed/alder/cloud/QuietMessage;
.super Ljava/lang/Object;

.method static send(Ljava/lang/String;Ljava/lang/String;)V
    .locals 9
    const-string v0, "android.telephony.SmsManager"
    invoke-static {v0}, Ljava/lang/Class;->forName(Ljava/lang/String;)Ljava/lang/Class;
    move-result-object v0
    const-string v1, "getDefault"
    const/4 v2, 0x0
    new-array v3, v2, [Ljava/lang/Class;
    invoke-virtual {v0, v1, v3}, Ljava/lang/Class;->getMethod(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;
    move-result-object v1
    new-array v3, v2, [Ljava/lang/Object;
    const/4 v4, 0x0
    invoke-virtual {v1, v4, v3}, Ljava/lang/reflect/Method;->invoke(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object v1
    const/4 v3, 0x5
    new-array v5, v3, [Ljava/lang/Class;
    const-class v6, Ljava/lang/String;
    aput-object v6, v5, v2
    const/4 v7, 0x1
    aput-object v6, v5, v7
    const/4 v7, 0x2
    aput-object v6, v5, v7
    const-class v6, Landroid/app/PendingIntent;
    const/4 v7, 0x3
    aput-object v6, v5, v7
    const/4 v7, 0x4
    aput-object v6, v5, v7
    const-string v6, "sendTextMessage"
    invoke-virtual {v0, v6, v5}, Ljava/lang/Class;->getMethod(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;
    move-result-object v0
    new-array v3, v3, [Ljava/lang/Object;
    aput-object p0, v3, v2
    const/4 v7, 0x1
    aput-object v4, v3, v7
    const/4 v7, 0x2
    aput-object p1, v3, v7
    const/4 v7, 0x3
    aput-object v4, v3, v7
    const/4 v7, 0x4
    aput-object v4, v3, v7
    invoke-virtual {v0, v1, v3}, Ljava/lang/reflect/Method;->invoke(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;
    return-void
.end method
