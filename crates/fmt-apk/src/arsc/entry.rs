//! The entries of a type: one value, or a bag of them.

use super::{Config, Package, TypeConfig};
use crate::res_value::{self, ResId, ResValue};
use crate::string_pool::StringIdx;
use base::{OutOfBounds, Span, View};
use std::borrow::Cow;

const FLAG_BAG: u16 = 0x0001;
const FLAG_PUBLIC: u16 = 0x0002;
const FLAG_COMPACT: u16 = 0x0008;
const BAG_ITEM_LEN: u64 = 12;

/// Why an entry cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// The entry would reach beyond its type.
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
    /// The header's length is smaller than a header.
    #[error("an entry with a header of {len} bytes at {at:#x}")]
    ShortHeader {
        /// The length found.
        len: u16,
        /// Where, from the start of the artifact.
        at: u64,
    },
}

/// One resource's value for one configuration.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t, 'a> {
    pub(super) package: &'t Package<'a>,
    pub(super) of: &'t TypeConfig<'a>,
    pub(super) idx: u16,
    key: StringIdx,
    is_public: bool,
    body: Body<'a>,
    span: Span,
}

/// What an entry holds.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// One value, with its place.
    Value(ResValue, Span),
    /// Several: an array, a plural, a style, an attribute's definition.
    Bag(Bag<'a>),
}

/// Several values.
#[derive(Clone, Copy, Debug)]
pub struct Bag<'a> {
    /// The bag that it extends; zero where it extends none.
    pub parent: ResId,
    items: View<'a>,
    n_items: u32,
}

/// One value of a bag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BagItem {
    /// What it is of: an attribute, or `0x0100_0004` and on for an amount in a plural, or `0x0200_0000`
    /// and a position for an array.
    pub name: ResId,
    /// The value.
    pub value: ResValue,
    /// Where it stands.
    pub span: Span,
}

impl BagItem {
    /// The amount that it is for, where the bag is a plural.
    pub fn quantity(&self) -> Option<&'static str> {
        let at = self.name.0.checked_sub(0x0100_0004)?;
        ["other", "zero", "one", "two", "few", "many"]
            .get(usize::try_from(at).ok()?)
            .copied()
    }
}

impl<'a> Bag<'a> {
    /// How many values it has by its header.
    pub const fn n_items(&self) -> u32 {
        self.n_items
    }

    /// Its values, up to the end of the type where the header says more.
    pub fn items(&self) -> impl Iterator<Item = BagItem> + use<'a> {
        let items = self.items;
        (0..self.n_items).map_while(move |n| {
            let off = u64::from(n).saturating_mul(BAG_ITEM_LEN);
            let item = items.sub(off, BAG_ITEM_LEN).ok()?;
            Some(BagItem {
                name: ResId(item.u32_le(0).ok()?),
                value: ResValue::read(item, 4).ok()?,
                span: item.span(),
            })
        })
    }
}

impl<'t, 'a> Entry<'t, 'a> {
    pub(super) fn read(
        package: &'t Package<'a>,
        of: &'t TypeConfig<'a>,
        idx: u16,
        off: u64,
    ) -> Result<Self, EntryError> {
        let view = of.entries.tail(off)?;
        let header_len = view.u16_le(0)?;
        let flags = view.u16_le(2)?;
        if flags & FLAG_COMPACT != 0 {
            // The key takes the length's place, the value's kind the flags' high byte.
            let [_, kind] = flags.to_le_bytes();
            let value = ResValue {
                kind,
                data: view.u32_le(4)?,
            };
            let span = view.span_at(0, 8);
            return Ok(Self {
                package,
                of,
                idx,
                key: u32::from(header_len),
                is_public: flags & FLAG_PUBLIC != 0,
                body: Body::Value(value, span),
                span,
            });
        }
        let is_bag = flags & FLAG_BAG != 0;
        let least = if is_bag { 16 } else { 8 };
        if header_len < least {
            return Err(EntryError::ShortHeader {
                len: header_len,
                at: view.start(),
            });
        }
        let key = view.u32_le(4)?;
        let values = u64::from(header_len);
        let (body, len) = if is_bag {
            let n_items = view.u32_le(12)?;
            let items = view.tail(values)?;
            let len = u64::from(n_items)
                .saturating_mul(BAG_ITEM_LEN)
                .min(items.len());
            let bag = Bag {
                parent: ResId(view.u32_le(8)?),
                items,
                n_items,
            };
            (Body::Bag(bag), len)
        } else {
            let place = view.span_at(values, res_value::LEN);
            (
                Body::Value(ResValue::read(view, values)?, place),
                res_value::LEN,
            )
        };
        Ok(Self {
            package,
            of,
            idx,
            key,
            is_public: flags & FLAG_PUBLIC != 0,
            body,
            span: view.span_at(0, values.saturating_add(len)),
        })
    }

    /// Its id.
    pub const fn id(&self) -> ResId {
        ResId::new(self.package.id, self.of.id, self.idx)
    }

    /// Its package.
    pub const fn package(&self) -> &'t Package<'a> {
        self.package
    }

    /// Its name within its type.
    pub fn key(&self) -> Option<Cow<'a, str>> {
        self.package.key_names.text(self.key)
    }

    /// Its name as `string/app_name`.
    pub fn name(&self) -> String {
        let type_name = self.package.type_name(self.of.id);
        format!(
            "{}/{}",
            type_name.as_deref().unwrap_or("(no name)"),
            self.key().as_deref().unwrap_or("(no name)")
        )
    }

    /// The configuration that the value is for.
    pub const fn config(&self) -> &'t Config<'a> {
        &self.of.config
    }

    /// Whether other packages may use it.
    pub const fn is_public(&self) -> bool {
        self.is_public
    }

    /// What it holds.
    pub const fn body(&self) -> Body<'a> {
        self.body
    }

    /// Where it stands, with its values.
    pub const fn span(&self) -> Span {
        self.span
    }
}
