//! The tables of a case.

use facts::{Column, Kind, Type};
use rusqlite::Connection;
use std::fmt::Write;

/// The schema of the cases written here. A case with a newer one is refused.
pub const CASE_SCHEMA: i64 = 1;

/// `PRAGMA application_id` of a case: the letters `Ptkc`.
pub(crate) const CASE_APPLICATION: i64 = 0x5074_6b63;

const TABLES: &str = "
CREATE TABLE meta(key TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE kind(name TEXT NOT NULL, tbl TEXT NOT NULL, doc TEXT NOT NULL);
CREATE TABLE kind_column(kind TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, nullable INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE input(path TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT, n_files INTEGER NOT NULL, len INTEGER NOT NULL);
CREATE TABLE artifact(id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, len INTEGER NOT NULL);
CREATE TABLE origin(artifact TEXT NOT NULL, parent TEXT, path TEXT NOT NULL, unpacker TEXT, span_start INTEGER, span_end INTEGER);
CREATE INDEX origin_artifact ON origin(artifact);
CREATE TABLE subject(id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL, package TEXT, signer TEXT, build TEXT);
CREATE TABLE app_artifact(app TEXT NOT NULL, artifact TEXT NOT NULL);
CREATE INDEX app_artifact_app ON app_artifact(app);
CREATE INDEX app_artifact_artifact ON app_artifact(artifact);
CREATE TABLE problem(artifact TEXT NOT NULL, path TEXT NOT NULL, code TEXT NOT NULL, says TEXT NOT NULL, span_start INTEGER, span_end INTEGER);
CREATE TABLE coverage(examiner TEXT NOT NULL, artifact TEXT NOT NULL, path TEXT NOT NULL, status TEXT NOT NULL, because TEXT);
CREATE TABLE evidence(id TEXT NOT NULL PRIMARY KEY, artifact TEXT NOT NULL, at TEXT NOT NULL, span_start INTEGER, span_end INTEGER, says TEXT NOT NULL);
CREATE TABLE finding(id TEXT NOT NULL PRIMARY KEY, rule TEXT NOT NULL, question TEXT NOT NULL, subject TEXT NOT NULL, grade TEXT NOT NULL, severity TEXT NOT NULL, confidence TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL, gates TEXT NOT NULL, frames TEXT NOT NULL);
CREATE TABLE finding_evidence(finding TEXT NOT NULL, n INTEGER NOT NULL, evidence TEXT NOT NULL);
CREATE INDEX finding_evidence_finding ON finding_evidence(finding);
CREATE TABLE answer(question TEXT NOT NULL, subject TEXT NOT NULL, verdict TEXT NOT NULL, statement TEXT NOT NULL, read INTEGER NOT NULL, not_read INTEGER NOT NULL, limits_reached INTEGER NOT NULL, notes TEXT NOT NULL);
CREATE TABLE answer_finding(question TEXT NOT NULL, subject TEXT NOT NULL, n INTEGER NOT NULL, finding TEXT NOT NULL);
CREATE TABLE answer_unknown(question TEXT NOT NULL, subject TEXT NOT NULL, n INTEGER NOT NULL, what TEXT NOT NULL, because TEXT NOT NULL);
";

/// The tables that are no facts, with what each holds; for `kind` and for the checks of rules.
pub(crate) const CASE_TABLES: &[(&str, &str)] = &[
    ("meta", "The case as a whole, by key."),
    ("kind", "Every table, with what a row states."),
    ("kind_column", "Every column of every kind of facts."),
    ("input", "The files and folders that were given."),
    ("artifact", "Bytes with a name: their SHA-256."),
    (
        "origin",
        "Where an artifact came from; no parent means an input.",
    ),
    (
        "subject",
        "What findings and answers speak of: the device, the apps.",
    ),
    (
        "app_artifact",
        "Which artifacts make up an app, and what was taken out of it.",
    ),
    ("problem", "What was wrong with an artifact."),
    ("coverage", "What each examiner did with each artifact."),
    ("evidence", "Where in the bytes a fact was read."),
    ("finding", "What a rule concludes."),
    ("finding_evidence", "What a finding rests on, in order."),
    ("answer", "The answer to a question for a subject."),
    (
        "answer_finding",
        "The findings of an answer, the worst first.",
    ),
    ("answer_unknown", "What an answer could not see, and why."),
];

/// The name of a column's type for readers.
pub(crate) const fn type_name(ty: Type) -> &'static str {
    match ty {
        Type::Int => "int",
        Type::Bool => "bool",
        Type::Text => "text",
    }
}

fn declare(column: &Column) -> String {
    let ty = match column.ty {
        Type::Int | Type::Bool => "INTEGER",
        Type::Text => "TEXT",
    };
    let null = if column.nullable { "" } else { " NOT NULL" };
    format!(", \"{}\" {ty}{null}", column.name)
}

/// Makes the tables, and the rows that describe them.
pub(crate) fn create(connection: &Connection) -> rusqlite::Result<()> {
    let mut sql = TABLES.to_owned();
    for kind in Kind::ALL {
        let (table, owner) = (kind.table(), kind.owner());
        let columns: String = kind.columns.iter().map(declare).collect();
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            sql,
            "CREATE TABLE {table}({owner} TEXT NOT NULL, artifact TEXT NOT NULL, evidence TEXT NOT NULL{columns});\n\
             CREATE INDEX {table}_{owner} ON {table}({owner});"
        );
        // What belongs to one exchange stands in several tables, which queries join by it.
        if kind.columns.iter().any(|column| column.name == "exchange") {
            let _ = writeln!(sql, "CREATE INDEX {table}_exchange ON {table}(exchange);");
        }
    }
    connection.execute_batch(&sql)?;
    connection.execute(
        "INSERT INTO meta VALUES ('schema_version', ?1)",
        [CASE_SCHEMA.to_string()],
    )?;
    let mut kinds = connection.prepare("INSERT INTO kind VALUES (?1, ?2, ?3)")?;
    let mut columns = connection.prepare("INSERT INTO kind_column VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (table, doc) in CASE_TABLES {
        kinds.execute((table, table, doc))?;
    }
    for kind in Kind::ALL {
        kinds.execute((kind.name, kind.table(), kind.doc.trim()))?;
        let shared = [
            (kind.owner(), "The subject it belongs to."),
            ("artifact", "What was read."),
            ("evidence", "What shows it."),
        ];
        for (name, doc) in shared {
            columns.execute((kind.name, name, "text", false, doc))?;
        }
        for column in kind.columns {
            columns.execute((
                kind.name,
                column.name,
                type_name(column.ty),
                column.nullable,
                column.doc.trim(),
            ))?;
        }
    }
    Ok(())
}
