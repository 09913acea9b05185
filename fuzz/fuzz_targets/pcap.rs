//! A capture in two pieces, through the link layers to whatever its packets hold.
#![no_main]

use base::Limits;
use fmt_net::capture::{Reader, Record};
use fmt_net::keylog::KeyLog;
use libfuzzer_sys::fuzz_target;
use traffic::analyzer::Analyzer;
use traffic::exchange::Item;
use traffic::peel;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let mut analyzer = Analyzer::new(limits, KeyLog::default());
    let mut read = |item: Item| {
        if let Item::Exchange(exchange) = item {
            peel::parameters(&exchange.request, &limits);
        }
    };
    let mut reader = Reader::new(&limits);
    let mut sink = |record: Record<'_>| match record {
        Record::Packet(packet) => analyzer.packet(&packet, &mut read),
        Record::Secrets { data, .. } => analyzer.add_secrets(data, &mut Vec::new()),
        _ => {}
    };
    let (first, second) = bytes.split_at(bytes.len() / 2);
    if reader.push(first, &mut sink).is_ok() && reader.push(second, &mut sink).is_ok() {
        let _ = reader.finish(&mut sink);
    }
    analyzer.finish(&mut read);
});
