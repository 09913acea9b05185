//! Prints what a resource table holds, and how long it took to read.
#![expect(clippy::print_stdout, reason = "this is a program that prints")]

use base::{Limits, View};
use fmt_apk::arsc::Table;
use fmt_apk::zip::{Inflater, ZipFile};
use std::time::Instant;

fn main() {
    let limits = Limits::default();
    for path in std::env::args_os().skip(1) {
        let bytes = std::fs::read(&path).expect("the file is read");
        let zip = ZipFile::parse(View::new(&bytes), &limits)
            .expect("a zip file")
            .value;
        let entry = zip.entry(b"resources.arsc").expect("a resource table");
        let contents = Inflater::new()
            .read_owned(entry, &limits)
            .expect("contents")
            .value;
        let start = Instant::now();
        let parsed = Table::parse(View::new(&contents), &limits).expect("a table");
        let structure = start.elapsed();
        let start = Instant::now();
        let n_entries = parsed.value.entries().flatten().count();
        let entries = start.elapsed();
        let start = Instant::now();
        let (mut n_strings, mut n_characters) = (0, 0);
        let problems = parsed.value.string_values(|string| {
            n_strings += 1;
            n_characters += string.text.len();
        });
        let strings = start.elapsed();
        println!(
            "{}: {} bytes; structure {structure:?}; {n_entries} entries {entries:?}; {n_strings} string values of {n_characters} bytes {strings:?}; {:?} {problems:?}",
            path.to_string_lossy(),
            contents.len(),
            parsed.problems,
        );
        for package in parsed.value.packages() {
            println!(
                "  {:#x} {} {} types",
                package.id(),
                package.name(),
                package.types().len()
            );
        }
        let mut n = 0;
        parsed.value.string_values(|string| {
            n += 1;
            if n % 9973 == 0 {
                println!(
                    "  {} {} [{}] {:?} {:?} {}",
                    string.entry.id(),
                    string.entry.name(),
                    string.entry.config().qualifiers(),
                    string.place,
                    string.quantity,
                    base::printable(string.text.as_bytes(), 60)
                );
            }
        });
    }
}
