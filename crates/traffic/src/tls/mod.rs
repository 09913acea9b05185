//! TLS: what the handshake says, and the data inside where a key log opens it.
//!
//! Spec: RFC 8446 (1.3), RFC 5246 (1.2); the records of SSL 3.0 to TLS 1.1 are read and not opened.
//! Departures from the spec: a record that does not open with the keys of its place is tried with those of
//! the next one, as handshake secrets may be missing from a log.

mod ccm;
pub mod certificate;
pub mod hello;
pub mod keys;
pub mod suites;

use crate::layer::{Command, Context, Event, Kind, Layer, Origin, Probe, Side, Sides};
use base::Problem;
use certificate::Certificate;
use fmt_net::keylog::{KeyLog, Label};
use hello::{ClientHello, Reader, ServerHello};
use keys::{Master, Opener};
use suites::Suite;

/// A record: 2^14 bytes and 2,048 of expansion (RFC 5246, 6.2.3).
const MAX_RECORD: usize = (1 << 14) + 2048;
/// A handshake message: 256 KiB; the longest certificate chains met have 20 KB.
const MAX_MESSAGE: usize = 256 << 10;
/// Data that a client sent before the server's answer, held until the suite is known: 64 KiB.
const MAX_EARLY: usize = 64 << 10;
/// Certificates that are kept of one side: 16.
const MAX_CERTIFICATES: usize = 16;

/// Whether bytes begin with a TLS record of a handshake.
pub fn probe(bytes: &[u8]) -> Probe {
    match bytes {
        [] | [22] | [22, 3] => Probe::Maybe,
        // The message is a hello; its length is below 2^16.
        [22, 3, 0..=4, rest @ ..] => match rest {
            [_, _, 1 | 2, 0, ..] => Probe::Yes,
            [] | [_] | [_, _] | [_, _, 1 | 2] => Probe::Maybe,
            _ => Probe::No,
        },
        _ => Probe::No,
    }
}

/// Whether the data of a connection could be opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// There was no encrypted data yet.
    #[default]
    NotNeeded,
    /// It was opened.
    Opened,
    /// The key log has no secret of this connection.
    NoSecret,
    /// The suite or version is not one that is opened.
    Unsupported,
    /// There is a secret, and the records are not authentic under its keys.
    WrongSecret,
    /// Bytes are missing, so that later records cannot be opened.
    Gap,
}

/// What a handshake said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// What the client offered.
    pub client: Option<ClientHello>,
    /// What the server chose.
    pub server: Option<ServerHello>,
    /// The application protocol agreed on.
    pub alpn: Option<String>,
    /// The group of the key exchange.
    pub group: Option<u16>,
    /// The JA4 fingerprint of the client's first hello.
    pub ja4: Option<String>,
    /// The server's certificates, its own first.
    pub certificates: Vec<Certificate>,
    /// The client's certificates.
    pub client_certificates: Vec<Certificate>,
    /// Whether an earlier session was resumed.
    pub is_resumed: bool,
    /// Whether both sides went over to encryption.
    pub is_established: bool,
    /// Whether the data could be opened.
    pub opening: Opening,
    /// The version of QUIC that carries the handshake.
    pub quic: Option<u32>,
    /// Alerts in clear or opened, as (sender, level, description); at most 16.
    pub alerts: Vec<(Side, u8, u8)>,
}

impl Handshake {
    /// The version agreed on.
    pub fn version(&self) -> Option<u16> {
        self.server.as_ref().map(|hello| hello.version)
    }

    /// The name that the client asked for.
    pub fn sni(&self) -> Option<&str> {
        self.client.as_ref()?.sni.as_deref()
    }

    /// For people: version and suite.
    pub fn summary(&self) -> String {
        match &self.server {
            Some(hello) => format!(
                "{} {}",
                suites::version_name(hello.version),
                suites::name(hello.suite)
            ),
            None => "tls".to_owned(),
        }
    }

    fn is_13(&self) -> bool {
        self.version()
            .is_some_and(|version| version == 0x0304 || version >> 8 == 0x7f)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Clear,
    Early,
    Handshake,
    Traffic,
}

struct Half {
    buffer: Vec<u8>,
    begun: Option<Origin>,
    /// Handshake messages that are not complete.
    messages: Vec<u8>,
    phase: Phase,
    opener: Option<Opener>,
    secret: Vec<u8>,
    is_lost: bool,
}

impl Default for Half {
    fn default() -> Self {
        Self {
            buffer: Vec::new(),
            begun: None,
            messages: Vec::new(),
            phase: Phase::Clear,
            opener: None,
            secret: Vec::new(),
            is_lost: false,
        }
    }
}

/// A TLS connection.
#[derive(Default)]
pub struct Tls {
    halves: Sides<Half>,
    handshake: Handshake,
    early: Vec<([u8; 5], Vec<u8>, Origin)>,
    early_len: usize,
    has_key_exchange: bool,
    is_changed: bool,
    has_inner: bool,
}

/// For QUIC, which has records of its own: RFC 9001, section 4.
impl Tls {
    /// Takes bytes of the handshake.
    pub(crate) fn crypto(
        &mut self,
        side: Side,
        bytes: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        if !self.halves.of(side).is_lost {
            self.content(side, 22, bytes, origin, context, out);
        }
    }

    /// Begins the messages of the next level of encryption.
    pub(crate) fn next_level(&mut self, side: Side) {
        self.halves.of_mut(side).messages.clear();
    }

    /// What the handshake said.
    pub(crate) const fn handshake(&self) -> &Handshake {
        &self.handshake
    }

    /// Says which version of QUIC carries it.
    pub(crate) fn set_quic(&mut self, version: u32) {
        if self.handshake.quic != Some(version) {
            self.handshake.quic = Some(version);
            self.is_changed = true;
        }
    }

    /// Says that both sides went over to encryption.
    pub(crate) fn set_established(&mut self) {
        if !self.handshake.is_established {
            self.handshake.is_established = true;
            self.is_changed = true;
        }
    }

    /// The handshake, where it changed since this was asked last.
    pub(crate) fn news(&mut self) -> Option<Command> {
        std::mem::take(&mut self.is_changed)
            .then(|| Command::Handshake(Box::new(self.handshake.clone())))
    }
}

impl Layer for Tls {
    fn on_event(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>) {
        match event {
            Event::Data {
                side,
                bytes,
                origin,
            } => self.data(side, bytes, origin, context, out),
            Event::Gap { side, len } => {
                let half = self.halves.of_mut(side);
                if !half.is_lost {
                    half.is_lost = true;
                    half.buffer.clear();
                    if half.phase != Phase::Clear {
                        self.handshake.opening = Opening::Gap;
                    }
                    let says =
                        format!("{len} bytes are missing; the rest of this side is not read");
                    out.push(Command::Problem(Problem::new("tls/gap", says)));
                    out.push(Command::InnerGap { side, len: 0 });
                    self.is_changed = true;
                }
            }
            Event::Stream { .. } => {}
            Event::End { side } => {
                if self.has_inner {
                    out.push(Command::InnerEnd { side });
                }
            }
        }
        if self.is_changed {
            self.is_changed = false;
            // Before the data that the same event brought, so that it is known when that is used.
            out.insert(0, Command::Handshake(Box::new(self.handshake.clone())));
        }
    }
}

impl Tls {
    fn data(
        &mut self,
        side: Side,
        bytes: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let half = self.halves.of_mut(side);
        if half.is_lost {
            return;
        }
        let mut from = if half.buffer.is_empty() {
            origin
        } else {
            half.begun.unwrap_or(origin).to(origin)
        };
        half.buffer.extend_from_slice(bytes);
        let buffer = std::mem::take(&mut half.buffer);
        let mut rest = buffer.as_slice();
        while let Some((header, after)) = rest.split_first_chunk::<5>() {
            let [kind, major, minor, a, b] = *header;
            let len = usize::from(u16::from_be_bytes([a, b]));
            if !(20..=24).contains(&kind) || major != 3 || minor > 4 || len > MAX_RECORD {
                self.halves.of_mut(side).is_lost = true;
                let says = format!(
                    "expected a record, found {header:02x?}; the rest of this side is not read"
                );
                out.push(Command::Problem(Problem::new("tls/not-a-record", says)));
                return;
            }
            let Some((fragment, after)) = after.split_at_checked(len) else {
                break;
            };
            self.record(side, *header, fragment, from, context, out);
            rest = after;
            from = origin;
        }
        let left = rest.to_vec();
        let half = self.halves.of_mut(side);
        half.begun = Some(from);
        half.buffer = left;
    }

    fn record(
        &mut self,
        side: Side,
        header: [u8; 5],
        fragment: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let [kind, ..] = header;
        let is_13 = self.handshake.is_13();
        let half = self.halves.of_mut(side);
        // «An implementation may receive an unencrypted record of type change_cipher_spec … and MUST simply
        // drop it»: RFC 8446, section 5.
        if kind == 20 && (is_13 || half.phase != Phase::Clear) {
            return;
        }
        if half.phase == Phase::Clear {
            if kind == 23 && side == Side::Client && self.handshake.server.is_none() {
                self.hold_early(header, fragment, origin);
                return;
            }
            if kind != 23 {
                self.content(side, kind, fragment, origin, context, out);
            }
            return;
        }
        // Alerts may still come in clear before keys are agreed on.
        if is_13 && kind != 23 {
            if kind == 21 {
                self.content(side, kind, fragment, origin, context, out);
            }
            return;
        }
        if is_13 && side == Side::Client && !self.handshake.is_established {
            self.handshake.is_established = true;
            self.is_changed = true;
        }
        let Some((kind, plain)) = self.open(side, header, fragment, context) else {
            return;
        };
        self.content(side, kind, &plain, origin, context, out);
    }

    fn hold_early(&mut self, header: [u8; 5], fragment: &[u8], origin: Origin) {
        self.early_len = self.early_len.saturating_add(fragment.len());
        if self.early_len <= MAX_EARLY {
            self.early.push((header, fragment.to_vec(), origin));
        }
    }

    /// Opens a record; where the keys of this phase fail, tries those of the later ones.
    fn open(
        &mut self,
        side: Side,
        header: [u8; 5],
        fragment: &[u8],
        context: &Context<'_>,
    ) -> Option<(u8, Vec<u8>)> {
        if let Some(opener) = &mut self.halves.of_mut(side).opener
            && let Some(opened) = opener.open(header, fragment)
        {
            self.set_opening(Opening::Opened);
            return Some(opened);
        }
        if !self.handshake.is_13() {
            if self.halves.of(side).opener.is_some() {
                self.set_opening(Opening::WrongSecret);
            }
            return None;
        }
        let phase = self.halves.of(side).phase;
        for later in [Phase::Handshake, Phase::Traffic] {
            let is_later = matches!(
                (phase, later),
                (Phase::Early, _) | (Phase::Handshake, Phase::Traffic)
            );
            if !is_later {
                continue;
            }
            let Some((mut opener, secret)) = self.opener13(side, later, context.keys) else {
                continue;
            };
            if let Some(opened) = opener.open(header, fragment) {
                let half = self.halves.of_mut(side);
                half.opener = Some(opener);
                half.secret = secret;
                half.phase = later;
                self.set_opening(Opening::Opened);
                return Some(opened);
            }
        }
        if self.halves.of(side).opener.is_some() {
            self.set_opening(Opening::WrongSecret);
        } else if phase == Phase::Traffic
            || self.secret(side, Phase::Traffic, context.keys).is_none()
        {
            self.set_opening(Opening::NoSecret);
        }
        None
    }

    pub(crate) fn set_opening(&mut self, opening: Opening) {
        // The first record that opens is what counts; later faults are told by their own problem.
        if self.handshake.opening != Opening::Opened && self.handshake.opening != opening {
            self.handshake.opening = opening;
            self.is_changed = true;
        }
    }

    fn secret(&self, side: Side, phase: Phase, keys: &KeyLog) -> Option<Vec<u8>> {
        let random = &self.handshake.client.as_ref()?.random;
        let label = match (side, phase) {
            (_, Phase::Early) => Label::ClientEarly,
            (Side::Client, Phase::Handshake) => Label::ClientHandshake,
            (Side::Server, Phase::Handshake) => Label::ServerHandshake,
            (Side::Client, _) => Label::ClientTraffic(0),
            (Side::Server, _) => Label::ServerTraffic(0),
        };
        keys.secret(random, label).map(<[u8]>::to_vec)
    }

    pub(crate) fn suite(&self) -> Option<&'static Suite> {
        suites::find(self.handshake.server.as_ref()?.suite)
    }

    fn opener13(&self, side: Side, phase: Phase, keys: &KeyLog) -> Option<(Opener, Vec<u8>)> {
        let secret = self.secret(side, phase, keys)?;
        Some((Opener::tls13(self.suite()?, &secret)?, secret))
    }

    fn enter13(&mut self, side: Side, phase: Phase, keys: &KeyLog) {
        let found = self.opener13(side, phase, keys);
        let half = self.halves.of_mut(side);
        half.phase = phase;
        half.messages.clear();
        (half.opener, half.secret) = match found {
            Some((opener, secret)) => (Some(opener), secret),
            None => (None, Vec::new()),
        };
    }

    fn content(
        &mut self,
        side: Side,
        kind: u8,
        plain: &[u8],
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        match kind {
            20 => self.change_cipher(side, context.keys),
            21 => {
                if let [level, description] = *plain
                    && self.handshake.alerts.len() < 16
                {
                    self.handshake.alerts.push((side, level, description));
                    self.is_changed = true;
                }
            }
            22 => {
                let half = self.halves.of_mut(side);
                half.messages.extend_from_slice(plain);
                if half.messages.len() > MAX_MESSAGE {
                    half.messages.clear();
                    half.is_lost = true;
                    let says = format!("a handshake message has more than {MAX_MESSAGE} bytes");
                    out.push(Command::Problem(Problem::new("tls/message-too-long", says)));
                    return;
                }
                self.messages(side, context, out);
            }
            23 if !plain.is_empty() => {
                if !self.has_inner {
                    self.has_inner = true;
                    match self.handshake.alpn.as_deref() {
                        Some("h2") => out.push(Command::Next(Kind::Http2)),
                        Some("dot") => out.push(Command::Next(Kind::DnsStream)),
                        Some("mqtt") => out.push(Command::Next(Kind::Mqtt)),
                        _ => {}
                    }
                }
                out.push(Command::Inner {
                    side,
                    bytes: plain.to_vec(),
                    origin,
                });
            }
            _ => {}
        }
    }

    /// TLS 1.2 and before: from here on this side is encrypted.
    fn change_cipher(&mut self, side: Side, keys: &KeyLog) {
        let half = self.halves.of_mut(side);
        half.phase = Phase::Traffic;
        half.messages.clear();
        self.is_changed = true;
        if side == Side::Server && !self.has_key_exchange {
            self.handshake.is_resumed = true;
        }
        if self.halves.client.phase == Phase::Traffic && self.halves.server.phase == Phase::Traffic
        {
            self.handshake.is_established = true;
        }
        let (Some(client), Some(server)) = (&self.handshake.client, &self.handshake.server) else {
            self.set_opening(Opening::NoSecret);
            return;
        };
        if server.version != 0x0303 {
            self.set_opening(Opening::Unsupported);
            return;
        }
        let Some(secret) = keys.secret(&client.random, Label::MasterSecret) else {
            self.set_opening(Opening::NoSecret);
            return;
        };
        let master = Master {
            secret,
            client_random: &client.random,
            server_random: &server.random,
            encrypts_first: server.encrypts_first,
        };
        let opener = suites::find(server.suite)
            .and_then(|suite| Opener::tls12(suite, master, side == Side::Client));
        if opener.is_none() {
            self.set_opening(Opening::Unsupported);
        }
        self.halves.of_mut(side).opener = opener;
    }

    fn messages(&mut self, side: Side, context: &Context<'_>, out: &mut Vec<Command>) {
        loop {
            let half = self.halves.of_mut(side);
            let mut reader = Reader(&half.messages);
            let Some((kind, len)) = reader.u8().zip(reader.u24()) else {
                return;
            };
            if len > MAX_MESSAGE {
                half.is_lost = true;
                return;
            }
            let end = len.saturating_add(4);
            if half.messages.len() < end {
                return;
            }
            let rest = half.messages.split_off(end);
            let message = std::mem::replace(&mut half.messages, rest);
            self.message(
                side,
                kind,
                message.get(4..).unwrap_or_default(),
                context,
                out,
            );
        }
    }

    fn message(
        &mut self,
        side: Side,
        kind: u8,
        body: &[u8],
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let is_13 = self.handshake.is_13();
        match (kind, side) {
            (1, Side::Client) => self.client_hello(body, out),
            (2, Side::Server) => self.server_hello(body, context, out),
            (5 | 20 | 24, _) if self.handshake.quic.is_some() => {}
            (5, Side::Client) if is_13 => self.enter13(side, Phase::Handshake, context.keys),
            (8, Side::Server) => {
                let mut extensions = Reader(body).vector16().unwrap_or(Reader(&[]));
                while let Some((kind, content)) = extensions.u16().zip(extensions.vector16()) {
                    if kind == 16 {
                        self.handshake.alpn = hello::protocol(content);
                        self.is_changed = true;
                    }
                }
            }
            (11, _) => self.certificates(side, body, is_13),
            (12 | 16, _) => {
                self.has_key_exchange = true;
                // The server's half of an exchange over a named curve.
                if let [3, high, low, ..] = *body
                    && kind == 12
                {
                    self.handshake.group = Some(u16::from_be_bytes([high, low]));
                }
            }
            (20, _) if is_13 => self.enter13(side, Phase::Traffic, context.keys),
            (24, _) if is_13 => self.key_update(side),
            _ => {}
        }
    }

    fn key_update(&mut self, side: Side) {
        let Some(suite) = self.suite() else {
            return;
        };
        let half = self.halves.of_mut(side);
        if let Some(secret) = keys::next_secret(suite.hash, &half.secret) {
            half.opener = Opener::tls13(suite, &secret);
            half.secret = secret;
        }
    }

    fn client_hello(&mut self, body: &[u8], out: &mut Vec<Command>) {
        let Some(hello) = ClientHello::read(body) else {
            let says = format!("a client hello of {} bytes is cut", body.len());
            out.push(Command::Problem(Problem::new("tls/bad-hello", says)));
            return;
        };
        if self.handshake.ja4.is_none() {
            let transport = if self.handshake.quic.is_some() {
                'q'
            } else {
                't'
            };
            self.handshake.ja4 = Some(hello.ja4(transport));
        }
        self.handshake.client = Some(hello);
        self.is_changed = true;
    }

    fn server_hello(&mut self, body: &[u8], context: &Context<'_>, out: &mut Vec<Command>) {
        let Some(hello) = ServerHello::read(body) else {
            let says = format!("a server hello of {} bytes is cut", body.len());
            out.push(Command::Problem(Problem::new("tls/bad-hello", says)));
            return;
        };
        if hello.is_retry() {
            return;
        }
        self.handshake.alpn.clone_from(&hello.alpn);
        self.handshake.group = hello.group;
        self.handshake.is_resumed = hello.has_earlier_key;
        self.handshake.server = Some(hello);
        self.is_changed = true;
        // The layer of QUIC makes its own keys.
        if !self.handshake.is_13() || self.handshake.quic.is_some() {
            return;
        }
        if self
            .suite()
            .is_none_or(|suite| suite.cipher == suites::Cipher::Other)
        {
            self.set_opening(Opening::Unsupported);
        }
        self.enter13(Side::Server, Phase::Handshake, context.keys);
        let has_early = self
            .handshake
            .client
            .as_ref()
            .is_some_and(ClientHello::has_early_data);
        let phase = if has_early {
            Phase::Early
        } else {
            Phase::Handshake
        };
        self.enter13(Side::Client, phase, context.keys);
        for (header, fragment, origin) in std::mem::take(&mut self.early) {
            self.record(Side::Client, header, &fragment, origin, context, out);
        }
    }

    fn certificates(&mut self, side: Side, body: &[u8], is_13: bool) {
        self.has_key_exchange = true;
        let mut reader = Reader(body);
        if is_13 {
            reader.vector8();
        }
        let list = reader.u24().and_then(|len| reader.take(len));
        let mut list = Reader(list.unwrap_or(reader.0));
        let mut found = Vec::new();
        while found.len() < MAX_CERTIFICATES
            && let Some(der) = list.u24().and_then(|len| list.take(len))
        {
            found.push(Certificate::read(der));
            if is_13 && list.vector16().is_none() {
                break;
            }
        }
        match side {
            Side::Client => self.handshake.client_certificates = found,
            Side::Server => self.handshake.certificates = found,
        }
        self.is_changed = true;
    }
}
