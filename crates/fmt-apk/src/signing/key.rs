//! Public keys of certificates, and the check of a signature with one of them.
//!
//! Spec: RFC 5280 §4.1.2.7, RFC 3279 §2.3 (key formats), RFC 8017 (RSA), FIPS 186-4 (DSA, ECDSA).
//! Departures from the spec: an RSA modulus written as a negative number is read as the positive one,
//! as Android does; curves are known by name only (P-256, P-384, P-521).

use super::ber::{BerError, Reader, Tag, oid_text};
use super::hash::Hash;
use base::View;
use rsa::traits::PublicKeyParts;
use std::fmt;

/// Bits of the largest RSA modulus that is checked: 16,384, what `BoringSSL` and the JDK take at most.
const RSA_BITS: usize = 16_384;
/// Bits of the largest DSA modulus and subgroup order that are checked; FIPS 186-4 ends at 3072 and 256.
const DSA_BITS: (usize, usize) = (4096, 512);

const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const OID_DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
const OID_EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const OID_P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const OID_P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const OID_P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];

/// The family of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA, whatever the padding.
    Rsa,
    /// DSA.
    Dsa,
    /// ECDSA over a curve.
    Ec,
}

impl KeyAlgorithm {
    /// `RSA`, `DSA` or `EC`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Dsa => "DSA",
            Self::Ec => "EC",
        }
    }
}

/// How a signature is made with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    /// RSASSA-PKCS1-v1_5, for RSA keys; DSA and ECDSA have nothing to choose.
    Plain,
    /// RSASSA-PSS with the same hash in MGF1 and a salt as long as the hash.
    Pss,
}

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key is not the ASN.1 it should be.
    #[error(transparent)]
    Ber(#[from] BerError),
    /// The key is of a family that Android has no signatures for.
    #[error("key algorithm {oid} is not known")]
    UnknownAlgorithm {
        /// The object identifier in dotted form.
        oid: String,
    },
    /// The curve is none of P-256, P-384 and P-521.
    #[error("curve {oid} is not known")]
    UnknownCurve {
        /// The object identifier in dotted form; empty where the curve is not given by name.
        oid: String,
    },
    /// The numbers of the key are out of the range in which a key can be checked.
    #[error("the numbers of the {} key are out of range", .algorithm.name())]
    OutOfRange {
        /// The family of the key.
        algorithm: KeyAlgorithm,
    },
}

/// A public key that signatures can be checked with.
#[derive(Clone)]
pub(super) struct PublicKey {
    kind: Kind,
    /// Whether the modulus was written as a negative number.
    pub(super) negative_modulus: bool,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm().name(), self.bits())
    }
}

#[derive(Clone)]
enum Kind {
    Rsa(rsa::RsaPublicKey),
    Dsa(Box<DsaNumbers>),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(Box<p521::ecdsa::VerifyingKey>),
}

/// The numbers of a DSA key. They are checked where a signature is, for that takes milliseconds and most
/// keys in a hostile file are never used.
#[derive(Clone)]
struct DsaNumbers {
    p: dsa::BigUint,
    q: dsa::BigUint,
    g: dsa::BigUint,
    y: dsa::BigUint,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    pub(super) fn parse(spki: View<'_>) -> Result<Self, KeyError> {
        let mut outer = Reader::new(spki);
        let mut info = outer.expect(Tag::SEQUENCE)?.children();
        outer.end()?;
        let mut algorithm = info.expect(Tag::SEQUENCE)?.children();
        let bits = info.expect(Tag::BIT_STRING)?.bit_string()?;
        info.end()?;
        let oid = algorithm.expect(Tag::OID)?.contents.bytes();
        match oid {
            OID_RSA => Self::rsa(bits),
            OID_DSA => Self::dsa(algorithm, bits),
            OID_EC => Self::ec(algorithm, bits),
            other => Err(KeyError::UnknownAlgorithm {
                oid: oid_text(other),
            }),
        }
    }

    fn rsa(bits: View<'_>) -> Result<Self, KeyError> {
        let bad = KeyError::OutOfRange {
            algorithm: KeyAlgorithm::Rsa,
        };
        let mut numbers = Reader::new(bits).expect(Tag::SEQUENCE)?.children();
        let (modulus, negative_modulus) = numbers.expect(Tag::INTEGER)?.magnitude();
        let (exponent, _) = numbers.expect(Tag::INTEGER)?.magnitude();
        if modulus.len() > RSA_BITS / 8 || exponent.len() > 8 {
            return Err(bad);
        }
        let modulus = rsa::BigUint::from_bytes_be(modulus);
        let exponent = rsa::BigUint::from_bytes_be(exponent);
        let key =
            rsa::RsaPublicKey::new_with_max_size(modulus, exponent, RSA_BITS).map_err(|_| bad)?;
        Ok(Self {
            kind: Kind::Rsa(key),
            negative_modulus,
        })
    }

    fn dsa(mut algorithm: Reader<'_>, bits: View<'_>) -> Result<Self, KeyError> {
        let bad = KeyError::OutOfRange {
            algorithm: KeyAlgorithm::Dsa,
        };
        let mut parameters = algorithm.expect(Tag::SEQUENCE)?.children();
        let mut number = |limit_bits: usize| {
            let (bytes, _) = parameters.expect(Tag::INTEGER)?.magnitude();
            if bytes.len() > limit_bits / 8 {
                return Err(bad.clone());
            }
            Ok(dsa::BigUint::from_bytes_be(bytes))
        };
        let p = number(DSA_BITS.0)?;
        let q = number(DSA_BITS.1)?;
        let g = number(DSA_BITS.0)?;
        let (y, _) = Reader::new(bits).expect(Tag::INTEGER)?.magnitude();
        if y.len() > DSA_BITS.0 / 8 {
            return Err(bad);
        }
        let y = dsa::BigUint::from_bytes_be(y);
        Ok(Self {
            kind: Kind::Dsa(Box::new(DsaNumbers { p, q, g, y })),
            negative_modulus: false,
        })
    }

    fn ec(mut algorithm: Reader<'_>, bits: View<'_>) -> Result<Self, KeyError> {
        let bad = |_| KeyError::OutOfRange {
            algorithm: KeyAlgorithm::Ec,
        };
        let curve = algorithm.optional(Tag::OID)?;
        let point = bits.bytes();
        let kind = match curve.map_or(&[][..], |curve| curve.contents.bytes()) {
            OID_P256 => Kind::P256(p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(bad)?),
            OID_P384 => Kind::P384(p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(bad)?),
            OID_P521 => Kind::P521(Box::new(
                p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(bad)?,
            )),
            [] => return Err(KeyError::UnknownCurve { oid: String::new() }),
            other => {
                return Err(KeyError::UnknownCurve {
                    oid: oid_text(other),
                });
            }
        };
        Ok(Self {
            kind,
            negative_modulus: false,
        })
    }

    /// The family.
    pub(super) const fn algorithm(&self) -> KeyAlgorithm {
        match self.kind {
            Kind::Rsa(_) => KeyAlgorithm::Rsa,
            Kind::Dsa(_) => KeyAlgorithm::Dsa,
            Kind::P256(_) | Kind::P384(_) | Kind::P521(_) => KeyAlgorithm::Ec,
        }
    }

    /// Bits of the modulus or of the curve's field.
    pub(super) fn bits(&self) -> usize {
        match &self.kind {
            Kind::Rsa(key) => key.n().bits(),
            Kind::Dsa(numbers) => numbers.p.bits(),
            Kind::P256(_) => 256,
            Kind::P384(_) => 384,
            Kind::P521(_) => 521,
        }
    }

    /// Whether both are RSA keys of the same numbers.
    pub(super) fn same_rsa_numbers(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Rsa(one), Kind::Rsa(two)) => one == two,
            _ => false,
        }
    }

    /// Whether `signature` over `message` (parts in order) was made with this key's private half.
    pub(super) fn verifies(
        &self,
        hash: Hash,
        padding: Padding,
        message: &[&[u8]],
        signature: View<'_>,
    ) -> bool {
        let digest = hash.digest(message);
        let digest = digest.as_slice();
        match &self.kind {
            Kind::Rsa(key) => {
                let signature = signature.bytes();
                match padding {
                    Padding::Plain => key.verify(pkcs1(hash), digest, signature).is_ok(),
                    Padding::Pss => {
                        pss(hash).is_some_and(|pss| key.verify(pss, digest, signature).is_ok())
                    }
                }
            }
            Kind::Dsa(numbers) => numbers.verifies(digest, signature).unwrap_or(false),
            Kind::P256(key) => {
                use p256::ecdsa::{Signature, signature::hazmat::PrehashVerifier};
                fixed::<32>(signature).is_some_and(|signature| {
                    Signature::from_slice(&signature).is_ok_and(|signature| {
                        key.verify_prehash(&padded::<32>(digest), &signature)
                            .is_ok()
                    })
                })
            }
            Kind::P384(key) => {
                use p384::ecdsa::{Signature, signature::hazmat::PrehashVerifier};
                fixed::<48>(signature).is_some_and(|signature| {
                    Signature::from_slice(&signature).is_ok_and(|signature| {
                        key.verify_prehash(&padded::<48>(digest), &signature)
                            .is_ok()
                    })
                })
            }
            Kind::P521(key) => {
                use p521::ecdsa::{Signature, signature::hazmat::PrehashVerifier};
                fixed::<66>(signature).is_some_and(|signature| {
                    Signature::from_slice(&signature).is_ok_and(|signature| {
                        key.verify_prehash(&padded::<66>(digest), &signature)
                            .is_ok()
                    })
                })
            }
        }
    }
}

/// RFC 8017 §9.2: the digest follows the DER of a `DigestInfo` without it.
fn pkcs1(hash: Hash) -> rsa::Pkcs1v15Sign {
    let oid: &[u8] = match hash {
        Hash::Md5 => &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05],
        Hash::Sha1 => &[0x2b, 0x0e, 0x03, 0x02, 0x1a],
        Hash::Sha224 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04],
        Hash::Sha256 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
        Hash::Sha384 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
        Hash::Sha512 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
    };
    let len = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    let (oid_len, hash_len) = (oid.len(), hash.len());
    let inner_len = oid_len.saturating_add(4);
    let outer_len = inner_len.saturating_add(hash_len).saturating_add(4);
    let mut prefix = vec![
        0x30,
        len(outer_len),
        0x30,
        len(inner_len),
        0x06,
        len(oid_len),
    ];
    prefix.extend_from_slice(oid);
    prefix.extend_from_slice(&[0x05, 0x00, 0x04, len(hash_len)]);
    rsa::Pkcs1v15Sign {
        hash_len: Some(hash_len),
        prefix: prefix.into_boxed_slice(),
    }
}

/// PSS as the signing block schemes use it; they have it with SHA-256 and SHA-512 only.
fn pss(hash: Hash) -> Option<rsa::Pss> {
    match hash {
        Hash::Sha256 => Some(rsa::Pss::new_with_salt::<rsa::sha2::Sha256>(32)),
        Hash::Sha512 => Some(rsa::Pss::new_with_salt::<rsa::sha2::Sha512>(64)),
        Hash::Md5 | Hash::Sha1 | Hash::Sha224 | Hash::Sha384 => None,
    }
}

/// `SEQUENCE { r INTEGER, s INTEGER }` of a DSA or ECDSA signature.
fn r_and_s(signature: View<'_>) -> Result<(&[u8], &[u8]), BerError> {
    let mut outer = Reader::new(signature);
    let mut numbers = outer.expect(Tag::SEQUENCE)?.children();
    outer.end()?;
    let (r, _) = numbers.expect(Tag::INTEGER)?.magnitude();
    let (s, _) = numbers.expect(Tag::INTEGER)?.magnitude();
    numbers.end()?;
    Ok((r, s))
}

impl DsaNumbers {
    fn verifies(&self, digest: &[u8], signature: View<'_>) -> Option<bool> {
        use dsa::signature::hazmat::PrehashVerifier;
        let (r, s) = r_and_s(signature).ok()?;
        if r.len().max(s.len()) > DSA_BITS.1 / 8 {
            return None;
        }
        let number = dsa::BigUint::from_bytes_be;
        let signature = dsa::Signature::from_components(number(r), number(s)).ok()?;
        let components =
            dsa::Components::from_components(self.p.clone(), self.q.clone(), self.g.clone())
                .ok()?;
        let key = dsa::VerifyingKey::from_components(components, self.y.clone()).ok()?;
        Some(key.verify_prehash(digest, &signature).is_ok())
    }
}

/// Both numbers of an ECDSA signature, each with leading zeros up to the field's length.
fn fixed<const N: usize>(signature: View<'_>) -> Option<Vec<u8>> {
    let (r, s) = r_and_s(signature).ok()?;
    Some([left_padded::<N>(r)?, left_padded::<N>(s)?].concat())
}

fn left_padded<const N: usize>(number: &[u8]) -> Option<[u8; N]> {
    let mut padded = [0; N];
    let at = N.checked_sub(number.len())?;
    padded.get_mut(at..)?.copy_from_slice(number);
    Some(padded)
}

/// The digest with leading zeros up to the field's length, which stand for the same number. The
/// elliptic curve crates refuse digests under half that length, and Android has SHA-1 with P-521.
fn padded<const N: usize>(digest: &[u8]) -> Vec<u8> {
    left_padded::<N>(digest).map_or_else(|| digest.to_vec(), |padded| padded.to_vec())
}
