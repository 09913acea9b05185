//! The requests of a case, whole, read again from its inputs: for archives that other tools open.

use crate::traffic::{FileSource, digest_of};
use crate::unit::may_hold_traffic;
use crate::{Case, CaseError, Cell, Lab};
use ::traffic::coding::plain_body;
use ::traffic::exchange::Exchange;
use base::{ArtifactId, Limits, Problem};
use examine::{Numbered, TrafficInputs, TrafficModel, TrafficSource, read_traffic};
use fmt_net::http::{Body, Header};
use fmt_net::time::to_rfc3339;
use std::collections::BTreeMap;
use unpack::{Artifact, Kind, Opener, Visitor};

/// Bytes that a body may unpack to: 16 MiB, as for parameters.
const BODY_LEN: u64 = 16 << 20;
/// Rows that are asked for: 10 million, more than one case lists.
const N_ROWS: usize = 10_000_000;

/// A body as it reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentBody {
    /// Its bytes, with content codings undone.
    pub bytes: Vec<u8>,
    /// Bytes on the way.
    pub len: u64,
    /// What its head says it is.
    pub kind: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The words beside it.
    pub reason: String,
    /// The version of the protocol.
    pub version: String,
    /// The head.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: SentBody,
}

/// A request with its answer and what the case says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its id in the case.
    pub id: String,
    /// When it was sent, in UTC.
    pub asked: Option<String>,
    /// Until the answer was whole, in milliseconds.
    pub took_ms: Option<u64>,
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// The version of the protocol.
    pub version: String,
    /// The head.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: SentBody,
    /// The answer.
    pub answer: Option<Answered>,
    /// The server's address.
    pub server_address: Option<String>,
    /// What the case says of it: where it was seen, by which app, which personal data is in it and why; each with
    /// the name of its evidence.
    pub notes: Vec<String>,
}

fn headers(headers: &[Header]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|header| (header.name.clone(), header.value.clone()))
        .collect()
}

fn body(headers: &[Header], body: &Body) -> SentBody {
    SentBody {
        bytes: plain_body(headers, body, BODY_LEN).value.0,
        len: body.len,
        kind: fmt_net::http::header(headers, "content-type")
            .unwrap_or_default()
            .to_owned(),
    }
}

fn sent(id: String, exchange: &Exchange, notes: Vec<String>) -> Sent {
    let request = &exchange.request;
    Sent {
        asked: exchange.asked_ns.map(to_rfc3339),
        took_ms: exchange
            .asked_ns
            .zip(exchange.answered_ns)
            .map(|(asked, answered)| answered.saturating_sub(asked) / 1_000_000),
        method: request.method.clone(),
        url: request.url.clone(),
        version: request.version.clone(),
        headers: headers(&request.headers),
        body: body(&request.headers, &request.body),
        answer: exchange.response.as_ref().map(|answer| Answered {
            status: answer.status,
            reason: answer.reason.clone(),
            version: answer.version.clone(),
            headers: headers(&answer.headers),
            body: body(&answer.headers, &answer.body),
        }),
        server_address: exchange.server.map(|it| it.ip().to_string()),
        notes,
        id,
    }
}

/// Reads the records inside a container.
struct Inside<'a, 's> {
    inputs: &'a TrafficInputs,
    limits: &'a Limits,
    sink: &'a mut (dyn FnMut(ArtifactId, u64, &Exchange) + 's),
}

impl Visitor for Inside<'_, '_> {
    fn artifact(&mut self, artifact: &Artifact<'_>) {
        if artifact.kind.is_traffic() {
            let bytes = artifact.bytes.bytes();
            record(
                artifact.id,
                artifact.kind,
                &bytes,
                self.inputs,
                self.limits,
                self.sink,
            );
        }
    }

    fn problem(&mut self, _artifact: ArtifactId, _path: &str, _problem: Problem) {}
}

fn record(
    id: ArtifactId,
    kind: Kind,
    source: &dyn TrafficSource,
    inputs: &TrafficInputs,
    limits: &Limits,
    sink: &mut dyn FnMut(ArtifactId, u64, &Exchange),
) {
    let model = TrafficModel {
        id,
        kind,
        source,
        inputs,
    };
    // What could not be read is in the case already.
    let _ = read_traffic(&model, limits, &mut |item| {
        if let Numbered::Exchange(n, exchange) = item {
            sink(id, n, &exchange);
        }
    });
}

impl Case {
    /// Hands out every request of the case, read again from its inputs, in their order.
    ///
    /// # Errors
    /// [`CaseError::InputChanged`] where an input is not the one that was assessed.
    pub fn requests(&self, lab: &Lab, sink: &mut dyn FnMut(Sent)) -> Result<(), CaseError> {
        let mut files = lab.find(&self.inputs()?, &self.folder)?;
        let places = self.places()?;
        let inputs = places.traffic.read(&places.from, &mut files, &lab.limits)?;
        let mut notes = self.notes()?;
        let mut seen = std::collections::BTreeSet::new();
        let mut take = |artifact: ArtifactId, n: u64, exchange: &Exchange| {
            let id = examine::exchange_id(artifact, n);
            // The same file may stand in two places; a request that the case does not list has no notes.
            if seen.insert(id.clone()) {
                let notes = notes.remove(&id).unwrap_or_default();
                sink(sent(id, exchange, notes));
            }
        };
        for unit in files.units.iter().filter(|unit| may_hold_traffic(unit)) {
            let changed = |because: String| CaseError::InputChanged {
                path: unit.path.clone(),
                because,
            };
            let id = digest_of(&unit.file.disk_path).map_err(|it| changed(it.to_string()))?;
            let known = self.query(&format!("SELECT 1 FROM artifact WHERE id = '{id}'"), 1)?;
            if known.rows.is_empty() {
                return Err(changed(
                    "the file is not the one that was assessed".to_owned(),
                ));
            }
            if unit.kind.is_traffic() {
                let source = FileSource(&unit.file.disk_path);
                record(id, unit.kind, &source, &inputs, &lab.limits, &mut take);
                continue;
            }
            let Ok(bytes) = unpack::read(&unit.file, &lab.limits) else {
                continue;
            };
            let mut inside = Inside {
                inputs: &inputs,
                limits: &lab.limits,
                sink: &mut take,
            };
            Opener::new(lab.limits, &mut inside).open(&unit.path, &bytes);
        }
        Ok(())
    }

    /// What the case says of each request.
    fn notes(&self) -> Result<BTreeMap<String, Vec<String>>, CaseError> {
        const SQL: &str = "
            SELECT x.exchange, 0 AS part, 'seen in ' || coalesce(o.path, 'an input') || ', ' || e.at || ', evidence ' || e.id
                   || CASE WHEN x.client_app IS NULL THEN '' ELSE '; by the app ' || x.client_app END
                   || CASE WHEN x.service IS NULL THEN '' ELSE '; the form is that of ' || x.service || ' (' || x.payload || ')' END
                   || CASE WHEN x.after_mark IS NULL THEN '' ELSE '; after ' || x.after_mark END
                   || CASE WHEN x.before_mark IS NULL THEN '' ELSE '; before ' || x.before_mark END AS note, 0 AS n
            FROM traffic_exchange AS x JOIN evidence AS e ON e.id = x.evidence
            LEFT JOIN (SELECT artifact, min(path) AS path FROM origin GROUP BY artifact) AS o ON o.artifact = x.artifact
            UNION ALL
            SELECT exchange, 1, class || '/' || what || ' in ' || path || ': ' || why || ', evidence ' || evidence, n
            FROM traffic_parameter WHERE class IS NOT NULL
            UNION ALL
            SELECT exchange, 2, 'planted value ' || name || ' in ' || path || ' (' || form || '), evidence ' || evidence, rowid
            FROM traffic_canary
            ORDER BY 1, 2, 4, 3";
        let table = self.query(SQL, N_ROWS)?;
        let mut notes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in &table.rows {
            let cell = |n: usize| row.get(n).map(Cell::text).unwrap_or_default();
            notes.entry(cell(0)).or_default().push(cell(2));
        }
        Ok(notes)
    }
}
