//! Apps that are put together for a test: a manifest, and a program of the micro-suite as its code.

mod harness;

use harness::{assess, patikra, said};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use testkit::axml_builder::{Element as El, Value as Val};
use testkit::zip_builder::{ZipBuilder, ZipEntry};

fn code(program: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testbed/micro");
    fs::read(folder.join(format!("{program}.dex"))).unwrap()
}

/// An app with one activity, which is the program's.
fn manifest(package: &str) -> Vec<u8> {
    let sdk = |name, id| El::new("uses-sdk").android(name, id, Val::Int(23));
    let activity = El::new("activity")
        .android("name", 0x0101_0003, "micro.Main")
        .android("exported", 0x0101_0010, Val::Bool(true));
    El::new("manifest")
        .plain("package", package)
        .child(sdk("targetSdkVersion", 0x0101_0270))
        .child(El::new("application").child(activity))
        .document(true)
}

fn apk(package: &str, program: &str, more: Vec<ZipEntry>) -> Vec<u8> {
    let own = [
        ZipEntry::deflated("AndroidManifest.xml", manifest(package)),
        ZipEntry::deflated("classes.dex", code(program)),
    ];
    ZipBuilder::new(own.into_iter().chain(more)).build()
}

/// The ways through several apps, of apps with these programs: the programs that each leads through, and how.
fn across(programs: &[&str]) -> Vec<(Vec<String>, String)> {
    let folder = tempfile::tempdir().unwrap();
    let mut inputs: Vec<PathBuf> = Vec::new();
    for program in programs {
        let package = format!("lt.patikra.micro.{}", program.replace('-', "_"));
        let path = folder.path().join(format!("{program}.apk"));
        fs::write(&path, apk(&package, program, Vec::new())).unwrap();
        inputs.push(path);
    }
    let case = assess(&inputs);
    let mut command = patikra();
    command.arg("trace").arg(case.folder.path());
    command.args(["--across", "--json"]);
    let found: Vec<Value> = serde_json::from_str(&said(&command.output().unwrap())).unwrap();
    let name = |it: &Value| {
        let package = it.as_str().unwrap().rsplit('.').next().unwrap();
        package.replace('_', "-")
    };
    let apps = |way: &Value| way["apps"].as_array().unwrap().iter().map(name).collect();
    let ways = found.iter();
    ways.map(|way| (apps(way), way["parts"].to_string()))
        .collect()
}

#[test]
fn a_message_gets_to_a_receiver_that_code_of_another_app_registers() {
    let found = across(&["port-broadcast", "port-registered-receiver-sends"]);
    assert_eq!(found.len(), 1, "{found:?}");
    let (apps, passes) = &found[0];
    assert_eq!(apps, &["port-broadcast", "port-registered-receiver-sends"]);
    assert!(passes.contains("micro.ASK") && passes.contains("registers a receiver"));
}

#[test]
fn a_message_with_another_action_does_not_get_there() {
    let found = across(&["port-broadcast-other", "port-registered-receiver-sends"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_a_message_brings_is_followed_through_a_setting_of_the_app_that_takes_it() {
    let found = across(&["port-broadcast", "port-kept-and-sent"]);
    assert_eq!(found.len(), 1, "{found:?}");
    let (apps, passes) = &found[0];
    let [a, b] = ["port-broadcast", "port-kept-and-sent"];
    assert_eq!(apps, &[a, b, b]);
    assert!(passes.contains("setting system micro_text"), "{passes}");
}

#[test]
fn another_setting_does_not_hold_what_the_message_brings() {
    assert!(across(&["port-broadcast", "port-kept-and-sent-other"]).is_empty());
}

fn ways(apk: &Path, from: &str, to: &str) -> Value {
    let mut command = patikra();
    command.arg("trace").arg(apk);
    command.args(["--json", "--from", from, "--to", to]);
    let found: Value = serde_json::from_str(&said(&command.output().unwrap())).unwrap();
    found["ways"].clone()
}

#[test]
fn what_is_typed_into_a_password_field_is_followed_where_a_layout_says_that_it_is_one() {
    // InputType.java: TYPE_CLASS_TEXT with TYPE_TEXT_VARIATION_PASSWORD, and with TYPE_TEXT_VARIATION_PERSON_NAME.
    let layout = |input_type| {
        let field = El::new("EditText")
            .android("id", 0x0101_00d0, Val::Ref(0x7f07_0001))
            .android("inputType", 0x0101_0220, Val::Int(input_type));
        let screen = El::new("LinearLayout").child(field).document(true);
        vec![ZipEntry::deflated("res/layout/main.xml", screen)]
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    let found = |input_type| {
        let app = apk("lt.patikra.micro.view", "view-password", layout(input_type));
        fs::write(&path, app).unwrap();
        ways(&path, "password", "log").as_array().unwrap().len()
    };
    assert_eq!(found(0x81), 1);
    assert_eq!(found(0x61), 0);
}

#[test]
fn a_script_that_a_page_runs_is_no_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    let found = |program: &str, to: &str| {
        fs::write(&path, apk("lt.patikra.micro.page", program, Vec::new())).unwrap();
        let all = ways(&path, "device-id", to);
        let all = all.as_array().unwrap().iter();
        all.map(|it| it["addresses"].clone())
            .collect::<Vec<Value>>()
    };
    assert_eq!(found("page-script", "page"), [json!([])]);
    assert_eq!(found("page-script", "network"), [] as [Value; 0]);
    assert_eq!(found("page-address", "page"), [] as [Value; 0]);
    let address = "http://micro.example/?id=*')";
    assert_eq!(found("page-address", "network"), [json!([address])]);
}

#[test]
fn a_file_in_shared_storage_joins_who_writes_it_and_who_reads_it() {
    let found = across(&["port-file", "port-file-read-sends"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("/sdcard/micro/id.txt"), "{found:?}");
    assert!(across(&["port-file", "port-file-other-sends"]).is_empty());
    assert!(across(&["port-file-private", "port-file-read-sends"]).is_empty());
}
