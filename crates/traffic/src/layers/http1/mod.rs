//! HTTP/1.0 and 1.1: requests and answers of a connection, paired in order.
//!
//! The head is read line by line and by no stricter rule than that a line has a name, a colon and a value:
//! what a server accepted is to be shown, not refused.
//!
//! Spec: RFC 9112 (section 6.3 for where a body ends), RFC 9110.
//! Departures from the spec: lines may end in LF; names may be followed by spaces; a bad content length is a
//! problem and the body then runs to the end of the connection (answers) or is empty (requests).

mod parser;

use crate::exchange::Draft;
use crate::layer::{Command, Context, Event, Kind, Layer, Origin, Probe, Side, Sides};
use base::Problem;
use fmt_net::http::{Body, Request, Response, header};
use parser::{Message, Parser, State, Taken, status};
use std::collections::VecDeque;

/// Requests that wait for an answer: 10,000.
const MAX_WAITING: usize = 10_000;

const METHODS: [&[u8]; 24] = [
    b"GET ",
    b"POST ",
    b"HEAD ",
    b"PUT ",
    b"DELETE ",
    b"OPTIONS ",
    b"PATCH ",
    b"CONNECT ",
    b"TRACE ",
    b"PROPFIND ",
    b"PROPPATCH ",
    b"MKCOL ",
    b"COPY ",
    b"MOVE ",
    b"LOCK ",
    b"UNLOCK ",
    b"REPORT ",
    b"SEARCH ",
    b"M-SEARCH ",
    b"NOTIFY ",
    b"SUBSCRIBE ",
    b"PURGE ",
    b"MERGE ",
    b"QUERY ",
];

/// Whether bytes begin like a request or an answer: a known method, or any line that ends in the version.
pub fn probe(bytes: &[u8]) -> Probe {
    let bytes = bytes.trim_ascii_start();
    let mut best = Probe::prefix(bytes, b"HTTP/");
    for method in METHODS {
        match Probe::prefix(bytes, method) {
            Probe::Yes => return Probe::Yes,
            Probe::Maybe => best = Probe::Maybe,
            Probe::No => {}
        }
    }
    if best == Probe::No {
        best = probe_line(bytes);
    }
    best
}

/// A method that is not known: upper-case letters, a space, and a version at the end of the line.
fn probe_line(bytes: &[u8]) -> Probe {
    let word = bytes.split(|byte| *byte == b' ').next().unwrap_or_default();
    let is_method = |byte: &u8| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_');
    if word.is_empty() || word.len() > 32 || !word.iter().all(is_method) {
        return Probe::No;
    }
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        let is_text = bytes
            .iter()
            .all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\r');
        return if is_text { Probe::Maybe } else { Probe::No };
    };
    let line = bytes.get(..end).unwrap_or_default().trim_ascii_end();
    match line.last_chunk::<8>() {
        Some([b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0' | b'1']) => Probe::Yes,
        _ => Probe::No,
    }
}

/// A connection of HTTP/1.
#[derive(Default)]
pub struct Http1 {
    sides: Sides<Parser>,
    waiting: VecDeque<Message>,
}

impl Layer for Http1 {
    fn on_event(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>) {
        match event {
            Event::Data {
                side,
                bytes,
                origin,
            } => self.data(side, bytes, origin, context, out),
            Event::Gap { side, len } => {
                let parser = self.sides.of_mut(side);
                if parser.state == State::Tunnel {
                    out.push(Command::InnerGap { side, len });
                } else if let Some(message) = parser.gap(len) {
                    self.complete(side, message, out);
                }
            }
            Event::Stream { .. } => {}
            Event::End { side } => {
                let parser = self.sides.of_mut(side);
                if parser.state == State::Tunnel {
                    out.push(Command::InnerEnd { side });
                } else if let Some(message) = parser.end() {
                    self.complete(side, message, out);
                }
                // Without a server there are no more answers.
                if side == Side::Server {
                    for request in std::mem::take(&mut self.waiting) {
                        out.push(exchange(request, None));
                    }
                }
            }
        }
    }
}

impl Http1 {
    fn data(
        &mut self,
        side: Side,
        bytes: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let mut rest = bytes;
        loop {
            if self.sides.of(side).state == State::Tunnel {
                if !rest.is_empty() {
                    out.push(Command::Inner {
                        side,
                        bytes: rest.to_vec(),
                        origin,
                    });
                }
                return;
            }
            if self.sides.of(side).state == State::Lost {
                if probe(rest) != Probe::Yes {
                    return;
                }
                *self.sides.of_mut(side) = Parser::default();
            }
            let answers_to = self
                .waiting
                .front()
                .map(|request| request.first_line.as_str());
            let parser = match side {
                Side::Client => &mut self.sides.client,
                Side::Server => &mut self.sides.server,
            };
            match parser.take(side, &mut rest, origin, answers_to, context) {
                Taken::More => {
                    if rest.is_empty() {
                        return;
                    }
                }
                Taken::Whole(message) => self.complete(side, *message, out),
                Taken::Broken(problem) => {
                    parser.state = State::Lost;
                    parser.buffer.clear();
                    parser.message = None;
                    out.push(Command::Problem(problem));
                    return;
                }
            }
        }
    }

    fn complete(&mut self, side: Side, message: Message, out: &mut Vec<Command>) {
        if side == Side::Client {
            if self.waiting.len() >= MAX_WAITING
                && let Some(oldest) = self.waiting.pop_front()
            {
                out.push(exchange(oldest, None));
            }
            self.waiting.push_back(message);
            return;
        }
        let status = status(&message.first_line);
        let Some(request) = self.waiting.front() else {
            if !(100..200).contains(&status) {
                let says = format!("an answer with status {status} has no request");
                let request = Message {
                    first_line: String::new(),
                    headers: Vec::new(),
                    trailers: Vec::new(),
                    body: Body::default(),
                    missing: 0,
                    origin: message.origin,
                    problems: vec![Problem::new("http/answer-without-request", says)],
                };
                out.push(exchange(request, Some(message)));
            }
            return;
        };
        let is_connect = request.first_line.starts_with("CONNECT ") && (200..300).contains(&status);
        let next = if is_connect {
            Some(Kind::Unknown)
        } else if status == 101 {
            upgrade(&message)
        } else {
            None
        };
        // Other interim answers say nothing final.
        if (100..200).contains(&status) && status != 101 {
            return;
        }
        if let Some(request) = self.waiting.pop_front() {
            out.push(exchange(request, Some(message)));
        }
        if let Some(kind) = next {
            self.sides.client.state = State::Tunnel;
            self.sides.server.state = State::Tunnel;
            out.push(Command::Next(kind));
        }
    }
}

fn upgrade(message: &Message) -> Option<Kind> {
    let protocol = header(&message.headers, "upgrade")?.to_ascii_lowercase();
    if protocol.contains("websocket") {
        let extensions = header(&message.headers, "sec-websocket-extensions").unwrap_or_default();
        return Some(Kind::WebSocket {
            deflate: extensions.contains("permessage-deflate"),
            client_resets: extensions.contains("client_no_context_takeover"),
            server_resets: extensions.contains("server_no_context_takeover"),
        });
    }
    Some(if protocol.contains("h2c") {
        Kind::Http2
    } else {
        Kind::Unknown
    })
}

fn exchange(request: Message, response: Option<Message>) -> Command {
    let mut problems = request.problems;
    let line = request.first_line.trim_end();
    let (method, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (target, version) = match rest.rsplit_once(' ') {
        Some((target, version)) if version.starts_with("HTTP/") => (target, version),
        _ if line.is_empty() => ("", ""),
        _ => (rest, "HTTP/0.9"),
    };
    let response_origin = response.as_ref().map(|response| response.origin);
    let response = response.map(|response| {
        problems.extend(response.problems);
        let (version, rest) = response
            .first_line
            .split_once(' ')
            .unwrap_or((&response.first_line, ""));
        let rest = rest.trim_start();
        Response {
            status: status(&response.first_line),
            reason: rest
                .split_once(' ')
                .map_or_else(String::new, |(_, reason)| reason.to_owned()),
            version: version.to_owned(),
            headers: response.headers,
            body: response.body,
            trailers: response.trailers,
        }
    });
    Command::Exchange(Box::new(Draft {
        stream: None,
        scheme: None,
        layer: version.to_ascii_lowercase(),
        request_origin: request.origin,
        response_origin,
        request: Request {
            method: method.to_owned(),
            url: target.trim().to_owned(),
            version: version.to_owned(),
            headers: request.headers,
            body: request.body,
            trailers: request.trailers,
        },
        response,
        problems,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::{END, client, play, server};
    use fmt_net::keylog::KeyLog;

    /// Plays lines (`>` the client, `<` the server, `_` a gap of the server) and gives exchanges in one
    /// line each.
    fn check(lines: &[(char, &str)], expect: &[&str]) {
        let mut layer = Http1::default();
        let mut events: Vec<Event<'_>> = Vec::new();
        for (number, (who, text)) in (1..).zip(lines) {
            events.push(match who {
                '>' => client(number, text.as_bytes()),
                '<' => server(number, text.as_bytes()),
                _ => Event::Gap {
                    side: Side::Server,
                    len: text.parse().unwrap(),
                },
            });
        }
        events.extend(END);
        let out = play(&mut layer, &KeyLog::default(), &events);
        let found: Vec<String> = out.iter().map(line).collect();
        assert_eq!(found, expect);
    }

    fn line(command: &Command) -> String {
        match command {
            Command::Exchange(draft) => {
                let request = &draft.request;
                let response = draft.response.as_ref().map_or("no answer".to_owned(), |r| {
                    format!("{} {:?}", r.status, String::from_utf8_lossy(&r.body.bytes))
                });
                let packets = (
                    draft.request_origin.first_packet,
                    draft.response_origin.map_or(0, |o| o.last_packet),
                );
                let problems: Vec<_> = draft.problems.iter().map(|p| p.code).collect();
                format!(
                    "{} {} {:?} -> {response} {packets:?} {}",
                    request.method,
                    request.url,
                    String::from_utf8_lossy(&request.body.bytes),
                    problems.join(" ")
                )
                .trim_end()
                .to_owned()
            }
            Command::Inner { side, bytes, .. } => {
                format!("{side:?} {:?}", String::from_utf8_lossy(bytes))
            }
            Command::Problem(problem) => problem.code.to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn lengths_and_pipelining() {
        check(
            &[
                ('>', "POST /a HTTP/1.1\r\nContent-Le"),
                ('>', "ngth: 3\r\n\r\nabcGET /b HTTP/1.1\n\n"),
                (
                    '<',
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxyHTTP/1.1 404 Not Found\r\n\r\nuntil",
                ),
                ('<', " the end"),
            ],
            &[
                "POST /a \"abc\" -> 200 \"xy\" (1, 3)",
                "GET /b \"\" -> 404 \"until the end\" (2, 4)",
            ],
        );
    }

    #[test]
    fn chunks_in_any_pieces() {
        let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\nHTTP/1.1 204 No\r\n\r\n";
        for step in [1, 2, 7, 1000] {
            let mut lines = vec![('>', "GET / HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")];
            let mut rest = answer;
            while !rest.is_empty() {
                let (a, b) = rest.split_at(step.min(rest.len()));
                lines.push(('<', a));
                rest = b;
            }
            let last = lines.len() as u64;
            let mut layer = Http1::default();
            let events: Vec<_> = (1..)
                .zip(&lines)
                .map(|(n, (who, t))| {
                    if *who == '>' {
                        client(n, t.as_bytes())
                    } else {
                        server(n, t.as_bytes())
                    }
                })
                .collect();
            let out = play(&mut layer, &KeyLog::default(), &events);
            assert_eq!(out.len(), 2);
            assert!(line(&out[0]).starts_with("GET / \"\" -> 200 \"abc0123456789\""));
            assert_eq!(
                line(&out[1]),
                format!("GET /2 \"\" -> 204 \"\" (1, {last})")
            );
        }
    }

    #[test]
    fn answers_without_bodies() {
        check(
            &[
                ('>', "HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\n\r\n"),
                (
                    '<',
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nHTTP/1.1 304 No\r\n\r\n",
                ),
            ],
            &[
                "HEAD / \"\" -> 200 \"\" (1, 2)",
                "GET / \"\" -> 304 \"\" (1, 2)",
            ],
        );
    }

    #[test]
    fn tunnels_and_upgrades_go_inside() {
        check(
            &[
                ('>', "CONNECT a:443 HTTP/1.1\r\n\r\n"),
                ('<', "HTTP/1.1 200 OK\r\n\r\n"),
                ('>', "inside"),
            ],
            &[
                "CONNECT a:443 \"\" -> 200 \"\" (1, 2)",
                "Next(Unknown)",
                "Client \"inside\"",
                "InnerEnd { side: Client }",
                "InnerEnd { side: Server }",
            ],
        );
    }

    #[test]
    fn a_gap_in_a_body_keeps_the_next_answer() {
        check(
            &[
                ('>', "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
                ('<', "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab"),
                ('_', "8"),
                ('<', "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz"),
            ],
            &[
                "GET /1 \"\" -> 200 \"ab\" (1, 2) http/body-incomplete",
                "GET /2 \"\" -> 200 \"z\" (1, 4)",
            ],
        );
    }

    #[test]
    fn the_first_version_has_no_heads() {
        check(
            &[('>', "GET /old\r\n"), ('<', "<html>"), ('<', "x")],
            &["GET /old \"\" -> 0 \"<html>x\" (1, 3)"],
        );
    }

    #[test]
    fn an_answer_without_request_is_given() {
        check(
            &[('<', "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n")],
            &["  \"\" -> 400 \"\" (1, 1) http/answer-without-request"],
        );
    }

    #[test]
    fn a_request_without_answer_is_given() {
        check(
            &[('>', "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n")],
            &["GET /1 \"\" -> no answer (1, 0)"],
        );
    }

    #[test]
    fn damage_never_panics() {
        let answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: u\r\n\r\n";
        testkit::hostile(answer, |bytes| {
            let mut events = vec![client(1, b"GET / HTTP/1.1\r\n\r\n"), server(2, bytes)];
            events.extend(END);
            play(&mut Http1::default(), &KeyLog::default(), &events);
        });
        testkit::hostile(
            b"POST / HTTP/1.1\r\nContent-Length: 3\r\nA:\r\n b\r\n\r\nabcGET",
            |bytes| {
                play(
                    &mut Http1::default(),
                    &KeyLog::default(),
                    &[client(1, bytes)],
                );
            },
        );
    }
}
