//! Which component a message names.
//!
//! Known misses: messages put together in more than one method, or by their type only, go to all components.

use crate::app::App;
use crate::consts::{Const, Folder};
use crate::ir::{Body, Kind, Op, Use, Val};
use crate::models::{Base, Key, Sel};
use crate::program::DefId;
use crate::types::class_object;
use rustc_hash::FxHashSet;

/// Where a message goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// To the component of the app with this descriptor.
    Component(String),
    /// To another app.
    Outside,
    /// To a class of the app that is no component.
    Nowhere,
    /// Not known, but made of what the app itself has.
    Unknown,
    /// To whatever is named by something outside the app.
    Anywhere,
}

/// Which component the message in `val` names.
pub(crate) fn target(app: &App<'_>, def: DefId, val: Val) -> Target {
    if let Some(part) = part(app, def, val, "component", 0) {
        let desc = match part {
            Part::Class(desc) => desc,
            Part::Text(name) => format!("L{};", name.replace('.', "/")),
            Part::Unknown => return Target::Unknown,
            Part::Given => return Target::Anywhere,
        };
        let ours = app
            .program
            .find_type(&desc)
            .filter(|t| app.program.class_of(*t).is_some());
        let declared = !app.entry.complete || app.entry.components.iter().any(|c| c.desc == desc);
        return match (ours, declared) {
            (Some(_), true) => Target::Component(desc),
            (Some(_), false) => Target::Nowhere,
            (None, _) => Target::Outside,
        };
    }
    match part(app, def, val, "action", 0) {
        Some(Part::Text(action)) => {
            let mut found = app
                .entry
                .components
                .iter()
                .filter(|c| c.actions.contains(&action));
            match (found.next(), found.next()) {
                (Some(one), None) => Target::Component(one.desc.clone()),
                (Some(_), Some(_)) => Target::Unknown,
                (None, _) if accepts(app, &action) => Target::Unknown,
                (None, _) => Target::Outside,
            }
        }
        Some(_) => Target::Unknown,
        None => match app.body(def).map(|b| b.def_op(val).map(|(_, o)| o.kind)) {
            Some(Some(Kind::New(_))) => Target::Outside,
            _ => Target::Unknown,
        },
    }
}

/// The actions for which the code itself registers receivers.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    actions: FxHashSet<String>,
    /// Whether some are not known, so that it may be any.
    any: bool,
}

/// Whether the code itself registers a receiver for an action.
fn accepts(app: &App<'_>, action: &str) -> bool {
    let accepted = app.accepted.get_or_init(|| accepted(app));
    accepted.any || accepted.actions.contains(action)
}

fn accepted(app: &App<'_>) -> Accepted {
    let mut all = Accepted::default();
    let accepts = Sel::Named(String::from("accepts"));
    for method in 0..crate::program::count(app.program.methods.len()) {
        let sites = app.xrefs.of_call(method);
        if sites.is_empty() {
            continue;
        }
        let statements = app.models.calls.of(&app.program, method);
        let from = statements
            .into_iter()
            .flatten()
            .find(|s| s.to.sel == accepts);
        let Some(at) = from.and_then(|s| s.from.base.operand(false)) else {
            continue;
        };
        for site in sites {
            let Some((body, _, op)) = app.op_at(*site) else {
                continue;
            };
            match Folder::new(app).value(site.def, body.arg(op, at)) {
                None => all.any = true,
                Some(c) => all.actions.extend(c.as_str().map(str::to_owned)),
            }
        }
    }
    all
}

enum Part {
    Class(String),
    Text(String),
    Unknown,
    Given,
}

/// A part of a message that the method sets, by its name in the models; `None` where it sets none.
fn part(app: &App<'_>, def: DefId, val: Val, name: &str, depth: u32) -> Option<Part> {
    let body = app.body(def)?;
    for u in names(app, def, body, val)
        .into_iter()
        .flat_map(|v| body.uses(v))
    {
        let Use::Op(idx, at) = *u else { continue };
        let op = body.op(idx)?;
        let Kind::Call(how, method) = op.kind else {
            continue;
        };
        let static_ = how == crate::ir::Invoke::Static;
        for s in app
            .models
            .calls
            .of(&app.program, method)
            .into_iter()
            .flatten()
        {
            let here = s.to.base.operand(static_) == Some(usize::from(at));
            if !here || s.to.sel != Sel::Named(name.to_owned()) {
                continue;
            }
            let Some(from) = s.from.base.operand(static_) else {
                continue;
            };
            let from = body.arg(op, from);
            if let Sel::Named(inner) = &s.from.sel
                && depth < 4
                && s.from.base != Base::Ret
            {
                let found = part(app, def, from, inner, depth.saturating_add(1));
                return Some(found.unwrap_or(Part::Unknown));
            }
            if let Some(ty) = class_object(app, def, from) {
                return Some(Part::Class(app.program.desc(ty).to_owned()));
            }
            return Some(match Folder::new(app).value(def, from) {
                Some(Const::Str(text)) => Part::Text(text.to_string()),
                _ if matches!(body.def(from), crate::ir::Def::Phi(_)) => Part::Unknown,
                _ if name == "component" => Part::Given,
                _ => Part::Unknown,
            });
        }
    }
    None
}

/// All names of a message in its method: through casts and setters that return it.
fn names(app: &App<'_>, def: DefId, body: &Body, val: Val) -> Vec<Val> {
    let same = |op: &crate::ir::Op| match op.kind {
        Kind::Cast(_) => true,
        Kind::Call(_, method) => app
            .models
            .calls
            .of(&app.program, method)
            .into_iter()
            .flatten()
            .any(|s| s.alias && s.from.base == Base::This && s.to.base == Base::Ret),
        _ => false,
    };
    let mut root = val;
    for _ in 0..32 {
        match body.def_op(root) {
            Some((_, op)) if same(op) => root = body.arg(op, 0),
            Some((_, op)) => match crate::lists::got(app, def, body, op) {
                Some(element) => root = element,
                None => break,
            },
            None => break,
        }
    }
    let mut all = vec![root];
    let mut at = 0;
    while let Some(&name) = all.get(at) {
        at = at.saturating_add(1);
        for u in body.uses(name) {
            if let Use::Op(idx, 0) = *u
                && let Some(op) = body.op(idx)
                && same(op)
                && !all.contains(&op.res)
                && all.len() < 64
            {
                all.push(op.res);
            }
        }
    }
    all
}

impl App<'_> {
    /// Whether what an operand of a call holds is a message to a component of the app itself, where it is followed
    /// further.
    pub(crate) fn stays_inside(&self, def: DefId, body: &Body, op: &Op, operand: usize) -> bool {
        let Kind::Call(_, method) = op.kind else {
            return false;
        };
        let statements = self.models.calls.of(&self.program, method);
        let addressed = statements.into_iter().flatten().any(|s| {
            matches!(s.to.base, Base::Channel(_, Key::Target(_) | Key::Sent(_)))
                && s.from.base.operand(super::is_static(op)) == Some(operand)
        });
        addressed
            && !matches!(
                target(self, def, body.arg(op, operand)),
                Target::Outside | Target::Anywhere
            )
    }
}
