//! One list in every form that a list is met in, through the whole product: an app whose assets other tools wrote, and the same
//! files in a folder, to `patikra lists`. `testbed/src/sorrel-forms/forms.tsv` says what each holds.

mod harness;

use harness::{Assessed, assess, patikra, said};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn testbed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testbed")
        .join(path)
}

/// A row of the table: the file, entries, steps in their order, kind, key.
fn forms() -> Vec<[String; 5]> {
    let table = std::fs::read_to_string(testbed("src/sorrel-forms/forms.tsv")).unwrap();
    let rows = table.lines().filter(|it| !it.starts_with('#'));
    rows.map(|it| {
        let row: Vec<String> = it.split('\t').map(str::to_owned).collect();
        row.try_into().unwrap()
    })
    .collect()
}

/// What `patikra lists` writes of a case.
fn lists(case: &Assessed) -> Vec<Value> {
    let mut command = patikra();
    command.arg("lists").arg(case.folder.path());
    let text = said(&command.args(["--json", "-"]).output().unwrap());
    let json: Value = serde_json::from_str(&text).unwrap();
    json["lists"].as_array().unwrap().clone()
}

/// Whether the steps of a list hold those wanted, in their order; a step may say more, as `xor 0x5a`.
fn has_steps(list: &Value, wanted: &str) -> bool {
    let steps = list["decoding"].as_array().unwrap();
    let mut steps = steps.iter().map(|it| it.as_str().unwrap());
    // A column of a table is one step of two words.
    let wanted = match wanted {
        "column 2" => vec![wanted],
        wanted => wanted.split_whitespace().collect(),
    };
    wanted
        .iter()
        .all(|want| steps.any(|it| it == *want || it.split(' ').next() == Some(want)))
}

/// Whether a list stands in a file, or in what the file holds as a container.
fn is_at(path: &str, file: &str) -> bool {
    path.ends_with(file) || path.contains(&format!("{file}!/"))
}

/// The rows of the table for which no list was found, with what was found instead.
fn missed(
    found: &[Value],
    path_of: impl Fn(&str) -> String,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut missed = Vec::new();
    for [file, n, steps, kind, key] in forms() {
        if !is_wanted(&file) {
            continue;
        }
        let path = path_of(&file);
        let here: Vec<&Value> = found
            .iter()
            .filter(|it| is_at(it["path"].as_str().unwrap(), &path))
            .collect();
        let is_it = |it: &&&Value| {
            it["n_words"].as_u64() == n.parse().ok()
                && it["kind"] == kind.as_str()
                && has_steps(it, &steps)
                && (key.is_empty() || it["key"] == key.as_str())
        };
        if here.iter().find(is_it).is_none() {
            let seen: Vec<String> = here
                .iter()
                .map(|it| {
                    format!(
                        "{} {} {} {}",
                        it["n_words"], it["kind"], it["decoding"], it["key"]
                    )
                })
                .collect();
            missed.push(format!("{file}: {n} {kind} {steps}; found: {seen:?}"));
        }
    }
    missed
}

#[test]
fn every_form_is_found_in_an_app() {
    let case = assess(&[testbed("lists/SorrelForms.apk")]);
    let found = lists(&case);
    let missed = missed(&found, |file| format!("!/assets/forms/{file}"), |_| true);
    assert_eq!(missed, Vec::<String>::new());
    // In code, resources and a native library.
    let has = |found_in: &str, name: &str, n: u64| {
        found.iter().any(|it| {
            it["found_in"] == found_in
                && it["name"].as_str().unwrap().contains(name)
                && it["n_words"] == n
        })
    };
    assert!(has("code", "InArray;-><clinit>", 16));
    assert!(has("code", "InFilled;->words", 16));
    assert!(has("code", "InFields;", 16));
    assert!(has("code", "InText;->words", 16));
    assert!(has("resource", "@array/in_array", 16));
    assert!(has("resource", "@string/in_text", 16));
    assert!(has("native", "libsorrel.so", 16));
}

#[test]
fn every_form_that_needs_no_key_is_found_in_a_folder() {
    let case = assess(&[testbed("src/sorrel-forms/assets")]);
    let needs_code = ["aes.bin", "des.bin", "own.b64"];
    let missed = missed(
        &lists(&case),
        |file| format!("forms/{file}"),
        |file| !needs_code.contains(&file),
    );
    assert_eq!(missed, Vec::<String>::new());
}
