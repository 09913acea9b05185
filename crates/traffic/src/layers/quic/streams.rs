//! The streams of a connection, each put in order.

use crate::layer::{Command, Origin, OwnedPart, Side, Sides};
use crate::tcp::{Delivery, Half};
use std::collections::{BTreeMap, BTreeSet};

/// Streams that are open at once: 10,000; peers allow 100 to 1,000.
const MAX_STREAMS: usize = 10_000;
/// Bytes of all streams that wait for earlier ones: 8 MiB. On reaching it the missing bytes of the stream that
/// grows are given up as a gap.
const MAX_WAITING: usize = 8 << 20;
/// Closed streams that are remembered by number, so that repeated bytes do not open them again: 4,096. Of older
/// ones it is only known that all below a number are closed.
const MAX_CLOSED: usize = 4096;

/// The streams of one connection.
#[derive(Default)]
pub(super) struct Streams {
    open: BTreeMap<u64, Sides<Half>>,
    closed: BTreeSet<u64>,
    /// All streams below it that are not open are closed.
    floor: u64,
    waiting: usize,
}

/// Whether a side sends on a stream: RFC 9000, section 2.1.
const fn sends(stream: u64, side: Side) -> bool {
    let is_one_way = stream & 2 != 0;
    let opener_is_server = stream & 1 != 0;
    !is_one_way || opener_is_server == matches!(side, Side::Server)
}

fn command(stream: u64, side: Side, delivery: Delivery<'_>) -> Command {
    let part = match delivery {
        Delivery::Data(bytes, origin) => OwnedPart::Data(bytes.to_vec(), origin),
        Delivery::Gap(len) => OwnedPart::Gap(len),
        Delivery::End => OwnedPart::End,
    };
    Command::InnerStream { stream, side, part }
}

/// Bytes of a stream as a frame carries them.
pub(super) struct Piece<'a> {
    pub(super) stream: u64,
    pub(super) at: u64,
    pub(super) bytes: &'a [u8],
    pub(super) is_last: bool,
}

impl Streams {
    /// Takes the content of a frame.
    pub(super) fn take(
        &mut self,
        side: Side,
        piece: &Piece<'_>,
        origin: Origin,
        out: &mut Vec<Command>,
    ) {
        let stream = piece.stream;
        let total = self.waiting;
        let Some(halves) = self.halves(stream, side) else {
            return;
        };
        let half = halves.of_mut(side);
        let before = half.waiting_len();
        let mut deliver = |delivery: Delivery<'_>| out.push(command(stream, side, delivery));
        half.take_at(piece.at, piece.bytes, piece.is_last, origin, &mut deliver);
        let others = total.saturating_sub(before);
        while others.saturating_add(half.waiting_len()) > MAX_WAITING && half.waiting_len() > 0 {
            half.skip_gap(&mut deliver);
        }
        self.waiting = others.saturating_add(half.waiting_len());
        self.close(stream);
    }

    /// A side gives a stream up.
    pub(super) fn reset(&mut self, side: Side, stream: u64, code: u64, out: &mut Vec<Command>) {
        let Some(halves) = self.halves(stream, side) else {
            return;
        };
        let half = halves.of_mut(side);
        if half.has_ended() {
            return;
        }
        let before = half.waiting_len();
        let mut deliver = |delivery: Delivery<'_>| {
            // What came before is given; the end that is told is another one.
            if delivery != Delivery::End {
                out.push(command(stream, side, delivery));
            }
        };
        half.finish(&mut deliver);
        self.waiting = self.waiting.saturating_sub(before);
        let part = OwnedPart::Reset(code);
        out.push(Command::InnerStream { stream, side, part });
        self.close(stream);
    }

    /// Gives what still waits on any stream.
    pub(super) fn finish(&mut self, out: &mut Vec<Command>) {
        for (stream, mut halves) in std::mem::take(&mut self.open) {
            for side in [Side::Client, Side::Server] {
                let half = halves.of_mut(side);
                while half.waiting_len() > 0 {
                    half.skip_gap(&mut |delivery| out.push(command(stream, side, delivery)));
                }
            }
        }
        self.waiting = 0;
    }

    fn halves(&mut self, stream: u64, side: Side) -> Option<&mut Sides<Half>> {
        if !sends(stream, side) {
            return None;
        }
        if !self.open.contains_key(&stream)
            && (stream < self.floor
                || self.closed.contains(&stream)
                || self.open.len() >= MAX_STREAMS)
        {
            return None;
        }
        Some(self.open.entry(stream).or_default())
    }

    fn close(&mut self, stream: u64) {
        let is_over = self.open.get(&stream).is_some_and(|halves| {
            [Side::Client, Side::Server]
                .iter()
                .all(|side| !sends(stream, *side) || halves.of(*side).has_ended())
        });
        if !is_over {
            return;
        }
        self.open.remove(&stream);
        self.closed.insert(stream);
        if self.closed.len() > MAX_CLOSED
            && let Some(lowest) = self.closed.pop_first()
        {
            self.floor = self.floor.max(lowest.saturating_add(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::origin;

    fn lines(out: &[Command]) -> Vec<String> {
        out.iter()
            .map(|command| match command {
                Command::InnerStream { stream, side, part } => match part {
                    OwnedPart::Data(bytes, _) => {
                        format!("{stream} {side:?} {}", String::from_utf8_lossy(bytes))
                    }
                    other => format!("{stream} {side:?} {other:?}"),
                },
                other => format!("{other:?}"),
            })
            .collect()
    }

    fn take(
        streams: &mut Streams,
        side: Side,
        stream: u64,
        at: u64,
        text: &str,
        is_last: bool,
    ) -> Vec<String> {
        let mut out = Vec::new();
        let bytes = text.as_bytes();
        let piece = Piece {
            stream,
            at,
            bytes,
            is_last,
        };
        streams.take(side, &piece, origin(1), &mut out);
        lines(&out)
    }

    #[test]
    fn order_is_restored_on_each_stream() {
        let mut streams = Streams::default();
        assert_eq!(take(&mut streams, Side::Client, 0, 2, "c", true), [""; 0]);
        assert_eq!(
            take(&mut streams, Side::Client, 4, 0, "x", false),
            ["4 Client x"]
        );
        assert_eq!(
            take(&mut streams, Side::Client, 0, 0, "abX", false),
            ["0 Client abX", "0 Client End"]
        );
        assert_eq!(
            take(&mut streams, Side::Server, 0, 0, "", true),
            ["0 Server End"]
        );
        // Closed: repeated bytes say nothing.
        assert_eq!(take(&mut streams, Side::Client, 0, 0, "ab", false), [""; 0]);
    }

    #[test]
    fn only_its_opener_sends_on_a_one_way_stream() {
        let mut streams = Streams::default();
        assert_eq!(take(&mut streams, Side::Server, 2, 0, "a", false), [""; 0]);
        assert_eq!(
            take(&mut streams, Side::Client, 2, 0, "a", false),
            ["2 Client a"]
        );
        assert_eq!(
            take(&mut streams, Side::Server, 3, 0, "a", false),
            ["3 Server a"]
        );
    }

    #[test]
    fn what_waits_is_bounded_over_all_streams() {
        let mut streams = Streams::default();
        let block = "x".repeat(1 << 16);
        let mut n_gaps = 0;
        for n in 0..400_u64 {
            let told = take(
                &mut streams,
                Side::Client,
                (n % 20) * 4,
                1 + (n << 16),
                &block,
                false,
            );
            n_gaps += told.iter().filter(|line| line.contains("Gap")).count();
            assert!(streams.waiting <= MAX_WAITING);
        }
        assert!(n_gaps > 0);
        let mut out = Vec::new();
        streams.finish(&mut out);
        assert!(!out.is_empty());
        assert_eq!(streams.waiting, 0);
    }

    #[test]
    fn a_reset_gives_what_came_and_its_code() {
        let mut streams = Streams::default();
        take(&mut streams, Side::Server, 0, 1, "b", false);
        let mut out = Vec::new();
        streams.reset(Side::Server, 0, 0x10c, &mut out);
        assert_eq!(
            lines(&out),
            ["0 Server Gap(1)", "0 Server b", "0 Server Reset(268)"]
        );
    }
}
