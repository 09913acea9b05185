//! APK Signature Scheme v2: a signature over the whole file.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v2>, AOSP `tools/apksig`
//! `internal/apk/v2/V2SchemeVerifier.java`.
//! Departures from the spec: none known.

use super::algorithm::SignatureAlgorithm;
use super::block::Fields;
use super::content::Digests;
use super::fault::{Fault, Issue};
use super::signer_block::{self, Checked};
use super::{MAX_SIGNERS, Outcome, Scheme, SdkRange};
use base::View;

const STRIPPING_PROTECTION: u32 = 0xbeef_f00d;

/// What is known of newer schemes when v2 is checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Newer {
    /// Whether there is a v3 signature.
    pub(super) has_v3: bool,
    /// Whether an Android version that knows v3 is in the range.
    pub(super) expects_v3: bool,
}

pub(super) fn check(
    value: View<'_>,
    range: SdkRange,
    newer: Newer,
    digests: &mut Digests<'_>,
) -> Outcome {
    let mut outcome = Outcome::new(Scheme::V2);
    outcome.span = Some(value.span());
    let all = signers(value, MAX_SIGNERS, &mut outcome, |block, outcome| {
        let checked = signer_block::check(block, false, range, outcome);
        check_attributes(&checked, newer, outcome);
        checked
    });
    check_contents(&all, digests, &mut outcome);
    outcome
}

/// Goes through the list of signers; each is put into the outcome as it was checked.
pub(super) fn signers<'a>(
    value: View<'a>,
    limit: usize,
    outcome: &mut Outcome,
    mut check: impl FnMut(View<'a>, &mut Outcome) -> Checked<'a>,
) -> Vec<Checked<'a>> {
    let mut all = Vec::new();
    let mut list = match Fields::new(value).prefixed() {
        Ok(list) => Fields::new(list),
        Err(why) => {
            outcome.whole_error(Fault::MalformedSigners { why }, Some(value.span()));
            return all;
        }
    };
    if list.is_empty() {
        outcome.whole_error(Fault::NoSigners, Some(value.span()));
    }
    while !list.is_empty() {
        let at = Some(list.rest().span());
        if all.len() >= limit {
            let n = limit.saturating_add(1);
            outcome.whole_error(Fault::TooManySigners { n, limit }, at);
            break;
        }
        match list.prefixed() {
            Ok(block) => {
                let checked = check(block, outcome);
                outcome.signers.push(checked.signer.clone());
                all.push(checked);
            }
            Err(why) => {
                outcome.error(Fault::MalformedSigner { why }, at);
                break;
            }
        }
    }
    all
}

fn check_attributes(checked: &Checked<'_>, newer: Newer, outcome: &mut Outcome) {
    for (id, value) in &checked.attributes {
        let at = Some(value.span());
        if *id != STRIPPING_PROTECTION {
            outcome.warn(Fault::UnknownAttribute { id: *id }, at);
            continue;
        }
        match value.u32_le(0) {
            Ok(3) if newer.has_v3 || !newer.expects_v3 => {}
            Ok(3) => {
                let missing = Scheme::V3;
                outcome.error(Fault::SchemeStripped { missing }, at);
            }
            // A v2 signature is here, so that this cannot have been stripped.
            Ok(2) => {}
            Ok(id) => outcome.warn(Fault::UnknownScheme { id }, at),
            Err(why) => outcome.error(Fault::MalformedAttribute { why }, at),
        }
    }
}

/// Compares the signed digests with those of the contents, where all signers are right so far.
pub(super) fn check_contents(
    all: &[Checked<'_>],
    digests: &mut Digests<'_>,
    outcome: &mut Outcome,
) {
    if !outcome.is_verified() {
        return;
    }
    let used: Vec<_> = all
        .iter()
        .flat_map(|checked| &checked.verified)
        .map(|algorithm| algorithm.content)
        .collect();
    for (number, checked) in all.iter().enumerate() {
        for record in &checked.signer.digests {
            let Some(algorithm) = SignatureAlgorithm::by_id(record.algorithm) else {
                continue;
            };
            if !used.contains(&algorithm.content) {
                continue;
            }
            let mut fail = |fault| {
                outcome.errors.push(Issue {
                    fault,
                    span: Some(record.span),
                    signer: Some(number),
                });
            };
            if algorithm.content == super::ContentDigest::Verity && !digests.is_page_aligned() {
                fail(Fault::BlockNotAligned);
                continue;
            }
            let found = digests.get(algorithm.content);
            if found != record.digest {
                fail(Fault::ContentDigestMismatch {
                    algorithm: algorithm.name,
                    signed: record.digest.clone(),
                    found,
                });
            }
        }
    }
}
