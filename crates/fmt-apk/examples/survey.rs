//! Prints one line for each APK that it is given.
#![expect(clippy::print_stdout, reason = "this is a program that prints")]

use base::{Limits, View};
use fmt_apk::zip::{Inflater, ZipFile};

fn main() {
    let limits = Limits::default();
    let mut inflater = Inflater::new();
    for path in std::env::args_os().skip(1) {
        let name = path.to_string_lossy().into_owned();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{name}\tunreadable: {error}");
                continue;
            }
        };
        let parsed = match ZipFile::parse(View::new(&bytes), &limits) {
            Ok(parsed) => parsed,
            Err(error) => {
                println!("{name}\tno zip: {error}");
                continue;
            }
        };
        let zip = parsed.value;
        let mut problems: Vec<String> = parsed.problems.iter().map(ToString::to_string).collect();
        let mut n_bytes = 0;
        for entry in zip.entries() {
            match inflater.read(entry, &limits) {
                Ok(contents) => {
                    n_bytes += contents.value.len();
                    problems.extend(contents.problems.iter().map(ToString::to_string));
                }
                Err(error) => problems.push(format!("{}: {error}", entry.printable_name())),
            }
        }
        let anomalies: Vec<_> = zip
            .anomalies()
            .iter()
            .map(|anomaly| format!("{}({})", anomaly.kind, anomaly.says))
            .collect();
        println!(
            "{name}\t{} entries\t{n_bytes} bytes\t{} gaps\t{}\t{}",
            zip.entries().len(),
            zip.gaps().len(),
            anomalies.join("; "),
            problems.join("; ")
        );
    }
}
