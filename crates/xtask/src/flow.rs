//! Measures the examiner that follows code, app by app, and how its cost grows with the size of the code.

use crate::bench::{self, Leg};
use crate::peers;
use anyhow::{Context, Result, ensure};
use base::{Limits, View};
use case::Knowledge;
use examine::{Beside, examine};
use fmt_apk::zip::ZipFile;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The examiners that follow code.
const EXAMINERS: [&str; 3] = ["code-parameters", "content-filter", "data-ways"];

/// What one app took.
struct Row {
    code: u64,
    micros: u64,
    n_facts: usize,
    name: String,
}

/// Follows the code of every APK of the input, on as many threads as there are processors; peers only where the
/// input is one APK.
pub(crate) fn run(work: &Path, input: &Path) -> Result<()> {
    let apks = peers::choose(input, usize::MAX)?;
    ensure!(
        !apks.is_empty(),
        "there is no APK with code in {}",
        input.display()
    );
    let list = work.join("flow.txt");
    let lines: Vec<_> = apks.iter().map(|apk| apk.display().to_string()).collect();
    std::fs::write(&list, lines.join("\n"))?;
    let table = work.join("flow.tsv");
    let ours = bench::child(Leg::Flow, &list, &table)?;
    println!("{}", crate::read(&table)?);
    println!("{} APKs: {}", apks.len(), ours.line("all queries"));
    if let [apk] = apks.as_slice() {
        for (name, took) in [
            ("androguard AnalyzeAPK", peers::androguard_on(work, apk)),
            ("mariana-trench", peers::mariana_trench(work, apk)),
        ] {
            peers::measured(name, took);
        }
    }
    Ok(())
}

/// The leg: a line for each app, the costliest first, then what a megabyte of code costs by size of app.
pub(crate) fn leg(apks: &[PathBuf], table: &Path) -> Result<(u64, u64)> {
    let pages = Knowledge::embedded();
    let knowledge = examine::Knowledge::load(|page| pages.file(page))?;
    let n = thread::available_parallelism().map_or(1, usize::from);
    let limits = Limits {
        n_threads: if apks.len() == 1 { n } else { 1 },
        ..Limits::default()
    };
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    let work = || -> Result<()> {
        while let Some(apk) = apks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let row = one(apk, &knowledge, limits)?;
            if let Ok(mut rows) = rows.lock() {
                rows.push(row);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let handles: Vec<_> = (0..n).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .try_for_each(|it| it.join().map_err(|_| anyhow::anyhow!("a thread failed"))?)
    })?;
    let mut rows = rows.into_inner().ok().context("a thread failed")?;
    rows.sort_by_key(|it| std::cmp::Reverse(it.micros));
    std::fs::write(table, report(&rows)?)?;
    Ok((rows.len() as u64, rows.iter().map(|it| it.code).sum()))
}

fn one(apk: &Path, knowledge: &examine::Knowledge, limits: Limits) -> Result<Row> {
    let bytes = std::fs::read(apk)?;
    // What other threads do is this app's where it is the only one.
    let spent = || match limits.n_threads {
        1 => spent(),
        _ => Ok(bench::cpu_ms("self") * 1000),
    };
    let zip = ZipFile::parse(View::new(&bytes), &limits)?.value;
    let code = zip
        .entries()
        .iter()
        .filter(|it| it.name.ends_with(b".dex"))
        .map(|it| it.uncompressed_len)
        .sum();
    let begun = spent()?;
    let examined = examine("", &bytes, Beside::default(), knowledge, limits, |id| {
        EXAMINERS.contains(&id)
    });
    let name = apk.file_name().unwrap_or_default();
    Ok(Row {
        code,
        micros: spent()?.saturating_sub(begun),
        n_facts: examined.results.iter().map(|it| it.facts.len()).sum(),
        name: name.to_string_lossy().into_owned(),
    })
}

/// Microseconds of a processor that this thread has had: what else runs on the machine does not count.
fn spent() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos: u64 = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanos / 1000)
}

fn report(rows: &[Row]) -> Result<String> {
    let mut text = String::new();
    for row in rows.iter().take(10) {
        writeln!(
            text,
            "{:>8.2} s {:>7.2} MB of code {:>5} facts  {}",
            seconds(row.micros),
            megabytes(row.code),
            row.n_facts,
            row.name
        )?;
    }
    for (from, to) in [
        (0, 250_000),
        (250_000, 1_000_000),
        (1_000_000, 4_000_000),
        (4_000_000, u64::MAX),
    ] {
        let some: Vec<&Row> = rows
            .iter()
            .filter(|it| it.code >= from && it.code < to)
            .collect();
        let code: u64 = some.iter().map(|it| it.code).sum();
        let micros: u64 = some.iter().map(|it| it.micros).sum();
        if code > 0 {
            writeln!(
                text,
                "apps with {:.2} MB of code and more: {:>4}, {:>8.3} s for each MB",
                megabytes(from),
                some.len(),
                seconds(micros) / megabytes(code)
            )?;
        }
    }
    Ok(text)
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
