//! States what a record of traffic shows.

use super::analyse::{Read, analyse, path_of};
use super::catalogue::{Carrier, Catalogue, Sent};
use super::marks::Timeline;
use super::{Numbered, TrafficModel, exchange_id, numbered, read};
use crate::examiners::word_lists;
use crate::{Knowledge, Sink};
use base::{ArtifactId, Problem, View, escape_controls};
use facts::{
    Place, TrafficCanary, TrafficConnection, TrafficEvent, TrafficExchange, TrafficList,
    TrafficLookup, TrafficMark, TrafficParameter, TrafficSent,
};
use fmt_net::time::to_rfc3339;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use traffic::canary::{Finder, Hit};
use traffic::coding::plain_body;
use traffic::decoder::Status;
use traffic::exchange::{Connection, Exchange, Source, url_host, url_port};
use traffic::tls::Opening;

/// Requests and connections of one record that become facts in any case: 25,000 of each. A day of a phone has 5,000; with
/// parameters this is what keeps a run under 500 MB. Past that a request is listed only where it carries a value of personal data
/// that was not seen before; all others are counted by name in `traffic.sent`.
const N_LISTED: u64 = 25_000;
/// Parameters of one record that become facts in any case: 75,000, for the same reason.
const N_PARAMETERS: u64 = 75_000;
/// Requests, and parameters, that are listed past those bounds since they carry something new: 25,000.
const N_MORE: u64 = 25_000;
/// Characters of a value that are kept: 200. What identifies somebody is shorter.
const VALUE_LEN: usize = 200;
/// Characters of a path or a wrapping's path that are kept: 500.
const PATH_LEN: usize = 500;
/// Names of addresses that are remembered: 100,000.
const N_NAMES: usize = 100_000;
/// Bytes that a body may unpack to for the search for canaries: 16 MiB, as in `traffic::peel`.
const BODY_LEN: u64 = 16 << 20;

/// Bytes of an answer's body that may be a list: 200, some 20 words.
const SHORTEST_LIST: usize = 200;
/// Bytes of an answer that is searched without a look at its first words: 256 KiB.
const SHORT_ANSWER: usize = 256 << 10;
/// Bytes of answers of one record that are searched for lists: 64 MiB. A day of a phone has less text.
const LISTS_LEN: u64 = 64 << 20;

struct Stating<'a, 's> {
    model: &'a TrafficModel<'a>,
    knowledge: &'a Knowledge,
    sink: &'a mut Sink<'s>,
    canaries: Finder,
    timeline: Option<Timeline>,
    /// The names that lookups gave addresses for.
    names: HashMap<IpAddr, String>,
    lookups: BTreeSet<(String, String)>,
    n_of_connection: HashMap<u64, i64>,
    n_exchanges: u64,
    n_connections: u64,
    n_parameters: u64,
    /// Requests past the bound that are listed, and parameters.
    n_more: u64,
    n_more_parameters: u64,
    catalogue: Catalogue,
    /// Connections whose data could not be read, by reason.
    unread: BTreeMap<String, u64>,
    n_damaged: u64,
    /// Bytes of answers that may still be searched for lists.
    lists_left: u64,
    /// Address and digest of the answers that were searched: one that comes again says nothing new.
    searched: BTreeSet<(String, ArtifactId)>,
}

/// States what a record of traffic shows.
pub(crate) fn state(model: &TrafficModel<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
    let limits = *sink.limits();
    let mut stating = Stating {
        canaries: Finder::new(&model.inputs.canaries),
        model,
        knowledge,
        sink,
        timeline: None,
        names: HashMap::new(),
        lookups: BTreeSet::new(),
        n_of_connection: HashMap::new(),
        n_exchanges: 0,
        n_connections: 0,
        n_parameters: 0,
        n_more: 0,
        n_more_parameters: 0,
        catalogue: Catalogue::default(),
        unread: BTreeMap::new(),
        n_damaged: 0,
        lists_left: LISTS_LEN,
        searched: BTreeSet::new(),
    };
    let result = read(model, &limits, &mut |item| stating.item(item));
    stating.end(result);
}

pub(super) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn cut(text: &str, len: usize) -> String {
    match text.char_indices().nth(len) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn json<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    Value::from(texts.map(Value::from).collect::<Vec<_>>()).to_string()
}

/// The host that was asked, in lower case; its address where it has no name.
fn host_of(exchange: &Exchange) -> String {
    let named = url_host(&exchange.request.url).map(str::to_ascii_lowercase);
    named
        .or_else(|| exchange.server.map(|it| it.ip().to_string()))
        .unwrap_or_default()
}

/// Why a connection's data could not be read, or `None` where it could.
fn obstacle(connection: &Connection) -> Option<&'static str> {
    let opening = connection.handshake.as_ref().map(|it| it.opening)?;
    Some(match opening {
        Opening::NotNeeded | Opening::Opened => return None,
        Opening::NoSecret => "no key log has the secret of the connection",
        Opening::Unsupported => "the cipher suite or version is not one that is opened",
        Opening::WrongSecret => "the secret in the key log does not open it",
        Opening::Gap => "the capture lacks bytes of it",
    })
}

/// Whether the data of a connection could be read, and why not.
fn opened(connection: &Connection) -> (&'static str, Option<String>) {
    let has_data = connection.from_client.bytes > 0 || connection.from_server.bytes > 0;
    if let Some(why) = obstacle(connection) {
        return ("not-opened", Some(why.to_owned()));
    }
    match (&connection.handshake, connection.layers.as_slice()) {
        _ if !has_data => ("no-data", None),
        (Some(handshake), layers) if handshake.opening == Opening::Opened => {
            let inner = layers
                .iter()
                .any(|it| !matches!(*it, "tls" | "quic" | "unknown"));
            let because =
                (!inner).then(|| "no protocol that is read was recognised in it".to_owned());
            ("opened", because)
        }
        (Some(_), ["quic"]) => (
            "not-opened",
            Some("the data of QUIC is not read".to_owned()),
        ),
        (Some(_), _) => ("no-data", None),
        (None, layers) if layers.iter().any(|it| *it != "unknown") => ("clear", None),
        _ => (
            "not-recognised",
            Some("no protocol that is read was recognised".to_owned()),
        ),
    }
}

impl Stating<'_, '_> {
    fn connection_id(&self, n: u64) -> String {
        numbered(self.model.id, 'c', n)
    }

    fn item(&mut self, item: Numbered) {
        match item {
            Numbered::Start(time) => {
                self.timeline = Some(self.model.inputs.marks.timeline(time));
            }
            Numbered::Exchange(n, exchange) => self.exchange(n, &exchange),
            Numbered::Connection(connection) => self.connection(&connection),
            Numbered::Dns {
                origin,
                server,
                message,
            } => {
                let asked = message
                    .questions
                    .first()
                    .map(|it| it.name.to_ascii_lowercase());
                let Some(name) = asked else { return };
                for answer in &message.answers {
                    let address: Option<IpAddr> = answer.data.parse().ok();
                    if let Some(address) = address
                        && self.names.len() < N_NAMES
                    {
                        self.names.insert(address, name.clone());
                    }
                    let is_new = self.lookups.len() < N_NAMES
                        && self.lookups.insert((name.clone(), answer.data.clone()));
                    if !is_new {
                        continue;
                    }
                    let kind = traffic::layers::dns::kind_name(answer.kind)
                        .map_or_else(|| answer.kind.to_string(), str::to_owned);
                    let says = format!("{name} is answered with {kind} {}", answer.data);
                    let fact = TrafficLookup {
                        name: name.clone(),
                        answer: cut(&answer.data, PATH_LEN),
                        kind,
                        server: server.clone(),
                    };
                    let place = Place::Packets {
                        first: origin.first_packet,
                        last: origin.last_packet,
                    };
                    self.sink
                        .at(fact, place, escape_controls(&cut(&says, PATH_LEN)));
                }
            }
            Numbered::Problem(problem) => {
                let is_damage = [
                    "truncated",
                    "unreadable",
                    "damaged",
                    "bad-entry",
                    "bad-flow",
                ]
                .iter()
                .any(|it| problem.code.ends_with(it));
                if is_damage {
                    self.n_damaged += 1;
                }
                self.sink.problem(problem);
            }
        }
    }

    fn connection(&mut self, connection: &Connection) {
        self.n_connections += 1;
        let n_exchanges = self.n_of_connection.remove(&connection.number).unwrap_or(0);
        let (opened, because) = opened(connection);
        if let Some(because) = &because {
            *self.unread.entry(because.clone()).or_default() += 1;
        }
        if self.n_connections > N_LISTED {
            return;
        }
        let handshake = connection.handshake.as_deref();
        let sni = handshake
            .and_then(|it| it.sni())
            .map(str::to_ascii_lowercase);
        let looked_up = || self.names.get(&connection.server.ip()).cloned();
        let (host, host_by) = if sni.is_some() {
            (sni, Some("sni"))
        } else {
            let name = looked_up();
            let by = name.as_ref().map(|_| "dns");
            (name, by)
        };
        let times = connection.times_ns;
        let missing = connection
            .from_client
            .missing
            .saturating_add(connection.from_server.missing);
        let encryption = handshake.map(traffic::tls::Handshake::summary);
        let whom = host
            .clone()
            .unwrap_or_else(|| connection.server.ip().to_string());
        let says = format!(
            "a connection over {} to {whom}, port {}: {} bytes sent, {} received{}",
            connection.transport,
            connection.server.port(),
            connection.from_client.bytes,
            connection.from_server.bytes,
            because
                .as_ref()
                .map_or_else(String::new, |why| format!("; not read: {why}")),
        );
        let fact = TrafficConnection {
            connection: self.connection_id(connection.number),
            transport: connection.transport.to_owned(),
            client: connection.client.to_string(),
            server_address: connection.server.ip().to_string(),
            server_port: i64::from(connection.server.port()),
            host,
            host_by: host_by.map(str::to_owned),
            started: times.map(|it| to_rfc3339(it.0)),
            started_ns: times.map(|it| number(it.0)),
            lasted_ms: times.map(|it| number(it.1.saturating_sub(it.0) / 1_000_000)),
            client_app: connection.app.as_ref().map(|it| it.label.clone()),
            app_uid: connection.app.as_ref().map(|it| i64::from(it.uid)),
            layers: json(connection.layers.iter().copied()),
            encryption,
            alpn: handshake.and_then(|it| it.alpn.clone()),
            ja4: handshake.and_then(|it| it.ja4.clone()),
            certificate: handshake
                .and_then(|it| it.certificates.first())
                .map(|it| cut(&it.subject, VALUE_LEN)),
            opened: opened.to_owned(),
            because,
            sent: number(connection.from_client.bytes),
            received: number(connection.from_server.bytes),
            missing: number(missing),
            n_packets: number(connection.n_packets),
            n_exchanges,
            country: self.model.inputs.countries.of(connection.server.ip()),
        };
        let (first, last) = connection.packets;
        self.sink
            .at(fact, Place::Packets { first, last }, escape_controls(&says));
    }

    fn exchange(&mut self, n: u64, exchange: &Exchange) {
        self.n_exchanges += 1;
        if let Source::Capture { connection, .. } = exchange.source {
            *self.n_of_connection.entry(connection).or_default() += 1;
        }
        let past = self.n_exchanges > N_LISTED;
        let request = &exchange.request;
        let asked = exchange.asked_ns;
        if self.timeline.is_none()
            && let Some(time) = asked
        {
            self.timeline = Some(self.model.inputs.marks.timeline(time));
        }
        let app = exchange.app.as_ref().map(|it| it.label.as_str());
        let digest = Catalogue::digest(app, request);
        if past && self.catalogue.again(digest, asked) {
            return;
        }
        let id = exchange_id(self.model.id, n);
        let limits = *self.sink.limits();
        let knowledge = self.knowledge;
        let read = analyse(request, knowledge, &self.model.inputs.payload_keys, &limits);
        let place = match exchange.source {
            Source::Entry { span, .. } => Place::Bytes(span),
            Source::Capture { .. } => {
                let packets = exchange.layers.first().and_then(|it| it.packets);
                let (first, last) = packets.unwrap_or((0, 0));
                Place::Packets { first, last }
            }
        };
        let host = host_of(exchange);
        let around = asked.zip(self.timeline.as_ref());
        let after_mark = around.and_then(|(time, line)| line.around(time).0);
        let carrier = Carrier {
            id: &id,
            app,
            host: &host,
            asked,
            after_mark,
            place: &place,
        };
        let new = self.catalogue.add(digest, &carrier, &read);
        let hits = self.hits(exchange, &read);
        if past {
            if new.is_empty() && hits.is_empty() {
                return;
            }
            self.n_more += 1;
            if self.n_more > N_MORE {
                return;
            }
        }
        for problem in read.problems.iter().chain(&exchange.problems) {
            let says = format!("request {id}: {}", problem.says);
            self.sink.problem(Problem {
                says,
                ..problem.clone()
            });
        }
        let fact = self.exchange_fact(&id, exchange, &read);
        let says = format!(
            "{} {}://{}{} carries {} parameters{}",
            fact.method,
            fact.scheme,
            fact.host,
            cut(&fact.path, 100),
            fact.n_parameters,
            fact.status
                .map_or_else(String::new, |it| format!("; answered {it}")),
        );
        let says = escape_controls(&says);
        let whom = format!("{}{}", fact.host, cut(&fact.path, 60));
        self.sink.at(fact, place.clone(), says.clone());
        self.events(&id, &read, &place, &says);
        self.canaries(&id, hits, &place, &whom);
        self.parameters(&id, read, past, &new, (&place, &says, &whom));
        self.lists(&id, exchange, &place);
    }

    /// Lists of words and the like in the answer.
    fn lists(&mut self, id: &str, exchange: &Exchange, place: &Place) {
        let Some(answer) = &exchange.response else {
            return;
        };
        if answer.body.bytes.len() < SHORTEST_LIST {
            return;
        }
        let body = plain_body(&answer.headers, &answer.body, BODY_LEN).value.0;
        let known = &self.knowledge.word_lists;
        // The cheap check is made for the thousands of files of a phone; it does not look into texts inside texts,
        // which answers often are.
        let is_text = body.len() <= SHORT_ANSWER && std::str::from_utf8(&body).is_ok();
        if body.len() < SHORTEST_LIST || !(is_text || wordlist::is_worth_reading(&body, known)) {
            return;
        }
        let len = body.len() as u64;
        let url = exchange.request.url.split(['?', '#']).next().unwrap_or("");
        let answer = (cut(url, PATH_LEN), unpack::digest(&body));
        if self.searched.len() >= N_NAMES || !self.searched.insert(answer) {
            return;
        }
        if len > self.lists_left {
            self.lists_left = 0;
            let says = format!("answers have more than {LISTS_LEN} bytes that may hold lists");
            *self.unread.entry(says).or_default() += 1;
            return;
        }
        self.lists_left -= len;
        let limits = *self.sink.limits();
        let mut steps = word_lists::budget(len);
        let found = wordlist::recognise(url, View::new(&body), known, &limits, &mut steps);
        for list in found
            .lists
            .iter()
            .filter(|it| word_lists::is_worth_stating(it))
        {
            let fact = word_lists::fact(list, "answer", url);
            let says = format!("{} entries came from {}", fact.n_words, cut(url, PATH_LEN));
            let fact = TrafficList {
                exchange: id.to_owned(),
                url: cut(url, PATH_LEN),
                kind: fact.kind,
                purpose: fact.purpose,
                confidence: fact.confidence,
                decoding: fact.decoding,
                n_words: fact.n_words,
                themes: fact.themes,
                sample: fact.sample,
                sha256: fact.sha256,
                reasons: fact.reasons,
            };
            self.sink.at(fact, place.clone(), escape_controls(&says));
        }
    }

    fn exchange_fact(&mut self, id: &str, exchange: &Exchange, read: &Read<'_>) -> TrafficExchange {
        let request = &exchange.request;
        let url = request.url.as_str();
        let host = host_of(exchange);
        let scheme = url
            .split_once("://")
            .map_or("", |(scheme, _)| scheme)
            .to_ascii_lowercase();
        let layers: Vec<&str> = exchange.layers.iter().map(|it| it.layer.as_str()).collect();
        let tls = layers
            .iter()
            .find(|it| it.starts_with("tls") || it.starts_with("ssl"));
        let encryption = match (tls, scheme.as_str(), exchange.source) {
            (Some(tls), ..) => (*tls).to_owned(),
            (None, "https" | "wss", Source::Entry { .. }) => "tls".to_owned(),
            (None, "https" | "wss", _) if layers.contains(&"quic") => "quic".to_owned(),
            _ => "none".to_owned(),
        };
        let asked = exchange.asked_ns;
        let around = asked.zip(self.timeline.as_ref());
        let (after, before) = around.map_or((None, None), |(time, line)| line.around(time));
        TrafficExchange {
            exchange: id.to_owned(),
            connection: match exchange.source {
                Source::Capture { connection, .. } => Some(self.connection_id(connection)),
                Source::Entry { .. } => None,
            },
            asked: asked.map(to_rfc3339),
            asked_ns: asked.map(number),
            after_mark: after.map(str::to_owned),
            before_mark: before.map(str::to_owned),
            method: cut(&request.method, 32),
            scheme,
            host: cut(&host, PATH_LEN),
            port: url_port(url)
                .map(i64::from)
                .or_else(|| exchange.server.map(|it| i64::from(it.port()))),
            path: cut(path_of(url), PATH_LEN),
            status: exchange.response.as_ref().map(|it| i64::from(it.status)),
            server_address: exchange.server.map(|it| it.ip().to_string()),
            country: exchange
                .server
                .and_then(|it| self.model.inputs.countries.of(it.ip())),
            client_app: exchange.app.as_ref().map(|it| it.label.clone()),
            layers: json(layers.into_iter()),
            encryption,
            sent: number(request.body.len),
            received: exchange.response.as_ref().map(|it| number(it.body.len)),
            n_parameters: read.n_parameters,
            service: read.service.map(|it| it.id.clone()),
            payload: read.service.map(|it| {
                let payload = match it.status {
                    Status::Read => "read",
                    Status::Encrypted => "encrypted",
                };
                payload.to_owned()
            }),
            n_events: number(read.events.len() as u64),
        }
    }

    fn events(&mut self, id: &str, read: &Read<'_>, place: &Place, says: &str) {
        let Some(service) = read.service else { return };
        for (position, (name, n_parameters)) in (1_i64..).zip(&read.events) {
            let fact = TrafficEvent {
                exchange: id.to_owned(),
                event: position,
                service: service.id.clone(),
                name: name.as_ref().map(|it| cut(it, VALUE_LEN)),
                n_parameters: *n_parameters,
            };
            self.sink.at(fact, place.clone(), says);
        }
    }

    /// Planted values in a request, with where they stand.
    fn hits(&self, exchange: &Exchange, read: &Read<'_>) -> BTreeMap<Hit, String> {
        let mut hits: BTreeMap<Hit, String> = BTreeMap::new();
        if self.canaries.is_empty() {
            return hits;
        }
        // What is inside a wrapping comes after it and says more exactly where the value stands.
        for found in read.found.iter().rev() {
            for hit in self.canaries.find(found.parameter.value.as_bytes()) {
                let path = cut(&found.parameter.path_text(), PATH_LEN);
                if found.parameter.is_opened {
                    hits.entry(hit).or_insert(path);
                } else {
                    hits.insert(hit, path);
                }
            }
        }
        for hit in self.canaries.find(exchange.request.url.as_bytes()) {
            hits.entry(hit).or_insert_with(|| "address".to_owned());
        }
        let request = &exchange.request;
        let body = plain_body(&request.headers, &request.body, BODY_LEN)
            .value
            .0;
        for hit in self.canaries.find(&body) {
            hits.entry(hit).or_insert_with(|| "body".to_owned());
        }
        hits
    }

    fn canaries(&mut self, id: &str, hits: BTreeMap<Hit, String>, place: &Place, whom: &str) {
        for (hit, path) in hits {
            let says = format!(
                "the planted value `{}` goes to {whom} in {path} ({})",
                hit.name, hit.form
            );
            let fact = TrafficCanary {
                exchange: id.to_owned(),
                name: hit.name,
                form: hit.form,
                path,
            };
            self.sink.at(fact, place.clone(), escape_controls(&says));
        }
    }

    /// States the parameters of a request; past the bounds, those that are new.
    fn parameters(
        &mut self,
        id: &str,
        read: Read<'_>,
        past: bool,
        new: &BTreeSet<usize>,
        (place, says, whom): (&Place, &str, &str),
    ) {
        for (position, found) in (1_i64..).zip(read.found) {
            self.n_parameters += 1;
            if past || self.n_parameters > N_PARAMETERS {
                let is_new = usize::try_from(position - 1).is_ok_and(|it| new.contains(&it));
                if !is_new {
                    continue;
                }
                self.n_more_parameters += 1;
                if self.n_more_parameters > N_MORE {
                    continue;
                }
            }
            let parameter = &found.parameter;
            let value = cut(&parameter.value, VALUE_LEN);
            let says = match &found.personal {
                Some(personal) => escape_controls(&format!(
                    "`{}` with the value `{}` goes to {whom}: {}",
                    found.field.as_deref().unwrap_or(parameter.name()),
                    cut(&value, 80),
                    personal.why
                )),
                None => says.to_owned(),
            };
            let fact = TrafficParameter {
                exchange: id.to_owned(),
                n: position,
                event: found.event,
                name: cut(parameter.name(), VALUE_LEN),
                path: cut(&parameter.path_text(), PATH_LEN),
                len: number(parameter.value.chars().count() as u64),
                value,
                layers: json(parameter.layers()),
                is_opened: parameter.is_opened,
                field: found.field.map(|it| cut(&it, VALUE_LEN)),
                class: found.personal.as_ref().map(|it| it.class.clone()),
                what: found.personal.as_ref().map(|it| it.what.clone()),
                why: found.personal.map(|it| it.why),
            };
            self.sink.at(fact, place.clone(), says);
        }
    }

    /// The user's marks, as they fall in this record.
    fn marks(&mut self) {
        let Some(line) = &self.timeline else { return };
        for (time, name) in line.marks() {
            let fact = TrafficMark {
                name: cut(name, VALUE_LEN),
                time: to_rfc3339(*time),
                time_ns: number(*time),
            };
            let says = format!("the user marked {} as {}", to_rfc3339(*time), name);
            self.sink
                .whole(fact, escape_controls(&cut(&says, PATH_LEN)));
        }
    }

    /// All parameters by name, over all requests.
    fn sent(&mut self) {
        for (key, sent) in std::mem::take(&mut self.catalogue).into_entries() {
            let Sent {
                n_times,
                n_values,
                value,
                personal,
                times,
                exchange,
                place,
            } = sent;
            let says = format!(
                "`{}` goes to {} {n_times} times, with {n_values} values",
                cut(&key.parameter, 100),
                cut(&key.host, 100),
            );
            let (class, what) = personal.unzip();
            let fact = TrafficSent {
                client_app: key.app,
                host: cut(&key.host, PATH_LEN),
                service: key.service,
                event: key.event.map(|it| cut(&it, VALUE_LEN)),
                parameter: cut(&key.parameter, PATH_LEN),
                class,
                what,
                n_times: number(n_times),
                n_values: number(n_values),
                value: cut(&value, VALUE_LEN),
                first: times.map(|it| to_rfc3339(it.0)),
                first_ns: times.map(|it| number(it.0)),
                last: times.map(|it| to_rfc3339(it.1)),
                last_ns: times.map(|it| number(it.1)),
                exchange,
            };
            self.sink.at(fact, place, escape_controls(&says));
        }
    }

    /// Says what could not be read.
    fn end(mut self, result: Result<(), String>) {
        if let Err(error) = result {
            self.sink
                .problem(Problem::new("traffic/unreadable", &error));
            self.sink.not_read(error);
            return;
        }
        self.marks();
        self.sent();
        let mut parts: Vec<String> = self
            .unread
            .iter()
            .map(|(why, n)| {
                let connections = match self.n_connections {
                    1 => "connection",
                    _ => "connections",
                };
                format!("{n} of {} {connections}: {why}", self.n_connections)
            })
            .collect();
        for (n, most, more, what) in [
            (
                self.n_exchanges,
                N_LISTED,
                self.n_more.min(N_MORE),
                "requests",
            ),
            (self.n_connections, N_LISTED, 0, "connections"),
        ] {
            if n > most {
                parts.push(format!("{} of {n} {what} are listed", most + more));
            }
        }
        if self.n_parameters > N_PARAMETERS || self.n_exchanges > N_LISTED {
            parts.push("parameters past the bound are listed where they carry a new value of personal data, and all are counted by name in traffic_sent".to_owned());
        }
        if self.n_more > N_MORE || self.n_more_parameters > N_MORE {
            parts.push(format!(
                "more than {N_MORE} new values past the bound are not listed"
            ));
        }
        if self.catalogue.n_left_out() > 0 {
            parts.push(format!(
                "{} parameters under new names are not counted in traffic_sent",
                self.catalogue.n_left_out()
            ));
        }
        if self.n_damaged > 0 {
            parts.push(format!(
                "{} problems of damage or an early end, listed in the case",
                self.n_damaged
            ));
        }
        if !parts.is_empty() {
            self.sink.limit(parts.join("; "));
        }
    }
}
