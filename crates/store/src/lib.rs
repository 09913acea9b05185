//! The case on disk, in `SQLite`: [`Cache`] keeps what examiners found, [`CaseWriter`] writes the case that
//! people and rules read, [`CaseReader`] reads it again.
//!
//! `work.sqlite` ([`Cache`]) may be deleted at any time and costs only the time to examine again.
//! `case.sqlite` is written anew by every run, from the cache: the same rows give the same bytes.

mod blob;
mod cache;
mod database;
mod error;
mod fact_db;
mod finding;
mod query;
mod reader;
mod rows;
mod schema;
mod writer;

pub use blob::UnitResult;
pub use cache::{Cache, FileStamp};
pub use error::{QueryError, StoreError};
pub use fact_db::FactDb;
pub use finding::finding_id;
pub use query::{Cell, Described, QueryLimits, Table};
pub use reader::{CaseReader, EvidenceRow, FindingRow, OwnedFact};
pub use rows::{
    ArtifactRow, CoverageRow, CoverageStatus, InputRow, OriginRow, ProblemRow, UnknownStatus,
};
pub use schema::CASE_SCHEMA;
pub use writer::CaseWriter;
