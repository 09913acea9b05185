//! Link layers: from the bytes of a captured packet to the network packet inside.
//!
//! Spec: <https://www.tcpdump.org/linktypes.html>; PPP RFC 1661 and 1662, `PPPoE` RFC 2516, VLAN tags IEEE
//! 802.1Q; `PCAPdroid`'s trailer <https://emanuele-f.github.io/PCAPdroid/dump_modes>.
//! Departures from the spec: the family word of NULL is taken in either byte order; PPP is read with and
//! without the two bytes of HDLC and with a compressed protocol field.

/// A number of the registry of link types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkType(pub u16);

/// What a frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// IP version 4.
    Ipv4,
    /// IP version 6.
    Ipv6,
    /// Something else, by `EtherType`; 0 where the frame does not say.
    Other(u16),
}

/// The app that a capture tool names as a packet's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The app's user number on the phone; -1 where the tool does not know.
    pub uid: i32,
    /// Its label, cut at 19 bytes.
    pub label: String,
}

/// A packet freed of its link layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What the payload is.
    pub protocol: Protocol,
    /// The payload; padding and trailers of the link layer may follow in it.
    pub payload: &'a [u8],
    /// Where the payload begins, from the start of the packet.
    pub payload_off: usize,
    /// The innermost virtual network's number.
    pub vlan: Option<u16>,
    /// The owner, where the capture tool left it.
    pub app: Option<App>,
}

/// Why no frame could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// A link type that is not read.
    #[error("link type {0} is not supported")]
    Unsupported(u16),
    /// The packet ends inside the link header.
    #[error("need a link header, but the packet ends after {0} bytes")]
    Short(usize),
}

const TRAILER_LEN: usize = 32;
const TRAILER_MAGIC: [u8; 4] = [0x01, 0x07, 0x20, 0x21];

/// Virtual network tags, and labels of label switching, inside each other: 8.
const MAX_TAGS: usize = 8;

struct Inner {
    protocol: Protocol,
    off: usize,
    vlan: Option<u16>,
}

/// The network packet inside the bytes of one captured packet.
///
/// # Errors
/// [`LinkError`] where the link type is not read or the packet ends inside its header.
pub fn frame(link: LinkType, data: &[u8]) -> Result<Frame<'_>, LinkError> {
    let inner = match link.0 {
        0 | 108 => loopback(data),
        1 => be16(data, 12).and_then(|kind| ether(data, kind, 14)),
        9 | 50 => ppp(data, 0),
        12 | 14 | 101 => ip(data, 0),
        51 => ppp(data, 6),
        113 => be16(data, 14).and_then(|kind| ether(data, kind, 16)),
        228 => Some(plain(Protocol::Ipv4, 0)),
        229 => Some(plain(Protocol::Ipv6, 0)),
        239 => nflog(data),
        276 => be16(data, 0).and_then(|kind| ether(data, kind, 20)),
        other => return Err(LinkError::Unsupported(other)),
    };
    let too_short = LinkError::Short(data.len());
    let inner = inner.ok_or(too_short)?;
    let payload = data.get(inner.off..).ok_or(too_short)?;
    Ok(Frame {
        protocol: inner.protocol,
        payload,
        payload_off: inner.off,
        vlan: inner.vlan,
        app: (link.0 == 1).then(|| trailer(data)).flatten(),
    })
}

const fn plain(protocol: Protocol, off: usize) -> Inner {
    Inner {
        protocol,
        off,
        vlan: None,
    }
}

fn be16(data: &[u8], off: usize) -> Option<u16> {
    data.get(off..)?
        .first_chunk::<2>()
        .map(|bytes| u16::from_be_bytes(*bytes))
}

fn ip(data: &[u8], off: usize) -> Option<Inner> {
    let protocol = match data.get(off)? >> 4 {
        4 => Protocol::Ipv4,
        6 => Protocol::Ipv6,
        _ => Protocol::Other(0),
    };
    Some(plain(protocol, off))
}

fn ether(data: &[u8], kind: u16, off: usize) -> Option<Inner> {
    let (mut kind, mut off, mut vlan) = (kind, off, None);
    for _ in 0..MAX_TAGS {
        match kind {
            0x0800 | 0x86dd => {
                let protocol = if kind == 0x0800 {
                    Protocol::Ipv4
                } else {
                    Protocol::Ipv6
                };
                return Some(Inner {
                    protocol,
                    off,
                    vlan,
                });
            }
            0x8100 | 0x88a8 | 0x9100 => {
                vlan = Some(be16(data, off)? & 0x0fff);
                kind = be16(data, off.saturating_add(2))?;
                off = off.saturating_add(4);
            }
            // A session of PPP over Ethernet: six bytes, then the protocol.
            0x8864 => {
                return Some(Inner {
                    vlan,
                    ..ppp(data, off.saturating_add(6))?
                });
            }
            // Label switching: the third byte's lowest bit ends the labels; what follows is not named.
            0x8847 => {
                let is_last = data.get(off.saturating_add(2))? & 1 == 1;
                off = off.saturating_add(4);
                if is_last {
                    return Some(Inner {
                        vlan,
                        ..ip(data, off)?
                    });
                }
            }
            other => {
                return Some(Inner {
                    protocol: Protocol::Other(other),
                    off,
                    vlan,
                });
            }
        }
    }
    Some(Inner {
        protocol: Protocol::Other(kind),
        off,
        vlan,
    })
}

fn ppp(data: &[u8], off: usize) -> Option<Inner> {
    let mut off = off;
    if be16(data, off)? == 0xff03 {
        off = off.saturating_add(2);
    }
    let first = *data.get(off)?;
    let kind = if first & 1 == 1 {
        off = off.saturating_add(1);
        u16::from(first)
    } else {
        let kind = be16(data, off)?;
        off = off.saturating_add(2);
        kind
    };
    let protocol = match kind {
        0x0021 => Protocol::Ipv4,
        0x0057 => Protocol::Ipv6,
        _ => Protocol::Other(0),
    };
    Some(plain(protocol, off))
}

fn loopback(data: &[u8]) -> Option<Inner> {
    // One byte of the word is the family, the others are zero, whichever order was the machine's.
    let protocol = match *data.first_chunk::<4>()? {
        [2, 0, 0, 0] | [0, 0, 0, 2] => Protocol::Ipv4,
        [10 | 24 | 28 | 30, 0, 0, 0] | [0, 0, 0, 10 | 24 | 28 | 30] => Protocol::Ipv6,
        _ => Protocol::Other(0),
    };
    Some(plain(protocol, 4))
}

/// The log of Linux' packet filter: a head of four bytes, then fields of (length, type) in the order of
/// the capturing machine, which is little-endian on every phone; field 9 is the packet.
fn nflog(data: &[u8]) -> Option<Inner> {
    let mut off = 4_usize;
    loop {
        let field = data.get(off..)?;
        let (len, rest) = field.split_first_chunk::<2>()?;
        let (kind, _) = rest.split_first_chunk::<2>()?;
        let len = usize::from(u16::from_le_bytes(*len));
        if u16::from_le_bytes(*kind) == 9 {
            return ip(data, off.saturating_add(4));
        }
        off = off.checked_add(len.max(4).checked_next_multiple_of(4)?)?;
    }
}

fn trailer(data: &[u8]) -> Option<App> {
    // The tool makes up the Ethernet header; both its addresses are zero.
    if data.first_chunk::<12>()? != &[0; 12] {
        return None;
    }
    let start = data.len().checked_sub(TRAILER_LEN)?;
    let (magic, rest) = data.get(start..)?.split_first_chunk::<4>()?;
    let (uid, rest) = rest.split_first_chunk::<4>()?;
    let (label, _) = rest.split_first_chunk::<20>()?;
    let label = label.split(|byte| *byte == 0).next()?;
    (*magic == TRAILER_MAGIC).then(|| App {
        uid: i32::from_be_bytes(*uid),
        label: String::from_utf8_lossy(label).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const V4: [u8; 3] = [0x45, 0, 0];
    const V6: [u8; 3] = [0x60, 0, 0];

    fn check(link: u16, header: &[u8], packet: &[u8], protocol: Protocol, vlan: Option<u16>) {
        let data = [header, packet].concat();
        let frame = frame(LinkType(link), &data).unwrap();
        assert_eq!(
            (frame.protocol, frame.payload, frame.vlan),
            (protocol, packet, vlan)
        );
        assert_eq!(frame.payload_off, header.len());
        testkit::hostile(&data, |b| {
            let _ = super::frame(LinkType(link), b);
        });
    }

    #[test]
    fn ethernet_with_and_without_tags() {
        let mut header = [7; 14].to_vec();
        header[12..].copy_from_slice(&[8, 0]);
        check(1, &header, &V4, Protocol::Ipv4, None);
        header[12..].copy_from_slice(&[0x88, 0xa8]);
        header.extend([0, 9, 0x81, 0, 0x20, 5, 0x86, 0xdd]);
        check(1, &header, &V6, Protocol::Ipv6, Some(5));
        header[12..].copy_from_slice(&[8, 6, 0, 0, 0, 0, 0, 0, 0, 0]);
        let arp = frame(LinkType(1), &header).unwrap();
        assert_eq!(arp.protocol, Protocol::Other(0x0806));
    }

    #[test]
    fn cooked_captures() {
        let mut header = [0; 16];
        header[14..].copy_from_slice(&[0x86, 0xdd]);
        check(113, &header, &V6, Protocol::Ipv6, None);
        let mut header = [0; 20];
        header[0] = 8;
        check(276, &header, &V4, Protocol::Ipv4, None);
    }

    #[test]
    fn raw_and_loopback() {
        check(101, &[], &V4, Protocol::Ipv4, None);
        check(12, &[], &V6, Protocol::Ipv6, None);
        check(228, &[], &V4, Protocol::Ipv4, None);
        check(0, &[30, 0, 0, 0], &V6, Protocol::Ipv6, None);
        check(0, &[2, 0, 0, 0], &V4, Protocol::Ipv4, None);
        check(108, &[0, 0, 0, 2], &V4, Protocol::Ipv4, None);
    }

    #[test]
    fn point_to_point_in_all_its_forms() {
        check(9, &[0xff, 3, 0, 0x21], &V4, Protocol::Ipv4, None);
        check(9, &[0x21], &V4, Protocol::Ipv4, None);
        check(9, &[0, 0x57], &V6, Protocol::Ipv6, None);
        let mut session = [0; 22].to_vec();
        session[12..14].copy_from_slice(&[0x88, 0x64]);
        session[20..].copy_from_slice(&[0, 0x21]);
        check(1, &session, &V4, Protocol::Ipv4, None);
    }

    #[test]
    fn the_log_of_the_packet_filter() {
        let header = [2, 0, 0, 5, 8, 0, 1, 0, 8, 0, 1, 3, 7, 0, 9, 0];
        check(239, &header, &V4, Protocol::Ipv4, None);
    }

    #[test]
    fn the_owner_is_read_from_the_trailer() {
        let mut data = [0; 14].to_vec();
        data[12] = 8;
        data.extend(V4);
        data.push(0);
        data.extend(TRAILER_MAGIC);
        data.extend(10_123_i32.to_be_bytes());
        let mut label = [0; 20];
        label[..7].copy_from_slice(b"Browser");
        data.extend(label);
        data.extend([1, 2, 3, 4]);
        let app = frame(LinkType(1), &data).unwrap().app;
        assert_eq!(
            app,
            Some(App {
                uid: 10_123,
                label: "Browser".to_owned()
            })
        );
        testkit::hostile(&data, |b| {
            let _ = frame(LinkType(1), b);
        });
    }

    #[test]
    fn unknown_links_and_short_frames_are_errors() {
        assert_eq!(frame(LinkType(147), b""), Err(LinkError::Unsupported(147)));
        assert_eq!(frame(LinkType(1), &[0; 13]), Err(LinkError::Short(13)));
    }
}
