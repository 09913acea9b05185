//! Which value gets where: demand-driven forward flow of values from sources to sinks.
//!
//! Facts are "this value, at this path inside it, holds what came from the source", flow-sensitive for locals by SSA and
//! for the heap by the place of the writing operation. They are solved by tabulation (Reps, Horwitz and Sagiv, 1995) per
//! method and entry fact, so that a method is solved once for all its callers; names of one object are found on
//! demand by walking definitions backward (after Arzt et al., "`FlowDroid`", 2014, and Sridharan and Bodík, 2006).
//!
//! Lattice: sets of facts under inclusion. Storage and messages are channels: what is written to one is read at all
//! places that read it, in any order.
//!
//! Known misses: flows through native code; through objects reached by more than [`path::MAX_LEN`] steps the part
//! is no longer told apart; calls with more than [`crate::app::MAX_TARGETS`] targets are cut, and recorded.
//! Known excess: callbacks run in any order; objects that the framework makes are one per class.

mod answer;
mod calls;
mod channel;
mod exits;
mod implicit;
mod intent;
pub mod path;
mod pending;
mod receiver;
mod report;
mod solver;
mod transfer;

pub(crate) use calls::NATIVE;
pub(crate) use channel::{directions, is_static};
pub(crate) use intent::{Accepted, Target, target};
pub(crate) use pending::{is_sent, wrapped};

use crate::app::App;
use crate::ir::Val;
use crate::program::{DefId, FieldId};
use crate::xref::Site;
use base::{Budget, Problem};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// What to look for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Labels of sources; empty: all.
    pub sources: BTreeSet<String>,
    /// Labels of sinks; empty: all.
    pub sinks: BTreeSet<String>,
    /// Whether a branch on the value counts as a flow into what the branch decides.
    pub implicit: bool,
    /// Whether branches on the values, and on what comparing them gives, are reported.
    pub decisions: bool,
    /// What to keep to; nothing: the whole app.
    pub within: Option<Slice>,
}

/// A part of an app's values, as one that a search backward went through.
#[derive(Clone, Debug, Default)]
pub struct Slice {
    /// Where values come from.
    pub sources: BTreeSet<Site>,
    /// Values, by their methods.
    pub values: FxHashSet<(DefId, Val)>,
    /// Fields; whatever holds something in one of them belongs to the part too.
    pub fields: FxHashSet<FieldId>,
}

/// One step of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub site: Site,
    /// What happens there, as a plain sentence.
    pub says: String,
}

/// A value that gets from a source to a sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Label of the source.
    pub source: String,
    /// Where it comes from.
    pub from: Site,
    /// Label of the sink.
    pub sink: String,
    /// Where it arrives.
    pub to: Site,
    /// Operand of the sink call; the receiver is 0.
    pub operand: u16,
    /// Whether a branch on the value, not the value itself, arrives.
    pub implicit: bool,
    /// The way, from the source to the sink.
    pub steps: Vec<Step>,
}

/// A branch that depends on a source's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Label of the source.
    pub source: String,
    /// Where the value comes from.
    pub from: Site,
    /// The branch.
    pub branch: Site,
    /// The way to it.
    pub steps: Vec<Step>,
}

/// What was found, in the order of the places.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    /// Flows, one for each pair of places.
    pub flows: Vec<Flow>,
    /// Branches on the values.
    pub decisions: Vec<Decision>,
    /// Sources looked at.
    pub n_sources: u32,
    /// Facts looked at.
    pub n_facts: u64,
    /// Methods whose bodies were looked at.
    pub n_methods: u32,
    /// What was cut.
    pub problems: Vec<Problem>,
}

impl App<'_> {
    /// Follows the values of all sources that the query names.
    pub fn flows(&self, query: &Query, budget: &mut Budget) -> Flows {
        solver::Solver::new(self, query).run(budget)
    }
}

/// A source found in the app.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) site: Site,
    pub(crate) label: String,
    pub(crate) start: Start,
}

/// Where the value of a source is.
#[derive(Clone, Debug)]
pub(crate) enum Start {
    /// The result, or a part of it, of the operation at the site.
    Result,
    /// An operand of it.
    Operand(usize),
    /// A parameter of the method.
    Param(u16),
}
