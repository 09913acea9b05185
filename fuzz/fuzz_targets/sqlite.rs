//! Databases and write-ahead logs: the first two bytes say where the log begins. What the log gives is read by table too.
#![no_main]

use base::Limits;
use wordlist::{contents, with_log};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((cut, bytes)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let cut = usize::from(u16::from_le_bytes(*cut)).min(bytes.len());
    let (database, log) = bytes.split_at(cut);
    let limits = Limits::default();
    let _ = contents(database, &limits);
    if let Some(merged) = with_log(database, log, &limits).value {
        assert!(merged.bytes.len() <= database.len() + 17 * (log.len() + (1 << 16)));
        let _ = contents(&merged.bytes, &limits);
    }
});
