//! `patikra flows` and `flow`: what was sent.

use crate::args::{Flow, Flows};
use crate::exit::Exit;
use crate::print;
use crate::traffic_tables as tables;
use anyhow::Context;
use base::escape_controls;
use case::{Case, Cell, Lab, Table};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

pub(crate) fn flows(lab: &dyn Fn() -> anyhow::Result<Lab>, what: &Flows) -> anyhow::Result<Exit> {
    let case = Case::open(&what.case)?;
    if let Some(path) = &what.har {
        return archive(&case, &lab()?, path);
    }
    if what.marks {
        return marks(&case, what);
    }
    let (sql, nothing) = if what.events {
        (
            tables::EVENTS,
            "the case holds no events of known services\n",
        )
    } else if what.parameters {
        (
            tables::PARAMETERS,
            "the case holds no parameters of traffic\n",
        )
    } else {
        (tables::FLOWS, "the case holds no traffic\n")
    };
    let table = case.query(sql, what.rows)?;
    if table.rows.is_empty() {
        return print(nothing);
    }
    show(&table, what)
}

fn show(table: &Table, what: &Flows) -> anyhow::Result<Exit> {
    if what.csv {
        print(&crate::inspect::csv(table))?;
    } else {
        print(&crate::inspect::columns(table))?;
    }
    if table.cut {
        eprintln!(
            "patikra: there are more than {} rows; --rows shows more",
            what.rows
        );
    }
    Ok(Exit::Done)
}

/// What the user's marks divide.
fn marks(case: &Case, what: &Flows) -> anyhow::Result<Exit> {
    let marks = case.query(tables::MARKS, what.rows)?;
    if marks.rows.is_empty() {
        return print(
            "the case holds no marks; `patikra assess --mark TIME=NAME` takes them with the record\n",
        );
    }
    let parameters = case.query(&tables::parameters_around_marks(), what.rows)?;
    if what.csv {
        return show(&parameters, what);
    }
    let hosts = case.query(&tables::hosts_around_marks(), what.rows)?;
    print(&format!(
        "{}\nhosts, from the mark before to the mark, and from it to the mark after\n{}\nparameters that end or begin, and identifiers\n",
        crate::inspect::columns(&marks),
        crate::inspect::columns(&hosts),
    ))?;
    show(&parameters, what)
}

/// Writes all requests as an HTTP archive.
fn archive(case: &Case, lab: &Lab, path: &Path) -> anyhow::Result<Exit> {
    let cannot = || format!("cannot write {}", path.display());
    let mut file = BufWriter::new(File::create(path).with_context(cannot)?);
    file.write_all(report::har_head().as_bytes())
        .with_context(cannot)?;
    let mut n_entries = 0_u64;
    let mut failed = None;
    case.requests(lab, &mut |sent| {
        if failed.is_some() {
            return;
        }
        let comma = if n_entries == 0 { "" } else { "," };
        let entry = format!("{comma}{}", report::har_entry(&sent));
        n_entries += 1;
        failed = file.write_all(entry.as_bytes()).err();
    })?;
    if let Some(error) = failed {
        return Err(error).with_context(cannot);
    }
    file.write_all(report::HAR_TAIL.as_bytes())
        .and_then(|()| file.flush())
        .with_context(cannot)?;
    print(&format!("{}: {n_entries} requests\n", path.display()))
}

/// A name and a value on each line, without what is not known.
fn sheet(table: &Table) -> String {
    let mut text = String::new();
    for row in &table.rows {
        for (column, cell) in table.columns.iter().zip(row) {
            if !matches!(cell, Cell::Null) {
                text.push_str(&format!("{column:<14}{}\n", escape_controls(&cell.text())));
            }
        }
    }
    text
}

fn section(text: &mut String, case: &Case, heading: &str, sql: &str) -> anyhow::Result<()> {
    let table = case.query(sql, 20_000)?;
    if !table.rows.is_empty() {
        text.push_str(&format!("\n{heading}\n"));
        text.push_str(&crate::inspect::columns(&table));
    }
    Ok(())
}

/// The events of a request with their parameters; how many there are.
fn events(text: &mut String, case: &Case, id: &str) -> anyhow::Result<usize> {
    let events = case.query(
        &format!("SELECT event, service, name, n_parameters FROM traffic_event WHERE exchange = '{id}' ORDER BY event"),
        20_000,
    )?;
    for row in &events.rows {
        let cell = |n: usize| row.get(n).map(Cell::text).unwrap_or_default();
        let heading = escape_controls(&format!(
            "event {} of {}: {}, {} parameters",
            cell(0),
            cell(1),
            cell(2),
            cell(3)
        ));
        section(
            text,
            case,
            &heading,
            &format!(
                "SELECT field AS parameter, substr(value, 1, 80) AS value, coalesce(class || '/' || what, '') AS class, coalesce(why, '') AS why FROM traffic_parameter
                 WHERE exchange = '{id}' AND event = {} ORDER BY n",
                cell(0)
            ),
        )?;
    }
    Ok(events.rows.len())
}

pub(crate) fn flow(what: &Flow) -> anyhow::Result<Exit> {
    let case = Case::open(&what.case)?;
    let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !what.id.bytes().all(is_id) {
        eprintln!("patikra: `{}` is no id of a flow", what.id);
        return Ok(Exit::Usage);
    }
    let id = &what.id;
    let head = case.query(
        &format!(
            "SELECT x.method || ' ' || x.scheme || '://' || x.host || x.path AS request, x.asked AS time, s.label AS app,
                    x.client_app AS named_app, x.server_address AS address, x.country, x.status, x.encryption,
                    x.layers, x.sent || ' bytes' AS body, x.n_parameters AS parameters, x.service, x.payload,
                    x.after_mark AS after, x.before_mark AS before, o.path AS seen_in, e.at, x.evidence
             FROM traffic_exchange AS x LEFT JOIN subject AS s ON s.id = x.app LEFT JOIN evidence AS e ON e.id = x.evidence
             LEFT JOIN (SELECT artifact, min(path) AS path FROM origin GROUP BY artifact) AS o ON o.artifact = x.artifact
             WHERE x.exchange = '{id}'"
        ),
        1,
    )?;
    if head.rows.is_empty() {
        let connection = case.query(
            &format!("SELECT * FROM traffic_connection WHERE connection = '{id}'"),
            1,
        )?;
        if connection.rows.is_empty() {
            eprintln!("patikra: the case holds no flow {id}; `patikra flows` lists them");
            return Ok(Exit::Usage);
        }
        let mut text = sheet(&connection);
        section(
            &mut text,
            &case,
            "requests",
            &format!(
                "SELECT exchange, asked, method, host, path, status FROM traffic_exchange WHERE connection = '{id}' ORDER BY rowid"
            ),
        )?;
        return print(&text);
    }
    let mut text = sheet(&head);
    section(
        &mut text,
        &case,
        "what code says of the parameters",
        &format!(
            "SELECT s.name AS parameter, s.class || '/' || s.what AS class,
                    CASE WHEN s.kind = 'callback' THEN 'handed to ' ELSE '' END || s.api || coalesce(' (' || s.argument || ')', '') AS made_of,
                    coalesce(u.package, u.label, s.app) AS app, min(s.evidence) AS evidence
             FROM traffic_parameter AS p JOIN traffic_exchange AS x ON x.exchange = p.exchange
             JOIN code_parameter_source AS s ON s.name = p.name LEFT JOIN subject AS u ON u.id = s.app
             WHERE p.exchange = '{id}' AND NOT p.is_opened AND s.class IS NOT NULL AND NOT s.mixed
               AND (s.app = x.app OR (x.app NOT GLOB 'app:*' AND EXISTS (SELECT 1 FROM net_endpoint AS n WHERE n.app = s.app AND n.host = x.host)))
             GROUP BY 1, 2, 3, 4
             ORDER BY app, min(p.n), min(s.source)"
        ),
    )?;
    section(
        &mut text,
        &case,
        "planted values",
        &format!(
            "SELECT name, form, path, evidence FROM traffic_canary WHERE exchange = '{id}' ORDER BY rowid"
        ),
    )?;
    section(
        &mut text,
        &case,
        "wrappings, from the outermost in",
        &format!(
            "SELECT path, len AS characters FROM traffic_parameter WHERE exchange = '{id}' AND is_opened ORDER BY n"
        ),
    )?;
    let n_events = events(&mut text, &case, id)?;
    section(
        &mut text,
        &case,
        if n_events == 0 {
            "parameters"
        } else {
            "other parameters"
        },
        &format!(
            "SELECT path AS parameter, substr(value, 1, 80) AS value, coalesce(class || '/' || what, '') AS class, coalesce(why, '') AS why FROM traffic_parameter
             WHERE exchange = '{id}' AND event IS NULL AND NOT is_opened ORDER BY n"
        ),
    )?;
    print(&text)
}
