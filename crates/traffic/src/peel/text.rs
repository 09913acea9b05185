//! Wrappings of text: JSON, lines of it, Base64, tokens, addresses, forms; and the parts of multipart bodies.

use super::{Peeler, compression};
use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use serde_json::Value;

/// The shortest text that is tried as Base64; shorter ones are words by chance too often.
const MIN_BASE64: usize = 12;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

/// Undoes percent coding; a bad escape stays as it is.
pub(super) fn percent_decoded(text: &str, plus_is_space: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => char::from(*high)
                .to_digit(16)
                .zip(char::from(*low).to_digit(16))
                .and_then(|(high, low)| u8::try_from(high << 4 | low).ok()),
            _ => None,
        };
        if let Some(byte) = escaped {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(if plus_is_space && *first == b'+' {
                b' '
            } else {
                *first
            });
            rest = after;
        }
    }
    fmt_net::http::text(&bytes)
}

fn json(text: &str) -> Option<Value> {
    let trimmed = text.trim();
    if !matches!(trimmed.bytes().next(), Some(b'{' | b'[')) {
        return None;
    }
    serde_json::from_str(trimmed).ok()
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    // A space is what a careless form makes of a plus.
    let is_alphabet =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    if text.len() < MIN_BASE64 || !text.bytes().all(is_alphabet) {
        return None;
    }
    STANDARD
        .decode(&text)
        .or_else(|_| URL_SAFE.decode(&text))
        .ok()
}

/// The three parts of a token with a signature: RFC 7519.
fn token(text: &str) -> Option<[Vec<u8>; 2]> {
    let mut parts = text.split('.');
    let (head, body, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else {
        return None;
    };
    let decode = |part: &str| general_purpose::URL_SAFE_NO_PAD.decode(part).ok();
    let (head, body) = (decode(head)?, decode(body)?);
    let is_json = |bytes: &[u8]| str::from_utf8(bytes).ok().and_then(json).is_some();
    (is_json(&head) && is_json(&body)).then_some([head, body])
}

/// Whether text is a form of at least two pairs, with plain names.
fn is_form(text: &str) -> bool {
    let mut n = 0_usize;
    for pair in text.split('&') {
        let Some((name, _)) = pair.split_once('=') else {
            return false;
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.[]$%".contains(c);
        if name.is_empty() || !name.chars().all(is_name) {
            return false;
        }
        n = n.saturating_add(1);
    }
    n >= 2
}

impl Peeler {
    pub(super) fn text(&mut self, text: &str, path: &mut Vec<String>, depth: usize) {
        let Some(deeper) = depth.checked_sub(1) else {
            return self.leaf(text, path);
        };
        if let Some(value) = json(text) {
            self.opened(text, path);
            return self.inside("<json>", path, |peeler, path| {
                peeler.json(&value, path, deeper);
            });
        }
        let trimmed = text.trim();
        if trimmed.contains('\n') {
            let is_line = |line: &str| json(line).is_some() || is_form(line);
            if trimmed.lines().all(is_line) {
                self.opened(text, path);
                return self.inside("<lines>", path, |peeler, path| {
                    for (n, line) in trimmed.lines().enumerate() {
                        peeler.named(&format!("[{n}]"), line, path, deeper);
                    }
                });
            }
        }
        if let Some([head, body]) = token(trimmed) {
            self.opened(text, path);
            return self.inside("<token>", path, |peeler, path| {
                for (name, part) in [("head", head), ("body", body)] {
                    peeler.inside(name, path, |peeler, path| peeler.bytes(&part, path, deeper));
                }
            });
        }
        if let Some((_, query)) = text
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('?'))
        {
            self.opened(text, path);
            let query = query.split('#').next().unwrap_or(query);
            return self.inside("<url>", path, |peeler, path| {
                peeler.form(query, path, deeper);
            });
        }
        if trimmed.contains('%') {
            let decoded = percent_decoded(trimmed, true);
            if decoded != trimmed && (json(&decoded).is_some() || is_understood_base64(&decoded)) {
                self.opened(text, path);
                return self.inside("<percent>", path, |peeler, path| {
                    peeler.text(&decoded, path, deeper);
                });
            }
        }
        if let Some(plain) = base64(trimmed).filter(|plain| is_understood(plain)) {
            self.opened(text, path);
            return self.inside("<base64>", path, |peeler, path| {
                peeler.bytes(&plain, path, deeper);
            });
        }
        if is_form(trimmed) {
            self.opened(text, path);
            return self.inside("<form>", path, |peeler, path| {
                peeler.form(trimmed, path, deeper);
            });
        }
        self.leaf(text, path);
    }

    fn json(&mut self, value: &Value, path: &mut Vec<String>, depth: usize) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                for (name, value) in fields {
                    self.inside(name, path, |peeler, path| peeler.json(value, path, depth));
                }
            }
            Value::Array(values) if !values.is_empty() => {
                for (n, value) in values.iter().enumerate() {
                    self.inside(&format!("[{n}]"), path, |peeler, path| {
                        peeler.json(value, path, depth);
                    });
                }
            }
            Value::String(text) => self.text(text, path, depth),
            other => self.leaf(&other.to_string(), path),
        }
    }
}

/// Whether bytes that came out of Base64 are something: compressed, JSON or a form.
fn is_understood(plain: &[u8]) -> bool {
    if compression(plain).is_some() {
        return true;
    }
    str::from_utf8(plain).is_ok_and(|text| json(text).is_some() || is_form(text))
}

fn is_understood_base64(text: &str) -> bool {
    base64(text).is_some_and(|plain| is_understood(&plain))
}

/// A part of a multipart body.
pub(super) struct Part<'a> {
    pub(super) name: String,
    pub(super) content: &'a [u8],
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    if pattern.is_empty() {
        return None;
    }
    bytes
        .windows(pattern.len())
        .position(|window| window == pattern)
}

/// The parts of a multipart body: RFC 2046, 5.1.1; the name as RFC 7578 has it.
pub(super) fn multipart<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<Part<'a>> {
    let delimiter = [b"--", boundary].concat();
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some(at) = find(rest, &delimiter) {
        let start = at.saturating_add(delimiter.len());
        rest = rest.get(start..).unwrap_or_default();
        if rest.starts_with(b"--") {
            break;
        }
        let end = find(rest, &delimiter).unwrap_or(rest.len());
        let part = rest.get(..end).unwrap_or_default();
        let part = part
            .strip_prefix(b"\r\n")
            .or(part.strip_prefix(b"\n"))
            .unwrap_or(part);
        let (head, content) = match find(part, b"\r\n\r\n") {
            Some(at) => (part.get(..at), part.get(at.saturating_add(4)..)),
            None => (Some(&b""[..]), Some(part)),
        };
        let content = content.unwrap_or_default();
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        let head = fmt_net::http::text(head.unwrap_or_default());
        let name = head
            .split([';', '\n'])
            .find_map(|field| field.trim().strip_prefix("name="))
            .map_or("", |name| name.trim().trim_matches('"'));
        parts.push(Part {
            name: name.to_owned(),
            content,
        });
    }
    parts
}
