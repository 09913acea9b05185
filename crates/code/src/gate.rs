//! Under which conditions code runs: formulas over named inputs, and their value in an environment.
//!
//! Lattice: formulas; what is not understood is [`Formula::Unknown`]. The conditions of an operation are those branches of
//! its method whose one side dominates it; a condition on what a method of the app returns is followed into it.
//!
//! Known misses: conditions in callers (see [`App::gates`] for a whole way); loops; conditions made of exceptions;
//! boolean values that several ways compute before one branch tests them.

use crate::app::App;
use crate::consts::{Const, Folder};
use crate::flow::Step;
use crate::ir::{Body, Cond, Def, Kind, NO_VAL, Op, OpIdx, Use, Val};
use crate::models::{Base, Key};
use crate::program::DefId;
use std::fmt;

/// How deep methods and definitions are followed: 12.
const DEPTH: u32 = 12;

/// What an input is compared with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It equals this text.
    Equals(String),
    /// It equals this text, upper and lower case alike.
    EqualsAnyCase(String),
    /// It is one of these texts, sorted.
    OneOf(Vec<String>),
    /// It compares so with this number.
    Compares(CondOrder, i64),
    /// It is there.
    Present,
}

/// A [`Cond`] that can be ordered.
pub type CondOrder = Cond;

/// A condition on what the program cannot know before it runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formula {
    /// Always.
    True,
    /// Never.
    False,
    /// Not understood.
    Unknown,
    /// An input stands in a relation.
    Is {
        /// Kind of input, as in the model file `inputs`.
        kind: String,
        /// Which input, as `ro.build.type`.
        reads: String,
        /// How it must be.
        relation: Relation,
    },
    /// Not so.
    Not(Box<Formula>),
    /// All of these.
    All(Vec<Formula>),
    /// At least one of these.
    Any(Vec<Formula>),
}

impl Formula {
    /// The opposite, without two negations in a row.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::Not(inner) => *inner,
            Self::Is {
                kind,
                reads,
                relation: Relation::Compares(cond, n),
            } => Self::Is {
                kind,
                reads,
                relation: Relation::Compares(cond.negated(), n),
            },
            other => Self::Not(Box::new(other)),
        }
    }

    /// All of these, flat and each once.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut list: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::True => {}
                Self::False => return Self::False,
                Self::All(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        list.sort();
        list.dedup();
        match list.len() {
            0 => Self::True,
            1 => list.remove(0),
            _ => Self::All(list),
        }
    }

    /// At least one of these, flat and each once.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut list: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::False => {}
                Self::True => return Self::True,
                Self::Any(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        list.sort();
        list.dedup();
        match list.len() {
            0 => Self::False,
            1 => list.remove(0),
            _ => Self::Any(list),
        }
    }

    /// Its value where `input` gives the value of an input by kind and name; `None` where that is not known.
    pub fn eval(&self, input: &dyn Fn(&str, &str) -> Option<String>) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::Unknown => None,
            Self::Is {
                kind,
                reads,
                relation,
            } => {
                let value = input(kind, reads)?;
                Some(match relation {
                    Relation::Equals(text) => value == *text,
                    Relation::EqualsAnyCase(text) => value.to_lowercase() == text.to_lowercase(),
                    Relation::OneOf(list) => list.contains(&value),
                    Relation::Compares(cond, n) => cond.holds(value.parse().ok()?, *n),
                    Relation::Present => value != "absent",
                })
            }
            Self::Not(inner) => inner.eval(input).map(|b| !b),
            Self::All(list) => {
                let values: Vec<Option<bool>> = list.iter().map(|f| f.eval(input)).collect();
                if values.contains(&Some(false)) {
                    Some(false)
                } else if values.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Self::Any(list) => {
                let values: Vec<Option<bool>> = list.iter().map(|f| f.eval(input)).collect();
                if values.contains(&Some(true)) {
                    Some(true)
                } else if values.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equals(text) => write!(f, "== {text}"),
            Self::EqualsAnyCase(text) => write!(f, "== {text}, any case"),
            Self::OneOf(list) => write!(f, "in {{{}}}", list.join(", ")),
            Self::Compares(cond, n) => write!(f, "{} {n}", cond.sign()),
            Self::Present => write!(f, "installed"),
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, list: &[Self], word: &str| {
            for (i, part) in list.iter().enumerate() {
                if i > 0 {
                    write!(f, " {word} ")?;
                }
                write!(f, "({part})")?;
            }
            Ok(())
        };
        match self {
            Self::True => write!(f, "always"),
            Self::False => write!(f, "never"),
            Self::Unknown => write!(f, "unknown"),
            Self::Is {
                kind,
                reads,
                relation,
            } => write!(f, "{kind} {reads} {relation}"),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::All(parts) => list(f, parts, "and"),
            Self::Any(parts) => list(f, parts, "or"),
        }
    }
}

impl App<'_> {
    /// Under which condition each step of a way runs, all together.
    pub fn gates(&self, steps: &[Step]) -> Formula {
        Formula::all(steps.iter().map(|step| {
            let op = self
                .body(step.site.def)
                .and_then(|b| b.ops.binary_search_by_key(&step.site.pc, |o| o.pc).ok());
            op.map_or(Formula::True, |op| {
                self.gate(step.site.def, crate::program::count(op))
            })
        }))
    }

    /// The condition under which an operation of a method runs, once the method is called.
    pub fn gate(&self, def: DefId, op: OpIdx) -> Formula {
        Reader { app: self }.gate(def, op, 0)
    }
}

struct Reader<'r, 'a> {
    app: &'r App<'a>,
}

impl Reader<'_, '_> {
    fn gate(&self, def: DefId, op: OpIdx, depth: u32) -> Formula {
        let Some(body) = self.app.body(def) else {
            return Formula::True;
        };
        let Some(block) = body.op(op).map(|o| o.block) else {
            return Formula::True;
        };
        self.block(def, body, block, depth)
    }

    fn block(&self, def: DefId, body: &Body, block: u32, depth: u32) -> Formula {
        let mut parts = Vec::new();
        let mut at = block;
        for _ in 0..body.blocks.len() {
            let up = body.idom.get(at as usize).copied().unwrap_or(at);
            if up == at {
                break;
            }
            if let Some((idx, branch)) = body.last_op(up)
                && let Some(b) = body.block(up)
                && let [fall, taken] = *b.next.as_slice()
                && fall != taken
            {
                let only = |side: u32| {
                    body.dominates(side, block)
                        && body.block(side).is_some_and(|s| s.prev.as_slice() == [up])
                };
                match (only(fall), only(taken)) {
                    (_, true) => parts.push(self.branch(def, body, idx, branch, depth)),
                    (true, _) => parts.push(self.branch(def, body, idx, branch, depth).negated()),
                    _ => {}
                }
            }
            at = up;
        }
        Formula::all(parts)
    }

    /// The condition under which a branch is taken.
    fn branch(&self, def: DefId, body: &Body, _idx: OpIdx, op: &Op, depth: u32) -> Formula {
        let (cond, a, b) = match op.kind {
            Kind::IfZero(cond) => (cond, body.arg(op, 0), None),
            Kind::If(cond) => (cond, body.arg(op, 0), Some(body.arg(op, 1))),
            _ => return Formula::Unknown,
        };
        let Some(b) = b else {
            // The three-way comparison of two longs, against zero.
            if let Some((_, compare)) = body.def_op(a)
                && let Kind::Compare(..) = compare.kind
            {
                return self.compare(def, body, cond, body.arg(compare, 0), body.arg(compare, 1));
            }
            return match cond {
                Cond::Ne => self.truth(def, a, depth),
                Cond::Eq => self.truth(def, a, depth).negated(),
                _ => self.number(def, cond, a, 0),
            };
        };
        self.compare(def, body, cond, a, b)
    }

    fn compare(&self, def: DefId, _body: &Body, cond: Cond, a: Val, b: Val) -> Formula {
        let swapped = match cond {
            Cond::Lt => Cond::Gt,
            Cond::Gt => Cond::Lt,
            Cond::Le => Cond::Ge,
            Cond::Ge => Cond::Le,
            same => same,
        };
        let number = |v| Folder::new(self.app).value(def, v).and_then(|c| c.as_int());
        match (number(a), number(b)) {
            (_, Some(n)) => self.number(def, cond, a, n),
            (Some(n), _) => self.number(def, swapped, b, n),
            _ => Formula::Unknown,
        }
    }

    fn number(&self, def: DefId, cond: Cond, val: Val, n: i64) -> Formula {
        match self.input(def, val, 0) {
            Some((kind, reads)) => Formula::Is {
                kind,
                reads,
                relation: Relation::Compares(cond, n),
            },
            None => Formula::Unknown,
        }
    }

    /// The condition under which a value is true, or not `null`.
    fn truth(&self, def: DefId, val: Val, depth: u32) -> Formula {
        let depth = depth.saturating_add(1);
        let Some(body) = self.app.body(def) else {
            return Formula::Unknown;
        };
        if depth > DEPTH {
            return Formula::Unknown;
        }
        if let Some(c) = Folder::new(self.app).value(def, val)
            && let Some(n) = c.as_int()
        {
            return if n == 0 {
                Formula::False
            } else {
                Formula::True
            };
        }
        let (idx, op) = match body.def(val) {
            Def::Phi(_) => {
                // Each constant stands for the way on which it was loaded.
                return Formula::any(body.phi_inputs(val).iter().map(|v| match body.def_op(*v) {
                    Some((_, o)) if matches!(o.kind, Kind::Const(0)) => Formula::False,
                    Some((_, o)) if matches!(o.kind, Kind::Const(_)) => {
                        self.block(def, body, o.block, depth)
                    }
                    Some((_, o)) => Formula::all([
                        self.block(def, body, o.block, depth),
                        self.truth(def, *v, depth),
                    ]),
                    None => Formula::Unknown,
                }));
            }
            Def::Op(idx) => match body.op(idx) {
                Some(op) => (idx, *op),
                None => return Formula::Unknown,
            },
            _ => return Formula::Unknown,
        };
        match op.kind {
            Kind::ArithLit(crate::ir::Arith::Xor, 1) => {
                self.truth(def, body.arg(&op, 0), depth).negated()
            }
            Kind::Cast(_) => self.truth(def, body.arg(&op, 0), depth),
            Kind::Call(how, method) => {
                let program = &self.app.program;
                let name = program.name_of(method);
                let args = body.args(&op);
                if let [a, b] = *args
                    && matches!(name, "equals" | "equalsIgnoreCase" | "contentEquals")
                {
                    return self.equal(def, a, b, name == "equalsIgnoreCase");
                }
                if let [list, item] = *args
                    && matches!(name, "contains" | "containsKey")
                    && let Some((kind, reads)) = self.input(def, item, 0)
                {
                    return match self.items(def, list) {
                        Some(items) => Formula::Is {
                            kind,
                            reads,
                            relation: Relation::OneOf(items),
                        },
                        None => Formula::Unknown,
                    };
                }
                let targets = self.app.targets(def, how, method, None);
                if let [one] = *targets.defs.as_slice()
                    && !targets.outside
                {
                    return self.returned(one, depth);
                }
                match self.input(def, op.res, 0) {
                    Some((kind, reads)) => {
                        let proto = program.methods.get(method as usize);
                        let proto = proto.and_then(|m| program.protos.get(m.proto as usize));
                        let bool_ = proto.is_some_and(|p| program.desc(p.ret) == "Z");
                        let relation = if bool_ {
                            Relation::Equals(String::from("true"))
                        } else if proto.is_some_and(|p| program.desc(p.ret).len() == 1) {
                            Relation::Compares(Cond::Ne, 0)
                        } else {
                            Relation::Present
                        };
                        Formula::Is {
                            kind,
                            reads,
                            relation,
                        }
                    }
                    None => Formula::Unknown,
                }
            }
            _ => {
                let _ = idx;
                Formula::Unknown
            }
        }
    }

    fn equal(&self, def: DefId, a: Val, b: Val, any_case: bool) -> Formula {
        let text = |v| Folder::new(self.app).value(def, v);
        let (input, text) = match (text(a), text(b)) {
            (Some(t), None) => (self.input(def, b, 0), t),
            (None, Some(t)) => (self.input(def, a, 0), t),
            _ => return Formula::Unknown,
        };
        let (Some((kind, reads)), Some(text)) = (input, text.as_str()) else {
            return Formula::Unknown;
        };
        let text = text.to_owned();
        Formula::Is {
            kind,
            reads,
            relation: if any_case {
                Relation::EqualsAnyCase(text)
            } else {
                Relation::Equals(text)
            },
        }
    }

    /// The condition under which a method returns true.
    fn returned(&self, def: DefId, depth: u32) -> Formula {
        let Some(body) = self.app.body(def) else {
            return Formula::Unknown;
        };
        let returns = body.ops.iter().filter(|o| o.kind == Kind::Return);
        Formula::any(returns.map(|o| {
            Formula::all([
                self.block(def, body, o.block, depth.saturating_add(1)),
                self.truth(def, body.arg(o, 0), depth.saturating_add(1)),
            ])
        }))
    }

    /// The constant texts that a collection is filled with.
    fn items(&self, def: DefId, list: Val) -> Option<Vec<String>> {
        let app = self.app;
        let (mut def, mut val) = (def, list);
        for _ in 0..4 {
            let body = app.body(def)?;
            let (_, op) = body.def_op(val)?;
            match op.kind {
                Kind::Cast(_) => val = body.arg(op, 0),
                Kind::StaticGet(f) | Kind::FieldGet(f) => {
                    let f = app.program.canonical_field(f);
                    let puts = app
                        .xrefs
                        .static_puts
                        .of(f)
                        .iter()
                        .chain(app.xrefs.field_puts.of(f));
                    let [site] = *puts.collect::<Vec<_>>().as_slice() else {
                        return None;
                    };
                    let there = app.body(site.def)?;
                    let i = there.ops.binary_search_by_key(&site.pc, |o| o.pc).ok()?;
                    def = site.def;
                    val = there.arg(there.ops.get(i)?, 0);
                }
                _ => break,
            }
        }
        let body = app.body(def)?;
        let (_, made) = body.def_op(val)?;
        let mut items = Vec::new();
        let mut add = |c: Const| match c {
            Const::Str(s) => {
                items.push(s.to_string());
                Some(())
            }
            Const::Array(list) => {
                for c in list.iter() {
                    items.push(c.as_str()?.to_owned());
                }
                Some(())
            }
            _ => None,
        };
        if let Kind::Call(..) = made.kind {
            for v in body.args(made) {
                add(Folder::new(app).value(def, *v)?)?;
            }
        }
        for u in body.uses(val) {
            let Use::Op(i, 0) = *u else { continue };
            let op = body.op(i)?;
            let Kind::Call(_, method) = op.kind else {
                continue;
            };
            match app.program.name_of(method) {
                "add" | "put" => add(Folder::new(app).value(def, body.arg(op, 1))?)?,
                "<init>" if body.args(op).len() > 1 => {
                    items.extend(self.items(def, body.arg(op, 1))?);
                    return finish(items);
                }
                _ => {}
            }
        }
        finish(items)
    }

    /// Which input a value is, with its kind.
    fn input(&self, def: DefId, val: Val, depth: u32) -> Option<(String, String)> {
        let app = self.app;
        if depth > DEPTH || val == NO_VAL {
            return None;
        }
        let depth = depth.saturating_add(1);
        let body = app.body(def)?;
        let (_, op) = match body.def(val) {
            Def::Phi(_) => {
                let inputs = body.phi_inputs(val).iter();
                let mut found = inputs.filter_map(|v| self.input(def, *v, depth));
                return found.next();
            }
            _ => body.def_op(val)?,
        };
        match op.kind {
            Kind::Cast(_) | Kind::Unary(_) => self.input(def, body.arg(op, 0), depth),
            Kind::StaticGet(f) => {
                let f = app.program.fields.get(f as usize)?;
                let input = app.models.inputs.of_name(&app.program, f.class, f.name);
                let class = app
                    .program
                    .desc(f.class)
                    .trim_matches(['L', ';'])
                    .replace(['/', '$'], ".");
                let name = app.program.strings.text(f.name);
                input
                    .first()
                    .map(|i| (i.kind.clone(), format!("{class}.{name}")))
            }
            Kind::Call(how, method) => {
                if let Some(input) = app.models.inputs.of(&app.program, method).first() {
                    return Some((input.kind.clone(), self.reads(def, body, op, &input.reads)?));
                }
                let name = app.program.name_of(method);
                if matches!(
                    name,
                    "toLowerCase"
                        | "toUpperCase"
                        | "trim"
                        | "toString"
                        | "valueOf"
                        | "intValue"
                        | "booleanValue"
                        | "longValue"
                        | "parseInt"
                        | "parseLong"
                ) {
                    let first = *body.args(op).first()?;
                    return self.input(def, first, depth);
                }
                let targets = app.targets(def, how, method, None);
                let [one] = *targets.defs.as_slice() else {
                    return None;
                };
                let callee = app.body(one)?;
                let mut returns = callee.ops.iter().filter(|o| o.kind == Kind::Return);
                returns.find_map(|o| self.input(one, callee.arg(o, 0), depth))
            }
            _ => None,
        }
    }

    /// The name of an input: a template with `{p1}` for constants and `{@this}` for the key of the receiver's channel.
    fn reads(&self, def: DefId, body: &Body, op: &Op, template: &str) -> Option<String> {
        let static_ = crate::flow::is_static(op);
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (place, after) = after.split_once('}')?;
            rest = after;
            let value = if place == "@this" {
                self.channel_key(def, body.arg(op, 0))
            } else {
                let n: usize = place.strip_prefix('p')?.parse().ok()?;
                let at = n.checked_sub(usize::from(static_))?;
                Folder::new(self.app).value(def, body.arg(op, at))
            };
            text.push_str(value.as_ref().and_then(Const::as_str).unwrap_or("?"));
        }
        text.push_str(rest);
        Some(text)
    }

    /// The constant key of the channel that an object stands for.
    fn channel_key(&self, def: DefId, mut val: Val) -> Option<Const> {
        let app = self.app;
        let body = app.body(def)?;
        for _ in 0..8 {
            let (_, op) = body.def_op(val)?;
            match op.kind {
                Kind::Cast(_) => val = body.arg(op, 0),
                Kind::Call(_, method) => {
                    let mut statements = app
                        .models
                        .calls
                        .of(&app.program, method)
                        .into_iter()
                        .flatten();
                    let key = statements.find_map(|s| match (s.from.base, s.to.base) {
                        (Base::Channel(_, Key::Arg(n)), Base::Ret) => Some(n),
                        _ => None,
                    })?;
                    let at =
                        usize::from(key).checked_sub(usize::from(crate::flow::is_static(op)))?;
                    return Folder::new(app).value(def, body.arg(op, at));
                }
                _ => return None,
            }
        }
        None
    }
}

fn finish(mut items: Vec<String>) -> Option<Vec<String>> {
    items.sort();
    items.dedup();
    (!items.is_empty()).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str) -> Formula {
        Formula::Is {
            kind: String::from("locale"),
            reads: String::from("country"),
            relation: Relation::Equals(text.to_owned()),
        }
    }

    #[test]
    fn unknown_stays_unknown_unless_the_rest_decides() {
        let env = |_: &str, reads: &str| (reads == "country").then(|| String::from("LT"));
        let open = Formula::Unknown;
        assert_eq!(Formula::all([open.clone(), region("LT")]).eval(&env), None);
        assert_eq!(
            Formula::all([open.clone(), region("DE")]).eval(&env),
            Some(false)
        );
        assert_eq!(Formula::any([open, region("LT")]).eval(&env), Some(true));
    }

    #[test]
    fn two_negations_cancel() {
        assert_eq!(region("LT").negated().negated(), region("LT"));
        assert_eq!(Formula::Unknown.negated(), Formula::Unknown);
    }
}
