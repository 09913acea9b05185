//! Resource tables (`resources.arsc`).
//!
//! Spec: AOSP `frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h`, `ResTable_*`, and
//! `LoadedArsc.cpp`; sparse entries, 16-bit offsets and compact entries as in Android 14 and later.
//!
//! Departures from the spec: a package, type or entry that is broken is recorded and left out, where
//! Android drops the whole table; junk chunks are skipped; packages of the same number are both kept.

mod config;
mod entry;
mod query;
mod read;

pub use config::Config;
pub use entry::{Bag, BagItem, Body, Entry, EntryError};
pub use query::{Found, Place, StringValue};

use crate::res_value::ResId;
use crate::string_pool::StringPool;
use base::{Limits, Parsed, Span, View};
use std::ops::Range;

/// Why bytes are not a resource table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArscError {
    /// The outermost chunk is of another kind, or there are too few bytes for it.
    #[error("a chunk of kind {kind:#06x}, not a resource table")]
    NotTable {
        /// The kind found; 0 where there are too few bytes.
        kind: u16,
    },
}

/// A resource table.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    strings: StringPool<'a>,
    packages: Vec<Package<'a>>,
    /// Length of the table in bytes.
    len: u64,
}

/// A package of a table.
///
/// Invariant: `types` is sorted by type number, equal numbers in the file's order.
#[derive(Clone, Debug)]
pub struct Package<'a> {
    id: u8,
    name: String,
    span: Span,
    type_names: StringPool<'a>,
    key_names: StringPool<'a>,
    type_id_offset: u32,
    specs: Vec<TypeSpec<'a>>,
    types: Vec<TypeConfig<'a>>,
    libraries: Vec<(u8, String)>,
    overlayables: Vec<Overlayable>,
    aliases: Vec<(ResId, ResId)>,
}

/// A name under which an app lets others overlay some of its resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlayable {
    /// The name.
    pub name: String,
    /// The component that decides; often empty.
    pub actor: String,
    /// Who may overlay which: the policy's flags and its resources.
    pub policies: Vec<(u32, Vec<ResId>)>,
    /// Where it stands.
    pub span: Span,
}

/// What a package says of one type: how many entries, and by what their values differ.
#[derive(Clone, Copy, Debug)]
pub struct TypeSpec<'a> {
    /// The type's number, from 1.
    pub id: u8,
    /// How many entries it has.
    pub n_entries: u32,
    flags: View<'a>,
    /// Where it stands.
    pub span: Span,
}

impl TypeSpec<'_> {
    /// An entry's flags: the configuration changes by which it differs, and `0x4000_0000` where it is
    /// public.
    pub fn flags(&self, entry: u16) -> Option<u32> {
        self.flags.u32_le(u64::from(entry).saturating_mul(4)).ok()
    }
}

/// The values of one type for one configuration.
#[derive(Clone, Copy, Debug)]
pub struct TypeConfig<'a> {
    id: u8,
    offsets: View<'a>,
    layout: Layout,
    n_offsets: u32,
    entries: View<'a>,
    config: Config<'a>,
    span: Span,
}

/// How a type lists where its entries are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// A 32-bit offset for each entry.
    Wide,
    /// A 16-bit offset for each entry, in units of four bytes.
    Narrow,
    /// Sorted pairs of an entry's number and its offset in units of four bytes.
    Sparse,
}

impl<'a> TypeConfig<'a> {
    /// The type's number, from 1.
    pub const fn id(&self) -> u8 {
        self.id
    }

    /// The configuration.
    pub const fn config(&self) -> &Config<'a> {
        &self.config
    }

    /// Where it stands.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The numbers of the entries that have a value here, with where it is. A number met twice is given
    /// twice.
    fn places(&self) -> impl Iterator<Item = (u16, u64)> + use<'a> {
        let this = *self;
        (0..self.n_offsets).filter_map(move |n| {
            let at = u64::from(n);
            match this.layout {
                Layout::Wide => {
                    let off = this.offsets.u32_le(at.saturating_mul(4)).ok()?;
                    (off != u32::MAX).then_some((u16::try_from(n).ok()?, u64::from(off)))
                }
                Layout::Narrow => {
                    let off = this.offsets.u16_le(at.saturating_mul(2)).ok()?;
                    let place = (u16::try_from(n).ok()?, u64::from(off).saturating_mul(4));
                    (off != u16::MAX).then_some(place)
                }
                Layout::Sparse => {
                    let at = at.saturating_mul(4);
                    let entry = this.offsets.u16_le(at).ok()?;
                    let off = this.offsets.u16_le(at.saturating_add(2)).ok()?;
                    Some((entry, u64::from(off).saturating_mul(4)))
                }
            }
        })
    }

    /// Where an entry's value is.
    fn place(&self, entry: u16) -> Option<u64> {
        let at = u64::from(entry);
        match self.layout {
            _ if self.layout != Layout::Sparse && u32::from(entry) >= self.n_offsets => None,
            Layout::Wide => {
                let off = self.offsets.u32_le(at.saturating_mul(4)).ok()?;
                (off != u32::MAX).then_some(u64::from(off))
            }
            Layout::Narrow => {
                let off = self.offsets.u16_le(at.saturating_mul(2)).ok()?;
                (off != u16::MAX).then_some(u64::from(off).saturating_mul(4))
            }
            Layout::Sparse => self
                .places()
                .find(|(found, _)| *found == entry)
                .map(|(_, off)| off),
        }
    }
}

impl<'a> Package<'a> {
    /// Its number: 1 the framework, 127 the app, 0 a shared library's own, which gets one when loaded.
    pub const fn id(&self) -> u8 {
        self.id
    }

    /// Its name, which need not be the manifest's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it stands.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What it says of each type, in the file's order.
    pub fn specs(&self) -> &[TypeSpec<'a>] {
        &self.specs
    }

    /// The values by type and configuration, sorted by type.
    pub fn types(&self) -> &[TypeConfig<'a>] {
        &self.types
    }

    /// The shared libraries it was built against: the number used here and the package's name.
    pub fn libraries(&self) -> &[(u8, String)] {
        &self.libraries
    }

    /// What others may overlay.
    pub fn overlayables(&self) -> &[Overlayable] {
        &self.overlayables
    }

    /// Ids that were staged, with the final ones.
    pub fn aliases(&self) -> &[(ResId, ResId)] {
        &self.aliases
    }

    /// The name of a type, as `string` or `layout`.
    pub fn type_name(&self, type_id: u8) -> Option<std::borrow::Cow<'a, str>> {
        let idx = u32::from(type_id)
            .checked_sub(1)?
            .checked_sub(self.type_id_offset)?;
        self.type_names.text(idx)
    }

    fn types_of(&self, type_id: u8) -> &[TypeConfig<'a>] {
        let range: Range<usize> = self.types.partition_point(|of| of.id < type_id)
            ..self.types.partition_point(|of| of.id <= type_id);
        self.types.get(range).unwrap_or_default()
    }
}

impl<'a> Table<'a> {
    /// Reads the table's structure; entries are read when asked for.
    ///
    /// # Errors
    /// [`ArscError::NotTable`] where `view` does not begin as a resource table does.
    pub fn parse(view: View<'a>, limits: &Limits) -> Result<Parsed<Self>, ArscError> {
        read::table(view, limits)
    }

    /// The pool of the values that are strings.
    pub const fn strings(&self) -> &StringPool<'a> {
        &self.strings
    }

    /// The packages in the file's order.
    pub fn packages(&self) -> &[Package<'a>] {
        &self.packages
    }
}

#[cfg(test)]
mod tests;
