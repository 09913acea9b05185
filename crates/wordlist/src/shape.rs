//! What single entries look like: words, phrases, addresses, patterns, digests, prose or identifiers.

use crate::list::Kind;
use crate::script::{is_unspaced, share};

/// Entries counted by what they look like.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes {
    pub(crate) n: u64,
    chars: u64,
    pub(crate) longest: u64,
    phrases: u64,
    urls: u64,
    hosts: u64,
    packages: u64,
    regexes: u64,
    combinations: u64,
    digests: u64,
    digest_len: usize,
    pub(crate) identifiers: u64,
    pub(crate) prose: u64,
    pub(crate) ad_rules: u64,
    wordless: u64,
}

impl Shapes {
    pub(crate) fn add(&mut self, entry: &str) {
        let count = |counter: &mut u64, holds: bool| {
            *counter = counter.saturating_add(u64::from(holds));
        };
        self.n = self.n.saturating_add(1);
        // Most entries are single words in ASCII: nothing but their length and their capitals tells them apart.
        if let Some(is_camel) = single_word(entry)
            && !matches!(entry.len(), 8 | 16 | 32 | 40 | 64)
        {
            let n_chars = u64::try_from(entry.len()).unwrap_or(u64::MAX);
            self.chars = self.chars.saturating_add(n_chars);
            self.longest = self.longest.max(n_chars);
            count(&mut self.identifiers, is_camel && n_chars >= 3);
            count(&mut self.prose, n_chars > 60);
            return;
        }
        let n_chars = u64::try_from(entry.chars().count()).unwrap_or(u64::MAX);
        self.chars = self.chars.saturating_add(n_chars);
        self.longest = self.longest.max(n_chars);
        count(
            &mut self.wordless,
            !entry.chars().any(char::is_alphanumeric),
        );
        if is_digest(entry) && (self.digest_len == 0 || self.digest_len == entry.len()) {
            self.digest_len = entry.len();
            count(&mut self.digests, true);
            return;
        }
        if is_ad_rule(entry) {
            count(&mut self.ad_rules, true);
            return;
        }
        let url = entry.contains(':') && entry.contains("://");
        let dotted = !url && entry.contains('.');
        let package = dotted && is_package(entry);
        let host = dotted && !package && is_host(entry);
        count(&mut self.urls, url);
        count(&mut self.packages, package);
        count(&mut self.hosts, host);
        if url || package || host {
            return;
        }
        count(&mut self.regexes, is_regex(entry));
        let is_combined = parts(entry).is_some() || alternatives(entry).is_some();
        count(&mut self.combinations, is_combined);
        count(&mut self.identifiers, is_identifier(entry));
        let n_words = entry.split_whitespace().count();
        count(&mut self.prose, is_prose(entry, n_chars, n_words));
        let unspaced = entry.chars().filter(|&c| is_unspaced(c)).count();
        count(&mut self.phrases, n_words >= 3 || unspaced >= 9);
    }

    pub(crate) fn share(&self, part: u64) -> f64 {
        share(part, self.n)
    }

    pub(crate) fn mean_chars(&self) -> f64 {
        share(self.chars, self.n)
    }

    pub(crate) fn is_mostly_wordless(&self) -> bool {
        self.share(self.wordless) > 0.5
    }

    pub(crate) fn kind(&self) -> Kind {
        if self.share(self.digests) >= 0.8 {
            Kind::Hashes
        } else if self.share(self.urls) >= 0.5 {
            Kind::Urls
        } else if self.share(self.packages) >= 0.6 {
            Kind::Packages
        } else if self.share(
            self.hosts
                .saturating_add(self.urls)
                .saturating_add(self.packages),
        ) >= 0.6
        {
            Kind::Hosts
        } else if self.share(self.regexes) >= 0.3 {
            Kind::Regexes
        } else if self.share(self.combinations) >= 0.3 {
            Kind::Combinations
        } else if self.share(self.phrases) >= 0.5 {
            Kind::Phrases
        } else {
            Kind::Words
        }
    }
}

/// Whether a capital follows a small letter in a word of ASCII letters and digits; `None` for anything else.
fn single_word(entry: &str) -> Option<bool> {
    let (mut is_camel, mut was_small) = (false, false);
    for byte in entry.bytes() {
        if !byte.is_ascii_alphanumeric() {
            return None;
        }
        is_camel |= was_small && byte.is_ascii_uppercase();
        was_small = byte.is_ascii_lowercase();
    }
    Some(is_camel)
}

/// The bytes of a digest in hexadecimal.
pub(crate) fn digest_bytes(entry: &str) -> Option<Vec<u8>> {
    if !is_digest(entry) {
        return None;
    }
    entry
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Hexadecimal of the length of an MD5, SHA-1 or SHA-256 digest, or of one cut to 4 or 8 bytes, with a digit in it.
pub(crate) fn is_digest(entry: &str) -> bool {
    matches!(entry.len(), 8 | 16 | 32 | 40 | 64)
        && entry.bytes().all(|byte| byte.is_ascii_hexdigit())
        && entry.bytes().any(|byte| byte.is_ascii_digit())
        && (entry.len() >= 32 || entry.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// Adblock Plus syntax, or a line of a hosts file that points nowhere.
fn is_ad_rule(entry: &str) -> bool {
    entry.starts_with("||")
        || entry.starts_with("@@")
        || (entry.contains('#') && (entry.contains("##") || entry.contains("#@#")))
        || (entry.contains('$') && entry.contains("$third-party"))
        || entry
            .strip_prefix("0.0.0.0")
            .or_else(|| entry.strip_prefix("127.0.0.1"))
            .is_some_and(|rest| rest.trim() != "localhost" && rest.starts_with([' ', '\t']))
}

fn labels(entry: &str) -> Option<(usize, &str)> {
    let mut n = 0_usize;
    let mut last = "";
    for label in entry.split('.') {
        if label.is_empty()
            || !label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        {
            return None;
        }
        n = n.saturating_add(1);
        last = label;
    }
    Some((n, last))
}

pub(crate) fn is_host(entry: &str) -> bool {
    let name = entry.strip_prefix("*.").unwrap_or(entry);
    let name = name.split(['/', ':']).next().unwrap_or(name);
    labels(name).is_some_and(|(n, last)| {
        n >= 2
            && (2..=12).contains(&last.len())
            && last.bytes().all(|byte| byte.is_ascii_alphabetic())
    }) && name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// A package name puts the general part first (`org.example.app`), a host name last. The code of a country
/// counts as one where two more parts follow and the last is no general part itself.
pub(crate) fn is_package(entry: &str) -> bool {
    const FIRST: [&str; 16] = [
        "com", "org", "net", "cn", "io", "me", "ru", "de", "vn", "co", "tv", "app", "jp", "kr",
        "tw", "uk",
    ];
    let Some((n, last)) = labels(entry) else {
        return false;
    };
    let first = entry.split('.').next().unwrap_or_default();
    // Properties of Android that are read only begin with `ro.`, and are far more frequent than packages of Romania.
    let country = n >= 3
        && first.len() == 2
        && first != "ro"
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && !FIRST.contains(&last);
    n >= 2
        && (FIRST.contains(&first) || country)
        && !(n == 2 && FIRST.contains(&last))
        && entry.split('.').all(|label| {
            label
                .bytes()
                .next()
                .is_some_and(|byte| byte.is_ascii_alphabetic())
        })
        && !entry.contains('-')
}

fn is_regex(entry: &str) -> bool {
    if !entry
        .bytes()
        .any(|byte| matches!(byte, b'*' | b'+' | b'?' | b'\\' | b'[' | b'{' | b'^' | b'$'))
    {
        return false;
    }
    [
        ".*", ".+", ".?", "(?", "\\d", "\\w", "\\s", "\\b", "[^", "{0,", "{1,",
    ]
    .iter()
    .any(|mark| entry.contains(mark))
        || (entry.starts_with('^') && entry.len() > 2)
        || (entry.ends_with('$') && entry.len() > 2 && entry.contains(['^', '(', '[']))
        || (entry.contains('[') && entry.contains(']') && entry.contains(['|', '(', '+', '*']))
}

/// The parts of a rule that holds when all of them occur: words joined by `+`, `&` or `&&`.
pub fn parts(entry: &str) -> Option<Vec<&str>> {
    let joined = entry.trim_matches(['+', '&']);
    if !joined.contains(['+', '&']) || joined.contains("://") || joined.contains('=') {
        return None;
    }
    let parts: Vec<&str> = joined
        .split(['+', '&'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let real = parts.len() >= 2
        && parts
            .iter()
            .all(|part| part.chars().any(char::is_alphanumeric));
    real.then_some(parts)
}

/// The parts of a rule that holds when one of them occurs: words parted by bars in brackets.
pub fn alternatives(entry: &str) -> Option<Vec<&str>> {
    let inner = entry.trim().strip_prefix('(')?.strip_suffix(')')?;
    let parts: Vec<&str> = inner.split('|').map(str::trim).collect();
    let is_word = |it: &&str| it.chars().any(char::is_alphanumeric) && !it.contains(['(', ')']);
    (parts.len() >= 2 && parts.iter().all(is_word)).then_some(parts)
}

/// A name out of source code, a path or a key: ASCII, no space, with the marks of one.
pub(crate) fn is_identifier(entry: &str) -> bool {
    if !entry.is_ascii() || entry.contains(' ') || entry.len() < 3 {
        return false;
    }
    let bytes = entry.as_bytes();
    let camel = bytes
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    let marked = bytes.iter().any(|byte| {
        matches!(
            byte,
            b'_' | b'(' | b')' | b';' | b'<' | b'>' | b'{' | b'=' | b':' | b'%'
        )
    });
    // One slash inside is how dictionaries mark the flags of a word.
    let path = entry.starts_with('/') || entry.matches('/').count() >= 2;
    let inner_dot = entry.trim_matches('.').contains('.');
    camel || marked || path || inner_dot
}

/// A sentence or a message: with the punctuation of one, with a place for a value, or very long.
fn is_prose(entry: &str, n_chars: u64, n_words: usize) -> bool {
    let ends = entry.ends_with(['.', '!', '?', ':', '。', '！', '？', '：', '…']);
    let placeholder = entry.contains(['%', '{'])
        && ["%s", "%d", "%1$", "{0}", "%@", "%f", "{}", "${"]
            .iter()
            .any(|mark| entry.contains(mark));
    let clauses = entry.contains(['，', '。', '；']) && n_chars > 12;
    n_chars > 60 || placeholder || n_words > 7 || (ends && (n_words > 2 || n_chars > 12)) || clauses
}
