//! Holds the dependencies to the licences and sources that `deny.toml` allows.
//!
//! cargo-deny reads the same file and checks more, and takes minutes to build; this needs cargo alone, so the
//! tests do it. It sees the dependencies of the platform that it runs on.

use crate::read;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::path::Path;
use std::process::Command;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A package, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Package {
    name: String,
    license: Option<String>,
    /// `None` for a crate of this workspace.
    source: Option<String>,
}

/// Every complaint about a dependency.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let allowed = allowed(&read(&root.join("deny.toml"))?)?;
    let packages = packages(root)?;
    Ok(packages
        .iter()
        .flat_map(|package| complaints(package, &allowed))
        .collect())
}

/// The licences that `deny.toml` allows.
fn allowed(text: &str) -> Result<Vec<String>> {
    let page: toml::Table = text.parse().context("in deny.toml")?;
    let list = page
        .get("licenses")
        .and_then(|it| it.get("allow")?.as_array());
    let names = list.context("deny.toml has no list licenses.allow")?;
    Ok(names
        .iter()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect())
}

fn packages(root: &Path) -> Result<Vec<Package>> {
    let version = Command::new("rustc").arg("-vV").output()?;
    let version = String::from_utf8(version.stdout)?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc names no host")?;
    let done = Command::new(option_env!("CARGO").unwrap_or("cargo"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--locked",
            "--filter-platform",
            host,
        ])
        .current_dir(root)
        .output()?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "cargo metadata failed: {said}");
    let metadata: Value = serde_json::from_slice(&done.stdout)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata names no packages")?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Ok(packages
        .iter()
        .map(|package| Package {
            name: text(&package["name"]).unwrap_or_default(),
            license: text(&package["license"]),
            source: text(&package["source"]),
        })
        .collect())
}

fn complaints(package: &Package, allowed: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    let license = package.license.as_deref().unwrap_or_default();
    // Older crates write a slash for OR.
    let is_allowed = Expression::parse_mode(license, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|wanted| allowed.iter().any(|name| *name == wanted.to_string()))
    });
    if !is_allowed {
        complaints.push(format!(
            "{}: its licence `{license}` is not allowed by deny.toml",
            package.name
        ));
    }
    if let Some(source) = package
        .source
        .as_deref()
        .filter(|source| *source != CRATES_IO)
    {
        complaints.push(format!(
            "{}: it comes from {source}, not from crates.io",
            package.name
        ));
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dependencies_are_allowed() {
        let root = crate::root();
        let complaints = check(&root).unwrap();
        assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
        // That none was looked at would also be no complaint.
        let packages = packages(&root).unwrap();
        assert!(
            packages
                .iter()
                .any(|package| package.source.as_deref() == Some(CRATES_IO))
        );
    }

    #[track_caller]
    fn check_one(license: Option<&str>, source: &str, n_complaints: usize) {
        let package = Package {
            name: "a".to_owned(),
            license: license.map(str::to_owned),
            source: Some(source.to_owned()),
        };
        let allowed =
            allowed("[licenses]\nallow = [\"MIT\", \"ISC\", \"Apache-2.0 WITH LLVM-exception\"]");
        let found = complaints(&package, &allowed.unwrap());
        assert_eq!(found.len(), n_complaints, "{found:?}");
    }

    #[test]
    fn expressions_are_weighed() {
        check_one(Some("MIT"), CRATES_IO, 0);
        check_one(Some("GPL-3.0-only OR MIT"), CRATES_IO, 0);
        check_one(Some("MIT/Apache-2.0"), CRATES_IO, 0);
        check_one(Some("Apache-2.0 WITH LLVM-exception"), CRATES_IO, 0);
        check_one(Some("(MIT OR GPL-2.0-only) AND ISC"), CRATES_IO, 0);
        check_one(Some("MIT AND GPL-2.0-only"), CRATES_IO, 1);
        check_one(Some("Apache-2.0"), CRATES_IO, 1);
        check_one(Some("AGPL-3.0-only"), CRATES_IO, 1);
        check_one(None, CRATES_IO, 1);
    }

    #[test]
    fn other_sources_are_seen() {
        check_one(Some("MIT"), "git+https://example.com/a", 1);
    }
}
