//! The way from an origin to the value that was asked for, in words.

use super::walk::{How, Question};
use super::{Kind, Origin, Through};
use crate::app::App;
use crate::flow::Step;
use crate::program::MethodId;

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
