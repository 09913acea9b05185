//! The case on disk: SQLite.
