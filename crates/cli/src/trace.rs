//! `patikra trace`: the ways through the code that the filters of a case rest on.

use crate::args::Trace;
use crate::code::{counted, say_cut};
use crate::exit::Exit;
use crate::print;
use base::escape_controls;
use case::{Case, Cell, Table};
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows of one table at the most: 1 million; a phone has some thousand steps.
pub(crate) const N_ROWS: usize = 1_000_000;

/// A `filter.mechanism` with its steps.
#[derive(Debug, Serialize)]
struct Traced {
    app: Option<String>,
    mechanism: String,
    list_from: String,
    url: Option<String>,
    n_built_in: String,
    compared_with: Vec<String>,
    matcher: String,
    effect: String,
    gate: String,
    fetch_gate: Option<String>,
    steps: Vec<Step>,
}

/// A step, in the order of the way.
#[derive(Clone, Debug, Serialize)]
struct Step {
    way: String,
    /// The method and the offset of the instruction, as evidence gives them.
    at: String,
    says: String,
    evidence: String,
}

pub(crate) fn run(what: &Trace) -> anyhow::Result<Exit> {
    if what.svg.is_some() {
        eprintln!("patikra: --svg draws ways: with --from and --to, or --across");
        return Ok(Exit::Usage);
    }
    let case = Case::open(&what.case)?;
    let mut all = mechanisms(&case)?;
    if let Some(name) = &what.name {
        all.retain(|it| it.app.as_ref() == Some(name) || it.mechanism == *name);
        if all.is_empty() {
            eprintln!(
                "patikra: no filter of this case is of the app, or is the mechanism, {}",
                escape_controls(name)
            );
            return Ok(Exit::Usage);
        }
    }
    let n_all = all.len();
    if what.json {
        return print(&(serde_json::to_string_pretty(&all)? + "\n"));
    }
    let mut text = String::new();
    for traced in all.iter().take(what.rows) {
        text.push_str(&shown(traced, what.full));
        text.push('\n');
    }
    text.push_str(&match n_all {
        0 => "no filter was found in what was read\n".to_owned(),
        n => format!("{}\n", counted(n as u64, "filter")),
    });
    print(&text)?;
    say_cut(what.rows.min(n_all), n_all as u64);
    Ok(Exit::Done)
}

fn mechanisms(case: &Case) -> anyhow::Result<Vec<Traced>> {
    let sql = "SELECT m.app AS subject, coalesce(s.package, m.app) AS app, m.mechanism, m.list_from, m.url, m.n_built_in,
                      m.compared_with, m.matcher, m.effect, m.gate, m.fetch_gate
               FROM filter_mechanism AS m LEFT JOIN subject AS s ON s.id = m.app
               ORDER BY app, m.mechanism";
    let heads = case.query(sql, N_ROWS)?;
    let sql = "SELECT t.app AS subject, t.mechanism, t.way, t.says, t.evidence, e.at
               FROM filter_step AS t LEFT JOIN evidence AS e ON e.id = t.evidence
               ORDER BY t.app, t.mechanism, t.position";
    let steps = case.query(sql, N_ROWS)?;
    for table in [&heads, &steps] {
        if table.rows.len() >= N_ROWS {
            eprintln!("patikra: more than {N_ROWS} rows; the rest is left out");
        }
    }
    let mut of_each: BTreeMap<(Option<String>, String), Vec<Step>> = BTreeMap::new();
    for row in &steps.rows {
        let text = |name| cell(&steps, row, name).unwrap_or_default();
        let of = (cell(&steps, row, "subject"), text("mechanism"));
        of_each.entry(of).or_default().push(Step {
            way: text("way"),
            at: text("at"),
            says: text("says"),
            evidence: text("evidence"),
        });
    }
    let mut all = Vec::new();
    for row in &heads.rows {
        let cell = |name| cell(&heads, row, name);
        let text = |name| cell(name).unwrap_or_default();
        let (subject, mechanism) = (cell("subject"), text("mechanism"));
        all.push(Traced {
            app: cell("app"),
            list_from: text("list_from"),
            url: cell("url"),
            n_built_in: text("n_built_in"),
            compared_with: serde_json::from_str(&text("compared_with")).unwrap_or_default(),
            matcher: text("matcher"),
            effect: text("effect"),
            gate: text("gate"),
            fetch_gate: cell("fetch_gate"),
            steps: of_each
                .get(&(subject, mechanism.clone()))
                .cloned()
                .unwrap_or_default(),
            mechanism,
        });
    }
    Ok(all)
}

pub(crate) fn cell(table: &Table, row: &[Cell], name: &str) -> Option<String> {
    let at = table.columns.iter().position(|column| column == name)?;
    let cell = row.get(at).filter(|cell| **cell != Cell::Null)?;
    Some(cell.text())
}

fn shown(traced: &Traced, full: bool) -> String {
    let name = |text: &str| named(text, full);
    let app = escape_controls(traced.app.as_deref().unwrap_or("no app"));
    let mut text = format!("{app}  {}\n", name(&traced.mechanism));
    let compared_with = match traced.compared_with.as_slice() {
        [] => "not known".to_owned(),
        all => all.join(", "),
    };
    let lists = match traced.n_built_in.as_str() {
        "0" | "" => traced.list_from.clone(),
        n => format!("{}; {n} words in the code", traced.list_from),
    };
    let heads = [
        ("list from", Some(&lists)),
        ("url", traced.url.as_ref()),
        ("compared with", Some(&compared_with)),
        ("how", Some(&traced.matcher)),
        ("effect", Some(&traced.effect)),
        ("gate", Some(&traced.gate)),
        ("fetch gate", traced.fetch_gate.as_ref()),
    ];
    for (head, value) in heads {
        if let Some(value) = value {
            text.push_str(&format!("  {head:<14} {}\n", name(value)));
        }
    }
    let mut way = "";
    for step in &traced.steps {
        if step.way != way {
            way = &step.way;
            text.push_str(&format!("  {}:\n", escape_controls(way)));
        }
        text.push_str(&format!("    {}  {}\n", name(&step.at), name(&step.says)));
    }
    text
}

/// A text for the terminal, its method names whole or cut.
pub(crate) fn named(text: &str, full: bool) -> String {
    if full {
        escape_controls(text)
    } else {
        escape_controls(&shortened(text))
    }
}

/// A text with each method name, as in `Lcom/x/Y;->m(I)V+0x1c`, cut to `Y.m+0x1c`.
pub(crate) fn shortened(text: &str) -> String {
    let words: Vec<String> = text.split(' ').map(short).collect();
    words.join(" ")
}

fn short(word: &str) -> String {
    let cut = || {
        let (class, member) = word.strip_prefix('L')?.split_once(";->")?;
        let class = class.rsplit_once('/').map_or(class, |(_, last)| last);
        let (name, signature) = member.split_once('(')?;
        let offset = signature.rsplit_once('+').map_or("", |(_, it)| it);
        let sign = if offset.is_empty() { "" } else { "+" };
        Some(format!("{class}.{name}{sign}{offset}"))
    };
    cut().unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_cut_to_the_last_part_of_their_class() {
        let check = |text: &str, expect: &str| assert_eq!(shortened(text), expect);
        check("Lcom/x/Y$1;->m(I)V+0x1c", "Y$1.m+0x1c");
        check("LY;-><init>()V gives the text", "Y.<init> gives the text");
        check("1+2 of List; no method", "1+2 of List; no method");
    }
}
