//! What leaves a method: by its result, by an object that it was given, by an exception.

use super::path::{Elem, Path};
use super::solver::{ANY_TIME, Entry, Exit, How, In, NIL, REFLECTED, Solver, Why};
use crate::ir::{Body, Def, Invoke, Kind, Op, OpIdx};
use crate::models::Base;
use crate::program::{DefId, TypeId};
use crate::types::types_of;

impl Solver<'_, '_> {
    /// A fact leaves its method.
    pub(crate) fn exit(&mut self, fact: u32, exit: Exit) {
        // An exception leaves one method after another: one by one, not by recursion.
        self.leaving.push((fact, exit));
        if self.leaving.len() > 1 {
            return;
        }
        let mut at = 0;
        while let Some((fact, exit)) = self.leaving.get(at).copied() {
            at = at.saturating_add(1);
            self.exit_one(fact, exit);
        }
        self.leaving.clear();
    }

    fn exit_one(&mut self, fact: u32, exit: Exit) {
        let Some(f) = self.facts.get(fact as usize).copied() else {
            return;
        };
        let Some(c) = self.ctxs.get_mut(f.ctx as usize) else {
            return;
        };
        if !c.exits_seen.insert((exit, f.implicit)) {
            return;
        }
        c.exits.push((exit, fact));
        if let Some(Entry::Root(source) | Entry::RootOn(source, ..) | Entry::Asked(source, _)) =
            c.entry
        {
            let def = c.def;
            self.leave_root(def, source, exit, fact);
            return;
        }
        let ins = c.ins.clone();
        for call in ins {
            self.leave_through(exit, fact, call);
        }
    }

    pub(super) fn leave_through(&mut self, exit: Exit, inner: u32, call: In) {
        let Some(caller) = self.facts.get(call.fact as usize).copied() else {
            return;
        };
        let app = self.app;
        let Some(body) = app.body(self.def_of(caller.ctx)) else {
            return;
        };
        let Some(op) = body.op(call.op) else { return };
        let why = |how| Why {
            from: call.fact,
            inner,
            op: call.op,
            how,
        };
        match exit {
            Exit::Return(path) if call.receiver == NIL || call.receiver & !0xff == REFLECTED => {
                self.add(caller.ctx, op.res, path, false, call.op, why(How::Returned));
            }
            Exit::Formal(n, path) => {
                let operand = match call.receiver {
                    NIL => usize::from(n),
                    r if n == 0 => (r & !REFLECTED) as usize,
                    _ => return,
                };
                let val = body.arg(op, operand);
                // What was there before the call, and only has another name since, was not written by it.
                let inner = self.facts.get(inner as usize).map_or(NIL, |f| f.born);
                let born = if inner == NIL && caller.born == ANY_TIME {
                    ANY_TIME
                } else {
                    call.op
                };
                self.add_back(caller.ctx, val, path, born, why(How::Returned));
            }
            Exit::Throw(path, ty) => {
                self.thrown(caller.ctx, body, call.op, path, ty, why(How::Thrown));
            }
            Exit::Return(path) => self.returned_to_framework(inner, path, &call, op),
        }
    }

    /// What a method that the framework called returns goes where the models link it, and into what the
    /// handing over returned.
    fn returned_to_framework(&mut self, inner: u32, path: Path, call: &In, op: &Op) {
        let app = self.app;
        let def = self
            .facts
            .get(inner as usize)
            .map_or(NIL, |f| self.def_of(f.ctx));
        let Some(method) = app.program.def(def).map(|d| d.method) else {
            return;
        };
        for link in app.models.links.of(&app.program, method) {
            if link.from != Base::Ret {
                continue;
            }
            let Some(to) = link.to.operand(false) else {
                continue;
            };
            for target in self.methods_named(app.class_type(def), &link.name) {
                let to = u16::try_from(to).unwrap_or(0);
                self.pass(call.fact, target, to, path, call.op, call.receiver);
            }
        }
        let Some(ctx) = self.facts.get(call.fact as usize).map(|f| f.ctx) else {
            return;
        };
        let path = self.paths.push(Elem::Any, false, path);
        let why = Why {
            from: call.fact,
            inner,
            op: call.op,
            how: How::Returned,
        };
        self.add(ctx, op.res, path, false, call.op, why);
    }

    /// What is known where the value of a source comes back from a method.
    fn entry_behind(&self, body: &Body, op: &Op, def: DefId, source: u32) -> Entry {
        let app = self.app;
        let ty = app.class_type(def);
        if let Kind::Call(Invoke::Virtual | Invoke::Interface, _) = op.kind
            && let Def::Param(n) = body.def(body.arg(op, 0))
            && app.program.descendants(ty).len() == 1
        {
            return Entry::RootOn(source, n, ty);
        }
        Entry::Root(source)
    }

    /// Without a context, what leaves a method arrives at all its callers.
    fn leave_root(&mut self, def: DefId, source: u32, exit: Exit, fact: u32) {
        let app = self.app;
        let ctx = self.facts.get(fact as usize).map_or(NIL, |f| f.ctx);
        let on = match self.ctxs.get(ctx as usize).and_then(|c| c.entry) {
            Some(Entry::RootOn(_, param, ty)) => Some((param, ty)),
            _ => None,
        };
        for site in app.callers(def) {
            if !app.is_reachable(site.def) {
                continue;
            }
            let Some(body) = app.body(site.def) else {
                continue;
            };
            let Some(idx) = body.at(site.pc) else {
                continue;
            };
            let Some(op) = body.op(idx).copied() else {
                continue;
            };
            if let Kind::Call(how, method) = op.kind
                && !self
                    .call_targets(site.def, &op, body, how, method)
                    .defs
                    .contains(&def)
            {
                continue;
            }
            if let Some((param, ty)) = on
                && types_of(app, site.def, body.arg(&op, usize::from(param)))
                    .is_some_and(|types| !types.contains(&ty))
            {
                continue;
            }
            let ctx = self.ctx(site.def, self.entry_behind(body, &op, def, source));
            let why = |how| Why {
                from: fact,
                inner: NIL,
                op: idx,
                how,
            };
            match exit {
                Exit::Return(path) => {
                    self.add(ctx, op.res, path, false, idx, why(How::Returned));
                }
                Exit::Formal(n, path) => {
                    let val = body.arg(&op, usize::from(n));
                    self.add_back(ctx, val, path, idx, why(How::Returned));
                }
                Exit::Throw(path, ty) => self.thrown(ctx, body, idx, path, ty, why(How::Thrown)),
            }
        }
        self.leave_to_framework(def, source, exit, fact);
    }

    /// An exception leaves an operation: to the handlers around it, or out of the method.
    pub(crate) fn thrown(
        &mut self,
        ctx: u32,
        body: &Body,
        op: OpIdx,
        path: Path,
        ty: TypeId,
        why: Why,
    ) {
        let Some(block) = body.op(op).and_then(|o| body.block(o.block)) else {
            return;
        };
        let mut caught = false;
        for (handler, of) in &block.handlers {
            let Some(h) = body.block(*handler) else {
                continue;
            };
            let takes = self.app.program.catches(*of, ty);
            if takes == Some(false) {
                continue;
            }
            if let Some(first) = body.op(h.first)
                && first.kind == Kind::Caught
            {
                caught = true;
                self.add(ctx, first.res, path, false, h.first, why);
            }
            if takes == Some(true) {
                break;
            }
        }
        if caught || why.from == NIL {
            return;
        }
        let exit = Exit::Throw(path, ty);
        if self
            .facts
            .get(why.from as usize)
            .is_some_and(|f| f.ctx == ctx)
        {
            self.exit(why.from, exit);
        } else if let Some(source) = self.root_of(ctx) {
            let implicit = self.whose(why.from);
            let def = self.def_of(ctx);
            let c = self.ctxs.get_mut(ctx as usize);
            if c.is_some_and(|c| c.exits_seen.insert((exit, implicit))) {
                self.leave_root(def, source, exit, why.from);
            }
        }
    }
}
