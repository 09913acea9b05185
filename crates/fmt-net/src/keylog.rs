//! The secrets of TLS connections as programs log them: `SSLKEYLOGFILE`.
//!
//! Spec: RFC 9850, and <https://udn.realityripple.com/docs/Mozilla/Projects/NSS/Key_Log_Format> for the older
//! labels.
//! Departures from the spec: lines end in LF or CR LF, hex digits have either case, spaces may repeat; the
//! labels of QUIC drafts mean the same as those without `QUIC_`.

use base::{Parsed, Problem, Span};
use std::collections::BTreeMap;

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// The master secret of TLS 1.2 and before, 48 bytes.
    MasterSecret,
    /// The client's early data.
    ClientEarly,
    /// The client's half of the handshake.
    ClientHandshake,
    /// The server's half of the handshake.
    ServerHandshake,
    /// The client's data, of a generation that grows with each key update.
    ClientTraffic(u32),
    /// The server's data, likewise.
    ServerTraffic(u32),
}

impl Label {
    fn new(text: &str) -> Option<Self> {
        let text = text.strip_prefix("QUIC_").unwrap_or(text);
        let generation = |prefix| text.strip_prefix(prefix)?.parse().ok();
        match text {
            "CLIENT_RANDOM" => Some(Self::MasterSecret),
            "CLIENT_EARLY_TRAFFIC_SECRET" => Some(Self::ClientEarly),
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET" => Some(Self::ClientHandshake),
            "SERVER_HANDSHAKE_TRAFFIC_SECRET" => Some(Self::ServerHandshake),
            _ => generation("CLIENT_TRAFFIC_SECRET_")
                .map(Self::ClientTraffic)
                .or_else(|| generation("SERVER_TRAFFIC_SECRET_").map(Self::ServerTraffic)),
        }
    }
}

/// Labels that are known and open no recorded bytes.
const WITHOUT_USE: [&str; 4] = [
    "EARLY_EXPORTER_SECRET",
    "EARLY_EXPORTER_MASTER_SECRET",
    "EXPORTER_SECRET",
    "EXPORTER_MASTER_SECRET",
];

/// Whether a text begins like a log of secrets: its first line that is neither empty nor a comment has a known
/// label, a client's random value in hex, and a space.
pub fn is_key_log(bytes: &[u8]) -> bool {
    let line = bytes
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"#"));
    let Some(Ok(line)) = line.map(std::str::from_utf8) else {
        return false;
    };
    let Some((label, rest)) = line.split_once(' ') else {
        return false;
    };
    let label = label.strip_prefix("QUIC_").unwrap_or(label);
    let random = rest.trim_start();
    (Label::new(label).is_some() || WITHOUT_USE.contains(&label))
        && random.len() >= 2
        && random.bytes().take(64).all(|byte| byte.is_ascii_hexdigit())
}

/// Secrets by the random value of the client that they belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyLog {
    secrets: BTreeMap<([u8; 32], Label), Vec<u8>>,
}

impl KeyLog {
    /// The secrets of one key log file.
    pub fn read(bytes: &[u8]) -> Parsed<Self> {
        let mut log = Self::default();
        let mut problems = Vec::new();
        log.add(bytes, &mut problems);
        Parsed {
            value: log,
            problems,
        }
    }

    /// Adds the secrets of another key log; a later secret replaces an earlier one of the same name.
    pub fn add(&mut self, bytes: &[u8], problems: &mut Vec<Problem>) {
        let mut at = 0_u64;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let span = Span::new(at, line.len() as u64);
            at = span.end();
            let line = line.trim_ascii();
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            if let Err(problem) = self.line(line) {
                problems.push(problem.at(span));
            }
        }
    }

    fn line(&mut self, line: &[u8]) -> Result<(), Problem> {
        let bad = |says: String| Problem::new("keylog/bad-line", says);
        let text = str::from_utf8(line).map_err(|_| bad("the line is not text".to_owned()))?;
        let mut words = text.split_ascii_whitespace();
        let (Some(name), Some(random), Some(secret), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(bad("expected a label and two values in hex".to_owned()));
        };
        let Some(label) = Label::new(name) else {
            if WITHOUT_USE.contains(&name) {
                return Ok(());
            }
            let says = format!(
                "no use is known for the label {}",
                base::escape_controls(name)
            );
            return Err(Problem::new("keylog/unknown-label", says));
        };
        let random: [u8; 32] = hex(random)
            .and_then(|random| random.try_into().ok())
            .ok_or_else(|| bad(format!("expected 64 hex digits, found {}", random.len())))?;
        let secret = hex(secret).ok_or_else(|| bad("the secret is not in hex".to_owned()))?;
        let fits = match label {
            Label::MasterSecret => secret.len() == 48,
            _ => matches!(secret.len(), 32 | 48),
        };
        if !fits {
            let says = format!("a secret of {} bytes, which no suite has", secret.len());
            return Err(bad(says));
        }
        self.secrets.insert((random, label), secret);
        Ok(())
    }

    /// The secret of a connection.
    pub fn secret(&self, client_random: &[u8; 32], label: Label) -> Option<&[u8]> {
        self.secrets
            .get(&(*client_random, label))
            .map(Vec::as_slice)
    }

    /// How many secrets there are.
    pub fn len(&self) -> usize {
        self.secrets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> String {
        let random = "0A".repeat(32);
        format!(
            "# a comment\r\nCLIENT_RANDOM {random} {}\r\n\nCLIENT_TRAFFIC_SECRET_0 {random} {}\n\
             EXPORTER_SECRET {random} 00\nQUIC_SERVER_TRAFFIC_SECRET_12  {random} {}\nMY_LABEL {random} 00\n\
             CLIENT_RANDOM {random}",
            "01".repeat(48),
            "02".repeat(32),
            "03".repeat(48),
        )
    }

    #[test]
    fn secrets_are_found_by_the_clients_random_value() {
        let log = KeyLog::read(sample().as_bytes());
        let random = [10; 32];
        let secret = |label| log.value.secret(&random, label);
        assert_eq!(secret(Label::MasterSecret), Some(&[1; 48][..]));
        assert_eq!(secret(Label::ClientTraffic(0)), Some(&[2; 32][..]));
        assert_eq!(secret(Label::ServerTraffic(12)), Some(&[3; 48][..]));
        assert_eq!(secret(Label::ServerTraffic(0)), None);
        assert_eq!(log.value.secret(&[11; 32], Label::MasterSecret), None);
        assert_eq!(log.value.len(), 3);
    }

    #[test]
    fn bad_lines_are_named_and_the_rest_is_kept() {
        let problems = KeyLog::read(sample().as_bytes()).problems;
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["keylog/unknown-label", "keylog/bad-line"]);
        assert_eq!(problems[1].says, "expected a label and two values in hex");
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(sample().as_bytes(), |b| {
            KeyLog::read(b);
        });
    }
}
