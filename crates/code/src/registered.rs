//! Receivers that code registers: which messages they take.
//!
//! Known misses: receivers whose class or filter is not known where they are registered; the data and categories that a
//! filter asks for.

use crate::app::App;
use crate::ir::Kind as OpKind;
use crate::models::Base;
use crate::origin::Backward;
use crate::ports::{Named, texts};
use crate::program::{TypeId, count};
use crate::types::types_of;
use std::collections::BTreeSet;

/// The role of a call that registers a receiver; its detail names the places of receiver, filter and permission.
const REGISTERS: &str = "registers";
/// The part of a filter that names the actions.
const ACCEPTS: &str = "accepts";

/// What the filters name for which a receiver of a class is registered; nothing where none is, or its actions are not known.
pub(crate) fn registered(app: &App<'_>, back: &mut Backward<'_, '_>, ty: TypeId) -> Option<Named> {
    let mut all = Named::new();
    for method in 0..count(app.program.methods.len()) {
        let sites = app.xrefs.of_call(method);
        if sites.is_empty() {
            continue;
        }
        let roles = app.models.roles.of(&app.program, method);
        let Some(role) = roles.into_iter().find(|it| it.name == REGISTERS) else {
            continue;
        };
        let places: Vec<usize> = role
            .detail
            .split(' ')
            .filter_map(|it| Base::Param(it.strip_prefix('p')?.parse().ok()?).operand(false))
            .collect();
        let [receiver, filter, rest @ ..] = places.as_slice() else {
            continue;
        };
        for site in sites.iter().filter(|s| app.is_reachable(s.def)) {
            let Some((body, _, op)) = app.op_at(*site) else {
                continue;
            };
            if !matches!(op.kind, OpKind::Call(..)) {
                continue;
            }
            let classes = types_of(app, site.def, body.arg(op, *receiver)).unwrap_or_default();
            if !classes.iter().any(|it| app.program.is_subtype(*it, ty)) {
                continue;
            }
            let filter = (site.def, body.arg(op, *filter));
            texts(app, back, filter, Some(ACCEPTS), "action", &mut all);
            if let Some(permission) = rest.first() {
                let permission = (site.def, body.arg(op, *permission));
                texts(app, back, permission, None, "permission", &mut all);
            }
        }
    }
    all.get("action")?;
    let class = app.program.desc(ty).to_owned();
    all.insert("registered", BTreeSet::from([class]));
    Some(all)
}
