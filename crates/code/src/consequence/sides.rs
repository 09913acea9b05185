//! The two sides of a branch: which code runs on one of them only, and what comes out of it.

use super::{Branch, Follow, Signal, Values, constant};
use crate::flow::Step;
use crate::ir::{Body, Cond, Def, Kind, NO_VAL, Op, OpIdx, Val};
use crate::xref::Site;

/// The code of a method that runs after one answer only.
pub(super) struct Sides {
    /// Blocks that run after a hit only.
    pub(super) hit: Vec<bool>,
    /// Blocks that run after a miss only.
    pub(super) miss: Vec<bool>,
    /// Blocks that can run after a miss.
    after_miss: Vec<bool>,
    /// The edges that are taken after a hit, and after a miss.
    hit_edge: (u32, u32),
    miss_edge: (u32, u32),
    /// Edges that are not taken, and blocks that are only come to by them.
    untaken: Vec<(u32, u32)>,
    unreached: Vec<bool>,
    /// Operations of the branch's own block that run after a miss only, from this one on.
    pub(super) miss_from: Option<(u32, OpIdx)>,
}

impl Sides {
    /// The sides of a branch at the end of a block.
    fn new(
        body: &Body,
        hit_edge: (u32, u32),
        miss_edge: (u32, u32),
        assumed: &[(u32, u32)],
        others: &[(u32, u32)],
    ) -> Self {
        // Where a loop asks for all words, it is its end that says so.
        let (branch, hit, miss) = (hit_edge.0, hit_edge.1, miss_edge.1);
        let without: Vec<(u32, u32)> = others.iter().chain(assumed).copied().collect();
        let others = without.as_slice();
        let after_hit = reach(body, &[hit], branch, assumed);
        let after_miss = reach(body, &[miss], branch, others);
        let unreached = minus(
            &reach(body, &[0], u32::MAX, &[]),
            &reach(body, &[0], u32::MAX, assumed),
        );
        let mut on_hit = minus(&after_hit, &after_miss);
        let mut on_miss = minus(&after_miss, &after_hit);
        // Within one round of a loop around it, what a later round does is not the other side's.
        let mut inside = vec![false; body.blocks.len()];
        for header in headers(body, branch) {
            let hit_now = round(body, hit, branch, header, assumed);
            let miss_now = round(body, miss, branch, header, others);
            for block in members(body, header) {
                let at = block as usize;
                let is = |list: &[bool]| list.get(at) == Some(&true);
                let Some(known) = inside.get_mut(at).filter(|known| !**known) else {
                    continue;
                };
                *known = true;
                let (hit, miss) = (is(&hit_now), is(&miss_now));
                if let (Some(h), Some(m)) = (on_hit.get_mut(at), on_miss.get_mut(at)) {
                    *h |= hit && !miss;
                    *m |= miss && !hit;
                }
            }
        }
        Self {
            hit: on_hit,
            miss: on_miss,
            after_miss,
            hit_edge,
            miss_edge,
            untaken: assumed.to_vec(),
            unreached,
            miss_from: None,
        }
    }

    /// The sides of a call that throws after a hit.
    pub(super) fn thrown(body: &Body, idx: OpIdx) -> Option<Self> {
        let block = body.op(idx)?.block;
        let b = body.block(block)?;
        let handlers: Vec<u32> = b.handlers.iter().map(|h| h.0).collect();
        let after_hit = reach(body, &handlers, block, &[]);
        let after_miss = reach(body, &b.next, block, &[]);
        Some(Self {
            hit: minus(&after_hit, &after_miss),
            miss: minus(&after_miss, &after_hit),
            after_miss,
            hit_edge: (u32::MAX, u32::MAX),
            miss_edge: (u32::MAX, u32::MAX),
            untaken: Vec::new(),
            unreached: Vec::new(),
            miss_from: Some((block, idx.saturating_add(1))),
        })
    }

    /// The branches after a hit that decide whether this block is come to: what they test.
    pub(super) fn asked_before(&self, body: &Body, block: u32) -> Vec<Val> {
        let mut all = Vec::new();
        let (branch, hit) = self.hit_edge;
        let mut at = block;
        for _ in 0..=body.blocks.len() {
            if at != branch && body.dominates(hit, at) {
                let next = body.block(at).map_or(&[][..], |b| b.next.as_slice());
                let is_decided = at != block && next.len() > 1;
                if let (true, Some((_, op))) = (is_decided, body.last_op(at)) {
                    all.extend(body.args(op));
                }
            }
            match body.idom.get(at as usize) {
                Some(&up) if up != at && at != hit => at = up,
                _ => break,
            }
        }
        all
    }

    /// Whether the edge from `from` to `to` is taken after a hit only.
    fn edge_is_hit(&self, from: u32, to: u32) -> bool {
        self.hit.get(from as usize) == Some(&true) || (from, to) == self.hit_edge
    }

    /// Whether the edge from `from` to `to` can be taken after a miss.
    fn edge_is_miss(&self, from: u32, to: u32) -> bool {
        if from == self.miss_edge.0 || from == self.hit_edge.0 {
            (from, to) == self.miss_edge
        } else {
            self.after_miss.get(from as usize) == Some(&true)
        }
    }

    /// What a value is where no hit came before: constants along all ways that are not the hit's.
    fn otherwise(&self, body: &Body, val: Val) -> Values {
        along(body, val, &|from, to| {
            !self.edge_is_hit(from, to)
                && !self.untaken.contains(&(from, to))
                && self.unreached.get(from as usize) != Some(&true)
        })
    }

    /// The sides of a branch that was met.
    pub(super) fn of(body: &Body, branch: &Branch) -> Self {
        Self::new(body, branch.hit, branch.miss, &[], &[])
    }

    /// The blocks of the innermost loop around a block.
    pub(super) fn innermost(body: &Body, block: u32) -> Option<Vec<u32>> {
        let header = *headers(body, block).first()?;
        Some(members(body, header))
    }
}

/// The constants that a value is along the edges that count.
pub(super) fn along(body: &Body, val: Val, counts: &dyn Fn(u32, u32) -> bool) -> Values {
    let mut all = Values::These(Vec::new());
    let mut seen: Vec<Val> = Vec::new();
    let mut work = vec![val];
    while let Some(val) = work.pop() {
        if seen.contains(&val) {
            continue;
        }
        if seen.len() > 64 {
            return Values::Any;
        }
        seen.push(val);
        match body.def(val) {
            Def::Phi(block) => {
                for (from, input) in body.phi_ways(val) {
                    if counts(from, block) {
                        work.push(input);
                    }
                }
            }
            _ => all = all.join(constant(body, val)),
        }
    }
    all
}

fn minus(a: &[bool], b: &[bool]) -> Vec<bool> {
    a.iter().zip(b).map(|(x, y)| *x && !*y).collect()
}

/// Where a loop goes on after a hit and is left after a miss, and is given a new word each time: the edge by which it ends
/// when all words were found.
fn exhausted(body: &Body, hit: (u32, u32), miss: (u32, u32), val: Val) -> Option<(u32, u32)> {
    let header = *headers(body, hit.0).first()?;
    let inside = members(body, header);
    if !inside.contains(&hit.1) || inside.contains(&miss.1) {
        return None;
    }
    // What is compared is partly new in each round, partly not.
    let (_, op) = body.def_op(val)?;
    let new = |v: &Val| match body.def(*v) {
        Def::Op(idx) => body.op(idx).is_some_and(|o| {
            inside.contains(&o.block) && !matches!(o.kind, Kind::Const(_) | Kind::Str(_))
        }),
        Def::Phi(block) => inside.contains(&block),
        _ => false,
    };
    let args = body.args(op);
    if !args.iter().any(new) || args.iter().all(new) {
        return None;
    }
    let mut ends = inside.iter().flat_map(|b| {
        let next = body.block(*b).map_or(&[][..], |b| b.next.as_slice());
        next.iter().map(|n| (*b, *n))
    });
    let mut left = ends
        .by_ref()
        .filter(|e| !inside.contains(&e.1) && *e != miss);
    let end = left.next()?;
    left.next().is_none().then_some(end)
}

/// The headers of the loops around a block, the innermost first.
fn headers(body: &Body, block: u32) -> Vec<u32> {
    let mut all = Vec::new();
    let mut at = block;
    for _ in 0..=body.blocks.len() {
        let back = |p: &u32| body.dominates(at, *p);
        if body.block(at).is_some_and(|b| b.prev.iter().any(back)) {
            all.push(at);
        }
        match body.idom.get(at as usize) {
            Some(&up) if up != at => at = up,
            _ => break,
        }
    }
    all
}

/// The blocks of the loop with this header.
fn members(body: &Body, header: u32) -> Vec<u32> {
    let mut seen = vec![false; body.blocks.len()];
    if let Some(s) = seen.get_mut(header as usize) {
        *s = true;
    }
    let mut all = vec![header];
    let ends = body.block(header).map_or(&[][..], |b| b.prev.as_slice());
    let mut work: Vec<u32> = ends
        .iter()
        .filter(|p| body.dominates(header, **p))
        .copied()
        .collect();
    while let Some(at) = work.pop() {
        match seen.get_mut(at as usize) {
            Some(s) if !*s => *s = true,
            _ => continue,
        }
        all.push(at);
        if let Some(b) = body.block(at) {
            work.extend(&b.prev);
        }
    }
    all
}

/// The blocks that can run from this one on before the branch, or before a new round of the loop with this header.
fn round(body: &Body, from: u32, branch: u32, header: u32, without: &[(u32, u32)]) -> Vec<bool> {
    let mut seen = vec![false; body.blocks.len()];
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        if at == branch || body.dominates(at, header) {
            continue;
        }
        match seen.get_mut(at as usize) {
            Some(s) if !*s => *s = true,
            _ => continue,
        }
        if let Some(b) = body.block(at) {
            stack.extend(b.next.iter().filter(|n| !without.contains(&(at, **n))));
        }
    }
    seen
}

/// The blocks that can run from these on without the branch running again, and without these edges.
pub(super) fn reach(body: &Body, from: &[u32], branch: u32, without: &[(u32, u32)]) -> Vec<bool> {
    let mut seen = vec![false; body.blocks.len()];
    let mut stack = from.to_vec();
    while let Some(at) = stack.pop() {
        if at == branch {
            continue;
        }
        match seen.get_mut(at as usize) {
            Some(s) if !*s => *s = true,
            _ => continue,
        }
        if let Some(b) = body.block(at) {
            stack.extend(b.next.iter().filter(|n| !without.contains(&(at, **n))));
        }
    }
    seen
}

impl Follow<'_, '_> {
    /// A branch on the answer.
    pub(super) fn branch(&mut self, signal: &Signal, body: &Body, op: &Op, cond: Cond, n: i64) {
        let (Some(hit), Some(miss)) = (signal.hit.holds(cond, n), signal.miss.holds(cond, n))
        else {
            return;
        };
        let Some([fall, taken]) = body.block(op.block).map(|b| b.next.as_slice()) else {
            return;
        };
        if hit == miss || fall == taken {
            return;
        }
        let (hit, miss) = if hit {
            (*taken, *fall)
        } else {
            (*fall, *taken)
        };
        let others = self.hits_of_others(signal.def, body);
        let miss = (op.block, miss);
        let all_of = exhausted(body, (op.block, hit), miss, signal.val);
        let hit = all_of.unwrap_or((op.block, hit));
        let branch = Branch {
            def: signal.def,
            hit,
            miss,
            all_of: all_of.is_some(),
        };
        if !self.branches.contains(&branch) {
            self.branches.push(branch);
        }
        let assumed = self.assumed.get(&signal.def).map_or(&[][..], Vec::as_slice);
        let sides = Sides::new(body, hit, miss, assumed, &others);
        let mut signal = signal.clone();
        signal.steps.push(Step {
            site: Site {
                def: signal.def,
                pc: op.pc,
            },
            says: String::from("the answer decides here"),
        });
        self.sides(&signal, body, &sides);
    }

    /// The edges of a method that are taken after a hit of any comparison with the list.
    fn hits_of_others(&self, def: crate::program::DefId, body: &Body) -> Vec<(u32, u32)> {
        let mut edges = Vec::new();
        for (i, block) in body.blocks.iter().enumerate() {
            let i = crate::program::count(i);
            let Some((_, op)) = body.last_op(i) else {
                continue;
            };
            let [fall, taken] = block.next.as_slice() else {
                continue;
            };
            let (cond, val, n) = match op.kind {
                Kind::IfZero(cond) => (cond, body.arg(op, 0), 0),
                Kind::If(cond) => match constant(body, body.arg(op, 1)) {
                    Values::These(list) => match list.as_slice() {
                        [n] => (cond, body.arg(op, 0), *n),
                        _ => continue,
                    },
                    _ => continue,
                },
                _ => continue,
            };
            if let Some((hit, miss)) = self.family.get(&(def, val))
                && let (Some(hit), Some(miss)) = (hit.holds(cond, n), miss.holds(cond, n))
                && hit != miss
            {
                edges.push((i, if hit { *taken } else { *fall }));
            }
        }
        edges
    }

    /// The blocks that can run without any comparison with the list having found a word.
    pub(super) fn without_hits(&self, def: crate::program::DefId, body: &Body) -> Vec<bool> {
        let hits = self.hits_of_others(def, body);
        reach(body, &[0], u32::MAX, &hits)
    }

    pub(super) fn sides(&mut self, signal: &Signal, body: &Body, sides: &Sides) {
        self.effects(signal, body, sides);
        self.joins(signal, body, sides);
        self.outcomes(signal, body, sides);
    }

    /// Values that are other after a hit than after a miss become signals.
    fn joins(&mut self, signal: &Signal, body: &Body, sides: &Sides) {
        for (i, def) in body.defs.iter().enumerate() {
            let Def::Phi(block) = *def else { continue };
            let val = Val(crate::program::count(i));
            if sides.hit.get(block as usize) == Some(&true)
                || sides.miss.get(block as usize) == Some(&true)
            {
                continue;
            }
            let (mut hit, mut miss) = (Values::These(Vec::new()), Values::These(Vec::new()));
            for (from, input) in body.phi_ways(val) {
                if input == val {
                    continue;
                }
                if sides.edge_is_hit(from, block) {
                    hit = hit.join(constant(body, input));
                } else if sides.edge_is_miss(from, block) {
                    miss = miss.join(sides.otherwise(body, input));
                }
            }
            if hit.differs(&miss) {
                self.signal(Signal {
                    val,
                    hit,
                    miss,
                    ..signal.clone()
                });
            }
        }
    }

    /// What the method returns, throws and stores on each side.
    fn outcomes(&mut self, signal: &Signal, body: &Body, sides: &Sides) {
        let (mut hit, mut miss) = (Values::These(Vec::new()), Values::These(Vec::new()));
        let mut at = Site {
            def: signal.def,
            pc: 0,
        };
        let mut throws = None;
        let mut returns_on_hit = false;
        for op in &body.ops {
            let on_hit = sides.hit.get(op.block as usize) == Some(&true);
            let on_miss = sides.after_miss.get(op.block as usize) == Some(&true);
            match op.kind {
                Kind::Return => {
                    let val = body.arg(op, 0);
                    returns_on_hit |= on_hit;
                    if on_hit {
                        at.pc = op.pc;
                        // A method that gives `null` otherwise gives the word, or what it was found in.
                        let value = match constant(body, val) {
                            Values::Any if self.gives_object(signal.def) => Values::Object,
                            known => known,
                        };
                        hit = hit.join(value);
                    } else if on_miss {
                        miss = miss.join(sides.otherwise(body, val));
                    }
                }
                Kind::ReturnVoid => returns_on_hit |= on_hit,
                Kind::Throw if on_hit => throws = Some(op.pc),
                Kind::FieldPut(f) if on_hit => {
                    if let Values::These(list) = constant(body, body.arg(op, 0))
                        && list.iter().any(|n| *n != 0)
                    {
                        let site = Site {
                            def: signal.def,
                            pc: op.pc,
                        };
                        let flag = Signal {
                            hit: Values::These(list),
                            miss: Values::These(vec![0]),
                            ..signal.clone()
                        };
                        self.field(&flag, site, f, false);
                    }
                }
                _ => {}
            }
        }
        if hit.differs(&miss) {
            self.returns(signal, at, &hit, &miss);
        }
        if let Some(pc) = throws
            && !returns_on_hit
        {
            let site = Site {
                def: signal.def,
                pc,
            };
            self.throws(signal, site);
        }
    }

    fn gives_object(&self, def: crate::program::DefId) -> bool {
        let program = &self.app.program;
        let method = program.def(def).map_or(u32::MAX, |d| d.method);
        let proto = program.methods.get(method as usize).map(|m| m.proto);
        let ret = proto.and_then(|p| program.protos.get(p as usize));
        ret.is_some_and(|p| program.desc(p.ret).starts_with(['L', '[']))
    }

    /// A hit ends the method with an exception.
    fn throws(&mut self, signal: &Signal, site: Site) {
        let app = self.app;
        if !self.seen_throws.insert(site) {
            return;
        }
        for caller in app
            .callers(signal.def)
            .iter()
            .filter(|s| app.is_reachable(s.def))
            .take(super::MAX_CALLERS)
            .copied()
            .collect::<Vec<_>>()
        {
            let Some((body, idx, call)) = app.op_at(caller) else {
                continue;
            };
            let Some(sides) = Sides::thrown(body, idx) else {
                continue;
            };
            let subject = self.subject_of_caller(signal.def, &signal.subject, caller.def, call);
            let list = self.list_of_caller(signal.def, &signal.list, caller.def, call);
            let mut steps = signal.steps.clone();
            steps.push(Step {
                site: caller,
                says: format!("{} throws after a hit", app.program.def_name(signal.def)),
            });
            let signal = Signal {
                def: caller.def,
                val: NO_VAL,
                subject,
                list,
                depth: signal.depth.saturating_add(1),
                steps,
                ..signal.clone()
            };
            if signal.depth <= super::MAX_DEPTH {
                self.effects(&signal, body, &sides);
            }
        }
    }
}
