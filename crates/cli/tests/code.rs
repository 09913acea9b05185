//! `patikra code`, `callers` and `xref` on the testbed's apps. What is expected stands in their smali below `testbed/src`.

mod harness;

use harness::{assess, patikra, phone, said};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;

const INSTALLER: &str = "system/app/AlderInstaller/AlderInstaller.apk";

fn run(args: &[&str], source: &Path) -> Output {
    let (command, rest) = args.split_first().unwrap();
    patikra()
        .arg(command)
        .arg(source)
        .args(rest)
        .output()
        .unwrap()
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).collect()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn installer() -> PathBuf {
    phone("alder").join(INSTALLER)
}

#[test]
fn a_method_is_listed_with_branches_handlers_and_strings() {
    let apk = phone("birch").join("system/priv-app/BirchStore/BirchStore.apk");
    let text = said(&run(
        &["code", "Llt/patikra/testbed/birch/store/Search;->run"],
        &apk,
    ));
    let lines = lines(&text);
    assert!(
        lines[0].starts_with("lt.patikra.testbed.birch.store"),
        "{text}"
    );
    assert!(
        lines[1].ends_with("implements Ljava/lang/Runnable;"),
        "{text}"
    );
    assert!(lines.contains(&".method public Llt/patikra/testbed/birch/store/Search;->run()V"));
    // `.locals 6` and `this`.
    assert!(lines.contains(&".registers 7"), "{text}");
    assert!(lines.contains(&".param v6 Llt/patikra/testbed/birch/store/Search; this"));
    assert_eq!(
        lines[5],
        "0000: const-string v0, \"https://store.birch.example/api/search?q=\""
    );
    // Every branch leads to a label that stands there.
    let target = |line: &&&str| line.contains("if-") || line.contains(": goto");
    let mut n_branches = 0;
    for line in lines.iter().filter(target) {
        let label = line.rsplit(' ').next().unwrap();
        assert!(lines.contains(&label), "{label} is nowhere: {text}");
        n_branches += 1;
    }
    assert_eq!(
        n_branches, 5,
        "three `if-nez`, one `if-ge`, one `goto`, less or more: {text}"
    );
    assert!(text.contains(".catch 0000.."), "{text}");
}

#[test]
fn all_overloads_are_listed_and_a_signature_chooses_one() {
    let listed = |member: &str| {
        let text = said(&run(&["code", member], &installer()));
        text.matches(".end method").count()
    };
    assert_eq!(
        listed("lt.patikra.testbed.alder.installer.InstallActivity#onAdLoaded"),
        1
    );
    let member = "Llt/patikra/testbed/alder/installer/SampleAd;-><init>";
    assert_eq!(listed(member), 1);
    assert_eq!(listed(&format!("{member}(Ljava/lang/String;)V")), 1);
    let output = run(&["code", &format!("{member}()V")], &installer());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        errors(&output)
            .contains("there is Llt/patikra/testbed/alder/installer/SampleAd;->adTitle()")
    );
}

#[test]
fn a_case_knows_its_inputs_and_code_that_is_the_same_is_listed_once() {
    let case = assess(&[phone("alder")]);
    let of_case = run(
        &["code", "Llt/patikra/testbed/adkit/WordMatcher;"],
        case.folder.path(),
    );
    let of_apk = run(
        &["code", "Llt/patikra/testbed/adkit/WordMatcher;"],
        &installer(),
    );
    let without_path = |output: &Output| said(output).split_once('\n').unwrap().1.to_owned();
    assert_eq!(without_path(&of_case), without_path(&of_apk));
    let twice = tempfile::tempdir().unwrap();
    for name in ["a.apk", "b.apk"] {
        std::fs::copy(installer(), twice.path().join(name)).unwrap();
    }
    let text = said(&run(
        &["code", "Llt/patikra/testbed/adkit/WordMatcher;"],
        twice.path(),
    ));
    assert_eq!(text.matches(".end class").count(), 1, "{text}");
    assert!(text.contains("a.apk!/classes.dex") && text.contains("b.apk!/classes.dex"));
}

#[test]
fn output_is_bounded_and_says_so() {
    let output = run(
        &[
            "code",
            "Llt/patikra/testbed/adkit/WordMatcher;",
            "--lines",
            "2",
        ],
        &installer(),
    );
    assert_eq!(said(&output).lines().count(), 2);
    assert!(
        errors(&output).contains("--lines shows more"),
        "{}",
        errors(&output)
    );
    let output = run(
        &["xref", "a", "--contains", "--rows", "3", "--json"],
        &installer(),
    );
    let found: Value = serde_json::from_str(&said(&output)).unwrap();
    assert_eq!(found["uses"].as_array().unwrap().len(), 3);
    assert!(found["n_uses"].as_u64().unwrap() > 3);
}

fn uses(source: &Path, member: &str) -> Vec<(String, String)> {
    let output = run(&["callers", member, "--json"], source);
    let found: Value = serde_json::from_str(&said(&output)).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let uses = found["uses"].as_array().unwrap().iter();
    let mut uses: Vec<_> = uses
        .map(|it| (text(&it["how"]), text(&it["method"])))
        .collect();
    uses.dedup();
    uses
}

#[test]
fn calls_through_an_interface_reach_the_method_that_implements_it() {
    let found = uses(
        &installer(),
        "Llt/patikra/testbed/alder/installer/SampleAd;->adTitle",
    );
    let by = "Llt/patikra/testbed/alder/installer/InstallActivity;->onAdLoaded(Llt/patikra/testbed/adkit/NativeAd;)V";
    assert!(
        found.contains(&("may-call".to_owned(), by.to_owned())),
        "{found:?}"
    );
    assert!(found.iter().all(|it| it.0 == "may-call"), "{found:?}");
}

#[test]
fn calls_of_a_framework_method_are_found_where_a_class_of_the_app_inherits_it() {
    // The smali calls `setContentView` on its own class.
    let found = uses(&installer(), "android.app.Activity#setContentView");
    let by = "Llt/patikra/testbed/alder/installer/InstallActivity;->onCreate(Landroid/os/Bundle;)V";
    assert_eq!(found, [("calls".to_owned(), by.to_owned())]);
}

#[test]
fn a_field_has_writers_and_readers_and_a_class_has_makers() {
    let found = uses(
        &installer(),
        "Llt/patikra/testbed/alder/installer/SampleAd;->title",
    );
    let of = |how: &str, method: &str| {
        let class = "Llt/patikra/testbed/alder/installer/SampleAd;";
        (how.to_owned(), format!("{class}->{method}"))
    };
    assert_eq!(
        found,
        [
            of("writes", "<init>(Ljava/lang/String;)V"),
            of("reads", "adTitle()Ljava/lang/String;")
        ]
    );
    let made = uses(
        &installer(),
        "Llt/patikra/testbed/alder/installer/SampleAd;",
    );
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].0, "makes");
}

#[test]
fn what_the_framework_calls_is_said_with_who_makes_the_object() {
    let apk = phone("birch").join("system/priv-app/BirchStore/BirchStore.apk");
    let member = "Llt/patikra/testbed/birch/store/Search;->run";
    let text = said(&run(&["callers", member], &apk));
    assert!(
        text.contains("the framework calls Llt/patikra/testbed/birch/store/Search;->run()V"),
        "{text}"
    );
    assert_eq!(uses(&apk, member)[0].0, "makes");
    let nobody = run(&["callers", "Lno/such/Thing;->run"], &apk);
    assert_eq!(nobody.status.code(), Some(2));
}

#[test]
fn a_string_is_found_in_every_app_of_a_case() {
    let case = assess(&[phone("alder")]);
    let url = "http://alder-config.example/filter/text";
    let text = said(&run(&["xref", url], case.folder.path()));
    let in_installer =
        "code        0002    Llt/patikra/testbed/adkit/FetchWords;->address()Ljava/lang/String;";
    assert!(text.contains(in_installer), "{text}");
    assert!(text.contains("lt.patikra.testbed.alder.music"), "{text}");
    assert!(text.contains("2 places in 2 files (2 code)"), "{text}");
    // The whole string is asked for, where nothing else is said.
    let part = run(&["xref", "alder-config.example/filter"], case.folder.path());
    assert!(
        said(&part).starts_with("not found in 5 DEX files"),
        "{}",
        said(&part)
    );
    let found = |args: &[&str]| {
        let output = run(args, case.folder.path());
        said(&output).lines().last().unwrap().to_owned()
    };
    let part = found(&["xref", "alder-config.example/filter", "--contains"]);
    assert_eq!(
        part,
        found(&["xref", "config\\.example/f.l[a-z]er", "--regex"])
    );
    assert!(part.starts_with("2 places"), "{part}");
}

#[test]
fn resources_names_xml_and_files_are_looked_at() {
    let kinds = |source: &Path, text: &str| {
        let output = run(&["xref", text, "--json"], source);
        let found: Value = serde_json::from_str(&said(&output)).unwrap();
        found["n_by_kind"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let label = "Patikra testbed: installer with an ad kit";
    assert_eq!(kinds(&installer(), label), ["resource"]);
    assert_eq!(kinds(&installer(), "adTitle"), ["name"]);
    assert_eq!(
        kinds(&installer(), "lt.patikra.testbed.alder.installer"),
        ["xml"]
    );
    let store = phone("birch").join("system/priv-app/BirchStore/BirchStore.apk");
    assert_eq!(kinds(&store, "lt.patikra.testbed.blocked.tunnel"), ["file"]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(installer(), folder.path().join("good.apk")).unwrap();
    std::fs::write(folder.path().join("text.apk"), "no zip at all").unwrap();
    let output = run(&["xref", "adTitle"], folder.path());
    said(&output);
    assert!(
        errors(&output).contains("not read: text.apk"),
        "{}",
        errors(&output)
    );
    assert_eq!(
        run(&["xref", "a(", "--regex"], folder.path()).status.code(),
        Some(2)
    );
    assert_eq!(
        run(&["xref", "a"], Path::new("nowhere")).status.code(),
        Some(2)
    );
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run(&["xref", "a"], empty.path()).status.code(), Some(4));
}

#[test]
fn a_changed_input_of_a_case_is_named() {
    let inputs = tempfile::tempdir().unwrap();
    let apk = inputs.path().join("app.apk");
    std::fs::copy(installer(), &apk).unwrap();
    let case = assess(std::slice::from_ref(&apk));
    let other = phone("clover").join("system/app/CloverCalculator/CloverCalculator.apk");
    std::fs::copy(other, &apk).unwrap();
    let output = run(&["xref", "+"], case.folder.path());
    assert!(
        errors(&output).contains("is not the one that was assessed"),
        "{}",
        errors(&output)
    );
}
