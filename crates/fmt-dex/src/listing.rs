//! Writes one method as text for people to read: smali's words, with the offset of each instruction.

use crate::class::EncodedMethod;
use crate::code::Code;
use crate::debug::DebugInfo;
use crate::flags::{AccessFlags, FlagsOf};
use crate::insn::{Instruction, PoolRef};
use crate::payload::Payload;
use crate::{Dex, HandleTarget, MethodHandleIdx};
use base::{escape_controls, hex};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

/// How many cases of a switch and bytes of an array are written out: 64 each.
const SHOWN: usize = 64;
/// How many bytes of a string are written: 1,000.
const STRING_SHOWN: usize = 1_000;
/// How long a listing gets: 16 MiB. A method of 65,535 code units takes about 6 MiB; guarded ranges that share
/// one long list of handlers would take a multiple of the file. A longer listing says that it is cut.
const LISTING_LIMIT: usize = 16 << 20;

/// One method, instruction by instruction. Its `Display` is the form for people.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Access flags, class, name and signature.
    pub head: String,
    /// How many registers it uses; `None` where it has no code.
    pub n_registers: Option<u16>,
    /// The registers that hold arguments on entry.
    pub arguments: Vec<ListedArgument>,
    /// Its instructions in the file's order.
    pub instructions: Vec<ListedInstruction>,
    /// One line for each handler of each guarded range.
    pub handlers: Vec<String>,
    /// What could not be read or was left out.
    pub faults: Vec<String>,
}

/// A register that holds an argument on entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedArgument {
    /// The register; the first of two for `long` and `double`.
    pub register: u16,
    /// The descriptor of its type.
    pub ty: String,
    /// `this`, or the name that the debug information gives it.
    pub name: Option<String>,
}

/// One instruction of a listing.
#[derive(Clone, Debug)]
pub struct ListedInstruction {
    /// Where it stands, in code units from the start of the instructions.
    pub at: u32,
    /// The instruction.
    pub insn: Instruction,
    /// It as text.
    pub text: String,
    /// The source line that begins here.
    pub line: Option<u32>,
    /// Whether a branch, a switch or a handler leads here.
    pub is_target: bool,
    /// What else a reader may want to know of it; written after `#`.
    pub note: Option<String>,
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.head)?;
        if let Some(n) = self.n_registers {
            writeln!(f, "    .registers {n}")?;
        }
        for argument in &self.arguments {
            write!(f, "    .param v{} {}", argument.register, argument.ty)?;
            match &argument.name {
                Some(name) => writeln!(f, " {name}")?,
                None => f.write_str("\n")?,
            }
        }
        for listed in &self.instructions {
            if listed.is_target {
                writeln!(f, "    :{:04x}", listed.at)?;
            }
            if let Some(line) = listed.line {
                writeln!(f, "    .line {line}")?;
            }
            write!(f, "    {:04x}: {}", listed.at, listed.text)?;
            match &listed.note {
                Some(note) => writeln!(f, "  # {note}")?,
                None => f.write_str("\n")?,
            }
        }
        for line in self.handlers.iter().chain(&self.faults) {
            writeln!(f, "    {line}")?;
        }
        writeln!(f, ".end method")
    }
}

/// One method as text: its head, the registers of its arguments, one line per instruction with its offset in
/// code units, `.line` marks where the file has them, and the guarded ranges at the end.
///
/// Branches are written as the offset they go to, which stands as a label there. What cannot be read stands as
/// the reason in angle brackets; control characters are escaped.
pub fn listing(dex: &Dex<'_>, method: &EncodedMethod) -> String {
    Listing::new(dex, method).to_string()
}

/// One instruction as text without its offset, as `invoke-static {v0}, Lcom/x/Y;->m(I)V`.
///
/// `at` is the instruction's offset in code units, which branches are resolved against.
pub fn instruction_text(dex: &Dex<'_>, at: u32, insn: &Instruction) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_instruction(&mut out, dex, at, insn);
    out
}

impl Listing {
    /// Lists a method.
    pub fn new(dex: &Dex<'_>, method: &EncodedMethod) -> Self {
        let words = method.access.words(FlagsOf::Method);
        let gap = if words.is_empty() { "" } else { " " };
        let name = dex.method_text(method.idx);
        let mut listing = Self {
            head: format!(".method {words}{gap}{}", escape_controls(&name)),
            n_registers: None,
            arguments: Vec::new(),
            instructions: Vec::new(),
            handlers: Vec::new(),
            faults: Vec::new(),
        };
        match dex.code(method) {
            Ok(Some(code)) => listing.code(dex, method, &code),
            Ok(None) => {}
            Err(error) => listing.faults.push(format!("<{error}>")),
        }
        listing
    }

    fn code(&mut self, dex: &Dex<'_>, method: &EncodedMethod, code: &Code<'_>) {
        self.n_registers = Some(code.n_registers);
        let info = dex.debug_info(method, code).map(|info| info.value);
        self.arguments = arguments(dex, method, code, info.as_ref());
        let mut lines = BTreeMap::new();
        for position in info.iter().flat_map(|info| &info.positions) {
            lines.insert(position.at, position.line);
        }
        let mut left = LISTING_LIMIT;
        let mut targets = BTreeSet::new();
        self.instructions(dex, code, &lines, &mut left, &mut targets);
        self.handlers(dex, code, &mut left, &mut targets);
        for listed in &mut self.instructions {
            listed.is_target = targets.contains(&listed.at);
        }
    }

    fn instructions(
        &mut self,
        dex: &Dex<'_>,
        code: &Code<'_>,
        lines: &BTreeMap<u32, u32>,
        left: &mut usize,
        targets: &mut BTreeSet<u32>,
    ) {
        for read in code.instructions() {
            let (at, insn) = match read {
                Ok(read) => read,
                Err(error) => {
                    self.faults.push(format!("<{error}>"));
                    return;
                }
            };
            let mut text = String::new();
            // Writing to a string does not fail.
            let _ = write_instruction(&mut text, dex, at, &insn);
            let _ = write_payload(&mut text, code, at, &insn, targets);
            targets.extend(insn.branch_target(at));
            if !take(left, text.len()) {
                self.cut();
                return;
            }
            self.instructions.push(ListedInstruction {
                at,
                insn,
                text,
                line: lines.get(&at).copied(),
                is_target: false,
                note: None,
            });
        }
    }

    fn handlers(
        &mut self,
        dex: &Dex<'_>,
        code: &Code<'_>,
        left: &mut usize,
        targets: &mut BTreeSet<u32>,
    ) {
        for guarded in code.tries() {
            let guarded = match guarded {
                Ok(guarded) => guarded,
                Err(error) => {
                    self.faults.push(format!("<{error}>"));
                    return;
                }
            };
            for handler in code.handlers(&guarded) {
                let mut text = format!(".catch {:04x}..{:04x} ", guarded.start, guarded.end);
                match handler {
                    Ok(handler) => {
                        match handler.ty {
                            Some(ty) => text.push_str(&escape_controls(&dex.type_text(ty))),
                            None => text.push_str("all"),
                        }
                        text.push_str(&format!(" -> :{:04x}", handler.target));
                        targets.insert(handler.target);
                    }
                    Err(error) => text.push_str(&format!("<{error}>")),
                }
                if !take(left, text.len()) {
                    self.cut();
                    return;
                }
                self.handlers.push(text);
            }
        }
    }

    fn cut(&mut self) {
        self.faults.push("<the listing is cut here>".to_owned());
    }
}

/// Takes a line of `len` bytes, and some for what stands around it, off what a listing may still hold.
fn take(left: &mut usize, len: usize) -> bool {
    let whole = len.saturating_add(16);
    let fits = *left >= whole;
    *left = left.saturating_sub(whole);
    fits
}

/// The arguments' registers: the last ones, `this` first, two for each `long` and `double`.
fn arguments(
    dex: &Dex<'_>,
    method: &EncodedMethod,
    code: &Code<'_>,
    info: Option<&DebugInfo>,
) -> Vec<ListedArgument> {
    let mut arguments = Vec::new();
    let Some(first) = code.n_registers.checked_sub(code.n_ins) else {
        return arguments;
    };
    let Ok(reference) = dex.method(method.idx) else {
        return arguments;
    };
    let mut register = first;
    if !method.access.contains(AccessFlags::STATIC) {
        arguments.push(ListedArgument {
            register,
            ty: escape_controls(&dex.type_text(reference.class)),
            name: Some("this".to_owned()),
        });
        register = register.saturating_add(1);
    }
    let Ok(proto) = dex.proto(reference.proto) else {
        return arguments;
    };
    let names = info.map_or(&[][..], |info| &info.parameter_names);
    for (position, ty) in proto.params.iter().enumerate() {
        if register >= code.n_registers {
            break;
        }
        let ty = escape_controls(&dex.type_text(ty));
        let width = if matches!(ty.as_str(), "J" | "D") {
            2
        } else {
            1
        };
        let name = names.get(position).copied().flatten();
        let name = name.and_then(|name| dex.string(name).ok());
        arguments.push(ListedArgument {
            register,
            ty,
            name: name.map(|name| escape_controls(&name.prefix(STRING_SHOWN).to_string_lossy())),
        });
        register = register.saturating_add(width);
    }
    arguments
}

fn write_instruction(out: &mut String, dex: &Dex<'_>, at: u32, insn: &Instruction) -> fmt::Result {
    out.push_str(insn.name());
    if insn.opcode().is_payload() {
        return write!(out, " ({} code units)", insn.units());
    }
    let mut gap = " ";
    if insn.has_arguments() {
        out.push_str(" {");
        let mut registers = insn.registers();
        if let Some(first) = registers.next() {
            write!(out, "v{first}")?;
            if insn.is_range() {
                if let Some(last) = registers.last() {
                    write!(out, " .. v{last}")?;
                }
            } else {
                for register in registers {
                    write!(out, ", v{register}")?;
                }
            }
        }
        out.push('}');
        gap = ", ";
    } else {
        for register in insn.registers() {
            write!(out, "{gap}v{register}")?;
            gap = ", ";
        }
    }
    if let Some(literal) = insn.literal() {
        let sign = if literal < 0 { "-" } else { "" };
        write!(out, "{gap}{sign}{:#x}", literal.unsigned_abs())?;
    }
    if insn.branch_offset().is_some() || insn.payload_offset().is_some() {
        match insn.branch_target(at).or_else(|| insn.payload_target(at)) {
            Some(target) => write!(out, "{gap}:{target:04x}")?,
            None => write!(out, "{gap}:<before the method>")?,
        }
    }
    if let Some(pool) = insn.pool() {
        out.push_str(gap);
        write_pool(out, dex, pool)?;
    }
    Ok(())
}

fn write_pool(out: &mut String, dex: &Dex<'_>, pool: PoolRef) -> fmt::Result {
    let mut text = String::new();
    match pool {
        PoolRef::String(idx) => match dex.string(idx) {
            Ok(string) => {
                write!(text, "{:?}", string.prefix(STRING_SHOWN).to_string_lossy())?;
                if string.bytes().len() > STRING_SHOWN {
                    text.push('…');
                }
            }
            Err(error) => write!(text, "<{error}>")?,
        },
        PoolRef::Type(idx) => dex.write_type(&mut text, idx)?,
        PoolRef::Field(idx) => dex.write_field(&mut text, idx)?,
        PoolRef::Method(idx) => dex.write_method(&mut text, idx)?,
        PoolRef::MethodProto(method, proto) => {
            dex.write_method(&mut text, method)?;
            text.push_str(", ");
            dex.write_proto(&mut text, proto)?;
        }
        PoolRef::CallSite(idx) => match dex.call_site(idx) {
            Ok(site) => {
                dex.write_string(&mut text, site.value.name)?;
                dex.write_proto(&mut text, site.value.method_type)?;
                text.push_str(" @ ");
                write_handle(&mut text, dex, site.value.bootstrap)?;
            }
            Err(error) => write!(text, "<{error}>")?,
        },
        PoolRef::MethodHandle(idx) => write_handle(&mut text, dex, idx)?,
        PoolRef::Proto(idx) => dex.write_proto(&mut text, idx)?,
    }
    out.push_str(&escape_controls(&text));
    Ok(())
}

fn write_handle(out: &mut String, dex: &Dex<'_>, idx: MethodHandleIdx) -> fmt::Result {
    let handle = match dex.method_handle(idx) {
        Ok(handle) => handle,
        Err(error) => return write!(out, "<{error}>"),
    };
    write!(out, "{:?} ", handle.kind)?;
    match handle.target {
        HandleTarget::Field(field) => dex.write_field(out, field),
        HandleTarget::Method(method) => dex.write_method(out, method),
        HandleTarget::Unknown(raw) => write!(out, "{raw}"),
    }
}

/// After a switch or `fill-array-data`, what its payload holds.
fn write_payload(
    out: &mut String,
    code: &Code<'_>,
    at: u32,
    insn: &Instruction,
    targets: &mut BTreeSet<u32>,
) -> fmt::Result {
    let Some(target) = insn.payload_target(at) else {
        return Ok(());
    };
    let payload = match code.payload_at(target) {
        Ok(payload) => payload,
        Err(error) => return write!(out, " <{error}>"),
    };
    match payload {
        Payload::Switch(table) => {
            out.push_str(" {");
            let cases = table.cases();
            let n_cases = cases.len();
            let all = table.cases();
            targets.extend(all.filter_map(|case| at.checked_add_signed(case.offset)));
            for (i, case) in cases.take(SHOWN).enumerate() {
                let gap = if i == 0 { "" } else { ", " };
                write!(out, "{gap}{} -> :", case.key)?;
                match at.checked_add_signed(case.offset) {
                    Some(target) => write!(out, "{target:04x}")?,
                    None => out.push_str("<before the method>"),
                }
            }
            write_left_out(out, n_cases, "cases")?;
        }
        Payload::Array(data) => {
            let (n, len) = (data.n_elements, data.element_len);
            let bytes = data.bytes();
            let shown = bytes.get(..SHOWN).unwrap_or(bytes);
            write!(out, " {{{n} x {len} bytes: {}", hex(shown))?;
            write_left_out(out, bytes.len(), "bytes")?;
        }
    }
    out.push('}');
    Ok(())
}

fn write_left_out(out: &mut String, n: usize, noun: &str) -> fmt::Result {
    match n.checked_sub(SHOWN) {
        Some(left_out @ 1..) => write!(out, ", and {left_out} more {noun}"),
        _ => Ok(()),
    }
}
