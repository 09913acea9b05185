//! Packet captures, pcap and pcapng, read piece by piece as their bytes arrive.
//!
//! Nothing is held but the record that is still incomplete, so a file of any length can be read. A damaged
//! record ends neither the reading nor the numbering: what was skipped is a problem with its span, and
//! reading goes on at the next record that can be one.
//!
//! Spec: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng
//! (<https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html>).
//! Departures from the spec: see the two modules.

mod pcap;
mod pcapng;

use crate::link::LinkType;
use base::{Limits, Problem, Span};
use std::net::IpAddr;

/// The data of one packet: 256 KiB. The capture library cuts at 262,144 bytes; a longer length is damage.
const MAX_PACKET: u32 = 262_144;

/// One packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Position in the file, from 1, as other tools number packets.
    pub number: u64,
    /// Nanoseconds since 1970-01-01 UTC; none in simple packet blocks.
    pub time_ns: Option<u64>,
    /// What the data begins with.
    pub link: LinkType,
    /// The interface, from 0.
    pub interface: u32,
    /// The bytes that were kept.
    pub data: &'a [u8],
    /// How many bytes the packet had on the wire.
    pub original_len: u32,
    /// Where the data stands in the file.
    pub span: Span,
}

/// One interface of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Position in its section, from 0.
    pub number: u32,
    /// What its packets begin with.
    pub link: LinkType,
    /// How many bytes of each packet were kept; 0 for all.
    pub snap_len: u32,
    /// The name that the capturing system gives it.
    pub name: Option<String>,
}

/// Something that a capture holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// An interface; always before its first packet.
    Interface(Interface),
    /// A packet.
    Packet(Packet<'a>),
    /// Secrets that open packets.
    Secrets {
        /// What they are; [`TLS_KEY_LOG`] is the only kind that is read further.
        kind: u32,
        /// The secrets.
        data: &'a [u8],
        /// Where they stand in the file.
        span: Span,
    },
    /// The name of an address, as the capturing machine resolved it.
    Name {
        /// The address.
        address: IpAddr,
        /// The name.
        name: String,
        /// Where the record stands in the file.
        span: Span,
    },
    /// A comment that somebody left.
    Comment {
        /// The packet it is about, by number; none where it is about the file or an interface.
        packet: Option<u64>,
        /// The text.
        text: String,
        /// Where its block stands in the file.
        span: Span,
    },
    /// Something wrong.
    Problem(Problem),
}

/// The kind of secrets that are an `SSLKEYLOGFILE`: the letters `TLSK`.
pub const TLS_KEY_LOG: u32 = 0x544c_534b;

/// The bytes are not a packet capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the magic of pcap or pcapng at offset 0x0, found {found:02x?}")]
pub struct NotACapture {
    /// The first four bytes; zero where there were fewer.
    pub found: [u8; 4],
}

enum Format {
    Unknown,
    Pcap(pcap::Pcap),
    Pcapng(pcapng::Pcapng),
}

/// What one step of a reader did with the bytes it was shown.
enum Step {
    /// It needs this many bytes, counted from the first one shown; always more than it was shown.
    Need(usize),
    /// It is done with this many bytes; always more than none.
    Used(usize),
}

/// What every reader needs to hand out records.
struct Out<'s> {
    sink: &'s mut dyn FnMut(Record<'_>),
    n_problems: &'s mut u32,
    limit: u32,
}

impl Out<'_> {
    fn record(&mut self, record: Record<'_>) {
        (self.sink)(record);
    }

    fn problem(&mut self, problem: Problem) {
        *self.n_problems = self.n_problems.saturating_add(1);
        if *self.n_problems <= self.limit {
            (self.sink)(Record::Problem(problem));
        }
    }
}

/// A capture being read.
pub struct Reader {
    format: Format,
    /// Bytes of a record that is not complete yet.
    held: Vec<u8>,
    /// How many bytes `held` must have before it is looked at again.
    need: usize,
    /// Where `held`, or else the next byte, stands in the file.
    at: u64,
    n_problems: u32,
    problem_limit: u32,
}

impl Reader {
    /// A reader that has seen nothing yet.
    pub const fn new(limits: &Limits) -> Self {
        Self {
            format: Format::Unknown,
            held: Vec::new(),
            need: 0,
            at: 0,
            n_problems: 0,
            problem_limit: limits.n_problems,
        }
    }

    /// Takes the next bytes of the file, of any number, and hands out what has become complete.
    ///
    /// # Errors
    /// [`NotACapture`] where the file does not begin as one.
    pub fn push(
        &mut self,
        bytes: &[u8],
        sink: &mut dyn FnMut(Record<'_>),
    ) -> Result<(), NotACapture> {
        let mut rest = bytes;
        loop {
            if self.held.is_empty() {
                if rest.is_empty() {
                    return Ok(());
                }
                match self.step(rest, sink)? {
                    Step::Used(used) => {
                        self.advance(used);
                        rest = rest.get(used..).unwrap_or_default();
                    }
                    Step::Need(need) => {
                        self.need = need;
                        self.held.extend_from_slice(rest);
                        return Ok(());
                    }
                }
            } else {
                let missing = self.need.saturating_sub(self.held.len());
                let (part, after) = rest.split_at_checked(missing).unwrap_or((rest, &[]));
                self.held.extend_from_slice(part);
                rest = after;
                if self.held.len() < self.need {
                    return Ok(());
                }
                let mut record = std::mem::take(&mut self.held);
                match self.step(&record, sink)? {
                    Step::Used(used) => {
                        self.advance(used);
                        record.drain(..used.min(record.len()));
                        self.need = record.len();
                    }
                    Step::Need(need) => self.need = need,
                }
                self.held = record;
            }
        }
    }

    /// Ends the file: says what was incomplete.
    ///
    /// # Errors
    /// [`NotACapture`] where the file ended before it could be known as one.
    pub fn finish(mut self, sink: &mut dyn FnMut(Record<'_>)) -> Result<(), NotACapture> {
        let left = self.held.len() as u64;
        let span = Span::new(self.at, left);
        let mut out = Out {
            sink,
            n_problems: &mut self.n_problems,
            limit: self.problem_limit,
        };
        let lost_from = match &self.format {
            Format::Unknown => return Err(not_a_capture(&self.held)),
            Format::Pcap(pcap) => pcap.lost_from(),
            Format::Pcapng(pcapng) => pcapng.lost_from(),
        };
        if let Some(from) = lost_from {
            let len = span.end().saturating_sub(from);
            out.problem(
                Problem::new(
                    "capture/unreadable",
                    format!("{len} bytes up to the end of the file hold no readable record"),
                )
                .at(Span::new(from, len)),
            );
        } else if left > 0 {
            let says = format!(
                "the file ends inside a record: {left} bytes of at least {} are there",
                self.need
            );
            out.problem(Problem::new("capture/truncated", says).at(span));
        }
        let left_out = self.n_problems.saturating_sub(self.problem_limit);
        if left_out > 0 {
            sink(Record::Problem(Problem::new(
                "capture/too-many-problems",
                format!("{left_out} further problems are left out"),
            )));
        }
        Ok(())
    }

    const fn advance(&mut self, used: usize) {
        self.at = self.at.saturating_add(used as u64);
    }

    fn step(
        &mut self,
        bytes: &[u8],
        sink: &mut dyn FnMut(Record<'_>),
    ) -> Result<Step, NotACapture> {
        let mut out = Out {
            sink,
            n_problems: &mut self.n_problems,
            limit: self.problem_limit,
        };
        match &mut self.format {
            Format::Pcap(pcap) => Ok(pcap.step(bytes, self.at, &mut out)),
            Format::Pcapng(pcapng) => Ok(pcapng.step(bytes, self.at, &mut out)),
            Format::Unknown => {
                let Some(magic) = bytes.first_chunk::<4>() else {
                    return Ok(Step::Need(4));
                };
                if pcapng::Pcapng::is_magic(*magic) {
                    self.format = Format::Pcapng(pcapng::Pcapng::new());
                    return self.step(bytes, sink);
                }
                if !pcap::Pcap::is_magic(*magic) {
                    return Err(not_a_capture(bytes));
                }
                let Some(header) = bytes.first_chunk::<{ pcap::HEADER_LEN }>() else {
                    return Ok(Step::Need(pcap::HEADER_LEN));
                };
                let (pcap, interface) = pcap::Pcap::new(header).ok_or(not_a_capture(bytes))?;
                out.record(Record::Interface(interface));
                self.format = Format::Pcap(pcap);
                Ok(Step::Used(pcap::HEADER_LEN))
            }
        }
    }
}

fn not_a_capture(bytes: &[u8]) -> NotACapture {
    let mut found = [0; 4];
    for (to, from) in found.iter_mut().zip(bytes) {
        *to = *from;
    }
    NotACapture { found }
}

/// Whether bytes begin as a capture does.
pub fn is_capture(bytes: &[u8]) -> bool {
    bytes
        .first_chunk::<4>()
        .is_some_and(|magic| pcapng::Pcapng::is_magic(*magic) || pcap::Pcap::is_magic(*magic))
}

fn to_usize(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// All records of a file as text lines, the bytes handed over `step` at a time.
    pub(crate) fn lines(bytes: &[u8], step: usize) -> Result<Vec<String>, NotACapture> {
        let mut lines = Vec::new();
        let mut sink = |record: Record<'_>| {
            lines.push(match record {
                Record::Packet(p) => format!(
                    "packet {} {:?} link {} if {} {:?} of {} at {}",
                    p.number, p.time_ns, p.link.0, p.interface, p.data, p.original_len, p.span
                ),
                Record::Problem(problem) => problem.to_string(),
                Record::Secrets { kind, data, .. } => {
                    format!("secrets {kind:#x} {}", String::from_utf8_lossy(data))
                }
                other => format!("{other:?}"),
            });
        };
        let mut reader = Reader::new(&Limits::default());
        for piece in bytes.chunks(step) {
            reader.push(piece, &mut sink)?;
        }
        reader.finish(&mut sink)?;
        Ok(lines)
    }

    #[test]
    fn other_files_are_not_captures() {
        assert_eq!(
            lines(b"PK\x03\x04", 9),
            Err(NotACapture {
                found: *b"PK\x03\x04"
            })
        );
        assert!(lines(b"", 1).is_err());
        assert!(!is_capture(b"GIF8"));
    }
}
