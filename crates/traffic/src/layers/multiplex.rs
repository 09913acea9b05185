//! Requests and answers on streams, as HTTP/2 and HTTP/3 both have them.

use crate::exchange::Draft;
use crate::layer::{Command, Origin, Side, Sides};
use base::Problem;
use fmt_net::http::{Body, Header, Request, Response, header};

/// One side's message on a stream.
#[derive(Default)]
pub(super) struct Message {
    pub(super) headers: Option<Vec<Header>>,
    pub(super) trailers: Vec<Header>,
    pub(super) body: Body,
    pub(super) has_ended: bool,
    pub(super) origin: Option<Origin>,
}

impl Message {
    /// Says that something of it came from there.
    pub(super) fn touch(&mut self, origin: Origin) {
        self.origin = Some(self.origin.map_or(origin, |first| first.to(origin)));
    }

    /// Takes a part of the body, of which `body_len` bytes are kept.
    pub(super) fn body(&mut self, bytes: &[u8], body_len: usize) {
        let room = body_len.saturating_sub(self.body.bytes.len());
        let kept = bytes.get(..room).unwrap_or(bytes);
        self.body.bytes.extend_from_slice(kept);
        self.body.len = self.body.len.saturating_add(bytes.len() as u64);
    }

    /// Takes a list of fields: the head, those after the body, or an interim answer, which is left out.
    pub(super) fn fields(&mut self, side: Side, headers: Vec<Header>) {
        let is_interim = side == Side::Server
            && header(&headers, ":status").is_some_and(|status| status.starts_with('1'));
        if self.headers.is_none() && !is_interim {
            self.headers = Some(headers);
        } else if !is_interim {
            self.trailers.extend(headers);
        }
    }
}

/// A request and its answer.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) sides: Sides<Message>,
    pub(super) problems: Vec<Problem>,
}

impl Stream {
    /// Whether both sides have said all.
    pub(super) const fn is_whole(&self) -> bool {
        self.sides.client.has_ended && self.sides.server.has_ended
    }

    /// The stream as an exchange of this protocol; none where nothing was said on it.
    pub(super) fn exchange(
        self,
        number: u64,
        version: &str,
        codes: [&'static str; 2],
    ) -> Option<Command> {
        let [no_request, incomplete] = codes;
        let (client, server) = (self.sides.client, self.sides.server);
        let origin = client.origin.or(server.origin)?;
        let mut problems = self.problems;
        let headers = client.headers.unwrap_or_default();
        if headers.is_empty() {
            let says = format!("stream {number} has no request");
            problems.push(Problem::new(no_request, says));
        } else if !client.has_ended {
            let says = format!("the request on stream {number} has no end");
            problems.push(Problem::new(incomplete, says));
        }
        let response = server.headers.map(|headers| {
            if !server.has_ended {
                let says = format!("the answer on stream {number} has no end");
                problems.push(Problem::new(incomplete, says));
            }
            Response {
                status: header(&headers, ":status")
                    .and_then(|status| status.parse().ok())
                    .unwrap_or_default(),
                reason: String::new(),
                version: version.to_owned(),
                headers,
                body: server.body,
                trailers: server.trailers,
            }
        });
        Some(Command::Exchange(Box::new(Draft {
            stream: Some(number),
            scheme: None,
            layer: version.to_ascii_lowercase(),
            request_origin: origin,
            response_origin: response.as_ref().and(server.origin),
            request: Request {
                method: header(&headers, ":method").unwrap_or_default().to_owned(),
                url: header(&headers, ":path").unwrap_or_default().to_owned(),
                version: version.to_owned(),
                headers,
                body: client.body,
                trailers: client.trailers,
            },
            response,
            problems,
        })))
    }
}
