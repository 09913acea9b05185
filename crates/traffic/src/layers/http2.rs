//! HTTP/2: frames, streams, requests and answers, trailers, pushed answers.
//!
//! Spec: RFC 9113; RFC 7541 for fields.
//! Departures from the spec: limits that a side announces are not enforced; an answer on a stream whose
//! request was not seen is given with an empty request.

use crate::layer::{Command, Context, Event, Layer, Origin, Probe, Side, Sides};
use crate::layers::hpack::Decoder;
use crate::layers::multiplex::Stream;
use base::Problem;
use std::collections::BTreeMap;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Streams that are open at once: 10,000; servers allow 100 to 1,000.
const MAX_STREAMS: usize = 10_000;
/// A block of fields with its continuations: 256 KiB.
const MAX_BLOCK: usize = 256 << 10;
/// A frame: 16 MiB, the most that its length field can say.
const FRAME_HEADER: usize = 9;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const PUSH_PROMISE: u8 = 5;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const PADDED: u8 = 8;
const PRIORITY: u8 = 0x20;

/// Whether a client's bytes begin with the connection preface.
pub fn probe(bytes: &[u8]) -> Probe {
    // The first bytes alone could be a method of HTTP/1.
    Probe::prefix(bytes, PREFACE)
}

/// A block of fields that is not complete.
struct Block {
    stream: u32,
    bytes: Vec<u8>,
    ends_stream: bool,
    /// Whose message the fields are of: a promise carries the client's.
    of: Side,
    first: Origin,
}

#[derive(Default)]
struct Half {
    buffer: Vec<u8>,
    begun: Option<Origin>,
    decoder: Decoder,
    block: Option<Block>,
    has_preface: bool,
    is_lost: bool,
}

/// A connection of HTTP/2.
#[derive(Default)]
pub struct Http2 {
    halves: Sides<Half>,
    streams: BTreeMap<u32, Stream>,
}

struct Frame<'a> {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: &'a [u8],
}

impl Layer for Http2 {
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
                    let says =
                        format!("{len} bytes are missing; the rest of this side is not read");
                    out.push(Command::Problem(Problem::new("http2/gap", says)));
                }
            }
            Event::End { side: Side::Server } => {
                for (number, stream) in std::mem::take(&mut self.streams) {
                    out.extend(exchange(number, stream));
                }
            }
            Event::End { .. } | Event::Stream { .. } => {}
        }
    }
}

impl Http2 {
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
        let begun = if half.buffer.is_empty() {
            origin
        } else {
            half.begun.unwrap_or(origin).to(origin)
        };
        half.begun = Some(begun);
        half.buffer.extend_from_slice(bytes);
        let buffer = std::mem::take(&mut half.buffer);
        let mut rest = buffer.as_slice();
        if side == Side::Client && !half.has_preface {
            match Probe::prefix(rest, PREFACE) {
                Probe::Maybe => {
                    half.buffer = buffer;
                    return;
                }
                Probe::Yes => rest = rest.get(PREFACE.len()..).unwrap_or_default(),
                Probe::No => {}
            }
            half.has_preface = true;
        }
        let mut is_first = true;
        while let Some((frame, after)) = frame(rest) {
            let from = if is_first { begun } else { origin };
            is_first = false;
            if let Err(problem) = self.frame(side, &frame, from, context, out) {
                let half = self.halves.of_mut(side);
                half.is_lost = true;
                out.push(Command::Problem(problem));
                return;
            }
            rest = after;
        }
        let left = rest.to_vec();
        let half = self.halves.of_mut(side);
        half.buffer = left;
        if !is_first {
            half.begun = Some(origin);
        }
    }

    fn frame(
        &mut self,
        side: Side,
        frame: &Frame<'_>,
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) -> Result<(), Problem> {
        match frame.kind {
            DATA => {
                let Some(payload) = unpadded(frame) else {
                    return Err(bad_frame(frame, "its padding is longer than the frame"));
                };
                if let Some(stream) = self.stream(frame.stream, out) {
                    let message = stream.sides.of_mut(side);
                    message.touch(origin);
                    message.body(payload, context.body_len);
                }
                if frame.flags & END_STREAM != 0 {
                    self.end(frame.stream, side, out);
                }
            }
            HEADERS | PUSH_PROMISE => {
                let Some(mut payload) = unpadded(frame) else {
                    return Err(bad_frame(frame, "its padding is longer than the frame"));
                };
                let mut stream = frame.stream;
                if frame.kind == HEADERS && frame.flags & PRIORITY != 0 {
                    payload = payload.get(5..).unwrap_or_default();
                }
                if frame.kind == PUSH_PROMISE {
                    let (promised, rest) = payload
                        .split_first_chunk::<4>()
                        .ok_or_else(|| bad_frame(frame, "it has no promised stream"))?;
                    stream = u32::from_be_bytes(*promised) & 0x7fff_ffff;
                    payload = rest;
                }
                let block = Block {
                    stream,
                    bytes: payload.to_vec(),
                    ends_stream: frame.kind == PUSH_PROMISE || frame.flags & END_STREAM != 0,
                    of: if frame.kind == PUSH_PROMISE {
                        Side::Client
                    } else {
                        side
                    },
                    first: origin,
                };
                self.halves.of_mut(side).block = Some(block);
                self.end_of_block(side, frame, origin, out);
            }
            CONTINUATION => {
                let half = self.halves.of_mut(side);
                let Some(block) = &mut half.block else {
                    return Err(bad_frame(frame, "it continues nothing"));
                };
                block.bytes.extend_from_slice(frame.payload);
                if block.bytes.len() > MAX_BLOCK {
                    return Err(bad_frame(frame, "the block of fields is too long"));
                }
                self.end_of_block(side, frame, origin, out);
            }
            RESET => {
                if let Some(mut stream) = self.streams.remove(&frame.stream) {
                    let code = frame
                        .payload
                        .first_chunk()
                        .map_or(0, |c| u32::from_be_bytes(*c));
                    // Code 0 after a whole answer only says that no more of the request is wanted.
                    if code != 0 || !stream.sides.server.has_ended {
                        let says = format!("the {side:?} reset the stream with code {code}");
                        stream
                            .problems
                            .push(Problem::new("http2/stream-reset", says));
                    }
                    // The server may have answered before it learns that the client is no longer interested.
                    stream.sides.of_mut(side).has_ended = true;
                    if side == Side::Client && !stream.sides.server.has_ended {
                        self.streams.insert(frame.stream, stream);
                    } else {
                        out.extend(exchange(frame.stream, stream));
                    }
                }
            }
            // Settings, ping, go-away, window, priority, extensions: nothing of a request.
            _ => {}
        }
        Ok(())
    }

    fn stream(&mut self, number: u32, out: &mut Vec<Command>) -> Option<&mut Stream> {
        if number == 0 {
            return None;
        }
        if self.streams.len() >= MAX_STREAMS
            && !self.streams.contains_key(&number)
            && let Some((oldest, stream)) = self.streams.pop_first()
        {
            out.extend(exchange(oldest, stream));
        }
        Some(self.streams.entry(number).or_default())
    }

    fn end_of_block(
        &mut self,
        side: Side,
        frame: &Frame<'_>,
        origin: Origin,
        out: &mut Vec<Command>,
    ) {
        if frame.flags & END_HEADERS == 0 {
            return;
        }
        let half = self.halves.of_mut(side);
        let Some(block) = half.block.take() else {
            return;
        };
        let mut problems = Vec::new();
        let headers = half.decoder.decode(&block.bytes, &mut problems);
        let Some(stream) = self.stream(block.stream, out) else {
            return;
        };
        stream.problems.append(&mut problems);
        let message = stream.sides.of_mut(block.of);
        message.touch(block.first.to(origin));
        message.fields(block.of, headers);
        if block.ends_stream {
            self.end(block.stream, block.of, out);
        }
    }

    fn end(&mut self, number: u32, side: Side, out: &mut Vec<Command>) {
        let Some(stream) = self.streams.get_mut(&number) else {
            return;
        };
        stream.sides.of_mut(side).has_ended = true;
        // An answer may end before its request does; the request's rest is waited for.
        if stream.is_whole()
            && let Some(stream) = self.streams.remove(&number)
        {
            out.extend(exchange(number, stream));
        }
    }
}

fn bad_frame(frame: &Frame<'_>, why: &str) -> Problem {
    let says = format!(
        "frame of type {} on stream {}: {why}",
        frame.kind, frame.stream
    );
    Problem::new("http2/bad-frame", says)
}

fn frame(bytes: &[u8]) -> Option<(Frame<'_>, &[u8])> {
    let (&[a, b, c, kind, flags, s0, s1, s2, s3], rest) =
        bytes.split_first_chunk::<FRAME_HEADER>()?;
    let len = usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()?;
    let (payload, rest) = rest.split_at_checked(len)?;
    let frame = Frame {
        kind,
        flags,
        stream: u32::from_be_bytes([s0, s1, s2, s3]) & 0x7fff_ffff,
        payload,
    };
    Some((frame, rest))
}

fn unpadded<'a>(frame: &Frame<'a>) -> Option<&'a [u8]> {
    if frame.flags & PADDED == 0 {
        return Some(frame.payload);
    }
    let (pad_len, rest) = frame.payload.split_first()?;
    rest.get(..rest.len().checked_sub(usize::from(*pad_len))?)
}

fn exchange(number: u32, stream: Stream) -> Option<Command> {
    let codes = ["http2/no-request", "http/body-incomplete"];
    stream.exchange(u64::from(number), "HTTP/2", codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::{END, client, play, server};
    use fmt_net::keylog::KeyLog;

    fn frame_of(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
        let len = u8::try_from(payload.len()).unwrap();
        [&[0, 0, len, kind, flags, 0, 0, 0, stream], payload].concat()
    }

    /// `:method: GET`, `:scheme: http`, `:path: /`, `:authority: www.example.com`: RFC 7541, C.4.1.
    const REQUEST: &[u8] = &[
        0x82, 0x86, 0x84, 0x41, 0x8c, 0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90,
        0xf4, 0xff,
    ];

    fn conversation() -> (Vec<u8>, Vec<u8>) {
        let mut from_client = PREFACE.to_vec();
        from_client.extend(frame_of(4, 0, 0, &[]));
        from_client.extend(frame_of(
            HEADERS,
            PRIORITY,
            1,
            &[&[0, 0, 0, 0, 9], &REQUEST[..4]].concat(),
        ));
        from_client.extend(frame_of(CONTINUATION, END_HEADERS, 1, &REQUEST[4..]));
        from_client.extend(frame_of(DATA, END_STREAM | PADDED, 1, b"\x02body\0\0"));
        let mut from_server = frame_of(4, 0, 0, &[]);
        // `:status: 200`, a promise of stream 2, data, and `x: y` as a trailer.
        from_server.extend(frame_of(HEADERS, END_HEADERS, 1, &[0x88]));
        from_server.extend(frame_of(
            PUSH_PROMISE,
            END_HEADERS,
            1,
            &[0, 0, 0, 2, 0x82, 0x85],
        ));
        from_server.extend(frame_of(DATA, 0, 1, b"ans"));
        from_server.extend(frame_of(
            HEADERS,
            END_HEADERS | END_STREAM,
            1,
            &[0, 1, b'x', 1, b'y'],
        ));
        from_server.extend(frame_of(HEADERS, END_HEADERS | END_STREAM, 2, &[0x8d]));
        (from_client, from_server)
    }

    fn lines(out: &[Command]) -> Vec<String> {
        out.iter()
            .map(|command| match command {
                Command::Exchange(d) => format!(
                    "{:?} {} {} {:?} -> {:?} {}",
                    d.stream,
                    d.request.method,
                    d.request.url,
                    String::from_utf8_lossy(&d.request.body.bytes),
                    d.response.as_ref().map(|r| (
                        r.status,
                        String::from_utf8_lossy(&r.body.bytes).into_owned(),
                        r.trailers.len()
                    )),
                    d.problems.len(),
                ),
                Command::Problem(problem) => problem.to_string(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn a_conversation_in_pieces() {
        let (from_client, from_server) = conversation();
        let events: Vec<_> = from_client
            .chunks(5)
            .map(|c| client(1, c))
            .chain(from_server.chunks(7).map(|c| server(2, c)))
            .collect();
        let out = play(&mut Http2::default(), &KeyLog::default(), &events);
        assert_eq!(
            lines(&out),
            [
                "Some(1) GET / \"body\" -> Some((200, \"ans\", 1)) 0",
                "Some(2) GET /index.html \"\" -> Some((404, \"\", 0)) 0",
            ]
        );
    }

    #[test]
    fn a_reset_and_an_open_stream_are_given() {
        let (from_client, _) = conversation();
        let mut events = vec![client(1, &from_client)];
        events.extend(END);
        let out = play(&mut Http2::default(), &KeyLog::default(), &events);
        assert_eq!(lines(&out), ["Some(1) GET / \"body\" -> None 0"]);
        let reset = frame_of(RESET, 0, 1, &[0, 0, 0, 8]);
        let out = play(
            &mut Http2::default(),
            &KeyLog::default(),
            &[client(1, &from_client), server(2, &reset)],
        );
        assert_eq!(lines(&out), ["Some(1) GET / \"body\" -> None 1"]);
    }

    #[test]
    fn an_answer_that_comes_after_the_clients_reset_belongs_to_its_request() {
        let (from_client, _) = conversation();
        let reset = frame_of(RESET, 0, 1, &[0, 0, 0, 8]);
        let answer = frame_of(HEADERS, END_HEADERS | END_STREAM, 1, &[0x88]);
        let events = [
            client(1, &from_client),
            client(2, &reset),
            server(3, &answer),
        ];
        let out = play(&mut Http2::default(), &KeyLog::default(), &events);
        assert_eq!(
            lines(&out),
            ["Some(1) GET / \"body\" -> Some((200, \"\", 0)) 1"]
        );
    }

    #[test]
    fn damage_never_panics() {
        let (from_client, from_server) = conversation();
        testkit::hostile(&from_client, |b| {
            let mut events = vec![client(1, b), server(2, &from_server)];
            events.extend(END);
            play(&mut Http2::default(), &KeyLog::default(), &events);
        });
        testkit::hostile(&from_server, |b| {
            let mut events = vec![client(1, &from_client), server(2, b)];
            events.extend(END);
            play(&mut Http2::default(), &KeyLog::default(), &events);
        });
    }
}
