//! Ways through the code of the inputs, from one kind of place to another: `patikra trace --from --to`.
//!
//! Each app is one program: all DEX files of its container, with its resource tables and layouts. All its code counts as run.

use crate::callers::Dexes;
use crate::source::{Gap, Packages, Source, Take, container};
use crate::{CaseError, Knowledge, MemberName};
use base::{Budget, Limits, View};
use code::app::{App, Entry};
use code::ways::{End, Way};
use examine::AppResources;
use fmt_apk::arsc::Table;
use fmt_apk::axml::Document;
use fmt_dex::Dex;
use serde::Serialize;
use std::collections::BTreeMap;
use unpack::{Artifact, Kind};

/// Questions for one app: 3,000,000, about 15 seconds.
const QUESTIONS: u64 = 3_000_000;

/// What is asked: where ways begin and end, and in which environment their gates are evaluated.
#[derive(Clone, Debug, Default)]
pub struct WaysAsked {
    /// Labels of the models, as `device-id`, or names of methods and fields.
    pub from: Vec<String>,
    /// Likewise.
    pub to: Vec<String>,
    /// Whether a value that only decides which of several values arrives counts.
    pub choices: bool,
    /// Inputs with their values: `region`, or a kind and a name, as `setting.personalised_ads`.
    pub environment: BTreeMap<String, String>,
}

/// A step of a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WayStep {
    /// The method.
    pub method: String,
    /// From the start of its instructions, in code units.
    pub offset: u32,
    /// What happens there.
    pub says: String,
}

/// A way that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WayFound {
    /// The app's package, where a manifest names one.
    pub app: Option<String>,
    /// The container of its code.
    pub path: String,
    /// What it begins at.
    pub from: String,
    /// The constants given there.
    pub which: Option<String>,
    /// What it ends at.
    pub to: String,
    /// The keys under which the value was put into maps and documents.
    pub keys: Vec<String>,
    /// `cut`, `encrypted`, `hashed`, `chosen`.
    pub done: Vec<&'static str>,
    /// Where a request goes to.
    pub addresses: Vec<String>,
    /// What following the value on from its source says: `arrives`, `lost`, `open`.
    pub followed: &'static str,
    /// The condition under which its end runs.
    pub gate: String,
    /// Whether that condition holds in the environment asked for; null where that is not known.
    pub open: Option<bool>,
    /// The steps.
    pub steps: Vec<WayStep>,
}

/// All that was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WaysFound {
    /// The ways, in the order of the files.
    pub ways: Vec<WayFound>,
    /// Values at the second end that were looked at.
    pub n_places: u64,
    /// Those of which not all origins were found.
    pub n_cut: u64,
    /// What was not read.
    pub gaps: Vec<Gap>,
}

impl Source {
    /// The ways from one end to the other in each app.
    ///
    /// # Errors
    /// [`CaseError`], by cause; an end that is neither a label nor the name of a member among them.
    pub fn ways(&self, asked: &WaysAsked, pages: &Knowledge) -> Result<WaysFound, CaseError> {
        let knowledge = examine::Knowledge::load(|page| pages.file(page))?;
        let models = &knowledge.code;
        let mut sources = models.sources.labels();
        sources.extend(models.entry_sources.labels());
        sources.extend(models.page_sources.labels());
        let from = ends(&asked.from, &sources.into_iter().collect::<Vec<_>>())?;
        let to = ends(
            &asked.to,
            &models.sinks.labels().into_iter().collect::<Vec<_>>(),
        )?;
        let new = |_: &_| Finder {
            limits: self.limits,
            packages: Packages::default(),
            apps: Vec::new(),
            resources: BTreeMap::new(),
        };
        let done = |finder: Finder| finder.ways(&from, &to, asked, &knowledge);
        let (found, gaps) = self.each(new, done);
        let mut all = WaysFound {
            gaps,
            ..WaysFound::default()
        };
        for found in found {
            all.ways.extend(found.ways);
            all.n_places = all.n_places.saturating_add(found.n_places);
            all.n_cut = all.n_cut.saturating_add(found.n_cut);
        }
        Ok(all)
    }
}

fn ends(names: &[String], labels: &[&str]) -> Result<Vec<End>, CaseError> {
    names.iter().map(|name| end(name, labels)).collect()
}

fn end(name: &str, labels: &[&str]) -> Result<End, CaseError> {
    if labels.contains(&name) {
        return Ok(End::Label(name.to_owned()));
    }
    match name.parse::<MemberName>() {
        Ok(MemberName {
            class,
            name: Some(name),
            ..
        }) => Ok(End::Member { class, name }),
        _ => Err(CaseError::UnknownEnd {
            name: name.to_owned(),
            labels: labels.join(", "),
        }),
    }
}

struct Finder {
    limits: Limits,
    packages: Packages,
    apps: Vec<Dexes>,
    /// What resource tables and layouts say, by container.
    resources: BTreeMap<String, AppResources>,
}

impl Take for Finder {
    fn artifact(&mut self, path: &str, artifact: &Artifact<'_>) {
        self.packages.artifact(path, artifact, &self.limits);
        match artifact.kind {
            Kind::BinaryXml => {
                if let Ok(document) = Document::parse(artifact.bytes, &self.limits) {
                    self.resources_of(path).add_views(&document.value);
                }
            }
            Kind::ResourceTable => {
                if let Ok(table) = Table::parse(artifact.bytes, &self.limits) {
                    self.resources_of(path).add_texts(&table.value);
                }
            }
            _ => {}
        }
        Dexes::take(&mut self.apps, path, artifact, |_| true);
    }
}

impl Finder {
    fn resources_of(&mut self, path: &str) -> &mut AppResources {
        self.resources
            .entry(container(path).to_owned())
            .or_default()
    }

    fn ways(
        self,
        from: &[End],
        to: &[End],
        asked: &WaysAsked,
        knowledge: &examine::Knowledge,
    ) -> WaysFound {
        let mut found = WaysFound::default();
        let none = AppResources::default();
        for dexes in &self.apps {
            let mut all: Vec<Dex<'_>> = Vec::new();
            for (_, bytes) in &dexes.files {
                if let Ok(parsed) = fmt_dex::container(View::new(bytes)) {
                    all.extend(parsed.value);
                }
            }
            let resources = self.resources.get(&dexes.container).unwrap_or(&none);
            let entry = Entry {
                click_methods: resources.clicks(),
                ..Entry::default()
            };
            let app = App::new(&all, &knowledge.code, entry, resources);
            let mut budget = Budget::new(QUESTIONS);
            let ways = if asked.choices {
                app.ways_with_choices(from, to, &mut budget)
            } else {
                app.ways(from, to, &mut budget)
            };
            found.n_places = found.n_places.saturating_add(u64::from(ways.n_places));
            found.n_cut = found.n_cut.saturating_add(u64::from(ways.n_cut));
            let package = self.packages.of(&format!("{}!/", dexes.container));
            let tell = |way| {
                told(
                    &app,
                    way,
                    package.clone(),
                    &dexes.container,
                    asked,
                    knowledge,
                )
            };
            found.ways.extend(ways.ways.into_iter().map(tell));
        }
        found
    }
}

fn told(
    app: &App<'_>,
    way: Way,
    package: Option<String>,
    path: &str,
    asked: &WaysAsked,
    knowledge: &examine::Knowledge,
) -> WayFound {
    let gate = app.gate_of(way.sink.def, way.sink.pc);
    let environments = &knowledge.environments;
    let regions = examine::Regions::of(&gate, environments);
    let input = |kind: &str, reads: &str| {
        let property = || {
            let name = format!("property:{reads}");
            asked
                .environment
                .get(&name)
                .filter(|_| kind == "system-property")
        };
        let named = asked.environment.get(&format!("{kind}.{reads}"));
        let named = named.or_else(property).map(|value| switch(value));
        let region = || {
            let region = asked.environment.get("region")?;
            regions.value(kind, reads, region)
        };
        let given = named.or_else(region);
        given.or_else(|| environments.assumed(kind, reads).map(str::to_owned))
    };
    let open = if asked.environment.is_empty() {
        None
    } else {
        gate.eval(&input)
    };
    let step = |step: &code::flow::Step| WayStep {
        method: app.program.def_name(step.site.def),
        offset: step.site.pc,
        says: step.says.clone(),
    };
    WayFound {
        app: package,
        path: path.to_owned(),
        from: way.from,
        which: way.which,
        to: way.to,
        keys: way.keys,
        done: way.done.into_iter().collect(),
        addresses: way.addresses,
        followed: way.followed.name(),
        gate: gate.to_string(),
        open,
        steps: way.steps.iter().map(step).collect(),
    }
}

/// The value of a switch as code has it.
fn switch(value: &str) -> String {
    match value {
        "on" => String::from("true"),
        "off" => String::from("false"),
        value => value.to_owned(),
    }
}
