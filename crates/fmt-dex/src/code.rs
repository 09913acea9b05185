//! Code items: registers, instructions, and which handlers guard which of them.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#code-item>
//! Departures from the spec: instructions that run past the end of the file are read as far as they are there.

use crate::class::EncodedMethod;
use crate::idx::TypeIdx;
use crate::insn::{Instruction, Instructions};
use crate::payload::Payload;
use crate::reader::Reader;
use crate::{Dex, InsnError, ReadError};
use base::{Problem, Span, View};

/// The code of one method.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    /// How many registers it uses.
    pub n_registers: u16,
    /// How many of them, the last ones, hold the arguments on entry.
    pub n_ins: u16,
    /// The most argument registers that a call in it takes.
    pub n_outs: u16,
    /// How many ranges are guarded by handlers.
    pub n_tries: u16,
    /// Where the debug information stands, from the start of the container; 0 for none.
    pub debug_info_off: u32,
    /// Length of the instructions as the file states it, in code units of two bytes.
    pub n_units: u32,
    file: View<'a>,
    off: u32,
    insns: View<'a>,
}

/// A range of instructions whose exceptions are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// The first code unit that is guarded.
    pub start: u32,
    /// The code unit after the last that is guarded.
    pub end: u32,
    /// Where the handlers stand, from the start of the list of handlers; see [`Code::handlers`].
    pub handler_off: u16,
    /// Where the entry stands.
    pub span: Span,
}

/// One handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// What it handles; `None` handles everything and comes last.
    pub ty: Option<TypeIdx>,
    /// Its first code unit.
    pub target: u32,
}

impl<'a> Dex<'a> {
    /// The code of a method, or `None` where it has none (abstract and native methods).
    ///
    /// # Errors
    /// [`ReadError::OutOfBounds`] where not even the sixteen bytes before the instructions are there.
    #[inline]
    pub fn code(&self, method: &EncodedMethod) -> Result<Option<Code<'a>>, ReadError> {
        if method.code_off == 0 {
            return Ok(None);
        }
        self.code_at(method.code_off).map(Some)
    }

    /// The code item at `off`, counted from the start of the container.
    ///
    /// # Errors
    /// [`ReadError::OutOfBounds`] where not even the sixteen bytes before the instructions are there.
    pub fn code_at(&self, off: u32) -> Result<Code<'a>, ReadError> {
        let item = self.file.tail(u64::from(off))?;
        let n_units = item.u32_le(12)?;
        let rest = item.tail(16)?;
        let len = u64::from(n_units).saturating_mul(2);
        Ok(Code {
            n_registers: item.u16_le(0)?,
            n_ins: item.u16_le(2)?,
            n_outs: item.u16_le(4)?,
            n_tries: item.u16_le(6)?,
            debug_info_off: item.u32_le(8)?,
            n_units,
            file: self.file,
            off,
            insns: rest.sub(0, len).unwrap_or(rest),
        })
    }
}

impl<'a> Code<'a> {
    /// Where the item stands, from the start of the container.
    pub const fn off(&self) -> u32 {
        self.off
    }

    /// Where the instructions stand, as far as they are in the file.
    pub const fn insns_span(&self) -> Span {
        self.insns.span()
    }

    /// The code units as bytes, as far as they are in the file.
    pub const fn insns(&self) -> &'a [u8] {
        self.insns.bytes()
    }

    /// Where `n_units` code units from `at` stand in the artifact.
    pub const fn span_at(&self, at: u32, n_units: u32) -> Span {
        self.insns.span_at(
            (at as u64).saturating_mul(2),
            (n_units as u64).saturating_mul(2),
        )
    }

    /// All instructions and payloads one after the other, each with its offset in code units. Ends
    /// after the first error.
    #[inline]
    pub fn instructions(&self) -> Instructions<'a> {
        Instructions::new(self.insns.bytes(), self.n_units)
    }

    /// The instruction at code unit `at`, which need not be one that [`Code::instructions`] meets.
    ///
    /// # Errors
    /// [`InsnError`].
    pub fn instruction_at(&self, at: u32) -> Result<Instruction, InsnError> {
        Instruction::decode(self.insns.bytes(), at)
    }

    /// The payload at code unit `at`.
    ///
    /// # Errors
    /// [`InsnError`] where there is none, or it is cut short.
    pub fn payload_at(&self, at: u32) -> Result<Payload<'a>, InsnError> {
        Payload::read(self.insns, at)
    }

    /// The problem to record for an error of [`Code::instructions`].
    pub fn problem(&self, error: &InsnError) -> Problem {
        Problem::new(error.code(), error).at(self.span_at(error.at(), 1))
    }

    /// Where the list of guarded ranges begins, from the start of the container.
    fn tries_off(&self) -> u64 {
        let end = u64::from(self.off)
            .saturating_add(16)
            .saturating_add(u64::from(self.n_units).saturating_mul(2));
        // Two bytes of padding put the list on a multiple of four.
        end.saturating_add(u64::from(self.n_units & 1).saturating_mul(2))
    }

    /// The guarded ranges in the order of the file. Ends after the first error.
    pub fn tries(&self) -> impl Iterator<Item = Result<Try, ReadError>> + use<'a> {
        let (file, start) = (self.file, self.tries_off());
        let mut broken = false;
        (0..self.n_tries).map_while(move |i| {
            if broken {
                return None;
            }
            let off = start.saturating_add(u64::from(i).saturating_mul(8));
            let read = read_try(file, off);
            broken = read.is_err();
            Some(read)
        })
    }

    /// The handlers of a guarded range, in the order in which they are tried. Ends after the first error.
    ///
    /// Several ranges can share one list, so that reading the lists of all ranges can take longer than
    /// the file is long.
    pub fn handlers(&self, guarded: &Try) -> Handlers<'a> {
        let list = self
            .tries_off()
            .saturating_add(u64::from(self.n_tries).saturating_mul(8));
        let off = list.saturating_add(u64::from(guarded.handler_off));
        let off = u32::try_from(off).unwrap_or(u32::MAX);
        let read = Reader::at(self.file, off).and_then(|mut reader| {
            let n = reader.sleb()?;
            Ok((reader, n))
        });
        match read {
            Ok((reader, n)) => Handlers {
                reader: Some(reader),
                // "Non-positive: also a catch-all handler after the typed ones."
                n_typed: n.unsigned_abs(),
                catches_all: n <= 0,
                error: None,
            },
            Err(error) => Handlers {
                reader: None,
                n_typed: 0,
                catches_all: false,
                error: Some(error.into()),
            },
        }
    }
}

fn read_try(file: View<'_>, off: u64) -> Result<Try, ReadError> {
    let entry = file.sub(off, 8)?;
    let start = entry.u32_le(0)?;
    Ok(Try {
        start,
        end: start.saturating_add(u32::from(entry.u16_le(4)?)),
        handler_off: entry.u16_le(6)?,
        span: entry.span(),
    })
}

/// The handlers of one guarded range.
#[derive(Clone)]
pub struct Handlers<'a> {
    reader: Option<Reader<'a>>,
    n_typed: u32,
    catches_all: bool,
    error: Option<ReadError>,
}

impl Handlers<'_> {
    fn read(reader: &mut Reader<'_>, typed: bool) -> Result<Handler, ReadError> {
        let ty = if typed {
            Some(TypeIdx(reader.uleb()?))
        } else {
            None
        };
        Ok(Handler {
            ty,
            target: reader.uleb()?,
        })
    }
}

impl Iterator for Handlers<'_> {
    type Item = Result<Handler, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.error.take() {
            return Some(Err(error));
        }
        let reader = self.reader.as_mut()?;
        let typed = self.n_typed > 0;
        if typed {
            self.n_typed = self.n_typed.saturating_sub(1);
        } else if self.catches_all {
            self.catches_all = false;
        } else {
            return None;
        }
        let read = Self::read(reader, typed);
        if read.is_err() {
            self.reader = None;
        }
        Some(read)
    }
}
