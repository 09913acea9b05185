//! Objects that are given to a page: its scripts call their methods, with arguments of their own, and take what these return.
//!
//! API: <https://developer.android.com/reference/android/webkit/WebView#addJavascriptInterface>
//! (AOSP `frameworks/base/core/java/android/webkit/JavascriptInterface.java`). Which calls give an object to a page, and by which
//! annotation its methods are open to it, is data (role `bridge`).
//!
//! Known misses: objects whose class is not known where they are given. Known excess: a class without an annotated method
//! counts as one for Android before 4.2, where all public methods are open.

use crate::app::App;
use crate::ir::{Kind, Val};
use crate::models::Base;
use crate::program::{DefId, MethodId, Program, TypeId, count};
use crate::types::types_of;
use crate::ways::End;
use crate::xref::Site;
use fmt_dex::AccessFlags;

/// The role of a call that gives an object to a page; its detail names the place of the object and the annotation.
const BRIDGE: &str = "bridge";

/// An object that is given to a page.
#[derive(Clone, Debug)]
pub(crate) struct Bridge {
    /// Where.
    pub(crate) site: Site,
    /// The call.
    pub(crate) method: MethodId,
    /// Which operand it is.
    pub(crate) operand: usize,
    /// The methods that scripts may call.
    pub(crate) methods: Vec<DefId>,
}

impl App<'_> {
    /// The objects that are given to pages.
    pub(crate) fn find_bridges(&self) -> Vec<Bridge> {
        let mut all = Vec::new();
        for method in 0..count(self.program.methods.len()) {
            let sites = self.xrefs.of_call(method);
            if sites.is_empty() {
                continue;
            }
            let roles = self.models.roles.of(&self.program, method);
            let Some(role) = roles.into_iter().find(|it| it.name == BRIDGE) else {
                continue;
            };
            let Some((place, annotation)) = role.detail.split_once(' ') else {
                continue;
            };
            let n = place.strip_prefix('p').and_then(|n| n.parse().ok());
            let Some(operand) = n.and_then(|n| Base::Param(n).operand(false)) else {
                continue;
            };
            for site in sites {
                let Some((body, _, op)) = self.op_at(*site) else {
                    continue;
                };
                if !matches!(op.kind, Kind::Call(..)) {
                    continue;
                }
                let types = types_of(self, site.def, body.arg(op, operand)).unwrap_or_default();
                let open = types
                    .into_iter()
                    .flat_map(|ty| self.open_to_pages(ty, annotation));
                let mut methods: Vec<DefId> = open.collect();
                methods.sort_unstable();
                methods.dedup();
                all.push(Bridge {
                    site: *site,
                    method,
                    operand,
                    methods,
                });
            }
        }
        all
    }

    fn open_to_pages(&self, ty: TypeId, annotation: &str) -> Vec<DefId> {
        let mut all = self.virtual_methods(ty);
        all.retain(|def| {
            let def = self.program.def(*def);
            def.is_some_and(|it| it.access.contains(AccessFlags::PUBLIC))
        });
        let marked = |def: &DefId| is_annotated(&self.program, *def, annotation);
        let some: Vec<DefId> = all.iter().copied().filter(marked).collect();
        if some.is_empty() { all } else { some }
    }

    /// The objects given to pages whose scripts may call a method.
    pub(crate) fn bridges_of(&self, def: DefId) -> impl Iterator<Item = &Bridge> {
        let wanted = self.bridges.iter();
        wanted.filter(move |it| it.methods.contains(&def) && self.is_reachable(it.site.def))
    }

    /// What the methods of an object return that is given to a page by an operand of a call.
    pub(crate) fn given_to_page(&self, site: Site, operand: usize) -> Vec<(DefId, Val)> {
        let here = |it: &&Bridge| it.site == site && it.operand == operand;
        let methods = self.bridges.iter().filter(here).flat_map(|it| &it.methods);
        let mut all = Vec::new();
        for def in methods {
            let Some(body) = self.body(*def).filter(|_| self.is_reachable(*def)) else {
                continue;
            };
            let returns = body.ops.iter().filter(|op| op.kind == Kind::Return);
            all.extend(returns.map(|op| (*def, body.arg(op, 0))));
        }
        all
    }

    /// What the arguments are that scripts give a method, by the labels of the models.
    pub(crate) fn labels_of_page(&self, def: DefId) -> Vec<&str> {
        let models = &self.models.page_sources;
        let bridges = self.bridges_of(def);
        let labels = bridges.flat_map(|it| models.of(&self.program, it.method));
        let mut all: Vec<&str> = labels.map(|it| it.label.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether what scripts give a method is one of these ends.
    pub(crate) fn is_given_by_page(&self, ends: &[End]) -> bool {
        let defs = self.bridged().into_iter();
        let mut labels = defs.flat_map(|def| self.labels_of_page(def));
        labels.any(|it| ends.contains(&End::Label(it.to_owned())))
    }

    /// The methods that scripts of pages may call once a method has run.
    pub(crate) fn opened_in(&self, def: DefId) -> Vec<DefId> {
        let here = self.bridges.iter().filter(|it| it.site.def == def);
        here.flat_map(|it| it.methods.clone()).collect()
    }

    /// The methods that scripts of pages may call.
    pub(crate) fn bridged(&self) -> Vec<DefId> {
        let mut all: Vec<DefId> = self
            .bridges
            .iter()
            .flat_map(|it| it.methods.clone())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn is_annotated(program: &Program<'_>, def: DefId, annotation: &str) -> bool {
    let found = || {
        let wanted = program.find_type(annotation)?;
        let method = program.def(def)?;
        let class = program.classes.get(method.class as usize)?;
        let map = program.dexes.get(usize::from(class.dex))?;
        let class = map.dex.class(class.idx).ok()?;
        let marks = map.dex.annotations(&class).value.methods;
        let mine = marks
            .into_iter()
            .find(|(idx, _)| map.methods.get(idx.0 as usize) == Some(&method.method));
        let mut set = map.dex.annotation_set(mine?.1).ok()?.flatten();
        let is_it = |ty: fmt_dex::TypeIdx| map.types.get(ty.0 as usize) == Some(&wanted);
        Some(set.any(|it| is_it(it.annotation.ty)))
    };
    found().unwrap_or(false)
}
