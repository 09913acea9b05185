//! Libraries and SDKs, by the strings of their protocols; by name only where those are not there.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::Span;
use facts::{CodeLibrary, FactKind};
use std::collections::BTreeMap;

pub(super) struct Libraries;

impl Examiner for Libraries {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "libraries",
            version: 1,
            finds: "libraries listed in knowledge/models/libraries.toml",
            reads: &[ModelKind::Dex],
            writes: &[CodeLibrary::KIND],
            known_misses: &[
                "libraries that hide the strings of their protocol",
                "libraries whose signs stand in several DEX files of one app, too few in each",
                "versions",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Dex(model) = model else { return };
        let dex = &model.dex;
        let mut by_string: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
        for (position, library) in knowledge.libraries.iter().enumerate() {
            for text in &library.strings {
                by_string.entry(text.as_bytes()).or_default().push(position);
            }
        }
        let mut signs: BTreeMap<usize, Vec<(String, Span)>> = BTreeMap::new();
        for idx in dex.strings() {
            let Ok(string) = dex.string(idx) else {
                continue;
            };
            for position in by_string.get(string.bytes()).into_iter().flatten() {
                let sign = (string.to_string_lossy().into_owned(), string.span());
                signs.entry(*position).or_default().push(sign);
            }
        }
        let mut named: BTreeMap<usize, (String, Span)> = BTreeMap::new();
        for idx in dex.classes() {
            let Ok(class) = dex.class(idx) else { continue };
            let Ok(descriptor) = dex.descriptor(class.ty) else {
                continue;
            };
            for (position, library) in knowledge.libraries.iter().enumerate() {
                let begins = |it: &String| descriptor.bytes().starts_with(it.as_bytes());
                if !named.contains_key(&position) && library.classes.iter().any(begins) {
                    let name = descriptor.to_string_lossy().into_owned();
                    named.insert(position, (name, class.span));
                }
            }
        }
        for (position, library) in knowledge.libraries.iter().enumerate() {
            let met = signs.get(&position).map_or(&[][..], Vec::as_slice);
            let by_structure = met.len() >= library.at_least;
            let (by, says, span) = match (by_structure, met.first(), named.get(&position)) {
                (true, Some((first, span)), _) => {
                    let says = format!("holds {} strings of it, the first `{first}`", met.len());
                    ("structure", says, *span)
                }
                (_, _, Some((class, span))) => ("name", format!("defines {class}"), *span),
                _ => continue,
            };
            let fact = CodeLibrary {
                library: library.id.clone(),
                purpose: library.purpose.clone(),
                by: by.to_owned(),
                n_signs: i64::try_from(met.len()).unwrap_or(i64::MAX),
                n_signs_listed: i64::try_from(library.strings.len()).unwrap_or(i64::MAX),
            };
            sink.bytes(fact, span, says);
        }
    }
}
