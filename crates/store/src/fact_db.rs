//! A database with the tables of a case, to write rows to and to run queries on.

use crate::database::Database;
use crate::finding::{finding_id, gates_to_json, texts_to_json};
use crate::query::{Described, QueryLimits, Table};
use crate::{
    ArtifactRow, CoverageRow, InputRow, OriginRow, ProblemRow, QueryError, StoreError, schema,
};
use base::{ArtifactId, Span};
use facts::{Answer, Evidence, Fact, Finding, Kind, Subject, SubjectKind, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

/// The tables of a case, in memory or in the file that a [`crate::CaseWriter`] is writing.
///
/// Rows are kept in the order in which they are given. Writing is not atomic here: a case becomes visible
/// only by [`crate::CaseWriter::finish`].
#[derive(Debug)]
pub struct FactDb {
    pub(crate) db: Database,
}

struct Param<'a>(&'a Value);

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A length or offset as `SQLite` holds it; the largest number where it does not fit, which no real file reaches.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn ends(span: Option<Span>) -> (Option<i64>, Option<i64>) {
    (
        span.map(|span| signed(span.start())),
        span.map(|span| signed(span.end())),
    )
}

impl FactDb {
    /// An empty one in memory.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`] where `SQLite` cannot start.
    pub fn in_memory() -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory().map_err(|source| StoreError::Sqlite {
            path: "memory".to_owned(),
            source,
        })?;
        Self::create(connection, "memory")
    }

    pub(crate) fn create(connection: Connection, name: &str) -> Result<Self, StoreError> {
        let db = Database::new(connection, name)?;
        db.connection().set_prepared_statement_cache_capacity(128);
        db.named(schema::create(db.connection()))?;
        Ok(Self { db })
    }

    fn insert(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
        let done = self
            .db
            .connection()
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params));
        self.db.named(done).map(drop)
    }

    /// Writes what holds for the case as a whole.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`], as with every method here that writes.
    pub fn meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.insert("INSERT INTO meta VALUES (?1, ?2)", (key, value))
    }

    /// Writes an input.
    pub fn input(&self, row: &InputRow) -> Result<(), StoreError> {
        self.insert(
            "INSERT INTO input VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                &row.path,
                &row.kind,
                row.artifact.map(|id| id.to_string()),
                signed(row.n_files),
                signed(row.len),
            ),
        )
    }

    /// Writes an artifact, unless it stands there.
    pub fn artifact(&self, row: &ArtifactRow) -> Result<(), StoreError> {
        self.insert(
            "INSERT OR IGNORE INTO artifact VALUES (?1, ?2, ?3)",
            (row.id.to_string(), &row.kind, signed(row.len)),
        )
    }

    /// Writes where an artifact came from.
    pub fn origin(&self, row: &OriginRow) -> Result<(), StoreError> {
        let (start, end) = ends(row.span);
        self.insert(
            "INSERT INTO origin VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                row.artifact.to_string(),
                row.parent.map(|id| id.to_string()),
                &row.path,
                &row.unpacker,
                start,
                end,
            ),
        )
    }

    /// Writes a subject.
    pub fn subject(&self, subject: &Subject) -> Result<(), StoreError> {
        let kind = match subject.kind {
            SubjectKind::Device => "device",
            SubjectKind::App => "app",
        };
        self.insert(
            "INSERT INTO subject VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                &subject.id,
                kind,
                &subject.label,
                &subject.package,
                &subject.signer,
                &subject.build,
            ),
        )
    }

    /// Writes that an artifact belongs to an app.
    pub fn app_artifact(&self, app: &str, artifact: ArtifactId) -> Result<(), StoreError> {
        self.insert(
            "INSERT INTO app_artifact VALUES (?1, ?2)",
            (app, artifact.to_string()),
        )
    }

    /// Writes a problem.
    pub fn problem(&self, row: &ProblemRow) -> Result<(), StoreError> {
        let (start, end) = ends(row.span);
        self.insert(
            "INSERT INTO problem VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                row.artifact.to_string(),
                &row.path,
                &row.code,
                &row.says,
                start,
                end,
            ),
        )
    }

    /// Writes what an examiner did with an artifact.
    pub fn coverage(&self, row: &CoverageRow) -> Result<(), StoreError> {
        self.insert(
            "INSERT INTO coverage VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                &row.examiner,
                row.artifact.to_string(),
                &row.path,
                row.status.name(),
                &row.because,
            ),
        )
    }

    fn evidence(&self, evidence: &Evidence) -> Result<String, StoreError> {
        let id = evidence.id().as_str().to_owned();
        let (start, end) = ends(evidence.span());
        self.insert(
            "INSERT OR IGNORE INTO evidence VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                &id,
                evidence.artifact.to_string(),
                evidence.at(),
                start,
                end,
                &evidence.says,
            ),
        )?;
        Ok(id)
    }

    /// Writes a fact of `owner`, which is a subject's id, with its evidence.
    pub fn fact(&self, owner: &str, fact: &Fact) -> Result<(), StoreError> {
        let evidence = self.evidence(fact.evidence())?;
        let artifact = fact.evidence().artifact.to_string();
        self.fact_row(fact.kind(), owner, &artifact, &evidence, fact.values())
    }

    /// Writes a row of a kind's table as it is, without evidence of its own: for trying rules.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`] where the values do not fit the kind.
    pub fn fact_row(
        &self,
        kind: &Kind,
        owner: &str,
        artifact: &str,
        evidence: &str,
        values: &[Value],
    ) -> Result<(), StoreError> {
        let marks = ", ?".repeat(values.len());
        let sql = format!("INSERT INTO {} VALUES (?, ?, ?{marks})", kind.table());
        let texts = [owner, artifact, evidence];
        let values: Vec<Param<'_>> = values.iter().map(Param).collect();
        let params: Vec<&dyn ToSql> = texts
            .iter()
            .map(|text| text as &dyn ToSql)
            .chain(values.iter().map(|value| value as &dyn ToSql))
            .collect();
        self.insert(&sql, params.as_slice())
    }

    /// Makes a table of reference data, `ref_` and `name`, that queries can join; its columns, each given
    /// with what it means, are text.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`], also where a name is no plain SQL name or a row has another number of values.
    pub fn reference_table(
        &self,
        name: &str,
        doc: &str,
        columns: &[(String, String)],
        rows: &[Vec<Option<String>>],
    ) -> Result<(), StoreError> {
        let plain = |name: &str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        if !plain(name) || !columns.iter().all(|(column, _)| plain(column)) {
            let what = format!(
                "the name {name}, or one of its columns, which is not of small letters, digits and _"
            );
            return Err(self.db.bad_row("kind", &what));
        }
        let declared: Vec<String> = columns
            .iter()
            .map(|(column, _)| format!("\"{column}\" TEXT"))
            .collect();
        let made = self
            .db
            .connection()
            .execute_batch(&format!("CREATE TABLE ref_{name}({})", declared.join(", ")));
        self.db.named(made)?;
        let table = format!("ref_{name}");
        self.insert("INSERT INTO kind VALUES (?1, ?1, ?2)", (&table, doc))?;
        for (column, doc) in columns {
            self.insert(
                "INSERT INTO kind_column VALUES (?1, ?2, 'text', 1, ?3)",
                (&table, column, doc),
            )?;
        }
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {table} VALUES ({marks})");
        for row in rows {
            self.insert(&sql, rusqlite::params_from_iter(row))?;
        }
        Ok(())
    }

    /// Writes a finding, unless it stands there, and gives its name.
    pub fn finding(&self, finding: &Finding) -> Result<String, StoreError> {
        let id = finding_id(finding);
        let detail = serde_json::Value::Object(finding.detail.clone()).to_string();
        let connection = self.db.connection();
        let known = connection
            .prepare_cached("SELECT 1 FROM finding WHERE id = ?1")
            .and_then(|mut statement| statement.exists([&id]));
        if self.db.named(known)? {
            return Ok(id);
        }
        self.insert(
            "INSERT INTO finding VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            (
                &id,
                &finding.rule,
                &finding.question,
                &finding.subject,
                finding.grade.name(),
                finding.severity.name(),
                finding.confidence.name(),
                &finding.title,
                detail,
                gates_to_json(&finding.gates),
                texts_to_json(&finding.frames),
            ),
        )?;
        for (n, evidence) in (0_i64..).zip(finding.evidence()) {
            self.insert(
                "INSERT INTO finding_evidence VALUES (?1, ?2, ?3)",
                (&id, n, evidence.as_str()),
            )?;
        }
        Ok(id)
    }

    /// Writes an answer with its findings and unknowns.
    pub fn answer(&self, answer: &Answer) -> Result<(), StoreError> {
        let (question, subject) = (&answer.question, &answer.subject);
        self.insert(
            "INSERT INTO answer VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                question,
                subject,
                answer.verdict.name(),
                &answer.statement,
                signed(answer.coverage.read),
                signed(answer.coverage.not_read),
                signed(answer.coverage.limits_reached),
                texts_to_json(&answer.coverage.notes),
            ),
        )?;
        for (n, finding) in (0_i64..).zip(&answer.findings) {
            let id = self.finding(finding)?;
            self.insert(
                "INSERT INTO answer_finding VALUES (?1, ?2, ?3, ?4)",
                (question, subject, n, id),
            )?;
        }
        for (n, unknown) in (0_i64..).zip(&answer.unknowns) {
            self.insert(
                "INSERT INTO answer_unknown VALUES (?1, ?2, ?3, ?4, ?5)",
                (question, subject, n, &unknown.what, &unknown.because),
            )?;
        }
        Ok(())
    }

    /// Runs one statement that may only read.
    ///
    /// # Errors
    /// [`QueryError`] where it is not one statement that reads, or runs too long.
    pub fn query(&self, sql: &str, limits: &QueryLimits) -> Result<Table, QueryError> {
        self.db.query(sql, limits)
    }

    /// What a statement would read and give, without running it.
    ///
    /// # Errors
    /// [`QueryError`], as for [`FactDb::query`].
    pub fn describe(&self, sql: &str) -> Result<Described, QueryError> {
        self.db.describe(sql)
    }
}
