//! Which values are constants: literals folded through arithmetic, strings, builders, arrays, fields and calls.
//!
//! Lattice: unknown, one constant; a join of two different constants is unknown. Demand-driven from one value, a bounded
//! number of steps; pure helper methods of the app are run by [`crate::interp`].
//!
//! Known misses: a value that differs between callers; builders that are passed around or appended to in a loop;
//! arrays written through a second name. Known excess: an array element written after the use counts.

use crate::app::App;
use crate::interp::Interp;
use crate::ir::{Arith, Body, Def, Invoke, Kind, Num, Op, OpIdx, Use, Val};
use crate::program::{DefId, FieldId, MethodId, TypeId};
use crate::xref::Site;
use std::sync::Arc;

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Const {
    /// `null`, or the number zero where the type is not known.
    Null,
    /// An `int` or smaller.
    Int(i32),
    /// A `long`.
    Long(i64),
    /// A string.
    Str(Arc<str>),
    /// A class object.
    Class(TypeId),
    /// An array; elements never written are zero or `null`.
    Array(Arc<[Const]>),
}

impl Const {
    /// As text, where it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(s) => Some(s),
            _ => None,
        }
    }
    /// As a number, where it is one; `null` is 0.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Null => Some(0),
            Self::Int(i) => Some(i64::from(*i)),
            Self::Long(i) => Some(*i),
            _ => None,
        }
    }
}

/// Steps for one question: 4,000 values looked at.
const STEPS: u32 = 4_000;
/// How deep definitions are followed: 40.
const DEPTH: u32 = 40;
/// Callers whose arguments must agree: 6.
const CALLERS: usize = 6;
/// Longest array folded: 65,536 elements.
const ARRAY: i64 = 65_536;

/// Answers questions about constants.
pub struct Folder<'f, 'a> {
    app: &'f App<'a>,
    left: u32,
}

impl<'f, 'a> Folder<'f, 'a> {
    /// A folder with fresh steps.
    pub fn new(app: &'f App<'a>) -> Self {
        Self { app, left: STEPS }
    }

    /// The constant that this value of this method always is.
    pub fn value(&mut self, def: DefId, val: Val) -> Option<Const> {
        if let Some(found) = self.at(def, val, 0) {
            return Some(found);
        }
        // Objects that change on the way, as builders and ciphers, are run rather than folded.
        let body = self.app.body(def)?;
        let (_, op) = body.def_op(val)?;
        let pc = match op.kind {
            Kind::Call(_, method) => {
                let m = self.app.program.methods.get(method as usize)?;
                let proto = self.app.program.protos.get(m.proto as usize)?;
                if !matches!(
                    self.app.program.desc(proto.ret),
                    "Ljava/lang/String;" | "[B" | "[C"
                ) {
                    return None;
                }
                op.pc
            }
            Kind::New(t) if self.app.program.desc(t) == "Ljava/lang/String;" => {
                let init = body.uses(val).iter().find_map(|u| match *u {
                    Use::Op(i, 0) => body
                        .op(i)
                        .filter(|o| matches!(o.kind, Kind::Call(Invoke::Direct, _))),
                    _ => None,
                })?;
                return Interp::new(self.app).constructed_at(def, init.pc, val);
            }
            _ => return None,
        };
        Interp::new(self.app).value_at(def, pc)
    }

    fn at(&mut self, def: DefId, val: Val, depth: u32) -> Option<Const> {
        if depth > DEPTH || self.left == 0 {
            return None;
        }
        self.left = self.left.saturating_sub(1);
        let body = self.app.body(def)?;
        let depth = depth.saturating_add(1);
        match body.def(val) {
            Def::Undef => None,
            Def::Param(n) => self.param(def, n, depth),
            Def::Phi(_) => {
                let mut same: Option<Const> = None;
                for input in body.phi_inputs(val) {
                    if *input == val {
                        continue;
                    }
                    let c = self.at(def, *input, depth)?;
                    if same.as_ref().is_some_and(|s| *s != c) {
                        return None;
                    }
                    same = Some(c);
                }
                same
            }
            Def::Op(idx) => {
                let op = *body.op(idx)?;
                self.op(def, body, val, idx, &op, depth)
            }
        }
    }

    fn param(&mut self, def: DefId, n: u16, depth: u32) -> Option<Const> {
        let app = self.app;
        if app.is_callable(def) || depth > 8 {
            return None;
        }
        let callers: &[Site] = app.callers(def);
        if callers.is_empty() || callers.len() > CALLERS {
            return None;
        }
        let mut same: Option<Const> = None;
        for site in callers {
            let (body, _, op) = app.op_at(*site)?;
            let arg = body.arg(op, usize::from(n));
            let c = self.at(site.def, arg, depth.saturating_add(4))?;
            if same.as_ref().is_some_and(|s| *s != c) {
                return None;
            }
            same = Some(c);
        }
        same
    }

    fn op(
        &mut self,
        def: DefId,
        body: &Body,
        val: Val,
        idx: OpIdx,
        op: &Op,
        depth: u32,
    ) -> Option<Const> {
        let app = self.app;
        match op.kind {
            Kind::Const(c) => Some(match i32::try_from(c) {
                Ok(c) => Const::Int(c),
                Err(_) => Const::Long(c),
            }),
            Kind::Str(s) => Some(Const::Str(app.program.strings.text(s).into())),
            Kind::Class(t) => Some(Const::Class(t)),
            Kind::Cast(_) => self.at(def, body.arg(op, 0), depth),
            Kind::Arith(how, num) => {
                let a = self.at(def, body.arg(op, 0), depth)?.as_int()?;
                let b = self.at(def, body.arg(op, 1), depth)?.as_int()?;
                number(num, arith(how, num, a, b)?)
            }
            Kind::ArithLit(how, lit) => {
                let a = self.at(def, body.arg(op, 0), depth)?.as_int()?;
                number(Num::Int, arith(how, Num::Int, a, i64::from(lit))?)
            }
            Kind::Unary(how) => {
                let a = self.at(def, body.arg(op, 0), depth)?.as_int()?;
                crate::interp::unary(how, a)
            }
            Kind::StaticGet(f) => self.static_field(f),
            Kind::FieldGet(f) => match put_before(app, body, op) {
                Some(put) => self.at(def, put, depth),
                None => self.field(f, depth),
            },
            Kind::NewArray(_) | Kind::FilledArray(_) => self.array(def, body, val, op, depth),
            Kind::ArrayGet => {
                let Const::Array(list) = self.at(def, body.arg(op, 0), depth)? else {
                    return None;
                };
                let i = self.at(def, body.arg(op, 1), depth)?.as_int()?;
                list.get(usize::try_from(i).ok()?).cloned()
            }
            Kind::ArrayLen => match self.at(def, body.arg(op, 0), depth)? {
                Const::Array(list) => i32::try_from(list.len()).ok().map(Const::Int),
                _ => None,
            },
            Kind::New(t) => self.constructed(def, body, val, t, depth),
            Kind::Call(how, method) => self.call(def, body, idx, op, how, method, depth),
            _ => None,
        }
    }

    /// A static field that only the class's initialiser writes.
    fn static_field(&mut self, field: FieldId) -> Option<Const> {
        let app = self.app;
        let field = app.program.canonical_field(field);
        let class = app.program.fields.get(field as usize)?.class;
        let puts = app.xrefs.static_puts.of(field);
        let own = puts.iter().all(|site| {
            let method = app.program.def(site.def).map_or(u32::MAX, |d| d.method);
            app.class_type(site.def) == class && app.program.name_of(method) == "<clinit>"
        });
        if !own || app.program.class_of(class).is_none() {
            return None;
        }
        // Running an initialiser costs more than a look-up; a question pays for at most a few.
        self.left = self.left.saturating_sub(200);
        let known = app.statics.get(field as usize);
        if let Some(found) = known.and_then(|it| it.get()) {
            return found.clone();
        }
        let found = Interp::new(app).static_field(field);
        if let Some(place) = known {
            let _ = place.set(found.clone());
        }
        found
    }

    /// An instance field that is written in one place only, with a constant.
    fn field(&mut self, field: FieldId, depth: u32) -> Option<Const> {
        let app = self.app;
        let field = app.program.canonical_field(field);
        let [site] = app.xrefs.field_puts.of(field) else {
            return None;
        };
        let (body, _, op) = app.op_at(*site)?;
        self.at(site.def, body.arg(op, 0), depth.saturating_add(4))
    }

    fn array(&mut self, def: DefId, body: &Body, val: Val, op: &Op, depth: u32) -> Option<Const> {
        if let Kind::FilledArray(_) = op.kind {
            let list: Option<Vec<Const>> = body
                .args(op)
                .iter()
                .map(|v| self.at(def, *v, depth))
                .collect();
            return list.map(|l| Const::Array(l.into()));
        }
        let n = self.at(def, body.arg(op, 0), depth)?.as_int()?;
        if !(0..=ARRAY).contains(&n) {
            return None;
        }
        let mut list = vec![Const::Null; usize::try_from(n).ok()?];
        for u in body.uses(val) {
            let Use::Op(i, at) = *u else { return None };
            let user = *body.op(i)?;
            match (user.kind, at) {
                (Kind::FillData(data), 0) => {
                    let (_, width, bytes) = body.data.iter().find(|d| d.0 == data)?;
                    for (slot, c) in list.iter_mut().zip(elements(*width, bytes)) {
                        *slot = c;
                    }
                }
                (Kind::ArrayPut, 1) => {
                    let i = self.at(def, body.arg(&user, 2), depth)?.as_int()?;
                    let c = self.at(def, body.arg(&user, 0), depth)?;
                    if let Some(slot) = usize::try_from(i).ok().and_then(|i| list.get_mut(i)) {
                        *slot = c;
                    }
                }
                _ => {}
            }
        }
        Some(Const::Array(list.into()))
    }

    /// `new String(...)` and other objects whose constructor makes a constant.
    fn constructed(
        &mut self,
        def: DefId,
        body: &Body,
        val: Val,
        ty: TypeId,
        depth: u32,
    ) -> Option<Const> {
        if self.app.program.desc(ty) != "Ljava/lang/String;" {
            return None;
        }
        for u in body.uses(val) {
            if let Use::Op(i, 0) = *u
                && let Some(op) = body.op(i)
                && let Kind::Call(Invoke::Direct, method) = op.kind
            {
                let args: Option<Vec<Const>> = body
                    .args(op)
                    .iter()
                    .skip(1)
                    .map(|v| self.at(def, *v, depth))
                    .collect();
                return Interp::new(self.app).new_string(method, &args?);
            }
        }
        None
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call site; a struct would only rename them"
    )]
    fn call(
        &mut self,
        def: DefId,
        body: &Body,
        idx: OpIdx,
        op: &Op,
        how: Invoke,
        method: MethodId,
        depth: u32,
    ) -> Option<Const> {
        let app = self.app;
        let m = *app.program.methods.get(method as usize)?;
        let class = app.program.desc(m.class);
        let name = app.program.strings.text(m.name);
        let builder = matches!(
            class,
            "Ljava/lang/StringBuilder;" | "Ljava/lang/StringBuffer;"
        );
        if builder {
            if name != "toString" {
                return None;
            }
            return self
                .built(def, body, idx, body.arg(op, 0), depth)
                .map(|s| Const::Str(s.into()));
        }
        if let Some(element) = crate::lists::got(app, def, body, op) {
            return self.at(def, element, depth);
        }
        if name == "getString" || name == "getText" {
            let last = body.args(op).last().copied()?;
            let proto = app.program.protos.get(m.proto as usize)?;
            let first = proto.params.first().map(|t| app.program.desc(*t));
            if first == Some("I") && proto.params.len() == 1 {
                let id = self.at(def, last, depth)?.as_int()?;
                let text = app
                    .resources
                    .string(u32::try_from(id & 0xffff_ffff).ok()?)?;
                return Some(Const::Str(text.into()));
            }
        }
        let targets = app.targets(def, how, method, None);
        if targets.outside && !targets.defs.is_empty() {
            return None;
        }
        let args: Option<Vec<Const>> = match targets.defs.as_slice() {
            [] => {
                if !crate::library::is_pure(class, name) {
                    return None;
                }
                body.args(op)
                    .iter()
                    .map(|v| self.at(def, *v, depth))
                    .collect()
            }
            [one] => {
                let skip = usize::from(how != Invoke::Static);
                let args: Option<Vec<Const>> = body
                    .args(op)
                    .iter()
                    .skip(skip)
                    .map(|v| self.at(def, *v, depth))
                    .collect();
                let mut args = args?;
                if skip == 1 {
                    args.insert(0, Const::Null);
                }
                self.left = self.left.saturating_sub(50);
                return Interp::new(app).call(*one, &args);
            }
            _ => return None,
        };
        Interp::new(app).library(method, &args?)
    }

    /// What a builder holds when operation `end` asks it.
    fn built(
        &mut self,
        def: DefId,
        body: &Body,
        end: OpIdx,
        builder: Val,
        depth: u32,
    ) -> Option<String> {
        let app = self.app;
        let root = builder_root(app, body, builder)?;
        let (_, made) = body.def_op(root)?;
        if !matches!(made.kind, Kind::New(_)) {
            return None;
        }
        // All operations on any name of the builder, which must follow one another.
        let mut names = vec![root];
        let mut calls: Vec<(OpIdx, u16)> = Vec::new();
        let mut at = 0;
        while let Some(&name) = names.get(at) {
            at = at.saturating_add(1);
            for u in body.uses(name) {
                match *u {
                    Use::Op(i, n) => {
                        let user = body.op(i)?;
                        if n == 0 && returns_this(app, user.kind) && !names.contains(&user.res) {
                            names.push(user.res);
                        }
                        if !calls.contains(&(i, n)) {
                            calls.push((i, n));
                        }
                    }
                    Use::Phi(p) => {
                        if !names.contains(&p) {
                            return None;
                        }
                    }
                }
            }
        }
        calls.sort_unstable();
        let mut text = String::new();
        for (i, n) in calls {
            if i == end || !body.reaches(i, end, None) {
                continue;
            }
            let user = *body.op(i)?;
            let Kind::Call(_, method) = user.kind else {
                continue;
            };
            if n != 0 || !body.op_dominates(i, end) || body.reaches(i, i, None) {
                return None;
            }
            let ty = app.program.methods.get(method as usize)?;
            let proto = app.program.protos.get(ty.proto as usize)?;
            let first = proto.params.first().map_or("", |t| app.program.desc(*t));
            match (app.program.name_of(method), first) {
                ("<init>", "I" | "") | ("length" | "toString", _) => {}
                ("<init>" | "append", _) if proto.params.len() == 1 => {
                    let c = self.at(def, body.arg(&user, 1), depth)?;
                    text.push_str(&crate::library::appended(first, &c)?);
                }
                ("reverse", _) => text = text.chars().rev().collect(),
                _ => return None,
            }
            if text.len() > 1 << 20 {
                return None;
            }
        }
        Some(text)
    }
}

fn returns_this(app: &App<'_>, kind: Kind) -> bool {
    let Kind::Call(_, method) = kind else {
        return false;
    };
    matches!(
        app.program.name_of(method),
        "append" | "reverse" | "insert" | "deleteCharAt" | "delete"
    )
}

fn builder_root(app: &App<'_>, body: &Body, mut val: Val) -> Option<Val> {
    for _ in 0..10_000 {
        let (_, op) = body.def_op(val)?;
        if matches!(op.kind, Kind::New(_)) {
            return Some(val);
        }
        if !returns_this(app, op.kind) {
            return None;
        }
        val = body.arg(op, 0);
    }
    None
}

/// What a method itself put into the field that an operation reads: once, on every way to it.
///
/// Known excess: a call between the two may put something else there.
pub(crate) fn put_before(app: &App<'_>, body: &Body, get: &Op) -> Option<Val> {
    let at = body.ops.binary_search_by_key(&get.pc, |o| o.pc).ok()?;
    let same = |a, b| app.program.canonical_field(a) == app.program.canonical_field(b);
    let mut puts = body
        .ops
        .iter()
        .enumerate()
        .filter(|(_, op)| match (op.kind, get.kind) {
            (Kind::StaticPut(a), Kind::StaticGet(b)) => same(a, b),
            (Kind::FieldPut(a), Kind::FieldGet(b)) => {
                same(a, b) && body.arg(op, 1) == body.arg(get, 0)
            }
            _ => false,
        });
    let (i, put) = puts.next()?;
    let alone = puts.next().is_none();
    let (i, at) = (crate::program::count(i), crate::program::count(at));
    (alone && body.op_dominates(i, at)).then(|| body.arg(put, 0))
}

/// The elements of array data.
#[expect(clippy::many_single_char_names, reason = "the bytes of one number")]
pub(crate) fn elements(width: u16, bytes: &[u8]) -> impl Iterator<Item = Const> + '_ {
    bytes
        .chunks_exact(usize::from(width.max(1)))
        .map(move |c| match *c {
            [a] => Const::Int(i32::from(a.cast_signed())),
            [a, b] => Const::Int(i32::from(u16::from_le_bytes([a, b]))),
            [a, b, c, d] => Const::Int(i32::from_le_bytes([a, b, c, d])),
            [a, b, c, d, e, f, g, h] => Const::Long(i64::from_le_bytes([a, b, c, d, e, f, g, h])),
            _ => Const::Null,
        })
}

pub(crate) fn number(num: Num, value: i64) -> Option<Const> {
    match num {
        #[expect(clippy::cast_possible_truncation, reason = "Java arithmetic wraps")]
        Num::Int => Some(Const::Int(value as i32)),
        Num::Long => Some(Const::Long(value)),
        _ => None,
    }
}

/// Integer arithmetic as Java does it; `None` for division by zero and for floats.
pub(crate) fn arith(how: Arith, num: Num, a: i64, b: i64) -> Option<i64> {
    if !matches!(num, Num::Int | Num::Long) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Java arithmetic wraps"
    )]
    let shift = (b as u32) & if num == Num::Int { 31 } else { 63 };
    #[expect(clippy::cast_possible_truncation, reason = "Java arithmetic wraps")]
    let narrow = |x: i64| {
        if num == Num::Int {
            i64::from(x as i32)
        } else {
            x
        }
    };
    Some(narrow(match how {
        Arith::Add => a.wrapping_add(b),
        Arith::Sub => a.wrapping_sub(b),
        Arith::Rsub => b.wrapping_sub(a),
        Arith::Mul => a.wrapping_mul(b),
        Arith::Div => a.checked_div(b).or_else(|| (b == -1).then_some(a))?,
        Arith::Rem => a.checked_rem(b).or_else(|| (b == -1).then_some(0))?,
        Arith::And => a & b,
        Arith::Or => a | b,
        Arith::Xor => a ^ b,
        Arith::Shl => a.wrapping_shl(shift),
        Arith::Shr => a.wrapping_shr(shift),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the bits are meant"
        )]
        Arith::Ushr if num == Num::Int => i64::from((a as u32).wrapping_shr(shift)),
        Arith::Ushr => a.cast_unsigned().wrapping_shr(shift).cast_signed(),
    }))
}
