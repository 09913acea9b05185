//! Which inputs of a gate say where a phone is: those that are known to, and those that the code treats so.
//!
//! An input of whatever name that is compared with nothing but codes of countries is one by structure, and so is one that
//! takes the place of a known one where that is empty. What was found so is said beside what rests on it, since a name
//! that is not known may stand for something else: where the phone was made, or bought.

use crate::knowledge::Environments;
use code::gate::{Formula, Relation};
use std::collections::{BTreeMap, BTreeSet};

/// Codes that an input must be compared with: 2. One may be a word of two letters.
const CODES: usize = 2;
/// The same in small letters: 4. They may be codes of languages.
const SMALL_CODES: usize = 4;

/// The inputs of a formula that say where a phone is.
#[derive(Debug)]
pub struct Regions<'k> {
    environments: &'k Environments,
    /// By structure: kind and name, and whether the codes are in small letters.
    found: BTreeMap<(String, String), bool>,
}

/// What an input is asked.
#[derive(Default)]
struct Asked {
    texts: BTreeSet<String>,
    /// Whether it is asked for anything but whole texts.
    other: bool,
    /// Whether it stands beside an input that is known to say where the phone is, for where one of them is empty.
    beside_known: bool,
}

impl<'k> Regions<'k> {
    /// Of a formula.
    pub fn of(formula: &Formula, environments: &'k Environments) -> Self {
        let mut asked = BTreeMap::new();
        collect(formula, environments, &mut asked);
        let codes = &environments.countries;
        let mut found = BTreeMap::new();
        for ((kind, reads), asked) in asked {
            if asked.other
                || environments.is_listed(&kind)
                || environments.is_region(&kind, &reads)
                || codes.except.contains(&kind)
            {
                continue;
            }
            let is_code = |text: &&String| codes.codes.contains(&text.to_uppercase());
            let n_codes = asked.texts.iter().filter(is_code).count();
            let beside = |text: &String| codes.beside.contains(text);
            if !asked.texts.iter().all(|it| is_code(&it) || beside(it)) {
                continue;
            }
            let mut of_codes = asked.texts.iter().filter(is_code);
            let is_small = of_codes.all(|it| *it == it.to_lowercase());
            let least = match (asked.beside_known, is_small) {
                (true, _) => 1,
                (_, true) => SMALL_CODES,
                (_, false) => CODES,
            };
            if n_codes >= least {
                found.insert((kind, reads), is_small);
            }
        }
        Self {
            environments,
            found,
        }
    }

    /// The value of an input in a region, which is an ISO 3166-1 code or empty; `None` where the input says nothing of it.
    pub fn value(&self, kind: &str, reads: &str, region: &str) -> Option<String> {
        if self.environments.is_region(kind, reads) {
            return Some(region.to_owned());
        }
        let is_small = self.found.get(&(kind.to_owned(), reads.to_owned()))?;
        Some(if *is_small {
            region.to_lowercase()
        } else {
            region.to_owned()
        })
    }

    /// The inputs that were found by structure, each as kind and name.
    pub fn found(&self) -> Vec<String> {
        let inputs = self.found.keys();
        inputs
            .map(|(kind, reads)| format!("{kind} {reads}"))
            .collect()
    }
}

fn collect(
    formula: &Formula,
    environments: &Environments,
    into: &mut BTreeMap<(String, String), Asked>,
) {
    let mut ask = |input: &(String, String), relation: &Relation, beside_known| {
        let asked = into.entry(input.clone()).or_default();
        asked.beside_known |= beside_known;
        match relation {
            Relation::Equals(text) | Relation::EqualsAnyCase(text) => {
                asked.texts.insert(text.clone());
            }
            Relation::OneOf(list) | Relation::OneOfAnyCase(list) => {
                asked.texts.extend(list.iter().cloned());
            }
            Relation::Present => {}
            _ => asked.other = true,
        }
    };
    match formula {
        Formula::Is {
            kind,
            reads,
            relation,
        } => ask(&(kind.clone(), reads.clone()), relation, false),
        Formula::First { inputs, relation } => {
            let known = inputs.iter().any(|it| environments.is_region(&it.0, &it.1));
            for input in inputs {
                ask(input, relation, known);
            }
        }
        Formula::Not(inner) => collect(inner, environments, into),
        Formula::All(list) | Formula::Any(list) => {
            for part in list {
                collect(part, environments, into);
            }
        }
        Formula::True | Formula::False | Formula::Unknown => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::CountryCodes;

    fn environments() -> Environments {
        let set = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        Environments {
            inputs: vec![(String::from("locale"), String::from("country"))],
            countries: CountryCodes {
                codes: set(&["CN", "DE", "IN", "IT", "LT", "NO"]),
                beside: set(&["", "unknown"]),
                except: set(&["json"]),
                source: String::new(),
            },
            ..Environments::default()
        }
    }

    fn is(kind: &str, texts: &[&str]) -> Formula {
        Formula::Is {
            kind: kind.to_owned(),
            reads: String::from("x"),
            relation: Relation::OneOf(texts.iter().map(|it| (*it).to_owned()).collect()),
        }
    }

    #[track_caller]
    fn check(formula: &Formula, wanted: &[&str]) {
        assert_eq!(Regions::of(formula, &environments()).found(), wanted);
    }

    #[test]
    fn a_property_of_any_name_that_is_compared_with_codes_of_countries_is_a_region() {
        check(
            &is("system-property", &["DE", "LT", "unknown"]),
            &["system-property x"],
        );
        check(
            &is("preference", &["CN", "IN"]).negated(),
            &["preference x"],
        );
    }

    #[test]
    fn other_words_and_single_codes_do_not_make_one() {
        check(&is("system-property", &["DE", "LT", "user"]), &[]);
        check(&is("system-property", &["NO"]), &[]);
        check(&is("system-property", &["it", "de"]), &[]);
        check(&is("json", &["DE", "LT"]), &[]);
        // Of the kind of a known one it is known which input says it; this one is the language.
        check(&is("locale", &["DE", "LT"]), &[]);
        let also = Formula::Is {
            kind: String::from("system-property"),
            reads: String::from("x"),
            relation: Relation::Contains(String::from("eng")),
        };
        check(
            &Formula::all([is("system-property", &["DE", "LT"]), also]),
            &[],
        );
    }

    #[test]
    fn what_takes_the_place_of_a_known_one_is_one_with_a_single_code() {
        let first = Formula::First {
            inputs: vec![
                (String::from("setting"), String::from("x")),
                (String::from("locale"), String::from("country")),
            ],
            relation: Relation::Equals(String::from("IN")),
        };
        check(&first, &["setting x"]);
        let environments = environments();
        let regions = Regions::of(&first, &environments);
        assert_eq!(regions.value("setting", "x", "IN").as_deref(), Some("IN"));
        assert_eq!(regions.value("setting", "y", "IN"), None);
    }

    #[test]
    fn codes_in_small_letters_are_met_by_small_letters() {
        let environments = environments();
        let formula = is("system-property", &["cn", "de", "in", "lt"]);
        let regions = Regions::of(&formula, &environments);
        assert_eq!(
            regions.value("system-property", "x", "LT").as_deref(),
            Some("lt")
        );
    }
}
