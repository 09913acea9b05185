//! What follows from a comparison: what is done, or left undone, where a word is found.
//!
//! The answer of the comparison is followed forward as a signal, a value of which is known what it is after a hit and what
//! after a miss: through joins, returns, fields and arguments to the branches that test it. Of each such branch, the
//! code that runs on one side only is read for calls whose effect the models name, and for what becomes of the object
//! whose text was compared. An exception that a hit throws is followed to the callers.
//!
//! To put a word into the list or to take one out of it is no effect, nor is to ask further; what is stored, replaced, taken
//! out of a collection or told to a server must have to do with what was compared.
//!
//! Lattice: sets of signals under inclusion, breadth first. Known misses: answers kept in collections or storage;
//! lists of what alone is let through, where a miss leads to nothing; words that are taken one by one out of the list of texts;
//! signals more than [`MAX_DEPTH`] hand-overs away. Known excess: fields are told apart by declaration, not by object.

mod combined;
mod effects;
mod sides;
mod subject;

pub use combined::Followed;

use crate::app::App;
use crate::flow::Step;
use crate::ir::{Cond, Def, Kind, NO_VAL, Op, Use, Val};
use crate::matching::{Answer, Matching};
use crate::program::{DefId, FieldId, MethodId};
use crate::xref::Site;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use subject::Subject;

/// Hand-overs between methods that a signal is followed through: 8.
const MAX_DEPTH: u32 = 8;
/// Signals of one comparison: 300.
const MAX_SIGNALS: usize = 300;
/// Callers to which an answer goes: 64.
const MAX_CALLERS: usize = 64;

/// After which answer something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// A word was found.
    Hit,
    /// None was: after a hit it is left undone.
    Miss,
}

/// What does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A call.
    Call(MethodId),
    /// An exception.
    Throw,
    /// What a method returns to the framework.
    Verdict(DefId),
}

/// A consequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// `dropped`, `hidden`, `refused`, `replaced` or `reported`.
    pub effect: &'static str,
    /// What is done or left undone.
    pub act: Act,
    /// Where.
    pub site: Site,
    /// After which answer it is done.
    pub when: When,
    /// From the comparison to there.
    pub steps: Vec<Step>,
}

/// A branch that the answer of a comparison decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    /// The method it is in.
    def: DefId,
    /// The edge between blocks that is taken after a hit.
    hit: (u32, u32),
    /// The one after a miss.
    miss: (u32, u32),
    /// Whether a loop must have found all words.
    all_of: bool,
}

/// What a value can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// One of these.
    These(Vec<i64>),
    /// Zero or more.
    NonNegative,
    /// A number that is counted or computed, as a length or a position: another than the constants 0 and -1.
    Computed,
    /// Some object.
    Object,
    /// Anything.
    Any,
}

impl Values {
    /// Whether a condition on the value and a number holds, where that is certain.
    fn holds(&self, cond: Cond, n: i64) -> Option<bool> {
        match self {
            Self::These(list) => {
                let mut all = list.iter().map(|v| cond.holds(*v, n));
                let first = all.next()?;
                all.all(|h| h == first).then_some(first)
            }
            Self::NonNegative => match cond {
                Cond::Ge if n <= 0 => Some(true),
                Cond::Gt | Cond::Ne if n < 0 => Some(true),
                Cond::Lt if n <= 0 => Some(false),
                Cond::Le | Cond::Eq if n < 0 => Some(false),
                _ => None,
            },
            Self::Computed => match (cond, n) {
                (Cond::Ne | Cond::Gt, 0 | -1) | (Cond::Ge, 0 | 1) => Some(true),
                (Cond::Eq | Cond::Le, 0 | -1) | (Cond::Lt, 0 | 1) => Some(false),
                _ => None,
            },
            Self::Object => match cond {
                Cond::Ne if n == 0 => Some(true),
                Cond::Eq if n == 0 => Some(false),
                _ => None,
            },
            Self::Any => None,
        }
    }

    /// Whether no value is of both.
    fn differs(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::These(a), Self::These(b)) => {
                !a.is_empty() && !b.is_empty() && a.iter().all(|v| !b.contains(v))
            }
            (Self::NonNegative, Self::These(b)) | (Self::These(b), Self::NonNegative) => {
                !b.is_empty() && b.iter().all(|v| *v < 0)
            }
            (Self::Object, Self::These(b)) | (Self::These(b), Self::Object) => b.as_slice() == [0],
            (Self::Computed, Self::These(b)) | (Self::These(b), Self::Computed) => {
                matches!(b.as_slice(), [0 | -1])
            }
            _ => false,
        }
    }

    fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::These(mut a), Self::These(b)) => {
                for v in b {
                    if !a.contains(&v) {
                        a.push(v);
                    }
                }
                Self::These(a)
            }
            (Self::These(a), other) | (other, Self::These(a)) if a.is_empty() => other,
            (a, b) if a == b => a,
            _ => Self::Any,
        }
    }
}

/// An answer at a place: what it is after a hit and after a miss.
#[derive(Clone, Debug)]
struct Signal {
    def: DefId,
    val: Val,
    hit: Values,
    miss: Values,
    subject: Subject,
    /// The collection that it is looked up in, or that the words are taken out of.
    list: Subject,
    depth: u32,
    steps: Vec<Step>,
}

pub(crate) struct Follow<'f, 'a> {
    app: &'f App<'a>,
    queue: VecDeque<Signal>,
    seen: FxHashSet<(DefId, Val)>,
    seen_throws: FxHashSet<Site>,
    found: Vec<Consequence>,
    branches: Vec<Branch>,
    /// Edges between blocks that are taken not to be taken after a hit, by the method.
    assumed: FxHashMap<DefId, Vec<(u32, u32)>>,
    /// Answers about the same list, as far as known: what they are after a hit, and after a miss.
    family: FxHashMap<(DefId, Val), (Values, Values)>,
    met: FxHashMap<(DefId, Val), (Values, Values)>,
}

/// Rounds in which answers about one list are found: 4. Each round knows the answers of the one before.
const ROUNDS: u32 = 4;

impl App<'_> {
    /// What follows from the answers of comparisons with one list.
    ///
    /// They are followed together: that another comparison found a word is no consequence of this one's miss.
    pub fn consequences(&self, matchings: &[&Matching]) -> Vec<Consequence> {
        self.decided(matchings, FxHashMap::default()).0
    }

    /// The same with the branches that the answers decide, where some edges are not taken after a hit.
    fn decided(
        &self,
        matchings: &[&Matching],
        assumed: FxHashMap<DefId, Vec<(u32, u32)>>,
    ) -> (Vec<Consequence>, Vec<Branch>) {
        let mut follow = Follow {
            app: self,
            queue: VecDeque::new(),
            seen: FxHashSet::default(),
            seen_throws: FxHashSet::default(),
            found: Vec::new(),
            branches: Vec::new(),
            assumed,
            family: FxHashMap::default(),
            met: FxHashMap::default(),
        };
        for _ in 0..ROUNDS {
            follow.found.clear();
            follow.branches.clear();
            follow.seen.clear();
            follow.seen_throws.clear();
            for matching in matchings {
                follow.begin(matching);
            }
            while let Some(signal) = follow.queue.pop_front() {
                follow.follow(&signal);
            }
            if follow.met.len() == follow.family.len() {
                break;
            }
            follow.family.clone_from(&follow.met);
        }
        let mut found = follow.found;
        found.sort_by(|a, b| {
            (a.site, a.when, a.act, a.effect).cmp(&(b.site, b.when, b.act, b.effect))
        });
        found.dedup_by(|a, b| {
            (a.site, a.when, a.act, a.effect) == (b.site, b.when, b.act, b.effect)
        });
        (found, follow.branches)
    }
}

impl Follow<'_, '_> {
    fn begin(&mut self, matching: &Matching) {
        let app = self.app;
        let site = matching.site;
        let Some((body, _, op)) = app.op_at(site) else {
            return;
        };
        let text = matching.text_at.0;
        let subject = self.subject(site.def, body, text);
        let list = self.list(body, matching.list_at);
        let steps = vec![Step {
            site,
            says: format!("{} compares", app.program.method_name(matching.method)),
        }];
        let (hit, miss) = match matching.answer {
            Answer::Flag => (Values::These(vec![1]), Values::These(vec![0])),
            Answer::Index => (Values::NonNegative, Values::These(vec![-1])),
            Answer::Object => (Values::Object, Values::These(vec![0])),
            Answer::Empty => (Values::These(vec![0]), Values::These(vec![1])),
            Answer::Text => {
                self.replaced(site.def, op.res, &steps);
                return;
            }
        };
        self.signal(Signal {
            def: site.def,
            val: op.res,
            hit,
            miss,
            subject,
            list,
            depth: 0,
            steps,
        });
    }

    fn signal(&mut self, signal: Signal) {
        if signal.val == NO_VAL
            || signal.depth > MAX_DEPTH
            || self.seen.len() >= MAX_SIGNALS
            || !signal.hit.differs(&signal.miss)
            || !self.seen.insert((signal.def, signal.val))
        {
            return;
        }
        let values = (signal.hit.clone(), signal.miss.clone());
        self.met.insert((signal.def, signal.val), values);
        self.queue.push_back(signal);
    }

    fn follow(&mut self, signal: &Signal) {
        let app = self.app;
        let Some(body) = app.body(signal.def) else {
            return;
        };
        for u in body.uses(signal.val) {
            match *u {
                Use::Phi(phi) => self.joined(signal, body, phi),
                Use::Op(idx, at) => {
                    if let Some(op) = body.op(idx).copied() {
                        self.used(signal, body, &op, at);
                    }
                }
            }
        }
    }

    /// A join of the answer with other values; other answers about the list are joined as such.
    fn joined(&mut self, signal: &Signal, body: &crate::ir::Body, phi: Val) {
        let (mut hit, mut miss) = (signal.hit.clone(), signal.miss.clone());
        let unhit = self.without_hits(signal.def, body);
        for (from, input) in body.phi_ways(phi) {
            if input == signal.val || input == phi {
                continue;
            }
            if let Some((h, m)) = self.met.get(&(signal.def, input)) {
                hit = hit.join(h.clone());
                miss = miss.join(m.clone());
            } else if unhit.get(from as usize) == Some(&true) {
                miss = miss.join(constant(body, input));
            }
        }
        self.signal(Signal {
            val: phi,
            hit,
            miss,
            ..signal.clone()
        });
    }

    fn used(&mut self, signal: &Signal, body: &crate::ir::Body, op: &Op, at: u16) {
        let app = self.app;
        let site = Site {
            def: signal.def,
            pc: op.pc,
        };
        match op.kind {
            Kind::IfZero(cond) => self.branch(signal, body, op, cond, 0),
            Kind::If(cond) => {
                let other = body.arg(op, usize::from(at == 0));
                if let Values::These(list) = constant(body, other)
                    && let [n] = *list.as_slice()
                {
                    let cond = if at == 0 { cond } else { swapped(cond) };
                    self.branch(signal, body, op, cond, n);
                }
            }
            Kind::ArithLit(crate::ir::Arith::Xor, 1) => {
                let flip = |v: &Values| match v {
                    Values::These(list) => Values::These(list.iter().map(|n| n ^ 1).collect()),
                    _ => Values::Any,
                };
                self.signal(Signal {
                    val: op.res,
                    hit: flip(&signal.hit),
                    miss: flip(&signal.miss),
                    ..signal.clone()
                });
            }
            Kind::Cast(_) => self.signal(Signal {
                val: op.res,
                ..signal.clone()
            }),
            Kind::Return => self.returns(signal, site, &signal.hit, &signal.miss),
            Kind::FieldPut(f) if at == 0 => self.field(signal, site, f, false),
            Kind::StaticPut(f) => self.field(signal, site, f, true),
            Kind::Call(how, method) => {
                if at == 1 {
                    self.switched(signal, op, method);
                }
                let targets = app.targets(signal.def, how, method, None);
                for target in targets.defs.iter().take(effects::MAX_TARGETS) {
                    if let Some(val) = app
                        .body(*target)
                        .and_then(|b| b.params.get(usize::from(at)))
                        .copied()
                    {
                        let mut steps = signal.steps.clone();
                        steps.push(Step {
                            site,
                            says: format!(
                                "the answer is given to {}",
                                app.program.method_name(method)
                            ),
                        });
                        self.signal(Signal {
                            def: *target,
                            val,
                            subject: Subject::default(),
                            list: signal.list.anywhere(),
                            depth: signal.depth.saturating_add(1),
                            steps,
                            ..signal.clone()
                        });
                    }
                }
                if targets.defs.is_empty() && self.hands_on(method, at) {
                    self.signal(Signal {
                        val: op.res,
                        ..signal.clone()
                    });
                }
            }
            _ => {}
        }
    }

    /// Whether a call outside the app gives what it is given here: a boxed number.
    fn hands_on(&self, method: MethodId, at: u16) -> bool {
        let boxes = ["valueOf", "booleanValue", "intValue"];
        at == 0 && boxes.contains(&self.app.program.name_of(method))
    }

    /// The answer, or what was made of it, is returned.
    fn returns(&mut self, signal: &Signal, site: Site, hit: &Values, miss: &Values) {
        let app = self.app;
        if !hit.differs(miss) {
            return;
        }
        if app.is_callable(signal.def) {
            self.verdict(signal, site, hit);
        }
        for caller in app
            .callers(signal.def)
            .iter()
            .filter(|s| app.is_reachable(s.def))
            .take(MAX_CALLERS)
        {
            let Some((_, _, call)) = app.op_at(*caller) else {
                continue;
            };
            let subject = self.subject_of_caller(signal.def, &signal.subject, caller.def, call);
            let list = self.list_of_caller(signal.def, &signal.list, caller.def, call);
            let mut steps = signal.steps.clone();
            steps.push(Step {
                site: *caller,
                says: format!("{} returns the answer", app.program.def_name(signal.def)),
            });
            self.signal(Signal {
                def: caller.def,
                val: call.res,
                hit: hit.clone(),
                miss: miss.clone(),
                subject,
                list,
                depth: signal.depth.saturating_add(1),
                steps,
            });
        }
    }

    /// The answer is kept in a field and tested by those who read it.
    fn field(&mut self, signal: &Signal, site: Site, field: FieldId, is_static: bool) {
        let app = self.app;
        let field = app.program.canonical_field(field);
        let (puts, gets) = if is_static {
            (
                app.xrefs.static_puts.of(field),
                app.xrefs.static_gets.of(field),
            )
        } else {
            (
                app.xrefs.field_puts.of(field),
                app.xrefs.field_gets.of(field),
            )
        };
        let mut miss = signal.miss.clone().join(Values::These(vec![0]));
        for put in puts {
            if *put != site
                && let Some((body, _, op)) = app.op_at(*put)
            {
                miss = miss.join(constant(body, body.arg(op, 0)));
            }
        }
        let mut steps = signal.steps.clone();
        steps.push(Step {
            site,
            says: format!("the answer is kept in {}", app.program.field_name(field)),
        });
        for get in gets.iter().take(MAX_CALLERS) {
            if let Some((_, _, op)) = app.op_at(*get) {
                self.signal(Signal {
                    def: get.def,
                    val: op.res,
                    hit: signal.hit.clone(),
                    miss: miss.clone(),
                    subject: Subject::default(),
                    list: signal.list.anywhere(),
                    depth: signal.depth.saturating_add(1),
                    steps: steps.clone(),
                });
            }
        }
    }
}

fn swapped(cond: Cond) -> Cond {
    match cond {
        Cond::Lt => Cond::Gt,
        Cond::Gt => Cond::Lt,
        Cond::Le => Cond::Ge,
        Cond::Ge => Cond::Le,
        same => same,
    }
}

/// What a value is, as far as its definition tells.
fn constant(body: &crate::ir::Body, val: Val) -> Values {
    match body.def_op(val) {
        Some((_, op)) => match op.kind {
            Kind::Const(n) => Values::These(vec![n]),
            Kind::Str(_) | Kind::New(_) | Kind::NewArray(_) => Values::Object,
            _ if is_computed(body, val) => Values::Computed,
            _ => Values::Any,
        },
        None if is_computed(body, val) => Values::Computed,
        None => Values::Any,
    }
}

/// Whether a number is a sum or a difference, on one way at least; on others a constant.
fn is_computed(body: &crate::ir::Body, val: Val) -> bool {
    use crate::ir::{Arith, Num};
    let mut seen = Vec::new();
    let mut work = vec![val];
    let mut sums = false;
    while let Some(val) = work.pop() {
        if seen.contains(&val) {
            continue;
        }
        seen.push(val);
        match body.def(val) {
            Def::Phi(_) if seen.len() < 16 => work.extend(body.phi_inputs(val)),
            Def::Op(idx) => match body.op(idx).map(|o| o.kind) {
                Some(
                    Kind::Arith(Arith::Add | Arith::Sub, Num::Int | Num::Long)
                    | Kind::ArithLit(Arith::Add | Arith::Sub | Arith::Rsub, _),
                ) => sums = true,
                Some(Kind::Const(_)) => {}
                _ => return false,
            },
            _ => return false,
        }
    }
    sums
}
