//! Why a case cannot be made or opened.

use std::io;
use std::path::PathBuf;

/// Why a case cannot be made or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// An input cannot be looked at.
    #[error("cannot read the input {}: {source}", path.display())]
    Input {
        /// The input.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Neither a label of the models nor the name of a method or field.
    #[error(
        "`{name}` is neither the name of a method or field, as Lcom/x/Y;->m, nor one of these labels: {labels}"
    )]
    UnknownEnd {
        /// What was given.
        name: String,
        /// The labels that there are.
        labels: String,
    },
    /// Nothing was given, or nothing in it can be assessed.
    #[error("there is nothing to assess in {}", .0.iter().map(|it| it.display().to_string()).collect::<Vec<_>>().join(", "))]
    Nothing(Vec<PathBuf>),
    /// A planted value, a mark or a table of countries is none.
    #[error("{0}")]
    TrafficOption(String),
    /// The case folder cannot be written or read.
    #[error("{}: {source}", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The case's files.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// A query of the user's.
    #[error(transparent)]
    Query(#[from] store::QueryError),
    /// The knowledge base cannot be read.
    #[error(transparent)]
    Knowledge(#[from] rules::KnowledgeError),
    /// A page of the knowledge base that examiners need is wrong.
    #[error(transparent)]
    BadKnowledge(#[from] examine::BadKnowledge),
    /// A reference set of the user's cannot be used.
    #[error(transparent)]
    Reference(#[from] crate::BadReference),
    /// No evidence of that name is in the case.
    #[error("the case holds no evidence {0}")]
    NoSuchEvidence(String),
    /// The input that an artifact came from is not there any more, or is not the same.
    #[error("{path}: {because}")]
    InputChanged {
        /// The file.
        path: String,
        /// What is wrong with it.
        because: String,
    },
    /// A file of lists cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Lists {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: crate::BadLists,
    },
}
