//! One file of an input: under which name its results are kept, and how they are made.

use crate::files::Unit;
use base::{ArtifactId, Limits, Problem, View};
use examine::{Beside, CoverageStatus, EXAMINERS, Examined, Knowledge, TrafficModel};
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::{ArtifactRow, CoverageRow, OriginRow, ProblemRow, UnitResult};
use unpack::{Companion, Kind};

/// The name under which the tree of a unit's artifacts is kept, beside those of the examiners.
pub(crate) const UNPACK: &str = "unpack";

/// Raised whenever opening the same bytes may bring other artifacts or problems to light.
const UNPACK_VERSION: u32 = 3;

/// Every examiner with the version under which its results are kept: its own, and for those that read
/// knowledge, that of the pages.
pub(crate) fn versions(knowledge: &str) -> Vec<(&'static str, String)> {
    let mut versions = vec![(UNPACK, UNPACK_VERSION.to_string())];
    versions.extend(EXAMINERS.iter().map(|examiner| {
        let doc = examiner.doc();
        (doc.id, format!("{}.{knowledge}", doc.version))
    }));
    versions
}

/// Whether a unit is a record of traffic, or a container that is no app and may hold one.
pub(crate) fn may_hold_traffic(unit: &Unit) -> bool {
    let name = unit.path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_app = ["apk", "apks", "xapk", "apkm", "jar", "apex", "capex"]
        .iter()
        .any(|it| ending.eq_ignore_ascii_case(it));
    let is_container = matches!(
        unit.kind,
        Kind::Gzip | Kind::Zip | Kind::Tar | Kind::AndroidBackup
    );
    unit.kind.is_traffic() || is_container && !is_app
}

/// The name of a unit's results. They follow from the file's bytes alone where these tell what it is; where
/// its path, a signature file or a log beside it have a part in it, so they have in the name.
pub(crate) fn key(
    unit: &Unit,
    file: ArtifactId,
    idsig: Option<&[u8]>,
    companion: Companion<'_>,
    traffic: ArtifactId,
) -> ArtifactId {
    let with_traffic = may_hold_traffic(unit);
    let is_alone = idsig.is_none() && matches!(companion, Companion::None);
    if is_alone && !unit.path_matters && !with_traffic {
        return file;
    }
    let mut name = file.digest().to_vec();
    name.extend_from_slice(unpack::digest(idsig.unwrap_or_default()).digest());
    match companion {
        Companion::Log(log) => name.extend_from_slice(unpack::digest(log.bytes()).digest()),
        Companion::Database => name.extend_from_slice(b"database"),
        Companion::None => {}
    }
    if with_traffic {
        name.extend_from_slice(traffic.digest());
    }
    if unit.path_matters {
        name.extend_from_slice(unit.path.as_bytes());
    }
    unpack::digest(&name)
}

/// Whether a file's path has a part in what examiners say of it.
pub(crate) fn path_matters(path: &str, first_bytes: &[u8]) -> bool {
    let by_bytes = Kind::of("", View::new(first_bytes));
    let is_container = matches!(
        by_bytes,
        Kind::Zip | Kind::Dex | Kind::CompactDex | Kind::Odex
    );
    let is_told = is_container || by_bytes.is_traffic();
    !is_told || Kind::of(path, View::new(first_bytes)) != by_bytes
}

/// Examines a unit with the examiners that `wanted` accepts; the results come under their ids.
pub(crate) fn examine(
    unit: &Unit,
    file: &[u8],
    beside: Beside<'_>,
    knowledge: &Knowledge,
    limits: Limits,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<(&'static str, UnitResult)> {
    let run = || examine::examine(&unit.path, file, beside, knowledge, limits, wanted);
    // A fault of ours in one file must not cost the others; it is recorded, and no result is claimed.
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(examined) => rows(examined),
        Err(_) => panicked(unpack::digest(file), file.len() as u64, wanted),
    }
}

/// Examines a packet capture, which is read in pieces.
pub(crate) fn examine_capture(
    unit: &Unit,
    capture: &TrafficModel<'_>,
    knowledge: &Knowledge,
    limits: Limits,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<(&'static str, UnitResult)> {
    let len = unit.file.len;
    let run = || examine::examine_capture(&unit.path, capture, len, knowledge, limits, wanted);
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(examined) => rows(examined),
        Err(_) => panicked(capture.id, len, wanted),
    }
}

fn rows(examined: Examined) -> Vec<(&'static str, UnitResult)> {
    let mut tree = UnitResult::default();
    for found in examined.artifacts {
        tree.artifacts.push(ArtifactRow {
            id: found.id,
            kind: found.kind.name().to_owned(),
            len: found.len,
        });
        tree.origins.push(OriginRow {
            artifact: found.id,
            parent: found.origin.parent,
            path: found.origin.path,
            unpacker: found.origin.unpacker.map(str::to_owned),
            span: found.origin.span,
        });
    }
    tree.problems = problem_rows(&examined.problems);
    tree.coverage = unread_entries(&examined.problems);
    let mut results = vec![(UNPACK, tree)];
    for result in examined.results {
        let coverage = result.coverage.into_iter().map(|it| {
            let (status, because) = match it.status {
                CoverageStatus::Read => (store::CoverageStatus::Read, None),
                CoverageStatus::NotRead(why) => (store::CoverageStatus::NotRead, Some(why)),
                CoverageStatus::Limit(which) => (store::CoverageStatus::Limit, Some(which)),
            };
            CoverageRow {
                examiner: result.examiner.to_owned(),
                artifact: it.artifact,
                path: it.path,
                status,
                because,
            }
        });
        let rows = UnitResult {
            coverage: coverage.collect(),
            problems: problem_rows(&result.problems),
            facts: result.facts,
            ..UnitResult::default()
        };
        results.push((result.examiner, rows));
    }
    results
}

fn problem_rows(problems: &[(ArtifactId, String, Problem)]) -> Vec<ProblemRow> {
    problems
        .iter()
        .map(|(artifact, path, problem)| ProblemRow::new(*artifact, path, problem))
        .collect()
}

/// What a problem of opening says of whether what it speaks of was read; `None` where it was.
pub(crate) fn is_unread(code: &str) -> Option<store::CoverageStatus> {
    match code {
        "unpack/too-deep"
        | "unpack/too-much"
        | "unpack/entry-too-long"
        | "zip/too-many-entries" => Some(store::CoverageStatus::Limit),
        "zip/unreadable" | "zip/unreadable-entry" | "gzip/broken" => {
            Some(store::CoverageStatus::NotRead)
        }
        _ => None,
    }
}

/// Containers and entries that could not be opened were read by nobody, whatever they hold.
fn unread_entries(problems: &[(ArtifactId, String, Problem)]) -> Vec<CoverageRow> {
    problems
        .iter()
        .filter_map(|(artifact, path, problem)| {
            Some(CoverageRow {
                examiner: UNPACK.to_owned(),
                artifact: *artifact,
                path: path.clone(),
                status: is_unread(problem.code)?,
                because: Some(problem.says.clone()),
            })
        })
        .collect()
}

fn panicked(
    file: ArtifactId,
    len: u64,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<(&'static str, UnitResult)> {
    let says = "an examiner failed on this file; this is a fault of Patikra, please report it";
    let problem = Problem::new("case/examiner-panicked", says);
    let tree = UnitResult {
        artifacts: vec![ArtifactRow {
            id: file,
            kind: Kind::Other.name().to_owned(),
            len,
        }],
        origins: vec![OriginRow {
            artifact: file,
            parent: None,
            path: String::new(),
            unpacker: None,
            span: None,
        }],
        problems: vec![ProblemRow::new(file, "", &problem)],
        ..UnitResult::default()
    };
    let mut results = vec![(UNPACK, tree)];
    for examiner in EXAMINERS {
        let id = examiner.doc().id;
        if wanted(id) {
            let row = CoverageRow {
                examiner: id.to_owned(),
                artifact: file,
                path: String::new(),
                status: store::CoverageStatus::NotRead,
                because: Some(says.to_owned()),
            };
            let result = UnitResult {
                coverage: vec![row],
                ..UnitResult::default()
            };
            results.push((id, result));
        }
    }
    results
}
