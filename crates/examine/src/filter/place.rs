//! Where a list is kept, by a name that can be looked for: an asset, a resource, a file, preferences, a table.

use super::ADDRESS;
use base::Budget;
use code::app::App;
use code::consts::{Const, Folder};
use code::ir::{Invoke, Kind as Op, Val};
use code::models::Role;
use code::origin::{Backward, Kind, Origin, Origins, text};
use code::program::DefId;
use code::xref::Site;
use std::collections::BTreeSet;

/// What stands for a part of a name that is not known.
const OPEN: &str = "*";
/// Letters and digits of a name of which a part is not constant: fewer tell nothing from another.
const TELLING: usize = 3;
/// Objects that name a database by each other, as a file and its path: 4.
const DEPTH: u32 = 4;
/// A name of which nothing is known.
const UNKNOWN: &str = "(name not known)";

/// Where an origin is kept: what kind of place, and its name with `*` for each part that is not constant.
pub(crate) fn of(
    app: &App<'_>,
    words: &Origins,
    origin: &Origin,
    back: &mut Backward<'_, '_>,
) -> Option<String> {
    match &origin.kind {
        Kind::Named(what, _) if what == "asset" => {
            let name = named_by_text(app, words, origin, back)?;
            Some(format!("asset {name}"))
        }
        Kind::Named(what, _) if what == "resource" => {
            let id = number_at(app, origin.site)?;
            resource(app, id).map(|it| format!("resource {it}"))
        }
        Kind::Resource(id) => resource(app, *id).map(|it| format!("resource {it}")),
        Kind::Kept(channel, table) if channel == "database" => {
            let table = table.as_deref().filter(|it| !it.is_empty());
            Some(format!(
                "database {}",
                column(app, words, origin, table, back)
            ))
        }
        Kind::Kept(channel, name) => {
            let name = name.as_deref().filter(|it| !it.is_empty());
            let channel = match channel.as_str() {
                "prefs" => "preference",
                other => other,
            };
            Some(format!("{channel} {}", name.unwrap_or(UNKNOWN)))
        }
        _ => None,
    }
}

/// The items of a resource array that an origin is.
pub(super) fn items<'a>(app: &App<'a>, origin: &Origin) -> &'a [String] {
    let id = match &origin.kind {
        Kind::Resource(id) => Some(*id),
        Kind::Named(what, _) if what == "resource" => number_at(app, origin.site),
        _ => None,
    };
    id.and_then(|it| app.resources.array(it))
        .unwrap_or_default()
}

/// An array by its name, a file by its path in the app.
fn resource(app: &App<'_>, id: u32) -> Option<String> {
    if let Some(name) = app.resources.name(id) {
        return Some(format!("@{name}"));
    }
    app.resources.string(id).filter(|it| it.starts_with("res/"))
}

/// The number of a resource that a call is given.
fn number_at(app: &App<'_>, site: Site) -> Option<u32> {
    let (body, _, op) = app.op_at(site)?;
    let Op::Call(how, _) = op.kind else {
        return None;
    };
    let args = body
        .args(op)
        .iter()
        .skip(usize::from(how != Invoke::Static));
    let mut numbers = args.filter_map(|val| Folder::new(app).value(site.def, *val)?.as_int());
    // The same bits, since numbers of resources go past the half of what an `int` holds.
    numbers
        .next()
        .and_then(|it| i32::try_from(it).ok())
        .map(i32::cast_unsigned)
}

/// The name that a call is given, where it is constant, or enough of it is.
fn named_by_text(
    app: &App<'_>,
    words: &Origins,
    origin: &Origin,
    back: &Backward<'_, '_>,
) -> Option<String> {
    let (body, _, op) = app.op_at(origin.site)?;
    let name = body.args(op).get(1)?;
    Some(text(&back.shape_at(words, origin, *name))).filter(|it| is_telling(it))
}

fn is_telling(name: &str) -> bool {
    let n_constant = name.chars().filter(|it| it.is_alphanumeric()).count();
    n_constant >= TELLING || (!name.contains(OPEN) && !name.is_empty())
}

/// `FILE/TABLE.COLUMN`, `*` for what is not known.
fn column(
    app: &App<'_>,
    words: &Origins,
    origin: &Origin,
    table: Option<&str>,
    back: &mut Backward<'_, '_>,
) -> String {
    let mut files = BTreeSet::new();
    if let Some((body, _, op)) = app.op_at(origin.site) {
        let mut budget = Budget::new(ADDRESS);
        let receiver = body.arg(op, 0);
        files = database(app, back, (origin.site.def, receiver), DEPTH, &mut budget);
    }
    let asked = asked_columns(app, origin.site);
    let through = words.through(origin);
    // Libraries that stand between ask for all tables at one place; there the statement stands in the method that takes
    // the rows.
    let (statement, at) = match table {
        None => statement_around(app, through.iter().map(|it| it.site)),
        Some(_) => (None, None),
    };
    let named = statement.as_deref().and_then(code::sql::table_of);
    let asked = match &statement {
        Some(statement) => code::sql::columns_of(statement),
        None => asked,
    };
    let taken = through.into_iter();
    let taken = taken.filter(|it| at.is_none_or(|def| it.site.def == def));
    let columns: BTreeSet<String> = taken
        .filter_map(|it| taken_column(app, it.site, &asked))
        .collect();
    let one = |all: &BTreeSet<String>| match all.first() {
        Some(name) if all.len() == 1 => name.clone(),
        _ => OPEN.to_owned(),
    };
    let (file, column) = (one(&files), one(&columns));
    let table = table.map(str::to_owned).or(named);
    format!("{file}/{}.{column}", table.as_deref().unwrap_or(OPEN))
}

/// The names of the database that an object opens, or is.
fn database(
    app: &App<'_>,
    back: &mut Backward<'_, '_>,
    (def, val): (DefId, Val),
    depth: u32,
    budget: &mut Budget,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Some(depth) = depth.checked_sub(1) else {
        return found;
    };
    let path = text(&back.shape(def, val));
    let name = path.rsplit('/').next().unwrap_or_default();
    if is_telling(name) {
        found.insert(name.to_owned());
        return found;
    }
    for origin in back.origins(def, val, budget).origins {
        match origin.kind {
            Kind::Kept(channel, Some(name)) if channel == "file" => {
                found.insert(name);
            }
            Kind::Call(method) | Kind::Named(_, method) => {
                for role in app.models.roles.of(&app.program, method) {
                    if let Some(val) = database_at(app, origin.site, role) {
                        let at = (origin.site.def, val);
                        found.extend(database(app, back, at, depth, budget));
                    }
                }
            }
            // What is made by a class of the app is named where that calls the constructor of the platform's class.
            Kind::Object(class) => {
                for (site, val) in named_by_class(app, class) {
                    found.extend(database(app, back, (site.def, val), depth, budget));
                }
            }
            _ => {}
        }
    }
    found
}

/// The value at a call that a role `database` speaks of.
fn database_at(app: &App<'_>, site: Site, role: &Role) -> Option<Val> {
    if role.name != "database" {
        return None;
    }
    let (body, _, op) = app.op_at(site)?;
    let Op::Call(how, _) = op.kind else {
        return None;
    };
    let at = match role.detail.as_str() {
        "this" => 0,
        place => {
            let n: usize = place.strip_prefix('p')?.parse().ok()?;
            n.checked_sub(usize::from(how == Invoke::Static))?
        }
    };
    Some(body.arg(op, at))
}

/// Where the code of a class calls what names a database, and what it gives there.
fn named_by_class(app: &App<'_>, class: u32) -> Vec<(Site, Val)> {
    let mut all = Vec::new();
    let methods = 0..u32::try_from(app.program.methods.len()).unwrap_or(u32::MAX);
    for method in methods.filter(|it| app.program.name_of(*it) == "<init>") {
        for role in app.models.roles.of(&app.program, method) {
            let sites = app.xrefs.of_call(method).iter();
            let sites = sites.filter(|it| app.class_type(it.def) == class);
            all.extend(sites.filter_map(|it| Some((*it, database_at(app, *it, role)?))));
        }
    }
    all
}

/// The one statement that reads a table and is constant in a method that takes values out of rows, and that method.
fn statement_around(
    app: &App<'_>,
    taken: impl Iterator<Item = Site>,
) -> (Option<String>, Option<DefId>) {
    let is_of_row = |site: &Site| {
        let op = app.op_at(*site).map(|it| it.2);
        let Some(Op::Call(_, method)) = op.map(|it| it.kind) else {
            return false;
        };
        let roles = app.models.roles.of(&app.program, method);
        roles.iter().any(|it| it.name == "takes-column")
    };
    let defs: BTreeSet<DefId> = taken.filter(is_of_row).map(|it| it.def).collect();
    let mut found: BTreeSet<(String, DefId)> = BTreeSet::new();
    for def in defs {
        let Some(body) = app.body(def) else { continue };
        let calls = body.ops.iter().filter(|op| matches!(op.kind, Op::Call(..)));
        for value in calls.flat_map(|op| body.args(op)) {
            let Some(Const::Str(text)) = Folder::new(app).value(def, *value) else {
                continue;
            };
            let is_query = text
                .trim_start()
                .get(..6)
                .is_some_and(|it| it.eq_ignore_ascii_case("SELECT"));
            if is_query && code::sql::table_of(&text).is_some() {
                found.insert((text.to_string(), def));
            }
        }
    }
    match found.pop_first() {
        Some((statement, def)) if found.is_empty() => (Some(statement), Some(def)),
        _ => (None, None),
    }
}

/// The columns that a query asks for, in their order; none where it asks for all or that is not known.
fn asked_columns(app: &App<'_>, site: Site) -> Vec<String> {
    let asked = || {
        let (body, _, op) = app.op_at(site)?;
        let Op::Call(_, method) = op.kind else {
            return None;
        };
        let roles = app.models.roles.of(&app.program, method);
        let mut roles = roles.iter().filter(|it| it.name == "database-columns");
        roles.find_map(|role| {
            let (place, is_sql) = match role.detail.split_once(' ') {
                Some((place, "sql")) => (place, true),
                _ => (role.detail.as_str(), false),
            };
            let at: usize = place.strip_prefix('p')?.parse().ok()?;
            match Folder::new(app).value(site.def, body.arg(op, at))? {
                Const::Str(statement) if is_sql => Some(code::sql::columns_of(&statement)),
                Const::Array(items) if !is_sql => items
                    .iter()
                    .map(|it| it.as_str().map(str::to_owned))
                    .collect(),
                _ => None,
            }
        })
    };
    asked().unwrap_or_default()
}

/// The column that a call takes out of a result: by the name that its number was asked for, or by its place.
fn taken_column(app: &App<'_>, site: Site, asked: &[String]) -> Option<String> {
    let (body, _, op) = app.op_at(site)?;
    let index = body.args(op).get(1)?;
    if let Some((_, by)) = body.def_op(*index)
        && let Op::Call(_, method) = by.kind
    {
        let is_column = |method| {
            let roles = app.models.roles.of(&app.program, method);
            roles.iter().any(|it| it.name == "column")
        };
        if is_column(method) {
            let name = Folder::new(app).value(site.def, body.arg(by, 1))?;
            return name.as_str().map(str::to_owned);
        }
        // A method of the app that asks for the number of a column, by the one text that it is given.
        let asks = app.program.def_of(method).and_then(|it| app.body(it))?;
        let asks = asks.ops.iter().any(|it| match it.kind {
            Op::Call(_, method) => is_column(method),
            _ => false,
        });
        let given = body.args(by).iter();
        let given = given.filter_map(|it| Folder::new(app).value(site.def, *it));
        let texts: Vec<String> = given
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect();
        return match texts.as_slice() {
            [name] if asks => Some(name.clone()),
            _ => None,
        };
    }
    let Op::Call(_, method) = op.kind else {
        return None;
    };
    let roles = app.models.roles.of(&app.program, method);
    if !roles.iter().any(|it| it.name == "takes-column") {
        return None;
    }
    let number = Folder::new(app).value(site.def, *index)?.as_int()?;
    let name = asked.get(usize::try_from(number).ok()?)?;
    (!name.is_empty()).then(|| name.clone())
}
