//! One small list, encrypted in every way that is opened with a key that is handed in.
//!
//! Files in `data` were made with openssl and Python's `cryptography` (`data/make_encrypted.py`).

mod harness;

use base::{Budget, Limits, View};
use harness::{KNOWLEDGE, WORDS};
use wordlist::{Algorithm, CipherKey, Iv, Keys, Mode, Purpose, Recognised, recognise_with_keys};

fn read_with(bytes: &[u8], keys: &Keys) -> Recognised {
    let mut budget = Budget::new(1_000_000);
    let limits = Limits::default();
    let view = View::new(bytes);
    recognise_with_keys("some/file", view, &KNOWLEDGE, keys, &limits, &mut budget)
}

/// The one filter list that must come out, with exactly these words and steps.
fn check_with(bytes: &[u8], keys: &Keys, words: &[&str], expected: &[&str]) {
    let found = read_with(bytes, keys);
    let lists: Vec<_> = found.filter_candidates().collect();
    let [list] = lists.as_slice() else {
        panic!("{} lists, all: {:#?}", lists.len(), found.lists);
    };
    assert_eq!(list.words().collect::<Vec<_>>(), words);
    let steps: Vec<&str> = list.decoding.iter().map(wordlist::Step::name).collect();
    assert_eq!(steps, expected);
    assert_eq!(list.purpose, Purpose::ContentFilter);
}

#[test]
fn keys_handed_in_open_what_is_encrypted() {
    let key = |algorithm, mode, key: &[u8], iv| Keys {
        ciphers: vec![CipherKey {
            algorithm,
            mode,
            key: key.to_vec(),
            iv,
            padded: algorithm != Algorithm::TripleDes,
        }],
        ..Keys::default()
    };
    let bytes = |iv: &[u8]| Iv::Bytes(iv.to_vec());
    let ecb = include_bytes!("data/words.aes-128-ecb");
    let right = key(Algorithm::Aes, Mode::Ecb, b"0123456789abcdef", Iv::None);
    check_with(ecb, &right, &WORDS, &["aes-ecb", "lines"]);
    let wrong = key(Algorithm::Aes, Mode::Ecb, b"0123456789abcdeX", Iv::None);
    assert_eq!(read_with(ecb, &wrong).filter_candidates().count(), 0);
    let long = b"0123456789abcdef0123456789abcdef";
    let cbc = key(Algorithm::Aes, Mode::Cbc, long, bytes(b"fedcba9876543210"));
    check_with(
        include_bytes!("data/words.aes-256-cbc"),
        &cbc,
        &WORDS,
        &["aes-cbc", "lines"],
    );
    let des = key(Algorithm::Des, Mode::Ecb, b"12345678", Iv::None);
    check_with(
        include_bytes!("data/words.des-ecb"),
        &des,
        &WORDS,
        &["des-ecb", "lines"],
    );
    let triple = b"0123456789abcdefghijklmn";
    let triple_des = key(Algorithm::TripleDes, Mode::Cbc, triple, bytes(b"87654321"));
    check_with(
        include_bytes!("data/words.3des-cbc"),
        &triple_des,
        &WORDS,
        &["3des-cbc", "lines"],
    );
    let ctr = key(
        Algorithm::Aes,
        Mode::Ctr,
        b"0123456789abcdef",
        bytes(b"fedcba9876543210"),
    );
    check_with(
        include_bytes!("data/words.aes-128-ctr"),
        &ctr,
        &WORDS,
        &["aes-ctr", "lines"],
    );
    // The nonce stands at the head.
    let gcm = include_bytes!("data/words.aes-256-gcm");
    for (file, secret) in [
        (gcm.as_slice(), long.as_slice()),
        (include_bytes!("data/words.aes-192-gcm"), triple),
    ] {
        let keys = key(Algorithm::Aes, Mode::Gcm, secret, Iv::Head(12));
        check_with(file, &keys, &WORDS, &["aes-gcm", "lines"]);
    }
    // A tag that does not fit is no text.
    let mut changed = gcm.to_vec();
    *changed.last_mut().unwrap() ^= 1;
    let keys = key(Algorithm::Aes, Mode::Gcm, long, Iv::Head(12));
    assert_eq!(read_with(&changed, &keys).filter_candidates().count(), 0);
    let keys = Keys {
        xor: vec![b"three keys".to_vec()],
        ..Keys::default()
    };
    let coded: Vec<u8> = WORDS
        .join("\n")
        .bytes()
        .zip(b"three keys".iter().cycle())
        .map(|(byte, key)| byte ^ key)
        .collect();
    check_with(&coded, &keys, &WORDS, &["xor", "lines"]);
}
