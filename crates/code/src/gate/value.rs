//! What a value may be: constants and inputs, each with the condition under which it is that.

use super::bdd::{FALSE, Ref, TRUE};
use super::reach::{LARGE, Reader};
use super::say::{Input, Rel};
use crate::consts::{Const, Folder, put_before};
use crate::ir::{Arith, Body, Cond, Def, Kind, NO_VAL, Op, Use, Val};
use crate::program::{DefId, FieldId};
use crate::xref::Site;

/// The kind of an input that reflection reads from a class of which nothing is known.
pub(super) const REFLECTED: &str = "reflected";
/// Cases of one value: 24; beyond, it is unknown.
const CASES: usize = 24;
/// Fields and parameters followed to where they are given, one after another: 5.
const HOPS: u32 = 5;
/// What a constant found by running code costs, in values looked at: 100.
const FOLD: u32 = 100;
/// Nested definitions: 60.
const DEPTH: u32 = 60;

/// What a value is in one case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Term {
    Unknown,
    Const(Const),
    /// An input, and its type: `Z`, `I`, `J`, or `L` for objects.
    Input(Input, char),
    /// True where the condition holds.
    Truth(Ref),
    /// The length of an input.
    Length(Input),
    /// `String.hashCode` of an input.
    Hash(Input),
    /// A number that is at least this.
    AtLeast(i64),
    /// Some object.
    Object,
    /// A class by its descriptor.
    Class(String),
    /// A method that reflection found: class and name.
    Method(String, String),
    /// A field that reflection found.
    Field(String, String),
    /// A store by its key, as preferences by their name.
    Store(String),
}

/// All cases of a value.
pub(super) type Cases = Vec<(Ref, Term)>;

/// A place in a frame: frame, code unit, a number that tells conditions there apart.
pub(super) type Place = (u32, u32, u32);

pub(super) fn one(term: Term) -> Cases {
    vec![(TRUE, term)]
}

impl Reader<'_, '_> {
    /// The cases of a value of a frame.
    pub(super) fn value(&mut self, frame: u32, val: Val) -> Cases {
        if val == NO_VAL {
            return one(Term::Unknown);
        }
        if let Some(known) = self.values.get(&(frame, val)) {
            return known.clone();
        }
        self.is_cut |= self.left == 0 || self.bdd.full;
        if self.left == 0 || self.depth >= DEPTH || self.bdd.full || !self.open.insert((frame, val))
        {
            return one(Term::Unknown);
        }
        self.left = self.left.saturating_sub(1);
        self.depth = self.depth.saturating_add(1);
        let found = self.new_value(frame, val);
        let mut found = self.merged(found);
        if self.bdd.was_cut() {
            self.is_cut = true;
            found = one(Term::Unknown);
        }
        self.pay();
        self.depth = self.depth.saturating_sub(1);
        self.open.remove(&(frame, val));
        self.values.insert((frame, val), found.clone());
        found
    }

    /// Equal terms once; too many, unknown.
    fn merged(&mut self, cases: Cases) -> Cases {
        let mut all: Cases = Vec::new();
        for (guard, term) in cases {
            if guard == FALSE {
                continue;
            }
            match all.iter_mut().find(|c| c.1 == term) {
                Some(old) => old.0 = self.bdd.or(old.0, guard),
                None => all.push((guard, term)),
            }
        }
        let is_large = |c: &(Ref, Term)| self.bdd.is_larger(c.0, LARGE);
        if all.is_empty() || all.len() > CASES || all.iter().any(is_large) {
            return one(Term::Unknown);
        }
        all
    }

    pub(super) fn each(
        &mut self,
        cases: &[(Ref, Term)],
        make: &mut dyn FnMut(&mut Self, &Term) -> Term,
    ) -> Cases {
        let all = cases.iter().map(|(g, t)| (*g, make(self, t))).collect();
        self.merged(all)
    }

    fn new_value(&mut self, frame: u32, val: Val) -> Cases {
        let app = self.app;
        let def = self.def_of(frame);
        let Some(body) = app.body(def) else {
            return one(Term::Unknown);
        };
        match body.def(val) {
            Def::Undef => one(Term::Unknown),
            Def::Param(n) => self.param(frame, def, n),
            Def::Phi(block) => {
                let place = |b: u32| body.order.get(b as usize).copied().unwrap_or(u32::MAX);
                let mut all = Vec::new();
                for (from, input) in body.phi_ways(val) {
                    if input == val {
                        continue;
                    }
                    if place(from) >= place(block) {
                        // What a loop makes of it.
                        return one(Term::Unknown);
                    }
                    let way = self.way(frame, body, from, block);
                    for (guard, term) in self.value(frame, input) {
                        all.push((self.bdd.and(way, guard), term));
                    }
                }
                all
            }
            Def::Op(idx) => match body.op(idx) {
                Some(op) => self.of_op(frame, def, body, op, val),
                None => one(Term::Unknown),
            },
        }
    }

    fn param(&mut self, frame: u32, def: DefId, n: u16) -> Cases {
        let app = self.app;
        let args = self.frames.get(&frame).and_then(|f| f.args.as_ref());
        if let Some(args) = args {
            let known = args.get(usize::from(n)).cloned();
            return known.unwrap_or_else(|| one(Term::Unknown));
        }
        if app.is_callable(def) {
            return one(Term::Unknown);
        }
        // What all callers agree on.
        let mut same: Option<Cases> = None;
        let callers = app.callers(def);
        if callers.len() > 6 {
            return one(Term::Unknown);
        }
        for site in callers {
            let found = self.written(*site, usize::from(n));
            let plain = matches!(found.as_slice(), [(TRUE, _)]) || callers.len() == 1;
            if !plain || same.as_ref().is_some_and(|s| *s != found) {
                return one(Term::Unknown);
            }
            same = Some(found);
        }
        same.unwrap_or_else(|| one(Term::Unknown))
    }

    /// The value of an operand of the operation at a place.
    fn written(&mut self, site: Site, operand: usize) -> Cases {
        let app = self.app;
        let found = app
            .op_at(site)
            .and_then(|(body, _, op)| Some((body.arg(op, operand), self.plain(site.def)?)));
        match found {
            Some((val, frame)) if self.hops < HOPS => {
                self.hops = self.hops.saturating_add(1);
                let value = self.value(frame, val);
                self.hops = self.hops.saturating_sub(1);
                value
            }
            _ => one(Term::Unknown),
        }
    }

    fn of_op(&mut self, frame: u32, def: DefId, body: &Body, op: &Op, val: Val) -> Cases {
        let app = self.app;
        match op.kind {
            Kind::Const(c) => one(Term::Const(match i32::try_from(c) {
                Ok(c) => Const::Int(c),
                Err(_) => Const::Long(c),
            })),
            Kind::Str(s) => one(Term::Const(Const::Str(app.program.strings.text(s).into()))),
            Kind::Class(t) => one(Term::Class(app.program.desc(t).to_owned())),
            Kind::Cast(_) | Kind::Unary(_) => self.value(frame, body.arg(op, 0)),
            Kind::New(_) | Kind::NewArray(_) | Kind::FilledArray(_) | Kind::Caught => {
                one(Term::Object)
            }
            Kind::ArithLit(Arith::Xor, 1) => {
                let cases = self.value(frame, body.arg(op, 0));
                let yes = self.holds((frame, op.pc, 0), &cases);
                let no = self.bdd.not(yes);
                one(Term::Truth(no))
            }
            Kind::Arith(how @ (Arith::And | Arith::Or | Arith::Xor), _) => {
                let (a, b) = (
                    self.value(frame, body.arg(op, 0)),
                    self.value(frame, body.arg(op, 1)),
                );
                if !is_truth(&a) || !is_truth(&b) {
                    return self.folded(def, val);
                }
                let (a, b) = (
                    self.holds((frame, op.pc, 0), &a),
                    self.holds((frame, op.pc, 64), &b),
                );
                let f = match how {
                    Arith::And => self.bdd.and(a, b),
                    Arith::Or => self.bdd.or(a, b),
                    _ => {
                        let not = self.bdd.not(b);
                        self.bdd.ite(a, not, b)
                    }
                };
                one(Term::Truth(f))
            }
            Kind::InstanceOf(_) => {
                let cases = self.value(frame, body.arg(op, 0));
                self.each(&cases, &mut |this, term| match term {
                    Term::Input(input, _) => Term::Truth(this.is(input, Rel::Present)),
                    Term::Const(Const::Null | Const::Int(0)) => Term::Const(Const::Int(0)),
                    _ => Term::Unknown,
                })
            }
            Kind::StaticGet(f) => match put_before(app, body, op) {
                Some(put) => self.value(frame, put),
                None => self.static_field(f),
            },
            Kind::FieldGet(f) => {
                if let Some(put) = put_before(app, body, op) {
                    self.value(frame, put)
                } else {
                    let f = app.program.canonical_field(f);
                    self.field(app.xrefs.field_puts.of(f))
                }
            }
            Kind::Call(..) => self.call(frame, def, body, op, val),
            _ => self.folded(def, val),
        }
    }

    /// The constant that a value is, by other means.
    pub(super) fn folded(&mut self, def: DefId, val: Val) -> Cases {
        // Running code costs more than looking at values; a question pays for some.
        self.left = self.left.saturating_sub(FOLD);
        if self.left == 0 {
            return one(Term::Unknown);
        }
        let found = Folder::new(self.app).value(def, val);
        one(found.map_or(Term::Unknown, Term::Const))
    }

    fn static_field(&mut self, f: FieldId) -> Cases {
        let app = self.app;
        let f = app.program.canonical_field(f);
        let Some(field) = app.program.fields.get(f as usize).copied() else {
            return one(Term::Unknown);
        };
        let ty = char_of(app.program.desc(field.ty));
        let name = app.program.strings.text(field.name);
        let inputs = app
            .models
            .inputs
            .of_name(&app.program, field.class, field.name);
        if let Some(input) = inputs.first() {
            let reads = dotted(app.program.desc(field.class), name).replace('$', ".");
            return one(Term::Input(
                Input {
                    kind: input.kind.clone(),
                    reads,
                    any_case: false,
                },
                ty,
            ));
        }
        let Some(class) = app.program.class_of(field.class) else {
            return one(Term::Unknown);
        };
        let puts = app.xrefs.static_puts.of(f);
        if puts.is_empty() {
            let values = app.program.static_values(class);
            let value = values.into_iter().find(|v| v.0 == f).map(|v| v.1);
            return one(Term::Const(value.unwrap_or(Const::Null)));
        }
        self.field(puts)
    }

    /// What the places that write a field agree on. Before the first of them the field is empty: a flag that says
    /// "done", and an object made when first needed, are both.
    fn field(&mut self, puts: &[Site]) -> Cases {
        if let Some(flag) = self.flag(puts) {
            return one(Term::Truth(flag));
        }
        let mut same: Option<Cases> = None;
        if puts.len() > 6 {
            return one(Term::Unknown);
        }
        for site in puts {
            let found = self.written(*site, 0);
            let empty = matches!(
                found.as_slice(),
                [(TRUE, Term::Const(Const::Null | Const::Int(0)))]
            );
            let method = self
                .app
                .program
                .def(site.def)
                .map_or(u32::MAX, |d| d.method);
            let starts = matches!(self.app.program.name_of(method), "<clinit>" | "<init>");
            if empty && puts.len() > 1 && (starts || self.is_object(*site)) {
                continue;
            }
            let tells = |term: &Term| match term {
                Term::Const(c) => c.as_str().is_some(),
                Term::Object | Term::Unknown | Term::AtLeast(_) => false,
                _ => true,
            };
            let fixed = puts.len() == 1 && starts;
            if !fixed && !found.iter().any(|c| tells(&c.1))
                || same.as_ref().is_some_and(|s| *s != found)
            {
                return one(Term::Unknown);
            }
            same = Some(found);
        }
        same.unwrap_or_else(|| one(Term::Unknown))
    }

    /// The condition under which a flag is set: of the one place that sets it, and that this came before, which is not known.
    /// Elsewhere it is cleared or left as it was made.
    fn flag(&mut self, puts: &[Site]) -> Option<Ref> {
        let app = self.app;
        let mut set = None;
        for site in puts {
            let (body, _, op) = app.op_at(*site)?;
            let (Kind::StaticPut(f) | Kind::FieldPut(f)) = op.kind else {
                return None;
            };
            let field = app.program.fields.get(f as usize)?;
            if app.program.desc(field.ty) != "Z" {
                return None;
            }
            match body.def_op(body.arg(op, 0))?.1.kind {
                Kind::Const(0) => {}
                Kind::Const(1) if set.is_none() => set = Some(*site),
                _ => return None,
            }
        }
        let site = set?;
        let method = app.program.def(site.def).map_or(u32::MAX, |d| d.method);
        if matches!(app.program.name_of(method), "<clinit>" | "<init>") || self.hops >= HOPS {
            return None;
        }
        self.hops = self.hops.saturating_add(1);
        let reached = self.set_at(site);
        self.hops = self.hops.saturating_sub(1);
        let reached = reached?;
        let before = self.unknown(u32::MAX, site.def, site.pc | 0x4000_0000);
        Some(self.bdd.and(reached, before))
    }

    fn is_object(&self, site: Site) -> bool {
        let program = &self.app.program;
        match self.app.op_at(site).map(|(_, _, op)| op.kind) {
            Some(Kind::StaticPut(f) | Kind::FieldPut(f)) => {
                let ty = program.fields.get(f as usize).map_or(u32::MAX, |f| f.ty);
                char_of(program.desc(ty)) == 'L'
            }
            _ => false,
        }
    }

    /// What a frame returns.
    pub(super) fn returned(&mut self, frame: u32) -> Cases {
        let Some(body) = self.app.body(self.def_of(frame)) else {
            return one(Term::Unknown);
        };
        let mut all = Vec::new();
        for op in body.ops.iter().filter(|o| o.kind == Kind::Return) {
            let at = self.block(frame, op.block);
            for (guard, term) in self.value(frame, body.arg(op, 0)) {
                all.push((self.bdd.and(at, guard), term));
            }
        }
        self.merged(all)
    }

    /// The condition under which a value is true, not zero, not `null`.
    pub(super) fn holds(&mut self, place: Place, cases: &[(Ref, Term)]) -> Ref {
        let zero = one(Term::Const(Const::Int(0)));
        let no = self.same(place, cases, &zero, false);
        self.bdd.not(no)
    }

    /// The condition under which two values are equal.
    pub(super) fn same(
        &mut self,
        place: Place,
        left: &[(Ref, Term)],
        right: &[(Ref, Term)],
        any_case: bool,
    ) -> Ref {
        self.pairs(place, left, right, &mut |this, a, b| {
            this.equal(a, b, any_case)
                .or_else(|| this.equal(b, a, any_case))
        })
    }

    /// The condition under which two numbers stand in this order.
    pub(super) fn ordered(
        &mut self,
        place: Place,
        left: &[(Ref, Term)],
        cond: Cond,
        right: &[(Ref, Term)],
    ) -> Ref {
        let swapped = match cond {
            Cond::Lt => Cond::Gt,
            Cond::Gt => Cond::Lt,
            Cond::Le => Cond::Ge,
            Cond::Ge => Cond::Le,
            same => same,
        };
        self.pairs(place, left, right, &mut |this, a, b| {
            this.compared(a, cond, b)
                .or_else(|| this.compared(b, swapped, a))
        })
    }

    fn pairs(
        &mut self,
        (frame, pc, which): Place,
        left: &[(Ref, Term)],
        right: &[(Ref, Term)],
        holds: &mut dyn FnMut(&mut Self, &Term, &Term) -> Option<Ref>,
    ) -> Ref {
        let mut any = FALSE;
        let mut n = which;
        for (g, a) in left {
            for (h, b) in right {
                let f = match holds(self, a, b) {
                    Some(f) => f,
                    None => self.unknown(frame, pc, n),
                };
                n = n.saturating_add(1);
                let both = self.bdd.and(*g, *h);
                let here = self.bdd.and(both, f);
                any = self.bdd.or(any, here);
            }
        }
        any
    }

    fn equal(&mut self, a: &Term, b: &Term, any_case: bool) -> Option<Ref> {
        let truth = |yes: bool| if yes { TRUE } else { FALSE };
        Some(match (a, b) {
            (Term::Const(a), Term::Const(b)) => match (a.as_int(), b.as_int()) {
                (Some(a), Some(b)) => truth(a == b),
                (None, None) => match (a.as_str(), b.as_str()) {
                    (Some(a), Some(b)) if any_case => truth(a.to_lowercase() == b.to_lowercase()),
                    _ => truth(a == b),
                },
                _ => FALSE,
            },
            (Term::Truth(f), Term::Const(c)) => match c.as_int()? {
                0 => self.bdd.not(*f),
                1 => *f,
                _ => FALSE,
            },
            (Term::Input(input, ty), Term::Const(c)) => match (c.as_str(), c.as_int(), ty) {
                (Some(text), _, _) => {
                    let mut input = input.clone();
                    input.any_case |= any_case;
                    self.is(&input, Rel::OneOf(vec![text.to_owned()]))
                }
                (_, Some(n @ (0 | 1)), 'Z') => {
                    let yes = self.is(input, Rel::OneOf(vec![String::from("true")]));
                    if n == 1 { yes } else { self.bdd.not(yes) }
                }
                (_, Some(0), 'L') => {
                    let there = self.is(input, Rel::Present);
                    self.bdd.not(there)
                }
                (_, Some(n), 'I' | 'J') => self.is(input, Rel::Is(n)),
                _ => return None,
            },
            (Term::Length(input), Term::Const(c)) if c.as_int() == Some(0) => self.empty(input),
            (Term::Hash(input), Term::Const(c)) => {
                let n = i32::try_from(c.as_int()?).ok()?;
                self.is(input, Rel::Hash(n))
            }
            (
                Term::Object | Term::Class(_) | Term::Method(..) | Term::Field(..) | Term::Store(_),
                Term::Const(Const::Null | Const::Int(0)),
            ) => FALSE,
            (Term::AtLeast(n), Term::Const(c)) if c.as_int()? < *n => FALSE,
            (Term::Class(a), Term::Class(b)) => truth(a == b),
            _ => return None,
        })
    }

    pub(super) fn empty(&mut self, input: &Input) -> Ref {
        let mut input = input.clone();
        input.any_case = false;
        self.is(&input, Rel::OneOf(vec![String::new()]))
    }

    fn compared(&mut self, a: &Term, cond: Cond, b: &Term) -> Option<Ref> {
        let Term::Const(b) = b else { return None };
        let n = b.as_int()?;
        let truth = |yes: bool| if yes { TRUE } else { FALSE };
        let next = n.checked_add(1)?;
        Some(match (a, cond) {
            (Term::Const(a), _) => truth(cond.holds(a.as_int()?, n)),
            (Term::Input(input, 'I' | 'J'), Cond::Lt) => self.is(input, Rel::Less(n)),
            (Term::Input(input, 'I' | 'J'), Cond::Le) => self.is(input, Rel::Less(next)),
            (Term::Input(input, 'I' | 'J'), Cond::Ge) => {
                let less = self.is(input, Rel::Less(n));
                self.bdd.not(less)
            }
            (Term::Input(input, 'I' | 'J'), Cond::Gt) => {
                let less = self.is(input, Rel::Less(next));
                self.bdd.not(less)
            }
            (Term::Length(input), Cond::Gt) if n == 0 => {
                let empty = self.empty(input);
                self.bdd.not(empty)
            }
            (Term::Length(input), Cond::Le) if n == 0 => self.empty(input),
            (Term::Truth(f), Cond::Gt) if n == 0 => *f,
            (Term::Truth(f), Cond::Le) if n == 0 => self.bdd.not(*f),
            (Term::AtLeast(m), Cond::Gt) if *m > n => TRUE,
            (Term::AtLeast(m), Cond::Ge) if *m >= n => TRUE,
            (Term::AtLeast(m), Cond::Le) if *m > n => FALSE,
            (Term::AtLeast(m), Cond::Lt) if *m >= n => FALSE,
            _ => return None,
        })
    }

    /// The constant texts that a collection is filled with.
    pub(super) fn items(&self, def: DefId, list: Val, depth: u32) -> Option<Vec<String>> {
        let app = self.app;
        if depth > 8 {
            return None;
        }
        let depth = depth.saturating_add(1);
        let body = app.body(def)?;
        let mut items = Vec::new();
        let (_, made) = body.def_op(list)?;
        match made.kind {
            Kind::Cast(_) => return self.items(def, body.arg(made, 0), depth),
            Kind::StaticGet(f) | Kind::FieldGet(f) => {
                let f = app.program.canonical_field(f);
                let puts = app.xrefs.static_puts.of(f).iter();
                let puts: Vec<&Site> = puts.chain(app.xrefs.field_puts.of(f)).collect();
                let [site] = puts.as_slice() else { return None };
                let (there, _, put) = app.op_at(**site)?;
                items = self
                    .items(site.def, there.arg(put, 0), depth)
                    .unwrap_or_default();
                // What is put in later, through the field.
                let gets = app.xrefs.static_gets.of(f).iter();
                for get in gets.chain(app.xrefs.field_gets.of(f)) {
                    let (body, _, read) = app.op_at(*get)?;
                    let before = items.len();
                    self.put_in(get.def, body, read.res, &mut items, depth)?;
                    // Only an initialiser surely ran before.
                    let method = app.program.def(get.def)?.method;
                    if items.len() > before
                        && !matches!(app.program.name_of(method), "<clinit>" | "<init>")
                    {
                        return None;
                    }
                }
                return finish(items);
            }
            Kind::Call(_, method) if app.program.name_of(method) == "split" => {
                let Const::Array(list) = Folder::new(app).value(def, list)? else {
                    return None;
                };
                for c in list.iter() {
                    items.push(c.as_str()?.to_owned());
                }
            }
            Kind::NewArray(_) | Kind::FilledArray(_) => {
                let Const::Array(list) = Folder::new(app).value(def, list)? else {
                    return None;
                };
                for c in list.iter() {
                    items.push(c.as_str()?.to_owned());
                }
            }
            Kind::Call(..) => {
                for v in body.args(made) {
                    self.add(def, *v, &mut items, depth)?;
                }
            }
            _ => {}
        }
        self.put_in(def, body, list, &mut items, depth)?;
        finish(items)
    }

    fn add(&self, def: DefId, val: Val, items: &mut Vec<String>, depth: u32) -> Option<()> {
        match Folder::new(self.app).value(def, val) {
            Some(Const::Str(s)) => items.push(s.to_string()),
            Some(Const::Array(list)) => {
                for c in list.iter() {
                    items.push(c.as_str()?.to_owned());
                }
            }
            Some(_) => {}
            None => items.extend(self.items(def, val, depth)?),
        }
        Some(())
    }

    fn put_in(
        &self,
        def: DefId,
        body: &Body,
        val: Val,
        items: &mut Vec<String>,
        depth: u32,
    ) -> Option<()> {
        for u in body.uses(val) {
            let Use::Op(i, 0) = *u else { continue };
            let op = body.op(i)?;
            let Kind::Call(_, method) = op.kind else {
                continue;
            };
            match self.app.program.name_of(method) {
                "add" | "put" | "addAll" if body.args(op).len() > 1 => {
                    self.add(def, body.arg(op, 1), items, depth)?;
                }
                "<init>" if body.args(op).len() > 1 => {
                    if let Some(Const::Int(_)) = Folder::new(self.app).value(def, body.arg(op, 1)) {
                        continue;
                    }
                    self.add(def, body.arg(op, 1), items, depth)?;
                }
                "remove" | "clear" | "retainAll" | "removeAll" => return None,
                _ => {}
            }
        }
        Some(())
    }
}

fn finish(mut items: Vec<String>) -> Option<Vec<String>> {
    items.sort();
    items.dedup();
    (!items.is_empty()).then_some(items)
}

fn is_truth(cases: &[(Ref, Term)]) -> bool {
    cases.iter().all(|c| {
        matches!(
            c.1,
            Term::Truth(_) | Term::Input(_, 'Z') | Term::Const(Const::Int(0 | 1))
        )
    })
}

/// The type of an input: `Z`, `I`, `J`, or `L` for objects.
pub(super) fn char_of(desc: &str) -> char {
    match desc {
        "Z" => 'Z',
        "J" => 'J',
        "I" | "S" | "B" | "C" => 'I',
        _ => 'L',
    }
}

/// `Lcom/example/A;` and `m` as `com.example.A.m`.
pub(super) fn dotted(desc: &str, name: &str) -> String {
    let class = desc.trim_start_matches('L').trim_end_matches(';');
    format!("{}.{name}", class.replace('/', "."))
}
