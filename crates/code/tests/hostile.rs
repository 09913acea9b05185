//! Files that no compiler makes: whatever they hold, every analysis ends, and what was cut is said.

use base::{Budget, View};
use code::app::{App, Entry, NoResources};
use code::flow::{Flows, Query};
use code::gate::{Formula, Gates};
use code::models::Models;
use code::ways::End;
use fmt_dex::Dex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use testkit::dex_builder::{DexBuilder, DexClass, DexCode, DexMethod, Indices};
use testkit::hostile;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn models() -> Models {
    let texts = testkit::models(&root().join("knowledge/models/flow")).unwrap();
    Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).value
}

/// Asks everything of a file; `None` where it is no DEX file at all.
fn ask(bytes: &[u8], models: &Models) -> Option<Flows> {
    let dex = Dex::parse(View::new(bytes)).ok()?.value;
    let app = App::new(&[dex], models, Entry::default(), &NoResources);
    for def in 0..u32::try_from(app.program.defs.len()).unwrap().min(50) {
        let _ = app.true_when(def).to_string();
        if let Some(op) = app.body(def).and_then(|b| b.ops.last()) {
            let _ = app.gate_of(def, op.pc);
            let _ = code::texts::texts(&app, def, op.res);
        }
    }
    let _ = app.unknowns();
    let query = Query {
        decisions: true,
        implicit: true,
        ..Query::default()
    };
    let ends = |labels: BTreeSet<&str>| -> Vec<End> {
        let labels = labels.into_iter();
        labels.map(|it| End::Label(it.to_owned())).collect()
    };
    let (from, to) = (ends(models.sources.labels()), ends(models.sinks.labels()));
    let budget = || Budget::new(20_000);
    let _ = app.ways_with_choices(&from, &to, &mut budget());
    let _ = app.ways_and_ports(&from, &to, &[], &mut budget(), &mut budget());
    Some(app.flows(&query, &mut Budget::new(200_000)))
}

#[test]
fn no_cut_or_changed_byte_of_a_file_makes_a_question_panic() {
    let models = models();
    // The one with most in it among the small ones: reflection, arrays and a gate.
    let sample = fs::read(root().join("testbed/micro/gate-system-property.dex")).unwrap();
    // Checksums are not looked at; every fourth byte is enough of the tables.
    hostile(&sample[..sample.len().min(1_200)], |bytes| {
        let mut whole = sample.clone();
        whole[..bytes.len()].copy_from_slice(bytes);
        ask(&whole, &models);
    });
}

fn method(name: &str, params: &[&str], code: DexCode) -> DexMethod {
    DexMethod {
        name: name.to_owned(),
        returns: String::from("Ljava/lang/String;"),
        params: params.iter().map(|p| (*p).to_owned()).collect(),
        access: 9,
        code: Some(code),
    }
}

const TEXT: &str = "Ljava/lang/String;";
const ID: (&str, &str) = ("Landroid/telephony/TelephonyManager;", "getDeviceId");

/// A class of static methods, whose code is made once the numbers are known.
fn build(names: &[String], code: impl Fn(&Indices, usize) -> DexCode) -> Vec<u8> {
    let mut builder = DexBuilder::new();
    builder
        .method(ID.0, ID.1, TEXT, &[])
        .method("Landroid/util/Log;", "i", "I", &[TEXT, TEXT]);
    let class = |indices: Option<&Indices>| {
        let mut class = DexClass::new("LDeep;");
        for (i, name) in names.iter().enumerate() {
            let code = indices.map_or_else(DexCode::default, |at| code(at, i));
            class.direct_methods.push(method(name, &[TEXT], code));
        }
        class
    };
    builder.class(class(None));
    let indices = builder.indices();
    builder.class(class(Some(&indices)));
    builder.build()
}

fn code(registers: u16, units: Vec<u16>) -> DexCode {
    DexCode {
        registers,
        ins: 1,
        outs: 2,
        units,
        ..DexCode::default()
    }
}

fn in_time(bytes: &[u8], seconds: u64) -> Flows {
    // Without optimisation all takes about ten times as long.
    let seconds = if cfg!(debug_assertions) {
        seconds * 10
    } else {
        seconds
    };
    let started = Instant::now();
    let flows = ask(bytes, &models()).expect("a DEX file");
    let took = started.elapsed();
    assert!(took < Duration::from_secs(seconds), "{took:?}");
    flows
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("m{i:05}")).collect()
}

/// Each method hands its argument to the next; the first gets an identifier, the last logs it.
#[test]
fn a_chain_of_ten_thousand_calls_ends() {
    let n = 10_000;
    let all = names(n);
    let bytes = build(&all, |at, i| {
        let log = at.method("Landroid/util/Log;", "i", "I", &[TEXT, TEXT]);
        let id = at.method(ID.0, ID.1, TEXT, &[]);
        if i == 0 {
            let next = at.method("LDeep;", "m00001", TEXT, &[TEXT]);
            // const/4 v0, 0; invoke-virtual {v0} getDeviceId; move-result-object v0; invoke-static {v0} next;
            // move-result-object v0; return-object v0
            return code(
                2,
                vec![
                    0x0012, 0x106e, id, 0, 0x000c, 0x1071, next, 0, 0x000c, 0x0011,
                ],
            );
        }
        if i + 1 == n {
            // invoke-static {v0, v0} Log.i; return-object v0
            return code(1, vec![0x2071, log, 0, 0x0011]);
        }
        let next = at.method("LDeep;", &format!("m{:05}", i + 1), TEXT, &[TEXT]);
        code(1, vec![0x1071, next, 0, 0x000c, 0x0011])
    });
    let flows = in_time(&bytes, 60);
    let cut = flows.problems.iter().any(|p| p.code == "code/flow-cut");
    assert!(
        cut || !flows.flows.is_empty(),
        "neither found nor said to be cut"
    );
}

/// All methods call each other, themselves too.
#[test]
fn methods_that_all_call_each_other_end() {
    let all = names(40);
    let bytes = build(&all, |at, _| {
        let id = at.method(ID.0, ID.1, TEXT, &[]);
        let mut units = vec![0x0012, 0x106e, id, 0, 0x000c];
        for name in &all {
            let next = at.method("LDeep;", name, TEXT, &[TEXT]);
            units.extend([0x1071, next, 0, 0x000c]);
        }
        units.push(0x0011);
        code(2, units)
    });
    in_time(&bytes, 60);
}

#[test]
fn a_switch_with_twenty_thousand_cases_ends() {
    let bytes = build(&names(1), |at, _| {
        let id = at.method(ID.0, ID.1, TEXT, &[]);
        let cases: u16 = 20_000;
        // array-length v0, v1; packed-switch v0, +8; const/4 v0, 0; invoke-virtual {v0}; move-result-object v0;
        // return-object v0; nop; then the table.
        let mut units = vec![0x1021, 0x002b, 9, 0, 0x0012, 0x106e, id, 0, 0x000c, 0x0011];
        units.extend([0x0100, cases, 0, 0]);
        for _ in 0..cases {
            // To `const/4`, three units after the switch.
            units.extend([3, 0]);
        }
        code(2, units)
    });
    in_time(&bytes, 60);
}

/// A branch every two units, each to somewhere else: loops in loops, and code that nothing leads to.
#[test]
fn a_tangle_of_branches_ends() {
    let n: u16 = 3_000;
    let bytes = build(&names(1), |_, _| {
        let mut units = Vec::new();
        for i in 0..n {
            // if-eqz v0, to a place that a fixed pattern chooses
            let target = (u32::from(i) * 7_919 + 13) % u32::from(n);
            let offset = (i64::from(target) - i64::from(i)) * 2;
            let offset = i16::try_from(offset).unwrap().cast_unsigned();
            units.extend([0x0038, if offset == 0 { 2 } else { offset }]);
        }
        // return-object v0; then a loop that nothing leads to: nop; goto -1
        units.extend([0x0011, 0x0000, 0xff28]);
        code(1, units)
    });
    in_time(&bytes, 60);
}

/// Found by fuzzing: what such a register holds was asked for again and again, and kept nowhere.
#[test]
fn a_register_that_the_method_does_not_have_ends() {
    let bytes = build(&names(1), |_, _| {
        // nop; move-object/from16 v0, v512; if-eqz v0, -2; return-object v0
        code(1, vec![0x0000, 0x0008, 512, 0x0038, 0xfffe, 0x0011])
    });
    in_time(&bytes, 5);
}

/// Each of many tests must fail for the next to run.
#[test]
fn a_condition_that_is_too_long_is_said_to_be_cut() {
    let n = 6_000;
    let bytes = build(&names(1), |at, _| {
        let log = at.method("Landroid/util/Log;", "i", "I", &[TEXT, TEXT]);
        let mut units = Vec::new();
        for _ in 0..n {
            // invoke-static {v1, v1} Log.i; move-result v0; if-nez v0, +3; return-object v1
            units.extend([0x2071, log, 0x0011, 0x000a, 0x0039, 3, 0x0111]);
        }
        units.push(0x0111);
        code(2, units)
    });
    let dex = Dex::parse(View::new(&bytes)).unwrap().value;
    let models = models();
    let app = App::new(&[dex], &models, Entry::default(), &NoResources);
    let mut gates = Gates::new(&app);
    assert_eq!(gates.of(0, 0), Formula::Unknown);
    assert_eq!(gates.cut(), None);
    assert_eq!(gates.of(0, n * 7), Formula::Unknown);
    assert!(gates.cut().unwrap().contains("of 2 conditions"));
}
