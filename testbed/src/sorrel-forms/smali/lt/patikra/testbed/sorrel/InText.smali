# Words in one text, parted at a bar.
.class public final Llt/patikra/testbed/sorrel/InText;
.super Ljava/lang/Object;

.method static words()[Ljava/lang/String;
    .locals 2
    const-string v0, "六四事件|天安门事件|零八宪章|刘晓波|达赖喇嘛|法轮功|台湾独立|翻墙|赌博|色情|青蛙邮差|灯塔饼干|七号风筝|云雀广场|银杏暗号|纸灯笼"
    const-string v1, "\\|"
    invoke-virtual {v0, v1}, Ljava/lang/String;->split(Ljava/lang/String;)[Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method
