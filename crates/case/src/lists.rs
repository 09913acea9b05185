//! The word lists of a case with all their entries, read again from its inputs: `patikra lists`.

use crate::lists_match::Matcher;
use crate::source::{Gap, Source};
use crate::{Case, CaseError, Lab};
use examine::Beside;
use facts::{FactKind, ListFound, Place, Value};
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::Cell;

/// A list, where it stands and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// The app's package, where an app holds it.
    pub app: Option<String>,
    /// `asset`, `code`, `resource`, `native` or `file`.
    pub found_in: String,
    /// The file, the method or the resource that holds it.
    pub name: String,
    /// The artifact's path in the inputs, with `!/` after each container.
    pub path: String,
    /// The artifact, as `sha256:` and hex.
    pub artifact: String,
    /// The first byte of the artifact that holds it.
    pub start: Option<u64>,
    /// How many bytes hold it.
    pub length: Option<u64>,
    /// Of a list in code, the method.
    pub method: Option<String>,
    /// Of a list in code, the offset in the method, in code units.
    pub offset: Option<u32>,
    /// Where in a document or database, as `$.data.keywords[*]` or `table.column`.
    #[serde(default)]
    pub key: Option<String>,
    /// The steps from the bytes to the entries, outermost first.
    pub decoding: Vec<String>,
    /// `words`, `phrases`, `urls`, `hosts`, `packages`, `regexes`, `combinations` or `hashes`.
    pub kind: String,
    /// What it is probably for.
    pub purpose: String,
    /// How sure that is.
    pub confidence: String,
    /// Why.
    pub reasons: Vec<String>,
    /// The language, as a guess.
    pub language: Option<String>,
    /// The script of most letters.
    pub script: Option<String>,
    /// Entries.
    pub n_words: u64,
    /// Different entries.
    pub n_distinct: u64,
    /// Themes and their shares.
    pub themes: BTreeMap<String, f64>,
    /// The SHA-256 over the entries in their order, with a line feed after each, in hex.
    pub sha256: String,
    /// The evidence's name.
    pub evidence: String,
    /// The entries in their order; none where the input does not hold the list any more.
    pub words: Option<Vec<String>>,
    /// The comparisons in code that read the list, where it was joined to any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_by: Vec<Reader>,
    /// English glosses of entries that our own glossary has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub glosses: BTreeMap<String, String>,
}

impl List {
    /// Whether what it is for is known and more than vocabulary: the lists shown where not all are asked for.
    pub fn has_purpose(&self) -> bool {
        !matches!(self.purpose.as_str(), "plain-vocabulary" | "unclear")
    }

    /// Whether its entries are single characters: an alphabet, whatever code does with it.
    pub fn is_alphabet(&self) -> bool {
        let mut words = self.words.iter().flatten();
        words.all(|it| it.chars().nth(1).is_none()) && self.words.is_some()
    }

    /// What follows on a match, where code that reads the list is known to do something.
    pub fn effect(&self) -> Option<&str> {
        let mut effects = self.read_by.iter().map(|it| it.effect.as_str());
        effects.find(|it| !matches!(*it, "" | "unknown"))
    }
}

/// Code that reads a list: a `filter_mechanism`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reader {
    /// Its name in the app.
    pub mechanism: String,
    /// Where the list is kept or comes from.
    pub place: String,
    /// What the list was joined to it by.
    pub joined_by: String,
    /// What is compared with the entries.
    pub compared_with: Vec<String>,
    /// What happens on a match.
    pub effect: String,
    /// How they are compared; one match is enough. Empty where it is compared in a way that is not tried here.
    pub matchers: Vec<Matcher>,
    /// The evidence's name.
    pub evidence: String,
}

/// The name of the form that [`Lists`] has as JSON.
pub const LISTS_SCHEMA: &str = "patikra/lists/1";

/// All lists of a case, or of a file that was written of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lists {
    /// [`LISTS_SCHEMA`].
    pub schema: String,
    /// The lists, in the order of apps.
    pub lists: Vec<List>,
    /// What was not read.
    #[serde(skip)]
    pub gaps: Vec<Gap>,
}

/// Lists of one case: 1 million; a phone has a few thousand.
const N_LISTS: usize = 1_000_000;

/// What tells a list of a case apart: the evidence's name, the entries' digest.
type Key = (String, String);

impl Case {
    /// Every list of the case with its entries.
    ///
    /// # Errors
    /// [`CaseError`], by cause. An input that is not there any more costs the entries only; it is a gap.
    pub fn lists(&self, lab: &Lab) -> Result<Lists, CaseError> {
        let mut lists = self.lists_without_words()?;
        let mut top_paths = BTreeSet::new();
        for list in &mut lists {
            let top = list.path.split("!/").next().unwrap_or_default();
            top_paths.insert(top.to_owned());
        }
        let mut gaps = Vec::new();
        let mut words: BTreeMap<Key, Vec<String>> = BTreeMap::new();
        match Source::of_case(self, &lab.limits) {
            Ok(mut source) => {
                let keys = self.keys(&source, lab)?;
                source.only(&top_paths);
                let (found, its_gaps) = source.files(|unit, bytes| {
                    // A log that cannot be read any more costs its entries, which are a gap then.
                    let log = unit.read_log(&lab.limits).ok().flatten();
                    let beside = Beside {
                        companion: unit.companion(log.as_deref()),
                        keys: Some(&keys),
                        ..Beside::default()
                    };
                    let found = examine::lists(&unit.path, bytes, beside, &lab.known, lab.limits);
                    (Some(found), Vec::new())
                });
                gaps = its_gaps;
                for read in found.into_iter().flatten() {
                    let evidence = read.fact.evidence().id().as_str().to_owned();
                    let key = (evidence, text(&read.fact, "sha256"));
                    words.entry(key).or_insert(read.words);
                }
            }
            Err(error) => gaps.push(Gap {
                path: "the inputs".to_owned(),
                because: error.to_string(),
            }),
        }
        for list in &mut lists {
            let key = (list.evidence.clone(), list.sha256.clone());
            list.words = words.get(&key).cloned();
            if list.words.is_none() {
                gaps.push(Gap {
                    path: list.path.clone(),
                    because: "the list is not there any more; its entries are left out".to_owned(),
                });
            }
            lab.gloss(list);
        }
        lists.extend(self.built_in(&mut gaps)?);
        self.readers(&mut lists)?;
        gaps.sort();
        gaps.dedup();
        Ok(Lists {
            schema: LISTS_SCHEMA.to_owned(),
            lists,
            gaps,
        })
    }

    fn lists_without_words(&self) -> Result<Vec<List>, CaseError> {
        let sql = "SELECT s.package, l.app, l.found_in, l.path, l.key, l.decoding, l.kind, l.purpose, l.confidence,
                          l.reasons, l.language, l.script, l.n_words, l.n_distinct, l.themes, l.sha256, l.evidence
                   FROM list_found AS l LEFT JOIN subject AS s ON s.id = l.app
                   ORDER BY l.app, l.rowid";
        let table = self.query(sql, N_LISTS)?;
        let mut lists = Vec::new();
        for row in &table.rows {
            let cell = |name: &str| {
                let at = table.columns.iter().position(|column| column == name)?;
                row.get(at).filter(|cell| **cell != Cell::Null)
            };
            let text = |name: &str| cell(name).map(Cell::text);
            let number = |name: &str| text(name).and_then(|it| it.parse().ok()).unwrap_or(0);
            let texts = |name: &str| -> Vec<String> {
                text(name)
                    .and_then(|it| serde_json::from_str(&it).ok())
                    .unwrap_or_default()
            };
            let mut list = List {
                app: text("package").or_else(|| text("app")),
                found_in: text("found_in").unwrap_or_default(),
                name: text("path").unwrap_or_default(),
                key: text("key"),
                decoding: texts("decoding"),
                kind: text("kind").unwrap_or_default(),
                purpose: text("purpose").unwrap_or_default(),
                confidence: text("confidence").unwrap_or_default(),
                reasons: texts("reasons"),
                language: text("language"),
                script: text("script"),
                n_words: number("n_words"),
                n_distinct: number("n_distinct"),
                themes: text("themes")
                    .and_then(|it| serde_json::from_str(&it).ok())
                    .unwrap_or_default(),
                sha256: text("sha256").unwrap_or_default(),
                evidence: text("evidence").unwrap_or_default(),
                ..List::default()
            };
            self.place(&mut list)?;
            lists.push(list);
        }
        Ok(lists)
    }

    /// Words that code holds beside a list that it fetches, where they are too few or too plain to be found as a list.
    fn built_in(&self, gaps: &mut Vec<Gap>) -> Result<Vec<List>, CaseError> {
        let sql = "SELECT s.package, m.app, m.mechanism, m.built_in, m.n_built_in, m.purpose, m.themes, m.evidence
                   FROM filter_mechanism AS m LEFT JOIN subject AS s ON s.id = m.app
                   WHERE m.n_built_in > 0 AND m.list_from IN ('http', 'cloud-setting', 'push', 'socket')
                     AND NOT EXISTS (SELECT 1 FROM filter_list AS f
                                     WHERE f.app = m.app AND f.mechanism = m.mechanism AND f.place = 'built-in')
                   ORDER BY m.app, m.rowid";
        let table = self.query(sql, N_LISTS)?;
        let mut all = Vec::new();
        for row in &table.rows {
            let text = |at: usize| {
                let cell = row.get(at).filter(|it| **it != Cell::Null);
                cell.map(Cell::text)
            };
            let words: Vec<String> = text(3)
                .and_then(|it| serde_json::from_str(&it).ok())
                .unwrap_or_default();
            let n_words: u64 = text(4).and_then(|it| it.parse().ok()).unwrap_or(0);
            if words.len() as u64 != n_words {
                // A fact holds the first 50 words; a part of a list is no list.
                gaps.push(Gap {
                    path: text(2).unwrap_or_default(),
                    because: format!("of its {n_words} built-in words the case keeps the first {}; they are left out", words.len()),
                });
                continue;
            }
            let mut hash = Context::new(&SHA256);
            for word in &words {
                hash.update(word.as_bytes());
                hash.update(b"\n");
            }
            let mut list = List {
                app: text(0).or_else(|| text(1)),
                found_in: "code".to_owned(),
                name: text(2).unwrap_or_default(),
                kind: "words".to_owned(),
                purpose: text(5).unwrap_or_default(),
                confidence: "low".to_owned(),
                n_words,
                n_distinct: n_words,
                themes: text(6)
                    .and_then(|it| serde_json::from_str(&it).ok())
                    .unwrap_or_default(),
                evidence: text(7).unwrap_or_default(),
                sha256: base::hex(hash.finish().as_ref()),
                words: Some(words),
                ..List::default()
            };
            self.place(&mut list)?;
            all.push(list);
        }
        Ok(all)
    }

    /// Adds to each list the code that reads it.
    fn readers(&self, lists: &mut [List]) -> Result<(), CaseError> {
        let sql = "SELECT f.list_evidence, f.sha256, f.place, f.joined_by, m.mechanism, m.compared_with, m.effect,
                          m.comparison, m.evidence
                   FROM filter_list AS f JOIN filter_mechanism AS m ON m.app = f.app AND m.mechanism = f.mechanism
                   WHERE f.state = 'held' AND f.list_evidence IS NOT NULL
                   UNION ALL
                   SELECT m.evidence, NULL, 'built-in', 'path', m.mechanism, m.compared_with, m.effect, m.comparison, m.evidence
                   FROM filter_mechanism AS m WHERE m.n_built_in > 0
                   ORDER BY 1, 5, 3";
        let table = self.query(sql, N_LISTS)?;
        for row in &table.rows {
            let text = |at: usize| {
                let cell = row.get(at).filter(|it| **it != Cell::Null);
                cell.map(Cell::text)
            };
            let place = text(2).unwrap_or_default();
            let is_built_in = place == "built-in";
            let comparison = text(7).unwrap_or_default();
            let reader = Reader {
                mechanism: text(4).unwrap_or_default(),
                place,
                joined_by: text(3).unwrap_or_default(),
                compared_with: text(5)
                    .and_then(|it| serde_json::from_str(&it).ok())
                    .unwrap_or_default(),
                effect: text(6).unwrap_or_default(),
                matchers: Matcher::derived(&comparison, is_built_in),
                evidence: text(8).unwrap_or_default(),
            };
            let (evidence, sha256) = (text(0), text(1));
            let is_it = |list: &&mut List| {
                Some(&list.evidence) == evidence.as_ref()
                    && sha256.as_ref().is_none_or(|it| *it == list.sha256)
            };
            for list in lists.iter_mut().filter(is_it) {
                if !list.read_by.contains(&reader) {
                    list.read_by.push(reader.clone());
                }
            }
        }
        Ok(())
    }

    /// Fills in where a list stands, from its evidence.
    fn place(&self, list: &mut List) -> Result<(), CaseError> {
        let Some(id) = facts::EvidenceId::new(&list.evidence) else {
            return Ok(());
        };
        let Some(row) = self.reader.evidence(&id)? else {
            return Ok(());
        };
        list.artifact = row.evidence.artifact.to_string();
        // The same bytes may stand in several files; the list's own is the one that its name ends.
        let all = self.reader.origins(row.evidence.artifact)?;
        let own = all.iter().find(|it| it.path.ends_with(&list.name));
        if let Some(origin) = own.or(row.origins.first()) {
            list.path.clone_from(&origin.path);
        }

        if let Place::Code { method, offset, .. } = &row.evidence.place {
            list.method = Some(method.clone());
            list.offset = Some(*offset);
        }
        let span = row.evidence.span();
        list.start = span.map(base::Span::start);
        list.length = span.map(base::Span::len);
        Ok(())
    }
}

impl Lab {
    /// Adds the glosses of a list's entries that our own glossary has.
    fn gloss(&self, list: &mut List) {
        for word in list.words.iter().flatten() {
            if let Some(anchor) = self.known.word_lists.gloss(word) {
                list.glosses.insert(word.clone(), anchor.gloss.clone());
            }
        }
    }

    /// Reads what `patikra lists` wrote as JSON or CSV; any other text is one list, an entry a line.
    ///
    /// # Errors
    /// [`CaseError::Lists`].
    pub fn lists_of_file(&self, path: &Path) -> Result<Lists, CaseError> {
        let mut lists = Lists::from_file(path).map_err(|error| CaseError::Lists {
            path: path.to_owned(),
            error,
        })?;
        lists.lists.iter_mut().for_each(|list| self.gloss(list));
        Ok(lists)
    }
}

/// A text column of a fact.
fn text(fact: &facts::Fact, column: &str) -> String {
    let columns = ListFound::KIND.columns.iter();
    let value = columns.zip(fact.values()).find(|it| it.0.name == column);
    match value {
        Some((_, Value::Text(text))) => text.clone(),
        _ => String::new(),
    }
}

/// Why a file of lists cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadLists {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// It begins as JSON and is none that `patikra lists --json` writes.
    #[error("no lists as `patikra lists --json` writes them: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of a newer Patikra.
    #[error("its form is `{0}`; this Patikra reads `{LISTS_SCHEMA}`")]
    Schema(String),
    /// A row of a CSV file is not as `patikra lists --csv` writes it.
    #[error("line {0} is not as `patikra lists --csv` writes it")]
    Csv(usize),
}

impl Lists {
    fn from_file(path: &Path) -> Result<Self, BadLists> {
        let bytes = std::fs::read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if text.trim_start().starts_with('{') {
            let lists: Self = serde_json::from_str(text)?;
            if lists.schema != LISTS_SCHEMA {
                return Err(BadLists::Schema(lists.schema));
            }
            return Ok(lists);
        }
        let lists = match crate::lists_csv::read(text)? {
            Some(lists) => lists,
            None => vec![of_lines(text, path)],
        };
        Ok(Self {
            schema: LISTS_SCHEMA.to_owned(),
            lists,
            gaps: Vec::new(),
        })
    }
}

fn of_lines(text: &str, path: &Path) -> List {
    let words = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    let distinct: BTreeSet<&String> = words.iter().collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    List {
        found_in: "file".to_owned(),
        name: name.into_owned(),
        path: path.display().to_string(),
        kind: "words".to_owned(),
        purpose: "given".to_owned(),
        n_words: words.len() as u64,
        n_distinct: distinct.len() as u64,
        words: Some(words),
        ..List::default()
    }
}
