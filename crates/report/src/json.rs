//! The answers as JSON, in the schema `patikra/answers/1`.

use case::Dossier;
use facts::{Answer, Finding, Gate, Subject, SubjectKind, Unknown};
use serde::Serialize;
use serde_json::{Map, Value};

/// The JSON Schema that [`answers_json`] keeps to.
pub const ANSWERS_SCHEMA: &str = include_str!("../../../schemas/answers-1.schema.json");

#[derive(Serialize)]
struct Document<'d> {
    schema: &'static str,
    case: CaseOut<'d>,
    subjects: Vec<SubjectOut<'d>>,
    answers: Vec<AnswerOut<'d>>,
}

#[derive(Serialize)]
struct CaseOut<'d> {
    id: &'d str,
    patikra: &'d str,
    knowledge: &'d str,
    protocol: u32,
    inputs: Vec<InputOut<'d>>,
}

#[derive(Serialize)]
struct InputOut<'d> {
    path: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    kind: &'d str,
    files: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct SubjectOut<'d> {
    id: &'d str,
    kind: &'static str,
    label: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<&'d str>,
}

#[derive(Serialize)]
struct AnswerOut<'d> {
    question: &'d str,
    subject: &'d str,
    grade: &'static str,
    statement: &'d str,
    claims: Vec<ClaimOut<'d>>,
    coverage: CoverageOut<'d>,
    unknowns: Vec<UnknownOut<'d>>,
}

#[derive(Serialize)]
struct ClaimOut<'d> {
    id: String,
    rule: &'d str,
    subject: &'d str,
    grade: &'static str,
    severity: &'static str,
    confidence: &'static str,
    title: &'d str,
    detail: &'d Map<String, Value>,
    gates: Vec<GateOut<'d>>,
    evidence: Vec<EvidenceOut<'d>>,
    frames: &'d [String],
}

#[derive(Serialize)]
struct GateOut<'d> {
    kind: &'d str,
    reads: &'d str,
    holds_when: &'d str,
    by: &'d str,
}

#[derive(Serialize)]
struct EvidenceOut<'d> {
    id: &'d str,
    artifact: String,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<[u64; 2]>,
    says: &'d str,
    path: String,
}

#[derive(Serialize)]
struct CoverageOut<'d> {
    read: u64,
    not_read: u64,
    limits_reached: u64,
    notes: &'d [String],
}

#[derive(Serialize)]
struct UnknownOut<'d> {
    what: &'d str,
    because: &'d str,
}

/// The answers of a case, with a line feed at the end.
///
/// # Errors
/// None that a case can cause; serde's own.
pub fn answers_json(dossier: &Dossier) -> serde_json::Result<String> {
    let document = Document {
        schema: "patikra/answers/1",
        case: CaseOut {
            id: &dossier.id,
            patikra: &dossier.version,
            knowledge: &dossier.knowledge,
            protocol: dossier.protocol,
            inputs: dossier
                .inputs
                .iter()
                .map(|input| InputOut {
                    path: &input.path,
                    sha256: input.artifact.map(|id| id.to_string()),
                    kind: &input.kind,
                    files: input.n_files,
                    bytes: input.len,
                })
                .collect(),
        },
        subjects: dossier.subjects.iter().map(subject).collect(),
        answers: dossier
            .answers
            .iter()
            .map(|it| answer(dossier, it))
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

fn subject(subject: &Subject) -> SubjectOut<'_> {
    SubjectOut {
        id: &subject.id,
        kind: match subject.kind {
            SubjectKind::Device => "device",
            SubjectKind::App => "app",
        },
        label: &subject.label,
        package: subject.package.as_deref(),
        signer: subject.signer.as_deref(),
        build: subject.build.as_deref(),
    }
}

fn answer<'d>(dossier: &'d Dossier, answer: &'d Answer) -> AnswerOut<'d> {
    AnswerOut {
        question: &answer.question,
        subject: &answer.subject,
        grade: answer.verdict.name(),
        statement: &answer.statement,
        claims: answer
            .findings
            .iter()
            .zip(1_u32..)
            .map(|(finding, n)| claim(dossier, finding, n))
            .collect(),
        coverage: CoverageOut {
            read: answer.coverage.read,
            not_read: answer.coverage.not_read,
            limits_reached: answer.coverage.limits_reached,
            notes: &answer.coverage.notes,
        },
        unknowns: answer
            .unknowns
            .iter()
            .map(|Unknown { what, because }| UnknownOut { what, because })
            .collect(),
    }
}

fn claim<'d>(dossier: &'d Dossier, finding: &'d Finding, n: u32) -> ClaimOut<'d> {
    ClaimOut {
        id: format!("c{n}"),
        rule: &finding.rule,
        subject: &finding.subject,
        grade: finding.grade.name(),
        severity: finding.severity.name(),
        confidence: finding.confidence.name(),
        title: &finding.title,
        detail: &finding.detail,
        gates: finding.gates.iter().map(gate).collect(),
        evidence: finding
            .evidence()
            .iter()
            .filter_map(|id| dossier.evidence.get(id))
            .map(|row| EvidenceOut {
                id: row.id.as_str(),
                artifact: row.evidence.artifact.to_string(),
                at: row.evidence.at(),
                span: row.evidence.span().map(|it| [it.start(), it.end()]),
                says: &row.evidence.says,
                path: dossier.path_of(row),
            })
            .collect(),
        frames: &finding.frames,
    }
}

fn gate(gate: &Gate) -> GateOut<'_> {
    GateOut {
        kind: &gate.kind,
        reads: &gate.reads,
        holds_when: &gate.holds_when,
        by: &gate.by,
    }
}
