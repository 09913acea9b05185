//! Measures the full index of an input against the bare cost of its bytes, and against peers.
//!
//! Each leg runs in a process of its own, so that its peak memory is its own. The bare leg inflates with
//! libdeflate and hashes with ring, on as many threads, exactly the files that the index read; duplicates are
//! inflated once, as there.

use crate::peers;
use anyhow::{Context, Result, ensure};
use base::{Limits, View};
use case::{Lab, Options, Progress};
use clap::ValueEnum;
use fmt_apk::zip::{DEFLATED, ZipFile};
use ring::digest::{SHA256, digest};
use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// The full index against inflating and hashing the same bytes
    Index,
    /// The full index of some APKs against androguard, dexdump and apk-info
    Peers,
    /// The examiner that follows code, on each APK; for one APK against androguard and Mariana Trench
    Flow,
    /// Reading of a capture made of copies of a small one, whose key log lies beside it; with `--peer` against tshark
    Traffic,
}

/// The part of a measurement that a process of its own does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Leg {
    /// Assesses the listed inputs into the case folder
    Index,
    /// Inflates and hashes the listed files
    Bare,
    /// Follows the code of the listed APKs and writes a table
    Flow,
    /// Reads the listed capture with the listed key log and writes a table
    Traffic,
}

/// How often each leg runs, the legs taking turns.
const RUNS: usize = 3;

/// Containers inside containers that the bare leg opens, as in [`Limits`].
const DEPTH: u32 = 6;

/// How much is measured, and whether against others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) n_apks: usize,
    pub(crate) len_mb: u64,
    pub(crate) with_peer: bool,
}

pub(crate) fn run(root: &Path, what: What, input: &Path, extent: Extent) -> Result<()> {
    ensure!(
        !cfg!(debug_assertions),
        "only release builds are worth measuring: cargo run --release -p xtask -- bench ..."
    );
    let work = root.join("target/bench");
    std::fs::create_dir_all(&work)?;
    match what {
        What::Index => index(&work, input),
        What::Peers => peers::run(root, &work, input, extent.n_apks),
        What::Flow => crate::flow::run(&work, input),
        What::Traffic => crate::traffic::run(&work, input, extent.len_mb, extent.with_peer),
    }
}

/// Does one leg in this process, and prints what it took as its last line.
pub(crate) fn leg(leg: Leg, list: &Path, folder: &Path) -> Result<()> {
    let begun = Instant::now();
    let paths: Vec<PathBuf> = crate::read(list)?.lines().map(PathBuf::from).collect();
    let counts = match leg {
        Leg::Index => {
            let stages = Stages::default();
            Lab::new(&Options::default())?.assess(&paths, folder, &stages)?;
            let reading = stages.reading_ended.lock();
            let reading = reading.ok().and_then(|it| *it).unwrap_or_else(Instant::now);
            println!("reading took {:.2} s", (reading - begun).as_secs_f64());
            Counts::of_case(folder)?
        }
        Leg::Bare => bare(&paths)?,
        Leg::Flow => {
            let (n, len) = crate::flow::leg(&paths, folder)?;
            Counts { n, len }
        }
        Leg::Traffic => {
            let (n, len) = crate::traffic::leg(&paths, folder)?;
            Counts { n, len }
        }
    };
    println!(
        "{} {} {} {} {}",
        begun.elapsed().as_micros(),
        cpu_ms("self"),
        peak_kib("self"),
        counts.n,
        counts.len
    );
    Ok(())
}

/// What a leg took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Taken {
    pub(crate) wall: Duration,
    cpu: Duration,
    pub(crate) peak_kib: u64,
    counts: Counts,
}

/// Different artifacts, and their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    n: u64,
    len: u64,
}

impl Taken {
    /// Reads the last line that a leg prints.
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.lines().last()?.split(' ').map(str::parse::<u64>);
        let mut next = || numbers.next()?.ok();
        Some(Self {
            wall: Duration::from_micros(next()?),
            cpu: Duration::from_millis(next()?),
            peak_kib: next()?,
            counts: Counts {
                n: next()?,
                len: next()?,
            },
        })
    }

    pub(crate) fn line(&self, name: &str) -> String {
        format!(
            "{name:<28} {:>8.2} s {:>8.2} s cpu {:>6} MB peak",
            self.wall.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.peak_kib / 1000
        )
    }
}

/// Runs a leg in a process of its own.
pub(crate) fn child(leg: Leg, list: &Path, folder: &Path) -> Result<Taken> {
    let name = match leg {
        Leg::Index => "index",
        Leg::Bare => "bare",
        Leg::Flow => "flow",
        Leg::Traffic => "traffic",
    };
    let done = Command::new(std::env::current_exe()?)
        .args(["leg", name])
        .args([list, folder])
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(done.status.success(), "the leg {name} failed");
    let text = String::from_utf8_lossy(&done.stdout);
    let taken = Taken::parse(&text).with_context(|| format!("the leg {name} said: {text}"))?;
    let first = text
        .lines()
        .next()
        .filter(|line| line.starts_with("reading"));
    println!(
        "{}{}",
        taken.line(name),
        first.map(|it| format!("  {it}")).unwrap_or_default()
    );
    Ok(taken)
}

fn index(work: &Path, input: &Path) -> Result<()> {
    let inputs = work.join("inputs.txt");
    std::fs::write(&inputs, format!("{}\n", input.display()))?;
    let folder = work.join("bench.case");
    let fresh = || match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    println!(
        "{} threads; one run before the measured ones, to learn which files are read and to have them in memory",
        n_threads()
    );
    fresh()?;
    child(Leg::Index, &inputs, &folder)?;
    let files = work.join("files.txt");
    std::fs::write(&files, files_read(input, &folder)?)?;
    println!("measured:");
    let (mut of_bare, mut of_index) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        of_bare.push(child(Leg::Bare, &files, &folder)?);
        fresh()?;
        of_index.push(child(Leg::Index, &inputs, &folder)?);
    }
    let again: Vec<Taken> = (0..RUNS)
        .map(|_| child(Leg::Index, &inputs, &folder))
        .collect::<Result<_>>()?;
    fresh()?;
    let (bare, full, second) = (median(&of_bare), median(&of_index), median(&again));
    let ratio = |of: Duration, to: Duration| of.as_secs_f64() / to.as_secs_f64();
    println!("medians of {RUNS}:");
    println!("{}", bare.line("inflate and hash"));
    println!("{}", full.line("full index"));
    println!("{}", second.line("full index, nothing changed"));
    println!(
        "inflated and hashed: {} artifacts, {} MB; in the case: {} artifacts, {} MB",
        bare.counts.n,
        bare.counts.len / 1_000_000,
        full.counts.n,
        full.counts.len / 1_000_000
    );
    println!(
        "ratio of the full index to inflating and hashing: {:.2} by the clock, {:.2} by processor time",
        ratio(full.wall, bare.wall),
        ratio(full.cpu, bare.cpu)
    );
    println!(
        "second run: {:.1} % of the first",
        100.0 * ratio(second.wall, full.wall)
    );
    Ok(())
}

/// The runs' medians, each column by itself.
fn median(runs: &[Taken]) -> Taken {
    fn middle<T: Ord + Copy>(runs: &[Taken], value: impl Fn(&Taken) -> T) -> T {
        let mut values: Vec<T> = runs.iter().map(value).collect();
        values.sort_unstable();
        values[values.len() / 2]
    }
    Taken {
        wall: middle(runs, |it| it.wall),
        cpu: middle(runs, |it| it.cpu),
        peak_kib: middle(runs, |it| it.peak_kib),
        counts: runs[0].counts,
    }
}

/// The files of the input that the index read, by the case that it wrote: one path a line.
fn files_read(input: &Path, folder: &Path) -> Result<String> {
    let sql = "SELECT DISTINCT path FROM origin WHERE parent IS NULL ORDER BY path";
    let table = case::Case::open(folder)?.query(sql, usize::MAX)?;
    ensure!(!table.cut, "the case lists more files than a query gives");
    let mut list = String::new();
    for row in &table.rows {
        let path = row.first().map(case::Cell::text).unwrap_or_default();
        let path = if input.is_dir() {
            input.join(path)
        } else {
            input.to_owned()
        };
        list.push_str(&path.to_string_lossy());
        list.push('\n');
    }
    Ok(list)
}

/// Notes when reading ends.
#[derive(Default)]
struct Stages {
    reading_ended: Mutex<Option<Instant>>,
}

impl Progress for Stages {
    fn begin(&self, _n_files: u64, _len: u64) {}
    fn read(&self, _path: &str, _len: u64) {}
    fn stage(&self, _name: &str) {
        if let Ok(mut ended) = self.reading_ended.lock() {
            ended.get_or_insert_with(Instant::now);
        }
    }
}

impl Counts {
    fn of_case(folder: &Path) -> Result<Self> {
        let table =
            case::Case::open(folder)?.query("SELECT count(*), sum(len) FROM artifact", 1)?;
        let number = |column: usize| {
            let cell = table.rows.first().and_then(|row| row.get(column));
            cell.and_then(|cell| cell.text().parse().ok()).unwrap_or(0)
        };
        Ok(Self {
            n: number(0),
            len: number(1),
        })
    }
}

fn n_threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Inflates and hashes the files and what is in them.
fn bare(paths: &[PathBuf]) -> Result<Counts> {
    let next = AtomicUsize::new(0);
    let (n, len) = (AtomicU64::new(0), AtomicU64::new(0));
    let seen = Mutex::new(BTreeSet::new());
    let work = || -> Result<()> {
        let mut decompressor = libdeflater::Decompressor::new();
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let bytes = std::fs::read(path)?;
            let mut hash = |bytes: &[u8]| {
                let is_new = seen
                    .lock()
                    .is_ok_and(|mut seen| seen.insert(digest(&SHA256, bytes).as_ref().to_vec()));
                if is_new {
                    n.fetch_add(1, Ordering::Relaxed);
                    len.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                }
                is_new
            };
            if hash(&bytes) {
                entries(&bytes, 0, &mut decompressor, &mut hash);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..n_threads()).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| match worker.join() {
                Ok(result) => result,
                Err(_) => anyhow::bail!("a worker panicked"),
            })
    })?;
    Ok(Counts {
        n: n.into_inner(),
        len: len.into_inner(),
    })
}

/// Inflates and hashes the entries of a zip, and of zips in it.
fn entries(
    file: &[u8],
    depth: u32,
    decompressor: &mut libdeflater::Decompressor,
    hash: &mut impl FnMut(&[u8]) -> bool,
) {
    let limits = Limits::default();
    if depth == DEPTH || !file.starts_with(b"PK\x03\x04") {
        return;
    }
    let Ok(zip) = ZipFile::parse(View::new(file), &limits) else {
        return;
    };
    let mut buffer = Vec::new();
    for entry in zip.value.entries() {
        let Some(data) = entry.data.filter(|_| !entry.is_folder()) else {
            continue;
        };
        let mut contents = data.bytes();
        if entry.method == DEFLATED {
            let len = entry.uncompressed_len.min(limits.entry_len);
            buffer.resize(usize::try_from(len).unwrap_or(0), 0);
            match decompressor.deflate_decompress(contents, &mut buffer) {
                Ok(len) => contents = &buffer[..len],
                Err(_) => continue,
            }
        }
        hash(contents);
        entries(contents, depth + 1, decompressor, hash);
    }
}

/// A process's peak resident memory in KiB; 0 where the system does not tell.
pub(crate) fn peak_kib(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// A process's processor time in milliseconds; 0 where the system does not tell.
pub(crate) fn cpu_ms(process: &str) -> u64 {
    // The fields behind the name: user and system time stand at 11 and 12, in hundredths of a second.
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|field| field.parse::<u64>().ok())
        .sum::<u64>()
        * 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::zip_builder::{ZipBuilder, ZipEntry};

    #[test]
    fn a_leg_is_understood() {
        let taken = Taken::parse("reading took 1 s\n1500000 2500 3000 4 5\n").unwrap();
        assert_eq!(taken.wall, Duration::from_millis(1500));
        assert_eq!(taken.cpu, Duration::from_millis(2500));
        assert_eq!(taken.peak_kib, 3000);
        assert_eq!(taken.counts, Counts { n: 4, len: 5 });
        assert_eq!(Taken::parse("1500000 2500"), None);
    }

    #[test]
    fn medians_are_taken_by_column() {
        let taken = |wall, cpu| Taken {
            wall: Duration::from_secs(wall),
            cpu: Duration::from_secs(cpu),
            peak_kib: 1,
            counts: Counts { n: 1, len: 1 },
        };
        let median = median(&[taken(3, 1), taken(1, 9), taken(2, 5)]);
        assert_eq!((median.wall.as_secs(), median.cpu.as_secs()), (2, 5));
    }

    #[test]
    fn the_bare_leg_counts_each_artifact_once() {
        let dir = tempfile::tempdir().unwrap();
        let inner = ZipBuilder::new([
            ZipEntry::stored("a", b"same"),
            ZipEntry::deflated("b", b"same"),
        ]);
        let inner = inner.build();
        let outer = ZipBuilder::new([ZipEntry::deflated("inner.zip", &inner)]).build();
        for name in ["one", "two"] {
            std::fs::write(dir.path().join(name), &outer).unwrap();
        }
        let paths = ["one", "two"].map(|name| dir.path().join(name));
        let counts = bare(&paths).unwrap();
        let len = (outer.len() + inner.len() + 4) as u64;
        assert_eq!(counts, Counts { n: 3, len });
    }
}
