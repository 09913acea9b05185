//! Kits for tests: hostile inputs for every parser.

mod hostile;

pub use hostile::hostile;
