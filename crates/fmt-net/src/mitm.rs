//! The flow files of mitmproxy, as every version wrote them.
//!
//! The names of fields are looked for under all the names they have had, so that old files need no
//! conversion.
//!
//! Spec: mitmproxy, `mitmproxy/io/compat.py` (what changed from version to version) and
//! `mitmproxy/flow.py` at 8fc25b3.
//! Departures from the spec: a version that is not known is read the same way, with a problem.

use crate::http::{Body, Header, Request, Response, SocketMessage, header, text};
use crate::time;
use crate::tnetstring::{self, TnetError, Value};
use base::{Limits, Parsed, Problem, Span, View};

/// The newest version of the format that the field names below are known to cover.
const NEWEST_VERSION: i64 = 21;

/// One end of a connection, as the proxy saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// Host or address, as written.
    pub host: Option<String>,
    /// The address that was connected to, where it differs from the host.
    pub address: Option<String>,
    /// Port.
    pub port: Option<u16>,
    /// The name asked for in the TLS handshake.
    pub sni: Option<String>,
    /// The application protocol agreed on in the TLS handshake.
    pub alpn: Option<String>,
    /// The TLS version, as written.
    pub tls_version: Option<String>,
    /// The certificates that this end showed, as PEM text.
    pub certificates: Vec<String>,
}

/// One flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Position in the file, from 0; flows that cannot be read keep theirs.
    pub index: usize,
    /// Where the flow stands in the file.
    pub span: Span,
    /// `http`, `tcp`, `udp` or `dns`, as written.
    pub kind: String,
    /// The client.
    pub client: Peer,
    /// The server.
    pub server: Peer,
    /// When the request began, in nanoseconds since 1970-01-01 UTC.
    pub started_ns: Option<u64>,
    /// When the answer ended.
    pub ended_ns: Option<u64>,
    /// The request; none in flows that are not HTTP.
    pub request: Option<Request>,
    /// The answer; none where none came.
    pub response: Option<Response>,
    /// Messages of a web socket, or of a flow that is not HTTP.
    pub messages: Vec<SocketMessage>,
    /// Why the flow ended early, as written.
    pub error: Option<String>,
}

/// The bytes are not a flow file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a dictionary with a flow in tagged net strings at offset 0x0")]
pub struct NotFlows;

/// Whether bytes begin like a flow file: a length, and a first name that is a string.
pub fn is_flows(bytes: &[u8]) -> bool {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let Some((b":", inner)) = bytes.get(digits..).and_then(|b| b.split_at_checked(1)) else {
        return false;
    };
    let inner_digits = inner
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (1..=12).contains(&digits)
        && (1..=2).contains(&inner_digits)
        && inner.get(inner_digits) == Some(&b':')
        && inner
            .get(inner_digits.saturating_add(1))
            .is_some_and(u8::is_ascii_lowercase)
}

/// Reads a flow file; each flow is handed to `sink` as soon as it is read.
///
/// # Errors
/// [`NotFlows`] where the file does not begin with a flow.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut dyn FnMut(Flow),
) -> Result<Parsed<usize>, NotFlows> {
    if !is_flows(bytes) {
        return Err(NotFlows);
    }
    let mut problems = Vec::new();
    let mut rest = View::new(bytes);
    let mut index = 0_usize;
    while !rest.is_empty() {
        let Ok(len) = tnetstring::extent(rest) else {
            let says = format!("flow {index}: no length; the rest of the file is not read");
            problems.push(Problem::new("mitm/damaged", says).at(rest.span()));
            break;
        };
        let Ok(whole) = rest.sub(0, len) else {
            let says = format!(
                "flow {index} has {len} bytes, of which {} are there",
                rest.len()
            );
            problems.push(Problem::new("mitm/truncated", says).at(rest.span()));
            break;
        };
        match tnetstring::read(whole, limits) {
            Ok((value @ Value::Dict(_), _)) => {
                sink(flow(index, whole.span(), &value, &mut problems));
            }
            Ok(_) => {
                let says = format!("flow {index} is not a dictionary");
                problems.push(Problem::new("mitm/bad-flow", says).at(whole.span()));
            }
            Err(TnetError::Truncated(error)) => {
                let says = format!("flow {index}: a value is longer than its container: {error}");
                problems.push(Problem::new("mitm/bad-flow", says).at(whole.span()));
            }
            Err(error) => {
                let says = format!("flow {index}: {error}");
                problems.push(Problem::new("mitm/bad-flow", says).at(whole.span()));
            }
        }
        index = index.saturating_add(1);
        rest = rest.tail(len).unwrap_or(View::new(&[]));
    }
    Ok(Parsed {
        value: index,
        problems,
    })
}

/// The first of these fields that is there and is not nothing.
fn any<'v, 'a>(value: &'v Value<'a>, names: &[&str]) -> Option<&'v Value<'a>> {
    names
        .iter()
        .find_map(|name| value.field(name).filter(|value| **value != Value::Null))
}

fn any_text(value: &Value<'_>, names: &[&str]) -> Option<String> {
    any(value, names)
        .and_then(Value::view)
        .map(|view| text(view.bytes()))
        .filter(|text| !text.is_empty())
}

fn any_time(value: &Value<'_>, names: &[&str]) -> Option<u64> {
    any(value, names)
        .and_then(Value::number)
        .and_then(time::from_seconds)
}

fn port(value: &Value<'_>) -> Option<u16> {
    match value {
        Value::Integer(port) => u16::try_from(*port).ok(),
        _ => None,
    }
}

fn flow(index: usize, span: Span, value: &Value<'_>, problems: &mut Vec<Problem>) -> Flow {
    // Versions 1 to 21 are one number; before, the program's own version, as up to three numbers.
    if let Some(Value::Integer(version)) = value.field("version")
        && *version > NEWEST_VERSION
    {
        let says = format!(
            "flow {index} has format version {version}; the newest that is known is {NEWEST_VERSION}"
        );
        problems.push(Problem::new("mitm/unknown-version", says).at(span));
    }
    let request = value.field("request");
    let request_value = request.filter(|request| matches!(request, Value::Dict(_)));
    let server = any(value, &["server_conn"]).map_or_else(Peer::default, peer);
    let response = value
        .field("response")
        .filter(|response| matches!(response, Value::Dict(_)));
    let mut messages = Vec::new();
    for list in [
        any(value, &["websocket"]).and_then(|socket| socket.field("messages")),
        any(value, &["messages"]),
    ]
    .into_iter()
    .flatten()
    {
        messages.extend(list.elements().iter().filter_map(message));
    }
    Flow {
        index,
        span,
        kind: any_text(value, &["type"]).unwrap_or_else(|| "http".to_owned()),
        client: any(value, &["client_conn"]).map_or_else(Peer::default, peer),
        started_ns: request_value
            .and_then(|request| any_time(request, &["timestamp_start"]))
            .or_else(|| any_time(value, &["timestamp_created"])),
        ended_ns: response.and_then(|response| any_time(response, &["timestamp_end"])),
        request: request_value.map(|request| read_request(request, &server)),
        response: response.map(read_response),
        server,
        messages,
        error: any(value, &["error"]).and_then(|error| any_text(error, &["msg"])),
    }
}

/// Host and port: a list, or since 0.16 a dictionary around the list.
fn host_port(value: &Value<'_>) -> (Option<String>, Option<u16>) {
    let list = value.field("address").unwrap_or(value).elements();
    let host = list
        .first()
        .and_then(Value::view)
        .map(|host| text(host.bytes()));
    (host, list.get(1).and_then(port))
}

fn peer(value: &Value<'_>) -> Peer {
    let (host, port) = any(value, &["address", "peername"]).map_or((None, None), host_port);
    let (address, _) = any(value, &["ip_address", "peername"]).map_or((None, None), host_port);
    let mut certificates: Vec<String> = any(value, &["certificate_list"])
        .map_or(&[][..], Value::elements)
        .iter()
        .filter_map(Value::view)
        .map(|pem| text(pem.bytes()))
        .collect();
    if certificates.is_empty() {
        certificates.extend(any_text(value, &["cert"]));
    }
    Peer {
        host,
        address,
        port,
        sni: any_text(value, &["sni"]),
        alpn: any_text(value, &["alpn", "alpn_proto_negotiated"]),
        tls_version: any_text(value, &["tls_version"]),
        certificates,
    }
}

fn headers(value: Option<&Value<'_>>) -> Vec<Header> {
    value
        .map_or(&[][..], Value::elements)
        .iter()
        .filter_map(|pair| match pair.elements() {
            [name, value] => Some(Header::new(name.view()?.bytes(), value.view()?.bytes())),
            _ => None,
        })
        .collect()
}

fn body(value: &Value<'_>) -> Body {
    let Some(view) = any(value, &["content"]).and_then(Value::view) else {
        return Body::default();
    };
    Body {
        span: Some(view.span()),
        ..Body::whole(view.bytes().to_vec(), false)
    }
}

fn version(value: &Value<'_>) -> String {
    any_text(value, &["http_version"]).unwrap_or_else(|| {
        // Before 0.16: a list of numbers.
        let numbers: Vec<String> = any(value, &["httpversion"])
            .map_or(&[][..], Value::elements)
            .iter()
            .filter_map(Value::number)
            .map(|number| number.to_string())
            .collect();
        format!("HTTP/{}", numbers.join("."))
    })
}

fn read_request(value: &Value<'_>, server: &Peer) -> Request {
    let scheme = any_text(value, &["scheme"]).unwrap_or_default();
    let host = any_text(value, &["host"])
        .or_else(|| server.host.clone())
        .unwrap_or_default();
    let port = any(value, &["port"]).and_then(port).or(server.port);
    let path = any_text(value, &["path"]).unwrap_or_default();
    let headers = headers(value.field("headers"));
    // A transparent proxy knows only the address; what the client asked for is in its fields.
    let authority = any_text(value, &["authority"]);
    let asked = header(&headers, ":authority")
        .or_else(|| header(&headers, "host"))
        .or(authority.as_deref());
    let host = match asked.map(without_port) {
        Some(asked) if !asked.is_empty() => asked.to_owned(),
        _ if host.contains(':') => format!("[{host}]"),
        _ => host,
    };
    let url = match (scheme.as_str(), port) {
        ("", _) => path,
        ("http", Some(80) | None) | ("https", Some(443) | None) => {
            format!("{scheme}://{host}{path}")
        }
        (_, Some(port)) => format!("{scheme}://{host}:{port}{path}"),
        (_, None) => format!("{scheme}://{host}{path}"),
    };
    Request {
        method: any_text(value, &["method"]).unwrap_or_default(),
        url,
        version: version(value),
        headers,
        body: body(value),
        trailers: trailers(value),
    }
}

/// A host without the port after it.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn trailers(value: &Value<'_>) -> Vec<Header> {
    headers(value.field("trailers"))
}

fn read_response(value: &Value<'_>) -> Response {
    let status = any(value, &["status_code", "code"]).and_then(port);
    Response {
        status: status.unwrap_or_default(),
        reason: any_text(value, &["reason", "msg"]).unwrap_or_default(),
        version: version(value),
        headers: headers(value.field("headers")),
        body: body(value),
        trailers: headers(value.field("trailers")),
    }
}

/// A message: `[kind, from client, content, time, …]` in web sockets, `[from client, content, time]` in
/// flows of TCP and UDP.
fn message(value: &Value<'_>) -> Option<SocketMessage> {
    let (kind, from_client, content, time) = match value.elements() {
        [kind @ Value::Integer(_), from, content, time, ..] => (Some(kind), from, content, time),
        [from, content, time, ..] => (None, from, content, time),
        _ => return None,
    };
    Some(SocketMessage {
        is_from_client: *from_client == Value::Bool(true),
        is_text: kind == Some(&Value::Integer(1)),
        time_ns: time.number().and_then(time::from_seconds),
        data: content.view()?.bytes().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn string(text: &str) -> String {
        format!("{}:{text};", text.len())
    }

    fn bytes(text: &str) -> String {
        format!("{}:{text},", text.len())
    }

    fn wrap(inner: &[String], mark: char) -> String {
        let inner = inner.concat();
        format!("{}:{inner}{mark}", inner.len())
    }

    fn dict(pairs: &[(&str, String)]) -> String {
        let parts: Vec<String> = pairs
            .iter()
            .map(|(name, value)| string(name) + value)
            .collect();
        wrap(&parts, '}')
    }

    fn integer(n: i64) -> String {
        format!("{}:{n}#", n.to_string().len())
    }

    fn sample() -> String {
        let header = wrap(&[wrap(&[bytes("A"), bytes("b")], ']')], ']');
        let request = dict(&[
            ("scheme", bytes("https")),
            ("host", string("example.org")),
            ("port", integer(8443)),
            ("path", bytes("/p?q=1")),
            ("method", bytes("POST")),
            ("http_version", bytes("HTTP/1.1")),
            ("headers", header.clone()),
            ("content", bytes("body")),
            ("timestamp_start", "3:1.5^".to_owned()),
        ]);
        let new = dict(&[
            ("version", integer(20)),
            ("type", string("http")),
            ("request", request),
            ("response", "0:~".to_owned()),
            (
                "websocket",
                dict(&[(
                    "messages",
                    wrap(
                        &[wrap(
                            &[
                                integer(1),
                                "4:true!".to_owned(),
                                bytes("hi"),
                                "3:2.5^".to_owned(),
                            ],
                            ']',
                        )],
                        ']',
                    ),
                )]),
            ),
        ]);
        // As version 0.10 wrote it: names are bytes, other names for some fields.
        let old_dict = |pairs: &[(&str, String)]| {
            let parts: Vec<String> = pairs
                .iter()
                .map(|(name, value)| bytes(name) + value)
                .collect();
            wrap(&parts, '}')
        };
        let response = old_dict(&[
            ("code", integer(302)),
            ("msg", bytes("Found")),
            ("httpversion", wrap(&[integer(1), integer(1)], ']')),
            ("headers", "0:]".to_owned()),
            ("content", bytes("ok")),
        ]);
        let old = old_dict(&[
            ("response", response),
            ("version", wrap(&[integer(0), integer(10)], ']')),
        ]);
        format!("{new}{old}")
    }

    fn all(bytes: &[u8]) -> Result<(Vec<Flow>, Parsed<usize>), NotFlows> {
        let mut flows = Vec::new();
        let parsed = read(bytes, &Limits::default(), &mut |flow| flows.push(flow))?;
        Ok((flows, parsed))
    }

    #[test]
    fn a_new_flow_is_read() {
        let sample = sample();
        let (flows, parsed) = all(sample.as_bytes()).unwrap();
        assert_eq!(parsed.problems, []);
        let request = flows[0].request.as_ref().unwrap();
        assert_eq!(request.url, "https://example.org:8443/p?q=1");
        assert_eq!(request.headers, [Header::new(b"A", b"b")]);
        assert_eq!(request.body.bytes, b"body");
        let at = sample.find("4:body").unwrap() as u64 + 2;
        assert_eq!(request.body.span, Some(Span::new(at, 4)));
        assert_eq!(flows[0].started_ns, Some(1_500_000_000));
        assert_eq!(flows[0].response, None);
        assert_eq!(flows[0].messages[0].data, b"hi");
        assert!(flows[0].messages[0].is_from_client && flows[0].messages[0].is_text);
    }

    #[test]
    fn an_old_flow_is_read_the_same_way() {
        let sample = sample();
        let (flows, _) = all(sample.as_bytes()).unwrap();
        let response = flows[1].response.as_ref().unwrap();
        assert_eq!(
            (
                response.status,
                response.reason.as_str(),
                response.version.as_str()
            ),
            (302, "Found", "HTTP/1.1")
        );
        assert_eq!(response.body.bytes, b"ok");
    }

    #[test]
    fn a_cut_file_gives_its_whole_flows() {
        let sample = sample();
        let (flows, parsed) = all(&sample.as_bytes()[..sample.len() - 1]).unwrap();
        assert_eq!(flows.len(), 1);
        assert_eq!(parsed.problems[0].code, "mitm/truncated");
    }

    #[test]
    fn a_damaged_flow_does_not_hide_the_next() {
        let sample = sample().replacen("6:scheme;", "99:schem;", 1);
        let (flows, parsed) = all(sample.as_bytes()).unwrap();
        assert_eq!(flows.len(), 1);
        assert_eq!(flows[0].index, 1);
        assert_eq!(parsed.problems[0].code, "mitm/bad-flow");
    }

    #[test]
    fn other_text_is_no_flow_file() {
        assert_eq!(all(b"12:34 is a time"), Err(NotFlows));
        assert_eq!(all(b""), Err(NotFlows));
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(sample().as_bytes(), |b| {
            let _ = all(b);
        });
    }
}
