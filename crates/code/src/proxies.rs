//! Interfaces of the app that no class of it implements, but whose class objects its code hands around: their objects are
//! made at run time, and a call of them arrives at an invocation handler with its arguments in an array.
//!
//! API: <https://developer.android.com/reference/java/lang/reflect/Proxy>
//!
//! Known misses: interfaces that a class implements as well; what the handler returns. Known excess: which handler stands
//! behind which interface is not told apart.

use crate::app::App;
use crate::program::{DefId, MethodId, count};
use crate::xref::{OutKind, Site};
use fmt_dex::AccessFlags;
use rustc_hash::FxHashSet;

/// Handlers that are looked at: 16.
const MAX_HANDLERS: usize = 16;
/// The operand of `invoke` that holds the arguments.
pub(crate) const ARGUMENTS: u16 = 3;

/// The calls that arrive at invocation handlers.
#[derive(Debug, Default)]
pub(crate) struct Proxies {
    /// The methods `invoke` of the app's handlers.
    pub(crate) handlers: Vec<DefId>,
    /// The methods of interfaces whose objects are made at run time.
    methods: FxHashSet<MethodId>,
    /// Where they are called.
    pub(crate) sites: Vec<Site>,
}

impl App<'_> {
    pub(crate) fn proxies(&self) -> &Proxies {
        self.proxies.get_or_init(|| self.find_proxies())
    }

    /// The handlers that a call of a method may arrive at.
    pub(crate) fn handlers_of(&self, method: MethodId) -> &[DefId] {
        let proxies = self.proxies();
        if proxies.methods.contains(&method) {
            &proxies.handlers
        } else {
            &[]
        }
    }

    fn find_proxies(&self) -> Proxies {
        let mut proxies = Proxies::default();
        let program = &self.program;
        let Some(handler) = program.find_type("Ljava/lang/reflect/InvocationHandler;") else {
            return proxies;
        };
        for ty in program.descendants(handler) {
            let Some(class) = program.class_of(ty) else {
                continue;
            };
            let is_it = |def: &DefId| {
                let method = program.def(*def).map(|d| d.method);
                method.is_some_and(|m| program.name_of(m) == "invoke") && self.is_reachable(*def)
            };
            let invoke = (class.first_def..class.end_def).filter(is_it);
            proxies.handlers.extend(invoke);
        }
        proxies.handlers.truncate(MAX_HANDLERS);
        if proxies.handlers.is_empty() {
            return proxies;
        }
        let defs = 0..count(program.defs.len());
        let outs = defs.filter(|def| self.is_reachable(*def));
        let named: FxHashSet<u32> = outs
            .flat_map(|def| self.xrefs.outs(def))
            .filter(|out| out.kind == OutKind::Class)
            .map(|out| out.target)
            .filter(|ty| self.is_bare(*ty))
            .collect();
        for method in 0..count(program.methods.len()) {
            let class = program.methods.get(method as usize).map(|m| m.class);
            if class.is_some_and(|class| named.contains(&class)) {
                proxies.methods.insert(method);
                let sites = self.xrefs.of_call(method).iter();
                proxies
                    .sites
                    .extend(sites.filter(|s| self.is_reachable(s.def)));
            }
        }
        proxies.sites.sort();
        proxies
    }

    /// Whether a type is an interface of the app that no class of it implements.
    fn is_bare(&self, ty: u32) -> bool {
        let program = &self.program;
        let is_interface = |ty: u32| {
            let class = program.class_of(ty);
            class.map(|c| c.access.contains(AccessFlags::INTERFACE))
        };
        is_interface(ty) == Some(true)
            && !program
                .descendants(ty)
                .into_iter()
                .any(|it| is_interface(it) == Some(false))
    }
}
