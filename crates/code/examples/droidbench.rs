//! Runs the flow analysis on the cases that `scripts/droidbench` lists and prints a table.
#![allow(clippy::print_stdout, reason = "an example is a program")]

use base::{Budget, Limits, View};
use code::app::{App, Component, Entry, Resources};
use code::flow::{Flows, Query};
use code::models::Models;
use code::ways::{End, Followed};
use code::xref::Site;
use fmt_apk::axml::Document;
use fmt_dex::Dex;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

fn models(folder: &str) -> Result<Models, Box<dyn Error>> {
    let is_end = |name: &str| matches!(name, "sources" | "sinks");
    let mut texts = testkit::models(Path::new(folder))?;
    texts.retain(|it| !is_end(&it.0));
    texts.extend(
        testkit::models(&Path::new(folder).join("droidbench"))?
            .into_iter()
            .filter(|it| is_end(&it.0)),
    );
    let parsed = Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str())));
    for problem in &parsed.problems {
        println!("{problem}");
    }
    Ok(parsed.value)
}

/// The views of an app's layouts that take a password.
#[derive(Default)]
struct Passwords(BTreeSet<u32>);

impl Resources for Passwords {
    fn string(&self, _id: u32) -> Option<String> {
        None
    }

    fn takes_password(&self, id: u32) -> bool {
        self.0.contains(&id)
    }
}

fn entry(text: &str, passwords: &mut Passwords) -> Result<Entry, Box<dyn Error>> {
    let mut entry = Entry::default();
    for line in text.lines() {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            ["complete"] => entry.complete = true,
            ["component", desc, kind, actions] => entry.components.push(Component {
                desc: (*desc).to_owned(),
                kind: (*kind).to_owned(),
                actions: actions
                    .split(',')
                    .filter(|a| !a.is_empty())
                    .map(str::to_owned)
                    .collect(),
                ..Component::default()
            }),
            ["layout", path] => {
                let bytes = fs::read(path)?;
                let document = Document::parse(View::new(&bytes), &Limits::default())?.value;
                for view in fmt_apk::layout::views(&document) {
                    entry.click_methods.extend(view.on_click);
                    let id = view.id.filter(|_| view.takes_password);
                    passwords.0.extend(id.map(|it| it.0));
                }
            }
            _ => {}
        }
    }
    Ok(entry)
}

/// What of so many was found, missed and too much.
fn judged(found: usize, expected: usize) -> [usize; 3] {
    let hits = found.min(expected);
    [
        hits,
        expected.saturating_sub(hits),
        found.saturating_sub(hits),
    ]
}

fn add(totals: &mut [usize; 3], one: [usize; 3]) {
    for (t, n) in totals.iter_mut().zip(one) {
        *t = t.saturating_add(n);
    }
}

/// Which analysis is asked.
#[derive(Clone, Copy)]
enum Engine {
    /// From the sources on.
    Forward,
    /// From the sinks back.
    Ways,
    /// What one of them finds.
    Either,
    /// What both find.
    Both,
}

fn engine(options: &[String]) -> Engine {
    let has = |name: &str| options.iter().any(|o| o == name);
    if has("ways") {
        Engine::Ways
    } else if has("either") {
        Engine::Either
    } else if has("both") {
        Engine::Both
    } else {
        Engine::Forward
    }
}

/// The pairs of places that an analysis joins.
fn pairs(app: &App<'_>, flows: &Flows, engine: Engine, choices: bool) -> BTreeSet<(Site, Site)> {
    let forward: BTreeSet<_> = flows.flows.iter().map(|f| (f.from, f.to)).collect();
    match engine {
        Engine::Forward => forward,
        Engine::Ways => ways(app, choices),
        Engine::Either => forward.union(&ways(app, choices)).copied().collect(),
        Engine::Both => forward.intersection(&ways(app, choices)).copied().collect(),
    }
}

/// The pairs of places that the search from the sinks joins.
fn ways(app: &App<'_>, choices: bool) -> BTreeSet<(Site, Site)> {
    let ends = |of: BTreeSet<&str>| -> Vec<End> {
        of.into_iter().map(|it| End::Label(it.to_owned())).collect()
    };
    let mut sources = app.models.sources.labels();
    sources.extend(app.models.entry_sources.labels());
    let (from, to) = (ends(sources), ends(app.models.sinks.labels()));
    let mut budget = Budget::new(300_000);
    let found = if choices {
        app.ways_with_choices(&from, &to, &mut budget)
    } else {
        app.ways(&from, &to, &mut budget)
    };
    let holds = found.ways.iter().filter(|w| w.followed != Followed::Lost);
    holds.map(|w| (w.source, w.sink)).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, listing, options @ ..] = args.as_slice() else {
        return Err(
            "usage: droidbench MODELS LISTING [implicit] [verbose] [ways|either|both] [choices]"
                .into(),
        );
    };
    let verbose = options.iter().any(|o| o == "verbose");
    let query = Query {
        implicit: options.iter().any(|o| o == "implicit"),
        ..Query::default()
    };
    let engine = engine(options);
    let choices = options.iter().any(|o| o == "choices");
    let models = models(folder)?;
    let mut totals: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut all = [0_usize; 3];
    let mut by_call = [0_usize; 3];
    for line in fs::read_to_string(listing)?.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [category, name, expected, entry_file, dex_files @ ..] = columns.as_slice() else {
            continue;
        };
        let bytes: Vec<Vec<u8>> = dex_files.iter().map(fs::read).collect::<Result<_, _>>()?;
        let mut dexes = Vec::new();
        for b in &bytes {
            dexes.push(Dex::parse(View::new(b))?.value);
        }
        let mut passwords = Passwords::default();
        let entry = entry(&fs::read_to_string(entry_file)?, &mut passwords)?;
        let app = App::new(&dexes, &models, entry, &passwords);
        let flows = app.flows(&query, &mut Budget::new(300_000));
        let pairs = pairs(&app, &flows, engine, choices);
        let found = pairs.len();
        let Ok(expected) = expected.parse::<usize>() else {
            println!("{category}/{name}: {found} found, not counted");
            continue;
        };
        // The comments in the sources count lines with a sink: calls that a source's value reaches.
        let calls: BTreeSet<_> = pairs.iter().map(|pair| pair.1).collect();
        add(&mut by_call, judged(calls.len(), expected));
        let one = judged(found, expected);
        add(totals.entry((*category).to_owned()).or_default(), one);
        add(&mut all, one);
        let [_, misses, extra] = one;
        let mark = match (misses, extra) {
            (0, 0) => "ok",
            (0, _) => "EXTRA",
            _ => "MISS",
        };
        println!(
            "{category}/{name}: expected {expected}, found {found} in {} calls {mark}",
            calls.len()
        );
        if verbose {
            for flow in &flows.flows {
                println!(
                    "  {} -> {}{}",
                    flow.source,
                    flow.sink,
                    if flow.implicit { " (implicit)" } else { "" }
                );
                for step in &flow.steps {
                    println!(
                        "    {}+{:#x}: {}",
                        app.program.def_name(step.site.def),
                        step.site.pc,
                        step.says
                    );
                }
            }
            for problem in app.problems().iter().chain(&flows.problems) {
                println!("  problem {problem}");
            }
        }
    }
    println!("\n| category | found | missed | extra |\n|---|---|---|---|");
    for (category, [hits, misses, extra]) in &totals {
        println!("| {category} | {hits} | {misses} | {extra} |");
    }
    let [hits, misses, extra] = all;
    println!("| all | {hits} | {misses} | {extra} |");
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let rate = |a: usize, b: usize| a as f64 / (a.saturating_add(b)).max(1) as f64;
    println!(
        "\npairs of source and sink: recall {:.3}, precision {:.3}",
        rate(hits, misses),
        rate(hits, extra)
    );
    let [hits, misses, extra] = by_call;
    println!(
        "sink calls: {hits} found, {misses} missed, {extra} extra: recall {:.3}, precision {:.3}",
        rate(hits, misses),
        rate(hits, extra)
    );
    Ok(())
}
