//! The test cases of a rule's page: facts as comma-separated values, and the findings they give.

use crate::error::{PageError, PageProblem};
use crate::page::{Block, Section};
use facts::{Kind, Type, Value};
use store::{FactDb, StoreError};

/// What a section with facts promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The rule has findings.
    Flagged,
    /// It has none.
    NotFlagged,
    /// What it finds is not what it should find, and is stated as it is.
    KnownGaps,
}

impl Part {
    /// The section's heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Flagged => "Flagged",
            Self::NotFlagged => "Not flagged",
            Self::KnownGaps => "Known gaps",
        }
    }

    fn from_heading(heading: &str) -> Option<Self> {
        [Self::Flagged, Self::NotFlagged, Self::KnownGaps]
            .into_iter()
            .find(|part| part.heading() == heading)
    }
}

/// One row of a kind's table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    kind: &'static Kind,
    owner: String,
    artifact: String,
    evidence: String,
    values: Vec<Value>,
}

/// The facts of a section, and the findings that they give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fixture {
    pub(crate) part: Part,
    /// The line of the section's heading.
    pub(crate) line: usize,
    facts: Vec<Row>,
    /// The columns that are compared.
    pub(crate) columns: Vec<String>,
    /// The findings, in order; null is an empty text.
    pub(crate) findings: Vec<Vec<String>>,
}

/// Where a page is, for errors.
struct At<'a> {
    path: &'a str,
}

impl At<'_> {
    fn error(&self, line: usize, problem: PageProblem) -> PageError {
        PageError {
            path: self.path.to_owned(),
            line,
            problem,
        }
    }

    fn csv(&self, line: usize, what: String) -> PageError {
        self.error(line, PageProblem::Csv(what))
    }
}

/// Comma-separated values: the header, and each row with its line on the page.
type Csv = (Vec<String>, Vec<(usize, Vec<String>)>);

fn read_csv(at: &At<'_>, block: &Block) -> Result<Csv, PageError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(block.text.as_bytes());
    let mut header = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|fault| {
            let line = fault
                .position()
                .and_then(|position| usize::try_from(position.line()).ok())
                .unwrap_or(1);
            at.csv(block.line + line - 1, fault.to_string())
        })?;
        let line = record
            .position()
            .and_then(|position| usize::try_from(position.line()).ok())
            .unwrap_or(1);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if header.is_none() {
            header = Some(cells);
        } else {
            rows.push((block.line + line - 1, cells));
        }
    }
    match header {
        Some(header) => Ok((header, rows)),
        None => Err(at.csv(block.line, "the table has no header".to_owned())),
    }
}

impl Fixture {
    pub(crate) fn all(
        path: &str,
        sections: &[Section],
        columns: &[String],
    ) -> Result<Vec<Self>, PageError> {
        let at = At { path };
        let mut fixtures: Vec<Self> = Vec::new();
        for section in sections {
            let Some(part) = Part::from_heading(&section.heading) else {
                let problem = PageProblem::StrangeSection {
                    heading: section.heading.clone(),
                    expected: "Flagged, Not flagged or Known gaps",
                };
                return Err(at.error(section.line, problem));
            };
            if fixtures.iter().any(|fixture| fixture.part == part) {
                let heading = section.heading.clone();
                return Err(at.error(section.line, PageProblem::SameSection { heading }));
            }
            fixtures.push(Self::parse(&at, section, part, columns)?);
        }
        for part in [Part::Flagged, Part::NotFlagged] {
            if !fixtures.iter().any(|fixture| fixture.part == part) {
                let heading = part.heading();
                return Err(at.error(1, PageProblem::NoSection { heading }));
            }
        }
        Ok(fixtures)
    }

    fn parse(
        at: &At<'_>,
        section: &Section,
        part: Part,
        columns: &[String],
    ) -> Result<Self, PageError> {
        let wrong = |what| {
            let heading = section.heading.clone();
            at.error(section.line, PageProblem::WrongFindings { heading, what })
        };
        let (mut facts, mut findings) = (Vec::new(), None);
        for block in &section.blocks {
            if let Some(table) = block.info.strip_prefix("csv facts:") {
                read_facts(at, block, table, &mut facts)?;
            } else if block.info == "csv findings" {
                if findings.is_some() {
                    return Err(wrong("has two tables of findings: put them into one"));
                }
                findings = Some(read_findings(at, block, columns)?);
            } else {
                let problem = PageProblem::StrangeBlock {
                    info: block.info.clone(),
                    expected: "a section holds ```csv facts:TABLE and ```csv findings",
                };
                return Err(at.error(block.line, problem));
            }
        }
        let Some((columns, findings)) = findings else {
            return Err(wrong(
                "has no block ```csv findings: write one, with its header alone if there are none",
            ));
        };
        if facts.is_empty() {
            return Err(wrong("has no facts, and so shows nothing"));
        }
        match part {
            Part::Flagged if findings.is_empty() => Err(wrong("lists no finding")),
            Part::NotFlagged if !findings.is_empty() => Err(wrong("lists a finding")),
            _ => Ok(Self {
                part,
                line: section.line,
                facts,
                columns,
                findings,
            }),
        }
    }

    /// Writes its facts.
    pub(crate) fn write(&self, db: &FactDb) -> Result<(), StoreError> {
        for row in &self.facts {
            db.fact_row(
                row.kind,
                &row.owner,
                &row.artifact,
                &row.evidence,
                &row.values,
            )?;
        }
        Ok(())
    }
}

fn read_facts(
    at: &At<'_>,
    block: &Block,
    table: &str,
    facts: &mut Vec<Row>,
) -> Result<(), PageError> {
    let Some(kind) = Kind::ALL.iter().find(|kind| kind.table() == table) else {
        let known: Vec<String> = Kind::ALL.iter().map(|kind| kind.table()).collect();
        let what = format!("there is no table {table}; there are: {}", known.join(", "));
        return Err(at.csv(block.line, what));
    };
    let (header, rows) = read_csv(at, block)?;
    let own = |name: &String| kind.columns.iter().any(|column| column.name == name);
    let shared = [kind.owner(), "artifact", "evidence"];
    for name in &header {
        if !own(name) && !shared.contains(&name.as_str()) {
            let columns = crate::rule::names(kind.columns.iter().map(|column| column.name));
            let what = format!(
                "{table} has no column {name}; it has: {}, {columns}",
                shared.join(", ")
            );
            return Err(at.csv(block.line, what));
        }
    }
    for name in [kind.owner(), "evidence"] {
        if !header.iter().any(|known| known == name) {
            return Err(at.csv(
                block.line,
                format!("the column {name} is missing: every fact has one"),
            ));
        }
    }
    for (line, cells) in rows {
        let cell = |name: &str| {
            let place = header.iter().position(|known| known == name)?;
            cells.get(place).map(String::as_str)
        };
        let mut values = Vec::with_capacity(kind.columns.len());
        for column in kind.columns {
            let value = match (cell(column.name), column.ty) {
                (None | Some(""), _) if column.nullable => Value::Null,
                (None, Type::Text) => Value::Text(String::new()),
                (None, Type::Int | Type::Bool) => Value::Int(0),
                (Some(text), Type::Text) => Value::Text(text.to_owned()),
                (Some(text), Type::Int | Type::Bool) => {
                    let name = column.name;
                    let number = text.parse().map_err(|_| {
                        at.csv(line, format!("{name} is `{text}`, which is no number"))
                    })?;
                    Value::Int(number)
                }
            };
            values.push(value);
        }
        facts.push(Row {
            kind,
            owner: cell(kind.owner()).unwrap_or_default().to_owned(),
            artifact: cell("artifact").unwrap_or("a").to_owned(),
            evidence: cell("evidence").unwrap_or_default().to_owned(),
            values,
        });
    }
    Ok(())
}

fn read_findings(
    at: &At<'_>,
    block: &Block,
    columns: &[String],
) -> Result<(Vec<String>, Vec<Vec<String>>), PageError> {
    let (header, rows) = read_csv(at, block)?;
    for name in &header {
        if !columns.contains(name) {
            let what = format!(
                "the query gives no column {name}; it gives: {}",
                columns.join(", ")
            );
            return Err(at.csv(block.line, what));
        }
    }
    for name in ["subject", "evidence"] {
        if !header.iter().any(|known| known == name) {
            return Err(at.csv(block.line, format!("the column {name} is missing")));
        }
    }
    Ok((header, rows.into_iter().map(|(_, cells)| cells).collect()))
}
