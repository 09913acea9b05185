//! Who calls a method, reads or writes a field, makes objects of a class: `patikra callers`.
//!
//! Inside an app virtual calls are resolved by the types of which it makes objects (see `code::app`), so that a call
//! through a super class or an interface counts. Between apps only references that name the class count.
//!
//! Known misses: calls by reflection, from native code and through `invoke-custom`; the splits of an app, each of
//! which is looked at by itself.

use crate::listing::parts;
use crate::source::{Gap, Packages, Source, Take, container};
use crate::{CaseError, Knowledge, MemberName};
use base::{Limits, View, escape_controls};
use code::app::{App, Entry, NoResources};
use code::models::Models;
use code::program::{DefId, MethodId, TypeId};
use code::xref::{Index, Site};
use fmt_dex::{Dex, instruction_text};
use memchr::memmem;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use unpack::{Artifact, Kind};

/// One place in code that uses what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// The app's package, where a manifest names one.
    pub app: Option<String>,
    /// The DEX file, with `!/` after each container.
    pub path: String,
    /// The method that uses it.
    pub method: String,
    /// From the start of that method's instructions, in code units.
    pub offset: u32,
    /// `calls`, `may-call` (a call of a method that it overrides), `reads`, `writes`, or `makes`: an object of the
    /// class, also where the framework is what calls its method.
    pub how: &'static str,
    /// The instruction.
    pub instruction: String,
}

/// All that uses something.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Callers {
    /// What was asked for and is defined or named somewhere: each method, field or class.
    pub named: Vec<String>,
    /// The uses, in the order of the files, then of their classes.
    pub uses: Vec<Use>,
    /// How many there are; more than `uses` holds where these were cut.
    pub n_uses: u64,
    /// What else is to be known: calls by the framework, calls that could not be resolved.
    pub remarks: Vec<String>,
    /// Where nothing is named so, names that are like it.
    pub near: Vec<String>,
    /// What was not read.
    pub gaps: Vec<Gap>,
}

impl Source {
    /// What uses the methods, the fields or the class of that name; at most `n_rows` uses.
    ///
    /// # Errors
    /// [`CaseError`], by cause.
    pub fn callers(
        &self,
        name: &MemberName,
        knowledge: &Knowledge,
        n_rows: usize,
    ) -> Result<Callers, CaseError> {
        let types = knowledge.file("models/flow/types.tsv").unwrap_or_default();
        let types = String::from_utf8_lossy(types);
        let models = Models::parse([("types", types.as_ref())]).value;
        let classes = with_subclasses(&name.class, &models);
        let limits = &self.limits;
        let new = |_: &_| Finder {
            name,
            models: &models,
            classes: classes.iter().map(memmem::Finder::new).collect(),
            limits,
            n_rows,
            packages: Packages::default(),
            apps: Vec::new(),
        };
        let (found, gaps) = self.each(new, Finder::done);
        let mut callers = Callers {
            gaps,
            ..Callers::default()
        };
        let (mut named, mut remarks) = (BTreeSet::new(), Vec::new());
        for found in found {
            named.extend(found.named);
            callers.n_uses = callers.n_uses.saturating_add(found.n_uses);
            callers.uses.extend(found.uses);
            for remark in found.remarks {
                if !remarks.contains(&remark) {
                    remarks.push(remark);
                }
            }
        }
        callers.uses.truncate(n_rows);
        callers.named = named.into_iter().collect();
        callers.remarks = remarks;
        if callers.named.is_empty() {
            callers.near = self.near(name);
        }
        Ok(callers)
    }
}

/// The class, and those that the models know to extend it: a call of an inherited method may name one of them.
fn with_subclasses(class: &str, models: &Models) -> Vec<String> {
    let mut all = vec![class.to_owned()];
    let mut at = 0;
    while let Some(up) = all.get(at).cloned() {
        for ty in &models.types {
            let is_below = ty.super_class.as_ref() == Some(&up) || ty.interfaces.contains(&up);
            if is_below && !all.contains(&ty.desc) {
                all.push(ty.desc.clone());
            }
        }
        at += 1;
    }
    all
}

/// The DEX files of one container.
pub(crate) struct Dexes {
    pub(crate) container: String,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// Whether one of them names one of the classes.
    is_wanted: bool,
}

impl Dexes {
    /// Puts a DEX file to the others of its container; passes over everything else.
    pub(crate) fn take(
        apps: &mut Vec<Self>,
        path: &str,
        artifact: &Artifact<'_>,
        is_wanted: impl Fn(&[u8]) -> bool,
    ) {
        if artifact.kind != Kind::Dex {
            return;
        }
        let bytes = artifact.bytes.bytes();
        let is_wanted = is_wanted(bytes);
        let container = container(path);
        let file = (path.to_owned(), bytes.to_vec());
        match apps.iter_mut().find(|it| it.container == container) {
            Some(app) => {
                app.files.push(file);
                app.is_wanted |= is_wanted;
            }
            None => apps.push(Self {
                container: container.to_owned(),
                files: vec![file],
                is_wanted,
            }),
        }
    }
}

struct Finder<'n> {
    name: &'n MemberName,
    models: &'n Models,
    classes: Vec<memmem::Finder<'n>>,
    limits: &'n Limits,
    n_rows: usize,
    packages: Packages,
    apps: Vec<Dexes>,
}

impl Take for Finder<'_> {
    fn artifact(&mut self, path: &str, artifact: &Artifact<'_>) {
        self.packages.artifact(path, artifact, self.limits);
        let classes = &self.classes;
        Dexes::take(&mut self.apps, path, artifact, |bytes| {
            classes.iter().any(|it| it.find(bytes).is_some())
        });
    }
}

impl Finder<'_> {
    fn done(self) -> Callers {
        let mut callers = Callers::default();
        for dexes in self.apps.iter().filter(|it| it.is_wanted) {
            self.app(dexes, &mut callers);
        }
        callers
    }

    fn app(&self, dexes: &Dexes, callers: &mut Callers) {
        let mut paths = Vec::new();
        let mut all: Vec<Dex<'_>> = Vec::new();
        for (path, bytes) in &dexes.files {
            let Ok(parsed) = fmt_dex::container(View::new(bytes)) else {
                continue;
            };
            paths.extend(parsed.value.iter().map(|_| path.as_str()));
            all.extend(parsed.value);
        }
        // Which components the manifest declares does not matter: all code counts as run.
        let app = App::new(&all, self.models, Entry::default(), &NoResources);
        let Some(class) = app.program.find_type(&self.name.class) else {
            return;
        };
        let mut asked = Asked {
            app: &app,
            class,
            name: self.name,
            sites: BTreeMap::new(),
            named: BTreeSet::new(),
            remarks: Vec::new(),
        };
        if self.name.name.is_some() {
            asked.methods();
            asked.fields();
        } else {
            asked.named.insert(self.name.class.clone());
            asked.add(app.xrefs.of_new(class), "makes");
        }
        callers.n_uses += asked.sites.len() as u64;
        callers.named.extend(asked.named);
        callers.remarks.extend(asked.remarks);
        for (site, how) in asked.sites {
            if callers.uses.len() >= self.n_rows {
                break;
            }
            let Some(def) = app.program.def(site.def) else {
                continue;
            };
            let dex = usize::from(def.dex);
            let path = paths.get(dex).copied().unwrap_or_default();
            let code = all.get(dex).and_then(|dex| {
                let code = dex.code_at(def.code_off).ok()?;
                let insn = code.instruction_at(site.pc).ok()?;
                Some(instruction_text(dex, site.pc, &insn))
            });
            callers.uses.push(Use {
                app: self.packages.of(path),
                path: path.to_owned(),
                method: escape_controls(&app.program.def_name(site.def)),
                offset: site.pc,
                how,
                instruction: code.unwrap_or_default(),
            });
        }
    }
}

struct Asked<'q, 'a> {
    app: &'q App<'a>,
    class: TypeId,
    name: &'q MemberName,
    sites: BTreeMap<Site, &'static str>,
    named: BTreeSet<String>,
    remarks: Vec<String>,
}

impl Asked<'_, '_> {
    fn add(&mut self, sites: &[Site], how: &'static str) {
        for site in sites {
            self.sites.entry(*site).or_insert(how);
        }
    }

    /// Calls that name the class, or a class below it that inherits the method; then those that reach it by the
    /// types of which objects are made.
    fn methods(&mut self) {
        let app = self.app;
        let program = &app.program;
        let mut defs: BTreeSet<DefId> = BTreeSet::new();
        let mut elsewhere: Vec<MethodId> = Vec::new();
        for (id, method) in (0..).zip(&program.methods) {
            let text = program.method_name(id);
            let is_asked =
                parts(&text).is_some_and(|(name, signature)| self.name.is(name, signature));
            if !is_asked {
                continue;
            }
            if method.class == self.class {
                self.named.insert(escape_controls(&text));
                self.add(app.xrefs.of_call(id), "calls");
                defs.extend(program.def_of(id));
                continue;
            }
            let is_below = program.is_subtype(method.class, self.class);
            let runs = program
                .resolve(method.class, method.name, method.proto)
                .ok();
            let of = runs.map(|def| app.class_type(def));
            let is_inherited = match of {
                Some(of) => program.is_subtype(self.class, of),
                None => true,
            };
            if is_below && is_inherited {
                self.named.insert(escape_controls(&text));
                self.add(app.xrefs.of_call(id), "calls");
            } else if program.is_subtype(self.class, method.class) {
                elsewhere.push(id);
            }
        }
        for def in &defs {
            self.add(app.callers(*def), "may-call");
            if app.is_callable(*def) {
                let says = format!(
                    "the framework calls {}, which overrides a method of it",
                    escape_controls(&program.def_name(*def))
                );
                self.remarks.push(says);
                // Who hands the object over is the nearest to a caller that the app has.
                let class = app.class_type(*def);
                self.add(app.xrefs.of_new(class), "makes");
            }
        }
        if defs.is_empty() {
            return;
        }
        for id in elsewhere {
            let left = unresolved(&app.xrefs.calls, id, &self.sites);
            if left > 0 {
                let says = format!(
                    "{left} calls of {} are not listed: by the types of which objects are made they lead elsewhere, or to too many methods to say",
                    escape_controls(&program.method_name(id))
                );
                self.remarks.push(says);
            }
        }
    }

    fn fields(&mut self) {
        let app = self.app;
        let program = &app.program;
        for (id, field) in (0..).zip(&program.fields) {
            if field.class != self.class {
                continue;
            }
            let text = program.field_name(id);
            let is_asked =
                parts(&text).is_some_and(|(name, signature)| self.name.is(name, signature));
            if !is_asked {
                continue;
            }
            self.named.insert(escape_controls(&text));
            let id = program.canonical_field(id);
            for index in [&app.xrefs.field_puts, &app.xrefs.static_puts] {
                self.add(index.of(id), "writes");
            }
            for index in [&app.xrefs.field_gets, &app.xrefs.static_gets] {
                self.add(index.of(id), "reads");
            }
        }
    }
}

fn unresolved(calls: &Index, id: MethodId, sites: &BTreeMap<Site, &'static str>) -> usize {
    let of = calls.of(id).iter();
    of.filter(|site| !sites.contains_key(site)).count()
}
