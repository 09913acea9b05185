//! What every other crate stands on: checked byte views and spans, artifact ids, problems, limits.
//!
//! Nothing here does I/O, reads a clock or knows what a fact is.
#![deny(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic
    )
)]

mod artifact;
mod budget;
mod limits;
mod problem;
mod text;
mod view;

pub use artifact::{ArtifactId, BadArtifactId, hex};
pub use budget::Budget;
pub use limits::Limits;
pub use problem::{Parsed, Problem};
pub use text::{escape_controls, printable};
pub use view::{OutOfBounds, Span, View};
