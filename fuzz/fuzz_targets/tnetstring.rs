//! A mitmproxy flow file.
#![no_main]

use base::{Limits, View};
use fmt_net::{mitm, tnetstring};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let _ = tnetstring::read(View::new(bytes), &limits);
    let _ = mitm::read(bytes, &limits, &mut |_| {});
});
