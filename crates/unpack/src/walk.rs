//! Lists the files of an input on disk: a file, or a folder and all below it.
//!
//! Links are recorded and never followed, so a walk cannot leave its input or go round in a loop.

use base::{Limits, Problem};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A file of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Where it is on disk.
    pub disk_path: PathBuf,
    /// Its path within the input, with `/` between the parts; for an input that is a file, its name.
    pub path: String,
    /// Length in bytes.
    pub len: u64,
    /// What tells cheaply whether the file has changed.
    pub stamp: Stamp,
}

/// A file's length, time of last change and number on its disk. Two equal stamps of one path mean that
/// the content was very probably not changed in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Length in bytes.
    pub len: u64,
    /// Time of last change in nanoseconds since 1970; 0 where the system gives none.
    pub changed_ns: i64,
    /// The file's number on its disk; 0 where the system gives none.
    pub number: u64,
}

/// What a walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, ordered by path.
    pub files: Vec<FileEntry>,
    /// Folders below the input, by path, that hold no file at all.
    pub empty_folders: Vec<String>,
    /// What was left out, with the path within the input.
    pub problems: Vec<(String, Problem)>,
}

/// Lists the files of `input`.
///
/// # Errors
/// Where `input` itself cannot be looked at. What cannot be read below it is a problem.
pub fn walk(input: &Path, limits: &Limits) -> io::Result<Walk> {
    let mut found = Walk::default();
    // The input itself may be a link: its user named it.
    let metadata = fs::metadata(input)?;
    if metadata.is_dir() {
        folder(input, "", 0, limits, &mut found);
        found.files.sort_by(|a, b| a.path.cmp(&b.path));
        found.empty_folders.sort();
        found.problems.sort();
    } else {
        let name = input.file_name().unwrap_or(input.as_os_str());
        found.files.push(FileEntry {
            disk_path: input.to_owned(),
            path: name.to_string_lossy().into_owned(),
            len: metadata.len(),
            stamp: stamp(&metadata),
        });
    }
    Ok(found)
}

fn folder(disk_path: &Path, path: &str, depth: u32, limits: &Limits, found: &mut Walk) {
    if depth > limits.folder_depth {
        let says = format!("folders nest deeper than {}", limits.folder_depth);
        found.push_problem(path, Problem::new("walk/too-deep", says));
        return;
    }
    let entries = match fs::read_dir(disk_path) {
        Ok(entries) => entries,
        Err(error) => {
            found.push_problem(path, Problem::new("walk/unreadable-folder", error.kind()));
            return;
        }
    };
    let mut is_empty = true;
    for entry in entries {
        let Ok(entry) = entry else {
            let says = "the list of the folder's files broke off";
            found.push_problem(path, Problem::new("walk/unreadable-folder", says));
            break;
        };
        is_empty = false;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let below = if path.is_empty() {
            name.into_owned()
        } else {
            format!("{path}/{name}")
        };
        match fs::symlink_metadata(entry.path()) {
            Err(error) => {
                found.push_problem(&below, Problem::new("walk/unreadable-file", error.kind()));
            }
            Ok(metadata) if metadata.is_symlink() => {
                let target = fs::read_link(entry.path()).unwrap_or_default();
                let says = format!("a link to {}, which is not followed", target.display());
                found.push_problem(&below, Problem::new("walk/link", says));
            }
            Ok(metadata) if metadata.is_dir() => {
                folder(&entry.path(), &below, depth + 1, limits, found);
            }
            Ok(metadata) if metadata.is_file() => {
                if found.files.len() as u64 >= limits.n_files {
                    let says = format!("more than {} files", limits.n_files);
                    found.push_problem(path, Problem::new("walk/too-many-files", says));
                    return;
                }
                found.files.push(FileEntry {
                    disk_path: entry.path(),
                    path: below,
                    len: metadata.len(),
                    stamp: stamp(&metadata),
                });
            }
            Ok(_) => {
                let says = "a device, pipe or socket, which is not read";
                found.push_problem(&below, Problem::new("walk/special-file", says));
            }
        }
    }
    if is_empty {
        found.empty_folders.push(path.to_owned());
    }
}

impl Walk {
    fn push_problem(&mut self, path: &str, problem: Problem) {
        self.problems.push((path.to_owned(), problem));
    }
}

#[cfg(unix)]
fn stamp(metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    Stamp {
        len: metadata.len(),
        changed_ns: metadata
            .mtime()
            .saturating_mul(1_000_000_000)
            .saturating_add(metadata.mtime_nsec()),
        number: metadata.ino(),
    }
}

#[cfg(not(unix))]
fn stamp(metadata: &Metadata) -> Stamp {
    let since_1970 = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Stamp {
        len: metadata.len(),
        changed_ns: since_1970
            .and_then(|it| i64::try_from(it.as_nanos()).ok())
            .unwrap_or(0),
        number: 0,
    }
}

/// Reads a file whole.
///
/// # Errors
/// A problem where it is longer than `limits.file_len`, cannot be read, or ends early.
pub fn read(file: &FileEntry, limits: &Limits) -> Result<Vec<u8>, Problem> {
    if file.len > limits.file_len {
        let says = format!(
            "the file has {} bytes, and at most {} are read",
            file.len, limits.file_len
        );
        return Err(Problem::new("walk/file-too-long", says));
    }
    fs::read(&file.disk_path).map_err(|error| Problem::new("walk/unreadable-file", error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(walk: &Walk) -> Vec<&str> {
        walk.files.iter().map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn files_come_in_the_order_of_their_paths() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["b", "a/c", "a/b/d"] {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::create_dir(dir.path().join("empty")).unwrap();
        let walk = walk(dir.path(), &Limits::default()).unwrap();
        assert_eq!(paths(&walk), ["a/b/d", "a/c", "b"]);
        assert_eq!(walk.empty_folders, ["empty"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_named_and_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("out")).unwrap();
        let walk = walk(dir.path(), &Limits::default()).unwrap();
        assert_eq!(paths(&walk), ["a"]);
        let links: Vec<_> = walk
            .problems
            .iter()
            .map(|it| (it.0.as_str(), it.1.code))
            .collect();
        assert_eq!(links, [("loop", "walk/link"), ("out", "walk/link")]);
    }

    #[test]
    fn limits_are_problems_and_the_rest_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a/b/c")).unwrap();
        fs::write(dir.path().join("a/b/c/deep"), "x").unwrap();
        fs::write(dir.path().join("a/long"), "xyz").unwrap();
        let limits = Limits {
            folder_depth: 2,
            file_len: 2,
            ..Limits::default()
        };
        let walk = walk(dir.path(), &limits).unwrap();
        assert_eq!(paths(&walk), ["a/long"]);
        assert_eq!(walk.problems[0].1.code, "walk/too-deep");
        let problem = read(&walk.files[0], &limits).unwrap_err();
        assert_eq!(problem.code, "walk/file-too-long");
    }
}
