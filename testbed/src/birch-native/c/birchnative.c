/* The native half of birch-native: an address and a few words that stand in no dex file. */

/* JNIEnv is a pointer to a table of functions; NewStringUTF is its entry 167. */
typedef void *(*new_string_utf)(void **env, const char *text);

__attribute__((visibility("default"), used)) const char birch_address[] = "https://native.birch-telemetry.example/collect";
__attribute__((visibility("default"), used)) const char *const birch_words[] = { "testbed word one", "testbed word two", "testbed word three" };

static void *string(void **env, const char *text)
{
    void **table = *(void ***)env;
    return ((new_string_utf)table[167])(env, text);
}

__attribute__((visibility("default"))) void *Java_lt_patikra_testbed_birch_nativelib_Native_address(void **env, void *cls)
{
    (void)cls;
    return string(env, birch_address);
}

__attribute__((visibility("default"))) void *Java_lt_patikra_testbed_birch_nativelib_Native_word(void **env, void *cls, int index)
{
    (void)cls;
    return string(env, birch_words[(unsigned)index % 3]);
}
