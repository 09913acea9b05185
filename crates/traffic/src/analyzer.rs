//! From packets to exchanges: connections, their order, their layers.
//!
//! One analyzer reads one capture, packet by packet; what is held is bounded by what is open.

use crate::defrag::Defragmenter;
use crate::exchange::{Connection, Draft, Exchange, Item, Mark, Source};
use crate::layer::{Command, Context, Event, Kind, Origin, Probe, Side};
use crate::layers::{dns, quic};
use crate::packet::{Datagram, Segment, TCP, UDP, udp};
use crate::stack::Stack;
use crate::targets::{lookups, named_url, whole_url};
use crate::tcp::{Counts, Delivery, Half};
use base::{Limits, Problem};
use fmt_net::capture::Packet;
use fmt_net::keylog::KeyLog;
use fmt_net::link::{App, Protocol, frame};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};

/// Bytes of a body that are kept: 16 MiB. Telemetry has KBs; downloads are counted, not kept.
const BODY_LEN: usize = 16 << 20;
/// Connections that are remembered: 40,000, about 120 MB. A phone has some hundreds at once. On reaching it those silent
/// longest are ended.
const MAX_CONNECTIONS: usize = 40_000;
/// Names of connections that are long enough to be looked for, and that are remembered.
const MIN_ID: usize = 4;
const MAX_ID: usize = 20;
const MAX_IDS: usize = 4 * MAX_CONNECTIONS;
/// How many are ended then.
const N_ENDED: usize = 10_000;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    low: SocketAddr,
    high: SocketAddr,
    protocol: u8,
}

impl Key {
    fn new(protocol: u8, source: SocketAddr, destination: SocketAddr) -> Self {
        Self {
            low: source.min(destination),
            high: source.max(destination),
            protocol,
        }
    }
}

struct Flow {
    connection: Connection,
    stack: Stack,
    client: Half,
    server: Half,
    last_used: u64,
    is_reset: bool,
    /// Its names in [`Analyzer::ids`].
    ids: Vec<Vec<u8>>,
}

/// Reads the packets of one capture.
pub struct Analyzer {
    limits: Limits,
    keys: KeyLog,
    defrag: Defragmenter,
    flows: HashMap<Key, Flow>,
    /// Who is called by which name: connections whose packets may come from another address.
    ids: HashMap<Vec<u8>, (Key, Side)>,
    /// How long such names are.
    id_lengths: BTreeSet<usize>,
    /// Pairs of addresses that a connection has moved to, with the client's of them.
    moved: HashMap<Key, (Key, SocketAddr)>,
    /// Connections that are over, by the number of packets before their end: stray packets after it begin
    /// no new one.
    over: HashMap<Key, u64>,
    n_connections: u64,
    n_packets: u64,
    /// Packets that are not read further, by reason.
    unread: BTreeMap<String, u64>,
}

impl Analyzer {
    /// An analyzer that opens TLS connections with these secrets.
    pub fn new(limits: Limits, keys: KeyLog) -> Self {
        Self {
            limits,
            keys,
            defrag: Defragmenter::default(),
            flows: HashMap::new(),
            ids: HashMap::new(),
            id_lengths: BTreeSet::new(),
            moved: HashMap::new(),
            over: HashMap::new(),
            n_connections: 0,
            n_packets: 0,
            unread: BTreeMap::new(),
        }
    }

    /// Adds secrets, for connections whose handshake is still to come.
    pub fn add_secrets(&mut self, key_log: &[u8], problems: &mut Vec<Problem>) {
        self.keys.add(key_log, problems);
    }

    /// Takes the next packet.
    pub fn packet(&mut self, packet: &Packet<'_>, sink: &mut dyn FnMut(Item)) {
        self.n_packets = self.n_packets.saturating_add(1);
        let origin = Origin {
            first_packet: packet.number,
            last_packet: packet.number,
            time_ns: packet.time_ns.unwrap_or(0),
        };
        let frame = match frame(packet.link, packet.data) {
            Ok(frame) => frame,
            Err(error) => return self.unread(error.to_string()),
        };
        let datagram = match frame.protocol {
            Protocol::Ipv4 => Datagram::v4(frame.payload),
            Protocol::Ipv6 => Datagram::v6(frame.payload),
            Protocol::Other(kind) => {
                return self.unread(format!("frame of type {kind:#06x} is not IP"));
            }
        };
        let datagram = match datagram {
            Ok(datagram) => datagram,
            Err(error) => return self.unread(error.to_string()),
        };
        if datagram.fragment.is_some() {
            let mut problems = Vec::new();
            let whole = self.defrag.take(&datagram, &mut problems);
            for problem in problems {
                sink(Item::Problem {
                    connection: None,
                    problem: Problem {
                        says: format!("packet {}: {}", packet.number, problem.says),
                        ..problem
                    },
                });
            }
            if let Some(payload) = whole {
                self.transport(&datagram, &payload, origin, frame.app, sink);
            }
            return;
        }
        self.transport(&datagram, datagram.payload, origin, frame.app, sink);
    }

    fn unread(&mut self, why: String) {
        let n = self.unread.entry(why).or_default();
        *n = n.saturating_add(1);
    }

    fn transport(
        &mut self,
        datagram: &Datagram<'_>,
        payload: &[u8],
        origin: Origin,
        app: Option<App>,
        sink: &mut dyn FnMut(Item),
    ) {
        let addresses = (datagram.source, datagram.destination);
        match datagram.protocol {
            TCP => match Segment::read(payload) {
                Ok(segment) => self.tcp(addresses, &segment, origin, app, sink),
                Err(error) => self.unread(error.to_string()),
            },
            UDP => match udp(payload) {
                Ok((from, to, payload)) => {
                    self.udp(addresses, (from, to), payload, origin, app, sink);
                }
                Err(error) => self.unread(error.to_string()),
            },
            other => self.unread(format!("IP protocol {other} is not read")),
        }
    }

    /// The flow of a packet, new where there is none; and whether the packet is the client's.
    fn flow(
        &mut self,
        protocol: u8,
        source: SocketAddr,
        destination: SocketAddr,
        opens: Option<Side>,
        origin: Origin,
        sink: &mut dyn FnMut(Item),
    ) -> (Key, Side) {
        let key = Key::new(protocol, source, destination);
        if let Some(flow) = self.flows.get(&key) {
            let side = if flow.connection.client == source {
                Side::Client
            } else {
                Side::Server
            };
            return (key, side);
        }
        if self.flows.len() >= MAX_CONNECTIONS {
            self.end_oldest(sink);
        }
        // Without an opening, a datagram's sender is taken for the client unless only the other port is
        // one that clients get.
        let side = opens.unwrap_or({
            if source.port() < 1024 && destination.port() >= 1024 {
                Side::Server
            } else if protocol == UDP || destination.port() <= source.port() {
                Side::Client
            } else {
                Side::Server
            }
        });
        let (client, server) = match side {
            Side::Client => (source, destination),
            Side::Server => (destination, source),
        };
        self.n_connections = self.n_connections.saturating_add(1);
        let is_dns = dns::is_port(client.port()) || dns::is_port(server.port());
        let stack = if protocol == UDP && is_dns {
            Stack::new(Kind::DnsDatagram)
        } else {
            Stack::default()
        };
        self.flows.insert(
            key,
            Flow {
                connection: Connection {
                    number: self.n_connections,
                    transport: if protocol == TCP { "tcp" } else { "udp" },
                    client,
                    server,
                    has_start: opens.is_some() || protocol == UDP,
                    n_packets: 0,
                    packets: (origin.first_packet, origin.last_packet),
                    times_ns: None,
                    from_client: Counts::default(),
                    from_server: Counts::default(),
                    layers: Vec::new(),
                    handshake: None,
                    app: None,
                },
                stack,
                client: Half::default(),
                server: Half::default(),
                last_used: 0,
                is_reset: false,
                ids: Vec::new(),
            },
        );
        (key, side)
    }

    fn tcp(
        &mut self,
        addresses: (IpAddr, IpAddr),
        segment: &Segment<'_>,
        origin: Origin,
        app: Option<App>,
        sink: &mut dyn FnMut(Item),
    ) {
        let source = SocketAddr::new(addresses.0, segment.source);
        let destination = SocketAddr::new(addresses.1, segment.destination);
        let opens = segment.is_syn().then(|| {
            if segment.is_ack() {
                Side::Server
            } else {
                Side::Client
            }
        });
        let key = Key::new(TCP, source, destination);
        if self.over.contains_key(&key) {
            if opens != Some(Side::Client) {
                self.unread("comes after the end of its connection".to_owned());
                return;
            }
            self.over.remove(&key);
        }
        let (mut key, mut side) = self.flow(TCP, source, destination, opens, origin, sink);
        // A new opening of the same ports with other numbers.
        let is_new = opens == Some(Side::Client)
            && self.flows.get(&key).is_some_and(|flow| {
                let half = if flow.connection.client == source {
                    &flow.client
                } else {
                    &flow.server
                };
                flow.connection.n_packets > 0
                    && half.has_begun()
                    && !half.expects(segment.sequence.wrapping_add(1))
                    && flow.client.counts.bytes > 0
            });
        if is_new {
            if let Some(flow) = self.flows.remove(&key) {
                self.end(flow, sink);
            }
            (key, side) = self.flow(TCP, source, destination, opens, origin, sink);
        }
        let n_packets = self.n_packets;
        let Some(flow) = self.flows.get_mut(&key) else {
            return;
        };
        flow.seen(origin, app, n_packets);
        let mut commands = Vec::new();
        {
            let Flow {
                connection,
                stack,
                client,
                server,
                ..
            } = flow;
            let context = Context {
                keys: &self.keys,
                limits: &self.limits,
                server_port: connection.server.port(),
                body_len: BODY_LEN,
            };
            let half = match side {
                Side::Client => client,
                Side::Server => server,
            };
            let mut sequence = segment.sequence;
            if segment.is_syn() {
                half.begin(sequence);
                sequence = sequence.wrapping_add(1);
            }
            // A bare acknowledgement or a keep-alive byte must not begin a stream that is joined late.
            if half.has_begun() || !segment.payload.is_empty() {
                half.take(
                    sequence,
                    segment.payload,
                    segment.is_fin(),
                    origin,
                    &mut |delivery| {
                        stack.feed(event(side, delivery), &context, &mut commands);
                    },
                );
            }
        }
        if segment.is_rst() && !flow.is_reset {
            flow.is_reset = true;
            flow.finish(&self.keys, &self.limits, &mut commands);
        }
        flow.publish(commands, sink);
        if (flow.is_reset || (flow.client.has_ended() && flow.server.has_ended()))
            && let Some(flow) = self.flows.remove(&key)
        {
            self.end(flow, sink);
            if self.over.len() >= MAX_CONNECTIONS {
                // Only the lately ended ones still get stray packets.
                let bound = n_packets.saturating_sub(MAX_CONNECTIONS as u64);
                self.over.retain(|_, ended| *ended > bound);
            }
            self.over.insert(key, n_packets);
        }
    }

    fn udp(
        &mut self,
        addresses: (IpAddr, IpAddr),
        ports: (u16, u16),
        payload: &[u8],
        origin: Origin,
        app: Option<App>,
        sink: &mut dyn FnMut(Item),
    ) {
        let source = SocketAddr::new(addresses.0, ports.0);
        let destination = SocketAddr::new(addresses.1, ports.1);
        let (key, side) = match self.moved(source, destination, payload) {
            Some(found) => found,
            None => self.flow(UDP, source, destination, None, origin, sink),
        };
        let commands = self.udp_commands(key, side, payload, origin, app.clone());
        if commands.contains(&Command::Anew)
            && let Some(flow) = self.flows.remove(&key)
        {
            self.end(flow, sink);
            let (key, side) = self.flow(UDP, source, destination, None, origin, sink);
            let commands = self.udp_commands(key, side, payload, origin, app);
            self.publish(key, commands, sink);
            return;
        }
        self.publish(key, commands, sink);
    }

    /// Hands a datagram to its flow.
    fn udp_commands(
        &mut self,
        key: Key,
        side: Side,
        payload: &[u8],
        origin: Origin,
        app: Option<App>,
    ) -> Vec<Command> {
        let mut commands = Vec::new();
        let n_packets = self.n_packets;
        let Some(flow) = self.flows.get_mut(&key) else {
            return commands;
        };
        flow.seen(origin, app, n_packets);
        let counts = match side {
            Side::Client => &mut flow.client.counts,
            Side::Server => &mut flow.server.counts,
        };
        counts.bytes = counts.bytes.saturating_add(payload.len() as u64);
        let port = flow.connection.server.port();
        if flow.stack.is_empty() {
            if quic::probe(payload) != Probe::Yes {
                return commands;
            }
            flow.stack = Stack::new(Kind::Quic);
        }
        let context = Context {
            keys: &self.keys,
            limits: &self.limits,
            server_port: port,
            body_len: BODY_LEN,
        };
        let event = Event::Data {
            side,
            bytes: payload,
            origin,
        };
        flow.stack.feed(event, &context, &mut commands);
        commands
    }

    /// The connection of a datagram that comes from or goes to an address that is not the connection's first, and
    /// whose it is: RFC 9000, section 9.
    fn moved(
        &mut self,
        source: SocketAddr,
        destination: SocketAddr,
        payload: &[u8],
    ) -> Option<(Key, Side)> {
        if self.ids.is_empty() {
            return None;
        }
        let new = Key::new(UDP, source, destination);
        if let Some((key, client)) = self.moved.get(&new) {
            if self.flows.contains_key(key) {
                let is_client = *client == source;
                return Some((
                    *key,
                    if is_client {
                        Side::Client
                    } else {
                        Side::Server
                    },
                ));
            }
            self.moved.remove(&new);
        }
        let is_known = self
            .flows
            .get(&new)
            .is_some_and(|flow| !flow.stack.is_empty());
        let (first, rest) = payload.split_first()?;
        if is_known || first & 0x80 != 0 {
            return None;
        }
        let (key, called) = self
            .id_lengths
            .iter()
            .find_map(|len| self.ids.get(rest.get(..*len)?))?;
        let (key, side) = (*key, called.other());
        if key == new {
            return None;
        }
        if self.moved.len() >= MAX_CONNECTIONS {
            self.moved.clear();
        }
        let client = if side == Side::Client {
            source
        } else {
            destination
        };
        self.moved.insert(new, (key, client));
        Some((key, side))
    }

    fn publish(&mut self, key: Key, commands: Vec<Command>, sink: &mut dyn FnMut(Item)) {
        let Some(flow) = self.flows.get_mut(&key) else {
            return;
        };
        for command in &commands {
            if let Command::Id { side, id } = command
                && (MIN_ID..=MAX_ID).contains(&id.len())
                && self.ids.len() < MAX_IDS
            {
                self.id_lengths.insert(id.len());
                self.ids.insert(id.clone(), (key, *side));
                flow.ids.push(id.clone());
            }
        }
        flow.publish(commands, sink);
    }

    fn end(&mut self, mut flow: Flow, sink: &mut dyn FnMut(Item)) {
        for id in &flow.ids {
            self.ids.remove(id);
        }
        let mut commands = Vec::new();
        flow.finish(&self.keys, &self.limits, &mut commands);
        flow.publish(commands, sink);
        let mut connection = flow.connection;
        connection.from_client = flow.client.counts;
        connection.from_server = flow.server.counts;
        connection.layers = flow.stack.names();
        sink(Item::Connection(Box::new(connection)));
    }

    fn end_oldest(&mut self, sink: &mut dyn FnMut(Item)) {
        let mut ages: Vec<(u64, u64)> = self
            .flows
            .values()
            .map(|flow| (flow.last_used, flow.connection.number))
            .collect();
        ages.sort_unstable();
        let Some(&(bound, _)) = ages.get(N_ENDED.min(ages.len().saturating_sub(1))) else {
            return;
        };
        let mut ended: Vec<Flow> = self
            .flows
            .extract_if(|_, flow| flow.last_used <= bound)
            .map(|(_, flow)| flow)
            .collect();
        ended.sort_by_key(|flow| flow.connection.number);
        for flow in ended {
            self.end(flow, sink);
        }
    }

    /// Ends the capture: everything that is still open is given.
    pub fn finish(mut self, sink: &mut dyn FnMut(Item)) {
        let mut flows: Vec<Flow> = std::mem::take(&mut self.flows).into_values().collect();
        flows.sort_by_key(|flow| flow.connection.number);
        for flow in flows {
            self.end(flow, sink);
        }
        let n_partial = self.defrag.n_partial();
        if n_partial > 0 {
            sink(Item::Problem {
                connection: None,
                problem: Problem::new(
                    "ip/fragments-missing",
                    format!("{n_partial} packets never became whole"),
                ),
            });
        }
        for (why, n) in self.unread {
            sink(Item::Problem {
                connection: None,
                problem: Problem::new("capture/packets-not-read", format!("{n} packets: {why}")),
            });
        }
    }
}

const fn event(side: Side, delivery: Delivery<'_>) -> Event<'_> {
    match delivery {
        Delivery::Data(bytes, origin) => Event::Data {
            side,
            bytes,
            origin,
        },
        Delivery::Gap(len) => Event::Gap { side, len },
        Delivery::End => Event::End { side },
    }
}

impl Flow {
    fn seen(&mut self, origin: Origin, app: Option<App>, n_packets: u64) {
        let connection = &mut self.connection;
        connection.n_packets = connection.n_packets.saturating_add(1);
        connection.packets.1 = origin.last_packet;
        self.last_used = n_packets;
        if origin.time_ns > 0 {
            let (first, last) = connection
                .times_ns
                .unwrap_or((origin.time_ns, origin.time_ns));
            connection.times_ns = Some((first.min(origin.time_ns), last.max(origin.time_ns)));
        }
        if connection.app.is_none() {
            connection.app = app;
        }
    }

    fn finish(&mut self, keys: &KeyLog, limits: &Limits, commands: &mut Vec<Command>) {
        let is_tcp = self.connection.transport == "tcp";
        if !is_tcp && self.stack.is_empty() {
            return;
        }
        let Self {
            connection,
            stack,
            client,
            server,
            ..
        } = self;
        let context = Context {
            keys,
            limits,
            server_port: connection.server.port(),
            body_len: BODY_LEN,
        };
        // The client's end first: a request without an answer is only known when the server's end comes.
        for (side, half) in [(Side::Client, client), (Side::Server, server)] {
            if is_tcp {
                half.finish(&mut |delivery| {
                    stack.feed(event(side, delivery), &context, commands);
                });
            } else {
                stack.feed(Event::End { side }, &context, commands);
            }
        }
    }

    fn publish(&mut self, commands: Vec<Command>, sink: &mut dyn FnMut(Item)) {
        let number = self.connection.number;
        for command in commands {
            match command {
                Command::Exchange(draft) => {
                    let lookups = lookups(&draft);
                    sink(Item::Exchange(Box::new(self.exchange(*draft))));
                    for (message, origin) in lookups {
                        sink(self.lookup(message, origin));
                    }
                }
                Command::Socket(message, _) => sink(Item::Socket {
                    source: Source::Capture {
                        connection: number,
                        stream: None,
                    },
                    message,
                }),
                Command::Dns(message, origin) => sink(self.lookup(message, origin)),
                Command::Handshake(handshake) => self.connection.handshake = Some(handshake),
                Command::Problem(problem) => sink(Item::Problem {
                    connection: Some(number),
                    problem,
                }),
                // The stack keeps these for itself.
                Command::Inner { .. }
                | Command::InnerGap { .. }
                | Command::InnerEnd { .. }
                | Command::InnerStream { .. }
                | Command::Next(_)
                // The analyzer has seen to these.
                | Command::Id { .. }
                | Command::Anew => {}
            }
        }
    }

    fn lookup(&self, message: Box<dns::Message>, origin: Origin) -> Item {
        Item::Dns {
            connection: self.connection.number,
            origin,
            client: self.connection.client,
            server: self.connection.server,
            message,
        }
    }

    fn exchange(&self, draft: Draft) -> Exchange {
        let connection = &self.connection;
        let last = draft
            .response_origin
            .map_or(draft.request_origin, |last| draft.request_origin.to(last));
        let packets = Some((last.first_packet, last.last_packet));
        let handshake = connection.handshake.as_deref();
        let mut layers = vec![Mark {
            layer: connection.transport.to_owned(),
            packets,
        }];
        if let Some(version) = handshake.and_then(|handshake| handshake.quic) {
            layers.push(Mark {
                layer: quic::version_name(version),
                packets,
            });
        }
        if let Some(handshake) = handshake {
            layers.push(Mark {
                layer: handshake.summary(),
                packets,
            });
        }
        // What carries another protocol than HTTP: a web socket, and what that began as.
        let between = self.stack.names();
        let between = draft
            .scheme
            .and_then(|_| between.split_last().map(|(_, outer)| outer))
            .unwrap_or_default();
        for name in between.iter().filter(|it| !matches!(**it, "tls" | "quic")) {
            layers.push(Mark {
                layer: (*name).to_owned(),
                packets,
            });
        }
        layers.push(Mark {
            layer: draft.layer,
            packets,
        });
        let mut request = draft.request;
        request.url = match draft.scheme {
            Some(scheme) => named_url(scheme, &request.url, connection, handshake),
            None => whole_url(&request.url, &request.headers, connection, handshake),
        };
        Exchange {
            source: Source::Capture {
                connection: connection.number,
                stream: draft.stream,
            },
            client: Some(connection.client),
            server: Some(connection.server),
            app: connection.app.clone(),
            asked_ns: Some(draft.request_origin.time_ns).filter(|time| *time > 0),
            answered_ns: draft
                .response_origin
                .map(|origin| origin.time_ns)
                .filter(|time| *time > 0),
            request,
            response: draft.response,
            layers,
            problems: draft.problems,
        }
    }
}
