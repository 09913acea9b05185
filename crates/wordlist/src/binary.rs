//! Strings inside binary files: runs of C strings, length-prefixed strings (Unity, Lua and Java bytecode,
//! protobuf), whole texts between other bytes, and the user strings of .NET assemblies.
//!
//! Spec: ECMA-335 II.24.2.4 for the `#US` heap; the rest is read by shape, without a format.
//! Departures from the spec: UTF-16 strings are found in .NET assemblies only.

use crate::find::{At, Finder};
use crate::list::WordList;
use crate::structured::LONG;
use crate::{cheap, records, shape, sqlite, wrapping};
use base::{Problem, Span};

/// Bytes between two strings of one table: a length, padding, a type. Unity pads to 4, Lua writes 9.
const MAX_GAP: usize = 16;
/// Pieces of a larger table that are tried.
const MAX_CARVED: usize = 4;

/// A run of printable text in binary data.
struct Piece<'b> {
    text: &'b str,
    /// From the start of the bytes looked at.
    start: usize,
}

impl Piece<'_> {
    fn end(&self) -> usize {
        self.start.saturating_add(self.text.len())
    }
}

impl Finder<'_> {
    /// Reads bytes that are no text; `true` where a list came out.
    pub(crate) fn binary(&mut self, bytes: &[u8], at: &At) -> bool {
        let before = self.found.lists.len();
        if bytes.starts_with(sqlite::MAGIC) {
            let texts = sqlite::texts(bytes);
            if texts.n_left_out > 0 {
                let says = format!(
                    "{} tables of the database are read without their names and columns",
                    texts.n_left_out
                );
                let problem = Problem::new("wordlist/tables-left-out", says);
                self.found.problems.push(problem.at(at.span));
            }
            self.paths("sqlite", &texts.paths, "UTF-8", at);
            return true;
        }
        if let Some(strings) = user_strings(bytes) {
            let entries: Vec<&str> = strings.iter().map(String::as_str).collect();
            self.pool(&entries, "UTF-16LE", &at.inside("dotnet-strings"));
        }
        if let Some(paths) = records::protobuf(bytes) {
            self.paths("protobuf", &paths, "UTF-8", at);
        }
        if self
            .found
            .lists
            .iter()
            .skip(before)
            .any(WordList::is_filter_candidate)
        {
            return true;
        }
        // Of a small file, blocks tell nothing.
        if bytes.len() <= cheap::TINY && cheap::dense_parts(bytes, true).is_empty() {
            self.part(bytes, 0, at);
        }
        for part in cheap::dense_parts(bytes, true) {
            if let Some(part_bytes) = bytes.get(part.range.clone()) {
                self.part(part_bytes, part.range.start, at);
            }
        }
        self.found.lists.len() > before
    }

    /// A part of binary data that is dense in text.
    fn part(&mut self, bytes: &[u8], start: usize, at: &At) {
        let base64 = cheap::has_long_base64(bytes);
        if !base64 && !self.knowledge.has_anchors(bytes, 2) {
            return;
        }
        let pieces = pieces(bytes);
        let mut rest = pieces.as_slice();
        while let Some(first) = rest.first() {
            let mut last = first;
            let mut n = 0_usize;
            for piece in rest {
                if n > 0 && piece.start.saturating_sub(last.end()) > MAX_GAP {
                    break;
                }
                last = piece;
                n = n.saturating_add(1);
            }
            let (run, after) = rest.split_at(n.max(1));
            let place = place(
                at,
                start.saturating_add(first.start),
                start.saturating_add(last.end()),
            );
            self.run(run, &place, base64);
            rest = after;
        }
    }

    fn run(&mut self, run: &[Piece<'_>], at: &At, base64: bool) {
        let entries = without_lengths(run);
        // Bytes of code before and behind a table may look like signs, or a letter.
        let is_word = |entry: &&str| {
            let letters = entry.chars().filter(|it| it.is_alphanumeric());
            !entry.is_ascii() || letters.count() >= 2
        };
        let from = entries.iter().position(is_word).unwrap_or(entries.len());
        let to = entries
            .iter()
            .rposition(is_word)
            .map_or(from, |at| at.saturating_add(1));
        let entries = entries.get(from..to).unwrap_or_default();
        for entry in entries {
            let is_text = entry.len() >= LONG && self.knowledge.has_anchors(entry.as_bytes(), 2);
            let is_code = base64
                && entry.len() >= LONG
                && entry.bytes().all(wrapping::is_base64_byte)
                && wrapping::begins_meant(entry.as_bytes());
            if is_text || is_code {
                self.text(entry, "UTF-8", &at.inside("string"));
            }
        }
        if entries.len() >= 5 {
            self.pool(entries, "UTF-8", &at.inside("strings"));
        }
    }

    /// Strings of all sorts together: kept when they are a filter's list, wholly or in part.
    pub(crate) fn pool(&mut self, entries: &[&str], encoding: &'static str, at: &At) {
        let flags: Vec<bool> = entries
            .iter()
            .map(|entry| self.knowledge.has_anchors(entry.as_bytes(), 1) && is_short(entry))
            .collect();
        let n_flagged = flags.iter().filter(|&&flag| flag).count();
        if n_flagged < 4 {
            return;
        }
        // Below one in a hundred the whole cannot be a list; a part of it still may.
        if n_flagged.saturating_mul(100) >= entries.len()
            && let Some(list) = self.judge(entries, encoding, at)
            && list.is_filter_candidate()
        {
            self.found.lists.push(list);
            return;
        }
        let mut left: Vec<std::ops::Range<usize>> = Vec::new();
        left.push(0..entries.len());
        let mut tried = 0_usize;
        while let Some(range) = left.pop() {
            let Some(part) = flags.get(range.clone()).and_then(densest) else {
                continue;
            };
            let from = range.start.saturating_add(part.start);
            let to = range.start.saturating_add(part.end);
            tried = tried.saturating_add(1);
            if tried > MAX_CARVED {
                break;
            }
            let (from, to) = widened(entries, from, to, &range);
            let carved = at.inside("part of the strings");
            let list = entries
                .get(from..to)
                .and_then(|part| self.judge(part, encoding, &carved))
                .filter(WordList::is_filter_candidate);
            if let Some(mut list) = list {
                list.reasons.push(format!(
                    "cut out of {} strings, so the first and last entries may be off",
                    entries.len()
                ));
                self.found.lists.push(list);
            }
            left.push(range.start..from);
            left.push(to..range.end);
        }
    }
}

/// The place of a run, exact where the bytes are the artifact's own.
fn place(at: &At, from: usize, to: usize) -> At {
    let mut place = at.clone();
    if at.own {
        let start = at.span.start().saturating_add(from as u64);
        place.span = Span::new(start, to.saturating_sub(from) as u64);
    }
    place
}

fn is_short(entry: &str) -> bool {
    entry.len() <= 90 && !shape::is_identifier(entry)
}

/// The run of flags where the set ones stand densest: each is worth twelve that are not set.
fn densest(flags: &[bool]) -> Option<std::ops::Range<usize>> {
    let mut best = (0_i64, 0..0);
    let mut sum = 0_i64;
    let mut start = 0;
    for (at, &flag) in flags.iter().enumerate() {
        if sum <= 0 {
            sum = 0;
            start = at;
        }
        sum = sum.saturating_add(if flag { 12 } else { -1 });
        if sum > best.0 {
            best = (sum, start..at.saturating_add(1));
        }
    }
    // Four set flags close together.
    (best.0 >= 40).then_some(best.1)
}

/// Takes in the neighbours that are of the kind of most entries: not ASCII.
fn widened(
    entries: &[&str],
    from: usize,
    to: usize,
    bounds: &std::ops::Range<usize>,
) -> (usize, usize) {
    let fits = |at: usize| {
        entries
            .get(at)
            .is_some_and(|entry| !entry.is_ascii() && entry.chars().count() <= 20)
    };
    let part = entries.get(from..to).unwrap_or_default();
    if part.iter().filter(|entry| !entry.is_ascii()).count() < part.len() / 2 {
        return (from, to);
    }
    let (mut from, mut to) = (from, to);
    while from > bounds.start && fits(from.saturating_sub(1)) {
        from = from.saturating_sub(1);
    }
    while to < bounds.end && fits(to) {
        to = to.saturating_add(1);
    }
    (from, to)
}

/// The runs of at least two printable characters.
fn pieces(bytes: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0_usize;
    for chunk in bytes.utf8_chunks() {
        let mut start = at;
        for text in chunk
            .valid()
            .split(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            if text.chars().nth(1).is_some() || (text.len() >= 3) {
                pieces.push(Piece { text, start });
            }
            // Every control character is one byte long in UTF-8, except U+0080 to U+009F, which are two.
            let next = chunk
                .valid()
                .get(start.saturating_sub(at).saturating_add(text.len())..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
            start = start.saturating_add(text.len()).saturating_add(next);
        }
        at = at
            .saturating_add(chunk.valid().len())
            .saturating_add(chunk.invalid().len());
    }
    pieces
}

/// The texts without a leading byte that is their length, where most have one.
fn without_lengths<'b>(run: &[Piece<'b>]) -> Vec<&'b str> {
    let stripped = |text: &'b str| {
        let first = usize::from(*text.as_bytes().first()?);
        let rest = text.get(1..)?;
        // Lua counts the zero at the end too.
        (rest.len() == first || rest.len().saturating_add(1) == first).then_some(rest)
    };
    let n = run
        .iter()
        .filter(|piece| stripped(piece.text).is_some())
        .count();
    run.iter()
        .map(|piece| {
            if n.saturating_mul(3) >= run.len() {
                stripped(piece.text).unwrap_or(piece.text)
            } else {
                piece.text
            }
        })
        .collect()
}

/// The string literals of a .NET assembly.
pub(crate) fn user_strings(bytes: &[u8]) -> Option<Vec<String>> {
    if !bytes.starts_with(b"MZ") {
        return None;
    }
    let root = memchr::memmem::find(bytes, b"BSJB")?;
    let name = memchr::memmem::find(bytes.get(root..)?, b"#US\0")?.checked_add(root)?;
    let header = bytes.get(name.checked_sub(8)?..name)?;
    let (offset, len) = header.split_first_chunk::<4>()?;
    let offset = usize::try_from(u32::from_le_bytes(*offset))
        .ok()?
        .checked_add(root)?;
    let len = usize::try_from(u32::from_le_bytes(*len.first_chunk()?)).ok()?;
    let heap = bytes.get(offset..)?;
    let mut heap = heap.get(..len).unwrap_or(heap);
    let mut strings = Vec::new();
    while let Some((&first, rest)) = heap.split_first() {
        let (len, rest) = if first & 0x80 == 0 {
            (usize::from(first), rest)
        } else if first & 0xc0 == 0x80 {
            let (&second, rest) = rest.split_first()?;
            (usize::from(first & 0x3f) << 8 | usize::from(second), rest)
        } else {
            let (tail, rest) = rest.split_first_chunk::<3>()?;
            let [b, c, d] = tail.map(usize::from);
            (usize::from(first & 0x1f) << 24 | b << 16 | c << 8 | d, rest)
        };
        let Some(blob) = rest.get(..len) else { break };
        let units: Vec<u16> = blob
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes(pair.first_chunk().copied().unwrap_or_default()))
            .collect();
        if !units.is_empty() {
            strings.push(String::from_utf16_lossy(&units));
        }
        heap = rest.get(len..).unwrap_or_default();
    }
    Some(strings)
}
