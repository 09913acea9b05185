//! Traffic joined with code: alder's browser and what it sends. What is true stands in `testbed/truth/alder.md`.

mod harness;

use harness::{Assessed, assessment, patikra, phone, said};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const BROWSER: &str = "app:lt.patikra.testbed.alder.browser";
const TELEMETRY: &str = "sa.api.birch-telemetry.example";

fn captured(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testbed/captures")
        .join(name)
}

fn assess_with(inputs: &[PathBuf], options: &[&str]) -> Assessed {
    let folder = tempfile::tempdir().unwrap();
    let mut command = assessment(inputs, folder.path());
    command.args(options);
    let answers = serde_json::from_str(&said(&command.output().unwrap())).unwrap();
    Assessed { folder, answers }
}

fn alder(options: &[&str]) -> Assessed {
    let inputs = [
        phone("alder"),
        captured("alder-browser.pcap"),
        captured("alder-browser.keys"),
    ];
    assess_with(&inputs, options)
}

fn claims<'a>(case: &'a Assessed, rule: &str) -> Vec<&'a Value> {
    let mut answers = case.answers["answers"].as_array().unwrap().iter();
    let answer = answers.find(|it| it["question"] == "personal-data");
    let claims = answer.unwrap()["claims"].as_array().unwrap();
    claims.iter().filter(|it| it["rule"] == rule).collect()
}

fn flows(case: &Assessed, options: &[&str]) -> String {
    let mut command = patikra();
    command.arg("flows").arg(case.folder.path()).args(options);
    said(&command.output().unwrap())
}

#[test]
fn a_parameter_that_was_seen_is_traced_to_the_call_that_gives_it() {
    let case = alder(&[]);
    let made = case.query(
        "SELECT name, api, coalesce(argument, '') AS argument, what FROM code_parameter_source
         WHERE app = 'app:lt.patikra.testbed.alder.browser' AND class IS NOT NULL ORDER BY name, api",
    );
    let made: Vec<&str> = made.lines().skip(1).collect();
    // J1 to J6 of the truth, and nothing else: `$wifi` is a condition on a call, not what it gives.
    assert_eq!(
        made,
        [
            "$manufacturer,Landroid/os/Build;->MANUFACTURER,,maker",
            "$model,Landroid/os/Build;->MODEL,,model",
            "$os_version,Landroid/os/Build$VERSION;->RELEASE,,operating-system",
            "$url,Llt/patikra/testbed/alder/browser/Pages;->onPageStarted,,address-visited",
            "distinct_id,Landroid/provider/Settings$Secure;->getString,android_id,android-id",
            "imei_md5,Landroid/telephony/TelephonyManager;->getDeviceId,,imei",
            "language,Ljava/util/Locale;->toLanguageTag,,language",
            "region,Ljava/util/Locale;->getCountry,,country",
            "time,Ljava/lang/System;->currentTimeMillis,,time",
            "timezone,Ljava/util/TimeZone;->getID,,time-zone",
        ]
    );
    // The way to the digest of the IMEI, step by step.
    let steps = case.query(
        "SELECT s.says FROM code_parameter_step AS s JOIN code_parameter_source AS o USING (parameter, source)
         WHERE o.name = 'imei_md5' AND o.what = 'imei' ORDER BY s.position",
    );
    let expected = [
        "TelephonyManager;->getDeviceId",
        "String;->getBytes",
        "MessageDigest;->digest",
        "BigInteger;-><init>",
        "BigInteger;->toString",
        "Phone;->imeiDigest",
        "it is put under the name",
    ];
    let steps: Vec<&str> = steps.lines().skip(1).collect();
    assert_eq!(steps.len(), expected.len(), "{steps:?}");
    for (step, expect) in steps.iter().zip(expected) {
        assert!(step.contains(expect), "{step}: {expect}");
    }

    let claim = claims(&case, "sent-parameter-is-made-by-platform-call");
    let of_browser = claim.iter().find(|it| it["subject"] == BROWSER).unwrap();
    assert_eq!(of_browser["detail"]["n_parameters"], 10);
    // What points at a person or device comes first.
    let title = of_browser["title"].as_str().unwrap();
    assert!(
        title.contains("distinct_id = android.provider.Settings.Secure.getString (android_id); imei_md5 = android.telephony.TelephonyManager.getDeviceId, as a digest"),
        "{title}"
    );
    // Evidence both ways: packets of the capture, and offsets in the DEX file.
    let evidence = of_browser["evidence"].as_array().unwrap();
    let at = |it: &Value| it["at"].as_str().unwrap().to_owned();
    assert_eq!(evidence.len(), 20);
    let is_packets = |it: &&Value| at(it).starts_with("packets ");
    assert_eq!(evidence.iter().filter(is_packets).count(), 10);
    assert!(
        evidence
            .iter()
            .any(|it| at(it).contains("Phone;->imeiDigest") && at(it).contains("+0x"))
    );

    let verified = patikra()
        .arg("verify")
        .arg(case.folder.path())
        .output()
        .unwrap();
    assert!(said(&verified).starts_with("verified"));
}

#[test]
fn names_in_an_address_that_is_put_together_are_taken_too() {
    let case = alder(&[]);
    // A1 and A2 of the truth: the kit's request, once with its own class names and once renamed.
    let names = case.query(
        "SELECT name, count(DISTINCT app) FROM code_parameter WHERE \"into\" = 'text' GROUP BY name ORDER BY name",
    );
    let names: Vec<&str> = names.lines().skip(1).collect();
    assert_eq!(names, ["appKey,2", "region,2", "version,2"]);
    // J10: where no property says the region, the locale does.
    let region = case.query(
        "SELECT DISTINCT api FROM code_parameter_source WHERE name = 'region' AND what = 'country' AND app LIKE '%installer'",
    );
    assert_eq!(
        region.lines().nth(1),
        Some("Ljava/util/Locale;->getCountry")
    );
    // A helper that is given the name is followed to its callers: 43 switches, each with its store.
    let switches = case.query(
        "SELECT count(*), min(s.kind), min(s.argument) FROM code_parameter_source AS s WHERE s.name LIKE 'switch_%' AND s.kind = 'kept'",
    );
    assert_eq!(switches.lines().nth(1), Some("43,kept,switches"));
}

#[test]
fn the_catalogue_says_where_code_comes_to_an_event_from_and_counts_its_parameters() {
    let case = alder(&[]);
    let events = flows(&case, &["--events", "--csv"]);
    let of = |name: &str| {
        let cell = format!(",{name},");
        events.lines().find(|it| it.contains(&cell)).unwrap()
    };
    // J9.
    assert!(of("page").ends_with("lt.patikra.testbed.alder.browser.Pages.onPageStarted"));
    assert!(of("boot").ends_with("lt.patikra.testbed.alder.browser.BrowserActivity.onCreate"));

    let parameters = flows(&case, &["--parameters", "--csv"]);
    let boot: Vec<&str> = parameters
        .lines()
        .filter(|it| it.contains(",boot,"))
        .collect();
    assert_eq!(boot.len(), 61);
    let switches = boot.iter().filter(|it| it.contains("preference switches"));
    assert_eq!(switches.count(), 43);
    assert!(
        boot.iter()
            .any(|it| it.contains("properties.imei_md5") && it.contains("getDeviceId"))
    );
}

#[test]
fn requests_without_a_named_app_are_given_one_by_its_code() {
    let named = alder(&[]);
    let folder = tempfile::tempdir().unwrap();
    let har = folder.path().join("out.har");
    flows(&named, &["--har", har.to_str().unwrap()]);
    let case = assess_with(&[phone("alder"), har], &[]);
    let fits = claims(&case, "request-fits-code-of-app");
    let of = |host: &str| {
        let fits = fits.iter().filter(|it| it["detail"]["host"] == host);
        fits.map(|it| it["subject"].as_str().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(TELEMETRY), [BROWSER]);
    // Two apps hold the same kit, and both are named.
    assert_eq!(of("alder-config.example").len(), 2);
    let listed = flows(&case, &[]);
    let row = listed.lines().find(|it| it.contains(": boot")).unwrap();
    assert!(
        row.contains("lt.patikra.testbed.alder.browser (by code)"),
        "{row}"
    );
    // The tool that wrote the archive had opened what was encrypted, not we.
    assert!(row.trim_end().ends_with("by the tool"), "{row}");
}

/// An archive with a request a minute; each has its parameters.
fn archive(requests: &[(u32, &str)], folder: &Path) -> PathBuf {
    let entries: Vec<Value> = requests
        .iter()
        .map(|(minute, query)| {
            json!({
                "startedDateTime": format!("2026-11-21T12:{minute:02}:00Z"),
                "time": 1,
                "request": {
                    "method": "GET", "url": format!("https://t.example/c?{query}"), "httpVersion": "HTTP/1.1",
                    "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0
                },
                "response": {
                    "status": 200, "statusText": "", "httpVersion": "HTTP/1.1", "headers": [], "cookies": [],
                    "content": {"size": 0, "mimeType": ""}, "redirectURL": "", "headersSize": -1, "bodySize": 0
                },
                "cache": {}, "timings": {"send": 0, "wait": 0, "receive": 0}
            })
        })
        .collect();
    let har = json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}});
    let path = folder.join("a.har");
    fs::write(&path, har.to_string()).unwrap();
    path
}

#[test]
fn an_identifier_that_stays_joins_what_a_reset_divides() {
    let folder = tempfile::tempdir().unwrap();
    let old = "android_id=9774d56d682e549c&gaid=cdda802e-fb9c-47ad-9866-0794d394c912&model=M1";
    let new = "android_id=9774d56d682e549c&gaid=11aa802e-fb9c-47ad-9866-0794d394c913&lat=54.6872";
    let har = archive(&[(1, old), (2, old), (10, new)], folder.path());
    let case = assess_with(
        std::slice::from_ref(&har),
        &["--mark", "12:05:00=ad-id-reset"],
    );
    let found = claims(&case, "identifier-outlives-reset");
    let [found] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(found["detail"]["identifiers"], json!(["android-id"]));
    let title = found["title"].as_str().unwrap();
    assert!(
        title.contains("while advertising-id changes: who receives both can join"),
        "{title}"
    );

    let marks = flows(&case, &["--marks", "--csv"]);
    let row = |name: &str| {
        let row = marks.lines().find(|it| it.contains(name));
        row.unwrap_or_else(|| panic!("{name}: {marks}"))
    };
    assert!(row("query/android_id").contains(",2,1,same value,9774d56d682e549c"));
    assert!(row("query/gaid").contains(",2,1,other value,"));
    assert!(row("query/model").contains(",2,0,ends,"));
    assert!(row("query/lat").contains(",0,1,begins,"));

    // The same archive around an opt-out: what stays, what ends, what comes.
    let case = assess_with(&[har], &["--mark", "12:05:00=opt-out"]);
    let found = claims(&case, "personal-data-goes-on-after-refusal");
    let title = found[0]["title"].as_str().unwrap();
    assert!(
        title.contains("2 of 2 kinds") && title.contains("advertising-id, android-id"),
        "{title}"
    );
    assert!(claims(&case, "identifier-outlives-reset").is_empty());
}

#[test]
fn a_payload_opens_with_the_key_that_code_revealed() {
    // The key stands in alder's cloud app (A12); the payload is AES/ECB by openssl, in Base64.
    let folder = tempfile::tempdir().unwrap();
    let sealed = "d=xviXybABa0syxNHPHGIxmMiLXmeqvvLPbneKCmtnUhaIjOykWkes8Oea36Ljlgv5Pr0h%2Frtu%2Boy81423NMTbNsZXU6WDuq6H92VgSoTVkhE%3D";
    let har = archive(&[(1, sealed)], folder.path());
    let names = |case: &Assessed| {
        let rows = case.query(
            "SELECT path, coalesce(what, '') FROM traffic_parameter WHERE NOT is_opened ORDER BY n",
        );
        rows.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let closed = assess_with(std::slice::from_ref(&har), &[]);
    assert_eq!(names(&closed), ["query/d,"]);
    let opened = assess_with(&[har], &["--payload-key", "cloud=testbed-key-0016"]);
    assert_eq!(
        names(&opened),
        [
            "query/d/<aes-ecb with cloud>/<json>/event,event",
            "query/d/<aes-ecb with cloud>/<json>/imei,imei",
            "query/d/<aes-ecb with cloud>/<json>/pages/[0],",
        ]
    );
    let verified = patikra().arg("verify").arg(opened.folder.path()).output();
    assert!(said(&verified.unwrap()).starts_with("verified"));
}
