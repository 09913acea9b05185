//! Says what captures, archives and flow files hold: one line per file, for trying the readers on real files.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use base::{Limits, Problem};
use fmt_net::capture::{self, Record};
use fmt_net::keylog::KeyLog;
use fmt_net::{har, link, mitm};
use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut problems: Vec<Problem> = Vec::new();
        let mut count = |what: String| *counts.entry(what).or_default() += 1;
        let kind = if capture::is_capture(&bytes) {
            let mut reader = capture::Reader::new(&Limits::default());
            let mut sink = |record: Record<'_>| match record {
                Record::Packet(packet) => match link::frame(packet.link, packet.data) {
                    Ok(frame) => {
                        count(format!("link {} {:?}", packet.link.0, frame.protocol));
                        if frame.app.is_some() {
                            count("app".to_owned());
                        }
                    }
                    Err(error) => count(error.to_string()),
                },
                Record::Secrets { data, .. } => {
                    count(format!("secrets {}", KeyLog::read(data).value.len()));
                }
                Record::Name { .. } => count("name".to_owned()),
                Record::Comment { .. } => count("comment".to_owned()),
                Record::Interface(_) => count("interface".to_owned()),
                Record::Problem(problem) => problems.push(problem),
            };
            let result = bytes
                .chunks(1 << 16)
                .try_for_each(|piece| reader.push(piece, &mut sink))
                .and_then(|()| reader.finish(&mut sink));
            match result {
                Ok(()) => "capture".to_owned(),
                Err(error) => error.to_string(),
            }
        } else if har::is_har(&bytes) {
            let result = har::read(&bytes, &Limits::default(), &mut |entry| {
                count("entries".to_owned());
                count(format!("with response: {}", entry.response.is_some()));
                if !entry.request.body.bytes.is_empty() {
                    count("request bodies".to_owned());
                }
                if entry.started_ns.is_none() {
                    count("without time".to_owned());
                }
                for _ in entry.socket {
                    count("socket messages".to_owned());
                }
            });
            match result {
                Ok(parsed) => {
                    problems = parsed.problems;
                    format!("har by {:?}", parsed.value)
                }
                Err(error) => error.to_string(),
            }
        } else {
            let result = mitm::read(&bytes, &Limits::default(), &mut |flow| {
                count(format!(
                    "{} {} {:?}",
                    flow.kind,
                    flow.request.as_ref().map_or("", |r| r.version.as_str()),
                    flow.response.as_ref().map(|r| r.status)
                ));
                if flow.started_ns.is_none() {
                    count("without time".to_owned());
                }
                for _ in &flow.messages {
                    count("messages".to_owned());
                }
                for _ in flow.server.certificates {
                    count("certificates".to_owned());
                }
            });
            match result {
                Ok(parsed) => {
                    problems = parsed.problems;
                    format!("{} flows", parsed.value)
                }
                Err(error) => error.to_string(),
            }
        };
        println!("{path}: {kind}; {counts:?}");
        for problem in problems.iter().take(3) {
            println!("    {problem}");
        }
    }
    Ok(())
}
