//! What kind of content a text is, by what the code says of it.
//!
//! Six signs, the surest first: the framework's own calls and fields that give it; the calls of the framework that are given
//! what the same getter gives elsewhere; the names of the methods that give the text, where they were not renamed; the
//! names of the fields and columns that it is taken out of; the words that the texts of the classes around it are full of;
//! the names of the settings, files and preferences that the filter depends on.

use crate::knowledge::ContentType;
use code::app::App;
use code::consts::Folder;
use code::ir::{Invoke, Kind as Op, Use};
use code::matching::Matching;
use code::origin::Kind;
use code::xref::Site;
use std::collections::{BTreeMap, BTreeSet};

/// What a text was taken for, and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) types: BTreeSet<String>,
    /// `framework`, `uses`, `names`, `keys`, `vocabulary`, `surroundings` or `nothing`.
    pub(super) by: &'static str,
    /// The signs.
    pub(super) signs: BTreeSet<String>,
}

/// Texts with words of one kind that the classes around a text must hold: 4.
const TEXTS: usize = 4;
/// Their share of all texts there that have words of any kind: a half.
const SHARE: usize = 2;

pub(super) fn content(
    app: &App<'_>,
    group: &[&Matching],
    around: &BTreeSet<u32>,
    types: &[ContentType],
) -> Content {
    let by_framework = framework(app, group);
    if !by_framework.types.is_empty() {
        return by_framework;
    }
    let by_uses = uses(app, group);
    if !by_uses.types.is_empty() {
        return by_uses;
    }
    let by_names = names(app, group, types);
    if !by_names.types.is_empty() {
        return by_names;
    }
    let by_keys = keys(app, group, types);
    if !by_keys.types.is_empty() {
        return by_keys;
    }
    vocabulary(app, group, around, types)
}

/// Calls of a getter that are looked at for what is done with its answer: 200.
const CALLS: usize = 200;

/// What the getters' answers are given to elsewhere, whatever the getters are called.
fn uses(app: &App<'_>, group: &[&Matching]) -> Content {
    let mut found = Content {
        by: "uses",
        ..Content::default()
    };
    for getter in group.iter().flat_map(|it| &it.text.getters) {
        let class = app.program.methods.get(getter.method as usize);
        // What the platform's methods give is told by roles.
        if class.is_none_or(|it| app.program.class_of(it.class).is_none()) {
            continue;
        }
        for site in app.xrefs.of_call(getter.method).iter().take(CALLS) {
            let Some((body, _, op)) = app.op_at(*site) else {
                continue;
            };
            for used in body.uses(op.res) {
                let Use::Op(idx, place) = *used else { continue };
                let Some(user) = body.op(idx) else { continue };
                let Op::Call(how, method) = user.kind else {
                    continue;
                };
                let place = usize::from(place);
                let place = place + usize::from(how == Invoke::Static);
                for role in app.models.roles.of(&app.program, method) {
                    if let ("content-use", Some((wanted, what))) =
                        (role.name.as_str(), role.detail.split_once(' '))
                        && wanted == format!("p{place}")
                    {
                        found.types.insert(what.to_owned());
                        let (user, getter) = (
                            app.program.method_name(method),
                            app.program.method_name(getter.method),
                        );
                        found
                            .signs
                            .insert(format!("{user} is given what {getter} gives"));
                    }
                }
            }
        }
    }
    found
}

/// The names of fields of documents, of extras and of columns that the text is taken out of.
fn keys(app: &App<'_>, group: &[&Matching], types: &[ContentType]) -> Content {
    let mut found = Content {
        by: "keys",
        ..Content::default()
    };
    for matching in group {
        let text = &matching.text;
        let calls = text.calls().into_iter().map(|it| (it.site, it.method));
        let origins = text.origins.iter().filter_map(|it| match it.kind {
            Kind::Call(method) | Kind::Named(_, method) => Some((it.site, method)),
            _ => None,
        });
        for (site, method) in calls.chain(origins) {
            let roles = app.models.roles.of(&app.program, method);
            let place = roles.iter().find_map(|it| match it.name.as_str() {
                "document-field" => Some("p1"),
                "content-by-key" => it.detail.split(' ').next(),
                _ => None,
            });
            let Some(name) = place.and_then(|it| asked_for(app, site, it)) else {
                continue;
            };
            let words = words_of(&name);
            let ty = types
                .iter()
                .find(|ty| ty.names.iter().any(|it| words.contains(it)));
            if let Some(ty) = ty {
                found.types.insert(ty.id.clone());
                let sign = format!("{} of {name}", app.program.method_name(method));
                found.signs.insert(sign);
            }
        }
    }
    // Names of several kinds tell nothing.
    if found.types.len() > 1 {
        found.types.clear();
        found.signs.clear();
    }
    found
}

/// Names that the filter depends on, of which so many must be of one kind, and none of another: 2.
const NAMES: usize = 2;

/// What the names of the settings, files and preferences say that the filter depends on: the least sure sign.
pub(super) fn surroundings(names: &BTreeSet<String>, types: &[ContentType]) -> Content {
    let mut found = Content {
        by: "surroundings",
        ..Content::default()
    };
    for name in names {
        let words = words_of(name);
        for ty in types.iter().filter(|it| it.telling) {
            if ty.names.iter().any(|it| words.contains(it)) {
                found.types.insert(ty.id.clone());
                found.signs.insert(name.clone());
            }
        }
    }
    if found.types.len() != 1 || found.signs.len() < NAMES {
        return Content {
            by: "nothing",
            ..Content::default()
        };
    }
    found
}

fn framework(app: &App<'_>, group: &[&Matching]) -> Content {
    let mut found = Content {
        by: "framework",
        ..Content::default()
    };
    let program = &app.program;
    for matching in group {
        for (what, sign) in by_key(app, matching) {
            found.types.insert(what);
            found.signs.insert(sign);
        }
    }
    for origin in group.iter().flat_map(|it| &it.text.origins) {
        match origin.kind {
            Kind::Call(method) => {
                for role in app.models.roles.of(program, method) {
                    if role.name == "content" {
                        found.types.insert(role.detail.clone());
                        found.signs.insert(program.method_name(method));
                    }
                }
            }
            Kind::Field(field) => {
                let Some(f) = program.fields.get(field as usize) else {
                    continue;
                };
                for role in app.models.roles.of_name(program, f.class, f.name) {
                    if role.name == "content" {
                        found.types.insert(role.detail.clone());
                        found.signs.insert(program.field_name(field));
                    }
                }
            }
            Kind::Param(def, n) => {
                let method = program.def(def).map_or(u32::MAX, |it| it.method);
                for role in app.models.roles.of(program, method) {
                    if let ("content", Some((place, what))) =
                        (role.name.as_str(), role.detail.split_once(' '))
                        && place == format!("p{n}")
                    {
                        found.types.insert(what.to_owned());
                        found.signs.insert(program.def_name(def));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// What calls on the way give by the constant that they are asked for: the kind, and the call with the constant.
fn by_key(app: &App<'_>, matching: &Matching) -> Vec<(String, String)> {
    let text = &matching.text;
    let calls = text.calls().into_iter().map(|it| (it.site, it.method));
    let origins = text.origins.iter().filter_map(|it| match it.kind {
        Kind::Call(method) | Kind::Named(_, method) => Some((it.site, method)),
        _ => None,
    });
    let mut found = Vec::new();
    for (site, method) in calls.chain(origins) {
        for role in app.models.roles.of(&app.program, method) {
            let mut words = role.detail.split(' ');
            let ("content-by-key", Some(place), Some(wanted), Some(what)) =
                (role.name.as_str(), words.next(), words.next(), words.next())
            else {
                continue;
            };
            if asked_for(app, site, place).as_deref() == Some(wanted) {
                let sign = format!("{} of {wanted}", app.program.method_name(method));
                found.push((what.to_owned(), sign));
            }
        }
    }
    found
}

/// The constant at a place of a call; `column`: the name that its argument was looked up by.
fn asked_for(app: &App<'_>, site: Site, place: &str) -> Option<String> {
    let (body, _, op) = app.op_at(site)?;
    let Op::Call(how, _) = op.kind else {
        return None;
    };
    let val = if let Some(n) = place.strip_prefix('p') {
        let n: usize = n.parse().ok()?;
        body.arg(op, n.checked_sub(usize::from(how == Invoke::Static))?)
    } else {
        let (_, column) = body.def_op(body.arg(op, 1))?;
        if !matches!(column.kind, Op::Call(..)) {
            return None;
        }
        body.arg(column, 1)
    };
    let value = Folder::new(app).value(site.def, val)?;
    value.as_str().map(str::to_owned)
}

fn names(app: &App<'_>, group: &[&Matching], types: &[ContentType]) -> Content {
    let mut found = Content {
        by: "names",
        ..Content::default()
    };
    for getter in group.iter().flat_map(|it| &it.text.getters) {
        // What the platform's methods give is told by roles; their names say other things.
        let class = app
            .program
            .methods
            .get(getter.method as usize)
            .map(|it| it.class);
        if class.is_none_or(|it| app.program.class_of(it).is_none()) {
            continue;
        }
        let name = app.program.method_name(getter.method);
        let short = name.split('(').next().unwrap_or(&name);
        // The class's own name and the method's, not the package.
        let own = short.rsplit('/').next().unwrap_or(short);
        let words = words_of(own);
        for ty in types {
            if ty.names.iter().any(|it| words.contains(it)) {
                found.types.insert(ty.id.clone());
                found.signs.insert(name.clone());
                break; // The page lists the more telling ones first.
            }
        }
    }
    found
}

fn vocabulary(
    app: &App<'_>,
    group: &[&Matching],
    around: &BTreeSet<u32>,
    types: &[ContentType],
) -> Content {
    let mut counts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut classes = around.clone();
    for matching in group {
        classes.extend(matching.text.classes(app));
    }
    for class in classes {
        for text in app.texts_of_class(class) {
            let words = words_of(text);
            for ty in types {
                if ty.texts.iter().any(|it| words.contains(it)) {
                    counts.entry(ty.id.as_str()).or_default().insert(text);
                }
            }
        }
    }
    let all: usize = counts.values().map(BTreeSet::len).sum();
    let most = counts
        .iter()
        .max_by_key(|(id, texts)| (texts.len(), std::cmp::Reverse(**id)));
    match most {
        Some((id, texts)) if texts.len() >= TEXTS && texts.len() * SHARE >= all => Content {
            types: BTreeSet::from([(*id).to_owned()]),
            by: "vocabulary",
            signs: texts
                .iter()
                .take(TEXTS)
                .map(|it| (*it).to_owned())
                .collect(),
        },
        _ => Content {
            by: "nothing",
            ..Content::default()
        },
    }
}

/// The words of a name or a text in lower case: parted at what is no letter, and where capitals begin.
fn words_of(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let letters: Vec<char> = text.chars().collect();
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| letters.get(i));
        let after = letters.get(i + 1);
        let begins = letter.is_uppercase()
            && (before.is_some_and(|it| it.is_lowercase())
                || (before.is_some_and(|it| it.is_uppercase())
                    && after.is_some_and(|it| it.is_lowercase())));
        if (begins || !letter.is_alphabetic()) && !word.is_empty() {
            words.insert(std::mem::take(&mut word));
        }
        if letter.is_alphabetic() {
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.insert(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_around_tell_only_where_two_agree_and_none_differs() {
        let ty = |id: &str, name: &str| ContentType {
            id: id.to_owned(),
            names: vec![name.to_owned()],
            texts: Vec::new(),
            telling: true,
            source: String::new(),
        };
        let types = [ty("ad-text", "ads"), ty("message", "sms")];
        let by = |names: &[&str]| {
            let names = names.iter().map(|it| (*it).to_owned()).collect();
            let found = surroundings(&names, &types);
            (found.types.into_iter().next(), found.by)
        };
        let ads = Some(String::from("ad-text"));
        assert_eq!(by(&["allow_ads", "AdsConfig"]), (ads, "surroundings"));
        assert_eq!(by(&["allow_ads", "Config"]), (None, "nothing"));
        assert_eq!(by(&["allow_ads", "AdsConfig", "sms"]), (None, "nothing"));
    }

    #[test]
    fn names_fall_into_words() {
        let words = words_of("INativeAd;->getAdTitle");
        let expected = ["i", "native", "ad", "get", "title"];
        assert_eq!(words, expected.iter().map(|it| (*it).to_owned()).collect());
        assert!(words_of("native_ad_body").contains("ad"));
        assert!(!words_of("download").contains("ad"));
    }
}
