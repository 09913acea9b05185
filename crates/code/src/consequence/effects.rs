//! What the code on one side of a branch does.

use super::sides::Sides;
use super::subject::Subject;
use super::{Act, Consequence, Follow, Signal, When};
use crate::app::App;
use crate::consts::Folder;
use crate::flow::Step;
use crate::ir::{Body, Invoke, Kind, NO_VAL, Op, Use, Val};
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
    /// Whether what is given to it is made of that object.
    about: bool,
    /// What it is called on.
    on: On,
    /// The calls from the branch to the one that it is in; none where it stands beside the branch.
    steps: Vec<Step>,
}

/// What a call is made on, by what it has to do with the object that was compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    /// Nothing that is known to have.
    Other,
    /// What is made of it.
    Text,
    /// What it is taken out of.
    Holder,
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
        // What is asked after a hit beside settings, and what ends in an exception on both sides, is not what the hit decides.
        let either = miss.throws.is_some();
        hit.throws = hit.throws.filter(|_| !either).filter(|pc| {
            let block = body.at(*pc).and_then(|idx| body.op(idx)).map(|op| op.block);
            let asked = block.map_or_else(Vec::new, |it| sides.asked_before(body, it));
            asked.iter().all(|v| is_setting(self.app, body, *v))
        });
        let thrown = sides.miss_from.is_some() || hit.throws.is_some();
        for done in &hit.done {
            let effect = match done.label.as_str() {
                "removed" => "dropped",
                "taken-out" if done.subject || done.on == On::Holder => "dropped",
                "hidden" => "hidden",
                "closed" | "refused" => "refused",
                // Where the text says whither, it is let through.
                "sent" if done.on == On::Other && (done.about || done.steps.is_empty()) => {
                    "reported"
                }
                "replaced" if done.on != On::Other || done.about => "replaced",
                _ => continue,
            };
            self.found(signal, effect, Act::Call(done.method), done, When::Hit);
        }
        // What is kept after a hit as well is sorted.
        let kept = |done: &Done| done.label == "kept" && done.subject;
        let sorted = hit.done.iter().any(kept);
        for done in &miss.done {
            let effect = match done.label.as_str() {
                "kept" if sorted => continue,
                "stored" if !done.about => continue,
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
        // Someone is told of the hit, and not of a miss, of which another comes to know.
        let known = !(miss.told.is_empty() && miss.given.is_empty() && miss.done.is_empty());
        for (method, site) in &hit.told {
            let same = miss.told.iter().any(|(m, _)| m == method);
            if !same && known {
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

    /// What the framework makes of the answer, where it is the one that the models name.
    pub(super) fn verdict(&mut self, signal: &Signal, site: Site, hit: &super::Values) {
        let app = self.app;
        let Some(method) = app.program.def(signal.def).map(|d| d.method) else {
            return;
        };
        for role in app.models.roles.of(&app.program, method) {
            if role.name != "verdict" {
                continue;
            }
            let (effect, by) = role.detail.split_once(' ').unwrap_or((&role.detail, ""));
            let effect = match effect {
                "refused" => "refused",
                "hidden" => "hidden",
                "replaced" => "replaced",
                _ => continue,
            };
            let is = |n: i64| matches!(hit, super::Values::These(list) if list.as_slice() == [n]);
            if by == "true" && !is(1) || by == "false" && !is(0) {
                continue;
            }
            let act = Act::Verdict(signal.def);
            self.consequence(signal, effect, act, site, When::Hit, &[]);
        }
    }

    fn operation(&self, signal: &Signal, body: &Body, op: &Op, into: &mut Side) {
        match op.kind {
            Kind::Throw => into.throws = Some(op.pc),
            Kind::Call(how, method) => self.call(signal, body, op, (how, method), into),
            _ => {}
        }
    }

    fn call(
        &self,
        signal: &Signal,
        body: &Body,
        op: &Op,
        (how, method): (Invoke, MethodId),
        into: &mut Side,
    ) {
        let app = self.app;
        if is_quiet(app, method) {
            return;
        }
        let site = Site {
            def: signal.def,
            pc: op.pc,
        };
        // To ask the object for something is not to hand it on.
        let asked = usize::from(how != Invoke::Static);
        let args = body.args(op).get(asked..).unwrap_or_default();
        let subject = args
            .iter()
            .any(|v| self.is_subject(body, &signal.subject, *v));
        let about = || {
            args.iter()
                .any(|v| self.is_of_subject(body, &signal.subject, *v))
        };
        if let Some(label) = label(app, site.def, body, op, method) {
            let on = body.arg(op, 0);
            let keeps = matches!(label.as_str(), "kept" | "taken-out");
            if keeps && self.is_list(body, &signal.list, on)
                || label == "kept" && self.is_note(body, on)
            {
                return;
            }
            into.done.push(Done {
                label,
                method,
                site,
                subject,
                about: about(),
                on: if asked == 0 {
                    On::Other
                } else {
                    self.called_on(body, &signal.subject, on)
                },
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
            // A text in which something is replaced must come back.
            if done.label == "replaced" && !(subject && is_text(self.gives(method))) {
                continue;
            }
            done.subject |= subject;
            done.about |= about();
            into.done.push(done);
        }
        let listener = how == Invoke::Interface && self.is_own(method);
        if quiet && !listener {
            return;
        }
        // What is asked of the object, or of others by it, hands nothing on.
        let result = self.gives(method);
        let is_used = op.res != NO_VAL && !body.uses(op.res).is_empty();
        // The receiver does not count: its own methods may be called on both sides.
        let given = if targets.defs.is_empty() {
            how == Invoke::Interface && !is_used
        } else {
            !(result == "Z" && is_used)
        };
        if given && subject && app.program.name_of(method) != "<init>" {
            into.given.push((method, site));
        }
        if listener && result == "V" {
            into.told.push((method, site));
        }
    }

    fn called_on(&self, body: &Body, subject: &Subject, val: Val) -> On {
        if self.holds_subject(body, subject, val) {
            On::Holder
        } else if self.is_of_subject(body, subject, val) {
            On::Text
        } else {
            On::Other
        }
    }

    /// Whether the method is declared by a class of the app.
    fn is_own(&self, method: MethodId) -> bool {
        let program = &self.app.program;
        let class = program.methods.get(method as usize).map(|m| m.class);
        class.is_some_and(|c| program.class_of(c).is_some())
    }

    /// The type of what a method gives.
    fn gives(&self, method: MethodId) -> &str {
        let program = &self.app.program;
        let proto = program.methods.get(method as usize).map(|m| m.proto);
        let proto = proto.and_then(|p| program.protos.get(p as usize));
        proto.map_or("", |p| program.desc(p.ret))
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
                                list: Subject::default(),
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
                        if !matches!(label.as_str(), "kept" | "taken-out") {
                            self.done.push(Done {
                                label,
                                method,
                                site,
                                subject: false,
                                about: false,
                                on: On::Other,
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

/// Whether a value was kept before, was given, or is read from settings.
fn is_setting(app: &App<'_>, body: &Body, val: Val) -> bool {
    match body.def_op(val).map(|(_, op)| op.kind) {
        Some(Kind::FieldGet(_) | Kind::StaticGet(_) | Kind::Const(_)) => true,
        Some(Kind::Call(_, method)) => !app.models.inputs.of(&app.program, method).is_empty(),
        Some(_) => false,
        None => matches!(body.def(val), crate::ir::Def::Param(_)),
    }
}

fn is_text(desc: &str) -> bool {
    matches!(desc, "Ljava/lang/String;" | "Ljava/lang/CharSequence;")
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
