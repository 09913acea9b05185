//! What the code on one side of a branch does.

use super::sides::Sides;
use super::{Act, Consequence, Follow, Signal, Subject, When};
use crate::app::App;
use crate::consts::Folder;
use crate::flow::Step;
use crate::ir::{Body, Invoke, Kind, Op, Use, Val};
use crate::program::{DefId, MethodId};
use crate::xref::Site;
use rustc_hash::FxHashSet;

/// Targets of one call that are looked into: 8.
pub(super) const MAX_TARGETS: usize = 8;
/// Calls deep: 3. What a side of a branch does is done near it.
const DEPTH: u32 = 3;
/// Calls looked at for one side: 400.
const CALLS: u32 = 400;

/// `View.INVISIBLE` and `View.GONE`, <https://developer.android.com/reference/android/view/View#GONE>.
const UNSEEN: [i64; 2] = [4, 8];

/// An effect as the models name it, at a call.
struct Done {
    label: String,
    method: MethodId,
    site: Site,
    /// Whether the object that was compared is among what is given to it.
    subject: bool,
    steps: Vec<Step>,
}

impl Follow<'_, '_> {
    pub(super) fn effects(&mut self, signal: &Signal, body: &Body, sides: &Sides) {
        let mut hit = Side::default();
        let mut miss = Side::default();
        for (i, op) in body.ops.iter().enumerate() {
            let block = op.block as usize;
            let tail = sides
                .miss_from
                .is_some_and(|(b, from)| b == op.block && crate::program::count(i) >= from);
            if sides.hit.get(block) == Some(&true) {
                self.operation(signal, body, op, &mut hit);
            } else if tail || sides.miss.get(block) == Some(&true) {
                self.operation(signal, body, op, &mut miss);
            }
        }
        let thrown = sides.miss_from.is_some() || hit.throws.is_some();
        for done in &hit.done {
            let effect = match done.label.as_str() {
                "removed" => "dropped",
                "hidden" => "hidden",
                "closed" | "refused" => "refused",
                "sent" => "reported",
                "replaced" => "replaced",
                _ => continue,
            };
            self.found(signal, effect, Act::Call(done.method), done, When::Hit);
        }
        for done in &miss.done {
            let effect = match done.label.as_str() {
                _ if thrown && matches!(done.label.as_str(), "sent" | "started" | "stored") => {
                    "refused"
                }
                "sent" => "dropped",
                "started" | "stored" | "enabled" => "refused",
                "kept" if done.subject => "dropped",
                "shown" if done.subject => "hidden",
                "visible" => "hidden",
                _ => continue,
            };
            self.found(signal, effect, Act::Call(done.method), done, When::Miss);
        }
        if let Some(pc) = hit.throws
            && hit.done.is_empty()
        {
            let site = Site {
                def: signal.def,
                pc,
            };
            self.consequence(signal, "refused", Act::Throw, site, When::Hit, &[]);
        }
        // The object goes on only after a miss.
        if hit.given.is_empty() {
            for (method, site) in &miss.given {
                let act = Act::Call(*method);
                self.consequence(signal, "dropped", act, *site, When::Miss, &[]);
            }
        }
        // Someone is told of the hit, and not of a miss.
        for (method, site) in &hit.told {
            let same = miss.told.iter().any(|(m, _)| m == method);
            if !same {
                let act = Act::Call(*method);
                self.consequence(signal, "refused", act, *site, When::Hit, &[]);
            }
        }
    }

    fn found(&mut self, signal: &Signal, effect: &'static str, act: Act, done: &Done, when: When) {
        self.consequence(signal, effect, act, done.site, when, &done.steps);
    }

    fn consequence(
        &mut self,
        signal: &Signal,
        effect: &'static str,
        act: Act,
        site: Site,
        when: When,
        more: &[Step],
    ) {
        let program = &self.app.program;
        let what = match act {
            Act::Call(m) => program.method_name(m),
            Act::Throw => String::from("an exception"),
            Act::Verdict(def) => program.def_name(def),
        };
        let says = match when {
            When::Hit => format!("after a hit: {what}"),
            When::Miss => format!("only without a hit: {what}"),
        };
        let mut steps = signal.steps.clone();
        steps.extend_from_slice(more);
        steps.push(Step { site, says });
        self.found.push(Consequence {
            effect,
            act,
            site,
            when,
            steps,
        });
    }

    /// A call that is given the answer itself, and makes something seen or unseen, enabled or not.
    pub(super) fn switched(&mut self, signal: &Signal, op: &Op, method: MethodId) {
        let effects = self.app.models.effects.of(&self.app.program, method);
        let is = |values: &super::Values, wanted: &[i64]| match values {
            super::Values::These(list) => {
                !list.is_empty() && list.iter().all(|n| wanted.contains(n))
            }
            _ => false,
        };
        let effect = match effects.first().map(|label| label.as_str()) {
            Some("enabled-or-refused") if is(&signal.hit, &[0]) => "refused",
            Some("shown-or-hidden") if is(&signal.hit, &UNSEEN) => "hidden",
            _ => return,
        };
        let site = Site {
            def: signal.def,
            pc: op.pc,
        };
        self.consequence(signal, effect, Act::Call(method), site, When::Hit, &[]);
    }

    /// What the framework makes of the answer.
    pub(super) fn verdict(&mut self, signal: &Signal, site: Site) {
        let app = self.app;
        let Some(method) = app.program.def(signal.def).map(|d| d.method) else {
            return;
        };
        for role in app.models.roles.of(&app.program, method) {
            let effect = match (role.name.as_str(), role.detail.as_str()) {
                ("verdict", "refused") => "refused",
                ("verdict", "hidden") => "hidden",
                ("verdict", "replaced") => "replaced",
                _ => continue,
            };
            let act = Act::Verdict(signal.def);
            self.consequence(signal, effect, act, site, When::Hit, &[]);
        }
    }

    fn operation(&self, signal: &Signal, body: &Body, op: &Op, into: &mut Side) {
        match op.kind {
            Kind::Throw => into.throws = Some(op.pc),
            Kind::Call(how, method) => {
                let site = Site {
                    def: signal.def,
                    pc: op.pc,
                };
                // To ask the object for something is not to hand it on.
                let asked = usize::from(how != Invoke::Static);
                let subject = body
                    .args(op)
                    .iter()
                    .skip(asked)
                    .any(|v| self.is_subject(body, &signal.subject, *v));
                self.call(site, body, op, how, method, subject, into);
            }
            _ => {}
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn call(
        &self,
        site: Site,
        body: &Body,
        op: &Op,
        how: Invoke,
        method: MethodId,
        subject: bool,
        into: &mut Side,
    ) {
        let app = self.app;
        if is_quiet(app, method) {
            return;
        }
        if let Some(label) = label(app, site.def, body, op, method) {
            into.done.push(Done {
                label,
                method,
                site,
                subject,
                steps: Vec::new(),
            });
            return;
        }
        let targets = app.targets(site.def, how, method, None);
        let mut inner = Inner {
            app,
            left: CALLS,
            seen: FxHashSet::default(),
            done: Vec::new(),
            quiet: true,
        };
        for target in targets.defs.iter().take(MAX_TARGETS) {
            inner.method(*target, 1);
        }
        let quiet = !targets.defs.is_empty() && inner.quiet && !targets.outside;
        for mut done in inner.done {
            let mut steps = vec![Step {
                site,
                says: format!("{} is called", app.program.method_name(method)),
            }];
            steps.append(&mut done.steps);
            done.steps = steps;
            done.subject |= subject;
            into.done.push(done);
        }
        let listener = how == Invoke::Interface && self.is_own(method);
        if quiet && !listener {
            return;
        }
        // The receiver does not count: its own methods may be called on both sides.
        let given = !targets.defs.is_empty() || how == Invoke::Interface;
        if given && subject && app.program.name_of(method) != "<init>" {
            into.given.push((method, site));
        }
        if listener {
            into.told.push((method, site));
        }
    }

    /// Whether the method is declared by a class of the app.
    fn is_own(&self, method: MethodId) -> bool {
        let program = &self.app.program;
        let class = program.methods.get(method as usize).map(|m| m.class);
        class.is_some_and(|c| program.class_of(c).is_some())
    }

    /// What becomes of a text in which words were replaced.
    pub(super) fn replaced(&mut self, def: DefId, val: Val, steps: &[Step]) {
        let app = self.app;
        let mut work = vec![(def, val, 0_u32)];
        let mut seen: FxHashSet<(DefId, Val)> = FxHashSet::default();
        while let Some((def, val, depth)) = work.pop() {
            if depth > super::MAX_DEPTH || seen.len() > super::MAX_SIGNALS {
                return;
            }
            if !seen.insert((def, val)) {
                continue;
            }
            let Some(body) = app.body(def) else { continue };
            for u in body.uses(val) {
                let (idx, at) = match *u {
                    Use::Phi(phi) => {
                        work.push((def, phi, depth));
                        continue;
                    }
                    Use::Op(idx, at) => (idx, at),
                };
                let Some(op) = body.op(idx).copied() else {
                    continue;
                };
                let site = Site { def, pc: op.pc };
                match op.kind {
                    Kind::Cast(_) => work.push((def, op.res, depth)),
                    Kind::Return => {
                        for caller in app.callers(def).iter().take(super::MAX_CALLERS) {
                            if let Some((_, _, call)) = app.op_at(*caller) {
                                work.push((caller.def, call.res, depth.saturating_add(1)));
                            }
                        }
                    }
                    Kind::Call(how, method) => {
                        let known = label(app, def, body, &op, method);
                        let shows = known.as_deref();
                        if at > 0 && matches!(shows, Some("shown" | "sent" | "stored" | "kept")) {
                            let signal = Signal {
                                def,
                                val,
                                hit: super::Values::Any,
                                miss: super::Values::Any,
                                subject: Subject::default(),
                                depth,
                                steps: steps.to_vec(),
                            };
                            let act = Act::Call(method);
                            self.consequence(&signal, "replaced", act, site, When::Hit, &[]);
                            continue;
                        }
                        let targets = app.targets(def, how, method, None);
                        for target in targets.defs.iter().take(MAX_TARGETS) {
                            let param = app
                                .body(*target)
                                .and_then(|b| b.params.get(usize::from(at)))
                                .copied();
                            if let Some(param) = param {
                                work.push((*target, param, depth.saturating_add(1)));
                            }
                        }
                        if targets.defs.is_empty() && at == 0 {
                            work.push((def, op.res, depth));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// What one side does.
#[derive(Default)]
struct Side {
    done: Vec<Done>,
    /// Calls that the compared object is given to.
    given: Vec<(MethodId, Site)>,
    /// Calls of methods that someone else implements.
    told: Vec<(MethodId, Site)>,
    throws: Option<u32>,
}

/// What a method does, with what it calls.
struct Inner<'i, 'a> {
    app: &'i App<'a>,
    left: u32,
    seen: FxHashSet<DefId>,
    done: Vec<Done>,
    /// Whether it does nothing but what is quiet.
    quiet: bool,
}

impl Inner<'_, '_> {
    fn method(&mut self, def: DefId, depth: u32) {
        if !self.seen.insert(def) {
            return;
        }
        let app = self.app;
        let Some(body) = app.body(def) else {
            self.quiet = false;
            return;
        };
        for op in &body.ops {
            match op.kind {
                Kind::FieldPut(_) | Kind::StaticPut(_) | Kind::ArrayPut => self.quiet = false,
                Kind::Call(how, method) => {
                    if is_quiet(app, method) {
                        continue;
                    }
                    let Some(left) = self.left.checked_sub(1) else {
                        self.quiet = false;
                        return;
                    };
                    self.left = left;
                    let site = Site { def, pc: op.pc };
                    if let Some(label) = label(app, def, body, op, method) {
                        self.quiet = false;
                        // What a method keeps in collections of its own is its affair.
                        if !matches!(label.as_str(), "kept" | "removed") {
                            self.done.push(Done {
                                label,
                                method,
                                site,
                                subject: false,
                                steps: Vec::new(),
                            });
                        }
                        continue;
                    }
                    let targets = app.targets(def, how, method, None);
                    if targets.defs.is_empty() {
                        self.quiet &=
                            app.models.calls.of(&app.program, method) != Vec::<&Vec<_>>::new();
                        continue;
                    }
                    if depth >= DEPTH || targets.defs.len() > MAX_TARGETS {
                        self.quiet = false;
                        continue;
                    }
                    for target in targets.defs {
                        self.method(target, depth.saturating_add(1));
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_quiet(app: &App<'_>, method: MethodId) -> bool {
    let roles = app.models.roles.of(&app.program, method);
    roles.iter().any(|r| r.name == "quiet")
}

/// The effect that the models name for a call, where its arguments bear it out.
fn label(app: &App<'_>, def: DefId, body: &Body, op: &Op, method: MethodId) -> Option<String> {
    let effects = app.models.effects.of(&app.program, method);
    let label = effects.first()?.as_str();
    let number = |at: usize| {
        Folder::new(app)
            .value(def, body.arg(op, at))
            .and_then(|c| c.as_int())
    };
    match label {
        "shown-or-hidden" => match number(1) {
            Some(n) if UNSEEN.contains(&n) => Some(String::from("hidden")),
            Some(0) => Some(String::from("visible")),
            _ => None,
        },
        "upload" => None,
        // What is written goes out where the stream is that of a connection.
        "written" => {
            let stream = body.def_op(body.arg(op, 0)).map(|(_, o)| o.kind);
            let sent = match stream {
                Some(Kind::Call(_, m)) => {
                    let effects = app.models.effects.of(&app.program, m);
                    effects.iter().any(|e| *e == "upload")
                }
                _ => false,
            };
            Some(String::from(if sent { "sent" } else { "stored" }))
        }
        "enabled-or-refused" => match number(1) {
            Some(0) => Some(String::from("refused")),
            Some(_) => Some(String::from("enabled")),
            None => None,
        },
        other => Some(other.to_owned()),
    }
}
