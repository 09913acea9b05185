//! What commands read that take a case or files: the case's inputs again, or the files named.

use crate::files::{self, Files, Given, Unit};
use crate::gate::Gate;
use crate::index::lock;
use crate::lab::CASE_FILE;
use crate::{Case, CaseError, unit};
use base::{ArtifactId, Limits, Problem, View};
use fmt_apk::axml::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use unpack::{Artifact, Kind, Opener, Visitor};

/// The inputs of a case, or files that were named.
#[derive(Debug)]
pub struct Source {
    files: Files,
    /// For a case, the files that it was made from.
    assessed: Option<BTreeSet<ArtifactId>>,
    pub(crate) limits: Limits,
}

/// Files of a case's inputs: 50 million, more than any phone holds.
const N_FILES: usize = 50_000_000;

/// Something that was not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Gap {
    /// The file, with `!/` after each container; empty where `because` speaks of several.
    pub path: String,
    /// Why.
    pub because: String,
}

/// What one command takes out of a file and all inside it.
pub(crate) trait Take: Send {
    /// Takes an artifact; `path` is the one to show.
    fn artifact(&mut self, path: &str, artifact: &Artifact<'_>);
}

/// What became of one file, and what of it was not read.
type Made<T> = (Option<T>, Vec<Gap>);

impl Source {
    /// Opens a case folder, or takes the file or folder at `path` as it is.
    ///
    /// # Errors
    /// [`CaseError`], by cause: it is not there, it holds nothing that is read, the case is damaged.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, CaseError> {
        if path.join(CASE_FILE).is_file() {
            return Self::of_case(&Case::open(path)?, limits);
        }
        let given = [Given {
            shown: path.to_owned(),
            disk_path: path.to_owned(),
        }];
        Self::of_inputs(&given, None, limits)
    }

    /// The inputs of a case.
    ///
    /// # Errors
    /// [`CaseError`], by cause.
    pub fn of_case(case: &Case, limits: &Limits) -> Result<Self, CaseError> {
        let inputs = case.inputs()?;
        let mut source = Self::of_inputs(&inputs, Some(&case.folder), limits)?;
        let sql = "SELECT DISTINCT artifact FROM origin WHERE parent IS NULL";
        let rows = case.query(sql, N_FILES)?.rows;
        let ids = rows.iter().flatten().map(store::Cell::text);
        source.assessed = Some(ids.filter_map(|id| id.parse().ok()).collect());
        Ok(source)
    }

    fn of_inputs(
        given: &[Given],
        folder: Option<&Path>,
        limits: &Limits,
    ) -> Result<Self, CaseError> {
        let mut files = files::find(given, limits)?;
        if let Some(folder) = folder {
            files.leave_out(given, folder);
        }
        if files.units.is_empty() {
            let shown = given.iter().map(|it| it.shown.clone());
            return Err(CaseError::Nothing(shown.collect()));
        }
        Ok(Self {
            files,
            assessed: None,
            limits: *limits,
        })
    }

    /// Keeps only the files with these paths.
    pub(crate) fn only(&mut self, paths: &BTreeSet<String>) {
        self.files.units.retain(|unit| paths.contains(&unit.path));
    }

    /// The bytes of the file with this path, where they can be read.
    pub(crate) fn bytes_of(&self, path: &str) -> Option<Vec<u8>> {
        let unit = self.files.units.iter().find(|it| it.path == path)?;
        unpack::read(&unit.file, &self.limits).ok()
    }

    /// What stands in the inputs and no command reads.
    pub(crate) fn unread(&self) -> Vec<Gap> {
        let walked = self.files.problems.iter().map(|(path, problem)| Gap {
            path: path.clone(),
            because: problem.says.clone(),
        });
        walked.collect()
    }

    /// Native libraries and the like outside of apps: how many files of which kind.
    pub(crate) fn left_out(&self) -> Vec<(&'static str, u64)> {
        let unread = self.files.unread.iter();
        unread.map(|(kind, n, _)| (kind.name(), *n)).collect()
    }

    /// Opens every file and hands all inside it to what `new` makes, on all processors; gives what `done` makes of
    /// each, in the order of the files.
    pub(crate) fn each<V: Take, T: Send>(
        &self,
        new: impl Fn(&Unit) -> V + Sync,
        done: impl Fn(V) -> T + Sync,
    ) -> (Vec<T>, Vec<Gap>) {
        self.files(|unit, bytes| {
            let mut reading = Reading {
                path: &unit.path,
                take: new(unit),
                gaps: Vec::new(),
            };
            Opener::new(self.limits, &mut reading).open(&unit.path, bytes);
            let Reading { take, gaps, .. } = reading;
            (Some(done(take)), gaps)
        })
    }

    /// Reads every file, on all processors, and gives what `work` makes of each, in the order of the files.
    pub(crate) fn files<T: Send>(
        &self,
        work: impl Fn(&Unit, &[u8]) -> Made<T> + Sync,
    ) -> (Vec<T>, Vec<Gap>) {
        let units = &self.files.units;
        let next = AtomicUsize::new(0);
        let gate = Gate::default();
        let all: Mutex<BTreeMap<usize, Made<T>>> = Mutex::default();
        let run = || {
            loop {
                let position = next.fetch_add(1, Ordering::Relaxed);
                let Some(unit) = units.get(position) else {
                    return;
                };
                let _room = gate.enter(unit.file.len);
                let one = || self.file(unit, &work);
                let made = catch_unwind(AssertUnwindSafe(one)).unwrap_or_else(|_| {
                    let because =
                        "Patikra failed on this file; this is a fault of it, please report it";
                    (None, vec![gap(&unit.path, because)])
                });
                lock(&all).insert(position, made);
            }
        };
        let n_workers = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            for _ in 0..n_workers {
                scope.spawn(run);
            }
        });
        let all = std::mem::take(&mut *lock(&all));
        let mut gaps = self.unread();
        let mut made = Vec::new();
        for (one, its_gaps) in all.into_values() {
            made.extend(one);
            gaps.extend(its_gaps);
        }
        (made, gaps)
    }

    fn file<T>(&self, unit: &Unit, work: &impl Fn(&Unit, &[u8]) -> Made<T>) -> Made<T> {
        let bytes = match unpack::read(&unit.file, &self.limits) {
            Ok(bytes) => bytes,
            Err(problem) => return (None, vec![gap(&unit.path, &problem.says)]),
        };
        let (made, mut gaps) = work(unit, &bytes);
        if let Some(assessed) = &self.assessed
            && !assessed.contains(&unpack::digest(&bytes))
        {
            let because = "the file is not the one that was assessed";
            gaps.push(gap(&unit.path, because));
        }
        (made, gaps)
    }
}

fn gap(path: &str, because: &str) -> Gap {
    Gap {
        path: path.to_owned(),
        because: because.to_owned(),
    }
}

struct Reading<'r, V> {
    path: &'r str,
    take: V,
    gaps: Vec<Gap>,
}

impl<V> Reading<'_, V> {
    fn shown(&self, path: &str) -> String {
        if path.is_empty() {
            self.path.to_owned()
        } else {
            format!("{}!/{path}", self.path)
        }
    }
}

impl<V: Take> Visitor for Reading<'_, V> {
    fn artifact(&mut self, artifact: &Artifact<'_>) {
        let path = self.shown(&artifact.origin.path);
        if matches!(
            artifact.kind,
            Kind::CompactDex | Kind::Odex | Kind::Vdex | Kind::Oat
        ) {
            let because = format!("{} code is not read yet", artifact.kind.name());
            self.gaps.push(gap(&path, &because));
        }
        self.take.artifact(&path, artifact);
    }

    fn problem(&mut self, _artifact: ArtifactId, path: &str, problem: Problem) {
        if unit::is_unread(problem.code).is_some() {
            let path = self.shown(path);
            self.gaps.push(gap(&path, &problem.says));
        }
    }
}

/// The container that holds an artifact: what stands before the last `!/` of its path, or the path itself.
pub(crate) fn container(path: &str) -> &str {
    path.rsplit_once("!/")
        .map_or(path, |(container, _)| container)
}

/// Packages of the apps of a file, by their containers' paths.
#[derive(Debug, Default)]
pub(crate) struct Packages(BTreeMap<String, String>);

impl Packages {
    /// Takes a manifest's package; passes over everything else.
    pub(crate) fn artifact(&mut self, path: &str, artifact: &Artifact<'_>, limits: &Limits) {
        if artifact.kind != Kind::BinaryXml || !path.ends_with("!/AndroidManifest.xml") {
            return;
        }
        let Ok(document) = Document::parse(View::new(artifact.bytes.bytes()), limits) else {
            return;
        };
        let package = document
            .value
            .root()
            .and_then(|root| root.plain_attribute("package")?.string());
        if let Some(package) = package {
            self.0
                .insert(container(path).to_owned(), package.into_owned());
        }
    }

    /// The package of the app that holds the artifact at `path`, where one does.
    pub(crate) fn of(&self, path: &str) -> Option<String> {
        let mut path = path;
        while let Some((container, _)) = path.rsplit_once("!/") {
            if let Some(package) = self.0.get(container) {
                return Some(package.clone());
            }
            path = container;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_container_with_a_package_is_the_app() {
        let mut packages = Packages::default();
        for (path, package) in [("a.apk", "outer"), ("a.apk!/assets/b.apk", "inner")] {
            packages.0.insert(path.to_owned(), package.to_owned());
        }
        let of = |path| packages.of(path);
        assert_eq!(of("a.apk!/classes.dex").as_deref(), Some("outer"));
        assert_eq!(of("a.apk!/assets/c.zip!/x").as_deref(), Some("outer"));
        assert_eq!(of("a.apk!/assets/b.apk!/x").as_deref(), Some("inner"));
        assert_eq!(of("classes.dex"), None);
    }
}
