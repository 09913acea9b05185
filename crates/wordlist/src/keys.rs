//! Keys that a caller found elsewhere (in code, in a capture) and hands in to be tried on opaque bytes.
//!
//! Spec: FIPS 197, FIPS 46-3, PKCS #7 padding.
//! Departures from the spec: none known.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyInit, KeyIvInit};

/// A block cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// AES with a key of 16, 24 or 32 bytes.
    Aes,
    /// DES with a key of 8 bytes.
    Des,
    /// Triple DES with a key of 24 bytes.
    TripleDes,
}

/// A cipher with its key, padding by PKCS #7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CipherKey {
    /// The block cipher.
    pub algorithm: Algorithm,
    /// The key, of a length the algorithm takes; others never decrypt anything.
    pub key: Vec<u8>,
    /// The initialisation vector of CBC; `None` means ECB.
    pub iv: Option<Vec<u8>>,
}

/// What the caller knows and wants tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Keys of block ciphers.
    pub ciphers: Vec<CipherKey>,
    /// Keys of repeating XOR, of any length.
    pub xor: Vec<Vec<u8>>,
    /// Alphabets of Base64, of 64 characters each, or 65 with the one for padding.
    pub alphabets: Vec<String>,
}

impl CipherKey {
    fn step(&self) -> &'static str {
        match (self.algorithm, &self.iv) {
            (Algorithm::Aes, None) => "aes-ecb",
            (Algorithm::Aes, Some(_)) => "aes-cbc",
            (Algorithm::Des, None) => "des-ecb",
            (Algorithm::Des, Some(_)) => "des-cbc",
            (Algorithm::TripleDes, None) => "3des-ecb",
            (Algorithm::TripleDes, Some(_)) => "3des-cbc",
        }
    }

    fn decrypt(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let iv = self.iv.as_deref();
        match (self.algorithm, self.key.len()) {
            (Algorithm::Aes, 16) => match iv {
                None => ecb::<ecb::Decryptor<aes::Aes128>>(&self.key, bytes),
                Some(iv) => cbc::<cbc::Decryptor<aes::Aes128>>(&self.key, iv, bytes),
            },
            (Algorithm::Aes, 24) => match iv {
                None => ecb::<ecb::Decryptor<aes::Aes192>>(&self.key, bytes),
                Some(iv) => cbc::<cbc::Decryptor<aes::Aes192>>(&self.key, iv, bytes),
            },
            (Algorithm::Aes, 32) => match iv {
                None => ecb::<ecb::Decryptor<aes::Aes256>>(&self.key, bytes),
                Some(iv) => cbc::<cbc::Decryptor<aes::Aes256>>(&self.key, iv, bytes),
            },
            (Algorithm::Des, 8) => match iv {
                None => ecb::<ecb::Decryptor<des::Des>>(&self.key, bytes),
                Some(iv) => cbc::<cbc::Decryptor<des::Des>>(&self.key, iv, bytes),
            },
            (Algorithm::TripleDes, 24) => match iv {
                None => ecb::<ecb::Decryptor<des::TdesEde3>>(&self.key, bytes),
                Some(iv) => cbc::<cbc::Decryptor<des::TdesEde3>>(&self.key, iv, bytes),
            },
            _ => None,
        }
    }
}

fn ecb<C: KeyInit + BlockModeDecrypt>(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let mut plain = bytes.to_vec();
    let len = cipher.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len();
    plain.truncate(len);
    Some(plain)
}

fn cbc<C: KeyIvInit + BlockModeDecrypt>(key: &[u8], iv: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let cipher = C::new_from_slices(key, iv).ok()?;
    let mut plain = bytes.to_vec();
    let len = cipher.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len();
    plain.truncate(len);
    Some(plain)
}

impl Keys {
    /// Whether there is any key to try on bytes.
    pub(crate) fn has_any(&self) -> bool {
        !(self.ciphers.is_empty() && self.xor.is_empty())
    }

    /// Every decryption that gives text or a stream this crate opens.
    pub(crate) fn decryptions(&self, bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
        let ciphers = self
            .ciphers
            .iter()
            .filter_map(|key| key.decrypt(bytes).map(|plain| (key.step(), plain)));
        let xors = self.xor.iter().filter(|key| !key.is_empty()).map(|key| {
            let plain = bytes
                .iter()
                .zip(key.iter().cycle())
                .map(|(byte, key)| byte ^ key)
                .collect();
            ("xor", plain)
        });
        ciphers
            .chain(xors)
            .filter(|(_, plain)| crate::wrapping::looks_meant(plain))
            .collect()
    }
}
