use super::*;
use testkit::axml_builder::{Body as B, Layout as L, TableBuilder, TypeValues, Value, chunk};

fn config(locale: &[u8]) -> Vec<u8> {
    let mut config = vec![0; 60];
    config[4..4 + locale.len()].copy_from_slice(locale);
    config
}

fn builder(layout: L) -> TableBuilder {
    let strings = |locale: &[u8], text: &str| TypeValues {
        id: 1,
        config: config(locale),
        layout,
        entries: vec![
            (0, "app_name", B::Value(text.into())),
            (3, "alias", B::Value(Value::Ref(0x7f01_0000))),
        ],
    };
    let lists = vec![(
        0,
        "list",
        B::Bag(
            0,
            vec![
                (0x0200_0000, "one".into()),
                (0x0200_0001, Value::Ref(0x7f01_0000)),
                (0x0200_0002, "two".into()),
            ],
        ),
    )];
    TableBuilder {
        package_id: 0x7f,
        package: "org.example",
        type_names: vec!["string", "array"],
        types: vec![
            strings(b"", "Name"),
            strings(b"ltLT", "Vardas"),
            TypeValues {
                id: 2,
                config: config(b""),
                layout,
                entries: lists,
            },
        ],
        is_utf8: true,
    }
}

fn parse(bytes: &[u8]) -> Parsed<Table<'_>> {
    Table::parse(View::new(bytes), &Limits::default()).unwrap()
}

#[test]
fn every_layout_gives_the_same_values() {
    for layout in [L::Wide, L::Narrow, L::Sparse] {
        let bytes = builder(layout).build();
        let parsed = parse(&bytes);
        assert_eq!(parsed.problems, [], "{layout:?}");
        let table = parsed.value;
        assert_eq!(table.packages()[0].name(), "org.example");
        assert_eq!(
            table.name(ResId(0x7f01_0003)).as_deref(),
            Some("string/alias")
        );
        assert_eq!(
            table.name(ResId(0x7f02_0000)).as_deref(),
            Some("array/list")
        );
        assert_eq!(table.name(ResId(0x7f01_0001)), None);
        assert_eq!(table.name(ResId(0x7e01_0000)), None);
        let locales: Vec<_> = table
            .values(ResId(0x7f01_0000))
            .map(|entry| entry.unwrap().config().locale())
            .collect();
        assert_eq!(locales, ["", "lt-LT"]);
    }
}

#[test]
fn string_values_come_with_name_place_and_span() {
    let bytes = builder(L::Wide).build();
    let mut seen = Vec::new();
    let problems = parse(&bytes).value.string_values(|value| {
        let span = value.text_span;
        let raw = View::new(&bytes).sub(span.start(), span.len()).unwrap();
        assert_eq!(raw.bytes(), value.text.as_bytes());
        seen.push((value.entry.name(), value.place, value.text.into_owned()));
    });
    assert_eq!(problems, []);
    let expect = [
        ("string/app_name", Place::Single, "Name"),
        ("string/app_name", Place::Single, "Vardas"),
        ("array/list", Place::Item(0), "one"),
        ("array/list", Place::Item(2), "two"),
    ];
    let expect = expect.map(|(name, place, text)| (name.to_owned(), place, text.to_owned()));
    assert_eq!(seen, expect);
}

#[test]
fn references_are_followed_for_every_configuration() {
    let bytes = builder(L::Wide).build();
    let table = parse(&bytes).value;
    let texts: Vec<_> = table
        .follow(ResId(0x7f01_0003))
        .into_iter()
        .filter_map(|found| found.text)
        .collect();
    assert_eq!(texts, ["Name", "Vardas"]);
}

#[test]
fn references_in_a_circle_end() {
    let mut builder = builder(L::Wide);
    builder.types.truncate(1);
    builder.types[0].entries = vec![
        (0, "a", B::Value(Value::Ref(0x7f01_0001))),
        (1, "b", B::Value(Value::Ref(0x7f01_0000))),
    ];
    let bytes = builder.build();
    let table = parse(&bytes).value;
    assert_eq!(table.follow(ResId(0x7f01_0000)).len(), 1);
}

#[test]
fn compact_entries_hold_their_value() {
    let mut builder = builder(L::Narrow);
    builder.types[0].entries[0].2 = B::Compact("Compact".into());
    let bytes = builder.build();
    let table = parse(&bytes).value;
    let found = table.follow(ResId(0x7f01_0000));
    assert_eq!(found[0].text.as_deref(), Some("Compact"));
    assert_eq!(
        table.name(ResId(0x7f01_0000)).as_deref(),
        Some("string/app_name")
    );
}

#[test]
fn plurals_name_their_amounts() {
    let mut builder = builder(L::Wide);
    builder.types.truncate(1);
    builder.types[0].entries = vec![(
        0,
        "n",
        B::Bag(
            0,
            vec![(0x0100_0004, "many".into()), (0x0100_0006, "one".into())],
        ),
    )];
    let bytes = builder.build();
    let mut quantities = Vec::new();
    parse(&bytes)
        .value
        .string_values(|value| quantities.push(value.quantity));
    assert_eq!(quantities, [Some("other"), Some("one")]);
}

#[test]
fn a_junk_chunk_does_not_hide_the_pool() {
    let bytes = builder(L::Wide).build();
    let body = [chunk(0x7777, &[], &[0; 8]), bytes[12..].to_vec()].concat();
    let bytes = chunk(0x0002, &1_u32.to_le_bytes(), &body);
    let parsed = parse(&bytes);
    assert_eq!(parsed.problems[0].code, "arsc/unknown-chunk");
    assert_eq!(parsed.problems.len(), 1);
    assert_eq!(parsed.value.follow(ResId(0x7f01_0000)).len(), 2);
}

#[test]
fn a_bad_entry_leaves_its_neighbours() {
    let mut bytes = builder(L::Wide).build();
    // The first entry's length: the eight bytes of its header with key 0 and a string value after it.
    let needle = [8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 3];
    let at = bytes
        .windows(12)
        .position(|window| window == needle)
        .unwrap();
    bytes[at] = 3;
    let mut n = 0;
    let problems = parse(&bytes).value.string_values(|_| n += 1);
    assert_eq!(problems[0].code, "arsc/bad-entry");
    assert_eq!(n, 3);
}

#[test]
fn other_bytes_are_refused() {
    let error = Table::parse(View::new(b"\x03\0\x08\0\0\0\0\0"), &Limits::default()).unwrap_err();
    assert_eq!(error, ArscError::NotTable { kind: 3 });
}

#[test]
fn no_prefix_and_no_changed_byte_panics() {
    for layout in [L::Wide, L::Narrow, L::Sparse] {
        testkit::hostile(&builder(layout).build(), |bytes| {
            if let Ok(parsed) = Table::parse(View::new(bytes), &Limits::default()) {
                let table = parsed.value;
                table.string_values(|value| {
                    value.entry.config().qualifiers();
                    value.entry.name();
                });
                table.follow(ResId(0x7f01_0003));
                for package in table.packages() {
                    for spec in package.specs() {
                        spec.flags(0);
                    }
                }
            }
        });
    }
}
