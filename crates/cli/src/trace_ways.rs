//! `patikra trace --from --to`: ways through the code from one kind of place to another.

use crate::args::Trace;
use crate::code::{counted, open_knowledge, say_cut, say_gaps};
use crate::exit::Exit;
use crate::print;
use crate::trace::{named, shortened};
use base::{Limits, escape_controls};
use case::{Source, WayFound, WaysAsked};
use report::PictureStep;
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) fn run(knowledge: Option<&Path>, what: &Trace) -> anyhow::Result<Exit> {
    let mut environment = BTreeMap::new();
    for given in &what.env {
        for pair in given.split(',') {
            let Some((name, value)) = pair.split_once('=') else {
                eprintln!("patikra: --env takes NAME=VALUE, as in region=LT");
                return Ok(Exit::Usage);
            };
            environment.insert(name.trim().to_owned(), value.trim().to_owned());
        }
    }
    let knowledge = open_knowledge(knowledge)?;
    let source = Source::open(&what.case, &Limits::default())?;
    let asked = WaysAsked {
        from: what.from.clone(),
        to: what.to.clone(),
        choices: what.choices,
        environment,
    };
    let mut found = match source.ways(&asked, &knowledge) {
        Ok(found) => found,
        Err(error @ case::CaseError::UnknownEnd { .. }) => {
            eprintln!("patikra: {error}");
            return Ok(Exit::Usage);
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(name) = &what.name {
        found.ways.retain(|it| it.app.as_ref() == Some(name));
    }
    say_gaps(&found.gaps);
    if let Some(folder) = &what.svg {
        std::fs::create_dir_all(folder)?;
        for (position, way) in found.ways.iter().take(what.rows).enumerate() {
            let name = format!("way-{:03}.svg", position + 1);
            std::fs::write(folder.join(name), picture(way))?;
        }
    }
    if what.json {
        return print(&(serde_json::to_string_pretty(&found)? + "\n"));
    }
    let mut text = String::new();
    for way in found.ways.iter().take(what.rows) {
        text.push_str(&shown(way, what.full));
        text.push('\n');
    }
    text.push_str(&match found.ways.len() {
        0 => "no way was found in what was read\n".to_owned(),
        n => format!("{}\n", counted(n as u64, "way")),
    });
    let n_places = counted(found.n_places, "value");
    text.push_str(&format!("{n_places} looked at where ways may end"));
    text.push_str(&match found.n_cut {
        0 => "\n".to_owned(),
        n => format!("; for {n} not all origins were found\n"),
    });
    print(&text)?;
    say_cut(what.rows.min(found.ways.len()), found.ways.len() as u64);
    Ok(Exit::Done)
}

/// What is known of a way, by name.
fn heads(way: &WayFound) -> Vec<(&'static str, String)> {
    let mut heads = vec![("from", way.from.clone())];
    heads.extend(way.which.iter().map(|it| ("which", it.clone())));
    heads.push(("to", way.to.clone()));
    for address in &way.addresses {
        heads.push(("address", address.clone()));
    }
    if !way.keys.is_empty() {
        heads.push(("under", way.keys.join(".")));
    }
    if !way.done.is_empty() {
        heads.push(("done to it", way.done.join(", ")));
    }
    let followed = match way.followed {
        "arrives" => "arrives, in the order in which code runs",
        "lost" => "does not arrive: overwritten before, or held by another object",
        _ => "not to its end",
    };
    heads.push(("followed on", followed.to_owned()));
    heads.push(("gate", way.gate.clone()));
    if let Some(open) = way.open {
        heads.push(("there", String::from(if open { "open" } else { "closed" })));
    }
    heads
}

fn shown(way: &WayFound, full: bool) -> String {
    let name = |text: &str| named(text, full);
    let app = way.app.as_deref().unwrap_or(&way.path);
    let mut text = format!("{}\n", escape_controls(app));
    for (head, value) in heads(way) {
        text.push_str(&format!("  {head:<12} {}\n", name(&value)));
    }
    for step in &way.steps {
        let at = format!("{}+{:#x}", step.method, step.offset);
        text.push_str(&format!("    {}  {}\n", name(&at), name(&step.says)));
    }
    text
}

fn picture(way: &WayFound) -> String {
    let app = way.app.as_deref().unwrap_or(&way.path);
    let mut heading = vec![app.to_owned()];
    heading.extend(
        heads(way)
            .into_iter()
            .map(|(head, value)| format!("{head}: {value}")),
    );
    let steps: Vec<PictureStep> = way
        .steps
        .iter()
        .map(|it| PictureStep {
            method: it.method.clone(),
            says: format!("{:#06x}  {}", it.offset, shortened(&it.says)),
        })
        .collect();
    report::way_svg(&heading, &steps)
}
