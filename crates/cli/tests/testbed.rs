//! The three phones of `testbed/`, assessed as a user would; what must be said of them stands in `testbed/truth/`.

mod harness;

use harness::{assess, claims, phone};
use serde_json::Value;

/// Whether a claim of this rule stands for a subject whose id ends so.
fn has(claims: &[(String, String)], rule: &str, subject: &str) -> bool {
    claims
        .iter()
        .any(|it| it.0 == rule && it.1.ends_with(subject))
}

#[test]
fn alder_holds_a_list_an_address_of_one_and_a_hidden_message() {
    let case = assess(&[phone("alder")]);
    let claims = claims(&case.answers);
    assert!(
        has(
            &claims,
            "filter-list-address-is-present",
            ".alder.installer"
        ),
        "A1: {claims:?}"
    );
    assert!(
        has(&claims, "sms-is-sent-by-reflection", ".alder.cloud"),
        "A3: {claims:?}"
    );
    assert_eq!(grade(&case.answers, "content-filter"), "wired");
    // A12, A16: IMSI and IMEI on their way into a message.
    assert_eq!(grade(&case.answers, "hidden-messages"), "wired");
    assert!(
        has(&claims, "personal-data-leads-to-message", ".alder.cloud"),
        "A12: {claims:?}"
    );
    // A14: the Android ID on its way to the browser's server. AN7, AN8: nobody else's.
    assert_eq!(grade(&case.answers, "personal-data"), "wired");
    assert!(
        has(&claims, "personal-data-leads-to-network", ".alder.browser"),
        "A14: {claims:?}"
    );
    let of_ways = claims.iter().filter(|it| it.0.contains("-leads-to-"));
    assert_eq!(of_ways.count(), 3, "{claims:?}");
}

/// The `detail` of the claims of the rule on fetched lists for a subject whose id ends so.
fn filter_details(answers: &Value, subject: &str) -> Vec<Value> {
    let answers = answers["answers"].as_array().unwrap().iter();
    let claims = answers.flat_map(|it| it["claims"].as_array().unwrap());
    claims
        .filter(|it| it["rule"] == "content-is-held-to-fetched-list")
        .filter(|it| it["subject"].as_str().unwrap().ends_with(subject))
        .map(|it| it["detail"].clone())
        .collect()
}

#[test]
fn alder_filters_are_followed_from_list_to_effect() {
    let case = assess(&[phone("alder")]);
    let texts = |it: &Value| -> Vec<String> {
        let items = it.as_array().unwrap().iter();
        items.map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    // A1, and A2, the same kit with its classes renamed.
    for app in [".alder.installer", ".alder.music"] {
        let details = filter_details(&case.answers, app);
        let [detail] = details.as_slice() else {
            panic!("{app}: {details:?}");
        };
        let list = &detail["list"];
        assert_eq!(list["from"], "http", "{app}");
        let url = list["url"].as_str().unwrap();
        assert!(
            url.starts_with("http://alder-config.example/filter/text?version=*&appKey=*&region=*")
        );
        assert_eq!(texts(&list["cache"]), ["file AdKitWordConfig"], "A3");
        assert_eq!(texts(&list["keys"]), ["keywords"], "A4");
        assert_eq!(
            texts(&list["decoding"]),
            ["json-object", "key data", "key keywords", "json-array"],
            "A4"
        );
        let built_in = ["clover pro", "examplephone", "nordfon", "sampletel", "梳子"];
        assert_eq!(texts(&list["built_in"]), built_in, "A5");
        let matcher = detail["matcher"].as_str().unwrap();
        assert!(
            matcher.contains("characters beside a find"),
            "A6: {matcher}"
        );
        assert_eq!(detail["effect"], "dropped", "{app}");
        assert_eq!(detail["update"]["cleartext"], true, "A8");
        assert_eq!(detail["update"]["signed"], false, "A8");
        assert_eq!(detail["switch"], "server");
    }
    let named = filter_details(&case.answers, ".alder.installer");
    assert_eq!(texts(&named[0]["compared_with"]), ["ad-text"], "A1, AN1");
    // A7: the gate before the fetching and, through a field, before the comparing. That the property of this testbed names
    // a country is told by what it is compared with; where its value is not the phone's, the tables say what it rests on.
    for app in [".alder.installer", ".alder.music"] {
        let details = filter_details(&case.answers, app);
        for table in ["environments", "fetch_environments"] {
            let rows = details[0][table].as_array().unwrap();
            let path = |region: &str, setting: &str| {
                let setting = format!("setting global/testbed_personalised_ads={setting}");
                let row = rows.iter().find(|row| {
                    row["region"] == region && row["settings"] == serde_json::json!([setting])
                });
                let row = row.unwrap_or_else(|| panic!("{app} {region} {setting}: {rows:?}"));
                let by = serde_json::json!(["system-property ro.testbed.region"]);
                assert_eq!(row["region_by_codes"], by, "{app} {region}");
                row["path"].as_str().unwrap().to_owned()
            };
            assert_eq!(path("LT", "0"), "closed", "A7: {app} {table}");
            assert_eq!(path("LT", "1"), "not-closed", "A7: {app} {table}");
            assert_eq!(path("US", "0"), "not-closed", "A7: {app} {table}");
            assert_eq!(path("IN", "0"), "not-closed", "A7: {app} {table}");
        }
    }
    let gates = case.query(
        "SELECT gate, fetch_gate FROM filter_mechanism WHERE url LIKE '%/filter/text?%' ORDER BY app",
    );
    let gates: Vec<&str> = gates.lines().skip(1).collect();
    assert_eq!(gates.len(), 2, "{gates:?}");
    for gate in gates {
        let setting = "setting global/testbed_personalised_ads == 1";
        assert_eq!(gate.matches(setting).count(), 2, "A7: {gate}");
        let region = "system-property ro.testbed.region not in {AT, BE,";
        assert_eq!(gate.matches(region).count(), 2, "A7: {gate}");
    }
    // A2 and AN1: without names of its own, the names of the setting and of the file that the kit depends on say what is
    // compared, and that it is known by no more than that.
    let renamed = filter_details(&case.answers, ".alder.music");
    assert_eq!(texts(&renamed[0]["compared_with"]), ["ad-text"], "A2, AN1");
    assert_eq!(renamed[0]["compared_by"], "surroundings", "A2");
    assert_eq!(named[0]["compared_by"], "names", "A1");
    // A9 and A11: the text that the user types, against an asset that a download replaces.
    let details = filter_details(&case.answers, ".alder.camera");
    let [detail] = details.as_slice() else {
        panic!("{details:?}");
    };
    assert_eq!(texts(&detail["compared_with"]), ["user-text"], "A9, AN4");
    assert_eq!(detail["effect"], "refused", "A9");
    assert_eq!(texts(&detail["list"]["origins"]), ["asset", "file", "http"]);
    assert_eq!(
        detail["list"]["url"], "http://files.alder-config.example/download/*/watermark_words.txt",
        "A11"
    );
    // Each fetched list has a plan for a laboratory.
    let plan = harness::patikra()
        .arg("canary-plan")
        .arg(case.folder.path())
        .output()
        .unwrap();
    let plan = harness::said(&plan);
    assert_eq!(plan.matches("Canary plan:").count(), 3, "{plan}");
    assert!(plan.contains(r#"{ "keywords": "["#), "{plan}");
    // The claim's steps are evidence, each of which is derived again.
    let verified = harness::patikra()
        .arg("verify")
        .arg(case.folder.path())
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", harness::said(&verified));
}

#[test]
fn birch_installs_silently_and_carries_tampered_apps() {
    let case = assess(&[phone("birch")]);
    let claims = claims(&case.answers);
    for (truth, rule, subject) in [
        ("B2", "app-may-install-apps-silently", ".birch.store"),
        ("B7", "system-app-loads-code", ".birch.loader"),
        ("B8", "component-of-system-user-is-open", ".birch.remote"),
        ("B9", "secret-code-opens-hidden-screen", ".birch.remote"),
        ("B10", "app-carries-and-loads-code", ".birch.host"),
        ("B13", "security-patch-is-old-at-build", "release-keys"),
        ("B12", "political-word-list-is-present", ".birch.guide"),
        ("B3", "package-block-list-is-present", ".birch.store"),
        ("B16", "apk-signature-is-invalid", ".birch.memo"),
    ] {
        assert!(has(&claims, rule, subject), "{truth} {rule}: {claims:?}");
    }
    // B4: the store's signer was rotated. B6: a split is missing. B14: a DEX stands in front of a zip.
    let count = |sql: &str| case.query(sql).lines().count() - 1;
    assert_eq!(
        count("SELECT * FROM apk_signer WHERE lineage = 1 AND of_app = 1"),
        1
    );
    assert_eq!(
        count("SELECT * FROM apk_split_missing WHERE split = 'config.xxhdpi'"),
        1
    );
    assert!(count("SELECT * FROM apk_anomaly WHERE what = 'bytes-before-first-entry'") == 1);
    // BN7: nobody on this phone may send SMS.
    assert!(
        !claims.iter().any(|it| it.0.starts_with("sms-")),
        "{claims:?}"
    );
}

#[test]
fn birch_values_are_followed_from_app_to_app() {
    let answers = assess(&[phone("birch")]).answers;
    let all = answers["answers"].as_array().unwrap().iter();
    let claims = all.flat_map(|it| it["claims"].as_array().unwrap());
    let of_ways: Vec<&Value> = claims
        .filter(|it| it["rule"].as_str().unwrap().ends_with("-by-other-app"))
        .collect();
    let [claim] = of_ways.as_slice() else {
        panic!("B17: {of_ways:?}");
    };
    assert!(
        claim["subject"]
            .as_str()
            .unwrap()
            .ends_with(".birch.gather")
    );
    let host = claim["detail"]["host"].as_str().unwrap();
    let sent = |way: &str| host.contains(&format!("courier.birch-telemetry.example/{way}?number="));
    for way in [
        "broadcast",
        "service",
        "binder",
        "messenger",
        "insert",
        "query",
        "result",
    ] {
        assert!(sent(way), "B17: {way} is missing in {host}");
    }
    for way in [
        "hidden",
        "guarded",
        "count",
        "name",
        "code",
        "code-number",
        "other",
        "other-name",
        "stray",
        "notes",
    ] {
        assert!(!sent(way), "BN12: {way} stands in {host}");
    }
    let shown = claim["evidence"].as_array().unwrap();
    let places: Vec<String> = shown.iter().map(Value::to_string).collect();
    for app in ["birch/gather/", "birch/courier/"] {
        assert!(
            places.iter().any(|it| it.contains(app)),
            "{app}: {places:?}"
        );
    }
}

#[test]
fn clover_is_clean_and_its_lures_are_not_taken() {
    let case = assess(&[phone("clover")]);
    let claims = claims(&case.answers);
    for question in [
        "content-filter",
        "hidden-messages",
        "app-source",
        "remote-control",
        "malware",
    ] {
        let grade = grade(&case.answers, question);
        assert!(
            ["unknown", "none-found"].contains(&grade),
            "{question} {grade}: {claims:?}"
        );
    }
}

#[test]
fn answers_keep_to_their_schema() {
    let schema = include_str!("../../../schemas/answers-1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("answers.json", schema).unwrap();
    let schema = compiler.compile("answers.json", &mut schemas).unwrap();
    for name in ["alder", "birch", "clover"] {
        let answers = assess(&[phone(name)]).answers;
        let checked = schemas.validate(&answers, schema);
        assert!(checked.is_ok(), "{name}: {}", checked.unwrap_err());
    }
    // The schema refuses what it should: a claim without evidence.
    let mut answers = assess(&[phone("birch")]).answers;
    let claims = answers["answers"].as_array_mut().unwrap().iter_mut();
    let claim = claims
        .flat_map(|it| it["claims"].as_array_mut().unwrap())
        .next()
        .unwrap();
    claim["evidence"] = Value::Array(Vec::new());
    assert!(schemas.validate(&answers, schema).is_err());
}

fn grade<'a>(answers: &'a Value, question: &str) -> &'a str {
    let answers = answers["answers"].as_array().unwrap();
    let answer = answers
        .iter()
        .find(|it| it["question"] == question)
        .unwrap();
    answer["grade"].as_str().unwrap()
}
