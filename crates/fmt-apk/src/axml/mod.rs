//! Binary XML, as compiled manifests, layouts and configurations are.
//!
//! Spec: AOSP `frameworks/base/libs/androidfw/ResourceTypes.cpp`, `ResXMLTree` and `ResXMLParser`;
//! `include/androidfw/ResourceTypes.h`, `ResXMLTree_*`.
//!
//! Departures from the spec: as in Android the kind of the outermost chunk is not checked, unknown
//! chunks are skipped, the last string pool and resource map before the first node count, attributes
//! start and step as each element says, and an end tag closes the innermost element whatever its name.
//! Where Android gives up (bad lengths, attributes out of their element, nodes missing) we read on and
//! record a problem.

mod read;
mod render;

use crate::res_value::{ResId, ResValue};
use crate::string_pool::{StringIdx, StringPool};
use base::{Limits, Parsed, Span, View};
use std::borrow::Cow;

/// The namespace of the framework's attributes.
pub const ANDROID_NS: &str = "http://schemas.android.com/apk/res/android";

/// Why bytes are not binary XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AxmlError {
    /// Too short, or no XML chunk, or an outer chunk with another kind whose first chunk is no string pool.
    #[error("a chunk of kind {kind:#06x} with a header of {header_len} bytes, not binary XML")]
    NotXml {
        /// The kind found; 0 where there are too few bytes.
        kind: u16,
        /// The header's length found.
        header_len: u16,
    },
}

/// Position of an element in its document, in the order of start tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementIdx(usize);

#[derive(Clone, Debug)]
struct RawElement {
    ns: Option<StringIdx>,
    name: StringIdx,
    line: u32,
    parent: Option<ElementIdx>,
    depth: u32,
    start: Span,
    /// End of the end tag.
    end: u64,
    /// The first element after this one and all it holds.
    after: usize,
    attributes: std::ops::Range<usize>,
}

#[derive(Clone, Copy, Debug)]
struct RawAttribute {
    ns: Option<StringIdx>,
    name: StringIdx,
    raw: Option<StringIdx>,
    value: ResValue,
    span: Span,
}

#[derive(Clone, Copy, Debug)]
struct RawText {
    text: StringIdx,
    /// The element that holds it.
    parent: Option<ElementIdx>,
    /// The number of elements that began before it.
    before: usize,
    span: Span,
}

/// A document: elements in the order of their start tags.
///
/// Invariant: `after` of an element is greater than its own position and at most its parent's `after`.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    strings: StringPool<'a>,
    resource_map: View<'a>,
    elements: Vec<RawElement>,
    attributes: Vec<RawAttribute>,
    texts: Vec<RawText>,
    namespaces: Vec<(StringIdx, StringIdx)>,
}

impl<'a> Document<'a> {
    /// Reads a document. Elements deeper than `limits.nesting` are left out, with a problem.
    ///
    /// # Errors
    /// [`AxmlError::NotXml`] where `view` does not begin as binary XML does.
    pub fn parse(view: View<'a>, limits: &Limits) -> Result<Parsed<Self>, AxmlError> {
        read::document(view, limits)
    }

    /// The string pool.
    pub const fn strings(&self) -> &StringPool<'a> {
        &self.strings
    }

    /// The outermost element. Android reads no other.
    pub fn root(&self) -> Option<Element<'_, 'a>> {
        self.element(ElementIdx(0))
    }

    /// The element at a position.
    pub fn element(&self, idx: ElementIdx) -> Option<Element<'_, 'a>> {
        let raw = self.elements.get(idx.0)?;
        Some(Element {
            document: self,
            idx,
            raw,
        })
    }

    /// Every element in the order of start tags.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        (0..self.elements.len()).filter_map(|idx| self.element(ElementIdx(idx)))
    }

    /// The resource id that stands for a string where it is an attribute's name.
    fn resource_id(&self, name: StringIdx) -> Option<ResId> {
        let id = self
            .resource_map
            .u32_le(u64::from(name).saturating_mul(4))
            .ok()?;
        (id != 0).then_some(ResId(id))
    }

    /// The document as XML text, for people. References are shown through `resource`, which may name
    /// them (`string/app_name`).
    pub fn render(&self, resource: &dyn Fn(ResId) -> Option<String>) -> String {
        render::document(self, resource)
    }
}

/// An element of a document.
#[derive(Clone, Copy, Debug)]
pub struct Element<'d, 'a> {
    document: &'d Document<'a>,
    idx: ElementIdx,
    raw: &'d RawElement,
}

impl<'d, 'a> Element<'d, 'a> {
    /// Its position in the document.
    pub const fn idx(&self) -> ElementIdx {
        self.idx
    }

    /// Its name; empty where it cannot be read.
    pub fn name(&self) -> Cow<'a, str> {
        self.document
            .strings
            .text(self.raw.name)
            .unwrap_or_default()
    }

    /// Its namespace.
    pub fn namespace(&self) -> Option<Cow<'a, str>> {
        self.document.strings.text(self.raw.ns?)
    }

    /// The line in its source, as the compiler noted it.
    pub const fn line(&self) -> u32 {
        self.raw.line
    }

    /// How many elements it is in.
    pub const fn depth(&self) -> u32 {
        self.raw.depth
    }

    /// The start tag's chunk.
    pub const fn start_tag(&self) -> Span {
        self.raw.start
    }

    /// From the start tag to the end of the end tag.
    pub const fn span(&self) -> Span {
        let start = self.raw.start.start();
        Span::new(start, self.raw.end.saturating_sub(start))
    }

    /// The element around it.
    pub fn parent(&self) -> Option<Self> {
        self.document.element(self.raw.parent?)
    }

    /// The elements right inside it.
    pub fn children(&self) -> impl Iterator<Item = Self> + use<'d, 'a> {
        let document = self.document;
        let end = self.raw.after;
        let mut next = self.idx.0.saturating_add(1);
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let child = document.element(ElementIdx(next))?;
            next = child.raw.after;
            Some(child)
        })
    }

    /// The elements right inside it that have this name.
    pub fn children_named<'n>(
        &self,
        name: &'n str,
    ) -> impl Iterator<Item = Self> + use<'d, 'a, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The texts right inside it, with their places.
    pub fn texts(&self) -> impl Iterator<Item = (Cow<'a, str>, Span)> + use<'d, 'a> {
        let (document, idx) = (self.document, self.idx);
        let first = document.texts.partition_point(|text| text.before <= idx.0);
        document
            .texts
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(move |text| {
                document
                    .elements
                    .get(idx.0)
                    .is_some_and(|element| text.span.start() < element.end)
            })
            .filter(move |text| text.parent == Some(idx))
            .filter_map(|text| Some((document.strings.text(text.text)?, text.span)))
    }

    /// Its attributes in the file's order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'d, 'a>> + use<'d, 'a> {
        let document = self.document;
        document
            .attributes
            .get(self.raw.attributes.clone())
            .unwrap_or_default()
            .iter()
            .map(move |raw| Attribute { document, raw })
    }

    /// The first attribute with this resource id, which is how Android looks for its own ones; their
    /// names do not count.
    pub fn attribute_by_id(&self, id: ResId) -> Option<Attribute<'d, 'a>> {
        self.attributes()
            .find(|attribute| attribute.resource_id() == Some(id))
    }

    /// The first attribute with this name and no namespace.
    pub fn plain_attribute(&self, name: &str) -> Option<Attribute<'d, 'a>> {
        self.attributes()
            .find(|attribute| attribute.raw.ns.is_none() && attribute.raw_name() == name)
    }
}

/// An attribute of an element.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'d, 'a> {
    document: &'d Document<'a>,
    raw: &'d RawAttribute,
}

impl<'a> Attribute<'_, 'a> {
    /// Its name in the string pool, which may be empty or made up where there is a resource id.
    pub fn raw_name(&self) -> Cow<'a, str> {
        self.document
            .strings
            .text(self.raw.name)
            .unwrap_or_default()
    }

    /// Its namespace.
    pub fn namespace(&self) -> Option<Cow<'a, str>> {
        self.document.strings.text(self.raw.ns?)
    }

    /// The resource id of its name.
    pub fn resource_id(&self) -> Option<ResId> {
        self.document.resource_id(self.raw.name)
    }

    /// Its typed value.
    pub const fn value(&self) -> ResValue {
        self.raw.value
    }

    /// The value as it stood in the source, where the file keeps it.
    pub fn raw_value(&self) -> Option<Cow<'a, str>> {
        self.document.strings.text(self.raw.raw?)
    }

    /// The value as a string, where its type is string. Android's manifest reader uses this one.
    pub fn string(&self) -> Option<Cow<'a, str>> {
        (self.raw.value.kind == ResValue::STRING)
            .then(|| self.document.strings.text(self.raw.value.data))
            .flatten()
    }

    /// The value as text, whatever its type.
    pub fn text(&self) -> String {
        self.raw.value.text(|idx| {
            self.document
                .strings
                .text(idx)
                .map(std::borrow::Cow::into_owned)
        })
    }

    /// Where the attribute stands.
    pub const fn span(&self) -> Span {
        self.raw.span
    }
}

#[cfg(test)]
mod tests;
