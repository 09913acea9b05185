//! Reads a finished case.

use crate::database::Database;
use crate::finding::{gates_from_json, object_from_json, texts_from_json};
use crate::query::{Described, QueryLimits, Table};
use crate::schema::{CASE_APPLICATION, CASE_SCHEMA};
use crate::{ArtifactRow, CoverageRow, InputRow, OriginRow, ProblemRow, QueryError, StoreError};
use base::{ArtifactId, Span};
use facts::{
    Answer, Coverage, Evidence, EvidenceId, Fact, Finding, Kind, Place, Subject, SubjectKind,
    Unknown, Value,
};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row};
use std::fmt::Write;
use std::path::Path;
use std::str::FromStr;

/// A finished case, open for reading only.
#[derive(Debug)]
pub struct CaseReader {
    db: Database,
}

/// A piece of evidence with its artifact's way back to an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its name.
    pub id: EvidenceId,
    /// What it says, and where.
    pub evidence: Evidence,
    /// From the artifact to an input file: the first origin of each, in the order written. Empty where the
    /// case knows no origin.
    pub origins: Vec<OriginRow>,
}

/// A finding with its name in the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    /// Its name.
    pub id: String,
    /// What it says.
    pub finding: Finding,
}

/// A fact with the subject it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedFact {
    /// The subject's id.
    pub owner: String,
    /// What was read.
    pub fact: Fact,
}

/// A row that does not hold what its table promises.
enum Fault {
    Sqlite(rusqlite::Error),
    Row(String),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

type Read<T> = Result<T, Fault>;

fn parsed<T: FromStr>(row: &Row<'_>, column: &str) -> Read<T> {
    let text: String = row.get(column)?;
    text.parse()
        .map_err(|_| Fault::Row(format!("{column} `{text}`")))
}

fn optional_id(row: &Row<'_>, column: &str) -> Read<Option<ArtifactId>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| {
        text.parse()
            .map_err(|_| Fault::Row(format!("{column} `{text}`")))
    })
    .transpose()
}

fn unsigned(row: &Row<'_>, column: &str) -> Read<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| Fault::Row(format!("{column} {number}")))
}

fn span(row: &Row<'_>) -> Read<Option<Span>> {
    let ends: (Option<i64>, Option<i64>) = (row.get("span_start")?, row.get("span_end")?);
    let (Some(start), Some(end)) = ends else {
        return Ok(None);
    };
    let start_at = u64::try_from(start).ok();
    let len = end
        .checked_sub(start)
        .and_then(|len| u64::try_from(len).ok());
    match (start_at, len) {
        (Some(start), Some(len)) => Ok(Some(Span::new(start, len))),
        _ => Err(Fault::Row(format!("the span {start}..{end}"))),
    }
}

fn json<T>(row: &Row<'_>, column: &str, read: impl Fn(&str) -> Option<T>) -> Read<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| Fault::Row(format!("{column} `{text}`")))
}

/// The place that `at` and `span` were written from.
fn place(at: &str, span: Option<Span>) -> Option<Place> {
    let Some(span) = span else {
        return match at {
            "whole" => Some(Place::Whole),
            _ => Place::packets(at),
        };
    };
    let bytes = Place::Bytes(span);
    if bytes.to_string() == at {
        return Some(bytes);
    }
    let (method, offset) = at.rsplit_once("+0x")?;
    Some(Place::Code {
        method: method.to_owned(),
        offset: u32::from_str_radix(offset, 16).ok()?,
        span,
    })
}

fn origin(row: &Row<'_>) -> Read<OriginRow> {
    Ok(OriginRow {
        artifact: parsed(row, "artifact")?,
        parent: optional_id(row, "parent")?,
        path: row.get("path")?,
        unpacker: row.get("unpacker")?,
        span: span(row)?,
    })
}

fn evidence(row: &Row<'_>) -> Read<Evidence> {
    let at: String = row.get("at")?;
    Ok(Evidence {
        artifact: parsed(row, "artifact")?,
        place: place(&at, span(row)?).ok_or_else(|| Fault::Row(format!("at `{at}`")))?,
        says: row.get("says")?,
    })
}

impl CaseReader {
    /// Opens the case's file.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] for a file that is no case, [`StoreError::TooNew`] for one of a newer Patikra.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let foreign = || StoreError::Foreign {
            path: path.to_owned(),
            expected: "case",
        };
        if !path.exists() {
            return Err(StoreError::Io {
                path: path.to_owned(),
                source: std::io::ErrorKind::NotFound.into(),
            });
        }
        let sqlite = |source: rusqlite::Error| {
            if source.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
                foreign()
            } else {
                StoreError::Sqlite {
                    path: path.display().to_string(),
                    source,
                }
            }
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(uri(path), flags).map_err(sqlite)?;
        let application: i64 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(sqlite)?;
        if application != CASE_APPLICATION {
            return Err(foreign());
        }
        let version: String = connection
            .query_row(
                "SELECT value FROM meta WHERE key = 'schema_version'",
                [],
                |row| row.get(0),
            )
            .map_err(|_| foreign())?;
        match version.parse::<i64>() {
            Ok(found) if found > CASE_SCHEMA => {
                return Err(StoreError::TooNew {
                    path: path.to_owned(),
                    found,
                    known: CASE_SCHEMA,
                });
            }
            Ok(_) => {}
            Err(_) => return Err(foreign()),
        }
        connection
            .pragma_update(None, "query_only", true)
            .map_err(sqlite)?;
        Database::new(connection, &path.display().to_string()).map(|db| Self { db })
    }

    fn rows<T>(
        &self,
        table: &'static str,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl Fn(&Row<'_>) -> Read<T>,
    ) -> Result<Vec<T>, StoreError> {
        let run = || -> Read<Vec<T>> {
            let mut statement = self.db.connection().prepare_cached(sql)?;
            let mut rows = statement.query(params)?;
            let mut items = Vec::new();
            while let Some(row) = rows.next()? {
                items.push(read(row)?);
            }
            Ok(items)
        };
        run().map_err(|fault| match fault {
            Fault::Row(what) => self.db.bad_row(table, &what),
            Fault::Sqlite(source) => match self.db.named::<()>(Err(source)) {
                Err(error) => error,
                Ok(()) => self.db.bad_row(table, "nothing"),
            },
        })
    }

    /// What holds for the case as a whole, in the order written.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`] and [`StoreError::BadRow`], as with every method here that reads rows.
    pub fn meta(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.rows("meta", "SELECT * FROM meta ORDER BY rowid", [], |row| {
            Ok((row.get("key")?, row.get("value")?))
        })
    }

    /// The inputs.
    pub fn inputs(&self) -> Result<Vec<InputRow>, StoreError> {
        self.rows("input", "SELECT * FROM input ORDER BY rowid", [], |row| {
            Ok(InputRow {
                path: row.get("path")?,
                kind: row.get("kind")?,
                artifact: optional_id(row, "sha256")?,
                n_files: unsigned(row, "n_files")?,
                len: unsigned(row, "len")?,
            })
        })
    }

    /// The artifacts.
    pub fn artifacts(&self) -> Result<Vec<ArtifactRow>, StoreError> {
        let sql = "SELECT * FROM artifact ORDER BY rowid";
        self.rows("artifact", sql, [], |row| {
            Ok(ArtifactRow {
                id: parsed(row, "id")?,
                kind: row.get("kind")?,
                len: unsigned(row, "len")?,
            })
        })
    }

    /// The places that an artifact came from.
    pub fn origins(&self, artifact: ArtifactId) -> Result<Vec<OriginRow>, StoreError> {
        let sql = "SELECT * FROM origin WHERE artifact = ?1 ORDER BY rowid";
        self.rows("origin", sql, [artifact.to_string()], origin)
    }

    /// The subjects.
    pub fn subjects(&self) -> Result<Vec<Subject>, StoreError> {
        let sql = "SELECT * FROM subject ORDER BY rowid";
        self.rows("subject", sql, [], |row| {
            let kind: String = row.get("kind")?;
            Ok(Subject {
                id: row.get("id")?,
                kind: match kind.as_str() {
                    "device" => SubjectKind::Device,
                    "app" => SubjectKind::App,
                    _ => return Err(Fault::Row(format!("kind `{kind}`"))),
                },
                label: row.get("label")?,
                package: row.get("package")?,
                signer: row.get("signer")?,
                build: row.get("build")?,
            })
        })
    }

    /// The artifacts of each app, in the order written.
    pub fn app_artifacts(&self) -> Result<Vec<(String, ArtifactId)>, StoreError> {
        let sql = "SELECT * FROM app_artifact ORDER BY rowid";
        self.rows("app_artifact", sql, [], |row| {
            Ok((row.get("app")?, parsed(row, "artifact")?))
        })
    }

    /// The problems.
    pub fn problems(&self) -> Result<Vec<ProblemRow>, StoreError> {
        let sql = "SELECT * FROM problem ORDER BY rowid";
        self.rows("problem", sql, [], |row| {
            Ok(ProblemRow {
                artifact: parsed(row, "artifact")?,
                path: row.get("path")?,
                code: row.get("code")?,
                says: row.get("says")?,
                span: span(row)?,
            })
        })
    }

    /// The coverage.
    pub fn coverage(&self) -> Result<Vec<CoverageRow>, StoreError> {
        let sql = "SELECT * FROM coverage ORDER BY rowid";
        self.rows("coverage", sql, [], |row| {
            Ok(CoverageRow {
                examiner: row.get("examiner")?,
                artifact: parsed(row, "artifact")?,
                path: row.get("path")?,
                status: parsed(row, "status")?,
                because: row.get("because")?,
            })
        })
    }

    /// The facts of a kind.
    pub fn facts(&self, kind: &'static Kind) -> Result<Vec<OwnedFact>, StoreError> {
        let mut columns = String::new();
        for column in kind.columns {
            // Writing to a `String` cannot fail.
            let _ = write!(columns, ", t.\"{}\"", column.name);
        }
        let sql = format!(
            "SELECT t.{} AS owner, e.artifact, e.at, e.span_start, e.span_end, e.says{columns}
             FROM {} AS t JOIN evidence AS e ON e.id = t.evidence ORDER BY t.rowid",
            kind.owner(),
            kind.table()
        );
        self.rows(kind.name, &sql, [], |row| {
            let mut values = Vec::with_capacity(kind.columns.len());
            // The first six are the owner's and the evidence's.
            for index in (6..).take(kind.columns.len()) {
                values.push(match row.get_ref(index)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => Value::Int(number),
                    ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Real(_) | ValueRef::Blob(_) => {
                        return Err(Fault::Row("a value of another type".to_owned()));
                    }
                });
            }
            let fact = Fact::from_row(kind, values, evidence(row)?)
                .ok_or_else(|| Fault::Row("values that do not fit".to_owned()))?;
            Ok(OwnedFact {
                owner: row.get("owner")?,
                fact,
            })
        })
    }

    /// A piece of evidence, with its artifact's way back to an input; `None` where there is none with this name.
    pub fn evidence(&self, id: &EvidenceId) -> Result<Option<EvidenceRow>, StoreError> {
        let sql = "SELECT * FROM evidence WHERE id = ?1";
        let found = self.rows("evidence", sql, [id.as_str()], evidence)?;
        let Some(evidence) = found.into_iter().next() else {
            return Ok(None);
        };
        Ok(Some(EvidenceRow {
            id: id.clone(),
            origins: self.way_back(evidence.artifact)?,
            evidence,
        }))
    }

    fn way_back(&self, artifact: ArtifactId) -> Result<Vec<OriginRow>, StoreError> {
        let sql =
            "SELECT * FROM origin WHERE artifact = ?1 ORDER BY parent IS NOT NULL, rowid LIMIT 1";
        let mut origins: Vec<OriginRow> = Vec::new();
        let mut next = Some(artifact);
        while let Some(artifact) = next {
            // A container cannot hold itself, but a damaged case can say so.
            if origins.iter().any(|step| step.artifact == artifact) {
                break;
            }
            let found = self.rows("origin", sql, [artifact.to_string()], origin)?;
            let Some(step) = found.into_iter().next() else {
                break;
            };
            next = step.parent;
            origins.push(step);
        }
        Ok(origins)
    }

    /// The findings, in the order written.
    pub fn findings(&self) -> Result<Vec<FindingRow>, StoreError> {
        self.findings_where("SELECT * FROM finding ORDER BY rowid", [])
    }

    fn findings_where(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<FindingRow>, StoreError> {
        self.rows("finding", sql, params, |row| {
            let id: String = row.get("id")?;
            let mut finding = Finding::new(
                &row.get::<_, String>("rule")?,
                &row.get::<_, String>("question")?,
                &row.get::<_, String>("subject")?,
                parsed(row, "grade")?,
                self.evidence_of(&id)?,
            )
            .map_err(|_| Fault::Row(format!("the finding {id} without evidence")))?;
            finding.severity = parsed(row, "severity")?;
            finding.confidence = parsed(row, "confidence")?;
            finding.title = row.get("title")?;
            finding.detail = json(row, "detail", object_from_json)?;
            finding.gates = json(row, "gates", gates_from_json)?;
            finding.frames = json(row, "frames", texts_from_json)?;
            Ok(FindingRow { id, finding })
        })
    }

    fn evidence_of(&self, finding: &str) -> Read<Vec<EvidenceId>> {
        let mut statement = self.db.connection().prepare_cached(
            "SELECT evidence FROM finding_evidence WHERE finding = ?1 ORDER BY n",
        )?;
        let mut rows = statement.query([finding])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            ids.push(
                EvidenceId::new(&text).ok_or_else(|| Fault::Row(format!("evidence `{text}`")))?,
            );
        }
        Ok(ids)
    }

    /// The answers, in the order written, with their findings.
    pub fn answers(&self) -> Result<Vec<Answer>, StoreError> {
        let sql = "SELECT * FROM answer ORDER BY rowid";
        let mut answers = self.rows("answer", sql, [], |row| {
            Ok(Answer {
                question: row.get("question")?,
                subject: row.get("subject")?,
                verdict: parsed(row, "verdict")?,
                statement: row.get("statement")?,
                findings: Vec::new(),
                coverage: Coverage {
                    read: unsigned(row, "read")?,
                    not_read: unsigned(row, "not_read")?,
                    limits_reached: unsigned(row, "limits_reached")?,
                    notes: json(row, "notes", texts_from_json)?,
                },
                unknowns: Vec::new(),
            })
        })?;
        for answer in &mut answers {
            let key = (&answer.question, &answer.subject);
            let findings = self.findings_where(
                "SELECT f.* FROM answer_finding AS a JOIN finding AS f ON f.id = a.finding
                 WHERE a.question = ?1 AND a.subject = ?2 ORDER BY a.n",
                key,
            )?;
            answer.unknowns = self.rows(
                "answer_unknown",
                "SELECT what, because FROM answer_unknown WHERE question = ?1 AND subject = ?2 ORDER BY n",
                key,
                |row| {
                    Ok(Unknown {
                        what: row.get("what")?,
                        because: row.get("because")?,
                    })
                },
            )?;
            answer.findings = findings.into_iter().map(|row| row.finding).collect();
        }
        Ok(answers)
    }

    /// Runs one statement of the user's that may only read.
    ///
    /// # Errors
    /// [`QueryError`] where it is not one statement that reads, or runs too long.
    pub fn query(&self, sql: &str, limits: &QueryLimits) -> Result<Table, QueryError> {
        self.db.query(sql, limits)
    }

    /// What a statement would read and give, without running it.
    ///
    /// # Errors
    /// [`QueryError`], as for [`CaseReader::query`].
    pub fn describe(&self, sql: &str) -> Result<Described, QueryError> {
        self.db.describe(sql)
    }
}

/// The file as a URI that promises `SQLite` that nobody writes it, so that no lock and no second file is made.
fn uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    // A Windows path begins with a drive's letter, which a URI wants behind a slash.
    if cfg!(windows) && path.is_absolute() {
        uri.push('/');
    }
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(byte));
            }
            // Writing to a `String` cannot fail.
            _ => {
                let _ = write!(uri, "%{byte:02x}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri
}
