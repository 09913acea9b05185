//! From decision diagrams over single conditions to short formulas that people can read.
//!
//! Conditions on one input depend on each other: a text that is in a list is not empty. What cannot be is left out of
//! account, so that the formula is as short as it can be and still says the same.

use super::bdd::{Bdd, Cube, FALSE, Ref, TRUE};
use super::{Formula, Relation};
use crate::ir::Cond;
use crate::program::DefId;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Something outside the program that a condition reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Input {
    pub(super) kind: String,
    pub(super) reads: String,
    /// Whether upper and lower case were made alike.
    pub(super) any_case: bool,
}

/// How an input must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rel {
    /// One of these texts, sorted.
    OneOf(Vec<String>),
    Contains(String),
    Starts(String),
    Ends(String),
    /// Less than this number.
    Less(i64),
    /// This number.
    Is(i64),
    /// There.
    Present,
    /// `String.hashCode` is this.
    Hash(i32),
}

/// A condition that is one variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    Is(Input, Rel),
    /// Not understood: which of the ways out of an operation of a frame is gone.
    Unknown(u32, DefId, u32, u32),
    /// An exception comes to this handler block of a frame.
    Throws(u32, u32),
}

/// `String.hashCode`, <https://developer.android.com/reference/java/lang/String#hashCode()>.
pub(super) fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(i32::from(unit))
    })
}

/// Whether the first condition decides the second: `Some(true)`, it holds too; `Some(false)`, it cannot hold.
fn decides(a: &Rel, b: &Rel, any_case: bool) -> Option<bool> {
    if let Rel::Is(n) = a {
        return match b {
            Rel::Is(m) => Some(n == m),
            Rel::Less(m) => Some(n < m),
            Rel::Present => Some(true),
            _ => None,
        };
    }
    if let (Rel::Less(n), Rel::Less(m)) = (a, b) {
        return (n <= m).then_some(true);
    }
    if let (Rel::OneOf(_) | Rel::Contains(_) | Rel::Starts(_) | Rel::Ends(_), Rel::Present) = (a, b)
    {
        return Some(true);
    }
    let Rel::OneOf(list) = a else { return None };
    let same = |x: &str, y: &str| x == y || any_case && x.to_lowercase() == y.to_lowercase();
    let holds = |text: &String| -> Option<bool> {
        Some(match b {
            Rel::OneOf(other) => other.iter().any(|o| same(o, text)),
            Rel::Contains(part) => text.contains(part.as_str()),
            Rel::Starts(part) => text.starts_with(part.as_str()),
            Rel::Ends(part) => text.ends_with(part.as_str()),
            Rel::Hash(n) => java_hash(text) == *n,
            _ => return None,
        })
    };
    let mut all = list.iter().map(holds);
    let first = all.next()??;
    all.all(|h| h == Some(first)).then_some(first)
}

/// The function that is false where conditions on one input contradict each other.
fn possible(bdd: &mut Bdd, atoms: &[Atom], vars: &[u32]) -> Ref {
    let mut care = TRUE;
    let at = |v: u32| atoms.get(v as usize);
    for &v in vars {
        for &w in vars {
            let (Some(Atom::Is(input, this)), Some(Atom::Is(other, that))) = (at(v), at(w)) else {
                continue;
            };
            if v == w || input != other {
                continue;
            }
            if let Some(yes) = decides(this, that, input.any_case) {
                let (first, second) = (bdd.var(v), bdd.var(w));
                let second = if yes { second } else { bdd.not(second) };
                let fact = bdd.ite(first, second, TRUE);
                care = bdd.and(care, fact);
            }
        }
    }
    care
}

/// Conditions in one formula, counted as often as they are said: 40. A longer one is no longer read by anybody.
const LONGEST: usize = 40;
/// Variables of one formula: 60.
const VARS: usize = 60;

/// What is left out first where a formula is too long: what differs from one moment to the next, then what the app's own
/// data say, then the rest, the one that was met last first.
const FLEETING: [&str; 5] = ["json", "intent-extra", "date", "server", "permission"];

/// The formula of a function: what holds for sure, or else may. Where that is too long to be said, inputs are left out,
/// as if nothing were known of them.
pub(super) fn formula(bdd: &mut Bdd, atoms: &[Atom], f: Ref) -> Formula {
    let f = calm(bdd, atoms, f);
    let unknown = |v: u32| !matches!(atoms.get(v as usize), Some(Atom::Is(..)));
    let mut sure = bdd.without(f, &unknown, true);
    let mut may = bdd.without(f, &unknown, false);
    loop {
        if bdd.full || bdd.was_cut() {
            return Formula::Unknown;
        }
        let mut vars = bdd.support(sure);
        vars.extend(bdd.support(may));
        vars.sort_unstable();
        vars.dedup();
        if vars.len() <= VARS
            && let Some(said) = said(bdd, atoms, sure, may, &vars)
            && length(&said) <= LONGEST
            && !bdd.was_cut()
        {
            return said;
        }
        bdd.was_cut();
        // Nothing is left out of what nothing is in.
        let Some(out) = least(atoms, &vars) else {
            return Formula::Unknown;
        };
        let of = |v: u32| matches!(atoms.get(v as usize), Some(Atom::Is(input, _)) if input == out);
        sure = bdd.without(sure, &of, true);
        may = bdd.without(may, &of, false);
    }
}

/// The input that a formula loses least with.
fn least<'a>(atoms: &'a [Atom], vars: &[u32]) -> Option<&'a Input> {
    let inputs = vars.iter().filter_map(|v| match atoms.get(*v as usize) {
        Some(Atom::Is(input, _)) => Some((*v, input)),
        _ => None,
    });
    let rank = |input: &Input| FLEETING.iter().position(|it| *it == input.kind);
    let (_, input) = inputs.min_by_key(|(v, input)| {
        let rank = rank(input).unwrap_or(FLEETING.len());
        (rank, std::cmp::Reverse(*v))
    })?;
    Some(input)
}

fn said(bdd: &mut Bdd, atoms: &[Atom], sure: Ref, may: Ref, vars: &[u32]) -> Option<Formula> {
    let care = possible(bdd, atoms, vars);
    let dont = bdd.not(care);
    let mut sum = |f: Ref| {
        let low = bdd.and(f, care);
        let high = bdd.or(f, dont);
        let cubes = bdd.products(low, high)?;
        // The opposite may be shorter to say.
        let (nlow, nhigh) = (bdd.not(high), bdd.not(low));
        let other = bdd.products(nlow, nhigh);
        let yes = to_formula(atoms, &cubes);
        Some(match other {
            Some(other) if length(&to_formula(atoms, &other)).saturating_add(1) < length(&yes) => {
                to_formula(atoms, &other).negated()
            }
            _ => yes,
        })
    };
    let (sure_says, may_says) = (sum(sure)?, sum(may)?);
    if may_says == Formula::False && may != FALSE {
        // Conditions that contradict each other come from far methods, and are no proof that nothing leads to the place.
        return Some(Formula::Unknown);
    }
    if sure == may {
        return Some(sure_says);
    }
    Some(Formula::any([
        sure_says,
        Formula::all([may_says, Formula::Unknown]),
    ]))
}

/// The function where nothing throws that is not known to; where it would then never hold, as it was.
pub(super) fn calm(bdd: &mut Bdd, atoms: &[Atom], f: Ref) -> Ref {
    let calm = bdd.fix(f, &|v| {
        matches!(atoms.get(v as usize), Some(Atom::Throws(..))).then_some(false)
    });
    if calm == FALSE || bdd.was_cut() {
        f
    } else {
        calm
    }
}

fn length(formula: &Formula) -> usize {
    match formula {
        Formula::All(list) | Formula::Any(list) => list.iter().map(length).sum(),
        Formula::Not(inner) => length(inner),
        Formula::True | Formula::False => 0,
        _ => 1,
    }
}

/// What one product says about one input's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Texts {
    set: BTreeSet<String>,
    /// Whether it is one of the set, or none of it.
    in_set: bool,
}

/// One product: texts by input, and the other conditions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Product {
    texts: BTreeMap<Vec<Input>, Texts>,
    others: BTreeSet<Formula>,
}

fn product(atoms: &[Atom], cube: &Cube) -> Product {
    let mut product = Product {
        texts: BTreeMap::new(),
        others: BTreeSet::new(),
    };
    for &(var, yes) in cube {
        let Some(Atom::Is(input, rel)) = atoms.get(var as usize) else {
            continue;
        };
        if let Rel::OneOf(list) = rel {
            let set: BTreeSet<String> = list.iter().cloned().collect();
            let key = vec![input.clone()];
            let texts = match product.texts.remove(&key) {
                None => Texts { set, in_set: yes },
                Some(old) => match (old.in_set, yes) {
                    (true, true) => Texts {
                        set: old.set.intersection(&set).cloned().collect(),
                        in_set: true,
                    },
                    (true, false) => Texts {
                        set: old.set.difference(&set).cloned().collect(),
                        in_set: true,
                    },
                    (false, true) => Texts {
                        set: set.difference(&old.set).cloned().collect(),
                        in_set: true,
                    },
                    (false, false) => Texts {
                        set: old.set.union(&set).cloned().collect(),
                        in_set: false,
                    },
                },
            };
            product.texts.insert(key, texts);
            continue;
        }
        let is = Formula::Is {
            kind: input.kind.clone(),
            reads: input.reads.clone(),
            relation: match rel {
                Rel::Contains(part) => Relation::Contains(part.clone()),
                Rel::Starts(part) => Relation::StartsWith(part.clone()),
                Rel::Ends(part) => Relation::EndsWith(part.clone()),
                Rel::Less(n) => Relation::Compares(Cond::Lt, *n),
                Rel::Is(n) => Relation::Compares(Cond::Eq, *n),
                Rel::Hash(n) => Relation::Hashes(*n),
                Rel::Present | Rel::OneOf(_) => Relation::Present,
            },
        };
        product.others.insert(if yes { is } else { is.negated() });
    }
    product
}

/// Joins two products into one that says the same as both.
fn joined(a: &Product, b: &Product) -> Option<Product> {
    if a.others != b.others {
        return None;
    }
    // They differ in the texts of one input only.
    if a.texts.len() == b.texts.len() {
        let mut different = a.texts.iter().filter(|(k, v)| b.texts.get(*k) != Some(v));
        let (key, x) = different.next()?;
        let y = b.texts.get(key)?;
        if different.next().is_some() || !x.in_set || !y.in_set {
            return None;
        }
        let mut all = a.clone();
        let set = x.set.union(&y.set).cloned().collect();
        all.texts.insert(key.clone(), Texts { set, in_set: true });
        return Some(all);
    }
    // The first input has a text that decides; where it has none, the second decides in the same way.
    let empty: BTreeSet<String> = [String::new()].into();
    for (first, x) in &a.texts {
        let gone = b.texts.get(first);
        if gone.is_none_or(|g| !g.in_set || g.set != empty) {
            continue;
        }
        let mut rest_a = a.texts.clone();
        rest_a.remove(first);
        for (second, y) in &b.texts {
            let mut rest_b = b.texts.clone();
            rest_b.remove(first);
            rest_b.remove(second);
            let bare =
                |t: &Texts| -> BTreeSet<String> { t.set.difference(&empty).cloned().collect() };
            let alike =
                x.in_set == y.in_set && bare(x) == bare(y) && x.set.contains("") != x.in_set;
            if second == first || rest_a != rest_b || !alike {
                continue;
            }
            let mut all = a.clone();
            all.texts.remove(first);
            let mut key = first.clone();
            key.extend(second.iter().cloned());
            all.texts.insert(key, y.clone());
            return Some(all);
        }
    }
    None
}

fn to_formula(atoms: &[Atom], cubes: &[Cube]) -> Formula {
    let mut products: Vec<Product> = cubes.iter().map(|c| product(atoms, c)).collect();
    products.retain(|p| p.texts.values().all(|t| !t.in_set || !t.set.is_empty()));
    'again: loop {
        for (i, a) in products.iter().enumerate() {
            for (j, b) in products.iter().enumerate() {
                if i != j
                    && let Some(both) = joined(a, b)
                {
                    let keep = products.iter().enumerate();
                    let mut next: Vec<Product> = keep
                        .filter(|(n, _)| *n != i && *n != j)
                        .map(|(_, p)| p.clone())
                        .collect();
                    next.push(both);
                    products = next;
                    continue 'again;
                }
            }
        }
        break;
    }
    let sets: Vec<BTreeSet<Formula>> = products.iter().map(parts).collect();
    let Some(first) = sets.first() else {
        return Formula::False;
    };
    // What all products have in common is said once.
    let common: BTreeSet<Formula> = first
        .iter()
        .filter(|f| sets.iter().all(|s| s.contains(f)))
        .cloned()
        .collect();
    let rest = Formula::any(
        sets.iter()
            .map(|s| Formula::all(s.difference(&common).cloned())),
    );
    Formula::all(common.into_iter().chain([rest]))
}

fn parts(product: &Product) -> BTreeSet<Formula> {
    let mut parts = product.others.clone();
    for (inputs, texts) in &product.texts {
        let any_case = inputs.iter().any(|i| i.any_case);
        let list: Vec<String> = texts.set.iter().cloned().collect();
        let relation = match (list.as_slice(), any_case) {
            ([one], false) => Relation::Equals(one.clone()),
            ([one], true) => Relation::EqualsAnyCase(one.clone()),
            (_, false) => Relation::OneOf(list),
            (_, true) => Relation::OneOfAnyCase(list),
        };
        let is = match inputs.as_slice() {
            [one] => Formula::Is {
                kind: one.kind.clone(),
                reads: one.reads.clone(),
                relation,
            },
            more => Formula::First {
                inputs: more
                    .iter()
                    .map(|i| (i.kind.clone(), i.reads.clone()))
                    .collect(),
                relation,
            },
        };
        parts.insert(if texts.in_set { is } else { is.negated() });
    }
    parts
}
