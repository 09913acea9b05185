//! The older capture format: a header of 24 bytes, then packets.
//!
//! Spec: <https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html>; magic `a1b2cd34` as in
//! `libpcap/sf-pcap.c` (`KUZNETZOV_TCPDUMP_MAGIC`).
//! Departures from the spec: the time zone and accuracy fields are ignored, as every reader does.

use super::{Interface, MAX_PACKET, Out, Packet, Record, Step, to_usize};
use crate::link::LinkType;
use base::{Problem, Span};

/// Length of the file's header in bytes.
pub(super) const HEADER_LEN: usize = 24;

/// A packet's time may differ from the last good one by this many seconds when reading resumes after
/// damage: 30 days. Captures of phones last hours; the bound only has to make chance hits rare.
const RESUME_WITHIN_S: u32 = 30 * 86_400;

pub(super) struct Pcap {
    big: bool,
    nanoseconds: bool,
    /// 16 bytes, or 24 in the modified format.
    record_len: usize,
    link: LinkType,
    n_packets: u64,
    last_s: Option<u32>,
    lost_from: Option<u64>,
    /// Whether the first packet already claims more bytes captured than it had: then its writer is not to be measured by
    /// that.
    is_lenient: bool,
}

struct RecordHeader {
    seconds: u32,
    fraction: u32,
    captured: u32,
    original: u32,
}

impl Pcap {
    pub(super) fn is_magic(magic: [u8; 4]) -> bool {
        Self::flavour(magic).is_some()
    }

    /// Big-endian, nanoseconds, record header length.
    const fn flavour(magic: [u8; 4]) -> Option<(bool, bool, usize)> {
        match magic {
            [0xa1, 0xb2, 0xc3, 0xd4] => Some((true, false, 16)),
            [0xd4, 0xc3, 0xb2, 0xa1] => Some((false, false, 16)),
            [0xa1, 0xb2, 0x3c, 0x4d] => Some((true, true, 16)),
            [0x4d, 0x3c, 0xb2, 0xa1] => Some((false, true, 16)),
            [0xa1, 0xb2, 0xcd, 0x34] => Some((true, false, 24)),
            [0x34, 0xcd, 0xb2, 0xa1] => Some((false, false, 24)),
            _ => None,
        }
    }

    pub(super) fn new(header: &[u8; HEADER_LEN]) -> Option<(Self, Interface)> {
        let [magic, _, _, _, snap_len, network] = *header.as_chunks::<4>().0 else {
            return None;
        };
        let (big, nanoseconds, record_len) = Self::flavour(magic)?;
        let pcap = Self {
            big,
            nanoseconds,
            record_len,
            link: LinkType(0),
            n_packets: 0,
            last_s: None,
            lost_from: None,
            is_lenient: false,
        };
        // The upper half of the field holds the length of frame check sequences.
        let link = LinkType(u16::try_from(pcap.u32(network) & 0xffff).unwrap_or_default());
        let interface = Interface {
            number: 0,
            link,
            snap_len: pcap.u32(snap_len),
            name: None,
        };
        Some((Self { link, ..pcap }, interface))
    }

    pub(super) const fn lost_from(&self) -> Option<u64> {
        self.lost_from
    }

    const fn u32(&self, bytes: [u8; 4]) -> u32 {
        if self.big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    }

    fn header(&self, bytes: &[u8]) -> Option<RecordHeader> {
        let (&[seconds, fraction, captured, original], _) =
            bytes.get(..16)?.as_chunks::<4>().0.split_first_chunk()?;
        Some(RecordHeader {
            seconds: self.u32(seconds),
            fraction: self.u32(fraction),
            captured: self.u32(captured),
            original: self.u32(original),
        })
    }

    /// Whether a header can be one, after damage.
    fn is_plausible(&self, header: &RecordHeader) -> bool {
        let fractions = if self.nanoseconds {
            1_000_000_000
        } else {
            1_000_000
        };
        header.captured > 0
            && header.captured <= header.original
            && header.original <= MAX_PACKET
            && header.fraction < fractions
            && self
                .last_s
                .is_none_or(|last| last.abs_diff(header.seconds) <= RESUME_WITHIN_S)
    }

    fn seek(&mut self, bytes: &[u8], at: u64, from: u64, out: &mut Out<'_>) -> Step {
        let windows = bytes.windows(self.record_len);
        let n_windows = windows.len();
        if n_windows == 0 {
            return Step::Need(self.record_len);
        }
        for (skipped, window) in windows.enumerate() {
            if self.header(window).is_some_and(|h| self.is_plausible(&h)) {
                let here = at.saturating_add(skipped as u64);
                let len = here.saturating_sub(from);
                out.problem(
                    Problem::new(
                        "capture/damaged",
                        format!(
                            "{len} bytes between packets {} and the next hold no readable record",
                            self.n_packets
                        ),
                    )
                    .at(Span::new(from, len)),
                );
                self.lost_from = None;
                return if skipped == 0 {
                    self.step(bytes, at, out)
                } else {
                    Step::Used(skipped)
                };
            }
        }
        Step::Used(n_windows)
    }

    pub(super) fn step(&mut self, bytes: &[u8], at: u64, out: &mut Out<'_>) -> Step {
        if let Some(from) = self.lost_from {
            return self.seek(bytes, at, from, out);
        }
        let Some(header) = bytes
            .get(..self.record_len)
            .and_then(|header| self.header(header))
        else {
            return Step::Need(self.record_len);
        };
        let is_more = header.captured > header.original;
        if self.n_packets == 0 {
            self.is_lenient |= is_more;
        }
        // «incl_len: the number of bytes of packet data actually captured»; never more than the packet had.
        if header.captured > MAX_PACKET || (is_more && !self.is_lenient) {
            self.lost_from = Some(at);
            return Step::Used(1);
        }
        let total = self.record_len.saturating_add(to_usize(header.captured));
        let Some(data) = bytes.get(self.record_len..total) else {
            return Step::Need(total);
        };
        self.n_packets = self.n_packets.saturating_add(1);
        self.last_s = Some(header.seconds);
        let unit = if self.nanoseconds { 1 } else { 1000 };
        let time_ns = u64::from(header.seconds)
            .saturating_mul(1_000_000_000)
            .saturating_add(u64::from(header.fraction).saturating_mul(unit));
        out.record(Record::Packet(Packet {
            number: self.n_packets,
            time_ns: Some(time_ns),
            link: self.link,
            interface: 0,
            data,
            original_len: header.original,
            span: Span::new(
                at.saturating_add(self.record_len as u64),
                u64::from(header.captured),
            ),
        }));
        Step::Used(total)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines;

    fn file(big: bool, magic: u32, packets: &[(u32, u32, &[u8])]) -> Vec<u8> {
        let word = |n: u32| {
            if big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let mut bytes = Vec::new();
        // Version 2.4 as one word is not byte-order exact; no reader looks at it.
        for n in [magic, 0x0004_0002, 0, 0, 65_535, 101] {
            bytes.extend(word(n));
        }
        for (seconds, fraction, data) in packets {
            let len = u32::try_from(data.len()).unwrap();
            for n in [*seconds, *fraction, len, len + 7] {
                bytes.extend(word(n));
            }
            if magic == 0xa1b2_cd34 {
                bytes.extend([0; 8]);
            }
            bytes.extend(*data);
        }
        bytes
    }

    #[test]
    fn every_magic_is_read() {
        for big in [false, true] {
            for (magic, time) in [
                (0xa1b2_c3d4, 5_000_003_000_u64),
                (0xa1b2_3c4d, 5_000_000_003),
                (0xa1b2_cd34, 5_000_003_000),
            ] {
                let bytes = file(big, magic, &[(5, 3, b"ab"), (5, 3, b"")]);
                let found = lines(&bytes, 1000).unwrap();
                assert_eq!(found.len(), 3, "{found:?}");
                assert!(
                    found[1].starts_with(&format!(
                        "packet 1 Some({time}) link 101 if 0 [97, 98] of 9"
                    )),
                    "{found:?}"
                );
            }
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_same() {
        let bytes = file(false, 0xa1b2_c3d4, &[(5, 3, b"ab"), (6, 3, b"cde")]);
        let whole = lines(&bytes, 1000);
        for step in 1..50 {
            assert_eq!(lines(&bytes, step), whole);
        }
    }

    #[test]
    fn a_cut_file_gives_the_whole_packets_and_says_so() {
        let bytes = file(false, 0xa1b2_c3d4, &[(5, 3, b"ab"), (6, 3, b"cde")]);
        let found = lines(&bytes[..bytes.len() - 1], 7).unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(
            found[2],
            "capture/truncated: the file ends inside a record: 18 bytes of at least 19 are there (at 0x2a..0x3c)"
        );
    }

    #[test]
    fn reading_resumes_after_damage() {
        let mut bytes = file(
            false,
            0xa1b2_c3d4,
            &[
                (1_700_000_005, 3, b"ab"),
                (1_700_000_006, 3, b"cde"),
                (1_700_000_007, 3, b"fg"),
            ],
        );
        // The length of the second packet.
        bytes[24 + 18 + 11] = 0xff;
        let found = lines(&bytes, 5).unwrap();
        assert!(
            found[2].starts_with("capture/damaged: 19 bytes"),
            "{found:?}"
        );
        assert!(found[3].contains("[102, 103]"), "{found:?}");
    }

    #[test]
    fn a_packet_with_more_captured_than_it_had_is_damage() {
        let packets: &[(u32, u32, &[u8])] = &[
            (1_700_000_005, 3, b"ab"),
            (1_700_000_006, 3, b"cde"),
            (1_700_000_007, 3, b"fg"),
        ];
        let mut bytes = file(false, 0xa1b2_c3d4, packets);
        // The second packet claims 0x1003 bytes of the 9 that it had; the file ends before them.
        bytes[24 + 18 + 9] = 0x10;
        let found = lines(&bytes, 5).unwrap();
        assert!(
            found[2].starts_with("capture/damaged: 19 bytes"),
            "{found:?}"
        );
        assert!(found[3].contains("[102, 103]"), "{found:?}");
        // A writer that does so from the first packet on is taken at its word.
        let long: &[u8] = b"0123456789";
        let bytes = file(false, 0xa1b2_c3d4, &[(5, 3, long), (6, 3, long)]);
        assert_eq!(lines(&bytes, 1000).unwrap().len(), 3);
    }

    #[test]
    fn damage_never_panics() {
        let bytes = file(false, 0xa1b2_c3d4, &[(5, 3, b"ab"), (6, 3, b"cde")]);
        testkit::hostile(&bytes, |b| {
            let _ = lines(b, 11);
        });
    }
}
