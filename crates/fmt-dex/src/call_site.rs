//! Call sites of `invoke-custom`, and the method handles that they and `const-method-handle` name.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#call-site-id-item>, `method_handle_item`
//! Departures from the spec: none known.

use crate::idx::{CallSiteIdx, FieldIdx, MethodHandleIdx, MethodIdx, ProtoIdx, StringIdx};
use crate::value::{Value, read_array};
use crate::{Dex, ReadError, Table};
use base::{Parsed, Span};

/// What a method handle does with its field or method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HandleKind {
    /// Sets a static field.
    StaticPut,
    /// Reads a static field.
    StaticGet,
    /// Sets a field of an object.
    InstancePut,
    /// Reads a field of an object.
    InstanceGet,
    /// Calls a static method.
    InvokeStatic,
    /// Calls a method of an object.
    InvokeInstance,
    /// Makes an object.
    InvokeConstructor,
    /// Calls a direct method.
    InvokeDirect,
    /// Calls a method of an interface.
    InvokeInterface,
    /// A number that the specification does not assign.
    Other(u16),
}

/// A method handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodHandle {
    /// What it does.
    pub kind: HandleKind,
    /// What it does it with.
    pub target: HandleTarget,
    /// Where the entry stands.
    pub span: Span,
}

/// What a method handle reads, sets or calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HandleTarget {
    /// A field.
    Field(FieldIdx),
    /// A method.
    Method(MethodIdx),
    /// The bare number, for a kind that is not known.
    Unknown(u16),
}

/// A call site: a method that makes the target of the call when it is first reached.
#[derive(Clone, Debug, PartialEq)]
pub struct CallSite {
    /// The method that is asked for the target.
    pub bootstrap: MethodHandleIdx,
    /// The name that it is asked for.
    pub name: StringIdx,
    /// The types that the call takes and returns.
    pub method_type: ProtoIdx,
    /// Further arguments to the bootstrap method.
    pub arguments: Vec<Value>,
}

impl Dex<'_> {
    /// A method handle.
    ///
    /// # Errors
    /// [`ReadError::NoSuchEntry`].
    pub fn method_handle(&self, idx: MethodHandleIdx) -> Result<MethodHandle, ReadError> {
        let entry = self.method_handles.entry(Table::MethodHandle, idx.0)?;
        let raw = entry.u16_le(4)?;
        let kind = match entry.u16_le(0)? {
            0 => HandleKind::StaticPut,
            1 => HandleKind::StaticGet,
            2 => HandleKind::InstancePut,
            3 => HandleKind::InstanceGet,
            4 => HandleKind::InvokeStatic,
            5 => HandleKind::InvokeInstance,
            6 => HandleKind::InvokeConstructor,
            7 => HandleKind::InvokeDirect,
            8 => HandleKind::InvokeInterface,
            other => HandleKind::Other(other),
        };
        let target = match kind {
            HandleKind::StaticPut
            | HandleKind::StaticGet
            | HandleKind::InstancePut
            | HandleKind::InstanceGet => HandleTarget::Field(raw.into()),
            HandleKind::Other(_) => HandleTarget::Unknown(raw),
            _ => HandleTarget::Method(raw.into()),
        };
        Ok(MethodHandle {
            kind,
            target,
            span: entry.span(),
        })
    }

    /// A call site. Where one of the further arguments cannot be read, they end before it.
    ///
    /// # Errors
    /// [`ReadError`] where there is no such call site, or it does not begin with handle, name and type.
    pub fn call_site(&self, idx: CallSiteIdx) -> Result<Parsed<CallSite>, ReadError> {
        let off = self.call_sites.entry(Table::CallSite, idx.0)?.u32_le(0)?;
        let at = self.file.span_at(u64::from(off), 0).start();
        let parsed = read_array(self.file, off);
        let mut values = parsed.value.into_iter();
        let (
            Some(Value::MethodHandle(bootstrap)),
            Some(Value::String(name)),
            Some(Value::MethodType(method_type)),
        ) = (values.next(), values.next(), values.next())
        else {
            return Err(ReadError::BadCallSite { at });
        };
        Ok(Parsed {
            value: CallSite {
                bootstrap,
                name,
                method_type,
                arguments: values.collect(),
            },
            problems: parsed.problems,
        })
    }
}
