//! Documents as XML text for people.

use super::{ANDROID_NS, Attribute, Document, Element, ElementIdx, RawText};
use crate::res_value::{Meaning, ResId};
use std::borrow::Cow;
use std::fmt::Write;

/// Indentation stops growing here, so that deep documents stay linear in length.
const MOST_INDENT: usize = 32;

pub(super) fn document(
    document: &Document<'_>,
    resource: &dyn Fn(ResId) -> Option<String>,
) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let mut open: Vec<(ElementIdx, Cow<'_, str>)> = Vec::new();
    let mut texts = document.texts.iter().peekable();
    for element in document.elements() {
        while let Some(next) = texts.next_if(|text| text.before <= element.idx().0) {
            text(document, next, &mut open, &mut out);
        }
        close_up_to(element.raw.parent, &mut open, &mut out);
        start(document, &element, open.len(), resource, &mut out);
        open.push((element.idx(), name_of(document, &element)));
    }
    for next in texts {
        text(document, next, &mut open, &mut out);
    }
    close_up_to(None, &mut open, &mut out);
    out
}

fn text(
    document: &Document<'_>,
    text: &RawText,
    open: &mut Vec<(ElementIdx, Cow<'_, str>)>,
    out: &mut String,
) {
    close_up_to(text.parent, open, out);
    let characters = document.strings.text(text.text).unwrap_or_default();
    line(out, open.len(), &escape(&characters));
}

fn line(out: &mut String, depth: usize, text: &str) {
    for _ in 0..depth.min(MOST_INDENT) {
        out.push_str("  ");
    }
    out.push_str(text);
    out.push('\n');
}

/// Closes the open elements inside `parent`.
fn close_up_to(
    parent: Option<ElementIdx>,
    open: &mut Vec<(ElementIdx, Cow<'_, str>)>,
    out: &mut String,
) {
    while let Some((_, name)) = open.pop_if(|(idx, _)| Some(*idx) != parent) {
        line(out, open.len(), &format!("</{name}>"));
    }
}

fn name_of<'a>(document: &Document<'a>, element: &Element<'_, 'a>) -> Cow<'a, str> {
    let name = element.name();
    match element.namespace().and_then(|ns| prefix(document, &ns)) {
        Some(prefix) => Cow::Owned(format!("{prefix}:{}", escape(&name))),
        None => Cow::Owned(escape(&name)),
    }
}

/// The prefix that the document declares for a namespace.
fn prefix(document: &Document<'_>, ns: &str) -> Option<String> {
    document
        .namespaces
        .iter()
        .find(|(_, uri)| document.strings.text(*uri).as_deref() == Some(ns))
        .and_then(|(prefix, _)| document.strings.text(*prefix))
        .map(|prefix| escape(&prefix))
        .filter(|prefix| !prefix.is_empty())
        .or_else(|| (ns == ANDROID_NS).then(|| "android".to_owned()))
}

fn start(
    document: &Document<'_>,
    element: &Element<'_, '_>,
    depth: usize,
    resource: &dyn Fn(ResId) -> Option<String>,
    out: &mut String,
) {
    let mut tag = format!("<{}", name_of(document, element));
    if element.parent().is_none() {
        for (prefix, uri) in &document.namespaces {
            let prefix = document.strings.text(*prefix).unwrap_or_default();
            let uri = document.strings.text(*uri).unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = write!(tag, " xmlns:{}=\"{}\"", escape(&prefix), escape(&uri));
        }
    }
    for attribute in element.attributes() {
        let _ = write!(
            tag,
            " {}=\"{}\"",
            attribute_name(document, &attribute),
            escape(&attribute_value(&attribute, resource))
        );
    }
    tag.push('>');
    line(out, depth, &tag);
}

fn attribute_name(document: &Document<'_>, attribute: &Attribute<'_, '_>) -> String {
    let name = attribute.raw_name();
    let prefix = match attribute.namespace() {
        Some(ns) => prefix(document, &ns),
        None => attribute
            .resource_id()
            .filter(|id| id.package() == 1)
            .map(|_| "android".to_owned()),
    };
    let name = match attribute.resource_id() {
        Some(id) if name.is_empty() => format!("attr_{id}"),
        _ => escape(&name),
    };
    prefix.map_or_else(|| name.clone(), |prefix| format!("{prefix}:{name}"))
}

fn attribute_value(
    attribute: &Attribute<'_, '_>,
    resource: &dyn Fn(ResId) -> Option<String>,
) -> String {
    match attribute.value().meaning() {
        Meaning::Reference(id) => {
            resource(id).map_or_else(|| attribute.text(), |name| format!("@{name}"))
        }
        Meaning::Attribute(id) => {
            resource(id).map_or_else(|| attribute.text(), |name| format!("?{name}"))
        }
        _ => attribute.text(),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in base::escape_controls(text).chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            character => out.push(character),
        }
    }
    out
}
