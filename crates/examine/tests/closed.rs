//! Assets that are encrypted or in an alphabet of their own, opened with what stands in the app's code: `data/closed.smali`,
//! assembled by smali; the assets were made by openssl and Python's `base64`.

use base::Limits;
use examine::{Beside, Examined, Knowledge, examine};
use facts::{Fact, FactKind, ListFound, ListOpaque, Value};
use testkit::zip_builder::{ZipBuilder, ZipEntry};

const DEX: &[u8] = include_bytes!("data/closed.dex");
const ENCRYPTED: &[u8] = include_bytes!("data/encrypted.bin");
const OWN_ALPHABET: &[u8] = include_bytes!("data/own_alphabet.txt");
const RUN_TIME: &[u8] = include_bytes!("data/run_time.bin");

const CIPHERS: &[u8] = include_bytes!("data/ciphers.dex");
/// What is said of a list by the way in which it was opened.
const GOES_INTO: &str = "the cipher that the app's code puts this file into";
const STANDS: &str = "that the code uses it for this file was not shown";

fn knowledge() -> Knowledge {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let page = |name: &str| std::fs::read(folder.join(name)).ok();
    let pages: Vec<_> = Knowledge::PAGES
        .iter()
        .map(|name| (*name, page(name)))
        .collect();
    Knowledge::load(|name| pages.iter().find(|it| it.0 == name)?.1.as_deref()).unwrap()
}

fn of(files: &[(&str, &[u8])]) -> Examined {
    let entries: Vec<ZipEntry> = files
        .iter()
        .map(|(name, contents)| ZipEntry::stored(name, contents))
        .collect();
    let file = ZipBuilder::new(entries).build();
    let limits = Limits::default();
    examine(
        "a.jar",
        &file,
        Beside::default(),
        &knowledge(),
        limits,
        |id| id == "word-lists",
    )
}

fn text(fact: &Fact, column: &str) -> String {
    let columns = fact.kind().columns.iter().zip(fact.values());
    match columns.clone().find(|it| it.0.name == column) {
        Some((_, Value::Text(text))) => text.clone(),
        Some((_, Value::Int(number))) => number.to_string(),
        other => panic!("{column}: {other:?}"),
    }
}

fn facts(examined: &Examined, kind: &'static facts::Kind) -> Vec<Fact> {
    let facts = examined.results.iter().flat_map(|it| &it.facts);
    facts.filter(|it| it.kind() == kind).cloned().collect()
}

#[test]
fn keys_and_alphabets_of_the_code_open_its_assets() {
    let examined = of(&[
        ("assets/encrypted.bin", ENCRYPTED),
        ("assets/own_alphabet.txt", OWN_ALPHABET),
        ("classes.dex", DEX),
    ]);
    let lists = facts(&examined, ListFound::KIND);
    let found: Vec<_> = lists
        .iter()
        .map(|it| (text(it, "path"), text(it, "decoding"), text(it, "n_words")))
        .collect();
    let row = |path: &str, decoding: &str| (path.to_owned(), decoding.to_owned(), "16".to_owned());
    assert_eq!(
        found,
        [
            row("assets/encrypted.bin", r#"["aes-cbc","lines"]"#),
            row("assets/own_alphabet.txt", r#"["base64","lines"]"#),
        ]
    );
    assert!(
        lists
            .iter()
            .all(|it| text(it, "purpose") == "content-filter")
    );
    let reasons = |at: usize| text(&lists[at], "reasons");
    assert!(reasons(0).contains(STANDS) && reasons(1).contains(STANDS));
    assert_eq!(facts(&examined, ListOpaque::KIND), []);
}

#[test]
fn what_stays_closed_is_said_to_be_and_no_more() {
    let examined = of(&[("assets/run_time.bin", RUN_TIME), ("classes.dex", DEX)]);
    assert_eq!(facts(&examined, ListFound::KIND), []);
    let closed = facts(&examined, ListOpaque::KIND);
    let [closed] = closed.as_slice() else {
        panic!("{closed:?}");
    };
    let why = text(closed, "why");
    assert!(why.contains("none of the 1 keys"), "{why}");
    assert!(why.contains("1 keys are made at run time"), "{why}");
}

#[test]
fn files_that_the_code_does_not_name_are_left_alone() {
    let examined = of(&[
        ("assets/unnamed.bin", ENCRYPTED),
        ("assets/noise.txt", b"short"),
        ("classes.dex", DEX),
    ]);
    assert_eq!(facts(&examined, ListFound::KIND), []);
    assert_eq!(facts(&examined, ListOpaque::KIND), []);
}

/// Bytes without a pattern, of a generator by G. Marsaglia (xorshift64).
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}

/// Past the bounds of one file and of one app, a closed file is not tried, and said to be not.
#[test]
fn closed_files_past_the_bounds_are_problems() {
    let whole = noise(1 << 20);
    let long = noise((1 << 20) + 8);
    let names: Vec<String> = (0..9).map(|n| format!("assets/{n}/run_time.bin")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|it| (it.as_str(), &*whole)).collect();
    files.push(("assets/long/run_time.bin", &long));
    files.push(("classes.dex", DEX));
    let examined = of(&files);
    let problems = examined.results.iter().flat_map(|it| &it.problems);
    let problems: Vec<_> = problems
        .filter(|it| it.2.code == "closed/not-tried")
        .map(|it| (it.1.as_str(), it.2.says.as_str()))
        .collect();
    let [ninth, long] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert_eq!(ninth.0, "assets/8/run_time.bin");
    assert!(
        ninth
            .1
            .contains("8388608 bytes of closed files of this app are kept"),
        "{}",
        ninth.1
    );
    assert_eq!(long.0, "assets/long/run_time.bin");
    assert!(long.1.contains("it has 1048584 bytes"), "{}", long.1);
    let closed = facts(&examined, ListOpaque::KIND);
    assert_eq!(closed.len(), 10);
    let not_tried = closed
        .iter()
        .filter(|it| text(it, "why").contains("not tried: "));
    assert_eq!(not_tried.count(), 2);
    assert!(closed.iter().all(|it| text(it, "shown_by") == "code"));
}

/// GCM with a key by SHA-256 and the nonce at the head, CTR, PBKDF2 with the vector at the head, ECB; made by openssl's and
/// Python's own (`data/make_assets`).
#[test]
fn the_cipher_that_a_file_goes_into_opens_it() {
    let examined = of(&[
        ("assets/ctr.bin", include_bytes!("data/ctr.bin")),
        ("assets/derived.bin", include_bytes!("data/derived.bin")),
        ("assets/first.bin", include_bytes!("data/first.bin")),
        ("assets/gcm.bin", include_bytes!("data/gcm.bin")),
        ("assets/second.bin", include_bytes!("data/second.bin")),
        ("classes.dex", CIPHERS),
    ]);
    let lists = facts(&examined, ListFound::KIND);
    let found: Vec<_> = lists
        .iter()
        .map(|it| (text(it, "path"), text(it, "decoding")))
        .collect();
    let row = |name: &str, step: &str| {
        (
            format!("assets/{name}.bin"),
            format!(r#"["{step}","lines"]"#),
        )
    };
    assert_eq!(
        found,
        [
            row("ctr", "aes-ctr"),
            row("derived", "aes-cbc"),
            row("first", "aes-ecb"),
            row("gcm", "aes-gcm"),
            row("second", "aes-ecb"),
        ]
    );
    for list in &lists {
        let reasons = text(list, "reasons");
        assert!(
            reasons.contains(GOES_INTO),
            "{}: {reasons}",
            text(list, "path")
        );
        assert_eq!(text(list, "n_words"), "16");
    }
}

/// A key of another file's cipher opens `stray.bin`; it is told as such. Of `sealed.bin` the key is handed in.
#[test]
fn a_key_from_elsewhere_is_said_to_be_from_elsewhere() {
    let examined = of(&[
        ("assets/sealed.bin", include_bytes!("data/sealed.bin")),
        ("assets/stray.bin", include_bytes!("data/stray.bin")),
        ("classes.dex", CIPHERS),
    ]);
    let lists = facts(&examined, ListFound::KIND);
    let [stray] = lists.as_slice() else {
        panic!("{lists:?}");
    };
    assert_eq!(text(stray, "path"), "assets/stray.bin");
    let reasons = text(stray, "reasons");
    assert!(
        reasons.contains(STANDS) && !reasons.contains(GOES_INTO),
        "{reasons}"
    );
    let closed = facts(&examined, ListOpaque::KIND);
    let [sealed] = closed.as_slice() else {
        panic!("{closed:?}");
    };
    assert_eq!(text(sealed, "path"), "assets/sealed.bin");
    let why = text(sealed, "why");
    assert!(
        why.contains("its bytes go into a cipher whose key is not constant"),
        "{why}"
    );
}
