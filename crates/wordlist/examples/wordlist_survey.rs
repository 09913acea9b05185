//! Prints what the recogniser makes of every file under the given folders, entries of zip files included, and sums.
//!
//! `cargo run --release -p wordlist --example wordlist_survey -- [--each] [--sieved] [--half even|odd] THEMES.TSV DIR...`
#![expect(clippy::print_stdout, reason = "an example talks to a terminal")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use base::{Budget, Limits, View};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
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

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(
        *bytes.get(at..)?.first_chunk()?,
    )))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
}

/// The entries of a zip file, inflated; a survey may skip what is damaged.
fn zip_entries(zip: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let end = zip.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let mut at = u32_at(zip, end + 16)?;
    let mut entries = Vec::new();
    for _ in 0..u16_at(zip, end + 10)? {
        if zip.get(at..at + 4)? != b"PK\x01\x02" {
            break;
        }
        let (method, packed) = (u16_at(zip, at + 10)?, u32_at(zip, at + 20)?);
        let (name_len, extra, comment) = (
            u16_at(zip, at + 28)?,
            u16_at(zip, at + 30)?,
            u16_at(zip, at + 32)?,
        );
        let local = u32_at(zip, at + 42)?;
        let name = String::from_utf8_lossy(zip.get(at + 46..at + 46 + name_len)?).into_owned();
        let data = local + 30 + u16_at(zip, local + 26)? + u16_at(zip, local + 28)?;
        at += 46 + name_len + extra + comment;
        let Some(data) = zip.get(data..data + packed) else {
            continue;
        };
        let mut bytes = Vec::new();
        if method == 0 {
            bytes.extend_from_slice(data);
        } else if flate2::read::DeflateDecoder::new(data)
            .read_to_end(&mut bytes)
            .is_err()
        {
            continue;
        }
        entries.push((name, bytes));
    }
    Some(entries)
}

#[derive(Default)]
struct Survey {
    each: bool,
    sieved: bool,
    purposes: BTreeMap<&'static str, usize>,
    n: usize,
    n_worth: usize,
    n_political: usize,
    len: usize,
    sieving: Duration,
    reading: Duration,
}

/// Processor time of this thread, which other work on the machine does not change (Linux).
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns = stat.split(' ').next().and_then(|ns| ns.parse().ok());
    Duration::from_nanos(ns.unwrap_or(0))
}

impl Survey {
    /// Takes files in batches, since asking for the time costs more than sieving a small file.
    fn take(&mut self, batch: &mut Vec<(String, Vec<u8>)>, knowledge: &Knowledge) {
        let began = cpu_time();
        let worth: Vec<bool> = batch
            .iter()
            .map(|(_, bytes)| wordlist::is_worth_reading(bytes, knowledge))
            .collect();
        let sieved = cpu_time();
        let mut all = Vec::new();
        for ((name, bytes), is_worth) in batch.iter().zip(&worth) {
            if self.sieved && !is_worth {
                continue;
            }
            let mut budget = Budget::new(10_000_000);
            let view = View::new(bytes);
            let limits = Limits::default();
            let found = wordlist::recognise(name, view, knowledge, &limits, &mut budget);
            all.push((name, *is_worth, found));
        }
        self.reading += cpu_time().saturating_sub(sieved);
        self.sieving += sieved.saturating_sub(began);
        self.n += batch.len();
        self.len += batch.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        self.n_worth += worth.iter().filter(|&&is_worth| is_worth).count();
        *self.purposes.entry("not read").or_default() += batch.len() - all.len();
        for (name, is_worth, found) in all {
            let best = found.lists.iter().max_by(|a, b| {
                a.is_filter_candidate()
                    .cmp(&b.is_filter_candidate())
                    .then(a.score.total_cmp(&b.score))
                    .then(a.n_distinct.cmp(&b.n_distinct))
            });
            let purpose = best.map_or("no list", |list| list.purpose.name());
            *self.purposes.entry(purpose).or_default() += 1;
            self.n_political += usize::from(found.lists.iter().any(|list| {
                list.purpose == Purpose::ContentFilter && list.political_share() >= 0.05
            }));
            if self.each {
                print_one(name, best, is_worth, found.opaque.len());
            }
        }
        batch.clear();
    }
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut flag = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name);
        at.map(|at| arguments.remove(at)).is_some()
    };
    let (each, sieved) = (flag("--each"), flag("--sieved"));
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
        let mut survey = Survey {
            each,
            sieved,
            ..Survey::default()
        };
        let mut batch = Vec::new();
        for (at, path) in paths.iter().enumerate() {
            if half.is_some_and(|half| at % 2 != half) {
                continue;
            }
            let Ok(bytes) = std::fs::read(path) else {
                continue;
            };
            let name = path.to_string_lossy();
            let entries = bytes
                .starts_with(b"PK\x03\x04")
                .then(|| zip_entries(&bytes))
                .flatten();
            match entries {
                Some(entries) => batch.extend(
                    entries
                        .into_iter()
                        .map(|(entry, bytes)| (format!("{name}!{entry}"), bytes)),
                ),
                None => batch.push((name.into_owned(), bytes)),
            }
            if batch.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 1 << 26 {
                survey.take(&mut batch, &knowledge.value);
            }
        }
        survey.take(&mut batch, &knowledge.value);
        println!(
            "{folder}: {} files, {} bytes, {} worth reading, {} with political themes",
            survey.n, survey.len, survey.n_worth, survey.n_political
        );
        for (purpose, count) in &survey.purposes {
            println!(
                "  {purpose:26} {count:6} {:6.2} %",
                100.0 * *count as f64 / survey.n as f64
            );
        }
        let rate = |time: Duration| survey.len as f64 / 1e6 / time.as_secs_f64();
        println!(
            "  sieve {:.0} MB/s, recogniser {:.0} MB/s, both {:.0} MB/s",
            rate(survey.sieving),
            rate(survey.reading),
            rate(survey.sieving + survey.reading)
        );
    }
}

fn print_one(name: &str, best: Option<&WordList>, is_worth: bool, n_opaque: usize) {
    let mut from = name.len().saturating_sub(70);
    while !name.is_char_boundary(from) {
        from += 1;
    }
    let short = &name[from..];
    let Some(list) = best else {
        println!("{short:70} none worth={is_worth} opaque={n_opaque}");
        return;
    };
    let steps: Vec<&str> = list.decoding.iter().map(wordlist::Step::name).collect();
    let themes: Vec<String> = list
        .themes
        .iter()
        .take(7)
        .map(|share| format!("{} {}w/{}a", share.theme, share.n_words, share.n_anchors))
        .collect();
    println!(
        "{short:70} {} {:.2} worth={is_worth} {} n={} {} [{}] {} {}",
        list.purpose.name(),
        list.score,
        list.kind.name(),
        list.n_distinct,
        list.language,
        steps.join(">"),
        list.key_path,
        themes.join(", ")
    );
}
