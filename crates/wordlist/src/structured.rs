//! JSON and XML to tables, one for each path, and the long strings inside, which may be lists themselves.
//!
//! Spec: RFC 8259; XML 1.0 as `roxmltree` reads it.
//! Departures from the spec: none known.

use serde_json::Value;
use std::collections::HashMap;

/// The shortest string that may be a list in itself, in bytes.
pub(crate) const LONG: usize = 48;
/// An object with as many keys is a table, not a record.
const TABLE_KEYS: usize = 8;

/// Strings by path, paths in the order met.
#[derive(Default)]
pub(crate) struct Paths {
    order: Vec<(String, Vec<String>)>,
    at: HashMap<String, usize>,
    /// Strings that may hold a list, with their path.
    pub(crate) long: Vec<(String, String)>,
}

impl Paths {
    pub(crate) fn add(&mut self, path: &str, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        if is_long(value) {
            self.long.push((path.to_owned(), value.to_owned()));
        }
        let at = if let Some(&at) = self.at.get(path) {
            at
        } else {
            self.order.push((path.to_owned(), Vec::new()));
            let at = self.order.len().saturating_sub(1);
            self.at.insert(path.to_owned(), at);
            at
        };
        if let Some((_, values)) = self.order.get_mut(at) {
            values.push(value.to_owned());
        }
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.order
            .iter()
            .map(|(path, values)| (path.as_str(), values.as_slice()))
    }
}

/// Whether a string may be a list in itself: many separators, or one unbroken run.
fn is_long(value: &str) -> bool {
    value.len() >= LONG
        && (value
            .matches([',', '|', ';', '\n', '\t', '#', '、', '，', '"'])
            .nth(3)
            .is_some()
            || !value.contains([' ', '\n']))
}

/// The strings of a JSON text; `None` where it is no JSON.
pub(crate) fn json(text: &str) -> Option<Paths> {
    // Nesting is bounded by the parser, at 128.
    let value: Value = serde_json::from_str(text).ok()?;
    Some(document(&value))
}

/// The strings of a document whose values are those of JSON.
pub(crate) fn document(value: &Value) -> Paths {
    let mut paths = Paths::default();
    walk(value, "$", &mut paths);
    paths
}

fn walk(value: &Value, path: &str, paths: &mut Paths) {
    match value {
        Value::String(text) => paths.add(path, text),
        Value::Array(items) => {
            let inner = format!("{path}[*]");
            let rules: Vec<String> = items.iter().filter_map(rule).collect();
            if rules.len() >= 4 && rules.len() == items.len() {
                for rule in rules {
                    paths.add(&inner, &rule);
                }
                return;
            }
            for item in items {
                walk(item, &inner, paths);
            }
        }
        Value::Object(members) => {
            let table = members.len() >= TABLE_KEYS;
            for (key, member) in members {
                if table {
                    paths.add(&format!("{path}.{{keys}}"), key);
                    walk(member, &format!("{path}.*"), paths);
                } else {
                    walk(member, &format!("{path}.{key}"), paths);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A list of two to eight short strings inside a list: a rule that holds when all of them occur.
fn rule(item: &Value) -> Option<String> {
    let parts = item.as_array()?;
    let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
    let is_rule = (2..=8).contains(&parts.len())
        && parts.len() == item.as_array()?.len()
        && parts
            .iter()
            .all(|part| part.len() <= 60 && !part.contains(['+', '&']));
    is_rule.then(|| parts.join("+"))
}

/// The strings of an XML text: contents and attributes of elements; `None` where it is no XML.
pub(crate) fn xml(text: &str, max_depth: u32) -> Option<Paths> {
    // A document ends with a tag or a comment; what begins like one and does not is told without reading it.
    if !text.trim_end().ends_with('>') {
        return None;
    }
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: 4_000_000,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options).ok()?;
    let mut paths = Paths::default();
    for node in document.root().descendants() {
        if !node.is_element() {
            continue;
        }
        // The nearest elements name the place well enough, and keep the path short however deep it is.
        let mut names: Vec<&str> = node
            .ancestors()
            .filter(roxmltree::Node::is_element)
            .take(usize::try_from(max_depth).unwrap_or(8).min(8))
            .map(|element| element.tag_name().name())
            .collect();
        names.reverse();
        let path = names.join("/");
        let name = node
            .attributes()
            .find(|a| matches!(a.name(), "name" | "key"));
        for attribute in node.attributes() {
            paths.add(&format!("{path}@{}", attribute.name()), attribute.value());
        }
        if let Some(text) = node.text() {
            match name {
                Some(name) if is_long(text) => paths.long.push((
                    format!("{path}[@{}='{}']", name.name(), name.value()),
                    text.to_owned(),
                )),
                _ => paths.add(&path, text),
            }
        }
    }
    Some(paths)
}
