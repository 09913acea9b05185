//! Files of apps' own data: whose they are, and what they hold by key.

use super::{Examiner, ExaminerDoc};
use crate::{FileRole, Knowledge, LogRead, Model, ModelKind, Sink};
use base::Problem;
use facts::{FactKind, StateAppFile};
use serde_json::{Map, Value};
use wordlist::Contents;

pub(super) struct AppData;

/// The form of a database whose newest pages are in a log that was not given.
const WITHOUT_LOG: &str = "sqlite-without-log";

impl Examiner for AppData {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "app-data",
            version: 3,
            finds: "files of apps' own data, in copies of a phone and in backups, and how many texts they hold under which key",
            reads: &[ModelKind::File],
            writes: &[StateAppFile::KIND],
            known_misses: &[
                "copies that do not keep the folders above the package's name",
                "what databases and files of 4 MiB and more hold",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::File(file) = model else { return };
        if file.role == FileRole::Native {
            return;
        }
        let Some(found) = fmt_state::app_data::of_path(file.path) else {
            return;
        };
        let limits = *sink.limits();
        let mut contents = wordlist::contents(file.bytes.bytes(), &limits);
        if knowledge.store_of(file.bytes.bytes()).is_some() {
            contents = Contents {
                form: "closed",
                ..Contents::default()
            };
        }
        if contents.is_cut {
            let says = format!(
                "the file holds texts under more than {} keys; those past them are not told",
                contents.texts.len()
            );
            sink.problem(Problem::new("state/keys-left-out", says));
        }
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
            len: number(match file.log {
                LogRead::Into { own_len, .. } => own_len,
                LogRead::None | LogRead::IsLog => file.bytes.len(),
            }),
            form: match file.log {
                LogRead::None if wordlist::has_log_mode(file.bytes.bytes()) => WITHOUT_LOG,
                _ => contents.form,
            }
            .to_owned(),
            decoding: Value::from(contents.decoding.clone()).to_string(),
            n_texts: number(contents.n_texts()),
            texts: Value::from(texts).to_string(),
        };
        let mut says = match contents.n_texts() {
            0 => format!("`{}` holds no text", base::escape_controls(&fact.on_phone)),
            n => format!(
                "`{}` holds {n} texts",
                base::escape_controls(&fact.on_phone)
            ),
        };
        if let LogRead::Into { n_pages, log, .. } = file.log {
            says.push_str(&format!(
                ", with {n_pages} pages of the write-ahead log beside it ({log})"
            ));
        }
        sink.whole(fact, says);
    }
}
