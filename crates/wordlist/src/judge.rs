//! Labels one table of entries: what they are, what they are about and what the list is for.
//!
//! Known misses: a list of terms that no anchor touches has no theme and stays `unclear`.

use crate::knowledge::{Hit, Knowledge, Theme};
use crate::list::{Kind, Purpose, Step, ThemeShare, WordList};
use crate::script::{Letters, share};
use crate::shape::{Shapes, digest_bytes};
use base::Span;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::HashSet;

/// Different entries that make a list: 5. Shorter ones are met all over every program.
const MIN_DISTINCT: u64 = 5;
/// The first entries shown, and as many spread over the rest.
const SAMPLE: usize = 12;
/// Different entries with known terms, and different known terms, that a filter's list has at the least: 4.
const MIN_KNOWN: u64 = 4;
/// The least score of a filter's list.
const MIN_SCORE: f64 = 0.55;
/// Different entries of a list so short that everyday words of politics count in it: 12 to 100.
const SHORT: std::ops::RangeInclusive<u64> = 12..=100;
/// The share of sensitive entries that such a list has at the least.
const MIN_SHORT_DENSITY: f64 = 0.25;

/// Where a table comes from.
#[derive(Clone, Debug)]
pub(crate) struct Place<'p> {
    pub(crate) hint: &'p str,
    pub(crate) steps: &'p [Step],
    pub(crate) encoding: &'static str,
    pub(crate) span: Span,
    pub(crate) key_path: String,
}

/// An entry without what surrounds it: white space, byte order marks, one pair of quotes.
pub(crate) fn clean(entry: &str) -> &str {
    let entry =
        entry.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    for quote in ['"', '\''] {
        if let Some(inner) = entry
            .strip_prefix(quote)
            .and_then(|entry| entry.strip_suffix(quote))
        {
            return inner.trim();
        }
    }
    entry
}

#[derive(Default)]
struct Tally {
    /// Different entries by theme.
    words: [u64; Theme::ALL.len()],
    /// Different anchors by theme.
    anchors: [u64; Theme::ALL.len()],
    met: FxHashSet<usize>,
    sensitive: u64,
    political: u64,
}

impl Tally {
    fn add(&mut self, hits: &[Hit]) {
        if hits.is_empty() {
            return;
        }
        let mut themes = [false; Theme::ALL.len()];
        for hit in hits {
            if let Some(theme) = themes.get_mut(hit.theme as usize) {
                *theme = true;
            }
            if self.met.insert(hit.anchor)
                && let Some(count) = self.anchors.get_mut(hit.theme as usize)
            {
                *count = count.saturating_add(1);
            }
        }
        for theme in Theme::ALL {
            if themes.get(theme as usize) == Some(&true)
                && let Some(count) = self.words.get_mut(theme as usize)
            {
                *count = count.saturating_add(1);
            }
        }
        self.sensitive = self
            .sensitive
            .saturating_add(u64::from(hits.iter().any(|hit| hit.theme.is_sensitive())));
        self.political = self
            .political
            .saturating_add(u64::from(hits.iter().any(|hit| hit.theme.is_political())));
    }

    fn words(&self, theme: Theme) -> u64 {
        self.words.get(theme as usize).copied().unwrap_or(0)
    }

    fn anchors(&self, theme: Theme) -> u64 {
        self.anchors.get(theme as usize).copied().unwrap_or(0)
    }

    fn sum_anchors(&self, of: impl Fn(Theme) -> bool) -> u64 {
        Theme::ALL
            .into_iter()
            .filter(|&theme| of(theme))
            .fold(0, |sum, theme| sum.saturating_add(self.anchors(theme)))
    }

    fn shares(&self) -> Vec<ThemeShare> {
        let all = self
            .words
            .iter()
            .fold(0_u64, |sum, &n| sum.saturating_add(n));
        let mut shares: Vec<ThemeShare> = Theme::ALL
            .into_iter()
            .filter(|&theme| self.words(theme) > 0)
            .map(|theme| {
                let n_anchors = self.anchors(theme);
                ThemeShare {
                    theme,
                    n_words: self.words(theme),
                    n_anchors,
                    share: share(self.words(theme), all),
                    // One anchor may be chance; from five different ones it hardly is.
                    confidence: share(n_anchors, n_anchors.saturating_add(1)),
                }
            })
            .collect();
        shares.sort_by(|a, b| b.n_words.cmp(&a.n_words).then(a.theme.cmp(&b.theme)));
        shares
    }
}

/// The anchors of one entry that count: those that make up a good part of it.
pub(crate) fn hits(knowledge: &Knowledge, entry: &str) -> Vec<Hit> {
    if let Some(digest) = digest_bytes(entry) {
        return knowledge.hashed(&digest).into_iter().collect();
    }
    let has_capital = if entry.is_ascii() {
        entry.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        entry.chars().any(char::is_uppercase)
    };
    let lower = if has_capital {
        Cow::Owned(entry.to_lowercase())
    } else {
        Cow::Borrowed(entry)
    };
    let exact = knowledge.exact(&lower);
    if let Some(hit) = exact
        && !hit.is_common
    {
        return vec![hit];
    }
    knowledge
        .hits(&lower)
        .filter(|hit| hit.len.saturating_mul(5) >= lower.len())
        .chain(exact)
        .collect()
}

/// The themes of one entry, in the order of reports; none where it holds no known term.
pub fn themes_of(knowledge: &Knowledge, entry: &str) -> Vec<Theme> {
    let mut themes: Vec<Theme> = hits(knowledge, entry)
        .into_iter()
        .map(|hit| hit.theme)
        .collect();
    themes.sort_unstable();
    themes.dedup();
    themes
}

/// Labels a table; `None` where it is no list.
pub(crate) fn judge(
    entries: &[&str],
    place: &Place<'_>,
    knowledge: &Knowledge,
) -> Option<WordList> {
    let mut seen = HashSet::with_capacity(entries.len());
    let mut words: Vec<&str> = Vec::with_capacity(entries.len());
    let mut shapes = Shapes::default();
    let mut letters = Letters::default();
    let mut tally = Tally::default();
    let mut common = Tally::default();
    for entry in entries {
        let entry = clean(entry);
        if entry.is_empty() {
            continue;
        }
        words.push(entry);
        if seen.insert(entry) {
            shapes.add(entry);
            letters.add(entry);
            let mut hits = hits(knowledge, entry);
            common.add(&hits);
            hits.retain(|hit| !hit.is_common);
            tally.add(&hits);
        }
    }
    if shapes.n < MIN_DISTINCT || shapes.is_mostly_wordless() {
        return None;
    }
    let kind = shapes.kind();
    let mut verdict = verdict(kind, &shapes, &tally, place.hint);
    if verdict.score < MIN_SCORE
        && let Some(short) = short_verdict(kind, &shapes, &common, place.hint)
    {
        verdict = short;
        tally = common;
    }
    verdict.reasons.extend(by_references(&tally, knowledge));
    let is_prose = shapes.share(shapes.prose) > 0.6 && shapes.mean_chars() > 60.0;
    if is_prose && verdict.score < MIN_SCORE {
        return None;
    }
    Some(WordList {
        kind,
        purpose: verdict.purpose,
        confidence: verdict.confidence,
        score: verdict.score,
        reasons: verdict.reasons,
        decoding: place.steps.to_vec(),
        encoding: place.encoding,
        span: place.span,
        key_path: place.key_path.clone(),
        n_words: u64::try_from(words.len()).unwrap_or(u64::MAX),
        n_distinct: shapes.n,
        longest: shapes.longest,
        scripts: letters.shares(),
        language: letters.language(),
        themes: tally.shares(),
        sample: sample(&words),
        words: words.into_iter().map(str::to_owned).collect(),
    })
}

/// How many of the known terms are the user's, by reference set.
fn by_references(tally: &Tally, knowledge: &Knowledge) -> Vec<String> {
    let sets = tally.met.iter();
    let mut sets: Vec<&str> = sets
        .filter_map(|anchor| knowledge.reference_of(*anchor))
        .collect();
    sets.sort_unstable();
    sets.chunk_by(|a, b| a == b)
        .filter_map(|of_set| {
            let (set, n) = (of_set.first()?, of_set.len());
            Some(format!(
                "{n} of the known terms are of the user's reference set {set}"
            ))
        })
        .collect()
}

fn sample(words: &[&str]) -> Vec<String> {
    let rest = words.len().saturating_sub(SAMPLE);
    let step = rest.div_ceil(SAMPLE).max(1);
    let first = words.iter().take(SAMPLE);
    let spread = words.iter().skip(SAMPLE).step_by(step);
    first.chain(spread).map(|&word| word.to_owned()).collect()
}

struct Verdict {
    purpose: Purpose,
    confidence: f64,
    score: f64,
    reasons: Vec<String>,
}

fn verdict(kind: Kind, shapes: &Shapes, tally: &Tally, hint: &str) -> Verdict {
    let mut reasons = Vec::new();
    let n_anchors = tally.sum_anchors(Theme::is_sensitive);
    // In a short list one entry speaks for its theme; in a long one it may be chance.
    let enough = if shapes.n < 100 { 1 } else { 2 };
    let sensitive = || Theme::ALL.into_iter().filter(|it| it.is_sensitive());
    let n_themes = sensitive()
        .filter(|&theme| tally.words(theme) >= enough)
        .count();
    // A theme with fewer entries counts for a part, so that one entry more or less does not turn the verdict.
    let parts = sensitive().fold(0_u64, |sum, theme| {
        sum.saturating_add(tally.words(theme).min(enough))
    });
    let density = shapes.share(tally.sensitive);
    let ordinary = tally
        .words(Theme::PlainVocabulary)
        .saturating_add(tally.words(Theme::InterfaceText));
    let calm = share(tally.sensitive, tally.sensitive.saturating_add(ordinary));
    let prose = shapes.share(shapes.prose);
    let mut score = 0.45 * (density / 0.10).min(1.0)
        + 0.35 * share(n_anchors, 15).min(1.0)
        + 0.20 * share(parts, enough.saturating_mul(3)).min(1.0);
    score *= calm;
    if prose > 0.3 {
        score *= 0.6;
    }
    if density < 0.015 || tally.sensitive < MIN_KNOWN || n_anchors < MIN_KNOWN {
        score = score.min(0.5 * MIN_SCORE);
    }
    if tally.sensitive > 0 {
        reasons.push(format!(
            "{} of {} different entries hold one of {n_anchors} known sensitive terms, in {n_themes} themes",
            tally.sensitive, shapes.n
        ));
    }
    if ordinary > 0 {
        reasons.push(format!(
            "{ordinary} entries are everyday words or labels of buttons"
        ));
    }
    if prose > 0.3 {
        reasons.push("many entries are sentences or messages".to_owned());
    }
    let ad_rules = shapes.share(shapes.ad_rules);
    let security = tally.words(Theme::Security);
    let (purpose, confidence) = if ad_rules >= 0.3 {
        reasons.push("entries have the form of rules that block advertising".to_owned());
        (Purpose::AdBlocking, ad_rules)
    } else if security >= 3 && security > tally.sensitive {
        reasons.push(format!(
            "{security} entries name malware, phishing or hosts of advertising"
        ));
        (
            Purpose::Security,
            share(security, security.saturating_add(2)),
        )
    } else if score >= MIN_SCORE {
        (filter_purpose(tally, &mut reasons), score)
    } else {
        ordinary_purpose(kind, shapes, tally, &mut reasons)
    };
    if matches!(
        purpose,
        Purpose::ContentFilter | Purpose::ProfanityOrChildSafety
    ) && let Some(token) = telling_name(hint)
    {
        reasons.push(said_by_name(token));
    }
    Verdict {
        purpose,
        confidence,
        score,
        reasons,
    }
}

/// A short list in which everyday words of politics count too, as long as they make up much of it.
fn short_verdict(kind: Kind, shapes: &Shapes, tally: &Tally, hint: &str) -> Option<Verdict> {
    let n_anchors = tally.sum_anchors(Theme::is_sensitive);
    let n_political = tally.sum_anchors(Theme::is_political);
    let n_themes = Theme::ALL
        .into_iter()
        .filter(|&theme| theme.is_sensitive() && tally.words(theme) > 0)
        .count();
    let density = shapes.share(tally.sensitive);
    let ordinary = tally
        .words(Theme::PlainVocabulary)
        .saturating_add(tally.words(Theme::InterfaceText));
    let calm = share(tally.sensitive, tally.sensitive.saturating_add(ordinary));
    if !SHORT.contains(&shapes.n)
        || !matches!(kind, Kind::Words | Kind::Phrases | Kind::Combinations)
        || shapes.share(shapes.prose) > 0.1
        || shapes.share(shapes.identifiers) > 0.1
        || n_political < MIN_KNOWN
        || tally.sensitive < MIN_KNOWN
        || n_themes < 2
        || density < MIN_SHORT_DENSITY
        || calm < 0.8
    {
        return None;
    }
    let mut reasons = vec![
        format!(
            "{} of {} different entries hold one of {n_anchors} known terms, everyday words of politics counted, in {n_themes} themes",
            tally.sensitive, shapes.n
        ),
        "the list is short, so that the same words may stand together for another reason"
            .to_owned(),
    ];
    let purpose = filter_purpose(tally, &mut reasons);
    if let Some(token) = telling_name(hint) {
        reasons.push(said_by_name(token));
    }
    Some(Verdict {
        purpose,
        // From 0.35 where a quarter of the entries is known to 0.6 where all are.
        confidence: 0.35 + (density.min(1.0) - MIN_SHORT_DENSITY) / 3.0,
        score: MIN_SCORE,
        reasons,
    })
}

fn said_by_name(token: &str) -> String {
    format!("the name holds `{token}`, which alone would prove nothing")
}

/// Entries of other themes beside which names of rivals make a filter: 2. One word of spam stands in a list of means of payment too.
const MIN_OTHERS: u64 = 2;

/// Politics, persons, religion, territory and media make a content filter, and so do names of rivals
/// beside other themes; without them the list keeps away swear words and the like.
fn filter_purpose(tally: &Tally, reasons: &mut Vec<String>) -> Purpose {
    let political_anchors = tally.sum_anchors(Theme::is_political);
    let political = share(tally.political, tally.sensitive);
    let brands = tally.anchors(Theme::BrandsAndRivals);
    let n_brands = tally.words(Theme::BrandsAndRivals);
    let brand_share = share(n_brands, tally.sensitive);
    let n_others = tally.sensitive.saturating_sub(n_brands);
    if political_anchors >= 4 && political >= 0.05 {
        reasons.push(format!(
            "{} entries are about politics, persons, religion, territory or media",
            tally.political
        ));
        Purpose::ContentFilter
    } else if brand_share > 0.9 || (brands >= 3 && n_others < MIN_OTHERS) {
        reasons.push("the known terms are names of phone makers, and hardly any other".to_owned());
        Purpose::Unclear
    } else if brands >= 3 {
        reasons.push(format!(
            "{brands} names of phone makers stand beside other themes"
        ));
        Purpose::ContentFilter
    } else {
        reasons.push(
            "no theme of opinion reaches 5 % of the entries about sensitive themes".to_owned(),
        );
        Purpose::ProfanityOrChildSafety
    }
}

fn ordinary_purpose(
    kind: Kind,
    shapes: &Shapes,
    tally: &Tally,
    reasons: &mut Vec<String>,
) -> (Purpose, f64) {
    let identifiers = shapes.share(shapes.identifiers);
    let plain = tally.words(Theme::PlainVocabulary);
    let interface = tally.words(Theme::InterfaceText);
    if matches!(kind, Kind::Words | Kind::Phrases) && identifiers >= 0.5 {
        reasons.push("most entries have the form of names in source code".to_owned());
        (Purpose::Identifiers, identifiers)
    } else if interface > plain || shapes.share(shapes.prose) >= 0.2 {
        reasons.push("entries are labels, messages or names out of a standard".to_owned());
        (Purpose::InterfaceText, 0.6)
    } else if plain >= 3 || shapes.n >= 20_000 {
        reasons.push(
            "entries are everyday words, or too many for anything but a dictionary".to_owned(),
        );
        (Purpose::PlainVocabulary, 0.7)
    } else {
        (Purpose::Unclear, 0.5)
    }
}

/// Words in file names of filter lists, Chinese ones in pinyin (`mingan` = sensitive).
fn telling_name(hint: &str) -> Option<&'static str> {
    const TOKENS: [&str; 16] = [
        "sensitive",
        "badword",
        "forbidden",
        "dirty",
        "censor",
        "blacklist",
        "blocklist",
        "mingan",
        "mgc",
        "maskword",
        "illegalword",
        "filter",
        "shield",
        "keyword",
        "profan",
        "naughty",
    ];
    let lower = hint.to_lowercase();
    TOKENS.into_iter().find(|token| lower.contains(token))
}
