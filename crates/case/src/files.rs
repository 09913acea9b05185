//! The files of a case's inputs: which are examined, which are not and why.

use crate::CaseError;
use crate::unit::path_matters;
use base::{Limits, Problem, View};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use unpack::{Companion, FileEntry, Kind, walk};

/// What one command was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// The path as the user wrote it, with `/` between its parts.
    pub(crate) path: String,
    /// `folder`, or what the file is.
    pub(crate) kind: String,
    /// Files below it, or 1.
    pub(crate) n_files: u64,
    /// Bytes of all files.
    pub(crate) len: u64,
}

/// A file that examiners read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) file: FileEntry,
    /// The path shown: within the input for a folder's file, the input's own for a file.
    pub(crate) path: String,
    /// The v4 signature file beside it.
    pub(crate) idsig: Option<FileEntry>,
    /// The write-ahead log of a database, beside it.
    pub(crate) log: Option<FileEntry>,
    /// Whether it is such a log, and its database stands beside it.
    pub(crate) has_database: bool,
    /// See [`crate::unit::path_matters`].
    pub(crate) path_matters: bool,
    /// What its first bytes say it is.
    pub(crate) kind: Kind,
}

impl Unit {
    /// The bytes of the log beside it.
    pub(crate) fn read_log(&self, limits: &Limits) -> Result<Option<Vec<u8>>, Problem> {
        let log = self.log.as_ref().map(|log| unpack::read(log, limits));
        log.transpose()
    }

    /// What stands beside it, with the bytes of its log.
    pub(crate) fn companion<'l>(&self, log: Option<&'l [u8]>) -> Companion<'l> {
        match log {
            Some(log) => Companion::Log(View::new(log)),
            None if self.has_database => Companion::Database,
            None => Companion::None,
        }
    }
}

/// Everything that the inputs hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    pub(crate) inputs: Vec<Input>,
    /// In the order of the inputs and of their paths.
    pub(crate) units: Vec<Unit>,
    /// What nothing here examines: kind, number of files, bytes.
    pub(crate) unread: Vec<(Kind, u64, u64)>,
    /// What was left out of the walk, with its path.
    pub(crate) problems: Vec<(String, Problem)>,
    /// Folders of an app that hold no app.
    pub(crate) apps_missing: Vec<String>,
}

impl Files {
    /// Leaves out the case folder `folder`, which may stand inside its own input and is no part of it.
    pub(crate) fn leave_out(&mut self, inputs: &[Given], folder: &Path) {
        let Ok(folder) = fs::canonicalize(folder) else {
            return;
        };
        let is_own = |path: &Path| fs::canonicalize(path).is_ok_and(|it| it.starts_with(&folder));
        let stands_in = |input: &Given| {
            fs::canonicalize(&input.disk_path).is_ok_and(|input| folder.starts_with(input))
        };
        if inputs.iter().any(stands_in) {
            self.units.retain(|unit| !is_own(&unit.file.disk_path));
        }
    }
}

/// An input as its user named it, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) shown: PathBuf,
    pub(crate) disk_path: PathBuf,
}

/// Finds the files of `inputs` and tells what each is by its first bytes.
pub(crate) fn find(inputs: &[Given], limits: &Limits) -> Result<Files, CaseError> {
    let mut files = Files::default();
    for input in inputs {
        let walk = walk(&input.disk_path, limits).map_err(|source| CaseError::Input {
            path: input.shown.clone(),
            source,
        })?;
        let is_folder = input.disk_path.is_dir();
        let shown = input.shown.to_string_lossy().replace('\\', "/");
        files.problems.extend(walk.problems);
        let mut kind_of_input = "folder".to_owned();
        let (n_files, len) = (
            walk.files.len() as u64,
            walk.files.iter().map(|it| it.len).sum(),
        );
        if is_folder {
            missing_apps(&walk.files, &walk.empty_folders, &mut files.apps_missing);
        }
        let idsigs: Vec<FileEntry> = walk
            .files
            .iter()
            .filter(|file| file.path.strip_suffix(".idsig").is_some())
            .cloned()
            .collect();
        let logs = logs(&walk.files);
        for file in walk.files {
            let (kind, path_matters) = match first_bytes(&file) {
                Ok(bytes) => (
                    Kind::of(&file.path, View::new(&bytes)),
                    path_matters(&file.path, &bytes),
                ),
                Err(error) => {
                    let problem = Problem::new("walk/unreadable-file", error.kind());
                    files.problems.push((file.path.clone(), problem));
                    continue;
                }
            };
            if !is_folder {
                kind.name().clone_into(&mut kind_of_input);
            }
            if is_folder && !is_examined(kind) {
                tally(&mut files.unread, kind, file.len);
                continue;
            }
            let idsig = idsigs
                .iter()
                .find(|it| it.path.strip_suffix(".idsig") == Some(&file.path));
            files.units.push(Unit {
                path: if is_folder {
                    file.path.clone()
                } else {
                    shown.clone()
                },
                idsig: idsig.cloned(),
                log: logs
                    .get(&file.path)
                    .and_then(|it| it.1.then(|| it.0.clone())),
                has_database: Companion::database_of(&file.path)
                    .is_some_and(|it| logs.get(it).is_some_and(|it| it.1)),
                path_matters,
                kind,
                file,
            });
        }
        files.inputs.push(Input {
            path: shown,
            kind: kind_of_input,
            n_files,
            len,
        });
    }
    files.unread.sort();
    files.apps_missing.sort();
    Ok(files)
}

/// The write-ahead logs by the paths of their databases, and whether these stand beside them.
fn logs(files: &[FileEntry]) -> BTreeMap<String, (FileEntry, bool)> {
    let mut logs = BTreeMap::new();
    for file in files {
        if let Some(database) = Companion::database_of(&file.path) {
            logs.insert(database.to_owned(), (file.clone(), false));
        }
    }
    for file in files {
        if let Some(log) = logs.get_mut(&file.path) {
            log.1 = true;
        }
    }
    logs
}

/// Whether a file that stands in a folder is examined. Native code, pictures, sounds and images of a
/// partition's own are counted instead: no examiner reads them outside of apps.
const fn is_examined(kind: Kind) -> bool {
    !matches!(kind, Kind::Elf | Kind::Media | Kind::Image | Kind::Idsig)
}

/// Bytes by which a file is told from others: 4 KiB, which a log of secrets may begin with in comments.
const FIRST_BYTES: usize = 4 << 10;

fn first_bytes(file: &FileEntry) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(FIRST_BYTES);
    File::open(&file.disk_path)?
        .take(FIRST_BYTES as u64)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn tally(unread: &mut Vec<(Kind, u64, u64)>, kind: Kind, len: u64) {
    match unread.iter_mut().find(|row| row.0 == kind) {
        Some((_, n, bytes)) => {
            *n += 1;
            *bytes = bytes.saturating_add(len);
        }
        None => unread.push((kind, 1, len)),
    }
}

/// The folders directly below `app` and `priv-app` of a partition that hold files and no APK or APEX.
fn missing_apps(files: &[FileEntry], empty_folders: &[String], missing: &mut Vec<String>) {
    let mut folders: Vec<(String, bool)> = Vec::new();
    let paths = files.iter().map(|file| file.path.as_str());
    for path in paths.chain(empty_folders.iter().map(String::as_str)) {
        let Some(folder) = app_folder(path) else {
            continue;
        };
        let has_app = [".apk", ".apex", ".capex"]
            .iter()
            .any(|it| path.ends_with(it));
        match folders.last_mut() {
            Some((last, has)) if *last == folder => *has |= has_app,
            _ => folders.push((folder.to_owned(), has_app)),
        }
    }
    folders.sort();
    for group in folders.chunk_by(|a, b| a.0 == b.0) {
        if let Some((folder, _)) = group.first()
            && !group.iter().any(|(_, has_app)| *has_app)
        {
            missing.push(folder.clone());
        }
    }
}

/// `system/app/X` for a path below it.
fn app_folder(path: &str) -> Option<&str> {
    let mut from = 0;
    for part in path.split('/') {
        let end = from + part.len();
        if part == "app" || part == "priv-app" {
            let rest = path.get(end + 1..)?;
            let name = rest.split('/').next().filter(|name| !name.is_empty())?;
            // A file directly in `app` is an app of the old layout, not a folder of one.
            let folder_end = end + 1 + name.len();
            return (path.len() > folder_end || !name.contains('.'))
                .then(|| path.get(..folder_end))
                .flatten();
        }
        from = end + 1;
    }
    None
}

/// The partition that a path in a tree of partitions belongs to, and whether it is that of a privileged app.
/// A part named `system` inside another `system` (a system-as-root image) is the same partition.
pub(crate) fn partition(path: &str) -> (Option<&str>, bool) {
    const PARTITIONS: [&str; 8] = [
        "system",
        "system_ext",
        "product",
        "vendor",
        "odm",
        "oem",
        "data",
        "apex",
    ];
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let partition = folders.split('/').rfind(|part| PARTITIONS.contains(part));
    let privileged = folders.split('/').any(|part| part == "priv-app");
    (partition, privileged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> FileEntry {
        FileEntry {
            disk_path: PathBuf::new(),
            path: path.to_owned(),
            len: 0,
            stamp: unpack::Stamp {
                len: 0,
                changed_ns: 0,
                number: 0,
            },
        }
    }

    #[test]
    fn an_app_folder_without_an_app_is_named() {
        let files = [
            "system/app/A/A.apk",
            "system/app/B/lib/arm/b.so",
            "system/app/C.apk",
            "system/priv-app/D/oat/arm/D.odex",
            "system/etc/app.conf",
        ]
        .map(file);
        let mut missing = Vec::new();
        missing_apps(&files, &["product/app/E".to_owned()], &mut missing);
        assert_eq!(
            missing,
            ["product/app/E", "system/app/B", "system/priv-app/D"]
        );
    }

    #[test]
    fn partitions_are_read_off_the_path() {
        assert_eq!(partition("system/priv-app/X/X.apk"), (Some("system"), true));
        assert_eq!(
            partition("system/system/product/app/X.apk"),
            (Some("product"), false)
        );
        assert_eq!(partition("X.apk"), (None, false));
        assert_eq!(partition("system"), (None, false));
    }
}
