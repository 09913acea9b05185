//! Joins the lists among the inputs to the code that compares with them, and names those that the inputs lack.
//!
//! A mechanism (`filter.mechanism`) names where its list is kept or comes from; what was found under that name in the
//! app, in its data or in traffic is its list. What nobody reads, and what nobody has given, is stated as well.

use crate::subjects::Apps;
use crate::traffic::{number, owned, parsed, text};
use facts::{
    Evidence, Fact, FactKind, FilterList, FilterMechanism, ListFound, ListOpaque, StateAppFile,
    Subject, TrafficExchange, TrafficList,
};
use std::collections::{BTreeMap, BTreeSet};

/// A fact and the subject that it belongs to.
type Owned = (String, Fact);

/// The facts that are joined, in the order in which they were written.
#[derive(Default)]
pub(crate) struct Joins {
    mechanisms: Vec<Owned>,
    lists: Vec<Owned>,
    files: Vec<Owned>,
    closed: Vec<Owned>,
    answers: Vec<Owned>,
    exchanges: Vec<Owned>,
    /// Packages whose data are among the inputs.
    with_data: BTreeSet<String>,
}

/// A join, its subject and its evidence.
pub(crate) struct Joined {
    pub(crate) owner: String,
    pub(crate) fact: FilterList,
    pub(crate) evidence: Evidence,
}

fn evidence_of(fact: &Fact) -> String {
    fact.evidence().id().as_str().to_owned()
}

/// The last part of a path.
fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What a comparison names its list by.
struct Source<'m> {
    place: &'m str,
    name: &'m str,
}

impl Joins {
    /// Keeps a fact that has a part in joins.
    pub(crate) fn add(&mut self, owner: &str, fact: &Fact) {
        let kind = fact.kind();
        let all = match () {
            () if kind == FilterMechanism::KIND => &mut self.mechanisms,
            () if kind == ListFound::KIND => &mut self.lists,
            () if kind == ListOpaque::KIND => &mut self.closed,
            () if kind == TrafficList::KIND => &mut self.answers,
            () if kind == TrafficExchange::KIND => &mut self.exchanges,
            () if kind == StateAppFile::KIND => {
                self.with_data
                    .extend(text(fact, "package").map(str::to_owned));
                &mut self.files
            }
            () => return,
        };
        all.push((owner.to_owned(), fact.clone()));
    }

    /// Every join, and every list without one.
    pub(crate) fn joined(&self, apps: &Apps, main: &Subject) -> Vec<Joined> {
        let mut all = Vec::new();
        let mut read = BTreeSet::new();
        for (owner, mechanism) in &self.mechanisms {
            let subject = apps.subjects.iter().find(|it| it.id == *owner);
            let package = subject.and_then(|it| it.package.clone());
            let mut found = Vec::new();
            let cache: Vec<String> = parsed(mechanism, "cache");
            for kept in &cache {
                let Some((place, name)) = kept.split_once(' ') else {
                    continue;
                };
                let source = Source { place, name };
                found.extend(match place {
                    "asset" => self.asset(owner, mechanism, &source),
                    "file" | "preference" => {
                        self.kept(package.as_deref(), mechanism, &source, &mut read)
                    }
                    _ => Vec::new(),
                });
            }
            if let Some(url) = text(mechanism, "url") {
                found.extend(self.fetched(mechanism, url));
            } else if let Some(from) = text(mechanism, "list_from")
                && matches!(
                    from,
                    "http" | "cloud-setting" | "push" | "socket" | "provider" | "setting"
                )
            {
                found.push((not_given(from, "(not known)", &look_for(from)), None));
            }
            found.extend(self.built_in(owner, mechanism));
            for (mut fact, evidence) in found {
                fact.mechanism = owned(mechanism, "mechanism");
                fact.package.clone_from(&package);
                fact.code_evidence = Some(evidence_of(mechanism));
                let evidence = evidence.unwrap_or_else(|| mechanism.evidence().clone());
                all.push(Joined {
                    owner: owner.clone(),
                    fact,
                    evidence,
                });
            }
        }
        all.extend(self.unread(&read, apps, main));
        all
    }

    /// The list in an app's own file.
    fn asset(
        &self,
        owner: &str,
        mechanism: &Fact,
        source: &Source<'_>,
    ) -> Vec<(FilterList, Option<Evidence>)> {
        let path = format!("assets/{}", source.name.trim_start_matches('/'));
        let of_app = self.lists.iter().filter(|it| it.0 == owner);
        let is_it = |fact: &&Fact| {
            text(fact, "found_in") == Some("asset")
                && text(fact, "path")
                    .is_some_and(|it| it == path || it.ends_with(&format!("!/{path}")))
        };
        let lists: Vec<&Fact> = of_app.map(|it| &it.1).filter(is_it).collect();
        if lists.is_empty() {
            let closed = self.closed.iter().find(|(its_owner, fact)| {
                its_owner == owner
                    && text(fact, "path")
                        .is_some_and(|it| it == path || it.ends_with(&format!("!/{path}")))
            });
            let fact = FilterList {
                state: if closed.is_some() {
                    "closed"
                } else {
                    "no-list"
                }
                .to_owned(),
                joined_by: if closed.is_some() { "path" } else { "nothing" }.to_owned(),
                list_evidence: closed.map(|it| evidence_of(&it.1)),
                ..empty(source.place, source.name, &path)
            };
            return vec![(fact, Some(mechanism.evidence().clone()))];
        }
        lists
            .into_iter()
            .map(|list| held(list, source, &path, "path", text(list, "path")))
            .collect()
    }

    /// The list in the app's data: a file of that name, or what preferences hold under the list's keys.
    fn kept(
        &self,
        package: Option<&str>,
        mechanism: &Fact,
        source: &Source<'_>,
        read: &mut BTreeSet<String>,
    ) -> Vec<(FilterList, Option<Evidence>)> {
        let known = !source.name.starts_with('(');
        let folder = package.unwrap_or("PACKAGE");
        let look_for = match (source.place, known) {
            ("preference", true) => {
                format!("/data/data/{folder}/shared_prefs/{}.xml", source.name)
            }
            ("preference", false) => format!("/data/data/{folder}/shared_prefs/"),
            (_, true) if source.name.starts_with('/') => source.name.to_owned(),
            (_, true) => format!("/data/data/{folder}/files/{}", source.name),
            (_, false) => format!("/data/data/{folder}/"),
        };
        let mut found = Vec::new();
        if known {
            for (_, file) in &self.files {
                if text(file, "package") != package {
                    continue;
                }
                let name = text(file, "name").unwrap_or_default();
                let on_phone = text(file, "on_phone").unwrap_or_default();
                let is_preference = text(file, "place") == Some("shared_prefs");
                let by = match source.place {
                    "preference" => (is_preference
                        && name.strip_suffix(".xml") == Some(source.name))
                    .then_some("path"),
                    _ if is_preference => None,
                    _ if name == source.name || on_phone == look_for => Some("path"),
                    _ => (base_name(name) == base_name(source.name)).then_some("file-name"),
                };
                let Some(by) = by else { continue };
                read.extend(owned(file, "on_phone"));
                found.extend(self.in_file(file, mechanism, source, by));
            }
        }
        if found.is_empty() {
            found.push((not_given(source.place, source.name, &look_for), None));
        }
        found
    }

    /// What a file that code reads holds: a list, texts, or nothing.
    fn in_file(
        &self,
        file: &Fact,
        mechanism: &Fact,
        source: &Source<'_>,
        by: &str,
    ) -> Vec<(FilterList, Option<Evidence>)> {
        let on_phone = text(file, "on_phone").unwrap_or_default();
        let lists: Vec<&Fact> = self.lists_in(file).collect();
        if !lists.is_empty() {
            return lists
                .into_iter()
                .map(|list| held(list, source, on_phone, by, text(file, "path")))
                .collect();
        }
        let by_key: BTreeMap<String, i64> = parsed(file, "texts");
        let keys: Vec<String> = parsed(mechanism, "list_keys");
        let is_of_list = |path: &str| keys.iter().any(|key| last_key(path) == key);
        let under: Vec<i64> = by_key
            .iter()
            .filter(|(path, _)| is_of_list(path))
            .map(|(_, n)| *n)
            .collect();
        // Without the list's keys in it, a document counts as the list as a whole.
        let (n, joined_by) = if under.is_empty() {
            (by_key.values().sum::<i64>(), by)
        } else {
            (under.iter().sum::<i64>(), "key")
        };
        let is_told = !by_key.is_empty();
        // Preferences hold other things than the list.
        let whole = !under.is_empty() || text(file, "form") != Some("preferences");
        let state = match n {
            0 if is_told && whole => "empty",
            1.. if whole => "held",
            _ if text(file, "form") == Some("closed") => "closed",
            _ => "no-list",
        };
        let fact = FilterList {
            state: state.to_owned(),
            joined_by: joined_by.to_owned(),
            n_words: matches!(state, "held" | "empty").then_some(n),
            path: owned(file, "path"),
            list_evidence: Some(evidence_of(file)),
            ..empty(source.place, source.name, on_phone)
        };
        vec![(fact, Some(file.evidence().clone()))]
    }

    /// The lists that the recogniser found in a file of app data.
    fn lists_in<'j>(&'j self, file: &'j Fact) -> impl Iterator<Item = &'j Fact> {
        let artifact = file.evidence().artifact;
        let path = text(file, "path");
        self.lists
            .iter()
            .map(|it| &it.1)
            .filter(move |list| list.evidence().artifact == artifact && text(list, "path") == path)
    }

    /// The list as it was seen to come over the network.
    fn fetched(&self, mechanism: &Fact, url: &str) -> Vec<(FilterList, Option<Evidence>)> {
        let source = Source {
            place: "http",
            name: url,
        };
        let look_for = format!("the answer to {url}");
        let seen = |fact: &Fact| text(fact, "url").is_some_and(|it| is_address(url, it));
        let mut found: Vec<(FilterList, Option<Evidence>)> = self
            .answers
            .iter()
            .filter(|it| seen(&it.1))
            .map(|it| held(&it.1, &source, &look_for, "address", text(&it.1, "url")))
            .collect();
        if found.is_empty()
            && let Some((_, exchange)) = self.exchanges.iter().find(|(_, it)| {
                let part = |column| text(it, column).unwrap_or_default();
                let url_seen = format!("{}://{}{}", part("scheme"), part("host"), part("path"));
                is_address(url, &url_seen)
            })
        {
            let fact = FilterList {
                state: "no-list".to_owned(),
                joined_by: "address".to_owned(),
                list_evidence: Some(evidence_of(exchange)),
                ..empty("http", url, &look_for)
            };
            found.push((fact, Some(exchange.evidence().clone())));
        }
        if found.is_empty() {
            found.push((
                not_given("http", url, &look_for),
                Some(mechanism.evidence().clone()),
            ));
        }
        found
    }

    /// The list that the code itself holds, where it was recognised.
    fn built_in(&self, owner: &str, mechanism: &Fact) -> Vec<(FilterList, Option<Evidence>)> {
        let words: BTreeSet<String> = parsed(mechanism, "built_in");
        if words.is_empty() {
            return Vec::new();
        }
        let source = Source {
            place: "built-in",
            name: "",
        };
        let n = number(mechanism, "n_built_in").unwrap_or(0);
        let of_app = self.lists.iter().filter(|it| it.0 == owner).map(|it| &it.1);
        of_app
            .filter(|list| {
                // The sample's words are among the mechanism's, and there are as many; its own are at most 50.
                let sample: Vec<String> = parsed(list, "sample");
                let all = i64::try_from(words.len()).unwrap_or(i64::MAX) == n;
                text(list, "found_in") == Some("code")
                    && !sample.is_empty()
                    && number(list, "n_distinct")
                        .is_some_and(|it| it.abs_diff(n) <= it.unsigned_abs() / 4)
                    && (!all || sample.iter().all(|it| words.contains(it)))
                    && sample.iter().any(|it| words.contains(it))
            })
            .map(|list| held(list, &source, "the code", "path", text(list, "path")))
            .collect()
    }

    /// Lists in apps' data that no comparison was found for.
    fn unread(&self, read: &BTreeSet<String>, apps: &Apps, main: &Subject) -> Vec<Joined> {
        let mut all = Vec::new();
        for (owner, file) in &self.files {
            let on_phone = text(file, "on_phone").unwrap_or_default();
            if read.contains(on_phone) {
                continue;
            }
            let package = owned(file, "package");
            let place = match text(file, "place") {
                Some("shared_prefs") => "preference",
                _ => "file",
            };
            let is_there = apps.subjects.iter().any(|it| it.package == package);
            for list in self.lists_in(file) {
                // Every app keeps some words; only lists of a purpose are worth a reader.
                if !matches!(
                    text(list, "purpose"),
                    Some("content-filter" | "profanity-or-child-safety")
                ) {
                    continue;
                }
                let name = text(file, "name").unwrap_or_default();
                let source = Source { place, name };
                let (fact, evidence) = held(list, &source, on_phone, "nothing", text(file, "path"));
                let fact = FilterList {
                    package: package.clone(),
                    ..fact
                };
                all.push(Joined {
                    owner: if is_there { owner } else { &main.id }.clone(),
                    fact,
                    evidence: evidence.unwrap_or_else(|| list.evidence().clone()),
                });
            }
        }
        all
    }
}

/// A place of which nothing is known yet.
fn empty(place: &str, name: &str, look_for: &str) -> FilterList {
    FilterList {
        mechanism: None,
        package: None,
        place: place.to_owned(),
        name: name.to_owned(),
        look_for: look_for.to_owned(),
        state: "not-given".to_owned(),
        joined_by: "nothing".to_owned(),
        n_words: None,
        purpose: None,
        themes: "{}".to_owned(),
        sha256: None,
        path: None,
        list_evidence: None,
        code_evidence: None,
    }
}

fn not_given(place: &str, name: &str, look_for: &str) -> FilterList {
    empty(place, name, look_for)
}

fn held(
    list: &Fact,
    source: &Source<'_>,
    look_for: &str,
    by: &str,
    path: Option<&str>,
) -> (FilterList, Option<Evidence>) {
    let fact = FilterList {
        state: "held".to_owned(),
        joined_by: by.to_owned(),
        n_words: number(list, "n_words"),
        purpose: owned(list, "purpose"),
        themes: owned(list, "themes").unwrap_or_else(|| "{}".to_owned()),
        sha256: owned(list, "sha256"),
        path: path.map(str::to_owned),
        list_evidence: Some(evidence_of(list)),
        ..empty(source.place, source.name, look_for)
    };
    (fact, Some(list.evidence().clone()))
}

/// What to look for where a list comes from elsewhere than a file or an address.
fn look_for(from: &str) -> String {
    let text = match from {
        "http" => "the answer of the server; its address is put together at run time",
        "cloud-setting" => {
            "the setting that the maker's cloud writes: the phone's settings database"
        }
        "push" => "the push message that brings it",
        "socket" => "what the connection brings",
        "provider" => "what another app's provider gives",
        _ => "the phone's setting: `settings list global`, `system` and `secure`",
    };
    text.to_owned()
}

/// The last key of a path.
fn last_key(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Whether an address that was seen is one that code asks for, with `*` for the parts that are not constant. Queries are
/// not compared: the code's order of parameters need not be that of the request.
fn is_address(pattern: &str, seen: &str) -> bool {
    let plain = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let (pattern, seen) = (plain(pattern), plain(seen));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| seen.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    // An address that is nothing but holes says nothing.
    rest.ends_with(last) && pattern.matches(|it: char| it.is_alphanumeric()).count() >= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_agree_up_to_what_is_not_constant() {
        let check = |pattern: &str, seen: &str, expect: bool| {
            assert_eq!(is_address(pattern, seen), expect, "{pattern} {seen}");
        };
        check("http://a.example/f?v=*", "http://a.example/f", true);
        check("http://a.example/f?v=*", "http://a.example/f?v=1", true);
        check("http://a.example/f", "http://a.example/ff", false);
        check("http://a.example/*/w.txt", "http://a.example/7/w.txt", true);
        check(
            "http://a.example/*/w.txt",
            "http://a.example/7/x.txt",
            false,
        );
        check("http://a.example/*", "http://b.example/w", false);
        check("*", "http://b.example/w", false);
        check("http://*", "http://b.example/w", false);
    }
}
