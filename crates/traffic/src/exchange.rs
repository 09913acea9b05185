//! The one model of what was sent: exchanges of requests and answers, whatever file they came from.

use crate::layer::Origin;
use crate::layers::dns;
use crate::tcp::Counts;
use crate::tls::Handshake;
use base::{Problem, Span};
use fmt_net::http::{Request, Response, SocketMessage};
use fmt_net::link::App;
use fmt_net::{har, mitm};
use std::net::SocketAddr;

/// Where an exchange was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In a capture: the connection, and the stream where a connection has several.
    Capture {
        /// The connection's number, from 1 in the order of first packets.
        connection: u64,
        /// The stream's number in the connection.
        stream: Option<u64>,
    },
    /// In an archive or flow file.
    Entry {
        /// Position in the file, from 0.
        index: usize,
        /// Where the entry stands in the file.
        span: Span,
    },
}

/// One layer that a request went through, from the outermost in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is, for instance `tls 1.3 TLS_AES_128_GCM_SHA256`.
    pub layer: String,
    /// The packets that carried it, first and last, from 1.
    pub packets: Option<(u64, u64)>,
}

/// A request and its answer, as a layer puts them together.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The stream's number, where the connection has several.
    pub stream: Option<u64>,
    /// The scheme of its address in clear, where it is not that of HTTP; one that is encrypted has an `s` more.
    pub scheme: Option<&'static str>,
    /// The protocol.
    pub layer: String,
    /// What the request came in.
    pub request_origin: Origin,
    /// What the answer came in.
    pub response_origin: Option<Origin>,
    /// The request; its address has no scheme and host yet.
    pub request: Request,
    /// The answer.
    pub response: Option<Response>,
    /// What was wrong with this exchange.
    pub problems: Vec<Problem>,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// Where it was found.
    pub source: Source,
    /// Who asked.
    pub client: Option<SocketAddr>,
    /// Who answered.
    pub server: Option<SocketAddr>,
    /// The app that the capture names.
    pub app: Option<App>,
    /// When the request was whole, in nanoseconds since 1970-01-01 UTC.
    pub asked_ns: Option<u64>,
    /// When the answer was whole.
    pub answered_ns: Option<u64>,
    /// The request, its address with scheme and host.
    pub request: Request,
    /// The answer.
    pub response: Option<Response>,
    /// The layers it went through, from the outermost in.
    pub layers: Vec<Mark>,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// What is known of a connection at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Its number, from 1 in the order of first packets.
    pub number: u64,
    /// `tcp` or `udp`.
    pub transport: &'static str,
    /// Who opened it; where the start was not captured, the side with the higher port.
    pub client: SocketAddr,
    /// Who was called.
    pub server: SocketAddr,
    /// Whether the start was captured.
    pub has_start: bool,
    /// Packets of it.
    pub n_packets: u64,
    /// Its first packet, and its last.
    pub packets: (u64, u64),
    /// Times of the first and last packet, in nanoseconds since 1970-01-01 UTC.
    pub times_ns: Option<(u64, u64)>,
    /// What the client sent.
    pub from_client: Counts,
    /// What the server sent.
    pub from_server: Counts,
    /// The layers found, from the outermost in.
    pub layers: Vec<&'static str>,
    /// What the TLS handshake said.
    pub handshake: Option<Box<Handshake>>,
    /// The app that the capture names.
    pub app: Option<App>,
}

/// Something that was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A request and its answer.
    Exchange(Box<Exchange>),
    /// A message of a web socket.
    Socket {
        /// The connection, or the entry of the file.
        source: Source,
        /// The message.
        message: SocketMessage,
    },
    /// A question or answer of the name system.
    Dns {
        /// The connection.
        connection: u64,
        /// Packets and time.
        origin: Origin,
        /// Who asks or is answered.
        client: SocketAddr,
        /// Who is asked or answers.
        server: SocketAddr,
        /// The message.
        message: Box<dns::Message>,
    },
    /// A connection that has ended.
    Connection(Box<Connection>),
    /// Something wrong.
    Problem {
        /// The connection, where it concerns one.
        connection: Option<u64>,
        /// What.
        problem: Problem,
    },
}

/// The items of an archive's entry.
pub fn from_har(entry: har::Entry, sink: &mut dyn FnMut(Item)) {
    let source = Source::Entry {
        index: entry.index,
        span: entry.span,
    };
    let server = entry
        .server_address
        .as_deref()
        .and_then(|address| address.trim_matches(['[', ']']).parse().ok())
        .map(|address| SocketAddr::new(address, url_port(&entry.request.url).unwrap_or(0)));
    let answered_ns = entry
        .started_ns
        .zip(entry.took_ns)
        .map(|(start, took)| start.saturating_add(took));
    sink(Item::Exchange(Box::new(Exchange {
        source,
        client: None,
        server,
        app: None,
        asked_ns: entry.started_ns,
        answered_ns: answered_ns.filter(|_| entry.response.is_some()),
        layers: vec![mark("har entry"), mark(&entry.request.version)],
        request: entry.request,
        response: entry.response,
        problems: Vec::new(),
    })));
    for message in entry.socket {
        sink(Item::Socket { source, message });
    }
}

/// The items of a flow.
pub fn from_mitm(flow: mitm::Flow, sink: &mut dyn FnMut(Item)) {
    let source = Source::Entry {
        index: flow.index,
        span: flow.span,
    };
    let address = |peer: &mitm::Peer| {
        let address = peer.address.as_deref().or(peer.host.as_deref())?;
        Some(SocketAddr::new(
            address.parse().ok()?,
            peer.port.unwrap_or(0),
        ))
    };
    let mut layers = vec![mark("mitmproxy flow")];
    layers.extend(
        flow.server
            .tls_version
            .as_deref()
            .map(|version| mark(&version.replace("TLSv", "tls "))),
    );
    if let Some(request) = flow.request {
        layers.push(mark(&request.version));
        sink(Item::Exchange(Box::new(Exchange {
            source,
            client: address(&flow.client),
            server: address(&flow.server),
            app: None,
            asked_ns: flow.started_ns,
            answered_ns: flow.ended_ns,
            request,
            response: flow.response,
            layers,
            problems: Vec::new(),
        })));
    }
    for message in flow.messages {
        sink(Item::Socket { source, message });
    }
}

fn mark(layer: &str) -> Mark {
    Mark {
        layer: layer.to_ascii_lowercase(),
        packets: None,
    }
}

/// The host of an address with a scheme, without port and user.
pub fn url_host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') {
        return host.split_inclusive(']').next();
    }
    host.split(':').next()
}

/// The port of an address with a scheme, written or implied.
pub fn url_port(url: &str) -> Option<u16> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let after = authority.rsplit(']').next().unwrap_or(authority);
    if let Some((_, port)) = after.rsplit_once(':') {
        return port.parse().ok();
    }
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_of_addresses() {
        for (url, host, port) in [
            ("https://a.example/b:c", Some("a.example"), Some(443)),
            ("http://u:p@a.example:81?x", Some("a.example"), Some(81)),
            (
                "https://[2001:db8::1]:8443/",
                Some("[2001:db8::1]"),
                Some(8443),
            ),
            ("https://[2001:db8::1]/", Some("[2001:db8::1]"), Some(443)),
            ("/path", None, None),
        ] {
            assert_eq!((url_host(url), url_port(url)), (host, port), "{url}");
        }
    }
}
