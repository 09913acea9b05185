//! `patikra knowledge`: reference sets of the user's, and a knowledge base with broken lines.

mod harness;

use harness::{patikra, said};
use std::fs;
use std::path::Path;

/// Invented words that no knowledge of ours has.
const WORDS: [&str; 16] = [
    "brelvast",
    "quandorim",
    "oskelti",
    "murvanok",
    "tessil grove",
    "pandreya",
    "lowik",
    "stervano",
    "ikkelund",
    "warbosch",
    "zelmira",
    "fentarov",
    "gillesmoor",
    "harrowend",
    "joskelby",
    "kaltrune",
];

fn set(folder: &Path) -> std::path::PathBuf {
    let lines: Vec<String> = WORDS
        .iter()
        .enumerate()
        .map(|(at, word)| match at % 3 {
            0 => format!("{word}\tpersons\tan invented person"),
            1 => format!("{word}\tterritory"),
            _ => (*word).to_owned(),
        })
        .collect();
    let file = folder.join("invented.txt");
    fs::write(&file, lines.join("\n")).unwrap();
    file
}

#[test]
fn a_reference_set_is_used_and_named_in_the_results() {
    let folder = tempfile::tempdir().unwrap();
    let (kept, input) = (folder.path().join("kept"), folder.path().join("input"));
    let file = set(folder.path());
    fs::create_dir(&input).unwrap();
    fs::write(input.join("words.txt"), WORDS.join("\n")).unwrap();
    let with_sets = || {
        let mut command = patikra();
        command.env("PATIKRA_REFERENCES", &kept);
        command
    };
    let added = with_sets()
        .args(["knowledge", "add"])
        .arg(&file)
        .args([
            "--source",
            "https://example.org/list",
            "--date",
            "2026-11-21",
        ])
        .args(["--theme", "politics-and-protest"])
        .output()
        .unwrap();
    assert!(said(&added).contains("invented: 16 terms from https://example.org/list, 2026-11-21"));
    let listed = with_sets().args(["knowledge", "list"]).output().unwrap();
    let listed = said(&listed);
    assert!(
        listed.contains("invented: 16 terms") && listed.contains("  territory: 5\n"),
        "{listed}"
    );

    let assess = |command: &mut std::process::Command, name: &str| {
        let case = folder.path().join(name);
        let output = command
            .arg("assess")
            .arg(&input)
            .args(["--json", "--quiet", "-o"])
            .arg(&case)
            .output()
            .unwrap();
        let answers = said(&output);
        let query = "SELECT purpose, reasons FROM list_found";
        let lists = patikra()
            .arg("query")
            .arg(&case)
            .arg(query)
            .output()
            .unwrap();
        (answers, said(&lists))
    };
    let (without, none) = assess(&mut patikra(), "without");
    assert!(!without.contains("reference set"));
    assert!(!none.contains("content-filter"), "{none}");
    let (with, lists) = assess(&mut with_sets(), "with");
    assert!(lists.contains("content-filter"), "{lists}");
    assert!(
        lists.contains("16 of the known terms are of the user's reference set invented"),
        "{lists}"
    );
    assert!(with.contains(
        "reference set invented: 16 terms from https://example.org/list, 2026-11-21, sha256:"
    ));
    // The same set again is the same knowledge; another is another.
    let digest = |name: &str| {
        let query = "SELECT value FROM meta WHERE key = 'knowledge'";
        let case = folder.path().join(name);
        said(
            &patikra()
                .arg("query")
                .arg(case)
                .arg(query)
                .output()
                .unwrap(),
        )
    };
    assess(&mut with_sets(), "again");
    assert_eq!(digest("with"), digest("again"));
    assert_ne!(digest("with"), digest("without"));
}

#[test]
fn what_cannot_be_added_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = set(folder.path());
    let kept = folder.path().join("kept");
    let add = |more: &[&str]| {
        let mut command = patikra();
        command.env("PATIKRA_REFERENCES", &kept);
        command.args(["knowledge", "add"]).arg(&file).args([
            "--source",
            "x",
            "--date",
            "2026-11-21",
        ]);
        command.args(more).output().unwrap()
    };
    let no_theme = add(&["--theme", "opinions"]);
    assert!(!no_theme.status.success());
    let partly = add(&[]);
    assert!(partly.status.success());
    let error = String::from_utf8_lossy(&partly.stderr);
    assert!(error.contains("it names no theme"), "{error}");
}

#[test]
fn a_broken_line_of_the_knowledge_base_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("knowledge");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    copy_dir(&own, &copy);
    let themes = copy.join("wordlist/themes.tsv");
    let text = fs::read_to_string(&themes).unwrap() + "broken line\n";
    fs::write(&themes, text).unwrap();
    let calls = copy.join("models/flow/calls.tsv");
    let text = fs::read_to_string(&calls).unwrap() + "La;->b()\tno statement at all\n";
    fs::write(&calls, text).unwrap();
    let input = folder.path().join("input");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.txt"), "nothing").unwrap();
    let output = patikra()
        .arg("--knowledge")
        .arg(&copy)
        .arg("assess")
        .arg(&input)
        .args(["--json", "--quiet", "-o"])
        .arg(folder.path().join("case"))
        .output()
        .unwrap();
    let answers = said(&output);
    for page in ["wordlist/themes.tsv", "models/flow"] {
        assert!(answers.contains(page), "{page}: {answers}");
    }
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.contains("wordlist/themes.tsv: a line is left out"),
        "{error}"
    );
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let path = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &path);
        } else {
            fs::copy(entry.path(), path).unwrap();
        }
    }
}
