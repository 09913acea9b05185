//! The name system: questions and answers over UDP, TCP and QUIC.
//!
//! Spec: RFC 1035; RFC 3596 (AAAA), RFC 9460 (SVCB, HTTPS).
//! Departures from the spec: records whose data is not understood are kept as their type and length; a name
//! that points forward or in a ring ends the message there.

use crate::layer::{Command, Context, Event, Layer, Origin, Part, Probe, Side, Sides};
use base::Problem;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Records of one message that are kept: 1,000.
const MAX_RECORDS: usize = 1000;
/// Jumps while reading one name.
const MAX_JUMPS: usize = 64;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name, without the last point; `.` for the root.
    pub name: String,
    /// The type's number.
    pub kind: u16,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The name that the record is of.
    pub name: String,
    /// The type's number.
    pub kind: u16,
    /// Seconds that it may be kept.
    pub ttl: u32,
    /// The data as text: an address, a name, a text; else `type N, LEN bytes`.
    pub data: String,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The number that joins question and answer.
    pub id: u16,
    /// Whether it is an answer.
    pub is_response: bool,
    /// The answer's code: 0 is success, 3 says that the name does not exist.
    pub code: u8,
    /// The questions.
    pub questions: Vec<Question>,
    /// The answers.
    pub answers: Vec<Record>,
    /// Records that say who knows more.
    pub authorities: Vec<Record>,
    /// Records that may help.
    pub additional: Vec<Record>,
    /// Whether all that the counts announce could be read.
    pub is_whole: bool,
}

/// The name of a type, where it has a common one.
pub const fn kind_name(kind: u16) -> Option<&'static str> {
    Some(match kind {
        1 => "A",
        2 => "NS",
        5 => "CNAME",
        6 => "SOA",
        11 => "WKS",
        12 => "PTR",
        15 => "MX",
        16 => "TXT",
        28 => "AAAA",
        29 => "LOC",
        30 => "NXT",
        33 => "SRV",
        35 => "NAPTR",
        43 => "DS",
        44 => "SSHFP",
        46 => "RRSIG",
        47 => "NSEC",
        48 => "DNSKEY",
        50 => "NSEC3",
        51 => "NSEC3PARAM",
        64 => "SVCB",
        65 => "HTTPS",
        99 => "SPF",
        249 => "TKEY",
        255 => "*",
        _ => return None,
    })
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(len)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?
            .first_chunk::<2>()
            .map(|bytes| u16::from_be_bytes(*bytes))
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?
            .first_chunk::<4>()
            .map(|bytes| u32::from_be_bytes(*bytes))
    }

    fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        let mut at = self.at;
        let mut end = None;
        for _ in 0..MAX_JUMPS {
            let len = *self.bytes.get(at)?;
            let after = at.checked_add(1)?;
            match len {
                0 => {
                    self.at = end.unwrap_or(after);
                    if name.is_empty() {
                        name.push('.');
                    }
                    return Some(name);
                }
                1..=63 => {
                    let label_end = after.checked_add(usize::from(len))?;
                    let label = self.bytes.get(after..label_end)?;
                    if !name.is_empty() {
                        name.push('.');
                    }
                    // Points inside a label would look like its end.
                    for chunk in label.utf8_chunks() {
                        name.push_str(&chunk.valid().replace('.', "\\."));
                        for byte in chunk.invalid() {
                            name.push_str(&format!("\\{byte:03}"));
                        }
                    }
                    if name.len() > 1024 {
                        return None;
                    }
                    at = label_end;
                }
                192..=255 => {
                    let low = *self.bytes.get(after)?;
                    end.get_or_insert(after.checked_add(1)?);
                    let target = usize::from(u16::from_be_bytes([len & 0x3f, low]));
                    if target >= at {
                        return None;
                    }
                    at = target;
                }
                _ => return None,
            }
        }
        None
    }
}

impl Cursor<'_> {
    fn record(&mut self) -> Option<Record> {
        let name = self.name()?;
        let kind = self.u16()?;
        self.u16()?;
        let ttl = self.u32()?;
        let len = usize::from(self.u16()?);
        let start = self.at;
        let raw = self.take(len)?;
        let mut inner = Cursor {
            bytes: self.bytes.get(..self.at)?,
            at: start,
        };
        Some(Record {
            name,
            kind,
            ttl,
            data: data(kind, raw, &mut inner),
        })
    }
}

impl Message {
    /// Reads a message; none where its header is not one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor { bytes, at: 0 };
        let id = cursor.u16()?;
        let flags = cursor.u16()?;
        let n_questions = cursor.u16()?;
        let n_records = [cursor.u16()?, cursor.u16()?, cursor.u16()?];
        // The operations in use are 0 to 6; the reserved bit is zero.
        if (flags >> 11) & 15 > 6 || flags & 0x40 != 0 || n_questions > 64 {
            return None;
        }
        let mut message = Self {
            id,
            is_response: flags & 0x8000 != 0,
            code: u8::try_from(flags & 15).ok()?,
            questions: Vec::new(),
            answers: Vec::new(),
            authorities: Vec::new(),
            additional: Vec::new(),
            is_whole: false,
        };
        message.is_whole = message
            .sections(&mut cursor, n_questions, n_records)
            .is_some();
        Some(message)
    }

    fn sections(
        &mut self,
        cursor: &mut Cursor<'_>,
        n_questions: u16,
        n_records: [u16; 3],
    ) -> Option<()> {
        for _ in 0..n_questions {
            let name = cursor.name()?;
            let kind = cursor.u16()?;
            cursor.u16()?;
            self.questions.push(Question { name, kind });
        }
        let sections = [
            &mut self.answers,
            &mut self.authorities,
            &mut self.additional,
        ];
        for (section, n) in sections.into_iter().zip(n_records) {
            for _ in 0..n {
                if section.len() >= MAX_RECORDS {
                    return None;
                }
                section.push(cursor.record()?);
            }
        }
        Some(())
    }
}

fn data(kind: u16, raw: &[u8], cursor: &mut Cursor<'_>) -> String {
    let understood = match kind {
        1 => raw
            .first_chunk::<4>()
            .map(|a| Ipv4Addr::from(*a).to_string()),
        28 => raw
            .first_chunk::<16>()
            .map(|a| Ipv6Addr::from(*a).to_string()),
        2 | 5 | 12 | 39 => cursor.name(),
        15 => cursor
            .u16()
            .and_then(|priority| Some(format!("{priority} {}", cursor.name()?))),
        16 => {
            let mut texts = Vec::new();
            let mut rest = raw;
            while let [len, after @ ..] = rest {
                let n = usize::from(*len);
                let Some((text, after)) = after.split_at_checked(n) else {
                    break;
                };
                texts.push(fmt_net::http::text(text));
                rest = after;
            }
            Some(texts.join(" "))
        }
        64 | 65 => cursor
            .u16()
            .and_then(|priority| Some(format!("{priority} {}", cursor.name()?))),
        _ => None,
    };
    understood.unwrap_or_else(|| format!("type {kind}, {} bytes", raw.len()))
}

/// Whether the bytes of a stream are of the name system: by port and by header.
pub fn probe_stream(bytes: &[u8], port: u16) -> Probe {
    if port != 53 && port != 853 {
        return Probe::No;
    }
    let Some(message) = bytes.get(2..) else {
        return Probe::Maybe;
    };
    match message.len() {
        0..12 => Probe::Maybe,
        _ if Message::read(message).is_some() => Probe::Yes,
        _ => Probe::No,
    }
}

/// Whether datagrams to this port are of the name system (also its multicast and link-local forms).
pub const fn is_port(port: u16) -> bool {
    matches!(port, 53 | 5353 | 5355)
}

/// The name system over UDP: each datagram is a message.
pub struct DnsDatagram;

impl Layer for DnsDatagram {
    fn on_event(&mut self, event: Event<'_>, _: &Context<'_>, out: &mut Vec<Command>) {
        if let Event::Data { bytes, origin, .. } = event {
            hand_on(bytes, origin, out);
        }
    }
}

fn hand_on(bytes: &[u8], origin: Origin, out: &mut Vec<Command>) {
    match Message::read(bytes) {
        Some(message) => out.push(Command::Dns(Box::new(message), origin)),
        None => out.push(Command::Problem(Problem::new(
            "dns/bad-message",
            format!("{} bytes are not a message", bytes.len()),
        ))),
    }
}

/// The name system over TCP or TLS: messages with a length before each.
#[derive(Default)]
pub struct DnsStream {
    buffers: Sides<(Vec<u8>, bool)>,
}

impl Layer for DnsStream {
    fn on_event(&mut self, event: Event<'_>, _: &Context<'_>, out: &mut Vec<Command>) {
        match event {
            Event::Data {
                side,
                bytes,
                origin,
            } => self.data(side, bytes, origin, out),
            Event::Gap { side, len } => {
                let (buffer, is_lost) = self.buffers.of_mut(side);
                if !*is_lost {
                    *is_lost = true;
                    buffer.clear();
                    let says =
                        format!("{len} bytes are missing; the rest of this side is not read");
                    out.push(Command::Problem(Problem::new("dns/gap", says)));
                }
            }
            Event::End { .. } | Event::Stream { .. } => {}
        }
    }
}

impl DnsStream {
    fn data(&mut self, side: Side, bytes: &[u8], origin: Origin, out: &mut Vec<Command>) {
        let (buffer, is_lost) = self.buffers.of_mut(side);
        if *is_lost {
            return;
        }
        buffer.extend_from_slice(bytes);
        while let Some(len) = buffer.first_chunk::<2>() {
            let end = usize::from(u16::from_be_bytes(*len)).saturating_add(2);
            if buffer.len() < end {
                break;
            }
            let rest = buffer.split_off(end);
            let message = std::mem::replace(buffer, rest);
            hand_on(message.get(2..).unwrap_or_default(), origin, out);
        }
    }
}

/// The name system over QUIC: a stream for each question, with a length before each message.
///
/// Spec: RFC 9250.
#[derive(Default)]
pub struct DnsQuic {
    streams: BTreeMap<(u64, Side), Vec<u8>>,
}

/// Streams that are open at once: 1,000.
const MAX_STREAMS: usize = 1000;
/// A message and its length.
const MAX_STREAM: usize = 2 + 0xffff;

impl Layer for DnsQuic {
    fn on_event(&mut self, event: Event<'_>, _: &Context<'_>, out: &mut Vec<Command>) {
        let Event::Stream { stream, side, part } = event else {
            return;
        };
        let key = (stream, side);
        match part {
            Part::Data(bytes, origin) => {
                if self.streams.len() >= MAX_STREAMS && !self.streams.contains_key(&key) {
                    self.streams.pop_first();
                }
                let buffer = self.streams.entry(key).or_default();
                buffer.extend_from_slice(bytes);
                while let Some((len, rest)) = buffer.split_first_chunk::<2>() {
                    let len = usize::from(u16::from_be_bytes(*len));
                    let Some((message, after)) = rest.split_at_checked(len) else {
                        break;
                    };
                    hand_on(message, origin, out);
                    *buffer = after.to_vec();
                }
                buffer.truncate(MAX_STREAM);
            }
            Part::Gap(_) | Part::End | Part::Reset(_) => {
                if self.streams.remove(&key).is_some_and(|it| !it.is_empty()) {
                    let says = format!("stream {stream} ends inside a message");
                    out.push(Command::Problem(Problem::new("dns/cut-message", says)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::{client, play};
    use fmt_net::keylog::KeyLog;

    fn sample() -> Vec<u8> {
        let mut bytes = vec![0, 7, 0x81, 0x80, 0, 1, 0, 3, 0, 0, 0, 0];
        bytes.extend(b"\x03www\x07example\x03org\0\0\x01\0\x01");
        bytes.extend(b"\xc0\x0c\0\x05\0\x01\0\0\0\x3c\0\x04\x01a\xc0\x10");
        bytes.extend(b"\xc0\x2d\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x01");
        bytes.extend(b"\0\0\x10\0\x01\0\0\0\x3c\0\x06\x02hi\x02yo");
        bytes
    }

    #[test]
    fn names_addresses_and_texts() {
        let message = Message::read(&sample()).unwrap();
        assert!(message.is_whole && message.is_response);
        assert_eq!(message.questions[0].name, "www.example.org");
        let answers: Vec<_> = message
            .answers
            .iter()
            .map(|a| format!("{} {} {}", a.name, kind_name(a.kind).unwrap(), a.data))
            .collect();
        assert_eq!(
            answers,
            [
                "www.example.org CNAME a.example.org",
                "a.example.org A 192.0.2.1",
                ". TXT hi yo"
            ]
        );
    }

    #[test]
    fn streams_carry_lengths() {
        let message = sample();
        let mut stream = u16::try_from(message.len()).unwrap().to_be_bytes().to_vec();
        stream.extend(&message);
        stream.extend(stream.clone());
        let events = [client(1, &stream[..3]), client(2, &stream[3..])];
        let out = play(&mut DnsStream::default(), &KeyLog::default(), &events);
        assert_eq!(out.len(), 2);
        assert_eq!(probe_stream(&stream, 53), Probe::Yes);
        assert_eq!(probe_stream(&stream, 80), Probe::No);
    }

    #[test]
    fn a_ring_of_names_ends() {
        let bytes = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1];
        assert!(!Message::read(&bytes).unwrap().is_whole);
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(&sample(), |b| {
            Message::read(b);
        });
    }
}
