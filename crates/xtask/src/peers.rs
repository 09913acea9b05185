//! Runs other programs on the same APKs, each only where it is there or can be installed.

use crate::bench::{self, Leg};
use anyhow::{Context, Result, ensure};
use base::{Limits, View};
use fmt_apk::zip::ZipFile;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const ANDROGUARD: &str = "androguard==4.1.4";

const ANDROGUARD_SCRIPT: &str = "
import sys
from loguru import logger
from androguard.misc import AnalyzeAPK
logger.remove()
failed = 0
for path in sys.argv[1:]:
    try:
        AnalyzeAPK(path)
    except Exception:
        failed += 1
print(failed, 'failed')
";

/// Runs everyone on at most `n_apks` APKs with code, spread evenly over the input.
pub(crate) fn run(root: &Path, work: &Path, input: &Path, n_apks: usize) -> Result<()> {
    let apks = choose(input, n_apks)?;
    ensure!(
        !apks.is_empty(),
        "there is no APK with code in {}",
        input.display()
    );
    let mut len = 0;
    for apk in &apks {
        // Read once, so that the first program does not pay for the disk.
        len += std::fs::read(apk)?.len();
    }
    println!("{} APKs, {} MB", apks.len(), len / 1_000_000);

    let list = work.join("apks.txt");
    let lines: Vec<_> = apks.iter().map(|apk| apk.display().to_string()).collect();
    std::fs::write(&list, lines.join("\n"))?;
    let folder = work.join("peers.case");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    bench::child(Leg::Index, &list, &folder)?;
    std::fs::remove_dir_all(&folder)?;

    measured(
        "apk-info, manifest, signatures",
        apk_info(root, work, &apks),
    );
    measured("dexdump -d", dexdump(&apks));
    measured("androguard AnalyzeAPK", androguard(work, &apks));
    Ok(())
}

/// What a program took.
pub(crate) struct Took {
    wall: Duration,
    peak_kib: u64,
    /// APKs that it could not read.
    n_failed: u64,
}

pub(crate) fn measured(name: &str, took: Result<Took>) {
    match took {
        Ok(took) => println!(
            "{name:<28} {:>8.2} s {:>14} {:>6} MB peak  {} failed",
            took.wall.as_secs_f64(),
            "",
            took.peak_kib / 1000,
            took.n_failed
        ),
        Err(error) => println!("{name:<28} skipped: {error:#}"),
    }
}

/// APKs below `input` that hold `classes.dex`.
pub(crate) fn choose(input: &Path, n_apks: usize) -> Result<Vec<PathBuf>> {
    let limits = Limits::default();
    let mut apks = Vec::new();
    for file in unpack::walk(input, &limits)?.files {
        if file.disk_path.extension().is_none_or(|it| it != "apk") {
            continue;
        }
        let Ok(bytes) = unpack::read(&file, &limits) else {
            continue;
        };
        if ZipFile::parse(View::new(&bytes), &limits)
            .is_ok_and(|zip| zip.value.entry(b"classes.dex").is_some())
        {
            apks.push(file.disk_path);
        }
    }
    Ok(spread(apks, n_apks))
}

/// At most `n` of the items, evenly spread over them.
fn spread<T>(items: Vec<T>, n: usize) -> Vec<T> {
    let len = items.len();
    let is_chosen = |position: usize| position * n / len != (position + 1) * n / len;
    items
        .into_iter()
        .enumerate()
        .filter(|(position, _)| n >= len || is_chosen(*position))
        .map(|(_, item)| item)
        .collect()
}

fn apk_info(root: &Path, work: &Path, apks: &[PathBuf]) -> Result<Took> {
    let target = work.join("apk-info");
    install(
        Command::new("cargo")
            .args([
                "build",
                "--release",
                "--quiet",
                "--locked",
                "--manifest-path",
            ])
            .arg(root.join("benches/apk-info/Cargo.toml"))
            .arg("--target-dir")
            .arg(&target),
    )?;
    counting(
        work,
        Command::new(target.join("release/apk-info-peer")).args(apks),
    )
}

fn dexdump(apks: &[PathBuf]) -> Result<Took> {
    if Command::new("dexdump").output().is_err() {
        install(Command::new("apt-get").args(["install", "-y", "dexdump"]))?;
    }
    let mut all = Took {
        wall: Duration::ZERO,
        peak_kib: 0,
        n_failed: 0,
    };
    for apk in apks {
        let (wall, peak_kib, status) = time(
            Command::new("dexdump")
                .arg("-d")
                .arg(apk)
                .stdout(Stdio::null()),
        )?;
        all.wall += wall;
        all.peak_kib = all.peak_kib.max(peak_kib);
        all.n_failed += u64::from(!status.success());
    }
    Ok(all)
}

fn androguard(work: &Path, apks: &[PathBuf]) -> Result<Took> {
    let venv = work.join("androguard");
    let python = venv.join("bin/python");
    if !venv.join("bin/androguard").exists() {
        install(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        install(Command::new(&python).args(["-m", "pip", "install", "--quiet", ANDROGUARD]))?;
    }
    counting(
        work,
        Command::new(&python)
            .args(["-c", ANDROGUARD_SCRIPT])
            .args(apks),
    )
}

/// Androguard on one APK.
pub(crate) fn androguard_on(work: &Path, apk: &Path) -> Result<Took> {
    androguard(work, &[apk.to_owned()])
}

/// The program, and what it imports without naming it as needed.
const MARIANA_TRENCH: [&str; 3] = ["mariana-trench", "packaging", "setuptools"];

/// Mariana Trench with its own rules on one APK; it needs the platform's class files, which it is not given.
pub(crate) fn mariana_trench(work: &Path, apk: &Path) -> Result<Took> {
    let venv = work.join("mariana-trench");
    let program = venv.join("bin/mariana-trench");
    if !program.exists() {
        install(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        let python = venv.join("bin/python");
        let mut pip = Command::new(python);
        install(
            pip.args(["-m", "pip", "install", "--quiet"])
                .args(MARIANA_TRENCH),
        )?;
    }
    let out = work.join("mariana-trench.out");
    std::fs::create_dir_all(&out)?;
    // It looks for its own files beside the folders of PATH.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = std::iter::once(venv.join("bin")).chain(std::env::split_paths(&path));
    let mut command = Command::new(&program);
    command
        .env("PATH", std::env::join_paths(own)?)
        .arg("--apk-path")
        .arg(apk)
        .arg("--output-directory")
        .arg(&out);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (wall, peak_kib, status) = time(&mut command)?;
    Ok(Took {
        wall,
        peak_kib,
        n_failed: u64::from(!status.success()),
    })
}

/// Runs a program that prints as its last line how many APKs it could not read.
fn counting(work: &Path, command: &mut Command) -> Result<Took> {
    let said = work.join("said.txt");
    let (wall, peak_kib, status) = time(command.stdout(std::fs::File::create(&said)?))?;
    let said = crate::read(&said)?;
    let count = said
        .lines()
        .last()
        .and_then(|line| line.strip_suffix(" failed"));
    let n_failed = count.and_then(|count| count.parse().ok());
    Ok(Took {
        wall,
        peak_kib,
        n_failed: n_failed.with_context(|| format!("it did not come to its end: {status}"))?,
    })
}

fn install(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_owned();
    let done = command.stdout(Stdio::null()).output();
    let done = done.with_context(|| format!("{} is not there", program.display()))?;
    let text = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "{} failed: {}",
        program.display(),
        text.lines().last().unwrap_or_default()
    );
    Ok(())
}

/// Runs a program to its end. Its memory is looked at while it runs.
fn time(command: &mut Command) -> Result<(Duration, u64, ExitStatus)> {
    let begun = Instant::now();
    let mut running = command.stderr(Stdio::null()).spawn()?;
    let process = running.id().to_string();
    let mut peak_kib = 0;
    loop {
        peak_kib = peak_kib.max(bench::peak_kib(&process));
        if let Some(status) = running.try_wait()? {
            return Ok((begun.elapsed(), peak_kib, status));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// What a program took that ran to its end.
pub(crate) struct Timed {
    pub(crate) wall: Duration,
    cpu: Duration,
    peak_kib: u64,
    pub(crate) status: ExitStatus,
}

impl Timed {
    pub(crate) fn line(&self, name: &str) -> String {
        format!(
            "{name:<28} {:>8.2} s {:>8.2} s cpu {:>6} MB peak",
            self.wall.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.peak_kib / 1000
        )
    }
}

/// Runs a program to its end. Its memory and processor time are looked at while it runs.
pub(crate) fn timed(command: &mut Command) -> Result<Timed> {
    let begun = Instant::now();
    let mut running = command.stderr(Stdio::null()).spawn()?;
    let process = running.id().to_string();
    let (mut peak_kib, mut cpu_ms) = (0, 0);
    loop {
        peak_kib = peak_kib.max(bench::peak_kib(&process));
        cpu_ms = cpu_ms.max(bench::cpu_ms(&process));
        if let Some(status) = running.try_wait()? {
            return Ok(Timed {
                wall: begun.elapsed(),
                cpu: Duration::from_millis(cpu_ms),
                peak_kib,
                status,
            });
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_are_spread_evenly() {
        assert_eq!(spread((0..10).collect(), 2), [4, 9]);
        assert_eq!(spread((0..3).collect(), 5), [0, 1, 2]);
        assert_eq!(spread((0..7).collect(), 3).len(), 3);
        assert!(spread(Vec::<u8>::new(), 3).is_empty());
    }
}
