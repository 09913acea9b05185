//! Tries every rule on its own test cases, on those of all others, and on nothing.

use crate::Rules;
use crate::error::PageError;
use crate::fixture::Fixture;
use crate::rule::Rule;
use crate::run::{Answered, ask, finding};
use facts::EvidenceId;
use std::collections::BTreeMap;
use std::fmt;
use store::{FactDb, StoreError};

/// What a trial of rules showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestReport {
    /// Rules tried.
    pub n_rules: usize,
    /// Sections with facts that they were tried on.
    pub n_fixtures: usize,
    /// Queries run.
    pub n_runs: usize,
    /// What is not as it should be, in the order met.
    pub failures: Vec<TestFailure>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFailure {
    /// The page.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What was seen, and what was expected; may have several lines.
    pub says: String,
}

impl fmt::Display for TestFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.says)
    }
}

impl From<PageError> for TestFailure {
    fn from(error: PageError) -> Self {
        Self {
            says: error.problem.to_string(),
            path: error.path,
            line: error.line,
        }
    }
}

/// A name of evidence for a test case's `e1`: its text as hex digits, filled up.
fn evidence(name: &str) -> Option<EvidenceId> {
    let digits = base::hex(name.as_bytes());
    EvidenceId::new(
        &format!("e{digits:0<20}")
            .chars()
            .take(21)
            .collect::<String>(),
    )
}

fn lines(columns: &[String], rows: &[Vec<String>]) -> String {
    let mut text = columns.join(",");
    for row in rows {
        text.push_str("\n    ");
        text.push_str(&row.join(","));
    }
    text
}

/// What a rule's query gave, under the columns that a test case names.
fn texts(answered: &Answered, columns: &[String]) -> Vec<Vec<String>> {
    answered
        .rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|column| {
                    let place = answered.columns.iter().position(|known| known == column);
                    place
                        .and_then(|place| row.get(place))
                        .map_or_else(String::new, store::Cell::text)
                })
                .collect()
        })
        .collect()
}

impl Rules {
    /// Tries the rules whose id is `only`, or every rule: each on its own test cases, on those of every other
    /// rule, where it must be silent unless its page lists that under `also`, and on an empty case.
    ///
    /// # Errors
    /// [`StoreError`] where the database in memory fails.
    pub fn test(&self, only: Option<&str>) -> Result<TestReport, StoreError> {
        let chosen = |rule: &&Rule| only.is_none_or(|id| id == rule.id);
        let mut report = TestReport {
            failures: self.errors.iter().cloned().map(TestFailure::from).collect(),
            ..TestReport::default()
        };
        report.n_rules = self.list.iter().filter(chosen).count();
        let empty = self.database()?;
        for rule in self.list.iter().filter(chosen) {
            report.n_runs += 1;
            if let Some(says) = silent_on(rule, &empty, "an empty case") {
                report.fail(rule, 1, says);
            }
            for also in &rule.also {
                let there = self.list.iter().any(|other| {
                    other.id == also.rule
                        && other
                            .fixtures
                            .iter()
                            .any(|fixture| fixture.part.heading() == also.section)
                });
                if !there || also.rule == rule.id {
                    let says = format!(
                        "`also` names `{}` in {}, which no other page has",
                        also.section, also.rule
                    );
                    report.fail(rule, 1, says);
                }
            }
        }
        for owner in &self.list {
            for fixture in &owner.fixtures {
                let db = self.database()?;
                fixture.write(&db)?;
                report.n_fixtures += 1;
                for rule in self.list.iter().filter(chosen) {
                    report.n_runs += 1;
                    if rule.id == owner.id {
                        self.try_own(rule, fixture, &db, &mut report);
                    } else {
                        try_other(rule, owner, fixture, &db, &mut report);
                    }
                }
            }
        }
        Ok(report)
    }

    /// An empty case in memory with the reference tables.
    fn database(&self) -> Result<FactDb, StoreError> {
        let db = FactDb::in_memory()?;
        self.write_references(&db)?;
        Ok(db)
    }

    fn try_own(&self, rule: &Rule, fixture: &Fixture, db: &FactDb, report: &mut TestReport) {
        let answered = match ask(rule, db) {
            Ok(answered) => answered,
            Err(says) => return report.fail(rule, fixture.line, says),
        };
        let found = texts(&answered, &fixture.columns);
        if found != fixture.findings {
            let says = format!(
                "`{}` promises other findings than the query gives\n  promised: {}\n  given:    {}",
                fixture.part.heading(),
                lines(&fixture.columns, &fixture.findings),
                lines(&fixture.columns, &found)
            );
            report.fail(rule, fixture.line, says);
        }
        let Some(question) = self
            .questions
            .iter()
            .find(|question| question.id == rule.question)
        else {
            return;
        };
        for cells in &answered.rows {
            if let Err(says) = finding(
                rule,
                question,
                &answered.columns,
                cells,
                &BTreeMap::new(),
                evidence,
            ) {
                report.fail(rule, fixture.line, says);
            }
        }
    }
}

fn silent_on(rule: &Rule, db: &FactDb, what: &str) -> Option<String> {
    match ask(rule, db) {
        Ok(answered) if answered.rows.is_empty() => None,
        Ok(answered) => {
            let columns = ["subject".to_owned(), "evidence".to_owned()];
            let found = texts(&answered, &columns);
            Some(format!(
                "it has findings on {what}:\n    {}",
                lines(&columns, &found)
            ))
        }
        Err(says) => Some(says),
    }
}

fn try_other(rule: &Rule, owner: &Rule, fixture: &Fixture, db: &FactDb, report: &mut TestReport) {
    let heading = fixture.part.heading();
    let signed = rule
        .also
        .iter()
        .any(|also| also.rule == owner.id && also.section == heading);
    let what = format!("`{heading}` of {}", owner.id);
    match (silent_on(rule, db, &what), signed) {
        (Some(says), false) => {
            let help = "change the query, or list it under `also` with the reason";
            report.fail(rule, 1, format!("{says}\n  {help}"));
        }
        (None, true) => report.fail(
            rule,
            1,
            format!("`also` promises findings on {what}, and there are none"),
        ),
        _ => {}
    }
}

impl TestReport {
    fn fail(&mut self, rule: &Rule, line: usize, says: String) {
        self.failures.push(TestFailure {
            path: rule.path.clone(),
            line,
            says,
        });
    }
}
