//! Calls of the framework APIs that the knowledge base lists, and look-ups of names by reflection.

use super::{Examiner, ExaminerDoc};
use crate::{Api, DexModel, Knowledge, Model, ModelKind, Sink, Site};
use facts::{CodeApiCall, CodeReflection, FactKind};
use fmt_dex::{MethodIdx, StringIdx};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct ApiCalls;

/// The two look-ups of reflection, by class, method and what their string argument names.
const LOOK_UPS: [(&str, &str, &str); 4] = [
    ("Ljava/lang/Class;", "forName", "class"),
    ("Ljava/lang/ClassLoader;", "loadClass", "class"),
    ("Ljava/lang/Class;", "getMethod", "method"),
    ("Ljava/lang/Class;", "getDeclaredMethod", "method"),
];

/// How far before a look-up its name is loaded, in code units. Compilers load it just before the call; the
/// two loads and an array of argument types that may stand between them fit in this.
const NAME_WITHIN: u32 = 40;

impl Examiner for ApiCalls {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "api-calls",
            version: 1,
            finds: "calls of the framework APIs listed in knowledge/models/apis.toml, and names looked up by reflection",
            reads: &[ModelKind::Dex],
            writes: &[CodeApiCall::KIND, CodeReflection::KIND],
            known_misses: &[
                "calls of an API through a subclass or an interface that the list does not name",
                "names looked up by reflection that are put together or decoded at run time",
                "whether the code is ever reached",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Dex(model) = model else { return };
        calls_and_fields(model, knowledge, sink);
        strings(model, knowledge, sink);
        reflection(model, sink);
    }
}

fn calls_and_fields(model: &DexModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let mut by_class: BTreeMap<&str, Vec<&Api>> = BTreeMap::new();
    for api in &knowledge.apis {
        if let Some(class) = &api.class {
            by_class.entry(class).or_default().push(api);
        }
    }
    let dex = &model.dex;
    let apis_of = |ty| {
        let class = dex.descriptor(ty).ok()?;
        by_class.get(class.to_string_lossy().as_ref())
    };
    for idx in dex.methods() {
        let Ok(method) = dex.method(idx) else {
            continue;
        };
        let (Some(apis), Ok(name)) = (apis_of(method.class), dex.string(method.name)) else {
            continue;
        };
        let name = name.to_string_lossy();
        for api in apis
            .iter()
            .filter(|api| api.methods.iter().any(|it| *it == name))
        {
            state(
                model,
                api,
                &dex.method_text(idx),
                model.calls_of(idx),
                "calls",
                sink,
            );
        }
    }
    for idx in dex.fields() {
        let Ok(field) = dex.field(idx) else { continue };
        let (Some(apis), Ok(name)) = (apis_of(field.class), dex.string(field.name)) else {
            continue;
        };
        let name = name.to_string_lossy();
        for api in apis
            .iter()
            .filter(|api| api.fields.iter().any(|it| *it == name))
        {
            state(
                model,
                api,
                &dex.field_text(idx),
                model.uses_of_field(idx),
                "reads",
                sink,
            );
        }
    }
}

fn strings(model: &DexModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let wanted: Vec<(&Api, &str)> = knowledge
        .apis
        .iter()
        .flat_map(|api| api.strings.iter().map(move |text| (api, text.as_str())))
        .collect();
    if wanted.is_empty() {
        return;
    }
    for idx in model.dex.strings() {
        let uses = model.uses_of_string(idx);
        if uses.is_empty() {
            continue;
        }
        let Ok(string) = model.dex.string(idx) else {
            continue;
        };
        for (api, begins) in &wanted {
            if string.bytes().starts_with(begins.as_bytes()) {
                state(model, api, &string.to_string_lossy(), uses, "uses", sink);
            }
        }
    }
}

fn state<I: Copy>(
    model: &DexModel<'_>,
    api: &Api,
    used: &str,
    sites: &[Site<I>],
    verb: &str,
    sink: &mut Sink<'_>,
) {
    let also = api
        .with_string
        .as_ref()
        .map(|text| callers_with(model, text));
    for site in sites {
        if also.as_ref().is_some_and(|it| !it.contains(&site.caller)) {
            continue;
        }
        let caller = model.dex.method_text(site.caller);
        let fact = CodeApiCall {
            api: api.id.clone(),
            capability: api.capability.clone(),
            caller: caller.clone(),
            callee: used.to_owned(),
        };
        let says = format!("{verb} {used}");
        sink.code(fact, &caller, site.offset, site.span, says);
    }
}

/// The methods that use a string.
fn callers_with(model: &DexModel<'_>, text: &str) -> BTreeSet<MethodIdx> {
    model
        .dex
        .strings()
        .filter(|idx| {
            let string = model.dex.string(*idx);
            string.is_ok_and(|string| string.bytes() == text.as_bytes())
        })
        .flat_map(|idx| model.uses_of_string(idx))
        .map(|site| site.caller)
        .collect()
}

fn reflection(model: &DexModel<'_>, sink: &mut Sink<'_>) {
    let mut look_ups: Vec<(Site<MethodIdx>, &str)> = Vec::new();
    for idx in model.dex.methods() {
        let sites = model.calls_of(idx);
        if sites.is_empty() {
            continue;
        }
        let Ok(method) = model.dex.method(idx) else {
            continue;
        };
        let (Ok(class), Ok(name)) = (
            model.dex.descriptor(method.class),
            model.dex.string(method.name),
        ) else {
            continue;
        };
        let found = LOOK_UPS.iter().find(|(of, named, _)| {
            class.bytes() == of.as_bytes() && name.bytes() == named.as_bytes()
        });
        if let Some((.., what)) = found {
            look_ups.extend(sites.iter().map(|site| (*site, *what)));
        }
    }
    if look_ups.is_empty() {
        return;
    }
    let callers: BTreeSet<_> = look_ups.iter().map(|(site, _)| site.caller).collect();
    let mut strings: BTreeMap<MethodIdx, Vec<Site<StringIdx>>> = BTreeMap::new();
    for site in &model.strings {
        if callers.contains(&site.caller) {
            strings.entry(site.caller).or_default().push(*site);
        }
    }
    look_ups.sort_by_key(|(site, _)| (site.caller, site.offset));
    for (site, what) in look_ups {
        let name = strings
            .get(&site.caller)
            .into_iter()
            .flatten()
            .filter(|it| it.offset < site.offset && site.offset - it.offset <= NAME_WITHIN)
            .max_by_key(|it| it.offset);
        let Some(name) = name.and_then(|it| model.dex.string(it.target).ok()) else {
            continue;
        };
        let caller = model.dex.method_text(site.caller);
        let name = name.to_string_lossy().into_owned();
        let says = format!("looks up the {what} `{}`", base::escape_controls(&name));
        let fact = CodeReflection {
            caller: caller.clone(),
            name,
            what: what.to_owned(),
        };
        sink.code(fact, &caller, site.offset, site.span, says);
    }
}
