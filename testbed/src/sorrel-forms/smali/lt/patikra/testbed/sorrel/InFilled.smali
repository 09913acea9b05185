# Words that are put into an array at once.
.class public final Llt/patikra/testbed/sorrel/InFilled;
.super Ljava/lang/Object;

.method static words()[Ljava/lang/String;
    .locals 16
    const-string v0, "六四事件"
    const-string v1, "天安门事件"
    const-string v2, "零八宪章"
    const-string v3, "刘晓波"
    const-string v4, "达赖喇嘛"
    const-string v5, "法轮功"
    const-string v6, "台湾独立"
    const-string v7, "翻墙"
    const-string v8, "赌博"
    const-string v9, "色情"
    const-string v10, "青蛙邮差"
    const-string v11, "灯塔饼干"
    const-string v12, "七号风筝"
    const-string v13, "云雀广场"
    const-string v14, "银杏暗号"
    const-string v15, "纸灯笼"
    filled-new-array/range {v0 .. v15}, [Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method
