//! Scheme v1: JAR signatures as Android reads them.
//!
//! Spec: <https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#signed-jar-file>, AOSP
//! `tools/apksig` `internal/apk/v1/V1SchemeVerifier.java`,
//! `frameworks/base/core/java/android/util/jar/StrictJarVerifier.java`.
//! Departures from the spec: as on Android, everything under `META-INF/` is unprotected, no certificate
//! is checked for validity, all entries must have the same signers, and the digests looked at depend on
//! the Android version.

use super::ber::oid_text;
use super::fault::{Fault, Issue};
use super::hash::Hash;
use super::jar_algorithms::{
    digest as digest_algorithm, digest_name, signature as signature_algorithm,
};
pub(super) use super::jar_file::Newer;
use super::jar_file::{FileCheck, Issues, digests};
use super::jar_manifest::{Section, sections};
use super::key::Padding;
use super::pkcs7::{Attributes, Pkcs7Error, SignedData, SignerInfo};
use super::{MAX_SIGNERS, Outcome, Scheme, SdkRange, Signer};
use crate::zip::{AnomalyKind, DEFLATED, Entry, Inflater, Reception, STORED, ZipFile};
use base::{Limits, Span, View};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

const MANIFEST: &str = "META-INF/MANIFEST.MF";
struct JarEntry<'z, 'a> {
    name: String,
    entry: &'z Entry<'a>,
}

struct JarSigner {
    signer: Signer,
    /// The contents of the signature file.
    file: Vec<u8>,
    file_at: Option<Span>,
    file_entry: String,
    /// The names in the signature file.
    covers: BTreeSet<String>,
}

/// Checks the v1 signature; `None` where there is nothing of one.
pub(super) fn check(
    zip: &ZipFile<'_>,
    limits: &Limits,
    range: SdkRange,
    newer: Newer,
) -> Option<Outcome> {
    let entries: Vec<JarEntry<'_, '_>> = (zip.entries().iter())
        .map(|entry| JarEntry {
            name: String::from_utf8_lossy(entry.name).into_owned(),
            entry,
        })
        .collect();
    // A manifest alone is what plain JAR tools write, and no signature.
    let has_signature = entries.iter().any(|entry| {
        is_block(&entry.name)
            || (entry.name.starts_with("META-INF/") && ends_with_any(&entry.name, &[".SF"]))
    });
    if !has_signature {
        return None;
    }
    let mut positions = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        positions.entry(entry.name.clone()).or_insert(at);
    }
    let refused = (zip.anomalies().iter())
        .filter(|anomaly| anomaly.kind.reception() == Reception::RefusesEntry)
        .filter_map(|anomaly| Some((anomaly.kind, anomaly.entry?)))
        // Whatever is not stored is inflated here, as apksig does; the zip reader delimits the data of
        // unknown methods as stored, and then they may seem to be too long.
        .filter(|(kind, at)| {
            let method = zip.entries().get(*at).map(|entry| entry.method);
            *kind != AnomalyKind::DataOutOfBounds || matches!(method, Some(STORED | DEFLATED))
        })
        .map(|(_, at)| at)
        .collect();
    let mut jar = Jar {
        entries,
        positions,
        refused,
        limits: *limits,
        range,
        newer,
        inflater: Inflater::new(),
        unpacked_left: limits.unpacked_len,
        outcome: Outcome::new(Scheme::V1),
    };
    // Where the check stops, the reason is among the errors.
    let (Ok(()) | Err(Stop)) = jar.check();
    Some(jar.outcome)
}

/// Android compares the endings with regard to case.
fn ends_with_any(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending))
}

fn is_block(name: &str) -> bool {
    name.starts_with("META-INF/") && ends_with_any(name, &[".RSA", ".DSA", ".EC"])
}

/// The check cannot go on; why is among the errors.
struct Stop;

struct Jar<'z, 'a> {
    entries: Vec<JarEntry<'z, 'a>>,
    /// The first entry of each name.
    positions: BTreeMap<String, usize>,
    /// The entries that Android does not read for what is odd about them.
    refused: BTreeSet<usize>,
    limits: Limits,
    range: SdkRange,
    newer: Newer,
    inflater: Inflater,
    unpacked_left: u64,
    outcome: Outcome,
}

/// A signature block and its signature file, as positions of entries.
struct Pair {
    block: usize,
    file: usize,
    block_entry: String,
    file_entry: String,
}

impl Jar<'_, '_> {
    /// As on Android, each step presupposes that the one before it found nothing wrong.
    fn check(&mut self) -> Result<(), Stop> {
        self.check_duplicates();
        self.stop_on_errors()?;
        let Some(manifest) = self.positions.get(MANIFEST) else {
            return self.stop(Fault::NoJarManifest, None);
        };
        let manifest = self.read(*manifest)?;
        let (main, by_name) = self.read_manifest(&manifest);
        self.stop_on_errors()?;
        let mut signers = self.check_blocks()?;
        self.stop_on_errors()?;
        for (number, signer) in signers.iter_mut().enumerate() {
            let check = FileCheck {
                range: self.range,
                manifest: &manifest,
                main: manifest.get(main.clone()).unwrap_or_default(),
                sections: &by_name,
                newer: self.newer,
                issues: Issues::default(),
            };
            self.check_file(number, signer, check);
        }
        self.outcome.signers = signers.iter().map(|signer| signer.signer.clone()).collect();
        self.stop_on_errors()?;
        if signers.iter().all(|signer| signer.signer.ignored) {
            return self.stop(Fault::NoJarSignatures, None);
        }
        let used = self.check_entries(&by_name, &signers);
        self.stop_on_errors()?;
        for (number, signer) in signers.iter_mut().enumerate() {
            signer.signer.ignored = !used.contains(&number);
        }
        self.outcome.signers = signers.iter().map(|signer| signer.signer.clone()).collect();
        self.warn_of_unprotected(&signers);
        Ok(())
    }

    /// Where the manifest's main section stands, and the others by name.
    fn read_manifest(&mut self, manifest: &[u8]) -> (Range<usize>, BTreeMap<String, Section>) {
        let mut all = sections(manifest).into_iter();
        let main = all.next().map_or(0..0, |main| main.range);
        let mut by_name = BTreeMap::new();
        for (number, section) in (1..).zip(all) {
            let Some(name) = section.name().map(str::to_owned) else {
                self.outcome
                    .whole_error(Fault::UnnamedSection { number }, None);
                continue;
            };
            if !self.positions.contains_key(&name) {
                let name = name.clone();
                self.outcome.whole_error(Fault::MissingEntry { name }, None);
            }
            if by_name.insert(name.clone(), section).is_some() {
                self.outcome
                    .whole_error(Fault::DuplicateSection { name }, None);
            }
        }
        (main, by_name)
    }

    /// Finds the signature blocks and verifies each over its signature file.
    fn check_blocks(&mut self) -> Result<Vec<JarSigner>, Stop> {
        let mut pairs = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if !is_block(&entry.name) {
                continue;
            }
            let block_entry = entry.name.clone();
            let stem = block_entry
                .rsplit_once('.')
                .map_or(&*block_entry, |(stem, _)| stem);
            let file_entry = format!("{stem}.SF");
            if let Some(file) = self.positions.get(&file_entry) {
                pairs.push(Pair {
                    block: at,
                    file: *file,
                    block_entry,
                    file_entry,
                });
            } else {
                self.outcome.warnings.push(Issue {
                    fault: Fault::SignatureFileMissing { name: file_entry },
                    span: self.span(at),
                    signer: None,
                });
            }
        }
        if pairs.is_empty() {
            return self.stop(Fault::NoJarSignatures, None);
        }
        if pairs.len() > MAX_SIGNERS {
            let (n, limit) = (pairs.len(), MAX_SIGNERS);
            return self.stop(Fault::TooManySigners { n, limit }, None);
        }
        let mut signers = Vec::new();
        for pair in pairs {
            let block = self.read(pair.block)?;
            let file = self.read(pair.file)?;
            let span = self.span(pair.block).unwrap_or(Span::new(0, 0));
            let mut signer = Signer::new(Scheme::V1, span);
            signer.name = Some(pair.block_entry);
            self.check_block(View::new(&block), &file, &mut signer);
            self.outcome.signers.push(signer.clone());
            signers.push(JarSigner {
                signer,
                file,
                file_at: self.span(pair.file),
                file_entry: pair.file_entry,
                covers: BTreeSet::new(),
            });
        }
        Ok(signers)
    }

    /// Checks a signature file against the manifest, and notes what it covers.
    fn check_file(&mut self, number: usize, signer: &mut JarSigner, mut check: FileCheck<'_>) {
        let covers = check.check(&signer.file);
        let Issues {
            mut errors,
            mut warnings,
        } = check.issues;
        // Android passes over a signature file that is broken in itself, with its errors.
        signer.signer.ignored = covers.is_none();
        if covers.is_none() {
            warnings.append(&mut errors);
        }
        signer.covers = covers.unwrap_or_default();
        let span = signer.file_at;
        let issue = |fault| Issue {
            fault,
            span,
            signer: Some(number),
        };
        self.outcome.errors.extend(errors.into_iter().map(issue));
        self.outcome
            .warnings
            .extend(warnings.into_iter().map(issue));
    }

    fn stop<T>(&mut self, fault: Fault, span: Option<Span>) -> Result<T, Stop> {
        self.outcome.whole_error(fault, span);
        Err(Stop)
    }

    const fn stop_on_errors(&self) -> Result<(), Stop> {
        if self.outcome.is_verified() {
            Ok(())
        } else {
            Err(Stop)
        }
    }

    fn span(&self, at: usize) -> Option<Span> {
        let entry = self.entries.get(at)?.entry;
        Some(entry.data.map_or(entry.record, |data| data.span()))
    }

    /// The contents of an entry; `None` where Android would not read it.
    fn contents(&mut self, at: usize) -> Option<&[u8]> {
        let entry = self.entries.get(at)?.entry;
        if self.refused.contains(&at) {
            return None;
        }
        let contents = self.inflater.read(entry, &self.limits).ok()?;
        let is_whole = u64::try_from(contents.value.len()) == Ok(entry.uncompressed_len);
        is_whole.then_some(contents.value)
    }

    fn read(&mut self, at: usize) -> Result<Vec<u8>, Stop> {
        if let Some(contents) = self.contents(at) {
            return Ok(contents.to_vec());
        }
        let name = self.entries.get(at).map(|entry| entry.name.clone());
        let name = name.unwrap_or_default();
        self.stop(Fault::UnreadableEntry { name }, self.span(at))
    }

    fn check_duplicates(&mut self) {
        let mut names = BTreeSet::new();
        let mut reported = BTreeSet::new();
        for entry in &self.entries {
            if !names.insert(&entry.name) && reported.insert(&entry.name) {
                let name = entry.name.clone();
                self.outcome
                    .whole_error(Fault::DuplicateEntry { name }, Some(entry.entry.record));
            }
        }
    }

    /// Verifies a signature block over its signature file, and puts certificates and algorithms into `signer`.
    fn check_block(&mut self, block: View<'_>, file: &[u8], signer: &mut Signer) {
        let at = Some(signer.span);
        let mut fail = |fault| self.outcome.error(fault, at);
        let data = match SignedData::parse(block) {
            Ok(data) => data,
            Err(why) => return fail(Fault::BadSignatureBlock { why }),
        };
        // What is there is shown even where nothing verifies.
        signer.certificates = data
            .certificates
            .iter()
            .map(|one| one.shown.clone())
            .collect();
        let unreadable = data
            .certificates
            .iter()
            .find_map(|one| one.shown.unreadable.clone());
        if let Some(why) = unreadable {
            let why = Pkcs7Error::Certificate(why);
            return fail(Fault::BadSignatureBlock { why });
        }
        // Before Android 7 only the first signer is tried.
        let n_tried = if self.range.min < 24 { 1 } else { usize::MAX };
        let mut verified = None;
        for info in data.signers.iter().take(n_tried) {
            match check_signer_info(&data, info, file, self.range) {
                Ok(name) => verified = verified.or(Some((info, name))),
                Err(None) => {}
                Err(Some(fault)) => return fail(fault),
            }
        }
        let Some((info, algorithm)) = verified else {
            return fail(Fault::JarSignatureMismatch);
        };
        if let Some(own) = data.certificate_of(info) {
            let chain = data.chain(own);
            signer.certificates = chain.iter().map(|one| one.shown.clone()).collect();
        }
        signer.algorithms.push(algorithm);
        if signer
            .certificates
            .iter()
            .any(|certificate| !certificate.is_der)
        {
            self.outcome.warn(Fault::CertificateNotDer, at);
        }
    }

    /// Compares the entries with the manifest; the signers that have signed them all.
    fn check_entries(
        &mut self,
        by_name: &BTreeMap<String, Section>,
        signers: &[JarSigner],
    ) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|at| {
            let entry = self.entries.get(*at).map(|entry| entry.entry);
            entry
                .and_then(|entry| entry.local.as_ref())
                .map(|local| local.span.start())
        });
        let mut first: Option<(String, Vec<usize>)> = None;
        for at in order {
            let Some(entry) = self.entries.get(at) else {
                continue;
            };
            let name = entry.name.clone();
            if name.starts_with("META-INF/") || name.ends_with('/') {
                continue;
            }
            let span = self.span(at);
            let Some(section) = by_name.get(&name) else {
                self.outcome
                    .whole_error(Fault::NoEntryDigest { name }, span);
                continue;
            };
            let own: Vec<usize> = (signers.iter().enumerate())
                .filter(|(_, signer)| !signer.signer.ignored && signer.covers.contains(&name))
                .map(|(number, _)| number)
                .collect();
            if own.is_empty() {
                self.outcome
                    .whole_error(Fault::EntryUnsigned { name }, span);
                continue;
            }
            let (first_name, first_signers) =
                first.get_or_insert_with(|| (name.clone(), own.clone()));
            if *first_signers != own {
                let first = first_name.clone();
                self.outcome
                    .whole_error(Fault::SignerSetsDiffer { first, name }, span);
                continue;
            }
            let expected = digests(section, "-Digest", self.range);
            if expected.is_empty() {
                self.outcome
                    .whole_error(Fault::NoEntryDigest { name }, span);
                continue;
            }
            let Some(contents) = self.contents(at) else {
                let fault = Fault::UnreadableEntry { name };
                self.outcome.whole_error(fault, span);
                continue;
            };
            let len = u64::try_from(contents.len()).unwrap_or(u64::MAX);
            let wrong: Vec<Hash> = (expected.into_iter())
                .filter(|(hash, digest)| *digest != Some(hash.digest(&[contents])))
                .map(|(hash, _)| hash)
                .collect();
            for hash in wrong {
                let (name, hash) = (name.clone(), hash.name());
                let fault = Fault::EntryDigestMismatch { name, hash };
                self.outcome.whole_error(fault, span);
            }
            let Some(left) = self.unpacked_left.checked_sub(len) else {
                let limit = self.limits.unpacked_len;
                let fault = Fault::UnpackedTooLong { limit };
                self.outcome.whole_error(fault, span);
                break;
            };
            self.unpacked_left = left;
        }
        let Some((_, signers)) = first else {
            self.outcome.whole_error(Fault::NothingSigned, None);
            return Vec::new();
        };
        signers
    }

    fn warn_of_unprotected(&mut self, signers: &[JarSigner]) {
        let used = |name: &str| {
            signers
                .iter()
                .filter(|signer| !signer.signer.ignored)
                .any(|signer| {
                    signer.signer.name.as_deref() == Some(name) || signer.file_entry == name
                })
        };
        for at in 0..self.entries.len() {
            let Some(entry) = self.entries.get(at) else {
                continue;
            };
            let name = entry.name.clone();
            if name.starts_with("META-INF/")
                && !name.ends_with('/')
                && name != MANIFEST
                && !used(&name)
            {
                let span = self.span(at);
                self.outcome.warnings.push(Issue {
                    fault: Fault::EntryUnprotected { name },
                    span,
                    signer: None,
                });
            }
        }
    }
}

/// The name of the algorithm where the signer verifies; `Err(None)` where it does not, but another may.
fn check_signer_info(
    data: &SignedData<'_>,
    info: &SignerInfo<'_>,
    file: &[u8],
    range: SdkRange,
) -> Result<String, Option<Fault>> {
    let unsupported = |sdk| {
        Some(Fault::UnsupportedAlgorithms {
            digest: digest_name(info.digest_algorithm),
            signature: oid_text(info.signature_algorithm),
            sdk,
        })
    };
    let algorithms =
        digest_algorithm(info.digest_algorithm).zip(signature_algorithm(info.signature_algorithm));
    let (digest, algorithm) = algorithms.ok_or_else(|| unsupported(range.min))?;
    if let Some(sdk) = algorithm.unsupported_at(digest, range) {
        return Err(unsupported(sdk));
    }
    let certificate = data
        .certificate_of(info)
        .ok_or(Some(Fault::SignerCertificateMissing))?;
    if certificate.has_unknown_critical || !certificate.may_sign {
        return Err(Some(Fault::CertificateNotForSigning));
    }
    let key = match &certificate.key {
        Some(Ok(key)) => key,
        Some(Err(why)) => return Err(Some(Fault::BadPublicKey { why: why.clone() })),
        None => return Err(Some(Fault::SignerCertificateMissing)),
    };
    if key.algorithm() != algorithm.key {
        return Err(Some(Fault::WrongKeyFamily {
            algorithm: algorithm.key.name(),
            key: key.algorithm().name(),
        }));
    }
    let hash = algorithm.hash(digest);
    let verifies = if let Some(set) = info.attributes {
        if range.min < 19 {
            return Err(Some(Fault::SignedAttributesUnsafe));
        }
        let bad = |why| Some(Fault::BadSignatureBlock { why });
        let attributes = Attributes::parse(set).map_err(bad)?;
        // The type of the content is compared from Android 7 on.
        if range.max >= 24 && attributes.content_type().map_err(bad)? != data.content_type {
            return Err(None);
        }
        if attributes.message_digest().map_err(bad)? != digest.digest(&[file]) {
            return Err(None);
        }
        // Android hashes the attributes as they stand, but with the tag of a SET.
        let encoded = set.encoded.bytes().get(1..).unwrap_or_default();
        key.verifies(hash, Padding::Plain, &[&[0x31], encoded], info.signature)
    } else {
        key.verifies(hash, Padding::Plain, &[file], info.signature)
    };
    if verifies {
        Ok(algorithm.name(digest))
    } else {
        Err(None)
    }
}
