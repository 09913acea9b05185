//! Countries of addresses, from a table that the user gave.
//!
//! The table has a line for each range: first address, last address, country, separated by commas, as
//! `@ip-location-db/asn-country` writes it; addresses may stand as numbers. Where an address is registered says little of where
//! the machine stands, and nothing of who controls it.

use base::ArtifactId;
use std::net::IpAddr;

/// Ranges of addresses with their countries.
///
/// Invariant: the ranges are sorted by their first address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Countries {
    ranges: Vec<(u128, u128, [u8; 2])>,
    digest: Option<ArtifactId>,
}

/// IPv4 addresses stand behind all IPv6 ones that are in use: in the range that RFC 4291 sets aside for them.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl Countries {
    /// Reads a table, or several one after the other, and says how many lines could not be read.
    pub fn read(csv: &[u8]) -> (Self, u64) {
        let mut ranges = Vec::new();
        let mut n_bad = 0;
        for line in csv.split(|byte| *byte == b'\n') {
            let line = line.trim_ascii();
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            match range(line) {
                Some(range) => ranges.push(range),
                None => n_bad += 1,
            }
        }
        ranges.sort_unstable();
        let table = Self {
            ranges,
            digest: Some(unpack::digest(csv)),
        };
        (table, n_bad)
    }

    /// Whether there is no table.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    pub(crate) fn digest(&self) -> ArtifactId {
        self.digest.unwrap_or(ArtifactId::new([0; 32]))
    }

    /// The country of an address, as ISO 3166 has it.
    pub fn of(&self, address: IpAddr) -> Option<String> {
        let number = number(address);
        let after = self.ranges.partition_point(|range| range.0 <= number);
        let (_, last, country) = self.ranges.get(after.checked_sub(1)?)?;
        (number <= *last).then(|| String::from_utf8_lossy(country).into_owned())
    }
}

/// An address as it is written, or as a number: one that 32 bits hold is of version 4, as in the tables that write numbers.
fn address(cell: &str) -> Option<u128> {
    if let Ok(address) = cell.parse::<IpAddr>() {
        return Some(number(address));
    }
    let bits: u128 = cell.parse().ok()?;
    Some(match u32::try_from(bits) {
        Ok(bits) => number(IpAddr::V4(bits.into())),
        Err(_) => bits,
    })
}

fn range(line: &[u8]) -> Option<(u128, u128, [u8; 2])> {
    let line = std::str::from_utf8(line).ok()?;
    let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
    let first = address(cells.next()?)?;
    let last = address(cells.next()?)?;
    let country = cells.next()?.to_ascii_uppercase();
    let country: [u8; 2] = country.as_bytes().try_into().ok()?;
    (first <= last && country.iter().all(u8::is_ascii_uppercase)).then_some((first, last, country))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_may_be_numbers() {
        // 1.0.1.0 to 1.0.3.255, and 2001:200::/32, as the tables with numbers have them.
        let csv = b"16777472,16778239,CN\n42540528726795050063891204319802818560,42540528806023212578155541913346768895,JP\n";
        let (countries, n_bad) = Countries::read(csv);
        assert_eq!(n_bad, 0);
        for (address, expect) in [
            ("1.0.1.0", Some("CN")),
            ("1.0.4.0", None),
            ("2001:200::7", Some("JP")),
            ("2001:201::", None),
        ] {
            let found = countries.of(address.parse().unwrap());
            assert_eq!(found.as_deref(), expect, "{address}");
        }
    }

    #[test]
    fn an_address_has_the_country_of_its_range() {
        let csv = b"192.0.2.0,192.0.2.127,SG\n198.51.100.0,198.51.100.255,LT\n2001:db8::,2001:db8::ffff,CN\nbad\n192.0.2.200,192.0.2.100,DE\n";
        let (countries, n_bad) = Countries::read(csv);
        assert_eq!(n_bad, 2);
        for (address, expect) in [
            ("192.0.2.0", Some("SG")),
            ("192.0.2.127", Some("SG")),
            ("192.0.2.128", None),
            ("198.51.100.7", Some("LT")),
            ("2001:db8::1", Some("CN")),
            ("2001:db9::1", None),
            ("10.0.0.1", None),
        ] {
            assert_eq!(
                countries.of(address.parse().unwrap()).as_deref(),
                expect,
                "{address}"
            );
        }
    }
}
