//! The bytes of both sides of an HTTP/1 connection: the first byte says where the server's begin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patikra_fuzz::{Ends, both_sides};
use traffic::layers::http1::Http1;

fuzz_target!(|bytes: &[u8]| both_sides(&mut Http1::default(), bytes, Ends::Both));
