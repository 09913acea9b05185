//! HTTP archives (HAR), as browsers and proxies export them.
//!
//! The entries are found by a scan that only follows strings and brackets, and each is then read by itself:
//! a file that was cut, or one damaged entry, costs that entry only, and every entry knows its span.
//!
//! Spec: <http://www.softwareishard.com/blog/har-12-spec/>; web socket messages as Chrome adds them
//! (`_webSocketMessages`).
//! Departures from the spec: a byte order mark is skipped; any field may be missing or of another type;
//! `_error`, `_charlesStatus` and the like are ignored.

use crate::http::{Body, Header, Request, Response, SocketMessage};
use crate::time;
use base::{Limits, Parsed, Problem, Span};
use base64::Engine as _;
use serde_json::Value;
use std::ops::Range;

/// One entry of an archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Position in the archive, from 0; entries that cannot be read keep theirs.
    pub index: usize,
    /// Where the entry stands in the file.
    pub span: Span,
    /// When the request began, in nanoseconds since 1970-01-01 UTC.
    pub started_ns: Option<u64>,
    /// How long request and answer took, in nanoseconds.
    pub took_ns: Option<u64>,
    /// The request.
    pub request: Request,
    /// The answer; none where none came.
    pub response: Option<Response>,
    /// The server's address, as written.
    pub server_address: Option<String>,
    /// The connection's name, as written.
    pub connection: Option<String>,
    /// Messages of the web socket that the request opened.
    pub socket: Vec<SocketMessage>,
}

/// The program that wrote an archive, as name and version.
pub type Creator = Option<String>;

/// The bytes are not an HTTP archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an object with log and entries; not found up to offset {at:#x}")]
pub struct NotHar {
    /// How far the search came.
    pub at: usize,
}

/// Reads an archive; each entry is handed to `sink` as soon as it is read.
///
/// # Errors
/// [`NotHar`] where no list of entries is found.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut dyn FnMut(Entry),
) -> Result<Parsed<Creator>, NotHar> {
    let mut walk = Scan { bytes, at: 0 };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        walk.at = 3;
    }
    let mut problems = Vec::new();
    let mut creator = None;
    let found = walk.find_entries(&mut creator);
    if found.is_none() {
        return Err(NotHar { at: walk.at });
    }
    let mut index = 0_usize;
    loop {
        let element = walk.element();
        let Some(range) = element else {
            let left = bytes.len().saturating_sub(walk.at) as u64;
            problems.push(
                Problem::new(
                    "har/truncated",
                    format!("the list of entries has no end; entry {index} is not complete"),
                )
                .at(Span::new(walk.at as u64, left)),
            );
            break;
        };
        if range.is_empty() {
            walk.rest_of_log(&mut creator);
            break;
        }
        let place = Span::new(range.start as u64, range.len() as u64);
        let value = bytes.get(range).unwrap_or_default();
        match serde_json::from_slice::<Value>(value) {
            Ok(value) if value.is_object() => {
                sink(entry(index, place, &value, limits, &mut problems));
            }
            Ok(_) => {
                let says = format!("entry {index} is not an object");
                problems.push(Problem::new("har/bad-entry", says).at(place));
            }
            Err(error) => {
                let says = format!("entry {index}: {error}");
                problems.push(Problem::new("har/bad-entry", says).at(place));
            }
        }
        index = index.saturating_add(1);
    }
    Ok(Parsed {
        value: creator,
        problems,
    })
}

/// Whether bytes begin like an archive: an object whose first name is `log`.
pub fn is_har(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Some(rest) = bytes.trim_ascii_start().strip_prefix(b"{") else {
        return false;
    };
    rest.trim_ascii_start().starts_with(b"\"log\"")
}

/// A walk over JSON text that looks at strings and brackets only.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !byte.is_ascii_whitespace() {
                return Some(byte);
            }
            self.at = self.at.saturating_add(1);
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at = self.at.saturating_add(1))
    }

    fn string(&mut self) -> Option<Range<usize>> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match *self.bytes.get(self.at)? {
                b'\\' => self.at = self.at.saturating_add(2),
                b'"' => {
                    let range = start..self.at;
                    self.at = self.at.saturating_add(1);
                    return Some(range);
                }
                _ => self.at = self.at.saturating_add(1),
            }
        }
    }

    /// Steps over one value.
    fn value(&mut self) -> Option<Range<usize>> {
        let mut depth = 0_usize;
        self.peek()?;
        let start = self.at;
        loop {
            match *self.bytes.get(self.at)? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth = depth.saturating_add(1);
                    self.at = self.at.saturating_add(1);
                }
                b'}' | b']' if depth > 0 => {
                    depth = depth.saturating_sub(1);
                    self.at = self.at.saturating_add(1);
                }
                b'}' | b']' | b',' if depth == 0 => return Some(start..self.at),
                _ => self.at = self.at.saturating_add(1),
            }
            if depth == 0
                && matches!(
                    self.bytes.get(self.at.saturating_sub(1))?,
                    b'}' | b']' | b'"'
                )
            {
                return Some(start..self.at);
            }
        }
    }

    /// The next name of an object, with the walk at its value; none at the object's end.
    fn name(&mut self) -> Option<Range<usize>> {
        if self.peek()? == b',' {
            self.at = self.at.saturating_add(1);
        }
        let name = self.string()?;
        self.expect(b':')?;
        Some(name)
    }

    /// Walks to the first entry.
    fn find_entries(&mut self, creator: &mut Creator) -> Option<()> {
        self.expect(b'{')?;
        loop {
            let name = self.name()?;
            if self.bytes.get(name)? == b"log" {
                break;
            }
            self.value()?;
        }
        self.expect(b'{')?;
        loop {
            let name = self.name()?;
            match self.bytes.get(name)? {
                b"entries" => return self.expect(b'['),
                b"creator" => self.creator(creator)?,
                _ => {
                    self.value()?;
                }
            }
        }
    }

    fn creator(&mut self, creator: &mut Creator) -> Option<()> {
        let range = self.value()?;
        let value: Value = serde_json::from_slice(self.bytes.get(range)?).unwrap_or_default();
        let name = value.get("name").and_then(Value::as_str).unwrap_or("");
        let version = value.get("version").and_then(Value::as_str).unwrap_or("");
        *creator = Some(format!("{name} {version}").trim().to_owned());
        Some(())
    }

    fn rest_of_log(&mut self, creator: &mut Creator) -> Option<()> {
        loop {
            let name = self.name()?;
            if self.bytes.get(name)? == b"creator" {
                self.creator(creator)?;
            } else {
                self.value()?;
            }
        }
    }

    /// The next element of a list; empty at its end, none where the text ends first.
    fn element(&mut self) -> Option<Range<usize>> {
        if self.peek()? == b',' {
            self.at = self.at.saturating_add(1);
        }
        if self.peek()? == b']' {
            self.at = self.at.saturating_add(1);
            return Some(self.at..self.at);
        }
        let start = self.at;
        let range = self.value();
        match range {
            Some(range) if !range.is_empty() => Some(range),
            _ => {
                self.at = start;
                None
            }
        }
    }
}

fn string(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn some_string(value: &Value, name: &str) -> Option<String> {
    Some(string(value, name)).filter(|text| !text.is_empty())
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn headers(value: &Value) -> Vec<Header> {
    list(value, "headers")
        .iter()
        .map(|header| Header {
            name: string(header, "name"),
            value: string(header, "value"),
        })
        .collect()
}

fn entry(
    index: usize,
    span: Span,
    value: &Value,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Entry {
    let empty = Value::Null;
    let request = value.get("request").unwrap_or(&empty);
    if !request.is_object() {
        let says = format!("entry {index} has no request");
        problems.push(Problem::new("har/no-request", says).at(span));
    }
    let response = value
        .get("response")
        .filter(|response| response.is_object());
    let took_ms = value.get("time").and_then(Value::as_f64);
    let mut read_body = |content: &Value| {
        body(content).unwrap_or_else(|| {
            let says = format!("entry {index} has a body that is marked Base64 and is not");
            problems.push(Problem::new("har/bad-body", says).at(span));
            Body::default()
        })
    };
    let request = Request {
        method: string(request, "method"),
        url: string(request, "url"),
        version: string(request, "httpVersion"),
        headers: headers(request),
        body: request
            .get("postData")
            .map_or_else(Body::default, &mut read_body),
        trailers: Vec::new(),
    };
    let response = response.map(|response| Response {
        status: response
            .get("status")
            .and_then(Value::as_u64)
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or_default(),
        reason: string(response, "statusText"),
        version: string(response, "httpVersion"),
        headers: headers(response),
        body: response
            .get("content")
            .map_or_else(Body::default, &mut read_body),
        trailers: Vec::new(),
    });
    let n_messages = usize::try_from(limits.n_entries).unwrap_or(usize::MAX);
    Entry {
        index,
        span,
        started_ns: time::from_rfc3339(&string(value, "startedDateTime")),
        took_ns: took_ms.and_then(|ms| time::from_seconds(ms / 1000.0)),
        request,
        response: response.filter(|response| response.status != 0 || !response.headers.is_empty()),
        server_address: some_string(value, "serverIPAddress"),
        connection: some_string(value, "connection"),
        socket: list(value, "_webSocketMessages")
            .iter()
            .take(n_messages)
            .map(socket_message)
            .collect(),
    }
}

/// The body of `postData` or `content`; none where it is marked as Base64 and is not.
fn body(content: &Value) -> Option<Body> {
    let mut bytes = match content.get("text") {
        Some(Value::String(text)) => text.clone().into_bytes(),
        _ => Vec::new(),
    };
    if string(content, "encoding").eq_ignore_ascii_case("base64") {
        bytes.retain(|byte| !byte.is_ascii_whitespace());
        bytes = base64::engine::general_purpose::STANDARD
            .decode(&bytes)
            .ok()?;
    }
    let params = list(content, "params");
    if bytes.is_empty() && !params.is_empty() {
        bytes = form(params).into_bytes();
    }
    let size = content.get("size").and_then(Value::as_u64);
    Some(Body {
        len: size.unwrap_or_default().max(bytes.len() as u64),
        bytes,
        // «Content codings are undone» is the rule of the format for `content`; request bodies are text.
        is_decoded: true,
        span: None,
    })
}

/// Parameters that stand for a body, written as a form.
fn form(params: &[Value]) -> String {
    let mut text = String::new();
    for param in params {
        if !text.is_empty() {
            text.push('&');
        }
        for (part, end) in [("name", "="), ("value", "")] {
            for byte in string(param, part).bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    text.push(char::from(byte));
                } else {
                    text.push_str(&format!("%{byte:02X}"));
                }
            }
            text.push_str(end);
        }
    }
    text
}

fn socket_message(value: &Value) -> SocketMessage {
    let is_text = value.get("opcode").and_then(Value::as_u64) == Some(1);
    let data = string(value, "data");
    // Binary messages are Base64 in a text field.
    let decoded = (!is_text)
        .then(|| base64::engine::general_purpose::STANDARD.decode(&data).ok())
        .flatten();
    SocketMessage {
        is_from_client: string(value, "type") == "send",
        is_text,
        time_ns: value
            .get("time")
            .and_then(Value::as_f64)
            .and_then(time::from_seconds),
        data: decoded.unwrap_or_else(|| data.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"{"log": {"version":"1.2", "creator": {"name":"By Hand","version":"1"},
"pages":[{"title":"a \"]}"}], "entries": [
{"startedDateTime":"1970-01-01T00:00:01Z","time":2.5,"serverIPAddress":"192.0.2.1","connection":"443",
 "request":{"method":"POST","url":"https://example.org/a?b=c","httpVersion":"HTTP/2",
  "headers":[{"name":"A","value":"b"}],"postData":{"mimeType":"text/plain","text":"h\u00e9"}},
 "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/2","headers":[],
  "content":{"size":3,"text":"AAEC","encoding":"base64"}},
 "_webSocketMessages":[{"type":"send","time":3.5,"opcode":1,"data":"foo"},{"type":"receive","opcode":2,"data":"AAE="}]},
 7,
{"request":{"method":"GET","postData":{"params":[{"name":"a b","value":"c&d"},{"name":"e","value":"f"}]}},
 "response":{"status":0,"content":{}}}
], "comment":"end"}}"#;

    fn all(bytes: &[u8]) -> Result<(Vec<Entry>, Parsed<Creator>), NotHar> {
        let mut entries = Vec::new();
        let parsed = read(bytes, &Limits::default(), &mut |entry| entries.push(entry))?;
        Ok((entries, parsed))
    }

    #[test]
    fn an_entry_is_read_whole() {
        let (entries, parsed) = all(SAMPLE.as_bytes()).unwrap();
        assert_eq!(parsed.value.as_deref(), Some("By Hand 1"));
        let entry = &entries[0];
        assert_eq!(entry.started_ns, Some(1_000_000_000));
        assert_eq!(entry.took_ns, Some(2_500_000));
        assert_eq!(entry.request.url, "https://example.org/a?b=c");
        assert_eq!(entry.request.body.bytes, "hé".as_bytes());
        assert_eq!(crate::http::header(&entry.request.headers, "a"), Some("b"));
        assert_eq!(entry.response.as_ref().unwrap().body.bytes, [0, 1, 2]);
        assert_eq!(entry.socket[0].data, b"foo");
        assert!(entry.socket[0].is_from_client);
        assert_eq!(entry.socket[1].data, [0, 1]);
        let text = &SAMPLE.as_bytes()[usize::try_from(entry.span.start()).unwrap()..];
        assert!(text.starts_with(b"{\"startedDateTime"));
    }

    #[test]
    fn a_bad_entry_keeps_its_index() {
        let (entries, parsed) = all(SAMPLE.as_bytes()).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].index, 2);
        assert_eq!(parsed.problems.len(), 1);
        assert_eq!(parsed.problems[0].says, "entry 1 is not an object");
    }

    #[test]
    fn parameters_without_text_become_a_form_and_no_answer_is_none() {
        let (entries, _) = all(SAMPLE.as_bytes()).unwrap();
        assert_eq!(entries[1].request.body.bytes, b"a%20b=c%26d&e=f");
        assert_eq!(entries[1].response, None);
    }

    #[test]
    fn a_cut_file_gives_its_whole_entries() {
        let cut = SAMPLE.find("\"response\":{\"status\":0").unwrap();
        let (entries, parsed) = all(&SAMPLE.as_bytes()[..cut]).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(parsed.problems[1].code, "har/truncated");
        assert_eq!(
            parsed.problems[1].says,
            "the list of entries has no end; entry 2 is not complete"
        );
    }

    #[test]
    fn other_json_is_not_an_archive() {
        assert!(all(b"{\"entries\":[]}").is_err());
        assert!(all(b"[]").is_err());
        assert!(!is_har(b"{\"entries\":[]}"));
        assert!(is_har(b"\xef\xbb\xbf{ \"log\" :{}}"));
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(SAMPLE.as_bytes(), |b| {
            let _ = all(b);
        });
    }
}
