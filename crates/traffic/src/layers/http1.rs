//! HTTP/1.0 and 1.1: requests and answers of a connection, paired in order.
//!
//! The head is read line by line and by no stricter rule than that a line has a name, a colon and a value:
//! what a server accepted is to be shown, not refused.
//!
//! Spec: RFC 9112 (section 6.3 for where a body ends), RFC 9110.
//! Departures from the spec: lines may end in LF; names may be followed by spaces; a bad content length is a
//! problem and the body then runs to the end of the connection (answers) or is empty (requests).

use crate::exchange::Draft;
use crate::layer::{Command, Context, Event, Kind, Layer, Origin, Probe, Side, Sides};
use base::Problem;
use fmt_net::http::{Body, Header, Request, Response, header, text};
use std::collections::VecDeque;

/// A head, or a line of a chunked body: 256 KiB. Servers refuse more than 8 to 64 KiB.
const MAX_HEAD: usize = 256 << 10;
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

/// Whether bytes begin like a request or an answer.
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
    best
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Head,
    /// This many bytes of the body are to come.
    Length(u64),
    ChunkSize,
    Chunk(u64),
    ChunkEnd,
    Trailers,
    UntilEnd,
    /// What follows is not HTTP/1.
    Tunnel,
    /// Where we are in the stream is not known.
    Lost,
}

struct Message {
    first_line: String,
    headers: Vec<Header>,
    trailers: Vec<Header>,
    body: Body,
    missing: u64,
    origin: Origin,
    problems: Vec<Problem>,
}

struct Parser {
    state: State,
    buffer: Vec<u8>,
    message: Option<Message>,
    begun: Option<Origin>,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            state: State::Head,
            buffer: Vec::new(),
            message: None,
            begun: None,
        }
    }
}

/// A connection of HTTP/1.
#[derive(Default)]
pub struct Http1 {
    sides: Sides<Parser>,
    waiting: VecDeque<Message>,
}

enum Taken {
    More,
    Whole(Box<Message>),
    Broken(Problem),
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
                out.push(Command::Problem(Problem::new(
                    "http/answer-without-request",
                    says,
                )));
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

fn status(first_line: &str) -> u16 {
    first_line
        .split_ascii_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_default()
}

fn exchange(request: Message, response: Option<Message>) -> Command {
    let mut problems = request.problems;
    let line = request.first_line.trim_end();
    let (method, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (target, version) = match rest.rsplit_once(' ') {
        Some((target, version)) if version.starts_with("HTTP/") => (target, version),
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

/// The length of a head with its empty line, where it is complete; the search begins at `from`.
fn head_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let line = bytes.get(at..)?;
        let end = line.iter().position(|byte| *byte == b'\n')?;
        at = at.saturating_add(end).saturating_add(1);
        match bytes.get(at..)? {
            [b'\n', ..] => return Some(at.saturating_add(1)),
            [b'\r', b'\n', ..] => return Some(at.saturating_add(2)),
            _ => {}
        }
    }
}

fn fields(lines: &[u8]) -> (Vec<Header>, usize) {
    let mut headers: Vec<Header> = Vec::new();
    let mut n_bad = 0_usize;
    for line in lines.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            // A value that goes on in the next line, as old software writes.
            if let Some(last) = headers.last_mut() {
                last.value.push(' ');
                last.value.push_str(&text(line.trim_ascii()));
                continue;
            }
        }
        match line.iter().position(|byte| *byte == b':') {
            Some(colon) if colon > 0 => {
                let (name, value) = line.split_at_checked(colon).unwrap_or((line, &[]));
                let value = value.get(1..).unwrap_or_default();
                headers.push(Header::new(name.trim_ascii(), value.trim_ascii()));
            }
            _ => n_bad = n_bad.saturating_add(1),
        }
    }
    (headers, n_bad)
}

impl Parser {
    fn take(
        &mut self,
        side: Side,
        rest: &mut &[u8],
        origin: Origin,
        answers_to: Option<&str>,
        context: &Context<'_>,
    ) -> Taken {
        if let Some(message) = &mut self.message {
            message.origin = message.origin.to(origin);
        }
        match self.state {
            State::Head => return self.head(side, rest, origin, answers_to),
            State::Length(left) => {
                let n = self.body(rest, left, context);
                let left = left.saturating_sub(n);
                self.state = State::Length(left);
                if left == 0 {
                    return self.whole();
                }
            }
            State::UntilEnd => {
                self.body(rest, u64::MAX, context);
            }
            State::Chunk(left) => {
                let n = self.body(rest, left, context);
                let left = left.saturating_sub(n);
                self.state = if left == 0 {
                    State::ChunkEnd
                } else {
                    State::Chunk(left)
                };
            }
            State::ChunkSize => match self.line(rest) {
                Err(problem) => return Taken::Broken(problem),
                Ok(None) => {}
                Ok(Some(line)) => {
                    let digits = line.split(|byte| matches!(byte, b';' | b' ')).next();
                    let size = digits
                        .and_then(|digits| str::from_utf8(digits).ok())
                        .and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
                    self.state = match size {
                        Some(0) => State::Trailers,
                        Some(size) => State::Chunk(size),
                        None => {
                            let found = base::printable(&line, 40);
                            let says = format!("expected the size of a chunk, found {found}");
                            return Taken::Broken(Problem::new("http/bad-chunk", says));
                        }
                    };
                }
            },
            State::ChunkEnd => match self.line(rest) {
                Err(problem) => return Taken::Broken(problem),
                Ok(None) => {}
                Ok(Some(line)) if line.is_empty() => self.state = State::ChunkSize,
                Ok(Some(_)) => {
                    let says = "a chunk is longer than its size";
                    return Taken::Broken(Problem::new("http/bad-chunk", says));
                }
            },
            State::Trailers => match self.line(rest) {
                Err(problem) => return Taken::Broken(problem),
                Ok(None) => {}
                Ok(Some(line)) if line.is_empty() => return self.whole(),
                Ok(Some(line)) => {
                    let (trailers, _) = fields(&line);
                    if let Some(message) = &mut self.message {
                        message.trailers.extend(trailers);
                    }
                }
            },
            State::Tunnel | State::Lost => *rest = &[],
        }
        Taken::More
    }

    fn whole(&mut self) -> Taken {
        self.state = State::Head;
        match self.message.take() {
            Some(message) => Taken::Whole(Box::new(message)),
            None => Taken::More,
        }
    }

    /// The next line without its end, where it is complete.
    fn line(&mut self, rest: &mut &[u8]) -> Result<Option<Vec<u8>>, Problem> {
        let n = match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => end.saturating_add(1),
            None => rest.len(),
        };
        let (line, after) = rest.split_at_checked(n).unwrap_or((rest, &[]));
        self.buffer.extend_from_slice(line);
        *rest = after;
        if self.buffer.len() > MAX_HEAD {
            let says = format!("a line has more than {MAX_HEAD} bytes");
            return Err(Problem::new("http/line-too-long", says));
        }
        if self.buffer.last() != Some(&b'\n') {
            return Ok(None);
        }
        let mut line = std::mem::take(&mut self.buffer);
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    fn body(&mut self, rest: &mut &[u8], most: u64, context: &Context<'_>) -> u64 {
        let n = usize::try_from(most).unwrap_or(usize::MAX).min(rest.len());
        let (bytes, after) = rest.split_at_checked(n).unwrap_or((rest, &[]));
        *rest = after;
        if let Some(message) = &mut self.message {
            // Bytes after a gap would stand at the wrong place.
            let room = if message.missing > 0 {
                0
            } else {
                context.body_len.saturating_sub(message.body.bytes.len())
            };
            let kept = bytes.get(..room).unwrap_or(bytes);
            message.body.bytes.extend_from_slice(kept);
            message.body.len = message.body.len.saturating_add(n as u64);
        }
        n as u64
    }

    fn head(
        &mut self,
        side: Side,
        rest: &mut &[u8],
        origin: Origin,
        answers_to: Option<&str>,
    ) -> Taken {
        if self.buffer.is_empty() {
            *rest = rest.trim_ascii_start();
            if rest.is_empty() {
                return Taken::More;
            }
            self.begun = Some(origin);
        }
        let old_len = self.buffer.len();
        self.buffer.extend_from_slice(rest);
        let Some(end) = head_end(&self.buffer, old_len.saturating_sub(3)) else {
            *rest = &[];
            let starts_well = match side {
                Side::Client => probe(&self.buffer) != Probe::No || self.buffer.contains(&b' '),
                Side::Server => Probe::prefix(&self.buffer, b"HTTP/") != Probe::No,
            };
            if self.buffer.len() > MAX_HEAD || !starts_well {
                let says = format!(
                    "expected a message, found {}",
                    base::printable(self.buffer.get(..40).unwrap_or(&self.buffer), 40)
                );
                return Taken::Broken(Problem::new("http/not-a-message", says));
            }
            return Taken::More;
        };
        let used = end.saturating_sub(old_len);
        *rest = rest.get(used..).unwrap_or_default();
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.truncate(end);
        let first_end = buffer
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(buffer.len());
        let (first_line, lines) = buffer.split_at_checked(first_end).unwrap_or((&buffer, &[]));
        let first_line = text(first_line.trim_ascii_end());
        if side == Side::Server && !first_line.starts_with("HTTP/") {
            let says = format!(
                "expected a status line, found {}",
                base::printable(first_line.as_bytes(), 40)
            );
            return Taken::Broken(Problem::new("http/not-a-message", says));
        }
        let (headers, n_bad) = fields(lines);
        let mut problems = Vec::new();
        if n_bad > 0 {
            let says = format!("{n_bad} lines of the head have no name and colon");
            problems.push(Problem::new("http/bad-header", says));
        }
        let mut message = Message {
            first_line,
            headers,
            trailers: Vec::new(),
            body: Body::default(),
            missing: 0,
            origin: self.begun.unwrap_or(origin).to(origin),
            problems,
        };
        self.state = body_state(side, &mut message, answers_to);
        if self.state == State::Length(0) {
            self.state = State::Head;
            return Taken::Whole(Box::new(message));
        }
        self.message = Some(message);
        Taken::More
    }

    fn gap(&mut self, len: u64) -> Option<Message> {
        let fits = match &mut self.state {
            State::Length(left) | State::Chunk(left) if *left >= len => {
                *left = left.saturating_sub(len);
                true
            }
            State::UntilEnd => true,
            _ => false,
        };
        if let Some(message) = &mut self.message {
            message.missing = message.missing.saturating_add(len);
            message.body.len = message.body.len.saturating_add(if fits { len } else { 0 });
        }
        match self.state {
            State::Length(0) => {
                self.state = State::Head;
                return self.incomplete();
            }
            State::Chunk(0) => self.state = State::ChunkEnd,
            _ => {}
        }
        if fits {
            return None;
        }
        self.state = State::Lost;
        self.buffer.clear();
        self.incomplete()
    }

    fn incomplete(&mut self) -> Option<Message> {
        let mut message = self.message.take()?;
        let says = format!(
            "{} bytes of the body are there; {} or more were not captured",
            message.body.bytes.len(),
            message.missing
        );
        message
            .problems
            .push(Problem::new("http/body-incomplete", says));
        Some(message)
    }

    fn end(&mut self) -> Option<Message> {
        let state = std::mem::replace(&mut self.state, State::Lost);
        match state {
            State::UntilEnd => match &self.message {
                Some(message) if message.missing == 0 => self.message.take(),
                _ => self.incomplete(),
            },
            _ => self.incomplete(),
        }
    }
}

/// Where the body ends: RFC 9112, section 6.3.
fn body_state(side: Side, message: &mut Message, answers_to: Option<&str>) -> State {
    if side == Side::Server {
        let status = status(&message.first_line);
        let request = answers_to.unwrap_or_default();
        // «1. Any response to a HEAD request and any response with a 1xx, 204, or 304 status code is always
        // terminated by the first empty line» and «2. Any 2xx response to a CONNECT request».
        if request.starts_with("HEAD ")
            || matches!(status, 100..=199 | 204 | 304)
            || (request.starts_with("CONNECT ") && (200..300).contains(&status))
        {
            return State::Length(0);
        }
    }
    let is_chunked = header(&message.headers, "transfer-encoding")
        .is_some_and(|codings| codings.to_ascii_lowercase().contains("chunked"));
    if is_chunked {
        return State::ChunkSize;
    }
    match header(&message.headers, "content-length") {
        Some(written) => {
            // «If a message is received with a list of identical values» the value counts.
            let first = written.split(',').next().unwrap_or_default().trim();
            match first.parse() {
                Ok(length) => return State::Length(length),
                Err(_) => message.problems.push(Problem::new(
                    "http/bad-content-length",
                    format!(
                        "the content length is {}",
                        base::printable(written.as_bytes(), 40)
                    ),
                )),
            }
        }
        None if side == Side::Server => {}
        None => return State::Length(0),
    }
    match side {
        Side::Client => State::Length(0),
        Side::Server => State::UntilEnd,
    }
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
