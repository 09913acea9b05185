//! PKCS #7 signed data of a v1 signature block, as far as Android reads it.
//!
//! Spec: RFC 5652 (CMS), <https://www.rfc-editor.org/rfc/rfc5652>; RFC 2315.
//! Departures from the spec: the signer is found by issuer and serial number only; signed attributes are
//! hashed as they stand with the tag of a SET, not sorted anew: both as Android does.

use super::MAX_CERTIFICATES;
use super::ber::{BerError, Reader, Tag, Value, oid_text};
use super::certificate::{CertificateError, Parsed, name_text};
use base::View;

const OID_SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const OID_CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
const OID_MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
/// Signers of one block: 100. Real ones have 1, and tests of the platform 2.
const MAX_SIGNER_INFOS: usize = 100;

/// Why a signature block cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Pkcs7Error {
    /// It is not the ASN.1 it should be.
    #[error(transparent)]
    Ber(#[from] BerError),
    /// A certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// It is something else than signed data.
    #[error("content of type {oid}, not signed data")]
    NotSignedData {
        /// The object identifier of its type.
        oid: String,
    },
    /// There are more certificates or signers than are looked at.
    #[error("more than {limit} certificates or signers")]
    TooMany {
        /// How many are looked at.
        limit: usize,
    },
    /// There is no signer.
    #[error("no signer")]
    NoSigner,
    /// A signed attribute stands there twice or has several values.
    #[error("signed attribute {oid} has more than one value")]
    SeveralValues {
        /// The attribute's object identifier.
        oid: String,
    },
    /// A signed attribute that must be there is not.
    #[error("no signed attribute {oid}")]
    NoAttribute {
        /// The attribute's object identifier.
        oid: String,
    },
}

#[derive(Debug)]
pub(super) struct SignedData<'a> {
    /// The type of the content, an encoded object identifier.
    pub(super) content_type: &'a [u8],
    pub(super) certificates: Vec<Parsed<'a>>,
    pub(super) signers: Vec<SignerInfo<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SignerInfo<'a> {
    /// Issuer and serial number; `None` where the signer is named in a way that Android does not know.
    issuer_and_serial: Option<(Value<'a>, Value<'a>)>,
    /// Encoded object identifiers.
    pub(super) digest_algorithm: &'a [u8],
    pub(super) signature_algorithm: &'a [u8],
    /// With tag and length.
    pub(super) attributes: Option<Value<'a>>,
    pub(super) signature: View<'a>,
}

impl<'a> SignedData<'a> {
    pub(super) fn parse(block: View<'a>) -> Result<Self, Pkcs7Error> {
        let mut info = Reader::new(block).expect(Tag::SEQUENCE)?.children();
        let content_type = info.expect(Tag::OID)?.contents.bytes();
        if content_type != OID_SIGNED_DATA {
            return Err(Pkcs7Error::NotSignedData {
                oid: oid_text(content_type),
            });
        }
        let content = info.expect(Tag::CONTEXT_0)?;
        let mut data = content.children().expect(Tag::SEQUENCE)?.children();
        data.expect(Tag::INTEGER)?;
        let mut digests = data.expect(Tag::SET)?.children();
        while !digests.is_empty() {
            algorithm(digests.expect(Tag::SEQUENCE)?)?;
        }
        let content_type = data.expect(Tag::SEQUENCE)?.children().expect(Tag::OID)?;
        let mut certificates = Vec::new();
        if let Some(set) = data.optional(Tag::CONTEXT_0)? {
            let mut list = set.children();
            while !list.is_empty() {
                if certificates.len() >= MAX_CERTIFICATES {
                    let limit = MAX_CERTIFICATES;
                    return Err(Pkcs7Error::TooMany { limit });
                }
                certificates.push(Parsed::new(list.any()?.encoded));
            }
        }
        data.optional(Tag::CONTEXT_1)?;
        let mut list = data.expect(Tag::SET)?.children();
        let mut signers = Vec::new();
        while !list.is_empty() {
            if signers.len() >= MAX_SIGNER_INFOS {
                let limit = MAX_SIGNER_INFOS;
                return Err(Pkcs7Error::TooMany { limit });
            }
            signers.push(SignerInfo::parse(list.expect(Tag::SEQUENCE)?)?);
        }
        if signers.is_empty() {
            return Err(Pkcs7Error::NoSigner);
        }
        Ok(Self {
            content_type: content_type.contents.bytes(),
            certificates,
            signers,
        })
    }

    /// The certificate that a signer names.
    pub(super) fn certificate_of(&self, signer: &SignerInfo<'a>) -> Option<&Parsed<'a>> {
        let (issuer, serial) = signer.issuer_and_serial?;
        self.certificates.iter().find(|certificate| {
            certificate
                .serial
                .is_some_and(|own| same_integer(own, serial))
                && certificate.issuer.is_some_and(|own| same_name(own, issuer))
        })
    }

    /// A certificate and its issuers, as far as they are there; each issuer is looked for by name.
    pub(super) fn chain<'s>(&'s self, leaf: &'s Parsed<'a>) -> Vec<&'s Parsed<'a>> {
        let mut unused: Vec<&Parsed<'a>> = (self.certificates.iter())
            .filter(|certificate| certificate.shown.sha256 != leaf.shown.sha256)
            .collect();
        let mut chain = vec![leaf];
        let mut last = leaf;
        while let Some((subject, issuer)) = last.subject.zip(last.issuer) {
            if same_name(subject, issuer) {
                break;
            }
            let is_issuer = |other: &&Parsed<'a>| {
                other
                    .subject
                    .is_some_and(|subject| same_name(subject, issuer))
            };
            let Some(at) = unused.iter().position(is_issuer) else {
                break;
            };
            last = unused.remove(at);
            chain.push(last);
        }
        chain
    }
}

impl<'a> SignerInfo<'a> {
    fn parse(info: Value<'a>) -> Result<Self, BerError> {
        let mut fields = info.children();
        fields.expect(Tag::INTEGER)?;
        let named = fields.any()?;
        let issuer_and_serial = match named.tag {
            Tag::SEQUENCE => {
                let mut pair = named.children();
                Some((pair.any()?, pair.expect(Tag::INTEGER)?))
            }
            Tag::CONTEXT_0 => None,
            other => {
                return Err(BerError::UnexpectedTag {
                    at: named.at(),
                    expected: Tag::SEQUENCE.0,
                    found: other.0,
                });
            }
        };
        let digest_algorithm = algorithm(fields.expect(Tag::SEQUENCE)?)?;
        let attributes = fields.optional(Tag::CONTEXT_0)?;
        let signature_algorithm = algorithm(fields.expect(Tag::SEQUENCE)?)?;
        Ok(Self {
            issuer_and_serial,
            digest_algorithm,
            attributes,
            signature_algorithm,
            signature: fields.expect(Tag::OCTET_STRING)?.contents,
        })
    }
}

/// The object identifier of an `AlgorithmIdentifier`; its parameters must be a value of some kind.
fn algorithm(identifier: Value<'_>) -> Result<&[u8], BerError> {
    let mut fields = identifier.children();
    let oid = fields.expect(Tag::OID)?.contents.bytes();
    if !fields.is_empty() {
        fields.any()?;
    }
    Ok(oid)
}

/// The signed attributes that Android looks at.
pub(super) struct Attributes<'a> {
    all: Vec<(&'a [u8], Vec<Value<'a>>)>,
}

impl<'a> Attributes<'a> {
    pub(super) fn parse(set: Value<'a>) -> Result<Self, Pkcs7Error> {
        let mut all: Vec<(&[u8], Vec<Value<'_>>)> = Vec::new();
        let mut list = set.children();
        while !list.is_empty() {
            if all.len() >= MAX_SIGNER_INFOS {
                let limit = MAX_SIGNER_INFOS;
                return Err(Pkcs7Error::TooMany { limit });
            }
            let mut attribute = list.expect(Tag::SEQUENCE)?.children();
            let id = attribute.expect(Tag::OID)?.contents.bytes();
            let mut values = Vec::new();
            let mut set = attribute.expect(Tag::SET)?.children();
            while !set.is_empty() {
                values.push(set.any()?);
            }
            if all.iter().any(|(other, _)| *other == id) {
                return Err(Pkcs7Error::SeveralValues { oid: oid_text(id) });
            }
            all.push((id, values));
        }
        Ok(Self { all })
    }

    fn single(&self, id: &[u8], tag: Tag) -> Result<&'a [u8], Pkcs7Error> {
        let values = self
            .all
            .iter()
            .find(|(other, _)| *other == id)
            .map(|(_, values)| values);
        match values.map(Vec::as_slice) {
            None | Some([]) => Err(Pkcs7Error::NoAttribute { oid: oid_text(id) }),
            Some([value]) if value.tag == tag => Ok(value.contents.bytes()),
            Some([value]) => Err(Pkcs7Error::Ber(BerError::UnexpectedTag {
                at: value.at(),
                expected: tag.0,
                found: value.tag.0,
            })),
            Some(_) => Err(Pkcs7Error::SeveralValues { oid: oid_text(id) }),
        }
    }

    /// The encoded object identifier of the content's type.
    pub(super) fn content_type(&self) -> Result<&'a [u8], Pkcs7Error> {
        self.single(OID_CONTENT_TYPE, Tag::OID)
    }

    pub(super) fn message_digest(&self) -> Result<&'a [u8], Pkcs7Error> {
        self.single(OID_MESSAGE_DIGEST, Tag::OCTET_STRING)
    }
}

/// Whether two INTEGERs have one value, however many bytes they take.
fn same_integer(one: Value<'_>, other: Value<'_>) -> bool {
    let ((one, one_negative), (other, other_negative)) = (one.magnitude(), other.magnitude());
    let stripped = |bytes: &[u8]| -> Vec<u8> {
        // The leading bytes of a negative number that only repeat its sign, all but the last of them.
        let n_signs = bytes
            .iter()
            .take_while(|byte| **byte == 0xff)
            .count()
            .saturating_sub(1);
        bytes.get(n_signs..).unwrap_or_default().to_vec()
    };
    match (one_negative, other_negative) {
        (false, false) => one == other,
        (true, true) => stripped(one) == stripped(other),
        _ => false,
    }
}

/// Whether two names are the same: byte for byte, or as text without regard to case and runs of spaces.
fn same_name(one: Value<'_>, other: Value<'_>) -> bool {
    if one.encoded.bytes() == other.encoded.bytes() {
        return true;
    }
    let folded = |name: Value<'_>| {
        let text = name_text(name).ok()?.to_lowercase();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    folded(one)
        .zip(folded(other))
        .is_some_and(|(one, other)| one == other)
}
