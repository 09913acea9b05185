//! Writes methods the way `dexdump -d` does.

use fmt_dex::{
    Code, Dex, EncodedMethod, FieldIdx, Format, Instruction, LocalName, MethodIdx, Opcode, PoolRef,
    ProtoIdx, StringIdx, TypeIdx,
};
use std::collections::BTreeMap;
use std::io::Write;

/// Stands in the line that begins a method's code, and only there.
pub(crate) const HEAD_MARK: &str = ":                                        |[";

/// One part of what is printed for a method's code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    Instructions,
    Catches,
    Positions,
    Locals,
}

impl Section {
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Instructions => "methods' instructions",
            Self::Catches => "methods' guarded ranges",
            Self::Positions => "methods' line tables",
            Self::Locals => "methods' locals",
        }
    }
}

/// What is printed for one method's code.
pub(crate) struct Block {
    pub(crate) method: String,
    pub(crate) sections: BTreeMap<Section, Vec<u8>>,
}

/// Calls `each` for every method with code, in the order in which dexdump prints them.
pub(crate) fn blocks(dex: &Dex<'_>, mut each: impl FnMut(Block)) {
    for idx in dex.classes() {
        let Ok(class) = dex.class(idx) else { continue };
        for method in dex.class_data(&class).value.methods() {
            if let Ok(Some(code)) = dex.code(method) {
                each(Block {
                    method: dex.method_text(method.idx),
                    sections: sections(dex, method, &code),
                });
            }
        }
    }
}

fn sections(dex: &Dex<'_>, method: &EncodedMethod, code: &Code<'_>) -> BTreeMap<Section, Vec<u8>> {
    let mut positions = b"      positions     : \n".to_vec();
    let mut locals = b"      locals        : \n".to_vec();
    if let Some(info) = dex.debug_info(method, code) {
        for position in info.value.positions {
            let _ = writeln!(
                positions,
                "        0x{:04x} line={}",
                position.at, position.line
            );
        }
        // dexdump drops all locals of a method whose debug information names another number of
        // parameters than its proto has; we keep them.
        let n_params = dex
            .method(method.idx)
            .and_then(|found| dex.proto(found.proto))
            .map_or(0, |found| found.params.iter().len());
        let dropped = n_params != info.value.parameter_names.len();
        for local in info.value.locals.into_iter().filter(|_| !dropped) {
            let name = match local.name {
                LocalName::Named(idx) => string(dex, idx),
                LocalName::This => b"this".to_vec(),
                LocalName::Unnamed => b"(null)".to_vec(),
            };
            let _ = write!(
                locals,
                "        0x{:04x} - 0x{:04x} reg={} ",
                local.start, local.end, local.register
            );
            locals.extend(name);
            locals.push(b' ');
            locals.extend(local.ty.map(|ty| descriptor(dex, ty)).unwrap_or_default());
            locals.push(b' ');
            let signature = local.signature.map(|idx| string(dex, idx));
            locals.extend(signature.unwrap_or_default());
            locals.push(b'\n');
        }
    }
    BTreeMap::from([
        (Section::Instructions, instructions(dex, method, code)),
        (Section::Catches, catches(dex, code)),
        (Section::Positions, positions),
        (Section::Locals, locals),
    ])
}

fn string(dex: &Dex<'_>, idx: StringIdx) -> Vec<u8> {
    dex.string(idx)
        .map_or_else(|_| b"<string?>".to_vec(), |string| string.bytes().to_vec())
}

fn descriptor(dex: &Dex<'_>, idx: TypeIdx) -> Vec<u8> {
    dex.descriptor(idx)
        .map_or_else(|_| b"<type?>".to_vec(), |string| string.bytes().to_vec())
}

fn proto(dex: &Dex<'_>, idx: ProtoIdx) -> Vec<u8> {
    let Ok(proto) = dex.proto(idx) else {
        return b"<proto?>".to_vec();
    };
    let mut out = b"(".to_vec();
    for ty in proto.params.iter() {
        out.extend(descriptor(dex, ty));
    }
    out.push(b')');
    out.extend(descriptor(dex, proto.return_type));
    out
}

fn method_name(dex: &Dex<'_>, idx: MethodIdx, class: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let Ok(method) = dex.method(idx) else {
        return b"<method?>".to_vec();
    };
    let mut out = class(&descriptor(dex, method.class));
    out.push(b'.');
    out.extend(string(dex, method.name));
    out.push(b':');
    out.extend(proto(dex, method.proto));
    out
}

fn field_name(dex: &Dex<'_>, idx: FieldIdx) -> Vec<u8> {
    let Ok(field) = dex.field(idx) else {
        return b"<field?>".to_vec();
    };
    let mut out = descriptor(dex, field.class);
    out.push(b'.');
    out.extend(string(dex, field.name));
    out.push(b':');
    out.extend(descriptor(dex, field.ty));
    out
}

/// `Lcom/x/Y;` as `com.x.Y`.
fn dotted(descriptor: &[u8]) -> Vec<u8> {
    let inner = descriptor
        .strip_prefix(b"L")
        .and_then(|rest| rest.strip_suffix(b";"));
    let mut name = inner.unwrap_or(descriptor).to_vec();
    for byte in &mut name {
        if *byte == b'/' {
            *byte = b'.';
        }
    }
    name
}

fn catches(dex: &Dex<'_>, code: &Code<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    if code.n_tries == 0 {
        return b"      catches       : (none)\n".to_vec();
    }
    let _ = writeln!(out, "      catches       : {}", code.n_tries);
    for guarded in code.tries().filter_map(Result::ok) {
        let _ = writeln!(
            out,
            "        0x{:04x} - 0x{:04x}",
            guarded.start, guarded.end
        );
        for handler in code.handlers(&guarded).filter_map(Result::ok) {
            out.extend(b"          ");
            out.extend(
                handler
                    .ty
                    .map_or(b"<any>".to_vec(), |ty| descriptor(dex, ty)),
            );
            let _ = writeln!(out, " -> 0x{:04x}", handler.target);
        }
    }
    out
}

fn instructions(dex: &Dex<'_>, method: &EncodedMethod, code: &Code<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = write!(out, "{:06x}{HEAD_MARK}{:06x}] ", code.off(), code.off());
    out.extend(method_name(dex, method.idx, dotted));
    out.push(b'\n');
    for read in code.instructions() {
        let (at, insn) = match read {
            Ok(read) => read,
            Err(error) => {
                let _ = writeln!(out, "{error}");
                break;
            }
        };
        let start = usize::try_from(at).unwrap_or(usize::MAX).saturating_mul(2);
        let mut units = code.insns().get(start..).unwrap_or_default().chunks(2);
        let _ = write!(out, "{:06x}:", u64::from(code.off()) + 0x10 + start as u64);
        for i in 0..8 {
            match units.next() {
                Some([low, high]) if i < insn.units() && i < 7 => {
                    let _ = write!(out, " {low:02x}{high:02x}");
                }
                _ if i < insn.units() => out.extend(b" ... "),
                _ => out.extend(b"     "),
            }
        }
        let _ = write!(out, "|{at:04x}: ");
        instruction(&mut out, dex, at, &insn);
        out.push(b'\n');
    }
    out
}

fn instruction(out: &mut Vec<u8>, dex: &Dex<'_>, at: u32, insn: &Instruction) {
    let name = match insn.opcode() {
        Opcode::NOP => "nop // spacer",
        Opcode::PACKED_SWITCH_PAYLOAD => "packed-switch-data",
        Opcode::SPARSE_SWITCH_PAYLOAD => "sparse-switch-data",
        Opcode::FILL_ARRAY_DATA_PAYLOAD => "array-data",
        opcode => opcode.name(),
    };
    out.extend(name.bytes());
    if insn.opcode().is_payload() {
        let _ = write!(out, " ({} units)", insn.units());
        return;
    }
    if insn.has_arguments() {
        out.extend(b" {");
        for (i, register) in insn.registers().enumerate() {
            let _ = write!(out, "{}v{register}", if i == 0 { "" } else { ", " });
        }
        out.extend(b"}, ");
    } else {
        for (i, register) in insn.registers().enumerate() {
            let _ = write!(out, "{} v{register}", if i == 0 { "" } else { "," });
        }
        if insn.registers().len() > 0
            && (insn.opcode().format().units() > 1 || insn.literal().is_some())
            && !matches!(
                insn.opcode().format(),
                Format::F22x | Format::F32x | Format::F23x
            )
        {
            out.extend(b", ");
        } else if insn.branch_offset().is_some() {
            out.push(b' ');
        }
    }
    literal(out, insn);
    if insn.opcode().format() == Format::F30t {
        let _ = write!(out, "#{:08x}", insn.branch_offset().unwrap_or_default());
    } else if let Some(offset) = insn.branch_offset() {
        let target = i64::from(at) + i64::from(offset);
        let sign = if offset < 0 { '-' } else { '+' };
        let _ = write!(out, "{target:04x} // {sign}{:04x}", offset.unsigned_abs());
    } else if let Some(offset) = insn.payload_offset() {
        let target = at.wrapping_add_signed(offset);
        let _ = write!(out, "{target:08x} // +{offset:08x}");
    }
    let Some(pool) = insn.pool() else { return };
    let width = if insn.opcode().format() == Format::F31c {
        8
    } else {
        4
    };
    let (text, kind, idx) = match pool {
        PoolRef::String(idx) => {
            let text = [&b"\""[..], &string(dex, idx), b"\""].concat();
            (text, "string", idx.0)
        }
        PoolRef::Type(idx) => (descriptor(dex, idx), "type", idx.0),
        PoolRef::Field(idx) => (field_name(dex, idx), "field", idx.0),
        PoolRef::Method(idx) => (method_name(dex, idx, <[u8]>::to_vec), "method", idx.0),
        PoolRef::MethodProto(idx, types) => {
            let method = method_name(dex, idx, <[u8]>::to_vec);
            let text = [&method[..], b", ", &proto(dex, types)].concat();
            (text, "method", idx.0)
        }
        PoolRef::CallSite(idx) => (Vec::new(), "call_site", idx.0),
        PoolRef::MethodHandle(idx) => (Vec::new(), "method_handle", idx.0),
        PoolRef::Proto(idx) => (proto(dex, idx), "proto", idx.0),
    };
    out.extend(&text);
    if !text.is_empty() {
        out.extend(b" // ");
    }
    let _ = write!(out, "{kind}@{idx:0width$x}");
    if let PoolRef::MethodProto(_, types) = pool {
        let _ = write!(out, ", proto@{:0width$x}", types.0);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as dexdump prints it"
)]
fn literal(out: &mut Vec<u8>, insn: &Instruction) {
    let Some(value) = insn.literal() else { return };
    let _ = match insn.opcode().format() {
        Format::F11n => write!(out, "#int {value} // #{:x}", value as u8),
        Format::F21s => write!(out, "#int {value} // #{:x}", value as u16),
        Format::F22s => write!(out, "#int {value} // #{:04x}", value as u16),
        Format::F22b => write!(out, "#int {value} // #{:02x}", value as u8),
        Format::F21h if insn.opcode() == Opcode::CONST_HIGH16 => {
            write!(out, "#int {value} // #{:x}", (value >> 16) as u16)
        }
        Format::F21h => write!(out, "#long {value} // #{:x}", (value >> 48) as u16),
        Format::F31i => {
            let bits = value as u32;
            let text = general(f64::from(f32::from_bits(bits)));
            write!(out, "#float {text} // #{bits:08x}")
        }
        _ => {
            let text = general(f64::from_bits(value as u64));
            write!(out, "#double {text} // #{:016x}", value as u64)
        }
    };
}

/// A number as C's `%g` prints it.
fn general(value: f64) -> String {
    if value.is_nan() {
        return if value.is_sign_negative() {
            "-nan"
        } else {
            "nan"
        }
        .to_owned();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.to_owned();
    }
    let trim = |text: &str| {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text.to_owned()
        }
    };
    let scientific = format!("{value:.5e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(digits), exponent.abs());
    }
    let places = usize::try_from(5 - exponent).unwrap_or(0);
    trim(&format!("{value:.places$}"))
}
