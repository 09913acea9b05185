//! Files of apps' own data: whose they are, and what they hold by key.

use super::{Examiner, ExaminerDoc};
use crate::{FileRole, Knowledge, Model, ModelKind, Sink};
use facts::{FactKind, StateAppFile};
use serde_json::{Map, Value};

pub(super) struct AppData;

impl Examiner for AppData {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "app-data",
            version: 2,
            finds: "files of apps' own data, in copies of a phone and in backups, and how many texts they hold under which key",
            reads: &[ModelKind::File],
            writes: &[StateAppFile::KIND],
            known_misses: &[
                "copies that do not keep the folders above the package's name",
                "what databases and files of 4 MiB and more hold",
            ],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::File(file) = model else { return };
        if file.role == FileRole::Native {
            return;
        }
        let Some(found) = fmt_state::app_data::of_path(file.path) else {
            return;
        };
        let limits = *sink.limits();
        let contents = wordlist::contents(file.bytes.bytes(), &limits);
        let texts: Map<String, Value> = contents
            .texts
            .iter()
            .map(|(key, n)| (key.clone(), Value::from(*n)))
            .collect();
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let fact = StateAppFile {
            package: found.package.to_owned(),
            place: found.place.name().to_owned(),
            name: found.name.to_owned(),
            on_phone: found.on_phone,
            path: file.path.to_owned(),
            len: number(file.bytes.len()),
            form: contents.form.to_owned(),
            decoding: Value::from(contents.decoding.clone()).to_string(),
            n_texts: number(contents.n_texts()),
            texts: Value::from(texts).to_string(),
        };
        let says = match contents.n_texts() {
            0 => format!("`{}` holds no text", base::escape_controls(&fact.on_phone)),
            n => format!(
                "`{}` holds {n} texts",
                base::escape_controls(&fact.on_phone)
            ),
        };
        sink.whole(fact, says);
    }
}
