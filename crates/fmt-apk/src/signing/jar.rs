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
use super::jar_manifest::{Section, sections};
use super::key::Padding;
use super::pkcs7::{Attributes, Pkcs7Error, SignedData, SignerInfo};
use super::{MAX_SIGNERS, Outcome, Scheme, SdkRange, Signer};
use crate::zip::{Entry, Inflater, ZipFile};
use base::{Limits, Span, View};
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::collections::{BTreeMap, BTreeSet};

const MANIFEST: &str = "META-INF/MANIFEST.MF";
/// Like Java's decoder: the closing `=` may be left out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What the signing block holds, for protection against its being stripped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Newer {
    /// Whether there are a v2 and a v3 signature.
    pub(super) has: [bool; 2],
    /// Whether the range has Android versions that know v2 and v3.
    pub(super) known: [bool; 2],
}

/// A name, a hash and the digest that is expected; `None` where it is not base64.
type Expected = (Hash, Option<Vec<u8>>);

struct JarEntry<'z, 'a> {
    name: String,
    entry: &'z Entry<'a>,
}

struct JarSigner {
    signer: Signer,
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
    let is_block = |name: &str| {
        name.starts_with("META-INF/")
            && [".RSA", ".DSA", ".EC"]
                .iter()
                .any(|ending| name.ends_with(ending))
    };
    // A manifest alone is what plain JAR tools write, and no signature.
    let has_signature = entries.iter().any(|entry| {
        is_block(&entry.name)
            || (entry.name.starts_with("META-INF/") && entry.name.ends_with(".SF"))
    });
    if !has_signature {
        return None;
    }
    let mut jar = Jar {
        entries,
        limits: *limits,
        range,
        newer,
        inflater: Inflater::new(),
        outcome: Outcome::new(Scheme::V1),
    };
    if jar.check(is_block).is_err() {
        // The reason is among the errors.
    }
    let Jar { outcome, .. } = jar;
    Some(outcome)
}

/// The check cannot go on; why is among the errors.
struct Stop;

struct Jar<'z, 'a> {
    entries: Vec<JarEntry<'z, 'a>>,
    limits: Limits,
    range: SdkRange,
    newer: Newer,
    inflater: Inflater,
    outcome: Outcome,
}

impl<'a> Jar<'_, 'a> {
    /// As on Android, each step presupposes that the one before it found nothing wrong.
    fn check(&mut self, is_block: impl Fn(&str) -> bool) -> Result<(), Stop> {
        let names: BTreeSet<String> = self
            .entries
            .iter()
            .map(|entry| entry.name.clone())
            .collect();
        self.check_duplicates();
        self.stop_on_errors()?;

        let Some(manifest) = self.position(MANIFEST) else {
            return self.stop(Fault::NoJarManifest, None);
        };
        let manifest = self.read(manifest)?;
        let mut all = sections(&manifest).into_iter();
        let main = all.next();
        let mut by_name: BTreeMap<String, Section> = BTreeMap::new();
        for (number, section) in (1..).zip(all) {
            let Some(name) = section.name().map(str::to_owned) else {
                self.outcome
                    .whole_error(Fault::UnnamedSection { number }, None);
                continue;
            };
            if !names.contains(&name) {
                let name = name.clone();
                self.outcome.whole_error(Fault::MissingEntry { name }, None);
            }
            if by_name.insert(name.clone(), section).is_some() {
                self.outcome
                    .whole_error(Fault::DuplicateSection { name }, None);
            }
        }
        self.stop_on_errors()?;

        let mut blocks = Vec::new();
        for at in 0..self.entries.len() {
            let Some(name) = self.entries.get(at).map(|entry| entry.name.clone()) else {
                continue;
            };
            if !is_block(&name) {
                continue;
            }
            let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
            let file = format!("{stem}.SF");
            match self.position(&file) {
                Some(file_at) => blocks.push((at, file_at, name, file)),
                None => {
                    let span = self.span(at);
                    self.outcome
                        .warn(Fault::SignatureFileMissing { name: file }, span);
                }
            }
        }
        if blocks.is_empty() {
            return self.stop(Fault::NoJarSignatures, None);
        }
        if blocks.len() > MAX_SIGNERS {
            let (n, limit) = (blocks.len(), MAX_SIGNERS);
            return self.stop(Fault::TooManySigners { n, limit }, None);
        }
        let mut signers = Vec::new();
        let mut files = Vec::new();
        for (at, file_at, name, file_entry) in blocks {
            let block = self.read(at)?;
            let file = self.read(file_at)?;
            let span = self.span(at).unwrap_or(Span::new(0, 0));
            let mut signer = Signer::new(Scheme::V1, span);
            signer.name = Some(name);
            self.check_block(View::new(&block), &file, &mut signer);
            self.outcome.signers.push(signer.clone());
            files.push((file, file_at));
            signers.push(JarSigner {
                signer,
                file_entry,
                covers: BTreeSet::new(),
            });
        }
        self.stop_on_errors()?;

        let main_range = main.map_or(0..0, |main| main.range);
        for (number, (signer, (file, file_at))) in signers.iter_mut().zip(files).enumerate() {
            let span = self.span(file_at);
            let mut check = FileCheck {
                range: self.range,
                manifest: &manifest,
                main: manifest.get(main_range.clone()).unwrap_or_default(),
                sections: &by_name,
                newer: self.newer,
                issues: Issues::default(),
            };
            let covers = check.check(&file);
            // Android passes over a signature file that is broken in itself, with its errors.
            signer.signer.ignored = covers.is_none();
            let errors = if covers.is_none() {
                check.issues.warnings.append(&mut check.issues.errors);
                Vec::new()
            } else {
                check.issues.errors
            };
            signer.covers = covers.unwrap_or_default();
            let issue = |fault| Issue {
                fault,
                span,
                signer: Some(number),
            };
            self.outcome.errors.extend(errors.into_iter().map(issue));
            self.outcome
                .warnings
                .extend(check.issues.warnings.into_iter().map(issue));
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

    fn position(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.name == name)
    }

    fn span(&self, at: usize) -> Option<Span> {
        let entry = self.entries.get(at)?.entry;
        Some(entry.data.map_or(entry.record, |data| data.span()))
    }

    fn read(&mut self, at: usize) -> Result<Vec<u8>, Stop> {
        let span = self.span(at);
        let Some(entry) = self.entries.get(at) else {
            return Err(Stop);
        };
        if let Ok(contents) = self.inflater.read(entry.entry, &self.limits) {
            return Ok(contents.value.to_vec());
        }
        let name = entry.name.clone();
        self.stop(Fault::UnreadableEntry { name }, span)
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
            let Ok(contents) = self.inflater.read(entry.entry, &self.limits) else {
                self.outcome
                    .whole_error(Fault::UnreadableEntry { name }, span);
                continue;
            };
            for (hash, digest) in expected {
                if digest != Some(hash.digest(&[contents.value])) {
                    let (name, hash) = (name.clone(), hash.name());
                    self.outcome
                        .whole_error(Fault::EntryDigestMismatch { name, hash }, span);
                }
            }
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

#[derive(Default)]
struct Issues {
    errors: Vec<Fault>,
    warnings: Vec<Fault>,
}

/// The check of one signature file against the manifest.
struct FileCheck<'m> {
    range: SdkRange,
    manifest: &'m [u8],
    main: &'m [u8],
    sections: &'m BTreeMap<String, Section>,
    newer: Newer,
    issues: Issues,
}

impl FileCheck<'_> {
    /// The names that the signature file covers; `None` where Android passes the file over.
    fn check(&mut self, file: &[u8]) -> Option<BTreeSet<String>> {
        let mut all = sections(file).into_iter();
        let main = all.next();
        let Some(main) = main.filter(|main| main.value("Signature-Version").is_some()) else {
            self.issues.errors.push(Fault::NoSignatureVersion);
            return None;
        };
        if self.range.max >= 24 {
            self.check_stripping(&main);
        }
        let by_signtool = main
            .value("Created-By")
            .is_some_and(|tool| tool.contains("signtool"));
        let whole_verified = self.check_manifest(&main, by_signtool);
        if !self.issues.errors.is_empty() {
            return Some(BTreeSet::new());
        }
        let mut covers = BTreeSet::new();
        let mut passed_over = false;
        for (number, section) in (1..).zip(all) {
            let Some(name) = section.name().map(str::to_owned) else {
                self.issues.errors.push(Fault::UnnamedSection { number });
                return None;
            };
            if !covers.insert(name.clone()) {
                self.issues.errors.push(Fault::DuplicateSection { name });
                return None;
            }
            if whole_verified {
                continue;
            }
            match self.sections.get(&name) {
                Some(own) => self.check_section(&section, name, own, by_signtool),
                None => {
                    self.issues.errors.push(Fault::NoSectionDigest { name });
                    passed_over = true;
                }
            }
        }
        (!passed_over).then_some(covers)
    }

    fn check_stripping(&mut self, main: &Section) {
        let Some(ids) = main.value("X-Android-APK-Signed") else {
            if self.newer.has.contains(&true) {
                self.issues.warnings.push(Fault::StrippingUnprotected);
            }
            return;
        };
        if !self.newer.known.contains(&true) {
            return;
        }
        let mut missing = BTreeSet::new();
        for id in ids
            .split(',')
            .filter_map(|id| id.trim().parse::<u32>().ok())
        {
            let ([has_v2, has_v3], [knows_v2, knows_v3]) = (self.newer.has, self.newer.known);
            match id {
                2 if knows_v2 && !has_v2 => drop(missing.insert(Scheme::V2)),
                3 if knows_v3 && !has_v3 => drop(missing.insert(Scheme::V3)),
                2 if knows_v2 => {}
                3 if knows_v3 => {}
                id => self.issues.warnings.push(Fault::UnknownScheme { id }),
            }
        }
        let stripped = missing
            .into_iter()
            .map(|missing| Fault::SchemeStripped { missing });
        self.issues.errors.extend(stripped);
    }

    /// Whether the digest of the whole manifest is there and right. Its main section's digest, if there
    /// is one, must be right.
    fn check_manifest(&mut self, main: &Section, by_signtool: bool) -> bool {
        let suffix = if by_signtool {
            "-Digest"
        } else {
            "-Digest-Manifest"
        };
        let expected = digests(main, suffix, self.range);
        let mut verified = !expected.is_empty();
        if !verified {
            self.issues.warnings.push(Fault::NoManifestDigest);
        }
        for (hash, digest) in expected {
            if digest != Some(hash.digest(&[self.manifest])) {
                let hash = hash.name();
                self.issues
                    .warnings
                    .push(Fault::ManifestDigestMismatch { hash });
                verified = false;
            }
        }
        if !by_signtool {
            for (hash, digest) in digests(main, "-Digest-Manifest-Main-Attributes", self.range) {
                if digest != Some(hash.digest(&[self.main])) {
                    let hash = hash.name();
                    self.issues.errors.push(Fault::MainSectionMismatch { hash });
                }
            }
        }
        verified
    }

    fn check_section(&mut self, signed: &Section, name: String, own: &Section, by_signtool: bool) {
        let expected = digests(signed, "-Digest", self.range);
        if expected.is_empty() {
            self.issues.errors.push(Fault::NoSectionDigest { name });
            return;
        }
        let mut bytes = self.manifest.get(own.range.clone()).unwrap_or_default();
        // signtool leaves the second of two line feeds at a section's end out.
        if let Some(shorter) = bytes
            .strip_suffix(b"\n")
            .filter(|rest| by_signtool && rest.ends_with(b"\n"))
        {
            bytes = shorter;
        }
        for (hash, digest) in expected {
            if digest != Some(hash.digest(&[bytes])) {
                let (name, hash) = (name.clone(), hash.name());
                self.issues
                    .errors
                    .push(Fault::SectionMismatch { name, hash });
            }
        }
    }
}

/// The digests that Android versions in the range look at: up to 4.2 the first that `Digest-Algorithms`
/// names, from 4.3 on the strongest. Empty where some version finds none.
fn digests(section: &Section, suffix: &str, range: SdkRange) -> Vec<Expected> {
    let value = |name: &str| section.value(&format!("{name}{suffix}"));
    let decoded = |text: &str| BASE64.decode(text).ok();
    let mut found: Vec<Expected> = Vec::new();
    if range.min < 18 {
        let listed = section.value("Digest-Algorithms").unwrap_or("SHA SHA1");
        let first = listed.split_whitespace().find_map(|name| {
            let text = value(name)?;
            let (hash, since) = match name.to_ascii_uppercase().as_str() {
                "MD5" => (Hash::Md5, 0),
                "SHA" | "SHA1" | "SHA-1" => (Hash::Sha1, 0),
                "SHA-256" => (Hash::Sha256, 0),
                "SHA-384" => (Hash::Sha384, 9),
                "SHA-512" => (Hash::Sha512, 9),
                _ => return None,
            };
            (since <= range.min).then(|| (hash, decoded(text)))
        });
        match first {
            Some(first) => found.push(first),
            None => return found,
        }
    }
    if range.max >= 18 {
        let strongest = [
            ("SHA-512", Hash::Sha512),
            ("SHA-384", Hash::Sha384),
            ("SHA-256", Hash::Sha256),
            ("SHA1", Hash::Sha1),
        ];
        let best = strongest
            .iter()
            .find_map(|(name, hash)| Some((*hash, decoded(value(name)?))));
        found.extend(best.filter(|best| !found.contains(best)));
    }
    found
}
