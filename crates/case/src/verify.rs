//! Derives a case again from its inputs, with nothing kept, and compares.

use crate::lab::{Lab, Progress};
use crate::write::Material;
use crate::{Case, CaseError, write};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use store::{Cache, CaseReader, Cell, QueryLimits};

/// A row that is in one of two cases and not in the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// The row, its columns separated by ` | `.
    pub row: String,
    /// Whether it stands in the case that is verified; `false` where only the derivation has it.
    pub in_case: bool,
}

/// Rows of one table that are compared: 50 million, more than any case will have.
const N_ROWS: usize = 50_000_000;

impl Case {
    /// Derives every fact, finding and answer again from the inputs, in the folder `scratch`, which must be
    /// empty, and gives what differs. No difference means that each piece of evidence is still where the case
    /// says it is.
    ///
    /// # Errors
    /// [`CaseError`], by cause; also where an input is not there any more.
    pub fn verify(
        &self,
        lab: &Lab,
        scratch: &Path,
        progress: &dyn Progress,
    ) -> Result<Vec<Difference>, CaseError> {
        let mut files = lab.find(&self.inputs()?, &self.folder)?;
        let places = self.places()?;
        let beside = places.traffic.read(&places.from, &mut files, &lab.limits)?;
        let cache = Mutex::new(Cache::open(&scratch.join("work.sqlite"))?);
        let indexed = lab.index(&files, &beside, &cache, progress)?;
        let id = lab.id(&files, &indexed);
        progress.stage("writing facts, running rules");
        let cache = cache.into_inner().unwrap_or_else(PoisonError::into_inner);
        let path = scratch.join("case.sqlite");
        let material = Material {
            lab,
            files: &files,
            indexed: &indexed,
            cache: &cache,
            id: &id,
        };
        write::case(&material, &path)?;
        progress.stage("comparing");
        differences(&self.reader, &CaseReader::open(&path)?)
    }
}

fn differences(case: &CaseReader, derived: &CaseReader) -> Result<Vec<Difference>, CaseError> {
    let limits = QueryLimits {
        n_rows: N_ROWS,
        ..QueryLimits::default()
    };
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    let mut tables: Vec<String> = Vec::new();
    for reader in [case, derived] {
        let found = reader.query(sql, &limits)?;
        tables.extend(found.rows.iter().flatten().map(Cell::text));
    }
    tables.sort();
    tables.dedup();
    let mut differences = Vec::new();
    for table in tables {
        // How often each row stands in the case, less how often it was derived.
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for (reader, step) in [(case, 1), (derived, -1)] {
            // A table that one of them lacks gives no rows, and the other's rows differ.
            let Ok(found) = reader.query(&format!("SELECT * FROM \"{table}\""), &limits) else {
                continue;
            };
            for row in found.rows {
                let row: Vec<String> = row.iter().map(Cell::text).collect();
                let count = counts.entry(row.join(" | ")).or_default();
                *count += step;
            }
        }
        for (row, count) in counts {
            if count != 0 {
                differences.push(Difference {
                    table: table.clone(),
                    row,
                    in_case: count > 0,
                });
            }
        }
    }
    Ok(differences)
}
