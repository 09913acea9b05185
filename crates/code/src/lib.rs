//! Code model over DEX: classes, control flow, SSA values, call graph, value and taint flow.
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

pub mod app;
mod asked;
mod bridges;
mod clients;
pub mod consequence;
pub mod consts;
mod dead;
pub mod decide;
mod dom;
mod files;
pub mod flow;
pub mod gate;
mod interp;
pub mod ir;
mod library;
mod lift;
mod lists;
pub mod matching;
pub mod models;
pub mod origin;
pub mod ports;
pub mod program;
mod proxies;
mod reflect;
mod registered;
mod replies;
pub mod sql;
mod ssa;
pub mod texts;
mod types;
pub mod unknown;
mod view;
pub mod ways;
pub mod xref;
