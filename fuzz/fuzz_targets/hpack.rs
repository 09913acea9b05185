//! Two blocks of HTTP/2 fields, so that the second meets a table that the first has filled.
#![no_main]

use libfuzzer_sys::fuzz_target;
use traffic::layers::hpack::Decoder;

fuzz_target!(|bytes: &[u8]| {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let mut decoder = Decoder::default();
    let mut problems = Vec::new();
    decoder.decode(first, &mut problems);
    decoder.decode(second, &mut problems);
});
