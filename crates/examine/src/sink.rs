//! Where an examiner puts what it states.

use base::{ArtifactId, Limits, Problem, Span};
use facts::{Evidence, Fact, FactKind, Place};

/// Whether an examiner read an artifact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoverageStatus {
    /// It was read to the end.
    Read,
    /// It should have been read and could not be; why.
    NotRead(String),
    /// A limit stopped the reading; which.
    Limit(String),
}

/// What an examiner did with one artifact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coverage {
    /// The artifact.
    pub artifact: ArtifactId,
    /// Its path within the file examined.
    pub path: String,
    /// What became of it.
    pub status: CoverageStatus,
}

/// Takes what one examiner states of one artifact.
pub struct Sink<'s> {
    artifact: ArtifactId,
    path: &'s str,
    limits: &'s Limits,
    facts: &'s mut Vec<Fact>,
    problems: &'s mut Vec<(ArtifactId, String, Problem)>,
    status: CoverageStatus,
    n_problems: u32,
    /// The entries of the lists stated, where the host keeps them.
    words: Option<&'s mut Vec<Vec<String>>>,
}

impl<'s> Sink<'s> {
    pub(crate) fn new(
        artifact: ArtifactId,
        path: &'s str,
        limits: &'s Limits,
        facts: &'s mut Vec<Fact>,
        problems: &'s mut Vec<(ArtifactId, String, Problem)>,
    ) -> Self {
        Self {
            artifact,
            path,
            limits,
            facts,
            problems,
            status: CoverageStatus::Read,
            n_problems: 0,
            words: None,
        }
    }

    /// Keeps the entries of the lists that are stated from now on.
    pub(crate) fn keep_words(&mut self, words: &'s mut Vec<Vec<String>>) {
        self.words = Some(words);
    }

    /// Hands over the entries of the list stated next: facts hold a sample, hosts may want them all.
    pub(crate) fn words<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        if let Some(kept) = &mut self.words {
            kept.push(words.map(str::to_owned).collect());
        }
    }

    /// The bounds of this run.
    pub fn limits(&self) -> &Limits {
        self.limits
    }

    /// States a fact that some bytes show; `says` is one sentence for a reader.
    pub fn bytes(&mut self, fact: impl FactKind, span: Span, says: impl Into<String>) {
        self.push(fact, Place::Bytes(span), says.into());
    }

    /// States a fact that the artifact as a whole shows.
    pub fn whole(&mut self, fact: impl FactKind, says: impl Into<String>) {
        self.push(fact, Place::Whole, says.into());
    }

    /// States a fact that an instruction shows; `offset` counts code units from the method's start.
    pub fn code(
        &mut self,
        fact: impl FactKind,
        method: &str,
        offset: u32,
        span: Span,
        says: impl Into<String>,
    ) {
        let place = Place::Code {
            method: method.to_owned(),
            offset,
            span,
        };
        self.push(fact, place, says.into());
    }

    /// States a fact that stands at a place of the artifact.
    pub(crate) fn at(&mut self, fact: impl FactKind, place: Place, says: impl Into<String>) {
        self.push(fact, place, says.into());
    }

    /// States a fact that an instruction of another artifact inside this one shows, as a DEX file of an app.
    pub fn code_in(
        &mut self,
        artifact: ArtifactId,
        fact: impl FactKind,
        method: &str,
        offset: u32,
        span: Span,
        says: impl Into<String>,
    ) {
        let place = Place::Code {
            method: method.to_owned(),
            offset,
            span,
        };
        let says = says.into();
        let evidence = Evidence {
            artifact,
            place,
            says,
        };
        self.facts.push(fact.shown_by(evidence));
    }

    fn push(&mut self, fact: impl FactKind, place: Place, says: String) {
        let evidence = Evidence {
            artifact: self.artifact,
            place,
            says,
        };
        self.facts.push(fact.shown_by(evidence));
    }

    /// Records a problem. Past `limits.n_problems` they are counted only.
    pub fn problem(&mut self, problem: Problem) {
        if self.n_problems < self.limits.n_problems {
            self.problems
                .push((self.artifact, self.path.to_owned(), problem));
        }
        self.n_problems = self.n_problems.saturating_add(1);
    }

    /// Records several problems.
    pub fn problems(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            self.problem(problem);
        }
    }

    /// Says that the artifact could not be read, and why.
    pub fn not_read(&mut self, because: impl Into<String>) {
        self.status = CoverageStatus::NotRead(because.into());
    }

    /// Says that a limit stopped the reading, and which.
    pub fn limit(&mut self, which: impl Into<String>) {
        self.status = CoverageStatus::Limit(which.into());
    }

    pub(crate) fn finish(self) -> Coverage {
        let left_out = self.n_problems.saturating_sub(self.limits.n_problems);
        if left_out > 0 {
            let says = format!("{left_out} more problems of this artifact are not listed");
            let problem = Problem::new("examine/more-problems", says);
            self.problems
                .push((self.artifact, self.path.to_owned(), problem));
        }
        Coverage {
            artifact: self.artifact,
            path: self.path.to_owned(),
            status: self.status,
        }
    }
}
