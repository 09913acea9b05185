//! Recognises, decodes and labels word lists.
//!
//! A list is called a filter's list for what its entries are, never for its name and never for its script:
//! themes are read off known terms alone ([`Knowledge`]), which the caller hands in as data.
//!
//! Known misses: lists that hold none of the known terms in a language the terms cover; lists encrypted with
//! keys that nobody hands in; Base64 in an alphabet that nobody hands in.
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

mod binary;
mod cheap;
mod closed;
mod contents;
mod encoding;
mod find;
mod judge;
mod keys;
mod knowledge;
mod list;
mod plist;
mod records;
mod script;
mod shape;
mod split;
mod sqlite;
mod sqlite_log;
mod structured;
mod terms;
mod wrapping;

pub use cheap::is_worth_reading;
pub use closed::{alphabet, is_closed};
pub use contents::{Contents, contents};
pub use judge::themes_of;
pub use keys::{Algorithm, CipherKey, Iv, Keys, Mode};
pub use knowledge::{Anchor, Knowledge, Theme};
pub use list::{Kind, Opaque, Purpose, Recognised, Step, ThemeShare, WordList};
pub use script::Script;
pub use shape::{alternatives, parts};
pub use sqlite_log::{WithLog, has_log_mode, is_log, with_log};

use base::{Budget, Limits, Span, View};
use find::{At, Finder};

/// Finds the word lists in a file's bytes. `name_hint` is its name or path and only adds to the reasons.
pub fn recognise(
    name_hint: &str,
    bytes: View<'_>,
    knowledge: &Knowledge,
    limits: &Limits,
    budget: &mut Budget,
) -> Recognised {
    recognise_with_keys(
        name_hint,
        bytes,
        knowledge,
        &Keys::default(),
        limits,
        budget,
    )
}

/// The same, trying keys that were found elsewhere on whatever is opaque.
pub fn recognise_with_keys(
    name_hint: &str,
    bytes: View<'_>,
    knowledge: &Knowledge,
    keys: &Keys,
    limits: &Limits,
    budget: &mut Budget,
) -> Recognised {
    let mut finder = Finder::new(name_hint, knowledge, keys, limits, budget);
    let at = At {
        steps: Vec::new(),
        span: bytes.span(),
        own: true,
        key_path: String::new(),
        depth: 0,
    };
    finder.bytes(bytes.bytes(), &at);
    finder.found
}

/// Labels strings that were already taken out of something: an array of a resource table, the strings a
/// method puts into an array, a string pool. `span` says where that stands in its artifact.
pub fn recognise_strings(
    name_hint: &str,
    strings: &[&str],
    span: Span,
    knowledge: &Knowledge,
    limits: &Limits,
    budget: &mut Budget,
) -> Recognised {
    let keys = Keys::default();
    let mut finder = Finder::new(name_hint, knowledge, &keys, limits, budget);
    let at = At {
        steps: Vec::new(),
        span,
        own: false,
        key_path: String::new(),
        depth: 0,
    };
    finder.strings(strings, &at);
    finder.found
}
