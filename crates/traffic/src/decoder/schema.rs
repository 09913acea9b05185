//! Names for the numbers of protocol buffers, and for parts that carry their name beside their value.

use crate::peel::Parameter;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A repeated part that says its own name: the value beside it belongs to that name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The step that such parts stand below.
    pub at: String,
    /// What holds the name in each.
    pub name: String,
}

fn is_position(step: &str) -> bool {
    step.starts_with('[') && step.ends_with(']')
}

/// Writes names for the numbers below the first protocol buffer of each path. A key of `fields` is the numbers from there on,
/// joined by points.
pub(super) fn name_numbers(fields: &BTreeMap<String, String>, parameters: &mut [Parameter]) {
    if fields.is_empty() {
        return;
    }
    for parameter in parameters {
        let Some(at) = parameter.path.iter().position(|step| step == "<protobuf>") else {
            continue;
        };
        let mut number = String::new();
        for step in parameter.path.iter_mut().skip(at.saturating_add(1)) {
            if is_position(step) || step == "<protobuf>" {
                continue;
            }
            if !number.is_empty() {
                number.push('.');
            }
            number.push_str(step);
            if let Some(name) = fields.get(&number) {
                name.clone_into(step);
            }
        }
        leave_out_marks(&mut parameter.path, at);
    }
}

/// Leaves out the marks of messages inside the first one: their names say what they are.
fn leave_out_marks(path: &mut Vec<String>, first: usize) {
    let mut position = 0_usize;
    path.retain(|step| {
        let keep = position <= first || step != "<protobuf>";
        position = position.saturating_add(1);
        keep
    });
}

/// Puts the name that a part carries into its path.
pub(super) fn name_pairs(pairs: &[Pair], parameters: &mut [Parameter]) {
    for pair in pairs {
        // The path of each part, up to the step or the position behind it.
        let part = |path: &[String]| -> Option<usize> {
            let at = path.iter().rposition(|step| *step == pair.at)?;
            let behind = at.saturating_add(1);
            let is_listed = path.get(behind).is_some_and(|step| is_position(step));
            Some(behind.saturating_add(usize::from(is_listed)))
        };
        let names: BTreeMap<Vec<String>, String> = parameters
            .iter()
            .filter(|it| it.path.last() == Some(&pair.name))
            .filter_map(|it| {
                let end = part(&it.path)?;
                let is_direct = it.path.len() == end.saturating_add(1);
                let prefix = it.path.get(..end)?.to_vec();
                is_direct.then(|| (prefix, it.value.clone()))
            })
            .collect();
        for parameter in parameters.iter_mut() {
            let Some(end) = part(&parameter.path) else {
                continue;
            };
            let Some(name) = parameter.path.get(..end).and_then(|it| names.get(it)) else {
                continue;
            };
            // The position in the list says nothing beside the name.
            match end.checked_sub(1).and_then(|at| parameter.path.get_mut(at)) {
                Some(step) if is_position(step) => name.clone_into(step),
                _ => parameter.path.insert(end, name.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(paths: &[(&str, &str)]) -> Vec<String> {
        let fields: BTreeMap<String, String> = [
            ("1", "bundle"),
            ("1.2", "event"),
            ("1.2.1", "param"),
            ("1.2.1.1", "name"),
            ("1.2.1.3", "int_value"),
            ("1.10", "device_model"),
        ]
        .map(|(number, name)| (number.to_owned(), name.to_owned()))
        .into();
        let mut parameters: Vec<Parameter> = paths
            .iter()
            .map(|(path, value)| Parameter {
                path: path.split('/').map(str::to_owned).collect(),
                value: (*value).to_owned(),
                is_opened: false,
            })
            .collect();
        name_numbers(&fields, &mut parameters);
        let pair = Pair {
            at: "param".to_owned(),
            name: "name".to_owned(),
        };
        name_pairs(&[pair], &mut parameters);
        parameters.iter().map(Parameter::path_text).collect()
    }

    #[test]
    fn numbers_and_pairs_get_their_names() {
        assert_eq!(
            named(&[
                (
                    "body/<protobuf>/1/<protobuf>/2/[0]/<protobuf>/1/[0]/<protobuf>/1",
                    "_o"
                ),
                (
                    "body/<protobuf>/1/<protobuf>/2/[0]/<protobuf>/1/[0]/<protobuf>/3",
                    "7"
                ),
                (
                    "body/<protobuf>/1/<protobuf>/2/[1]/<protobuf>/1/<protobuf>/1",
                    "_c"
                ),
                ("body/<protobuf>/1/<protobuf>/10", "M"),
                ("body/<protobuf>/1/<protobuf>/99", "x"),
                ("query/1", "y"),
            ]),
            [
                "body/<protobuf>/bundle/event/[0]/param/_o/name",
                "body/<protobuf>/bundle/event/[0]/param/_o/int_value",
                "body/<protobuf>/bundle/event/[1]/param/_c/name",
                "body/<protobuf>/bundle/device_model",
                "body/<protobuf>/bundle/99",
                "query/1",
            ]
        );
    }
}
