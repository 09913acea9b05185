//! The bytes of both sides of an HTTP/2 connection: the first byte says where the server's begin.
#![no_main]

use base::Limits;
use fmt_net::keylog::KeyLog;
use libfuzzer_sys::fuzz_target;
use traffic::layer::{Context, Event, Layer, Origin, Side};
use traffic::layers::http2::Http2;

fuzz_target!(|bytes: &[u8]| {
    let Some((cut, bytes)) = bytes.split_first() else {
        return;
    };
    let (client, server) = bytes.split_at(bytes.len() * usize::from(*cut) / 256);
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
    let mut layer = Http2::default();
    let mut out = Vec::new();
    for (side, bytes) in [(Side::Client, client), (Side::Server, server)] {
        let event = Event::Data {
            side,
            bytes,
            origin,
        };
        layer.on_event(event, &context, &mut out);
    }
    for side in [Side::Client, Side::Server] {
        layer.on_event(Event::End { side }, &context, &mut out);
    }
});
