//! `patikra rules`: the rules of the knowledge base.

use crate::args::Rules;
use crate::exit::Exit;
use crate::print;
use case::Lab;

pub(crate) fn run(lab: &Lab, what: &Rules) -> anyhow::Result<Exit> {
    let rules = lab.rules();
    match what {
        Rules::List => {
            let heading = [
                "rule",
                "question",
                "grade",
                "severity",
                "confidence",
                "says",
            ];
            let heading: Vec<String> = heading.map(str::to_owned).into();
            let rows: Vec<Vec<String>> = rules
                .rules()
                .iter()
                .map(|rule| {
                    vec![
                        rule.id.clone(),
                        rule.question.clone(),
                        rule.grade.to_string(),
                        rule.severity.to_string(),
                        rule.confidence.to_string(),
                        rule.title.clone(),
                    ]
                })
                .collect();
            print(&report::cells(&heading, &rows))
        }
        Rules::Show { rule } => match rules.rule(rule) {
            Some(rule) => print(&rule.page),
            None => Ok(unknown(rule)),
        },
        Rules::Test { rule } => {
            if let Some(rule) = rule
                && rules.rule(rule).is_none()
            {
                return Ok(unknown(rule));
            }
            let report = rules.test(rule.as_deref())?;
            for error in rules.errors() {
                print(&format!("{error}\n"))?;
            }
            for failure in &report.failures {
                print(&format!(
                    "{}:{}: {}\n",
                    failure.path, failure.line, failure.says
                ))?;
            }
            // Lines that were left out are told where the knowledge base is read.
            let n_failed = report.failures.len() + rules.errors().len() + lab.left_out().count();
            print(&format!(
                "{} rules, {} fixtures, {} runs, {n_failed} failures\n",
                report.n_rules, report.n_fixtures, report.n_runs
            ))?;
            Ok(if n_failed == 0 {
                Exit::Done
            } else {
                Exit::Holds
            })
        }
        Rules::New { rule } => {
            if let Some(page) = case::new_page(rule) {
                return print(&page);
            }
            eprintln!("patikra: a rule's id is kebab case, as in manifest-permits-cleartext");
            Ok(Exit::Usage)
        }
    }
}

fn unknown(rule: &str) -> Exit {
    eprintln!("patikra: no rule is called {rule}; `patikra rules list` names them all");
    Exit::Usage
}
