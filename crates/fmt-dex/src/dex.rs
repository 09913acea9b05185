//! One DEX file: its header, and lookups in its tables of strings, types, protos, fields and methods.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format>, AOSP `art/libdexfile/dex/dex_file.h`
//! Departures from the spec: tables may stand anywhere, in any order, unsorted and with duplicates; a table that
//! runs past the end of the file keeps the entries that are there.

use crate::header::{HEADER_LEN_V41, Header, TableAt};
use crate::idx::{CallSiteIdx, ClassIdx, FieldIdx, MethodHandleIdx, MethodIdx};
use crate::idx::{ProtoIdx, StringIdx, TypeIdx};
use crate::map::{self, ItemKind, MapItem};
use crate::mutf8::Mutf8;
use crate::reader::Reader;
use crate::{DexError, ReadError, Table};
use base::{Parsed, Problem, Span, View};

/// One table, clipped to what the file has room for.
///
/// Invariant: `whole` is a whole number of entries long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entries<'a> {
    whole: View<'a>,
    entry_len: u32,
    n: u32,
}

impl<'a> Entries<'a> {
    pub(crate) fn clip(
        container: View<'a>,
        at: TableAt,
        entry_len: u32,
        table: Table,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let rest = container
            .tail(u64::from(at.off))
            .unwrap_or_else(|_| View::new(&[]));
        let room = rest.len().checked_div(u64::from(entry_len)).unwrap_or(0);
        let n_entries = u32::try_from(room).unwrap_or(u32::MAX).min(at.n_entries);
        if n_entries < at.n_entries {
            let says = format_args!(
                "{} entries of the {} table are stated at offset {:#x}, {n_entries} are in the file",
                at.n_entries,
                table.noun(),
                at.off
            );
            let span = container.span_at(u64::from(at.off), rest.len());
            problems.push(Problem::new("dex/table-out-of-bounds", says).at(span));
        }
        let len = u64::from(n_entries).saturating_mul(u64::from(entry_len));
        Self {
            whole: rest.sub(0, len).unwrap_or(rest),
            entry_len,
            n: n_entries,
        }
    }

    #[inline]
    pub(crate) fn entry(&self, table: Table, idx: u32) -> Result<View<'a>, ReadError> {
        let len = u64::from(self.entry_len);
        self.whole
            .sub(u64::from(idx).saturating_mul(len), len)
            .map_err(|_| ReadError::NoSuchEntry {
                table,
                idx,
                n_entries: self.n,
            })
    }

    pub(crate) const fn n_entries(&self) -> u32 {
        self.n
    }
}

/// A DEX file, opened. Nothing is copied; every lookup reads the file.
///
/// Offsets count from the start of the container, which up to version 040 is the file itself. Looking up
/// an index that does not exist is an error for that index alone.
#[derive(Clone, Debug)]
pub struct Dex<'a> {
    pub(crate) file: View<'a>,
    header: Header,
    header_off: u32,
    strings: Entries<'a>,
    types: Entries<'a>,
    protos: Entries<'a>,
    fields: Entries<'a>,
    methods: Entries<'a>,
    pub(crate) class_defs: Entries<'a>,
    pub(crate) call_sites: Entries<'a>,
    pub(crate) method_handles: Entries<'a>,
    pub(crate) hidden_api_off: Option<u32>,
    map: View<'a>,
}

/// A method's types: what it takes and returns.
#[derive(Clone, Copy, Debug)]
pub struct Proto<'a> {
    /// The short form, as `VIL`: return type first, every class and array as `L`.
    pub shorty: StringIdx,
    /// What the method returns.
    pub return_type: TypeIdx,
    /// What the method takes, without `this`.
    pub params: TypeList<'a>,
    /// Where the entry stands.
    pub span: Span,
}

/// Types one after the other: parameters, or the interfaces of a class.
#[derive(Clone, Copy, Debug)]
pub struct TypeList<'a>(View<'a>);

impl<'a> TypeList<'a> {
    /// Where the entries stand; empty where the list has none.
    pub const fn span(&self) -> Span {
        self.0.span()
    }

    /// How many types there are.
    pub const fn n_types(&self) -> u32 {
        // A list longer than 2^32 entries does not fit a file whose offsets have 32 bits.
        #[expect(clippy::cast_possible_truncation, reason = "see the line above")]
        let len = (self.0.len() >> 1) as u32;
        len
    }

    /// The types in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = TypeIdx> + ExactSizeIterator + use<'a> {
        let (pairs, _) = self.0.bytes().as_chunks::<2>();
        pairs
            .iter()
            .map(|pair| TypeIdx::from(u16::from_le_bytes(*pair)))
    }
}

/// A field as code refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRef {
    /// The class it is looked up in.
    pub class: TypeIdx,
    /// Its type.
    pub ty: TypeIdx,
    /// Its name.
    pub name: StringIdx,
    /// Where the entry stands.
    pub span: Span,
}

/// A method as code refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodRef {
    /// The class it is looked up in.
    pub class: TypeIdx,
    /// What it takes and returns.
    pub proto: ProtoIdx,
    /// Its name.
    pub name: StringIdx,
    /// Where the entry stands.
    pub span: Span,
}

/// How many entries of the map are looked at: 4,096. The format knows 21 kinds, each once.
const MAP_LIMIT: usize = 4_096;
/// How many headers of one container are read: 1,000. Containers replace multidex, which has under 100 files.
const CONTAINER_LIMIT: usize = 1_000;

impl<'a> Dex<'a> {
    /// Opens the DEX file that is the whole of `file`; the first one where it is a container of several.
    ///
    /// # Errors
    /// [`DexError`] where the bytes are not DEX, or of a kind that is not read.
    pub fn parse(file: View<'a>) -> Result<Parsed<Self>, DexError> {
        Self::parse_at(file, 0)
    }

    /// Opens the DEX file whose header stands at `off` in `container`.
    ///
    /// # Errors
    /// [`DexError`] where the bytes are not DEX, or of a kind that is not read.
    pub fn parse_at(container: View<'a>, off: u32) -> Result<Parsed<Self>, DexError> {
        let mut problems = Vec::new();
        let header = Header::parse(container, off, &mut problems)?;
        let mut clip =
            |at, entry_len, table| Entries::clip(container, at, entry_len, table, &mut problems);
        let none = TableAt {
            n_entries: 0,
            off: 0,
        };
        let mut dex = Self {
            file: container,
            header,
            header_off: off,
            strings: clip(header.string_ids, 4, Table::String),
            types: clip(header.type_ids, 4, Table::Type),
            protos: clip(header.proto_ids, 12, Table::Proto),
            fields: clip(header.field_ids, 8, Table::Field),
            methods: clip(header.method_ids, 8, Table::Method),
            class_defs: clip(header.class_defs, 32, Table::Class),
            call_sites: clip(none, 4, Table::CallSite),
            method_handles: clip(none, 8, Table::MethodHandle),
            hidden_api_off: None,
            map: View::new(&[]),
        };
        dex.read_map(&mut problems);
        Ok(Parsed {
            value: dex,
            problems,
        })
    }

    /// Opens the map, and with it the tables that only the map knows.
    fn read_map(&mut self, problems: &mut Vec<Problem>) {
        let off = u64::from(self.header.map_off);
        let Ok(n_items) = self.file.u32_le(off) else {
            let says = format_args!("the map is stated at offset {off:#x}, outside the file");
            problems.push(Problem::new("dex/map-out-of-bounds", says));
            return;
        };
        if off == 0 {
            problems.push(Problem::new("dex/map-missing", "the header names no map"));
            return;
        }
        let stated = u64::from(n_items).saturating_mul(12);
        let rest = self.file.tail(off.saturating_add(4));
        let rest = rest.unwrap_or_else(|_| View::new(&[]));
        if stated > rest.len() {
            let says = format_args!("the map is stated to have {n_items} entries");
            problems
                .push(Problem::new("dex/map-out-of-bounds", says).at(self.file.span_at(off, 4)));
        }
        self.map = rest.sub(0, stated).unwrap_or(rest);
        for item in self.map().take(MAP_LIMIT) {
            let at = TableAt {
                n_entries: item.n_items,
                off: item.off,
            };
            let in_header = match item.kind {
                ItemKind::CALL_SITE_ID => {
                    self.call_sites = Entries::clip(self.file, at, 4, Table::CallSite, problems);
                    continue;
                }
                ItemKind::METHOD_HANDLE => {
                    self.method_handles =
                        Entries::clip(self.file, at, 8, Table::MethodHandle, problems);
                    continue;
                }
                ItemKind::HIDDENAPI_CLASS_DATA => {
                    self.hidden_api_off = Some(item.off);
                    continue;
                }
                ItemKind::STRING_ID => self.header.string_ids,
                ItemKind::TYPE_ID => self.header.type_ids,
                ItemKind::PROTO_ID => self.header.proto_ids,
                ItemKind::FIELD_ID => self.header.field_ids,
                ItemKind::METHOD_ID => self.header.method_ids,
                ItemKind::CLASS_DEF => self.header.class_defs,
                _ => continue,
            };
            if in_header != at {
                let says = format_args!(
                    "the map has {} of {} at {:#x}, the header {} at {:#x}",
                    at.n_entries,
                    item.kind.name().unwrap_or_default(),
                    at.off,
                    in_header.n_entries,
                    in_header.off
                );
                problems.push(Problem::new("dex/map-differs-from-header", says).at(item.span));
                if problems.len() > MAP_LIMIT {
                    break;
                }
            }
        }
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Where the header stands in the container; 0 up to version 040.
    pub const fn header_off(&self) -> u32 {
        self.header_off
    }

    /// The bytes that offsets count into: the whole container.
    pub const fn container(&self) -> View<'a> {
        self.file
    }

    /// The entries of the map.
    pub fn map(&self) -> impl Iterator<Item = MapItem> + use<'a> {
        map::items(self.map)
    }

    /// How many strings can be looked up.
    pub const fn n_strings(&self) -> u32 {
        self.strings.n_entries()
    }

    /// How many types can be looked up.
    pub const fn n_types(&self) -> u32 {
        self.types.n_entries()
    }

    /// How many protos can be looked up.
    pub const fn n_protos(&self) -> u32 {
        self.protos.n_entries()
    }

    /// How many fields can be looked up.
    pub const fn n_fields(&self) -> u32 {
        self.fields.n_entries()
    }

    /// How many methods can be looked up.
    pub const fn n_methods(&self) -> u32 {
        self.methods.n_entries()
    }

    /// How many classes the file defines.
    pub const fn n_classes(&self) -> u32 {
        self.class_defs.n_entries()
    }

    /// How many call sites can be looked up.
    pub const fn n_call_sites(&self) -> u32 {
        self.call_sites.n_entries()
    }

    /// How many method handles can be looked up.
    pub const fn n_method_handles(&self) -> u32 {
        self.method_handles.n_entries()
    }

    /// The indices of all strings.
    pub fn strings(&self) -> impl DoubleEndedIterator<Item = StringIdx> + use<> {
        (0..self.n_strings()).map(StringIdx)
    }

    /// The indices of all types.
    pub fn types(&self) -> impl DoubleEndedIterator<Item = TypeIdx> + use<> {
        (0..self.n_types()).map(TypeIdx)
    }

    /// The indices of all protos.
    pub fn protos(&self) -> impl DoubleEndedIterator<Item = ProtoIdx> + use<> {
        (0..self.n_protos()).map(ProtoIdx)
    }

    /// The indices of all fields.
    pub fn fields(&self) -> impl DoubleEndedIterator<Item = FieldIdx> + use<> {
        (0..self.n_fields()).map(FieldIdx)
    }

    /// The indices of all methods.
    pub fn methods(&self) -> impl DoubleEndedIterator<Item = MethodIdx> + use<> {
        (0..self.n_methods()).map(MethodIdx)
    }

    /// The indices of all class definitions.
    pub fn classes(&self) -> impl DoubleEndedIterator<Item = ClassIdx> + use<> {
        (0..self.n_classes()).map(ClassIdx)
    }

    /// The indices of all call sites.
    pub fn call_sites(&self) -> impl DoubleEndedIterator<Item = CallSiteIdx> + use<> {
        (0..self.n_call_sites()).map(CallSiteIdx)
    }

    /// The indices of all method handles.
    pub fn method_handles(&self) -> impl DoubleEndedIterator<Item = MethodHandleIdx> + use<> {
        (0..self.n_method_handles()).map(MethodHandleIdx)
    }

    /// A string.
    ///
    /// # Errors
    /// [`ReadError`] for an index, an offset or a length outside its table or file, or a missing end.
    #[inline]
    pub fn string(&self, idx: StringIdx) -> Result<Mutf8<'a>, ReadError> {
        let off = self.strings.entry(Table::String, idx.0)?.u32_le(0)?;
        let mut reader = Reader::at(self.file, off)?;
        let utf16_len = reader.uleb()?;
        let start = reader.position();
        // `utf16_size` counts UTF-16 code units, not bytes. Only the zero byte ends the data.
        let rest = reader.bytes(reader.left())?;
        let bytes = memchr::memchr(0, rest)
            .and_then(|len| rest.get(..len))
            .ok_or(ReadError::UnterminatedString { at: start })?;
        Ok(Mutf8::new(bytes, start, utf16_len))
    }

    /// A type's descriptor, as `Ljava/lang/String;` or `[I`.
    ///
    /// # Errors
    /// [`ReadError`] where the type or its string cannot be read.
    #[inline]
    pub fn descriptor(&self, idx: TypeIdx) -> Result<Mutf8<'a>, ReadError> {
        self.string(self.descriptor_idx(idx)?)
    }

    /// Which string is a type's descriptor.
    ///
    /// # Errors
    /// [`ReadError::NoSuchEntry`].
    #[inline]
    pub fn descriptor_idx(&self, idx: TypeIdx) -> Result<StringIdx, ReadError> {
        let entry = self.types.entry(Table::Type, idx.0)?;
        Ok(StringIdx(entry.u32_le(0)?))
    }

    /// What a method takes and returns.
    ///
    /// # Errors
    /// [`ReadError`] where the entry or its list of parameters cannot be read.
    pub fn proto(&self, idx: ProtoIdx) -> Result<Proto<'a>, ReadError> {
        let entry = self.protos.entry(Table::Proto, idx.0)?;
        Ok(Proto {
            shorty: StringIdx(entry.u32_le(0)?),
            return_type: TypeIdx(entry.u32_le(4)?),
            params: self.type_list(entry.u32_le(8)?)?,
            span: entry.span(),
        })
    }

    /// A field as code refers to it.
    ///
    /// # Errors
    /// [`ReadError::NoSuchEntry`].
    pub fn field(&self, idx: FieldIdx) -> Result<FieldRef, ReadError> {
        let entry = self.fields.entry(Table::Field, idx.0)?;
        Ok(FieldRef {
            class: entry.u16_le(0)?.into(),
            ty: entry.u16_le(2)?.into(),
            name: StringIdx(entry.u32_le(4)?),
            span: entry.span(),
        })
    }

    /// A method as code refers to it.
    ///
    /// # Errors
    /// [`ReadError::NoSuchEntry`].
    pub fn method(&self, idx: MethodIdx) -> Result<MethodRef, ReadError> {
        let entry = self.methods.entry(Table::Method, idx.0)?;
        Ok(MethodRef {
            class: entry.u16_le(0)?.into(),
            proto: entry.u16_le(2)?.into(),
            name: StringIdx(entry.u32_le(4)?),
            span: entry.span(),
        })
    }

    /// The list of types at `off`; empty at 0, as the format has it.
    ///
    /// # Errors
    /// [`ReadError::OutOfBounds`] where the file ends first.
    pub(crate) fn type_list(&self, off: u32) -> Result<TypeList<'a>, ReadError> {
        if off == 0 {
            return Ok(TypeList(View::new(&[])));
        }
        let n_types = self.file.u32_le(u64::from(off))?;
        let entries = self.file.sub(
            u64::from(off).saturating_add(4),
            u64::from(n_types).saturating_mul(2),
        )?;
        Ok(TypeList(entries))
    }
}

/// Opens every DEX file of a container, in order; a file up to version 040 is a container of one.
///
/// # Errors
/// [`DexError`] where the first header is not DEX, or of a kind that is not read.
pub fn container(file: View<'_>) -> Result<Parsed<Vec<Dex<'_>>>, DexError> {
    let mut problems = Vec::new();
    let first = Dex::parse(file)?.unload(&mut problems);
    let mut off = 0_u32;
    let mut distance = first.header.file_len;
    let container_len = first.header.container_len;
    let mut all = vec![first];
    // Up to version 040 there is no container, and nothing can follow.
    while let Some(container_len) = container_len {
        let stop = |says: &str| {
            Problem::new("dex/container-cut-short", says)
                .at(file.span_at(u64::from(off), u64::from(HEADER_LEN_V41)))
        };
        let next = off.saturating_add(distance);
        if next >= container_len || u64::from(next) >= file.len() {
            break;
        }
        if distance < HEADER_LEN_V41 {
            problems.push(stop("the next header is stated to overlap this one"));
            break;
        }
        if all.len() >= CONTAINER_LIMIT {
            problems.push(stop(
                "a container of more than 1,000 headers is read no further",
            ));
            break;
        }
        match Dex::parse_at(file, next) {
            Ok(parsed) => {
                let dex = parsed.unload(&mut problems);
                off = next;
                distance = dex.header.file_len;
                all.push(dex);
            }
            Err(error) => {
                problems.push(stop(&format!("no header at {next:#x}: {error}")));
                break;
            }
        }
    }
    Ok(Parsed {
        value: all,
        problems,
    })
}
