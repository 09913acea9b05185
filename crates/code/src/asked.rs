//! Methods that answer to several things, told apart by a parameter: `call` of a provider by a name, `onTransact` of a
//! binder by a number.
//!
//! What a call asks for and what a method answers to is written as one text: whose, a space, which; [`ANY`] stands for
//! what is not known. Whose is a provider's authority or the interface that a parcel is marked for.
//!
//! API: <https://developer.android.com/reference/android/content/ContentProvider#call>,
//! <https://developer.android.com/reference/android/os/Binder#onTransact>
//!
//! Known misses: names that another method tests, or that are looked up in a map; parcels that another method marks.

use crate::app::App;
use crate::consts::Folder;
use crate::ir::{Body, Cond, Def, Kind, Op, OpIdx, Use, Val};
use crate::models::{Base, Key, Sel, Statement};
use crate::ports::interfaces;
use crate::program::{DefId, count};

/// What is not known.
pub(crate) const ANY: &str = "*";
/// The parameter of a transaction that says which it is, and the one that holds its data.
const NUMBER: usize = 1;
const DATA: usize = 2;

/// What a method is asked for in its branches, each with its first block.
pub(crate) type Branches = Vec<(String, u32)>;

/// Whether a key is one that a parameter tells.
pub(crate) const fn is_asked(key: Key) -> bool {
    matches!(key, Key::Asked(..) | Key::Transaction)
}

/// What a call asks for.
pub(crate) fn at_call(app: &App<'_>, def: DefId, body: &Body, op: &Op, key: Key) -> Option<String> {
    let text = |n: u8| {
        let at = Base::Param(n).operand(crate::flow::is_static(op))?;
        let val = body.arg(op, at);
        let whole = |val| crate::origin::whole_text(app, def, val);
        whole(val).or_else(|| whole(converted(app, body, val)?))
    };
    match key {
        Key::Asked(name, of) => {
            let whose = of
                .and_then(text)
                .map_or_else(|| ANY.to_owned(), |it| authority(&it));
            let name = text(name).unwrap_or_else(|| ANY.to_owned());
            Some(format!("{whose} {name}"))
        }
        Key::Transaction => {
            let number = Folder::new(app)
                .value(def, body.arg(op, NUMBER))?
                .as_int()?;
            let marked = interfaces(app, def, body, body.arg(op, DATA), body.at(op.pc));
            let marked: Vec<String> = marked.into_iter().collect();
            Some(format!("{} {number}", marked.join(";")))
        }
        _ => None,
    }
}

/// What a call makes a value of, where it gives the same in another form.
fn converted(app: &App<'_>, body: &Body, val: Val) -> Option<Val> {
    let (_, op) = body.def_op(val)?;
    let Kind::Call(_, method) = op.kind else {
        return None;
    };
    let statements = app.models.calls.of(&app.program, method);
    let same = |s: &&Statement| {
        (&s.to.base, &s.to.sel, &s.from.sel) == (&Base::Ret, &Sel::Whole, &Sel::Whole)
    };
    let from = statements.into_iter().flatten().find(same)?;
    let at = from.from.base.operand(crate::flow::is_static(op))?;
    Some(body.arg(op, at))
}

fn authority(uri: &str) -> String {
    let rest = uri.strip_prefix("content://").unwrap_or(uri);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or(authority).to_owned()
}

/// Whose a method is that is asked.
fn whose(app: &App<'_>, def: DefId, key: Key) -> String {
    let all: Vec<String> = if key == Key::Transaction {
        let Some(body) = app.body(def) else {
            return ANY.to_owned();
        };
        let data = body.params.get(DATA).copied();
        let marked = data.map(|data| interfaces(app, def, body, data, None));
        return marked.into_iter().flatten().collect::<Vec<_>>().join(";");
    } else {
        let class = app.program.desc(app.class_type(def));
        let own = app.entry.components.iter().filter(|it| it.desc == class);
        own.flat_map(|it| it.authorities.clone()).collect()
    };
    if all.is_empty() {
        ANY.to_owned()
    } else {
        all.join(";")
    }
}

/// What a method answers to under one of its names, or under any.
pub(crate) fn answered(app: &App<'_>, def: DefId, key: Key, name: Option<&str>) -> String {
    format!("{} {}", whose(app, def, key), name.unwrap_or(ANY))
}

/// The name in what is asked for; nothing where it is not known.
pub(crate) fn name_of(asked: &str) -> Option<&str> {
    let (_, name) = asked.split_once(' ')?;
    (name != ANY).then_some(name)
}

/// Whether what is asked for is what is answered.
pub(crate) fn meet(a: &str, b: &str) -> bool {
    let (Some((whose, name)), Some((of, other))) = (a.split_once(' '), b.split_once(' ')) else {
        return false;
    };
    let any = |text: &str| text == ANY;
    let one = || whose.split(';').any(|it| of.split(';').any(|o| o == it));
    (any(whose) || any(of) || one()) && (any(name) || any(other) || name == other)
}

/// The branches of a method in which its parameter has one value.
pub(crate) fn branches(app: &App<'_>, def: DefId, body: &Body, key: Key) -> Branches {
    let at = match key {
        Key::Asked(n, _) => usize::from(n),
        Key::Transaction => NUMBER,
        _ => return Branches::new(),
    };
    let Some(&param) = body.params.get(at) else {
        return Branches::new();
    };
    if key == Key::Transaction {
        let numbers = numbers(body, param).into_iter();
        return numbers.map(|(n, block)| (n.to_string(), block)).collect();
    }
    let mut all = texts(app, def, body, param);
    let chosen = by_position(body, &all);
    all.extend(chosen);
    all
}

/// The blocks that run only where a number has one value.
pub(crate) fn numbers(body: &Body, val: Val) -> Vec<(i64, u32)> {
    let mut all = Vec::new();
    for (at, key, to) in &body.cases {
        let on = body.op(*at).map(|op| body.arg(op, 0));
        if on == Some(val) && is_own(body, *to) {
            all.push((i64::from(*key), *to));
        }
    }
    for at in 0..count(body.blocks.len()) {
        let Some((_, op)) = body.last_op(at) else {
            continue;
        };
        let (cond, number) = match op.kind {
            Kind::If(cond) => {
                let (a, b) = (body.arg(op, 0), body.arg(op, 1));
                let other = if a == val {
                    b
                } else if b == val {
                    a
                } else {
                    continue;
                };
                match body.def_op(other).map(|(_, o)| o.kind) {
                    Some(Kind::Const(n)) => (cond, n),
                    _ => continue,
                }
            }
            Kind::IfZero(cond) if body.arg(op, 0) == val => (cond, 0),
            _ => continue,
        };
        all.extend(equal(body, at, cond).map(|to| (number, to)));
    }
    all
}

/// Where a branch leads if what it compares is equal, where nothing else leads there.
fn equal(body: &Body, at: u32, cond: Cond) -> Option<u32> {
    let [fall, taken] = body.block(at)?.next.as_slice() else {
        return None;
    };
    let to = match cond {
        Cond::Eq => *taken,
        Cond::Ne => *fall,
        _ => return None,
    };
    is_own(body, to).then_some(to)
}

/// Whether only one branch leads to a block.
fn is_own(body: &Body, block: u32) -> bool {
    body.block(block).is_some_and(|b| b.prev.len() == 1)
}

/// The blocks that run only where a text is found equal to a constant one.
fn texts(app: &App<'_>, def: DefId, body: &Body, val: Val) -> Branches {
    let mut all = Branches::new();
    for u in body.uses(val) {
        let Use::Op(idx, _) = *u else { continue };
        let Some(op) = body.op(idx) else { continue };
        let Kind::Call(_, method) = op.kind else {
            continue;
        };
        if app.models.compares.of(&app.program, method).is_empty() {
            continue;
        }
        let others = body.args(op).iter().filter(|it| **it != val);
        let mut names = others.filter_map(|it| Folder::new(app).value(def, *it));
        let Some(name) = names.find_map(|it| it.as_str().map(str::to_owned)) else {
            continue;
        };
        for test in body.uses(op.res) {
            let Use::Op(test, _) = *test else { continue };
            // What the comparison gives is not zero where they are equal.
            let to = body.op(test).and_then(|test| match test.kind {
                Kind::IfZero(cond) => equal(body, test.block, cond.negated()),
                _ => None,
            });
            all.extend(to.map(|to| (name.clone(), to)));
        }
    }
    all
}

/// A compiler's choice between texts: each sets a number, by which the branches are chosen.
fn by_position(body: &Body, tests: &[(String, u32)]) -> Branches {
    let mut all = Branches::new();
    let mut seen = Vec::new();
    for op in &body.ops {
        if !matches!(op.kind, Kind::Switch | Kind::If(_) | Kind::IfZero(_)) {
            continue;
        }
        let position = body.arg(op, 0);
        if !matches!(body.def(position), Def::Phi(_)) || seen.contains(&position) {
            continue;
        }
        seen.push(position);
        let ways = body.phi_ways(position);
        for (number, to) in numbers(body, position) {
            for (before, set) in &ways {
                let is_it = body
                    .def_op(*set)
                    .is_some_and(|(_, o)| o.kind == Kind::Const(number));
                if is_it && let Some(name) = at(body, tests, *before) {
                    all.push((name.to_owned(), to));
                }
            }
        }
    }
    all
}

/// What is asked for wherever a block runs.
pub(crate) fn at<'t>(body: &Body, branches: &'t [(String, u32)], block: u32) -> Option<&'t str> {
    let mut names = branches
        .iter()
        .filter(|(_, first)| body.dominates(*first, block))
        .map(|(name, _)| name.as_str());
    let name = names.next()?;
    names.all(|it| it == name).then_some(name)
}

/// As [`at`], for the block of an operation.
pub(crate) fn at_op<'t>(body: &Body, branches: &'t [(String, u32)], op: OpIdx) -> Option<&'t str> {
    at(body, branches, body.op(op)?.block)
}

/// For each block whether it runs only where something else is asked for.
pub(crate) fn barred(body: &Body, branches: &[(String, u32)], name: Option<&str>) -> Vec<bool> {
    let Some(name) = name else { return Vec::new() };
    let blocks = 0..count(body.blocks.len());
    let other = |block| {
        let mut inside = branches
            .iter()
            .filter(|(_, first)| body.dominates(*first, block))
            .peekable();
        inside.peek().is_some() && inside.all(|(it, _)| it != name)
    };
    blocks.map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::{meet, name_of};

    #[test]
    fn what_is_asked_for_meets_what_is_answered() {
        assert!(meet("notes get", "notes get"));
        assert!(meet("* get", "notes get"));
        assert!(meet("notes get", "other;notes *"));
        assert!(!meet("notes get", "notes put"));
        assert!(!meet("notes get", "other get"));
        assert!(!meet(" 1", "ILine 1"));
        assert_eq!(name_of("notes a b"), Some("a b"));
        assert_eq!(name_of("notes *"), None);
    }
}
