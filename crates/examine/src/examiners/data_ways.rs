//! Ways of personal data through an app's code: from where it is read to where it leaves the app; and the parts of ways
//! that lead through several apps.

use super::{Examiner, ExaminerDoc, texts};
use crate::filter::environment;
use crate::knowledge::WayAsked;
use crate::{AppProgram, Knowledge, Model, ModelKind, Sink};
use base::{Budget, Problem};
use code::app::App;
use code::gate::{Formula, Gates};
use code::ports::Port;
use code::ways::{End, Followed, Way};
use facts::{FactKind, FlowHalf, FlowStep, FlowWay};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Questions for all searches of one app: 1,500,000. The largest app of a phone of 2018 asks 238,000.
const QUESTIONS: u64 = 1_500_000;
/// Ways that are stated for one app: 200, those to different places first.
const WAYS: usize = 200;
/// Questions for all ways to other apps: 1,500,000.
const PORT_QUESTIONS: u64 = 1_500_000;
/// Parts of ways through several apps that are stated for one app: 400, those that begin at personal data first. On a phone
/// of 2018 no app has more than a quarter of that.
const HALVES: usize = 400;

pub(super) struct DataWays;

impl Examiner for DataWays {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "data-ways",
            version: 5,
            finds: "ways of identifiers and other personal data through the code of an app, from the call that gives them to the request or message that takes them away, with addresses, keys and gates; and the parts of ways through several apps, from and to messages, providers, binders and settings",
            reads: &[ModelKind::App],
            writes: &[FlowWay::KIND, FlowStep::KIND, FlowHalf::KIND],
            known_misses: &[
                "data that is handed to native code and sent from there",
                "data that other apps are handed by pending intents, reply parcels, file descriptors or shared files",
                "data on which only a decision depends",
                "requests by libraries that come with the app and speak to sockets in ways of their own",
                "code that is loaded at run time, and code in OAT, VDEX and ODEX files",
                "ways through common code, where the search was cut; their number is a problem of the app",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::App(code) = model else { return };
        let ends = |names: BTreeSet<&String>| -> Vec<End> {
            names.into_iter().cloned().map(End::Label).collect()
        };
        let from = ends(knowledge.ways.iter().map(|it| &it.from).collect());
        let to = ends(knowledge.ways.iter().flat_map(|it| &it.to).collect());
        let components = code.model.entry().components;
        let found = code.whole.ways_and_ports(
            &from,
            &to,
            &components,
            &mut Budget::new(QUESTIONS),
            &mut Budget::new(PORT_QUESTIONS),
        );
        if found.n_cut > 0 {
            let says = format!(
                "of {} values that leave the app, the search for where they come from was cut for {}",
                found.n_places, found.n_cut
            );
            sink.problem(Problem::new("ways/left-open", says));
        }
        if found.n_unaddressed > 0 {
            let says = format!(
                "{} values get to messages for other apps of which the code does not tell whom they are for",
                found.n_unaddressed
            );
            sink.problem(Problem::new("ways/port-unknown", says));
        }
        let mut wanted: Vec<(&Way, &WayAsked)> = found
            .ways
            .iter()
            .filter(|way| way.leaves.is_none())
            .filter_map(|way| Some((way, asked(way, knowledge, true)?)))
            .collect();
        let lost = |it: &&(&Way, &WayAsked)| it.0.followed == Followed::Lost;
        let n_lost = wanted.iter().filter(lost).count();
        if n_lost > 0 {
            let says = format!(
                "of {} ways of personal data that were found from their ends, {n_lost} did not hold when the value was followed on from where it is read; no claim rests on them",
                wanted.len()
            );
            sink.problem(Problem::new("ways/lost", says));
        }
        wanted.sort_by_key(|it| it.0.followed == Followed::Lost);
        if wanted.len() > WAYS {
            sink.limit(format!("{WAYS} ways of {}", wanted.len()));
            wanted.truncate(WAYS);
        }
        let mut halves = halves(&found.ways, knowledge);
        if halves.len() > HALVES {
            sink.limit(format!(
                "{HALVES} parts of ways through several apps of {}",
                halves.len()
            ));
            halves.truncate(HALVES);
        }
        if wanted.is_empty() && halves.is_empty() {
            return;
        }
        let started = code.started();
        let mut gates: BTreeMap<_, Formula> = BTreeMap::new();
        let mut reader = Gates::new(started);
        let mut gate = |way: &Way| {
            let of = || reader.of(way.sink.def, way.sink.pc);
            gates.entry(way.sink).or_insert_with(of).clone()
        };
        for (way, asked) in wanted {
            state(code, started, way, asked, &gate(way), knowledge, sink);
        }
        for (way, asked) in halves {
            half(code, started, way, asked, &gate(way), sink);
        }
        if let Some(says) = reader.cut() {
            sink.problem(Problem::new("gates/cut", says));
        }
    }
}

/// The parts of ways through several apps: the shortest for each pair of ends that is told apart.
fn halves<'w, 'k>(
    ways: &'w [Way],
    knowledge: &'k Knowledge,
) -> Vec<(&'w Way, Option<&'k WayAsked>)> {
    let mut all: BTreeMap<_, (&Way, Option<&WayAsked>)> = BTreeMap::new();
    for way in ways {
        let asked = asked(way, knowledge, false);
        if way.leaves.is_none() && (asked.is_some() || way.enters.is_none()) {
            continue;
        }
        if asked.is_none() && way.enters.is_none() {
            continue;
        }
        let begins = match asked {
            Some(_) => (Some(&way.from), None),
            None => (None, way.enters.as_ref()),
        };
        let ends = (&way.to, &way.leaves, &way.addresses, &way.keys);
        let key = (begins.0.is_none(), begins, ends);
        let known = all.entry(key).or_insert((way, asked));
        if way.steps.len() < known.0.steps.len() {
            *known = (way, asked);
        }
    }
    all.into_values().collect()
}

/// Which of the values looked for a way is of.
fn asked<'k>(way: &Way, knowledge: &'k Knowledge, to_end: bool) -> Option<&'k WayAsked> {
    knowledge.ways.iter().find(|it| {
        let which = it.which.as_ref().is_none_or(|part| {
            let all = way.which.as_deref().unwrap_or_default();
            all.to_lowercase().contains(&part.to_lowercase())
        });
        it.from == way.from && which && (!to_end || it.to.contains(&way.to))
    })
}

fn state(
    code: &AppProgram<'_>,
    started: &App<'_>,
    way: &Way,
    asked: &WayAsked,
    gate: &Formula,
    knowledge: &Knowledge,
    sink: &mut Sink<'_>,
) {
    let (app, model) = (code.whole, code.model);
    let Some((artifact, method, span)) = model.place(app, way.sink) else {
        return;
    };
    let id = id(code, way, &method);
    let done: Vec<&str> = way.done.iter().copied().collect();
    let fact = FlowWay {
        way: id.clone(),
        source: way.from.clone(),
        class: asked.class.clone(),
        api: app.callee(way.source),
        which: way.which.clone(),
        sink: way.to.clone(),
        sink_api: app.callee(way.sink),
        addresses: texts(&way.addresses),
        keys: texts(&way.keys),
        done: Value::from(done).to_string(),
        followed: way.followed.name().to_owned(),
        gate: gate.to_string(),
        environments: Value::from(environment::table(gate, &knowledge.environments)).to_string(),
        reached: started.is_reachable(way.sink.def),
    };
    let says = format!("{} arrives here, on its way out: {}", way.from, way.to);
    sink.code_in(artifact, fact, &method, way.sink.pc, span, says);
    steps(code, way, &id, sink);
}

/// What a way is named by.
fn id(code: &AppProgram<'_>, way: &Way, method: &str) -> String {
    let source = code.whole.program.def_name(way.source.def);
    format!(
        "{method}+{:#x}/{} <- {source}+{:#x}",
        way.sink.pc, way.operand, way.source.pc
    )
}

fn steps(code: &AppProgram<'_>, way: &Way, id: &str, sink: &mut Sink<'_>) {
    for (position, step) in way.steps.iter().enumerate() {
        let Some((artifact, method, span)) = code.model.place(code.whole, step.site) else {
            continue;
        };
        let fact = FlowStep {
            way: id.to_owned(),
            position: i64::try_from(position).unwrap_or(i64::MAX),
            says: step.says.clone(),
        };
        let says = base::escape_controls(&step.says);
        sink.code_in(artifact, fact, &method, step.site.pc, span, says);
    }
}

/// What a port is named by, as a JSON object.
fn address(code: &AppProgram<'_>, port: Option<&Port>) -> String {
    let Some(port) = port else {
        return "{}".to_owned();
    };
    let named = |(name, all): (&&str, &BTreeSet<String>)| {
        let all = all.iter().map(|it| match *name {
            // Declared components, which may be other names of the same class.
            "own" => code.model.declared(it),
            _ => vec![it.clone()],
        });
        let all: BTreeSet<String> = all.flatten().collect();
        (
            (*name).to_owned(),
            Value::from(all.into_iter().collect::<Vec<_>>()),
        )
    };
    Value::Object(port.address.iter().map(named).collect()).to_string()
}

fn half(
    code: &AppProgram<'_>,
    started: &App<'_>,
    way: &Way,
    asked: Option<&WayAsked>,
    gate: &Formula,
    sink: &mut Sink<'_>,
) {
    let app = code.whole;
    let Some((artifact, method, span)) = code.model.place(app, way.sink) else {
        return;
    };
    let enters = way.enters.as_ref().filter(|_| asked.is_none());
    let leaves = way.leaves.as_ref();
    let key = |port: Option<&Port>| port.and_then(|it| it.key.clone());
    let key_of = |port: Option<&Port>| key(port).unwrap_or_else(|| "*".to_owned());
    let id = format!(
        "{}, {} to {}",
        id(code, way, &method),
        key_of(enters),
        key_of(leaves)
    );
    let done: Vec<&str> = way.done.iter().copied().collect();
    let fact = FlowHalf {
        way: id.clone(),
        source: asked.map(|_| way.from.clone()),
        class: asked.map(|it| it.class.clone()),
        api: app.callee(way.source),
        which: way.which.clone(),
        of_interest: asked.map(|it| texts(&it.to)),
        enters_by: enters.map(|it| it.kind.clone()),
        enters: address(code, enters),
        enters_key: key(enters),
        leaves_by: leaves.map(|it| it.kind.clone()),
        leaves: address(code, leaves),
        leaves_key: key(leaves),
        sink: way.to.clone(),
        sink_api: app.callee(way.sink),
        addresses: texts(&way.addresses),
        keys: texts(&way.keys),
        done: Value::from(done).to_string(),
        gate: gate.to_string(),
        reached: started.is_reachable(way.sink.def),
    };
    let from = asked.map_or("what another app gives", |_| way.from.as_str());
    let to = match leaves {
        Some(_) => "on its way to another app",
        None => "on its way out",
    };
    let says = format!("{from} arrives here, {to}: {}", way.to);
    sink.code_in(artifact, fact, &method, way.sink.pc, span, says);
    steps(code, way, &id, sink);
}
