//! Which view an object is: by the number under which code finds it.
//!
//! Known misses: views that code makes itself, that a library binds to fields, or whose number is put together.

use crate::app::App;
use crate::consts::Folder;
use crate::ir::{Def, Kind, Op, Val};
use crate::program::DefId;
use crate::xref::Site;
use rustc_hash::FxHashSet;

/// Values looked at for one view: 200.
const STEPS: usize = 200;
/// Writers of one field, and callers of one method, that are looked at: 16.
const MAX_WRITERS: usize = 16;
/// The role of a call that finds a view by its number.
const FINDS: &str = "finds-view";

impl App<'_> {
    /// Whether the receiver of a call is a view that takes a password, on some way.
    pub(crate) fn asks_password(&self, site: Site) -> bool {
        let Some((body, _, op)) = self.op_at(site) else {
            return false;
        };
        let mut work = vec![(site.def, body.arg(op, 0))];
        let mut seen = FxHashSet::default();
        while let Some((def, val)) = work.pop() {
            if seen.len() >= STEPS || !seen.insert((def, val)) {
                continue;
            }
            if self.is_password_view(def, val, &mut work) {
                return true;
            }
        }
        false
    }

    /// Whether a value is such a view; else what it may be another name of.
    fn is_password_view(&self, def: DefId, val: Val, work: &mut Vec<(DefId, Val)>) -> bool {
        let Some(body) = self.body(def) else {
            return false;
        };
        match body.def(val) {
            Def::Undef => {}
            Def::Phi(_) => work.extend(body.phi_inputs(val).iter().map(|it| (def, *it))),
            Def::Param(n) => self.given(self.callers(def), usize::from(n), work),
            Def::Op(idx) => {
                if let Some(op) = body.op(idx) {
                    return self.is_found(def, op, work);
                }
            }
        }
        false
    }

    fn is_found(&self, def: DefId, op: &Op, work: &mut Vec<(DefId, Val)>) -> bool {
        let Some(body) = self.body(def) else {
            return false;
        };
        match op.kind {
            Kind::Cast(_) => work.push((def, body.arg(op, 0))),
            Kind::FieldGet(f) => {
                let puts = self.xrefs.field_puts.of(self.program.canonical_field(f));
                self.given(puts, 0, work);
            }
            Kind::StaticGet(f) => {
                let puts = self.xrefs.static_puts.of(self.program.canonical_field(f));
                self.given(puts, 0, work);
            }
            Kind::Call(how, method) => {
                let roles = self.models.roles.of(&self.program, method);
                if roles.iter().any(|it| it.name == FINDS) {
                    let number = body.args(op).last().copied();
                    let number = number.and_then(|it| Folder::new(self).value(def, it)?.as_int());
                    let id = number.and_then(|it| i32::try_from(it).ok());
                    return id.is_some_and(|it| self.resources.takes_password(it.cast_unsigned()));
                }
                for target in self.targets(def, how, method, None).defs {
                    let returns = self.body(target).into_iter().flat_map(|callee| {
                        let all = callee.ops.iter().filter(|it| it.kind == Kind::Return);
                        all.map(move |it| (target, callee.arg(it, 0)))
                    });
                    work.extend(returns.take(MAX_WRITERS));
                }
            }
            _ => {}
        }
        false
    }

    fn given(&self, sites: &[Site], operand: usize, work: &mut Vec<(DefId, Val)>) {
        if sites.len() > MAX_WRITERS {
            return;
        }
        let values = sites.iter().filter_map(|site| {
            let (body, _, op) = self.op_at(*site)?;
            Some((site.def, body.arg(op, operand)))
        });
        work.extend(values);
    }
}
