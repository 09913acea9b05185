//! Prints under which condition a method runs, and the value of that in environments.
//!
//! `gates MODELS MANIFEST|- METHOD [vary KIND READS VALUE,VALUE,...]... DEX...`: the method as `Lclass;->name` or
//! `Lclass;->name(types)type`, or a place as a method with `+0x` and the offset behind: what of its condition is not
//! understood is told too, with the number of calls in between; `vary` gives an input the values of a table, `?` for one that is not known.
#![allow(clippy::print_stdout, reason = "an example is a program")]

use base::{Limits, View};
use code::app::{App, Component, Entry, NoResources};
use code::gate::{Formula, Gates};
use code::models::Models;
use fmt_apk::axml::Document;
use fmt_apk::manifest::{ComponentKind, Manifest};
use fmt_dex::Dex;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

fn entry(path: &str) -> Result<Entry, Box<dyn Error>> {
    if path == "-" {
        return Ok(Entry::default());
    }
    let bytes = fs::read(path)?;
    let limits = Limits::default();
    let document = Document::parse(View::new(&bytes), &limits)?.value;
    let manifest = Manifest::read(&document, None).value;
    let descriptor = |name: &str| format!("L{};", manifest.class_name(name).replace('.', "/"));
    let mut components: Vec<Component> = manifest
        .components
        .iter()
        .filter_map(|c| {
            c.target_activity
                .as_ref()
                .or(c.name.as_ref())
                .map(|n| (c, n))
        })
        .map(|(c, name)| Component {
            desc: descriptor(&name.value),
            kind: match c.kind {
                ComponentKind::Activity | ComponentKind::ActivityAlias => "activity",
                ComponentKind::Service => "service",
                ComponentKind::Receiver => "receiver",
                ComponentKind::Provider => "provider",
            }
            .to_owned(),
            ..Component::default()
        })
        .collect();
    if let Some(name) = &manifest.application.name {
        components.push(Component {
            desc: descriptor(name.value.as_str()),
            kind: String::from("application"),
            ..Component::default()
        });
    }
    Ok(Entry {
        complete: true,
        components,
        click_methods: Vec::new(),
    })
}

/// One input and its values.
type Column = ((String, String), Vec<String>);

fn table(formula: &Formula, vary: &[Column]) {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new()];
    for (_, values) in vary {
        rows = rows
            .iter()
            .flat_map(|row| {
                (0..values.len()).map(move |v| row.iter().copied().chain([v]).collect())
            })
            .collect();
    }
    for row in rows {
        let mut env: BTreeMap<(String, String), String> = BTreeMap::new();
        let mut says = Vec::new();
        for ((input, values), at) in vary.iter().zip(&row) {
            let value = &values[*at];
            says.push(format!("{}={value}", input.1));
            if value != "?" {
                env.insert(input.clone(), value.clone());
            }
        }
        let input = |kind: &str, reads: &str| {
            let key = (kind.to_owned(), reads.to_owned());
            env.get(&key).cloned()
        };
        let found = formula.eval(&input);
        let word = match found {
            Some(true) => "open",
            Some(false) => "closed",
            None if formula.allows(&input) == Some(true) => "not closed by what is understood",
            None => "unknown",
        };
        println!("  {:<90} {word}", says.join("  "));
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, manifest, wanted, rest @ ..] = args.as_slice() else {
        return Err(
            "usage: gates MODELS MANIFEST|- METHOD [vary KIND READS VALUES]... DEX...".into(),
        );
    };
    let (mut vary, mut rest): (Vec<Column>, &[String]) = (Vec::new(), rest);
    while let [word, kind, reads, values, more @ ..] = rest
        && word == "vary"
    {
        let values = values.split(',').map(str::to_owned).collect();
        vary.push(((kind.clone(), reads.clone()), values));
        rest = more;
    }
    let texts = testkit::models(Path::new(folder))?;
    let models = Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).value;
    let bytes: Vec<Vec<u8>> = rest.iter().map(fs::read).collect::<Result<_, _>>()?;
    let mut dexes = Vec::new();
    for b in &bytes {
        dexes.push(Dex::parse(View::new(b))?.value);
    }
    let app = App::new(&dexes, &models, entry(manifest)?, &NoResources);
    if let Some((method, pc)) = wanted.split_once("+0x") {
        let pc = u32::from_str_radix(pc, 16)?;
        let mut gates = Gates::new(&app);
        for def in 0..u32::try_from(app.program.defs.len())? {
            if app.program.def_name(def) != method {
                continue;
            }
            println!("{wanted} runs if: {}", gates.of(def, pc));
            for open in gates.open(def, pc) {
                let name = app.program.def_name(open.def);
                println!(" {} {} in {name}", open.calls, open.what);
            }
        }
        return Ok(());
    }
    for def in 0..u32::try_from(app.program.defs.len())? {
        let name = app.program.def_name(def);
        if name != *wanted && name.split('(').next() != Some(wanted.as_str()) {
            continue;
        }
        println!("{name}");
        let started = Instant::now();
        let formula = app.gate_of(def, 0);
        println!(" runs if: {formula}  [{:?}]", started.elapsed());
        table(&formula, &vary);
        if name.ends_with(")Z") {
            let formula = app.true_when(def);
            println!(" true if: {formula}");
            table(&formula, &vary);
        }
        for site in app.callers(def) {
            let at = app
                .body(site.def)
                .and_then(|b| b.ops.iter().position(|o| o.pc == site.pc));
            let here = app.gate(site.def, u32::try_from(at.unwrap_or(0))?);
            println!(" called where {here}, and");
            println!(
                " called by {} at {:04x} if: {}",
                app.program.def_name(site.def),
                site.pc,
                app.gate_of(site.def, site.pc)
            );
        }
    }
    Ok(())
}
