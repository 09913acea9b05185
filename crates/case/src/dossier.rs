//! Everything that a report says of a case, in plain types.

use facts::{Answer, EvidenceId, Subject};
use std::collections::BTreeMap;
use store::{EvidenceRow, InputRow};

/// A case as its reader wants it: the answers with everything they name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// `sha256:` and hex over the inputs, the knowledge and the version: the same for the same question asked twice.
    pub id: String,
    /// The version of Patikra that made the case.
    pub version: String,
    /// The knowledge base's digest, as `sha256:` and hex.
    pub knowledge: String,
    /// The protocol's version.
    pub protocol: u32,
    /// What was given.
    pub inputs: Vec<InputRow>,
    /// What the answers and claims speak of. The first is what the case as a whole is about.
    pub subjects: Vec<Subject>,
    /// The questions of the protocol, in its order.
    pub questions: Vec<Question>,
    /// An answer to each question.
    pub answers: Vec<Answer>,
    /// Every piece of evidence that a claim names.
    pub evidence: BTreeMap<EvidenceId, EvidenceRow>,
    /// The rules that have claims, by id.
    pub rules: BTreeMap<String, RulePage>,
    /// Problems met, by code, with their number.
    pub problems: Vec<(String, u64)>,
}

/// A question as it is put to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// A few words.
    pub title: String,
    /// The question.
    pub text: String,
}

/// What a report tells of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePage {
    /// Its heading.
    pub title: String,
    /// Its prose, in Markdown.
    pub prose: String,
    /// Where what it says is documented.
    pub references: Vec<String>,
}

impl Dossier {
    /// Where the artifact of a piece of evidence stands in the inputs, with `!/` after each container.
    pub fn path_of(&self, row: &EvidenceRow) -> String {
        row.origins
            .first()
            .map_or_else(String::new, |origin| origin.path.clone())
    }
}
