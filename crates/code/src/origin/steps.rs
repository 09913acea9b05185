//! The way from an origin to the value that was asked for, in words.

use super::walk::{How, Question};
use super::{Again, Kind, Origin, Through};
use crate::app::App;
use crate::flow::Step;
use crate::program::MethodId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// Wanted calls that a way is led through: 30.
const PAST: usize = 30;
/// Steps of one way that are told: 200.
const MAX_STEPS: usize = 200;

pub(super) fn steps(app: &App<'_>, questions: &[Question], origin: &Origin) -> Vec<Step> {
    let mut steps = vec![Step {
        site: origin.site,
        says: begins(app, &origin.kind),
    }];
    for q in way(questions, origin) {
        if steps.len() >= MAX_STEPS {
            break;
        }
        if let Some(says) = says(app, q) {
            let step = Step { site: q.site, says };
            if steps.last() != Some(&step) {
                steps.push(step);
            }
        }
    }
    steps
}

fn begins(app: &App<'_>, kind: &Kind) -> String {
    let program = &app.program;
    match kind {
        Kind::Text(text) => format!("the text {text:?} is loaded"),
        Kind::Number(n) => format!("the number {n} is loaded"),
        Kind::Resource(id) => format!("resource {id:#x} is read"),
        Kind::Call(m) => format!("{} gives the value", program.method_name(*m)),
        Kind::Named(what, m) => format!("{} gives it: {what}", program.method_name(*m)),
        Kind::Kept(channel, Some(key)) if !key.is_empty() => {
            format!("it is kept: {channel} {key:?}")
        }
        Kind::Kept(channel, _) => format!("it is kept: {channel}"),
        Kind::Param(def, n) => format!("parameter {n} of {}", program.def_name(*def)),
        Kind::Field(f) => format!("{} holds the value", program.field_name(*f)),
        Kind::Object(ty) => format!("an object of {} is made", program.desc(*ty)),
        Kind::Class(ty) => format!("the class {} is named", program.desc(*ty)),
    }
}

fn says(app: &App<'_>, q: &Question) -> Option<String> {
    let program = &app.program;
    Some(match q.how {
        How::Start | How::Same => return None,
        How::Stored(f) => format!("it is stored in {}", program.field_name(f)),
        How::Element => String::from("it is an element of the array here"),
        How::Passed(m) => format!("it is passed to {}", program.method_name(m)),
        How::Returned(m) => format!("it comes back from {}", program.method_name(m)),
        How::Through(m) => format!("it goes through {}", program.method_name(m)),
        How::Kept => String::from("it is kept and read again"),
        How::Chosen => String::from("it decides which value is taken"),
        How::Decides => String::from("it decides whether this runs"),
    })
}

/// The questions on the way from an origin to the value that was asked for, the origin's own first.
pub(super) fn way<'q>(
    questions: &'q [Question],
    origin: &Origin,
) -> impl Iterator<Item = &'q Question> {
    let first = questions.get(origin.question as usize);
    std::iter::successors(first, |q| questions.get(q.parent as usize))
}

pub(super) fn through(questions: &[Question], origin: &Origin) -> Vec<Through> {
    along(questions, origin, |how| match how {
        How::Through(method) => Some(method),
        _ => None,
    })
}

pub(super) fn passed(questions: &[Question], origin: &Origin) -> Vec<Through> {
    along(questions, origin, |how| match how {
        How::Through(method) | How::Returned(method) => Some(method),
        _ => None,
    })
}

fn along(
    questions: &[Question],
    origin: &Origin,
    wanted: impl Fn(How) -> Option<MethodId>,
) -> Vec<Through> {
    let mut all = Vec::new();
    for q in way(questions, origin) {
        if let Some(method) = wanted(q.how) {
            let call = Through {
                site: q.site,
                method,
            };
            if !all.contains(&call) {
                all.push(call);
            }
        }
    }
    all
}

/// The call that a question's value goes through on its way to the value of the one that asks it.
pub(super) fn call(q: &Question) -> Option<Through> {
    match q.how {
        How::Through(method) | How::Returned(method) => Some(Through {
            site: q.site,
            method,
        }),
        _ => None,
    }
}

/// One step of a walk along questions: by which call, and to which question.
type Stride = (Option<Through>, u32);

/// The calls on a way from an origin to the value that goes through the wanted ones, as far as some way does: on from one
/// to the nearest other that leads to the value, a question that was asked twice being passed to either asker.
pub(super) fn past(
    questions: &[Question],
    again: &[Again],
    origin: &Origin,
    wanted: &dyn Fn(Through) -> bool,
) -> Vec<Through> {
    let mut askers: FxHashMap<u32, Vec<Stride>> = FxHashMap::default();
    for it in again {
        askers.entry(it.to).or_default().push((it.by, it.from));
    }
    let next = |at: u32| -> Vec<Stride> {
        let mut all = Vec::new();
        if let Some(q) = questions.get(at as usize)
            && (q.parent as usize) < questions.len()
        {
            all.push((call(q), q.parent));
        }
        all.extend(askers.get(&at).into_iter().flatten().copied());
        all
    };
    // The strides from a question on to the nearest that ends the walk.
    let walk = |from: u32, is_end: &dyn Fn(Stride) -> bool| -> Option<Vec<Stride>> {
        let mut before: FxHashMap<u32, (u32, Stride)> = FxHashMap::default();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            for stride in next(at) {
                let ends = is_end(stride);
                if !ends && (stride.1 == from || before.contains_key(&stride.1)) {
                    continue;
                }
                if ends {
                    let mut way = vec![stride];
                    let mut at = at;
                    while at != from
                        && let Some((earlier, stride)) = before.get(&at)
                    {
                        way.push(*stride);
                        at = *earlier;
                    }
                    way.reverse();
                    return Some(way);
                }
                before.insert(stride.1, (at, stride));
                queue.push_back(stride.1);
            }
        }
        None
    };
    let mut passed: FxHashSet<Through> = FxHashSet::default();
    let mut way: Vec<Stride> = Vec::new();
    let mut at = origin.question;
    for _ in 0..PAST {
        let is_new = |stride: Stride| {
            stride
                .0
                .is_some_and(|it| !passed.contains(&it) && wanted(it))
        };
        let Some(more) = walk(at, &is_new) else {
            break;
        };
        passed.extend(more.iter().filter_map(|it| it.0));
        at = more.last().map_or(at, |it| it.1);
        way.extend(more);
    }
    let is_value = |stride: Stride| {
        let q = questions.get(stride.1 as usize);
        q.is_none_or(|q| q.parent as usize >= questions.len())
    };
    way.extend(walk(at, &is_value).unwrap_or_default());
    let mut all: Vec<Through> = Vec::new();
    for call in way.into_iter().filter_map(|it| it.0) {
        if all.last() != Some(&call) {
            all.push(call);
        }
    }
    all
}

pub(super) fn calls(questions: &[Question]) -> Vec<Through> {
    let mut all = Vec::new();
    for q in questions.iter().rev() {
        if let How::Through(method) | How::Returned(method) = q.how {
            let call = Through {
                site: q.site,
                method,
            };
            if !all.contains(&call) {
                all.push(call);
            }
        }
    }
    all
}
