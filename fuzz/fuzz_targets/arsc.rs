//! Any bytes as a resource table: every value is read, every name, every reference.
#![no_main]

use base::{Limits, View};
use fmt_apk::arsc::Table;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(parsed) = Table::parse(View::new(bytes), &Limits::default()) else {
        return;
    };
    let table = parsed.value;
    table.string_values(|value| {
        assert!(value.text_span.end() <= bytes.len() as u64);
        value.entry.config().qualifiers();
    });
    for entry in table.entries().flatten().take(200) {
        table.follow(entry.id());
        entry.name();
    }
});
