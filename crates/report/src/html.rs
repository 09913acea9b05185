//! The report as one HTML page that opens offline: no script, nothing loaded from elsewhere.

use case::{Dossier, Question};
use facts::{Answer, Finding};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use std::collections::BTreeMap;

/// Claims of one rule that the page lists: 300. A browser opens several thousand in all without effort;
/// the rest stand in answers.json, and the page says how many.
const CLAIMS_PER_RULE: usize = 300;

/// The report of a case.
pub fn html(dossier: &Dossier) -> String {
    let title = dossier
        .subjects
        .first()
        .map_or("Patikra", |subject| subject.label.as_str());
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { "Patikra: " (shown(title)) }
                style { (PreEscaped(include_str!("report.css"))) }
            }
            body {
                (heading(dossier, title))
                (overview(dossier))
                @for answer in &dossier.answers {
                    (section(dossier, answer))
                }
                (apps(dossier))
                (problems(dossier))
                (footer(dossier))
            }
        }
    };
    page.into_string()
}

/// Text from an artifact, made safe to show; maud escapes what HTML itself obeys.
fn shown(text: &str) -> String {
    base::escape_controls(text)
}

fn heading(dossier: &Dossier, title: &str) -> Markup {
    let build = dossier.subjects.first().and_then(|it| it.build.as_ref());
    html! {
        header {
            p.kicker { "Patikra · what was examined, what was found, what could not be seen" }
            h1 { (shown(title)) }
            @if let Some(build) = build { p { "Build " code { (shown(build)) } } }
            dl.inputs {
                @for input in &dossier.inputs {
                    dt { (shown(&input.path)) }
                    dd {
                        (input.kind) ", " (input.n_files) " files, " (input.len) " bytes"
                        @if let Some(id) = input.artifact { br; code { (id) } }
                    }
                }
            }
        }
    }
}

fn overview(dossier: &Dossier) -> Markup {
    html! {
        table.answers {
            thead { tr { th { "Question" } th { "Grade" } th { "Answer" } th { "Claims" } th { "Gaps" } } }
            tbody {
                @for answer in &dossier.answers {
                    tr {
                        td { a href={ "#" (answer.question) } { (question_title(dossier, &answer.question)) } }
                        td { (grade(answer.verdict.name())) }
                        td { (shown(&answer.statement)) }
                        td.n { (answer.findings.len()) }
                        td.n { (answer.unknowns.len()) }
                    }
                }
            }
        }
        p.note {
            b { "present" } ": the bytes are there. " b { "wired" } ": a code path is proven from source to effect. "
            b { "enabled" } ": the conditions on that path are evaluated. " b { "observed" } ": seen to happen. "
            b { "none-found" } ": everything that the question's rules read was read, and nothing was found. "
            b { "unknown" } ": not everything was read or could be decided; the gaps say what and why. "
            "What is present need not be active."
        }
    }
}

fn question_title<'d>(dossier: &'d Dossier, id: &'d str) -> &'d str {
    question(dossier, id).map_or(id, |question| question.title.as_str())
}

fn question<'d>(dossier: &'d Dossier, id: &str) -> Option<&'d Question> {
    dossier.questions.iter().find(|question| question.id == id)
}

fn grade(name: &str) -> Markup {
    html! { span class={ "grade " (name) } { (name) } }
}

fn section(dossier: &Dossier, answer: &Answer) -> Markup {
    // Findings come worst first; a rule stands where its worst finding stands.
    let mut by_rule: Vec<(&str, Vec<&Finding>)> = Vec::new();
    let mut position: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &answer.findings {
        let at = *position.entry(&finding.rule).or_insert_with(|| {
            by_rule.push((&finding.rule, Vec::new()));
            by_rule.len() - 1
        });
        if let Some((_, findings)) = by_rule.get_mut(at) {
            findings.push(finding);
        }
    }
    html! {
        section id=(answer.question) {
            h2 { (question_title(dossier, &answer.question)) " " (grade(answer.verdict.name())) }
            @if let Some(question) = question(dossier, &answer.question) { p.question { (question.text) } }
            p.statement { (shown(&answer.statement)) }
            @for (rule, findings) in &by_rule { (rule_claims(dossier, rule, findings)) }
            (coverage(answer))
        }
    }
}

fn rule_claims(dossier: &Dossier, rule: &str, findings: &[&Finding]) -> Markup {
    let page = dossier.rules.get(rule);
    let severity = findings.first().map_or("", |it| it.severity.name());
    html! {
        details.rule {
            summary {
                span class={ "severity " (severity) } { (severity) } " "
                @match page { Some(page) => { (page.title) }, None => { (rule) } }
                span.n { " " (findings.len()) }
            }
            @if let Some(page) = page {
                @for paragraph in page.prose.split("\n\n").filter(|it| !it.trim().is_empty()) {
                    p.prose { (paragraph.trim()) }
                }
                @if !page.references.is_empty() {
                    p.prose { @for reference in &page.references { span.reference { (reference) } " " } }
                }
            }
            @for finding in findings.iter().take(CLAIMS_PER_RULE) { (claim(dossier, finding)) }
            @if findings.len() > CLAIMS_PER_RULE {
                p.note { (findings.len() - CLAIMS_PER_RULE) " more claims of this rule stand in answers.json." }
            }
        }
    }
}

fn claim(dossier: &Dossier, finding: &Finding) -> Markup {
    html! {
        details.claim {
            summary { (shown(&finding.title)) " " span.meta { (finding.grade) ", confidence " (finding.confidence) } }
            p { "Subject: " code { (shown(&finding.subject)) } }
            @if !finding.detail.is_empty() {
                dl.detail { @for (key, value) in &finding.detail { dt { (key) } dd { (detail(value)) } } }
            }
            @if !finding.gates.is_empty() {
                p { "Holds when:" }
                ul { @for gate in &finding.gates {
                    li { (gate.kind) " " code { (shown(&gate.reads)) } " " (shown(&gate.holds_when)) ", moved by " (gate.by) }
                } }
            }
            table.evidence {
                thead { tr { th { "Evidence" } th { "Place" } th { "What stands there" } } }
                tbody {
                    @for row in finding.evidence().iter().filter_map(|id| dossier.evidence.get(id)) {
                        tr {
                            td { code { (row.id) } }
                            td { (shown(&dossier.path_of(row))) br; code { (shown(&row.evidence.at())) } }
                            td { (shown(&row.evidence.says)) }
                        }
                    }
                }
            }
            @if !finding.frames.is_empty() { p.meta { "Touches: " (finding.frames.join(", ")) } }
        }
    }
}

fn detail(value: &Value) -> Markup {
    match value {
        Value::String(text) => html! { (shown(text)) },
        Value::Array(values) if values.iter().all(|it| !it.is_array() && !it.is_object()) => {
            html! {
                @for (n, value) in values.iter().enumerate() { @if n > 0 { ", " } (detail(value)) }
            }
        }
        Value::Array(values) if values.iter().all(Value::is_object) => table(values),
        Value::Object(fields) => html! {
            dl.detail { @for (key, value) in fields { dt { (shown(key)) } dd { (detail(value)) } } }
        },
        other => html! { (shown(&other.to_string())) },
    }
}

/// Objects as a table: a column for each name, `name` first.
fn table(rows: &[Value]) -> Markup {
    let fields = rows.iter().filter_map(Value::as_object);
    let mut columns: Vec<&String> = fields.flat_map(|fields| fields.keys()).collect();
    columns.sort_by_key(|column| (*column != "name", column.as_str()));
    columns.dedup();
    let cell = |row: &Value, column: &str| match row.get(column) {
        None | Some(Value::Null) => html! {},
        Some(value) => detail(value),
    };
    html! {
        div.wide { table {
            thead { tr { th { "" } @for column in &columns { th { (shown(column)) } } } }
            tbody {
                @for (n, row) in (1..).zip(rows) {
                    tr { td { (n) } @for column in &columns { td { (cell(row, column)) } } }
                }
            }
        } }
    }
}

fn coverage(answer: &Answer) -> Markup {
    let coverage = &answer.coverage;
    html! {
        details.coverage open[answer.findings.is_empty()] {
            summary {
                "What was read and what was not: " (coverage.read) " read, " (coverage.not_read) " not read, "
                (coverage.limits_reached) " limits reached, " (answer.unknowns.len()) " gaps"
            }
            @if !coverage.notes.is_empty() { ul { @for note in &coverage.notes { li { (shown(note)) } } } }
            @if !answer.unknowns.is_empty() {
                table.unknowns {
                    thead { tr { th { "Not known" } th { "Because" } } }
                    tbody { @for unknown in &answer.unknowns {
                        tr { td { (shown(&unknown.what)) } td { (shown(&unknown.because)) } }
                    } }
                }
            }
        }
    }
}

fn apps(dossier: &Dossier) -> Markup {
    html! {
        section #apps {
            h2 { "What was examined" }
            details {
                summary { (dossier.subjects.len()) " subjects" }
                table {
                    thead { tr { th { "Subject" } th { "Name" } th { "Signer" } } }
                    tbody { @for subject in &dossier.subjects {
                        tr {
                            td { code { (shown(&subject.id)) } }
                            td { (shown(&subject.label)) }
                            td { code { (subject.signer.as_deref().unwrap_or("not known")) } }
                        }
                    } }
                }
            }
        }
    }
}

fn problems(dossier: &Dossier) -> Markup {
    html! {
        section #problems {
            h2 { "Problems met while reading" }
            @if dossier.problems.is_empty() { p { "None." } }
            @else {
                p { "Each with its place: " code { "patikra query CASE \"SELECT * FROM problem\"" } }
                table {
                    thead { tr { th { "Problem" } th { "Times" } } }
                    tbody { @for (code, n) in &dossier.problems { tr { td { code { (code) } } td.n { (n) } } } }
                }
            }
        }
    }
}

fn footer(dossier: &Dossier) -> Markup {
    html! {
        footer {
            p {
                "Case " code { (dossier.id) } br;
                "Patikra " (dossier.version) ", protocol " (dossier.protocol) ", knowledge " code { (dossier.knowledge) }
            }
            p {
                "Show a piece of evidence: " code { "patikra show CASE EVIDENCE" }
                ". Derive all of it again from the inputs: " code { "patikra verify CASE" } "."
            }
        }
    }
}
