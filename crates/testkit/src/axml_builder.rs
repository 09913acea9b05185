//! Binary XML and resource tables for tests.

/// A typed value.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string.
    Str(String),
    /// An integer.
    Int(i32),
    /// Yes or no.
    Bool(bool),
    /// A reference to a resource.
    Ref(u32),
    /// Any other kind, with its data.
    Raw(u8, u32),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

/// An attribute.
#[derive(Clone, Debug)]
struct Attribute {
    name: String,
    id: Option<u32>,
    value: Value,
}

/// What an element holds.
#[derive(Clone, Debug)]
enum Node {
    Element(Element),
    Text(String),
}

/// An element of binary XML.
#[derive(Clone, Debug)]
pub struct Element {
    name: String,
    attributes: Vec<Attribute>,
    nodes: Vec<Node>,
}

impl Element {
    /// An element without attributes.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// With an attribute in the Android namespace, of this resource id.
    #[must_use]
    pub fn android(mut self, name: &str, id: u32, value: impl Into<Value>) -> Self {
        self.attributes.push(Attribute {
            name: name.to_owned(),
            id: Some(id),
            value: value.into(),
        });
        self
    }

    /// With an attribute without namespace.
    #[must_use]
    pub fn plain(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.attributes.push(Attribute {
            name: name.to_owned(),
            id: None,
            value: value.into(),
        });
        self
    }

    /// With an element inside.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.nodes.push(Node::Element(child));
        self
    }

    /// With text inside.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.nodes.push(Node::Text(text.to_owned()));
        self
    }

    /// The document of which it is the outermost element.
    ///
    /// # Panics
    /// Where it has more than the format can count.
    pub fn document(&self, is_utf8: bool) -> Vec<u8> {
        let mut pool = Pool::default();
        let mut ids = Vec::new();
        self.names(&mut pool, &mut ids);
        let prefix = pool.idx("android");
        let uri = pool.idx("http://schemas.android.com/apk/res/android");
        let mut nodes = Vec::new();
        node(0x0100, &[prefix, uri], &mut nodes);
        self.write(&mut pool, uri, &mut nodes);
        node(0x0101, &[prefix, uri], &mut nodes);
        let mut body = pool.chunk(is_utf8);
        let map: Vec<u8> = ids.iter().flat_map(|id: &u32| id.to_le_bytes()).collect();
        body.extend(chunk(0x0180, &[], &map));
        body.extend(nodes);
        chunk(0x0003, &[], &body)
    }

    /// The names with resource ids come first in the pool, in the map's order.
    fn names(&self, pool: &mut Pool, ids: &mut Vec<u32>) {
        for attribute in &self.attributes {
            if let Some(id) = attribute.id
                && !ids.contains(&id)
            {
                ids.push(id);
                pool.0.push(attribute.name.clone());
            }
        }
        for child in &self.nodes {
            if let Node::Element(child) = child {
                child.names(pool, ids);
            }
        }
    }

    fn write(&self, pool: &mut Pool, uri: u32, out: &mut Vec<u8>) {
        let name = pool.idx(&self.name);
        let mut body = words(&[u32::MAX, name]);
        let count = u16::try_from(self.attributes.len()).unwrap();
        for short in [20, 20, count, 0, 0, 0] {
            body.extend(u16::to_le_bytes(short));
        }
        for attribute in &self.attributes {
            let (kind, data) = pool.value(&attribute.value);
            let raw = if kind == 3 { data } else { u32::MAX };
            let ns = attribute.id.map_or(u32::MAX, |_| uri);
            body.extend(words(&[ns, pool.idx(&attribute.name), raw]));
            body.extend([8, 0, 0, kind]);
            body.extend(data.to_le_bytes());
        }
        out.extend(chunk(0x0102, &words(&[1, u32::MAX]), &body));
        for inner in &self.nodes {
            match inner {
                Node::Element(child) => child.write(pool, uri, out),
                Node::Text(text) => node(0x0104, &[pool.idx(text), 8, 0], out),
            }
        }
        node(0x0103, &[u32::MAX, name], out);
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A node without attributes, on line 1.
fn node(kind: u16, body: &[u32], out: &mut Vec<u8>) {
    out.extend(chunk(kind, &words(&[1, u32::MAX]), &words(body)));
}

/// A chunk: the rest of its header, and what follows it.
///
/// # Panics
/// Where the header or the chunk is too long for its length field.
pub fn chunk(kind: u16, header: &[u8], body: &[u8]) -> Vec<u8> {
    let header_len = 8 + header.len();
    let mut out = kind.to_le_bytes().to_vec();
    out.extend(u16::try_from(header_len).unwrap().to_le_bytes());
    out.extend(
        u32::try_from(header_len + body.len())
            .unwrap()
            .to_le_bytes(),
    );
    out.extend(header);
    out.extend(body);
    out
}

/// The strings of a pool.
#[derive(Debug, Default)]
struct Pool(Vec<String>);

impl Pool {
    fn idx(&mut self, text: &str) -> u32 {
        let found = self.0.iter().position(|other| other == text);
        let idx = found.unwrap_or_else(|| {
            self.0.push(text.to_owned());
            self.0.len() - 1
        });
        u32::try_from(idx).unwrap()
    }

    fn value(&mut self, value: &Value) -> (u8, u32) {
        match value {
            Value::Str(text) => (0x03, self.idx(text)),
            Value::Int(number) => (0x10, number.cast_unsigned()),
            Value::Bool(is_so) => (0x12, if *is_so { u32::MAX } else { 0 }),
            Value::Ref(id) => (0x01, *id),
            Value::Raw(kind, data) => (*kind, *data),
        }
    }

    fn chunk(&self, is_utf8: bool) -> Vec<u8> {
        let mut offsets = Vec::new();
        let mut strings = Vec::new();
        for text in &self.0 {
            offsets.push(u32::try_from(strings.len()).unwrap());
            let units: Vec<u16> = text.encode_utf16().collect();
            if is_utf8 {
                for len in [units.len(), text.len()] {
                    let [high, low] = u16::try_from(len).unwrap().to_be_bytes();
                    if len > 0x7f {
                        strings.push(high | 0x80);
                    }
                    strings.push(low);
                }
                strings.extend(text.bytes());
                strings.push(0);
            } else {
                strings.extend(u16::try_from(units.len()).unwrap().to_le_bytes());
                strings.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
                strings.extend([0, 0]);
            }
        }
        while strings.len() % 4 != 0 {
            strings.push(0);
        }
        let n_strings = u32::try_from(self.0.len()).unwrap();
        let flags = if is_utf8 { 0x100 } else { 0 };
        let header = words(&[n_strings, 0, flags, 28 + 4 * n_strings, 0]);
        let mut body = words(&offsets);
        body.extend(strings);
        chunk(0x0001, &header, &body)
    }
}

/// How a type lists its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 32-bit offsets.
    Wide,
    /// 16-bit offsets.
    Narrow,
    /// Pairs of number and offset.
    Sparse,
}

/// What an entry of a table holds.
#[derive(Clone, Debug)]
pub enum Body {
    /// One value.
    Value(Value),
    /// One value in the compact form.
    Compact(Value),
    /// Several, each with its name, behind a parent.
    Bag(u32, Vec<(u32, Value)>),
}

/// The values of one type for one configuration.
#[derive(Clone, Debug)]
pub struct TypeValues {
    /// The type's number; its name is the table's type name of that place, from 1.
    pub id: u8,
    /// `ResTable_config` after its length.
    pub config: Vec<u8>,
    /// How the entries are listed.
    pub layout: Layout,
    /// The entries by number, with their names.
    pub entries: Vec<(u16, &'static str, Body)>,
}

/// A resource table of one package.
#[derive(Clone, Debug)]
pub struct TableBuilder {
    /// The package's number.
    pub package_id: u32,
    /// The package's name.
    pub package: &'static str,
    /// The names of the types, from number 1.
    pub type_names: Vec<&'static str>,
    /// The values.
    pub types: Vec<TypeValues>,
    /// Whether the strings are UTF-8.
    pub is_utf8: bool,
}

impl TableBuilder {
    /// Its bytes.
    ///
    /// # Panics
    /// Where the table has more than the format can count.
    pub fn build(&self) -> Vec<u8> {
        let mut strings = Pool::default();
        let mut keys = Pool::default();
        let mut chunks = Vec::new();
        for of in &self.types {
            chunks.extend(type_chunk(of, &mut strings, &mut keys));
        }
        let names = self.type_names.iter().map(|name| (*name).to_owned());
        let type_names = Pool(names.collect()).chunk(false);
        let mut header = self.package_id.to_le_bytes().to_vec();
        let mut name: Vec<u8> = self
            .package
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        name.resize(256, 0);
        header.extend(name);
        let keys_off = 288 + u32::try_from(type_names.len()).unwrap();
        header.extend(words(&[288, 0, keys_off, 0, 0]));
        let mut body = type_names;
        body.extend(keys.chunk(true));
        body.extend(chunks);
        let package = chunk(0x0200, &header, &body);
        let mut body = strings.chunk(self.is_utf8);
        body.extend(package);
        chunk(0x0002, &words(&[1]), &body)
    }
}

fn type_chunk(of: &TypeValues, strings: &mut Pool, keys: &mut Pool) -> Vec<u8> {
    let mut data = Vec::new();
    let mut places = Vec::new();
    for (number, key, body) in &of.entries {
        places.push((*number, u32::try_from(data.len()).unwrap()));
        let key = keys.idx(key);
        match body {
            Body::Value(value) => {
                data.extend([8, 0, 0, 0]);
                data.extend(words(&[key]));
                put(strings.value(value), &mut data);
            }
            Body::Compact(value) => {
                let (kind, word) = strings.value(value);
                data.extend(u16::try_from(key).unwrap().to_le_bytes());
                data.extend([8, kind]);
                data.extend(word.to_le_bytes());
            }
            Body::Bag(parent, items) => {
                data.extend([16, 0, 1, 0]);
                data.extend(words(&[key, *parent, u32::try_from(items.len()).unwrap()]));
                for (name, value) in items {
                    data.extend(name.to_le_bytes());
                    put(strings.value(value), &mut data);
                }
            }
        }
    }
    let n_entries = places
        .iter()
        .map(|(number, _)| number + 1)
        .max()
        .unwrap_or(0);
    let mut offsets = Vec::new();
    let (flags, count) = match of.layout {
        Layout::Sparse => {
            for (number, off) in &places {
                offsets.extend(number.to_le_bytes());
                offsets.extend(u16::try_from(off / 4).unwrap().to_le_bytes());
            }
            (1, u32::try_from(places.len()).unwrap())
        }
        layout => {
            for number in 0..n_entries {
                let found = places.iter().find(|(other, _)| *other == number);
                if layout == Layout::Wide {
                    offsets.extend(found.map_or(u32::MAX, |(_, off)| *off).to_le_bytes());
                } else {
                    let off = found.map_or(u16::MAX, |(_, off)| u16::try_from(off / 4).unwrap());
                    offsets.extend(off.to_le_bytes());
                }
            }
            while offsets.len() % 4 != 0 {
                offsets.push(0xff);
            }
            (u8::from(layout == Layout::Narrow) * 2, u32::from(n_entries))
        }
    };
    let config_len = u32::try_from(4 + of.config.len()).unwrap();
    let header_len = 20 + config_len;
    let entries_off = header_len + u32::try_from(offsets.len()).unwrap();
    let mut header = vec![of.id, flags, 0, 0];
    header.extend(words(&[count, entries_off, config_len]));
    header.extend(&of.config);
    let mut body = offsets;
    body.extend(data);
    let spec_flags = words(&vec![0; usize::from(n_entries)]);
    let mut spec_header = vec![of.id, 0, 0, 0];
    spec_header.extend(words(&[u32::from(n_entries)]));
    let mut out = chunk(0x0202, &spec_header, &spec_flags);
    out.extend(chunk(0x0201, &header, &body));
    out
}

fn put((kind, data): (u8, u32), out: &mut Vec<u8>) {
    out.extend([8, 0, 0, kind]);
    out.extend(data.to_le_bytes());
}
