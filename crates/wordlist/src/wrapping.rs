//! Takes wrappings off: gzip, zlib, zstd, brotli, Base64, hexadecimal, percent and `\u` escapes, single-byte XOR.
//!
//! Spec: RFC 1952, RFC 1950, RFC 8878, RFC 7932, RFC 4648.
//! Departures from the spec: trailing bytes after a stream are ignored, a stream that ends early gives what
//! came out so far, Base64 may lack its padding and be wrapped at any width.

use crate::encoding::is_odd_control;
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;
use std::io::Read;

/// Up to `limit` bytes out of a decoder; whatever came before an error counts.
fn drain(decoder: impl Read, limit: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let _ = decoder.take(limit).read_to_end(&mut out);
    (!out.is_empty()).then_some(out)
}

/// The decompressed bytes and the name of the step, where the bytes begin like a compressed stream.
pub(crate) fn decompress(bytes: &[u8], limit: u64) -> Option<(&'static str, Vec<u8>)> {
    match bytes {
        [0x1f, 0x8b, 8, ..] => {
            drain(flate2::bufread::GzDecoder::new(bytes), limit).map(|out| ("gzip", out))
        }
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
            drain(flate2::bufread::ZlibDecoder::new(bytes), limit).map(|out| ("zlib", out))
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(bytes).ok()?;
            drain(decoder, limit).map(|out| ("zstd", out))
        }
        _ => None,
    }
}

/// Whether the bytes begin like a stream that [`decompress`] opens.
pub(crate) const fn is_compressed(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x1f, 0x8b, 8, ..] | [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..]
    )
}

/// Whether brotli makes text of the bytes, told by the first 512 that come out.
pub(crate) fn may_be_brotli(bytes: &[u8]) -> bool {
    let mut out = Vec::new();
    let decoder = brotli_decompressor::Decompressor::new(bytes, 4096);
    let ended_well = decoder.take(512).read_to_end(&mut out).is_ok();
    // Random bytes that pass for a stream have given a handful.
    ended_well && out.len() >= 32 && crate::encoding::may_be_text(&out)
}

/// Brotli has no magic; what comes out must be text to count, which the caller checks.
pub(crate) fn brotli(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let decoder = brotli_decompressor::Decompressor::new(bytes, 4096);
    decoder.take(limit).read_to_end(&mut out).ok()?;
    (!out.is_empty()).then_some(out)
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// Whether the byte belongs to the usual or the URL-safe alphabet of Base64.
pub(crate) const fn is_base64_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// Whether the first bytes of a text, white space aside, are all of a kind: most texts are told by these.
fn begins_with(text: &str, is: impl Fn(u8) -> bool) -> bool {
    let first = text.trim_start().bytes().take(HEAD);
    first.filter(|it| !it.is_ascii_whitespace()).all(is)
}

/// Bytes by which a text is told not to be encoded: 64.
const HEAD: usize = 64;

/// The text without line breaks, where all its lines but the last are of one length.
pub(crate) fn unwrapped(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    if !text.contains(|c: char| c.is_whitespace()) {
        return Some(Cow::Borrowed(text));
    }
    let mut lines = text.lines().map(str::trim);
    let first = lines.next()?;
    let mut joined = first.to_owned();
    let mut ended = false;
    for line in lines {
        if ended || first.len() < 16 || line.len() > first.len() {
            return None;
        }
        ended = line.len() < first.len();
        joined.push_str(line);
    }
    Some(Cow::Owned(joined))
}

/// The bytes of a whole text in Base64, in the usual alphabet, the URL-safe one or one that was handed in.
pub(crate) fn base64(text: &str, alphabets: &[String]) -> Option<Vec<u8>> {
    // With alphabets handed in, any character may be of one.
    if alphabets.is_empty() && !begins_with(text, is_base64_byte) {
        return None;
    }
    let joined = unwrapped(text)?;
    let text = joined.trim_end_matches('=');
    if text.len() < 16 {
        return None;
    }
    let usual = text.len() % 4 != 1 && text.bytes().all(is_base64_byte) && !text.contains('=');
    if usual {
        let alphabet = if text.contains(['-', '_']) {
            base64::alphabet::URL_SAFE
        } else {
            base64::alphabet::STANDARD
        };
        if let Ok(bytes) = GeneralPurpose::new(&alphabet, LENIENT).decode(text)
            && (alphabets.is_empty() || looks_meant(&bytes))
        {
            return Some(bytes);
        }
    }
    alphabets
        .iter()
        .filter_map(|alphabet| by_alphabet(&joined, alphabet))
        .find(|bytes| looks_meant(bytes))
}

/// The bytes of a text in an alphabet of 64 characters, and one for padding where there are 65.
fn by_alphabet(text: &str, alphabet: &str) -> Option<Vec<u8>> {
    let (characters, padding) = alphabet.as_bytes().split_at_checked(64)?;
    let mut values = [None; 256];
    for (value, byte) in (0_u32..).zip(characters) {
        *values.get_mut(usize::from(*byte))? = Some(value);
    }
    let is_padding = |byte: char| match padding.first() {
        Some(padding) => byte == char::from(*padding),
        None => byte == '=' && !alphabet.contains('='),
    };
    let text = text.trim_end_matches(is_padding);
    let mut bytes = Vec::with_capacity(text.len());
    for four in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for byte in four {
            bits = bits << 6 | values.get(usize::from(*byte)).copied().flatten()?;
        }
        // Two, three and four characters hold one, two and three bytes.
        let n = four.len().checked_sub(1).filter(|n| *n > 0)?;
        bits <<= u32::try_from(4_usize.saturating_sub(four.len()))
            .ok()?
            .saturating_mul(6);
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(n));
    }
    Some(bytes)
}

/// Whether decoded bytes are text or a stream this crate opens, and so no accident.
pub(crate) fn looks_meant(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()))
        || bytes.starts_with(&[0x1f, 0x8b, 8])
        || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        || (matches!(bytes, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]))
        || (bytes.len() >= 32 && crate::encoding::decode(bytes).is_some())
}

/// Bytes of a run that say whether it means something: 256. In an older encoding, fewer may make sense by chance.
const RUN_HEAD: usize = 256;

/// Whether the first bytes of a run of Base64 or hexadecimal decode to the start of a text or of a stream.
pub(crate) fn begins_meant(run: &[u8]) -> bool {
    let head = run.get(..RUN_HEAD).unwrap_or(run);
    let is = |bytes: &[u8]| {
        is_compressed(bytes)
            || is_clean_utf8(bytes)
            || (!bytes.is_ascii() && crate::encoding::decode(bytes).is_some())
    };
    if head.iter().all(u8::is_ascii_hexdigit) {
        return std::str::from_utf8(head)
            .ok()
            .and_then(hex)
            .is_some_and(|bytes| is(&bytes));
    }
    // Tables of numbers and names in capitals are no Base64 of anything.
    if !(head.iter().any(u8::is_ascii_uppercase) && head.iter().any(u8::is_ascii_lowercase)) {
        return false;
    }
    let safe = head.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let alphabet = if safe {
        base64::alphabet::URL_SAFE
    } else {
        base64::alphabet::STANDARD
    };
    GeneralPurpose::new(&alphabet, LENIENT)
        .decode(head)
        .is_ok_and(|bytes| is(&bytes))
}

/// The bytes of a whole text in hexadecimal.
pub(crate) fn hex(text: &str) -> Option<Vec<u8>> {
    if !begins_with(text, |byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let joined = unwrapped(text)?;
    let digits = joined.as_bytes();
    if digits.len() < 32
        || !digits.len().is_multiple_of(2)
        || !digits.iter().all(u8::is_ascii_hexdigit)
    {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// The text with `%XX` undone, where a good part of it is written so.
pub(crate) fn percent(text: &str) -> Option<Vec<u8>> {
    if !text.contains('%') {
        return None;
    }
    let is_escape = |window: &[u8]| matches!(window, [b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
    let bytes = text.as_bytes();
    let n = memchr::memchr_iter(b'%', bytes)
        .filter(|&at| {
            let window = bytes.get(at..at.saturating_add(3));
            window.is_some_and(is_escape)
        })
        .count();
    if n < 6 || n.saturating_mul(3).saturating_mul(10) < text.len().saturating_mul(3) {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if let Some(window) = rest.get(..3)
            && is_escape(window)
            && let Some(value) = std::str::from_utf8(window.get(1..)?)
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        {
            out.push(value);
            rest = rest.get(3..).unwrap_or_default();
        } else {
            out.push(byte);
            rest = after;
        }
    }
    Some(out)
}

/// The text with `\uXXXX` undone, where there are several.
pub(crate) fn unicode_escapes(text: &str) -> Option<String> {
    memchr::memmem::find_iter(text.as_bytes(), b"\\u").nth(5)?;
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let value = rest
            .strip_prefix("\\u")
            .and_then(|digits| digits.get(..4))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        if let Some(value) = value {
            units.push(value);
            rest = rest.get(6..).unwrap_or_default();
        } else {
            units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    Some(String::from_utf16_lossy(&units))
}

/// The bytes with one XOR key taken off, where the result is text and the bytes were not.
///
/// The commonest byte of a list is nearly always a separator, a space, or the first byte of a Chinese character.
pub(crate) fn xor(bytes: &[u8]) -> Option<(u8, Vec<u8>)> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    if head.len() < 48 {
        return None;
    }
    // A text has its most frequent letter at most every fifth time, and zero stands for the one that is the key.
    let start = head.get(..256).unwrap_or(head);
    if memchr::memchr_iter(0, start).count().saturating_mul(4) > start.len() {
        return None;
    }
    let mut counts = [0_u32; 256];
    for &byte in head {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count = count.saturating_add(1);
        }
    }
    // Padding has a handful of values, a text has dozens.
    if counts.iter().filter(|&&count| count > 0).count() < 16 {
        return None;
    }
    let mut common: Vec<u8> = (0..=u8::MAX).collect();
    let count = |byte: u8| counts.get(usize::from(byte)).copied().unwrap_or(0);
    common.sort_by_key(|&byte| std::cmp::Reverse(count(byte)));
    let mut keys: Vec<u8> = Vec::new();
    for &byte in common.iter().take(8) {
        for expected in *b"\n,|\r e\xe4\xe5\xe6\xe7" {
            let key = byte ^ expected;
            if key != 0 && !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let mut best: Option<(usize, u8)> = None;
    for key in keys {
        // Most wrong keys give a control character at once.
        if head.iter().take(64).any(|byte| is_odd_control(byte ^ key)) {
            continue;
        }
        let plain: Vec<u8> = head.iter().map(|byte| byte ^ key).collect();
        if !is_clean_utf8(&plain) {
            continue;
        }
        // A key that differs in its low bits only turns Chinese into other Chinese, but spoils the separators.
        let plausible = plain
            .iter()
            .filter(|byte| {
                byte.is_ascii_alphanumeric()
                    || b"\n,|;\t# ".contains(byte)
                    || (0xe4..=0xe9).contains(*byte)
            })
            .count();
        if best.is_none_or(|(most, _)| plausible > most) {
            best = Some((plausible, key));
        }
    }
    let (_, key) = best?;
    let whole: Vec<u8> = bytes.iter().map(|byte| byte ^ key).collect();
    is_clean_utf8(&whole).then_some((key, whole))
}

/// The same for what is ASCII on both sides: signs make up a quarter of it and no line ends, which no text has, and letters and
/// what stands between words make up nine tenths of what comes out.
pub(crate) fn xor_of_ascii(bytes: &[u8]) -> Option<(u8, Vec<u8>)> {
    let head = bytes.get(..256).unwrap_or(bytes);
    let n_signs = head.iter().filter(|it| it.is_ascii_punctuation()).count();
    let is_document = matches!(head.first(), Some(b'{' | b'[' | b'<' | b'"'));
    let n_escapes = memchr::memchr_iter(b'\\', head).count();
    if is_document
        || n_escapes.saturating_mul(8) > head.len()
        || n_signs.saturating_mul(4) < head.len()
        || !head.is_ascii()
        || head.contains(&b'\n')
    {
        return None;
    }
    let (key, plain) = xor(bytes)?;
    let is_plain = |it: &&u8| it.is_ascii_alphanumeric() || it.is_ascii_whitespace();
    let n_plain = plain.iter().filter(is_plain).count();
    (plain.is_ascii() && n_plain.saturating_mul(10) >= plain.len().saturating_mul(9))
        .then_some((key, plain))
}

/// UTF-8 without control characters; up to three bytes of a character cut off at the end are forgiven.
fn is_clean_utf8(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.valid_up_to();
            if error.error_len().is_some() || bytes.len().saturating_sub(valid) > 3 {
                return false;
            }
            let Some(Ok(text)) = bytes.get(..valid).map(std::str::from_utf8) else {
                return false;
            };
            text
        }
    };
    text.contains(char::is_alphabetic) && !text.bytes().any(is_odd_control)
}

/// Shannon entropy of the first 64 KiB, in bits per byte.
pub(crate) fn entropy(bytes: &[u8]) -> f64 {
    let head = bytes.get(..1 << 16).unwrap_or(bytes);
    let mut counts = [0_u64; 256];
    for &byte in head {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count = count.saturating_add(1);
        }
    }
    let len = u64::try_from(head.len()).unwrap_or(u64::MAX);
    let sum: f64 = counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let p = crate::script::share(count, len);
            p * p.log2()
        })
        .sum();
    (-sum).max(0.0)
}

/// One entry in hexadecimal.
pub(crate) fn short_hex(entry: &str) -> Option<Vec<u8>> {
    let digits = entry.as_bytes();
    if digits.len() < 4
        || !digits.len().is_multiple_of(2)
        || !digits.iter().all(u8::is_ascii_hexdigit)
    {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// One entry in Base64, of full length.
pub(crate) fn short_base64(entry: &str) -> Option<Vec<u8>> {
    if entry.len() < 4 || !entry.len().is_multiple_of(4) || !entry.bytes().all(is_base64_byte) {
        return None;
    }
    GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT)
        .decode(entry)
        .ok()
}
