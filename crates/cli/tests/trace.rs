//! `patikra trace` on the filters of the testbed; what is expected stands in `testbed/truth/alder.md`.

mod harness;

use harness::{Assessed, assess, patikra, phone, said};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Output;

const INSTALLER: &str = "lt.patikra.testbed.alder.installer";

fn trace(case: &Assessed, args: &[&str]) -> Output {
    let mut command = patikra();
    command.arg("trace").arg(case.folder.path());
    command.args(args).output().unwrap()
}

#[test]
fn the_ways_of_a_filter_are_told_from_the_list_to_the_effect() {
    let case = assess(&[phone("alder")]);
    let text = said(&trace(&case, &[INSTALLER]));
    assert!(text.starts_with(INSTALLER), "{text}");
    assert!(!text.contains("alder.music"), "{text}");
    let mut rest = text.as_str();
    // A1, A5, A6: from the fetch to the refused ad, in this order.
    for expect in [
        "  list from      http; 5 words in the code\n",
        "http://alder-config.example/filter/text?version=*&appKey=*&region=*\n",
        "  compared with  ad-text\n",
        "  how            contains; ",
        "  effect         dropped\n",
        "  list:\n",
        " FetchWords.run+0x",
        " WordConfig.containsWord+0x",
        "  built-in:\n",
        " BuiltInWords.<clinit>+0x",
        "  text:\n",
        "  comparison:\n",
        " WordMatcher.hit+0x",
        "  effect:\n",
        " AdGate.",
    ] {
        let at = rest.find(expect);
        let at = at.unwrap_or_else(|| panic!("no {expect:?} after what went before in {text}"));
        rest = &rest[at + expect.len()..];
    }
    let full = said(&trace(&case, &[INSTALLER, "--full"]));
    assert!(full.contains("Llt/patikra/testbed/adkit/WordMatcher;->hit("));
    assert_eq!(full.lines().count(), text.lines().count());
}

#[test]
fn a_mechanism_is_found_by_its_name_and_every_step_has_evidence() {
    let case = assess(&[phone("alder")]);
    let json =
        |args: &[&str]| -> Vec<Value> { serde_json::from_str(&said(&trace(&case, args))).unwrap() };
    let all = json(&["--json"]);
    let of_music = |it: &&Value| it["app"] == "lt.patikra.testbed.alder.music";
    let music = all.iter().find(of_music).unwrap();
    let name = music["mechanism"].as_str().unwrap();
    assert_eq!(json(&[name, "--json"]), std::slice::from_ref(music));
    let steps = music["steps"].as_array().unwrap();
    // A2: the same code under other names.
    assert!(steps.iter().any(|it| {
        it["way"] == "list" && it["at"].as_str().unwrap().starts_with("La/b/h;->run(")
    }));
    let stated = case.query("SELECT count(*) AS n FROM filter_step");
    let n_steps: usize = all
        .iter()
        .map(|it| it["steps"].as_array().unwrap().len())
        .sum();
    assert_eq!(stated.lines().nth(1), Some(n_steps.to_string().as_str()));
    let evidence = steps[0]["evidence"].as_str().unwrap();
    let mut show = patikra();
    show.arg("show").arg(case.folder.path()).arg(evidence);
    let shown = said(&show.output().unwrap());
    assert!(shown.contains(steps[0]["at"].as_str().unwrap().split("->").next().unwrap()));
}

#[test]
fn a_name_that_no_filter_has_is_a_wrong_use() {
    let case = assess(&[phone("alder")]);
    let output = trace(&case, &["com.example.none"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("com.example.none"));
    assert!(output.stdout.is_empty());
}

const CLOUD: &str = "lt.patikra.testbed.alder.cloud";

fn ways(phone: &std::path::Path, from: &[&str], to: &[&str]) -> Value {
    let mut command = patikra();
    command.arg("trace").arg(phone).arg("--json");
    for label in from {
        command.args(["--from", label]);
    }
    for label in to {
        command.args(["--to", label]);
    }
    serde_json::from_str(&said(&command.output().unwrap())).unwrap()
}

#[test]
fn identifiers_are_followed_through_a_cipher_into_a_message_sent_by_reflection() {
    // A12, A16 of the truth: IMSI and IMEI, AES with a key in the code, SmsManager by reflection.
    let found = ways(
        &phone("alder"),
        &["device-id", "subscriber-id"],
        &["message"],
    );
    let ways = found["ways"].as_array().unwrap();
    assert_eq!(ways.len(), 2, "{found}");
    for way in ways {
        assert_eq!(way["app"], CLOUD);
        assert_eq!(way["done"], serde_json::json!(["encrypted"]));
        let steps = way["steps"].to_string();
        let mut rest = steps.as_str();
        for expect in [
            "Activation;->identity",
            "Cipher16;->seal",
            "QuietMessage;->send",
        ] {
            let at = rest.find(expect);
            let at = at.unwrap_or_else(|| panic!("no {expect} in order in {steps}"));
            rest = &rest[at..];
        }
    }
}

#[test]
fn apps_that_send_no_identifier_have_no_way() {
    // AN7: the installer and the music app send version, app key and region; CN8: nothing on clover.
    let labels = [
        "device-id",
        "subscriber-id",
        "serial",
        "setting",
        "location",
    ];
    let alder = ways(&phone("alder"), &labels, &["network", "message"]);
    let apps: Vec<&str> = alder["ways"]
        .as_array()
        .unwrap()
        .iter()
        .map(|way| way["app"].as_str().unwrap())
        .collect();
    assert!(!apps.is_empty());
    let others = [
        "lt.patikra.testbed.alder.installer",
        "lt.patikra.testbed.alder.music",
    ];
    assert!(apps.iter().all(|app| !others.contains(app)), "{apps:?}");
    let clover = ways(&phone("clover"), &labels, &["network", "message"]);
    assert_eq!(clover["ways"], serde_json::json!([]));
}

#[test]
fn a_way_is_drawn_and_an_end_that_nobody_knows_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = patikra();
    command.arg("trace").arg(phone("alder"));
    command.args(["--from", "setting", "--to", "network", "--svg"]);
    said(&command.arg(folder.path()).output().unwrap());
    let picture = std::fs::read_to_string(folder.path().join("way-001.svg")).unwrap();
    assert!(picture.starts_with("<svg xmlns"));
    assert!(picture.contains("Settings$Secure.getString"));
    let mut command = patikra();
    command.arg("trace").arg(phone("alder"));
    let output = command
        .args(["--from", "no-such", "--to", "network"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("device-id"));
}

#[test]
fn a_system_property_is_given_its_value() {
    let program = phone("alder").join("../../micro/gate-property-before-way.dex");
    let open = |given: &[&str]| -> Value {
        let mut command = patikra();
        command.arg("trace").arg(&program).arg("--json");
        command.args(["--from", "device-id", "--to", "message"]);
        for given in given {
            command.args(["--env", given]);
        }
        let found: Value = serde_json::from_str(&said(&command.output().unwrap())).unwrap();
        let ways = found["ways"].as_array().unwrap();
        assert_eq!(ways.len(), 1, "{found}");
        let gate = ways[0]["gate"].as_str().unwrap();
        assert_eq!(gate, "system-property ro.micro.market == xx");
        ways[0]["open"].clone()
    };
    assert_eq!(open(&["property:ro.micro.market=xx"]), true);
    assert_eq!(open(&["property:ro.micro.market=yy"]), false);
    // Another property, or an input of another kind with this name, says nothing of it.
    assert_eq!(open(&["property:ro.micro.region=xx"]), Value::Null);
    assert_eq!(open(&["setting.ro.micro.market=xx"]), Value::Null);
    assert_eq!(open(&[]), Value::Null);
}

#[test]
fn ways_through_several_apps_are_told_app_by_app() {
    // B17 of the truth: the number reaches another app in seven ways.
    const APPS: [&str; 2] = [
        "lt.patikra.testbed.birch.gather",
        "lt.patikra.testbed.birch.courier",
    ];
    let case = assess(&[phone("birch")]);
    let folder = tempfile::tempdir().unwrap();
    let pictures = folder.path().to_str().unwrap();
    let found = said(&trace(&case, &["--across", "--json", "--svg", pictures]));
    let found: Vec<Value> = serde_json::from_str(&found).unwrap();
    let certain: Vec<&Value> = found.iter().filter(|it| it["in_doubt"] == false).collect();
    let path = |way: &Value| -> String {
        let address = way["addresses"][0].as_str().unwrap();
        let path = address.rsplit_once('/').unwrap().1;
        path.split('?').next().unwrap().to_owned()
    };
    let paths: BTreeSet<String> = certain.iter().map(|it| path(it)).collect();
    assert_eq!(paths.len(), 7, "{paths:?}");
    for way in &certain {
        assert_eq!(way["apps"], serde_json::json!(APPS));
        let parts = way["parts"].as_array().unwrap();
        assert_eq!(parts.len(), 2);
        for (part, app) in parts.iter().zip(APPS) {
            assert_eq!(part["app"], app);
            let steps = part["steps"].as_array().unwrap();
            assert!(!steps.is_empty(), "{way}");
            assert!(
                steps
                    .iter()
                    .all(|it| it["at"].as_str().unwrap().contains("+0x"))
            );
        }
        assert!(parts[0]["enters"].is_null() && parts[1]["enters"].is_string());
    }
    let text = said(&trace(&case, &["--across", APPS[1]]));
    assert!(
        text.starts_with(&format!("{} -> {}\n", APPS[0], APPS[1])),
        "{text}"
    );
    assert!(
        text.matches("https://courier.birch-telemetry.example/")
            .count()
            >= 7,
        "{text}"
    );
    let picture = std::fs::read_to_string(folder.path().join("across-001.svg")).unwrap();
    assert!(picture.contains("birch.courier"), "{picture}");
}
