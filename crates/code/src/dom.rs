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

/// For each block the nearest block that every way from it to the end passes; exceptional ways do not count.
pub(crate) fn post_dominators(body: &Body) -> Vec<Option<u32>> {
    let n = body.blocks.len();
    // Bit sets of post-dominators would be quadratic; the tree algorithm runs on the reversed graph with one
    // exit added, number `n`.
    let exit = u32::try_from(n).unwrap_or(u32::MAX);
    let next = |b: u32| -> Vec<u32> {
        match body.blocks.get(b as usize) {
            Some(x) if x.next.is_empty() => vec![exit],
            Some(x) => x.next.clone(),
            None => Vec::new(),
        }
    };
    let mut prev: Vec<Vec<u32>> = vec![Vec::new(); n.saturating_add(1)];
    for b in 0..exit {
        for s in next(b) {
            if let Some(p) = prev.get_mut(s as usize) {
                p.push(b);
            }
        }
    }
    let mut post: Vec<u32> = Vec::new();
    let mut seen = vec![false; n.saturating_add(1)];
    let mut stack: Vec<(u32, usize)> = vec![(exit, 0)];
    if let Some(s) = seen.last_mut() {
        *s = true;
    }
    while let Some((b, at)) = stack.pop() {
        match prev.get(b as usize).and_then(|p| p.get(at)).copied() {
            Some(p) => {
                stack.push((b, at.saturating_add(1)));
                if let Some(s) = seen.get_mut(p as usize)
                    && !*s
                {
                    *s = true;
                    stack.push((p, 0));
                }
            }
            None => post.push(b),
        }
    }
    let mut rank = vec![u32::MAX; n.saturating_add(1)];
    for (i, b) in post.iter().rev().enumerate() {
        if let Some(r) = rank.get_mut(*b as usize) {
            *r = u32::try_from(i).unwrap_or(u32::MAX);
        }
    }
    let mut idom: Vec<Option<u32>> = vec![None; n.saturating_add(1)];
    if let Some(e) = idom.last_mut() {
        *e = Some(exit);
    }
    let rank_of = |b: u32| rank.get(b as usize).copied().unwrap_or(u32::MAX);
    let mut changed = true;
    while changed {
        changed = false;
        for &b in post.iter().rev().skip(1) {
            let mut new: Option<u32> = None;
            for s in next(b) {
                let Some(_) = idom.get(s as usize).copied().flatten() else {
                    continue;
                };
                let Some(other) = new else {
                    new = Some(s);
                    continue;
                };
                let (mut x, mut y) = (s, other);
                while x != y {
                    while rank_of(x) > rank_of(y) {
                        x = idom.get(x as usize).copied().flatten().unwrap_or(exit);
                    }
                    while rank_of(y) > rank_of(x) {
                        y = idom.get(y as usize).copied().flatten().unwrap_or(exit);
                    }
                }
                new = Some(x);
            }
            if let Some(d) = idom.get_mut(b as usize)
                && *d != new
            {
                *d = new;
                changed = true;
            }
        }
    }
    idom.truncate(n);
    idom.into_iter().map(|d| d.filter(|d| *d != exit)).collect()
}
