//! Instructions for the table of HTTP/3 fields, and a list that refers to it; the first byte says where the list begins.
#![no_main]

use libfuzzer_sys::fuzz_target;
use traffic::layers::qpack::Decoder;

fuzz_target!(|bytes: &[u8]| {
    let Some((cut, bytes)) = bytes.split_first() else {
        return;
    };
    let (instructions, list) = bytes.split_at(bytes.len() * usize::from(*cut) / 256);
    let mut decoder = Decoder::default();
    decoder.allow(4096);
    let mut problems = Vec::new();
    decoder.instructions(instructions, &mut problems);
    decoder.is_blocked(list);
    decoder.decode(list, &mut problems);
});
