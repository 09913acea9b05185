//! What a request is addressed to, and what it asks the name system.

use crate::exchange::{Connection, Draft};
use crate::layer::Origin;
use crate::layers::dns;
use crate::tls::Handshake;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use fmt_net::http::{Header, header};
use std::net::IpAddr;

/// The whole address of a request target: RFC 9112, section 3.3.
pub(crate) fn whole_url(
    target: &str,
    headers: &[Header],
    connection: &Connection,
    handshake: Option<&Handshake>,
) -> String {
    // Other forms (a proxy's, an authority, an asterisk) stay as they were sent.
    if !target.starts_with('/') {
        return target.to_owned();
    }
    let scheme =
        header(headers, ":scheme").unwrap_or(if handshake.is_some() { "https" } else { "http" });
    let port = connection.server.port();
    let host = header(headers, ":authority")
        .or_else(|| header(headers, "host"))
        .filter(|host| !host.is_empty())
        .map_or_else(
            || match (scheme, port) {
                ("http", 80) | ("https", 443) => match connection.server.ip() {
                    IpAddr::V6(address) => format!("[{address}]"),
                    IpAddr::V4(address) => address.to_string(),
                },
                _ => connection.server.to_string(),
            },
            str::to_owned,
        );
    format!("{scheme}://{host}{target}")
}

/// The whole address of a target of another protocol than HTTP: by the name that the client asked for, else by the
/// server's address.
pub(crate) fn named_url(
    scheme: &str,
    target: &str,
    connection: &Connection,
    handshake: Option<&Handshake>,
) -> String {
    let closed = if handshake.is_some() { "s" } else { "" };
    let server = connection.server;
    match handshake.and_then(Handshake::sni) {
        Some(name) => format!("{scheme}{closed}://{name}:{}{target}", server.port()),
        None => format!("{scheme}{closed}://{server}{target}"),
    }
}

/// Messages of the name system inside a request and its answer: RFC 8484.
pub(crate) fn lookups(draft: &Draft) -> Vec<(Box<dns::Message>, Origin)> {
    const KIND: &str = "application/dns-message";
    let is_message = |headers: &[Header]| header(headers, "content-type") == Some(KIND);
    let mut lookups = Vec::new();
    let request = &draft.request;
    let answer = draft
        .response
        .as_ref()
        .filter(|answer| is_message(&answer.headers));
    let question = if is_message(&request.headers) {
        dns::Message::read(&request.body.bytes)
    } else if answer.is_some() || header(&request.headers, "accept") == Some(KIND) {
        dns_parameter(&request.url).and_then(|bytes| dns::Message::read(&bytes))
    } else {
        None
    };
    if let Some(question) = question {
        lookups.push((Box::new(question), draft.request_origin));
    }
    if let Some((answer, origin)) = answer.zip(draft.response_origin)
        && let Some(message) = dns::Message::read(&answer.body.bytes)
    {
        lookups.push((Box::new(message), origin));
    }
    lookups
}

fn dns_parameter(target: &str) -> Option<Vec<u8>> {
    let (_, query) = target.split_once('?')?;
    let value = query
        .split('&')
        .find_map(|parameter| parameter.strip_prefix("dns="))?;
    URL_SAFE_NO_PAD.decode(value.trim_end_matches('=')).ok()
}
