//! One method's code as values and operations: what every analysis of this crate reads.
//!
//! A body is in static single assignment form. Registers and moves are gone; each value has one definition,
//! each operation names its operand values. Exceptional edges leave an operation with the values from before it.

/// A value of one body: its position in [`Body::defs`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Val(pub u32);

/// The value that stands for "none".
pub const NO_VAL: Val = Val(u32::MAX);

/// An operation of one body: its position in [`Body::ops`].
pub type OpIdx = u32;

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Def {
    /// The parameter at this position; the receiver of an instance method is 0, a wide one counts once.
    Param(u16),
    /// A join at the start of a block; its inputs are in [`Body::phi_inputs`].
    Phi(u32),
    /// The result of an operation.
    Op(OpIdx),
    /// Read before it was written, or of a body that was cut.
    Undef,
}

/// How a method is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Invoke {
    /// By the class of the receiver.
    Virtual,
    /// By the super class of the calling method's class.
    Super,
    /// A constructor or private method.
    Direct,
    /// No receiver.
    Static,
    /// By the class of the receiver, through an interface.
    Interface,
}

/// The condition of a branch on two integers or references, or on one and zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Cond {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Greater or equal.
    Ge,
    /// Greater.
    Gt,
    /// Less or equal.
    Le,
}

impl Cond {
    /// The condition that holds when this one does not.
    #[must_use]
    pub const fn negated(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Lt => Self::Ge,
            Self::Ge => Self::Lt,
            Self::Gt => Self::Le,
            Self::Le => Self::Gt,
        }
    }
    /// Whether it holds for `a` and `b`.
    #[must_use]
    pub const fn holds(self, a: i64, b: i64) -> bool {
        match self {
            Self::Eq => a == b,
            Self::Ne => a != b,
            Self::Lt => a < b,
            Self::Ge => a >= b,
            Self::Gt => a > b,
            Self::Le => a <= b,
        }
    }
    /// As a reader writes it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Ge => ">=",
            Self::Gt => ">",
            Self::Le => "<=",
        }
    }
}

/// The number type an arithmetic operation works on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Num {
    /// 32-bit integer.
    Int,
    /// 64-bit integer.
    Long,
    /// 32-bit float.
    Float,
    /// 64-bit float.
    Double,
}

/// An arithmetic operation with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Arith {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `b - a`
    Rsub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a % b`
    Rem,
    /// `a & b`
    And,
    /// `a | b`
    Or,
    /// `a ^ b`
    Xor,
    /// `a << b`
    Shl,
    /// `a >> b`, signed
    Shr,
    /// `a >>> b`, unsigned
    Ushr,
}

/// An operation with one number operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unary {
    /// `-a`
    Neg(Num),
    /// `~a`
    Not(Num),
    /// A conversion between number types.
    Convert(Num, Num),
    /// Cut to a signed byte.
    ToByte,
    /// Cut to a character.
    ToChar,
    /// Cut to a signed short.
    ToShort,
}

/// What an operation does.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    /// A number; floats as their bits, `null` as 0.
    Const(i64),
    /// A string, as a symbol of the program.
    Str(u32),
    /// A class object, as a type of the program.
    Class(u32),
    /// A new object, not yet constructed.
    New(u32),
    /// A new array of this array type; operand 0 is its length.
    NewArray(u32),
    /// A new array of this type holding the operands.
    FilledArray(u32),
    /// Operand 0, an array, is filled with the data at this code-unit offset.
    FillData(u32),
    /// Element: operands array, index.
    ArrayGet,
    /// Element written: operands value, array, index.
    ArrayPut,
    /// Instance field read: operand object.
    FieldGet(u32),
    /// Instance field written: operands value, object.
    FieldPut(u32),
    /// Static field read.
    StaticGet(u32),
    /// Static field written: operand value.
    StaticPut(u32),
    /// A call; the operands are the arguments, receiver first.
    Call(Invoke, u32),
    /// A call through a call site (`invoke-custom`), by the call-site index of its DEX.
    CallSite(u32),
    /// A checked cast: operand 0 is the value.
    Cast(u32),
    /// A type test.
    InstanceOf(u32),
    /// The length of an array.
    ArrayLen,
    /// Arithmetic on one number.
    Unary(Unary),
    /// Arithmetic on two.
    Arith(Arith, Num),
    /// Arithmetic on one number and a literal.
    ArithLit(Arith, i32),
    /// Three-way comparison; the flag says what an unordered pair gives: +1 or -1.
    Compare(Num, i8),
    /// Branch on two operands.
    If(Cond),
    /// Branch on one operand against zero or `null`.
    IfZero(Cond),
    /// Switch on operand 0; cases in [`Body::cases`].
    Switch,
    /// Return with a value.
    Return,
    /// Return without one.
    ReturnVoid,
    /// Throw operand 0.
    Throw,
    /// The exception caught at the start of a handler.
    Caught,
    /// Anything without effect on values here: jumps, monitors.
    Other,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    /// Its place, in code units from the start of the method's instructions.
    pub pc: u32,
    /// What it does.
    pub kind: Kind,
    /// First operand in [`Body::operands`].
    pub(crate) args_at: u32,
    /// Number of operands.
    pub(crate) n_args: u16,
    /// Its result, or [`NO_VAL`].
    pub res: Val,
    /// The block it is in.
    pub block: u32,
}

/// A run of operations with one way in and one way out.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// First operation.
    pub first: OpIdx,
    /// One past the last.
    pub end: OpIdx,
    /// Blocks that follow: for a branch the fall-through first, then the target; for a switch the cases in
    /// order after the fall-through.
    pub next: Vec<u32>,
    /// Handlers that an exception in this block reaches, with the type caught (`u32::MAX`: all).
    pub handlers: Vec<(u32, u32)>,
    /// Blocks before it, exceptional ones too; sorted.
    pub prev: Vec<u32>,
}

/// A use of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// As this operand of an operation.
    Op(OpIdx, u16),
    /// As an input of this join.
    Phi(Val),
}

/// One method's code.
///
/// Invariant: every index inside is in range of the table it names.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Operations in order of their place.
    pub ops: Vec<Op>,
    /// Operands of all operations.
    pub(crate) operands: Vec<Val>,
    /// Definition of each value.
    pub defs: Vec<Def>,
    /// Inputs of each join, by the value's number; empty for others.
    pub(crate) phi_at: Vec<(u32, u32)>,
    pub(crate) phi_pool: Vec<Val>,
    /// Inputs of each join in the order of the ways into its block: join, first in `way_pool`, number; sorted.
    pub(crate) ways: Vec<(Val, u32, u32)>,
    pub(crate) way_pool: Vec<Val>,
    /// Blocks; 0 is the entry.
    pub blocks: Vec<Block>,
    /// The values of the parameters.
    pub params: Vec<Val>,
    pub(crate) use_at: Vec<u32>,
    pub(crate) uses: Vec<Use>,
    /// Switch cases: operation, key, block.
    pub cases: Vec<(OpIdx, i32, u32)>,
    /// Immediate dominator of each block; the entry's and unreachable blocks' own number.
    pub idom: Vec<u32>,
    /// Position of each block in reverse post-order; `u32::MAX` where unreachable.
    pub order: Vec<u32>,
    /// Fill-array data by code-unit offset: element width and bytes.
    pub data: Vec<(u32, u16, Vec<u8>)>,
}

impl Body {
    /// The operands of an operation.
    pub fn args(&self, op: &Op) -> &[Val] {
        let at = op.args_at as usize;
        self.operands
            .get(at..at.saturating_add(op.n_args as usize))
            .unwrap_or_default()
    }
    /// An operand by position, or [`NO_VAL`].
    pub fn arg(&self, op: &Op, at: usize) -> Val {
        self.args(op).get(at).copied().unwrap_or(NO_VAL)
    }
    /// The operation with this number.
    pub fn op(&self, idx: OpIdx) -> Option<&Op> {
        self.ops.get(idx as usize)
    }
    /// The operation at a code unit.
    pub fn at(&self, pc: u32) -> Option<OpIdx> {
        let found = self.ops.binary_search_by_key(&pc, |op| op.pc).ok()?;
        OpIdx::try_from(found).ok()
    }
    /// The definition of a value.
    pub fn def(&self, val: Val) -> Def {
        self.defs.get(val.0 as usize).copied().unwrap_or(Def::Undef)
    }
    /// The operation that defines a value.
    pub fn def_op(&self, val: Val) -> Option<(OpIdx, &Op)> {
        match self.def(val) {
            Def::Op(idx) => self.op(idx).map(|op| (idx, op)),
            _ => None,
        }
    }
    /// The inputs of a join.
    pub fn phi_inputs(&self, val: Val) -> &[Val] {
        let (at, n) = self.phi_at.get(val.0 as usize).copied().unwrap_or_default();
        self.phi_pool
            .get(at as usize..at.saturating_add(n) as usize)
            .unwrap_or_default()
    }
    /// The blocks before the block of a join, each with the join's input on that way.
    pub fn phi_ways(&self, val: Val) -> Vec<(u32, Val)> {
        let (Def::Phi(block), Ok(i)) = (
            self.def(val),
            self.ways.binary_search_by_key(&val, |way| way.0),
        ) else {
            return Vec::new();
        };
        let (_, at, n) = self.ways.get(i).copied().unwrap_or((NO_VAL, 0, 0));
        let inputs = self
            .way_pool
            .get(at as usize..at.saturating_add(n) as usize)
            .unwrap_or_default();
        let prev = self.block(block).map_or(&[][..], |b| b.prev.as_slice());
        let live = prev
            .iter()
            .filter(|p| self.order.get(**p as usize) != Some(&u32::MAX));
        live.copied().zip(inputs.iter().copied()).collect()
    }
    /// Where a value is used.
    pub fn uses(&self, val: Val) -> &[Use] {
        let at = |i: u32| self.use_at.get(i as usize).copied().unwrap_or(0) as usize;
        if val == NO_VAL {
            return &[];
        }
        self.uses
            .get(at(val.0)..at(val.0.saturating_add(1)))
            .unwrap_or_default()
    }
    /// The block with this number.
    pub fn block(&self, idx: u32) -> Option<&Block> {
        self.blocks.get(idx as usize)
    }
    /// The last operation of a block.
    pub fn last_op(&self, block: u32) -> Option<(OpIdx, &Op)> {
        let block = self.block(block)?;
        let idx = block.end.checked_sub(1).filter(|&i| i >= block.first)?;
        self.op(idx).map(|op| (idx, op))
    }
    /// Whether block `a` dominates block `b`.
    pub fn dominates(&self, a: u32, b: u32) -> bool {
        let mut at = b;
        for _ in 0..=self.blocks.len() {
            if at == a {
                return true;
            }
            match self.idom.get(at as usize) {
                Some(&up) if up != at => at = up,
                _ => return false,
            }
        }
        false
    }
    /// Whether operation `a` is run before `b` on every way to `b`.
    pub fn op_dominates(&self, a: OpIdx, b: OpIdx) -> bool {
        match (self.op(a), self.op(b)) {
            (Some(x), Some(y)) if x.block == y.block => a < b,
            (Some(x), Some(y)) => self.dominates(x.block, y.block),
            _ => false,
        }
    }
    /// For each block whether it can run after the end of `block`.
    pub fn reachable_from(&self, block: u32) -> Vec<bool> {
        let mut seen = vec![false; self.blocks.len()];
        let mut stack = vec![block];
        while let Some(at) = stack.pop() {
            let Some(b) = self.block(at) else { continue };
            for n in b.next.iter().chain(b.handlers.iter().map(|(h, _)| h)) {
                if let Some(s) = seen.get_mut(*n as usize)
                    && !*s
                {
                    *s = true;
                    stack.push(*n);
                }
            }
        }
        seen
    }

    /// Whether `to` can run after `from` without `avoid` running between them.
    pub fn reaches(&self, from: OpIdx, to: OpIdx, avoid: Option<OpIdx>) -> bool {
        let (Some(a), Some(b)) = (self.op(from), self.op(to)) else {
            return false;
        };
        let avoid_block = avoid.and_then(|o| self.op(o)).map(|o| o.block);
        let cut = |lo: OpIdx, hi: OpIdx, block: u32| {
            avoid_block == Some(block) && avoid.is_some_and(|o| o > lo && o < hi)
        };
        if a.block == b.block && from < to {
            return !cut(from, to, a.block);
        }
        if avoid_block == Some(a.block) && avoid.is_some_and(|o| o > from) {
            return false;
        }
        let mut seen = vec![false; self.blocks.len()];
        let mut stack: Vec<u32> = Vec::new();
        let push_next = |block: u32, stack: &mut Vec<u32>, seen: &mut [bool]| {
            if let Some(block) = self.block(block) {
                for n in block
                    .next
                    .iter()
                    .chain(block.handlers.iter().map(|(h, _)| h))
                {
                    if let Some(s) = seen.get_mut(*n as usize)
                        && !*s
                    {
                        *s = true;
                        stack.push(*n);
                    }
                }
            }
        };
        push_next(a.block, &mut stack, &mut seen);
        while let Some(block) = stack.pop() {
            if block == b.block {
                let first = self.block(block).map_or(0, |x| x.first);
                if avoid_block != Some(block) || avoid.is_none_or(|o| o >= to || o < first) {
                    return true;
                }
                continue;
            }
            if avoid_block == Some(block) {
                continue;
            }
            push_next(block, &mut stack, &mut seen);
        }
        false
    }
}
