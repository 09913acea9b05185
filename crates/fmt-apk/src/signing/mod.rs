//! APK signatures: v1 (JAR), v2, v3, v3.1 and v4 (`.idsig`), verified as Android and apksig do.
//!
//! [`verify`] looks at every scheme, also at those that no Android version in the range would use, and
//! then decides as Android would. What was checked against Google's apksigner, and where we differ on
//! purpose, is in `docs/signatures.md`.

mod algorithm;
mod ber;
mod block;
mod certificate;
mod content;
mod fault;
mod hash;
mod jar;
mod jar_algorithms;
mod jar_file;
mod jar_manifest;
mod key;
mod lineage;
mod pkcs7;
mod signer_block;
#[cfg(test)]
mod tests;
mod v2;
mod v3;
mod v4;
mod verdict;

pub use algorithm::{ContentDigest, SignatureAlgorithm};
pub use ber::BerError;
pub use block::NoBlock;
pub use certificate::{Certificate, CertificateError};
pub use fault::{Fault, Issue};
pub use hash::Hash;
pub use key::{KeyAlgorithm, KeyError};
pub use lineage::{Capabilities, LineageNode};
pub use pkcs7::Pkcs7Error;

use crate::zip::ZipFile;
use base::{Limits, Span, View};

/// Signers of v1 and v2: 10, Android's own limit since 2023 (`MAX_APK_SIGNERS`).
const MAX_SIGNERS: usize = 10;
/// Signers of v3 and nodes of a lineage: 100. Android has no limit; real ones have up to 3.
const MAX_ROTATIONS: usize = 100;
/// Certificates of one signer: 100. Real ones have up to 4.
const MAX_CERTIFICATES: usize = 100;

const ID_V2: u32 = 0x7109_871a;
const ID_V3: u32 = 0xf053_68c0;
const ID_V31: u32 = 0x1b93_ad61;

/// A signature scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// JAR signing: digests of entries in `META-INF`.
    V1,
    /// APK Signature Scheme v2, from Android 7 (API level 24).
    V2,
    /// v3, with rotation, from Android 9 (28).
    V3,
    /// v3.1, rotation from Android 13 (33) on.
    V31,
    /// v4, a Merkle tree in a file of its own, for installing while it downloads, from Android 11 (30).
    V4,
}

impl Scheme {
    /// `v1`, `v2`, `v3`, `v3.1` or `v4`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
            Self::V3 => "v3",
            Self::V31 => "v3.1",
            Self::V4 => "v4",
        }
    }
}

/// API levels from `min` to `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SdkRange {
    /// The lowest level.
    pub min: u32,
    /// The highest level.
    pub max: u32,
}

impl SdkRange {
    /// The highest level there can be, which stands for all future ones.
    pub const MAX: u32 = i32::MAX as u32;

    /// All levels from `min` on.
    pub const fn from(min: u32) -> Self {
        Self {
            min,
            max: Self::MAX,
        }
    }

    /// The levels that are also at least `floor`; where there are none, `floor` alone.
    const fn at_least(self, floor: u32) -> Self {
        let min = if self.min > floor { self.min } else { floor };
        let max = if self.max > min { self.max } else { min };
        Self { min, max }
    }
}

/// What the verdict depends on beside the files: it stands in the app's manifest.
///
/// References to resources must be resolved by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The Android versions that the APK must verify on: from its `minSdkVersion` on, as a rule.
    pub sdk: SdkRange,
    /// `targetSdkVersion`, where known; from 30 on v1 alone is not enough.
    pub target_sdk: Option<u32>,
    /// `targetSandboxVersion`, where given; from 2 on v1 alone is not enough.
    pub target_sandbox: Option<u32>,
}

impl Expected {
    /// All Android versions from this one on, and nothing more known.
    pub const fn from_sdk(min: u32) -> Self {
        Self {
            sdk: SdkRange::from(min),
            target_sdk: None,
            target_sandbox: None,
        }
    }
}

/// What became of one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The APK is not signed with it.
    Absent,
    /// The signature is there and right.
    Verified,
    /// The signature is there and wrong.
    Invalid,
}

/// One scheme's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeResult {
    /// The scheme.
    pub scheme: Scheme,
    /// Absent, verified or invalid.
    pub status: Status,
    /// Whether some Android version in the range decides by this scheme. What is not used cannot keep
    /// an APK from being installed, nor can a v4 file that is wrong in itself.
    pub used: bool,
    /// Where the signature stands in the APK, where it is one place.
    pub span: Option<Span>,
    /// What Android refuses it for.
    pub errors: Vec<Issue>,
    /// What is odd about it.
    pub warnings: Vec<Issue>,
}

/// A digest of the APK's contents as a signer has signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestRecord {
    /// The id of the signature algorithm it goes with; 0 in v4, which does not say.
    pub algorithm: u32,
    /// The digest.
    pub digest: Vec<u8>,
    /// Where it stands.
    pub span: Span,
}

/// One signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The scheme it belongs to.
    pub scheme: Scheme,
    /// Where it stands: in the APK, or for v4 in the `.idsig` file. For v1 the data of the block's entry.
    pub span: Span,
    /// The entry that holds the signature block, for v1.
    pub name: Option<String>,
    /// The certificates; the first one is the signer's, for v1 its issuers follow.
    pub certificates: Vec<Certificate>,
    /// The algorithms of the signatures that verified.
    pub algorithms: Vec<String>,
    /// The digests of the contents, for v2 to v4.
    pub digests: Vec<DigestRecord>,
    /// The API levels that a signer of v3 and v3.1 is for.
    pub sdk: Option<SdkRange>,
    /// The earlier certificates and at last this signer's, for v3 and v3.1 with rotation.
    pub lineage: Vec<LineageNode>,
    /// Whether Android passes it over: a v1 signer whose signature file does not cover the APK.
    pub ignored: bool,
}

impl Signer {
    const fn new(scheme: Scheme, span: Span) -> Self {
        Self {
            scheme,
            span,
            name: None,
            certificates: Vec::new(),
            algorithms: Vec::new(),
            digests: Vec::new(),
            sdk: None,
            lineage: Vec::new(),
            ignored: false,
        }
    }
}

/// What Android would make of the APK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All Android versions in the range accept the signatures.
    Verified,
    /// There is no signature at all.
    Unsigned,
    /// Some Android version in the range refuses the APK.
    Invalid,
}

/// The signatures of an APK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatures {
    /// What Android would make of the APK.
    pub verdict: Verdict,
    /// The five schemes in order.
    pub schemes: Vec<SchemeResult>,
    /// What is wrong between schemes or with the file; Android refuses the APK for it.
    pub errors: Vec<Issue>,
    /// What is odd about the file or its signing block.
    pub warnings: Vec<Issue>,
    /// All signers of all schemes, in the order of the schemes and of the file.
    pub signers: Vec<Signer>,
    /// The signing block, where Android finds one.
    pub block: Option<Span>,
    /// Id and place of each pair in the signing block, known or not.
    pub pairs: Vec<(u32, Span)>,
}

impl Signatures {
    /// The result of one scheme.
    pub fn scheme(&self, scheme: Scheme) -> Option<&SchemeResult> {
        self.schemes.iter().find(|result| result.scheme == scheme)
    }

    /// The signers that the newest Android version in the range takes for the app's: those of the newest
    /// scheme that is used and verified, for v3 and v3.1 the last one alone. None where the APK is
    /// not verified.
    pub fn app_signers(&self) -> Vec<&Signer> {
        if self.verdict != Verdict::Verified {
            return Vec::new();
        }
        let newest = self.schemes.iter().rev().find(|result| {
            result.scheme != Scheme::V4 && result.used && result.status == Status::Verified
        });
        let Some(newest) = newest else {
            return Vec::new();
        };
        let mut signers: Vec<&Signer> = (self.signers.iter())
            .filter(|signer| signer.scheme == newest.scheme && !signer.ignored)
            .collect();
        if matches!(newest.scheme, Scheme::V3 | Scheme::V31) {
            signers = signers.pop().into_iter().collect();
        }
        signers
    }
}

/// What checking one scheme has brought so far.
#[derive(Debug)]
struct Outcome {
    scheme: Scheme,
    span: Option<Span>,
    errors: Vec<Issue>,
    warnings: Vec<Issue>,
    signers: Vec<Signer>,
}

impl Outcome {
    const fn new(scheme: Scheme) -> Self {
        Self {
            scheme,
            span: None,
            errors: Vec::new(),
            warnings: Vec::new(),
            signers: Vec::new(),
        }
    }

    /// Notes an error of the signer that is being looked at.
    fn error(&mut self, fault: Fault, span: Option<Span>) {
        let signer = Some(self.signers.len());
        self.errors.push(Issue {
            fault,
            span,
            signer,
        });
    }

    /// Notes a warning of the signer that is being looked at.
    fn warn(&mut self, fault: Fault, span: Option<Span>) {
        let signer = Some(self.signers.len());
        self.warnings.push(Issue {
            fault,
            span,
            signer,
        });
    }

    /// Notes an error of the scheme as a whole.
    fn whole_error(&mut self, fault: Fault, span: Option<Span>) {
        self.errors.push(Issue {
            fault,
            span,
            signer: None,
        });
    }

    const fn is_verified(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Verifies all signatures of `apk`, whose entries are `zip`, and of the signature file `idsig` beside it.
///
/// At most `limits.n_problems` issues are kept of each list.
pub fn verify(
    apk: View<'_>,
    zip: &ZipFile<'_>,
    idsig: Option<View<'_>>,
    limits: &Limits,
    expected: Expected,
) -> Signatures {
    let sections = block::find(apk);
    let mut found = verdict::Found::default();
    let mut pairs = Vec::new();
    if let Ok(sections) = &sections {
        let (all, malformed) = sections.pairs();
        let mut digests = content::Digests::new(sections);
        let value = |id: u32| all.iter().find(|pair| pair.id == id).map(|pair| pair.value);
        if let Some(value) = value(ID_V31) {
            let range = expected.sdk.at_least(33);
            found.v31 = Some(v3::check_v31(value, range, &mut digests));
        }
        let rotation = found.v31.as_ref().and_then(v3::rotation_sdk);
        if let Some(value) = value(ID_V3) {
            let range = expected.sdk.at_least(28);
            found.v3 = Some(v3::check_v3(value, range, rotation, &mut digests));
        }
        if let Some(value) = value(ID_V2) {
            let stripped = v2::Newer {
                has_v3: found.v3.is_some(),
                expects_v3: expected.sdk.max >= 28,
            };
            found.v2 = Some(v2::check(
                value,
                expected.sdk.at_least(24),
                stripped,
                &mut digests,
            ));
        }
        pairs = all
            .iter()
            .map(|pair| (pair.id, pair.value.span()))
            .collect();
        found.malformed_pair = malformed;
    }
    found.v4 = idsig.map(|idsig| v4::check(apk, idsig));
    found.v1 = jar::check(
        zip,
        limits,
        expected.sdk,
        found.schemes_in_block(expected.sdk),
    );
    let (block, why) = match sections {
        Ok(sections) => (Some(sections.block.span()), None),
        Err(why) => (None, Some(why)),
    };
    let mut signatures = verdict::decide(found, why, expected);
    signatures.block = block;
    signatures.pairs = pairs;
    let limit = usize::try_from(limits.n_problems).unwrap_or(usize::MAX);
    for list in [&mut signatures.errors, &mut signatures.warnings] {
        list.truncate(limit);
    }
    for scheme in &mut signatures.schemes {
        scheme.errors.truncate(limit);
        scheme.warnings.truncate(limit);
    }
    signatures
}
