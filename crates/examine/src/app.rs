//! An app as one program: all its DEX files, its manifest and its resources.

use base::{ArtifactId, Span};
use code::app::{App, Component, Entry, Resources};
use code::xref::Site;
use fmt_apk::arsc::{Place, Table};
use fmt_apk::axml::Document;
use fmt_apk::layout;
use fmt_apk::manifest::{ComponentKind, Manifest};
use fmt_dex::Dex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// A DEX file of an app.
pub struct AppDex<'a> {
    /// Its name.
    pub artifact: ArtifactId,
    /// Its tables.
    pub dex: Dex<'a>,
}

/// An app with all that its code stands on.
pub struct AppModel<'a> {
    /// Its DEX files, in the order in which the platform loads them.
    pub dexes: Vec<AppDex<'a>>,
    /// Its manifest, where it has one that can be read.
    pub manifest: Option<Manifest>,
    /// Its resources.
    pub resources: AppResources,
}

/// An app with its code model, which all examiners of apps share.
pub struct AppProgram<'a> {
    /// The app.
    pub model: &'a AppModel<'a>,
    /// Its code; all of it counts as running.
    pub whole: &'a App<'a>,
    started: OnceLock<App<'a>>,
}

impl<'a> AppProgram<'a> {
    /// An app with its code, all of which counts as running.
    pub fn new(model: &'a AppModel<'a>, whole: &'a App<'a>) -> Self {
        Self {
            model,
            whole,
            started: OnceLock::new(),
        }
    }

    /// The code that the app's components lead to.
    pub fn started(&self) -> &App<'a> {
        self.started.get_or_init(|| {
            let mut entry = self.model.entry();
            entry.complete = !entry.components.is_empty();
            self.whole.started_by(entry)
        })
    }
}

/// The texts of an app's resource table, in the default configuration, and what its layouts say of views.
#[derive(Clone, Debug, Default)]
pub struct AppResources {
    texts: Vec<(u32, String)>,
    /// The items of each array.
    arrays: BTreeMap<u32, Vec<String>>,
    /// The names of arrays, and of texts that may be lists.
    names: BTreeMap<u32, String>,
    /// Numbers of the views that take a password.
    passwords: BTreeSet<u32>,
    /// Methods that a click on a view calls.
    clicks: BTreeSet<String>,
}

/// Bytes of a text that may be a list of words: 48.
const LONG: usize = 48;

impl AppResources {
    /// Takes the single texts and the arrays of texts out of a table.
    pub fn add_texts(&mut self, table: &Table<'_>) {
        let mut texts: Vec<(u32, String)> = Vec::new();
        let mut arrays: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        let mut names: BTreeMap<u32, String> = BTreeMap::new();
        let problems = table.string_values(|value| {
            if !value.entry.config().is_default() {
                return;
            }
            let id = value.entry.id().0;
            let is_array = matches!(value.place, Place::Item(_));
            if is_array || value.text.len() >= LONG {
                let name = names.entry(id);
                name.or_insert_with(|| value.entry.name());
            }
            let text = value.text.into_owned();
            match value.place {
                Place::Single => texts.push((id, text)),
                Place::Item(_) => arrays.entry(id).or_default().push(text),
            }
        });
        drop(problems); // The examiner of endpoints walks the same values and records them.
        texts.sort();
        texts.dedup_by_key(|it| it.0);
        self.texts = texts;
        self.arrays = arrays;
        self.names = names;
    }

    /// The methods that a click on a view calls, as the layouts say.
    pub fn clicks(&self) -> Vec<String> {
        self.clicks.iter().cloned().collect()
    }

    /// Takes what a layout says of its views.
    pub fn add_views(&mut self, document: &Document<'_>) {
        for view in layout::views(document) {
            self.clicks.extend(view.on_click);
            let id = view.id.filter(|_| view.takes_password);
            self.passwords.extend(id.map(|it| it.0));
        }
    }
}

impl Resources for AppResources {
    fn string(&self, id: u32) -> Option<String> {
        let at = self.texts.binary_search_by_key(&id, |it| it.0).ok()?;
        self.texts.get(at).map(|it| it.1.clone())
    }

    fn array(&self, id: u32) -> Option<&[String]> {
        self.arrays.get(&id).map(Vec::as_slice)
    }

    fn name(&self, id: u32) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    fn takes_password(&self, id: u32) -> bool {
        self.passwords.contains(&id)
    }
}

impl AppModel<'_> {
    /// What starts the app's code. Without a manifest, all code counts.
    pub fn entry(&self) -> Entry {
        let Some(manifest) = &self.manifest else {
            return Entry::default();
        };
        let descriptor = |name: &str| format!("L{};", manifest.class_name(name).replace('.', "/"));
        let named = manifest.components.iter().filter_map(|it| {
            let name = it.target_activity.as_ref().or(it.name.as_ref());
            name.map(|name| (it, name))
        });
        let mut components: Vec<Component> = named
            .map(|(it, name)| Component {
                desc: descriptor(&name.value),
                kind: kind_of(it.kind).to_owned(),
                actions: Vec::new(),
                authorities: it.authorities.iter().map(|at| at.value.clone()).collect(),
            })
            .collect();
        if let Some(name) = &manifest.application.name {
            components.push(Component {
                desc: descriptor(name.value.as_str()),
                kind: String::from("application"),
                ..Component::default()
            });
        }
        Entry {
            complete: false,
            components,
            click_methods: self.resources.clicks(),
        }
    }

    /// The names of the components that the manifest declares for a class, by its descriptor; names of aliases among them.
    pub fn declared(&self, desc: &str) -> Vec<String> {
        let Some(manifest) = &self.manifest else {
            return Vec::new();
        };
        let class_of = |name: &str| manifest.class_name(name);
        let is_it = |it: &&fmt_apk::manifest::Component| {
            let class = it.target_activity.as_ref().or(it.name.as_ref());
            class.is_some_and(|at| format!("L{};", class_of(&at.value).replace('.', "/")) == desc)
        };
        let found = manifest.components.iter().filter(is_it);
        found
            .filter_map(|it| Some(class_of(&it.name.as_ref()?.value)))
            .collect()
    }

    /// Where an instruction stands: its artifact, its method, and its bytes.
    pub fn place(&self, app: &App<'_>, site: Site) -> Option<(ArtifactId, String, Span)> {
        let def = app.program.def(site.def)?;
        let dex = self.dexes.get(usize::from(def.dex))?;
        let code = dex.dex.code_at(def.code_off).ok()?;
        let units = code
            .instructions()
            .filter_map(Result::ok)
            .find(|(at, _)| *at == site.pc)
            .map_or(1, |(_, it)| it.units());
        let span = code.span_at(site.pc, units);
        Some((dex.artifact, app.program.def_name(site.def), span))
    }
}

fn kind_of(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Activity | ComponentKind::ActivityAlias => "activity",
        ComponentKind::Service => "service",
        ComponentKind::Receiver => "receiver",
        ComponentKind::Provider => "provider",
    }
}
