//! What code does that analysis of it cannot know: native methods, reflection without a known target, code loaded at
//! run time.

use crate::app::App;
use crate::ir::Kind;
use crate::program::{DefId, TypeId, count};
use crate::xref::Site;
use fmt_dex::AccessFlags;

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A native method is called: its symbol by JNI's rules, and the libraries that the app loads by constant names.
    Native {
        /// `Java_...`, <https://docs.oracle.com/javase/8/docs/technotes/guides/jni/spec/design.html#resolving_native_method_names>.
        symbol: String,
        /// Names given to `System.loadLibrary`, sorted.
        libraries: Vec<String>,
    },
    /// A method is called by reflection whose name or class is not a constant.
    Reflection,
    /// A class is looked up whose name is not a constant.
    ClassName,
    /// Code is loaded from a file or from memory; the class that loads it.
    LoadedCode(String),
}

/// A place with something unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// Where.
    pub site: Site,
    /// Why.
    pub reason: Reason,
}

/// The symbol of a native method, in its short form.
pub fn jni_symbol(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('L').trim_end_matches(';');
    let mut symbol = String::from("Java_");
    for part in [class, "/", name] {
        for c in part.chars() {
            match c {
                '/' => symbol.push('_'),
                '_' => symbol.push_str("_1"),
                ';' => symbol.push_str("_2"),
                '[' => symbol.push_str("_3"),
                c if c.is_ascii_alphanumeric() => symbol.push(c),
                c => {
                    let mut units = [0_u16; 2];
                    for unit in c.encode_utf16(&mut units) {
                        symbol.push_str(&format!("_0{unit:04x}"));
                    }
                }
            }
        }
    }
    symbol
}

impl App<'_> {
    /// Whether a method of the app is native.
    pub fn is_native(&self, def: DefId) -> bool {
        self.program
            .def(def)
            .is_some_and(|d| d.access.contains(AccessFlags::NATIVE))
    }

    /// The libraries that reachable code loads by constant names.
    pub fn libraries(&self) -> Vec<String> {
        self.libraries_of(None)
    }

    /// The same, by the code of one class where one is given.
    pub(crate) fn libraries_of(&self, by: Option<TypeId>) -> Vec<String> {
        let mut names = Vec::new();
        for method in 0..count(self.program.methods.len()) {
            if !matches!(self.program.name_of(method), "loadLibrary" | "load") {
                continue;
            }
            let class = self.program.methods.get(method as usize);
            let class = class.map_or("", |m| self.program.desc(m.class));
            if !matches!(class, "Ljava/lang/System;" | "Ljava/lang/Runtime;") {
                continue;
            }
            for site in self.xrefs.of_call(method) {
                if by.is_some_and(|class| self.class_type(site.def) != class) {
                    continue;
                }
                if let Some((body, op)) = self.call_at(*site)
                    && let Some(last) = body.args(op).last()
                {
                    let found = crate::texts::texts(self, site.def, *last);
                    names.extend(found.into_iter().filter(|t| t != crate::texts::OPEN));
                }
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// All places in reachable code where something is called that cannot be known, in order.
    pub fn unknowns(&self) -> Vec<Unknown> {
        let mut all = Vec::new();
        let libraries = self.libraries();
        for (i, d) in self.program.defs.iter().enumerate() {
            let def = count(i);
            if !d.access.contains(AccessFlags::NATIVE) {
                continue;
            }
            let name = self.program.name_of(d.method);
            let class = self.program.desc(self.class_type(def)).to_owned();
            for site in self.callers(def) {
                all.push(Unknown {
                    site: *site,
                    reason: Reason::Native {
                        symbol: jni_symbol(&class, name),
                        libraries: libraries.clone(),
                    },
                });
            }
        }
        for method in 0..count(self.program.methods.len()) {
            let Some(m) = self.program.methods.get(method as usize) else {
                continue;
            };
            let class = self.program.desc(m.class);
            let name = self.program.strings.text(m.name);
            let loads = name == "<init>"
                && matches!(
                    class,
                    "Ldalvik/system/DexClassLoader;"
                        | "Ldalvik/system/PathClassLoader;"
                        | "Ldalvik/system/InMemoryDexClassLoader;"
                        | "Ldalvik/system/DelegateLastClassLoader;"
                )
                || class == "Ldalvik/system/DexFile;" && matches!(name, "loadDex" | "<init>");
            let invokes = class == "Ljava/lang/reflect/Method;" && name == "invoke";
            let names = class == "Ljava/lang/Class;" && name == "forName"
                || class == "Ljava/lang/ClassLoader;" && name == "loadClass";
            if !loads && !invokes && !names {
                continue;
            }
            for site in self.xrefs.of_call(method) {
                if !self.is_reachable(site.def) {
                    continue;
                }
                let Some((body, op)) = self.call_at(*site) else {
                    continue;
                };
                let reason = if loads {
                    Reason::LoadedCode(class.to_owned())
                } else if invokes {
                    if crate::reflect::named(self, site.def, body, op, method).is_some() {
                        continue;
                    }
                    Reason::Reflection
                } else {
                    let at = usize::from(name == "loadClass");
                    let found = crate::texts::texts(self, site.def, body.arg(op, at));
                    if found.iter().all(|t| !t.contains(crate::texts::OPEN)) {
                        continue;
                    }
                    Reason::ClassName
                };
                all.push(Unknown {
                    site: *site,
                    reason,
                });
            }
        }
        all.sort();
        all.dedup();
        all
    }

    /// The call at a place.
    fn call_at(&self, site: Site) -> Option<(&crate::ir::Body, &crate::ir::Op)> {
        let (body, _, op) = self.op_at(site)?;
        matches!(op.kind, Kind::Call(..)).then_some((body, op))
    }
}

#[cfg(test)]
mod tests {
    use super::jni_symbol;

    /// The examples of the JNI specification's table of escapes.
    #[test]
    fn symbols_are_escaped_as_jni_says() {
        assert_eq!(jni_symbol("Lpkg/Cls;", "f"), "Java_pkg_Cls_f");
        assert_eq!(jni_symbol("La/B_c;", "d_e"), "Java_a_B_1c_d_1e");
        assert_eq!(jni_symbol("La/B$C;", "x"), "Java_a_B_00024C_x");
    }
}
