//! Databases with a write-ahead log beside them. `data/make_logs.py` wrote them with Python's `sqlite3`, and `data/logs.json`
//! says what `SQLite` itself reads of each, and the digest of the database after `SQLite`'s own checkpoint.

use base::Limits;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use wordlist::{WithLog, contents, has_log_mode, is_log, with_log};

fn data(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    fs::read(folder.join(name)).unwrap()
}

fn truth(name: &str) -> (u64, String) {
    let all: Value = serde_json::from_slice(&data("logs.json")).unwrap();
    let n_words = all[name]["words"].as_array().unwrap().len() as u64;
    (n_words, all[name]["sha256"].as_str().unwrap().to_owned())
}

fn merged(database: &[u8], log: &[u8]) -> (Option<WithLog>, Vec<&'static str>) {
    let found = with_log(database, log, &Limits::default());
    let codes = found.problems.iter().map(|it| it.code).collect();
    (found.value, codes)
}

fn check(name: &str, codes: &[&str]) {
    let database = data(&format!("{name}.db"));
    let log = data(&format!("{name}.db-wal"));
    assert!(has_log_mode(&database) && is_log(&log), "{name}");
    let (found, problems) = merged(&database, &log);
    let found = found.unwrap();
    assert_eq!(problems, codes, "{name}");
    let (n_words, sha256) = truth(name);
    assert_eq!(base::hex(&Sha256::digest(&found.bytes)), sha256, "{name}");
    let texts = contents(&found.bytes, &Limits::default()).texts;
    assert_eq!(texts.get("blocked.word"), Some(&n_words), "{name}");
    let without = contents(&database, &Limits::default()).texts;
    assert_ne!(without.get("blocked.word"), Some(&n_words), "{name}");
}

#[test]
fn what_stands_in_the_log_alone_is_read() {
    check("log-only", &[]);
}

#[test]
fn a_log_may_shorten_its_database() {
    check("log-shortens", &[]);
}

#[test]
fn frames_of_an_earlier_turn_are_passed_over() {
    check("log-turned", &[]);
}

#[test]
fn a_change_that_was_not_finished_is_left_out_and_said() {
    check("log-unfinished", &["sqlite/log-not-committed"]);
}

#[test]
fn logs_that_sqlite_passes_over_are_said() {
    let (database, log) = (data("log-only.db"), data("log-only.db-wal"));
    let changed = |at: usize| {
        let mut log = log.clone();
        log[at] ^= 1;
        merged(&database, &log)
    };
    // The salts of the header, and so its checksum.
    let (found, problems) = changed(16);
    assert_eq!(
        (found.is_none(), problems.as_slice()),
        (true, ["sqlite/log-not-valid"].as_slice())
    );
    // A page of the last transaction: what was committed before stays.
    let last = log.len() - 100;
    let (found, problems) = changed(last);
    let before = contents(&found.unwrap().bytes, &Limits::default());
    assert_eq!(before.texts.get("blocked.word"), Some(&0));
    assert!(problems.contains(&"sqlite/log-frame-broken"));
    // A log of another database.
    let other = data("words.sqlite");
    let (found, problems) = merged(&[&other[..16], &[4, 0], &other[18..]].concat(), &log);
    assert!(found.is_none());
    assert_eq!(problems, ["sqlite/log-not-valid"]);
    assert_eq!(merged(&database, &[]), (None, Vec::new()));
}

/// A commit may name any number of pages; what is made is no longer than what is there.
#[test]
fn hostile_logs_are_bounded() {
    let (database, log) = (data("log-only.db"), data("log-only.db-wal"));
    testkit::hostile(&log, |log| {
        let (found, _) = merged(&database, log);
        let len = found.map_or(0, |it| it.bytes.len());
        assert!(len <= database.len() + 17 * log.len());
    });
    testkit::hostile(&database, |database| {
        let _ = merged(database, &log);
    });
    let limits = Limits {
        entry_len: 600,
        ..Limits::default()
    };
    let found = with_log(&database, &log, &limits);
    assert!(found.value.is_none());
    assert_eq!(found.problems[0].code, "sqlite/log-too-long");
    // 0xffffffff pages, the first at the last number, with right checksums.
    let far = far(&log);
    let found = with_log(&database, &far, &Limits::default());
    assert!(found.value.is_none());
    assert_eq!(found.problems[0].code, "sqlite/log-too-long");
}

/// A log of one frame for the last page that there may be.
fn far(log: &[u8]) -> Vec<u8> {
    let mut out = log[..32].to_vec();
    let number = u32::MAX.to_be_bytes();
    let page = vec![7; 512];
    let (mut a, mut b) = (
        u32::from_be_bytes(log[24..28].try_into().unwrap()),
        u32::from_be_bytes(log[28..32].try_into().unwrap()),
    );
    let low_first = log[3] & 1 == 0;
    let head = [number, number].concat();
    for eight in head.chunks(8).chain(page.chunks(8)) {
        let number = |it: &[u8]| {
            let four = it.try_into().unwrap();
            if low_first {
                u32::from_le_bytes(four)
            } else {
                u32::from_be_bytes(four)
            }
        };
        a = a.wrapping_add(number(&eight[..4])).wrapping_add(b);
        b = b.wrapping_add(number(&eight[4..])).wrapping_add(a);
    }
    out.extend(head);
    out.extend(&log[16..24]);
    out.extend(a.to_be_bytes());
    out.extend(b.to_be_bytes());
    out.extend(page);
    out
}
