//! Reads Zeek's test traces and compares what is found with the logs that Zeek expects: `zeek BTEST_FOLDER`.
//!
//! The folder is Zeek's `testing/btest`. A log belongs to the trace that has all its connections; fields that
//! a log lacks are not compared. Prints a table for `docs/traffic-comparison.md`, then every difference.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use base::Limits;
use fmt_net::capture::{Reader, Record, TLS_KEY_LOG};
use fmt_net::http::header;
use fmt_net::keylog::KeyLog;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use traffic::analyzer::Analyzer;
use traffic::exchange::{Exchange, Item, Source};
use traffic::layers::dns;
use traffic::tls::{Handshake, suites};

type Row = BTreeMap<&'static str, String>;

/// Client and server with ports, as Zeek writes them.
type Tuple = [String; 4];

#[derive(Default)]
struct Trace {
    connections: BTreeSet<Tuple>,
    /// By log: rows with their connection.
    rows: BTreeMap<&'static str, Vec<(Tuple, Row)>>,
    n_problems: usize,
}

const FIELDS: [(&str, &[&str]); 3] = [
    (
        "http.log",
        &["method", "host", "uri", "status_code", "user_agent"],
    ),
    ("dns.log", &["query", "qtype_name", "rcode", "answers"]),
    (
        "ssl.log",
        &[
            "version",
            "cipher",
            "server_name",
            "next_protocol",
            "resumed",
            "established",
        ],
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: zeek BTEST_FOLDER")?);
    let mut traces = BTreeMap::new();
    let mut n_failed = 0;
    for path in files(&folder.join("Traces"))? {
        let name = path
            .strip_prefix(folder.join("Traces"))?
            .display()
            .to_string();
        let kind = path.extension().and_then(|kind| kind.to_str());
        if !matches!(kind, Some("pcap" | "pcapng" | "cap" | "gz")) {
            continue;
        }
        let mut bytes = fs::read(&path)?;
        if kind == Some("gz") {
            let mut plain = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain)?;
            bytes = plain;
        }
        match read(&bytes) {
            Ok(trace) => {
                traces.insert(name, trace);
            }
            Err(error) => {
                n_failed += 1;
                println!("not read: {name}: {error}");
            }
        }
    }
    let count = |log: &str| -> usize {
        traces
            .values()
            .map(|t| t.rows.get(log).map_or(0, Vec::len))
            .sum()
    };
    println!("traces read: {}, not read: {n_failed}", traces.len());
    println!(
        "rows found: http {}, dns {}, ssl {}; problems {}",
        count("http.log"),
        count("dns.log"),
        count("ssl.log"),
        traces.values().map(|t| t.n_problems).sum::<usize>()
    );
    let mut differences = Vec::new();
    println!(
        "\n| log | logs | logs with a trace | rows expected | rows equal | rows differing | rows missing | rows not expected |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (log, fields) in FIELDS {
        let mut sums = [0_usize; 7];
        for path in files(&folder.join("Baseline"))? {
            if path.file_name().is_none_or(|name| name != log) {
                continue;
            }
            sums[0] += 1;
            let (present, expected) = parse_log(&fs::read_to_string(&path)?, fields);
            let test = path.parent().and_then(Path::file_name).unwrap_or_default();
            let best = traces
                .iter()
                .filter(|(_, trace)| has_all(trace, &expected))
                .map(|(name, trace)| {
                    let empty = Vec::new();
                    let found = trace.rows.get(log).unwrap_or(&empty);
                    (compare(&present, &expected, found), name)
                })
                .min_by_key(|(result, _)| (result.lines.len(), usize::MAX - result.equal));
            let Some((result, name)) = best else {
                differences.push(format!(
                    "{log} {}: no trace has these connections",
                    test.display()
                ));
                continue;
            };
            sums[1] += 1;
            for (sum, n) in sums[2..].iter_mut().zip([
                expected.len(),
                result.equal,
                result.differing,
                result.missing,
                result.extra,
            ]) {
                *sum += n;
            }
            for line in result.lines {
                differences.push(format!("{log} {} ({name}): {line}", test.display()));
            }
        }
        let cells: Vec<String> = sums.iter().map(ToString::to_string).collect();
        println!("| {log} | {} |", cells.join(" | "));
    }
    println!();
    for line in differences {
        println!("{line}");
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn read(bytes: &[u8]) -> Result<Trace, Box<dyn Error>> {
    let mut trace = Trace::default();
    let mut items = Vec::new();
    let mut analyzer = Analyzer::new(Limits::default(), KeyLog::default());
    let mut reader = Reader::new(&Limits::default());
    let mut sink = |record: Record<'_>| match record {
        Record::Packet(packet) => analyzer.packet(&packet, &mut |item| items.push(item)),
        Record::Secrets {
            kind: TLS_KEY_LOG,
            data,
            ..
        } => {
            analyzer.add_secrets(data, &mut Vec::new());
        }
        Record::Problem(_) => trace.n_problems += 1,
        _ => {}
    };
    reader.push(bytes, &mut sink)?;
    reader.finish(&mut sink)?;
    analyzer.finish(&mut |item| items.push(item));
    let mut tuples = BTreeMap::new();
    for item in &items {
        if let Item::Connection(connection) = item {
            let tuple = tuple(connection.client, connection.server);
            trace.connections.insert(tuple.clone());
            tuples.insert(connection.number, tuple.clone());
            if let Some(handshake) = &connection.handshake {
                trace
                    .rows
                    .entry("ssl.log")
                    .or_default()
                    .push((tuple, ssl_row(handshake)));
            }
        }
    }
    let mut questions: BTreeMap<(u64, u16, String), usize> = BTreeMap::new();
    for item in items {
        match item {
            Item::Exchange(exchange) => {
                if let Source::Capture { connection, .. } = exchange.source {
                    let rows = trace.rows.entry("http.log").or_default();
                    rows.push((tuples[&connection].clone(), http_row(&exchange)));
                }
            }
            Item::Dns {
                connection,
                client,
                server,
                message,
                ..
            } => {
                let rows = trace.rows.entry("dns.log").or_default();
                dns_row(
                    &message,
                    connection,
                    tuple(client, server),
                    &mut questions,
                    rows,
                );
            }
            Item::Problem { .. } => trace.n_problems += 1,
            _ => {}
        }
    }
    Ok(trace)
}

fn tuple(client: std::net::SocketAddr, server: std::net::SocketAddr) -> Tuple {
    [
        client.ip().to_string(),
        client.port().to_string(),
        server.ip().to_string(),
        server.port().to_string(),
    ]
}

fn or_dash(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if matches!(character, ' '..='~') {
            out.push(character);
            continue;
        }
        let mut buffer = [0; 4];
        for byte in character.encode_utf8(&mut buffer).as_bytes() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    if out.is_empty() { "-".to_owned() } else { out }
}

fn http_row(exchange: &Exchange) -> Row {
    let request = &exchange.request;
    let host = header(&request.headers, "host").unwrap_or_default();
    // Zeek keeps the target as it was sent.
    let target = match request.url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => &request.url,
    };
    let status = exchange
        .response
        .as_ref()
        .map_or(0, |response| response.status);
    Row::from([
        ("method", or_dash(&request.method)),
        ("host", or_dash(host)),
        ("uri", or_dash(target)),
        (
            "status_code",
            if status == 0 {
                "-".to_owned()
            } else {
                status.to_string()
            },
        ),
        (
            "user_agent",
            or_dash(header(&request.headers, "user-agent").unwrap_or_default()),
        ),
    ])
}

fn ssl_row(handshake: &Handshake) -> Row {
    let version = match handshake.version() {
        Some(0x0300) => "SSLv3".to_owned(),
        Some(0x0301) => "TLSv10".to_owned(),
        Some(0x0302) => "TLSv11".to_owned(),
        Some(0x0303) => "TLSv12".to_owned(),
        Some(0x0304) => "TLSv13".to_owned(),
        Some(draft) if draft >> 8 == 0x7f => format!("TLSv13-draft{}", draft & 0xff),
        _ => "-".to_owned(),
    };
    let flag = |flag: bool| if flag { "T" } else { "F" }.to_owned();
    Row::from([
        ("version", version),
        (
            "cipher",
            handshake
                .server
                .as_ref()
                .map_or_else(|| "-".to_owned(), |s| suites::name(s.suite)),
        ),
        ("server_name", or_dash(handshake.sni().unwrap_or_default())),
        (
            "next_protocol",
            or_dash(handshake.alpn.as_deref().unwrap_or_default()),
        ),
        ("resumed", flag(handshake.is_resumed)),
        ("established", flag(handshake.is_established)),
    ])
}

fn dns_row(
    message: &dns::Message,
    connection: u64,
    tuple: Tuple,
    open: &mut BTreeMap<(u64, u16, String), usize>,
    rows: &mut Vec<(Tuple, Row)>,
) {
    let question = match (message.questions.first(), message.answers.first()) {
        (Some(question), _) => question.clone(),
        // Announcements of the multicast system have no question.
        (None, Some(answer)) => dns::Question {
            name: answer.name.clone(),
            kind: answer.kind,
        },
        (None, None) => return,
    };
    let query = if question.name == "." {
        String::new()
    } else {
        question.name.to_ascii_lowercase()
    };
    let kind = dns::kind_name(question.kind)
        .map_or_else(|| format!("query-{}", question.kind), str::to_owned);
    let key = (connection, message.id, format!("{query} {kind}"));
    if message.is_response {
        let answers: Vec<String> = message.answers.iter().map(answer).collect();
        let at = open.remove(&key).unwrap_or_else(|| {
            rows.push((
                tuple,
                Row::from([("query", or_dash(&query)), ("qtype_name", kind)]),
            ));
            rows.len() - 1
        });
        rows[at].1.insert("rcode", message.code.to_string());
        rows[at].1.insert("answers", or_dash(&answers.join(",")));
    } else {
        rows.push((
            tuple,
            Row::from([
                ("query", or_dash(&query)),
                ("qtype_name", kind),
                ("rcode", "-".to_owned()),
                ("answers", "-".to_owned()),
            ]),
        ));
        open.insert(key, rows.len() - 1);
    }
}

/// An answer as Zeek words it, where that needs no more than is kept here.
fn answer(record: &dns::Record) -> String {
    match record.kind {
        16 => format!("TXT {} {}", record.data.len(), record.data),
        15 => record
            .data
            .split(' ')
            .nth(1)
            .unwrap_or("")
            .to_ascii_lowercase(),
        _ => record.data.to_ascii_lowercase(),
    }
}

struct Expected {
    tuple: Tuple,
    row: Row,
}

/// The fields that a log has, of those asked for, and its rows.
fn parse_log(text: &str, wanted: &'static [&'static str]) -> (Vec<&'static str>, Vec<Expected>) {
    let mut names: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        if let Some(fields) = line.strip_prefix("#fields\t") {
            names = fields.split('\t').collect();
        }
        // Some logs were cut to their fields and have the names in a line of their own.
        if line.starts_with("ts\t") || line.starts_with("uid\t") {
            names = line.split('\t').collect();
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let cells: BTreeMap<&str, &str> = names.iter().copied().zip(line.split('\t')).collect();
        let cell = |name: &str| cells.get(name).copied().unwrap_or("-").to_owned();
        rows.push(Expected {
            tuple: ["id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"].map(cell),
            row: wanted
                .iter()
                .map(|name| (*name, cell(name).replace("(empty)", "-")))
                .collect(),
        });
    }
    let present = wanted
        .iter()
        .copied()
        .filter(|name| names.contains(name))
        .collect();
    (present, rows)
}

fn has_all(trace: &Trace, expected: &[Expected]) -> bool {
    !expected.is_empty()
        && expected.iter().all(|row| {
            let [a, b, c, d] = &row.tuple;
            let turned = [c.clone(), d.clone(), a.clone(), b.clone()];
            // Times are blacked out in the expected logs; addresses and ports are what is left.
            trace.connections.contains(&row.tuple) || trace.connections.contains(&turned)
        })
}

#[derive(Default)]
struct Comparison {
    equal: usize,
    differing: usize,
    missing: usize,
    extra: usize,
    lines: Vec<String>,
}

fn compare(fields: &[&'static str], expected: &[Expected], found: &[(Tuple, Row)]) -> Comparison {
    let mut result = Comparison::default();
    let cells = |row: &Row| -> Vec<String> {
        fields
            .iter()
            .map(|f| row.get(f).cloned().unwrap_or_else(|| "-".to_owned()))
            .collect()
    };
    let tuples: BTreeSet<&Tuple> = expected
        .iter()
        .map(|e| &e.tuple)
        .chain(found.iter().map(|f| &f.0))
        .collect();
    for tuple in tuples {
        let mut ours: Vec<Vec<String>> = found
            .iter()
            .filter(|f| f.0 == *tuple)
            .map(|f| cells(&f.1))
            .collect();
        let mut left = Vec::new();
        for row in expected.iter().filter(|e| e.tuple == *tuple) {
            let theirs = cells(&row.row);
            if let Some(at) = ours.iter().position(|row| *row == theirs) {
                ours.remove(at);
                result.equal += 1;
            } else {
                left.push(theirs);
            }
        }
        let mut ours = ours.into_iter();
        for theirs in left {
            if let Some(ours) = ours.next() {
                result.differing += 1;
                let unequal: Vec<String> = fields
                    .iter()
                    .zip(theirs.iter().zip(&ours))
                    .filter(|(_, (a, b))| a != b)
                    .map(|(field, (a, b))| format!("{field}: expected {a}, found {b}"))
                    .collect();
                result
                    .lines
                    .push(format!("{}: {}", tuple.join(" "), unequal.join("; ")));
            } else {
                result.missing += 1;
                result
                    .lines
                    .push(format!("{}: missing {}", tuple.join(" "), theirs.join(" ")));
            }
        }
        for ours in ours {
            result.extra += 1;
            result.lines.push(format!(
                "{}: not expected {}",
                tuple.join(" "),
                ours.join(" ")
            ));
        }
    }
    result
}
