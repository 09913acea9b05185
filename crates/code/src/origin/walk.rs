//! The questions, and what each leads to inside its method and between methods.

use super::shape::Stack;
use super::{Again, Backward, Kind, MAX_QUESTIONS, MAX_STACK, Origin, Origins};
use crate::app::App;
use crate::flow::Slice;
use crate::flow::path::{Elem, Path};
use crate::ir::{Body, Def, Kind as OpKind, Op, OpIdx, Val};
use crate::program::{DefId, FieldId, MethodId, NONE, TypeId, count};
use crate::types::types_of;
use crate::xref::Site;
use base::Budget;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// No question, no call.
pub(crate) const NIL: u32 = u32::MAX;
/// Callers whose arguments are looked at where the call was not entered from below: 64.
const MAX_CALLERS: usize = 64;

/// A question that leads to this many others is one that leads to too many: a tenth less than may be asked.
const WIDE: usize = MAX_QUESTIONS / 10 * 9;

/// What is asked of the first value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Want<'p> {
    Value,
    Elements,
    Element(i32),
    Part(&'p str),
    Deep,
}

impl<'p> Want<'p> {
    /// A part of a value; without one the value itself.
    pub(super) fn of(part: Option<&'p str>) -> Self {
        part.map_or(Self::Value, Self::Part)
    }
}

/// Which way a question looks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Mode {
    /// To the definition.
    Back,
    /// To what is stored into the object by those who have it.
    Written,
}

/// How an answer gets from the question that asked on to the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    Start,
    /// Another name of the same.
    Same,
    /// It is stored in this field here.
    Stored(FieldId),
    /// It is an element here.
    Element,
    /// It is passed to this method.
    Passed(MethodId),
    /// This method returns it.
    Returned(MethodId),
    /// It goes through this call outside the app.
    Through(MethodId),
    /// It is kept, and read again.
    Kept,
    /// It decides which of several values it is.
    Chosen,
    /// It decides whether the call is made.
    Decides,
}

#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things that hold or not along a way, each by itself"
)]
pub(crate) struct Question {
    pub(crate) def: DefId,
    pub(crate) val: Val,
    pub(crate) path: Path,
    /// The calls entered from below, innermost first, by number; `NIL` where none.
    pub(crate) stack: u32,
    /// The class through whose callback the search left common code.
    pub(crate) via: TypeId,
    pub(crate) mode: Mode,
    pub(crate) element: bool,
    /// Whether the value is still the one asked for, up to conversions.
    pub(crate) direct: bool,
    /// Whether a constant key was met on the way.
    pub(crate) keyed: bool,
    /// The constant keys met on the way, innermost last, by number; `NIL` where none.
    pub(crate) key: u32,
    /// What the method is asked for, by its number in [`Walk::asked`]; `NIL` where that is not told apart.
    pub(crate) asked: u32,
    /// Whether the value is a whole text that was put together: what it is made of are no elements of it.
    pub(crate) whole: bool,
    pub(crate) parent: u32,
    /// Where the step to the parent happens.
    pub(crate) site: Site,
    pub(crate) how: How,
}

impl Question {
    /// Adds what it is about.
    pub(super) fn mark(&self, slice: &mut Slice) {
        slice.values.insert((self.def, self.val));
        if let How::Stored(field) = self.how {
            slice.fields.insert(field);
        }
    }

    fn seen(&self) -> Seen {
        (
            self.def,
            self.val,
            self.path,
            self.stack,
            self.mode,
            self.element,
            self.asked,
        )
    }
}

pub(super) type Seen = (DefId, Val, Path, u32, Mode, bool, u32);

pub(super) struct Walk<'w, 'b, 'a> {
    pub(super) back: &'w mut Backward<'b, 'a>,
    pub(super) app: &'b App<'a>,
    pub(super) found: Origins,
    /// Whether a search that leads to more than can be asked is of no use, so that it ends where that is known.
    all_or_nothing: bool,
    queue: VecDeque<u32>,
    /// Questions that are looked at when no others are left.
    last: VecDeque<Question>,
    postpone: bool,
    seen: FxHashMap<Seen, u32>,
    /// The question that asked for a field first.
    seen_fields: FxHashMap<(FieldId, Path), u32>,
    pub(super) seen_channels: FxHashMap<(u16, Option<String>, Path), u32>,
    seen_origins: FxHashSet<(Kind, Site)>,
    /// Constant keys met: the text, and the one met before it.
    keys: Vec<(u32, u32)>,
    /// What methods are asked for, as the search met it.
    pub(super) asked: Vec<super::answer::Asked>,
}

impl<'w, 'b, 'a> Walk<'w, 'b, 'a> {
    pub(super) fn new(back: &'w mut Backward<'b, 'a>) -> Self {
        let app = back.app;
        Self {
            back,
            app,
            found: Origins::default(),
            all_or_nothing: false,
            queue: VecDeque::new(),
            last: VecDeque::new(),
            postpone: false,
            seen: FxHashMap::default(),
            seen_fields: FxHashMap::default(),
            seen_channels: FxHashMap::default(),
            seen_origins: FxHashSet::default(),
            keys: Vec::new(),
            asked: Vec::new(),
        }
    }

    pub(super) fn run(
        mut self,
        def: DefId,
        val: Val,
        want: Want<'_>,
        budget: &mut Budget,
    ) -> Origins {
        let path = match want {
            Want::Value => Path::EMPTY,
            Want::Elements => self.back.paths.push(Elem::Any, false, Path::EMPTY),
            Want::Deep => self.back.paths.push(Elem::Below, false, Path::EMPTY),
            Want::Element(n) => self.back.paths.push(Elem::Number(n), false, Path::EMPTY),
            Want::Part(name) => {
                let name = self.back.paths.text(name);
                self.back.paths.push(Elem::Named(name), false, Path::EMPTY)
            }
        };
        self.ask(Question {
            def,
            val,
            path,
            stack: NIL,
            via: NONE,
            mode: Mode::Back,
            element: want == Want::Elements,
            direct: true,
            keyed: false,
            key: NIL,
            asked: NIL,
            whole: false,
            parent: NIL,
            site: Site { def, pc: 0 },
            how: How::Start,
        });
        self.drain(budget)
    }

    pub(super) fn receiver(
        mut self,
        of: &Origins,
        origin: &Origin,
        budget: &mut Budget,
    ) -> Origins {
        let Some(q) = of.questions.get(origin.question as usize) else {
            return Origins::default();
        };
        let Some((body, _, op)) = self.place(origin.site) else {
            return Origins::default();
        };
        // The calls on the way are those of the search that found the origin.
        let mut calls = Vec::new();
        let mut at = origin.question;
        let mut depth = 0_u32;
        while let Some(step) = of.questions.get(at as usize) {
            match step.how {
                How::Returned(_) if depth == 0 => calls.push(step.site),
                How::Returned(_) => depth = depth.saturating_sub(1),
                How::Passed(_) => depth = depth.saturating_add(1),
                How::Stored(_) | How::Kept => break,
                _ => {}
            }
            at = step.parent;
        }
        let mut stack = NIL;
        for site in calls.iter().rev() {
            stack = self.push_stack(*site, stack).unwrap_or(stack);
        }
        let val = body.arg(&op, 0);
        self.ask(Question {
            val,
            path: Path::EMPTY,
            stack,
            mode: Mode::Back,
            element: false,
            direct: true,
            keyed: false,
            key: NIL,
            asked: NIL,
            whole: false,
            parent: NIL,
            how: How::Start,
            ..*q
        });
        self.drain(budget)
    }

    /// The same search, of use only where all origins are found.
    pub(super) fn all_or_nothing(mut self) -> Self {
        self.all_or_nothing = true;
        self
    }

    pub(super) fn drain(mut self, budget: &mut Budget) -> Origins {
        loop {
            let Some(id) = self.queue.pop_front() else {
                let Some(q) = self.last.pop_front().filter(|_| !self.all_or_nothing) else {
                    break;
                };
                self.ask(q);
                continue;
            };
            if !budget.take(1) {
                self.found.cut = true;
                break;
            }
            let Some(q) = self.found.questions.get(id as usize).copied() else {
                continue;
            };
            match q.mode {
                Mode::Back => self.back(id, &q),
                Mode::Written => self.written(id, &q),
            }
            if self.all_or_nothing && self.found.cut {
                self.learn();
                break;
            }
        }
        self.found
    }

    /// Keeps which of the questions of a search that found no end lead to nearly all of it by themselves.
    fn learn(&mut self) {
        let mut behind = vec![1_usize; self.found.questions.len()];
        for (i, q) in self.found.questions.iter().enumerate().rev() {
            let n = behind.get(i).copied().unwrap_or(0);
            if let Some(parent) = behind.get_mut(q.parent as usize) {
                *parent = parent.saturating_add(n);
            }
        }
        let wide = self.found.questions.iter().zip(behind);
        let wide = wide.filter(|(q, n)| *n >= WIDE && q.via == NONE);
        self.back.wide.extend(wide.map(|(q, _)| q.seen()));
    }

    /// Asks a question, unless it was asked before.
    pub(super) fn ask(&mut self, q: Question) {
        let seen = q.seen();
        if q.val == crate::ir::NO_VAL {
            return;
        }
        if self.postpone {
            if self.last.len() < MAX_QUESTIONS {
                self.last.push_back(q);
            } else {
                self.found.cut |= !self.all_or_nothing;
            }
            return;
        }
        if let Some(known) = self.seen.get(&seen) {
            let again = Again::new(q.parent, *known, Some(&q));
            self.found.again.push(again);
            return;
        }
        if self.all_or_nothing && self.back.wide.contains(&seen) && q.via == NONE {
            self.found.cut = true;
            return;
        }
        if self.found.questions.len() >= MAX_QUESTIONS {
            self.found.cut = true;
            return;
        }
        self.found.element |= q.element;
        let id = count(self.found.questions.len());
        self.seen.insert(seen, id);
        self.found.questions.push(q);
        self.queue.push_back(id);
    }

    /// Asks what leads to common code more often than to an origin: after all else, so that it takes nothing from the rest
    /// where the search is cut.
    pub(super) fn later(&mut self, ask: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.postpone, true);
        ask(self);
        self.postpone = before;
    }

    /// The question before, about another value of the same method.
    pub(super) fn here(
        &mut self,
        id: u32,
        q: &Question,
        op: Option<&Op>,
        val: Val,
        path: Path,
        how: How,
    ) {
        let pc = op.map_or(0, |o| o.pc);
        self.ask(Question {
            val,
            path,
            mode: Mode::Back,
            parent: id,
            site: Site { def: q.def, pc },
            how,
            direct: q.direct && matches!(how, How::Same),
            ..*q
        });
    }

    /// Takes note of a constant key; of the first on each way for all of them.
    pub(super) fn key_met(&mut self, q: &mut Question, elem: Elem) {
        let Elem::Text(t) = elem else { return };
        let known = self.keys.get(q.key as usize).is_some_and(|k| k.0 == t);
        if !known {
            self.keys.push((t, q.key));
            q.key = count(self.keys.len()).saturating_sub(1);
        }
        if !q.keyed {
            q.keyed = true;
            self.found
                .keys
                .insert(self.back.paths.text_of(t).to_owned());
        }
    }

    /// The keys met on the way to a question, outermost first.
    fn keys_of(&self, q: &Question) -> Vec<String> {
        let mut all = Vec::new();
        let mut at = q.key;
        while let Some((text, outer)) = self.keys.get(at as usize) {
            all.push(self.back.paths.text_of(*text).to_owned());
            at = *outer;
        }
        all.reverse();
        all
    }

    /// The outermost part that a question asks for, where it is named.
    fn part(&self, q: &Question) -> Option<String> {
        let paths = &self.back.paths;
        match paths.split(q.path)? {
            (Elem::Text(t), _, _) => Some(paths.text_of(t).to_owned()),
            (Elem::Named(t), _, rest) => {
                let name = paths.text_of(t);
                Some(match paths.split(rest) {
                    Some((Elem::Text(key), _, _)) => format!(".{name} {}", paths.text_of(key)),
                    _ => format!(".{name}"),
                })
            }
            _ => None,
        }
    }

    pub(super) fn origin(&mut self, id: u32, q: &Question, kind: Kind, pc: u32, val: Val) {
        let site = Site { def: q.def, pc };
        if self.seen_origins.insert((kind.clone(), site)) {
            let keys = self.keys_of(q);
            let part = self.part(q);
            self.found.origins.push(Origin {
                kind,
                site,
                val,
                element: q.element,
                keys,
                part,
                question: id,
            });
        }
    }

    pub(super) fn place(&self, site: Site) -> Option<(&'b Body, OpIdx, Op)> {
        if !self.app.is_reachable(site.def) {
            return None;
        }
        let (body, idx, op) = self.app.op_at(site)?;
        Some((body, idx, *op))
    }

    /// The stack with one call more; `None` where it would be too deep.
    pub(super) fn push_stack(&mut self, site: Site, stack: u32) -> Option<u32> {
        let depth = self.back.stacks.get(stack).map_or(0, |it| it.depth);
        if depth >= MAX_STACK {
            self.found.cut = true;
            return None;
        }
        Some(self.back.stacks.push(site, stack))
    }

    fn back(&mut self, id: u32, q: &Question) {
        let Some(body) = self.app.body(q.def) else {
            return;
        };
        if !q.path.is_empty() {
            self.writes(id, q, body);
        }
        match body.def(q.val) {
            Def::Undef => {}
            Def::Phi(_) => {
                for input in body.phi_inputs(q.val) {
                    self.here(id, q, None, *input, q.path, How::Same);
                }
                self.chosen_by_branch(id, q, body);
            }
            Def::Param(n) => self.parameter(id, q, n),
            Def::Op(idx) => {
                if let Some(op) = body.op(idx).copied()
                    && !self.is_barred(q, &op)
                {
                    self.defined(id, q, body, &op);
                }
            }
        }
    }

    fn defined(&mut self, id: u32, q: &Question, body: &Body, op: &Op) {
        let app = self.app;
        match op.kind {
            OpKind::Str(sym) => {
                let text = app.program.strings.text(sym).to_owned();
                self.origin(id, q, Kind::Text(text), op.pc, q.val);
                self.chosen_by_use(id, q);
            }
            // Zero may be `null`, which is no value.
            OpKind::Const(n) if q.path.is_empty() => {
                if n != 0 {
                    self.origin(id, q, Kind::Number(n), op.pc, q.val);
                }
                self.chosen_by_use(id, q);
            }
            OpKind::Class(ty) if q.path.is_empty() => {
                self.origin(id, q, Kind::Class(ty), op.pc, q.val);
            }
            OpKind::New(ty) => {
                if q.path.is_empty() {
                    self.writes(id, q, body);
                }
                if app.program.class_of(ty).is_some() {
                    self.origin(id, q, Kind::Object(ty), op.pc, q.val);
                }
            }
            OpKind::FilledArray(_) => {
                for (i, val) in body.args(op).iter().enumerate() {
                    let at = Elem::Number(i32::try_from(i).unwrap_or(i32::MAX));
                    let rest = self.rest(q.path, at);
                    if let Some(rest) = rest {
                        self.here(id, q, Some(op), *val, rest, How::Element);
                    }
                }
            }
            OpKind::Cast(_) => self.here(id, q, Some(op), body.arg(op, 0), q.path, How::Same),
            OpKind::ArrayGet => {
                let path = self.back.paths.push(Elem::Any, true, q.path);
                let q = Question {
                    element: true,
                    ..*q
                };
                self.here(id, &q, Some(op), body.arg(op, 0), path, How::Element);
                self.chosen_by_position(id, &q, body, op);
            }
            // A whole array stands for all in it.
            OpKind::NewArray(_) if q.path.is_empty() => {
                self.later(|walk| walk.writes(id, q, body));
            }
            OpKind::Caught => self.later(|walk| walk.caught(id, q, body, op)),
            OpKind::FieldGet(f) | OpKind::StaticGet(f) => self.field(id, q, op, f),
            // A number that is computed from others; constants in it are no origins.
            OpKind::Arith(..) | OpKind::ArithLit(..) | OpKind::Unary(_) if q.path.is_empty() => {
                for val in body.args(op) {
                    let constant = body
                        .def_op(*val)
                        .is_some_and(|(_, o)| matches!(o.kind, OpKind::Const(_)));
                    if !constant {
                        self.here(id, q, Some(op), *val, q.path, How::Same);
                    }
                }
            }
            OpKind::Call(how, method) => self.result(id, q, body, op, how, method),
            _ => {}
        }
    }

    /// What is left of a path behind an element; a value asked for whole stands for all in it.
    pub(super) fn rest(&mut self, path: Path, by: Elem) -> Option<Path> {
        if path.is_empty() {
            Some(Path::EMPTY)
        } else {
            self.back.paths.select(path, by)
        }
    }

    /// What is asked of a value that something nobody describes is made of: all that is in it, where all in the whole is
    /// asked for, else the value itself.
    pub(super) fn all_in(&self, path: Path) -> Path {
        if self.is_all(path) { path } else { Path::EMPTY }
    }

    /// Whether all that is in a value is asked for, at any depth.
    pub(super) fn is_all(&self, path: Path) -> bool {
        matches!(self.back.paths.split(path), Some((Elem::Below, _, _)))
    }

    /// All that is ever stored in a field, and stored into what it holds.
    fn field(&mut self, id: u32, q: &Question, op: &Op, field: FieldId) {
        let app = self.app;
        let field = app.program.canonical_field(field);
        let is_static = matches!(op.kind, OpKind::StaticGet(_));
        if app.is_outside(field) {
            self.origin(id, q, Kind::Field(field), op.pc, q.val);
            if !is_static && let Some(body) = app.body(q.def) {
                let part = self.back.paths.text(app.program.simple_name(field));
                let path = self.back.paths.push(Elem::Named(part), true, q.path);
                let base = body.arg(op, 0);
                self.here(id, q, Some(op), base, path, How::Stored(field));
            }
            return;
        }
        if let Some(first) = self.seen_fields.get(&(field, q.path)) {
            self.found.again.push(Again::new(id, *first, None));
            return;
        }
        self.seen_fields.insert((field, q.path), id);
        let (puts, gets) = if is_static {
            (
                app.xrefs.static_puts.of(field),
                app.xrefs.static_gets.of(field),
            )
        } else {
            (
                app.xrefs.field_puts.of(field),
                app.xrefs.field_gets.of(field),
            )
        };
        let read = Site {
            def: q.def,
            pc: op.pc,
        };
        let mut written = false;
        for site in puts {
            let Some((body, _, put)) = self.place(*site) else {
                continue;
            };
            written = true;
            self.ask(Question {
                def: site.def,
                val: body.arg(&put, 0),
                stack: NIL,
                mode: Mode::Back,
                direct: false,
                parent: id,
                site: *site,
                how: How::Stored(field),
                ..*q
            });
        }
        if is_static {
            let class = app.program.fields.get(field as usize).map(|f| f.class);
            if let Some(class) = class.and_then(|c| app.program.class_of(c)) {
                for (f, value) in app.program.static_values(class) {
                    if f == field
                        && let Some(text) = value.as_str()
                    {
                        written = true;
                        self.origin(id, q, Kind::Text(text.to_owned()), op.pc, q.val);
                    }
                }
            }
        }
        if !written {
            self.origin(id, q, Kind::Field(field), op.pc, q.val);
        }
        if q.path.is_empty() {
            return;
        }
        for site in gets {
            if *site == read {
                continue;
            }
            if let Some((_, _, get)) = self.place(*site) {
                self.ask(Question {
                    def: site.def,
                    val: get.res,
                    stack: NIL,
                    mode: Mode::Written,
                    direct: false,
                    parent: id,
                    site: *site,
                    how: How::Same,
                    ..*q
                });
            }
        }
    }

    /// The arguments of the callers.
    fn parameter(&mut self, id: u32, q: &Question, n: u16) {
        let app = self.app;
        let method = app.program.def(q.def).map_or(NONE, |d| d.method);
        if let Some(Stack { site, outer, .. }) = self.back.stacks.get(q.stack) {
            if let Some((body, _, op)) = self.place(site) {
                self.ask(Question {
                    def: site.def,
                    val: body.arg(&op, usize::from(n)),
                    stack: outer,
                    mode: q.mode,
                    parent: id,
                    site,
                    how: How::Passed(method),
                    ..*q
                });
            }
            return;
        }
        if app.is_callable(q.def) {
            self.origin(id, q, Kind::Param(q.def, n), 0, q.val);
            self.handed_by_framework(id, q, n);
            self.handed_by_channel(id, q, n);
        }
        self.captured(id, q, n);
        self.by_proxy(id, q, n);
        let sites = self.callers_along(q);
        if sites.is_empty() && !app.is_callable(q.def) {
            self.origin(id, q, Kind::Param(q.def, n), 0, q.val);
        }
        let own = app.class_type(q.def);
        for (i, site) in sites.into_iter().enumerate() {
            if i >= MAX_CALLERS {
                self.found.cut = true;
                break;
            }
            let Some((body, _, op)) = self.place(site) else {
                continue;
            };
            let common = match op.kind {
                OpKind::Call(how, m) => app.targets(site.def, how, m, None).defs.len() > 1,
                _ => false,
            };
            self.ask(Question {
                def: site.def,
                val: body.arg(&op, usize::from(n)),
                stack: NIL,
                via: if common { own } else { q.via },
                mode: Mode::Back,
                parent: id,
                site,
                how: How::Passed(method),
                ..*q
            });
        }
    }

    /// What an object that runs the method was given when it was made, and what calls by reflection give it.
    fn captured(&mut self, id: u32, q: &Question, n: u16) {
        let def = self.app.program.def(q.def);
        let method = def.map_or(NONE, |d| d.method);
        let fixed = def.is_some_and(|d| d.access.contains(fmt_dex::AccessFlags::STATIC));
        for site in self.back.reflected.get(&q.def).cloned().unwrap_or_default() {
            let Some((body, _, op)) = self.place(site) else {
                continue;
            };
            let there = Question {
                def: site.def,
                stack: NIL,
                mode: Mode::Back,
                parent: id,
                site,
                how: How::Passed(method),
                ..*q
            };
            match n.checked_sub(u16::from(!fixed)) {
                None => self.ask(Question {
                    val: body.arg(&op, 1),
                    ..there
                }),
                Some(n) => {
                    let element = Elem::Number(i32::from(n));
                    let path = self.back.paths.push(element, false, q.path);
                    self.ask(Question {
                        val: body.arg(&op, 2),
                        path,
                        ..there
                    });
                }
            }
        }
        for site in self.back.lambdas.get(&q.def).cloned().unwrap_or_default() {
            let Some((body, _, op)) = self.place(site) else {
                continue;
            };
            if usize::from(n) >= usize::from(op.n_args) {
                continue;
            }
            self.ask(Question {
                def: site.def,
                val: body.arg(&op, usize::from(n)),
                stack: NIL,
                mode: Mode::Back,
                parent: id,
                site,
                how: How::Passed(method),
                ..*q
            });
        }
    }

    /// The callers of a method; where the search came out of the callback of one class, those that hand over
    /// an object of it, if there are any.
    pub(super) fn callers_along(&self, q: &Question) -> Vec<Site> {
        callers_along(self.app, q.def, q.via)
    }
}

/// As [`Walk::callers_along`].
pub(super) fn callers_along(app: &App<'_>, def: DefId, via: TypeId) -> Vec<Site> {
    let all: Vec<Site> = app
        .callers(def)
        .iter()
        .filter(|s| app.is_reachable(s.def))
        .copied()
        .collect();
    if via == NONE || all.len() < 2 || all.len() > MAX_CALLERS {
        return all;
    }
    let hands_over = |site: &Site| {
        app.op_at(*site).is_some_and(|(body, _, op)| {
            body.args(op)
                .iter()
                .any(|v| types_of(app, site.def, *v).is_some_and(|types| types.contains(&via)))
        })
    };
    let some: Vec<Site> = all.iter().filter(|s| hands_over(s)).copied().collect();
    if some.is_empty() { all } else { some }
}
