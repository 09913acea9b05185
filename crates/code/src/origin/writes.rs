//! What is stored into an object by those who have it.

use super::Kind;
use super::walk::{How, Mode, NIL, Question, Walk};
use crate::flow::is_static;
use crate::flow::path::{Elem, Path};
use crate::ir::{Body, Def, Kind as OpKind, Op, Use, Val};
use crate::models::{Base, Key, Sel};
use crate::program::{FieldId, MethodId, NONE};
use crate::xref::Site;

/// Targets of a call into which the search for writes goes: 8.
const MAX_HOLDERS: usize = 8;

impl Walk<'_, '_, '_> {
    /// A question about an object by another name: what is stored into it from here on.
    pub(super) fn written(&mut self, id: u32, q: &Question) {
        if let Some(body) = self.app.body(q.def) {
            self.writes(id, q, body);
        }
    }

    /// Looks at every use of the object in its method.
    pub(super) fn writes(&mut self, id: u32, q: &Question, body: &Body) {
        for u in body.uses(q.val) {
            match *u {
                Use::Phi(phi) => self.alias(id, q, None, phi),
                Use::Op(idx, at) => {
                    if let Some(op) = body.op(idx).copied()
                        && !self.is_barred(q, &op)
                    {
                        self.write(id, q, body, &op, at);
                    }
                }
            }
        }
    }

    /// Another name of the object in the same method.
    fn alias(&mut self, id: u32, q: &Question, op: Option<&Op>, val: Val) {
        let pc = op.map_or(0, |o| o.pc);
        self.ask(Question {
            val,
            mode: Mode::Written,
            direct: false,
            parent: id,
            site: Site { def: q.def, pc },
            how: How::Same,
            ..*q
        });
    }

    /// What is stored into the element that is taken out here.
    fn taken_out(&mut self, id: u32, q: &Question, op: &Op, elem: Elem) {
        if let Some(rest) = self.back.paths.select(q.path, elem)
            && !rest.is_empty()
        {
            let q = Question { path: rest, ..*q };
            self.later(|walk| walk.alias(id, &q, Some(op), op.res));
        }
    }

    fn write(&mut self, id: u32, q: &Question, body: &Body, op: &Op, at: u16) {
        let app = self.app;
        match op.kind {
            OpKind::Cast(_) => self.alias(id, q, Some(op), op.res),
            // What is taken out is the same object as what is in there.
            OpKind::ArrayGet if at == 0 => self.taken_out(id, q, op, Elem::Any),
            OpKind::ArrayPut if at == 1 => {
                if let Some(rest) = self.rest(q.path, Elem::Any) {
                    self.here(id, q, Some(op), body.arg(op, 0), rest, How::Element);
                }
            }
            // A field of an object of the platform is a part that has its name.
            OpKind::FieldPut(f) if at == 1 && app.is_outside(f) => {
                let part = self.back.paths.text(app.program.simple_name(f));
                if let Some(rest) = self.rest(q.path, Elem::Named(part)) {
                    self.here(id, q, Some(op), body.arg(op, 0), rest, How::Stored(f));
                }
            }
            // All that is in an object of the app is what its fields hold.
            OpKind::FieldPut(f) if at == 1 && self.is_all(q.path) && !self.is_host(f) => {
                self.here(id, q, Some(op), body.arg(op, 0), q.path, How::Stored(f));
            }
            OpKind::FieldGet(f) if self.is_all(q.path) && !self.is_host(f) => {
                self.later(|walk| walk.alias(id, q, Some(op), op.res));
            }
            OpKind::Return if q.mode == Mode::Written => {
                let site = self.back.stacks.get(q.stack).map(|s| (s.site, s.outer));
                let sites = match site {
                    Some((site, outer)) => vec![(site, outer)],
                    None => self
                        .callers_along(q)
                        .into_iter()
                        .map(|s| (s, NIL))
                        .collect(),
                };
                for (site, stack) in sites {
                    if let Some((_, _, call)) = self.place(site) {
                        self.ask(Question {
                            def: site.def,
                            val: call.res,
                            stack,
                            direct: false,
                            parent: id,
                            site,
                            how: How::Same,
                            ..*q
                        });
                    }
                }
            }
            OpKind::Call(how, method) => {
                if at == 0 && self.is_source(method, Base::This) {
                    self.origin(id, q, Kind::Call(method), op.pc, q.val);
                }
                let targets = self.targets(q.def, body, op, how, method);
                if !q.path.is_empty() && targets.defs.len() <= MAX_HOLDERS {
                    for target in targets.defs.clone() {
                        self.handed(id, q, op, method, target, at);
                    }
                }
                if !targets.outside && !targets.defs.is_empty() {
                    return;
                }
                match self.model(method) {
                    Some(statements) => {
                        for s in &statements {
                            self.write_by(id, q, body, op, method, s, at);
                        }
                    }
                    None if at == 0 && targets.defs.is_empty() => {
                        // A constructor or setter outside the app keeps what it is given.
                        let m = app.program.methods.get(method as usize);
                        let ret = m
                            .and_then(|m| app.program.protos.get(m.proto as usize))
                            .map_or("V", |p| app.program.desc(p.ret));
                        if ret == "V" {
                            let path = self.all_in(q.path);
                            for val in body.args(op).iter().skip(1) {
                                let how = How::Through(method);
                                self.here(id, q, Some(op), *val, path, how);
                            }
                        }
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }

    fn is_host(&self, field: FieldId) -> bool {
        let field = self.app.program.fields.get(field as usize);
        field.is_some_and(|f| self.app.is_host(f.ty))
    }

    /// Into a method that is given the object.
    fn handed(&mut self, id: u32, q: &Question, op: &Op, method: MethodId, target: u32, at: u16) {
        let Some(val) = self
            .app
            .body(target)
            .and_then(|b| b.params.get(usize::from(at)))
            .copied()
        else {
            return;
        };
        let site = Site {
            def: q.def,
            pc: op.pc,
        };
        let Some(stack) = self.push_stack(site, q.stack) else {
            return;
        };
        self.ask(Question {
            def: target,
            val,
            stack,
            mode: Mode::Written,
            direct: false,
            parent: id,
            site,
            how: How::Returned(method),
            ..*q
        });
    }

    /// One statement of a model, for the object at an operand.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn write_by(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        method: MethodId,
        s: &crate::models::Statement,
        at: u16,
    ) {
        let fixed = is_static(op);
        let is_here = |base: Base| base.operand(fixed) == Some(usize::from(at));
        if s.alias {
            for (this, other) in [(&s.to, &s.from), (&s.from, &s.to)] {
                if !is_here(this.base) || this.sel != Sel::Whole {
                    continue;
                }
                match other.base {
                    Base::Ret => self.alias(id, q, Some(op), op.res),
                    Base::Channel(name, key) => {
                        self.channel(id, q, body, op, name, key, q.path);
                    }
                    base => {
                        if let Some(n) = base.operand(fixed) {
                            let val = body.arg(op, n);
                            // What wraps it is written in its stead; what it wraps is where it comes from.
                            if n > usize::from(at) {
                                self.here(id, q, Some(op), val, q.path, How::Same);
                            } else {
                                self.alias(id, q, Some(op), val);
                            }
                        }
                    }
                }
            }
            return;
        }
        if is_here(s.from.base)
            && (&s.to.base, &s.to.sel) == (&Base::Ret, &Sel::Whole)
            && let Some(elem) = self.elem(q, body, op, &s.from.sel)
            && elem != Elem::Below
        {
            self.taken_out(id, q, op, elem);
        }
        if !is_here(s.to.base) || self.names_channel(method, s.from.base) {
            return;
        }
        let mut asked = Question {
            direct: false,
            ..*q
        };
        let rest = match self.elem(q, body, op, &s.to.sel) {
            None => Some(q.path),
            Some(elem) => {
                self.key_met(&mut asked, elem);
                self.rest(q.path, elem)
            }
        };
        let Some(rest) = rest else { return };
        if self.by_caller(id, q, body, op, method, s, rest) {
            return;
        }
        let q = &Question {
            direct: false,
            key: asked.key,
            ..*q
        };
        self.place_of(id, q, body, op, method, &s.from, rest, false);
    }

    /// Whether an operand is the name of a channel at this call, and so no content of it.
    fn names_channel(&mut self, method: MethodId, base: Base) -> bool {
        let Base::Param(n) = base else { return false };
        let statements = self.model(method).unwrap_or_default();
        statements.iter().any(|s| {
            [&s.from, &s.to].iter().any(|p| match p.base {
                Base::Channel(_, Key::Arg(k) | Key::Table(k)) => k == n,
                _ => false,
            })
        })
    }

    /// A helper that stores a value under a key, both given by its callers: only callers that give the key asked for
    /// count.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn by_caller(
        &mut self,
        id: u32,
        q: &Question,
        body: &Body,
        op: &Op,
        method: MethodId,
        s: &crate::models::Statement,
        rest: Path,
    ) -> bool {
        let fixed = is_static(op);
        let Sel::Key(key) = s.to.sel else {
            return false;
        };
        let wanted = match self.back.paths.split(q.path) {
            Some((Elem::Text(t), _, _)) => Some(self.back.paths.text_of(t).to_owned()),
            _ => None,
        };
        let key = body.arg(op, usize::from(key).saturating_sub(usize::from(fixed)));
        let Some(value) = s.from.base.operand(fixed).map(|n| body.arg(op, n)) else {
            return false;
        };
        let (Def::Param(key), Def::Param(value)) = (body.def(key), body.def(value)) else {
            return false;
        };
        if q.stack != NIL {
            return false;
        }
        for site in self.callers_along(q) {
            let Some((outer, _, call)) = self.place(site) else {
                continue;
            };
            let mut there = Question {
                def: site.def,
                stack: NIL,
                via: NONE,
                ..*q
            };
            let theirs = self.constant(&there, outer.arg(&call, usize::from(key)));
            if theirs.is_none() || wanted.is_none() || theirs == wanted {
                if let Some(text) = theirs {
                    let text = self.back.paths.text(&text);
                    self.key_met(&mut there, Elem::Text(text));
                }
                self.ask(Question {
                    val: outer.arg(&call, usize::from(value)),
                    path: rest,
                    mode: Mode::Back,
                    direct: false,
                    parent: id,
                    site,
                    how: How::Through(method),
                    ..there
                });
            }
        }
        true
    }
}
