//! Channels: where what is read under a name was written under it.

use super::walk::{How, Mode, NIL, Question, Walk};
use super::{Access, Kind};
use crate::app::App;
use crate::flow::is_static;
use crate::flow::path::{Elem, Path};
use crate::ir::{Body, Kind as OpKind, Op, Val};
use crate::models::{Base, Key, Sel};
use crate::program::{DefId, NONE};
use crate::types::types_of;
use crate::xref::Site;

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
        let text = self.key(q, body, op, key);
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
                let text = self.own_key(q.def, key);
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
        if !self
            .seen_channels
            .insert((name, text.map(str::to_owned), path))
        {
            return;
        }
        // Unknown names are not joined, unless what is asked for has a name of its own inside.
        let named = matches!(self.back.paths.split(path), Some((Elem::Text(_), _, _)));
        let here = Site {
            def: q.def,
            pc: at.0,
        };
        for access in self.back.accesses.get(&name).cloned().unwrap_or_default() {
            if access.site == here && !access.alias && !access.entry {
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
            let joins = |theirs: Option<&str>| match (text, theirs) {
                (Some(a), Some(b)) => a == b,
                _ => named,
            };
            if access.entry {
                if joins(self.own_key(access.site.def, access.key).as_deref()) {
                    self.by_entry(&there, &access);
                }
                continue;
            }
            let Some((body, _, op)) = self.place(access.site) else {
                continue;
            };
            if !joins(self.key(&there, body, &op, access.key).as_deref()) {
                continue;
            }
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
                    self.ask(Question {
                        val,
                        site,
                        ..*there
                    });
                }
            }
            base => {
                if let Some(val) = base.operand(false).and_then(|n| body.params.get(n)) {
                    self.ask(Question {
                        val: *val,
                        ..*there
                    });
                }
            }
        }
    }

    /// The key of a channel for a method that the framework calls.
    fn own_key(&self, def: DefId, key: Key) -> Option<String> {
        match key {
            Key::None => Some(String::new()),
            Key::Component => {
                let ty = self.app.class_type(def);
                Some(self.app.program.desc(ty).to_owned())
            }
            _ => None,
        }
    }

    /// The key of a channel at a call: a name, the last part of a file's path, or a class.
    fn key(&mut self, q: &Question, body: &Body, op: &Op, key: Key) -> Option<String> {
        match key {
            Key::None => Some(String::new()),
            Key::Arg(n) => {
                let shaper = super::shape::Shaper::new(self.app);
                let pieces = shaper.along(q, operand(body, op, n), &self.stacks);
                super::shape::last_part(&pieces)
            }
            // What an object is does not depend on the way: asked once for each call.
            key => {
                let site = Site {
                    def: q.def,
                    pc: op.pc,
                };
                let app = self.app;
                let known = self.back.keys.entry((site, key));
                known
                    .or_insert_with(|| object_key(app, q.def, body, op, key))
                    .clone()
            }
        }
    }
}

fn operand(body: &Body, op: &Op, n: u8) -> Val {
    let at = usize::from(n).saturating_sub(usize::from(is_static(op)));
    body.arg(op, at)
}

/// The class that an object is of, or that a message names.
fn object_key(app: &App<'_>, def: DefId, body: &Body, op: &Op, key: Key) -> Option<String> {
    let object = match key {
        Key::Target(n) => {
            return match crate::flow::target(app, def, operand(body, op, n)) {
                crate::flow::Target::Component(desc) => Some(desc),
                crate::flow::Target::Outside | crate::flow::Target::Nowhere => {
                    Some(String::from("another app"))
                }
                _ => None,
            };
        }
        Key::Class(n) => operand(body, op, n),
        _ => body.arg(op, 0),
    };
    match types_of(app, def, object)?.as_slice() {
        [one] => Some(app.program.desc(*one).to_owned()),
        _ => None,
    }
}
