//! `patikra`: the laboratory at the terminal.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this crate is the one that speaks to a terminal"
)]

mod args;
mod assess;
mod canary;
mod code;
mod exit;
mod flows;
mod inspect;
mod knowledge;
mod lists;
mod progress;
mod rules;
mod trace;
mod trace_across;
mod trace_ways;
mod traffic_tables;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(exit) => exit.code(),
        Err(error) => {
            // A reader that closed the pipe (`| head`) has what it wanted.
            if is_broken_pipe(&error) {
                return Exit::Done.code();
            }
            eprintln!("patikra: {error:#}");
            Exit::of(&error).code()
        }
    }
}

fn run(args: &Args) -> anyhow::Result<Exit> {
    let lab = || args::lab(args.knowledge.as_deref(), args.references.as_deref());
    match &args.command {
        Command::Assess(what) => assess::run(&lab()?, what),
        Command::Show { case, evidence } => inspect::show(case, evidence),
        Command::Code(what) => code::code(what),
        Command::Callers(what) => code::callers(args.knowledge.as_deref(), what),
        Command::Xref(what) => code::xref(what),
        Command::CanaryPlan { case } => canary::plan(case),
        Command::Query {
            case,
            sql,
            format,
            rows,
        } => inspect::query(case, sql, *format, *rows),
        Command::Flows(what) => flows::flows(&lab, what),
        Command::Flow(what) => flows::flow(what),
        Command::Trace(what) if !what.from.is_empty() => {
            trace_ways::run(args.knowledge.as_deref(), what)
        }
        Command::Trace(what) if what.across => trace_across::run(what),
        Command::Trace(what) => trace::run(what),
        Command::Verify { case } => inspect::verify(&lab()?, case),
        Command::Knowledge(what) => knowledge::run(args.references.as_deref(), what),
        Command::Lists(what) => lists::run(&lab, what),
        Command::Rules(what) => rules::run(&lab()?, what),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "patikra", &mut text);
            print(&String::from_utf8_lossy(&text))
        }
        Command::Man => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut text)?;
            print(&String::from_utf8_lossy(&text))
        }
    }
}

/// Writes to standard output, where `println!` would panic when a reader closes the pipe.
fn print(text: &str) -> anyhow::Result<Exit> {
    use std::io::Write;
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error
        .chain()
        .find_map(|it| it.downcast_ref::<std::io::Error>());
    io.is_some_and(|it| it.kind() == std::io::ErrorKind::BrokenPipe)
}
