//! What Android makes of the schemes together.
//!
//! Spec: AOSP `tools/apksig` `ApkVerifier.java`; <https://source.android.com/docs/security/features/apksigning#v4>.
//! Departures from the spec: apksig stops at the first scheme that fails; we check all of them and count
//! only those that it would have come to.

use super::block::NoBlock;
use super::fault::{Fault, Issue};
use super::{
    ContentDigest, Expected, Outcome, Scheme, SchemeResult, SdkRange, SignatureAlgorithm,
    Signatures, Signer, Status, Verdict, jar,
};
use base::Span;

/// The outcomes of all schemes; `None` where one is absent.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) v1: Option<Outcome>,
    pub(super) v2: Option<Outcome>,
    pub(super) v3: Option<Outcome>,
    pub(super) v31: Option<Outcome>,
    pub(super) v4: Option<Outcome>,
    pub(super) malformed_pair: Option<Span>,
}

impl Found {
    /// What v1 must know of the signing block.
    pub(super) const fn schemes_in_block(&self, sdk: SdkRange) -> jar::Newer {
        jar::Newer {
            has: [self.v2.is_some(), self.v3.is_some()],
            known: [sdk.max >= 24, sdk.max >= 28],
        }
    }
}

fn verified(outcome: Option<&Outcome>) -> Option<&Outcome> {
    outcome.filter(|outcome| outcome.is_verified())
}

/// The signers that are not passed over.
fn counted(outcome: &Outcome) -> impl Iterator<Item = &Signer> {
    outcome.signers.iter().filter(|signer| !signer.ignored)
}

/// The first certificates of the signers that are not passed over.
fn ids(outcome: &Outcome) -> Vec<[u8; 32]> {
    counted(outcome)
        .filter_map(|signer| signer.certificates.first())
        .map(|certificate| certificate.sha256)
        .collect()
}

const SCHEMES: [Scheme; 5] = [Scheme::V1, Scheme::V2, Scheme::V3, Scheme::V31, Scheme::V4];

/// Which schemes some Android version in the range comes to, in the order of [`SCHEMES`]; v1 also where
/// it is missing and should be there.
fn used(found: &Found, sdk: SdkRange) -> [bool; 5] {
    let v31 = found.v31.is_some() && sdk.max >= 33;
    let v3 = found.v3.is_some() && sdk.max >= 28;
    // Android 9 and later look at v2 only where there is no v3, all since 7 at v1 only where there is no v2.
    let v2 = found.v2.is_some() && sdk.max >= 24 && (sdk.min < 28 || !(v3 || v31));
    let v1 = sdk.min < 24 || !(v2 || v3 || v31);
    let v4 = found.v4.is_some() && sdk.max >= 24;
    [v1, v2, v3, v31, v4]
}

pub(super) fn decide(
    found: Found,
    why_no_block: Option<NoBlock>,
    expected: Expected,
) -> Signatures {
    let used = used(&found, expected.sdk);
    let mut errors = Vec::new();
    let mut warnings = Vec::new();
    match why_no_block {
        None | Some(NoBlock::NoMagic { .. }) => {}
        Some(NoBlock::NoEndRecord) => errors.push(Fault::NotAnApk),
        Some(NoBlock::DirectoryNotAtEnd {
            directory_end,
            end_record,
        }) if directory_end > end_record => errors.push(Fault::NotAnApk),
        Some(why) => warnings.push(Fault::UnusableBlock { why }),
    }
    check_together(&found, used, expected, &mut errors);

    let malformed_pair = found.malformed_pair;
    let outcomes = [found.v1, found.v2, found.v3, found.v31, found.v4];
    let is_unsigned = outcomes.iter().take(4).all(Option::is_none);
    if let ([true, ..], [None, ..], false) = (used, &outcomes, is_unsigned) {
        errors.push(Fault::NoJarManifest);
    }
    let is_wrong = |(outcome, used): (&Option<Outcome>, bool)| {
        used && outcome
            .as_ref()
            .is_some_and(|outcome| !outcome.is_verified())
    };
    // A wrong v4 file keeps no APK from being installed without it.
    let mut needed = outcomes.iter().zip(used).take(4);
    let verdict = if is_unsigned {
        Verdict::Unsigned
    } else if !errors.is_empty() || needed.any(is_wrong) {
        Verdict::Invalid
    } else {
        Verdict::Verified
    };

    let whole = |fault| Issue {
        fault,
        span: None,
        signer: None,
    };
    let mut warnings: Vec<Issue> = warnings.into_iter().map(whole).collect();
    warnings.extend(malformed_pair.map(|span| Issue {
        fault: Fault::MalformedPair,
        span: Some(span),
        signer: None,
    }));
    let mut signatures = Signatures {
        verdict,
        schemes: Vec::new(),
        errors: errors.into_iter().map(whole).collect(),
        warnings,
        signers: Vec::new(),
        block: None,
        pairs: Vec::new(),
    };
    for ((scheme, outcome), used) in SCHEMES.into_iter().zip(outcomes).zip(used) {
        signatures
            .schemes
            .push(result(scheme, outcome.as_ref(), used));
        let signers = outcome.into_iter().flat_map(|outcome| outcome.signers);
        signatures.signers.extend(signers);
    }
    signatures
}

/// What the schemes say together, and what the manifest asks of them.
fn check_together(found: &Found, used: [bool; 5], expected: Expected, errors: &mut Vec<Fault>) {
    let [use_v1, use_v2, use_v3, use_rotation, use_v4] = used;
    let v1 = verified(found.v1.as_ref()).filter(|_| use_v1);
    let v2 = verified(found.v2.as_ref()).filter(|_| use_v2);
    let v3 = verified(found.v3.as_ref()).filter(|_| use_v3);
    let v31 = verified(found.v31.as_ref()).filter(|_| use_rotation);
    if use_rotation && found.v3.is_none() {
        errors.push(Fault::V3Missing);
    }
    if let Some((v1, v2)) = v1.zip(v2) {
        let (jar, block) = (ids(v1), ids(v2));
        let all_in =
            |part: &[[u8; 32]], whole: &[[u8; 32]]| part.iter().all(|id| whole.contains(id));
        if !(all_in(&jar, &block) && all_in(&block, &jar)) {
            errors.push(Fault::SignersDiffer {
                one: Scheme::V1,
                other: Scheme::V2,
            });
        }
    }
    if let Some((v3, older)) = v3.zip(v1.or(v2)) {
        check_past_signer(v3, v31, older, errors);
    }
    if let Some(v4) = verified(found.v4.as_ref()).filter(|_| use_v4) {
        check_v4(v4, v3, v31, v2, errors);
    }
    let in_block = use_v2 || use_v3 || use_rotation;
    let is_signed = found.v1.is_some() || in_block;
    let new_enough = v2.is_some() || v3.is_some() || v31.is_some();
    if let Some(target_sdk) = expected.target_sdk
        && (target_sdk >= 30 && expected.sdk.max >= target_sdk && is_signed && !new_enough)
    {
        errors.push(Fault::SchemeTooOld { target_sdk });
    }
    if let Some(version) = expected.target_sandbox
        && (version > 1 && expected.sdk.max >= 26 && is_signed && !in_block)
    {
        errors.push(Fault::SandboxNeedsV2 { version });
    }
}

fn result(scheme: Scheme, outcome: Option<&Outcome>, used: bool) -> SchemeResult {
    let status = match outcome {
        None => Status::Absent,
        Some(outcome) if outcome.is_verified() => Status::Verified,
        Some(_) => Status::Invalid,
    };
    SchemeResult {
        scheme,
        status,
        used: used && status != Status::Absent,
        span: outcome.and_then(|outcome| outcome.span),
        errors: outcome
            .map(|outcome| outcome.errors.clone())
            .unwrap_or_default(),
        warnings: outcome
            .map(|outcome| outcome.warnings.clone())
            .unwrap_or_default(),
    }
}

/// The signer of v1 or v2 must be the v3 signer, or the oldest of its lineage.
fn check_past_signer(
    v3: &Outcome,
    v31: Option<&Outcome>,
    older: &Outcome,
    errors: &mut Vec<Fault>,
) {
    let past = ids(older);
    let [past] = past.as_slice() else {
        errors.push(Fault::SeveralPastSigners);
        return;
    };
    let oldest = |outcome: &Outcome| {
        let with_lineage: Vec<&Signer> = (outcome.signers.iter())
            .filter(|signer| !signer.lineage.is_empty())
            .collect();
        // The lineages agree, so the oldest node of all is one that no other lineage has before it.
        let first = with_lineage.iter().find(|signer| {
            let begin = signer.lineage.first().map(|node| node.certificate.sha256);
            (with_lineage.iter()).all(|other| {
                let mut later = other.lineage.iter().skip(1);
                !later.any(|node| Some(node.certificate.sha256) == begin)
            })
        });
        first
            .and_then(|signer| signer.lineage.first())
            .map(|node| node.certificate.sha256)
    };
    let differ = Fault::SignersDiffer {
        one: older.scheme,
        other: Scheme::V3,
    };
    if let Some(oldest) = v31.and_then(oldest).or_else(|| oldest(v3)) {
        if oldest != *past {
            errors.push(differ);
        }
        return;
    }
    let own = ids(v3);
    if own.len() > 1 {
        errors.push(Fault::SeveralV3Signers);
    }
    if own.first() != Some(past) {
        errors.push(differ);
    }
}

/// v4 names the digest and the signer of the strongest scheme in the APK.
fn check_v4(
    v4: &Outcome,
    v3: Option<&Outcome>,
    v31: Option<&Outcome>,
    v2: Option<&Outcome>,
    errors: &mut Vec<Fault>,
) {
    let mut bind = |v4: Option<&Signer>, own: &Outcome| {
        let Some((v4, own)) = v4.zip(own.signers.first()) else {
            errors.push(Fault::IdsigSignerMismatch);
            return;
        };
        if own.certificates.first().map(|one| one.sha256)
            != v4.certificates.first().map(|one| one.sha256)
        {
            errors.push(Fault::IdsigSignerMismatch);
        }
        let named = v4.digests.first().map(|digest| digest.digest.as_slice());
        if named != best_digest(own) {
            errors.push(Fault::IdsigDigestMismatch);
        }
    };
    let n_expected = match (v3, v31, v2) {
        (Some(v3), v31, _) => {
            bind(v4.signers.first(), v3);
            if let Some(v31) = v31 {
                bind(v4.signers.get(1), v31);
            }
            1_usize.saturating_add(usize::from(v31.is_some()))
        }
        (None, _, Some(v2)) => {
            bind(v4.signers.first(), v2);
            1
        }
        (None, _, None) => {
            errors.push(Fault::IdsigUnbound);
            return;
        }
    };
    let own = v3.or(v2).map_or(0, |own| own.signers.len());
    if v4.signers.len() != n_expected || own != 1 {
        errors.push(Fault::IdsigSignerMismatch);
    }
}

/// The digest of a v2 or v3 signer that v4 is bound to: SHA-512 before verity before SHA-256.
fn best_digest(signer: &Signer) -> Option<&[u8]> {
    let of = |kind: ContentDigest| {
        signer.digests.iter().find(|digest| {
            SignatureAlgorithm::by_id(digest.algorithm)
                .is_some_and(|algorithm| algorithm.content == kind)
        })
    };
    [
        ContentDigest::ChunkedSha512,
        ContentDigest::Verity,
        ContentDigest::ChunkedSha256,
    ]
    .into_iter()
    .find_map(of)
    .map(|digest| digest.digest.as_slice())
}
