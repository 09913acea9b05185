//! Prints one line for each APK that it is given: what it is, and all that is odd about it.
//!
//! With `--badging` first it prints instead what `aapt dump badging` has lines for, to compare.
#![expect(clippy::print_stdout, reason = "this is a program that prints")]

use base::{Limits, Parsed, Problem, View};
use fmt_apk::arsc::Table;
use fmt_apk::axml::Document;
use fmt_apk::manifest::{Manifest, Sdk};
use fmt_apk::zip::{Inflater, ZipFile};
use std::borrow::Cow;

struct Surveyed {
    manifest: Option<Manifest>,
    n_entries: usize,
    n_bytes: usize,
    n_gaps: usize,
    anomalies: Vec<String>,
    problems: Vec<String>,
}

fn contents<'a>(
    zip: &ZipFile<'a>,
    name: &str,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Option<Cow<'a, [u8]>> {
    let entry = zip.entry(name.as_bytes())?;
    match Inflater::new().read_owned(entry, limits) {
        Ok(parsed) => Some(parsed.unload(problems)),
        Err(error) => {
            problems.push(Problem::new(
                "survey/no-contents",
                format_args!("{name}: {error}"),
            ));
            entry.data.map(|data| Cow::Borrowed(data.bytes()))
        }
    }
}

fn survey(bytes: &[u8], limits: &Limits, read_all: bool) -> Result<Surveyed, String> {
    let parsed = ZipFile::parse(View::new(bytes), limits).map_err(|error| error.to_string())?;
    let mut problems = Vec::new();
    let zip = parsed.unload(&mut problems);
    let mut n_bytes = 0;
    let mut inflater = Inflater::new();
    for entry in zip.entries().iter().filter(|_| read_all) {
        match inflater.read(entry, limits) {
            Ok(contents) => n_bytes += contents.unload(&mut problems).len(),
            Err(error) => problems.push(Problem::new(
                "survey/no-contents",
                format_args!("{}: {error}", entry.printable_name()),
            )),
        }
    }
    let resources = contents(&zip, "resources.arsc", limits, &mut problems);
    let table = resources.as_ref().and_then(|resources| {
        Table::parse(View::new(resources), limits)
            .map_err(|error| problems.push(Problem::new("survey/no-table", error)))
            .map(|parsed| parsed.unload(&mut problems))
            .ok()
    });
    if let Some(table) = table.as_ref().filter(|_| read_all) {
        problems.extend(table.string_values(|_| {}));
    }
    let binary_xml = contents(&zip, "AndroidManifest.xml", limits, &mut problems);
    let manifest = binary_xml.as_ref().and_then(|binary_xml| {
        let document: Parsed<_> = Document::parse(View::new(binary_xml), limits)
            .map_err(|error| problems.push(Problem::new("survey/no-manifest", error)))
            .ok()?;
        let document = document.unload(&mut problems);
        if read_all {
            std::hint::black_box(document.render(&|_| None));
        }
        Some(Manifest::read(&document, table.as_ref()).unload(&mut problems))
    });
    Ok(Surveyed {
        manifest,
        n_entries: zip.entries().len(),
        n_bytes,
        n_gaps: zip.gaps().len(),
        anomalies: zip
            .anomalies()
            .iter()
            .map(|anomaly| format!("{}({})", anomaly.kind, anomaly.says))
            .collect(),
        problems: problems.iter().map(ToString::to_string).collect(),
    })
}

fn sdk(sdk: &Sdk) -> String {
    match sdk {
        Sdk::Level(level) => level.to_string(),
        Sdk::Codename(name) => name.clone(),
    }
}

fn badging(manifest: &Manifest) {
    let text = |at: &Option<fmt_apk::manifest::At<String>>| {
        at.as_ref().map_or(String::new(), |at| at.value.clone())
    };
    println!(
        "package: name='{}' versionCode='{}' versionName='{}'",
        manifest.package_name(),
        manifest
            .version_code
            .as_ref()
            .map_or(String::new(), |code| (code.value & 0xffff_ffff).to_string()),
        text(&manifest.version_name),
    );
    if let Some(min) = &manifest.min_sdk {
        println!("sdkVersion:'{}'", sdk(&min.value));
    }
    if let Some(target) = &manifest.target_sdk {
        println!("targetSdkVersion:'{}'", sdk(&target.value));
    }
    for permission in &manifest.uses_permissions {
        println!("uses-permission: name='{}'", text(&permission.name));
    }
}

fn main() {
    let limits = Limits::default();
    let mut arguments = std::env::args_os().skip(1).peekable();
    let is_badging = arguments.next_if(|first| first == "--badging").is_some();
    for path in arguments {
        let name = path.to_string_lossy().into_owned();
        if is_badging {
            println!("# {name}");
        }
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{name}\tunreadable: {error}");
                continue;
            }
        };
        let surveyed = match survey(&bytes, &limits, !is_badging) {
            Ok(surveyed) => surveyed,
            Err(error) => {
                println!("{name}\tno zip: {error}");
                continue;
            }
        };
        let Some(manifest) = surveyed.manifest.as_ref().filter(|_| is_badging) else {
            let (package, version) = surveyed.manifest.as_ref().map_or(("-", 0), |manifest| {
                let version = manifest.version_code.as_ref();
                (
                    manifest.package_name(),
                    version.map_or(0, |code| code.value),
                )
            });
            println!(
                "{name}\t{package}\t{version}\t{} components\t{} entries\t{} bytes\t{} gaps\t{}\t{}",
                surveyed
                    .manifest
                    .as_ref()
                    .map_or(0, |manifest| manifest.components.len()),
                surveyed.n_entries,
                surveyed.n_bytes,
                surveyed.n_gaps,
                surveyed.anomalies.join("; "),
                surveyed.problems.join("; ")
            );
            continue;
        };
        badging(manifest);
    }
}
