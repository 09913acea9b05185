//! Hostile inputs, bounds, and properties of decoding.

use base::{Budget, Limits, View};
use base64::Engine as _;
use proptest::prelude::*;
use std::io::Write as _;
use std::sync::LazyLock;
use wordlist::{Knowledge, Recognised, is_worth_reading, recognise};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    Knowledge::parse(include_str!("../../../knowledge/wordlist/themes.tsv")).value
});

fn read(bytes: &[u8]) -> Recognised {
    let mut budget = Budget::new(10_000);
    recognise(
        "x",
        View::new(bytes),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    )
}

const SHORT: &str = "六四事件|零八宪章|刘晓波|翻墙|台湾独立|kite";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn damaged_inputs_never_panic() {
    let sqlite = include_bytes!("data/words.sqlite");
    // The page with records, behind the file's header.
    let small = [&sqlite[..100], &sqlite[100..140], &sqlite[512..900]].concat();
    let mut protobuf = Vec::new();
    for word in SHORT.split('|') {
        protobuf.extend([0x0a, u8::try_from(word.len()).unwrap()]);
        protobuf.extend(word.bytes());
    }
    let json = format!("{{\"v\":1,\"words\":\"{SHORT}\",\"l\":[\"a\",\"b\"]}}");
    let xml = format!("<map><string name=\"w\">{SHORT}</string><i v=\"1\"/></map>");
    let base64 = base64::engine::general_purpose::STANDARD.encode(SHORT);
    let assembly = [
        b"MZ\0\0BSJB\x14\0\0\0\x20\0\0\0#US\0".as_slice(),
        &[0, 5, 0x45, 0x51, 0xdb, 0x56, 1, 0x80, 3, 1, 0, 2],
    ]
    .concat();
    for sample in [
        SHORT.as_bytes(),
        &gzip(SHORT.as_bytes()),
        include_bytes!("data/words.zst"),
        json.as_bytes(),
        xml.as_bytes(),
        base64.as_bytes(),
        &protobuf,
        &assembly,
        &small,
        b"a = \"x\\065\\u4e2d\\xff\"\nb='y'\nc=\"z\"\nd=\"%41%42%43%44%45%46\"",
    ] {
        testkit::hostile(sample, |bytes| {
            let _ = read(bytes);
            let _ = is_worth_reading(bytes, &KNOWLEDGE);
        });
    }
}

#[test]
fn damaged_databases_never_panic() {
    let limits = Limits::default();
    testkit::hostile(include_bytes!("data/words.sqlite"), |bytes| {
        let _ = wordlist::contents(bytes, &limits);
    });
}

#[test]
fn a_bomb_stops_at_the_budget_and_says_so() {
    let bomb = gzip(&vec![b'a'; 64 << 20]);
    let mut budget = Budget::new(100);
    let found = recognise(
        "x",
        View::new(&bomb),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    );
    let codes: Vec<&str> = found.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["wordlist/out-of-budget"]);
}

#[test]
fn nesting_stops_at_the_limit_and_says_so() {
    let mut bytes = SHORT.as_bytes().to_vec();
    for _ in 0..20 {
        bytes = gzip(&bytes);
    }
    let codes: Vec<&str> = read(&bytes)
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, ["wordlist/too-deep"]);
}

#[test]
fn bad_lines_of_the_themes_are_left_out_one_by_one() {
    let parsed = Knowledge::parse(
        "# x\none\tsexual\tg\ts\nbad\ntwo\tno-theme\tg\ts\none\tsexual\tg\ts\nthree\tpersons\tg\ts\tcommon\nfour\tpersons\tg\ts\tx\n",
    );
    assert_eq!(parsed.value.anchors().len(), 2);
    let codes: Vec<&str> = parsed.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["wordlist/bad-anchor"; 4]);
}

#[test]
fn the_same_bytes_give_the_same_answer() {
    let words: Vec<String> = (0..500).map(|at| format!("词{at}")).collect();
    let text = words.join("\n");
    assert_eq!(
        format!("{:?}", read(text.as_bytes())),
        format!("{:?}", read(text.as_bytes()))
    );
}

/// Words that hold no separator and do not look like anything encoded.
fn words() -> impl Strategy<Value = Vec<String>> {
    let known = [
        "六四事件",
        "天安门事件",
        "刘晓波",
        "翻墙",
        "台湾独立",
        "雪山狮子旗",
        "赌博",
        "零八宪章",
    ];
    proptest::collection::vec("[\u{5c71}\u{6c34}\u{98ce}\u{82b1}\u{9e1f}]{2,5}", 0..20).prop_map(
        move |mut words| {
            for (at, word) in known.into_iter().enumerate() {
                words.insert((at * 3).min(words.len()), word.to_owned());
            }
            words
        },
    )
}

fn only_words(bytes: &[u8]) -> Vec<String> {
    let found = read(bytes);
    let mut lists = found.filter_candidates();
    let words = lists
        .next()
        .map(|list| list.words().map(str::to_owned).collect());
    assert!(lists.next().is_none());
    words.unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn decoding_undoes_encoding(words in words(), separator in 0_usize..5, wrapping in 0_usize..6, key in 0x80_u8..) {
        let text = words.join(["\n", ",", "|", ";", "、"][separator]);
        let bytes = match wrapping {
            0 => text.into_bytes(),
            1 => gzip(text.as_bytes()),
            2 => base64::engine::general_purpose::STANDARD.encode(text).into_bytes(),
            3 => base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(gzip(text.as_bytes())).into_bytes(),
            4 => serde_json::json!({"a": {"b": words}}).to_string().into_bytes(),
            _ => text.bytes().map(|byte| byte ^ key).collect(),
        };
        // Without any separator but the ideographic comma, no byte tells keys apart that differ in their low bits.
        prop_assume!(wrapping != 5 || separator == 0);
        prop_assert_eq!(only_words(&bytes), words);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
        let _ = is_worth_reading(&bytes, &KNOWLEDGE);
    }

    #[test]
    fn any_text_is_survived(text in ".{0,400}") {
        let _ = read(text.as_bytes());
    }
}
