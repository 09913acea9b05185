//! `patikra trace CASE --across`: the ways on which values of a case pass from app to app, with the steps in each.

use crate::args::Trace;
use crate::code::{counted, say_cut};
use crate::exit::Exit;
use crate::print;
use crate::trace::{N_ROWS, cell, named, shortened};
use base::escape_controls;
use case::Case;
use report::PictureStep;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A `flow.joined` with its steps.
#[derive(Debug, Serialize)]
struct Joined {
    source: String,
    sink: String,
    apps: Vec<String>,
    addresses: Vec<String>,
    keys: Vec<String>,
    done: Vec<String>,
    gate: String,
    /// What is not known of it.
    unknown: Vec<String>,
    in_doubt: bool,
    /// Whether all parts are reached from the apps' components.
    reached: bool,
    parts: Vec<Part>,
}

/// What one app has of the way.
#[derive(Debug, Serialize)]
struct Part {
    app: String,
    /// How the value comes in from the app before.
    enters: Option<String>,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, Serialize)]
struct Step {
    /// The method and the offset of the instruction, as evidence gives them.
    at: String,
    says: String,
}

/// A part as the fact names it.
#[derive(Deserialize)]
struct Named {
    app: String,
    way: String,
}

pub(crate) fn run(what: &Trace) -> anyhow::Result<Exit> {
    let mut all = joined(&Case::open(&what.case)?)?;
    if let Some(name) = &what.name {
        all.retain(|it| it.apps.contains(name));
    }
    if let Some(folder) = &what.svg {
        std::fs::create_dir_all(folder)?;
        for (position, way) in all.iter().take(what.rows).enumerate() {
            let name = format!("across-{:03}.svg", position + 1);
            std::fs::write(folder.join(name), picture(way))?;
        }
    }
    if what.json {
        return print(&(serde_json::to_string_pretty(&all)? + "\n"));
    }
    let mut text = String::new();
    for way in all.iter().take(what.rows) {
        text.push_str(&shown(way, what.full));
        text.push('\n');
    }
    text.push_str(&match all.len() {
        0 => "no way through several apps was found in what was read\n".to_owned(),
        n => format!("{} through several apps\n", counted(n as u64, "way")),
    });
    print(&text)?;
    say_cut(what.rows.min(all.len()), all.len() as u64);
    Ok(Exit::Done)
}

fn joined(case: &Case) -> anyhow::Result<Vec<Joined>> {
    let sql = "SELECT t.app, t.way, t.says, e.at FROM flow_step AS t LEFT JOIN evidence AS e ON e.id = t.evidence
               WHERE EXISTS (SELECT 1 FROM flow_half AS h WHERE h.app = t.app AND h.way = t.way)
               ORDER BY t.app, t.way, t.position";
    let rows = case.query(sql, N_ROWS)?;
    let mut steps: BTreeMap<(String, String), Vec<Step>> = BTreeMap::new();
    for row in &rows.rows {
        let text = |name| cell(&rows, row, name).unwrap_or_default();
        let (at, says) = (text("at"), text("says"));
        let of = (text("app"), text("way"));
        steps.entry(of).or_default().push(Step { at, says });
    }
    let sql = "SELECT source, sink, apps, parts, passes, addresses, keys, done, gate, unknown, in_doubt, reached
               FROM flow_joined ORDER BY in_doubt, source, apps, parts";
    let rows = case.query(sql, N_ROWS)?;
    let mut all = Vec::new();
    for row in &rows.rows {
        let text = |name| cell(&rows, row, name).unwrap_or_default();
        let texts = |name| -> Vec<String> { serde_json::from_str(&text(name)).unwrap_or_default() };
        let named: Vec<Named> = serde_json::from_str(&text("parts")).unwrap_or_default();
        let (apps, passes) = (texts("apps"), texts("passes"));
        let part = |(i, it): (usize, Named)| Part {
            app: apps.get(i).cloned().unwrap_or_else(|| it.app.clone()),
            enters: i
                .checked_sub(1)
                .and_then(|before| passes.get(before))
                .cloned(),
            steps: steps.get(&(it.app, it.way)).cloned().unwrap_or_default(),
        };
        all.push(Joined {
            source: text("source"),
            sink: text("sink"),
            parts: named.into_iter().enumerate().map(part).collect(),
            addresses: texts("addresses"),
            keys: texts("keys"),
            done: texts("done"),
            gate: text("gate"),
            unknown: texts("unknown"),
            in_doubt: text("in_doubt") == "1",
            reached: text("reached") == "1",
            apps,
        });
    }
    Ok(all)
}

/// What is known of a way, by name.
fn heads(way: &Joined) -> Vec<(&'static str, String)> {
    let mut heads = vec![("from", way.source.clone()), ("to", way.sink.clone())];
    heads.extend(way.addresses.iter().map(|it| ("address", it.clone())));
    if !way.keys.is_empty() {
        heads.push(("under", way.keys.join(".")));
    }
    if !way.done.is_empty() {
        heads.push(("done to it", way.done.join(", ")));
    }
    heads.push(("gate", way.gate.clone()));
    if !way.reached {
        heads.push(("reached", "not from the components of all apps".to_owned()));
    }
    let unknown = if way.in_doubt {
        "in doubt"
    } else {
        "not known"
    };
    heads.extend(way.unknown.iter().map(|it| (unknown, it.clone())));
    heads
}

fn shown(way: &Joined, full: bool) -> String {
    let name = |text: &str| named(text, full);
    let mut text = format!("{}\n", escape_controls(&way.apps.join(" -> ")));
    for (head, value) in heads(way) {
        text.push_str(&format!("  {head:<12} {}\n", name(&value)));
    }
    for part in &way.parts {
        text.push_str(&format!("  {}:\n", escape_controls(&part.app)));
        if let Some(enters) = &part.enters {
            text.push_str(&format!("    {}\n", name(enters)));
        }
        for step in &part.steps {
            text.push_str(&format!("    {}  {}\n", name(&step.at), name(&step.says)));
        }
    }
    text
}

fn picture(way: &Joined) -> String {
    let mut heading = vec![way.apps.join(" -> ")];
    let known = heads(way).into_iter();
    heading.extend(known.map(|(head, value)| format!("{head}: {value}")));
    let mut steps = Vec::new();
    for part in &way.parts {
        steps.extend(part.enters.iter().map(|it| PictureStep {
            method: part.app.clone(),
            says: shortened(it),
        }));
        steps.extend(part.steps.iter().map(|it| {
            let (method, offset) = it.at.rsplit_once('+').unwrap_or((&it.at, ""));
            PictureStep {
                method: format!("{}: {method}", part.app),
                says: format!("{offset}  {}", shortened(&it.says)),
            }
        }));
    }
    report::way_svg(&heading, &steps)
}
