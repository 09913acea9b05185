//! What is odd about an APK as a zip file, and the native libraries it carries.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::{escape_controls, printable};
use facts::{ApkAnomaly, ApkNativeLibrary, ApkSplitMissing, FactKind};
use fmt_apk::splits::bundle_info;
use fmt_apk::zip::{Reception, ZipFile};
use unpack::Kind;

pub(super) struct ApkStructure;

impl Examiner for ApkStructure {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "apk-structure",
            version: 2,
            finds: "oddities of an APK's zip structure, its native libraries, and what a bundle says it holds and does not",
            reads: &[ModelKind::Apk],
            writes: &[
                ApkAnomaly::KIND,
                ApkNativeLibrary::KIND,
                ApkSplitMissing::KIND,
            ],
            known_misses: &["what native code does"],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Apk(model) = model else { return };
        let zip = model.zip;
        for anomaly in zip.anomalies() {
            let entry = anomaly
                .entry
                .and_then(|position| zip.entries().get(position));
            let reception = match anomaly.kind.reception() {
                Reception::Reads => "reads",
                Reception::RefusesEntry => "refuses-entry",
                Reception::RefusesArchive => "refuses-archive",
            };
            let fact = ApkAnomaly {
                what: anomaly.kind.name().to_owned(),
                android: reception.to_owned(),
                entry: entry.map(|entry| printable(entry.name, 1_000)),
            };
            sink.bytes(fact, anomaly.span, escape_controls(&anomaly.says));
        }
        for entry in zip.entries() {
            let name = printable(entry.name, 1_000);
            // Android loads libraries from `lib/<abi>/` alone.
            if let Some((abi, file)) = name.strip_prefix("lib/").and_then(|it| it.split_once('/'))
                && entry.name.ends_with(b".so")
                && !file.contains('/')
            {
                let fact = ApkNativeLibrary {
                    abi: abi.to_owned(),
                    name: file.to_owned(),
                };
                let says = format!("carries {name}");
                sink.bytes(fact, entry.record, says);
            }
        }
        if model.kind == Kind::ApkBundle {
            bundle(model.zip, sink);
        }
    }
}

/// Names the APKs that a bundle's own list has and the bundle lacks.
fn bundle(zip: &ZipFile<'_>, sink: &mut Sink<'_>) {
    for name in [&b"manifest.json"[..], b"info.json"] {
        let Some(entry) = zip.entry(name) else {
            continue;
        };
        // What cannot be had is recorded when the entry comes by as a file.
        let Ok(contents) = zip.read(entry, sink.limits()) else {
            continue;
        };
        let Ok(info) = bundle_info(&contents.value) else {
            continue;
        };
        for (id, file) in info.apks {
            if zip.entry(file.as_bytes()).is_none() {
                let says = format!("the bundle lists {file} and does not hold it");
                let fact = ApkSplitMissing { split: id };
                sink.bytes(fact, entry.record, escape_controls(&says));
            }
        }
    }
}
