//! Runs the flow analysis on the DEX files of one app and prints what it finds and what it costs.
#![allow(clippy::print_stdout, reason = "an example is a program")]

use base::{Budget, View};
use code::app::{App, Entry, NoResources};
use code::flow::Query;
use code::models::Models;
use fmt_dex::Dex;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, steps, dex_files @ ..] = args.as_slice() else {
        return Err("usage: flow MODELS STEPS DEX... [decisions] [steps]".into());
    };
    let started = Instant::now();
    let texts = testkit::models(Path::new(folder))?;
    let models = Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).value;
    let bytes: Vec<Vec<u8>> = dex_files
        .iter()
        .filter(|f| *f != "decisions" && *f != "steps")
        .map(fs::read)
        .collect::<Result<_, _>>()?;
    let mut dexes = Vec::new();
    for b in &bytes {
        dexes.push(Dex::parse(View::new(b))?.value);
    }
    let parsed = started.elapsed();
    let app = App::new(&dexes, &models, Entry::default(), &NoResources);
    let built = started.elapsed();
    println!(
        "{} classes, {} methods, {} instructions; tables and call graph {:?}",
        app.program.classes.len(),
        app.program.defs.len(),
        app.xrefs.n_instructions,
        built.saturating_sub(parsed)
    );
    let query = Query {
        decisions: std::env::args().any(|a| a == "decisions"),
        ..Query::default()
    };
    let flows = app.flows(&query, &mut Budget::new(steps.parse()?));
    println!(
        "{} sources, {} flows, {} decisions, {} facts, {} methods, {:?}",
        flows.n_sources,
        flows.flows.len(),
        flows.decisions.len(),
        flows.n_facts,
        flows.n_methods,
        started.elapsed().saturating_sub(built)
    );
    for flow in &flows.flows {
        let (from, to) = (
            app.program.def_name(flow.from.def),
            app.program.def_name(flow.to.def),
        );
        println!(
            "{} -> {}: {from} -> {to}; {} steps; if {}",
            flow.source,
            flow.sink,
            flow.steps.len(),
            app.gates(&flow.steps)
        );
        if std::env::args().any(|a| a == "steps") {
            for step in &flow.steps {
                let place = app.program.def_name(step.site.def);
                println!("    {place}+{:#x}: {}", step.site.pc, step.says);
            }
        }
    }
    for problem in app.problems().iter().chain(&flows.problems) {
        println!("problem {problem}");
    }
    Ok(())
}
