//! The rows of a case that are not facts: inputs, artifacts, where they came from, problems, coverage.

use base::{ArtifactId, Problem, Span};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One file or folder that the user gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputRow {
    /// The path as it is shown, with `/` between its parts.
    pub path: String,
    /// What it was taken for: `apk`, `folder`, `capture`, ...
    pub kind: String,
    /// Its bytes' name; null for a folder.
    pub artifact: Option<ArtifactId>,
    /// Files in it; 1 for a file.
    pub n_files: u64,
    /// Bytes in all.
    pub len: u64,
}

/// Bytes with a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArtifactRow {
    /// Its name.
    pub id: ArtifactId,
    /// What it is: `apk`, `dex`, `xml`, ...
    pub kind: String,
    /// Bytes.
    pub len: u64,
}

/// One place where an artifact came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OriginRow {
    /// The artifact.
    pub artifact: ArtifactId,
    /// What holds it; null for an input file.
    pub parent: Option<ArtifactId>,
    /// Its path in the parent, or in the input.
    pub path: String,
    /// What took it out; null for an input file.
    pub unpacker: Option<String>,
    /// Where it stands in the parent's bytes.
    pub span: Option<Span>,
}

/// A problem met in an artifact, with text of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProblemRow {
    /// The artifact that was read.
    pub artifact: ArtifactId,
    /// Its path, for people.
    pub path: String,
    /// The problem's code, `family/what-is-wrong`.
    pub code: String,
    /// The sentence.
    pub says: String,
    /// Where in the artifact.
    pub span: Option<Span>,
}

impl ProblemRow {
    /// The row for a problem.
    pub fn new(artifact: ArtifactId, path: &str, problem: &Problem) -> Self {
        Self {
            artifact,
            path: path.to_owned(),
            code: problem.code.to_owned(),
            says: problem.says.clone(),
            span: problem.span,
        }
    }
}

/// Whether an examiner read an artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageStatus {
    /// It was read to the end.
    Read,
    /// It could not be read, or nothing here reads it.
    NotRead,
    /// A limit stopped the reading.
    Limit,
}

impl CoverageStatus {
    /// Its name in the case: `read`, `not-read`, `limit`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::NotRead => "not-read",
            Self::Limit => "limit",
        }
    }
}

impl fmt::Display for CoverageStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text that is no [`CoverageStatus`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of: read, not-read, limit")]
pub struct UnknownStatus(pub String);

impl FromStr for CoverageStatus {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        match text {
            "read" => Ok(Self::Read),
            "not-read" => Ok(Self::NotRead),
            "limit" => Ok(Self::Limit),
            _ => Err(UnknownStatus(text.to_owned())),
        }
    }
}

/// What one examiner did with one artifact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoverageRow {
    /// The examiner's id.
    pub examiner: String,
    /// The artifact.
    pub artifact: ArtifactId,
    /// Its path, for people.
    pub path: String,
    /// What became of it.
    pub status: CoverageStatus,
    /// Why it was not read, or which limit it was; null for `read`.
    pub because: Option<String>,
}
