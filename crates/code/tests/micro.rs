//! Runs the micro-suite of the testbed: small programs, each with what must and must not be found.
//!
//! Programs that are known to fail are listed in `micro-known.txt`, one name a line; the test fails when one of them
//! passes as well as when another fails, so that the list stays true.
#![allow(clippy::print_stdout, reason = "the table of a test run")]

use base::{Budget, View};
use code::app::{App, Component, Entry, NoResources, Resources};
use code::consequence::{Act, When};
use code::consts::{Const, Folder};
use code::flow::Query;
use code::gate::Formula;
use code::ir::Kind;
use code::models::Models;
use code::origin::Kind as OriginKind;
use code::ports::Port;
use code::texts::OPEN;
use code::unknown::Reason;
use code::ways::{End, Followed, Ways};
use fmt_dex::Dex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

struct Apis {
    /// Short name to class, method and argument.
    sinks: BTreeMap<String, (String, String, usize)>,
    sources: String,
    sink_lines: String,
}

fn split(method: &str) -> (String, String, String) {
    let (class, rest) = method.split_once("->").unwrap();
    let (name, params) = rest.split_once('(').unwrap();
    let params = params.split(')').next().unwrap();
    (class.to_owned(), name.to_owned(), params.to_owned())
}

fn apis() -> Apis {
    let mut apis = Apis {
        sinks: BTreeMap::new(),
        sources: String::new(),
        sink_lines: String::new(),
    };
    for line in fs::read_to_string(root().join("testbed/micro/apis.txt"))
        .unwrap()
        .lines()
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["source", name, method, rest @ ..] if method.contains("->") => {
                let (class, m, params) = split(method);
                let place = if rest.contains(&"password") {
                    "password ret"
                } else if rest.contains(&"methods") {
                    "page p1"
                } else {
                    "ret"
                };
                apis.sources.push_str(&format!(
                    "{class}->{m}({params})\t{place}\t{name}\ttestbed/micro/apis.txt\n"
                ));
            }
            ["sink", name, method, "argument", n, more @ ..] if method.contains("->") => {
                let (class, m, params) = split(method);
                let n: usize = n
                    .trim_end_matches(|c: char| !c.is_ascii_digit())
                    .parse()
                    .unwrap();
                if *name == "Method.invoke" {
                    // Where it leads is either known, and then a sink of its own, or unknown.
                    apis.sinks.insert((*name).to_owned(), (class, m, n));
                    continue;
                }
                let whole = more.first() == Some(&"with") && more.get(1) == Some(&"all");
                let part = if whole { ".*" } else { "" };
                apis.sink_lines.push_str(&format!(
                    "{class}->{m}({params})\tp{}{part}\t{name}\ttestbed/micro/apis.txt\n",
                    n + 1
                ));
                apis.sinks.insert((*name).to_owned(), (class, m, n));
            }
            _ => {}
        }
    }
    apis
}

fn models(apis: &Apis) -> Models {
    let folder = root().join("knowledge/models/flow");
    let mut texts = testkit::models(&folder).unwrap();
    texts.retain(|it| !matches!(it.0.as_str(), "sources" | "sinks"));
    texts.push((String::from("sources"), apis.sources.clone()));
    // The list of APIs names streams of connections; a file is not one.
    let file = "Ljava/io/FileOutputStream;->write\t-\t-\ttestbed/micro/apis.txt\n";
    texts.push((String::from("sinks"), format!("{}{file}", apis.sink_lines)));
    let parsed = Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str())));
    assert_eq!(parsed.problems, []);
    parsed.value
}

/// The parts of an expectation: `key=value` words, values perhaps in quotes.
fn parts(text: &str) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    let mut rest = text.trim();
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(' ').unwrap_or((after, "")),
        };
        map.insert(key, value.to_owned());
        rest = after;
    }
    map
}

fn short(app: &App<'_>, def: u32) -> String {
    let name = app.program.def_name(def);
    name.split('(').next().unwrap_or_default().to_owned()
}

/// The constant texts at an argument of the calls of a method in the method named.
fn texts(app: &App<'_>, class: &str, name: &str, argument: usize, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for def in 0..u32::try_from(app.program.defs.len()).unwrap() {
        if short(app, def) != place {
            continue;
        }
        let Some(body) = app.body(def) else { continue };
        for op in &body.ops {
            let Kind::Call(how, method) = op.kind else {
                continue;
            };
            let m = app.program.methods[method as usize];
            let is = app.program.strings.text(m.name) == name
                && app
                    .program
                    .ancestors(m.class)
                    .iter()
                    .any(|t| app.program.desc(*t) == class);
            if !is {
                continue;
            }
            let at = argument + usize::from(how != code::ir::Invoke::Static);
            match Folder::new(app).value(def, body.arg(op, at)) {
                Some(Const::Array(list)) => {
                    let bytes: Option<Vec<u8>> = list
                        .iter()
                        .map(|c| u8::try_from(c.as_int()? & 0xff).ok())
                        .collect();
                    found.extend(bytes.and_then(|b| String::from_utf8(b).ok()));
                }
                _ => found.extend(code::texts::texts(app, def, body.arg(op, at))),
            }
        }
    }
    found
}

fn holds(formula: &Formula, want: &BTreeMap<String, String>, negated: bool) -> bool {
    match formula {
        Formula::All(list) => list.iter().any(|f| holds(f, want, negated)),
        Formula::Not(inner) => holds(inner, want, !negated),
        Formula::Is {
            kind,
            reads,
            relation,
        } => {
            let text = relation.to_string();
            let text = match (negated, text.strip_prefix("== ")) {
                (true, Some(rest)) => format!("!= {rest}"),
                (true, None) => format!("not {text}"),
                _ => text,
            };
            *kind == want["kind"] && *reads == want["reads"] && text == want["holds_when"]
        }
        _ => false,
    }
}

fn gate_found(app: &App<'_>, want: &BTreeMap<String, String>) -> bool {
    for def in 0..u32::try_from(app.program.defs.len()).unwrap() {
        if short(app, def) != want["in"] {
            continue;
        }
        let Some(body) = app.body(def) else { continue };
        for (i, op) in body.ops.iter().enumerate() {
            if let Kind::Call(_, method) = op.kind
                && app.program.method_name(method).split('(').next()
                    == Some(want["guards"].as_str())
            {
                let gate = match want.get("whole") {
                    Some(_) => app.gate_of(def, op.pc),
                    None => app.gate(def, u32::try_from(i).unwrap()),
                };
                if holds(&gate, want, false) {
                    return true;
                }
            }
        }
    }
    false
}

/// A method as a reader names it: the last parts of a platform class, descriptors of the program's own.
fn api(app: &App<'_>, method: u32) -> String {
    let name = app.program.method_name(method);
    let name = name.split('(').next().unwrap_or_default().to_owned();
    let (class, method) = name.split_once("->").unwrap();
    if class.starts_with("Lmicro/")
        && app
            .program
            .class_of(app.program.find_type(class).unwrap())
            .is_some()
    {
        // Inherited methods go by the platform's class.
        if method != "startActivity" {
            return name;
        }
        return format!("Context.{method}");
    }
    let class = class.trim_end_matches(';').rsplit('/').next().unwrap();
    let class = if method == "setVisibility" {
        "View"
    } else {
        class
    };
    format!("{}.{method}", class.replace('$', "."))
}

/// Comparisons with lists and what follows from them, in the words of the heads.
fn decisions(app: &App<'_>) -> Vec<BTreeMap<String, String>> {
    let all = app.matchings(&mut Budget::new(1_000_000));
    let mut found = Vec::new();
    let mut lists: BTreeMap<Vec<_>, Vec<&code::matching::Matching>> = BTreeMap::new();
    for m in &all.found {
        let words = m.words.origins.iter().map(|o| (o.kind.clone(), o.site));
        lists.entry(words.collect()).or_default().push(m);
    }
    let lists: Vec<Vec<_>> = lists.into_values().collect();
    let followed = app.followed(&lists);
    for (list, followed) in lists.iter().zip(&followed) {
        let m = list[0];
        let words = |at: &usize| lists[*at][0].built_in().len();
        let except: usize = followed.except.iter().map(words).sum();
        let combination = match (followed.all_of, followed.with.is_empty()) {
            (true, _) => "all-of",
            (_, false) => "both",
            _ => "any-of",
        };
        for c in followed.consequences.clone() {
            let acts = match c.act {
                Act::Call(method) => api(app, method),
                other => format!("{other:?}"),
            };
            let operand = m
                .text
                .getters
                .first()
                .map_or(String::new(), |g| api(app, g.method));
            let operand = match operand.as_str() {
                "Iterator.next" => String::from("List.item"),
                "Pattern.matcher" => m
                    .text
                    .origins
                    .iter()
                    .find_map(|o| match &o.kind {
                        OriginKind::Call(m) => Some(api(app, *m)),
                        _ => None,
                    })
                    .unwrap_or_default(),
                other => other.to_owned(),
            };
            let native = m.native.as_ref().map_or(String::new(), |it| {
                format!("lib{}.so:{}", it.libraries.join(","), it.symbol)
            });
            let when = if c.when == When::Hit { "hit" } else { "miss" };
            let origins = m.text.origins.iter();
            let foldings: BTreeSet<String> =
                origins.flat_map(|o| app.foldings(&m.text, o)).collect();
            let text = foldings.into_iter().collect::<Vec<_>>().join(",");
            found.push(BTreeMap::from(
                [
                    ("test", api(app, m.method)),
                    ("by", m.matcher.clone()),
                    ("native", native.clone()),
                    ("combination", combination.to_owned()),
                    ("except", except.to_string()),
                    ("operand", operand),
                    ("words", m.built_in().len().to_string()),
                    ("effect", c.effect.to_owned()),
                    ("acts", acts),
                    ("text", text.clone()),
                    ("when", when.to_owned()),
                    ("in", short(app, c.site.def)),
                ]
                .map(|(k, v)| (k.to_owned(), v)),
            ));
        }
    }
    found
}

/// Whether what reaches a call is said to be unknown.
fn is_unknown(app: &App<'_>, want: &BTreeMap<String, String>, apis: &Apis) -> bool {
    let sink = want["sink"].as_str();
    let listed = app.unknowns().into_iter().any(|u| {
        short(app, u.site.def) == want["in"]
            && match u.reason {
                Reason::Native { .. } => sink == "native",
                Reason::Reflection => sink == "Method.invoke",
                _ => false,
            }
    });
    // The text is open, and no other is claimed.
    listed
        || apis
            .sinks
            .get(sink)
            .is_some_and(|(class, method, argument)| {
                texts(app, class, method, *argument, &want["in"]) == [OPEN]
            })
}

/// The views that take a password, as the head of a program says.
struct Views(Vec<u32>);

impl Views {
    fn of(source: &str) -> Self {
        let stated = |line: &str| {
            let numbers = line.strip_prefix("# password-views: ")?.split(' ');
            let number = |it: &str| u32::from_str_radix(it.trim_start_matches("0x"), 16).unwrap();
            Some(numbers.map(number).collect::<Vec<u32>>())
        };
        Self(source.lines().find_map(stated).unwrap_or_default())
    }
}

impl Resources for Views {
    fn string(&self, _id: u32) -> Option<String> {
        None
    }

    fn takes_password(&self, id: u32) -> bool {
        self.0.contains(&id)
    }
}

/// The components that the head of a program says a manifest declares: kind, class, the word `authority` and
/// which.
fn declared(source: &str) -> Vec<Component> {
    let lines = source
        .lines()
        .filter_map(|l| l.strip_prefix("# manifest: "));
    lines
        .filter(|line| !line.starts_with("layout:"))
        .map(|line| {
            let mut words = line.split(' ').map(str::to_owned);
            Component {
                kind: words.next().unwrap(),
                desc: words.next().unwrap(),
                authorities: words.filter(|it| it != "authority").collect(),
                ..Component::default()
            }
        })
        .collect()
}

/// What starts a program.
fn started(source: &str) -> Entry {
    Entry {
        components: declared(source),
        ..Entry::default()
    }
}

/// What is wrong with one program; empty where all is as expected.
fn check(name: &str, source: &str, bytes: &[u8], models: &Models, apis: &Apis) -> Vec<String> {
    let dex = Dex::parse(View::new(bytes)).unwrap().value;
    let views = Views::of(source);
    let app = App::new(&[dex], models, started(source), &views);
    let flows = app.flows(&Query::default(), &mut Budget::new(1_000_000));
    let found: BTreeSet<(String, String, String)> = flows
        .flows
        .iter()
        .map(|f| (f.source.clone(), f.sink.clone(), short(&app, f.to.def)))
        .collect();
    let mut expected = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in source.lines() {
        if let Some(text) = line.strip_prefix("# forbid: string ") {
            let text = text.trim_matches('"');
            for (class, method, argument) in apis.sinks.values() {
                for def in 0..u32::try_from(app.program.defs.len()).unwrap() {
                    let place = short(&app, def);
                    if texts(&app, class, method, *argument, &place).contains(&text.to_owned()) {
                        wrong.push(format!("text {text:?} too much in {place}"));
                    }
                }
            }
        }
        let Some(expect) = line.strip_prefix("# expect: ") else {
            continue;
        };
        let (what, rest) = expect.split_once(' ').unwrap_or((expect, ""));
        let want = parts(rest);
        match what {
            "flow" => {
                expected.insert((
                    want["source"].clone(),
                    want["sink"].clone(),
                    want["in"].clone(),
                ));
            }
            "string" => {
                let text = rest.split('"').nth(1).unwrap_or_default();
                let (class, method, argument) = &apis.sinks[&want["sink"]];
                if !texts(&app, class, method, *argument, &want["in"])
                    .iter()
                    .any(|t| t == text)
                {
                    wrong.push(format!(
                        "text {text:?} not found, but {:?}",
                        texts(&app, class, method, *argument, &want["in"])
                    ));
                }
            }
            "no-gate" if gate_found(&app, &want) => wrong.push(format!("gate too much: {rest}")),
            "gate" if !gate_found(&app, &want) => wrong.push(format!("gate not found: {rest}")),
            "decision" => {
                let found = decisions(&app);
                if !found
                    .iter()
                    .any(|d| want.iter().all(|(k, v)| d.get(k) == Some(v)))
                {
                    wrong.push(format!("decision not found: {rest}, but {found:?}"));
                }
            }
            "none" if name.starts_with("decision-") => {
                let found = decisions(&app);
                if !found.is_empty() {
                    wrong.push(format!("decision too much: {found:?}"));
                }
            }
            "unknown" if !is_unknown(&app, &want, apis) => {
                wrong.push(format!(
                    "not said to be unknown: {rest}; {:?}",
                    apis.sinks.get(want["sink"].as_str()).map(|(c, m, a)| texts(
                        &app,
                        c,
                        m,
                        *a,
                        &want["in"]
                    ))
                ));
            }
            _ => {}
        }
    }
    for missing in expected.difference(&found) {
        wrong.push(format!("flow missing: {missing:?}"));
    }
    for extra in found.difference(&expected) {
        wrong.push(format!("flow too much: {extra:?}"));
    }
    assert!(flows.problems.is_empty(), "{name}: {:?}", flows.problems);
    wrong
}

/// Programs in which the ways differ from the truth.
const WAYS_DIFFER: &[&str] = &[];

/// Source, sink and the method that the sink is called in.
type Flow = (String, String, String);

/// The flows that the lines of a head with this beginning state.
fn stated(source: &str, begins: &str) -> BTreeSet<Flow> {
    let lines = source.lines().filter_map(|l| l.strip_prefix(begins));
    lines
        .map(parts)
        .map(|want| {
            let part = |name: &str| want[name].clone();
            (part("source"), part("sink"), part("in"))
        })
        .collect()
}

#[test]
fn ways_from_sources_to_sinks_are_those_that_the_heads_say() {
    let apis = apis();
    let models = models(&apis);
    let labels = |text: &str| -> Vec<End> {
        let columns = text.lines().filter_map(|l| l.split('\t').nth(2));
        let names: BTreeSet<&str> = columns.filter(|l| *l != "-").collect();
        names
            .into_iter()
            .map(|l| End::Label(l.to_owned()))
            .collect()
    };
    let (from, mut to) = (labels(&apis.sources), labels(&apis.sink_lines));
    to.push(End::Label(String::from("native")));
    to.push(End::Label(String::from("network")));
    let mut differ = BTreeMap::new();
    let (mut n_flows, mut n_choices) = (0, 0);
    for entry in fs::read_dir(root().join("testbed/micro")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "smali") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(path.with_extension("dex")).unwrap();
        let dex = Dex::parse(View::new(&bytes)).unwrap().value;
        let source = fs::read_to_string(&path).unwrap();
        let views = Views::of(&source);
        let app = App::new(&[dex], &models, started(&source), &views);
        let holding = |found: Ways, chosen: bool| -> BTreeSet<Flow> {
            let ways = found.ways.into_iter();
            ways.filter(|w| w.followed != Followed::Lost)
                .filter(|w| w.done.contains("chosen") == chosen)
                .map(|w| (w.from, w.to, short(&app, w.sink.def)))
                .collect()
        };
        let found = holding(app.ways(&from, &to, &mut Budget::new(100_000)), false);
        let expected = stated(&source, "# expect: flow ");
        let choices = app.ways_with_choices(&from, &to, &mut Budget::new(100_000));
        let chosen = stated(&source, "# choice: ");
        let found_chosen: BTreeSet<Flow> =
            holding(choices, true).difference(&found).cloned().collect();
        n_flows += expected.len();
        n_choices += chosen.len();
        if (&found, &found_chosen) != (&expected, &chosen) {
            let of = |a: &BTreeSet<Flow>, b: &BTreeSet<Flow>| a.difference(b).count();
            let missed = of(&expected, &found) + of(&chosen, &found_chosen);
            let extra = of(&found, &expected) + of(&found_chosen, &chosen);
            println!("{name}: {missed} missed, {extra} too many");
            differ.insert(name, (missed, extra));
        }
    }
    println!("{n_flows} flows, {n_choices} choices");
    assert_eq!(differ.keys().collect::<Vec<_>>(), WAYS_DIFFER);
}

#[test]
fn ports_are_those_that_the_heads_say() {
    let apis = apis();
    let models = models(&apis);
    let labels = |text: &str| -> Vec<End> {
        let columns = text.lines().filter_map(|l| l.split('\t').nth(2));
        let names: BTreeSet<&str> = columns.filter(|l| *l != "-").collect();
        let names = names.into_iter();
        names.map(|l| End::Label(l.to_owned())).collect()
    };
    let (from, to) = (labels(&apis.sources), labels(&apis.sink_lines));
    let named = |way: &str, port: &Port| {
        let parts = ["name", "action", "code", "method"];
        let names = parts.iter().filter_map(|it| port.address.get(it)).flatten();
        let names: Vec<&str> = names.map(String::as_str).collect();
        format!("{way} {} {}", port.kind, names.join(" "))
    };
    let (mut n_ports, mut differ) = (0, Vec::new());
    for entry in fs::read_dir(root().join("testbed/micro")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("port-") || path.extension().is_none_or(|e| e != "smali") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let bytes = fs::read(path.with_extension("dex")).unwrap();
        let dex = Dex::parse(View::new(&bytes)).unwrap().value;
        let app = App::new(&[dex], &models, started(&source), &NoResources);
        let budget = || Budget::new(100_000);
        let ways = app.ways_and_ports(&from, &to, &declared(&source), &mut budget(), &mut budget());
        let mut found = BTreeSet::new();
        for way in &ways.ways {
            found.extend(way.leaves.iter().map(|it| named("out", it)));
            found.extend(way.enters.iter().map(|it| named("in", it)));
        }
        let stated = source.lines().filter_map(|l| l.strip_prefix("# port: "));
        let stated: BTreeSet<String> = stated.map(str::to_owned).collect();
        n_ports += stated.len();
        if found != stated {
            println!("{name}: {found:?}, but {stated:?} are stated");
            differ.push(name);
        }
    }
    assert_eq!(differ, [] as [String; 0]);
    assert!(n_ports >= 5, "{n_ports} ports");
}

#[test]
fn every_program_of_the_micro_suite_gives_what_its_head_says() {
    let folder = root().join("testbed/micro");
    let apis = apis();
    let models = models(&apis);
    let known =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/micro-known.txt"))
            .unwrap();
    let known: BTreeSet<&str> = known.lines().filter(|l| !l.starts_with('#')).collect();
    let mut names: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "smali"))
        .collect();
    names.sort();
    assert!(
        names.len() >= 60,
        "the micro-suite has {} programs",
        names.len()
    );
    let mut failing = BTreeSet::new();
    for path in &names {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = fs::read_to_string(path).unwrap();
        let bytes = fs::read(path.with_extension("dex")).unwrap();
        let wrong = check(&name, &source, &bytes, &models, &apis);
        for w in &wrong {
            println!("{name}: {w}");
        }
        if !wrong.is_empty() {
            failing.insert(name);
        }
    }
    println!(
        "{} programs, {} as expected",
        names.len(),
        names.len() - failing.len()
    );
    let failing: BTreeSet<&str> = failing.iter().map(String::as_str).collect();
    assert_eq!(
        failing, known,
        "failing programs (left) differ from the known ones (right)"
    );
}
