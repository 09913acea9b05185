//! Parcels of binders: which interface and transaction they are of, and what of them is meant; what providers are asked for.

use super::{Named, has_role};
use crate::app::App;
use crate::consts::Folder;
use crate::ir::{Body, OpIdx, Val};
use crate::models::Key;
use crate::program::{DefId, count};
use crate::xref::Site;
use std::collections::BTreeSet;

/// Which item of a parcel a call writes or reads: its type, and how many of that type came before.
pub(super) fn item(app: &App<'_>, site: Site) -> Option<String> {
    let (body, idx, op) = app.op_at(site)?;
    let ty = has_role(app, op, "item")?;
    let parcel = body.arg(op, 0);
    let before = (0..count(body.ops.len())).filter(|i| {
        *i != idx
            && body.op_dominates(*i, idx)
            && body
                .op(*i)
                .is_some_and(|o| body.arg(o, 0) == parcel && has_role(app, o, "item") == Some(ty))
    });
    Some(format!("{ty} {}", before.count()))
}

/// The interfaces that a parcel is marked for, by the calls before an operation.
pub(crate) fn interfaces(
    app: &App<'_>,
    def: DefId,
    body: &Body,
    parcel: Val,
    before: Option<OpIdx>,
) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for i in 0..count(body.ops.len()) {
        let Some(op) = body.op(i) else { continue };
        if body.arg(op, 0) != parcel
            || has_role(app, op, "interface").is_none()
            || before.is_some_and(|b| !body.op_dominates(i, b))
        {
            continue;
        }
        let name = Folder::new(app).value(def, body.arg(op, 1));
        names.extend(name.and_then(|it| it.as_str().map(str::to_owned)));
    }
    names
}

/// What a method of a component is asked for, by the branches that hold these places.
pub(super) fn asked(
    app: &App<'_>,
    def: DefId,
    n: u8,
    mut sites: impl Iterator<Item = Site>,
    named: &mut Named,
) {
    let Some(body) = app.body(def) else { return };
    let branches = crate::asked::branches(app, def, body, Key::Asked(n, None));
    let name = sites.find_map(|site| {
        let name = crate::asked::at_op(body, &branches, body.at(site.pc)?)?;
        Some(name.to_owned())
    });
    if let Some(name) = name {
        named.insert("method", BTreeSet::from([name]));
    }
}

/// The interface and number of a transaction that is sent.
pub(super) fn transaction_out(app: &App<'_>, at: Site, named: &mut Named) -> Option<()> {
    let (body, idx, op) = app.op_at(at)?;
    let interfaces = interfaces(app, at.def, body, body.arg(op, 2), Some(idx));
    let number = Folder::new(app).value(at.def, body.arg(op, 1))?.as_int()?;
    if interfaces.is_empty() {
        return None;
    }
    named.insert("name", interfaces);
    named.insert("code", BTreeSet::from([number.to_string()]));
    Some(())
}

/// The interface and number of the transaction in whose branch a parcel is read.
pub(super) fn transaction_in(app: &App<'_>, read: Site, named: &mut Named) -> Option<()> {
    let (body, idx, op) = app.op_at(read)?;
    let parcel = *body.params.get(2)?;
    let before = interfaces(app, read.def, body, parcel, Some(idx));
    let interfaces = if before.is_empty() {
        interfaces(app, read.def, body, parcel, None)
    } else {
        before
    };
    let number = branch(body, op.block, *body.params.get(1)?)?;
    if interfaces.len() != 1 {
        return None;
    }
    named.insert("name", interfaces);
    named.insert("code", BTreeSet::from([number.to_string()]));
    Some(())
}

/// The number that a value has wherever a block runs, by the branch that leads there.
fn branch(body: &Body, block: u32, val: Val) -> Option<i64> {
    let mut found = BTreeSet::new();
    for (number, first) in crate::asked::numbers(body, val) {
        if body.dominates(first, block) {
            found.insert(number);
        }
    }
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none())
}
