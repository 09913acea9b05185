//! Writes a case's file, which appears only when it is complete.

use crate::database::Database;
use crate::schema::CASE_APPLICATION;
use crate::{FactDb, StoreError};
use rusqlite::{Connection, ErrorCode};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A case's file in the making, beside its final place and under another name.
///
/// The same rows in the same order give the same bytes. Without [`CaseWriter::finish`] an older case stays
/// as it was.
#[derive(Debug)]
pub struct CaseWriter {
    db: FactDb,
    part: PathBuf,
    path: PathBuf,
}

impl CaseWriter {
    /// Begins to write the case that will stand at `path`.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another run writes it, [`StoreError::Io`] and [`StoreError::Sqlite`].
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        remove_stale(&part)?;
        let db = begin(&part).map_err(|source| StoreError::Sqlite {
            path: part.display().to_string(),
            source,
        })?;
        let db = FactDb::create(db, &part.display().to_string())?;
        Ok(Self {
            db,
            part,
            path: path.to_owned(),
        })
    }

    /// The tables, to write rows to and to run rules on.
    pub const fn db(&self) -> &FactDb {
        &self.db
    }

    /// Brings the file to the disk and to its place, over the one that stood there.
    ///
    /// # Errors
    /// [`StoreError::Io`] and [`StoreError::Sqlite`]; an older case then stays as it was.
    pub fn finish(self) -> Result<(), StoreError> {
        let Self { db, part, path } = self;
        let sqlite = |source| StoreError::Sqlite {
            path: part.display().to_string(),
            source,
        };
        let connection = Database::into_connection(db.db);
        connection.flush_prepared_statement_cache();
        connection.execute_batch("COMMIT").map_err(sqlite)?;
        connection.close().map_err(|(_, source)| sqlite(source))?;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Io { path, source }
        };
        let file = File::options().write(true).open(&part).map_err(io(&part))?;
        file.sync_all().map_err(io(&part))?;
        drop(file);
        fs::rename(&part, &path).map_err(io(&path))?;
        // The rename itself is on the disk only once the folder is; where folders cannot be opened as
        // files, there is no such thing to do.
        #[cfg(unix)]
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            File::open(folder)
                .and_then(|folder| folder.sync_all())
                .map_err(io(folder))?;
        }
        Ok(())
    }
}

/// Removes what a run that was killed has left, and refuses where a run still writes.
fn remove_stale(part: &Path) -> Result<(), StoreError> {
    if !part.exists() {
        return Ok(());
    }
    let probe = Connection::open(part).and_then(|connection| {
        connection.busy_timeout(std::time::Duration::ZERO)?;
        connection.execute_batch("BEGIN EXCLUSIVE")
    });
    if probe.is_err_and(|error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)) {
        return Err(StoreError::Busy {
            path: part.to_owned(),
        });
    }
    fs::remove_file(part).map_err(|source| StoreError::Io {
        path: part.to_owned(),
        source,
    })
}

/// The settings that decide the bytes, and the one transaction in which everything is written. There is no
/// journal, because a file that is not finished is thrown away.
fn begin(part: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(part)?;
    connection.execute_batch(&format!(
        "PRAGMA page_size = 4096;
         PRAGMA encoding = 'UTF-8';
         PRAGMA auto_vacuum = NONE;
         PRAGMA journal_mode = OFF;
         PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA application_id = {CASE_APPLICATION};
         BEGIN EXCLUSIVE;"
    ))?;
    Ok(connection)
}
