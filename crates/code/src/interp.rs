//! Runs small pure methods of the app on constants: decoders of hidden strings, initialisers of tables.
//!
//! A run has [`STEPS`] instructions, [`DEPTH`] nested calls and [`HEAP`] array elements; whatever needs more, or calls
//! something that is not pure, gives no answer. Initialisers of classes are run leniently: what cannot be known is
//! unknown, and only a branch on it ends the run.
//!
//! Known misses: floating point, exceptions, objects of app classes passed between calls as keys of maps.

use crate::app::App;
use crate::consts::{Const, arith, elements};
use crate::ir::{Invoke, Kind, Num, Unary};
use crate::library;
use crate::lift::lift_raw;
use crate::program::{DefId, FieldId, MethodId, TypeId};
use crate::ssa::{NO_REG, Raw, RawKind};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Instructions of one run: 200,000.
const STEPS: u32 = 200_000;
/// Nested calls: 24.
const DEPTH: u32 = 24;
/// Array elements and characters of one run: 1,000,000.
const HEAP: usize = 1_000_000;

/// A value of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum V {
    /// Not known.
    Unknown,
    Null,
    Int(i32),
    Long(i64),
    Str(Arc<str>),
    Class(TypeId),
    /// A thing on the heap.
    Ref(usize),
}

/// A thing on the heap of a run.
#[derive(Clone, Debug)]
pub(crate) enum Thing {
    /// Made, not yet constructed.
    Blank(TypeId),
    Array(Vec<V>),
    Builder(String),
    Text(Arc<str>),
    Object(TypeId, FxHashMap<FieldId, V>),
    /// A secret key or initialisation vector.
    Key(Vec<u8>),
    /// A digest by its algorithm, and what went into it.
    Digest(String, Vec<u8>),
    Cipher {
        name: String,
        decrypt: bool,
        key: Vec<u8>,
        iv: Vec<u8>,
    },
}

pub(crate) struct Interp<'f, 'a> {
    pub(crate) app: &'f App<'a>,
    pub(crate) heap: Vec<Thing>,
    statics: FxHashMap<FieldId, V>,
    initialised: Vec<TypeId>,
    left: u32,
    used: usize,
    lenient: bool,
    /// Where to stop and what was asked for is known.
    stop: Option<(DefId, u32)>,
    stopped: bool,
    want_receiver: bool,
    lifted: FxHashMap<DefId, std::rc::Rc<crate::ssa::RawBody>>,
}

enum Next {
    Go(u32),
    On,
    Return(V),
}

impl<'f, 'a> Interp<'f, 'a> {
    pub(crate) fn new(app: &'f App<'a>) -> Self {
        Self {
            app,
            heap: Vec::new(),
            statics: FxHashMap::default(),
            initialised: Vec::new(),
            left: STEPS,
            used: 0,
            lenient: false,
            stop: None,
            stopped: false,
            want_receiver: false,
            lifted: FxHashMap::default(),
        }
    }

    /// What a method returns for constant arguments, the receiver first.
    pub(crate) fn call(mut self, def: DefId, args: &[Const]) -> Option<Const> {
        let args: Vec<V> = args.iter().map(|c| self.put(c)).collect();
        let result = self.run(def, args, 0)?;
        self.constant(&result, 0)
    }

    /// What a library method returns for constant arguments.
    pub(crate) fn library(mut self, method: MethodId, args: &[Const]) -> Option<Const> {
        let args: Vec<V> = args.iter().map(|c| self.put(c)).collect();
        let result = library::call(&mut self, method, &args)?;
        self.constant(&result, 0)
    }

    /// The string that a constructor of `String` makes.
    pub(crate) fn new_string(mut self, method: MethodId, args: &[Const]) -> Option<Const> {
        let this = self.alloc(Thing::Text("".into()))?;
        let mut all = vec![this.clone()];
        for c in args {
            let v = self.put(c);
            all.push(v);
        }
        library::call(&mut self, method, &all)?;
        self.constant(&this, 0)
    }

    /// The value of a static field after its class was initialised.
    pub(crate) fn static_field(mut self, field: FieldId) -> Option<Const> {
        let value = self.read_static(field, 0)?;
        self.constant(&value, 0)
    }

    /// The value that the operation at `pc` of a method gives, as far as nothing unknown decides the way there.
    pub(crate) fn value_at(mut self, def: DefId, pc: u32) -> Option<Const> {
        self.lenient = true;
        self.left = 3_000;
        self.stop = Some((def, pc));
        let params = self.app.body(def)?.params.len();
        let result = self.run(def, vec![V::Unknown; params], 0)?;
        self.stopped.then(|| self.constant(&result, 0)).flatten()
    }

    /// The string that a constructor call at `pc` leaves in its receiver.
    pub(crate) fn constructed_at(
        mut self,
        def: DefId,
        pc: u32,
        _val: crate::ir::Val,
    ) -> Option<Const> {
        self.lenient = true;
        self.left = 3_000;
        self.stop = Some((def, pc));
        self.want_receiver = true;
        let params = self.app.body(def)?.params.len();
        let result = self.run(def, vec![V::Unknown; params], 0)?;
        self.stopped.then(|| self.constant(&result, 0)).flatten()
    }

    pub(crate) fn alloc(&mut self, thing: Thing) -> Option<V> {
        let size = match &thing {
            Thing::Array(list) => list.len(),
            Thing::Builder(s) => s.len(),
            Thing::Text(s) => s.len(),
            _ => 1,
        };
        self.used = self.used.saturating_add(size).saturating_add(1);
        if self.used > HEAP {
            return None;
        }
        self.heap.push(thing);
        Some(V::Ref(self.heap.len().saturating_sub(1)))
    }

    pub(crate) fn spend(&mut self, n: usize) -> Option<()> {
        self.used = self.used.saturating_add(n);
        (self.used <= HEAP).then_some(())
    }

    fn put(&mut self, c: &Const) -> V {
        match c {
            Const::Null => V::Null,
            Const::Int(i) => V::Int(*i),
            Const::Long(i) => V::Long(*i),
            Const::Str(s) => V::Str(s.clone()),
            Const::Class(t) => V::Class(*t),
            Const::Array(list) => {
                let list: Vec<V> = list.iter().map(|c| self.put(c)).collect();
                self.alloc(Thing::Array(list)).unwrap_or(V::Unknown)
            }
        }
    }

    fn constant(&self, v: &V, depth: u32) -> Option<Const> {
        Some(match v {
            V::Unknown => return None,
            V::Null => Const::Null,
            V::Int(i) => Const::Int(*i),
            V::Long(i) => Const::Long(*i),
            V::Str(s) => Const::Str(s.clone()),
            V::Class(t) => Const::Class(*t),
            V::Ref(at) => match self.heap.get(*at)? {
                Thing::Text(s) => Const::Str(s.clone()),
                Thing::Array(list) if depth < 8 => {
                    let list: Option<Vec<Const>> = list
                        .iter()
                        .map(|v| self.constant(v, depth.saturating_add(1)))
                        .collect();
                    Const::Array(list?.into())
                }
                _ => return None,
            },
        })
    }

    fn read_static(&mut self, field: FieldId, depth: u32) -> Option<V> {
        let field = self.app.program.canonical_field(field);
        let class = self.app.program.fields.get(field as usize)?.class;
        if !self.initialised.contains(&class) {
            self.initialised.push(class);
            self.initialise(class, depth)?;
        }
        if !self.statics.contains_key(&field) && self.is_written_later(field) {
            return Some(V::Unknown);
        }
        let ty = self.app.program.fields.get(field as usize)?.ty;
        let zero = match self.app.program.desc(ty) {
            "J" => V::Long(0),
            "I" | "Z" | "B" | "S" | "C" => V::Int(0),
            _ => V::Null,
        };
        Some(self.statics.get(&field).cloned().unwrap_or(zero))
    }

    fn initialise(&mut self, class: TypeId, depth: u32) -> Option<()> {
        let known = self.app.program.class_of(class)?;
        for (field, value) in self.app.program.static_values(known) {
            let v = self.put(&value);
            self.statics.insert(field, v);
        }
        for def in known.first_def..known.end_def {
            let d = self.app.program.def(def)?;
            if self.app.program.name_of(d.method) == "<clinit>" {
                let was = std::mem::replace(&mut self.lenient, true);
                let ran = self.run(def, Vec::new(), depth.saturating_add(1));
                self.lenient = was;
                if ran.is_none() {
                    // What was written before the stop stays; the rest is not known.
                    for site_field in self.static_fields_of(class) {
                        self.statics.entry(site_field).or_insert(V::Unknown);
                    }
                }
            }
        }
        // What else may be written there is not what the initialiser left.
        let known: Vec<FieldId> = self.statics.keys().copied().collect();
        for field in known {
            let of = self.app.program.fields.get(field as usize);
            if of.is_some_and(|f| f.class == class) && self.is_written_later(field) {
                self.statics.insert(field, V::Unknown);
            }
        }
        Some(())
    }

    /// Whether code that is not part of an initialiser writes a static field.
    fn is_written_later(&self, field: FieldId) -> bool {
        let app = self.app;
        let is_start = |def: DefId| {
            let method = app.program.def(def).map_or(u32::MAX, |d| d.method);
            app.program.name_of(method) == "<clinit>"
        };
        app.xrefs.static_puts.of(field).iter().any(|site| {
            let callers = app.callers(site.def);
            let helps = !callers.is_empty()
                && !app.is_callable(site.def)
                && callers.iter().all(|c| is_start(c.def));
            !is_start(site.def) && !helps
        })
    }

    fn static_fields_of(&self, class: TypeId) -> Vec<FieldId> {
        let fields = self.app.program.fields.iter().enumerate();
        fields
            .filter(|(_, f)| f.class == class)
            .map(|(i, _)| crate::program::count(i))
            .collect()
    }

    fn run(&mut self, def: DefId, args: Vec<V>, depth: u32) -> Option<V> {
        if depth > DEPTH {
            return None;
        }
        if !self.lifted.contains_key(&def) {
            let raw = lift_raw(&self.app.program, self.app.program.def(def)?)?;
            self.lifted.insert(def, std::rc::Rc::new(raw));
        }
        let body = self.lifted.get(&def)?.clone();
        let mut regs = vec![V::Unknown; usize::from(body.n_regs)];
        for (reg, v) in body.params.iter().zip(args) {
            *regs.get_mut(usize::from(*reg))? = v;
        }
        let mut at = 0_usize;
        let mut last = V::Unknown;
        loop {
            self.left = self.left.checked_sub(1)?;
            let raw = body.insns.get(at)?;
            let from = raw.srcs_at as usize;
            let srcs = body
                .srcs
                .get(from..from.checked_add(usize::from(raw.n_srcs))?)?;
            let mut vals: Vec<V> = Vec::with_capacity(srcs.len());
            for reg in srcs {
                vals.push(regs.get(usize::from(*reg))?.clone());
            }
            let next = match raw.kind {
                RawKind::Move => {
                    *regs.get_mut(usize::from(raw.dst))? = vals.first()?.clone();
                    Next::On
                }
                RawKind::MoveResult => {
                    *regs.get_mut(usize::from(raw.dst))? = last.clone();
                    Next::On
                }
                RawKind::Do(kind) => {
                    self.step(&body, raw, at, kind, &vals, &mut regs, &mut last, depth)?
                }
            };
            if depth == 0 && self.stop == Some((def, raw.pc)) {
                self.stopped = true;
                if self.want_receiver {
                    return vals.first().cloned();
                }
                return Some(match raw.kind {
                    RawKind::Do(Kind::Call(..) | Kind::FilledArray(_)) => last,
                    _ => regs.get(usize::from(raw.dst))?.clone(),
                });
            }
            match next {
                Next::On if raw.falls_through => at = at.checked_add(1)?,
                Next::On => {
                    if raw.target == u32::MAX {
                        return None;
                    }
                    at = body
                        .insns
                        .binary_search_by_key(&raw.target, |i| i.pc)
                        .ok()?;
                }
                Next::Go(pc) => at = body.insns.binary_search_by_key(&pc, |i| i.pc).ok()?,
                Next::Return(v) => return Some(v),
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one run, used in one place"
    )]
    #[expect(
        clippy::too_many_lines,
        clippy::similar_names,
        reason = "one row for each kind of operation"
    )]
    fn step(
        &mut self,
        body: &crate::ssa::RawBody,
        raw: &Raw,
        at: usize,
        kind: Kind,
        vals: &[V],
        regs: &mut [V],
        last: &mut V,
        depth: u32,
    ) -> Option<Next> {
        let arg = |i: usize| vals.get(i).cloned().unwrap_or(V::Unknown);
        let value = match kind {
            Kind::Const(c) => match i32::try_from(c) {
                Ok(c) => V::Int(c),
                Err(_) => V::Long(c),
            },
            Kind::Str(s) => V::Str(self.app.program.strings.text(s).into()),
            Kind::Class(t) => V::Class(t),
            Kind::Cast(_) => arg(0),
            Kind::New(t) => match self.app.program.desc(t) {
                "Ljava/lang/StringBuilder;" | "Ljava/lang/StringBuffer;" => {
                    self.alloc(Thing::Builder(String::new()))?
                }
                "Ljava/lang/String;" => self.alloc(Thing::Text("".into()))?,
                _ => self.alloc(Thing::Blank(t))?,
            },
            Kind::NewArray(t) => match int(&arg(0)) {
                Some(n) if (0..=1_000_000).contains(&n) => {
                    let zero = match self.app.program.desc(t) {
                        "[J" => V::Long(0),
                        "[I" | "[Z" | "[B" | "[S" | "[C" => V::Int(0),
                        _ => V::Null,
                    };
                    self.alloc(Thing::Array(vec![zero; usize::try_from(n).ok()?]))?
                }
                _ => self.unknown()?,
            },
            Kind::FilledArray(_) => {
                *last = self.alloc(Thing::Array(vals.to_vec()))?;
                return Some(Next::On);
            }
            Kind::FillData(data) => {
                let (_, width, bytes) = body.data.iter().find(|d| d.0 == data)?;
                let list: Vec<V> = elements(*width, bytes).map(|c| self.put(&c)).collect();
                if let V::Ref(i) = arg(0)
                    && let Some(Thing::Array(a)) = self.heap.get_mut(i)
                {
                    for (slot, v) in a.iter_mut().zip(list) {
                        *slot = v;
                    }
                }
                return Some(Next::On);
            }
            Kind::ArrayGet => match (arg(0), int(&arg(1))) {
                (V::Ref(a), Some(i)) => match self.heap.get(a)? {
                    Thing::Array(list) => list.get(usize::try_from(i).ok()?)?.clone(),
                    _ => self.unknown()?,
                },
                _ => self.unknown()?,
            },
            Kind::ArrayPut => {
                match (arg(1), int(&arg(2))) {
                    (V::Ref(a), Some(i)) => {
                        if let Some(Thing::Array(list)) = self.heap.get_mut(a) {
                            *list.get_mut(usize::try_from(i).ok()?)? = arg(0);
                        }
                    }
                    _ => {
                        self.unknown()?;
                    }
                }
                return Some(Next::On);
            }
            Kind::ArrayLen => match arg(0) {
                V::Ref(a) => match self.heap.get(a)? {
                    Thing::Array(list) => V::Int(i32::try_from(list.len()).ok()?),
                    _ => self.unknown()?,
                },
                _ => self.unknown()?,
            },
            Kind::FieldGet(f) => {
                let f = self.app.program.canonical_field(f);
                match arg(0) {
                    V::Ref(o) => match self.heap.get(o)? {
                        Thing::Object(_, fields) => fields.get(&f).cloned().unwrap_or(V::Unknown),
                        _ => self.unknown()?,
                    },
                    _ => self.unknown()?,
                }
            }
            Kind::FieldPut(f) => {
                let f = self.app.program.canonical_field(f);
                if let V::Ref(o) = arg(1) {
                    let thing = self.heap.get_mut(o)?;
                    if let Thing::Blank(t) = thing {
                        *thing = Thing::Object(*t, FxHashMap::default());
                    }
                    if let Thing::Object(_, fields) = thing {
                        fields.insert(f, arg(0));
                    }
                } else {
                    self.unknown()?;
                }
                return Some(Next::On);
            }
            Kind::StaticGet(f) => match self.read_static(f, depth) {
                Some(v) => v,
                None => self.unknown()?,
            },
            Kind::StaticPut(f) => {
                let f = self.app.program.canonical_field(f);
                self.statics.insert(f, arg(0));
                return Some(Next::On);
            }
            Kind::Arith(how, num) => self.arith(how, num, &arg(0), &arg(1))?,
            Kind::ArithLit(how, lit) => self.arith(how, Num::Int, &arg(0), &V::Int(lit))?,
            Kind::Unary(how) => match number(&arg(0)).and_then(|n| unary(how, n)) {
                Some(c) => self.put(&c),
                None => self.unknown()?,
            },
            Kind::Compare(Num::Long, _) => match (number(&arg(0)), number(&arg(1))) {
                (Some(a), Some(b)) => V::Int(i32::from(a > b).wrapping_sub(i32::from(a < b))),
                _ => self.unknown()?,
            },
            Kind::If(cond) => {
                let (a, b) = (arg(0), arg(1));
                let taken = match (number(&a), number(&b)) {
                    (Some(a), Some(b)) => cond.holds(a, b),
                    _ if a == V::Unknown || b == V::Unknown => return None,
                    _ => cond.holds(0, i64::from(a != b)),
                };
                return Some(if taken {
                    Next::Go(raw.target)
                } else {
                    Next::On
                });
            }
            Kind::IfZero(cond) => {
                let a = arg(0);
                let taken = match number(&a) {
                    Some(a) => cond.holds(a, 0),
                    None if a == V::Unknown => return None,
                    None => cond.holds(1, 0),
                };
                return Some(if taken {
                    Next::Go(raw.target)
                } else {
                    Next::On
                });
            }
            Kind::Switch => {
                let key = int(&arg(0))?;
                let number = u32::try_from(at).ok()?;
                let case = body
                    .cases
                    .iter()
                    .find(|c| c.0 == number && i64::from(c.1) == key);
                return Some(case.map_or(Next::On, |c| Next::Go(c.2)));
            }
            Kind::Return => return Some(Next::Return(arg(0))),
            Kind::ReturnVoid => return Some(Next::Return(V::Null)),
            Kind::Call(how, method) => {
                *last = self.invoke(how, method, vals, depth)?;
                return Some(Next::On);
            }
            Kind::Other => return Some(Next::On),
            _ => self.unknown()?,
        };
        if raw.dst != NO_REG {
            *regs.get_mut(usize::from(raw.dst))? = value;
        }
        Some(Next::On)
    }

    /// Goes on with an unknown value where that is allowed.
    fn unknown(&self) -> Option<V> {
        self.lenient.then_some(V::Unknown)
    }

    fn arith(&self, how: crate::ir::Arith, num: Num, a: &V, b: &V) -> Option<V> {
        match (number(a), number(b)) {
            (Some(a), Some(b)) => {
                let v = arith(how, num, a, b)?;
                #[expect(clippy::cast_possible_truncation, reason = "Java arithmetic wraps")]
                Some(if num == Num::Int {
                    V::Int(v as i32)
                } else {
                    V::Long(v)
                })
            }
            _ => self.unknown(),
        }
    }

    /// Things that something unknown was done with are no longer known.
    fn forget(&mut self, vals: &[V]) {
        for v in vals {
            if let V::Ref(at) = v
                && let Some(thing) = self.heap.get_mut(*at)
                && !matches!(thing, Thing::Text(_))
            {
                *thing = Thing::Blank(u32::MAX);
            }
        }
    }

    fn invoke(&mut self, how: Invoke, method: MethodId, vals: &[V], depth: u32) -> Option<V> {
        let m = *self.app.program.methods.get(method as usize)?;
        let start = match (how, vals.first()) {
            (Invoke::Virtual | Invoke::Interface, Some(V::Ref(o))) => match self.heap.get(*o)? {
                Thing::Object(t, _) | Thing::Blank(t) => *t,
                _ => m.class,
            },
            _ => m.class,
        };
        if let Ok(def) = self.app.program.resolve(start, m.name, m.proto) {
            if self.app.program.def(def)?.code_off != 0 {
                if let Some(v) = self.run(def, vals.to_vec(), depth.saturating_add(1)) {
                    return Some(v);
                }
                self.forget(vals);
                return self.unknown();
            }
            self.forget(vals);
            return self.unknown();
        }
        let known = if vals.contains(&V::Unknown) {
            None
        } else {
            library::call(self, method, vals)
        };
        if known.is_none() {
            self.forget(vals);
            // A text whose constructor gives nothing known is not empty.
            if let Some(V::Ref(at)) = vals.first()
                && self.app.program.strings.text(m.name) == "<init>"
                && let Some(thing) = self.heap.get_mut(*at)
            {
                *thing = Thing::Blank(u32::MAX);
            }
            return self.unknown();
        }
        known
    }
}

pub(crate) fn int(v: &V) -> Option<i64> {
    match v {
        V::Int(i) => Some(i64::from(*i)),
        _ => None,
    }
}

pub(crate) fn number(v: &V) -> Option<i64> {
    match v {
        V::Int(i) => Some(i64::from(*i)),
        V::Long(i) => Some(*i),
        V::Null => Some(0),
        _ => None,
    }
}

/// Arithmetic on one integer; `None` for floats.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Java conversions keep the low bits"
)]
pub(crate) fn unary(how: Unary, a: i64) -> Option<Const> {
    Some(match how {
        Unary::Neg(Num::Int) => Const::Int((a as i32).wrapping_neg()),
        Unary::Not(Num::Int) => Const::Int(!(a as i32)),
        Unary::Neg(Num::Long) => Const::Long(a.wrapping_neg()),
        Unary::Not(Num::Long) => Const::Long(!a),
        Unary::Convert(Num::Int, Num::Long) => Const::Long(a),
        Unary::Convert(Num::Long, Num::Int) => Const::Int(a as i32),
        Unary::ToByte => Const::Int(i32::from(a as i8)),
        Unary::ToChar => Const::Int(i32::from(a as u16)),
        Unary::ToShort => Const::Int(i32::from(a as i16)),
        _ => return None,
    })
}
