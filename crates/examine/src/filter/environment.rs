//! Gates evaluated in environments: for each, whether a way through the code is open.

use crate::knowledge::Environments;
use code::gate::Formula;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Settings and other switches whose both values are tried: 2. More would make the table larger than a reader takes in.
const SWITCHES: usize = 2;

/// The table of one formula: a row for each environment and each value of its switches.
pub(crate) fn table(formula: &Formula, environments: &Environments) -> Vec<Value> {
    let mut inputs = BTreeSet::new();
    collect(formula, &mut inputs);
    let switches: Vec<&(String, String)> = inputs
        .iter()
        .filter(|it| {
            !environments.is_region(&it.0, &it.1)
                && environments.assumed(&it.0, &it.1).is_none()
                && is_switch(formula, it)
        })
        .take(SWITCHES)
        .collect();
    let n = 1_usize << switches.len();
    let mut rows = Vec::new();
    for environment in &environments.all {
        for bits in 0..n {
            let input = |kind: &str, reads: &str| {
                if environments.is_region(kind, reads) {
                    return Some(environment.region.clone());
                }
                if let Some(value) = environments.assumed(kind, reads) {
                    return Some(value.to_owned());
                }
                let at = switches
                    .iter()
                    .position(|it| it.0 == kind && it.1 == reads)?;
                Some(String::from(if bits >> at & 1 == 1 {
                    "true"
                } else {
                    "false"
                }))
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
                .map(|(at, it)| format!("{} {}={}", it.0, it.1, bits >> at & 1 == 1))
                .collect();
            rows.push(json!({
                "environment": environment.name,
                "region": environment.region,
                "settings": settings,
                "path": open,
            }));
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

/// Whether an input is only ever asked whether it is true.
fn is_switch(formula: &Formula, input: &(String, String)) -> bool {
    match formula {
        Formula::Is {
            kind,
            reads,
            relation,
        } => {
            (kind, reads) != (&input.0, &input.1)
                || matches!(relation, code::gate::Relation::Equals(text) if text == "true" || text == "false")
        }
        Formula::First { inputs, .. } => !inputs.contains(input),
        Formula::Not(inner) => is_switch(inner, input),
        Formula::All(list) | Formula::Any(list) => list.iter().all(|it| is_switch(it, input)),
        Formula::True | Formula::False | Formula::Unknown => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Environment;
    use code::gate::Relation;

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
            kinds: vec![String::from("locale")],
            properties: Vec::new(),
            assumed: Vec::new(),
            all: vec![environment("LT"), environment("US")],
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
}
