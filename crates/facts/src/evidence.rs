//! Evidence: where in the bytes a fact was read, so that anyone can read it there again.

use base::{ArtifactId, Span};
use std::fmt;

/// A place in an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The artifact as a whole.
    Whole,
    /// Some of its bytes.
    Bytes(Span),
    /// An instruction of a method.
    Code {
        /// The method, as `Lcom/example/A;->b(I)V`.
        method: String,
        /// From the start of the method's instructions, in 16-bit code units.
        offset: u32,
        /// The instruction's bytes in the DEX file.
        span: Span,
    },
    /// Packets of a capture, by their numbers in it.
    Packets {
        /// The first, from 1.
        first: u64,
        /// The last.
        last: u64,
    },
}

/// What shows a fact: an artifact, a place in it, and what stands there in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Evidence {
    /// The artifact that was read.
    pub artifact: ArtifactId,
    /// Where in it.
    pub place: Place,
    /// One sentence for a reader.
    pub says: String,
}

impl Evidence {
    /// The evidence's name, made from its content: the same evidence has the same name in every case.
    pub fn id(&self) -> EvidenceId {
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        hash.update(self.artifact.digest());
        hash.update(self.at().as_bytes());
        hash.update(&[0]);
        if let Some(span) = self.span() {
            hash.update(&span.start().to_le_bytes());
            hash.update(&span.end().to_le_bytes());
        }
        hash.update(self.says.as_bytes());
        let digest = hash.finish();
        let name = digest.as_ref().get(..10).unwrap_or_default();
        EvidenceId(format!("e{}", base::hex(name)))
    }

    /// The bytes, where the place has any.
    pub const fn span(&self) -> Option<Span> {
        match &self.place {
            Place::Whole | Place::Packets { .. } => None,
            Place::Bytes(span) | Place::Code { span, .. } => Some(*span),
        }
    }

    /// The place as one text: a method with its offset, a byte range, or `whole`.
    pub fn at(&self) -> String {
        self.place.to_string()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::Bytes(span) => span.fmt(f),
            Self::Code { method, offset, .. } => write!(f, "{method}+{offset:#x}"),
            Self::Packets { first, last } if first == last => write!(f, "packet {first}"),
            Self::Packets { first, last } => write!(f, "packets {first}-{last}"),
        }
    }
}

/// The name of a piece of evidence: `e` and 20 hex digits of the SHA-256 over its content.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EvidenceId(String);

impl EvidenceId {
    /// The id with this text, or `None` where it is not one.
    pub fn new(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('e')?;
        (digits.len() == 20 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Place {
    /// The packets that a text of [`Place::Packets`] names.
    pub fn packets(text: &str) -> Option<Self> {
        if let Some(number) = text.strip_prefix("packet ") {
            let number = number.parse().ok()?;
            return Some(Self::Packets {
                first: number,
                last: number,
            });
        }
        let (first, last) = text.strip_prefix("packets ")?.split_once('-')?;
        Some(Self::Packets {
            first: first.parse().ok()?,
            last: last.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_named_by_their_numbers() {
        for (first, last, text) in [(7, 7, "packet 7"), (7, 12, "packets 7-12")] {
            let place = Place::Packets { first, last };
            assert_eq!(place.to_string(), text);
            assert_eq!(Place::packets(text), Some(place));
        }
        assert_eq!(Place::packets("packets 7"), None);
    }

    #[test]
    fn the_name_follows_the_content() {
        let evidence = Evidence {
            artifact: ArtifactId::new([1; 32]),
            place: Place::Code {
                method: "La;->b()V".to_owned(),
                offset: 28,
                span: Span::new(100, 6),
            },
            says: "calls c".to_owned(),
        };
        assert_eq!(evidence.at(), "La;->b()V+0x1c");
        assert_eq!(EvidenceId::new(evidence.id().as_str()), Some(evidence.id()));
        let moved = Evidence {
            place: Place::Bytes(Span::new(100, 6)),
            ..evidence.clone()
        };
        assert_ne!(moved.id(), evidence.id());
    }
}
