//! The code engine on DEX files: call graph, flows, ways, gates, comparisons with lists, texts and what is unknown.
#![no_main]

use base::{Budget, View};
use code::app::{App, Entry, NoResources};
use code::flow::Query;
use code::models::Models;
use code::ways::End;
use fmt_dex::Dex;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

macro_rules! model {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../knowledge/models/flow/", $name, ".tsv")))),*]
    };
}

static MODELS: LazyLock<Models> = LazyLock::new(|| {
    let files = model!(
        "types",
        "calls",
        "entries",
        "links",
        "sources",
        "sinks",
        "components",
        "compares",
        "inputs",
        "effects",
        "roles",
        "ports"
    );
    Models::parse(files).value
});

fuzz_target!(|file: &[u8]| {
    let Ok(dex) = Dex::parse(View::new(file)) else {
        return;
    };
    let app = App::new(&[dex.value], &MODELS, Entry::default(), &NoResources);
    for def in 0..u32::try_from(app.program.defs.len()).unwrap_or(0).min(20) {
        let _ = app.true_when(def).to_string();
        if let Some(op) = app.body(def).and_then(|b| b.ops.last()) {
            let _ = app.gate_of(def, op.pc).to_string();
            let _ = code::texts::texts(&app, def, op.res);
        }
    }
    let _ = app.unknowns();
    let query = Query {
        implicit: true,
        decisions: true,
        ..Query::default()
    };
    let _ = app.flows(&query, &mut Budget::new(20_000));
    let ends = |labels: std::collections::BTreeSet<&str>| -> Vec<End> {
        labels
            .into_iter()
            .map(|it| End::Label(it.to_owned()))
            .collect()
    };
    let (from, to) = (ends(MODELS.sources.labels()), ends(MODELS.sinks.labels()));
    let _ = app.ways_with_choices(&from, &to, &mut Budget::new(20_000));
    let _ = app.ways_and_ports(
        &from,
        &to,
        &[],
        &mut Budget::new(20_000),
        &mut Budget::new(20_000),
    );
    let found = app.matchings(&mut Budget::new(20_000)).found;
    let lists: Vec<Vec<_>> = found.iter().map(|it| vec![it]).collect();
    let _ = app.followed(&lists);
});
