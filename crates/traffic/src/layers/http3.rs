//! HTTP/3: frames on streams, requests and answers, trailers, pushed answers.
//!
//! Spec: RFC 9114; RFC 9204 for fields.
//! Departures from the spec: what a side may not send is not refused; settings are only used where reading needs
//! them.

use crate::layer::{Command, Context, Event, Layer, Origin, Part, Side, Sides};
use crate::layers::multiplex::Stream;
use crate::layers::qpack::Decoder;
use crate::layers::quic::varint;
use base::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// Streams that are open at once: 10,000; servers allow 100.
const MAX_STREAMS: usize = 10_000;
/// A list of fields: 256 KiB.
const MAX_BLOCK: u64 = 256 << 10;
/// Bytes of one stream that wait for entries of the table: 1 MiB. On reaching it the list is read without them.
const MAX_BLOCKED: usize = 1 << 20;
/// Streams that wait so: 128; peers allow 16 to 100. On reaching it likewise.
const MAX_BLOCKED_STREAMS: usize = 128;
/// The first frame of a control stream: 16 KiB.
const MAX_SETTINGS: usize = 16 << 10;

const DATA: u64 = 0;
const HEADERS: u64 = 1;
const SETTINGS: u64 = 4;
const PUSH_PROMISE: u64 = 5;

/// The setting for the largest table: RFC 9204, section 5.
const TABLE_CAPACITY: u64 = 1;

/// What an exchange is known by: whether it was pushed, and its number.
type Key = (bool, u64);

/// One direction of a stream with a message.
#[derive(Default)]
struct Parser {
    buffer: Vec<u8>,
    begun: Option<Origin>,
    /// Bytes of a frame that are still to come, and whether they are of the body.
    left: u64,
    is_data: bool,
    has_ended: bool,
    is_lost: bool,
}

#[derive(Default)]
struct Exchange {
    /// The stream of the answer, for a pushed one.
    number: Option<u64>,
    stream: Stream,
    parsers: Sides<Parser>,
}

/// One stream that only one side sends on.
#[derive(Default)]
struct OneWay {
    kind: Option<u64>,
    buffer: Vec<u8>,
    push: Option<u64>,
    is_read: bool,
}

#[derive(Default)]
struct Half {
    decoder: Decoder,
    one_way: BTreeMap<u64, OneWay>,
}

/// A connection of HTTP/3.
#[derive(Default)]
pub struct Http3 {
    halves: Sides<Half>,
    exchanges: BTreeMap<Key, Exchange>,
    /// Those whose next frame waits for entries of the table.
    blocked: BTreeSet<(Key, bool)>,
}

impl Layer for Http3 {
    fn on_event(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>) {
        match event {
            Event::Stream { stream, side, part } if stream & 2 == 0 => {
                self.message((false, stream), side, part, context, out);
            }
            Event::Stream { stream, side, part } => {
                self.one_way(stream, side, part, context, out);
            }
            Event::End { side: Side::Server } => {
                let blocked = std::mem::take(&mut self.blocked);
                for (key, is_client) in blocked {
                    let side = if is_client {
                        Side::Client
                    } else {
                        Side::Server
                    };
                    self.halves.of_mut(side).decoder.lose();
                    self.frames(key, side, context, out);
                }
                for ((_, number), exchange) in std::mem::take(&mut self.exchanges) {
                    out.extend(exchange.command(number));
                }
            }
            // Without streams there is nothing.
            Event::End { .. } | Event::Data { .. } | Event::Gap { .. } => {}
        }
    }
}

impl Exchange {
    fn command(self, number: u64) -> Option<Command> {
        let codes = ["http3/no-request", "http/body-incomplete"];
        let number = self.number.unwrap_or(number);
        self.stream.exchange(number, "HTTP/3", codes)
    }
}

impl Http3 {
    /// Something of a message.
    fn message(
        &mut self,
        key: Key,
        side: Side,
        part: Part<'_>,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        if self.exchanges.len() >= MAX_STREAMS
            && !self.exchanges.contains_key(&key)
            && let Some(((_, number), exchange)) = self.exchanges.pop_first()
        {
            out.extend(exchange.command(number));
        }
        let exchange = self.exchanges.entry(key).or_default();
        let parser = exchange.parsers.of_mut(side);
        match part {
            Part::Data(bytes, origin) => {
                if parser.is_lost {
                    return;
                }
                let begun = match parser.begun {
                    Some(begun) if !parser.buffer.is_empty() => begun.to(origin),
                    _ => origin,
                };
                parser.begun = Some(begun);
                exchange.stream.sides.of_mut(side).touch(origin);
                parser.buffer.extend_from_slice(bytes);
            }
            Part::Gap(len) => {
                let message = exchange.stream.sides.of_mut(side);
                let says = format!("{len} bytes of {side:?} are missing");
                if parser.buffer.is_empty() && parser.left >= len {
                    parser.left = parser.left.saturating_sub(len);
                    if parser.is_data {
                        message.body.len = message.body.len.saturating_add(len);
                    }
                } else {
                    parser.is_lost = true;
                    parser.buffer.clear();
                }
                let problem = Problem::new("http3/gap", says);
                exchange.stream.problems.push(problem);
            }
            Part::End => parser.has_ended = true,
            Part::Reset(code) => {
                parser.has_ended = true;
                parser.buffer.clear();
                // No error: «the server can request that the client stop sending»: RFC 9114, 4.1.
                if code != 0x100 {
                    let says = format!("the {side:?} reset the stream with code {code:#x}");
                    exchange
                        .stream
                        .problems
                        .push(Problem::new("http3/stream-reset", says));
                }
            }
        }
        self.frames(key, side, context, out);
    }

    /// Reads the frames that are there.
    fn frames(&mut self, key: Key, side: Side, context: &Context<'_>, out: &mut Vec<Command>) {
        let Some(exchange) = self.exchanges.get_mut(&key) else {
            return;
        };
        let parser = exchange.parsers.of_mut(side);
        let buffer = std::mem::take(&mut parser.buffer);
        let mut rest = buffer.as_slice();
        let origin = parser.begun;
        let mut pushes: Vec<(u64, Vec<u8>)> = Vec::new();
        let decoder = &mut self.halves.of_mut(side).decoder;
        let mut is_blocked = false;
        loop {
            if parser.left > 0 {
                if rest.is_empty() {
                    break;
                }
                let n = usize::try_from(parser.left)
                    .unwrap_or(usize::MAX)
                    .min(rest.len());
                let (taken, after) = rest.split_at_checked(n).unwrap_or((rest, &[]));
                if parser.is_data {
                    let message = exchange.stream.sides.of_mut(side);
                    message.body(taken, context.body_len);
                }
                parser.left = parser.left.saturating_sub(n as u64);
                rest = after;
                continue;
            }
            let mut after = rest;
            let Some((kind, len)) = varint(&mut after).zip(varint(&mut after)) else {
                break;
            };
            if !matches!(kind, HEADERS | PUSH_PROMISE) {
                parser.left = len;
                parser.is_data = kind == DATA;
                rest = after;
                continue;
            }
            if len > MAX_BLOCK {
                parser.is_lost = true;
                let says = format!("a list of fields of {len} bytes; the rest is not read");
                let problem = Problem::new("http3/list-too-long", says);
                exchange.stream.problems.push(problem);
                rest = &[];
                break;
            }
            let len = usize::try_from(len).unwrap_or(usize::MAX);
            let Some((frame, after)) = after.split_at_checked(len) else {
                break;
            };
            let mut block = frame;
            let promised: Option<u64> = if kind == PUSH_PROMISE {
                varint(&mut block)
            } else {
                None
            };
            if decoder.is_blocked(block) {
                let may_wait = self.blocked.len() < MAX_BLOCKED_STREAMS
                    || self.blocked.contains(&(key, side == Side::Client));
                if may_wait && rest.len() <= MAX_BLOCKED {
                    is_blocked = true;
                    break;
                }
                decoder.lose();
            }
            if let Some(push_id) = promised {
                pushes.push((push_id, block.to_vec()));
            } else {
                let headers = decoder.decode(block, &mut exchange.stream.problems);
                let message = exchange.stream.sides.of_mut(side);
                message.fields(side, headers);
            }
            rest = after;
        }
        let is_client = side == Side::Client;
        if is_blocked {
            self.blocked.insert((key, is_client));
        } else {
            self.blocked.remove(&(key, is_client));
            if parser.has_ended {
                exchange.stream.sides.of_mut(side).has_ended = true;
                if !rest.is_empty() || parser.left > 0 {
                    let says = format!("the stream of {side:?} ends inside a frame");
                    let problem = Problem::new("http3/frame-incomplete", says);
                    exchange.stream.problems.push(problem);
                }
                rest = &[];
                parser.left = 0;
            }
        }
        parser.buffer = rest.to_vec();
        if exchange.stream.is_whole()
            && let Some(exchange) = self.exchanges.remove(&key)
        {
            out.extend(exchange.command(key.1));
        }
        for (push, block) in pushes {
            self.promise(push, side, &block, origin);
        }
    }

    /// A request that the server answers without being asked.
    fn promise(&mut self, push: u64, side: Side, block: &[u8], origin: Option<Origin>) {
        if self.exchanges.len() >= MAX_STREAMS {
            return;
        }
        let exchange = self.exchanges.entry((true, push)).or_default();
        let decoder = &self.halves.of(side).decoder;
        let headers = decoder.decode(block, &mut exchange.stream.problems);
        let message = &mut exchange.stream.sides.client;
        // A promise may be repeated on other streams.
        if message.headers.is_none() {
            message.fields(Side::Client, headers);
            message.has_ended = true;
            message.origin = origin;
        }
    }

    /// Something of a stream that only one side sends on.
    fn one_way(
        &mut self,
        number: u64,
        side: Side,
        part: Part<'_>,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let half = self.halves.of_mut(side);
        if half.one_way.len() >= MAX_STREAMS && !half.one_way.contains_key(&number) {
            half.one_way.pop_first();
        }
        let stream = half.one_way.entry(number).or_default();
        let mut part = part;
        let mut head = Vec::new();
        if let Part::Data(bytes, origin) = part
            && (stream.kind.is_none() || (stream.kind == Some(1) && stream.push.is_none()))
        {
            stream.buffer.extend_from_slice(bytes);
            let mut rest = stream.buffer.as_slice();
            let Some(kind) = varint(&mut rest) else {
                return;
            };
            stream.kind = Some(kind);
            if kind == 1 {
                let Some(push) = varint(&mut rest) else {
                    return;
                };
                stream.push = Some(push);
            }
            head.extend_from_slice(rest);
            stream.buffer.clear();
            part = Part::Data(&head, origin);
        }
        match (stream.kind, part) {
            (Some(0), Part::Data(bytes, _)) if !stream.is_read => {
                stream.buffer.extend_from_slice(bytes);
                let capacity = settings(&stream.buffer);
                stream.is_read = capacity.is_some() || stream.buffer.len() > MAX_SETTINGS;
                if stream.is_read {
                    stream.buffer = Vec::new();
                }
                // What a side allows is for the lists of the other one.
                if let Some(capacity) = capacity {
                    self.halves.of_mut(side.other()).decoder.allow(capacity);
                }
            }
            (Some(1), part) => {
                if let Some(push) = stream.push {
                    self.exchanges.entry((true, push)).or_default().number = Some(number);
                    self.message((true, push), side, part, context, out);
                }
            }
            (Some(2), Part::Data(bytes, _)) => {
                let mut problems = Vec::new();
                half.decoder.instructions(bytes, &mut problems);
                out.extend(problems.into_iter().map(Command::Problem));
                self.unblock(side, context, out);
            }
            (Some(2), Part::Gap(len)) => {
                half.decoder.lose();
                let says = format!("{len} bytes of the instructions of {side:?} are missing");
                out.push(Command::Problem(Problem::new("qpack/gap", says)));
                self.unblock(side, context, out);
            }
            _ => {}
        }
    }

    /// Goes on with the streams that waited.
    fn unblock(&mut self, side: Side, context: &Context<'_>, out: &mut Vec<Command>) {
        let is_client = side == Side::Client;
        let waiting: Vec<Key> = self
            .blocked
            .iter()
            .filter(|(_, client)| *client == is_client)
            .map(|(key, _)| *key)
            .collect();
        for key in waiting {
            self.frames(key, side, context, out);
        }
    }
}

/// The capacity of the table that the settings at the start of a control stream allow; none before they are whole.
fn settings(bytes: &[u8]) -> Option<u64> {
    let mut rest = bytes;
    let (kind, len) = varint(&mut rest).zip(varint(&mut rest))?;
    if kind != SETTINGS {
        return Some(0);
    }
    let mut content = rest.get(..usize::try_from(len).ok()?)?;
    let mut capacity = 0;
    while let Some((name, value)) = varint(&mut content).zip(varint(&mut content)) {
        if name == TABLE_CAPACITY {
            capacity = value;
        }
    }
    Some(capacity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::{END, origin, play};
    use fmt_net::keylog::KeyLog;

    fn data(stream: u64, side: Side, bytes: &[u8]) -> Event<'_> {
        let part = Part::Data(bytes, origin(stream + 1));
        Event::Stream { stream, side, part }
    }

    fn end(stream: u64, side: Side) -> Event<'static> {
        let part = Part::End;
        Event::Stream { stream, side, part }
    }

    fn frame(kind: u8, content: &[u8]) -> Vec<u8> {
        [&[kind, u8::try_from(content.len()).unwrap()], content].concat()
    }

    /// `:method: GET`, `:path: /`, by the static table.
    const GET: &[u8] = &[0, 0, 0xd1, 0xc1];
    /// `:status: 200`, likewise.
    const OK: &[u8] = &[0, 0, 0xd9];

    fn lines(out: &[Command]) -> Vec<String> {
        out.iter()
            .map(|command| match command {
                Command::Exchange(d) => format!(
                    "{:?} {} {} {:?} -> {:?} {:?}",
                    d.stream,
                    d.request.method,
                    d.request.url,
                    String::from_utf8_lossy(&d.request.body.bytes),
                    d.response.as_ref().map(|r| (
                        r.status,
                        String::from_utf8_lossy(&r.body.bytes).into_owned(),
                        r.trailers.len()
                    )),
                    d.problems.iter().map(|it| it.code).collect::<Vec<_>>(),
                ),
                other => format!("{other:?}"),
            })
            .collect()
    }

    fn check(events: &[Event<'_>], expect: &[&str]) {
        let out = play(&mut Http3::default(), &KeyLog::default(), events);
        assert_eq!(lines(&out), expect);
    }

    #[test]
    fn a_request_and_its_answer_byte_by_byte() {
        let request = [frame(1, GET), frame(0x21, b"skip"), frame(0, b"body")].concat();
        let answer = [
            frame(1, &[0, 0, 0xff, 0]),
            frame(1, OK),
            frame(0, b"an"),
            frame(0, b"s"),
            frame(1, &[0, 0, 0x21, b'x', 1, b'y']),
        ]
        .concat();
        let mut events: Vec<_> = request
            .chunks(1)
            .map(|c| data(0, Side::Client, c))
            .collect();
        events.extend(answer.chunks(1).map(|c| data(0, Side::Server, c)));
        events.extend([end(0, Side::Client), end(0, Side::Server)]);
        check(
            &events,
            &["Some(0) GET / \"body\" -> Some((200, \"ans\", 1)) []"],
        );
    }

    #[test]
    fn a_list_waits_for_the_table() {
        // The server allows 220 bytes; the list refers to the first entry, `:path: /sample/path`.
        let settings = [&[0][..], &frame(4, &[1, 0x40, 220])].concat();
        let list = frame(1, &[2, 0, 0xd1, 0x80]);
        let entry = [&[2, 0x3f, 0xbd, 1, 0xc1, 12][..], b"/sample/path"].concat();
        let answer = frame(1, OK);
        let events = [
            data(3, Side::Server, &settings),
            data(0, Side::Client, &list),
            data(0, Side::Client, &[0, 2, b'a', b'b']),
            end(0, Side::Client),
            data(0, Side::Server, &answer),
            end(0, Side::Server),
            data(2, Side::Client, &entry),
        ];
        check(
            &events,
            &["Some(0) GET /sample/path \"ab\" -> Some((200, \"\", 0)) []"],
        );
        // It never comes.
        let events = [&events[..6], &END].concat();
        check(
            &events,
            &["Some(0) GET  \"ab\" -> Some((200, \"\", 0)) [\"qpack/unknown-index\"]"],
        );
    }

    #[test]
    fn what_waits_is_bounded() {
        let settings = [&[0][..], &frame(4, &[1, 0x40, 220])].concat();
        let list = frame(1, &[2, 0, 0xd1, 0x80]);
        let mut http = Http3::default();
        let mut events = vec![data(3, Side::Server, &settings)];
        for n in 0..200 {
            events.push(data(n * 4, Side::Client, &list));
        }
        play(&mut http, &KeyLog::default(), &events);
        assert!(http.blocked.len() <= MAX_BLOCKED_STREAMS);
        let out = play(&mut http, &KeyLog::default(), &END);
        assert_eq!(out.len(), 200);
    }

    #[test]
    fn a_pushed_answer() {
        let promise = frame(5, &[&[7], GET].concat());
        let pushed = [&[1, 7][..], &frame(1, OK), &frame(0, b"css")].concat();
        let events = [
            data(15, Side::Server, &pushed),
            end(15, Side::Server),
            data(0, Side::Server, &promise),
            END[0],
            END[1],
        ];
        let out = play(&mut Http3::default(), &KeyLog::default(), &events);
        assert!(
            lines(&out).contains(&"Some(15) GET / \"\" -> Some((200, \"css\", 0)) []".to_owned())
        );
    }

    #[test]
    fn gaps_and_resets_are_told() {
        let head = [frame(1, GET), vec![0, 10, b'a']].concat();
        let gap = Event::Stream {
            stream: 0,
            side: Side::Client,
            part: Part::Gap(5),
        };
        let reset = Event::Stream {
            stream: 0,
            side: Side::Server,
            part: Part::Reset(0x10c),
        };
        check(
            &[
                data(0, Side::Client, &head),
                gap,
                data(0, Side::Client, b"ghij"),
                end(0, Side::Client),
                reset,
            ],
            &["Some(0) GET / \"aghij\" -> None [\"http3/gap\", \"http3/stream-reset\"]"],
        );
    }

    #[test]
    fn damage_never_panics() {
        let request = [frame(1, GET), frame(0, b"body"), frame(5, &[7, 0, 0, 0xc1])].concat();
        testkit::hostile(&request, |b| {
            for stream in [0, 2, 3] {
                for side in [Side::Client, Side::Server] {
                    let mut events = vec![data(stream, side, b), end(stream, side)];
                    events.extend(END);
                    play(&mut Http3::default(), &KeyLog::default(), &events);
                }
            }
        });
        let instructions = [&[2, 0x3f, 0xbd, 1, 0xc1, 12][..], b"/sample/path"].concat();
        testkit::hostile(&instructions, |b| {
            let list = [1, 4, 2, 0, 0xd1, 0x80];
            let events = [
                data(0, Side::Client, &list),
                data(2, Side::Client, b),
                END[0],
                END[1],
            ];
            play(&mut Http3::default(), &KeyLog::default(), &events);
        });
    }
}
