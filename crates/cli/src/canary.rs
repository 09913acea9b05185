//! `patikra canary-plan`: experiments with words of one's own.

use crate::exit::Exit;
use crate::print;
use base::escape_controls;
use case::{Case, Cell};
use report::FetchedList;
use std::path::Path;

/// Lists for which plans are written: 1,000.
const LISTS: usize = 1_000;

const QUERY: &str = "
SELECT app, mechanism, url, parameters, list_keys, decoding, cache, compared_with, matcher, effect,
       coalesce(fetch_gate, 'not known'), period_s, coalesce(cleartext, 0)
FROM filter_mechanism WHERE url IS NOT NULL AND effect <> 'unknown' AND reached = 1
ORDER BY app, mechanism";

pub(crate) fn plan(case: &Path) -> anyhow::Result<Exit> {
    let table = Case::open(case)?.query(QUERY, LISTS)?;
    let plans: Vec<String> = table
        .rows
        .iter()
        .map(|row| report::canary_plan(&fetched(row)))
        .collect();
    if plans.is_empty() {
        return print("No list that an app fetches was followed to an effect in this case.\n");
    }
    print(&plans.join("\n"))
}

fn fetched(row: &[Cell]) -> FetchedList {
    let text = |at: usize| escape_controls(&row.get(at).map_or_else(String::new, Cell::text));
    let texts = |at: usize| -> Vec<String> {
        let items = row.get(at).map_or_else(String::new, Cell::text);
        let items: Vec<String> = serde_json::from_str(&items).unwrap_or_default();
        items.iter().map(|it| escape_controls(it)).collect()
    };
    let number = |at: usize| match row.get(at) {
        Some(Cell::Int(number)) => Some(*number),
        _ => None,
    };
    FetchedList {
        app: text(0),
        mechanism: text(1),
        url: text(2),
        parameters: texts(3),
        keys: texts(4),
        decoding: texts(5),
        cache: texts(6),
        compared_with: texts(7),
        matcher: text(8),
        effect: text(9),
        gate: text(10),
        period_s: number(11),
        cleartext: number(12) == Some(1),
    }
}
