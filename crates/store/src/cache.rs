//! The work file: what examiners found, under the name of what they read, so that nothing is read twice.

use crate::StoreError;
use crate::blob::{UnitResult, shape_of_kinds};
use crate::fact_db::signed;
use base::ArtifactId;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One step from a schema of the work file to the next.
type Step = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// Step `n` makes schema `n + 1` of schema `n`. Steps are added at the end and never changed.
const STEPS: &[Step] = &[first_schema];

/// `PRAGMA application_id` of a work file: the letters `Ptkw`.
const APPLICATION: i64 = 0x5074_6b77;

/// How long a write waits for another process's: 60 s. The longest write met is a result of some 100 MB.
const WAIT: Duration = Duration::from_mins(1);

fn first_schema(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(
        "CREATE TABLE result(unit TEXT NOT NULL, examiner TEXT NOT NULL, version TEXT NOT NULL, shape TEXT NOT NULL,
             found BLOB NOT NULL, PRIMARY KEY(unit, examiner, version));
         CREATE TABLE seen(path TEXT NOT NULL PRIMARY KEY, len INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
             inode INTEGER NOT NULL, sha256 TEXT NOT NULL);",
    )
}

/// What tells that a file of an input is the one that was read before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStamp {
    /// The absolute path.
    pub path: String,
    /// Bytes.
    pub len: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub mtime_ns: i64,
    /// Its number in the file system; 0 where there is none.
    pub inode: u64,
}

/// The work file of a case.
///
/// Each result is written in one transaction: after a kill it is there as a whole or not at all.
#[derive(Debug)]
pub struct Cache {
    connection: Connection,
    path: PathBuf,
    shape: String,
}

impl Cache {
    /// Opens the work file at `path`, or makes it; an older one is brought to the schema of this version.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] for a file of a newer Patikra, [`StoreError::Foreign`] for any other file.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, STEPS)
    }

    fn open_with(path: &Path, steps: &[Step]) -> Result<Self, StoreError> {
        let sqlite = |source: rusqlite::Error| {
            if source.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
                return StoreError::Foreign {
                    path: path.to_owned(),
                    expected: "work file",
                };
            }
            StoreError::Sqlite {
                path: path.display().to_string(),
                source,
            }
        };
        let mut connection = Connection::open(path).map_err(sqlite)?;
        let found = migrate(&mut connection, steps).map_err(sqlite)?;
        match found {
            Schema::Known => {}
            Schema::TooNew(found) => {
                return Err(StoreError::TooNew {
                    path: path.to_owned(),
                    found,
                    known: count(steps),
                });
            }
            Schema::Foreign => {
                return Err(StoreError::Foreign {
                    path: path.to_owned(),
                    expected: "work file",
                });
            }
        }
        Ok(Self {
            connection,
            path: path.to_owned(),
            shape: shape_of_kinds(),
        })
    }

    fn named<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|source| StoreError::Sqlite {
            path: self.path.display().to_string(),
            source,
        })
    }

    /// Whether this version of the examiner has read the unit, and its result can be used.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`], as with every method here.
    pub fn has(&self, unit: ArtifactId, examiner: &str, version: &str) -> Result<bool, StoreError> {
        let key = (unit.to_string(), examiner, version, &self.shape);
        self.named(
            self.connection
                .prepare_cached("SELECT 1 FROM result WHERE unit = ?1 AND examiner = ?2 AND version = ?3 AND shape = ?4")
                .and_then(|mut statement| statement.exists(key)),
        )
    }

    /// What this version of the examiner found in the unit; `None` where it has not read it, and also where
    /// the stored result cannot be used any more.
    pub fn result(
        &self,
        unit: ArtifactId,
        examiner: &str,
        version: &str,
    ) -> Result<Option<UnitResult>, StoreError> {
        let key = (unit.to_string(), examiner, version, &self.shape);
        let found: Option<Vec<u8>> = self.named(
            self.connection
                .prepare_cached("SELECT found FROM result WHERE unit = ?1 AND examiner = ?2 AND version = ?3 AND shape = ?4")
                .and_then(|mut statement| statement.query_row(key, |row| row.get(0)).optional()),
        )?;
        Ok(found.and_then(|found| UnitResult::decode(&found)))
    }

    /// Keeps what this version of the examiner found in the unit; what it or an older version of it found
    /// before is dropped.
    pub fn put(
        &self,
        unit: ArtifactId,
        examiner: &str,
        version: &str,
        result: UnitResult,
    ) -> Result<(), StoreError> {
        let unit = unit.to_string();
        let found = result.encode();
        // The database copies what it is given; both need not be there beside the result.
        drop(result);
        let write = || {
            let transaction =
                Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
            transaction
                .prepare_cached("DELETE FROM result WHERE unit = ?1 AND examiner = ?2")?
                .execute((&unit, examiner))?;
            transaction
                .prepare_cached("INSERT INTO result VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute((&unit, examiner, version, &self.shape, &found))?;
            transaction.commit()
        };
        self.named(write())
    }

    /// The digest of a file that has not changed since it was last read.
    pub fn seen(&self, file: &FileStamp) -> Result<Option<ArtifactId>, StoreError> {
        let key = (
            &file.path,
            signed(file.len),
            file.mtime_ns,
            file.inode.cast_signed(),
        );
        let text: Option<String> = self.named(
            self.connection
                .prepare_cached("SELECT sha256 FROM seen WHERE path = ?1 AND len = ?2 AND mtime_ns = ?3 AND inode = ?4")
                .and_then(|mut statement| statement.query_row(key, |row| row.get(0)).optional()),
        )?;
        Ok(text.and_then(|text| text.parse().ok()))
    }

    /// Keeps the digest of a file.
    pub fn remember(&self, file: &FileStamp, artifact: ArtifactId) -> Result<(), StoreError> {
        let row = (
            &file.path,
            signed(file.len),
            file.mtime_ns,
            file.inode.cast_signed(),
            artifact.to_string(),
        );
        self.named(
            self.connection
                .prepare_cached("INSERT OR REPLACE INTO seen VALUES (?1, ?2, ?3, ?4, ?5)")
                .and_then(|mut statement| statement.execute(row)),
        )
        .map(drop)
    }
}

enum Schema {
    Known,
    TooNew(i64),
    Foreign,
}

fn count(steps: &[Step]) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

/// Looks at whose file it is before anything is changed in it, then takes the steps that it lacks, all in
/// one transaction.
fn migrate(connection: &mut Connection, steps: &[Step]) -> rusqlite::Result<Schema> {
    connection.busy_timeout(WAIT)?;
    let pragma = |connection: &Connection, name: &str| -> rusqlite::Result<i64> {
        connection.pragma_query_value(None, name, |row| row.get(0))
    };
    let application = pragma(connection, "application_id")?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = application == 0 && tables == 0;
    if !is_new && application != APPLICATION {
        return Ok(Schema::Foreign);
    }
    let found = pragma(connection, "user_version")?;
    if found > count(steps) {
        return Ok(Schema::TooNew(found));
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // With WAL, `NORMAL` keeps the file whole after a kill or a power cut; the last results may be lost.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have taken the steps while this one waited.
    let found = usize::try_from(pragma(&transaction, "user_version")?).unwrap_or(0);
    for step in steps.iter().skip(found) {
        step(&transaction)?;
    }
    if found < steps.len() {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", count(steps))?;
    }
    transaction.commit()?;
    Ok(Schema::Known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: ArtifactId = ArtifactId::new([7; 32]);

    fn result(kind: &str) -> UnitResult {
        UnitResult {
            artifacts: vec![crate::ArtifactRow {
                id: UNIT,
                kind: kind.to_owned(),
                len: 1,
            }],
            ..UnitResult::default()
        }
    }

    #[test]
    fn a_result_is_found_under_its_own_version_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.sqlite");
        let cache = Cache::open(&path).unwrap();
        assert!(!cache.has(UNIT, "code", "1").unwrap());
        cache.put(UNIT, "code", "1", result("apk")).unwrap();
        drop(cache);
        let cache = Cache::open(&path).unwrap();
        assert!(cache.has(UNIT, "code", "1").unwrap());
        assert!(!cache.has(UNIT, "code", "2").unwrap());
        assert!(!cache.has(UNIT, "lists", "1").unwrap());
        assert_eq!(
            cache.result(UNIT, "code", "1").unwrap(),
            Some(result("apk"))
        );
        cache.put(UNIT, "code", "2", result("dex")).unwrap();
        assert!(
            !cache.has(UNIT, "code", "1").unwrap(),
            "the older version's result is dropped"
        );
        assert_eq!(
            cache.result(UNIT, "code", "2").unwrap(),
            Some(result("dex"))
        );
    }

    #[test]
    fn a_result_of_other_kinds_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = Cache::open(&folder.path().join("work.sqlite")).unwrap();
        cache.put(UNIT, "code", "1", result("apk")).unwrap();
        cache.shape = "of another version".to_owned();
        assert!(!cache.has(UNIT, "code", "1").unwrap());
        assert_eq!(cache.result(UNIT, "code", "1").unwrap(), None);
    }

    #[test]
    fn a_changed_file_is_not_seen() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("work.sqlite")).unwrap();
        let stamp = FileStamp {
            path: "/a".to_owned(),
            len: 3,
            mtime_ns: 1_600_000_000_000_000_001,
            inode: u64::MAX,
        };
        cache.remember(&stamp, UNIT).unwrap();
        assert_eq!(cache.seen(&stamp).unwrap(), Some(UNIT));
        let later = FileStamp {
            mtime_ns: stamp.mtime_ns + 1,
            ..stamp.clone()
        };
        assert_eq!(cache.seen(&later).unwrap(), None);
        let other = ArtifactId::new([8; 32]);
        cache.remember(&later, other).unwrap();
        assert_eq!(cache.seen(&later).unwrap(), Some(other));
        assert_eq!(cache.seen(&stamp).unwrap(), None);
    }

    fn second_schema(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        transaction.execute_batch("ALTER TABLE result ADD COLUMN cost_ms INTEGER")
    }

    fn broken_step(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        transaction.execute_batch("CREATE TABLE half(a); SELECT * FROM nothing;")
    }

    #[test]
    fn an_older_file_is_brought_up_and_keeps_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.sqlite");
        let cache = Cache::open(&path).unwrap();
        cache.put(UNIT, "code", "1", result("apk")).unwrap();
        drop(cache);
        assert!(
            Cache::open_with(&path, &[first_schema, broken_step]).is_err(),
            "a step that fails is an error"
        );
        let cache = Cache::open(&path).expect("a failed step leaves the file as it was");
        drop(cache);
        let cache = Cache::open_with(&path, &[first_schema, second_schema]).unwrap();
        assert_eq!(
            cache.result(UNIT, "code", "1").unwrap(),
            Some(result("apk"))
        );
        let cost: Option<i64> = cache
            .connection
            .query_row("SELECT cost_ms FROM result", [], |row| row.get(0))
            .unwrap();
        assert_eq!(cost, None);
        drop(cache);
        let error = Cache::open(&path).unwrap_err();
        assert!(matches!(
            error,
            StoreError::TooNew {
                found: 2,
                known: 1,
                ..
            }
        ));
    }

    #[test]
    fn another_programs_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.sqlite");
        Connection::open(&path)
            .unwrap()
            .execute_batch("CREATE TABLE theirs(a)")
            .unwrap();
        assert!(matches!(
            Cache::open(&path),
            Err(StoreError::Foreign { .. })
        ));
        let text = folder.path().join("text");
        std::fs::write(
            &text,
            "not a database, but long enough to look at. ".repeat(40),
        )
        .unwrap();
        assert!(matches!(
            Cache::open(&text),
            Err(StoreError::Foreign { .. })
        ));
    }

    #[test]
    fn a_write_cut_short_leaves_the_older_result() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.sqlite");
        let cache = Cache::open(&path).unwrap();
        cache.put(UNIT, "code", "1", result("apk")).unwrap();
        // What a kill leaves: a deletion and an insertion that were never committed. The files are copied
        // while the transaction is open.
        cache
            .connection
            .execute_batch("BEGIN IMMEDIATE; DELETE FROM result;")
            .unwrap();
        let copy = folder.path().join("copy.sqlite");
        for suffix in ["", "-wal"] {
            let with_suffix = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
            std::fs::copy(with_suffix(&path), with_suffix(&copy)).unwrap();
        }
        let after = Cache::open(&copy).unwrap();
        assert_eq!(
            after.result(UNIT, "code", "1").unwrap(),
            Some(result("apk"))
        );
    }
}
