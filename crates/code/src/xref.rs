//! Who names what: one pass over all instructions of an app, without building bodies.
//!
//! Known misses: code after an instruction that cannot be decoded.

use crate::lift::{invoke_of, pool};
use crate::program::{DefId, FieldId, MethodId, NONE, Program, Sym, TypeId, count};
use base::Problem;

/// A place in code: a method definition and a code unit in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Site {
    /// The method.
    pub def: DefId,
    /// Code units from the start of its instructions.
    pub pc: u32,
}

/// Sites by the thing they name.
#[derive(Debug, Default)]
pub struct Index {
    at: Vec<u32>,
    sites: Vec<Site>,
}

impl Index {
    fn new(n: usize, mut rows: Vec<(u32, Site)>) -> Self {
        rows.sort_unstable();
        let mut at = vec![0_u32; n.saturating_add(1)];
        for (key, _) in &rows {
            if let Some(slot) = at.get_mut((*key as usize).saturating_add(1)) {
                *slot = slot.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for slot in &mut at {
            sum = sum.saturating_add(*slot);
            *slot = sum;
        }
        Self {
            at,
            sites: rows.into_iter().map(|(_, site)| site).collect(),
        }
    }

    /// The sites that name this thing, in the order of the definitions.
    pub fn of(&self, key: u32) -> &[Site] {
        let at = |i: u32| self.at.get(i as usize).map_or(0, |n| *n as usize);
        self.sites
            .get(at(key)..at(key.saturating_add(1)))
            .unwrap_or_default()
    }
}

/// Calls out of each method, for the call graph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Out {
    pub(crate) pc: u32,
    pub(crate) kind: OutKind,
    pub(crate) target: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutKind {
    Call(crate::ir::Invoke),
    New,
    CallSite,
    /// A class object, which reflection may make an instance of.
    Class,
    Static,
}

/// All cross references of an app.
#[derive(Debug, Default)]
pub struct Xrefs {
    /// Calls, by method reference.
    pub calls: Index,
    /// Instance field reads, by field (canonical).
    pub field_gets: Index,
    /// Instance field writes.
    pub field_puts: Index,
    /// Static field reads.
    pub static_gets: Index,
    /// Static field writes.
    pub static_puts: Index,
    /// New objects, by type.
    pub news: Index,
    /// String literals.
    pub strings: Index,
    pub(crate) outs: Vec<Out>,
    pub(crate) out_at: Vec<u32>,
    /// Instructions read.
    pub n_instructions: u64,
}

impl Xrefs {
    /// Reads all code.
    pub(crate) fn new(program: &Program<'_>, problems: &mut Vec<Problem>) -> Self {
        let (mut calls, mut news, mut strings) = (Vec::new(), Vec::new(), Vec::new());
        let (mut gets, mut puts) = (Vec::new(), Vec::new());
        let (mut sgets, mut sputs) = (Vec::new(), Vec::new());
        let mut outs = Vec::new();
        let mut out_at = Vec::with_capacity(program.defs.len().saturating_add(1));
        let mut n_instructions = 0_u64;
        let canonical: Vec<FieldId> = (0..count(program.fields.len()))
            .map(|f| program.canonical_field(f))
            .collect();
        let field = |f: FieldId| canonical.get(f as usize).copied().unwrap_or(f);
        for (def, method) in program.defs.iter().enumerate() {
            out_at.push(count(outs.len()));
            let Some(map) = program.dexes.get(method.dex as usize) else {
                continue;
            };
            if method.code_off == 0 {
                continue;
            }
            let code = match map.dex.code_at(method.code_off) {
                Ok(code) => code,
                Err(error) => {
                    problems.push(error.problem());
                    continue;
                }
            };
            for item in code.instructions() {
                let (pc, insn) = match item {
                    Ok(item) => item,
                    Err(error) => {
                        problems.push(code.problem(&error));
                        break;
                    }
                };
                n_instructions = n_instructions.saturating_add(1);
                let number = insn.opcode().number();
                let site = Site {
                    def: count(def),
                    pc,
                };
                let list = match number {
                    0x1a | 0x1b => &mut strings,
                    0x52..=0x58 => &mut gets,
                    0x59..=0x5f => &mut puts,
                    0x60..=0x66 => &mut sgets,
                    0x67..=0x6d => &mut sputs,
                    0x22 => &mut news,
                    0x1c | 0xfc | 0xfd | 0x6e..=0x72 | 0x74..=0x78 | 0xfa | 0xfb => &mut calls,
                    _ => continue,
                };
                let target = pool(map, &insn);
                if target == NONE {
                    continue;
                }
                let mut out = |kind, target| outs.push(Out { pc, kind, target });
                let key = match number {
                    0x52..=0x5f => field(target),
                    0x60..=0x6d => {
                        out(OutKind::Static, field(target));
                        field(target)
                    }
                    0x22 => {
                        out(OutKind::New, target);
                        target
                    }
                    0x1c => {
                        out(OutKind::Class, target);
                        continue;
                    }
                    0xfc | 0xfd => {
                        out(OutKind::CallSite, target);
                        continue;
                    }
                    _ => {
                        if let Some(how) = invoke_of(number) {
                            out(OutKind::Call(how), target);
                        }
                        target
                    }
                };
                list.push((key, site));
            }
        }
        out_at.push(count(outs.len()));
        let n_fields = program.fields.len();
        Self {
            calls: Index::new(program.methods.len(), calls),
            field_gets: Index::new(n_fields, gets),
            field_puts: Index::new(n_fields, puts),
            static_gets: Index::new(n_fields, sgets),
            static_puts: Index::new(n_fields, sputs),
            news: Index::new(program.types.len(), news),
            strings: Index::new(program.strings_len(), strings),
            outs,
            out_at,
            n_instructions,
        }
    }

    pub(crate) fn outs(&self, def: DefId) -> &[Out] {
        let at = |i: u32| self.out_at.get(i as usize).map_or(0, |n| *n as usize);
        self.outs
            .get(at(def)..at(def.saturating_add(1)))
            .unwrap_or_default()
    }

    /// Where a string literal is loaded.
    pub fn of_string(&self, text: Sym) -> &[Site] {
        self.strings.of(text)
    }

    /// Where objects of a type are made.
    pub fn of_new(&self, ty: TypeId) -> &[Site] {
        self.news.of(ty)
    }

    /// Where a method reference is called.
    pub fn of_call(&self, method: MethodId) -> &[Site] {
        self.calls.of(method)
    }
}
