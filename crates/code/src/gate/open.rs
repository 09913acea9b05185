//! What of a condition is not understood, and where: the tests of the place, and of the ways to it, nearest first.

use super::Gates;
use super::callers::Calls;
use super::reach::Reader;
use super::say::Atom;
use crate::ir::{Body, Def, Kind, Op, Val};
use crate::program::DefId;
use crate::xref::Site;
use rustc_hash::FxHashSet;
use std::collections::VecDeque;

/// Methods on the ways to a place that are looked at: 60.
const METHODS: usize = 60;

/// A part of a condition that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    /// Calls between the method that it is in and the place that was asked about.
    pub calls: u32,
    /// The method.
    pub def: DefId,
    /// What is not understood, as `tests Ljava/util/Map;->get`.
    pub what: String,
}

impl Gates<'_, '_> {
    /// What is not understood of the condition of a place.
    pub fn open(&mut self, def: DefId, pc: u32) -> Vec<Open> {
        let mut all = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue = VecDeque::from([(def, vec![Site { def, pc }], 0_u32)]);
        while let Some((def, sites, calls)) = queue.pop_front() {
            for site in &sites {
                for what in self.reader.tests_at(*site) {
                    all.push(Open { calls, def, what });
                }
            }
            if seen.len() >= METHODS || !seen.insert(def) {
                continue;
            }
            let (places, why) = self.reader.ways_to(def);
            all.extend(why.map(|what| Open {
                calls,
                def,
                what: what.to_owned(),
            }));
            let calls = calls.saturating_add(1);
            queue.extend(places.into_iter().map(|(from, sites)| (from, sites, calls)));
        }
        all.sort();
        all.dedup();
        all
    }
}

impl Reader<'_, '_> {
    /// The tests that are not understood in the condition of a place of a method.
    fn tests_at(&mut self, site: Site) -> Vec<String> {
        let here = self.here_at(site);
        let support = self.bdd.support(here);
        let mut all: Vec<String> = Vec::new();
        for v in support {
            let said = match self.atoms.get(v as usize) {
                Some(Atom::Unknown(_, _, place, _)) if place & 0x8000_0000 != 0 => {
                    String::from("a loop is left")
                }
                Some(Atom::Unknown(_, _, place, _)) if place & 0x4000_0000 != 0 => {
                    String::from("a flag was set before")
                }
                Some(Atom::Unknown(_, def, pc, _)) => self.tested(*def, *pc),
                Some(Atom::Throws(..)) => String::from("an exception"),
                _ => continue,
            };
            all.push(said);
        }
        all
    }

    /// What the operation at a place tests.
    fn tested(&self, def: DefId, pc: u32) -> String {
        let found = self.app.op_at(Site { def, pc });
        let Some((body, _, op)) = found else {
            return String::from("a place that is not known");
        };
        let sides: Vec<String> = body
            .args(op)
            .iter()
            .map(|v| self.source(body, *v))
            .collect();
        format!("tests {}", sides.join(" and "))
    }

    fn source(&self, body: &Body, val: Val) -> String {
        let program = &self.app.program;
        let short = |name: String| name.split('(').next().unwrap_or_default().to_owned();
        match body.def(val) {
            Def::Param(_) => String::from("an argument"),
            Def::Phi(_) => String::from("one of several values"),
            _ => match body.def_op(val).map(|(_, op): (_, &Op)| op.kind) {
                Some(Kind::Call(_, m)) => short(program.method_name(m)),
                Some(Kind::FieldGet(f) | Kind::StaticGet(f)) => program.field_name(f),
                Some(Kind::Const(n)) => n.to_string(),
                Some(Kind::Str(_)) => String::from("a text"),
                Some(Kind::InstanceOf(_)) => String::from("a type"),
                Some(Kind::ArrayLen) => String::from("a length"),
                Some(Kind::ArrayGet) => String::from("an element"),
                Some(Kind::New(_)) => String::from("a new object"),
                Some(Kind::Cast(_)) => String::from("a cast"),
                _ => String::from("a computed value"),
            },
        }
    }

    /// The places that lead to a method, and why they are not known where they are not.
    fn ways_to(&mut self, def: DefId) -> (Vec<(DefId, Vec<Site>)>, Option<&'static str>) {
        let equation = self.equation(def);
        let why = match &equation.calls {
            Calls::Unknown(1) => Some("nothing is seen to call it"),
            Calls::Unknown(_) => Some("too many places call it"),
            _ => None,
        };
        let places = equation.places();
        (places.map(|it| (it.def, it.sites.clone())).collect(), why)
    }
}
