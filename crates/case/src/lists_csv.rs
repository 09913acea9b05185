//! Lists as CSV: one row an entry, with where its list stands beside it.
//!
//! Spec: <https://www.rfc-editor.org/rfc/rfc4180>
//! Departures from the spec: none known

use crate::lists::{BadLists, List};
use std::collections::BTreeMap;

/// The columns, in their order.
const COLUMNS: [&str; 27] = [
    "list",
    "position",
    "word",
    "gloss",
    "app",
    "purpose",
    "confidence",
    "kind",
    "found_in",
    "name",
    "path",
    "artifact",
    "start",
    "length",
    "method",
    "offset",
    "key",
    "decoding",
    "language",
    "script",
    "n_words",
    "n_distinct",
    "themes",
    "sha256",
    "evidence",
    "read_by",
    "effect",
];

/// What stands between the steps of a decoding, and between readers.
const STEP: &str = " > ";

/// The lists as CSV. The columns from `confidence` on are filled in the first row of each list; repeated with every
/// entry they would be nine tenths of the file. A list whose entries could not be read has one row, without an entry.
pub fn lists_csv(lists: &[List]) -> String {
    let mut text = COLUMNS.join(",") + "\r\n";
    for (number, list) in (1_u64..).zip(lists) {
        let number = number.to_string();
        let app = list.app.as_deref().unwrap_or_default();
        let mut row = |position: u64, word: &str| {
            let gloss = list.glosses.get(word).map_or("", String::as_str);
            let place = if position == 0 {
                String::new()
            } else {
                position.to_string()
            };
            let fields = [&number, &place, word, gloss, app, &list.purpose];
            text.push_str(&joined(&fields));
            if position <= 1 {
                let rest = rest(list);
                let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
                text.push(',');
                text.push_str(&joined(&rest));
            } else {
                text.push_str(&",".repeat(COLUMNS.len() - fields.len()));
            }
            text.push_str("\r\n");
        };
        match &list.words {
            Some(words) => {
                for (position, word) in (1_u64..).zip(words) {
                    row(position, word);
                }
            }
            None => row(0, ""),
        }
    }
    text
}

/// The columns from `confidence` on.
fn rest(list: &List) -> [String; 21] {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
    let readers = list.read_by.iter().map(|it| it.mechanism.as_str());
    let readers: Vec<&str> = readers.collect();
    let themes = list.themes.iter();
    let themes: Vec<String> = themes
        .map(|(theme, share)| format!("{theme}={share}"))
        .collect();
    [
        list.confidence.clone(),
        list.kind.clone(),
        list.found_in.clone(),
        list.name.clone(),
        list.path.clone(),
        list.artifact.clone(),
        number(list.start),
        number(list.length),
        optional(&list.method),
        number(list.offset.map(u64::from)),
        optional(&list.key),
        // Names of steps have spaces in them.
        list.decoding.join(STEP),
        optional(&list.language),
        optional(&list.script),
        list.n_words.to_string(),
        list.n_distinct.to_string(),
        themes.join(" "),
        list.sha256.clone(),
        list.evidence.clone(),
        readers.join(STEP),
        list.effect().unwrap_or_default().to_owned(),
    ]
}

fn joined(fields: &[&str]) -> String {
    let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    fields.join(",")
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) || field.starts_with(' ') || field.ends_with(' ') {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The lists of a CSV file; `None` where it does not begin as [`lists_csv`] begins.
pub(crate) fn read(text: &str) -> Result<Option<Vec<List>>, BadLists> {
    let mut rows = Rows {
        rest: text,
        line: 1,
    };
    let is_ours = |row: &Vec<String>| row.iter().eq(COLUMNS.iter());
    let Some((_, heading)) = rows.next() else {
        return Ok(None);
    };
    if !is_ours(&heading) {
        return Ok(None);
    }
    let mut lists: BTreeMap<u64, List> = BTreeMap::new();
    for (line, row) in rows {
        let bad = || BadLists::Csv(line);
        let row: [String; 27] = row.try_into().map_err(|_| bad())?;
        let [
            number,
            _,
            word,
            gloss,
            app,
            purpose,
            confidence,
            kind,
            found_in,
            name,
            path,
            artifact,
            start,
            length,
            method,
            offset,
            key,
            decoding,
            language,
            script,
            n_words,
            n_distinct,
            themes,
            sha256,
            evidence,
            _,
            _,
        ] = row;
        let number: u64 = number.parse().map_err(|_| bad())?;
        let optional = |text: String| Some(text).filter(|it| !it.is_empty());
        let list = lists.entry(number).or_insert_with(|| List {
            app: optional(app),
            found_in,
            name,
            path,
            artifact,
            start: start.parse().ok(),
            length: length.parse().ok(),
            method: optional(method),
            offset: offset.parse().ok(),
            key: optional(key),
            decoding: decoding
                .split(STEP)
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect(),
            kind,
            purpose,
            confidence,
            language: optional(language),
            script: optional(script),
            n_words: n_words.parse().unwrap_or(0),
            n_distinct: n_distinct.parse().unwrap_or(0),
            themes: themes
                .split_whitespace()
                .filter_map(|it| it.split_once('='))
                .filter_map(|(theme, share)| Some((theme.to_owned(), share.parse().ok()?)))
                .collect(),
            sha256,
            evidence,
            ..List::default()
        });
        if !word.is_empty() {
            if !gloss.is_empty() {
                list.glosses.insert(word.clone(), gloss);
            }
            list.words.get_or_insert_default().push(word);
        }
    }
    Ok(Some(lists.into_values().collect()))
}

/// The rows of a CSV text, each with the line that it begins on.
struct Rows<'t> {
    rest: &'t str,
    line: usize,
}

impl Iterator for Rows<'_> {
    type Item = (usize, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let begins = self.line;
        let mut row = Vec::new();
        loop {
            let (field, is_last) = self.field();
            row.push(field);
            if is_last {
                return Some((begins, row));
            }
        }
    }
}

impl Rows<'_> {
    /// The next field, and whether its row ends with it.
    fn field(&mut self) -> (String, bool) {
        let mut field = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            self.rest = quoted;
            while let Some((before, after)) = self.rest.split_once('"') {
                field.push_str(before);
                self.line += before.matches('\n').count();
                self.rest = after;
                match after.strip_prefix('"') {
                    Some(after) => {
                        field.push('"');
                        self.rest = after;
                    }
                    None => break,
                }
            }
        }
        let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at(end);
        field.push_str(plain.strip_suffix('\r').unwrap_or(plain));
        if let Some(rest) = rest.strip_prefix(',') {
            self.rest = rest;
            return (field, false);
        }
        self.rest = rest.strip_prefix('\n').unwrap_or(rest);
        self.line += 1;
        (field, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let words = ["a,b", "say \"x\"", "two\nlines", " lead", "=1+1", "漢"];
        let list = List {
            app: Some("com.example".to_owned()),
            name: "assets/words.txt".to_owned(),
            start: Some(7),
            decoding: vec!["gzip".to_owned(), "json".to_owned()],
            themes: [("persons".to_owned(), 0.25)].into(),
            words: Some(words.map(str::to_owned).to_vec()),
            glosses: [("漢".to_owned(), "Han".to_owned())].into(),
            ..List::default()
        };
        let without = List {
            name: "gone".to_owned(),
            ..List::default()
        };
        let lists = vec![list, without];
        assert_eq!(read(&lists_csv(&lists)).unwrap(), Some(lists));
    }

    #[test]
    fn another_text_is_not_ours() {
        assert_eq!(read("word\nother\n").unwrap(), None);
        assert_eq!(read("").unwrap(), None);
        let text = COLUMNS.join(",") + "\nx,y\n";
        assert!(matches!(read(&text), Err(BadLists::Csv(2))));
    }
}
