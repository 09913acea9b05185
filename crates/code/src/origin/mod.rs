//! Where a value comes from: demand-driven backward search from one value to all its origins.
//!
//! The search asks one question at a time, "where does what is at this path of this value come from?", and goes from
//! uses to definitions: through joins, casts, fields, collections, storage, calls and callers. A call that was entered
//! from below is left through the same call (call strings, Sharir and Pnueli, 1981); fields are told apart by their
//! declaration, not by their object. What a call outside the app does to its values is data (module [`crate::models`]).
//!
//! Lattice: sets of questions under inclusion, breadth first, so that the way to each origin is a shortest one.
//!
//! Known misses: values handed over by native code or by reflection that does not resolve; calls deeper than
//! [`MAX_STACK`]; storage whose name is not known. Known excess: a field's value is that of any object of its class;
//! elements of a collection are not told apart by position.

mod answer;
mod calls;
mod channel;
mod choices;
mod shape;
mod steps;
mod thrown;
mod walk;
mod writes;

pub use shape::{Piece, text};

use crate::app::{App, Targets};
use crate::flow::path::Paths;
use crate::flow::{Slice, Step};
use crate::ir::Val;
use crate::models::{Key, Place, Statement};
use crate::program::{DefId, FieldId, MethodId, TypeId, count};
use crate::xref::Site;
use base::Budget;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Calls that one way may be deep in: 8. Helpers that read, decode and parse a list were met at a depth of 5.
pub const MAX_STACK: u32 = 8;
/// Questions asked for one value: 2,000. The word list of an advertising kit, from the comparison to the server, takes
/// 308; what asks more has left the matter for common code.
pub const MAX_QUESTIONS: usize = 2_000;

/// What stands at the beginning of a way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A text in the code.
    Text(String),
    /// A number in the code.
    Number(i64),
    /// A text or array of the app's resources, by its number.
    Resource(u32),
    /// What a call gives of which nothing further is known.
    Call(MethodId),
    /// What the knowledge names as an origin, as `http` or `asset`, at the call of this method.
    Named(String, MethodId),
    /// What is kept under a name, as a file or a preference: the channel and its key, where that is known.
    Kept(String, Option<String>),
    /// A parameter of a method that the framework, or nobody seen, calls.
    Param(DefId, u16),
    /// A field that is never written here.
    Field(FieldId),
    /// A new object of the app.
    Object(TypeId),
    /// A class object in the code.
    Class(TypeId),
}

/// An origin with the way from it to the value that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What it is.
    pub kind: Kind,
    /// Where.
    pub site: Site,
    /// The value there.
    pub val: Val,
    /// Whether it was put into a collection or array on the way.
    pub element: bool,
    /// The constant keys under which it was put into maps and documents on the way, the outermost first.
    pub keys: Vec<String>,
    /// The outermost part of it that is asked for, where it is named: a constant key, or a part of the models with a
    /// dot before its name and, where it has one, the key in it behind.
    pub part: Option<String>,
    /// Number of the question that found it.
    pub(crate) question: u32,
}

/// A call that a value went through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Through {
    /// Where.
    pub site: Site,
    /// Which.
    pub method: MethodId,
}

/// How a value gets into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entered {
    /// By a call outside the app.
    Call(Through),
    /// By a field.
    Field(FieldId),
}

/// A question that was asked before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Again {
    /// By which it is asked.
    from: u32,
    /// Which it was.
    to: u32,
    /// The call by which the one's value comes from the other's.
    by: Option<Through>,
}

impl Again {
    fn new(from: u32, to: u32, asked: Option<&walk::Question>) -> Self {
        let by = asked.and_then(steps::call);
        Self { from, to, by }
    }
}

/// All origins of a value.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// In the order they were met: nearest first.
    pub origins: Vec<Origin>,
    /// The calls whose result the value is, up to conversions of texts: what a reader of the code would call it.
    pub getters: Vec<Through>,
    /// Constant keys under which values were put into maps and documents, or taken out of them: the nearest on each way.
    pub keys: BTreeSet<String>,
    /// Whether the value is taken out of a collection or array on some way.
    pub element: bool,
    /// Whether the search was cut.
    pub cut: bool,
    pub(crate) questions: Vec<walk::Question>,
    /// Questions that were asked again.
    again: Vec<Again>,
}

/// A text that a call on the way was given, as the address of what it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The call.
    pub site: Site,
    /// What it is given.
    pub pieces: Vec<Piece>,
    /// Constant keys of the maps that the parts which are not constant were made of.
    pub keys: BTreeSet<String>,
}

impl Origins {
    /// The way from an origin to the value, first step first.
    pub fn steps(&self, app: &App<'_>, origin: &Origin) -> Vec<Step> {
        steps::steps(app, &self.questions, origin)
    }

    /// Whether the value is not the origin's, but one of several that it decides between, or one that it decides about.
    pub fn is_chosen(&self, origin: &Origin) -> bool {
        steps::way(&self.questions, origin)
            .any(|q| matches!(q.how, walk::How::Chosen | walk::How::Decides))
    }

    /// The calls outside the app that lie on the way from an origin, the origin's side first.
    pub fn through(&self, origin: &Origin) -> Vec<Through> {
        steps::through(&self.questions, origin)
    }

    /// The texts among the origins that are addresses with a scheme and a host (RFC 3986, 3).
    pub(crate) fn urls(&self) -> impl Iterator<Item = (Site, &String)> {
        self.origins.iter().filter_map(|it| match &it.kind {
            Kind::Text(text) if has_host(text) => Some((it.site, text)),
            _ => None,
        })
    }

    /// The calls that lie on the way from an origin, into the app's methods as well, the origin's side first.
    pub fn passed(&self, origin: &Origin) -> Vec<Through> {
        steps::passed(&self.questions, origin)
    }

    /// The calls on a way from an origin that goes through the wanted ones as far as some way does, the origin's side first.
    pub fn past(&self, origin: &Origin, wanted: &dyn Fn(Through) -> bool) -> Vec<Through> {
        steps::past(&self.questions, &self.again, origin, wanted)
    }

    /// Where the value that begins at an origin is taken out of it: the place of the first step.
    pub(crate) fn taken_at(&self, origin: &Origin) -> Option<Site> {
        let question = self.questions.get(origin.question as usize)?;
        Some(question.site)
    }

    /// The calls on the way by which the framework hands the value to a method of the app.
    pub(crate) fn handed_over(&self, origin: &Origin) -> Vec<Site> {
        let way = steps::way(&self.questions, origin);
        way.filter(|q| matches!(q.how, walk::How::Passed(_)))
            .map(|q| q.site)
            .collect()
    }

    /// The places in a method that lie on the way from an origin, the origin's side first.
    pub(crate) fn sites_in<'o>(
        &'o self,
        def: DefId,
        origin: &'o Origin,
    ) -> impl Iterator<Item = Site> + 'o {
        let way = steps::way(&self.questions, origin);
        way.map(|q| q.site).filter(move |site| site.def == def)
    }

    /// What puts the value into the one that was asked for, last of all on its way.
    pub(crate) fn entered(&self, origin: &Origin) -> Option<Entered> {
        let entered = |q: &walk::Question| match q.how {
            walk::How::Through(method) => {
                let site = q.site;
                Some(Entered::Call(Through { site, method }))
            }
            walk::How::Stored(field) => Some(Entered::Field(field)),
            _ => None,
        };
        steps::way(&self.questions, origin)
            .filter_map(entered)
            .last()
    }

    /// All calls that any way of the value goes through or into, the farthest first.
    pub fn calls(&self) -> Vec<Through> {
        steps::calls(&self.questions)
    }

    /// The classes whose code the search went through.
    pub fn classes(&self, app: &App<'_>) -> BTreeSet<TypeId> {
        self.questions
            .iter()
            .map(|q| app.class_type(q.def))
            .collect()
    }

    /// Adds all that the search went through.
    pub(crate) fn mark(&self, slice: &mut Slice) {
        self.questions.iter().for_each(|q| q.mark(slice));
    }

    /// Adds what lies on any way from these origins to the value.
    pub(crate) fn mark_between<'o>(&self, of: impl Iterator<Item = &'o Origin>, slice: &mut Slice) {
        let mut askers: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for again in &self.again {
            askers.entry(again.to).or_default().push(again.from);
        }
        let mut todo: Vec<u32> = of.map(|it| it.question).collect();
        let mut seen: FxHashSet<u32> = todo.iter().copied().collect();
        while let Some(at) = todo.pop() {
            let Some(q) = self.questions.get(at as usize) else {
                continue;
            };
            q.mark(slice);
            let others = askers.get(&at).into_iter().flatten().copied();
            let next = others.chain([q.parent]).filter(|it| seen.insert(*it));
            todo.extend(next);
        }
    }

    /// Questions asked.
    pub fn n_questions(&self) -> usize {
        self.questions.len()
    }
}

fn has_host(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    scheme.chars().all(|c| c.is_ascii_alphabetic())
        && host.contains('.')
        && host.chars().all(letters)
}

/// The text that a value is, where it is wholly known.
pub(crate) fn whole_text(app: &App<'_>, def: DefId, val: Val) -> Option<String> {
    let pieces = shape::Shaper::new(app, &shape::Stacks::default()).of(def, val);
    match pieces.as_slice() {
        [Piece::Text(text)] => Some(text.clone()),
        _ => None,
    }
}

/// The text that a value is, in pieces.
pub(crate) fn pieces(app: &App<'_>, def: DefId, val: Val) -> Vec<Piece> {
    shape::Shaper::new(app, &shape::Stacks::default()).of(def, val)
}

/// The name that a value gives a file or another store: what follows the last slash.
pub(crate) fn last_name(app: &App<'_>, def: DefId, val: Val) -> Option<String> {
    shape::last_part(&shape::Shaper::new(app, &shape::Stacks::default()).of(def, val))
}

/// A place where a channel of the models is named.
#[derive(Clone, Debug)]
struct Access {
    site: Site,
    key: Key,
    other: Place,
    /// Whether the other place is the channel, not only written to it.
    alias: bool,
    /// Whether it is a method that the framework calls, and not a call.
    entry: bool,
}

/// A place where a channel is named, and the name that it is given there.
type Named = (Access, Option<String>);

/// Searches backward; keeps what several searches in one app ask again.
pub struct Backward<'b, 'a> {
    app: &'b App<'a>,
    statements: FxHashMap<MethodId, Option<Vec<Statement>>>,
    targets: FxHashMap<Site, Targets>,
    accesses: FxHashMap<u16, Vec<Access>>,
    /// The same with the names that they give, once asked for.
    named: FxHashMap<u16, Rc<[Named]>>,
    /// Keys of channels that are classes, by the call.
    keys: FxHashMap<(Site, Key), Option<String>>,
    /// The paths of all searches.
    paths: Paths,
    /// The calls that searches went into.
    stacks: shape::Stacks,
    /// Texts that values are, by the way on which they were asked for.
    shapes: FxHashMap<(DefId, Val, u32, TypeId), Vec<Piece>>,
    /// Whether what decides which of several values it is counts as an origin.
    choices: bool,
    /// Whether the calls that the models name as sources are origins, also where more is known of what they give.
    sources: bool,
    /// The branches that decide about the blocks of a method.
    deciders: FxHashMap<DefId, Rc<choices::Deciders>>,
    /// Questions that lead to more than can be asked.
    wide: FxHashSet<walk::Seen>,
    /// Where objects are made that run a method, by the method.
    lambdas: FxHashMap<DefId, Vec<Site>>,
    /// Where a method is called by reflection, by the method.
    reflected: FxHashMap<DefId, Vec<Site>>,
}

impl<'b, 'a> Backward<'b, 'a> {
    /// A searcher for one app.
    pub fn new(app: &'b App<'a>) -> Self {
        let mut accesses: FxHashMap<u16, Vec<Access>> = FxHashMap::default();
        for method in 0..count(app.program.methods.len()) {
            let sites = app.xrefs.of_call(method);
            if sites.is_empty() {
                continue;
            }
            let found = app.models.calls.of(&app.program, method);
            for s in found.into_iter().flatten() {
                let mut add =
                    |chan: &Place, other: &Place| {
                        if let crate::models::Base::Channel(name, key) = chan.base {
                            let list = accesses.entry(name).or_default();
                            list.extend(sites.iter().filter(|s| app.is_reachable(s.def)).map(
                                |site| Access {
                                    site: *site,
                                    key,
                                    other: other.clone(),
                                    alias: s.alias,
                                    entry: false,
                                },
                            ));
                        }
                    };
                add(&s.to, &s.from);
                if s.alias {
                    add(&s.from, &s.to);
                }
            }
        }
        for (i, d) in app.program.defs.iter().enumerate() {
            let def = count(i);
            if !app.is_callable(def) || !app.is_reachable(def) {
                continue;
            }
            let found = app.models.entries.of(&app.program, d.method);
            for s in found.into_iter().flatten() {
                for (from, to) in crate::flow::directions(s) {
                    if let crate::models::Base::Channel(name, key) = to.base {
                        accesses.entry(name).or_default().push(Access {
                            site: Site { def, pc: 0 },
                            key,
                            other: from.clone(),
                            alias: s.alias,
                            entry: true,
                        });
                    }
                }
            }
        }
        let mut lambdas: FxHashMap<DefId, Vec<Site>> = FxHashMap::default();
        for def in 0..count(app.program.defs.len()) {
            for out in app.xrefs.outs(def) {
                if out.kind == crate::xref::OutKind::CallSite
                    && let Some(target) = app.program.lambda(def, out.target)
                {
                    let site = Site { def, pc: out.pc };
                    lambdas.entry(target).or_default().push(site);
                }
            }
        }
        let mut reflected: FxHashMap<DefId, Vec<Site>> = FxHashMap::default();
        for method in 0..count(app.program.methods.len()) {
            if app.program.name_of(method) != "invoke" {
                continue;
            }
            for site in app.xrefs.of_call(method) {
                let Some((body, _, op)) = app.op_at(*site) else {
                    continue;
                };
                let found = crate::reflect::invoked(app, site.def, body, op, method);
                for target in found.unwrap_or_default() {
                    reflected.entry(target).or_default().push(*site);
                }
            }
        }
        Self {
            app,
            paths: Paths::default(),
            stacks: shape::Stacks::default(),
            shapes: FxHashMap::default(),
            choices: false,
            sources: false,
            deciders: FxHashMap::default(),
            wide: FxHashSet::default(),
            named: FxHashMap::default(),
            keys: FxHashMap::default(),
            lambdas,
            reflected,
            statements: FxHashMap::default(),
            targets: FxHashMap::default(),
            accesses,
        }
    }

    /// A searcher to which the calls that the models name as sources are origins, also where the models say what the
    /// result is made of, and objects made by constructors that are sources.
    #[must_use]
    pub fn with_sources(mut self) -> Self {
        self.sources = true;
        self
    }

    /// From here on, what decides which of several values it is counts as an origin.
    #[must_use]
    pub fn with_choices(mut self) -> Self {
        self.choices = true;
        self
    }

    /// Where a value of a method comes from.
    pub fn origins(&mut self, def: DefId, val: Val, budget: &mut Budget) -> Origins {
        walk::Walk::new(self).run(def, val, walk::Want::Value, budget)
    }

    /// What decides whether the call at a place is made; nothing where choices do not count.
    pub fn deciding(&mut self, at: Site, budget: &mut Budget) -> Origins {
        walk::Walk::new(self).deciding(at, budget)
    }

    /// Where the elements of a collection or array come from.
    pub fn element_origins(&mut self, def: DefId, val: Val, budget: &mut Budget) -> Origins {
        walk::Walk::new(self).run(def, val, walk::Want::Elements, budget)
    }

    /// Where all that is in a value comes from, at any depth.
    pub fn deep_origins(&mut self, def: DefId, val: Val, budget: &mut Budget) -> Origins {
        walk::Walk::new(self).run(def, val, walk::Want::Deep, budget)
    }

    /// Where the element at a position of an array comes from.
    pub fn element_at(&mut self, def: DefId, val: Val, at: i32, budget: &mut Budget) -> Origins {
        walk::Walk::new(self).run(def, val, walk::Want::Element(at), budget)
    }

    /// Where a value, or a part of it that the models name, comes from.
    pub fn part_origins(
        &mut self,
        def: DefId,
        val: Val,
        part: Option<&str>,
        budget: &mut Budget,
    ) -> Origins {
        walk::Walk::new(self).run(def, val, walk::Want::of(part), budget)
    }

    /// As [`Self::part_origins`], and gives up where it is known that there are too many to find them all.
    pub fn all_origins(
        &mut self,
        def: DefId,
        val: Val,
        part: Option<&str>,
        budget: &mut Budget,
    ) -> Origins {
        let walk = walk::Walk::new(self).all_or_nothing();
        walk.run(def, val, walk::Want::of(part), budget)
    }

    /// The addresses that the call at an origin may read from: what was given to the calls of role `address` that made
    /// its receiver, followed along the way on which the origin was found.
    pub fn addresses(
        &mut self,
        of: &Origins,
        origin: &Origin,
        budget: &mut Budget,
    ) -> Vec<Address> {
        let app = self.app;
        if let Kind::Named(_, method) = &origin.kind
            && app.is_reply(*method)
        {
            return self.asked_at(origin, budget);
        }
        let made = walk::Walk::new(self).receiver(of, origin, budget);
        let mut all: Vec<Address> = Vec::new();
        for q in &made.questions {
            let walk::How::Through(method) = q.how else {
                continue;
            };
            let roles = app.models.roles.of(&app.program, method);
            if !roles.iter().any(|r| r.name == "address") || all.iter().any(|a| a.site == q.site) {
                continue;
            }
            let pieces = shape::Shaper::new(app, &self.stacks).along(q.def, q.val, q.stack, q.via);
            // An address of which nothing is known says nothing.
            if !pieces.iter().any(|p| matches!(p, Piece::Text(_))) {
                continue;
            }
            let mut keys = BTreeSet::new();
            for piece in &pieces {
                if let Piece::Hole(def, val) = piece {
                    keys.extend(self.origins(*def, *val, budget).keys);
                }
            }
            all.push(Address {
                site: q.site,
                pieces,
                keys,
            });
        }
        if all.is_empty() {
            // The address is one of several texts, each whole.
            all.extend(made.urls().map(|(site, text)| Address {
                site,
                pieces: vec![Piece::Text(text.clone())],
                keys: BTreeSet::new(),
            }));
        }
        all
    }

    /// The text that a value is where an origin was found, by the calls on the way on which it was found.
    pub fn shape_at(&self, of: &Origins, origin: &Origin, val: Val) -> Vec<Piece> {
        let shaper = shape::Shaper::new(self.app, &self.stacks);
        match of.questions.get(origin.question as usize) {
            Some(q) => shaper.along(origin.site.def, val, q.stack, q.via),
            None => shaper.of(origin.site.def, val),
        }
    }

    /// The app that is searched.
    pub(crate) fn app(&self) -> &'b App<'a> {
        self.app
    }

    /// The text that a value is, with holes where a part is not known.
    pub fn shape(&self, def: DefId, val: Val) -> Vec<Piece> {
        shape::Shaper::new(self.app, &self.stacks).of(def, val)
    }
}
