//! Exceptions: what a handler catches was thrown in the code around which it stands, or in methods called from there.

use super::walk::{How, Mode, Question, Walk};
use crate::ir::{Body, Kind as OpKind, Op};
use crate::program::{DefId, NONE, TypeId};
use crate::types::types_of;
use crate::xref::Site;

/// Calls that an exception is followed into: 3 deep.
const DEPTH: u32 = 3;
/// Targets of a call that are looked at for what they throw: 8.
const MAX_TARGETS: usize = 8;

impl Walk<'_, '_, '_> {
    /// What the handler that begins with this operation may be given.
    pub(super) fn caught(&mut self, id: u32, q: &Question, body: &Body, op: &Op) {
        for block in &body.blocks {
            let mut before = Vec::new();
            for (handler, takes) in &block.handlers {
                if *handler == op.block {
                    self.thrown_in(id, q, body, (block.first, block.end), *takes, &before);
                }
                before.push(*takes);
            }
        }
    }

    /// What the operations of a block throw that a handler for a class takes, and none before it.
    fn thrown_in(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        (first, end): (u32, u32),
        takes: TypeId,
        before: &[TypeId],
    ) {
        for idx in first..end {
            let Some(op) = body.op(idx).copied() else {
                continue;
            };
            match op.kind {
                OpKind::Throw => {
                    let ty = self.class_of(q.def, body, &op);
                    if self.arrives(ty, takes, before) {
                        self.here(id, q, Some(&op), body.arg(&op, 0), q.path, How::Same);
                    }
                }
                OpKind::Call(..) => {
                    let site = Site {
                        def: q.def,
                        pc: op.pc,
                    };
                    self.thrown_by(id, q, body, &op, site, q.stack, (takes, before), DEPTH);
                }
                _ => {}
            }
        }
    }

    /// What the methods that a call reaches throw.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn thrown_by(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        site: Site,
        stack: u32,
        wanted: (TypeId, &[TypeId]),
        depth: u32,
    ) {
        let OpKind::Call(how, method) = op.kind else {
            return;
        };
        let Some(left) = depth.checked_sub(1) else {
            return;
        };
        let targets = self.targets(site.def, body, op, how, method);
        if targets.defs.is_empty() || targets.defs.len() > MAX_TARGETS {
            return;
        }
        for target in targets.defs {
            let Some(callee) = self.app.body(target) else {
                continue;
            };
            let throws = callee
                .ops
                .iter()
                .any(|o| matches!(o.kind, OpKind::Throw | OpKind::Call(..)));
            let Some(inner) = throws.then(|| self.push_stack(site, stack)).flatten() else {
                continue;
            };
            for inside in &callee.ops {
                let here = Site {
                    def: target,
                    pc: inside.pc,
                };
                let around = callee.block(inside.block);
                let around: Vec<TypeId> = around
                    .map(|b| b.handlers.iter().map(|h| h.1).collect())
                    .unwrap_or_default();
                if inside.kind == OpKind::Throw {
                    let ty = self.class_of(target, callee, inside);
                    if self.arrives(ty, wanted.0, wanted.1) && self.leaves(ty, &around) {
                        self.ask(Question {
                            def: target,
                            val: callee.arg(inside, 0),
                            stack: inner,
                            mode: Mode::Back,
                            direct: false,
                            parent: id,
                            site,
                            how: How::Returned(method),
                            ..*q
                        });
                    }
                } else if !around.contains(&NONE) {
                    self.thrown_by(id, q, callee, inside, here, inner, wanted, left);
                }
            }
        }
    }

    /// The class of what is thrown, where it is one.
    fn class_of(&self, def: DefId, body: &Body, op: &Op) -> TypeId {
        match types_of(self.app, def, body.arg(op, 0)).as_deref() {
            Some([one]) => *one,
            _ => NONE,
        }
    }

    /// Whether an exception passes the handlers before one, and that one takes it.
    fn arrives(&self, ty: TypeId, takes: TypeId, before: &[TypeId]) -> bool {
        self.app.program.catches(takes, ty) != Some(false) && self.leaves(ty, before)
    }

    fn leaves(&self, ty: TypeId, handlers: &[TypeId]) -> bool {
        let program = &self.app.program;
        handlers
            .iter()
            .all(|h| program.catches(*h, ty) != Some(true))
    }
}
