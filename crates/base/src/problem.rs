//! What was wrong with an input, and values that come with their problems.

use crate::Span;
use std::fmt;

/// Something wrong with an input, or something that was left out and why.
///
/// A problem never stops the work around it: the entry it speaks of is marked, its neighbours stay.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Problem {
    /// What kind of problem, as `family/what-is-wrong`. A released code never changes its meaning.
    pub code: &'static str,
    /// One sentence with the numbers of this case; lower case, no final stop.
    pub says: String,
    /// Where, in the artifact that was read.
    pub span: Option<Span>,
}

impl Problem {
    /// A problem with no particular place.
    pub fn new(code: &'static str, says: impl fmt::Display) -> Self {
        Self {
            code,
            says: says.to_string(),
            span: None,
        }
    }

    /// The same problem at a place.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        Self {
            span: Some(span),
            ..self
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.says)?;
        match self.span {
            Some(span) => write!(f, " (at {span})"),
            None => Ok(()),
        }
    }
}

/// A value read as far as it could be, and what was wrong on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T> {
    /// What was read.
    pub value: T,
    /// What was wrong, in the order met.
    pub problems: Vec<Problem>,
}

impl<T> Parsed<T> {
    /// A value read without problems.
    pub const fn clean(value: T) -> Self {
        Self {
            value,
            problems: Vec::new(),
        }
    }

    /// The same problems with another value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed {
            value: convert(self.value),
            problems: self.problems,
        }
    }

    /// The value; the problems are moved to the end of `problems`.
    pub fn unload(self, problems: &mut Vec<Problem>) -> T {
        problems.extend(self.problems);
        self.value
    }
}
