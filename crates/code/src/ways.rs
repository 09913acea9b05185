//! Ways from one kind of place to another, as from the API that gives an identifier to the request that sends it.
//!
//! Asked from the end: for each place where something arrives, where does it come from (module [`crate::origin`])? What
//! arrives in common code has many origins, so that each question is bounded and what was cut is counted. That search
//! knows no order of writing and reading and no objects of one class. So the values of all ways of an app are followed on
//! from their sources as well (module [`crate::flow`]), which knows both; it looks only at values that the searches went
//! through, and at objects that hold them, so that it costs little also where an app is large. Each way says what that gave.
//!
//! Known misses: those of [`crate::origin`]. A way that is lost when its value is followed on may still exist where that
//! analysis misses something; one that arrives may still ask for callbacks in an order that does not happen.

use crate::app::{App, Component};
use crate::flow::{NATIVE, Query, Slice, Step, is_static};
use crate::ir::{Body, Kind as OpKind, Op, Val};
use crate::models::Sel;
use crate::origin::{Address, Backward, Kind, Origin, Origins, Piece, text};
use crate::ports::{Leaving, Port, Ports, is_own, leaving};
use crate::program::{DefId, MethodId, count};
use crate::xref::Site;
use base::Budget;
use std::collections::BTreeSet;

/// Questions for the addresses of one request: 20,000.
const ADDRESS: u64 = 20_000;
/// Facts for following the values of one app's ways on: 100,000, less than a second.
const FOLLOWED: u64 = 100_000;
/// Done to a value that only decides which of several values arrives, or whether one does.
const CHOSEN: &str = "chosen";
/// The label of what is written to a stream, of which only its receiver tells where it goes.
const STREAM: &str = "stream";
/// The label of what leaves the phone by a network.
const NETWORK: &str = "network";
/// The label of what is given to the scripts of a page; what begins an address that is such a script.
const PAGE: &str = "page";
const SCRIPT: &str = "javascript:";

/// One end of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// All places that the models give this label, as `device-id`.
    Label(String),
    /// The methods or fields of this name in this class, and in those below it.
    Member {
        /// Descriptor of the class.
        class: String,
        /// Name.
        name: String,
    },
}

/// A way on which a value gets from one end to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What it is: a label of the models, or the name of the member asked for.
    pub from: String,
    /// The constant that tells which one, where the API is given one: the name of a setting.
    pub which: Option<String>,
    /// Where the value comes from.
    pub source: Site,
    /// What it arrives at: a label, or the name of the member asked for.
    pub to: String,
    /// Where it arrives.
    pub sink: Site,
    /// Operand of the call there; the receiver is 0.
    pub operand: u16,
    /// The keys under which it was put into maps and documents on the way, the outermost first.
    pub keys: Vec<String>,
    /// What is done to it on the way: `cut` (a part of a text is taken), `encrypted`, `hashed`, `chosen` (it decides which
    /// of several values arrives, or whether one does).
    pub done: BTreeSet<&'static str>,
    /// The addresses that the request goes to, where they are known.
    pub addresses: Vec<String>,
    /// The steps, from the source to the sink.
    pub steps: Vec<Step>,
    /// Where it comes from another app: the port, in place of a source.
    pub enters: Option<Port>,
    /// Where it leaves for another app: the port, in place of a sink.
    pub leaves: Option<Port>,
    /// What following the value on from its source says of it.
    pub followed: Followed,
}

/// What following a value on from its source, in the order in which code runs and object by object, says of a way that
/// was found from its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Followed {
    /// The value arrives.
    Arrives,
    /// The value does not arrive: it is overwritten before, or held by another object.
    Lost,
    /// It was not followed, or not to the end.
    #[default]
    Open,
}

impl Followed {
    /// Its name in facts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arrives => "arrives",
            Self::Lost => "lost",
            Self::Open => "open",
        }
    }
}

/// What was found between two ends.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// The ways, in the order of their ends; one for each pair of places and keys.
    pub ways: Vec<Way>,
    /// Operands at the second end that were looked at.
    pub n_places: u32,
    /// Those of which not all origins were found.
    pub n_cut: u32,
    /// Values that get to a port, or come from one, of which it is not known whom it is for.
    pub n_unaddressed: u32,
}

/// A place where something arrives.
struct Arrival {
    site: Site,
    label: String,
    operand: usize,
    deep: bool,
    /// The argument of a method that is called by reflection, from 0.
    element: Option<i32>,
    /// The port that it leaves by.
    port: Option<Leaving>,
}

impl App<'_> {
    /// The ways from one of the first ends to one of the second.
    pub fn ways(&self, from: &[End], to: &[End], budget: &mut Budget) -> Ways {
        self.ways_back(false, from, to, budget)
    }

    /// As [`Self::ways`], with those on which a value only decides which of several values arrives, or whether the call is
    /// made; their `done` says `chosen`.
    pub fn ways_with_choices(&self, from: &[End], to: &[End], budget: &mut Budget) -> Ways {
        self.ways_back(true, from, to, budget)
    }

    fn ways_back(&self, choices: bool, from: &[End], to: &[End], budget: &mut Budget) -> Ways {
        if !self.has_source(from) {
            return Ways::default();
        }
        let mut back = Backward::new(self).with_sources();
        if choices {
            back = back.with_choices();
        }
        let mut search = Search::new(self, back, from, to, budget);
        search.choices = choices;
        let mut found = search.inside();
        found.sort();
        found.forget_choices();
        found
    }

    /// As [`Self::ways`], and the ways that begin or end where values come from other apps or leave for them:
    /// from one of the first ends to a port, from a port to one of the second, from port to port. `components` are those
    /// that the manifest declares. Ports have a budget of their own, and ways through ports are not followed on.
    pub fn ways_and_ports(
        &self,
        from: &[End],
        to: &[End],
        components: &[Component],
        budget: &mut Budget,
        for_ports: &mut Budget,
    ) -> Ways {
        let mut search = Search::new(self, Backward::new(self).with_sources(), from, to, budget);
        search.ports = Some(Ports::new(components));
        let mut found = search.inside();
        search.budget = for_ports;
        for port in leaving(self) {
            if is_own(self, &port) {
                continue;
            }
            let arrival = Arrival {
                site: port.site,
                label: port.model.kind.clone(),
                operand: port.operand,
                deep: port.deep,
                element: None,
                port: Some(port),
            };
            search.arrival(&arrival, &mut found);
        }
        found.sort();
        found
    }

    /// Follows the values of the ways on from their sources, within what the searches went through.
    fn follow(&self, slice: Slice, from: &[End], found: &mut Ways) {
        let none = !found.ways.iter().any(|way| is_whole(way, from));
        if none || from.iter().any(|end| matches!(end, End::Member { .. })) {
            return;
        }
        let labels = from.iter().filter_map(|end| match end {
            End::Label(label) => Some(label.clone()),
            End::Member { .. } => None,
        });
        let chosen = |way: &Way| way.done.contains(CHOSEN);
        let query = Query {
            sources: labels.collect(),
            within: Some(slice),
            implicit: found.ways.iter().any(chosen),
            ..Query::default()
        };
        let flows = self.flows(&query, &mut Budget::new(FOLLOWED));
        let arrives = |implicit: bool| -> BTreeSet<(Site, Site)> {
            let flows = flows.flows.iter().filter(|f| implicit || !f.implicit);
            flows.map(|f| (f.from, f.to)).collect()
        };
        let (by_value, by_choice) = (arrives(false), arrives(true));
        let ended = flows.problems.iter().any(|it| it.code == "code/flow-cut");
        // Where it arrives at a member that was asked for, no sink of the models tells.
        let open = |way: &&mut Way| {
            way.followed != Followed::Arrives && is_whole(way, from) && !way.to.contains("->")
        };
        for way in found.ways.iter_mut().filter(open) {
            let arrives = if chosen(way) { &by_choice } else { &by_value };
            way.followed = if arrives.contains(&(way.source, way.sink)) {
                Followed::Arrives
            } else if ended {
                Followed::Open
            } else {
                Followed::Lost
            };
        }
    }

    /// What is called or read at a place; the method itself, where its parameter is meant.
    pub fn callee(&self, site: Site) -> String {
        match self.op_at(site).map(|(_, _, op)| op.kind) {
            Some(OpKind::Call(_, method)) => self.program.method_name(method),
            Some(OpKind::StaticGet(f) | OpKind::FieldGet(f)) => self.program.field_name(f),
            _ => self.program.def_name(site.def),
        }
    }

    /// Whether anything that runs is a first end.
    fn has_source(&self, from: &[End]) -> bool {
        let runs = |sites: &[Site]| sites.iter().any(|s| self.is_reachable(s.def));
        let by_call = (0..count(self.program.methods.len()))
            .any(|m| runs(self.xrefs.of_call(m)) && self.method_is(m, from).is_some());
        let by_entry = |def: DefId| {
            let method = self.program.def(def).map_or(0, |d| d.method);
            let labels = self.models.entry_sources.of(&self.program, method);
            let wanted = |label: &String| from.contains(&End::Label(label.clone()));
            self.is_callable(def)
                && self.is_reachable(def)
                && labels.iter().any(|l| wanted(&l.label))
        };
        by_call
            || self.is_given_by_page(from)
            || (0..count(self.program.fields.len())).any(|f| {
                let gets = [self.xrefs.static_gets.of(f), self.xrefs.field_gets.of(f)];
                gets.iter().any(|g| runs(g)) && self.field_is(f, from).is_some()
            })
            || (0..count(self.program.defs.len())).any(by_entry)
    }

    /// Which of the ends a call is.
    fn call_is(&self, method: MethodId, site: Site, ends: &[End]) -> Option<String> {
        let labels = self.models.sources.of(&self.program, method);
        let guarded = |end: &&End| match end {
            End::Label(name) => labels.iter().any(|it| it.of_password && it.label == *name),
            End::Member { .. } => false,
        };
        if ends.iter().any(|end| guarded(&end)) && !self.asks_password(site) {
            let others: Vec<End> = ends.iter().filter(|it| !guarded(it)).cloned().collect();
            return self.method_is(method, &others);
        }
        self.method_is(method, ends)
    }

    /// Which of the ends calls of a method can be.
    fn method_is(&self, method: MethodId, ends: &[End]) -> Option<String> {
        let labels = self.models.sources.of(&self.program, method);
        ends.iter().find_map(|end| match end {
            End::Label(label) => labels
                .iter()
                .any(|l| l.label == *label)
                .then(|| label.clone()),
            End::Member { class, name } => {
                let m = self.program.methods.get(method as usize)?;
                let same =
                    self.program.strings.text(m.name) == name && self.is_below(m.class, class);
                same.then(|| self.program.method_name(method))
            }
        })
    }

    fn field_is(&self, field: u32, ends: &[End]) -> Option<String> {
        let f = self.program.fields.get(field as usize)?;
        let labels = self.models.sources.of_name(&self.program, f.class, f.name);
        ends.iter().find_map(|end| match end {
            End::Label(label) => labels
                .iter()
                .any(|l| l.label == *label)
                .then(|| label.clone()),
            End::Member { class, name } => {
                let same =
                    self.program.strings.text(f.name) == name && self.is_below(f.class, class);
                same.then(|| self.program.field_name(field))
            }
        })
    }

    fn is_below(&self, ty: u32, class: &str) -> bool {
        let up = self.program.ancestors(ty);
        up.iter().any(|t| self.program.desc(*t) == class)
    }

    /// The operands at the second ends, in the order of their places.
    fn arrivals(&self, to: &[End]) -> Vec<Arrival> {
        let mut all = Vec::new();
        for method in 0..count(self.program.methods.len()) {
            let sites = self.xrefs.of_call(method);
            if sites.is_empty() {
                continue;
            }
            let wanted = self.arrives_at(method, to);
            let inner = |s: &Site| self.is_of_client(method) && self.is_in_builder(s.def);
            for site in sites
                .iter()
                .filter(|s| self.is_reachable(s.def) && !inner(s))
            {
                let Some((_, _, op)) = self.op_at(*site) else {
                    continue;
                };
                for (label, base, deep) in &wanted {
                    let operands = match base {
                        Some(base) => base.operand(is_static(op)).into_iter().collect(),
                        None => (0..usize::from(op.n_args)).collect::<Vec<_>>(),
                    };
                    all.extend(operands.into_iter().map(|operand| Arrival {
                        site: *site,
                        label: label.clone(),
                        operand,
                        deep: *deep,
                        element: None,
                        port: None,
                    }));
                }
            }
            if self.program.name_of(method) == "invoke" {
                for site in sites.iter().filter(|s| self.is_reachable(s.def)) {
                    self.reflected(*site, method, to, &mut all);
                }
            }
        }
        if to.contains(&End::Label(NATIVE.to_owned())) {
            self.native_calls(&mut all);
        }
        let key = |a: &Arrival| (a.site, a.operand, a.element, a.label.clone());
        all.sort_by_key(key);
        all.dedup_by(|a, b| (a.site, a.operand, a.element) == (b.site, b.operand, b.element));
        all
    }

    /// All that is handed to native methods of the app.
    fn native_calls(&self, all: &mut Vec<Arrival>) {
        let native = (0..count(self.program.defs.len())).filter(|def| self.is_native(*def));
        for site in native.flat_map(|def| self.callers(def)) {
            let Some((_, _, op)) = self.op_at(*site).filter(|_| self.is_reachable(site.def)) else {
                continue;
            };
            all.extend((0..usize::from(op.n_args)).map(|operand| Arrival {
                site: *site,
                label: NATIVE.to_owned(),
                operand,
                deep: true,
                element: None,
                port: None,
            }));
        }
    }

    /// Second ends that are called by reflection, where their names are known.
    fn reflected(&self, site: Site, method: MethodId, to: &[End], all: &mut Vec<Arrival>) {
        let Some((body, _, op)) = self.op_at(site) else {
            return;
        };
        let called = crate::reflect::named(self, site.def, body, op, method);
        let Some((Some(class), name)) = called else {
            return;
        };
        let up = match self.program.find_type(&class) {
            Some(ty) => self.program.ancestors(ty),
            None => Vec::new(),
        };
        let mut classes: Vec<&str> = up.iter().map(|t| self.program.desc(*t)).collect();
        if classes.is_empty() {
            classes.push(&class);
        }
        for label in classes
            .iter()
            .flat_map(|class| self.models.sinks.named(class, &name))
        {
            if let crate::models::Base::Param(n) = label.place.base
                && to.contains(&End::Label(label.label.clone()))
            {
                all.push(Arrival {
                    site,
                    label: label.label.clone(),
                    operand: 2,
                    deep: false,
                    element: Some(i32::from(n).saturating_sub(1)),
                    port: None,
                });
            }
        }
    }

    /// What of a call of a method is a second end: the label, the operand (all where none is named), how deep.
    fn arrives_at(
        &self,
        method: MethodId,
        to: &[End],
    ) -> Vec<(String, Option<crate::models::Base>, bool)> {
        let mut all = Vec::new();
        for end in to {
            match end {
                End::Label(label) => {
                    for sink in self.sinks_of(method) {
                        let is_it = sink.label == *label;
                        let other = (label == NETWORK && sink.label == STREAM)
                            || (label == PAGE && sink.label == NETWORK);
                        if is_it || other {
                            let deep = sink.place.sel == Sel::Deep;
                            all.push((sink.label.clone(), Some(sink.place.base), deep));
                        }
                    }
                }
                End::Member { class, name } => {
                    let m = self.program.methods.get(method as usize);
                    if m.is_some_and(|m| {
                        self.program.strings.text(m.name) == name && self.is_below(m.class, class)
                    }) {
                        all.push((self.program.method_name(method), None, true));
                    }
                }
            }
        }
        all
    }
}

type Order<'w> = (
    Site,
    Site,
    u16,
    &'w [String],
    &'w str,
    (&'w Option<Port>, &'w Option<Port>),
);

fn order(way: &Way) -> Order<'_> {
    let ports = (&way.enters, &way.leaves);
    (
        way.source,
        way.sink,
        way.operand,
        &way.keys,
        &way.from,
        ports,
    )
}

/// Whether a way is one inside the app, from a first end to a second.
fn is_whole(way: &Way, from: &[End]) -> bool {
    way.leaves.is_none() && (way.enters.is_none() || from.contains(&End::Label(way.from.clone())))
}

impl Ways {
    fn sort(&mut self) {
        self.ways.sort_by(|a, b| order(a).cmp(&order(b)));
        self.ways.dedup_by(|a, b| order(a) == order(b));
    }

    /// What arrives itself need not be said to decide as well.
    fn forget_choices(&mut self) {
        let chosen = |way: &Way| way.done.contains(CHOSEN);
        let holds = |way: &&Way| !chosen(way) && way.followed != Followed::Lost;
        let arrive = self.ways.iter().filter(holds);
        let arrive: BTreeSet<(Site, Site)> = arrive.map(|it| (it.source, it.sink)).collect();
        self.ways
            .retain(|it| !chosen(it) || !arrive.contains(&(it.source, it.sink)));
    }
}

struct Search<'s, 'a> {
    app: &'s App<'a>,
    back: Backward<'s, 'a>,
    from: &'s [End],
    to: &'s [End],
    budget: &'s mut Budget,
    /// What lies on the ways found.
    slice: Slice,
    /// All that the searches which found a way went through.
    around: Slice,
    /// Where ports are looked for as well.
    ports: Option<Ports<'s>>,
    /// Whether what decides about a call counts; the calls looked at for it.
    choices: bool,
    decided: BTreeSet<Site>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(
        app: &'s App<'a>,
        back: Backward<'s, 'a>,
        from: &'s [End],
        to: &'s [End],
        budget: &'s mut Budget,
    ) -> Self {
        Self {
            app,
            back,
            from,
            to,
            budget,
            slice: Slice::default(),
            around: Slice::default(),
            ports: None,
            choices: false,
            decided: BTreeSet::new(),
        }
    }

    /// The ways that arrive at a second end. Those inside the app are followed on within what lies on them; those that are
    /// lost once more within all that was looked at, since their values may have gone by others beside them.
    fn inside(&mut self) -> Ways {
        let mut found = Ways::default();
        for arrival in self.app.arrivals(self.to) {
            self.arrival(&arrival, &mut found);
        }
        let slice = std::mem::take(&mut self.slice);
        let mut around = std::mem::take(&mut self.around);
        self.app.follow(slice, self.from, &mut found);
        let lost = found.ways.iter().filter(|it| it.followed == Followed::Lost);
        around.sources.extend(lost.map(|it| it.source));
        if !around.sources.is_empty() {
            self.app.follow(around, self.from, &mut found);
        }
        found
    }

    fn arrival(&mut self, at: &Arrival, found: &mut Ways) {
        let app = self.app;
        let Some((body, _, op)) = app.op_at(at.site) else {
            return;
        };
        let val = body.arg(op, at.operand);
        if at.port.is_none() && app.stays_inside(at.site.def, body, op, at.operand) {
            return;
        }
        let first = match at.element {
            Some(n) => self.back.element_at(at.site.def, val, n, self.budget),
            None if at.deep && at.port.is_some() => {
                self.back.deep_origins(at.site.def, val, self.budget)
            }
            None => self.back.origins(at.site.def, val, self.budget),
        };
        let mut of = vec![first];
        if at.deep && at.port.is_none() {
            of.push(self.back.deep_origins(at.site.def, val, self.budget));
        }
        self.by_page(at, &mut of);
        if at.port.is_none() && self.choices && self.decided.insert(at.site) {
            of.push(self.back.deciding(at.site, self.budget));
        }
        found.n_places = found.n_places.saturating_add(1);
        if of.iter().any(|o| o.cut) {
            found.n_cut = found.n_cut.saturating_add(1);
        }
        let mut goes = None;
        for origins in &of {
            let before = found.ways.len();
            let mut held: Vec<&Origin> = Vec::new();
            for origin in &origins.origins {
                let (from, begins, enters) = match self.source(origins, origin) {
                    // What another app keeps for all may be of interest by itself, or only by what that app put there.
                    Some((from, begins)) => (from, begins, self.enters(origins, origin)),
                    None => match self.enters(origins, origin) {
                        Some(port) => (port.kind.clone(), origin.site, Some(port)),
                        None => continue,
                    },
                };
                if let Some(ports) = &mut self.ports
                    && ports.is_astray(app, &mut self.back, origins, origin)
                {
                    continue;
                }
                let mut leaves = None;
                let (to, addresses) = if let Some(port) = &at.port {
                    leaves = self.leaves(port, origins, origin);
                    if leaves.is_none() {
                        found.n_unaddressed = found.n_unaddressed.saturating_add(1);
                        continue;
                    }
                    (port.model.kind.clone(), Vec::new())
                } else {
                    let (to, addresses) = goes
                        .get_or_insert_with(|| self.destination(at, body, op))
                        .clone();
                    // What a script is made of goes nowhere else.
                    let own = to.as_deref() != Some(PAGE);
                    let to = to.filter(|it| self.is_wanted(it));
                    let own = || Some(at.label.clone()).filter(|it| own && self.is_wanted(it));
                    let Some(to) = to.or_else(own) else {
                        continue;
                    };
                    (to, addresses)
                };
                let mut steps = origins.steps(app, origin);
                let skipped = steps.iter().position(|s| s.site == begins).unwrap_or(0);
                let mut steps = steps.split_off(skipped);
                steps.push(Step {
                    site: at.site,
                    says: format!("it arrives at {}", app.callee(at.site)),
                });
                found.ways.push(Way {
                    from,
                    which: self.which(origin),
                    source: begins,
                    to,
                    sink: at.site,
                    operand: u16::try_from(at.operand).unwrap_or(u16::MAX),
                    keys: origin.keys.clone(),
                    done: self.done(origins, origin),
                    addresses,
                    steps,
                    enters,
                    leaves,
                    followed: Followed::Open,
                });
                if found.ways.last().is_some_and(|it| is_whole(it, self.from)) {
                    held.push(origin);
                }
            }
            let new = found.ways.get(before..).unwrap_or_default();
            let mut sources = new.iter().filter(|it| is_whole(it, self.from)).peekable();
            if sources.peek().is_some() {
                self.slice.sources.extend(sources.map(|it| it.source));
                origins.mark_between(held.into_iter(), &mut self.slice);
                origins.mark(&mut self.around);
            }
        }
    }

    /// What scripts of a page get of an object that is given to it.
    fn by_page(&mut self, at: &Arrival, of: &mut Vec<Origins>) {
        for (def, val) in self.app.given_to_page(at.site, at.operand) {
            of.push(self.back.origins(def, val, self.budget));
        }
    }

    fn enters(&mut self, of: &Origins, origin: &Origin) -> Option<Port> {
        let ports = self.ports.as_mut()?;
        ports.enters(self.app, &mut self.back, of, origin)
    }

    fn leaves(&mut self, at: &Leaving, of: &Origins, origin: &Origin) -> Option<Port> {
        let ports = self.ports.as_mut()?;
        ports.leaves(self.app, &mut self.back, at, of, origin)
    }

    /// Which first end an origin is, or lies behind, and where the value passes it.
    fn source(&self, of: &Origins, origin: &Origin) -> Option<(String, Site)> {
        let app = self.app;
        let own = match &origin.kind {
            Kind::Call(m) | Kind::Named(_, m) => app.call_is(*m, origin.site, self.from),
            Kind::Field(f) => app.field_is(*f, self.from),
            Kind::Param(def, n) => self.entry(*def, *n),
            _ => None,
        };
        if let Some(name) = own {
            return Some((name, origin.site));
        }
        // A method of the app that was asked for lies on the way.
        let members = self.from.iter().any(|e| matches!(e, End::Member { .. }));
        if !members {
            return None;
        }
        of.passed(origin)
            .into_iter()
            .find_map(|call| Some((app.call_is(call.method, call.site, self.from)?, call.site)))
    }

    fn entry(&self, def: DefId, n: u16) -> Option<String> {
        let program = &self.app.program;
        let method = program.def(def)?.method;
        let labels = self.app.models.entry_sources.of(program, method);
        let here = labels
            .iter()
            .filter(|l| l.place.base.operand(false) == Some(usize::from(n)));
        let of_page = if n > 0 {
            self.app.labels_of_page(def)
        } else {
            Vec::new()
        };
        here.map(|l| l.label.as_str())
            .chain(of_page)
            .find(|label| self.from.contains(&End::Label((*label).to_owned())))
            .map(str::to_owned)
    }

    /// Whether a value that goes to this was asked for: it is one of the ends, or a member.
    fn is_wanted(&self, to: &str) -> bool {
        self.to.iter().any(|end| match end {
            End::Label(label) => label == to,
            End::Member { .. } => to.contains("->"),
        })
    }

    /// What the calls on the way do to the value, beside putting it into another form.
    fn done(&self, of: &Origins, origin: &Origin) -> BTreeSet<&'static str> {
        let program = &self.app.program;
        let calls = of.through(origin);
        let chosen = of.is_chosen(origin).then_some(CHOSEN);
        let roles = calls
            .iter()
            .flat_map(|call| self.app.models.roles.of(program, call.method));
        roles
            .filter_map(|role| match (role.name.as_str(), role.detail.as_str()) {
                ("part", _) => Some("cut"),
                ("digest", _) => Some("hashed"),
                ("decoding", "cipher") => Some("encrypted"),
                _ => None,
            })
            .chain(chosen)
            .collect()
    }

    /// The constants that the call at an origin is given: texts, and fields of the framework by their names.
    fn which(&self, origin: &Origin) -> Option<String> {
        let program = &self.app.program;
        let (body, _, op) = self.app.op_at(origin.site)?;
        let one = |v: &Val| match body.def_op(*v).map(|(_, op)| op.kind) {
            Some(OpKind::StaticGet(f)) => Some(program.field_name(f)),
            _ => match self.back.shape(origin.site.def, *v).as_slice() {
                [Piece::Text(t)] => Some(t.clone()),
                _ => None,
            },
        };
        let all: Vec<String> = body.args(op).iter().filter_map(one).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// Where a value that arrives goes: the label, and the addresses. Nothing where a stream ends inside the app.
    fn destination(&mut self, at: &Arrival, body: &Body, op: &Op) -> (Option<String>, Vec<String>) {
        let mut addresses = Vec::new();
        if at.label != STREAM && at.label != NETWORK {
            return (Some(at.label.clone()), addresses);
        }
        if let OpKind::Call(_, method) = op.kind {
            let roles = self.app.models.roles.of(&self.app.program, method);
            if roles.iter().any(|r| r.name == "address") {
                let pieces = self.back.shape(at.site.def, body.arg(op, at.operand));
                if matches!(pieces.first(), Some(Piece::Text(it)) if it.starts_with(SCRIPT)) {
                    return (Some(String::from(PAGE)), addresses);
                }
                if pieces.iter().any(|it| matches!(it, Piece::Text(_))) {
                    addresses.push(text(&pieces));
                }
                return (Some(at.label.clone()), addresses);
            }
        }
        let receiver = body.arg(op, 0);
        let made = self
            .back
            .origins(at.site.def, receiver, &mut Budget::new(ADDRESS));
        let mut label = None;
        for origin in &made.origins {
            match &origin.kind {
                Kind::Named(what, _) if what == "http" || what == "socket" => {
                    label = Some(String::from(NETWORK));
                    let mut budget = Budget::new(ADDRESS);
                    let found = self.back.addresses(&made, origin, &mut budget);
                    addresses.extend(found.iter().map(|a: &Address| text(&a.pieces)));
                }
                Kind::Kept(channel, _) if label.is_none() => label = Some(channel.clone()),
                _ => {}
            }
        }
        if at.label == NETWORK {
            label = Some(String::from(NETWORK));
        }
        if addresses.is_empty() {
            addresses.extend(made.urls().map(|(_, url)| url.clone()));
        }
        addresses.sort();
        addresses.dedup();
        (label, addresses)
    }
}
