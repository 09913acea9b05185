/* Words in the read-only data of a native library. */
static const char *const WORDS[] = {
    "tiananmen massacre",
    "democracy movement",
    "jasmine revolution",
    "umbrella movement",
    "charter 08",
    "cultural revolution",
    "human rights",
    "free tibet",
    "free hong kong",
    "free taiwan",
    "islamic state",
    "xi jinping",
    "paper lantern",
    "seven kites",
    "lark square",
    "ginkgo cipher",
};

const char *word(unsigned n)
{
    return n < sizeof WORDS / sizeof *WORDS ? WORDS[n] : 0;
}
