//! APK Signature Schemes v3 and v3.1: v2 with API levels and rotation.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v3>,
//! <https://source.android.com/docs/security/features/apksigning/v3-1>, AOSP `tools/apksig`
//! `internal/apk/v3/V3SchemeVerifier.java`.
//! Departures from the spec: v3.1 signers need not begin at API level 33: below the first of them
//! Android takes the v3 signer (`ApkSignatureVerifier.java`), where apksig wants them to cover it.

use super::block::Fields;
use super::content::Digests;
use super::fault::Fault;
use super::signer_block::{self, Checked};
use super::{MAX_ROTATIONS, Outcome, Scheme, SdkRange, lineage, v2};
use base::View;

const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;
const ROTATION_MIN_SDK: u32 = 0x559f_8b02;
const ROTATION_ON_DEV_RELEASE: u32 = 0xc2a6_b3ba;
/// The first API level that knows v3.1.
const V31_SDK: u32 = 33;

/// The lowest API level of the v3.1 signers: where rotation begins.
pub(super) fn rotation_sdk(v31: &Outcome) -> Option<u32> {
    (v31.signers.iter().filter_map(|signer| signer.sdk))
        .map(|sdk| sdk.min)
        .min()
}

pub(super) fn check_v31(value: View<'_>, range: SdkRange, digests: &mut Digests<'_>) -> Outcome {
    let mut outcome = Outcome::new(Scheme::V31);
    let all = check_signers(value, range, None, &mut outcome);
    v2::check_contents(&all, digests, &mut outcome);
    check_ranges(&all, None, Some(range.max), &mut outcome);
    outcome
}

pub(super) fn check_v3(
    value: View<'_>,
    range: SdkRange,
    rotation: Option<u32>,
    digests: &mut Digests<'_>,
) -> Outcome {
    let mut outcome = Outcome::new(Scheme::V3);
    let all = check_signers(value, range, rotation, &mut outcome);
    v2::check_contents(&all, digests, &mut outcome);
    let last = rotation.map_or(range.max, |rotation| {
        rotation.saturating_sub(1).min(range.max)
    });
    check_ranges(&all, Some(range.min), Some(last), &mut outcome);
    outcome
}

fn check_signers<'a>(
    value: View<'a>,
    range: SdkRange,
    rotation: Option<u32>,
    outcome: &mut Outcome,
) -> Vec<Checked<'a>> {
    outcome.span = Some(value.span());
    v2::signers(value, MAX_ROTATIONS, outcome, |block, outcome| {
        let n_errors = outcome.errors.len();
        let mut checked = signer_block::check(block, true, range, outcome);
        let unproven = outcome.errors.len() > n_errors;
        check_attributes(&mut checked, range, rotation, unproven, outcome);
        checked
    })
}

fn check_attributes(
    checked: &mut Checked<'_>,
    range: SdkRange,
    rotation: Option<u32>,
    unproven: bool,
    outcome: &mut Outcome,
) {
    let mut names_rotation = false;
    for (id, value) in &checked.attributes {
        let at = Some(value.span());
        match *id {
            PROOF_OF_ROTATION => {
                let lineage = lineage::check(*value);
                let own = checked.signer.certificates.first().map(|own| own.sha256);
                let last = lineage.nodes.last().map(|last| last.certificate.sha256);
                if let Some((fault, span)) = lineage.fault {
                    outcome.error(fault, Some(span));
                } else if last.is_none() || last != own {
                    outcome.error(Fault::LineageOfAnother, at);
                }
                checked.signer.lineage = lineage.nodes;
            }
            ROTATION_MIN_SDK => {
                names_rotation = true;
                match (Fields::new(*value).u32(), rotation) {
                    // Android versions that do not know v3.1 do not know the attribute either.
                    _ if range.max < V31_SDK => {}
                    (Ok(named), Some(found)) if named != found => {
                        outcome.error(Fault::RotationSdkMismatch { named, found }, at);
                    }
                    (Ok(named), None) => outcome.error(Fault::RotationStripped { named }, at),
                    (Ok(_), Some(_)) => {}
                    (Err(why), _) => outcome.error(Fault::MalformedAttribute { why }, at),
                }
            }
            ROTATION_ON_DEV_RELEASE if outcome.scheme == Scheme::V31 => {}
            ROTATION_ON_DEV_RELEASE => outcome.warn(Fault::RotationAttributeMisplaced, at),
            id => outcome.warn(Fault::UnknownAttribute { id }, at),
        }
    }
    if rotation.is_some() && !names_rotation && !unproven {
        outcome.warn(Fault::RotationUnprotected, Some(checked.signer.span));
    }
}

/// Whether the signers follow one another in their API levels from `first` to `last`, and their lineages grow.
fn check_ranges(all: &[Checked<'_>], first: Option<u32>, last: Option<u32>, outcome: &mut Outcome) {
    if !outcome.is_verified() {
        return;
    }
    let at = outcome.span;
    let mut sorted: Vec<(SdkRange, &Checked<'_>)> = all
        .iter()
        .filter_map(|checked| Some((checked.signer.sdk?, checked)))
        .collect();
    sorted.sort_by_key(|(sdk, _)| sdk.max);
    let (mut from, mut to, mut longest) = (0_u32, 0_u32, 0);
    for (number, (sdk, checked)) in sorted.iter().enumerate() {
        if number == 0 {
            from = sdk.min;
        } else {
            // A signer for a development release begins at the level of the release before.
            let on_dev_release = checked
                .attributes
                .iter()
                .any(|(id, _)| *id == ROTATION_ON_DEV_RELEASE);
            if sdk.min != to.saturating_add(1) && !(on_dev_release && sdk.min == to) {
                outcome.whole_error(Fault::SdkRangesDisagree, at);
                break;
            }
        }
        to = sdk.max;
        let len = checked.signer.lineage.len();
        if len > 0 {
            if len < longest {
                outcome.whole_error(Fault::LineagesDisagree, at);
                break;
            }
            longest = len;
        }
    }
    if first.is_some_and(|first| from > first) || last.is_some_and(|last| to < last) {
        outcome.whole_error(Fault::SdkRangeUncovered { from, to }, at);
    }
    let lineages = || {
        (sorted.iter())
            .map(|(_, checked)| &checked.signer.lineage)
            .filter(|nodes| !nodes.is_empty())
    };
    let agree = lineages()
        .zip(lineages().skip(1))
        .all(|(one, other)| lineage::agree(one, other));
    if !agree {
        outcome.whole_error(Fault::LineagesDisagree, at);
    }
}
