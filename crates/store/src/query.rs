//! What a query gives, and what it may take.

/// A value in a query's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// Text; bytes that are not UTF-8 are replaced by U+FFFD.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Cell {
    /// The value as text, the way `SQLite`'s own shell shows it; nothing for null.
    pub fn text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Int(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Blob(bytes) => base::hex(bytes),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Null | Self::Int(_) | Self::Real(_) => 8,
            Self::Text(text) => text.len(),
            Self::Blob(bytes) => bytes.len(),
        }
    }
}

/// Rows under named columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The columns' names, as the query gives them.
    pub columns: Vec<String>,
    /// The rows; each has a value for each column.
    pub rows: Vec<Vec<Cell>>,
    /// Whether there were more rows than the limits allow.
    pub cut: bool,
}

/// The bounds of one query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryLimits {
    /// Rows given; those after it are left out and [`Table::cut`] says so.
    pub n_rows: usize,
    /// Bytes in all rows: 256 MiB. As with rows, the rest is left out.
    pub len: usize,
    /// Steps of the `SQLite` machine: 2,000 million, which is about a minute. Reaching it is an error.
    pub steps: u64,
}

impl Default for QueryLimits {
    fn default() -> Self {
        Self {
            n_rows: 1_000_000,
            len: 256 << 20,
            steps: 2_000_000_000,
        }
    }
}

/// What a query would read and give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The columns it gives.
    pub columns: Vec<String>,
    /// The tables it reads, sorted.
    pub tables: Vec<String>,
}
