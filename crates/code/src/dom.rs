//! Order and dominators of the blocks of a body.
//!
//! Dominators after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001).

use crate::ir::Body;

/// Fills [`Body::order`] and [`Body::idom`].
pub(crate) fn number(body: &mut Body) {
    let n = body.blocks.len();
    let mut post: Vec<u32> = Vec::with_capacity(n);
    let mut seen = vec![false; n];
    let succ: Vec<Vec<u32>> = body
        .blocks
        .iter()
        .map(|b| {
            let next = b.next.iter().copied();
            next.chain(b.handlers.iter().map(|h| h.0)).collect()
        })
        .collect();
    let mut stack: Vec<(u32, usize)> = Vec::new();
    if let Some(s) = seen.first_mut() {
        *s = true;
        stack.push((0, 0));
    }
    while let Some((block, at)) = stack.pop() {
        let next = succ.get(block as usize).and_then(|s| s.get(at)).copied();
        match next {
            Some(next) => {
                stack.push((block, at.saturating_add(1)));
                if let Some(s) = seen.get_mut(next as usize)
                    && !*s
                {
                    *s = true;
                    stack.push((next, 0));
                }
            }
            None => post.push(block),
        }
    }
    let mut order = vec![u32::MAX; n];
    for (i, &block) in post.iter().rev().enumerate() {
        if let Some(o) = order.get_mut(block as usize) {
            *o = u32::try_from(i).unwrap_or(u32::MAX);
        }
    }
    let mut idom: Vec<u32> = vec![u32::MAX; n];
    if let Some(first) = idom.first_mut() {
        *first = 0;
    }
    let rank = |b: u32| order.get(b as usize).copied().unwrap_or(u32::MAX);
    let mut changed = true;
    while changed {
        changed = false;
        for &block in post.iter().rev().skip(1) {
            let Some(prev) = body.blocks.get(block as usize).map(|b| &b.prev) else {
                continue;
            };
            let mut new = u32::MAX;
            for &p in prev {
                if idom.get(p as usize).is_none_or(|&d| d == u32::MAX) {
                    continue;
                }
                if new == u32::MAX {
                    new = p;
                    continue;
                }
                let (mut a, mut b) = (p, new);
                while a != b {
                    while rank(a) > rank(b) {
                        a = idom.get(a as usize).copied().unwrap_or(0);
                    }
                    while rank(b) > rank(a) {
                        b = idom.get(b as usize).copied().unwrap_or(0);
                    }
                }
                new = a;
            }
            if let Some(d) = idom.get_mut(block as usize)
                && new != u32::MAX
                && *d != new
            {
                *d = new;
                changed = true;
            }
        }
    }
    for (i, d) in idom.iter_mut().enumerate() {
        if *d == u32::MAX {
            *d = u32::try_from(i).unwrap_or(u32::MAX);
        }
    }
    body.order = order;
    body.idom = idom;
}
