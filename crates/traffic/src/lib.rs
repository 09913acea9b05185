//! From captured packets to requests and their parameters: what was sent, where to, by which protocols.
//!
//! Bytes come in as packets ([`analyzer::Analyzer`]), archive entries or flows; out come [`exchange::Item`]s.
//! Layers do no I/O: they take events and return commands.
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

pub mod analyzer;
pub mod canary;
pub mod coding;
pub mod decoder;
pub mod defrag;
pub mod exchange;
pub mod layer;
pub mod layers;
pub mod packet;
pub mod peel;
pub mod personal;
mod stack;
mod targets;
pub mod tcp;
pub mod tls;
