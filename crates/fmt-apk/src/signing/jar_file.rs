//! A v1 signature file and the manifest it signs: which digests count, and what they cover.
//!
//! Spec: as [`super::jar`].
//! Departures from the spec: as there.

use super::fault::Fault;
use super::hash::Hash;
use super::jar_manifest::{Section, sections};
use super::{Scheme, SdkRange};
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::collections::{BTreeMap, BTreeSet};

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

/// A hash and the digest that is expected; `None` where it is not base64.
pub(super) type Expected = (Hash, Option<Vec<u8>>);

#[derive(Debug, Default)]
pub(super) struct Issues {
    pub(super) errors: Vec<Fault>,
    pub(super) warnings: Vec<Fault>,
}

/// The check of one signature file against the manifest.
pub(super) struct FileCheck<'m> {
    pub(super) range: SdkRange,
    pub(super) manifest: &'m [u8],
    /// The manifest's main section.
    pub(super) main: &'m [u8],
    pub(super) sections: &'m BTreeMap<String, Section>,
    pub(super) newer: Newer,
    pub(super) issues: Issues,
}

impl FileCheck<'_> {
    /// The names that the signature file covers; `None` where Android passes the file over.
    pub(super) fn check(&mut self, file: &[u8]) -> Option<BTreeSet<String>> {
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
            if let Some(own) = self.sections.get(&name) {
                self.check_section(&section, name, own, by_signtool);
            } else {
                self.issues.errors.push(Fault::NoSectionDigest { name });
                passed_over = true;
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
pub(super) fn digests(section: &Section, suffix: &str, range: SdkRange) -> Vec<Expected> {
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
