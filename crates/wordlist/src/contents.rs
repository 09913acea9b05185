//! What a small document holds by key, and whether that is nothing: a list that was emptied is no list any more, and all
//! the more worth telling.

use crate::structured::LONG;
use crate::{closed, encoding, plist, sqlite, sqlite_log, wrapping};
use base::Limits;
use serde_json::Value;
use std::collections::BTreeMap;

/// Documents longer than this are not looked through: 4 MiB. Kept lists met have less than 1 MB.
const MAX_LEN: usize = 4 << 20;
/// Keys told of one document: 256.
const KEYS: usize = 256;
/// Wrappings inside each other: 8.
const DEPTH: u32 = 8;

/// What a document holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// `empty`, `json`, `plist`, `preferences`, `xml`, `text`, `sqlite`, `sqlite-log`, `closed`, `binary` or `too-long`.
    pub form: &'static str,
    /// The wrappings taken off before, outermost first.
    pub decoding: Vec<&'static str>,
    /// The path of each key with the number of texts below it, keys of preferences and of JSON, `table.column` of databases; a
    /// text without keys stands under the empty key.
    pub texts: BTreeMap<String, u64>,
    /// Whether keys were left out.
    pub is_cut: bool,
}

impl Contents {
    /// Texts in all.
    pub fn n_texts(&self) -> u64 {
        self.texts.values().fold(0, |sum, n| sum.saturating_add(*n))
    }

    fn add(&mut self, path: &str, n: u64) {
        if let Some(before) = self.texts.get_mut(path) {
            *before = before.saturating_add(n);
        } else if self.texts.len() < KEYS {
            self.texts.insert(path.to_owned(), n);
        } else {
            self.is_cut = true;
        }
    }
}

/// What the bytes of a document hold.
pub fn contents(bytes: &[u8], limits: &Limits) -> Contents {
    let mut found = Contents::default();
    if bytes.len() > MAX_LEN {
        found.form = "too-long";
        return found;
    }
    open(bytes, limits, DEPTH, &mut found);
    found
}

fn open(bytes: &[u8], limits: &Limits, depth: u32, found: &mut Contents) {
    if bytes.is_empty() {
        found.form = "empty";
        found.add("", 0);
        return;
    }
    if bytes.starts_with(sqlite::MAGIC) {
        found.form = "sqlite";
        let texts = sqlite::texts(bytes);
        found.is_cut = texts.n_left_out > 0;
        for column in &texts.declared {
            found.add(column, 0);
        }
        for (path, values) in texts.paths.tables() {
            found.add(path, u64::try_from(values.len()).unwrap_or(u64::MAX));
        }
        return;
    }
    if sqlite_log::is_log(bytes) {
        found.form = "sqlite-log";
        return;
    }
    if let Some(value) = plist::read(bytes) {
        found.form = "plist";
        json(&value, "", limits, depth, found);
        return;
    }
    let limit = limits.entry_len.min(MAX_LEN as u64);
    if let Some(depth) = depth.checked_sub(1)
        && let Some((step, plain)) = wrapping::decompress(bytes, limit)
    {
        found.decoding.push(step);
        open(&plain, limits, depth, found);
        return;
    }
    if closed::is_closed(bytes) {
        found.form = "closed";
        return;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.into()),
        Err(_) => encoding::decode(bytes).map(|it| it.0),
    };
    let Some(text) = text else {
        found.form = "binary";
        return;
    };
    let text = text.trim_matches(|it: char| it.is_whitespace() || it == '\u{feff}' || it == '\0');
    if text.is_empty() {
        found.form = "empty";
        found.add("", 0);
        return;
    }
    if let Some(value) = container(text) {
        found.form = "json";
        json(&value, "", limits, depth, found);
        return;
    }
    if text.starts_with('<') && xml(text, limits, depth, found) {
        return;
    }
    if let Some(depth) = depth.checked_sub(1)
        && let Some(plain) = unwrapped(text)
    {
        found.decoding.push("base64");
        open(&plain, limits, depth, found);
        return;
    }
    found.form = "text";
    found.add("", pieces(text));
}

/// A JSON object or array.
fn container(text: &str) -> Option<Value> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    // Nesting is bounded by the parser, at 128.
    serde_json::from_str(text).ok()
}

/// What a text in Base64 stands for. Short ones too: `W10=` is an empty list.
fn unwrapped(text: &str) -> Option<Vec<u8>> {
    if let Some(plain) = wrapping::base64(text, &[])
        && wrapping::looks_meant(&plain)
    {
        return Some(plain);
    }
    let plain = wrapping::short_base64(text)?;
    let inner = std::str::from_utf8(&plain).ok()?.trim();
    container(inner).is_some().then_some(plain)
}

/// How many texts a text is that holds no document.
fn pieces(text: &str) -> u64 {
    let by = |separators: &[char]| {
        let pieces = text.split(separators);
        let n = pieces.filter(|it| !it.trim().is_empty()).count();
        u64::try_from(n).unwrap_or(u64::MAX)
    };
    match by(&['\n', '\r']) {
        0 => 0,
        // One line that a separator parts again and again.
        1 if text.len() >= LONG || text.matches([',', '|', ';']).count() >= 2 => {
            by(&[',', '|', ';', '\t', '、', '，'])
        }
        n => n,
    }
}

fn json(value: &Value, path: &str, limits: &Limits, depth: u32, found: &mut Contents) {
    match value {
        Value::String(text) => string(text, path, limits, depth, found),
        Value::Array(items) => {
            if items.is_empty() {
                found.add(path, 0);
            }
            for item in items {
                match item {
                    // Items of a list are entries, whatever they look like.
                    Value::String(text) => found.add(path, u64::from(!text.trim().is_empty())),
                    Value::Object(_) | Value::Array(_) => json(item, path, limits, depth, found),
                    Value::Null | Value::Bool(_) | Value::Number(_) => {}
                }
            }
        }
        Value::Object(members) => {
            if members.is_empty() {
                found.add(path, 0);
            }
            for (key, member) in members {
                let inner = match path {
                    "" => key.clone(),
                    path => format!("{path}.{key}"),
                };
                json(member, &inner, limits, depth, found);
            }
        }
        Value::Null => found.add(path, 0),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text that may be a document itself.
fn string(text: &str, path: &str, limits: &Limits, depth: u32, found: &mut Contents) {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        found.add(path, 0);
        return;
    }
    if let Some(depth) = depth.checked_sub(1) {
        if let Some(value) = container(trimmed) {
            json(&value, path, limits, depth, found);
            return;
        }
        if let Some(plain) = unwrapped(trimmed)
            && let Ok(inner) = std::str::from_utf8(&plain)
        {
            string(inner, path, limits, depth, found);
            return;
        }
    }
    found.add(path, pieces(trimmed));
}

/// Preferences as `SharedPreferencesImpl` writes them, or any other XML.
fn xml(text: &str, limits: &Limits, depth: u32, found: &mut Contents) -> bool {
    let options = roxmltree::ParsingOptions {
        nodes_limit: 400_000,
        ..roxmltree::ParsingOptions::default()
    };
    let Ok(document) = roxmltree::Document::parse_with_options(text, options) else {
        return false;
    };
    let root = document.root_element();
    if !root.has_tag_name("map") {
        found.form = "xml";
        let texts = root.descendants().filter(roxmltree::Node::is_text);
        let n = texts.filter(|it| it.text().is_some_and(|it| !it.trim().is_empty()));
        found.add("", u64::try_from(n.count()).unwrap_or(u64::MAX));
        return true;
    }
    found.form = "preferences";
    for node in root.children().filter(roxmltree::Node::is_element) {
        let Some(key) = node.attribute("name") else {
            continue;
        };
        match node.tag_name().name() {
            "string" => string(node.text().unwrap_or_default(), key, limits, depth, found),
            "set" => {
                let items = node.children().filter(|it| it.has_tag_name("string"));
                let texts = items.filter(|it| it.text().is_some_and(|it| !it.trim().is_empty()));
                found.add(key, u64::try_from(texts.count()).unwrap_or(u64::MAX));
            }
            "null" => found.add(key, 0),
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, form: &str, texts: &[(&str, u64)]) {
        let found = contents(document.as_bytes(), &Limits::default());
        let expected: BTreeMap<String, u64> = texts
            .iter()
            .map(|(key, n)| ((*key).to_owned(), *n))
            .collect();
        assert_eq!((found.form, &found.texts), (form, &expected), "{document}");
    }

    #[test]
    fn what_documents_hold() {
        check(r#"["a", "b"]"#, "json", &[("", 2)]);
        check(
            r#"{"version": 3, "data": {"keywords": "[\"one\",\"two\"]"}}"#,
            "json",
            &[("data.keywords", 2)],
        );
        check(r#"{"words": "one,two,three"}"#, "json", &[("words", 3)]);
        check("one\ntwo\n\nthree\n", "text", &[("", 3)]);
        check(
            "<map><string name=\"k\">[&quot;a&quot;]</string><set name=\"s\"><string>a</string><string>b</string></set><long name=\"n\" value=\"1\"/></map>",
            "preferences",
            &[("k", 1), ("s", 2)],
        );
        check("<a><b>c</b></a>", "xml", &[("", 1)]);
    }

    #[test]
    fn what_was_emptied() {
        check("", "empty", &[("", 0)]);
        check(" \n", "empty", &[("", 0)]);
        check("[]", "json", &[("", 0)]);
        check("W10=", "json", &[("", 0)]);
        check(r#"{"keywords": ""}"#, "json", &[("keywords", 0)]);
        check(r#"{"keywords": "[]"}"#, "json", &[("keywords", 0)]);
        check(r#"{"keywords": "W10="}"#, "json", &[("keywords", 0)]);
        check(r#"{"keywords": null}"#, "json", &[("keywords", 0)]);
        check(
            "<map><string name=\"k\"></string><set name=\"s\"/></map>",
            "preferences",
            &[("k", 0), ("s", 0)],
        );
    }

    #[test]
    fn what_is_encrypted_is_closed() {
        let found = contents(
            include_bytes!("../tests/data/words.aes-256-cbc"),
            &Limits::default(),
        );
        assert_eq!((found.form, found.texts.len()), ("closed", 0));
    }

    #[test]
    fn hostile_documents_are_bounded() {
        let deep = "[".repeat(100_000);
        assert_eq!(contents(deep.as_bytes(), &Limits::default()).form, "text");
        let mut text = String::from("[]");
        for _ in 0..12 {
            text = serde_json::to_string(&[text]).unwrap_or_default();
        }
        contents(text.as_bytes(), &Limits::default());
        let many: Vec<String> = (0..1000).map(|n| format!("\"{n}\":[]")).collect();
        let many = format!("{{{}}}", many.join(","));
        let found = contents(many.as_bytes(), &Limits::default());
        assert!(found.is_cut && found.texts.len() == KEYS);
        let sample = br#"{"a":"W10=","b":["x"],"c":"<map/>"}"#;
        for n in 0..sample.len() {
            contents(&sample[..n], &Limits::default());
        }
    }
}
