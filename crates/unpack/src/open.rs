//! Opens a file and everything inside it, one artifact after the other.

use crate::Kind;
use crate::unpackers::{Child, Opened, ReadError, UNPACKERS};
use base::{ArtifactId, Limits, Problem, Span, View};
use fmt_apk::zip::{Inflater, ZipFile};
use std::collections::BTreeMap;

/// Where an artifact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// What holds it; `None` for a file of the input.
    pub parent: Option<ArtifactId>,
    /// Its path within the input file: empty for the file itself, and `!/` after each container, as in
    /// `assets/plugin.apk!/classes.dex`.
    pub path: String,
    /// The unpacker that took it out; `None` for a file of the input.
    pub unpacker: Option<&'static str>,
    /// The bytes of its parent that it is made from.
    pub span: Option<Span>,
}

/// An artifact, while its bytes are at hand.
pub struct Artifact<'a> {
    /// Its name.
    pub id: ArtifactId,
    /// What it is.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Its bytes.
    pub bytes: View<'a>,
    /// Its directory, where it is a zip that could be read.
    pub zip: Option<&'a ZipFile<'a>>,
    /// What stands beside it and belongs to it.
    pub companion: Companion<'a>,
}

/// What the name of a database is followed by in that of its write-ahead log.
const LOG: &str = "-wal";

/// What stands beside an artifact, under its name, and is read with it.
#[derive(Clone, Copy, Debug, Default)]
pub enum Companion<'a> {
    /// Nothing.
    #[default]
    None,
    /// The write-ahead log of this database.
    Log(View<'a>),
    /// The database of which this is the log.
    Database,
}

impl Companion<'_> {
    /// The path of the log of the database at `path`.
    pub fn log_of(path: &str) -> String {
        format!("{path}{LOG}")
    }

    /// The path of the database of which `path` names the log.
    pub fn database_of(path: &str) -> Option<&str> {
        path.strip_suffix(LOG)
    }
}

/// Takes what opening a file brings to light.
pub trait Visitor {
    /// Takes an artifact. A container comes before what it holds.
    fn artifact(&mut self, artifact: &Artifact<'_>);

    /// Takes a problem of an artifact, or of an entry of it whose contents could not be had; `path` is as
    /// in [`Origin::path`].
    fn problem(&mut self, artifact: ArtifactId, path: &str, problem: Problem);
}

/// Opens files.
pub struct Opener<'v> {
    limits: Limits,
    /// Bytes that may still be unpacked from this file.
    left: u64,
    visitor: &'v mut dyn Visitor,
    /// What stands beside the file itself.
    beside: Companion<'v>,
}

impl<'v> Opener<'v> {
    /// An opener for one file.
    pub fn new(limits: Limits, visitor: &'v mut dyn Visitor) -> Self {
        Self {
            left: limits.unpacked_len,
            limits,
            visitor,
            beside: Companion::None,
        }
    }

    /// Says what stands beside the file.
    #[must_use]
    pub fn beside(self, companion: Companion<'v>) -> Self {
        Self {
            beside: companion,
            ..self
        }
    }

    /// Hands `file` and everything inside it to the visitor. `path` is the file's path in its input.
    pub fn open(mut self, path: &str, file: &[u8]) {
        let origin = Origin {
            parent: None,
            path: String::new(),
            unpacker: None,
            span: None,
        };
        let beside = self.beside;
        self.artifact(path, origin, View::new(file), beside, 0);
    }

    /// `name` is what tells a kind by: the path in the input file, or the input file's own path.
    fn artifact(
        &mut self,
        name: &str,
        origin: Origin,
        bytes: View<'_>,
        companion: Companion<'_>,
        depth: u32,
    ) {
        let id = digest(bytes.bytes());
        let kind = Kind::of(name, bytes);
        let Some(unpacker) = UNPACKERS.iter().find(|it| it.opens(kind)) else {
            self.visitor.artifact(&Artifact {
                id,
                kind,
                origin,
                bytes,
                zip: None,
                companion,
            });
            return;
        };
        let opened = match unpacker.open(name, bytes, &self.limits) {
            Ok(opened) => opened,
            Err(problem) => {
                let path = origin.path.clone();
                self.visitor.artifact(&Artifact {
                    id,
                    // Its name was wrong of it; its bytes may tell.
                    kind: Kind::of("", bytes),
                    origin,
                    bytes,
                    zip: None,
                    companion,
                });
                self.visitor.problem(id, &path, problem);
                return;
            }
        };
        for problem in opened.problems {
            self.visitor.problem(id, &origin.path, problem);
        }
        let opened = opened.value;
        let prefix = if origin.path.is_empty() {
            String::new()
        } else {
            format!("{}!/", origin.path)
        };
        let path = origin.path.clone();
        self.visitor.artifact(&Artifact {
            id,
            kind: opened.kind(),
            origin,
            bytes,
            zip: opened.as_zip(),
            companion,
        });
        if depth >= self.limits.depth {
            if !opened.children().is_empty() {
                let says = format!(
                    "{} entries are not opened: containers nest deeper than {}",
                    opened.children().len(),
                    self.limits.depth
                );
                let problem = Problem::new("unpack/too-deep", says);
                self.visitor.problem(id, &path, problem);
            }
            return;
        }
        self.children(id, &prefix, opened.as_ref(), unpacker.doc().id, depth);
    }

    fn children<'a>(
        &mut self,
        parent: ArtifactId,
        prefix: &str,
        opened: &(dyn Opened<'a> + 'a),
        unpacker: &'static str,
        depth: u32,
    ) {
        let mut inflater = Inflater::new();
        let logs = Logs::of(opened.children());
        for (position, child) in opened.children().iter().enumerate() {
            let path = format!("{prefix}{}", child.path);
            let limits = Limits {
                entry_len: self.limits.entry_len.min(self.left),
                ..self.limits
            };
            let contents = match opened.read(position, &mut inflater, &limits) {
                Ok(contents) => contents,
                Err(ReadError::Unreadable(problem)) => {
                    self.left = self.left.saturating_sub(cost_of_failure(child));
                    self.visitor.problem(parent, &path, problem);
                    continue;
                }
                Err(ReadError::TooLong) if limits.entry_len == self.limits.entry_len => {
                    self.left = self.left.saturating_sub(limits.entry_len);
                    let says = format!("the contents have more than {} bytes", limits.entry_len);
                    let problem = Problem::new("unpack/entry-too-long", says);
                    self.visitor.problem(parent, &path, problem);
                    continue;
                }
                Err(ReadError::TooLong) => {
                    let says = format!(
                        "{} entries from here on are not read: the file unpacks to more than {} bytes",
                        opened.children().len().saturating_sub(position),
                        self.limits.unpacked_len,
                    );
                    let problem = Problem::new("unpack/too-much", says);
                    self.visitor.problem(parent, &path, problem);
                    self.left = 0;
                    return;
                }
            };
            for problem in contents.problems {
                self.visitor.problem(parent, &path, problem);
            }
            let bytes = contents.value;
            self.left = self.left.saturating_sub(bytes.len() as u64);
            let origin = Origin {
                parent: Some(parent),
                path: path.clone(),
                unpacker: Some(unpacker),
                span: child.span,
            };
            // Its log is read when its turn comes, too: what is wrong with it is recorded then.
            let mut log_inflater = Inflater::new();
            let mut log = None;
            if let Some(position) = logs.beside(&child.path)
                && (bytes.is_empty() || Kind::of(&path, View::new(&bytes)) == Kind::Sqlite)
            {
                let limits = Limits {
                    entry_len: self.limits.entry_len.min(self.left),
                    ..self.limits
                };
                log = opened.read(position, &mut log_inflater, &limits).ok();
            }
            let companion = match &log {
                Some(log) => {
                    self.left = self.left.saturating_sub(log.value.len() as u64);
                    Companion::Log(View::new(&log.value))
                }
                None if logs.is_of_database(&child.path) => Companion::Database,
                None => Companion::None,
            };
            self.artifact(&path, origin, View::new(&bytes), companion, depth + 1);
        }
    }
}

/// The write-ahead logs among the children of a container, by the paths of their databases.
#[derive(Default)]
struct Logs<'c> {
    /// The position of each log, and whether its database stands in the container too.
    by_database: BTreeMap<&'c str, (usize, bool)>,
}

impl<'c> Logs<'c> {
    fn of(children: &'c [Child]) -> Self {
        let mut found = Self::default();
        for (position, child) in children.iter().enumerate() {
            if let Some(database) = Companion::database_of(&child.path) {
                found.by_database.insert(database, (position, false));
            }
        }
        if !found.by_database.is_empty() {
            for child in children {
                if let Some(log) = found.by_database.get_mut(child.path.as_str()) {
                    log.1 = true;
                }
            }
        }
        found
    }

    /// The position of the log of the database at a path.
    fn beside(&self, path: &str) -> Option<usize> {
        self.by_database.get(path).map(|it| it.0)
    }

    fn is_of_database(&self, path: &str) -> bool {
        let log = Companion::database_of(path).and_then(|it| self.by_database.get(it));
        log.is_some_and(|it| it.1)
    }
}

/// What an entry whose contents break off is counted as having unpacked to. Its real cost is not known;
/// at this rate a file made of nothing but broken streams is given up within a minute.
fn cost_of_failure(child: &Child) -> u64 {
    child.span.map_or(0, |span| span.len().saturating_mul(64))
}

/// The name of the artifact with these bytes.
pub fn digest(bytes: &[u8]) -> ArtifactId {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    // The digest of SHA-256 has 32 bytes.
    ArtifactId::new(digest.as_ref().try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    #[derive(Default)]
    struct Seen {
        artifacts: Vec<(String, Kind, u64)>,
        problems: Vec<(String, &'static str)>,
    }

    impl Visitor for Seen {
        fn artifact(&mut self, artifact: &Artifact<'_>) {
            let row = (
                artifact.origin.path.clone(),
                artifact.kind,
                artifact.bytes.len(),
            );
            self.artifacts.push(row);
        }

        fn problem(&mut self, _artifact: ArtifactId, path: &str, problem: Problem) {
            self.problems.push((path.to_owned(), problem.code));
        }
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn open(path: &str, file: &[u8], limits: Limits) -> Seen {
        let mut seen = Seen::default();
        Opener::new(limits, &mut seen).open(path, file);
        seen
    }

    #[test]
    fn what_is_inside_is_opened_in_turn() {
        let file = gzip(&gzip(b"ro.a=b"));
        let seen = open("x/build.prop.gz.gz", &file, Limits::default());
        let paths: Vec<_> = seen
            .artifacts
            .iter()
            .map(|it| (it.0.as_str(), it.1))
            .collect();
        assert_eq!(
            paths,
            [
                ("", Kind::Gzip),
                ("build.prop.gz", Kind::Gzip),
                ("build.prop.gz!/build.prop", Kind::Properties),
            ]
        );
    }

    #[test]
    fn depth_is_bounded_and_said() {
        let mut file = b"x".to_vec();
        for _ in 0..10 {
            file = gzip(&file);
        }
        let limits = Limits {
            depth: 3,
            ..Limits::default()
        };
        let seen = open("a", &file, limits);
        assert_eq!(seen.artifacts.len(), 4);
        assert_eq!(seen.problems.len(), 1);
        assert_eq!(seen.problems[0].1, "unpack/too-deep");
    }

    #[test]
    fn a_bomb_is_bounded_and_said() {
        let file = gzip(&vec![0; 1 << 20]);
        let limits = Limits {
            entry_len: 1000,
            ..Limits::default()
        };
        let seen = open("a", &file, limits);
        assert_eq!(seen.problems[0].1, "unpack/entry-too-long");
        let limits = Limits {
            unpacked_len: 1000,
            ..Limits::default()
        };
        let seen = open("a", &file, limits);
        assert_eq!(seen.problems[0].1, "unpack/too-much");
    }

    #[test]
    fn a_broken_container_is_still_an_artifact() {
        let seen = open("a.apk", b"not a zip", Limits::default());
        assert_eq!(seen.artifacts, [(String::new(), Kind::Other, 9)]);
        assert_eq!(seen.problems, [(String::new(), "zip/unreadable")]);
    }

    #[test]
    fn hostile_streams_are_survived() {
        testkit::hostile(&gzip(&gzip(b"some text")), |bytes| {
            open("a", bytes, Limits::default());
        });
    }
}
