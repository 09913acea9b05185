//! Lists wherever an app may keep them, joined to the code that compares with them: `testbed/truth/rowan.md`.

mod harness;

use harness::{Assessed, assess, claims, patikra, said};
use std::path::{Path, PathBuf};

fn testbed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testbed")
        .join(path)
}

fn app_alone() -> Assessed {
    assess(&[testbed("lists/RowanLists.apk")])
}

fn lists(case: &Assessed) -> String {
    let mut command = patikra();
    let output = command.arg("lists").arg(case.folder.path()).output();
    said(&output.unwrap())
}

/// The rows of a query's answer.
fn rows(case: &Assessed, sql: &str) -> Vec<String> {
    let said = case.query(sql);
    said.lines().skip(1).map(str::to_owned).collect()
}

/// The lines of a part of what was said: from the line that begins it to the next empty one.
fn part<'s>(said: &'s str, heading: &str) -> Vec<&'s str> {
    let after = said.lines().skip_while(|it| *it != heading).skip(1);
    after.take_while(|it| !it.is_empty()).collect()
}

/// R10: the asset is encrypted with a key that stands nowhere, and the code compares with it.
#[test]
fn a_closed_list_that_is_compared_is_told_apart_from_a_file_that_is_only_opened() {
    let case = app_alone();
    let state = "SELECT state, joined_by, look_for FROM filter_list WHERE name = 'sealed.bin'";
    assert_eq!(rows(&case, state), ["closed,path,assets/sealed.bin"]);
    let subject = "app:lt.patikra.testbed.rowan".to_owned();
    let found = claims(&case.answers);
    assert!(
        found.contains(&("closed-list-is-compared".to_owned(), subject)),
        "{found:?}"
    );
    assert!(
        found.iter().all(|it| it.0 != "opaque-list-is-present"),
        "{found:?}"
    );
    let said = lists(&case);
    let rows = part(&said, "could hold lists, and not opened:");
    let [_, row] = rows.as_slice() else {
        panic!("{said}");
    };
    assert!(
        row.contains("assets/sealed.bin") && row.contains("InClosedAsset;->holds"),
        "{row}"
    );
}
