//! Branches that a constant of the same method decides, exceptions that cannot be, and the code behind them.
//!
//! Known misses: constants in fields, and those that arithmetic makes.

use crate::ir::{Block, Body, Def, Kind, NO_VAL, Op, Val};

/// The number that a value always is.
fn number(body: &Body, val: Val) -> Option<i64> {
    let constant = |v: Val| match body.def_op(v) {
        Some((_, op)) => match op.kind {
            Kind::Const(n) => Some(n),
            _ => None,
        },
        None => None,
    };
    if let Def::Phi(_) = body.def(val) {
        let mut inputs = body.phi_inputs(val).iter().filter(|v| **v != val);
        let first = constant(*inputs.next()?)?;
        return inputs.all(|v| constant(*v) == Some(first)).then_some(first);
    }
    constant(val)
}

/// The only block that can follow, where that is decided.
fn decided(body: &Body, block: &Block) -> Option<u32> {
    let last = block.end.checked_sub(1)?;
    let op: &Op = body.op(last)?;
    let &[fall, ..] = block.next.as_slice() else {
        return None;
    };
    let taken = || match block.next.as_slice() {
        [_, taken] => Some(*taken),
        _ => None,
    };
    let on = |holds: bool| if holds { taken() } else { Some(fall) };
    match op.kind {
        Kind::IfZero(cond) => on(cond.holds(number(body, body.arg(op, 0))?, 0)),
        Kind::If(cond) => on(cond.holds(
            number(body, body.arg(op, 0))?,
            number(body, body.arg(op, 1))?,
        )),
        Kind::Switch => {
            let key = number(body, body.arg(op, 0))?;
            let mut cases = body.cases.iter().filter(|c| c.0 == last);
            let case = cases.find(|c| i64::from(c.1) == key);
            Some(case.map_or(fall, |c| c.2))
        }
        _ => None,
    }
}

/// Handlers of a block: the block and the type that each catches.
type Handlers = Vec<(u32, u32)>;

/// Blocks whose operations throw less than their handlers catch, with the handlers that are left.
fn without_throwing(body: &Body, is_error: &dyn Fn(u32) -> bool) -> Vec<(usize, Handlers)> {
    let mut all = Vec::new();
    for (i, block) in body.blocks.iter().enumerate() {
        if block.handlers.is_empty() {
            continue;
        }
        let ops = body.ops.get(block.first as usize..block.end as usize);
        // Only errors of the machine, as that memory is short; or nothing.
        let (mut errors, mut nothing) = (true, true);
        for op in ops.unwrap_or_default() {
            match op.kind {
                Kind::Str(_) | Kind::Class(_) | Kind::New(_) => nothing = false,
                Kind::NewArray(_) if number(body, body.arg(op, 0)).is_some_and(|n| n >= 0) => {
                    nothing = false;
                }
                Kind::ArrayGet if in_bounds(body, body.arg(op, 0), body.arg(op, 1)) => {}
                Kind::Const(_) | Kind::Other | Kind::Unary(_) => {}
                _ => {
                    errors = false;
                    nothing = false;
                }
            }
        }
        if nothing {
            all.push((i, Vec::new()));
        } else if errors {
            let kept = block.handlers.iter().filter(|h| is_error(h.1));
            let kept: Handlers = kept.copied().collect();
            if kept.len() < block.handlers.len() {
                all.push((i, kept));
            }
        }
    }
    all
}

/// Whether a constant index is in an array of a constant length.
fn in_bounds(body: &Body, array: Val, index: Val) -> bool {
    let length = match body.def_op(array) {
        Some((_, op)) if matches!(op.kind, Kind::NewArray(_)) => number(body, body.arg(op, 0)),
        _ => None,
    };
    match (length, number(body, index)) {
        (Some(n), Some(i)) => (0..n).contains(&i),
        _ => false,
    }
}

/// Takes out what cannot run: decided branches lead one way, and operations that nothing leads to do nothing.
/// Positions of blocks, operations and values stay.
pub(crate) fn cut(body: &mut Body, is_error: &dyn Fn(u32) -> bool) {
    let calm = without_throwing(body, is_error);
    let found: Vec<(usize, u32)> = body
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| b.next.len() > 1)
        .filter_map(|(i, b)| Some((i, decided(body, b)?)))
        .collect();
    if found.is_empty() && calm.is_empty() {
        return;
    }
    for (i, kept) in calm {
        if let Some(block) = body.blocks.get_mut(i) {
            block.handlers = kept;
        }
    }
    for (i, only) in found {
        if let Some(block) = body.blocks.get_mut(i) {
            block.next = vec![only];
            if let Some(op) = block
                .end
                .checked_sub(1)
                .and_then(|last| body.ops.get_mut(last as usize))
            {
                op.kind = Kind::Other;
                op.n_args = 0;
            }
        }
    }
    // The ways into each join as they were.
    let phis: Vec<(Val, Vec<(u32, Val)>)> = body
        .ways
        .iter()
        .map(|way| (way.0, body.phi_ways(way.0)))
        .collect();
    crate::dom::number(body);
    let live: Vec<bool> = body.order.iter().map(|o| *o != u32::MAX).collect();
    let is_live = |b: u32| live.get(b as usize) == Some(&true);
    let blocks = &body.blocks;
    let leads = |from: u32, to: u32| {
        is_live(from)
            && blocks
                .get(from as usize)
                .is_some_and(|b| b.next.contains(&to) || b.handlers.iter().any(|h| h.0 == to))
    };
    let mut ways = Vec::new();
    let (mut way_pool, mut phi_pool) = (Vec::new(), Vec::new());
    let mut phi_at = vec![(0, 0); body.defs.len()];
    let count = crate::program::count;
    for (phi, inputs) in phis {
        let Def::Phi(block) = body.def(phi) else {
            continue;
        };
        let kept = inputs.into_iter().filter(|(from, _)| leads(*from, block));
        let mut kept: Vec<Val> = kept.map(|(_, val)| val).collect();
        ways.push((phi, count(way_pool.len()), count(kept.len())));
        way_pool.extend(&kept);
        kept.sort_unstable();
        kept.dedup();
        if let Some(slot) = phi_at.get_mut(phi.0 as usize) {
            *slot = (count(phi_pool.len()), count(kept.len()));
        }
        phi_pool.extend(&kept);
    }
    let prev: Vec<Vec<u32>> = (0..count(blocks.len()))
        .map(|to| {
            let prev = blocks
                .get(to as usize)
                .map_or(&[][..], |b| b.prev.as_slice());
            prev.iter()
                .copied()
                .filter(|from| leads(*from, to))
                .collect()
        })
        .collect();
    for (block, prev) in body.blocks.iter_mut().zip(prev) {
        block.prev = prev;
    }
    body.ways = ways;
    body.way_pool = way_pool;
    body.phi_pool = phi_pool;
    body.phi_at = phi_at;
    for op in &mut body.ops {
        if !is_live(op.block) {
            op.kind = Kind::Other;
            op.n_args = 0;
            if let Some(def) = body.defs.get_mut(op.res.0 as usize)
                && op.res != NO_VAL
            {
                *def = Def::Undef;
            }
            op.res = NO_VAL;
        }
    }
    crate::ssa::collect_uses(body);
}
