//! Kits for tests: hostile inputs for every parser.

pub mod axml_builder;
pub mod dex_builder;
pub mod dex_rename;
mod hostile;
pub mod zip_builder;

pub use hostile::hostile;
