//! The headers of IP, TCP and UDP.
//!
//! Spec: RFC 791, RFC 8200, RFC 9293, RFC 768.
//! Departures from the spec: checksums are not looked at, as capturing machines leave them to the network
//! card; a total length of zero is the length captured (segmentation offload).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The number of TCP.
pub const TCP: u8 = 6;
/// The number of UDP.
pub const UDP: u8 = 17;

/// Extension headers of one packet: 16. Real ones have at most three.
const MAX_EXTENSIONS: usize = 16;

/// Where a fragment belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Which packet it is of.
    pub id: u32,
    /// From the start of that packet's payload, in bytes.
    pub offset: u32,
    /// Whether more follow.
    pub has_more: bool,
}

/// An IP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Datagram<'a> {
    /// The sender.
    pub source: IpAddr,
    /// The receiver.
    pub destination: IpAddr,
    /// What the payload is.
    pub protocol: u8,
    /// The payload's bytes that were captured.
    pub payload: &'a [u8],
    /// How many bytes the payload had.
    pub payload_len: usize,
    /// Set where the packet is a fragment.
    pub fragment: Option<Fragment>,
}

/// Why a packet could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// The packet ends inside a header.
    #[error("the packet ends after {len} bytes, inside its {header} header")]
    Short {
        /// Which header.
        header: &'static str,
        /// How many bytes there are.
        len: usize,
    },
    /// A header's length field is below the header's least length.
    #[error("the {header} header gives its own length as {len} bytes")]
    BadHeaderLength {
        /// Which header.
        header: &'static str,
        /// The length it gives.
        len: usize,
    },
}

fn be16(bytes: &[u8], off: usize) -> Option<u16> {
    bytes
        .get(off..)?
        .first_chunk::<2>()
        .map(|word| u16::from_be_bytes(*word))
}

fn be32(bytes: &[u8], off: usize) -> Option<u32> {
    bytes
        .get(off..)?
        .first_chunk::<4>()
        .map(|word| u32::from_be_bytes(*word))
}

impl<'a> Datagram<'a> {
    /// Reads an IPv4 packet.
    ///
    /// # Errors
    /// [`PacketError`] where the header is cut or gives an impossible length.
    pub fn v4(bytes: &'a [u8]) -> Result<Self, PacketError> {
        let short = PacketError::Short {
            header: "IPv4",
            len: bytes.len(),
        };
        let head = bytes.first_chunk::<20>().ok_or(short)?;
        let [
            first,
            _,
            total_high,
            total_low,
            id_high,
            id_low,
            flags,
            offset_low,
            _,
            protocol,
            ..,
        ] = *head;
        let header_len = usize::from(first & 15).saturating_mul(4);
        if header_len < 20 {
            return Err(PacketError::BadHeaderLength {
                header: "IPv4",
                len: header_len,
            });
        }
        let total = match u16::from_be_bytes([total_high, total_low]) {
            0 => bytes.len(),
            total => usize::from(total),
        };
        let payload_len = total.saturating_sub(header_len);
        let captured = bytes.get(header_len..).ok_or(short)?;
        let offset = u32::from(u16::from_be_bytes([flags & 0x1f, offset_low])).saturating_mul(8);
        let has_more = flags & 0x20 != 0;
        let address = |off| be32(bytes, off).map(Ipv4Addr::from).ok_or(short);
        Ok(Self {
            source: address(12)?.into(),
            destination: address(16)?.into(),
            protocol,
            payload: captured.get(..payload_len).unwrap_or(captured),
            payload_len,
            fragment: (offset > 0 || has_more).then_some(Fragment {
                id: u32::from(u16::from_be_bytes([id_high, id_low])),
                offset,
                has_more,
            }),
        })
    }

    /// Reads an IPv6 packet and steps over its extension headers.
    ///
    /// # Errors
    /// [`PacketError`] where a header is cut.
    pub fn v6(bytes: &'a [u8]) -> Result<Self, PacketError> {
        let short = PacketError::Short {
            header: "IPv6",
            len: bytes.len(),
        };
        let head = bytes.get(..40).ok_or(short)?;
        let address = |off: usize| {
            head.get(off..)
                .and_then(<[u8]>::first_chunk::<16>)
                .map(|address| Ipv6Addr::from(*address))
                .ok_or(short)
        };
        let mut protocol = *head.get(6).ok_or(short)?;
        let mut payload_len = match be16(head, 4).ok_or(short)? {
            0 => bytes.len().saturating_sub(40),
            len => usize::from(len),
        };
        let captured = bytes.get(40..).ok_or(short)?;
        let mut payload = captured.get(..payload_len).unwrap_or(captured);
        let mut fragment = None;
        for _ in 0..MAX_EXTENSIONS {
            let len = match (protocol, payload.get(1)) {
                // Options, routing, destination options, mobility, host identity, shim.
                (0 | 43 | 60 | 135 | 139 | 140, Some(len)) => {
                    usize::from(*len).saturating_add(1).saturating_mul(8)
                }
                (44, Some(_)) => {
                    let offset = be16(payload, 2).ok_or(short)?;
                    let has_more = offset & 1 != 0;
                    // A fragment that is all of its packet is none.
                    if offset & 0xfff9 != 0 {
                        fragment = Some(Fragment {
                            id: be32(payload, 4).ok_or(short)?,
                            offset: u32::from(offset & 0xfff8),
                            has_more,
                        });
                    }
                    8
                }
                (51, Some(len)) => usize::from(*len).saturating_add(2).saturating_mul(4),
                _ => break,
            };
            protocol = *payload.first().ok_or(short)?;
            payload = payload.get(len..).ok_or(short)?;
            payload_len = payload_len.saturating_sub(len);
            if fragment.is_some_and(|fragment: Fragment| fragment.offset > 0) {
                break;
            }
        }
        Ok(Self {
            source: address(8)?.into(),
            destination: address(24)?.into(),
            protocol,
            payload,
            payload_len,
            fragment,
        })
    }
}

/// A TCP segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    /// The sender's port.
    pub source: u16,
    /// The receiver's port.
    pub destination: u16,
    /// The number of the first byte.
    pub sequence: u32,
    /// The number of the next byte that the sender expects; meaningless without the flag.
    pub acknowledged: u32,
    /// FIN 1, SYN 2, RST 4, PSH 8, ACK 16.
    pub flags: u8,
    /// The payload's bytes that were captured.
    pub payload: &'a [u8],
}

impl<'a> Segment<'a> {
    /// Reads a TCP segment.
    ///
    /// # Errors
    /// [`PacketError`] where the header is cut or gives an impossible length.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PacketError> {
        let short = PacketError::Short {
            header: "TCP",
            len: bytes.len(),
        };
        let header_len = usize::from(bytes.get(12).ok_or(short)? >> 4).saturating_mul(4);
        if header_len < 20 {
            return Err(PacketError::BadHeaderLength {
                header: "TCP",
                len: header_len,
            });
        }
        Ok(Self {
            source: be16(bytes, 0).ok_or(short)?,
            destination: be16(bytes, 2).ok_or(short)?,
            sequence: be32(bytes, 4).ok_or(short)?,
            acknowledged: be32(bytes, 8).ok_or(short)?,
            flags: *bytes.get(13).ok_or(short)?,
            payload: bytes.get(header_len..).ok_or(short)?,
        })
    }

    /// Whether it opens a connection.
    pub const fn is_syn(&self) -> bool {
        self.flags & 2 != 0
    }

    /// Whether it acknowledges.
    pub const fn is_ack(&self) -> bool {
        self.flags & 16 != 0
    }

    /// Whether it ends its direction.
    pub const fn is_fin(&self) -> bool {
        self.flags & 1 != 0
    }

    /// Whether it breaks the connection off.
    pub const fn is_rst(&self) -> bool {
        self.flags & 4 != 0
    }
}

/// A UDP datagram: ports and payload.
///
/// # Errors
/// [`PacketError`] where the header is cut.
pub fn udp(bytes: &[u8]) -> Result<(u16, u16, &[u8]), PacketError> {
    let short = PacketError::Short {
        header: "UDP",
        len: bytes.len(),
    };
    let len = usize::from(be16(bytes, 4).ok_or(short)?).saturating_sub(8);
    let payload = bytes.get(8..).ok_or(short)?;
    Ok((
        be16(bytes, 0).ok_or(short)?,
        be16(bytes, 2).ok_or(short)?,
        payload
            .get(..len)
            .filter(|p| !p.is_empty())
            .unwrap_or(payload),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An IPv4 header without options around a payload.
    pub(crate) fn v4(protocol: u8, fragment: u16, payload: &[u8]) -> Vec<u8> {
        let total = u16::try_from(20 + payload.len()).unwrap().to_be_bytes();
        let mut bytes = vec![0x45, 0, total[0], total[1], 0, 9];
        bytes.extend(fragment.to_be_bytes());
        bytes.extend([64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
        bytes.extend(payload);
        bytes
    }

    #[test]
    fn padding_is_not_payload_and_cut_packets_keep_their_length() {
        let mut bytes = v4(UDP, 0, b"abc");
        bytes.extend([0; 9]);
        let packet = Datagram::v4(&bytes).unwrap();
        assert_eq!((packet.payload, packet.payload_len), (&b"abc"[..], 3));
        assert_eq!(packet.source.to_string(), "192.0.2.1");
        assert_eq!(packet.fragment, None);
        let cut = Datagram::v4(&bytes[..21]).unwrap();
        assert_eq!((cut.payload, cut.payload_len), (&b"a"[..], 3));
    }

    #[test]
    fn fragments_are_seen() {
        let bytes = v4(UDP, 0x2003, b"abc");
        assert_eq!(
            Datagram::v4(&bytes).unwrap().fragment,
            Some(Fragment {
                id: 9,
                offset: 24,
                has_more: true
            })
        );
    }

    #[test]
    fn extension_headers_are_stepped_over() {
        let mut bytes = vec![0x60, 0, 0, 0, 0, 19, 0, 64];
        bytes.extend([1; 16]);
        bytes.extend([2; 16]);
        bytes.extend([44, 0, 1, 4, 0, 0, 0, 0]);
        bytes.extend([17, 0, 0, 9, 0, 0, 0, 5]);
        bytes.extend(b"abc");
        let packet = Datagram::v6(&bytes).unwrap();
        assert_eq!((packet.protocol, packet.payload), (17, &b"abc"[..]));
        assert_eq!(
            packet.fragment,
            Some(Fragment {
                id: 5,
                offset: 8,
                has_more: true
            })
        );
        testkit::hostile(&bytes, |b| {
            let _ = Datagram::v6(b);
        });
    }

    #[test]
    fn segments_and_datagrams() {
        let mut bytes = vec![
            0, 80, 1, 0, 0, 0, 0, 7, 0, 0, 0, 9, 0x60, 0x12, 0, 0, 0, 0, 0, 0,
        ];
        bytes.extend([1, 1, 1, 0]);
        bytes.extend(b"hi");
        let segment = Segment::read(&bytes).unwrap();
        assert_eq!(
            (segment.source, segment.sequence, segment.payload),
            (80, 7, &b"hi"[..])
        );
        assert!(segment.is_syn() && segment.is_ack() && !segment.is_fin() && !segment.is_rst());
        assert_eq!(udp(&[0, 1, 0, 2, 0, 9, 0, 0, 5, 6]), Ok((1, 2, &[5][..])));
        testkit::hostile(&bytes, |b| {
            let _ = Segment::read(b);
            let _ = udp(b);
            let _ = Datagram::v4(b);
        });
    }
}
