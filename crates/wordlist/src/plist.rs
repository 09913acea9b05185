//! Binary property lists.
//!
//! Spec: Apple, `CFBinaryPList.c` of CF-1153.18 (the comment "Binary Property List Format"), `bplist00`.
//! Departures from the spec: offsets need not ascend; numbers and dates are left out, since no list is made of them; an object that
//! cannot be read counts as nothing, and the rest is read.

use serde_json::{Map, Value};

/// The beginning of every binary property list.
pub(crate) const MAGIC: &[u8] = b"bplist0";
/// Objects read for each byte of a document, repeated ones counted: 2. A reference has a byte at the least; a document may
/// name one object many times over.
const OBJECTS_PER_BYTE: usize = 2;
/// Objects read of one document, repeated ones counted: 4,000,000.
const OBJECTS: u32 = 4_000_000;
/// Bytes of a text that count as one more object, which bounds the texts of a document to 256 MB.
const BYTES: usize = 64;
/// Containers inside containers: 64.
const DEPTH: u32 = 64;
const TRAILER: usize = 32;

struct Reader<'b> {
    bytes: &'b [u8],
    offsets: &'b [u8],
    offset_len: usize,
    ref_len: usize,
    left: u32,
}

/// The document as JSON knows it; `None` where it is no binary property list.
pub(crate) fn read(bytes: &[u8]) -> Option<Value> {
    if !bytes.starts_with(MAGIC) {
        return None;
    }
    let trailer = bytes.get(bytes.len().checked_sub(TRAILER)?..)?;
    let offset_len = usize::from(*trailer.get(6)?);
    let ref_len = usize::from(*trailer.get(7)?);
    let number = |at: usize| usize::try_from(integer(trailer.get(at..at.checked_add(8)?)?)?).ok();
    let (n_objects, top, table) = (number(8)?, number(16)?, number(24)?);
    if !(1..=8).contains(&offset_len) || !(1..=8).contains(&ref_len) {
        return None;
    }
    let table_end = n_objects.checked_mul(offset_len)?.checked_add(table)?;
    let mut reader = Reader {
        bytes,
        offsets: bytes.get(table..table_end)?,
        offset_len,
        ref_len,
        left: u32::try_from(bytes.len().saturating_mul(OBJECTS_PER_BYTE))
            .map_or(OBJECTS, |it| it.min(OBJECTS)),
    };
    reader.object(top, 0)
}

fn integer(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| {
        bytes
            .iter()
            .fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte))
    })
}

impl<'b> Reader<'b> {
    fn object(&mut self, at: usize, depth: u32) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if depth > DEPTH {
            return None;
        }
        let entry = at.checked_mul(self.offset_len)?;
        let entry = self
            .offsets
            .get(entry..entry.checked_add(self.offset_len)?)?;
        let offset = usize::try_from(integer(entry)?).ok()?;
        let (&marker, rest) = self.bytes.get(offset..)?.split_first()?;
        if matches!(marker >> 4, 0..=3 | 8) {
            return Some(Value::Null);
        }
        let (n, rest) = length(marker, rest)?;
        self.left = self.left.checked_sub(u32::try_from(n / BYTES).ok()?)?;
        Some(match marker >> 4 {
            4 => {
                let data = rest.get(..n)?;
                std::str::from_utf8(data).map_or(Value::Null, |text| Value::from(text.to_owned()))
            }
            // ASCII, by the specification; other bytes are met.
            5 => Value::from(String::from_utf8_lossy(rest.get(..n)?).into_owned()),
            6 => {
                let units = rest.get(..n.checked_mul(2)?)?.chunks_exact(2);
                let units: Vec<u16> = units
                    .map(|pair| u16::from_be_bytes(pair.first_chunk().copied().unwrap_or_default()))
                    .collect();
                Value::from(String::from_utf16_lossy(&units))
            }
            0xa..=0xc => {
                let items = self.references(rest, n)?;
                let items = items.filter_map(|it| self.object(it, depth.saturating_add(1)));
                Value::from(items.collect::<Vec<_>>())
            }
            0xd => {
                let keys = self.references(rest, n)?;
                let values = rest.get(n.checked_mul(self.ref_len)?..)?;
                let values = self.references(values, n)?;
                let mut members = Map::new();
                for (key, value) in keys.zip(values) {
                    if let Some(Value::String(key)) = self.object(key, depth.saturating_add(1))
                        && let Some(value) = self.object(value, depth.saturating_add(1))
                    {
                        members.insert(key, value);
                    }
                }
                Value::from(members)
            }
            _ => return None,
        })
    }

    /// The numbers of `n` objects.
    fn references(
        &self,
        bytes: &'b [u8],
        n: usize,
    ) -> Option<impl Iterator<Item = usize> + use<'b>> {
        let bytes = bytes.get(..n.checked_mul(self.ref_len)?)?;
        let each = bytes.chunks_exact(self.ref_len);
        Some(each.filter_map(|it| usize::try_from(integer(it)?).ok()))
    }
}

/// A length in the marker's low half, or in an integer behind it.
fn length(marker: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    if marker & 0xf != 0xf {
        return Some((usize::from(marker & 0xf), rest));
    }
    let (&kind, rest) = rest.split_first()?;
    if kind >> 4 != 1 || kind & 0xf > 3 {
        return None;
    }
    let (number, rest) = rest.split_at_checked(1_usize.checked_shl(u32::from(kind & 0xf))?)?;
    Some((usize::try_from(integer(number)?).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by Python's `plistlib` (`tests/data/make_plists.py`).
    const SAMPLE: &[u8] = include_bytes!("../tests/data/words.bplist");

    #[test]
    fn a_document_is_read_with_its_keys() {
        let document = read(SAMPLE).unwrap();
        let words = document["filter"]["words"].as_array().unwrap();
        assert_eq!(words.len(), 16);
        assert_eq!(words[0], "六四事件");
        assert_eq!(words[12], "paper lantern");
        assert_eq!(document["again"], document["filter"]["words"]);
        assert_eq!(document["version"], Value::Null);
        assert_eq!(document["data"], "seven words in data");
    }

    #[test]
    fn hostile_documents_are_survived() {
        testkit::hostile(SAMPLE, |bytes| {
            read(bytes);
        });
        // An array that holds itself twice.
        let mut circle = b"bplist00\xa2\x00\x00\x08".to_vec();
        circle.extend([0, 0, 0, 0, 0, 0, 1, 1]);
        for number in [1_u64, 0, 11] {
            circle.extend(number.to_be_bytes());
        }
        assert!(read(&circle).is_some());
    }
}
