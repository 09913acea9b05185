//! One app: its tables, its call graph, and the bodies of its methods as they are asked for.
//!
//! Lattice of the call graph: sets of methods under inclusion, rapid type analysis (Bacon and Sweeney, 1996): a
//! virtual call reaches the methods of those classes of which reachable code makes an object, or the framework does.
//! Methods that override one of the framework are called by it as soon as their class has an object.
//!
//! Known misses: native code calls nothing; class names made at run time that do not fold to a constant.
//! Known excess: all methods of a class that is named in a string of reachable code count as called.

use crate::bridges::Bridge;
use crate::consts::Const;
use crate::ir::{Body, Invoke, Kind, Op, OpIdx, Use, Val};
use crate::lift::lift;
use crate::models::Models;
use crate::program::{ClassId, DefId, FieldId, MethodId, NONE, Program, Sym, TypeId, count};
use crate::xref::{OutKind, Site, Xrefs};
use base::Problem;
use fmt_dex::{AccessFlags, Dex};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

/// A component that the manifest declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Descriptor of its class.
    pub desc: String,
    /// Kind, as in the model file `components`.
    pub kind: String,
    /// Actions of its intent filters.
    pub actions: Vec<String>,
    /// A provider's authorities.
    pub authorities: Vec<String>,
}

/// What else than code starts code: the manifest and the layouts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Whether `components` lists all there are. Where it does not, all code counts as reachable.
    pub complete: bool,
    /// Enabled components.
    pub components: Vec<Component>,
    /// Names of methods that layouts call on a click.
    pub click_methods: Vec<String>,
}

/// Texts of the app's resources, and what its layouts say of views.
pub trait Resources: Sync {
    /// The string with this resource number, in the default configuration.
    fn string(&self, id: u32) -> Option<String>;

    /// The items of the array with this resource number, in the default configuration.
    fn array(&self, _id: u32) -> Option<&[String]> {
        None
    }

    /// The name of the resource with this number, as `array/planets`.
    fn name(&self, _id: u32) -> Option<&str> {
        None
    }

    /// Whether a view with this number takes a password, as the layouts say.
    fn takes_password(&self, _id: u32) -> bool {
        false
    }
}

/// No resources.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoResources;

impl Resources for NoResources {
    fn string(&self, _id: u32) -> Option<String> {
        None
    }
}

/// A call's targets.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Methods of the app.
    pub defs: Vec<DefId>,
    /// Whether code outside the app may be called too.
    pub outside: bool,
}

/// How many methods one call may reach: 128. Beyond, the call is cut and recorded; calls of common interface
/// methods in large obfuscated apps reach several hundred, and hardly one of them is meant.
pub const MAX_TARGETS: usize = 128;

/// One app.
pub struct App<'a> {
    /// Its tables.
    pub program: Arc<Program<'a>>,
    /// Its cross references.
    pub xrefs: Arc<Xrefs>,
    /// What the framework does.
    pub models: &'a Models,
    /// What starts it.
    pub entry: Entry,
    /// Its resources.
    pub resources: &'a dyn Resources,
    pub(crate) reachable: Vec<bool>,
    pub(crate) callable: Vec<bool>,
    pub(crate) made: Vec<bool>,
    pub(crate) methods_of_framework: Arc<FxHashMap<TypeId, Option<FxHashSet<Sym>>>>,
    pub(crate) callers: Vec<Vec<Site>>,
    bodies: Arc<Vec<OnceLock<Option<Box<Body>>>>>,
    pub(crate) accepted: OnceLock<crate::flow::Accepted>,
    pub(crate) proxies: OnceLock<crate::proxies::Proxies>,
    pub(crate) clients: OnceLock<crate::clients::Clients>,
    pub(crate) bridges: Vec<Bridge>,
    /// What virtual calls reach, by method; empty until it is known which objects are made.
    dispatch: Vec<OnceLock<Targets>>,
    /// What static fields hold after their classes are initialised, by field; empty as long as `dispatch` is.
    pub(crate) statics: Vec<OnceLock<Option<Const>>>,
}

impl<'a> App<'a> {
    /// Reads the code of one app.
    pub fn new(
        dexes: &[Dex<'a>],
        models: &'a Models,
        entry: Entry,
        resources: &'a dyn Resources,
    ) -> Self {
        let mut program = Program::new(dexes);
        for t in &models.types {
            let ifaces: Vec<&str> = t.interfaces.iter().map(String::as_str).collect();
            program.add_framework_type(&t.desc, t.super_class.as_deref(), &ifaces);
        }
        let mut problems = Vec::new();
        let xrefs = Xrefs::new(&program, &mut problems);
        program.problems.append(&mut problems);
        let mut methods_of_framework = FxHashMap::default();
        for t in &models.types {
            if let Some(ty) = program.find_type(&t.desc) {
                let names = t.methods.as_ref().map(|m| {
                    let known = m.iter().filter_map(|n| program.strings.find(n));
                    known.collect::<FxHashSet<Sym>>()
                });
                methods_of_framework.insert(ty, names);
            }
        }
        let bodies = program.defs.iter().map(|_| OnceLock::new()).collect();
        Self {
            bodies: Arc::new(bodies),
            accepted: OnceLock::new(),
            proxies: OnceLock::new(),
            clients: OnceLock::new(),
            bridges: Vec::new(),
            dispatch: Vec::new(),
            statics: Vec::new(),
            reachable: Vec::new(),
            callable: Vec::new(),
            made: Vec::new(),
            callers: Vec::new(),
            program: Arc::new(program),
            xrefs: Arc::new(xrefs),
            models,
            entry: Entry::default(),
            resources,
            methods_of_framework: Arc::new(methods_of_framework),
        }
        .started_by(entry)
    }

    /// The same code, started by something else. What was read of it is shared.
    #[must_use]
    pub fn started_by(&self, entry: Entry) -> Self {
        let n = self.program.defs.len();
        let mut app = Self {
            bodies: Arc::clone(&self.bodies),
            accepted: OnceLock::new(),
            proxies: OnceLock::new(),
            clients: OnceLock::new(),
            bridges: Vec::new(),
            dispatch: Vec::new(),
            statics: Vec::new(),
            reachable: vec![false; n],
            callable: vec![false; n],
            made: vec![false; self.program.types.len()],
            callers: Vec::new(),
            program: Arc::clone(&self.program),
            xrefs: Arc::clone(&self.xrefs),
            models: self.models,
            entry,
            resources: self.resources,
            methods_of_framework: Arc::clone(&self.methods_of_framework),
        };
        app.bridges = app.find_bridges();
        let Reach {
            reachable,
            callable,
            made,
            handed,
            ..
        } = Reach::run(&app);
        app.callable = callable;
        app.made = made;
        let methods = app.program.methods.iter();
        app.dispatch = methods.map(|_| OnceLock::new()).collect();
        let fields = app.program.fields.iter();
        app.statics = fields.map(|_| OnceLock::new()).collect();
        app.reachable = reachable;
        if !app.entry.complete {
            app.reachable.fill(true);
        }
        app.callers = app.all_callers();
        if !app.entry.complete {
            app.forget_idle(&handed);
        }
        app
    }

    /// Callbacks of objects that are made and never given to anything, and that nothing calls, do not run.
    fn forget_idle(&mut self, handed: &[bool]) {
        let mut idle = Vec::new();
        for class in &self.program.classes {
            let ty = class.ty as usize;
            if self.made.get(ty) == Some(&true) && handed.get(ty) == Some(&false) {
                let all = self.callbacks(class.ty);
                idle.extend(all.into_iter().filter(|d| self.callers(*d).is_empty()));
            }
        }
        for def in idle {
            if let Some(r) = self.reachable.get_mut(def as usize) {
                *r = false;
            }
        }
    }

    /// What was wrong with the input.
    pub fn problems(&self) -> &[Problem] {
        &self.program.problems
    }

    /// The body of a method; built when first asked for.
    pub fn body(&self, def: DefId) -> Option<&Body> {
        let slot = self.bodies.get(def as usize)?;
        slot.get_or_init(|| {
            let def = self.program.def(def)?;
            let mut body = lift(&self.program, def)?;
            crate::dead::cut(&mut body, &|ty| {
                let desc = self.program.desc(ty);
                ty == NONE || desc == "Ljava/lang/Throwable;" || desc.ends_with("Error;")
            });
            Some(Box::new(body))
        })
        .as_deref()
    }

    /// The operation at a place, and the body that it is in.
    pub fn op_at(&self, site: Site) -> Option<(&Body, OpIdx, &Op)> {
        let body = self.body(site.def)?;
        let idx = body.at(site.pc)?;
        Some((body, idx, body.op(idx)?))
    }

    /// Whether code that starts the app can come to this method.
    pub fn is_reachable(&self, def: DefId) -> bool {
        self.reachable.get(def as usize) == Some(&true)
    }

    /// Whether the framework calls this method.
    pub fn is_callable(&self, def: DefId) -> bool {
        self.callable.get(def as usize) == Some(&true)
    }

    fn is_made(&self, ty: TypeId) -> bool {
        self.made.get(ty as usize) == Some(&true)
    }

    /// Where this method is called from in the app.
    pub fn callers(&self, def: DefId) -> &[Site] {
        self.callers.get(def as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a field is one of a class that the app does not carry.
    pub(crate) fn is_outside(&self, field: FieldId) -> bool {
        let field = self.program.fields.get(field as usize);
        field.is_none_or(|f| self.program.class_of(f.class).is_none())
    }

    /// What a call reaches; `exact` is the class of the receiver where it is known for sure.
    pub fn targets(
        &self,
        caller: DefId,
        how: Invoke,
        method: MethodId,
        exact: Option<TypeId>,
    ) -> Targets {
        let Some(m) = self.program.methods.get(method as usize) else {
            return Targets::default();
        };
        let one = |ty| match self.program.resolve(ty, m.name, m.proto) {
            Ok(def) => Targets {
                defs: vec![def],
                outside: false,
            },
            Err(_) => Targets {
                defs: Vec::new(),
                outside: true,
            },
        };
        match (how, exact) {
            (Invoke::Static | Invoke::Direct, _) => one(m.class),
            (Invoke::Super, _) => {
                let class = self.program.def(caller).map_or(NONE, |d| d.class);
                let class = self.program.classes.get(class as usize);
                match class.and_then(|c| self.program.super_class(c.ty)) {
                    Some(up) => one(up),
                    None => one(m.class),
                }
            }
            (_, Some(ty)) => one(ty),
            _ => {
                let find = || self.virtual_targets(m.class, m.name, m.proto);
                match self.dispatch.get(method as usize) {
                    Some(known) => known.get_or_init(find).clone(),
                    None => find(),
                }
            }
        }
    }

    fn virtual_targets(&self, class: TypeId, name: Sym, proto: u32) -> Targets {
        let mut targets = Targets::default();
        let own = self.program.class_of(class);
        // An object of a class that nobody here makes may come from outside.
        targets.outside = own.is_none() || self.program.resolve(class, name, proto).is_err();
        for ty in self.program.descendants(class) {
            let Some(c) = self.program.class_of(ty) else {
                continue;
            };
            if c.access.contains(AccessFlags::INTERFACE) || !self.is_made(ty) {
                continue;
            }
            if let Ok(def) = self.program.resolve(ty, name, proto)
                && !targets.defs.contains(&def)
            {
                targets.defs.push(def);
                if targets.defs.len() > MAX_TARGETS {
                    break;
                }
            }
        }
        if targets.defs.is_empty()
            && let Ok(def) = self.program.resolve(class, name, proto)
            && self.program.def(def).is_some_and(|d| d.code_off != 0)
        {
            targets.defs.push(def);
        }
        targets
    }

    fn all_callers(&self) -> Vec<Vec<Site>> {
        let mut callers: Vec<Vec<Site>> = vec![Vec::new(); self.program.defs.len()];
        for def in 0..count(self.program.defs.len()) {
            if !self.is_reachable(def) {
                continue;
            }
            for out in self.xrefs.outs(def) {
                let OutKind::Call(how) = out.kind else {
                    continue;
                };
                let site = Site { def, pc: out.pc };
                let targets = self.targets(def, how, out.target, None);
                if targets.defs.len() <= MAX_TARGETS {
                    for t in &targets.defs {
                        if let Some(list) = callers.get_mut(*t as usize) {
                            list.push(site);
                        }
                    }
                }
            }
        }
        callers
    }

    /// The virtual methods that objects of a class have from the app, nearest first.
    pub fn virtual_methods(&self, ty: TypeId) -> Vec<DefId> {
        let mut all: Vec<DefId> = Vec::new();
        let mut seen: FxHashSet<(Sym, u32)> = FxHashSet::default();
        for t in self.program.ancestors(ty) {
            let Some(class) = self.program.class_of(t) else {
                continue;
            };
            for def in class.first_def..class.end_def {
                let Some(d) = self.program.def(def) else {
                    continue;
                };
                let Some(m) = self.program.methods.get(d.method as usize) else {
                    continue;
                };
                let hidden = d.access.contains(AccessFlags::STATIC)
                    || d.access.contains(AccessFlags::PRIVATE)
                    || d.access.contains(AccessFlags::CONSTRUCTOR)
                    || d.code_off == 0;
                if !hidden && seen.insert((m.name, m.proto)) {
                    all.push(def);
                }
            }
        }
        all
    }

    /// The methods of objects of this class that the framework calls once it has one: those that a type outside the app has,
    /// or may have.
    pub fn callbacks(&self, ty: TypeId) -> Vec<DefId> {
        let mut names: Vec<&FxHashSet<Sym>> = Vec::new();
        let mut may_be_any = false;
        for above in self.program.ancestors(ty) {
            if self.program.class_of(above).is_some() {
                continue;
            }
            match self.methods_of_framework.get(&above) {
                Some(Some(known)) => names.push(known),
                Some(None) => may_be_any = true,
                None => may_be_any |= self.program.desc(above) != "Ljava/lang/Object;",
            }
        }
        let mut all = self.virtual_methods(ty);
        all.retain(|def| {
            let method = self.program.def(*def).map_or(NONE, |d| d.method);
            let name = self
                .program
                .methods
                .get(method as usize)
                .map_or(0, |m| m.name);
            may_be_any || names.iter().any(|it| it.contains(&name))
        });
        all
    }

    /// The constructors of a class that nothing in the app calls, though its objects have callbacks: the framework makes them.
    pub(crate) fn made_by_framework(&self, ty: TypeId) -> Vec<DefId> {
        let Some(class) = self.program.class_of(ty) else {
            return Vec::new();
        };
        let is_it = |def: &DefId| {
            let method = self.program.def(*def).map_or(NONE, |d| d.method);
            self.program.name_of(method) == "<init>"
                && self.is_reachable(*def)
                && self.callers(*def).is_empty()
        };
        let mut all: Vec<DefId> = (class.first_def..class.end_def).filter(is_it).collect();
        if !all.is_empty() && self.callbacks(ty).is_empty() {
            all.clear();
        }
        all
    }

    /// Whether an object made at a place is given on, stored, or called: whether more is done with it than that it is
    /// constructed, alone or as a part of another object that nothing more is done with.
    fn is_handed_on(&self, def: DefId, pc: u32, ty: TypeId) -> bool {
        let Some(body) = self.body(def) else {
            return true;
        };
        let Some(made) = body.at(pc).and_then(|i| body.op(i)) else {
            return true;
        };
        // Its constructors may give it to others themselves.
        for t in self.program.ancestors(ty) {
            let Some(class) = self.program.class_of(t) else {
                continue;
            };
            for init in class.first_def..class.end_def {
                let method = self.program.def(init).map_or(NONE, |d| d.method);
                if self.program.name_of(method) != "<init>" {
                    continue;
                }
                let this = self.body(init).map(|b| (b, b.params.first().copied()));
                if let Some((b, Some(this))) = this
                    && self.is_used(b, this, 0)
                {
                    return true;
                }
            }
        }
        self.is_used(body, made.res, 0)
    }

    pub(crate) fn is_used(&self, body: &Body, val: Val, depth: u32) -> bool {
        body.uses(val).iter().any(|u| {
            let Use::Op(i, at) = *u else { return true };
            let Some(op) = body.op(i) else { return true };
            match op.kind {
                Kind::FieldPut(_) => at == 0,
                Kind::FieldGet(_) | Kind::IfZero(_) | Kind::InstanceOf(_) => false,
                Kind::Call(Invoke::Direct, method) => {
                    let init = self.program.name_of(method) == "<init>";
                    let class = self.program.methods.get(method as usize);
                    let outside =
                        class.is_some_and(|m| self.program.class_of(m.class).is_none());
                    match (init, at) {
                        (true, 0) => false,
                        // Into an object of the framework, which itself may not be given on.
                        (true, _) if outside && depth < 4 => {
                            let whole = body.arg(op, 0);
                            let is_new = matches!(body.def_op(whole), Some((_, o)) if matches!(o.kind, Kind::New(_)));
                            !is_new || self.is_used(body, whole, depth.saturating_add(1))
                        }
                        _ => true,
                    }
                }
                Kind::Call(..) if at == 1 && op.n_args == 2 => !is_taken_back(body, i, op),
                _ => true,
            }
        })
    }

    /// Descriptor of the class of a method definition.
    pub fn class_type(&self, def: DefId) -> TypeId {
        let class = self.program.def(def).map_or(NONE, |d| d.class);
        self.program
            .classes
            .get(class as usize)
            .map_or(NONE, |c| c.ty)
    }
}

/// Whether a call that sets one thing is followed in the same run of operations by the same call with `null`.
fn is_taken_back(body: &Body, at: u32, op: &crate::ir::Op) -> bool {
    let Kind::Call(_, method) = op.kind else {
        return false;
    };
    let end = body.block(op.block).map_or(at, |b| b.end);
    let after = body.ops.get(at.saturating_add(1) as usize..end as usize);
    after.unwrap_or_default().iter().any(|o| {
        let null = |v: Val| {
            let set = body.def_op(v).map(|(_, o)| o.kind);
            set == Some(Kind::Const(0))
        };
        matches!(o.kind, Kind::Call(_, m) if m == method)
            && body.arg(o, 0) == body.arg(op, 0)
            && o.n_args == 2
            && null(body.arg(o, 1))
    })
}

struct Reach<'r, 'a> {
    app: &'r App<'a>,
    reachable: Vec<bool>,
    callable: Vec<bool>,
    made: Vec<bool>,
    queue: Vec<DefId>,
    /// Classes of which an object is given to something that may call it.
    handed: Vec<bool>,
    /// Virtual calls met, by name and proto: the classes they were made through.
    live: FxHashMap<(Sym, u32), Vec<TypeId>>,
    made_list: Vec<TypeId>,
    named: FxHashMap<DefId, Vec<TypeId>>,
}

impl<'r, 'a> Reach<'r, 'a> {
    fn run(app: &'r App<'a>) -> Self {
        let n = app.program.defs.len();
        let mut reach = Self {
            app,
            reachable: vec![false; n],
            callable: vec![false; n],
            made: vec![false; app.program.types.len()],
            handed: vec![false; app.program.types.len()],
            queue: Vec::new(),
            live: FxHashMap::default(),
            made_list: Vec::new(),
            named: FxHashMap::default(),
        };
        reach.find_named();
        if app.entry.complete {
            for c in &app.entry.components {
                if let Some(ty) = app.program.find_type(&c.desc) {
                    reach.make(ty);
                    reach.click_methods(ty);
                }
            }
            reach.drain();
        } else {
            for class in &app.program.classes {
                let abstract_ = class.access.contains(AccessFlags::ABSTRACT)
                    || class.access.contains(AccessFlags::INTERFACE);
                if abstract_ {
                    continue;
                }
                reach.create(class.ty);
                // Who makes objects of it outside the app is not known; what the app itself makes is seen.
                let news = app.xrefs.news.of(class.ty);
                if news.is_empty() || news.iter().any(|s| app.is_handed_on(s.def, s.pc, class.ty)) {
                    reach.hand(class.ty);
                    reach.click_methods(class.ty);
                }
            }
            for def in app.bridged() {
                reach.call_by_framework(def);
            }
        }
        reach
    }

    /// Classes that a string literal names, by the methods that load it.
    fn find_named(&mut self) {
        for class in &self.app.program.classes {
            let desc = self.app.program.desc(class.ty);
            let name = desc
                .trim_start_matches('L')
                .trim_end_matches(';')
                .replace('/', ".");
            if let Some(sym) = self.app.program.strings.find(&name) {
                for site in self.app.xrefs.of_string(sym) {
                    self.named.entry(site.def).or_default().push(class.ty);
                }
            }
        }
    }

    fn click_methods(&mut self, ty: TypeId) {
        for def in self.app.virtual_methods(ty) {
            let method = self.app.program.def(def).map_or(NONE, |d| d.method);
            let name = self.app.program.name_of(method);
            if self.app.entry.click_methods.iter().any(|m| m == name) {
                self.call_by_framework(def);
            }
        }
    }

    fn call_by_framework(&mut self, def: DefId) {
        if let Some(c) = self.callable.get_mut(def as usize) {
            *c = true;
        }
        self.reach(def);
    }

    fn reach(&mut self, def: DefId) {
        if let Some(r) = self.reachable.get_mut(def as usize)
            && !*r
        {
            *r = true;
            self.queue.push(def);
        }
    }

    fn make(&mut self, ty: TypeId) {
        self.create(ty);
        self.hand(ty);
    }

    /// The framework may call an object of this class.
    fn hand(&mut self, ty: TypeId) {
        match self.handed.get_mut(ty as usize) {
            Some(h) if !*h => *h = true,
            _ => return,
        }
        if self.app.program.class_of(ty).is_some() {
            for def in self.app.callbacks(ty) {
                self.call_by_framework(def);
            }
        }
    }

    /// An object is made here: its class is, and where it is used for more, its callbacks may be called.
    fn make_at(&mut self, def: DefId, pc: u32, ty: TypeId) {
        self.create(ty);
        let known = self.handed.get(ty as usize) == Some(&true);
        if !known && (self.app.callbacks(ty).is_empty() || self.app.is_handed_on(def, pc, ty)) {
            self.hand(ty);
        }
    }

    fn create(&mut self, ty: TypeId) {
        match self.made.get_mut(ty as usize) {
            Some(m) if !*m => *m = true,
            _ => return,
        }
        if self.app.program.class_of(ty).is_none() {
            return;
        }
        self.made_list.push(ty);
        self.initialise(ty);
        for def in self.app.virtual_methods(ty) {
            let method = self.app.program.def(def).map_or(NONE, |d| d.method);
            let Some(m) = self.app.program.methods.get(method as usize) else {
                continue;
            };
            let through = self.live.get(&(m.name, m.proto));
            if through.is_some_and(|l| l.iter().any(|t| self.app.program.is_subtype(ty, *t))) {
                self.reach(def);
            }
        }
        // A component has no call of its constructor in the app.
        self.constructors(ty);
    }

    fn constructors(&mut self, ty: TypeId) {
        let Some(class) = self.app.program.class_of(ty) else {
            return;
        };
        for def in class.first_def..class.end_def {
            let method = self.app.program.def(def).map_or(NONE, |d| d.method);
            if self.app.program.name_of(method) == "<init>" {
                let called = !self.app.xrefs.of_call(method).is_empty();
                if !called {
                    self.reach(def);
                }
            }
        }
    }

    fn initialise(&mut self, ty: TypeId) {
        for t in self.app.program.ancestors(ty) {
            let Some(class) = self.app.program.class_of(t) else {
                continue;
            };
            for def in class.first_def..class.end_def {
                let method = self.app.program.def(def).map_or(NONE, |d| d.method);
                if self.app.program.name_of(method) == "<clinit>" {
                    self.reach(def);
                }
            }
        }
    }

    fn drain(&mut self) {
        let app = self.app;
        while let Some(def) = self.queue.pop() {
            for ty in self.named.get(&def).cloned().unwrap_or_default() {
                self.make(ty);
                for m in app.virtual_methods(ty) {
                    self.reach(m);
                }
                self.constructors_all(ty);
            }
            for open in app.opened_in(def) {
                self.call_by_framework(open);
            }
            for out in app.xrefs.outs(def) {
                match out.kind {
                    OutKind::New => self.make_at(def, out.pc, out.target),
                    OutKind::Class => {
                        self.make(out.target);
                        self.constructors_all(out.target);
                    }
                    OutKind::Static => {
                        if let Some(f) = app.program.fields.get(out.target as usize) {
                            self.initialise(f.class);
                        }
                    }
                    OutKind::CallSite => {
                        if let Some(target) = app.program.lambda(def, out.target) {
                            self.reach(target);
                        }
                    }
                    OutKind::Call(how) => self.call(def, how, out.target),
                }
            }
        }
    }

    fn constructors_all(&mut self, ty: TypeId) {
        if let Some(class) = self.app.program.class_of(ty) {
            for def in class.first_def..class.end_def {
                let method = self.app.program.def(def).map_or(NONE, |d| d.method);
                if self.app.program.name_of(method) == "<init>" {
                    self.reach(def);
                }
            }
        }
    }

    fn call(&mut self, def: DefId, how: Invoke, method: MethodId) {
        let app = self.app;
        let Some(m) = app.program.methods.get(method as usize) else {
            return;
        };
        if !matches!(how, Invoke::Virtual | Invoke::Interface) {
            if how == Invoke::Static {
                self.initialise(m.class);
            }
            for target in app.targets(def, how, method, None).defs {
                self.reach(target);
            }
            return;
        }
        let through = self.live.entry((m.name, m.proto)).or_default();
        if through.contains(&m.class) {
            return;
        }
        through.push(m.class);
        for ty in app.program.descendants(m.class) {
            if self.made.get(ty as usize) == Some(&true)
                && let Ok(target) = app.program.resolve(ty, m.name, m.proto)
            {
                self.reach(target);
            }
        }
    }
}

/// A class of the app by number.
pub type AppClass = ClassId;
