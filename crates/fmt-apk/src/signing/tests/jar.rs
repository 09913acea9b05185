//! v1 signatures made in the test and then broken.

use super::make::{self, Jar, Key, SignerParts, Zip, base64, signers, verify, verify_with};
use super::{V2, bad, entries, good, warnings};
use crate::signing::{Expected, Scheme, SdkRange, Status};
use sha2::{Digest, Sha256};

fn apk(jar: &Jar, key: &Key, with_attributes: bool) -> Vec<u8> {
    let mut all = jar.files(key, with_attributes);
    all.extend(entries());
    Zip::new(&all).unsigned()
}

fn resigned(change: impl FnOnce(Jar) -> Jar) -> Vec<u8> {
    apk(&change(Jar::new(&entries())), &Key::ec(1), false)
}

/// The APK with the first occurrence of `from` replaced by as many bytes.
fn replaced(apk: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = apk
        .windows(from.len())
        .position(|bytes| bytes == from.as_bytes())
        .unwrap();
    let mut apk = apk.to_vec();
    apk[at..at + to.len()].copy_from_slice(to.as_bytes());
    apk
}

#[test]
fn good_v1_signatures_verify_with_and_without_attributes() {
    for (key, algorithm) in [
        (Key::ec(1), "ECDSA with SHA-256"),
        (Key::rsa_1024(), "RSA with SHA-256"),
    ] {
        for with_attributes in [false, true] {
            let result = verify(&apk(&Jar::new(&entries()), &key, with_attributes), 19);
            good(&result, &[Scheme::V1]);
            let [signer] = result.app_signers()[..] else {
                panic!("one signer is expected");
            };
            assert_eq!(signer.name.as_deref(), Some("META-INF/T.RSA"));
            assert_eq!(signer.algorithms, [algorithm]);
            assert_eq!(signer.certificates[0].subject.as_deref(), Some("CN=test"));
        }
    }
}

#[test]
fn algorithms_and_attributes_that_old_platforms_lack_are_found() {
    let jar = Jar::new(&entries());
    bad(
        &verify(&apk(&jar, &Key::ec(1), false), 17),
        &["unsupported-algorithms"],
    );
    bad(
        &verify(&apk(&jar, &Key::ec(1), true), 18),
        &["signed-attributes-unsafe"],
    );
}

#[test]
fn a_changed_entry_is_found() {
    let apk = resigned(|jar| jar);
    // The contents of the entry stand after its name in the local header.
    let changed = replaced(&apk, "classes.dexdex", "classes.dexDEX");
    bad(&verify(&changed, 21), &["entry-digest-mismatch"]);
}

#[test]
fn an_entry_whose_local_header_lies_is_not_read() {
    let apk = resigned(|jar| jar);
    let at = apk
        .windows(13)
        .position(|bytes| bytes == b"META-INF/T.SF")
        .unwrap();
    let mut changed = apk.clone();
    // The uncompressed length stands 8 bytes before the name.
    changed[at - 8] ^= 1;
    bad(&verify(&changed, 21), &["unreadable-entry"]);
    let changed = replaced(&apk, "META-INF/T.SF", "META-INF/U.SF");
    bad(&verify(&changed, 21), &["unreadable-entry"]);
}

#[test]
fn a_changed_signature_file_or_block_is_found() {
    let apk = resigned(|jar| jar);
    let changed = replaced(&apk, "Signature-Version: 1.0", "Signature-Version: 1.1");
    bad(&verify(&changed, 21), &["jar-signature-mismatch"]);
    for with_attributes in [false, true] {
        let jar = Jar::new(&entries());
        let mut files = jar.files(&Key::ec(1), with_attributes);
        *files[2].1.last_mut().unwrap() ^= 1;
        files.extend(entries());
        bad(
            &verify(&Zip::new(&files).unsigned(), 21),
            &["jar-signature-mismatch"],
        );
        let mut files = jar.files(&Key::ec(1), with_attributes);
        files[2].1.truncate(100);
        files.extend(entries());
        bad(
            &verify(&Zip::new(&files).unsigned(), 21),
            &["bad-signature-block"],
        );
    }
}

#[test]
fn a_changed_manifest_falls_back_to_its_sections() {
    // The main section is not covered by a section's digest, only by the whole manifest's.
    let apk = resigned(|jar| jar);
    let changed = replaced(&apk, "Manifest-Version: 1.0", "Manifest-Version: 2.0");
    let result = verify(&changed, 21);
    good(&result, &[Scheme::V1]);
    assert_eq!(warnings(&result), ["manifest-digest-mismatch"]);

    let main = base64(&Sha256::digest("Manifest-Version: 1.0\r\n\r\n"));
    let line = format!("SHA-256-Digest-Manifest-Main-Attributes: {main}");
    let apk = resigned(|jar| jar.main_line(&line));
    good(&verify(&apk, 21), &[Scheme::V1]);
    let changed = replaced(&apk, "Manifest-Version: 1.0", "Manifest-Version: 2.0");
    bad(&verify(&changed, 21), &["main-section-mismatch"]);
}

#[test]
fn a_changed_section_is_found() {
    let jar = Jar::new(&entries());
    let old = base64(&Sha256::digest(b"dex"));
    let new = base64(&Sha256::digest(b"DEX"));
    let manifest = jar.manifest.replace(&old, &new);
    let jar = Jar { manifest, ..jar };
    bad(
        &verify(&apk(&jar, &Key::ec(1), false), 21),
        &["section-mismatch"],
    );
}

#[test]
fn entries_without_digest_or_signature_are_found() {
    let mut files = Jar::new(&entries()).files(&Key::ec(1), false);
    files.extend(entries());
    files.push(("added", b"added".to_vec()));
    bad(
        &verify(&Zip::new(&files).unsigned(), 21),
        &["no-entry-digest"],
    );

    let jar = Jar::new(&entries());
    let at = jar.signature_file.find("Name: classes.dex").unwrap();
    let jar = Jar {
        signature_file: jar.signature_file[..at].to_owned(),
        ..jar
    };
    bad(
        &verify(&apk(&jar, &Key::ec(1), false), 21),
        &["entry-unsigned"],
    );
}

#[test]
fn missing_double_and_unnamed_parts_are_found() {
    let mut files = Jar::new(&entries()).files(&Key::ec(1), false);
    files.push(entries().remove(0));
    bad(
        &verify(&Zip::new(&files).unsigned(), 21),
        &["missing-entry"],
    );

    let mut files = Jar::new(&entries()).files(&Key::ec(1), false);
    files.extend(entries());
    files.extend(entries());
    bad(
        &verify(&Zip::new(&files).unsigned(), 21),
        &["duplicate-entry", "duplicate-entry"],
    );

    let jar = Jar::new(&entries());
    let manifest = jar.manifest.clone() + "Name: classes.dex\r\n\r\nColor: red\r\n\r\n";
    let jar = Jar { manifest, ..jar };
    bad(
        &verify(&apk(&jar, &Key::ec(1), false), 21),
        &["duplicate-section", "unnamed-section"],
    );

    let mut files = Jar::new(&entries()).files(&Key::ec(1), false);
    files.remove(0);
    files.extend(entries());
    bad(
        &verify(&Zip::new(&files).unsigned(), 21),
        &["no-jar-manifest"],
    );

    let mut files = Jar::new(&entries()).files(&Key::ec(1), false);
    files.remove(1);
    files.extend(entries());
    let result = verify(&Zip::new(&files).unsigned(), 21);
    bad(&result, &["no-jar-signatures"]);
    assert_eq!(warnings(&result), ["signature-file-missing"]);
}

#[test]
fn a_signature_file_without_version_is_passed_over() {
    let jar = Jar::new(&entries());
    let signature_file = jar
        .signature_file
        .replace("Signature-Version", "Signature-Vision ");
    let jar = Jar {
        signature_file,
        ..jar
    };
    let result = verify(&apk(&jar, &Key::ec(1), false), 21);
    bad(&result, &["no-jar-signatures"]);
    assert_eq!(warnings(&result), ["no-signature-version"]);
    assert!(result.signers[0].ignored);
}

#[test]
fn what_v1_does_not_protect_is_named() {
    let mut files = Jar::new(&entries()).files(&Key::ec(1), false);
    files.extend(entries());
    files.push(("META-INF/services/x", b"anything".to_vec()));
    let result = verify(&Zip::new(&files).unsigned(), 21);
    good(&result, &[Scheme::V1]);
    assert_eq!(warnings(&result), ["entry-unprotected"]);
}

#[test]
fn a_v1_signature_says_that_v2_was_stripped() {
    let stripped = resigned(|jar| jar.main_line("X-Android-APK-Signed: 2, 3"));
    bad(
        &verify(&stripped, 21),
        &["scheme-stripped", "scheme-stripped"],
    );
    let expected = |max| Expected {
        sdk: SdkRange { min: 21, max },
        ..Expected::from_sdk(21)
    };
    bad(
        &verify_with(&stripped, None, expected(27)),
        &["scheme-stripped"],
    );
    good(&verify_with(&stripped, None, expected(23)), &[Scheme::V1]);
}

#[test]
fn v1_beside_v2_has_the_same_signer_or_is_refused_where_it_counts() {
    let mut files = Jar::new(&entries())
        .main_line("X-Android-APK-Signed: 2")
        .files(&Key::ec(1), false);
    files.extend(entries());
    let zip = Zip::new(&files);
    let (same, other) = (Key::ec(1), Key::ec(2));
    let signed = |key| zip.with_block(&[(V2, signers(&[SignerParts::new(key, &zip)]))]);
    good(&verify(&signed(&same), 21), &[Scheme::V1, Scheme::V2]);
    bad(&verify(&signed(&other), 21), &["signers-differ"]);
    // Android 7 and later do not look at v1 where v2 is there.
    let result = verify(&signed(&other), 24);
    good(&result, &[Scheme::V1, Scheme::V2]);
    assert!(!result.schemes[0].used);
}

#[test]
fn a_broken_v1_signature_does_not_count_beside_v2_on_new_platforms() {
    let mut files = Jar::new(&entries()).files(&Key::ec(1), false);
    files.extend(entries());
    files.push(("added", b"added".to_vec()));
    let zip = Zip::new(&files);
    let key = Key::ec(1);
    let apk = zip.with_block(&[(V2, signers(&[SignerParts::new(&key, &zip)]))]);
    let result = verify(&apk, 24);
    assert_eq!(result.verdict, crate::signing::Verdict::Verified);
    assert_eq!(result.schemes[0].status, Status::Invalid);
    bad(&verify(&apk, 21), &["no-entry-digest"]);
}

#[test]
fn hostile_v1_files_never_panic() {
    let entries = [("a", b"b".to_vec())];
    for (at, with_attributes) in [(0, false), (1, false), (2, false), (2, true)] {
        let files = Jar::new(&entries).files(&Key::rsa_1024(), with_attributes);
        let sample = files[at].1.clone();
        testkit::hostile(&sample, |bytes| {
            let mut files = files.clone();
            files[at].1 = bytes.to_vec();
            files.extend(entries.clone());
            drop(make::verify(&Zip::new(&files).unsigned(), 19));
        });
    }
}
