//! What is stated of filters that small programs of `testbed/micro/` hold, from their code to the facts and claims.

mod harness;

use harness::{assess, claims};
use std::path::{Path, PathBuf};

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testbed/micro")
        .join(format!("{name}.dex"))
}

/// The program, how it compares, and what follows.
const MECHANISMS: [(&str, &str, &str); 16] = [
    (
        "decision-all-of",
        "contains; all words of a group must be found",
        "dropped",
    ),
    ("decision-automaton", "trie", "dropped"),
    (
        "decision-both-lists",
        "contains; only where a word of another list is found too (built-in, 2 built-in words)",
        "dropped",
    ),
    ("decision-button-disabled", "contains", "refused"),
    ("decision-error-shown", "contains", "refused"),
    (
        "decision-hashed-words-cut",
        "lookup; digest; digest-part",
        "refused",
    ),
    ("decision-masked", "contains", "replaced"),
    (
        "decision-native",
        "native-call; in native code, Java_micro_Tree_has of libwords.so; how it compares is not known",
        "dropped",
    ),
    (
        "decision-native-handle",
        "native-call; in native code, Java_micro_Tree_find of libwords.so; how it compares is not known",
        "dropped",
    ),
    ("decision-nested-maps", "trie", "dropped"),
    ("decision-reported", "contains", "reported"),
    (
        "decision-taken-back",
        "contains; not where a word of another list is found (built-in, 2 built-in words)",
        "dropped",
    ),
    ("decision-trie-array", "trie", "dropped"),
    ("decision-trie-map", "trie", "dropped"),
    ("decision-view-hidden", "contains", "hidden"),
    (
        "decision-white-list",
        "contains; not where a word of another list is found (built-in, 2 built-in words)",
        "dropped",
    ),
];

#[test]
fn each_matcher_is_named_in_the_fact() {
    let programs: Vec<PathBuf> = MECHANISMS.iter().map(|it| program(it.0)).collect();
    let case = assess(&programs);
    for (name, matcher, effect) in MECHANISMS {
        let found = case.query(&format!(
            "SELECT matcher || '|' || effect AS m FROM filter_mechanism WHERE app LIKE '%/{name}.dex' ORDER BY 1"
        ));
        let wanted = format!("{matcher}|{effect}");
        let found: Vec<&str> = found
            .lines()
            .skip(1)
            .map(|it| it.trim_matches('"'))
            .collect();
        assert!(found.contains(&wanted.as_str()), "{name}: {found:?}");
    }
}

#[test]
fn what_only_looks_like_a_matcher_is_none() {
    let names = ["decision-tree-not-of-words", "decision-native-text-only"];
    let case = assess(&names.map(program));
    let n = case.query("SELECT count(*) AS n FROM filter_mechanism");
    assert_eq!(n.lines().collect::<Vec<_>>(), ["n", "0"]);
    let case = assess(&[
        program("decision-trie-counts-only"),
        program("decision-button-enabled"),
    ]);
    let effects = case.query("SELECT DISTINCT effect FROM filter_mechanism");
    assert!(
        effects.lines().skip(1).all(|it| it == "unknown"),
        "{effects}"
    );
}

#[test]
fn each_kind_of_content_is_told_by_what_gives_it() {
    let case = assess(&[program("decision-kinds-of-content")]);
    let found = case.query(
        "SELECT json_extract(built_in, '$[0]') || '|' || compared_with || '|' || compared_by AS m FROM filter_mechanism ORDER BY 1",
    );
    let found: Vec<String> = found
        .lines()
        .skip(1)
        .map(|it| it.replace('"', "").replace("other ", ""))
        .collect();
    let kinds = [
        "ad-text",
        "app",
        "contact",
        "device-name",
        "file-name",
        "input-method",
        "message",
        "notification",
        "search-query",
        "url",
        "watermark-text",
        "web-page",
    ];
    let expected = kinds.map(|kind| {
        let by = if kind == "watermark-text" {
            "names"
        } else {
            "framework"
        };
        format!("{kind} word|[{kind}]|{by}")
    });
    assert_eq!(found, expected);
}

#[test]
fn a_fetched_list_behind_a_tree_of_characters_is_claimed() {
    let case = assess(&[
        program("decision-trie-fetched"),
        program("decision-trie-map"),
    ]);
    let found: Vec<(String, String)> = claims(&case.answers)
        .into_iter()
        .filter(|it| it.0 == "content-is-held-to-fetched-list")
        .collect();
    let [(_, subject)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(subject.ends_with("decision-trie-fetched.dex"), "{subject}");
}

/// The column of the one mechanism of a program.
fn column(name: &str, column: &str) -> String {
    let case = assess(&[program(name)]);
    let found = case.query(&format!("SELECT {column} AS m FROM filter_mechanism"));
    unquoted(&found).join("\n")
}

/// The lines below the head, without the quotes of CSV (RFC 4180, 2).
fn unquoted(csv: &str) -> Vec<String> {
    let plain = |line: &str| match line.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => line.to_owned(),
    };
    csv.lines().skip(1).map(plain).collect()
}

#[test]
fn the_steps_by_which_a_list_is_decoded_are_told_in_their_order_and_with_their_places() {
    let steps = [
        "lines",
        "base64",
        "cipher AES/ECB/PKCS5Padding",
        "json-object",
        "key words",
        "split",
    ];
    let case = assess(&[program("decision-decoded-in-order")]);
    let told = case.query("SELECT decoding AS m FROM filter_mechanism");
    let told: Vec<String> = serde_json::from_str(&unquoted(&told)[0]).unwrap();
    assert_eq!(told, steps);
    let places = case.query(
        "SELECT s.says || ' @ ' || e.at AS m FROM filter_step AS s JOIN evidence AS e ON e.id = s.evidence
         WHERE s.way = 'decoding' ORDER BY s.position",
    );
    let places = unquoted(&places);
    assert_eq!(places.len(), steps.len());
    for (place, step) in places.iter().zip(steps) {
        let at = format!("{step} @ Lmicro/Words;->fetch()V+0x");
        assert!(place.starts_with(&at), "{place}");
    }
}

#[test]
fn what_a_getter_gives_is_told_by_what_is_done_with_it_elsewhere() {
    let told = "compared_with || ' ' || compared_by";
    // In both the text is sent as a message where it holds no word.
    let both = r#"["message","url"] uses"#;
    assert_eq!(column("decision-content-by-use", told), both);
    let other = r#"["message"] uses"#;
    assert_eq!(column("decision-content-by-other-use", told), other);
}

#[test]
fn a_text_is_told_by_the_name_of_the_field_that_it_is_taken_out_of() {
    let told = "compared_with || ' ' || compared_by";
    assert_eq!(
        column("decision-content-by-key", told),
        r#"["message"] keys"#
    );
    assert_eq!(column("decision-content-by-other-key", told), "[] nothing");
}
