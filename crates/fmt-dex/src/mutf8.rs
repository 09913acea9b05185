//! Strings in modified UTF-8: each UTF-16 code unit is written on its own, and U+0000 as two bytes.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#mutf-8>
//! Departures from the spec: malformed bytes and lone surrogates are read, as U+FFFD in text; a four-byte
//! UTF-8 sequence, which the format does not have, is read as its character. [`Mutf8::is_well_formed`] tells.

use base::{Problem, Span};
use std::borrow::Cow;
use std::fmt;

/// One string of a DEX file, as it stands there.
#[derive(Clone, Copy)]
pub struct Mutf8<'a> {
    bytes: &'a [u8],
    start: u64,
    declared_utf16_len: u32,
}

/// What the next bytes of a string stand for.
enum Unit {
    /// One UTF-16 code unit.
    Utf16(u16),
    /// A four-byte sequence of plain UTF-8.
    Wide(char),
    /// A byte that begins no sequence.
    Malformed,
}

impl<'a> Mutf8<'a> {
    pub(crate) const fn new(bytes: &'a [u8], start: u64, declared_utf16_len: u32) -> Self {
        Self {
            bytes,
            start,
            declared_utf16_len,
        }
    }

    /// The bytes, without the closing zero.
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The string cut to its first `len` bytes, which may be in the middle of a sequence.
    pub(crate) fn prefix(&self, len: usize) -> Self {
        Self {
            bytes: self.bytes.get(..len).unwrap_or(self.bytes),
            ..*self
        }
    }

    /// Where the bytes stand, without the length before them and the closing zero.
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.bytes.len() as u64)
    }

    /// The length that the file states, in UTF-16 code units.
    pub const fn declared_utf16_len(&self) -> u32 {
        self.declared_utf16_len
    }

    /// The text; malformed bytes and lone surrogates become U+FFFD. Borrowed where the bytes are also UTF-8.
    pub fn to_string_lossy(&self) -> Cow<'a, str> {
        if let Ok(text) = std::str::from_utf8(self.bytes) {
            return Cow::Borrowed(text);
        }
        let mut text = String::with_capacity(self.bytes.len());
        let mut high = None;
        for unit in Units(self.bytes) {
            let (scalar, next_high) = match (high, unit) {
                (Some(first), Unit::Utf16(second @ 0xdc00..=0xdfff)) => {
                    (char::decode_utf16([first, second]).next(), None)
                }
                (pending, unit) => {
                    if pending.is_some() {
                        text.push(char::REPLACEMENT_CHARACTER);
                    }
                    match unit {
                        Unit::Utf16(first @ 0xd800..=0xdbff) => (None, Some(first)),
                        Unit::Utf16(unit) => (char::decode_utf16([unit]).next(), None),
                        Unit::Wide(scalar) => (Some(Ok(scalar)), None),
                        Unit::Malformed => (Some(Ok(char::REPLACEMENT_CHARACTER)), None),
                    }
                }
            };
            high = next_high;
            text.extend(scalar.map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        if high.is_some() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        Cow::Owned(text)
    }

    /// Whether every byte belongs to a sequence that modified UTF-8 has. Lone surrogates are well formed.
    pub fn is_well_formed(&self) -> bool {
        self.bytes.is_ascii() || Units(self.bytes).all(|unit| matches!(unit, Unit::Utf16(_)))
    }

    /// How many UTF-16 code units the bytes hold; a malformed byte counts as one.
    pub fn utf16_len(&self) -> u64 {
        if self.bytes.is_ascii() {
            return self.bytes.len() as u64;
        }
        Units(self.bytes).fold(0_u64, |sum, unit| {
            sum.saturating_add(if matches!(unit, Unit::Wide(_)) { 2 } else { 1 })
        })
    }

    /// What is wrong with the string, if anything: its bytes, or the length stated for it.
    pub fn problem(&self) -> Option<Problem> {
        if !self.is_well_formed() {
            return Some(
                Problem::new("dex/string-malformed", "a string is not modified UTF-8")
                    .at(self.span()),
            );
        }
        let found = self.utf16_len();
        (found != u64::from(self.declared_utf16_len)).then(|| {
            Problem::new(
                "dex/string-length-differs",
                format_args!(
                    "a string of {found} UTF-16 code units is stated to have {}",
                    self.declared_utf16_len
                ),
            )
            .at(self.span())
        })
    }
}

/// Reads bytes as code units; every step takes at least one byte.
struct Units<'a>(&'a [u8]);

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let (unit, rest) = match self.0 {
            [] => return None,
            [one @ 0..=0x7f, rest @ ..] => (Unit::Utf16(u16::from(*one)), rest),
            [a @ 0xc0..=0xdf, b @ 0x80..=0xbf, rest @ ..] => {
                let unit = (u16::from(a & 0x1f) << 6) | u16::from(b & 0x3f);
                (Unit::Utf16(unit), rest)
            }
            [a @ 0xe0..=0xef, b @ 0x80..=0xbf, c @ 0x80..=0xbf, rest @ ..] => {
                let unit =
                    (u16::from(a & 0x0f) << 12) | (u16::from(b & 0x3f) << 6) | u16::from(c & 0x3f);
                (Unit::Utf16(unit), rest)
            }
            [
                a @ 0xf0..=0xf4,
                b @ 0x80..=0xbf,
                c @ 0x80..=0xbf,
                d @ 0x80..=0xbf,
                rest @ ..,
            ] => {
                let scalar = (u32::from(a & 0x07) << 18)
                    | (u32::from(b & 0x3f) << 12)
                    | (u32::from(c & 0x3f) << 6)
                    | u32::from(d & 0x3f);
                match char::from_u32(scalar) {
                    Some(scalar) if scalar > '\u{ffff}' => (Unit::Wide(scalar), rest),
                    _ => (Unit::Malformed, rest),
                }
            }
            [_, rest @ ..] => (Unit::Malformed, rest),
        };
        self.0 = rest;
        Some(unit)
    }
}

impl PartialEq for Mutf8<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Mutf8<'_> {}

impl PartialEq<str> for Mutf8<'_> {
    fn eq(&self, other: &str) -> bool {
        self.to_string_lossy() == other
    }
}

impl PartialEq<&str> for Mutf8<'_> {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl fmt::Display for Mutf8<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}

impl fmt::Debug for Mutf8<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.to_string_lossy(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(bytes: &[u8], text: &str, well_formed: bool) {
        let length = u32::try_from(text.encode_utf16().count()).unwrap();
        let read = Mutf8::new(bytes, 0, length);
        assert_eq!(read.to_string_lossy(), text);
        assert_eq!(read.is_well_formed(), well_formed, "{bytes:x?}");
    }

    #[test]
    fn each_form() {
        check(b"plain", "plain", true);
        check(&[0xc0, 0x80, b'a'], "\0a", true);
        check("ž漢".as_bytes(), "ž漢", true);
        // U+1F600 as the surrogates D83D DE00.
        check(&[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], "\u{1f600}", true);
        check("\u{1f600}".as_bytes(), "\u{1f600}", false);
        check(&[0xed, 0xa0, 0xbd], "\u{fffd}", true);
        check(&[0xed, 0xa0, 0xbd, b'x'], "\u{fffd}x", true);
        check(&[0xed, 0xb8, 0x80, b'x'], "\u{fffd}x", true);
        check(&[0xed, 0xa0, 0xbd, 0xff, b'x'], "\u{fffd}\u{fffd}x", false);
        check(&[b'a', 0xff, b'b'], "a\u{fffd}b", false);
        check(&[0xe6, 0xbc], "\u{fffd}\u{fffd}", false);
    }

    #[test]
    fn a_wrong_length_is_a_problem_and_a_right_one_is_not() {
        assert_eq!(Mutf8::new(b"ab", 0, 2).problem(), None);
        let problem = Mutf8::new(b"ab", 7, 3).problem().unwrap();
        assert_eq!(problem.code, "dex/string-length-differs");
        assert_eq!(problem.span, Some(Span::new(7, 2)));
    }

    fn encode(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for unit in text.encode_utf16() {
            let [low, middle, high] = [unit & 0x3f, (unit >> 6) & 0x3f, unit >> 12]
                .map(|part| u8::try_from(part).unwrap());
            match unit {
                1..=0x7f => bytes.push(u8::try_from(unit).unwrap()),
                0 | 0x80..=0x7ff => bytes.extend([0xc0 | middle, 0x80 | low]),
                _ => bytes.extend([0xe0 | high, 0x80 | middle, 0x80 | low]),
            }
        }
        bytes
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text: String) {
            let bytes = encode(&text);
            prop_assert!(!bytes.contains(&0));
            let length = u32::try_from(text.encode_utf16().count()).unwrap();
            let read = Mutf8::new(&bytes, 0, length);
            prop_assert_eq!(read.to_string_lossy(), text);
            prop_assert_eq!(read.problem(), None);
        }

        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            let read = Mutf8::new(&bytes, 0, 0);
            let _ = (read.to_string_lossy(), read.problem());
        }
    }
}
