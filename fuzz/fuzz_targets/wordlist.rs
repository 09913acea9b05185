//! Any bytes as whatever may hold a word list: every wrapping, text and record format is tried.
#![no_main]

use base::{Budget, Limits, View};
use std::sync::LazyLock;
use wordlist::{
    Algorithm, CipherKey, Iv, Keys, Knowledge, Mode, is_worth_reading, recognise_with_keys,
};

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::parse(include_str!("../../knowledge/wordlist/themes.tsv")).value);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let cipher = |mode, iv| CipherKey {
        algorithm: Algorithm::Aes,
        mode,
        key: vec![0; 16],
        iv,
        padded: true,
    };
    let keys = Keys {
        ciphers: vec![
            cipher(Mode::Ecb, Iv::None),
            cipher(Mode::Cbc, Iv::Head(16)),
            cipher(Mode::Ctr, Iv::Bytes(vec![0; 16])),
            cipher(Mode::Gcm, Iv::Head(12)),
        ],
        xor: vec![b"key".to_vec()],
        alphabets: Vec::new(),
    };
    is_worth_reading(bytes, &KNOWLEDGE);
    let mut budget = Budget::new(10_000);
    let limits = Limits::default();
    let found = recognise_with_keys(
        "x",
        View::new(bytes),
        &KNOWLEDGE,
        &keys,
        &limits,
        &mut budget,
    );
    for list in &found.lists {
        assert!(list.span.end() <= bytes.len() as u64);
        assert!(list.n_distinct <= list.n_words);
        assert!((0.0..=1.0).contains(&list.score) && (0.0..=1.0).contains(&list.confidence));
        assert_eq!(list.canonical().len() as u64, list.n_distinct);
    }
});
