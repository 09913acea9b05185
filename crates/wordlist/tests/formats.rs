//! One small list, found in every format and encoding it may be hidden in.
//!
//! Files in `data` were made with openssl, gzip, zstd and `SQLite`'s own shell from the words below.

mod harness;

use base::{Budget, Limits, Span, View};
use base64::Engine as _;
use std::io::Write as _;
use wordlist::{
    Keys, Kind, Purpose, Recognised, WordList, is_worth_reading, recognise, recognise_strings,
    recognise_with_keys,
};

use harness::{KNOWLEDGE, WORDS};

fn read(bytes: &[u8]) -> Recognised {
    read_with(bytes, &Keys::default())
}

fn read_with(bytes: &[u8], keys: &Keys) -> Recognised {
    let mut budget = Budget::new(1_000_000);
    recognise_with_keys(
        "some/file",
        View::new(bytes),
        &KNOWLEDGE,
        keys,
        &Limits::default(),
        &mut budget,
    )
}

fn hex(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    bytes.concat()
}

fn steps(list: &WordList) -> Vec<&str> {
    list.decoding.iter().map(wordlist::Step::name).collect()
}

/// The one filter list that must come out, with exactly these words and steps.
fn check_with(bytes: &[u8], keys: &Keys, words: &[&str], expected: &[&str]) -> WordList {
    let found = read_with(bytes, keys);
    let lists: Vec<&WordList> = found.filter_candidates().collect();
    let [list] = lists.as_slice() else {
        panic!("{} lists: {lists:#?}, all: {:#?}", lists.len(), found.lists);
    };
    assert_eq!(list.words().collect::<Vec<_>>(), words);
    assert_eq!(steps(list), expected);
    assert_eq!(list.purpose, Purpose::ContentFilter);
    (*list).clone()
}

fn check(bytes: &[u8], expected: &[&str]) -> WordList {
    check_with(bytes, &Keys::default(), &WORDS, expected)
}

fn joined(separator: &str) -> String {
    WORDS.join(separator)
}

/// Bytes as they stand between strings in programs: never text.
fn filler(len: usize) -> Vec<u8> {
    (0..len)
        .map(|at| {
            if at % 3 == 0 {
                0x01
            } else {
                0xf8 | u8::try_from(at % 7).unwrap()
            }
        })
        .collect()
}

#[test]
fn lines_keep_their_order_and_are_labelled() {
    let list = check(joined("\n").as_bytes(), &["lines"]);
    assert_eq!(list.kind, Kind::Words);
    assert_eq!(list.encoding, "UTF-8");
    assert_eq!(list.language, "zh-Hans");
    assert_eq!((list.n_words, list.n_distinct, list.longest), (16, 16, 13));
    assert!(list.political_share() > 0.5);
    let themes: Vec<&str> = list.themes.iter().map(|share| share.theme.name()).collect();
    assert_eq!(themes[..2], ["politics-and-protest", "persons"]);
    assert_eq!(list.themes[0].n_words, 3);
    assert_eq!(list.canonical().len(), 16);
    assert!(list.canonical().is_sorted());
}

#[test]
fn windows_line_ends_and_a_mark_are_no_part_of_words() {
    check(
        format!("\u{feff}{}\r\n", joined("\r\n")).as_bytes(),
        &["lines"],
    );
}

#[test]
fn any_separator_will_do() {
    for (separator, step) in [
        (",", "commas"),
        ("|", "bars"),
        (";", "semicolons"),
        ("\t", "tabs"),
        ("#", "hashes"),
        ("、", "ideographic commas"),
        ("，", "full-width commas"),
        ("$", "dollars"),
        ("@", "ats"),
    ] {
        check(joined(separator).as_bytes(), &[step]);
    }
    let unspaced: Vec<&str> = WORDS
        .iter()
        .copied()
        .filter(|word| !word.contains(' '))
        .collect();
    check_with(
        unspaced.join(" ").as_bytes(),
        &Keys::default(),
        &unspaced,
        &["spaces"],
    );
}

#[test]
fn each_encoding_is_recognised() {
    let text = joined("\n");
    let encoded = |encoding: &'static encoding_rs::Encoding| encoding.encode(&text).0.into_owned();
    let list = check(&encoded(encoding_rs::GB18030), &["lines"]);
    assert_eq!(list.encoding, "gb18030");
    let marked = [b"\xef\xbb\xbf".as_slice(), &encoded(encoding_rs::GB18030)].concat();
    assert_eq!(check(&marked, &["lines"]).encoding, "gb18030");
    let units: Vec<u16> = text.encode_utf16().collect();
    let le: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let be: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_eq!(check(&le, &["lines"]).encoding, "UTF-16LE");
    assert_eq!(check(&be, &["lines"]).encoding, "UTF-16BE");
    assert_eq!(
        check(&[b"\xff\xfe".as_slice(), &le].concat(), &["lines"]).encoding,
        "UTF-16LE"
    );
    assert_eq!(
        check(&[b"\xfe\xff".as_slice(), &be].concat(), &["lines"]).encoding,
        "UTF-16BE"
    );
}

#[test]
fn older_encodings_of_other_languages() {
    let russian = [
        "навальный",
        "свобода слова",
        "медуза",
        "митинг",
        "лукашенко",
        "ходорковский",
        "обход блокировок",
        "бумажный фонарь",
        "синий маяк",
        "лесная почта",
        "тихая гавань",
        "порно",
    ];
    let traditional = [
        "六四事件",
        "臺獨",
        "法輪功",
        "達賴喇嘛",
        "劉曉波",
        "翻牆",
        "陳水扁",
        "青蛙郵差",
        "燈塔餅乾",
        "銀杏暗號",
    ];
    for (entries, encoding, expected) in [
        (russian.as_slice(), encoding_rs::WINDOWS_1251, "ru"),
        (russian.as_slice(), encoding_rs::KOI8_R, "ru"),
        (traditional.as_slice(), encoding_rs::BIG5, "zh-Hant"),
    ] {
        let text = entries.join("\n");
        let (bytes, _, lost) = encoding.encode(&text);
        assert!(!lost);
        let found = check_with(&bytes, &Keys::default(), entries, &["lines"]);
        assert_eq!(found.language, expected, "{}", encoding.name());
    }
}

#[test]
fn the_right_column_of_a_table_is_found() {
    let rows: Vec<String> = WORDS
        .iter()
        .enumerate()
        .map(|(at, word)| format!("{at},\"{word}\",level {}", at % 3))
        .collect();
    check(rows.join("\n").as_bytes(), &["column 2"]);
    let rows: Vec<String> = WORDS
        .iter()
        .enumerate()
        .map(|(at, word)| format!("{at}\t{word}\tx"))
        .collect();
    check(rows.join("\n").as_bytes(), &["column 2"]);
}

#[test]
fn json_lists_say_where_they_were() {
    let flat = serde_json::json!(WORDS).to_string();
    assert_eq!(check(flat.as_bytes(), &["json"]).key_path, "$[*]");
    let nested =
        serde_json::json!({"status": 0, "data": {"version": 3, "keywords": WORDS}}).to_string();
    assert_eq!(
        check(nested.as_bytes(), &["json"]).key_path,
        "$.data.keywords[*]"
    );
    let records: Vec<serde_json::Value> = WORDS
        .iter()
        .map(|word| serde_json::json!({"id": 7, "word": word}))
        .collect();
    let records = serde_json::json!({"list": records}).to_string();
    assert_eq!(
        check(records.as_bytes(), &["json"]).key_path,
        "$.list[*].word"
    );
}

#[test]
fn a_list_as_a_string_inside_json_is_opened() {
    let flat =
        serde_json::json!({"status": "0", "keywords": joined("|"), "cacheTime": "1"}).to_string();
    assert_eq!(
        check(flat.as_bytes(), &["json", "bars"]).key_path,
        "$.keywords"
    );
    let inner = serde_json::json!(WORDS).to_string();
    let outer = serde_json::json!({"version": 2, "keywords": inner}).to_string();
    assert_eq!(
        check(outer.as_bytes(), &["json", "json"]).key_path,
        "$.keywords$[*]"
    );
}

#[test]
fn xml_of_preferences_and_property_lists() {
    let prefs = format!(
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n<long name=\"version\" value=\"3\" />\n\
         <string name=\"keywords\">{}</string>\n</map>",
        joined(",")
    );
    let list = check(prefs.as_bytes(), &["xml", "commas"]);
    assert_eq!(list.key_path, "map/string[@name='keywords']");
    let plist = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\
         <plist version=\"1.0\"><array><string>{}</string></array></plist>",
        joined("</string><string>")
    );
    assert_eq!(
        check(plist.as_bytes(), &["xml"]).key_path,
        "plist/array/string"
    );
}

#[test]
fn properties_hold_a_list_in_one_value() {
    let text = format!(
        "version = 3\nwords = {}\nurl = none\na = b\nc = d\n",
        joined(";")
    );
    assert_eq!(
        check(text.as_bytes(), &["properties", "semicolons"]).key_path,
        "words"
    );
}

#[test]
fn literals_of_source_code_with_escapes() {
    let lua = format!(
        "local words = {{\n  \"{}\"\n}}\nreturn words\n",
        joined("\", \"")
    );
    check(lua.as_bytes(), &["string-literals"]);
    let escaped: String = joined("|")
        .chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                format!("\\u{:04x}", u32::from(c))
            }
        })
        .collect();
    check(escaped.as_bytes(), &["unicode-escapes", "bars"]);
    let lua_bytes: String = joined("\u{1}")
        .bytes()
        .map(|byte| match byte {
            1 => "\", \"".to_owned(),
            byte if byte.is_ascii() => char::from(byte).to_string(),
            byte => format!("\\{byte}"),
        })
        .collect();
    check(
        format!("t = {{\"{lua_bytes}\"}}").as_bytes(),
        &["string-literals"],
    );
}

#[test]
fn strings_between_code_in_a_native_library() {
    let table = [joined("\0").as_bytes(), b"\0"].concat();
    let start = 6000;
    let bytes = [
        b"\x7fELF\x02\x01\x01\0".as_slice(),
        &filler(start - 8),
        &table,
        &filler(6000),
    ]
    .concat();
    let list = check(&bytes, &["strings"]);
    assert_eq!(list.span, Span::new(start as u64, table.len() as u64 - 1));
    assert!(is_worth_reading(&bytes, &KNOWLEDGE));
}

#[test]
fn a_text_inside_another_file_is_read_by_its_lines() {
    let text = joined("\r\n");
    let bytes = [
        filler(5000),
        u32::try_from(text.len()).unwrap().to_le_bytes().to_vec(),
        text.into_bytes(),
        filler(500),
    ]
    .concat();
    check(&bytes, &["string", "lines"]);
}

#[test]
fn strings_with_their_lengths_before_them() {
    let mut unity = filler(300);
    let mut lua = b"\x1bLuaQ\0\x01\x04\x08\x04\x08\0".to_vec();
    lua.extend(filler(40));
    let mut java = b"\xca\xfe\xba\xbe\0\0\0\x34".to_vec();
    for word in WORDS {
        let len = u8::try_from(word.len()).unwrap();
        unity.extend([len, 0, 0, 0]);
        unity.extend(word.bytes());
        unity.resize(unity.len().next_multiple_of(4), 0);
        lua.extend([4, len + 1, 0, 0, 0, 0, 0, 0, 0]);
        lua.extend(word.bytes());
        lua.push(0);
        java.extend([1, 0, len]);
        java.extend(word.bytes());
    }
    unity.extend(filler(300));
    java.extend([7, 0, 2, 0xff]);
    check(&unity, &["strings"]);
    check(&lua, &["strings"]);
    check(&java, &["strings"]);
}

/// Written by Python's `plistlib`.
#[test]
fn binary_property_lists() {
    let words = include_bytes!("data/words.bplist");
    let found = read(words);
    let paths: Vec<&str> = found
        .filter_candidates()
        .map(|it| it.key_path.as_str())
        .collect();
    assert_eq!(paths, ["$.again[*]", "$.filter.words[*]"]);
    let archived = include_bytes!("data/archived.bplist");
    let found = read(archived);
    let list = found.filter_candidates().next().unwrap();
    assert_eq!(
        (list.key_path.as_str(), list.n_words),
        ("$.$objects[*]", 17)
    );
    for sample in [words.as_slice(), archived] {
        assert!(is_worth_reading(sample, &KNOWLEDGE));
    }
    let contents = wordlist::contents(words, &Limits::default());
    assert_eq!(
        (contents.form, contents.texts["filter.words"]),
        ("plist", 16)
    );
}

#[test]
fn protobuf_without_its_schema() {
    let mut inner = Vec::new();
    for word in WORDS {
        inner.extend([0x0a, u8::try_from(word.len()).unwrap()]);
        inner.extend(word.bytes());
    }
    let len = inner.len();
    let mut outer = vec![
        0x08,
        0x96,
        0x01,
        0x12,
        u8::try_from(len & 0x7f).unwrap() | 0x80,
        u8::try_from(len >> 7).unwrap(),
    ];
    outer.extend(inner);
    assert_eq!(check(&outer, &["protobuf"]).key_path, ".2.1");
}

#[test]
fn sqlite_columns_and_values_that_overflow_their_page() {
    let found = read(include_bytes!("data/words.sqlite"));
    let lists: Vec<&WordList> = found.filter_candidates().collect();
    assert_eq!(
        lists.len(),
        2,
        "{:?}",
        found
            .lists
            .iter()
            .map(|l| (&l.key_path, l.score, l.n_words, &l.reasons))
            .collect::<Vec<_>>()
    );
    assert_eq!(lists[0].words().collect::<Vec<_>>(), WORDS);
    assert_eq!(lists[0].key_path, "t.word");
    assert_eq!(lists[1].key_path, "big.list");
    assert_eq!(steps(lists[1]), ["sqlite", "bars"]);
    assert_eq!(lists[1].n_words, 76);
}

/// `data/tables.sqlite` was made by Python's `sqlite3` (`data/make_sqlite.py`): UTF-16, trees with pages inside, tables apart.
#[test]
fn sqlite_tables_are_told_apart_by_their_names() {
    let bytes = include_bytes!("data/tables.sqlite");
    let list = check(bytes, &["sqlite"]);
    assert_eq!(list.key_path, "the words.a word");
    let contents = wordlist::contents(bytes, &Limits::default());
    let texts: Vec<(&str, u64)> = contents
        .texts
        .iter()
        .map(|(key, n)| (key.as_str(), *n))
        .collect();
    assert_eq!(
        texts,
        [
            ("cities.name", 60),
            ("cities.note", 60),
            ("emptied.word", 0),
            ("hashed.digest", 40),
            ("the words.a word", 16),
        ]
    );
}

#[test]
fn user_strings_of_an_assembly() {
    let mut heap = vec![0];
    for word in WORDS {
        let units: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        heap.push(u8::try_from(units.len() + 1).unwrap());
        heap.extend(units);
        heap.push(1);
    }
    let mut bytes = b"MZ\x90\0".to_vec();
    bytes.extend(filler(300));
    bytes.extend(b"BSJB");
    bytes.extend(20_u32.to_le_bytes());
    bytes.extend(u32::try_from(heap.len()).unwrap().to_le_bytes());
    bytes.extend(b"#US\0\0\0\0\0");
    bytes.extend(heap);
    let list = check(&bytes, &["dotnet-strings"]);
    assert_eq!(list.encoding, "UTF-16LE");
    assert!(is_worth_reading(&bytes, &KNOWLEDGE));
}

#[test]
fn compressed_and_encoded_wrappings_nest() {
    let text = joined("\n");
    check(include_bytes!("data/words.gz"), &["gzip", "lines"]);
    check(include_bytes!("data/words.zst"), &["zstd", "lines"]);
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(text.as_bytes()).unwrap();
    let zlib = zlib.finish().unwrap();
    check(&zlib, &["zlib", "lines"]);
    let base64 = base64::engine::general_purpose::STANDARD.encode(&zlib);
    check(base64.as_bytes(), &["base64", "zlib", "lines"]);
    let json = serde_json::json!({"v": 1, "d": base64}).to_string();
    assert_eq!(
        check(json.as_bytes(), &["json", "base64", "zlib", "lines"]).key_path,
        "$.d"
    );
    check(hex(&text).to_uppercase().as_bytes(), &["hex", "lines"]);
}

#[test]
fn base64_in_its_alphabets_wrapped_or_not() {
    let text = joined("\n");
    let plain = base64::engine::general_purpose::STANDARD.encode(&text);
    check(plain.as_bytes(), &["base64", "lines"]);
    let safe = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&text);
    check(safe.as_bytes(), &["base64", "lines"]);
    let wrapped: Vec<&str> = plain
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    check(wrapped.join("\r\n").as_bytes(), &["base64", "lines"]);
    let secret = "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210+/";
    let alphabet = base64::alphabet::Alphabet::new(secret).unwrap();
    let config = base64::engine::general_purpose::PAD;
    let coded = base64::engine::GeneralPurpose::new(&alphabet, config).encode(&text);
    let keys = Keys {
        alphabets: vec![secret.to_owned()],
        ..Keys::default()
    };
    check_with(coded.as_bytes(), &keys, &WORDS, &["base64", "lines"]);
    assert_eq!(read(coded.as_bytes()).filter_candidates().count(), 0);
}

#[test]
fn entries_encoded_one_by_one() {
    let coded: Vec<String> = WORDS
        .iter()
        .map(|word| base64::engine::general_purpose::STANDARD.encode(word))
        .collect();
    check(coded.join("\n").as_bytes(), &["lines", "base64-each"]);
    let coded: Vec<String> = WORDS.iter().map(|word| hex(word)).collect();
    check(coded.join(",").as_bytes(), &["commas", "hex-each"]);
}

#[test]
fn percent_escapes() {
    let coded: Vec<String> = joined("|")
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    check(coded.concat().as_bytes(), &["percent", "bars"]);
}

#[test]
fn brotli_is_tried_on_what_nothing_else_opens() {
    let text = joined("\n");
    // RFC 7932: window of 2^16, one meta-block that is not compressed, one that is last and empty.
    let header = (u32::try_from(text.len()).unwrap() - 1) << 4 | 1 << 20;
    let bytes = [&header.to_le_bytes()[..3], text.as_bytes(), &[3]].concat();
    let found = read(&bytes);
    // The text stands in the clear here, so it may be found as a string as well; what counts is the words.
    let list = found.filter_candidates().next().unwrap();
    assert_eq!(list.n_distinct, 16);
}

#[test]
fn one_byte_xor_is_seen_through() {
    for key in [0x5a_u8, 0x80, 0xff, 0x17] {
        let coded: Vec<u8> = joined("\n").bytes().map(|byte| byte ^ key).collect();
        let step = format!("xor 0x{key:02x}");
        check(&coded, &[&step, "lines"]);
    }
}

#[test]
fn strings_handed_in_as_strings() {
    let mut budget = Budget::new(1_000);
    let span = Span::new(64, 128);
    let found = recognise_strings(
        "array",
        &WORDS,
        span,
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    );
    let list = found.filter_candidates().next().unwrap();
    assert_eq!((list.n_distinct, list.span), (16, span));
}

#[test]
fn a_list_inside_a_pool_of_names_is_cut_out() {
    let names: Vec<String> = (0..3000)
        .map(|at| format!("Lorg/example/Name{at};"))
        .collect();
    let mut pool: Vec<&str> = names.iter().map(String::as_str).collect();
    pool.splice(1000..1000, WORDS);
    let mut budget = Budget::new(10_000);
    let found = recognise_strings(
        "pool",
        &pool,
        Span::new(0, 1),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    );
    let list = found.filter_candidates().next().unwrap();
    assert!(
        list.n_distinct >= 10 && list.n_distinct <= 16,
        "{:?}",
        list.words().collect::<Vec<_>>()
    );
}

#[test]
fn kinds_are_told_apart() {
    let kind = |entries: &[&str]| {
        let found = read(entries.join("\n").as_bytes());
        found.lists[0].kind
    };
    assert_eq!(
        kind(&[
            "https://a.example/x",
            "http://b.example/",
            "https://c.example/1",
            "https://d.example/q",
            "http://e.example/"
        ]),
        Kind::Urls
    );
    assert_eq!(
        kind(&[
            "a.example",
            "b.c.example",
            "news.example",
            "mail.example",
            "*.d.example"
        ]),
        Kind::Hosts
    );
    assert_eq!(
        kind(&[
            "org.example.one",
            "com.example.two",
            "net.example.three",
            "org.example.four",
            "com.example.a.b"
        ]),
        Kind::Packages
    );
    assert_eq!(
        kind(&[
            "^foo.*bar$",
            "a[bc]+d|e",
            "\\d{3}-x",
            "kite.?string",
            "(?i)lantern"
        ]),
        Kind::Regexes
    );
    assert_eq!(
        kind(&[
            "kite+string",
            "paper+lantern",
            "frog+post",
            "blue+tower",
            "red+door+key"
        ]),
        Kind::Combinations
    );
    assert_eq!(
        kind(&[
            "d41d8cd98f00b204e9800998ecf8427e",
            "0cc175b9c0f1b6a831c399e269772661",
            "92eb5ffee6ae2fec3ad71c777531578f",
            "4a8a08f09d37b73795649038408b5f33",
            "8277e0910d750195b448797616e091ad"
        ]),
        Kind::Hashes
    );
}

#[test]
fn rules_of_several_words_in_json_stay_together() {
    let rules = serde_json::json!([
        ["六四事件", "广场"],
        ["零八宪章", "灯塔"],
        ["翻墙", "云雀"],
        ["刘晓波", "和平奖"],
        ["台湾独立", "风筝"],
        ["雪山狮子旗", "邮差"]
    ]);
    let found = read(rules.to_string().as_bytes());
    let list = found.filter_candidates().next().unwrap();
    assert_eq!(list.kind, Kind::Combinations);
    assert_eq!(list.words().next(), Some("六四事件+广场"));
}

#[test]
fn hashed_words_are_recognised_by_hashing_the_known_ones() {
    // md5sum of 零八宪章, 刘晓波, 六四事件, 台湾独立, 赌博 in UTF-8, and of three words nobody knows.
    let text = include_str!("data/words.md5");
    let found = read(text.as_bytes());
    let list = found.filter_candidates().next().unwrap();
    assert_eq!(list.kind, Kind::Hashes);
    assert_eq!(list.n_distinct, 8);
    assert_eq!(
        list.themes.iter().map(|share| share.n_words).sum::<u64>(),
        5
    );
}

#[test]
fn glosses_come_with_a_public_source() {
    let anchor = KNOWLEDGE.gloss("六四事件").unwrap();
    assert!(anchor.gloss.contains("1989"));
    assert!(
        KNOWLEDGE
            .anchors()
            .iter()
            .all(|anchor| anchor.source.starts_with("https://"))
    );
    assert!(KNOWLEDGE.gloss("青蛙邮差").is_none());
}

#[test]
fn the_name_only_adds_to_the_reasons() {
    let text = [
        "kite", "lantern", "frog", "postman", "biscuit", "skylark", "ginkgo",
    ]
    .join("\n");
    let mut budget = Budget::new(1_000);
    let named = recognise(
        "assets/sensitive_words.txt",
        View::new(text.as_bytes()),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    );
    assert_eq!(named.filter_candidates().count(), 0);
    let text = joined("\n");
    let named = recognise(
        "assets/sensitive_words.txt",
        View::new(text.as_bytes()),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    );
    let reasons = &named.filter_candidates().next().unwrap().reasons;
    assert!(
        reasons.iter().any(|reason| reason.contains("`sensitive`")),
        "{reasons:?}"
    );
}

/// Tables past the bound are read as pages of no table, and said to be.
#[test]
fn tables_past_the_bound_are_said() {
    let found = read(include_bytes!("data/many.sqlite"));
    let codes: Vec<&str> = found.problems.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["wordlist/tables-left-out"]);
    let bytes = include_bytes!("data/many.sqlite");
    assert!(wordlist::contents(bytes, &Limits::default()).is_cut);
    let bytes = include_bytes!("data/tables.sqlite");
    assert!(!wordlist::contents(bytes, &Limits::default()).is_cut);
}
