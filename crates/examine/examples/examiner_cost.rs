//! Prints what one examiner adds to the processor time of opening files and running the others on them.
//!
//! `cargo run --release -p examine --example examiner_cost -- EXAMINER[,NOT_COUNTED...] KNOWLEDGE PATH...`
//!
//! The examiners named after the first are run in neither leg. Both legs run on one thread, file by file in turns, five times
//! each (`ROUNDS=n` in the environment for another number), and of each file the least time of each leg counts: what else the machine does only ever adds time.
//! `EACH=n` lists the n files on which the examiner costs most.
#![expect(clippy::print_stdout, reason = "an example talks to a terminal")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use base::Limits;
use examine::{Beside, Knowledge, examine};
use std::path::{Path, PathBuf};

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

/// Nanoseconds that this thread has run.
#[cfg(unix)]
fn processor_ns() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    u64::try_from(now.tv_sec * 1_000_000_000 + now.tv_nsec).unwrap_or(0)
}

/// Nanoseconds that have passed, where a thread's own time is not to be had.
#[cfg(not(unix))]
fn processor_ns() -> u64 {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    u64::try_from(START.elapsed().as_nanos()).unwrap_or(0)
}

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let names = args.next().unwrap_or_default();
    let names: Vec<&str> = names.split(',').collect();
    let folder = PathBuf::from(args.next().unwrap_or_default());
    let page = |name: &str| std::fs::read(folder.join(name)).ok();
    let pages: Vec<(&str, Option<Vec<u8>>)> = Knowledge::PAGES
        .iter()
        .map(|name| (*name, page(name)))
        .collect();
    let knowledge = Knowledge::load(|name| {
        let found = pages.iter().find(|it| it.0 == name)?;
        found.1.as_deref()
    })
    .map_err(|error| std::io::Error::other(error.to_string()))?;
    let mut paths = Vec::new();
    for path in args {
        files(Path::new(&path), &mut paths);
    }
    paths.sort();
    let number = |name: &str| std::env::var(name).ok()?.parse::<usize>().ok();
    let rounds = number("ROUNDS").unwrap_or(5).max(1);
    let (mut without, mut with, mut len) = (0, 0, 0);
    let mut each = Vec::new();
    for path in &paths {
        let bytes = std::fs::read(path)?;
        let shown = path.to_string_lossy();
        // What the index leaves alone in a folder.
        if unpack::Kind::of(&shown, base::View::new(&bytes)) == unpack::Kind::Elf {
            continue;
        }
        len += bytes.len();
        let run = |wanted: &dyn Fn(&str) -> bool| {
            let from = processor_ns();
            let examined = examine(
                &shown,
                &bytes,
                Beside::default(),
                &knowledge,
                Limits::default(),
                wanted,
            );
            drop(examined);
            processor_ns() - from
        };
        let (mut least_without, mut least_with) = (u64::MAX, u64::MAX);
        for _ in 0..rounds {
            least_without = least_without.min(run(&|id| !names.contains(&id)));
            let leg = |id: &str| !names.contains(&id) || Some(&id) == names.first();
            least_with = least_with.min(run(&leg));
        }
        without += least_without;
        with += least_with;
        each.push((least_with.saturating_sub(least_without), shown.into_owned()));
    }
    each.sort_by(|a, b| b.cmp(a));
    for (ns, path) in each.iter().take(number("EACH").unwrap_or(0)) {
        println!("{:>9.2} ms  {path}", *ns as f64 / 1e6);
    }
    println!(
        "{} files, {} MB: {:.2} s without {}, {:.2} s with it: it adds {:.1} %",
        paths.len(),
        len / 1_000_000,
        without as f64 / 1e9,
        names.first().unwrap_or(&""),
        with as f64 / 1e9,
        100.0 * (with as f64 / without as f64 - 1.0)
    );
    Ok(())
}
