//! Channels: what joins the writer and the reader of static fields, storage and messages.

use super::path::{Elem, Path};
use super::solver::{ANY_TIME, Entry, Event, Exit, Fact, NIL, Solver};
use crate::app::App;
use crate::consts::Const;
use crate::ir::{Body, Def, Kind, Op, OpIdx, Val};
use crate::models::{Base, Key, Sel, Statement};
use crate::program::{DefId, FieldId, MethodId, TypeId, count};
use crate::xref::Site;
use rustc_hash::FxHashMap;

/// A channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Chan {
    /// A static field, into which a value is put.
    Static(FieldId),
    /// The objects that a static field holds: one that was read from it is written.
    Held(FieldId),
    /// The parts of objects of this class that the framework makes or holds.
    Objects(TypeId),
    /// The parts of that name of objects of the framework.
    Parts(u32),
    /// A field of objects that come from outside the app.
    Outside(FieldId),
    /// A channel of the models, with its key.
    Model(u16, Elem),
}

/// Who reads which channel of the models.
#[derive(Default)]
pub(crate) struct Readers {
    /// Calls, by channel: the place, the key, which part of which operand it arrives at.
    calls: FxHashMap<u16, Vec<(Site, Key, Base, Sel)>>,
    /// Parameters of methods that the framework calls.
    params: FxHashMap<u16, Vec<(DefId, Key, Base, Sel)>>,
    /// Calls that read a named part of their receiver.
    named: FxHashMap<String, Vec<Site>>,
}

impl Readers {
    pub(crate) fn new(app: &App<'_>) -> Self {
        let mut readers = Self::default();
        for method in 0..count(app.program.methods.len()) {
            let sites = app.xrefs.of_call(method);
            if sites.is_empty() {
                continue;
            }
            for statement in app
                .models
                .calls
                .of(&app.program, method)
                .into_iter()
                .flatten()
            {
                for (from, to) in directions(statement) {
                    if let Base::Channel(chan, key) = from.base {
                        let list = readers.calls.entry(chan).or_default();
                        let reachable = sites.iter().filter(|s| app.is_reachable(s.def));
                        list.extend(reachable.map(|s| (*s, key, to.base, to.sel.clone())));
                    }
                    if let Sel::Named(name) = &from.sel
                        && to.base == Base::Ret
                    {
                        let list = readers.named.entry(name.clone()).or_default();
                        list.extend(sites.iter().filter(|s| app.is_reachable(s.def)));
                    }
                }
            }
        }
        for (i, d) in app.program.defs.iter().enumerate() {
            let def = count(i);
            if !app.is_callable(def) || !app.is_reachable(def) {
                continue;
            }
            for statement in app
                .models
                .entries
                .of(&app.program, d.method)
                .into_iter()
                .flatten()
            {
                for (from, to) in directions(statement) {
                    if let Base::Channel(chan, key) = from.base {
                        let list = readers.params.entry(chan).or_default();
                        list.push((def, key, to.base, to.sel.clone()));
                    }
                }
            }
        }
        readers
    }
}

/// A statement as "from, to"; an alias both ways round.
pub(crate) fn directions(
    s: &Statement,
) -> impl Iterator<Item = (&crate::models::Place, &crate::models::Place)> {
    let back = s.alias.then_some((&s.to, &s.from));
    std::iter::once((&s.from, &s.to)).chain(back)
}

impl<'s> Solver<'s, '_> {
    /// The value comes out of a channel, wherever it is read.
    pub(crate) fn arrive(&mut self, source: u32, chan: Chan, path: Path, ctx: u32, at: u32) {
        let app = self.app;
        let implicit = match self.ctxs.get(ctx as usize) {
            Some(_) => self.event_is_implicit(ctx, at),
            None => false,
        };
        match chan {
            Chan::Static(field) | Chan::Held(field) => {
                for site in app.xrefs.static_gets.of(field) {
                    self.read_at(source, *site, path, (ctx, at), implicit);
                }
                // An object that is written after it was stored there. What holds the value when it is stored says nothing
                // of other objects that are stored there too.
                if path.is_empty() || chan == Chan::Static(field) {
                    return;
                }
                for site in app.xrefs.static_puts.of(field) {
                    if let Some((body, idx, op)) = self.place(*site) {
                        let ctx2 = self.ctx(site.def, Entry::Root(source));
                        let val = body.arg(&op, 0);
                        self.come(ctx2, val, path, true, ANY_TIME, (ctx, at), idx, implicit);
                    }
                }
            }
            Chan::Outside(field) => {
                for site in app.xrefs.field_gets.of(field) {
                    if self.is_from_outside(*site) {
                        self.read_at(source, *site, path, (ctx, at), implicit);
                    }
                }
            }
            Chan::Objects(ty) => self.objects(source, ty, path, (ctx, at), implicit),
            Chan::Parts(name) => {
                let name = self.paths.text_of(name).to_owned();
                for site in self.readers.named.get(&name).cloned().unwrap_or_default() {
                    if let Some((body, idx, op)) = self.place(site)
                        && self.comes_from_outside(site.def, body, body.arg(&op, 0))
                    {
                        let ctx2 = self.ctx(site.def, Entry::Root(source));
                        let val = body.arg(&op, 0);
                        self.come(ctx2, val, path, false, NIL, (ctx, at), idx, implicit);
                    }
                }
            }
            Chan::Model(name, key) => {
                self.model_channel(source, name, key, path, (ctx, at), implicit);
            }
        }
    }

    fn event_is_implicit(&self, ctx: u32, at: u32) -> bool {
        matches!(
            self.event_of(ctx, at),
            Some(Event::Channel { implicit: true, .. })
        )
    }

    fn place(&self, site: Site) -> Option<(&'s Body, OpIdx, Op)> {
        if !self.app.is_reachable(site.def) {
            return None;
        }
        let (body, idx, op) = self.app.op_at(site)?;
        Some((body, idx, *op))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a fact and of its origin"
    )]
    fn come(
        &mut self,
        ctx: u32,
        val: Val,
        path: Path,
        back: bool,
        born: OpIdx,
        from: (u32, u32),
        op: OpIdx,
        implicit: bool,
    ) {
        let fact = Fact {
            ctx,
            val,
            path,
            back: false,
            born,
            implicit,
        };
        self.add_from_channel(fact, from.0, from.1, op);
        if back && !path.is_empty() {
            self.add_from_channel(Fact { back: true, ..fact }, from.0, from.1, op);
        }
    }

    fn read_at(&mut self, source: u32, site: Site, path: Path, from: (u32, u32), implicit: bool) {
        let Some((_, idx, op)) = self.place(site) else {
            return;
        };
        let ctx = self.ctx(site.def, Entry::Root(source));
        self.come(ctx, op.res, path, false, idx, from, idx, implicit);
    }

    /// Methods that the framework calls on an object of the class, and objects that the app itself makes.
    fn objects(&mut self, source: u32, ty: TypeId, path: Path, from: (u32, u32), implicit: bool) {
        let app = self.app;
        for t in app.program.descendants(ty) {
            for def in app.callbacks(t).into_iter().chain(self.clicks(t)) {
                if !app.is_reachable(def) {
                    continue;
                }
                if let Some(this) = app.body(def).and_then(|b| b.params.first()).copied() {
                    let ctx = self.ctx(def, Entry::Root(source));
                    self.come(ctx, this, path, false, NIL, from, NIL, implicit);
                }
            }
            for site in app.xrefs.of_new(t) {
                if let Some((_, idx, op)) = self.place(*site) {
                    let ctx = self.ctx(site.def, Entry::Root(source));
                    self.come(ctx, op.res, path, false, ANY_TIME, from, idx, implicit);
                }
            }
            // What a constructor that the framework calls gave the object to still has it later.
            for def in app.made_by_framework(t) {
                if let Some(this) = app.body(def).and_then(|b| b.params.first()).copied() {
                    let ctx = self.ctx(def, Entry::Root(source));
                    self.come(ctx, this, path, false, ANY_TIME, from, NIL, implicit);
                }
            }
        }
    }

    fn clicks(&self, ty: TypeId) -> Vec<DefId> {
        let mut all = self.app.virtual_methods(ty);
        all.retain(|d| self.app.is_callable(*d));
        all
    }

    fn model_channel(
        &mut self,
        source: u32,
        name: u16,
        key: Elem,
        path: Path,
        from: (u32, u32),
        implicit: bool,
    ) {
        let app = self.app;
        for (site, k, base, sel) in self.readers.calls.get(&name).cloned().unwrap_or_default() {
            let Some((body, idx, op)) = self.place(site) else {
                continue;
            };
            let Some(there) = self.key_at(site.def, app.body(site.def), Some(&op), k) else {
                continue;
            };
            if !self.joins(k, there, key, path) {
                continue;
            }
            let val = match base {
                Base::Ret => op.res,
                base => match base.operand(is_static(&op)) {
                    Some(n) => body.arg(&op, n),
                    None => continue,
                },
            };
            let path = self.at_part(site.def, app.body(site.def), Some(&op), &sel, path);
            let ctx = self.ctx(site.def, Entry::Root(source));
            self.come(ctx, val, path, base != Base::Ret, idx, from, idx, implicit);
        }
        for (def, k, base, sel) in self.readers.params.get(&name).cloned().unwrap_or_default() {
            let there = self.own_key(def, k, None);
            if !self.joins(k, there, key, path) {
                continue;
            }
            let Some(n) = base.operand(false) else {
                continue;
            };
            let Some(val) = app.body(def).and_then(|b| b.params.get(n)).copied() else {
                continue;
            };
            let path = self.at_part(def, None, None, &sel, path);
            let ctx = self.entered_by(def, source, k, key);
            self.come(ctx, val, path, false, NIL, from, NIL, implicit);
        }
    }

    /// Whether what is written under one name is read under the other. Where a name is not known, only what has a name of
    /// its own inside is: else all stores of an app would be one.
    fn joins(&self, kind: Key, there: Elem, here: Elem, path: Path) -> bool {
        if crate::asked::is_asked(kind) {
            let (Elem::Text(there), Elem::Text(here)) = (there, here) else {
                return false;
            };
            return crate::asked::meet(self.paths.text_of(there), self.paths.text_of(here));
        }
        let inside = matches!(self.paths.split(path), Some((Elem::Text(_), _, _)));
        let known = there != Elem::Any && here != Elem::Any;
        there.meets(here) && (known || inside || kind == Key::None)
    }

    /// The class of the object a method is called on, as the key of a channel.
    pub(super) fn component_of(&mut self, def: DefId) -> Elem {
        let ty = self.app.class_type(def);
        if self.app.program.descendants(ty).len() > 1 {
            return Elem::Any;
        }
        let desc = self.app.program.desc(ty).to_owned();
        Elem::Text(self.paths.text(&desc))
    }

    /// The key of a channel at a call; `None` where the message leaves the app.
    pub(crate) fn key_at(
        &mut self,
        def: DefId,
        body: Option<&Body>,
        op: Option<&Op>,
        key: Key,
    ) -> Option<Elem> {
        let (Some(body), Some(op)) = (body, op) else {
            return Some(Elem::Any);
        };
        let operand = |n: u8| {
            body.arg(
                op,
                usize::from(n).saturating_sub(usize::from(is_static(op))),
            )
        };
        Some(match key {
            Key::None => Elem::Any,
            Key::Arg(n) => self.channel_name(def, operand(n)),
            Key::Table(n) => match self.fold(def, operand(n)) {
                Some(Const::Str(statement)) => match crate::sql::table_of(&statement) {
                    Some(table) => Elem::Text(self.paths.text(&table)),
                    None => Elem::Any,
                },
                _ => Elem::Any,
            },
            Key::Asked(..) | Key::Transaction => {
                match crate::asked::at_call(self.app, def, body, op, key) {
                    Some(asked) => Elem::Text(self.paths.text(&asked)),
                    None => Elem::Any,
                }
            }
            Key::Class(n) => match crate::types::types_of(self.app, def, operand(n)).as_deref() {
                Some([one]) => {
                    let desc = self.app.program.desc(*one).to_owned();
                    Elem::Text(self.paths.text(&desc))
                }
                _ => Elem::Any,
            },
            Key::Component => {
                let this = body.arg(op, 0);
                match body.def(this) {
                    Def::Param(0) => self.component_of(def),
                    _ => Elem::Any,
                }
            }
            Key::Sent(_) if !super::pending::is_sent(self.app, body, op.res) => return None,
            Key::Target(n) | Key::Sent(n) | Key::Wrapped(n) => {
                match target_of(self.app, def, body, key, operand(n)) {
                    super::intent::Target::Component(desc) => Elem::Text(self.paths.text(&desc)),
                    super::intent::Target::Unknown | super::intent::Target::Anywhere => Elem::Any,
                    super::intent::Target::Outside | super::intent::Target::Nowhere => return None,
                }
            }
        })
    }

    /// The name of a channel: a constant, of a path what follows the last slash, as far as that is constant.
    fn channel_name(&mut self, def: DefId, val: Val) -> Elem {
        if let Some(known) = self.names.get(&(def, val)) {
            return *known;
        }
        let name = match self.constant_key(def, val) {
            number @ Elem::Number(_) => number,
            _ => match crate::origin::last_name(self.app, def, val) {
                Some(name) if !name.contains('*') => Elem::Text(self.paths.text(&name)),
                _ => Elem::Any,
            },
        };
        self.names.insert((def, val), name);
        name
    }

    /// A constant as the key of a map or channel.
    pub(crate) fn constant_key(&mut self, def: DefId, val: Val) -> Elem {
        match self.fold(def, val) {
            Some(Const::Str(s)) => Elem::Text(self.paths.text(&s)),
            Some(Const::Int(i)) => Elem::Number(i),
            _ => Elem::Any,
        }
    }

    /// The step that a part of a place is.
    pub(crate) fn elem(&mut self, def: DefId, body: &Body, op: &Op, sel: &Sel) -> Option<Elem> {
        Some(match sel {
            Sel::Whole => return None,
            Sel::Any => Elem::Any,
            Sel::Deep => Elem::Below,
            Sel::Next => next_element(self.app, def, body, op),
            Sel::Named(name) => Elem::Named(self.paths.text(name)),
            Sel::Key(n) => {
                let at = usize::from(*n).saturating_sub(usize::from(is_static(op)));
                self.constant_key(def, body.arg(op, at))
            }
        })
    }

    fn at_part(
        &mut self,
        def: DefId,
        body: Option<&Body>,
        op: Option<&Op>,
        sel: &Sel,
        path: Path,
    ) -> Path {
        if *sel == Sel::Whole {
            return path;
        }
        let head = match (body, op) {
            (Some(body), Some(op)) => self.elem(def, body, op, sel).unwrap_or(Elem::Any),
            _ => Elem::Any,
        };
        self.paths.push(head, false, path)
    }

    /// What leaves a method to the framework that called it.
    pub(crate) fn leave_to_framework(&mut self, def: DefId, source: u32, exit: Exit, fact: u32) {
        let app = self.app;
        if !app.is_callable(def) {
            let ty = app.class_type(def);
            if let Exit::Formal(0, path) = exit
                && app.made_by_framework(ty).contains(&def)
            {
                self.channel(fact, NIL, Chan::Objects(ty), path);
            }
            return;
        }
        match exit {
            Exit::Formal(n, path) => {
                let method = app.program.def(def).map_or(NIL, |d| d.method);
                for statement in app
                    .models
                    .entries
                    .of(&app.program, method)
                    .into_iter()
                    .flatten()
                {
                    for (from, to) in directions(statement) {
                        if let Base::Channel(name, key) = to.base
                            && from.base.operand(false) == Some(usize::from(n))
                        {
                            let key = self.own_key(def, key, Some(fact));
                            self.channel(fact, NIL, Chan::Model(name, key), path);
                        }
                    }
                }
                let static_ = app
                    .program
                    .def(def)
                    .is_some_and(|d| d.access.contains(fmt_dex::AccessFlags::STATIC));
                if n == 0 && !static_ && self.is_last(def) {
                    // Nothing is called on the object any more.
                } else if n == 0 && !static_ {
                    self.channel(fact, NIL, Chan::Objects(app.class_type(def)), path);
                } else {
                    self.outside(fact, NIL, path);
                }
            }
            Exit::Return(path) => {
                let method = app.program.def(def).map_or(NIL, |d| d.method);
                let entries = app.models.entries.of(&app.program, method);
                for statement in entries.into_iter().flatten() {
                    if let (Base::Ret, Base::Channel(name, key)) =
                        (statement.from.base, statement.to.base)
                    {
                        let key = self.own_key(def, key, Some(fact));
                        self.channel(fact, NIL, Chan::Model(name, key), path);
                    }
                }
                self.follow_links(def, source, Base::Ret, path, fact);
            }
            Exit::Throw(..) => {}
        }
    }

    /// Whether a method is the last that the framework calls on its object.
    fn is_last(&self, def: DefId) -> bool {
        let program = &self.app.program;
        let method = program.def(def).map_or(NIL, |d| d.method);
        let name = program.name_of(method);
        let up = program.ancestors(self.app.class_type(def));
        let mut last = self.app.models.last.iter().filter(|l| l.1 == name);
        last.any(|l| up.iter().any(|t| program.desc(*t) == l.0))
    }

    /// A part of an object that comes from outside the app was written.
    pub(crate) fn outside(&mut self, fact: u32, op: OpIdx, path: Path) {
        match self.paths.split(path) {
            Some((Elem::Field(f), _, rest)) => {
                let app_field = self.app.program.fields.get(f as usize).map(|f| f.class);
                if app_field.is_some_and(|c| self.app.program.class_of(c).is_some()) {
                    self.channel(fact, op, Chan::Outside(f), rest);
                }
            }
            Some((Elem::Named(name), _, _)) => self.channel(fact, op, Chan::Parts(name), path),
            _ => {}
        }
    }

    fn is_from_outside(&self, site: Site) -> bool {
        match self.place(site) {
            Some((body, _, op)) => self.comes_from_outside(site.def, body, body.arg(&op, 0)),
            None => false,
        }
    }

    /// Whether a value is, as far as its method tells, a result of the framework or a parameter given by it.
    fn comes_from_outside(&self, def: DefId, body: &Body, mut val: Val) -> bool {
        for _ in 0..16 {
            match body.def(val) {
                Def::Param(n) => return n == 0 || self.app.is_callable(def),
                Def::Phi(_) => match body.phi_inputs(val).first() {
                    Some(v) => val = *v,
                    None => return false,
                },
                Def::Op(idx) => match body.op(idx) {
                    Some(op) if matches!(op.kind, Kind::Cast(_)) => val = body.arg(op, 0),
                    Some(op) => {
                        return match op.kind {
                            Kind::Call(how, method) => {
                                self.app.targets(def, how, method, None).outside
                            }
                            Kind::FieldGet(_) | Kind::StaticGet(_) => true,
                            _ => false,
                        };
                    }
                    None => return false,
                },
                Def::Undef => return false,
            }
        }
        false
    }

    /// Statements of the models for a method, kept.
    pub(crate) fn model(&mut self, method: MethodId) -> Option<Vec<Statement>> {
        let app = self.app;
        self.statements
            .entry(method)
            .or_insert_with(|| {
                let found = app.models.calls.of(&app.program, method);
                let mut all: Option<Vec<Statement>> = None;
                for list in found {
                    all.get_or_insert_default().extend(list.iter().cloned());
                }
                all
            })
            .clone()
    }
}

/// Where the message goes that a key names.
fn target_of(app: &App<'_>, def: DefId, body: &Body, key: Key, val: Val) -> super::Target {
    match key {
        Key::Wrapped(_) => super::pending::wrapped(app, def, body, val),
        _ => super::target(app, def, val),
    }
}

/// Whether a call has no receiver.
pub(crate) fn is_static(op: &Op) -> bool {
    matches!(op.kind, Kind::Call(crate::ir::Invoke::Static, _))
}

/// The number of the element that an operation adds to a list that only its method handles; else any.
fn next_element(app: &App<'_>, def: DefId, body: &Body, op: &Op) -> Elem {
    let adds = crate::lists::added(app, def, body, body.arg(op, 0)).unwrap_or_default();
    let here = body.at(op.pc);
    let at = adds.iter().position(|a| Some(a.0) == here);
    at.and_then(|n| i32::try_from(n).ok())
        .map_or(Elem::Any, Elem::Number)
}
