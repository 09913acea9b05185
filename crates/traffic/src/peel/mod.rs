//! The parameters of a request: every value that went out, with the layers it was wrapped in.
//!
//! Queries, forms, multipart bodies, JSON, Base64, compression and protocol buffers are opened wherever they
//! occur, one inside the other. A wrapping is only undone where what comes out is understood; else the value
//! is kept as it is.
//!
//! Spec: WHATWG URL (`application/x-www-form-urlencoded`), RFC 7578 (multipart), RFC 8259 (JSON), RFC 4648
//! (Base64), RFC 7519 (tokens), <https://protobuf.dev/programming-guides/encoding/>.
//! Departures from the spec: of two equal names in a JSON object the last one is kept.

mod protobuf;
mod text;

use crate::coding::{Coding, plain_body};
use base::{Limits, Parsed, Problem};
use fmt_net::http::{Header, Request, header};

/// Wrappings inside each other: 8. The deepest met in practice, a form with Base64 with gzip with JSON with a
/// JSON text with an address, has 6.
const MAX_DEPTH: usize = 8;
/// Parameters of one request: 20,000. Batches of telemetry have a few thousand.
const MAX_PARAMETERS: usize = 20_000;
/// Bytes that one wrapping may give: 16 MiB.
const MAX_PLAIN: u64 = 16 << 20;

/// One value that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The steps to it, from `query`, `cookie` or `body` in: names, positions as `[0]`, and wrappings in angle
    /// brackets, as `<base64>`.
    pub path: Vec<String>,
    /// The value as text; bytes that are no text are in hex after `0x`.
    pub value: String,
    /// Whether what the value holds is given too, as the parameters that follow, whose paths begin with this one.
    pub is_opened: bool,
}

impl Parameter {
    /// The name nearest to the value.
    pub fn name(&self) -> &str {
        self.path
            .iter()
            .rev()
            .find(|step| !step.starts_with(['<', '[']))
            .map_or("", String::as_str)
    }

    /// The wrappings, from the outermost in, without their brackets.
    pub fn layers(&self) -> impl Iterator<Item = &str> {
        self.path
            .iter()
            .filter_map(|step| step.strip_prefix('<')?.strip_suffix('>'))
    }

    /// The path as one line.
    pub fn path_text(&self) -> String {
        self.path.join("/")
    }
}

/// What is being collected.
struct Peeler {
    found: Vec<Parameter>,
    problems: Vec<Problem>,
    is_full: bool,
}

/// The parameters of a request: of its query, its cookies and its body.
pub fn parameters(request: &Request, limits: &Limits) -> Parsed<Vec<Parameter>> {
    let mut peeler = Peeler {
        found: Vec::new(),
        problems: Vec::new(),
        is_full: false,
    };
    let mut path = vec!["query".to_owned()];
    if let Some((_, query)) = request.url.split_once('?') {
        let query = query.split('#').next().unwrap_or(query);
        peeler.form(query, &mut path, MAX_DEPTH);
    }
    path = vec!["cookie".to_owned()];
    for cookies in request
        .headers
        .iter()
        .filter(|h| h.name.eq_ignore_ascii_case("cookie"))
    {
        for cookie in cookies.value.split(';') {
            let (name, value) = cookie.trim().split_once('=').unwrap_or((cookie.trim(), ""));
            if !name.is_empty() {
                peeler.named(
                    name,
                    &text::percent_decoded(value, false),
                    &mut path,
                    MAX_DEPTH,
                );
            }
        }
    }
    let limit = limits.entry_len.min(MAX_PLAIN);
    let (body, codings) =
        plain_body(&request.headers, &request.body, limit).unload(&mut peeler.problems);
    path = vec!["body".to_owned()];
    path.extend(codings.iter().map(|coding| format!("<{}>", coding.name())));
    if !body.is_empty() {
        peeler.body(&body, &request.headers, &mut path);
    }
    if peeler.is_full {
        let says = format!("more than {MAX_PARAMETERS} parameters; the rest is left out");
        peeler
            .problems
            .push(Problem::new("peel/too-many-parameters", says));
    }
    Parsed {
        value: peeler.found,
        problems: peeler.problems,
    }
}

/// The parameters inside one value, which came by a path.
pub fn parameters_of(bytes: &[u8], path: &str) -> Vec<Parameter> {
    let mut peeler = Peeler {
        found: Vec::new(),
        problems: Vec::new(),
        is_full: false,
    };
    peeler.bytes(bytes, &mut vec![path.to_owned()], MAX_DEPTH);
    peeler.found
}

/// The parameters inside bytes that came by a path of steps.
pub(crate) fn parameters_at(bytes: &[u8], mut path: Vec<String>) -> Vec<Parameter> {
    let mut peeler = Peeler {
        found: Vec::new(),
        problems: Vec::new(),
        is_full: false,
    };
    peeler.bytes(bytes, &mut path, MAX_DEPTH);
    peeler.found
}

/// Wrappings that bytes begin with the mark of.
fn compression(bytes: &[u8]) -> Option<Coding> {
    match bytes {
        [0x1f, 0x8b, 8, ..] => Some(Coding::Gzip),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, _, _, ..] => Some(Coding::Deflate),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Coding::Zstd),
        _ => None,
    }
}

impl Peeler {
    fn body(&mut self, body: &[u8], headers: &[Header], path: &mut Vec<String>) {
        let kind = header(headers, "content-type").unwrap_or_default();
        let lower = kind.to_ascii_lowercase();
        if lower.starts_with("multipart/") {
            let boundary = kind.split("boundary=").nth(1).map(|boundary| {
                boundary
                    .split(';')
                    .next()
                    .unwrap_or(boundary)
                    .trim()
                    .trim_matches('"')
            });
            if let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) {
                return self.multipart(body, boundary, path);
            }
        }
        if lower.starts_with("application/grpc") {
            // Messages, each after a mark of compression and a length of four bytes.
            let mut rest = body;
            let coding = header(headers, "grpc-encoding").and_then(Coding::named);
            while let Some((&[mark @ (0 | 1), a, b, c, d], after)) = rest.split_first_chunk::<5>() {
                let len = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
                let Some((message, after)) = after.split_at_checked(len) else {
                    break;
                };
                rest = after;
                let plain = match coding {
                    Some(coding) if mark == 1 => {
                        coding.decode(message, MAX_PLAIN).unload(&mut self.problems)
                    }
                    _ => message.to_vec(),
                };
                self.inside("<grpc>", path, |peeler, path| {
                    if !peeler.protobuf(&plain, path, MAX_DEPTH) {
                        peeler.leaf_bytes(&plain, path);
                    }
                });
            }
            if rest.is_empty() {
                return;
            }
        }
        let is_form = lower.starts_with("application/x-www-form-urlencoded");
        if let (true, Ok(form)) = (is_form, str::from_utf8(body)) {
            // Some clients call everything a form.
            let first = form.trim_start().bytes().next();
            if !matches!(first, Some(b'{' | b'[')) && form.contains('=') {
                return self.inside("<form>", path, |peeler, path| {
                    peeler.form(form.trim(), path, MAX_DEPTH);
                });
            }
        }
        if lower.contains("protobuf") && self.protobuf(body, path, MAX_DEPTH) {
            return;
        }
        self.bytes(body, path, MAX_DEPTH);
    }

    fn inside(
        &mut self,
        step: &str,
        path: &mut Vec<String>,
        peel: impl FnOnce(&mut Self, &mut Vec<String>),
    ) {
        path.push(step.to_owned());
        peel(self, path);
        path.pop();
    }

    /// A value that is kept as it was sent before what it holds is given; wrapped values inside a
    /// wrapping have been given with it.
    fn opened(&mut self, value: &str, path: &[String]) {
        let is_named = match path {
            [.., before, last] => !last.starts_with('<') && before != "<lines>",
            _ => false,
        };
        if is_named {
            let n_before = self.found.len();
            self.leaf(value, path);
            if let Some(parameter) = self.found.get_mut(n_before) {
                parameter.is_opened = true;
            }
        }
    }

    fn leaf(&mut self, value: &str, path: &[String]) {
        if self.found.len() >= MAX_PARAMETERS {
            self.is_full = true;
            return;
        }
        self.found.push(Parameter {
            path: path.to_vec(),
            value: value.to_owned(),
            is_opened: false,
        });
    }

    fn leaf_bytes(&mut self, bytes: &[u8], path: &[String]) {
        self.leaf(&format!("0x{}", base::hex(bytes)), path);
    }

    /// Bytes of which nothing is known.
    fn bytes(&mut self, bytes: &[u8], path: &mut Vec<String>, depth: usize) {
        if depth == 0 {
            return self.leaf_bytes(bytes, path);
        }
        let deeper = depth.saturating_sub(1);
        if let Some(coding) = compression(bytes) {
            let parsed = coding.decode(bytes, MAX_PLAIN);
            if !parsed.value.is_empty() {
                let plain = parsed.unload(&mut self.problems);
                let name = if coding == Coding::Deflate {
                    "<zlib>".to_owned()
                } else {
                    format!("<{}>", coding.name())
                };
                return self.inside(&name, path, |peeler, path| {
                    peeler.bytes(&plain, path, deeper);
                });
            }
        }
        let is_text = |text: &&str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
        match str::from_utf8(bytes).ok().filter(is_text) {
            Some(text) => self.text(text, path, depth),
            None if self.protobuf(bytes, path, deeper) => {}
            None => self.leaf_bytes(bytes, path),
        }
    }

    /// A value with a name.
    fn named(&mut self, name: &str, value: &str, path: &mut Vec<String>, depth: usize) {
        self.inside(name, path, |peeler, path| peeler.text(value, path, depth));
    }

    fn form(&mut self, form: &str, path: &mut Vec<String>, depth: usize) {
        for pair in form.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = text::percent_decoded(name, true);
            let value = text::percent_decoded(value, true);
            self.named(&name, &value, path, depth.saturating_sub(1));
        }
    }

    fn multipart(&mut self, body: &[u8], boundary: &str, path: &mut Vec<String>) {
        for part in text::multipart(body, boundary.as_bytes()) {
            self.inside("<multipart>", path, |peeler, path| {
                peeler.inside(&part.name, path, |peeler, path| {
                    peeler.bytes(part.content, path, MAX_DEPTH);
                });
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fmt_net::http::Body;

    fn request(url: &str, kind: &str, body: &[u8]) -> Request {
        Request {
            url: url.to_owned(),
            headers: vec![
                Header::new(b"Content-Type", kind.as_bytes()),
                Header::new(b"Cookie", b"a=1; sid=x%20y"),
            ],
            body: Body::whole(body.to_vec(), false),
            ..Request::default()
        }
    }

    fn lines(url: &str, kind: &str, body: &[u8]) -> Vec<String> {
        let parsed = parameters(&request(url, kind, body), &Limits::default());
        assert_eq!(parsed.problems, []);
        let mut lines: Vec<String> = parsed
            .value
            .iter()
            .filter(|p| !p.is_opened)
            .map(|p| format!("{} = {}", p.path_text(), p.value))
            .collect();
        lines.retain(|line| !line.starts_with("cookie/"));
        lines
    }

    #[test]
    fn queries_cookies_and_forms() {
        let parsed = parameters(
            &request(
                "https://h/p?q=a+b&e&u=%E4%B8%89#f",
                "application/x-www-form-urlencoded",
                b"x=%41&y=",
            ),
            &Limits::default(),
        );
        let lines: Vec<_> = parsed
            .value
            .iter()
            .map(|p| format!("{} = {}", p.path_text(), p.value))
            .collect();
        assert_eq!(
            lines,
            [
                "query/q = a b",
                "query/e = ",
                "query/u = 三",
                "cookie/a = 1",
                "cookie/sid = x y",
                "body/<form>/x = A",
                "body/<form>/y = ",
            ]
        );
    }

    #[test]
    fn wrappings_inside_each_other() {
        // `[{"event":"a","properties":{"n":1.5}}]`, gzip by Python's zlib, then Base64, then as a form.
        let body = b"gzip=1&data_list=H4sIAAAAAAACA4uuVkotS80rUbJSSlTSUSooyi9ILSrJTC1WsqpWylOyMtQzra2NBQBw4QcpJgAAAA%3D%3D";
        let found = lines("/sa?project=p", "application/x-www-form-urlencoded", body);
        assert_eq!(
            found,
            [
                "query/project = p",
                "body/<form>/gzip = 1",
                "body/<form>/data_list/<base64>/<gzip>/<json>/[0]/event = a",
                "body/<form>/data_list/<base64>/<gzip>/<json>/[0]/properties/n = 1.5",
            ]
        );
    }

    #[test]
    fn json_in_json_and_addresses_in_it() {
        let body =
            br#"{"a":"{\"b\":[true,null]}","u":"https://x/?i=1&j=2","e":[],"t":"plain text"}"#;
        assert_eq!(
            lines("/", "text/plain", body),
            [
                "body/<json>/a/<json>/b/[0] = true",
                "body/<json>/a/<json>/b/[1] = null",
                "body/<json>/e = []",
                "body/<json>/t = plain text",
                "body/<json>/u/<url>/i = 1",
                "body/<json>/u/<url>/j = 2",
            ]
        );
    }

    #[test]
    fn what_is_opened_is_kept_as_it_was_sent() {
        let body = br#"{"a":"{\"b\":1}","u":"https://x/?i=1"}"#;
        let found = parameters(&request("/", "", body), &Limits::default()).value;
        let opened: Vec<_> = found
            .iter()
            .filter(|p| p.is_opened)
            .map(|p| format!("{} = {}", p.path_text(), p.value))
            .collect();
        assert_eq!(
            opened,
            [
                "body/<json>/a = {\"b\":1}",
                "body/<json>/u = https://x/?i=1"
            ]
        );
    }

    #[test]
    fn parts_and_lines() {
        let body = b"--B\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n{\"k\":1}\r\n--B\r\nContent-Disposition: form-data; name=g; filename=\"x\"\r\n\r\nv\r\n--B--\r\n";
        assert_eq!(
            lines("/", "multipart/form-data; boundary=B", body),
            ["body/<multipart>/f/<json>/k = 1", "body/<multipart>/g = v"]
        );
        assert_eq!(
            lines("/", "", b"{\"k\":1}\n{\"k\":2}\n"),
            [
                "body/<lines>/[0]/<json>/k = 1",
                "body/<lines>/[1]/<json>/k = 2"
            ]
        );
    }

    #[test]
    fn messages_of_grpc_with_and_without_compression() {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"\x12\x07testing").unwrap();
        let packed = gzip.finish().unwrap();
        let mut body = b"\0\0\0\0\x03\x08\x96\x01\x01\0\0\0".to_vec();
        body.push(u8::try_from(packed.len()).unwrap());
        body.extend(packed);
        let mut request = request("/", "application/grpc+proto", &body);
        request.headers.push(Header::new(b"grpc-encoding", b"gzip"));
        let parsed = parameters(&request, &Limits::default());
        assert_eq!(parsed.problems, []);
        let lines: Vec<String> = parsed
            .value
            .iter()
            .filter(|p| !p.is_opened && !p.path_text().starts_with("cookie/"))
            .map(|p| format!("{} = {}", p.path_text(), p.value))
            .collect();
        assert_eq!(
            lines,
            [
                "body/<grpc>/<protobuf>/1 = 150",
                "body/<grpc>/<protobuf>/2 = testing"
            ]
        );
    }

    #[test]
    fn protocol_buffers_without_a_schema() {
        // The examples of the encoding guide: `a: 150` as field 1; a message with it as field 3; `testing` as
        // field 2.
        let body = [
            0x08, 0x96, 0x01, 0x1a, 0x03, 0x08, 0x96, 0x01, 0x12, 0x07, b't', b'e', b's', b't',
            b'i', b'n', b'g',
        ];
        assert_eq!(
            lines("/", "application/x-protobuf", &body),
            [
                "body/<protobuf>/1 = 150",
                "body/<protobuf>/3/<protobuf>/1 = 150",
                "body/<protobuf>/2 = testing",
            ]
        );
    }

    #[test]
    fn words_are_not_taken_for_base64() {
        assert_eq!(
            lines("/?w=deviceid&z=QUJDREVGR0g%3D", "", b""),
            ["query/w = deviceid", "query/z = QUJDREVGR0g="]
        );
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(
            b"a=1&d=eyJhIjoiYiJ9&e=%7B%22x%22%3A%5B1%2C%7B%7D%5D%7D",
            |b| {
                parameters(
                    &request("/?x=%", "application/x-www-form-urlencoded", b),
                    &Limits::default(),
                );
                parameters(&request("/", "application/grpc", b), &Limits::default());
                parameters(
                    &request("/", "multipart/form-data; boundary=a", b),
                    &Limits::default(),
                );
                parameters_of(b, "value");
            },
        );
    }
}
