//! Ports: where values leave an app for another app, and where they come from one.
//!
//! A way that begins or ends at a port is half of a way through several apps: this module says what is known of the port
//! from the app's bytes alone; who stands on the other side is for those who know the other apps. Which calls and
//! callbacks are ports is data (`ports` of module [`crate::models`]).
//!
//! What names a port follows the platform: Intents by component, package, action, categories, type and data
//! (<https://developer.android.com/guide/components/intents-filters>), providers by URI, binders by the interface that
//! the parcel is marked for and the transaction's number (AOSP `frameworks/base/core/java/android/os/Binder.java`), files in shared
//! storage by their paths.
//!
//! Known misses: Intents that others send for the app by a wrapper that is not made in one call, parcels
//! that another method writes or reads, file descriptors; binders that are not handed out by `onBind`. Known excess: the columns of a cursor are told apart only where they are asked for by name.

mod parcel;

pub(crate) use parcel::interfaces;

use crate::app::{App, Component};
use crate::consts::Folder;
use crate::flow::{Target, target};
use crate::ir::{Body, Def, Kind as OpKind, Op, Val};
use crate::models::{Base, PortAddress, PortModel, PortWay, Sel};
use crate::origin::{Backward, Kind, Origin, Origins, Piece};
use crate::program::{DefId, MethodId, NONE, TypeId, count};
use crate::types::types_of;
use crate::xref::Site;
use base::Budget;
use parcel::{asked, item, transaction_in, transaction_out};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Questions for one part of a port's address: 2,000, as many as one value may ask.
const PART: u64 = 2_000;
/// Components of the app that one port may be: 8. Base classes of many components say nothing of the one meant.
const MAX_OWN: usize = 8;

/// A port that a way begins or ends at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// Its kind: the same on both sides.
    pub kind: String,
    /// What it is named by: `own` (components of the app itself), `registered` (a receiver that code
    /// registers, with the `action` that it takes and the `permission` that who sends needs), `component`, `package`, `action`, `category`, `type`,
    /// `data`, `needs` (a permission), `name` (an interface, a URI, a key), `code`, `method` (what a provider is asked for); `unknown` names those of which not all
    /// is known.
    pub address: BTreeMap<&'static str, BTreeSet<String>>,
    /// The part of the message that the value is in: a key, or a part of the models with a dot before its name.
    pub key: Option<String>,
}

/// What is found once for an app.
pub(crate) struct Ports<'p> {
    components: &'p [Component],
    /// The services that hand out binders and handlers of a class.
    served: Option<BTreeMap<TypeId, BTreeSet<String>>>,
    /// The addresses of calls, by place.
    addresses: FxHashMap<Site, Option<Named>>,
    /// The calls that bind services and await results.
    intents: Option<Rc<[Leaving]>>,
    /// What receivers are registered for by code, by class.
    registered: FxHashMap<TypeId, Option<Named>>,
    /// For whose results components wait, by class.
    awaited: FxHashMap<TypeId, Option<Named>>,
}

pub(crate) type Named = BTreeMap<&'static str, BTreeSet<String>>;

/// A place where something leaves by a port.
#[derive(Clone, Debug)]
pub(crate) struct Leaving {
    pub(crate) site: Site,
    pub(crate) operand: usize,
    pub(crate) deep: bool,
    pub(crate) model: PortModel,
}

impl<'p> Ports<'p> {
    pub(crate) fn new(components: &'p [Component]) -> Self {
        Self {
            components,
            served: None,
            addresses: FxHashMap::default(),
            intents: None,
            registered: FxHashMap::default(),
            awaited: FxHashMap::default(),
        }
    }

    /// The port through which an origin came into the app.
    pub(crate) fn enters(
        &mut self,
        app: &App<'_>,
        back: &mut Backward<'_, '_>,
        of: &Origins,
        origin: &Origin,
    ) -> Option<Port> {
        let program = &app.program;
        let (model, named) = if let Kind::Param(def, n) = origin.kind {
            let models = app
                .models
                .ports
                .of(program, program.def(def).map_or(NONE, |d| d.method));
            let model = models.into_iter().find(|it| {
                it.way == PortWay::Takes && it.place.base.operand(false) == Some(usize::from(n))
            })?;
            let ty = app.class_type(def);
            let named = match model.address {
                PortAddress::Component if model.kind == "messenger" => self.served(app, back, ty),
                PortAddress::Component => self.own(app, ty, &model.kind).or_else(|| {
                    let receives = model.kind == "receiver";
                    receives.then(|| self.registered(app, back, ty)).flatten()
                }),
                PortAddress::Awaited => {
                    let known = self.awaited.get(&ty).cloned();
                    known.unwrap_or_else(|| {
                        let found = self.awaited(app, back, ty);
                        self.awaited.insert(ty, found.clone());
                        found
                    })
                }
                PortAddress::Transaction => {
                    let mut named = self.served(app, back, ty)?;
                    let read = of.taken_at(origin).filter(|s| s.def == def)?;
                    transaction_in(app, read, &mut named)?;
                    Some(named)
                }
                PortAddress::Asked(n) => self.own(app, ty, &model.kind).map(|mut named| {
                    asked(app, def, n, of.sites_in(def, origin), &mut named);
                    named
                }),
                _ => None,
            };
            (model, named?)
        } else {
            let (body, _, op) = app.op_at(origin.site)?;
            let OpKind::Call(_, method) = op.kind else {
                return None;
            };
            if op.res != origin.val {
                return None;
            }
            let models = app.models.ports.of(program, method);
            let kept =
                |it: &&PortModel| matches!(&origin.kind, Kind::Kept(label, _) if *label == it.kind);
            let model = models
                .into_iter()
                .find(|it| it.way == PortWay::In && (it.place.base == Base::Ret || kept(it)))?;
            let named = if model.address == PortAddress::Transaction {
                let mut named = Named::new();
                transaction_out(app, origin.site, &mut named)?;
                named
            } else {
                self.at_call(app, back, origin.site, body, op, method, model)?
            };
            (model, named)
        };
        let key = match model.address {
            PortAddress::Transaction => of.taken_at(origin).and_then(|site| item(app, site)),
            PortAddress::Name(_) | PortAddress::Path(_) => None,
            _ => origin
                .part
                .clone()
                .or_else(|| of.taken_at(origin).and_then(|site| column(app, site))),
        };
        Some(Port {
            kind: model.kind.clone(),
            address: named,
            key,
        })
    }

    /// The port by which a value leaves, with the part of the message that it is in.
    pub(crate) fn leaves(
        &mut self,
        app: &App<'_>,
        back: &mut Backward<'_, '_>,
        at: &Leaving,
        of: &Origins,
        origin: &Origin,
    ) -> Option<Port> {
        let known = self.addresses.get(&at.site).cloned();
        let address = known.unwrap_or_else(|| {
            let found = self.address(app, back, at);
            self.addresses.insert(at.site, found.clone());
            found
        })?;
        let mut address = address;
        if let PortAddress::Asked(n) = at.model.address {
            let def = at.site.def;
            let sites = of.sites_in(def, origin).chain([at.site]);
            asked(app, def, n, sites, &mut address);
        }
        let key = match at.model.address {
            PortAddress::Name(_) | PortAddress::Path(_) => None,
            PortAddress::Transaction if at.model.way == PortWay::Gives => item(app, at.site),
            _ => part_of(app, of, origin).or_else(|| origin.keys.first().cloned()),
        };
        Some(Port {
            kind: at.model.kind.clone(),
            address,
            key,
        })
    }

    fn address(
        &mut self,
        app: &App<'_>,
        back: &mut Backward<'_, '_>,
        at: &Leaving,
    ) -> Option<Named> {
        let (body, _, op) = app.op_at(at.site)?;
        if at.model.way == PortWay::Gives && at.model.address == PortAddress::Transaction {
            let mut named = self.served(app, back, app.class_type(at.site.def))?;
            transaction_in(app, at.site, &mut named)?;
            return Some(named);
        }
        if at.model.way == PortWay::Gives {
            return self.own(app, app.class_type(at.site.def), &at.model.kind);
        }
        let OpKind::Call(_, method) = op.kind else {
            return None;
        };
        if at.model.address == PortAddress::Transaction {
            let mut named = Named::new();
            transaction_out(app, at.site, &mut named)?;
            return Some(named);
        }
        self.at_call(app, back, at.site, body, op, method, &at.model)
    }

    /// What a call names the port by that it passes.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn at_call(
        &mut self,
        app: &App<'_>,
        back: &mut Backward<'_, '_>,
        site: Site,
        body: &Body,
        op: &Op,
        method: MethodId,
        model: &PortModel,
    ) -> Option<Named> {
        let operand = |n: u8| {
            let at = Base::Param(n).operand(crate::flow::is_static(op))?;
            Some(body.arg(op, at))
        };
        match model.address {
            PortAddress::Intent(n, needs) => {
                let mut named = intent(app, back, site.def, operand(n)?)?;
                if let Some(needs) = needs.and_then(operand) {
                    texts(app, back, (site.def, needs), None, "needs", &mut named);
                }
                Some(named)
            }
            PortAddress::Uri(n, asks) => {
                let mut named = Named::new();
                texts(app, back, (site.def, operand(n)?), None, "name", &mut named);
                let uris = named.get_mut("name")?;
                uris.retain(|it| it.starts_with("content://"));
                if uris.is_empty() {
                    return None;
                }
                if let Some(asks) = asks.and_then(operand)
                    && let Some(name) = crate::origin::whole_text(app, site.def, asks)
                {
                    named.insert("method", BTreeSet::from([name]));
                }
                Some(named)
            }
            PortAddress::Name(n) => match back.shape(site.def, operand(n)?).as_slice() {
                [Piece::Text(name)] => Some(one("name", name.clone())),
                _ => None,
            },
            PortAddress::Path(n) => {
                let object = match n {
                    0 => Some(body.arg(op, 0)),
                    n => operand(n),
                };
                crate::files::shared(app, site.def, object?).map(|path| one("name", path))
            }
            PortAddress::Component => {
                let receiver = body.arg(op, 0);
                let program = &app.program;
                let classes = match body.def(receiver) {
                    Def::Param(0) => vec![app.class_type(site.def)],
                    _ => types_of(app, site.def, receiver).unwrap_or_else(|| {
                        let m = program.methods.get(method as usize);
                        m.map(|m| vec![m.class]).unwrap_or_default()
                    }),
                };
                let mut own = BTreeSet::new();
                for ty in classes {
                    let named = self.own(app, ty, &model.kind)?;
                    own.extend(named.into_values().flatten());
                }
                (!own.is_empty()).then(|| Named::from([("own", own)]))
            }
            PortAddress::Bound => {
                let held = back.part_origins(
                    site.def,
                    body.arg(op, 0),
                    Some("binder"),
                    &mut Budget::new(PART),
                );
                let mut all = Named::new();
                for origin in &held.origins {
                    if let Kind::Param(def, _) = origin.kind {
                        let class = app.class_type(def);
                        self.by_intents(app, back, "binds", &mut all, |site, body, op| {
                            body.args(op).iter().any(|v| {
                                types_of(app, site.def, *v).is_some_and(|t| t.contains(&class))
                            })
                        });
                    }
                }
                (!all.is_empty()).then_some(all)
            }
            PortAddress::Transaction | PortAddress::Awaited | PortAddress::Asked(_) => None,
        }
    }

    /// Whether a way goes to a provider of the app itself by a call that asks another one: the framework hands on what is
    /// given to a provider of that authority only.
    pub(crate) fn is_astray(
        &mut self,
        app: &App<'_>,
        back: &mut Backward<'_, '_>,
        of: &Origins,
        origin: &Origin,
    ) -> bool {
        for site in of.handed_over(origin) {
            let Some((body, _, op)) = app.op_at(site) else {
                continue;
            };
            let OpKind::Call(_, method) = op.kind else {
                continue;
            };
            let models = app.models.ports.of(&app.program, method);
            let Some(PortAddress::Uri(n, _)) = models.first().map(|it| it.address) else {
                continue;
            };
            let own = |uri: &String| {
                let rest = uri.strip_prefix("content://").unwrap_or_default();
                let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
                let mut all = self.components.iter().flat_map(|it| &it.authorities);
                all.any(|it| it == authority)
            };
            let mut named = Named::new();
            if let Some(at) = Base::Param(n).operand(crate::flow::is_static(op)) {
                texts(
                    app,
                    back,
                    (site.def, body.arg(op, at)),
                    None,
                    "name",
                    &mut named,
                );
            }
            if !named.get("name").is_some_and(|it| it.iter().any(own)) {
                return true;
            }
        }
        false
    }

    /// The addresses of all Intents that are used for one thing, where that is done for the one asked for.
    fn by_intents(
        &mut self,
        app: &App<'_>,
        back: &mut Backward<'_, '_>,
        what: &str,
        all: &mut Named,
        is_it: impl Fn(Site, &Body, &Op) -> bool,
    ) {
        let intents = self.intents.get_or_insert_with(|| {
            let mut all = leaving(app);
            all.retain(|it| it.model.also.is_some());
            Rc::from(all)
        });
        for leaving in Rc::clone(intents).iter() {
            if leaving.model.also.as_deref() != Some(what) {
                continue;
            }
            let Some((body, _, op)) = app.op_at(leaving.site) else {
                continue;
            };
            if is_it(leaving.site, body, op)
                && let Some(named) =
                    intent(app, back, leaving.site.def, body.arg(op, leaving.operand))
            {
                for (part, names) in named {
                    all.entry(part).or_default().extend(names);
                }
            }
        }
    }

    /// The Intents for whose results a component waits.
    fn awaited(&mut self, app: &App<'_>, back: &mut Backward<'_, '_>, ty: TypeId) -> Option<Named> {
        let mut all = self.own(app, ty, "result")?;
        let n_own = all.len();
        let program = &app.program;
        let related =
            |other: TypeId| program.is_subtype(other, ty) || program.is_subtype(ty, other);
        self.by_intents(app, back, "awaits", &mut all, |site, body, op| {
            let by_type = types_of(app, site.def, body.arg(op, 0)).filter(|t| !t.is_empty());
            match (by_type, op.kind) {
                (Some(types), _) => types.into_iter().any(related),
                (None, OpKind::Call(_, m)) => {
                    let class = program.methods.get(m as usize).map_or(NONE, |m| m.class);
                    program.class_of(class).is_some() && related(class)
                }
                _ => false,
            }
        });
        (all.len() > n_own).then_some(all)
    }

    /// The components of the app that are of a class or of one below it.
    fn own(&self, app: &App<'_>, ty: TypeId, kind: &str) -> Option<Named> {
        let kind = match kind {
            "result" => "activity",
            "binder" | "messenger" => "service",
            kind if kind.starts_with("provider") => "provider",
            kind => kind,
        };
        let is_it = |it: &&Component| {
            let found = app.program.find_type(&it.desc);
            it.kind == kind && found.is_some_and(|t| app.program.is_subtype(t, ty))
        };
        let own: BTreeSet<String> = self
            .components
            .iter()
            .filter(is_it)
            .map(|it| it.desc.clone())
            .collect();
        (1..=MAX_OWN)
            .contains(&own.len())
            .then(|| Named::from([("own", own)]))
    }

    /// What receivers of a class are registered for by code; asked once.
    fn registered(
        &mut self,
        app: &App<'_>,
        back: &mut Backward<'_, '_>,
        ty: TypeId,
    ) -> Option<Named> {
        if let Some(known) = self.registered.get(&ty) {
            return known.clone();
        }
        let found = crate::registered::registered(app, back, ty);
        self.registered.insert(ty, found.clone());
        found
    }

    /// The services that hand out binders or handlers of a class.
    fn served(&mut self, app: &App<'_>, back: &mut Backward<'_, '_>, ty: TypeId) -> Option<Named> {
        let served = self
            .served
            .get_or_insert_with(|| served(app, back, self.components));
        let mut own = BTreeSet::new();
        for (class, services) in &*served {
            if app.program.is_subtype(*class, ty) {
                own.extend(services.iter().cloned());
            }
        }
        (!own.is_empty()).then(|| Named::from([("own", own)]))
    }
}

/// The classes of what services hand out when they are bound.
fn served(
    app: &App<'_>,
    back: &mut Backward<'_, '_>,
    components: &[Component],
) -> BTreeMap<TypeId, BTreeSet<String>> {
    let mut all: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    for service in components.iter().filter(|it| it.kind == "service") {
        let Some(ty) = app.program.find_type(&service.desc) else {
            continue;
        };
        for def in app.virtual_methods(ty) {
            let method = app.program.def(def).map_or(NONE, |d| d.method);
            let Some(body) = app
                .body(def)
                .filter(|_| app.program.name_of(method) == "onBind")
            else {
                continue;
            };
            for op in body.ops.iter().filter(|o| o.kind == OpKind::Return) {
                let given = back.origins(def, body.arg(op, 0), &mut Budget::new(PART));
                for origin in given.origins {
                    if let Kind::Object(class) = origin.kind {
                        all.entry(class).or_default().insert(service.desc.clone());
                    }
                }
            }
        }
    }
    all
}

/// The places where something leaves the app by a port, in their order.
pub(crate) fn leaving(app: &App<'_>) -> Vec<Leaving> {
    let program = &app.program;
    let mut all = Vec::new();
    for method in 0..count(program.methods.len()) {
        let sites = app.xrefs.of_call(method);
        if sites.is_empty() {
            continue;
        }
        let models = app.models.ports.of(program, method);
        for model in models.into_iter().filter(|it| it.way == PortWay::Out) {
            for site in sites.iter().filter(|s| app.is_reachable(s.def)) {
                let Some((body, _, op)) = app.op_at(*site) else {
                    continue;
                };
                let Some(operand) = model.place.base.operand(crate::flow::is_static(op)) else {
                    continue;
                };
                if let PortAddress::Path(0) = model.address
                    && crate::files::shared(app, site.def, body.arg(op, 0)).is_none()
                {
                    continue;
                }
                if model.also.as_deref() == Some("wraps")
                    && !crate::flow::is_sent(app, body, op.res)
                {
                    continue;
                }
                all.push(Leaving {
                    site: *site,
                    operand,
                    deep: model.place.sel == Sel::Deep,
                    model: model.clone(),
                });
            }
        }
    }
    for (i, d) in program.defs.iter().enumerate() {
        let def = count(i);
        let models = app.models.ports.of(program, d.method);
        let Some(model) = models.into_iter().find(|it| it.way == PortWay::Gives) else {
            continue;
        };
        let Some(body) = app.body(def).filter(|_| app.is_reachable(def)) else {
            continue;
        };
        // What is written into a parcel that the framework handed over for it.
        if let Some(n) = model.place.base.operand(false) {
            let parcel = body.params.get(n);
            let writes = body.ops.iter().filter(|op| {
                parcel == body.args(op).first() && has_role(app, op, "item").is_some()
            });
            all.extend(writes.map(|op| Leaving {
                site: Site { def, pc: op.pc },
                operand: 1,
                deep: true,
                model: model.clone(),
            }));
            continue;
        }
        for op in body.ops.iter().filter(|o| o.kind == OpKind::Return) {
            all.push(Leaving {
                site: Site { def, pc: op.pc },
                operand: 0,
                deep: true,
                model: model.clone(),
            });
        }
    }
    all.sort_by_key(|it| (it.site, it.operand));
    all.dedup_by_key(|it| (it.site, it.operand));
    all
}

/// Whether what leaves stays in the app: an Intent to a component of its own.
pub(crate) fn is_own(app: &App<'_>, at: &Leaving) -> bool {
    let Some((body, _, op)) = app.op_at(at.site) else {
        return true;
    };
    matches!(at.model.address, PortAddress::Intent(..))
        && matches!(
            target(app, at.site.def, body.arg(op, at.operand)),
            Target::Component(_) | Target::Nowhere
        )
}

fn one(part: &'static str, name: String) -> Named {
    Named::from([(part, BTreeSet::from([name]))])
}

/// Adds the texts that a value, or a part of it, can be; whether others are possible is noted.
pub(crate) fn texts(
    app: &App<'_>,
    back: &mut Backward<'_, '_>,
    (def, val): (DefId, Val),
    part: Option<&str>,
    name: &'static str,
    all: &mut Named,
) {
    let whole = back.shape(def, val);
    if let ([Piece::Text(text)], None) = (whole.as_slice(), part) {
        all.entry(name).or_default().insert(text.clone());
        return;
    }
    let found = back.part_origins(def, val, part, &mut Budget::new(PART));
    let mut open = found.cut;
    for origin in &found.origins {
        let text = match &origin.kind {
            Kind::Text(text) => text.clone(),
            Kind::Class(ty) => class_name(app.program.desc(*ty)),
            Kind::Object(_) | Kind::Number(_) => continue,
            _ => {
                open = true;
                continue;
            }
        };
        all.entry(name).or_default().insert(text);
    }
    // That a message may hold data of which nothing is known matters: a filter may ask for it.
    if open && (all.contains_key(name) || matches!(name, "category" | "type" | "data")) {
        all.entry("unknown").or_default().insert(name.to_owned());
    }
}

fn class_name(desc: &str) -> String {
    let name = desc.strip_prefix('L').and_then(|it| it.strip_suffix(';'));
    name.unwrap_or(desc).replace('/', ".")
}

/// What an Intent names.
fn intent(app: &App<'_>, back: &mut Backward<'_, '_>, def: DefId, val: Val) -> Option<Named> {
    if matches!(
        target(app, def, val),
        Target::Component(_) | Target::Nowhere
    ) {
        return None;
    }
    let mut named = Named::new();
    for part in ["component", "package", "action"] {
        texts(app, back, (def, val), Some(part), part, &mut named);
    }
    if !named.contains_key("component") && !named.contains_key("action") {
        return None;
    }
    for part in ["category", "type", "data"] {
        texts(app, back, (def, val), Some(part), part, &mut named);
    }
    Some(named)
}

/// The part of a message that a value was put into, where the models or a field name it; of a parcel, its place in order.
fn part_of(app: &App<'_>, of: &Origins, origin: &Origin) -> Option<String> {
    use crate::origin::Entered;
    match of.entered(origin)? {
        Entered::Field(field) => {
            let class = app.program.fields.get(field as usize)?.class;
            let outside = app.program.class_of(class).is_none();
            outside.then(|| format!(".{}", app.program.simple_name(field)))
        }
        Entered::Call(call) => {
            if let Some(item) = item(app, call.site) {
                return Some(item);
            }
            let statements = app.models.calls.of(&app.program, call.method);
            statements
                .into_iter()
                .flatten()
                .find_map(|s| match &s.to.sel {
                    Sel::Named(name) => Some(match origin.keys.first() {
                        Some(key) => format!(".{name} {key}"),
                        None => format!(".{name}"),
                    }),
                    _ => None,
                })
        }
    }
}

fn has_role<'a>(app: &'a App<'_>, op: &Op, name: &str) -> Option<&'a str> {
    let OpKind::Call(_, method) = op.kind else {
        return None;
    };
    let roles = app.models.roles.of(&app.program, method);
    let role = roles.into_iter().find(|it| it.name == name)?;
    Some(&role.detail)
}

/// The column of a cursor that a call reads, where its number was asked for by its name.
fn column(app: &App<'_>, site: Site) -> Option<String> {
    let (body, _, op) = app.op_at(site)?;
    let (_, asked) = body.def_op(body.arg(op, 1))?;
    has_role(app, asked, "column")?;
    let name = Folder::new(app).value(site.def, body.arg(asked, 1))?;
    name.as_str().map(str::to_owned)
}
