//! The bytes of both sides of a TLS connection: the first byte says where the server's begin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patikra_fuzz::{Ends, both_sides};
use traffic::tls::Tls;

fuzz_target!(|bytes: &[u8]| both_sides(&mut Tls::default(), bytes, Ends::Each));
