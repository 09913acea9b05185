//! Sentences with `{name}` for a value, and `{name|one|many}` for a number with its noun.

use crate::error::PageProblem;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(String),
    Counted {
        name: String,
        one: String,
        many: String,
    },
}

/// A sentence with places for values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    text: String,
    parts: Vec<Part>,
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, PageProblem> {
        let bad = |what| PageProblem::BadTemplate {
            text: text.to_owned(),
            what,
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(open);
            let Some(inside) = from.strip_prefix('{') else {
                return Err(bad("a `}` closes nothing"));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (place, after) = inside
                .split_once('}')
                .ok_or_else(|| bad("a `{` is not closed"))?;
            let mut pieces = place.split('|');
            let name = pieces.next().unwrap_or_default().to_owned();
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            if name.is_empty() || !name.bytes().all(is_name) {
                return Err(bad("what stands between `{` and `}` is no name"));
            }
            parts.push(match (pieces.next(), pieces.next(), pieces.next()) {
                (None, ..) => Part::Value(name),
                (Some(one), Some(many), None) => Part::Counted {
                    name,
                    one: one.to_owned(),
                    many: many.to_owned(),
                },
                _ => return Err(bad("a counted noun is written {n|one|many}")),
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }

    /// The text as it is written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The names of the values, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Value(name) | Part::Counted { name, .. } => Some(name.as_str()),
        })
    }

    /// The sentence with its values.
    pub(crate) fn fill(&self, value: impl Fn(&str) -> String) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Value(name) => text.push_str(&value(name)),
                Part::Counted { name, one, many } => {
                    let number = value(name);
                    let noun = if number == "1" { one } else { many };
                    text.push_str(&format!("{number} {noun}"));
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let template = Template::parse(text).unwrap();
        let filled = template.fill(|name| match name {
            "one" => "1".to_owned(),
            "two" => "2".to_owned(),
            name => format!("<{name}>"),
        });
        assert_eq!(filled, expect);
    }

    #[test]
    fn values_and_counted_nouns() {
        check("no place", "no place");
        check("{a} and {b}", "<a> and <b>");
        check("{one|app|apps}, {two|app|apps}", "1 app, 2 apps");
    }

    #[test]
    fn broken_places_are_errors() {
        for text in ["{", "}", "{}", "{a b}", "{a|b}", "{a|b|c|d}", "{a{b}}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
