//! Questions to a table: an id's values, every string, what a reference leads to.

use super::{Body, Config, Entry, EntryError, Table};
use crate::res_value::{Meaning, ResId, ResValue};
use base::{Budget, Problem, Span};
use std::borrow::Cow;

/// Android follows at most so many references one after the other.
const MOST_STEPS: u32 = 20;
/// Values that one reference may lead to; a resource for each of 400 configurations is known.
const MOST_FOUND: usize = 2_000;

/// Problems that one walk over a table gives; a table of only bad entries would give one for each.
const MOST_PROBLEMS: usize = 1_000;

/// Where in an entry a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is the entry's value.
    Single,
    /// It is the bag's value of this position, from 0.
    Item(u32),
}

/// A string value of a resource.
#[derive(Clone, Debug)]
pub struct StringValue<'t, 'a> {
    /// The resource, with its name and configuration.
    pub entry: Entry<'t, 'a>,
    /// Where in the resource.
    pub place: Place,
    /// For a plural's value the amount that it is for.
    pub quantity: Option<&'static str>,
    /// The text.
    pub text: Cow<'a, str>,
    /// Where the value stands in the entry.
    pub value_span: Span,
    /// Where the characters stand in the pool.
    pub text_span: Span,
}

/// A value that a reference leads to.
#[derive(Clone, Debug)]
pub struct Found<'t, 'a> {
    /// The configurations on the way, the last one the value's own.
    pub config: &'t Config<'a>,
    /// The value; no reference, unless it leads out of the table or in circles.
    pub value: ResValue,
    /// The text, where the value is a string.
    pub text: Option<Cow<'a, str>>,
    /// The resource that holds it.
    pub id: ResId,
    /// Where the value stands.
    pub span: Span,
}

impl<'a> Table<'a> {
    /// The values of a resource for each configuration, in the file's order. An entry that cannot be
    /// read is an error in its place.
    pub fn values(&self, id: ResId) -> impl Iterator<Item = Result<Entry<'_, 'a>, EntryError>> {
        self.packages
            .iter()
            .filter(move |package| package.id == id.package())
            .flat_map(move |package| {
                package.types_of(id.type_id()).iter().filter_map(move |of| {
                    let off = of.place(id.entry())?;
                    Some(Entry::read(package, of, id.entry(), off))
                })
            })
    }

    /// Every entry of every package, sorted by type, then in the file's order of configurations, then by
    /// number. What cannot be read is a problem in its place.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry<'_, 'a>, Problem>> {
        self.packages.iter().flat_map(|package| {
            package.types.iter().flat_map(move |of| {
                of.places().map(move |(idx, off)| {
                    Entry::read(package, of, idx, off).map_err(|error| {
                        let id = ResId::new(package.id, of.id, idx);
                        Problem::new("arsc/bad-entry", format_args!("{id}: {error}")).at(of.span)
                    })
                })
            })
        })
    }

    /// A resource's name as `string/app_name`.
    pub fn name(&self, id: ResId) -> Option<String> {
        self.values(id)
            .find_map(Result::ok)
            .map(|entry| entry.name())
    }

    /// Calls `each` with every string value of the table (of strings, arrays, plurals, styles, files'
    /// paths), in the order of [`Table::entries`], and gives the problems met.
    ///
    /// Values may overlap. After visiting eight for each that would fit the table side by side, the
    /// rest is left out with the problem `arsc/too-many-values`.
    pub fn string_values(&self, each: impl FnMut(StringValue<'_, 'a>)) -> Vec<Problem> {
        self.string_values_where(|_, _| true, each)
    }

    /// As [`Table::string_values`], for those alone whose place and length in the pool, in bytes, are wanted: most
    /// strings of a table need not be decoded for that.
    pub fn string_values_where(
        &self,
        wanted: impl Fn(Place, u64) -> bool,
        mut each: impl FnMut(StringValue<'_, 'a>),
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut left = Budget::new(self.len);
        for entry in self.entries() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(problem) => {
                    if problems.len() < MOST_PROBLEMS {
                        problems.push(problem);
                    }
                    continue;
                }
            };
            let mut visit = |place, quantity, value: ResValue, value_span| {
                if let Meaning::String(idx) = value.meaning()
                    && let Ok(string) = self.strings.string(idx)
                    && wanted(place, string.span().len())
                {
                    each(StringValue {
                        entry,
                        place,
                        quantity,
                        text: string.text(),
                        value_span,
                        text_span: string.span(),
                    });
                }
            };
            let mut goes_on = left.take(1);
            match entry.body() {
                Body::Value(value, span) => visit(Place::Single, None, value, span),
                Body::Bag(bag) => {
                    for (n, item) in (0..).zip(bag.items()) {
                        goes_on = left.take(1);
                        if !goes_on {
                            break;
                        }
                        visit(Place::Item(n), item.quantity(), item.value, item.span);
                    }
                }
            }
            if !goes_on {
                problems.push(
                    Problem::new(
                        "arsc/too-many-values",
                        "the values overlap so much that the rest is left out",
                    )
                    .at(entry.span()),
                );
                break;
            }
        }
        problems
    }

    /// What a resource leads to, over references, for every configuration on the way: the default
    /// configuration's value first, then in the file's order. Bags lead to nothing.
    ///
    /// At most 20 references one after the other, as in Android, and 2,000 values; what is beyond is
    /// left out.
    pub fn follow(&self, id: ResId) -> Vec<Found<'_, 'a>> {
        let mut found = Vec::new();
        let mut wanted = vec![(id, 0_u32)];
        let mut n_looked_up = 0_usize;
        while let Some((id, steps)) = wanted.pop() {
            n_looked_up = n_looked_up.saturating_add(1);
            if n_looked_up > MOST_FOUND {
                break;
            }
            let mut further = Vec::new();
            for entry in self.values(id).filter_map(Result::ok) {
                let Body::Value(value, span) = entry.body() else {
                    continue;
                };
                if found.len() >= MOST_FOUND {
                    break;
                }
                match value.reference() {
                    Some(next) if steps < MOST_STEPS && self.values(next).next().is_some() => {
                        if !further.contains(&(next, steps.saturating_add(1))) {
                            further.push((next, steps.saturating_add(1)));
                        }
                    }
                    _ => found.push(Found {
                        config: entry.config(),
                        value,
                        text: match value.meaning() {
                            Meaning::String(idx) => self.strings.text(idx),
                            _ => None,
                        },
                        id,
                        span,
                    }),
                }
            }
            wanted.extend(further.into_iter().rev());
        }
        found.sort_by_key(|found| !found.config.is_default());
        found
    }
}
