//! The knowledge base that came with Patikra: every page loads and does what it says.

use facts::Kind;
use rules::{Knowledge, Rules};

/// The questions that every Patikra answers; their names never change.
const QUESTIONS: [&str; 7] = [
    "content-filter",
    "personal-data",
    "hidden-messages",
    "app-source",
    "remote-control",
    "vulnerabilities",
    "malware",
];

fn embedded() -> Rules {
    Rules::load(&Knowledge::embedded()).unwrap()
}

#[test]
fn every_page_is_loaded() {
    let rules = embedded();
    let errors: Vec<String> = rules.errors().iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let knowledge = Knowledge::embedded();
    let pages = |folder: &'static str| {
        knowledge
            .files()
            .filter(|(path, _)| path.starts_with(folder))
            .count()
    };
    assert_eq!(rules.rules().len(), pages("rules/"));
    assert_eq!(rules.questions().len(), pages("protocol/"));
}

#[test]
fn every_question_has_a_page_and_a_rule() {
    let rules = embedded();
    let ids: Vec<&str> = rules
        .questions()
        .iter()
        .map(|question| question.id.as_str())
        .collect();
    assert_eq!(ids, QUESTIONS);
    for id in QUESTIONS {
        assert!(!rules.reads(id).is_empty(), "no rule answers {id}");
    }
}

#[test]
fn every_rule_does_what_its_page_says_and_is_silent_elsewhere() {
    let report = embedded().test(None).unwrap();
    let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(report.n_rules >= 18, "{report:?}");
    assert!(report.n_fixtures >= 2 * report.n_rules);
}

#[test]
fn every_reference_table_is_read_by_a_rule() {
    let rules = embedded();
    for table in rules.references() {
        let name = format!("ref_{}", table.name);
        assert!(
            rules.rules().iter().any(|rule| rule.query.contains(&name)),
            "no rule reads {}",
            table.path
        );
        assert!(!table.rows.is_empty(), "{}", table.path);
    }
}

#[test]
fn a_statement_claims_no_more_than_its_grade() {
    // A rule that reads files alone can show that something is there, and no more.
    for rule in embedded().rules() {
        let reads_only_files = rule
            .reads
            .iter()
            .all(|kind| Kind::ALL.contains(kind) && !kind.name.starts_with("traffic."));
        // A way through code that was followed from source to effect can show one grade more.
        let follows_code = rule
            .reads
            .iter()
            .any(|kind| kind.name.starts_with("filter.") || kind.name.starts_with("flow."));
        let allowed: &[&str] = if follows_code {
            &["present", "wired"]
        } else {
            &["present"]
        };
        if reads_only_files {
            assert!(allowed.contains(&rule.grade.name()), "{}", rule.id);
        }
    }
}

#[test]
fn what_new_writes_is_a_rule_that_passes() {
    let page = rules::new_page("app-does-something").unwrap();
    let mut files: Vec<(String, Vec<u8>)> = Knowledge::embedded()
        .files()
        .filter(|(path, _)| path.starts_with("protocol/"))
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
        .collect();
    files.push(("rules/app-does-something.md".to_owned(), page.into_bytes()));
    let rules = Rules::load(&Knowledge::from_files(files)).unwrap();
    assert_eq!(rules.errors(), []);
    assert_eq!(rules.test(Some("app-does-something")).unwrap().failures, []);
    assert_eq!(rules::new_page("Not an id"), None);
}
