//! Joins the parts of ways that apps hold (`flow.half`) to ways through several apps, by what manifests declare.
//!
//! Whether one app's message gets to another app's component follows the platform: explicit names, or an intent filter's
//! tests of action, category and data (<https://developer.android.com/guide/components/intents-filters>, AOSP
//! `frameworks/base/core/java/android/content/IntentFilter.java`); exported or the same user id; the permission held, by
//! its protection level and the signers (`PackageManager`, `ActivityManager.checkComponentPermission`).
//!
//! Known misses: what users grant or switch at run time; paths in filters; the system's list of exempted broadcasts.

mod filter;
#[cfg(test)]
mod tests;

use crate::subjects::Apps;
use crate::traffic::{number, owned, parsed, text};
use facts::{
    ApkComponent, ApkIntentFilter, ApkManifest, ApkPermission, ApkPermissionDefined,
    DeviceProperty, Evidence, Fact, FactKind, FlowHalf, FlowJoined,
};
use filter::{Filter, Names};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Apps that one way leads through: 4.
const MAX_PARTS: usize = 4;
/// Ways that are stated for a case: 2,000.
const MAX_JOINED: usize = 2_000;
/// Pairs of parts that are looked at for one beginning: 200,000.
const MAX_PAIRS: usize = 200_000;
/// The user id that passes every test of permissions (AOSP `ActivityManager.checkComponentPermission`).
const SYSTEM: &str = "android.uid.system";

/// The parts of ways, and what manifests say, as they are written.
#[derive(Default)]
pub(crate) struct Across {
    halves: Vec<Half>,
    apps: BTreeMap<String, App>,
    sdk: Option<i64>,
}

/// A way through several apps, its subject and its evidence.
pub(crate) struct Joined {
    pub(crate) owner: String,
    pub(crate) fact: FlowJoined,
    pub(crate) evidence: Evidence,
}

/// All that were found, and whether a bound was reached.
#[derive(Default)]
pub(crate) struct AllJoined {
    pub(crate) ways: Vec<Joined>,
    pub(crate) cut: bool,
}

#[derive(Default)]
struct App {
    package: String,
    target: i64,
    user: Option<String>,
    signer: Option<String>,
    privileged: bool,
    requests: BTreeSet<String>,
    defines: BTreeMap<String, String>,
    components: BTreeMap<String, Component>,
}

struct Component {
    kind: String,
    exported: bool,
    enabled: bool,
    permission: Option<String>,
    read: Option<String>,
    write: Option<String>,
    authorities: Vec<String>,
    filters: BTreeMap<i64, Filter>,
    evidence: Evidence,
}

struct Half {
    app: String,
    fact: Fact,
    enters: Names,
    leaves: Names,
}

/// What is not known of how parts fit.
#[derive(Clone, Default)]
struct Unknown {
    says: Vec<String>,
    /// Whether it may be another part of the message, or for another component.
    in_doubt: bool,
}

impl Unknown {
    fn note(&mut self, says: String) {
        self.says.push(says);
    }

    fn doubt(&mut self, says: String) {
        self.in_doubt = true;
        self.says.push(says);
    }

    fn and(&mut self, other: Self) {
        self.in_doubt |= other.in_doubt;
        self.says.extend(other.says);
    }
}

/// How a part fits to the next.
#[derive(Clone)]
struct Pass {
    says: String,
    unknown: Unknown,
    declared: Option<Evidence>,
}

fn flag(fact: &Fact, column: &str) -> bool {
    number(fact, column) == Some(1)
}

impl Across {
    /// Keeps a fact that has a part in joins.
    pub(crate) fn add(&mut self, owner: &str, fact: &Fact) {
        let kind = fact.kind();
        if kind == DeviceProperty::KIND {
            if text(fact, "name") == Some("ro.build.version.sdk") && self.sdk.is_none() {
                self.sdk = text(fact, "value").and_then(|it| it.parse().ok());
            }
            return;
        }
        if kind == FlowHalf::KIND {
            self.halves.push(Half {
                app: owner.to_owned(),
                fact: fact.clone(),
                enters: parsed(fact, "enters"),
                leaves: parsed(fact, "leaves"),
            });
            return;
        }
        let kinds = [
            ApkManifest::KIND,
            ApkPermission::KIND,
            ApkPermissionDefined::KIND,
            ApkComponent::KIND,
            ApkIntentFilter::KIND,
        ];
        if !kinds.contains(&kind) {
            return;
        }
        let app = self.apps.entry(owner.to_owned()).or_default();
        let name = owned(fact, "name").unwrap_or_default();
        match () {
            () if kind == ApkManifest::KIND => {
                if text(fact, "split").is_none() {
                    app.package = owned(fact, "package").unwrap_or_default();
                    app.target = number(fact, "target_sdk").unwrap_or(1);
                    app.user = owned(fact, "shared_user_id");
                }
            }
            () if kind == ApkPermission::KIND => {
                app.requests.insert(name);
            }
            () if kind == ApkPermissionDefined::KIND => {
                app.defines
                    .insert(name, owned(fact, "protection").unwrap_or_default());
            }
            () if kind == ApkComponent::KIND => {
                let authorities = text(fact, "authorities").unwrap_or_default();
                app.components.entry(name).or_insert_with(|| Component {
                    kind: owned(fact, "kind").unwrap_or_default(),
                    exported: flag(fact, "exported"),
                    enabled: flag(fact, "enabled"),
                    permission: owned(fact, "permission"),
                    read: owned(fact, "read_permission"),
                    write: owned(fact, "write_permission"),
                    authorities: authorities.split(';').map(str::to_owned).collect(),
                    filters: BTreeMap::new(),
                    evidence: fact.evidence().clone(),
                });
            }
            () => {
                let component = owned(fact, "component").unwrap_or_default();
                let element = owned(fact, "element").unwrap_or_default();
                if let Some(component) = app.components.get_mut(&component) {
                    let at = number(fact, "filter").unwrap_or(0);
                    let filter = component.filters.entry(at).or_default();
                    let values = filter.parts.entry(element).or_default();
                    values.extend(owned(fact, "value"));
                }
            }
        }
    }

    /// All ways that lead through several apps; `privileged` are the apps that came so with the phone.
    pub(crate) fn joined(&mut self, apps: &Apps, privileged: &BTreeSet<String>) -> AllJoined {
        for subject in &apps.subjects {
            if let Some(app) = self.apps.get_mut(&subject.id) {
                app.signer.clone_from(&subject.signer);
                app.privileged = privileged.contains(&subject.id);
            }
        }
        let mut by_port: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, half) in self.halves.iter().enumerate() {
            if let Some(kind) = text(&half.fact, "enters_by") {
                by_port.entry(kind).or_default().push(i);
            }
        }
        let mut all = AllJoined::default();
        let mut told = BTreeSet::new();
        for (i, half) in self.halves.iter().enumerate() {
            if text(&half.fact, "source").is_some() {
                self.from(i, &by_port, &mut told, &mut all);
            }
        }
        all
    }

    /// The ways that begin with one part, the shortest first.
    fn from(
        &self,
        begin: usize,
        by_port: &BTreeMap<&str, Vec<usize>>,
        told: &mut BTreeSet<String>,
        all: &mut AllJoined,
    ) {
        type Way = (Vec<usize>, Vec<Pass>, Option<String>);
        let Some(first) = self.halves.get(begin) else {
            return;
        };
        let of_interest: Vec<String> = parsed(&first.fact, "of_interest");
        let mut n_pairs = 0_usize;
        let mut seen: BTreeSet<(usize, Option<String>)> = BTreeSet::new();
        let key = owned(&first.fact, "leaves_key");
        let mut queue: VecDeque<Way> = VecDeque::from([(vec![begin], Vec::new(), key)]);
        while let Some((parts, passes, key)) = queue.pop_front() {
            let Some(last) = parts.last().and_then(|i| self.halves.get(*i)) else {
                continue;
            };
            let kind = text(&last.fact, "leaves_by").unwrap_or_default();
            for next in by_port.get(kind).into_iter().flatten() {
                let Some(half) = self.halves.get(*next) else {
                    continue;
                };
                n_pairs = n_pairs.saturating_add(1);
                if n_pairs > MAX_PAIRS {
                    all.cut = true;
                    return;
                }
                if self.goes_elsewhere(&parts, half, kind) {
                    continue;
                }
                let taken = owned(&half.fact, "enters_key");
                let mut unknown = Unknown::default();
                let passes_whole = text(&half.fact, "leaves_by").is_some()
                    && text(&half.fact, "leaves_key").is_none();
                match (&key, &taken) {
                    (Some(a), Some(b)) if !is_part(a, b) => continue,
                    // The value is somewhere in the message: nothing says that it is what the other app takes.
                    (None, Some(_)) if kind != "provider-query" => continue,
                    (None, Some(it)) => {
                        unknown.note(format!("whether it is what the column {it:?} holds"));
                    }
                    (Some(a), None) if !passes_whole => {
                        unknown.doubt(format!("whether what is taken is under {a:?}"));
                    }
                    _ => {}
                }
                let out = owned(&half.fact, "leaves_key").or_else(|| {
                    // A message that is passed on whole keeps its keys.
                    taken.is_none().then(|| key.clone()).flatten()
                });
                if seen.contains(&(*next, out.clone())) {
                    continue;
                }
                let Some(mut pass) = self.fits(last, half, kind) else {
                    continue;
                };
                seen.insert((*next, out.clone()));
                pass.unknown.and(unknown);
                let mut parts = parts.clone();
                let mut passes = passes.clone();
                parts.push(*next);
                passes.push(pass);
                if text(&half.fact, "leaves_by").is_some() {
                    if parts.len() < MAX_PARTS {
                        queue.push_back((parts, passes, out));
                    }
                    continue;
                }
                let sink = owned(&half.fact, "sink").unwrap_or_default();
                if !of_interest.contains(&sink) {
                    continue;
                }
                if parts
                    .iter()
                    .all(|i| self.halves.get(*i).is_some_and(|it| it.app == first.app))
                {
                    continue;
                }
                let joined = self.told(&parts, &passes);
                let Some(joined) = joined else { continue };
                let it = &joined.fact;
                let id = json!([
                    joined.owner,
                    it.source,
                    it.api,
                    it.passes,
                    it.sink_api,
                    it.addresses,
                    it.keys
                ]);
                if !told.insert(id.to_string()) {
                    continue;
                }
                if all.ways.len() >= MAX_JOINED {
                    all.cut = true;
                    return;
                }
                all.ways.push(joined);
            }
        }
    }

    /// Whether the next part is of another app than the one that a reply is for: what is given back for a message goes to
    /// the app that sent it.
    fn goes_elsewhere(&self, parts: &[usize], next: &Half, kind: &str) -> bool {
        let mut back = parts.iter().rev().filter_map(|i| self.halves.get(*i));
        let asked_by = back.next().and_then(|it| text(&it.fact, "enters_by"));
        let gives_back = matches!(
            (asked_by, kind),
            (Some("activity"), "result")
                | (Some("provider-call"), "provider-reply")
                | (Some("binder"), "binder-reply")
        );
        gives_back && back.next().is_some_and(|it| it.app != next.app)
    }

    /// The fact of a way.
    fn told(&self, parts: &[usize], passes: &[Pass]) -> Option<Joined> {
        let halves: Vec<&Half> = parts.iter().filter_map(|i| self.halves.get(*i)).collect();
        let (first, last) = (halves.first()?, halves.last()?);
        let package = |half: &Half| {
            let app = self.apps.get(&half.app);
            app.map_or_else(|| half.app.clone(), |it| it.package.clone())
        };
        let all = |column: &str| -> Vec<String> {
            halves
                .iter()
                .flat_map(|it| parsed::<Vec<String>>(&it.fact, column))
                .collect()
        };
        let mut keys = all("keys");
        keys.dedup();
        let done: BTreeSet<String> = all("done").into_iter().collect();
        let gates: BTreeSet<String> = halves
            .iter()
            .filter_map(|it| owned(&it.fact, "gate"))
            .filter(|it| it != "always")
            .collect();
        let gate = if gates.contains("never") {
            "never".to_owned()
        } else if gates.is_empty() {
            "always".to_owned()
        } else {
            gates.into_iter().collect::<Vec<_>>().join(" and ")
        };
        let mut unknown: Vec<String> = passes
            .iter()
            .flat_map(|it| it.unknown.says.clone())
            .collect();
        unknown.sort();
        unknown.dedup();
        let declared = |i: usize| {
            let pass = i.checked_sub(1).and_then(|i| passes.get(i));
            let evidence = pass.and_then(|it| it.declared.as_ref());
            evidence.map(|it| it.id().as_str().to_owned())
        };
        let parts: Vec<serde_json::Value> = halves
            .iter()
            .enumerate()
            .map(|(i, it)| {
                json!({"app": it.app, "way": text(&it.fact, "way"), "declared": declared(i)})
            })
            .collect();
        let evidence = passes.iter().find_map(|it| it.declared.clone());
        Some(Joined {
            owner: first.app.clone(),
            fact: FlowJoined {
                source: owned(&first.fact, "source")?,
                class: owned(&first.fact, "class")?,
                api: owned(&first.fact, "api")?,
                last: package(last),
                apps: json!(halves.iter().map(|it| package(it)).collect::<Vec<_>>()).to_string(),
                parts: json!(parts).to_string(),
                passes: json!(passes.iter().map(|it| &it.says).collect::<Vec<_>>()).to_string(),
                sink: owned(&last.fact, "sink")?,
                sink_api: owned(&last.fact, "sink_api")?,
                addresses: owned(&last.fact, "addresses")?,
                keys: json!(keys).to_string(),
                done: json!(done).to_string(),
                gate,
                reached: halves.iter().all(|it| flag(&it.fact, "reached")),
                unknown: json!(unknown).to_string(),
                in_doubt: passes.iter().any(|it| it.unknown.in_doubt),
            },
            evidence: evidence.unwrap_or_else(|| last.fact.evidence().clone()),
        })
    }

    /// Whether what leaves one app by a part's port comes into another by that of the next.
    fn fits(&self, out: &Half, into: &Half, kind: &str) -> Option<Pass> {
        let (from, to) = (self.apps.get(&out.app)?, self.apps.get(&into.app)?);
        let stored = kind == "property" || kind.starts_with("setting");
        let of_file = kind == "file";
        let one_app = out.app == into.app;
        // What an app sends to itself is followed inside it, but for what it keeps for all.
        if (one_app && !stored) || (!one_app && from.package == to.package) {
            return None;
        }
        if stored || of_file {
            let (a, b) = (out.leaves.get("name")?, into.enters.get("name")?);
            let name = a.intersection(b).next()?;
            let mut unknown = Unknown::default();
            unknown.note(format!("whether {} may write {name}", from.package));
            let reads = if one_app { "it" } else { &to.package };
            return Some(Pass {
                says: format!(
                    "{} keeps it as {} {name}, {reads} reads that",
                    from.package,
                    kind.replace('-', " "),
                ),
                unknown,
                declared: None,
            });
        }
        if kind == "receiver" && into.enters.contains_key("registered") {
            return self.to_registered(out, into, from, to);
        }
        // Who calls, what it names, whose component it is.
        let backward = matches!(
            kind,
            "result" | "provider-query" | "provider-reply" | "binder-reply"
        );
        let (asker, asks, holder, own) = if backward {
            (to, &into.enters, from, out.leaves.get("own")?)
        } else {
            (from, &out.leaves, to, into.enters.get("own")?)
        };
        let answers = if backward { &out.leaves } else { &into.enters };
        let of_binder = kind.starts_with("binder");
        if of_binder && !(same(asks, answers, "name") && same(asks, answers, "code")) {
            return None;
        }
        let method = |names: &Names| names.contains_key("method");
        let by_name = method(asks) && method(answers);
        if by_name && !same(asks, answers, "method") {
            return None;
        }
        let mut found: Option<(String, Unknown, &Component)> = None;
        for name in own {
            let Some(component) = holder.components.get(name).filter(|it| it.enabled) else {
                continue;
            };
            let answers = match kind {
                _ if of_binder => Some(Unknown::default()),
                kind if kind.starts_with("provider") => addressed(asks, component),
                _ => self.answers(asker, asks, holder, name, component),
            };
            let Some(mut unknown) = answers else { continue };
            let Some(notes) = self.may(asker, holder, name, component, kind) else {
                continue;
            };
            unknown.and(notes);
            if let Some(needs) = asks.get("needs") {
                let lacks = |it: &String| self.holds(holder, it) == Some(false);
                if needs.iter().any(lacks) {
                    continue;
                }
            }
            found = Some((name.clone(), unknown, component));
            break;
        }
        let (name, mut unknown, component) = found?;
        if !by_name && (method(asks) || method(answers)) {
            unknown.doubt("whether it is asked for by that name".to_owned());
        }
        if own.len() > 1 {
            unknown.note(format!(
                "which of {} components of {} it is",
                own.len(),
                holder.package
            ));
        }
        Some(Pass {
            says: says(kind, from, to, asks, &name),
            unknown,
            declared: Some(component.evidence.clone()),
        })
    }

    /// Whether a broadcast gets to a receiver that another app's code registers.
    fn to_registered(&self, out: &Half, into: &Half, from: &App, to: &App) -> Option<Pass> {
        let (asks, takes) = (&out.leaves, &into.enters);
        let packages = asks.get("package");
        if asks.contains_key("component") || packages.is_some_and(|it| !it.contains(&to.package)) {
            return None;
        }
        let action = asks
            .get("action")?
            .intersection(takes.get("action")?)
            .next()?;
        let mut unknown = Unknown::default();
        if asks.get("action").is_some_and(|it| it.len() > 1) {
            unknown.doubt("which of several actions the message has".to_owned());
        }
        for permission in takes.get("permission").into_iter().flatten() {
            match self.holds(from, permission) {
                Some(true) => {}
                Some(false) => return None,
                None => unknown.note(format!("whether {} holds {permission}", from.package)),
            }
        }
        if let Some(needs) = asks.get("needs")
            && needs.iter().any(|it| self.holds(to, it) == Some(false))
        {
            return None;
        }
        unknown.note("whether the receiver is registered when the message is sent".to_owned());
        Some(Pass {
            says: format!(
                "{} sends a broadcast with the action {action}, for which code of {} registers a receiver",
                from.package, to.package
            ),
            unknown,
            declared: None,
        })
    }

    /// Whether a component answers to a message, and what is not known of that.
    fn answers(
        &self,
        asker: &App,
        asks: &Names,
        holder: &App,
        name: &str,
        component: &Component,
    ) -> Option<Unknown> {
        let mut unknown = Unknown::default();
        let open = |part: &str| asks.get("unknown").is_some_and(|it| it.contains(part));
        let packages = asks.get("package");
        if packages.is_some_and(|it| !it.contains(&holder.package) && !it.is_empty())
            && !open("package")
        {
            return None;
        }
        if let Some(names) = asks.get("component") {
            let full = |it: &String| match it.strip_prefix('.') {
                Some(_) => format!("{}{it}", holder.package),
                None => it.clone(),
            };
            if !names.iter().any(|it| full(it) == name) {
                return None;
            }
            if names.len() > 1 || open("component") {
                unknown.doubt("which of several components the message names".to_owned());
            }
            return Some(unknown);
        }
        let restricted = packages.is_some_and(|it| it.contains(&holder.package));
        match component.kind.as_str() {
            // Android 5 and later refuse Intents for services that name no component or package.
            "service" if asker.target >= 21 && !restricted => return None,
            // Android 8 and later deliver them only to receivers that code registers.
            "receiver"
                if holder.target >= 26 && self.sdk.is_none_or(|it| it >= 26) && !restricted =>
            {
                return None;
            }
            _ => {}
        }
        let actions = asks.get("action")?;
        let is_activity = component.kind.starts_with("activity");
        let filter = component
            .filters
            .values()
            .find(|it| it.accepts(asks, is_activity))?;
        if actions.len() > 1 || open("action") {
            unknown.doubt("which of several actions the message has".to_owned());
        }
        for part in ["category", "type", "data"] {
            if open(part) {
                unknown.doubt(format!("the {part} of the message"));
            }
        }
        if filter.parts.keys().any(|it| it.starts_with("path")) {
            unknown.note("whether the path in the message's data fits the filter".to_owned());
        }
        if is_activity {
            let n = self.n_answers(asks);
            if n > 1 {
                unknown.note(format!(
                    "which of {n} activities that answer to it is chosen"
                ));
            }
        }
        Some(unknown)
    }

    /// How many activities of the phone answer to a message.
    fn n_answers(&self, asks: &Names) -> usize {
        let components = self.apps.values().flat_map(|it| it.components.values());
        let open = components.filter(|it| it.kind.starts_with("activity") && it.exported);
        open.filter(|it| it.filters.values().any(|f| f.accepts(asks, true)))
            .count()
    }

    /// Whether an app may use a component of another; what is not known of that.
    fn may(
        &self,
        asker: &App,
        holder: &App,
        name: &str,
        component: &Component,
        kind: &str,
    ) -> Option<Unknown> {
        let same_user =
            asker.user.is_some() && asker.user == holder.user && asker.signer == holder.signer;
        if same_user || asker.user.as_deref() == Some(SYSTEM) {
            return Some(Unknown::default());
        }
        if !component.exported {
            return None;
        }
        let permission = match kind {
            "provider-insert" | "provider-update" => &component.write,
            "provider-query" => &component.read,
            kind if kind.starts_with("provider") => &None,
            _ => &component.permission,
        };
        let Some(permission) = permission else {
            return Some(Unknown::default());
        };
        match self.holds(asker, permission) {
            Some(true) => Some(Unknown::default()),
            Some(false) => None,
            None => {
                let mut unknown = Unknown::default();
                unknown.note(format!(
                    "whether {} holds {permission}, which {name} asks for",
                    asker.package
                ));
                Some(unknown)
            }
        }
    }

    /// Whether an app holds a permission; `None` where nothing in the case defines it.
    fn holds(&self, app: &App, permission: &str) -> Option<bool> {
        if app.defines.contains_key(permission) && app.requests.contains(permission) {
            return Some(true);
        }
        let definer = self
            .apps
            .values()
            .find(|it| it.defines.contains_key(permission));
        if !app.requests.contains(permission) {
            return Some(false);
        }
        let definer = definer?;
        let protection = definer.defines.get(permission)?;
        let has = |flag: &str| protection.split('|').any(|it| it == flag);
        if !has("signature") && !protection.starts_with("signature") {
            return Some(true);
        }
        let same = app.signer.is_some() && app.signer == definer.signer;
        let by_place = app.privileged
            && (has("privileged") || has("system") || protection.contains("OrSystem"));
        Some(same || by_place)
    }
}

/// Whether two parts of a message are one, or one is in the other.
fn is_part(a: &str, b: &str) -> bool {
    let within = |whole: &str, it: &str| {
        whole.starts_with('.')
            && it
                .strip_prefix(whole)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    a == b || within(a, b) || within(b, a)
}

fn same(asks: &Names, answers: &Names, part: &str) -> bool {
    match (asks.get(part), answers.get(part)) {
        (Some(a), Some(b)) => !a.is_disjoint(b),
        _ => false,
    }
}

/// Whether a URI names a provider's authority.
fn addressed(asks: &Names, component: &Component) -> Option<Unknown> {
    let uris = asks.get("name")?;
    let authority = |uri: &String| {
        let rest = uri.strip_prefix("content://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        Some(authority.rsplit('@').next().unwrap_or(authority).to_owned())
    };
    let is_it = |it: &String| component.authorities.contains(it);
    if !uris.iter().filter_map(authority).any(|it| is_it(&it)) {
        return None;
    }
    let several = uris.len() > 1 || asks.contains_key("unknown");
    let mut unknown = Unknown::default();
    if several {
        unknown.doubt("which of several providers is asked".to_owned());
    }
    Some(unknown)
}

fn says(kind: &str, from: &App, to: &App, asks: &Names, name: &str) -> String {
    let short = |part: &str| {
        let names = asks.get(part).map(|it| {
            let all: Vec<&str> = it.iter().map(String::as_str).collect();
            all.join(" or ")
        });
        names.filter(|it| !it.is_empty())
    };
    let (a, b) = (&from.package, &to.package);
    let how = match (short("component"), short("action"), short("name")) {
        (Some(_), _, _) => "by its name".to_owned(),
        (None, Some(action), _) => format!("by the action {action}"),
        (None, None, Some(name)) => format!("as {name}"),
        _ => "by what it holds".to_owned(),
    };
    match kind {
        "activity" => format!("{a} starts the activity {name} of {b} {how}"),
        "service" => format!("{a} starts or binds the service {name} of {b} {how}"),
        "receiver" => format!("{a} sends a broadcast that {name} of {b} receives {how}"),
        "messenger" => format!("{a} sends a message to the service {name} of {b}, bound {how}"),
        "result" => {
            format!("{a}'s activity {name} gives its result to {b}, which started it {how}")
        }
        "binder" => format!(
            "{a} calls {name} of {b} {how}, transaction {}",
            short("code").unwrap_or_default()
        ),
        "binder-reply" => format!(
            "{b} calls {name} of {a} {how}, transaction {}, which answers with it",
            short("code").unwrap_or_default()
        ),
        "provider-query" | "provider-reply" => {
            format!("{b} asks the provider {name} of {a} {how}, which gives it")
        }
        _ => format!("{a} hands it to the provider {name} of {b} {how}"),
    }
}
