//! String pools of binary XML and resource tables.
//!
//! Spec: AOSP `frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h`, `ResStringPool_header`, and
//! `ResourceTypes.cpp`, `ResStringPool::setTo`, `string8At`, `stringAt`.
//!
//! Departures from the spec: counts and offsets beyond the pool are recorded and every string that can
//! be reached is read, where Android drops the pool; strings of UTF-8 pools may hold surrogates written
//! as three bytes each, as aapt2 writes them.

use crate::chunk::{Chunk, Codes};
use base::{OutOfBounds, Problem, Span, View};
use std::borrow::Cow;

const FLAG_UTF8: u32 = 0x100;
const HEADER_LEN: u64 = 28;

/// A string's position in its pool.
pub type StringIdx = u32;

/// Why a string cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StringError {
    /// The pool has fewer strings.
    #[error("string {idx} of a pool of {n_strings}")]
    NoSuchString {
        /// The string asked for.
        idx: StringIdx,
        /// How many there are.
        n_strings: u32,
    },
    /// The string would reach beyond the pool.
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
}

/// A string pool.
///
/// Invariant: a string that cannot be read is an error at its own position and never moves the others.
#[derive(Clone, Copy, Debug)]
pub struct StringPool<'a> {
    offsets: View<'a>,
    strings: View<'a>,
    n_strings: u32,
    n_styles: u32,
    is_utf8: bool,
}

/// One string of a pool, as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolString<'a> {
    /// The characters, without lengths and closing zero.
    data: View<'a>,
    is_utf8: bool,
}

impl<'a> PoolString<'a> {
    /// Where the characters are.
    pub const fn span(&self) -> Span {
        self.data.span()
    }

    /// The text. What is not valid becomes U+FFFD.
    pub fn text(&self) -> Cow<'a, str> {
        let bytes = self.data.bytes();
        if !self.is_utf8 {
            let units = bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|unit| u16::from_le_bytes(*unit));
            return char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(from_surrogates(bytes)),
        }
    }
}

/// UTF-8 in which characters beyond U+FFFF may be pairs of surrogates of three bytes each.
fn from_surrogates(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        if let [
            0xed,
            a @ 0xa0..=0xaf,
            b,
            0xed,
            c @ 0xb0..=0xbf,
            d,
            after @ ..,
        ] = rest
        {
            let high = (u32::from(a & 0x0f) << 6) | u32::from(b & 0x3f);
            let low = (u32::from(c & 0x0f) << 6) | u32::from(d & 0x3f);
            let code = 0x1_0000_u32.saturating_add((high << 10) | low);
            text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = after;
            continue;
        }
        // Up to the next surrogate, or over one byte where that is where we stand.
        let until = memchr::memchr(0xed, rest.get(1..).unwrap_or_default())
            .map_or(rest.len(), |at| at.saturating_add(1));
        let (now, after) = rest.split_at_checked(until).unwrap_or((rest, &[]));
        text.push_str(&String::from_utf8_lossy(now));
        rest = after;
    }
    text
}

impl<'a> StringPool<'a> {
    /// A pool without strings.
    pub const fn empty() -> Self {
        let nothing = View::new(&[]);
        Self {
            offsets: nothing,
            strings: nothing,
            n_strings: 0,
            n_styles: 0,
            is_utf8: true,
        }
    }

    pub(crate) fn parse(
        chunk: &Chunk<'a>,
        codes: &'static Codes,
        problems: &mut Vec<Problem>,
    ) -> Self {
        match Self::try_parse(chunk, codes, problems) {
            Ok(pool) => pool,
            Err(error) => {
                problems.push(Problem::new(codes.bad_pool, error).at(chunk.span()));
                Self::empty()
            }
        }
    }

    fn try_parse(
        chunk: &Chunk<'a>,
        codes: &'static Codes,
        problems: &mut Vec<Problem>,
    ) -> Result<Self, OutOfBounds> {
        let view = chunk.view;
        let n_strings = view.u32_le(8)?;
        let n_styles = view.u32_le(12)?;
        let flags = view.u32_le(16)?;
        let strings_off = u64::from(view.u32_le(20)?);
        let styles_off = u64::from(view.u32_le(24)?);
        let mut odd = |says: std::fmt::Arguments<'_>| {
            problems.push(Problem::new(codes.bad_pool, says).at(view.span_at(0, HEADER_LEN)));
        };
        let offsets_len = u64::from(n_strings).saturating_mul(4);
        let styles_len = u64::from(n_styles).saturating_mul(4);
        let offsets_end = chunk
            .header_len
            .saturating_add(offsets_len)
            .saturating_add(styles_len);
        if n_strings != 0 && offsets_end > strings_off {
            odd(format_args!(
                "{n_strings} strings and {n_styles} styles by the header, for which there is no room before \
                 the strings at {strings_off:#x} of the pool"
            ));
        }
        if n_strings != 0 && strings_off >= view.len() {
            odd(format_args!(
                "strings at {strings_off:#x} of a pool of {:#x} bytes",
                view.len()
            ));
        }
        let mut strings_end = view.len();
        if n_styles != 0 {
            if styles_off <= strings_off || styles_off > view.len() {
                odd(format_args!(
                    "styles at {styles_off:#x} and strings at {strings_off:#x} of a pool of {:#x} bytes",
                    view.len()
                ));
            } else {
                strings_end = styles_off;
            }
        }
        let all_offsets = view.tail(chunk.header_len)?;
        let offsets = all_offsets.sub(0, offsets_len).unwrap_or(all_offsets);
        let strings_off = strings_off.min(strings_end);
        Ok(Self {
            offsets,
            strings: view.sub(strings_off, strings_end.saturating_sub(strings_off))?,
            n_strings,
            n_styles,
            is_utf8: flags & FLAG_UTF8 != 0,
        })
    }

    /// How many strings there are, by the header.
    pub const fn n_strings(&self) -> u32 {
        self.n_strings
    }

    /// How many of the strings, from the first on, have styles, by the header.
    pub const fn n_styles(&self) -> u32 {
        self.n_styles
    }

    /// Whether the strings are UTF-8, else UTF-16.
    pub const fn is_utf8(&self) -> bool {
        self.is_utf8
    }

    /// One string.
    ///
    /// # Errors
    /// [`StringError`], by variant.
    pub fn string(&self, idx: StringIdx) -> Result<PoolString<'a>, StringError> {
        if idx >= self.n_strings {
            return Err(StringError::NoSuchString {
                idx,
                n_strings: self.n_strings,
            });
        }
        let off = self.offsets.u32_le(u64::from(idx).saturating_mul(4))?;
        let data = if self.is_utf8 {
            self.utf8(u64::from(off))?
        } else {
            self.utf16(u64::from(off))?
        };
        Ok(PoolString {
            data,
            is_utf8: self.is_utf8,
        })
    }

    /// One string's text, or nothing where it cannot be read.
    pub fn text(&self, idx: StringIdx) -> Option<Cow<'a, str>> {
        self.string(idx).ok().map(|string| string.text())
    }

    fn utf8(&self, off: u64) -> Result<View<'a>, OutOfBounds> {
        let length = |off: u64| -> Result<(u64, u64), OutOfBounds> {
            let high = u64::from(self.strings.u8(off)?);
            if high & 0x80 == 0 {
                return Ok((high, off.saturating_add(1)));
            }
            let low = u64::from(self.strings.u8(off.saturating_add(1))?);
            Ok((((high & 0x7f) << 8) | low, off.saturating_add(2)))
        };
        // The first length counts UTF-16 units; Android uses it only to convert.
        let (_, off) = length(off)?;
        let (mut len, off) = length(off)?;
        // Lengths have 15 bits. Of a longer string the length modulo 2^15 was written, so that the
        // closing zero stands a multiple of 2^15 further on.
        while self.strings.u8(off.saturating_add(len)) != Ok(0)
            && off.saturating_add(len) < self.strings.len()
        {
            len = len.saturating_add(0x8000);
        }
        if off.saturating_add(len) > self.strings.len() {
            len &= 0x7fff;
        }
        self.strings.sub(off, len)
    }

    fn utf16(&self, off: u64) -> Result<View<'a>, OutOfBounds> {
        // Android counts in units from the first string, so an odd offset is the even one before.
        let off = off & !1;
        let first = self.strings.u16_le(off)?;
        let mut start = off.saturating_add(2);
        let mut n_units = u64::from(first);
        if first & 0x8000 != 0 {
            let low = u64::from(self.strings.u16_le(start)?);
            n_units = (u64::from(first & 0x7fff) << 16) | low;
            start = start.saturating_add(2);
        }
        self.strings.sub(start, n_units.saturating_mul(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_in_utf8_become_one_character() {
        // U+1F600 as CESU-8.
        assert_eq!(
            from_surrogates(b"a\xed\xa0\xbd\xed\xb8\x80b"),
            "a\u{1f600}b"
        );
        // Hangul U+D55C begins with the same byte.
        assert_eq!(from_surrogates("한\u{d55c}x".as_bytes()), "한한x");
        assert_eq!(from_surrogates(b"\xed\xa0\xbd"), "\u{fffd}\u{fffd}\u{fffd}");
    }
}
