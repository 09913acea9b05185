//! Runs rules on facts.

use crate::protocol::Question;
use crate::rule::{Rule, detail_key};
use facts::{EvidenceId, Finding, Gate};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use store::{Cell, FactDb, QueryLimits};

/// Why a rule gave nothing, or not all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFailure {
    /// The rule's id, or its page's path where the page could not be read.
    pub rule: String,
    /// The question it helps to answer; null where the page could not be read.
    pub question: Option<String>,
    /// What happened.
    pub because: String,
}

/// What rules conclude.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The findings: the worst first, then the surest, then by rule, subject and evidence.
    pub findings: Vec<Finding>,
    /// The rules that failed.
    pub failures: Vec<RuleFailure>,
}

/// A row of a rule's query: a value for each column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answered {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// Findings of one rule in one case: 10,000. A rule that has more says nothing; the largest number met is
/// some hundreds.
const N_FINDINGS: usize = 10_000;

/// Runs a rule's query.
pub(crate) fn ask(rule: &Rule, db: &FactDb) -> Result<Answered, String> {
    let limits = QueryLimits {
        n_rows: N_FINDINGS,
        ..QueryLimits::default()
    };
    let table = db
        .query(&rule.query, &limits)
        .map_err(|fault| fault.to_string())?;
    if table.cut {
        return Err(format!("it has more than {N_FINDINGS} findings"));
    }
    Ok(Answered {
        columns: table.columns,
        rows: table.rows,
    })
}

/// A row under its columns' names.
struct Named<'a> {
    columns: &'a [String],
    cells: &'a [Cell],
}

impl Named<'_> {
    fn cell(&self, column: &str) -> &Cell {
        self.columns
            .iter()
            .position(|known| known == column)
            .and_then(|place| self.cells.get(place))
            .unwrap_or(&Cell::Null)
    }
}

/// The value that a column puts into `detail`, or `None` for null.
fn detail_value(column: &str, cell: &Cell) -> Result<Option<Value>, String> {
    if matches!(cell, Cell::Null) {
        return Ok(None);
    }
    if column.ends_with("_json") {
        let text = cell.text();
        return serde_json::from_str(&text)
            .map(Some)
            .map_err(|fault| format!("the column {column} is no JSON: {fault}"));
    }
    Ok(Some(match cell {
        Cell::Int(number) => Value::from(*number),
        Cell::Real(number) => Value::from(*number),
        other => Value::from(other.text()),
    }))
}

/// The finding that a row states. `evidence_of` reads the names of evidence.
pub(crate) fn finding(
    rule: &Rule,
    question: &Question,
    columns: &[String],
    cells: &[Cell],
    labels: &BTreeMap<String, String>,
    evidence_of: impl Fn(&str) -> Option<EvidenceId>,
) -> Result<Finding, String> {
    let row = Named { columns, cells };
    // People read a subject's label; programs read its id beside the sentence.
    let text = |column: &str| match (column, row.cell(column).text()) {
        ("subject", id) => labels.get(&id).cloned().unwrap_or(id),
        (_, text) => text,
    };
    let subject = row.cell("subject").text();
    if subject.is_empty() {
        return Err("a finding has no subject".to_owned());
    }
    let mut evidence: Vec<EvidenceId> = Vec::new();
    let separates = |char: char| char == ',' || char.is_whitespace();
    let names = row.cell("evidence").text();
    for name in names.split(separates).filter(|name| !name.is_empty()) {
        let id = evidence_of(name).ok_or_else(|| format!("`{name}` is no evidence"))?;
        if !evidence.contains(&id) {
            evidence.push(id);
        }
    }
    let mut finding = Finding::new(&rule.id, &rule.question, &subject, rule.grade, evidence)
        .map_err(|fault| fault.to_string())?;
    finding.severity = rule.severity;
    finding.confidence = rule.confidence;
    finding.title = rule.message.fill(text);
    for column in &rule.detail {
        let Some(value) = detail_value(column, row.cell(column))? else {
            continue;
        };
        let key = detail_key(column);
        match question.detail.get(key) {
            Some(ty) if ty.fits(&value) => finding.detail.insert(key.to_owned(), value),
            _ => {
                return Err(format!(
                    "the column {column} does not fit what the question {} says of `{key}`",
                    question.id
                ));
            }
        };
    }
    finding.gates = rule
        .gates
        .iter()
        .map(|gate| Gate {
            kind: gate.kind.clone(),
            reads: gate.reads.fill(text),
            holds_when: gate.holds_when.fill(text),
            by: gate.by.clone(),
        })
        .collect();
    finding.frames.clone_from(&rule.frames);
    Ok(finding)
}

/// Runs the rules on the facts in `db`.
pub(crate) fn run(rules: &[Rule], questions: &[Question], db: &FactDb) -> Run {
    let mut run = Run::default();
    let labels = labels(db);
    for rule in rules {
        let mut fail = |because| {
            run.failures.push(RuleFailure {
                rule: rule.id.clone(),
                question: Some(rule.question.clone()),
                because,
            });
        };
        let Some(question) = questions
            .iter()
            .find(|question| question.id == rule.question)
        else {
            fail(format!("there is no question {}", rule.question));
            continue;
        };
        let answered = match ask(rule, db) {
            Ok(answered) => answered,
            Err(because) => {
                fail(because);
                continue;
            }
        };
        for cells in &answered.rows {
            match finding(
                rule,
                question,
                &answered.columns,
                cells,
                &labels,
                EvidenceId::new,
            ) {
                Ok(finding) => run.findings.push(finding),
                Err(because) => fail(because),
            }
        }
    }
    sort(&mut run.findings);
    run
}

/// The label of each subject, with its package where another one has the same label; a case without
/// subjects has none.
fn labels(db: &FactDb) -> BTreeMap<String, String> {
    let sql = "SELECT s.id, CASE WHEN s.package IS NOT NULL AND EXISTS (
                   SELECT 1 FROM subject AS o WHERE o.label = s.label AND o.id <> s.id)
               THEN s.label || ' (' || s.package || ')' ELSE s.label END FROM subject AS s";
    let Ok(table) = db.query(sql, &QueryLimits::default()) else {
        return BTreeMap::new();
    };
    table
        .rows
        .iter()
        .filter_map(|row| match row.as_slice() {
            [id, label] => Some((id.text(), label.text())),
            _ => None,
        })
        .collect()
}

/// Puts findings into the order in which they are told.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (Reverse(finding.severity), Reverse(finding.confidence));
        key(a)
            .cmp(&key(b))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| a.evidence().cmp(b.evidence()))
            .then_with(|| a.title.cmp(&b.title))
    });
}
