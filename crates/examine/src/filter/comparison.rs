//! How a comparison compares, as data: what must agree, what is made alike on each side before, what must stand beside a find.

use code::app::App;
use code::ir::{Body, Kind as OpKind, NO_VAL, Op, Val};
use code::matching::{Answer, Matching};
use code::origin::{Kind, Origin, Origins};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Steps through casts to what a value is: 4.
const CASTS: usize = 4;

/// The comparison of a group as a JSON object: `rules`, the foldings of `text`, of `words` and of `built_in` words,
/// `borders`, which is null where the characters beside a find are not looked at, `combination`, which is `all-of` where all
/// words of a group must be found, `except` and `with`, the lists that take a hit back or must hit as well, and `native`, the code that compares.
pub(super) fn comparison(app: &App<'_>, group: &[&Matching], beside: &super::Beside<'_>) -> Value {
    let rules: BTreeSet<&str> = group.iter().map(|it| it.matcher.as_str()).collect();
    let is_word = |it: &&Origin| it.element && !matches!(it.kind, Kind::Number(_));
    let is_own = |it: &Origin| matches!(it.kind, Kind::Text(_));
    let is_blank = |it: &Origin| matches!(&it.kind, Kind::Text(text) if text.is_empty());
    let words = group
        .iter()
        .flat_map(|it| it.words.origins.iter().map(|origin| (&it.words, origin)))
        .filter(|(_, it)| is_word(it));
    let texts = group
        .iter()
        .flat_map(|it| it.text.origins.iter().map(|origin| (&it.text, origin)))
        .filter(|(_, it)| !matches!(&it.kind, Kind::Number(_)) && !is_blank(it));
    // A constant text is a default or a sample; it speaks for the side where there is nothing else.
    let others = texts.clone().filter(|(_, it)| !is_own(it));
    let text = if others.clone().next().is_some() {
        foldings(app, others)
    } else {
        foldings(app, texts)
    };
    let native: Vec<Value> = group
        .iter()
        .filter_map(|it| it.native.as_ref())
        .map(|it| json!({"libraries": it.libraries, "symbol": it.symbol}))
        .collect();
    json!({
        "rules": rules,
        "text": text,
        "words": foldings(app, words.clone().filter(|(_, it)| !is_own(it))),
        "built_in": foldings(app, words.filter(|(_, it)| is_own(it))),
        "borders": borders(app, group),
        "combination": beside.followed.all_of.then_some("all-of"),
        "except": beside.except,
        "with": beside.with,
        "native": native,
    })
}

/// The foldings that lie on the ways from all of some origins; those that lie on the ways from a part of them only are
/// no property of the side.
fn foldings<'o>(
    app: &App<'_>,
    origins: impl Iterator<Item = (&'o Origins, &'o Origin)>,
) -> BTreeSet<String> {
    let mut common: Option<BTreeSet<String>> = None;
    for (of, origin) in origins {
        let found = app.foldings(of, origin);
        common = Some(match common {
            Some(before) => before.intersection(&found).cloned().collect(),
            None => found,
        });
    }
    common.unwrap_or_default()
}

fn role<'r>(app: &'r App<'_>, op: &Op, name: &str) -> Option<&'r str> {
    let OpKind::Call(_, method) = op.kind else {
        return None;
    };
    let roles = app.models.roles.of(&app.program, method);
    let role = roles.iter().find(|it| it.name == name)?;
    Some(role.detail.as_str())
}

/// What a value is, behind casts.
fn plain(body: &Body, mut val: Val) -> Val {
    for _ in 0..CASTS {
        match body.def_op(val) {
            Some((_, op)) if matches!(op.kind, OpKind::Cast(_)) => val = body.arg(op, 0),
            _ => break,
        }
    }
    val
}

/// Which characters may not stand beside a find, and beside which words: of all words, or of those alone that begin or
/// end with such a character, where the word's own characters are looked at as well.
fn borders(app: &App<'_>, group: &[&Matching]) -> Value {
    let mut found = Value::Null;
    for it in group.iter().filter(|it| it.answer == Answer::Index) {
        let Some(body) = app.body(it.site.def) else {
            continue;
        };
        let Some(site) = body.ops.iter().find(|op| op.pc == it.site.pc) else {
            continue;
        };
        let text = plain(body, it.text_at.0);
        let args = body.args(site).iter().map(|val| plain(body, *val));
        let operands: Vec<Val> = args.filter(|val| *val != text && *val != NO_VAL).collect();
        let characters: Vec<Val> = body
            .ops
            .iter()
            .filter(|op| role(app, op, "character").is_some())
            .map(|op| plain(body, body.arg(op, 0)))
            .collect();
        if !super::update::has_borders(app, group) || characters.is_empty() {
            continue;
        }
        let of_words = characters.iter().any(|it| operands.contains(it));
        found = json!({
            "beside": beside(app, it.site.def),
            "of": if of_words { "words-with-such-ends" } else { "all-words" },
        });
    }
    found
}

/// Which characters a method, and what it asks of one character, tells apart: those that it compares characters with.
fn beside(app: &App<'_>, def: u32) -> &'static str {
    let mut numbers = BTreeSet::new();
    let mut classes = BTreeSet::new();
    let Some(body) = app.body(def) else {
        return "not-known";
    };
    look(app, body, &mut numbers, &mut classes);
    for op in &body.ops {
        if let OpKind::Call(how, method) = op.kind {
            let targets = app.targets(def, how, method, None).defs;
            for target in targets.iter().take(1) {
                // A method that is asked of a character has nothing but it.
                if let Some(inner) = app.body(*target)
                    && inner.params.len() <= 2
                    && inner.ops.len() < 60
                {
                    look(app, inner, &mut numbers, &mut classes);
                }
            }
        }
    }
    let range = |from: u8, to: u8| {
        // `c < 'a'` and `c <= '`'` are one.
        let near = |at: u8| {
            let at = i64::from(at);
            (at.saturating_sub(1)..=at.saturating_add(1)).any(|it| numbers.contains(&it))
        };
        near(from) && near(to)
    };
    match (range(b'a', b'z'), range(b'A', b'Z'), range(b'0', b'9')) {
        (true, true, true) => "ascii-letters-and-digits",
        (true, true, false) => "ascii-letters",
        (true, false, true) => "ascii-small-letters-and-digits",
        (true, false, false) => "ascii-small-letters",
        _ if classes.contains("letter-or-digit") => "letters-and-digits",
        _ if classes.contains("letter") => "letters",
        _ => "not-known",
    }
}

fn look<'r>(
    app: &'r App<'_>,
    body: &Body,
    numbers: &mut BTreeSet<i64>,
    classes: &mut BTreeSet<&'r str>,
) {
    for op in &body.ops {
        classes.extend(role(app, op, "character-class"));
        match op.kind {
            OpKind::Const(n) => {
                numbers.insert(n);
            }
            OpKind::ArithLit(_, n) => {
                numbers.insert(i64::from(n).saturating_abs());
            }
            _ => {}
        }
    }
}
