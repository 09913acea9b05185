//! The text that a value is, in pieces: what is constant, and holes where it is not.
//!
//! Known misses: builders that are passed around; parts appended in loops or branches are one hole.

use super::walk::{NIL, callers_along};
use crate::app::App;
use crate::consts::Folder;
use crate::ir::{Body, Def, Invoke, Kind, Op, OpIdx, Use, Val};
use crate::models::{Base, Sel};
use crate::program::{DefId, NONE, TypeId, count};
use crate::xref::Site;
use rustc_hash::FxHashMap;

/// How deep definitions are followed: 24.
const DEPTH: u32 = 24;
/// Pieces of one text: 64.
const MAX_PIECES: usize = 64;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Constant.
    Text(String),
    /// Not known: this value of this method.
    Hole(DefId, Val),
}

/// The pieces as one text, `*` for each hole.
pub fn text(pieces: &[Piece]) -> String {
    let mut all = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(t) => all.push_str(t),
            // Several parts that are not known are one to a reader.
            Piece::Hole(..) if all.ends_with('*') => {}
            Piece::Hole(..) => all.push('*'),
        }
    }
    all
}

/// Letters and digits of a name of which a part is not constant: fewer tell nothing from another.
const TELLING: usize = 3;

/// What follows the last slash, `*` for what is not constant in it, where enough of it is.
pub(super) fn last_part(pieces: &[Piece]) -> Option<String> {
    let whole = text(pieces);
    let part = whole.rsplit('/').next().unwrap_or_default();
    let n_constant = part.chars().filter(|it| it.is_alphanumeric()).count();
    (!part.contains('*') || n_constant >= TELLING).then(|| part.to_owned())
}

/// Calls that a search went into, by number: the call, and those outside it.
#[derive(Default)]
pub(super) struct Stacks {
    all: Vec<Stack>,
    by_call: FxHashMap<(Site, u32), u32>,
}

#[derive(Clone, Copy)]
pub(super) struct Stack {
    pub(super) site: Site,
    pub(super) outer: u32,
    pub(super) depth: u32,
}

impl Stacks {
    pub(super) fn get(&self, stack: u32) -> Option<Stack> {
        self.all.get(stack as usize).copied()
    }

    /// The number of these calls with one more, inside them.
    pub(super) fn push(&mut self, site: Site, outer: u32) -> u32 {
        if let Some(known) = self.by_call.get(&(site, outer)) {
            return *known;
        }
        let depth = self.get(outer).map_or(1, |it| it.depth.saturating_add(1));
        self.all.push(Stack { site, outer, depth });
        let stack = count(self.all.len().saturating_sub(1));
        self.by_call.insert((site, outer), stack);
        stack
    }
}

pub(super) struct Shaper<'s, 'a> {
    app: &'s App<'a>,
    stacks: &'s Stacks,
}

/// The way on which a text is asked for.
#[derive(Clone, Copy)]
struct Way<'w> {
    /// A call that was gone into here, and the way outside it.
    inner: Option<(Site, &'w Way<'w>)>,
    /// Where there is none: the calls that the search went into.
    stack: u32,
    via: TypeId,
}

impl<'s, 'a> Shaper<'s, 'a> {
    pub(super) const fn new(app: &'s App<'a>, stacks: &'s Stacks) -> Self {
        Self { app, stacks }
    }

    pub(super) fn of(&self, def: DefId, val: Val) -> Vec<Piece> {
        self.along(def, val, NIL, NONE)
    }

    /// A value, with the calls and the class that a search came by.
    pub(super) fn along(&self, def: DefId, val: Val, stack: u32, via: TypeId) -> Vec<Piece> {
        let way = Way {
            inner: None,
            stack,
            via,
        };
        self.pieces(def, val, way)
    }

    /// The call that a way came in by, and the way outside it.
    fn call_of<'w>(&self, way: Way<'w>) -> Option<(Site, Way<'w>)> {
        if let Some((site, outer)) = way.inner {
            return Some((site, *outer));
        }
        let stack = self.stacks.get(way.stack)?;
        let outer = Way {
            stack: stack.outer,
            ..way
        };
        Some((stack.site, outer))
    }

    fn pieces(&self, def: DefId, val: Val, way: Way<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.add(def, val, way, 0, &mut pieces);
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            if piece == Piece::Text(String::new()) && !joined.is_empty() {
                continue;
            }
            match (joined.last_mut(), piece) {
                (Some(Piece::Text(a)), Piece::Text(b)) => a.push_str(&b),
                (_, piece) => joined.push(piece),
            }
        }
        joined
    }

    fn add(&self, def: DefId, val: Val, way: Way<'_>, depth: u32, out: &mut Vec<Piece>) {
        if depth > DEPTH || out.len() >= MAX_PIECES {
            out.push(Piece::Hole(def, val));
            return;
        }
        let depth = depth.saturating_add(1);
        let app = self.app;
        let Some(body) = app.body(def) else {
            out.push(Piece::Hole(def, val));
            return;
        };
        match body.def(val) {
            Def::Param(n) => {
                if let Some((site, way)) = self.call_of(way) {
                    return self.argument(site, n, way, depth, out);
                }
                let mut sites = callers_along(app, def, way.via);
                sites.dedup();
                match sites.as_slice() {
                    [one] if !app.is_callable(def) => self.argument(*one, n, way, depth, out),
                    _ => self.folded(def, val, out),
                }
            }
            Def::Phi(_) | Def::Undef => self.folded(def, val, out),
            Def::Op(idx) => match body.op(idx).copied() {
                Some(op) => self.op(def, val, body, idx, &op, way, depth, out),
                None => out.push(Piece::Hole(def, val)),
            },
        }
    }

    fn argument(&self, site: Site, n: u16, way: Way<'_>, depth: u32, out: &mut Vec<Piece>) {
        if let Some((body, _, op)) = self.app.op_at(site) {
            let val = body.arg(op, usize::from(n));
            self.add(site.def, val, way, depth, out);
        }
    }

    /// What the folder of constants makes of it.
    fn folded(&self, def: DefId, val: Val, out: &mut Vec<Piece>) {
        use crate::consts::Const;
        match Folder::new(self.app).value(def, val) {
            Some(Const::Str(s)) => out.push(Piece::Text(s.to_string())),
            Some(Const::Int(n)) => out.push(Piece::Text(n.to_string())),
            Some(Const::Long(n)) => out.push(Piece::Text(n.to_string())),
            _ => out.push(Piece::Hole(def, val)),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of an operation")]
    fn op(
        &self,
        def: DefId,
        val: Val,
        body: &Body,
        idx: OpIdx,
        op: &Op,
        way: Way<'_>,
        depth: u32,
        out: &mut Vec<Piece>,
    ) {
        let app = self.app;
        match op.kind {
            Kind::Str(sym) => out.push(Piece::Text(app.program.strings.text(sym).to_owned())),
            Kind::Cast(_) => self.add(def, body.arg(op, 0), way, depth, out),
            Kind::FieldGet(f) => {
                let f = app.program.canonical_field(f);
                let puts: Vec<Site> = app
                    .xrefs
                    .field_puts
                    .of(f)
                    .iter()
                    .filter(|s| app.is_reachable(s.def))
                    .copied()
                    .collect();
                match puts.as_slice() {
                    [one] => {
                        let way = Way {
                            inner: None,
                            stack: NIL,
                            ..way
                        };
                        self.argument(*one, 0, way, depth, out);
                    }
                    _ => self.folded(def, val, out),
                }
            }
            Kind::Call(how, method) => {
                let targets = app.targets(def, how, method, None);
                if let [one] = *targets.defs.as_slice()
                    && !targets.outside
                {
                    let mut whole = Vec::new();
                    self.folded(def, val, &mut whole);
                    if let [Piece::Text(_)] = whole.as_slice() {
                        out.append(&mut whole);
                    } else {
                        self.returned(def, val, one, op, way, depth, out);
                    }
                    return;
                }
                if !targets.defs.is_empty()
                    || !self.built(def, body, idx, op, method, way, depth, out)
                {
                    self.folded(def, val, out);
                }
            }
            _ => self.folded(def, val, out),
        }
    }

    /// The one value that a method of the app returns, its parameters taken from this call.
    #[expect(clippy::too_many_arguments, reason = "the parts of an operation")]
    fn returned(
        &self,
        def: DefId,
        val: Val,
        target: DefId,
        op: &Op,
        way: Way<'_>,
        depth: u32,
        out: &mut Vec<Piece>,
    ) {
        let Some(callee) = self.app.body(target) else {
            out.push(Piece::Hole(def, val));
            return;
        };
        let returned: Vec<Val> = callee
            .ops
            .iter()
            .filter(|o| o.kind == Kind::Return)
            .map(|o| callee.arg(o, 0))
            .collect();
        let [one] = returned.as_slice() else {
            out.push(Piece::Hole(def, val));
            return;
        };
        let inner = Way {
            inner: Some((Site { def, pc: op.pc }, &way)),
            ..way
        };
        self.add(target, *one, inner, depth, out);
    }

    /// A text that the framework puts together: what the models say goes into it, in the order of the code.
    #[expect(clippy::too_many_arguments, reason = "the parts of an operation")]
    fn built(
        &self,
        def: DefId,
        body: &Body,
        idx: OpIdx,
        op: &Op,
        method: u32,
        way: Way<'_>,
        depth: u32,
        out: &mut Vec<Piece>,
    ) -> bool {
        let app = self.app;
        let fixed = crate::flow::is_static(op);
        let whole = |b: Base| app_operands(app, method, fixed, b);
        if app
            .models
            .roles
            .of(&app.program, method)
            .iter()
            .any(|r| r.name == "joins")
        {
            // One text behind the other, as `String.concat`.
            for n in 0..body.args(op).len() {
                self.add(def, body.arg(op, n), way, depth, out);
            }
            return true;
        }
        if app
            .models
            .roles
            .of(&app.program, method)
            .iter()
            .any(|r| r.name == "format")
        {
            return self.formatted(def, body, op, out);
        }
        // The text of a builder: what was put in, in order.
        if !whole(Base::This) {
            return false;
        }
        let Some(made) = self.parts(def, body, idx, body.arg(op, 0)) else {
            return false;
        };
        for (part, certain) in made {
            if certain {
                self.add(def, part, way, depth, out);
            } else {
                out.push(Piece::Hole(def, part));
            }
        }
        true
    }

    /// A text by its format: what stands between the places where something is put in.
    fn formatted(&self, def: DefId, body: &Body, op: &Op, out: &mut Vec<Piece>) -> bool {
        let formats = body.args(op).iter().find_map(|val| {
            let found = Folder::new(self.app).value(def, *val)?;
            Some(found.as_str()?.to_owned())
        });
        let Some(format) = formats else { return false };
        let mut text = String::new();
        let mut rest = format.chars();
        while let Some(letter) = rest.next() {
            if letter != '%' {
                text.push(letter);
                continue;
            }
            // Flags, width and precision end with the letter of the conversion.
            match rest.by_ref().find(|c| c.is_alphabetic() || *c == '%') {
                Some('%') => text.push('%'),
                Some('n') => text.push('\n'),
                _ => {
                    out.push(Piece::Text(std::mem::take(&mut text)));
                    out.push(Piece::Hole(def, op.res));
                }
            }
        }
        out.push(Piece::Text(text));
        true
    }

    /// What was put into the builder that is a value of this method, before an operation, and whether always.
    fn parts(
        &self,
        def: DefId,
        body: &Body,
        before: OpIdx,
        builder: Val,
    ) -> Option<Vec<(Val, bool)>> {
        let app = self.app;
        let mut names = vec![builder];
        let mut at = 0;
        // All names of the object: backward and forward through calls that give the receiver back.
        while let Some(name) = names.get(at).copied() {
            at = at.saturating_add(1);
            if names.len() > MAX_PIECES.saturating_mul(2) {
                return None;
            }
            match body.def(name) {
                Def::Op(i) => {
                    let op = body.op(i)?;
                    match op.kind {
                        Kind::New(_) | Kind::Cast(_) => {}
                        Kind::Call(_, m) if gives_back(app, m) => {
                            push(&mut names, body.arg(op, 0));
                        }
                        _ => return None,
                    }
                }
                _ => return None,
            }
            for u in body.uses(name) {
                if let Use::Op(i, 0) = *u
                    && let Some(op) = body.op(i)
                    && let Kind::Call(_, m) = op.kind
                    && gives_back(app, m)
                {
                    push(&mut names, op.res);
                }
            }
        }
        let mut calls: Vec<OpIdx> = Vec::new();
        for name in &names {
            for u in body.uses(*name) {
                if let Use::Op(i, 0) = *u
                    && !calls.contains(&i)
                {
                    calls.push(i);
                }
            }
        }
        calls.sort_unstable();
        let mut parts = Vec::new();
        for i in calls {
            if i >= before && !body.reaches(i, before, None) {
                continue;
            }
            let op = body.op(i)?;
            let Kind::Call(how, method) = op.kind else {
                continue;
            };
            let constructor = how == Invoke::Direct;
            let adds = app.models.calls.of(&app.program, method);
            let adds = adds.into_iter().flatten().any(|s| {
                s.to.base == Base::This && s.to.sel == Sel::Any && s.from.base == Base::Param(1)
            });
            if !adds || (constructor && body.args(op).len() < 2) {
                continue;
            }
            let certain = body.op_dominates(i, before) && !body.reaches(i, i, None);
            parts.push((body.arg(op, 1), certain));
            if parts.len() > MAX_PIECES {
                return None;
            }
        }
        let _ = def;
        Some(parts)
    }
}

fn push(names: &mut Vec<Val>, val: Val) {
    if val != crate::ir::NO_VAL && !names.contains(&val) {
        names.push(val);
    }
}

/// Whether a call gives back its receiver.
fn gives_back(app: &App<'_>, method: u32) -> bool {
    let found = app.models.calls.of(&app.program, method);
    found.into_iter().flatten().any(|s| {
        s.alias
            && s.from.base == Base::This
            && s.to.base == Base::Ret
            && s.from.sel == Sel::Whole
            && s.to.sel == Sel::Whole
    })
}

/// Whether a call gives what is in this operand.
fn app_operands(app: &App<'_>, method: u32, fixed: bool, base: Base) -> bool {
    let found = app.models.calls.of(&app.program, method);
    !fixed
        && found.into_iter().flatten().any(|s| {
            !s.alias && s.from.base == base && s.from.sel == Sel::Any && s.to.base == Base::Ret
        })
        && app.program.name_of(method) == "toString"
}
