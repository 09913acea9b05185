//! Runs every examiner on real DEX files that were damaged in many ways, and says where one fails, hangs or takes too much.
//!
//! `cargo run --release -p examine --example mutated -- KNOWLEDGE FROM..TO SECONDS MEBIBYTES PATH...`
//!
//! Each path is an APK or a DEX file, or a folder of such. Each DEX file in it is damaged once for each seed, in a way that follows from
//! the seed alone: bits and numbers changed anywhere, in its tables or in its code, parts copied over others, its end cut off. Checksum,
//! signature and length in the header are made right again, so that nothing is turned away for them. A run that takes longer than the
//! given seconds ends the program, since it cannot be stopped; its file and seed are printed, and the exit code is 2.
#![expect(clippy::print_stdout, reason = "an example talks to a terminal")]

use base::{ArtifactId, Limits, Problem, View};
use examine::{Beside, Knowledge, examine};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use unpack::{Artifact, Kind, Opener, Visitor};

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        found.push(path.to_owned());
        return;
    };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| !kind.is_symlink()) {
            files(&entry.path(), found);
        }
    }
}

/// The DEX files that a platform loads with an app.
#[derive(Default)]
struct Dexes(Vec<(String, Vec<u8>)>);

impl Visitor for Dexes {
    fn artifact(&mut self, artifact: &Artifact<'_>) {
        if artifact.kind == Kind::Dex {
            let path = artifact.origin.path.clone();
            self.0.push((path, artifact.bytes.bytes().to_vec()));
        }
    }

    fn problem(&mut self, _artifact: ArtifactId, _path: &str, _problem: Problem) {}
}

/// Numbers that follow from a seed (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }
}

const HEADER: usize = 0x70;

fn word(dex: &[u8], at: usize) -> usize {
    let four = dex.get(at..).and_then(|it| it.first_chunk::<4>());
    four.map_or(0, |it| {
        usize::try_from(u32::from_le_bytes(*it)).unwrap_or(usize::MAX)
    })
}

/// Damages a DEX file in the way of a seed; the name of the way.
fn damage(dex: &mut Vec<u8>, seed: u64) -> &'static str {
    let mut numbers = Numbers(seed);
    let len = dex.len();
    // The tables stand between the header and the data section, whose offset the header holds at 0x6c.
    let data = word(dex, 0x6c).clamp(HEADER + 4, len);
    let few = 1 + numbers.below(32);
    let put = |dex: &mut Vec<u8>, at: usize, value: u32| {
        if let Some(four) = dex.get_mut(at..at + 4) {
            four.copy_from_slice(&value.to_le_bytes());
        }
    };
    match seed % 8 {
        0 | 1 => {
            for _ in 0..few {
                let at = HEADER + numbers.below(len - HEADER);
                dex[at] ^= 1 << numbers.below(8);
            }
            "bits anywhere"
        }
        2 => {
            for _ in 0..few {
                let at = HEADER + numbers.below(data - HEADER);
                dex[at] ^= 1 << numbers.below(8);
            }
            "bits in the tables"
        }
        3 => {
            let edges = [0, 1, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, u32::MAX];
            for _ in 0..few {
                let at = (HEADER + numbers.below(len - HEADER)) & !3;
                let own = u32::try_from(len).unwrap_or(u32::MAX);
                let value = match numbers.below(edges.len() + 2) {
                    n if n < edges.len() => edges[n],
                    n if n == edges.len() => own,
                    _ => u32::try_from(numbers.below(len)).unwrap_or(0),
                };
                put(dex, at, value);
            }
            "numbers at their edges"
        }
        4 => {
            for _ in 0..few {
                let at = (data + numbers.below(len - data)) & !1;
                let unit = numbers.next().to_le_bytes();
                if let Some(two) = dex.get_mut(at..at + 2) {
                    two.copy_from_slice(&unit[..2]);
                }
            }
            "units of the data"
        }
        5 => {
            let n = 1 + numbers.below(4096.min(len - HEADER - 1));
            let from = numbers.below(len - n);
            let to = HEADER + numbers.below(len - n - HEADER);
            dex.copy_within(from..from + n, to);
            "a part over another"
        }
        6 => {
            // Sizes and offsets of the tables, in the header.
            let at = 0x38 + 4 * numbers.below((HEADER - 0x38) / 4);
            let value = match numbers.below(3) {
                0 => u32::try_from(numbers.below(len)).unwrap_or(0),
                1 => u32::try_from(numbers.below(70_000)).unwrap_or(0),
                _ => u32::MAX - u32::try_from(numbers.below(16)).unwrap_or(0),
            };
            put(dex, at, value);
            "a number of the header"
        }
        _ => {
            dex.truncate(HEADER + numbers.below(len - HEADER));
            "the end cut off"
        }
    }
}

/// Makes length, SHA-1 and Adler-32 of the header right (dex-format, `header_item`).
fn mend(dex: &mut [u8]) {
    let len = u32::try_from(dex.len()).unwrap_or(u32::MAX);
    dex[32..36].copy_from_slice(&len.to_le_bytes());
    let sha1 = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &dex[32..]);
    dex[12..32].copy_from_slice(sha1.as_ref());
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &dex[12..] {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    dex[8..12].copy_from_slice(&(b << 16 | a).to_le_bytes());
}

/// The most memory that this program has held, in KiB, where the system tells.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let number = line.and_then(|it| it.trim().trim_end_matches("kB").trim().parse().ok());
    number.unwrap_or(0)
}

/// Lets the peak begin again from what is held now.
fn forget_peak() {
    // proc(5): 5 resets the peak. Where that is not allowed, the peak is that of all runs.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let mut next = || args.next().unwrap_or_default();
    let folder = PathBuf::from(next());
    let seeds = next();
    let seconds: u64 = next().parse().unwrap_or(60);
    let mebibytes: u64 = next().parse().unwrap_or(1024);
    let (from, to) = seeds.split_once("..").unwrap_or(("0", "8"));
    let (from, to) = (from.parse().unwrap_or(0), to.parse().unwrap_or(8));
    let page = |name: &str| std::fs::read(folder.join(name)).ok();
    let pages: Vec<(&str, Option<Vec<u8>>)> = Knowledge::PAGES
        .iter()
        .map(|name| (*name, page(name)))
        .collect();
    let knowledge = Knowledge::load(|name| pages.iter().find(|it| it.0 == name)?.1.as_deref())
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    let knowledge = Arc::new(knowledge);
    let mut paths = Vec::new();
    for path in args {
        files(Path::new(&path), &mut paths);
    }
    paths.sort();
    let (mut n_runs, mut n_bad, mut n_read) = (0_u64, 0_u64, 0_u64);
    let mut slowest = (Duration::ZERO, String::new());
    let mut largest = (0_u64, String::new());
    let mut by_way: BTreeMap<&str, u64> = BTreeMap::new();
    for path in &paths {
        let bytes = std::fs::read(path)?;
        let mut dexes = Dexes::default();
        Opener::new(Limits::default(), &mut dexes).open(&path.to_string_lossy(), &bytes);
        drop(bytes);
        for (name, dex) in dexes.0.iter().filter(|it| it.1.len() > HEADER + 8) {
            for seed in from..to {
                let mut damaged = dex.clone();
                let way = damage(&mut damaged, seed);
                mend(&mut damaged);
                let shown = format!("{} {name}, seed {seed}, {way}", path.display());
                forget_peak();
                let begun = Instant::now();
                let (tell, told) = mpsc::channel();
                let knowledge = Arc::clone(&knowledge);
                // As deep as the threads of the program itself go.
                let run = thread::spawn(move || {
                    let limits = Limits::default();
                    let beside = Beside::default();
                    let all = |_: &str| true;
                    let found = examine("classes.dex", &damaged, beside, &knowledge, limits, all);
                    let is_dex = fmt_dex::Dex::parse(View::new(&damaged)).is_ok();
                    let _ = tell.send(());
                    (found.results.len(), is_dex)
                });
                let is_done = told.recv_timeout(Duration::from_secs(seconds));
                if is_done == Err(mpsc::RecvTimeoutError::Timeout) {
                    println!("HANGS {shown}: more than {seconds} s");
                    std::process::exit(2);
                }
                if let Ok((_, is_dex)) = run.join() {
                    n_read += u64::from(is_dex);
                } else {
                    println!("FAILS {shown}");
                    n_bad += 1;
                }
                let taken = begun.elapsed();
                let peak = peak_kib();
                if peak > mebibytes * 1024 {
                    println!("LARGE {shown}: {} MiB", peak / 1024);
                    n_bad += 1;
                }
                if taken > slowest.0 {
                    slowest = (taken, shown.clone());
                }
                if peak > largest.0 {
                    largest = (peak, shown);
                }
                n_runs += 1;
                *by_way.entry(way).or_default() += 1;
            }
        }
    }
    println!(
        "{n_runs} runs of {} files, {n_read} still read as DEX; {n_bad} bad",
        paths.len()
    );
    for (way, n) in by_way {
        println!("  {n} with {way}");
    }
    println!("slowest: {:.2} s, {}", slowest.0.as_secs_f64(), slowest.1);
    println!("largest: {} MiB, {}", largest.0 / 1024, largest.1);
    std::process::exit(i32::from(n_bad > 0));
}
