//! Any bytes as binary XML: every element, attribute and model of it is read.
#![no_main]

use base::{Limits, View};
use fmt_apk::axml::Document;
use fmt_apk::manifest::Manifest;
use fmt_apk::network_security::NetworkSecurity;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(parsed) = Document::parse(View::new(bytes), &Limits::default()) else {
        return;
    };
    let document = parsed.value;
    document.render(&|_| None);
    for element in document.elements() {
        assert!(element.span().end() <= bytes.len() as u64);
        for attribute in element.attributes() {
            assert!(attribute.span().end() <= bytes.len() as u64);
        }
    }
    let manifest = Manifest::read(&document, None).value;
    for component in &manifest.components {
        component.effective_exported(&manifest);
        component.effective_process(&manifest);
    }
    let rules = NetworkSecurity::read(&document).value;
    for idx in 0..rules.rules.len() {
        rules.permits_cleartext(idx, 28);
    }
});
