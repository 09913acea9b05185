//! QUIC: the first packets, which anybody can open, with the two hello messages of the TLS handshake inside; all
//! others with logged secrets, and the streams that they carry.
//!
//! Spec: RFC 9000, RFC 9001, RFC 9369 (version 2), RFC 9368 (change of version in the handshake).
//! Departures from the spec: the code of retry packets is not looked at, as the client's next packet only opens
//! if it was right; a connection whose first packets were not captured is not opened.

mod frames;
mod keys;
mod packet;
mod streams;

use crate::layer::Kind as LayerKind;
use crate::layer::{Command, Context, Event, Layer, Origin, Side, Sides};
use crate::tcp;
use crate::tls::suites::{Suite, find};
use crate::tls::{Opening, Tls};
use base::Problem;
use fmt_net::keylog::Label;
use frames::{Frame, frame};
use keys::Keys;
pub(crate) use packet::varint;
use packet::{Ids, Kind, LongHeader, Version, long_header};
pub use packet::{probe, version_name};
use streams::Streams;

/// Bytes of the handshake that are kept of one side and level: 256 KiB.
const MAX_CRYPTO: u64 = 256 << 10;
/// Packets that came before what opens them, and their bytes: as many as a client may send at once before it is
/// answered.
const MAX_PENDING: usize = 32;
const MAX_PENDING_LEN: usize = 48 << 10;
/// Tries of a client that are remembered: it is told to try again at most once, and to use another version once.
const MAX_TRIES: usize = 4;

/// The levels of encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Initial,
    Early,
    Handshake,
    Traffic,
}

#[derive(Default)]
struct Space {
    keys: Option<Keys>,
    largest: Option<u64>,
}

#[derive(Default)]
struct Half {
    initial: Space,
    early: Space,
    handshake: Space,
    traffic: Space,
    /// The bytes of the handshake at the levels that have some.
    crypto: [tcp::Half; 3],
    /// The level of the handshake's last bytes.
    level: usize,
    ids: Ids,
}

impl Half {
    const fn space(&mut self, level: Level) -> &mut Space {
        match level {
            Level::Initial => &mut self.initial,
            Level::Early => &mut self.early,
            Level::Handshake => &mut self.handshake,
            Level::Traffic => &mut self.traffic,
        }
    }
}

/// What the streams carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inner {
    /// There was none yet.
    #[default]
    Undecided,
    /// A protocol that is read.
    Known,
    /// Another one.
    Unknown,
}

/// What became of a packet.
enum Outcome {
    /// It was opened: its level and frames.
    Opened(Level, Vec<u8>),
    /// Nothing is known yet that its keys could be made from.
    TooEarly,
    /// It stays closed.
    Closed,
    /// It begins another connection.
    Anew,
}

/// A QUIC connection.
#[derive(Default)]
pub struct Quic {
    halves: Sides<Half>,
    tls: Tls,
    version: Option<Version>,
    /// The server's identifier in the packet that first keys were made from.
    first_id: Vec<u8>,
    /// Those of the client's earlier tries.
    old_ids: Vec<Vec<u8>>,
    streams: Streams,
    pending: Vec<(Side, Vec<u8>, Origin)>,
    pending_len: usize,
    /// What the streams carry.
    inner: Inner,
    n_opened: u64,
    n_closed: u64,
    has_datagrams: bool,
    has_unknown_frames: bool,
}

impl Layer for Quic {
    fn on_event(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>) {
        let mut commands = Vec::new();
        match event {
            Event::Data {
                side,
                bytes,
                origin,
            } => self.datagram(side, bytes, origin, context, &mut commands),
            Event::End { side: Side::Server } => self.finish(&mut commands),
            Event::End { .. } | Event::Gap { .. } | Event::Stream { .. } => {}
        }
        // Before the data that the same event brought, so that it is known when that is used.
        out.extend(self.tls.news());
        out.append(&mut commands);
    }
}

/// For connections that something else has opened.
impl Quic {
    /// A connection whose handshake was read elsewhere, and whose streams carry this.
    pub fn opened(inner: LayerKind, out: &mut Vec<Command>) -> Self {
        out.push(Command::Next(inner));
        Self {
            inner: Inner::Known,
            ..Self::default()
        }
    }

    /// Takes the frames of a packet with a short header that was opened elsewhere.
    pub fn plain(
        &mut self,
        side: Side,
        frames: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        self.frames(side, Level::Traffic, frames, origin, context, out);
    }
}

impl Quic {
    fn datagram(
        &mut self,
        side: Side,
        datagram: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let mut rest = datagram;
        while let Some(first) = rest.first() {
            // A datagram may be filled up after its last packet.
            if *first == 0 && rest.iter().all(|byte| *byte == 0) {
                return;
            }
            let end = if first & 0x80 != 0 {
                match long_header(rest) {
                    Some(header) => header.end,
                    None => return,
                }
            } else {
                rest.len()
            };
            let Some((packet, after)) = rest.split_at_checked(end) else {
                return;
            };
            rest = after;
            let known = self.n_known();
            if self.packet(side, packet, origin, context, out) {
                return;
            }
            if self.n_known() != known {
                self.pending_len = 0;
                for (side, packet, origin) in std::mem::take(&mut self.pending) {
                    self.packet(side, &packet, origin, context, out);
                }
            }
        }
    }

    /// How much is known of what packets that came too early wait for.
    fn n_known(&self) -> usize {
        let handshake = self.tls.handshake();
        self.old_ids
            .len()
            .saturating_add(usize::from(handshake.client.is_some()))
            .saturating_add(usize::from(handshake.server.is_some()))
    }

    /// Takes a packet; gives whether it begins another connection.
    fn packet(
        &mut self,
        side: Side,
        packet: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) -> bool {
        let outcome = match long_header(packet) {
            Some(header) => self.long(side, &header, packet, context, out),
            None => self.short(side, packet, context),
        };
        match outcome {
            Outcome::Opened(level, plain) => {
                self.n_opened = self.n_opened.saturating_add(1);
                if level != Level::Initial {
                    self.tls.set_opening(Opening::Opened);
                }
                if side == Side::Client && matches!(level, Level::Handshake | Level::Traffic) {
                    self.tls.set_established();
                }
                self.frames(side, level, &plain, origin, context, out);
            }
            Outcome::TooEarly => {
                let is_useful = !context.keys.is_empty()
                    && self.pending.len() < MAX_PENDING
                    && self.pending_len.saturating_add(packet.len()) <= MAX_PENDING_LEN;
                if is_useful {
                    self.pending_len = self.pending_len.saturating_add(packet.len());
                    self.pending.push((side, packet.to_vec(), origin));
                }
            }
            Outcome::Closed => self.n_closed = self.n_closed.saturating_add(1),
            Outcome::Anew => {
                out.push(Command::Anew);
                return true;
            }
        }
        false
    }

    fn long(
        &mut self,
        side: Side,
        header: &LongHeader<'_>,
        packet: &[u8],
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) -> Outcome {
        let level = match header.kind {
            Kind::Initial => return self.initial(side, header, packet, out),
            Kind::Early if side == Side::Client => Level::Early,
            Kind::Handshake => Level::Handshake,
            Kind::Early | Kind::Retry => return Outcome::Closed,
        };
        self.protected(
            side,
            level,
            header.version,
            packet,
            header.number_off,
            context,
        )
    }

    /// A first packet.
    fn initial(
        &mut self,
        side: Side,
        header: &LongHeader<'_>,
        packet: &[u8],
        out: &mut Vec<Command>,
    ) -> Outcome {
        let version = header.version;
        let space = &mut self.halves.of_mut(side).initial;
        let mut opened = space
            .keys
            .as_mut()
            .filter(|keys| keys.version() == version)
            .and_then(|keys| keys.open(packet, header.number_off, space.largest));
        // The server may choose another version, whose names give other keys from the same identifier.
        if opened.is_none()
            && !self.first_id.is_empty()
            && space
                .keys
                .as_ref()
                .is_none_or(|keys| keys.version() != version)
            && let Some(mut keys) = Keys::initial(version, &self.first_id, side)
        {
            opened = keys.open(packet, header.number_off, space.largest);
            if opened.is_some() {
                space.keys = Some(keys);
            }
        }
        // The client's first packet, or its first one after it was told to try again, names the keys of both
        // sides by the receiver's identifier.
        if opened.is_none() && side == Side::Client {
            let keys = Keys::initial(version, header.destination, Side::Client);
            let Some((keys, plain)) = keys.and_then(|mut keys| {
                let plain = keys.open(packet, header.number_off, None)?;
                Some((keys, plain))
            }) else {
                return Outcome::Closed;
            };
            if self.old_ids.iter().any(|id| id == header.destination) {
                return Outcome::Closed;
            }
            if self.tls.handshake().server.is_some() {
                return Outcome::Anew;
            }
            let mut old_ids = std::mem::take(&mut self.old_ids);
            if old_ids.len() < MAX_TRIES {
                old_ids.push(std::mem::take(&mut self.first_id));
            }
            *self = Self {
                old_ids,
                first_id: header.destination.to_vec(),
                pending: std::mem::take(&mut self.pending),
                pending_len: self.pending_len,
                ..Self::default()
            };
            opened = Some(plain);
            self.halves.client.initial.keys = Some(keys);
            self.halves.server.initial.keys =
                Keys::initial(version, header.destination, Side::Server);
        }
        let Some(opened) = opened else {
            // It may answer a packet of the client that is still to come.
            return if self.tls.handshake().server.is_none() {
                Outcome::TooEarly
            } else {
                Outcome::Closed
            };
        };
        self.version = Some(version);
        self.tls.set_quic(version.number);
        let half = self.halves.of_mut(side);
        half.initial.largest = half.initial.largest.max(Some(opened.number));
        self.add_id(side, header.source, out);
        Outcome::Opened(Level::Initial, opened.frames)
    }

    fn add_id(&mut self, side: Side, id: &[u8], out: &mut Vec<Command>) {
        if self.halves.of_mut(side).ids.add(id) {
            let id = id.to_vec();
            out.push(Command::Id { side, id });
        }
    }

    fn short(&mut self, side: Side, packet: &[u8], context: &Context<'_>) -> Outcome {
        let Some(version) = self.version else {
            return Outcome::Closed;
        };
        let after_first = packet.get(1..).unwrap_or_default();
        let lengths = self.halves.of(side.other()).ids.lengths(after_first);
        if lengths.is_empty() {
            return Outcome::TooEarly;
        }
        for len in lengths {
            let number_off = len.saturating_add(1);
            match self.protected(side, Level::Traffic, version, packet, number_off, context) {
                Outcome::Closed => {}
                outcome => return outcome,
            }
        }
        Outcome::Closed
    }

    /// A packet that only a logged secret opens.
    fn protected(
        &mut self,
        side: Side,
        level: Level,
        version: Version,
        packet: &[u8],
        number_off: usize,
        context: &Context<'_>,
    ) -> Outcome {
        let has_keys = self.halves.of_mut(side).space(level).keys.is_some();
        let candidates = if has_keys {
            Vec::new()
        } else {
            match self.candidates(side, level, version, context) {
                Ok(candidates) => candidates,
                Err(outcome) => return outcome,
            }
        };
        let half = self.halves.of_mut(side);
        // Early data and later data share their numbers.
        let largest = match level {
            Level::Early | Level::Traffic => half.early.largest.max(half.traffic.largest),
            _ => half.space(level).largest,
        };
        let space = half.space(level);
        if let Some(keys) = &mut space.keys {
            if let Some(opened) = keys.open(packet, number_off, largest) {
                space.largest = space.largest.max(Some(opened.number));
                return Outcome::Opened(level, opened.frames);
            }
            return Outcome::Closed;
        }
        for mut keys in candidates {
            if let Some(opened) = keys.open(packet, number_off, largest) {
                space.largest = space.largest.max(Some(opened.number));
                space.keys = Some(keys);
                return Outcome::Opened(level, opened.frames);
            }
        }
        self.tls.set_opening(Opening::WrongSecret);
        Outcome::Closed
    }

    /// Keys that a packet may have been closed with.
    fn candidates(
        &mut self,
        side: Side,
        level: Level,
        version: Version,
        context: &Context<'_>,
    ) -> Result<Vec<Keys>, Outcome> {
        let Some(random) = self
            .tls
            .handshake()
            .client
            .as_ref()
            .map(|hello| hello.random)
        else {
            return Err(Outcome::TooEarly);
        };
        let label = match (level, side) {
            (Level::Early, _) => Label::ClientEarly,
            (Level::Handshake, Side::Client) => Label::ClientHandshake,
            (Level::Handshake, Side::Server) => Label::ServerHandshake,
            (_, Side::Client) => Label::ClientTraffic(0),
            (_, Side::Server) => Label::ServerTraffic(0),
        };
        let secret = context.keys.secret(&random, label);
        let suites: Vec<&'static Suite> = if level == Level::Early {
            // The suite is that of an earlier connection; its hash is as long as the secret.
            let ids: &[u16] = match secret.map(<[u8]>::len) {
                Some(48) => &[0x1302],
                _ => &[0x1301, 0x1303],
            };
            ids.iter().filter_map(|id| find(*id)).collect()
        } else if self.tls.handshake().server.is_some() {
            self.tls.suite().into_iter().collect()
        } else {
            return Err(Outcome::TooEarly);
        };
        let Some(secret) = secret else {
            self.tls.set_opening(Opening::NoSecret);
            return Err(Outcome::Closed);
        };
        let keys: Vec<Keys> = suites
            .iter()
            .filter_map(|suite| Keys::new(version, suite, secret))
            .collect();
        if keys.is_empty() {
            self.tls.set_opening(Opening::Unsupported);
            return Err(Outcome::Closed);
        }
        Ok(keys)
    }

    fn frames(
        &mut self,
        side: Side,
        level: Level,
        plain: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let mut rest = plain;
        while let Some(frame) = frame(&mut rest) {
            match frame {
                Frame::Other | Frame::Close => {}
                Frame::Crypto { at, bytes } => {
                    self.crypto(side, level, at, bytes, origin, context, out);
                }
                Frame::Stream(piece) => {
                    if self.inner(out) {
                        self.streams.take(side, &piece, origin, out);
                    }
                }
                Frame::Reset { stream, code } => {
                    if self.inner(out) {
                        self.streams.reset(side, stream, code, out);
                    }
                }
                Frame::NewId(id) => self.add_id(side, id, out),
                Frame::Datagram => {
                    if !std::mem::replace(&mut self.has_datagrams, true) {
                        let says = "it has messages without a stream, which are not read";
                        out.push(Command::Problem(Problem::new(
                            "quic/datagrams",
                            says.to_owned(),
                        )));
                    }
                }
                Frame::Unknown(kind) => {
                    if !std::mem::replace(&mut self.has_unknown_frames, true) {
                        let says =
                            format!("a frame of type {kind:#x}; its packet's rest is not read");
                        out.push(Command::Problem(Problem::new("quic/unknown-frame", says)));
                    }
                    return;
                }
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "they are the fields of a frame and its place"
    )]
    fn crypto(
        &mut self,
        side: Side,
        level: Level,
        at: u64,
        bytes: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let level = match level {
            Level::Initial => 0,
            Level::Handshake => 1,
            Level::Traffic => 2,
            Level::Early => return,
        };
        if at.saturating_add(bytes.len() as u64) > MAX_CRYPTO {
            return;
        }
        let half = self.halves.of_mut(side);
        let Some(stream) = half.crypto.get_mut(level) else {
            return;
        };
        let mut fresh: Vec<u8> = Vec::new();
        stream.take_at(at, bytes, false, origin, &mut |delivery| {
            if let tcp::Delivery::Data(bytes, _) = delivery {
                fresh.extend_from_slice(bytes);
            }
        });
        if fresh.is_empty() {
            return;
        }
        if half.level != level {
            half.level = level;
            self.tls.next_level(side);
        }
        self.tls.crypto(side, &fresh, origin, context, out);
    }

    /// Decides what the streams carry, once; gives whether it is read.
    fn inner(&mut self, out: &mut Vec<Command>) -> bool {
        if self.inner == Inner::Undecided {
            let handshake = self.tls.handshake();
            // Early data come before the server's choice.
            let offered = handshake
                .client
                .as_ref()
                .and_then(|hello| hello.alpn.first());
            let protocol = handshake.alpn.as_ref().or(offered);
            let kind = protocol.and_then(|protocol| match protocol.as_str() {
                "h3" => Some(LayerKind::Http3),
                draft if draft.starts_with("h3-") => Some(LayerKind::Http3),
                "doq" => Some(LayerKind::DnsQuic),
                _ => None,
            });
            if let Some(kind) = kind {
                out.push(Command::Next(kind));
                self.inner = Inner::Known;
            } else {
                let protocol = protocol.map_or("", String::as_str);
                let says = format!("streams of the protocol {protocol:?} are not read");
                let problem = Problem::new("quic/unknown-protocol", says);
                out.push(Command::Problem(problem));
                self.inner = Inner::Unknown;
            }
        }
        self.inner == Inner::Known
    }

    fn finish(&mut self, out: &mut Vec<Command>) {
        self.streams.finish(out);
        if self.inner == Inner::Known {
            for side in [Side::Client, Side::Server] {
                out.push(Command::InnerEnd { side });
            }
        }
        if self.tls.handshake().opening == Opening::Opened && self.n_closed > 0 {
            let says = format!(
                "{} packets were opened, {} were not",
                self.n_opened, self.n_closed
            );
            out.push(Command::Problem(Problem::new("quic/packets-closed", says)));
        }
    }
}

#[cfg(test)]
mod tests;
