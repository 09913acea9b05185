//! The capture of the testbed, whole and damaged.

use base::Limits;
use examine::{Beside, Canary, CoverageStatus, Examined, Knowledge, Marks, TrafficInputs, examine};
use facts::{Place, Value};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn knowledge() -> Knowledge {
    let folder = root().join("knowledge");
    let pages: Vec<_> = Knowledge::PAGES
        .iter()
        .map(|page| (*page, fs::read(folder.join(page)).unwrap()))
        .collect();
    let find = |name: &str| {
        let page = pages.iter().find(|page| page.0 == name);
        page.map(|page| page.1.as_slice())
    };
    let mut knowledge = Knowledge::load(find).unwrap();
    let page = fs::read(folder.join("decoders/sensors-analytics.md")).unwrap();
    let decoders = [("sensors-analytics.md", page.as_slice())];
    knowledge.add_decoders(decoders.into_iter()).unwrap();
    knowledge
}

fn inputs() -> TrafficInputs {
    TrafficInputs {
        keys: fs::read(root().join("testbed/captures/alder-browser.keys")).unwrap(),
        canaries: vec![Canary {
            name: "imei".to_owned(),
            value: "490154203237518".to_owned(),
        }],
        marks: Marks::read(["12:02:00=consent-refused"].into_iter()).unwrap(),
        ..TrafficInputs::default()
    }
}

fn run(bytes: &[u8], inputs: &TrafficInputs, knowledge: &Knowledge) -> Examined {
    let beside = Beside {
        traffic: Some(inputs),
        ..Beside::default()
    };
    let only = |id: &str| id == "traffic";
    examine("a", bytes, beside, knowledge, Limits::default(), only)
}

fn n_of(examined: &Examined, kind: &str) -> usize {
    let facts = examined.results.iter().flat_map(|it| &it.facts);
    facts.filter(|fact| fact.kind().name == kind).count()
}

#[test]
fn what_the_capture_shows_becomes_facts_with_packets_as_evidence() {
    let bytes = fs::read(root().join("testbed/captures/alder-browser.pcap")).unwrap();
    let examined = run(&bytes, &inputs(), &knowledge());
    for (kind, n) in [
        ("traffic.connection", 4),
        ("traffic.exchange", 4),
        ("traffic.event", 3),
        ("traffic.canary", 1),
        ("traffic.list", 1),
        ("traffic.lookup", 2),
        ("traffic.mark", 1),
    ] {
        assert_eq!(n_of(&examined, kind), n, "{kind}");
    }
    for fact in examined.results.iter().flat_map(|it| &it.facts) {
        let place = &fact.evidence().place;
        // A mark is the user's, and stands at no packet.
        if fact.kind().name == "traffic.mark" {
            continue;
        }
        assert!(
            matches!(place, Place::Packets { first, last } if *first > 0 && first <= last),
            "{place}"
        );
    }
    let status = &examined.results[0].coverage[0].status;
    let CoverageStatus::Limit(why) = status else {
        panic!("{status:?}")
    };
    assert!(why.starts_with("1 of 4 connections: no key log"), "{why}");
    // The same bytes give the same facts.
    assert_eq!(run(&bytes, &inputs(), &knowledge()), examined);
}

#[test]
fn damage_is_survived_and_loses_no_more_than_it_must() {
    let bytes = fs::read(root().join("testbed/captures/alder-browser.pcap")).unwrap();
    let (inputs, knowledge) = (inputs(), knowledge());
    for at in (0..bytes.len()).step_by(101) {
        run(&bytes[..at], &inputs, &knowledge);
        let mut flipped = bytes.clone();
        flipped[at] ^= 0xff;
        let examined = run(&flipped, &inputs, &knowledge);
        // One byte is of one packet of one connection.
        if at > 24 {
            let n = n_of(&examined, "traffic.connection");
            assert!(n >= 3, "{n} connections with the byte at {at} changed");
        }
    }
}

#[test]
fn marks_divide_the_requests() {
    let bytes = fs::read(root().join("testbed/captures/alder-browser.pcap")).unwrap();
    let examined = run(&bytes, &inputs(), &knowledge());
    let exchanges = examined.results[0].facts.iter();
    let mut sides: Vec<(Value, Value)> = exchanges
        .filter(|fact| fact.kind().name == "traffic.exchange")
        .map(|fact| {
            let value = |name: &str| {
                let columns = fact.kind().columns;
                let position = columns.iter().position(|it| it.name == name).unwrap();
                fact.values()[position].clone()
            };
            (value("after_mark"), value("before_mark"))
        })
        .collect();
    sides.sort();
    let refused = || Value::Text("consent-refused".to_owned());
    let before = (Value::Null, refused());
    assert_eq!(
        sides,
        [
            before.clone(),
            before.clone(),
            before,
            (refused(), Value::Null)
        ]
    );
}
