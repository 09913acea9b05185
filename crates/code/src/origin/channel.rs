//! Channels: where what is read under a name was written under it.

use super::walk::{How, Mode, NIL, Question, Walk};
use super::{Access, Again, Kind, Named};
use crate::app::App;
use crate::asked;
use crate::flow::is_static;
use crate::flow::path::{Elem, Path};
use crate::ir::{Body, Kind as OpKind, Op, Val};
use crate::models::{Base, Key, Sel};
use crate::program::{DefId, NONE, TypeId};
use crate::types::types_of;
use crate::xref::Site;
use std::rc::Rc;

impl Walk<'_, '_, '_> {
    /// What a channel holds that a call reads.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    pub(super) fn channel(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        name: u16,
        key: Key,
        path: Path,
    ) {
        let text = self.key(q.def, (q.stack, q.via), body, op, key);
        self.read(id, q, (op.pc, op.res), name, text.as_deref(), path);
    }

    /// What a channel holds that the framework hands to a method of the app.
    pub(super) fn handed_by_channel(&mut self, id: u32, q: &Question, n: u16) {
        let app = self.app;
        let method = app.program.def(q.def).map_or(NONE, |d| d.method);
        let entries = app.models.entries.of(&app.program, method);
        for s in entries.into_iter().flatten() {
            for (from, to) in crate::flow::directions(s) {
                let Base::Channel(name, key) = from.base else {
                    continue;
                };
                if to.base.operand(false) != Some(usize::from(n)) {
                    continue;
                }
                let path = match &from.sel {
                    Sel::Whole => q.path,
                    Sel::Named(part) => {
                        let part = self.back.paths.text(part);
                        self.back.paths.push(Elem::Named(part), true, q.path)
                    }
                    _ => self.back.paths.push(Elem::Any, true, q.path),
                };
                let text = self.own_key(q.def, key, Some(q));
                self.read(id, q, (0, q.val), name, text.as_deref(), path);
            }
        }
    }

    /// Whatever anyone writes to a channel of that name.
    fn read(
        &mut self,
        id: u32,
        q: &Question,
        at: (u32, Val),
        name: u16,
        text: Option<&str>,
        path: Path,
    ) {
        let app = self.app;
        let label = app.models.channels.get(usize::from(name)).cloned();
        let kind = Kind::Kept(label.unwrap_or_default(), text.map(str::to_owned));
        self.origin(id, q, kind, at.0, at.1);
        let channel = (name, text.map(str::to_owned), path);
        if let Some(first) = self.seen_channels.get(&channel) {
            self.found.again.push(Again::new(id, *first, None));
            return;
        }
        self.seen_channels.insert(channel, id);
        // Unknown names are not joined, unless what is asked for has a name of its own inside.
        let named = matches!(self.back.paths.split(path), Some((Elem::Text(_), _, _)));
        let here = Site {
            def: q.def,
            pc: at.0,
        };
        for (access, theirs) in self.accesses(name).iter() {
            if access.site == here && !access.alias && !access.entry {
                continue;
            }
            let joins = match (text, theirs) {
                (Some(a), Some(b)) if asked::is_asked(access.key) => asked::meet(a, b),
                (Some(a), Some(b)) => meets(a, b),
                _ => named,
            };
            if !joins {
                continue;
            }
            let there = Question {
                def: access.site.def,
                path,
                stack: NIL,
                via: NONE,
                mode: if access.alias {
                    Mode::Written
                } else {
                    Mode::Back
                },
                direct: false,
                parent: id,
                site: access.site,
                how: How::Kept,
                ..*q
            };
            if access.entry {
                let asked = text.and_then(asked::name_of);
                let asked = self.asked_for(access.site.def, access.key, asked);
                self.by_entry(&Question { asked, ..there }, access);
                continue;
            }
            let Some((body, _, op)) = self.place(access.site) else {
                continue;
            };
            let val = match access.other.base {
                Base::Ret => op.res,
                base => match base.operand(is_static(&op)) {
                    Some(n) => body.arg(&op, n),
                    None => continue,
                },
            };
            self.ask(Question { val, ..there });
        }
    }

    /// The places where a channel is named, each with the name that it is given there.
    fn accesses(&mut self, name: u16) -> Rc<[Named]> {
        if let Some(known) = self.back.named.get(&name) {
            return Rc::clone(known);
        }
        let all = self.back.accesses.remove(&name).unwrap_or_default();
        let all = all.into_iter().map(|access| {
            let Site { def, .. } = access.site;
            let key = if access.entry {
                self.own_key(def, access.key, None)
            } else {
                self.place(access.site)
                    .and_then(|(body, _, op)| self.key(def, (NIL, NONE), body, &op, access.key))
            };
            (access, key)
        });
        let all: Rc<[_]> = all.collect();
        self.back.named.insert(name, Rc::clone(&all));
        all
    }

    /// What a method that the framework calls writes to a channel: by what it returns, or into what it is given.
    fn by_entry(&mut self, there: &Question, access: &Access) {
        let Some(body) = self.app.body(access.site.def) else {
            return;
        };
        match access.other.base {
            Base::Ret => {
                for op in body.ops.iter().filter(|o| o.kind == OpKind::Return) {
                    let site = Site {
                        def: access.site.def,
                        pc: op.pc,
                    };
                    let val = body.arg(op, 0);
                    if !self.is_barred(there, op) {
                        self.ask(Question {
                            val,
                            site,
                            ..*there
                        });
                    }
                }
            }
            base => {
                if let Some(val) = base.operand(false).and_then(|n| body.params.get(n)) {
                    self.ask(Question {
                        val: *val,
                        mode: Mode::Written,
                        ..*there
                    });
                }
            }
        }
    }

    /// The key of a channel for a method that the framework calls.
    fn own_key(&self, def: DefId, key: Key, q: Option<&Question>) -> Option<String> {
        match key {
            Key::Asked(..) | Key::Transaction => {
                let name = q.and_then(|q| self.asked_by(q, key));
                Some(asked::answered(self.app, def, key, name.as_deref()))
            }
            Key::None => Some(String::new()),
            Key::Component => {
                let ty = self.app.class_type(def);
                Some(self.app.program.desc(ty).to_owned())
            }
            _ => None,
        }
    }

    /// The key of a channel at a call: a name, the last part of a file's path, or a class.
    fn key(
        &mut self,
        def: DefId,
        way: (u32, TypeId),
        body: &Body,
        op: &Op,
        key: Key,
    ) -> Option<String> {
        match key {
            Key::None => Some(String::new()),
            Key::Arg(n) => super::shape::last_part(self.shape(def, operand(body, op, n), way)),
            Key::Table(n) => {
                let statement = self.shape(def, operand(body, op, n), way);
                crate::sql::table_of(&super::shape::text(statement))
            }
            // What an object is does not depend on the way: asked once for each call.
            key => {
                let site = Site { def, pc: op.pc };
                let app = self.app;
                let known = self.back.keys.entry((site, key));
                known
                    .or_insert_with(|| object_key(app, def, body, op, key))
                    .clone()
            }
        }
    }
}

/// Whether two names may be the same, with `*` for what is not constant in one of them. Two that both have such parts are the
/// same where they are alike.
pub(super) fn meets(a: &str, b: &str) -> bool {
    match (a.contains('*'), b.contains('*')) {
        (true, false) => crate::texts::is_like(a, b),
        (false, true) => crate::texts::is_like(b, a),
        _ => a == b,
    }
}

fn operand(body: &Body, op: &Op, n: u8) -> Val {
    let at = usize::from(n).saturating_sub(usize::from(is_static(op)));
    body.arg(op, at)
}

/// The class that an object is of, or that a message names.
fn object_key(app: &App<'_>, def: DefId, body: &Body, op: &Op, key: Key) -> Option<String> {
    let object = match key {
        Key::Sent(_) if !crate::flow::is_sent(app, body, op.res) => {
            return Some(String::from("nowhere"));
        }
        Key::Target(n) | Key::Sent(n) | Key::Wrapped(n) => {
            let message = operand(body, op, n);
            let target = match key {
                Key::Wrapped(_) => crate::flow::wrapped(app, def, body, message),
                _ => crate::flow::target(app, def, message),
            };
            return match target {
                crate::flow::Target::Component(desc) => Some(desc),
                crate::flow::Target::Outside | crate::flow::Target::Nowhere => {
                    Some(String::from("another app"))
                }
                _ => None,
            };
        }
        Key::Asked(..) | Key::Transaction => return asked::at_call(app, def, body, op, key),
        Key::Class(n) => operand(body, op, n),
        _ => body.arg(op, 0),
    };
    match types_of(app, def, object)?.as_slice() {
        [one] => Some(app.program.desc(*one).to_owned()),
        _ => None,
    }
}
