//! Joins the lists among the inputs to the code that compares with them, and names those that the inputs lack.
//!
//! A mechanism (`filter.mechanism`) names where its list is kept or comes from; what was found under that name in the
//! app, in its data or in traffic is its list. What nobody reads, and what nobody has given, is stated as well.

use crate::subjects::Apps;
use crate::traffic::{number, owned, parsed, text};
use code::texts::{OPEN, is_like};
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
                    "resource" => self.resource(owner, mechanism, &source),
                    "database" => self.table(owner, package.as_deref(), &source, &mut read),
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
        let by = if path.contains(OPEN) {
            "pattern"
        } else {
            "path"
        };
        self.in_app(owner, mechanism, source, &path, by)
    }

    /// The list in an array of an app's resources, or in a file among them.
    fn resource(
        &self,
        owner: &str,
        mechanism: &Fact,
        source: &Source<'_>,
    ) -> Vec<(FilterList, Option<Evidence>)> {
        let mut found = self.in_app(owner, mechanism, source, source.name, "path");
        for (fact, _) in &mut found {
            // Words of an array are those of the comparison, too few to be told for a list though they may be.
            let n = number(mechanism, "n_built_in").filter(|it| *it > 0);
            if fact.state == "no-list" && source.name.starts_with('@') && n.is_some() {
                "held".clone_into(&mut fact.state);
                "path".clone_into(&mut fact.joined_by);
                fact.n_words = n;
                fact.path = Some(source.name.to_owned());
            }
        }
        found
    }

    /// Lists of an app under a name; a file that is closed; or none.
    fn in_app(
        &self,
        owner: &str,
        mechanism: &Fact,
        source: &Source<'_>,
        name: &str,
        by: &str,
    ) -> Vec<(FilterList, Option<Evidence>)> {
        let is_it = |(its_owner, fact): &&Owned| {
            let path = text(fact, "path").unwrap_or_default();
            let path = path.rsplit("!/").next().unwrap_or(path);
            its_owner == owner && is_like(name, path)
        };
        let is_in_app = |it: &&Owned| matches!(text(&it.1, "found_in"), Some("asset" | "resource"));
        let lists = self.lists.iter().filter(is_in_app).filter(is_it);
        let mut found: Vec<(FilterList, Option<Evidence>)> = lists
            .map(|it| held(&it.1, source, name, by, text(&it.1, "path")))
            .collect();
        let closed = self.closed.iter().filter(is_it);
        found.extend(closed.map(|(_, closed)| {
            let fact = FilterList {
                state: "closed".to_owned(),
                joined_by: by.to_owned(),
                list_evidence: Some(evidence_of(closed)),
                ..empty(source.place, source.name, name)
            };
            (fact, Some(mechanism.evidence().clone()))
        }));
        if found.is_empty() {
            let fact = FilterList {
                state: "no-list".to_owned(),
                ..empty(source.place, source.name, name)
            };
            found.push((fact, Some(mechanism.evidence().clone())));
        }
        found
    }

    /// The list in a column of a database: in the app's data, or in a file that comes with the app under the same name.
    fn table(
        &self,
        owner: &str,
        package: Option<&str>,
        source: &Source<'_>,
        read: &mut BTreeSet<String>,
    ) -> Vec<(FilterList, Option<Evidence>)> {
        let (file_name, column) = source.name.split_once('/').unwrap_or((OPEN, source.name));
        let folder = package.unwrap_or("PACKAGE");
        let (table, of_table) = column.split_once('.').unwrap_or((column, OPEN));
        let look_for =
            format!("/data/data/{folder}/databases/{file_name}, table {table}, column {of_table}");
        let is_known = |name: &str| name.chars().any(char::is_alphanumeric);
        // Neither file nor table known: anything would do.
        if !is_known(column) && !is_known(file_name) {
            return vec![(not_given(source.place, source.name, &look_for), None)];
        }
        let mut found = Vec::new();
        for (_, file) in self
            .files
            .iter()
            .filter(|it| text(&it.1, "package") == package)
        {
            let name = text(file, "name").unwrap_or_default();
            let on_phone = text(file, "on_phone").unwrap_or_default();
            let form = text(file, "form");
            let has_all = form == Some("sqlite");
            let is_database = has_all || form == Some("sqlite-without-log");
            if !is_database || !is_like(file_name, base_name(name)) {
                continue;
            }
            let by_column: BTreeMap<String, i64> = parsed(file, "texts");
            let mut columns = by_column.iter().filter(|it| is_like(column, it.0));
            let Some(first) = columns.next() else {
                continue;
            };
            let n: i64 = first.1 + columns.map(|it| it.1).sum::<i64>();
            read.extend(owned(file, "on_phone"));
            // Rows may stand in the log alone: without it, a table without rows is not known to be empty.
            if n == 0 && !has_all {
                let log = format!("{on_phone}-wal");
                found.push((not_given(source.place, source.name, &log), None));
                continue;
            }
            let lists = self.lists_in(file).filter(|it| is_of_column(it, column));
            let mut here: Vec<_> = lists
                .map(|list| held(list, source, on_phone, "key", text(file, "path")))
                .collect();
            if here.is_empty() {
                let fact = FilterList {
                    state: if n == 0 { "empty" } else { "held" }.to_owned(),
                    joined_by: "key".to_owned(),
                    n_words: Some(n),
                    path: owned(file, "path"),
                    list_evidence: Some(evidence_of(file)),
                    ..empty(source.place, source.name, on_phone)
                };
                here.push((fact, Some(file.evidence().clone())));
            }
            found.extend(here);
        }
        let of_app = self.lists.iter().filter(|it| it.0 == owner).map(|it| &it.1);
        let shipped = of_app.filter(|list| {
            let path = text(list, "path").unwrap_or_default();
            // What stands in an archive of app data came with no app.
            let is_data = self.files.iter().any(|it| {
                it.1.evidence().artifact == list.evidence().artifact
                    && text(&it.1, "path") == text(list, "path")
            });
            matches!(text(list, "found_in"), Some("asset"))
                && !is_data
                && is_like(file_name, base_name(path))
                && text(list, "decoding").is_some_and(|it| it.contains("\"sqlite\""))
                && is_of_column(list, column)
        });
        found.extend(shipped.map(|list| {
            let path = text(list, "path").unwrap_or_default();
            held(list, source, path, "key", Some(path))
        }));
        if found.is_empty() {
            found.push((not_given(source.place, source.name, &look_for), None));
        }
        found
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
                let is_pattern = source.name.contains(OPEN);
                let by = match source.place {
                    "preference" => (is_preference
                        && name
                            .strip_suffix(".xml")
                            .is_some_and(|it| is_like(source.name, it)))
                    .then_some(if is_pattern { "pattern" } else { "path" }),
                    _ if is_preference => None,
                    _ if is_pattern => is_like(source.name, base_name(name)).then_some("pattern"),
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
    // An address that is nothing but holes says nothing.
    let n_constant = pattern.matches(|it: char| it.is_alphanumeric()).count();
    is_like(&pattern, &seen) && (!pattern.contains(OPEN) || n_constant >= 8)
}

/// Whether a list stands in a column, as `TABLE.COLUMN` with `*` for what is not known; also in a document in one of its cells.
fn is_of_column(list: &Fact, column: &str) -> bool {
    let key = text(list, "key").unwrap_or_default();
    let key = key.split(['$', '[']).next().unwrap_or_default();
    is_like(column, key)
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
