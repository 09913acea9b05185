//! DEX files: every table, class, method, annotation and listing.
#![no_main]

#[path = "../../crates/fmt-dex/tests/read_everything/mod.rs"]
mod read_everything;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| read_everything::read_everything(file));
