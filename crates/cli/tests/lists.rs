//! `patikra lists`: export, comparison and trial on the lists of the testbed, whose sources stand below `testbed/src`.

mod harness;

use harness::{Assessed, assess, patikra, phone, said};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;

fn lists(args: &[&str]) -> Output {
    patikra().arg("lists").args(args).output().unwrap()
}

fn folder(case: &Assessed) -> &str {
    case.folder.path().to_str().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The packages that birch's store refuses, in the order of its asset.
const BLOCKED: [&str; 6] = [
    "tunnel",
    "mirror",
    "news",
    "messenger",
    "rivalstore",
    "proxy",
];

#[test]
fn lists_are_written_with_every_entry_and_where_they_stand() {
    let case = assess(&[phone("birch")]);
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let output = lists(&[
        folder(&case),
        "--json",
        &at("l.json"),
        "--csv",
        &at("l.csv"),
    ]);
    said(&output);
    let read = |name: &str| fs::read_to_string(out.path().join(name)).unwrap();
    let json: Value = serde_json::from_str(&read("l.json")).unwrap();
    let list = json["lists"].as_array().unwrap().iter();
    let list = list
        .into_iter()
        .find(|it| it["kind"] == "packages")
        .unwrap();
    assert_eq!(list["app"], "lt.patikra.testbed.birch.store");
    assert_eq!(
        list["path"],
        "system/priv-app/BirchStore/BirchStore.apk!/assets/blocklist.json"
    );
    assert_eq!(list["decoding"].as_array().unwrap().last().unwrap(), "json");
    assert!(list["length"].as_u64().unwrap() > 0);
    let words: Vec<&str> = list["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert_eq!(
        words,
        BLOCKED.map(|it| format!("lt.patikra.testbed.blocked.{it}"))
    );
    let evidence = list["evidence"].as_str().unwrap();
    let shown = patikra()
        .arg("show")
        .arg(folder(&case))
        .arg(evidence)
        .output()
        .unwrap();
    assert!(said(&shown).contains("blocklist.json"));
    let n_words: usize = json["lists"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["words"].as_array().unwrap().len())
        .sum();
    assert_eq!(read("l.csv").lines().count(), n_words + 1);
    // Both forms hold the same.
    let diff = said(&lists(&["diff", &at("l.json"), &at("l.csv"), "--all"]));
    assert_eq!(
        diff,
        format!(
            "lists: 0 changed, 0 new, 0 gone, {} the same\n",
            json["lists"].as_array().unwrap().len()
        )
    );
    // And the case itself.
    let diff = said(&lists(&["diff", folder(&case), &at("l.csv"), "--all"]));
    assert!(
        diff.starts_with("lists: 0 changed, 0 new, 0 gone"),
        "{diff}"
    );
}

#[test]
fn a_table_that_hides_lists_says_how_many() {
    let case = assess(&[phone("birch")]);
    let output = lists(&[folder(&case)]);
    assert!(!said(&output).contains("blocklist.json"));
    assert!(
        errors(&output).contains("--all shows them"),
        "{}",
        errors(&output)
    );
    let output = lists(&[folder(&case), "--all"]);
    assert!(said(&output).contains("blocklist.json"));
    assert_eq!(errors(&output), "");
}

#[test]
fn what_came_and_went_is_told_by_theme() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let old = write("old.txt", "protest\nsofa\nsofa\n");
    let new = write(
        "new.txt",
        "sofa\r\nreferendum\r\nmartial law\r\nhassock\r\n",
    );
    let text = said(&lists(&["diff", &old, &new, "--all"]));
    for line in [
        "  3 added, 1 removed",
        "    politics-and-protest: +2 -1",
        "    no known term: +1 -0",
        "  + referendum",
        "  - protest",
        "lists: 1 changed, 0 new, 0 gone, 0 the same",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}: {text}");
    }
    let json: Value = serde_json::from_str(&said(&lists(&["diff", &old, &new, "--json"]))).unwrap();
    assert_eq!(
        json["changes"][0]["added"],
        serde_json::json!(["referendum", "martial law", "hassock"])
    );
    assert_eq!(
        lists(&["diff", &old, "nowhere.json"]).status.code(),
        Some(2)
    );
    let broken = write("broken.json", "{\"schema\": 1}");
    assert_eq!(lists(&["diff", &old, &broken]).status.code(), Some(2));
}

#[test]
fn a_text_is_tried_by_the_matcher_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.txt");
    fs::write(&list, "Protest\nart\nsofa table\n").unwrap();
    let list = list.to_str().unwrap();
    let matched = |args: &[&str]| {
        let output = lists(&[&["match", list, "--json"], args].concat());
        let json: Value = serde_json::from_str(&said(&output)).unwrap();
        let entries = json["lists"][0]["entries"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let entries = entries
            .iter()
            .map(|it| it["entry"].as_str().unwrap().to_owned());
        entries.collect::<Vec<String>>()
    };
    let text = "a protest party";
    // Where the matcher is not known, what letter case hides is given too, and said to be so.
    assert_eq!(matched(&["--text", text]), ["Protest", "art"]);
    let said_so = said(&lists(&["match", list, "--text", text]));
    assert!(
        said_so
            .contains("Protest (our gloss: public objection)  # only where letter case is ignored"),
        "{said_so}"
    );
    assert!(said_so.contains("art  # not with --borders"), "{said_so}");
    assert!(
        said_so.contains(
            "of 1 list it is not known how code compares them: plain containment is assumed"
        ),
        "{said_so}"
    );
    assert_eq!(matched(&["--text", text, "--as", "contains"]), ["art"]);
    assert_eq!(
        matched(&["--text", text, "--fold", "both", "--borders"]),
        ["Protest"]
    );
    assert_eq!(
        matched(&["--text", "ART", "--as", "equals", "--fold", "text"]),
        ["art"]
    );
    assert_eq!(
        matched(&["--text", "sofa tables", "--as", "prefix"]),
        ["sofa table"]
    );
    assert_eq!(
        matched(&["--text", "sofa tables", "--as", "equals"]),
        [""; 0]
    );
}

#[test]
fn lists_without_a_purpose_and_hashed_ones_are_counted_not_hidden() {
    let case = assess(&[phone("birch")]);
    let text = "lt.patikra.testbed.blocked.news";
    let output = lists(&["match", folder(&case), "--text", text]);
    assert!(
        said(&output).starts_with("of 1 list 0 with entries"),
        "{}",
        said(&output)
    );
    assert!(
        errors(&output).contains("--all compares them"),
        "{}",
        errors(&output)
    );
    let output = lists(&["match", folder(&case), "--text", text, "--all"]);
    assert!(said(&output).contains(text), "{}", said(&output));
    assert!(
        errors(&output).contains("of hashed words"),
        "{}",
        errors(&output)
    );
}

#[test]
fn a_list_whose_input_is_gone_is_written_without_entries_and_named() {
    let inputs = tempfile::tempdir().unwrap();
    let apk = inputs.path().join("store.apk");
    fs::copy(
        phone("birch").join("system/priv-app/BirchStore/BirchStore.apk"),
        &apk,
    )
    .unwrap();
    let case = assess(std::slice::from_ref(&apk));
    fs::copy(
        phone("clover").join("system/app/CloverClock/CloverClock.apk"),
        &apk,
    )
    .unwrap();
    let output = lists(&[folder(&case), "--json", "-"]);
    let json: Value = serde_json::from_str(&said(&output)).unwrap();
    let all = json["lists"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|it| it["words"].is_null()));
    assert!(
        errors(&output).contains("the list is not there any more"),
        "{}",
        errors(&output)
    );
    fs::remove_file(Path::new(&apk)).unwrap();
    let output = lists(&["match", folder(&case), "--text", "x", "--all"]);
    said(&output);
    assert!(
        errors(&output).contains("whose entries could not be read"),
        "{}",
        errors(&output)
    );
}

#[test]
fn lists_keep_to_their_schema() {
    let schema = include_str!("../../../schemas/lists-1.schema.json");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler
        .add_resource("lists.json", serde_json::from_str(schema).unwrap())
        .unwrap();
    let schema = compiler.compile("lists.json", &mut schemas).unwrap();
    for name in ["alder", "birch"] {
        let case = assess(&[phone(name)]);
        let text = said(&lists(&[folder(&case), "--json", "-"]));
        let mut json: Value = serde_json::from_str(&text).unwrap();
        let checked = schemas.validate(&json, schema);
        assert!(checked.is_ok(), "{name}: {}", checked.unwrap_err());
        // The schema refuses what it should: a list that does not say where it stands.
        let list = json["lists"][0].as_object_mut().unwrap();
        list.remove("path").unwrap();
        assert!(schemas.validate(&json, schema).is_err());
    }
}
