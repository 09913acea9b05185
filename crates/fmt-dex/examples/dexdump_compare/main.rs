//! Compares what this crate reads with what AOSP's `dexdump` prints for the same files.
//!
//! `cargo run --release -p fmt-dex --example dexdump_compare -- FILE.dex…`
//!
//! For each file the counts in the header, and for each method with code its instructions (with bytes,
//! offsets, registers, literals, targets and index operands), guarded ranges, line table and locals.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod dexdump_text;

use anyhow::Context;
use base::View;
use dexdump_text::{Block, Section};
use fmt_dex::Dex;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// How many differences of each kind are printed: 5.
const SHOWN: u32 = 5;
/// The titles of the parts after the instructions, the last one first.
const TITLES: [(&str, Section); 3] = [
    ("      locals        :", Section::Locals),
    ("      positions     :", Section::Positions),
    ("      catches       :", Section::Catches),
];

#[derive(Default)]
struct Tally {
    n_files: u32,
    n_bytes: u64,
    unread: Vec<String>,
    /// For each thing compared: how many are equal, and how many differ.
    rows: BTreeMap<&'static str, (u64, u64)>,
    shown: BTreeMap<&'static str, u32>,
}

impl Tally {
    fn count(&mut self, what: &'static str, equal: bool, difference: impl FnOnce() -> String) {
        let row = self.rows.entry(what).or_default();
        if equal {
            row.0 += 1;
            return;
        }
        row.1 += 1;
        let shown = self.shown.entry(what).or_default();
        *shown += 1;
        if *shown <= SHOWN {
            println!("{what} differ: {}", difference());
        }
    }
}

/// What `dexdump -d -f` prints, and whether it had to be told not to verify the file.
fn dexdump(path: &Path) -> anyhow::Result<Option<(Vec<u8>, bool)>> {
    for flags in [&["-d", "-f"][..], &["-d", "-f", "-j", "-i"]] {
        let run = Command::new("dexdump")
            .args(flags)
            .arg(path)
            .output()
            .context("dexdump")?;
        if run.status.success() && !run.stdout.is_empty() {
            return Ok(Some((run.stdout, flags.len() == 2)));
        }
    }
    Ok(None)
}

fn number_after(text: &[u8], label: &str) -> Option<u32> {
    let label = format!("\n{label}");
    let start = memchr::memmem::find(text, label.as_bytes())? + label.len();
    let line: String = text[start..]
        .iter()
        .take_while(|byte| **byte != b'\n')
        .map(|byte| char::from(*byte))
        .collect();
    line.split(':')
        .nth(1)?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

/// Splits what is printed for one method's code into its four parts.
fn split(mut text: &[u8]) -> BTreeMap<Section, Vec<u8>> {
    let mut parts = BTreeMap::new();
    for (title, section) in TITLES {
        // From the last title backwards, so that what is printed in a string is not taken for one.
        if let Some(at) = memchr::memmem::rfind(text, title.as_bytes()) {
            parts.insert(section, text[at..].to_vec());
            text = &text[..at];
        }
    }
    parts.insert(Section::Instructions, text.to_vec());
    parts
}

fn first_difference(ours: &[u8], theirs: &[u8]) -> String {
    let mut out = String::new();
    let mut lines = (ours.split(|b| *b == b'\n'), theirs.split(|b| *b == b'\n'));
    loop {
        match (lines.0.next(), lines.1.next()) {
            (None, None) => return "nothing".to_owned(),
            (ours, theirs) if ours != theirs => {
                for (who, line) in [("ours", ours), ("dexdump", theirs)] {
                    let line =
                        line.map_or_else(|| "(nothing)".into(), |line| base::printable(line, 300));
                    let _ = write!(out, "\n    {who:8}{line}");
                }
                return out;
            }
            _ => {}
        }
    }
}

fn compare(path: &Path, tally: &mut Tally) -> anyhow::Result<()> {
    let bytes = std::fs::read(path)?;
    let name = path.file_name().unwrap_or_default().display().to_string();
    tally.n_files += 1;
    tally.n_bytes += bytes.len() as u64;
    let ours = Dex::parse(View::new(&bytes));
    let Some((text, verified)) = dexdump(path)? else {
        tally.unread.push(format!(
            "{name}: dexdump prints nothing; ours: {}",
            match &ours {
                Ok(parsed) => format!("{} problems", parsed.problems.len()),
                Err(error) => error.to_string(),
            }
        ));
        return Ok(());
    };
    let dex = match ours {
        Ok(parsed) => parsed.value,
        Err(error) => {
            tally.unread.push(format!("{name}: ours: {error}"));
            return Ok(());
        }
    };
    if !verified {
        tally.unread.push(format!(
            "{name}: dexdump reads it only without verification"
        ));
    }
    for (what, label, ours) in [
        ("string counts", "string_ids_size", dex.n_strings()),
        ("type counts", "type_ids_size", dex.n_types()),
        ("proto counts", "proto_ids_size", dex.n_protos()),
        ("field counts", "field_ids_size", dex.n_fields()),
        ("method counts", "method_ids_size", dex.n_methods()),
        ("class counts", "class_defs_size", dex.n_classes()),
    ] {
        let theirs = number_after(&text, label);
        tally.count(what, theirs == Some(ours), || {
            format!("{name}: ours {ours}, dexdump {theirs:?}")
        });
    }
    let n_listed = memchr::memmem::find_iter(&text, b"\nClass #").count();
    tally.count(
        "listed classes",
        n_listed as u64 == u64::from(dex.n_classes()),
        || format!("{name}: ours {}, dexdump {n_listed}", dex.n_classes()),
    );

    let mut starts = memchr::memmem::find_iter(&text, dexdump_text::HEAD_MARK.as_bytes())
        .map(|mark| mark - memchr::memrchr(b'\n', &text[..mark]).map_or(mark, |at| mark - at - 1))
        .peekable();
    let mut n_ours = 0_u64;
    dexdump_text::blocks(&dex, |block: Block| {
        n_ours += 1;
        let Some(start) = starts.next() else {
            return;
        };
        let end = starts.peek().copied().unwrap_or(text.len());
        let theirs = &text[start..end];
        // What follows the locals belongs to the next method or class.
        let end = memchr::memmem::rfind(theirs, b"      locals        :")
            .and_then(|at| memchr::memmem::find(&theirs[at..], b"\n\n").map(|len| at + len + 1))
            .unwrap_or(theirs.len());
        let theirs = split(&theirs[..end]);
        for (section, ours) in &block.sections {
            let theirs = theirs.get(section).map_or(&[][..], Vec::as_slice);
            tally.count(section.title(), ours == theirs, || {
                format!("{name} {}:{}", block.method, first_difference(ours, theirs))
            });
            if *section == Section::Instructions {
                let n = ours.split(|b| *b == b'\n').count().saturating_sub(2) as u64;
                let row = tally
                    .rows
                    .entry("lines of instructions in equal methods")
                    .or_default();
                row.0 += if ours == theirs { n } else { 0 };
            }
        }
    });
    let n_theirs = n_ours + starts.count() as u64;
    tally.count("methods with code", n_ours == n_theirs, || {
        format!("{name}: ours {n_ours}, dexdump {n_theirs}")
    });
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let mut tally = Tally::default();
    for path in std::env::args_os().skip(1) {
        let path = Path::new(&path);
        compare(path, &mut tally).with_context(|| path.display().to_string())?;
    }
    for line in &tally.unread {
        println!("{line}");
    }
    println!("\n{} files, {} bytes", tally.n_files, tally.n_bytes);
    println!("| compared | equal | different |\n| --- | ---: | ---: |");
    for (what, (equal, different)) in &tally.rows {
        println!("| {what} | {equal} | {different} |");
    }
    Ok(())
}
