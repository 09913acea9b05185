//! What a protocol layer is: it takes events and returns commands, and does nothing else.

use crate::exchange::Draft;
use crate::layers::dns;
use crate::tls::Handshake;
use base::{Limits, Problem};
use fmt_net::http::SocketMessage;
use fmt_net::keylog::KeyLog;

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Who opened it.
    Client,
    /// Who was called.
    Server,
}

impl Side {
    /// The other end.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// The packets that bytes came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Number of the first packet, from 1; 0 where bytes came from no packet.
    pub first_packet: u64,
    /// Number of the last packet.
    pub last_packet: u64,
    /// When the last packet was captured, in nanoseconds since 1970-01-01 UTC; 0 where it is not known.
    pub time_ns: u64,
}

impl Origin {
    /// From the first of these packets to the last of those.
    #[must_use]
    pub fn to(self, last: Self) -> Self {
        Self {
            first_packet: self.first_packet.min(last.first_packet),
            last_packet: self.last_packet.max(last.last_packet),
            time_ns: self.time_ns.max(last.time_ns),
        }
    }
}

/// Two things, one of each side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides<T> {
    /// The client's.
    pub client: T,
    /// The server's.
    pub server: T,
}

impl<T> Sides<T> {
    /// The one of a side.
    pub const fn of(&self, side: Side) -> &T {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    /// The one of a side, to be changed.
    pub const fn of_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

/// Something that happens to a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The next bytes of one side: of a stream, or one datagram.
    Data {
        /// Who sent them.
        side: Side,
        /// The bytes.
        bytes: &'a [u8],
        /// Where they came from.
        origin: Origin,
    },
    /// Bytes that were not captured.
    Gap {
        /// Who sent them.
        side: Side,
        /// How many.
        len: u64,
    },
    /// One side sends no more.
    End {
        /// Which.
        side: Side,
    },
    /// Something of one of the streams that a connection carries side by side.
    Stream {
        /// The stream's number.
        stream: u64,
        /// Who sent it.
        side: Side,
        /// What it is.
        part: Part<'a>,
    },
}

/// Something that happens to one direction of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// The next bytes.
    Data(&'a [u8], Origin),
    /// Bytes that were not captured.
    Gap(u64),
    /// There is no more.
    End,
    /// It was given up, for the reason of this number.
    Reset(u64),
}

/// What a layer wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Bytes for the layer inside.
    Inner {
        /// Who sent them.
        side: Side,
        /// The bytes.
        bytes: Vec<u8>,
        /// Where they came from.
        origin: Origin,
    },
    /// Bytes are missing for the layer inside.
    InnerGap {
        /// Whose.
        side: Side,
        /// How many; 0 where it is not known.
        len: u64,
    },
    /// One side of the layer inside ends.
    InnerEnd {
        /// Which.
        side: Side,
    },
    /// Something of a stream for the layer inside.
    InnerStream {
        /// The stream's number.
        stream: u64,
        /// Who sent it.
        side: Side,
        /// What it is.
        part: OwnedPart,
    },
    /// From now on the layer inside is known to be this.
    Next(Kind),
    /// A name by which one side knows the connection when its packets come from another address.
    Id {
        /// Who is called by it.
        side: Side,
        /// The name.
        id: Vec<u8>,
    },
    /// The datagram begins another connection between the same ports; nothing of it was taken.
    Anew,
    /// A request with its answer.
    Exchange(Box<Draft>),
    /// A message of a web socket.
    Socket(SocketMessage, Origin),
    /// A question or answer of the name system.
    Dns(Box<dns::Message>, Origin),
    /// What a handshake said, as far as it has come; a later one replaces an earlier one.
    Handshake(Box<Handshake>),
    /// Something wrong.
    Problem(Problem),
}

/// What [`Part`] says, with its own bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedPart {
    /// The next bytes.
    Data(Vec<u8>, Origin),
    /// Bytes that were not captured.
    Gap(u64),
    /// There is no more.
    End,
    /// It was given up, for the reason of this number.
    Reset(u64),
}

impl OwnedPart {
    /// The same, borrowed.
    pub fn part(&self) -> Part<'_> {
        match self {
            Self::Data(bytes, origin) => Part::Data(bytes, *origin),
            Self::Gap(len) => Part::Gap(*len),
            Self::End => Part::End,
            Self::Reset(code) => Part::Reset(*code),
        }
    }
}

/// The kinds of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Not known yet: the first bytes decide.
    Unknown,
    /// TLS.
    Tls,
    /// HTTP/1.0 and 1.1.
    Http1,
    /// HTTP/2.
    Http2,
    /// Web socket.
    WebSocket {
        /// Whether messages may be deflated.
        deflate: bool,
        /// Whether each message of the client is deflated by itself.
        client_resets: bool,
        /// Whether each message of the server is deflated by itself.
        server_resets: bool,
    },
    /// The name system over a stream.
    DnsStream,
    /// The name system in datagrams.
    DnsDatagram,
    /// QUIC.
    Quic,
    /// HTTP/3.
    Http3,
    /// The name system over QUIC.
    DnsQuic,
    /// MQTT.
    Mqtt,
}

impl Kind {
    /// The layer's name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Tls => "tls",
            Self::Http1 => "http/1",
            Self::Http2 => "http/2",
            Self::WebSocket { .. } => "websocket",
            Self::DnsStream | Self::DnsDatagram | Self::DnsQuic => "dns",
            Self::Quic => "quic",
            Self::Http3 => "http/3",
            Self::Mqtt => "mqtt",
        }
    }
}

/// What a layer may use besides its events.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Secrets of TLS connections.
    pub keys: &'a KeyLog,
    /// Bounds.
    pub limits: &'a Limits,
    /// The port that was called.
    pub server_port: u16,
    /// The number of bytes of a body that are kept; the rest is counted.
    pub body_len: usize,
}

/// Whether bytes are of a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// They are not.
    No,
    /// More bytes are needed.
    Maybe,
    /// They are.
    Yes,
}

impl Probe {
    /// Whether bytes begin with a text, or may once there are more of them.
    pub fn prefix(bytes: &[u8], text: &[u8]) -> Self {
        let n = bytes.len().min(text.len());
        if bytes.get(..n) != text.get(..n) {
            Self::No
        } else if n < text.len() {
            Self::Maybe
        } else {
            Self::Yes
        }
    }
}

/// A protocol.
pub trait Layer: Send {
    /// Takes an event; puts what is to be done at the end of `out`.
    fn on_event(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>);
}

#[cfg(test)]
pub(crate) mod play {
    //! A play: what is said, and what the layer does.
    use super::*;

    /// Where the bytes of the line with this number come from.
    pub(crate) fn origin(number: u64) -> Origin {
        Origin {
            first_packet: number,
            last_packet: number,
            time_ns: number * 1_000_000_000,
        }
    }

    /// Plays events on a layer and gives every command.
    pub(crate) fn play(layer: &mut dyn Layer, keys: &KeyLog, events: &[Event<'_>]) -> Vec<Command> {
        let limits = Limits::default();
        let context = Context {
            keys,
            limits: &limits,
            server_port: 443,
            body_len: 1 << 16,
        };
        let mut out = Vec::new();
        for event in events {
            layer.on_event(*event, &context, &mut out);
        }
        out
    }

    /// The client says something in the packet of this number.
    pub(crate) fn client(number: u64, bytes: &[u8]) -> Event<'_> {
        Event::Data {
            side: Side::Client,
            bytes,
            origin: origin(number),
        }
    }

    /// The server says something in the packet of this number.
    pub(crate) fn server(number: u64, bytes: &[u8]) -> Event<'_> {
        Event::Data {
            side: Side::Server,
            bytes,
            origin: origin(number),
        }
    }

    /// Nobody says anything more.
    pub(crate) const END: [Event<'_>; 2] = [
        Event::End { side: Side::Client },
        Event::End { side: Side::Server },
    ];
}
