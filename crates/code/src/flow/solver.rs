//! The worklist: contexts, facts, what calls and returns carry between them.

use super::channel::{Chan, Readers};
use super::path::{Elem, Path, Paths};
use super::{Flows, Query, Source, Start};
use crate::app::{App, Targets};
use crate::consts::{Const, Folder};
use crate::ir::{NO_VAL, OpIdx, Val};
use crate::models::Statement;
use crate::program::{DefId, FieldId, MethodId, TypeId, count};
use crate::xref::Site;
use base::{Budget, Problem};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::rc::Rc;

/// No operation, no fact.
pub(crate) const NIL: u32 = u32::MAX;
/// The receiver of a call through reflection is this and the number of the operand; the call's result is the method's.
pub(crate) const REFLECTED: u32 = 1 << 30;
/// The operation that wrote a part is in another method that runs at any time.
pub(crate) const ANY_TIME: u32 = u32::MAX - 1;

/// Stands in a method for the decision that called it.
const DECIDED: Val = Val(NIL - 1);

/// Operations that write one part and are told apart: 6.
const MAX_BIRTHS: u8 = 6;

/// Under which assumption facts of a method hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Entry {
    /// None: the value of this source is there in some run.
    Root(u32),
    /// The value of this source came back from a method of this class, called on this parameter.
    RootOn(u32, u16, TypeId),
    /// The value of this source is in what the method is asked, which is this.
    Asked(u32, u32),
    /// A parameter holds the value at this path when the method is called.
    Formal(u16, Path),
    /// The object that the method returns holds it there.
    Returned(Path),
    /// The call was decided by the value.
    Decided,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Fact {
    pub(crate) ctx: u32,
    pub(crate) val: Val,
    pub(crate) path: Path,
    /// Whether other names of the object are looked for at the definition of `val`.
    pub(crate) back: bool,
    /// The operation that wrote the part; `NIL` where it was there from the start.
    pub(crate) born: OpIdx,
    pub(crate) implicit: bool,
}

/// How a fact came to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Why {
    /// The fact before, in the same method or the caller.
    pub(crate) from: u32,
    /// The fact at the exit of the method called in between.
    pub(crate) inner: u32,
    pub(crate) op: OpIdx,
    pub(crate) how: How,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    Source,
    /// Nothing to tell: a join, a cast, another name.
    Silent,
    Stored,
    Loaded,
    Computed,
    Passed,
    Returned,
    Library,
    Channel,
    Thrown,
    Decided,
}

/// Which models speak of a method.
#[derive(Clone, Copy, Default)]
pub(crate) struct Known {
    pub(crate) sinks: bool,
    pub(crate) links: bool,
    pub(crate) compares: bool,
}

/// A call through which a context was entered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct In {
    pub(crate) fact: u32,
    pub(crate) op: OpIdx,
    /// For calls by the framework the operand that is the receiver of the method; `NIL` for plain calls.
    pub(crate) receiver: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Exit {
    Return(Path),
    Formal(u16, Path),
    /// With an exception of this class; `NONE` where it is not known.
    Throw(Path, TypeId),
}

/// Something that concerns more than the method.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Event {
    Sink {
        def: DefId,
        op: OpIdx,
        operand: u16,
        label: u32,
        implicit: bool,
    },
    Channel {
        chan: Chan,
        path: Path,
        implicit: bool,
    },
    Branch {
        def: DefId,
        op: OpIdx,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence {
    pub(super) event: Event,
    /// The fact in this context.
    pub(super) fact: u32,
    pub(super) op: OpIdx,
    /// In the context called: which occurrence; `NIL` where it is here.
    pub(super) inner: (u32, u32),
}

#[derive(Default)]
pub(crate) struct Ctx {
    pub(crate) def: DefId,
    pub(crate) entry: Option<Entry>,
    pub(super) ins: Vec<In>,
    pub(super) ins_seen: FxHashSet<In>,
    pub(super) exits: Vec<(Exit, u32)>,
    pub(super) exits_seen: FxHashSet<(Exit, bool)>,
    pub(super) events: Vec<Occurrence>,
    pub(super) events_seen: FxHashSet<Event>,
}

pub(crate) struct Solver<'s, 'a> {
    pub(crate) app: &'s App<'a>,
    pub(crate) query: &'s Query,
    pub(crate) paths: Paths,
    pub(crate) ctxs: Vec<Ctx>,
    ctx_of: FxHashMap<(DefId, Entry), u32>,
    pub(crate) facts: Vec<Fact>,
    fact_of: FxHashMap<Fact, u32>,
    /// How many operations of one method write a part, by the fact without its operation.
    births: FxHashMap<Fact, u8>,
    pub(crate) whys: Vec<Why>,
    queue: VecDeque<u32>,
    pub(crate) sources: Vec<Source>,
    pub(crate) readers: Readers,
    pub(crate) statements: FxHashMap<MethodId, Option<Vec<Statement>>>,
    pub(crate) targets: FxHashMap<Site, Targets>,
    pub(crate) known: FxHashMap<MethodId, Known>,
    pub(crate) reach: FxHashMap<(DefId, u32), Vec<bool>>,
    /// Whether a method always writes a field of a parameter.
    pub(super) overwrites: FxHashMap<(DefId, u16, FieldId), bool>,
    folded: FxHashMap<(DefId, Val), Option<Const>>,
    pub(crate) sink_labels: Vec<String>,
    pub(super) found: Vec<(u32, u32, u32)>,
    /// Facts that are leaving their methods now.
    pub(super) leaving: Vec<(u32, Exit)>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) cut_calls: FxHashSet<Site>,
    /// Facts that are looked at again as soon as there is a fact about another of the objects that they may be about.
    pub(super) waiting: FxHashMap<Fact, Vec<u32>>,
    pub(super) methods: FxHashSet<DefId>,
    /// Names of channels, by the value.
    pub(super) names: FxHashMap<(DefId, Val), Elem>,
    /// For contexts of methods that are asked for one of several things: the blocks that do not run, by context.
    pub(super) barred: FxHashMap<u32, Rc<[bool]>>,
}

impl<'s, 'a> Solver<'s, 'a> {
    pub(crate) fn new(app: &'s App<'a>, query: &'s Query) -> Self {
        Self {
            app,
            query,
            paths: Paths::default(),
            ctxs: Vec::new(),
            ctx_of: FxHashMap::default(),
            facts: Vec::new(),
            fact_of: FxHashMap::default(),
            births: FxHashMap::default(),
            whys: Vec::new(),
            queue: VecDeque::new(),
            sources: Vec::new(),
            readers: Readers::default(),
            statements: FxHashMap::default(),
            targets: FxHashMap::default(),
            known: FxHashMap::default(),
            reach: FxHashMap::default(),
            overwrites: FxHashMap::default(),
            folded: FxHashMap::default(),
            sink_labels: Vec::new(),
            found: Vec::new(),
            leaving: Vec::new(),
            problems: Vec::new(),
            cut_calls: FxHashSet::default(),
            waiting: FxHashMap::default(),
            methods: FxHashSet::default(),
            names: FxHashMap::default(),
            barred: FxHashMap::default(),
        }
    }

    pub(crate) fn run(mut self, budget: &mut Budget) -> Flows {
        self.readers = Readers::new(self.app);
        self.find_sources();
        for i in 0..count(self.sources.len()) {
            self.start(i);
        }
        while let Some(fact) = self.queue.pop_front() {
            if !budget.take(1) {
                let left = self.queue.len().saturating_add(1);
                self.problems.push(Problem::new(
                    "code/flow-cut",
                    format_args!("the budget ended with {left} facts not looked at"),
                ));
                break;
            }
            self.process(fact);
        }
        self.report()
    }

    fn find_sources(&mut self) {
        let app = self.app;
        let wanted =
            |label: &str| self.query.sources.is_empty() || self.query.sources.contains(label);
        let mut sources = Vec::new();
        for method in 0..count(app.program.methods.len()) {
            let sites = app.xrefs.of_call(method);
            if sites.is_empty() {
                continue;
            }
            for label in app.models.sources.of(&app.program, method) {
                if !wanted(&label.label) {
                    continue;
                }
                for site in sites.iter().filter(|s| app.is_reachable(s.def)) {
                    if label.of_password && !app.asks_password(*site) {
                        continue;
                    }
                    let start = match label.place.base {
                        crate::models::Base::Ret => Start::Result,
                        base => match base.operand(false) {
                            Some(n) => Start::Operand(n),
                            None => continue,
                        },
                    };
                    sources.push(Source {
                        site: *site,
                        label: label.label.clone(),
                        start,
                    });
                }
            }
        }
        for (i, f) in app.program.fields.iter().enumerate() {
            for label in app.models.sources.of_name(&app.program, f.class, f.name) {
                let i = count(i);
                let gets = app
                    .xrefs
                    .static_gets
                    .of(i)
                    .iter()
                    .chain(app.xrefs.field_gets.of(i));
                for site in gets.filter(|s| app.is_reachable(s.def)) {
                    if wanted(&label.label) {
                        sources.push(Source {
                            site: *site,
                            label: label.label.clone(),
                            start: Start::Result,
                        });
                    }
                }
            }
        }
        for (i, d) in app.program.defs.iter().enumerate() {
            let def = count(i);
            if !app.is_callable(def) || !app.is_reachable(def) {
                continue;
            }
            for label in app.models.entry_sources.of(&app.program, d.method) {
                if let Some(n) = label.place.base.operand(false)
                    && wanted(&label.label)
                {
                    sources.push(Source {
                        site: Site { def, pc: 0 },
                        label: label.label.clone(),
                        start: Start::Param(u16::try_from(n).unwrap_or(0)),
                    });
                }
            }
        }
        for def in app.bridged() {
            let n = app.body(def).map_or(0, |body| body.params.len());
            for label in app.labels_of_page(def).into_iter().filter(|it| wanted(it)) {
                sources.extend((1..n).map(|n| Source {
                    site: Site { def, pc: 0 },
                    label: label.to_owned(),
                    start: Start::Param(u16::try_from(n).unwrap_or(0)),
                }));
            }
        }
        if let Some(slice) = &self.query.within {
            sources.retain(|s| slice.sources.contains(&s.site));
        }
        sources.sort_by(|a, b| (a.site, &a.label).cmp(&(b.site, &b.label)));
        self.sources = sources;
    }

    fn start(&mut self, source: u32) {
        let Some(s) = self.sources.get(source as usize).cloned() else {
            return;
        };
        let app = self.app;
        let Some(body) = app.body(s.site.def) else {
            return;
        };
        let ctx = self.ctx(s.site.def, Entry::Root(source));
        let why = |op| Why {
            from: NIL,
            inner: NIL,
            op,
            how: How::Source,
        };
        match s.start {
            Start::Param(n) => {
                if let Some(val) = body.params.get(usize::from(n)) {
                    self.add(ctx, *val, Path::EMPTY, false, NIL, why(NIL));
                }
            }
            Start::Result => {
                if let Some(op) = body.at(s.site.pc)
                    && let Some(o) = body.op(op)
                {
                    self.add(ctx, o.res, Path::EMPTY, false, op, why(op));
                }
            }
            Start::Operand(n) => {
                if let Some(op) = body.at(s.site.pc)
                    && let Some(o) = body.op(op)
                {
                    let path = self.paths.push(super::path::Elem::Any, false, Path::EMPTY);
                    self.add(ctx, body.arg(o, n), path, true, op, why(op));
                }
            }
        }
    }

    pub(crate) fn ctx(&mut self, def: DefId, entry: Entry) -> u32 {
        if let Some(&ctx) = self.ctx_of.get(&(def, entry)) {
            return ctx;
        }
        let ctx = count(self.ctxs.len());
        self.ctxs.push(Ctx {
            def,
            entry: Some(entry),
            ..Ctx::default()
        });
        self.ctx_of.insert((def, entry), ctx);
        self.methods.insert(def);
        ctx
    }

    pub(crate) fn def_of(&self, ctx: u32) -> DefId {
        self.ctxs.get(ctx as usize).map_or(NIL, |c| c.def)
    }

    pub(crate) fn root_of(&self, ctx: u32) -> Option<u32> {
        match self.ctxs.get(ctx as usize)?.entry? {
            Entry::Root(source) | Entry::RootOn(source, ..) | Entry::Asked(source, _) => {
                Some(source)
            }
            _ => None,
        }
    }

    /// Adds a fact that goes forward.
    pub(crate) fn add(
        &mut self,
        ctx: u32,
        val: Val,
        path: Path,
        back: bool,
        born: OpIdx,
        why: Why,
    ) {
        let implicit = self.whose(why.from) || self.whose(why.inner) || why.how == How::Decided;
        let born = if path.is_empty() { NIL } else { born };
        self.insert(
            Fact {
                ctx,
                val,
                path,
                back: false,
                born,
                implicit,
            },
            why,
        );
        if back && !path.is_empty() {
            self.insert(
                Fact {
                    ctx,
                    val,
                    path,
                    back: true,
                    born,
                    implicit,
                },
                why,
            );
        }
    }

    /// As [`Self::add`], and looks for other names of the object.
    pub(crate) fn add_back(&mut self, ctx: u32, val: Val, path: Path, born: OpIdx, why: Why) {
        self.add(ctx, val, path, true, born, why);
    }

    /// The fact under whose assumption a context is solved; whether it came by a decision is the caller's affair.
    pub(crate) fn insert_entry(&mut self, ctx: u32, val: Val, path: Path, why: Why) {
        let fact = Fact {
            ctx,
            val,
            path,
            back: false,
            born: NIL,
            implicit: false,
        };
        self.insert(fact, why);
    }

    /// A fact that was carried by a channel: `from` and `at` name the occurrence that wrote it.
    pub(crate) fn add_from_channel(&mut self, fact: Fact, from: u32, at: u32, op: OpIdx) {
        let born = if fact.path.is_empty() { NIL } else { fact.born };
        let why = Why {
            from,
            inner: at,
            op,
            how: How::Channel,
        };
        self.insert(Fact { born, ..fact }, why);
    }

    pub(super) fn whose(&self, fact: u32) -> bool {
        self.facts.get(fact as usize).is_some_and(|f| f.implicit)
    }

    fn insert(&mut self, fact: Fact, why: Why) {
        if fact.val == NO_VAL || self.fact_of.contains_key(&fact) || !self.is_within(&fact) {
            return;
        }
        let mut fact = fact;
        if fact.born != NIL && fact.born != ANY_TIME {
            // Written at so many places, it is as if it were written from the start.
            let always = Fact { born: NIL, ..fact };
            let n = self.births.entry(always).or_insert(0);
            *n = n.saturating_add(1);
            if *n > MAX_BIRTHS {
                fact = always;
                if self.fact_of.contains_key(&fact) {
                    return;
                }
            }
        }
        // What holds without a decision needs no second proof with one.
        if fact.implicit
            && self.fact_of.contains_key(&Fact {
                implicit: false,
                ..fact
            })
        {
            return;
        }
        let id = count(self.facts.len());
        self.facts.push(fact);
        self.whys.push(why);
        self.fact_of.insert(fact, id);
        self.queue.push_back(id);
        if let Some(again) = self.waiting.remove(&fact) {
            self.queue.extend(again);
        }
    }

    /// Whether there is such a fact.
    pub(super) fn holds(&self, fact: &Fact) -> bool {
        self.fact_of.contains_key(fact)
    }

    /// Whether a fact is about a part of the app that is looked at.
    fn is_within(&self, fact: &Fact) -> bool {
        let Some(slice) = &self.query.within else {
            return true;
        };
        let def = self.def_of(fact.ctx);
        slice.values.contains(&(def, fact.val))
            || fact.val == DECIDED
            || self.paths.any(fact.path, |step| match step {
                Elem::Field(f) => slice.fields.contains(&f),
                _ => false,
            })
    }

    /// Enters a context through a call.
    ///
    /// Returns whether the call is new.
    pub(crate) fn enter(&mut self, ctx: u32, call: In) -> bool {
        let Some(c) = self.ctxs.get_mut(ctx as usize) else {
            return false;
        };
        if !c.ins_seen.insert(call) {
            return false;
        }
        c.ins.push(call);
        let exits = c.exits.clone();
        let n_events = c.events.len();
        for (exit, fact) in exits {
            self.leave_through(exit, fact, call);
        }
        for i in 0..n_events {
            self.carry(ctx, count(i), call);
        }
        true
    }

    /// The fact that stands for a decision in the method that it calls; `None` where it is known.
    pub(crate) fn insert_decided(&mut self, ctx: u32, why: Why) -> Option<u32> {
        let fact = Fact {
            ctx,
            val: DECIDED,
            path: Path::EMPTY,
            back: false,
            born: NIL,
            implicit: true,
        };
        let n = self.facts.len();
        self.insert(fact, why);
        (self.facts.len() > n).then(|| count(n))
    }

    /// The constant that a value is; asked once.
    pub(crate) fn fold(&mut self, def: DefId, val: Val) -> Option<Const> {
        let app = self.app;
        self.folded
            .entry((def, val))
            .or_insert_with(|| Folder::new(app).value(def, val))
            .clone()
    }

    /// The number of a sink label.
    pub(crate) fn sink_label(&mut self, label: &str) -> u32 {
        let known = self.sink_labels.iter().position(|l| *l == label);
        count(known.unwrap_or_else(|| {
            self.sink_labels.push(label.to_owned());
            self.sink_labels.len().saturating_sub(1)
        }))
    }

    /// Something happens that concerns more than the method.
    pub(crate) fn event(&mut self, fact: u32, op: OpIdx, event: Event) {
        let Some(ctx) = self.facts.get(fact as usize).map(|f| f.ctx) else {
            return;
        };
        self.occur(
            ctx,
            Occurrence {
                event,
                fact,
                op,
                inner: (NIL, NIL),
            },
        );
    }

    fn occur(&mut self, ctx: u32, occurrence: Occurrence) {
        // A list of what is to be done in place of recursion: chains of calls may be longer than the stack.
        let mut todo = vec![(ctx, occurrence)];
        while let Some((ctx, occurrence)) = todo.pop() {
            let Some(c) = self.ctxs.get_mut(ctx as usize) else {
                continue;
            };
            if !c.events_seen.insert(occurrence.event) {
                continue;
            }
            let at = count(c.events.len());
            c.events.push(occurrence);
            if let Some(Entry::Root(source) | Entry::RootOn(source, ..) | Entry::Asked(source, _)) =
                c.entry
            {
                match occurrence.event {
                    Event::Channel { chan, path, .. } => self.arrive(source, chan, path, ctx, at),
                    Event::Sink { .. } | Event::Branch { .. } => self.found.push((source, ctx, at)),
                }
                continue;
            }
            let ins = c.ins.clone();
            let carried = ins.into_iter().rev();
            todo.extend(carried.filter_map(|call| self.carried(ctx, at, call)));
        }
    }

    fn carry(&mut self, ctx: u32, at: u32, call: In) {
        if let Some((ctx, occurrence)) = self.carried(ctx, at, call) {
            self.occur(ctx, occurrence);
        }
    }

    /// What an event of a method is in a method that calls it.
    fn carried(&self, ctx: u32, at: u32, call: In) -> Option<(u32, Occurrence)> {
        let events = &self.ctxs.get(ctx as usize)?.events;
        let mut event = events.get(at as usize)?.event;
        let caller = self.facts.get(call.fact as usize)?;
        if caller.implicit
            && let Event::Sink { implicit, .. } | Event::Channel { implicit, .. } = &mut event
        {
            *implicit = true;
        }
        let occurrence = Occurrence {
            event,
            fact: call.fact,
            op: call.op,
            inner: (ctx, at),
        };
        Some((caller.ctx, occurrence))
    }
}
