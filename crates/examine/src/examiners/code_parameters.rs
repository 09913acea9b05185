//! Names that code puts values under, and what of the platform gives the values.

use super::{Examiner, ExaminerDoc};
use crate::app::AppModel;
use crate::parameter::{self, Put, Source, SourceKind};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::escape_controls;
use code::app::App;
use facts::{CodeParameter, CodeParameterSource, CodeParameterStep, FactKind};
use serde_json::Value;

pub(super) struct CodeParameters;

/// Parameters of one app that are stated: 5,000. The largest app of a phone of 2018 has 2,900.
const N_STATED: usize = 5_000;
/// Sources of one parameter that are stated: 12.
const N_SOURCES: usize = 12;
/// Sources of one parameter whose ways are told step by step: 4.
const N_WAYS: usize = 4;
/// Steps of one way that are told: 40.
const N_STEPS: usize = 40;
/// Characters of a constant that are kept: 200.
const TEXT_LEN: usize = 200;

impl Examiner for CodeParameters {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "code-parameters",
            version: 3,
            finds: "names under which code puts values into documents, maps, forms and addresses, and the calls and fields of the platform that the values come from",
            reads: &[ModelKind::App],
            writes: &[
                CodeParameter::KIND,
                CodeParameterSource::KIND,
                CodeParameterStep::KIND,
            ],
            known_misses: &[
                "names that are put together or chosen at run time",
                "names of fields that a library turns into documents by reflection, and protocol buffers",
                "values written with a stream writer, one call for the name and one for the value",
                "values whose search was cut; their parameters say so",
                "which of several sources is meant where the way leads through common code; such sources are marked as mixed",
                "code that is loaded at run time, and native code",
            ],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::App(program) = model else { return };
        let found = parameter::parameters(program.whole, N_STATED);
        if found.n_left_out > 0 {
            sink.limit(format!(
                "{} more names under which code puts values are not listed",
                found.n_left_out
            ));
        } else if found.n_untraced > 0 {
            sink.limit(format!(
                "the values of {} of {} names were not traced: {} questions were asked",
                found.n_untraced,
                found.puts.len(),
                parameter::QUESTIONS
            ));
        }
        for put in &found.puts {
            state(program.model, program.whole, put, sink);
        }
    }
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT_LEN).collect()
}

fn kind_name(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Api => "api",
        SourceKind::Field => "field",
        SourceKind::Callback => "callback",
        SourceKind::Kept => "kept",
        SourceKind::Resource => "resource",
        SourceKind::Constant => "constant",
    }
}

/// A source as one would write it: with what it is asked for.
fn called(source: &Source) -> String {
    match (&source.argument, source.kind) {
        (Some(text), SourceKind::Constant) => format!("the text {text:?}"),
        (Some(text), _) => format!("{} ({text:?})", source.api),
        (None, _) => source.api.clone(),
    }
}

fn state(model: &AppModel<'_>, app: &App<'_>, put: &Put, sink: &mut Sink<'_>) {
    let Some((artifact, method, span)) = model.place(app, put.site) else {
        return;
    };
    let id = format!("{method}+{:#x}", put.site.pc);
    let fact = CodeParameter {
        parameter: id.clone(),
        name: put.name.clone(),
        put_by: put.call.clone(),
        into: put.into.clone(),
        entries: Value::from(put.entries.clone()).to_string(),
        n_sources: number(put.sources.len()),
        cut: put.cut,
    };
    let says = format!("a value is put under the name {:?}", put.name);
    let says = escape_controls(&says);
    sink.code_in(artifact, fact, &method, put.site.pc, span, says);
    let mut n_ways = 0;
    for (position, source) in put.sources.iter().take(N_SOURCES).enumerate() {
        let Some((artifact, method, span)) = model.place(app, source.site) else {
            continue;
        };
        let source_id = number(position.saturating_add(1));
        let fact = CodeParameterSource {
            parameter: id.clone(),
            name: put.name.clone(),
            source: source_id,
            kind: kind_name(source.kind).to_owned(),
            api: source.api.clone(),
            argument: source.argument.as_deref().map(cut),
            class: source.gives.as_ref().map(|it| it.0.clone()),
            what: source.gives.as_ref().map(|it| it.1.clone()),
            through: Value::from(source.through.clone()).to_string(),
            mixed: put.mixed,
            entries: source
                .entries
                .as_ref()
                .map(|it| Value::from(it.clone()).to_string()),
        };
        let says = format!("{:?} is made of {}", put.name, called(source));
        let says = escape_controls(&cut(&says));
        sink.code_in(artifact, fact, &method, source.site.pc, span, says);
        if source.steps.is_empty() || n_ways >= N_WAYS || put.mixed {
            continue;
        }
        n_ways += 1;
        for (position, step) in source.steps.iter().take(N_STEPS).enumerate() {
            let Some((artifact, method, span)) = model.place(app, step.site) else {
                continue;
            };
            let fact = CodeParameterStep {
                parameter: id.clone(),
                source: source_id,
                position: number(position),
                says: cut(&step.says),
            };
            let says = escape_controls(&cut(&step.says));
            sink.code_in(artifact, fact, &method, step.site.pc, span, says);
        }
    }
}
