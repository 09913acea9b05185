//! `patikra code`, `callers` and `xref`: looking into the code of a case or of files.

use crate::args::{Callers, Code, Xref};
use crate::exit::Exit;
use crate::print;
use base::{Limits, escape_controls};
use case::{Gap, Knowledge, MemberName, Pattern, Source, Use};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) fn code(what: &Code) -> anyhow::Result<Exit> {
    let source = Source::open(&what.source, &Limits::default())?;
    let listings = source.code(&what.member)?;
    say_gaps(&listings.gaps);
    if what.json {
        print(&json(&listings)?)?;
    }
    if listings.found.is_empty() {
        return Ok(unknown("defines", &what.member, &listings.near));
    }
    if what.json {
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for (position, listed) in listings.found.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        for place in &listed.places {
            text.push_str(&heading(place.app.as_deref(), &place.path));
        }
        if what.member.name.is_some() {
            text.push_str(&listed.class);
            if let Some(file) = &listed.source_file {
                text.push_str(&format!("  # {file}"));
            }
            text.push('\n');
        }
        text.push_str(&listed.text);
    }
    let shown = first_lines(&text, what.lines);
    print(shown)?;
    let n_left = text.lines().count() - shown.lines().count();
    if n_left > 0 {
        eprintln!("patikra: {n_left} more lines; --lines shows more");
    }
    Ok(Exit::Done)
}

/// The first `n` lines of a text.
fn first_lines(text: &str, n: usize) -> &str {
    let end = text.match_indices('\n').nth(n.saturating_sub(1));
    let end = end.map_or(text.len(), |(at, _)| at + 1);
    text.get(..end).unwrap_or(text)
}

/// The knowledge base in a folder; without one the built-in.
pub(crate) fn open_knowledge(folder: Option<&Path>) -> anyhow::Result<Knowledge> {
    Ok(match folder {
        Some(folder) => Knowledge::from_dir(folder)?,
        None => Knowledge::embedded(),
    })
}

pub(crate) fn callers(knowledge: Option<&Path>, what: &Callers) -> anyhow::Result<Exit> {
    let knowledge = open_knowledge(knowledge)?;
    let source = Source::open(&what.source, &Limits::default())?;
    let callers = source.callers(&what.member, &knowledge, what.rows)?;
    say_gaps(&callers.gaps);
    if what.json {
        print(&json(&callers)?)?;
    }
    if callers.named.is_empty() {
        return Ok(unknown("names", &what.member, &callers.near));
    }
    if what.json {
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    let (mut file, mut method) = (None, None);
    for found in &callers.uses {
        if file.replace(&found.path) != Some(&found.path) {
            text.push_str(&heading(found.app.as_deref(), &found.path));
            method = None;
        }
        if method.replace(&found.method) != Some(&found.method) {
            text.push_str(&format!("  {}\n", found.method));
        }
        text.push_str(&line(found));
    }
    for remark in &callers.remarks {
        text.push_str(&format!("{remark}\n"));
    }
    let member = escape_controls(&what.member.to_string());
    let named = match callers.named.as_slice() {
        [name] => name.clone(),
        names => format!("{} members called {member}", names.len()),
    };
    text.push_str(&match callers.n_uses {
        0 => format!("nothing that was read uses {named}\n"),
        1 => format!("1 use of {named}\n"),
        n => format!("{n} uses of {named}\n"),
    });
    print(&text)?;
    say_cut(callers.uses.len(), callers.n_uses);
    Ok(Exit::Done)
}

fn line(found: &Use) -> String {
    format!(
        "    {:04x}  {:<8}  {}\n",
        found.offset, found.how, found.instruction
    )
}

pub(crate) fn xref(what: &Xref) -> anyhow::Result<Exit> {
    let pattern = if what.regex {
        match Pattern::regex(&what.text) {
            Ok(pattern) => pattern,
            Err(error) => {
                eprintln!("patikra: {error}");
                return Ok(Exit::Usage);
            }
        }
    } else if what.contains {
        Pattern::part(&what.text)
    } else {
        Pattern::whole(&what.text)
    };
    let source = Source::open(&what.source, &Limits::default())?;
    let found = source.strings(&pattern, what.rows)?;
    say_gaps(&found.gaps);
    if what.json {
        return print(&json(&found)?);
    }
    let mut text = String::new();
    let mut file = None;
    for it in &found.uses {
        if file.replace(&it.path) != Some(&it.path) {
            text.push_str(&heading(it.app.as_deref(), &it.path));
        }
        let offset = it.offset.map_or_else(String::new, |it| format!("{it:04x}"));
        let at = if it.at.is_empty() {
            String::new()
        } else {
            format!("{}  ", it.at)
        };
        let string = format!("\"{}\"", it.text);
        text.push_str(&format!("  {:<10}  {offset:<6}  {at}{string}\n", it.kind));
    }
    let kinds = found.n_by_kind.iter();
    let kinds: Vec<String> = kinds.map(|(kind, n)| format!("{n} {kind}")).collect();
    let looked_at = format!("{} DEX files and {} others", found.n_dex, found.n_others);
    text.push_str(&if found.n_uses == 0 {
        format!("not found in {looked_at}\n")
    } else {
        let (places, files) = (
            counted(found.n_uses, "place"),
            counted(found.n_files, "file"),
        );
        let kinds = kinds.join(", ");
        format!("{places} in {files} ({kinds}); looked at {looked_at}\n")
    });
    print(&text)?;
    say_cut(found.uses.len(), found.n_uses);
    if !found.left_out.is_empty() {
        let kinds = found.left_out.iter();
        let kinds: Vec<String> = kinds.map(|(kind, n)| format!("{n} {kind}")).collect();
        eprintln!(
            "patikra: not looked at outside of apps: {}",
            kinds.join(", ")
        );
    }
    Ok(Exit::Done)
}

/// A number with its noun.
pub(crate) fn counted(n: u64, noun: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{s}")
}

fn heading(app: Option<&str>, path: &str) -> String {
    let path = escape_controls(path);
    match app {
        Some(app) => format!("{}  {path}\n", escape_controls(app)),
        None => format!("{path}\n"),
    }
}

fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn unknown(verb: &str, member: &MemberName, near: &[String]) -> Exit {
    let name = escape_controls(&member.to_string());
    eprintln!("patikra: nothing that was read {verb} {name}");
    for name in near {
        eprintln!("  there is {}", escape_controls(name));
    }
    Exit::Usage
}

/// How much is not shown.
pub(crate) fn say_cut(n_shown: usize, n_all: u64) {
    let n_left = n_all.saturating_sub(n_shown as u64);
    if n_left > 0 {
        eprintln!("patikra: {n_left} more are not shown; --rows shows more");
    }
}

/// What was not read, once for each reason.
pub(crate) fn say_gaps(gaps: &[Gap]) {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for gap in gaps {
        by_reason.entry(&gap.because).or_default().push(&gap.path);
    }
    for (because, paths) in by_reason {
        let because = escape_controls(because);
        match paths.as_slice() {
            [] => {}
            [path] => eprintln!("patikra: not read: {}: {because}", escape_controls(path)),
            [path, rest @ ..] => eprintln!(
                "patikra: not read: {} and {} more: {because}",
                escape_controls(path),
                rest.len()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_the_first() {
        assert_eq!(first_lines("a\nb\nc\n", 2), "a\nb\n");
        assert_eq!(first_lines("a\nb\n", 2), "a\nb\n");
        assert_eq!(first_lines("a\nb", 5), "a\nb");
    }
}
