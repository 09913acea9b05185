//! Names of fields, methods and types as smali writes them.

use crate::idx::{FieldIdx, MethodIdx, ProtoIdx, StringIdx, TypeIdx};
use crate::{Dex, ReadError};
use std::fmt::{self, Write};

/// How many parameters of a proto are written: 255, the most that a call can pass. A longer list, which could
/// name one long type a million times, ends in `…`.
const PARAMETER_LIMIT: usize = 255;

/// Writes what was read, or in angle brackets why it was not.
fn write_read(out: &mut impl Write, read: Result<impl fmt::Display, ReadError>) -> fmt::Result {
    match read {
        Ok(text) => write!(out, "{text}"),
        Err(error) => write!(out, "<{error}>"),
    }
}

impl Dex<'_> {
    /// Writes a string's text; where it cannot be read, the reason in angle brackets.
    pub fn write_string(&self, out: &mut impl Write, idx: StringIdx) -> fmt::Result {
        write_read(out, self.string(idx))
    }

    /// Writes a type's descriptor, as `Lcom/x/Y;`.
    pub fn write_type(&self, out: &mut impl Write, idx: TypeIdx) -> fmt::Result {
        write_read(out, self.descriptor(idx))
    }

    /// Writes what a method takes and returns, as `(II)V`.
    pub fn write_proto(&self, out: &mut impl Write, idx: ProtoIdx) -> fmt::Result {
        match self.proto(idx) {
            Ok(proto) => {
                out.write_char('(')?;
                for param in proto.params.iter().take(PARAMETER_LIMIT) {
                    self.write_type(out, param)?;
                }
                if proto.params.iter().len() > PARAMETER_LIMIT {
                    out.write_char('…')?;
                }
                out.write_char(')')?;
                self.write_type(out, proto.return_type)
            }
            Err(error) => write!(out, "<{error}>"),
        }
    }

    /// Writes a field, as `Lcom/x/Y;->f:I`.
    pub fn write_field(&self, out: &mut impl Write, idx: FieldIdx) -> fmt::Result {
        match self.field(idx) {
            Ok(field) => {
                self.write_type(out, field.class)?;
                out.write_str("->")?;
                self.write_string(out, field.name)?;
                out.write_char(':')?;
                self.write_type(out, field.ty)
            }
            Err(error) => write!(out, "<{error}>"),
        }
    }

    /// Writes a method, as `Lcom/x/Y;->m(II)V`.
    pub fn write_method(&self, out: &mut impl Write, idx: MethodIdx) -> fmt::Result {
        match self.method(idx) {
            Ok(method) => {
                self.write_type(out, method.class)?;
                out.write_str("->")?;
                self.write_string(out, method.name)?;
                self.write_proto(out, method.proto)
            }
            Err(error) => write!(out, "<{error}>"),
        }
    }

    /// A field, as `Lcom/x/Y;->f:I`. Parts that cannot be read stand as the reason in angle brackets.
    pub fn field_text(&self, idx: FieldIdx) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write_field(&mut text, idx);
        text
    }

    /// A method, as `Lcom/x/Y;->m(II)V`. Parts that cannot be read stand as the reason in angle brackets.
    pub fn method_text(&self, idx: MethodIdx) -> String {
        let mut text = String::new();
        let _ = self.write_method(&mut text, idx);
        text
    }

    /// What a method takes and returns, as `(II)V`.
    pub fn proto_text(&self, idx: ProtoIdx) -> String {
        let mut text = String::new();
        let _ = self.write_proto(&mut text, idx);
        text
    }

    /// A type's descriptor. Where it cannot be read, the reason in angle brackets.
    pub fn type_text(&self, idx: TypeIdx) -> String {
        let mut text = String::new();
        let _ = self.write_type(&mut text, idx);
        text
    }
}
