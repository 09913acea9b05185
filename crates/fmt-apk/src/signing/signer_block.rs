//! One signer of schemes v2, v3 and v3.1: signatures over its signed data, digests, certificates, attributes.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v3>, AOSP
//! `frameworks/base/core/java/android/util/apk/ApkSignatureSchemeV2Verifier.java` and `…V3Verifier.java`,
//! `tools/apksig` `internal/apk/v2/V2SchemeVerifier.java` and `v3/V3SchemeVerifier.java`.
//! Departures from the spec: as in apksig, every signature that some Android version in the range would
//! choose is verified, not one alone.
//!
//! | field | v2 | v3 |
//! | --- | --- | --- |
//! | signed data, prefixed | digests, certificates, attributes | digests, certificates, u32 min, u32 max, attributes |
//! | u32 min, u32 max | – | API levels |
//! | signatures, prefixed | sequence of prefixed (u32 algorithm, prefixed bytes) | the same |
//! | public key, prefixed | `SubjectPublicKeyInfo` | the same |

use super::algorithm::SignatureAlgorithm;
use super::block::Fields;
use super::certificate::Parsed;
use super::fault::Fault;
use super::key::PublicKey;
use super::{DigestRecord, MAX_CERTIFICATES, Outcome, SdkRange, Signer};
use base::{OutOfBounds, View};

/// A signer whose structure, signatures and certificates have been looked at.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    pub(super) signer: Signer,
    /// The algorithms whose signatures verified.
    pub(super) verified: Vec<SignatureAlgorithm>,
    /// Id and value of the additional attributes.
    pub(super) attributes: Vec<(u32, View<'a>)>,
}

/// The records before the signed data are known to be signed.
struct Outer<'a> {
    signed_data: View<'a>,
    sdk: Option<(u32, u32)>,
    signatures: View<'a>,
    public_key: View<'a>,
}

/// Checks a signer. What is wrong goes to `outcome`; what could be read is returned all the same.
pub(super) fn check<'a>(
    block: View<'a>,
    has_sdk: bool,
    range: SdkRange,
    outcome: &mut Outcome,
) -> Checked<'a> {
    let mut checked = Checked {
        signer: Signer::new(outcome.scheme, block.span()),
        verified: Vec::new(),
        attributes: Vec::new(),
    };
    let outer = match read_outer(block, has_sdk) {
        Ok(outer) => outer,
        Err(why) => {
            outcome.error(Fault::MalformedSigner { why }, Some(block.span()));
            return checked;
        }
    };
    checked.signer.sdk = outer.sdk.map(|(min, max)| SdkRange { min, max });
    let mut range = range;
    if let Some((min, max)) = outer.sdk {
        if min > max || max > SdkRange::MAX {
            outcome.error(Fault::BadSdkRange { min, max }, Some(block.span()));
        }
        // A v3 signer must serve the levels that it names itself.
        range = SdkRange { min, max };
    }
    let Some(ids) = check_signatures(&outer, range, &mut checked, outcome) else {
        // The certificates are unproven now, and still worth knowing.
        let _ = read_signed_data(&outer, &mut checked, &mut Outcome::new(outcome.scheme));
        return checked;
    };
    match read_signed_data(&outer, &mut checked, outcome) {
        Ok(Some(())) => {}
        Ok(None) => return checked,
        Err(why) => {
            let at = Some(outer.signed_data.span());
            outcome.error(Fault::MalformedSignedData { why }, at);
            return checked;
        }
    }
    let digests: Vec<u32> = checked
        .signer
        .digests
        .iter()
        .map(|digest| digest.algorithm)
        .collect();
    if ids != digests {
        let fault = Fault::AlgorithmListsDiffer {
            signatures: ids,
            digests,
        };
        outcome.error(fault, Some(outer.signatures.span()));
        return checked;
    }
    checked
}

fn read_outer(block: View<'_>, has_sdk: bool) -> Result<Outer<'_>, OutOfBounds> {
    let mut fields = Fields::new(block);
    Ok(Outer {
        signed_data: fields.prefixed()?,
        sdk: if has_sdk {
            Some((fields.u32()?, fields.u32()?))
        } else {
            None
        },
        signatures: fields.prefixed()?,
        public_key: fields.prefixed()?,
    })
}

/// Verifies the signatures; the ids of all of them, or `None` where one is wrong.
fn check_signatures(
    outer: &Outer<'_>,
    range: SdkRange,
    checked: &mut Checked<'_>,
    outcome: &mut Outcome,
) -> Option<Vec<u32>> {
    let at = Some(outer.signatures.span());
    let mut ids = Vec::new();
    let mut known = Vec::new();
    let mut list = Fields::new(outer.signatures);
    while !list.is_empty() {
        let record = list.prefixed().and_then(|record| {
            let mut fields = Fields::new(record);
            Ok((fields.u32()?, fields.prefixed()?))
        });
        match record {
            Ok((id, signature)) => {
                ids.push(id);
                match SignatureAlgorithm::by_id(id) {
                    Some(algorithm) => known.push((algorithm, signature)),
                    None => outcome.warn(Fault::UnknownAlgorithm { id }, at),
                }
            }
            Err(why) => {
                outcome.error(Fault::MalformedSignature { why }, at);
                return None;
            }
        }
    }
    if ids.is_empty() {
        outcome.error(Fault::NoSignatures, at);
        return None;
    }
    let chosen = choose(&known, range);
    if chosen
        .iter()
        .all(|(algorithm, _)| algorithm.since_sdk > range.min)
    {
        let min_sdk = range.min;
        outcome.error(Fault::NoSupportedSignature { min_sdk }, at);
        return None;
    }
    let key = match PublicKey::parse(outer.public_key) {
        Ok(key) => key,
        Err(why) => {
            let at = Some(outer.public_key.span());
            outcome.error(Fault::BadPublicKey { why }, at);
            return None;
        }
    };
    for (algorithm, signature) in chosen {
        if let Some(fault) = signature_fault(&key, algorithm, outer.signed_data, signature) {
            outcome.error(fault, Some(signature.span()));
            return None;
        }
        checked.verified.push(algorithm);
        checked.signer.algorithms.push(algorithm.name.to_owned());
    }
    Some(ids)
}

/// What is wrong with a signature over `data`, if anything.
pub(super) fn signature_fault(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    data: View<'_>,
    signature: View<'_>,
) -> Option<Fault> {
    if key.algorithm() != algorithm.key {
        return Some(Fault::WrongKeyFamily {
            algorithm: algorithm.name,
            key: key.algorithm().name(),
        });
    }
    let verifies = key.verifies(
        algorithm.hash,
        algorithm.padding,
        &[data.bytes()],
        signature,
    );
    (!verifies).then_some(Fault::SignatureMismatch {
        algorithm: algorithm.name,
    })
}

/// For each API level at which algorithms were introduced, the strongest of them, the first of equals.
fn choose<'a>(
    known: &[(SignatureAlgorithm, View<'a>)],
    range: SdkRange,
) -> Vec<(SignatureAlgorithm, View<'a>)> {
    let mut chosen: Vec<(SignatureAlgorithm, View<'a>)> = Vec::new();
    for candidate in known
        .iter()
        .filter(|(algorithm, _)| algorithm.since_sdk <= range.max)
    {
        match chosen
            .iter_mut()
            .find(|(best, _)| best.since_sdk == candidate.0.since_sdk)
        {
            Some(best) if candidate.0.content > best.0.content => *best = *candidate,
            Some(_) => {}
            None => chosen.push(*candidate),
        }
    }
    chosen
}

/// Reads digests, certificates and attributes; `None` where something is wrong that was reported.
fn read_signed_data<'a>(
    outer: &Outer<'a>,
    checked: &mut Checked<'a>,
    outcome: &mut Outcome,
) -> Result<Option<()>, OutOfBounds> {
    let mut fields = Fields::new(outer.signed_data);
    let mut digests = Fields::new(fields.prefixed()?);
    let mut certificates = Fields::new(fields.prefixed()?);
    if let Some(sdk) = outer.sdk {
        let signed = (fields.u32()?, fields.u32()?);
        if signed != sdk {
            let fault = Fault::SdkRangeMismatch { outer: sdk, signed };
            outcome.error(fault, Some(outer.signed_data.span()));
        }
    }
    let mut attributes = Fields::new(fields.prefixed()?);

    let mut main = None;
    while !certificates.is_empty() {
        if checked.signer.certificates.len() >= MAX_CERTIFICATES {
            let limit = MAX_CERTIFICATES;
            outcome.error(
                Fault::TooManyCertificates { limit },
                Some(certificates.rest().span()),
            );
            return Ok(None);
        }
        let certificate = Parsed::new(certificates.prefixed()?);
        let at = Some(certificate.encoded.span());
        checked.signer.certificates.push(certificate.shown.clone());
        if let Some(why) = certificate.shown.unreadable.clone() {
            outcome.error(Fault::BadCertificate { why }, at);
            return Ok(None);
        }
        if !certificate.shown.is_der {
            outcome.warn(Fault::CertificateNotDer, at);
        }
        main = main.or(Some(certificate));
    }
    let Some(main) = main else {
        outcome.error(Fault::NoCertificates, Some(outer.signed_data.span()));
        return Ok(None);
    };
    if !main.has_key(outer.public_key) {
        outcome.error(Fault::PublicKeyMismatch, Some(outer.public_key.span()));
        return Ok(None);
    }
    while !digests.is_empty() {
        let at = Some(digests.rest().span());
        let record = digests.prefixed().and_then(|record| {
            let mut fields = Fields::new(record);
            Ok((fields.u32()?, fields.prefixed()?))
        });
        match record {
            Ok((algorithm, digest)) => checked.signer.digests.push(DigestRecord {
                algorithm,
                digest: digest.bytes().to_vec(),
                span: digest.span(),
            }),
            Err(why) => {
                outcome.error(Fault::MalformedDigest { why }, at);
                return Ok(None);
            }
        }
    }
    while !attributes.is_empty() {
        let at = Some(attributes.rest().span());
        let attribute = (attributes.prefixed())
            .and_then(|attribute| Ok((attribute.u32_le(0)?, attribute.tail(4)?)));
        match attribute {
            Ok(attribute) => checked.attributes.push(attribute),
            Err(why) => {
                outcome.error(Fault::MalformedAttribute { why }, at);
                return Ok(None);
            }
        }
    }
    Ok(Some(()))
}
