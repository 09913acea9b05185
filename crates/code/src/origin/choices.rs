//! What decides which of several values a value is: the branch that leads to a join, the position in an array or a text,
//! the branch under which a constant is stored, added or returned; and what decides whether a call is made at all.
//!
//! Asked for only where a search is told to: what is chosen by a value is not that value.

use super::Origins;
use super::walk::{How, Mode, NIL, Question, Walk};
use crate::decide::region;
use crate::flow::is_static;
use crate::flow::path::Path;
use crate::ir::{Body, Def, Kind as OpKind, Op, Val};
use crate::program::{DefId, MethodId, NONE, count};
use crate::xref::Site;
use base::Budget;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Blocks of a method whose branches are looked at: 2,000.
const MAX_BLOCKS: usize = 2_000;
/// Callers of a method whose branches are looked at for whether it runs: 16; and so many methods up: 4.
const MAX_CALLERS: usize = 16;
const MAX_UP: u32 = 4;

/// The blocks that end in a branch which decides about a block, by that block.
pub(super) type Deciders = FxHashMap<u32, Vec<u32>>;

impl Walk<'_, '_, '_> {
    /// Asks what decides which of its inputs a join is.
    pub(super) fn chosen_by_branch(&mut self, id: u32, q: &Question, body: &Body) {
        let Def::Phi(block) = body.def(q.val) else {
            return;
        };
        if !self.back.choices || body.phi_inputs(q.val).len() < 2 {
            return;
        }
        let deciders = self.deciders(q.def, body);
        for branch in deciders.get(&block).into_iter().flatten() {
            let Some(op) = body.last_op(*branch).map(|it| *it.1) else {
                continue;
            };
            for val in body.args(&op) {
                self.choice(id, q, &op, *val);
            }
        }
    }

    /// Asks what decides whether a constant gets to where it was met: it is stored, added or passed on one side of a branch
    /// only.
    pub(super) fn chosen_by_use(&mut self, id: u32, q: &Question) {
        let used = matches!(q.how, How::Stored(_) | How::Element | How::Through(_));
        if used && q.site.def == q.def {
            self.decided(id, q, q.site, How::Chosen);
        }
    }

    /// Asks what decides which of several results a method of the app returns.
    pub(super) fn chosen_by_return(&mut self, q: &Question, body: &Body) {
        let returns = |op: &&Op| op.kind == OpKind::Return;
        if self.back.choices && body.ops.iter().filter(returns).nth(1).is_some() {
            for op in body.ops.iter().filter(returns) {
                let site = Site {
                    def: q.def,
                    pc: op.pc,
                };
                self.decided(q.parent, q, site, How::Chosen);
            }
        }
    }

    /// Asks what the branches under which an operation runs depend on, in the method of the question.
    fn decided(&mut self, parent: u32, q: &Question, at: Site, how: How) {
        let app = self.app;
        if !self.back.choices {
            return;
        }
        let Some((body, _, op)) = app.op_at(at) else {
            return;
        };
        let deciders = self.deciders(at.def, body);
        for branch in deciders.get(&op.block).into_iter().flatten() {
            let Some(branch) = body.last_op(*branch).map(|it| *it.1) else {
                continue;
            };
            for val in body.args(&branch) {
                let q = Question { def: at.def, ..*q };
                self.here(parent, &q, Some(&branch), *val, Path::EMPTY, how);
            }
        }
    }

    /// What decides whether a call is made: the branches around it, around the calls of its method, and which class the
    /// object has on which its method is called.
    pub(super) fn deciding(mut self, at: Site, budget: &mut Budget) -> Origins {
        let app = self.app;
        let start = Question {
            def: at.def,
            val: crate::ir::NO_VAL,
            path: Path::EMPTY,
            stack: NIL,
            via: NONE,
            mode: Mode::Back,
            element: false,
            direct: false,
            keyed: false,
            asked: NIL,
            key: NIL,
            whole: false,
            parent: NIL,
            site: at,
            how: How::Start,
        };
        self.found.questions.push(start);
        let mut seen = vec![at.def];
        let mut work = vec![(at, 0_u32)];
        while let Some((site, up)) = work.pop() {
            let q = Question {
                def: site.def,
                ..start
            };
            self.decided(0, &q, site, How::Decides);
            let callers = app.callers(site.def);
            if up >= MAX_UP || app.is_callable(site.def) || callers.len() > MAX_CALLERS {
                continue;
            }
            for call in callers.iter().filter(|it| app.is_reachable(it.def)) {
                let Some((body, _, op)) = app.op_at(*call) else {
                    continue;
                };
                if let OpKind::Call(how, method) = op.kind
                    && app.targets(call.def, how, method, None).defs.len() > 1
                {
                    let q = Question {
                        def: call.def,
                        ..start
                    };
                    self.here(0, &q, Some(op), body.arg(op, 0), Path::EMPTY, How::Decides);
                }
                if !seen.contains(&call.def) {
                    seen.push(call.def);
                    work.push((*call, up.saturating_add(1)));
                }
            }
        }
        self.drain(budget)
    }

    /// Asks what gives the position of an element.
    pub(super) fn chosen_by_position(&mut self, id: u32, q: &Question, body: &Body, op: &Op) {
        if self.back.choices {
            self.choice(id, q, op, body.arg(op, 1));
        }
    }

    /// Asks what a call that takes a part of a text, or compares, is given.
    pub(super) fn chosen_by_call(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        method: MethodId,
    ) {
        let models = &self.app.models;
        if !self.back.choices {
            return;
        }
        let compares = !models.compares.of(&self.app.program, method).is_empty();
        let roles = models.roles.of(&self.app.program, method);
        if compares {
            for val in body.args(op) {
                self.choice(id, q, op, *val);
            }
        } else if roles.iter().any(|r| r.name == "part") {
            for val in body.args(op).iter().skip(usize::from(!is_static(op))) {
                self.choice(id, q, op, *val);
            }
        }
    }

    fn choice(&mut self, id: u32, q: &Question, op: &Op, val: Val) {
        self.here(id, q, Some(op), val, Path::EMPTY, How::Chosen);
    }

    fn deciders(&mut self, def: DefId, body: &Body) -> Rc<Deciders> {
        if let Some(known) = self.back.deciders.get(&def) {
            return Rc::clone(known);
        }
        let mut found = Deciders::default();
        if body.blocks.len() <= MAX_BLOCKS {
            for block in 0..count(body.blocks.len()) {
                let branches = body.last_op(block).is_some_and(|(_, op)| {
                    matches!(op.kind, OpKind::If(_) | OpKind::IfZero(_) | OpKind::Switch)
                });
                if !branches {
                    continue;
                }
                let region = region(body, block);
                for decided in region.blocks.into_iter().chain(region.join) {
                    found.entry(decided).or_default().push(block);
                }
            }
        } else {
            self.found.cut = true;
        }
        let found = Rc::new(found);
        self.back.deciders.insert(def, Rc::clone(&found));
        found
    }
}
