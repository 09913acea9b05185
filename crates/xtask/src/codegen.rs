//! Writes the pages below `docs/` that follow from the code and from `knowledge/`.

use crate::read;
use anyhow::{Context, Result};
use facts::{Kind, Type};
use std::fmt::Write;
use std::path::Path;

/// Writes every generated page.
pub(crate) fn write(root: &Path) -> Result<()> {
    for (path, text) in pages(root)? {
        if read(&root.join(path)).is_ok_and(|old| old == text) {
            continue;
        }
        std::fs::write(root.join(path), text).with_context(|| format!("cannot write {path}"))?;
        println!("wrote {path}");
    }
    Ok(())
}

/// Every generated page with its path.
fn pages(root: &Path) -> Result<[(&'static str, String); 4]> {
    let knowledge = rules::Knowledge::from_dir(&root.join("knowledge"))?;
    let rules = rules::Rules::load(&knowledge)?;
    if let Some(error) = rules.errors().first() {
        anyhow::bail!("knowledge/{error}");
    }
    Ok([
        ("docs/facts.md", facts_page()),
        ("docs/formats.md", formats_page()),
        ("docs/known-misses-examiners.md", known_misses_page()),
        ("docs/rules.md", rules_page(&rules)),
    ])
}

fn page(title: &str, source: &str) -> String {
    format!(
        "# {title}\n\n<!-- Written by `cargo xtask codegen` from {source}. Change that, not this page. -->\n"
    )
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}

fn bullets(page: &mut String, items: &[&str]) {
    for item in items {
        // Writing to a `String` cannot fail, here and below.
        let _ = writeln!(page, "- {item}");
    }
}

fn facts_page() -> String {
    let mut page = page("Kinds of facts", "`crates/facts/src/kinds.rs`");
    page.push_str(
        "\nEach kind is one table of a case: `patikra query CASE \"SELECT ...\"` reads them, and so do rules.\n\
         Besides the columns listed, every table has `artifact` (the bytes that were read) and `evidence` (where in\n\
         them), and a column that names the subject: `device` in the tables that begin with `device_`, `app` in all others.\n",
    );
    for kind in Kind::ALL {
        let _ = write!(
            page,
            "\n## `{}`\n\n{} Table `{}`.\n\n| column | type | what it holds |\n| --- | --- | --- |\n",
            kind.name,
            kind.doc.trim(),
            kind.table()
        );
        for column in kind.columns {
            let ty = match column.ty {
                Type::Int => "integer",
                Type::Bool => "0 or 1",
                Type::Text => "text",
            };
            let null = if column.nullable { ", or null" } else { "" };
            let _ = writeln!(
                page,
                "| `{}` | {ty}{null} | {} |",
                column.name,
                cell(column.doc)
            );
        }
    }
    page
}

fn formats_page() -> String {
    let mut page = page(
        "Containers that are opened",
        "`crates/unpack/src/unpackers/`",
    );
    for unpacker in unpack::UNPACKERS {
        let doc = unpacker.doc();
        let _ = write!(
            page,
            "\n## {} (`{}`)\n\nDescribed in:\n\n",
            doc.name, doc.id
        );
        bullets(&mut page, doc.references);
        if doc.limitations.is_empty() {
            page.push_str("\nIt is read whole.\n");
        } else {
            page.push_str("\nNot read:\n\n");
            bullets(&mut page, doc.limitations);
        }
    }
    page
}

fn known_misses_page() -> String {
    let mut page = page(
        "What the examiners find and miss",
        "`crates/examine/src/examiners/`",
    );
    page.push_str("\nAn examiner reads the decoded form of an artifact and states facts. What it is known to miss stands beside it.\n");
    for examiner in examine::EXAMINERS {
        let doc = examiner.doc();
        let names: Vec<_> = doc
            .writes
            .iter()
            .map(|kind| format!("`{}`", kind.name))
            .collect();
        let _ = write!(
            page,
            "\n## `{}`, version {}\n\nFinds {}. States {}.\n\n",
            doc.id,
            doc.version,
            doc.finds,
            names.join(", ")
        );
        if doc.known_misses.is_empty() {
            page.push_str("No known misses.\n");
        } else {
            page.push_str("Known misses:\n\n");
            bullets(&mut page, doc.known_misses);
        }
    }
    page
}

fn rules_page(rules: &rules::Rules) -> String {
    let mut page = page("The rules", "`knowledge/rules/` and `knowledge/protocol/`");
    page.push_str("\nEach rule is a page of its own: what it means, its query, and the facts that it must and must not find.\n");
    for question in rules.questions() {
        let _ = write!(
            page,
            "\n## `{}`: {}\n\n{}\n",
            question.id, question.title, question.question
        );
        let of_question = || {
            rules
                .rules()
                .iter()
                .filter(|rule| rule.question == question.id)
        };
        if of_question().next().is_none() {
            page.push_str("\nNo rule yet.\n");
            continue;
        }
        page.push_str("\n| rule | what it says | grade | severity | confidence |\n| --- | --- | --- | --- | --- |\n");
        for rule in of_question() {
            let _ = writeln!(
                page,
                "| [`{}`](../knowledge/{}) | {} | {} | {} | {} |",
                rule.id,
                rule.path,
                cell(&rule.title),
                rule.grade.name(),
                rule.severity.name(),
                rule.confidence.name()
            );
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_on_disk_are_those_of_the_code() {
        let root = crate::root();
        for (path, text) in pages(&root).unwrap() {
            let found = read(&root.join(path)).unwrap_or_default();
            assert!(
                found == text,
                "{path} is not up to date: run `cargo xtask codegen`"
            );
        }
    }

    #[test]
    fn a_bar_does_not_end_a_cell() {
        assert_eq!(cell(" `a|b` "), "`a\\|b`");
    }
}
