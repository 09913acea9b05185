//! Reference data of the knowledge base that queries join as `ref_` tables.
//!
//! A TOML file with a table `[table]` (`name`, `doc`, and `[table.columns]` with a sentence for each column)
//! and rows `[[row]]`; or a text file `.tsv` that begins with `# table NAME: doc`, has lines
//! `# column NAME: doc` after it, and then rows split by tabs. Any other file is no reference data.

use crate::Knowledge;
use crate::error::{PageError, PageProblem};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{FactDb, StoreError};

/// A table of reference data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its name; in SQL, `ref_` stands before it.
    pub name: String,
    /// The file it comes from.
    pub path: String,
    /// What a row states.
    pub doc: String,
    /// The columns, each with what it means.
    pub columns: Vec<(String, String)>,
    /// The rows, in the order of the file; a value that is not given is null.
    pub rows: Vec<Vec<Option<String>>>,
}

#[derive(Deserialize)]
struct TomlFile {
    table: TomlTable,
    #[serde(default)]
    row: Vec<BTreeMap<String, toml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlTable {
    name: String,
    doc: String,
    columns: BTreeMap<String, String>,
}

impl Reference {
    /// Every table of reference data, sorted by path, and what is wrong with files that begin as one.
    pub(crate) fn all(knowledge: &Knowledge) -> (Vec<Self>, Vec<PageError>) {
        let (mut tables, mut errors) = (Vec::<Self>::new(), Vec::new());
        for (path, bytes) in knowledge.files() {
            let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
            let Ok(text) = std::str::from_utf8(bytes) else {
                continue;
            };
            let table = match extension {
                "toml" if text.lines().any(|line| line.trim_end() == "[table]") => {
                    from_toml(path, text)
                }
                "tsv" if text.starts_with("# table ") => from_tsv(path, text),
                _ => continue,
            };
            match table {
                Ok(table) => match tables.iter().find(|known| known.name == table.name) {
                    Some(known) => errors.push(PageError {
                        path: path.to_owned(),
                        line: 1,
                        problem: PageProblem::SameId {
                            id: table.name,
                            other: known.path.clone(),
                        },
                    }),
                    None => tables.push(table),
                },
                Err(error) => errors.push(error),
            }
        }
        (tables, errors)
    }

    /// Writes it as a table.
    pub(crate) fn write(&self, db: &FactDb) -> Result<(), StoreError> {
        db.reference_table(&self.name, &self.doc, &self.columns, &self.rows)
    }
}

fn error(path: &str, line: usize, what: String) -> PageError {
    PageError {
        path: path.to_owned(),
        line,
        problem: PageProblem::Toml(what),
    }
}

fn check_names(reference: &Reference) -> Result<(), PageError> {
    let plain = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let names =
        std::iter::once(&reference.name).chain(reference.columns.iter().map(|(name, _)| name));
    for name in names {
        if !plain(name) {
            let what = format!("`{name}` is no name for SQL: use small letters, digits and _");
            return Err(error(&reference.path, 1, what));
        }
    }
    Ok(())
}

fn from_toml(path: &str, text: &str) -> Result<Reference, PageError> {
    let file: TomlFile = toml::from_str(text)
        .map_err(|fault| error(path, line_of(text, &fault), fault.message().to_owned()))?;
    let columns: Vec<(String, String)> = file.table.columns.into_iter().collect();
    let mut rows = Vec::with_capacity(file.row.len());
    for row in file.row {
        for key in row.keys() {
            if !columns.iter().any(|(column, _)| column == key) {
                let what = format!("a row has `{key}`, which [table.columns] does not name");
                return Err(error(path, 1, what));
            }
        }
        let value = |(column, _): &(String, String)| {
            row.get(column).map(|value| match value {
                toml::Value::String(text) => text.clone(),
                other => other.to_string(),
            })
        };
        rows.push(columns.iter().map(value).collect());
    }
    let reference = Reference {
        name: file.table.name,
        path: path.to_owned(),
        doc: file.table.doc,
        columns,
        rows,
    };
    check_names(&reference).map(|()| reference)
}

fn from_tsv(path: &str, text: &str) -> Result<Reference, PageError> {
    let mut reference = Reference {
        name: String::new(),
        path: path.to_owned(),
        doc: String::new(),
        columns: Vec::new(),
        rows: Vec::new(),
    };
    for (number, line) in (1..).zip(text.lines()) {
        let pair = |text: &str| {
            text.split_once(": ")
                .map(|(name, doc)| (name.to_owned(), doc.to_owned()))
                .ok_or_else(|| {
                    error(
                        path,
                        number,
                        "a name is followed by `: ` and a sentence".to_owned(),
                    )
                })
        };
        if let Some(text) = line.strip_prefix("# table ") {
            (reference.name, reference.doc) = pair(text)?;
        } else if let Some(text) = line.strip_prefix("# column ") {
            reference.columns.push(pair(text)?);
        } else if !line.starts_with('#') && !line.is_empty() {
            let row: Vec<Option<String>> = line
                .split('\t')
                .map(|cell| (!cell.is_empty()).then(|| cell.to_owned()))
                .collect();
            if row.len() != reference.columns.len() {
                let (found, expected) = (row.len(), reference.columns.len());
                let what = format!("the row has {found} cells, and there are {expected} columns");
                return Err(error(path, number, what));
            }
            reference.rows.push(row);
        }
    }
    check_names(&reference).map(|()| reference)
}

/// The line in `text` that a TOML error speaks of, from 1.
pub(crate) fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or(text);
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(path: &str, text: &str) -> (Vec<Reference>, Vec<PageError>) {
        Reference::all(&Knowledge::from_files([(
            path.to_owned(),
            text.as_bytes().to_vec(),
        )]))
    }

    #[test]
    fn toml_and_tsv_give_the_same_table() {
        let (toml, errors) = all(
            "a.toml",
            "[table]\nname = \"t\"\ndoc = \"d\"\n[table.columns]\na = \"A\"\nb = \"B\"\n[[row]]\nb = \"2\"\n[[row]]\na = 1\n",
        );
        assert_eq!(errors, []);
        let (tsv, errors) = all(
            "a.toml.tsv",
            "# table t: d\n# read on a day\n# column a: A\n# column b: B\n\t2\n1\t\n",
        );
        assert_eq!(errors, []);
        assert_eq!(toml[0].rows, tsv[0].rows);
        assert_eq!(toml[0].columns, tsv[0].columns);
        assert_eq!(toml[0].rows[0], [None, Some("2".to_owned())]);
    }

    #[test]
    fn other_files_are_no_tables_and_broken_ones_are_named() {
        assert_eq!(all("a.toml", "[[api]]\nid = 1\n"), (vec![], vec![]));
        assert_eq!(all("a.tsv", "# words\na\tb\n"), (vec![], vec![]));
        let (_, errors) = all("a.toml", "[table]\nname = \"t\"\n");
        assert_eq!(errors.len(), 1);
        let (_, errors) = all("a.tsv", "# table t: d\n# column a: A\n1\t2\n");
        assert_eq!(errors[0].line, 3);
        let (_, errors) = all("a.tsv", "# table T x: d\n");
        assert_eq!(errors.len(), 1);
    }
}
