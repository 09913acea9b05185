//! Makes the files of a new plug-in and writes it into its list.

use crate::read;
use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use std::path::Path;
use std::process::Command;

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Opens a container format
    Unpacker,
    /// Reads models and states facts
    Examiner,
    /// Concludes findings from facts
    Rule,
}

/// Makes `id` in the tree at `root`.
pub(crate) fn make(root: &Path, kind: Kind, id: &str) -> Result<()> {
    match kind {
        Kind::Unpacker => {
            // Origins name unpackers by the stem of their file.
            let text = fill(UNPACKER, &id.replace('-', "_"), id);
            module(root, "crates/unpack/src/unpackers", "UNPACKERS", &text, id)
        }
        Kind::Examiner => {
            let text = fill(EXAMINER, id, id);
            module(root, "crates/examine/src/examiners", "EXAMINERS", &text, id)
        }
        Kind::Rule => rule(root, id),
    }
}

const UNPACKER: &str = include_str!("new/stubs/unpackers/stub.rs");
const EXAMINER: &str = include_str!("new/stubs/examiners/stub.rs");

fn module(root: &Path, folder: &str, list: &str, text: &str, id: &str) -> Result<()> {
    ensure!(
        is_kebab(id),
        "`{id}` is no id: use small letters, digits and single `-`"
    );
    let stem = id.replace('-', "_");
    let path = root.join(folder).join(format!("{stem}.rs"));
    let registry = root.join(folder).join("mod.rs");
    let listed = register(&read(&registry)?, list, &stem)?;
    create(&path, text)?;
    std::fs::write(&registry, listed)?;
    let formatted = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .args([&path, &registry])
        .status();
    ensure!(
        formatted.is_ok_and(|status| status.success()),
        "rustfmt failed; the files are there"
    );
    println!("wrote {folder}/{stem}.rs and listed it in {folder}/mod.rs");
    Ok(())
}

fn rule(root: &Path, id: &str) -> Result<()> {
    let (area, name) = id
        .split_once('/')
        .context("name the folder too, as in app-source/store-leads-elsewhere")?;
    let page = rules::new_page(name).filter(|_| is_kebab(area));
    let page =
        page.with_context(|| format!("`{id}` is no id: use small letters, digits and single `-`"))?;
    let path = root
        .join("knowledge/rules")
        .join(area)
        .join(format!("{name}.md"));
    std::fs::create_dir_all(path.parent().unwrap_or(root))?;
    create(&path, &page)?;
    println!("wrote knowledge/rules/{area}/{name}.md");
    Ok(())
}

fn create(path: &Path, text: &str) -> Result<()> {
    ensure!(!path.exists(), "{} is there already", path.display());
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn is_kebab(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    id.starts_with(|first: char| first.is_ascii_lowercase())
        && id
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(is_plain))
}

/// `big-image` as `BigImage`.
fn camel(id: &str) -> String {
    id.split('-')
        .flat_map(|part| {
            let (first, rest) = part.split_at(part.len().min(1));
            [first.to_uppercase(), rest.to_owned()]
        })
        .collect()
}

fn fill(template: &str, name: &str, id: &str) -> String {
    template.replace("NAME", name).replace("Stub", &camel(id))
}

/// The text of a `mod.rs` with the module `stem` added to its modules and to its list, both sorted.
fn register(text: &str, list: &str, stem: &str) -> Result<String> {
    let declared: Vec<&str> = text.lines().filter_map(module_name).collect();
    ensure!(!declared.contains(&stem), "{stem} is listed already");
    let before = declared.iter().position(|name| *name > stem);
    let declaration = format!("mod {stem};\n");
    let mut out = String::new();
    for line in text.lines() {
        let name = module_name(line);
        if name.is_some() && name == before.map(|before| declared[before]) {
            out.push_str(&declaration);
        }
        out.push_str(line);
        out.push('\n');
        if before.is_none() && name.is_some() && name == declared.last().copied() {
            out.push_str(&declaration);
        }
    }
    let head = format!("{list}: &[");
    let Some(at) = out.find(&head) else {
        bail!("there is no list {list}");
    };
    let open = out[at..]
        .find("= &[")
        .context("the list has no beginning")?
        + at
        + 4;
    let close = out[open..].find("];").context("the list has no end")? + open;
    let entry = format!("&{stem}::{}", camel(&stem.replace('_', "-")));
    let mut entries: Vec<&str> = out[open..close]
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .chain([entry.as_str()])
        .collect();
    let id = |entry: &&str| {
        let stem = entry.trim_start_matches('&').split("::").next();
        stem.unwrap_or_default().replace('_', "-")
    };
    entries.sort_by_key(id);
    let entries = entries.join(",\n    ");
    Ok(format!(
        "{}\n    {entries},\n{}",
        &out[..open],
        &out[close..]
    ))
}

fn module_name(line: &str) -> Option<&str> {
    line.strip_prefix("mod ")?.strip_suffix(';')
}

/// The stubs as they are, between the names that they find where they are put: that they compile here shows
/// that they compile there.
#[cfg(test)]
mod stubs {
    pub(super) mod unpackers {
        use unpack::{Child, Kind, Opened, ReadError, Unpacker, UnpackerDoc};
        pub(crate) mod stub;
    }
    pub(super) mod examiners {
        use examine::{Examiner, ExaminerDoc, Knowledge, Model, ModelKind, Sink};
        mod stub;
        pub(crate) const EXAMINERS: &[&dyn Examiner] = &[&stub::Stub];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unpack::Unpacker;

    const REGISTRY: &str = "//! List.\n\nmod gzip;\nmod zip;\n\nuse crate::Kind;\n\n/// Every unpacker.\npub const UNPACKERS: &[&dyn Unpacker] = &[&gzip::Gzip, &zip::Zip];\n\nfn x() {}\n";

    #[track_caller]
    fn check(stem: &str, modules: &str, entries: &str) {
        let text = register(REGISTRY, "UNPACKERS", stem).unwrap();
        let expect = format!(
            "//! List.\n\n{modules}\n\nuse crate::Kind;\n\n/// Every unpacker.\npub const UNPACKERS: &[&dyn Unpacker] = &[\n    {entries},\n];\n\nfn x() {{}}\n"
        );
        assert_eq!(text, expect);
    }

    #[test]
    fn a_module_is_listed_in_its_place() {
        check(
            "ext4",
            "mod ext4;\nmod gzip;\nmod zip;",
            "&ext4::Ext4,\n    &gzip::Gzip,\n    &zip::Zip",
        );
        check(
            "sparse_image",
            "mod gzip;\nmod sparse_image;\nmod zip;",
            "&gzip::Gzip,\n    &sparse_image::SparseImage,\n    &zip::Zip",
        );
        check(
            "zstd",
            "mod gzip;\nmod zip;\nmod zstd;",
            "&gzip::Gzip,\n    &zip::Zip,\n    &zstd::Zstd",
        );
        assert!(register(REGISTRY, "UNPACKERS", "zip").is_err());
        assert!(register(REGISTRY, "EXAMINERS", "ext4").is_err());
    }

    #[test]
    fn the_stubs_say_who_they_are() {
        assert_eq!(stubs::unpackers::stub::Stub.doc().id, "NAME");
        assert_eq!(stubs::examiners::EXAMINERS[0].doc().id, "NAME");
    }

    #[test]
    fn each_kind_is_made_in_a_tree_like_ours() {
        let dir = tempfile::tempdir().unwrap();
        let ours = crate::root();
        for folder in [
            "crates/unpack/src/unpackers",
            "crates/examine/src/examiners",
        ] {
            std::fs::create_dir_all(dir.path().join(folder)).unwrap();
            for entry in std::fs::read_dir(ours.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let copy = dir.path().join(folder).join(path.file_name().unwrap());
                if path.is_file() {
                    std::fs::copy(&path, copy).unwrap();
                }
            }
        }
        make(dir.path(), Kind::Unpacker, "big-image").unwrap();
        make(dir.path(), Kind::Examiner, "big-answer").unwrap();
        make(dir.path(), Kind::Rule, "some-area/bad-state").unwrap();
        let text = |path: &str| read(&dir.path().join(path)).unwrap();
        assert!(text("crates/unpack/src/unpackers/big_image.rs").contains("id: \"big_image\""));
        assert!(text("crates/unpack/src/unpackers/mod.rs").contains("&big_image::BigImage"));
        assert!(text("crates/examine/src/examiners/big_answer.rs").contains("id: \"big-answer\""));
        assert!(
            text("crates/examine/src/examiners/mod.rs").contains("    &big_answer::BigAnswer,\n")
        );
        assert!(
            text("knowledge/rules/some-area/bad-state.md").contains("id         = \"bad-state\"")
        );
        let again = make(dir.path(), Kind::Rule, "some-area/bad-state").unwrap_err();
        assert!(again.to_string().contains("is there already"));
    }

    #[test]
    fn a_bad_id_makes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        for id in ["Big", "a--b", "-a", "", "a/../b"] {
            assert!(make(dir.path(), Kind::Unpacker, id).is_err(), "{id}");
            assert!(
                make(dir.path(), Kind::Rule, &format!("area/{id}")).is_err(),
                "{id}"
            );
        }
        // A module cannot be called that.
        assert!(make(dir.path(), Kind::Examiner, "1a").is_err());
        assert!(make(dir.path(), Kind::Rule, "no-area").is_err());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
