//! Data between instructions: the tables of switches and the elements of arrays.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dalvik-bytecode#packed-switch>, `sparse-switch`, `fill-array-data`
//! Departures from the spec: none known.

use crate::InsnError;
use base::{Span, View};

/// One payload.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// The table of a `packed-switch` or `sparse-switch`.
    Switch(SwitchTable<'a>),
    /// The elements of a `fill-array-data`.
    Array(ArrayData<'a>),
}

/// A table of a switch.
#[derive(Clone, Copy, Debug)]
pub struct SwitchTable<'a> {
    /// The smallest key of a packed table; `None` where the keys are listed.
    first_key: Option<i32>,
    keys: &'a [u8],
    targets: &'a [u8],
}

/// One case of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SwitchCase {
    /// The value that is compared.
    pub key: i32,
    /// Where control goes, in code units from the switch instruction (not from the table).
    pub offset: i32,
}

impl<'a> SwitchTable<'a> {
    /// Whether the keys follow one after the other.
    pub const fn is_packed(&self) -> bool {
        self.first_key.is_some()
    }

    /// The cases in the order of the file.
    pub fn cases(&self) -> impl ExactSizeIterator<Item = SwitchCase> + use<'a> {
        let Self {
            first_key,
            keys,
            targets,
        } = *self;
        let (keys, _) = keys.as_chunks::<4>();
        let (targets, _) = targets.as_chunks::<4>();
        targets.iter().enumerate().map(move |(i, target)| {
            let i32_index = i32::try_from(i).unwrap_or(i32::MAX);
            let key = match first_key {
                Some(first) => first.wrapping_add(i32_index),
                None => keys.get(i).map_or(0, |key| i32::from_le_bytes(*key)),
            };
            SwitchCase {
                key,
                offset: i32::from_le_bytes(*target),
            }
        })
    }
}

/// The elements of an array.
#[derive(Clone, Copy, Debug)]
pub struct ArrayData<'a> {
    /// Length of one element in bytes; 1, 2, 4 or 8 in files that follow the specification.
    pub element_len: u16,
    /// How many elements there are.
    pub n_elements: u32,
    data: View<'a>,
}

impl<'a> ArrayData<'a> {
    /// The elements as bytes, little-endian, without padding.
    pub const fn bytes(&self) -> &'a [u8] {
        self.data.bytes()
    }

    /// Where the elements stand.
    pub const fn span(&self) -> Span {
        self.data.span()
    }
}

/// The length in code units of the payload that `head` begins; `None` where `head` begins none.
pub(crate) fn units(head: [u8; 8]) -> Option<u64> {
    let [ident0, ident1, size0, size1, n0, n1, n2, n3] = head;
    let size = u64::from(u16::from_le_bytes([size0, size1]));
    match [ident0, ident1] {
        [0, 1] => Some(size.saturating_mul(2).saturating_add(4)),
        [0, 2] => Some(size.saturating_mul(4).saturating_add(2)),
        [0, 3] => {
            let n_elements = u64::from(u32::from_le_bytes([n0, n1, n2, n3]));
            let len = n_elements.saturating_mul(size);
            Some(len.div_ceil(2).saturating_add(4))
        }
        _ => None,
    }
}

impl<'a> Payload<'a> {
    pub(crate) fn read(insns: View<'a>, at: u32) -> Result<Self, InsnError> {
        let start = u64::from(at).saturating_mul(2);
        let rest = insns.tail(start).unwrap_or_else(|_| View::new(&[]));
        let left = rest.len() >> 1;
        let truncated = |need| InsnError::Truncated { at, need, left };
        let mut head = [0; 8];
        for (to, from) in head.iter_mut().zip(rest.bytes()) {
            *to = *from;
        }
        let [_, _, size0, size1, n0, n1, n2, n3] = head;
        let size = u16::from_le_bytes([size0, size1]);
        let word = u32::from_le_bytes([n0, n1, n2, n3]);
        let need = units(head).ok_or(InsnError::NoPayload { at })?;
        let part = |off, len| rest.sub(off, len).map_err(|_| truncated(need));
        let four = u64::from(size).saturating_mul(4);
        Ok(match head {
            [_, 1, ..] => Self::Switch(SwitchTable {
                first_key: Some(word.cast_signed()),
                keys: &[],
                targets: part(8, four)?.bytes(),
            }),
            [_, 2, ..] => Self::Switch(SwitchTable {
                first_key: None,
                keys: part(4, four)?.bytes(),
                targets: part(four.saturating_add(4), four)?.bytes(),
            }),
            _ => Self::Array(ArrayData {
                element_len: size,
                n_elements: word,
                data: part(8, u64::from(word).saturating_mul(u64::from(size)))?,
            }),
        })
    }
}
