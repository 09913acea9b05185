//! Debug information: which line each instruction came from, and the names of parameters and locals.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#debug-info-item>,
//! AOSP `art/libdexfile/dex/dex_file-inl.h` (`DecodeDebugLocalInfo`)
//! Departures from the spec: as in AOSP, starting a local in a register that still holds one ends the older
//! one there, and one that is ended twice is ended once; a list that breaks off keeps what was read before.

use crate::class::EncodedMethod;
use crate::code::Code;
use crate::flags::AccessFlags;
use crate::idx::{StringIdx, TypeIdx};
use crate::reader::Reader;
use crate::{Dex, ReadError};
use base::{OutOfBounds, Parsed};
use std::collections::BTreeMap;

/// One entry of the line table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The first code unit that came from the line.
    pub at: u32,
    /// The line, from 1; 0 and huge numbers occur in obfuscated files.
    pub line: u32,
    /// The source file, where it is another than the class's.
    pub source_file: Option<StringIdx>,
}

/// One local variable over the code in which it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// The register that holds it.
    pub register: u16,
    /// The first code unit at which it does.
    pub start: u32,
    /// The code unit after the last.
    pub end: u32,
    /// Its name.
    pub name: LocalName,
    /// Its type.
    pub ty: Option<TypeIdx>,
    /// Its type with generics, as written in source code.
    pub signature: Option<StringIdx>,
}

/// The name of a local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalName {
    /// A name in the file.
    Named(StringIdx),
    /// `this`, which the file does not name.
    This,
    /// The file gives no name.
    Unnamed,
}

/// The debug information of one method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DebugInfo {
    /// The line that counting starts from.
    pub line_start: u32,
    /// The names of the parameters, without `this`.
    pub parameter_names: Vec<Option<StringIdx>>,
    /// The line table, by offset.
    pub positions: Vec<Position>,
    /// The locals in the order in which they end.
    pub locals: Vec<Local>,
}

#[derive(Clone, Copy)]
struct Slot {
    start: u32,
    name: LocalName,
    ty: Option<TypeIdx>,
    signature: Option<StringIdx>,
    live: bool,
}

/// The state machine that the file's opcodes drive.
struct Machine {
    at: u32,
    line: u32,
    source_file: Option<StringIdx>,
    slots: BTreeMap<u16, Slot>,
    info: DebugInfo,
}

impl Machine {
    fn end(&mut self, register: u16) {
        if let Some(slot) = self.slots.get_mut(&register)
            && slot.live
        {
            slot.live = false;
            self.info.locals.push(Local {
                register,
                start: slot.start,
                end: self.at,
                name: slot.name,
                ty: slot.ty,
                signature: slot.signature,
            });
        }
    }

    fn start(&mut self, register: u16, slot: Slot) {
        self.end(register);
        self.slots.insert(register, slot);
    }

    fn run(&mut self, reader: &mut Reader<'_>) -> Result<(), OutOfBounds> {
        loop {
            match reader.u8()? {
                0x00 => return Ok(()),
                0x01 => self.at = self.at.wrapping_add(reader.uleb()?),
                0x02 => self.line = self.line.wrapping_add_signed(reader.sleb()?),
                start @ (0x03 | 0x04) => {
                    let register = register(reader)?;
                    let name = name(reader)?;
                    let ty = reader.uleb_p1()?.map(TypeIdx);
                    let signature = match start {
                        0x04 => reader.uleb_p1()?.map(StringIdx),
                        _ => None,
                    };
                    let slot = Slot {
                        start: self.at,
                        name,
                        ty,
                        signature,
                        live: true,
                    };
                    self.start(register, slot);
                }
                0x05 => {
                    let register = register(reader)?;
                    self.end(register);
                }
                0x06 => {
                    let register = register(reader)?;
                    if let Some(slot) = self.slots.get_mut(&register)
                        && !slot.live
                    {
                        slot.live = true;
                        slot.start = self.at;
                    }
                }
                // Prologue and epilogue marks change neither the line nor the locals.
                0x07 | 0x08 => {}
                0x09 => self.source_file = reader.uleb_p1()?.map(StringIdx),
                special => {
                    let adjusted = special.saturating_sub(0x0a);
                    let advance = adjusted.checked_div(15).unwrap_or(0);
                    let line = adjusted.checked_rem(15).unwrap_or(0);
                    self.at = self.at.wrapping_add(u32::from(advance));
                    self.line = self.line.wrapping_add(u32::from(line)).wrapping_sub(4);
                    self.info.positions.push(Position {
                        at: self.at,
                        line: self.line,
                        source_file: self.source_file,
                    });
                }
            }
        }
    }
}

fn register(reader: &mut Reader<'_>) -> Result<u16, OutOfBounds> {
    Ok(u16::try_from(reader.uleb()?).unwrap_or(u16::MAX))
}

fn name(reader: &mut Reader<'_>) -> Result<LocalName, OutOfBounds> {
    Ok(match reader.uleb_p1()? {
        Some(idx) => LocalName::Named(StringIdx(idx)),
        None => LocalName::Unnamed,
    })
}

impl Dex<'_> {
    /// The debug information of a method, or `None` where it has none.
    pub fn debug_info(&self, method: &EncodedMethod, code: &Code<'_>) -> Option<Parsed<DebugInfo>> {
        if code.debug_info_off == 0 {
            return None;
        }
        let mut machine = Machine {
            at: 0,
            line: 0,
            source_file: None,
            slots: BTreeMap::new(),
            info: DebugInfo::default(),
        };
        let read = self.run_debug_info(&mut machine, method, code);
        // What still lives does so to the end of the method.
        machine.at = code.n_units;
        let live: Vec<_> = machine.slots.keys().copied().collect();
        for register in live {
            machine.end(register);
        }
        Some(Parsed {
            value: machine.info,
            problems: read.err().iter().map(ReadError::problem).collect(),
        })
    }

    fn run_debug_info(
        &self,
        machine: &mut Machine,
        method: &EncodedMethod,
        code: &Code<'_>,
    ) -> Result<(), ReadError> {
        let mut reader = Reader::at(self.file, code.debug_info_off)?;
        machine.line = reader.uleb()?;
        machine.info.line_start = machine.line;
        let n_parameters = reader.uleb()?;
        for _ in 0..n_parameters {
            let name = reader.uleb_p1()?.map(StringIdx);
            machine.info.parameter_names.push(name);
        }
        // The arguments live from the start, in the last registers.
        if let Ok(proto) = self
            .method(method.idx)
            .and_then(|method_ref| self.proto(method_ref.proto))
        {
            let mut register = code.n_registers.saturating_sub(code.n_ins);
            let slot = |name, ty| Slot {
                start: 0,
                name,
                ty,
                signature: None,
                live: true,
            };
            if !method.access.contains(AccessFlags::STATIC) {
                let class = self.method(method.idx).ok().map(|found| found.class);
                machine.start(register, slot(LocalName::This, class));
                register = register.saturating_add(1);
            }
            let names = machine.info.parameter_names.clone();
            for (name, ty) in names.into_iter().zip(proto.params.iter()) {
                let name = name.map_or(LocalName::Unnamed, LocalName::Named);
                machine.start(register, slot(name, Some(ty)));
                let wide = self
                    .descriptor(ty)
                    .is_ok_and(|descriptor| matches!(descriptor.bytes(), b"J" | b"D"));
                register = register.saturating_add(if wide { 2 } else { 1 });
            }
        }
        machine.run(&mut reader)?;
        Ok(())
    }
}
