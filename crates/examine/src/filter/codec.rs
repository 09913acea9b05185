//! Decoders that an app carries itself, told by their tables.

use code::app::App;
use code::consts::{Const, Folder};
use code::ir::Kind as OpKind;
use code::origin::Through;

/// The alphabet of Base64, RFC 4648 section 4, up to the two characters in which variants differ.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// How deep the calls are that are looked into for a table: 3, as in the platform's own Base64, whose table stands in
/// an inner class.
const DEPTH: u32 = 3;

/// The forms that data are opened from on the ways of a list, the farthest from the list first.
pub(super) fn decodings(app: &App<'_>, calls: &[Through]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for call in calls {
        let Some(OpKind::Call(how, method)) = call_at(app, call) else {
            continue;
        };
        for role in app.models.roles.of(&app.program, method) {
            if role.name == "decoding" && !all.contains(&role.detail) {
                all.push(role.detail.clone());
            }
        }
        let targets = app.targets(call.site.def, how, method, None).defs;
        let base64 = || String::from("base64");
        if targets.len() == 1
            && !all.contains(&base64())
            && targets.iter().any(|it| uses_table(app, *it, DEPTH))
        {
            all.push(base64());
        }
    }
    all
}

fn call_at(app: &App<'_>, call: &Through) -> Option<OpKind> {
    let (_, _, op) = app.op_at(call.site)?;
    matches!(op.kind, OpKind::Call(..)).then_some(op.kind)
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
