//! Names that code puts values under, traced back to what of the platform gives the values.
//!
//! Which calls take a name and a value, and which calls and fields of the platform give personal data, is data: the roles
//! `parameter` and `gives` of `knowledge/models/flow/roles.tsv`. A name that a helper of the app is given is taken at the
//! helper's callers.

use base::Budget;
use code::app::App;
use code::consts::Folder;
use code::flow::Step;
use code::ir::{Body, Def, Invoke, Kind as OpKind, Op, Val};
use code::origin::{Backward, Kind, Origin, Origins};
use code::program::{DefId, MethodId};
use code::xref::Site;
use std::collections::{BTreeSet, VecDeque};

/// Questions for all values of one app: 400,000, some two seconds.
pub(crate) const QUESTIONS: u64 = 400_000;
/// Questions for one value: 500. Past that the value comes out of common code, and everything is its source.
const PER_VALUE: u64 = 500;
/// Helpers around helpers: 2.
const HELPERS: u32 = 2;
/// Callers of one helper: 400. Helpers of analytics kits are called for every name.
const CALLERS: usize = 400;
/// Methods that the platform calls which are named for one place: 4.
const N_ENTRIES: usize = 4;
/// Methods that are looked at for them: 200.
const N_CALLERS: usize = 200;
/// Kinds of personal data that one value may be made of: 3, as an identifier and what stands in for it where there is none.
const N_KINDS: usize = 3;
/// Characters of a name: 80.
const NAME_LEN: usize = 80;

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SourceKind {
    /// What a call of the platform gives.
    Api,
    /// A field of the platform.
    Field,
    /// What the platform hands to a method of the app.
    Callback,
    /// A preference, a file or the like.
    Kept,
    /// A text of the app's resources.
    Resource,
    /// A text in the code.
    Constant,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) kind: SourceKind,
    pub(crate) api: String,
    pub(crate) argument: Option<String>,
    /// Class of personal data, and what it is within it.
    pub(crate) gives: Option<(String, String)>,
    pub(crate) through: Vec<String>,
    /// For a constant, the methods that the platform calls from which code comes to it.
    pub(crate) entries: Option<Vec<String>>,
    pub(crate) site: Site,
    /// The way, for sources of the platform.
    pub(crate) steps: Vec<Step>,
}

/// A name that a value is put under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Put {
    pub(crate) name: String,
    pub(crate) call: String,
    pub(crate) into: String,
    pub(crate) site: Site,
    /// Methods that the platform calls, from which code comes here.
    pub(crate) entries: Vec<String>,
    pub(crate) sources: Vec<Source>,
    pub(crate) cut: bool,
    /// Whether the sources give more kinds of data than one value has.
    pub(crate) mixed: bool,
}

/// What was found in an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters {
    pub(crate) puts: Vec<Put>,
    /// Names whose values were not traced since the questions were used up.
    pub(crate) n_untraced: usize,
    /// Names that were met after the bound.
    pub(crate) n_left_out: usize,
}

/// A name with the value that is put under it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    site: Site,
    name: String,
    method: MethodId,
    into: String,
    /// The method that the value is asked for in.
    def: DefId,
    val: Val,
}

/// The names of an app, at most `most`, in the order of their places.
pub(crate) fn parameters(app: &App<'_>, most: usize) -> Parameters {
    let mut found = Parameters::default();
    let names = names(app);
    if names.is_empty() {
        return found;
    }
    let mut back = Backward::new(app);
    let mut left = QUESTIONS;
    for named in names {
        if found.puts.len() >= most {
            found.n_left_out = found.n_left_out.saturating_add(1);
            continue;
        }
        let mut budget = Budget::new(left.min(PER_VALUE));
        let given = budget.left();
        let origins = if given == 0 {
            found.n_untraced = found.n_untraced.saturating_add(1);
            let mut none = Origins::default();
            none.cut = true;
            none
        } else {
            back.origins(named.def, named.val, &mut budget)
        };
        left = left.saturating_sub(given.saturating_sub(budget.left()));
        let sources = sources(app, &origins, &named);
        // Most bundles never leave the phone: only what the platform says of the phone is worth a fact.
        let is_of_platform = |it: &Source| it.gives.is_some();
        if named.into == "bundle" && !sources.iter().any(is_of_platform) {
            continue;
        }
        found.puts.push(Put {
            call: short(&app.program.method_name(named.method)),
            name: named.name,
            into: named.into,
            entries: entries(app, named.site.def),
            site: named.site,
            mixed: is_mixed(&sources),
            sources,
            cut: origins.cut,
        });
    }
    found
}

/// Whether sources give more kinds of personal data than one value is made of.
fn is_mixed(sources: &[Source]) -> bool {
    let kinds: BTreeSet<&(String, String)> =
        sources.iter().filter_map(|it| it.gives.as_ref()).collect();
    kinds.len() > N_KINDS
}

/// The methods that the platform calls and that lead to a method, the nearest first.
fn entries(app: &App<'_>, def: DefId) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut seen: BTreeSet<DefId> = BTreeSet::from([def]);
    let mut queue = VecDeque::from([def]);
    while let Some(def) = queue.pop_front() {
        if app.is_callable(def) {
            let name = short(&app.program.def_name(def));
            if !found.contains(&name) {
                found.push(name);
            }
            if found.len() >= N_ENTRIES {
                break;
            }
            continue;
        }
        for caller in app.callers(def) {
            if seen.len() < N_CALLERS && seen.insert(caller.def) {
                queue.push_back(caller.def);
            }
        }
    }
    found
}

/// A method without its types.
fn short(name: &str) -> String {
    name.split('(').next().unwrap_or(name).to_owned()
}

fn names(app: &App<'_>) -> Vec<Named> {
    let mut all: BTreeSet<Named> = BTreeSet::new();
    let n = u32::try_from(app.program.methods.len()).unwrap_or(u32::MAX);
    for method in 0..n {
        let sites = app.xrefs.of_call(method);
        if sites.is_empty() {
            continue;
        }
        for role in app.models.roles.of(&app.program, method) {
            if role.name != "parameter" {
                continue;
            }
            let mut words = role.detail.split(' ');
            let (Some(into), Some(key), Some(value)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            for site in sites.iter().filter(|it| app.is_reachable(it.def)) {
                at_call(app, *site, method, into, (key, value), &mut all);
            }
        }
    }
    all.into_iter().collect()
}

/// The operand that a place of a model names.
fn operand(op: &Op, place: &str) -> Option<usize> {
    let n: usize = place.strip_prefix('p')?.parse().ok()?;
    let is_static = matches!(op.kind, OpKind::Call(Invoke::Static, _));
    n.checked_sub(usize::from(is_static))
}

fn op_at<'b>(app: &'b App<'_>, site: Site) -> Option<(&'b Body, usize, Op)> {
    let body = app.body(site.def)?;
    let at = body.ops.binary_search_by_key(&site.pc, |op| op.pc).ok()?;
    Some((body, at, *body.ops.get(at)?))
}

fn at_call(
    app: &App<'_>,
    site: Site,
    method: MethodId,
    into: &str,
    (key, value): (&str, &str),
    all: &mut BTreeSet<Named>,
) {
    let Some((body, at, op)) = op_at(app, site) else {
        return;
    };
    let Some(key) = operand(&op, key).map(|it| body.arg(&op, it)) else {
        return;
    };
    if value == "next" {
        // The text ends in `name=`, and the next call of the same kind on the same object takes the value.
        let Some(name) = constant(app, site.def, key).as_deref().and_then(name_in) else {
            return;
        };
        if let Some((pc, val)) = appended_next(body, at, &op) {
            all.insert(Named {
                site: Site { def: site.def, pc },
                name,
                method,
                into: into.to_owned(),
                def: site.def,
                val,
            });
        }
        return;
    }
    let Some(val) = operand(&op, value).map(|it| body.arg(&op, it)) else {
        return;
    };
    let put = Wanted {
        method,
        into,
        site,
        key,
        def: site.def,
        val,
    };
    put.named(app, HELPERS, all);
}

/// A name and a value whose name is not read yet.
#[derive(Clone, Copy)]
struct Wanted<'w> {
    method: MethodId,
    into: &'w str,
    /// Where the name is given.
    site: Site,
    key: Val,
    def: DefId,
    val: Val,
}

impl Wanted<'_> {
    fn named(&self, app: &App<'_>, helpers: u32, all: &mut BTreeSet<Named>) {
        if let Some(name) = constant(app, self.site.def, self.key) {
            if is_name(&name) {
                all.insert(Named {
                    site: self.site,
                    name,
                    method: self.method,
                    into: self.into.to_owned(),
                    def: self.def,
                    val: self.val,
                });
            }
            return;
        }
        let Some(body) = app.body(self.site.def) else {
            return;
        };
        let Def::Param(n) = body.def(plain(body, self.key)) else {
            return;
        };
        let Some(helpers) = helpers.checked_sub(1) else {
            return;
        };
        // The value may be given to the helper with the name.
        let handed = match body.def(plain(body, self.val)) {
            Def::Param(v) if self.def == self.site.def => Some(v),
            _ => None,
        };
        for caller in app.callers(self.site.def).iter().take(CALLERS) {
            let Some((body, _, op)) = op_at(app, *caller) else {
                continue;
            };
            let (def, val) = match handed {
                Some(v) => (caller.def, body.arg(&op, usize::from(v))),
                None => (self.def, self.val),
            };
            let there = Wanted {
                site: *caller,
                key: body.arg(&op, usize::from(n)),
                def,
                val,
                ..*self
            };
            there.named(app, helpers, all);
        }
    }
}

/// A value without the casts around it.
fn plain(body: &Body, mut val: Val) -> Val {
    for _ in 0..4 {
        match body.def_op(val) {
            Some((_, op)) if matches!(op.kind, OpKind::Cast(_)) => val = body.arg(op, 0),
            _ => break,
        }
    }
    val
}

fn constant(app: &App<'_>, def: DefId, val: Val) -> Option<String> {
    let found = Folder::new(app).value(def, val)?;
    Some(found.as_str()?.to_owned())
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= NAME_LEN
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The name that a piece of an address or form ends with: `imei` of `…&imei=`.
fn name_in(text: &str) -> Option<String> {
    let bare = text.strip_suffix('=')?;
    let name = bare.rsplit(['?', '&', '/', ' ', ',']).next()?;
    let is_plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '[' | ']'));
    (is_plain && is_name(name)).then(|| name.to_owned())
}

/// What the next call of the same method name on the same object is given.
fn appended_next(body: &Body, at: usize, op: &Op) -> Option<(u32, Val)> {
    let object = plain(body, body.arg(op, 0));
    let same = [object, op.res];
    let next = body
        .ops
        .iter()
        .skip(at.saturating_add(1))
        .take_while(|it| it.block == op.block || it.pc < op.pc.saturating_add(200))
        .find(|it| {
            matches!(it.kind, OpKind::Call(Invoke::Virtual, _))
                && body.args(it).len() == 2
                && same.contains(&plain(body, body.arg(it, 0)))
        })?;
    Some((next.pc, body.arg(next, 1)))
}

/// The sources of a value, those of the platform first.
fn sources(app: &App<'_>, origins: &Origins, named: &Named) -> Vec<Source> {
    let mut all: Vec<Source> = Vec::new();
    for origin in &origins.origins {
        // What stands inside a document under a name of its own belongs to that name; what comes out of a store whose
        // names are not told apart may be anything in it.
        let is_inside = origins.through(origin).iter().any(|it| {
            let roles = app.models.roles.of(&app.program, it.method);
            roles.iter().any(|role| {
                role.name == "mixes" || (role.name == "parameter" && !role.detail.ends_with("next"))
            })
        });
        if is_inside {
            continue;
        }
        let Some(mut source) = source(app, origins, origin) else {
            continue;
        };
        let is_known = all.iter().any(|it| {
            (it.kind, &it.api, &it.argument) == (source.kind, &source.api, &source.argument)
        });
        if is_known {
            continue;
        }
        if source.gives.is_some() {
            source.steps = origins.steps(app, origin);
            source.steps.push(Step {
                site: named.site,
                says: format!("it is put under the name {:?}", named.name),
            });
        }
        all.push(source);
    }
    without_means(&mut all);
    all.sort_by_key(|it| (it.gives.is_none(), it.kind));
    all
}

/// Leaves out calls that are only the means of another source: the manager that it is asked of, the digest it goes through.
fn without_means(all: &mut Vec<Source>) {
    let mut means: BTreeSet<String> = BTreeSet::new();
    for source in all.iter().filter(|it| it.gives.is_some()) {
        means.insert(source.api.clone());
        means.extend(source.through.iter().cloned());
    }
    all.retain(|it| {
        it.kind != SourceKind::Api
            || it.gives.is_some()
            || !(means.contains(&it.api) || it.through.iter().any(|call| means.contains(call)))
    });
}

fn source(app: &App<'_>, origins: &Origins, origin: &Origin) -> Option<Source> {
    let program = &app.program;
    let is_outside = |class| program.class_of(class).is_none();
    let mut through: Vec<String> = origins
        .through(origin)
        .iter()
        .map(|it| short(&program.method_name(it.method)))
        .collect();
    through.dedup();
    let made = |kind, api: String, argument, gives| Source {
        kind,
        api,
        argument,
        gives,
        through,
        entries: (kind == SourceKind::Constant).then(|| entries(app, origin.site.def)),
        site: origin.site,
        steps: Vec::new(),
    };
    Some(match &origin.kind {
        Kind::Call(method) | Kind::Named(_, method) => {
            let class = program.methods.get(*method as usize)?.class;
            if !is_outside(class) {
                return None;
            }
            let argument = argument(app, origin.site);
            let gives = gives(
                &app.models.roles.of(program, *method),
                argument.as_deref(),
                None,
            );
            let api = short(&program.method_name(*method));
            made(SourceKind::Api, api, argument, gives)
        }
        Kind::Field(field) => {
            let f = program.fields.get(*field as usize)?;
            if !is_outside(f.class) {
                return None;
            }
            let roles = app.models.roles.of_name(program, f.class, f.name);
            let api = program.field_name(*field);
            let api = api.split(':').next().unwrap_or(&api).to_owned();
            made(SourceKind::Field, api, None, gives(&roles, None, None))
        }
        Kind::Param(def, n) => {
            let method = program.def(*def)?.method;
            let roles = app.models.roles.of(program, method);
            let gives = gives(&roles, None, Some(*n));
            gives.as_ref()?;
            let api = short(&program.def_name(*def));
            made(SourceKind::Callback, api, None, gives)
        }
        Kind::Kept(channel, key) => {
            let key = key.clone().filter(|it| !it.is_empty());
            let of_call = argument(app, origin.site);
            let key = match (key, of_call) {
                (Some(key), Some(more)) if key != more => Some(format!("{key}/{more}")),
                (key, more) => key.or(more),
            };
            let channel = match channel.as_str() {
                "prefs" => "preference",
                other => other,
            };
            made(SourceKind::Kept, channel.to_owned(), key, None)
        }
        Kind::Resource(id) => made(
            SourceKind::Resource,
            "resource".to_owned(),
            Some(format!("{id:#x}")),
            None,
        ),
        Kind::Text(text) if !text.is_empty() => made(
            SourceKind::Constant,
            "text".to_owned(),
            Some(text.clone()),
            None,
        ),
        _ => return None,
    })
}

/// The first constant text that a call is given.
fn argument(app: &App<'_>, site: Site) -> Option<String> {
    let (body, _, op) = op_at(app, site)?;
    let first = usize::from(!matches!(op.kind, OpKind::Call(Invoke::Static, _)));
    let mut given = body.args(&op).iter().skip(first);
    given.find_map(|val| constant(app, site.def, *val))
}

/// What the roles say is given: of a call, `CLASS/WHAT` or `=ARGUMENT CLASS/WHAT`; of a callback, `pN CLASS/WHAT`.
fn gives(
    roles: &[&code::models::Role],
    argument: Option<&str>,
    parameter: Option<u16>,
) -> Option<(String, String)> {
    let mut found = None;
    for role in roles.iter().filter(|it| it.name == "gives") {
        let (condition, what) = match role.detail.rsplit_once(' ') {
            Some((condition, what)) => (Some(condition), what),
            None => (None, role.detail.as_str()),
        };
        let holds = match (condition, parameter) {
            (None, None) => found.is_none(),
            (Some(text), None) => text
                .strip_prefix('=')
                .is_some_and(|wanted| argument == Some(wanted)),
            (Some(text), Some(n)) => text == format!("p{n}"),
            (None, Some(_)) => false,
        };
        if holds && let Some((class, what)) = what.split_once('/') {
            found = Some((class.to_owned(), what.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_at_the_end_of_pieces_of_addresses() {
        for (text, expect) in [
            ("https://h/filter/text?version=", Some("version")),
            ("&imei=", Some("imei")),
            ("gzip=1&data=", Some("data")),
            ("a[b]=", Some("a[b]")),
            ("imei", None),
            ("=", None),
            ("x == ", None),
            ("Content: \u{e4}=", None),
        ] {
            assert_eq!(name_in(text).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn a_value_of_four_kinds_comes_out_of_common_code() {
        let source = |what: &str| Source {
            kind: SourceKind::Api,
            api: what.to_owned(),
            argument: None,
            gives: Some(("device".to_owned(), what.to_owned())),
            through: Vec::new(),
            entries: None,
            site: Site { def: 0, pc: 0 },
            steps: Vec::new(),
        };
        let mut sources: Vec<Source> = ["a", "b", "c", "c"].map(source).into();
        assert!(!is_mixed(&sources));
        sources.push(source("d"));
        assert!(is_mixed(&sources));
    }

    #[test]
    fn the_role_says_what_is_given_and_under_which_condition() {
        let role = |detail: &str| code::models::Role {
            name: "gives".to_owned(),
            detail: detail.to_owned(),
        };
        let (plain, asked, handed) = (
            role("device/model"),
            role("=android_id persistent-identifier/android-id"),
            role("p2 search/address-visited"),
        );
        let what = |found: Option<(String, String)>| found.map(|it| it.1);
        assert_eq!(what(gives(&[&plain], None, None)), Some("model".to_owned()));
        assert_eq!(
            what(gives(&[&asked], Some("android_id"), None)),
            Some("android-id".to_owned())
        );
        assert_eq!(gives(&[&asked], Some("adb_enabled"), None), None);
        assert_eq!(
            what(gives(&[&handed], None, Some(2))),
            Some("address-visited".to_owned())
        );
        assert_eq!(gives(&[&handed], None, Some(1)), None);
        assert_eq!(gives(&[&plain], None, Some(1)), None);
    }
}
