//! The files of the knowledge base: those that came with Patikra, or a folder of the user's.

use ring::digest::{Context, SHA256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What the build found in `knowledge/`.
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

/// Bytes of one file of a knowledge base: 64 MiB. The largest one shipped has 0.1 MB.
const FILE_LEN: u64 = 64 << 20;

/// Folders inside folders: 8. Those shipped are 2 deep.
const DEPTH: u32 = 8;

/// A knowledge base: files by path, with `/` between the parts, for instance `rules/network/x.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

/// Why a folder could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KnowledgeError {
    /// The file system reports an error.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is too long to be knowledge.
    #[error("{} has {len} bytes; a file of a knowledge base may have {FILE_LEN}", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        len: u64,
    },
    /// A name is not UTF-8, or folders are nested too deep.
    #[error("{} is named by something else than text, or is more than {DEPTH} folders deep", path.display())]
    Path {
        /// The file or folder.
        path: PathBuf,
    },
}

impl Knowledge {
    /// The one that came with Patikra; empty where it was built without one.
    pub fn embedded() -> Self {
        Self {
            files: EMBEDDED
                .iter()
                .map(|(path, bytes)| ((*path).to_owned(), Cow::Borrowed(*bytes)))
                .collect(),
        }
    }

    /// The one in a folder. Hidden files and links are left out.
    ///
    /// # Errors
    /// [`KnowledgeError`], by cause.
    pub fn from_dir(folder: &Path) -> Result<Self, KnowledgeError> {
        let mut knowledge = Self::default();
        knowledge.collect(folder, "", 0)?;
        Ok(knowledge)
    }

    /// The one that holds these files; of two with the same path the later one counts.
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self {
            files: files
                .into_iter()
                .map(|(path, bytes)| (path, Cow::Owned(bytes)))
                .collect(),
        }
    }

    fn collect(&mut self, folder: &Path, prefix: &str, depth: u32) -> Result<(), KnowledgeError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| KnowledgeError::Io { path, source }
        };
        for entry in std::fs::read_dir(folder).map_err(io(folder))? {
            let entry = entry.map_err(io(folder))?;
            let path = entry.path();
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                return Err(KnowledgeError::Path { path });
            };
            let kind = entry.file_type().map_err(io(&path))?;
            if name.starts_with('.') || kind.is_symlink() {
                continue;
            }
            let name = format!("{prefix}{name}");
            if kind.is_dir() {
                if depth >= DEPTH {
                    return Err(KnowledgeError::Path { path });
                }
                self.collect(&path, &format!("{name}/"), depth + 1)?;
            } else {
                let len = entry.metadata().map_err(io(&path))?.len();
                if len > FILE_LEN {
                    return Err(KnowledgeError::TooLong { path, len });
                }
                let bytes = std::fs::read(&path).map_err(io(&path))?;
                self.files.insert(name, Cow::Owned(bytes));
            }
        }
        Ok(())
    }

    /// A file's bytes.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|bytes| &**bytes)
    }

    /// Every file, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), &**bytes))
    }

    /// Whether it holds no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The SHA-256 over the files, sorted by path, each with the lengths of its path and of its bytes; written
    /// `sha256:` and hex.
    pub fn digest(&self) -> String {
        let mut hash = Context::new(&SHA256);
        for (path, bytes) in self.files() {
            for part in [path.as_bytes(), bytes] {
                hash.update(&(part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        format!("sha256:{}", base::hex(hash.finish().as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_follows_names_and_bytes() {
        let with = |path: &str, bytes: &[u8]| {
            Knowledge::from_files([(path.to_owned(), bytes.to_vec())]).digest()
        };
        assert_eq!(with("a", b"bc"), with("a", b"bc"));
        assert_ne!(with("a", b"bc"), with("ab", b"c"));
        assert_ne!(with("a", b"bc"), Knowledge::default().digest());
    }

    #[test]
    fn a_folder_gives_what_the_build_gave() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        if !root.is_dir() {
            assert!(Knowledge::embedded().is_empty());
            return;
        }
        let folder = Knowledge::from_dir(&root).unwrap();
        assert!(
            folder == Knowledge::embedded(),
            "the build is older than the folder"
        );
        assert_eq!(folder.digest(), Knowledge::embedded().digest());
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        assert!(Knowledge::from_dir(Path::new("no such folder")).is_err());
    }
}
