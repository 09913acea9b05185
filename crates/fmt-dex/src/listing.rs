//! Writes one method as text for people to read: smali's words, with the offset of each instruction.

use crate::class::EncodedMethod;
use crate::code::Code;
use crate::flags::FlagsOf;
use crate::insn::{Instruction, PoolRef};
use crate::payload::Payload;
use crate::{Dex, HandleTarget, MethodHandleIdx};
use base::{escape_controls, hex};
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// How many cases of a switch and bytes of an array are written out: 64 each.
const SHOWN: usize = 64;
/// How many bytes of a string are written: 1,000.
const STRING_SHOWN: usize = 1_000;
/// How long a listing gets: 16 MiB. A method of 65,535 code units takes about 6 MiB; guarded ranges that share
/// one long list of handlers would take a multiple of the file. A longer listing says that it is cut.
const LISTING_LIMIT: usize = 16 << 20;

/// One method as text: its head, one line per instruction with its offset in code units, `.line` marks
/// where the file has them, and the guarded ranges at the end.
///
/// Branches are written as the offset they go to. What cannot be read stands as the reason in angle
/// brackets; control characters are escaped.
pub fn listing(dex: &Dex<'_>, method: &EncodedMethod) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_listing(&mut out, dex, method);
    out
}

/// One instruction as text without its offset, as `invoke-static {v0}, Lcom/x/Y;->m(I)V`.
///
/// `at` is the instruction's offset in code units, which branches are resolved against.
pub fn instruction_text(dex: &Dex<'_>, at: u32, insn: &Instruction) -> String {
    let mut out = String::new();
    let _ = write_instruction(&mut out, dex, at, insn);
    out
}

fn write_listing(out: &mut String, dex: &Dex<'_>, method: &EncodedMethod) -> fmt::Result {
    let words = method.access.words(FlagsOf::Method);
    let gap = if words.is_empty() { "" } else { " " };
    let name = dex.method_text(method.idx);
    writeln!(out, ".method {words}{gap}{}", escape_controls(&name))?;
    match dex.code(method) {
        Ok(Some(code)) => write_code(out, dex, method, &code)?,
        Ok(None) => {}
        Err(error) => writeln!(out, "    <{error}>")?,
    }
    writeln!(out, ".end method")
}

fn write_code(
    out: &mut String,
    dex: &Dex<'_>,
    method: &EncodedMethod,
    code: &Code<'_>,
) -> fmt::Result {
    writeln!(out, "    .registers {}", code.n_registers)?;
    let mut lines = BTreeMap::new();
    if let Some(info) = dex.debug_info(method, code) {
        for position in info.value.positions {
            lines.insert(position.at, position.line);
        }
    }
    for read in code.instructions() {
        let (at, insn) = match read {
            Ok(read) => read,
            Err(error) => {
                writeln!(out, "    <{error}>")?;
                break;
            }
        };
        if out.len() > LISTING_LIMIT {
            return writeln!(out, "    <the listing is cut here>");
        }
        if let Some(line) = lines.get(&at) {
            writeln!(out, "    .line {line}")?;
        }
        write!(out, "    {at:04x}: ")?;
        write_instruction(out, dex, at, &insn)?;
        write_payload(out, code, at, &insn)?;
        out.push('\n');
    }
    for guarded in code.tries() {
        let guarded = match guarded {
            Ok(guarded) => guarded,
            Err(error) => {
                writeln!(out, "    <{error}>")?;
                break;
            }
        };
        for handler in code.handlers(&guarded) {
            if out.len() > LISTING_LIMIT {
                return writeln!(out, "    <the listing is cut here>");
            }
            write!(
                out,
                "    .catch {:04x}..{:04x} ",
                guarded.start, guarded.end
            )?;
            match handler {
                Ok(handler) => {
                    match handler.ty {
                        Some(ty) => dex.write_type(out, ty)?,
                        None => out.push_str("all"),
                    }
                    writeln!(out, " -> :{:04x}", handler.target)?;
                }
                Err(error) => writeln!(out, "<{error}>")?,
            }
        }
    }
    Ok(())
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
fn write_payload(out: &mut String, code: &Code<'_>, at: u32, insn: &Instruction) -> fmt::Result {
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
