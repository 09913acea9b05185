//! Files that several apps can get at: by their paths, as far as the method tells that opens them.
//!
//! API: <https://developer.android.com/reference/android/os/Environment#getExternalStorageDirectory()>
//!
//! Where the shared storage is, and by which names, is data (role `path`); of which file a stream or a reader is, the models of
//! its constructors say.
//!
//! Known misses: paths that are put together in several methods, or of parts that are not constant; a folder of an app's own
//! in the shared storage.

use crate::app::App;
use crate::ir::{Body, Kind, Use, Val};
use crate::models::{Base, Key};
use crate::origin::Piece;
use crate::program::DefId;

/// The role of a call whose object or result is a place: `this` for the object's own, `=` and the names of one place,
/// the usual one first.
const PATH: &str = "path";
/// Steps from a stream to the text of its path: 12.
const DEPTH: u32 = 12;

/// The path of the file that an object stands for, where it lies in the shared storage.
pub(crate) fn shared(app: &App<'_>, def: DefId, object: Val) -> Option<String> {
    let path = path(app, def, object, 0)?;
    for names in app.models.places() {
        let usual = names.first()?;
        for name in &names {
            let Some(rest) = path.strip_prefix(name.as_str()) else {
                continue;
            };
            if rest.starts_with('/') && !path.contains('*') {
                return Some(format!("{usual}{rest}"));
            }
        }
    }
    None
}

fn path(app: &App<'_>, def: DefId, val: Val, depth: u32) -> Option<String> {
    if depth > DEPTH {
        return None;
    }
    let next = |val| path(app, def, val, depth.saturating_add(1));
    let body = app.body(def)?;
    let (_, op) = body.def_op(val)?;
    match op.kind {
        Kind::Cast(_) => next(body.arg(op, 0)),
        Kind::New(_) => {
            let (init, constructor) = constructed(app, body, val)?;
            let statements = app.models.calls.of(&app.program, constructor);
            statements.into_iter().flatten().find_map(|s| {
                if !s.alias || s.to.base != Base::This {
                    return None;
                }
                match s.from.base {
                    Base::Param(n) => next(body.arg(init, usize::from(n))),
                    Base::Channel(_, Key::Arg(n)) => {
                        let name = next(body.arg(init, usize::from(n)))?;
                        match n.checked_sub(1) {
                            Some(folder @ 1..) => {
                                let folder = next(body.arg(init, usize::from(folder)))?;
                                let (folder, name) =
                                    (folder.trim_end_matches('/'), name.trim_start_matches('/'));
                                Some(format!("{folder}/{name}"))
                            }
                            _ => Some(name),
                        }
                    }
                    _ => None,
                }
            })
        }
        Kind::Call(_, method) if role(app, method).is_some() => match role(app, method)? {
            "this" => next(body.arg(op, 0)),
            place => Some(place.strip_prefix('=')?.split(' ').next()?.to_owned()),
        },
        _ => {
            let mut whole = String::new();
            for piece in crate::origin::pieces(app, def, val) {
                match piece {
                    Piece::Text(text) => whole.push_str(&text),
                    Piece::Hole(of, hole) if of == def && hole != val => {
                        whole.push_str(&next(hole)?);
                    }
                    Piece::Hole(..) => return None,
                }
            }
            Some(whole)
        }
    }
}

fn role<'a>(app: &'a App<'_>, method: u32) -> Option<&'a str> {
    let roles = app.models.roles.of(&app.program, method);
    let role = roles.into_iter().find(|it| it.name == PATH)?;
    Some(&role.detail)
}

/// The call that constructs a new object, and its method.
fn constructed<'b>(app: &App<'_>, body: &'b Body, val: Val) -> Option<(&'b crate::ir::Op, u32)> {
    body.uses(val).iter().find_map(|u| match *u {
        Use::Op(idx, 0) => {
            let op = body.op(idx)?;
            match op.kind {
                Kind::Call(_, method) if app.program.name_of(method) == "<init>" => {
                    Some((op, method))
                }
                _ => None,
            }
        }
        _ => None,
    })
}
