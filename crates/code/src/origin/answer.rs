//! Methods of the app that answer to several things: what of them belongs to one.

use super::walk::{NIL, Question, Walk};
use crate::asked;
use crate::ir::Op;
use crate::models::{Base, Key};
use crate::program::{DefId, MethodId, count};
use std::rc::Rc;

/// A method that is asked for one thing.
pub(super) struct Asked {
    def: DefId,
    name: String,
    /// The blocks that do not run then.
    barred: Rc<[bool]>,
}

impl Walk<'_, '_, '_> {
    /// The number of a method that is asked for something by a name.
    pub(super) fn asked_for(&mut self, def: DefId, key: Key, name: Option<&str>) -> u32 {
        let Some(name) = name.filter(|_| asked::is_asked(key)) else {
            return NIL;
        };
        let known = self
            .asked
            .iter()
            .position(|it| it.def == def && it.name == name);
        if let Some(known) = known {
            return count(known);
        }
        let Some(body) = self.app.body(def) else {
            return NIL;
        };
        let branches = asked::branches(self.app, def, body, key);
        self.asked.push(Asked {
            def,
            name: name.to_owned(),
            barred: Rc::from(asked::barred(body, &branches, Some(name))),
        });
        count(self.asked.len().saturating_sub(1))
    }

    /// What a method is asked for where a question is about a parameter of it: by the branches that the way to the question
    /// went through.
    pub(super) fn asked_by(&self, q: &Question, key: Key) -> Option<String> {
        if let Some(asked) = self.asked.get(q.asked as usize)
            && asked.def == q.def
        {
            return Some(asked.name.clone());
        }
        let body = self.app.body(q.def)?;
        let branches = asked::branches(self.app, q.def, body, key);
        let mut at = *q;
        while at.site.def == q.def {
            let op = body.at(at.site.pc);
            if let Some(name) = op.and_then(|op| asked::at_op(body, &branches, op)) {
                return Some(name.to_owned());
            }
            let Some(before) = self.found.questions.get(at.parent as usize) else {
                break;
            };
            at = *before;
        }
        None
    }

    /// Whether a method of the app itself may answer to a call.
    pub(super) fn is_answered(&mut self, method: MethodId) -> bool {
        let statements = self.model(method).unwrap_or_default();
        statements
            .iter()
            .any(|s| matches!(s.from.base, Base::Channel(_, key) if asked::is_asked(key)))
    }

    /// Whether an operation does not run for what the method of a question is asked.
    pub(super) fn is_barred(&self, q: &Question, op: &Op) -> bool {
        let Some(asked) = self.asked.get(q.asked as usize) else {
            return false;
        };
        asked.def == q.def && asked.barred.get(op.block as usize) == Some(&true)
    }
}
