//! A message of the name system, alone and in a stream.
#![no_main]

use base::Limits;
use fmt_net::keylog::KeyLog;
use libfuzzer_sys::fuzz_target;
use traffic::layer::{Context, Event, Layer, Origin, Side};
use traffic::layers::dns::{DnsStream, Message};

fuzz_target!(|bytes: &[u8]| {
    Message::read(bytes);
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
    let mut layer = DnsStream::default();
    let mut out = Vec::new();
    let event = Event::Data {
        side: Side::Client,
        bytes,
        origin,
    };
    layer.on_event(event, &context, &mut out);
});
