//! Values that a user planted in a phone, found again in what it sends, in any usual coding or hashed.
//!
//! Spec: RFC 4648 (Base64, base 16), RFC 1321 (MD5), FIPS 180-4 (SHA-1, SHA-256).

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use md5::{Digest as _, Md5};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use std::collections::BTreeSet;

/// Bytes that a canary has at the least: 5. Shorter ones turn up by chance.
pub const SHORTEST: usize = 5;

/// A planted value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canary {
    /// What its user calls it.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A canary that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The canary's name.
    pub name: String,
    /// The coding or hash that it was found as.
    pub form: String,
}

/// Looks for canaries.
#[derive(Debug)]
pub struct Finder {
    /// In step with the patterns.
    forms: Vec<Hit>,
    search: Option<AhoCorasick>,
}

/// Ways in which programs write the same value before they hash it: as it is, in small and in capital letters,
/// without what stands between letters and digits.
fn spellings(value: &str) -> Vec<(&'static str, String)> {
    let bare: String = value.chars().filter(|it| it.is_alphanumeric()).collect();
    let mut seen = BTreeSet::new();
    [
        ("", value.to_owned()),
        ("in small letters", value.to_lowercase()),
        ("in capital letters", value.to_uppercase()),
        ("letters and digits only", bare.clone()),
        ("letters and digits only, small", bare.to_lowercase()),
        ("letters and digits only, capital", bare.to_uppercase()),
    ]
    .into_iter()
    .filter(|(_, text)| text.len() >= SHORTEST && seen.insert(text.clone()))
    .collect()
}

/// Every text that a spelling may be sent as.
fn codings(spelling: &str) -> Vec<(&'static str, String)> {
    let bytes = spelling.as_bytes();
    let mut forms = vec![
        ("as it is", spelling.to_owned()),
        ("base64", STANDARD_NO_PAD.encode(bytes)),
        ("base64 for addresses", URL_SAFE_NO_PAD.encode(bytes)),
        ("hex", base::hex(bytes)),
        ("hex, capital", base::hex(bytes).to_uppercase()),
        ("reversed", spelling.chars().rev().collect()),
    ];
    let hashes = [
        Md5::digest(bytes).to_vec(),
        digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec(),
        digest(&SHA256, bytes).as_ref().to_vec(),
    ];
    let names = [
        [
            "md5, hex",
            "md5, hex, capital",
            "md5, base64",
            "md5, base64 for addresses",
        ],
        [
            "sha-1, hex",
            "sha-1, hex, capital",
            "sha-1, base64",
            "sha-1, base64 for addresses",
        ],
        [
            "sha-256, hex",
            "sha-256, hex, capital",
            "sha-256, base64",
            "sha-256, base64 for addresses",
        ],
    ];
    for (hash, [small, capital, base64, for_addresses]) in hashes.iter().zip(names) {
        forms.extend([
            (small, base::hex(hash)),
            (capital, base::hex(hash).to_uppercase()),
            (base64, STANDARD.encode(hash)),
            (for_addresses, URL_SAFE_NO_PAD.encode(hash)),
        ]);
    }
    forms
}

impl Finder {
    /// A finder of these canaries. Values that are too short are left out.
    pub fn new(canaries: &[Canary]) -> Self {
        let mut forms = Vec::new();
        let mut patterns = Vec::new();
        let mut seen = BTreeSet::new();
        for canary in canaries {
            for (how, spelling) in spellings(&canary.value) {
                for (coding, text) in codings(&spelling) {
                    if text.len() < SHORTEST || !seen.insert((canary.name.clone(), text.clone())) {
                        continue;
                    }
                    let form = if how.is_empty() {
                        coding.to_owned()
                    } else {
                        format!("{coding}, {how}")
                    };
                    forms.push(Hit {
                        name: canary.name.clone(),
                        form,
                    });
                    patterns.push(text);
                }
            }
        }
        // Building fails only past billions of patterns.
        let search = (!patterns.is_empty()).then(|| AhoCorasick::new(&patterns).ok());
        Self {
            forms,
            search: search.flatten(),
        }
    }

    /// Whether there is nothing to look for.
    pub const fn is_empty(&self) -> bool {
        self.search.is_none()
    }

    /// Every canary in some bytes, each form once.
    pub fn find(&self, bytes: &[u8]) -> Vec<Hit> {
        let Some(search) = &self.search else {
            return Vec::new();
        };
        let hits: BTreeSet<usize> = search
            .find_overlapping_iter(bytes)
            .map(|found| found.pattern().as_usize())
            .collect();
        hits.into_iter()
            .filter_map(|position| self.forms.get(position).cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str, bytes: &str) -> Vec<String> {
        let canary = Canary {
            name: "it".to_owned(),
            value: value.to_owned(),
        };
        let hits = Finder::new(&[canary]).find(bytes.as_bytes());
        hits.into_iter().map(|hit| hit.form).collect()
    }

    #[test]
    fn a_value_is_found_as_it_is_and_coded() {
        for (sent, expect) in [
            ("x=490154203237518&", "as it is"),
            ("NDkwMTU0MjAzMjM3NTE4", "base64"),
            ("490154203237519", ""),
        ] {
            let forms = found("490154203237518", sent);
            assert_eq!(forms.first().map_or("", String::as_str), expect);
        }
    }

    #[test]
    fn hashes_are_those_of_other_tools() {
        // The text is one of RFC 1321, A.5; the other digests are those of sha1sum and sha256sum.
        let alphabet = "abcdefghijklmnopqrstuvwxyz";
        assert_eq!(
            found(alphabet, "c3fcd3d76192e4007dfb496cca67e13b"),
            ["md5, hex"]
        );
        assert_eq!(
            found(alphabet, "32d10c7b8cf96570ca04ce37f2a19d84240d3a89"),
            ["sha-1, hex"]
        );
        assert_eq!(
            found(
                alphabet,
                "71C480DF93D6AE2F1EFAD1447C66C9525E316218CF51FC8D9ED832F2DAF18B73"
            ),
            ["sha-256, hex, capital"]
        );
    }

    #[test]
    fn spellings_of_one_value() {
        assert_eq!(
            found("3C:22:FB:00:11:22", "mac=3c22fb001122"),
            ["as it is, letters and digits only, small"]
        );
        assert!(found("abc", "abc").is_empty(), "too short");
    }
}
