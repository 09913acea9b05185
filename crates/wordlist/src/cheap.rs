//! Says at about a gigabyte a second which bytes cannot hold a list worth reading.
//!
//! Blocks of 4 KiB are told apart by three counts that compilers turn into vector code: characters of three
//! bytes (Chinese and its neighbours, Vietnamese, Thai), of two bytes (Cyrillic, Arabic, accented Latin), and
//! printable ASCII. Only blocks dense in one of them are searched for anchors.

use crate::knowledge::{Knowledge, Theme};
use crate::shape::{is_digest, is_host, is_package};
use crate::{encoding, plist, wrapping};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;

const BLOCK_BITS: u32 = 12;
const BLOCK: usize = 1 << BLOCK_BITS;
/// Characters of three bytes that make a block dense: 40 of the 1,365 that fit. Random bytes have 10, ARM code 2.
const MIN_LONG: u32 = 40;
/// Characters of two bytes that make a block dense: 400 of 2,048. Random bytes have 100.
const MIN_PAIRS: u32 = 400;
/// Printable bytes that make a block dense, of 4096: random bytes have 1,520, machine code 1,700 or so.
const MIN_PRINTABLE: u32 = 3_000;
/// Different anchors that make bytes worth reading.
const WANTED: usize = 4;
/// Files up to this length are tried for XOR and unknown encodings: 4 MiB.
const SMALL: usize = 4 << 20;

/// Binary files up to this length are looked through whole: 64 KiB.
pub(crate) const TINY: usize = 64 << 10;
/// Compressed streams are opened up to 16 MiB; the longest list met has 0.7 MB.
const MAX_INFLATED: u64 = 16 << 20;
/// Compressed streams inside each other that are opened: 3.
const DEPTH: u32 = 3;

/// Files of text up to this length are looked through entry by entry for short lists: 8 KiB.
const SHORT: usize = 8 << 10;
/// Bytes of one piece of such a text: 255; no term, package name or digest is longer.
const LONGEST_PIECE: usize = 255;
/// Names of phone makers that make a short text worth reading: 8.
const WANTED_BRANDS: usize = 8;
/// Bytes out of the middle of a longer text that say whether it is a table of package names or digests: 2 KiB. A third of
/// what stands there has to be some, since numbers often stand beside.
const MIDDLE: usize = 2 << 10;
/// Package names, or digests, that make a short text worth reading: 5, and half of all pieces that are no keys.
const WANTED_NAMES: usize = 5;

/// What one block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Density {
    long: u32,
    pairs: u32,
    printable: u32,
}

impl Density {
    fn of(block: &[u8]) -> Self {
        let mut density = Self {
            long: 0,
            pairs: 0,
            printable: 0,
        };
        let second = block.get(1..).unwrap_or_default();
        let third = block.get(2..).unwrap_or_default();
        // Sums over 128 bytes fit a byte, which lets the compiler add sixteen or more at a time.
        for ((a, b), c) in block
            .chunks(128)
            .zip(second.chunks(128))
            .zip(third.chunks(128))
        {
            let (mut long, mut pairs, mut printable) = (0_u8, 0_u8, 0_u8);
            for ((&a, &b), &c) in a.iter().zip(b).zip(c) {
                let follows = u8::from(b & 0xc0 == 0x80);
                let twice = follows & u8::from(c & 0xc0 == 0x80);
                long = long.wrapping_add(u8::from(a.wrapping_sub(0xe0) < 10) & twice);
                pairs = pairs.wrapping_add(u8::from(a.wrapping_sub(0xc3) < 25) & follows);
                printable = printable.wrapping_add(u8::from(a.wrapping_sub(0x20) < 0x5f));
            }
            density.long = density.long.saturating_add(u32::from(long));
            density.pairs = density.pairs.saturating_add(u32::from(pairs));
            density.printable = density.printable.saturating_add(u32::from(printable));
        }
        density
    }

    /// Whether letters beyond ASCII are frequent. A short last block is held to the same shares.
    fn is_beyond_ascii(self, len: usize) -> bool {
        u64::from(self.long) > scaled(MIN_LONG, len)
            || u64::from(self.pairs) > scaled(MIN_PAIRS, len)
    }

    fn is_ascii(self, len: usize) -> bool {
        u64::from(self.printable) >= scaled(MIN_PRINTABLE, len)
    }
}

fn scaled(minimum: u32, len: usize) -> u64 {
    u64::from(minimum).saturating_mul(u64::try_from(len).unwrap_or(u64::MAX)) >> BLOCK_BITS
}

/// A part dense in text.
pub(crate) struct Part {
    pub(crate) range: Range<usize>,
    /// Whether letters beyond ASCII are rare in it.
    pub(crate) is_ascii: bool,
}

/// The dense parts of some bytes: runs of dense blocks, each with half a block around it. Blocks in ASCII
/// and others make one run where `together`, else a run for each kind.
pub(crate) fn dense_parts(bytes: &[u8], together: bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, block) in bytes.chunks(BLOCK).enumerate() {
        let density = Density::of(block);
        let is_ascii = !density.is_beyond_ascii(block.len());
        if is_ascii && !density.is_ascii(block.len()) {
            continue;
        }
        let start = at.saturating_mul(BLOCK);
        let from = start.saturating_sub(BLOCK / 2);
        let to = start
            .saturating_add(block.len())
            .saturating_add(BLOCK / 2)
            .min(bytes.len());
        match parts.last_mut() {
            Some(last) if last.range.end >= from && (together || last.is_ascii == is_ascii) => {
                last.range.end = to;
                last.is_ascii &= is_ascii;
            }
            _ => parts.push(Part {
                range: from..to,
                is_ascii,
            }),
        }
    }
    parts
}

/// A long run of Base64 inside other text, whose first bytes make sense when decoded.
pub(crate) fn has_long_base64(bytes: &[u8]) -> bool {
    // Looking at every 64th byte finds every run of 256, and its start is at most 64 bytes away.
    let mut at = 0_usize;
    let is_code = |at: usize| bytes.get(at).copied().is_some_and(wrapping::is_base64_byte);
    while at < bytes.len() {
        if is_code(at) && is_code(at.saturating_add(64)) && is_code(at.saturating_add(128)) {
            let mut start = at;
            while start > 0 && is_code(start.saturating_sub(1)) {
                start = start.saturating_sub(1);
            }
            let rest = bytes.get(start..).unwrap_or_default();
            let len = rest
                .iter()
                .position(|&byte| !wrapping::is_base64_byte(byte))
                .unwrap_or(rest.len());
            if len >= 192 && rest.get(..len).is_some_and(wrapping::begins_meant) {
                return true;
            }
            at = start.saturating_add(len);
        }
        at = at.saturating_add(64);
    }
    false
}

/// Whether a short text may hold a short list: known terms as whole pieces between the separators, names of
/// phone makers, or mostly package names or digests.
fn holds_short_list(text: &str, knowledge: &Knowledge) -> bool {
    // A short list has separators before anything else; most texts have too few, and counting them is cheap.
    let is_separator = |byte: &&u8| {
        matches!(
            byte,
            b'\n' | b'\r' | b'\t' | b',' | b';' | b'|' | b'"' | b'\'' | b'<' | b'>' | 0x80..
        )
    };
    if text.bytes().filter(|it| is_separator(&it)).count() < WANTED.saturating_sub(1) {
        return false;
    }
    let (mut seen, mut n_known, mut n_brands) = (FxHashSet::default(), 0_usize, 0_usize);
    let (mut n_packages, mut n_digests) = (0_usize, 0_usize);
    for piece in pieces(text) {
        if !seen.insert(piece) {
            continue;
        }
        match knowledge.gloss(piece).map(|anchor| anchor.theme) {
            Some(Theme::BrandsAndRivals) => n_brands = n_brands.saturating_add(1),
            Some(theme) if theme.is_sensitive() => n_known = n_known.saturating_add(1),
            _ => {}
        }
        n_packages =
            n_packages.saturating_add(usize::from(piece.contains('.') && is_address(piece)));
        n_digests = n_digests.saturating_add(usize::from(piece.len() >= 16 && is_digest(piece)));
        if let Some(plain) = decoded(piece) {
            let theme = knowledge.gloss(&plain).map(|anchor| anchor.theme);
            n_known = n_known.saturating_add(usize::from(theme.is_some_and(Theme::is_sensitive)));
        }
    }
    let names = n_packages.saturating_add(n_digests);
    n_known >= WANTED
        || n_brands >= WANTED_BRANDS
        || (n_packages.max(n_digests) >= WANTED_NAMES && names.saturating_mul(2) >= seen.len())
}

/// Whether a piece names an app, a host or a page.
fn is_address(piece: &str) -> bool {
    is_package(piece) || piece.contains("://") || (is_host(piece) && has_known_end(piece))
}

/// Whether a name ends as hosts do and files do not: by a general domain, or that of a country that is no suffix of files.
fn has_known_end(host: &str) -> bool {
    const ENDS: [&str; 36] = [
        "com", "org", "net", "info", "biz", "gov", "edu", "example", "cn", "tw", "hk", "jp", "kr",
        "ru", "ua", "by", "kz", "lt", "lv", "ee", "de", "fr", "uk", "in", "tr", "ir", "vn", "th",
        "id", "my", "sg", "br", "it", "es", "nl", "eu",
    ];
    let name = host.split(['/', ':']).next().unwrap_or(host);
    name.rsplit('.').next().is_some_and(|it| ENDS.contains(&it))
}

/// What an entry stands for that is in Base64 or hexadecimal for itself.
fn decoded(piece: &str) -> Option<String> {
    let plain = wrapping::short_hex(piece).or_else(|| wrapping::short_base64(piece))?;
    String::from_utf8(plain).ok()
}

/// What stands between the separators of a text, without what is too short or too long to be an entry.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let separators = [
        '\n', '\r', '\t', ',', ';', '|', '"', '\'', '、', '，', '<', '>',
    ];
    // A document inside a document has its quotes escaped, once for each document around it.
    let is_around = |it: char| it == '\\' || it.is_whitespace();
    text.split(separators)
        .map(move |piece| piece.trim_matches(is_around))
        .filter(|piece| {
            (2..=LONGEST_PIECE).contains(&piece.len()) && piece.chars().any(char::is_alphanumeric)
        })
}

/// Whether a long text is mostly package names or digests, by a piece out of its middle.
fn holds_long_table_of_names(bytes: &[u8]) -> bool {
    let from = (bytes.len() / 2).saturating_sub(MIDDLE / 2);
    let Some(middle) = bytes.get(from..from.saturating_add(MIDDLE)) else {
        return false;
    };
    let (mut n, mut n_names) = (0_usize, 0_usize);
    for chunk in middle.utf8_chunks() {
        for piece in pieces(chunk.valid()) {
            let is_name = (piece.contains('.') && is_address(piece))
                || (piece.len() >= 16 && is_digest(piece));
            n = n.saturating_add(1);
            n_names = n_names.saturating_add(usize::from(is_name));
        }
    }
    n_names >= WANTED_NAMES && n_names.saturating_mul(3) >= n
}

/// Whether a recogniser that looks for filter lists has to read these bytes; `false` is meant to be cheap
/// and frequent.
///
/// Lists without a single known term are not found worth reading; [`crate::recognise`] labels those too.
pub fn is_worth_reading(bytes: &[u8], knowledge: &Knowledge) -> bool {
    if bytes.len() < 32 {
        return false;
    }
    if bytes.len() <= SMALL
        && let Some(plain) = unescaped(bytes)
        && is_worth(plain.as_bytes(), knowledge, DEPTH)
    {
        return true;
    }
    is_worth(bytes, knowledge, DEPTH)
}

/// What a text stands for that is in Base64 as a whole, or under XOR.
fn wrapped(text: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    if let Some(plain) = wrapping::base64(text.trim(), &[])
        && wrapping::looks_meant(&plain)
    {
        return Some(plain);
    }
    wrapping::xor_of_ascii(bytes).map(|it| it.1)
}

/// A text with its `\u` escapes undone, where it has as many as a list of a few words.
fn unescaped(bytes: &[u8]) -> Option<String> {
    memchr::memmem::find_iter(bytes, b"\\u").nth(8)?;
    let text = std::str::from_utf8(bytes).ok()?;
    // Inside another document, the escape is escaped itself.
    let plain = wrapping::unicode_escapes(text)?;
    Some(plain)
}

/// Compressed bytes are worth reading where what comes out is, so that being compressed makes no difference.
fn is_worth_inflating(bytes: &[u8], knowledge: &Knowledge, depth: u32) -> bool {
    match wrapping::decompress(bytes, MAX_INFLATED) {
        // What is cut off here could be worth reading further on.
        Some((_, plain)) if plain.len() as u64 == MAX_INFLATED => true,
        Some((_, plain)) => is_worth(&plain, knowledge, depth),
        None => false,
    }
}

fn is_worth(bytes: &[u8], knowledge: &Knowledge, depth: u32) -> bool {
    // Both keep texts in UTF-16 too, which is not looked for here, and both are rare.
    if bytes.starts_with(b"SQLite format 3\0") || bytes.starts_with(plist::MAGIC) {
        return true;
    }
    if wrapping::is_compressed(bytes)
        && depth
            .checked_sub(1)
            .is_none_or(|depth| is_worth_inflating(bytes, knowledge, depth))
    {
        return true;
    }
    let is_text = encoding::may_be_text(bytes);
    if !is_text && encoding::may_be_utf16(bytes) {
        return true;
    }
    if is_text && bytes.len() <= SMALL {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            // A few bytes that are wrong, as in old licence texts, make no other encoding of it.
            Err(_) => match encoding::nearly_utf8(bytes) {
                Some(text) => Cow::Owned(text),
                None => return true,
            },
        };
        // Terms of reference sets count as whole entries, which have to be looked for one by one.
        let is_looked_through = bytes.len() <= SHORT || knowledge.has_references();
        if is_looked_through && holds_short_list(&text, knowledge) {
            return true;
        }
        if bytes.len() > SHORT && holds_long_table_of_names(bytes) {
            return true;
        }
        if let Some(depth) = depth.checked_sub(1)
            && let Some(plain) = wrapped(&text, bytes)
        {
            return is_worth(&plain, knowledge, depth);
        }
    }
    // Of a small file, blocks tell nothing: lengths and code stand between the strings.
    let is_media = crate::find::is_known_media(bytes);
    if !is_text && bytes.len() <= TINY {
        let is_program = bytes.starts_with(b"\x7fELF");
        if (is_program || !is_media) && knowledge.has_anchors(bytes, WANTED) {
            return true;
        }
        if !is_media
            && let Some(depth) = depth.checked_sub(1)
            && wrapping::may_be_brotli(bytes)
            && let Some(plain) = wrapping::brotli(bytes, MAX_INFLATED)
        {
            return is_worth(&plain, knowledge, depth);
        }
    }
    dense_parts(bytes, false)
        .into_iter()
        .filter_map(|part| Some((bytes.get(part.range)?, part.is_ascii)))
        .any(|(part, is_ascii)| {
            let found = if is_ascii {
                knowledge.has_ascii_anchors(part, WANTED)
            } else {
                knowledge.has_anchors(part, WANTED)
            };
            found || has_long_base64(part)
        })
        || crate::binary::user_strings(bytes)
            .is_some_and(|strings| knowledge.has_anchors(strings.join("\n").as_bytes(), WANTED))
        || (!is_text && bytes.len() <= SMALL && !is_media && wrapping::xor(bytes).is_some())
}
