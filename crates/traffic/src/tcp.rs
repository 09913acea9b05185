//! One direction of a TCP connection, put in order.
//!
//! Bytes that arrive twice are counted and dropped; bytes that arrive twice and differ, among those that are
//! still held, are counted as such. Bytes that never arrive are a gap, told once enough later ones wait or
//! the connection ends.
//!
//! Spec: RFC 9293, sequence numbers modulo 2^32.
//! Departures from the spec: a connection whose start was not captured begins at the first byte seen.

use crate::layer::Origin;
use std::collections::BTreeMap;

/// Bytes that wait for earlier ones, in one direction: 2 MiB, about a full window of a fast connection. On
/// reaching it the missing bytes are given up as a gap.
const MAX_WAITING: usize = 2 << 20;
/// Pieces that wait, likewise.
const MAX_PIECES: usize = 4096;

/// What became known of a direction, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery<'a> {
    /// The next bytes.
    Data(&'a [u8], Origin),
    /// Bytes that were not captured.
    Gap(u64),
    /// The direction is closed.
    End,
}

/// What is counted of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes handed on.
    pub bytes: u64,
    /// Bytes that were not captured.
    pub missing: u64,
    /// Bytes that came again.
    pub repeated: u64,
    /// Bytes that came again with another value, as far as the earlier ones were still held.
    pub contradicted: u64,
    /// Segments that came before an earlier one.
    pub out_of_order: u64,
}

struct Piece {
    bytes: Vec<u8>,
    origin: Origin,
}

/// One direction.
#[derive(Default)]
pub struct Half {
    /// The sequence number of the byte at `offset`.
    next: Option<u32>,
    /// How many bytes of the stream are behind us.
    offset: u64,
    /// Later pieces by their offset in the stream.
    waiting: BTreeMap<u64, Piece>,
    waiting_len: usize,
    end_at: Option<u64>,
    has_ended: bool,
    /// The counts.
    pub counts: Counts,
}

impl Half {
    /// Says that the direction's first byte has the number after `sequence`.
    pub fn begin(&mut self, sequence: u32) {
        if self.next.is_none() {
            self.next = Some(sequence.wrapping_add(1));
        }
    }

    /// Whether a byte or an opening has been seen.
    pub const fn has_begun(&self) -> bool {
        self.next.is_some()
    }

    /// Whether the direction is closed and all its bytes are handed on.
    pub const fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Whether `sequence` is what comes next.
    pub fn expects(&self, sequence: u32) -> bool {
        self.next == Some(sequence)
    }

    /// Takes the payload of one segment.
    pub fn take(
        &mut self,
        sequence: u32,
        payload: &[u8],
        is_last: bool,
        origin: Origin,
        deliver: &mut dyn FnMut(Delivery<'_>),
    ) {
        let next = *self.next.get_or_insert(sequence);
        // The distance is signed: a repeated segment lies before.
        let ahead = i64::from(sequence.wrapping_sub(next).cast_signed());
        let Some(at) = self.offset.checked_add_signed(ahead) else {
            self.counts.repeated = self.counts.repeated.saturating_add(payload.len() as u64);
            return;
        };
        self.take_at(at, payload, is_last, origin, deliver);
    }

    /// Takes bytes that stand at a known place of the direction.
    pub fn take_at(
        &mut self,
        at: u64,
        payload: &[u8],
        is_last: bool,
        origin: Origin,
        deliver: &mut dyn FnMut(Delivery<'_>),
    ) {
        let end = at.saturating_add(payload.len() as u64);
        if is_last {
            self.end_at.get_or_insert(end);
        }
        if !payload.is_empty() {
            if at > self.offset {
                self.counts.out_of_order = self.counts.out_of_order.saturating_add(1);
                self.wait(at, payload, origin);
            } else {
                let old = self.offset.saturating_sub(at);
                let old = usize::try_from(old).unwrap_or(usize::MAX);
                match payload.get(old..) {
                    Some(fresh) if !fresh.is_empty() => {
                        self.repeated(old);
                        self.hand_on(fresh, origin, deliver);
                    }
                    _ => self.repeated(payload.len()),
                }
            }
        }
        self.drain(deliver);
        while self.waiting_len > MAX_WAITING || self.waiting.len() > MAX_PIECES {
            self.skip_gap(deliver);
        }
        self.close(deliver);
    }

    fn repeated(&mut self, n: usize) {
        self.counts.repeated = self.counts.repeated.saturating_add(n as u64);
    }

    fn hand_on(&mut self, bytes: &[u8], origin: Origin, deliver: &mut dyn FnMut(Delivery<'_>)) {
        self.advance(bytes.len() as u64);
        self.counts.bytes = self.counts.bytes.saturating_add(bytes.len() as u64);
        deliver(Delivery::Data(bytes, origin));
    }

    fn advance(&mut self, by: u64) {
        self.offset = self.offset.saturating_add(by);
        // Only the low 32 bits count, as sequence numbers wrap.
        let low = u32::try_from(by & 0xffff_ffff).unwrap_or_default();
        self.next = self.next.map(|next| next.wrapping_add(low));
    }

    fn wait(&mut self, at: u64, payload: &[u8], origin: Origin) {
        // What overlaps pieces that wait already is compared and left out.
        let mut at = at;
        let mut rest = payload;
        while !rest.is_empty() {
            let before = self.waiting.range(..=at).next_back();
            let covered = before.and_then(|(start, piece)| {
                let off = usize::try_from(at.saturating_sub(*start)).ok()?;
                piece.bytes.get(off..).filter(|old| !old.is_empty())
            });
            if let Some(old) = covered {
                let n = old.len().min(rest.len());
                let differing = old.iter().zip(rest).filter(|(a, b)| a != b).count() as u64;
                self.counts.contradicted = self.counts.contradicted.saturating_add(differing);
                self.counts.repeated = self.counts.repeated.saturating_add(n as u64);
                rest = rest.get(n..).unwrap_or_default();
                at = at.saturating_add(n as u64);
                continue;
            }
            let room = self
                .waiting
                .range(at..)
                .next()
                .and_then(|(start, _)| usize::try_from(start.saturating_sub(at)).ok())
                .unwrap_or(usize::MAX);
            let (fresh, after) = rest.split_at_checked(room).unwrap_or((rest, &[]));
            self.waiting_len = self.waiting_len.saturating_add(fresh.len());
            self.waiting.insert(
                at,
                Piece {
                    bytes: fresh.to_vec(),
                    origin,
                },
            );
            at = at.saturating_add(fresh.len() as u64);
            rest = after;
        }
    }

    fn drain(&mut self, deliver: &mut dyn FnMut(Delivery<'_>)) {
        while let Some(entry) = self.waiting.first_entry() {
            if *entry.key() > self.offset {
                break;
            }
            let (at, piece) = entry.remove_entry();
            self.waiting_len = self.waiting_len.saturating_sub(piece.bytes.len());
            let old = usize::try_from(self.offset.saturating_sub(at)).unwrap_or(usize::MAX);
            self.repeated(old.min(piece.bytes.len()));
            if let Some(fresh) = piece.bytes.get(old..).filter(|fresh| !fresh.is_empty()) {
                self.hand_on(fresh, piece.origin, deliver);
            }
        }
    }

    /// How many bytes wait for earlier ones.
    pub const fn waiting_len(&self) -> usize {
        self.waiting_len
    }

    /// Gives up the bytes that are missing before the first ones that wait.
    pub fn skip_gap(&mut self, deliver: &mut dyn FnMut(Delivery<'_>)) {
        let Some((start, _)) = self.waiting.first_key_value() else {
            return;
        };
        let missing = start.saturating_sub(self.offset);
        self.advance(missing);
        self.counts.missing = self.counts.missing.saturating_add(missing);
        deliver(Delivery::Gap(missing));
        self.drain(deliver);
    }

    fn close(&mut self, deliver: &mut dyn FnMut(Delivery<'_>)) {
        if !self.has_ended && self.end_at.is_some_and(|end| self.offset >= end) {
            self.has_ended = true;
            deliver(Delivery::End);
        }
    }

    /// Ends the direction, with whatever still waits.
    pub fn finish(&mut self, deliver: &mut dyn FnMut(Delivery<'_>)) {
        while !self.waiting.is_empty() {
            self.skip_gap(deliver);
        }
        if !self.has_ended {
            self.has_ended = true;
            deliver(Delivery::End);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Origin = Origin {
        first_packet: 1,
        last_packet: 1,
        time_ns: 0,
    };

    /// Segments as (number, text, last), to what is delivered.
    fn play(half: &mut Half, segments: &[(u32, &str, bool)]) -> String {
        let mut text = String::new();
        let mut deliver = |delivery: Delivery<'_>| match delivery {
            Delivery::Data(bytes, _) => text.push_str(&String::from_utf8_lossy(bytes)),
            Delivery::Gap(len) => text.push_str(&format!("<{len}>")),
            Delivery::End => text.push('.'),
        };
        for (sequence, payload, is_last) in segments {
            half.take(
                *sequence,
                payload.as_bytes(),
                *is_last,
                ORIGIN,
                &mut deliver,
            );
        }
        text
    }

    fn check(segments: &[(u32, &str, bool)], expect: &str) -> Counts {
        let mut half = Half::default();
        half.begin(99);
        assert_eq!(play(&mut half, segments), expect);
        half.counts
    }

    #[test]
    fn order_is_restored() {
        let counts = check(
            &[(103, "def", false), (106, "g", true), (100, "abc", false)],
            "abcdefg.",
        );
        assert_eq!(counts.out_of_order, 2);
        assert_eq!(counts.bytes, 7);
    }

    #[test]
    fn repeated_bytes_are_dropped_and_counted() {
        let counts = check(
            &[
                (100, "abc", false),
                (100, "abc", false),
                (101, "bcde", false),
            ],
            "abcde",
        );
        assert_eq!(counts.repeated, 5);
    }

    #[test]
    fn contradictions_are_counted_and_the_first_bytes_kept() {
        let counts = check(
            &[
                (102, "cde", false),
                (101, "bXXef", false),
                (100, "a", false),
            ],
            "abcdef",
        );
        assert_eq!((counts.contradicted, counts.repeated), (2, 3));
    }

    #[test]
    fn numbers_wrap() {
        let mut half = Half::default();
        half.begin(u32::MAX - 2);
        let segments = [(1, "def", true), (u32::MAX - 1, "abc", false)];
        assert_eq!(play(&mut half, &segments), "abcdef.");
    }

    #[test]
    fn a_stream_may_be_joined_in_the_middle() {
        let mut half = Half::default();
        assert_eq!(play(&mut half, &[(5, "ab", false), (7, "c", true)]), "abc.");
    }

    #[test]
    fn a_gap_is_told_at_the_end() {
        let mut half = Half::default();
        half.begin(99);
        assert_eq!(play(&mut half, &[(100, "a", false), (103, "d", true)]), "a");
        let mut text = Vec::new();
        half.finish(&mut |delivery| text.push(format!("{delivery:?}")));
        assert_eq!(text[0], "Gap(2)");
        assert!(text[1].starts_with("Data([100]"));
        assert_eq!(text[2], "End");
        assert_eq!(half.counts.missing, 2);
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut half = Half::default();
        half.begin(99);
        let block = "x".repeat(1 << 16);
        let mut delivered = 0_usize;
        for n in 0..64 {
            half.take(
                200 + n * 65_536,
                block.as_bytes(),
                false,
                ORIGIN,
                &mut |d| {
                    if let Delivery::Data(bytes, _) = d {
                        delivered += bytes.len();
                    }
                },
            );
            assert!(half.waiting_len <= MAX_WAITING);
        }
        assert_eq!(delivered, 64 << 16);
    }
}
