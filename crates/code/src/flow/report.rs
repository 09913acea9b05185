//! What the worklist found, with the steps of each path.

use super::solver::{Event, How, NIL, Occurrence, Solver};
use super::{Decision, Flow, Flows, Step};
use crate::ir::OpIdx;
use crate::program::{DefId, count};
use crate::xref::Site;
use base::Problem;
use rustc_hash::FxHashSet;

/// Decisions whose way is written out: 1,000. The rest have their places only.
const MAX_EXPLAINED: usize = 1_000;
/// Steps of one path that are shown: 200.
const MAX_STEPS: usize = 200;
/// Nested calls and channels of one path that are shown: 200.
const MAX_DEPTH: u32 = 200;

impl Solver<'_, '_> {
    /// The fact that made an occurrence, through the calls in between; steps are collected from the sink backward.
    fn occurrence(&self, ctx: u32, at: u32) -> Option<Occurrence> {
        self.ctxs
            .get(ctx as usize)?
            .events
            .get(at as usize)
            .copied()
    }

    pub(crate) fn event_of(&self, ctx: u32, at: u32) -> Option<Event> {
        self.occurrence(ctx, at).map(|o| o.event)
    }

    /// A fact at the innermost place of an occurrence, for a fact that continues from a channel.
    pub(crate) fn steps_to(&self, ctx: u32, at: u32, steps: &mut Vec<Step>) {
        self.steps_from(ctx, at, steps, 0);
    }

    fn steps_from(&self, ctx: u32, at: u32, steps: &mut Vec<Step>, depth: u32) {
        // From the outermost call inward; what is too deep to be shown is not.
        let mut chain = Vec::new();
        let mut next = (ctx, at);
        while let Some(o) = self.occurrence(next.0, next.1) {
            chain.push(o);
            if o.inner.0 == NIL || chain.len() >= MAX_STEPS {
                break;
            }
            next = o.inner;
        }
        let mut passed = false;
        while let Some(o) = chain.pop() {
            if passed {
                self.step(o.fact, o.op, How::Passed, steps);
            }
            self.trace(o.fact, None, steps, depth);
            passed = true;
        }
    }

    fn step(&self, fact: u32, op: OpIdx, how: How, steps: &mut Vec<Step>) {
        let Some(f) = self.facts.get(fact as usize) else {
            return;
        };
        let def = self.def_of(f.ctx);
        if steps.len() < MAX_STEPS
            && let Some(step) = super::transfer::describe(self.app, def, op, how)
        {
            steps.push(step);
        }
    }

    /// The steps that lead to a fact, last first; stops at the entry of `until`.
    fn trace(&self, fact: u32, until: Option<u32>, steps: &mut Vec<Step>, depth: u32) {
        let mut at = fact;
        for _ in 0..100_000 {
            if steps.len() >= MAX_STEPS || depth > MAX_DEPTH {
                return;
            }
            let (Some(f), Some(why)) = (self.facts.get(at as usize), self.whys.get(at as usize))
            else {
                return;
            };
            let here = self.def_of(f.ctx);
            if why.how == How::Channel {
                if let Some(step) = super::transfer::describe(self.app, here, why.op, why.how) {
                    steps.push(step);
                }
                if until.is_none() && depth <= MAX_DEPTH {
                    self.steps_from(why.from, why.inner, steps, depth.saturating_add(1));
                }
                return;
            }
            if let Some(step) = super::transfer::describe(self.app, here, why.op, why.how)
                && why.how != How::Passed
            {
                steps.push(step);
            }
            if why.inner != NIL {
                let inner = self.facts.get(why.inner as usize).map(|f| f.ctx);
                self.trace(why.inner, inner, steps, depth.saturating_add(1));
            }
            let before = self.facts.get(why.from as usize);
            if why.how == How::Passed {
                if until == Some(f.ctx) {
                    return;
                }
                self.step(why.from, why.op, How::Passed, steps);
            }
            if before.is_none() {
                return;
            }
            at = why.from;
        }
    }

    pub(super) fn report(mut self) -> Flows {
        let mut flows: Vec<Flow> = Vec::new();
        let mut decisions: Vec<Decision> = Vec::new();
        let mut found = std::mem::take(&mut self.found);
        found.dedup();
        let mut seen: FxHashSet<(u32, DefId, OpIdx, u32, u32)> = FxHashSet::default();
        for (source, ctx, at) in found {
            let (Some(o), Some(s)) = (self.occurrence(ctx, at), self.sources.get(source as usize))
            else {
                continue;
            };
            let (def, op, operand, label, implicit) = match o.event {
                Event::Sink {
                    def,
                    op,
                    operand,
                    label,
                    implicit,
                } => (def, op, operand, Some(label), implicit),
                Event::Branch { def, op } => (def, op, 0, None, false),
                Event::Channel { .. } => continue,
            };
            let key = (source, def, op, label.unwrap_or(NIL), u32::from(implicit));
            if !seen.insert(key) || (implicit && seen.contains(&(key.0, key.1, key.2, key.3, 0))) {
                continue;
            }
            let pc = self
                .app
                .body(def)
                .and_then(|b| b.op(op))
                .map_or(0, |o| o.pc);
            let to = Site { def, pc };
            let mut steps = Vec::new();
            if label.is_some() || decisions.len() < MAX_EXPLAINED {
                self.steps_to(ctx, at, &mut steps);
            }
            steps.reverse();
            steps.dedup();
            match label {
                Some(label) => flows.push(Flow {
                    source: s.label.clone(),
                    from: s.site,
                    sink: self
                        .sink_labels
                        .get(label as usize)
                        .cloned()
                        .unwrap_or_default(),
                    to,
                    operand,
                    implicit,
                    steps,
                }),
                None => decisions.push(Decision {
                    source: s.label.clone(),
                    from: s.site,
                    branch: to,
                    steps,
                }),
            }
        }
        // That a branch decides about a call which the value itself goes into says nothing more.
        let values: FxHashSet<(Site, Site)> = flows
            .iter()
            .filter(|f| !f.implicit)
            .map(|f| (f.from, f.to))
            .collect();
        flows.retain(|f| !f.implicit || !values.contains(&(f.from, f.to)));
        flows.sort_by(|a, b| {
            (a.from, a.to, &a.sink, a.operand).cmp(&(b.from, b.to, &b.sink, b.operand))
        });
        decisions.sort_by_key(|a| (a.from, a.branch));
        let mut cut: Vec<Site> = self.cut_calls.into_iter().collect();
        cut.sort_unstable();
        for site in cut {
            let name = self.app.program.def_name(site.def);
            self.problems.push(Problem::new(
                "code/call-cut",
                format_args!(
                    "a call with too many targets at {name}+{:#x} was not followed",
                    site.pc
                ),
            ));
        }
        Flows {
            flows,
            decisions,
            n_sources: count(self.sources.len()),
            n_facts: self.facts.len() as u64,
            n_methods: count(self.methods.len()),
            problems: self.problems,
        }
    }
}
