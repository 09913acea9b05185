//! Findings, and the answers that rest on them.

use crate::{Confidence, EvidenceId, Grade, Severity, Verdict};
use serde_json::{Map, Value};

/// A condition under which a claim holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// What is asked: `region`, `setting`, `build`, `server`, `date`, ...
    pub kind: String,
    /// The input that is read, for instance a property's name.
    pub reads: String,
    /// When the path is open, in words.
    pub holds_when: String,
    /// Who can move it: `device`, `user`, `server`.
    pub by: String,
}

/// What one rule concludes from facts.
///
/// Invariant: at least one piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The question it helps to answer.
    pub question: String,
    /// The subject's id.
    pub subject: String,
    /// How far it is shown.
    pub grade: Grade,
    /// How bad it is, if true.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// One sentence that stands alone.
    pub title: String,
    /// What the question asks to be told, by key; the keys are those of `answers.schema.json`.
    pub detail: Map<String, Value>,
    /// The conditions under which it holds.
    pub gates: Vec<Gate>,
    /// Clauses of laws and standards that it touches.
    pub frames: Vec<String>,
    evidence: Vec<EvidenceId>,
}

/// A finding that names no evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoEvidence;

impl std::fmt::Display for NoEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a finding needs evidence")
    }
}

impl std::error::Error for NoEvidence {}

impl Finding {
    /// A finding that rests on `evidence`, with nothing said of it yet but its rule, question, subject
    /// and grade.
    ///
    /// # Errors
    /// [`NoEvidence`] where the list is empty.
    pub fn new(
        rule: &str,
        question: &str,
        subject: &str,
        grade: Grade,
        mut evidence: Vec<EvidenceId>,
    ) -> Result<Self, NoEvidence> {
        evidence.dedup();
        if evidence.is_empty() {
            return Err(NoEvidence);
        }
        Ok(Self {
            rule: rule.to_owned(),
            question: question.to_owned(),
            subject: subject.to_owned(),
            grade,
            severity: Severity::Info,
            confidence: Confidence::Low,
            title: String::new(),
            detail: Map::new(),
            gates: Vec::new(),
            frames: Vec::new(),
            evidence,
        })
    }

    /// What it rests on; never empty.
    pub fn evidence(&self) -> &[EvidenceId] {
        &self.evidence
    }
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectKind {
    /// A phone, or the set of inputs given for one.
    Device,
    /// An app: a base APK with its splits.
    App,
}

/// What a finding or an answer speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// `app:` or `device:` and what tells it apart within the case.
    pub id: String,
    /// What it is.
    pub kind: SubjectKind,
    /// Its name for people.
    pub label: String,
    /// An app's package.
    pub package: Option<String>,
    /// The SHA-256 of an app's signing certificate, as `sha256:` and hex.
    pub signer: Option<String>,
    /// A device's build fingerprint.
    pub build: Option<String>,
}

/// How much of what a question's rules read was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Artifacts that were read.
    pub read: u64,
    /// Artifacts that should have been read and could not be.
    pub not_read: u64,
    /// Limits that were reached.
    pub limits_reached: u64,
    /// What was left out and why, a sentence each.
    pub notes: Vec<String>,
}

/// Something that was not seen, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What is not known.
    pub what: String,
    /// Why.
    pub because: String,
}

/// The answer to one question for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The question's id.
    pub question: String,
    /// The subject's id.
    pub subject: String,
    /// The highest grade that the findings reach, or why there is none.
    pub verdict: Verdict,
    /// One sentence that claims no more than the verdict.
    pub statement: String,
    /// What it rests on, worst first.
    pub findings: Vec<Finding>,
    /// What was read for it.
    pub coverage: Coverage,
    /// What was not.
    pub unknowns: Vec<Unknown>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_needs_evidence() {
        let finding = Finding::new("rule", "malware", "app:a", Grade::Present, Vec::new());
        assert_eq!(finding, Err(NoEvidence));
    }
}
