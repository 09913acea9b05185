//! Reads a record of traffic and numbers what is in it, in the same way each time it is read.

use super::TrafficModel;
use base::{Limits, Problem};
use fmt_net::capture::{Reader, Record, TLS_KEY_LOG};
use fmt_net::http::{Body, Request};
use fmt_net::keylog::KeyLog;
use fmt_net::{har, mitm};
use std::collections::HashMap;
use std::io::Read;
use traffic::analyzer::Analyzer;
use traffic::exchange::{Connection, Exchange, Item, Mark, Source, from_har, from_mitm};
use traffic::layer::Origin;
use traffic::layers::dns;
use unpack::Kind;

/// Bytes of a capture that are read at once: 1 MiB.
const PIECE: usize = 1 << 20;
/// Addresses of web sockets that are remembered: 100,000.
const N_SOCKETS: usize = 100_000;

/// Something that was read.
pub enum Numbered {
    /// The time of a capture's first packet, before anything else.
    Start(u64),
    /// A request with its number, from 1 in the order in which they become whole. A message that a client sent
    /// through a web socket is one too, of the method `WEBSOCKET`.
    Exchange(u64, Box<Exchange>),
    /// A connection that has ended.
    Connection(Box<Connection>),
    /// An answer of the name system.
    Dns {
        /// Packets and time.
        origin: Origin,
        /// Who answered.
        server: String,
        /// The answer.
        message: Box<dns::Message>,
    },
    /// Something wrong.
    Problem(Problem),
}

/// What numbers items.
#[derive(Default)]
struct Counter {
    n_exchanges: u64,
    /// The address of the last request of a connection or entry, for the messages that follow it.
    sockets: HashMap<u64, (String, Exchange)>,
}

impl Counter {
    fn take(&mut self, item: Item, sink: &mut dyn FnMut(Numbered)) {
        match item {
            Item::Exchange(exchange) => {
                self.n_exchanges += 1;
                let is_socket = exchange
                    .response
                    .as_ref()
                    .is_some_and(|answer| answer.status == 101);
                if is_socket && self.sockets.len() < N_SOCKETS {
                    let mut bare = (*exchange).clone();
                    bare.request.body = Body::default();
                    bare.response = None;
                    let url = exchange.request.url.clone();
                    self.sockets.insert(key(exchange.source), (url, bare));
                }
                sink(Numbered::Exchange(self.n_exchanges, exchange));
            }
            Item::Socket { source, message } => {
                let Some((url, first)) = self.sockets.get(&key(source)) else {
                    return;
                };
                if !message.is_from_client {
                    return;
                }
                self.n_exchanges += 1;
                let mut exchange = first.clone();
                let (address, _) = url.split_once(['?', '#']).unwrap_or((url, ""));
                exchange.request = Request {
                    method: "WEBSOCKET".to_owned(),
                    url: address.to_owned(),
                    version: first.request.version.clone(),
                    body: Body::whole(message.data, true),
                    ..Request::default()
                };
                exchange.asked_ns = message.time_ns.or(first.asked_ns);
                exchange.answered_ns = None;
                exchange.layers.push(Mark {
                    layer: "websocket".to_owned(),
                    packets: None,
                });
                sink(Numbered::Exchange(self.n_exchanges, Box::new(exchange)));
            }
            Item::Dns {
                origin,
                server,
                message,
                ..
            } => {
                if message.is_response {
                    sink(Numbered::Dns {
                        origin,
                        server: server.to_string(),
                        message,
                    });
                }
            }
            Item::Connection(connection) => {
                self.sockets.remove(&connection.number);
                sink(Numbered::Connection(connection));
            }
            Item::Problem {
                connection,
                problem,
            } => {
                let problem = match connection {
                    Some(number) => Problem {
                        says: format!("connection {number}: {}", problem.says),
                        ..problem
                    },
                    None => problem,
                };
                sink(Numbered::Problem(problem));
            }
        }
    }
}

const fn key(source: Source) -> u64 {
    match source {
        Source::Capture { connection, .. } => connection,
        // A usize is never wider than 64 bits.
        Source::Entry { index, .. } => index as u64,
    }
}

/// Reads a record and hands out what is in it.
///
/// # Errors
/// A sentence where it cannot be read at all.
pub fn read(
    model: &TrafficModel<'_>,
    limits: &Limits,
    sink: &mut dyn FnMut(Numbered),
) -> Result<(), String> {
    let mut source = model.source.open().map_err(|error| error.to_string())?;
    let mut counter = Counter::default();
    if model.kind.is_capture() {
        return capture(&mut *source, model, limits, &mut counter, sink);
    }
    let mut bytes = Vec::new();
    source
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    let problems = match model.kind {
        Kind::Har => {
            let mut entries = |entry| from_har(entry, &mut |item| counter.take(item, sink));
            let read = har::read(&bytes, limits, &mut entries);
            read.map_err(|error| error.to_string())?.problems
        }
        Kind::MitmFlows => {
            let mut flows = |flow| from_mitm(flow, &mut |item| counter.take(item, sink));
            let read = mitm::read(&bytes, limits, &mut flows);
            read.map_err(|error| error.to_string())?.problems
        }
        other => return Err(format!("{} is no record of traffic", other.name())),
    };
    for problem in problems {
        sink(Numbered::Problem(problem));
    }
    Ok(())
}

fn capture(
    source: &mut dyn Read,
    model: &TrafficModel<'_>,
    limits: &Limits,
    counter: &mut Counter,
    sink: &mut dyn FnMut(Numbered),
) -> Result<(), String> {
    let mut keys = KeyLog::default();
    // What is wrong with a key log is a problem of its own file.
    keys.add(&model.inputs.keys, &mut Vec::new());
    let mut analyzer = Analyzer::new(*limits, keys);
    let mut reader = Reader::new(limits);
    let mut piece = vec![0; PIECE];
    let mut failed = None;
    let mut has_begun = false;
    {
        let mut records = |record: Record<'_>| match record {
            Record::Packet(packet) => {
                if let Some(time) = packet.time_ns
                    && !std::mem::replace(&mut has_begun, true)
                {
                    sink(Numbered::Start(time));
                }
                analyzer.packet(&packet, &mut |item| counter.take(item, sink));
            }
            Record::Secrets {
                kind: TLS_KEY_LOG,
                data,
                ..
            } => {
                let mut problems = Vec::new();
                analyzer.add_secrets(data, &mut problems);
                for problem in problems {
                    sink(Numbered::Problem(problem));
                }
            }
            Record::Problem(problem) => sink(Numbered::Problem(problem)),
            _ => {}
        };
        loop {
            let n = match source.read(&mut piece) {
                Ok(n) => n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    failed = Some(error.to_string());
                    break;
                }
            };
            if n == 0 {
                break;
            }
            let part = piece.get(..n).unwrap_or_default();
            reader
                .push(part, &mut records)
                .map_err(|error| error.to_string())?;
        }
        reader
            .finish(&mut records)
            .map_err(|error| error.to_string())?;
    }
    analyzer.finish(&mut |item| counter.take(item, sink));
    match failed {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
