//! Under which conditions code runs: formulas over named inputs, and their value in an environment.
//!
//! Each block of a method has the condition under which it is come to, over all ways without going round a loop twice;
//! a value that several ways give is one value for each, with its condition. Conditions are Boolean functions
//! (Bryant, 1986) over single tests of inputs; a test that is not understood is a variable of its own, which
//! disappears where both its sides come to the same place.
//!
//! Lattice: formulas; what is not understood is [`Formula::Unknown`].
//!
//! Assumed: nothing throws but what is known to (a package that is not installed, a member that reflection does not
//! find), unless only an exception leads to the place.
//!
//! Known misses: loops over a list that do more than to look for one element; numbers in fields written in several places;
//! inputs in arithmetic. Whether a flag was set before it is asked is not known: where it must be set, the condition of
//! its setting holds and something more.
//! Known excess: a field that one place writes has that value always; a callback is called once its object is handed on,
//! or made where that is not clear.

mod bdd;
mod call;
mod callers;
mod open;
mod reach;
mod say;
mod sought;
mod store;
mod value;

pub use open::Open;

use crate::app::App;
use crate::flow::Step;
use crate::ir::{Cond, OpIdx};
use crate::program::DefId;
use crate::xref::Site;
use reach::Reader;
use std::fmt;

/// What an input is compared with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It equals this text.
    Equals(String),
    /// It equals this text, upper and lower case alike.
    EqualsAnyCase(String),
    /// It is one of these texts, sorted.
    OneOf(Vec<String>),
    /// It is one of these texts, sorted, upper and lower case alike.
    OneOfAnyCase(Vec<String>),
    /// This text is in it.
    Contains(String),
    /// It starts with this text.
    StartsWith(String),
    /// It ends with this text.
    EndsWith(String),
    /// `String.hashCode` of it is this.
    Hashes(i32),
    /// It compares so with this number.
    Compares(CondOrder, i64),
    /// It is there.
    Present,
}

/// A [`Cond`] that can be ordered.
pub type CondOrder = Cond;

/// A condition on what the program cannot know before it runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formula {
    /// Always.
    True,
    /// Never.
    False,
    /// An input stands in a relation.
    Is {
        /// Kind of input, as in the model file `inputs`.
        kind: String,
        /// Which input, as `ro.build.type`.
        reads: String,
        /// How it must be.
        relation: Relation,
    },
    /// The first of these inputs that is not empty stands in a relation; where all are, the last.
    First {
        /// Kind and name of each.
        inputs: Vec<(String, String)>,
        /// How it must be.
        relation: Relation,
    },
    /// Not so.
    Not(Box<Formula>),
    /// All of these.
    All(Vec<Formula>),
    /// At least one of these.
    Any(Vec<Formula>),
    /// Not understood.
    Unknown,
}

impl Formula {
    /// The opposite, without two negations in a row.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::Not(inner) => *inner,
            Self::Is {
                kind,
                reads,
                relation: Relation::Compares(cond, n),
            } => Self::Is {
                kind,
                reads,
                relation: Relation::Compares(cond.negated(), n),
            },
            Self::All(list) => Self::any(list.into_iter().map(Self::negated)),
            Self::Any(list) => Self::all(list.into_iter().map(Self::negated)),
            other => Self::Not(Box::new(other)),
        }
    }

    /// All of these, flat and each once.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut list: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::True => {}
                Self::False => return Self::False,
                Self::All(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        list.sort();
        list.dedup();
        match list.len() {
            0 => Self::True,
            1 => list.remove(0),
            _ => Self::All(list),
        }
    }

    /// At least one of these, flat and each once.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut list: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::False => {}
                Self::True => return Self::True,
                Self::Any(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        list.sort();
        list.dedup();
        match list.len() {
            0 => Self::False,
            1 => list.remove(0),
            _ => Self::Any(list),
        }
    }

    /// Whether it may hold where `input` gives the value of an input: as [`Formula::eval`], but each part that is not
    /// understood is taken to be as it must be for the whole to hold. `Some(false)`: closed whatever they are.
    pub fn allows(&self, input: &dyn Fn(&str, &str) -> Option<String>) -> Option<bool> {
        self.with_unknown(true).eval(input)
    }

    /// The formula with what is not understood replaced by what makes it hold, or not hold.
    fn with_unknown(&self, holds: bool) -> Self {
        match self {
            Self::Unknown if holds => Self::True,
            Self::Unknown => Self::False,
            Self::Not(inner) => inner.with_unknown(!holds).negated(),
            Self::All(list) => Self::all(list.iter().map(|f| f.with_unknown(holds))),
            Self::Any(list) => Self::any(list.iter().map(|f| f.with_unknown(holds))),
            other => other.clone(),
        }
    }

    /// Its value where `input` gives the value of an input by kind and name; `None` where that is not known.
    pub fn eval(&self, input: &dyn Fn(&str, &str) -> Option<String>) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::Unknown => None,
            Self::Is {
                kind,
                reads,
                relation,
            } => relation.holds(&input(kind, reads)?),
            Self::First { inputs, relation } => {
                let mut value = String::new();
                for (kind, reads) in inputs {
                    value = input(kind, reads)?;
                    if !value.is_empty() {
                        break;
                    }
                }
                relation.holds(&value)
            }
            Self::Not(inner) => inner.eval(input).map(|b| !b),
            Self::All(list) => {
                let values: Vec<Option<bool>> = list.iter().map(|f| f.eval(input)).collect();
                if values.contains(&Some(false)) {
                    Some(false)
                } else if values.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Self::Any(list) => {
                let values: Vec<Option<bool>> = list.iter().map(|f| f.eval(input)).collect();
                if values.contains(&Some(true)) {
                    Some(true)
                } else if values.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
        }
    }
}

impl Relation {
    /// Whether it holds for this value; `None` where the value is no number and it compares numbers.
    pub fn holds(&self, value: &str) -> Option<bool> {
        let same = |text: &String| value.to_lowercase() == text.to_lowercase();
        Some(match self {
            Self::Equals(text) => value == text,
            Self::EqualsAnyCase(text) => same(text),
            Self::OneOf(list) => list.iter().any(|t| t == value),
            Self::OneOfAnyCase(list) => list.iter().any(same),
            Self::Contains(text) => value.contains(text.as_str()),
            Self::StartsWith(text) => value.starts_with(text.as_str()),
            Self::EndsWith(text) => value.ends_with(text.as_str()),
            Self::Hashes(n) => say::java_hash(value) == *n,
            Self::Compares(cond, n) => cond.holds(value.parse().ok()?, *n),
            Self::Present => value != "absent",
        })
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, not: bool) -> fmt::Result {
        let quoted = |text: &String| match text.as_str() {
            "" => String::from("\"\""),
            _ => text.clone(),
        };
        let list = |l: &[String]| l.iter().map(quoted).collect::<Vec<_>>().join(", ");
        let (equals, word) = if not { ("!=", "not ") } else { ("==", "") };
        match self {
            Self::Equals(text) => write!(f, "{equals} {}", quoted(text)),
            Self::EqualsAnyCase(text) => write!(f, "{equals} {}, any case", quoted(text)),
            Self::OneOf(texts) => write!(f, "{word}in {{{}}}", list(texts)),
            Self::OneOfAnyCase(texts) => write!(f, "{word}in {{{}}}, any case", list(texts)),
            Self::Contains(text) => write!(f, "{word}with {} in it", quoted(text)),
            Self::StartsWith(text) => write!(f, "{word}starting with {}", quoted(text)),
            Self::EndsWith(text) => write!(f, "{word}ending with {}", quoted(text)),
            Self::Hashes(n) => write!(f, "{word}with the hash {n}"),
            Self::Compares(cond, n) if not => write!(f, "{} {n}", cond.negated().sign()),
            Self::Compares(cond, n) => write!(f, "{} {n}", cond.sign()),
            Self::Present => write!(f, "{word}installed"),
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

impl Formula {
    fn write(&self, f: &mut fmt::Formatter<'_>, not: bool) -> fmt::Result {
        match self {
            Self::Is {
                kind,
                reads,
                relation,
            } => {
                write!(f, "{kind} {reads} ")?;
                match relation {
                    Relation::Present if kind != "app" && not => write!(f, "absent"),
                    Relation::Present if kind != "app" => write!(f, "present"),
                    _ => relation.write(f, not),
                }
            }
            Self::First { inputs, relation } => {
                for (i, (kind, reads)) in inputs.iter().enumerate() {
                    let or = if i == 0 {
                        ""
                    } else {
                        ", or where that is empty "
                    };
                    write!(f, "{or}{kind} {reads}")?;
                }
                write!(f, ", ")?;
                relation.write(f, not)
            }
            other if not => write!(f, "not ({other})"),
            other => write!(f, "{other}"),
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, list: &[Self], word: &str| {
            for (i, part) in list.iter().enumerate() {
                if i > 0 {
                    write!(f, " {word} ")?;
                }
                write!(f, "({part})")?;
            }
            Ok(())
        };
        match self {
            Self::True => write!(f, "always"),
            Self::False => write!(f, "never"),
            Self::Unknown => write!(f, "unknown"),
            Self::Is { .. } | Self::First { .. } => self.write(f, false),
            Self::Not(inner) => inner.write(f, true),
            Self::All(parts) => list(f, parts, "and"),
            Self::Any(parts) => list(f, parts, "or"),
        }
    }
}

impl App<'_> {
    /// Under which condition a whole way is gone: every step's method is called, and comes to the step.
    pub fn gates(&self, steps: &[Step]) -> Formula {
        let mut reader = Reader::new(self);
        let mut all = bdd::TRUE;
        let mut seen = Vec::new();
        for step in steps {
            if seen.contains(&step.site) {
                continue;
            }
            seen.push(step.site);
            let here = reader.whole(step.site);
            all = reader.bdd.and(all, here);
        }
        reader.formula(all)
    }

    /// The condition under which an operation of a method runs, once the method is called.
    pub fn gate(&self, def: DefId, op: OpIdx) -> Formula {
        let mut reader = Reader::new(self);
        let here = reader.here(def, op);
        reader.formula(here)
    }

    /// The condition under which the code at `pc` of a method runs at all: one way or another from where the
    /// framework starts the app, through any of the method's callers.
    pub fn gate_of(&self, def: DefId, pc: u32) -> Formula {
        Gates::new(self).of(def, pc)
    }

    /// The condition under which a method of the app returns `true`, or something that is not `null`.
    pub fn true_when(&self, def: DefId) -> Formula {
        let mut reader = Reader::new(self);
        let here = reader.returns_true(def);
        reader.formula(here)
    }
}

/// Answers questions for gates, and keeps what it found of methods that lead to the places for the next.
pub struct Gates<'r, 'a> {
    app: &'r App<'a>,
    reader: Reader<'r, 'a>,
    n_asked: u32,
    n_cut: u32,
}

impl<'r, 'a> Gates<'r, 'a> {
    /// Without anything known.
    pub fn new(app: &'r App<'a>) -> Self {
        Self {
            app,
            reader: Reader::new(app),
            n_asked: 0,
            n_cut: 0,
        }
    }

    /// Of how many questions that were asked a limit stopped the reading of conditions, in words; `None` where of none.
    /// Later questions may rest on what was read for these.
    pub fn cut(&self) -> Option<String> {
        let says = format!(
            "of {} conditions under which code runs, {} were not read to their end: a limit was met; what is not known there stands as unknown",
            self.n_asked, self.n_cut
        );
        (self.n_cut > 0).then_some(says)
    }

    /// The app that it is asked about.
    pub fn app(&self) -> &'r App<'a> {
        self.app
    }

    /// As [`App::gate_of`].
    pub fn of(&mut self, def: DefId, pc: u32) -> Formula {
        self.reader.begin();
        let site = Site { def, pc };
        let here = self.reader.whole(site);
        self.n_asked = self.n_asked.saturating_add(1);
        self.n_cut = self.n_cut.saturating_add(u32::from(self.reader.is_cut));
        self.reader.formula(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::NoResources;
    use crate::ir::Kind;
    use crate::models::Models;

    /// Every call of every program of the micro-suite.
    #[test]
    fn answers_do_not_change_when_a_reader_makes_room() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let texts = testkit::models(&root.join("knowledge/models/flow")).unwrap();
        let models = Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).value;
        let mut n = 0;
        for file in std::fs::read_dir(root.join("testbed/micro")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|it| it != "dex") {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let dex = fmt_dex::Dex::parse(base::View::new(&bytes)).unwrap().value;
            let app = App::new(&[dex], &models, crate::app::Entry::default(), &NoResources);
            let mut gates = Gates::new(&app);
            for def in 0..crate::program::count(app.program.defs.len()) {
                let ops = app.body(def).map_or(&[][..], |it| it.ops.as_slice());
                for op in ops.iter().filter(|it| matches!(it.kind, Kind::Call(..))) {
                    gates.reader.refresh();
                    let site = Site { def, pc: op.pc };
                    let (here, fresh) = (gates.of(def, op.pc), app.gate_of(def, op.pc));
                    assert_eq!(here, fresh, "{} {site:?}", path.display());
                    n += 1;
                }
            }
        }
        assert!(n > 1_000, "{n}");
    }

    fn region(text: &str) -> Formula {
        Formula::Is {
            kind: String::from("locale"),
            reads: String::from("country"),
            relation: Relation::Equals(text.to_owned()),
        }
    }

    #[test]
    fn unknown_stays_unknown_unless_the_rest_decides() {
        let env = |_: &str, reads: &str| (reads == "country").then(|| String::from("LT"));
        let open = Formula::Unknown;
        assert_eq!(Formula::all([open.clone(), region("LT")]).eval(&env), None);
        assert_eq!(
            Formula::all([open.clone(), region("DE")]).eval(&env),
            Some(false)
        );
        assert_eq!(Formula::any([open, region("LT")]).eval(&env), Some(true));
    }

    #[test]
    fn what_is_not_understood_is_taken_to_hold_where_only_the_rest_is_asked_for() {
        let env = |_: &str, reads: &str| (reads == "country").then(|| String::from("LT"));
        let gate = Formula::all([Formula::Unknown, region("LT").negated()]);
        assert_eq!(gate.allows(&env), Some(false));
        let gate = Formula::all([Formula::Unknown, region("LT")]);
        assert_eq!((gate.eval(&env), gate.allows(&env)), (None, Some(true)));
    }

    #[test]
    fn the_first_input_that_is_not_empty_decides() {
        let gate = Formula::First {
            inputs: vec![
                (String::from("system-property"), String::from("region")),
                (String::from("locale"), String::from("country")),
            ],
            relation: Relation::OneOf(vec![String::from("DE"), String::from("LT")]),
        };
        let env = |property: &'static str| {
            move |_: &str, reads: &str| match reads {
                "region" => Some(String::from(property)),
                _ => Some(String::from("LT")),
            }
        };
        assert_eq!(gate.eval(&env("")), Some(true));
        assert_eq!(gate.eval(&env("US")), Some(false));
        let unknown = |_: &str, reads: &str| (reads == "country").then(|| String::from("LT"));
        assert_eq!(gate.eval(&unknown), None);
    }

    #[test]
    fn two_negations_cancel() {
        assert_eq!(region("LT").negated().negated(), region("LT"));
        assert_eq!(Formula::Unknown.negated(), Formula::Unknown);
    }
}
