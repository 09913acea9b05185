//! What a call gives: by the methods of the app that it reaches, or by what the models say.

use super::walk::{How, Mode, NIL, Question, Walk};
use super::{Backward, Kind, Through};
use crate::app::{MAX_TARGETS, Targets};
use crate::flow::is_static;
use crate::flow::path::{Elem, Path};
use crate::ir::{Body, Def, Invoke, Kind as OpKind, Op, Val};
use crate::models::{Base, Place, Sel, Statement};
use crate::program::{DefId, MethodId, NONE, TypeId, count};
use crate::types::types_of;
use crate::xref::Site;

/// What the replies of libraries come from, as the origins of the models name it.
const HTTP: &str = "http";

impl Walk<'_, '_, '_> {
    pub(super) fn result(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        how: Invoke,
        method: MethodId,
    ) {
        let app = self.app;
        let site = Site {
            def: q.def,
            pc: op.pc,
        };
        let mut targets = self.targets(q.def, body, op, how, method);
        if targets.defs.len() > 1 {
            self.by_caller_class(q, body, op, how, method, &mut targets);
        }
        if q.direct && !self.converts(method, &targets) {
            let getter = Through { site, method };
            if !self.found.getters.contains(&getter) {
                self.found.getters.push(getter);
            }
        }
        let q = &Question {
            direct: q.direct && self.converts(method, &targets),
            ..*q
        };
        for role in app.models.roles.of(&app.program, method) {
            if role.name == "origin" {
                let kind = Kind::Named(role.detail.clone(), method);
                self.origin(id, q, kind, op.pc, op.res);
                if role.detail != "resource" && !self.is_answered(method) {
                    return;
                }
            }
            if role.name == "content" {
                self.origin(id, q, Kind::Call(method), op.pc, op.res);
            }
        }
        if app.is_reply(method) {
            let kind = Kind::Named(HTTP.to_owned(), method);
            self.origin(id, q, kind, op.pc, op.res);
            return;
        }
        if self.is_source(method, Base::Ret) {
            self.origin(id, q, Kind::Call(method), op.pc, op.res);
        }
        for target in targets.defs.iter().take(MAX_TARGETS) {
            self.enter(id, q, site, method, *target);
        }
        if !targets.defs.is_empty() && self.gives(method) == "[B" {
            // Bytes made of bytes or of a text: decoders compute each one from several, which is not followed.
            self.bytes_of(id, q, body, op, method);
        }
        if !targets.outside && !targets.defs.is_empty() {
            return;
        }
        if let Some(defs) = crate::reflect::invoked(app, q.def, body, op, method) {
            for target in defs {
                self.enter(id, q, site, method, target);
            }
        }
        self.chosen_by_call(id, q, body, op, method);
        let Some(statements) = self.model(method) else {
            self.origin(id, q, Kind::Call(method), op.pc, op.res);
            if targets.defs.is_empty() {
                self.undescribed(id, q, body, op, method);
            }
            return;
        };
        let mut known = false;
        for s in &statements {
            known |= self.comes(id, q, body, op, method, s);
        }
        if !known {
            self.origin(id, q, Kind::Call(method), op.pc, op.res);
        }
    }

    /// Whether this place of a call is asked for as a source.
    pub(super) fn is_source(&self, method: MethodId, place: Base) -> bool {
        let app = self.app;
        self.back.sources
            && app
                .models
                .sources
                .of(&app.program, method)
                .iter()
                .any(|it| it.place.base == place)
    }

    /// Of the methods that a call on a parameter reaches, those of the classes that the call on the way gives.
    fn by_caller_class(
        &self,
        q: &Question,
        body: &Body,
        op: &Op,
        how: Invoke,
        method: MethodId,
        targets: &mut Targets,
    ) {
        let Def::Param(n) = body.def(body.arg(op, 0)) else {
            return;
        };
        let Some(call) = self.back.stacks.get(q.stack) else {
            return;
        };
        let Some((outer, _, entered)) = self.place(call.site) else {
            return;
        };
        let given = outer.arg(&entered, usize::from(n));
        let Some(types) = types_of(self.app, call.site.def, given) else {
            return;
        };
        let reached: Vec<DefId> = types
            .iter()
            .flat_map(|ty| self.app.targets(q.def, how, method, Some(*ty)).defs)
            .collect();
        if !reached.is_empty() {
            targets.defs.retain(|def| reached.contains(def));
        }
    }

    /// The descriptor of what a method gives.
    fn gives(&self, method: MethodId) -> &str {
        let program = &self.app.program;
        let m = program.methods.get(method as usize);
        m.and_then(|m| program.protos.get(m.proto as usize))
            .map_or("V", |p| program.desc(p.ret))
    }

    fn bytes_of(&mut self, id: u32, q: &Question, body: &Body, op: &Op, method: MethodId) {
        let program = &self.app.program;
        let m = program.methods.get(method as usize);
        let Some(proto) = m.and_then(|m| program.protos.get(m.proto as usize)) else {
            return;
        };
        let first = usize::from(!is_static(op));
        for (i, ty) in proto.params.iter().enumerate() {
            if matches!(program.desc(*ty), "[B" | "Ljava/lang/String;") {
                let val = body.arg(op, i.saturating_add(first));
                self.here(id, q, Some(op), val, Path::EMPTY, How::Through(method));
            }
        }
    }

    /// Texts, bytes and numbers made by a call that nobody describes are made of what it is given; numbers not of the
    /// object that is asked for them, unless that is a number.
    fn undescribed(&mut self, id: u32, q: &Question, body: &Body, op: &Op, method: MethodId) {
        const NUMBERS: [&str; 5] = [
            "Ljava/lang/Integer;",
            "Ljava/lang/Long;",
            "Ljava/lang/Float;",
            "Ljava/lang/Double;",
            "Ljava/lang/Number;",
        ];
        let made = self.gives(method);
        let text = matches!(made, "Ljava/lang/String;" | "[B" | "[C");
        let number =
            matches!(made, "B" | "S" | "C" | "I" | "J" | "F" | "D") || NUMBERS.contains(&made);
        let program = &self.app.program;
        let class = program
            .methods
            .get(method as usize)
            .map_or(NONE, |m| m.class);
        let of_object = text || is_static(op) || NUMBERS.contains(&program.desc(class));
        // Factories and the like; what an object answers else may have nothing to do with what it is given.
        let factory = is_static(op) && made.starts_with('L');
        let how = How::Through(method);
        for val in body.args(op).iter().skip(usize::from(!of_object)) {
            if text {
                self.here(id, q, Some(op), *val, Path::EMPTY, how);
            } else if number || factory {
                let path = self.all_in(q.path);
                self.later(|walk| walk.here(id, q, Some(op), *val, path, how));
            }
        }
    }

    /// Into the results of a method of the app.
    fn enter(&mut self, id: u32, q: &Question, site: Site, method: MethodId, target: DefId) {
        let Some(callee) = self.app.body(target) else {
            return;
        };
        let Some(stack) = self.push_stack(site, q.stack) else {
            return;
        };
        let inside = Question {
            def: target,
            stack,
            mode: Mode::Back,
            direct: false,
            parent: id,
            site,
            how: How::Returned(method),
            ..*q
        };
        for op in &callee.ops {
            if op.kind == OpKind::Return {
                self.ask(Question {
                    val: callee.arg(op, 0),
                    ..inside
                });
            }
        }
        self.chosen_by_return(&inside, callee);
    }

    /// Whether a call outside the app gives the same text in another form.
    fn converts(&mut self, method: MethodId, targets: &Targets) -> bool {
        targets.defs.is_empty()
            && self.model(method).unwrap_or_default().iter().any(|s| {
                s.to.base == Base::Ret && s.to.sel == Sel::Whole && s.from.sel == Sel::Whole
            })
    }

    /// One statement of a model, for the result of a call; whether it says where the result comes from.
    fn comes(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        method: MethodId,
        s: &Statement,
    ) -> bool {
        let mut known = false;
        let mut sides = vec![(&s.from, &s.to)];
        if s.alias {
            sides.push((&s.to, &s.from));
        }
        for (from, to) in sides {
            if to.base != Base::Ret {
                continue;
            }
            let rest = match self.elem(q, body, op, &to.sel) {
                None => Some(q.path),
                Some(at) => self.rest(q.path, at),
            };
            let Some(rest) = rest else { continue };
            known = true;
            self.place_of(id, q, body, op, method, from, rest, s.alias);
        }
        known
    }

    /// Asks about a place of a call.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    pub(super) fn place_of(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        method: MethodId,
        place: &Place,
        rest: Path,
        alias: bool,
    ) {
        let app = self.app;
        let mut q = *q;
        let roles = app.models.roles.of(&app.program, method);
        let has = |name: &str| roles.iter().any(|r| r.name == name);
        if has("builds") {
            q.whole |= !q.element;
        }
        if has("element") && !q.whole {
            q.element = true;
        }
        let path = match self.elem(&q, body, op, &place.sel) {
            Some(Elem::Below) | None => rest,
            Some(at) => {
                self.key_met(&mut q, at);
                self.back.paths.push(at, true, rest)
            }
        };
        let how = if alias {
            How::Same
        } else {
            How::Through(method)
        };
        match place.base {
            Base::Ret => {}
            Base::Channel(name, key) => self.channel(id, &q, body, op, name, key, path),
            base => {
                if let Some(n) = base.operand(is_static(op)) {
                    let direct = q.direct;
                    self.here(id, &q, Some(op), body.arg(op, n), path, how);
                    let same = place.sel == Sel::Whole;
                    // A conversion of a text is still the text.
                    if direct
                        && same
                        && let Some(last) = self.found.questions.last_mut()
                        && last.parent == id
                    {
                        last.direct = true;
                    }
                }
            }
        }
    }

    /// The element that a part of a place is.
    pub(super) fn elem(&mut self, q: &Question, body: &Body, op: &Op, sel: &Sel) -> Option<Elem> {
        Some(match sel {
            Sel::Whole => return None,
            Sel::Any | Sel::Next => Elem::Any,
            Sel::Deep => Elem::Below,
            Sel::Named(name) => Elem::Named(self.back.paths.text(name)),
            Sel::Key(n) => {
                let at = usize::from(*n).saturating_sub(usize::from(is_static(op)));
                match self.constant(q, body.arg(op, at)) {
                    Some(text) => Elem::Text(self.back.paths.text(&text)),
                    None => Elem::Any,
                }
            }
        })
    }

    /// The text that a value is on this way, where it is wholly known.
    pub(super) fn constant(&mut self, q: &Question, val: Val) -> Option<String> {
        match self.shape(q.def, val, (q.stack, q.via)) {
            [super::Piece::Text(t)] => Some(t.clone()),
            _ => None,
        }
    }

    /// The text that a value is, with the calls and the class that the search came by; asked once.
    pub(super) fn shape(
        &mut self,
        def: DefId,
        val: Val,
        (stack, via): (u32, TypeId),
    ) -> &[super::Piece] {
        let app = self.app;
        let Backward { shapes, stacks, .. } = &mut *self.back;
        shapes
            .entry((def, val, stack, via))
            .or_insert_with(|| super::shape::Shaper::new(app, stacks).along(def, val, stack, via))
    }

    /// What the framework hands to a method that it calls: what was sent to it, or handed over elsewhere.
    pub(super) fn handed_by_framework(&mut self, id: u32, q: &Question, n: u16) {
        let app = self.app;
        let method = app.program.def(q.def).map_or(NONE, |d| d.method);
        let Some(m) = app.program.methods.get(method as usize) else {
            return;
        };
        let own = app.class_type(q.def);
        let name = app.program.strings.text(m.name).to_owned();
        for (from, link) in app.models.links.by_target(&name) {
            if link.to.operand(false) != Some(usize::from(n)) {
                continue;
            }
            if let Some(class) = &link.class
                && !app
                    .program
                    .ancestors(own)
                    .iter()
                    .any(|t| app.program.desc(*t) == class)
            {
                continue;
            }
            self.linked(id, q, &from, link.from, link.class.is_none(), own);
        }
    }

    /// The arguments of calls that arrive at an invocation handler.
    pub(super) fn by_proxy(&mut self, id: u32, q: &Question, n: u16) {
        let app = self.app;
        if n != crate::proxies::ARGUMENTS || !app.proxies().handlers.contains(&q.def) {
            return;
        }
        for site in &app.proxies().sites {
            let Some((body, _, op)) = self.place(*site) else {
                continue;
            };
            let OpKind::Call(_, method) = op.kind else {
                continue;
            };
            for (i, val) in body.args(&op).iter().enumerate().skip(1) {
                let at = i32::try_from(i).unwrap_or(i32::MAX).saturating_sub(1);
                if let Some(path) = self.rest(q.path, Elem::Number(at)) {
                    let q = Question { path, ..*q };
                    self.over(id, &q, *site, *val, method);
                }
            }
        }
    }

    /// The calls whose argument arrives at a method that the framework calls.
    fn linked(
        &mut self,
        id: u32,
        q: &Question,
        from: &str,
        place: Base,
        same_object: bool,
        own: u32,
    ) {
        let app = self.app;
        for method in 0..count(app.program.methods.len()) {
            if app.program.name_of(method) != from {
                continue;
            }
            let linked = app.models.links.of(&app.program, method);
            if linked.is_empty() {
                continue;
            }
            if place == Base::Ret {
                // What a method of the same object returned.
                for def in app.virtual_methods(own) {
                    if app.program.def(def).map(|d| d.method) == Some(method)
                        && let Some(body) = app.body(def)
                    {
                        for op in body.ops.iter().filter(|o| o.kind == OpKind::Return) {
                            let site = Site { def, pc: op.pc };
                            self.over(id, q, site, body.arg(op, 0), method);
                        }
                    }
                }
                continue;
            }
            for site in app.xrefs.of_call(method).to_vec() {
                let Some((body, _, op)) = self.place(site) else {
                    continue;
                };
                let Some(n) = place.operand(is_static(&op)) else {
                    continue;
                };
                let fits = !same_object
                    || types_of(app, site.def, body.arg(&op, 0)).is_none_or(|types| {
                        let runs = |ty: &TypeId| app.program.is_subtype(*ty, own);
                        types.is_empty() || types.iter().any(runs)
                    });
                if fits {
                    self.over(id, q, site, body.arg(&op, n), method);
                }
            }
        }
    }

    fn over(&mut self, id: u32, q: &Question, site: Site, val: Val, method: MethodId) {
        self.ask(Question {
            def: site.def,
            val,
            stack: NIL,
            mode: Mode::Back,
            direct: false,
            parent: id,
            site,
            how: How::Passed(method),
            ..*q
        });
    }

    pub(super) fn model(&mut self, method: MethodId) -> Option<Vec<Statement>> {
        let app = self.app;
        self.back
            .statements
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

    /// What a call reaches, by the classes that its receiver can have where that is known.
    pub(super) fn targets(
        &mut self,
        def: DefId,
        body: &Body,
        op: &Op,
        how: Invoke,
        method: MethodId,
    ) -> Targets {
        let app = self.app;
        let site = Site { def, pc: op.pc };
        if let Some(known) = self.back.targets.get(&site) {
            return known.clone();
        }
        let mut targets = app.targets(def, how, method, None);
        if matches!(how, Invoke::Virtual | Invoke::Interface)
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
        } else if matches!(how, Invoke::Virtual | Invoke::Interface)
            && targets.outside
            && !targets.defs.is_empty()
            && self.model(method).is_some()
        {
            // A class of the platform that the app also has of its own: what the models say of it is meant, unless
            // the object is known to be the app's.
            targets.defs.clear();
        }
        targets.defs.retain(|t| app.is_reachable(*t));
        self.back.targets.insert(site, targets.clone());
        targets
    }
}
