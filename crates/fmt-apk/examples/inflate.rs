//! Measures how fast the entries of zip files are read: all given files are in memory before the clock starts.
#![expect(clippy::print_stdout, reason = "this is a program that prints")]

use base::{Limits, View};
use fmt_apk::zip::{DEFLATED, Inflater, ZipFile};
use std::time::{Duration, Instant};

fn main() {
    let limits = Limits::default();
    let (mut parsing, mut reading) = (Duration::ZERO, Duration::ZERO);
    let (mut n_files, mut n_entries, mut packed_len, mut read_len, mut inflated_len) =
        (0, 0, 0, 0, 0);
    let mut inflater = Inflater::new();
    for path in std::env::args_os().skip(1) {
        let bytes = std::fs::read(&path).expect("the file is read");
        let start = Instant::now();
        let Ok(parsed) = ZipFile::parse(View::new(&bytes), &limits) else {
            continue;
        };
        parsing += start.elapsed();
        let zip = parsed.value;
        let start = Instant::now();
        for entry in zip.entries() {
            if let Ok(contents) = inflater.read(entry, &limits) {
                read_len += contents.value.len();
                if entry.method == DEFLATED {
                    inflated_len += contents.value.len();
                }
            }
        }
        reading += start.elapsed();
        n_files += 1;
        n_entries += zip.entries().len();
        packed_len += bytes.len();
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = read_len as f64 / 1e6 / reading.as_secs_f64();
    println!(
        "{n_files} files of {packed_len} bytes, {n_entries} entries; directories {parsing:?}; contents of {read_len} bytes \
         ({inflated_len} inflated) {reading:?}, {rate:.0} MB/s with checksums"
    );
}
