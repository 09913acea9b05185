//! Keys from logged secrets, and records opened with them.
//!
//! Spec: RFC 8446 sections 5.2, 7.1 and 7.2; RFC 5246 sections 5, 6.2.3 and 6.3; RFC 5288 (GCM), RFC 6655 (CCM), RFC 7905
//! (`ChaCha20`), RFC 7366 (encrypt then MAC).
//! Departures from the spec: none known; TLS 1.1 and before are not opened.

use super::ccm::Ccm;
use super::suites::{Cipher, Hash, Suite};
use aes::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::NoPadding};
use ring::{aead, hkdf, hmac};

/// Bytes of an AES block.
const BLOCK: usize = 16;

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// `HKDF-Expand-Label` with an empty context: RFC 8446, 7.1.
pub fn expand_label(hash: Hash, secret: &[u8], label: &str, len: usize) -> Option<Vec<u8>> {
    let algorithm = match hash {
        Hash::Sha384 => hkdf::HKDF_SHA384,
        _ => hkdf::HKDF_SHA256,
    };
    let prk = hkdf::Prk::new_less_safe(algorithm, secret);
    let length = u16::try_from(len).ok()?.to_be_bytes();
    let label_len = u8::try_from(label.len().checked_add(6)?).ok()?;
    let info = [&length[..], &[label_len], b"tls13 ", label.as_bytes(), &[0]];
    let mut out = vec![0; len];
    prk.expand(&info, Length(len)).ok()?.fill(&mut out).ok()?;
    Some(out)
}

/// The secret after a key update: RFC 8446, 7.2.
pub fn next_secret(hash: Hash, secret: &[u8]) -> Option<Vec<u8>> {
    expand_label(hash, secret, "traffic upd", secret.len())
}

const fn mac_algorithm(hash: Hash) -> hmac::Algorithm {
    match hash {
        Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
    }
}

/// The pseudo-random function of TLS 1.2: RFC 5246, section 5.
pub fn prf(hash: Hash, secret: &[u8], label: &str, seed: &[u8], len: usize) -> Vec<u8> {
    let key = hmac::Key::new(mac_algorithm(hash), secret);
    let seed = [label.as_bytes(), seed].concat();
    let mut out: Vec<u8> = Vec::new();
    let mut a = hmac::sign(&key, &seed);
    while out.len() < len {
        let block = hmac::sign(&key, &[a.as_ref(), &seed].concat());
        out.extend_from_slice(block.as_ref());
        a = hmac::sign(&key, a.as_ref());
    }
    out.truncate(len);
    out
}

/// A key that opens and authenticates at once.
pub(crate) enum Aead {
    Ring(Box<aead::LessSafeKey>),
    Ccm(Ccm),
}

enum Keys {
    /// From TLS 1.3 on, and `ChaCha20` in 1.2: the number is mixed into the whole nonce.
    Mixed(Aead, [u8; 12]),
    /// GCM and CCM in 1.2: four bytes of nonce, the other eight in the record.
    Explicit(Aead, [u8; 4]),
    Cbc {
        key: Vec<u8>,
        mac: hmac::Key,
        mac_len: usize,
        encrypts_first: bool,
    },
}

/// Opens the records of one direction, in order.
pub struct Opener {
    keys: Keys,
    number: u64,
    is_13: bool,
}

impl Aead {
    /// A key of this cipher; none where it is not of this kind.
    pub(crate) fn new(cipher: Cipher, key: &[u8]) -> Option<Self> {
        let algorithm = match cipher {
            Cipher::Aes128Gcm => &aead::AES_128_GCM,
            Cipher::Aes256Gcm => &aead::AES_256_GCM,
            Cipher::ChaCha => &aead::CHACHA20_POLY1305,
            Cipher::AesCcm(_, tag_len) => return Ccm::new(key, tag_len).map(Self::Ccm),
            Cipher::AesCbc(..) | Cipher::Other => return None,
        };
        let key = aead::UnboundKey::new(algorithm, key).ok()?;
        Some(Self::Ring(Box::new(aead::LessSafeKey::new(key))))
    }

    const fn tag_len(&self) -> usize {
        match self {
            Self::Ring(_) => 16,
            Self::Ccm(key) => key.tag_len(),
        }
    }

    /// Opens sealed bytes; none where they are not authentic.
    pub(crate) fn open(&self, nonce: [u8; 12], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let key = match self {
            Self::Ring(key) => key,
            Self::Ccm(key) => return key.open(nonce, aad, sealed),
        };
        let mut buffer = sealed.to_vec();
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let len = key
            .open_in_place(nonce, aead::Aad::from(aad), &mut buffer)
            .ok()?
            .len();
        buffer.truncate(len);
        Some(buffer)
    }
}

pub(crate) const fn key_len(cipher: Cipher) -> usize {
    match cipher {
        Cipher::Aes128Gcm => 16,
        Cipher::Aes256Gcm | Cipher::ChaCha => 32,
        Cipher::AesCbc(len, _) | Cipher::AesCcm(len, _) => len,
        Cipher::Other => 0,
    }
}

const fn mac_len(hash: Hash) -> usize {
    match hash {
        Hash::Sha1 => 20,
        Hash::Sha256 => 32,
        Hash::Sha384 => 48,
    }
}

/// What the keys of TLS 1.2 are made from.
#[derive(Clone, Copy, Debug)]
pub struct Master<'a> {
    /// The master secret.
    pub secret: &'a [u8],
    /// The client's random value.
    pub client_random: &'a [u8; 32],
    /// The server's random value.
    pub server_random: &'a [u8; 32],
    /// Whether records are encrypted before they are authenticated (CBC only).
    pub encrypts_first: bool,
}

/// Takes the next bytes of a key block.
fn cut<'b>(block: &mut &'b [u8], len: usize) -> Option<&'b [u8]> {
    let (head, tail) = block.split_at_checked(len)?;
    *block = tail;
    Some(head)
}

impl Opener {
    /// The opener of one direction of TLS 1.3, from its traffic secret; none where the suite is not opened.
    pub fn tls13(suite: &Suite, secret: &[u8]) -> Option<Self> {
        let key = expand_label(suite.hash, secret, "key", key_len(suite.cipher))?;
        let iv = expand_label(suite.hash, secret, "iv", 12)?;
        Some(Self {
            keys: Keys::Mixed(Aead::new(suite.cipher, &key)?, iv.try_into().ok()?),
            number: 0,
            is_13: true,
        })
    }

    /// The opener of one direction of TLS 1.2; none where the suite is not opened.
    pub fn tls12(suite: &Suite, master: Master<'_>, is_client: bool) -> Option<Self> {
        let seed = [&master.server_random[..], master.client_random].concat();
        let key_len = key_len(suite.cipher);
        let (mac_key_len, iv_len) = match suite.cipher {
            Cipher::AesCbc(_, hash) => (mac_len(hash), 0),
            Cipher::ChaCha => (0, 12),
            Cipher::Aes128Gcm | Cipher::Aes256Gcm | Cipher::AesCcm(..) => (0, 4),
            Cipher::Other => return None,
        };
        let half = mac_key_len.checked_add(key_len)?.checked_add(iv_len)?;
        let len = half.checked_mul(2)?;
        let block = prf(suite.hash, master.secret, "key expansion", &seed, len);
        // Client's and server's: codes, then keys, then nonces.
        let mut rest = block.as_slice();
        let macs = (cut(&mut rest, mac_key_len)?, cut(&mut rest, mac_key_len)?);
        let keys = (cut(&mut rest, key_len)?, cut(&mut rest, key_len)?);
        let ivs = (cut(&mut rest, iv_len)?, cut(&mut rest, iv_len)?);
        let (mac, key, iv) = if is_client {
            (macs.0, keys.0, ivs.0)
        } else {
            (macs.1, keys.1, ivs.1)
        };
        let keys = match suite.cipher {
            Cipher::AesCbc(_, hash) => Keys::Cbc {
                key: key.to_vec(),
                mac: hmac::Key::new(mac_algorithm(hash), mac),
                mac_len: mac_key_len,
                encrypts_first: master.encrypts_first,
            },
            Cipher::ChaCha => Keys::Mixed(Aead::new(suite.cipher, key)?, iv.try_into().ok()?),
            _ => Keys::Explicit(Aead::new(suite.cipher, key)?, iv.try_into().ok()?),
        };
        Some(Self {
            keys,
            number: 0,
            is_13: false,
        })
    }

    /// Opens the next record: gives its type and content; none, and no record counted, where the record is
    /// not authentic under these keys.
    pub fn open(&mut self, header: [u8; 5], fragment: &[u8]) -> Option<(u8, Vec<u8>)> {
        let [kind, major, minor, ..] = header;
        let number = self.number.to_be_bytes();
        let aad = |len: usize| -> Option<Vec<u8>> {
            if self.is_13 {
                return Some(header.to_vec());
            }
            let len = u16::try_from(len).ok()?.to_be_bytes();
            Some([&number[..], &[kind, major, minor], &len].concat())
        };
        let plain = match &self.keys {
            Keys::Mixed(key, iv) => {
                let mut nonce = *iv;
                for (to, from) in nonce.iter_mut().skip(4).zip(number) {
                    *to ^= from;
                }
                let aad = aad(fragment.len().checked_sub(key.tag_len())?)?;
                key.open(nonce, &aad, fragment)?
            }
            Keys::Explicit(key, salt) => {
                let (explicit, sealed) = fragment.split_first_chunk::<8>()?;
                let mut nonce = [0; 12];
                for (to, from) in nonce.iter_mut().zip(salt.iter().chain(explicit)) {
                    *to = *from;
                }
                let aad = aad(sealed.len().checked_sub(key.tag_len())?)?;
                key.open(nonce, &aad, sealed)?
            }
            Keys::Cbc {
                key,
                mac,
                mac_len,
                encrypts_first,
            } => {
                let (plain, code, signed) = open_cbc(key, *mac_len, *encrypts_first, fragment)?;
                let mut message = aad(signed.len())?;
                message.extend_from_slice(&signed);
                hmac::verify(mac, &message, &code).ok()?;
                plain
            }
        };
        self.number = self.number.checked_add(1)?;
        if !self.is_13 {
            return Some((kind, plain));
        }
        // «The first non-zero octet from the end is the type»: RFC 8446, 5.4.
        let mut plain = plain;
        while plain.last() == Some(&0) {
            plain.pop();
        }
        let kind = plain.pop()?;
        Some((kind, plain))
    }
}

fn decrypt_cbc(key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (iv, body) = sealed.split_at_checked(BLOCK)?;
    if body.is_empty() || !body.len().is_multiple_of(BLOCK) {
        return None;
    }
    let mut buffer = body.to_vec();
    let len = if key.len() == 16 {
        cbc::Decryptor::<aes::Aes128>::new_from_slices(key, iv)
            .ok()?
            .decrypt_padded::<NoPadding>(&mut buffer)
            .ok()?
            .len()
    } else {
        cbc::Decryptor::<aes::Aes256>::new_from_slices(key, iv)
            .ok()?
            .decrypt_padded::<NoPadding>(&mut buffer)
            .ok()?
            .len()
    };
    buffer.truncate(len);
    Some(buffer)
}

/// The content of a CBC record, its authentication code, and the bytes that the code is of.
fn open_cbc(
    key: &[u8],
    mac_len: usize,
    encrypts_first: bool,
    fragment: &[u8],
) -> Option<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    if encrypts_first {
        let (sealed, code) = fragment.split_at_checked(fragment.len().checked_sub(mac_len)?)?;
        let plain = unpad(decrypt_cbc(key, sealed)?)?;
        return Some((plain, code.to_vec(), sealed.to_vec()));
    }
    let mut plain = unpad(decrypt_cbc(key, fragment)?)?;
    let code = plain.split_off(plain.len().checked_sub(mac_len)?);
    Some((plain.clone(), code, plain))
}

fn unpad(mut plain: Vec<u8>) -> Option<Vec<u8>> {
    let n_padding = usize::from(*plain.last()?);
    let len = plain.len().checked_sub(n_padding.checked_add(1)?)?;
    plain.truncate(len);
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::super::suites;
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    #[test]
    fn keys_of_rfc_8448() {
        // Section 3, «{server} derive write traffic keys for handshake data».
        let secret = hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        let key = expand_label(Hash::Sha256, &secret, "key", 16).unwrap();
        let iv = expand_label(Hash::Sha256, &secret, "iv", 12).unwrap();
        assert_eq!(key, hex("3fce516009c21727d0f2e4e86ee403bc"));
        assert_eq!(iv, hex("5d313eb2671276ee13000b30"));
    }

    #[test]
    fn a_record_of_rfc_8448_opens() {
        // Section 3, «{client} send application_data record», and its traffic secret.
        let secret = hex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5");
        let suite = suites::find(0x1301).unwrap();
        let mut opener = Opener::tls13(suite, &secret).unwrap();
        let record = hex(
            "17 03 03 00 43 a2 3f 70 54 b6 2c 94 d0 af fa fe 82 28 ba 55 cb ef ac ea 42 f9 14 aa 66 bc ab 3f \
             2b 98 19 a8 a5 b4 6b 39 5b d5 4a 9a 20 44 1e 2b 62 97 4e 1f 5a 62 92 a2 97 70 14 bd 1e 3d ea e6 \
             3a ee bb 21 69 49 15 e4",
        );
        let header = *record.first_chunk().unwrap();
        let (kind, plain) = opener.open(header, &record[5..]).unwrap();
        assert_eq!(kind, 23);
        assert_eq!(plain, (0..50).collect::<Vec<u8>>());
        // The number has moved on: the same record is no longer authentic.
        assert_eq!(opener.open(header, &record[5..]), None);
    }

    #[test]
    fn the_pseudo_random_function() {
        // The test vector for SHA-256 of <https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms/>.
        let out = prf(
            Hash::Sha256,
            &hex("9bbe436ba940f017b17652849a71db35"),
            "test label",
            &hex("a0ba9f936cda311827a6f796ffd5198c"),
            100,
        );
        assert_eq!(out[..16], hex("e3f229ba727be17b8d122620557cd453"));
        assert_eq!(out.len(), 100);
    }
}
