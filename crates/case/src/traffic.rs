//! Records of traffic in a case: what its user gave beside them, how captures are read, whose they are.

use crate::CaseError;
use crate::files::Files;
use crate::show::dump;
use crate::subjects::{self, Apps};
use base::{ArtifactId, Limits, Problem, Span, View};
use examine::{Canary, Countries, Marks, PayloadKey, TrafficInputs, TrafficSource};
use facts::{Fact, Subject, SubjectKind, Value};
use fmt_net::capture::{Reader, Record};
use fmt_net::time::to_rfc3339;
use ring::digest::{Context, SHA256};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use unpack::{FileEntry, Kind};

/// Bytes of all key logs: 64 MiB. A week of a phone logs 20 MB.
const KEYS_LEN: u64 = 64 << 20;
/// Bytes of a table of countries: 256 MiB. Those for both versions of the protocol have 30 MB.
const TABLE_LEN: u64 = 256 << 20;
/// Bytes of a capture that are in memory at once, with what is held of open connections: 64 MiB.
pub(crate) const CAPTURE_LEN: u64 = 64 << 20;
/// Bytes after which `PCAPdroid` cuts an app's label: 19.
const LABEL_LEN: usize = 19;

/// What a user may give beside records of traffic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficOptions {
    /// Values that were planted in the phone, as `NAME=VALUE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canaries: Vec<String>,
    /// Keys of payloads that apps encrypted themselves, as `NAME=KEY`; the key as text, or in hex after `hex:`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payload_keys: Vec<String>,
    /// Points in time, as `TIME=NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// Tables of addresses and countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<PathBuf>,
}

impl TrafficOptions {
    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The marks of a file, one a line, for [`TrafficOptions::marks`].
    ///
    /// # Errors
    /// [`CaseError::TrafficOption`] for the first line that is none.
    pub fn marks_of(text: &str) -> Result<Vec<String>, CaseError> {
        Marks::lines(text).map_err(|error| CaseError::TrafficOption(error.to_string()))
    }

    /// Reads everything; `from` is the folder that relative paths start at.
    pub(crate) fn read(
        &self,
        from: &Path,
        files: &mut Files,
        limits: &Limits,
    ) -> Result<TrafficInputs, CaseError> {
        let canaries = self.canaries.iter().map(|text| canary(text));
        let marks = Marks::read(self.marks.iter().map(String::as_str))
            .map_err(|error| CaseError::TrafficOption(error.to_string()))?;
        let mut table = Vec::new();
        for path in &self.countries {
            let disk_path = from.join(path);
            let error = |source| CaseError::Input {
                path: path.clone(),
                source,
            };
            let file = File::open(disk_path).map_err(error)?;
            file.take(TABLE_LEN)
                .read_to_end(&mut table)
                .map_err(error)?;
            table.push(b'\n');
        }
        let countries = if table.is_empty() {
            Countries::default()
        } else {
            let (countries, n_bad) = Countries::read(&table);
            if countries.is_empty() {
                let says = "the table of countries has no line `FIRST,LAST,COUNTRY`".to_owned();
                return Err(CaseError::TrafficOption(says));
            }
            if n_bad > 0 {
                let says = format!("{n_bad} lines of the table of countries are not read");
                let problem = Problem::new("traffic/bad-country-line", says);
                files.problems.push((String::new(), problem));
            }
            countries
        };
        let payload_keys = self.payload_keys.iter().map(|text| payload_key(text));
        Ok(TrafficInputs {
            payload_keys: payload_keys.collect::<Result<_, _>>()?,
            keys: keys(files, limits),
            canaries: canaries.collect::<Result<_, _>>()?,
            marks,
            countries,
        })
    }
}

fn payload_key(text: &str) -> Result<PayloadKey, CaseError> {
    let bad = || {
        let says = format!(
            "`{text}` is no key: expected NAME=KEY with 16, 24 or 32 bytes of text, or of hex digits after `hex:`"
        );
        CaseError::TrafficOption(says)
    };
    let (name, key) = text.split_once('=').ok_or_else(bad)?;
    let bytes = match key.strip_prefix("hex:") {
        None => key.as_bytes().to_vec(),
        Some(digits) => {
            let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
                return Err(bad());
            };
            let byte = |pair: &[u8; 2]| {
                let text = std::str::from_utf8(pair).ok()?;
                u8::from_str_radix(text, 16).ok()
            };
            let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
            bytes.ok_or_else(bad)?
        }
    };
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    PayloadKey::new(name, bytes)
        .filter(|_| is_name)
        .ok_or_else(bad)
}

fn canary(text: &str) -> Result<Canary, CaseError> {
    let bad = |why: &str| CaseError::TrafficOption(format!("`{text}` is no planted value: {why}"));
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| bad("expected NAME=VALUE, as in imei=490154203237518"))?;
    if name.is_empty() || value.len() < ::traffic::canary::SHORTEST {
        return Err(bad("a value has 5 or more characters, and a name"));
    }
    Ok(Canary {
        name: name.to_owned(),
        value: value.to_owned(),
    })
}

/// The key logs among the files of all inputs, one after the other; each opens whatever it has secrets of.
fn keys(files: &mut Files, limits: &Limits) -> Vec<u8> {
    let mut keys = Vec::new();
    let logs: Vec<FileEntry> = files
        .units
        .iter()
        .filter(|unit| unit.kind == Kind::KeyLog)
        .map(|unit| unit.file.clone())
        .collect();
    for log in logs {
        let len = keys.len() as u64 + log.len;
        let read = if len > KEYS_LEN {
            let says = format!("key logs have more than {KEYS_LEN} bytes; this one is not used");
            Err(Problem::new("walk/file-too-long", says))
        } else {
            unpack::read(&log, limits)
        };
        match read {
            Ok(bytes) => {
                keys.extend_from_slice(&bytes);
                keys.push(b'\n');
            }
            Err(problem) => files.problems.push((log.path, problem)),
        }
    }
    keys
}

/// A file as a source of traffic.
pub(crate) struct FileSource<'f>(pub(crate) &'f Path);

impl TrafficSource for FileSource<'_> {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self.0)?))
    }
}

/// The name of a file's bytes, read in pieces.
pub(crate) fn digest_of(path: &Path) -> io::Result<ArtifactId> {
    let mut file = File::open(path)?;
    let mut hash = Context::new(&SHA256);
    let mut piece = vec![0; 1 << 20];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            n => hash.update(piece.get(..n).unwrap_or_default()),
        }
    }
    let digest = hash.finish();
    // The digest of SHA-256 has 32 bytes.
    Ok(ArtifactId::new(
        digest.as_ref().try_into().unwrap_or_default(),
    ))
}

/// Packets that are shown of one piece of evidence: 16.
const N_SHOWN: usize = 16;

/// The bytes of some packets of a capture.
pub(crate) fn packets(
    source: &dyn TrafficSource,
    first: u64,
    last: u64,
    limits: &Limits,
) -> String {
    let mut shown = String::new();
    let mut n_found = 0;
    let mut show = |record: Record<'_>| {
        let Record::Packet(packet) = record else {
            return;
        };
        if !(first..=last).contains(&packet.number) {
            return;
        }
        n_found += 1;
        if n_found > N_SHOWN {
            return;
        }
        let time = packet.time_ns.map(to_rfc3339).unwrap_or_default();
        shown.push_str(&format!(
            "packet {} {time}, {} bytes, at {} of the file\n",
            packet.number,
            packet.data.len(),
            packet.span
        ));
        let whole = Span::new(0, packet.data.len() as u64);
        shown.push_str(&dump(View::new(packet.data), whole));
    };
    let mut reader = Reader::new(limits);
    let read = || -> io::Result<()> {
        let mut source = source.open()?;
        let mut piece = vec![0; 1 << 20];
        loop {
            let n = source.read(&mut piece)?;
            if n == 0 {
                break;
            }
            let part = piece.get(..n).unwrap_or_default();
            if reader.push(part, &mut show).is_err() {
                break;
            }
        }
        Ok(())
    };
    if let Err(error) = { read }() {
        return format!("cannot be read: {error}\n");
    }
    if n_found > N_SHOWN {
        shown.push_str(&format!("… {} more packets\n", n_found - N_SHOWN));
    }
    shown
}

/// What a case with traffic is about: traffic is a phone's, also where only one app of it was given.
pub(crate) fn whole(found: Subject, apps: &Apps, case: &str) -> Subject {
    match found.kind {
        SubjectKind::Device if !apps.subjects.is_empty() || found.build.is_some() => found,
        SubjectKind::Device if found.id.starts_with("device:unnamed") => Subject {
            label: "An unnamed device".to_owned(),
            ..found
        },
        SubjectKind::Device => found,
        SubjectKind::App => Subject {
            label: format!("The device of {}", found.label),
            ..subjects::whole(&[], &Apps::default(), case)
        },
    }
}

/// Finds the subject of each fact of traffic: the app that the capture names, where just one app of the case has
/// that name; else the case's main subject.
pub(crate) struct Owners<'a> {
    apps: &'a Apps,
    main: &'a str,
    /// The subject of each exchange.
    of_exchange: BTreeMap<String, String>,
}

impl<'a> Owners<'a> {
    pub(crate) const fn new(apps: &'a Apps, main: &'a str) -> Self {
        Self {
            apps,
            main,
            of_exchange: BTreeMap::new(),
        }
    }

    /// The subject of a fact; exchanges come before what is said of them.
    pub(crate) fn of(&mut self, fact: &Fact) -> Option<String> {
        if !fact.kind().name.starts_with("traffic.") {
            return None;
        }
        let exchange = text(fact, "exchange").map(str::to_owned);
        if let Some(owner) = exchange.as_ref().and_then(|it| self.of_exchange.get(it)) {
            return Some(owner.clone());
        }
        let app = text(fact, "client_app").and_then(|label| self.app(label));
        let owner = app.unwrap_or(self.main).to_owned();
        if let Some(exchange) = exchange {
            self.of_exchange.insert(exchange, owner.clone());
        }
        Some(owner)
    }

    fn app(&self, label: &str) -> Option<&'a str> {
        let is_cut = label.len() >= LABEL_LEN;
        let mut found = self.apps.subjects.iter().filter(|subject| {
            let name = subject.label.rsplit_once(' ').map_or("", |(name, _)| name);
            [subject.label.as_str(), name]
                .into_iter()
                .chain(subject.package.as_deref())
                .any(|name| name == label || (is_cut && name.starts_with(label)))
        });
        let first = found.next()?;
        found.next().is_none().then_some(first.id.as_str())
    }
}

/// The value of a column.
fn value<'f>(fact: &'f Fact, column: &str) -> Option<&'f Value> {
    let columns = fact.kind().columns.iter();
    let position = columns.enumerate().find(|(_, it)| it.name == column)?.0;
    fact.values().get(position)
}

/// The value of a column of numbers.
pub(crate) fn number(fact: &Fact, column: &str) -> Option<i64> {
    match value(fact, column)? {
        Value::Int(n) => Some(*n),
        _ => None,
    }
}

/// The value of a text column, as a text of its own.
pub(crate) fn owned(fact: &Fact, column: &str) -> Option<String> {
    text(fact, column).map(str::to_owned)
}

/// What a column holds as JSON; nothing where it does not parse.
pub(crate) fn parsed<T: DeserializeOwned + Default>(fact: &Fact, column: &str) -> T {
    text(fact, column)
        .and_then(|it| serde_json::from_str(it).ok())
        .unwrap_or_default()
}

/// The value of a text column.
pub(crate) fn text<'f>(fact: &'f Fact, column: &str) -> Option<&'f str> {
    match value(fact, column)? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
