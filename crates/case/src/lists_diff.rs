//! What changed between the lists of two cases: `patikra lists diff`.

use crate::Lab;
use crate::lists::List;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use wordlist::themes_of;

/// A list of one side, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListName {
    /// The app's package.
    pub app: Option<String>,
    /// `asset`, `code`, `resource`, `native` or `file`.
    pub found_in: String,
    /// The file, the method or the resource.
    pub name: String,
    /// What it is probably for.
    pub purpose: String,
    /// What follows on a match, where code that reads the list is known to do something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Different entries.
    pub n_distinct: u64,
    /// The evidence's name in its case.
    pub evidence: String,
}

/// How many entries of a theme came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ThemeChange {
    /// Entries that only the second side has.
    pub added: u64,
    /// Entries that only the first side has.
    pub removed: u64,
}

/// A list that changed, came or went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListChange {
    /// The list on the first side; none where it is new.
    pub before: Option<ListName>,
    /// The list on the second side; none where it is gone.
    pub after: Option<ListName>,
    /// Entries of the second side alone, in their order.
    pub added: Vec<String>,
    /// Entries of the first side alone, in their order.
    pub removed: Vec<String>,
    /// Changes by theme; what holds no known term is under `no known term`.
    pub themes: BTreeMap<String, ThemeChange>,
}

/// The differences of two sets of lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListsDiff {
    /// Lists that differ: those that filter content and those that code acts on first, then others with a known purpose, then
    /// by app and name.
    pub changes: Vec<ListChange>,
    /// Lists that are the same on both sides.
    pub n_same: u64,
    /// Lists that could not be compared, since their entries could not be read.
    pub n_unread: u64,
}

/// The name under which entries without a known term are counted.
pub const NO_KNOWN_TERM: &str = "no known term";

/// The part of all entries of two lists that both have, from which on one is taken for the other under a new name:
/// 0.3. Lists of different purpose share far less.
const ALIKE: f64 = 0.3;

impl Lab {
    /// Compares two sets of lists. Lists are paired by app and name, then by what they hold.
    pub fn lists_diff(&self, before: &[List], after: &[List]) -> ListsDiff {
        let mut diff = ListsDiff::default();
        let readable = |list: &&List| list.words.is_some();
        let unread = before.iter().chain(after).filter(|it| !readable(it));
        diff.n_unread = unread.count() as u64;
        let mut old: Vec<&List> = before.iter().filter(readable).collect();
        let mut new: Vec<&List> = after.iter().filter(readable).collect();
        let mut pairs = Vec::new();
        if let ([old], [new]) = (before, after) {
            pairs.push((old, new));
        } else {
            // The most certain way first: the same place and entries, the same place, the same entries.
            let place = |list: &List| (list.app.clone(), list.found_in.clone(), list.name.clone());
            pair(&mut old, &mut new, &mut pairs, |list| {
                (place(list), digest(list))
            });
            pair(&mut old, &mut new, &mut pairs, place);
            pair(&mut old, &mut new, &mut pairs, |list| {
                (list.app.clone(), digest(list))
            });
            pair(&mut old, &mut new, &mut pairs, digest);
            alike(&mut old, &mut new, &mut pairs);
            for gone in old {
                diff.changes.push(self.change(Some(gone), None));
            }
            for come in new {
                diff.changes.push(self.change(None, Some(come)));
            }
        }
        for (old, new) in pairs {
            let change = self.change(Some(old), Some(new));
            if change.added.is_empty() && change.removed.is_empty() {
                diff.n_same += 1;
            } else {
                diff.changes.push(change);
            }
        }
        diff.changes.sort_by_cached_key(|change| {
            let list = change.after.as_ref().or(change.before.as_ref());
            let rank = list.map(|it| match (it.purpose.as_str(), &it.effect) {
                ("content-filter" | "profanity-or-child-safety", _) => 0,
                (_, Some(_)) => 1,
                ("plain-vocabulary" | "unclear", None) => 3,
                _ => 2,
            });
            (
                rank,
                list.map(|it| (it.app.clone(), it.name.clone(), it.evidence.clone())),
            )
        });
        diff
    }

    fn change(&self, before: Option<&List>, after: Option<&List>) -> ListChange {
        let added = only_in(after, before);
        let removed = only_in(before, after);
        let mut themes: BTreeMap<String, ThemeChange> = BTreeMap::new();
        for (words, is_added) in [(&added, true), (&removed, false)] {
            for word in words {
                let found = themes_of(&self.known.word_lists, word);
                let mut names: Vec<&str> = found.iter().map(|theme| theme.name()).collect();
                if names.is_empty() {
                    names.push(NO_KNOWN_TERM);
                }
                for name in names {
                    let change = themes.entry(name.to_owned()).or_default();
                    if is_added {
                        change.added += 1;
                    } else {
                        change.removed += 1;
                    }
                }
            }
        }
        ListChange {
            before: before.map(name),
            after: after.map(name),
            added,
            removed,
            themes,
        }
    }
}

fn name(list: &List) -> ListName {
    ListName {
        app: list.app.clone(),
        found_in: list.found_in.clone(),
        name: list.name.clone(),
        purpose: list.purpose.clone(),
        effect: list.effect().map(str::to_owned),
        n_distinct: list.n_distinct,
        evidence: list.evidence.clone(),
    }
}

fn words(list: Option<&List>) -> &[String] {
    let words = list.and_then(|list| list.words.as_deref());
    words.unwrap_or_default()
}

/// The different entries of one list that the other has not, in their order.
fn only_in(list: Option<&List>, other: Option<&List>) -> Vec<String> {
    let mut seen: BTreeSet<&String> = words(other).iter().collect();
    let own = words(list).iter();
    own.filter(|word| seen.insert(word)).cloned().collect()
}

fn digest(list: &List) -> BTreeSet<String> {
    words(Some(list)).iter().cloned().collect()
}

type Pairs<'l> = Vec<(&'l List, &'l List)>;

/// Moves lists with the same key into pairs, in their order.
fn pair<'l, K: Ord>(
    old: &mut Vec<&'l List>,
    new: &mut Vec<&'l List>,
    pairs: &mut Pairs<'l>,
    key: impl Fn(&List) -> K,
) {
    let mut by_key: BTreeMap<K, Vec<&'l List>> = BTreeMap::new();
    for list in new.iter().rev() {
        by_key.entry(key(list)).or_default().push(list);
    }
    let mut taken: Vec<*const List> = Vec::new();
    old.retain(|list| {
        let Some(partner) = by_key.get_mut(&key(list)).and_then(Vec::pop) else {
            return true;
        };
        taken.push(partner);
        pairs.push((list, partner));
        false
    });
    taken.sort_unstable();
    new.retain(|list| taken.binary_search(&std::ptr::from_ref(*list)).is_err());
}

/// Pairs each list with the one that shares most of its entries, where that is enough.
fn alike<'l>(old: &mut Vec<&'l List>, new: &mut Vec<&'l List>, pairs: &mut Pairs<'l>) {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let sets: Vec<BTreeSet<&str>> = new
        .iter()
        .map(|list| words(Some(list)).iter().map(String::as_str).collect())
        .collect();
    for (position, set) in sets.iter().enumerate() {
        for word in set {
            holders.entry(word).or_default().push(position);
        }
    }
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    old.retain(|list| {
        let own: BTreeSet<&str> = words(Some(list)).iter().map(String::as_str).collect();
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &own {
            for position in holders.get(word).into_iter().flatten() {
                *shared.entry(*position).or_default() += 1;
            }
        }
        let mut best: Option<(usize, f64)> = None;
        for (position, n_shared) in shared {
            let n_other = sets.get(position).map_or(0, BTreeSet::len);
            let share = share(n_shared, own.len() + n_other - n_shared);
            let is_better = best.is_none_or(|(_, it)| share > it);
            if !taken.contains(&position) && share >= ALIKE && is_better {
                best = Some((position, share));
            }
        }
        let partner = best.and_then(|(position, _)| Some((position, *new.get(position)?)));
        let Some((position, partner)) = partner else {
            return true;
        };
        taken.insert(position);
        pairs.push((list, partner));
        false
    });
    let mut position = 0;
    new.retain(|_| {
        position += 1;
        !taken.contains(&(position - 1))
    });
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of entries are far below 2^52"
)]
fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn list(name: &str, words: &[&str]) -> List {
        List {
            name: name.to_owned(),
            purpose: "unclear".to_owned(),
            words: Some(words.iter().map(|&it| it.to_owned()).collect()),
            ..List::default()
        }
    }

    fn diff(before: &[List], after: &[List]) -> ListsDiff {
        Lab::new(&Options::default())
            .unwrap()
            .lists_diff(before, after)
    }

    #[test]
    fn entries_come_and_go_and_repeats_count_once() {
        let other = list("other", &["x", "y"]);
        let before = [list("a", &["one", "two", "two"]), other.clone()];
        let after = [other, list("a", &["two", "three", "three"])];
        let diff = diff(&before, &after);
        assert_eq!((diff.n_same, diff.changes.len()), (1, 1));
        assert_eq!(diff.changes[0].added, ["three"]);
        assert_eq!(diff.changes[0].removed, ["one"]);
    }

    #[test]
    fn a_list_under_another_name_is_the_same_list() {
        let words = ["a", "b", "c", "d"];
        let before = [list("La;->b", &words), list("z", &["p", "q"])];
        let after = [
            list("Lx;->y", &["a", "b", "c", "e"]),
            list("w", &["r", "s"]),
        ];
        let diff = diff(&before, &after);
        let renamed = diff.changes.iter().find(|it| it.added == ["e"]).unwrap();
        assert_eq!(renamed.removed, ["d"]);
        assert_eq!(diff.changes.len(), 3, "one changed, one gone, one new");
    }

    #[test]
    fn what_filters_and_what_code_acts_on_comes_first() {
        let vague = list("a", &["1", "2"]);
        let acted_on = List {
            read_by: vec![crate::lists::Reader {
                effect: "dropped".to_owned(),
                ..crate::lists::Reader::default()
            }],
            ..list("b", &["3", "4"])
        };
        let filter = List {
            purpose: "content-filter".to_owned(),
            ..list("c", &["5", "6"])
        };
        let diff = diff(&[], &[vague, acted_on, filter]);
        let names: Vec<&str> = diff
            .changes
            .iter()
            .filter_map(|it| Some(it.after.as_ref()?.name.as_str()))
            .collect();
        assert_eq!(names, ["c", "b", "a"]);
        assert_eq!(
            diff.changes[1].after.as_ref().unwrap().effect.as_deref(),
            Some("dropped")
        );
    }

    #[test]
    fn a_list_whose_entries_are_not_known_is_said_to_be() {
        let unread = List::default();
        let diff = diff(&[unread], &[list("a", &["b"]), list("c", &["d"])]);
        assert_eq!((diff.n_unread, diff.changes.len()), (1, 2));
    }
}
