//! Under which condition a block of a method, and the method itself, is come to.

use super::Formula;
use super::bdd::{Bdd, FALSE, Ref, TRUE};
use super::say::{self, Atom, Input, Rel};
use super::value::{Cases, REFLECTED, Term};
use crate::app::App;
use crate::ir::{Body, Cond, Kind, OpIdx, Val};
use crate::program::{DefId, count};
use crate::xref::Site;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Values looked at for the conditions of one place in its method: 5,000. With 20,000 an app of 6 MB took half as long again.
const STEPS: u32 = 5_000;
/// Nodes of diagrams that cost as much as a value: 20.
const NODES_A_STEP: usize = 20;
/// The same for all that one reader is asked: 1,000,000.
const ALL_STEPS: u32 = 1_000_000;
/// Nodes of diagrams after which no more places are looked at for one question: 400,000.
const ENOUGH: usize = 400_000;
/// Conditions told apart: 500,000.
const ATOMS: usize = 500_000;
/// Methods entered: 60,000.
const FRAMES: usize = 60_000;
/// Nodes of the condition of one block, or of one case of a value: 100. Diagrams grow by products.
pub(super) const LARGE: usize = 100;
/// Not yet computed.
const NOT_YET: Ref = u32::MAX;

/// A method with what it is called with, where that is known.
pub(super) struct Frame {
    pub(super) def: DefId,
    pub(super) args: Option<Vec<Cases>>,
    pub(super) depth: u32,
    /// The condition of each block, or [`NOT_YET`].
    conds: Vec<Ref>,
    /// The ways out of each block.
    outs: FxHashMap<u32, Rc<Vec<(u32, Ref)>>>,
}

/// A loop: its head, its blocks, and where it is left for.
pub(super) struct Loop {
    pub(super) head: u32,
    pub(super) blocks: BTreeSet<u32>,
    exits: Vec<u32>,
}

pub(super) struct Reader<'r, 'a> {
    pub(super) app: &'r App<'a>,
    pub(super) bdd: Bdd,
    pub(super) left: u32,
    /// Nodes of diagrams that are paid for.
    paid: usize,
    /// What is left for all questions.
    rest: u32,
    pub(super) depth: u32,
    /// Fields and parameters that are being followed.
    pub(super) hops: u32,
    pub(super) frames: FxHashMap<u32, Frame>,
    /// The number of the next frame.
    next_frame: u32,
    pub(super) values: FxHashMap<(u32, Val), Cases>,
    pub(super) open: FxHashSet<(u32, Val)>,
    pub(super) atoms: Vec<Atom>,
    by_atom: FxHashMap<Atom, u32>,
    plain: FxHashMap<DefId, u32>,
    called: FxHashMap<(DefId, Vec<Cases>), u32>,
    loops: FxHashMap<DefId, Rc<Vec<Loop>>>,
    meets: FxHashMap<(DefId, u32), Option<u32>>,
    /// The condition under which a method is called.
    pub(super) reached: FxHashMap<DefId, Ref>,
    /// The condition of a block once its method is called.
    places: FxHashMap<(DefId, u32), Ref>,
    /// Whether places were left out for this question.
    is_tired: bool,
    /// Whether a limit was met for this question.
    pub(super) is_cut: bool,
    /// Methods of which the conditions were found while it was so.
    pub(super) weak: Vec<DefId>,
}

impl<'r, 'a> Reader<'r, 'a> {
    pub(super) fn new(app: &'r App<'a>) -> Self {
        Self {
            app,
            bdd: Bdd::new(),
            left: STEPS,
            paid: 0,
            rest: ALL_STEPS,
            depth: 0,
            hops: 0,
            frames: FxHashMap::default(),
            next_frame: 0,
            values: FxHashMap::default(),
            open: FxHashSet::default(),
            atoms: Vec::new(),
            by_atom: FxHashMap::default(),
            plain: FxHashMap::default(),
            called: FxHashMap::default(),
            loops: FxHashMap::default(),
            meets: FxHashMap::default(),
            reached: FxHashMap::default(),
            places: FxHashMap::default(),
            is_tired: false,
            is_cut: false,
            weak: Vec::new(),
        }
    }

    pub(super) fn formula(&mut self, f: Ref) -> Formula {
        say::formula(&mut self.bdd, &self.atoms, f)
    }

    /// Forgets what was found while places were left out, and makes room where there is little.
    pub(super) fn begin(&mut self) {
        if std::mem::take(&mut self.is_tired) {
            for def in std::mem::take(&mut self.weak) {
                self.reached.remove(&def);
            }
        }
        self.weak.clear();
        self.is_cut = false;
        if self.is_worn() {
            self.refresh();
        }
    }

    /// Whether so much was looked at that another question may meet a limit.
    fn is_worn(&self) -> bool {
        is_worn(&self.bdd) || self.frames.len() > FRAMES / 2 || self.rest < ALL_STEPS / 2
    }

    /// Makes room for other questions: what is known of methods and places is kept, what led there is not.
    pub(super) fn refresh(&mut self) {
        let mut bdd = Bdd::new();
        let mut copied = FxHashMap::default();
        let mut reached: Vec<(DefId, Ref)> = self.reached.drain().collect();
        reached.sort_unstable();
        for (def, known) in reached {
            let known = self.bdd.copy(known, &mut bdd, &mut copied);
            self.reached.insert(def, known);
        }
        let mut places: Vec<_> = self.places.drain().collect();
        places.sort_unstable();
        for (place, known) in places {
            let known = self.bdd.copy(known, &mut bdd, &mut copied);
            self.places.insert(place, known);
        }
        if self.bdd.full || is_worn(&bdd) || self.atoms.len() > ATOMS {
            *self = Self::new(self.app);
            return;
        }
        self.bdd = bdd;
        self.rest = ALL_STEPS;
        self.values.clear();
        self.called.clear();
        // The tests of a method keep their names.
        let mut plain: Vec<u32> = self.plain.values().copied().collect();
        plain.sort_unstable();
        let mut frames = std::mem::take(&mut self.frames);
        for id in plain {
            if let Some(mut frame) = frames.remove(&id) {
                frame.conds.fill(NOT_YET);
                frame.outs.clear();
                self.frames.insert(id, frame);
            }
        }
    }

    /// Pays for the nodes that were made.
    pub(super) fn pay(&mut self) {
        let made = self.bdd.n_nodes().saturating_sub(self.paid);
        let steps = made.checked_div(NODES_A_STEP).unwrap_or(0);
        self.paid = self.paid.saturating_add(steps.saturating_mul(NODES_A_STEP));
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.left = self.left.saturating_sub(steps);
    }

    /// The variable of a condition.
    pub(super) fn atom(&mut self, atom: Atom) -> Ref {
        let next = count(self.atoms.len());
        let var = *self.by_atom.entry(atom.clone()).or_insert(next);
        if var == next {
            self.atoms.push(atom);
        }
        self.bdd.var(var)
    }

    pub(super) fn is(&mut self, input: &Input, rel: Rel) -> Ref {
        self.atom(Atom::Is(input.clone(), rel))
    }

    /// A condition that is not understood; the same for the same place.
    pub(super) fn unknown(&mut self, frame: u32, place: u32, which: u32) -> Ref {
        let def = self.def_of(frame);
        self.atom(Atom::Unknown(frame, def, place, which))
    }

    pub(super) fn def_of(&self, frame: u32) -> DefId {
        self.frames.get(&frame).map_or(u32::MAX, |f| f.def)
    }

    fn new_frame(&mut self, def: DefId, args: Option<Vec<Cases>>, depth: u32) -> Option<u32> {
        if self.frames.len() >= FRAMES {
            self.is_cut = true;
            return None;
        }
        let body = self.app.body(def)?;
        let id = self.next_frame;
        self.next_frame = id.checked_add(1)?;
        let made = Frame {
            def,
            args,
            depth,
            conds: vec![NOT_YET; body.blocks.len()],
            outs: FxHashMap::default(),
        };
        self.frames.insert(id, made);
        Some(id)
    }

    /// The frame of a method of whose arguments nothing is known.
    pub(super) fn plain(&mut self, def: DefId) -> Option<u32> {
        if let Some(&known) = self.plain.get(&def) {
            return Some(known);
        }
        let made = self.new_frame(def, None, 0)?;
        self.plain.insert(def, made);
        Some(made)
    }

    /// The frame of a method called with these arguments.
    pub(super) fn callee(&mut self, from: u32, def: DefId, args: Vec<Cases>) -> Option<u32> {
        let depth = self.frames.get(&from)?.depth.saturating_add(1);
        if depth > 12 {
            return None;
        }
        // Two unknown arguments need not be the same.
        let sure = args
            .iter()
            .all(|cases| cases.iter().all(|c| c.1 != Term::Unknown));
        let key = (def, args);
        if sure && let Some(&known) = self.called.get(&key) {
            return Some(known);
        }
        let made = self.new_frame(def, Some(key.1.clone()), depth)?;
        if sure {
            self.called.insert(key, made);
        }
        Some(made)
    }

    /// The condition of a block of a frame.
    pub(super) fn block(&mut self, frame: u32, block: u32) -> Ref {
        if let Some(known) = self.known(frame, block) {
            return known;
        }
        let app = self.app;
        let Some(body) = app.body(self.def_of(frame)) else {
            return TRUE;
        };
        let place = |b: u32| body.order.get(b as usize).copied().unwrap_or(u32::MAX);
        if place(block) == u32::MAX {
            return FALSE;
        }
        for b in self.before(frame, body, block) {
            if self.known(frame, b).is_some() {
                continue;
            }
            let cond = if place(b) == 0 {
                TRUE
            } else if let Some(known) = self.meets(self.def_of(frame), body, b) {
                self.known(frame, known).unwrap_or(TRUE)
            } else {
                let mut any = FALSE;
                for p in body.block(b).map_or(&[][..], |x| x.prev.as_slice()) {
                    if place(*p) < place(b) {
                        let way = self.way(frame, body, *p, b);
                        any = self.bdd.or(any, way);
                    }
                }
                match body.idom.get(b as usize) {
                    // Too large: as what must be come to before, and something more.
                    Some(before) if self.bdd.was_cut() || self.bdd.is_larger(any, LARGE) => {
                        let before = self.known(frame, *before).unwrap_or(TRUE);
                        let more = self.unknown(frame, b | 0x2000_0000, 0);
                        self.bdd.and(before, more)
                    }
                    _ => any,
                }
            };
            if let Some(slot) = self
                .frames
                .get_mut(&frame)
                .and_then(|f| f.conds.get_mut(b as usize))
            {
                *slot = cond;
            }
        }
        self.known(frame, block).unwrap_or(TRUE)
    }

    /// The blocks of which the conditions decide that of one, and that one, in reverse post-order.
    fn before(&mut self, frame: u32, body: &Body, block: u32) -> Vec<u32> {
        let place = |b: u32| body.order.get(b as usize).copied().unwrap_or(u32::MAX);
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut stack = vec![block];
        while let Some(b) = stack.pop() {
            if self.known(frame, b).is_some() || !seen.insert(b) {
                continue;
            }
            found.push(b);
            if let Some(same) = self.meets(self.def_of(frame), body, b) {
                stack.push(same);
                continue;
            }
            let prev = body.block(b).map_or(&[][..], |x| x.prev.as_slice());
            stack.extend(prev.iter().filter(|p| place(**p) < place(b)));
        }
        found.sort_by_key(|b| place(*b));
        found
    }

    /// The immediate dominator of a block, where all that comes to that comes to the block: where the sides of a branch meet
    /// again.
    fn meets(&mut self, def: DefId, body: &Body, block: u32) -> Option<u32> {
        if let Some(known) = self.meets.get(&(def, block)) {
            return *known;
        }
        let found = body.idom.get(block as usize).copied();
        let found = found.filter(|before| *before != block && always(body, *before, block));
        self.meets.insert((def, block), found);
        found
    }

    fn known(&self, frame: u32, block: u32) -> Option<Ref> {
        let conds = &self.frames.get(&frame)?.conds;
        conds.get(block as usize).copied().filter(|c| *c != NOT_YET)
    }

    /// The condition under which `to` is come to from `from`.
    pub(super) fn way(&mut self, frame: u32, body: &Body, from: u32, to: u32) -> Ref {
        let start = self.block(frame, from);
        let handled = body
            .block(from)
            .is_some_and(|b| b.handlers.iter().any(|h| h.0 == to));
        if !handled {
            let loops = self.loops(self.def_of(frame), body);
            // The outermost loop that this leaves.
            let left = loops
                .iter()
                .filter(|l| l.blocks.contains(&from) && !l.blocks.contains(&to))
                .max_by_key(|l| l.blocks.len());
            if let Some(l) = left {
                let mut cond = self.block(frame, l.head);
                if let Some((exit, found)) = self.sought(frame, body, l) {
                    let found = if exit == to {
                        found
                    } else {
                        self.bdd.not(found)
                    };
                    return self.bdd.and(cond, found);
                }
                for (i, exit) in l.exits.iter().enumerate() {
                    let last = i.saturating_add(1) == l.exits.len();
                    if !last {
                        let here = self.unknown(frame, l.head | 0x8000_0000, count(i));
                        let here = if *exit == to {
                            here
                        } else {
                            self.bdd.not(here)
                        };
                        cond = self.bdd.and(cond, here);
                    }
                    if *exit == to {
                        break;
                    }
                }
                return cond;
            }
        }
        let mut any = FALSE;
        for (target, cond) in self.outs(frame, body, from).iter() {
            if *target == to {
                any = self.bdd.or(any, *cond);
            }
        }
        self.bdd.and(start, any)
    }

    fn loops(&mut self, def: DefId, body: &Body) -> Rc<Vec<Loop>> {
        if let Some(known) = self.loops.get(&def) {
            return known.clone();
        }
        let place = |b: u32| body.order.get(b as usize).copied().unwrap_or(u32::MAX);
        let mut loops: Vec<Loop> = Vec::new();
        for (b, block) in body.blocks.iter().enumerate() {
            let b = count(b);
            for &head in &block.next {
                if place(b) == u32::MAX || place(head) > place(b) || loops.len() > 200 {
                    continue;
                }
                let at = loops.iter().position(|l| l.head == head);
                let at = at.unwrap_or_else(|| {
                    loops.push(Loop {
                        head,
                        blocks: [head].into(),
                        exits: Vec::new(),
                    });
                    loops.len().saturating_sub(1)
                });
                let Some(this) = loops.get_mut(at) else {
                    continue;
                };
                let mut stack = vec![b];
                while let Some(at) = stack.pop() {
                    if place(at) >= place(head) && place(at) != u32::MAX && this.blocks.insert(at) {
                        let prev = body.block(at).map_or(&[][..], |x| x.prev.as_slice());
                        stack.extend(prev);
                    }
                }
            }
        }
        for l in &mut loops {
            let mut exits = Vec::new();
            for b in &l.blocks {
                for next in body.block(*b).map_or(&[][..], |x| x.next.as_slice()) {
                    if !l.blocks.contains(next) {
                        exits.push(*next);
                    }
                }
            }
            exits.sort_unstable();
            exits.dedup();
            l.exits = exits;
        }
        let loops = Rc::new(loops);
        self.loops.insert(def, loops.clone());
        loops
    }

    /// The ways out of a block, each with its condition there.
    fn outs(&mut self, frame: u32, body: &Body, block: u32) -> Rc<Vec<(u32, Ref)>> {
        let known = self.frames.get(&frame);
        if let Some(known) = known.and_then(|f| f.outs.get(&block)) {
            return known.clone();
        }
        let mut outs = self.new_outs(frame, body, block);
        if self.bdd.was_cut() {
            self.is_cut = true;
            for (n, out) in outs.iter_mut().enumerate() {
                out.1 = self.unknown(frame, block | 0x1000_0000, count(n));
            }
        }
        let outs = Rc::new(outs);
        if let Some(f) = self.frames.get_mut(&frame) {
            f.outs.insert(block, outs.clone());
        }
        outs
    }

    fn new_outs(&mut self, frame: u32, body: &Body, block: u32) -> Vec<(u32, Ref)> {
        let Some(b) = body.block(block) else {
            return Vec::new();
        };
        let mut outs = Vec::new();
        let mut normal = TRUE;
        for (handler, ty) in &b.handlers {
            let thrown = self.throws(frame, body, block, *handler, *ty);
            let here = self.bdd.and(normal, thrown);
            outs.push((*handler, here));
            let not = self.bdd.not(thrown);
            normal = self.bdd.and(normal, not);
        }
        let last = body.last_op(block).map(|(i, op)| (i, *op));
        match (last, b.next.as_slice()) {
            (Some((_, op)), [fall, taken]) if matches!(op.kind, Kind::If(_) | Kind::IfZero(_)) => {
                let cond = self.branch(frame, body, &op, block);
                let cond = self.unless_thrown(frame, body, cond, *fall, *taken);
                let yes = self.bdd.and(normal, cond);
                let not = self.bdd.not(cond);
                let no = self.bdd.and(normal, not);
                outs.push((*taken, yes));
                outs.push((*fall, no));
            }
            (Some((idx, op)), [fall, ..]) if op.kind == Kind::Switch => {
                let key = self.value(frame, body.arg(&op, 0));
                let mut rest = normal;
                let cases: Vec<(i32, u32)> = body
                    .cases
                    .iter()
                    .filter(|c| c.0 == idx)
                    .map(|c| (c.1, c.2))
                    .collect();
                for (n, (case, to)) in cases.iter().enumerate() {
                    let case = crate::consts::Const::Int(*case);
                    let place = (frame, op.pc, count(n).saturating_mul(64));
                    let is = self.same(place, &key, &[(TRUE, Term::Const(case))], false);
                    let here = self.bdd.and(rest, is);
                    outs.push((*to, here));
                    let not = self.bdd.not(is);
                    rest = self.bdd.and(rest, not);
                }
                outs.push((*fall, rest));
            }
            (_, nexts) => outs.extend(nexts.iter().map(|n| (*n, normal))),
        }
        outs
    }

    /// The condition of a branch, where it is not understood and one side can only end in an exception: that there is one.
    fn unless_thrown(&mut self, frame: u32, body: &Body, cond: Ref, fall: u32, taken: u32) -> Ref {
        let support = self.bdd.support(cond);
        let unknown = support
            .iter()
            .any(|v| matches!(self.atoms.get(*v as usize), Some(Atom::Unknown(..))));
        if !unknown {
            return cond;
        }
        let (a, b) = (returns(body, fall), returns(body, taken));
        if a == b {
            return cond;
        }
        let side = if a { taken } else { fall };
        let thrown = self.atom(Atom::Throws(frame, side | 0x4000_0000));
        if a { thrown } else { self.bdd.not(thrown) }
    }

    /// The condition under which a branch is taken.
    fn branch(&mut self, frame: u32, body: &Body, op: &crate::ir::Op, block: u32) -> Ref {
        let zero: Cases = vec![(TRUE, Term::Const(crate::consts::Const::Int(0)))];
        let a = body.arg(op, 0);
        let (cond, left, right) = match op.kind {
            Kind::If(cond) => {
                let b = body.arg(op, 1);
                (cond, self.value(frame, a), self.value(frame, b))
            }
            Kind::IfZero(cond) => match body.def_op(a) {
                // The three-way comparison of two longs, against zero.
                Some((_, c)) if matches!(c.kind, Kind::Compare(..)) => {
                    let (x, y) = (body.arg(c, 0), body.arg(c, 1));
                    (cond, self.value(frame, x), self.value(frame, y))
                }
                _ => (cond, self.value(frame, a), zero),
            },
            _ => return self.unknown(frame, op.pc, block),
        };
        let place = (frame, op.pc, 0);
        match cond {
            Cond::Eq => self.same(place, &left, &right, false),
            Cond::Ne => {
                let equal = self.same(place, &left, &right, false);
                self.bdd.not(equal)
            }
            _ => self.ordered(place, &left, cond, &right),
        }
    }

    /// The condition under which the last operation of a block throws what a handler catches.
    fn throws(&mut self, frame: u32, body: &Body, block: u32, handler: u32, ty: u32) -> Ref {
        let general = ty == u32::MAX
            || matches!(
                self.app.program.desc(ty),
                "Ljava/lang/Throwable;" | "Ljava/lang/Exception;" | "Ljava/lang/RuntimeException;"
            );
        let package = general
            || self
                .app
                .program
                .desc(ty)
                .contains("PackageManager$NameNotFoundException");
        if let Some((_, op)) = body.last_op(block)
            && let Some(input) = self.read_by(frame, body, *op)
        {
            if input.kind == "app" && package || input.kind == REFLECTED && general {
                let there = self.is(&input, Rel::Present);
                return self.bdd.not(there);
            }
            if general {
                return FALSE;
            }
        }
        self.atom(Atom::Throws(frame, handler))
    }

    /// The condition of an operation, once its method is called.
    pub(super) fn here(&mut self, def: DefId, op: OpIdx) -> Ref {
        let app = self.app;
        let block = app.body(def).and_then(|b| b.op(op)).map(|o| o.block);
        let (Some(block), Some(frame)) = (block, self.plain(def)) else {
            return TRUE;
        };
        // Where it is asked on the way to something else, less may be seen.
        let is_asked = self.hops == 0 && self.depth == 0;
        if is_asked && let Some(&known) = self.places.get(&(def, block)) {
            return known;
        }
        if self.bdd.n_nodes() > ENOUGH || self.rest < STEPS {
            self.is_tired = true;
            self.is_cut = true;
            return self.unknown(frame, block | 0x0800_0000, 0);
        }
        // A place has its own share, so that what is found there does not depend on what was asked before.
        let outer = std::mem::replace(&mut self.left, STEPS);
        let share = self.left;
        self.paid = self.bdd.n_nodes();
        let cond = self.block(frame, block);
        self.rest = self.rest.saturating_sub(share.saturating_sub(self.left));
        self.left = outer;
        let found = say::calm(&mut self.bdd, &self.atoms, cond);
        if is_asked {
            self.places.insert((def, block), found);
        }
        found
    }

    pub(super) fn here_at(&mut self, site: Site) -> Ref {
        let app = self.app;
        let Some(body) = app.body(site.def) else {
            return TRUE;
        };
        let at = body.ops.partition_point(|o| o.pc < site.pc);
        let at = at.min(body.ops.len().saturating_sub(1));
        self.here(site.def, count(at))
    }

    /// The condition under which a method returns `true`.
    pub(super) fn returns_true(&mut self, def: DefId) -> Ref {
        let Some(frame) = self.plain(def) else {
            return TRUE;
        };
        let cases = self.returned(frame);
        let zero = vec![(TRUE, Term::Const(crate::consts::Const::Int(0)))];
        let place = (frame, u32::MAX, 0);
        let no = self.same(place, &cases, &zero, false);
        self.bdd.not(no)
    }
}

fn is_worn(bdd: &Bdd) -> bool {
    bdd.full || bdd.n_nodes() > super::bdd::NODES / 2
}

/// Whether all ways from one block come to another; looks at no more than 200 blocks.
fn always(body: &Body, from: u32, to: u32) -> bool {
    let mut seen = FxHashSet::default();
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        if at == to || !seen.insert(at) {
            continue;
        }
        let Some(b) = body.block(at).filter(|b| !b.next.is_empty()) else {
            return false;
        };
        if seen.len() > 200 {
            return false;
        }
        stack.extend(&b.next);
        stack.extend(b.handlers.iter().map(|h| h.0));
    }
    true
}

/// Whether a method can end in the ordinary way from a block on; looks at no more than 200 blocks.
fn returns(body: &Body, block: u32) -> bool {
    let mut seen = FxHashSet::default();
    let mut stack = vec![block];
    while let Some(at) = stack.pop() {
        if !seen.insert(at) {
            continue;
        }
        let last = body.last_op(at).map(|(_, op)| op.kind);
        if seen.len() > 200 || matches!(last, Some(Kind::Return | Kind::ReturnVoid)) {
            return true;
        }
        if let Some(b) = body.block(at) {
            stack.extend(&b.next);
            stack.extend(b.handlers.iter().map(|h| h.0));
        }
    }
    false
}
