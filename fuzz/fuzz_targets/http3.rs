//! Opened packets of both sides of a QUIC connection with HTTP/3, each after a byte with its side and two with its
//! length: frames, streams, fields.
#![no_main]

use base::Limits;
use fmt_net::keylog::KeyLog;
use libfuzzer_sys::fuzz_target;
use traffic::layer::{Command, Context, Event, Kind, Layer, Origin, Side};
use traffic::layers::http3::Http3;
use traffic::layers::quic::Quic;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let keys = KeyLog::default();
    let context = Context {
        keys: &keys,
        limits: &limits,
        server_port: 443,
        body_len: 1 << 16,
    };
    let origin = Origin {
        first_packet: 1,
        last_packet: 1,
        time_ns: 0,
    };
    let mut out = Vec::new();
    let mut quic = Quic::opened(Kind::Http3, &mut out);
    let mut http = Http3::default();
    let mut hand_on = |commands: &mut Vec<Command>| {
        let mut out = Vec::new();
        for command in commands.drain(..) {
            if let Command::InnerStream { stream, side, part } = &command {
                let part = part.part();
                let event = Event::Stream {
                    stream: *stream,
                    side: *side,
                    part,
                };
                http.on_event(event, &context, &mut out);
            }
        }
    };
    let mut rest = bytes;
    while let Some((&[side, high, low], after)) = rest.split_first_chunk::<3>() {
        let len = usize::from(u16::from_be_bytes([high, low])).min(after.len());
        let (frames, after) = after.split_at(len);
        let side = if side & 1 == 0 {
            Side::Client
        } else {
            Side::Server
        };
        quic.plain(side, frames, origin, &context, &mut out);
        hand_on(&mut out);
        rest = after;
    }
    quic.on_event(Event::End { side: Side::Server }, &context, &mut out);
    hand_on(&mut out);
    http.on_event(Event::End { side: Side::Server }, &context, &mut out);
});
