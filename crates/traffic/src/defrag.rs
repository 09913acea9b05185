//! IP fragments put together again.
//!
//! Spec: RFC 815 (reassembly with any order), RFC 5722 (overlaps).
//! Departures from the spec: where fragments overlap, the bytes that came first are kept and the overlap is
//! a problem; RFC 5722 would have the packet dropped.

use base::Problem;
use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::packet::Datagram;

/// Bytes of unfinished packets: 4 MiB, 64 of the longest. The oldest is given up first.
const MAX_HELD: usize = 4 << 20;
/// The longest payload that an IP packet can have.
const MAX_PAYLOAD: u32 = 65_535;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    source: IpAddr,
    destination: IpAddr,
    protocol: u8,
    id: u32,
}

#[derive(Default)]
struct Partial {
    /// Pieces by offset; they do not overlap.
    pieces: BTreeMap<u32, Vec<u8>>,
    len: Option<u32>,
    age: u64,
}

/// Packets that wait for fragments.
#[derive(Default)]
pub struct Defragmenter {
    partial: BTreeMap<Key, Partial>,
    held: usize,
    clock: u64,
}

impl Defragmenter {
    /// Takes a fragment; gives the whole payload once it is complete.
    pub fn take(
        &mut self,
        datagram: &Datagram<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<u8>> {
        let fragment = datagram.fragment?;
        let key = Key {
            source: datagram.source,
            destination: datagram.destination,
            protocol: datagram.protocol,
            id: fragment.id,
        };
        let len = u32::try_from(datagram.payload.len()).unwrap_or(u32::MAX);
        let end = fragment.offset.saturating_add(len);
        if end > MAX_PAYLOAD || datagram.payload.len() < datagram.payload_len {
            let says = format!(
                "fragment {}..{end} of packet {:#x} is cut or too long",
                fragment.offset, fragment.id
            );
            problems.push(Problem::new("ip/bad-fragment", says));
            return None;
        }
        self.clock = self.clock.saturating_add(1);
        let partial = self.partial.entry(key).or_default();
        if partial.age == 0 {
            partial.age = self.clock;
        }
        if !fragment.has_more {
            partial.len = Some(end);
        }
        let added = partial.add(fragment.offset, datagram.payload, problems);
        self.held = self.held.saturating_add(added);
        if let Some(whole) = partial.whole() {
            self.held = self.held.saturating_sub(partial.held());
            self.partial.remove(&key);
            return Some(whole);
        }
        self.bound(problems);
        None
    }

    fn bound(&mut self, problems: &mut Vec<Problem>) {
        while self.held > MAX_HELD {
            let oldest = self.partial.iter().min_by_key(|(_, partial)| partial.age);
            let Some((key, _)) = oldest else {
                break;
            };
            let key = *key;
            if let Some(partial) = self.partial.remove(&key) {
                self.held = self.held.saturating_sub(partial.held());
            }
            let says = format!("packet {:#x} of {} never became whole", key.id, key.source);
            problems.push(Problem::new("ip/fragments-missing", says));
        }
    }

    /// How many packets are not whole.
    pub fn n_partial(&self) -> usize {
        self.partial.len()
    }
}

impl Partial {
    fn held(&self) -> usize {
        self.pieces
            .values()
            .map(Vec::len)
            .fold(0, usize::saturating_add)
    }

    /// Adds what is new of a piece; gives how many bytes that is.
    fn add(&mut self, offset: u32, bytes: &[u8], problems: &mut Vec<Problem>) -> usize {
        let mut added = 0_usize;
        let mut differs = false;
        let mut fresh = None;
        for (at, byte) in (offset..).zip(bytes) {
            if let Some(old) = self.byte(at) {
                differs |= old != *byte;
                fresh = None;
            } else {
                let start = *fresh.get_or_insert(at);
                self.pieces.entry(start).or_default().push(*byte);
                added = added.saturating_add(1);
            }
        }
        if added < bytes.len() {
            let what = if differs { "other" } else { "the same" };
            let says = format!("a fragment at {offset} overlaps earlier ones with {what} bytes");
            problems.push(Problem::new("ip/fragments-overlap", says));
        }
        added
    }

    fn byte(&self, at: u32) -> Option<u8> {
        let (start, piece) = self.pieces.range(..=at).next_back()?;
        let off = usize::try_from(at.checked_sub(*start)?).ok()?;
        piece.get(off).copied()
    }

    fn whole(&self) -> Option<Vec<u8>> {
        let len = usize::try_from(self.len?).ok()?;
        let mut whole = Vec::new();
        for (start, piece) in &self.pieces {
            if usize::try_from(*start) != Ok(whole.len()) {
                return None;
            }
            whole.extend_from_slice(piece);
        }
        (whole.len() == len).then_some(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Fragment;

    fn take(
        d: &mut Defragmenter,
        offset: u32,
        has_more: bool,
        bytes: &[u8],
    ) -> (Option<Vec<u8>>, usize) {
        let mut problems = Vec::new();
        let datagram = Datagram {
            source: [1, 1, 1, 1].into(),
            destination: [2, 2, 2, 2].into(),
            protocol: 17,
            payload: bytes,
            payload_len: bytes.len(),
            fragment: Some(Fragment {
                id: 5,
                offset,
                has_more,
            }),
        };
        (d.take(&datagram, &mut problems), problems.len())
    }

    #[test]
    fn any_order_gives_the_whole() {
        let pieces: [(u32, bool, &[u8]); 3] = [
            (0, true, b"abcdefgh"),
            (8, true, b"ijklmnop"),
            (16, false, b"q"),
        ];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut d = Defragmenter::default();
            let mut last = None;
            for n in order {
                let (offset, more, bytes) = pieces[n];
                assert_eq!(last, None);
                last = take(&mut d, offset, more, bytes).0;
            }
            assert_eq!(last.as_deref(), Some(&b"abcdefghijklmnopq"[..]));
            assert_eq!((d.n_partial(), d.held), (0, 0));
        }
    }

    #[test]
    fn the_first_bytes_win_and_overlaps_are_told() {
        let mut d = Defragmenter::default();
        assert_eq!(take(&mut d, 8, true, b"IJKLMNOP"), (None, 0));
        assert_eq!(take(&mut d, 0, true, b"abcdefghXXXXXXXX"), (None, 1));
        let (whole, _) = take(&mut d, 16, false, b"q");
        assert_eq!(whole.as_deref(), Some(&b"abcdefghIJKLMNOPq"[..]));
    }

    #[test]
    fn what_is_held_is_bounded() {
        let mut d = Defragmenter::default();
        let payload = vec![0; 60_000];
        for id in 0..200 {
            let datagram = Datagram {
                source: [1, 1, 1, 1].into(),
                destination: [2, 2, 2, 2].into(),
                protocol: 17,
                payload: &payload,
                payload_len: 60_000,
                fragment: Some(Fragment {
                    id,
                    offset: 0,
                    has_more: true,
                }),
            };
            d.take(&datagram, &mut Vec::new());
        }
        assert!(d.held <= MAX_HELD);
    }
}
