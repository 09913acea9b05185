//! From the facts of a small phone to its answers.

use base::{ArtifactId, Problem, Span};
use facts::{
    Answer, ApkManifest, ApkPermission, AppInstalled, CodeApiCall, Evidence, FactKind, ListFound,
    Place, Subject, SubjectKind, Verdict,
};
use rules::{Asked, Examiner, Knowledge, RuleFailure, Rules, Run};
use store::{ArtifactRow, CoverageRow, CoverageStatus, FactDb, InputRow, ProblemRow};

const APK: ArtifactId = ArtifactId::new([1; 32]);
const LIBRARY: ArtifactId = ArtifactId::new([2; 32]);
const FIND: &str = "app:com.example.find";
const EXAMINERS: &[Examiner<'static>] = &[
    Examiner {
        id: "manifest",
        writes: &["apk.manifest", "apk.permission", "apk.intent_filter"],
    },
    Examiner {
        id: "code",
        writes: &["code.api_call", "code.reflection"],
    },
    Examiner {
        id: "lists",
        writes: &["list.found", "list.opaque"],
    },
    Examiner {
        id: "endpoints",
        writes: &["net.endpoint"],
    },
];

fn evidence(at: u64, says: &str) -> Evidence {
    Evidence {
        artifact: APK,
        place: Place::Bytes(Span::new(at, 4)),
        says: says.to_owned(),
    }
}

fn device() -> Subject {
    Subject {
        id: "device:d".to_owned(),
        kind: SubjectKind::Device,
        label: "Example Phone".to_owned(),
        package: None,
        signer: None,
        build: None,
    }
}

/// A phone with an app that finds lost phones and sends SMS.
fn phone(rules: &Rules) -> FactDb {
    let db = FactDb::in_memory().unwrap();
    rules.write_references(&db).unwrap();
    db.subject(&device()).unwrap();
    db.subject(&Subject {
        id: FIND.to_owned(),
        kind: SubjectKind::App,
        label: "Find Phone 1.2".to_owned(),
        package: Some("com.example.find".to_owned()),
        signer: None,
        build: None,
    })
    .unwrap();
    let facts = [
        AppInstalled {
            path: "system/priv-app/Find/Find.apk".to_owned(),
            partition: Some("system".to_owned()),
            privileged: true,
            preinstalled: true,
        }
        .shown_by(evidence(0, "stands in priv-app")),
        ApkManifest {
            package: "com.example.find".to_owned(),
            version_code: Some(12),
            version_name: None,
            min_sdk: Some(24),
            target_sdk: Some(30),
            shared_user_id: None,
            label: None,
            split: None,
        }
        .shown_by(evidence(4, "the manifest")),
        ApkPermission {
            name: "android.permission.SEND_SMS".to_owned(),
            max_sdk: None,
        }
        .shown_by(evidence(8, "requests SEND_SMS")),
        CodeApiCall {
            api: "sms-manager-send".to_owned(),
            capability: "sends-sms".to_owned(),
            caller: "Lcom/example/find/A;->run()V".to_owned(),
            callee: "Landroid/telephony/SmsManager;->sendTextMessage()V".to_owned(),
        }
        .shown_by(evidence(12, "calls sendTextMessage")),
        ListFound {
            kind: "words".to_owned(),
            purpose: "content-filter".to_owned(),
            confidence: "high".to_owned(),
            found_in: "asset".to_owned(),
            path: "assets/words.txt".to_owned(),
            key: None,
            decoding: "[\"base64\"]".to_owned(),
            n_words: 250,
            n_distinct: 250,
            script: Some("han".to_owned()),
            language: None,
            themes: "{\"persons\":0.5,\"politics-and-protest\":0.25}".to_owned(),
            sample: "[\"a\",\"b\"]".to_owned(),
            sha256: "00".repeat(32),
            reasons: "[]".to_owned(),
        }
        .shown_by(evidence(16, "250 words")),
    ];
    for fact in &facts {
        db.fact(FIND, fact).unwrap();
    }
    db
}

fn row(examiner: &str, artifact: ArtifactId, status: CoverageStatus, because: &str) -> CoverageRow {
    CoverageRow {
        examiner: examiner.to_owned(),
        artifact,
        path: "Find.apk".to_owned(),
        status,
        because: (!because.is_empty()).then(|| because.to_owned()),
    }
}

fn all_read() -> Vec<CoverageRow> {
    EXAMINERS
        .iter()
        .map(|examiner| row(examiner.id, APK, CoverageStatus::Read, ""))
        .collect()
}

fn ask(
    rules: &Rules,
    run: &Run,
    coverage: &[CoverageRow],
    inputs: &[InputRow],
    problems: &[ProblemRow],
) -> Vec<Answer> {
    rules.answer(&Asked {
        subject: &device(),
        findings: &run.findings,
        failures: &run.failures,
        coverage,
        problems,
        artifacts: &[ArtifactRow {
            id: LIBRARY,
            kind: "elf".to_owned(),
            len: 1,
        }],
        inputs,
        examiners: EXAMINERS,
    })
}

fn answer<'a>(answers: &'a [Answer], question: &str) -> &'a Answer {
    answers
        .iter()
        .find(|answer| answer.question == question)
        .unwrap()
}

#[test]
fn a_phone_gets_its_answers() {
    let rules = Rules::load(&Knowledge::embedded()).unwrap();
    let db = phone(&rules);
    let run = rules.run(&db);
    assert_eq!(run.failures, []);
    let told: Vec<(&str, &str)> = run
        .findings
        .iter()
        .map(|finding| (finding.rule.as_str(), finding.title.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "political-word-list-is-present",
                "Find Phone 1.2 holds a list of 250 words at assets/words.txt, 75 percent of whose known words are political, religious or names of persons"
            ),
            (
                "sms-is-sent-by-other-than-messaging-app",
                "Find Phone 1.2 may send SMS, holds code that does, and is no messaging app"
            ),
        ]
    );
    assert_eq!(run.findings[1].evidence().len(), 2);
    let detail = &run.findings[0].detail;
    assert_eq!(detail["list"]["words"], 250);
    assert_eq!(detail["list"]["decoding"][0], "base64");
    assert_eq!(detail["compared_with"][0], "unknown");

    let answers = ask(&rules, &run, &all_read(), &[], &[]);
    assert_eq!(answers.len(), 7);
    let sms = answer(&answers, "hidden-messages");
    assert_eq!(sms.verdict, Verdict::Present);
    assert_eq!(sms.coverage.read, 1);
    assert!(
        sms.statement
            .starts_with("Code that sends SMS stands in 1 app of Example Phone outside"),
        "{}",
        sms.statement
    );
    assert_eq!(answer(&answers, "malware").verdict, Verdict::Unknown);
    for answer in &answers {
        assert!(!answer.statement.contains('{'), "{}", answer.statement);
        assert!(!answer.statement.is_empty());
        db.answer(answer).unwrap();
    }
    // The same facts give the same findings.
    assert_eq!(rules.run(&phone(&rules)), run);
}

/// One question, one rule, no gap but one that traffic closes.
fn small() -> Rules {
    let question = "# Q\n\n```toml question\nid = \"remote-control\"\norder = 1\nquestion = \"Q?\"\n[detail]\n[statement]\nnone-found = \"none in {n_read}\"\nunknown = \"unknown: {reasons}\"\npresent = \"{n_top|sign|signs}\"\nwired = \"w\"\nenabled = \"e\"\nobserved = \"o\"\n[[gap]]\nwhat = \"traffic\"\nbecause = \"none was given\"\nblocks_none_found = true\nunless_input = \"capture\"\n```\n";
    let page = rules::new_page("a-rule").unwrap();
    let rules = Rules::load(&Knowledge::from_files([
        (
            "protocol/remote-control.md".to_owned(),
            question.as_bytes().to_vec(),
        ),
        ("rules/a-rule.md".to_owned(), page.into_bytes()),
    ]))
    .unwrap();
    assert_eq!(rules.errors(), []);
    rules
}

fn capture() -> InputRow {
    InputRow {
        path: "a.pcap".to_owned(),
        kind: "capture".to_owned(),
        artifact: None,
        n_files: 1,
        len: 1,
    }
}

#[test]
fn nothing_is_said_to_be_absent_unless_all_was_read() {
    let rules = small();
    let none = Run::default();
    let verdict = |coverage: &[CoverageRow], inputs: &[InputRow], run: &Run| {
        let answer = ask(&rules, run, coverage, inputs, &[]).remove(0);
        (answer.verdict, answer.statement)
    };
    let read = [row("manifest", APK, CoverageStatus::Read, "")];
    assert_eq!(
        verdict(&read, &[capture()], &none),
        (Verdict::NoneFound, "none in 1".to_owned())
    );
    assert_eq!(
        verdict(&read, &[], &none),
        (
            Verdict::Unknown,
            "unknown: traffic (none was given)".to_owned()
        )
    );
    let unread = [
        read[0].clone(),
        row("manifest", LIBRARY, CoverageStatus::NotRead, "encrypted"),
    ];
    assert_eq!(
        verdict(&unread, &[capture()], &none),
        (
            Verdict::Unknown,
            "unknown: 1 file of kind elf, not read: Find.apk (encrypted)".to_owned()
        )
    );
    let other = [
        read[0].clone(),
        row("code", LIBRARY, CoverageStatus::NotRead, "encrypted"),
    ];
    assert_eq!(
        verdict(&other, &[capture()], &none).0,
        Verdict::NoneFound,
        "no rule of the question reads what that examiner writes"
    );
    let stranger = [
        read[0].clone(),
        row("new", LIBRARY, CoverageStatus::Limit, "64 MiB"),
    ];
    assert_eq!(
        verdict(&stranger, &[capture()], &none).0,
        Verdict::Unknown,
        "an examiner that nobody describes may write anything"
    );
    assert_eq!(verdict(&[], &[capture()], &none).0, Verdict::Unknown);
    let failed = Run {
        failures: vec![RuleFailure {
            rule: "a-rule".to_owned(),
            question: Some("remote-control".to_owned()),
            because: "it ran too long".to_owned(),
        }],
        ..Run::default()
    };
    assert_eq!(verdict(&read, &[capture()], &failed).0, Verdict::Unknown);
}

#[test]
fn what_was_not_read_is_put_together() {
    let rules = small();
    let mut coverage: Vec<CoverageRow> = (10..22)
        .map(|n| CoverageRow {
            path: format!("lib/{n}.so"),
            ..row(
                "manifest",
                ArtifactId::new([n; 32]),
                CoverageStatus::NotRead,
                "native code",
            )
        })
        .collect();
    coverage.push(coverage[0].clone());
    coverage.push(row("manifest", APK, CoverageStatus::Limit, "64 MiB"));
    let problem = ProblemRow::new(APK, "Find.apk", &Problem::new("zip/odd", "odd"));
    let answer = ask(&rules, &Run::default(), &coverage, &[], &[problem]).remove(0);
    let whats: Vec<&str> = answer
        .unknowns
        .iter()
        .map(|unknown| unknown.what.as_str())
        .collect();
    assert_eq!(
        whats,
        [
            "12 files of kind unknown, not read: lib/10.so, lib/11.so, lib/12.so and 9 more",
            "1 file of kind unknown, read only in part: Find.apk",
            "traffic",
        ]
    );
    assert_eq!(answer.coverage.not_read, 12);
    assert_eq!(answer.coverage.limits_reached, 1);
    assert_eq!(
        answer.coverage.notes,
        ["1 problem was met in 1 file, listed in the case; what stands around them was read"]
    );
}
