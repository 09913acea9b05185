//! The replies of libraries for requests that an app carries with it, and the addresses that they were asked for at.
//!
//! The reply of such a library is known by texts that one of its methods holds (model file `clients`, label `reply`): what it
//! says of itself. Its content is an abstract class that it holds and that can be closed; what a method of that gives without
//! being given anything, as a text, bytes or a stream, comes from the network. The address is looked for from there back, through
//! the calls that lead to the reply, to what the builder of the request is given; the library's own code is not gone into.
//!
//! Known misses: content that is read through classes of the library's own; addresses that are kept in fields of
//! other objects or come through channels; calls that are queued by another object than the one that asks. Known excess: none known.

use crate::app::App;
use crate::ir::{Def, Kind as OpKind, Op, Use, Val};
use crate::origin::{Address, Backward, Origin, Piece};
use crate::program::{DefId, MethodId, TypeId};
use crate::xref::Site;
use base::Budget;
use fmt_dex::AccessFlags;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// The label of such lines of the model file.
pub(crate) const LABEL: &str = "reply";
/// What the content of a reply may be given as.
const CONTENT: [&str; 4] = [
    "Ljava/lang/String;",
    "[B",
    "Ljava/io/InputStream;",
    "Ljava/io/Reader;",
];
/// Classes of one library: 4,000; the largest known has a tenth of that.
const CLASSES: usize = 4_000;
/// Values looked at for the addresses of one reply: 2,000.
const VALUES: usize = 2_000;
/// Callers of one method that are gone back to: 32.
const CALLERS: usize = 32;

impl App<'_> {
    /// Whether a call gives the content of a reply of a library that the app carries.
    pub fn is_reply(&self, method: MethodId) -> bool {
        self.clients().replies.contains(&method)
    }

    /// The methods that give the content of a reply of this class.
    pub(crate) fn contents_of(&self, reply: TypeId) -> Vec<MethodId> {
        let program = &self.program;
        let closeable = program.find_type("Ljava/io/Closeable;");
        let mut held: BTreeSet<TypeId> = BTreeSet::new();
        self.own_methods(reply, |_, ret, taken| {
            if taken.is_empty() {
                held.insert(ret);
            }
        });
        let fields = program.fields.iter().filter(|it| it.class == reply);
        held.extend(fields.map(|it| it.ty));
        held.retain(|ty| {
            let class = program.class_of(*ty);
            *ty != reply
                && class.is_some_and(|it| it.access.contains(AccessFlags::ABSTRACT))
                && program
                    .ancestors(*ty)
                    .iter()
                    .any(|it| Some(*it) == closeable)
        });
        let mut found = Vec::new();
        for content in held {
            self.own_methods(content, |method, ret, taken| {
                let gives = CONTENT.contains(&program.desc(ret));
                if gives && taken.is_empty() && program.name_of(method) != "toString" {
                    found.push(method);
                }
            });
        }
        found
    }

    /// The classes of libraries with replies of these classes: those that their methods and fields name, and so on; interfaces
    /// that give replies or are told of them, classes behind those that give them, and classes that make such an object of a
    /// request.
    pub(crate) fn library_of(
        &self,
        replies: &FxHashSet<TypeId>,
        builders: &FxHashSet<TypeId>,
    ) -> FxHashSet<TypeId> {
        let program = &self.program;
        let mut roots: FxHashSet<TypeId> = replies | builders;
        let named = self.named_from(&roots);
        let mut giving: BTreeSet<TypeId> = BTreeSet::new();
        for class in &program.classes {
            if !class.access.contains(AccessFlags::INTERFACE) {
                continue;
            }
            self.own_methods(class.ty, |_, ret, taken| {
                if replies.contains(&ret) {
                    giving.insert(class.ty);
                }
                if replies.contains(&ret) || taken.iter().any(|it| replies.contains(it)) {
                    roots.insert(class.ty);
                }
            });
        }
        for interface in &giving {
            roots.extend(program.descendants(*interface));
        }
        for class in &program.classes {
            self.own_methods(class.ty, |_, ret, taken| {
                if giving.contains(&ret)
                    && let [one] = taken
                    && named.contains(one)
                {
                    roots.insert(class.ty);
                }
            });
        }
        self.named_from(&roots)
    }

    /// The classes of the app that are named in methods and fields of these, and so on.
    fn named_from(&self, roots: &FxHashSet<TypeId>) -> FxHashSet<TypeId> {
        let program = &self.program;
        let mut fields: FxHashMap<TypeId, Vec<TypeId>> = FxHashMap::default();
        for field in &program.fields {
            fields.entry(field.class).or_default().push(field.ty);
        }
        let mut todo: Vec<TypeId> = roots.iter().copied().collect();
        todo.sort_unstable();
        let mut all: FxHashSet<TypeId> = todo.iter().copied().collect();
        while let Some(ty) = todo.pop() {
            let mut named: Vec<TypeId> = fields.get(&ty).cloned().unwrap_or_default();
            self.own_methods(ty, |_, ret, taken| {
                named.push(ret);
                named.extend(taken);
            });
            named.extend(program.ancestors(ty));
            for ty in named {
                if all.len() < CLASSES && program.class_of(ty).is_some() && all.insert(ty) {
                    todo.push(ty);
                }
            }
        }
        all
    }
}

impl Backward<'_, '_> {
    /// The addresses that a reply was asked for at.
    pub(crate) fn asked_at(&mut self, origin: &Origin, budget: &mut Budget) -> Vec<Address> {
        let found = {
            let mut search = Search::new(self);
            if let Some((body, _, op)) = search.app.op_at(origin.site) {
                search.ask(origin.site.def, body.arg(op, 0), false);
            }
            search.run();
            search.found
        };
        let mut all: Vec<Address> = Vec::new();
        for (site, pieces) in found {
            let mut keys = BTreeSet::new();
            for piece in &pieces {
                if let Piece::Hole(def, val) = piece {
                    keys.extend(self.origins(*def, *val, budget).keys);
                }
            }
            if !all.iter().any(|it| it.pieces == pieces) {
                all.push(Address { site, pieces, keys });
            }
        }
        all
    }
}

/// A search from a reply back to its request.
struct Search<'s, 'b, 'a> {
    app: &'s App<'a>,
    back: &'s Backward<'b, 'a>,
    todo: Vec<(DefId, Val, bool)>,
    seen: FxHashSet<(DefId, Val, bool)>,
    /// Methods that the search went into by their results: what they are given is known from the call.
    entered: FxHashMap<DefId, Vec<(DefId, Vec<Val>)>>,
    found: Vec<(Site, Vec<Piece>)>,
}

impl<'s, 'b, 'a> Search<'s, 'b, 'a> {
    fn new(back: &'s Backward<'b, 'a>) -> Self {
        Self {
            app: back.app(),
            back,
            todo: Vec::new(),
            seen: FxHashSet::default(),
            entered: FxHashMap::default(),
            found: Vec::new(),
        }
    }

    /// Looks at a value; `is_address` where it is given to a builder of requests.
    fn ask(&mut self, def: DefId, val: Val, is_address: bool) {
        if self.seen.len() < VALUES && self.seen.insert((def, val, is_address)) {
            self.todo.push((def, val, is_address));
        }
    }

    fn run(&mut self) {
        while let Some((def, val, is_address)) = self.todo.pop() {
            if is_address && self.address(def, val) {
                continue;
            }
            self.step(def, val, is_address);
        }
    }

    /// Keeps a text that is an address; whether it is one.
    fn address(&mut self, def: DefId, val: Val) -> bool {
        let pieces = self.back.shape(def, val);
        let is_it = match pieces.first() {
            Some(Piece::Text(text)) => text.contains("://"),
            _ => false,
        };
        if is_it {
            let op = self.app.body(def).and_then(|body| body.def_op(val));
            let pc = op.map_or(0, |it| it.1.pc);
            self.found.push((Site { def, pc }, pieces));
        }
        is_it
    }

    fn step(&mut self, def: DefId, val: Val, is_address: bool) {
        let Some(body) = self.app.body(def) else {
            return;
        };
        self.given_to_builder(def, val);
        match body.def(val) {
            Def::Param(n) => self.parameter(def, n, is_address),
            Def::Phi(_) => {
                for input in body.phi_inputs(val) {
                    self.ask(def, *input, is_address);
                }
            }
            Def::Op(_) => {
                let Some((_, op)) = body.def_op(val) else {
                    return;
                };
                match op.kind {
                    OpKind::Call(..) => self.call(def, op, is_address),
                    OpKind::Cast(_) => self.ask(def, body.arg(op, 0), is_address),
                    OpKind::New(_) => self.made(def, val, is_address),
                    OpKind::FieldGet(field) => {
                        let puts = self.app.xrefs.field_puts.of(field);
                        self.written(puts, is_address);
                    }
                    OpKind::StaticGet(field) => {
                        let puts = self.app.xrefs.static_puts.of(field);
                        self.written(puts, is_address);
                    }
                    _ => {}
                }
            }
            Def::Undef => {}
        }
    }

    fn is_of_library(&self, def: DefId) -> bool {
        let class = self.app.class_type(def);
        self.app.clients().library.contains(&class)
    }

    fn written(&mut self, puts: &[Site], is_address: bool) {
        let app = self.app;
        for site in puts.iter().take(CALLERS) {
            if !self.is_of_library(site.def)
                && let Some((body, _, op)) = app.op_at(*site)
            {
                self.ask(site.def, body.arg(op, 0), is_address);
            }
        }
    }

    /// What a builder is given elsewhere in the method.
    fn given_to_builder(&mut self, def: DefId, val: Val) {
        let app = self.app;
        let Some(body) = app.body(def) else { return };
        for used in body.uses(val) {
            if let Use::Op(at, 0) = used
                && let Some(op) = body.op(*at)
                && let OpKind::Call(_, method) = op.kind
                && app.is_of_client(method)
            {
                for given in body.args(op).iter().skip(1) {
                    self.ask(def, *given, true);
                }
            }
        }
    }

    /// What a call's result comes from.
    fn call(&mut self, def: DefId, op: &Op, is_address: bool) {
        let app = self.app;
        let OpKind::Call(how, method) = op.kind else {
            return;
        };
        let Some(body) = app.body(def) else { return };
        let is_setter = app.is_of_client(method);
        for (at, given) in body.args(op).iter().enumerate() {
            self.ask(def, *given, is_address || is_setter && at > 0);
        }
        for target in app.targets(def, how, method, None).defs {
            if !self.is_of_library(target)
                && let Some(callee) = app.body(target)
            {
                let given = (def, body.args(op).to_vec());
                let calls = self.entered.entry(target).or_default();
                if !calls.contains(&given) {
                    calls.push(given);
                }
                for end in callee.ops.iter().filter(|it| it.kind == OpKind::Return) {
                    self.ask(target, callee.arg(end, 0), is_address);
                }
            }
        }
    }

    /// What an object is made of: what its constructor is given.
    fn made(&mut self, def: DefId, val: Val, is_address: bool) {
        let app = self.app;
        let Some(body) = app.body(def) else { return };
        for used in body.uses(val) {
            if let Use::Op(at, 0) = used
                && let Some(op) = body.op(*at)
                && let OpKind::Call(_, method) = op.kind
                && app.program.name_of(method) == "<init>"
            {
                for given in body.args(op).iter().skip(1) {
                    self.ask(def, *given, is_address);
                }
            }
        }
    }

    /// What callers give; of a method that the library calls, what its object is handed to.
    fn parameter(&mut self, def: DefId, n: u16, is_address: bool) {
        let app = self.app;
        if let Some(calls) = self.entered.get(&def).cloned() {
            for (caller, given) in calls {
                if let Some(val) = given.get(usize::from(n)) {
                    self.ask(caller, *val, is_address);
                }
            }
            return;
        }
        for site in app.callers(def).iter().take(CALLERS) {
            if !self.is_of_library(site.def)
                && let Some((body, _, op)) = app.op_at(*site)
            {
                self.ask(site.def, body.arg(op, usize::from(n)), is_address);
            }
        }
        let class = app.class_type(def);
        let library = &app.clients().library;
        let up = app.program.ancestors(class);
        if n == 0 || !up.iter().any(|it| library.contains(it)) {
            return;
        }
        for site in app.xrefs.news.of(class).iter().take(CALLERS) {
            let Some((body, _, made)) = app.op_at(*site) else {
                continue;
            };
            for used in body.uses(made.res) {
                if let Use::Op(at, 1..) = used
                    && let Some(op) = body.op(*at)
                    && matches!(op.kind, OpKind::Call(..))
                {
                    for given in body.args(op).iter().filter(|it| **it != made.res) {
                        self.ask(site.def, *given, false);
                    }
                }
            }
        }
    }
}
