//! A connection on which queries of others can run without doing more than read.

use crate::query::{Cell, Described, QueryLimits, Table};
use crate::{QueryError, StoreError};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Steps of the `SQLite` machine between two looks at the bound.
const STEPS_PER_LOOK: u16 = 10_000;

/// The longest text or blob, and the longest row, that `SQLite` handles here: 256 MiB. The longest column is
/// a list's sample, which examiners keep under 1 MiB.
const VALUE_LEN: i32 = 256 << 20;

/// What the hooks of a connection share with its owner.
#[derive(Debug, Default)]
struct Guard {
    /// Whether only reading is allowed now.
    on: AtomicBool,
    /// Looks left before a guarded query is stopped.
    looks: AtomicU64,
    /// What a guarded statement tried and may not do.
    refused: Mutex<Option<String>>,
    /// The tables that a guarded statement reads.
    tables: Mutex<Vec<String>>,
}

impl Guard {
    fn authorize(&self, context: &AuthContext<'_>) -> Authorization {
        if !self.on.load(Ordering::Relaxed) {
            return Authorization::Allow;
        }
        let refused = match context.action {
            AuthAction::Select | AuthAction::Recursive => return Authorization::Allow,
            AuthAction::Read { table_name, .. } => {
                let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
                if !tables.iter().any(|table| table == table_name) {
                    tables.push(table_name.to_owned());
                }
                return Authorization::Allow;
            }
            // Those that give something else each time, or that reach outside the case.
            AuthAction::Function { function_name }
                if !["random", "randomblob", "load_extension"]
                    .contains(&function_name.to_ascii_lowercase().as_str()) =>
            {
                return Authorization::Allow;
            }
            AuthAction::Function { function_name } => format!("the function {function_name}"),
            AuthAction::Attach { .. } => "ATTACH".to_owned(),
            AuthAction::Detach { .. } => "DETACH".to_owned(),
            AuthAction::Pragma { pragma_name, .. } => format!("PRAGMA {pragma_name}"),
            AuthAction::Insert { table_name } => format!("writing to {table_name}"),
            AuthAction::Delete { table_name } => format!("deleting from {table_name}"),
            AuthAction::Update { table_name, .. } => format!("changing {table_name}"),
            AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
                "a transaction".to_owned()
            }
            _ => "changing the schema".to_owned(),
        };
        let mut slot = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        slot.get_or_insert(refused);
        Authorization::Deny
    }

    /// Whether the query is to be stopped.
    fn look(&self) -> bool {
        self.on.load(Ordering::Relaxed)
            && self
                .looks
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |looks| {
                    looks.checked_sub(1)
                })
                .is_err()
    }
}

/// A connection with a name for messages, and a guard for queries of others.
#[derive(Debug)]
pub(crate) struct Database {
    connection: Connection,
    name: String,
    guard: Arc<Guard>,
}

impl Database {
    pub(crate) fn new(mut connection: Connection, name: &str) -> Result<Self, StoreError> {
        let guard = Arc::new(Guard::default());
        let hooks = |connection: &mut Connection| {
            let shared = Arc::clone(&guard);
            connection.authorizer(Some(move |context: AuthContext<'_>| {
                shared.authorize(&context)
            }))?;
            let shared = Arc::clone(&guard);
            connection.progress_handler(i32::from(STEPS_PER_LOOK), Some(move || shared.look()))?;
            connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_LEN)
        };
        match hooks(&mut connection) {
            Ok(_) => Ok(Self {
                connection,
                name: name.to_owned(),
                guard,
            }),
            Err(source) => Err(StoreError::Sqlite {
                path: name.to_owned(),
                source,
            }),
        }
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }

    /// The result of a statement of our own, with the file's name in its error.
    pub(crate) fn named<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|source| StoreError::Sqlite {
            path: self.name.clone(),
            source,
        })
    }

    pub(crate) fn bad_row(&self, table: &'static str, what: &str) -> StoreError {
        StoreError::BadRow {
            path: self.name.clone(),
            table,
            what: what.to_owned(),
        }
    }

    /// Runs one statement that may only read.
    pub(crate) fn query(&self, sql: &str, limits: &QueryLimits) -> Result<Table, QueryError> {
        self.guarded(limits, || {
            let mut statement = self.prepare(sql)?;
            let columns = names(&statement);
            let mut table = Table {
                columns,
                rows: Vec::new(),
                cut: false,
            };
            let mut len = 0_usize;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut cells = Vec::with_capacity(table.columns.len());
                for column in 0..table.columns.len() {
                    let cell = cell(row.get_ref(column)?);
                    len = len.saturating_add(cell.len());
                    cells.push(cell);
                }
                if table.rows.len() >= limits.n_rows || len > limits.len {
                    table.cut = true;
                    break;
                }
                table.rows.push(cells);
            }
            Ok(table)
        })
    }

    /// What a statement would read and give, without running it.
    pub(crate) fn describe(&self, sql: &str) -> Result<Described, QueryError> {
        let columns = self.guarded(&QueryLimits::default(), || {
            self.prepare(sql).map(|statement| names(&statement))
        })?;
        let mut tables = std::mem::take(
            &mut *self
                .guard
                .tables
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        tables.sort_unstable();
        Ok(Described { columns, tables })
    }

    fn prepare(&self, sql: &str) -> Result<rusqlite::Statement<'_>, Fault> {
        let statement = self.connection.prepare(sql)?;
        if !statement.readonly() {
            let what = "a statement that writes".to_owned();
            return Err(Fault::Ours(QueryError::NotAllowed { what }));
        }
        if statement.column_count() == 0 {
            return Err(Fault::Ours(QueryError::Empty));
        }
        match statement.parameter_count() {
            0 => Ok(statement),
            n => Err(Fault::Ours(QueryError::Parameters { n })),
        }
    }

    fn guarded<T>(
        &self,
        limits: &QueryLimits,
        work: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, QueryError> {
        let guard = &self.guard;
        let looks = limits.steps.div_ceil(u64::from(STEPS_PER_LOOK));
        guard.looks.store(looks, Ordering::Relaxed);
        *guard.refused.lock().unwrap_or_else(PoisonError::into_inner) = None;
        guard
            .tables
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        guard.on.store(true, Ordering::Relaxed);
        let result = work();
        guard.on.store(false, Ordering::Relaxed);
        let refused = guard
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        result.map_err(|fault| match (fault, refused) {
            (_, Some(what)) => QueryError::NotAllowed { what },
            (Fault::Ours(error), None) => error,
            (Fault::Sqlite(rusqlite::Error::MultipleStatement), None) => {
                QueryError::SeveralStatements
            }
            (Fault::Sqlite(error), None)
                if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) =>
            {
                QueryError::TooLong {
                    steps: limits.steps,
                }
            }
            (Fault::Sqlite(error), None) => QueryError::Sqlite(error),
        })
    }
}

enum Fault {
    Ours(QueryError),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn names(statement: &rusqlite::Statement<'_>) -> Vec<String> {
    statement.column_names().map(str::to_owned).collect()
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
    }
}
