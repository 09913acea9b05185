//! `patikra show`, `query` and `verify`: looking into a case.

use crate::args::Format;
use crate::exit::Exit;
use crate::print;
use crate::progress::Bar;
use base::{Limits, escape_controls};
use case::{Case, Cell, Lab, Table};
use serde_json::{Map, Value};
use std::path::Path;

pub(crate) fn show(case: &Path, evidence: &str) -> anyhow::Result<Exit> {
    let shown = Case::open(case)?.show(evidence, &Limits::default())?;
    let row = &shown.evidence;
    print(&format!(
        "{}  {}\n{}  ({})\n{}\n\n{}",
        row.id,
        escape_controls(&row.evidence.says),
        escape_controls(&shown.path),
        shown.kind,
        escape_controls(&row.evidence.at()),
        shown.text
    ))
}

pub(crate) fn query(case: &Path, sql: &str, format: Format, rows: usize) -> anyhow::Result<Exit> {
    let table = Case::open(case)?.query(sql, rows)?;
    match format {
        Format::Table => print(&columns(&table)),
        Format::Jsonl => print(&json_lines(&table)),
        Format::Csv => print(&csv(&table)),
    }?;
    if table.cut {
        eprintln!("patikra: there are more than {rows} rows; --rows shows more");
    }
    Ok(Exit::Done)
}

pub(crate) fn columns(table: &Table) -> String {
    let row = |row: &Vec<Cell>| row.iter().map(|it| escape_controls(&it.text())).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(row).collect();
    report::cells(&table.columns, &rows)
}

fn json_lines(table: &Table) -> String {
    let mut text = String::new();
    for row in &table.rows {
        let mut object = Map::new();
        for (column, cell) in table.columns.iter().zip(row) {
            let value = match cell {
                Cell::Null => Value::Null,
                Cell::Int(number) => Value::from(*number),
                Cell::Real(number) => Value::from(*number),
                Cell::Text(_) | Cell::Blob(_) => Value::from(cell.text()),
            };
            object.insert(column.clone(), value);
        }
        text.push_str(&Value::from(object).to_string());
        text.push('\n');
    }
    text
}

/// A table as CSV (RFC 4180).
pub(crate) fn csv(table: &Table) -> String {
    let field = |text: &str| {
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let mut text = String::new();
    let heading: Vec<String> = table.columns.iter().map(|it| field(it)).collect();
    text.push_str(&heading.join(","));
    text.push_str("\r\n");
    for row in &table.rows {
        let row: Vec<String> = row.iter().map(|it| field(&it.text())).collect();
        text.push_str(&row.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Differences printed: 50; the rest is a number.
const DIFFERENCES: usize = 50;

pub(crate) fn verify(lab: &Lab, folder: &Path) -> anyhow::Result<Exit> {
    let case = Case::open(folder)?;
    let scratch = tempfile::tempdir()?;
    let bar = Bar::new(false);
    let differences = case.verify(lab, scratch.path(), &bar)?;
    bar.finish(&folder.display().to_string());
    if differences.is_empty() {
        let n = case.query("SELECT count(*) FROM evidence", 1)?;
        let n = n.rows.first().and_then(|row| row.first()).map(Cell::text);
        return print(&format!(
            "verified: all {} pieces of evidence, every fact, finding and answer are derived again, the same\n",
            n.unwrap_or_default()
        ));
    }
    for difference in differences.iter().take(DIFFERENCES) {
        let side = if difference.in_case {
            "only in the case"
        } else {
            "only derived"
        };
        let row = escape_controls(&difference.row);
        print(&format!("{side}: {}: {row}\n", difference.table))?;
    }
    print(&format!("{} rows differ\n", differences.len()))?;
    Ok(Exit::Holds)
}
