//! Traffic as files hold it: packet captures, link layers, TLS key logs, HAR, mitmproxy flows.
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

pub mod capture;
pub mod har;
pub mod http;
pub mod keylog;
pub mod link;
pub mod mitm;
pub mod time;
pub mod tnetstring;
