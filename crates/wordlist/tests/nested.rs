//! Formats in which a list hides behind other documents or in code, and what must not be taken for one.

mod harness;

use base::{Budget, Limits, View};
use wordlist::{Knowledge, Recognised, WordList, recognise};

use harness::{KNOWLEDGE, WORDS};

fn read(bytes: &[u8]) -> Recognised {
    let mut budget = Budget::new(1_000_000);
    recognise(
        "some/file",
        View::new(bytes),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    )
}

/// Bytes without text.
fn filler(len: usize) -> Vec<u8> {
    (0..len)
        .map(|at| u8::try_from(at * 37 % 251).unwrap_or(0) & 0x0f)
        .collect()
}

#[test]
fn a_short_list_inside_a_document_inside_another_is_worth_reading() {
    let words = [
        "independence",
        "censorship",
        "dissident",
        "martial law",
        "human rights",
        "democracy",
        "freedom of the press",
        "political prisoner",
        "民主",
        "人权",
        "罢工",
        "独立",
    ];
    let known: &Knowledge = &KNOWLEDGE;
    let inner = serde_json::to_string(&words).unwrap();
    let middle = serde_json::json!({ "version": 7, "keywords": inner }).to_string();
    let outer = serde_json::json!({ "code": 0, "data": middle }).to_string();
    for text in [&inner, &middle, &outer] {
        assert!(wordlist::is_worth_reading(text.as_bytes(), known), "{text}");
        let found = read(text.as_bytes());
        assert!(found.lists.iter().any(|it| it.n_words == 12), "{text}");
    }
}

#[test]
fn letters_written_as_escapes_are_worth_reading() {
    let words = [
        "民主运动",
        "法轮大法",
        "西藏独立",
        "东突厥斯坦",
        "习近平",
        "天安门事件",
        "六四事件",
        "反送中",
    ];
    let escape = |word: &&str| -> String {
        word.encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect::<Vec<_>>()
            .concat()
    };
    let items: Vec<String> = words
        .iter()
        .map(|it| format!("\"{}\"", escape(it)))
        .collect();
    let text = format!("{{\"list\":[{}]}}", items.join(","));
    assert!(wordlist::is_worth_reading(text.as_bytes(), &KNOWLEDGE));
    assert!(read(text.as_bytes()).lists.iter().any(|it| it.n_words == 8));
}

#[test]
fn a_list_in_the_bytes_of_lua_code_is_found() {
    // The constants of a Lua 5.1 chunk: tag 4, the length with its final zero as four bytes, the bytes (lundump.c, LoadString).
    let mut chunk = b"\x1bLua\x51\x00\x01\x04\x04\x04\x08\x00".to_vec();
    chunk.extend_from_slice(&filler(40));
    for word in WORDS {
        chunk.push(4);
        chunk.extend_from_slice(&u32::try_from(word.len() + 1).unwrap().to_le_bytes());
        chunk.extend_from_slice(word.as_bytes());
        chunk.push(0);
    }
    let list = read(&chunk).lists;
    let all: Vec<&str> = list.iter().flat_map(WordList::words).collect();
    assert!(WORDS.iter().all(|word| all.contains(word)), "{all:?}");
    assert!(wordlist::is_worth_reading(&chunk, &KNOWLEDGE));
}

#[test]
fn a_list_in_lua_source_is_found() {
    let items: Vec<String> = WORDS.iter().map(|it| format!("  \"{it}\",")).collect();
    let text = format!("local words = {{\n{}\n}}\nreturn words\n", items.join("\n"));
    let all: Vec<String> = read(text.as_bytes())
        .lists
        .iter()
        .flat_map(|it| it.words().map(str::to_owned))
        .collect();
    assert!(
        WORDS.iter().all(|word| all.iter().any(|it| it == word)),
        "{all:?}"
    );
}

#[test]
fn truncated_digests_of_known_words_are_recognised() {
    use md5::Digest as _;
    for len in [8, 16] {
        let digests: Vec<String> = WORDS
            .iter()
            .map(|word| {
                let digest = md5::Md5::digest(word.as_bytes());
                let hex = digest
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect::<Vec<_>>()
                    .concat();
                hex[..len].to_owned()
            })
            .collect();
        let found = read(digests.join("\n").as_bytes());
        assert!(
            found.lists.iter().any(|it| it.kind.name() == "hashes"),
            "{len}"
        );
    }
}

#[test]
fn places_named_after_peoples_are_no_filter() {
    let peoples = [
        "藏族",
        "回族",
        "苗族",
        "彝族",
        "傣族",
        "壮族",
        "土家族",
        "哈尼族",
        "布依族",
        "朝鲜族",
        "侗族",
        "白族",
        "傈僳族",
        "景颇族",
    ];
    let places: Vec<String> = (0..140)
        .map(|n| {
            format!(
                "{}省{}{}自治州{n}",
                ["四川", "云南", "贵州"][n % 3],
                ["甘孜", "大理", "凉山", "红河"][n % 4],
                peoples[n % peoples.len()]
            )
        })
        .collect();
    let found = read(places.join("\n").as_bytes());
    assert!(
        found
            .lists
            .iter()
            .all(|it| it.purpose.name() != "content-filter")
    );
}
