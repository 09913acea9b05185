//! Attributes as the values that the framework makes of them.

use super::attrs;
use crate::arsc::Table;
use crate::axml::{ANDROID_NS, Attribute, Element};
use crate::res_value::{Meaning, ResId, ResValue};
use base::Span;

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// The attribute's place in the binary XML; the element's where no attribute states it.
    pub span: Span,
}

impl<T> At<T> {
    /// A value at a place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Looks attributes up, and references in a resource table.
#[derive(Clone, Copy)]
pub(super) struct Values<'t> {
    pub(super) table: Option<&'t Table<'t>>,
}

/// A value whose reference is resolved.
struct Resolved {
    value: ResValue,
    text: Option<String>,
}

impl Values<'_> {
    /// The framework's attribute of this id.
    pub(super) fn attribute<'d, 'a>(
        element: &Element<'d, 'a>,
        id: ResId,
    ) -> Option<Attribute<'d, 'a>> {
        element.attribute_by_id(id).or_else(|| {
            let name = attrs::name(id)?;
            element.attributes().find(|attribute| {
                attribute.resource_id().is_none()
                    && attribute.raw_name() == name
                    && attribute.namespace().as_deref() == Some(ANDROID_NS)
            })
        })
    }

    fn resolve(self, attribute: &Attribute<'_, '_>) -> Resolved {
        let value = attribute.value();
        if let Some(id) = value.reference()
            && let Some(table) = self.table
            && let Some(found) = table.follow(id).into_iter().next()
        {
            return Resolved {
                value: found.value,
                text: found.text.map(std::borrow::Cow::into_owned),
            };
        }
        Resolved {
            value,
            text: attribute.string().map(std::borrow::Cow::into_owned),
        }
    }

    pub(super) fn string(self, element: &Element<'_, '_>, id: ResId) -> Option<At<String>> {
        let attribute = Self::attribute(element, id)?;
        let resolved = self.resolve(&attribute);
        let text = resolved
            .text
            .unwrap_or_else(|| resolved.value.text(|_| None));
        Some(At::new(text, attribute.span()))
    }

    /// An attribute without namespace, by name, as the package's name is.
    pub(super) fn plain(element: &Element<'_, '_>, name: &str) -> Option<At<String>> {
        let attribute = element.plain_attribute(name)?;
        let text = attribute
            .raw_value()
            .map_or_else(|| attribute.text(), std::borrow::Cow::into_owned);
        Some(At::new(text, attribute.span()))
    }

    pub(super) fn bool(self, element: &Element<'_, '_>, id: ResId) -> Option<At<bool>> {
        let attribute = Self::attribute(element, id)?;
        let resolved = self.resolve(&attribute);
        let is_so = match resolved.value.meaning() {
            Meaning::Bool(is_so) => is_so,
            Meaning::Int(number) => number != 0,
            Meaning::Hex(bits) | Meaning::Color(bits) => bits != 0,
            _ => matches!(resolved.text.as_deref()?, "1" | "true" | "TRUE"),
        };
        Some(At::new(is_so, attribute.span()))
    }

    pub(super) fn int(self, element: &Element<'_, '_>, id: ResId) -> Option<At<i64>> {
        let attribute = Self::attribute(element, id)?;
        let resolved = self.resolve(&attribute);
        let number = match resolved.value.meaning() {
            Meaning::Int(number) => i64::from(number),
            Meaning::Hex(bits) | Meaning::Color(bits) => i64::from(bits.cast_signed()),
            Meaning::Bool(is_so) => i64::from(is_so),
            _ => integer(resolved.text.as_deref()?)?,
        };
        Some(At::new(number, attribute.span()))
    }

    pub(super) fn sdk(self, element: &Element<'_, '_>, id: ResId) -> Option<At<super::Sdk>> {
        if let Some(level) = self.int(element, id)
            && let Ok(number) = i32::try_from(level.value)
        {
            return Some(At::new(super::Sdk::Level(number), level.span));
        }
        let codename = self.string(element, id)?;
        Some(At::new(super::Sdk::Codename(codename.value), codename.span))
    }

    /// The parts of a list that commas separate.
    pub(super) fn list(self, element: &Element<'_, '_>, id: ResId) -> Vec<At<String>> {
        let Some(list) = self.string(element, id) else {
            return Vec::new();
        };
        list.value
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| At::new(part.to_owned(), list.span))
            .collect()
    }
}

/// A number in decimal, or in hexadecimal behind `0x`.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok();
    }
    text.parse().ok()
}
