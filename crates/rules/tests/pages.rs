//! What the loader refuses, and how it says so.

use rules::{Knowledge, Rules, new_page};

/// The page that `new` writes, with one text in it replaced.
fn with(old: &str, new: &str) -> Rules {
    let page = new_page("a-rule").unwrap();
    assert!(page.contains(old), "the page has no {old}");
    load("rules/a-rule.md", &page.replacen(old, new, 1))
}

fn load(path: &str, page: &str) -> Rules {
    let protocol = Knowledge::embedded();
    let mut files: Vec<(String, Vec<u8>)> = protocol
        .files()
        .filter(|(path, _)| path.starts_with("protocol/"))
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
        .collect();
    files.push((path.to_owned(), page.as_bytes().to_vec()));
    Rules::load(&Knowledge::from_files(files)).unwrap()
}

fn check(old: &str, new: &str, line: usize, says: &str) {
    let rules = with(old, new);
    let [error] = rules.errors() else {
        panic!("{old} -> {new}: {:?}", rules.errors());
    };
    let text = error.to_string();
    assert!(
        text.contains(says),
        "{old} -> {new}:\n{text}\nlacks:\n{says}"
    );
    assert_eq!(error.line, line, "{text}");
    assert!(rules.rules().is_empty());
}

#[test]
fn the_page_itself_is_refused_by_its_shape() {
    check("# One", "One", 1, "the first line is no title");
    check("```toml rule", "```toml", 4, "has no meaning here");
    check("```sql query", "```sql", 22, "has no meaning here");
    check(
        "## Flagged",
        "## Found",
        28,
        "use Flagged, Not flagged or Known gaps",
    );
    check(
        "## Not flagged",
        "## Flagged",
        42,
        "two sections `## Flagged`",
    );
    check(
        "What the state is, why it matters, when it is harmless, and what to do about it.",
        "",
        1,
        "says nothing to its reader",
    );
    let rules = with("## Not flagged", "");
    assert!(
        rules.errors()[0]
            .to_string()
            .contains("two tables of findings")
    );
}

#[test]
fn metadata_is_refused_with_what_it_could_be() {
    check("\"a-rule\"", "\"another\"", 4, "rename one of them");
    check("\"a-rule\"", "\"A_rule\"", 4, "small letters");
    check(
        "\"remote-control\" #",
        "\"remote\" #",
        7,
        "content-filter, personal-data",
    );
    check(
        "\"present\"   ",
        "\"proven\"",
        8,
        "present, wired, enabled, observed",
    );
    check(
        "\"low\"            # info",
        "\"grave\" # info",
        9,
        "info, low, medium, high",
    );
    check("severity", "seriousness", 9, "unknown field");
    check(
        "[\"apk.permission\"]",
        "[\"apk.permit\"]",
        13,
        "apk.permission, ",
    );
    check(
        "[\"apk.permission\"]",
        "[\"apk.permission\", \"dex.file\"]",
        13,
        "remove it",
    );
    check(
        "[\"apk.permission\"]",
        "[]",
        13,
        "add \"apk.permission\" to it",
    );
    check(
        "[\"https://developer.android.com/reference/android/Manifest.permission\"]",
        "[]",
        14,
        "give the address",
    );
    check("\"https://dev", "\"dev", 14, "begins with https://");
    check(
        "{permission}",
        "{right}",
        15,
        "the column {right}, but the query gives only: subject, permission, evidence",
    );
    check("{permission}", "{permission", 15, "is not closed");
    check(
        "= []\n```",
        "= [\"permission\"]\n```",
        16,
        "does not know; it knows: action, channel, host, trigger",
    );
    check(
        "= []\n```",
        "= [\"action\"]\n```",
        16,
        "the column {action}",
    );
}

#[test]
fn a_query_may_only_read_and_has_an_order() {
    check("ORDER BY subject, permission", "", 22, "no ORDER BY");
    check("SELECT p.app", "SELEKT p.app", 22, "does not run");
    check(
        "FROM apk_permission AS p",
        "FROM finding AS p",
        22,
        "does not run",
    );
    check(
        "p.evidence AS evidence",
        "p.evidence AS proof",
        22,
        "the column {evidence}",
    );
    check(
        "p.name AS permission,",
        "p.name AS permission, p.name AS permission,",
        22,
        "two columns `permission`",
    );
    check(
        "p.name AS permission,",
        "random() AS permission,",
        22,
        "the function random is not allowed",
    );
    check(
        "WHERE p.name =",
        "WHERE p.app IN (SELECT subject FROM finding) OR p.name =",
        13,
        "which a rule may not",
    );
}

#[test]
fn test_cases_are_refused_with_their_line() {
    check(
        "csv facts:apk_permission\napp,name",
        "csv facts:apk_permit\napp,name",
        33,
        "there is no table apk_permit",
    );
    check(
        "app,name,evidence\napp:a,com",
        "app,names,evidence\napp:a,com",
        33,
        "has no column names",
    );
    check(
        "app,name,evidence\napp:a,com",
        "app,name,artifact\napp:a,com",
        33,
        "evidence is missing",
    );
    check(
        "REPLACE_ME,e1\n```\n\n```csv findings",
        "REPLACE_ME\n```\n\n```csv findings",
        34,
        "found record with 2 fields",
    );
    check(
        "subject,permission,evidence\napp:a,com.example.permission.REPLACE_ME,e1\n",
        "subject,permission,evidence\n",
        28,
        "lists no finding",
    );
    check(
        "subject,permission,evidence\n",
        "subject,right,evidence\n",
        38,
        "the query gives no column right",
    );
    check(
        "\nsubject,evidence\n",
        "\nsubject,evidence\napp:a,e1\n",
        42,
        "lists a finding",
    );
}

#[test]
fn a_rule_that_does_not_do_what_its_page_says_fails_its_test() {
    let rules = with(
        "app:a,android.permission.INTERNET,e1",
        "app:b,com.example.permission.REPLACE_ME,e2",
    );
    let report = rules.test(None).unwrap();
    assert_eq!(report.failures.len(), 1);
    let text = report.failures[0].to_string();
    assert!(
        text.contains("promised") && text.contains("app:b,e2"),
        "{text}"
    );
}

#[test]
fn findings_on_the_cases_of_others_must_be_signed() {
    let page = |id: &str, also: &str| {
        new_page(id)
            .unwrap()
            .replace("detail     = []\n", &format!("detail     = []\n{also}"))
    };
    let load = |also: &str| {
        let mut files: Vec<(String, Vec<u8>)> = Knowledge::embedded()
            .files()
            .filter(|(path, _)| path.starts_with("protocol/"))
            .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
            .collect();
        files.push(("rules/one.md".to_owned(), page("one", also).into_bytes()));
        files.push(("rules/two.md".to_owned(), page("two", "").into_bytes()));
        let rules = Rules::load(&Knowledge::from_files(files)).unwrap();
        assert_eq!(rules.errors(), []);
        rules.test(Some("one")).unwrap().failures
    };
    let unsigned = load("");
    assert_eq!(unsigned.len(), 1);
    assert!(
        unsigned[0].says.contains("`Flagged` of two"),
        "{}",
        unsigned[0]
    );
    let also = |section: &str| {
        format!(
            "also = [{{ rule = \"two\", section = \"{section}\", because = \"they are twins\" }}]\n"
        )
    };
    assert_eq!(load(&also("Flagged")), []);
    let stale = load(&also("Not flagged"));
    assert!(
        stale
            .iter()
            .any(|failure| failure.says.contains("there are none"))
    );
    let unknown = load(&also("Known gaps"));
    assert!(
        unknown
            .iter()
            .any(|failure| failure.says.contains("which no other page has"))
    );
}

#[test]
fn nothing_gives_no_rules_and_no_errors() {
    let rules = Rules::load(&Knowledge::default()).unwrap();
    assert!(rules.rules().is_empty() && rules.questions().is_empty() && rules.errors().is_empty());
}
