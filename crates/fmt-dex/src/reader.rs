//! Reads the variable-length integers of DEX one after the other.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#leb128>
//! Departures from the spec: as in AOSP's `leb128.h`, a number ends after its fifth byte whatever that
//! byte's highest bit says, and bits past the 32nd are dropped.

use base::{OutOfBounds, View};

/// A view read from front to back.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    end: u64,
}

impl<'a> Reader<'a> {
    /// From `off` in `view` to its end.
    pub(crate) fn at(view: View<'a>, off: u32) -> Result<Self, OutOfBounds> {
        let tail = view.tail(u64::from(off))?;
        Ok(Self {
            rest: tail.bytes(),
            end: tail.span().end(),
        })
    }

    /// Where the next byte stands, from the start of the artifact.
    pub(crate) fn position(&self) -> u64 {
        self.end.saturating_sub(self.rest.len() as u64)
    }

    pub(crate) const fn left(&self) -> usize {
        self.rest.len()
    }

    #[inline]
    pub(crate) fn u8(&mut self) -> Result<u8, OutOfBounds> {
        match self.rest.split_first() {
            Some((&byte, rest)) => {
                self.rest = rest;
                Ok(byte)
            }
            None => Err(self.ended(1)),
        }
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Result<&'a [u8], OutOfBounds> {
        match self.rest.split_at_checked(len) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.ended(len as u64)),
        }
    }

    #[cold]
    fn ended(&self, need: u64) -> OutOfBounds {
        OutOfBounds {
            at: self.position(),
            need,
            end: self.end,
        }
    }

    /// An unsigned number.
    #[inline]
    pub(crate) fn uleb(&mut self) -> Result<u32, OutOfBounds> {
        let first = self.u8()?;
        if first < 0x80 {
            return Ok(u32::from(first));
        }
        let mut value = u32::from(first & 0x7f);
        for shift in [7, 14, 21, 28] {
            let byte = self.u8()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        Ok(value)
    }

    /// A signed number.
    pub(crate) fn sleb(&mut self) -> Result<i32, OutOfBounds> {
        let mut value = 0_u32;
        for shift in [0, 7, 14, 21, 28_u32] {
            let byte = self.u8()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                let unused = 25_u32.saturating_sub(shift);
                return Ok(value
                    .wrapping_shl(unused)
                    .cast_signed()
                    .wrapping_shr(unused));
            }
        }
        Ok(value.cast_signed())
    }

    /// An unsigned number stored plus one, where zero stands for "none".
    pub(crate) fn uleb_p1(&mut self) -> Result<Option<u32>, OutOfBounds> {
        Ok(self.uleb()?.checked_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reader(bytes: &[u8]) -> Reader<'_> {
        Reader::at(View::new(bytes), 0).unwrap()
    }

    #[test]
    fn the_examples_of_the_specification() {
        // The table at the end of the LEB128 section.
        for (bytes, signed, unsigned, plus_one) in [
            (&[0x00][..], 0, 0, None),
            (&[0x01], 1, 1, Some(0)),
            (&[0x7f], -1, 127, Some(126)),
            (&[0x80, 0x7f], -128, 16256, Some(16255)),
        ] {
            assert_eq!(reader(bytes).sleb(), Ok(signed));
            assert_eq!(reader(bytes).uleb(), Ok(unsigned));
            assert_eq!(reader(bytes).uleb_p1(), Ok(plus_one));
        }
    }

    #[test]
    fn a_number_ends_after_five_bytes() {
        let mut reader = reader(&[0xff, 0xff, 0xff, 0xff, 0xff, 0x05]);
        assert_eq!(reader.uleb(), Ok(u32::MAX));
        assert_eq!(reader.uleb(), Ok(5));
        assert_eq!(reader.uleb().unwrap_err().at, 6);
    }

    fn encode_unsigned(mut value: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            let low = u8::try_from(value & 0x7f).unwrap();
            value >>= 7;
            if value == 0 {
                bytes.push(low);
                return bytes;
            }
            bytes.push(low | 0x80);
        }
    }

    fn encode_signed(mut value: i32) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            let low = u8::try_from(value & 0x7f).unwrap();
            value >>= 7;
            if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
                bytes.push(low);
                return bytes;
            }
            bytes.push(low | 0x80);
        }
    }

    proptest! {
        #[test]
        fn unsigned_numbers_round_trip(value: u32) {
            let bytes = encode_unsigned(value);
            let mut reader = reader(&bytes);
            prop_assert_eq!(reader.uleb(), Ok(value));
            prop_assert_eq!(reader.left(), 0);
        }

        #[test]
        fn signed_numbers_round_trip(value: i32) {
            let bytes = encode_signed(value);
            let mut reader = reader(&bytes);
            prop_assert_eq!(reader.sleb(), Ok(value));
            prop_assert_eq!(reader.left(), 0);
        }
    }
}
