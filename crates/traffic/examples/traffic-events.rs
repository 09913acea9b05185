//! Prints the telemetry events of a capture, archive or flow file, one JSON object each:
//! `traffic-events DECODER_FOLDER FILE [KEYLOG]…`.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use base::Limits;
use fmt_net::capture::{self, Reader, Record, TLS_KEY_LOG};
use fmt_net::keylog::KeyLog;
use fmt_net::{har, mitm};
use serde_json::json;
use std::error::Error;
use traffic::analyzer::Analyzer;
use traffic::decoder::Decoder;
use traffic::exchange::{Item, from_har, from_mitm};
use traffic::peel;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(path)) = (args.next(), args.next()) else {
        return Err("usage: traffic-events DECODER_FOLDER FILE [KEYLOG]".into());
    };
    let mut pages: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    pages.sort_by_key(std::fs::DirEntry::file_name);
    let mut decoders = Vec::new();
    for page in pages {
        decoders.push(Decoder::read(&std::fs::read_to_string(page.path())?)?);
    }
    let limits = Limits::default();
    let mut keys = KeyLog::default();
    for path in args {
        keys.add(&std::fs::read(path)?, &mut Vec::new());
    }
    let bytes = std::fs::read(path)?;
    if capture::is_capture(&bytes) {
        let mut analyzer = Analyzer::new(limits, keys);
        let mut reader = Reader::new(&limits);
        let mut sink = |record: Record<'_>| match record {
            Record::Packet(packet) => analyzer.packet(&packet, &mut |item| show(&decoders, &item)),
            Record::Secrets {
                kind: TLS_KEY_LOG,
                data,
                ..
            } => {
                analyzer.add_secrets(data, &mut Vec::new());
            }
            _ => {}
        };
        reader.push(&bytes, &mut sink)?;
        reader.finish(&mut sink)?;
        analyzer.finish(&mut |item| show(&decoders, &item));
    } else if har::is_har(&bytes) {
        let mut sink = |entry| from_har(entry, &mut |item| show(&decoders, &item));
        har::read(&bytes, &limits, &mut sink)?;
    } else {
        let mut sink = |flow| from_mitm(flow, &mut |item| show(&decoders, &item));
        mitm::read(&bytes, &limits, &mut sink)?;
    }
    Ok(())
}

fn show(decoders: &[Decoder], item: &Item) {
    let Item::Exchange(exchange) = item else {
        return;
    };
    let parsed = peel::parameters(&exchange.request, &Limits::default());
    for decoder in decoders {
        if !decoder.knows(&exchange.request, &parsed.value) {
            continue;
        }
        if let Some(obstacle) = &decoder.obstacle {
            println!(
                "{}",
                json!({ "decoder": decoder.id, "url": exchange.request.url, "obstacle": obstacle })
            );
        }
        let read = decoder.read_parameters(&parsed.value);
        for event in decoder.events(&read) {
            let parameters: Vec<_> = event
                .parameters
                .iter()
                .map(|(name, parameter)| {
                    json!([
                        name,
                        parameter.value,
                        parameter.layers().collect::<Vec<_>>(),
                        decoder.meanings.get(name)
                    ])
                })
                .collect();
            let layers: Vec<&str> = exchange
                .layers
                .iter()
                .map(|mark| mark.layer.as_str())
                .collect();
            println!(
                "{}",
                json!({
                    "decoder": decoder.id,
                    "event": event.name,
                    "url": exchange.request.url,
                    "layers": layers,
                    "parameters": parameters,
                })
            );
        }
    }
}
