//! Methods called through reflection, where their names are constants.
//!
//! Known misses: names that do not fold to a constant; method objects kept in fields or collections.

use crate::app::App;
use crate::consts::Folder;
use crate::ir::{Body, Kind, Op};
use crate::program::{DefId, MethodId, TypeId};
use crate::types::{class_object, types_of};

/// The call that looks up the method of a call of `Method.invoke`, and the name that it is given.
fn looked_up<'b>(
    app: &App<'_>,
    def: DefId,
    body: &'b Body,
    op: &Op,
    method: MethodId,
) -> Option<(&'b Op, String)> {
    let m = app.program.methods.get(method as usize)?;
    if app.program.desc(m.class) != "Ljava/lang/reflect/Method;"
        || app.program.strings.text(m.name) != "invoke"
    {
        return None;
    }
    let (_, lookup) = body.def_op(body.arg(op, 0))?;
    let Kind::Call(_, lookup_method) = lookup.kind else {
        return None;
    };
    if !matches!(
        app.program.name_of(lookup_method),
        "getMethod" | "getDeclaredMethod"
    ) {
        return None;
    }
    let name = Folder::new(app).value(def, body.arg(lookup, 1))?;
    let name = name.as_str()?.to_owned();
    Some((lookup, name))
}

/// The class and name of the method that a call of `Method.invoke` runs, as far as they are known: the class by its
/// descriptor, where it is looked up on a class object, and the name.
pub(crate) fn named(
    app: &App<'_>,
    def: DefId,
    body: &Body,
    op: &Op,
    method: MethodId,
) -> Option<(Option<String>, String)> {
    let (lookup, name) = looked_up(app, def, body, op, method)?;
    let class = body.arg(lookup, 0);
    let desc = match class_object(app, def, class) {
        Some(ty) => Some(app.program.desc(ty).to_owned()),
        // A class that nothing else in the app names.
        None => body.def_op(class).and_then(|(_, made)| {
            let Kind::Call(_, m) = made.kind else {
                return None;
            };
            let at = match app.program.name_of(m) {
                "forName" => 0,
                "loadClass" => 1,
                _ => return None,
            };
            let name = Folder::new(app).value(def, body.arg(made, at))?;
            Some(format!("L{};", name.as_str()?.replace('.', "/")))
        }),
    };
    Some((desc, name))
}

/// The methods that a call of `Method.invoke` runs; `None` where the call is none, or they are not known.
pub(crate) fn invoked(
    app: &App<'_>,
    def: DefId,
    body: &Body,
    op: &Op,
    method: MethodId,
) -> Option<Vec<DefId>> {
    let (lookup, name) = looked_up(app, def, body, op, method)?;
    let mut classes: Vec<TypeId> = class_object(app, def, body.arg(lookup, 0))
        .into_iter()
        .collect();
    if classes.is_empty() {
        classes = types_of(app, def, body.arg(op, 1))?;
    }
    let mut found = Vec::new();
    for class in classes {
        for ty in app.program.ancestors(class) {
            let Some(c) = app.program.class_of(ty) else {
                continue;
            };
            for d in c.first_def..c.end_def {
                let this = app.program.def(d).map_or(u32::MAX, |d| d.method);
                if app.program.name_of(this) == name && !found.contains(&d) {
                    found.push(d);
                }
            }
        }
    }
    Some(found)
}
