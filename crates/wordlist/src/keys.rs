//! Keys that a caller found elsewhere (in code, in a capture) and hands in to be tried on opaque bytes.
//!
//! Spec: FIPS 197, FIPS 46-3, PKCS #7 padding; NIST SP 800-38A for ECB, CBC and CTR, SP 800-38D for GCM.
//! Departures from the spec: of GCM only tags of 16 bytes behind the text, without further data, as the platform writes them.

use aes::cipher::block_padding::{NoPadding, Pkcs7};
use aes::cipher::consts::{U12, U16};
use aes::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, KeyInit, KeyIvInit, StreamCipher,
};
use aes_gcm::aead::Aead;
use aes_gcm::{AesGcm, Nonce};

/// A block cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// AES with a key of 16, 24 or 32 bytes.
    Aes,
    /// DES with a key of 8 bytes.
    Des,
    /// Triple DES with a key of 24 bytes.
    TripleDes,
}

impl Algorithm {
    /// Bytes of a block.
    pub const fn block_len(self) -> usize {
        match self {
            Self::Aes => 16,
            Self::Des | Self::TripleDes => 8,
        }
    }
}

/// How the blocks of a text are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Each for itself.
    Ecb,
    /// Each with the one before.
    Cbc,
    /// As a stream, the counter in all of the block; AES only.
    Ctr,
    /// The same with a tag of 16 bytes at the end, which tells a wrong key at once; AES only.
    Gcm,
}

/// The initialisation vector, or nonce.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Iv {
    /// None: ECB.
    None,
    /// These bytes.
    Bytes(Vec<u8>),
    /// So many bytes at the beginning of what is decrypted.
    Head(usize),
}

/// A cipher with its key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CipherKey {
    /// The block cipher.
    pub algorithm: Algorithm,
    /// How it is used.
    pub mode: Mode,
    /// The key, of a length the algorithm takes; others never decrypt anything.
    pub key: Vec<u8>,
    /// The initialisation vector, of the length the mode takes; others never decrypt anything.
    pub iv: Iv,
    /// Whether the text of ECB and CBC is padded by PKCS #7; else it fills its blocks, with zeros behind it.
    pub padded: bool,
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
        match (self.algorithm, self.mode) {
            (Algorithm::Aes, Mode::Ecb) => "aes-ecb",
            (Algorithm::Aes, Mode::Cbc) => "aes-cbc",
            (Algorithm::Aes, Mode::Ctr) => "aes-ctr",
            (Algorithm::Aes, Mode::Gcm) => "aes-gcm",
            (Algorithm::Des, Mode::Ecb) => "des-ecb",
            (Algorithm::Des, _) => "des-cbc",
            (Algorithm::TripleDes, Mode::Ecb) => "3des-ecb",
            (Algorithm::TripleDes, _) => "3des-cbc",
        }
    }

    /// Opens bytes, where this is the key or may be: only GCM tells for sure.
    pub fn decrypt(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let (iv, bytes) = match &self.iv {
            Iv::None => (&[] as &[u8], bytes),
            Iv::Bytes(iv) => (iv.as_slice(), bytes),
            Iv::Head(len) => bytes.split_at_checked(*len)?,
        };
        match (self.algorithm, self.key.len()) {
            (Algorithm::Aes, 16) => self.aes::<aes::Aes128>(iv, bytes),
            (Algorithm::Aes, 24) => self.aes::<aes::Aes192>(iv, bytes),
            (Algorithm::Aes, 32) => self.aes::<aes::Aes256>(iv, bytes),
            (Algorithm::Des, 8) => self.blocks::<des::Des>(iv, bytes),
            (Algorithm::TripleDes, 24) => self.blocks::<des::TdesEde3>(iv, bytes),
            _ => None,
        }
    }

    fn aes<C>(&self, iv: &[u8], bytes: &[u8]) -> Option<Vec<u8>>
    where
        C: BlockCipherEncrypt<BlockSize = U16> + BlockCipherDecrypt + KeyInit,
    {
        match self.mode {
            Mode::Ecb | Mode::Cbc => self.blocks::<C>(iv, bytes),
            Mode::Ctr => {
                let mut cipher = ctr::Ctr128BE::<C>::new_from_slices(&self.key, iv).ok()?;
                let mut plain = bytes.to_vec();
                cipher.try_apply_keystream(&mut plain).ok()?;
                Some(plain)
            }
            Mode::Gcm => {
                let cipher = AesGcm::<C, U12>::new_from_slice(&self.key).ok()?;
                let nonce = Nonce::<U12>::try_from(iv).ok()?;
                cipher.decrypt(&nonce, bytes).ok()
            }
        }
    }

    fn blocks<C>(&self, iv: &[u8], bytes: &[u8]) -> Option<Vec<u8>>
    where
        C: BlockCipherDecrypt + KeyInit,
    {
        match self.mode {
            Mode::Ecb => self.unpadded(ecb::Decryptor::<C>::new_from_slice(&self.key).ok()?, bytes),
            Mode::Cbc => {
                let cipher = cbc::Decryptor::<C>::new_from_slices(&self.key, iv).ok()?;
                self.unpadded(cipher, bytes)
            }
            Mode::Ctr | Mode::Gcm => None,
        }
    }

    fn unpadded(&self, cipher: impl BlockModeDecrypt, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut plain = bytes.to_vec();
        let len = if self.padded {
            cipher.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len()
        } else {
            let text = cipher.decrypt_padded::<NoPadding>(&mut plain).ok()?;
            text.iter().rposition(|it| *it != 0)?.saturating_add(1)
        };
        plain.truncate(len);
        Some(plain)
    }
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
