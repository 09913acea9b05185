//! Tag, length and value of ASN.1 BER, as lenient as the Android platform, remembering what was not DER.
//!
//! Spec: ITU-T X.690 (02/2021), <https://www.itu.int/rec/T-REC-X.690>.
//! Departures from the spec: the «constructed» bit is not compared, as in apksig and old platforms;
//! lengths over 4 bytes and nesting of indefinite lengths over [`DEPTH`] are refused.

use base::{OutOfBounds, View};

/// Indefinite lengths inside indefinite lengths: 32. Signed data of real APKs has 0 to 4.
const DEPTH: u32 = 32;

/// The class bits and the number of a tag, without the «constructed» bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag(pub(super) u8);

impl Tag {
    pub(super) const BOOLEAN: Self = Self(0x01);
    pub(super) const INTEGER: Self = Self(0x02);
    pub(super) const BIT_STRING: Self = Self(0x03);
    pub(super) const OCTET_STRING: Self = Self(0x04);
    pub(super) const OID: Self = Self(0x06);
    pub(super) const SEQUENCE: Self = Self(0x10);
    pub(super) const SET: Self = Self(0x11);
    pub(super) const UTC_TIME: Self = Self(0x17);
    pub(super) const GENERALIZED_TIME: Self = Self(0x18);
    pub(super) const CONTEXT_0: Self = Self(0x80);
    pub(super) const CONTEXT_1: Self = Self(0x81);
    pub(super) const CONTEXT_3: Self = Self(0x83);
}

/// Why bytes are not the ASN.1 value that was expected there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BerError {
    /// The data ends inside a value.
    #[error(transparent)]
    Truncated(#[from] OutOfBounds),
    /// A length is written in more than four bytes.
    #[error("length of {n_bytes} bytes at offset {at:#x}, at most 4 are read")]
    LongLength {
        /// Where the length begins.
        at: u64,
        /// How many bytes it takes.
        n_bytes: u8,
    },
    /// Indefinite lengths are nested too deep.
    #[error("indefinite lengths nested deeper than 32 at offset {at:#x}")]
    TooDeep {
        /// Where the value begins.
        at: u64,
    },
    /// Another kind of value stands where one was expected.
    #[error("expected ASN.1 tag {expected:#04x} at offset {at:#x}, found {found:#04x}")]
    UnexpectedTag {
        /// Where the value begins.
        at: u64,
        /// The class and number expected.
        expected: u8,
        /// The class and number found.
        found: u8,
    },
    /// Bytes follow the last value of a structure.
    #[error("{n} bytes follow the last value at offset {at:#x}")]
    TrailingBytes {
        /// Where they begin.
        at: u64,
        /// How many there are.
        n: u64,
    },
    /// A value's contents are not of its kind.
    #[error("{what} at offset {at:#x} has contents that do not fit")]
    BadContents {
        /// Where the value begins.
        at: u64,
        /// The kind of value.
        what: &'static str,
    },
}

/// One ASN.1 value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    pub(super) tag: Tag,
    /// The value with its tag and length.
    pub(super) encoded: View<'a>,
    /// The value alone.
    pub(super) contents: View<'a>,
    /// Whether tag and length (not what is inside) are written as DER demands.
    pub(super) is_der: bool,
}

impl<'a> Value<'a> {
    /// The values inside.
    pub(super) const fn children(&self) -> Reader<'a> {
        Reader::new(self.contents)
    }

    /// Where the value begins in the artifact.
    pub(super) const fn at(&self) -> u64 {
        self.encoded.start()
    }

    /// The contents of an INTEGER as a magnitude without leading zeros, and whether it reads as negative.
    ///
    /// Old tools wrote large positive numbers without the leading zero byte.
    pub(super) fn magnitude(&self) -> (&'a [u8], bool) {
        let bytes = self.contents.bytes();
        let n_zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
        (bytes.get(n_zeros..).unwrap_or_default(), negative)
    }

    /// The contents of a BIT STRING of whole bytes.
    pub(super) fn bit_string(&self) -> Result<View<'a>, BerError> {
        match self.contents.u8(0) {
            Ok(0) => Ok(self.contents.tail(1)?),
            _ => Err(BerError::BadContents {
                at: self.at(),
                what: "a bit string",
            }),
        }
    }
}

/// Reads values one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: View<'a>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(rest: View<'a>) -> Self {
        Self { rest }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next value, of any tag.
    pub(super) fn any(&mut self) -> Result<Value<'a>, BerError> {
        let (value, rest) = read(self.rest, 0)?;
        self.rest = rest;
        Ok(value)
    }

    /// The next value, which must have this tag.
    pub(super) fn expect(&mut self, tag: Tag) -> Result<Value<'a>, BerError> {
        let before = *self;
        let value = self.any()?;
        if value.tag == tag {
            return Ok(value);
        }
        *self = before;
        Err(BerError::UnexpectedTag {
            at: value.at(),
            expected: tag.0,
            found: value.tag.0,
        })
    }

    /// The next value if it has this tag.
    pub(super) fn optional(&mut self, tag: Tag) -> Result<Option<Value<'a>>, BerError> {
        if self.is_empty() {
            return Ok(None);
        }
        match self.expect(tag) {
            Ok(value) => Ok(Some(value)),
            Err(BerError::UnexpectedTag { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Fails where values are left.
    pub(super) fn end(&self) -> Result<(), BerError> {
        if self.is_empty() {
            return Ok(());
        }
        Err(BerError::TrailingBytes {
            at: self.rest.start(),
            n: self.rest.len(),
        })
    }
}

/// One value and what follows it.
fn read(view: View<'_>, depth: u32) -> Result<(Value<'_>, View<'_>), BerError> {
    if depth > DEPTH {
        return Err(BerError::TooDeep { at: view.start() });
    }
    let first = view.u8(0)?;
    let mut header_len = 1_u64;
    if first & 0x1f == 0x1f {
        // High tag numbers: bytes with the highest bit set, and one without. No structure read here
        // has such a tag, so the number itself is not kept.
        while view.u8(header_len)? & 0x80 != 0 {
            header_len = header_len.saturating_add(1);
        }
        header_len = header_len.saturating_add(1);
    }
    let tag = Tag(first & !0x20);
    let length_at = header_len;
    let short = view.u8(length_at)?;
    header_len = header_len.saturating_add(1);
    if short == 0x80 {
        let body = view.tail(header_len)?;
        let len = indefinite_len(body, first & 0x20 != 0, depth)?;
        let end = header_len.saturating_add(len).saturating_add(2);
        let value = Value {
            tag,
            encoded: view.sub(0, end)?,
            contents: body.sub(0, len)?,
            is_der: false,
        };
        return Ok((value, view.tail(end)?));
    }
    let (len, is_der) = if short < 0x80 {
        (u64::from(short), true)
    } else {
        let n_bytes = short & 0x7f;
        if n_bytes > 4 {
            let at = view.start().saturating_add(length_at);
            return Err(BerError::LongLength { at, n_bytes });
        }
        let digits = view.sub(header_len, u64::from(n_bytes))?;
        header_len = header_len.saturating_add(u64::from(n_bytes));
        let len = (digits.bytes().iter()).fold(0, |len: u64, byte| (len << 8) | u64::from(*byte));
        (len, len >= 0x80 && digits.u8(0)? != 0)
    };
    let end = header_len.saturating_add(len);
    let value = Value {
        tag,
        encoded: view.sub(0, end)?,
        contents: view.sub(header_len, len)?,
        is_der,
    };
    Ok((value, view.tail(end)?))
}

/// The length of contents that end with two zero bytes, without these.
fn indefinite_len(body: View<'_>, constructed: bool, depth: u32) -> Result<u64, BerError> {
    let mut at = 0_u64;
    while body.u16_be(at)? != 0 {
        let step = if constructed {
            let (value, _) = read(body.tail(at)?, depth.saturating_add(1))?;
            value.encoded.len()
        } else {
            1
        };
        at = at.saturating_add(step);
    }
    Ok(at)
}

/// An object identifier's encoded bytes in dotted form; `?` follows what cannot be read.
pub(super) fn oid_text(encoded: &[u8]) -> String {
    let mut text = String::new();
    let mut number = 0_u64;
    for byte in encoded {
        number = (number.wrapping_shl(7)) | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let first = (number / 40).min(2);
            let second = number.saturating_sub(first.saturating_mul(40));
            text = format!("{first}.{second}");
        } else {
            text.push('.');
            text.push_str(&number.to_string());
        }
        number = 0;
    }
    if encoded.last().is_none_or(|last| last & 0x80 != 0) {
        text.push('?');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_and_a_long_length_give_the_same_contents() {
        for (bytes, is_der) in [
            (&[0x04_u8, 2, 1, 2][..], true),
            (&[0x04, 0x81, 2, 1, 2], false),
            (&[0x24, 0x80, 1, 2, 3, 4, 0, 0], false),
        ] {
            let value = Reader::new(View::new(bytes)).any().unwrap();
            assert_eq!(value.tag, Tag::OCTET_STRING);
            assert_eq!(value.is_der, is_der);
            assert_eq!(value.encoded.bytes(), bytes);
        }
    }

    #[test]
    fn nested_indefinite_lengths_stop_at_a_depth() {
        let deep = [0x30, 0x80].repeat(100);
        let error = Reader::new(View::new(&deep)).any().unwrap_err();
        assert!(matches!(error, BerError::TooDeep { .. }), "{error}");
    }

    #[test]
    fn an_unexpected_tag_is_not_consumed() {
        let mut reader = Reader::new(View::new(&[0x02, 1, 5]));
        assert!(reader.expect(Tag::OID).is_err());
        assert!(reader.optional(Tag::OID).unwrap().is_none());
        assert_eq!(reader.any().unwrap().contents.bytes(), [5]);
        assert!(reader.end().is_ok());
    }

    #[test]
    fn object_identifiers_have_a_dotted_form() {
        // X.690 clause 8.19.5 gives 2.999.3 as its example.
        assert_eq!(oid_text(&[0x88, 0x37, 0x03]), "2.999.3");
        assert_eq!(
            oid_text(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]),
            "1.2.840.113549.1.1.1"
        );
        assert_eq!(oid_text(&[0x2a, 0x86]), "1.2?");
    }
}
