//! Which parameters are personal data, and why: names and shapes of values, as data.
//!
//! The page `knowledge/personal-data/classes.toml` lists signs. A sign names a class, what it is within the
//! class, names of parameters, and a shape of values; nothing here knows a name. What stands in code are the
//! shapes, each a check of a published format.

mod shape;

pub use shape::Shape;

use crate::peel::Parameter;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What must agree for a sign to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The name.
    Name,
    /// The shape of the value.
    Value,
    /// Both.
    NameAndValue,
}

/// A sign of personal data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The class.
    pub class: String,
    /// What it is within the class.
    pub what: String,
    /// Names in lower case without anything but letters and digits. A parameter has such a name where its last
    /// words, put together, are equal to it.
    #[serde(default)]
    pub names: Vec<String>,
    /// The shape of values.
    pub value: Option<Shape>,
    /// What must agree.
    pub by: By,
    /// Where that can be seen.
    pub source: String,
}

/// A class of personal data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its id.
    pub id: String,
    /// What belongs to it.
    pub doc: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    class: Vec<Class>,
    sign: Vec<Sign>,
}

/// What is known of personal data; with no page, nothing is classed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classes {
    described: Vec<Class>,
    signs: Vec<Sign>,
    /// Positions in `signs`, by name.
    by_name: BTreeMap<String, Vec<usize>>,
    by_value: Vec<usize>,
}

/// Why a page cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClassesError {
    /// Its TOML is not what is expected.
    #[error("{0}")]
    Toml(Box<str>),
    /// A sign names a class that the page does not describe.
    #[error("the sign `{what}` is of the class `{class}`, which is not described")]
    NoClass {
        /// The sign.
        what: String,
        /// The class.
        class: String,
    },
    /// A sign lacks what its `by` needs, or a name is not in the form that names are compared in.
    #[error(
        "the sign `{what}` lacks the names or the shape that it goes by, or a name has other than a-z and 0-9"
    )]
    Unusable {
        /// The sign.
        what: String,
    },
}

/// A parameter that is personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// The class.
    pub class: String,
    /// What it is within the class.
    pub what: String,
    /// Why it is taken for that, in one sentence.
    pub why: String,
}

/// Words that a name is put together from: at most 4 are compared.
const WORDS: usize = 4;

impl Classes {
    /// Reads the page.
    ///
    /// # Errors
    /// [`ClassesError`].
    pub fn read(page: &str) -> Result<Self, ClassesError> {
        let page: Page =
            toml::from_str(page).map_err(|error| ClassesError::Toml(error.to_string().into()))?;
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut by_value = Vec::new();
        for (position, sign) in page.sign.iter().enumerate() {
            if !page.class.iter().any(|class| class.id == sign.class) {
                return Err(ClassesError::NoClass {
                    what: sign.what.clone(),
                    class: sign.class.clone(),
                });
            }
            let is_name = |name: &String| {
                !name.is_empty()
                    && name
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            };
            let has_value = sign.value.is_some();
            let is_usable = sign.names.iter().all(is_name)
                && match sign.by {
                    By::Name => !sign.names.is_empty() && !has_value,
                    By::Value => sign.names.is_empty() && has_value,
                    By::NameAndValue => !sign.names.is_empty() && has_value,
                };
            if !is_usable {
                return Err(ClassesError::Unusable {
                    what: sign.what.clone(),
                });
            }
            for name in &sign.names {
                by_name.entry(name.clone()).or_default().push(position);
            }
            if sign.by == By::Value {
                by_value.push(position);
            }
        }
        Ok(Self {
            described: page.class,
            signs: page.sign,
            by_name,
            by_value,
        })
    }

    /// The classes.
    pub fn classes(&self) -> &[Class] {
        &self.described
    }

    /// Whether there is a class of this id.
    pub fn has(&self, id: &str) -> bool {
        self.described.iter().any(|class| class.id == id)
    }

    /// What a parameter is. A sign that goes by name and value comes before one that goes by either.
    pub fn of(&self, parameter: &Parameter) -> Option<Personal> {
        let value = parameter.value.trim();
        if is_nothing(value) {
            return None;
        }
        let named: Vec<(&Sign, String)> = suffixes(parameter)
            .into_iter()
            .filter_map(|name| self.by_name.get(&name).map(|found| (found, name)))
            .flat_map(|(found, name)| {
                found
                    .iter()
                    .filter_map(move |position| Some((self.signs.get(*position)?, name.clone())))
            })
            .collect();
        let shaped = named.iter().find(|(sign, _)| {
            sign.by == By::NameAndValue && sign.value.is_some_and(|shape| shape.holds(value))
        });
        if let Some((sign, name)) = shaped
            && let Some(shape) = sign.value
        {
            let why = format!("its name ends in `{name}`, and the value {}", shape.says());
            return Some(sign.found(why));
        }
        let valued = self
            .by_value
            .iter()
            .filter_map(|position| self.signs.get(*position))
            .find_map(|sign| Some((sign, sign.value.filter(|shape| shape.holds(value))?)));
        if let Some((sign, shape)) = valued {
            return Some(sign.found(format!("the value {}", shape.says())));
        }
        let is_cookie = parameter.path.first().is_some_and(|step| step == "cookie");
        named
            .iter()
            // Cookies have short names of their sites' own making.
            .find(|(sign, _)| sign.by == By::Name && !is_cookie)
            .map(|(sign, name)| sign.found(format!("its name ends in `{name}`")))
    }
}

impl Sign {
    fn found(&self, why: String) -> Personal {
        Personal {
            class: self.class.clone(),
            what: self.what.clone(),
            why,
        }
    }
}

/// Whether a value says nothing: empty, zeros, or a word for nothing.
pub fn is_nothing(value: &str) -> bool {
    value
        .bytes()
        .all(|byte| matches!(byte, b'0' | b'-' | b':' | b'.' | b' ' | b'"'))
        || [
            "null",
            "none",
            "nil",
            "undefined",
            "unknown",
            "nan",
            "n/a",
            "[]",
            "{}",
            "(null)",
        ]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
}

/// The last words of a parameter's name and of the name it stands below, put together: `deviceid`, `id` for
/// `device.id`; the longest first.
fn suffixes(parameter: &Parameter) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let names = parameter
        .path
        .iter()
        .skip(1)
        .rev()
        .filter(|step| !step.starts_with(['<', '[']));
    for name in names.take(2) {
        let mut of_name = words_of(name);
        of_name.append(&mut words);
        words = of_name;
    }
    // `isLoginId` says whether, not which: such a name is only itself.
    let says_whether = parameter
        .path
        .iter()
        .rev()
        .find(|step| !step.starts_with(['<', '[']))
        .map(|name| words_of(name))
        .filter(|of_name| matches!(of_name.first().map(String::as_str), Some("is" | "has")));
    if let Some(of_name) = says_whether {
        return vec![of_name.concat()];
    }
    let from = words.len().saturating_sub(WORDS);
    (from..words.len())
        .map(|at| words.get(at..).unwrap_or_default().concat())
        .collect()
}

/// The words of a name: split at what is neither letter nor digit, and before a capital that follows a small
/// letter or stands before one.
fn words_of(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (position, character) in characters.iter().enumerate() {
        let before = position.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(position.saturating_add(1));
        let begins = character.is_uppercase()
            && (before.is_some_and(|it| it.is_lowercase() || it.is_ascii_digit())
                || (before.is_some_and(|it| it.is_uppercase())
                    && after.is_some_and(|it| it.is_lowercase())));
        if !character.is_alphanumeric() || begins {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../knowledge/personal-data/classes.toml");

    fn what(path: &str, value: &str) -> Option<String> {
        let parameter = Parameter {
            path: path.split('/').map(str::to_owned).collect(),
            value: value.to_owned(),
            is_opened: false,
        };
        let found = Classes::read(PAGE).unwrap().of(&parameter)?;
        Some(format!("{} {}", found.class, found.what))
    }

    #[test]
    fn names_and_shapes_must_agree() {
        // The IMEI of 3GPP TS 23.003, annex B, as an example of the check digit.
        for (path, value, expect) in [
            (
                "query/imei",
                "490154203237518",
                Some("persistent-identifier imei"),
            ),
            ("query/imei", "490154203237519", None),
            ("query/n", "490154203237518", None),
            (
                "body/<json>/device/id",
                "9774d56d682e549c",
                Some("persistent-identifier android-id"),
            ),
            ("body/<json>/user_id", "17", Some("person user-id")),
            (
                "body/<json>/properties/$model",
                "M2007",
                Some("device model"),
            ),
            (
                "body/<json>/gaid",
                "cdda802e-fb9c-47ad-9866-0794d394c912",
                Some("resettable-identifier advertising-id"),
            ),
            (
                "body/<json>/gaid",
                "00000000-0000-0000-0000-000000000000",
                None,
            ),
            ("body/x", "someone@example.com", Some("contact email")),
            (
                "body/x",
                "3c:22:fb:00:11:22",
                Some("persistent-identifier mac-address"),
            ),
            ("query/lat", "54.6872", Some("location latitude")),
            ("query/latency", "54.6872", None),
            ("query/isEmailVerified", "true", None),
            ("query/$is_login_id", "true", None),
            ("query/is_first_day", "true", Some("usage first-use")),
            ("cookie/ssid", "abc", None),
        ] {
            assert_eq!(what(path, value).as_deref(), expect, "{path} = {value}");
        }
    }

    #[test]
    fn words_of_names() {
        for (name, expect) in [
            ("androidDeviceId", "android device id"),
            ("IMEINumber", "imei number"),
            ("$os_version", "os version"),
            ("X-Device-ID", "x device id"),
        ] {
            assert_eq!(words_of(name).join(" "), expect);
        }
    }

    #[test]
    fn reasons_are_given() {
        let parameter = Parameter {
            path: vec!["query".to_owned(), "imei".to_owned()],
            value: "490154203237518".to_owned(),
            is_opened: false,
        };
        let found = Classes::read(PAGE).unwrap().of(&parameter).unwrap();
        assert_eq!(
            found.why,
            "its name ends in `imei`, and the value has 15 digits of which the last is the check digit of an IMEI (Luhn)"
        );
    }

    #[test]
    fn a_sign_that_cannot_hold_is_refused() {
        let page = "class = [{ id = \"a\", doc = \"d\" }]\n[[sign]]\nclass = \"a\"\nwhat = \"w\"\nby = \"name\"\nsource = \"s\"\n";
        assert_eq!(
            Classes::read(page),
            Err(ClassesError::Unusable {
                what: "w".to_owned()
            })
        );
        let page = page.replace("class = \"a\"\nwhat", "class = \"b\"\nwhat");
        assert!(matches!(
            Classes::read(&page),
            Err(ClassesError::NoClass { .. })
        ));
    }
}
