//! All parameters of a record by name: how often, with how many values, from when to when.
//!
//! A day of a phone sends the same few hundred names again and again; here each has one entry, so that no bound on listed
//! requests loses a name. What is counted is told apart by app, host, service, event and name.

use super::analyse::{Found, Read};
use facts::Place;
use fmt_net::http::Request;
use ring::digest::{Context, SHA256};
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// Names that are counted: 50,000. A day of a phone has some thousands; names that are made up at run time fill the rest.
const N_NAMES: usize = 50_000;
/// Different values that are counted of one name: 1,000.
const N_VALUES: usize = 1_000;
/// Different values of one name that count as new past the bound on listed requests: 50. Times and numbers of sessions differ
/// in each request.
const N_NEW: usize = 50;
/// Requests that are known again: 50,000.
const N_REQUESTS: usize = 50_000;
/// Characters of a value that are kept: 200.
const VALUE_LEN: usize = 200;

/// What tells one name from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) host: String,
    pub(super) app: Option<String>,
    pub(super) service: Option<String>,
    pub(super) event: Option<String>,
    pub(super) parameter: String,
}

/// What is known of a name.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) n_times: u64,
    pub(super) n_values: u64,
    pub(super) value: String,
    /// Class, and what it is in it.
    pub(super) personal: Option<(String, String)>,
    /// First and last.
    pub(super) times: Option<(u64, u64)>,
    pub(super) exchange: String,
    pub(super) place: Place,
}

struct Entry {
    sent: Sent,
    values: BTreeSet<u64>,
    /// Values of personal data with the mark they came after.
    new: BTreeSet<u64>,
}

/// The request that parameters came in.
pub(super) struct Carrier<'c> {
    pub(super) id: &'c str,
    pub(super) app: Option<&'c str>,
    pub(super) host: &'c str,
    pub(super) asked: Option<u64>,
    pub(super) after_mark: Option<&'c str>,
    pub(super) place: &'c Place,
}

/// The names of a record.
#[derive(Default)]
pub(super) struct Catalogue {
    numbers: BTreeMap<Name, usize>,
    entries: Vec<Entry>,
    /// The names of a request, by its digest.
    requests: FxHashMap<[u8; 32], Vec<usize>>,
    n_left_out: u64,
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Catalogue {
    /// What tells one request from another, for [`Catalogue::again`].
    pub(super) fn digest(app: Option<&str>, request: &Request) -> [u8; 32] {
        let mut hash = Context::new(&SHA256);
        let mut part = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(app.unwrap_or_default().as_bytes());
        part(request.method.as_bytes());
        part(request.url.as_bytes());
        for header in &request.headers {
            part(header.name.as_bytes());
            part(header.value.as_bytes());
        }
        part(&request.body.bytes);
        hash.finish().as_ref().try_into().unwrap_or_default()
    }

    /// Counts a request once more that was read before; `false` where it was not.
    pub(super) fn again(&mut self, digest: [u8; 32], asked: Option<u64>) -> bool {
        let Some(numbers) = self.requests.get(&digest) else {
            return false;
        };
        for number in numbers {
            if let Some(entry) = self.entries.get_mut(*number) {
                entry.sent.count(asked);
            }
        }
        true
    }

    /// Counts the parameters of a request; gives the positions of those that carry a value of personal data which is new
    /// under its name since the last mark.
    pub(super) fn add(
        &mut self,
        digest: [u8; 32],
        carrier: &Carrier<'_>,
        read: &Read<'_>,
    ) -> BTreeSet<usize> {
        let mut numbers = Vec::new();
        let mut new = BTreeSet::new();
        for (position, found) in read.found.iter().enumerate() {
            if found.parameter.is_opened {
                continue;
            }
            let event = found
                .event
                .and_then(|it| usize::try_from(it).ok()?.checked_sub(1))
                .and_then(|it| read.events.get(it)?.0.clone());
            let name = Name {
                host: carrier.host.to_owned(),
                app: carrier.app.map(str::to_owned),
                service: read.service.map(|it| it.id.clone()),
                event,
                parameter: parameter_name(found),
            };
            let number = match self.numbers.get(&name) {
                Some(number) => *number,
                None if self.entries.len() >= N_NAMES => {
                    self.n_left_out = self.n_left_out.saturating_add(1);
                    if found.personal.is_some() {
                        new.insert(position);
                    }
                    continue;
                }
                None => {
                    let number = self.entries.len();
                    self.entries.push(Entry::new(found, carrier));
                    self.numbers.insert(name, number);
                    number
                }
            };
            let Some(entry) = self.entries.get_mut(number) else {
                continue;
            };
            if entry.add(found, carrier) {
                new.insert(position);
            }
            numbers.push(number);
        }
        if self.requests.len() < N_REQUESTS {
            self.requests.insert(digest, numbers);
        }
        new
    }

    /// Parameters whose names are not counted.
    pub(super) const fn n_left_out(&self) -> u64 {
        self.n_left_out
    }

    /// All names, sorted.
    pub(super) fn into_entries(self) -> Vec<(Name, Sent)> {
        let mut entries: Vec<Option<Entry>> = self.entries.into_iter().map(Some).collect();
        self.numbers
            .into_iter()
            .filter_map(|(name, number)| {
                let entry = entries.get_mut(number)?.take()?;
                let n_values = u64::try_from(entry.values.len()).unwrap_or(u64::MAX);
                let sent = Sent {
                    n_values,
                    ..entry.sent
                };
                Some((name, sent))
            })
            .collect()
    }
}

impl Sent {
    fn count(&mut self, asked: Option<u64>) {
        self.n_times = self.n_times.saturating_add(1);
        self.times = match (self.times, asked) {
            (Some((first, last)), Some(time)) => Some((first.min(time), last.max(time))),
            (known, time) => known.or_else(|| time.map(|it| (it, it))),
        };
    }
}

impl Entry {
    fn new(found: &Found, carrier: &Carrier<'_>) -> Self {
        Self {
            sent: Sent {
                n_times: 0,
                n_values: 0,
                value: found.parameter.value.chars().take(VALUE_LEN).collect(),
                personal: None,
                times: None,
                exchange: carrier.id.to_owned(),
                place: carrier.place.clone(),
            },
            values: BTreeSet::new(),
            new: BTreeSet::new(),
        }
    }

    /// Counts a value; whether it is personal data and new.
    fn add(&mut self, found: &Found, carrier: &Carrier<'_>) -> bool {
        self.sent.count(carrier.asked);
        if self.values.len() < N_VALUES {
            self.values.insert(hash(&found.parameter.value));
        }
        let Some(personal) = &found.personal else {
            return false;
        };
        if self.sent.personal.is_none() {
            self.sent.personal = Some((personal.class.clone(), personal.what.clone()));
        }
        let value = hash((&found.parameter.value, carrier.after_mark));
        self.new.len() < N_NEW && self.new.insert(value)
    }
}

/// The name within the event; outside events the path, with `[]` for each position and without wrappings.
fn parameter_name(found: &Found) -> String {
    let is_position = |step: &str| step.starts_with('[') && step.ends_with(']');
    match &found.field {
        Some(field) => field
            .split('.')
            .map(|step| if is_position(step) { "[]" } else { step })
            .collect::<Vec<_>>()
            .join("."),
        None => found
            .parameter
            .path
            .iter()
            .filter(|step| !step.starts_with('<'))
            .map(|step| {
                if is_position(step) {
                    "[]"
                } else {
                    step.as_str()
                }
            })
            .collect::<Vec<_>>()
            .join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;
    use crate::traffic::analyse::analyse;
    use base::Limits;

    fn knowledge() -> Knowledge {
        let page = include_bytes!("../../../../knowledge/personal-data/classes.toml").as_slice();
        Knowledge::load(|name| (name == "personal-data/classes.toml").then_some(page)).unwrap()
    }

    fn request(query: &str) -> Request {
        Request {
            method: "GET".to_owned(),
            url: format!("https://t.example/c?{query}"),
            ..Request::default()
        }
    }

    /// Adds a request; gives the positions that are new.
    fn add(
        catalogue: &mut Catalogue,
        knowledge: &Knowledge,
        query: &str,
        time: u64,
        mark: Option<&str>,
    ) -> Vec<usize> {
        let request = request(query);
        let read = analyse(&request, knowledge, &[], &Limits::default());
        let place = Place::Whole;
        let carrier = Carrier {
            id: "1-x1",
            app: None,
            host: "t.example",
            asked: Some(time),
            after_mark: mark,
            place: &place,
        };
        let digest = Catalogue::digest(None, &request);
        catalogue.add(digest, &carrier, &read).into_iter().collect()
    }

    #[test]
    fn a_name_is_counted_once_with_all_its_values() {
        let knowledge = knowledge();
        let mut catalogue = Catalogue::default();
        let (old, new) = (
            "gaid=cdda802e-fb9c-47ad-9866-0794d394c912",
            "gaid=11da802e-fb9c-47ad-9866-0794d394c912",
        );
        // The first value is new, the second time it is not, another one is, and after a mark it is once more.
        assert_eq!(
            add(&mut catalogue, &knowledge, &format!("n=1&{old}"), 10, None),
            [1]
        );
        let none: [usize; 0] = [];
        assert_eq!(
            add(&mut catalogue, &knowledge, &format!("n=2&{old}"), 20, None),
            none
        );
        assert_eq!(
            add(&mut catalogue, &knowledge, &format!("n=3&{new}"), 5, None),
            [1]
        );
        assert_eq!(
            add(
                &mut catalogue,
                &knowledge,
                &format!("n=4&{old}"),
                30,
                Some("reset")
            ),
            [1]
        );
        // The same request is known without being read.
        let again = Catalogue::digest(None, &request(&format!("n=4&{old}")));
        assert!(catalogue.again(again, Some(40)));
        assert!(!catalogue.again([0; 32], Some(40)));
        // Another app's is another request.
        let other = Catalogue::digest(Some("a"), &request(&format!("n=4&{old}")));
        assert!(!catalogue.again(other, Some(40)));

        let lines: Vec<String> = catalogue
            .into_entries()
            .into_iter()
            .map(|(name, sent)| {
                format!(
                    "{} {} times {} values {:?} {:?}",
                    name.parameter,
                    sent.n_times,
                    sent.n_values,
                    sent.times,
                    sent.personal.map(|it| it.1)
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                "query/gaid 5 times 2 values Some((5, 40)) Some(\"advertising-id\")",
                "query/n 5 times 4 values Some((5, 40)) None",
            ]
        );
    }

    #[test]
    fn positions_in_lists_are_one_name() {
        let knowledge = knowledge();
        let mut catalogue = Catalogue::default();
        add(
            &mut catalogue,
            &knowledge,
            "l=%7B%22a%22%3A%5B%7B%22b%22%3A1%7D%2C%7B%22b%22%3A2%7D%5D%7D",
            1,
            None,
        );
        let names: Vec<String> = catalogue
            .into_entries()
            .into_iter()
            .map(|it| it.0.parameter)
            .collect();
        assert_eq!(names, ["query/l/a/[]/b"]);
    }
}
