//! Closed files of apps' own data, tried with what stands in the code of the apps that they belong to.
//!
//! An app is known by its file and its data by their paths, so that only the case sees both. What is stated of such a file follows
//! from its bytes and from those of the app, and is kept under both their names.

use crate::files::Unit;
use crate::index::{Index, Indexed, lock};
use crate::source::Source;
use crate::{Case, CaseError, Lab, unit};
use base::ArtifactId;
use examine::{AppKeys, Beside, KeysByPackage};
use facts::{ApkManifest, Fact, FactKind, StateAppFile, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::Cell;

/// Rows of a case that are read here: 1 million, more than a phone has files of app data.
const N_ROWS: usize = 1_000_000;

fn text<'f>(fact: &'f Fact, column: &str) -> Option<&'f str> {
    let mut columns = fact.kind().columns.iter().zip(fact.values());
    match columns.find(|it| it.0.name == column)? {
        (_, Value::Text(text)) => Some(text),
        _ => None,
    }
}

impl Index<'_> {
    /// Reads the files again that hold closed files of an app's data, with the keys of that app where it is among the inputs.
    pub(crate) fn closed(
        &self,
        units: &[Unit],
        mut indexed: Vec<Indexed>,
    ) -> Result<Vec<Indexed>, CaseError> {
        let mut closed: Vec<(usize, BTreeSet<String>)> = Vec::new();
        let mut wanted = BTreeSet::new();
        for (position, one) in indexed.iter().enumerate() {
            let Indexed::Kept { key, .. } = one else {
                continue;
            };
            let facts = self.facts(*key, "app-data")?;
            let of_closed = facts
                .iter()
                .filter(|it| it.kind() == StateAppFile::KIND && text(it, "form") == Some("closed"));
            let packages: BTreeSet<String> = of_closed
                .filter_map(|it| text(it, "package").map(str::to_owned))
                .collect();
            if !packages.is_empty() {
                wanted.extend(packages.iter().cloned());
                closed.push((position, packages));
            }
        }
        if closed.is_empty() {
            return Ok(indexed);
        }
        // The apps of these packages, in the order of the inputs.
        let mut apps: BTreeMap<&str, Vec<(usize, ArtifactId)>> = BTreeMap::new();
        for (position, one) in indexed.iter().enumerate() {
            let Indexed::Kept { file, key } = one else {
                continue;
            };
            let facts = self.facts(*key, "apk-manifest")?;
            let manifests = facts.iter().filter(|it| it.kind() == ApkManifest::KIND);
            for package in manifests.filter_map(|it| text(it, "package")) {
                if let Some(package) = wanted.get(package) {
                    let of_package = apps.entry(package).or_default();
                    if !of_package.iter().any(|it| it.1 == *file) {
                        of_package.push((position, *file));
                    }
                }
            }
        }
        let mut all = KeysByPackage::new();
        for (position, packages) in closed {
            let of_apps: Vec<(&str, &Vec<(usize, ArtifactId)>)> = packages
                .iter()
                .filter_map(|it| Some((it.as_str(), apps.get(it.as_str())?)))
                .collect();
            let (Some(unit), Some(Indexed::Kept { file, key })) =
                (units.get(position), indexed.get(position).cloned())
            else {
                continue;
            };
            if of_apps.is_empty() {
                continue;
            }
            let mut name = key.digest().to_vec();
            for (package, apps) in &of_apps {
                name.extend_from_slice(package.as_bytes());
                apps.iter()
                    .for_each(|it| name.extend_from_slice(it.1.digest()));
            }
            let key = unpack::digest(&name);
            let missing = self.missing(key)?;
            if !missing.is_empty() {
                for (package, apps) in &of_apps {
                    if !all.contains_key(*package) {
                        let keys = self.keys(units, apps);
                        all.insert((*package).to_owned(), keys);
                    }
                }
                if !self.again(unit, key, &missing, &all)? {
                    continue;
                }
            }
            if let Some(one) = indexed.get_mut(position) {
                *one = Indexed::Kept { file, key };
            }
        }
        Ok(indexed)
    }

    /// The facts that an examiner stated of a unit.
    fn facts(&self, key: ArtifactId, examiner: &str) -> Result<Vec<Fact>, CaseError> {
        let version = self.versions.iter().find(|it| it.0 == examiner);
        let version = version.map_or("", |it| it.1.as_str());
        let result = lock(self.cache).result(key, examiner, version)?;
        Ok(result.unwrap_or_default().facts)
    }

    /// The keys of an app's files.
    fn keys(&self, units: &[Unit], apps: &[(usize, ArtifactId)]) -> AppKeys {
        let mut all = AppKeys::default();
        for (position, file) in apps {
            // Read a moment ago; what cannot be read any more has no keys, and its own unit says so.
            if let Some(unit) = units.get(*position)
                && let Ok(bytes) = unpack::read(&unit.file, &self.limits)
                && unpack::digest(&bytes) == *file
            {
                // A fault of ours in an app's code must not cost its data.
                let of_app = || AppKeys::of_app(&unit.path, &bytes, self.knowledge, self.limits);
                all.add(catch_unwind(AssertUnwindSafe(of_app)).unwrap_or_default());
            }
        }
        all
    }

    /// Examines a unit with keys and keeps the results; `false` where it cannot be read any more.
    fn again(
        &self,
        unit: &Unit,
        key: ArtifactId,
        missing: &[&'static str],
        keys: &KeysByPackage,
    ) -> Result<bool, CaseError> {
        let Ok(bytes) = unpack::read(&unit.file, &self.limits) else {
            return Ok(false);
        };
        let Ok(log) = unit.read_log(&self.limits) else {
            return Ok(false);
        };
        let beside = Beside {
            companion: unit.companion(log.as_deref()),
            keys: Some(keys),
            traffic: unit::may_hold_traffic(unit).then_some(self.traffic),
            ..Beside::default()
        };
        let wanted = |id: &str| missing.contains(&id);
        let results = unit::examine(unit, &bytes, beside, self.knowledge, self.limits, &wanted);
        self.keep(key, results)?;
        Ok(true)
    }
}

impl Case {
    /// The keys of the apps that have closed files among their data, from their files.
    pub(crate) fn keys(&self, source: &Source, lab: &Lab) -> Result<KeysByPackage, CaseError> {
        let sql = "SELECT DISTINCT s.package, i.path
                   FROM app_installed AS i JOIN subject AS s ON s.id = i.app
                   WHERE s.package IN (SELECT package FROM state_app_file WHERE form = 'closed')
                   ORDER BY 1, 2";
        let mut keys = KeysByPackage::new();
        for row in self.query(sql, N_ROWS)?.rows {
            let [Cell::Text(package), Cell::Text(path)] = row.as_slice() else {
                continue;
            };
            let top = path.split("!/").next().unwrap_or_default();
            let all: &mut AppKeys = keys.entry(package.clone()).or_default();
            if let Some(bytes) = source.bytes_of(top) {
                all.add(AppKeys::of_app(top, &bytes, &lab.known, lab.limits));
            }
        }
        Ok(keys)
    }
}
