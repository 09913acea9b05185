//! Traffic as its user has it: the capture of `testbed/captures/`, alone, with its key log, and with the phone.

mod harness;

use harness::{Assessed, assess, patikra, phone, said};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn captured(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testbed/captures")
        .join(name)
}

fn capture() -> PathBuf {
    captured("alder-browser.pcap")
}

fn keys() -> PathBuf {
    captured("alder-browser.keys")
}

/// Assesses into `folder` with further options.
fn assess_into(folder: &Path, inputs: &[PathBuf], options: &[&str]) -> Value {
    let mut command = harness::assessment(inputs, folder);
    command.args(options);
    serde_json::from_str(&said(&command.output().unwrap())).unwrap()
}

fn assess_with(inputs: &[PathBuf], options: &[&str]) -> Assessed {
    let folder = tempfile::tempdir().unwrap();
    let answers = assess_into(folder.path(), inputs, options);
    Assessed { folder, answers }
}

fn answer<'a>(answers: &'a Value, question: &str) -> &'a Value {
    let mut all = answers["answers"].as_array().unwrap().iter();
    all.find(|it| it["question"] == question).unwrap()
}

/// The claims of a rule about a subject.
fn claims<'a>(case: &'a Assessed, rule: &str, subject: &str) -> Vec<&'a Value> {
    let all = answer(&case.answers, "personal-data")["claims"].as_array();
    all.unwrap()
        .iter()
        .filter(|it| it["rule"] == rule && it["subject"] == subject)
        .collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().skip(1).collect()
}

const BROWSER: &str = "app:lt.patikra.testbed.alder.browser";
const INSTALLER: &str = "app:lt.patikra.testbed.alder.installer";
const TELEMETRY: &str = "sa.api.birch-telemetry.example";

#[test]
fn a_phone_and_its_traffic_are_one_case() {
    let table = tempfile::tempdir().unwrap();
    let table = table.path().join("countries.csv");
    fs::create_dir_all(table.parent().unwrap()).unwrap();
    fs::write(&table, "203.0.113.0,203.0.113.255,SG\n").unwrap();
    let case = assess_with(
        &[phone("alder"), capture(), keys()],
        &[
            "--canary",
            "imei=490154203237518",
            "--mark",
            "12:02:00=consent-refused",
            "--ip-country",
            table.to_str().unwrap(),
        ],
    );
    let data = answer(&case.answers, "personal-data");
    assert_eq!(data["grade"], "observed");

    // A14 of the truth: which host, which form; the record at start has 61 parameters, those of pages among them.
    let sent = claims(&case, "personal-data-is-sent", BROWSER);
    let [sent] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    let detail = &sent["detail"];
    assert_eq!(detail["n_parameters"], 61);
    assert_eq!(detail["parameters"].as_array().unwrap().len(), 61);
    assert_eq!(detail["host"], TELEMETRY);
    assert_eq!(detail["country"], "SG");
    assert_eq!(detail["adequate"], false);
    assert_eq!(detail["encryption"], "tls 1.3 TLS_AES_256_GCM_SHA384");
    assert_eq!(
        detail["consent"],
        "2 requests before `consent-refused`; 1 request after `consent-refused`"
    );
    let parameters = detail["parameters"].as_array().unwrap();
    let imei = parameters
        .iter()
        .find(|it| it["name"] == "properties.imei_md5");
    assert_eq!(imei.unwrap()["class"], "persistent-identifier");
    assert!(parameters.iter().any(|it| it["name"] == "properties.$url"
        && it["class"] == "search"
        && it["why"].as_str().unwrap().contains("sensors-analytics")));

    // The report has them as a table whose lines are numbered.
    let report = fs::read_to_string(case.folder.path().join("report.html")).unwrap();
    assert!(report.contains("<td>61</td><td>type</td>"));
    assert!(!report.contains("<td>62</td>"));

    // The planted value was sent as a digest.
    let planted = claims(&case, "planted-value-is-sent", BROWSER);
    assert_eq!(planted.len(), 1);
    let title = planted[0]["title"].as_str().unwrap();
    assert!(title.contains("md5 as hex"), "{title}");

    // Transfer is worded as the law has it.
    let transfer = claims(
        &case,
        "personal-data-goes-to-country-without-adequacy",
        BROWSER,
    );
    let title = transfer[0]["title"].as_str().unwrap();
    assert!(title.starts_with("transfer to a country without an adequacy decision"));
    assert!(title.ends_with("safeguards to be shown by the controller"));

    // Before the refusal, and after it.
    let consent = claims(&case, "personal-data-is-sent-without-consent", BROWSER);
    let mut moments: Vec<&str> = consent
        .iter()
        .map(|it| it["detail"]["consent"].as_str().unwrap())
        .collect();
    moments.sort_unstable();
    assert_eq!(
        moments,
        ["after `consent-refused`", "before `consent-refused`"]
    );

    // Plain HTTP of another app, and code that knows both hosts.
    assert_eq!(
        claims(&case, "personal-data-is-sent-in-cleartext", INSTALLER).len(),
        1
    );
    assert!(claims(&case, "personal-data-is-sent-in-cleartext", BROWSER).is_empty());
    assert!(!claims(&case, "host-in-code-is-called", BROWSER).is_empty());
    assert!(!claims(&case, "host-in-code-is-called", INSTALLER).is_empty());

    // A9: the list that the ad kit fetched is, entry for entry, the one that the camera holds.
    let filter = answer(&case.answers, "content-filter")["claims"].as_array();
    let fetched = filter
        .unwrap()
        .iter()
        .find(|it| it["rule"] == "word-list-is-fetched")
        .unwrap();
    assert_eq!(fetched["subject"], INSTALLER);
    assert_eq!(fetched["grade"], "present");
    assert_eq!(fetched["detail"]["list"]["words"], 50);
    assert_eq!(fetched["detail"]["update"]["cleartext"], true);
    let same = case.query(
        "SELECT count(*) FROM traffic_list AS t JOIN list_found AS l USING (sha256)
         WHERE l.app = 'app:lt.patikra.testbed.alder.camera'",
    );
    assert_eq!(lines(&same), ["1"]);

    // One connection stays closed, and the answer says so.
    let unknowns = data["unknowns"].to_string();
    assert!(
        unknowns.contains("1 of 4 connections: no key log has the secret of the connection"),
        "{unknowns}"
    );
    assert!(!unknowns.contains("no traffic was given"));

    let verify = |folder: &Path| patikra().arg("verify").arg(folder).output().unwrap();
    assert!(said(&verify(case.folder.path())).starts_with("verified"));
}

#[test]
fn a_key_log_that_comes_later_opens_what_was_closed() {
    let folder = tempfile::tempdir().unwrap();
    let opened = |answers: Value| {
        let case = Assessed {
            folder: tempfile::tempdir().unwrap(),
            answers,
        };
        let mut command = patikra();
        command.arg("query").arg(folder.path());
        command.arg("SELECT opened, count(*) FROM traffic_connection GROUP BY opened");
        let text = said(&command.args(["--format", "csv"]).output().unwrap());
        drop(case);
        lines(&text).join(" ")
    };
    let without = opened(assess_into(folder.path(), &[capture()], &[]));
    assert_eq!(without, "clear,2 not-opened,2");
    let with = opened(assess_into(folder.path(), &[capture(), keys()], &[]));
    assert_eq!(with, "clear,2 not-opened,1 opened,1");
}

#[test]
fn requests_are_listed_shown_and_exported_with_their_evidence() {
    let case = assess(&[capture(), keys()]);
    let run = |args: &[&str]| {
        let mut command = patikra();
        command
            .arg(args[0])
            .arg(case.folder.path())
            .args(&args[1..]);
        said(&command.output().unwrap())
    };
    let listed = run(&["flows"]);
    let boot = lines(&listed)
        .into_iter()
        .find(|line| line.contains(": boot"));
    let boot = boot.unwrap();
    assert!(boot.contains(TELEMETRY) && boot.contains(" 61 "), "{boot}");
    let id = boot.split_whitespace().next().unwrap();
    let shown = run(&["flow", id]);
    for expect in [
        "POST https://sa.api.birch-telemetry.example/sa",
        "event 1 of sensors-analytics: boot, 61 parameters",
        "body/<form>/data ",
        "properties.imei_md5",
    ] {
        assert!(shown.contains(expect), "{expect}: {shown}");
    }

    let events = run(&["flows", "--events"]);
    let page = lines(&events).into_iter().find(|it| it.contains(" page "));
    let page: Vec<&str> = page.unwrap().split_whitespace().collect();
    assert!(page.ends_with(&["190.0", "s"]), "{page:?}");

    let har = case.folder.path().join("out.har");
    run(&["flows", "--har", har.to_str().unwrap()]);
    let archive: Value = serde_json::from_slice(&fs::read(&har).unwrap()).unwrap();
    let entries = archive["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 4);
    let entry = entries.iter().find(|it| it["_patikra"] == id).unwrap();
    let comment = entry["comment"].as_str().unwrap();
    let evidence = comment.split("evidence ").nth(1).unwrap();
    let evidence: String = evidence
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let bytes = run(&["show", &evidence]);
    assert!(
        bytes.contains("packet ") && bytes.contains("POST https://"),
        "{bytes}"
    );

    // The archive read again holds the same requests.
    let again = assess(&[har]);
    let sql = "SELECT method, scheme, host, path, status, sent, n_parameters, service, n_events
               FROM traffic_exchange ORDER BY asked_ns, path";
    assert_eq!(again.query(sql), case.query(sql));
    let sql = "SELECT p.path, p.value, p.class, p.what FROM traffic_parameter AS p
               JOIN traffic_exchange AS x USING (exchange) ORDER BY x.asked_ns, p.n";
    assert_eq!(again.query(sql), case.query(sql));
}

#[test]
fn a_cut_capture_gives_what_is_whole_and_says_so() {
    let inputs = tempfile::tempdir().unwrap();
    let cut = inputs.path().join("cut.bin");
    let bytes = fs::read(capture()).unwrap();
    fs::write(&cut, &bytes[..bytes.len() - 40]).unwrap();
    let case = assess(&[cut, keys()]);
    let n = case.query("SELECT count(*) FROM traffic_exchange");
    assert_eq!(lines(&n), ["4"]);
    let because = case.query("SELECT because FROM coverage WHERE examiner = 'traffic'");
    assert!(because.contains("an early end"), "{because}");
    let problems = case.query("SELECT code FROM problem");
    assert!(problems.contains("capture/truncated"), "{problems}");
}

#[test]
fn a_record_inside_an_app_is_no_traffic() {
    let inputs = tempfile::tempdir().unwrap();
    let apk = inputs.path().join("a.apk");
    let original = phone("alder").join("system/priv-app/AlderCloud/AlderCloud.apk");
    fs::copy(original, &apk).unwrap();
    let case = assess(&[apk]);
    let n = case.query("SELECT count(*) FROM coverage WHERE examiner = 'traffic'");
    assert_eq!(lines(&n), ["0"]);
    let unknowns = answer(&case.answers, "personal-data")["unknowns"].to_string();
    assert!(unknowns.contains("no traffic was given"), "{unknowns}");
}

#[test]
fn wrong_options_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for options in [
        ["--canary", "abc"],
        ["--canary", "a=bc"],
        ["--mark", "noon=refused"],
        ["--ip-country", "/there/is/none"],
        ["--payload-key", "name=too-short"],
        ["--payload-key", "name=hex:00zz"],
    ] {
        let mut command = harness::assessment(&[capture()], folder.path());
        let output = command.args(options).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{options:?}");
    }
}
