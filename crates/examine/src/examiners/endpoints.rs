//! URLs, hosts and IP addresses written in code, resources and files.

use super::{Examiner, ExaminerDoc};
use crate::{DexModel, FileModel, Knowledge, Model, ModelKind, Sink, address};
use address::Address;
use base::{Span, escape_controls};
use facts::{FactKind, NetEndpoint};
use fmt_apk::arsc::Table;

pub(super) struct Endpoints;

/// Addresses that one file may yield: 5,000. Block lists hold more; they are a matter for the examiner of lists.
const PER_FILE: usize = 5_000;

impl Examiner for Endpoints {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "endpoints",
            version: 1,
            finds: "URLs, host names and IP addresses written in code, resources and files",
            reads: &[ModelKind::Dex, ModelKind::Resources, ModelKind::File],
            writes: &[NetEndpoint::KIND],
            known_misses: &[
                "addresses that are put together, decoded or fetched at run time",
                "host names without a scheme, in files and resources",
                "IPv4 addresses that look like version numbers, all parts under 30 and not all equal",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        match model {
            Model::Dex(model) => code(model, knowledge, sink),
            Model::Resources(table) => resources(table, knowledge, sink),
            Model::File(file) => text(file, knowledge, sink),
            _ => {}
        }
    }
}

fn fact(found: &Address<'_>, found_in: &str, used_by: Option<&str>) -> NetEndpoint {
    NetEndpoint {
        form: found.form.name().to_owned(),
        value: found.text.to_owned(),
        scheme: found.scheme.clone(),
        host: found.host.clone(),
        found_in: found_in.to_owned(),
        used_by: used_by.map(str::to_owned),
    }
}

fn code(model: &DexModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    for idx in model.dex.strings() {
        let Ok(string) = model.dex.string(idx) else {
            continue;
        };
        if !address::may_hold_one(string.bytes()) {
            continue;
        }
        let text = string.to_string_lossy();
        let mut found = address::urls(&text);
        found.extend(address::bare(&text));
        found.retain(|it| !knowledge.is_namespace(&it.host));
        let uses = model.uses_of_string(idx);
        for address in found {
            let says = format!("the string `{}`", escape_controls(&text));
            if uses.is_empty() {
                sink.bytes(fact(&address, "code", None), string.span(), says);
                continue;
            }
            for site in uses {
                let caller = model.dex.method_text(site.caller);
                let fact = fact(&address, "code", Some(&caller));
                sink.code(fact, &caller, site.offset, site.span, says.clone());
            }
        }
    }
}

fn resources(table: &Table<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    // Translations repeat an address; the first place of each in a resource is enough.
    let mut last: Option<(String, String)> = None;
    let problems = table.string_values(|value| {
        if !address::may_hold_one(value.text.as_bytes()) {
            return;
        }
        for address in address::urls(&value.text) {
            if knowledge.is_namespace(&address.host) {
                continue;
            }
            let name = format!("@{}", value.entry.name());
            let this = (name, address.text.to_owned());
            if last.as_ref() == Some(&this) {
                continue;
            }
            let says = format!("the resource {} names {}", this.0, escape_controls(&this.1));
            sink.bytes(
                fact(&address, "resource", Some(&this.0)),
                value.text_span,
                says,
            );
            last = Some(this);
        }
    });
    sink.problems(problems);
}

fn text(file: &FileModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let bytes = file.bytes.bytes();
    let mut n_found = 0;
    let mut from = 0;
    for at in memchr::memmem::find_iter(bytes, b"://") {
        if at < from {
            continue;
        }
        // The run of characters that a URL may hold, around the three just found.
        let start = bytes[..at]
            .iter()
            .rposition(|byte| !address::is_url_byte(*byte))
            .map_or(0, |before| before + 1)
            .max(from);
        let end = bytes[at..]
            .iter()
            .position(|byte| !address::is_url_byte(*byte))
            .map_or(bytes.len(), |len| at + len);
        from = end;
        let Ok(run) = std::str::from_utf8(&bytes[start..end]) else {
            continue;
        };
        for address in address::urls(run) {
            if knowledge.is_namespace(&address.host) {
                continue;
            }
            n_found += 1;
            if n_found > PER_FILE {
                sink.limit(format!("more than {PER_FILE} addresses in one file"));
                return;
            }
            let found_in = match file.role {
                crate::FileRole::Native => "native",
                _ => "asset",
            };
            let off = start + address.at;
            let span = Span::new(off as u64, address.text.len() as u64);
            let says = format!("the text {}", escape_controls(address.text));
            sink.bytes(fact(&address, found_in, Some(file.path)), span, says);
        }
    }
}
