//! A case written, read again and asked.

use base::{ArtifactId, Span};
use facts::{
    Answer, ApkManifest, ApkPermission, Coverage, DeviceProperty, Evidence, FactKind, Finding,
    Gate, Grade, Place, Severity, Subject, SubjectKind, Unknown, Verdict,
};
use rusqlite::Connection;
use std::path::Path;
use store::{
    ArtifactRow, CaseReader, CaseWriter, Cell, CoverageRow, CoverageStatus, FactDb, InputRow,
    OriginRow, ProblemRow, QueryError, QueryLimits, StoreError,
};

const APK: ArtifactId = ArtifactId::new([1; 32]);
const DEX: ArtifactId = ArtifactId::new([2; 32]);
const APP: &str = "app:com.example";

fn in_manifest(says: &str) -> Evidence {
    Evidence {
        artifact: APK,
        place: Place::Bytes(Span::new(100, 20)),
        says: says.to_owned(),
    }
}

fn in_code(n: u32) -> Evidence {
    Evidence {
        artifact: DEX,
        place: Place::Code {
            method: "Lcom/example/A;->b(I)V".to_owned(),
            offset: n,
            span: Span::new(u64::from(n), 6),
        },
        says: format!("call {n}"),
    }
}

fn answer() -> Answer {
    let evidence = in_manifest("asks for SEND_SMS");
    let mut finding = Finding::new(
        "sms-rule",
        "hidden-messages",
        APP,
        Grade::Present,
        vec![evidence.id(), in_code(3).id()],
    )
    .unwrap();
    finding.severity = Severity::Medium;
    finding.title.push_str("it can send");
    finding
        .detail
        .insert("permission".to_owned(), "SEND_SMS".into());
    finding.gates = vec![Gate {
        kind: "setting".to_owned(),
        reads: "cloud".to_owned(),
        holds_when: "on".to_owned(),
        by: "user".to_owned(),
    }];
    finding.frames = vec!["ePrivacy 5(3)".to_owned()];
    Answer {
        question: "hidden-messages".to_owned(),
        subject: "device:x".to_owned(),
        verdict: Verdict::Present,
        statement: "One app can.".to_owned(),
        findings: vec![finding],
        coverage: Coverage {
            read: 2,
            not_read: 1,
            limits_reached: 0,
            notes: vec!["one library was not read".to_owned()],
        },
        unknowns: vec![Unknown {
            what: "whether it does".to_owned(),
            because: "no traffic was given".to_owned(),
        }],
    }
}

/// Enough rows, and in no order, for pages to be split and written out of order.
fn write_facts(db: &FactDb) {
    let manifest = ApkManifest {
        package: "com.example".to_owned(),
        version_code: Some(1 << 40),
        version_name: None,
        min_sdk: Some(21),
        target_sdk: None,
        shared_user_id: None,
        label: Some("Ex'ample".to_owned()),
        split: None,
    };
    db.fact(APP, &manifest.shown_by(in_manifest("the manifest")))
        .unwrap();
    for n in 0..3_000_u32 {
        let permission = ApkPermission {
            name: format!("p{}", n.wrapping_mul(2_654_435_761)),
            max_sdk: (n % 3 == 0).then_some(i64::from(n)),
        };
        db.fact(APP, &permission.shown_by(in_code(n))).unwrap();
    }
    let property = DeviceProperty {
        name: "ro.build.type".to_owned(),
        value: "user".to_owned(),
    };
    db.fact("device:x", &property.shown_by(in_manifest("build type")))
        .unwrap();
}

fn write(path: &Path) {
    let writer = CaseWriter::create(path).unwrap();
    let db = writer.db();
    db.meta("patikra", "0.1.0").unwrap();
    db.input(&InputRow {
        path: "a.apk".to_owned(),
        kind: "apk".to_owned(),
        artifact: Some(APK),
        n_files: 1,
        len: 5_000,
    })
    .unwrap();
    for (id, kind) in [(APK, "apk"), (DEX, "dex"), (DEX, "dex")] {
        db.artifact(&ArtifactRow {
            id,
            kind: kind.to_owned(),
            len: 9,
        })
        .unwrap();
    }
    let origin = OriginRow {
        artifact: APK,
        parent: None,
        path: "a.apk".to_owned(),
        unpacker: None,
        span: None,
    };
    db.origin(&origin).unwrap();
    db.origin(&OriginRow {
        artifact: DEX,
        parent: Some(APK),
        path: "classes.dex".to_owned(),
        unpacker: Some("zip".to_owned()),
        span: Some(Span::new(40, 9)),
    })
    .unwrap();
    db.subject(&Subject {
        id: APP.to_owned(),
        kind: SubjectKind::App,
        label: "Example".to_owned(),
        package: Some("com.example".to_owned()),
        signer: None,
        build: None,
    })
    .unwrap();
    db.app_artifact(APP, APK).unwrap();
    write_facts(db);
    db.problem(&ProblemRow {
        artifact: DEX,
        path: "a.apk/classes.dex".to_owned(),
        code: "dex/odd".to_owned(),
        says: "odd".to_owned(),
        span: Some(Span::new(1, 2)),
    })
    .unwrap();
    db.coverage(&CoverageRow {
        examiner: "code".to_owned(),
        artifact: DEX,
        path: "a.apk/classes.dex".to_owned(),
        status: CoverageStatus::Limit,
        because: Some("64 MiB".to_owned()),
    })
    .unwrap();
    db.fact(
        APP,
        &ApkPermission {
            name: "android.permission.SEND_SMS".to_owned(),
            max_sdk: None,
        }
        .shown_by(in_manifest("asks for SEND_SMS")),
    )
    .unwrap();
    db.reference_table(
        "store",
        "App stores.",
        &[
            ("host".to_owned(), "Its host.".to_owned()),
            ("name".to_owned(), String::new()),
        ],
        &[vec![Some("store.example".to_owned()), None]],
    )
    .unwrap();
    db.answer(&answer()).unwrap();
    writer.finish().unwrap();
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        folder.path().join("one.sqlite"),
        folder.path().join("two.sqlite"),
    );
    write(&one);
    write(&two);
    let bytes = std::fs::read(&one).unwrap();
    assert!(bytes.len() > 500_000, "{}", bytes.len());
    assert!(bytes == std::fs::read(&two).unwrap());
    write(&two);
    assert!(bytes == std::fs::read(&two).unwrap(), "written over itself");
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(
        names.len(),
        2,
        "nothing is left beside the cases: {names:?}"
    );
}

#[test]
fn what_is_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a case? 100% #1 ž.sqlite");
    write(&path);
    let case = CaseReader::open(&path).unwrap();
    assert_eq!(case.answers().unwrap(), [answer()]);
    assert_eq!(case.findings().unwrap().len(), 1);
    assert_eq!(case.subjects().unwrap().len(), 1);
    assert_eq!(case.inputs().unwrap()[0].artifact, Some(APK));
    assert_eq!(case.artifacts().unwrap().len(), 2, "each artifact once");
    assert_eq!(case.app_artifacts().unwrap(), [(APP.to_owned(), APK)]);
    assert_eq!(case.problems().unwrap()[0].span, Some(Span::new(1, 2)));
    assert_eq!(case.coverage().unwrap()[0].status, CoverageStatus::Limit);
    assert_eq!(
        case.meta().unwrap(),
        [
            ("schema_version".to_owned(), "1".to_owned()),
            ("patikra".to_owned(), "0.1.0".to_owned())
        ]
    );
    let permissions = case.facts(ApkPermission::KIND).unwrap();
    assert_eq!(permissions.len(), 3_001);
    assert_eq!(permissions[7].owner, APP);
    assert_eq!(permissions[7].fact.evidence(), &in_code(7));
    let evidence = case.evidence(&in_code(7).id()).unwrap().unwrap();
    assert_eq!(evidence.evidence, in_code(7));
    let steps: Vec<&str> = evidence
        .origins
        .iter()
        .map(|step| step.path.as_str())
        .collect();
    assert_eq!(steps, ["classes.dex", "a.apk"]);
    let unknown = facts::EvidenceId::new(&format!("e{}", "0".repeat(20))).unwrap();
    assert_eq!(case.evidence(&unknown).unwrap(), None);
}

#[test]
fn a_query_reads_and_does_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.sqlite");
    write(&path);
    let case = CaseReader::open(&path).unwrap();
    let limits = QueryLimits {
        n_rows: 2,
        ..QueryLimits::default()
    };
    let table = case
        .query(
            "SELECT name, max_sdk FROM apk_permission ORDER BY name",
            &limits,
        )
        .unwrap();
    assert_eq!(table.columns, ["name", "max_sdk"]);
    assert_eq!((table.rows.len(), table.cut), (2, true));
    assert_eq!(
        table.rows[0],
        [
            Cell::Text("android.permission.SEND_SMS".to_owned()),
            Cell::Null
        ]
    );
    let kinds = "SELECT doc FROM kind_column WHERE kind = 'apk.permission' AND name = 'name'";
    assert_eq!(
        case.query(kinds, &limits).unwrap().rows,
        [[Cell::Text("The permission.".to_owned())]]
    );
    for sql in [
        "ATTACH 'x' AS x",
        "DELETE FROM meta",
        "INSERT INTO meta VALUES ('a', 'b')",
        "CREATE TABLE x(a)",
        "CREATE TEMP TABLE x(a)",
        "PRAGMA query_only = 0",
        "SELECT * FROM pragma_table_info('meta')",
        "BEGIN",
        "VACUUM INTO 'copy'",
        "SELECT load_extension('x')",
        "SELECT random()",
    ] {
        let error = case.query(sql, &limits).unwrap_err();
        assert!(
            matches!(error, QueryError::NotAllowed { .. }),
            "{sql}: {error}"
        );
    }
}

#[test]
fn a_query_that_cannot_run_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.sqlite");
    write(&path);
    let case = CaseReader::open(&path).unwrap();
    let limits = QueryLimits::default();
    let run = |sql| case.query(sql, &limits).unwrap_err();
    assert!(matches!(
        run("SELECT 1; SELECT 2"),
        QueryError::SeveralStatements
    ));
    assert!(matches!(run(" -- nothing"), QueryError::Empty));
    assert!(matches!(run("SELECT ?1"), QueryError::Parameters { n: 1 }));
    assert!(matches!(run("SELECT nothing"), QueryError::Sqlite(_)));
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let few = QueryLimits {
        steps: 100_000,
        ..limits
    };
    let error = case.query(endless, &few).unwrap_err();
    assert!(
        matches!(error, QueryError::TooLong { steps: 100_000 }),
        "{error}"
    );
    assert!(
        case.query("SELECT 1", &few).is_ok(),
        "the next one runs again"
    );
    let huge = "SELECT hex(zeroblob(200000000))";
    assert!(case.query(huge, &limits).is_err());
    let described = case
        .describe(
            "SELECT p.name AS n FROM apk_permission AS p JOIN ref_store AS s ON s.host = p.name",
        )
        .unwrap();
    assert_eq!(described.columns, ["n"]);
    assert_eq!(described.tables, ["apk_permission", "ref_store"]);
}

#[test]
fn a_newer_case_and_other_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.sqlite");
    write(&path);
    Connection::open(&path)
        .unwrap()
        .execute(
            "UPDATE meta SET value = '99' WHERE key = 'schema_version'",
            [],
        )
        .unwrap();
    let error = CaseReader::open(&path).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::TooNew {
                found: 99,
                known: 1,
                ..
            }
        ),
        "{error}"
    );
    std::fs::write(&path, b"PK\x03\x04".repeat(500)).unwrap();
    assert!(matches!(
        CaseReader::open(&path),
        Err(StoreError::Foreign { .. })
    ));
    std::fs::write(&path, b"").unwrap();
    assert!(matches!(
        CaseReader::open(&path),
        Err(StoreError::Foreign { .. })
    ));
    assert!(matches!(
        CaseReader::open(&folder.path().join("none")),
        Err(StoreError::Io { .. })
    ));
}

#[test]
fn a_run_that_ends_early_leaves_the_older_case() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.sqlite");
    write(&path);
    let before = std::fs::read(&path).unwrap();
    let unfinished = CaseWriter::create(&path).unwrap();
    unfinished.db().meta("a", "b").unwrap();
    let second = CaseWriter::create(&path).unwrap_err();
    assert!(matches!(second, StoreError::Busy { .. }), "{second}");
    drop(unfinished);
    assert!(std::fs::read(&path).unwrap() == before);
    // What a killed run leaves may be any part of a file.
    std::fs::write(folder.path().join("case.sqlite.part"), &before[..5_000]).unwrap();
    write(&path);
    assert!(std::fs::read(&path).unwrap() == before);
}
