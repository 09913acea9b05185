//! Ways of personal data through an app's code: from where it is read to where it leaves the app.

use super::{Examiner, ExaminerDoc, texts};
use crate::filter::environment;
use crate::knowledge::WayAsked;
use crate::{AppProgram, Knowledge, Model, ModelKind, Sink};
use base::{Budget, Problem};
use code::app::App;
use code::gate::Formula;
use code::ways::{End, Followed, Way};
use facts::{FactKind, FlowStep, FlowWay};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Questions for all searches of one app: 1,500,000. The largest app of a phone of 2018 asks 238,000.
const QUESTIONS: u64 = 1_500_000;
/// Ways that are stated for one app: 200, those to different places first.
const WAYS: usize = 200;

pub(super) struct DataWays;

impl Examiner for DataWays {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "data-ways",
            version: 2,
            finds: "ways of identifiers and other personal data through the code of an app, from the call that gives them to the request or message that takes them away, with addresses, keys and gates",
            reads: &[ModelKind::App],
            writes: &[FlowWay::KIND, FlowStep::KIND],
            known_misses: &[
                "data that is handed to another app, or to native code, and sent from there",
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
        let mut budget = Budget::new(QUESTIONS);
        let found = code.whole.ways(&from, &to, &mut budget);
        if found.n_cut > 0 {
            let says = format!(
                "of {} values that leave the app, the search for where they come from was cut for {}",
                found.n_places, found.n_cut
            );
            sink.problem(Problem::new("ways/left-open", says));
        }
        let mut wanted: Vec<(&Way, &WayAsked)> = found
            .ways
            .iter()
            .filter_map(|way| Some((way, asked(way, knowledge)?)))
            .collect();
        if wanted.is_empty() {
            return;
        }
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
        let started = code.started();
        let mut gates: BTreeMap<_, Formula> = BTreeMap::new();
        for (way, asked) in wanted {
            let gate = gates
                .entry(way.sink)
                .or_insert_with(|| started.gate_of(way.sink.def, way.sink.pc));
            state(code, &started, way, asked, gate, knowledge, sink);
        }
    }
}

/// Which of the values looked for a way is of.
fn asked<'k>(way: &Way, knowledge: &'k Knowledge) -> Option<&'k WayAsked> {
    knowledge.ways.iter().find(|it| {
        let which = it.which.as_ref().is_none_or(|part| {
            let all = way.which.as_deref().unwrap_or_default();
            all.to_lowercase().contains(&part.to_lowercase())
        });
        it.from == way.from && which && it.to.contains(&way.to)
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
    let source = app.program.def_name(way.source.def);
    let id = format!(
        "{method}+{:#x}/{} <- {source}+{:#x}",
        way.sink.pc, way.operand, way.source.pc
    );
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
    for (position, step) in way.steps.iter().enumerate() {
        let Some((artifact, method, span)) = model.place(app, step.site) else {
            continue;
        };
        let fact = FlowStep {
            way: id.clone(),
            position: i64::try_from(position).unwrap_or(i64::MAX),
            says: step.says.clone(),
        };
        let says = base::escape_controls(&step.says);
        sink.code_in(artifact, fact, &method, step.site.pc, span, says);
    }
}
