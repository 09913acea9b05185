//! Boolean functions of conditions, as ordered decision diagrams, and their shortest sums of products.
//!
//! Diagrams after Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986); the sum of products
//! between two functions after Minato, "Fast Generation of Irredundant Sum-of-Products Forms" (1992).
//! Bounded: more than [`NODES`] nodes in all, and [`GROWTH`] by one operation, are not made, and it says so.

use rustc_hash::FxHashMap;

/// A function: its position among the nodes.
pub(super) type Ref = u32;
/// Never.
pub(super) const FALSE: Ref = 0;
/// Always.
pub(super) const TRUE: Ref = 1;

/// Nodes of all functions: 600,000, about 40 MB.
pub(super) const NODES: usize = 600_000;
/// Nodes that one operation may make: 2,000.
const GROWTH: usize = 2_000;
/// Variables of one function: 1,000. The algorithms recur once for each.
const VARS: u32 = 1_000;
/// Products of one sum: 200.
const CUBES: usize = 200;

/// One product: variables and whether they hold.
pub(super) type Cube = Vec<(u32, bool)>;

#[derive(Default)]
pub(super) struct Bdd {
    /// Variable, function where it does not hold, function where it does.
    nodes: Vec<(u32, Ref, Ref)>,
    /// For each node, how many there would be below it if none were shared.
    sizes: Vec<u32>,
    unique: FxHashMap<(u32, Ref, Ref), Ref>,
    cache: FxHashMap<(Ref, Ref, Ref), Ref>,
    /// Whether a limit was met: all answers since are worthless.
    pub(super) full: bool,
    /// Whether an operation met its limit: what it gave, and what was made of that, is worthless. Whoever uses it asks
    /// [`Self::was_cut`].
    cut: bool,
    /// How many nodes there were when the operation began.
    begun: usize,
    /// How deep the algorithms are in recursion.
    depth: u32,
}

impl Bdd {
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![(u32::MAX, 0, 0), (u32::MAX, 1, 1)],
            sizes: vec![0, 0],
            ..Self::default()
        }
    }

    /// How many nodes there are.
    pub(super) fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Whether an operation met its limit since this was last asked.
    pub(super) fn was_cut(&mut self) -> bool {
        std::mem::take(&mut self.cut)
    }

    /// The same function in another set of diagrams.
    pub(super) fn copy(&self, f: Ref, to: &mut Self, done: &mut FxHashMap<Ref, Ref>) -> Ref {
        if f <= TRUE {
            return f;
        }
        if let Some(&known) = done.get(&f) {
            return known;
        }
        let (var, lo, hi) = self.node(f);
        let (lo, hi) = (self.copy(lo, to, done), self.copy(hi, to, done));
        let made = to.make(var, lo, hi);
        done.insert(f, made);
        made
    }

    fn node(&self, f: Ref) -> (u32, Ref, Ref) {
        self.nodes
            .get(f as usize)
            .copied()
            .unwrap_or((u32::MAX, f, f))
    }

    fn make(&mut self, var: u32, lo: Ref, hi: Ref) -> Ref {
        if lo == hi {
            return lo;
        }
        if let Some(&known) = self.unique.get(&(var, lo, hi)) {
            return known;
        }
        if self.nodes.len() >= NODES {
            self.full = true;
            return FALSE;
        }
        if self.depth > 0 && self.nodes.len() >= self.begun.saturating_add(GROWTH) {
            self.cut = true;
            return FALSE;
        }
        let at = crate::program::count(self.nodes.len());
        self.nodes.push((var, lo, hi));
        let size = self.size(lo).saturating_add(self.size(hi));
        self.sizes.push(size.saturating_add(1));
        self.unique.insert((var, lo, hi), at);
        at
    }

    /// The function that is true where the variable holds.
    pub(super) fn var(&mut self, var: u32) -> Ref {
        self.make(var, FALSE, TRUE)
    }

    /// The halves of a function by a variable that is not below its first.
    fn halves(&self, f: Ref, var: u32) -> (Ref, Ref) {
        let (v, lo, hi) = self.node(f);
        if v == var { (lo, hi) } else { (f, f) }
    }

    /// `g` where `f` holds, else `h`.
    pub(super) fn ite(&mut self, f: Ref, g: Ref, h: Ref) -> Ref {
        match (f, g, h) {
            (TRUE, _, _) => return g,
            (FALSE, _, _) => return h,
            (_, TRUE, FALSE) => return f,
            _ if g == h => return g,
            _ if self.full || self.cut => return FALSE,
            _ => {}
        }
        if let Some(&known) = self.cache.get(&(f, g, h)) {
            return known;
        }
        if self.depth >= VARS {
            self.full = true;
            return FALSE;
        }
        if self.depth == 0 {
            self.begun = self.nodes.len();
        }
        self.depth = self.depth.saturating_add(1);
        let var = self.node(f).0.min(self.node(g).0).min(self.node(h).0);
        let (f0, f1) = self.halves(f, var);
        let (g0, g1) = self.halves(g, var);
        let (h0, h1) = self.halves(h, var);
        let hi = self.ite(f1, g1, h1);
        let lo = self.ite(f0, g0, h0);
        let made = self.make(var, lo, hi);
        self.depth = self.depth.saturating_sub(1);
        if !self.cut {
            self.cache.insert((f, g, h), made);
        }
        made
    }

    pub(super) fn not(&mut self, f: Ref) -> Ref {
        self.ite(f, FALSE, TRUE)
    }

    pub(super) fn and(&mut self, f: Ref, g: Ref) -> Ref {
        self.ite(f, g, FALSE)
    }

    pub(super) fn or(&mut self, f: Ref, g: Ref) -> Ref {
        self.ite(f, TRUE, g)
    }

    /// The function with each variable that `fixed` names held at a value (`Some`), or left.
    pub(super) fn fix(&mut self, f: Ref, fixed: &dyn Fn(u32) -> Option<bool>) -> Ref {
        let mut done = FxHashMap::default();
        self.map(f, &mut done, &mut |bdd, var, lo, hi| match fixed(var) {
            Some(true) => hi,
            Some(false) => lo,
            None => {
                let v = bdd.var(var);
                bdd.ite(v, hi, lo)
            }
        })
    }

    /// The function without the variables that `which` names: true where it is for some (or, `every`, for all) values of them.
    pub(super) fn without(&mut self, f: Ref, which: &dyn Fn(u32) -> bool, every: bool) -> Ref {
        let mut done = FxHashMap::default();
        self.map(f, &mut done, &mut |bdd, var, lo, hi| {
            if !which(var) {
                let v = bdd.var(var);
                bdd.ite(v, hi, lo)
            } else if every {
                bdd.and(lo, hi)
            } else {
                bdd.or(lo, hi)
            }
        })
    }

    fn map(
        &mut self,
        f: Ref,
        done: &mut FxHashMap<Ref, Ref>,
        join: &mut dyn FnMut(&mut Self, u32, Ref, Ref) -> Ref,
    ) -> Ref {
        if f <= TRUE {
            return f;
        }
        if let Some(&known) = done.get(&f) {
            return known;
        }
        if self.depth >= VARS {
            self.full = true;
            return FALSE;
        }
        if self.depth == 0 {
            self.begun = self.nodes.len();
        }
        self.depth = self.depth.saturating_add(1);
        let (var, lo, hi) = self.node(f);
        let lo = self.map(lo, done, join);
        let hi = self.map(hi, done, join);
        self.depth = self.depth.saturating_sub(1);
        let made = join(self, var, lo, hi);
        done.insert(f, made);
        made
    }

    fn size(&self, f: Ref) -> u32 {
        self.sizes.get(f as usize).copied().unwrap_or(0)
    }

    /// Whether a function's diagram has more than `most` nodes.
    pub(super) fn is_larger(&self, f: Ref, most: usize) -> bool {
        if self.size(f) as usize <= most {
            return false;
        }
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![f];
        while let Some(at) = stack.pop() {
            if at > TRUE && seen.insert(at) {
                if seen.len() > most {
                    return true;
                }
                let (_, lo, hi) = self.node(at);
                stack.push(lo);
                stack.push(hi);
            }
        }
        false
    }

    /// The variables that a function depends on, sorted.
    pub(super) fn support(&self, f: Ref) -> Vec<u32> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut vars = Vec::new();
        let mut stack = vec![f];
        while let Some(at) = stack.pop() {
            if at > TRUE && seen.insert(at) {
                let (var, lo, hi) = self.node(at);
                vars.push(var);
                stack.push(lo);
                stack.push(hi);
            }
        }
        vars.sort_unstable();
        vars.dedup();
        vars
    }

    /// A sum of products that is true where `low` is and false where `high` is not; `None` where it is too long.
    pub(super) fn products(&mut self, low: Ref, high: Ref) -> Option<Vec<Cube>> {
        let mut left = CUBES.saturating_mul(50);
        let (cubes, _) = self.isop(low, high, &mut left)?;
        (cubes.len() <= CUBES && !self.full).then_some(cubes)
    }

    fn isop(&mut self, low: Ref, high: Ref, left: &mut usize) -> Option<(Vec<Cube>, Ref)> {
        *left = left.checked_sub(1)?;
        if low == FALSE {
            return Some((Vec::new(), FALSE));
        }
        if high == TRUE {
            return Some((vec![Vec::new()], TRUE));
        }
        let var = self.node(low).0.min(self.node(high).0);
        let (l0, l1) = self.halves(low, var);
        let (h0, h1) = self.halves(high, var);
        let n1 = self.not(h1);
        let only0 = self.and(l0, n1);
        let n0 = self.not(h0);
        let only1 = self.and(l1, n0);
        let (mut c0, f0) = self.isop(only0, h0, left)?;
        let (mut c1, f1) = self.isop(only1, h1, left)?;
        let (not0, not1) = (self.not(f0), self.not(f1));
        let rest0 = self.and(l0, not0);
        let rest1 = self.and(l1, not1);
        let rest = self.or(rest0, rest1);
        let both = self.and(h0, h1);
        let (shared, fd) = self.isop(rest, both, left)?;
        for cube in &mut c0 {
            cube.insert(0, (var, false));
        }
        for cube in &mut c1 {
            cube.insert(0, (var, true));
        }
        let v = self.var(var);
        let by = self.ite(v, f1, f0);
        let all = self.or(by, fd);
        c0.append(&mut c1);
        c0.extend(shared);
        (c0.len() <= CUBES.saturating_mul(4)).then_some((c0, all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every function of three variables against its table.
    #[test]
    fn products_hold_exactly_where_the_function_does() {
        for table in 0..256_u32 {
            let mut bdd = Bdd::new();
            let mut f = FALSE;
            for row in 0..8_u32 {
                if table >> row & 1 == 1 {
                    let mut term = TRUE;
                    for v in 0..3 {
                        let x = bdd.var(v);
                        let x = if row >> v & 1 == 1 { x } else { bdd.not(x) };
                        term = bdd.and(term, x);
                    }
                    f = bdd.or(f, term);
                }
            }
            let cubes = bdd.products(f, f).unwrap();
            for row in 0..8_u32 {
                let holds = cubes
                    .iter()
                    .any(|c| c.iter().all(|&(v, yes)| (row >> v & 1 == 1) == yes));
                assert_eq!(holds, table >> row & 1 == 1, "table {table} row {row}");
            }
        }
    }

    /// `x0 y0 + x1 y1 + ...` with all x before all y doubles with each product (Bryant, 1986, section 3.1).
    fn pairs(bdd: &mut Bdd, n: u32) -> (Ref, bool) {
        let (mut f, mut was_cut) = (FALSE, false);
        for i in 0..n {
            let (x, y) = (bdd.var(i), bdd.var(n + i));
            let both = bdd.and(x, y);
            f = bdd.or(f, both);
            was_cut |= bdd.was_cut();
        }
        (f, was_cut)
    }

    #[test]
    fn an_operation_that_makes_too_much_is_cut_and_says_so() {
        let mut bdd = Bdd::new();
        assert!(!pairs(&mut bdd, 8).1);
        assert!(pairs(&mut bdd, 16).1);
        assert!(!bdd.full);
        assert!(!pairs(&mut bdd, 8).1);
    }

    #[test]
    fn a_copy_is_the_same_function() {
        let (mut bdd, mut other) = (Bdd::new(), Bdd::new());
        other.var(7);
        let (f, _) = pairs(&mut bdd, 4);
        let copy = bdd.copy(f, &mut other, &mut FxHashMap::default());
        assert_eq!(bdd.products(f, f), other.products(copy, copy));
        assert!(bdd.is_larger(f, 4) && !bdd.is_larger(f, 1_000));
    }

    #[test]
    fn quantifiers_differ_where_the_variable_decides() {
        let mut bdd = Bdd::new();
        let (a, u) = (bdd.var(0), bdd.var(1));
        let f = bdd.and(a, u);
        assert_eq!(bdd.without(f, &|v| v == 1, true), FALSE);
        assert_eq!(bdd.without(f, &|v| v == 1, false), a);
        assert_eq!(bdd.fix(f, &|v| (v == 1).then_some(true)), a);
    }
}
