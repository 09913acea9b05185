//! From a list of register instructions to a [`Body`] in static single assignment form.
//!
//! Blocks end at branches; inside a `try` every instruction that can throw is a block of its own, so that a handler
//! sees the registers from before it. Values are found on the way (Braun et al., "Simple and Efficient
//! Construction of SSA Form", 2013); joins whose inputs agree are dropped.
//!
//! Known misses: a body of more than [`MAX_CELLS`] block-register pairs is not built (`code/body-too-large`);
//! the upper half of a register pair is not a value of its own.

use rustc_hash::FxHashMap;

use crate::ir::{Block, Body, Def, Kind, NO_VAL, Op, OpIdx, Use, Val};

/// Blocks times registers of one method: 16 million, 64 MB while it is built. The largest method met
/// has 9,000 blocks and 60 registers.
pub(crate) const MAX_CELLS: usize = 16 << 20;

/// No register.
pub(crate) const NO_REG: u16 = u16::MAX;

/// One instruction with registers, as lifted from the file.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) pc: u32,
    pub(crate) kind: RawKind,
    pub(crate) dst: u16,
    pub(crate) srcs_at: u32,
    pub(crate) n_srcs: u16,
    /// Branch target, in code units.
    pub(crate) target: u32,
    pub(crate) falls_through: bool,
    pub(crate) can_throw: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum RawKind {
    /// `dst` is `srcs[0]`.
    Move,
    /// `dst` is the result of the call or array creation before it.
    MoveResult,
    Do(Kind),
}

/// A `try` range: code units `start..end`, its handlers in order (type, or `u32::MAX` for all, and place).
#[derive(Clone, Debug)]
pub(crate) struct Try {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) handlers: Vec<(u32, u32)>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RawBody {
    pub(crate) insns: Vec<Raw>,
    pub(crate) srcs: Vec<u16>,
    pub(crate) tries: Vec<Try>,
    /// Switch cases: instruction number, key, target code unit.
    pub(crate) cases: Vec<(u32, i32, u32)>,
    pub(crate) data: Vec<(u32, u16, Vec<u8>)>,
    /// Registers that hold the parameters at entry.
    pub(crate) params: Vec<u16>,
    pub(crate) n_regs: u16,
}

impl RawBody {
    fn srcs(&self, raw: &Raw) -> &[u16] {
        let at = raw.srcs_at as usize;
        self.srcs
            .get(at..at.saturating_add(raw.n_srcs as usize))
            .unwrap_or_default()
    }
}

/// Builds the body; `None` where it is larger than [`MAX_CELLS`].
pub(crate) fn build(raw: &RawBody) -> Option<Body> {
    let layout = Layout::of(raw);
    let n_blocks = layout.ranges.len();
    let cells = n_blocks.checked_mul(raw.n_regs as usize)?;
    if cells > MAX_CELLS {
        return None;
    }
    let mut body = Body {
        blocks: layout.blocks,
        data: raw.data.clone(),
        ..Body::default()
    };
    crate::dom::number(&mut body);
    let mut builder = Builder {
        body,
        n_regs: raw.n_regs as usize,
        current: vec![NO_VAL; cells],
        sealed: vec![false; n_blocks],
        filled: vec![false; n_blocks],
        incomplete: vec![Vec::new(); n_blocks],
        phis: Vec::new(),
        replaced: Vec::new(),
        op_of_raw: vec![u32::MAX; raw.insns.len()],
        before: FxHashMap::default(),
    };
    builder.run(raw, &layout.ranges);
    Some(builder.finish(raw, &layout.block_of_pc))
}

struct Layout {
    /// First and one past the last instruction of each block.
    ranges: Vec<(u32, u32)>,
    blocks: Vec<Block>,
    /// Block starting at each code unit; sorted.
    block_of_pc: Vec<(u32, u32)>,
}

impl Layout {
    #[expect(clippy::too_many_lines, reason = "one pass over the instructions")]
    fn of(raw: &RawBody) -> Self {
        let n = raw.insns.len();
        let mut leader = vec![false; n.saturating_add(1)];
        let at_pc = |pc: u32| raw.insns.binary_search_by_key(&pc, |i| i.pc).ok();
        let mut lead = |i: usize| {
            if let Some(l) = leader.get_mut(i) {
                *l = true;
            }
        };
        lead(0);
        let mut covering: Vec<Option<usize>> = vec![None; n];
        for (t, range) in raw.tries.iter().enumerate() {
            let from = raw.insns.partition_point(|i| i.pc < range.start);
            for (i, insn) in raw.insns.iter().enumerate().skip(from) {
                if insn.pc >= range.end {
                    break;
                }
                if let Some(c) = covering.get_mut(i)
                    && c.is_none()
                    && insn.can_throw
                {
                    *c = Some(t);
                    lead(i);
                    lead(i.saturating_add(1));
                }
            }
            for (_, pc) in &range.handlers {
                if let Some(i) = at_pc(*pc) {
                    lead(i);
                }
            }
        }
        for (i, insn) in raw.insns.iter().enumerate() {
            let branch = matches!(
                insn.kind,
                RawKind::Do(Kind::If(_) | Kind::IfZero(_) | Kind::Switch)
            );
            if insn.target != u32::MAX {
                if let Some(t) = at_pc(insn.target) {
                    lead(t);
                }
                lead(i.saturating_add(1));
            }
            if branch || !insn.falls_through {
                lead(i.saturating_add(1));
            }
        }
        for (_, _, pc) in &raw.cases {
            if let Some(i) = at_pc(*pc) {
                lead(i);
            }
        }
        let starts: Vec<usize> = (0..n).filter(|&i| leader.get(i) == Some(&true)).collect();
        let mut block_of_pc = Vec::with_capacity(starts.len());
        let mut ranges = Vec::with_capacity(starts.len());
        for (b, &start) in starts.iter().enumerate() {
            let end = starts.get(b.saturating_add(1)).copied().unwrap_or(n);
            ranges.push((to_u32(start), to_u32(end)));
            if let Some(i) = raw.insns.get(start) {
                block_of_pc.push((i.pc, to_u32(b)));
            }
        }
        let block_at = |pc: u32| {
            block_of_pc
                .binary_search_by_key(&pc, |x| x.0)
                .ok()
                .and_then(|i| block_of_pc.get(i))
                .map(|x| x.1)
        };
        let mut blocks = vec![Block::default(); ranges.len()];
        for (b, &(first, end)) in ranges.iter().enumerate() {
            let Some(last_at) = end.checked_sub(1).filter(|&e| e >= first) else {
                continue;
            };
            let (Some(last), Some(block)) = (raw.insns.get(last_at as usize), blocks.get_mut(b))
            else {
                continue;
            };
            if last.falls_through && b.saturating_add(1) < ranges.len() {
                block.next.push(to_u32(b.saturating_add(1)));
            }
            if last.target != u32::MAX
                && let Some(t) = block_at(last.target)
            {
                block.next.push(t);
            }
            let from = raw.cases.partition_point(|c| c.0 < last_at);
            for case in raw.cases.iter().skip(from).take_while(|c| c.0 == last_at) {
                if let Some(t) = block_at(case.2) {
                    block.next.push(t);
                }
            }
            let covered = (first..end)
                .find_map(|i| covering.get(i as usize).copied().flatten())
                .and_then(|t| raw.tries.get(t));
            if let Some(range) = covered {
                for (ty, pc) in &range.handlers {
                    if let Some(t) = block_at(*pc) {
                        block.handlers.push((t, *ty));
                    }
                }
            }
        }
        let edges: Vec<(u32, u32)> = blocks
            .iter()
            .enumerate()
            .flat_map(|(b, block)| {
                let from = to_u32(b);
                let nexts = block.next.iter().copied();
                nexts
                    .chain(block.handlers.iter().map(|h| h.0))
                    .map(move |to| (from, to))
            })
            .collect();
        for (from, to) in edges {
            if let Some(block) = blocks.get_mut(to as usize) {
                block.prev.push(from);
            }
        }
        for block in &mut blocks {
            block.prev.sort_unstable();
            block.prev.dedup();
        }
        Self {
            ranges,
            blocks,
            block_of_pc,
        }
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

struct Builder {
    body: Body,
    n_regs: usize,
    /// For each block and register the value at its end; for handlers' predecessors, at its start.
    current: Vec<Val>,
    sealed: Vec<bool>,
    filled: Vec<bool>,
    incomplete: Vec<Vec<(u16, Val)>>,
    /// Inputs of the joins, by number of the join's value.
    phis: Vec<(Val, Vec<Val>)>,
    /// For each value the one that replaced it.
    replaced: Vec<Val>,
    op_of_raw: Vec<u32>,
    /// What a register held before the throwing instruction of a block overwrote it.
    before: FxHashMap<(u32, u16), Val>,
}

impl Builder {
    /// The value that the edge from `prev` to `block` carries where it is not the one at the end of `prev`.
    fn on_exception(&self, prev: u32, block: u32, reg: u16) -> Option<Val> {
        let before = *self.before.get(&(prev, reg))?;
        let from = self.body.block(prev)?;
        let exceptional = from.handlers.iter().any(|h| h.0 == block) && !from.next.contains(&block);
        exceptional.then(|| self.resolve(before))
    }

    fn new_val(&mut self, def: Def) -> Val {
        let val = Val(to_u32(self.body.defs.len()));
        self.body.defs.push(def);
        self.replaced.push(NO_VAL);
        val
    }

    fn resolve(&self, mut val: Val) -> Val {
        while let Some(&to) = self.replaced.get(val.0 as usize) {
            if to == NO_VAL {
                break;
            }
            val = to;
        }
        val
    }

    fn cell(&self, block: u32, reg: u16) -> usize {
        (block as usize)
            .saturating_mul(self.n_regs)
            .saturating_add(reg as usize)
    }

    fn write(&mut self, block: u32, reg: u16, val: Val) {
        let cell = self.cell(block, reg);
        if (reg as usize) < self.n_regs
            && let Some(c) = self.current.get_mut(cell)
        {
            *c = val;
        }
    }

    fn run(&mut self, raw: &RawBody, ranges: &[(u32, u32)]) {
        for (i, &reg) in raw.params.iter().enumerate() {
            let val = self.new_val(Def::Param(u16::try_from(i).unwrap_or(u16::MAX)));
            self.body.params.push(val);
            self.write(0, reg, val);
        }
        // The entry may be the target of a jump; its parameters are then one more way in, kept by giving the
        // entry no incomplete joins for registers already written.
        let mut order: Vec<u32> = (0..to_u32(ranges.len()))
            .filter(|b| self.body.order.get(*b as usize) != Some(&u32::MAX))
            .collect();
        order.sort_by_key(|b| self.body.order.get(*b as usize).copied());
        for &b in &order {
            self.seal_ready(b);
            self.fill(raw, ranges, b);
            let nexts: Vec<u32> = self.body.block(b).map_or_else(Vec::new, |block| {
                let next = block.next.iter().copied();
                next.chain(block.handlers.iter().map(|h| h.0)).collect()
            });
            for next in nexts {
                self.seal_ready(next);
            }
        }
        for &b in &order {
            self.seal(b);
        }
    }

    fn seal_ready(&mut self, block: u32) {
        let ready = self.body.block(block).is_some_and(|b| {
            b.prev.iter().all(|p| {
                self.filled.get(*p as usize) == Some(&true)
                    || self.body.order.get(*p as usize) == Some(&u32::MAX)
            })
        });
        if ready {
            self.seal(block);
        }
    }

    fn seal(&mut self, block: u32) {
        match self.sealed.get_mut(block as usize) {
            Some(s) if !*s => *s = true,
            _ => return,
        }
        let waiting = self
            .incomplete
            .get_mut(block as usize)
            .map(std::mem::take)
            .unwrap_or_default();
        for (reg, phi) in waiting {
            self.add_inputs(block, reg, phi);
        }
    }

    /// The value of a register at the end of `block`. Walks up single predecessors without recursion.
    fn read(&mut self, block: u32, reg: u16) -> Val {
        // A register that the method does not have holds nothing; no cell keeps what was found for it.
        if reg as usize >= self.n_regs {
            return self.new_val(Def::Undef);
        }
        let mut at = block;
        let mut passed: Vec<u32> = Vec::new();
        let found = loop {
            let cell = self.cell(at, reg);
            let known = self.current.get(cell).copied().unwrap_or(NO_VAL);
            if known != NO_VAL {
                break self.resolve(known);
            }
            let sealed = self.sealed.get(at as usize) == Some(&true);
            let prev: Vec<u32> = self.live_prev(at);
            if !sealed {
                let phi = self.new_val(Def::Phi(at));
                if let Some(list) = self.incomplete.get_mut(at as usize) {
                    list.push((reg, phi));
                }
                self.write(at, reg, phi);
                break phi;
            }
            match prev.as_slice() {
                [] => {
                    let val = self.new_val(Def::Undef);
                    self.write(at, reg, val);
                    break val;
                }
                [one] if *one != at && passed.len() <= self.filled.len() => {
                    passed.push(at);
                    if let Some(val) = self.on_exception(*one, at, reg) {
                        break val;
                    }
                    at = *one;
                }
                _ => {
                    let phi = self.new_val(Def::Phi(at));
                    self.write(at, reg, phi);
                    break self.add_inputs(at, reg, phi);
                }
            }
        };
        for block in passed {
            self.write(block, reg, found);
        }
        found
    }

    fn live_prev(&self, block: u32) -> Vec<u32> {
        self.body.block(block).map_or_else(Vec::new, |b| {
            let live = |p: &&u32| self.body.order.get(**p as usize) != Some(&u32::MAX);
            b.prev.iter().filter(live).copied().collect()
        })
    }

    fn add_inputs(&mut self, block: u32, reg: u16, phi: Val) -> Val {
        // Depth of this recursion is bounded by the work list kept here instead of the call stack.
        let asked = phi;
        let mut pending = vec![(block, reg, phi)];
        while let Some((block, reg, phi)) = pending.pop() {
            let mut inputs = Vec::new();
            for prev in self.live_prev(block) {
                let input = match self.on_exception(prev, block, reg) {
                    Some(val) => val,
                    None => self.read_lazily(prev, reg, &mut pending),
                };
                inputs.push(input);
            }
            let same = self.only_input(phi, &inputs);
            if let Some(same) = same {
                if let Some(r) = self.replaced.get_mut(phi.0 as usize) {
                    *r = same;
                }
            } else {
                self.phis.push((phi, inputs));
            }
        }
        self.resolve(asked)
    }

    /// As [`Self::read`], but a join met on the way is put into `pending` instead of being filled at once.
    fn read_lazily(&mut self, block: u32, reg: u16, pending: &mut Vec<(u32, u16, Val)>) -> Val {
        let mut at = block;
        let mut steps = 0_usize;
        loop {
            let cell = self.cell(at, reg);
            let known = self.current.get(cell).copied().unwrap_or(NO_VAL);
            if known != NO_VAL {
                return self.resolve(known);
            }
            let prev = self.live_prev(at);
            let sealed = self.sealed.get(at as usize) == Some(&true);
            steps = steps.saturating_add(1);
            match prev.as_slice() {
                [one] if sealed && *one != at && steps <= self.filled.len() => {
                    if let Some(val) = self.on_exception(*one, at, reg) {
                        return val;
                    }
                    at = *one;
                }
                [] if sealed => {
                    let val = self.new_val(Def::Undef);
                    self.write(at, reg, val);
                    return val;
                }
                _ => {
                    let phi = self.new_val(Def::Phi(at));
                    self.write(at, reg, phi);
                    if sealed {
                        pending.push((at, reg, phi));
                    } else if let Some(list) = self.incomplete.get_mut(at as usize) {
                        list.push((reg, phi));
                    }
                    return phi;
                }
            }
        }
    }

    fn only_input(&self, phi: Val, inputs: &[Val]) -> Option<Val> {
        let mut same = None;
        for &input in inputs {
            let input = self.resolve(input);
            if input == phi || Some(input) == same {
                continue;
            }
            if same.is_some() {
                return None;
            }
            same = Some(input);
        }
        same
    }

    fn fill(&mut self, raw: &RawBody, ranges: &[(u32, u32)], b: u32) {
        let Some(&(first, end)) = ranges.get(b as usize) else {
            return;
        };
        let handlers = self.body.block(b).is_some_and(|x| !x.handlers.is_empty());
        for i in first..end {
            let Some(insn) = raw.insns.get(i as usize) else {
                break;
            };
            match insn.kind {
                RawKind::Move => {
                    let from = raw.srcs(insn).first().copied().unwrap_or(NO_REG);
                    let val = self.read(b, from);
                    self.write(b, insn.dst, val);
                }
                RawKind::MoveResult => {
                    let val = i
                        .checked_sub(1)
                        .and_then(|j| self.op_of_raw.get(j as usize).copied())
                        .and_then(|op| self.body.ops.get(op as usize))
                        .map_or(NO_VAL, |op| op.res);
                    let val = if val == NO_VAL {
                        self.new_val(Def::Undef)
                    } else {
                        val
                    };
                    self.write(b, insn.dst, val);
                }
                RawKind::Do(kind) => {
                    let args_at = to_u32(self.body.operands.len());
                    for &reg in raw.srcs(insn) {
                        let val = self.read(b, reg);
                        self.body.operands.push(val);
                    }
                    let idx: OpIdx = to_u32(self.body.ops.len());
                    let gives = insn.dst != NO_REG
                        || matches!(
                            kind,
                            Kind::Call(..) | Kind::CallSite(_) | Kind::FilledArray(_)
                        );
                    let res = if gives {
                        self.new_val(Def::Op(idx))
                    } else {
                        NO_VAL
                    };
                    self.body.ops.push(Op {
                        pc: insn.pc,
                        kind,
                        args_at,
                        n_args: insn.n_srcs,
                        res,
                        block: b,
                    });
                    if let Some(slot) = self.op_of_raw.get_mut(i as usize) {
                        *slot = idx;
                    }
                    // A handler must not see the result of the instruction that threw. That instruction is
                    // alone in its block, so one kept value a block is enough.
                    if insn.dst != NO_REG {
                        if handlers {
                            let before = self.read(b, insn.dst);
                            self.before.insert((b, insn.dst), before);
                        }
                        self.write(b, insn.dst, res);
                    }
                }
            }
        }
        if let Some(f) = self.filled.get_mut(b as usize) {
            *f = true;
        }
    }

    fn finish(mut self, raw: &RawBody, block_of_pc: &[(u32, u32)]) -> Body {
        self.drop_agreeing_joins();
        let map: Vec<Val> = (0..to_u32(self.body.defs.len()))
            .map(|v| self.resolve(Val(v)))
            .collect();
        let to = |v: Val| map.get(v.0 as usize).copied().unwrap_or(NO_VAL);
        let mut body = self.body;
        for operand in &mut body.operands {
            *operand = to(*operand);
        }
        // Blocks were filled in reverse post-order; operations are put back into the order of their place.
        let mut order: Vec<u32> = (0..to_u32(body.ops.len())).collect();
        order.sort_by_key(|&i| body.ops.get(i as usize).map(|op| op.pc));
        let mut new_of_old = vec![0_u32; order.len()];
        for (new, &old) in order.iter().enumerate() {
            if let Some(slot) = new_of_old.get_mut(old as usize) {
                *slot = to_u32(new);
            }
        }
        let renumber = |old: u32| new_of_old.get(old as usize).copied().unwrap_or(u32::MAX);
        body.ops = order
            .iter()
            .filter_map(|&old| body.ops.get(old as usize).copied())
            .collect();
        for def in &mut body.defs {
            if let Def::Op(op) = def {
                *op = renumber(*op);
            }
        }
        for (b, block) in body.blocks.iter_mut().enumerate() {
            let b = to_u32(b);
            block.first = to_u32(body.ops.partition_point(|op| op.block < b));
            block.end = to_u32(body.ops.partition_point(|op| op.block <= b));
        }
        body.phi_at = vec![(0, 0); body.defs.len()];
        for (phi, inputs) in &self.phis {
            if to(*phi) != *phi {
                continue;
            }
            let at = to_u32(body.phi_pool.len());
            let mut list: Vec<Val> = inputs.iter().map(|v| to(*v)).collect();
            let ways_at = to_u32(body.way_pool.len());
            body.way_pool.extend(&list);
            body.ways.push((*phi, ways_at, to_u32(list.len())));
            list.sort_unstable();
            list.dedup();
            body.phi_pool.extend(&list);
            if let Some(slot) = body.phi_at.get_mut(phi.0 as usize) {
                *slot = (at, to_u32(list.len()));
            }
        }
        body.ways.sort_unstable();
        body.cases = raw
            .cases
            .iter()
            .filter_map(|(insn, key, pc)| {
                let op = *self.op_of_raw.get(*insn as usize)?;
                let i = block_of_pc.binary_search_by_key(pc, |x| x.0).ok()?;
                Some((renumber(op), *key, block_of_pc.get(i)?.1))
            })
            .collect();
        collect_uses(&mut body);
        body
    }

    fn drop_agreeing_joins(&mut self) {
        let phis = std::mem::take(&mut self.phis);
        for _ in 0..8 {
            let mut changed = false;
            for (phi, inputs) in &phis {
                if self.replaced.get(phi.0 as usize) != Some(&NO_VAL) {
                    continue;
                }
                if let Some(same) = self.only_input(*phi, inputs) {
                    if let Some(r) = self.replaced.get_mut(phi.0 as usize) {
                        *r = same;
                    }
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        self.phis = phis;
    }
}

/// Fills [`Body::uses`].
pub(crate) fn collect_uses(body: &mut Body) {
    let n = body.defs.len();
    let mut counts = vec![0_u32; n.saturating_add(1)];
    let count = |v: Val, counts: &mut [u32]| {
        if let Some(c) = counts.get_mut(v.0 as usize) {
            *c = c.saturating_add(1);
        }
    };
    for v in body.operands.iter().chain(&body.phi_pool) {
        if *v != NO_VAL {
            count(*v, &mut counts);
        }
    }
    let mut at = 0_u32;
    for c in &mut counts {
        let n = *c;
        *c = at;
        at = at.saturating_add(n);
    }
    let mut uses = vec![Use::Phi(NO_VAL); at as usize];
    let mut next = counts.clone();
    let mut put = |v: Val, u: Use| {
        if let Some(slot) = next.get_mut(v.0 as usize) {
            if let Some(place) = uses.get_mut(*slot as usize) {
                *place = u;
            }
            *slot = slot.saturating_add(1);
        }
    };
    for (i, op) in body.ops.iter().enumerate() {
        let from = op.args_at as usize;
        let args = body
            .operands
            .get(from..from.saturating_add(op.n_args as usize));
        for (a, v) in args.unwrap_or_default().iter().enumerate() {
            if *v != NO_VAL {
                put(*v, Use::Op(to_u32(i), u16::try_from(a).unwrap_or(u16::MAX)));
            }
        }
    }
    for (v, &(at, n)) in body.phi_at.iter().enumerate() {
        let from = at as usize;
        let inputs = body.phi_pool.get(from..from.saturating_add(n as usize));
        for input in inputs.unwrap_or_default() {
            if *input != NO_VAL {
                put(*input, Use::Phi(Val(to_u32(v))));
            }
        }
    }
    body.use_at = counts;
    body.uses = uses;
}
