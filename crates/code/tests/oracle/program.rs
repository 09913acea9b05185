//! Random programs: what they do, and their DEX file.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use testkit::dex_builder::{DexBuilder, DexClass, DexCode, DexField, DexMethod, Indices};

/// From the place of a source to the place of a sink: method and operation of each.
pub(crate) type Flow = ((usize, usize), (usize, usize));

/// Xorshift (Marsaglia, 2003), with a start that tells near seeds apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from((self.next() >> 20) % u64::try_from(n).unwrap()).unwrap()
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// What a register or field holds: text, or an object of `LA;` (or below) or `LB;`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    S,
    A,
    B,
}

impl Kind {
    /// Of the registers 0 to 7.
    pub(crate) const fn of(register: u16) -> Self {
        match register {
            0..=2 => Self::S,
            3..=5 => Self::A,
            _ => Self::B,
        }
    }

    const fn registers(self) -> &'static [u16] {
        match self {
            Self::S => &[0, 1, 2],
            Self::A => &[3, 4, 5],
            Self::B => &[6, 7],
        }
    }

    const fn desc(self) -> &'static str {
        match self {
            Self::S => "Ljava/lang/String;",
            Self::A => "LA;",
            Self::B => "LB;",
        }
    }
}

const REG_FLAG: u16 = 8;
/// The first of the three registers with an object of `LA;`, a text and an object of `LB;`.
pub(crate) const REG_PARAMS: u16 = 9;

const CLASS_A: u32 = 0;
const CLASS_A2: u32 = 1;
const CLASS_B: u32 = 2;
const CLASSES: [&str; 3] = ["LA;", "LA2;", "LB;"];

/// Class, name and kind; the last is for recursive programs alone.
pub(crate) const FIELDS: [(Kind, &str, Kind); 7] = [
    (Kind::A, "s", Kind::S),
    (Kind::A, "t", Kind::S),
    (Kind::A, "o", Kind::B),
    (Kind::A, "p", Kind::B),
    (Kind::B, "s", Kind::S),
    (Kind::B, "u", Kind::S),
    (Kind::A, "n", Kind::A),
];
const STATICS: [Kind; 4] = [Kind::S, Kind::S, Kind::A, Kind::B];

/// Class, name and what it returns. The first is where runs begin, without parameters.
const METHODS: [(&str, &str, Kind); 7] = [
    ("LMain;", "main", Kind::S),
    ("LMain;", "f", Kind::S),
    ("LMain;", "g", Kind::A),
    ("LMain;", "h", Kind::B),
    ("LA;", "v", Kind::S),
    ("LA2;", "v", Kind::S),
    ("LA;", "w", Kind::A),
];
/// Class of the object, the method of `LA;` that is named, the method that runs.
pub(crate) const VIRTUAL: [(u32, usize, usize); 4] = [
    (CLASS_A, 4, 4),
    (CLASS_A2, 4, 5),
    (CLASS_A, 6, 6),
    (CLASS_A2, 6, 6),
];

/// One operation; branches go to operations of the same method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Nop,
    Null(u16),
    Move(u16, u16),
    New(u16, u32),
    Load(u16, u16, usize),
    Store(u16, usize, u16),
    StaticGet(u16, u16),
    StaticPut(u16, u16),
    Source(u16),
    Sink(u16),
    Call {
        target: usize,
        is_virtual: bool,
        args: [u16; 3],
        to: u16,
    },
    /// Nobody knows whether it is taken.
    Branch(usize),
    Goto(usize),
    Return(u16),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Method {
    pub(crate) ops: Vec<Op>,
}

/// Which programs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    /// One method without branches, in which each register, field and static field is written once at most.
    pub(crate) straight: bool,
    /// Whether objects have a field of their own class.
    pub(crate) recursive: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) methods: Vec<Method>,
}

impl Program {
    pub(crate) fn random(shape: Shape, seed: u64) -> Self {
        let mut maker = Maker {
            shape,
            random: Random::new(seed),
            ops: Vec::new(),
            method: 0,
        };
        let methods = (0..METHODS.len()).map(|m| maker.method(m)).collect();
        Self { methods }
    }

    /// Whether all runs are the same.
    pub(crate) fn is_straight(&self) -> bool {
        let mut ops = self.methods.iter().flat_map(|m| &m.ops);
        !ops.any(|op| matches!(op, Op::Branch(_)))
    }

    /// The methods that calls lead to from the first, whatever the objects are.
    pub(crate) fn reached(&self) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([0]);
        let mut todo = vec![0];
        while let Some(m) = todo.pop() {
            for op in &self.methods[m].ops {
                let Op::Call {
                    target, is_virtual, ..
                } = *op
                else {
                    continue;
                };
                let all = VIRTUAL.iter().filter(|v| v.1 == target).map(|v| v.2);
                let all: Vec<usize> = if is_virtual {
                    all.collect()
                } else {
                    vec![target]
                };
                todo.extend(all.into_iter().filter(|t| reached.insert(*t)));
            }
        }
        reached
    }

    /// The program without all that the fault does not need.
    pub(crate) fn smaller(&self, is_wrong: impl Fn(&Self) -> bool) -> Self {
        let mut best = self.clone();
        loop {
            let before = best.clone();
            for m in 0..best.methods.len() {
                for i in 0..best.methods[m].ops.len() {
                    let op = best.methods[m].ops[i];
                    // What every register holds at first stays, and so does the end.
                    if op == Op::Nop || i < 8 || i + 1 == best.methods[m].ops.len() {
                        continue;
                    }
                    best.methods[m].ops[i] = Op::Nop;
                    if !is_wrong(&best) {
                        best.methods[m].ops[i] = op;
                    }
                }
            }
            if best
                .methods
                .iter()
                .map(|m| &m.ops)
                .eq(before.methods.iter().map(|m| &m.ops))
            {
                return best;
            }
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (m, method) in self.methods.iter().enumerate() {
            writeln!(f, "{m}: {}->{}", METHODS[m].0, METHODS[m].1)?;
            for (i, op) in method.ops.iter().enumerate() {
                match op {
                    Op::Nop => {}
                    Op::Load(to, base, field) => {
                        writeln!(f, "  {i}: v{to} = v{base}.{}", FIELDS[*field].1)?;
                    }
                    Op::Store(base, field, from) => {
                        writeln!(f, "  {i}: v{base}.{} = v{from}", FIELDS[*field].1)?;
                    }
                    op => writeln!(f, "  {i}: {op:?}")?,
                }
            }
        }
        Ok(())
    }
}

struct Maker {
    shape: Shape,
    random: Random,
    ops: Vec<Op>,
    method: usize,
}

impl Maker {
    fn method(&mut self, m: usize) -> Method {
        self.method = m;
        if self.shape.straight {
            if m == 0 {
                self.straight();
            } else {
                let kind = METHODS[m].2;
                self.ops.push(Op::Return(match kind {
                    Kind::A => REG_PARAMS,
                    Kind::S => REG_PARAMS + 1,
                    Kind::B => REG_PARAMS + 2,
                }));
            }
        } else {
            self.prologue();
            let n = 5 + self.random.below(8);
            self.block(n, 2);
            let back = self.register(METHODS[m].2);
            self.ops.push(Op::Return(back));
        }
        Method {
            ops: std::mem::take(&mut self.ops),
        }
    }

    fn register(&mut self, kind: Kind) -> u16 {
        self.random.of(kind.registers())
    }

    /// Every register holds something.
    fn prologue(&mut self) {
        let params = [(3, REG_PARAMS), (0, REG_PARAMS + 1), (6, REG_PARAMS + 2)];
        for r in 0..8 {
            let param = params.iter().find(|p| p.0 == r);
            self.ops.push(match (param, Kind::of(r)) {
                (Some((_, from)), _) if self.method > 0 => Op::Move(r, *from),
                (_, Kind::S) => Op::Null(r),
                (_, Kind::A) if r == 5 => Op::New(r, CLASS_A2),
                (_, Kind::A) => Op::New(r, CLASS_A),
                (_, Kind::B) => Op::New(r, CLASS_B),
            });
        }
        // Else most runs end early, at a null.
        if self.method == 0 {
            self.ops.extend([Op::StaticPut(2, 4), Op::StaticPut(3, 7)]);
        }
        for a in [3, 4, 5] {
            if self.method == 0 || a != 3 {
                let b = self.register(Kind::B);
                self.ops.extend([Op::Store(a, 2, b), Op::Store(a, 3, 7)]);
                if self.shape.recursive {
                    let other = self.register(Kind::A);
                    self.ops.push(Op::Store(a, 6, other));
                }
            }
        }
    }

    fn block(&mut self, n: usize, depth: u32) {
        for _ in 0..n {
            match self.random.below(if depth == 0 { 20 } else { 24 }) {
                20..=22 => {
                    let branch = self.ops.len();
                    self.ops.push(Op::Nop);
                    let n = 1 + self.random.below(3);
                    self.block(n, depth - 1);
                    if self.random.one_in(8) {
                        let back = self.register(METHODS[self.method].2);
                        self.ops.push(Op::Return(back));
                        self.ops[branch] = Op::Branch(self.ops.len());
                        continue;
                    }
                    let leave = self.ops.len();
                    self.ops.push(Op::Nop);
                    self.ops[branch] = Op::Branch(self.ops.len());
                    let n = self.random.below(3);
                    self.block(n, depth - 1);
                    self.ops[leave] = Op::Goto(self.ops.len());
                }
                23 => {
                    let branch = self.ops.len();
                    self.ops.push(Op::Nop);
                    let n = 1 + self.random.below(4);
                    self.block(n, depth - 1);
                    self.ops.push(Op::Goto(branch));
                    self.ops[branch] = Op::Branch(self.ops.len());
                }
                which => {
                    let op = self.simple(which);
                    self.ops.push(op);
                }
            }
        }
    }

    fn field(&mut self) -> (usize, Kind, Kind) {
        let n = FIELDS.len() - usize::from(!self.shape.recursive);
        let f = self.random.below(n);
        (f, FIELDS[f].0, FIELDS[f].2)
    }

    fn simple(&mut self, which: usize) -> Op {
        match which {
            0 | 1 => Op::Source(self.register(Kind::S)),
            2..=4 => Op::Sink(self.register(Kind::S)),
            5 => Op::Null(self.register(Kind::S)),
            6 => {
                let class = self.random.of(&[CLASS_A, CLASS_A2, CLASS_B]);
                let kind = if class == CLASS_B { Kind::B } else { Kind::A };
                Op::New(self.register(kind), class)
            }
            7 | 8 => {
                let kind = self.random.of(&[Kind::S, Kind::A, Kind::B]);
                Op::Move(self.register(kind), self.register(kind))
            }
            9..=11 => {
                let (f, on, kind) = self.field();
                Op::Load(self.register(kind), self.register(on), f)
            }
            12..=14 => {
                let (f, on, kind) = self.field();
                Op::Store(self.register(on), f, self.register(kind))
            }
            15 | 16 => {
                let g = self.random.below(STATICS.len());
                let r = self.register(STATICS[g]);
                let g = u16::try_from(g).unwrap();
                if which == 15 {
                    Op::StaticGet(r, g)
                } else {
                    Op::StaticPut(g, r)
                }
            }
            _ => {
                let target = self.random.of(&[1, 2, 3, 4, 6]);
                let args = [Kind::A, Kind::S, Kind::B].map(|k| self.register(k));
                Op::Call {
                    target,
                    is_virtual: target >= 4,
                    args,
                    to: self.register(METHODS[target].2),
                }
            }
        }
    }

    /// Each register, field and static field is written once at most, and read only after it is written.
    fn straight(&mut self) {
        let mut made: Vec<u16> = vec![3, 6];
        self.ops
            .extend([Op::New(3, CLASS_A), Op::New(6, CLASS_B), Op::Source(0)]);
        made.push(0);
        let mut fields: Vec<(usize, u16)> = Vec::new();
        let mut statics: Vec<u16> = Vec::new();
        let mut called = BTreeSet::new();
        for _ in 0..400 {
            let which = self.random.below(20);
            let op = self.simple(which);
            let has = |r: &u16| made.contains(r);
            let sets = match op {
                Op::New(to, CLASS_A2) if called.contains(&6) => Some(to),
                Op::Null(to) | Op::Source(to) | Op::New(to, CLASS_A | CLASS_B) => Some(to),
                Op::Move(to, from) if has(&from) => Some(to),
                // The same object under the same name: then no other way of telling objects apart matters.
                Op::Load(to, base, f) if fields.contains(&(f, base)) => Some(to),
                Op::StaticGet(to, g) if statics.contains(&g) => Some(to),
                Op::Store(base, f, from)
                    if has(&base) && has(&from) && fields.iter().all(|x| x.0 != f) =>
                {
                    fields.push((f, base));
                    self.ops.push(op);
                    continue;
                }
                Op::StaticPut(g, from) if has(&from) && !statics.contains(&g) => {
                    statics.push(g);
                    self.ops.push(op);
                    continue;
                }
                Op::Sink(from) if has(&from) => {
                    self.ops.push(op);
                    continue;
                }
                // One call of each method, so that there is nothing to confuse.
                Op::Call {
                    args, target, to, ..
                } if args.iter().all(has) && !has(&to) && called.insert(target) => Some(to),
                _ => None,
            };
            if let Some(to) = sets
                && !made.contains(&to)
            {
                made.push(to);
                self.ops.push(op);
            }
        }
        self.ops.push(Op::Return(0));
    }
}

impl Op {
    fn units(self, at: &Indices, off: impl Fn(usize) -> u16) -> Vec<u16> {
        let invoke = |op: u16, method: u16, args: &[u16]| {
            let n = u16::try_from(args.len()).unwrap();
            let packed = args.iter().rev().fold(0, |all, r| (all << 4) | r);
            vec![op | (n << 12), method, packed]
        };
        let text = Kind::S.desc();
        let field = |f: usize| {
            let (on, name, kind) = FIELDS[f];
            at.field(on.desc(), name, kind.desc())
        };
        let static_field = |g: u16| {
            let kind = STATICS[usize::from(g)];
            at.field("LMain;", &format!("g{g}"), kind.desc())
        };
        match self {
            Self::Nop => vec![0],
            Self::Null(to) => vec![0x12 | (to << 8)],
            Self::Move(to, from) => vec![0x07 | (to << 8) | (from << 12)],
            Self::New(to, class) => {
                let class = CLASSES[class as usize];
                let mut units = vec![0x22 | (to << 8), at.ty(class)];
                units.extend(invoke(0x70, at.method(class, "<init>", "V", &[]), &[to]));
                units
            }
            Self::Load(to, base, f) => vec![0x54 | (to << 8) | (base << 12), field(f)],
            Self::Store(base, f, from) => vec![0x5b | (from << 8) | (base << 12), field(f)],
            Self::StaticGet(to, g) => vec![0x62 | (to << 8), static_field(g)],
            Self::StaticPut(g, from) => vec![0x69 | (from << 8), static_field(g)],
            Self::Source(to) => {
                let mut units = invoke(0x71, at.method("LFw;", "source", text, &[]), &[]);
                units.push(0x0c | (to << 8));
                units
            }
            Self::Sink(from) => invoke(0x71, at.method("LFw;", "sink", "V", &[text]), &[from]),
            Self::Call {
                target,
                is_virtual,
                args,
                to,
            } => {
                let (class, name, back) = METHODS[target];
                let method = at.method(class, name, back.desc(), &params(is_virtual));
                let how = if is_virtual { 0x6e } else { 0x71 };
                let mut units = invoke(how, method, &args);
                units.push(0x0c | (to << 8));
                units
            }
            Self::Branch(to) => {
                let mut units = invoke(0x71, at.method("LFw;", "flag", "Z", &[]), &[]);
                units.extend([0x0a | (REG_FLAG << 8), 0x38 | (REG_FLAG << 8)]);
                units.push(off(to).wrapping_sub(4));
                units
            }
            Self::Goto(to) => vec![0x29, off(to)],
            Self::Return(from) => vec![0x11 | (from << 8)],
        }
    }

    fn n_units(self) -> u16 {
        match self {
            Self::Nop | Self::Null(_) | Self::Move(..) | Self::Return(_) => 1,
            Self::New(..) => 5,
            Self::Load(..)
            | Self::Store(..)
            | Self::StaticGet(..)
            | Self::StaticPut(..)
            | Self::Goto(_) => 2,
            Self::Source(_) | Self::Call { .. } => 4,
            Self::Sink(_) => 3,
            Self::Branch(_) => 6,
        }
    }
}

fn params(is_virtual: bool) -> Vec<&'static str> {
    let all = [Kind::A, Kind::S, Kind::B].map(Kind::desc);
    all[usize::from(is_virtual)..].to_vec()
}

/// Places by the method's name and the code unit.
type Places = HashMap<(String, u32), (usize, usize)>;

impl Program {
    /// The program as a file, and which operation is where.
    pub(crate) fn dex(&self) -> (Vec<u8>, Places) {
        let mut builder = DexBuilder::new();
        builder
            .method("LFw;", "source", Kind::S.desc(), &[])
            .method("LFw;", "sink", "V", &[Kind::S.desc()])
            .method("LFw;", "flag", "Z", &[]);
        let mut places = Places::new();
        for class in self.classes(None, &mut places) {
            builder.class(class);
        }
        let indices = builder.indices();
        for class in self.classes(Some(&indices), &mut places) {
            builder.class(class);
        }
        (builder.build(), places)
    }

    fn code(&self, m: usize, at: &Indices, places: &mut Places) -> DexCode {
        let ops = &self.methods[m].ops;
        let mut starts = vec![0_u16];
        for op in ops {
            starts.push(starts[starts.len() - 1] + op.n_units());
        }
        let mut units = Vec::new();
        for (i, op) in ops.iter().enumerate() {
            let name = format!("{}->{}", METHODS[m].0, METHODS[m].1);
            places.insert((name, u32::from(starts[i])), (m, i));
            let these = op.units(at, |to| starts[to].wrapping_sub(starts[i]));
            assert_eq!(these.len(), usize::from(op.n_units()));
            units.extend(these);
        }
        let ins = if m == 0 { 0 } else { 3 };
        DexCode {
            registers: REG_PARAMS + ins,
            ins,
            outs: 3,
            units,
            ..DexCode::default()
        }
    }

    fn classes(&self, at: Option<&Indices>, places: &mut Places) -> Vec<DexClass> {
        let mut classes = Vec::new();
        for desc in ["LMain;", "LA;", "LA2;", "LB;"] {
            let mut class = DexClass::new(desc);
            if desc == "LA2;" {
                class.superclass = String::from("LA;");
            }
            if desc == "LMain;" {
                class.static_fields = (0..)
                    .zip(STATICS)
                    .map(|(g, kind)| DexField {
                        name: format!("g{g}"),
                        ty: kind.desc().to_owned(),
                        access: 9,
                    })
                    .collect::<Vec<_>>();
            } else {
                class.direct_methods.push(DexMethod {
                    name: String::from("<init>"),
                    returns: String::from("V"),
                    params: Vec::new(),
                    access: 0x1_0001,
                    code: Some(DexCode {
                        registers: 1,
                        ins: 1,
                        units: vec![0x0e],
                        ..DexCode::default()
                    }),
                });
            }
            for (on, name, kind) in FIELDS {
                if on.desc() == desc {
                    class.instance_fields.push(DexField {
                        name: name.to_owned(),
                        ty: kind.desc().to_owned(),
                        access: 1,
                    });
                }
            }
            for (m, (on, name, back)) in METHODS.iter().enumerate() {
                if *on != desc {
                    continue;
                }
                let is_virtual = desc != "LMain;";
                let types = if m == 0 {
                    Vec::new()
                } else {
                    params(is_virtual)
                };
                let code = at.map(|at| self.code(m, at, places));
                let method = DexMethod {
                    name: (*name).to_owned(),
                    returns: back.desc().to_owned(),
                    params: types.into_iter().map(str::to_owned).collect(),
                    access: if is_virtual { 1 } else { 9 },
                    code: Some(code.unwrap_or_default()),
                };
                if is_virtual {
                    class.virtual_methods.push(method);
                } else {
                    class.direct_methods.push(method);
                }
            }
            classes.push(class);
        }
        classes
    }
}
