//! Typed values of attributes and resources.
//!
//! Spec: AOSP `frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h`, `Res_value`, and
//! `core/java/android/util/TypedValue.java`, `coerceToString`.
//!
//! Departures from the spec: none known.

use base::{OutOfBounds, View};

/// Length of a value in a file.
pub(crate) const LEN: u64 = 8;

/// A resource's id: package, type and entry as `0xPPTTEEEE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResId(pub u32);

impl ResId {
    /// The package's number: 1 the framework, 127 the app itself, 0 a shared library's own.
    pub const fn package(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The type's number, from 1.
    pub const fn type_id(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    /// The entry's number, from 0.
    pub const fn entry(self) -> u16 {
        let [_, _, high, low] = self.0.to_be_bytes();
        u16::from_be_bytes([high, low])
    }

    /// The id of these parts.
    pub const fn new(package: u8, type_id: u8, entry: u16) -> Self {
        let [high, low] = entry.to_be_bytes();
        Self(u32::from_be_bytes([package, type_id, high, low]))
    }
}

impl std::fmt::Display for ResId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "0x{:08x}", self.0)
    }
}

/// A typed value as it stands: the kind, and 32 bits that the kind gives a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResValue {
    /// `Res_value::dataType`.
    pub kind: u8,
    /// `Res_value::data`.
    pub data: u32,
}

/// What a typed value means.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Meaning {
    /// No value.
    Undefined,
    /// The value is empty.
    Empty,
    /// A resource.
    Reference(ResId),
    /// An attribute of the theme.
    Attribute(ResId),
    /// A string of the pool that belongs to the file.
    String(u32),
    /// A number.
    Float(f32),
    /// A length with its unit.
    Dimension(f32, &'static str),
    /// A fraction in percent, `%` of itself or `%p` of the parent.
    Fraction(f32, &'static str),
    /// An integer, written in decimal.
    Int(i32),
    /// An integer, written in hexadecimal; often flags.
    Hex(u32),
    /// Yes or no.
    Bool(bool),
    /// A color as `0xAARRGGBB`.
    Color(u32),
    /// A kind that is not defined.
    Unknown(ResValue),
}

impl ResValue {
    /// The kind of strings.
    pub const STRING: u8 = 0x03;

    /// The value at `off`; Android ignores the length and the reserved byte in front.
    pub(crate) fn read(view: View<'_>, off: u64) -> Result<Self, OutOfBounds> {
        Ok(Self {
            kind: view.u8(off.saturating_add(3))?,
            data: view.u32_le(off.saturating_add(4))?,
        })
    }

    /// What it means.
    pub fn meaning(self) -> Meaning {
        let data = self.data;
        match self.kind {
            0x00 if data == 1 => Meaning::Empty,
            0x00 => Meaning::Undefined,
            0x01 | 0x07 => Meaning::Reference(ResId(data)),
            0x02 | 0x08 => Meaning::Attribute(ResId(data)),
            Self::STRING => Meaning::String(data),
            0x04 => Meaning::Float(f32::from_bits(data)),
            0x05 => match ["px", "dip", "sp", "pt", "in", "mm"].get(unit(data)) {
                Some(unit) => Meaning::Dimension(complex(data), unit),
                None => Meaning::Unknown(self),
            },
            0x06 => match ["%", "%p"].get(unit(data)) {
                Some(unit) => Meaning::Fraction(complex(data) * 100.0, unit),
                None => Meaning::Unknown(self),
            },
            0x10 => Meaning::Int(data.cast_signed()),
            0x11 => Meaning::Hex(data),
            0x12 => Meaning::Bool(data != 0),
            0x1c..=0x1f => Meaning::Color(data),
            _ => Meaning::Unknown(self),
        }
    }

    /// The resource that it stands for, if it stands for one.
    pub fn reference(self) -> Option<ResId> {
        match self.meaning() {
            Meaning::Reference(id) if id.0 != 0 => Some(id),
            _ => None,
        }
    }

    /// The value as text, strings from `string`.
    pub fn text(self, string: impl FnOnce(u32) -> Option<String>) -> String {
        match self.meaning() {
            Meaning::Undefined => String::new(),
            Meaning::Empty => "@empty".to_owned(),
            Meaning::Reference(ResId(0)) => "@null".to_owned(),
            Meaning::Reference(id) => format!("@{id}"),
            Meaning::Attribute(id) => format!("?{id}"),
            Meaning::String(idx) => string(idx).unwrap_or_else(|| format!("(no string {idx})")),
            Meaning::Float(number) => number.to_string(),
            Meaning::Dimension(number, unit) | Meaning::Fraction(number, unit) => {
                format!("{number}{unit}")
            }
            Meaning::Int(number) => number.to_string(),
            Meaning::Hex(bits) => format!("{bits:#x}"),
            Meaning::Bool(is_so) => is_so.to_string(),
            Meaning::Color(color) => format!("#{color:08x}"),
            Meaning::Unknown(value) => format!("(kind {:#04x}, {:#010x})", value.kind, value.data),
        }
    }
}

fn unit(data: u32) -> usize {
    usize::from(data.to_le_bytes()[0] & 0x0f)
}

/// A fixed-point number: 24 bits of mantissa in the high bytes, the place of its point in bits 4 and 5.
fn complex(data: u32) -> f32 {
    const SHIFTS: [f32; 4] = [256.0, 32_768.0, 8_388_608.0, 2_147_483_648.0];
    let radix = usize::from((data.to_le_bytes()[0] >> 4) & 3);
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit an f32")]
    let mantissa = (data & 0xffff_ff00).cast_signed() as f32;
    mantissa / SHIFTS.get(radix).copied().unwrap_or(256.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: u8, data: u32, expect: &str) {
        assert_eq!(
            ResValue { kind, data }.text(|idx| Some(format!("s{idx}"))),
            expect
        );
    }

    #[test]
    fn values_read_as_aapt_prints_them() {
        check(0x05, 0x0000_1001, "16dip");
        check(0x05, 0x0000_0802, "8sp");
        check(0x05, 0xffff_ff01, "-1dip");
        check(0x06, 0x4000_0030, "50%");
        check(0x10, u32::MAX, "-1");
        check(0x12, u32::MAX, "true");
        check(0x11, 0x40, "0x40");
        check(0x1c, 0xff00_00ff, "#ff0000ff");
        check(0x01, 0x7f01_0002, "@0x7f010002");
        check(0x01, 0, "@null");
        check(0x02, 0x0101_0003, "?0x01010003");
        check(0x03, 7, "s7");
        check(0x04, 0x3fc0_0000, "1.5");
        check(0x99, 1, "(kind 0x99, 0x00000001)");
    }

    #[test]
    fn an_id_has_three_parts() {
        let id = ResId(0x7f02_0103);
        assert_eq!((id.package(), id.type_id(), id.entry()), (0x7f, 2, 0x103));
        assert_eq!(ResId::new(0x7f, 2, 0x103), id);
    }
}
