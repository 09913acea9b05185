//! Under which condition a method is called at all, through whatever calls it, from where the framework starts the app.
//!
//! One equation for each method that leads to the one that is asked about: an object of its class is made, and one of
//! its callers comes to the call. The answer is the least solution: no way leads to a method only through itself. Methods
//! that call each other are solved together, round by round; all others once, callers first.
//!
//! What a caller's condition has of tests that are not understood is kept while it is little, so that it disappears where
//! both sides of a test lead to the same method. Beyond that the condition is an interval: what surely suffices, and what
//! may. It is written with one variable of its own, and holds where the first does, or the second and the variable.
//!
//! Known misses: that two conditions of methods have a test in common that is not understood, where they are intervals.

use super::bdd::{FALSE, Ref, TRUE};
use super::reach::Reader;
use super::say::{Atom, Input};
use crate::ir::{Invoke, Kind, Use, Val};
use crate::program::{DefId, TypeId, count};
use crate::xref::Site;
use fmt_dex::AccessFlags;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Methods that lead to the one that is asked about: 4,000.
const METHODS: usize = 4_000;
/// The same for a place where a flag is set: 100.
const FEW: usize = 100;
/// Callers of one method, and places that make objects of its class: 100.
const CALLERS: usize = 100;
/// Tests that are not understood in the condition of one method, before it becomes an interval: 6.
const TESTS: usize = 6;
/// Nodes of a diagram, likewise: 200.
const NODES: usize = 200;
/// Rounds for methods that call each other: 40. In the last half all conditions are intervals.
const ROUNDS: usize = 40;

/// Methods that call each other and are solved with whole conditions: 100.
const TOGETHER: usize = 100;
/// Nodes of diagrams that this may take: 20,000.
const GROWTH: usize = 20_000;
/// Inputs of one set: 8.
const SET: usize = 8;

/// Fields that an object goes through before it is given to others: 2.
const KEPT: u32 = 2;

/// Places in one method that lead to another.
#[derive(Clone)]
pub(super) struct From {
    pub(super) def: DefId,
    pub(super) sites: Vec<Site>,
}

/// What must be so that a method is called.
#[derive(Clone)]
pub(super) enum Calls {
    /// The framework calls it.
    Always,
    /// Not known, with the reason.
    Unknown(u32),
    Places(Vec<From>),
}

/// Under which condition a method is called.
#[derive(Clone)]
pub(super) struct Equation {
    /// Where objects of its class are made; `None` where that is no condition.
    made: Option<Vec<From>>,
    pub(super) calls: Calls,
}

impl Equation {
    pub(super) fn places(&self) -> impl Iterator<Item = &From> {
        let calls = match &self.calls {
            Calls::Places(list) => list.as_slice(),
            _ => &[],
        };
        self.made.iter().flatten().chain(calls)
    }
}

/// The ways to a method in the light of some inputs: the method that leads there, and under which condition.
type Sum = Vec<(DefId, Ref)>;

/// Under which conditions methods come to the places that lead to others.
#[derive(Default)]
struct Conditions {
    /// By method and number of the place among those of its equation; where there is none, always.
    here: FxHashMap<(DefId, usize), Ref>,
    /// The set of inputs that a variable's belongs to.
    sets: FxHashMap<u32, usize>,
    n_sets: usize,
}

impl Conditions {
    fn here(&self, def: DefId, n: usize) -> Ref {
        self.here.get(&(def, n)).copied().unwrap_or(TRUE)
    }
}

/// Inputs in sets of those that are asked together.
#[derive(Default)]
struct Sets {
    /// The set of each input.
    names: FxHashMap<Input, usize>,
    members: Vec<Vec<Input>>,
}

impl Sets {
    fn of(&mut self, input: &Input) -> usize {
        if let Some(known) = self.names.get(input) {
            return *known;
        }
        let n = self.members.len();
        self.members.push(vec![input.clone()]);
        self.names.insert(input.clone(), n);
        n
    }

    /// Joins the sets of these inputs as far as they stay small.
    fn together(&mut self, inputs: &[&Input]) {
        let mut into: Option<usize> = None;
        for input in inputs {
            let n = self.of(input);
            let Some(to) = into else {
                into = Some(n);
                continue;
            };
            let len = |n: usize| self.members.get(n).map_or(0, Vec::len);
            if n == to || len(n).saturating_add(len(to)) > SET {
                continue;
            }
            let moved = self
                .members
                .get_mut(n)
                .map(std::mem::take)
                .unwrap_or_default();
            for input in &moved {
                self.names.insert(input.clone(), to);
            }
            if let Some(set) = self.members.get_mut(to) {
                set.extend(moved);
            }
        }
    }
}

impl Reader<'_, '_> {
    /// As [`Self::whole`], for a place where a flag is set; `None` where more than [`FEW`] methods lead to it.
    pub(super) fn set_at(&mut self, site: Site) -> Option<Ref> {
        let reach = self.reach(site.def, FEW)?;
        let here = self.here_at(site);
        let both = self.bdd.and(reach, here);
        (!self.bdd.was_cut()).then_some(both)
    }

    /// The condition of a place, from where the framework starts.
    pub(super) fn whole(&mut self, site: Site) -> Ref {
        let here = self.here_at(site);
        let reach = self.reach(site.def, METHODS).unwrap_or(TRUE);
        let both = self.bdd.and(reach, here);
        if self.bdd.was_cut() || both == FALSE && here != FALSE {
            // That no way is seen, or that conditions of far methods contradict, is no proof that there is none.
            let unseen = self.unknown(u32::MAX, site.def, 1);
            return self.bdd.and(here, unseen);
        }
        both
    }

    /// The condition under which a method is called; `None` where more than `most` methods lead to it and `most` is few.
    fn reach(&mut self, def: DefId, most: usize) -> Option<Ref> {
        if let Some(&known) = self.reached.get(&def) {
            return Some(known);
        }
        let mut equations = self.equations(def, most);
        if most <= FEW && equations.len() >= most {
            return None;
        }
        self.surely_called(&equations);
        if let Some(&known) = self.reached.get(&def) {
            return Some(known);
        }
        // Those that still matter, the nearest to the method first: their conditions are looked at first.
        let order = self.needed(def, &equations);
        let wanted: FxHashSet<DefId> = order.iter().copied().collect();
        equations.retain(|it, _| wanted.contains(it));
        let conditions = self.conditions(&order, &equations);
        for group in components(&order, &equations) {
            self.solve(&group, &equations, &conditions);
            self.weak.extend(group);
        }
        self.reached.get(&def).copied()
    }

    /// The equations of the methods that lead to one, nearest first, as far as `most` of them.
    fn equations(&mut self, def: DefId, most: usize) -> BTreeMap<DefId, Equation> {
        let mut found = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([def]);
        while let Some(at) = queue.pop_front() {
            if found.contains_key(&at) || self.reached.contains_key(&at) {
                continue;
            }
            if found.len() >= most {
                break;
            }
            let equation = self.equation(at);
            queue.extend(equation.places().map(|it| it.def));
            found.insert(at, equation);
        }
        found
    }

    pub(super) fn equation(&mut self, def: DefId) -> Equation {
        let app = self.app;
        let method = app.program.def(def).map_or(u32::MAX, |d| d.method);
        let class = app.class_type(def);
        if app.program.name_of(method) == "<clinit>"
            || self.is_component(class) && app.is_callable(def)
        {
            return Equation {
                made: None,
                calls: Calls::Always,
            };
        }
        // There must be an object of the class.
        let is_virtual = app.program.def(def).is_some_and(|d| {
            !d.access.contains(AccessFlags::STATIC)
                && !d.access.contains(AccessFlags::CONSTRUCTOR)
                && !self.is_component(class)
        });
        let mut news: Vec<Site> = Vec::new();
        if is_virtual {
            for ty in app.program.descendants(class) {
                news.extend(app.xrefs.news.of(ty));
            }
            news.retain(|s| app.is_reachable(s.def));
        }
        if app.is_callable(def) {
            // The framework must have been given one.
            news = self.given(&news);
        }
        let made = (!news.is_empty() && news.len() <= CALLERS).then(|| places(news));
        if app.is_callable(def) {
            return Equation {
                made,
                calls: Calls::Always,
            };
        }
        let mut sites: Vec<Site> = app.callers(def).to_vec();
        sites.retain(|s| app.is_reachable(s.def));
        let calls = match sites.len() {
            // That nothing is seen to call it is no proof that nothing does.
            0 => Calls::Unknown(1),
            n if n > CALLERS => Calls::Unknown(2),
            _ => Calls::Places(places(sites)),
        };
        Equation { made, calls }
    }

    /// Where objects that are made at places are given to others: out of the method that makes them, or out of a field
    /// that they are kept in. Where that is not clear, where they are made.
    fn given(&self, news: &[Site]) -> Vec<Site> {
        let mut all = Vec::new();
        for site in news.iter().take(CALLERS) {
            let mut found = Vec::new();
            let made = self.app.op_at(*site).and_then(|(_, _, op)| match op.kind {
                Kind::New(ty) => Some((ty, op.res)),
                _ => None,
            });
            let clear = made.is_some_and(|(ty, val)| {
                !self.gives_itself(ty) && self.uses(site.def, val, 0, &mut found)
            });
            if clear && !found.is_empty() && found.len() <= CALLERS {
                all.extend(found);
            } else {
                all.push(*site);
            }
        }
        all.retain(|s| self.app.is_reachable(s.def));
        all
    }

    /// Whether a constructor of a class gives the new object to others.
    fn gives_itself(&self, class: TypeId) -> bool {
        let program = &self.app.program;
        let classes = program.ancestors(class).into_iter();
        let mut defs = classes
            .filter_map(|t| program.class_of(t))
            .flat_map(|c| c.first_def..c.end_def);
        defs.any(|def| {
            let method = program.def(def).map_or(u32::MAX, |d| d.method);
            program.name_of(method) == "<init>"
                && self.app.body(def).is_some_and(|body| {
                    let this = body.params.first();
                    this.is_none_or(|this| self.app.is_used(body, *this, 0))
                })
        })
    }

    /// Adds where a value is given to others, through fields; whether all of its uses are clear.
    fn uses(&self, def: DefId, val: Val, depth: u32, into: &mut Vec<Site>) -> bool {
        let app = self.app;
        let Some(body) = app.body(def) else {
            return false;
        };
        for used in body.uses(val) {
            let Use::Op(i, at) = *used else { return false };
            let Some(op) = body.op(i) else { return false };
            let init = |method| app.program.name_of(method) == "<init>";
            let gets = match op.kind {
                Kind::Call(Invoke::Direct, method) if at == 0 && init(method) => continue,
                Kind::FieldGet(_) | Kind::IfZero(_) | Kind::InstanceOf(_) => continue,
                Kind::FieldPut(_) if at == 1 => continue,
                Kind::FieldPut(f) if !app.is_outside(f) => {
                    app.xrefs.field_gets.of(app.program.canonical_field(f))
                }
                Kind::StaticPut(f) if !app.is_outside(f) => {
                    app.xrefs.static_gets.of(app.program.canonical_field(f))
                }
                _ => {
                    into.push(Site { def, pc: op.pc });
                    continue;
                }
            };
            if depth >= KEPT || gets.len() > CALLERS {
                return false;
            }
            for get in gets {
                let kept = app.op_at(*get).map(|(_, _, op)| op.res);
                if !kept.is_some_and(|it| self.uses(get.def, it, depth.saturating_add(1), into)) {
                    return false;
                }
            }
        }
        true
    }

    /// Marks the methods that are called whatever the conditions: the framework calls them, or a method that is called
    /// itself does so first of all.
    fn surely_called(&mut self, equations: &BTreeMap<DefId, Equation>) {
        loop {
            let before = self.reached.len();
            for (def, equation) in equations {
                if self.reached.contains_key(def) {
                    continue;
                }
                let made = equation.made.as_deref().is_none_or(|it| self.surely(it));
                let called = match &equation.calls {
                    Calls::Always => true,
                    Calls::Unknown(_) => false,
                    Calls::Places(list) => self.surely(list),
                };
                if made && called {
                    self.reached.insert(*def, TRUE);
                }
            }
            if self.reached.len() == before {
                return;
            }
        }
    }

    fn surely(&self, places: &[From]) -> bool {
        let first = |site: &Site| {
            let found = self.app.op_at(*site);
            found.is_some_and(|(body, _, op)| body.order.get(op.block as usize) == Some(&0))
        };
        places
            .iter()
            .any(|it| self.reached.get(&it.def) == Some(&TRUE) && it.sites.iter().any(first))
    }

    /// The methods whose conditions the answer depends on, the nearest first.
    fn needed(&self, def: DefId, equations: &BTreeMap<DefId, Equation>) -> Vec<DefId> {
        let mut order = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue = std::collections::VecDeque::from([def]);
        while let Some(at) = queue.pop_front() {
            if self.reached.contains_key(&at) || !seen.insert(at) {
                continue;
            }
            if let Some(equation) = equations.get(&at) {
                order.push(at);
                queue.extend(equation.places().map(|it| it.def));
            }
        }
        order
    }

    /// Solves the equations of methods that lead to each other, all that lead to them being solved.
    fn solve(
        &mut self,
        group: &[DefId],
        equations: &BTreeMap<DefId, Equation>,
        conditions: &Conditions,
    ) {
        if let [def] = group
            && let Some(equation) = equations.get(def)
            && equation.places().all(|from| from.def != *def)
        {
            let found = self.value_of(*def, equation, conditions);
            let (found, _) = self.interval(*def, found, false, conditions);
            self.reached.insert(*def, found);
            return;
        }
        if group.len() > TOGETHER || !self.rounds(group, equations, conditions) {
            self.by_inputs(group, equations, conditions);
        }
    }

    /// Solves them with whole conditions, round by round; whether that came to an end.
    fn rounds(
        &mut self,
        group: &[DefId],
        equations: &BTreeMap<DefId, Equation>,
        conditions: &Conditions,
    ) -> bool {
        for def in group {
            self.reached.insert(*def, FALSE);
        }
        let most = self.bdd.n_nodes().saturating_add(GROWTH);
        let mut coarse: FxHashSet<DefId> = FxHashSet::default();
        for round in 0..ROUNDS {
            let mut changed = false;
            for def in group {
                let Some(equation) = equations.get(def) else {
                    continue;
                };
                let found = self.value_of(*def, equation, conditions);
                let as_one = coarse.contains(def) || round >= ROUNDS / 2;
                let (found, is_coarse) = self.interval(*def, found, as_one, conditions);
                if is_coarse {
                    coarse.insert(*def);
                }
                changed |= self.reached.insert(*def, found) != Some(found);
            }
            if !changed {
                return true;
            }
            if self.bdd.n_nodes() > most {
                break;
            }
        }
        false
    }

    /// Solves them for each set of inputs that are asked together, as if nothing were known of the others, which gives
    /// what may be: all of the answers hold. What surely suffices is not looked for.
    fn by_inputs(
        &mut self,
        group: &[DefId],
        equations: &BTreeMap<DefId, Equation>,
        conditions: &Conditions,
    ) {
        for def in group {
            self.reached.remove(def);
        }
        let mut all: FxHashMap<DefId, Ref> = group.iter().map(|def| (*def, TRUE)).collect();
        for n in 0..conditions.n_sets {
            let part = self.of_inputs(n, group, equations, conditions);
            if self.bdd.was_cut() {
                continue;
            }
            for (def, may) in part {
                let known = all.get(&def).copied().unwrap_or(TRUE);
                let both = self.bdd.and(known, may);
                if !self.bdd.was_cut() {
                    all.insert(def, both);
                }
            }
        }
        for def in group {
            let may = all.get(def).copied().unwrap_or(TRUE);
            let own = self.unknown(u32::MAX, *def, 3);
            let found = self.bdd.and(may, own);
            let found = if self.bdd.was_cut() { own } else { found };
            self.reached.insert(*def, found);
        }
    }

    /// What may be by the inputs of one set alone, of those methods that not everything leads to.
    fn of_inputs(
        &mut self,
        set: usize,
        group: &[DefId],
        equations: &BTreeMap<DefId, Equation>,
        conditions: &Conditions,
    ) -> Sum {
        let mut of: FxHashMap<Ref, Ref> = FxHashMap::default();
        let mut part = |this: &mut Self, f: Ref| -> Ref {
            if let Some(&known) = of.get(&f) {
                return known;
            }
            let found = this.may_of(f, set, conditions);
            of.insert(f, found);
            found
        };
        // All conditions and all that is known of methods outside, in the light of these inputs.
        let mut sums: Vec<(DefId, Option<Sum>, Option<Sum>)> = Vec::new();
        let inside: FxHashSet<DefId> = group.iter().copied().collect();
        for def in group {
            let Some(equation) = equations.get(def) else {
                continue;
            };
            let n_made = equation.made.as_ref().map_or(0, Vec::len);
            let mut sum = |this: &mut Self, first: usize, list: &[From]| -> Sum {
                let mut sum = Sum::new();
                for (i, from) in list.iter().enumerate() {
                    let here = conditions.here(*def, first.saturating_add(i));
                    let here = part(this, here);
                    if inside.contains(&from.def) {
                        sum.push((from.def, here));
                        continue;
                    }
                    let known = this.reached.get(&from.def).copied();
                    let known = known.map_or(TRUE, |it| part(this, it));
                    let both = this.bdd.and(here, known);
                    sum.push((u32::MAX, both));
                }
                sum
            };
            let made = equation.made.as_ref().map(|list| sum(self, 0, list));
            let called = match &equation.calls {
                Calls::Places(list) => Some(sum(self, n_made, list)),
                _ => None,
            };
            sums.push((*def, made, called));
        }
        let mut found: FxHashMap<DefId, Ref> = group.iter().map(|def| (*def, FALSE)).collect();
        for _ in 0..ROUNDS {
            let mut changed = false;
            for (def, made, called) in &sums {
                if found.get(def) == Some(&TRUE) {
                    continue;
                }
                let mut both = TRUE;
                for sum in [made, called].into_iter().flatten() {
                    let mut any = FALSE;
                    for (from, here) in sum {
                        let from = found.get(from).copied().unwrap_or(TRUE);
                        let way = self.bdd.and(from, *here);
                        any = self.bdd.or(any, way);
                        if any == TRUE {
                            break;
                        }
                    }
                    both = self.bdd.and(both, any);
                }
                changed |= found.insert(*def, both) != Some(both);
            }
            if !changed {
                let may = |def: &DefId| Some((*def, found.get(def).copied()?));
                let all = group.iter().filter_map(may);
                return all.filter(|it| it.1 != TRUE).collect();
            }
        }
        Sum::new()
    }

    /// What may be by the inputs of one set alone.
    fn may_of(&mut self, f: Ref, set: usize, conditions: &Conditions) -> Ref {
        let support = self.bdd.support(f);
        let others: FxHashSet<u32> = support
            .into_iter()
            .filter(|v| conditions.sets.get(v) != Some(&set))
            .collect();
        if others.is_empty() {
            return f;
        }
        self.bdd.without(f, &|v| others.contains(&v), false)
    }

    fn value_of(&mut self, def: DefId, equation: &Equation, conditions: &Conditions) -> Ref {
        let n_made = equation.made.as_ref().map_or(0, Vec::len);
        let made = match &equation.made {
            Some(list) => self.any_of(def, 0, list, conditions),
            None => TRUE,
        };
        if made == FALSE {
            return FALSE;
        }
        let called = match &equation.calls {
            Calls::Always => TRUE,
            Calls::Unknown(why) => self.unknown(u32::MAX, def, *why),
            Calls::Places(list) => self.any_of(def, n_made, list, conditions),
        };
        let both = self.bdd.and(made, called);
        if self.bdd.was_cut() {
            return self.unknown(u32::MAX, def, 4);
        }
        both
    }

    fn any_of(&mut self, def: DefId, first: usize, list: &[From], conditions: &Conditions) -> Ref {
        let mut any = FALSE;
        for (i, from) in list.iter().enumerate() {
            let here = conditions.here(def, first.saturating_add(i));
            let reach = match self.reached.get(&from.def) {
                Some(known) => *known,
                // Beyond what was looked at.
                None => self.unknown(u32::MAX, from.def, 0),
            };
            let way = self.bdd.and(here, reach);
            any = self.bdd.or(any, way);
            if any == TRUE {
                break;
            }
            if self.bdd.is_larger(any, NODES.saturating_mul(4)) {
                any = self.interval(def, any, true, conditions).0;
            }
        }
        any
    }

    /// A condition of a method, as an interval where it has many tests that are not understood or `must` be one, and
    /// whether it is.
    fn interval(&mut self, def: DefId, f: Ref, must: bool, conditions: &Conditions) -> (Ref, bool) {
        let support = self.bdd.support(f);
        let tests = |v: &u32| !matches!(self.atoms.get(*v as usize), Some(Atom::Is(..)));
        let tests: FxHashSet<u32> = support.iter().copied().filter(|v| tests(v)).collect();
        let large = self.bdd.is_larger(f, NODES);
        if !large && (tests.is_empty() || !must && tests.len() <= TESTS) {
            return (f, must);
        }
        let mut sure = self.bdd.without(f, &|v| tests.contains(&v), true);
        let mut may = self.bdd.without(f, &|v| tests.contains(&v), false);
        if self.bdd.was_cut() {
            (sure, may) = (FALSE, TRUE);
        }
        if self.bdd.is_larger(may, NODES) {
            let mut sets: Vec<usize> = self
                .bdd
                .support(may)
                .iter()
                .filter_map(|v| conditions.sets.get(v).copied())
                .collect();
            sets.sort_unstable();
            sets.dedup();
            let whole = may;
            may = TRUE;
            for set in sets {
                let part = self.may_of(whole, set, conditions);
                let both = self.bdd.and(may, part);
                if !self.bdd.was_cut() {
                    may = both;
                }
            }
        }
        if self.bdd.is_larger(sure, NODES) {
            sure = FALSE;
        }
        let own = self.unknown(u32::MAX, def, 3);
        let found = self.bdd.ite(own, may, sure);
        let found = if self.bdd.was_cut() { own } else { found };
        (found, true)
    }

    /// The conditions under which methods come to the places that lead to others, and which inputs are asked together.
    fn conditions(&mut self, order: &[DefId], equations: &BTreeMap<DefId, Equation>) -> Conditions {
        let mut all = Conditions::default();
        let mut sets = Sets::default();
        for m in order {
            let Some(equation) = equations.get(m) else {
                continue;
            };
            for (i, from) in equation.places().enumerate() {
                let mut any = FALSE;
                for site in &from.sites {
                    let here = self.here_at(*site);
                    any = self.bdd.or(any, here);
                }
                if self.bdd.was_cut() {
                    any = self.unknown(u32::MAX, from.def, 5);
                }
                if any == TRUE {
                    continue;
                }
                all.here.insert((*m, i), any);
                let asked = self.bdd.support(any);
                let inputs: Vec<&Input> = asked
                    .iter()
                    .filter_map(|v| match self.atoms.get(*v as usize) {
                        Some(Atom::Is(input, _)) => Some(input),
                        _ => None,
                    })
                    .collect();
                sets.together(&inputs);
            }
        }
        for (v, atom) in self.atoms.iter().enumerate() {
            if let Atom::Is(input, _) = atom {
                all.sets.insert(count(v), sets.of(input));
            }
        }
        all.n_sets = sets.members.len();
        all
    }

    fn is_component(&self, class: u32) -> bool {
        let program = &self.app.program;
        if self.app.entry.complete {
            return self
                .app
                .entry
                .components
                .iter()
                .any(|c| c.desc == program.desc(class));
        }
        program.ancestors(class).into_iter().any(|t| {
            let desc = program.desc(t);
            self.app
                .models
                .components
                .iter()
                .any(|c| c.0 == desc && c.1 != "host")
        })
    }
}

/// Places by the method that they are in.
fn places(mut sites: Vec<Site>) -> Vec<From> {
    sites.sort_unstable();
    sites.dedup();
    let mut all: Vec<From> = Vec::new();
    for site in sites {
        match all.last_mut() {
            Some(last) if last.def == site.def => last.sites.push(site),
            _ => all.push(From {
                def: site.def,
                sites: vec![site],
            }),
        }
    }
    all
}

/// Groups of methods that lead to each other, those that lead to others first (Tarjan, 1972).
fn components(order: &[DefId], equations: &BTreeMap<DefId, Equation>) -> Vec<Vec<DefId>> {
    let mut number: FxHashMap<DefId, (u32, u32)> = FxHashMap::default();
    let mut on_stack: FxHashSet<DefId> = FxHashSet::default();
    let mut stack = Vec::new();
    let mut found = Vec::new();
    for root in order {
        if number.contains_key(root) {
            continue;
        }
        let mut work: Vec<(DefId, Vec<DefId>)> = Vec::new();
        let mut next = Some(*root);
        loop {
            if let Some(at) = next.take() {
                let n = count(number.len());
                number.insert(at, (n, n));
                stack.push(at);
                on_stack.insert(at);
                let of = equations.get(&at);
                let leads = of.into_iter().flat_map(Equation::places).map(|it| it.def);
                work.push((at, leads.filter(|it| equations.contains_key(it)).collect()));
            }
            let Some((at, leads)) = work.last_mut() else {
                break;
            };
            let at = *at;
            if let Some(to) = leads.pop() {
                match number.get(&to) {
                    None => next = Some(to),
                    Some(&(n, _)) if on_stack.contains(&to) => lower(&mut number, at, n),
                    Some(_) => {}
                }
                continue;
            }
            work.pop();
            let Some(&(n, low)) = number.get(&at) else {
                continue;
            };
            if let Some((above, _)) = work.last() {
                lower(&mut number, *above, low);
            }
            if n == low {
                let mut group = Vec::new();
                while let Some(m) = stack.pop() {
                    on_stack.remove(&m);
                    group.push(m);
                    if m == at {
                        break;
                    }
                }
                found.push(group);
            }
        }
    }
    found
}

fn lower(number: &mut FxHashMap<DefId, (u32, u32)>, of: DefId, to: u32) {
    if let Some(known) = number.get_mut(&of) {
        known.1 = known.1.min(to);
    }
}
