//! APK files: zip as Android reads it, binary XML, resource table, manifest, splits, signatures.
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

mod chunk;

pub mod arsc;
pub mod axml;
pub mod layout;
pub mod manifest;
pub mod network_security;
pub mod res_value;
pub mod signing;
pub mod splits;
pub mod string_pool;
pub mod zip;
