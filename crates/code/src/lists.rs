//! Lists that one method makes, fills and reads: which element is which.
//!
//! Known misses: lists that are given to anything, sorted, or filled in a loop.

use crate::app::App;
use crate::consts::put_before;
use crate::ir::{Body, Kind, Op, OpIdx, Use, Val};
use crate::program::DefId;

/// All names of a list that only this method handles, the one it was made under first.
fn names(app: &App<'_>, def: DefId, body: &Body, val: Val) -> Option<Vec<Val>> {
    let mut root = val;
    for _ in 0..16 {
        let (_, op) = body.def_op(root)?;
        match op.kind {
            Kind::New(_) => break,
            Kind::Cast(_) => root = body.arg(op, 0),
            Kind::FieldGet(_) | Kind::StaticGet(_) => root = put_before(app, body, op)?,
            _ => return None,
        }
    }
    let mut all = vec![root];
    let mut at = 0;
    while let Some(&name) = all.get(at) {
        at = at.saturating_add(1);
        for u in body.uses(name) {
            let Use::Op(i, place) = *u else { return None };
            let op = body.op(i)?;
            match (op.kind, place) {
                (Kind::Call(..), 0) => {}
                (Kind::Cast(_), _) => all.push(op.res),
                (Kind::FieldPut(f) | Kind::StaticPut(f), 0) => {
                    let f = app.program.canonical_field(f);
                    let gets = app.xrefs.field_gets.of(f).iter();
                    let gets = gets.chain(app.xrefs.static_gets.of(f));
                    let puts = app.xrefs.field_puts.of(f).iter();
                    let puts = puts.chain(app.xrefs.static_puts.of(f));
                    // Nobody else reads or writes the field.
                    for site in gets {
                        if site.def != def {
                            return None;
                        }
                        let get = body.op(body.at(site.pc)?)?;
                        if put_before(app, body, get) != Some(name) {
                            return None;
                        }
                        if !all.contains(&get.res) {
                            all.push(get.res);
                        }
                    }
                    if puts.count() != 1 {
                        return None;
                    }
                }
                _ => return None,
            }
            if all.len() > 64 {
                return None;
            }
        }
    }
    Some(all)
}

/// What is added at the end of a list, in order: the adding operations and the values; `None` where the order or
/// what else is done with the list is not known.
pub(crate) fn added(
    app: &App<'_>,
    def: DefId,
    body: &Body,
    list: Val,
) -> Option<Vec<(OpIdx, Val)>> {
    let names = names(app, def, body, list)?;
    let mut adds: Vec<(OpIdx, Val)> = Vec::new();
    for u in names.iter().flat_map(|v| body.uses(*v)) {
        let Use::Op(i, 0) = *u else { continue };
        let op = body.op(i)?;
        let Kind::Call(_, method) = op.kind else {
            continue;
        };
        match (app.program.name_of(method), op.n_args) {
            ("<init>", 1) | ("get" | "size" | "isEmpty" | "contains" | "iterator", _) => {}
            ("add" | "addLast", 2) if !body.reaches(i, i, None) => {
                adds.push((i, body.arg(op, 1)));
            }
            _ => return None,
        }
    }
    adds.sort_unstable();
    let ordered = adds
        .iter()
        .zip(adds.iter().skip(1))
        .all(|(a, b)| body.op_dominates(a.0, b.0));
    ordered.then_some(adds)
}

/// The value that `get` of such a list gives.
pub(crate) fn got(app: &App<'_>, def: DefId, body: &Body, op: &Op) -> Option<Val> {
    let Kind::Call(_, method) = op.kind else {
        return None;
    };
    if app.program.name_of(method) != "get" || op.n_args != 2 {
        return None;
    }
    let (_, index) = body.def_op(body.arg(op, 1))?;
    let Kind::Const(n) = index.kind else {
        return None;
    };
    let here = body.at(op.pc)?;
    let adds = added(app, def, body, body.arg(op, 0))?;
    let before = adds.iter().all(|a| body.op_dominates(a.0, here));
    let found = adds.get(usize::try_from(n).ok()?)?.1;
    before.then_some(found)
}
