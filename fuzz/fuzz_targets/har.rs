//! An HTTP archive, and the parameters of its requests.
#![no_main]

use base::Limits;
use fmt_net::har;
use libfuzzer_sys::fuzz_target;
use traffic::peel;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let _ = har::read(bytes, &limits, &mut |entry| {
        peel::parameters(&entry.request, &limits);
    });
});
