//! Tells from a path alone that a file is an app's own data, whose, and where it lies on the phone.
//!
//! Spec: AOSP `frameworks/base/core/java/android/os/Environment.java` (`getDataUserCePackageDirectory`,
//! `getDataUserDePackageDirectory`) and `frameworks/base/core/java/android/app/ContextImpl.java` (`makeFilename`,
//! `getPreferencesDir`) for folders of a running phone; `frameworks/base/core/java/android/app/backup/FullBackup.java`
//! (the `…_TREE_TOKEN` constants) for the archive of a full backup; all as of android-14.0.0_r1.
//!
//! Departures from the spec: what stands before these folders is passed over, since copies are kept anywhere; the folder of
//! the data of an app is only known below a package's name, so a copy that begins inside of it is not told.

/// Where in an app's data a file lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `files`.
    Files,
    /// `shared_prefs`.
    Preferences,
    /// `databases`.
    Databases,
    /// `cache` and `code_cache`.
    Cache,
    /// `no_backup`.
    NoBackup,
    /// The app's folder on shared storage.
    External,
    /// Elsewhere.
    Other,
}

impl Place {
    /// Its name in facts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Preferences => "shared_prefs",
            Self::Databases => "databases",
            Self::Cache => "cache",
            Self::NoBackup => "no_backup",
            Self::External => "external",
            Self::Other => "other",
        }
    }
}

/// A file of an app's own data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppFile<'p> {
    /// The app's package.
    pub package: &'p str,
    /// Where in its data.
    pub place: Place,
    /// The path within the place, with `/`.
    pub name: &'p str,
    /// The path on a phone with one user.
    pub on_phone: String,
}

/// Folders of a backup and the folders of a phone that they hold.
const TREES: [(&str, Place, &str); 10] = [
    ("f", Place::Files, "files/"),
    ("sp", Place::Preferences, "shared_prefs/"),
    ("db", Place::Databases, "databases/"),
    ("c", Place::Cache, "cache/"),
    ("nb", Place::NoBackup, "no_backup/"),
    ("r", Place::Other, ""),
    ("d_f", Place::Files, "files/"),
    ("d_sp", Place::Preferences, "shared_prefs/"),
    ("d_db", Place::Databases, "databases/"),
    ("ef", Place::External, ""),
];

/// Folders of an app's data.
const FOLDERS: [(&str, Place); 6] = [
    ("files", Place::Files),
    ("shared_prefs", Place::Preferences),
    ("databases", Place::Databases),
    ("cache", Place::Cache),
    ("code_cache", Place::Cache),
    ("no_backup", Place::NoBackup),
];

/// What a file of this path is, where it is an app's data.
pub fn of_path(path: &str) -> Option<AppFile<'_>> {
    // What stands in a container inside an app's data is no file that the app's code opens by its name.
    let path = path.rsplit("!/").next().unwrap_or(path);
    in_folders(path, "data/data/", false, "/data/data")
        .or_else(|| in_folders(path, "data/user/", true, "/data/data"))
        .or_else(|| in_folders(path, "data/user_de/", true, "/data/user_de/0"))
        .or_else(|| external(path))
        .or_else(|| in_backup(path))
}

/// What follows a folder, wherever it begins.
fn after<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if let Some(rest) = path.strip_prefix(folder) {
        return Some(rest);
    }
    let at = path.find(&format!("/{folder}"))?;
    path.get(at..)?.strip_prefix('/')?.strip_prefix(folder)
}

fn in_folders<'p>(path: &'p str, folder: &str, user: bool, root: &str) -> Option<AppFile<'p>> {
    let mut rest = after(path, folder)?;
    if user {
        let (number, more) = rest.split_once('/')?;
        if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        rest = more;
    }
    let (package, rest) = rest.split_once('/')?;
    if !is_package(package) || rest.is_empty() {
        return None;
    }
    let on_phone = format!("{root}/{package}/{rest}");
    let (place, name) = FOLDERS
        .iter()
        .find_map(|(folder, place)| {
            let name = rest.strip_prefix(folder)?.strip_prefix('/')?;
            Some((*place, name))
        })
        .unwrap_or((Place::Other, rest));
    (!name.is_empty()).then_some(AppFile {
        package,
        place,
        name,
        on_phone,
    })
}

fn external(path: &str) -> Option<AppFile<'_>> {
    let rest = after(path, "Android/data/")?;
    let (package, name) = rest.split_once('/')?;
    (is_package(package) && !name.is_empty()).then(|| AppFile {
        package,
        place: Place::External,
        name,
        on_phone: format!("/sdcard/Android/data/{package}/{name}"),
    })
}

fn in_backup(path: &str) -> Option<AppFile<'_>> {
    let rest = after(path, "apps/")?;
    let (package, rest) = rest.split_once('/')?;
    let (token, name) = rest.split_once('/')?;
    let tree = TREES.iter().find(|it| it.0 == token)?;
    if !is_package(package) || name.is_empty() {
        return None;
    }
    let on_phone = match (tree.1, token) {
        (Place::External, _) => format!("/sdcard/Android/data/{package}/files/{name}"),
        (_, token) if token.starts_with("d_") => {
            format!("/data/user_de/0/{package}/{}{name}", tree.2)
        }
        _ => format!("/data/data/{package}/{}{name}", tree.2),
    };
    Some(AppFile {
        package,
        place: tree.1,
        name,
        on_phone,
    })
}

/// Whether a folder's name may be a package's: two parts or more of letters, digits and `_`.
fn is_package(name: &str) -> bool {
    name == "android"
        || (name.contains('.')
            && name.split('.').all(|part| {
                part.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
                    && part
                        .bytes()
                        .all(|it| it.is_ascii_alphanumeric() || it == b'_')
            }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: Option<(&str, Place, &str, &str)>) {
        let got = of_path(path);
        let got = got
            .as_ref()
            .map(|it| (it.package, it.place, it.name, it.on_phone.as_str()));
        assert_eq!(got, expect, "{path}");
    }

    #[test]
    fn folders_of_a_phone() {
        check(
            "data/data/a.b/files/words",
            Some(("a.b", Place::Files, "words", "/data/data/a.b/files/words")),
        );
        check(
            "copy/data/user/0/a.b/shared_prefs/x.xml",
            Some((
                "a.b",
                Place::Preferences,
                "x.xml",
                "/data/data/a.b/shared_prefs/x.xml",
            )),
        );
        check(
            "data/user_de/0/a.b/files/deep/words",
            Some((
                "a.b",
                Place::Files,
                "deep/words",
                "/data/user_de/0/a.b/files/deep/words",
            )),
        );
        check(
            "data/data/a.b/app_x/words",
            Some((
                "a.b",
                Place::Other,
                "app_x/words",
                "/data/data/a.b/app_x/words",
            )),
        );
        check(
            "sdcard/Android/data/a.b/files/w",
            Some((
                "a.b",
                Place::External,
                "files/w",
                "/sdcard/Android/data/a.b/files/w",
            )),
        );
    }

    #[test]
    fn folders_of_a_backup() {
        check(
            "backup.ab!/apps/a.b/f/words",
            Some(("a.b", Place::Files, "words", "/data/data/a.b/files/words")),
        );
        check(
            "apps/a.b/sp/x.xml",
            Some((
                "a.b",
                Place::Preferences,
                "x.xml",
                "/data/data/a.b/shared_prefs/x.xml",
            )),
        );
        check(
            "apps/a.b/ef/w",
            Some((
                "a.b",
                Place::External,
                "w",
                "/sdcard/Android/data/a.b/files/w",
            )),
        );
    }

    #[test]
    fn what_is_no_apps_data() {
        check("system/app/A/A.apk", None);
        check("data/data/a.b", None);
        check("data/data/readme/files/x", None);
        check("data/app/a.b-1/base.apk", None);
        check("apps/a.b/zz/x", None);
        check("data/user/x/a.b/files/w", None);
        check("data/data/a..b/files/w", None);
        check("", None);
        check("data/data/a.b/files/", None);
    }
}
