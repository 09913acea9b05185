//! Which classes an object can be of, as far as code near it tells.
//!
//! Lattice: sets of at most [`MAX_TYPES`] classes under inclusion; above them "any". Demand-driven from one value through
//! joins, casts, fields, returns and the arguments of callers.
//!
//! Known misses: none; what is not understood is "any". Known excess: fields are told apart by name, not by object.

use crate::app::App;
use crate::consts::{Const, Folder};
use crate::ir::{Def, Kind, Val};
use crate::program::{DefId, TypeId};
use crate::xref::Site;
use rustc_hash::FxHashSet;

/// Classes kept for one value: 12.
pub(crate) const MAX_TYPES: usize = 12;
/// Values looked at for one question: 300.
const STEPS: u32 = 300;

/// The classes of a value of a method; `None` where they are not known.
pub(crate) fn types_of(app: &App<'_>, def: DefId, val: Val) -> Option<Vec<TypeId>> {
    types_within(app, def, val, 0)
}

/// Class objects and objects ask for each other, at most so deep: 4.
const DEPTH: u32 = 4;

fn types_within(app: &App<'_>, def: DefId, val: Val, depth: u32) -> Option<Vec<TypeId>> {
    if depth > DEPTH {
        return None;
    }
    let mut finder = Finder {
        depth,
        app,
        left: STEPS,
        seen: FxHashSet::default(),
        found: Vec::new(),
    };
    finder.value(def, val)?;
    finder.found.sort_unstable();
    Some(finder.found)
}

/// The class object that a value is.
pub(crate) fn class_object(app: &App<'_>, def: DefId, val: Val) -> Option<TypeId> {
    class_within(app, def, val, 0)
}

fn class_within(app: &App<'_>, def: DefId, val: Val, depth: u32) -> Option<TypeId> {
    if let Some(Const::Class(t)) = Folder::new(app).value(def, val) {
        return Some(t);
    }
    let body = app.body(def)?;
    let (_, op) = body.def_op(val)?;
    let Kind::Call(_, method) = op.kind else {
        return None;
    };
    match app.program.name_of(method) {
        "forName" | "loadClass" => {
            let at = usize::from(app.program.name_of(method) == "loadClass");
            let name = Folder::new(app).value(def, body.arg(op, at))?;
            let desc = format!("L{};", name.as_str()?.replace('.', "/"));
            app.program.find_type(&desc)
        }
        "getClass" => {
            match types_within(app, def, body.arg(op, 0), depth.saturating_add(1))?.as_slice() {
                [one] => Some(*one),
                _ => None,
            }
        }
        _ => None,
    }
}

struct Finder<'f, 'a> {
    depth: u32,
    app: &'f App<'a>,
    left: u32,
    seen: FxHashSet<(DefId, Val)>,
    found: Vec<TypeId>,
}

impl Finder<'_, '_> {
    fn add(&mut self, ty: TypeId) -> Option<()> {
        if !self.found.contains(&ty) {
            self.found.push(ty);
        }
        (self.found.len() <= MAX_TYPES).then_some(())
    }

    fn value(&mut self, def: DefId, val: Val) -> Option<()> {
        let mut work = vec![(def, val)];
        while let Some((def, val)) = work.pop() {
            if !self.seen.insert((def, val)) {
                continue;
            }
            self.left = self.left.checked_sub(1)?;
            self.one(def, val, &mut work)?;
        }
        Some(())
    }

    fn one(&mut self, def: DefId, val: Val, work: &mut Vec<(DefId, Val)>) -> Option<()> {
        let app = self.app;
        let body = app.body(def)?;
        let op = match body.def(val) {
            Def::Undef => return Some(()),
            Def::Phi(_) => {
                work.extend(body.phi_inputs(val).iter().map(|v| (def, *v)));
                return Some(());
            }
            Def::Param(n) => {
                if app.is_callable(def) {
                    let d = app.program.def(def)?;
                    let is_static = d.access.contains(fmt_dex::AccessFlags::STATIC);
                    let ty = app.class_type(def);
                    // The framework calls it on an object of this class or one below it.
                    if n == 0 && !is_static && app.program.descendants(ty).len() == 1 {
                        return self.add(ty);
                    }
                    return None;
                }
                let callers = app.callers(def);
                if callers.is_empty() || callers.len() > 16 {
                    return None;
                }
                return self.arguments(callers, n, work);
            }
            Def::Op(idx) => *body.op(idx)?,
        };
        match op.kind {
            Kind::New(t) | Kind::NewArray(t) | Kind::FilledArray(t) => self.add(t),
            Kind::Const(0) => Some(()),
            Kind::Cast(_) => {
                work.push((def, body.arg(&op, 0)));
                Some(())
            }
            Kind::FieldGet(f) => self.written(
                app.xrefs.field_puts.of(app.program.canonical_field(f)),
                work,
            ),
            Kind::StaticGet(f) => self.written(
                app.xrefs.static_puts.of(app.program.canonical_field(f)),
                work,
            ),
            Kind::Call(how, method) => {
                let m = app.program.methods.get(method as usize)?;
                let name = app.program.strings.text(m.name);
                if name == "newInstance" {
                    let class = body.arg(&op, 0);
                    return class_within(app, def, class, self.depth).and_then(|t| self.add(t));
                }
                let targets = app.targets(def, how, method, None);
                if targets.outside || targets.defs.is_empty() || targets.defs.len() > 8 {
                    return None;
                }
                for t in targets.defs {
                    let callee = app.body(t)?;
                    for op in &callee.ops {
                        if op.kind == Kind::Return {
                            work.push((t, callee.arg(op, 0)));
                        }
                    }
                }
                Some(())
            }
            _ => None,
        }
    }

    fn arguments(&mut self, sites: &[Site], n: u16, work: &mut Vec<(DefId, Val)>) -> Option<()> {
        for site in sites {
            let (body, _, op) = self.app.op_at(*site)?;
            work.push((site.def, body.arg(op, usize::from(n))));
        }
        Some(())
    }

    fn written(&mut self, sites: &[Site], work: &mut Vec<(DefId, Val)>) -> Option<()> {
        if sites.is_empty() || sites.len() > 16 {
            return None;
        }
        self.arguments(sites, 0, work)
    }
}

impl App<'_> {
    /// Whether a class is one of those of which the platform makes the objects.
    pub(crate) fn is_component(&self, ty: TypeId) -> bool {
        let up = self.program.ancestors(ty);
        self.component_types().any(|it| up.contains(&it))
    }

    /// Whether what a field of this type holds is, or may be, an object that the platform made: where the app runs, not
    /// what it works with.
    pub(crate) fn is_host(&self, ty: TypeId) -> bool {
        let object = self.program.find_type("Ljava/lang/Object;");
        self.is_component(ty)
            || (Some(ty) != object
                && self
                    .component_types()
                    .any(|it| self.program.ancestors(it).contains(&ty)))
    }

    fn component_types(&self) -> impl Iterator<Item = TypeId> {
        let named = self.models.components.iter();
        named.filter_map(|(desc, _)| self.program.find_type(desc))
    }
}
