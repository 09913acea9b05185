//! Bytes to text: UTF-8, UTF-16 with and without a mark, and the older encodings of East Asia and Europe.

use crate::script::Script;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How much of the start says whether bytes are text.
const HEAD: usize = 4096;

/// Bad places in that start from which on a text is taken for one in another encoding without looking on: 100.
const MAX_BAD_IN_HEAD: usize = 100;

/// Text decoded from bytes, with the encoding's WHATWG name.
pub(crate) type Decoded<'b> = (Cow<'b, str>, &'static str);

pub(crate) const fn is_odd_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) || byte == 0x7f
}

fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..HEAD).unwrap_or(bytes)
}

/// Whether the first bytes hold so few control characters that they may be text in a one- or multi-byte
/// encoding.
pub(crate) fn may_be_text(bytes: &[u8]) -> bool {
    let head = head(bytes);
    let controls = head.iter().filter(|&&byte| is_odd_control(byte)).count();
    controls.saturating_mul(100) <= head.len() && memchr::memchr(0, head).is_none()
}

/// The text, where the bytes are text.
pub(crate) fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..)?;
        let (text, bad) = encoding.decode_without_bom_handling(rest);
        if !bad || few_bad(&text) {
            return Some((text, encoding.name()));
        }
        // Editors put the mark of UTF-8 before text that is not in UTF-8.
        return may_be_text(rest).then(|| older(rest)).flatten();
    }
    if may_be_text(bytes) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Some((Cow::Borrowed(text), UTF_8.name()));
        }
        return older(bytes);
    }
    utf16(bytes)
}

fn few_bad(text: &str) -> bool {
    let bad = text.matches('\u{fffd}').count();
    bad.saturating_mul(200) <= text.len()
}

/// The text of bytes that are UTF-8 but for a few.
pub(crate) fn nearly_utf8(bytes: &[u8]) -> Option<String> {
    // Text in another encoding shows at its beginning nearly always.
    let begins = head(bytes).utf8_chunks();
    let bad = begins.filter(|chunk| !chunk.invalid().is_empty()).count();
    if bad > MAX_BAD_IN_HEAD {
        return None;
    }
    let lossy = String::from_utf8_lossy(bytes).into_owned();
    few_bad(&lossy).then_some(lossy)
}

/// UTF-8 with a few bad bytes, or one of the older encodings.
fn older(bytes: &[u8]) -> Option<Decoded<'_>> {
    let lossy = String::from_utf8_lossy(bytes);
    if few_bad(&lossy) {
        return Some((lossy, UTF_8.name()));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    // GB18030 holds everything that GBK does and more.
    let guess = if guess == encoding_rs::GBK {
        encoding_rs::GB18030
    } else {
        guess
    };
    let (text, _) = guess.decode_without_bom_handling(bytes);
    (few_bad(&text) && is_written(&text)).then_some((text, guess.name()))
}

/// Whether bytes that are no plain text may be UTF-16, judged by their start.
pub(crate) fn may_be_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || utf16(head(bytes)).is_some()
}

/// UTF-16 without a mark: every second byte of ASCII is zero, and Chinese text is nearly all Chinese.
fn utf16(bytes: &[u8]) -> Option<Decoded<'_>> {
    if bytes.len() < 8 || !bytes.len().is_multiple_of(2) || !has_utf16_pattern(bytes) {
        return None;
    }
    for encoding in [UTF_16LE, UTF_16BE] {
        let (text, bad) = encoding.decode_without_bom_handling(head(bytes));
        if !bad && is_written(&text) {
            let (text, bad) = encoding.decode_without_bom_handling(bytes);
            return (!bad || few_bad(&text)).then_some((text, encoding.name()));
        }
    }
    None
}

/// Whether one half of the first byte pairs looks like the high bytes of one or two scripts: few values
/// and no control codes of ASCII text in the other half.
fn has_utf16_pattern(bytes: &[u8]) -> bool {
    let high = |pick: fn(&[u8; 2]) -> u8| {
        let (mut n, mut fits) = (0_usize, 0_usize);
        for pair in bytes.get(..256).unwrap_or(bytes).chunks_exact(2) {
            let Some(pair) = pair.first_chunk::<2>() else {
                continue;
            };
            n = n.saturating_add(1);
            // Zero is Latin, 04 Cyrillic, 06 Arabic, 1e Vietnamese, 30 Kana, 4e-9f Han, ac-d7 Hangul, ff wide forms.
            let known = matches!(pick(pair), 0..=6 | 0x0e | 0x1e | 0x20 | 0x30 | 0x4e..=0x9f | 0xac..=0xd7 | 0xff);
            // Four zero bytes, or any aligned number, is no text.
            fits = fits.saturating_add(usize::from(known && *pair != [0, 0]));
        }
        fits.saturating_mul(20) >= n.saturating_mul(19)
    };
    high(|pair| pair[1]) || high(|pair| pair[0])
}

/// Whether nearly all characters are letters of a few scripts, digits, spaces or punctuation in use.
fn is_written(text: &str) -> bool {
    let mut n = 0_usize;
    let mut odd = 0_usize;
    let mut scripts = [0_usize; Script::ALL.len()];
    for c in text.chars().take(HEAD) {
        n = n.saturating_add(1);
        match Script::of(c) {
            Some(Script::Other) => odd = odd.saturating_add(1),
            Some(script) => {
                if let Some(count) = scripts.get_mut(script as usize) {
                    *count = count.saturating_add(1);
                }
            }
            None => {
                let known = c.is_ascii() && !c.is_ascii_control()
                    || c.is_whitespace()
                    || c.is_numeric()
                    || matches!(c, '\u{a0}'..='\u{bf}' | '\u{2010}'..='\u{2040}' | '\u{3000}'..='\u{303f}'
                        | '\u{ff00}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff65}' | '\u{2460}'..='\u{27bf}');
                odd = odd.saturating_add(usize::from(!known));
            }
        }
    }
    let mixed = scripts
        .iter()
        .filter(|&&count| count.saturating_mul(50) > n)
        .count();
    n >= 4 && odd.saturating_mul(25) <= n && mixed <= 4
}
