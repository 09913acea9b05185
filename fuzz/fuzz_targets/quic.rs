//! Datagrams of both sides of a QUIC connection, each after a byte with its side and two with its length, read with the
//! key log of a connection of the tests.
#![no_main]

use base::Limits;
use fmt_net::keylog::KeyLog;
use libfuzzer_sys::fuzz_target;
use traffic::layer::{Context, Event, Layer, Origin, Side};
use traffic::layers::quic::Quic;

const KEYS: &[u8] = include_bytes!("../../crates/traffic/tests/quic/early.keys");

fuzz_target!(|bytes: &[u8]| {
    let keys = KeyLog::read(KEYS).value;
    let limits = Limits::default();
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
    let mut layer = Quic::default();
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((&[side, high, low], after)) = rest.split_first_chunk::<3>() {
        let len = usize::from(u16::from_be_bytes([high, low])).min(after.len());
        let (bytes, after) = after.split_at(len);
        let side = if side & 1 == 0 {
            Side::Client
        } else {
            Side::Server
        };
        let event = Event::Data {
            side,
            bytes,
            origin,
        };
        layer.on_event(event, &context, &mut out);
        rest = after;
    }
    layer.on_event(Event::End { side: Side::Server }, &context, &mut out);
});
