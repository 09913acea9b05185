//! X.509 certificates, as far as they tell who signed: read even where they are not proper DER.
//!
//! Spec: RFC 5280 §4.1, <https://www.rfc-editor.org/rfc/rfc5280>; names as RFC 4514, times as RFC 3339.
//! Departures from the spec: BER lengths, negative serial numbers and negative RSA moduli are read and
//! noted, for old tools wrote them and Android takes them. Nothing is said of trust or validity in time:
//! Android ignores both.

use super::ber::{BerError, Reader, Tag, Value, oid_text};
use super::hash::sha256;
use super::key::{KeyAlgorithm, KeyError, PublicKey};
use base::{Span, View};

const OID_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
/// Extensions that may be critical: those of RFC 5280 that verifiers process. Ids end in these bytes
/// after 2.5.29.
const PROCESSED: [u8; 19] = [
    14, 15, 16, 17, 18, 19, 20, 21, 27, 28, 29, 30, 31, 32, 33, 35, 36, 37, 54,
];
/// The Netscape certificate type, which may be critical too.
const OID_NETSCAPE_TYPE: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01, 0x01];

/// A signing certificate. What could not be read is `None`; [`Certificate::unreadable`] says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the certificate's bytes as they stand, which is what Android tells signers apart by.
    pub sha256: [u8; 32],
    /// Where it stands: in the APK for v2 and v3, in the `.idsig` file for v4, and from the start of the
    /// uncompressed signature block file for v1.
    pub span: Span,
    /// The subject in the form of RFC 4514, last part first.
    pub subject: Option<String>,
    /// The issuer in the same form.
    pub issuer: Option<String>,
    /// The serial number's bytes as lower-case hex, without leading zeros; `-` stands before a negative
    /// one's bytes in two's complement.
    pub serial: Option<String>,
    /// The first moment of validity as `2008-02-29T01:33:46Z`.
    pub not_before: Option<String>,
    /// The last moment of validity, in the same form.
    pub not_after: Option<String>,
    /// The key's family and its bits.
    pub key: Option<(KeyAlgorithm, usize)>,
    /// SHA-256 of the `SubjectPublicKeyInfo`.
    pub public_key_sha256: Option<[u8; 32]>,
    /// What kept the certificate from being read whole.
    pub unreadable: Option<CertificateError>,
    /// Whether all lengths are written as DER demands and the numbers that should be positive are.
    pub is_der: bool,
}

/// Why a certificate could not be read whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// It is not the ASN.1 it should be.
    #[error(transparent)]
    Ber(#[from] BerError),
    /// A time is neither `YYMMDDHHMMSSZ` nor `YYYYMMDDHHMMSSZ`.
    #[error("time of validity at offset {at:#x} is not in a known form")]
    BadTime {
        /// Where the time begins.
        at: u64,
    },
}

/// A certificate with the parts that only verification needs.
#[derive(Clone, Debug)]
pub(super) struct Parsed<'a> {
    pub(super) shown: Certificate,
    pub(super) encoded: View<'a>,
    pub(super) subject: Option<Value<'a>>,
    pub(super) issuer: Option<Value<'a>>,
    pub(super) serial: Option<Value<'a>>,
    pub(super) spki: Option<View<'a>>,
    pub(super) key: Option<Result<PublicKey, KeyError>>,
    /// Whether an extension is critical and none that verifiers process.
    pub(super) has_unknown_critical: bool,
    /// Whether key usage, where it is there, allows signatures.
    pub(super) may_sign: bool,
}

impl<'a> Parsed<'a> {
    pub(super) fn new(encoded: View<'a>) -> Self {
        let mut parsed = Self {
            shown: Certificate {
                sha256: sha256(encoded.bytes()),
                span: encoded.span(),
                subject: None,
                issuer: None,
                serial: None,
                not_before: None,
                not_after: None,
                key: None,
                public_key_sha256: None,
                unreadable: None,
                is_der: true,
            },
            encoded,
            subject: None,
            issuer: None,
            serial: None,
            spki: None,
            key: None,
            has_unknown_critical: false,
            may_sign: true,
        };
        if let Err(error) = parsed.read() {
            parsed.shown.unreadable = Some(error);
        }
        parsed
    }

    fn read(&mut self) -> Result<(), CertificateError> {
        let mut outer = Reader::new(self.encoded);
        let whole = self.note(outer.expect(Tag::SEQUENCE)?);
        let mut certificate = whole.children();
        let tbs = self.note(certificate.expect(Tag::SEQUENCE)?);
        let mut fields = tbs.children();
        fields.optional(Tag::CONTEXT_0)?;
        let serial = self.note(fields.expect(Tag::INTEGER)?);
        let (digits, negative) = serial.magnitude();
        self.shown.is_der &= !negative;
        let sign = if negative { "-" } else { "" };
        self.shown.serial = Some(format!("{sign}{}", base::hex(digits)));
        self.serial = Some(serial);
        self.note(fields.expect(Tag::SEQUENCE)?);
        let issuer = self.note(fields.expect(Tag::SEQUENCE)?);
        self.shown.issuer = Some(name_text(issuer)?);
        self.issuer = Some(issuer);
        let validity = self.note(fields.expect(Tag::SEQUENCE)?);
        let subject = self.note(fields.expect(Tag::SEQUENCE)?);
        self.shown.subject = Some(name_text(subject)?);
        self.subject = Some(subject);
        let spki = self.note(fields.expect(Tag::SEQUENCE)?);
        self.read_key(spki);
        // Everything that identifies the signer is read by now; the rest may still be found wrong.
        let mut times = validity.children();
        self.shown.not_before = Some(time_text(self.note(times.any()?))?);
        self.shown.not_after = Some(time_text(self.note(times.any()?))?);
        fields.optional(Tag::CONTEXT_1)?;
        fields.optional(Tag(0x82))?;
        if let Some(extensions) = fields.optional(Tag::CONTEXT_3)? {
            self.note(extensions);
            self.read_extensions(extensions)?;
        }
        fields.end()?;
        self.note(certificate.expect(Tag::SEQUENCE)?);
        self.note(certificate.expect(Tag::BIT_STRING)?);
        certificate.end()?;
        outer.end()?;
        Ok(())
    }

    fn note(&mut self, value: Value<'a>) -> Value<'a> {
        self.shown.is_der &= value.is_der;
        value
    }

    fn read_key(&mut self, spki: Value<'a>) {
        self.spki = Some(spki.encoded);
        self.shown.public_key_sha256 = Some(sha256(spki.encoded.bytes()));
        let key = PublicKey::parse(spki.encoded);
        if let Ok(key) = &key {
            self.shown.key = Some((key.algorithm(), key.bits()));
            self.shown.is_der &= !key.negative_modulus;
        }
        self.key = Some(key);
    }

    fn read_extensions(&mut self, extensions: Value<'a>) -> Result<(), BerError> {
        let mut list = extensions.children().expect(Tag::SEQUENCE)?.children();
        while !list.is_empty() {
            let mut extension = list.expect(Tag::SEQUENCE)?.children();
            let id = extension.expect(Tag::OID)?.contents.bytes();
            let flag = extension.optional(Tag::BOOLEAN)?;
            let value = extension.expect(Tag::OCTET_STRING)?;
            let is_known = match id {
                [0x55, 0x1d, number] => PROCESSED.contains(number),
                other => other == OID_NETSCAPE_TYPE,
            };
            let is_critical =
                flag.is_some_and(|flag| flag.contents.u8(0).is_ok_and(|flag| flag != 0));
            self.has_unknown_critical |= is_critical && !is_known;
            if id == OID_KEY_USAGE {
                let usage = value.children().expect(Tag::BIT_STRING)?.contents;
                // Bit 0 is digitalSignature, bit 1 nonRepudiation; the first byte counts unused bits.
                self.may_sign = usage.u8(1).is_ok_and(|bits| bits & 0xc0 != 0);
            }
        }
        Ok(())
    }

    /// The key, where certificate and key could be read.
    pub(super) fn usable_key(&self) -> Option<&PublicKey> {
        self.key.as_ref()?.as_ref().ok()
    }

    /// Whether `public_key` is this certificate's `SubjectPublicKeyInfo`.
    ///
    /// Android compares the bytes. Tools write a modulus that the certificate has as a negative number
    /// as a positive one, and only then the numbers are compared.
    pub(super) fn has_key(&self, public_key: View<'_>) -> bool {
        if self
            .spki
            .is_some_and(|spki| spki.bytes() == public_key.bytes())
        {
            return true;
        }
        self.usable_key().is_some_and(|own| {
            own.negative_modulus
                && PublicKey::parse(public_key).is_ok_and(|other| own.same_rsa_numbers(&other))
        })
    }
}

/// A name in the form of RFC 4514: the last part first, parts separated by commas.
pub(super) fn name_text(name: Value<'_>) -> Result<String, BerError> {
    let mut parts = Vec::new();
    let mut sets = name.children();
    while !sets.is_empty() {
        let mut set = sets.expect(Tag::SET)?.children();
        let mut part = String::new();
        while !set.is_empty() {
            let mut pair = set.expect(Tag::SEQUENCE)?.children();
            let kind = pair.expect(Tag::OID)?.contents.bytes();
            let value = pair.any()?;
            if !part.is_empty() {
                part.push('+');
            }
            match short_name(kind) {
                Some(short) => part.push_str(short),
                None => part.push_str(&oid_text(kind)),
            }
            part.push('=');
            part.push_str(&escaped(&value_text(value)));
        }
        parts.push(part);
    }
    parts.reverse();
    Ok(parts.join(","))
}

/// The short names of RFC 4514 §3, and the ones that keytool shows beside them.
const fn short_name(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        [0x55, 0x04, 3] => "CN",
        [0x55, 0x04, 4] => "SURNAME",
        [0x55, 0x04, 5] => "SERIALNUMBER",
        [0x55, 0x04, 6] => "C",
        [0x55, 0x04, 7] => "L",
        [0x55, 0x04, 8] => "ST",
        [0x55, 0x04, 9] => "STREET",
        [0x55, 0x04, 10] => "O",
        [0x55, 0x04, 11] => "OU",
        [0x55, 0x04, 12] => "T",
        [0x55, 0x04, 42] => "GIVENNAME",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "EMAILADDRESS",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25] => "DC",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1] => "UID",
        _ => return None,
    })
}

/// The text of a string value: UTF-16 and UTF-32 big endian, Latin-1 for T61, and UTF-8 for the rest.
fn value_text(value: Value<'_>) -> String {
    let bytes = value.contents.bytes();
    match value.tag.0 {
        0x1e => {
            let units: Vec<u16> = (bytes.chunks_exact(2))
                .map(|pair| {
                    pair.iter()
                        .fold(0, |unit, byte| (unit << 8) | u16::from(*byte))
                })
                .collect();
            String::from_utf16_lossy(&units)
        }
        0x1c => (bytes.chunks_exact(4))
            .map(|four| {
                four.iter()
                    .fold(0, |unit, byte| (unit << 8) | u32::from(*byte))
            })
            .map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
        0x14 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// RFC 4514 §2.4: the characters that a name could be misread by get a backslash.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (at, character) in text.chars().enumerate() {
        let special = match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => true,
            '#' => at == 0,
            ' ' => at == 0 || at == last,
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A time as RFC 3339. Years of two digits are 1950 to 2049.
fn time_text(value: Value<'_>) -> Result<String, CertificateError> {
    let bad = CertificateError::BadTime { at: value.at() };
    let text = std::str::from_utf8(value.contents.bytes()).map_err(|_| bad.clone())?;
    let (digits, zone) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or(bad.clone())?;
    if zone != "Z" || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(bad);
    }
    let full = match value.tag {
        Tag::UTC_TIME if digits < "5" => format!("20{digits}"),
        Tag::UTC_TIME => format!("19{digits}"),
        Tag::GENERALIZED_TIME => digits.to_owned(),
        _ => return Err(bad),
    };
    // UTCTime may leave out the seconds in BER.
    let full = if full.len() == 12 { full + "00" } else { full };
    let part = |from: usize, to: usize| full.get(from..to).ok_or_else(|| bad.clone());
    if full.len() != 14 {
        return Err(bad);
    }
    Ok(format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?
    ))
}
