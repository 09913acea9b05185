local words = {
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
}
return words
