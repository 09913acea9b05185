//! What decides which of several values a value is: the branch that leads to a join, the position in an array or a text.
//!
//! Asked for only where a search is told to: what is chosen by a value is not that value.

use super::walk::{How, Question, Walk};
use crate::decide::region;
use crate::flow::is_static;
use crate::flow::path::Path;
use crate::ir::{Body, Def, Kind as OpKind, Op, Val};
use crate::program::{DefId, MethodId, count};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Blocks of a method whose branches are looked at: 2,000.
const MAX_BLOCKS: usize = 2_000;

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
