//! Theme anchors: the small set of known terms that themes and purposes are read off, given as data.

use crate::terms::Terms;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base::{Parsed, Problem};
use rustc_hash::FxHashMap;
use sha2::Digest as _;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;

/// Bytes between the first and the last of the anchors that speak for a list: 16 KiB. The least share of known entries in
/// a filter's list is 1.5 %, which is one in 2.7 KB where entries are as long as 40 bytes; a dictionary has one in 20 KB.
const TOGETHER: usize = 16 << 10;

/// What a term is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Theme {
    /// Parties, protests, events, rights.
    PoliticsAndProtest,
    /// Politicians, dissidents and other named people.
    Persons,
    /// Religious movements and ethnic groups.
    ReligionAndEthnicGroups,
    /// Who owns which land; independence.
    Territory,
    /// News media, and ways round blocking.
    MediaAndCircumvention,
    /// Sex and pornography.
    Sexual,
    /// Insults and swear words.
    Profanity,
    /// Gambling, drugs and weapons.
    GamblingAndDrugs,
    /// Makers of rival products.
    BrandsAndRivals,
    /// Spam, fraud and cheating.
    SpamAndFraud,
    /// Malware, phishing and blocking of advertising.
    Security,
    /// Everyday words, which speak for a dictionary.
    PlainVocabulary,
    /// Labels of buttons, months, countries, which speak for a program's own texts.
    InterfaceText,
}

impl Theme {
    /// Every theme, in the order of reports.
    pub const ALL: [Self; 13] = [
        Self::PoliticsAndProtest,
        Self::Persons,
        Self::ReligionAndEthnicGroups,
        Self::Territory,
        Self::MediaAndCircumvention,
        Self::Sexual,
        Self::Profanity,
        Self::GamblingAndDrugs,
        Self::BrandsAndRivals,
        Self::SpamAndFraud,
        Self::Security,
        Self::PlainVocabulary,
        Self::InterfaceText,
    ];

    /// The name used in data files and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PoliticsAndProtest => "politics-and-protest",
            Self::Persons => "persons",
            Self::ReligionAndEthnicGroups => "religion-and-ethnic-groups",
            Self::Territory => "territory",
            Self::MediaAndCircumvention => "media-and-circumvention",
            Self::Sexual => "sexual",
            Self::Profanity => "profanity",
            Self::GamblingAndDrugs => "gambling-and-drugs",
            Self::BrandsAndRivals => "brands-and-rivals",
            Self::SpamAndFraud => "spam-and-fraud",
            Self::Security => "security",
            Self::PlainVocabulary => "plain-vocabulary",
            Self::InterfaceText => "interface-text",
        }
    }

    /// Whether the theme is one of opinion: politics, persons, religion, territory, media.
    pub const fn is_political(self) -> bool {
        matches!(
            self,
            Self::PoliticsAndProtest
                | Self::Persons
                | Self::ReligionAndEthnicGroups
                | Self::Territory
                | Self::MediaAndCircumvention
        )
    }

    /// Whether entries about the theme speak for a list that keeps content away from a user.
    pub const fn is_sensitive(self) -> bool {
        !matches!(
            self,
            Self::PlainVocabulary | Self::InterfaceText | Self::Security
        )
    }

    /// The theme of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One known term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The term in lower case.
    pub term: String,
    /// What it is about.
    pub theme: Theme,
    /// What it means, in English; the project's own words.
    pub gloss: String,
    /// A public page about what the term names.
    pub source: String,
    /// Whether newspapers use the term every day. Such a term counts as a whole entry of a short list only,
    /// where it stands among many others.
    pub is_common: bool,
    /// The user's reference set that it is of; none for our own. Such a term counts as a whole entry only.
    pub reference: Option<String>,
}

/// The anchors, ready to be looked up.
#[derive(Debug)]
pub struct Knowledge {
    anchors: Vec<Anchor>,
    by_term: FxHashMap<String, usize>,
    /// Bytes of the longest term.
    longest: usize,
    /// Finds the anchors that count inside an entry; pattern `i` is anchor `searched[i]`.
    /// `None` only where the anchors are too many to build it.
    matcher: Option<AhoCorasick>,
    searched: Vec<usize>,
    /// The same anchors for raw bytes, and those of them that are in ASCII alone.
    terms: Terms,
    ascii_terms: Terms,
    /// The first eight bytes of digests of each sensitive anchor.
    digests: BTreeMap<u64, usize>,
}

/// An anchor met in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) anchor: usize,
    pub(crate) theme: Theme,
    /// Length of the anchor in bytes.
    pub(crate) len: usize,
    pub(crate) is_common: bool,
}

/// Whether a letter belongs to a script that is written with spaces between words.
pub(crate) fn is_spaced_letter(c: char) -> bool {
    c.is_alphabetic() && !crate::script::is_unspaced(c)
}

impl Knowledge {
    /// Reads the table of themes: lines of `term`, `theme`, `gloss`, `source` and, for some, `common`, split
    /// by tabs; lines that begin with `#` are comments. A bad line is a problem and is left out.
    pub fn parse(themes_tsv: &str) -> Parsed<Self> {
        let mut problems = Vec::new();
        let mut anchors: Vec<Anchor> = Vec::new();
        let mut by_term = FxHashMap::default();
        for (at, line) in themes_tsv.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let line_number = at.saturating_add(1);
            let mut fields = line.split('\t');
            let (Some(term), Some(theme), Some(gloss), Some(source), None | Some("common"), None) = (
                fields.next(),
                fields.next(),
                fields.next(),
                fields.next(),
                fields.next(),
                fields.next(),
            ) else {
                problems.push(Problem::new(
                    "wordlist/bad-anchor",
                    format!(
                        "line {line_number} does not have four fields, or `common` as its fifth"
                    ),
                ));
                continue;
            };
            let Some(theme) = Theme::of_name(theme) else {
                problems.push(Problem::new(
                    "wordlist/bad-anchor",
                    format!("line {line_number} names the unknown theme {theme:?}"),
                ));
                continue;
            };
            let term = term.trim().to_lowercase();
            if term.is_empty() || by_term.contains_key(&term) {
                problems.push(Problem::new(
                    "wordlist/bad-anchor",
                    format!("line {line_number} has an empty or repeated term"),
                ));
                continue;
            }
            by_term.insert(term.clone(), anchors.len());
            anchors.push(Anchor {
                term,
                theme,
                gloss: gloss.to_owned(),
                source: source.to_owned(),
                is_common: line.ends_with("\tcommon"),
                reference: None,
            });
        }
        let searched: Vec<usize> = (0..anchors.len())
            .filter(|&at| {
                anchors.get(at).is_some_and(|anchor| {
                    // One unspaced letter is part of too many harmless words; it counts only alone.
                    !anchor.is_common
                        && !matches!(anchor.theme, Theme::PlainVocabulary | Theme::InterfaceText)
                        && anchor.term.chars().nth(1).is_some()
                })
            })
            .collect();
        let matcher = build(&anchors, &searched, &mut problems);
        let texts = || {
            let of = |&at: &usize| Some((anchors.get(at)?.term.as_str(), at));
            searched.iter().filter_map(of)
        };
        let terms = Terms::new(texts());
        let ascii_terms = Terms::new(texts().filter(|(term, _)| term.is_ascii()));
        let digests = digests(&anchors);
        let longest = anchors.iter().map(|it| it.term.len()).max().unwrap_or(0);
        Parsed {
            value: Self {
                anchors,
                by_term,
                longest,
                matcher,
                searched,
                terms,
                ascii_terms,
                digests,
            },
            problems,
        }
    }

    /// Adds terms of a reference set of the user's, each with what it means. A term that is known already stays as it is.
    pub fn add_reference(&mut self, set: &str, theme: Theme, terms: &[(String, String)]) {
        for (term, gloss) in terms {
            if self.by_term.contains_key(term) {
                continue;
            }
            let at = self.anchors.len();
            self.by_term.insert(term.clone(), at);
            self.longest = self.longest.max(term.len());
            let anchor = Anchor {
                term: term.clone(),
                theme,
                gloss: gloss.clone(),
                source: format!("reference set {set}"),
                is_common: false,
                reference: Some(set.to_owned()),
            };
            add_digests(&mut self.digests, &anchor, at);
            self.anchors.push(anchor);
        }
    }

    /// Whether it holds terms of reference sets.
    pub(crate) fn has_references(&self) -> bool {
        self.anchors.last().is_some_and(|it| it.reference.is_some())
    }

    /// The reference set that an anchor is of.
    pub(crate) fn reference_of(&self, anchor: usize) -> Option<&str> {
        self.anchors.get(anchor)?.reference.as_deref()
    }

    /// The anchors, in the order of the table.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// The anchor that is exactly this word, ignoring case: its gloss explains the word to a reader.
    pub fn gloss(&self, word: &str) -> Option<&Anchor> {
        let word = word.trim();
        // Making small letters can lengthen a text by half; what is still longer than any term is none.
        if word.len() > self.longest.saturating_mul(2) {
            return None;
        }
        let at = if word.chars().any(char::is_uppercase) {
            self.by_term.get(&word.to_lowercase())
        } else {
            self.by_term.get(word)
        };
        at.and_then(|&at| self.anchors.get(at))
    }

    pub(crate) fn exact(&self, lower: &str) -> Option<Hit> {
        if lower.len() > self.longest {
            return None;
        }
        let at = *self.by_term.get(lower)?;
        let anchor = self.anchors.get(at)?;
        Some(Hit {
            anchor: at,
            theme: anchor.theme,
            len: lower.len(),
            is_common: anchor.is_common,
        })
    }

    /// The anchors inside a text in lower case, at word borders where the script has them.
    pub(crate) fn hits<'t>(&'t self, lower: &'t str) -> impl Iterator<Item = Hit> + 't {
        // Most entries hold none, and of those the quicker look says so.
        let matcher = self.matcher.as_ref();
        let matcher = matcher.filter(|_| self.terms.any(lower.as_bytes()));
        let found = matcher
            .into_iter()
            .flat_map(move |matcher| matcher.find_iter(lower));
        found.filter_map(move |found| {
            let anchor = *self.searched.get(found.pattern().as_usize())?;
            let term = lower.get(found.range())?;
            let joined_before = term.chars().next().is_some_and(is_spaced_letter)
                && lower
                    .get(..found.start())?
                    .chars()
                    .next_back()
                    .is_some_and(is_spaced_letter);
            let joined_after = term.chars().next_back().is_some_and(is_spaced_letter)
                && lower
                    .get(found.end()..)?
                    .chars()
                    .next()
                    .is_some_and(is_spaced_letter);
            if joined_before || joined_after {
                return None;
            }
            Some(Hit {
                anchor,
                theme: self.anchors.get(anchor)?.theme,
                len: found.len(),
                is_common: false,
            })
        })
    }

    /// Whether at least `wanted` different sensitive anchors stand in raw UTF-8 bytes, not too far from each other; borders
    /// of words are looked at as far as ASCII letters go.
    pub(crate) fn has_anchors(&self, bytes: &[u8], wanted: usize) -> bool {
        self.has(&self.terms, bytes, wanted)
    }

    /// The same for anchors in ASCII only.
    pub(crate) fn has_ascii_anchors(&self, bytes: &[u8], wanted: usize) -> bool {
        self.has(&self.ascii_terms, bytes, wanted)
    }

    fn has(&self, terms: &Terms, bytes: &[u8], wanted: usize) -> bool {
        // The anchors met, each with where it was met last.
        let mut met: Vec<(usize, usize)> = Vec::new();
        let end = terms.each(bytes, |anchor, at| {
            let is_brand = self
                .anchors
                .get(anchor)
                .is_some_and(|anchor| anchor.theme == Theme::BrandsAndRivals);
            // The maker's own name and those of rivals stand in every program of a phone; together they count once.
            let anchor = if is_brand { usize::MAX } else { anchor };
            met.retain(|it| it.0 != anchor && at.saturating_sub(it.1) <= TOGETHER);
            met.push((anchor, at));
            if met.len() >= wanted {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        end.is_break()
    }

    /// The anchor whose MD5, SHA-1 or SHA-256 digest (of its UTF-8, UTF-16LE or GBK form) begins with
    /// these bytes; at least four are needed.
    pub(crate) fn hashed(&self, digest: &[u8]) -> Option<Hit> {
        let (low, high) = match (digest.first_chunk::<8>(), digest.first_chunk::<4>()) {
            (Some(bytes), _) => {
                let key = u64::from_be_bytes(*bytes);
                (key, key)
            }
            (None, Some(bytes)) => {
                let key = u64::from(u32::from_be_bytes(*bytes)) << 32;
                (key, key | 0xffff_ffff)
            }
            (None, None) => return None,
        };
        let (_, &anchor) = self.digests.range(low..=high).next()?;
        Some(Hit {
            anchor,
            theme: self.anchors.get(anchor)?.theme,
            len: digest.len(),
            is_common: false,
        })
    }
}

fn build(
    anchors: &[Anchor],
    searched: &[usize],
    problems: &mut Vec<Problem>,
) -> Option<AhoCorasick> {
    let patterns = searched
        .iter()
        .filter_map(|&at| anchors.get(at).map(|anchor| anchor.term.as_str()));
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(patterns)
        .map_err(|error| problems.push(Problem::new("wordlist/bad-anchor", error)))
        .ok()
}

fn digests(anchors: &[Anchor]) -> BTreeMap<u64, usize> {
    let mut digests = BTreeMap::new();
    for (at, anchor) in anchors.iter().enumerate() {
        add_digests(&mut digests, anchor, at);
    }
    digests
}

fn add_digests(digests: &mut BTreeMap<u64, usize>, anchor: &Anchor, at: usize) {
    if !anchor.theme.is_sensitive() || anchor.is_common {
        return;
    }
    let utf16: Vec<u8> = anchor
        .term
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (gbk, _, _) = encoding_rs::GBK.encode(&anchor.term);
    for form in [anchor.term.as_bytes(), &utf16, &gbk] {
        for digest in [
            md5::Md5::digest(form).first_chunk().copied(),
            sha1::Sha1::digest(form).first_chunk().copied(),
            sha2::Sha256::digest(form).first_chunk().copied(),
        ]
        .into_iter()
        .flatten()
        {
            digests.entry(u64::from_be_bytes(digest)).or_insert(at);
        }
    }
}
