//! Keys of packets: those of first packets from the connection identifier, the others from logged secrets.
//!
//! Spec: RFC 9001 sections 5 and 6, RFC 9369 section 3.3.

use super::packet::{Version, initial_label, whole_number};
use crate::layer::Side;
use crate::tls::keys::{Aead, expand_label, key_len};
use crate::tls::suites::{Cipher, Hash, Suite, find};
use ring::{aead::quic, hmac};

/// Generations of keys that are tried ahead when a packet does not open: two updates may fall into a gap.
const MAX_AHEAD: usize = 2;

/// A packet that was opened.
pub(super) struct Opened {
    /// Its number.
    pub(super) number: u64,
    /// Its frames.
    pub(super) frames: Vec<u8>,
}

struct Generation {
    key: Aead,
    iv: [u8; 12],
    secret: Vec<u8>,
}

/// The keys of one direction and one space of packet numbers.
pub(super) struct Keys {
    version: Version,
    suite: &'static Suite,
    mask: quic::HeaderProtectionKey,
    current: Generation,
    previous: Option<Generation>,
    /// Those after the current ones, where they were needed.
    next: Vec<Generation>,
    phase: bool,
    /// The lowest number that was opened with the current keys.
    lowest: u64,
}

impl Generation {
    fn new(version: Version, suite: &Suite, secret: &[u8]) -> Option<Self> {
        let label = |what: &str| format!("{} {what}", version.prefix);
        let len = key_len(suite.cipher);
        let key = expand_label(suite.hash, secret, &label("key"), len)?;
        let iv = expand_label(suite.hash, secret, &label("iv"), 12)?;
        Some(Self {
            key: Aead::new(suite.cipher, &key)?,
            iv: iv.try_into().ok()?,
            secret: secret.to_vec(),
        })
    }

    fn after(&self, version: Version, suite: &Suite) -> Option<Self> {
        let label = format!("{} ku", version.prefix);
        let secret = expand_label(suite.hash, &self.secret, &label, self.secret.len())?;
        Self::new(version, suite, &secret)
    }

    fn open(&self, number: u64, header: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = self.iv;
        for (to, byte) in nonce.iter_mut().skip(4).zip(number.to_be_bytes()) {
            *to ^= byte;
        }
        self.key.open(nonce, header, sealed)
    }
}

impl Keys {
    /// The keys that a secret gives; none where the suite is not one of QUIC that is opened.
    pub(super) fn new(version: Version, suite: &'static Suite, secret: &[u8]) -> Option<Self> {
        let algorithm = match suite.cipher {
            Cipher::Aes128Gcm | Cipher::AesCcm(16, 16) => &quic::AES_128,
            Cipher::Aes256Gcm => &quic::AES_256,
            Cipher::ChaCha => &quic::CHACHA20,
            _ => return None,
        };
        let label = format!("{} hp", version.prefix);
        let mask = expand_label(suite.hash, secret, &label, key_len(suite.cipher))?;
        Some(Self {
            version,
            suite,
            mask: quic::HeaderProtectionKey::new(algorithm, &mask).ok()?,
            current: Generation::new(version, suite, secret)?,
            previous: None,
            next: Vec::new(),
            phase: false,
            lowest: 0,
        })
    }

    /// The keys of first packets, which the client's first identifier of the server gives.
    pub(super) fn initial(version: Version, id: &[u8], side: Side) -> Option<Self> {
        let salt = hmac::Key::new(hmac::HMAC_SHA256, &version.salt);
        let secret = hmac::sign(&salt, id);
        let secret = expand_label(Hash::Sha256, secret.as_ref(), initial_label(side), 32)?;
        Self::new(version, find(0x1301)?, &secret)
    }

    /// The version whose names the keys were made with.
    pub(super) const fn version(&self) -> Version {
        self.version
    }

    /// Opens a packet, whose number begins at `number_off`.
    pub(super) fn open(
        &mut self,
        packet: &[u8],
        number_off: usize,
        largest: Option<u64>,
    ) -> Option<Opened> {
        let sample = packet.get(number_off.checked_add(4)?..)?.get(..16)?;
        let [mask, masks @ ..] = self.mask.new_mask(sample).ok()?;
        let mut header = packet.get(..number_off)?.to_vec();
        let first = header.first_mut()?;
        let is_long = *first & 0x80 != 0;
        *first ^= mask & if is_long { 0x0f } else { 0x1f };
        let phase = !is_long && *first & 4 != 0;
        let number_len = usize::from(*first & 3).checked_add(1)?;
        let body_off = number_off.checked_add(number_len)?;
        let masked = packet.get(number_off..body_off)?;
        let mut low = 0_u64;
        for (byte, mask) in masked.iter().zip(masks) {
            header.push(byte ^ mask);
            low = (low << 8) | u64::from(byte ^ mask);
        }
        let number = whole_number(largest, low, number_len);
        let sealed = packet.get(body_off..)?;
        let frames = if is_long {
            self.current.open(number, &header, sealed)?
        } else {
            self.open_short(number, phase, &header, sealed)?
        };
        Some(Opened { number, frames })
    }

    fn open_short(
        &mut self,
        number: u64,
        phase: bool,
        header: &[u8],
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        if phase == self.phase {
            if let Some(frames) = self.current.open(number, header, sealed) {
                self.lowest = self.lowest.min(number);
                return Some(frames);
            }
        } else if let Some(previous) = &self.previous
            && number < self.lowest
            && let Some(frames) = previous.open(number, header, sealed)
        {
            return Some(frames);
        }
        for ahead in 0..MAX_AHEAD {
            // The phase changes with each generation.
            let is_flipped = ahead.is_multiple_of(2);
            if self.next.len() <= ahead {
                let last = self.next.last().unwrap_or(&self.current);
                let next = last.after(self.version, self.suite)?;
                self.next.push(next);
            }
            if (phase != self.phase) != is_flipped {
                continue;
            }
            let Some(frames) = self.next.get(ahead)?.open(number, header, sealed) else {
                continue;
            };
            let mut passed: Vec<_> = self.next.drain(..=ahead).collect();
            let new = passed.pop()?;
            let old = std::mem::replace(&mut self.current, new);
            self.previous = Some(passed.pop().unwrap_or(old));
            self.phase = phase;
            self.lowest = number;
            return Some(frames);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::packet::version;
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    const V1: u32 = 1;
    const V2: u32 = 0x6b33_43cf;

    /// The secret of section A.5 of both papers.
    const SECRET: &str = "9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b";

    #[test]
    fn nonces_of_appendix_a1() {
        let id = hex("8394c8f03e515708");
        for (number, side, iv) in [
            (V1, Side::Client, "fa044b2f42a3fd3b46fb255c"),
            (V1, Side::Server, "0ac1493ca1905853b0bba03e"),
            (V2, Side::Client, "91f73e2351d8fa91660e909f"),
            (V2, Side::Server, "dd13c276499c0249d3310652"),
        ] {
            let keys = Keys::initial(version(number).unwrap(), &id, side);
            assert_eq!(keys.unwrap().current.iv.to_vec(), hex(iv));
        }
    }

    #[test]
    fn the_packets_of_appendix_a5() {
        let suite = find(0x1303).unwrap();
        for (number, packet) in [
            (V1, "4cfe4189655e5cd55c41f69080575d7999c25a5bfb"),
            (V2, "5558b1c60ae7b6b932bc27d786f4bc2bb20f2162ba"),
        ] {
            let mut keys = Keys::new(version(number).unwrap(), suite, &hex(SECRET)).unwrap();
            let opened = keys.open(&hex(packet), 1, Some(654_360_563)).unwrap();
            assert_eq!(opened.number, 654_360_564);
            // A ping.
            assert_eq!(opened.frames, [1]);
        }
    }

    #[test]
    fn the_key_updates_of_appendix_a5() {
        let suite = find(0x1303).unwrap();
        for (number, secret) in [
            (
                V1,
                "1223504755036d556342ee9361d253421a826c9ecdf3c7148684b36b714881f9",
            ),
            (
                V2,
                "c69374c49e3d2a9466fa689e49d476db5d0dfbc87d32ceeaa6343fd0ae4c7d88",
            ),
        ] {
            let version = version(number).unwrap();
            let first = Generation::new(version, suite, &hex(SECRET)).unwrap();
            assert_eq!(first.after(version, suite).unwrap().secret, hex(secret));
        }
    }

    /// Closes a packet with a short header without an identifier, as a peer of this generation would.
    fn sealed(keys: &Keys, generation: &Generation, phase: bool, number: u8) -> Vec<u8> {
        use ring::aead::{Aad, Nonce};
        let header = [0x40 | (u8::from(phase) << 2), number];
        let mut nonce = generation.iv;
        nonce[11] ^= number;
        let mut body = b"\x01\0\0\0".to_vec();
        let Aead::Ring(key) = &generation.key else {
            unreachable!("the suite of this test is one of ring");
        };
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header),
            &mut body,
        )
        .unwrap();
        let mut packet = [&header[..], &body].concat();
        let mask = keys.mask.new_mask(&packet[5..21]).unwrap();
        packet[0] ^= mask[0] & 0x1f;
        packet[1] ^= mask[1];
        packet
    }

    #[test]
    fn keys_are_updated_and_late_packets_still_open() {
        let suite = find(0x1301).unwrap();
        let version = version(V1).unwrap();
        let new = || Keys::new(version, suite, &hex(SECRET)).unwrap();
        let mut keys = new();
        let first = Generation::new(version, suite, &hex(SECRET)).unwrap();
        let second = first.after(version, suite).unwrap();
        let third = second.after(version, suite).unwrap();
        let open = |keys: &mut Keys, generation: &Generation, phase, number| {
            let packet = sealed(keys, generation, phase, number);
            keys.open(&packet, 1, Some(4)).map(|opened| opened.number)
        };
        assert_eq!(open(&mut keys, &first, false, 3), Some(3));
        assert_eq!(open(&mut keys, &second, true, 6), Some(6));
        assert_eq!(open(&mut keys, &first, false, 4), Some(4));
        assert_eq!(open(&mut keys, &second, true, 7), Some(7));
        assert_eq!(open(&mut keys, &third, false, 8), Some(8));
        assert_eq!(open(&mut keys, &second, true, 5), Some(5));
        // A generation of which no packet was captured.
        let mut keys = new();
        assert_eq!(open(&mut keys, &third, false, 8), Some(8));
        assert_eq!(open(&mut keys, &first, true, 9), None);
    }
}
