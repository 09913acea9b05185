//! What calls into code that the app does not carry do to values: data, read from text.
//!
//! Each file is tab-separated lines; `#` begins a comment line. The last column of every line is where the
//! statement comes from. Files by name:
//!
//! | name | columns |
//! |---|---|
//! | `types` | descriptor, super class or `-`, interfaces by `,` or `-`, methods that apps override by `,` or `*` (not listed) or `-`, source |
//! | `calls` | method, statements, source |
//! | `entries` | method that the framework calls, statements on its parameters, source |
//! | `links` | method and place, `=>`, method and place, source |
//! | `sources` | method or field, place (after `entry`: a parameter of a method that the framework calls; after `page`: parameters of the methods of the object there, which is given to a page; after `password`: where the receiver is a view that takes a password), label, source |
//! | `sinks` | method, places by `,` or `-` (none, though a class above has one), label, source |
//! | `clients` | texts in quotes, by `|`, that one method of a builder of requests loads, label, source; module `clients` |
//! | `components` | descriptor, component kind, optionally the last callback of an object, source |
//! | `compares` | method, source |
//! | `inputs` | method or field, kind of gate input, its name as a template, source |
//! | `effects` | method, effect, source |
//! | `roles` | method or field, role, detail or `-`, source |
//! | `ports` | method, `out`, `in`, `takes` or `gives` and place, kind of port, its address, source; module [`crate::ports`] |
//!
//! A method is `Lclass;->name`, optionally with the types it takes, as `Lclass;->name(Ljava/lang/String;)`; it also
//! holds for classes below. A statement is `A -> B` (what is at A is then also at B), `A = B` (both name the same
//! object) or `-` (nothing happens). A place is `this`, `ret`, `p1`.. or `@channel{key}`, followed by nothing or by `.[]`
//! (any element), `.{p1}` (the element with that key), `.name` (a part with that name), `.*` (everything in it), `.+` (the element after those put in before).
//! A channel's key is `p1`, `this` (a constant found there), `table p1` (the table that the statement of SQL there is about),
//! `target p1` (the component that the Intent there names), `sent p1` (the same, where what the call makes of the Intent is sent
//! on), `wrapped this` (the component that the Intent in the wrapper there names), `class p1` (the class of the object there), `asked p2` and
//! `asked p2 of p1` (what a method is asked for by the name there, which its branches tell apart, and whose by the address there), `transaction`
//! (the same for binders: the number in `p1`, the interface that the parcel in `p2` is marked for), or `component` (the
//! class of the method's object).

use crate::program::{MethodId, Program, Sym, TypeId};
use base::{Parsed, Problem};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Where in a call a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Base {
    /// The receiver.
    This,
    /// The parameter with this number, from 1.
    Param(u8),
    /// What the call returns.
    Ret,
    /// A channel, by its position in [`Models::channels`], and its key.
    Channel(u16, Key),
}

/// What tells one channel of a name from another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Key {
    /// One channel only.
    None,
    /// A constant in this place (0: the receiver).
    Arg(u8),
    /// The table that the statement of SQL in this place is about.
    Table(u8),
    /// The component that an Intent in this place names.
    Target(u8),
    /// The component that an Intent in this place names, where what the call makes of it is sent on.
    Sent(u8),
    /// The component that the Intent names of which the object in this place was made by such a call.
    Wrapped(u8),
    /// What a method is asked for by the name in this place; whose it is, by the address in the other.
    Asked(u8, Option<u8>),
    /// The number of a transaction, and the interface that its parcel is marked for.
    Transaction,
    /// The class of the object in this place.
    Class(u8),
    /// The class of the object that is called.
    Component,
}

/// Which part of the value.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Sel {
    /// The value itself.
    Whole,
    /// Any element.
    Any,
    /// The element whose key is in this place (0: the receiver).
    Key(u8),
    /// A part by its name.
    Named(String),
    /// The element after those that were put in before.
    Next,
    /// Everything in it.
    Deep,
}

/// A place in a call.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Place {
    /// Which value.
    pub base: Base,
    /// Which part.
    pub sel: Sel,
}

/// One thing a call does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Where it comes from.
    pub from: Place,
    /// Where it is then.
    pub to: Place,
    /// Whether both are the same object.
    pub alias: bool,
}

/// A source or sink.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where in the call.
    pub place: Place,
    /// What it is, as `device-id`.
    pub label: String,
    /// Whether it is that only where the receiver is a view that takes a password.
    pub of_password: bool,
}

impl Label {
    /// What this place is, whatever is taken there.
    pub(crate) fn of(place: Place, label: &str) -> Self {
        Self {
            place,
            label: label.to_owned(),
            of_password: false,
        }
    }
}

/// A hand-over: what is at a place of one call arrives at a parameter of a method of the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Where in the call, or of the app's method where that is a callback.
    pub from: Base,
    /// The class whose subclasses receive it; `None`: the class of the receiver.
    pub class: Option<String>,
    /// The name of the method that receives it.
    pub name: String,
    /// Where it arrives.
    pub to: Base,
}

/// What a call reads that a condition may depend on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// Kind, as `system-property` or `locale`.
    pub kind: String,
    /// Its name: a template, `{p1}` stands for the constant there, `{@this}` for the key of the receiver's channel.
    pub reads: String,
}

/// What a call is to the questions that are asked of an app, as `element` or `decoding base64`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// Which role.
    pub name: String,
    /// What it says of it; empty where nothing.
    pub detail: String,
}

/// Which way a value passes a port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PortWay {
    /// A call takes it out of the app.
    Out,
    /// A call brings it in.
    In,
    /// The framework hands it to a method of the app.
    Takes,
    /// A method of the app gives it to the framework.
    Gives,
}

/// How a port says whom it is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PortAddress {
    /// By the Intent in this place; with the permission that a receiver needs in the other.
    Intent(u8, Option<u8>),
    /// By the URI in this place; and what is asked for by the name in the other.
    Uri(u8, Option<u8>),
    /// By the component of the app itself, and what it is asked for by this parameter.
    Asked(u8),
    /// By the name in this place.
    Name(u8),
    /// By the path of the file that the object in this place stands for, where other apps can get at it.
    Path(u8),
    /// By the interface that the parcel in the place of the port is marked for, and the number in the first place.
    Transaction,
    /// By the Intent by which the service was bound whose binder the receiver holds.
    Bound,
    /// By the component of the app itself.
    Component,
    /// By the Intents by which the component awaits results.
    Awaited,
}

/// A port: where a value leaves for another app or comes from one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortModel {
    /// Which way.
    pub way: PortWay,
    /// Where the value is.
    pub place: Place,
    /// What kind: the same on both sides.
    pub kind: String,
    /// Whom it is for.
    pub address: PortAddress,
    /// Whether it binds a service, or awaits a result: then its Intent is the address of other ports.
    pub also: Option<String>,
}

/// The types taken, where the line names them, and what it says.
type Entry<T> = (Option<String>, T);

/// Statements by method: class descriptor and name, optionally with the types taken.
#[derive(Clone, Debug)]
pub struct ByMethod<T> {
    /// By name, then by class.
    map: FxHashMap<String, FxHashMap<String, Vec<Entry<T>>>>,
}

impl<T> Default for ByMethod<T> {
    fn default() -> Self {
        Self {
            map: FxHashMap::default(),
        }
    }
}

impl<T> ByMethod<T> {
    fn add(&mut self, pattern: &str, value: T) -> bool {
        let Some((class, rest)) = pattern.split_once("->") else {
            return false;
        };
        let (name, params) = match rest.split_once('(') {
            Some((name, params)) => (name, Some(params.trim_end_matches(')').to_owned())),
            None => (rest, None),
        };
        let by_class = self.map.entry(name.to_owned()).or_default();
        let list = by_class.entry(class.to_owned()).or_default();
        list.push((params, value));
        true
    }

    /// The entries for a method, from its own class upwards; those of the nearest class that has any.
    pub fn of(&self, program: &Program<'_>, method: MethodId) -> Vec<&T> {
        let Some(m) = program.methods.get(method as usize) else {
            return Vec::new();
        };
        let Some(by_class) = self.map.get(program.strings.text(m.name)) else {
            return Vec::new();
        };
        let mut params: Option<String> = None;
        for ty in program.ancestors(m.class) {
            let Some(list) = by_class.get(program.desc(ty)) else {
                continue;
            };
            let mut found = Vec::new();
            for (wanted, value) in list {
                let fits = wanted.as_ref().is_none_or(|wanted| {
                    let have = params.get_or_insert_with(|| {
                        let proto = program.protos.get(m.proto as usize);
                        proto.map_or_else(String::new, |p| {
                            p.params.iter().map(|t| program.desc(*t)).collect()
                        })
                    });
                    wanted == have
                });
                if fits {
                    found.push(value);
                }
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The entries for a member of this name of exactly this class.
    pub fn of_name(&self, program: &Program<'_>, class: TypeId, name: Sym) -> Vec<&T> {
        self.named(program.desc(class), program.strings.text(name))
    }

    /// The entries for a member by the descriptor of exactly its class and its name.
    pub fn named(&self, class: &str, name: &str) -> Vec<&T> {
        let found = self.map.get(name).and_then(|it| it.get(class));
        let found = found.map_or(&[][..], Vec::as_slice);
        found.iter().map(|(_, value)| value).collect()
    }

    /// Whether there are entries.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }
}

impl ByMethod<Label> {
    /// All labels.
    pub fn labels(&self) -> BTreeSet<&str> {
        let lists = self.map.values().flat_map(|by_class| by_class.values());
        lists.flatten().map(|(_, it)| it.label.as_str()).collect()
    }
}

impl ByMethod<Link> {
    /// The links that lead to methods of this name, each with the name of the method that it begins at.
    pub fn by_target(&self, name: &str) -> Vec<(String, Link)> {
        let mut all: Vec<(String, Link)> = Vec::new();
        let mut names: Vec<&String> = self.map.keys().collect();
        names.sort();
        for from in names {
            let by_class = self.map.get(from).into_iter().flatten();
            let mut by_class: Vec<_> = by_class.collect();
            by_class.sort_by_key(|it| it.0);
            let links = by_class.into_iter().flat_map(|it| it.1);
            for (_, link) in links.filter(|(_, l)| l.name == name) {
                let found = (from.clone(), link.clone());
                if !all.contains(&found) {
                    all.push(found);
                }
            }
        }
        all.sort_by(|a, b| (&a.0, &a.1.class).cmp(&(&b.0, &b.1.class)));
        all
    }
}

/// A type that the app does not carry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameworkType {
    /// Descriptor.
    pub desc: String,
    /// Its super class.
    pub super_class: Option<String>,
    /// Its interfaces.
    pub interfaces: Vec<String>,
    /// The methods of it that apps override and the framework calls; `None` where they are not listed.
    pub methods: Option<Vec<String>>,
}

/// All models.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// Framework types.
    pub types: Vec<FrameworkType>,
    /// What calls do.
    pub calls: ByMethod<Vec<Statement>>,
    /// What the parameters of methods that the framework calls are.
    pub entries: ByMethod<Vec<Statement>>,
    /// Hand-overs.
    pub links: ByMethod<Link>,
    /// Sources: results and parameters of calls.
    pub sources: ByMethod<Label>,
    /// Sources: parameters of methods that the framework calls.
    pub entry_sources: ByMethod<Label>,
    /// Sources: parameters of the methods of objects that a call gives to a page.
    pub page_sources: ByMethod<Label>,
    /// Sinks.
    pub sinks: ByMethod<Label>,
    /// Libraries for requests that apps carry.
    pub clients: Vec<crate::clients::Client>,
    /// Component base classes with their kind.
    pub components: Vec<(String, String)>,
    /// Component base classes with the callback after which an object of them gets no other.
    pub last: Vec<(String, String)>,
    /// Calls that compare two texts or look one up.
    pub compares: ByMethod<()>,
    /// What gates read.
    pub inputs: ByMethod<Input>,
    /// What calls do that a decision may lead to.
    pub effects: ByMethod<String>,
    /// What calls are to the questions that are asked.
    pub roles: ByMethod<Role>,
    /// Where values leave for other apps and come from them.
    pub ports: ByMethod<PortModel>,
    /// Names of the channels.
    pub channels: Vec<String>,
}

impl Models {
    /// Reads the files; a line that cannot be read is a problem, the others count.
    pub fn parse<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Parsed<Self> {
        let mut models = Self::default();
        let mut problems = Vec::new();
        for (name, text) in files {
            for (number, line) in text.lines().enumerate() {
                if line.trim().is_empty() || line.starts_with('#') {
                    continue;
                }
                let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
                if models.line(name, &columns).is_none() {
                    let number = number.saturating_add(1);
                    problems.push(Problem::new(
                        "code/model-not-understood",
                        format_args!("line {number} of {name}: {line}"),
                    ));
                }
            }
        }
        Parsed {
            value: models,
            problems,
        }
    }

    /// The names of places in the storage that all apps share, the usual one of each first.
    pub(crate) fn places(&self) -> Vec<Vec<String>> {
        let lists = self.roles.map.values().flat_map(|it| it.values());
        let roles = lists.flatten().filter(|(_, it)| it.name == "path");
        let names = roles.filter_map(|(_, it)| it.detail.strip_prefix('='));
        let mut all: Vec<Vec<String>> = names
            .map(|it| it.split(' ').map(str::to_owned).collect())
            .collect();
        all.sort();
        all
    }

    fn line(&mut self, file: &str, columns: &[&str]) -> Option<()> {
        let done = match (file, columns) {
            ("types", [desc, sup, ifaces, methods, _source]) => {
                let methods = (*methods != "*").then(|| {
                    let names = methods.split(',').filter(|m| *m != "-");
                    names.map(str::to_owned).collect()
                });
                let list = ifaces.split(',').filter(|i| *i != "-" && !i.is_empty());
                self.types.push(FrameworkType {
                    desc: (*desc).to_owned(),
                    super_class: Some((*sup).to_owned()).filter(|s| s != "-"),
                    interfaces: list.map(str::to_owned).collect(),
                    methods,
                });
                true
            }
            ("calls", [method, spec, _source]) => {
                let statements = self.statements(spec)?;
                self.calls.add(method, statements)
            }
            ("entries", [method, spec, _source]) => {
                let statements = self.statements(spec)?;
                self.entries.add(method, statements)
            }
            ("links", [from, to, _source]) => self.link(from, to)?,
            ("sources", [method, place, label, _source]) => {
                let (entry, place) = match place.strip_prefix("entry ") {
                    Some(place) => (true, place),
                    None => (false, *place),
                };
                let (of_page, place) = match place.strip_prefix("page ") {
                    Some(place) => (true, place),
                    None => (false, place),
                };
                let (of_password, place) = match place.strip_prefix("password ") {
                    Some(place) => (true, place),
                    None => (false, place),
                };
                let label = Label {
                    place: self.place(place)?,
                    label: (*label).to_owned(),
                    of_password,
                };
                if of_page {
                    self.page_sources.add(method, label)
                } else if entry {
                    self.entry_sources.add(method, label)
                } else {
                    self.sources.add(method, label)
                }
            }
            ("sinks", [method, "-", _label, _source]) => {
                // No sink, though one of a class above is: a place that no call has.
                let place = Place {
                    base: Base::Param(u8::MAX),
                    sel: Sel::Whole,
                };
                self.sinks.add(method, Label::of(place, ""))
            }
            ("sinks", [method, places, label, _source]) => {
                for place in places.split(',') {
                    let place = self.place(place.trim())?;
                    self.sinks.add(method, Label::of(place, label));
                }
                true
            }
            ("clients", [texts, label, _source]) => {
                self.clients.push(crate::clients::Client::new(texts, label));
                true
            }
            ("components", [desc, kind, last, _source]) => {
                self.last.push(((*desc).to_owned(), (*last).to_owned()));
                let entry = ((*desc).to_owned(), (*kind).to_owned());
                self.components.push(entry);
                true
            }
            ("components", [desc, kind, _source]) => {
                let entry = ((*desc).to_owned(), (*kind).to_owned());
                self.components.push(entry);
                true
            }
            ("compares", [method, _source]) => self.compares.add(method, ()),
            ("inputs", [method, kind, key, _source]) => {
                let kind = (*kind).to_owned();
                let reads = (*key).to_owned();
                self.inputs.add(method, Input { kind, reads })
            }
            ("effects", [method, effect, _source]) => {
                self.effects.add(method, (*effect).to_owned())
            }
            ("roles", [method, role, detail, _source]) => {
                let name = (*role).to_owned();
                let detail = detail.strip_prefix('-').unwrap_or(detail).to_owned();
                self.roles.add(method, Role { name, detail })
            }
            ("ports", [method, way, kind, address, _source]) => {
                let port = self.port(way, kind, address)?;
                self.ports.add(method, port)
            }
            _ => false,
        };
        done.then_some(())
    }

    fn port(&mut self, way: &str, kind: &str, address: &str) -> Option<PortModel> {
        let (way, place) = way.split_once(' ')?;
        let way = match way {
            "out" => PortWay::Out,
            "in" => PortWay::In,
            "takes" => PortWay::Takes,
            "gives" => PortWay::Gives,
            _ => return None,
        };
        let mut words = address.split(' ');
        let (name, at) = (words.next()?, words.next());
        let (word, needs) = (words.next(), words.next());
        let mut also = None;
        let address = match (name, at) {
            ("intent", Some(at)) => {
                let needs = match word {
                    Some("needs") => Some(number(needs?)?),
                    Some(word) => {
                        also = Some(word.to_owned());
                        None
                    }
                    None => None,
                };
                PortAddress::Intent(number(at)?, needs)
            }
            ("uri", Some(at)) => {
                let asks = match (word, needs) {
                    (Some("asks"), Some(name)) => Some(number(name)?),
                    _ => None,
                };
                PortAddress::Uri(number(at)?, asks)
            }
            ("asked", Some(at)) => PortAddress::Asked(number(at)?),
            ("name", Some(at)) => PortAddress::Name(number(at)?),
            ("path", Some(at)) => PortAddress::Path(number(at)?),
            ("transaction", None) => PortAddress::Transaction,
            ("bound", None) => PortAddress::Bound,
            ("component", None) => PortAddress::Component,
            ("awaited", None) => PortAddress::Awaited,
            _ => return None,
        };
        Some(PortModel {
            way,
            place: self.place(place)?,
            kind: kind.to_owned(),
            address,
            also,
        })
    }

    fn link(&mut self, from: &str, to: &str) -> Option<bool> {
        let (method, place) = from.split_once(' ')?;
        let (target, to) = to.split_once(' ')?;
        let (class, name) = target.split_once("->")?;
        let link = Link {
            from: self.place(place)?.base,
            class: Some(class.to_owned()).filter(|c| c != "this"),
            name: name.to_owned(),
            to: self.place(to)?.base,
        };
        Some(self.links.add(method, link))
    }

    fn statements(&mut self, spec: &str) -> Option<Vec<Statement>> {
        if spec == "-" {
            return Some(Vec::new());
        }
        let mut all = Vec::new();
        for part in spec.split(';') {
            let (from, to, alias) = if let Some((from, to)) = part.split_once("->") {
                (from, to, false)
            } else {
                let (from, to) = part.split_once('=')?;
                (from, to, true)
            };
            all.push(Statement {
                from: self.place(from.trim())?,
                to: self.place(to.trim())?,
                alias,
            });
        }
        Some(all)
    }

    fn place(&mut self, text: &str) -> Option<Place> {
        let (base, sel) = if text.starts_with('@') {
            (text, None)
        } else {
            match text.split_once('.') {
                Some((base, sel)) => (base, Some(sel)),
                None => (text, None),
            }
        };
        let base = self.base(base)?;
        let sel = match sel {
            None => Sel::Whole,
            Some("[]") => Sel::Any,
            Some("+") => Sel::Next,
            Some("*") => Sel::Deep,
            Some(sel) => match sel.strip_prefix('{') {
                Some(key) => Sel::Key(number(key.strip_suffix('}')?)?),
                None => Sel::Named(sel.to_owned()),
            },
        };
        Some(Place { base, sel })
    }

    #[expect(clippy::match_same_arms, reason = "one row for each file")]
    fn base(&mut self, text: &str) -> Option<Base> {
        if let Some(rest) = text.strip_prefix('@') {
            let (name, key) = match rest.split_once('{') {
                None => (rest, Key::None),
                Some((name, key)) => {
                    let key = key.strip_suffix('}')?;
                    let key = match key.split_once(' ') {
                        Some(("table", arg)) => Key::Table(number(arg)?),
                        Some(("target", arg)) => Key::Target(number(arg)?),
                        Some(("sent", arg)) => Key::Sent(number(arg)?),
                        Some(("wrapped", arg)) => Key::Wrapped(number(arg)?),
                        Some(("class", arg)) => Key::Class(number(arg)?),
                        Some(("asked", arg)) => match arg.split_once(" of ") {
                            Some((name, of)) => Key::Asked(number(name)?, Some(number(of)?)),
                            None => Key::Asked(number(arg)?, None),
                        },
                        None if key == "component" => Key::Component,
                        None if key == "transaction" => Key::Transaction,
                        _ => Key::Arg(number(key)?),
                    };
                    (name, key)
                }
            };
            let known = self.channels.iter().position(|c| c == name);
            let at = known.unwrap_or_else(|| {
                self.channels.push(name.to_owned());
                self.channels.len().saturating_sub(1)
            });
            return Some(Base::Channel(u16::try_from(at).ok()?, key));
        }
        Some(match text {
            "ret" => Base::Ret,
            "field" => Base::Ret,
            "this" => Base::This,
            _ => Base::Param(number(text).filter(|n| *n > 0)?),
        })
    }
}

fn number(text: &str) -> Option<u8> {
    if text == "this" {
        return Some(0);
    }
    text.strip_prefix('p')?.parse().ok()
}

impl Base {
    /// The operand of a call that is this place.
    pub fn operand(self, is_static: bool) -> Option<usize> {
        match self {
            Self::This if !is_static => Some(0),
            Self::Param(n) if is_static => usize::from(n).checked_sub(1),
            Self::Param(n) => Some(usize::from(n)),
            _ => None,
        }
    }
}
