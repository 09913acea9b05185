//! Prints what the recogniser makes of every file under the given folders, one line each, and sums.
//!
//! `cargo run --release -p wordlist --example wordlist_survey -- [--each] [--half even|odd] THEMES.TSV DIR...`
#![expect(clippy::print_stdout, reason = "an example talks to a terminal")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use base::{Budget, Limits, View};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use wordlist::{Knowledge, Purpose, WordList};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        found.push(folder.to_owned());
        return;
    };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            files(&entry.path(), found);
        } else if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            found.push(entry.path());
        }
    }
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let each = arguments.iter().position(|argument| argument == "--each");
    if let Some(at) = each {
        arguments.remove(at);
    }
    let mut half = None;
    if let Some(at) = arguments.iter().position(|argument| argument == "--half") {
        half = Some(usize::from(arguments[at + 1] == "odd"));
        arguments.drain(at..at + 2);
    }
    let themes = std::fs::read_to_string(&arguments[0]).expect("the table of themes");
    let knowledge = Knowledge::parse(&themes);
    assert!(knowledge.problems.is_empty(), "{:?}", knowledge.problems);
    for folder in &arguments[1..] {
        let mut paths = Vec::new();
        files(Path::new(folder), &mut paths);
        paths.sort();
        let mut purposes: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut n, mut worth, mut political, mut len) = (0, 0, 0, 0_usize);
        let (mut sieving, mut reading) = (Duration::ZERO, Duration::ZERO);
        for (at, path) in paths.iter().enumerate() {
            if half.is_some_and(|half| at % 2 != half) {
                continue;
            }
            let Ok(bytes) = std::fs::read(path) else {
                continue;
            };
            n += 1;
            len += bytes.len();
            let name = path.to_string_lossy();
            let began = Instant::now();
            let is_worth = wordlist::is_worth_reading(&bytes, &knowledge.value);
            sieving += began.elapsed();
            worth += usize::from(is_worth);
            let began = Instant::now();
            let mut budget = Budget::new(10_000_000);
            let found = wordlist::recognise(
                &name,
                View::new(&bytes),
                &knowledge.value,
                &Limits::default(),
                &mut budget,
            );
            reading += began.elapsed();
            let best = found.lists.iter().max_by(|a, b| {
                a.is_filter_candidate()
                    .cmp(&b.is_filter_candidate())
                    .then(a.score.total_cmp(&b.score))
                    .then(a.n_distinct.cmp(&b.n_distinct))
            });
            let purpose = best.map_or("none", |list| list.purpose.name());
            *purposes.entry(purpose).or_default() += 1;
            political += usize::from(found.lists.iter().any(|list| {
                list.purpose == Purpose::ContentFilter && list.political_share() >= 0.05
            }));
            if each.is_some() {
                print_one(&name, best, is_worth, found.opaque.len());
            }
        }
        println!(
            "{folder}: {n} files, {len} bytes, {worth} worth reading, {political} with political themes"
        );
        for (purpose, count) in &purposes {
            println!(
                "  {purpose:26} {count:6} {:6.2} %",
                100.0 * *count as f64 / n as f64
            );
        }
        let rate = |time: Duration| len as f64 / 1e6 / time.as_secs_f64();
        println!(
            "  sieve {:.0} MB/s, recogniser {:.0} MB/s",
            rate(sieving),
            rate(reading)
        );
    }
}

fn print_one(name: &str, best: Option<&WordList>, is_worth: bool, n_opaque: usize) {
    let short: String = name
        .chars()
        .rev()
        .take(48)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let Some(list) = best else {
        println!("{short:50} none worth={is_worth} opaque={n_opaque}");
        return;
    };
    let steps: Vec<&str> = list.decoding.iter().map(wordlist::Step::name).collect();
    let themes: Vec<String> = list
        .themes
        .iter()
        .take(6)
        .map(|share| format!("{} {}w/{}a", share.theme, share.n_words, share.n_anchors))
        .collect();
    println!(
        "{short:50} {} {:.2} worth={is_worth} {} n={} {} [{}] {}",
        list.purpose.name(),
        list.score,
        list.kind.name(),
        list.n_distinct,
        list.language,
        steps.join(">"),
        themes.join(", ")
    );
}
