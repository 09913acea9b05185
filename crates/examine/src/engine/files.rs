//! Files without a model of their own: databases with their logs, and files that are closed.

use super::Engine;
use crate::app::AppModel;
use crate::closed::{AppKeys, ClosedFile, ClosedModel, FILE_BYTES};
use crate::{FileModel, FileRole, LogRead, Model, ModelKind};
use base::{Problem, View};
use unpack::{Artifact, Companion, Kind, Visitor};

impl Engine<'_> {
    /// A database, with what a write-ahead log beside it holds; or such a log.
    pub(super) fn database(&mut self, artifact: &Artifact<'_>, is_whole_input: bool) {
        let role = if is_whole_input {
            FileRole::Loose
        } else {
            FileRole::Asset
        };
        let path = &artifact.origin.path;
        let own = artifact.bytes;
        match artifact.companion {
            Companion::Log(log) => {
                let merged = wordlist::with_log(own.bytes(), log.bytes(), &self.limits);
                if let Some(merged) = self.unload(artifact.id, path, merged) {
                    let read = LogRead::Into {
                        own_len: own.len(),
                        n_pages: merged.n_pages,
                        log: unpack::digest(log.bytes()),
                    };
                    self.file(artifact, role, View::new(&merged.bytes), read);
                    return;
                }
            }
            Companion::None if artifact.kind == Kind::SqliteLog => {
                let says = "a write-ahead log without its database: what it holds is read as bytes, not by table";
                let problem = Problem::new("sqlite/log-without-database", says);
                self.problem(artifact.id, path, problem);
            }
            Companion::None if wordlist::has_log_mode(own.bytes()) && !self.is_in_app(artifact) => {
                let says = "the database keeps its newest pages in a write-ahead log, and none stands beside it: what was not moved into the database yet is not read";
                let problem = Problem::new("sqlite/log-not-given", says);
                self.problem(artifact.id, path, problem);
            }
            Companion::Database if artifact.kind == Kind::SqliteLog => {
                self.file(artifact, role, own, LogRead::IsLog);
                return;
            }
            Companion::None | Companion::Database => {}
        }
        self.file(artifact, role, own, LogRead::None);
        self.keep_closed(artifact);
    }

    pub(super) fn file(
        &mut self,
        artifact: &Artifact<'_>,
        role: FileRole,
        bytes: View<'_>,
        log: LogRead,
    ) {
        let path = artifact.origin.path.clone();
        let model = FileModel {
            path: if path.is_empty() { self.path } else { &path },
            role,
            bytes,
            log,
        };
        self.run(artifact.id, &artifact.origin.path, Model::File(&model));
    }

    /// Tries the closed files of an app that its code names.
    pub(super) fn closed(&mut self, model: &AppModel<'_>, files: &[ClosedFile]) {
        let named: Vec<&ClosedFile> = files
            .iter()
            .filter(|it| crate::closed::may_be_opened(it, model))
            .collect();
        if named.is_empty() {
            return;
        }
        let keys = AppKeys::of(model, self.knowledge);
        for file in named {
            let model = ClosedModel::new(file, model, &keys);
            self.run(file.artifact, &file.path, Model::Closed(&model));
        }
    }

    /// Tries a closed file of an app's own data with what stands in that app's code.
    pub(super) fn closed_data(&mut self, artifact: &Artifact<'_>) {
        let Some(keys) = self.beside.keys else { return };
        let within = artifact.origin.path.as_str();
        let path = if within.is_empty() { self.path } else { within };
        let Some(of_app) = fmt_state::app_data::of_path(path) else {
            return;
        };
        let bytes = artifact.bytes.bytes();
        let part = bytes.get(..FILE_BYTES).unwrap_or(bytes);
        if let Some(keys) = keys.get(of_app.package)
            && wordlist::is_closed(part)
        {
            let file = ClosedFile {
                artifact: artifact.id,
                path: path.to_owned(),
                on_phone: Some(of_app.on_phone),
                len: bytes.len() as u64,
                left_out: ClosedFile::left_out(bytes.len(), 0),
                bytes: part.to_vec(),
            };
            let model = ClosedModel::of_data(&file, keys);
            self.run(artifact.id, within, Model::Closed(&model));
        }
    }

    /// Keeps a file that is closed until its app's code is there to open it.
    pub(super) fn keep_closed(&mut self, artifact: &Artifact<'_>) {
        let bytes = artifact.bytes.bytes();
        // Of what is too long to be kept, a part tells whether it is closed.
        let part = bytes.get(..FILE_BYTES).unwrap_or(bytes);
        if self.apps.is_empty() || !self.is_read(ModelKind::Closed) || !wordlist::is_closed(part) {
            return;
        }
        let path = artifact.origin.path.clone();
        if let Some(app) = self.app_of(&path) {
            let held: usize = app.closed.iter().map(|it| it.bytes.len()).sum();
            let left_out = ClosedFile::left_out(bytes.len(), held);
            app.closed.push(ClosedFile {
                artifact: artifact.id,
                path,
                on_phone: None,
                len: bytes.len() as u64,
                bytes: match left_out {
                    Some(_) => Vec::new(),
                    None => bytes.to_vec(),
                },
                left_out,
            });
        }
    }
}
