//! What a call does to a fact: into methods of the app, through models of the framework, to callbacks.

use super::channel::{Chan, is_static};
use super::path::{Elem, Path};
use super::solver::{Entry, Event, Fact, How, In, NIL, REFLECTED, Solver};
use super::transfer::{Used, why};
use crate::app::{MAX_TARGETS, Targets};
use crate::ir::{Body, Invoke, Kind, Op, OpIdx, Val};
use crate::models::{Base, Place, Sel, Statement};
use crate::program::{DefId, MethodId, TypeId, count};
use crate::types::types_of;
use crate::xref::Site;

/// The label of what goes into a native method of the app, of which nothing is known.
pub(crate) const NATIVE: &str = "native";
/// A receiver that no operand is.
const NO_OPERAND: u32 = u32::MAX - 1;

impl Solver<'_, '_> {
    pub(crate) fn call_targets(
        &mut self,
        def: DefId,
        op: &Op,
        body: &Body,
        how: Invoke,
        method: MethodId,
    ) -> Targets {
        let site = Site { def, pc: op.pc };
        if let Some(known) = self.targets.get(&site) {
            return known.clone();
        }
        let targets = self.find_targets(def, op, body, how, method);
        self.targets.insert(site, targets.clone());
        targets
    }

    /// Which models speak of a method.
    pub(crate) fn known(&mut self, method: MethodId) -> super::solver::Known {
        let app = self.app;
        *self
            .known
            .entry(method)
            .or_insert_with(|| super::solver::Known {
                sinks: !app.sinks_of(method).is_empty(),
                links: !app.models.links.of(&app.program, method).is_empty(),
                compares: !app.models.compares.of(&app.program, method).is_empty(),
            })
    }

    fn find_targets(
        &mut self,
        def: DefId,
        op: &Op,
        body: &Body,
        how: Invoke,
        method: MethodId,
    ) -> Targets {
        let app = self.app;
        let mut targets = app.targets(def, how, method, None);
        let virtual_ = matches!(how, Invoke::Virtual | Invoke::Interface);
        if virtual_
            && (targets.defs.len() > 1 || targets.outside)
            && let Some(types) = types_of(app, def, body.arg(op, 0))
            && !types.is_empty()
        {
            let mut exact = Targets::default();
            for ty in types {
                let one = app.targets(def, how, method, Some(ty));
                exact.outside |= one.outside;
                for t in one.defs {
                    if !exact.defs.contains(&t) {
                        exact.defs.push(t);
                    }
                }
            }
            targets = exact;
        }
        if targets.defs.len() > MAX_TARGETS {
            self.cut_calls.insert(Site { def, pc: op.pc });
            targets.defs.clear();
            targets.outside = true;
        }
        targets.defs.retain(|t| app.is_reachable(*t));
        targets
    }

    /// A fact about an operand of a call.
    pub(super) fn call_forward(
        &mut self,
        u: &Used<'_>,
        how: Invoke,
        method: MethodId,
        alive: bool,
    ) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            at,
        } = *u;
        if alive {
            self.sinks(u, method);
        }
        let mut targets = self.call_targets(def, op, body, how, method);
        if at == 0 && targets.defs.len() > 1 {
            self.keep_of_object(id, fact, def, body, (how, method), &mut targets);
        }
        if alive {
            for target in &targets.defs {
                // The first argument of a static method is no object of its class.
                let receiver = at == 0 && how != Invoke::Static;
                if !receiver || self.fits(fact.path, self.app.class_type(*target)) {
                    self.pass(id, *target, at, fact.path, idx, NIL);
                }
            }
        }
        if self.query.implicit
            && at == 0
            && fact.implicit
            && fact.path.is_empty()
            && targets.defs.len() > 1
        {
            for target in &targets.defs {
                self.decided_call(id, idx, *target);
            }
        }
        // Which part of a text is taken depends on the numbers given.
        if alive && self.query.implicit && fact.path.is_empty() && self.is_number(op, method, at) {
            let why = why(id, idx, How::Decided);
            self.add(fact.ctx, op.res, Path::EMPTY, false, NIL, why);
        }
        if alive
            && (self.query.implicit || self.query.decisions)
            && self.paths.is_content(fact.path)
            && self.known(method).compares
        {
            self.add(
                fact.ctx,
                op.res,
                Path::EMPTY,
                false,
                NIL,
                why(id, idx, How::Decided),
            );
        }
        self.links(u, method);
        if alive && at > 0 && targets.defs.is_empty() {
            self.enter_handlers(id, fact, idx, method, at);
        }
        if !targets.outside && !targets.defs.is_empty() {
            return;
        }
        match self.model(method) {
            Some(statements) => {
                // Two names of one object stay so, whenever a part of it is written.
                for s in statements.iter().filter(|s| alive || s.alias) {
                    self.apply(u, s);
                }
                if !alive && self.is_before(def, fact, body, idx) {
                    for s in statements.iter().filter(|s| !s.alias) {
                        self.apply_before(u, s);
                        self.kept_before(u, s);
                    }
                }
            }
            None if targets.defs.is_empty() && alive => {
                self.unknown_call(u, method);
            }
            None => {}
        }
        if alive {
            self.reflection(u, method);
        }
        self.hand_over(u, how, method);
    }

    /// Whether an operand of a call of the framework is a number.
    fn is_number(&self, op: &Op, method: MethodId, at: u16) -> bool {
        let program = &self.app.program;
        let Some(m) = program.methods.get(method as usize) else {
            return false;
        };
        let first = u16::from(!is_static(op));
        let n = at.checked_sub(first).map(usize::from);
        let ty = program
            .protos
            .get(m.proto as usize)
            .zip(n)
            .and_then(|(p, n)| p.params.get(n));
        program.class_of(m.class).is_none()
            && ty.is_some_and(|t| matches!(program.desc(*t), "I" | "J" | "S" | "B" | "C"))
    }

    /// Into a method of the app.
    pub(crate) fn pass(
        &mut self,
        id: u32,
        target: DefId,
        at: u16,
        path: Path,
        op: OpIdx,
        receiver: u32,
    ) {
        let app = self.app;
        let Some(callee) = app.body(target) else {
            return;
        };
        let Some(val) = callee.params.get(usize::from(at)).copied() else {
            return;
        };
        let ctx = self.ctx(target, Entry::Formal(at, path));
        let how = How::Passed;
        self.insert_entry(ctx, val, path, why(id, op, how));
        self.enter(
            ctx,
            In {
                fact: id,
                op,
                receiver,
            },
        );
    }

    fn sinks(&mut self, u: &Used<'_>, method: MethodId) {
        let Used {
            fact,
            def,
            body,
            op,
            at,
            ..
        } = *u;
        let app = self.app;
        if fact.implicit && !self.query.implicit {
            return;
        }
        self.hidden_sinks(u, method);
        if !self.known(method).sinks {
            return;
        }
        if crate::reflect::invoked(app, def, body, op, method).is_some_and(|t| !t.is_empty()) {
            return;
        }
        for label in app.sinks_of(method) {
            if !u.is(label.place.base) {
                continue;
            }
            let deep = label.place.sel == Sel::Deep;
            if !deep && !self.paths.is_content(fact.path) {
                continue;
            }
            if !self.query.sinks.is_empty() && !self.query.sinks.contains(&label.label) {
                continue;
            }
            if app.stays_inside(def, body, op, usize::from(at)) {
                continue;
            }
            self.arrived(u, &label.label);
        }
    }

    /// Sinks that are called by reflection, and native methods of the app.
    fn hidden_sinks(&mut self, u: &Used<'_>, method: MethodId) {
        let Used {
            fact,
            def,
            body,
            op,
            at,
            ..
        } = *u;
        let app = self.app;
        let mut labels: Vec<String> = Vec::new();
        if at == 2
            && let Some((Some(class), name)) = crate::reflect::named(app, def, body, op, method)
        {
            let up = match app.program.find_type(&class) {
                Some(ty) => app.program.ancestors(ty),
                None => Vec::new(),
            };
            let mut classes: Vec<&str> = up.iter().map(|t| app.program.desc(*t)).collect();
            if classes.is_empty() {
                classes.push(&class);
            }
            for class in classes {
                for label in app.models.sinks.named(class, &name) {
                    let arg = match label.place.base {
                        Base::Param(n) => i32::from(n).saturating_sub(1),
                        _ => continue,
                    };
                    if let Some(rest) = self.paths.select(fact.path, Elem::Number(arg))
                        && (label.place.sel == Sel::Deep || self.paths.is_content(rest))
                    {
                        labels.push(label.label.clone());
                    }
                }
            }
        } else if self.paths.is_content(fact.path)
            && app.program.def_of(method).is_some_and(|d| app.is_native(d))
            && (at > 0 || is_static(op))
        {
            labels.push(String::from(NATIVE));
        }
        for label in labels {
            if self.query.sinks.is_empty() || self.query.sinks.contains(&label) {
                self.arrived(u, &label);
            }
        }
    }

    fn arrived(&mut self, u: &Used<'_>, label: &str) {
        let event = Event::Sink {
            def: u.def,
            op: u.idx,
            operand: u.at,
            label: self.sink_label(label),
            implicit: u.fact.implicit,
        };
        self.event(u.id, u.idx, event);
    }

    /// One statement of a model, for a fact about operand `at`.
    fn apply(&mut self, u: &Used<'_>, s: &Statement) {
        let Used {
            fact,
            def,
            body,
            op,
            ..
        } = *u;
        if u.is(s.from.base) {
            let rest = match self.elem(def, body, op, &s.from.sel) {
                None => Some(fact.path),
                Some(Elem::Below) => Some(Path::EMPTY),
                Some(_) if fact.path.is_empty() => Some(Path::EMPTY),
                Some(head) => self.paths.select(fact.path, head),
            };
            if let Some(rest) = rest {
                self.deliver(u, &s.to, rest, s.alias);
            }
        }
        if s.alias && u.is(s.to.base) && s.to.sel == Sel::Whole && s.from.sel == Sel::Whole {
            self.deliver(u, &s.from, fact.path, true);
        }
        self.apply_before(u, s);
    }

    /// What a statement of a model stores here was read from here before it was written to.
    fn apply_before(&mut self, u: &Used<'_>, s: &Statement) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            ..
        } = *u;
        if u.is(s.to.base)
            && s.from.sel == Sel::Whole
            && let Some(head) = self.elem(def, body, op, &s.to.sel)
            && let Some((_, true, _)) = self.paths.split(fact.path)
            && let Some(rest) = self.paths.select(fact.path, head)
            && !rest.is_empty()
            && let Some(val) = operand(s.from.base, body, op)
        {
            self.add_back(fact.ctx, val, rest, fact.born, why(id, idx, How::Silent));
        }
    }

    /// An object of the app is put into a container of the framework before a part of it is written.
    fn kept_before(&mut self, u: &Used<'_>, s: &Statement) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            ..
        } = *u;
        let own = matches!(self.paths.split(fact.path), Some((Elem::Field(_), _, _)));
        if own
            && u.is(s.from.base)
            && s.from.sel == Sel::Whole
            && s.to.base != Base::Ret
            && let Some(head) = self.elem(def, body, op, &s.to.sel)
            && let Some(val) = operand(s.to.base, body, op)
        {
            let path = self.paths.push(head, false, fact.path);
            self.add_back(fact.ctx, val, path, fact.born, why(id, idx, How::Library));
        }
    }

    fn deliver(&mut self, u: &Used<'_>, to: &Place, rest: Path, alias: bool) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            ..
        } = *u;
        let how = if alias { How::Silent } else { How::Library };
        let path = match self.elem(def, body, op, &to.sel) {
            Some(head) => self.paths.push(head, false, rest),
            None => rest,
        };
        match to.base {
            Base::Ret => {
                let born = if alias { fact.born } else { idx };
                self.add(fact.ctx, op.res, path, false, born, why(id, idx, how));
            }
            Base::Channel(name, key) => {
                if let Some(key) = self.key_at(def, Some(body), Some(op), key) {
                    self.channel(id, idx, Chan::Model(name, key), path);
                }
            }
            base if alias => {
                if let Some(val) = operand(base, body, op)
                    && !path.is_empty()
                {
                    self.add_back(fact.ctx, val, path, fact.born, why(id, idx, how));
                }
            }
            base => {
                if let Some(val) = operand(base, body, op) {
                    let path = if path.is_empty() {
                        self.paths.push(Elem::Any, false, Path::EMPTY)
                    } else {
                        path
                    };
                    self.add_back(fact.ctx, val, path, idx, why(id, idx, how));
                    if self.returns_operand(op, base) {
                        self.add(fact.ctx, op.res, path, false, idx, why(id, idx, how));
                    }
                }
            }
        }
    }

    /// A call of something outside that no model describes: what goes in may come out, and what a constructor
    /// or setter takes is in the object.
    fn unknown_call(&mut self, u: &Used<'_>, method: MethodId) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            at,
        } = *u;
        let content = self.paths.is_content(fact.path);
        let program = &self.app.program;
        let Some(m) = program.methods.get(method as usize) else {
            return;
        };
        let name = program.strings.text(m.name);
        let ret = program
            .protos
            .get(m.proto as usize)
            .map_or("V", |p| program.desc(p.ret));
        let constructor = name == "<init>";
        // Windows, views and the like hand on what they are given; they do not turn into it.
        let host =
            matches!(op.kind, Kind::Call(Invoke::Super, _)) || self.app.is_component(m.class);
        let receiver = !is_static(op) && !host;
        // A named part of a platform object comes out only where a model says so.
        let named = matches!(self.paths.split(fact.path), Some((Elem::Named(_), _, _)));
        if !matches!(ret, "V" | "Z") && !named && content {
            let why = why(id, idx, How::Library);
            self.add(fact.ctx, op.res, Path::EMPTY, false, NIL, why);
        }
        if receiver && at > 0 && (constructor || (ret == "V" && !named)) {
            let this = body.arg(op, 0);
            let own = types_of(self.app, def, this)
                .is_some_and(|l| l.iter().any(|t| self.app.program.class_of(*t).is_some()));
            if !own {
                // An object of the app is kept as it is.
                let kept = if content { Path::EMPTY } else { fact.path };
                let path = self.paths.push(Elem::Any, false, kept);
                self.add_back(fact.ctx, this, path, idx, why(id, idx, How::Library));
            }
        }
    }

    /// An object with methods that the framework calls is given to it.
    fn hand_over(&mut self, u: &Used<'_>, how: Invoke, method: MethodId) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            at,
        } = *u;
        if self.paths.is_content(fact.path) {
            return;
        }
        let constructor = self.app.program.name_of(method) == "<init>";
        if at == 0 && (how == Invoke::Super || constructor || how == Invoke::Static) {
            return;
        }
        let Some(types) = types_of(self.app, def, body.arg(op, usize::from(at))) else {
            return;
        };
        for ty in types {
            if self.app.program.class_of(ty).is_none() || (at == 0 && self.app.is_component(ty)) {
                continue;
            }
            if !self.fits(fact.path, ty) {
                continue;
            }
            for callback in self.app.callbacks(ty) {
                if self.app.is_reachable(callback) {
                    self.pass(id, callback, 0, fact.path, idx, u32::from(at));
                }
            }
        }
    }

    /// Methods of a class by name.
    pub(crate) fn methods_named(&self, ty: TypeId, name: &str) -> Vec<DefId> {
        let mut all = self.app.virtual_methods(ty);
        all.retain(|d| {
            let method = self.app.program.def(*d).map_or(NIL, |d| d.method);
            self.app.program.name_of(method) == name && self.app.is_reachable(*d)
        });
        // A bridge takes the same value on to the method it stands for.
        all
    }

    fn links(&mut self, u: &Used<'_>, method: MethodId) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            at,
        } = *u;
        let app = self.app;
        if !self.known(method).links {
            return;
        }
        for link in app.models.links.of(&app.program, method) {
            // What is called back runs on the receiver, with all that is in it.
            let on_receiver = link.class.is_none() && at == 0 && !is_static(op);
            if !on_receiver && !u.is(link.from) {
                continue;
            }
            let Some(to) = link.to.operand(false) else {
                continue;
            };
            let (types, receiver) = match &link.class {
                Some(desc) => (self.app_types_below(desc), NO_OPERAND),
                None => {
                    if let Some(types) = types_of(app, def, body.arg(op, 0)) {
                        (types, 0)
                    } else {
                        let class = app
                            .program
                            .methods
                            .get(method as usize)
                            .map_or(NIL, |m| m.class);
                        (app.program.descendants(class), 0)
                    }
                }
            };
            for ty in types {
                if on_receiver && (fact.path.is_empty() || !self.fits(fact.path, ty)) {
                    continue;
                }
                let to = if on_receiver { 0 } else { to };
                for target in self.methods_named(ty, &link.name) {
                    let to = u16::try_from(to).unwrap_or(0);
                    self.pass(id, target, to, fact.path, idx, receiver);
                }
            }
        }
    }

    fn app_types_below(&self, desc: &str) -> Vec<TypeId> {
        let app = self.app;
        let Some(ty) = app.program.find_type(desc) else {
            return Vec::new();
        };
        let mut all = app.program.descendants(ty);
        all.retain(|t| app.program.class_of(*t).is_some());
        all
    }

    /// Links from a callback of the app to another.
    pub(crate) fn follow_links(
        &mut self,
        def: DefId,
        source: u32,
        base: Base,
        path: Path,
        fact: u32,
    ) {
        let app = self.app;
        let Some(method) = app.program.def(def).map(|d| d.method) else {
            return;
        };
        for link in app.models.links.of(&app.program, method) {
            if link.from != base {
                continue;
            }
            let Some(to) = link.to.operand(false) else {
                continue;
            };
            for target in self.methods_named(app.class_type(def), &link.name) {
                let Some(val) = app.body(target).and_then(|b| b.params.get(to)).copied() else {
                    continue;
                };
                let ctx = self.ctx(target, Entry::Root(source));
                self.add(ctx, val, path, false, NIL, why(fact, NIL, How::Returned));
            }
        }
    }

    /// Other names of what a call returned.
    #[expect(clippy::too_many_arguments, reason = "the parts of a definition")]
    pub(crate) fn call_backward(
        &mut self,
        id: u32,
        fact: &Fact,
        def: DefId,
        body: &Body,
        idx: OpIdx,
        op: &Op,
        how: Invoke,
        method: MethodId,
    ) {
        let app = self.app;
        let targets = self.call_targets(def, op, body, how, method);
        for target in &targets.defs {
            let Some(callee) = app.body(*target) else {
                continue;
            };
            let ctx = self.ctx(*target, Entry::Returned(fact.path));
            for (i, o) in callee.ops.iter().enumerate() {
                if o.kind == Kind::Return {
                    let val = callee.arg(o, 0);
                    self.add_back(ctx, val, fact.path, count(i), why(id, idx, How::Passed));
                }
            }
            self.enter(
                ctx,
                In {
                    fact: id,
                    op: idx,
                    receiver: NIL,
                },
            );
        }
        if !targets.outside && !targets.defs.is_empty() {
            return;
        }
        let mut explained = false;
        for s in self.model(method).unwrap_or_default() {
            for (from, to, alias) in [(&s.from, &s.to, s.alias), (&s.to, &s.from, s.alias)] {
                if to.base != Base::Ret || (std::ptr::eq(from, &raw const s.to) && !alias) {
                    continue;
                }
                let rest = match self.elem(def, body, op, &to.sel) {
                    None => Some(fact.path),
                    Some(head) => self.paths.select(fact.path, head),
                };
                let Some(rest) = rest else { continue };
                let path = match self.elem(def, body, op, &from.sel) {
                    None if !alias => continue,
                    None => rest,
                    Some(head) => self.paths.push(head, true, rest),
                };
                explained = true;
                if let Base::Channel(name, key) = from.base {
                    if let Some(key) = self.key_at(def, Some(body), Some(op), key) {
                        self.channel(id, idx, Chan::Model(name, key), path);
                    }
                } else if let Some(val) = operand(from.base, body, op) {
                    self.add_back(fact.ctx, val, path, fact.born, why(id, idx, How::Silent));
                }
            }
        }
        if !explained {
            self.outside(id, idx, fact.path);
        }
    }

    /// A call of a method object: to the method it names.
    fn reflection(&mut self, u: &Used<'_>, method: MethodId) {
        let Used {
            id,
            fact,
            def,
            body,
            idx,
            op,
            at,
        } = *u;
        let app = self.app;
        let Some(targets) = crate::reflect::invoked(app, def, body, op, method) else {
            return;
        };
        for target in targets {
            let static_ = app
                .program
                .def(target)
                .is_some_and(|d| d.access.contains(fmt_dex::AccessFlags::STATIC));
            match at {
                1 if !static_ => self.pass(id, target, 0, fact.path, idx, 1 | REFLECTED),
                2 => {
                    let n = app.body(target).map_or(0, |b| b.params.len());
                    let first = usize::from(!static_);
                    for formal in first..n {
                        let i = i32::try_from(formal.saturating_sub(first)).unwrap_or(0);
                        if let Some(rest) = self.paths.select(fact.path, Elem::Number(i)) {
                            let formal = u16::try_from(formal).unwrap_or(0);
                            self.pass(id, target, formal, rest, idx, 1 | REFLECTED);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// A value captured by a lambda: the first parameters of the method that holds its code.
    pub(super) fn captured(&mut self, u: &Used<'_>, site: u32) {
        let Used {
            id,
            fact,
            def,
            idx,
            at,
            ..
        } = *u;
        if let Some(target) = self.app.program.lambda(def, site) {
            self.pass(id, target, at, fact.path, idx, NO_OPERAND);
        }
    }
}

/// The value at a place of a call.
fn operand(base: Base, body: &Body, op: &Op) -> Option<Val> {
    match base {
        Base::Ret => Some(op.res),
        base => base.operand(is_static(op)).map(|n| body.arg(op, n)),
    }
}
