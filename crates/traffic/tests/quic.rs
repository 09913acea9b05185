//! Captures of a real client and server of HTTP/3 (aioquic 1.7.2, made by `scripts/http3-clients`), with the client's
//! key logs. What was sent stands in that script.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its sample fails"
)]

use base::Limits;
use fmt_net::capture::{Reader, Record};
use fmt_net::keylog::KeyLog;
use traffic::analyzer::Analyzer;
use traffic::exchange::{Connection, Exchange, Item};
use traffic::tls::Opening;

fn items(capture: &[u8], keys: &KeyLog) -> Vec<Item> {
    let limits = Limits::default();
    let mut analyzer = Analyzer::new(limits, keys.clone());
    let mut items = Vec::new();
    let mut reader = Reader::new(&limits);
    let mut sink = |record: Record<'_>| {
        if let Record::Packet(packet) = record {
            analyzer.packet(&packet, &mut |item| items.push(item));
        }
    };
    // A capture that is cut or broken is read up to there.
    let _ = reader.push(capture, &mut sink);
    let _ = reader.finish(&mut sink);
    analyzer.finish(&mut |item| items.push(item));
    items
}

fn exchanges(items: &[Item]) -> Vec<&Exchange> {
    items
        .iter()
        .filter_map(|item| match item {
            Item::Exchange(exchange) => Some(&**exchange),
            _ => None,
        })
        .collect()
}

fn connections(items: &[Item]) -> Vec<&Connection> {
    items
        .iter()
        .filter_map(|item| match item {
            Item::Connection(connection) => Some(&**connection),
            _ => None,
        })
        .collect()
}

fn check(capture: &[u8], keys: &[u8], expect: &[(&str, &str, usize)]) -> Vec<Item> {
    let items = items(capture, &KeyLog::read(keys).value);
    let found: Vec<(&str, String, usize)> = exchanges(&items)
        .iter()
        .map(|it| {
            assert_eq!(it.problems, []);
            let answer = it.response.as_ref().unwrap();
            assert_eq!(answer.status, 200);
            assert_eq!(answer.body.bytes, [0, 1, 2, 3, 4]);
            assert!(answer.trailers[0].value.starts_with("done-"));
            let path = it
                .request
                .url
                .strip_prefix("https://telemetry.example.test:4433");
            (
                it.request.method.as_str(),
                path.unwrap().to_owned(),
                it.request.body.bytes.len(),
            )
        })
        .collect();
    let found: Vec<_> = found
        .iter()
        .map(|(method, path, len)| (*method, path.as_str(), *len))
        .collect();
    assert_eq!(found, expect);
    items
}

const UPDATE: &[u8] = include_bytes!("quic/update.pcap");
const UPDATE_KEYS: &[u8] = include_bytes!("quic/update.keys");
const EARLY: &[u8] = include_bytes!("quic/early.pcap");
const EARLY_KEYS: &[u8] = include_bytes!("quic/early.keys");

#[test]
fn keys_are_updated_five_times() {
    let items = check(
        UPDATE,
        UPDATE_KEYS,
        &[
            ("POST", "/k/0", 1),
            ("POST", "/k/1", 1001),
            ("POST", "/k/2", 2001),
            ("POST", "/k/3", 3001),
            ("POST", "/k/4", 4001),
            ("GET", "/after/0", 0),
            ("GET", "/after/1", 0),
            ("GET", "/after/2", 0),
            ("GET", "/after/3", 0),
            ("GET", "/after/4", 0),
        ],
    );
    let connections = connections(&items);
    assert_eq!(connections.len(), 1);
    let handshake = connections[0].handshake.as_deref().unwrap();
    assert_eq!(connections[0].layers, ["quic", "http/3"]);
    assert_eq!(handshake.sni(), Some("telemetry.example.test"));
    assert_eq!(handshake.alpn.as_deref(), Some("h3"));
    assert_eq!(handshake.opening, Opening::Opened);
    assert!(handshake.is_established);
    assert_eq!(handshake.certificates.len(), 1);
}

#[test]
fn a_client_that_moves_to_another_port_stays_one_connection() {
    let items = check(
        include_bytes!("quic/migrate.pcap"),
        include_bytes!("quic/migrate.keys"),
        &[
            ("GET", "/before", 0),
            ("GET", "/new-id", 0),
            ("POST", "/moved/0", 2000),
            ("POST", "/moved/1", 2000),
            ("POST", "/moved/2", 2000),
        ],
    );
    assert_eq!(connections(&items).len(), 1);
}

#[test]
fn data_before_the_handshake_of_a_resumed_connection() {
    let expect = [("GET", "/first", 0), ("POST", "/early", 1000)];
    let items = check(EARLY, EARLY_KEYS, &expect);
    let connections = connections(&items);
    assert_eq!(connections.len(), 2);
    assert!(connections[1].handshake.as_ref().unwrap().is_resumed);
}

#[test]
fn without_secrets_the_connection_is_named_and_closed() {
    let items = items(UPDATE, &KeyLog::default());
    assert!(exchanges(&items).is_empty());
    let handshake = connections(&items)[0].handshake.as_deref().unwrap();
    assert_eq!(handshake.opening, Opening::NoSecret);
    assert_eq!(handshake.sni(), Some("telemetry.example.test"));
}

#[test]
fn a_wrong_secret_is_told() {
    let text = String::from_utf8(UPDATE_KEYS.to_vec()).unwrap();
    let wrong: Vec<String> = text
        .lines()
        .map(|line| {
            let (names, secret) = line.rsplit_once(' ').unwrap();
            format!("{names} {}\n", "5a".repeat(secret.len() / 2))
        })
        .collect();
    let items = items(UPDATE, &KeyLog::read(wrong.concat().as_bytes()).value);
    assert!(exchanges(&items).is_empty());
    let handshake = connections(&items)[0].handshake.as_deref().unwrap();
    assert_eq!(handshake.opening, Opening::WrongSecret);
}

#[test]
fn a_packet_that_is_missing_is_told_or_repeated() {
    // Each packet left out in turn: nothing is made up, and what is not whole says so.
    let header = EARLY.get(..24).unwrap();
    let mut packets = Vec::new();
    let mut rest = EARLY.get(24..).unwrap();
    while let Some(len) = rest.get(8..12) {
        let len = u32::from_le_bytes(len.try_into().unwrap());
        let (packet, after) = rest.split_at(16 + usize::try_from(len).unwrap());
        packets.push(packet);
        rest = after;
    }
    let keys = KeyLog::read(EARLY_KEYS).value;
    for left_out in 0..packets.len() {
        let mut capture = header.to_vec();
        for (n, packet) in packets.iter().enumerate() {
            if n != left_out {
                capture.extend_from_slice(packet);
            }
        }
        for exchange in exchanges(&items(&capture, &keys)) {
            let is_whole = exchange.problems.is_empty() && exchange.response.is_some();
            let body = &exchange.request.body.bytes;
            let is_right = b"early data".repeat(100) == *body || body.is_empty();
            assert!(!is_whole || is_right, "without packet {left_out}");
        }
    }
}

#[test]
fn truncation_never_panics() {
    let keys = KeyLog::read(EARLY_KEYS).value;
    for len in 0..EARLY.len() {
        items(EARLY.get(..len).unwrap(), &keys);
    }
}

#[test]
fn damage_never_panics() {
    let keys = KeyLog::read(EARLY_KEYS).value;
    let mut changed = EARLY.to_vec();
    for at in 0..changed.len() {
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 0xff;
        }
        items(&changed, &keys);
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 0xff;
        }
    }
}
