//! Which entries of which lists match a text: `patikra lists match`.
//!
//! How a list is compared with text is a property of the code that reads it. The host says for each list which
//! [`Matcher`] that is; where it cannot, plain containment is assumed, and the result says that it is.

use crate::lists::List;
use serde::Serialize;
use std::borrow::Cow;

/// What of a text must agree with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchRule {
    /// The entry stands somewhere in the text.
    Contains,
    /// The entry is the text.
    Equals,
    /// The text begins with the entry.
    Prefix,
    /// The entry is a regular expression that matches somewhere in the text.
    Regex,
}

/// Which letters are made small before comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fold {
    /// None.
    None,
    /// Those of the text; an entry with a capital then never matches.
    Text,
    /// Those of both.
    Both,
}

/// What must stand beside a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Borders {
    /// Anything.
    None,
    /// No ASCII letter, on neither side. A letter of another script may.
    AsciiLetters,
}

/// How code compares a list with text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Matcher {
    /// What must agree.
    pub rule: MatchRule,
    /// Whose letters are made small.
    pub fold: Fold,
    /// What must stand beside it; only [`MatchRule::Contains`] looks.
    pub borders: Borders,
}

impl Matcher {
    /// What is assumed where nothing is known: `text.contains(entry)`.
    pub const ASSUMED: Self = Self {
        rule: MatchRule::Contains,
        fold: Fold::None,
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

    /// Whether an entry matches. All parts of an entry that joins words by `+` or `&` must, where `joins` says that
    /// the list has such entries.
    fn matches(self, entry: &str, text: &str, joins: bool) -> bool {
        if joins
            && self.rule == MatchRule::Contains
            && let Some(parts) = wordlist::parts(entry)
        {
            return parts.iter().all(|part| self.one(part, text));
        }
        self.one(entry, text)
    }

    fn one(self, entry: &str, text: &str) -> bool {
        let text = match self.fold {
            Fold::None => Cow::Borrowed(text),
            Fold::Text | Fold::Both => Cow::Owned(text.to_lowercase()),
        };
        let entry = match self.fold {
            Fold::None | Fold::Text => Cow::Borrowed(entry),
            Fold::Both => Cow::Owned(entry.to_lowercase()),
        };
        let (entry, text) = (entry.as_ref(), text.as_ref());
        if entry.is_empty() {
            return false;
        }
        match self.rule {
            MatchRule::Equals => text == entry,
            MatchRule::Prefix => text.starts_with(entry),
            MatchRule::Regex => regex::RegexBuilder::new(entry)
                .size_limit(REGEX_LEN)
                .build()
                .map_or_else(|_| text.contains(entry), |it| it.is_match(text)),
            MatchRule::Contains if self.borders == Borders::None => text.contains(entry),
            MatchRule::Contains => {
                let mut from = 0;
                while let Some(at) = text.get(from..).and_then(|rest| rest.find(entry)) {
                    let (start, end) = (from + at, from + at + entry.len());
                    let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
                    let after = text.as_bytes().get(end);
                    if ![before, after]
                        .iter()
                        .flatten()
                        .any(|it| it.is_ascii_alphabetic())
                    {
                        return true;
                    }
                    let step = entry.chars().next().map_or(1, char::len_utf8);
                    from = start + step;
                }
                false
            }
        }
    }
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
    /// How it was compared.
    pub matcher: Matcher,
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
    /// Lists of hashed words: they are not compared, since what is hashed is not known.
    pub n_hashed: u64,
    /// Lists whose entries could not be read.
    pub n_unread: u64,
}

/// Compares lists with a text, each entry once. `matcher_of` gives how the code that reads a list compares it, where that is known.
pub fn lists_match<'l>(
    lists: &'l [List],
    text: &str,
    matcher_of: impl Fn(&List) -> Option<Matcher>,
) -> ListMatches<'l> {
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
        let known = matcher_of(list);
        let matcher = known.unwrap_or_else(|| Matcher::assumed(&list.kind));
        let any_case = Matcher {
            fold: Fold::Both,
            ..matcher
        };
        let bordered = |matcher| Matcher {
            borders: Borders::AsciiLetters,
            ..matcher
        };
        let joins = list.kind == "combinations";
        let mut seen = std::collections::BTreeSet::new();
        let mut entries = Vec::new();
        for word in words {
            let is_match = matcher.matches(word, text, joins);
            let only_any_case = !is_match && known.is_none() && any_case.matches(word, text, joins);
            if (is_match || only_any_case) && seen.insert(word) {
                let used = if is_match { matcher } else { any_case };
                entries.push(Match {
                    entry: word.clone(),
                    gloss: list.glosses.get(word).cloned(),
                    with_borders: bordered(used).matches(word, text, joins),
                    only_any_case,
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
                matcher,
                assumed: known.is_none(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(matcher: Matcher, entry: &str, text: &str, expect: bool) {
        let got = matcher.matches(entry, text, true);
        assert_eq!(got, expect, "{matcher:?} {entry} {text}");
    }

    const PLAIN: Matcher = Matcher::ASSUMED;

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
    }

    #[test]
    fn small_letters_on_one_side_and_on_both() {
        let fold = |fold| Matcher { fold, ..PLAIN };
        check(fold(Fold::Text), "ham", "HAM", true);
        check(fold(Fold::Text), "Ham", "HAM", false);
        check(fold(Fold::Both), "Ham", "HAM", true);
    }

    #[test]
    fn ascii_letters_are_borders_and_others_are_not() {
        let bordered = Matcher {
            borders: Borders::AsciiLetters,
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

    #[test]
    fn an_unknown_matcher_is_said_and_letter_case_is_tried() {
        let lists = [List {
            kind: "words".to_owned(),
            words: Some(vec!["Ham".to_owned(), "spam".to_owned(), "am".to_owned()]),
            ..List::default()
        }];
        let found = lists_match(&lists, "ham", |_| None);
        let entries = &found.lists[0].entries;
        assert!(found.lists[0].assumed);
        let shown: Vec<_> = entries
            .iter()
            .map(|it| (it.entry.as_str(), it.with_borders, it.only_any_case))
            .collect();
        assert_eq!(shown, [("Ham", true, true), ("am", false, false)]);
        let found = lists_match(&lists, "ham", |_| Some(PLAIN));
        assert!(!found.lists[0].assumed);
        assert_eq!(found.lists[0].entries.len(), 1);
    }
}
