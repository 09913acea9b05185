//! What a certificate says: names, issuer, validity. Nothing of it is verified.
//!
//! Spec: RFC 5280; X.690 (DER).
//! Departures from the spec: of names only common name, organisation and country are kept; lengths in more
//! than four bytes are refused.

use base::hex;

/// A certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the certificate, as hex.
    pub sha256: String,
    /// The subject, as `CN=…, O=…, C=…`; empty where it could not be read.
    pub subject: String,
    /// The issuer, likewise.
    pub issuer: String,
    /// First moment of validity, as `YYYYMMDDhhmmssZ`.
    pub not_before: String,
    /// Last moment of validity.
    pub not_after: String,
    /// The host names that it is for.
    pub names: Vec<String>,
}

struct Element<'a> {
    tag: u8,
    content: &'a [u8],
}

fn next<'a>(rest: &mut &'a [u8]) -> Option<Element<'a>> {
    let (&[tag, first], after) = rest.split_first_chunk::<2>()?;
    let (len, after) = if first < 0x80 {
        (usize::from(first), after)
    } else {
        let n = usize::from(first & 0x7f);
        let (digits, after) = after.split_at_checked(n).filter(|_| (1..=4).contains(&n))?;
        let len = digits
            .iter()
            .fold(0_usize, |len, byte| (len << 8) | usize::from(*byte));
        (len, after)
    };
    let (content, after) = after.split_at_checked(len)?;
    *rest = after;
    Some(Element { tag, content })
}

fn expect<'a>(rest: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    next(rest)
        .filter(|element| element.tag == tag)
        .map(|element| element.content)
}

fn name(mut rest: &[u8]) -> String {
    let mut parts: [Option<String>; 3] = [None, None, None];
    while let Some(set) = expect(&mut rest, 0x31) {
        let mut set = set;
        while let Some(mut pair) = expect(&mut set, 0x30) {
            let kind = expect(&mut pair, 0x06);
            let place = match kind {
                Some([0x55, 4, 3]) => 0,
                Some([0x55, 4, 10]) => 1,
                Some([0x55, 4, 6]) => 2,
                _ => continue,
            };
            if let (Some(slot), Some(value)) = (parts.get_mut(place), next(&mut pair)) {
                let text = if value.tag == 0x1e {
                    let units: Vec<u16> = value
                        .content
                        .as_chunks::<2>()
                        .0
                        .iter()
                        .map(|unit| u16::from_be_bytes(*unit))
                        .collect();
                    String::from_utf16_lossy(&units)
                } else {
                    fmt_net::http::text(value.content)
                };
                slot.get_or_insert(text);
            }
        }
    }
    let labelled: Vec<String> = ["CN", "O", "C"]
        .iter()
        .zip(&parts)
        .filter_map(|(label, part)| Some(format!("{label}={}", part.as_ref()?)))
        .collect();
    labelled.join(", ")
}

fn time(rest: &mut &[u8]) -> Option<String> {
    let element = next(rest)?;
    let text = str::from_utf8(element.content).ok()?;
    // RFC 5280, 4.1.2.5.1: two-digit years from 50 on are of the twentieth century.
    Some(match (element.tag, text.as_bytes().first()) {
        (0x17, Some(b'5'..=b'9')) => format!("19{text}"),
        (0x17, _) => format!("20{text}"),
        _ => text.to_owned(),
    })
}

impl Certificate {
    /// Reads a certificate; what cannot be read stays empty.
    pub fn read(der: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, der);
        let mut certificate = Self {
            sha256: hex(digest.as_ref()),
            ..Self::default()
        };
        // What was read before a fault is kept.
        let _ = certificate.fill(der);
        certificate
    }

    fn fill(&mut self, der: &[u8]) -> Option<()> {
        let mut rest = der;
        let mut outer = expect(&mut rest, 0x30)?;
        let mut body = expect(&mut outer, 0x30)?;
        let first = next(&mut body)?;
        if first.tag == 0xa0 {
            expect(&mut body, 0x02)?;
        }
        expect(&mut body, 0x30)?;
        self.issuer = name(expect(&mut body, 0x30)?);
        let mut validity = expect(&mut body, 0x30)?;
        self.not_before = time(&mut validity)?;
        self.not_after = time(&mut validity)?;
        self.subject = name(expect(&mut body, 0x30)?);
        expect(&mut body, 0x30)?;
        while let Some(element) = next(&mut body) {
            if element.tag != 0xa3 {
                continue;
            }
            let mut content = element.content;
            let mut extensions = expect(&mut content, 0x30)?;
            while let Some(mut extension) = expect(&mut extensions, 0x30) {
                // Subject alternative name: 2.5.29.17.
                if expect(&mut extension, 0x06) != Some(&[0x55, 0x1d, 0x11]) {
                    continue;
                }
                let value = next(&mut extension)?;
                let mut value = if value.tag == 0x01 {
                    expect(&mut extension, 0x04)?
                } else {
                    value.content
                };
                let mut names = expect(&mut value, 0x30)?;
                while let Some(alternative) = next(&mut names) {
                    if alternative.tag == 0x82 {
                        self.names.push(fmt_net::http::text(alternative.content));
                    }
                }
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let len = u8::try_from(content.len()).unwrap();
        let mut bytes = vec![tag, 0x81, len];
        bytes.extend(content);
        bytes
    }

    fn sample() -> Vec<u8> {
        let name = |text: &str| {
            let pair = element(
                0x30,
                &[&[6, 3, 0x55, 4, 3], &element(0x0c, &[text.as_bytes()])],
            );
            element(0x30, &[&element(0x31, &[&pair])])
        };
        let validity = element(
            0x30,
            &[
                &element(0x17, &[b"230101000000Z"]),
                &element(0x18, &[b"20500101000000Z"]),
            ],
        );
        let names = element(
            0x30,
            &[
                &element(0x82, &[b"a.example"]),
                &element(0x87, &[&[1, 2, 3, 4]]),
            ],
        );
        let extension = element(
            0x30,
            &[&[6, 3, 0x55, 0x1d, 0x11], &element(0x04, &[&names])],
        );
        let extensions = element(0xa3, &[&element(0x30, &[&extension])]);
        let body = element(
            0x30,
            &[
                &element(0xa0, &[&[2, 1, 2]]),
                &[2, 1, 7],
                &element(0x30, &[]),
                &name("An Issuer"),
                &validity,
                &name("A Subject"),
                &element(0x30, &[]),
                &extensions,
            ],
        );
        let mut bytes = vec![0x30, 0x82];
        bytes.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    #[test]
    fn names_and_validity_are_read() {
        let certificate = Certificate::read(&sample());
        assert_eq!(certificate.issuer, "CN=An Issuer");
        assert_eq!(certificate.subject, "CN=A Subject");
        assert_eq!(certificate.not_before, "20230101000000Z");
        assert_eq!(certificate.not_after, "20500101000000Z");
        assert_eq!(certificate.names, ["a.example"]);
        assert_eq!(certificate.sha256.len(), 64);
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(&sample(), |b| {
            Certificate::read(b);
        });
    }
}
