//! What the examiners found in one unit, as one text that comes back the same.
//!
//! The text is JSON with tables for what repeats: kinds, artifacts and pieces of evidence are written once
//! and named by their place.

use crate::{ArtifactRow, CoverageRow, CoverageStatus, OriginRow, ProblemRow};
use base::{ArtifactId, Span};
use facts::{Evidence, Fact, Kind, Place, Value};
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What one examiner found in one unit: an app's file, a folder's file, a capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitResult {
    /// The facts, in the order found.
    pub facts: Vec<Fact>,
    /// The problems met.
    pub problems: Vec<ProblemRow>,
    /// The artifacts seen.
    pub artifacts: Vec<ArtifactRow>,
    /// Where they came from, within the unit.
    pub origins: Vec<OriginRow>,
    /// What was read and what was not.
    pub coverage: Vec<CoverageRow>,
}

type SpanText = Option<(u64, u64)>;
type OriginText = (usize, Option<usize>, String, Option<String>, SpanText);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Datum<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum PlaceText {
    Whole,
    Bytes(u64, u64),
    Code(String, u32, u64, u64),
    Packets { first: u64, last: u64 },
}

/// The values of a fact as they are written, made one by one: results may have hundreds of thousands.
struct Values<'f>(&'f [Value]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|value| match value {
            Value::Null => Datum::Null,
            Value::Int(number) => Datum::Int(*number),
            Value::Text(text) => Datum::Text(Cow::Borrowed(text)),
        }))
    }
}

/// Facts with the numbers of their kinds and evidence.
struct Facts<'f>(&'f [Fact], Vec<(usize, usize)>);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(facts, numbers) = self;
        serializer.collect_seq(
            facts
                .iter()
                .zip(numbers)
                .map(|(fact, (kind, shown))| (kind, shown, Values(fact.values()))),
        )
    }
}

/// Facts as they are read.
type FactsRead = Vec<(usize, usize, Vec<Datum<'static>>)>;

#[derive(Serialize, Deserialize, Default)]
struct Blob<'a, F> {
    kinds: Vec<String>,
    artifacts: Vec<String>,
    /// Artifact, place, sentence.
    evidence: Vec<(usize, PlaceText, Cow<'a, str>)>,
    /// Kind, evidence, values.
    facts: F,
    /// Artifact, path, code, sentence, span.
    problems: Vec<(usize, String, String, String, SpanText)>,
    /// Artifact, kind, length.
    seen: Vec<(usize, String, u64)>,
    /// Artifact, parent, path, unpacker, span.
    origins: Vec<OriginText>,
    /// Examiner, artifact, path, status, reason.
    coverage: Vec<(String, usize, String, CoverageStatus, Option<String>)>,
}

/// Gives each different item a number, in the order met.
struct Numbered<'a, T> {
    numbers: BTreeMap<&'a T, usize>,
    items: Vec<&'a T>,
}

impl<'a, T: Ord> Numbered<'a, T> {
    const fn new() -> Self {
        Self {
            numbers: BTreeMap::new(),
            items: Vec::new(),
        }
    }

    fn number(&mut self, item: &'a T) -> usize {
        *self.numbers.entry(item).or_insert_with(|| {
            self.items.push(item);
            self.items.len() - 1
        })
    }
}

fn span_text(span: Option<Span>) -> SpanText {
    span.map(|span| (span.start(), span.len()))
}

fn text_span(text: SpanText) -> Option<Span> {
    text.map(|(start, len)| Span::new(start, len))
}

fn place_text(place: &Place) -> PlaceText {
    match place {
        Place::Whole => PlaceText::Whole,
        Place::Bytes(span) => PlaceText::Bytes(span.start(), span.len()),
        Place::Code {
            method,
            offset,
            span,
        } => PlaceText::Code(method.clone(), *offset, span.start(), span.len()),
        Place::Packets { first, last } => PlaceText::Packets {
            first: *first,
            last: *last,
        },
    }
}

fn text_place(text: PlaceText) -> Place {
    match text {
        PlaceText::Whole => Place::Whole,
        PlaceText::Bytes(start, len) => Place::Bytes(Span::new(start, len)),
        PlaceText::Code(method, offset, start, len) => Place::Code {
            method,
            offset,
            span: Span::new(start, len),
        },
        PlaceText::Packets { first, last } => Place::Packets { first, last },
    }
}

impl UnitResult {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut artifacts = Numbered::new();
        let mut evidence = Numbered::new();
        let mut kinds: Vec<&'static str> = Vec::new();
        let facts = self
            .facts
            .iter()
            .map(|fact| {
                let name = fact.kind().name;
                let kind = kinds
                    .iter()
                    .position(|kind| *kind == name)
                    .unwrap_or_else(|| {
                        kinds.push(name);
                        kinds.len() - 1
                    });
                (kind, evidence.number(fact.evidence()))
            })
            .collect();
        let blob = Blob {
            facts: Facts(&self.facts, facts),
            evidence: evidence
                .items
                .iter()
                .map(|shown| {
                    let artifact = artifacts.number(&shown.artifact);
                    (
                        artifact,
                        place_text(&shown.place),
                        Cow::Borrowed(shown.says.as_str()),
                    )
                })
                .collect(),
            problems: self
                .problems
                .iter()
                .map(|row| {
                    (
                        artifacts.number(&row.artifact),
                        row.path.clone(),
                        row.code.clone(),
                        row.says.clone(),
                        span_text(row.span),
                    )
                })
                .collect(),
            seen: self
                .artifacts
                .iter()
                .map(|row| (artifacts.number(&row.id), row.kind.clone(), row.len))
                .collect(),
            origins: self
                .origins
                .iter()
                .map(|row| {
                    (
                        artifacts.number(&row.artifact),
                        row.parent.as_ref().map(|parent| artifacts.number(parent)),
                        row.path.clone(),
                        row.unpacker.clone(),
                        span_text(row.span),
                    )
                })
                .collect(),
            coverage: self
                .coverage
                .iter()
                .map(|row| {
                    (
                        row.examiner.clone(),
                        artifacts.number(&row.artifact),
                        row.path.clone(),
                        row.status,
                        row.because.clone(),
                    )
                })
                .collect(),
            kinds: kinds.into_iter().map(str::to_owned).collect(),
            artifacts: artifacts.items.iter().map(ToString::to_string).collect(),
        };
        // Numbers, texts and lists of them always have a JSON form.
        serde_json::to_vec(&blob).unwrap_or_default()
    }

    /// The result that a text holds, or `None` where it holds none that this version understands.
    pub(crate) fn decode(text: &[u8]) -> Option<Self> {
        let blob: Blob<'_, FactsRead> = serde_json::from_slice(text).ok()?;
        let artifacts: Vec<ArtifactId> = blob
            .artifacts
            .iter()
            .map(|id| id.parse().ok())
            .collect::<Option<_>>()?;
        let artifact = |number: usize| artifacts.get(number).copied();
        let kinds: Vec<&'static Kind> = blob
            .kinds
            .iter()
            .map(|name| Kind::ALL.iter().find(|kind| kind.name == name).copied())
            .collect::<Option<_>>()?;
        let evidence: Vec<Evidence> = blob
            .evidence
            .into_iter()
            .map(|(number, place, says)| {
                Some(Evidence {
                    artifact: artifact(number)?,
                    place: text_place(place),
                    says: says.into_owned(),
                })
            })
            .collect::<Option<_>>()?;
        let facts = blob.facts.into_iter().map(|(kind, shown, values)| {
            let values = values.into_iter().map(|value| match value {
                Datum::Null => Value::Null,
                Datum::Int(number) => Value::Int(number),
                Datum::Text(text) => Value::Text(text.into_owned()),
            });
            Fact::from_row(
                kinds.get(kind)?,
                values.collect(),
                evidence.get(shown)?.clone(),
            )
        });
        Some(Self {
            facts: facts.collect::<Option<_>>()?,
            problems: blob
                .problems
                .into_iter()
                .map(|(number, path, code, says, span)| {
                    Some(ProblemRow {
                        artifact: artifact(number)?,
                        path,
                        code,
                        says,
                        span: text_span(span),
                    })
                })
                .collect::<Option<_>>()?,
            artifacts: blob
                .seen
                .into_iter()
                .map(|(number, kind, len)| {
                    Some(ArtifactRow {
                        id: artifact(number)?,
                        kind,
                        len,
                    })
                })
                .collect::<Option<_>>()?,
            origins: blob
                .origins
                .into_iter()
                .map(|(number, parent, path, unpacker, span)| {
                    Some(OriginRow {
                        artifact: artifact(number)?,
                        parent: match parent {
                            Some(number) => Some(artifact(number)?),
                            None => None,
                        },
                        path,
                        unpacker,
                        span: text_span(span),
                    })
                })
                .collect::<Option<_>>()?,
            coverage: blob
                .coverage
                .into_iter()
                .map(|(examiner, number, path, status, because)| {
                    Some(CoverageRow {
                        examiner,
                        artifact: artifact(number)?,
                        path,
                        status,
                        because,
                    })
                })
                .collect::<Option<_>>()?,
        })
    }
}

/// A digest of every kind's name and columns: results kept under another one are not used, because their
/// facts may have another shape.
pub(crate) fn shape_of_kinds() -> String {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for kind in Kind::ALL {
        hash.update(kind.name.as_bytes());
        for column in kind.columns {
            let ty = crate::schema::type_name(column.ty);
            hash.update(format!("|{}:{ty}:{}", column.name, column.nullable).as_bytes());
        }
        hash.update(b"\n");
    }
    base::hex(hash.finish().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use facts::{ApkPermission, CodeApiCall, FactKind};

    fn sample() -> UnitResult {
        let (apk, dex) = (ArtifactId::new([1; 32]), ArtifactId::new([2; 32]));
        let evidence = Evidence {
            artifact: apk,
            place: Place::Bytes(Span::new(u64::from(u32::MAX) * 4, 12)),
            says: "asks for \"SMS\"\u{0}\n文".to_owned(),
        };
        let permission = ApkPermission {
            name: "android.permission.SEND_SMS".to_owned(),
            max_sdk: None,
        };
        let call = CodeApiCall {
            api: "sms-send-text".to_owned(),
            capability: "sends-sms".to_owned(),
            caller: "La;->b()V".to_owned(),
            callee: "Landroid/telephony/SmsManager;->sendTextMessage()V".to_owned(),
        };
        let place = Place::Code {
            method: "La;->b()V".to_owned(),
            offset: 7,
            span: Span::new(1_000, 6),
        };
        let in_code = Evidence {
            artifact: dex,
            place,
            says: "calls it".to_owned(),
        };
        let whole = Evidence {
            artifact: dex,
            place: Place::Whole,
            says: String::new(),
        };
        UnitResult {
            facts: vec![
                permission.clone().shown_by(evidence.clone()),
                call.clone().shown_by(in_code),
                ApkPermission {
                    max_sdk: Some(-3),
                    ..permission
                }
                .shown_by(evidence),
                call.shown_by(whole),
            ],
            problems: vec![ProblemRow {
                artifact: dex,
                path: "a.apk/classes.dex".to_owned(),
                code: "dex/string-out-of-bounds".to_owned(),
                says: "string 3".to_owned(),
                span: Some(Span::new(5, 1)),
            }],
            artifacts: vec![ArtifactRow {
                id: dex,
                kind: "dex".to_owned(),
                len: 4_096,
            }],
            origins: vec![OriginRow {
                artifact: dex,
                parent: Some(apk),
                path: "classes.dex".to_owned(),
                unpacker: Some("zip".to_owned()),
                span: None,
            }],
            coverage: vec![CoverageRow {
                examiner: "code".to_owned(),
                artifact: dex,
                path: "a.apk/classes.dex".to_owned(),
                status: CoverageStatus::Limit,
                because: Some("64 MiB".to_owned()),
            }],
        }
    }

    #[test]
    fn a_result_comes_back_the_same() {
        let result = sample();
        assert_eq!(UnitResult::decode(&result.encode()), Some(result.clone()));
        assert_eq!(result.encode(), result.clone().encode());
        let empty = UnitResult::default();
        assert_eq!(UnitResult::decode(&empty.encode()), Some(empty));
    }

    #[test]
    fn what_does_not_fit_a_kind_is_no_result() {
        let text = String::from_utf8(sample().encode()).unwrap();
        let unknown = text.replace("apk.permission", "apk.permit");
        assert_eq!(UnitResult::decode(unknown.as_bytes()), None);
        let out_of_range = text.replace("\"facts\":[[0,0,", "\"facts\":[[0,99,");
        assert_ne!(out_of_range, text);
        assert_eq!(UnitResult::decode(out_of_range.as_bytes()), None);
        for end in 0..text.len() {
            if text.is_char_boundary(end) {
                assert_eq!(UnitResult::decode(&text.as_bytes()[..end]), None);
            }
        }
    }
}
