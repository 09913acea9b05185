//! Decoders that an app carries itself, told by their tables.

use code::app::App;
use code::flow::Step;
use code::ir::Kind as OpKind;

/// The alphabet of Base64, RFC 4648 section 4, up to the two characters in which variants differ.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// How deep the calls are that are looked into for a table: 3, as in the platform's own Base64, whose table stands in
/// an inner class.
const DEPTH: u32 = 3;

/// The forms that data are opened from on a way, in the order of the way.
pub(super) fn decodings(app: &App<'_>, steps: &[Step]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for step in steps {
        let Some(OpKind::Call(how, method)) = call_at(app, step) else {
            continue;
        };
        for role in app.models.roles.of(&app.program, method) {
            if role.name == "decoding" && !all.contains(&role.detail) {
                all.push(role.detail.clone());
            }
        }
        let targets = app.targets(step.site.def, how, method, None).defs;
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

fn call_at(app: &App<'_>, step: &Step) -> Option<OpKind> {
    let body = app.body(step.site.def)?;
    let op = body.ops.iter().find(|op| op.pc == step.site.pc)?;
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
    (class.first_def..class.end_def)
        .filter_map(|def| app.body(def))
        .flat_map(|body| &body.data)
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
