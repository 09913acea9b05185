//! Which apps there are, which files belong to which, and what the case as a whole is about.

use base::ArtifactId;
use facts::{Subject, SubjectKind};
use std::collections::{BTreeMap, BTreeSet};

/// An APK, or another file with code of its own, at its first place in the inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// Its bytes.
    pub(crate) artifact: ArtifactId,
    /// Its path in the case.
    pub(crate) path: String,
    /// What tells apps of one package apart: the folder or bundle it stands in.
    pub(crate) place: String,
    /// From its manifest; `None` where it has none.
    pub(crate) name: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) version: Option<String>,
    /// `None` for a base APK.
    pub(crate) split: Option<String>,
    /// The hex SHA-256 of the certificate that Android takes for its signer.
    pub(crate) signer: Option<String>,
}

/// The apps of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Apps {
    /// The apps in the order of their ids.
    pub(crate) subjects: Vec<Subject>,
    /// The app of each package's artifact.
    pub(crate) app_of: BTreeMap<ArtifactId, String>,
}

/// Makes one app of a base APK and its splits: those of the same package in the same place, where there is
/// only one base. Different files of one package are different apps.
pub(crate) fn apps(packages: &[Package]) -> Apps {
    // The first place of each file speaks for it.
    let mut seen = BTreeSet::new();
    let packages: Vec<&Package> = packages
        .iter()
        .filter(|it| seen.insert(it.artifact))
        .collect();
    let mut groups: BTreeMap<(&str, &str), Vec<&Package>> = BTreeMap::new();
    let mut apps: Vec<Vec<&Package>> = Vec::new();
    for package in packages {
        match &package.name {
            Some(name) => groups
                .entry((name, &package.place))
                .or_default()
                .push(package),
            None => apps.push(vec![package]),
        }
    }
    for group in groups.into_values() {
        let (bases, splits): (Vec<_>, Vec<_>) =
            group.into_iter().partition(|it| it.split.is_none());
        match bases.as_slice() {
            [base] => {
                let mut app = vec![*base];
                app.extend(splits);
                apps.push(app);
            }
            [] => apps.push(splits),
            _ => apps.extend(bases.into_iter().chain(splits).map(|it| vec![it])),
        }
    }
    let mut n_of_name: BTreeMap<&str, usize> = BTreeMap::new();
    for name in apps.iter().filter_map(|app| app.first()?.name.as_deref()) {
        *n_of_name.entry(name).or_default() += 1;
    }
    let mut found = Apps::default();
    for app in &apps {
        let Some(base) = app.first() else { continue };
        let id = match base.name.as_deref() {
            Some(name) if n_of_name.get(name) == Some(&1) => format!("app:{name}"),
            Some(name) => format!("app:{name}@{}", short(base.artifact)),
            None => format!("app:{}", base.path),
        };
        for package in app {
            found.app_of.insert(package.artifact, id.clone());
        }
        found.subjects.push(subject(id, base));
    }
    found.subjects.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

fn subject(id: String, base: &Package) -> Subject {
    let name = base.label.as_ref().or(base.name.as_ref());
    let name = name.unwrap_or(&base.path);
    Subject {
        id,
        kind: SubjectKind::App,
        label: match &base.version {
            Some(version) => format!("{name} {version}"),
            None => name.clone(),
        },
        package: base.name.clone(),
        signer: base.signer.as_ref().map(|hex| format!("sha256:{hex}")),
        build: None,
    }
}

fn short(artifact: ArtifactId) -> String {
    artifact.hex().chars().take(12).collect()
}

/// What the case is about: the device where properties name one, the app where there is just one, else the
/// set of apps. `properties` are names and values in the order met.
pub(crate) fn whole(properties: &[(String, String)], apps: &Apps, case: &str) -> Subject {
    // A partition that sets a property first wins, as with init for properties that begin with `ro.`.
    let first = |names: &[&str]| {
        names.iter().find_map(|name| {
            let found = properties
                .iter()
                .find(|it| it.0 == *name && !it.1.is_empty());
            found.map(|it| it.1.clone())
        })
    };
    let model = first(&[
        "ro.product.model",
        "ro.product.system.model",
        "ro.product.vendor.model",
        "ro.product.product.model",
    ]);
    let build = first(&[
        "ro.build.fingerprint",
        "ro.system.build.fingerprint",
        "ro.vendor.build.fingerprint",
        "ro.product.build.fingerprint",
        "ro.bootimage.build.fingerprint",
    ]);
    let maker = first(&[
        "ro.product.manufacturer",
        "ro.product.brand",
        "ro.product.system.manufacturer",
        "ro.product.system.brand",
        "ro.product.vendor.brand",
    ]);
    if model.is_some() || build.is_some() {
        let name = model.or_else(|| build.clone()).unwrap_or_default();
        let label = match maker {
            Some(maker) if !name.to_lowercase().starts_with(&maker.to_lowercase()) => {
                format!("{maker} {name}")
            }
            _ => name,
        };
        return Subject {
            id: format!("device:{}", build.clone().unwrap_or_else(|| label.clone())),
            kind: SubjectKind::Device,
            label,
            package: None,
            signer: None,
            build,
        };
    }
    if let [app] = apps.subjects.as_slice() {
        return app.clone();
    }
    let case: String = case
        .trim_start_matches("sha256:")
        .chars()
        .take(12)
        .collect();
    Subject {
        id: format!("device:unnamed-{case}"),
        kind: SubjectKind::Device,
        label: match apps.subjects.len() {
            0 => "Files without an app".to_owned(),
            n => format!("{n} apps of an unnamed device"),
        },
        package: None,
        signer: None,
        build: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(n: u8, name: Option<&str>, place: &str, split: Option<&str>) -> Package {
        Package {
            artifact: ArtifactId::new([n; 32]),
            path: format!("{place}/{n}"),
            place: place.to_owned(),
            name: name.map(str::to_owned),
            label: None,
            version: Some("1".to_owned()),
            split: split.map(str::to_owned),
            signer: None,
        }
    }

    fn ids(apps: &Apps) -> Vec<&str> {
        apps.subjects.iter().map(|it| it.id.as_str()).collect()
    }

    #[test]
    fn splits_join_their_base() {
        let apps = apps(&[
            package(1, Some("a"), "x", None),
            package(2, Some("a"), "x", Some("config.de")),
            package(3, Some("b"), "x", None),
        ]);
        assert_eq!(ids(&apps), ["app:a", "app:b"]);
        assert_eq!(apps.app_of[&ArtifactId::new([2; 32])], "app:a");
    }

    #[test]
    fn different_files_of_one_package_stay_apart() {
        let apps = apps(&[
            package(1, Some("a"), "x", None),
            package(2, Some("a"), "y", None),
            package(1, Some("a"), "z", None),
        ]);
        assert_eq!(ids(&apps), ["app:a@010101010101", "app:a@020202020202"]);
    }

    #[test]
    fn code_without_a_manifest_is_named_by_its_path() {
        let apps = apps(&[package(1, None, "system/framework", None)]);
        assert_eq!(ids(&apps), ["app:system/framework/1"]);
    }

    #[test]
    fn a_case_is_about_its_device_or_its_only_app() {
        let one = apps(&[package(1, Some("a"), "x", None)]);
        assert_eq!(whole(&[], &one, "sha256:00").id, "app:a");
        let properties = [
            ("ro.product.brand".to_owned(), "Testbed".to_owned()),
            ("ro.product.model".to_owned(), "Alder".to_owned()),
        ];
        let device = whole(&properties, &one, "sha256:00");
        assert_eq!(
            (device.id.as_str(), device.label.as_str()),
            ("device:Testbed Alder", "Testbed Alder")
        );
        assert_eq!(
            whole(&[], &Apps::default(), "sha256:00").label,
            "Files without an app"
        );
    }
}
