# An advertisement as the kit sees it: only its texts.
.class public interface abstract Llt/patikra/testbed/adkit/NativeAd;
.super Ljava/lang/Object;

.method public abstract adTitle()Ljava/lang/String;
.end method

.method public abstract adBody()Ljava/lang/String;
.end method
