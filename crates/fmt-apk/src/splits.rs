//! Apps in several APKs: which belong together, and which are missing.
//!
//! Spec: <https://developer.android.com/guide/app-bundle/app-bundle-format>; AOSP
//! `frameworks/base/core/java/android/content/pm/parsing/PackageLite.java`, `ApkLiteParseUtils.java`;
//! `manifest.json` of XAPK and `info.json` of APKM as met; neither has a specification.
//!
//! Departures from the spec: APKs of different versions are kept in one app and recorded.

use crate::axml::{Document, Element};
use crate::manifest::{At, Manifest};
use base::{Parsed, Problem, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The `meta-data` by which a base says that it does not run without its splits.
const VENDING_REQUIRED: &str = "com.android.vending.splits.required";
/// The `meta-data` that names a base's splits by language.
pub const VENDING_SPLITS: &str = "com.android.vending.splits";

/// What a bundle of APKs says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleInfo {
    /// The package's name.
    pub package: Option<String>,
    /// The app's name for people.
    pub title: Option<String>,
    /// The version for people.
    pub version_name: Option<String>,
    /// The version.
    pub version_code: Option<i64>,
    /// The APKs that it lists: the split's name (`base` for the base) and the file's.
    pub apks: Vec<(String, String)>,
    /// Expansion files that it lists.
    pub expansions: Vec<String>,
}

/// Why a bundle's description cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// It is no JSON.
    #[error("not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It is JSON, but no object.
    #[error("JSON, but not an object")]
    NotObject,
}

/// Reads `manifest.json` of an XAPK or `info.json` of an APKM.
///
/// # Errors
/// [`BundleError`], by variant.
pub fn bundle_info(json: &[u8]) -> Result<BundleInfo, BundleError> {
    let value: serde_json::Value = serde_json::from_slice(json)?;
    let object = value.as_object().ok_or(BundleError::NotObject)?;
    // Numbers are written as strings by some makers.
    let text = |keys: &[&str]| {
        keys.iter().find_map(|key| match object.get(*key)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    let list = |key: &str, fields: [&str; 2]| -> Vec<(String, String)> {
        let items = object.get(key).and_then(serde_json::Value::as_array);
        items
            .into_iter()
            .flatten()
            .map(|item| {
                let field = |name: &str| item.get(name).and_then(serde_json::Value::as_str);
                let [first, second] = fields.map(|name| field(name).unwrap_or_default().to_owned());
                (first, second)
            })
            .collect()
    };
    Ok(BundleInfo {
        package: text(&["package_name", "pname"]),
        title: text(&["name", "app_name", "apk_title"]),
        version_name: text(&["version_name", "release_version"]),
        version_code: text(&["version_code", "versioncode"]).and_then(|code| code.parse().ok()),
        apks: list("split_apks", ["id", "file"]),
        expansions: list("expansions", ["file", "install_location"])
            .into_iter()
            .map(|(file, _)| file)
            .collect(),
    })
}

/// The splits by language that a base names in the file that its `meta-data` [`VENDING_SPLITS`] points
/// to: the module (empty for the base), the language, the split's name.
pub fn language_splits(document: &Document<'_>) -> Vec<(String, String, String)> {
    let mut splits = Vec::new();
    let Some(root) = document.root() else {
        return splits;
    };
    let plain = |element: &Element<'_, '_>, name: &str| {
        element
            .plain_attribute(name)
            .map(|attribute| attribute.text())
            .unwrap_or_default()
    };
    for module in root.children_named("module") {
        let name = plain(&module, "name");
        for entry in module
            .children_named("language")
            .flat_map(|language| language.children_named("entry"))
        {
            splits.push((name.clone(), plain(&entry, "key"), plain(&entry, "split")));
        }
    }
    splits
}

/// What an app of several APKs lacks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Missing {
    /// There is no base.
    Base,
    /// A split uses this one by name.
    Split(String),
    /// An APK needs a split of this type.
    SplitType(String),
    /// The base does not run without splits, and there is none.
    AnySplit,
}

/// APKs that make one app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppGroup {
    /// The package's name.
    pub package: String,
    /// The base, as its position in what was grouped.
    pub base: Option<usize>,
    /// The splits by name, as their positions.
    pub splits: BTreeMap<String, usize>,
    /// What is not there, sorted.
    pub missing: Vec<Missing>,
}

/// Groups APKs by their manifests, sorted by package. Of several bases or splits of one name the first
/// counts; the others are problems.
pub fn group(manifests: &[&Manifest]) -> Parsed<Vec<AppGroup>> {
    let mut problems = Vec::new();
    let mut groups: BTreeMap<&str, AppGroup> = BTreeMap::new();
    for (idx, manifest) in manifests.iter().enumerate() {
        let package = manifest.package_name();
        let group = groups.entry(package).or_insert_with(|| AppGroup {
            package: package.to_owned(),
            base: None,
            splits: BTreeMap::new(),
            missing: Vec::new(),
        });
        let earlier = match &manifest.split {
            None => group.base.replace(idx),
            Some(split) => group.splits.insert(split.value.clone(), idx),
        };
        if let Some(earlier) = earlier {
            match &manifest.split {
                None => group.base = Some(earlier),
                Some(split) => {
                    group.splits.insert(split.value.clone(), earlier);
                }
            }
            problems.push(Problem::new(
                "splits/duplicate",
                format_args!(
                    "{} of {package} twice: the APKs {earlier} and {idx}",
                    manifest
                        .split
                        .as_ref()
                        .map_or("the base", |split| &split.value)
                ),
            ));
        }
    }
    let mut list: Vec<AppGroup> = groups.into_values().collect();
    for group in &mut list {
        complete(group, manifests, &mut problems);
    }
    Parsed {
        value: list,
        problems,
    }
}

/// Where a manifest says that the app does not run without splits, if it does.
pub fn requires_any(manifest: &Manifest) -> Option<Span> {
    let stated = manifest.is_split_required.as_ref();
    if let Some(stated) = stated.filter(|stated| stated.value) {
        return Some(stated.span);
    }
    let is =
        |at: &Option<At<String>>, wanted: &str| at.as_ref().is_some_and(|at| at.value == wanted);
    let by_store = (manifest.application.meta_data.iter())
        .find(|data| is(&data.name, VENDING_REQUIRED) && is(&data.value, "true"));
    by_store.map(|data| data.span)
}

fn complete(group: &mut AppGroup, manifests: &[&Manifest], problems: &mut Vec<Problem>) {
    let members = || group.base.iter().chain(group.splits.values());
    let member_manifests = || members().filter_map(|idx| manifests.get(*idx));
    let mut missing = BTreeSet::new();

    let versions: BTreeSet<i64> = member_manifests()
        .map(|manifest| manifest.version_code.as_ref().map_or(0, |code| code.value))
        .collect();
    if versions.len() > 1 {
        problems.push(Problem::new(
            "splits/versions-differ",
            format_args!("APKs of {} have the versions {versions:?}", group.package),
        ));
    }
    if group.base.is_none() {
        missing.insert(Missing::Base);
    }
    let types: BTreeSet<&str> = member_manifests()
        .flat_map(|manifest| &manifest.split_types)
        .map(|at| at.value.as_str())
        .collect();
    for manifest in member_manifests() {
        let configured = manifest.config_for_split.iter();
        for split in manifest.uses_splits.iter().chain(configured) {
            // A configuration split of the base names the empty split.
            if !split.value.is_empty() && !group.splits.contains_key(&split.value) {
                missing.insert(Missing::Split(split.value.clone()));
            }
        }
        for required in &manifest.required_split_types {
            if !types.contains(required.value.as_str()) {
                missing.insert(Missing::SplitType(required.value.clone()));
            }
        }
    }
    let needs_any = member_manifests().any(|manifest| requires_any(manifest).is_some());
    if needs_any && group.splits.is_empty() {
        missing.insert(Missing::AnySplit);
    }
    group.missing = missing.into_iter().collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::At;
    use base::Span;

    fn at<T>(value: T) -> At<T> {
        At::new(value, Span::new(0, 0))
    }

    fn manifest(package: &str, split: Option<&str>) -> Manifest {
        Manifest {
            package: Some(at(package.to_owned())),
            split: split.map(|split| at(split.to_owned())),
            version_code: Some(at(1)),
            ..Manifest::default()
        }
    }

    #[test]
    fn apks_of_one_package_make_one_app() {
        let (base, other) = (manifest("a.b", None), manifest("c.d", Some("x")));
        let mut split = manifest("a.b", Some("config.lt"));
        split.config_for_split = Some(at(String::new()));
        let groups = group(&[&split, &other, &base]);
        assert_eq!(groups.problems, []);
        let [first, second] = &groups.value[..] else {
            panic!("two apps");
        };
        assert_eq!(
            (first.base, first.splits.get("config.lt")),
            (Some(2), Some(&0))
        );
        assert_eq!(first.missing, []);
        assert_eq!(second.missing, [Missing::Base]);
    }

    #[test]
    fn missing_splits_are_named() {
        let mut base = manifest("a.b", None);
        base.required_split_types =
            vec![at("base__abi".to_owned()), at("base__density".to_owned())];
        base.is_split_required = Some(at(true));
        assert_eq!(
            group(&[&base]).value[0].missing,
            [
                Missing::SplitType("base__abi".to_owned()),
                Missing::SplitType("base__density".to_owned()),
                Missing::AnySplit
            ]
        );
        let mut abi = manifest("a.b", Some("config.arm64_v8a"));
        abi.split_types = vec![at("base__abi".to_owned())];
        abi.uses_splits = vec![at("feature".to_owned())];
        assert_eq!(
            group(&[&base, &abi]).value[0].missing,
            [
                Missing::Split("feature".to_owned()),
                Missing::SplitType("base__density".to_owned())
            ]
        );
    }

    #[test]
    fn two_of_one_name_and_two_versions_are_problems() {
        let mut newer = manifest("a.b", Some("x"));
        newer.version_code = Some(at(2));
        let groups = group(&[&manifest("a.b", None), &manifest("a.b", None), &newer]);
        let codes: Vec<_> = groups.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["splits/duplicate", "splits/versions-differ"]);
        assert_eq!(groups.value[0].base, Some(0));
    }

    #[test]
    fn both_kinds_of_bundle_are_described() {
        let info = bundle_info(
            br#"{"package_name":"a.b","version_code":"12","split_apks":[{"file":"base.apk","id":"base"}]}"#,
        )
        .unwrap();
        assert_eq!(info.package.as_deref(), Some("a.b"));
        assert_eq!(info.version_code, Some(12));
        assert_eq!(info.apks, [("base".to_owned(), "base.apk".to_owned())]);
        let info =
            bundle_info(br#"{"pname":"a.b","versioncode":7,"release_version":"1"}"#).unwrap();
        assert_eq!(
            (info.version_code, info.version_name.as_deref()),
            (Some(7), Some("1"))
        );
        assert!(matches!(bundle_info(b"[]"), Err(BundleError::NotObject)));
        assert!(matches!(bundle_info(b"{"), Err(BundleError::Json(_))));
    }

    #[test]
    fn languages_are_read_from_the_splits_file() {
        use base::{Limits, View};
        use testkit::axml_builder::Element as El;
        let entry = El::new("entry")
            .plain("key", "lt")
            .plain("split", "config.lt");
        let module = El::new("module")
            .plain("name", "")
            .child(El::new("language").child(entry));
        let bytes = El::new("splits").child(module).document(true);
        let document = Document::parse(View::new(&bytes), &Limits::default()).unwrap();
        let expect = ["", "lt", "config.lt"].map(str::to_owned);
        assert_eq!(language_splits(&document.value), [expect.into()]);
    }
}
