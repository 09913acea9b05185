//! Runs the program as a user would.
#![allow(dead_code, reason = "each test file uses its part")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A finished case in a folder of its own.
pub(crate) struct Assessed {
    pub(crate) folder: TempDir,
    pub(crate) answers: Value,
}

/// The program.
pub(crate) fn patikra() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patikra"));
    // What whoever runs the tests keeps for himself has no part in them.
    command.env("PATIKRA_REFERENCES", "none");
    command
}

/// A phone of the testbed.
pub(crate) fn phone(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testbed/phones")
        .join(name)
}

/// What a command said, where it ended well.
pub(crate) fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {error}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The command that assesses inputs into a folder and prints the answers as JSON.
pub(crate) fn assessment(inputs: &[PathBuf], folder: &Path) -> Command {
    let mut command = patikra();
    command.arg("assess").args(inputs);
    command.args(["--json", "--quiet", "-o"]).arg(folder);
    command
}

/// Assesses inputs into a new case.
pub(crate) fn assess(inputs: &[PathBuf]) -> Assessed {
    let folder = tempfile::tempdir().unwrap();
    let output = assessment(inputs, folder.path()).output().unwrap();
    let answers = serde_json::from_str(&said(&output)).unwrap();
    Assessed { folder, answers }
}

impl Assessed {
    /// A query's answer as CSV, with its heading.
    pub(crate) fn query(&self, sql: &str) -> String {
        let mut command = patikra();
        command.arg("query").arg(self.folder.path()).arg(sql);
        said(&command.args(["--format", "csv"]).output().unwrap())
    }
}

/// Rule and subject of every claim.
pub(crate) fn claims(answers: &Value) -> Vec<(String, String)> {
    let answers = answers["answers"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    answers
        .flat_map(|answer| answer["claims"].as_array().unwrap())
        .map(|claim| (text(&claim["rule"]), text(&claim["subject"])))
        .collect()
}
