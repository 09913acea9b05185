//! Matchers that go through a text character by character: tries, automata, maps in maps.
//!
//! By structure, whatever things are called: a value that goes round a loop, each time looked up by itself and a
//! character of a text in what it holds or in a table ([`Walk`]). Code that goes so and stores what it looks up builds;
//! what it goes along are the words. Code that goes so through the same field, or from the same root, and stores nothing asks;
//! what it reads from where it came to and the builder wrote there is the answer.
//!
//! Known misses: children found by a search through siblings; the place kept in a field between calls.

use super::ends::{answers, marks, roots};
use super::{Answer, Matching, Matchings};
use crate::app::App;
use crate::ir::{Arith, Body, Def, Kind as OpKind, Op, OpIdx, Use, Val};
use crate::origin::{Backward, Origins};
use crate::program::{DefId, FieldId, MethodId, count};
use crate::xref::Site;
use base::Budget;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Values looked at for one question inside a method: 300.
const MAX_VALUES: usize = 300;
/// Calls of the app's own methods that a look-up may be deep in: 2, as `node.child(c)` over a helper of the map.
const HELPERS: u32 = 2;
/// Operations of such a helper: 120.
pub(super) const HELPER_OPS: usize = 120;
/// Targets of one call: 4.
pub(super) const MAX_TARGETS: usize = 4;
/// Callers: 16.
pub(super) const MAX_CALLERS: usize = 16;

/// Code that goes along the characters of a text.
pub(super) struct Walk {
    pub(super) def: DefId,
    /// Where it begins.
    pub(super) starts: Vec<Val>,
    /// The names of where it is.
    pub(super) places: FxHashSet<Val>,
    /// The text, or its characters as an array.
    text: Val,
    /// Fields that the look-up goes through.
    fields: BTreeSet<FieldId>,
    /// Whether it stores what it looks up.
    stores: bool,
    /// Whether it begins anew at each character.
    anywhere: bool,
}

/// What values are made of, as far as look-ups go.
#[derive(Default)]
struct Slice {
    vals: FxHashSet<Val>,
    /// The texts whose characters are in it.
    texts: Vec<Val>,
    lookups: Vec<OpIdx>,
    fields: BTreeSet<FieldId>,
}

/// What a look-up takes: operands, and the fields that it goes through inside.
struct Lookup {
    operands: Vec<Val>,
    fields: BTreeSet<FieldId>,
}

pub(super) fn has_role(app: &App<'_>, method: MethodId, name: &str, detail: &str) -> bool {
    let roles = app.models.roles.of(&app.program, method);
    roles.iter().any(|r| r.name == name && r.detail == detail)
}

fn is_char_array(app: &App<'_>, def: DefId, body: &Body, val: Val) -> bool {
    match body.def(val) {
        Def::Op(idx) => match body.op(idx).map(|o| (o, o.kind)) {
            Some((_, OpKind::Call(_, method))) => has_role(app, method, "characters", ""),
            Some((op, OpKind::Cast(_))) => is_char_array(app, def, body, body.arg(op, 0)),
            Some((_, OpKind::FieldGet(f) | OpKind::StaticGet(f))) => {
                let ty = app.program.fields.get(f as usize).map(|f| f.ty);
                ty.is_some_and(|ty| app.program.desc(ty) == "[C")
            }
            _ => false,
        },
        Def::Param(n) => param_desc(app, def, n) == Some("[C"),
        _ => false,
    }
}

fn param_desc<'a>(app: &'a App<'_>, def: DefId, n: u16) -> Option<&'a str> {
    let d = app.program.def(def)?;
    let fixed = d.access.contains(fmt_dex::AccessFlags::STATIC);
    let m = app.program.methods.get(d.method as usize)?;
    let proto = app.program.protos.get(m.proto as usize)?;
    let at = usize::from(n).checked_sub(usize::from(!fixed))?;
    proto.params.get(at).map(|ty| app.program.desc(*ty))
}

/// The values that go into some, up to `stop`, through names, fields, look-ups and arithmetic.
fn slice(app: &App<'_>, def: DefId, body: &Body, from: &[Val], stop: Val, deep: u32) -> Slice {
    let mut found = Slice::default();
    let mut work = from.to_vec();
    while let Some(val) = work.pop() {
        if val == crate::ir::NO_VAL || found.vals.len() > MAX_VALUES || !found.vals.insert(val) {
            continue;
        }
        if val == stop {
            continue;
        }
        let (idx, op) = match body.def(val) {
            Def::Phi(_) => {
                work.extend(body.phi_inputs(val));
                continue;
            }
            Def::Op(idx) => match body.op(idx) {
                Some(op) => (idx, op),
                None => continue,
            },
            _ => continue,
        };
        match op.kind {
            OpKind::Cast(_) | OpKind::Unary(_) | OpKind::ArithLit(..) => {
                work.push(body.arg(op, 0));
            }
            OpKind::Arith(..) => work.extend(body.args(op)),
            OpKind::FieldGet(f) => {
                found.fields.insert(app.program.canonical_field(f));
                work.push(body.arg(op, 0));
            }
            OpKind::StaticGet(f) => {
                found.fields.insert(app.program.canonical_field(f));
            }
            OpKind::ArrayGet if is_char_array(app, def, body, body.arg(op, 0)) => {
                found.texts.push(body.arg(op, 0));
            }
            OpKind::ArrayGet => {
                found.lookups.push(idx);
                work.extend(body.args(op));
            }
            OpKind::Call(how, method) => {
                let roles = app.models.roles.of(&app.program, method);
                if roles.iter().any(|r| r.name == "character") {
                    found.texts.push(body.arg(op, 0));
                } else if roles.iter().any(|r| r.name == "keyed" && r.detail == "get") {
                    found.lookups.push(idx);
                    work.extend(body.args(op));
                } else if app.targets(def, how, method, None).defs.is_empty() {
                    // What makes a number or an object of a character, or the other way round.
                    if op.n_args <= 2 && gives_scalar(app, method) {
                        work.extend(body.args(op));
                    }
                } else if let Some(inner) = lookup(app, def, body, op, deep) {
                    found.lookups.push(idx);
                    work.extend(inner.operands);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a call gives a character, a number, one of them as an object, or a text made of one.
fn gives_scalar(app: &App<'_>, method: MethodId) -> bool {
    let m = app.program.methods.get(method as usize);
    let proto = m.and_then(|m| app.program.protos.get(m.proto as usize));
    proto.is_some_and(|p| {
        matches!(
            app.program.desc(p.ret),
            "C" | "I" | "Ljava/lang/Character;" | "Ljava/lang/Integer;" | "Ljava/lang/String;"
        )
    })
}

/// What an operation looks up by: its operands, those of the app's own methods by what their bodies do with them.
fn lookup(app: &App<'_>, def: DefId, body: &Body, op: &Op, deep: u32) -> Option<Lookup> {
    let plain = || Lookup {
        operands: body.args(op).to_vec(),
        fields: BTreeSet::new(),
    };
    match op.kind {
        OpKind::ArrayGet => Some(plain()),
        OpKind::Call(_, method) if has_role(app, method, "keyed", "get") => Some(plain()),
        OpKind::Call(how, method) => {
            let deep = deep.checked_sub(1)?;
            let mut found: Option<Lookup> = None;
            for target in app
                .targets(def, how, method, None)
                .defs
                .iter()
                .take(MAX_TARGETS)
            {
                let Some(inner) = app.body(*target).filter(|b| b.ops.len() <= HELPER_OPS) else {
                    continue;
                };
                let returned: Vec<Val> = inner
                    .ops
                    .iter()
                    .filter(|o| o.kind == OpKind::Return)
                    .map(|o| inner.arg(o, 0))
                    .collect();
                let all = slice(app, *target, inner, &returned, crate::ir::NO_VAL, deep);
                for at in all.lookups {
                    let Some(look) = inner
                        .op(at)
                        .and_then(|o| lookup(app, *target, inner, o, deep))
                    else {
                        continue;
                    };
                    let by = slice(app, *target, inner, &look.operands, crate::ir::NO_VAL, deep);
                    let into = found.get_or_insert_with(|| Lookup {
                        operands: Vec::new(),
                        fields: BTreeSet::new(),
                    });
                    into.fields.extend(by.fields);
                    into.fields.extend(look.fields);
                    for (n, val) in inner.params.iter().enumerate() {
                        if by.vals.contains(val) {
                            into.operands.push(body.arg(op, n));
                        }
                    }
                }
            }
            found
        }
        _ => None,
    }
}

/// The values that come round to a join or a parameter of a method that calls itself.
fn rounds(app: &App<'_>, def: DefId, body: &Body, at: Val) -> Vec<Val> {
    match body.def(at) {
        Def::Phi(_) => body.phi_inputs(at).to_vec(),
        Def::Param(n) => {
            let here = app.callers(def).iter().filter(|s| s.def == def);
            let calls = here.filter_map(|s| body.op(body.at(s.pc)?));
            calls.map(|op| body.arg(op, usize::from(n))).collect()
        }
        _ => Vec::new(),
    }
}

/// The ways along characters in one method.
fn walks(app: &App<'_>, def: DefId, body: &Body) -> Vec<Walk> {
    let mut all: Vec<Walk> = Vec::new();
    let mut met: BTreeSet<OpIdx> = BTreeSet::new();
    for (i, kind) in body.defs.iter().enumerate() {
        let state = Val(count(i));
        if !matches!(kind, Def::Phi(_) | Def::Param(_)) {
            continue;
        }
        let inputs = rounds(app, def, body, state);
        let (mut round, mut starts) = (Vec::new(), Vec::new());
        for input in inputs.into_iter().filter(|v| *v != state) {
            let by = slice(app, def, body, &[input], state, HELPERS);
            if by.vals.contains(&state) {
                round.push(by);
            } else {
                starts.push(input);
            }
        }
        if let Def::Param(_) = kind {
            starts.push(state);
        }
        if round.is_empty() || starts.is_empty() {
            continue;
        }
        let mut walk: Option<Walk> = None;
        let lookups: BTreeSet<OpIdx> = round.iter().flat_map(|s| s.lookups.clone()).collect();
        for idx in lookups {
            let Some(op) = body.op(idx) else { continue };
            let Some(look) = lookup(app, def, body, op, HELPERS) else {
                continue;
            };
            let by = slice(app, def, body, &look.operands, state, HELPERS);
            let Some(text) = by.texts.first() else {
                continue;
            };
            if !by.vals.contains(&state) || !met.insert(idx) {
                continue;
            }
            let walk = walk.get_or_insert_with(|| Walk {
                def,
                starts: starts.clone(),
                places: FxHashSet::from_iter([state]),
                text: *text,
                fields: BTreeSet::new(),
                stores: false,
                anywhere: false,
            });
            walk.fields.extend(by.fields);
            walk.fields.extend(look.fields);
            walk.places.insert(op.res);
        }
        let Some(mut walk) = walk else { continue };
        spread(body, &mut walk.places);
        walk.stores = stores(app, def, body, &walk.places, state);
        walk.anywhere = is_anywhere(body, state, &walk);
        all.push(walk);
    }
    all
}

/// Adds casts and joins of values to them.
fn spread(body: &Body, vals: &mut FxHashSet<Val>) {
    let mut work: Vec<Val> = vals.iter().copied().collect();
    while let Some(val) = work.pop() {
        for u in body.uses(val) {
            let next = match *u {
                Use::Phi(phi) => phi,
                Use::Op(idx, _) => match body.op(idx) {
                    Some(op) if matches!(op.kind, OpKind::Cast(_)) => op.res,
                    _ => continue,
                },
            };
            if vals.len() < MAX_VALUES && vals.insert(next) {
                work.push(next);
            }
        }
    }
}

/// Whether something is stored under a key in what one of these places holds.
fn stores(app: &App<'_>, def: DefId, body: &Body, places: &FxHashSet<Val>, state: Val) -> bool {
    let of_place = |val: Val| {
        let by = slice(app, def, body, &[val], state, HELPERS);
        by.vals.iter().any(|v| places.contains(v))
    };
    body.ops.iter().any(|op| match op.kind {
        OpKind::ArrayPut => of_place(body.arg(op, 1)) || of_place(body.arg(op, 2)),
        OpKind::Call(_, method) if has_role(app, method, "keyed", "put") => {
            // A mark under a constant key is no child.
            of_place(body.arg(op, 0)) && !is_constant(body, body.arg(op, 1))
        }
        OpKind::Call(how, method) => {
            let given = body.args(op).iter().any(|v| places.contains(v));
            given
                && app
                    .targets(def, how, method, None)
                    .defs
                    .iter()
                    .take(MAX_TARGETS)
                    .any(|t| {
                        app.body(*t)
                            .filter(|b| b.ops.len() <= HELPER_OPS)
                            .is_some_and(|b| {
                                b.ops.iter().any(|o| match o.kind {
                                    OpKind::ArrayPut => true,
                                    OpKind::Call(_, m) => has_role(app, m, "keyed", "put"),
                                    _ => false,
                                })
                            })
                    })
        }
        _ => false,
    })
}

pub(super) fn is_constant(body: &Body, val: Val) -> bool {
    body.def_op(val)
        .is_some_and(|(_, op)| matches!(op.kind, OpKind::Str(_) | OpKind::Const(_)))
}

/// Whether it begins at other places of the text than its first character: there is a loop around it or a caller's number,
/// or it goes back on a character that leads nowhere.
fn is_anywhere(body: &Body, state: Val, walk: &Walk) -> bool {
    let index = body.ops.iter().find_map(|op| match op.kind {
        OpKind::Call(..) | OpKind::ArrayGet if body.arg(op, 0) == walk.text => {
            Some(body.arg(op, 1))
        }
        _ => None,
    });
    let goes_back = body.phi_inputs(state).len() > 2;
    let Some(index) = index else { return goes_back };
    // The number counts on from what it starts with.
    let mut starts = Vec::new();
    let mut seen = FxHashSet::default();
    let mut work = vec![index];
    while let Some(val) = work.pop() {
        if seen.len() > 32 || !seen.insert(val) {
            continue;
        }
        match body.def(val) {
            Def::Phi(_) => work.extend(body.phi_inputs(val)),
            Def::Op(idx) => match body.op(idx).map(|o| (o, o.kind)) {
                Some((op, OpKind::ArithLit(Arith::Add, _))) => work.push(body.arg(op, 0)),
                Some((op, OpKind::Arith(Arith::Add, _))) => {
                    starts.push(val);
                    work.extend(body.args(op));
                }
                Some((_, OpKind::Const(0 | 1))) => {}
                _ => starts.push(val),
            },
            _ => starts.push(val),
        }
    }
    let joins = seen
        .iter()
        .filter(|v| matches!(body.def(**v), Def::Phi(_)))
        .count();
    goes_back || joins > 1 || !starts.is_empty()
}

/// The words that a builder goes along, if they are those of a list.
fn words_of(
    back: &mut Backward<'_, '_>,
    builder: &Walk,
    all: &mut Matchings,
    budget: &mut Budget,
) -> Option<Origins> {
    let words = back.origins(builder.def, builder.text, budget);
    all.n_questions = all.n_questions.saturating_add(words.n_questions() as u64);
    super::is_list(&words).then_some(words)
}

impl App<'_> {
    /// Adds the comparisons of matchers that go through a text character by character.
    pub(super) fn tries(
        &self,
        back: &mut Backward<'_, '_>,
        all: &mut Matchings,
        budget: &mut Budget,
    ) {
        let mut defs: BTreeSet<DefId> = BTreeSet::new();
        for method in 0..count(self.program.methods.len()) {
            let sites = self.xrefs.of_call(method);
            if sites.is_empty() {
                continue;
            }
            let roles = self.models.roles.of(&self.program, method);
            if roles
                .iter()
                .any(|r| r.name == "character" || r.name == "characters")
            {
                defs.extend(sites.iter().map(|s| s.def));
            }
        }
        let mut walked: Vec<Walk> = Vec::new();
        for def in defs.into_iter().filter(|d| self.is_reachable(*d)) {
            if let Some(body) = self.body(def) {
                walked.extend(walks(self, def, body));
            }
        }
        let (builders, asking): (Vec<Walk>, Vec<Walk>) = walked.into_iter().partition(|w| w.stores);
        if asking.is_empty() {
            return;
        }
        // The words of each builder, asked once.
        let mut words: BTreeMap<usize, Option<Origins>> = BTreeMap::new();
        for asks in &asking {
            let mut own_roots: Option<BTreeSet<FieldId>> = None;
            for (i, builder) in builders.iter().enumerate() {
                let shared = builder.fields.intersection(&asks.fields).next().is_some();
                let joined = shared
                    || (builder.fields.is_empty() && asks.fields.is_empty() && {
                        let own = own_roots.get_or_insert_with(|| roots(self, asks));
                        roots(self, builder).intersection(own).next().is_some()
                    });
                if !joined {
                    continue;
                }
                let children = &builder.fields;
                let answers = answers(self, asks, &marks(self, builder), children);
                if answers.is_empty() {
                    continue;
                }
                let found = words
                    .entry(i)
                    .or_insert_with(|| words_of(back, builder, all, budget));
                let Some(words) = found else { continue };
                self.trie(back, asks, &answers, words, all, budget);
                break;
            }
        }
    }

    fn trie(
        &self,
        back: &mut Backward<'_, '_>,
        asks: &Walk,
        answers: &[(OpIdx, Answer)],
        words: &Origins,
        all: &mut Matchings,
        budget: &mut Budget,
    ) {
        let (Some(body), Some(def)) = (self.body(asks.def), self.program.def(asks.def)) else {
            return;
        };
        all.n_sites = all.n_sites.saturating_add(1);
        let text = back.origins(asks.def, asks.text, budget);
        all.n_questions = all.n_questions.saturating_add(text.n_questions() as u64);
        for (idx, answer) in answers {
            let Some(op) = body.op(*idx) else { continue };
            let kind = if asks.anywhere { "trie" } else { "trie-prefix" };
            all.found.push(Matching {
                site: Site {
                    def: asks.def,
                    pc: op.pc,
                },
                method: def.method,
                matcher: kind.to_owned(),
                answer: *answer,
                text_at: (asks.text, None),
                list_at: crate::ir::NO_VAL,
                words: words.clone(),
                text: text.clone(),
                native: None,
            });
        }
    }
}
