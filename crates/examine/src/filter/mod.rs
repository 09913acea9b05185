//! Mechanisms of content filters: a list, what it is compared with, what follows, who can change it.

mod codec;
mod comparison;
mod content;
pub(crate) mod environment;
pub(crate) mod place;
mod update;

use crate::Knowledge;
use base::Budget;
use code::app::App;
use code::consequence::{Act, Consequence, Followed, When};
use code::flow::Step;
use code::gate::{Formula, Gates};
use code::matching::{Matching, Matchings};
use code::origin::{Address, Backward, Kind, Origin, Origins};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Questions for all searches of one app: 3,000,000, about 15 seconds. The largest app of a phone of 2018 asks 446,000.
pub(crate) const QUESTIONS: u64 = 3_000_000;
/// Questions for the addresses of one list: 100,000.
const ADDRESS: u64 = 100_000;
/// Ways from a list's origin that are told step by step: 4.
const WAYS: usize = 4;
/// Ways from a list's origins that are read for how it is decoded: 50.
const DECODED: usize = 50;
/// Consequences that are told: 12.
const EFFECTS: usize = 12;
/// Built-in words of another list that are told: 50, as of the list itself.
const SHOWN: usize = 50;

/// Origins of lists, the one that says most about who holds the list first.
const ORIGINS: [&str; 11] = [
    "http",
    "cloud-setting",
    "socket",
    "push",
    "provider",
    "setting",
    "asset",
    "resource",
    "database",
    "file",
    "preference",
];

/// Effects, the one that weighs most first.
const EFFECT_ORDER: [&str; 5] = ["dropped", "refused", "hidden", "replaced", "reported"];

/// One step of a way through the code, with what the way is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) way: &'static str,
    pub(crate) step: Step,
}

/// A list at work.
#[derive(Clone, Debug)]
pub(crate) struct Mechanism {
    pub(crate) from: &'static str,
    pub(crate) origins: BTreeSet<String>,
    pub(crate) addresses: Vec<(String, BTreeSet<String>)>,
    pub(crate) kept: BTreeSet<String>,
    pub(crate) keys: BTreeSet<String>,
    pub(crate) decoding: Vec<String>,
    pub(crate) built_in: Vec<String>,
    pub(crate) compared_with: BTreeSet<String>,
    pub(crate) compared_by: &'static str,
    pub(crate) operands: BTreeSet<String>,
    pub(crate) matchers: BTreeSet<String>,
    pub(crate) folding: BTreeSet<String>,
    pub(crate) borders: bool,
    pub(crate) comparison: Value,
    pub(crate) together: Vec<String>,
    pub(crate) effect: &'static str,
    pub(crate) effects: BTreeSet<&'static str>,
    pub(crate) acts: BTreeSet<String>,
    pub(crate) gate: Formula,
    pub(crate) fetch_gate: Option<Formula>,
    pub(crate) environments: Vec<Value>,
    pub(crate) fetch_environments: Vec<Value>,
    pub(crate) update: update::Update,
    pub(crate) reached: bool,
    pub(crate) at: code::xref::Site,
    pub(crate) told: Vec<Told>,
}

/// The mechanisms of an app. `whole` counts all code as running; the app of `gates` only what the app's components lead to.
pub(crate) fn mechanisms(
    whole: &App<'_>,
    gates: &mut Gates<'_, '_>,
    found: &Matchings,
    knowledge: &Knowledge,
) -> Vec<Mechanism> {
    let mut groups: BTreeMap<Vec<(Kind, code::xref::Site)>, Vec<&Matching>> = BTreeMap::new();
    for matching in &found.found {
        let mut list: Vec<(Kind, code::xref::Site)> = matching
            .words
            .origins
            .iter()
            .filter(|it| it.element || matching.matcher.contains("regex"))
            .map(|it| (it.kind.clone(), it.site))
            .collect();
        list.sort();
        groups.entry(list).or_default().push(matching);
    }
    let mut back = Backward::new(whole);
    let groups: Vec<Vec<&Matching>> = groups.into_values().collect();
    let followed = whole.followed(&groups);
    let mut all: Vec<Mechanism> = Vec::new();
    for (group, followed) in groups.iter().zip(&followed) {
        let beside = Beside {
            except: told_lists(&groups, &followed.except),
            with: told_lists(&groups, &followed.with),
            followed,
        };
        all.extend(mechanism(
            whole, gates, &mut back, group, &beside, knowledge,
        ));
    }
    all.sort_by_key(|it| it.at);
    all
}

/// What other lists have to do with a list.
struct Beside<'f> {
    followed: &'f Followed,
    except: Vec<Value>,
    with: Vec<Value>,
}

/// Lists as they are named beside another: where from, and the words that the code holds.
fn told_lists(groups: &[Vec<&Matching>], which: &[usize]) -> Vec<Value> {
    let lists = which.iter().filter_map(|it| groups.get(*it)?.first());
    lists
        .map(|it| {
            let origins = it.words.origins.iter().filter(|it| it.element);
            let from: BTreeSet<&str> = origins
                .filter_map(|it| match &it.kind {
                    Kind::Named(what, _) => Some(what.as_str()),
                    Kind::Kept(channel, _) if channel == "prefs" => Some("preference"),
                    Kind::Kept(channel, _) => Some(channel.as_str()),
                    Kind::Resource(_) => Some("resource"),
                    Kind::Text(_) => Some("built-in"),
                    _ => None,
                })
                .collect();
            let words = it.built_in();
            let shown: Vec<&str> = words.iter().copied().take(SHOWN).collect();
            json!({"from": from, "n_built_in": words.len(), "built_in": shown})
        })
        .collect()
}

/// What is known of a list's origins.
#[derive(Default)]
struct List<'o> {
    origins: BTreeSet<String>,
    kept: BTreeSet<String>,
    addresses: Vec<Address>,
    fetched: Option<&'o Origin>,
    /// Words that the app's resources hold.
    items: Vec<String>,
}

fn list<'o>(app: &App<'_>, words: &'o Origins, back: &mut Backward<'_, '_>) -> List<'o> {
    let mut list = List::default();
    for origin in words.origins.iter().filter(|it| it.element) {
        let name = match &origin.kind {
            Kind::Named(what, _) => {
                if what == "http" {
                    let mut budget = Budget::new(ADDRESS);
                    let more = back.addresses(words, origin, &mut budget);
                    let more = more.into_iter().filter(|it| !is_inside(&it.pieces));
                    list.addresses.extend(more);
                    list.fetched = list.fetched.or(Some(origin));
                }
                what.as_str()
            }
            Kind::Kept(channel, _) if channel == "prefs" => "preference",
            Kind::Kept(channel, _) => channel,
            Kind::Resource(_) => "resource",
            Kind::Text(_) => "built-in",
            _ => continue,
        };
        list.origins.insert(name.to_owned());
        list.kept.extend(place::of(app, words, origin, back));
        list.items.extend_from_slice(place::items(app, origin));
    }
    list
}

/// Whether an address lies inside the operator's network (RFC 1918): a gateway that requests go through, and no server of a list.
fn is_inside(pieces: &[code::origin::Piece]) -> bool {
    let address = code::origin::text(pieces);
    let host = address.split_once("://").map(|it| it.1);
    let host = host.and_then(|it| it.split(['/', ':', '?', '*']).next());
    let host = host.and_then(|it| it.parse::<std::net::Ipv4Addr>().ok());
    host.is_some_and(|it| it.is_private() || it.is_loopback())
}

/// How texts and words are made alike before they are compared.
fn foldings(app: &App<'_>, group: &[&Matching]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for origins in group.iter().flat_map(|it| [&it.text, &it.words]) {
        for origin in &origins.origins {
            found.extend(app.foldings(origins, origin));
        }
    }
    found
}

/// The names of what a filter keeps its list in, and of the settings and preferences that it depends on.
fn named_around(list: &List<'_>, gate: &Formula, fetch_gate: Option<&Formula>) -> BTreeSet<String> {
    let kept = list.kept.iter().filter_map(|it| it.split_once(' '));
    let mut names: BTreeSet<String> = kept.map(|(_, name)| name.to_owned()).collect();
    let mut inputs = BTreeSet::new();
    for gate in [Some(gate), fetch_gate].into_iter().flatten() {
        environment::collect(gate, &mut inputs);
    }
    let switches = inputs
        .into_iter()
        .filter(|it| matches!(it.0.as_str(), "setting" | "preference"));
    names.extend(switches.map(|it| it.1));
    names
}

/// The steps by which a list is decoded, from the origin that says most about who holds it; of several of that kind, the
/// way with most steps.
fn decoding(app: &App<'_>, words: &Origins, list: &List<'_>) -> Vec<codec::Decoding> {
    let from = ORIGINS
        .into_iter()
        .find(|it| list.origins.contains(*it))
        .unwrap_or("built-in");
    let is_from = |it: &&Origin| {
        it.element
            && match &it.kind {
                Kind::Named(what, _) => what == from,
                Kind::Kept(channel, _) => {
                    channel == from || channel == "prefs" && from == "preference"
                }
                Kind::Resource(_) => from == "resource",
                Kind::Text(_) => from == "built-in",
                _ => false,
            }
    };
    let mut longest = Vec::new();
    for origin in words.origins.iter().filter(is_from).take(DECODED) {
        let chain = codec::chain(app, words, origin);
        if chain.len() > longest.len() {
            longest = chain;
        }
    }
    longest
}

fn mechanism(
    app: &App<'_>,
    gates: &mut Gates<'_, '_>,
    back: &mut Backward<'_, '_>,
    group: &[&Matching],
    beside: &Beside<'_>,
    knowledge: &Knowledge,
) -> Option<Mechanism> {
    let (program, started) = (&app.program, gates.app());
    let first = group.first()?;
    let list = list(app, &first.words, back);
    let consequences = &beside.followed.consequences;
    let effects: BTreeSet<&'static str> = consequences.iter().map(|it| it.effect).collect();
    let effect = EFFECT_ORDER
        .into_iter()
        .find(|it| effects.contains(it))
        .unwrap_or("unknown");
    // The classes of the comparison and of what follows from it.
    let around: BTreeSet<u32> = consequences
        .iter()
        .flat_map(|it| &it.steps)
        .map(|it| app.class_type(it.site.def))
        .collect();
    let mut content = content::content(app, group, &around, &knowledge.contents);
    // What nothing leads to says nothing of when it happens.
    let main = consequences
        .iter()
        .filter(|it| it.effect == effect)
        .min_by_key(|it| !started.is_reachable(it.site.def));
    let gate_at = main.map_or(first.site, |it| it.site);
    // A comparison without an effect that was found, with a list that nobody fetches, has no gate worth its cost.
    let gate = if effects.is_empty() && list.fetched.is_none() {
        Formula::Unknown
    } else {
        gates.of(gate_at.def, gate_at.pc)
    };
    let fetched = list.fetched;
    let fetch_gate = fetched.map(|it| gates.of(it.site.def, it.site.pc));
    if content.types.is_empty() {
        content = content::surroundings(
            &named_around(&list, &gate, fetch_gate.as_ref()),
            &knowledge.contents,
        );
    }
    let table = |it: &Formula| environment::table(it, &knowledge.environments);
    let update = fetched.map_or_else(update::Update::default, |it| {
        update::update(app, back, &first.words, it, &list.addresses)
    });
    let places = consequences.iter().map(|it| it.site);
    let mut places = places.chain(group.iter().map(|it| it.site));
    let built_in: BTreeSet<String> = group
        .iter()
        .flat_map(|it| it.built_in())
        .map(str::to_owned)
        .chain(list.items.iter().cloned())
        .collect();
    let getters = group.iter().flat_map(|it| &it.text.getters);
    let decoding = decoding(app, &first.words, &list);
    let told_by = ["framework", "uses", "keys", "surroundings"];
    let signs = content
        .signs
        .iter()
        .filter(|_| told_by.contains(&content.by));
    Some(Mechanism {
        from: ORIGINS
            .into_iter()
            .find(|it| list.origins.contains(*it))
            .unwrap_or("built-in"),
        decoding: decoding.iter().map(|it| it.says.clone()).collect(),
        addresses: list
            .addresses
            .iter()
            .map(|it| (code::origin::text(&it.pieces), it.keys.clone()))
            .collect(),
        origins: list.origins,
        kept: list.kept,
        keys: first.words.keys.clone(),
        built_in: built_in.into_iter().collect(),
        operands: getters
            .map(|it| program.method_name(it.method))
            .chain(signs.cloned())
            .collect(),
        compared_with: content.types,
        compared_by: content.by,
        matchers: group.iter().map(|it| it.matcher.clone()).collect(),
        folding: foldings(app, group),
        borders: update::has_borders(app, group),
        comparison: comparison::comparison(app, group, beside),
        together: together(group, beside),
        effect,
        effects,
        acts: consequences.iter().map(|it| act(app, it)).collect(),
        environments: table(&gate),
        fetch_environments: fetch_gate.as_ref().map_or_else(Vec::new, table),
        gate,
        fetch_gate,
        update,
        reached: places.any(|it| started.is_reachable(it.def)),
        at: first.site,
        told: told(app, group, &decoding, consequences, effect),
    })
}

/// What else the comparison needs, in words: other words of a group, other lists, native code.
fn together(group: &[&Matching], beside: &Beside<'_>) -> Vec<String> {
    let mut all = Vec::new();
    if beside.followed.all_of {
        all.push(String::from("all words of a group must be found"));
    }
    let named = |list: &Value| {
        let from = list.get("from").and_then(Value::as_array);
        let from = from.into_iter().flatten().filter_map(Value::as_str);
        let from: Vec<&str> = from.collect();
        let n = list.get("n_built_in").and_then(Value::as_u64).unwrap_or(0);
        match n {
            0 => from.join(", "),
            n => format!("{}, {n} built-in words", from.join(", ")),
        }
    };
    for list in &beside.except {
        all.push(format!(
            "not where a word of another list is found ({})",
            named(list)
        ));
    }
    for list in &beside.with {
        all.push(format!(
            "only where a word of another list is found too ({})",
            named(list)
        ));
    }
    let native: BTreeSet<String> = group
        .iter()
        .filter_map(|it| it.native.as_ref())
        .map(|it| {
            let libraries: Vec<String> = it
                .libraries
                .iter()
                .map(|it| format!("lib{it}.so"))
                .collect();
            let libraries = match libraries.as_slice() {
                [] => String::from("a library that is not named"),
                list => list.join(" or "),
            };
            format!(
                "in native code, {} of {libraries}; how it compares is not known",
                it.symbol
            )
        })
        .collect();
    all.extend(native);
    all
}

/// What does it, as a reader would name it.
fn act(app: &App<'_>, it: &Consequence) -> String {
    let what = match it.act {
        Act::Call(method) => app.program.method_name(method),
        Act::Throw => String::from("an exception"),
        Act::Verdict(def) => app.program.def_name(def),
    };
    match it.when {
        When::Hit => format!("{}: after a hit {what}", it.effect),
        When::Miss => format!("{}: only without a hit {what}", it.effect),
    }
}

/// The ways, step by step: from the list's origins to the comparison, from the text to it, from its answer to the effects.
fn told(
    app: &App<'_>,
    group: &[&Matching],
    decoding: &[codec::Decoding],
    consequences: &[Consequence],
    effect: &str,
) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    let mut tell = |way: &'static str, steps: Vec<Step>| {
        for step in steps {
            let step = Told { way, step };
            if !all.contains(&step) {
                all.push(step);
            }
        }
    };
    if let Some(first) = group.first() {
        let far = |it: &&Origin| {
            it.element
                && matches!(
                    it.kind,
                    Kind::Named(..) | Kind::Kept(..) | Kind::Resource(_)
                )
        };
        let mut seen = BTreeSet::new();
        let named = first.words.origins.iter().filter(far);
        for origin in named.filter(|it| seen.insert(it.kind.clone())).take(WAYS) {
            tell("list", first.words.steps(app, origin));
        }
        for step in decoding {
            let (site, says) = (step.site, step.says.clone());
            tell("decoding", vec![Step { site, says }]);
        }
        let built_in = first
            .words
            .origins
            .iter()
            .find(|it| it.element && matches!(it.kind, Kind::Text(_)));
        if let Some(origin) = built_in {
            tell("built-in", first.words.steps(app, origin));
        }
    }
    for matching in group {
        let getter = matching.text.getters.iter().map(|it| Step {
            site: it.site,
            says: format!("{} gives the text", app.program.method_name(it.method)),
        });
        tell("text", getter.collect());
        let says = format!(
            "{} compares it with the words",
            app.program.method_name(matching.method)
        );
        let site = matching.site;
        tell("comparison", vec![Step { site, says }]);
    }
    let mut ordered: Vec<&Consequence> = consequences.iter().collect();
    ordered.sort_by_key(|it| it.effect != effect);
    for consequence in ordered.into_iter().take(EFFECTS) {
        tell("effect", consequence.steps.clone());
    }
    all
}
