//! From the instructions of one method to a [`Body`].
//!
//! Known misses: `invoke-polymorphic` is a call of the method handle's method without its target.

use crate::ir::{Arith, Body, Cond, Invoke, Kind, Num, Unary};
use crate::program::{DexMap, MethodDef, NONE, Program};
use crate::ssa::{NO_REG, Raw, RawBody, RawKind, Try, build};
use fmt_dex::{Code, Instruction, Payload, PoolRef};

/// The body of a method; `None` where it has no code, or none that can be read or held.
pub(crate) fn lift(program: &Program<'_>, def: &MethodDef) -> Option<Body> {
    build(&lift_raw(program, def)?)
}

/// The instructions of a method with their registers.
pub(crate) fn lift_raw(program: &Program<'_>, def: &MethodDef) -> Option<RawBody> {
    if def.code_off == 0 {
        return None;
    }
    let map = program.dexes.get(def.dex as usize)?;
    let code = map.dex.code_at(def.code_off).ok()?;
    let mut lifter = Lifter {
        map,
        program,
        code,
        raw: RawBody {
            n_regs: code.n_registers,
            ..RawBody::default()
        },
    };
    lifter.params(def);
    lifter.instructions();
    lifter.tries();
    Some(lifter.raw)
}

/// Which table entry an instruction names, in numbers of the program.
pub(crate) fn pool(map: &DexMap<'_>, insn: &Instruction) -> u32 {
    let at = |list: &[u32], i: u32| list.get(i as usize).copied().unwrap_or(NONE);
    match insn.pool() {
        Some(PoolRef::String(i)) => at(&map.strings, i.0),
        Some(PoolRef::Type(i)) => at(&map.types, i.0),
        Some(PoolRef::Field(i)) => at(&map.fields, i.0),
        Some(PoolRef::Method(i) | PoolRef::MethodProto(i, _)) => at(&map.methods, i.0),
        Some(PoolRef::CallSite(i)) => i.0,
        Some(PoolRef::Proto(i)) => at(&map.protos, i.0),
        _ => NONE,
    }
}

/// How an invoke opcode calls.
pub(crate) fn invoke_of(opcode: u16) -> Option<Invoke> {
    Some(match opcode {
        0x6e | 0x74 | 0xfa | 0xfb => Invoke::Virtual,
        0x6f | 0x75 => Invoke::Super,
        0x70 | 0x76 => Invoke::Direct,
        0x71 | 0x77 => Invoke::Static,
        0x72 | 0x78 => Invoke::Interface,
        _ => return None,
    })
}

struct Lifter<'p, 'a> {
    map: &'p DexMap<'a>,
    program: &'p Program<'a>,
    code: Code<'a>,
    raw: RawBody,
}

impl Lifter<'_, '_> {
    fn is_wide(&self, ty: u32) -> bool {
        matches!(self.program.desc(ty), "J" | "D")
    }

    fn params(&mut self, def: &MethodDef) {
        let mut reg = self.code.n_registers.saturating_sub(self.code.n_ins);
        if !def.access.contains(fmt_dex::AccessFlags::STATIC) {
            self.raw.params.push(reg);
            reg = reg.saturating_add(1);
        }
        let proto = self.program.methods.get(def.method as usize);
        let proto = proto.and_then(|m| self.program.protos.get(m.proto as usize));
        for ty in proto.map_or(&[][..], |p| &p.params) {
            self.raw.params.push(reg);
            reg = reg.saturating_add(if self.is_wide(*ty) { 2 } else { 1 });
        }
    }

    fn tries(&mut self) {
        for range in self.code.tries().map_while(Result::ok) {
            let mut handlers = Vec::new();
            for handler in self.code.handlers(&range).take(1024) {
                let Ok(handler) = handler else { break };
                let ty = handler.ty.map_or(NONE, |t| {
                    self.map.types.get(t.0 as usize).copied().unwrap_or(NONE)
                });
                handlers.push((ty, handler.target));
            }
            self.raw.tries.push(Try {
                start: range.start,
                end: range.end,
                handlers,
            });
        }
    }

    fn instructions(&mut self) {
        let code = self.code;
        for item in code.instructions() {
            let Ok((pc, insn)) = item else { break };
            if insn.opcode().is_payload() {
                continue;
            }
            self.instruction(pc, &insn);
        }
        // Code must not run off its end; where a hostile one does, it stops there.
        if let Some(last) = self.raw.insns.last_mut()
            && !matches!(last.kind, RawKind::Do(Kind::Switch))
        {
            last.falls_through = false;
        }
    }

    fn instruction(&mut self, pc: u32, insn: &Instruction) {
        let opcode = insn.opcode();
        let number = opcode.number();
        let srcs_at = u32::try_from(self.raw.srcs.len()).unwrap_or(u32::MAX);
        let index = pool(self.map, insn);
        let kind = match number {
            0x01..=0x09 => RawKind::Move,
            0x0a..=0x0c => RawKind::MoveResult,
            _ => RawKind::Do(kind_of(number, insn, index)),
        };
        if let Some(how) = invoke_of(number) {
            self.arguments(how, index, insn);
        } else if number == 0xfc || number == 0xfd {
            self.raw.srcs.extend(insn.registers());
        } else {
            self.raw.srcs.extend(insn.sources().map(|r| r.number));
        }
        let mut kind = kind;
        if let RawKind::Do(Kind::FillData(_)) = kind
            && let Some(at) = insn.payload_target(pc)
        {
            if let Ok(Payload::Array(data)) = self.code.payload_at(at) {
                self.raw
                    .data
                    .push((at, data.element_len, data.bytes().to_vec()));
            }
            kind = RawKind::Do(Kind::FillData(at));
        }
        if let RawKind::Do(Kind::Switch) = kind
            && let Some(at) = insn.payload_target(pc)
            && let Ok(Payload::Switch(table)) = self.code.payload_at(at)
        {
            let number = u32::try_from(self.raw.insns.len()).unwrap_or(u32::MAX);
            for case in table.cases() {
                if let Some(target) = pc.checked_add_signed(case.offset) {
                    self.raw.cases.push((number, case.key, target));
                }
            }
        }
        let n = self.raw.srcs.len().saturating_sub(srcs_at as usize);
        self.raw.insns.push(Raw {
            pc,
            kind,
            dst: insn.dest().map_or(NO_REG, |r| r.number),
            srcs_at,
            n_srcs: u16::try_from(n).unwrap_or(u16::MAX),
            target: insn.branch_target(pc).unwrap_or(u32::MAX),
            falls_through: opcode.falls_through(),
            can_throw: opcode.can_throw(),
        });
    }

    /// The first register of each argument.
    fn arguments(&mut self, how: Invoke, method: u32, insn: &Instruction) {
        let mut regs = insn.registers();
        if how != Invoke::Static
            && let Some(this) = regs.next()
        {
            self.raw.srcs.push(this);
        }
        let proto = self.program.methods.get(method as usize);
        let proto = proto.and_then(|m| self.program.protos.get(m.proto as usize));
        let Some(proto) = proto else {
            self.raw.srcs.extend(regs);
            return;
        };
        for ty in &proto.params {
            let Some(reg) = regs.next() else { return };
            self.raw.srcs.push(reg);
            if self.is_wide(*ty) {
                regs.next();
            }
        }
    }
}

fn arith(number: u16) -> Option<Arith> {
    Some(match number {
        0 => Arith::Add,
        1 => Arith::Sub,
        2 => Arith::Mul,
        3 => Arith::Div,
        4 => Arith::Rem,
        5 => Arith::And,
        6 => Arith::Or,
        7 => Arith::Xor,
        8 => Arith::Shl,
        9 => Arith::Shr,
        10 => Arith::Ushr,
        _ => return None,
    })
}

fn cond(number: u16) -> Cond {
    match number {
        0 => Cond::Eq,
        1 => Cond::Ne,
        2 => Cond::Lt,
        3 => Cond::Ge,
        4 => Cond::Gt,
        _ => Cond::Le,
    }
}

/// Which arithmetic the opcodes from `0x90` (and, two registers only, from `0xb0`) do.
fn binary(at: u16) -> Kind {
    let (num, op) = match at {
        0..=10 => (Num::Int, at),
        11..=21 => (Num::Long, at.saturating_sub(11)),
        22..=26 => (Num::Float, at.saturating_sub(22)),
        _ => (Num::Double, at.saturating_sub(27)),
    };
    arith(op).map_or(Kind::Other, |op| Kind::Arith(op, num))
}

fn unary(number: u16) -> Unary {
    use Num::{Double, Float, Int, Long};
    match number {
        0x7b => Unary::Neg(Int),
        0x7c => Unary::Not(Int),
        0x7d => Unary::Neg(Long),
        0x7e => Unary::Not(Long),
        0x7f => Unary::Neg(Float),
        0x80 => Unary::Neg(Double),
        0x81 => Unary::Convert(Int, Long),
        0x82 => Unary::Convert(Int, Float),
        0x83 => Unary::Convert(Int, Double),
        0x84 => Unary::Convert(Long, Int),
        0x85 => Unary::Convert(Long, Float),
        0x86 => Unary::Convert(Long, Double),
        0x87 => Unary::Convert(Float, Int),
        0x88 => Unary::Convert(Float, Long),
        0x89 => Unary::Convert(Float, Double),
        0x8a => Unary::Convert(Double, Int),
        0x8b => Unary::Convert(Double, Long),
        0x8c => Unary::Convert(Double, Float),
        0x8d => Unary::ToByte,
        0x8e => Unary::ToChar,
        _ => Unary::ToShort,
    }
}

fn kind_of(number: u16, insn: &Instruction, index: u32) -> Kind {
    let literal = insn.literal().unwrap_or(0);
    if let Some(how) = invoke_of(number) {
        return Kind::Call(how, index);
    }
    match number {
        0x0d => Kind::Caught,
        0x0e => Kind::ReturnVoid,
        0x0f..=0x11 => Kind::Return,
        0x12..=0x19 => Kind::Const(literal),
        0x1a | 0x1b => Kind::Str(index),
        0x1c => Kind::Class(index),
        0x1f => Kind::Cast(index),
        0x20 => Kind::InstanceOf(index),
        0x21 => Kind::ArrayLen,
        0x22 => Kind::New(index),
        0x23 => Kind::NewArray(index),
        0x24 | 0x25 => Kind::FilledArray(index),
        0x26 => Kind::FillData(0),
        0x27 => Kind::Throw,
        0x2b | 0x2c => Kind::Switch,
        0x2d => Kind::Compare(Num::Float, -1),
        0x2e => Kind::Compare(Num::Float, 1),
        0x2f => Kind::Compare(Num::Double, -1),
        0x30 => Kind::Compare(Num::Double, 1),
        0x31 => Kind::Compare(Num::Long, 0),
        0x32..=0x37 => Kind::If(cond(number.saturating_sub(0x32))),
        0x38..=0x3d => Kind::IfZero(cond(number.saturating_sub(0x38))),
        0x44..=0x4a => Kind::ArrayGet,
        0x4b..=0x51 => Kind::ArrayPut,
        0x52..=0x58 => Kind::FieldGet(index),
        0x59..=0x5f => Kind::FieldPut(index),
        0x60..=0x66 => Kind::StaticGet(index),
        0x67..=0x6d => Kind::StaticPut(index),
        0x7b..=0x8f => Kind::Unary(unary(number)),
        0x90..=0xaf => binary(number.saturating_sub(0x90)),
        0xb0..=0xcf => binary(number.saturating_sub(0xb0)),
        0xd0..=0xe2 => {
            let at = if number >= 0xd8 {
                number.saturating_sub(0xd8)
            } else {
                number.saturating_sub(0xd0)
            };
            let literal = i32::try_from(literal).unwrap_or(0);
            match at {
                1 => Kind::ArithLit(Arith::Rsub, literal),
                _ => arith(at).map_or(Kind::Other, |op| Kind::ArithLit(op, literal)),
            }
        }
        0xfc | 0xfd => Kind::CallSite(index),
        _ => Kind::Other,
    }
}
