//! Any bytes as a zip file: every entry is read, every span stays in the file.
#![no_main]

use base::{Limits, View};
use fmt_apk::zip::{Inflater, ZipFile};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        entry_len: 1 << 20,
        ..Limits::default()
    };
    let Ok(parsed) = ZipFile::parse(View::new(bytes), &limits) else {
        return;
    };
    let end = bytes.len() as u64;
    let zip = parsed.value;
    let mut inflater = Inflater::new();
    for entry in zip.entries().iter().take(1_000) {
        let _ = inflater.read(entry, &limits);
        assert!(entry.record.end() <= end);
        assert!(entry.data.is_none_or(|data| data.span().end() <= end));
        assert!(zip.entry(entry.name).is_some());
    }
    assert!(zip.gaps().iter().all(|gap| gap.end() <= end));
});
