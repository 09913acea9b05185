//! Builds small DEX files for tests, with sorted tables, map, checksum and signature as Android asks for.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format>
//! Departures from the spec: items of one kind may stand apart, with others between them, which Android's
//! verifier refuses and its reader does not notice. Annotations and static values are given as bytes.
//!
//! Indices are needed inside code before the tables are sorted, so everything that code refers to is named
//! first with [`DexBuilder::string`] and the like, and the numbers are asked for with
//! [`DexBuilder::indices`] once nothing more is added.

use sha1::{Digest, Sha1};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::hash::Hash;

/// What a file is to hold.
#[derive(Clone, Debug, Default)]
pub struct DexBuilder {
    strings: Vec<String>,
    types: Vec<String>,
    protos: Vec<(String, Vec<String>)>,
    fields: Vec<Member>,
    methods: Vec<Member>,
    classes: Vec<DexClass>,
    version: Option<u16>,
}

/// A field (`types` is its type) or a method (`types` is its return type, then its parameters).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Member {
    class: String,
    name: String,
    types: Vec<String>,
}

/// A class to be defined.
#[derive(Clone, Debug)]
pub struct DexClass {
    /// Its descriptor.
    pub descriptor: String,
    /// The descriptor of its superclass.
    pub superclass: String,
    /// Descriptors of its interfaces.
    pub interfaces: Vec<String>,
    /// Its access flags.
    pub access: u32,
    /// The name of the source file.
    pub source_file: Option<String>,
    /// Its static fields.
    pub static_fields: Vec<DexField>,
    /// Its other fields.
    pub instance_fields: Vec<DexField>,
    /// Its static and private methods and constructors.
    pub direct_methods: Vec<DexMethod>,
    /// Its other methods.
    pub virtual_methods: Vec<DexMethod>,
    /// The bytes of an `encoded_array` with the values of static fields.
    pub static_values: Option<Vec<u8>>,
    /// The bytes of `annotation_item`s on the class.
    pub annotations: Vec<Vec<u8>>,
}

impl DexClass {
    /// A public class without members, under `java.lang.Object`.
    pub fn new(descriptor: &str) -> Self {
        Self {
            descriptor: descriptor.to_owned(),
            superclass: "Ljava/lang/Object;".to_owned(),
            interfaces: Vec::new(),
            access: 1,
            source_file: None,
            static_fields: Vec::new(),
            instance_fields: Vec::new(),
            direct_methods: Vec::new(),
            virtual_methods: Vec::new(),
            static_values: None,
            annotations: Vec::new(),
        }
    }
}

/// A field to be defined in a class.
#[derive(Clone, Debug)]
pub struct DexField {
    /// Its name.
    pub name: String,
    /// The descriptor of its type.
    pub ty: String,
    /// Its access flags.
    pub access: u32,
}

/// A method to be defined in a class.
#[derive(Clone, Debug)]
pub struct DexMethod {
    /// Its name.
    pub name: String,
    /// The descriptor of what it returns.
    pub returns: String,
    /// The descriptors of what it takes.
    pub params: Vec<String>,
    /// Its access flags.
    pub access: u32,
    /// Its code.
    pub code: Option<DexCode>,
}

/// The code of a method.
#[derive(Clone, Debug, Default)]
pub struct DexCode {
    /// How many registers it uses.
    pub registers: u16,
    /// How many of them hold arguments.
    pub ins: u16,
    /// The most arguments of a call in it.
    pub outs: u16,
    /// The instructions.
    pub units: Vec<u16>,
    /// The bytes of a `debug_info_item`.
    pub debug_info: Option<Vec<u8>>,
    /// Guarded ranges: first unit, number of units, offset into `handlers`.
    pub tries: Vec<(u32, u16, u16)>,
    /// The bytes of an `encoded_catch_handler_list`.
    pub handlers: Vec<u8>,
}

/// The numbers that the tables give to what was named.
#[derive(Clone, Debug)]
pub struct Indices {
    strings: Table<String>,
    types: Table<String>,
    protos: Table<(String, Vec<String>)>,
    fields: Table<Member>,
    methods: Table<Member>,
}

/// Entries in order, and the place of each.
#[derive(Clone, Debug)]
struct Table<T> {
    list: Vec<T>,
    at: HashMap<T, u16>,
}

impl<T: Clone + Eq + Hash + Debug> Table<T> {
    fn sorted<K: Ord>(list: &[T], key: impl Fn(&T) -> K) -> Self {
        let mut list = list.to_vec();
        list.sort_by_cached_key(key);
        list.dedup();
        let at = list.iter().cloned().zip(0..).collect();
        Self { list, at }
    }

    fn position(&self, wanted: &T) -> u16 {
        let found = self.at.get(wanted).copied();
        found.unwrap_or_else(|| panic!("{wanted:?} was not named to the builder"))
    }
}

impl Indices {
    /// The index of a string.
    pub fn string(&self, text: &str) -> u16 {
        self.strings.position(&text.to_owned())
    }

    /// The index of a type.
    pub fn ty(&self, descriptor: &str) -> u16 {
        self.types.position(&descriptor.to_owned())
    }

    /// The index of a proto.
    pub fn proto(&self, returns: &str, params: &[&str]) -> u16 {
        self.protos.position(&(returns.to_owned(), owned(params)))
    }

    /// The index of a field.
    pub fn field(&self, class: &str, name: &str, ty: &str) -> u16 {
        self.fields.position(&member(class, name, &[ty]))
    }

    /// The index of a method.
    pub fn method(&self, class: &str, name: &str, returns: &str, params: &[&str]) -> u16 {
        let types = [&[returns], params].concat();
        self.methods.position(&member(class, name, &types))
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn member(class: &str, name: &str, types: &[&str]) -> Member {
    Member {
        class: class.to_owned(),
        name: name.to_owned(),
        types: owned(types),
    }
}

fn shorty(returns: &str, params: &[String]) -> String {
    let letter = |descriptor: &str| match descriptor.as_bytes()[0] {
        b'[' => 'L',
        first => char::from(first),
    };
    std::iter::once(letter(returns))
        .chain(params.iter().map(|param| letter(param)))
        .collect()
}

impl DexBuilder {
    /// An empty file of version 035.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the version; from 41 on the file is a container of one.
    #[must_use]
    pub fn version(mut self, version: u16) -> Self {
        self.version = Some(version);
        self
    }

    /// Names a string.
    pub fn string(&mut self, text: &str) -> &mut Self {
        self.strings.push(text.to_owned());
        self
    }

    /// Names a type.
    pub fn ty(&mut self, descriptor: &str) -> &mut Self {
        self.types.push(descriptor.to_owned());
        self.string(descriptor)
    }

    /// Names a proto.
    pub fn proto(&mut self, returns: &str, params: &[&str]) -> &mut Self {
        self.ty(returns);
        for param in params {
            self.ty(param);
        }
        let params = owned(params);
        self.string(&shorty(returns, &params));
        self.protos.push((returns.to_owned(), params));
        self
    }

    /// Names a field.
    pub fn field(&mut self, class: &str, name: &str, ty: &str) -> &mut Self {
        self.fields.push(member(class, name, &[ty]));
        self.string(name).ty(class).ty(ty)
    }

    /// Names a method.
    pub fn method(&mut self, class: &str, name: &str, returns: &str, params: &[&str]) -> &mut Self {
        let types = [&[returns], params].concat();
        self.methods.push(member(class, name, &types));
        self.string(name).ty(class).proto(returns, params)
    }

    /// Defines a class, and names everything in it. Defining it again replaces it, so that code can be put in
    /// once the indices are known.
    pub fn class(&mut self, class: DexClass) -> &mut Self {
        self.ty(&class.descriptor).ty(&class.superclass);
        for interface in &class.interfaces {
            self.ty(interface);
        }
        if let Some(file) = &class.source_file {
            self.string(file);
        }
        for field in class.static_fields.iter().chain(&class.instance_fields) {
            self.field(&class.descriptor, &field.name, &field.ty);
        }
        for method in class.direct_methods.iter().chain(&class.virtual_methods) {
            let params: Vec<&str> = method.params.iter().map(String::as_str).collect();
            self.method(&class.descriptor, &method.name, &method.returns, &params);
        }
        self.classes
            .retain(|old| old.descriptor != class.descriptor);
        self.classes.push(class);
        self
    }

    /// The numbers of everything named so far.
    pub fn indices(&self) -> Indices {
        // "Sorted by string contents, using UTF-16 code point values."
        let strings = Table::sorted(&self.strings, |text| {
            text.encode_utf16().collect::<Vec<_>>()
        });
        let by_string = |text: &String| strings.position(text);
        let types = Table::sorted(&self.types, by_string);
        let by_type = |text: &String| types.position(text);
        let types_of = |of: &[String]| of.iter().map(by_type).collect::<Vec<_>>();
        let protos = Table::sorted(&self.protos, |(returns, params)| {
            (by_type(returns), types_of(params))
        });
        let fields = Table::sorted(&self.fields, |field| {
            (
                by_type(&field.class),
                by_string(&field.name),
                types_of(&field.types),
            )
        });
        let methods = Table::sorted(&self.methods, |method| {
            let proto = (method.types[0].clone(), method.types[1..].to_vec());
            (
                by_type(&method.class),
                by_string(&method.name),
                protos.position(&proto),
            )
        });
        Indices {
            strings,
            types,
            protos,
            fields,
            methods,
        }
    }

    /// The file.
    pub fn build(&self) -> Vec<u8> {
        Writer::new(self).file()
    }
}

/// A number in unsigned LEB128, for handlers, debug information and the like.
pub fn uleb(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let [low, ..] = (value & 0x7f).to_le_bytes();
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A text in modified UTF-8.
pub fn mutf8(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for unit in text.encode_utf16() {
        let [[low, _], [middle, _], [high, _]] =
            [unit & 0x3f, (unit >> 6) & 0x3f, unit >> 12].map(u16::to_le_bytes);
        match unit {
            1..=0x7f => bytes.extend(u8::try_from(unit)),
            0 | 0x80..=0x7ff => bytes.extend([0xc0 | middle, 0x80 | low]),
            _ => bytes.extend([0xe0 | high, 0x80 | middle, 0x80 | low]),
        }
    }
    bytes
}

/// Lays out one file: tables first, then the data, then the map.
struct Writer<'a> {
    builder: &'a DexBuilder,
    indices: Indices,
    version: u16,
    bytes: Vec<u8>,
    /// Kind of item, and where each of them begins.
    items: BTreeMap<u16, Vec<u32>>,
}

impl<'a> Writer<'a> {
    fn new(builder: &'a DexBuilder) -> Self {
        Self {
            builder,
            indices: builder.indices(),
            version: builder.version.unwrap_or(35),
            bytes: Vec::new(),
            items: BTreeMap::new(),
        }
    }

    fn at(&self) -> u32 {
        u32::try_from(self.bytes.len()).expect("a file of a test is short")
    }

    fn align(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn u16(&mut self, value: u16) {
        self.bytes.extend(value.to_le_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    fn set(&mut self, at: u32, value: u32) {
        let at = at as usize;
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    fn count(&mut self, n: usize) {
        self.u32(u32::try_from(n).expect("a table of a test is short"));
    }

    /// Begins an item and says where.
    fn item(&mut self, kind: u16) -> u32 {
        let at = self.at();
        self.items.entry(kind).or_default().push(at);
        at
    }

    /// Makes room for a table and says where it begins; the header gets its length and place.
    fn table(&mut self, kind: u16, header_at: u32, n: usize, entry_len: usize) -> u32 {
        let at = self.at();
        self.bytes.resize(self.bytes.len() + n * entry_len, 0);
        if n > 0 {
            let n = u32::try_from(n).expect("a table of a test is short");
            self.set(header_at, n);
            self.set(header_at + 4, at);
            self.items.insert(kind, vec![at; n as usize]);
        }
        at
    }

    fn type_list(&mut self, types: &[String]) -> u32 {
        if types.is_empty() {
            return 0;
        }
        self.align();
        let at = self.item(0x1001);
        self.count(types.len());
        for ty in types {
            self.u16(self.indices.ty(ty));
        }
        at
    }

    fn file(mut self) -> Vec<u8> {
        let header_len: u32 = if self.version >= 41 { 0x78 } else { 0x70 };
        let indices = self.indices.clone();
        // "A class must appear after its superclass and interfaces"; tests define them in such an order.
        let classes = self.builder.classes.clone();
        self.bytes.resize(header_len as usize, 0);
        self.items.insert(0, vec![0]);
        let strings_at = self.table(1, 0x38, indices.strings.list.len(), 4);
        let types_at = self.table(2, 0x40, indices.types.list.len(), 4);
        let protos_at = self.table(3, 0x48, indices.protos.list.len(), 12);
        let fields_at = self.table(4, 0x50, indices.fields.list.len(), 8);
        let methods_at = self.table(5, 0x58, indices.methods.list.len(), 8);
        let classes_at = self.table(6, 0x60, classes.len(), 32);
        let data_off = self.at();

        for (at, ty) in (types_at..).step_by(4).zip(&indices.types.list) {
            self.set(at, indices.string(ty).into());
        }
        for (at, (returns, params)) in (protos_at..).step_by(12).zip(&indices.protos.list) {
            self.set(at, indices.string(&shorty(returns, params)).into());
            self.set(at + 4, indices.ty(returns).into());
            let list = self.type_list(params);
            self.set(at + 8, list);
        }
        for (at, field) in (fields_at..).step_by(8).zip(&indices.fields.list) {
            let (class, ty) = (indices.ty(&field.class), indices.ty(&field.types[0]));
            self.set(at, u32::from(ty) << 16 | u32::from(class));
            self.set(at + 4, indices.string(&field.name).into());
        }
        for (at, method) in (methods_at..).step_by(8).zip(&indices.methods.list) {
            let proto = (method.types[0].clone(), method.types[1..].to_vec());
            let (class, proto) = (indices.ty(&method.class), indices.protos.position(&proto));
            self.set(at, u32::from(proto) << 16 | u32::from(class));
            self.set(at + 4, indices.string(&method.name).into());
        }
        for (at, class) in (classes_at..).step_by(32).zip(&classes) {
            self.class(at, class);
        }
        for (at, text) in (strings_at..).step_by(4).zip(&indices.strings.list) {
            let off = self.item(0x2002);
            self.set(at, off);
            let n = u32::try_from(text.encode_utf16().count()).expect("a short string");
            self.bytes.extend(uleb(n));
            self.bytes.extend(mutf8(text));
            self.bytes.push(0);
        }
        self.map();
        self.header(header_len, data_off);
        self.bytes
    }

    fn class(&mut self, at: u32, class: &DexClass) {
        let indices = self.indices.clone();
        self.set(at, indices.ty(&class.descriptor).into());
        self.set(at + 4, class.access);
        self.set(at + 8, indices.ty(&class.superclass).into());
        let interfaces = self.type_list(&class.interfaces);
        self.set(at + 12, interfaces);
        let source_file = class.source_file.as_ref();
        let source_file = source_file.map_or(u32::MAX, |file| indices.string(file).into());
        self.set(at + 16, source_file);
        let annotations = self.annotations(&class.annotations);
        self.set(at + 20, annotations);
        let data = self.class_data(class);
        self.set(at + 24, data);
        if let Some(values) = &class.static_values {
            let off = self.item(0x2005);
            self.bytes.extend(values);
            self.set(at + 28, off);
        }
    }

    fn annotations(&mut self, annotations: &[Vec<u8>]) -> u32 {
        if annotations.is_empty() {
            return 0;
        }
        let mut offs = Vec::new();
        for annotation in annotations {
            offs.push(self.item(0x2004));
            self.bytes.extend(annotation);
        }
        self.align();
        let set = self.item(0x1003);
        self.count(offs.len());
        for off in offs {
            self.u32(off);
        }
        let directory = self.item(0x2006);
        for word in [set, 0, 0, 0] {
            self.u32(word);
        }
        directory
    }

    fn class_data(&mut self, class: &DexClass) -> u32 {
        let indices = self.indices.clone();
        let mut lists = Vec::new();
        for list in [&class.static_fields, &class.instance_fields] {
            let numbers: Vec<_> = list
                .iter()
                .map(|field| {
                    let idx = indices.field(&class.descriptor, &field.name, &field.ty);
                    (u32::from(idx), vec![field.access])
                })
                .collect();
            lists.push(numbers);
        }
        for list in [&class.direct_methods, &class.virtual_methods] {
            let mut numbers = Vec::new();
            for method in list {
                let params: Vec<&str> = method.params.iter().map(String::as_str).collect();
                let name = &method.name;
                let idx = indices.method(&class.descriptor, name, &method.returns, &params);
                let code = method.code.as_ref().map_or(0, |code| self.code(code));
                numbers.push((u32::from(idx), vec![method.access, code]));
            }
            lists.push(numbers);
        }
        if lists.iter().all(Vec::is_empty) {
            return 0;
        }
        let at = self.item(0x2000);
        for list in &lists {
            self.bytes
                .extend(uleb(u32::try_from(list.len()).expect("a short list")));
        }
        for list in &mut lists {
            list.sort();
            let mut last = 0;
            for (idx, rest) in list {
                self.bytes.extend(uleb(*idx - last));
                last = *idx;
                for number in rest {
                    self.bytes.extend(uleb(*number));
                }
            }
        }
        at
    }

    fn code(&mut self, code: &DexCode) -> u32 {
        let debug_info = code.debug_info.as_ref().map_or(0, |bytes| {
            let at = self.item(0x2003);
            self.bytes.extend(bytes);
            at
        });
        self.align();
        let at = self.item(0x2001);
        self.u16(code.registers);
        self.u16(code.ins);
        self.u16(code.outs);
        self.u16(u16::try_from(code.tries.len()).expect("few tries"));
        self.u32(debug_info);
        self.count(code.units.len());
        for unit in &code.units {
            self.u16(*unit);
        }
        if !code.tries.is_empty() {
            self.align();
            for (start, n_units, handler_off) in &code.tries {
                self.u32(*start);
                self.u16(*n_units);
                self.u16(*handler_off);
            }
            self.bytes.extend(&code.handlers);
        }
        at
    }

    fn map(&mut self) {
        self.align();
        let at = self.item(0x1000);
        let mut items: Vec<_> = std::mem::take(&mut self.items).into_iter().collect();
        items.sort_by_key(|(_, offs)| offs[0]);
        self.count(items.len());
        for (kind, offs) in items {
            self.u16(kind);
            self.u16(0);
            self.count(offs.len());
            self.u32(offs[0]);
        }
        self.set(0x34, at);
    }

    fn header(&mut self, header_len: u32, data_off: u32) {
        let magic = format!("dex\n{:03}\0", self.version);
        self.bytes[..8].copy_from_slice(magic.as_bytes());
        let len = self.at();
        self.set(0x20, len);
        self.set(0x24, header_len);
        self.set(0x28, 0x1234_5678);
        if self.version >= 41 {
            self.set(0x70, len);
        } else {
            self.set(0x68, len - data_off);
            self.set(0x6c, data_off);
        }
        seal(&mut self.bytes);
    }
}

/// Puts the right signature and checksum into a changed file.
pub fn seal(file: &mut [u8]) {
    let signature = Sha1::digest(&file[0x20..]);
    file[0x0c..0x20].copy_from_slice(&signature);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &file[0x0c..] {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    file[0x08..0x0c].copy_from_slice(&(b << 16 | a).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_a_header_and_a_map() {
        let file = DexBuilder::new().build();
        assert_eq!(&file[..8], b"dex\n035\0");
        // The header (kind 0) and the map itself (kind 0x1000), 12 bytes each after the count.
        assert_eq!(file.len(), 0x70 + 4 + 24);
        assert_eq!(&file[0x70..0x74], &[2, 0, 0, 0]);
    }

    #[test]
    fn tables_are_sorted_and_without_duplicates() {
        let mut builder = DexBuilder::new();
        builder
            .string("b")
            .string("a")
            .string("b")
            .ty("LZ;")
            .ty("LA;");
        let indices = builder.indices();
        assert_eq!((indices.string("LA;"), indices.string("b")), (0, 3));
        assert_eq!((indices.ty("LA;"), indices.ty("LZ;")), (0, 1));
    }
}
