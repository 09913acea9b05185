//! `patikra flows` and `flow`: what was sent.

use crate::args::{Flow, Flows};
use crate::exit::Exit;
use crate::print;
use anyhow::Context;
use base::escape_controls;
use case::{Case, Cell, Lab, Table};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Requests, and connections without any, in the order of their times.
const FLOWS: &str = "
    WITH known AS (
      SELECT x.exchange AS id, x.asked AS time, x.asked_ns AS ns, x.app AS app, x.host AS host, x.country AS country,
             CASE WHEN x.service IS NULL THEN x.method || ' ' || x.path
                  ELSE x.service || coalesce(': ' || (SELECT group_concat(DISTINCT e.name) FROM traffic_event AS e
                                                      WHERE e.exchange = x.exchange), '') END AS what,
             coalesce((SELECT max(e.n_parameters) FROM traffic_event AS e WHERE e.exchange = x.exchange), x.n_parameters) AS n,
             CASE WHEN x.payload = 'encrypted' THEN 'payload not' WHEN x.encryption = 'none' THEN 'clear' ELSE 'opened' END AS opened,
             x.rowid AS number, 0 AS part
      FROM traffic_exchange AS x
      UNION ALL
      SELECT c.connection, c.started, c.started_ns, c.app, coalesce(c.host, c.server_address), c.country,
             c.transport || ' ' || c.server_port || ', ' || c.sent || ' bytes sent' || coalesce(', ' || c.encryption, ''),
             NULL, c.opened, c.rowid, 1
      FROM traffic_connection AS c WHERE c.n_exchanges = 0
    )
    SELECT k.id, replace(substr(k.time, 1, 23), 'T', ' ') AS time, coalesce(s.package, s.label, k.app) AS app, k.host,
           coalesce((SELECT t.operator FROM ref_telemetry_host AS t WHERE k.host = t.domain OR k.host GLOB '*.' || t.domain
                     ORDER BY length(t.domain) DESC, t.operator LIMIT 1), '') AS operator,
           coalesce(k.country, '') AS country, substr(k.what, 1, 70) AS what, coalesce(k.n, '') AS n, k.opened
    FROM known AS k LEFT JOIN subject AS s ON s.id = k.app
    ORDER BY k.ns IS NULL, k.ns, k.part, k.number";

/// The catalogue of events: different names of parameters over all events of one name, and how far apart they are.
const EVENTS: &str = "
    WITH one AS (
      SELECT e.app AS app, x.host AS host, e.service AS service, coalesce(e.name, '') AS event, e.exchange AS exchange, e.event AS number,
             e.n_parameters AS n, x.asked AS asked, x.asked_ns AS ns,
             x.asked_ns - lag(x.asked_ns) OVER (PARTITION BY e.app, x.host, e.service, e.name ORDER BY x.asked_ns, e.rowid) AS since
      FROM traffic_event AS e JOIN traffic_exchange AS x ON x.exchange = e.exchange
    )
    SELECT coalesce(s.package, s.label, o.app) AS app, o.host, o.service, o.event, count(*) AS times, max(o.n) AS parameters,
           replace(substr(min(o.asked), 1, 23), 'T', ' ') AS first, replace(substr(max(o.asked), 1, 23), 'T', ' ') AS last,
           coalesce(round(avg(o.since) / 1e9, 1) || ' s', '') AS every
    FROM one AS o LEFT JOIN subject AS s ON s.id = o.app
    GROUP BY o.app, o.host, o.service, o.event
    ORDER BY app, o.host, o.service, times DESC, o.event";

pub(crate) fn flows(lab: &dyn Fn() -> anyhow::Result<Lab>, what: &Flows) -> anyhow::Result<Exit> {
    let case = Case::open(&what.case)?;
    if let Some(path) = &what.har {
        return archive(&case, &lab()?, path);
    }
    let (sql, nothing) = if what.events {
        (EVENTS, "the case holds no events of known services\n")
    } else {
        (FLOWS, "the case holds no traffic\n")
    };
    let table = case.query(sql, what.rows)?;
    if table.rows.is_empty() {
        return print(nothing);
    }
    print(&crate::inspect::columns(&table))?;
    if table.cut {
        eprintln!(
            "patikra: there are more than {} rows; --rows shows more",
            what.rows
        );
    }
    Ok(Exit::Done)
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
            &mut text,
            &case,
            &heading,
            &format!(
                "SELECT field AS parameter, substr(value, 1, 80) AS value, coalesce(class || '/' || what, '') AS class, coalesce(why, '') AS why FROM traffic_parameter
                 WHERE exchange = '{id}' AND event = {} ORDER BY n",
                cell(0)
            ),
        )?;
    }
    section(
        &mut text,
        &case,
        if events.rows.is_empty() {
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
