//! QUIC: the first packets, which anybody can open, with the two hello messages of the TLS handshake inside.
//!
//! Spec: RFC 9000 section 17, RFC 9001 section 5 and appendix A, RFC 9369 (version 2).
//! Departures from the spec: packet numbers of first packets are taken as they stand, as they are far below
//! 2^32; packets after the first ones are not opened.

use crate::layer::{Command, Context, Event, Layer, Probe, Side, Sides};
use crate::tls::Handshake;
use crate::tls::hello::{ClientHello, ServerHello};
use crate::tls::keys::{expand_label, open_gcm128};
use crate::tls::suites::Hash;
use ring::{aead::quic, hmac};
use std::collections::BTreeMap;

/// Bytes of the handshake that are kept of one side: 64 KiB.
const MAX_CRYPTO: u64 = 64 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    salt: [u8; 20],
    prefix: &'static str,
    /// The two bits that mark a first packet.
    initial: u8,
}

const fn version(number: u32) -> Option<Version> {
    Some(match number {
        1 => Version {
            salt: [
                0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
                0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a,
            ],
            prefix: "quic",
            initial: 0,
        },
        0x6b33_43cf => Version {
            salt: [
                0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
                0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9,
            ],
            prefix: "quicv2",
            initial: 1,
        },
        // Drafts 29 to 32.
        0xff00_001d..=0xff00_0020 => Version {
            salt: [
                0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61,
                0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99,
            ],
            prefix: "quic",
            initial: 0,
        },
        _ => return None,
    })
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

struct Keys {
    key: Vec<u8>,
    iv: [u8; 12],
    mask: quic::HeaderProtectionKey,
}

impl Keys {
    fn new(version: Version, connection_id: &[u8], side: Side) -> Option<Self> {
        let salt = hmac::Key::new(hmac::HMAC_SHA256, &version.salt);
        let secret = hmac::sign(&salt, connection_id);
        let label = match side {
            Side::Client => "client in",
            Side::Server => "server in",
        };
        let secret = expand_label(Hash::Sha256, secret.as_ref(), label, 32)?;
        let expand = |what: &str, len| {
            expand_label(
                Hash::Sha256,
                &secret,
                &format!("{} {what}", version.prefix),
                len,
            )
        };
        Some(Self {
            key: expand("key", 16)?,
            iv: expand("iv", 12)?.try_into().ok()?,
            mask: quic::HeaderProtectionKey::new(&quic::AES_128, &expand("hp", 16)?).ok()?,
        })
    }

    /// Opens a packet, whose number begins at `number_off`.
    fn open(&self, packet: &[u8], number_off: usize) -> Option<Vec<u8>> {
        let sample = packet.get(number_off.checked_add(4)?..)?.get(..16)?;
        let [mask, masks @ ..] = self.mask.new_mask(sample).ok()?;
        let mut header = packet.get(..number_off)?.to_vec();
        let first = header.first_mut()?;
        *first ^= mask & 0x0f;
        let number_len = usize::from(*first & 3).checked_add(1)?;
        let body_off = number_off.checked_add(number_len)?;
        let mut nonce = self.iv;
        let masked = packet.get(number_off..body_off)?;
        for (byte, mask) in masked.iter().zip(masks) {
            header.push(byte ^ mask);
        }
        let number = header.get(number_off..)?.iter().rev();
        for (to, byte) in nonce.iter_mut().rev().zip(number) {
            *to ^= byte;
        }
        open_gcm128(&self.key, nonce, &header, packet.get(body_off..)?)
    }
}

/// A variable-length number: RFC 9000, section 16.
fn varint(rest: &mut &[u8]) -> Option<u64> {
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

fn cut<'b>(rest: &mut &'b [u8], len: usize) -> Option<&'b [u8]> {
    let (head, tail) = rest.split_at_checked(len)?;
    *rest = tail;
    Some(head)
}

struct LongHeader<'a> {
    version: Version,
    is_initial: bool,
    connection_id: &'a [u8],
    /// Where the packet number begins, and the packet ends.
    number_off: usize,
    end: usize,
}

/// The header of the packet at the start of a datagram; none where it is not one of known form and length.
fn long_header(datagram: &[u8]) -> Option<LongHeader<'_>> {
    let mut rest = datagram;
    let first = *cut(&mut rest, 1)?.first()?;
    let number = u32::from_be_bytes(*cut(&mut rest, 4)?.first_chunk()?);
    let version = version(number).filter(|_| first & 0x80 != 0)?;
    let len = usize::from(*cut(&mut rest, 1)?.first()?);
    let connection_id = cut(&mut rest, len)?;
    let len = usize::from(*cut(&mut rest, 1)?.first()?);
    cut(&mut rest, len)?;
    let is_initial = (first >> 4) & 3 == version.initial;
    if is_initial {
        let token_len = usize::try_from(varint(&mut rest)?).ok()?;
        cut(&mut rest, token_len)?;
    }
    let len = usize::try_from(varint(&mut rest)?).ok()?;
    let number_off = datagram.len().checked_sub(rest.len())?;
    let end = number_off.checked_add(len)?;
    (end <= datagram.len()).then_some(LongHeader {
        version,
        is_initial,
        connection_id,
        number_off,
        end,
    })
}

#[derive(Default)]
struct Half {
    keys: Option<Keys>,
    /// Pieces of the handshake by offset.
    crypto: BTreeMap<u64, Vec<u8>>,
    is_done: bool,
}

impl Half {
    fn frames(&mut self, plain: &[u8]) -> Option<()> {
        let mut rest = plain;
        while let Some(kind) = varint(&mut rest) {
            match kind {
                // Padding and ping.
                0 | 1 => {}
                // Acknowledgements: the largest, a delay, ranges, with type 3 three counters.
                2 | 3 => {
                    varint(&mut rest)?;
                    varint(&mut rest)?;
                    let n_ranges = varint(&mut rest)?;
                    varint(&mut rest)?;
                    for _ in 0..n_ranges {
                        varint(&mut rest)?;
                        varint(&mut rest)?;
                    }
                    for _ in 0..if kind == 3 { 3 } else { 0 } {
                        varint(&mut rest)?;
                    }
                }
                6 => {
                    let offset = varint(&mut rest)?;
                    let len = usize::try_from(varint(&mut rest)?).ok()?;
                    let bytes = cut(&mut rest, len)?;
                    if offset.saturating_add(bytes.len() as u64) <= MAX_CRYPTO {
                        self.crypto.entry(offset).or_insert_with(|| bytes.to_vec());
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// The first handshake message, where it is whole: its type and content.
    fn message(&self) -> Option<(u8, Vec<u8>)> {
        let mut stream: Vec<u8> = Vec::new();
        for (offset, bytes) in &self.crypto {
            let old = (stream.len() as u64).checked_sub(*offset)?;
            stream.extend(bytes.get(usize::try_from(old).ok()?..).unwrap_or_default());
        }
        let ([kind, a, b, c], content) = stream.split_first_chunk::<4>()?;
        let len = usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).ok()?;
        Some((*kind, content.get(..len)?.to_vec()))
    }
}

/// A QUIC connection.
#[derive(Default)]
pub struct Quic {
    halves: Sides<Half>,
    handshake: Handshake,
}

impl Layer for Quic {
    fn on_event(&mut self, event: Event<'_>, _: &Context<'_>, out: &mut Vec<Command>) {
        if let Event::Data { side, bytes, .. } = event
            // The client's packets matter until the server has answered: it may be told to try again.
            && !self.halves.server.is_done
            && self.datagram(side, bytes)
        {
            out.push(Command::Handshake(Box::new(self.handshake.clone())));
        }
    }
}

impl Quic {
    /// Takes a datagram; gives whether something of the handshake became known.
    fn datagram(&mut self, side: Side, datagram: &[u8]) -> bool {
        let mut rest = datagram;
        let mut has_news = false;
        while let Some(header) = long_header(rest) {
            if header.is_initial {
                let packet = rest.get(..header.end).unwrap_or_default();
                if let Some(plain) = self.open(side, &header, packet) {
                    // Frames up to an unknown one are kept.
                    let _ = self.halves.of_mut(side).frames(&plain);
                    has_news |= self.hello(side);
                }
            }
            rest = rest.get(header.end..).unwrap_or_default();
        }
        has_news
    }

    fn open(&mut self, side: Side, header: &LongHeader<'_>, packet: &[u8]) -> Option<Vec<u8>> {
        if let Some(keys) = &self.halves.of(side).keys
            && let Some(plain) = keys.open(packet, header.number_off)
        {
            return Some(plain);
        }
        if side == Side::Server {
            return None;
        }
        // The client's first packet, or its first one after it was told to try again, names the keys of
        // both sides by the receiver's identifier.
        let keys = Keys::new(header.version, header.connection_id, Side::Client)?;
        let plain = keys.open(packet, header.number_off)?;
        self.halves.client = Half {
            keys: Some(keys),
            ..Half::default()
        };
        self.halves.server.keys = Keys::new(header.version, header.connection_id, Side::Server);
        Some(plain)
    }

    fn hello(&mut self, side: Side) -> bool {
        let half = self.halves.of_mut(side);
        let Some((kind, content)) = half.message() else {
            return false;
        };
        half.is_done = true;
        match (side, kind) {
            (Side::Client, 1) => {
                let Some(hello) = ClientHello::read(&content) else {
                    return false;
                };
                self.handshake.ja4 = Some(hello.ja4('q'));
                self.handshake.client = Some(hello);
            }
            (Side::Server, 2) => {
                let Some(hello) = ServerHello::read(&content) else {
                    return false;
                };
                self.handshake.group = hello.group;
                self.handshake.is_resumed = hello.has_earlier_key;
                self.handshake.server = Some(hello);
            }
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::{client, play};
    use fmt_net::keylog::KeyLog;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    /// RFC 9001, A.3: «the server sends the following payload in response».
    const SERVER: &str = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100\
        f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3b\
        ded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee";

    fn server_with_keys() -> Quic {
        let mut quic = Quic::default();
        let id = hex("8394c8f03e515708");
        quic.halves.server.keys = Keys::new(version(1).unwrap(), &id, Side::Server);
        quic
    }

    #[test]
    fn keys_of_appendix_a1() {
        let id = hex("8394c8f03e515708");
        let keys = Keys::new(version(1).unwrap(), &id, Side::Client).unwrap();
        assert_eq!(keys.key, hex("1f369613dd76d5467730efcbe3b1a22d"));
        assert_eq!(keys.iv.to_vec(), hex("fa044b2f42a3fd3b46fb255c"));
    }

    #[test]
    fn the_server_hello_of_appendix_a3() {
        let packet = hex(SERVER);
        assert_eq!(probe(&packet), Probe::Yes);
        let mut quic = server_with_keys();
        assert!(quic.datagram(Side::Server, &packet));
        let hello = quic.handshake.server.unwrap();
        assert_eq!((hello.suite, hello.version), (0x1301, 0x0304));
    }

    #[test]
    fn numbers_of_section_16() {
        for (bytes, value) in [
            ("c2197c5eff14e88c", 151_288_809_941_952_652),
            ("9d7f3e7d", 494_878_333),
            ("7bbd", 15_293),
            ("25", 37),
        ] {
            assert_eq!(varint(&mut hex(bytes).as_slice()), Some(value));
        }
    }

    #[test]
    fn damage_never_panics() {
        let packet = hex(SERVER);
        testkit::hostile(&packet, |b| {
            server_with_keys().datagram(Side::Server, b);
            play(&mut Quic::default(), &KeyLog::default(), &[client(1, b)]);
        });
    }
}
