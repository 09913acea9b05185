//! What a branch on a value decides, as a flow of one bit.
//!
//! Known misses: a decision that prevents a write is not a write; decisions of exceptions.

use super::path::{Elem, Path};
use super::solver::{Entry, Event, Fact, How, In, NIL, Solver};
use super::transfer::why;
use crate::ir::{Body, Kind, Op, OpIdx};
use crate::program::{DefId, MethodId, count};

impl<'s> Solver<'s, '_> {
    /// Everything that runs only on one side of a branch depends on the value.
    pub(crate) fn decided(&mut self, id: u32, fact: &Fact, def: DefId, body: &'s Body, idx: OpIdx) {
        let Some(block) = body.op(idx).map(|o| o.block) else {
            return;
        };
        let region = crate::decide::region(body, block);
        for b in &region.blocks {
            let Some(block) = body.block(*b) else {
                continue;
            };
            for i in block.first..block.end {
                self.decided_op(id, fact.ctx, def, body, i);
            }
        }
        // Values that differ by the way taken.
        for (v, d) in body.defs.iter().enumerate() {
            let phi = crate::ir::Val(count(v));
            if let crate::ir::Def::Phi(at) = *d
                && (Some(at) == region.join || region.blocks.contains(&at))
                && body.phi_inputs(phi).len() > 1
            {
                self.add(
                    fact.ctx,
                    phi,
                    Path::EMPTY,
                    false,
                    NIL,
                    why(id, idx, How::Decided),
                );
            }
        }
    }

    fn decided_op(&mut self, id: u32, ctx: u32, def: DefId, body: &'s Body, i: OpIdx) {
        let Some(op) = body.op(i).copied() else {
            return;
        };
        match op.kind {
            Kind::FieldPut(f) => {
                let head = self.field(f);
                let path = self.paths.push(head, false, Path::EMPTY);
                self.add_back(ctx, body.arg(&op, 1), path, i, why(id, i, How::Decided));
            }
            Kind::ArrayPut => {
                let path = self.paths.push(Elem::Any, false, Path::EMPTY);
                self.add_back(ctx, body.arg(&op, 1), path, i, why(id, i, How::Decided));
            }
            Kind::StaticPut(f) => {
                let chan = super::channel::Chan::Static(self.app.program.canonical_field(f));
                self.event(
                    id,
                    i,
                    Event::Channel {
                        chan,
                        path: Path::EMPTY,
                        implicit: true,
                    },
                );
            }
            Kind::Call(how, method) => {
                for label in self.app.models.sinks.of(&self.app.program, method) {
                    let Some(at) = label.place.base.operand(super::channel::is_static(&op)) else {
                        continue;
                    };
                    let label = self.sink_label(&label.label);
                    let operand = u16::try_from(at).unwrap_or(0);
                    let event = Event::Sink {
                        def,
                        op: i,
                        operand,
                        label,
                        implicit: true,
                    };
                    self.event(id, i, event);
                    break;
                }
                let targets = self.call_targets(def, &op, body, how, method);
                if targets.defs.is_empty() {
                    self.decided_write(id, ctx, def, body, i, &op, method);
                }
                for target in targets.defs {
                    self.decided_call(id, i, target);
                }
            }
            Kind::Return => {
                // The value returned depends on the way taken; the caller sees it as the value itself.
                let val = body.arg(&op, 0);
                self.add(ctx, val, Path::EMPTY, false, NIL, why(id, i, How::Decided));
            }
            _ => {}
        }
    }

    /// A call of the framework puts something into an object only where the decision says so.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn decided_write(
        &mut self,
        id: u32,
        ctx: u32,
        def: DefId,
        body: &'s Body,
        i: OpIdx,
        op: &Op,
        method: MethodId,
    ) {
        for s in self.model(method).unwrap_or_default() {
            let fixed = super::channel::is_static(op);
            let (from, to) = (s.from.base.operand(fixed), s.to.base.operand(fixed));
            if let (Some(_), Some(to), false) = (from, to, s.alias)
                && let Some(part) = self.elem(def, body, op, &s.to.sel)
            {
                let path = self.paths.push(part, false, Path::EMPTY);
                self.add_back(ctx, body.arg(op, to), path, i, why(id, i, How::Decided));
            }
        }
    }

    /// A method runs only where the decision says so.
    pub(crate) fn decided_call(&mut self, id: u32, op: OpIdx, target: DefId) {
        let app = self.app;
        let Some(callee) = app.body(target) else {
            return;
        };
        let ctx = self.ctx(target, Entry::Decided);
        let call = In {
            fact: id,
            op,
            receiver: u32::MAX - 1,
        };
        if self.enter(ctx, call) {
            // The fact that stands for the decision is about no value.
            let fact = self.insert_decided(ctx, why(id, op, How::Passed));
            if let Some(fact) = fact {
                for i in 0..count(callee.ops.len()) {
                    self.decided_op(fact, ctx, target, callee, i);
                }
            }
        }
    }
}
