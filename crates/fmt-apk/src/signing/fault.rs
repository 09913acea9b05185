//! Everything that can be wrong with a signature, by stable name.
//!
//! The causes are those of apksig's `ApkVerifier.Issue`, joined where v2, v3 and v4 have one each.

use super::Scheme;
use super::block::NoBlock;
use super::certificate::CertificateError;
use super::key::KeyError;
use super::pkcs7::Pkcs7Error;
use base::{OutOfBounds, Problem, Span, hex};

/// One thing wrong with a signature, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What is wrong.
    pub fault: Fault,
    /// Where, in the APK, or for v4 in the `.idsig` file.
    pub span: Option<Span>,
    /// Which signer of the scheme, counted from 0 in the order of the file.
    pub signer: Option<usize>,
}

impl Issue {
    /// The issue as a problem of the artifact.
    pub fn problem(&self) -> Problem {
        Problem {
            code: self.fault.code(),
            says: self.fault.to_string(),
            span: self.span,
        }
    }
}

macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })?
        = $name:literal, $text:literal $(($($arg:tt)*))?;)*) => {
        /// What is wrong with a signature. Whether Android refuses the APK for it, or apksigner only
        /// warns, is told by the list that the [`Issue`] is in.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum Fault {
            $($(#[$doc])* #[error($text $(, $($arg)*)?)] $variant $({ $($(#[$field_doc])* $field: $ty,)* })?,)*
        }

        impl Fault {
            /// The stable name: `signing/` and kebab-case.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => concat!("signing/", $name),)* }
            }

            /// All codes, in the order of the enum.
            pub const CODES: &'static [&'static str] = &[$(concat!("signing/", $name)),*];
        }
    };
}

faults! {
    /// There is something like a signing block, but Android would not find it.
    UnusableBlock {
        /// Why.
        why: NoBlock,
    } = "unusable-block", "the signing block is passed over: {why}";
    /// The pairs of the signing block end in one whose length is impossible.
    MalformedPair = "malformed-pair", "a pair of the signing block has an impossible length";
    /// No end of central directory: not an APK to Android.
    NotAnApk = "not-an-apk", "no end of central directory that Android accepts";

    /// The list of signers is cut short.
    MalformedSigners {
        /// Where the bytes ran out.
        why: OutOfBounds,
    } = "malformed-signers", "the list of signers is malformed: {why}";
    /// The list of signers is empty.
    NoSigners = "no-signers", "there is no signer";
    /// There are more signers than are looked at.
    TooManySigners {
        /// How many there are at least.
        n: usize,
        /// How many are permitted.
        limit: usize,
    } = "too-many-signers", "{n} signers, at most {limit} are permitted";
    /// A signer is cut short.
    MalformedSigner {
        /// Where the bytes ran out.
        why: OutOfBounds,
    } = "malformed-signer", "the signer is malformed: {why}";
    /// A signature record is cut short.
    MalformedSignature {
        /// Where the bytes ran out.
        why: OutOfBounds,
    } = "malformed-signature", "a signature record is malformed: {why}";
    /// The signer has no signature.
    NoSignatures = "no-signatures", "the signer has no signature";
    /// A signature has an algorithm that is passed over.
    UnknownAlgorithm {
        /// Its id.
        id: u32,
    } = "unknown-algorithm", "signature algorithm {id:#06x} is not known";
    /// No signature has an algorithm known to the lowest Android version asked for.
    NoSupportedSignature {
        /// The lowest API level that must be served.
        min_sdk: u32,
    } = "no-supported-signature", "no signature that API level {min_sdk} supports";
    /// The public key cannot be used.
    BadPublicKey {
        /// Why.
        why: KeyError,
    } = "bad-public-key", "the public key cannot be used: {why}";
    /// The public key is of another family than the signature's algorithm.
    WrongKeyFamily {
        /// The signature's algorithm.
        algorithm: &'static str,
        /// The key's family.
        key: &'static str,
    } = "wrong-key-family", "the signature is {algorithm}, but the key is {key}";
    /// The signature was not made over these bytes with this key.
    SignatureMismatch {
        /// The signature's algorithm.
        algorithm: &'static str,
    } = "signature-mismatch", "the {algorithm} signature does not verify";
    /// The signed data are cut short.
    MalformedSignedData {
        /// Where the bytes ran out.
        why: OutOfBounds,
    } = "malformed-signed-data", "the signed data are malformed: {why}";
    /// A certificate cannot be read.
    BadCertificate {
        /// Why.
        why: CertificateError,
    } = "bad-certificate", "a certificate cannot be read: {why}";
    /// A certificate is not proper DER, which Android takes all the same.
    CertificateNotDer = "certificate-not-der", "a certificate is not written in proper DER";
    /// There are more certificates than are looked at.
    TooManyCertificates {
        /// How many are permitted.
        limit: usize,
    } = "too-many-certificates", "more than {limit} certificates";
    /// The signer has no certificate.
    NoCertificates = "no-certificates", "the signer has no certificate";
    /// The signer's public key is not its certificate's.
    PublicKeyMismatch = "public-key-mismatch", "the signer's public key is not the one of its certificate";
    /// A digest record is cut short.
    MalformedDigest {
        /// Where the bytes ran out.
        why: OutOfBounds,
    } = "malformed-digest", "a digest record is malformed: {why}";
    /// Signatures and digests do not name the same algorithms in the same order.
    AlgorithmListsDiffer {
        /// The ids of the signatures.
        signatures: Vec<u32>,
        /// The ids of the digests.
        digests: Vec<u32>,
    } = "algorithm-lists-differ", "signatures name algorithms {signatures:x?}, digests name {digests:x?}";
    /// The APK's contents are not those that were signed.
    ContentDigestMismatch {
        /// The signature's algorithm.
        algorithm: &'static str,
        /// The digest that was signed.
        signed: Vec<u8>,
        /// The digest of the contents as they are.
        found: Vec<u8>,
    } = "content-digest-mismatch", "contents were signed with digest {} and have {} ({algorithm})" (hex(.signed), hex(.found));
    /// Verity is used, but the signing block does not begin and end at pages.
    BlockNotAligned = "block-not-aligned", "verity demands that the signing block begins and ends at 4096 bytes";
    /// An additional attribute is cut short.
    MalformedAttribute {
        /// Where the bytes ran out.
        why: OutOfBounds,
    } = "malformed-attribute", "an additional attribute is malformed: {why}";
    /// An additional attribute is not known.
    UnknownAttribute {
        /// Its id.
        id: u32,
    } = "unknown-attribute", "additional attribute {id:#010x} is not known";
    /// The signature says that the APK has another one, and it is not there.
    SchemeStripped {
        /// The scheme that should be there.
        missing: Scheme,
    } = "scheme-stripped", "the APK was signed with {} too, but that signature is not there" (.missing.name());
    /// The signature says that the APK has one of a scheme that is not known.
    UnknownScheme {
        /// The scheme's id.
        id: u32,
    } = "unknown-scheme", "the APK was signed with scheme {id} too, which is not known";

    /// A signer's range of API levels is impossible.
    BadSdkRange {
        /// The lowest level.
        min: u32,
        /// The highest level.
        max: u32,
    } = "bad-sdk-range", "API levels from {min} to {max} are impossible";
    /// A signer's range of API levels is not the one that was signed.
    SdkRangeMismatch {
        /// The range in the signer.
        outer: (u32, u32),
        /// The range in the signed data.
        signed: (u32, u32),
    } = "sdk-range-mismatch", "API levels {outer:?} were signed as {signed:?}";
    /// The signers' ranges overlap or leave a gap.
    SdkRangesDisagree = "sdk-ranges-disagree", "the signers' API levels overlap or leave a gap";
    /// The signers do not cover all API levels asked for.
    SdkRangeUncovered {
        /// The first level covered.
        from: u32,
        /// The last level covered.
        to: u32,
    } = "sdk-range-uncovered", "only API levels {from} to {to} are covered";
    /// A later signer has a shorter lineage, or lineages contradict one another.
    LineagesDisagree = "lineages-disagree", "the signers' lineages contradict one another";
    /// The lineage is cut short or of an unknown version.
    MalformedLineage = "malformed-lineage", "the lineage is malformed";
    /// A node of the lineage was not signed by the node before it, or repeats one.
    LineageMismatch {
        /// Which node, counted from 0.
        node: usize,
    } = "lineage-mismatch", "node {node} of the lineage is not signed by the one before it, or repeats one";
    /// The lineage does not end at the signer's certificate.
    LineageOfAnother = "lineage-of-another", "the lineage does not end at the signer's certificate";
    /// The v3 signer names another level for rotation than the v3.1 signers have.
    RotationSdkMismatch {
        /// The level in the attribute.
        named: u32,
        /// The lowest level of the v3.1 signers.
        found: u32,
    } = "rotation-sdk-mismatch", "rotation was signed for API level {named}, but v3.1 begins at {found}";
    /// The v3 signer names a level for rotation, and there is no v3.1 signature.
    RotationStripped {
        /// The level in the attribute.
        named: u32,
    } = "rotation-stripped", "rotation was signed for API level {named}, but there is no v3.1 signature";
    /// There is a v3.1 signature, and the v3 signer does not say so: it can be stripped.
    RotationUnprotected = "rotation-unprotected", "the v3 signer does not protect the v3.1 signature from being stripped";
    /// An attribute for v3.1 stands in a v3 signer.
    RotationAttributeMisplaced = "rotation-attribute-misplaced", "the attribute for development releases belongs to v3.1";
    /// There is a v3.1 signature without a v3 signature.
    V3Missing = "v3-missing", "there is a v3.1 signature without a v3 signature";

    /// The signature file has another version than 2.
    BadIdsigVersion {
        /// The version.
        version: u32,
    } = "bad-idsig-version", "signature file of version {version}, only 2 is known";
    /// The signature file is cut short.
    MalformedIdsig {
        /// Where the bytes ran out.
        why: OutOfBounds,
    } = "malformed-idsig", "the signature file is malformed: {why}";
    /// The tree is not of SHA-256 over pages of 4096 bytes without salt.
    UnknownHashing {
        /// The id of the hash function; 1 is SHA-256.
        hash: u32,
        /// The logarithm of the page's length.
        log2_page: u8,
        /// Length of the salt in bytes.
        salt_len: u64,
    } = "unknown-hashing", "hash function {hash} over pages of 2^{log2_page} bytes with {salt_len} bytes of salt is not known";
    /// The root of the tree over the APK is not the one signed.
    RootHashMismatch {
        /// The root that was signed.
        signed: Vec<u8>,
        /// The root of the APK as it is.
        found: Vec<u8>,
    } = "root-hash-mismatch", "the tree was signed with root {} and has {}" (hex(.signed), hex(.found));
    /// The tree in the signature file is not that of the APK.
    TreeMismatch = "tree-mismatch", "the tree in the signature file is not the one of this APK";
    /// The digest in the signature file is not that of v2 or v3.
    IdsigDigestMismatch = "idsig-digest-mismatch", "the signature file names another digest than the APK's own signature";
    /// The signature file has another signer than v2 or v3.
    IdsigSignerMismatch = "idsig-signer-mismatch", "the signature file has another signer than the APK's own signature";
    /// There is a signature file, and no verified v2 or v3 signature that it could be bound to.
    IdsigUnbound = "idsig-unbound", "there is no v2 or v3 signature that the signature file could belong to";

    /// Two entries of the zip have one name.
    DuplicateEntry {
        /// The name.
        name: String,
    } = "duplicate-entry", "more than one entry is called {name:?}";
    /// The data of an entry cannot be read.
    UnreadableEntry {
        /// The name.
        name: String,
    } = "unreadable-entry", "the data of entry {name:?} cannot be read";
    /// The entries have more contents than are looked at.
    UnpackedTooLong {
        /// How many bytes are looked at.
        limit: u64,
    } = "unpacked-too-long", "the entries hold more than {limit} bytes, the rest is not looked at";
    /// There is no manifest.
    NoJarManifest = "no-jar-manifest", "there is no META-INF/MANIFEST.MF";
    /// A section of the manifest or of a signature file has no name.
    UnnamedSection {
        /// Which section, counted from 1 after the main section.
        number: usize,
    } = "unnamed-section", "section {number} has no name";
    /// Two sections of the manifest or of a signature file have one name.
    DuplicateSection {
        /// The name.
        name: String,
    } = "duplicate-section", "more than one section is called {name:?}";
    /// The manifest has a section for an entry that is not there.
    MissingEntry {
        /// The entry's name.
        name: String,
    } = "missing-entry", "the manifest lists {name:?}, which is not there";
    /// There is no signature block with its signature file.
    NoJarSignatures = "no-jar-signatures", "there is no signature block with its signature file";
    /// A signature block has no signature file beside it.
    SignatureFileMissing {
        /// The name it should have.
        name: String,
    } = "signature-file-missing", "{name:?} is not there";
    /// The signature block is not PKCS #7 signed data.
    BadSignatureBlock {
        /// Why.
        why: Pkcs7Error,
    } = "bad-signature-block", "the signature block is malformed: {why}";
    /// The digest and signature algorithms are not known to all Android versions asked for.
    UnsupportedAlgorithms {
        /// The digest algorithm.
        digest: String,
        /// The signature algorithm.
        signature: String,
        /// A level that lacks them.
        sdk: u32,
    } = "unsupported-algorithms", "digest {digest} with signature {signature} is not supported on API level {sdk}";
    /// The certificate that the signature block names is not in it.
    SignerCertificateMissing = "signer-certificate-missing", "the certificate of the signer is not in the signature block";
    /// The certificate is not meant for signatures.
    CertificateNotForSigning = "certificate-not-for-signing", "key usage or a critical extension of the certificate forbids this use";
    /// Signed attributes are used, and Android before 4.4 does not check them.
    SignedAttributesUnsafe = "signed-attributes-unsafe", "signed attributes do not protect the APK on API levels below 19";
    /// No signer of the signature block verifies.
    JarSignatureMismatch = "jar-signature-mismatch", "the signature block does not verify the signature file";
    /// The signature file has no version.
    NoSignatureVersion = "no-signature-version", "the signature file has no Signature-Version";
    /// The signature file does not say that there are newer signatures: they can be stripped.
    StrippingUnprotected = "stripping-unprotected", "the signature file does not protect newer signatures from being stripped";
    /// The signature file has no digest of the whole manifest.
    NoManifestDigest = "no-manifest-digest", "the signature file has no digest of the whole manifest";
    /// The digest of the whole manifest does not match; the sections decide.
    ManifestDigestMismatch {
        /// The hash function.
        hash: &'static str,
    } = "manifest-digest-mismatch", "the {hash} digest of the whole manifest does not match";
    /// The digest of the manifest's main section does not match.
    MainSectionMismatch {
        /// The hash function.
        hash: &'static str,
    } = "main-section-mismatch", "the {hash} digest of the manifest's main section does not match";
    /// The digest of a manifest section does not match.
    SectionMismatch {
        /// The entry's name.
        name: String,
        /// The hash function.
        hash: &'static str,
    } = "section-mismatch", "the {hash} digest of the manifest's section for {name:?} does not match";
    /// The signature file has no usable digest of a section.
    NoSectionDigest {
        /// The entry's name.
        name: String,
    } = "no-section-digest", "the signature file has no usable digest of the manifest's section for {name:?}";
    /// The manifest has no usable digest of an entry.
    NoEntryDigest {
        /// The entry's name.
        name: String,
    } = "no-entry-digest", "the manifest has no usable digest of {name:?}";
    /// No signer has signed an entry.
    EntryUnsigned {
        /// The entry's name.
        name: String,
    } = "entry-unsigned", "no signer has signed {name:?}";
    /// Entries are signed by different sets of signers.
    SignerSetsDiffer {
        /// The first signed entry.
        first: String,
        /// The entry with other signers.
        name: String,
    } = "signer-sets-differ", "{name:?} is signed by others than {first:?}";
    /// The contents of an entry are not those that were signed.
    EntryDigestMismatch {
        /// The entry's name.
        name: String,
        /// The hash function.
        hash: &'static str,
    } = "entry-digest-mismatch", "the {hash} digest of {name:?} does not match";
    /// No entry is signed.
    NothingSigned = "nothing-signed", "no entry is signed";
    /// An entry under META-INF is not protected by the v1 signature.
    EntryUnprotected {
        /// The entry's name.
        name: String,
    } = "entry-unprotected", "{name:?} is not protected by the v1 signature";

    /// v1 and v2 have different signers.
    SignersDiffer {
        /// The one scheme.
        one: Scheme,
        /// The other scheme.
        other: Scheme,
    } = "signers-differ", "{} and {} do not have the same signers" (.one.name(), .other.name());
    /// A v3 signature stands beside several v1 or v2 signers.
    SeveralPastSigners = "several-past-signers", "a v3 signature has one signer, but the older schemes have several";
    /// There are several v3 signers without rotation.
    SeveralV3Signers = "several-v3-signers", "several v3 signers without a lineage";
    /// Apps of this target level must have a v2 signature or newer.
    SchemeTooOld {
        /// The target level.
        target_sdk: u32,
    } = "scheme-too-old", "apps that target API level {target_sdk} need a v2 signature or newer";
    /// Apps of this sandbox version must have a v2 signature or newer.
    SandboxNeedsV2 {
        /// The sandbox version.
        version: u32,
    } = "sandbox-needs-v2", "apps with targetSandboxVersion {version} need a v2 signature or newer";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_kebab_case_and_stands_once() {
        let mut codes = Fault::CODES.to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Fault::CODES.len());
        for code in codes {
            let name = code.strip_prefix("signing/").unwrap();
            assert!(
                name.bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit()),
                "{code}"
            );
        }
    }
}
