use super::*;
use testkit::axml_builder::{Element as El, Value, chunk};

const NAME: u32 = 0x0101_0003;
const EXPORTED: u32 = 0x0101_0010;

fn sample() -> El {
    El::new("manifest").plain("package", "org.example").child(
        El::new("application").child(
            El::new("activity")
                .android("name", NAME, ".Main")
                .android("exported", EXPORTED, Value::Bool(true))
                .text("tëxt"),
        ),
    )
}

fn parse(bytes: &[u8]) -> Parsed<Document<'_>> {
    Document::parse(View::new(bytes), &Limits::default()).unwrap()
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    parse(bytes)
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

#[test]
fn elements_and_attributes_are_read_in_both_encodings() {
    for is_utf8 in [false, true] {
        let bytes = sample().document(is_utf8);
        let parsed = parse(&bytes);
        assert_eq!(parsed.problems, []);
        let root = parsed.value.root().unwrap();
        assert_eq!(root.name(), "manifest");
        assert_eq!(
            root.plain_attribute("package").unwrap().text(),
            "org.example"
        );
        assert_eq!(root.span().end(), bytes.len() as u64 - 24);
        let application = root.children().next().unwrap();
        let activity = application.children_named("activity").next().unwrap();
        assert_eq!(activity.parent().unwrap().idx(), application.idx());
        assert_eq!(
            activity.texts().map(|(text, _)| text).collect::<Vec<_>>(),
            ["tëxt"]
        );
        assert_eq!(application.texts().count(), 0);
        let exported = activity.attribute_by_id(ResId(EXPORTED)).unwrap();
        assert_eq!(exported.text(), "true");
        assert_eq!(exported.span().len(), 20);
        assert!(activity.start_tag().start() < exported.span().start());
    }
}

#[test]
fn rendering_shows_what_is_there() {
    let bytes = sample().document(true);
    let expect = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" package=\"org.example\">
  <application>
    <activity android:name=\".Main\" android:exported=\"true\">
      tëxt
    </activity>
  </application>
</manifest>
";
    assert_eq!(parse(&bytes).value.render(&|_| None), expect);
}

#[test]
fn the_resource_id_beats_the_name() {
    let bytes = El::new("a").android("", NAME, "value").document(true);
    let parsed = parse(&bytes);
    assert_eq!(parsed.problems, []);
    let root = parsed.value.root().unwrap();
    assert_eq!(root.attribute_by_id(ResId(NAME)).unwrap().text(), "value");
}

#[test]
fn a_name_that_is_none_is_a_problem() {
    assert_eq!(codes(&El::new("1 a").document(true)), ["axml/no-name"]);
    assert_eq!(
        codes(&El::new("a").plain("android:name", "x").document(true)),
        ["axml/no-name"]
    );
}

#[test]
fn a_second_attribute_of_one_id_is_a_problem() {
    let twice = El::new("a")
        .android("name", NAME, "one")
        .android("name", NAME, "two");
    let bytes = twice.document(true);
    assert_eq!(codes(&bytes), ["axml/duplicate-attribute"]);
    let parsed = parse(&bytes);
    let root = parsed.value.root().unwrap();
    assert_eq!(root.attribute_by_id(ResId(NAME)).unwrap().text(), "one");
}

#[test]
fn another_kind_outside_does_not_matter_to_android() {
    let mut bytes = sample().document(true);
    bytes[0] = 0;
    assert_eq!(codes(&bytes), ["axml/other-kind"]);
    assert_eq!(parse(&bytes).value.elements().count(), 3);
}

#[test]
fn junk_chunks_are_skipped() {
    let bytes = sample().document(true);
    let junk = chunk(0x7777, &[], &[0; 8]);
    let body = [junk.clone(), junk, bytes[8..].to_vec()].concat();
    let bytes = chunk(0x0003, &[], &body);
    assert_eq!(codes(&bytes), ["axml/unknown-chunk"]);
    assert_eq!(parse(&bytes).value.elements().count(), 3);
}

#[test]
fn a_cut_document_keeps_what_was_there() {
    let bytes = sample().document(true);
    let cut = &bytes[..bytes.len() - 60];
    let codes = codes(cut);
    assert!(codes.contains(&"axml/bad-chunk"), "{codes:?}");
    assert!(codes.contains(&"axml/unclosed-elements"), "{codes:?}");
    assert_eq!(parse(cut).value.elements().count(), 3);
}

#[test]
fn bytes_after_the_document_are_a_problem() {
    let mut bytes = sample().document(true);
    bytes.extend([0; 5]);
    assert_eq!(codes(&bytes), ["axml/bytes-after-document"]);
}

#[test]
fn too_many_strings_by_the_header_do_not_hide_the_others() {
    let mut bytes = sample().document(true);
    bytes[16] += 5;
    assert_eq!(codes(&bytes), ["axml/bad-string-pool"]);
    assert_eq!(parse(&bytes).value.root().unwrap().name(), "manifest");
}

#[test]
fn elements_deeper_than_the_limit_are_left_out() {
    let mut deep = El::new("e");
    for _ in 0..9 {
        deep = El::new("e").child(deep);
    }
    let bytes = deep.document(true);
    let limits = Limits {
        nesting: 4,
        ..Limits::default()
    };
    let parsed = Document::parse(View::new(&bytes), &limits).unwrap();
    assert_eq!(parsed.value.elements().count(), 4);
    let codes: Vec<_> = parsed.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["axml/too-deep"]);
}

#[test]
fn other_bytes_are_refused() {
    let error = Document::parse(View::new(b"<?xml version"), &Limits::default()).unwrap_err();
    assert!(matches!(error, AxmlError::NotXml { kind: 0x3f3c, .. }));
}

#[test]
fn no_prefix_and_no_changed_byte_panics() {
    for is_utf8 in [false, true] {
        testkit::hostile(&sample().document(is_utf8), |bytes| {
            if let Ok(parsed) = Document::parse(View::new(bytes), &Limits::default()) {
                parsed.value.render(&|_| None);
                for element in parsed.value.elements() {
                    assert!(element.span().end() <= bytes.len() as u64);
                    element.texts().count();
                    element.children().count();
                }
                let _ = crate::manifest::Manifest::read(&parsed.value, None);
                let _ = crate::network_security::NetworkSecurity::read(&parsed.value);
            }
        });
    }
}
