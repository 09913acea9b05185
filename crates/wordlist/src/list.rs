//! What the recogniser gives back: lists with their labels, and what it could not open.

use crate::knowledge::Theme;
use crate::script::Script;
use base::{Problem, Span};
use std::fmt;

/// What the entries of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Single words.
    Words,
    /// Mostly several words, or whole clauses.
    Phrases,
    /// Addresses with a scheme.
    Urls,
    /// Host names.
    Hosts,
    /// Names of Android packages.
    Packages,
    /// Regular expressions or wildcard patterns.
    Regexes,
    /// Rules that hold when all (or any) of their parts occur.
    Combinations,
    /// Digests of words.
    Hashes,
}

impl Kind {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Phrases => "phrases",
            Self::Urls => "urls",
            Self::Hosts => "hosts",
            Self::Packages => "packages",
            Self::Regexes => "regexes",
            Self::Combinations => "combinations",
            Self::Hashes => "hashes",
        }
    }
}

/// What a list is probably for, read off its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Purpose {
    /// Keeps content away from users on grounds that include politics, persons, religion, territory or media.
    ContentFilter,
    /// Keeps away swear words, sex, gambling or drugs and nothing of the above.
    ProfanityOrChildSafety,
    /// Names sources of advertising.
    AdBlocking,
    /// Names malware, phishing and the like.
    Security,
    /// A dictionary, or names out of a standard.
    PlainVocabulary,
    /// The program's own texts.
    InterfaceText,
    /// Names out of source code, paths, keys.
    Identifiers,
    /// A list, with nothing that says what for.
    Unclear,
}

impl Purpose {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ContentFilter => "content-filter",
            Self::ProfanityOrChildSafety => "profanity-or-child-safety",
            Self::AdBlocking => "ad-blocking",
            Self::Security => "security",
            Self::PlainVocabulary => "plain-vocabulary",
            Self::InterfaceText => "interface-text",
            Self::Identifiers => "identifiers",
            Self::Unclear => "unclear",
        }
    }
}

/// One step of the way from the artifact's bytes to the entries, such as `base64`, `gzip`, `json`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step(pub(crate) String);

impl Step {
    /// The step's name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much of a list is about one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThemeShare {
    /// The theme.
    pub theme: Theme,
    /// How many different entries hold an anchor of the theme.
    pub n_words: u64,
    /// How many different anchors of the theme were met.
    pub n_anchors: u64,
    /// The theme's part of all entries that hold an anchor, 0 to 1.
    pub share: f64,
    /// How sure it is that the list is partly about this, 0 to 1: grows with the different anchors met.
    pub confidence: f64,
}

/// A list, decoded and labelled.
#[derive(Clone, Debug)]
pub struct WordList {
    /// What the entries are.
    pub kind: Kind,
    /// What the list is probably for.
    pub purpose: Purpose,
    /// How sure the purpose is, 0 to 1.
    pub confidence: f64,
    /// How much the content speaks for a list that filters content, 0 to 1, whatever the purpose.
    pub score: f64,
    /// Why the purpose was given, one plain sentence each.
    pub reasons: Vec<String>,
    /// The way from the artifact's bytes to the entries, outermost first.
    pub decoding: Vec<Step>,
    /// The text encoding, by its WHATWG name.
    pub encoding: &'static str,
    /// Where the bytes that hold the list stand in the artifact; of nested encodings, the outermost.
    pub span: Span,
    /// Where in a structured text, such as `$.data.keywords[*]`; empty elsewhere.
    pub key_path: String,
    /// Entries, repeated ones counted.
    pub n_words: u64,
    /// Different entries.
    pub n_distinct: u64,
    /// Length of the longest entry in characters.
    pub longest: u64,
    /// The share of each script among the letters, largest first.
    pub scripts: Vec<(Script, f64)>,
    /// A guess at the language as a BCP 47 tag; `und` where the letters do not tell.
    pub language: &'static str,
    /// What the list is about, largest share first.
    pub themes: Vec<ThemeShare>,
    /// A few entries: the first ones, then some spread evenly over the rest.
    pub sample: Vec<String>,
    pub(crate) words: Vec<String>,
}

impl WordList {
    /// Every entry in the order found.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The different entries, sorted by code point: the form to compare and to hash (joined with line feeds).
    pub fn canonical(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.words().collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// Whether the list filters content for users: [`Purpose::ContentFilter`] or
    /// [`Purpose::ProfanityOrChildSafety`].
    pub fn is_filter_candidate(&self) -> bool {
        matches!(
            self.purpose,
            Purpose::ContentFilter | Purpose::ProfanityOrChildSafety
        )
    }

    /// The share of the political themes among entries that hold an anchor, 0 to 1.
    pub fn political_share(&self) -> f64 {
        self.themes
            .iter()
            .filter(|share| share.theme.is_political())
            .map(|share| share.share)
            .sum::<f64>()
            .min(1.0)
    }
}

/// Bytes that could hold a list and could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opaque {
    /// Why it was not read.
    pub why: &'static str,
    /// Shannon entropy of the bytes (of the first 64 KiB), 0 to 8 bits per byte.
    pub entropy: f64,
    /// Where, in the artifact.
    pub span: Span,
    /// The steps that led there.
    pub decoding: Vec<Step>,
}

/// Everything found in one artifact.
#[derive(Clone, Debug, Default)]
pub struct Recognised {
    /// The lists, in the order found.
    pub lists: Vec<WordList>,
    /// What could not be read.
    pub opaque: Vec<Opaque>,
    /// What was wrong, and what was left out.
    pub problems: Vec<Problem>,
}

impl Recognised {
    /// The lists that filter content for users.
    pub fn filter_candidates(&self) -> impl Iterator<Item = &WordList> {
        self.lists.iter().filter(|list| list.is_filter_candidate())
    }
}
