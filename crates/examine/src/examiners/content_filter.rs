//! Filters of content: lists, what they are compared with, and what follows.

use super::{Examiner, ExaminerDoc, texts};
use crate::app::AppModel;
use crate::filter::{self, Mechanism};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::{Budget, Problem, Span};
use code::app::App;
use code::gate::Gates;
use facts::{FactKind, FilterMechanism, FilterStep};
use serde_json::{Map, Value};

pub(super) struct ContentFilter;

impl Examiner for ContentFilter {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "content-filter",
            version: 7,
            finds: "comparisons of texts with lists of words, followed through the code: where the list comes from, what it is compared with, what follows, under which gates",
            reads: &[ModelKind::App],
            writes: &[FilterMechanism::KIND, FilterStep::KIND],
            known_misses: &[
                "of matchers written by hand over single characters: those whose place in the tree is kept in a field, or whose children are found by a search",
                "how native code compares: that a list and a text go in and what follows is stated, no more",
                "lists that decide together in more than pairs",
                "lists written as a chain of comparisons with single words",
                "code that is loaded at run time, and code in OAT, VDEX and ODEX files",
                "comparisons of which the search for the list was cut; their number is a problem of the app",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::App(program) = model else { return };
        let (model, whole) = (program.model, program.whole);
        let mut budget = Budget::new(filter::QUESTIONS);
        let found = whole.matchings(&mut budget);
        if budget.left() == 0 {
            sink.limit(format!(
                "{} questions about where values come from",
                filter::QUESTIONS
            ));
        }
        if !found.cut.is_empty() {
            let says = format!(
                "of {} comparisons of texts with words that are not constant, {} were left open: where their words come from took too many questions",
                found.n_sites,
                found.cut.len()
            );
            sink.problem(Problem::new("filter/left-open", says));
        }
        if found.found.is_empty() {
            return;
        }
        let mut gates = Gates::new(program.started());
        for mechanism in filter::mechanisms(whole, &mut gates, &found, knowledge) {
            state(model, whole, &mechanism, knowledge, sink);
        }
        if let Some(says) = gates.cut() {
            sink.problem(Problem::new("gates/cut", says));
        }
    }
}

fn state(
    model: &AppModel<'_>,
    app: &App<'_>,
    it: &Mechanism,
    knowledge: &Knowledge,
    sink: &mut Sink<'_>,
) {
    let Some((artifact, method, span)) = model.place(app, it.at) else {
        return;
    };
    let id = format!("{method}+{:#x}", it.at.pc);
    let (themes, purpose) = labels(&it.built_in, knowledge, sink);
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let url = it.addresses.first();
    let fact = FilterMechanism {
        mechanism: id.clone(),
        list_from: it.from.to_owned(),
        origins: texts(&it.origins),
        url: url.map(|it| it.0.clone()),
        parameters: texts(url.iter().flat_map(|it| &it.1)),
        cache: texts(&it.kept),
        list_keys: texts(&it.keys),
        decoding: texts(&it.decoding),
        n_built_in: number(it.built_in.len()),
        built_in: texts(it.built_in.iter().take(50)),
        themes,
        purpose,
        compared_with: texts(&it.compared_with),
        compared_by: it.compared_by.to_owned(),
        operands: texts(&it.operands),
        matcher: matcher(it),
        comparison: Some(it.comparison.to_string()),
        effect: it.effect.to_owned(),
        effects: texts(
            &it.effects
                .iter()
                .map(|it| (*it).to_owned())
                .collect::<Vec<_>>(),
        ),
        acts: texts(&it.acts),
        gate: it.gate.to_string(),
        environments: Value::from(it.environments.clone()).to_string(),
        fetch_gate: it.fetch_gate.as_ref().map(ToString::to_string),
        fetch_environments: Value::from(it.fetch_environments.clone()).to_string(),
        period_s: it.update.period_s,
        cleartext: it.update.cleartext,
        signed: it.update.signed,
        clears_on_empty: it.update.clears_on_empty,
        reached: it.reached,
    };
    let says = format!(
        "a text is compared with the words of a list ({}), and what follows is: {}",
        it.from, it.effect
    );
    sink.code_in(artifact, fact, &method, it.at.pc, span, says);
    for (position, told) in it.told.iter().enumerate() {
        let Some((artifact, method, span)) = model.place(app, told.step.site) else {
            continue;
        };
        let fact = FilterStep {
            mechanism: id.clone(),
            way: told.way.to_owned(),
            position: number(position),
            says: told.step.says.clone(),
        };
        let says = base::escape_controls(&told.step.says);
        sink.code_in(artifact, fact, &method, told.step.site.pc, span, says);
    }
}

/// How it compares, in words.
fn matcher(it: &Mechanism) -> String {
    let mut text = it.matchers.iter().cloned().collect::<Vec<_>>().join(", ");
    if it.borders {
        text.push_str("; characters beside a find are looked at");
    }
    for more in it.folding.iter().chain(&it.together) {
        text.push_str("; ");
        text.push_str(more);
    }
    text
}

/// What the built-in words are about.
fn labels(words: &[String], knowledge: &Knowledge, sink: &Sink<'_>) -> (String, String) {
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut steps = Budget::new(1_000_000);
    let found = wordlist::recognise_strings(
        "",
        &texts,
        Span::new(0, 0),
        &knowledge.word_lists,
        sink.limits(),
        &mut steps,
    );
    let Some(list) = found.lists.first() else {
        return (String::from("{}"), String::from("unclear"));
    };
    let mut themes = Map::new();
    for theme in &list.themes {
        let share = (theme.share * 100.0).round() / 100.0;
        themes.insert(theme.theme.name().to_owned(), Value::from(share));
    }
    (
        Value::from(themes).to_string(),
        list.purpose.name().to_owned(),
    )
}
