//! Decodes instructions: opcode, registers, literal, branch and indices of every format.
//!
//! Spec: <https://source.android.com/docs/core/runtime/instruction-formats>
//! Departures from the spec: bits that a format leaves unused are not looked at.

use crate::idx::{CallSiteIdx, FieldIdx, MethodHandleIdx, MethodIdx, ProtoIdx, StringIdx, TypeIdx};
use crate::opcode::{Format, IndexKind, Opcode, Role};
use crate::{InsnError, payload};
use std::iter::FusedIterator;

/// One instruction, decoded. A payload between instructions is one too, with only an opcode and a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Literal, branch offset or length of a payload in code units, by the format.
    literal: i64,
    index: u32,
    /// Single registers as operands A, B, C or as the argument list; for ranges, the first one.
    registers: [u16; 5],
    proto: u16,
    opcode: Opcode,
    n_registers: u8,
    /// Length in code units; 0 for payloads.
    n_units: u8,
}

const _: () = assert!(size_of::<Instruction>() <= 32);

/// One entry of a table that an instruction refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolRef {
    /// A string.
    String(StringIdx),
    /// A type.
    Type(TypeIdx),
    /// A field.
    Field(FieldIdx),
    /// A method.
    Method(MethodIdx),
    /// A signature-polymorphic method and the types that this call of it takes and returns.
    MethodProto(MethodIdx, ProtoIdx),
    /// A call site.
    CallSite(CallSiteIdx),
    /// A method handle.
    MethodHandle(MethodHandleIdx),
    /// A method's types.
    Proto(ProtoIdx),
}

/// A register, or the pair of it and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Register {
    /// The register, or the first of the pair.
    pub number: u16,
    /// Whether it is a pair that holds 64 bits.
    pub wide: bool,
}

#[inline]
const fn low(byte: u8) -> u16 {
    (byte & 0xf) as u16
}

#[inline]
const fn high(byte: u8) -> u16 {
    (byte >> 4) as u16
}

impl Instruction {
    /// Decodes the instruction at code unit `at` of `insns`, which are code units as they stand in the file.
    ///
    /// # Errors
    /// [`InsnError`] for an opcode that is not assigned, and for one that needs more than is left.
    #[inline]
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each format of the specification"
    )]
    pub fn decode(insns: &[u8], at: u32) -> Result<Self, InsnError> {
        let rest = usize::try_from(at)
            .ok()
            .and_then(|at| insns.get(at.checked_mul(2)?..))
            .unwrap_or_default();
        let mut padded = [0; 10];
        let window = rest.first_chunk::<10>().unwrap_or_else(|| {
            for (to, from) in padded.iter_mut().zip(rest) {
                *to = *from;
            }
            &padded
        });
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = *window;
        let left = (rest.len() >> 1) as u64;
        let truncated = |need| Err(InsnError::Truncated { at, need, left });
        if left == 0 {
            return truncated(1);
        }
        if b0 == 0
            && let Some(units) = payload::units([b0, b1, b2, b3, b4, b5, b6, b7])
        {
            // The head of a payload is two code units, that of an array four.
            return if units > left || (b1 == 3 && left < 4) {
                truncated(units)
            } else {
                Ok(Self {
                    literal: i64::try_from(units).unwrap_or(i64::MAX),
                    opcode: Opcode(u16::from_le_bytes([b0, b1])),
                    ..Self::EMPTY
                })
            };
        }
        let Some((opcode, info)) = Opcode::from_byte(b0) else {
            return Err(InsnError::UnusedOpcode { at, opcode: b0 });
        };
        let need = u64::from(info.format.units());
        if need > left {
            return truncated(need);
        }

        let empty = Self {
            opcode,
            n_units: info.format.units(),
            ..Self::EMPTY
        };
        let (wide_a, pair) = (u16::from(b1), [b2, b3]);
        let unit1 = u16::from_le_bytes(pair);
        let unit2 = u16::from_le_bytes([b4, b5]);
        let word1 = u32::from_le_bytes([b2, b3, b4, b5]);
        let signed1 = i64::from(i16::from_le_bytes(pair));
        let signed_word1 = i64::from(word1.cast_signed());
        let one = |a: u16| Self {
            registers: [a, 0, 0, 0, 0],
            n_registers: 1,
            ..empty
        };
        let two = |a: u16, b: u16| Self {
            registers: [a, b, 0, 0, 0],
            n_registers: 2,
            ..empty
        };
        Ok(match info.format {
            Format::F10x | Format::Payload => empty,
            Format::F12x => two(low(b1), high(b1)),
            Format::F11n => Self {
                literal: i64::from(b1.cast_signed() >> 4),
                ..one(low(b1))
            },
            Format::F11x => one(wide_a),
            Format::F10t => Self {
                literal: i64::from(b1.cast_signed()),
                ..empty
            },
            Format::F20t => Self {
                literal: signed1,
                ..empty
            },
            Format::F22x => two(wide_a, unit1),
            Format::F21t | Format::F21s => Self {
                literal: signed1,
                ..one(wide_a)
            },
            Format::F21h => Self {
                literal: signed1
                    << if opcode == Opcode::CONST_HIGH16 {
                        16
                    } else {
                        48
                    },
                ..one(wide_a)
            },
            Format::F21c => Self {
                index: u32::from(unit1),
                ..one(wide_a)
            },
            Format::F23x => Self {
                registers: [wide_a, u16::from(b2), u16::from(b3), 0, 0],
                n_registers: 3,
                ..empty
            },
            Format::F22b => Self {
                literal: i64::from(b3.cast_signed()),
                ..two(wide_a, u16::from(b2))
            },
            Format::F22t | Format::F22s => Self {
                literal: signed1,
                ..two(low(b1), high(b1))
            },
            Format::F22c => Self {
                index: u32::from(unit1),
                ..two(low(b1), high(b1))
            },
            Format::F32x => two(unit1, unit2),
            Format::F30t => Self {
                literal: signed_word1,
                ..empty
            },
            Format::F31t | Format::F31i => Self {
                literal: signed_word1,
                ..one(wide_a)
            },
            Format::F31c => Self {
                index: word1,
                ..one(wide_a)
            },
            Format::F35c | Format::F45cc => {
                let count = b1 >> 4;
                if count > 5 {
                    return Err(InsnError::TooManyArguments { at, found: count });
                }
                Self {
                    index: u32::from(unit1),
                    proto: u16::from_le_bytes([b6, b7]),
                    registers: [low(b4), high(b4), low(b5), high(b5), low(b1)],
                    n_registers: count,
                    ..empty
                }
            }
            Format::F3rc | Format::F4rcc => Self {
                index: u32::from(unit1),
                proto: u16::from_le_bytes([b6, b7]),
                registers: [unit2, 0, 0, 0, 0],
                n_registers: b1,
                ..empty
            },
            Format::F51l => Self {
                literal: i64::from_le_bytes([b2, b3, b4, b5, b6, b7, b8, b9]),
                ..one(wide_a)
            },
        })
    }

    const EMPTY: Self = Self {
        literal: 0,
        index: 0,
        registers: [0; 5],
        proto: 0,
        opcode: Opcode::NOP,
        n_registers: 0,
        n_units: 0,
    };

    /// The opcode.
    #[inline]
    pub const fn opcode(&self) -> Opcode {
        self.opcode
    }

    /// The mnemonic.
    pub fn name(&self) -> &'static str {
        self.opcode.name()
    }

    /// Length in code units.
    #[inline]
    pub fn units(&self) -> u32 {
        match self.n_units {
            0 => u32::try_from(self.literal).unwrap_or(u32::MAX),
            units => u32::from(units),
        }
    }

    /// Whether the registers are a list of arguments, each of 32 bits, rather than operands A, B and C.
    pub fn has_arguments(&self) -> bool {
        self.is_range() || matches!(self.opcode.format(), Format::F35c | Format::F45cc)
    }

    /// Whether the argument registers are a range rather than listed singly.
    pub fn is_range(&self) -> bool {
        matches!(self.opcode.format(), Format::F3rc | Format::F4rcc)
    }

    /// The registers as the instruction names them: operands A, B, C, or all argument registers.
    ///
    /// Of an argument of 64 bits both registers are listed.
    pub fn registers(&self) -> Registers {
        Registers {
            named: self.registers,
            next: 0,
            len: self.n_registers,
            range: self.is_range(),
        }
    }

    /// Operand A, B or C (0, 1, 2), or an argument register by its place.
    #[inline]
    pub fn register(&self, n: u8) -> Option<u16> {
        if n >= self.n_registers {
            None
        } else if n > 0 && self.is_range() {
            let [first, ..] = self.registers;
            Some(first.wrapping_add(u16::from(n)))
        } else {
            self.registers.get(usize::from(n)).copied()
        }
    }

    fn operands(&self, wanted: fn(&Role) -> bool) -> impl Iterator<Item = Register> + use<> {
        let roles = self.opcode.info().roles;
        self.registers()
            .zip(roles)
            .filter(move |(_, role)| wanted(role))
            .map(|(number, role)| Register {
                number,
                wide: role.wide,
            })
    }

    /// The register that is written, if any. Results of calls are written by the `move-result` after them.
    pub fn dest(&self) -> Option<Register> {
        if self.has_arguments() {
            return None;
        }
        self.operands(|role| role.written).next()
    }

    /// The registers that are read, in order.
    ///
    /// The arguments of invokes and `filled-new-array` are listed one register at a time and never wide:
    /// the proto of the method tells which two belong together.
    pub fn sources(&self) -> impl Iterator<Item = Register> + use<> {
        let arguments = self.has_arguments();
        let singly = self.registers().filter(move |_| arguments);
        let operands = self.operands(|role| role.read);
        singly
            .map(|number| Register {
                number,
                wide: false,
            })
            .chain(operands)
    }

    /// The literal of a `const` or of arithmetic with one. `high16` forms are already shifted.
    #[inline]
    pub fn literal(&self) -> Option<i64> {
        matches!(
            self.opcode.format(),
            Format::F11n
                | Format::F21s
                | Format::F21h
                | Format::F22b
                | Format::F22s
                | Format::F31i
                | Format::F51l
        )
        .then_some(self.literal)
    }

    fn relative(&self) -> i32 {
        // Every format with an offset has at most 32 bits of it.
        i32::try_from(self.literal).unwrap_or(0)
    }

    /// How far a `goto` or `if` jumps, in code units from the instruction.
    #[inline]
    pub fn branch_offset(&self) -> Option<i32> {
        matches!(
            self.opcode.format(),
            Format::F10t | Format::F20t | Format::F30t | Format::F21t | Format::F22t
        )
        .then(|| self.relative())
    }

    /// Where a `goto` or `if` at code unit `at` jumps to; `None` also where that is no 32-bit offset.
    #[inline]
    pub fn branch_target(&self, at: u32) -> Option<u32> {
        at.checked_add_signed(self.branch_offset()?)
    }

    /// How far away the payload of a switch or `fill-array-data` stands, in code units from the instruction.
    pub fn payload_offset(&self) -> Option<i32> {
        (self.opcode.format() == Format::F31t).then(|| self.relative())
    }

    /// Where the payload of a switch or `fill-array-data` at code unit `at` stands.
    pub fn payload_target(&self, at: u32) -> Option<u32> {
        at.checked_add_signed(self.payload_offset()?)
    }

    /// The entry of a table that the instruction refers to.
    #[inline]
    pub fn pool(&self) -> Option<PoolRef> {
        let index = self.index;
        Some(match self.opcode.index_kind() {
            IndexKind::None => return None,
            IndexKind::String => PoolRef::String(StringIdx(index)),
            IndexKind::Type => PoolRef::Type(TypeIdx(index)),
            IndexKind::Field => PoolRef::Field(FieldIdx(index)),
            IndexKind::Method => PoolRef::Method(MethodIdx(index)),
            IndexKind::MethodProto => {
                PoolRef::MethodProto(MethodIdx(index), ProtoIdx::from(self.proto))
            }
            IndexKind::CallSite => PoolRef::CallSite(CallSiteIdx(index)),
            IndexKind::MethodHandle => PoolRef::MethodHandle(MethodHandleIdx(index)),
            IndexKind::Proto => PoolRef::Proto(ProtoIdx(index)),
        })
    }

    /// The method that an invoke names, polymorphic ones too.
    pub fn method(&self) -> Option<MethodIdx> {
        match self.pool()? {
            PoolRef::Method(method) | PoolRef::MethodProto(method, _) => Some(method),
            _ => None,
        }
    }
}

/// The registers of an instruction in order.
#[derive(Clone, Debug)]
pub struct Registers {
    named: [u16; 5],
    next: u8,
    len: u8,
    range: bool,
}

impl Iterator for Registers {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if self.next >= self.len {
            return None;
        }
        let n = self.next;
        self.next = n.saturating_add(1);
        if self.range {
            let [first, ..] = self.named;
            Some(first.wrapping_add(u16::from(n)))
        } else {
            self.named.get(usize::from(n)).copied()
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.len.saturating_sub(self.next));
        (left, Some(left))
    }
}

impl ExactSizeIterator for Registers {}

/// The instructions of one method in order, each with its offset in code units.
#[derive(Clone, Debug)]
pub struct Instructions<'a> {
    insns: &'a [u8],
    at: u32,
    end: u32,
}

impl<'a> Instructions<'a> {
    pub(crate) const fn new(insns: &'a [u8], n_units: u32) -> Self {
        Self {
            insns,
            at: 0,
            end: n_units,
        }
    }

    /// The offset of the next instruction in code units.
    pub const fn offset(&self) -> u32 {
        self.at
    }
}

impl Iterator for Instructions<'_> {
    type Item = Result<(u32, Instruction), InsnError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let at = self.at;
        match Instruction::decode(self.insns, at) {
            Ok(insn) => {
                self.at = at.saturating_add(insn.units());
                Some(Ok((at, insn)))
            }
            Err(error) => {
                self.at = self.end;
                Some(Err(error))
            }
        }
    }
}

impl FusedIterator for Instructions<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, registers, literal, branch offset and index of the instruction in these code units.
    type Decoded = (
        &'static str,
        Vec<u16>,
        Option<i64>,
        Option<i32>,
        Option<PoolRef>,
    );

    fn decode(units: &[u16]) -> Result<Decoded, InsnError> {
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let insn = Instruction::decode(&bytes, 0)?;
        assert_eq!(insn.units() as usize, units.len());
        let registers: Vec<_> = insn.registers().collect();
        for (n, register) in (0..).zip(&registers) {
            assert_eq!(insn.register(n), Some(*register));
        }
        let offset = insn.branch_offset().or_else(|| insn.payload_offset());
        Ok((insn.name(), registers, insn.literal(), offset, insn.pool()))
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one case for each format")]
    fn every_format() {
        let method = Some(PoolRef::Method(MethodIdx(0x1234)));
        let polymorphic = Some(PoolRef::MethodProto(MethodIdx(0x1234), ProtoIdx(0x5678)));
        let cases: [(&[u16], Decoded); 26] = [
            (&[0x000e], ("return-void", vec![], None, None, None)),
            (&[0x2101], ("move", vec![1, 2], None, None, None)),
            (&[0xf112], ("const/4", vec![1], Some(-1), None, None)),
            (&[0xff0f], ("return", vec![255], None, None, None)),
            (&[0xfe28], ("goto", vec![], None, Some(-2), None)),
            (
                &[0x0029, 0x8000],
                ("goto/16", vec![], None, Some(-32_768), None),
            ),
            (
                &[0xff02, 0x1234],
                ("move/from16", vec![255, 0x1234], None, None, None),
            ),
            (&[0x0138, 0xffff], ("if-eqz", vec![1], None, Some(-1), None)),
            (
                &[0x0116, 0xffff],
                ("const-wide/16", vec![1], Some(-1), None, None),
            ),
            (
                &[0x0115, 0x8001],
                ("const/high16", vec![1], Some(-0x7fff_0000), None, None),
            ),
            (
                &[0x0119, 0x4000],
                ("const-wide/high16", vec![1], Some(0x4000 << 48), None, None),
            ),
            (
                &[0x011a, 0xffff],
                (
                    "const-string",
                    vec![1],
                    None,
                    None,
                    Some(PoolRef::String(StringIdx(0xffff))),
                ),
            ),
            (
                &[0x0190, 0x0302],
                ("add-int", vec![1, 2, 3], None, None, None),
            ),
            (
                &[0x01d8, 0x8002],
                ("add-int/lit8", vec![1, 2], Some(-128), None, None),
            ),
            (
                &[0x2132, 0x0007],
                ("if-eq", vec![1, 2], None, Some(7), None),
            ),
            (
                &[0x21d1, 0xfffe],
                ("rsub-int", vec![1, 2], Some(-2), None, None),
            ),
            (
                &[0x2152, 0x0009],
                (
                    "iget",
                    vec![1, 2],
                    None,
                    None,
                    Some(PoolRef::Field(FieldIdx(9))),
                ),
            ),
            (
                &[0x0003, 0x0100, 0x0200],
                ("move/16", vec![256, 512], None, None, None),
            ),
            (
                &[0x002a, 0x0000, 0x8000],
                ("goto/32", vec![], None, Some(i32::MIN), None),
            ),
            (
                &[0x012b, 0x0004, 0x0000],
                ("packed-switch", vec![1], None, Some(4), None),
            ),
            (
                &[0x0114, 0x5678, 0x1234],
                ("const", vec![1], Some(0x1234_5678), None, None),
            ),
            (
                &[0x011b, 0x5678, 0x1234],
                (
                    "const-string/jumbo",
                    vec![1],
                    None,
                    None,
                    Some(PoolRef::String(StringIdx(0x1234_5678))),
                ),
            ),
            (
                &[0x5571, 0x1234, 0x4321],
                ("invoke-static", vec![1, 2, 3, 4, 5], None, None, method),
            ),
            (
                &[0x0377, 0x1234, 0xfffe],
                (
                    "invoke-static/range",
                    vec![0xfffe, 0xffff, 0],
                    None,
                    None,
                    method,
                ),
            ),
            (
                &[0x20fa, 0x1234, 0x0021, 0x5678],
                ("invoke-polymorphic", vec![1, 2], None, None, polymorphic),
            ),
            (
                &[0x0118, 1, 2, 3, 0x8000],
                (
                    "const-wide",
                    vec![1],
                    Some(i64::MIN + 0x0003_0002_0001),
                    None,
                    None,
                ),
            ),
        ];
        for (units, expected) in cases {
            assert_eq!(decode(units), Ok(expected), "{units:x?}");
            let need = units.len() as u64;
            let left = need - 1;
            let cut = InsnError::Truncated { at: 0, need, left };
            assert_eq!(decode(&units[..units.len() - 1]), Err(cut), "{units:x?}");
        }
    }

    #[test]
    fn payloads_count_their_own_length() {
        // Three bytes of array take two units, after four of head.
        let array = [0x0300, 1, 3, 0, 0x0201, 0x0003];
        assert_eq!(
            decode(&array).map(|read| read.0),
            Ok("fill-array-data-payload")
        );
        let sparse = [0x0200, 1, 5, 0, 7, 0];
        assert_eq!(
            decode(&sparse).map(|read| read.0),
            Ok("sparse-switch-payload")
        );
        let cut = InsnError::Truncated {
            at: 0,
            need: 6,
            left: 5,
        };
        assert_eq!(decode(&array[..5]), Err(cut));
    }

    #[test]
    fn a_list_of_six_arguments_is_an_error() {
        let error = InsnError::TooManyArguments { at: 0, found: 6 };
        assert_eq!(decode(&[0x6071, 0, 0]), Err(error));
    }

    #[test]
    fn what_is_written_and_what_is_read() {
        let parts = |units: &[u16]| {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let insn = Instruction::decode(&bytes, 0).unwrap();
            (insn.dest(), insn.sources().collect::<Vec<_>>())
        };
        let [one, two, three] = [1, 2, 3].map(|number| Register {
            number,
            wide: false,
        });
        let wide = |register: Register| Register {
            wide: true,
            ..register
        };
        // shl-long v1, v2, v3 shifts by an int.
        assert_eq!(
            parts(&[0x01a3, 0x0302]),
            (Some(wide(one)), vec![wide(two), three])
        );
        // add-long/2addr v1, v2
        assert_eq!(
            parts(&[0x21bb]),
            (Some(wide(one)), vec![wide(one), wide(two)])
        );
        // aput-wide v1, v2, v3
        assert_eq!(
            parts(&[0x014c, 0x0302]),
            (None, vec![wide(one), two, three])
        );
        // check-cast v1
        assert_eq!(parts(&[0x011f, 0]), (Some(one), vec![one]));
        // filled-new-array {v1, v2}
        assert_eq!(parts(&[0x2024, 0, 0x0021]), (None, vec![one, two]));
    }
}
