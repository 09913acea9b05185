//! What one fact leads to inside its method.

use super::Step;
use super::channel::{Chan, is_static};
use super::path::{Elem, Path};
use super::solver::{ANY_TIME, Event, Exit, Fact, How, NIL, Solver, Why};
use crate::app::App;
use crate::ir::{Body, Def, Kind, Op, OpIdx, Use, Val};
use crate::models::Base;
use crate::program::{DefId, FieldId};
use crate::xref::Site;

/// An operation that uses what a fact is about.
#[derive(Clone, Copy)]
pub(super) struct Used<'u> {
    /// The fact's number.
    pub(super) id: u32,
    pub(super) fact: &'u Fact,
    pub(super) def: DefId,
    pub(super) body: &'u Body,
    pub(super) idx: OpIdx,
    pub(super) op: &'u Op,
    /// Which operand of it.
    pub(super) at: u16,
}

impl Used<'_> {
    /// Whether the value is at this place of a call.
    pub(super) fn is(&self, base: Base) -> bool {
        base.operand(is_static(self.op)) == Some(usize::from(self.at))
    }
}

impl<'s> Solver<'s, '_> {
    pub(crate) fn process(&mut self, id: u32) {
        let Some(fact) = self.facts.get(id as usize).copied() else {
            return;
        };
        let def = self.def_of(fact.ctx);
        let app = self.app;
        let Some(body) = app.body(def) else { return };
        if fact.back {
            self.backward(id, &fact, def, body);
            return;
        }
        for u in body.uses(fact.val) {
            match *u {
                Use::Phi(phi) => {
                    let why = why(id, NIL, How::Silent);
                    self.add(fact.ctx, phi, fact.path, false, fact.born, why);
                }
                Use::Op(op, _) if self.is_barred(fact.ctx, body, op) => {}
                Use::Op(op, at) => self.forward(id, &fact, def, body, op, at),
            }
        }
    }

    /// The step that a field is; fields of the framework are told by their name, as in the models.
    pub(crate) fn field(&mut self, field: u32) -> Elem {
        let program = &self.app.program;
        let canonical = program.canonical_field(field);
        match program.fields.get(canonical as usize) {
            Some(f) if program.class_of(f.class).is_none() => {
                let name = program.strings.text(f.name).to_owned();
                Elem::Named(self.paths.text(&name))
            }
            _ => Elem::Field(canonical),
        }
    }

    /// The element that an array or list operation with this index selects.
    pub(crate) fn index(&mut self, def: DefId, val: Val) -> Elem {
        match self.fold(def, val).and_then(|c| c.as_int()) {
            Some(n) => i32::try_from(n).map_or(Elem::Any, Elem::Number),
            None => Elem::Any,
        }
    }

    /// Other names of the object in `fact.val`: where it came from.
    fn backward(&mut self, id: u32, fact: &Fact, def: DefId, body: &Body) {
        let silent = |op| why(id, op, How::Silent);
        match body.def(fact.val) {
            Def::Undef => {}
            Def::Param(n) => self.exit(id, Exit::Formal(n, fact.path)),
            Def::Phi(_) => {
                for input in body.phi_inputs(fact.val) {
                    self.add_back(fact.ctx, *input, fact.path, fact.born, silent(NIL));
                }
            }
            Def::Op(idx) => {
                let Some(op) = body.op(idx).copied() else {
                    return;
                };
                match op.kind {
                    Kind::Cast(_) => {
                        let val = body.arg(&op, 0);
                        self.add_back(fact.ctx, val, fact.path, fact.born, silent(idx));
                    }
                    Kind::FieldGet(f) => {
                        let head = self.field(f);
                        let path = self.paths.push(head, true, fact.path);
                        let val = body.arg(&op, 0);
                        self.add_back(fact.ctx, val, path, fact.born, silent(idx));
                    }
                    Kind::ArrayGet => {
                        let head = self.index(def, body.arg(&op, 1));
                        let path = self.paths.push(head, true, fact.path);
                        let val = body.arg(&op, 0);
                        self.add_back(fact.ctx, val, path, fact.born, silent(idx));
                    }
                    Kind::StaticGet(f) => {
                        let chan = Chan::Held(self.app.program.canonical_field(f));
                        self.channel(id, idx, chan, fact.path);
                    }
                    Kind::Call(how, method) => {
                        self.call_backward(id, fact, def, body, idx, &op, how, method);
                    }
                    _ => {}
                }
            }
        }
    }

    pub(crate) fn channel(&mut self, id: u32, op: OpIdx, chan: Chan, path: Path) {
        let implicit = self.facts.get(id as usize).is_some_and(|f| f.implicit);
        self.event(
            id,
            op,
            Event::Channel {
                chan,
                path,
                implicit,
            },
        );
    }

    /// Whether `to` can run after `from`; what each block reaches is kept.
    fn reaches(&mut self, def: DefId, body: &Body, from: OpIdx, to: OpIdx) -> bool {
        let (Some(a), Some(b)) = (body.op(from), body.op(to)) else {
            return false;
        };
        if a.block == b.block && from < to {
            return true;
        }
        let set = self
            .reach
            .entry((def, a.block))
            .or_insert_with(|| body.reachable_from(a.block));
        set.get(b.block as usize) == Some(&true)
    }

    /// Whether a method always writes this field of one of its parameters before it returns.
    fn overwrites(&mut self, def: DefId, param: u16, field: FieldId) -> bool {
        let app = self.app;
        let find = || {
            let body = app.body(def)?;
            let object = *body.params.get(usize::from(param))?;
            let returns = || {
                let ops = body.ops.iter().zip(0_u32..);
                ops.filter(|(op, _)| matches!(op.kind, Kind::Return | Kind::ReturnVoid))
                    .map(|it| it.1)
            };
            let always = body.uses(object).iter().any(|u| match *u {
                Use::Op(put, 1) => {
                    let writes = body.op(put).is_some_and(|op| match op.kind {
                        Kind::FieldPut(f) => app.program.canonical_field(f) == field,
                        _ => false,
                    });
                    writes && returns().all(|end| body.op_dominates(put, end))
                }
                _ => false,
            });
            Some(always && returns().next().is_some())
        };
        *self
            .overwrites
            .entry((def, param, field))
            .or_insert_with(|| find().unwrap_or(false))
    }

    /// Whether the part was written before `op` runs and not overwritten since.
    fn alive(&mut self, def: DefId, fact: &Fact, body: &Body, op: OpIdx) -> bool {
        if fact.path.is_empty() {
            return true;
        }
        if fact.born == ANY_TIME {
            return true;
        }
        if fact.born != NIL && !self.reaches(def, body, fact.born, op) {
            return false;
        }
        let Some((head, _, rest)) = self.paths.split(fact.path) else {
            return true;
        };
        if self.overwritten(def, body, fact, fact.val, head, op) {
            return false;
        }
        // The same part by another name of what holds it, as long as that is not exchanged.
        let Some((inner, _, _)) = self.paths.split(rest) else {
            return true;
        };
        let mut names = Vec::new();
        for u in body.uses(fact.val) {
            let Use::Op(at, place) = *u else { continue };
            match (body.op(at).map(|o| (o.kind, o.res)), head, place) {
                (Some((Kind::FieldGet(f), res)), Elem::Field(field), 0)
                    if self.app.program.canonical_field(f) == field =>
                {
                    names.push(res);
                }
                (Some((Kind::FieldPut(f), _)), Elem::Field(field), 1)
                    if self.app.program.canonical_field(f) == field =>
                {
                    return true;
                }
                _ => {}
            }
        }
        !names
            .into_iter()
            .any(|name| self.overwritten(def, body, fact, name, inner, op))
    }

    /// Whether a part of an object that a fact is about is written by this name, between where the fact was born and an
    /// operation.
    fn overwritten(
        &mut self,
        def: DefId,
        body: &Body,
        fact: &Fact,
        name: Val,
        head: Elem,
        op: OpIdx,
    ) -> bool {
        for u in body.uses(name) {
            let Use::Op(store, place) = *u else { continue };
            let Some(by) = body.op(store).copied() else {
                continue;
            };
            let empties = match (by.kind, head, place) {
                (Kind::FieldPut(f), Elem::Field(field), 1) => {
                    self.app.program.canonical_field(f) == field
                }
                (Kind::Call(how, method), Elem::Field(field), at) => {
                    let targets = self.call_targets(def, &by, body, how, method);
                    match targets.defs.as_slice() {
                        [one] if !targets.outside => self.overwrites(*one, at, field),
                        _ => false,
                    }
                }
                // A collection that is emptied.
                (Kind::Call(_, m), Elem::Any | Elem::Number(_) | Elem::Text(_), 0) => {
                    by.n_args == 1 && self.app.program.name_of(m) == "clear"
                }
                _ => false,
            };
            if empties && store != fact.born && store != op {
                let overwritten = if fact.born == NIL {
                    body.op_dominates(store, op)
                } else {
                    body.reaches(fact.born, store, None)
                        && !body.reaches(fact.born, op, Some(store))
                };
                if overwritten {
                    return true;
                }
            }
        }
        false
    }

    /// Whether an operation can run before the one that wrote the part.
    pub(super) fn is_before(&mut self, def: DefId, fact: &Fact, body: &Body, op: OpIdx) -> bool {
        let written = !fact.path.is_empty() && fact.born != NIL && fact.born != ANY_TIME;
        written && self.reaches(def, body, op, fact.born)
    }

    /// An operation that gives an object another name, or stores it, before a part of it is written: what has it since has
    /// the part once it is written.
    fn before(&mut self, u: &Used<'_>) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            at,
            ..
        } = *u;
        if !self.is_before(def, fact, body, idx) {
            return;
        }
        let silent = why(id, idx, How::Silent);
        let (ctx, born) = (fact.ctx, fact.born);
        match op.kind {
            Kind::Cast(ty) if self.fits(fact.path, ty) => {
                self.add(ctx, op.res, fact.path, false, born, silent);
            }
            Kind::FieldPut(f) if at == 1 => {
                let head = self.field(f);
                self.put(u, head);
            }
            Kind::FieldPut(f) if at == 0 => {
                let holder = body.arg(op, 1);
                if !self.exchanged(def, body, holder, f, (idx, born)) {
                    let head = self.field(f);
                    let path = self.paths.push(head, false, fact.path);
                    let stored = why(id, idx, How::Stored);
                    if let Some(holders) = self.met_together(fact, body, holder) {
                        self.add(ctx, holder, path, false, born, stored);
                        for holder in holders {
                            self.add_back(ctx, holder, path, born, stored);
                        }
                    } else {
                        self.add_back(ctx, holder, path, born, stored);
                    }
                }
            }
            Kind::StaticPut(f) if !self.exchanged_static(def, body, f, (idx, born)) => {
                let chan = Chan::Static(self.app.program.canonical_field(f));
                self.channel(id, idx, chan, fact.path);
            }
            Kind::ArrayPut if at < 2 => {
                let head = self.index(def, body.arg(op, 2));
                if at == 0 {
                    let path = self.paths.push(head, false, fact.path);
                    self.add_back(ctx, body.arg(op, 1), path, born, why(id, idx, How::Stored));
                } else {
                    self.put(u, head);
                }
            }
            Kind::FieldGet(f) => {
                let head = self.field(f);
                if !self.exchanged(def, body, fact.val, f, (idx, born))
                    && let Some(rest) = self.paths.select(fact.path, head)
                    && !rest.is_empty()
                {
                    self.add(ctx, op.res, rest, false, born, why(id, idx, How::Loaded));
                }
            }
            _ => {}
        }
    }

    /// Where a value and what holds it are chosen at one join: the holders that are chosen together with the values of which
    /// the fact holds.
    fn met_together(&self, fact: &Fact, body: &Body, holder: Val) -> Option<Vec<Val>> {
        let (Def::Phi(a), Def::Phi(b)) = (body.def(fact.val), body.def(holder)) else {
            return None;
        };
        let (values, holders) = (body.phi_inputs(fact.val), body.phi_inputs(holder));
        if a != b || values.len() != holders.len() {
            return None;
        }
        let holds = |val: Val| {
            [false, true].iter().any(|implicit| {
                let (back, implicit) = (false, *implicit);
                self.holds(&Fact {
                    val,
                    back,
                    implicit,
                    ..*fact
                })
            })
        };
        let both = values.iter().zip(holders);
        let chosen: Vec<Val> = both.filter(|(v, _)| holds(**v)).map(|(_, h)| *h).collect();
        (!chosen.is_empty()).then_some(chosen)
    }

    /// Whether a field of an object is written again, by this name of the object, between two operations.
    fn exchanged(
        &mut self,
        def: DefId,
        body: &Body,
        holder: Val,
        field: FieldId,
        (from, to): (OpIdx, OpIdx),
    ) -> bool {
        let field = self.app.program.canonical_field(field);
        let puts = body.uses(holder).iter().filter_map(|u| match *u {
            Use::Op(put, 1) if put != from => match body.op(put)?.kind {
                Kind::FieldPut(f) => Some((put, f)),
                _ => None,
            },
            _ => None,
        });
        let puts: Vec<_> = puts.collect();
        puts.into_iter().any(|(put, f)| {
            self.app.program.canonical_field(f) == field
                && self.reaches(def, body, from, put)
                && self.reaches(def, body, put, to)
        })
    }

    /// Whether a static field is written again between two operations.
    fn exchanged_static(
        &mut self,
        def: DefId,
        body: &Body,
        field: FieldId,
        (from, to): (OpIdx, OpIdx),
    ) -> bool {
        let field = self.app.program.canonical_field(field);
        let puts = body.ops.iter().zip(0_u32..).filter(|(op, put)| {
            let same = match op.kind {
                Kind::StaticPut(f) => self.app.program.canonical_field(f) == field,
                _ => false,
            };
            same && *put != from
        });
        let puts: Vec<OpIdx> = puts.map(|it| it.1).collect();
        puts.into_iter()
            .any(|put| self.reaches(def, body, from, put) && self.reaches(def, body, put, to))
    }

    fn forward(&mut self, id: u32, fact: &Fact, def: DefId, body: &'s Body, idx: OpIdx, at: u16) {
        let Some(op) = body.op(idx).copied() else {
            return;
        };
        let u = Used {
            id,
            fact,
            def,
            body,
            idx,
            op: &op,
            at,
        };
        let hand_over = matches!(op.kind, Kind::Call(..));
        let alive = self.alive(def, fact, body, idx);
        if !alive && !hand_over {
            self.before(&u);
            return;
        }
        let (ctx, path) = (fact.ctx, fact.path);
        match op.kind {
            Kind::Cast(ty) if self.fits(path, ty) => {
                self.add(
                    ctx,
                    op.res,
                    path,
                    false,
                    fact.born,
                    why(id, idx, How::Silent),
                );
            }
            Kind::FieldPut(f) => {
                let head = self.field(f);
                self.put(&u, head);
            }
            Kind::ArrayPut if at < 2 => {
                let head = self.index(def, body.arg(&op, 2));
                self.put(&u, head);
            }
            Kind::FieldGet(f) => {
                let head = self.field(f);
                let outside = matches!(head, Elem::Named(_));
                self.get(&u, head, outside);
            }
            Kind::ArrayGet if at == 0 => {
                let head = self.index(def, body.arg(&op, 1));
                self.get(&u, head, true);
            }
            Kind::ArrayGet if at == 1 && self.query.implicit => {
                self.add(
                    ctx,
                    op.res,
                    Path::EMPTY,
                    false,
                    NIL,
                    why(id, idx, How::Decided),
                );
            }
            Kind::StaticPut(f) => {
                let chan = Chan::Static(self.app.program.canonical_field(f));
                self.channel(id, idx, chan, path);
            }
            Kind::FilledArray(_) => {
                let head = Elem::Number(i32::from(at));
                let path = self.paths.push(head, false, path);
                self.add(ctx, op.res, path, false, idx, why(id, idx, How::Stored));
            }
            Kind::Arith(..) | Kind::ArithLit(..) | Kind::Unary(_) | Kind::Compare(..)
                if path.is_empty() =>
            {
                self.add(ctx, op.res, path, false, NIL, why(id, idx, How::Computed));
            }
            Kind::Call(how, method) => {
                self.call_forward(&u, how, method, alive);
            }
            Kind::CallSite(site) => self.captured(&u, site),
            Kind::Return => {
                self.give_to_page(id, fact, def, idx);
                self.exit(id, Exit::Return(path));
            }
            Kind::Throw => {
                let types = crate::types::types_of(self.app, def, body.arg(&op, 0));
                let ty = match types.as_deref() {
                    Some([one]) => *one,
                    _ => crate::program::NONE,
                };
                self.thrown(ctx, body, idx, path, ty, why(id, idx, How::Thrown));
            }
            Kind::If(_) | Kind::IfZero(_) | Kind::Switch if path.is_empty() => {
                if self.query.decisions {
                    self.event(id, idx, Event::Branch { def, op: idx });
                }
                if self.query.implicit {
                    self.decided(id, fact, def, body, idx);
                }
            }
            _ => {}
        }
    }

    /// A value is stored into an object, or an object that is written later is stored.
    fn put(&mut self, u: &Used<'_>, head: Elem) {
        let Used {
            id,
            fact,
            body,
            idx,
            op,
            at,
            ..
        } = *u;
        if at == 0 {
            let path = self.paths.push(head, false, fact.path);
            let why = why(id, idx, How::Stored);
            self.add_back(fact.ctx, body.arg(op, 1), path, idx, why);
        } else if at == 1
            && let Some((_, true, _)) = self.paths.split(fact.path)
            && let Some(rest) = self.paths.select(fact.path, head)
            && !rest.is_empty()
        {
            let why = why(id, idx, How::Silent);
            self.add_back(fact.ctx, body.arg(op, 0), rest, fact.born, why);
        }
    }

    /// A part of an object is read.
    fn get(&mut self, u: &Used<'_>, head: Elem, outside: bool) {
        let Used {
            id, fact, idx, op, ..
        } = *u;
        let rest = if fact.path.is_empty() {
            if !outside {
                return;
            }
            Path::EMPTY
        } else {
            let rest = self.paths.select(fact.path, head);
            let any = match (head, self.paths.split(fact.path)) {
                (Elem::Named(_), Some((Elem::Any, _, tail))) if outside => Some(tail),
                _ => None,
            };
            match rest.or(any) {
                Some(rest) => rest,
                None => return,
            }
        };
        self.add(
            fact.ctx,
            op.res,
            rest,
            false,
            idx,
            why(id, idx, How::Loaded),
        );
    }

    /// Whether an object of this type can have the first part of the path.
    pub(crate) fn fits(&self, path: Path, ty: u32) -> bool {
        let program = &self.app.program;
        let Some((Elem::Field(f), _, _)) = self.paths.split(path) else {
            return true;
        };
        let Some(class) = program.fields.get(f as usize).map(|f| f.class) else {
            return true;
        };
        if program.class_of(class).is_none() || program.class_of(ty).is_none() {
            return true;
        }
        let interface = |t| {
            program
                .class_of(t)
                .is_some_and(|c| c.access.contains(fmt_dex::AccessFlags::INTERFACE))
        };
        interface(ty) || program.is_subtype(ty, class) || program.is_subtype(class, ty)
    }
}

pub(crate) const fn why(from: u32, op: OpIdx, how: How) -> Why {
    Why {
        from,
        inner: NIL,
        op,
        how,
    }
}

/// What happens at an operation, in words.
#[expect(clippy::match_same_arms, reason = "one row for each sentence")]
pub(crate) fn describe(app: &App<'_>, def: DefId, op: OpIdx, how: How) -> Option<Step> {
    let body = app.body(def)?;
    let program = &app.program;
    let Some(op) = body.op(op) else {
        if how == How::Source {
            return Some(Step {
                site: Site { def, pc: 0 },
                says: format!("{} is called with the value", program.def_name(def)),
            });
        }
        return None;
    };
    let callee = match op.kind {
        Kind::Call(_, method) => program.method_name(method),
        _ => String::from("code"),
    };
    let says = match (how, op.kind) {
        (How::Silent, _) => return None,
        (How::Source, Kind::StaticGet(f) | Kind::FieldGet(f)) => {
            format!("{} holds the value", program.field_name(f))
        }
        (How::Source, _) => format!("{callee} gives the value"),
        (How::Stored, Kind::FieldPut(f)) => format!("it is stored in {}", program.field_name(f)),
        (How::Stored, _) => String::from("it is stored in an array"),
        (How::Loaded, Kind::FieldGet(f)) => format!("it is read from {}", program.field_name(f)),
        (How::Loaded, _) => String::from("it is read from an array"),
        (How::Computed, _) => String::from("it is computed with"),
        (How::Passed, _) => format!("it is passed to {callee}"),
        (How::Returned, _) => format!("it comes back from {callee}"),
        (How::Library, _) => format!("it goes through {callee}"),
        (How::Channel, Kind::StaticGet(f)) => format!("it is read from {}", program.field_name(f)),
        (How::Channel, Kind::FieldGet(f)) => format!("it is read from {}", program.field_name(f)),
        (How::Channel, _) => format!("it is read by {callee}"),
        (How::Thrown, _) => String::from("it leaves with an exception"),
        (How::Decided, _) => String::from("it decides what runs here"),
    };
    Some(Step {
        site: Site { def, pc: op.pc },
        says,
    })
}
