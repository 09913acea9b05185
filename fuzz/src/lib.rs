//! What fuzz targets of connections share.

use base::Limits;
use fmt_net::keylog::KeyLog;
use traffic::layer::{Context, Event, Layer, Origin, Side};

/// When the sides of a connection end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Not at all.
    Never,
    /// Each after its own bytes.
    Each,
    /// Both after all bytes.
    Both,
}

/// Hands a layer the bytes of both sides of a connection: the first byte says where the server's begin.
pub fn both_sides(layer: &mut dyn Layer, bytes: &[u8], ends: Ends) {
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
    let mut out = Vec::new();
    for (side, bytes) in [(Side::Client, client), (Side::Server, server)] {
        let event = Event::Data {
            side,
            bytes,
            origin,
        };
        layer.on_event(event, &context, &mut out);
        if ends == Ends::Each {
            layer.on_event(Event::End { side }, &context, &mut out);
        }
    }
    if ends == Ends::Both {
        for side in [Side::Client, Side::Server] {
            layer.on_event(Event::End { side }, &context, &mut out);
        }
    }
}
