//! Gates evaluated in environments: for each, whether a way through the code is open.

use crate::knowledge::Environments;
use crate::region::Regions;
use code::gate::{Formula, Relation};
use code::ir::Cond;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Settings and other switches whose both values are tried: 2. More would make the table larger than a reader takes in.
const SWITCHES: usize = 2;

/// Inputs that were given the region because they are compared with codes of countries, not because their names are known:
/// a row that rests on them is less sure.
const FOUND: &str = "region_by_codes";

/// The table of one formula: a row for each environment and each value of its switches.
pub(crate) fn table(formula: &Formula, environments: &Environments) -> Vec<Value> {
    let mut inputs = BTreeSet::new();
    collect(formula, &mut inputs);
    let regions = Regions::of(formula, environments);
    let found = regions.found();
    let switches: Vec<(&(String, String), [String; 2])> = inputs
        .iter()
        .filter(|it| {
            regions.value(&it.0, &it.1, "").is_none()
                && environments.assumed(&it.0, &it.1).is_none()
        })
        .filter_map(|it| Some((it, values(formula, it)?)))
        .take(SWITCHES)
        .collect();
    let n = 1_usize << switches.len();
    let mut rows = Vec::new();
    for environment in &environments.all {
        for bits in 0..n {
            let input = |kind: &str, reads: &str| {
                if let Some(value) = regions.value(kind, reads, &environment.region) {
                    return Some(value);
                }
                if let Some(value) = environments.assumed(kind, reads) {
                    return Some(value.to_owned());
                }
                let at = switches
                    .iter()
                    .position(|(it, _)| it.0 == kind && it.1 == reads)?;
                let (_, values) = switches.get(at)?;
                values.get(bits >> at & 1).cloned()
            };
            let open = match formula.eval(&input) {
                Some(true) => "open",
                Some(false) => "closed",
                // Neither the region nor these settings close it; other conditions are not known.
                None => "not-closed",
            };
            let settings: Vec<String> = switches
                .iter()
                .enumerate()
                .map(|(at, (it, values))| {
                    let value = values.get(bits >> at & 1).map_or("", String::as_str);
                    format!("{} {}={value}", it.0, it.1)
                })
                .collect();
            let mut row = json!({
                "environment": environment.name,
                "region": environment.region,
                "settings": settings,
                "path": open,
            });
            if let Some(row) = row.as_object_mut()
                && !found.is_empty()
            {
                row.insert(String::from(FOUND), json!(found));
            }
            rows.push(row);
        }
    }
    rows
}

/// The inputs that a formula reads: kind and name.
pub(super) fn collect(formula: &Formula, into: &mut BTreeSet<(String, String)>) {
    match formula {
        Formula::Is { kind, reads, .. } => {
            into.insert((kind.clone(), reads.clone()));
        }
        Formula::First { inputs, .. } => into.extend(inputs.iter().cloned()),
        Formula::Not(inner) => collect(inner, into),
        Formula::All(list) | Formula::Any(list) => {
            for part in list {
                collect(part, into);
            }
        }
        Formula::True | Formula::False | Formula::Unknown => {}
    }
}

/// The two values of an input that is only ever asked whether it is true, or whether it is one number.
fn values(formula: &Formula, input: &(String, String)) -> Option<[String; 2]> {
    let mut asked = BTreeSet::new();
    if !relations(formula, input, &mut asked) {
        return None;
    }
    let two = |no: &str, yes: &str| Some([no.to_owned(), yes.to_owned()]);
    let numbers: Option<BTreeSet<i64>> = asked
        .iter()
        .map(|it| match it {
            Relation::Compares(Cond::Eq | Cond::Ne, n) => Some(*n),
            _ => None,
        })
        .collect();
    match numbers {
        Some(numbers) if numbers.iter().eq([&0]) => two("0", "1"),
        Some(numbers) if numbers.len() == 1 => two(
            "0",
            &numbers.first().map_or_else(String::new, i64::to_string),
        ),
        Some(_) => None,
        None => {
            let truth = |it: &Relation| matches!(it, Relation::Equals(text) if text == "true" || text == "false");
            asked.iter().all(truth).then(|| two("false", "true"))?
        }
    }
}

/// Adds what an input is asked; whether it is only asked by itself.
fn relations(formula: &Formula, input: &(String, String), into: &mut BTreeSet<Relation>) -> bool {
    match formula {
        Formula::Is {
            kind,
            reads,
            relation,
        } => {
            if (kind, reads) == (&input.0, &input.1) {
                into.insert(relation.clone());
            }
            true
        }
        Formula::First { inputs, .. } => !inputs.contains(input),
        Formula::Not(inner) => relations(inner, input, into),
        Formula::All(list) | Formula::Any(list) => {
            // All of them are looked at.
            let mut alone = true;
            for part in list {
                alone &= relations(part, input, into);
            }
            alone
        }
        Formula::True | Formula::False | Formula::Unknown => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Environment;

    #[test]
    fn each_environment_and_each_value_of_a_switch_has_a_row() {
        let region = Formula::Is {
            kind: String::from("locale"),
            reads: String::from("Locale.getCountry"),
            relation: Relation::OneOf(vec![String::from("DE"), String::from("LT")]),
        };
        let setting = Formula::Is {
            kind: String::from("setting"),
            reads: String::from("ads"),
            relation: Relation::Equals(String::from("true")),
        };
        let formula = Formula::any([region.negated(), setting]);
        let environment = |id: &str| Environment {
            id: id.to_owned(),
            name: id.to_owned(),
            region: id.to_owned(),
        };
        let environments = Environments {
            inputs: vec![(String::from("locale"), String::from("Locale.getCountry"))],
            all: vec![environment("LT"), environment("US")],
            ..Environments::default()
        };
        let rows: Vec<String> = table(&formula, &environments)
            .iter()
            .map(|row| format!("{} {} {}", row["region"], row["settings"], row["path"]))
            .collect();
        assert_eq!(
            rows,
            [
                r#""LT" ["setting ads=false"] "closed""#,
                r#""LT" ["setting ads=true"] "open""#,
                r#""US" ["setting ads=false"] "open""#,
                r#""US" ["setting ads=true"] "open""#,
            ]
        );
    }

    #[test]
    fn a_setting_that_is_compared_with_one_number_is_a_switch() {
        let is = |n| Formula::Is {
            kind: String::from("setting"),
            reads: String::from("ads"),
            relation: Relation::Compares(Cond::Eq, n),
        };
        let input = (String::from("setting"), String::from("ads"));
        let two = |no: &str, yes: &str| Some([no.to_owned(), yes.to_owned()]);
        assert_eq!(values(&is(1), &input), two("0", "1"));
        assert_eq!(values(&is(0), &input), two("0", "1"));
        assert_eq!(values(&Formula::any([is(1), is(2)]), &input), None);
    }
}
