//! Which entries of which lists match a text: `patikra lists match`.
//!
//! How a list is compared with text is a property of the code that reads it. The host says for each list which
//! [`Matcher`]s those are; where it cannot, plain containment is assumed, and the result says that it is.

use crate::lists::List;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Digest as _;
use std::borrow::Cow;

/// What of a text must agree with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchRule {
    /// The entry stands somewhere in the text.
    Contains,
    /// The entry is the text.
    Equals,
    /// The text begins with the entry.
    Prefix,
    /// The text ends with the entry.
    Suffix,
    /// The entry is a regular expression that matches somewhere in the text.
    Regex,
    /// The entry is a regular expression that matches from the text's beginning.
    RegexStart,
    /// The entry is a regular expression that matches the whole text.
    RegexWhole,
}

impl MatchRule {
    /// The rule of a matcher that the code engine names.
    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "contains" | "replace" | "trie" => Self::Contains,
            "equals" | "equals-ignoring-case" | "lookup" => Self::Equals,
            "prefix" | "trie-prefix" => Self::Prefix,
            "suffix" => Self::Suffix,
            "regex" | "replace-regex" => Self::Regex,
            "regex-start" => Self::RegexStart,
            "regex-whole" => Self::RegexWhole,
            _ => return None,
        })
    }
}

/// Which case letters are brought to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Case {
    /// None: they stay.
    #[default]
    Kept,
    /// Small letters.
    Lower,
    /// Capitals.
    Upper,
}

/// What is done to one side before comparing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folding {
    /// Its letters.
    pub case: Case,
    /// Whether white space at its ends is cut off.
    pub trim: bool,
    /// Whether its digest is what is compared: MD5, SHA-1 or SHA-256 in hexadecimal, by the length of the other side.
    #[serde(default)]
    pub digest: bool,
}

impl Folding {
    /// Letters as they are.
    pub const NONE: Self = Self {
        case: Case::Kept,
        trim: false,
        digest: false,
    };
    /// Small letters.
    pub const LOWER: Self = Self {
        case: Case::Lower,
        trim: false,
        digest: false,
    };

    fn of_names(names: &Value) -> Self {
        let has = |name: &str| {
            names
                .as_array()
                .is_some_and(|all| all.iter().any(|it| it == name))
        };
        Self {
            case: match (has("lower-case"), has("upper-case")) {
                (true, _) => Case::Lower,
                (false, true) => Case::Upper,
                _ => Case::Kept,
            },
            trim: has("trim"),
            digest: has("digest"),
        }
    }

    fn of(self, text: &str) -> Cow<'_, str> {
        let text = if self.trim { text.trim() } else { text };
        match self.case {
            Case::Kept => Cow::Borrowed(text),
            Case::Lower => Cow::Owned(text.to_lowercase()),
            Case::Upper => Cow::Owned(text.to_uppercase()),
        }
    }
}

/// The characters that may not stand beside a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beside {
    /// `a` to `z`.
    AsciiSmallLetters,
    /// `a` to `z` and `A` to `Z`.
    AsciiLetters,
    /// `a` to `z` and `0` to `9`.
    AsciiSmallLettersAndDigits,
    /// `a` to `z`, `A` to `Z` and `0` to `9`.
    AsciiLettersAndDigits,
    /// Letters of any script.
    Letters,
    /// Letters and digits of any script.
    LettersAndDigits,
}

impl Beside {
    fn is(self, it: char) -> bool {
        match self {
            Self::AsciiSmallLetters => it.is_ascii_lowercase(),
            Self::AsciiLetters => it.is_ascii_alphabetic(),
            Self::AsciiSmallLettersAndDigits => it.is_ascii_lowercase() || it.is_ascii_digit(),
            Self::AsciiLettersAndDigits => it.is_ascii_alphanumeric(),
            Self::Letters => it.is_alphabetic(),
            Self::LettersAndDigits => it.is_alphanumeric(),
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        serde_json::from_value(Value::from(name)).ok()
    }
}

/// What must stand beside a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Borders {
    /// Anything.
    None,
    /// None of these characters, on neither side.
    No(Beside),
    /// The same, but only of an entry that begins or ends with such a character; others match anywhere.
    NoWhereEntryHas(Beside),
}

/// How code compares a list with text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matcher {
    /// What must agree.
    pub rule: MatchRule,
    /// What is done to the text before.
    pub text: Folding,
    /// What is done to the entries before.
    pub entries: Folding,
    /// What must stand beside it; only [`MatchRule::Contains`] looks.
    pub borders: Borders,
}

impl Matcher {
    /// What is assumed where nothing is known: `text.contains(entry)`.
    pub const ASSUMED: Self = Self {
        rule: MatchRule::Contains,
        text: Folding::NONE,
        entries: Folding::NONE,
        borders: Borders::None,
    };

    /// What is assumed of the entries of a list of this kind.
    fn assumed(kind: &str) -> Self {
        let rule = match kind {
            "regexes" => MatchRule::Regex,
            _ => MatchRule::Contains,
        };
        Self {
            rule,
            ..Self::ASSUMED
        }
    }

    /// The matchers that the column `comparison` of a `filter_mechanism` tells, for built-in words or for others.
    pub fn derived(comparison: &str, built_in: bool) -> Vec<Self> {
        let Ok(told) = serde_json::from_str::<Value>(comparison) else {
            return Vec::new();
        };
        let side = |name: &str| told.get(name).unwrap_or(&Value::Null);
        // Which entries are of one group is not told, so that how a single one counts is not either.
        if side("combination").as_str() == Some("all-of") {
            return Vec::new();
        }
        let text = Folding::of_names(side("text"));
        let entries = Folding::of_names(side(if built_in { "built_in" } else { "words" }));
        let borders = match side("borders") {
            Value::Object(it) => {
                let beside = it.get("beside").and_then(Value::as_str);
                // That characters are looked at is shown; which, where it is not, is taken for letters.
                let beside = beside
                    .and_then(Beside::of_name)
                    .unwrap_or(Beside::AsciiLetters);
                match it.get("of").and_then(Value::as_str) {
                    Some("words-with-such-ends") => Borders::NoWhereEntryHas(beside),
                    _ => Borders::No(beside),
                }
            }
            _ => Borders::None,
        };
        let rules = side("rules").as_array().cloned().unwrap_or_default();
        let mut all: Vec<Self> = Vec::new();
        for name in rules.iter().filter_map(Value::as_str) {
            let Some(rule) = MatchRule::of_name(name) else {
                continue;
            };
            let fold = |it: Folding| match name {
                "equals-ignoring-case" => Folding {
                    case: Case::Lower,
                    ..it
                },
                _ => it,
            };
            let matcher = Self {
                rule,
                text: fold(text),
                entries: fold(entries),
                borders,
            };
            if !all.contains(&matcher) {
                all.push(matcher);
            }
        }
        all
    }

    /// Whether an entry matches. Where `joins` says that the list has such entries: all parts of one that joins words by `+` or
    /// `&` must, but for those behind a `!`, which must not; of one that parts words by bars in brackets one must.
    fn matches(self, entry: &str, text: &str, joins: bool) -> bool {
        if joins
            && self.rule == MatchRule::Contains
            && let Some(parts) = wordlist::parts(entry)
        {
            return parts.iter().all(|part| match part.strip_prefix('!') {
                Some(part) => !self.one(part, text),
                None => self.one(part, text),
            });
        }
        if joins
            && self.rule == MatchRule::Contains
            && let Some(parts) = wordlist::alternatives(entry)
        {
            return parts.iter().any(|part| self.one(part, text));
        }
        self.one(entry, text)
    }

    fn one(self, entry: &str, text: &str) -> bool {
        let (entry, text) = (self.entries.of(entry), self.text.of(text));
        let (entry, text) = (entry.as_ref(), text.as_ref());
        if entry.is_empty() {
            return false;
        }
        if self.text.digest && !self.entries.digest {
            return is_digest_of(entry, text);
        }
        let regex = |pattern: &str| {
            regex::RegexBuilder::new(pattern)
                .size_limit(REGEX_LEN)
                .build()
                .ok()
        };
        match self.rule {
            MatchRule::Equals => text == entry,
            MatchRule::Prefix => text.starts_with(entry),
            MatchRule::Suffix => text.ends_with(entry),
            // What this engine cannot compile is compared as it stands.
            MatchRule::Regex => {
                regex(entry).map_or_else(|| text.contains(entry), |it| it.is_match(text))
            }
            MatchRule::RegexStart => regex(&format!(r"\A(?:{entry})"))
                .map_or_else(|| text.starts_with(entry), |it| it.is_match(text)),
            MatchRule::RegexWhole => regex(&format!(r"\A(?:{entry})\z"))
                .map_or_else(|| text == entry, |it| it.is_match(text)),
            MatchRule::Contains => match self.borders {
                Borders::None => text.contains(entry),
                Borders::No(beside) => stands_alone(entry, text, beside),
                Borders::NoWhereEntryHas(beside) => {
                    let ends = [entry.chars().next(), entry.chars().next_back()];
                    if ends.into_iter().flatten().any(|it| beside.is(it)) {
                        stands_alone(entry, text, beside)
                    } else {
                        text.contains(entry)
                    }
                }
            },
        }
    }
}

/// Hexadecimal digits of the shortest cut digest that is compared: 8. Shorter ones are met by chance.
const DIGEST_LEN: usize = 8;

/// Whether an entry is the digest of a text, or the beginning of one.
fn is_digest_of(entry: &str, text: &str) -> bool {
    let entry = entry.to_ascii_lowercase();
    let all = [
        base::hex(&md5::Md5::digest(text)),
        base::hex(&sha1::Sha1::digest(text)),
        base::hex(&sha2::Sha256::digest(text)),
    ];
    let whole = all.contains(&entry);
    let is_cut = entry.len() >= DIGEST_LEN && !all.iter().any(|it| it.len() == entry.len());
    whole || (is_cut && all.iter().any(|digest| digest.starts_with(&entry)))
}

/// Whether an entry stands somewhere in a text without such characters beside it.
fn stands_alone(entry: &str, text: &str, beside: Beside) -> bool {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(entry)) {
        let (start, end) = (from + at, from + at + entry.len());
        let before = text.get(..start).and_then(|it| it.chars().next_back());
        let after = text.get(end..).and_then(|it| it.chars().next());
        if ![before, after]
            .into_iter()
            .flatten()
            .any(|it| beside.is(it))
        {
            return true;
        }
        let step = entry.chars().next().map_or(1, char::len_utf8);
        from = start + step;
    }
    false
}

/// Bytes that one compiled expression may take: 1 MiB; one of a list is a line long.
const REGEX_LEN: usize = 1 << 20;

/// An entry that matches, and what else would change that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The entry.
    pub entry: String,
    /// Our own gloss of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gloss: Option<String>,
    /// Whether it still matches where no ASCII letter may stand beside it.
    pub with_borders: bool,
    /// Whether it matches only where letter case is ignored; such entries are given where the matcher is not known.
    pub only_any_case: bool,
}

/// A list with entries that match.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListMatch<'l> {
    /// The list's app.
    pub app: Option<&'l str>,
    /// `asset`, `code`, `resource`, `native` or `file`.
    pub found_in: &'l str,
    /// The file, the method or the resource.
    pub name: &'l str,
    /// What it is probably for.
    pub purpose: &'l str,
    /// What its entries are.
    pub kind: &'l str,
    /// The evidence's name.
    pub evidence: &'l str,
    /// How it was compared; one match is enough.
    pub matchers: Vec<Matcher>,
    /// The comparisons in code that these were derived from, as in `filter_mechanism`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read_by: Vec<&'l str>,
    /// Whether that is assumed and not known.
    pub assumed: bool,
    /// The entries that match, each once, in their order.
    pub entries: Vec<Match>,
}

/// The lists that match a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListMatches<'l> {
    /// Lists with entries that match, those with the longest such entry first.
    pub lists: Vec<ListMatch<'l>>,
    /// Lists that were compared.
    pub n_compared: u64,
    /// Of those, lists of which it is assumed how code compares them.
    pub n_assumed: u64,
    /// Lists of hashed words: they are not compared, since what is hashed is not known.
    pub n_hashed: u64,
    /// Lists whose entries could not be read.
    pub n_unread: u64,
}

/// Compares lists with a text, each entry once. `chosen` is how the user says that they are compared; without it, the
/// comparisons of the code that reads a list count, and without those plain containment.
pub fn lists_match<'l>(lists: &'l [List], text: &str, chosen: Option<Matcher>) -> ListMatches<'l> {
    let mut all = ListMatches::default();
    for list in lists {
        let Some(words) = &list.words else {
            all.n_unread += 1;
            continue;
        };
        if list.kind == "hashes" {
            all.n_hashed += 1;
            continue;
        }
        all.n_compared += 1;
        let (matchers, assumed, read_by) = how(list, chosen);
        all.n_assumed += u64::from(assumed);
        let any_case = |it: Matcher| Matcher {
            text: Folding::LOWER,
            entries: Folding::LOWER,
            ..it
        };
        let bordered = |it: Matcher| Matcher {
            borders: Borders::No(Beside::AsciiLetters),
            ..it
        };
        let joins = list.kind == "combinations";
        let mut seen = std::collections::BTreeSet::new();
        let mut entries = Vec::new();
        for word in words {
            let found = matchers.iter().find(|it| it.matches(word, text, joins));
            let loose = || {
                let mut loose = matchers.iter().map(|it| any_case(*it));
                loose.find(|it| assumed && it.matches(word, text, joins))
            };
            let Some(used) = found.copied().or_else(loose) else {
                continue;
            };
            if seen.insert(word) {
                entries.push(Match {
                    entry: word.clone(),
                    gloss: list.glosses.get(word).cloned(),
                    with_borders: bordered(used).matches(word, text, joins),
                    only_any_case: found.is_none(),
                });
            }
        }
        if !entries.is_empty() {
            all.lists.push(ListMatch {
                app: list.app.as_deref(),
                found_in: &list.found_in,
                name: &list.name,
                purpose: &list.purpose,
                kind: &list.kind,
                evidence: &list.evidence,
                matchers,
                read_by,
                assumed,
                entries,
            });
        }
    }
    // A long entry says more than a letter that stands in every text.
    all.lists.sort_by_cached_key(|list| {
        let lens = list.entries.iter().map(|it| it.entry.chars().count());
        std::cmp::Reverse(lens.max())
    });
    all
}

/// How a list is compared, whether that is assumed, and by whose comparisons.
fn how(list: &List, chosen: Option<Matcher>) -> (Vec<Matcher>, bool, Vec<&str>) {
    if let Some(matcher) = chosen {
        return (vec![matcher], false, Vec::new());
    }
    let mut matchers: Vec<Matcher> = Vec::new();
    let mut read_by = Vec::new();
    for reader in list.read_by.iter().filter(|it| !it.matchers.is_empty()) {
        read_by.push(reader.mechanism.as_str());
        for matcher in &reader.matchers {
            if !matchers.contains(matcher) {
                matchers.push(*matcher);
            }
        }
    }
    if matchers.is_empty() {
        return (vec![Matcher::assumed(&list.kind)], true, Vec::new());
    }
    (matchers, false, read_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(matcher: Matcher, entry: &str, text: &str, expect: bool) {
        let got = matcher.matches(entry, text, true);
        assert_eq!(got, expect, "{matcher:?} {entry} {text}");
    }

    const PLAIN: Matcher = Matcher::ASSUMED;

    #[test]
    fn words_that_are_kept_as_digests_match_the_text_whose_digest_they_are() {
        let matcher = Matcher {
            rule: MatchRule::Equals,
            text: Folding {
                digest: true,
                ..Folding::NONE
            },
            ..Matcher::ASSUMED
        };
        // RFC 1321 A.5; FIPS 180-4 sample values of "abc".
        for digest in [
            "900150983cd24fb0d6963f7d28e17f72",
            "A9993E364706816ABA3E25717850C26C9CD0D89D",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "900150983cd24fb0",
        ] {
            assert!(matcher.matches(digest, "abc", false), "{digest}");
            assert!(!matcher.matches(digest, "abd", false), "{digest}");
        }
        assert!(!matcher.matches("abc", "abc", false));
        assert!(!matcher.matches("9001", "abc", false));
    }

    #[test]
    fn each_rule() {
        let rule = |rule| Matcher { rule, ..PLAIN };
        check(PLAIN, "am", "ham", true);
        check(PLAIN, "AM", "ham", false);
        check(rule(MatchRule::Equals), "am", "ham", false);
        check(rule(MatchRule::Equals), "ham", "ham", true);
        check(rule(MatchRule::Prefix), "ha", "ham", true);
        check(rule(MatchRule::Prefix), "am", "ham", false);
        check(rule(MatchRule::Regex), "^h.m$", "ham", true);
        check(rule(MatchRule::Regex), "a(", "a( b", true);
        check(PLAIN, "", "ham", false);
        check(PLAIN, "two+one", "one and two", true);
        check(PLAIN, "two+three", "one and two", false);
        // All but what stands behind a mark of exception; any of those in brackets.
        check(PLAIN, "two+!three", "one and two", true);
        check(PLAIN, "two+!one", "one and two", false);
        check(PLAIN, "(three|two)", "one and two", true);
        check(PLAIN, "(three|four)", "one and two", false);
    }

    #[test]
    fn small_letters_on_one_side_and_on_both() {
        let fold = |text, entries| Matcher {
            text,
            entries,
            ..PLAIN
        };
        let (none, lower) = (Folding::NONE, Folding::LOWER);
        let upper = Folding {
            case: Case::Upper,
            trim: true,
            digest: false,
        };
        check(fold(lower, none), "ham", "HAM", true);
        check(fold(lower, none), "Ham", "HAM", false);
        check(fold(lower, lower), "Ham", "HAM", true);
        check(fold(none, lower), "HAM", "a ham", true);
        check(fold(none, lower), "HAM", "a HAM", false);
        check(fold(upper, upper), " ham ", "Ham", true);
    }

    #[test]
    fn ascii_letters_are_borders_and_others_are_not() {
        let bordered = Matcher {
            borders: Borders::No(Beside::AsciiLetters),
            ..PLAIN
        };
        check(bordered, "am", "ham am", true);
        check(bordered, "am", "ham", false);
        check(bordered, "am", "3am!", true);
        check(bordered, "自由", "不自由门", true);
        check(bordered, "am", "žamž", true);
        check(bordered, "aa", "aaa aa", true);
        check(bordered, "aa", "aaa", false);
    }

    /// The matcher of `testbed/truth/alder.md` A6 and of the kit of the 2021 report: only small ASCII letters are borders, and
    /// only of words that begin or end with one.
    #[test]
    fn words_of_other_scripts_match_anywhere() {
        let derived = Matcher::derived(
            r#"{"rules":["contains"],"text":["lower-case"],"words":["lower-case","trim"],"built_in":[],
                "borders":{"beside":"ascii-small-letters","of":"words-with-such-ends"}}"#,
            false,
        );
        let [derived] = derived.as_slice() else {
            panic!("{derived:?}");
        };
        check(*derived, "nec", "Connect", false);
        check(*derived, "NEC ", "a nec 5", true);
        check(*derived, "nec", "3nec3", true);
        check(*derived, "三星", "a三星b", true);
        check(*derived, "5g", "x5g", false);
        check(*derived, "g5 pro", "g5 prox", false);
    }

    #[test]
    fn each_named_rule_is_one() {
        let derive = |rule: &str| {
            Matcher::derived(&format!(r#"{{"rules":["{rule}"],"borders":null}}"#), true)
        };
        check(derive("suffix")[0], "am", "ham", true);
        check(derive("suffix")[0], "ha", "ham", false);
        check(derive("lookup")[0], "ha", "ham", false);
        check(derive("trie")[0], "am", "hams", true);
        check(derive("trie-prefix")[0], "am", "hams", false);
        assert_eq!(derive("native-call"), []);
        let grouped = r#"{"rules":["contains"],"borders":null,"combination":"all-of"}"#;
        assert_eq!(Matcher::derived(grouped, true), []);
        check(derive("equals-ignoring-case")[0], "Ham", "hAM", true);
        check(derive("regex")[0], "h.", "a ham", true);
        check(derive("regex-start")[0], "h.", "a ham", false);
        check(derive("regex-start")[0], "a|h", "ham", true);
        check(derive("regex-whole")[0], "h.", "ham", false);
        check(derive("regex-whole")[0], "h..|x", "ham", true);
        check(derive("replace")[0], "am", "hams", true);
        assert_eq!(Matcher::derived("not json", true), []);
    }

    #[test]
    fn an_unknown_matcher_is_said_and_letter_case_is_tried() {
        let lists = [List {
            kind: "words".to_owned(),
            words: Some(vec!["Ham".to_owned(), "spam".to_owned(), "am".to_owned()]),
            ..List::default()
        }];
        let found = lists_match(&lists, "ham", None);
        assert_eq!(found.n_assumed, 1);
        let entries = &found.lists[0].entries;
        assert!(found.lists[0].assumed);
        let shown: Vec<_> = entries
            .iter()
            .map(|it| (it.entry.as_str(), it.with_borders, it.only_any_case))
            .collect();
        assert_eq!(shown, [("Ham", true, true), ("am", false, false)]);
        let found = lists_match(&lists, "ham", Some(PLAIN));
        assert!(!found.lists[0].assumed);
        assert_eq!(found.lists[0].entries.len(), 1);
    }

    #[test]
    fn the_code_that_reads_a_list_says_how() {
        let list = |matchers| List {
            kind: "words".to_owned(),
            words: Some(vec!["Ham".to_owned(), "am".to_owned()]),
            read_by: vec![crate::lists::Reader {
                mechanism: "La;->b()V+0x2".to_owned(),
                matchers,
                ..crate::lists::Reader::default()
            }],
            ..List::default()
        };
        let equals = Matcher {
            rule: MatchRule::Equals,
            ..PLAIN
        };
        let lists = [list(vec![equals])];
        assert!(lists_match(&lists, "ham", None).lists.is_empty());
        let found = lists_match(&lists, "Ham", None);
        assert_eq!(found.lists[0].read_by, ["La;->b()V+0x2"]);
        assert_eq!((found.n_assumed, found.lists[0].assumed), (0, false));
        // Code whose comparison is of no kind that is tried here says nothing.
        assert!(lists_match(&[list(Vec::new())], "ham", None).lists[0].assumed);
    }
}
