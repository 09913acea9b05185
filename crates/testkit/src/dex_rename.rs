//! Renames what a DEX file defines, and writes the file anew: sorted tables, map, checksum and signature.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format>
//! Left out: debug information (with its names of variables and parameters), source file names and annotations.
//!
//! A name that a class outside the file may call (an overriding method), and one that also stands as a literal, which
//! reflection may look up, stays. For trusted input: a file that is not well-formed makes it panic.

mod read;

use crate::dex_builder::{mutf8, seal, uleb};
use read::{Index, Old, OldClass, OldMember, half, read_sleb, read_uleb, sleb, word};
use std::collections::{BTreeMap, BTreeSet};

/// What stays and what else changes.
pub struct Rename<'r> {
    /// Whether a class, by its descriptor, keeps its name.
    pub keeps_class: &'r dyn Fn(&str) -> bool,
    /// Whether a type outside the file, by its descriptor, has or may have a method of this name that can be overridden.
    pub has_method: &'r dyn Fn(&str, &str) -> bool,
    /// Literals to be replaced; a literal that is the name of a renamed class is replaced in any case.
    pub literals: &'r BTreeMap<String, String>,
}

/// A renamed file and what was renamed.
#[derive(Clone, Debug)]
pub struct Renamed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Class descriptors, old to new.
    pub classes: BTreeMap<String, String>,
    /// Methods as `Lclass;->name`, old to new.
    pub methods: BTreeMap<String, String>,
    /// Fields as `Lclass;->name`, old to new.
    pub fields: BTreeMap<String, String>,
}

/// Renames.
///
/// # Panics
/// Where the file is not well-formed, or has more than 65,536 strings.
pub fn rename(file: &[u8], how: &Rename<'_>) -> Renamed {
    let old = Old::read(file);
    let plan = Plan::new(&old, how);
    let bytes = Writer::new(&old, &plan).file();
    let member = |m: &OldMember, name: &str| {
        let class = old.desc(m.class);
        let new = plan.desc(&old, m.class);
        (
            format!("{class}->{}", old.strings[m.name]),
            format!("{new}->{name}"),
        )
    };
    let own = |m: &&OldMember| old.defined.contains_key(&m.class);
    Renamed {
        bytes,
        classes: plan.classes.clone(),
        methods: old
            .methods
            .iter()
            .enumerate()
            .filter(|(_, m)| own(m))
            .map(|(i, m)| member(m, plan.method_name(&old, i)))
            .collect(),
        fields: old
            .fields
            .iter()
            .enumerate()
            .filter(|(_, m)| own(m))
            .map(|(i, m)| member(m, plan.field_name(&old, i)))
            .collect(),
    }
}

/// The new names.
struct Plan {
    /// Descriptors of classes, old to new.
    classes: BTreeMap<String, String>,
    fields: Vec<String>,
    methods: Vec<String>,
    literals: BTreeMap<String, String>,
}

/// A number that does not follow the order of `n`, a different one for each.
fn scatter(n: usize) -> u32 {
    u32::try_from(n)
        .expect("a short table")
        .wrapping_mul(2_654_435_761)
}

impl Plan {
    fn new(old: &Old<'_>, how: &Rename<'_>) -> Self {
        let mut classes = BTreeMap::new();
        for (i, class) in old.classes.iter().enumerate() {
            let desc = old.desc(class.ty);
            if !(how.keeps_class)(desc) {
                classes.insert(desc.to_owned(), format!("Lrenamed/{:08x};", scatter(i)));
            }
        }
        let mut literal: BTreeSet<&str> = BTreeSet::new();
        for code in old.codes() {
            for (at, kind, wide) in old.indices(code) {
                if kind == Index::String {
                    let place = code + 16 + 2 * at;
                    let idx = if wide {
                        word(old.file, place)
                    } else {
                        half(old.file, place)
                    };
                    literal.insert(&old.strings[idx]);
                }
            }
        }
        let mut literals = how.literals.clone();
        for (from, to) in &classes {
            let bare = |d: &str| d[1..d.len() - 1].to_owned();
            let dotted = |d: &str| bare(d).replace('/', ".");
            literals.insert(dotted(from), dotted(to));
            literals.insert(bare(from), bare(to));
            literals.insert(from.clone(), to.clone());
        }
        // Names that stay, by what tells overriding methods and hidden fields: the name and the proto or type.
        let mut stays: BTreeSet<(bool, usize, usize)> = BTreeSet::new();
        let defines = |is_method: bool, class: usize, m: &OldMember| {
            let (lists, table) = if is_method {
                (2..4, &old.methods)
            } else {
                (0..2, &old.fields)
            };
            let class = &old.classes[old.defined[&class]];
            class.members[lists]
                .iter()
                .flatten()
                .any(|d| table[d.0].name == m.name && table[d.0].of == m.of)
        };
        for (is_method, table) in [(false, &old.fields), (true, &old.methods)] {
            for m in table {
                let name = old.strings[m.name].as_str();
                let key = (is_method, m.name, m.of);
                if stays.contains(&key) {
                    continue;
                }
                let (own, outside) = old.above(m.class);
                let inherited = !own.iter().any(|c| defines(is_method, *c, m));
                let overriding = is_method
                    && old.defined.contains_key(&m.class)
                    && outside.iter().any(|t| (how.has_method)(old.desc(*t), name));
                let special = name.starts_with('<') || literal.contains(name);
                let ours = old.defined.contains_key(&m.class);
                if special || overriding || ours && inherited {
                    stays.insert(key);
                }
            }
        }
        let mut numbers: BTreeMap<(bool, usize, usize), usize> = BTreeMap::new();
        let mut named = |is_method: bool, m: &OldMember| {
            let key = (is_method, m.name, m.of);
            if stays.contains(&key) || !old.defined.contains_key(&m.class) {
                return old.strings[m.name].clone();
            }
            let next = numbers.len();
            let n = *numbers.entry(key).or_insert(next);
            format!("{}{:08x}", if is_method { 'm' } else { 'f' }, scatter(n))
        };
        Self {
            fields: old.fields.iter().map(|m| named(false, m)).collect(),
            methods: old.methods.iter().map(|m| named(true, m)).collect(),
            classes,
            literals,
        }
    }

    fn desc(&self, old: &Old<'_>, ty: usize) -> String {
        let desc = old.desc(ty);
        let bare = desc.trim_start_matches('[');
        match self.classes.get(bare) {
            Some(new) => format!("{}{new}", &desc[..desc.len() - bare.len()]),
            None => desc.to_owned(),
        }
    }

    fn method_name(&self, _old: &Old<'_>, i: usize) -> &str {
        &self.methods[i]
    }

    fn field_name(&self, _old: &Old<'_>, i: usize) -> &str {
        &self.fields[i]
    }

    fn literal<'s>(&'s self, text: &'s str) -> &'s str {
        self.literals.get(text).map_or(text, String::as_str)
    }
}

type Sorted<T> = (Vec<T>, BTreeMap<T, usize>);

fn sorted<T: Ord + Clone>(list: impl IntoIterator<Item = T>) -> Sorted<T> {
    let set: BTreeSet<T> = list.into_iter().collect();
    let list: Vec<T> = set.into_iter().collect();
    let at = list.iter().cloned().zip(0..).collect();
    (list, at)
}

/// Writes the new file. `string[old]` and the like are the new numbers of old entries; strings that stand as literals
/// have numbers of their own.
struct Writer<'w, 'f> {
    old: &'w Old<'f>,
    strings: Vec<Vec<u16>>,
    string_at: BTreeMap<Vec<u16>, usize>,
    types: Vec<usize>,
    type_rows: Vec<usize>,
    protos: Vec<usize>,
    proto_rows: Vec<(usize, Vec<usize>)>,
    fields: Vec<usize>,
    field_rows: Vec<(usize, usize, usize)>,
    methods: Vec<usize>,
    method_rows: Vec<(usize, usize, usize)>,
    plan: &'w Plan,
    out: Vec<u8>,
    map: BTreeMap<u16, (usize, usize)>,
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

impl<'w, 'f> Writer<'w, 'f> {
    fn new(old: &'w Old<'f>, plan: &'w Plan) -> Self {
        let shorty = |ret: usize, params: &[usize]| -> String {
            let letter = |t: &usize| match old.desc(*t).as_bytes()[0] {
                b'[' => 'L',
                c => char::from(c),
            };
            std::iter::once(letter(&ret))
                .chain(params.iter().map(letter))
                .collect()
        };
        let mut texts: Vec<Vec<u16>> = Vec::new();
        texts.extend((0..old.types.len()).map(|t| units(&plan.desc(old, t))));
        texts.extend(old.protos.iter().map(|(r, p)| units(&shorty(*r, p))));
        texts.extend(plan.fields.iter().chain(&plan.methods).map(|n| units(n)));
        for code in old.codes() {
            for (at, kind, wide) in old.indices(code) {
                if kind == Index::String {
                    let place = code + 16 + 2 * at;
                    let idx = if wide {
                        word(old.file, place)
                    } else {
                        half(old.file, place)
                    };
                    texts.push(units(plan.literal(&old.strings[idx])));
                }
            }
        }
        let arrays = old.classes.iter().filter_map(|c| c.static_values);
        for off in arrays.chain(old.call_sites.iter().copied()) {
            let mut at = off;
            for _ in 0..read_uleb(old.file, &mut at) {
                value_strings(old, plan, &mut at, &mut texts);
            }
        }
        let (strings, string_at) = sorted(texts);
        let (type_rows, type_at) =
            sorted((0..old.types.len()).map(|t| string_at[&units(&plan.desc(old, t))]));
        let types: Vec<usize> = (0..old.types.len())
            .map(|t| type_at[&string_at[&units(&plan.desc(old, t))]])
            .collect();
        let proto = |(r, p): &(usize, Vec<usize>)| {
            (types[*r], p.iter().map(|t| types[*t]).collect::<Vec<_>>())
        };
        let (proto_rows, proto_at) = sorted(old.protos.iter().map(proto));
        let protos: Vec<usize> = old.protos.iter().map(|p| proto_at[&proto(p)]).collect();
        let field = |i: usize| {
            let m = &old.fields[i];
            (
                types[m.class],
                string_at[&units(&plan.fields[i])],
                types[m.of],
            )
        };
        let (field_rows, field_at) = sorted((0..old.fields.len()).map(field));
        let fields = (0..old.fields.len()).map(|i| field_at[&field(i)]).collect();
        let method = |i: usize| {
            let m = &old.methods[i];
            (
                types[m.class],
                string_at[&units(&plan.methods[i])],
                protos[m.of],
            )
        };
        let (method_rows, method_at) = sorted((0..old.methods.len()).map(method));
        let methods = (0..old.methods.len())
            .map(|i| method_at[&method(i)])
            .collect();
        Self {
            old,
            strings,
            string_at,
            types,
            type_rows,
            protos,
            proto_rows,
            fields,
            field_rows,
            methods,
            method_rows,
            plan,
            out: Vec::new(),
            map: BTreeMap::new(),
        }
    }

    fn string(&self, text: &str) -> usize {
        self.string_at[&units(text)]
    }

    fn align(&mut self) {
        self.out.resize(self.out.len().next_multiple_of(4), 0);
    }

    fn half(&mut self, value: usize) {
        self.out.extend(
            u16::try_from(value)
                .expect("an index of 16 bits")
                .to_le_bytes(),
        );
    }

    fn word(&mut self, value: usize) {
        self.out
            .extend(u32::try_from(value).expect("a short file").to_le_bytes());
    }

    fn set(&mut self, at: usize, value: usize) {
        let value = u32::try_from(value).expect("a short file").to_le_bytes();
        self.out[at..at + 4].copy_from_slice(&value);
    }

    /// Begins an item of a section; sections are written one after another.
    fn item(&mut self, kind: u16) -> usize {
        let at = self.out.len();
        self.map.entry(kind).or_insert((0, at)).0 += 1;
        at
    }

    fn table(&mut self, kind: u16, header: usize, n: usize, len: usize) -> usize {
        let at = self.out.len();
        self.out.resize(at + n * len, 0);
        if n > 0 {
            self.map.insert(kind, (n, at));
            if header != 0 {
                self.set(header, n);
                self.set(header + 4, at);
            }
        }
        at
    }

    fn index(&self, kind: Index, old: usize) -> usize {
        match kind {
            Index::String => self.string(self.plan.literal(&self.old.strings[old])),
            Index::Type => self.types[old],
            Index::Field => self.fields[old],
            Index::Method => self.methods[old],
            Index::Proto => self.protos[old],
        }
    }

    fn file(mut self) -> Vec<u8> {
        let old = self.old;
        self.out = old.file[..0x70].to_vec();
        self.out[0x2c..0x34].fill(0);
        self.out[0x38..0x70].fill(0);
        self.map.insert(0, (1, 0));
        let strings = self.table(1, 0x38, self.strings.len(), 4);
        let types = self.table(2, 0x40, self.type_rows.len(), 4);
        let protos = self.table(3, 0x48, self.proto_rows.len(), 12);
        let fields = self.table(4, 0x50, self.field_rows.len(), 8);
        let methods = self.table(5, 0x58, self.method_rows.len(), 8);
        let classes = self.table(6, 0x60, old.classes.len(), 32);
        let call_sites = self.table(7, 0, old.call_sites.len(), 4);
        let handles = self.table(8, 0, old.handles.len(), 8);
        let data = self.out.len();
        for (i, string) in self.type_rows.clone().into_iter().enumerate() {
            self.set(types + 4 * i, string);
        }
        for (i, (class, name, of)) in self.field_rows.clone().into_iter().enumerate() {
            self.set(fields + 8 * i, of << 16 | class);
            self.set(fields + 8 * i + 4, name);
        }
        for (i, (class, name, of)) in self.method_rows.clone().into_iter().enumerate() {
            self.set(methods + 8 * i, of << 16 | class);
            self.set(methods + 8 * i + 4, name);
        }
        for (i, (kind, of)) in old.handles.iter().enumerate() {
            let of = if *kind < 4 {
                self.fields[*of]
            } else {
                self.methods[*of]
            };
            self.set(handles + 8 * i, usize::from(*kind));
            self.set(handles + 8 * i + 4, of);
        }
        self.type_lists(protos, classes);
        let codes = self.codes();
        self.class_data(classes, &codes);
        for (i, class) in old.classes.iter().enumerate() {
            let array = self.static_values(class);
            self.set(classes + 32 * i + 28, array);
        }
        for (i, off) in old.call_sites.iter().enumerate() {
            let mut at = *off;
            let n = read_uleb(old.file, &mut at);
            let values: Vec<Vec<u8>> = (0..n).map(|_| self.value(&mut at)).collect();
            let array = self.array(&values);
            self.set(call_sites + 4 * i, array);
        }
        for (i, text) in self.strings.clone().into_iter().enumerate() {
            let at = self.item(0x2002);
            self.set(strings + 4 * i, at);
            self.out
                .extend(uleb(u32::try_from(text.len()).expect("a short string")));
            self.out
                .extend(mutf8(&String::from_utf16(&text).expect("made of text")));
            self.out.push(0);
        }
        self.finish(data)
    }

    fn type_lists(&mut self, protos: usize, classes: usize) {
        let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut list = |this: &mut Self, types: &Vec<usize>| -> usize {
            if types.is_empty() {
                return 0;
            }
            if let Some(at) = known.get(types) {
                return *at;
            }
            this.align();
            let at = this.item(0x1001);
            this.word(types.len());
            for t in types {
                this.half(*t);
            }
            known.insert(types.clone(), at);
            at
        };
        for (i, (ret, params)) in self.proto_rows.clone().into_iter().enumerate() {
            let letter = |this: &Self, t: usize| match this.strings[this.type_rows[t]][0] {
                0x5b => u16::from(b'L'),
                c => c,
            };
            let mut shorty = vec![letter(self, ret)];
            shorty.extend(params.iter().map(|t| letter(self, *t)));
            let at = protos + 12 * i;
            self.set(at, self.string_at[&shorty]);
            self.set(at + 4, ret);
            let params = list(self, &params);
            self.set(at + 8, params);
        }
        for (i, class) in self.old.classes.iter().enumerate() {
            let at = classes + 32 * i;
            self.set(at, self.types[class.ty]);
            self.set(at + 4, class.access as usize);
            self.set(
                at + 8,
                class.superclass.map_or(0xffff_ffff, |t| self.types[t]),
            );
            let types: Vec<usize> = class.interfaces.iter().map(|t| self.types[*t]).collect();
            let interfaces = list(self, &types);
            self.set(at + 12, interfaces);
            self.set(at + 16, 0xffff_ffff);
        }
    }

    /// All code, with the new place of each old one.
    fn codes(&mut self) -> BTreeMap<usize, usize> {
        let old = self.old;
        let mut places = BTreeMap::new();
        for code in old.codes().collect::<BTreeSet<_>>() {
            self.align();
            let at = self.item(0x2001);
            places.insert(code, at);
            let n = word(old.file, code + 12);
            let tries = half(old.file, code + 6);
            let end = code + 16 + 2 * n;
            self.out.extend(&old.file[code..end]);
            self.set(at + 8, 0);
            for (unit, kind, wide) in old.indices(code) {
                let place = code + 16 + 2 * unit;
                let new = at + 16 + 2 * unit;
                if wide {
                    let idx = self.index(kind, word(old.file, place));
                    self.set(new, idx);
                } else {
                    let idx = self.index(kind, half(old.file, place));
                    let idx = u16::try_from(idx)
                        .expect("an index of 16 bits")
                        .to_le_bytes();
                    self.out[new..new + 2].copy_from_slice(&idx);
                }
            }
            if tries == 0 {
                continue;
            }
            let mut from = end;
            if n % 2 == 1 {
                self.half(0);
                from += 2;
            }
            let table = self.out.len();
            self.out.extend(&old.file[from..from + 8 * tries]);
            let list = from + 8 * tries;
            let new_list = self.out.len();
            let mut moved = BTreeMap::new();
            let mut read = list;
            let count = read_uleb(old.file, &mut read);
            self.out
                .extend(uleb(u32::try_from(count).expect("a short list")));
            for _ in 0..count {
                moved.insert(read - list, self.out.len() - new_list);
                let size = read_sleb(old.file, &mut read);
                self.out.extend(sleb(size));
                for _ in 0..size.unsigned_abs() {
                    let ty = self.types[read_uleb(old.file, &mut read)];
                    let target = read_uleb(old.file, &mut read);
                    for value in [ty, target] {
                        self.out
                            .extend(uleb(u32::try_from(value).expect("32 bits")));
                    }
                }
                if size <= 0 {
                    let target = read_uleb(old.file, &mut read);
                    self.out
                        .extend(uleb(u32::try_from(target).expect("32 bits")));
                }
            }
            for i in 0..tries {
                let off = moved[&half(old.file, from + 8 * i + 6)];
                let off = u16::try_from(off).expect("a short list").to_le_bytes();
                self.out[table + 8 * i + 6..table + 8 * i + 8].copy_from_slice(&off);
            }
        }
        places
    }

    fn class_data(&mut self, classes: usize, codes: &BTreeMap<usize, usize>) {
        for (i, class) in self.old.classes.iter().enumerate() {
            if !class.has_data {
                continue;
            }
            let at = self.item(0x2000);
            self.set(classes + 32 * i + 24, at);
            for list in &class.members {
                self.out
                    .extend(uleb(u32::try_from(list.len()).expect("a short list")));
            }
            for (kind, list) in class.members.iter().enumerate() {
                let mut rows: Vec<(usize, u32, usize)> = list
                    .iter()
                    .map(|(idx, access, code)| {
                        let idx = if kind < 2 {
                            self.fields[*idx]
                        } else {
                            self.methods[*idx]
                        };
                        (idx, *access, codes.get(code).copied().unwrap_or(0))
                    })
                    .collect();
                rows.sort_unstable();
                let mut before = 0;
                for (idx, access, code) in rows {
                    self.out
                        .extend(uleb(u32::try_from(idx - before).expect("32 bits")));
                    self.out.extend(uleb(access));
                    if kind >= 2 {
                        self.out.extend(uleb(u32::try_from(code).expect("32 bits")));
                    }
                    before = idx;
                }
            }
        }
    }

    /// The values of a class's static fields in the new order of the fields.
    fn static_values(&mut self, class: &OldClass) -> usize {
        let Some(off) = class.static_values else {
            return 0;
        };
        let mut at = off;
        let n = read_uleb(self.old.file, &mut at);
        let mut rows: Vec<(usize, Vec<u8>)> = Vec::new();
        for (i, (field, ..)) in class.members[0].iter().enumerate() {
            let value = if i < n {
                self.value(&mut at)
            } else {
                match self.old.desc(self.old.fields[*field].of).as_bytes()[0] {
                    b'Z' => vec![0x1f],
                    b'B' => vec![0x00, 0],
                    b'S' => vec![0x02, 0],
                    b'C' => vec![0x03, 0],
                    b'I' => vec![0x04, 0],
                    b'J' => vec![0x06, 0],
                    b'F' => vec![0x10, 0],
                    b'D' => vec![0x11, 0],
                    _ => vec![0x1e],
                }
            };
            rows.push((self.fields[*field], value));
        }
        rows.sort_unstable();
        let values: Vec<Vec<u8>> = rows.into_iter().map(|r| r.1).collect();
        self.array(&values)
    }

    fn array(&mut self, values: &[Vec<u8>]) -> usize {
        let at = self.item(0x2005);
        self.out
            .extend(uleb(u32::try_from(values.len()).expect("a short list")));
        self.out.extend(values.iter().flatten());
        at
    }

    /// One `encoded_value` with new numbers.
    fn value(&self, at: &mut usize) -> Vec<u8> {
        let file = self.old.file;
        let head = file[*at];
        *at += 1;
        let (kind, arg) = (head & 0x1f, usize::from(head >> 5));
        match kind {
            0x1c => {
                let n = read_uleb(file, at);
                let mut bytes = vec![head];
                bytes.extend(uleb(u32::try_from(n).expect("a short list")));
                for _ in 0..n {
                    bytes.extend(self.value(at));
                }
                bytes
            }
            0x1d => panic!("an annotation among values"),
            0x1e | 0x1f => vec![head],
            _ => {
                let raw = &file[*at..=*at + arg];
                *at += arg + 1;
                let mut number = [0; 8];
                number[..raw.len()].copy_from_slice(raw);
                let idx = usize::try_from(u64::from_le_bytes(number)).expect("64 bits");
                let new = match kind {
                    0x15 => self.protos[idx],
                    0x16 => idx,
                    0x17 => self.index(Index::String, idx),
                    0x18 => self.types[idx],
                    0x19 | 0x1b => self.fields[idx],
                    0x1a => self.methods[idx],
                    _ => {
                        let mut bytes = vec![head];
                        bytes.extend(raw);
                        return bytes;
                    }
                };
                let bytes = u32::try_from(new).expect("32 bits").to_le_bytes();
                let mut all = vec![0x60 | kind];
                all.extend(bytes);
                all
            }
        }
    }

    fn finish(mut self, data: usize) -> Vec<u8> {
        self.align();
        let at = self.item(0x1000);
        let mut rows: Vec<(usize, u16, usize)> =
            self.map.iter().map(|(k, (n, at))| (*at, *k, *n)).collect();
        rows.sort_unstable();
        self.word(rows.len());
        for (off, kind, n) in rows {
            self.half(usize::from(kind));
            self.half(0);
            self.word(n);
            self.word(off);
        }
        self.set(0x34, at);
        let len = self.out.len();
        self.set(0x20, len);
        self.set(0x68, len - data);
        self.set(0x6c, data);
        seal(&mut self.out);
        self.out
    }
}

/// The strings that one `encoded_value` names, as they are to be.
fn value_strings(old: &Old<'_>, plan: &Plan, at: &mut usize, texts: &mut Vec<Vec<u16>>) {
    let head = old.file[*at];
    *at += 1;
    let (kind, arg) = (head & 0x1f, usize::from(head >> 5));
    match kind {
        0x1c => {
            for _ in 0..read_uleb(old.file, at) {
                value_strings(old, plan, at, texts);
            }
        }
        0x1e | 0x1f => {}
        _ => {
            let mut number = [0; 8];
            number[..=arg].copy_from_slice(&old.file[*at..=*at + arg]);
            *at += arg + 1;
            if kind == 0x17 {
                let idx = usize::try_from(u64::from_le_bytes(number)).expect("64 bits");
                texts.push(units(plan.literal(&old.strings[idx])));
            }
        }
    }
}
