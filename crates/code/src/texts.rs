//! All the texts that a value may be, with what is not known of them left open.
//!
//! Lattice: sets of at most [`MAX`] patterns, in which `*` stands for a part that is not known. Where
//! [`crate::consts`] gives one constant that is the set.
//!
//! Known misses: texts that a loop builds; a `*` that stands in a constant itself is not told apart.

use crate::app::App;
use crate::consts::{Const, Folder};
use crate::ir::{Body, Def, Invoke, Kind, Op, Use, Val};
use crate::program::DefId;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Patterns kept for one value: 64.
const MAX: usize = 64;
/// Values looked at for one question: 200.
const STEPS: u32 = 200;
/// Nested definitions: 16.
const DEPTH: u32 = 16;
/// What stands for an unknown part.
pub const OPEN: &str = "*";

/// The texts that a value of a method may be; [`OPEN`] alone is one of which nothing is known.
pub fn texts(app: &App<'_>, def: DefId, val: Val) -> BTreeSet<String> {
    let mut seen = Vec::new();
    let mut found = Texts {
        app,
        left: Cell::new(STEPS),
    }
    .value(def, val, 0, &mut seen);
    if found.is_empty() {
        found.insert(String::from(OPEN));
    }
    found
}

struct Texts<'t, 'a> {
    app: &'t App<'a>,
    left: Cell<u32>,
}

/// Whether a text is as a pattern says, in which [`OPEN`] stands for any part.
pub fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(OPEN);
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn open() -> BTreeSet<String> {
    [String::from(OPEN)].into()
}

impl Texts<'_, '_> {
    fn value(
        &self,
        def: DefId,
        val: Val,
        depth: u32,
        seen: &mut Vec<(DefId, Val)>,
    ) -> BTreeSet<String> {
        let app = self.app;
        let Some(left) = self.left.get().checked_sub(1) else {
            return open();
        };
        self.left.set(left);
        match Folder::new(app).value(def, val) {
            Some(Const::Str(s)) => return [s.to_string()].into(),
            Some(Const::Int(n)) => return [n.to_string()].into(),
            Some(Const::Long(n)) => return [n.to_string()].into(),
            Some(Const::Null) => return BTreeSet::new(),
            _ => {}
        }
        let Some(body) = app.body(def) else {
            return open();
        };
        if depth > DEPTH || seen.contains(&(def, val)) {
            return open();
        }
        seen.push((def, val));
        let depth = depth.saturating_add(1);
        let found = match body.def(val) {
            Def::Phi(_) => {
                let mut all = BTreeSet::new();
                for input in body.phi_inputs(val) {
                    if *input != val {
                        all.extend(self.value(def, *input, depth, seen));
                    }
                }
                all
            }
            Def::Param(n) => self.param(def, n, depth, seen),
            Def::Op(_) => match body.def_op(val) {
                Some((_, op)) => self.op(def, body, op, depth, seen),
                None => open(),
            },
            Def::Undef => open(),
        };
        seen.pop();
        if found.len() > MAX { open() } else { found }
    }

    fn param(
        &self,
        def: DefId,
        n: u16,
        depth: u32,
        seen: &mut Vec<(DefId, Val)>,
    ) -> BTreeSet<String> {
        let app = self.app;
        let callers = app.callers(def);
        if app.is_callable(def) || callers.is_empty() || callers.len() > 8 {
            return open();
        }
        let mut all = BTreeSet::new();
        for site in callers {
            match app.op_at(*site) {
                Some((body, _, op)) => {
                    let val = body.arg(op, usize::from(n));
                    all.extend(self.value(site.def, val, depth, seen));
                }
                None => return open(),
            }
        }
        all
    }

    fn op(
        &self,
        def: DefId,
        body: &Body,
        op: &Op,
        depth: u32,
        seen: &mut Vec<(DefId, Val)>,
    ) -> BTreeSet<String> {
        let app = self.app;
        match op.kind {
            Kind::Cast(_) => self.value(def, body.arg(op, 0), depth, seen),
            Kind::Call(how, method) => {
                let Some(m) = app.program.methods.get(method as usize) else {
                    return open();
                };
                let (class, name) = (app.program.desc(m.class), app.program.strings.text(m.name));
                match (class, name) {
                    ("Ljava/lang/String;", "concat") => {
                        let left = self.value(def, body.arg(op, 0), depth, seen);
                        let right = self.value(def, body.arg(op, 1), depth, seen);
                        joined(&left, &right)
                    }
                    ("Ljava/lang/String;", "valueOf" | "toString" | "trim" | "intern") => {
                        self.value(def, body.arg(op, 0), depth, seen)
                    }
                    ("Ljava/lang/StringBuilder;" | "Ljava/lang/StringBuffer;", "toString") => {
                        self.built(def, body, op, depth, seen)
                    }
                    _ => {
                        let targets = app.targets(def, how, method, None);
                        let [target] = *targets.defs.as_slice() else {
                            return open();
                        };
                        let Some(callee) = app.body(target).filter(|_| !targets.outside) else {
                            return open();
                        };
                        let mut all = BTreeSet::new();
                        for o in callee.ops.iter().filter(|o| o.kind == Kind::Return) {
                            all.extend(self.value(target, callee.arg(o, 0), depth, seen));
                        }
                        all
                    }
                }
            }
            _ => open(),
        }
    }

    /// What was appended to a builder, in order.
    fn built(
        &self,
        def: DefId,
        body: &Body,
        end: &Op,
        depth: u32,
        seen: &mut Vec<(DefId, Val)>,
    ) -> BTreeSet<String> {
        let mut parts: Vec<BTreeSet<String>> = Vec::new();
        let mut val = body.arg(end, 0);
        // Upwards through a chain of `append`.
        for _ in 0..200 {
            let Some((idx, op)) = body.def_op(val) else {
                return open();
            };
            match op.kind {
                Kind::Call(_, method) if self.app.program.name_of(method) == "append" => {
                    parts.push(self.value(def, body.arg(op, 1), depth, seen));
                    val = body.arg(op, 0);
                }
                Kind::New(_) => {
                    // Calls whose result was not used, one after another between here and the end.
                    let mut early: Vec<(u32, BTreeSet<String>)> = Vec::new();
                    for u in body.uses(val) {
                        let Use::Op(i, 0) = *u else { return open() };
                        let Some(user) = body.op(i) else {
                            return open();
                        };
                        let Kind::Call(how, method) = user.kind else {
                            return open();
                        };
                        let text = match self.app.program.name_of(method) {
                            "append" if body.uses(user.res).is_empty() => body.arg(user, 1),
                            "<init>" if how == Invoke::Direct && body.args(user).len() > 1 => {
                                body.arg(user, 1)
                            }
                            "append" | "<init>" | "toString" | "length" => continue,
                            _ => return open(),
                        };
                        if body.reaches(i, i, None) || i <= idx {
                            return open();
                        }
                        early.push((i, self.value(def, text, depth, seen)));
                    }
                    early.sort_unstable();
                    parts.extend(early.into_iter().rev().map(|e| e.1));
                    let mut all: BTreeSet<String> = [String::new()].into();
                    for part in parts.iter().rev() {
                        let part = if part.is_empty() { &open() } else { part };
                        all = joined(&all, part);
                    }
                    return all;
                }
                _ => return open(),
            }
        }
        open()
    }
}

fn joined(left: &BTreeSet<String>, right: &BTreeSet<String>) -> BTreeSet<String> {
    if left.len().saturating_mul(right.len()) > MAX {
        return open();
    }
    let mut all = BTreeSet::new();
    for l in left {
        for r in right {
            let text = format!("{l}{r}").replace("**", OPEN);
            all.insert(text);
        }
    }
    all
}
