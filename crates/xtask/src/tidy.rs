//! Checks what the compiler does not.

use crate::read;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The layer of each crate, and the crates of its own layer that it may use. A crate may use every crate of
/// a lower layer; ARCHITECTURE.md draws the same picture for people.
const LAYERS: &[(&str, u32, &[&str])] = &[
    ("base", 0, &[]),
    ("fmt-apk", 1, &[]),
    ("fmt-dex", 1, &[]),
    ("fmt-net", 1, &[]),
    ("fmt-state", 1, &[]),
    ("code", 2, &[]),
    ("facts", 2, &[]),
    ("traffic", 2, &[]),
    ("wordlist", 2, &[]),
    ("examine", 3, &["unpack"]),
    ("rules", 3, &["store"]),
    ("store", 3, &[]),
    ("unpack", 3, &[]),
    ("case", 4, &[]),
    ("report", 4, &["case"]),
    ("cli", 5, &[]),
    ("testkit", TOOLS, &[]),
    ("xtask", TOOLS, &[]),
];

/// The layer of what is not part of the product.
const TOOLS: u32 = 6;

/// The highest layer that does no I/O and never panics.
const PURE: u32 = 2;

/// Arrows that the layers would allow and the design does not.
const BARRED: &[(&str, &str, &str)] = &[
    ("code", "fmt-apk", "the code model stands on DEX alone"),
    ("facts", "fmt-", "facts know no format"),
    ("report", "fmt-", "reports know cases, not formats"),
    ("rules", "fmt-", "rules know facts, not formats"),
    ("store", "fmt-", "the case knows facts, not formats"),
    ("store", "wordlist", "the case knows facts, not models"),
    ("traffic", "fmt-apk", "traffic stands on captures alone"),
    ("traffic", "fmt-dex", "traffic stands on captures alone"),
    ("unpack", "facts", "unpacking knows no facts"),
    ("wordlist", "fmt-", "word lists come as bytes"),
];

const MAX_LINES: usize = 800;

/// What a layer without I/O does not use outside its tests.
const OUTSIDE: [&str; 9] = [
    "std::env",
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "std::io::stdin",
];

/// What the first lines of a library that never panics deny.
const DENIED: [&str; 5] = [
    "clippy::indexing_slicing",
    "clippy::arithmetic_side_effects",
    "clippy::unwrap_used",
    "clippy::expect_used",
    "clippy::panic",
];

/// Every complaint about the tree at `root`.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    let manifests = manifests(root)?;
    let page = read(&root.join("ARCHITECTURE.md"))?;
    for (name, manifest) in &manifests {
        arrows(name, manifest, &mut complaints);
        if !takes_workspace_lints(manifest) {
            complaints.push(format!(
                "crates/{name}: does not take the workspace's lints"
            ));
        }
        if !page.contains(&format!("`{name}`")) {
            complaints.push(format!("ARCHITECTURE.md: does not name the crate `{name}`"));
        }
        let folder = root.join("crates").join(name);
        let mut files = Vec::new();
        for file in rust_files(&folder)? {
            let path = file.strip_prefix(root)?.display().to_string();
            files.push((path, read(&file)?));
        }
        for (path, text) in &files {
            source_file(path, text, &mut complaints);
        }
        if layer(name).is_some_and(|(own, _)| own <= PURE) {
            pure_crate(name, &files, &mut complaints);
        }
        if name.starts_with("fmt-") {
            format_modules(name, &files, &mut complaints);
        }
    }
    default_members(root, &manifests, &mut complaints)?;
    Ok(complaints)
}

fn manifests(root: &Path) -> Result<BTreeMap<String, toml::Table>> {
    let mut manifests = BTreeMap::new();
    for entry in std::fs::read_dir(root.join("crates"))? {
        let path = entry?.path();
        let manifest: toml::Table = read(&path.join("Cargo.toml"))?
            .parse()
            .with_context(|| format!("in {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        manifests.insert(name.into_owned(), manifest);
    }
    Ok(manifests)
}

/// A crate's layer, and the crates of that layer that it may use.
fn layer(name: &str) -> Option<(u32, &'static [&'static str])> {
    let row = LAYERS.iter().find(|row| row.0 == name)?;
    Some((row.1, row.2))
}

fn arrows(name: &str, manifest: &toml::Table, complaints: &mut Vec<String>) {
    let Some((own, siblings)) = layer(name) else {
        complaints.push(format!(
            "crates/{name}: has no layer in crates/xtask/src/tidy.rs"
        ));
        return;
    };
    let dependencies = ["dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|table| manifest.get(table)?.as_table())
        .flat_map(toml::Table::keys);
    for used in dependencies {
        let Some((layer, _)) = layer(used) else {
            continue;
        };
        if layer >= own && !siblings.contains(&used.as_str()) && own < TOOLS {
            complaints.push(format!(
                "crates/{name}: layer {own} may not use crates/{used} of layer {layer}"
            ));
        }
        for (from, to, why) in BARRED {
            if name == *from && used.starts_with(to) {
                complaints.push(format!("crates/{name}: may not use crates/{used}: {why}"));
            }
        }
    }
}

fn takes_workspace_lints(manifest: &toml::Table) -> bool {
    let lints = manifest.get("lints").and_then(toml::Value::as_table);
    lints.and_then(|lints| lints.get("workspace")) == Some(&toml::Value::Boolean(true))
}

/// `cargo build` makes the product and nothing else.
fn default_members(
    root: &Path,
    manifests: &BTreeMap<String, toml::Table>,
    complaints: &mut Vec<String>,
) -> Result<()> {
    let manifest: toml::Table = read(&root.join("Cargo.toml"))?.parse()?;
    let members = manifest
        .get("workspace")
        .and_then(|it| it.get("default-members"));
    let members: Vec<&str> = members
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .filter_map(|path| path.strip_prefix("crates/"))
        .collect();
    for name in manifests.keys() {
        let is_product = layer(name).is_some_and(|(layer, _)| layer < TOOLS);
        match (is_product, members.contains(&name.as_str())) {
            (true, false) => complaints.push(format!(
                "Cargo.toml: crates/{name} is missing from the default members"
            )),
            (false, true) => complaints.push(format!(
                "Cargo.toml: crates/{name} is a tool and no default member"
            )),
            _ => {}
        }
    }
    Ok(())
}

fn source_file(path: &str, text: &str, complaints: &mut Vec<String>) {
    let n_lines = text.lines().count();
    if n_lines > MAX_LINES {
        complaints.push(format!("{path}: {n_lines} lines, at most {MAX_LINES}"));
    }
    // A file `tests.rs` is the lower part of another, which says what both are.
    if !text.starts_with("//!") && !path.ends_with("/tests.rs") {
        complaints.push(format!("{path}: does not begin with a `//!` line"));
    }
    for attribute in ["ignore", "should_panic"] {
        if text.contains(&format!("#[{attribute}")) {
            complaints.push(format!("{path}: has a test marked `{attribute}`"));
        }
    }
    let mut names = path.split('/').map(|part| part.trim_end_matches(".rs"));
    if names.any(|name| ["util", "utils", "common", "helper", "helpers", "misc"].contains(&name)) {
        complaints.push(format!("{path}: a module needs a noun of its own"));
    }
}

/// A crate of a low layer does no I/O, reads no clock, starts nothing, and lets clippy find what may panic.
fn pure_crate(name: &str, files: &[(String, String)], complaints: &mut Vec<String>) {
    let source = format!("crates/{name}/src/");
    for (path, text) in files {
        let Some(module) = path.strip_prefix(&source) else {
            continue;
        };
        if module == "lib.rs" {
            for lint in DENIED {
                if !text.contains("#![deny(") || !text.contains(lint) {
                    complaints.push(format!("{path}: does not deny `{lint}`"));
                }
            }
        }
        if module
            .split('/')
            .any(|part| part.trim_end_matches(".rs") == "tests")
        {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for outside in OUTSIDE {
            if code.contains(outside) {
                complaints.push(format!(
                    "{path}: uses `{outside}`, and its layer does no I/O"
                ));
            }
        }
    }
}

/// Each module of a format crate that reads bytes says which specification it reads and where real files
/// differ from it. A folder is one module.
fn format_modules(name: &str, files: &[(String, String)], complaints: &mut Vec<String>) {
    let source = format!("crates/{name}/src/");
    let mut modules: BTreeMap<&str, String> = BTreeMap::new();
    for (path, text) in files {
        if let Some(module) = path.strip_prefix(&source) {
            let module = module.split('/').next().unwrap_or(module);
            modules.entry(module).or_default().push_str(text);
        }
    }
    for (module, text) in modules {
        let lines = ["//! Spec:", "//! Departures from the spec:"];
        let reads = text.contains("View<'") || lines.iter().any(|line| text.contains(line));
        for line in lines {
            if reads && !text.contains(line) {
                complaints.push(format!("{source}{module}: has no line `{line}`"));
            }
        }
    }
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_tree_is_tidy() {
        let complaints = check(&crate::root()).unwrap();
        assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    }

    const MANIFEST: &str = "[dependencies]\n[lints]\nworkspace = true\n";

    /// Changes `path` in a tidy tree of three crates to `text`, and expects these complaints. A folder that
    /// is new to the tree becomes a crate.
    #[track_caller]
    fn complains(path: &str, text: &str, expect: &[&str]) {
        let dir = tempfile::tempdir().unwrap();
        let mut lib = String::from("//! A crate.\n#![deny(");
        for lint in DENIED {
            write!(lib, "{lint},").unwrap();
        }
        lib.push_str(")]\n");
        let members = "[workspace]\ndefault-members = [\"crates/base\", \"crates/facts\", \"crates/fmt-dex\"]\n";
        let mut tree: BTreeMap<String, String> = BTreeMap::new();
        tree.insert("Cargo.toml".to_owned(), members.to_owned());
        tree.insert(
            "ARCHITECTURE.md".to_owned(),
            "`base` `facts` `fmt-dex`".to_owned(),
        );
        for name in ["base", "facts", "fmt-dex"] {
            tree.insert(format!("crates/{name}/Cargo.toml"), MANIFEST.to_owned());
            tree.insert(format!("crates/{name}/src/lib.rs"), lib.clone());
        }
        tree.insert(path.to_owned(), text.to_owned());
        for (path, text) in &tree {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        assert_eq!(check(dir.path()).unwrap(), expect);
    }

    #[test]
    fn a_tidy_tree_has_no_complaint() {
        complains("crates/base/src/span.rs", "//! Spans.\n", &[]);
    }

    #[test]
    fn an_arrow_upwards_is_seen() {
        let upwards = format!("[build-dependencies]\nfacts = \"*\"\n{MANIFEST}");
        complains(
            "crates/base/Cargo.toml",
            &upwards,
            &["crates/base: layer 0 may not use crates/facts of layer 2"],
        );
    }

    #[test]
    fn an_arrow_that_the_design_bars_is_seen() {
        let barred = "[dependencies]\nfmt-dex = \"*\"\n[lints]\nworkspace = true\n";
        complains(
            "crates/facts/Cargo.toml",
            barred,
            &["crates/facts: may not use crates/fmt-dex: facts know no format"],
        );
    }

    #[test]
    fn siblings_are_used_only_where_listed() {
        let manifest: toml::Table = "[dependencies]\nstore = 1\nexamine = 1".parse().unwrap();
        let mut complaints = Vec::new();
        arrows("rules", &manifest, &mut complaints);
        let expect = ["crates/rules: layer 3 may not use crates/examine of layer 3"];
        assert_eq!(complaints, expect);
    }

    #[test]
    fn a_crate_without_layer_page_and_source_is_seen() {
        complains(
            "crates/nowhere/Cargo.toml",
            MANIFEST,
            &[
                "crates/nowhere: has no layer in crates/xtask/src/tidy.rs",
                "ARCHITECTURE.md: does not name the crate `nowhere`",
            ],
        );
    }

    #[test]
    fn a_crate_with_lints_of_its_own_is_seen() {
        complains(
            "crates/base/Cargo.toml",
            "[lints]\nworkspace = false\n",
            &["crates/base: does not take the workspace's lints"],
        );
    }

    #[test]
    fn default_members_are_the_product() {
        complains(
            "Cargo.toml",
            "[workspace]\ndefault-members = [\"crates/base\", \"crates/facts\"]\n",
            &["Cargo.toml: crates/fmt-dex is missing from the default members"],
        );
        let dir = tempfile::tempdir().unwrap();
        let text = "[workspace]\ndefault-members = [\"crates/xtask\"]\n";
        std::fs::write(dir.path().join("Cargo.toml"), text).unwrap();
        let manifests = BTreeMap::from([("xtask".to_owned(), toml::Table::new())]);
        let mut complaints = Vec::new();
        default_members(dir.path(), &manifests, &mut complaints).unwrap();
        let expect = ["Cargo.toml: crates/xtask is a tool and no default member"];
        assert_eq!(complaints, expect);
    }

    #[test]
    fn a_long_file_is_seen() {
        let text = "//! Long.\n".repeat(801);
        complains(
            "crates/base/src/long.rs",
            &text,
            &["crates/base/src/long.rs: 801 lines, at most 800"],
        );
    }

    #[test]
    fn a_file_that_says_nothing_of_itself_is_seen() {
        complains(
            "crates/base/tests/all.rs",
            "fn main() {}\n",
            &["crates/base/tests/all.rs: does not begin with a `//!` line"],
        );
    }

    #[test]
    fn tests_that_do_not_run_are_seen() {
        for attribute in ["ignore", "should_panic"] {
            complains(
                "crates/base/src/a.rs",
                &format!("//! A.\n#[{attribute} = \"why\"]\n"),
                &[&format!(
                    "crates/base/src/a.rs: has a test marked `{attribute}`"
                )],
            );
        }
    }

    #[test]
    fn a_module_without_a_noun_is_seen() {
        for path in ["crates/base/src/utils.rs", "crates/base/src/helpers/a.rs"] {
            let expect = format!("{path}: a module needs a noun of its own");
            complains(path, "//! A.\n", &[&expect]);
        }
    }

    #[test]
    fn a_low_layer_that_reaches_outside_is_seen() {
        complains(
            "crates/base/src/a.rs",
            "//! A.\nuse std::fs::File;\n",
            &["crates/base/src/a.rs: uses `std::fs`, and its layer does no I/O"],
        );
        let in_tests = "//! A.\n#[cfg(test)]\nmod tests { use std::fs::File; }\n";
        complains("crates/base/src/a.rs", in_tests, &[]);
        complains(
            "crates/base/src/a/tests.rs",
            "//! A.\nuse std::fs::File;\n",
            &[],
        );
    }

    #[test]
    fn a_low_layer_that_may_panic_is_seen() {
        let text = "//! A.\n#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::panic)]\n";
        complains(
            "crates/base/src/lib.rs",
            text,
            &["crates/base/src/lib.rs: does not deny `clippy::expect_used`"],
        );
    }

    #[test]
    fn a_format_module_without_its_specification_is_seen() {
        let source = "crates/fmt-dex/src/";
        complains(
            "crates/fmt-dex/src/a.rs",
            "//! Spec: one\nfn parse(file: View<'_>) {}\n",
            &[&format!(
                "{source}a.rs: has no line `//! Departures from the spec:`"
            )],
        );
        complains(
            "crates/fmt-dex/src/a/mod.rs",
            "//! A.\nfn parse(file: View<'_>) {}\n",
            &[
                &format!("{source}a: has no line `//! Spec:`"),
                &format!("{source}a: has no line `//! Departures from the spec:`"),
            ],
        );
    }
}
