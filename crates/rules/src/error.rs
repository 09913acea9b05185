//! What can be wrong with a page of the knowledge base.

/// Why a page was not taken, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {problem}")]
pub struct PageError {
    /// The page, for instance `rules/network/x.md`.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub problem: PageProblem,
}

/// What is wrong with a page, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageProblem {
    /// The file is not text.
    #[error("the page is not UTF-8: write it as text")]
    NotText,
    /// The first line is no title.
    #[error("the first line is no title: begin with `# ` and a sentence")]
    NoTitle,
    /// A block is not closed.
    #[error("the block that begins here is not closed: add a line with ``` alone")]
    OpenFence,
    /// A block that is needed once is missing or there twice.
    #[error(
        "the page has {found} blocks ```{info}, and needs exactly one before the first section"
    )]
    BlockCount {
        /// What stands behind the fence.
        info: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A block of a kind that has no meaning here.
    #[error("a block ```{info} has no meaning here: {expected}")]
    StrangeBlock {
        /// What stands behind the fence.
        info: String,
        /// What could stand there.
        expected: &'static str,
    },
    /// The metadata is not what it must be.
    #[error("{0}")]
    Toml(String),
    /// The id is not the file's name.
    #[error("the id is `{id}`, but the file is called `{stem}.md`: rename one of them")]
    IdIsNotTheName {
        /// The id.
        id: String,
        /// The file's name without `.md`.
        stem: String,
    },
    /// The id is no name in kebab case.
    #[error("`{id}` is no id: use small letters, digits and single `-`")]
    BadId {
        /// The id.
        id: String,
    },
    /// Two pages have one id.
    #[error("the id `{id}` is taken by {other}")]
    SameId {
        /// The id.
        id: String,
        /// The other page.
        other: String,
    },
    /// A field holds what is none of a list.
    #[error("{field} is `{found}`, and must be one of: {expected}")]
    NoneOf {
        /// The field.
        field: &'static str,
        /// What it holds.
        found: String,
        /// What it may hold, separated by commas.
        expected: String,
    },
    /// A field is empty.
    #[error("{field} is empty: {help}")]
    Empty {
        /// The field.
        field: &'static str,
        /// What to write.
        help: &'static str,
    },
    /// A reference is no web address.
    #[error("the reference `{found}` is no address that begins with https://")]
    BadReference {
        /// The reference.
        found: String,
    },
    /// A kind in `reads` does not exist.
    #[error("reads names the kind `{kind}`, which does not exist; near to it: {near}")]
    NoSuchKind {
        /// The kind.
        kind: String,
        /// Kinds of the same family, or all families.
        near: String,
    },
    /// The query reads a table that `reads` does not name.
    #[error("the query reads {table}, which `reads` does not name: add \"{kind}\" to it")]
    NotInReads {
        /// The table.
        table: String,
        /// Its kind.
        kind: String,
    },
    /// `reads` names a kind whose table the query does not read.
    #[error("reads names `{kind}`, but the query does not read its table: remove it")]
    NotRead {
        /// The kind.
        kind: String,
    },
    /// The query reads a table that rules may not read.
    #[error("the query reads {table}, which a rule may not: only facts, ref_ tables and {allowed}")]
    ForbiddenTable {
        /// The table.
        table: String,
        /// What is allowed besides.
        allowed: String,
    },
    /// The database does not take the query.
    #[error("the query does not run: {0}")]
    Query(String),
    /// The query has no order.
    #[error(
        "the query has no ORDER BY of its own: without one the order of findings is left to chance"
    )]
    NoOrder,
    /// The query lacks a column.
    #[error("{user} names the column {{{column}}}, but the query gives only: {columns}")]
    NoColumn {
        /// Who names it: `message`, `detail`, ...
        user: &'static str,
        /// The column.
        column: String,
        /// The columns there are.
        columns: String,
    },
    /// Two columns of the query have the same name.
    #[error("the query gives two columns `{column}`: rename one with AS")]
    SameColumn {
        /// The column.
        column: String,
    },
    /// A text with `{` or `}` that are no pair around a name.
    #[error("in `{text}`, {what}: a column is written {{name}}")]
    BadTemplate {
        /// The text.
        text: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A key in `detail` that the question does not know.
    #[error(
        "detail has the key `{key}`, which the question {question} does not know; it knows: {known}"
    )]
    NoSuchDetail {
        /// The key.
        key: String,
        /// The question.
        question: String,
        /// Its keys.
        known: String,
    },
    /// A section's heading is none of those that have a meaning.
    #[error("the section `{heading}` has no meaning here: use {expected}")]
    StrangeSection {
        /// The heading.
        heading: String,
        /// The headings that have one.
        expected: &'static str,
    },
    /// A section that is needed is missing.
    #[error("there is no section `## {heading}`: write one with facts and the findings they give")]
    NoSection {
        /// The heading.
        heading: &'static str,
    },
    /// Two sections have one heading.
    #[error("there are two sections `## {heading}`: put their facts into one")]
    SameSection {
        /// The heading.
        heading: String,
    },
    /// A section's findings are not what its heading promises.
    #[error("the section `{heading}` {what}")]
    WrongFindings {
        /// The heading.
        heading: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A table of comma-separated values is broken.
    #[error("{0}")]
    Csv(String),
    /// A page has no prose.
    #[error(
        "the page says nothing to its reader: write what the state is, why it matters and when it is harmless"
    )]
    NoProse,
}
