//! Protocol buffers without their schema: fields by number, each as what its bytes look like.
//!
//! Spec: <https://protobuf.dev/programming-guides/encoding/>.
//! Departures from the spec: groups (types 3 and 4) are refused, as they are out of use; a length-delimited
//! field is taken for text where it is text, else for a message where it is one, else for bytes. Fields that stand more than
//! once have their position behind the number.

use super::Peeler;
use std::collections::BTreeMap;

enum Content<'a> {
    Number(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(&'a [u8]),
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// All fields of a message; none where the bytes are not one to their end.
fn fields(bytes: &[u8]) -> Option<Vec<(u64, Content<'_>)>> {
    let mut fields = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let tag = varint(&mut rest)?;
        let number = tag >> 3;
        // The highest number of the specification is 2^29 - 1; real ones are small.
        if number == 0 || number > 0x1fff_ffff {
            return None;
        }
        let content = match tag & 7 {
            0 => Content::Number(varint(&mut rest)?),
            1 => {
                let (value, after) = rest.split_first_chunk::<8>()?;
                rest = after;
                Content::Fixed64(u64::from_le_bytes(*value))
            }
            2 => {
                let len = usize::try_from(varint(&mut rest)?).ok()?;
                let (value, after) = rest.split_at_checked(len)?;
                rest = after;
                Content::Bytes(value)
            }
            5 => {
                let (value, after) = rest.split_first_chunk::<4>()?;
                rest = after;
                Content::Fixed32(u32::from_le_bytes(*value))
            }
            _ => return None,
        };
        fields.push((number, content));
    }
    (!fields.is_empty()).then_some(fields)
}

fn is_text(bytes: &[u8]) -> bool {
    str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace()))
}

impl Peeler {
    /// Peels a message; gives `false`, and nothing found, where the bytes are none.
    pub(super) fn protobuf(&mut self, bytes: &[u8], path: &mut Vec<String>, depth: usize) -> bool {
        if depth == 0 {
            return false;
        }
        let Some(fields) = fields(bytes) else {
            return false;
        };
        let deeper = depth.saturating_sub(1);
        // How often each number stands, and how often it was met.
        let mut times: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
        for (number, _) in &fields {
            let times = times.entry(*number).or_default();
            times.0 = times.0.saturating_add(1);
        }
        self.inside("<protobuf>", path, |peeler, path| {
            for (number, content) in fields {
                let position = times.get_mut(&number).and_then(|times| {
                    let position = times.1;
                    times.1 = times.1.saturating_add(1);
                    (times.0 > 1).then_some(position)
                });
                peeler.inside(&number.to_string(), path, |peeler, path| {
                    if let Some(position) = position {
                        peeler.inside(&format!("[{position}]"), path, |peeler, path| {
                            peeler.field(&content, path, deeper);
                        });
                    } else {
                        peeler.field(&content, path, deeper);
                    }
                });
            }
        });
        true
    }

    fn field(&mut self, content: &Content<'_>, path: &mut Vec<String>, depth: usize) {
        match content {
            Content::Number(value) | Content::Fixed64(value) => {
                self.leaf(&value.to_string(), path);
            }
            Content::Fixed32(value) => self.leaf(&value.to_string(), path),
            Content::Bytes(value) if is_text(value) => self.bytes(value, path, depth),
            Content::Bytes(value) => {
                if !self.protobuf(value, path, depth) {
                    self.bytes(value, path, depth);
                }
            }
        }
    }
}
