//! The questions: one page each in `knowledge/protocol/`.

use crate::error::{PageError, PageProblem};
use crate::page::Page;
use crate::reference::line_of;
use crate::template::Template;
use facts::Verdict;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The values that a statement may name.
pub(crate) const STATEMENT_VALUES: &[&str] = &[
    "subject",
    "n_claims",
    "n_apps",
    "n_top",
    "n_top_apps",
    "worst",
    "n_read",
    "n_not_read",
    "reasons",
];

/// What a value in a claim's `detail` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailType {
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A list.
    List,
    /// An object.
    Object,
}

impl DetailType {
    /// Whether the value is of this type.
    pub(crate) fn fits(self, value: &serde_json::Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Number => value.is_number(),
            Self::Bool => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

/// Something that is not examined, whatever the input.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What is not known.
    pub what: String,
    /// Why.
    pub because: String,
    /// Whether nothing can be said to be absent while it is open.
    pub blocks_none_found: bool,
    /// The kind of input that closes it.
    pub unless_input: Option<String>,
    /// The examiner that closes it, where it read anything.
    pub unless_examiner: Option<String>,
    /// Kinds of artifacts of which any closes it.
    #[serde(default)]
    pub unless_artifact: Vec<String>,
}

/// One question of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its id, for instance `content-filter`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its place among the questions.
    pub order: i64,
    /// The question as it is asked.
    pub question: String,
    /// The page's text for its reader.
    pub prose: String,
    /// Clauses of laws and standards that it touches.
    pub frames: Vec<String>,
    /// What a claim's `detail` may hold, and the type of each.
    pub detail: BTreeMap<String, DetailType>,
    /// What is not examined.
    pub gaps: Vec<Gap>,
    pub(crate) statements: BTreeMap<&'static str, Template>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: String,
    order: i64,
    question: String,
    #[serde(default)]
    frames: Vec<String>,
    detail: BTreeMap<String, DetailType>,
    statement: BTreeMap<String, String>,
    #[serde(default)]
    gap: Vec<Gap>,
}

impl Question {
    pub(crate) fn parse(path: &str, text: &str) -> Result<Self, PageError> {
        let page = Page::parse(path, text)?;
        let error = |line, problem| PageError {
            path: path.to_owned(),
            line,
            problem,
        };
        let mut blocks = page.sections.iter().flat_map(|section| &section.blocks);
        let (Some(block), None) = (blocks.next(), blocks.next()) else {
            let found = page
                .sections
                .iter()
                .map(|section| section.blocks.len())
                .sum();
            let info = "toml question";
            return Err(error(1, PageProblem::BlockCount { info, found }));
        };
        if block.info != "toml question" {
            let problem = PageProblem::StrangeBlock {
                info: block.info.clone(),
                expected: "a page of the protocol has one block ```toml question",
            };
            return Err(error(block.line, problem));
        }
        let raw: RawQuestion = toml::from_str(&block.text).map_err(|fault| {
            let line = block.line + line_of(&block.text, &fault) - 1;
            error(line, PageProblem::Toml(fault.message().to_owned()))
        })?;
        let fail = |problem| error(block.line, problem);
        crate::rule::check_id(path, &raw.id).map_err(fail)?;
        let mut statements = BTreeMap::new();
        for verdict in Verdict::ALL {
            let Some(text) = raw.statement.get(verdict.name()) else {
                let what =
                    format!("[statement] lacks `{verdict}`: write the sentence for that verdict");
                return Err(fail(PageProblem::Toml(what)));
            };
            let template = Template::parse(text).map_err(fail)?;
            for name in template.names() {
                if !STATEMENT_VALUES.contains(&name) {
                    return Err(fail(PageProblem::NoColumn {
                        user: "the statement",
                        column: name.to_owned(),
                        columns: STATEMENT_VALUES.join(", "),
                    }));
                }
            }
            statements.insert(verdict.name(), template);
        }
        let verdicts = Verdict::ALL;
        let strange = raw
            .statement
            .keys()
            .find(|name| !verdicts.iter().any(|verdict| verdict.name() == *name));
        if let Some(found) = strange {
            return Err(fail(PageProblem::NoneOf {
                field: "a key of [statement]",
                found: found.clone(),
                expected: crate::rule::names(verdicts.iter().map(|verdict| verdict.name())),
            }));
        }
        Ok(Self {
            id: raw.id,
            title: page.title,
            order: raw.order,
            question: raw.question,
            prose: page
                .sections
                .into_iter()
                .next()
                .map(|section| section.prose)
                .unwrap_or_default(),
            frames: raw.frames,
            detail: raw.detail,
            gaps: raw.gap,
            statements,
        })
    }
}
