//! Which bytes need no reading, where that is not told at once.

mod harness;

use harness::{KNOWLEDGE, WORDS};
use wordlist::is_worth_reading;

/// Text of many different everyday words.
fn everyday(n: usize) -> String {
    let lines: Vec<String> = (0..n)
        .map(|at| format!("the {}th of the lines that say little", at * 7919 % 10_007))
        .collect();
    lines.join("\n") + "\n"
}

fn gzip(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

#[test]
fn what_is_compressed_is_worth_reading_for_what_is_in_it() {
    let list = WORDS.join("\n");
    let long = format!("{}{list}\n{}", everyday(3000), everyday(3000));
    for text in [&list, &long] {
        assert!(is_worth_reading(&gzip(text), &KNOWLEDGE));
    }
    assert!(!is_worth_reading(&gzip(&everyday(6000)), &KNOWLEDGE));
}

#[test]
fn terms_far_from_each_other_are_no_list() {
    let words = WORDS;
    let near = format!("{}{}\n{}", everyday(1000), words.join("\n"), everyday(1000));
    assert!(is_worth_reading(near.as_bytes(), &KNOWLEDGE));
    let far: Vec<String> = words.iter().map(|word| everyday(400) + word).collect();
    let far = far.join(
        "
",
    );
    assert!(far.len() > 16 * 12_000);
    assert!(!is_worth_reading(far.as_bytes(), &KNOWLEDGE));
}

#[test]
fn tables_of_numbers_are_no_base64() {
    let number = |at: usize| {
        u64::try_from(at)
            .unwrap()
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
    };
    let numbers = |form: fn(u64) -> String| (0..64).map(|at| form(number(at))).collect::<Vec<_>>();
    let hex = numbers(|it| format!("{it:016X}")).concat();
    let decimal = numbers(|it| format!("{it:020}")).concat();
    let name = "_ZN7android14MediaExtractor12countTracksERKNS_2spINS_8MetaDataEEE".repeat(4);
    for run in [hex, decimal, name] {
        let text = format!("<table>{run}</table>");
        assert!(!is_worth_reading(text.as_bytes(), &KNOWLEDGE), "{text}");
    }
    let list = WORDS.join("\n");
    let hex: Vec<String> = list.bytes().map(|byte| format!("{byte:02x}")).collect();
    let hex = hex.concat();
    let text = format!("<table>{hex}</table>");
    assert!(is_worth_reading(text.as_bytes(), &KNOWLEDGE));
}

#[test]
fn long_tables_of_packages_are_worth_reading() {
    let table: Vec<String> = (0..2000)
        .map(|at| format!("\"com.example.app{at}\": {at}"))
        .collect();
    let text = format!("{{{}}}", table.join(","));
    assert!(is_worth_reading(text.as_bytes(), &KNOWLEDGE));
}
