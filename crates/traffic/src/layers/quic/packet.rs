//! Versions and headers of packets, and numbers of variable length.

use crate::layer::{Probe, Side};

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// Its number.
    pub(super) number: u32,
    /// What the first secrets are extracted with.
    pub(super) salt: [u8; 20],
    /// What the names of keys begin with.
    pub(super) prefix: &'static str,
    /// The two bits that mark a first packet; those of the other kinds follow in order.
    initial: u8,
}

/// Connection identifiers have at most 20 bytes.
const MAX_ID: usize = 20;

/// The version of this number, where it is known.
pub(super) const fn version(number: u32) -> Option<Version> {
    let (salt, prefix, initial) = match number {
        1 => (
            [
                0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
                0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a,
            ],
            "quic",
            0,
        ),
        0x6b33_43cf => (
            [
                0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
                0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9,
            ],
            "quicv2",
            1,
        ),
        // Drafts 29 to 32.
        0xff00_001d..=0xff00_0020 => (
            [
                0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61,
                0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99,
            ],
            "quic",
            0,
        ),
        _ => return None,
    };
    Some(Version {
        number,
        salt,
        prefix,
        initial,
    })
}

/// The name of a version.
pub fn version_name(number: u32) -> String {
    match number {
        1 => "quic 1".to_owned(),
        0x6b33_43cf => "quic 2".to_owned(),
        0xff00_0000..=0xff00_00ff => format!("quic draft {}", number & 0xff),
        other => format!("quic version 0x{other:08x}"),
    }
}

/// Whether a datagram begins with a long header of a known version.
pub fn probe(datagram: &[u8]) -> Probe {
    match datagram {
        [first, a, b, c, d, _, ..]
            if first & 0xc0 == 0xc0 && version(u32::from_be_bytes([*a, *b, *c, *d])).is_some() =>
        {
            Probe::Yes
        }
        _ => Probe::No,
    }
}

/// A variable-length number: RFC 9000, section 16.
pub(crate) fn varint(rest: &mut &[u8]) -> Option<u64> {
    let first = *rest.first()?;
    let len = 1_usize << (first >> 6);
    let (bytes, after) = rest.split_at_checked(len)?;
    *rest = after;
    let value = bytes
        .iter()
        .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
    let bits = u32::try_from(len).ok()?.saturating_mul(8).saturating_sub(2);
    Some(value & (1_u64 << bits).saturating_sub(1))
}

/// The next bytes.
pub(super) fn cut<'b>(rest: &mut &'b [u8], len: usize) -> Option<&'b [u8]> {
    let (head, tail) = rest.split_at_checked(len)?;
    *rest = tail;
    Some(head)
}

/// The kinds of packets with a long header, in the order of their marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Initial,
    Early,
    Handshake,
    Retry,
}

/// A long header.
pub(super) struct LongHeader<'a> {
    pub(super) version: Version,
    pub(super) kind: Kind,
    /// The receiver's identifier.
    pub(super) destination: &'a [u8],
    /// The sender's identifier.
    pub(super) source: &'a [u8],
    /// Where the packet number begins, and the packet ends.
    pub(super) number_off: usize,
    pub(super) end: usize,
}

/// The header of the packet at the start of a datagram; none where it is not one of known form and length.
pub(super) fn long_header(datagram: &[u8]) -> Option<LongHeader<'_>> {
    let mut rest = datagram;
    let first = *cut(&mut rest, 1)?.first()?;
    let number = u32::from_be_bytes(*cut(&mut rest, 4)?.first_chunk()?);
    let version = version(number).filter(|_| first & 0x80 != 0)?;
    let len = usize::from(*cut(&mut rest, 1)?.first()?);
    let destination = cut(&mut rest, len)?;
    let len = usize::from(*cut(&mut rest, 1)?.first()?);
    let source = cut(&mut rest, len)?;
    if destination.len() > MAX_ID || source.len() > MAX_ID {
        return None;
    }
    let kind = match (first >> 4).wrapping_sub(version.initial) & 3 {
        0 => Kind::Initial,
        1 => Kind::Early,
        2 => Kind::Handshake,
        _ => Kind::Retry,
    };
    if kind == Kind::Retry {
        // A token and a code, up to the datagram's end.
        return Some(LongHeader {
            version,
            kind,
            destination,
            source,
            number_off: datagram.len(),
            end: datagram.len(),
        });
    }
    if kind == Kind::Initial {
        let token_len = usize::try_from(varint(&mut rest)?).ok()?;
        cut(&mut rest, token_len)?;
    }
    let len = usize::try_from(varint(&mut rest)?).ok()?;
    let number_off = datagram.len().checked_sub(rest.len())?;
    let end = number_off.checked_add(len)?;
    (end <= datagram.len()).then_some(LongHeader {
        version,
        kind,
        destination,
        source,
        number_off,
        end,
    })
}

/// Identifiers that a side gave itself; the other one writes them into its packets.
#[derive(Default)]
pub(super) struct Ids {
    known: Vec<Vec<u8>>,
}

/// Identifiers of one side that are remembered: 32. Peers keep 2 to 8 alive.
const MAX_IDS: usize = 32;

impl Ids {
    /// Adds one; gives whether it is new.
    pub(super) fn add(&mut self, id: &[u8]) -> bool {
        if id.len() > MAX_ID || self.known.iter().any(|known| known == id) {
            return false;
        }
        if self.known.len() >= MAX_IDS {
            self.known.remove(0);
        }
        self.known.push(id.to_vec());
        true
    }

    /// The lengths that the identifier at the start of a packet may have, the likeliest first.
    pub(super) fn lengths(&self, after_first: &[u8]) -> Vec<usize> {
        let mut lengths = Vec::new();
        let (likely, other): (Vec<_>, Vec<_>) = self
            .known
            .iter()
            .partition(|id| after_first.starts_with(id));
        for id in likely.iter().rev().chain(other.iter().rev()) {
            if !lengths.contains(&id.len()) && lengths.len() < 4 {
                lengths.push(id.len());
            }
        }
        lengths
    }
}

/// The whole packet number from its lowest bytes: RFC 9000, A.3.
pub(super) fn whole_number(largest: Option<u64>, low: u64, len: usize) -> u64 {
    let Some(largest) = largest else {
        return low;
    };
    let bits = u32::try_from(len).unwrap_or(4).saturating_mul(8).min(32);
    let window = 1_u64 << bits;
    let half = window >> 1;
    let expected = largest.saturating_add(1);
    let candidate = (expected & !window.saturating_sub(1)) | low;
    if candidate.saturating_add(half) <= expected
        && candidate < (1_u64 << 62).saturating_sub(window)
    {
        candidate.saturating_add(window)
    } else if candidate > expected.saturating_add(half) && candidate >= window {
        candidate.saturating_sub(window)
    } else {
        candidate
    }
}

/// Which labels of TLS a side's first secrets have.
pub(super) const fn initial_label(side: Side) -> &'static str {
    match side {
        Side::Client => "client in",
        Side::Server => "server in",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_section_16() {
        for (bytes, value) in [
            (
                &[0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c][..],
                151_288_809_941_952_652,
            ),
            (&[0x9d, 0x7f, 0x3e, 0x7d], 494_878_333),
            (&[0x7b, 0xbd], 15_293),
            (&[0x25], 37),
        ] {
            assert_eq!(varint(&mut &bytes[..]), Some(value));
        }
    }

    #[test]
    fn the_packet_number_of_appendix_a3() {
        // «if the highest successfully authenticated packet had a packet number of 0xa82f30ea, then a packet
        // containing a 16-bit value of 0x9b32 will be decoded as 0xa82f9b32».
        assert_eq!(whole_number(Some(0xa82f_30ea), 0x9b32, 2), 0xa82f_9b32);
        assert_eq!(whole_number(None, 7, 1), 7);
        assert_eq!(whole_number(Some(255), 0, 1), 256);
        assert_eq!(whole_number(Some(256), 255, 1), 255);
    }
}
