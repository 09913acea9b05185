//! APK Signature Scheme v4: the root of a Merkle tree over the APK, signed in a file beside it.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v4>, AOSP `tools/apksig`
//! `internal/apk/v4/V4Signature.java` and `V4SchemeVerifier.java`.
//! Departures from the spec: none known.
//!
//! | field | meaning |
//! | --- | --- |
//! | u32 | version, 2 |
//! | hashing info, prefixed | u32 hash (1 is SHA-256), u8 log2 of the page, prefixed salt, prefixed root |
//! | signing infos, prefixed | one signing info, then blocks of u32 id and prefixed signing info |
//! | tree, prefixed | may be left out |
//!
//! A signing info is: digest of v2 or v3, certificate, additional data, public key, u32 algorithm, signature; all
//! but the algorithm prefixed.

use super::algorithm::SignatureAlgorithm;
use super::block::Fields;
use super::certificate::Parsed;
use super::fault::Fault;
use super::key::PublicKey;
use super::signer_block::signature_fault;
use super::{DigestRecord, MAX_ROTATIONS, Outcome, Scheme, Signer, content};
use base::{OutOfBounds, View};

struct Hashing<'a> {
    hash: u32,
    log2_page: u8,
    salt: View<'a>,
    root: View<'a>,
}

struct Info<'a> {
    whole: View<'a>,
    digest: View<'a>,
    certificate: View<'a>,
    additional: View<'a>,
    public_key: View<'a>,
    algorithm: u32,
    signature: View<'a>,
}

struct Idsig<'a> {
    version: u32,
    hashing: Hashing<'a>,
    infos: Vec<Info<'a>>,
    tree: Option<View<'a>>,
}

fn read_info<'a>(fields: &mut Fields<'a>) -> Result<Info<'a>, OutOfBounds> {
    Ok(Info {
        whole: fields.rest(),
        digest: fields.prefixed()?,
        certificate: fields.prefixed()?,
        additional: fields.prefixed()?,
        public_key: fields.prefixed()?,
        algorithm: fields.u32()?,
        signature: fields.prefixed()?,
    })
}

fn read(idsig: View<'_>) -> Result<Idsig<'_>, OutOfBounds> {
    let mut fields = Fields::new(idsig);
    let version = fields.u32()?;
    let mut hashing = Fields::new(fields.prefixed()?);
    let hashing = Hashing {
        hash: hashing.u32()?,
        log2_page: hashing.u8()?,
        salt: hashing.prefixed()?,
        root: hashing.prefixed()?,
    };
    let mut list = Fields::new(fields.prefixed()?);
    let mut infos = vec![read_info(&mut list)?];
    while !list.is_empty() && infos.len() < MAX_ROTATIONS {
        let _id = list.u32()?;
        infos.push(read_info(&mut Fields::new(list.prefixed()?))?);
    }
    // As in apksig, a tree whose length is not written whole is no tree.
    let tree = if fields.rest().len() < 4 {
        None
    } else {
        Some(fields.prefixed()?)
    };
    Ok(Idsig {
        version,
        hashing,
        infos,
        tree,
    })
}

pub(super) fn check(apk: View<'_>, idsig: View<'_>) -> Outcome {
    let mut outcome = Outcome::new(Scheme::V4);
    let at = Some(idsig.span());
    let read = match read(idsig) {
        Ok(read) => read,
        Err(why) => {
            outcome.whole_error(Fault::MalformedIdsig { why }, at);
            return outcome;
        }
    };
    let (version, hashing) = (read.version, &read.hashing);
    if version != 2 {
        outcome.whole_error(Fault::BadIdsigVersion { version }, at);
        return outcome;
    }
    for info in &read.infos {
        check_info(apk, hashing, info, &mut outcome);
    }
    if !outcome.is_verified() {
        return outcome;
    }
    if (hashing.hash, hashing.log2_page, hashing.salt.len()) != (1, 12, 0) {
        let fault = Fault::UnknownHashing {
            hash: hashing.hash,
            log2_page: hashing.log2_page,
            salt_len: hashing.salt.len(),
        };
        outcome.whole_error(fault, at);
        return outcome;
    }
    let tree = content::file_tree(apk.bytes());
    if hashing.root.bytes() != tree.root {
        let fault = Fault::RootHashMismatch {
            signed: hashing.root.bytes().to_vec(),
            found: tree.root.to_vec(),
        };
        outcome.whole_error(fault, Some(hashing.root.span()));
    } else if let Some(written) = read.tree.filter(|written| written.bytes() != tree.pages) {
        outcome.whole_error(Fault::TreeMismatch, Some(written.span()));
    }
    outcome
}

fn check_info(apk: View<'_>, hashing: &Hashing<'_>, info: &Info<'_>, outcome: &mut Outcome) {
    let mut signer = Signer::new(Scheme::V4, info.whole.span());
    let certificate = Parsed::new(info.certificate);
    signer.certificates.push(certificate.shown.clone());
    signer.digests.push(DigestRecord {
        algorithm: 0,
        digest: info.digest.bytes().to_vec(),
        span: info.digest.span(),
    });
    match info_fault(apk, hashing, info, &certificate) {
        Ok(algorithm) => signer.algorithms.push(algorithm.name.to_owned()),
        Err(fault) => outcome.error(fault, Some(info.whole.span())),
    }
    outcome.signers.push(signer);
}

fn info_fault(
    apk: View<'_>,
    hashing: &Hashing<'_>,
    info: &Info<'_>,
    certificate: &Parsed<'_>,
) -> Result<SignatureAlgorithm, Fault> {
    let id = info.algorithm;
    let algorithm = SignatureAlgorithm::by_id(id).ok_or(Fault::UnknownAlgorithm { id })?;
    let key = PublicKey::parse(info.public_key).map_err(|why| Fault::BadPublicKey { why })?;
    let data = signed_data(apk.len(), hashing, info);
    if let Some(fault) = signature_fault(&key, algorithm, View::new(&data), info.signature) {
        return Err(fault);
    }
    if let Some(why) = certificate.shown.unreadable.clone() {
        return Err(Fault::BadCertificate { why });
    }
    if !certificate.has_key(info.public_key) {
        return Err(Fault::PublicKeyMismatch);
    }
    Ok(algorithm)
}

/// The bytes that are signed: u32 their own length, u64 the APK's, then fields of hashing and signing info.
fn signed_data(apk_len: u64, hashing: &Hashing<'_>, info: &Info<'_>) -> Vec<u8> {
    let mut data = vec![0; 4];
    data.extend(apk_len.to_le_bytes());
    data.extend(hashing.hash.to_le_bytes());
    data.push(hashing.log2_page);
    for field in [
        hashing.salt,
        hashing.root,
        info.digest,
        info.certificate,
        info.additional,
    ] {
        data.extend(u32::try_from(field.len()).unwrap_or(u32::MAX).to_le_bytes());
        data.extend(field.bytes());
    }
    let len = u32::try_from(data.len()).unwrap_or(u32::MAX);
    if let Some(own) = data.first_chunk_mut::<4>() {
        *own = len.to_le_bytes();
    }
    data
}
