//! Prints how many megabytes per second are read: every table entry looked up, every instruction decoded.
//!
//! `cargo run --release -p fmt-dex --example throughput -- FILE…`
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use anyhow::Context;
use base::View;
use fmt_dex::Dex;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often the files are read; the fastest round counts.
const ROUNDS: usize = 5;

/// Reads everything, and returns how many instructions there were.
fn walk(bytes: &[u8]) -> anyhow::Result<u64> {
    let dex = Dex::parse(View::new(bytes))?.value;
    for idx in dex.strings() {
        let _ = black_box(dex.string(idx));
    }
    for idx in dex.types() {
        let _ = black_box(dex.descriptor(idx));
    }
    for idx in dex.protos() {
        let _ = black_box(dex.proto(idx));
    }
    for idx in dex.fields() {
        let _ = black_box(dex.field(idx));
    }
    for idx in dex.methods() {
        let _ = black_box(dex.method(idx));
    }
    let mut n_insns = 0;
    for idx in dex.classes() {
        let class = dex.class(idx)?;
        let _ = black_box(dex.interfaces(&class));
        black_box(dex.static_values(&class));
        black_box(dex.annotations(&class));
        for method in dex.class_data(&class).value.methods() {
            let Some(code) = dex.code(method)? else {
                continue;
            };
            for insn in code.instructions() {
                black_box(insn?);
                n_insns += 1;
            }
            for guarded in code.tries() {
                for handler in code.handlers(&guarded?) {
                    black_box(handler?);
                }
            }
        }
    }
    Ok(n_insns)
}

fn main() -> anyhow::Result<()> {
    let mut files = Vec::new();
    for path in std::env::args_os().skip(1) {
        files.push(std::fs::read(&path).with_context(|| format!("{}", path.display()))?);
    }
    let total: usize = files.iter().map(Vec::len).sum();
    let mut best = Duration::MAX;
    let mut n_insns = 0;
    let mut n_stopped = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        n_insns = 0;
        n_stopped = 0;
        for file in &files {
            match walk(file) {
                Ok(n) => n_insns += n,
                Err(_) => n_stopped += 1,
            }
        }
        best = best.min(start.elapsed());
    }
    #[expect(clippy::cast_precision_loss, reason = "printed with few digits")]
    let rate = |n: u64| n as f64 / best.as_secs_f64() / 1e6;
    println!(
        "{} files ({n_stopped} not read to the end), {total} bytes, {n_insns} instructions in {best:.1?}: {:.0} MB/s, {:.0} M instructions/s",
        files.len(),
        rate(total as u64),
        rate(n_insns),
    );
    Ok(())
}
