//! How a fetched list is renewed: how often, in clear text or not, signed or not, and what an empty reply does.

use base::Budget;
use code::app::App;
use code::consts::Folder;
use code::ir::{Arith, Body, Kind as OpKind, Num, Op, Val};
use code::matching::Matching;
use code::origin::{Address, Backward, Kind, Origin, Origins, Piece};
use code::program::{DefId, TypeId};
use code::xref::Site;
use std::collections::BTreeSet;

/// Periods that are taken for those of a list, in milliseconds: a minute to a year.
const PERIODS: std::ops::RangeInclusive<i64> = 60_000..=31_536_000_000;
/// Questions for one number: 500.
const QUESTIONS: u64 = 500;

/// What is known of the renewal; `None` where the code does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Update {
    pub(crate) period_s: Option<i64>,
    pub(crate) cleartext: Option<bool>,
    pub(crate) signed: Option<bool>,
    pub(crate) clears_on_empty: Option<bool>,
}

pub(super) fn update(
    app: &App<'_>,
    back: &mut Backward<'_, '_>,
    words: &Origins,
    fetched: &Origin,
    addresses: &[Address],
) -> Update {
    let schemes: Vec<&str> = addresses
        .iter()
        .filter_map(|it| match it.pieces.first() {
            Some(Piece::Text(text)) => text.split_once("://").map(|(scheme, _)| scheme),
            _ => None,
        })
        .collect();
    let cleartext = match schemes.as_slice() {
        [] => None,
        all => Some(all.contains(&"http")),
    };
    let steps = words.steps(app, fetched);
    let on_way: BTreeSet<DefId> = steps.iter().map(|it| it.site.def).collect();
    let classes: BTreeSet<TypeId> = on_way.iter().map(|def| app.class_type(*def)).collect();
    Update {
        period_s: period(app, back, &classes).map(|ms| ms / 1000),
        cleartext,
        signed: Some(on_way.iter().any(|def| verifies(app, *def))),
        clears_on_empty: steps
            .iter()
            .any(|it| guarded(app, it.site))
            .then_some(false),
    }
}

fn role(app: &App<'_>, op: &Op, name: &str) -> bool {
    let OpKind::Call(_, method) = op.kind else {
        return false;
    };
    let roles = app.models.roles.of(&app.program, method);
    roles.iter().any(|it| it.name == name)
}

/// Whether a method checks a signature itself.
fn verifies(app: &App<'_>, def: DefId) -> bool {
    app.body(def)
        .is_some_and(|body| body.ops.iter().any(|op| role(app, op, "verify")))
}

/// Whether an instruction runs only where a text or collection was found not to be empty.
fn guarded(app: &App<'_>, site: Site) -> bool {
    let Some((body, _, target)) = app.op_at(site) else {
        return false;
    };
    body.blocks.iter().enumerate().any(|(i, block)| {
        let Ok(i) = u32::try_from(i) else {
            return false;
        };
        let Some((_, branch)) = body.last_op(i) else {
            return false;
        };
        let (OpKind::IfZero(cond), [fall, taken]) = (branch.kind, block.next.as_slice()) else {
            return false;
        };
        let tests = body
            .def_op(body.arg(branch, 0))
            .is_some_and(|(_, op)| role(app, op, "empty"));
        if !tests || fall == taken {
            return false;
        }
        // The side on which the test said no.
        let filled = if cond.holds(0, 0) { *taken } else { *fall };
        let empty = if filled == *taken { *fall } else { *taken };
        body.dominates(filled, target.block)
            && !(body.dominates(empty, target.block))
            && body
                .block(filled)
                .is_some_and(|it| it.prev.as_slice() == [i])
    })
}

/// How long a list is held to be new: a number of milliseconds that is added to a time that is kept, in the classes that
/// the list comes through, and compared with the clock.
fn period(app: &App<'_>, back: &mut Backward<'_, '_>, classes: &BTreeSet<TypeId>) -> Option<i64> {
    let mut found = BTreeSet::new();
    for class in classes {
        let Some(class) = app.program.class_of(*class) else {
            continue;
        };
        for def in class.first_def..class.end_def {
            let Some(body) = app.body(def) else { continue };
            if !body.ops.iter().any(|op| role(app, op, "clock")) {
                continue;
            }
            for op in &body.ops {
                if matches!(op.kind, OpKind::Arith(Arith::Add | Arith::Sub, Num::Long)) {
                    for (val, other) in [(0, 1), (1, 0)] {
                        let kept = is_kept(back, def, body.arg(op, other));
                        if kept {
                            found.extend(numbers(app, back, def, body, body.arg(op, val)));
                        }
                    }
                }
            }
        }
    }
    found.into_iter().filter(|ms| PERIODS.contains(ms)).max()
}

/// Whether a number comes out of storage.
fn is_kept(back: &mut Backward<'_, '_>, def: DefId, val: Val) -> bool {
    let from = back.origins(def, val, &mut Budget::new(QUESTIONS));
    from.origins
        .iter()
        .any(|it| matches!(it.kind, Kind::Kept(..)))
}

/// The constants that a number may be.
fn numbers(
    app: &App<'_>,
    back: &mut Backward<'_, '_>,
    def: DefId,
    _body: &Body,
    val: Val,
) -> Vec<i64> {
    if let Some(n) = Folder::new(app).value(def, val).and_then(|it| it.as_int()) {
        return vec![n];
    }
    let from = back.origins(def, val, &mut Budget::new(QUESTIONS));
    let number = |it: &Origin| match it.kind {
        Kind::Number(n) => Some(n),
        _ => None,
    };
    from.origins.iter().filter_map(number).collect()
}

/// Whether the comparison looks at the characters beside a word that it finds.
pub(super) fn has_borders(app: &App<'_>, group: &[&Matching]) -> bool {
    group.iter().any(|it| {
        let Some(body) = app.body(it.site.def) else {
            return false;
        };
        let index = matches!(it.answer, code::matching::Answer::Index);
        let characters = body
            .ops
            .iter()
            .filter(|op| role(app, op, "character"))
            .count();
        index && characters > 1
    })
}
