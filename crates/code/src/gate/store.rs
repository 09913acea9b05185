//! By which name a store of values is opened, wherever its object is kept: what all places that write its field agree on.
//!
//! Lattice: one name or none. It needs no condition, so that it is told also where too many conditions were asked for.
//!
//! Known misses: stores that a method of the app is given, or gives.

use super::reach::Reader;
use crate::consts::Folder;
use crate::ir::{Kind, Val};
use crate::models::{Base, Key};
use crate::program::DefId;

/// Fields and casts that an object goes through: 4.
const DEPTH: u32 = 4;
/// Places that write one field: 20.
const PUTS: usize = 20;

impl Reader<'_, '_> {
    /// The name of the store that a value is.
    pub(super) fn store_kept(&self, def: DefId, val: Val, depth: u32) -> Option<String> {
        let app = self.app;
        let body = app.body(def)?;
        let deeper = depth.saturating_add(1);
        if depth > DEPTH {
            return None;
        }
        let (_, op) = body.def_op(val)?;
        match op.kind {
            Kind::Cast(_) => self.store_kept(def, body.arg(op, 0), deeper),
            Kind::FieldGet(f) | Kind::StaticGet(f) if !app.is_outside(f) => {
                let f = app.program.canonical_field(f);
                let puts = app.xrefs.static_puts.of(f).iter();
                let puts = puts.chain(app.xrefs.field_puts.of(f));
                let puts: Vec<_> = puts.take(PUTS.saturating_add(1)).collect();
                let mut name: Option<String> = None;
                for put in puts.iter().take(PUTS) {
                    let (there, _, write) = app.op_at(**put)?;
                    let written = there.arg(write, 0);
                    let cleared = there.def_op(written).map(|(_, op)| op.kind);
                    if cleared == Some(Kind::Const(0)) {
                        continue;
                    }
                    let found = self.store_kept(put.def, written, deeper)?;
                    if name.get_or_insert_with(|| found.clone()) != &found {
                        return None;
                    }
                }
                name.filter(|_| puts.len() <= PUTS)
            }
            Kind::Call(_, method) => {
                let statements = app.models.calls.of(&app.program, method);
                let key = statements.into_iter().flatten().find_map(|s| {
                    match (s.from.base, s.to.base) {
                        (Base::Channel(_, key @ (Key::Arg(_) | Key::None)), Base::Ret) => Some(key),
                        _ => None,
                    }
                })?;
                let Key::Arg(n) = key else {
                    return Some(String::from("default"));
                };
                let fixed = usize::from(crate::flow::is_static(op));
                let at = usize::from(n).checked_sub(fixed)?;
                let name = Folder::new(app).value(def, body.arg(op, at))?;
                name.as_str().map(str::to_owned)
            }
            _ => None,
        }
    }
}
