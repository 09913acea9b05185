//! Comparisons that work together: all words of a group, a list that takes back what another found, two lists that must both hit.
//!
//! A list takes a hit of another back where its own hit leads to what is done when the other finds nothing: before the other is
//! asked, or after it has hit. Where both must hit, neither has an effect alone.
//!
//! Known misses: more than two lists that decide together; numbers of words that must be reached.

use super::sides::{Sides, reach};
use super::{Branch, Consequence, Values, When};
use crate::app::App;
use crate::ir::{Body, Kind};
use crate::matching::Matching;
use crate::origin::Kind as Origin;
use crate::program::DefId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Lists that are looked at together in one method: 8.
const MAX_LISTS: usize = 8;

/// What follows from the comparisons with one list, with what other lists have to do with it.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    /// What follows.
    pub consequences: Vec<Consequence>,
    /// Whether all words of a group must be found.
    pub all_of: bool,
    /// The lists, by their position, a hit of which takes a hit of this one back.
    pub except: Vec<usize>,
    /// The lists that must hit as well.
    pub with: Vec<usize>,
}

impl App<'_> {
    /// What follows from comparisons with several lists, those with each list together.
    pub fn followed(&self, lists: &[Vec<&Matching>]) -> Vec<Followed> {
        let mut all: Vec<Followed> = Vec::new();
        let mut branches: Vec<Vec<Branch>> = Vec::new();
        let mut by_def: BTreeMap<DefId, Vec<usize>> = BTreeMap::new();
        for (i, list) in lists.iter().enumerate() {
            let (consequences, found) = self.decided(list, FxHashMap::default());
            for branch in &found {
                let here = by_def.entry(branch.def).or_default();
                if !here.contains(&i) && here.len() < MAX_LISTS {
                    here.push(i);
                }
            }
            all.push(Followed {
                consequences,
                all_of: list.iter().any(|m| self.is_all_of(m, &found)),
                ..Followed::default()
            });
            branches.push(found);
        }
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for here in by_def.values() {
            for a in here {
                for b in here {
                    if a != b && together(lists, *a, *b) {
                        pairs.push((*a, *b));
                    }
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        // A list that says nothing alone is asked beside others, which are taken to find nothing.
        for one in 0..lists.len() {
            if all.get(one).is_none_or(|f| !f.consequences.is_empty()) {
                continue;
            }
            let mut edges: FxHashMap<DefId, Vec<(u32, u32)>> = FxHashMap::default();
            for (_, other) in pairs.iter().filter(|p| p.0 == one) {
                let (Some(mine), Some(its)) = (branches.get(one), branches.get(*other)) else {
                    continue;
                };
                for branch in self.asked_on(mine, its, When::Miss) {
                    edges.entry(branch.def).or_default().push(branch.hit);
                }
            }
            if let (false, Some(list), Some(f)) =
                (edges.is_empty(), lists.get(one), all.get_mut(one))
            {
                f.consequences = self.decided(list, edges).0;
            }
        }
        for (one, other) in pairs {
            let (Some(mine), Some(its)) = (branches.get(one), branches.get(other)) else {
                continue;
            };
            let known = |at: usize| all.get(at).map(|f: &Followed| f.consequences.clone());
            let (Some(alone), Some(beside)) = (known(one), known(other)) else {
                continue;
            };
            let Some(list) = lists.get(one) else { continue };
            // The other list is asked after a hit of this one: what if it hits never, or always?
            let after = self.asked_on(mine, its, When::Hit);
            if after.is_empty() {
                let effects: Vec<&str> = beside.iter().map(|c| c.effect).collect();
                if !alone.is_empty() && self.goes_before(&alone, &effects, mine, its) {
                    except(&mut all, one, other);
                }
                continue;
            }
            let without = |edge: fn(&Branch) -> (u32, u32)| {
                let mut edges: FxHashMap<DefId, Vec<(u32, u32)>> = FxHashMap::default();
                for branch in &after {
                    edges.entry(branch.def).or_default().push(edge(branch));
                }
                self.decided(list, edges).0
            };
            let (unhit, hit) = (without(|b| b.hit), without(|b| b.miss));
            match (unhit.is_empty(), hit.is_empty()) {
                (false, true) => {
                    if let Some(f) = all.get_mut(one) {
                        f.consequences = unhit;
                    }
                    except(&mut all, one, other);
                }
                (true, false) => {
                    if let Some(f) = all.get_mut(one) {
                        f.consequences = hit;
                        f.with.push(other);
                    }
                    if let Some(f) = all.get_mut(other).filter(|f| !f.with.contains(&one)) {
                        f.with.push(one);
                    }
                }
                _ => {}
            }
        }
        all
    }

    /// Whether a comparison's word is another in each round of a loop that must find all.
    fn is_all_of(&self, matching: &Matching, branches: &[Branch]) -> bool {
        let site = matching.site;
        let Some((body, _, op)) = self.op_at(site) else {
            return false;
        };
        if matching.matcher == "lookup" || !matching.words.element {
            return false;
        }
        branches.iter().filter(|b| b.all_of).any(|b| {
            if b.def == site.def {
                // The text stays, so that what is new is the word.
                return !is_new_in_loop(body, b.miss.0, matching.text_at.0) && op.block == b.miss.0;
            }
            // A method asks of one word and is called in the loop.
            let Some((_, call)) = self
                .body(b.def)
                .and_then(|outer| Some((outer, outer.last_op(b.miss.0)?.1)))
            else {
                return false;
            };
            let Some(outer) = self.body(b.def) else {
                return false;
            };
            let Some((_, call)) = outer.def_op(outer.arg(call, 0)) else {
                return false;
            };
            let Kind::Call(how, method) = call.kind else {
                return false;
            };
            let text = match body.def(matching.text_at.0) {
                crate::ir::Def::Param(n) => outer.arg(call, usize::from(n)),
                _ => return false,
            };
            self.targets(b.def, how, method, None)
                .defs
                .contains(&site.def)
                && !is_new_in_loop(outer, b.miss.0, text)
        })
    }

    /// The branches of another list that are come to after this answer of one only.
    fn asked_on(&self, mine: &[Branch], its: &[Branch], when: When) -> Vec<Branch> {
        let mut all = Vec::new();
        for branch in mine {
            let Some(body) = self.body(branch.def) else {
                continue;
            };
            let sides = Sides::of(body, branch);
            let side = match when {
                When::Hit => &sides.hit,
                When::Miss => &sides.miss,
            };
            all.extend(
                its.iter().filter(|it| {
                    it.def == branch.def && side.get(it.miss.0 as usize) == Some(&true)
                }),
            );
        }
        all
    }

    /// Whether a hit of the other list comes before this one is asked, and leads past what follows from this one's.
    fn goes_before(
        &self,
        consequences: &[Consequence],
        effects: &[&str],
        mine: &[Branch],
        its: &[Branch],
    ) -> bool {
        mine.iter().any(|branch| {
            let Some(body) = self.body(branch.def) else {
                return false;
            };
            its.iter().filter(|it| it.def == branch.def).any(|it| {
                let sides = Sides::of(body, it);
                if sides.miss.get(branch.miss.0 as usize) != Some(&true) {
                    return false;
                }
                let after = Sides::of(body, branch);
                // What the method gives.
                let gives = returned(body, it.hit);
                let (hit, miss) = (returned(body, branch.hit), returned(body, branch.miss));
                if hit.differs(&miss) {
                    return gives.differs(&hit) && !gives.differs(&miss);
                }
                // What is done in it.
                let passed = reach(body, &[it.hit.1], it.hit.0, &[]);
                let is = |list: &[bool], block: u32| list.get(block as usize) == Some(&true);
                consequences.iter().any(|c| {
                    let places = c.steps.iter().map(|s| s.site).chain([c.site]);
                    let mut blocks = places.filter(|s| s.def == branch.def).filter_map(|s| {
                        let at = body.at(s.pc)?;
                        Some(body.op(at)?.block)
                    });
                    match c.when {
                        When::Hit => {
                            !effects.contains(&c.effect)
                                && blocks.any(|b| is(&after.hit, b) && !is(&passed, b))
                        }
                        When::Miss => blocks.any(|b| is(&after.miss, b) && is(&passed, b)),
                    }
                })
            })
        })
    }
}

/// Whether a value is made in the innermost loop around a block.
fn is_new_in_loop(body: &Body, block: u32, val: crate::ir::Val) -> bool {
    let Some(inside) = Sides::innermost(body, block) else {
        return false;
    };
    match body.def(val) {
        crate::ir::Def::Op(idx) => body.op(idx).is_some_and(|o| inside.contains(&o.block)),
        crate::ir::Def::Phi(at) => inside.contains(&at),
        _ => false,
    }
}

/// Whether two are lists of words that the same text is compared with.
fn together(lists: &[Vec<&Matching>], one: usize, other: usize) -> bool {
    let texts = |at: usize| {
        let list = lists.get(at).map_or(&[][..], Vec::as_slice);
        let words = list.iter().filter(|m| m.words.element);
        let origins = words.flat_map(|m| &m.text.origins);
        origins.filter(|o| !matches!(o.kind, Origin::Text(_) | Origin::Number(_)))
    };
    texts(one).any(|a| texts(other).any(|b| (a.site, &a.kind) == (b.site, &b.kind)))
}

/// Takes note that a list takes back what another found: that something goes on where it hits is no effect of its own.
fn except(all: &mut [Followed], one: usize, other: usize) {
    if let Some(f) = all.get_mut(one).filter(|f| !f.except.contains(&other)) {
        f.except.push(other);
    }
    if let Some(f) = all.get_mut(other) {
        f.consequences
            .retain(|c| c.when != When::Hit || c.effect != "reported");
    }
}

/// What a method gives after an edge.
fn returned(body: &Body, edge: (u32, u32)) -> Values {
    let after = reach(body, &[edge.1], edge.0, &[]);
    let comes = |from: u32, to: u32| (from, to) == edge || after.get(from as usize) == Some(&true);
    let mut all = Values::These(Vec::new());
    for op in &body.ops {
        if op.kind == Kind::Return && after.get(op.block as usize) == Some(&true) {
            all = all.join(super::sides::along(body, body.arg(op, 0), &comes));
        }
    }
    all
}
