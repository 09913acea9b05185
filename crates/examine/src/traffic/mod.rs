//! Traffic as a model: where its bytes come from, and what its user gave beside it.

mod analyse;
mod catalogue;
mod countries;
mod marks;
mod read;
mod state;

pub use countries::Countries;
pub use marks::{BadMark, Mark, Marks};
pub use read::{Numbered, read};
pub(crate) use state::state;

use base::ArtifactId;
use std::io::{self, Read};
use traffic::canary::Canary;
use traffic::decoder::payload_key::PayloadKey;
use unpack::Kind;

/// Where the bytes of a record of traffic come from. Captures are read in pieces, so they need not fit into memory.
pub trait TrafficSource {
    /// The bytes from their start.
    ///
    /// # Errors
    /// Those of the system.
    fn open(&self) -> io::Result<Box<dyn Read + '_>>;
}

impl TrafficSource for &[u8] {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(*self))
    }
}

/// The id of a request in a case: 8 digits of its record's name, and its number in the record.
pub fn exchange_id(record: ArtifactId, n: u64) -> String {
    numbered(record, 'x', n)
}

fn numbered(record: ArtifactId, letter: char, n: u64) -> String {
    let hex = record.hex();
    format!("{}-{letter}{n}", hex.get(..8).unwrap_or(&hex))
}

/// What the user of a case gave beside its records of traffic; it holds for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrafficInputs {
    /// Key logs, one after the other.
    pub keys: Vec<u8>,
    /// Keys of payloads that apps encrypted themselves.
    pub payload_keys: Vec<PayloadKey>,
    /// Planted values.
    pub canaries: Vec<Canary>,
    /// Points in time with names.
    pub marks: Marks,
    /// Countries of addresses.
    pub countries: Countries,
}

impl TrafficInputs {
    /// A name for all of it together: what is read from the same capture with the same inputs is the same.
    pub fn digest(&self) -> ArtifactId {
        let mut text = Vec::new();
        text.extend_from_slice(unpack::digest(&self.keys).digest());
        for key in &self.payload_keys {
            for part in [key.name().as_bytes(), key.bytes()] {
                text.extend_from_slice(unpack::digest(part).digest());
            }
        }
        for canary in &self.canaries {
            for part in [&canary.name, &canary.value] {
                text.extend_from_slice(unpack::digest(part.as_bytes()).digest());
            }
        }
        text.extend_from_slice(unpack::digest(format!("{:?}", self.marks).as_bytes()).digest());
        text.extend_from_slice(self.countries.digest().digest());
        unpack::digest(&text)
    }
}

/// A record of traffic.
pub struct TrafficModel<'a> {
    /// The file it stands in.
    pub id: ArtifactId,
    /// Its format.
    pub kind: Kind,
    /// Its bytes.
    pub source: &'a dyn TrafficSource,
    /// What was given beside it.
    pub inputs: &'a TrafficInputs,
}
