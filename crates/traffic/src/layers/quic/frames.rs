//! Frames of packets, one after the other.
//!
//! Spec: RFC 9000 section 19, RFC 9221 (datagrams); acknowledgement frequency:
//! <https://datatracker.ietf.org/doc/html/draft-ietf-quic-ack-frequency>.

use super::packet::{cut, varint};
use super::streams::Piece;

/// What a frame says that is of use here.
pub(super) enum Frame<'a> {
    /// Nothing of use.
    Other,
    /// Bytes of the handshake.
    Crypto { at: u64, bytes: &'a [u8] },
    /// Bytes of a stream.
    Stream(Piece<'a>),
    /// The sender gives a stream up.
    Reset { stream: u64, code: u64 },
    /// A new identifier of the sender.
    NewId(&'a [u8]),
    /// A message without a stream.
    Datagram,
    /// The connection is closed.
    Close,
    /// A frame whose length is not known, so that the packet's rest cannot be read.
    Unknown(u64),
}

fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = usize::try_from(varint(rest)?).ok()?;
    cut(rest, len)
}

fn skip(rest: &mut &[u8], n: u64) -> Option<()> {
    for _ in 0..n {
        varint(rest)?;
    }
    Some(())
}

/// The next frame; none at the end and where a frame is cut.
pub(super) fn frame<'a>(rest: &mut &'a [u8]) -> Option<Frame<'a>> {
    let kind = varint(rest)?;
    let mut numbers = 0;
    match kind {
        // Padding, ping, handshake done, immediate acknowledgement.
        0 | 1 | 0x1e | 0x1f => {}
        // Acknowledgements: the largest, a delay, ranges, with type 3 three counters.
        2 | 3 => {
            skip(rest, 2)?;
            let n_ranges = varint(rest)?;
            varint(rest)?;
            for _ in 0..n_ranges {
                skip(rest, 2)?;
            }
            numbers = if kind == 3 { 3 } else { 0 };
        }
        4 => {
            let frame = Frame::Reset {
                stream: varint(rest)?,
                code: varint(rest)?,
            };
            varint(rest)?;
            return Some(frame);
        }
        6 => {
            return Some(Frame::Crypto {
                at: varint(rest)?,
                bytes: bytes(rest)?,
            });
        }
        // A token for later connections.
        7 => {
            bytes(rest)?;
        }
        8..=0x0f => {
            let stream = varint(rest)?;
            let at = if kind & 4 != 0 { varint(rest)? } else { 0 };
            let content = if kind & 2 != 0 {
                bytes(rest)?
            } else {
                std::mem::take(rest)
            };
            return Some(Frame::Stream(Piece {
                stream,
                at,
                bytes: content,
                is_last: kind & 1 != 0,
            }));
        }
        // Limits, and who is stopped by them.
        0x10 | 0x12..=0x14 | 0x16 | 0x17 | 0x19 => numbers = 1,
        5 | 0x11 | 0x15 => numbers = 2,
        0x18 => {
            skip(rest, 2)?;
            let len = usize::from(*cut(rest, 1)?.first()?);
            let id = cut(rest, len)?;
            cut(rest, 16)?;
            return Some(Frame::NewId(id));
        }
        0x1a | 0x1b => {
            cut(rest, 8)?;
        }
        0x1c | 0x1d => {
            skip(rest, if kind == 0x1c { 2 } else { 1 })?;
            bytes(rest)?;
            return Some(Frame::Close);
        }
        0x30 | 0x31 => {
            if kind == 0x31 {
                bytes(rest)?;
            } else {
                std::mem::take(rest);
            }
            return Some(Frame::Datagram);
        }
        0xaf => numbers = 4,
        other => return Some(Frame::Unknown(other)),
    }
    skip(rest, numbers)?;
    Some(Frame::Other)
}
