//! What calls give: inputs, tests of texts, lookups by reflection, methods of the app.

use super::bdd::TRUE;
use super::reach::Reader;
use super::say::{Input, Rel};
use super::value::{Cases, REFLECTED, Term, char_of, dotted, one};
use crate::consts::{Const, Folder};
use crate::flow::is_static;
use crate::ir::{Body, Def, Invoke, Kind, Op, Use, Val};
use crate::models::{Base, Key};
use crate::program::DefId;
use rustc_hash::FxHashSet;

/// Values looked at for where a text was fetched from: 300.
const ORIGIN: usize = 300;

impl Reader<'_, '_> {
    #[expect(clippy::too_many_lines, reason = "one row for each kind of call")]
    pub(super) fn call(&mut self, frame: u32, def: DefId, body: &Body, op: &Op, val: Val) -> Cases {
        let app = self.app;
        let Kind::Call(how, method) = op.kind else {
            return one(Term::Unknown);
        };
        let Some(m) = app.program.methods.get(method as usize) else {
            return one(Term::Unknown);
        };
        let (class, name) = (app.program.desc(m.class), app.program.strings.text(m.name));
        let args = body.args(op);
        let place = (frame, op.pc, 0);
        if let Some(input) = app.models.inputs.of(&app.program, method).first() {
            if input.kind == "assumed" {
                let n = input.reads.trim_start_matches(">=").trim().parse().ok();
                return one(n.map_or(Term::Unknown, Term::AtLeast));
            }
            let ret = app.program.protos.get(m.proto as usize).map(|p| p.ret);
            let ty = char_of(ret.map_or("", |t| app.program.desc(t)));
            let found = self.input_of_call(frame, body, op);
            return one(found.map_or(Term::Unknown, |i| Term::Input(i, ty)));
        }
        if let Some(store) = self.store(frame, body, op, method) {
            return one(Term::Store(store));
        }
        match (name, args) {
            ("equals" | "equalsIgnoreCase" | "contentEquals", [a, b]) => {
                let (a, b) = (self.value(frame, *a), self.value(frame, *b));
                let f = self.same(place, &a, &b, name == "equalsIgnoreCase");
                return one(Term::Truth(f));
            }
            ("isEmpty", [a]) if class != "Ljava/util/Collection;" => {
                let cases = self.value(frame, *a);
                let place = (frame, op.pc, 0);
                let mut n = 0_u32;
                return self.each(&cases, &mut |this, term| match term {
                    Term::Const(Const::Str(s)) => Term::Const(Const::Int(i32::from(s.is_empty()))),
                    Term::Const(Const::Null | Const::Int(0)) => Term::Const(Const::Int(1)),
                    Term::Input(input, _) => Term::Truth(this.empty(input)),
                    _ => {
                        n = n.saturating_add(1);
                        Term::Truth(this.unknown(place.0, place.1, n))
                    }
                });
            }
            ("startsWith" | "endsWith" | "contains", [a, b]) if class == "Ljava/lang/String;" => {
                let (a, b) = (self.value(frame, *a), self.value(frame, *b));
                if let [(TRUE, Term::Const(Const::Str(part)))] = b.as_slice() {
                    let part = part.to_string();
                    return self.each(&a, &mut |this, term| match term {
                        Term::Input(input, _) => Term::Truth(this.is(
                            input,
                            match name {
                                "startsWith" => Rel::Starts(part.clone()),
                                "endsWith" => Rel::Ends(part.clone()),
                                _ => Rel::Contains(part.clone()),
                            },
                        )),
                        Term::Const(Const::Str(s)) => {
                            Term::Const(Const::Int(i32::from(match name {
                                "startsWith" => s.starts_with(&part),
                                "endsWith" => s.ends_with(&part),
                                _ => s.contains(&part),
                            })))
                        }
                        _ => Term::Unknown,
                    });
                }
            }
            ("contains" | "containsKey", [list, item]) => {
                let item = self.value(frame, *item);
                if let Some(items) = self.items(def, *list, 0) {
                    return self.each(&item, &mut |this, term| match term {
                        Term::Input(input, _) => {
                            Term::Truth(this.is(input, Rel::OneOf(items.clone())))
                        }
                        Term::Const(Const::Str(s)) => {
                            Term::Const(Const::Int(i32::from(items.iter().any(|i| **i == **s))))
                        }
                        _ => Term::Unknown,
                    });
                }
            }
            ("length", [a]) => {
                let cases = self.value(frame, *a);
                return self.each(&cases, &mut |_, term| match term {
                    Term::Input(input, _) => Term::Length(input.clone()),
                    Term::Const(Const::Str(s)) => {
                        let n = s.encode_utf16().count();
                        i32::try_from(n).map_or(Term::Unknown, |n| Term::Const(Const::Int(n)))
                    }
                    _ => Term::Unknown,
                });
            }
            ("hashCode", [a]) => {
                let cases = self.value(frame, *a);
                return self.each(&cases, &mut |_, term| match term {
                    Term::Input(input, _) => Term::Hash(input.clone()),
                    Term::Const(Const::Str(s)) => Term::Const(Const::Int(super::say::java_hash(s))),
                    _ => Term::Unknown,
                });
            }
            ("toLowerCase" | "toUpperCase", [a, ..]) => {
                let cases = self.value(frame, *a);
                return self.each(&cases, &mut |_, term| match term {
                    Term::Input(input, ty) => {
                        let mut input = input.clone();
                        input.any_case = true;
                        Term::Input(input, *ty)
                    }
                    Term::Const(Const::Str(s)) if name == "toLowerCase" => {
                        Term::Const(Const::Str(s.to_lowercase().into()))
                    }
                    Term::Const(Const::Str(s)) => Term::Const(Const::Str(s.to_uppercase().into())),
                    _ => Term::Unknown,
                });
            }
            ("trim" | "toString" | "intern", [a]) => {
                let cases = self.value(frame, *a);
                if cases
                    .iter()
                    .any(|c| matches!(c.1, Term::Input(..) | Term::Const(_)))
                {
                    return cases;
                }
            }
            (
                "valueOf" | "parseBoolean" | "parseInt" | "parseLong" | "booleanValue" | "intValue"
                | "longValue",
                [a, ..],
            ) if class.starts_with("Ljava/lang/") => {
                let ty = match class {
                    "Ljava/lang/Boolean;" => 'Z',
                    "Ljava/lang/Integer;" => 'I',
                    "Ljava/lang/Long;" => 'J',
                    _ => 'L',
                };
                let cases = self.value(frame, *a);
                return self.each(&cases, &mut |_, term| match term {
                    Term::Input(input, _) => Term::Input(input.clone(), ty),
                    Term::Const(Const::Str(s)) => match ty {
                        'Z' => Term::Const(Const::Int(i32::from(s.eq_ignore_ascii_case("true")))),
                        'L' => term.clone(),
                        _ => s
                            .parse()
                            .map_or(Term::Unknown, |n| Term::Const(Const::Long(n))),
                    },
                    other => other.clone(),
                });
            }
            ("forName" | "loadClass", [.., _]) => {
                let at = usize::from(name == "loadClass");
                let cases = self.value(frame, body.arg(op, at));
                return self.each(&cases, &mut |_, term| match term {
                    Term::Const(Const::Str(s)) => Term::Class(format!("L{};", s.replace('.', "/"))),
                    _ => Term::Unknown,
                });
            }
            (
                "getMethod" | "getDeclaredMethod" | "getField" | "getDeclaredField",
                [of, what, ..],
            ) if class == "Ljava/lang/Class;" => {
                let field = name.ends_with("Field");
                let (of, what) = (self.value(frame, *of), self.value(frame, *what));
                let [(TRUE, Term::Const(Const::Str(what)))] = what.as_slice() else {
                    return one(Term::Unknown);
                };
                let what = what.to_string();
                return self.each(&of, &mut |_, term| match term {
                    Term::Class(c) if field => Term::Field(c.clone(), what.clone()),
                    Term::Class(c) => Term::Method(c.clone(), what.clone()),
                    _ => Term::Unknown,
                });
            }
            ("invoke", [found, object, list]) if class == "Ljava/lang/reflect/Method;" => {
                return self.reflected(frame, body, *found, *object, *list);
            }
            (get, [found, _]) if class == "Ljava/lang/reflect/Field;" && get.starts_with("get") => {
                let ret = app.program.protos.get(m.proto as usize).map(|p| p.ret);
                let ty = char_of(ret.map_or("", |t| app.program.desc(t)));
                let cases = self.value(frame, *found);
                return self.each(&cases, &mut |this, term| match term {
                    Term::Field(c, n) => Term::Input(this.member(c, n, &[]), ty),
                    _ => Term::Unknown,
                });
            }
            _ => {}
        }
        let targets = app.targets(def, how, method, None);
        if let [target] = *targets.defs.as_slice()
            && !targets.outside
            && app.body(target).is_some()
        {
            let args: Vec<Cases> = args.iter().map(|a| self.value(frame, *a)).collect();
            if let Some(callee) = self.callee(frame, target, args) {
                let found = self.returned(callee);
                if found.iter().any(|c| c.1 != Term::Unknown) {
                    return found;
                }
            }
        }
        let ret = app.program.protos.get(m.proto as usize).map(|p| p.ret);
        if ret.is_some_and(|t| app.program.desc(t) == "Ljava/lang/String;") {
            return self.folded(def, val);
        }
        one(Term::Unknown)
    }

    /// What `Method.invoke` gives.
    fn reflected(&mut self, frame: u32, body: &Body, found: Val, object: Val, list: Val) -> Cases {
        let app = self.app;
        let cases = self.value(frame, found);
        let mut all = Vec::new();
        for (guard, term) in cases {
            let Term::Method(class, name) = term else {
                all.push((guard, Term::Unknown));
                continue;
            };
            let args = self.elements(frame, body, list);
            let own = app
                .program
                .find_type(&class)
                .and_then(|t| app.program.class_of(t));
            let Some(own) = own else {
                let input = self.member(&class, &name, &args);
                all.push((guard, Term::Input(input, 'L')));
                continue;
            };
            let mut defs = (own.first_def..own.end_def).filter(|d| {
                let method = app.program.def(*d).map_or(u32::MAX, |d| d.method);
                app.program.name_of(method) == name
            });
            let (Some(def), None) = (defs.next(), defs.next()) else {
                all.push((guard, Term::Unknown));
                continue;
            };
            let mut given = args;
            let access = app.program.def(def).map(|d| d.access);
            if !access.is_some_and(|a| a.contains(fmt_dex::AccessFlags::STATIC)) {
                given.insert(0, self.value(frame, object));
            }
            match self.callee(frame, def, given) {
                Some(callee) => {
                    for (g, t) in self.returned(callee) {
                        all.push((self.bdd.and(guard, g), t));
                    }
                }
                None => all.push((guard, Term::Unknown)),
            }
        }
        all
    }

    /// The input that a member of a class that the app does not carry is.
    fn member(&self, class: &str, name: &str, args: &[Cases]) -> Input {
        let texts: Vec<Option<&str>> = args
            .iter()
            .map(|cases| match cases.as_slice() {
                [(TRUE, Term::Const(c))] => c.as_str(),
                _ => None,
            })
            .collect();
        if let Some(input) = self.app.models.inputs.named(class, name).first()
            && input.kind != "assumed"
        {
            let mut reads = input.reads.clone();
            for (i, text) in texts.iter().enumerate() {
                let place = format!("{{p{}}}", i.saturating_add(1));
                reads = reads.replace(&place, text.unwrap_or("?"));
            }
            return Input {
                kind: input.kind.clone(),
                reads,
                any_case: false,
            };
        }
        let mut reads = dotted(class, name);
        let texts: Vec<&str> = texts.into_iter().flatten().collect();
        if !texts.is_empty() {
            reads = format!("{reads}({})", texts.join(", "));
        }
        Input {
            kind: String::from(REFLECTED),
            reads,
            any_case: false,
        }
    }

    /// The elements that an array is made with.
    fn elements(&mut self, frame: u32, body: &Body, list: Val) -> Vec<Cases> {
        let Some((_, made)) = body.def_op(list) else {
            return Vec::new();
        };
        if let Kind::FilledArray(_) = made.kind {
            return body
                .args(made)
                .iter()
                .map(|v| self.value(frame, *v))
                .collect();
        }
        let mut found: Vec<(i64, Val)> = Vec::new();
        for u in body.uses(list) {
            if let Use::Op(i, 1) = *u
                && let Some(op) = body.op(i)
                && op.kind == Kind::ArrayPut
                && let Some((_, at)) = body.def_op(body.arg(op, 2))
                && let Kind::Const(at) = at.kind
            {
                found.push((at, body.arg(op, 0)));
            }
        }
        found.sort_unstable();
        found.iter().map(|(_, v)| self.value(frame, *v)).collect()
    }

    /// The input that a call reads, directly or by reflection.
    pub(super) fn read_by(&mut self, frame: u32, body: &Body, op: Op) -> Option<Input> {
        let Kind::Call(_, method) = op.kind else {
            return None;
        };
        let app = self.app;
        let m = app.program.methods.get(method as usize)?;
        if app.program.desc(m.class).starts_with("Ljava/lang/reflect/") {
            return match self.value(frame, op.res).as_slice() {
                [(TRUE, Term::Input(input, _))] => Some(input.clone()),
                _ => None,
            };
        }
        self.input_of_call(frame, body, &op)
    }

    /// The input that the models say a call reads.
    pub(super) fn input_of_call(&mut self, frame: u32, body: &Body, op: &Op) -> Option<Input> {
        let app = self.app;
        let Kind::Call(_, method) = op.kind else {
            return None;
        };
        let input = app.models.inputs.of(&app.program, method);
        let input = (*input.first()?).clone();
        let mut kind = input.kind;
        let mut reads = self.reads(frame, body, op, &input.reads)?;
        if kind == "server" {
            let origin = self.origin(self.def_of(frame), body.arg(op, 0));
            match origin {
                Some(address) => reads = format!("{address}#{reads}"),
                None => kind = String::from("json"),
            }
        }
        Some(Input {
            kind,
            reads,
            any_case: false,
        })
    }

    /// The name of an input: a template with `{p1}` for constants and `{@this}` for the key of the receiver's store.
    fn reads(&mut self, frame: u32, body: &Body, op: &Op, template: &str) -> Option<String> {
        let is_static = is_static(op);
        let mut text = String::new();
        let mut rest = template;
        let (mut places, mut found) = (0_u32, 0_u32);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (place, after) = after.split_once('}')?;
            rest = after;
            places = places.saturating_add(1);
            let value = if place == "@this" {
                match self.value(frame, body.arg(op, 0)).as_slice() {
                    [(TRUE, Term::Store(key))] => Some(key.clone()),
                    _ => self.store_kept(self.def_of(frame), body.arg(op, 0), 0),
                }
            } else {
                let n: usize = place.strip_prefix('p')?.parse().ok()?;
                let at = n.checked_sub(usize::from(is_static))?;
                match self.value(frame, body.arg(op, at)).as_slice() {
                    [(TRUE, Term::Const(c))] => c.as_str().map(str::to_owned),
                    _ => None,
                }
            };
            found = found.saturating_add(u32::from(value.is_some()));
            text.push_str(value.as_deref().unwrap_or("?"));
        }
        text.push_str(rest);
        (places == 0 || found > 0).then_some(text)
    }

    /// The constant key of the store that a call returns.
    fn store(&mut self, frame: u32, body: &Body, op: &Op, method: u32) -> Option<String> {
        let app = self.app;
        let mut statements = app
            .models
            .calls
            .of(&app.program, method)
            .into_iter()
            .flatten();
        let key = statements.find_map(|s| match (s.from.base, s.to.base) {
            (Base::Channel(_, key @ (Key::Arg(_) | Key::None)), Base::Ret) => Some(key),
            _ => None,
        })?;
        let Key::Arg(n) = key else {
            return Some(String::from("default"));
        };
        let at = usize::from(n).checked_sub(usize::from(is_static(op)))?;
        match self.value(frame, body.arg(op, at)).as_slice() {
            [(TRUE, Term::Const(c))] => c.as_str().map(str::to_owned),
            _ => None,
        }
    }

    /// The address that a value was fetched from: the nearest constant with `://` among what it was made of.
    fn origin(&self, def: DefId, val: Val) -> Option<String> {
        let app = self.app;
        let mut seen = FxHashSet::default();
        let mut queue = std::collections::VecDeque::from([(def, val)]);
        while let Some((def, val)) = queue.pop_front() {
            if !seen.insert((def, val)) || seen.len() > ORIGIN {
                continue;
            }
            let Some(body) = app.body(def) else { continue };
            let (_, op) = match body.def(val) {
                Def::Param(n) => {
                    if let [site] = app.callers(def)
                        && let Some((there, _, op)) = app.op_at(*site)
                    {
                        queue.push_back((site.def, there.arg(op, usize::from(n))));
                    }
                    continue;
                }
                Def::Phi(_) => {
                    queue.extend(body.phi_inputs(val).iter().map(|v| (def, *v)));
                    continue;
                }
                _ => match body.def_op(val) {
                    Some(found) => found,
                    None => continue,
                },
            };
            match op.kind {
                Kind::Str(s) if app.program.strings.text(s).contains("://") => {
                    return Some(app.program.strings.text(s).to_owned());
                }
                Kind::Cast(_) | Kind::ArrayGet => queue.push_back((def, body.arg(op, 0))),
                Kind::StaticGet(f) | Kind::FieldGet(f) => {
                    let f = app.program.canonical_field(f);
                    let puts = app.xrefs.static_puts.of(f).iter();
                    let puts: Vec<_> = puts.chain(app.xrefs.field_puts.of(f)).collect();
                    for site in puts.iter().take(4) {
                        if let Some((there, _, op)) = app.op_at(**site) {
                            queue.push_back((site.def, there.arg(op, 0)));
                        }
                    }
                }
                Kind::New(_) => {
                    for u in body.uses(val) {
                        if let Use::Op(i, 0) = *u
                            && let Some(op) = body.op(i)
                            && let Kind::Call(Invoke::Direct, _) = op.kind
                        {
                            queue.extend(body.args(op).iter().skip(1).map(|v| (def, *v)));
                        }
                    }
                }
                Kind::Call(how, method) => {
                    if let Some(Const::Str(s)) = Folder::new(app).value(def, val)
                        && s.contains("://")
                    {
                        return Some(s.to_string());
                    }
                    let targets = app.targets(def, how, method, None);
                    for t in targets.defs.iter().take(3) {
                        if let Some(callee) = app.body(*t) {
                            let returns = callee.ops.iter().filter(|o| o.kind == Kind::Return);
                            queue.extend(returns.map(|o| (*t, callee.arg(o, 0))));
                        }
                    }
                    queue.extend(body.args(op).iter().map(|v| (def, *v)));
                }
                _ => {}
            }
        }
        None
    }
}
