//! Files made by hand, read whole: what is expected, and that nothing in a changed file stops the reading.

mod read_everything;

use base::{Span, View};
use fmt_dex::{
    AccessFlags, ClassIdx, Dex, DexError, FieldIdx, Handler, InsnError, LocalName, MethodIdx,
    Opcode, Payload, PoolRef, Position, ReadError, Register, StringIdx, SwitchCase, Table, TypeIdx,
    Value, Visibility, container, instruction_text, listing, verify,
};
use read_everything::read_everything;
use testkit::dex_builder::{DexBuilder, DexClass, DexCode, DexField, DexMethod, seal, uleb};

const OBJECT: &str = "Ljava/lang/Object;";

/// One class with a static method `pick(I)V`, a constant, an annotation, a guarded range and a switch.
fn sample(version: u16) -> Vec<u8> {
    let mut builder = DexBuilder::new().version(version);
    let mut class = DexClass::new("La/B;");
    class.source_file = Some("B.java".to_owned());
    class.static_fields.push(DexField {
        name: "WORD".to_owned(),
        ty: "Ljava/lang/String;".to_owned(),
        access: 0x19,
    });
    class.direct_methods.push(DexMethod {
        name: "pick".to_owned(),
        returns: "V".to_owned(),
        params: vec!["I".to_owned()],
        access: 9,
        code: None,
    });
    builder.class(class.clone());
    builder.method(OBJECT, "hashCode", "I", &[]);
    builder.string("šį\u{1f600}").string("n").ty("La/Mark;");

    let indices = builder.indices();
    let word = indices.field("La/B;", "WORD", "Ljava/lang/String;");
    let call = indices.method(OBJECT, "hashCode", "I", &[]);
    let text = u8::try_from(indices.string("šį\u{1f600}")).unwrap();
    let name = u8::try_from(indices.string("n")).unwrap();
    let mark = u8::try_from(indices.ty("La/Mark;")).unwrap();
    class.static_values = Some(vec![1, 0x17, text]);
    class.annotations = vec![vec![1, mark, 1, name, 0x04, 0xff]];
    class.direct_methods[0].code = Some(DexCode {
        registers: 3,
        ins: 1,
        outs: 1,
        units: vec![
            0x0062,
            word, // 00: sget-object v0, WORD
            0x106e,
            call,
            0x0000, // 02: invoke-virtual {v0}, hashCode
            0x010a, // 05: move-result v1
            0x022b,
            0x0007,
            0x0000,          // 06: packed-switch v2, :000d
            0x000e,          // 09: return-void
            0x000d,          // 0a: move-exception v0
            0x0028 | 0xfe00, // 0b: goto :0009
            0x0000,          // 0c: nop
            0x0100,
            0x0002,
            0x0005,
            0x0000, // 0d: packed-switch-payload, first key 5
            0x0003,
            0x0000,
            0xfffc,
            0xffff,
        ],
        debug_info: Some(
            [
                &uleb(40)[..],              // line_start
                &[1, name + 1],             // one parameter
                &[0x0e],                    // line 40 at 0
                &[0x01, 0x05, 0x02, 0x7e],  // advance by 5 and by -2 lines
                &[0x0e],                    // line 38 at 5
                &[0x03, 0x01, name + 1, 0], // local in v1
                &[0x00],
            ]
            .concat(),
        ),
        tries: vec![(2, 3, 1)],
        handlers: vec![1, 0x7f, mark, 0x0a, 0x0b],
    });
    builder.class(class).build()
}

fn open(file: &[u8]) -> Dex<'_> {
    let parsed = Dex::parse(View::new(file)).unwrap();
    assert_eq!(parsed.problems, []);
    parsed.value
}

#[test]
fn tables_and_sums() {
    let file = sample(35);
    let dex = open(&file);
    assert_eq!(verify(&dex), []);
    assert_eq!(
        (dex.n_classes(), dex.n_fields(), dex.n_methods()),
        (1, 1, 2)
    );
    assert_eq!(dex.method_text(MethodIdx(0)), "La/B;->pick(I)V");
    assert_eq!(
        dex.method_text(MethodIdx(1)),
        "Ljava/lang/Object;->hashCode()I"
    );
    assert_eq!(
        dex.field_text(FieldIdx(0)),
        "La/B;->WORD:Ljava/lang/String;"
    );
    assert_eq!(dex.map().count(), 17);
    let shorty = dex
        .proto(dex.method(MethodIdx(0)).unwrap().proto)
        .unwrap()
        .shorty;
    assert_eq!(dex.string(shorty).unwrap(), "VI");
}

#[test]
fn one_class() {
    let file = sample(35);
    let dex = open(&file);
    let class = dex.class(ClassIdx(0)).unwrap();
    assert_eq!(dex.type_text(class.ty), "La/B;");
    assert_eq!(dex.string(class.source_file.unwrap()).unwrap(), "B.java");
    assert_eq!(class.span.len(), 32);
    let Value::String(word) = dex.static_values(&class).value[0] else {
        panic!("the constant is a string");
    };
    let word = dex.string(word).unwrap();
    assert_eq!(word, "šį\u{1f600}");
    assert_eq!(word.declared_utf16_len(), 4);
    let start = usize::try_from(word.span().start()).unwrap();
    assert_eq!(&file[start..start + 4], "šį".as_bytes());

    let set = dex.annotations(&class).value.class.unwrap();
    let annotation = dex.annotation_set(set).unwrap().next().unwrap().unwrap();
    assert_eq!(annotation.visibility, Visibility::Runtime);
    assert_eq!(dex.type_text(annotation.annotation.ty), "La/Mark;");
    assert_eq!(annotation.annotation.elements[0].1, Value::Int(-1));

    let data = dex.class_data(&class);
    assert_eq!(data.problems, []);
    assert_eq!(data.value.static_fields[0].access, AccessFlags(0x19));
    assert_eq!(dex.hidden_api(ClassIdx(0), &data.value), Ok(None));
}

#[test]
fn the_code_of_one_method() {
    let file = sample(35);
    let dex = open(&file);
    let data = dex.class_data(&dex.class(ClassIdx(0)).unwrap()).value;
    let method = &data.direct_methods[0];
    let code = dex.code(method).unwrap().unwrap();
    let insns: Vec<_> = code.instructions().map(Result::unwrap).collect();
    let names: Vec<_> = insns.iter().map(|(at, insn)| (*at, insn.name())).collect();
    let expected = [
        (0x0, "sget-object"),
        (0x2, "invoke-virtual"),
        (0x5, "move-result"),
        (0x6, "packed-switch"),
        (0x9, "return-void"),
        (0xa, "move-exception"),
        (0xb, "goto"),
        (0xc, "nop"),
        (0xd, "packed-switch-payload"),
    ];
    assert_eq!(names, expected);
    let v0 = Register {
        number: 0,
        wide: false,
    };
    assert_eq!(insns[0].1.dest(), Some(v0));
    assert_eq!(insns[0].1.pool(), Some(PoolRef::Field(FieldIdx(0))));
    assert_eq!(insns[1].1.sources().collect::<Vec<_>>(), [v0]);
    assert_eq!(insns[1].1.method(), Some(MethodIdx(1)));
    assert_eq!(insns[6].1.branch_target(0xb), Some(9));
    let Ok(Payload::Switch(table)) = code.payload_at(insns[3].1.payload_target(6).unwrap()) else {
        panic!("the switch has a table");
    };
    let cases = [(5, 3), (6, -4)].map(|(key, offset)| SwitchCase { key, offset });
    assert_eq!(table.cases().collect::<Vec<_>>(), cases);

    let guarded = code.tries().next().unwrap().unwrap();
    assert_eq!((guarded.start, guarded.end), (2, 5));
    let handlers: Vec<_> = code.handlers(&guarded).map(Result::unwrap).collect();
    let mark = dex.types().find(|ty| dex.type_text(*ty) == "La/Mark;");
    let expected = [(mark, 10), (None, 11)].map(|(ty, target)| Handler { ty, target });
    assert_eq!(handlers, expected);

    let info = dex.debug_info(method, &code).unwrap().value;
    let lines = [(0, 40), (5, 38)].map(|(at, line)| Position {
        at,
        line,
        source_file: None,
    });
    assert_eq!(info.positions, lines);
    let name = info.parameter_names[0].unwrap();
    assert_eq!(dex.string(name).unwrap(), "n");
    let [local, parameter] = info.locals[..] else {
        panic!("one local and one parameter");
    };
    assert_eq!((local.register, local.start, local.end), (1, 5, 21));
    assert_eq!(
        (parameter.register, parameter.start, parameter.end),
        (2, 0, 21)
    );
    assert_eq!(parameter.name, LocalName::Named(name));
}

#[test]
fn a_listing_for_people() {
    let file = sample(35);
    let dex = open(&file);
    let data = dex.class_data(&dex.class(ClassIdx(0)).unwrap()).value;
    let expected = "\
.method public static La/B;->pick(I)V
    .registers 3
    .param v2 I n
    .line 40
    0000: sget-object v0, La/B;->WORD:Ljava/lang/String;
    :0002
    0002: invoke-virtual {v0}, Ljava/lang/Object;->hashCode()I
    .line 38
    0005: move-result v1
    0006: packed-switch v2, :000d {5 -> :0009, 6 -> :0002}
    :0009
    0009: return-void
    :000a
    000a: move-exception v0
    :000b
    000b: goto :0009
    000c: nop
    000d: packed-switch-payload (8 code units)
    .catch 0002..0005 La/Mark; -> :000a
    .catch 0002..0005 all -> :000b
.end method
";
    assert_eq!(listing(&dex, &data.direct_methods[0]), expected);
}

#[test]
fn two_files_in_one_container_share_the_data() {
    let mut file = sample(41);
    let second = u32::try_from(file.len()).unwrap();
    let mut header = file[..0x78].to_vec();
    header[0x74..].copy_from_slice(&second.to_le_bytes());
    header[0x20..0x24].copy_from_slice(&0x78_u32.to_le_bytes());
    // The second file sees the same strings and types, and defines nothing.
    header[0x60..0x68].fill(0);
    file.extend(header);
    let len = u32::try_from(file.len()).unwrap().to_le_bytes();
    for start in [0, second as usize] {
        file[start + 0x70..start + 0x74].copy_from_slice(&len);
    }
    let (first_part, second_part) = file.split_at_mut(second as usize);
    seal(first_part);
    seal(second_part);

    let parsed = container(View::new(&file)).unwrap();
    let codes: Vec<_> = parsed.problems.iter().map(|problem| problem.code).collect();
    // The map of the first file still names the classes that the second one leaves out.
    assert_eq!(codes, ["dex/map-differs-from-header"]);
    let [first, second_dex] = &parsed.value[..] else {
        panic!("two files");
    };
    assert_eq!((first.n_classes(), second_dex.n_classes()), (1, 0));
    assert_eq!(second_dex.header_off(), second);
    assert_eq!(second_dex.method_text(MethodIdx(0)), "La/B;->pick(I)V");
    assert_eq!((verify(first), verify(second_dex)), (vec![], vec![]));
}

#[test]
fn other_formats_are_named() {
    let parse = |magic: &[u8]| Dex::parse(View::new(magic)).unwrap_err();
    let version = *b"001";
    assert_eq!(parse(b"cdex001\0"), DexError::CompactDex { version });
    assert_eq!(
        parse(b"dey\n036\0").to_string(),
        "optimised dex (odex) version \"036\" is not read"
    );
    assert!(matches!(parse(b"PK\x03\x04"), DexError::NotDex { .. }));
    assert!(matches!(parse(b"dex\n0x5\0"), DexError::NotDex { .. }));
}

#[test]
fn a_changed_file_is_told_by_its_sums() {
    let mut file = sample(39);
    let last = file.len() - 1;
    file[last] ^= 1;
    let dex = Dex::parse(View::new(&file)).unwrap().value;
    let problems = verify(&dex);
    let found: Vec<_> = problems
        .iter()
        .map(|it| (it.code, it.span.unwrap()))
        .collect();
    let expected = [
        ("dex/checksum-differs", Span::new(8, 4)),
        ("dex/signature-differs", Span::new(12, 20)),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_bad_string_does_not_move_the_next() {
    let mut file = sample(35);
    // The offset of the first string, sent past the end.
    file[0x70..0x74].copy_from_slice(&u32::MAX.to_le_bytes());
    let dex = Dex::parse(View::new(&file)).unwrap().value;
    assert!(matches!(
        dex.string(StringIdx(0)),
        Err(ReadError::OutOfBounds(_))
    ));
    assert_eq!(dex.string(StringIdx(1)).unwrap(), "I");
    let n_entries = dex.n_strings();
    let idx = n_entries + 3;
    assert_eq!(
        dex.string(StringIdx(idx)),
        Err(ReadError::NoSuchEntry {
            table: Table::String,
            idx,
            n_entries
        })
    );
    assert_eq!(
        dex.type_text(TypeIdx(99)),
        "<there is no type 99: the table has 6>"
    );
}

#[test]
fn a_bad_opcode_stops_one_method_at_its_place() {
    let mut builder = DexBuilder::new();
    let mut class = DexClass::new("La/B;");
    for (name, units) in [("bad", vec![0x0000, 0x003e]), ("good", vec![0x000e])] {
        class.direct_methods.push(DexMethod {
            name: name.to_owned(),
            returns: "V".to_owned(),
            params: Vec::new(),
            access: 8,
            code: Some(DexCode {
                units,
                ..DexCode::default()
            }),
        });
    }
    let file = builder.class(class).build();
    let dex = open(&file);
    let data = dex.class_data(&dex.class(ClassIdx(0)).unwrap()).value;
    let codes: Vec<_> = data
        .methods()
        .map(|method| dex.code(method).unwrap().unwrap())
        .collect();
    let bad: Vec<_> = codes[0].instructions().collect();
    let error = InsnError::UnusedOpcode {
        at: 1,
        opcode: 0x3e,
    };
    assert_eq!(bad[1..], [Err(error)]);
    let problem = codes[0].problem(&error);
    assert_eq!(problem.code, "dex/unused-opcode");
    assert_eq!(
        problem.span,
        Some(Span::new(codes[0].insns_span().start() + 2, 2))
    );
    let (_, insn) = codes[1].instructions().next().unwrap().unwrap();
    assert_eq!(insn.opcode(), Opcode::RETURN_VOID);
    assert_eq!(instruction_text(&dex, 0, &insn), "return-void");
}

#[test]
fn a_listing_is_no_multiple_of_the_file() {
    let mut builder = DexBuilder::new();
    let mut class = DexClass::new("La/B;");
    // 20,000 ranges that share one list of 20,000 handlers would take 400,000,000 lines.
    let mut handlers = [uleb(1), vec![0xa0, 0x9c, 0x01]].concat();
    for _ in 0..20_000 {
        handlers.extend([0, 0]);
    }
    class.direct_methods.push(DexMethod {
        name: "m".to_owned(),
        returns: "V".to_owned(),
        params: Vec::new(),
        access: 8,
        code: Some(DexCode {
            units: vec![0x000e],
            tries: vec![(0, 1, 1); 20_000],
            handlers,
            ..DexCode::default()
        }),
    });
    let file = builder.class(class).build();
    let dex = open(&file);
    let data = dex.class_data(&dex.class(ClassIdx(0)).unwrap()).value;
    let text = listing(&dex, &data.direct_methods[0]);
    assert!(text.len() < 17 << 20);
    assert!(text.ends_with("<the listing is cut here>\n.end method\n"));
}

#[test]
fn no_change_of_any_byte_stops_the_reading() {
    for version in [35, 41] {
        testkit::hostile(&sample(version), read_everything);
    }
}

#[test]
fn no_change_stops_the_reading_where_call_sites_are() {
    // One call site whose values are handle 0, string 0, proto 0 and an array of an array.
    let mut builder = DexBuilder::new().version(39);
    builder.method(OBJECT, "x", "V", &["J"]);
    let mut file = builder.build();
    let map_off = usize::try_from(open(&file).header().map_off).unwrap();
    let mut map = file.split_off(map_off);
    let at = |file: &[u8]| u32::try_from(file.len()).unwrap();
    let values = at(&file);
    file.extend([4, 0x16, 0, 0x17, 0, 0x15, 0, 0x1c, 1, 0x1c, 0, 0]);
    let (site, handle) = (at(&file), at(&file) + 4);
    file.extend(values.to_le_bytes());
    file.extend([4, 0, 0, 0, 0, 0, 0, 0]);
    let new_map = at(&file);
    for (kind, off) in [(7_u16, site), (8, handle)] {
        map[0] += 1;
        map.extend(kind.to_le_bytes());
        map.extend([0, 0, 1, 0, 0, 0]);
        map.extend(off.to_le_bytes());
    }
    file.extend(map);
    file[0x34..0x38].copy_from_slice(&new_map.to_le_bytes());
    let len = at(&file);
    file[0x20..0x24].copy_from_slice(&len.to_le_bytes());
    seal(&mut file);
    let dex = open(&file);
    let site = dex.call_site(fmt_dex::CallSiteIdx(0)).unwrap().value;
    assert_eq!(site.arguments, [Value::Array(vec![Value::Array(vec![])])]);
    testkit::hostile(&file, read_everything);
}
