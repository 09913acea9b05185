//! Cipher suites: names, and what opens their records.
//!
//! Spec: <https://www.iana.org/assignments/tls-parameters/>.

/// How records are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// AES in Galois/counter mode with a key of 16 bytes.
    Aes128Gcm,
    /// AES in Galois/counter mode with a key of 32 bytes.
    Aes256Gcm,
    /// `ChaCha20` with `Poly1305`.
    ChaCha,
    /// AES in cipher block chaining mode: bytes of the key, and the hash of the code that authenticates.
    AesCbc(usize, Hash),
    /// AES in counter mode with a code by block chaining: bytes of the key, and of the code.
    AesCcm(usize, usize),
    /// Something that is not opened.
    Other,
}

/// Hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
}

/// A suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    /// Its number.
    pub id: u16,
    /// Its name in the registry.
    pub name: &'static str,
    /// How records are closed.
    pub cipher: Cipher,
    /// The hash that keys are derived with, from TLS 1.2 on.
    pub hash: Hash,
}

use Cipher::{Aes128Gcm, Aes256Gcm, AesCbc, AesCcm, ChaCha, Other};
use Hash::{Sha1, Sha256, Sha384};

const fn suite(id: u16, name: &'static str, cipher: Cipher, hash: Hash) -> Suite {
    Suite {
        id,
        name,
        cipher,
        hash,
    }
}

/// Suites met in practice, by number.
#[rustfmt::skip]
const SUITES: &[Suite] = &[
    suite(0x0004, "TLS_RSA_WITH_RC4_128_MD5", Other, Sha256),
    suite(0x0005, "TLS_RSA_WITH_RC4_128_SHA", Other, Sha256),
    suite(0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", Other, Sha256),
    suite(0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", Other, Sha256),
    suite(0x0018, "TLS_DH_anon_WITH_RC4_128_MD5", Other, Sha256),
    suite(0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", AesCbc(16, Sha1), Sha256),
    suite(0x0032, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", AesCbc(16, Sha1), Sha256),
    suite(0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", AesCbc(16, Sha1), Sha256),
    suite(0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA", AesCbc(16, Sha1), Sha256),
    suite(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", AesCbc(32, Sha1), Sha256),
    suite(0x0038, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA", AesCbc(32, Sha1), Sha256),
    suite(0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", AesCbc(32, Sha1), Sha256),
    suite(0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", AesCbc(16, Sha256), Sha256),
    suite(0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256", AesCbc(32, Sha256), Sha256),
    suite(0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", AesCbc(16, Sha256), Sha256),
    suite(0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", AesCbc(32, Sha256), Sha256),
    suite(0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA", Other, Sha256),
    suite(0x0088, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", Other, Sha256),
    suite(0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", Aes128Gcm, Sha256),
    suite(0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", Aes256Gcm, Sha384),
    suite(0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", Aes128Gcm, Sha256),
    suite(0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", Aes256Gcm, Sha384),
    suite(0x00a2, "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", Aes128Gcm, Sha256),
    suite(0x00a3, "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384", Aes256Gcm, Sha384),
    suite(0x1301, "TLS_AES_128_GCM_SHA256", Aes128Gcm, Sha256),
    suite(0x1302, "TLS_AES_256_GCM_SHA384", Aes256Gcm, Sha384),
    suite(0x1303, "TLS_CHACHA20_POLY1305_SHA256", ChaCha, Sha256),
    suite(0x1304, "TLS_AES_128_CCM_SHA256", AesCcm(16, 16), Sha256),
    suite(0x1305, "TLS_AES_128_CCM_8_SHA256", AesCcm(16, 8), Sha256),
    suite(0xc002, "TLS_ECDH_ECDSA_WITH_RC4_128_SHA", Other, Sha256),
    suite(0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", Other, Sha256),
    suite(0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA", Other, Sha256),
    suite(0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", AesCbc(16, Sha1), Sha256),
    suite(0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", AesCbc(32, Sha1), Sha256),
    suite(0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA", Other, Sha256),
    suite(0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", Other, Sha256),
    suite(0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", AesCbc(16, Sha1), Sha256),
    suite(0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", AesCbc(32, Sha1), Sha256),
    suite(0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", AesCbc(16, Sha256), Sha256),
    suite(0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", AesCbc(32, Sha384), Sha384),
    suite(0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", AesCbc(16, Sha256), Sha256),
    suite(0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", AesCbc(32, Sha384), Sha384),
    suite(0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", Aes128Gcm, Sha256),
    suite(0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", Aes256Gcm, Sha384),
    suite(0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", Aes128Gcm, Sha256),
    suite(0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", Aes256Gcm, Sha384),
    suite(0xc09c, "TLS_RSA_WITH_AES_128_CCM", AesCcm(16, 16), Sha256),
    suite(0xc09d, "TLS_RSA_WITH_AES_256_CCM", AesCcm(32, 16), Sha256),
    suite(0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM", AesCcm(16, 16), Sha256),
    suite(0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM", AesCcm(32, 16), Sha256),
    suite(0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8", AesCcm(16, 8), Sha256),
    suite(0xc0a1, "TLS_RSA_WITH_AES_256_CCM_8", AesCcm(32, 8), Sha256),
    suite(0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8", AesCcm(16, 8), Sha256),
    suite(0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8", AesCcm(32, 8), Sha256),
    suite(0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", AesCcm(16, 16), Sha256),
    suite(0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", AesCcm(32, 16), Sha256),
    suite(0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", AesCcm(16, 8), Sha256),
    suite(0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", AesCcm(32, 8), Sha256),
    suite(0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", ChaCha, Sha256),
    suite(0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", ChaCha, Sha256),
    suite(0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", ChaCha, Sha256),
];

/// The suite of this number.
pub fn find(id: u16) -> Option<&'static Suite> {
    SUITES
        .binary_search_by_key(&id, |suite| suite.id)
        .ok()
        .and_then(|at| SUITES.get(at))
}

/// The name of a suite; its number where it has none here.
pub fn name(id: u16) -> String {
    find(id).map_or_else(|| format!("0x{id:04x}"), |suite| suite.name.to_owned())
}

/// The name of a version.
pub fn version_name(version: u16) -> String {
    match version {
        0x0300 => "ssl 3.0".to_owned(),
        0x0301 => "tls 1.0".to_owned(),
        0x0302 => "tls 1.1".to_owned(),
        0x0303 => "tls 1.2".to_owned(),
        0x0304 => "tls 1.3".to_owned(),
        0x7f00..=0x7fff => format!("tls 1.3 draft {}", version & 0xff),
        other => format!("tls version 0x{other:04x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_in_order() {
        assert!(SUITES.is_sorted_by_key(|suite| suite.id));
        assert_eq!(name(0x1301), "TLS_AES_128_GCM_SHA256");
        assert_eq!(name(0x0abc), "0x0abc");
    }
}
