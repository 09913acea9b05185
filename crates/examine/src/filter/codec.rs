//! How what is fetched or kept becomes words, step by step; decoders that an app carries itself are told by their tables.

use code::app::App;
use code::consts::{Const, Folder};
use code::ir::{Body, Kind as OpKind, Op};
use code::origin::{Origin, Origins, Through};
use code::xref::Site;
use std::collections::BTreeMap;

/// The alphabet of Base64, RFC 4648 section 4, up to the two characters in which variants differ.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// How deep the calls are that are looked into for a table: 3, as in the platform's own Base64, whose table stands in
/// an inner class.
const DEPTH: u32 = 3;

/// One step by which data become words: a form that they are opened from, or the name of the field that is taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoding {
    pub(super) says: String,
    pub(super) site: Site,
}

/// The steps on the way from an origin of a list to its words, in the order in which they are done. Where one form is
/// opened several times in a row, as by each element of a loop, it is said once.
pub(super) fn chain(app: &App<'_>, words: &Origins, origin: &Origin) -> Vec<Decoding> {
    let mut forms: BTreeMap<Through, Vec<String>> = BTreeMap::new();
    for call in words.calls() {
        forms.entry(call).or_insert_with(|| opened(app, call));
    }
    let is_form = |call: Through| forms.get(&call).is_some_and(|it| !it.is_empty());
    let mut all: Vec<Decoding> = Vec::new();
    for call in words.past(origin, &is_form) {
        let says = forms.get(&call).cloned().unwrap_or_default();
        for says in says.into_iter().chain(key(app, call)) {
            let is_key = says.starts_with("key ");
            let before = |it: &Decoding| it.says == says;
            if is_key && all.iter().any(before) || all.last().is_some_and(before) {
                continue;
            }
            let site = call.site;
            all.push(Decoding { says, site });
        }
    }
    all
}

/// The forms that a call opens.
fn opened(app: &App<'_>, call: Through) -> Vec<String> {
    let Some((body, _, op)) = app.op_at(call.site) else {
        return Vec::new();
    };
    let OpKind::Call(how, method) = op.kind else {
        return Vec::new();
    };
    let roles = app.models.roles.of(&app.program, method);
    let forms = roles.iter().filter(|it| it.name == "decoding");
    let forms: Vec<String> = forms
        .map(|it| match it.detail.as_str() {
            "cipher" => cipher(app, call.site, body, op),
            form => form.to_owned(),
        })
        .collect();
    let targets = app.targets(call.site.def, how, method, None).defs;
    if let ([target], true) = (targets.as_slice(), forms.is_empty())
        && uses_table(app, *target, DEPTH)
    {
        return vec![String::from("base64")];
    }
    forms
}

/// The field of a document or map that a call takes out, where its name is a constant.
fn key(app: &App<'_>, call: Through) -> Option<String> {
    let (body, _, op) = app.op_at(call.site)?;
    let OpKind::Call(_, method) = op.kind else {
        return None;
    };
    let roles = app.models.roles.of(&app.program, method);
    let takes = |it: &&code::models::Role| {
        it.name == "document-field" || it.name == "keyed" && it.detail == "get"
    };
    roles.iter().find(|it| takes(it))?;
    let value = Folder::new(app).value(call.site.def, body.arg(op, 1))?;
    value.as_str().map(|it| format!("key {it}"))
}

/// A cipher, with its transformation where that is a constant.
fn cipher(app: &App<'_>, site: Site, body: &Body, op: &Op) -> String {
    let made = body.def_op(body.arg(op, 0)).map(|(_, it)| it);
    let name = made.and_then(|made| {
        let OpKind::Call(_, method) = made.kind else {
            return None;
        };
        let roles = app.models.roles.of(&app.program, method);
        let is = roles.iter().any(|it| it.name == "cipher");
        let value = Folder::new(app).value(site.def, body.arg(made, 0))?;
        value.as_str().filter(|_| is).map(str::to_owned)
    });
    match name {
        Some(name) => format!("cipher {name}"),
        None => String::from("cipher"),
    }
}

/// Whether a method of bytes or texts, or one that it calls, stands in a class with a table of Base64.
fn uses_table(app: &App<'_>, def: u32, depth: u32) -> bool {
    if has_table(app, app.class_type(def)) {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let Some(body) = app.body(def) else {
        return false;
    };
    // What is large does more than decode.
    body.ops.len() < 400
        && body.ops.iter().any(|op| match op.kind {
            OpKind::Call(how, method) => {
                let targets = app.targets(def, how, method, None).defs;
                targets.len() == 1 && targets.iter().any(|it| uses_table(app, *it, depth))
            }
            _ => false,
        })
}

fn has_table(app: &App<'_>, class: u32) -> bool {
    let alphabet = |bytes: &[u8]| bytes.windows(ALPHABET.len()).any(|it| it == ALPHABET);
    if app
        .texts_of_class(class)
        .iter()
        .any(|it| alphabet(it.as_bytes()))
    {
        return true;
    }
    let Some(class) = app.program.class_of(class) else {
        return false;
    };
    let bodies = (class.first_def..class.end_def).filter_map(|def| Some((def, app.body(def)?)));
    let mut stored = bodies.clone().flat_map(|(def, body)| {
        let puts = body
            .ops
            .iter()
            .filter(|op| matches!(op.kind, OpKind::StaticPut(_)));
        puts.map(move |op| (def, body.arg(op, 0)))
    });
    let is_table = |(def, val)| match Folder::new(app).value(def, val) {
        Some(Const::Array(items)) if items.len() > ALPHABET.len() => {
            let low = |it: &Const| it.as_int().map_or(u8::MAX, |n| n.to_le_bytes()[0]);
            let values: Vec<u8> = items.iter().map(low).collect();
            alphabet(&values) || is_inverse(&values)
        }
        _ => false,
    };
    if stored.any(is_table) {
        return true;
    }
    bodies
        .flat_map(|(_, body)| &body.data)
        .any(|(_, width, bytes)| {
            let width = usize::from(*width).max(1);
            let values: Vec<u8> = bytes.iter().step_by(width).copied().collect();
            alphabet(&values) || is_inverse(&values)
        })
}

/// Whether the values at the places of the alphabet's characters count from 0 to 61.
fn is_inverse(values: &[u8]) -> bool {
    let mut at = 0..=u8::MAX;
    ALPHABET
        .iter()
        .all(|it| values.get(usize::from(*it)).copied() == at.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_counts_through_the_alphabet_is_one() {
        let mut table = [0xff_u8; 256];
        for (value, character) in (0..).zip(ALPHABET) {
            table[usize::from(*character)] = value;
        }
        assert!(is_inverse(&table));
        table[usize::from(b'Z')] = 0;
        assert!(!is_inverse(&table));
        assert!(!is_inverse(&[]));
    }
}
