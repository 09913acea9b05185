//! Signatures made in the test, of each scheme, and then broken in one place each.

mod jar;
mod make;
mod vectors;

use super::{Expected, Fault, Scheme, SdkRange, Signatures, Status, Verdict};
use make::{Key, SignerParts, Zip, lineage, prefixed, signers, verify, verify_with};

const V2: u32 = 0x7109_871a;
const V3: u32 = 0xf053_68c0;
const V31: u32 = 0x1b93_ad61;
const STRIPPING_PROTECTION: u32 = 0xbeef_f00d;
const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;
const ROTATION_MIN_SDK: u32 = 0x559f_8b02;

fn entries() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("AndroidManifest.xml", b"manifest".to_vec()),
        ("classes.dex", b"dex".to_vec()),
    ]
}

fn zip() -> Zip {
    Zip::new(&entries())
}

/// The names of the errors of all schemes and of the whole, in order.
fn errors(result: &Signatures) -> Vec<&'static str> {
    (result.schemes.iter().flat_map(|scheme| &scheme.errors))
        .chain(&result.errors)
        .map(|issue| issue.fault.code().trim_start_matches("signing/"))
        .collect()
}

fn warnings(result: &Signatures) -> Vec<&'static str> {
    (result.schemes.iter().flat_map(|scheme| &scheme.warnings))
        .chain(&result.warnings)
        .map(|issue| issue.fault.code().trim_start_matches("signing/"))
        .collect()
}

#[track_caller]
fn good(result: &Signatures, schemes: &[Scheme]) {
    assert_eq!(errors(result), [""; 0]);
    assert_eq!(result.verdict, Verdict::Verified);
    let verified = result
        .schemes
        .iter()
        .filter(|scheme| scheme.status == Status::Verified);
    assert_eq!(
        verified.map(|scheme| scheme.scheme).collect::<Vec<_>>(),
        schemes
    );
}

#[track_caller]
fn bad(result: &Signatures, expected: &[&str]) {
    assert_eq!(errors(result), expected);
    assert_eq!(result.verdict, Verdict::Invalid);
    assert!(result.app_signers().is_empty());
}

/// The `.idsig` file is wrong in itself, and the APK can be installed without it.
#[track_caller]
fn wrong_v4(result: &Signatures, expected: &[&str]) {
    assert_eq!(errors(result), expected);
    assert_eq!(result.verdict, Verdict::Verified);
    assert_eq!(result.schemes[4].status, Status::Invalid);
}

/// An APK with one v2 signer that `change` may have changed.
fn v2_apk(key: &Key, change: impl FnOnce(&mut SignerParts<'_>)) -> Vec<u8> {
    let zip = zip();
    let mut signer = SignerParts::new(key, &zip);
    change(&mut signer);
    zip.with_block(&[(V2, signers(&[signer]))])
}

#[test]
fn good_v2_signatures_verify_and_name_their_signer() {
    for (key, algorithm, bits) in [
        (Key::ec(1), "ECDSA with SHA-256", 256),
        (Key::rsa_1024(), "RSA with SHA-256", 1024),
    ] {
        let result = verify(&v2_apk(&key, |_| {}), 24);
        good(&result, &[Scheme::V2]);
        let [signer] = result.app_signers()[..] else {
            panic!("one signer is expected");
        };
        assert_eq!(signer.algorithms, [algorithm]);
        let certificate = &signer.certificates[0];
        assert_eq!(certificate.subject.as_deref(), Some("CN=test"));
        assert_eq!(certificate.serial.as_deref(), Some("07"));
        assert_eq!(
            certificate.not_before.as_deref(),
            Some("2016-03-31T14:57:49Z")
        );
        assert_eq!(
            certificate.not_after.as_deref(),
            Some("2043-08-17T14:57:49Z")
        );
        assert_eq!(certificate.key.unwrap().1, bits);
        assert!(certificate.is_der);
    }
}

#[test]
fn old_platforms_need_v1_beside_v2() {
    bad(
        &verify(&v2_apk(&Key::ec(1), |_| {}), 23),
        &["no-jar-manifest"],
    );
}

#[test]
fn a_zip_without_any_signature_is_unsigned() {
    let result = verify(&zip().unsigned(), 24);
    assert_eq!(result.verdict, Verdict::Unsigned);
    assert!(result.signers.is_empty() && result.block.is_none());
}

#[test]
fn a_changed_content_byte_is_found_and_placed_at_the_digest() {
    let mut apk = v2_apk(&Key::ec(1), |_| {});
    let at = apk.windows(3).position(|bytes| bytes == b"dex").unwrap();
    let at = at
        + apk[at + 3..]
            .windows(3)
            .position(|bytes| bytes == b"dex")
            .unwrap()
        + 3;
    apk[at] ^= 1;
    let result = verify(&apk, 24);
    bad(&result, &["content-digest-mismatch"]);
    let issue = &result.schemes[1].errors[0];
    let Fault::ContentDigestMismatch { signed, .. } = &issue.fault else {
        panic!("{issue:?}");
    };
    let span = issue.span.unwrap();
    let part = base::View::new(&apk).sub(span.start(), span.len()).unwrap();
    assert_eq!(part.bytes(), signed);
}

#[test]
fn a_changed_directory_or_end_record_is_found() {
    let apk = v2_apk(&Key::ec(1), |_| {});
    let directory = apk
        .windows(4)
        .rposition(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    // The time of change and the number of disks: nothing that moves the sections.
    for at in [directory + 12, apk.len() - 18] {
        let mut apk = apk.clone();
        apk[at] ^= 1;
        bad(&verify(&apk, 24), &["content-digest-mismatch"]);
    }
}

#[test]
fn a_wrong_digest_that_was_signed_is_found() {
    bad(
        &verify(&v2_apk(&Key::ec(1), |signer| signer.digest[0] ^= 1), 24),
        &["content-digest-mismatch"],
    );
}

#[test]
fn a_certificate_of_another_key_is_found() {
    let apk = v2_apk(&Key::ec(1), |signer| {
        signer.certificate = make::certificate(&Key::ec(2), "test");
    });
    bad(&verify(&apk, 24), &["public-key-mismatch"]);
}

#[test]
fn a_public_key_that_did_not_sign_is_found() {
    let apk = v2_apk(&Key::ec(1), |signer| signer.public_key = Key::ec(2).spki());
    bad(&verify(&apk, 24), &["signature-mismatch"]);
    let apk = v2_apk(&Key::ec(1), |signer| {
        signer.public_key = Key::rsa_1024().spki();
    });
    bad(&verify(&apk, 24), &["wrong-key-family"]);
    let apk = v2_apk(&Key::ec(1), |signer| signer.public_key.truncate(20));
    bad(&verify(&apk, 24), &["bad-public-key"]);
}

#[test]
fn digests_for_other_algorithms_than_the_signatures_are_found() {
    let apk = v2_apk(&Key::ec(1), |signer| signer.digest_algorithm = 0x0202);
    bad(&verify(&apk, 24), &["algorithm-lists-differ"]);
}

#[test]
fn a_certificate_that_cannot_be_read_still_has_its_sum() {
    let apk = v2_apk(&Key::ec(1), |signer| {
        signer.certificate = b"no certificate".to_vec();
    });
    let result = verify(&apk, 24);
    bad(&result, &["bad-certificate"]);
    // printf 'no certificate' | sha256sum
    let sum = "de826f9e5acba22f80b95e447f9a1a29db2441d3f8dee9d83dfbb0e52370dfc0";
    assert_eq!(
        result.signers[0].certificates[0].sha256[..],
        vectors::bytes(sum)
    );
}

#[test]
fn lists_that_are_cut_short_are_found() {
    for (value, code) in [
        (vec![0; 4], "no-signers"),
        (vec![9, 0, 0], "malformed-signers"),
        (prefixed(&prefixed(&[1, 2, 3])), "malformed-signer"),
        (prefixed(&prefixed(&[0; 12])), "no-signatures"),
    ] {
        bad(&verify(&zip().with_block(&[(V2, value)]), 24), &[code]);
    }
    let zip = zip();
    let mut value = signers(&[SignerParts::new(&Key::ec(1), &zip)]);
    value.pop();
    bad(
        &verify(&zip.with_block(&[(V2, value)]), 24),
        &["malformed-signers"],
    );
}

#[test]
fn eleven_signers_are_too_many() {
    let zip = zip();
    let keys: Vec<Key> = (1..=11).map(Key::ec).collect();
    let all: Vec<_> = keys.iter().map(|key| SignerParts::new(key, &zip)).collect();
    good(
        &verify(&zip.with_block(&[(V2, signers(&all[..10]))]), 24),
        &[Scheme::V2],
    );
    bad(
        &verify(&zip.with_block(&[(V2, signers(&all))]), 24),
        &["too-many-signers"],
    );
}

#[test]
fn a_stripped_signing_block_leaves_an_unsigned_apk() {
    let key = Key::ec(1);
    let apk = v2_apk(&key, |_| {});
    let result = verify(&apk, 24);
    let block = result.block.unwrap();
    assert_eq!(result.pairs[0].0, V2);
    let stripped = zip().unsigned();
    assert_eq!(apk.len() as u64 - block.len(), stripped.len() as u64);
    assert_eq!(verify(&stripped, 24).verdict, Verdict::Unsigned);
}

#[test]
fn a_signing_block_that_android_passes_over_is_a_warning() {
    let apk = v2_apk(&Key::ec(1), |_| {});
    let block = verify(&apk, 24).block.unwrap();
    let mut broken = apk.clone();
    let at = usize::try_from(block.start()).unwrap();
    broken[at] ^= 1;
    let result = verify(&broken, 24);
    assert_eq!(result.verdict, Verdict::Unsigned);
    assert_eq!(warnings(&result), ["unusable-block"]);
}

#[test]
fn a_v2_signature_says_that_v3_was_stripped() {
    let key = Key::ec(1);
    let apk = v2_apk(&key, |signer| {
        signer
            .attributes
            .push((STRIPPING_PROTECTION, vec![3, 0, 0, 0]));
    });
    bad(&verify(&apk, 24), &["scheme-stripped"]);
    // Android 7 and 8 do not know v3.
    let sdk = SdkRange { min: 24, max: 27 };
    let expected = Expected {
        sdk,
        ..Expected::from_sdk(24)
    };
    good(&verify_with(&apk, None, expected), &[Scheme::V2]);
}

#[test]
fn unknown_attributes_and_pairs_do_no_harm() {
    let zip = zip();
    let key = Key::ec(1);
    let signer = SignerParts::new(&key, &zip).attribute(0x1234_5678, b"x");
    let apk = zip.with_block(&[(0xaaaa_aaaa, vec![1, 2, 3]), (V2, signers(&[signer]))]);
    let result = verify(&apk, 24);
    good(&result, &[Scheme::V2]);
    assert_eq!(warnings(&result), ["unknown-attribute"]);
    assert_eq!(result.pairs.len(), 2);
}

#[test]
fn a_good_v3_signature_verifies_for_its_api_levels() {
    let zip = zip();
    let key = Key::ec(1);
    let max = SdkRange::MAX;
    let apk =
        |min, max| zip.with_block(&[(V3, signers(&[SignerParts::new(&key, &zip).sdk(min, max)]))]);
    good(&verify(&apk(28, max), 28), &[Scheme::V3]);
    bad(&verify(&apk(29, max), 28), &["sdk-range-uncovered"]);
    good(&verify(&apk(29, max), 29), &[Scheme::V3]);
    bad(&verify(&apk(28, 30), 28), &["sdk-range-uncovered"]);
    bad(&verify(&apk(30, 29), 28), &["bad-sdk-range"]);
    let mut signer = SignerParts::new(&key, &zip).sdk(28, max);
    signer.sdk = Some([(28, max), (24, max)]);
    bad(
        &verify(&zip.with_block(&[(V3, signers(&[signer]))]), 28),
        &["sdk-range-mismatch"],
    );
}

#[test]
fn v3_signers_must_follow_one_another() {
    let zip = zip();
    let (one, two) = (Key::ec(1), Key::ec(2));
    let apk = |first_max, second_min| {
        let first = SignerParts::new(&one, &zip).sdk(28, first_max);
        let second = SignerParts::new(&two, &zip).sdk(second_min, SdkRange::MAX);
        verify(&zip.with_block(&[(V3, signers(&[first, second]))]), 28)
    };
    let result = apk(30, 31);
    good(&result, &[Scheme::V3]);
    assert_eq!(result.app_signers()[0].sdk.unwrap().min, 31);
    bad(
        &apk(30, 32),
        &["sdk-ranges-disagree", "sdk-range-uncovered"],
    );
}

#[test]
fn rotation_is_proven_node_by_node() {
    let zip = zip();
    let (old, new) = (Key::rsa_1024(), Key::ec(2));
    let apk = |proof: &[u8]| {
        let signer = SignerParts::new(&new, &zip)
            .sdk(28, SdkRange::MAX)
            .attribute(PROOF_OF_ROTATION, proof);
        zip.with_block(&[(V3, signers(&[signer]))])
    };
    let proof = lineage(&[(&old, "old"), (&new, "test")]);
    let result = verify(&apk(&proof), 28);
    good(&result, &[Scheme::V3]);
    let nodes = &result.app_signers()[0].lineage;
    assert_eq!(nodes.len(), 2);
    assert_eq!(nodes[0].certificate.subject.as_deref(), Some("CN=old"));
    assert_eq!(
        nodes[0].capabilities.names(),
        ["installed-data", "shared-user-id", "permission", "auth"]
    );

    // The last node is not the signer's.
    bad(
        &verify(&apk(&lineage(&[(&new, "test"), (&old, "old")])), 28),
        &["lineage-of-another"],
    );
    bad(
        &verify(&apk(&lineage(&[(&new, "a"), (&new, "a")])), 28),
        &["lineage-mismatch"],
    );
    // A byte of the last signature.
    let mut broken = proof.clone();
    *broken.last_mut().unwrap() ^= 1;
    bad(&verify(&apk(&broken), 28), &["lineage-mismatch"]);
    // The version, and the end.
    bad(
        &verify(&apk(&[&[2], &proof[1..]].concat()), 28),
        &["malformed-lineage"],
    );
    bad(
        &verify(&apk(&proof[..proof.len() - 1]), 28),
        &["malformed-lineage"],
    );
}

/// v3 with the old key up to API level 32, and v3.1 with the new one from 33 on.
fn rotated(named: u32, v31: bool, old_name: &str) -> Vec<u8> {
    let zip = zip();
    let (old, new) = (Key::ec(1), Key::ec(2));
    let v3 = SignerParts::new(&old, &zip)
        .sdk(28, 32)
        .attribute(ROTATION_MIN_SDK, &named.to_le_bytes());
    let rotated = SignerParts::new(&new, &zip)
        .sdk(33, SdkRange::MAX)
        .attribute(
            PROOF_OF_ROTATION,
            &lineage(&[(&old, old_name), (&new, "test")]),
        );
    let v2 = SignerParts::new(&old, &zip).attribute(STRIPPING_PROTECTION, &[3, 0, 0, 0]);
    let mut pairs = vec![(V2, signers(&[v2])), (V3, signers(&[v3]))];
    if v31 {
        pairs.push((V31, signers(&[rotated])));
    }
    zip.with_block(&pairs)
}

#[test]
fn v31_rotates_from_its_api_level_on() {
    let result = verify(&rotated(33, true, "test"), 24);
    good(&result, &[Scheme::V2, Scheme::V3, Scheme::V31]);
    assert_eq!(result.app_signers()[0].scheme, Scheme::V31);
    assert_eq!(result.app_signers()[0].lineage.len(), 2);
    bad(
        &verify(&rotated(34, true, "test"), 24),
        &["rotation-sdk-mismatch"],
    );
    bad(
        &verify(&rotated(33, false, "test"), 24),
        &["rotation-stripped", "sdk-range-uncovered"][..1],
    );
    // The lineage begins with another certificate than v2 has.
    bad(
        &verify(&rotated(33, true, "other"), 24),
        &["signers-differ"],
    );
}

#[test]
fn v31_without_v3_is_refused() {
    let zip = zip();
    let key = Key::ec(1);
    let signer = SignerParts::new(&key, &zip).sdk(33, SdkRange::MAX);
    bad(
        &verify(&zip.with_block(&[(V31, signers(&[signer]))]), 33),
        &["v3-missing"],
    );
}

#[test]
fn v2_and_v3_must_have_one_signer() {
    let zip = zip();
    let (one, two) = (Key::ec(1), Key::ec(2));
    let block = |v2: &Key, v3: &Key| {
        let v2 = SignerParts::new(v2, &zip);
        let v3 = SignerParts::new(v3, &zip).sdk(28, SdkRange::MAX);
        zip.with_block(&[(V2, signers(&[v2])), (V3, signers(&[v3]))])
    };
    good(&verify(&block(&one, &one), 24), &[Scheme::V2, Scheme::V3]);
    bad(&verify(&block(&one, &two), 24), &["signers-differ"]);
    // From Android 9 on nothing looks at v2.
    good(&verify(&block(&one, &two), 28), &[Scheme::V2, Scheme::V3]);
}

#[test]
fn a_v4_file_is_bound_to_the_apk() {
    let key = Key::ec(1);
    let certificate = make::certificate(&key, "test");
    let apk = v2_apk(&key, |_| {});
    let with = |idsig: &[u8]| verify_with(&apk, Some(idsig), Expected::from_sdk(24));
    let good_file = make::idsig(&apk, &key, &certificate, &zip().digest());
    good(&with(&good_file), &[Scheme::V2, Scheme::V4]);

    bad(
        &with(&make::idsig(&apk, &key, &certificate, &[0; 32])),
        &["idsig-digest-mismatch"],
    );
    let other = Key::ec(2);
    let of_other = make::idsig(
        &apk,
        &other,
        &make::certificate(&other, "test"),
        &zip().digest(),
    );
    bad(&with(&of_other), &["idsig-signer-mismatch"]);
    wrong_v4(
        &with(&make::idsig(
            &apk,
            &key,
            &make::certificate(&other, "test"),
            &zip().digest(),
        )),
        &["public-key-mismatch"],
    );
    wrong_v4(
        &with(&make::idsig(&apk[1..], &key, &certificate, &zip().digest())),
        &["signature-mismatch"],
    );
    let mut changed = apk.clone();
    changed[0] ^= 1;
    wrong_v4(
        &with(&make::idsig(&changed, &key, &certificate, &zip().digest())),
        &["root-hash-mismatch"],
    );

    let mut file = good_file.clone();
    *file.last_mut().unwrap() ^= 1;
    wrong_v4(&with(&file), &["tree-mismatch"]);
    // The tree may be left out.
    good(
        &with(&good_file[..good_file.len() - 4100]),
        &[Scheme::V2, Scheme::V4],
    );
    wrong_v4(
        &with(&good_file[..good_file.len() - 1]),
        &["malformed-idsig"],
    );
    wrong_v4(
        &with(&[&[3], &good_file[1..]].concat()),
        &["bad-idsig-version"],
    );
    let unsigned = verify_with(&zip().unsigned(), Some(&good_file), Expected::from_sdk(24));
    assert_ne!(unsigned.verdict, Verdict::Verified);
}

#[test]
fn target_level_and_sandbox_need_v2() {
    let entries = entries();
    let mut all = make::Jar::new(&entries).files(&Key::ec(1), false);
    all.extend(entries);
    let apk = Zip::new(&all).unsigned();
    let with = |target_sdk, target_sandbox| {
        let expected = Expected {
            target_sdk,
            target_sandbox,
            ..Expected::from_sdk(21)
        };
        verify_with(&apk, None, expected)
    };
    good(&with(Some(29), Some(1)), &[Scheme::V1]);
    bad(&with(Some(30), None), &["scheme-too-old"]);
    bad(&with(None, Some(2)), &["sandbox-needs-v2"]);
}

fn hostile(pairs: impl FnOnce(&Key, &Zip) -> Vec<(u32, Vec<u8>)>) {
    let zip = Zip::new(&[("a", b"b".to_vec())]);
    // RSA with its small exponent is verified ten times faster than ECDSA.
    let apk = zip.with_block(&pairs(&Key::rsa_1024(), &zip));
    assert!(apk.len() < 3072, "{}", apk.len());
    assert_eq!(verify(&apk, 28).verdict, Verdict::Verified);
    testkit::hostile(&apk, |bytes| {
        let limits = base::Limits::default();
        if let Ok(zip) = crate::zip::ZipFile::parse(base::View::new(bytes), &limits) {
            let view = base::View::new(bytes);
            let result = super::verify(view, &zip.value, None, &limits, Expected::from_sdk(24));
            for issue in result.schemes.iter().flat_map(|scheme| &scheme.errors) {
                drop(issue.problem());
            }
        }
    });
}

#[test]
fn hostile_v2_blocks_never_panic() {
    hostile(|key, zip| vec![(V2, signers(&[SignerParts::new(key, zip)]))]);
}

#[test]
fn hostile_v3_blocks_and_lineages_never_panic() {
    hostile(|key, zip| {
        let signer = SignerParts::new(key, zip)
            .sdk(28, SdkRange::MAX)
            .attribute(PROOF_OF_ROTATION, &lineage(&[(key, "old"), (key, "test")]));
        vec![(V3, signers(&[signer]))]
    });
}

#[test]
fn hostile_idsig_files_never_panic() {
    let key = Key::rsa_1024();
    let apk = v2_apk(&key, |_| {});
    let file = make::idsig(
        &apk,
        &key,
        &make::certificate(&key, "test"),
        &zip().digest(),
    );
    let limits = base::Limits::default();
    let zip = crate::zip::ZipFile::parse(base::View::new(&apk), &limits)
        .unwrap()
        .value;
    // The tree's 4,096 bytes are compared as a whole.
    testkit::hostile(&file[..file.len() - 4090], |bytes| {
        let (view, expected) = (base::View::new(&apk), Expected::from_sdk(24));
        drop(super::verify(
            view,
            &zip,
            Some(base::View::new(bytes)),
            &limits,
            expected,
        ));
    });
}
