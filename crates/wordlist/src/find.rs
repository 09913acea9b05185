//! Goes from bytes to tables, through every wrapping met on the way, within its bounds.

use crate::judge::{Place, judge};
use crate::keys::Keys;
use crate::knowledge::Knowledge;
use crate::list::{Opaque, Purpose, Recognised, Step, WordList};
use crate::structured::{LONG, Paths};
use crate::{encoding, plist, split, structured, wrapping};
use base::{Budget, Limits, Problem, Span};

/// Bytes of one piece read as text or as a table: 64 MiB. The longest list met is 0.7 MB.
const MAX_LEN: usize = 64 << 20;
/// A way to read entries must score as much better to displace a plainer one.
const MARGIN: f64 = 0.03;
/// Entries from which on a further reading of a text is first tried on a part: 4,096; and those of the part: 512. A list
/// of which 1.5 % are known terms, the least that makes a filter's, has none in such a part once in 2,000 times.
const PART_OF: usize = 4_096;
const PART: usize = 512;
/// Strings handed in that may be one array; more are a pool of everything, in which lists are looked for.
const MAX_ARRAY: usize = 50_000;
/// From this entropy on, bytes are compressed or encrypted; text in any encoding stays below 7.
const DENSE: f64 = 7.2;

/// Where the finder stands.
#[derive(Clone, Debug)]
pub(crate) struct At {
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Span,
    /// Whether the bytes are the artifact's own, so that places in them are places in the artifact.
    pub(crate) own: bool,
    pub(crate) key_path: String,
    pub(crate) depth: u32,
}

impl At {
    pub(crate) fn inside(&self, step: &str) -> Self {
        let mut inside = self.clone();
        inside.steps.push(Step(step.to_owned()));
        inside.depth = inside.depth.saturating_add(1);
        inside.own = false;
        inside
    }
}

pub(crate) struct Finder<'f> {
    pub(crate) hint: &'f str,
    pub(crate) knowledge: &'f Knowledge,
    pub(crate) keys: &'f Keys,
    pub(crate) limits: &'f Limits,
    pub(crate) budget: &'f mut Budget,
    pub(crate) found: Recognised,
    stopped: bool,
}

impl<'f> Finder<'f> {
    pub(crate) fn new(
        hint: &'f str,
        knowledge: &'f Knowledge,
        keys: &'f Keys,
        limits: &'f Limits,
        budget: &'f mut Budget,
    ) -> Self {
        Self {
            hint,
            knowledge,
            keys,
            limits,
            budget,
            found: Recognised::default(),
            stopped: false,
        }
    }

    /// Takes the steps for work on `len` bytes, one for each KiB; what is refused is recorded once.
    fn enter(&mut self, len: usize, at: &At) -> bool {
        if self.stopped {
            return false;
        }
        let steps = u64::try_from(len >> 10)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let refused = if at.depth > self.limits.depth {
            Some((
                "wordlist/too-deep",
                format!(
                    "more than {} encodings inside each other",
                    self.limits.depth
                ),
            ))
        } else if len > MAX_LEN {
            Some((
                "wordlist/too-long",
                format!("a piece of {len} bytes is longer than {MAX_LEN}"),
            ))
        } else if !self.budget.take(steps) {
            self.stopped = true;
            Some((
                "wordlist/out-of-budget",
                "the steps allowed were used up".to_owned(),
            ))
        } else {
            None
        };
        let Some((code, says)) = refused else {
            return true;
        };
        if !self
            .found
            .problems
            .iter()
            .any(|problem| problem.code == code)
        {
            self.found
                .problems
                .push(Problem::new(code, says).at(at.span));
        }
        false
    }

    pub(crate) fn judge(
        &self,
        entries: &[&str],
        encoding: &'static str,
        at: &At,
    ) -> Option<WordList> {
        let place = Place {
            hint: self.hint,
            steps: &at.steps,
            encoding,
            span: at.span,
            key_path: at.key_path.clone(),
        };
        judge(entries, &place, self.knowledge)
    }

    /// Reads bytes of any kind.
    pub(crate) fn bytes(&mut self, bytes: &[u8], at: &At) {
        if bytes.len() < 8 || !self.enter(bytes.len().min(MAX_LEN), at) {
            return;
        }
        let limit = self.limits.entry_len.min(MAX_LEN as u64);
        if let Some((step, plain)) = wrapping::decompress(bytes, limit) {
            self.bytes(&plain, &at.inside(step));
            return;
        }
        if let Some(document) = plist::read(bytes) {
            self.paths("plist", &structured::document(&document), "UTF-8", at);
            return;
        }
        if bytes.len() <= MAX_LEN
            && let Some((text, encoding)) = encoding::decode(bytes)
        {
            // Bytes under XOR often look like text in one of the older encodings; the reverse is rare.
            let plain = if encoding.starts_with("UTF") {
                wrapping::xor_of_ascii(bytes)
            } else {
                wrapping::xor(bytes).filter(|it| !it.1.is_ascii())
            };
            if let Some((key, plain)) = plain {
                self.bytes(&plain, &at.inside(&format!("xor 0x{key:02x}")));
                return;
            }
            self.text(&text, encoding, at);
            return;
        }
        if self.binary(bytes, at) || is_known_media(bytes) {
            return;
        }
        self.opaque(bytes, at, limit);
    }

    /// Bytes that are neither text nor hold any strings: XOR, brotli, the caller's keys.
    fn opaque(&mut self, bytes: &[u8], at: &At, limit: u64) {
        if bytes.len() > MAX_LEN / 8 {
            return;
        }
        if self.keys.has_any() {
            for (step, plain) in self.keys.decryptions(bytes) {
                let before = self.found.lists.len();
                self.bytes(&plain, &at.inside(step));
                if self.found.lists.len() > before {
                    return;
                }
            }
        }
        if let Some((key, plain)) = wrapping::xor(bytes) {
            self.bytes(&plain, &at.inside(&format!("xor 0x{key:02x}")));
            return;
        }
        if let Some(plain) = wrapping::brotli(bytes, limit)
            && plain.len() >= 16
            && encoding::decode(&plain).is_some()
        {
            self.bytes(&plain, &at.inside("brotli"));
            return;
        }
        let entropy = wrapping::entropy(bytes);
        if bytes.len() >= 256 && entropy >= DENSE {
            self.found.opaque.push(Opaque {
                why: "compressed or encrypted in a way that is not known",
                entropy,
                span: at.span,
                decoding: at.steps.clone(),
            });
        }
    }

    /// Reads text of any kind.
    pub(crate) fn text(&mut self, text: &str, encoding: &'static str, at: &At) {
        if !self.enter(text.len(), at) {
            return;
        }
        let trimmed =
            text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
        if trimmed.len() < 8 {
            return;
        }
        let paths = match trimmed.as_bytes().first() {
            Some(b'{' | b'[' | b'"') => structured::json(trimmed).map(|paths| ("json", paths)),
            Some(b'<') => structured::xml(trimmed, self.limits.nesting).map(|paths| ("xml", paths)),
            _ => None,
        };
        if let Some((step, paths)) = paths {
            self.paths(step, &paths, encoding, at);
            return;
        }
        if self.wrapped_text(trimmed, at) {
            return;
        }
        if let Some(plain) = wrapping::unicode_escapes(trimmed) {
            self.text(&plain, encoding, &at.inside("unicode-escapes"));
            return;
        }
        self.plain_text(trimmed, encoding, at);
    }

    /// Base64, hexadecimal and percent escapes of a whole text.
    fn wrapped_text(&mut self, text: &str, at: &At) -> bool {
        // A short run of letters may be in hexadecimal by chance, so what comes out must make sense.
        if let Some(plain) = wrapping::hex(text) {
            if wrapping::looks_meant(&plain) || (plain.len() >= 256 && self.keys.has_any()) {
                self.bytes(&plain, &at.inside("hex"));
                return true;
            }
        } else if let Some(plain) = wrapping::base64(text, &self.keys.alphabets) {
            let meant = wrapping::looks_meant(&plain);
            if meant || plain.len() >= 256 {
                self.bytes(&plain, &at.inside("base64"));
                return true;
            }
        }
        if let Some(plain) = wrapping::percent(text) {
            self.bytes(&plain, &at.inside("percent"));
            return true;
        }
        false
    }

    pub(crate) fn paths(&mut self, step: &str, paths: &Paths, encoding: &'static str, at: &At) {
        for (path, values) in paths.tables() {
            let mut inside = at.inside(step);
            inside.key_path = format!("{}{path}", at.key_path);
            let entries: Vec<&str> = values.iter().map(String::as_str).collect();
            let list = self.best_coding(&entries, encoding, &inside);
            self.found.lists.extend(list);
        }
        for (path, value) in &paths.long {
            let mut inside = at.inside(step);
            inside.key_path = format!("{}{path}", at.key_path);
            self.text(value, encoding, &inside);
        }
    }

    fn plain_text(&mut self, text: &str, encoding: &'static str, at: &At) {
        let mut best: Option<WordList> = None;
        for reading in split::readings(text) {
            let entries: Vec<&str> = reading.entries.iter().map(AsRef::as_ref).collect();
            let inside = at.inside(&reading.step);
            if best.is_some() && self.is_hopeless(&entries, encoding, &inside) {
                continue;
            }
            let Some(list) = self.best_coding(&entries, encoding, &inside) else {
                continue;
            };
            if best.as_ref().is_none_or(|best| is_better(&list, best)) {
                best = Some(list);
            }
        }
        let named = best.as_ref().is_some_and(WordList::is_filter_candidate);
        let before = self.found.lists.len();
        for (key, value) in split::long_values(text) {
            let mut inside = at.inside("properties");
            inside.key_path = format!("{}{key}", at.key_path);
            self.text(value, encoding, &inside);
        }
        // What stands in one value is the list, and not that with the lines around it.
        let values = self.found.lists.get(before..).unwrap_or_default();
        let n_best = best.as_ref().map_or(0, |it| it.n_distinct);
        let is_value = |it: &&WordList| {
            it.is_filter_candidate()
                && it.n_distinct < n_best
                && it.n_distinct.saturating_mul(4) >= n_best.saturating_mul(3)
        };
        if named && values.iter().any(|it| is_value(&it)) {
            return;
        }
        if named {
            self.found.lists.truncate(before);
        }
        self.found.lists.extend(best);
        if named {
            return;
        }
        for literal in split::literals(text).unwrap_or_default() {
            if literal.len() >= LONG {
                self.text(&literal, encoding, &at.inside("string-literal"));
            }
        }
    }

    /// Whether a long table, by a part of it that is spread over the whole, is none that could displace a plainer reading:
    /// the shares that decide are those of the whole, up to chance.
    fn is_hopeless(&self, entries: &[&str], encoding: &'static str, at: &At) -> bool {
        if entries.len() < PART_OF {
            return false;
        }
        let step = entries.len() / PART;
        let part: Vec<&str> = entries.iter().step_by(step.max(1)).copied().collect();
        self.best_coding(&part, encoding, at)
            .is_none_or(|it| it.themes.iter().all(|it| !it.theme.is_sensitive()) && !is_told(&it))
    }

    /// A table as it stands, or with every single entry decoded, whichever makes more sense.
    pub(crate) fn best_coding(
        &self,
        entries: &[&str],
        encoding: &'static str,
        at: &At,
    ) -> Option<WordList> {
        let plain = self.judge(entries, encoding, at);
        let Some((step, decoded)) = each(entries) else {
            return plain;
        };
        let decoded: Vec<&str> = decoded.iter().map(String::as_str).collect();
        self.judge(&decoded, encoding, &at.inside(step)).or(plain)
    }
}

/// Whether one reading of a text makes more sense than a plainer one.
fn is_better(list: &WordList, plainer: &WordList) -> bool {
    list.score > plainer.score + MARGIN || (is_told(list) && plainer.purpose == Purpose::Unclear)
}

const fn is_told(list: &WordList) -> bool {
    matches!(list.purpose, Purpose::AdBlocking | Purpose::Security)
}

type Decoder = fn(&str) -> Option<Vec<u8>>;

/// The entries decoded one by one, where nearly all of them decode to text.
fn each(entries: &[&str]) -> Option<(&'static str, Vec<String>)> {
    let decoders: [(&'static str, Decoder); 2] = [
        ("hex-each", wrapping::short_hex),
        ("base64-each", wrapping::short_base64),
    ];
    let cleaned = entries.iter().map(|entry| crate::judge::clean(entry));
    let mut cleaned = cleaned.filter(|entry| !entry.is_empty());
    let first = cleaned.clone().next()?;
    if !decoders.iter().any(|(_, decode)| decode(first).is_some()) {
        return None;
    }
    let entries: Vec<&str> = cleaned.by_ref().collect();
    if entries.len() < 5 {
        return None;
    }
    for (step, decode) in decoders {
        let decoded: Vec<String> = entries
            .iter()
            // The first entry that does not decode tells most tables apart at once.
            .map_while(|entry| decode(entry).and_then(|bytes| String::from_utf8(bytes).ok()))
            .filter(|text| {
                text.chars().any(char::is_alphabetic) && !text.contains(|c: char| c.is_control())
            })
            .collect();
        if decoded.len() == entries.len() {
            return Some((step, decoded));
        }
    }
    None
}

/// Pictures, sound, film and fonts: dense, but no riddle.
pub(crate) fn is_known_media(bytes: &[u8]) -> bool {
    let magics: [&[u8]; 16] = [
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"RIFF",
        b"OggS",
        b"ID3",
        b"\xff\xfb",
        b"\0\x01\0\0",
        b"OTTO",
        b"wOF",
        b"fLaC",
        b"PK\x03\x04",
        b"\x7fELF",
        b"dex\n",
        b"BM",
        b"MThd",
    ];
    magics.iter().any(|magic| bytes.starts_with(magic)) || bytes.get(4..8) == Some(b"ftyp")
}

impl Finder<'_> {
    /// Reads strings that came as strings: one table, and the long ones each for itself.
    pub(crate) fn strings(&mut self, strings: &[&str], at: &At) {
        let len = strings
            .iter()
            .fold(0_usize, |sum, string| sum.saturating_add(string.len()));
        if !self.enter(len, at) {
            return;
        }
        if strings.len() <= MAX_ARRAY {
            let list = self.best_coding(strings, "UTF-8", at);
            let found = list.as_ref().is_some_and(WordList::is_filter_candidate);
            self.found.lists.extend(list);
            if found {
                return;
            }
        }
        self.pool(strings, "UTF-8", at);
        for string in strings {
            if string.len() >= LONG && !string.contains(' ')
                || self.knowledge.has_anchors(string.as_bytes(), 4)
            {
                self.text(string, "UTF-8", &at.inside("string"));
            }
        }
    }
}
