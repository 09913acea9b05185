//! Which object a call is made on, and which methods it so reaches: of several that meet at a join, or behind an interface whose
//! objects are made at run time.

use super::path::Elem;
use super::solver::{Fact, NIL, Solver};
use crate::app::Targets;
use crate::ir::{Body, Def, Invoke, Kind, Op, OpIdx, Val};
use crate::models::{Base, Sel};
use crate::program::{DefId, MethodId};
use crate::types::types_of;

/// Values that meet and are told apart: 8.
const MAX_MEETING: usize = 8;

impl Solver<'_, '_> {
    /// Leaves of a call's targets those of the classes that the object can have which the fact is about: of the values that
    /// meet in the receiver, those of which the same fact holds.
    pub(super) fn keep_of_object(
        &mut self,
        id: u32,
        fact: &Fact,
        def: DefId,
        body: &Body,
        (how, method): (Invoke, MethodId),
        targets: &mut Targets,
    ) {
        // Without the operation that wrote the part it is not known that the facts are about one object.
        let called_on = matches!(how, Invoke::Virtual | Invoke::Interface);
        if !called_on || fact.path.is_empty() || fact.born == NIL {
            return;
        }
        let Some(meeting) = meeting(body, fact.val) else {
            return;
        };
        let mut reached = Vec::new();
        let mut open = Vec::new();
        for val in meeting {
            let same = |implicit| Fact {
                val,
                implicit,
                back: false,
                ..*fact
            };
            let (by_value, by_choice) = (same(false), same(true));
            if !self.holds(&by_value) && !self.holds(&by_choice) {
                open.extend([by_value, by_choice]);
                continue;
            }
            let Some(types) = types_of(self.app, def, val) else {
                return;
            };
            for ty in types {
                reached.extend(self.app.targets(def, how, method, Some(ty)).defs);
            }
        }
        if open.is_empty() || !targets.defs.iter().any(|it| reached.contains(it)) {
            return;
        }
        targets.defs.retain(|it| reached.contains(it));
        for missing in open {
            let waiting = self.waiting.entry(missing).or_default();
            if !waiting.contains(&id) {
                waiting.push(id);
            }
        }
    }

    /// Into the invocation handlers behind an interface.
    pub(super) fn enter_handlers(
        &mut self,
        id: u32,
        fact: &Fact,
        idx: OpIdx,
        method: MethodId,
        at: u16,
    ) {
        for handler in self.app.handlers_of(method) {
            let element = Elem::Number(i32::from(at).saturating_sub(1));
            let path = self.paths.push(element, false, fact.path);
            self.pass(id, *handler, crate::proxies::ARGUMENTS, path, idx, NIL);
        }
    }

    /// Whether a call returns the object at this place.
    pub(super) fn returns_operand(&mut self, op: &Op, base: Base) -> bool {
        let Kind::Call(_, method) = op.kind else {
            return false;
        };
        self.model(method).unwrap_or_default().iter().any(|s| {
            s.alias && s.to.sel == Sel::Whole && s.from.base == base && s.to.base == Base::Ret
        })
    }
}

/// The values that meet in one, through joins and casts; nothing where it is only one, or too many.
fn meeting(body: &Body, val: Val) -> Option<Vec<Val>> {
    let mut seen = vec![val];
    let mut leaves = Vec::new();
    let mut at = 0;
    while let Some(&val) = seen.get(at) {
        at = at.saturating_add(1);
        let before = match body.def(val) {
            Def::Phi(_) => body.phi_inputs(val).to_vec(),
            Def::Op(idx) => match body.op(idx) {
                Some(op) if matches!(op.kind, Kind::Cast(_)) => vec![body.arg(op, 0)],
                _ => Vec::new(),
            },
            Def::Param(_) | Def::Undef => Vec::new(),
        };
        if before.is_empty() {
            leaves.push(val);
        }
        for val in before {
            if !seen.contains(&val) {
                seen.push(val);
            }
        }
        if seen.len() > MAX_MEETING.saturating_mul(2) {
            return None;
        }
    }
    (leaves.len() > 1 && leaves.len() <= MAX_MEETING).then_some(leaves)
}
