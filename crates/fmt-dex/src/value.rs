//! Encoded values: constants in annotations, static fields and call sites.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#encoding>
//! Departures from the spec: integers may be wider than they need to be, up to the width of their type.

use crate::annotation::EncodedAnnotation;
use crate::idx::{FieldIdx, MethodHandleIdx, MethodIdx, ProtoIdx, StringIdx, TypeIdx};
use crate::reader::Reader;
use crate::{ClassDef, Dex, ReadError};
use base::{Parsed, Problem, View};

/// Values inside values are read 64 deep. Annotations in the corpus nest under 5.
const DEPTH_LIMIT: u32 = 64;

/// A constant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `byte`.
    Byte(i8),
    /// `short`.
    Short(i16),
    /// `char`: one UTF-16 code unit.
    Char(u16),
    /// `int`.
    Int(i32),
    /// `long`.
    Long(i64),
    /// `float`.
    Float(f32),
    /// `double`.
    Double(f64),
    /// A method's types.
    MethodType(ProtoIdx),
    /// A method handle.
    MethodHandle(MethodHandleIdx),
    /// A string.
    String(StringIdx),
    /// A class.
    Type(TypeIdx),
    /// A field.
    Field(FieldIdx),
    /// A method.
    Method(MethodIdx),
    /// A value of an enumeration.
    Enum(FieldIdx),
    /// An array.
    Array(Vec<Value>),
    /// An annotation.
    Annotation(EncodedAnnotation),
    /// `null`.
    Null,
    /// `boolean`.
    Boolean(bool),
}

/// The bytes of a number of at most eight bytes, little-endian.
#[derive(Clone, Copy)]
struct Number {
    low_first: [u8; 8],
    n_bytes: u32,
}

impl Number {
    fn read(reader: &mut Reader<'_>, n_bytes: u8) -> Result<Self, ReadError> {
        let mut low_first = [0; 8];
        for (to, from) in low_first.iter_mut().zip(reader.bytes(n_bytes.into())?) {
            *to = *from;
        }
        Ok(Self {
            low_first,
            n_bytes: u32::from(n_bytes),
        })
    }

    /// How many of the 64 bits are not in the file.
    fn unused_bits(self) -> u32 {
        64_u32.saturating_sub(self.n_bytes.saturating_mul(8))
    }

    fn signed(self) -> i64 {
        let unused = self.unused_bits();
        i64::from_le_bytes(self.low_first)
            .wrapping_shl(unused)
            .wrapping_shr(unused)
    }

    fn unsigned(self) -> u64 {
        u64::from_le_bytes(self.low_first)
    }

    /// The value of a `float` or `double`, whose missing bytes are the lowest.
    fn zero_extended_to_the_right(self) -> u64 {
        self.unsigned().wrapping_shl(self.unused_bits())
    }
}

impl Value {
    /// Reads one value that is not inside another.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        Self::read_at(reader, 0)
    }

    pub(crate) fn read_at(reader: &mut Reader<'_>, depth: u32) -> Result<Self, ReadError> {
        let at = reader.position();
        if depth > DEPTH_LIMIT {
            let limit = DEPTH_LIMIT;
            return Err(ReadError::TooDeep { at, limit });
        }
        let depth = depth.saturating_add(1);
        let head = reader.u8()?;
        let (kind, arg) = (head & 0x1f, head >> 5);
        let bad = ReadError::BadValue { at, kind, arg };
        // For everything that is no array, annotation, null or boolean, the argument is the length minus one.
        let mut number = |most: u8| {
            if arg < most {
                Number::read(reader, arg.saturating_add(1))
            } else {
                Err(bad)
            }
        };
        Ok(match kind {
            0x00 => Self::Byte(i8::try_from(number(1)?.signed()).map_err(|_| bad)?),
            0x02 => Self::Short(i16::try_from(number(2)?.signed()).map_err(|_| bad)?),
            0x03 => Self::Char(u16::try_from(number(2)?.unsigned()).map_err(|_| bad)?),
            0x04 => Self::Int(i32::try_from(number(4)?.signed()).map_err(|_| bad)?),
            0x06 => Self::Long(number(8)?.signed()),
            0x10 => {
                let bits = number(4)?.zero_extended_to_the_right() >> 32;
                Self::Float(f32::from_bits(u32::try_from(bits).map_err(|_| bad)?))
            }
            0x11 => Self::Double(f64::from_bits(number(8)?.zero_extended_to_the_right())),
            0x15..=0x1b => {
                let idx = u32::try_from(number(4)?.unsigned()).map_err(|_| bad)?;
                match kind {
                    0x15 => Self::MethodType(ProtoIdx(idx)),
                    0x16 => Self::MethodHandle(MethodHandleIdx(idx)),
                    0x17 => Self::String(StringIdx(idx)),
                    0x18 => Self::Type(TypeIdx(idx)),
                    0x19 => Self::Field(FieldIdx(idx)),
                    0x1a => Self::Method(MethodIdx(idx)),
                    _ => Self::Enum(FieldIdx(idx)),
                }
            }
            0x1c if arg == 0 => {
                let n = reader.uleb()?;
                let mut values = Vec::new();
                for _ in 0..n {
                    values.push(Self::read_at(reader, depth)?);
                }
                Self::Array(values)
            }
            0x1d if arg == 0 => Self::Annotation(EncodedAnnotation::read(reader, depth)?),
            0x1e if arg == 0 => Self::Null,
            0x1f if arg < 2 => Self::Boolean(arg == 1),
            _ => return Err(bad),
        })
    }
}

/// Reads the array of values at `off`, as far as it goes.
pub(crate) fn read_array(file: View<'_>, off: u32) -> Parsed<Vec<Value>> {
    let mut values = Vec::new();
    let mut read = || -> Result<(), ReadError> {
        let mut reader = Reader::at(file, off)?;
        for _ in 0..reader.uleb()? {
            values.push(Value::read(&mut reader)?);
        }
        Ok(())
    };
    let problems: Vec<Problem> = read().err().iter().map(ReadError::problem).collect();
    Parsed {
        value: values,
        problems,
    }
}

impl Dex<'_> {
    /// The first values of a class's static fields, in the order of [`ClassData::static_fields`]. Fields past
    /// the end of the list start as zero or null; where a value cannot be read the list ends before it.
    ///
    /// [`ClassData::static_fields`]: crate::ClassData::static_fields
    pub fn static_values(&self, class: &ClassDef) -> Parsed<Vec<Value>> {
        if class.static_values_off == 0 {
            return Parsed::clean(Vec::new());
        }
        read_array(self.file, class.static_values_off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Value, ReadError> {
        Value::read(&mut Reader::at(View::new(bytes), 0).unwrap())
    }

    #[test]
    fn each_kind() {
        for (bytes, expected) in [
            (&[0x00, 0xff][..], Value::Byte(-1)),
            (&[0x02, 0x80], Value::Short(-128)),
            (&[0x22, 0x34, 0x12], Value::Short(0x1234)),
            (&[0x03, 0x80], Value::Char(0x80)),
            (&[0x04, 0xfe], Value::Int(-2)),
            (&[0x64, 0, 0, 0, 0x80], Value::Int(i32::MIN)),
            (&[0x26, 0x00, 0x80], Value::Long(-32_768)),
            (
                &[0xe6, 1, 0, 0, 0, 0, 0, 0, 0x80],
                Value::Long(i64::MIN + 1),
            ),
            (&[0x30, 0x80, 0x3f], Value::Float(1.0)),
            (&[0x31, 0xf0, 0x3f], Value::Double(1.0)),
            (&[0x15, 1], Value::MethodType(ProtoIdx(1))),
            (&[0x16, 2], Value::MethodHandle(MethodHandleIdx(2))),
            (&[0x37, 3, 1], Value::String(StringIdx(0x103))),
            (&[0x18, 4], Value::Type(TypeIdx(4))),
            (&[0x19, 5], Value::Field(FieldIdx(5))),
            (&[0x1a, 6], Value::Method(MethodIdx(6))),
            (&[0x1b, 7], Value::Enum(FieldIdx(7))),
            (
                &[0x1c, 2, 0x1e, 0x3f],
                Value::Array(vec![Value::Null, Value::Boolean(true)]),
            ),
            (&[0x1f], Value::Boolean(false)),
        ] {
            assert_eq!(read(bytes), Ok(expected), "{bytes:x?}");
        }
    }

    #[test]
    fn a_width_that_the_type_does_not_have_is_an_error() {
        let bad = |kind, arg| Err(ReadError::BadValue { at: 0, kind, arg });
        assert_eq!(read(&[0x20, 0, 0]), bad(0, 1));
        assert_eq!(read(&[0x3e]), bad(0x1e, 1));
        assert_eq!(read(&[0x01, 0]), bad(1, 0));
    }

    #[test]
    fn nesting_ends() {
        let mut bytes = [0x1c, 1].repeat(1_000);
        bytes.push(0x1e);
        assert!(matches!(
            read(&bytes),
            Err(ReadError::TooDeep { at: 130, limit: 64 })
        ));
    }
}
