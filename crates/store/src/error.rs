//! What can go wrong with a case's files, and with a query.

use std::io;
use std::path::PathBuf;

/// Why a case's file could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// `SQLite` reports an error.
    #[error("{path}: {source}")]
    Sqlite {
        /// The file, or `memory`.
        path: String,
        /// What `SQLite` says.
        source: rusqlite::Error,
    },
    /// The file system reports an error.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is no file of this kind.
    #[error("{} is not a Patikra {expected}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// `case` or `work file`.
        expected: &'static str,
    },
    /// The file was written by a newer Patikra.
    #[error("{} has schema {found}, but this Patikra reads up to {known}: use a newer one", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema read here.
        known: i64,
    },
    /// Another run writes the same case.
    #[error("{} is being written by another run", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A stored row does not hold what its table promises.
    #[error("{path}: a row of {table} holds {what}")]
    BadRow {
        /// The file, or `memory`.
        path: String,
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
}

/// Why a query gave no table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// It does more than read the case's tables.
    #[error("a query may only read the case: {what} is not allowed")]
    NotAllowed {
        /// What it tried, for instance `ATTACH`.
        what: String,
    },
    /// It holds no statement.
    #[error("there is no statement in the query")]
    Empty,
    /// It holds more than one statement.
    #[error("a query is one statement; there is more after the first `;`")]
    SeveralStatements,
    /// It has parameters, for which there are no values.
    #[error("the query has {n} parameters, and nothing to fill them with")]
    Parameters {
        /// How many.
        n: usize,
    },
    /// It ran longer than allowed.
    #[error("the query was stopped after {steps} steps of the SQLite machine")]
    TooLong {
        /// The bound.
        steps: u64,
    },
    /// `SQLite` refuses it.
    #[error("{0}")]
    Sqlite(rusqlite::Error),
}
