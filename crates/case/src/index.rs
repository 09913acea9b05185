//! Reads every unit that was not read before, on all processors, and keeps the results.

use crate::files::Unit;
use crate::gate::Gate;
use crate::traffic::{CAPTURE_LEN, FileSource, digest_of};
use crate::{CaseError, Progress, unit};
use base::{ArtifactId, Limits, Problem};
use examine::{Beside, Knowledge, TrafficInputs, TrafficModel};
use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use store::{Cache, FileStamp, StoreError, UnitResult};
use unpack::FileEntry;

/// What became of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Indexed {
    /// Its results are kept under this name.
    Kept {
        /// The file's bytes.
        file: ArtifactId,
        /// See [`unit::key`].
        key: ArtifactId,
    },
    /// It could not be read.
    Unreadable(Problem),
}

/// What reading needs to know.
pub(crate) struct Index<'i> {
    pub(crate) cache: &'i Mutex<Cache>,
    pub(crate) knowledge: &'i Knowledge,
    /// See [`unit::versions`].
    pub(crate) versions: &'i [(&'static str, String)],
    pub(crate) limits: Limits,
    /// What was given for records of traffic.
    pub(crate) traffic: &'i TrafficInputs,
    /// The name of that.
    pub(crate) traffic_id: ArtifactId,
    pub(crate) progress: &'i dyn Progress,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Index<'_> {
    /// What became of each unit, in their order.
    pub(crate) fn run(&self, units: &[Unit]) -> Result<Vec<Indexed>, CaseError> {
        let next = AtomicUsize::new(0);
        let gate = Gate::default();
        let claimed = Mutex::new(BTreeSet::new());
        let done = Mutex::new(vec![None; units.len()]);
        let failed: Mutex<Option<StoreError>> = Mutex::new(None);
        let n_workers = thread::available_parallelism().map_or(1, NonZero::get);
        let work = || {
            loop {
                let position = next.fetch_add(1, Ordering::Relaxed);
                let Some(unit) = units.get(position) else {
                    return;
                };
                if lock(&failed).is_some() {
                    return;
                }
                // Processors that no other unit will need.
                let n_left = units.len().saturating_sub(position).max(1);
                let limits = Limits {
                    n_threads: n_workers.checked_div(n_left).unwrap_or(1).max(1),
                    ..self.limits
                };
                match self.one(unit, limits, &gate, &claimed) {
                    Ok(indexed) => {
                        if let Some(place) = lock(&done).get_mut(position) {
                            *place = Some(indexed);
                        }
                    }
                    Err(error) => *lock(&failed) = Some(error),
                }
                self.progress.read(&unit.path, unit.file.len);
            }
        };
        thread::scope(|scope| {
            for _ in 0..n_workers {
                scope.spawn(work);
            }
        });
        if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error.into());
        }
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(done.into_iter().flatten().collect())
    }

    fn one(
        &self,
        unit: &Unit,
        limits: Limits,
        gate: &Gate,
        claimed: &Mutex<BTreeSet<ArtifactId>>,
    ) -> Result<Indexed, StoreError> {
        if unit.kind.is_capture() {
            let _room = gate.enter(unit.file.len.min(CAPTURE_LEN));
            return self.capture(unit, claimed);
        }
        let _room = gate.enter(unit.file.len);
        let idsig = match &unit.idsig {
            None => None,
            Some(file) => match unpack::read(file, &self.limits) {
                Ok(bytes) => Some(bytes),
                Err(problem) => return Ok(Indexed::Unreadable(problem)),
            },
        };
        let stamp = stamp(&unit.file);
        let seen = lock(self.cache).seen(&stamp)?;
        if let Some(file) = seen {
            let key = unit::key(unit, file, idsig.as_deref(), self.traffic_id);
            if self.missing(key)?.is_empty() {
                return Ok(Indexed::Kept { file, key });
            }
        }
        let bytes = match unpack::read(&unit.file, &self.limits) {
            Ok(bytes) => bytes,
            Err(problem) => return Ok(Indexed::Unreadable(problem)),
        };
        let file = unpack::digest(&bytes);
        let key = unit::key(unit, file, idsig.as_deref(), self.traffic_id);
        let is_first = lock(claimed).insert(key);
        let missing = self.missing(key)?;
        if is_first && !missing.is_empty() {
            let wanted = |id: &str| missing.contains(&id);
            let beside = Beside {
                idsig: idsig.as_deref(),
                traffic: unit::may_hold_traffic(unit).then_some(self.traffic),
            };
            let results = unit::examine(unit, &bytes, beside, self.knowledge, limits, &wanted);
            self.keep(key, results)?;
        }
        // Only now: a stamp says that the file's results are kept.
        lock(self.cache).remember(&stamp, file)?;
        Ok(Indexed::Kept { file, key })
    }

    fn keep(
        &self,
        key: ArtifactId,
        results: Vec<(&'static str, UnitResult)>,
    ) -> Result<(), StoreError> {
        let cache = lock(self.cache);
        for (examiner, result) in results {
            let version = self.versions.iter().find(|it| it.0 == examiner);
            let version = version.map_or("", |it| it.1.as_str());
            cache.put(key, examiner, version, result)?;
        }
        Ok(())
    }

    /// As [`Self::one`], for a packet capture: it is read in pieces, once for its name and once for its content.
    fn capture(
        &self,
        unit: &Unit,
        claimed: &Mutex<BTreeSet<ArtifactId>>,
    ) -> Result<Indexed, StoreError> {
        let stamp = stamp(&unit.file);
        let seen = lock(self.cache).seen(&stamp)?;
        if let Some(file) = seen {
            let key = unit::key(unit, file, None, self.traffic_id);
            if self.missing(key)?.is_empty() {
                return Ok(Indexed::Kept { file, key });
            }
        }
        let file = match digest_of(&unit.file.disk_path) {
            Ok(file) => file,
            Err(error) => {
                let problem = Problem::new("walk/unreadable-file", error.kind());
                return Ok(Indexed::Unreadable(problem));
            }
        };
        let key = unit::key(unit, file, None, self.traffic_id);
        let is_first = lock(claimed).insert(key);
        let missing = self.missing(key)?;
        if is_first && !missing.is_empty() {
            let capture = TrafficModel {
                id: file,
                kind: unit.kind,
                source: &FileSource(&unit.file.disk_path),
                inputs: self.traffic,
            };
            let wanted = |id: &str| missing.contains(&id);
            let results =
                unit::examine_capture(unit, &capture, self.knowledge, self.limits, &wanted);
            self.keep(key, results)?;
        }
        lock(self.cache).remember(&stamp, file)?;
        Ok(Indexed::Kept { file, key })
    }

    fn missing(&self, key: ArtifactId) -> Result<Vec<&'static str>, StoreError> {
        let cache = lock(self.cache);
        let mut missing = Vec::new();
        for (examiner, version) in self.versions {
            if !cache.has(key, examiner, version)? {
                missing.push(*examiner);
            }
        }
        Ok(missing)
    }
}

fn stamp(file: &FileEntry) -> FileStamp {
    let path = std::path::absolute(&file.disk_path).unwrap_or_else(|_| file.disk_path.clone());
    FileStamp {
        path: path.to_string_lossy().into_owned(),
        len: file.stamp.len,
        mtime_ns: file.stamp.changed_ns,
        inode: file.stamp.number,
    }
}
