//! Prints what each app of a listing leads from a source to a sink, for `scripts/taintbench`.
#![allow(clippy::print_stdout, reason = "an example is a program")]

use base::{Budget, View};
use code::app::{App, Component, Entry, NoResources};
use code::ir::{Kind, Val};
use code::models::Models;
use code::ways::End;
use code::xref::Site;
use fmt_dex::Dex;
use std::error::Error;
use std::fs;
use std::path::Path;

/// The sources and sinks come from the caller, all else is what the examiners of code read.
fn models(folder: &str, ends: &str) -> Result<Models, Box<dyn Error>> {
    let is_end = |name: &str| matches!(name, "sources" | "sinks");
    let mut texts = testkit::models(Path::new(folder))?;
    texts.retain(|it| !is_end(&it.0));
    texts.extend(
        testkit::models(Path::new(ends))?
            .into_iter()
            .filter(|it| is_end(&it.0)),
    );
    let parsed = Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str())));
    for problem in &parsed.problems {
        println!("problem\t{problem}");
    }
    Ok(parsed.value)
}

fn entry(text: &str) -> Entry {
    let mut entry = Entry {
        complete: true,
        ..Entry::default()
    };
    for line in text.lines() {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            ["component", desc, kind, actions] => entry.components.push(Component {
                desc: (*desc).to_owned(),
                kind: (*kind).to_owned(),
                actions: actions.split(',').map(str::to_owned).collect(),
                ..Component::default()
            }),
            ["click", name] => entry.click_methods.push((*name).to_owned()),
            _ => {}
        }
    }
    entry
}

/// The texts that stand as arguments of a call, one behind the other.
fn texts(app: &App<'_>, site: Site) -> String {
    let Some((body, _, op)) = app.op_at(site) else {
        return String::new();
    };
    let text = |v: &Val| match body.def_op(*v).map(|(_, it)| it.kind) {
        Some(Kind::Str(sym)) => Some(app.program.strings.text(sym).escape_debug().to_string()),
        _ => None,
    };
    body.args(op)
        .iter()
        .filter_map(text)
        .collect::<Vec<_>>()
        .join("\u{1f}")
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, ends, listing, options @ ..] = args.as_slice() else {
        return Err("usage: pairs MODELS SOURCES_AND_SINKS LISTING [choices] [steps]".into());
    };
    let has = |name: &str| options.iter().any(|o| o == name);
    let models = models(folder, ends)?;
    let labels = |of: std::collections::BTreeSet<&str>| -> Vec<End> {
        of.into_iter().map(|it| End::Label(it.to_owned())).collect()
    };
    let (from, to) = (
        labels(models.sources.labels()),
        labels(models.sinks.labels()),
    );
    for line in fs::read_to_string(listing)?.lines() {
        let [name, entry_file, dex] = line.split('\t').collect::<Vec<_>>()[..] else {
            continue;
        };
        let bytes = fs::read(dex)?;
        let dexes = [Dex::parse(View::new(&bytes))?.value];
        let entry = entry(&fs::read_to_string(entry_file)?);
        let app = App::new(&dexes, &models, entry, &NoResources);
        let mut budget = Budget::new(3_000_000);
        let found = if has("choices") {
            app.ways_with_choices(&from, &to, &mut budget)
        } else {
            app.ways(&from, &to, &mut budget)
        };
        println!("places\t{name}\t{}\t{}", found.n_places, found.n_cut);
        for way in &found.ways {
            println!(
                "way\t{name}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                app.program.def_name(way.source.def),
                app.callee(way.source),
                texts(&app, way.source),
                app.program.def_name(way.sink.def),
                app.callee(way.sink),
                texts(&app, way.sink),
                way.followed.name()
            );
            for step in way.steps.iter().filter(|_| has("steps")) {
                let at = app.program.def_name(step.site.def);
                println!("step\t{at}+{:#x}\t{}", step.site.pc, step.says);
            }
        }
    }
    Ok(())
}
