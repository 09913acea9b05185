//! What a DEX file holds, as far as renaming asks.

use std::collections::{BTreeMap, BTreeSet};

pub(super) struct OldMember {
    pub(super) class: usize,
    pub(super) name: usize,
    /// The type of a field, the proto of a method.
    pub(super) of: usize,
}

pub(super) struct OldClass {
    pub(super) ty: usize,
    pub(super) access: u32,
    pub(super) superclass: Option<usize>,
    pub(super) interfaces: Vec<usize>,
    /// Static and instance fields, direct and virtual methods: index, access, offset of the code.
    pub(super) members: [Vec<(usize, u32, usize)>; 4],
    pub(super) static_values: Option<usize>,
    pub(super) has_data: bool,
}

pub(super) struct Old<'f> {
    pub(super) file: &'f [u8],
    pub(super) strings: Vec<String>,
    pub(super) types: Vec<usize>,
    pub(super) protos: Vec<(usize, Vec<usize>)>,
    pub(super) fields: Vec<OldMember>,
    pub(super) methods: Vec<OldMember>,
    pub(super) classes: Vec<OldClass>,
    /// Position of the definition of each type.
    pub(super) defined: BTreeMap<usize, usize>,
    pub(super) handles: Vec<(u16, usize)>,
    pub(super) call_sites: Vec<usize>,
}

pub(super) fn word(file: &[u8], at: usize) -> usize {
    u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize
}

pub(super) fn half(file: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([file[at], file[at + 1]]))
}

pub(super) fn read_uleb(file: &[u8], at: &mut usize) -> usize {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = usize::from(file[*at]);
        *at += 1;
        value |= (byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return value;
        }
    }
}

pub(super) fn read_sleb(file: &[u8], at: &mut usize) -> i32 {
    let (mut value, mut shift) = (0_i32, 0);
    loop {
        let byte = i32::from(file[*at]);
        *at += 1;
        value |= (byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return if shift < 32 && byte & 0x40 != 0 {
                value | (-1 << shift)
            } else {
                value
            };
        }
    }
}

pub(super) fn sleb(mut value: i32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).expect("seven bits");
        value >>= 7;
        if value == 0 && low & 0x40 == 0 || value == -1 && low & 0x40 != 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// Text of a string item; a lone surrogate, which no name needs, is written in the private use area.
pub(super) fn text(file: &[u8], mut at: usize) -> String {
    let n = read_uleb(file, &mut at);
    let mut units: Vec<u16> = Vec::with_capacity(n);
    while file[at] != 0 {
        let [a, b, c] = [0, 1, 2].map(|i| u16::from(file.get(at + i).copied().unwrap_or(0)));
        if a < 0x80 {
            units.push(a);
            at += 1;
        } else if a < 0xe0 {
            units.push((a & 0x1f) << 6 | b & 0x3f);
            at += 2;
        } else {
            units.push((a & 0xf) << 12 | (b & 0x3f) << 6 | c & 0x3f);
            at += 3;
        }
    }
    char::decode_utf16(units)
        .map(|c| {
            c.unwrap_or_else(|e| {
                char::from_u32(0x10_0000 + u32::from(e.unpaired_surrogate())).expect("private use")
            })
        })
        .collect()
}

pub(super) fn type_list(file: &[u8], off: usize) -> Vec<usize> {
    if off == 0 {
        return Vec::new();
    }
    (0..word(file, off))
        .map(|i| half(file, off + 4 + 2 * i))
        .collect()
}

impl<'f> Old<'f> {
    pub(super) fn read(file: &'f [u8]) -> Self {
        let table = |header: usize| (word(file, header), word(file, header + 4));
        let rows = |header: usize, len: usize| {
            let (n, at) = table(header);
            (0..n).map(move |i| at + i * len)
        };
        let strings = rows(0x38, 4).map(|at| text(file, word(file, at))).collect();
        let types = rows(0x40, 4).map(|at| word(file, at)).collect();
        let protos = rows(0x48, 12)
            .map(|at| (word(file, at + 4), type_list(file, word(file, at + 8))))
            .collect();
        let member = |at: usize| OldMember {
            class: half(file, at),
            name: word(file, at + 4),
            of: half(file, at + 2),
        };
        let fields = rows(0x50, 8).map(member).collect();
        let methods = rows(0x58, 8).map(member).collect();
        let none = |n: usize| (n != 0xffff_ffff).then_some(n);
        let classes: Vec<OldClass> = rows(0x60, 32)
            .map(|at| {
                let data = word(file, at + 24);
                OldClass {
                    ty: word(file, at),
                    access: u32::try_from(word(file, at + 4)).expect("32 bits"),
                    superclass: none(word(file, at + 8)),
                    interfaces: type_list(file, word(file, at + 12)),
                    members: class_data(file, data),
                    static_values: Some(word(file, at + 28)).filter(|o| *o != 0),
                    has_data: data != 0,
                }
            })
            .collect();
        let map = word(file, 0x34);
        let of_map = |kind: usize| {
            (0..word(file, map))
                .map(|i| map + 4 + 12 * i)
                .find(|at| half(file, *at) == kind)
                .map_or((0, 0), |at| (word(file, at + 4), word(file, at + 8)))
        };
        let (n, at) = of_map(8);
        let handles = (0..n)
            .map(|i| {
                (
                    u16::try_from(half(file, at + 8 * i)).expect("16 bits"),
                    half(file, at + 8 * i + 4),
                )
            })
            .collect();
        let (n, at) = of_map(7);
        let call_sites = (0..n).map(|i| word(file, at + 4 * i)).collect();
        let defined = classes.iter().enumerate().map(|(i, c)| (c.ty, i)).collect();
        Self {
            file,
            strings,
            types,
            protos,
            fields,
            methods,
            classes,
            defined,
            handles,
            call_sites,
        }
    }

    pub(super) fn desc(&self, ty: usize) -> &str {
        &self.strings[self.types[ty]]
    }

    /// The types above a type: those defined here, and the others.
    pub(super) fn above(&self, ty: usize) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let (mut own, mut outside) = (BTreeSet::new(), BTreeSet::new());
        let mut todo = vec![ty];
        while let Some(ty) = todo.pop() {
            match self.defined.get(&ty) {
                Some(&c) if own.insert(ty) => {
                    todo.extend(self.classes[c].superclass);
                    todo.extend(&self.classes[c].interfaces);
                }
                Some(_) => {}
                None => {
                    outside.insert(ty);
                }
            }
        }
        (own, outside)
    }

    /// The places of all instructions of a method's code with an index: unit, kind, whether the index has 32 bits.
    pub(super) fn indices(&self, code: usize) -> Vec<(usize, Index, bool)> {
        let n = word(self.file, code + 12);
        let start = code + 16;
        let mut found = Vec::new();
        let mut at = 0;
        while at < n {
            let unit = half(self.file, start + 2 * at);
            let opcode = unit & 0xff;
            let payload = |i: usize| half(self.file, start + 2 * (at + i));
            let len = match unit {
                0x100 => payload(1) * 2 + 4,
                0x200 => payload(1) * 4 + 2,
                0x300 => (payload(1) * (payload(2) | payload(3) << 16)).div_ceil(2) + 4,
                _ => length(opcode),
            };
            match opcode {
                0x1a => found.push((at + 1, Index::String, false)),
                0x1b => found.push((at + 1, Index::String, true)),
                0x1c | 0x1f | 0x20 | 0x22..=0x25 => found.push((at + 1, Index::Type, false)),
                0x52..=0x6d => found.push((at + 1, Index::Field, false)),
                0x6e..=0x72 | 0x74..=0x78 => found.push((at + 1, Index::Method, false)),
                0xfa | 0xfb => {
                    found.push((at + 1, Index::Method, false));
                    found.push((at + 3, Index::Proto, false));
                }
                0xff => found.push((at + 1, Index::Proto, false)),
                _ => {}
            }
            at += len;
        }
        found
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = usize> + '_ {
        let methods = self
            .classes
            .iter()
            .flat_map(|c| c.members[2].iter().chain(&c.members[3]));
        methods.map(|m| m.2).filter(|off| *off != 0)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Index {
    String,
    Type,
    Field,
    Method,
    Proto,
}

/// Code units of an instruction, by the formats of its opcode.
pub(super) fn length(opcode: usize) -> usize {
    match opcode {
        0x18 => 5,
        0xfa | 0xfb => 4,
        0x03
        | 0x06
        | 0x09
        | 0x14
        | 0x17
        | 0x1b
        | 0x24..=0x26
        | 0x2a..=0x2c
        | 0x6e..=0x72
        | 0x74..=0x78
        | 0xfc
        | 0xfd => 3,
        0x02
        | 0x05
        | 0x08
        | 0x13
        | 0x15
        | 0x16
        | 0x19
        | 0x1a
        | 0x1c
        | 0x1f
        | 0x20
        | 0x22
        | 0x23
        | 0x29
        | 0x2d..=0x3d
        | 0x44..=0x6d
        | 0x90..=0xaf
        | 0xd0..=0xe2
        | 0xfe
        | 0xff => 2,
        _ => 1,
    }
}

pub(super) fn class_data(file: &[u8], off: usize) -> [Vec<(usize, u32, usize)>; 4] {
    let mut all: [Vec<(usize, u32, usize)>; 4] = Default::default();
    if off == 0 {
        return all;
    }
    let mut at = off;
    let counts = [0; 4].map(|_: i32| read_uleb(file, &mut at));
    for (kind, n) in counts.into_iter().enumerate() {
        let mut idx = 0;
        for _ in 0..n {
            idx += read_uleb(file, &mut at);
            let access = u32::try_from(read_uleb(file, &mut at)).expect("32 bits");
            let code = if kind < 2 {
                0
            } else {
                read_uleb(file, &mut at)
            };
            all[kind].push((idx, access, code));
        }
    }
    all
}
