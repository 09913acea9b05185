# One event as JSON, in the form a well-known analytics kit uses. What it sends is what testbed/captures/make writes.
.class final Llt/patikra/testbed/alder/browser/Event;
.super Ljava/lang/Object;

# The record around the properties of an event.
.method private static record(Landroid/content/Context;Ljava/lang/String;Lorg/json/JSONObject;)Lorg/json/JSONObject;
    .locals 10
    new-instance v0, Lorg/json/JSONObject;
    invoke-direct {v0}, Lorg/json/JSONObject;-><init>()V
    invoke-virtual {p0}, Landroid/content/Context;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v1
    const-string v2, "android_id"
    invoke-static {v1, v2}, Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    const-string v9, "distinct_id"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v4
    const-string v9, "time"
    invoke-virtual {v0, v9, v4, v5}, Lorg/json/JSONObject;->put(Ljava/lang/String;J)Lorg/json/JSONObject;
    const-string v1, "track"
    const-string v9, "type"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    const-string v9, "event"
    invoke-virtual {v0, v9, p1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    const-string v1, "testbed_browser"
    const-string v9, "project"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    const-string v9, "properties"
    invoke-virtual {v0, v9, p2}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    new-instance v6, Lorg/json/JSONObject;
    invoke-direct {v6}, Lorg/json/JSONObject;-><init>()V
    const-string v1, "Android"
    const-string v9, "$lib"
    invoke-virtual {v6, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    const-string v1, "3.4.0"
    const-string v9, "$lib_version"
    invoke-virtual {v6, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    const-string v9, "lib"
    invoke-virtual {v0, v9, v6}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    return-object v0
.end method

# What every page says.
.method static properties(Ljava/lang/String;Z)Lorg/json/JSONObject;
    .locals 10
    new-instance v0, Lorg/json/JSONObject;
    invoke-direct {v0}, Lorg/json/JSONObject;-><init>()V
    const-string v9, "$url"
    invoke-virtual {v0, v9, p0}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    sget-object v1, Landroid/os/Build;->MODEL:Ljava/lang/String;
    const-string v9, "$model"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    sget-object v1, Landroid/os/Build;->MANUFACTURER:Ljava/lang/String;
    const-string v9, "$manufacturer"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    invoke-static {}, Ljava/util/Locale;->getDefault()Ljava/util/Locale;
    move-result-object v1
    invoke-virtual {v1}, Ljava/util/Locale;->toLanguageTag()Ljava/lang/String;
    move-result-object v1
    const-string v9, "language"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    invoke-static {}, Ljava/util/TimeZone;->getDefault()Ljava/util/TimeZone;
    move-result-object v1
    invoke-virtual {v1}, Ljava/util/TimeZone;->getID()Ljava/lang/String;
    move-result-object v1
    const-string v9, "timezone"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    const-string v9, "is_private"
    invoke-virtual {v0, v9, p1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Z)Lorg/json/JSONObject;
    return-object v0
.end method

.method static page(Landroid/content/Context;Ljava/lang/String;Z)Lorg/json/JSONObject;
    .locals 3
    :try_start
    invoke-static {p1, p2}, Llt/patikra/testbed/alder/browser/Event;->properties(Ljava/lang/String;Z)Lorg/json/JSONObject;
    move-result-object v0
    const-string v1, "page"
    invoke-static {p0, v1, v0}, Llt/patikra/testbed/alder/browser/Event;->record(Landroid/content/Context;Ljava/lang/String;Lorg/json/JSONObject;)Lorg/json/JSONObject;
    move-result-object v0
    :try_end
    .catch Lorg/json/JSONException; {:try_start .. :try_end} :failed
    return-object v0
    :failed
    move-exception v0
    const/4 v0, 0x0
    return-object v0
.end method

# The start of the browser: what a page says, the phone, and 43 switches as they are kept.
.method static boot(Landroid/content/Context;Ljava/lang/String;)Lorg/json/JSONObject;
    .locals 10
    :try_start
    const/4 v0, 0x0
    invoke-static {p1, v0}, Llt/patikra/testbed/alder/browser/Event;->properties(Ljava/lang/String;Z)Lorg/json/JSONObject;
    move-result-object v0
    const-string v1, "Android"
    const-string v9, "$os"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    sget-object v1, Landroid/os/Build$VERSION;->RELEASE:Ljava/lang/String;
    const-string v9, "$os_version"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    invoke-static {p0}, Llt/patikra/testbed/alder/browser/Phone;->isOnWifi(Landroid/content/Context;)Z
    move-result v1
    const-string v9, "$wifi"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Z)Lorg/json/JSONObject;
    invoke-static {p0}, Llt/patikra/testbed/alder/browser/Phone;->imeiDigest(Landroid/content/Context;)Ljava/lang/String;
    move-result-object v1
    const-string v9, "imei_md5"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    invoke-static {}, Ljava/util/Locale;->getDefault()Ljava/util/Locale;
    move-result-object v1
    invoke-virtual {v1}, Ljava/util/Locale;->getCountry()Ljava/lang/String;
    move-result-object v1
    const-string v9, "region"
    invoke-virtual {v0, v9, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    const-string v1, "switches"
    const/4 v2, 0x0
    invoke-virtual {p0, v1, v2}, Landroid/content/Context;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    move-result-object v1
    const-string v2, "switch_00"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_01"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_02"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_03"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_04"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_05"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_06"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_07"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_08"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_09"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_10"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_11"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_12"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_13"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_14"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_15"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_16"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_17"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_18"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_19"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_20"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_21"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_22"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_23"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_24"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_25"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_26"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_27"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_28"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_29"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_30"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_31"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_32"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_33"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_34"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_35"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_36"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_37"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_38"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_39"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_40"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_41"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v2, "switch_42"
    invoke-static {v0, v2, v1}, Llt/patikra/testbed/alder/browser/Event;->flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    const-string v1, "boot"
    invoke-static {p0, v1, v0}, Llt/patikra/testbed/alder/browser/Event;->record(Landroid/content/Context;Ljava/lang/String;Lorg/json/JSONObject;)Lorg/json/JSONObject;
    move-result-object v0
    :try_end
    .catch Lorg/json/JSONException; {:try_start .. :try_end} :failed
    return-object v0
    :failed
    move-exception v0
    const/4 v0, 0x0
    return-object v0
.end method

.method private static flag(Lorg/json/JSONObject;Ljava/lang/String;Landroid/content/SharedPreferences;)V
    .locals 2
    const/4 v0, 0x0
    invoke-interface {p2, p1, v0}, Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z
    move-result v0
    invoke-virtual {p0, p1, v0}, Lorg/json/JSONObject;->put(Ljava/lang/String;Z)Lorg/json/JSONObject;
    return-void
.end method
