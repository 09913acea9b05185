//! A rule: one page with its metadata, its prose, its query and its own test cases.

use crate::error::{PageError, PageProblem};
use crate::fixture::Fixture;
use crate::page::{Block, Page, Section};
use crate::protocol::Question;
use crate::reference::line_of;
use crate::sql::is_ordered;
use crate::template::Template;
use facts::{Confidence, Grade, Kind, Severity};
use serde::Deserialize;
use std::fmt::Display;
use std::str::FromStr;
use store::FactDb;

/// Tables besides facts and reference data that a rule may read.
const OTHER_TABLES: &[&str] = &["subject", "app_artifact", "artifact", "origin"];

/// Functions of the database that stand in the place of a table.
const TABLE_FUNCTIONS: &[&str] = &["json_each", "json_tree"];

/// How far a rule has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It may still change.
    Preview,
    /// Its meaning stays.
    Stable,
    /// It still runs and will go.
    Deprecated,
}

/// A gate as a rule states it; `reads` and `holds_when` may name columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GateTemplate {
    pub(crate) kind: String,
    pub(crate) reads: Template,
    pub(crate) holds_when: Template,
    pub(crate) by: String,
}

/// A fixture of another rule on which this one has findings too, and should.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Also {
    pub(crate) rule: String,
    pub(crate) section: String,
    pub(crate) because: String,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id: the bad state, in kebab case.
    pub id: String,
    /// The page, for instance `rules/network/x.md`.
    pub path: String,
    /// The page's title.
    pub title: String,
    /// The version of Patikra that had it first.
    pub since: String,
    /// How far it has come.
    pub status: Status,
    /// The question it helps to answer.
    pub question: String,
    /// The grade that its findings reach.
    pub grade: Grade,
    /// How bad it is, if true.
    pub severity: Severity,
    /// How sure the query is.
    pub confidence: Confidence,
    /// Clauses of laws and standards, and controls of the MASVS.
    pub frames: Vec<String>,
    /// The kinds of facts that the query reads.
    pub reads: Vec<&'static Kind>,
    /// Where the state is described.
    pub spec: Vec<String>,
    /// The page's text for its reader.
    pub prose: String,
    /// The query.
    pub query: String,
    /// The page as it is written.
    pub page: String,
    pub(crate) message: Template,
    pub(crate) detail: Vec<String>,
    pub(crate) gates: Vec<GateTemplate>,
    pub(crate) also: Vec<Also>,
    pub(crate) fixtures: Vec<Fixture>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    since: String,
    status: Status,
    question: String,
    grade: String,
    severity: String,
    confidence: String,
    #[serde(default)]
    masvs: Vec<String>,
    #[serde(default)]
    frames: Vec<String>,
    reads: Vec<String>,
    spec: Vec<String>,
    message: String,
    #[serde(default)]
    detail: Vec<String>,
    #[serde(default)]
    gates: Vec<RawGate>,
    #[serde(default)]
    also: Vec<Also>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGate {
    kind: String,
    reads: String,
    holds_when: String,
    by: String,
}

pub(crate) fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// Checks that an id is in kebab case and is the name of its file.
pub(crate) fn check_id(path: &str, id: &str) -> Result<(), PageProblem> {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if !id.split('-').all(part) {
        return Err(PageProblem::BadId { id: id.to_owned() });
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".md").unwrap_or(name);
    if stem == id {
        Ok(())
    } else {
        Err(PageProblem::IdIsNotTheName {
            id: id.to_owned(),
            stem: stem.to_owned(),
        })
    }
}

fn one_of<T: FromStr + Display>(
    field: &'static str,
    text: &str,
    all: &[T],
) -> Result<T, PageProblem> {
    text.parse().map_err(|_| PageProblem::NoneOf {
        field,
        found: text.to_owned(),
        expected: all.iter().map(T::to_string).collect::<Vec<_>>().join(", "),
    })
}

fn kind_of(name: &str) -> Result<&'static Kind, PageProblem> {
    let found = Kind::ALL.iter().find(|kind| kind.name == name);
    found.copied().ok_or_else(|| {
        let family = name.split('.').next().unwrap_or(name);
        let kin = |kind: &&&'static Kind| kind.name.split('.').next() == Some(family);
        let near = names(Kind::ALL.iter().filter(kin).map(|kind| kind.name));
        let near = if near.is_empty() {
            names(Kind::ALL.iter().map(|kind| kind.name))
        } else {
            near
        };
        PageProblem::NoSuchKind {
            kind: name.to_owned(),
            near,
        }
    })
}

/// The blocks that a rule has once, before its first section.
fn only_block<'a>(section: &'a Section, info: &'static str) -> Result<&'a Block, PageProblem> {
    let mut found = section.blocks.iter().filter(|block| block.info == info);
    match (found.next(), found.count()) {
        (Some(block), 0) => Ok(block),
        (first, rest) => Err(PageProblem::BlockCount {
            info,
            found: usize::from(first.is_some()) + rest,
        }),
    }
}

/// The metadata and the query, which stand before the first section; an error comes with its line.
fn head(first: &Section) -> Result<(&Block, &Block), (usize, PageProblem)> {
    for block in &first.blocks {
        if !["toml rule", "sql query"].contains(&block.info.as_str()) {
            let problem = PageProblem::StrangeBlock {
                info: block.info.clone(),
                expected: "before the first section stand ```toml rule and ```sql query",
            };
            return Err((block.line, problem));
        }
    }
    if first.prose.is_empty() {
        return Err((1, PageProblem::NoProse));
    }
    let only = |info| only_block(first, info).map_err(|problem| (1, problem));
    Ok((only("toml rule")?, only("sql query")?))
}

fn check_spec(spec: &[String]) -> Result<(), PageProblem> {
    if spec.is_empty() {
        return Err(PageProblem::Empty {
            field: "spec",
            help: "give the address of a page that describes the state",
        });
    }
    match spec.iter().find(|found| !found.starts_with("https://")) {
        Some(found) => Err(PageProblem::BadReference {
            found: found.clone(),
        }),
        None => Ok(()),
    }
}

impl Rule {
    /// Reads and checks a page. `db` has the tables that the query may read.
    pub(crate) fn parse(
        path: &str,
        text: &str,
        questions: &[Question],
        db: &FactDb,
    ) -> Result<Self, PageError> {
        let page = Page::parse(path, text)?;
        let error = |line, problem| PageError {
            path: path.to_owned(),
            line,
            problem,
        };
        let Some((first, sections)) = page.sections.split_first() else {
            return Err(error(1, PageProblem::NoTitle));
        };
        let (meta, query) = head(first).map_err(|(line, problem)| error(line, problem))?;
        let raw: Raw = toml::from_str(&meta.text).map_err(|fault| {
            let line = meta.line + line_of(&meta.text, &fault) - 1;
            error(line, PageProblem::Toml(fault.message().to_owned()))
        })?;
        // The line of the field that a problem is about.
        let fail = |field: &'static str| {
            let line = meta.text.lines().position(|line| line.starts_with(field));
            let line = meta.line + line.unwrap_or(0);
            move |problem| PageError {
                path: path.to_owned(),
                line,
                problem,
            }
        };
        check_id(path, &raw.id).map_err(fail("id"))?;
        let question = questions
            .iter()
            .find(|question| question.id == raw.question)
            .ok_or_else(|| PageProblem::NoneOf {
                field: "question",
                found: raw.question.clone(),
                expected: names(questions.iter().map(|question| question.id.as_str())),
            })
            .map_err(fail("question"))?;
        let grade = one_of("grade", &raw.grade, Grade::ALL).map_err(fail("grade"))?;
        let severity =
            one_of("severity", &raw.severity, Severity::ALL).map_err(fail("severity"))?;
        let confidence =
            one_of("confidence", &raw.confidence, Confidence::ALL).map_err(fail("confidence"))?;
        check_spec(&raw.spec).map_err(fail("spec"))?;
        let reads = raw
            .reads
            .iter()
            .map(|name| kind_of(name))
            .collect::<Result<Vec<_>, _>>()
            .map_err(fail("reads"))?;
        let described = db
            .describe(&query.text)
            .map_err(|fault| error(query.line, PageProblem::Query(fault.to_string())))?;
        if !is_ordered(&query.text) {
            return Err(error(query.line, PageProblem::NoOrder));
        }
        check_tables(&described.tables, &reads).map_err(fail("reads"))?;
        let columns = Columns(&described.columns);
        columns
            .check_names()
            .map_err(|problem| error(query.line, problem))?;
        for column in ["subject", "evidence"] {
            columns
                .check("every rule", column)
                .map_err(|problem| error(query.line, problem))?;
        }
        let message = columns
            .template("message", &raw.message)
            .map_err(fail("message"))?;
        columns
            .check_detail(&raw.detail, question)
            .map_err(fail("detail"))?;
        let gates = raw
            .gates
            .into_iter()
            .map(|gate| columns.gate(gate))
            .collect::<Result<_, _>>()
            .map_err(fail("gates"))?;
        let fixtures = Fixture::all(path, sections, &described.columns)?;
        Ok(Self {
            id: raw.id,
            path: path.to_owned(),
            title: page.title,
            since: raw.since,
            status: raw.status,
            question: raw.question,
            grade,
            severity,
            confidence,
            frames: raw.frames.into_iter().chain(raw.masvs).collect(),
            reads,
            spec: raw.spec,
            prose: first.prose.clone(),
            query: query.text.clone(),
            page: text.to_owned(),
            message,
            detail: raw.detail,
            gates,
            also: raw.also,
            fixtures,
        })
    }

    /// The sentence that its findings say, with `{column}` for their values.
    pub fn message(&self) -> &str {
        self.message.text()
    }
}

/// The key under which a column goes into `detail`.
pub(crate) fn detail_key(column: &str) -> &str {
    column.strip_suffix("_json").unwrap_or(column)
}

fn check_tables(tables: &[String], reads: &[&'static Kind]) -> Result<(), PageProblem> {
    for table in tables {
        let name = table.as_str();
        if name.starts_with("ref_")
            || OTHER_TABLES.contains(&name)
            || TABLE_FUNCTIONS.contains(&name)
        {
            continue;
        }
        match Kind::ALL.iter().find(|kind| kind.table() == *table) {
            None => {
                return Err(PageProblem::ForbiddenTable {
                    table: table.clone(),
                    allowed: OTHER_TABLES.join(", "),
                });
            }
            Some(kind) if !reads.contains(kind) => {
                return Err(PageProblem::NotInReads {
                    table: table.clone(),
                    kind: kind.name.to_owned(),
                });
            }
            Some(_) => {}
        }
    }
    match reads.iter().find(|kind| !tables.contains(&kind.table())) {
        Some(kind) => Err(PageProblem::NotRead {
            kind: kind.name.to_owned(),
        }),
        None => Ok(()),
    }
}

/// The columns that a query gives.
struct Columns<'a>(&'a [String]);

impl Columns<'_> {
    fn check_names(&self) -> Result<(), PageProblem> {
        let mut seen: Vec<&String> = Vec::new();
        for column in self.0 {
            if seen.contains(&column) {
                return Err(PageProblem::SameColumn {
                    column: column.clone(),
                });
            }
            seen.push(column);
        }
        Ok(())
    }

    fn check(&self, user: &'static str, column: &str) -> Result<(), PageProblem> {
        if self.0.iter().any(|known| known == column) {
            return Ok(());
        }
        Err(PageProblem::NoColumn {
            user,
            column: column.to_owned(),
            columns: self.0.join(", "),
        })
    }

    fn check_detail(&self, detail: &[String], question: &Question) -> Result<(), PageProblem> {
        for column in detail {
            self.check("detail", column)?;
            let key = detail_key(column);
            if !question.detail.contains_key(key) {
                return Err(PageProblem::NoSuchDetail {
                    key: key.to_owned(),
                    question: question.id.clone(),
                    known: names(question.detail.keys().map(String::as_str)),
                });
            }
        }
        Ok(())
    }

    fn gate(&self, gate: RawGate) -> Result<GateTemplate, PageProblem> {
        Ok(GateTemplate {
            kind: gate.kind,
            reads: self.template("a gate", &gate.reads)?,
            holds_when: self.template("a gate", &gate.holds_when)?,
            by: gate.by,
        })
    }

    fn template(&self, user: &'static str, text: &str) -> Result<Template, PageProblem> {
        let template = Template::parse(text)?;
        for name in template.names() {
            self.check(user, name)?;
        }
        Ok(template)
    }
}
