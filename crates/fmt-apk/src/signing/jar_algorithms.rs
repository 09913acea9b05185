//! Which digest and signature algorithms of a v1 signature block which Android versions know.
//!
//! Spec: AOSP `tools/apksig` `internal/oid/OidConstants.java`, found there by trying each on each
//! platform; RFC 5754 for the object identifiers.
//! Departures from the spec: none known.

use super::SdkRange;
use super::ber::oid_text;
use super::hash::Hash;
use super::key::KeyAlgorithm;

/// A signature algorithm: with RSA, DSA or ECDSA, with a hash of its own or the digest algorithm's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Algorithm {
    pub(super) key: KeyAlgorithm,
    own_hash: Option<Hash>,
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];
const NIST: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 3, 4];
const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d];
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4];

/// The digest algorithm with this encoded object identifier.
pub(super) fn digest(oid: &[u8]) -> Option<Hash> {
    Some(match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5] => Hash::Md5,
        [0x2b, 0x0e, 3, 2, 0x1a] => Hash::Sha1,
        _ => match oid.strip_prefix(NIST)? {
            [2, 4] => Hash::Sha224,
            [2, 1] => Hash::Sha256,
            [2, 2] => Hash::Sha384,
            [2, 3] => Hash::Sha512,
            _ => return None,
        },
    })
}

/// The signature algorithm with this encoded object identifier.
pub(super) fn signature(oid: &[u8]) -> Option<Algorithm> {
    let (key, own_hash) = if let Some(last) = oid.strip_prefix(RSA) {
        let hash = match last {
            [1] => None,
            [4] => Some(Hash::Md5),
            [5] => Some(Hash::Sha1),
            [14] => Some(Hash::Sha224),
            [11] => Some(Hash::Sha256),
            [12] => Some(Hash::Sha384),
            [13] => Some(Hash::Sha512),
            _ => return None,
        };
        (KeyAlgorithm::Rsa, hash)
    } else if let Some(last) = oid.strip_prefix(ECDSA) {
        let hash = match last {
            [2, 1] => None,
            [4, 1] => Some(Hash::Sha1),
            [4, 3, 1] => Some(Hash::Sha224),
            [4, 3, 2] => Some(Hash::Sha256),
            [4, 3, 3] => Some(Hash::Sha384),
            [4, 3, 4] => Some(Hash::Sha512),
            _ => return None,
        };
        (KeyAlgorithm::Ec, hash)
    } else if let Some(last) = oid.strip_prefix(DSA) {
        let hash = match last {
            [1] => None,
            [3] => Some(Hash::Sha1),
            _ => return None,
        };
        (KeyAlgorithm::Dsa, hash)
    } else {
        let hash = match oid.strip_prefix(NIST)? {
            [3, 1] => Hash::Sha224,
            [3, 2] => Hash::Sha256,
            // Android never knew DSA with SHA-384 and SHA-512.
            _ => return None,
        };
        (KeyAlgorithm::Dsa, Some(hash))
    };
    Some(Algorithm { key, own_hash })
}

impl Algorithm {
    /// The hash that is signed, where signer and attributes use `digest`.
    pub(super) fn hash(self, digest: Hash) -> Hash {
        self.own_hash.unwrap_or(digest)
    }

    /// The API levels that know this together with a digest algorithm, as ranges in order.
    fn supported(self, digest: Hash) -> Vec<(u32, u32)> {
        let on = SdkRange::MAX;
        let since = |sdk| vec![(sdk, on)];
        match (self.key, digest, self.own_hash) {
            (KeyAlgorithm::Rsa, Hash::Md5 | Hash::Sha1, None)
            | (KeyAlgorithm::Rsa, Hash::Sha1, Some(Hash::Sha1))
            | (KeyAlgorithm::Dsa, Hash::Sha1, None) => since(0),
            (KeyAlgorithm::Rsa, Hash::Md5, Some(Hash::Md5))
            | (KeyAlgorithm::Rsa, Hash::Sha224, None | Some(Hash::Sha224)) => {
                vec![(0, 8), (21, on)]
            }
            (KeyAlgorithm::Rsa, Hash::Sha256, None | Some(Hash::Sha256)) => vec![(0, 8), (18, on)],
            (KeyAlgorithm::Rsa, Hash::Sha384 | Hash::Sha512, None) => since(18),
            (KeyAlgorithm::Dsa, Hash::Sha224 | Hash::Sha256, None) => since(22),
            (KeyAlgorithm::Dsa, Hash::Sha1, Some(Hash::Sha1)) => since(9),
            (KeyAlgorithm::Dsa, Hash::Md5 | Hash::Sha384 | Hash::Sha512, None)
            | (KeyAlgorithm::Ec, Hash::Md5, None) => Vec::new(),
            (KeyAlgorithm::Ec, Hash::Sha224, None) => since(21),
            (KeyAlgorithm::Ec, _, None) | (KeyAlgorithm::Ec, Hash::Sha1, Some(Hash::Sha1)) => {
                since(18)
            }
            (_, digest, Some(own)) if digest == own => since(21),
            // Digests that are not the signature's own were let through by Android 5 and 6, and these
            // three by its first version only.
            (KeyAlgorithm::Rsa, Hash::Sha224, Some(Hash::Sha256))
            | (KeyAlgorithm::Rsa, Hash::Sha256, Some(Hash::Sha1))
            | (KeyAlgorithm::Rsa, Hash::Sha512, Some(Hash::Sha384)) => vec![(21, 21)],
            (_, _, Some(_)) => vec![(21, 23)],
        }
    }

    /// The lowest API level in `range` that lacks this together with a digest algorithm.
    pub(super) fn unsupported_at(self, digest: Hash, range: SdkRange) -> Option<u32> {
        let mut need = range.min;
        for (from, to) in self.supported(digest) {
            if need < from {
                return Some(need);
            }
            if need <= to {
                if range.max <= to {
                    return None;
                }
                need = to.saturating_add(1);
            }
        }
        Some(need)
    }

    /// The name as `RSA with SHA-256`.
    pub(super) fn name(self, digest: Hash) -> String {
        let key = match self.key {
            KeyAlgorithm::Ec => "ECDSA",
            other => other.name(),
        };
        format!("{key} with {}", self.hash(digest).name())
    }
}

/// The name of a digest algorithm, or its object identifier in dotted form.
pub(super) fn digest_name(oid: &[u8]) -> String {
    digest(oid).map_or_else(|| oid_text(oid), |hash| hash.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        key: KeyAlgorithm,
        own_hash: Option<Hash>,
        digest: Hash,
        range: (u32, u32),
        lacks: Option<u32>,
    ) {
        let range = SdkRange {
            min: range.0,
            max: range.1,
        };
        assert_eq!(
            Algorithm { key, own_hash }.unsupported_at(digest, range),
            lacks
        );
    }

    #[test]
    fn ranges_with_a_gap_are_seen() {
        check(KeyAlgorithm::Rsa, None, Hash::Sha256, (0, 8), None);
        check(
            KeyAlgorithm::Rsa,
            None,
            Hash::Sha256,
            (1, SdkRange::MAX),
            Some(9),
        );
        check(
            KeyAlgorithm::Rsa,
            None,
            Hash::Sha256,
            (18, SdkRange::MAX),
            None,
        );
        check(
            KeyAlgorithm::Rsa,
            Some(Hash::Sha1),
            Hash::Md5,
            (21, 23),
            None,
        );
        check(
            KeyAlgorithm::Rsa,
            Some(Hash::Sha1),
            Hash::Md5,
            (21, 24),
            Some(24),
        );
        check(
            KeyAlgorithm::Rsa,
            Some(Hash::Sha1),
            Hash::Sha256,
            (21, 22),
            Some(22),
        );
        check(KeyAlgorithm::Ec, None, Hash::Md5, (30, 30), Some(30));
    }
}
