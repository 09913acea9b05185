//! The words that a regular expression lists: its alternatives that are plain text.
//!
//! Spec: <https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html>. Departures from the spec: quoted stretches
//! (`\Q…\E`), comments and flags inside are not read as such.

use std::collections::BTreeSet;

/// One group, while it is read.
struct Group {
    /// The text of the alternative that is read; none where it is more than text.
    text: Option<String>,
    words: BTreeSet<String>,
    n: usize,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            text: Some(String::new()),
            words: BTreeSet::new(),
            n: 0,
        }
    }
}

impl Group {
    /// An alternative ends.
    fn end(&mut self) {
        self.n = self.n.saturating_add(1);
        let text = self.text.replace(String::new());
        self.words.extend(text.filter(|it| is_word(it)));
    }

    fn words(mut self) -> BTreeSet<String> {
        self.end();
        if self.n > 1 {
            self.words
        } else {
            BTreeSet::new()
        }
    }
}

/// Whether a text says something: two letters or digits, or one letter of a script that writes words so.
fn is_word(text: &str) -> bool {
    let is = |c: char| c.is_alphanumeric();
    text.chars().filter(|c| is(*c)).count() > 1 || text.chars().any(|c| is(c) && !c.is_ascii())
}

/// The alternatives of a regular expression that are words, of all its groups.
pub(super) fn words(pattern: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Group> = Vec::new();
    let mut now = Group::default();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '(' => {
                // How the group counts: `?:`, `?i)`, `?<name>`.
                if rest.next_if_eq(&'?').is_some() {
                    while rest
                        .next_if(|c| !matches!(c, ':' | ')' | '>' | '=' | '!'))
                        .is_some()
                    {}
                    // Flags alone hold for what follows.
                    if rest.next() == Some(')') {
                        continue;
                    }
                }
                now.text = None;
                open.push(std::mem::take(&mut now));
            }
            ')' => {
                let outer = open.pop().unwrap_or_default();
                found.extend(std::mem::replace(&mut now, outer).words());
            }
            '|' => now.end(),
            '[' => {
                // A bracket that stands first is one of the characters.
                rest.next_if_eq(&'^');
                rest.next_if_eq(&']');
                while let Some(c) = rest.next() {
                    match c {
                        '\\' => {
                            rest.next();
                        }
                        ']' => break,
                        _ => {}
                    }
                }
                now.text = None;
            }
            '\\' => match rest.next() {
                // A border of a word is none of its characters.
                Some('b' | 'B') | None => {}
                Some(c) if c.is_alphanumeric() => now.text = None,
                Some(c) => now.text.iter_mut().for_each(|it| it.push(c)),
            },
            // Anything before or after the word.
            '.' if rest.next_if(|c| matches!(c, '*' | '+')).is_some() => {
                rest.next_if_eq(&'?');
            }
            '*' | '+' | '?' | '{' => now.text = None,
            '^' | '$' => {}
            _ => now.text.iter_mut().for_each(|it| it.push(c)),
        }
    }
    while let Some(outer) = open.pop() {
        found.extend(std::mem::replace(&mut now, outer).words());
    }
    found.extend(now.words());
    found
}

#[cfg(test)]
mod tests {
    use super::words;

    fn check(pattern: &str, expected: &[&str]) {
        let found = words(pattern);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, expected, "{pattern}");
    }

    #[test]
    fn alternatives_that_are_text_are_words() {
        check("one|two|three", &["one", "three", "two"]);
        check(".*(one|two).*", &["one", "two"]);
        check("(?i)\\b(?:one|two)\\b", &["one", "two"]);
        check("(?i)one|two", &["one", "two"]);
        check(".*one.*|.*two.*", &["one", "two"]);
        check("a\\.example|b\\.example", &["a.example", "b.example"]);
        check("\u{8d4c}|\u{6bd2}", &["\u{6bd2}", "\u{8d4c}"]);
    }

    #[test]
    fn forms_are_no_words() {
        // A token of RFC 7230, section 3.2.6: the bars are characters of a class.
        check(
            "([a-zA-Z0-9-!#$%&'*+.^_`{|}~]+)/([a-zA-Z0-9-!#$%&'*+.^_`{|}~]+)",
            &[],
        );
        check("^(\\d+(\\.\\d+)?)(h|m|s|f|t)$", &[]);
        check("(\\d+)|([a-z]+)|(\\s*)", &[]);
        check("a|b|c", &[]);
        check("one", &[]);
        check("(one)(two)", &[]);
    }

    #[test]
    fn broken_patterns_are_read_to_their_end() {
        for pattern in ["(", ")", "[", "[^]", "(?", "\\", "a|(b", "{", "|", "(?<a"] {
            words(pattern);
        }
    }
}
