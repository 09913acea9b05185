//! The bytes of both sides of an MQTT connection: the first byte says where the server's begin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patikra_fuzz::{Ends, both_sides};
use traffic::layers::mqtt::Mqtt;

fuzz_target!(|bytes: &[u8]| both_sides(&mut Mqtt::default(), bytes, Ends::Both));
