//! Prints the requests of a capture as JSON, one per line, for comparison with what clients say they sent:
//! `traffic-json FILE [KEYLOG]`.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use base::{Limits, hex};
use fmt_net::capture::{Reader, Record, TLS_KEY_LOG};
use fmt_net::http::Header;
use fmt_net::keylog::KeyLog;
use serde_json::{Value, json};
use std::error::Error;
use traffic::analyzer::Analyzer;
use traffic::exchange::{Item, Source};
use traffic::peel::parameters;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: traffic-json FILE [KEYLOG]")?;
    let mut problems = Vec::new();
    let mut keys = KeyLog::default();
    for path in args {
        keys.add(&std::fs::read(path)?, &mut problems);
    }
    let limits = Limits::default();
    let mut analyzer = Analyzer::new(limits, keys);
    let mut reader = Reader::new(&limits);
    let mut sink = |record: Record<'_>| match record {
        Record::Packet(packet) => analyzer.packet(&packet, &mut |item| show(&item)),
        Record::Secrets {
            kind: TLS_KEY_LOG,
            data,
            ..
        } => analyzer.add_secrets(data, &mut problems),
        _ => {}
    };
    reader.push(&std::fs::read(path)?, &mut sink)?;
    reader.finish(&mut sink)?;
    analyzer.finish(&mut |item| show(&item));
    Ok(())
}

fn fields(headers: &[Header]) -> Value {
    headers
        .iter()
        .map(|header| json!([header.name, header.value]))
        .collect()
}

fn show(item: &Item) {
    let line = match item {
        Item::Exchange(exchange) => {
            let layers: Vec<&str> = exchange.layers.iter().map(|it| it.layer.as_str()).collect();
            let (connection, stream) = match exchange.source {
                Source::Capture { connection, stream } => (Some(connection), stream),
                Source::Entry { .. } => (None, None),
            };
            let request = &exchange.request;
            let answer = exchange.response.as_ref().map(|answer| {
                json!({
                    "status": answer.status,
                    "reason": answer.reason,
                    "headers": fields(&answer.headers),
                    "body": hex(&answer.body.bytes),
                    "trailers": fields(&answer.trailers),
                })
            });
            let problems: Vec<String> = exchange.problems.iter().map(ToString::to_string).collect();
            json!({
                "connection": connection,
                "stream": stream,
                "layers": layers,
                "method": request.method,
                "url": request.url,
                "headers": fields(&request.headers),
                "body": hex(&request.body.bytes),
                "trailers": fields(&request.trailers),
                "parameters": parameters(request, &Limits::default())
                    .value
                    .iter()
                    .map(|it| json!([it.path_text(), it.value]))
                    .collect::<Value>(),
                "answer": answer,
                "problems": problems,
            })
        }
        Item::Connection(connection) => json!({
            "end": connection.number,
            "client": connection.client.to_string(),
            "server": connection.server.to_string(),
            "layers": connection.layers,
            "opening": connection.handshake.as_ref().map(|it| format!("{:?}", it.opening)),
            "sni": connection.handshake.as_ref().and_then(|it| it.sni()),
            "alpn": connection.handshake.as_ref().and_then(|it| it.alpn.clone()),
            "offered": connection.handshake.as_ref().and_then(|it| Some(it.client.as_ref()?.alpn.clone())),
            "extensions": connection.handshake.as_ref().and_then(|it| Some(it.client.as_ref()?.extensions.clone())),
            "ja4": connection.handshake.as_ref().and_then(|it| it.ja4.clone()),
            "quic": connection.handshake.as_ref().and_then(|it| it.quic),
            "certificates": connection.handshake.as_ref().map(|it| it.certificates.len()),
        }),
        Item::Dns { message, .. } => json!({
            "dns": message.is_response,
            "questions": message.questions.iter().map(|it| it.name.clone()).collect::<Vec<_>>(),
            "types": message.questions.iter().map(|it| it.kind).collect::<Vec<_>>(),
            "names": message.answers.iter().map(|it| it.name.clone()).collect::<Vec<_>>(),
            "answers": message.answers.iter().map(|it| it.data.clone()).collect::<Vec<_>>(),
        }),
        Item::Socket { message, .. } => json!({ "socket": hex(&message.data) }),
        Item::Problem { problem, .. } => json!({ "problem": problem.to_string() }),
    };
    println!("{line}");
}
