//! Prints what a capture, archive or flow file holds: `traffic-read FILE [KEYLOG]`, one line per item.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use base::Limits;
use fmt_net::capture::{self, Reader, Record, TLS_KEY_LOG};
use fmt_net::keylog::KeyLog;
use fmt_net::{har, mitm};
use std::error::Error;
use std::io::Read as _;
use traffic::analyzer::Analyzer;
use traffic::exchange::{Item, from_har, from_mitm};
use traffic::tls::suites;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: traffic-read FILE [KEYLOG]")?;
    let mut file = std::fs::File::open(&path)?;
    let mut first = vec![0; 1 << 20];
    let n_first = file.read(&mut first)?;
    first.truncate(n_first);
    let limits = Limits::default();
    let mut problems = Vec::new();
    let mut keys = KeyLog::default();
    for path in args {
        keys.add(&std::fs::read(path)?, &mut problems);
    }
    if capture::is_capture(&first) {
        let mut analyzer = Analyzer::new(limits, keys);
        let mut reader = Reader::new(&limits);
        let mut sink = |record: Record<'_>| match record {
            Record::Packet(packet) => analyzer.packet(&packet, &mut |item| show(&item)),
            Record::Secrets {
                kind: TLS_KEY_LOG,
                data,
                ..
            } => {
                analyzer.add_secrets(data, &mut problems);
            }
            Record::Problem(problem) => println!("problem {problem}"),
            _ => {}
        };
        let mut piece = first;
        while !piece.is_empty() {
            reader.push(&piece, &mut sink)?;
            piece.resize(1 << 20, 0);
            let n = file.read(&mut piece)?;
            piece.truncate(n);
        }
        reader.finish(&mut sink)?;
        analyzer.finish(&mut |item| show(&item));
        return Ok(());
    }
    let bytes = std::fs::read(path)?;
    if har::is_har(&bytes) {
        let mut sink = |entry| from_har(entry, &mut |item| show(&item));
        problems.extend(har::read(&bytes, &limits, &mut sink)?.problems);
    } else {
        let mut sink = |flow| from_mitm(flow, &mut |item| show(&item));
        problems.extend(mitm::read(&bytes, &limits, &mut sink)?.problems);
    }
    for problem in problems {
        println!("problem {problem}");
    }
    Ok(())
}

fn show(item: &Item) {
    match item {
        Item::Exchange(exchange) => {
            let request = &exchange.request;
            let layers: Vec<String> = exchange
                .layers
                .iter()
                .map(|mark| mark.layer.clone())
                .collect();
            println!(
                "exchange {:?} {} {} ({} bytes) -> {:?} [{}] {:?} {:?}",
                exchange.source,
                request.method,
                request.url,
                request.body.len,
                exchange.response.as_ref().map(|r| (r.status, r.body.len)),
                layers.join(" > "),
                exchange.layers.first().and_then(|mark| mark.packets),
                exchange.problems.iter().map(|p| p.code).collect::<Vec<_>>()
            );
        }
        Item::Socket { source, message } => {
            println!(
                "socket {source:?} {} {}",
                message.is_from_client,
                base::printable(&message.data, 80)
            );
        }
        Item::Dns { message, .. } => println!("dns {message:?}"),
        Item::Connection(c) => {
            let tls = c.handshake.as_ref().map(|h| {
                format!(
                    "sni {:?} alpn {:?} ja4 {:?} suite {} opening {:?} certificates {:?}",
                    h.sni(),
                    h.alpn,
                    h.ja4,
                    h.server
                        .as_ref()
                        .map_or_else(String::new, |s| suites::name(s.suite)),
                    h.opening,
                    h.certificates
                        .iter()
                        .map(|c| c.subject.as_str())
                        .collect::<Vec<_>>()
                )
            });
            println!(
                "connection {} {} {} -> {} {:?} up {:?} down {:?} {}",
                c.number,
                c.transport,
                c.client,
                c.server,
                c.layers,
                c.from_client,
                c.from_server,
                tls.unwrap_or_default()
            );
        }
        Item::Problem {
            connection,
            problem,
        } => println!("problem {connection:?} {problem}"),
    }
}
