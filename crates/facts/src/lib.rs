//! Facts, evidence, findings and answers: what Patikra says, and what it rests on.
//!
//! A [`Fact`] cannot be built without [`Evidence`], a [`Finding`] not without evidence of a fact, and an
//! [`Answer`] words itself by the highest [`Grade`] that its findings reach.
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

mod answer;
mod evidence;
mod fact;
mod grade;
mod kinds;

pub use answer::{Answer, Coverage, Finding, Gate, NoEvidence, Subject, SubjectKind, Unknown};
pub use evidence::{Evidence, EvidenceId, Place};
pub use fact::{Cell, Column, Fact, FactKind, Kind, Type, Value};
pub use grade::{Confidence, Grade, Severity, UnknownName, Verdict};
pub use kinds::*;
