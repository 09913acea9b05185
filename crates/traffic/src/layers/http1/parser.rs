//! One direction of HTTP/1: heads, bodies, where each ends.
//!
//! Spec: RFC 9112, sections 2 to 7.
//! Departures from the spec: those of the module above.

use super::probe;
use crate::layer::{Context, Origin, Probe, Side};
use base::Problem;
use fmt_net::http::{Body, Header, header, text};

/// A head, or a line of a chunked body: 256 KiB. Servers refuse more than 8 to 64 KiB.
const MAX_HEAD: usize = 256 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
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

pub(super) struct Message {
    pub(super) first_line: String,
    pub(super) headers: Vec<Header>,
    pub(super) trailers: Vec<Header>,
    pub(super) body: Body,
    pub(super) missing: u64,
    pub(super) origin: Origin,
    pub(super) problems: Vec<Problem>,
}

pub(super) struct Parser {
    pub(super) state: State,
    pub(super) buffer: Vec<u8>,
    pub(super) message: Option<Message>,
    pub(super) begun: Option<Origin>,
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

pub(super) enum Taken {
    More,
    Whole(Box<Message>),
    Broken(Problem),
}

pub(super) fn status(first_line: &str) -> u16 {
    first_line
        .split_ascii_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_default()
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
    pub(super) fn take(
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
                    let chunk_len = digits
                        .and_then(|digits| str::from_utf8(digits).ok())
                        .and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
                    self.state = match chunk_len {
                        Some(0) => State::Trailers,
                        Some(len) => State::Chunk(len),
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
        // Before HTTP/1.0 a request was one line without a version, and the answer had no head.
        if side == Side::Server && answers_to.is_some_and(|line| !line.contains(" HTTP/")) {
            self.message = Some(Message {
                first_line: "HTTP/0.9".to_owned(),
                headers: Vec::new(),
                trailers: Vec::new(),
                body: Body::default(),
                missing: 0,
                origin,
                problems: Vec::new(),
            });
            self.state = State::UntilEnd;
            return Taken::More;
        }
        let old_len = self.buffer.len();
        self.buffer.extend_from_slice(rest);
        if side == Side::Client
            && let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n')
            && let Some(line) = self.buffer.get(..end).map(<[u8]>::trim_ascii_end)
            && line.starts_with(b"GET ")
            && !line.windows(6).any(|window| window == b" HTTP/")
            && !line.ends_with(b" HTTP")
        {
            let used = end.saturating_add(1).saturating_sub(old_len);
            *rest = rest.get(used..).unwrap_or_default();
            let message = Message {
                first_line: text(line),
                headers: Vec::new(),
                trailers: Vec::new(),
                body: Body::default(),
                missing: 0,
                origin: self.begun.unwrap_or(origin).to(origin),
                problems: Vec::new(),
            };
            self.buffer.clear();
            return Taken::Whole(Box::new(message));
        }
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

    pub(super) fn gap(&mut self, len: u64) -> Option<Message> {
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

    pub(super) fn end(&mut self) -> Option<Message> {
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
