# What the host app hears about its advertisements.
.class public interface abstract Llt/patikra/testbed/adkit/AdListener;
.super Ljava/lang/Object;

.method public abstract onAdLoaded(Llt/patikra/testbed/adkit/NativeAd;)V
.end method

.method public abstract onAdsLoaded(Ljava/util/List;)V
.end method

# code, matched word
.method public abstract onAdFailed(Llt/patikra/testbed/adkit/NativeAd;Ljava/lang/String;Ljava/lang/String;)V
.end method
