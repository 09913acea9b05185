//! The tables of one app: types, fields, methods and classes of all its DEX files under common numbers.
//!
//! Where two files define the same class the first one counts, as in the class loader; the other is a problem.
//! Framework classes are known as far as the data given says: their super types only.
//!
//! Known misses: classes loaded at run time from files that are not given; two class loaders with one name.

use crate::consts::Const;
use base::Problem;
use fmt_dex::{AccessFlags, Dex, MethodIdx, StringIdx, TypeIdx, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// A string of the program: a name, a descriptor or a literal.
pub type Sym = u32;
/// A type of the program.
pub type TypeId = u32;
/// A field reference of the program.
pub type FieldId = u32;
/// A method reference of the program.
pub type MethodId = u32;
/// A class that the app defines.
pub type ClassId = u32;
/// A method with its definition in the app.
pub type DefId = u32;
/// Super types of one type that are told: 2,000. Real classes have fewer than fifty.
const ANCESTORS: usize = 2_000;
/// Super types among which each is looked for one by one: 32.
const FEW: usize = 32;
/// No entry.
pub const NONE: u32 = u32::MAX;

/// A type: its descriptor, its definition if the app has one, the super types if known.
#[derive(Clone, Debug)]
pub struct Type {
    /// Descriptor, as `Lcom/example/A;`.
    pub desc: Sym,
    /// The app's definition, or [`NONE`].
    pub class: ClassId,
    /// Super class first, then interfaces.
    pub supers: Vec<TypeId>,
    /// Whether the first of `supers` is a super class.
    pub has_super_class: bool,
    /// For an array type the type of its elements, else [`NONE`].
    pub element: TypeId,
    /// Types that name this one as a direct super type.
    pub subs: Vec<TypeId>,
}

/// A field reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Class it is looked up in; where the app defines the field, the class that defines it.
    pub class: TypeId,
    /// Name.
    pub name: Sym,
    /// Type.
    pub ty: TypeId,
}

/// A method reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Method {
    /// Class it is looked up in.
    pub class: TypeId,
    /// Name.
    pub name: Sym,
    /// What it takes and returns.
    pub proto: u32,
}

/// What a method takes and returns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProtoType {
    /// Returned type.
    pub ret: TypeId,
    /// Taken types, without the receiver.
    pub params: Vec<TypeId>,
}

/// A class of the app.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// Its type.
    pub ty: TypeId,
    /// Its access flags.
    pub access: AccessFlags,
    /// Which DEX file.
    pub dex: u16,
    /// Its definition there.
    pub idx: fmt_dex::ClassIdx,
    /// Its first method definition.
    pub first_def: DefId,
    /// One past its last.
    pub end_def: DefId,
}

/// A method definition.
#[derive(Clone, Copy, Debug)]
pub struct MethodDef {
    /// The method.
    pub method: MethodId,
    /// The class.
    pub class: ClassId,
    /// Access flags.
    pub access: AccessFlags,
    /// Which DEX file.
    pub dex: u16,
    /// Where its code stands; 0 where it has none.
    pub code_off: u32,
}

/// From the numbers of one DEX file to those of the program.
#[derive(Debug)]
pub(crate) struct DexMap<'a> {
    pub(crate) dex: Dex<'a>,
    pub(crate) strings: Vec<Sym>,
    pub(crate) types: Vec<TypeId>,
    pub(crate) fields: Vec<FieldId>,
    pub(crate) methods: Vec<MethodId>,
    pub(crate) protos: Vec<u32>,
}

/// Strings under numbers.
#[derive(Debug, Default)]
pub struct Strings<'a> {
    all: Vec<Cow<'a, str>>,
    by_text: FxHashMap<Cow<'a, str>, Sym>,
}

impl<'a> Strings<'a> {
    /// The number of a string, new or known.
    pub fn intern(&mut self, text: Cow<'a, str>) -> Sym {
        if let Some(&sym) = self.by_text.get(&text) {
            return sym;
        }
        let sym = count(self.all.len());
        self.all.push(text.clone());
        self.by_text.insert(text, sym);
        sym
    }
    /// The number of a known string.
    pub fn find(&self, text: &str) -> Option<Sym> {
        self.by_text.get(text).copied()
    }
    /// The text; empty for a number that was never given out.
    pub fn text(&self, sym: Sym) -> &str {
        self.all.get(sym as usize).map_or("", |s| s.as_ref())
    }
}

/// The tables of one app.
#[derive(Debug, Default)]
pub struct Program<'a> {
    /// Strings.
    pub strings: Strings<'a>,
    /// Types.
    pub types: Vec<Type>,
    /// Field references.
    pub fields: Vec<Field>,
    /// Method references.
    pub methods: Vec<Method>,
    /// Protos.
    pub protos: Vec<ProtoType>,
    /// Classes in the order of the files.
    pub classes: Vec<Class>,
    /// Method definitions, class after class.
    pub defs: Vec<MethodDef>,
    /// What was wrong with the input.
    pub problems: Vec<Problem>,
    pub(crate) dexes: Vec<DexMap<'a>>,
    type_of_desc: FxHashMap<Sym, TypeId>,
    method_of: FxHashMap<Method, MethodId>,
    field_of: FxHashMap<Field, FieldId>,
    proto_of: FxHashMap<ProtoType, u32>,
    def_of: FxHashMap<MethodId, DefId>,
    defined_fields: FxHashMap<(TypeId, Sym, TypeId), FieldId>,
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What every exception is.
const THROWABLE: &str = "Ljava/lang/Throwable;";

impl<'a> Program<'a> {
    /// Reads the tables of all files, in class-path order.
    pub fn new(dexes: &[Dex<'a>]) -> Self {
        let mut program = Self::default();
        program.strings.intern(Cow::Borrowed(""));
        for (i, dex) in dexes.iter().enumerate() {
            program.add(dex, u16::try_from(i).unwrap_or(u16::MAX));
        }
        program
    }

    /// The type with this descriptor, new or known.
    pub fn type_named(&mut self, desc: Cow<'a, str>) -> TypeId {
        let sym = self.strings.intern(desc);
        self.type_of_sym(sym)
    }

    fn type_of_sym(&mut self, sym: Sym) -> TypeId {
        if let Some(&ty) = self.type_of_desc.get(&sym) {
            return ty;
        }
        let ty = count(self.types.len());
        self.types.push(Type {
            desc: sym,
            class: NONE,
            supers: Vec::new(),
            has_super_class: false,
            element: NONE,
            subs: Vec::new(),
        });
        self.type_of_desc.insert(sym, ty);
        if let Some(rest) = self.strings.text(sym).strip_prefix('[') {
            // Element types form a chain as long as the descriptor has brackets; more than 255 are invalid.
            let rest = rest.to_owned();
            if rest.bytes().take_while(|b| *b == b'[').count() < 255 {
                let element = self.type_named(Cow::Owned(rest));
                if let Some(t) = self.types.get_mut(ty as usize) {
                    t.element = element;
                }
            }
        }
        ty
    }

    fn add(&mut self, dex: &Dex<'a>, number: u16) {
        let strings: Vec<Sym> = dex
            .strings()
            .map(|idx| match dex.string(idx) {
                Ok(text) => self.strings.intern(text.to_string_lossy()),
                Err(_) => 0,
            })
            .collect();
        let string = |idx: StringIdx| strings.get(idx.0 as usize).copied().unwrap_or(0);
        let types: Vec<TypeId> = dex
            .types()
            .map(|idx| {
                let sym = dex.descriptor_idx(idx).map_or(0, string);
                self.type_of_sym(sym)
            })
            .collect();
        let ty = |idx: TypeIdx| types.get(idx.0 as usize).copied().unwrap_or(0);
        let protos: Vec<u32> = dex
            .protos()
            .map(|idx| {
                let proto = match dex.proto(idx) {
                    Ok(p) => ProtoType {
                        ret: ty(p.return_type),
                        params: p.params.iter().map(ty).collect(),
                    },
                    Err(_) => ProtoType {
                        ret: 0,
                        params: Vec::new(),
                    },
                };
                self.proto(proto)
            })
            .collect();
        let fields: Vec<FieldId> = dex
            .fields()
            .map(|idx| match dex.field(idx) {
                Ok(f) => self.field(Field {
                    class: ty(f.class),
                    name: string(f.name),
                    ty: ty(f.ty),
                }),
                Err(_) => NONE,
            })
            .collect();
        let methods: Vec<MethodId> = dex
            .methods()
            .map(|idx| match dex.method(idx) {
                Ok(m) => self.method(Method {
                    class: ty(m.class),
                    name: string(m.name),
                    proto: protos.get(m.proto.0 as usize).copied().unwrap_or(0),
                }),
                Err(_) => NONE,
            })
            .collect();
        self.dexes.push(DexMap {
            dex: dex.clone(),
            strings,
            types,
            fields,
            methods,
            protos,
        });
        self.add_classes(dex, number);
    }

    fn add_classes(&mut self, dex: &Dex<'a>, number: u16) {
        for idx in dex.classes() {
            let Some(map) = self.dexes.last() else { return };
            let class = match dex.class(idx) {
                Ok(class) => class,
                Err(error) => {
                    self.problems.push(error.problem());
                    continue;
                }
            };
            let ty_of = |t: TypeIdx| map.types.get(t.0 as usize).copied().unwrap_or(NONE);
            let ty = ty_of(class.ty);
            let superclass = class.superclass.map(ty_of);
            let mut supers: Vec<TypeId> = superclass.into_iter().collect();
            if let Ok(list) = dex.interfaces(&class) {
                supers.extend(list.iter().map(ty_of));
            }
            supers.retain(|t| *t != NONE);
            let data = dex.class_data(&class).unload(&mut self.problems);
            let methods: Vec<(MethodId, AccessFlags, u32)> = data
                .methods()
                .map(|m| {
                    let MethodIdx(i) = m.idx;
                    let id = map.methods.get(i as usize).copied().unwrap_or(NONE);
                    (id, m.access, m.code_off)
                })
                .collect();
            let fields: Vec<FieldId> = data
                .fields()
                .map(|f| map.fields.get(f.idx.0 as usize).copied().unwrap_or(NONE))
                .collect();
            let class_id = count(self.classes.len());
            let Some(known) = self.types.get_mut(ty as usize) else {
                continue;
            };
            if known.class != NONE {
                let says = format!("{} is defined again", self.strings.text(known.desc));
                let problem = Problem::new("code/class-defined-twice", says);
                self.problems.push(problem.at(class.span));
                continue;
            }
            known.class = class_id;
            known.has_super_class = superclass.is_some();
            known.supers.clone_from(&supers);
            for s in supers {
                if let Some(s) = self.types.get_mut(s as usize) {
                    s.subs.push(ty);
                }
            }
            for id in fields {
                if let Some(f) = self.fields.get(id as usize) {
                    self.defined_fields
                        .entry((f.class, f.name, f.ty))
                        .or_insert(id);
                }
            }
            let first_def = count(self.defs.len());
            for (method, access, code_off) in methods {
                if method == NONE {
                    continue;
                }
                let def = count(self.defs.len());
                self.def_of.entry(method).or_insert(def);
                self.defs.push(MethodDef {
                    method,
                    class: class_id,
                    access,
                    dex: number,
                    code_off,
                });
            }
            self.classes.push(Class {
                ty,
                access: class.access,
                dex: number,
                idx,
                first_def,
                end_def: count(self.defs.len()),
            });
        }
    }

    /// Makes known what a framework class extends and implements; the app's own definition wins.
    pub fn add_framework_type(&mut self, desc: &str, super_class: Option<&str>, ifaces: &[&str]) {
        let ty = self.type_named(Cow::Owned(desc.to_owned()));
        let known = self.types.get(ty as usize);
        if known.is_none_or(|t| t.class != NONE || !t.supers.is_empty()) {
            return;
        }
        let mut supers = Vec::new();
        for s in super_class.iter().chain(ifaces) {
            supers.push(self.type_named(Cow::Owned((*s).to_owned())));
        }
        for s in &supers {
            if let Some(s) = self.types.get_mut(*s as usize) {
                s.subs.push(ty);
            }
        }
        if let Some(t) = self.types.get_mut(ty as usize) {
            t.has_super_class = super_class.is_some();
            t.supers = supers;
        }
    }

    fn proto(&mut self, proto: ProtoType) -> u32 {
        if let Some(&id) = self.proto_of.get(&proto) {
            return id;
        }
        let id = count(self.protos.len());
        self.protos.push(proto.clone());
        self.proto_of.insert(proto, id);
        id
    }

    fn field(&mut self, field: Field) -> FieldId {
        *self.field_of.entry(field).or_insert_with(|| {
            self.fields.push(field);
            count(self.fields.len()).saturating_sub(1)
        })
    }

    fn method(&mut self, method: Method) -> MethodId {
        *self.method_of.entry(method).or_insert_with(|| {
            self.methods.push(method);
            count(self.methods.len()).saturating_sub(1)
        })
    }

    /// The type with this descriptor, if anything names it.
    pub fn find_type(&self, desc: &str) -> Option<TypeId> {
        let sym = self.strings.find(desc)?;
        self.type_of_desc.get(&sym).copied()
    }

    /// The descriptor of a type.
    pub fn desc(&self, ty: TypeId) -> &str {
        let sym = self.types.get(ty as usize).map_or(0, |t| t.desc);
        self.strings.text(sym)
    }

    /// The app's definition of exactly this method reference.
    pub fn def_of(&self, method: MethodId) -> Option<DefId> {
        self.def_of.get(&method).copied()
    }

    /// How many strings there are.
    pub(crate) fn strings_len(&self) -> usize {
        self.strings.all.len()
    }

    /// A method definition.
    pub fn def(&self, def: DefId) -> Option<&MethodDef> {
        self.defs.get(def as usize)
    }

    /// The class a type is defined by.
    pub fn class_of(&self, ty: TypeId) -> Option<&Class> {
        let class = self.types.get(ty as usize)?.class;
        self.classes.get(class as usize)
    }

    /// The method reference with these parts, if anything names it.
    pub fn find_method(&self, class: TypeId, name: Sym, proto: u32) -> Option<MethodId> {
        let key = Method { class, name, proto };
        self.method_of.get(&key).copied()
    }

    /// Super class of a type.
    pub fn super_class(&self, ty: TypeId) -> Option<TypeId> {
        let t = self.types.get(ty as usize)?;
        t.supers.first().copied().filter(|_| t.has_super_class)
    }

    /// All super types of a type, itself first, each once, super classes before interfaces of one level; no more than
    /// [`ANCESTORS`].
    pub fn ancestors(&self, ty: TypeId) -> Vec<TypeId> {
        let mut all = vec![ty];
        let mut seen = FxHashSet::default();
        let mut at = 0;
        while let Some(&t) = all.get(at) {
            at = at.saturating_add(1);
            for s in self.types.get(t as usize).map_or(&[][..], |t| &t.supers) {
                // Most types have few.
                let is_new = if all.len() <= FEW {
                    !all.contains(s)
                } else {
                    if seen.is_empty() {
                        seen.extend(&all);
                    }
                    seen.insert(*s)
                };
                if is_new && all.len() < ANCESTORS {
                    all.push(*s);
                }
            }
        }
        all
    }

    /// Whether `sub` is `sup` or below it.
    pub fn is_subtype(&self, sub: TypeId, sup: TypeId) -> bool {
        sub == sup || self.ancestors(sub).contains(&sup)
    }

    /// Whether a handler for `handler` (`NONE`: for all) takes an exception of exactly the class `thrown`; `None` where
    /// what is known of its super classes does not tell.
    pub fn catches(&self, handler: TypeId, thrown: TypeId) -> Option<bool> {
        if handler == NONE {
            return Some(true);
        }
        if thrown == NONE {
            return None;
        }
        let up = self.ancestors(thrown);
        if up.contains(&handler) {
            return Some(true);
        }
        let whole = up.iter().any(|t| self.desc(*t) == THROWABLE);
        whole.then_some(false)
    }

    /// All known types below a type, itself first.
    pub fn descendants(&self, ty: TypeId) -> Vec<TypeId> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut all = vec![ty];
        seen.insert(ty);
        let mut at = 0;
        while let Some(&t) = all.get(at) {
            at = at.saturating_add(1);
            for s in self.types.get(t as usize).map_or(&[][..], |t| &t.subs) {
                if seen.insert(*s) {
                    all.push(*s);
                }
            }
        }
        all
    }

    /// The definition that a call of `name` on an object of exactly `ty` runs, looking up through super classes
    /// and then default methods of interfaces; `Err` with the framework type where the look-up leaves the app.
    pub fn resolve(&self, ty: TypeId, name: Sym, proto: u32) -> Result<DefId, TypeId> {
        let mut at = ty;
        let mut left = 256_u32;
        let outside = loop {
            if let Some(def) = self
                .find_method(at, name, proto)
                .and_then(|m| self.def_of(m))
            {
                return Ok(def);
            }
            left = left.saturating_sub(1);
            match self.super_class(at) {
                Some(up) if left > 0 => at = up,
                _ => break at,
            }
        };
        for t in self.ancestors(ty) {
            if let Some(def) = self
                .find_method(t, name, proto)
                .and_then(|m| self.def_of(m))
                && self.def(def).is_some_and(|d| d.code_off != 0)
            {
                return Ok(def);
            }
        }
        Err(outside)
    }

    /// A field reference with the class that defines it, where the app does.
    pub fn canonical_field(&self, field: FieldId) -> FieldId {
        let Some(f) = self.fields.get(field as usize) else {
            return field;
        };
        let mut at = f.class;
        for _ in 0..64 {
            if let Some(&id) = self.defined_fields.get(&(at, f.name, f.ty)) {
                return id;
            }
            match self.super_class(at) {
                Some(up) => at = up,
                None => break,
            }
        }
        for t in self.ancestors(f.class) {
            if let Some(&id) = self.defined_fields.get(&(t, f.name, f.ty)) {
                return id;
            }
        }
        field
    }

    /// The values that the file gives the static fields of a class.
    pub fn static_values(&self, class: &Class) -> Vec<(FieldId, Const)> {
        let Some(map) = self.dexes.get(class.dex as usize) else {
            return Vec::new();
        };
        let Ok(def) = map.dex.class(class.idx) else {
            return Vec::new();
        };
        let data = map.dex.class_data(&def).value;
        let values = map.dex.static_values(&def).value;
        let pairs = data.static_fields.iter().zip(values);
        pairs
            .filter_map(|(field, value)| {
                let id = *map.fields.get(field.idx.0 as usize)?;
                let value = match value {
                    Value::Byte(v) => Const::Int(v.into()),
                    Value::Short(v) => Const::Int(v.into()),
                    Value::Char(v) => Const::Int(v.into()),
                    Value::Int(v) => Const::Int(v),
                    Value::Long(v) => Const::Long(v),
                    Value::Boolean(v) => Const::Int(v.into()),
                    Value::Null => Const::Null,
                    Value::String(s) => {
                        let sym = *map.strings.get(s.0 as usize)?;
                        Const::Str(self.strings.text(sym).into())
                    }
                    Value::Type(t) => Const::Class(*map.types.get(t.0 as usize)?),
                    _ => return None,
                };
                Some((id, value))
            })
            .collect()
    }

    /// The method of the app that holds the code of the lambda made at a call site.
    pub fn lambda(&self, def: DefId, site: u32) -> Option<DefId> {
        let map = self.dexes.get(self.def(def)?.dex as usize)?;
        let site = map.dex.call_site(fmt_dex::CallSiteIdx(site)).ok()?.value;
        site.arguments.iter().find_map(|value| {
            let Value::MethodHandle(handle) = value else {
                return None;
            };
            match map.dex.method_handle(*handle).ok()?.target {
                fmt_dex::HandleTarget::Method(m) => {
                    let id = *map.methods.get(m.0 as usize)?;
                    self.def_of(id)
                }
                _ => None,
            }
        })
    }

    /// A method as people write it: `Lcom/example/A;->name(I)V`.
    pub fn method_name(&self, method: MethodId) -> String {
        let Some(m) = self.methods.get(method as usize) else {
            return String::from("?");
        };
        let mut text = format!("{}->{}(", self.desc(m.class), self.strings.text(m.name));
        if let Some(p) = self.protos.get(m.proto as usize) {
            for t in &p.params {
                text.push_str(self.desc(*t));
            }
            text.push(')');
            text.push_str(self.desc(p.ret));
        }
        text
    }

    /// A method definition as people write it.
    pub fn def_name(&self, def: DefId) -> String {
        self.def(def)
            .map_or_else(String::new, |d| self.method_name(d.method))
    }

    /// The name of a field alone.
    pub(crate) fn simple_name(&self, field: FieldId) -> &str {
        let field = self.fields.get(field as usize);
        field.map_or("", |f| self.strings.text(f.name))
    }

    /// A field as people write it: `Lcom/example/A;->name:I`.
    pub fn field_name(&self, field: FieldId) -> String {
        self.fields
            .get(field as usize)
            .map_or_else(String::new, |f| {
                let (class, ty) = (self.desc(f.class), self.desc(f.ty));
                format!("{class}->{}:{ty}", self.strings.text(f.name))
            })
    }

    /// The name of a method reference.
    pub fn name_of(&self, method: MethodId) -> &str {
        let name = self.methods.get(method as usize).map_or(0, |m| m.name);
        self.strings.text(name)
    }
}
