//! `patikra assess`.

use crate::args::Assess;
use crate::exit::Exit;
use crate::print;
use crate::progress::Bar;
use anyhow::Context;
use case::{CaseError, Dossier, Lab, TrafficOptions};
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn run(lab: &Lab, args: &Assess) -> anyhow::Result<Exit> {
    for error in lab.rules().errors() {
        eprintln!("patikra: left out: {error}");
    }
    for fail_on in &args.fail_on {
        let questions = lab.rules().questions();
        if !questions.iter().any(|it| it.id == fail_on.question) {
            eprintln!("patikra: --fail-on names no question: {}", fail_on.question);
            return Ok(Exit::Usage);
        }
    }
    let cases: Vec<(Vec<PathBuf>, PathBuf)> = if args.each {
        let below = args.output.clone().unwrap_or_default();
        let case = |input: &PathBuf| (vec![input.clone()], below.join(case_name(input)));
        args.inputs.iter().map(case).collect()
    } else {
        let first = args.inputs.first().map(|input| case_name(input));
        let folder = args.output.clone().or(first).unwrap_or_default();
        vec![(args.inputs.clone(), folder)]
    };
    let mut exit = Exit::Done;
    for (position, (inputs, folder)) in cases.iter().enumerate() {
        match one(lab, args, inputs, folder, position > 0) {
            Ok(Exit::Done) => {}
            Ok(other) => exit = other,
            // One input of several that cannot be assessed does not cost the others.
            Err(error) if cases.len() > 1 => {
                eprintln!("patikra: {error:#}");
                exit = Exit::of(&error);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(exit)
}

/// What was given beside records of traffic.
fn traffic(args: &Assess) -> anyhow::Result<TrafficOptions> {
    let mut marks = args.marks.clone();
    for path in &args.mark_files {
        let text = fs::read_to_string(path).map_err(|source| CaseError::Input {
            path: path.clone(),
            source,
        })?;
        marks.extend(TrafficOptions::marks_of(&text)?);
    }
    Ok(TrafficOptions {
        canaries: args.canaries.clone(),
        payload_keys: args.payload_keys.clone(),
        marks,
        countries: args.countries.clone(),
    })
}

/// `xiaomi.case` for `phones/xiaomi/`.
fn case_name(input: &Path) -> PathBuf {
    let absolute = std::path::absolute(input).unwrap_or_else(|_| input.to_owned());
    let name = absolute
        .file_name()
        .map_or("phone".into(), |name| name.to_string_lossy());
    PathBuf::from(format!("{name}.case"))
}

fn one(
    lab: &Lab,
    args: &Assess,
    inputs: &[PathBuf],
    folder: &Path,
    is_further: bool,
) -> anyhow::Result<Exit> {
    let bar = Bar::new(args.quiet);
    let case = lab.assess_with(inputs, &traffic(args)?, folder, &bar)?;
    let dossier = case.dossier(lab)?;
    let json = report::answers_json(&dossier)?;
    replace(&folder.join("answers.json"), &json)?;
    replace(&folder.join("report.html"), &report::html(&dossier))?;
    bar.finish(&folder.display().to_string());
    if args.json {
        print(&json)?;
    } else {
        let gap = if is_further { "\n" } else { "" };
        print(&format!("{gap}{}", report::answers_table(&dossier)))?;
        if !args.quiet {
            print(&format!(
                "\nreport: {}\n",
                folder.join("report.html").display()
            ))?;
        }
    }
    Ok(if args.fail_on.iter().any(|it| holds(&dossier, it)) {
        Exit::Holds
    } else {
        Exit::Done
    })
}

fn holds(dossier: &Dossier, fail_on: &crate::args::FailOn) -> bool {
    dossier
        .answers
        .iter()
        .any(|answer| answer.question == fail_on.question && answer.verdict >= fail_on.verdict)
}

/// Writes a file so that a reader sees the old or the new one, and leaves one alone that is the same.
fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    let part = path.with_extension("part");
    let write = || {
        fs::write(&part, text)?;
        fs::rename(&part, path)
    };
    write()
        .map_err(|source| CaseError::Folder {
            path: path.to_owned(),
            source,
        })
        .context("cannot write the report")
}
