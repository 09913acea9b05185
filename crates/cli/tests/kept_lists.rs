//! Lists in apps' data, joined to the code that reads them, and tried as that code compares: `testbed/truth/alder-state.md`.

mod harness;

use harness::{Assessed, assess, claims, patikra, phone, said};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn with_state() -> Assessed {
    let state = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testbed/state/alder");
    assess(&[phone("alder"), state])
}

fn detail<'a>(answers: &'a Value, rule: &str, subject: &str) -> Vec<&'a Value> {
    let answers = answers["answers"].as_array().unwrap().iter();
    answers
        .flat_map(|it| it["claims"].as_array().unwrap())
        .filter(|it| it["rule"] == rule && it["subject"].as_str().unwrap().ends_with(subject))
        .collect()
}

fn matched(case: &Assessed, text: &str) -> Vec<(String, Vec<String>)> {
    let output = patikra()
        .args(["lists", "match"])
        .arg(case.folder.path())
        .args(["--text", text, "--json"])
        .output()
        .unwrap();
    let found: Value = serde_json::from_str(&said(&output)).unwrap();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let lists = found["lists"].as_array().unwrap().iter();
    lists
        .map(|list| {
            let entries = list["entries"].as_array().unwrap().iter();
            let entries = entries.map(|it| text(&it["entry"])).collect();
            (
                format!("{} {}", text(&list["app"]), text(&list["found_in"])),
                entries,
            )
        })
        .collect()
}

#[test]
fn kept_lists_are_joined_and_emptied_ones_are_told() {
    let case = with_state();
    let rules = claims(&case.answers);
    // S1
    let held = detail(
        &case.answers,
        "kept-list-is-read-by-filter",
        ".alder.installer",
    );
    let [held] = held.as_slice() else {
        panic!("{rules:?}");
    };
    assert_eq!(held["detail"]["list"]["words"], 25);
    assert_eq!(
        held["detail"]["list"]["cache"],
        "/data/data/lt.patikra.testbed.alder.installer/files/AdKitWordConfig"
    );
    assert_eq!(held["evidence"].as_array().unwrap().len(), 2);
    // S2, SN1
    let empty = detail(&case.answers, "kept-list-is-empty", ".alder.music");
    let [empty] = empty.as_slice() else {
        panic!("{rules:?}");
    };
    assert_eq!(empty["detail"]["list"]["built_in"], 5);
    assert!(detail(&case.answers, "kept-list-is-empty", ".alder.installer").is_empty());
    assert!(detail(&case.answers, "kept-list-is-read-by-filter", ".alder.music").is_empty());
    // S3, SN3
    let alone = detail(&case.answers, "kept-list-has-no-known-reader", "");
    let [alone] = alone.as_slice() else {
        panic!("{rules:?}");
    };
    assert!(alone["title"].as_str().unwrap().contains("alder.keyboard"));
    assert!(
        alone["title"]
            .as_str()
            .unwrap()
            .contains("not among the inputs")
    );
    // SN5
    let answers = case.answers["answers"].as_array().unwrap();
    assert!(answers.iter().all(|it| it["grade"] != "observed"));
}

/// The same files in a backup, which Python's `tarfile` and `zlib` wrote.
#[test]
fn lists_in_a_backup_are_joined_like_those_of_a_copy() {
    let backup = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testbed/state/alder.ab");
    let case = assess(&[phone("alder"), backup]);
    let held = detail(
        &case.answers,
        "kept-list-is-read-by-filter",
        ".alder.installer",
    );
    let [held] = held.as_slice() else {
        panic!("{:?}", claims(&case.answers));
    };
    assert_eq!(held["detail"]["list"]["words"], 25);
    assert_eq!(
        held["detail"]["list"]["cache"],
        "/data/data/lt.patikra.testbed.alder.installer/files/AdKitWordConfig"
    );
    assert_eq!(
        detail(&case.answers, "kept-list-is-empty", ".alder.music").len(),
        1
    );
}

#[test]
fn lists_that_were_not_given_are_named_with_what_to_look_for() {
    let case = with_state();
    let answers = case.answers["answers"].as_array().unwrap();
    let answer = answers.iter().find(|it| it["question"] == "content-filter");
    let unknowns = answer.unwrap()["unknowns"].to_string();
    // S4, S5
    for text in [
        "/data/data/lt.patikra.testbed.alder.camera/files/watermark_words",
        "http://files.alder-config.example/download/*/watermark_words.txt",
        "the server's list (http://alder-config.example/filter/text",
    ] {
        assert!(unknowns.contains(text), "{text}: {unknowns}");
    }
    assert!(!unknowns.contains("alder.installer/files/AdKitWordConfig"));
    let lists = patikra()
        .arg("lists")
        .arg(case.folder.path())
        .output()
        .unwrap();
    let shown = said(&lists);
    assert!(shown.contains("read by code that acts on a match, and not given"));
    assert!(shown.contains("no comparison was found that reads it"));
}

/// S6: A6 of `testbed/truth/alder.md`.
#[test]
fn a_text_is_tried_as_the_code_compares() {
    let case = with_state();
    let installer = "lt.patikra.testbed.alder.installer file";
    let of = |text: &str| {
        let found = matched(&case, text);
        let list = found.into_iter().find(|it| it.0 == installer);
        list.map(|it| it.1).unwrap_or_default()
    };
    assert_eq!(of("Democracy now"), ["democracy"]);
    assert_eq!(of("clover pro maxi democracyx"), Vec::<String>::new());
    assert_eq!(of("X人权X"), ["人权"]);
    assert_eq!(of("a CLOVER PRO MAX!"), ["clover pro max"]);
    // The words built in: any case, and never inside of a word.
    let built_in = matched(&case, "my SampleTel");
    assert!(
        built_in
            .iter()
            .any(|it| it.0.ends_with("alder.music code") && it.1 == ["sampletel"]),
        "{built_in:?}"
    );
    assert!(
        matched(&case, "mysampletels")
            .iter()
            .all(|it| !it.0.ends_with("code"))
    );
    // The camera compares as it stands, and without borders (A9).
    let camera = matched(&case, "Xdemocracyx");
    assert!(camera.iter().any(|it| it.0.ends_with("alder.camera asset")));
    assert!(
        matched(&case, "Democracy")
            .iter()
            .all(|it| !it.0.ends_with("camera asset"))
    );
}

#[test]
fn what_is_written_of_a_case_still_knows_how_lists_are_compared() {
    let case = with_state();
    let out = tempfile::tempdir().unwrap();
    let file: PathBuf = out.path().join("lists.json");
    let output = patikra()
        .arg("lists")
        .arg(case.folder.path())
        .arg("--json")
        .arg(&file)
        .output()
        .unwrap();
    said(&output);
    let output = patikra()
        .args(["lists", "match"])
        .arg(&file)
        .args(["--text", "Democracy now"])
        .output()
        .unwrap();
    assert!(said(&output).contains("entries in small letters"));
}
