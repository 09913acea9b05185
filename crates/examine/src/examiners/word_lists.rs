//! Lists of words, addresses and the like, in files, code and resources.

use super::{Examiner, ExaminerDoc};
use crate::closed::ClosedModel;
use crate::{DexModel, FileModel, Knowledge, LogRead, Model, ModelKind, Sink, Site};
use base::{Budget, Limits, Problem, Span, View, escape_controls};
use facts::{FactKind, ListFound, ListOpaque};
use fmt_apk::arsc::{Place, Table};
use fmt_dex::{MethodIdx, StringIdx};
use serde_json::{Map, Value};
use wordlist::{Purpose, Recognised, WordList};

pub(super) struct WordLists;

/// Strings of one method that may be a list: 12. The shortest filter known to us has 25 built-in words.
const STRINGS_OF_METHOD: usize = 12;
/// Items of one array resource that may be a list, for the same reason.
const ITEMS_OF_ARRAY: usize = 12;
/// Bytes of one string constant that may be a list of its own: 120, which is 12 words of ten letters.
const LEN_OF_STRING: usize = 120;
/// Code units between two loads of strings of one list: 24. Putting a string into an array takes at most 10.
const UNITS_BETWEEN: u32 = 24;

impl Examiner for WordLists {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "word-lists",
            version: 4,
            finds: "lists of words, phrases, addresses and the like, by what they hold and not by their names",
            reads: &[
                ModelKind::Dex,
                ModelKind::Resources,
                ModelKind::File,
                ModelKind::Closed,
            ],
            writes: &[ListFound::KIND, ListOpaque::KIND],
            known_misses: &[
                "lists that are fetched at run time",
                "lists whose words code puts together or decrypts with a key that is made at run time, with other ciphers than AES and DES, or in other modes than ECB, CBC, CTR and GCM",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        match model {
            Model::Dex(model) => code(model, knowledge, sink),
            Model::Resources(table) => resources(table, knowledge, sink),
            Model::File(file) => in_file(file, knowledge, sink),
            Model::Closed(model) => closed(model, knowledge, sink),
            _ => {}
        }
    }
}

/// Steps for `len` bytes: reading a file takes a few for each byte, undoing codings inside it a few more.
pub(crate) fn budget(len: u64) -> Budget {
    Budget::new(len.saturating_mul(64).saturating_add(1_000_000))
}

fn in_file(file: &FileModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    // What a log holds is read with its database.
    if fmt_state::app_data::of_path(file.path).is_some()
        && let Some(store) = knowledge.store_of(file.bytes.bytes())
    {
        let fact = ListOpaque {
            path: file.path.to_owned(),
            why: store.says(),
            shown_by: "bytes".to_owned(),
        };
        sink.whole(fact, "the file is encrypted; what it holds is not known");
        return;
    }
    let is_read = file.log == LogRead::IsLog;
    if is_read || !wordlist::is_worth_reading(file.bytes.bytes(), &knowledge.word_lists) {
        return;
    }
    let limits = *sink.limits();
    let mut steps = budget(file.bytes.len());
    let mut found = wordlist::recognise(
        file.path,
        file.bytes,
        &knowledge.word_lists,
        &limits,
        &mut steps,
    );
    if let LogRead::Into {
        own_len,
        n_pages,
        log,
    } = file.log
    {
        for list in &mut found.lists {
            list.span = Span::new(0, own_len);
            list.reasons.push(format!(
                "read with {n_pages} pages of the write-ahead log beside the database, {log}"
            ));
        }
        for opaque in &mut found.opaque {
            opaque.span = Span::new(0, own_len);
        }
    }
    let name = if file.path.is_empty() {
        "the file itself"
    } else {
        file.path
    };
    state(&found, file.role.name(), name, None, sink);
}

/// A file of an app, opened with what stands in the app's code.
fn closed(model: &ClosedModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let limits = *sink.limits();
    let file = model.file;
    if !model.keys.fits(file) {
        return;
    }
    if let Some(left_out) = &file.left_out {
        let says = format!("a closed file that the code may open is not tried: {left_out}");
        sink.problem(Problem::new("closed/not-tried", says));
    }
    let opened = model.keys.open(file, knowledge, &limits);
    let mut found = opened.found;
    if found.lists.is_empty() {
        for bound in model.keys.cut() {
            let says =
                format!("of what the code holds, not all was tried on a closed file: {bound}");
            sink.problem(Problem::new("closed/not-all-tried", says));
        }
    }
    for list in &mut found.lists {
        list.reasons.push(opened.by.clone());
        list.span = Span::new(0, file.bytes.len() as u64);
    }
    let store = file
        .on_phone
        .as_ref()
        .and_then(|it| model.keys.store_at(it));
    if let Some(store) = store
        && found.lists.is_empty()
    {
        let fact = ListOpaque {
            path: file.path.clone(),
            why: format!("encrypted, and the app carries what keeps {}", store.says()),
            shown_by: "code".to_owned(),
        };
        sink.whole(fact, "the file is encrypted; what it holds is not known");
    } else if found.lists.is_empty() && model.is_named && model.keys.decrypts() {
        let fact = ListOpaque {
            path: file.path.clone(),
            why: model.keys.why_closed(file),
            shown_by: "code".to_owned(),
        };
        let says = "the code names this file and decrypts; what it holds is not known";
        sink.whole(fact, says);
    }
    state(&found, file.role().name(), &file.path, None, sink);
}

fn resources(table: &Table<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let limits = *sink.limits();
    let mut of: Option<(String, Span)> = None;
    let mut items: Vec<String> = Vec::new();
    let mut arrays = Vec::new();
    let is_long = |len: u64| len >= LEN_OF_STRING as u64;
    let wanted = |place, len| place != Place::Single || is_long(len);
    let problems = table.string_values_where(wanted, |value| {
        if value.place == Place::Single {
            if value.text.len() >= LEN_OF_STRING {
                arrays.push((
                    format!("@{}", value.entry.name()),
                    value.text_span,
                    vec![value.text.into_owned()],
                ));
            }
            return;
        }
        let span = value.entry.span();
        if of.as_ref().is_none_or(|it| it.1 != span) {
            let this = (format!("@{}", value.entry.name()), span);
            if let Some((name, span)) = of.replace(this) {
                arrays.push((name, span, std::mem::take(&mut items)));
            }
            items.clear();
        }
        items.push(value.text.into_owned());
    });
    drop(problems); // The examiner of endpoints walks the same values and records them.
    if let Some((name, span)) = of {
        arrays.push((name, span, items));
    }
    for (name, span, items) in arrays {
        if let [text] = items.as_slice() {
            long_string(
                text, &name, "resource", span, None, knowledge, &limits, sink,
            );
        } else if items.len() >= ITEMS_OF_ARRAY {
            let texts: Vec<&str> = items.iter().map(String::as_str).collect();
            let mut steps = budget(texts.iter().map(|it| it.len() as u64).sum());
            let found = wordlist::recognise_strings(
                &name,
                &texts,
                span,
                &knowledge.word_lists,
                &limits,
                &mut steps,
            );
            state(&found, "resource", &name, None, sink);
        }
    }
}

fn code(model: &DexModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let limits = *sink.limits();
    let mut by_caller: Vec<Site<StringIdx>> = model.strings.clone();
    by_caller.sort_by_key(|site| (site.caller, site.offset));
    for sites in
        by_caller.chunk_by(|a, b| a.caller == b.caller && b.offset - a.offset <= UNITS_BETWEEN)
    {
        if sites.len() < STRINGS_OF_METHOD {
            continue;
        }
        let texts: Vec<_> = sites
            .iter()
            .filter_map(|site| model.dex.string(site.target).ok())
            .map(|string| string.to_string_lossy())
            .collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let Some((first, last)) = sites.first().zip(sites.last()) else {
            continue;
        };
        let span = Span::new(
            first.span.start(),
            last.span.end().saturating_sub(first.span.start()),
        );
        let mut steps = budget(texts.iter().map(|it| it.len() as u64).sum());
        let method = model.dex.method_text(first.caller);
        let mut found = wordlist::recognise_strings(
            &method,
            &texts,
            span,
            &knowledge.word_lists,
            &limits,
            &mut steps,
        );
        // A constant that does not decode is not a list that was hidden; code is full of them.
        found.opaque.clear();
        state(&found, "code", &method, Some((&method, first.offset)), sink);
    }
    fields(model, knowledge, sink);
    for idx in model.dex.strings() {
        let Ok(string) = model.dex.string(idx) else {
            continue;
        };
        if string.bytes().len() < LEN_OF_STRING {
            continue;
        }
        let used_at = model.uses_of_string(idx).first();
        let text = string.to_string_lossy();
        let user = used_at.map(|site| (site.caller, site.offset, site.span));
        let method = user.map(|(caller, ..)| model.dex.method_text(caller));
        let name = method
            .clone()
            .unwrap_or_else(|| "a string that no code loads".to_owned());
        let place: Option<(MethodIdx, u32, Span)> = user;
        let at = method.as_deref().zip(place.map(|(_, offset, _)| offset));
        let span = place.map_or(string.span(), |(.., span)| span);
        long_string(&text, &name, "code", span, at, knowledge, &limits, sink);
    }
}

/// Lists whose words are the values that the static fields of a class begin with; no instruction loads them.
fn fields(model: &DexModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let limits = *sink.limits();
    for class in model.dex.classes() {
        let Ok(class) = model.dex.class(class) else {
            continue; // Recorded by the examiner of DEX files.
        };
        let values = model.dex.static_values(&class).value;
        let strings = values.iter().filter_map(|it| match it {
            fmt_dex::Value::String(idx) => model.dex.string(*idx).ok(),
            _ => None,
        });
        let strings: Vec<_> = strings.collect();
        let Some(first) = strings
            .first()
            .filter(|_| strings.len() >= STRINGS_OF_METHOD)
        else {
            continue;
        };
        let texts: Vec<_> = strings
            .iter()
            .map(fmt_dex::Mutf8::to_string_lossy)
            .collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let name = model.dex.type_text(class.ty);
        let mut steps = budget(texts.iter().map(|it| it.len() as u64).sum());
        let mut found = wordlist::recognise_strings(
            &name,
            &texts,
            first.span(),
            &knowledge.word_lists,
            &limits,
            &mut steps,
        );
        found.opaque.clear();
        // Constants of a class stand there to be named; only what is told for a list by its words is one.
        found.lists.retain(|list| {
            list.is_filter_candidate()
                || matches!(list.purpose, Purpose::AdBlocking | Purpose::Security)
        });
        state(&found, "code", &name, None, sink);
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one place in a file, told in parts"
)]
fn long_string(
    text: &str,
    name: &str,
    found_in: &str,
    span: Span,
    at: Option<(&str, u32)>,
    knowledge: &Knowledge,
    limits: &Limits,
    sink: &mut Sink<'_>,
) {
    let bytes = View::new(text.as_bytes());
    if !wordlist::is_worth_reading(bytes.bytes(), &knowledge.word_lists) {
        return;
    }
    let mut steps = budget(bytes.len());
    let mut found = wordlist::recognise(name, bytes, &knowledge.word_lists, limits, &mut steps);
    // The recogniser saw the string alone; in the artifact it stands here.
    for list in &mut found.lists {
        list.span = span;
    }
    found.opaque.clear();
    state(&found, found_in, name, at, sink);
}

/// Lists that say something of the app. A program's own texts and identifiers are none.
pub(crate) fn is_worth_stating(list: &WordList) -> bool {
    !matches!(list.purpose, Purpose::InterfaceText | Purpose::Identifiers)
}

fn state(
    found: &Recognised,
    found_in: &str,
    path: &str,
    at: Option<(&str, u32)>,
    sink: &mut Sink<'_>,
) {
    sink.problems(found.problems.iter().cloned());
    for list in found.lists.iter().filter(|list| is_worth_stating(list)) {
        let says = format!(
            "{} entries, {} of them different, beginning with {}",
            list.n_words,
            list.n_distinct,
            list.sample
                .iter()
                .take(3)
                .map(|it| format!("`{}`", escape_controls(it)))
                .collect::<Vec<_>>()
                .join(", ")
        );
        let fact = fact(list, found_in, path);
        sink.words(list.words());
        match at {
            Some((method, offset)) => sink.code(fact, method, offset, list.span, says),
            None => sink.bytes(fact, list.span, says),
        }
    }
    for opaque in &found.opaque {
        let fact = ListOpaque {
            path: path.to_owned(),
            why: opaque.why.to_owned(),
            shown_by: "bytes".to_owned(),
        };
        sink.bytes(fact, opaque.span, opaque.why);
    }
}

pub(crate) fn fact(list: &WordList, found_in: &str, path: &str) -> ListFound {
    let texts = |items: Vec<String>| Value::from(items).to_string();
    let mut themes = Map::new();
    for theme in &list.themes {
        themes.insert(
            theme.theme.name().to_owned(),
            Value::from(rounded(theme.share)),
        );
    }
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for word in list.words() {
        hash.update(word.as_bytes());
        hash.update(b"\n");
    }
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    ListFound {
        kind: list.kind.name().to_owned(),
        purpose: list.purpose.name().to_owned(),
        confidence: level(list.confidence).to_owned(),
        found_in: found_in.to_owned(),
        path: path.to_owned(),
        key: (!list.key_path.is_empty()).then(|| list.key_path.clone()),
        decoding: texts(
            list.decoding
                .iter()
                .map(|step| step.name().to_owned())
                .collect(),
        ),
        n_words: number(list.n_words),
        n_distinct: number(list.n_distinct),
        script: list
            .scripts
            .first()
            .map(|(script, _)| script.name().to_owned()),
        language: (list.language != "und").then(|| list.language.to_owned()),
        themes: Value::from(themes).to_string(),
        sample: texts(list.sample.clone()),
        sha256: base::hex(hash.finish().as_ref()),
        reasons: texts(list.reasons.clone()),
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

fn level(confidence: f64) -> &'static str {
    match confidence {
        _ if confidence >= 0.8 => "high",
        _ if confidence >= 0.5 => "medium",
        _ => "low",
    }
}
