//! The layers of one connection, one inside the other; those that are not known are found by their bytes.

use crate::layer::{Command, Context, Event, Kind, Layer, Origin, Probe, Side};
use crate::layers::{dns, http1, http2, http3, mqtt, quic, websocket};
use crate::tls;

/// Layers inside each other: 6; TLS in a tunnel in TLS with a web socket is 5.
const MAX_DEPTH: usize = 6;
/// Bytes that are kept while the protocol is not known: 8 KiB. A client hello with post-quantum keys and
/// early data has 2 KiB, and it is known by its first 6 bytes.
const MAX_UNDECIDED: usize = 8192;

enum Kept {
    Data(Side, Vec<u8>, Origin),
    Gap(Side, u64),
}

enum Slot {
    Undecided(Vec<Kept>),
    Known(Kind, Box<dyn Layer>),
    /// Nothing that is read; watched for the start of TLS, and for answers of HTTP.
    Opaque,
}

/// The layers of one connection.
#[derive(Default)]
pub(crate) struct Stack {
    slots: Vec<Slot>,
}

impl Stack {
    /// Layers that begin with a known one.
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            slots: vec![slot(kind)],
        }
    }

    /// Whether nothing has been fed yet and no layer is known.
    pub(crate) const fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The names of the layers that are known.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.slots
            .iter()
            .filter_map(|slot| match slot {
                Slot::Known(kind, _) => Some(kind.name()),
                _ => None,
            })
            .collect()
    }

    /// Hands an event to the outermost layer; commands that are not for layers go to `out`.
    pub(crate) fn feed(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>) {
        self.feed_at(0, event, context, out);
    }

    fn feed_at(
        &mut self,
        depth: usize,
        event: Event<'_>,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        if depth >= MAX_DEPTH {
            return;
        }
        if self.slots.len() <= depth {
            self.slots.push(Slot::Undecided(Vec::new()));
        }
        let Some(slot) = self.slots.get_mut(depth) else {
            return;
        };
        match slot {
            Slot::Known(_, layer) => {
                let mut commands = Vec::new();
                layer.on_event(event, context, &mut commands);
                self.obey(depth, commands, context, out);
            }
            Slot::Opaque => {
                if let Event::Data {
                    side: Side::Client,
                    bytes,
                    ..
                } = event
                    && tls::probe(bytes) == Probe::Yes
                {
                    *slot = crate::stack::slot(Kind::Tls);
                    self.feed_at(depth, event, context, out);
                } else if let Event::Data {
                    side: Side::Server,
                    bytes,
                    ..
                } = event
                    && bytes.starts_with(b"HTTP/1.")
                {
                    // The server took for HTTP what did not look like it.
                    *slot = crate::stack::slot(Kind::Http1);
                    self.feed_at(depth, event, context, out);
                }
            }
            Slot::Undecided(kept) => {
                match event {
                    Event::Data {
                        side,
                        bytes,
                        origin,
                    } => kept.push(Kept::Data(side, bytes.to_vec(), origin)),
                    Event::Gap { side, len } => kept.push(Kept::Gap(side, len)),
                    // Streams are only handed to a layer that is known.
                    Event::End { .. } | Event::Stream { .. } => return,
                }
                self.decide(depth, context, out);
            }
        }
    }

    fn obey(
        &mut self,
        depth: usize,
        commands: Vec<Command>,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let inner = depth.saturating_add(1);
        for command in commands {
            match command {
                Command::Inner {
                    side,
                    bytes,
                    origin,
                } => {
                    let event = Event::Data {
                        side,
                        bytes: &bytes,
                        origin,
                    };
                    self.feed_at(inner, event, context, out);
                }
                Command::InnerGap { side, len } => {
                    self.feed_at(inner, Event::Gap { side, len }, context, out);
                }
                Command::InnerEnd { side } => {
                    if self.slots.len() > inner {
                        self.feed_at(inner, Event::End { side }, context, out);
                    }
                }
                Command::InnerStream { stream, side, part } => {
                    let event = Event::Stream {
                        stream,
                        side,
                        part: part.part(),
                    };
                    self.feed_at(inner, event, context, out);
                }
                Command::Next(kind) => {
                    if self.slots.len() <= inner && inner < MAX_DEPTH {
                        self.slots.push(slot(kind));
                    }
                }
                other => out.push(other),
            }
        }
    }

    fn decide(&mut self, depth: usize, context: &Context<'_>, out: &mut Vec<Command>) {
        let Some(Slot::Undecided(kept)) = self.slots.get(depth) else {
            return;
        };
        let said = |wanted: Side| -> Vec<u8> {
            let parts = kept.iter().filter_map(|kept| match kept {
                Kept::Data(side, bytes, _) if *side == wanted => Some(bytes.as_slice()),
                _ => None,
            });
            parts.flatten().copied().take(MAX_UNDECIDED).collect()
        };
        let (client, server) = (said(Side::Client), said(Side::Server));
        let mut may_be = false;
        let mut decided = None;
        for (kind, probe) in [
            (
                Kind::Tls,
                tls::probe(&client).or_else_on(&client, || tls::probe(&server), &server),
            ),
            (Kind::Http2, http2::probe(&client)),
            (
                Kind::Mqtt,
                mqtt::probe(&client).or_else_on(
                    &client,
                    || mqtt::probe_answer(&server, context.server_port),
                    &server,
                ),
            ),
            (
                Kind::DnsStream,
                dns::probe_stream(&client, context.server_port),
            ),
            (
                Kind::Http1,
                http1::probe(&client).or_else_on(&client, || http1::probe(&server), &server),
            ),
        ] {
            match probe {
                Probe::Yes => {
                    decided = Some(kind);
                    break;
                }
                Probe::Maybe => may_be = true,
                Probe::No => {}
            }
        }
        let n_kept = client.len().max(server.len());
        let slot = match decided {
            Some(kind) => slot(kind),
            None if may_be && n_kept < MAX_UNDECIDED => return,
            None => Slot::Opaque,
        };
        let Some(place) = self.slots.get_mut(depth) else {
            return;
        };
        let Slot::Undecided(kept) = std::mem::replace(place, slot) else {
            return;
        };
        for kept in kept {
            let event = match &kept {
                Kept::Data(side, bytes, origin) => Event::Data {
                    side: *side,
                    bytes,
                    origin: *origin,
                },
                Kept::Gap(side, len) => Event::Gap {
                    side: *side,
                    len: *len,
                },
            };
            self.feed_at(depth, event, context, out);
        }
    }
}

impl Probe {
    /// This answer where its side has spoken, else that of the other side.
    fn or_else_on(self, said: &[u8], other: impl Fn() -> Self, other_said: &[u8]) -> Self {
        match (said.is_empty(), other_said.is_empty()) {
            (true, false) => match other() {
                // The client may still speak something else after a server's greeting.
                Self::No => Self::Maybe,
                answer => answer,
            },
            (true, true) => Self::Maybe,
            (false, _) => self,
        }
    }
}

fn slot(kind: Kind) -> Slot {
    let layer: Box<dyn Layer> = match kind {
        Kind::Unknown => return Slot::Undecided(Vec::new()),
        Kind::Tls => Box::new(tls::Tls::default()),
        Kind::Http1 => Box::new(http1::Http1::default()),
        Kind::Http2 => Box::new(http2::Http2::default()),
        Kind::WebSocket {
            deflate,
            client_resets,
            server_resets,
        } => Box::new(websocket::WebSocket::new(
            deflate,
            client_resets,
            server_resets,
        )),
        Kind::DnsStream => Box::new(dns::DnsStream::default()),
        Kind::DnsDatagram => Box::new(dns::DnsDatagram),
        Kind::Quic => Box::new(quic::Quic::default()),
        Kind::Http3 => Box::new(http3::Http3::default()),
        Kind::DnsQuic => Box::new(dns::DnsQuic::default()),
        Kind::Mqtt => Box::new(mqtt::Mqtt::default()),
    };
    Slot::Known(kind, layer)
}
