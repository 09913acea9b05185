//! Class definitions, and the fields and methods that a class defines.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#class-def-item>, `class_data_item`
//! Departures from the spec: fields and methods may stand in any order; a list that breaks off keeps what
//! was read before.

use crate::dex::TypeList;
use crate::flags::{AccessFlags, HiddenApiFlags};
use crate::idx::{ClassIdx, FieldIdx, MethodIdx, StringIdx, TypeIdx, optional};
use crate::reader::Reader;
use crate::{Dex, ReadError, Table};
use base::{Parsed, Span};

/// One class definition. Offsets count from the start of the container; 0 stands for "none".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassDef {
    /// Which definition it is.
    pub idx: ClassIdx,
    /// The class.
    pub ty: TypeIdx,
    /// Its access flags.
    pub access: AccessFlags,
    /// Its superclass; only `java.lang.Object` has none.
    pub superclass: Option<TypeIdx>,
    /// Where the list of interfaces stands; see [`Dex::interfaces`].
    pub interfaces_off: u32,
    /// The name of the source file.
    pub source_file: Option<StringIdx>,
    /// Where the annotations stand; see [`Dex::annotations`].
    pub annotations_off: u32,
    /// Where fields and methods stand; see [`Dex::class_data`].
    pub class_data_off: u32,
    /// Where the values of static fields stand; see [`Dex::static_values`].
    pub static_values_off: u32,
    /// Where the definition stands.
    pub span: Span,
}

/// A field that a class defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodedField {
    /// The field.
    pub idx: FieldIdx,
    /// Its access flags.
    pub access: AccessFlags,
    /// Where it is defined.
    pub span: Span,
}

/// A method that a class defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodedMethod {
    /// The method.
    pub idx: MethodIdx,
    /// Its access flags.
    pub access: AccessFlags,
    /// Where its code stands, from the start of the container; 0 where it has none. See [`Dex::code`].
    pub code_off: u32,
    /// Where it is defined.
    pub span: Span,
}

/// What a class defines. Each list is in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassData {
    /// Static fields; their values are [`Dex::static_values`].
    pub static_fields: Vec<EncodedField>,
    /// Fields of objects.
    pub instance_fields: Vec<EncodedField>,
    /// Static and private methods, and constructors.
    pub direct_methods: Vec<EncodedMethod>,
    /// All other methods.
    pub virtual_methods: Vec<EncodedMethod>,
}

impl ClassData {
    /// All fields, static ones first.
    pub fn fields(&self) -> impl DoubleEndedIterator<Item = &EncodedField> {
        self.static_fields.iter().chain(&self.instance_fields)
    }

    /// All methods, direct ones first.
    pub fn methods(&self) -> impl DoubleEndedIterator<Item = &EncodedMethod> {
        self.direct_methods.iter().chain(&self.virtual_methods)
    }
}

/// Hidden-API flags of what a class defines, in the order of [`ClassData`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HiddenApi {
    /// For each of [`ClassData::fields`].
    pub fields: Vec<HiddenApiFlags>,
    /// For each of [`ClassData::methods`].
    pub methods: Vec<HiddenApiFlags>,
}

impl<'a> Dex<'a> {
    /// One class definition.
    ///
    /// # Errors
    /// [`ReadError::NoSuchEntry`].
    pub fn class(&self, idx: ClassIdx) -> Result<ClassDef, ReadError> {
        let entry = self.class_defs.entry(Table::Class, idx.0)?;
        Ok(ClassDef {
            idx,
            ty: TypeIdx(entry.u32_le(0)?),
            access: AccessFlags(entry.u32_le(4)?),
            superclass: optional(entry.u32_le(8)?, TypeIdx),
            interfaces_off: entry.u32_le(12)?,
            source_file: optional(entry.u32_le(16)?, StringIdx),
            annotations_off: entry.u32_le(20)?,
            class_data_off: entry.u32_le(24)?,
            static_values_off: entry.u32_le(28)?,
            span: entry.span(),
        })
    }

    /// The interfaces that a class implements.
    ///
    /// # Errors
    /// [`ReadError::OutOfBounds`].
    pub fn interfaces(&self, class: &ClassDef) -> Result<TypeList<'a>, ReadError> {
        self.type_list(class.interfaces_off)
    }

    /// What a class defines; empty where the definition names no data.
    pub fn class_data(&self, class: &ClassDef) -> Parsed<ClassData> {
        let mut data = ClassData::default();
        let problems = match self.read_class_data(class, &mut data) {
            Ok(()) => Vec::new(),
            Err(error) => vec![error.problem()],
        };
        Parsed {
            value: data,
            problems,
        }
    }

    fn read_class_data(&self, class: &ClassDef, data: &mut ClassData) -> Result<(), ReadError> {
        if class.class_data_off == 0 {
            return Ok(());
        }
        let mut reader = Reader::at(self.file, class.class_data_off)?;
        let mut counts = [0; 4];
        for count in &mut counts {
            *count = reader.uleb()?;
        }
        let [n_static, n_instance, n_direct, n_virtual] = counts;
        read_fields(&mut reader, n_static, &mut data.static_fields)?;
        read_fields(&mut reader, n_instance, &mut data.instance_fields)?;
        read_methods(&mut reader, n_direct, &mut data.direct_methods)?;
        read_methods(&mut reader, n_virtual, &mut data.virtual_methods)
    }

    /// The hidden-API flags of what a class defines, or `None` where the file has none for it.
    ///
    /// # Errors
    /// [`ReadError::OutOfBounds`] where the file ends first.
    pub fn hidden_api(
        &self,
        class: ClassIdx,
        data: &ClassData,
    ) -> Result<Option<HiddenApi>, ReadError> {
        let Some(section) = self.hidden_api_off else {
            return Ok(None);
        };
        if class.0 >= self.n_classes() {
            return Ok(None);
        }
        // `offsets` follows the length of the section; offsets count from the section's start.
        let entry = u64::from(section)
            .saturating_add(4)
            .saturating_add(u64::from(class.0).saturating_mul(4));
        let off = self.file.u32_le(entry)?;
        if off == 0 {
            return Ok(None);
        }
        let mut reader = Reader::at(self.file, section.saturating_add(off))?;
        let mut flags = |n: usize| -> Result<Vec<_>, ReadError> {
            (0..n).map(|_| Ok(HiddenApiFlags(reader.uleb()?))).collect()
        };
        Ok(Some(HiddenApi {
            fields: flags(data.fields().count())?,
            methods: flags(data.methods().count())?,
        }))
    }
}

/// How many entries to make room for: each takes at least `entry_len` bytes of what is left.
fn room(reader: &Reader<'_>, n: u32, entry_len: usize) -> usize {
    let most = reader.left().checked_div(entry_len).unwrap_or(0);
    usize::try_from(n)
        .unwrap_or(usize::MAX)
        .min(most)
        .min(1 << 16)
}

fn next_idx(reader: &mut Reader<'_>, last: u32) -> Result<u32, ReadError> {
    let at = reader.position();
    last.checked_add(reader.uleb()?)
        .ok_or(ReadError::IndexOverflow { at })
}

fn span_since(reader: &Reader<'_>, start: u64) -> Span {
    Span::new(start, reader.position().saturating_sub(start))
}

fn read_fields(
    reader: &mut Reader<'_>,
    n: u32,
    fields: &mut Vec<EncodedField>,
) -> Result<(), ReadError> {
    fields.reserve(room(reader, n, 2));
    let mut idx = 0;
    for _ in 0..n {
        let start = reader.position();
        idx = next_idx(reader, idx)?;
        fields.push(EncodedField {
            idx: FieldIdx(idx),
            access: AccessFlags(reader.uleb()?),
            span: span_since(reader, start),
        });
    }
    Ok(())
}

fn read_methods(
    reader: &mut Reader<'_>,
    n: u32,
    methods: &mut Vec<EncodedMethod>,
) -> Result<(), ReadError> {
    methods.reserve(room(reader, n, 3));
    let mut idx = 0;
    for _ in 0..n {
        let start = reader.position();
        idx = next_idx(reader, idx)?;
        methods.push(EncodedMethod {
            idx: MethodIdx(idx),
            access: AccessFlags(reader.uleb()?),
            code_off: reader.uleb()?,
            span: span_since(reader, start),
        });
    }
    Ok(())
}
