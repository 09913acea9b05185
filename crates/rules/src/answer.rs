//! From findings and coverage to one answer for each question.

use crate::protocol::{Gap, Question};
use crate::{RuleFailure, Rules};
use base::ArtifactId;
use facts::{Answer, Coverage, Finding, Kind, Subject, SubjectKind, Unknown, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use store::{ArtifactRow, CoverageRow, CoverageStatus, InputRow, ProblemRow};

/// Paths named for a group of artifacts that were not read: 3; the rest is a number.
const N_PATHS: usize = 3;

/// Reasons named in a statement: 2; the rest is a number, and all of them are in the answer's unknowns.
const N_REASONS: usize = 2;

/// An examiner, as far as an answer needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examiner<'a> {
    /// Its id, as in the coverage.
    pub id: &'a str,
    /// The names of the kinds of facts that it writes.
    pub writes: &'a [&'a str],
}

/// What answers are made from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The case's main subject: the device, or the only app.
    pub subject: &'a Subject,
    /// What the rules concluded, in the order of [`crate::Run::findings`].
    pub findings: &'a [Finding],
    /// The rules that failed.
    pub failures: &'a [RuleFailure],
    /// What each examiner did with each artifact.
    pub coverage: &'a [CoverageRow],
    /// What was wrong with artifacts.
    pub problems: &'a [ProblemRow],
    /// The artifacts.
    pub artifacts: &'a [ArtifactRow],
    /// The inputs.
    pub inputs: &'a [InputRow],
    /// Every examiner there is, whether it ran or not.
    pub examiners: &'a [Examiner<'a>],
}

/// Unknowns in the order met, each once, and whether any of them forbids to say that nothing is there.
#[derive(Default)]
struct Unknowns {
    list: Vec<Unknown>,
    blocked: bool,
}

impl Unknowns {
    fn add(&mut self, what: String, because: String, blocks: bool) {
        self.blocked |= blocks;
        let unknown = Unknown { what, because };
        if !self.list.contains(&unknown) {
            self.list.push(unknown);
        }
    }
}

impl Rules {
    /// The answer to each question, in the protocol's order.
    pub fn answer(&self, asked: &Asked<'_>) -> Vec<Answer> {
        self.questions()
            .iter()
            .map(|question| self.answer_one(question, asked))
            .collect()
    }

    fn answer_one(&self, question: &Question, asked: &Asked<'_>) -> Answer {
        let findings: Vec<Finding> = asked
            .findings
            .iter()
            .filter(|finding| finding.question == question.id)
            .cloned()
            .collect();
        let mut reads = self.reads(&question.id);
        if asked.subject.kind == SubjectKind::App {
            // What holds for a phone does not hold for an app alone.
            reads.retain(|kind| kind.owner() != "device");
        }
        let mut unknowns = Unknowns::default();
        for failure in asked.failures {
            let concerns = failure
                .question
                .as_ref()
                .is_none_or(|id| *id == question.id);
            if concerns {
                let what = format!("what the rule {} would find", failure.rule);
                unknowns.add(what, failure.because.clone(), true);
            }
        }
        if reads.is_empty() {
            let what = format!("the answer to {}", question.id);
            unknowns.add(
                what,
                "no rule answers this question for this subject".to_owned(),
                true,
            );
        }
        let rows = relevant(&reads, asked);
        not_looked_for(&reads, asked, &mut unknowns);
        let coverage = cover(&rows, asked, &mut unknowns);
        for gap in question.gaps.iter().filter(|gap| is_open(gap, asked)) {
            unknowns.add(gap.what.clone(), gap.because.clone(), gap.blocks_none_found);
        }
        let top = findings.iter().map(|finding| finding.grade).max();
        let verdict = match top {
            Some(grade) => Verdict::from(grade),
            None if unknowns.blocked || coverage.read == 0 => Verdict::Unknown,
            None => Verdict::NoneFound,
        };
        let mut answer = Answer {
            question: question.id.clone(),
            subject: asked.subject.id.clone(),
            verdict,
            statement: String::new(),
            findings,
            coverage,
            unknowns: unknowns.list,
        };
        answer.statement = statement(question, &answer, asked.subject);
        answer
    }
}

/// The coverage by examiners that write one of the kinds. An examiner that nobody describes may write any.
fn relevant<'a>(reads: &[&Kind], asked: &Asked<'a>) -> Vec<&'a CoverageRow> {
    let writes = |id: &str| {
        let examiner = asked.examiners.iter().find(|examiner| examiner.id == id);
        examiner.is_none_or(|examiner| {
            examiner
                .writes
                .iter()
                .any(|name| reads.iter().any(|kind| kind.name == *name))
        })
    };
    asked
        .coverage
        .iter()
        .filter(|row| writes(&row.examiner))
        .collect()
}

/// Names the kinds that no examiner with a row of coverage writes: nothing was looked at for them.
fn not_looked_for(reads: &[&Kind], asked: &Asked<'_>, unknowns: &mut Unknowns) {
    let ran: BTreeSet<&str> = asked
        .coverage
        .iter()
        .map(|row| row.examiner.as_str())
        .collect();
    let mut missing: Vec<&str> = Vec::new();
    for kind in reads {
        // Where an app stood, and what it holds, is known from the input itself: no examiner writes it.
        if kind.name.starts_with("app.") {
            continue;
        }
        let looked = asked
            .examiners
            .iter()
            .any(|examiner| examiner.writes.contains(&kind.name) && ran.contains(examiner.id));
        if !looked {
            missing.push(kind.name);
        }
    }
    if !missing.is_empty() {
        let what = format!("facts of the kinds {}", missing.join(", "));
        let because = "nothing that was given holds them, or no examiner of them ran".to_owned();
        unknowns.add(what, because, true);
    }
}

/// What artifacts that were not read are put together by: status, kind and reason.
type Group<'a> = (CoverageStatus, &'a str, &'a str);

/// Counts what was read, and names what was not, in groups of the same kind and reason.
fn cover(rows: &[&CoverageRow], asked: &Asked<'_>, unknowns: &mut Unknowns) -> Coverage {
    let kinds: BTreeMap<ArtifactId, &str> = asked
        .artifacts
        .iter()
        .map(|artifact| (artifact.id, artifact.kind.as_str()))
        .collect();
    let with = |status: CoverageStatus| -> BTreeSet<ArtifactId> {
        rows.iter()
            .filter(|row| row.status == status)
            .map(|row| row.artifact)
            .collect()
    };
    let (read, not_read) = (with(CoverageStatus::Read), with(CoverageStatus::NotRead));
    let limits = rows
        .iter()
        .filter(|row| row.status == CoverageStatus::Limit)
        .count();
    // Each artifact of a group with one of its paths.
    let mut groups: BTreeMap<Group<'_>, BTreeMap<ArtifactId, &str>> = BTreeMap::new();
    for row in rows {
        if row.status == CoverageStatus::Read {
            continue;
        }
        let kind = kinds.get(&row.artifact).copied().unwrap_or("unknown");
        let because = row.because.as_deref().unwrap_or("no reason is recorded");
        groups
            .entry((row.status, kind, because))
            .or_default()
            .insert(row.artifact, row.path.as_str());
    }
    for ((status, kind, because), artifacts) in groups {
        let mut paths: Vec<&str> = artifacts.values().copied().collect();
        paths.sort_unstable();
        let files = plural(paths.len(), "file", "files");
        let how = match status {
            CoverageStatus::Limit => "read only in part",
            CoverageStatus::Read | CoverageStatus::NotRead => "not read",
        };
        let what = format!("{files} of kind {kind}, {how}: {}", some(&paths));
        unknowns.add(what, because.to_owned(), true);
    }
    let touched: BTreeSet<ArtifactId> = rows.iter().map(|row| row.artifact).collect();
    let problems: Vec<&ProblemRow> = asked
        .problems
        .iter()
        .filter(|problem| touched.contains(&problem.artifact))
        .collect();
    let mut notes = Vec::new();
    if !problems.is_empty() {
        let broken: BTreeSet<ArtifactId> =
            problems.iter().map(|problem| problem.artifact).collect();
        notes.push(format!(
            "{} in {}, listed in the case; what stands around them was read",
            plural(problems.len(), "problem was met", "problems were met"),
            plural(broken.len(), "file", "files")
        ));
    }
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Coverage {
        read: count(read.len()),
        not_read: count(not_read.len()),
        limits_reached: count(limits),
        notes,
    }
}

fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The first few of a list, and how many more there are.
fn some(paths: &[&str]) -> String {
    let mut text = paths
        .iter()
        .take(N_PATHS)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if paths.len() > N_PATHS {
        text.push_str(&format!(" and {} more", paths.len() - N_PATHS));
    }
    text
}

fn is_open(gap: &Gap, asked: &Asked<'_>) -> bool {
    let given = |kind: &String| asked.inputs.iter().any(|input| input.kind == *kind);
    let read_any = |row: &CoverageRow| row.status != CoverageStatus::NotRead;
    let ran = |id: &String| {
        let mut rows = asked.coverage.iter();
        rows.any(|row| row.examiner == *id && read_any(row))
    };
    let holds_any = asked
        .artifacts
        .iter()
        .any(|artifact| gap.unless_artifact.contains(&artifact.kind));
    !holds_any
        && !gap.unless_input.as_ref().is_some_and(given)
        && !gap.unless_examiner.as_ref().is_some_and(ran)
}

fn statement(question: &Question, answer: &Answer, subject: &Subject) -> String {
    let Some(template) = question.statements.get(answer.verdict.name()) else {
        return String::new();
    };
    let top: Vec<&Finding> = answer
        .findings
        .iter()
        .filter(|finding| Verdict::from(finding.grade) == answer.verdict)
        .collect();
    let n_apps = |findings: &[&Finding]| {
        findings
            .iter()
            .map(|finding| finding.subject.as_str())
            .filter(|subject| subject.starts_with("app:"))
            .collect::<BTreeSet<_>>()
            .len()
            .to_string()
    };
    let all: Vec<&Finding> = answer.findings.iter().collect();
    let mut reasons = answer
        .unknowns
        .iter()
        .take(N_REASONS)
        .map(|unknown| format!("{} ({})", unknown.what, unknown.because))
        .collect::<Vec<_>>()
        .join("; ");
    if answer.unknowns.len() > N_REASONS {
        let more = answer.unknowns.len() - N_REASONS;
        reasons.push_str(&format!("; and {} more", plural(more, "reason", "reasons")));
    }
    template.fill(|name| match name {
        "subject" => subject.label.clone(),
        "n_claims" => answer.findings.len().to_string(),
        "n_apps" => n_apps(&all),
        "n_top" => top.len().to_string(),
        "n_top_apps" => n_apps(&top),
        "worst" => top
            .first()
            .map(|finding| finding.title.clone())
            .unwrap_or_default(),
        "n_read" => answer.coverage.read.to_string(),
        "n_not_read" => answer.coverage.not_read.to_string(),
        "reasons" => reasons.clone(),
        _ => String::new(),
    })
}
