//! The signature algorithms of the signing block schemes.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v2#signature-algorithm-ids> and
//! AOSP `tools/apksig`, `internal/apk/SignatureAlgorithm.java`, for the verity ids.
//! Departures from the spec: none known.

use super::hash::Hash;
use super::key::{KeyAlgorithm, Padding};

/// What a signature's digest of the APK's contents is made of, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentDigest {
    /// SHA-256 over SHA-256 of chunks of 1 MiB.
    ChunkedSha256,
    /// The root of a SHA-256 Merkle tree over pages of 4 KiB, and the length.
    Verity,
    /// SHA-512 over SHA-512 of chunks of 1 MiB.
    ChunkedSha512,
}

/// A signature algorithm of schemes v2 to v4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    /// The id in the signing block.
    pub id: u32,
    /// The name, as `RSA-PSS with SHA-256`.
    pub name: &'static str,
    /// The family of key it is made with.
    pub key: KeyAlgorithm,
    /// The digest of the APK's contents that goes with it.
    pub content: ContentDigest,
    /// The first Android API level that knows it.
    pub since_sdk: u32,
    pub(super) hash: Hash,
    pub(super) padding: Padding,
}

macro_rules! algorithms {
    ($($id:literal $name:literal $key:ident $padding:ident $hash:ident $content:ident $sdk:literal;)*) => {
        &[$(SignatureAlgorithm {
            id: $id,
            name: $name,
            key: KeyAlgorithm::$key,
            content: ContentDigest::$content,
            since_sdk: $sdk,
            hash: Hash::$hash,
            padding: Padding::$padding,
        }),*]
    };
}

const ALL: &[SignatureAlgorithm] = algorithms! {
    0x0101 "RSA-PSS with SHA-256" Rsa Pss Sha256 ChunkedSha256 24;
    0x0102 "RSA-PSS with SHA-512" Rsa Pss Sha512 ChunkedSha512 24;
    0x0103 "RSA with SHA-256" Rsa Plain Sha256 ChunkedSha256 24;
    0x0104 "RSA with SHA-512" Rsa Plain Sha512 ChunkedSha512 24;
    0x0201 "ECDSA with SHA-256" Ec Plain Sha256 ChunkedSha256 24;
    0x0202 "ECDSA with SHA-512" Ec Plain Sha512 ChunkedSha512 24;
    0x0301 "DSA with SHA-256" Dsa Plain Sha256 ChunkedSha256 24;
    0x0421 "RSA with SHA-256 over verity" Rsa Plain Sha256 Verity 28;
    0x0423 "ECDSA with SHA-256 over verity" Ec Plain Sha256 Verity 28;
    0x0425 "DSA with SHA-256 over verity" Dsa Plain Sha256 Verity 28;
};

impl SignatureAlgorithm {
    /// The algorithm with this id.
    pub fn by_id(id: u32) -> Option<Self> {
        ALL.iter().find(|algorithm| algorithm.id == id).copied()
    }
}
