//! What a comparison is about, by the names that it goes by in one method: the text with the object that it belongs to, and
//! the collection of the words.
//!
//! Lattice: sets of values and fields under inclusion. Known excess: fields are told apart by declaration, not by object.
//! Known misses: names that a value gets through arrays and other collections.

use super::Follow;
use crate::ir::{Body, Def, Invoke, Kind, NO_VAL, Op, Use, Val};
use crate::models::{Base, Sel};
use crate::program::{DefId, FieldId, MethodId};

/// Values looked at for one question: 64.
const MAX_VALUES: usize = 64;

/// An object by its names in one method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    vals: Vec<Val>,
    fields: Vec<FieldId>,
}

impl Subject {
    /// What of it holds in any method.
    pub(super) fn anywhere(&self) -> Self {
        Self {
            vals: Vec::new(),
            fields: self.fields.clone(),
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.vals.iter().any(|v| other.vals.contains(v))
            || self.fields.iter().any(|f| other.fields.contains(f))
    }
}

impl Follow<'_, '_> {
    /// The names of the object that a text belongs to, and of the text itself.
    pub(super) fn subject(&self, def: DefId, body: &Body, text: Val) -> Subject {
        let mut subject = Subject::default();
        let mut work = vec![text];
        while let Some(val) = work.pop() {
            if val == NO_VAL || subject.vals.contains(&val) || subject.vals.len() > 16 {
                continue;
            }
            subject.vals.push(val);
            let Some((_, op)) = body.def_op(val) else {
                if let Def::Phi(_) = body.def(val) {
                    work.extend(body.phi_inputs(val));
                }
                continue;
            };
            match op.kind {
                Kind::Cast(_) => work.push(body.arg(op, 0)),
                Kind::FieldGet(f) => {
                    subject.fields.push(self.app.program.canonical_field(f));
                    // `this` is not what is compared.
                    let object = body.arg(op, 0);
                    if body.def(object) != Def::Param(0) {
                        work.push(object);
                    }
                }
                Kind::Call(how, method) => {
                    let element = self
                        .app
                        .models
                        .roles
                        .of(&self.app.program, method)
                        .iter()
                        .any(|r| r.name == "element");
                    // An element is the subject, the list it is in is not.
                    if !element {
                        if how == Invoke::Static {
                            work.extend(body.args(op));
                        } else if body.def(body.arg(op, 0)) != Def::Param(0) || self.is_static(def)
                        {
                            work.push(body.arg(op, 0));
                        }
                    }
                }
                _ => {}
            }
        }
        subject
    }

    fn is_static(&self, def: DefId) -> bool {
        self.app
            .program
            .def(def)
            .is_some_and(|d| d.access.contains(fmt_dex::AccessFlags::STATIC))
    }

    pub(super) fn is_subject(&self, body: &Body, subject: &Subject, val: Val) -> bool {
        if subject.vals.contains(&val) {
            return true;
        }
        match body.def_op(val) {
            Some((_, op)) => match op.kind {
                Kind::Cast(_) => subject.vals.contains(&body.arg(op, 0)),
                Kind::FieldGet(f) => subject
                    .fields
                    .contains(&self.app.program.canonical_field(f)),
                _ => false,
            },
            None => false,
        }
    }

    /// The subject of the caller: what it gives for the callee's.
    pub(super) fn subject_of_caller(
        &self,
        inside: DefId,
        of: &Subject,
        caller: DefId,
        call: &Op,
    ) -> Subject {
        let (Some(inner), Some(outer)) = (self.app.body(inside), self.app.body(caller)) else {
            return Subject::default();
        };
        let mut subject = Subject {
            vals: Vec::new(),
            fields: of.fields.clone(),
        };
        for val in &of.vals {
            if let Def::Param(n) = inner.def(*val) {
                let given = self.subject(caller, outer, outer.arg(call, usize::from(n)));
                for v in given.vals {
                    if !subject.vals.contains(&v) {
                        subject.vals.push(v);
                    }
                }
                subject.fields.extend(given.fields);
            }
        }
        subject
    }

    /// The names of the collection that words are in, or are taken out of.
    pub(super) fn list(&self, body: &Body, of: Val) -> Subject {
        let program = &self.app.program;
        let mut list = Subject::default();
        let mut work = vec![of];
        while let Some(val) = work.pop() {
            if val == NO_VAL || list.vals.contains(&val) || list.vals.len() > MAX_VALUES {
                continue;
            }
            list.vals.push(val);
            let Some((_, op)) = body.def_op(val) else {
                if let Def::Phi(_) = body.def(val) {
                    work.extend(body.phi_inputs(val));
                }
                continue;
            };
            match op.kind {
                Kind::Cast(_) | Kind::ArrayGet => work.push(body.arg(op, 0)),
                Kind::FieldGet(f) | Kind::StaticGet(f) => {
                    list.fields.push(program.canonical_field(f));
                }
                Kind::New(_) => work.extend(made_of(body, val)),
                Kind::Call(how, method) => {
                    if let Some(at) = self.out_of(how, method) {
                        work.push(body.arg(op, at));
                    }
                    list.fields.extend(self.field_given(method));
                }
                _ => {}
            }
        }
        list
    }

    /// The collection in the caller: what it gives for the callee's.
    pub(super) fn list_of_caller(
        &self,
        inside: DefId,
        of: &Subject,
        caller: DefId,
        call: &Op,
    ) -> Subject {
        let (Some(inner), Some(outer)) = (self.app.body(inside), self.app.body(caller)) else {
            return of.anywhere();
        };
        let mut list = of.anywhere();
        for val in &of.vals {
            if let Def::Param(n) = inner.def(*val)
                && (n > 0 || self.is_static(inside))
            {
                let given = self.list(outer, outer.arg(call, usize::from(n)));
                list.vals.extend(given.vals);
                list.fields.extend(given.fields);
            }
        }
        list
    }

    /// Whether a value is the collection of the words: to put a word in or take one out keeps the list, and nothing else.
    pub(super) fn is_list(&self, body: &Body, list: &Subject, val: Val) -> bool {
        self.list(body, val).meets(list)
    }

    /// Whether a collection of the app's own is there to be looked into and for nothing else: what is put in there is taken
    /// note of, and not handed on.
    pub(super) fn is_note(&self, body: &Body, val: Val) -> bool {
        let app = self.app;
        if !self.is_only_kept(body, val) {
            return false;
        }
        let Some((_, op)) = body.def_op(val) else {
            return false;
        };
        let f = match op.kind {
            Kind::New(_) => return true,
            Kind::FieldGet(f) | Kind::StaticGet(f) => app.program.canonical_field(f),
            _ => return false,
        };
        let puts = app.xrefs.static_puts.of(f).iter();
        let mut puts = puts.chain(app.xrefs.field_puts.of(f));
        let own = puts.all(|site| {
            let written = app.op_at(*site).and_then(|(there, _, op)| {
                let (_, made) = there.def_op(there.arg(op, 0))?;
                Some(made.kind)
            });
            matches!(written, Some(Kind::New(_) | Kind::Const(0)))
        });
        let gets = app.xrefs.static_gets.of(f).iter();
        let mut gets = gets.chain(app.xrefs.field_gets.of(f));
        own && !app.is_outside(f)
            && gets.all(|site| {
                app.op_at(*site)
                    .is_some_and(|(there, _, op)| self.is_only_kept(there, op.res))
            })
    }

    fn looks_up(&self, method: MethodId) -> bool {
        let roles = self.app.models.roles.of(&self.app.program, method);
        roles
            .iter()
            .any(|r| r.name == "matcher" && r.detail.starts_with("lookup"))
    }

    /// Whether a collection is only looked into, put into and taken out of.
    fn is_only_kept(&self, body: &Body, val: Val) -> bool {
        let app = self.app;
        body.uses(val).iter().all(|used| {
            let Use::Op(idx, at) = *used else {
                return false;
            };
            match body.op(idx).map(|op| (op, op.kind)) {
                Some((_, Kind::FieldPut(_) | Kind::StaticPut(_) | Kind::IfZero(_))) => true,
                Some((op, Kind::Call(_, method))) if at == 0 => {
                    let effects = app.models.effects.of(&app.program, method);
                    let keeps = effects
                        .iter()
                        .any(|it| matches!(it.as_str(), "kept" | "taken-out"));
                    keeps
                        || self.looks_up(method)
                        || app.program.name_of(method) == "<init>"
                        || op.res == NO_VAL
                        || body.uses(op.res).is_empty()
                }
                _ => false,
            }
        })
    }

    /// Whether a value is the collection that the text, or its object, is taken out of.
    pub(super) fn holds_subject(&self, body: &Body, subject: &Subject, val: Val) -> bool {
        let of = self.list(body, val);
        subject.vals.iter().any(|v| {
            let mut from = self.list(body, *v);
            // Not the text itself.
            from.vals.retain(|it| it != v);
            from.meets(&of)
        })
    }

    /// Whether a value is made of the text that is compared, or of its object.
    pub(super) fn is_of_subject(&self, body: &Body, subject: &Subject, val: Val) -> bool {
        let mut seen: Vec<Val> = Vec::new();
        let mut work = vec![val];
        while let Some(val) = work.pop() {
            if val == NO_VAL || seen.contains(&val) || seen.len() > MAX_VALUES {
                continue;
            }
            if self.is_subject(body, subject, val) {
                return true;
            }
            seen.push(val);
            let Some((_, op)) = body.def_op(val) else {
                if let Def::Phi(_) = body.def(val) {
                    work.extend(body.phi_inputs(val));
                }
                continue;
            };
            match op.kind {
                Kind::New(_) => work.extend(made_of(body, val)),
                Kind::Call(..) | Kind::Cast(_) | Kind::ArrayGet | Kind::FilledArray(_) => {
                    work.extend(body.args(op));
                }
                _ => {}
            }
        }
        false
    }

    /// The argument that a call's result is, or is taken out of.
    fn out_of(&self, how: Invoke, method: MethodId) -> Option<usize> {
        let statements = self.app.models.calls.of(&self.app.program, method);
        statements.iter().flat_map(|it| it.iter()).find_map(|it| {
            let part = it.alias || matches!(it.from.sel, Sel::Any | Sel::Key(_) | Sel::Deep);
            (it.to.base == Base::Ret && part)
                .then(|| it.from.base.operand(how == Invoke::Static))
                .flatten()
        })
    }

    /// The field that a method of the app does nothing but give.
    fn field_given(&self, method: MethodId) -> Option<FieldId> {
        let def = self.app.program.def_of(method)?;
        let inner = self.app.body(def)?;
        let mut given = inner.ops.iter().filter(|o| o.kind == Kind::Return);
        let (given, more) = (given.next()?, given.next());
        match inner.def_op(inner.arg(given, 0))?.1.kind {
            Kind::FieldGet(f) | Kind::StaticGet(f) if more.is_none() => {
                Some(self.app.program.canonical_field(f))
            }
            _ => None,
        }
    }
}

/// What a new object's constructor and methods are given.
fn made_of(body: &Body, object: Val) -> Vec<Val> {
    let mut all = Vec::new();
    for used in body.uses(object) {
        let Use::Op(idx, 0) = *used else { continue };
        if let Some(op) = body.op(idx)
            && matches!(op.kind, Kind::Call(how, _) if how != Invoke::Static)
        {
            all.extend(body.args(op).iter().skip(1));
        }
    }
    all
}
