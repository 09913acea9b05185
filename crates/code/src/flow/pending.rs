//! Intents that others send for the app: wrapped by one call, sent when the wrapper is used.
//!
//! API: <https://developer.android.com/reference/android/app/PendingIntent>
//!
//! Known misses: which Intent a wrapper holds that is kept in a field or comes from another method. Known excess: what is
//! stored, returned or given on counts as sent.

use super::channel::is_static;
use super::intent::{Target, target};
use crate::app::App;
use crate::ir::{Body, Kind, Use, Val};
use crate::models::{Base, Key};
use crate::program::DefId;

/// The role of a call that does not send on what it is given, or called on.
const UNSENT: &str = "unsent";
/// Names of one wrapper that are looked at: 32.
const MAX_NAMES: usize = 32;

/// Whether more is done with a wrapper than to ask for it or to take it back.
pub(crate) fn is_sent(app: &App<'_>, body: &Body, wrapper: Val) -> bool {
    let mut names = vec![wrapper];
    let mut at = 0;
    while let Some(&name) = names.get(at) {
        at = at.saturating_add(1);
        for u in body.uses(name) {
            let other = match *u {
                Use::Phi(phi) => phi,
                Use::Op(idx, _) => match body.op(idx).map(|op| (op.kind, op.res)) {
                    Some((Kind::Cast(_), res)) => res,
                    Some((Kind::Call(_, method), _)) => {
                        let roles = app.models.roles.of(&app.program, method);
                        if roles.iter().any(|role| role.name == UNSENT) {
                            continue;
                        }
                        return true;
                    }
                    Some((Kind::If(_) | Kind::IfZero(_) | Kind::InstanceOf(_), _)) | None => {
                        continue;
                    }
                    Some(_) => return true,
                },
            };
            if names.len() >= MAX_NAMES {
                return true;
            }
            if !names.contains(&other) {
                names.push(other);
            }
        }
    }
    false
}

/// Where the Intent goes that a wrapper holds, where it was made in the same method.
pub(crate) fn wrapped(app: &App<'_>, def: DefId, body: &Body, wrapper: Val) -> Target {
    let mut val = wrapper;
    for _ in 0..MAX_NAMES {
        let Some((_, op)) = body.def_op(val) else {
            break;
        };
        match op.kind {
            Kind::Cast(_) => val = body.arg(op, 0),
            Kind::Call(_, method) => {
                let statements = app.models.calls.of(&app.program, method);
                let n = statements
                    .into_iter()
                    .flatten()
                    .find_map(|s| match s.to.base {
                        Base::Channel(_, Key::Sent(n)) => Some(n),
                        _ => None,
                    });
                let Some(n) = n.and_then(|n| Base::Param(n).operand(is_static(op))) else {
                    break;
                };
                return target(app, def, body.arg(op, n));
            }
            _ => break,
        }
    }
    Target::Unknown
}
