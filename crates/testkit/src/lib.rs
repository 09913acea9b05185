//! Kits for tests: hostile inputs for every parser, builders of files, the models that they are read with.

pub mod axml_builder;
pub mod dex_builder;
pub mod dex_rename;
mod hostile;
mod models;
pub mod zip_builder;

pub use hostile::hostile;
pub use models::models;
