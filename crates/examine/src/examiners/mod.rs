//! The examiners. One module each, listed in [`EXAMINERS`].

mod api_calls;
mod apk_manifest;
mod apk_signature;
mod apk_structure;
mod app_data;
mod code_parameters;
mod content_filter;
mod data_ways;
mod device_permissions;
mod device_properties;
mod dex_summary;
mod endpoints;
mod libraries;
mod traffic;
pub(crate) mod word_lists;

use crate::{Knowledge, Model, ModelKind, Sink};
use facts::Kind;
use serde_json::Value;

/// Every examiner, in the order of their ids.
pub const EXAMINERS: &[&dyn Examiner] = &[
    &api_calls::ApiCalls,
    &apk_manifest::ApkManifest,
    &apk_signature::ApkSignature,
    &apk_structure::ApkStructure,
    &app_data::AppData,
    &code_parameters::CodeParameters,
    &content_filter::ContentFilter,
    &data_ways::DataWays,
    &device_permissions::DevicePermissions,
    &device_properties::DeviceProperties,
    &dex_summary::DexSummary,
    &endpoints::Endpoints,
    &libraries::Libraries,
    &traffic::Traffic,
    &word_lists::WordLists,
];

/// What an examiner says of itself.
#[derive(Clone, Copy, Debug)]
pub struct ExaminerDoc {
    /// Its id in kebab case; its file's stem with `_` for `-`.
    pub id: &'static str,
    /// Raised whenever it may state something else about the same bytes.
    pub version: u32,
    /// What it finds, in one sentence.
    pub finds: &'static str,
    /// The models it reads.
    pub reads: &'static [ModelKind],
    /// The kinds of facts it states.
    pub writes: &'static [&'static Kind],
    /// What it is known to miss.
    pub known_misses: &'static [&'static str],
}

/// Reads models and states facts.
pub trait Examiner: Sync {
    /// What it is.
    fn doc(&self) -> &'static ExaminerDoc;

    /// States what `model` shows. Only models of a kind in `doc().reads` are handed in.
    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>);
}

/// Texts as a JSON array.
fn texts<'t>(items: impl IntoIterator<Item = &'t String>) -> String {
    Value::from(items.into_iter().cloned().collect::<Vec<_>>()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn each_file_of_this_folder_is_listed_under_its_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/examiners");
        let mut stems: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                path.file_stem()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('_', "-")
            })
            .filter(|stem| stem != "mod")
            .collect();
        stems.sort();
        let ids: Vec<_> = EXAMINERS.iter().map(|it| it.doc().id).collect();
        assert_eq!(ids, stems);
    }

    #[test]
    fn each_kind_of_facts_read_from_bytes_has_one_examiner() {
        // These state where a file stood in the input, and what belongs together in it, which only the case knows.
        let by_case = ["app.installed", "app.nested", "filter.list", "flow.joined"];
        for kind in Kind::ALL {
            let n = EXAMINERS
                .iter()
                .filter(|it| it.doc().writes.contains(kind))
                .count();
            let expect = usize::from(!by_case.contains(&kind.name));
            assert_eq!(n, expect, "{}", kind.name);
        }
    }
}
