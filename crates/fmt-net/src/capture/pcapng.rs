//! The newer capture format: blocks, with several sections and interfaces, names, comments and secrets.
//!
//! Spec: <https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html>.
//! Departures from the spec: a wrong second length of a block is a problem and the first one is believed;
//! the obsolete packet block (type 2) is read; section lengths are ignored, as they are mostly unknown (-1).

use super::{Interface, MAX_PACKET, Out, Packet, Record, Step, to_usize};
use crate::link::LinkType;
use base::{Problem, Span, View};
use std::net::IpAddr;

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const OLD_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const NAMES: u32 = 4;
const PACKET: u32 = 6;
const SECRETS: u32 = 10;

/// One block: 16 MiB, as in Wireshark; secrets blocks of long captures reach a few hundred KB. A longer
/// one is taken for damage.
const MAX_BLOCK: u32 = 16 << 20;
/// Interfaces of one section: 4,096.
const MAX_INTERFACES: usize = 4096;

struct Clock {
    link: LinkType,
    snap_len: u32,
    /// Units per second.
    units: u128,
    offset_s: i64,
}

pub(super) struct Pcapng {
    big: bool,
    /// Interfaces of the section; the position is their number.
    interfaces: Vec<Clock>,
    n_packets: u64,
    lost_from: Option<u64>,
}

/// Reads numbers in the section's byte order.
#[derive(Clone, Copy)]
struct Body<'a> {
    view: View<'a>,
    big: bool,
}

impl<'a> Body<'a> {
    fn u16(self, off: u64) -> Option<u16> {
        if self.big {
            self.view.u16_be(off).ok()
        } else {
            self.view.u16_le(off).ok()
        }
    }

    fn u32(self, off: u64) -> Option<u32> {
        if self.big {
            self.view.u32_be(off).ok()
        } else {
            self.view.u32_le(off).ok()
        }
    }

    fn tail(self, off: u64) -> Self {
        Self {
            view: self.view.tail(off).unwrap_or(View::new(&[])),
            ..self
        }
    }

    /// Code and value pairs: options, and the records of a names block.
    fn options(self) -> impl Iterator<Item = (u16, &'a [u8])> {
        let mut at = 0_u64;
        std::iter::from_fn(move || {
            let code = self.u16(at)?;
            let len = u64::from(self.u16(at.saturating_add(2))?);
            let value = self.view.sub(at.saturating_add(4), len).ok()?;
            at = at.saturating_add(4).saturating_add(padded(len));
            (code != 0).then_some((code, value.bytes()))
        })
    }
}

const fn padded(len: u64) -> u64 {
    len.saturating_add(3) & !3
}

impl Pcapng {
    pub(super) const fn is_magic(magic: [u8; 4]) -> bool {
        matches!(magic, [0x0a, 0x0d, 0x0d, 0x0a])
    }

    pub(super) const fn new() -> Self {
        Self {
            big: false,
            interfaces: Vec::new(),
            n_packets: 0,
            lost_from: None,
        }
    }

    pub(super) const fn lost_from(&self) -> Option<u64> {
        self.lost_from
    }

    const fn word(&self, bytes: [u8; 4]) -> u32 {
        if self.big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    }

    pub(super) fn step(&mut self, bytes: &[u8], at: u64, out: &mut Out<'_>) -> Step {
        if let Some(from) = self.lost_from {
            return self.seek(bytes, at, from, out);
        }
        let Some(&[kind, len, third]) = bytes
            .get(..12)
            .and_then(|head| head.as_chunks::<4>().0.first_chunk::<3>())
        else {
            return Step::Need(12);
        };
        if kind == SECTION.to_be_bytes() {
            match third {
                [0x1a, 0x2b, 0x3c, 0x4d] => self.big = true,
                [0x4d, 0x3c, 0x2b, 0x1a] => self.big = false,
                _ => {
                    self.lost_from = Some(at);
                    return Step::Used(1);
                }
            }
        }
        let len = self.word(len);
        if !len.is_multiple_of(4) || !(12..=MAX_BLOCK).contains(&len) {
            self.lost_from = Some(at);
            return Step::Used(1);
        }
        let total = to_usize(len);
        let Some(block) = bytes.get(..total) else {
            return Step::Need(total);
        };
        let span = Span::new(at, u64::from(len));
        if block.last_chunk::<4>().map(|end| self.word(*end)) != Some(len) {
            let says = format!("the block's second length is not its first one, {len}");
            out.problem(Problem::new("capture/block-lengths-differ", says).at(span));
        }
        let body = block.get(8..total.saturating_sub(4)).unwrap_or_default();
        let body = Body {
            view: View::new(body),
            big: self.big,
        };
        if self.block(self.word(kind), body, span, out).is_none() {
            let says = format!(
                "block of type {:#x} is shorter than its fields",
                self.word(kind)
            );
            out.problem(Problem::new("capture/short-block", says).at(span));
        }
        Step::Used(total)
    }

    /// After damage: the next section header, or packet block of a known interface with consistent lengths.
    fn seek(&mut self, bytes: &[u8], at: u64, from: u64, out: &mut Out<'_>) -> Step {
        const HEAD: usize = 28;
        if bytes.len() < HEAD {
            return Step::Need(HEAD);
        }
        let windows = bytes.windows(HEAD);
        let n_windows = windows.len();
        for (skipped, window) in windows.enumerate() {
            if self.is_plausible(window) {
                let here = at.saturating_add(skipped as u64);
                let len = here.saturating_sub(from);
                let says = format!(
                    "{len} bytes after packet {} hold no readable block",
                    self.n_packets
                );
                out.problem(Problem::new("capture/damaged", says).at(Span::new(from, len)));
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

    fn is_plausible(&self, window: &[u8]) -> bool {
        let Some(&[kind, len, interface, _, _, captured, original]) =
            window.as_chunks::<4>().0.first_chunk::<7>()
        else {
            return false;
        };
        if kind == SECTION.to_be_bytes() {
            return matches!(
                interface,
                [0x1a, 0x2b, 0x3c, 0x4d] | [0x4d, 0x3c, 0x2b, 0x1a]
            );
        }
        let (len, captured) = (self.word(len), self.word(captured));
        self.word(kind) == PACKET
            && to_usize(self.word(interface)) < self.interfaces.len()
            && len.is_multiple_of(4)
            && captured <= MAX_PACKET
            && captured <= self.word(original)
            && (captured.saturating_add(32)..=captured.saturating_add(0x2_0000)).contains(&len)
    }

    fn block(&mut self, kind: u32, body: Body<'_>, span: Span, out: &mut Out<'_>) -> Option<()> {
        match kind {
            SECTION => {
                self.interfaces.clear();
                comments(body.tail(16), None, span, out);
            }
            INTERFACE => self.interface(body, span, out)?,
            PACKET => {
                let time = u64::from(body.u32(4)?) << 32 | u64::from(body.u32(8)?);
                self.packet(body, body.u32(0)?, time, span, out)?;
            }
            OLD_PACKET => {
                let time = u64::from(body.u32(4)?) << 32 | u64::from(body.u32(8)?);
                self.packet(body, u32::from(body.u16(0)?), time, span, out)?;
            }
            SIMPLE_PACKET => self.simple_packet(body, span, out)?,
            NAMES => names(body, span, out)?,
            SECRETS => {
                let len = u64::from(body.u32(4)?);
                out.record(Record::Secrets {
                    kind: body.u32(0)?,
                    data: body.view.sub(8, len).ok()?.bytes(),
                    span: Span::new(span.start().saturating_add(16), len),
                });
                comments(body.tail(padded(len).saturating_add(8)), None, span, out);
            }
            // Statistics, journals, custom and unknown blocks.
            _ => {}
        }
        Some(())
    }

    fn interface(&mut self, body: Body<'_>, span: Span, out: &mut Out<'_>) -> Option<()> {
        let mut clock = Clock {
            link: LinkType(body.u16(0)?),
            snap_len: body.u32(4)?,
            units: 1_000_000,
            offset_s: 0,
        };
        if self.interfaces.len() >= MAX_INTERFACES {
            let says = format!("more than {MAX_INTERFACES} interfaces; this one is left out");
            out.problem(Problem::new("capture/too-many-interfaces", says).at(span));
            return Some(());
        }
        let mut name = None;
        for (code, value) in body.tail(8).options() {
            match (code, value) {
                (2, value) => name = Some(text(value)),
                (9, &[resolution]) => {
                    let power = u32::from(resolution & 0x7f);
                    let base = if resolution & 0x80 == 0 { 10_u128 } else { 2 };
                    // Finer than 10^-38 s does not fit and is nothing a clock can give.
                    clock.units = base.checked_pow(power).unwrap_or(u128::MAX);
                }
                (14, value) => {
                    if let Some(bytes) = value.first_chunk::<8>() {
                        clock.offset_s = if self.big {
                            i64::from_be_bytes(*bytes)
                        } else {
                            i64::from_le_bytes(*bytes)
                        };
                    }
                }
                _ => {}
            }
        }
        out.record(Record::Interface(Interface {
            number: u32::try_from(self.interfaces.len()).unwrap_or(u32::MAX),
            link: clock.link,
            snap_len: clock.snap_len,
            name,
        }));
        self.interfaces.push(clock);
        comments(body.tail(8), None, span, out);
        Some(())
    }

    fn packet(
        &mut self,
        body: Body<'_>,
        interface: u32,
        time: u64,
        span: Span,
        out: &mut Out<'_>,
    ) -> Option<()> {
        self.n_packets = self.n_packets.saturating_add(1);
        let captured = u64::from(body.u32(12)?);
        let data = body.view.sub(20, captured).ok()?;
        let Some(clock) = self.interfaces.get(to_usize(interface)) else {
            let says = format!(
                "packet {} names interface {interface}, which is not described",
                self.n_packets
            );
            out.problem(Problem::new("capture/unknown-interface", says).at(span));
            return Some(());
        };
        out.record(Record::Packet(Packet {
            number: self.n_packets,
            time_ns: Some(clock.nanoseconds(time)),
            link: clock.link,
            interface,
            data: data.bytes(),
            original_len: body.u32(16)?,
            span: Span::new(span.start().saturating_add(28), captured),
        }));
        let options = body.tail(padded(captured).saturating_add(20));
        comments(options, Some(self.n_packets), span, out);
        Some(())
    }

    fn simple_packet(&mut self, body: Body<'_>, span: Span, out: &mut Out<'_>) -> Option<()> {
        self.n_packets = self.n_packets.saturating_add(1);
        let original_len = body.u32(0)?;
        let Some(clock) = self.interfaces.first() else {
            let says = format!("packet {} comes before any interface", self.n_packets);
            out.problem(Problem::new("capture/unknown-interface", says).at(span));
            return Some(());
        };
        let mut len = u64::from(original_len).min(body.view.len().saturating_sub(4));
        if clock.snap_len > 0 {
            len = len.min(u64::from(clock.snap_len));
        }
        out.record(Record::Packet(Packet {
            number: self.n_packets,
            time_ns: None,
            link: clock.link,
            interface: 0,
            data: body.view.sub(4, len).ok()?.bytes(),
            original_len,
            span: Span::new(span.start().saturating_add(12), len),
        }));
        Some(())
    }
}

impl Clock {
    fn nanoseconds(&self, units: u64) -> u64 {
        let nanoseconds = match self.units {
            1_000_000 => u128::from(units).saturating_mul(1000),
            1_000_000_000 => u128::from(units),
            per_second => u128::from(units)
                .saturating_mul(1_000_000_000)
                .checked_div(per_second)
                .unwrap_or_default(),
        };
        let offset = i128::from(self.offset_s).saturating_mul(1_000_000_000);
        let sum = i128::try_from(nanoseconds)
            .unwrap_or(i128::MAX)
            .saturating_add(offset);
        u64::try_from(sum.max(0)).unwrap_or(u64::MAX)
    }
}

fn comments(options: Body<'_>, packet: Option<u64>, span: Span, out: &mut Out<'_>) {
    for (code, value) in options.options() {
        if code == 1 {
            out.record(Record::Comment {
                packet,
                text: text(value),
                span,
            });
        }
    }
}

fn names(body: Body<'_>, span: Span, out: &mut Out<'_>) -> Option<()> {
    for (kind, value) in body.options() {
        let (address, names) = match kind {
            1 => {
                let (address, names) = value.split_first_chunk::<4>()?;
                (IpAddr::from(*address), names)
            }
            2 => {
                let (address, names) = value.split_first_chunk::<16>()?;
                (IpAddr::from(*address), names)
            }
            _ => continue,
        };
        for name in names.split(|byte| *byte == 0).filter(|n| !n.is_empty()) {
            out.record(Record::Name {
                address,
                name: text(name),
                span,
            });
        }
    }
    Some(())
}

fn text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines;

    struct File {
        big: bool,
        bytes: Vec<u8>,
    }

    impl File {
        fn new(big: bool) -> Self {
            let mut file = Self {
                big,
                bytes: Vec::new(),
            };
            let mut body = file.word(0x1a2b_3c4d).to_vec();
            body.extend([0; 12]);
            body.extend(file.option(1, b"made by hand"));
            file.block(0x0a0d_0d0a, &body);
            file
        }

        fn word(&self, n: u32) -> [u8; 4] {
            if self.big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        }

        fn half(&self, n: u16) -> [u8; 2] {
            if self.big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        }

        fn option(&self, code: u16, value: &[u8]) -> Vec<u8> {
            let mut option = self.half(code).to_vec();
            option.extend(self.half(u16::try_from(value.len()).unwrap()));
            option.extend(value);
            option.resize(option.len().next_multiple_of(4), 0);
            option
        }

        fn block(&mut self, kind: u32, body: &[u8]) {
            let mut body = body.to_vec();
            body.resize(body.len().next_multiple_of(4), 0);
            let len = u32::try_from(body.len() + 12).unwrap();
            let (kind, len) = (self.word(kind), self.word(len));
            self.bytes.extend(kind);
            self.bytes.extend(len);
            self.bytes.extend(body);
            self.bytes.extend(len);
        }

        fn interface(&mut self, link: u16, options: &[u8]) {
            let mut body = self.half(link).to_vec();
            body.extend([0; 2]);
            body.extend(self.word(0));
            body.extend(options);
            self.block(1, &body);
        }

        fn packet(&mut self, interface: u32, time: u64, data: &[u8], options: &[u8]) {
            let len = u32::try_from(data.len()).unwrap();
            let mut body = Vec::new();
            for n in [
                interface,
                u32::try_from(time >> 32).unwrap(),
                u32::try_from(time & 0xffff_ffff).unwrap(),
                len,
                len,
            ] {
                body.extend(self.word(n));
            }
            body.extend(data);
            body.resize(body.len().next_multiple_of(4), 0);
            body.extend(options);
            self.block(6, &body);
        }
    }

    fn sample(big: bool) -> Vec<u8> {
        let mut file = File::new(big);
        let mut options = file.option(9, &[9]);
        options.extend(file.option(2, b"wlan0"));
        file.interface(1, &options);
        let mut secrets = file.word(0x544c_534b).to_vec();
        secrets.extend(file.word(3));
        secrets.extend(b"a b");
        file.block(10, &secrets);
        let names = file.option(1, b"\x7f\0\0\x01localhost\0");
        file.block(4, &names);
        let comment = file.option(1, b"look here");
        file.packet(0, 1 << 33, b"abc", &comment);
        let mut simple = file.word(2).to_vec();
        simple.extend(b"xy");
        file.block(3, &simple);
        file.packet(7, 1, b"", &[]);
        file.packet(0, 1, b"z", &[]);
        file.bytes
    }

    #[test]
    fn both_byte_orders_give_the_same() {
        let found = lines(&sample(false), 1 << 20).unwrap();
        assert_eq!(found, lines(&sample(true), 1 << 20).unwrap());
        assert_eq!(found.len(), 9, "{found:#?}");
        assert!(found[0].contains("made by hand"));
        assert!(found[1].contains("wlan0"));
        assert_eq!(found[2], "secrets 0x544c534b a b");
        assert!(found[3].contains("127.0.0.1") && found[3].contains("localhost"));
        assert!(
            found[4].starts_with("packet 1 Some(8589934592) link 1 if 0 [97, 98, 99] of 3"),
            "{}",
            found[4]
        );
        assert!(found[5].contains("look here") && found[5].contains("Some(1)"));
        assert!(found[6].starts_with("packet 2 None link 1 if 0 [120, 121] of 2"));
        assert!(found[7].starts_with("capture/unknown-interface: packet 3 names interface 7"));
        assert!(found[8].starts_with("packet 4 Some(1) link 1 if 0 [122]"));
    }

    #[test]
    fn pieces_of_any_size_give_the_same() {
        let bytes = sample(false);
        let whole = lines(&bytes, 1 << 20);
        for step in 1..60 {
            assert_eq!(lines(&bytes, step), whole);
        }
    }

    #[test]
    fn spans_point_at_the_data() {
        let bytes = sample(false);
        let at = bytes.windows(3).position(|w| w == b"abc").unwrap();
        let found = lines(&bytes, 1 << 20).unwrap();
        assert!(found[4].ends_with(&format!("at {:#x}..{:#x}", at, at + 3)));
    }

    #[test]
    fn microseconds_are_the_default_and_powers_of_two_work() {
        let mut file = File::new(false);
        file.interface(1, &[]);
        let options = file.option(9, &[0x8a]);
        file.interface(1, &options);
        file.packet(0, 5, b"", &[]);
        file.packet(1, 1536, b"", &[]);
        let found = lines(&file.bytes, 999).unwrap();
        assert!(found[3].starts_with("packet 1 Some(5000)"), "{found:?}");
        assert!(
            found[4].starts_with("packet 2 Some(1500000000)"),
            "{found:?}"
        );
    }

    #[test]
    fn reading_resumes_after_damage() {
        let mut bytes = sample(false);
        let at = bytes
            .windows(4)
            .position(|w| w == b"TLSK" || w == b"KSLT")
            .unwrap();
        // The first length of the secrets block.
        bytes[at - 1] = 0xff;
        let found = lines(&bytes, 13).unwrap();
        let damaged = found
            .iter()
            .position(|l| l.starts_with("capture/damaged"))
            .unwrap();
        assert!(found[damaged + 1].contains("[97, 98, 99]"), "{found:#?}");
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(&sample(true), |b| {
            let _ = lines(b, 64);
        });
    }
}
