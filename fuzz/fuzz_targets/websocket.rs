//! The bytes of both sides of a web socket with compression: the first byte says where the server's begin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patikra_fuzz::{Ends, both_sides};
use traffic::layers::websocket::WebSocket;

fuzz_target!(|bytes: &[u8]| both_sides(&mut WebSocket::new(true, false, true), bytes, Ends::Never));
