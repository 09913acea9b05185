//! `patikra trace` on the filters of the testbed; what is expected stands in `testbed/truth/alder.md`.

mod harness;

use harness::{Assessed, assess, patikra, phone, said};
use serde_json::Value;
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
