//! AES in counter mode with an authentication code by block chaining (CCM), the opening half.
//!
//! Spec: RFC 3610; RFC 6655 and RFC 7251 for TLS: nonces of 12 bytes, so that lengths have 3.

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256, Block};

enum Cipher {
    Short(Box<Aes128>),
    Long(Box<Aes256>),
}

/// A key.
pub(crate) struct Ccm {
    cipher: Cipher,
    tag_len: usize,
}

/// What a block chain has come to.
struct Chain<'k> {
    key: &'k Ccm,
    block: [u8; 16],
}

impl Chain<'_> {
    fn add(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(16) {
            for (to, from) in self.block.iter_mut().zip(part) {
                *to ^= from;
            }
            self.block = self.key.encrypt(self.block);
        }
    }
}

impl Ccm {
    /// A key of 16 or 32 bytes; codes have `tag_len` bytes.
    pub(crate) fn new(key: &[u8], tag_len: usize) -> Option<Self> {
        let cipher = match key.len() {
            16 => Cipher::Short(Box::new(Aes128::new_from_slice(key).ok()?)),
            32 => Cipher::Long(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        };
        Some(Self { cipher, tag_len })
    }

    /// How many bytes the code of a record has.
    pub(crate) const fn tag_len(&self) -> usize {
        self.tag_len
    }

    fn encrypt(&self, block: [u8; 16]) -> [u8; 16] {
        let mut block = Block::from(block);
        match &self.cipher {
            Cipher::Short(cipher) => cipher.encrypt_block(&mut block),
            Cipher::Long(cipher) => cipher.encrypt_block(&mut block),
        }
        block.into()
    }

    /// The first block of a chain, or one that is mixed into the text: flags, nonce, a number of 3 bytes.
    fn block(flags: u8, nonce: [u8; 12], number: usize) -> Option<[u8; 16]> {
        let [zero, a, b, c] = u32::try_from(number).ok()?.to_be_bytes();
        if zero != 0 {
            return None;
        }
        let mut block = [0; 16];
        let parts = [flags].into_iter().chain(nonce).chain([a, b, c]);
        for (to, from) in block.iter_mut().zip(parts) {
            *to = from;
        }
        Some(block)
    }

    /// Opens sealed bytes; none where they are not authentic.
    pub(crate) fn open(&self, nonce: [u8; 12], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (text, code) = sealed.split_at_checked(sealed.len().checked_sub(self.tag_len)?)?;
        let mut plain = text.to_vec();
        for (n, part) in plain.chunks_mut(16).enumerate() {
            let mask = self.encrypt(Self::block(2, nonce, n.checked_add(1)?)?);
            for (to, mask) in part.iter_mut().zip(mask) {
                *to ^= mask;
            }
        }
        // Section 2.2: whether there is something that is only authenticated, the code's length, the length of
        // lengths.
        let half = u8::try_from(self.tag_len.checked_sub(2)? >> 1).ok()?;
        let flags = (u8::from(!aad.is_empty()) << 6) | (half << 3) | 2;
        let first = Self::block(flags, nonce, plain.len())?;
        let mut chain = Chain {
            key: self,
            block: self.encrypt(first),
        };
        if !aad.is_empty() {
            let len = u16::try_from(aad.len()).ok().filter(|len| *len < 0xff00)?;
            chain.add(&[&len.to_be_bytes()[..], aad].concat());
        }
        chain.add(&plain);
        let mask = self.encrypt(Self::block(2, nonce, 0)?);
        let expected = chain.block.iter().zip(mask).map(|(byte, mask)| byte ^ mask);
        expected
            .zip(code)
            .all(|(expected, found)| expected == *found)
            .then_some(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    #[test]
    fn the_third_example_of_sp_800_38c() {
        // NIST SP 800-38C, C.3: the one whose nonce has 12 bytes.
        let key = Ccm::new(&hex("404142434445464748494a4b4c4d4e4f"), 8).unwrap();
        let nonce = hex("101112131415161718191a1b").try_into().unwrap();
        let aad = hex("000102030405060708090a0b0c0d0e0f10111213");
        let sealed = hex("e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951");
        let plain = hex("202122232425262728292a2b2c2d2e2f3031323334353637");
        assert_eq!(key.open(nonce, &aad, &sealed), Some(plain));
        for at in [0, 10, 31] {
            let mut wrong = sealed.clone();
            wrong[at] ^= 1;
            assert_eq!(key.open(nonce, &aad, &wrong), None);
        }
    }
}
