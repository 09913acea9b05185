//! Loads, checks and runs the knowledge base: facts to findings to answers.
//!
//! [`Knowledge`] is a set of files. [`Rules`] are those of them that say what to conclude: the rules under
//! `rules/`, the questions under `protocol/`, and reference data. Nothing here knows the name of an app, a
//! host or a maker; all of that is in the files.

mod answer;
mod check;
mod error;
mod fixture;
mod knowledge;
mod page;
mod protocol;
mod reference;
mod rule;
mod run;
mod sql;
mod template;
mod template_page;

pub use answer::{Asked, Examiner};
pub use check::{TestFailure, TestReport};
pub use error::{PageError, PageProblem};
pub use fixture::Part;
pub use knowledge::{Knowledge, KnowledgeError};
pub use protocol::{DetailType, Gap, Question};
pub use reference::Reference;
pub use rule::{Rule, Status};
pub use run::{RuleFailure, Run};
pub use template_page::new_page;

use facts::Kind;
use store::{FactDb, StoreError};

/// The rules, questions and reference data of a knowledge base.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    list: Vec<Rule>,
    questions: Vec<Question>,
    references: Vec<Reference>,
    errors: Vec<PageError>,
}

impl Rules {
    /// Reads and checks every page. Those that are wrong are left out and stand in [`Rules::errors`]; answers
    /// name them as unknowns.
    ///
    /// # Errors
    /// [`StoreError`] where the database in memory, in which queries are checked, fails.
    pub fn load(knowledge: &Knowledge) -> Result<Self, StoreError> {
        let (references, mut errors) = Reference::all(knowledge);
        let mut loaded = Self {
            references,
            ..Self::default()
        };
        let db = FactDb::in_memory()?;
        loaded.write_references(&db)?;
        for (path, bytes) in pages(knowledge, "protocol/") {
            match text(path, bytes).and_then(|text| Question::parse(path, text)) {
                Ok(question) => loaded.questions.push(question),
                Err(error) => errors.push(error),
            }
        }
        loaded
            .questions
            .sort_by(|a, b| a.order.cmp(&b.order).then_with(|| a.id.cmp(&b.id)));
        for (path, bytes) in pages(knowledge, "rules/") {
            let rule =
                text(path, bytes).and_then(|text| Rule::parse(path, text, &loaded.questions, &db));
            match rule {
                Ok(rule) => match loaded.rule(&rule.id) {
                    Some(other) => errors.push(PageError {
                        path: path.to_owned(),
                        line: 1,
                        problem: PageProblem::SameId {
                            id: rule.id,
                            other: other.path.clone(),
                        },
                    }),
                    None => loaded.list.push(rule),
                },
                Err(error) => errors.push(error),
            }
        }
        loaded.list.sort_by(|a, b| a.id.cmp(&b.id));
        loaded.errors = errors;
        Ok(loaded)
    }

    /// The rules, sorted by id.
    pub fn rules(&self) -> &[Rule] {
        &self.list
    }

    /// The rule with an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.list.iter().find(|rule| rule.id == id)
    }

    /// The questions, in the protocol's order.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The reference data, sorted by path.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// The pages that were left out, and why.
    pub fn errors(&self) -> &[PageError] {
        &self.errors
    }

    /// The kinds of facts that the rules of a question read, in the order of [`Kind::ALL`].
    pub fn reads(&self, question: &str) -> Vec<&'static Kind> {
        let read = |kind: &&'static Kind| {
            self.list
                .iter()
                .any(|rule| rule.question == question && rule.reads.contains(kind))
        };
        Kind::ALL.iter().copied().filter(read).collect()
    }

    /// Writes the reference data as tables; needed once before [`Rules::run`].
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn write_references(&self, db: &FactDb) -> Result<(), StoreError> {
        self.references.iter().try_for_each(|table| table.write(db))
    }

    /// Runs the rules on the facts in `db`. A rule that fails does not stop the others.
    pub fn run(&self, db: &FactDb) -> Run {
        let mut run = run::run(&self.list, &self.questions, db);
        run.failures
            .extend(self.errors.iter().map(|error| RuleFailure {
                rule: error.path.clone(),
                question: None,
                because: format!("line {}: {}", error.line, error.problem),
            }));
        run
    }
}

fn pages<'a>(
    knowledge: &'a Knowledge,
    folder: &'static str,
) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    knowledge.files().filter(move |(path, _)| {
        path.starts_with(folder) && path.rsplit_once('.').is_some_and(|(_, end)| end == "md")
    })
}

fn text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, PageError> {
    std::str::from_utf8(bytes).map_err(|_| PageError {
        path: path.to_owned(),
        line: 1,
        problem: PageProblem::NotText,
    })
}
