//! The code engine on DEX files: call graph, flows, gates, texts and what is unknown.
#![no_main]

use base::{Budget, View};
use code::app::{App, Entry, NoResources};
use code::flow::Query;
use code::models::Models;
use fmt_dex::Dex;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let Ok(dex) = Dex::parse(View::new(file)) else {
        return;
    };
    let models = Models::default();
    let app = App::new(&[dex.value], &models, Entry::default(), &NoResources);
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
});
