//! Where a string is used: `patikra xref`.
//!
//! Code (instructions, values of static fields, annotations), names of classes and members, resources with their
//! configuration, binary XML, and the bytes of every other file in UTF-8 and UTF-16LE.
//!
//! Known misses: strings that code puts together or decodes; native code and pictures outside of apps.

use crate::CaseError;
use crate::source::{Gap, Packages, Source, Take};
use base::{Limits, escape_controls, printable};
use examine::DexModel;
use fmt_apk::arsc::Table;
use fmt_apk::axml::Document;
use fmt_dex::{Dex, EncodedAnnotation, StringIdx, Value};
use memchr::memmem;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use unpack::{Artifact, Kind};

/// What strings are looked for.
#[derive(Clone, Debug)]
pub struct Pattern {
    kind: PatternKind,
}

#[derive(Clone, Debug)]
enum PatternKind {
    Whole(String),
    Part(String),
    Regex(regex::Regex, regex::bytes::Regex),
}

/// Why a regular expression cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the regular expression cannot be used: {0}")]
pub struct BadPattern(String);

impl Pattern {
    /// Strings that are this text.
    pub fn whole(text: &str) -> Self {
        Self {
            kind: PatternKind::Whole(text.to_owned()),
        }
    }

    /// Strings that hold this text.
    pub fn part(text: &str) -> Self {
        Self {
            kind: PatternKind::Part(text.to_owned()),
        }
    }

    /// Strings that hold what this regular expression matches.
    ///
    /// # Errors
    /// [`BadPattern`] where it is none, or too large.
    pub fn regex(text: &str) -> Result<Self, BadPattern> {
        let bad = |error: regex::Error| BadPattern(error.to_string());
        let kind = PatternKind::Regex(
            regex::Regex::new(text).map_err(bad)?,
            regex::bytes::Regex::new(text).map_err(bad)?,
        );
        Ok(Self { kind })
    }

    fn matches(&self, text: &str) -> bool {
        match &self.kind {
            PatternKind::Whole(whole) => text == whole,
            PatternKind::Part(part) => text.contains(part.as_str()),
            PatternKind::Regex(regex, _) => regex.is_match(text),
        }
    }

    /// Where in a file's bytes it stands: start, length, in UTF-16LE. A whole string in a file without strings of
    /// its own is one that no letter or digit stands beside.
    fn in_bytes(&self, bytes: &[u8], each: &mut dyn FnMut(usize, usize, bool)) {
        let (text, is_whole) = match &self.kind {
            PatternKind::Whole(text) => (text, true),
            PatternKind::Part(text) => (text, false),
            PatternKind::Regex(_, regex) => {
                regex
                    .find_iter(bytes)
                    .filter(|found| !found.is_empty())
                    .for_each(|found| each(found.start(), found.len(), false));
                return;
            }
        };
        if text.is_empty() {
            return;
        }
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (needle, is_wide) in [(text.as_bytes(), false), (wide.as_slice(), true)] {
            let unit = if is_wide { 2 } else { 1 };
            let is_word = |at: Option<usize>| {
                let unit = at.and_then(|at| bytes.get(at..at.checked_add(unit)?));
                match unit {
                    Some([byte] | [byte, 0]) => byte.is_ascii_alphanumeric() || *byte == b'_',
                    _ => false,
                }
            };
            for at in memmem::find_iter(bytes, needle) {
                let joined = is_word(at.checked_sub(unit)) || is_word(Some(at + needle.len()));
                if !is_whole || !joined {
                    each(at, needle.len(), is_wide);
                }
            }
        }
    }
}

/// One place where such a string stands or is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StringUse {
    /// The app's package, where a manifest names one.
    pub app: Option<String>,
    /// The artifact, with `!/` after each container.
    pub path: String,
    /// `code` (an instruction loads it), `field` (a static field begins with it), `annotation`, `name` (a class,
    /// method or field is called so), `table` (in the DEX file's table alone), `resource`, `xml` or `file`.
    pub kind: &'static str,
    /// The method, field, class, resource or element; empty in a file.
    pub at: String,
    /// In `code` in code units from the method's start, in `file` in bytes from the file's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// The string; in a file the text around it.
    pub text: String,
}

/// All places.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StringUses {
    /// The uses, in the order of the files.
    pub uses: Vec<StringUse>,
    /// How many there are; more than `uses` holds where these were cut.
    pub n_uses: u64,
    /// How many there are by kind.
    pub n_by_kind: BTreeMap<&'static str, u64>,
    /// Apps and other containers that hold one.
    pub n_files: u64,
    /// DEX files looked at.
    pub n_dex: u64,
    /// Other artifacts looked at.
    pub n_others: u64,
    /// Files in the inputs that were not looked at, by kind.
    pub left_out: Vec<(&'static str, u64)>,
    /// What was not read.
    pub gaps: Vec<Gap>,
}

/// Characters of a string that are kept: 500.
const TEXT_LEN: usize = 500;
/// Bytes of a file that are shown on each side: 24.
const AROUND: usize = 24;

impl Source {
    /// Every use of such a string; at most `n_rows` are listed.
    ///
    /// # Errors
    /// [`CaseError`], by cause.
    pub fn strings(&self, pattern: &Pattern, n_rows: usize) -> Result<StringUses, CaseError> {
        let limits = &self.limits;
        let new = |_: &_| Finder {
            pattern,
            limits,
            n_rows,
            packages: Packages::default(),
            found: StringUses::default(),
        };
        let (found, gaps) = self.each(new, Finder::done);
        let mut all = StringUses {
            left_out: self.left_out(),
            gaps,
            ..StringUses::default()
        };
        for found in found {
            all.n_uses += found.n_uses;
            all.n_dex += found.n_dex;
            all.n_others += found.n_others;
            all.n_files += u64::from(found.n_uses > 0);
            for (kind, n) in found.n_by_kind {
                *all.n_by_kind.entry(kind).or_default() += n;
            }
            all.uses.extend(found.uses);
            all.uses.truncate(n_rows);
        }
        Ok(all)
    }
}

struct Finder<'p> {
    pattern: &'p Pattern,
    limits: &'p Limits,
    n_rows: usize,
    packages: Packages,
    found: StringUses,
}

impl Take for Finder<'_> {
    fn artifact(&mut self, path: &str, artifact: &Artifact<'_>) {
        self.packages.artifact(path, artifact, self.limits);
        match artifact.kind {
            Kind::Dex => {
                self.found.n_dex += 1;
                let Ok(parsed) = fmt_dex::container(artifact.bytes) else {
                    return;
                };
                for dex in parsed.value {
                    self.dex(path, dex);
                }
            }
            Kind::ResourceTable => {
                self.found.n_others += 1;
                self.resources(path, artifact);
            }
            Kind::BinaryXml => {
                self.found.n_others += 1;
                self.xml(path, artifact);
            }
            Kind::Elf
            | Kind::Oat
            | Kind::Other
            | Kind::Properties
            | Kind::Permissions
            | Kind::Sqlite => {
                self.found.n_others += 1;
                self.file(path, artifact);
            }
            _ => {}
        }
    }
}

impl Finder<'_> {
    fn done(self) -> StringUses {
        let mut found = self.found;
        for it in &mut found.uses {
            it.app = self.packages.of(&it.path);
        }
        found
    }

    fn push(
        &mut self,
        path: &str,
        kind: &'static str,
        at: &str,
        offset: Option<u64>,
        text: impl FnOnce() -> String,
    ) {
        self.found.n_uses += 1;
        *self.found.n_by_kind.entry(kind).or_default() += 1;
        if self.found.uses.len() < self.n_rows {
            self.found.uses.push(StringUse {
                app: None,
                path: path.to_owned(),
                kind,
                at: escape_controls(at),
                offset,
                text: text(),
            });
        }
    }

    fn dex(&mut self, path: &str, dex: Dex<'_>) {
        let mut wanted: BTreeMap<StringIdx, String> = BTreeMap::new();
        for idx in dex.strings() {
            if let Ok(string) = dex.string(idx) {
                let text = string.to_string_lossy();
                if self.pattern.matches(&text) {
                    wanted.insert(idx, shortened(&text));
                }
            }
        }
        if wanted.is_empty() {
            return;
        }
        let model = DexModel::new(dex);
        let dex = &model.dex;
        let constants = constants(dex, &wanted);
        let names = names(dex, &wanted);
        for (idx, text) in &wanted {
            let mut is_used = false;
            for site in model.uses_of_string(*idx) {
                let method = dex.method_text(site.caller);
                let offset = Some(u64::from(site.offset));
                self.push(path, "code", &method, offset, || text.clone());
                is_used = true;
            }
            for (of, kind, at) in constants.iter().chain(&names) {
                if of == idx {
                    self.push(path, kind, at, None, || text.clone());
                    is_used = true;
                }
            }
            if !is_used {
                self.push(path, "table", "", None, || text.clone());
            }
        }
    }

    fn resources(&mut self, path: &str, artifact: &Artifact<'_>) {
        let Ok(table) = Table::parse(artifact.bytes, self.limits) else {
            return;
        };
        let mut found = Vec::new();
        // What is wrong with the table stands in the case.
        let _problems = table.value.string_values(|value| {
            if self.pattern.matches(&value.text) {
                let qualifiers = value.entry.config().qualifiers();
                let gap = if qualifiers.is_empty() { "" } else { " " };
                let name = format!("@{}{gap}{qualifiers}", value.entry.name());
                found.push((name, shortened(&value.text)));
            }
        });
        for (name, text) in found {
            self.push(path, "resource", &name, None, || text);
        }
    }

    fn xml(&mut self, path: &str, artifact: &Artifact<'_>) {
        let Ok(document) = Document::parse(artifact.bytes, self.limits) else {
            return;
        };
        for element in document.value.elements() {
            let name = element.name();
            for attribute in element.attributes() {
                let value = attribute.string().or_else(|| attribute.raw_value());
                if let Some(value) = value
                    && self.pattern.matches(&value)
                {
                    let at = format!("<{name} {}>", attribute.raw_name());
                    self.push(path, "xml", &at, None, || shortened(&value));
                }
            }
            for (text, _) in element.texts() {
                if self.pattern.matches(&text) {
                    let at = format!("<{name}>");
                    self.push(path, "xml", &at, None, || shortened(&text));
                }
            }
        }
    }

    fn file(&mut self, path: &str, artifact: &Artifact<'_>) {
        let bytes = artifact.bytes.bytes();
        let pattern = self.pattern;
        pattern.in_bytes(bytes, &mut |at, len, is_wide| {
            let offset = Some(at as u64);
            self.push(path, "file", "", offset, || around(bytes, at, len, is_wide));
        });
    }
}

fn shortened(text: &str) -> String {
    printable(text.as_bytes(), TEXT_LEN)
}

/// The text that a match stands in: up to [`AROUND`] bytes on each side, as far as they are text.
fn around(bytes: &[u8], at: usize, len: usize, is_wide: bool) -> String {
    let end = at.saturating_add(len.min(TEXT_LEN));
    if is_wide {
        let bytes = bytes.get(at..end).unwrap_or_default();
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
            .collect();
        return format!("{} (UTF-16)", shortened(&String::from_utf16_lossy(&units)));
    }
    let is_text = |byte: &u8| *byte >= 0x20 && *byte != 0x7f;
    let before = bytes.get(at.saturating_sub(AROUND)..at).unwrap_or_default();
    let n_before = before.iter().rev().take_while(|it| is_text(it)).count();
    let after = bytes.get(end..end.saturating_add(AROUND).min(bytes.len()));
    let n_after = after
        .unwrap_or_default()
        .iter()
        .take_while(|it| is_text(it))
        .count();
    let run = bytes.get(at - n_before..end + n_after).unwrap_or_default();
    // Bytes that are left of a character whose rest is outside tell nothing.
    let text = String::from_utf8_lossy(run);
    shortened(text.trim_matches('\u{fffd}'))
}

/// Values of static fields and in annotations that are such strings: string, kind, place.
fn constants(
    dex: &Dex<'_>,
    wanted: &BTreeMap<StringIdx, String>,
) -> Vec<(StringIdx, &'static str, String)> {
    let mut all = Vec::new();
    for class in dex.classes().filter_map(|class| dex.class(class).ok()) {
        if class.static_values_off != 0 {
            let data = dex.class_data(&class).value;
            let values = dex.static_values(&class).value;
            for (field, value) in data.static_fields.iter().zip(values) {
                if let Value::String(idx) = value
                    && wanted.contains_key(&idx)
                {
                    all.push((idx, "field", dex.field_text(field.idx)));
                }
            }
        }
        if class.annotations_off != 0 {
            annotations(dex, &class, wanted, &mut all);
        }
    }
    all
}

fn annotations(
    dex: &Dex<'_>,
    class: &fmt_dex::ClassDef,
    wanted: &BTreeMap<StringIdx, String>,
    all: &mut Vec<(StringIdx, &'static str, String)>,
) {
    let annotations = dex.annotations(class).value;
    let mut add = |set, on: &dyn Fn() -> String| {
        let Ok(set) = dex.annotation_set(set) else {
            return;
        };
        for annotation in set.flatten() {
            let mut found = BTreeSet::new();
            in_annotation(&annotation.annotation, wanted, &mut found);
            for idx in found {
                let at = format!("{} on {}", dex.type_text(annotation.annotation.ty), on());
                all.push((idx, "annotation", at));
            }
        }
    };
    if let Some(set) = annotations.class {
        add(set, &|| dex.type_text(class.ty));
    }
    for (field, set) in annotations.fields {
        add(set, &|| dex.field_text(field));
    }
    for (method, set) in annotations.methods {
        add(set, &|| dex.method_text(method));
    }
}

fn in_annotation(
    annotation: &EncodedAnnotation,
    wanted: &BTreeMap<StringIdx, String>,
    found: &mut BTreeSet<StringIdx>,
) {
    for (_, value) in &annotation.elements {
        in_value(value, wanted, found);
    }
}

fn in_value(value: &Value, wanted: &BTreeMap<StringIdx, String>, found: &mut BTreeSet<StringIdx>) {
    match value {
        Value::String(idx) if wanted.contains_key(idx) => {
            found.insert(*idx);
        }
        Value::Array(values) => {
            for value in values {
                in_value(value, wanted, found);
            }
        }
        Value::Annotation(annotation) => in_annotation(annotation, wanted, found),
        _ => {}
    }
}

/// Types, methods and fields that are called so: string, kind, place.
fn names(
    dex: &Dex<'_>,
    wanted: &BTreeMap<StringIdx, String>,
) -> Vec<(StringIdx, &'static str, String)> {
    let mut all = Vec::new();
    for ty in dex.types() {
        if let Ok(idx) = dex.descriptor_idx(ty)
            && wanted.contains_key(&idx)
        {
            all.push((idx, "name", dex.type_text(ty)));
        }
    }
    for field in dex.fields() {
        if let Ok(of) = dex.field(field)
            && wanted.contains_key(&of.name)
        {
            all.push((of.name, "name", dex.field_text(field)));
        }
    }
    for method in dex.methods() {
        if let Ok(of) = dex.method(method)
            && wanted.contains_key(&of.name)
        {
            all.push((of.name, "name", dex.method_text(method)));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &Pattern, bytes: &[u8], expect: &[(usize, bool)]) {
        let mut got = Vec::new();
        pattern.in_bytes(bytes, &mut |at, _, is_wide| got.push((at, is_wide)));
        assert_eq!(got, expect);
    }

    #[test]
    fn a_whole_string_in_bytes_has_no_letter_beside_it() {
        check(
            &Pattern::whole("ab"),
            b"ab xab \"ab\" ab_",
            &[(0, false), (8, false)],
        );
        check(&Pattern::part("ab"), b"ab xab", &[(0, false), (4, false)]);
        check(&Pattern::whole("ab"), b"\0\0a\0b\0\0\0", &[(2, true)]);
        check(&Pattern::regex("a[0-9]").unwrap(), b"a1a", &[(0, false)]);
        check(&Pattern::whole(""), b"abc", &[]);
    }

    #[test]
    fn the_text_around_a_match_ends_where_text_ends() {
        let bytes = b"\0\x01http://a.example/x\0more";
        assert_eq!(around(bytes, 9, 9, false), "http://a.example/x");
    }

    #[test]
    fn a_regular_expression_that_is_none_is_refused() {
        assert!(Pattern::regex("a(").is_err());
    }
}
