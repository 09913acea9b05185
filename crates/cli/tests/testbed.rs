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
    assert_eq!(grade(&case.answers, "content-filter"), "present");
    assert_eq!(grade(&case.answers, "hidden-messages"), "present");
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
