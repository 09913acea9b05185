use super::*;
use proptest::prelude::*;
use testkit::zip_builder::{ZipBuilder, ZipEntry};

const TEXT: &[u8] = b"a text, a text, a text, a text, a text that deflates";

fn two() -> ZipBuilder {
    ZipBuilder::new([
        ZipEntry::deflated("AndroidManifest.xml", TEXT),
        ZipEntry::stored("resources.arsc", b"1234"),
    ])
}

fn kinds(bytes: &[u8]) -> Vec<AnomalyKind> {
    let parsed = ZipFile::parse(View::new(bytes), &Limits::default()).unwrap();
    parsed
        .value
        .anomalies()
        .iter()
        .map(|anomaly| anomaly.kind)
        .collect()
}

#[track_caller]
fn check(change: impl FnOnce(&mut ZipBuilder), expect: &[AnomalyKind]) {
    let mut builder = two();
    change(&mut builder);
    assert_eq!(kinds(&builder.build()), expect);
}

/// The first entry's contents and the codes of what is wrong with them.
fn first(builder: &ZipBuilder) -> Result<(Vec<u8>, Vec<&'static str>), EntryError> {
    let bytes = builder.build();
    let zip = ZipFile::parse(View::new(&bytes), &Limits::default())
        .unwrap()
        .value;
    let contents = zip.read(&zip.entries()[0], &Limits::default())?;
    let codes = contents
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    Ok((contents.value.into_owned(), codes))
}

#[test]
fn an_honest_file_has_no_anomaly() {
    check(|_| {}, &[]);
    check(|zip| zip.entries[0].flags = 8, &[]);
    check(|zip| zip.comment = b"a comment".to_vec(), &[]);
    check(|zip| zip.is_zip64 = true, &[]);
    check(|zip| zip.entries[1].is_zip64 = true, &[]);
    check(|zip| zip.entries[1].local_extra = vec![0; 3], &[]);
    assert_eq!(first(&two()), Ok((TEXT.to_vec(), vec![])));
}

#[test]
fn entries_stand_where_their_headers_say() {
    let bytes = two().build();
    let zip = ZipFile::parse(View::new(&bytes), &Limits::default())
        .unwrap()
        .value;
    let entry = zip.entry(b"resources.arsc").unwrap();
    let span = entry.data.unwrap().span();
    let data = View::new(&bytes).sub(span.start(), span.len()).unwrap();
    assert_eq!(data.bytes(), b"1234");
    assert_eq!(zip.entry(b"resources.arsd").map(|entry| entry.name), None);
    assert_eq!(entry.unix_mode(), Some(0o100_644));
    assert!(zip.gaps().is_empty());
}

#[test]
fn every_oddity_has_its_kind() {
    use AnomalyKind as Kind;
    check(|zip| zip.after_end = vec![0; 64], &[Kind::BytesAfterEnd]);
    check(
        |zip| zip.after_directory = vec![7; 7],
        &[Kind::BytesAfterDirectory],
    );
    check(|zip| zip.n_uncounted = 1, &[Kind::RecordsBeyondCount]);
    check(|zip| zip.count_delta = 1, &[Kind::DirectoryEndsEarly]);
    check(
        |zip| zip.comment = b"\0\0\0\0PK\x05\x06\0\0\0\0".to_vec(),
        &[Kind::EndSignatureInComment],
    );
    check(
        |zip| zip.prefix = b"#!/bin/sh\n".to_vec(),
        &[Kind::DirectoryShifted, Kind::BytesBeforeFirstEntry],
    );
    check(|zip| zip.entries[0].flags = 1, &[Kind::EncryptionFlag]);
    check(
        |zip| zip.entries[0].local_method = Some(0xffff),
        &[Kind::LocalMethodDiffers],
    );
    check(
        |zip| zip.entries[0].local_name = Some(b"AndroidManifest.xmm".to_vec()),
        &[Kind::LocalNameDiffers],
    );
    check(
        |zip| zip.entries[0].local_uncompressed_len = Some(9),
        &[Kind::LocalSizesDiffer],
    );
    check(
        |zip| {
            zip.entries[0].flags = 8;
            zip.entries[0].local_uncompressed_len = Some(9);
        },
        &[Kind::DescriptorDiffers],
    );
    check(
        |zip| zip.entries[0].offset_delta = 1,
        &[Kind::LocalHeaderMissing],
    );
    check(
        |zip| zip.entries[1].method = Some(99),
        &[Kind::UnknownMethod],
    );
    check(
        |zip| zip.entries[1].compressed_len = Some(3),
        &[Kind::StoredSizesDiffer, Kind::LocalSizesDiffer],
    );
    check(
        |zip| {
            zip.entries[1].flags = 8;
            zip.entries[1].compressed_len = Some(0x7fff);
        },
        &[
            Kind::StoredSizesDiffer,
            Kind::DataOutOfBounds,
            Kind::DescriptorDiffers,
        ],
    );
    check(|zip| zip.entries.clear(), &[Kind::NoEntries]);
}

#[track_caller]
fn check_further(name: impl AsRef<[u8]>, contents: &[u8], expect: &[AnomalyKind]) {
    let entry = ZipEntry::stored(name, contents);
    check(|zip| zip.entries.push(entry), expect);
}

#[test]
fn every_odd_name_has_its_kind() {
    use AnomalyKind as Kind;
    check_further("a/b", b"5", &[]);
    check_further("folder/", b"", &[]);
    check_further("resources.arsc", b"5", &[Kind::DuplicateName]);
    check_further("AndroidManifest.xml/x", b"5", &[Kind::FileIsFolder]);
    check_further("AndroidManifest.xml/", b"", &[Kind::FileIsFolder]);
    check_further("folder/", b"x", &[Kind::FolderWithData]);
    check_further("a/../../b", b"5", &[Kind::NameClimbs]);
    check_further("/etc/x", b"5", &[Kind::NameAbsolute]);
    check_further("C:/x", b"5", &[Kind::NameAbsolute]);
    check_further(b"a\xff", b"5", &[Kind::NameNotUtf8]);
    check_further(b"a\0b", b"5", &[Kind::NameWithNul]);
    check_further("", b"5", &[Kind::EmptyName]);
    check_further("..\\x", b"5", &[Kind::NameClimbs, Kind::NameWithBackslash]);
}

#[test]
fn entries_that_share_data_overlap() {
    let mut builder = two();
    let mut twin = builder.entries[0].clone();
    twin.name = b"Twin".to_vec();
    twin.shares_with = Some(0);
    builder.entries.push(twin);
    assert_eq!(
        kinds(&builder.build()),
        [AnomalyKind::LocalNameDiffers, AnomalyKind::EntriesOverlap]
    );
}

#[test]
fn a_decoy_end_record_in_the_comment_does_not_win() {
    // Android's native reader takes the decoy and refuses the file; Java's readers do not take it.
    let mut builder = two();
    builder.comment = vec![0; 40];
    builder.comment[..4].copy_from_slice(b"PK\x05\x06");
    let bytes = builder.build();
    assert_eq!(kinds(&bytes), [AnomalyKind::DecoyEndRecord]);
    let zip = ZipFile::parse(View::new(&bytes), &Limits::default())
        .unwrap()
        .value;
    assert_eq!(zip.entries().len(), 2);
}

#[test]
fn bytes_before_the_directory_are_a_gap() {
    let mut builder = two();
    builder.before_directory = vec![1; 32];
    let bytes = builder.build();
    let zip = ZipFile::parse(View::new(&bytes), &Limits::default())
        .unwrap()
        .value;
    assert_eq!(zip.gaps().len(), 1);
    assert_eq!(zip.gaps()[0].len(), 32);
    assert_eq!(zip.gaps()[0].end(), zip.central_directory().start());
    assert!(zip.anomalies().is_empty());
}

#[test]
fn the_checksum_is_a_problem_and_not_an_error() {
    let mut builder = two();
    builder.entries[0].crc32 = Some(1);
    assert_eq!(
        first(&builder),
        Ok((TEXT.to_vec(), vec!["zip/wrong-checksum"]))
    );
}

#[test]
fn contents_longer_than_declared_are_read_to_their_end() {
    let mut builder = two();
    builder.entries[0].uncompressed_len = Some(5);
    builder.entries[0].local_uncompressed_len = Some(5);
    assert_eq!(
        first(&builder),
        Ok((TEXT.to_vec(), vec!["zip/wrong-length"]))
    );
}

#[test]
fn an_unknown_method_is_stored_or_deflated_as_the_checksum_says() {
    let mut builder = two();
    builder.entries[0].method = Some(0x1234);
    assert_eq!(
        first(&builder),
        Ok((TEXT.to_vec(), vec!["zip/deflated-under-other-method"]))
    );
    builder.entries[0].packed_as = 0;
    assert_eq!(first(&builder), Ok((TEXT.to_vec(), vec![])));
    // What is neither is what Android maps.
    builder.entries[0].crc32 = Some(1);
    assert_eq!(
        first(&builder),
        Ok((TEXT.to_vec(), vec!["zip/wrong-checksum"]))
    );
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let builder = ZipBuilder::new([ZipEntry::deflated("bomb", vec![0; 100_000])]);
    let bytes = builder.build();
    let limits = Limits {
        entry_len: 1_000,
        ..Limits::default()
    };
    let zip = ZipFile::parse(View::new(&bytes), &limits).unwrap().value;
    let error = zip.read(&zip.entries()[0], &limits).unwrap_err();
    assert_eq!(error, EntryError::TooLong { limit: 1_000 });
}

#[test]
fn entries_beyond_the_limit_are_a_problem() {
    let limits = Limits {
        n_entries: 1,
        ..Limits::default()
    };
    let bytes = two().build();
    let parsed = ZipFile::parse(View::new(&bytes), &limits).unwrap();
    assert_eq!(parsed.value.entries().len(), 1);
    assert_eq!(parsed.problems[0].code, "zip/too-many-entries");
}

#[test]
fn an_encrypted_stream_is_called_so() {
    let mut builder = two();
    builder.entries[0].contents = vec![0xff; 40];
    builder.entries[0].packed_as = 0;
    builder.entries[0].method = Some(DEFLATED);
    builder.entries[0].flags = 1;
    assert_eq!(first(&builder), Err(EntryError::Encrypted));
    builder.entries[0].flags = 0;
    assert_eq!(
        first(&builder),
        Err(EntryError::NotDeflated { compressed_len: 40 })
    );
}

#[test]
fn what_ends_no_zip_is_refused() {
    let error = ZipFile::parse(View::new(b"PK\x03\x04"), &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "no end of central directory in 4 bytes");
}

fn read_everything(bytes: &[u8]) {
    let limits = Limits {
        entry_len: 1 << 16,
        ..Limits::default()
    };
    if let Ok(parsed) = ZipFile::parse(View::new(bytes), &limits) {
        let mut inflater = Inflater::new();
        for entry in parsed.value.entries() {
            let _ = inflater.read(entry, &limits);
            assert!(
                entry
                    .data
                    .is_none_or(|data| data.span().end() <= bytes.len() as u64)
            );
        }
    }
}

#[test]
fn no_prefix_and_no_changed_byte_panics() {
    testkit::hostile(&two().build(), read_everything);
    let mut builder = two();
    builder.is_zip64 = true;
    builder.entries[0].is_zip64 = true;
    builder.entries[0].flags = 8;
    testkit::hostile(&builder.build(), read_everything);
}

proptest! {
    #[test]
    fn what_was_packed_is_read(
        entries in prop::collection::vec(("[a-z]{1,8}", prop::collection::vec(any::<u8>(), 0..64), any::<bool>()), 1..6)
    ) {
        let mut names = std::collections::BTreeSet::new();
        let entries: Vec<ZipEntry> = entries
            .into_iter()
            .filter(|(name, ..)| names.insert(name.clone()))
            .map(|(name, contents, deflates)| if deflates {
                ZipEntry::deflated(name, contents)
            } else {
                ZipEntry::stored(name, contents)
            })
            .collect();
        let bytes = ZipBuilder::new(entries.clone()).build();
        let zip = ZipFile::parse(View::new(&bytes), &Limits::default()).unwrap();
        prop_assert!(zip.problems.is_empty());
        prop_assert!(zip.value.anomalies().is_empty());
        for (expect, entry) in entries.iter().zip(zip.value.entries()) {
            prop_assert_eq!(&expect.name[..], entry.name);
            let contents = zip.value.read(entry, &Limits::default()).unwrap();
            prop_assert_eq!(&expect.contents[..], &contents.value[..]);
            prop_assert!(contents.problems.is_empty());
        }
    }
}
