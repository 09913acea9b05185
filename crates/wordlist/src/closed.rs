//! Tells whether bytes are encrypted, or text in an alphabet of its own: what only a key or an alphabet found elsewhere opens.
//!
//! Spec: RFC 4648 section 4 for the shape of Base64; the blocks of FIPS 197 and FIPS 46-3.
//! Departures from the spec: none known.

use crate::{cheap, encoding, find, plist, wrapping};

/// Fewest bytes that are looked at: 48, which is 3 blocks of AES or 12 words in Base64.
const MIN: usize = 48;
/// Bytes from which on the blocks of a file tell text from chance: 4 KiB, which is one block.
const LONG: usize = 4 << 10;
/// Bytes of a run of UTF-8 that is no chance: 32.
const RUN: usize = 32;
/// Characters of an alphabet with its padding.
const ALPHABET: usize = 65;

/// Whether the bytes look encrypted, by their entropy whatever their length, or written in an alphabet of 64 characters and mean nothing in the usual one.
pub fn is_closed(bytes: &[u8]) -> bool {
    if bytes.len() < MIN || find::is_known_media(bytes) || wrapping::is_compressed(bytes) {
        return false;
    }
    if is_der(bytes) || bytes.starts_with(plist::MAGIC) || bytes.starts_with(b"SQLite format 3\0") {
        return false;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => is_unknown_base64(text.trim()),
        Ok(_) => false,
        Err(_) => {
            wrapping::entropy(bytes) >= dense(bytes.len())
                && encoding::decode(bytes).is_none()
                && !holds_text(bytes)
        }
    }
}

/// Whether a run of text stands in the bytes. Of random ones, one in 4,000 million begins as long a run.
fn holds_text(bytes: &[u8]) -> bool {
    let mut chunks = bytes.utf8_chunks();
    let is_dense = bytes.len() >= LONG && !cheap::dense_parts(bytes, true).is_empty();
    is_dense || chunks.any(|it| it.valid().len() >= RUN)
}

/// The entropy that random bytes of this number reach nearly always; a few have no more than log2 of their number.
fn dense(len: usize) -> f64 {
    match len {
        0..128 => 4.8,
        128..256 => 6.0,
        256..1024 => 6.8,
        1024..8192 => 7.6,
        _ => 7.9,
    }
}

/// Whether a text is one run of 20 to 65 different characters, and neither hexadecimal nor Base64 of anything.
fn is_unknown_base64(text: &str) -> bool {
    let Some(run) = wrapping::unwrapped(text) else {
        return false;
    };
    let mut met = [false; 256];
    for byte in run.bytes() {
        if !byte.is_ascii_graphic() {
            return false;
        }
        if let Some(met) = met.get_mut(usize::from(byte)) {
            *met = true;
        }
    }
    let n = met.iter().filter(|it| **it).count();
    if run.len() < MIN || !(20..=ALPHABET).contains(&n) {
        return false;
    }
    let has = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
    let is_mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let usual = wrapping::base64(text, &[]);
    is_mixed && !usual.is_some_and(|bytes| wrapping::looks_meant(&bytes) || is_der(&bytes))
}

/// Keys and certificates: a sequence of ASN.1 (X.690, 8.1) that is as long as it says.
fn is_der(bytes: &[u8]) -> bool {
    let len = match bytes {
        [0x30, n @ ..=0x7f, rest @ ..] | [0x30, 0x81, n, rest @ ..] => {
            Some((usize::from(*n), rest))
        }
        [0x30, 0x82, high, low, rest @ ..] => {
            Some((usize::from(u16::from_be_bytes([*high, *low])), rest))
        }
        _ => None,
    };
    len.is_some_and(|(len, rest)| len == rest.len())
}

/// The alphabet of Base64 that a text is: 64 different characters of ASCII, or 65 with one for padding.
pub fn alphabet(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut met = [false; 128];
    for byte in bytes {
        let met = met.get_mut(usize::from(*byte))?;
        if *met || !byte.is_ascii_graphic() {
            return None;
        }
        *met = true;
    }
    // Letters and digits make up nearly all of every alphabet in use; other sets of 64 characters are tables of signs.
    let n_plain = bytes.iter().filter(|it| it.is_ascii_alphanumeric()).count();
    (matches!(bytes.len(), 64 | 65) && n_plain >= 58).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alphabets_are_told_by_their_characters() {
        let usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let turned: String = usual.chars().rev().collect();
        assert!(alphabet(usual).is_some());
        assert!(alphabet(&turned).is_some());
        assert!(alphabet(&format!("{turned}=")).is_some());
        assert!(alphabet(&usual[1..]).is_none());
        assert!(alphabet(&usual.replace('B', "A")).is_none());
        assert!(alphabet(&usual.replace('B', "é")).is_none());
    }

    #[test]
    fn what_is_closed() {
        // 187 bytes: of any length, and with what looks like letters by chance.
        assert!(is_closed(include_bytes!("../tests/data/words.aes-128-ctr")));
        assert!(is_closed(include_bytes!("../tests/data/words.aes-256-gcm")));
        let cipher = include_bytes!("../tests/data/words.aes-256-cbc");
        assert!(is_closed(cipher));
        assert!(!is_closed(include_bytes!("../tests/data/words.gz")));
        assert!(!is_closed(include_bytes!("../tests/data/words.sqlite")));
        assert!(!is_closed(
            "The quick brown fox jumps over the lazy dog. "
                .repeat(4)
                .as_bytes()
        ));
        assert!(!is_closed(&[0; 4096]));
        // The beginning of a sequence before what looks encrypted, as long as it says and not.
        let mut der = vec![0x30, 0x81, 189];
        der.extend(&cipher[..189]);
        assert!(!is_closed(&der));
    }
}
