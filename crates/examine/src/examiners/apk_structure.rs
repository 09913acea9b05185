//! What is odd about an APK as a zip file, and the native libraries it carries.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::{escape_controls, printable};
use facts::{ApkAnomaly, ApkNativeLibrary, FactKind};
use fmt_apk::zip::Reception;

pub(super) struct ApkStructure;

impl Examiner for ApkStructure {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "apk-structure",
            version: 1,
            finds: "oddities of an APK's zip structure, and its native libraries",
            reads: &[ModelKind::Apk],
            writes: &[ApkAnomaly::KIND, ApkNativeLibrary::KIND],
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
    }
}
