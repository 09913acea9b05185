//! Where a tree of characters begins, and where the ends of words are written and asked for ([`super::trie`]).

use super::Answer;
use super::trie::{HELPER_OPS, MAX_CALLERS, MAX_TARGETS, Walk, has_role, is_constant};
use crate::app::App;
use crate::ir::{Body, Def, Kind as OpKind, Op, OpIdx, Use, Val};
use crate::program::{DefId, FieldId};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Methods and fields that a root is followed through: 40.
const MAX_ROOTS: usize = 40;
/// The fields that hold a root.
pub(super) fn roots(app: &App<'_>, walk: &Walk) -> BTreeSet<FieldId> {
    let mut fields = BTreeSet::new();
    let mut seen: FxHashSet<(DefId, Val)> = FxHashSet::default();
    let mut work: Vec<(DefId, Val)> = walk.starts.iter().map(|v| (walk.def, *v)).collect();
    while let Some((def, val)) = work.pop() {
        if seen.len() > MAX_ROOTS || !seen.insert((def, val)) {
            continue;
        }
        let Some(body) = app.body(def) else { continue };
        match body.def(val) {
            Def::Phi(_) => work.extend(body.phi_inputs(val).iter().map(|v| (def, *v))),
            Def::Param(n) => {
                for site in app.callers(def).iter().take(MAX_CALLERS) {
                    if site.def != def
                        && let Some((outer, _, call)) = app.op_at(*site)
                    {
                        work.push((site.def, outer.arg(call, usize::from(n))));
                    }
                }
            }
            Def::Op(idx) => {
                let Some(op) = body.op(idx) else { continue };
                match op.kind {
                    OpKind::Cast(_) => work.push((def, body.arg(op, 0))),
                    OpKind::FieldGet(f) | OpKind::StaticGet(f) => {
                        let f = app.program.canonical_field(f);
                        fields.insert(f);
                        let puts = app.xrefs.field_puts.of(f).iter();
                        for put in puts.chain(app.xrefs.static_puts.of(f)).take(MAX_CALLERS) {
                            if let Some((inner, _, op)) = app.op_at(*put) {
                                work.push((put.def, inner.arg(op, 0)));
                            }
                        }
                    }
                    OpKind::Call(how, method) => {
                        let targets = app.targets(def, how, method, None).defs;
                        for target in targets.iter().take(MAX_TARGETS) {
                            let Some(inner) = app.body(*target) else {
                                continue;
                            };
                            let returns = inner.ops.iter().filter(|o| o.kind == OpKind::Return);
                            work.extend(returns.map(|o| (*target, inner.arg(o, 0))));
                        }
                    }
                    OpKind::New(_) | OpKind::NewArray(_) => {
                        held(app, def, body, val, &mut fields);
                    }
                    _ => {}
                }
            }
            Def::Undef => {}
        }
    }
    fields
}

/// The fields that a new object is put into here, or by the callers that get it.
fn held(app: &App<'_>, def: DefId, body: &Body, val: Val, fields: &mut BTreeSet<FieldId>) {
    let put = |body: &Body, val: Val, fields: &mut BTreeSet<FieldId>| {
        let mut returned = false;
        for u in body.uses(val) {
            let Use::Op(idx, at) = *u else { continue };
            match body.op(idx).map(|o| o.kind) {
                Some(OpKind::FieldPut(f) | OpKind::StaticPut(f)) if at == 0 => {
                    fields.insert(app.program.canonical_field(f));
                }
                Some(OpKind::Return) => returned = true,
                _ => {}
            }
        }
        returned
    };
    if put(body, val, fields) {
        for site in app.callers(def).iter().take(MAX_CALLERS) {
            if let Some((outer, _, call)) = app.op_at(*site) {
                put(outer, call.res, fields);
            }
        }
    }
}

/// What a builder writes where it is: fields, and constant keys.
pub(super) fn marks(app: &App<'_>, builder: &Walk) -> (BTreeSet<FieldId>, bool) {
    let mut fields = BTreeSet::new();
    let mut keys = false;
    let Some(body) = app.body(builder.def) else {
        return (fields, keys);
    };
    let put = |body: &Body, fields: &mut BTreeSet<FieldId>, of: &dyn Fn(Val) -> bool| {
        for op in &body.ops {
            if let OpKind::FieldPut(f) = op.kind
                && of(body.arg(op, 1))
            {
                fields.insert(app.program.canonical_field(f));
            }
        }
    };
    put(body, &mut fields, &|object| {
        builder.places.contains(&object)
    });
    for op in &body.ops {
        let place = body.args(op).iter().any(|v| builder.places.contains(v));
        match op.kind {
            OpKind::Call(_, method) if has_role(app, method, "keyed", "put") => {
                keys |= is_constant(body, body.arg(op, 1));
            }
            OpKind::ArrayPut if place => {
                // A table of what is an end, by the number of the place.
                let array = body.def_op(body.arg(op, 1)).map(|(_, o)| o.kind);
                if let Some(OpKind::FieldGet(f) | OpKind::StaticGet(f)) = array {
                    fields.insert(app.program.canonical_field(f));
                }
            }
            OpKind::Call(how, method) if place && app.program.name_of(method) != "<init>" => {
                for target in app
                    .targets(builder.def, how, method, None)
                    .defs
                    .iter()
                    .take(MAX_TARGETS)
                {
                    if let Some(inner) = app.body(*target).filter(|b| b.ops.len() <= HELPER_OPS) {
                        put(inner, &mut fields, &|_| true);
                        keys |= inner.ops.iter().any(|o| match o.kind {
                            OpKind::Call(_, m) if has_role(app, m, "keyed", "put") => {
                                is_constant(inner, inner.arg(o, 1))
                            }
                            _ => false,
                        });
                    }
                }
            }
            _ => {}
        }
    }
    // What is added to a collection there.
    for op in &body.ops {
        let OpKind::Call(_, method) = op.kind else {
            continue;
        };
        let effects = app.models.effects.of(&app.program, method);
        if effects.iter().any(|e| *e == "kept")
            && let Some((_, get)) = body.def_op(body.arg(op, 0))
            && let OpKind::FieldGet(f) = get.kind
            && builder.places.contains(&body.arg(get, 0))
        {
            fields.insert(app.program.canonical_field(f));
        }
    }
    // What is written when the word has been put in after the loop, by the method that calls the builder.
    for site in app.callers(builder.def).iter().take(MAX_CALLERS) {
        if let Some((outer, _, call)) = app.op_at(*site)
            && !outer.uses(call.res).is_empty()
        {
            put(outer, &mut fields, &|object| object == call.res);
        }
    }
    (fields, keys)
}

/// Where the code that asks reads whether it came to an end of a word: the operation that answers, and how.
pub(super) fn answers(
    app: &App<'_>,
    asks: &Walk,
    marks: &(BTreeSet<FieldId>, bool),
    children: &BTreeSet<FieldId>,
) -> Vec<(OpIdx, Answer)> {
    let Some(body) = app.body(asks.def) else {
        return Vec::new();
    };
    let is_mark = |f: FieldId| {
        let f = app.program.canonical_field(f);
        marks.0.contains(&f) && !children.contains(&f)
    };
    let mut found = Vec::new();
    let mut at = |idx: OpIdx, op: &Op| found.extend(asked(app, body, idx, op));
    for (idx, op) in (0..).zip(&body.ops) {
        let of_place = body.args(op).iter().any(|v| asks.places.contains(v));
        if !of_place {
            continue;
        }
        match op.kind {
            OpKind::FieldGet(f) if is_mark(f) => at(idx, op),
            OpKind::ArrayGet => {
                let array = body.def_op(body.arg(op, 0)).map(|(_, o)| o.kind);
                if let Some(OpKind::FieldGet(f) | OpKind::StaticGet(f)) = array
                    && is_mark(f)
                {
                    at(idx, op);
                }
            }
            OpKind::Call(_, method)
                if has_role(app, method, "keyed", "get")
                    && marks.1
                    && is_constant(body, body.arg(op, 1)) =>
            {
                at(idx, op);
            }
            OpKind::Call(how, method) => {
                let targets = app.targets(asks.def, how, method, None).defs;
                let reads = |t: &DefId| {
                    app.body(*t)
                        .filter(|b| b.ops.len() <= HELPER_OPS)
                        .is_some_and(|b| {
                            b.ops.iter().any(|o| match o.kind {
                                OpKind::FieldGet(f) => is_mark(f),
                                OpKind::Call(_, m) if marks.1 => {
                                    has_role(app, m, "keyed", "get") && is_constant(b, b.arg(o, 1))
                                }
                                _ => false,
                            })
                        })
                };
                if !asks.places.contains(&op.res) && targets.iter().take(MAX_TARGETS).any(reads) {
                    at(idx, op);
                }
            }
            _ => {}
        }
    }
    found
}

/// What is asked of a mark that was read: itself, whether it is there, whether it equals a constant, whether it is empty.
fn asked(app: &App<'_>, body: &Body, idx: OpIdx, op: &Op) -> Vec<(OpIdx, Answer)> {
    let desc = match op.kind {
        OpKind::FieldGet(f) => app
            .program
            .fields
            .get(f as usize)
            .map_or("", |f| app.program.desc(f.ty)),
        OpKind::Call(_, m) => {
            let proto = app.program.methods.get(m as usize).map(|m| m.proto);
            let proto = proto.and_then(|p| app.program.protos.get(p as usize));
            proto.map_or("", |p| app.program.desc(p.ret))
        }
        _ => "Z",
    };
    if !desc.starts_with(['L', '[']) {
        return vec![(idx, Answer::Flag)];
    }
    let mut found = Vec::new();
    let mut names = vec![op.res];
    let mut met = 0_usize;
    while let Some(name) = names.get(met).copied() {
        met = met.saturating_add(1);
        for u in body.uses(name) {
            let Use::Op(at, _) = *u else { continue };
            let Some(user) = body.op(at) else { continue };
            match user.kind {
                OpKind::Cast(_) if names.len() < 16 => names.push(user.res),
                OpKind::IfZero(_) | OpKind::Return => found.push((idx, Answer::Object)),
                OpKind::Call(_, method) => {
                    let roles = app.models.roles.of(&app.program, method);
                    if roles.iter().any(|r| r.name == "empty") {
                        found.push((at, Answer::Empty));
                    } else if roles
                        .iter()
                        .any(|r| r.name == "matcher" && r.detail.starts_with("equals"))
                        || app.program.name_of(method) == "equals"
                    {
                        found.push((at, Answer::Flag));
                    } else if matches!(app.program.name_of(method), "booleanValue" | "intValue") {
                        found.push((idx, Answer::Flag));
                    }
                }
                _ => {}
            }
        }
    }
    // `isEmpty` behind a test for `null` is the same question.
    if found.iter().any(|f| f.1 != Answer::Object) {
        found.retain(|f| f.1 != Answer::Object);
    }
    found
}
