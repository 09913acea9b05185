//! Loops that look for an input among the constant elements of a list.

use super::bdd::{FALSE, Ref};
use super::reach::{Loop, Reader};
use super::say::Rel;
use super::value::Term;
use crate::app::App;
use crate::consts::Const;
use crate::ir::{Body, Cond, Def, Kind, Op, Val};

/// Steps through casts to what a value is: 4.
const CASTS: usize = 4;

/// How an element and what is looked for are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    Equals,
    EqualsAnyCase,
    /// The element is in what is looked for.
    InIt,
}

impl Reader<'_, '_> {
    /// Where a loop is left for when an element was found, and the condition of it: the loop does nothing but compare
    /// one value with each element of a list of constants.
    pub(super) fn sought(&mut self, frame: u32, body: &Body, l: &Loop) -> Option<(u32, Ref)> {
        let app = self.app;
        let mut tests = Vec::new();
        for block in &l.blocks {
            let next = body.block(*block)?.next.as_slice();
            let (_, op) = body.last_op(*block)?;
            match (op.kind, next) {
                (Kind::If(_) | Kind::IfZero(_), [fall, taken]) => {
                    tests.push((*block, *op, *fall, *taken));
                }
                (Kind::Switch | Kind::Return | Kind::ReturnVoid | Kind::Throw, _) => return None,
                _ => {}
            }
        }
        // One test asks for the end of the list, one compares.
        let [(_, a, a_fall, a_taken), (_, b, b_fall, b_taken)] = tests.as_slice() else {
            return None;
        };
        let compares = |op: &Op| match op.kind {
            Kind::IfZero(cond @ (Cond::Eq | Cond::Ne)) => {
                Some((cond, compared(app, body, l, body.arg(op, 0))?))
            }
            _ => None,
        };
        let (cond, (test, element, other), fall, taken) = match (compares(a), compares(b)) {
            (Some((cond, found)), None) => (cond, found, *a_fall, *a_taken),
            (None, Some((cond, found))) => (cond, found, *b_fall, *b_taken),
            _ => return None,
        };
        // The side of a find leaves the loop, the other stays.
        let (hit, miss) = if cond == Cond::Ne {
            (taken, fall)
        } else {
            (fall, taken)
        };
        if l.blocks.contains(&hit) || !l.blocks.contains(&miss) {
            return None;
        }
        let def = self.def_of(frame);
        let items = self.items(def, element, 0)?;
        let cases = self.value(frame, other);
        let is_known = |term: &Term| matches!(term, Term::Input(..) | Term::Const(Const::Str(_)));
        if !cases.iter().all(|c| is_known(&c.1)) {
            return None;
        }
        let found = self.each(&cases, &mut |this, term| match term {
            Term::Input(input, _) => {
                let mut input = input.clone();
                let mut any = FALSE;
                match test {
                    Test::Equals => any = this.is(&input, Rel::OneOf(items.clone())),
                    Test::EqualsAnyCase => {
                        input.any_case = true;
                        any = this.is(&input, Rel::OneOf(items.clone()));
                    }
                    Test::InIt => {
                        for item in &items {
                            let here = this.is(&input, Rel::Contains(item.clone()));
                            any = this.bdd.or(any, here);
                        }
                    }
                }
                Term::Truth(any)
            }
            Term::Const(Const::Str(known)) => {
                let is = |item: &String| match test {
                    Test::Equals => **item == **known,
                    Test::EqualsAnyCase => item.to_lowercase() == known.to_lowercase(),
                    Test::InIt => known.contains(item.as_str()),
                };
                Term::Const(Const::Int(i32::from(items.iter().any(is))))
            }
            _ => Term::Unknown,
        });
        let found = self.holds((frame, l.head | 0x8000_0000, 0), &found);
        Some((hit, found))
    }
}

/// A comparison of an element of a list with a value that the loop does not make: how, the list, the value.
fn compared(app: &App<'_>, body: &Body, l: &Loop, answer: Val) -> Option<(Test, Val, Val)> {
    let (_, op) = body.def_op(answer)?;
    let Kind::Call(_, method) = op.kind else {
        return None;
    };
    let [a, b] = body.args(op) else { return None };
    let test = match app.program.name_of(method) {
        "equals" | "contentEquals" => Test::Equals,
        "equalsIgnoreCase" => Test::EqualsAnyCase,
        "contains" => Test::InIt,
        _ => return None,
    };
    let made_outside = |val: Val| match body.def(val) {
        Def::Op(idx) => body.op(idx).is_some_and(|o| !l.blocks.contains(&o.block)),
        Def::Phi(block) => !l.blocks.contains(&block),
        Def::Param(_) => true,
        Def::Undef => false,
    };
    match (list_of(app, body, *a), list_of(app, body, *b)) {
        (Some(list), None) if made_outside(*b) && test != Test::InIt => Some((test, list, *b)),
        (None, Some(list)) if made_outside(*a) => Some((test, list, *a)),
        _ => None,
    }
}

/// The list or array that a value is an element of.
fn list_of(app: &App<'_>, body: &Body, mut val: Val) -> Option<Val> {
    for _ in 0..CASTS {
        let (_, op) = body.def_op(val)?;
        match op.kind {
            Kind::Cast(_) => val = body.arg(op, 0),
            Kind::ArrayGet => return Some(body.arg(op, 0)),
            Kind::Call(_, method) => {
                let roles = app.models.roles.of(&app.program, method);
                if !roles.iter().any(|r| r.name == "element") {
                    return None;
                }
                if op.n_args > 1 {
                    return Some(body.arg(op, 0));
                }
                // What an iterator goes through.
                let (_, made) = body.def_op(body.arg(op, 0))?;
                return matches!(made.kind, Kind::Call(..)).then(|| body.arg(made, 0));
            }
            _ => return None,
        }
    }
    None
}
