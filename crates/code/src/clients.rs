//! Libraries for requests that an app carries with it, whatever their classes are called.
//!
//! Such a library has a builder of requests. It is known by texts that the code of one of its methods holds (model file
//! `clients`): shrinkers rename classes and methods, but not what a program says in an exception. The rest follows from the
//! types: what the builder's own methods take are parts of a request, and what builds one of these is a builder too. What
//! is given to a builder is sent with the request.
//!
//! Known misses: builders that do not return themselves; libraries whose texts are encrypted or not listed. Known excess:
//! requests that are built and not sent.

use crate::app::App;
use crate::models::{Base, Label, Place, Sel};
use crate::program::{DefId, MethodId, NONE, TypeId, count};
use crate::replies;
use crate::xref::Site;
use fmt_dex::AccessFlags;
use rustc_hash::{FxHashMap, FxHashSet};

/// A library for requests, as the model file `clients` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Texts that one method of the builder of requests loads.
    pub texts: Vec<String>,
    /// What its requests are, as a label of sinks.
    pub label: String,
}

impl Client {
    /// From the columns of a line of the model file.
    pub(crate) fn new(texts: &str, label: &str) -> Self {
        let texts = texts.split('|').map(|text| text.trim_matches('"'));
        Self {
            texts: texts.map(str::to_owned).collect(),
            label: label.to_owned(),
        }
    }
}

/// What the builders of an app's libraries for requests are given.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    /// Builders of requests, and of their parts.
    builders: FxHashSet<TypeId>,
    sinks: FxHashMap<MethodId, Vec<Label>>,
    /// Methods that give the content of a reply.
    pub(crate) replies: FxHashSet<MethodId>,
    /// The classes of the libraries, where one has replies.
    pub(crate) library: FxHashSet<TypeId>,
}

impl App<'_> {
    pub(crate) fn clients(&self) -> &Clients {
        self.clients.get_or_init(|| self.find_clients())
    }

    /// The sinks that a call of a method is, by the models or as one of a library for requests.
    pub(crate) fn sinks_of(&self, method: MethodId) -> Vec<&Label> {
        let mut all = self.models.sinks.of(&self.program, method);
        all.extend(self.clients().sinks.get(&method).into_iter().flatten());
        all
    }

    /// Whether a method is one of a builder by which the builder calls itself: what it is given comes from a call of it.
    pub(crate) fn is_in_builder(&self, def: DefId) -> bool {
        self.clients().builders.contains(&self.class_type(def))
    }

    /// The methods of a builder of a library for requests.
    pub(crate) fn is_of_client(&self, method: MethodId) -> bool {
        self.clients().sinks.contains_key(&method)
    }

    fn find_clients(&self) -> Clients {
        let mut found = Clients::default();
        let (replies, requests): (Vec<&Client>, Vec<&Client>) = self
            .models
            .clients
            .iter()
            .partition(|it| it.label == replies::LABEL);
        let mut roots = FxHashSet::default();
        for reply in replies {
            for class in self.classes_with(&reply.texts) {
                let contents = self.contents_of(class);
                if !contents.is_empty() {
                    roots.insert(class);
                }
                found.replies.extend(contents);
            }
        }
        for client in requests {
            for root in self.classes_with(&client.texts) {
                let parts = self.parts_of(root);
                let mut builders = self.builders_of(&parts);
                builders.push(root);
                for builder in builders {
                    if found.builders.insert(builder) {
                        self.own_setters(builder, |method, n| {
                            let label = |n: u8| {
                                let place = Place {
                                    base: Base::Param(n),
                                    sel: Sel::Deep,
                                };
                                Label::of(place, &client.label)
                            };
                            found.sinks.insert(method, (1..=n).map(label).collect());
                        });
                    }
                }
            }
        }
        if !roots.is_empty() {
            found.library = self.library_of(&roots, &found.builders);
        }
        found
    }

    /// The classes of the methods that load all of these texts.
    fn classes_with(&self, texts: &[String]) -> Vec<TypeId> {
        let defs_of = |text: &String| -> FxHashSet<DefId> {
            let sym = self.program.strings.find(text);
            let sites: &[Site] = sym.map_or(&[], |sym| self.xrefs.of_string(sym));
            sites.iter().map(|site| site.def).collect()
        };
        let mut sets = texts.iter().map(defs_of);
        let Some(first) = sets.next() else {
            return Vec::new();
        };
        let common = sets.fold(first, |all, set| &all & &set);
        let mut classes: Vec<TypeId> = common.iter().map(|def| self.class_type(*def)).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// Methods of a class that return an object of it and take something: the method, and how many values it takes.
    fn own_setters(&self, class: TypeId, mut each: impl FnMut(MethodId, u8)) {
        self.own_methods(class, |method, ret, taken| {
            if ret == class && !taken.is_empty() {
                each(method, u8::try_from(taken.len()).unwrap_or(u8::MAX));
            }
        });
    }

    /// The methods of objects that a class defines: what each gives and takes.
    pub(crate) fn own_methods(
        &self,
        class: TypeId,
        mut each: impl FnMut(MethodId, TypeId, &[TypeId]),
    ) {
        let program = &self.program;
        let Some(class) = program.class_of(class) else {
            return;
        };
        for def in class.first_def..class.end_def {
            let Some(d) = program.def(def) else { continue };
            let method = program.methods.get(d.method as usize);
            let proto = method.and_then(|m| program.protos.get(m.proto as usize));
            if let Some(proto) = proto
                && !d.access.contains(AccessFlags::STATIC)
            {
                each(d.method, proto.ret, &proto.params);
            }
        }
    }

    /// The classes of the app that a builder's setters take, but interfaces.
    fn parts_of(&self, root: TypeId) -> FxHashSet<TypeId> {
        let mut parts = FxHashSet::default();
        self.own_methods(root, |_, ret, taken| {
            if ret == root {
                parts.extend(
                    taken
                        .iter()
                        .filter(|ty| **ty != root && self.is_class(**ty)),
                );
            }
        });
        parts
    }

    fn is_class(&self, ty: TypeId) -> bool {
        let class = self.program.class_of(ty);
        class.is_some_and(|c| !c.access.contains(AccessFlags::INTERFACE))
    }

    /// The classes whose setters return themselves and that give one of these parts.
    fn builders_of(&self, parts: &FxHashSet<TypeId>) -> Vec<TypeId> {
        let is_part = |ty: TypeId| {
            let up = self.program.ancestors(ty);
            parts.contains(&ty) || up.iter().any(|it| parts.contains(it))
        };
        let all = 0..count(self.program.types.len());
        let builds = |ty: &TypeId| {
            let (mut sets, mut gives) = (false, false);
            self.own_methods(*ty, |_, ret, taken| {
                sets |= ret == *ty && !taken.is_empty();
                gives |= taken.is_empty() && ret != NONE && self.is_class(ret) && is_part(ret);
            });
            sets && gives
        };
        let classes = all.filter(|ty| self.is_class(*ty) && !is_part(*ty));
        classes.filter(builds).collect()
    }
}
