//! Shows what a piece of evidence points at, from the input's own bytes.

use crate::files::{self, Unit};
use crate::traffic::{FileSource, digest_of, packets};
use crate::{Case, CaseError, EvidenceRow};
use base::{ArtifactId, Limits, Problem, Span, View, printable};
use facts::{EvidenceId, Place};
use unpack::{Artifact, Opener, Visitor};

/// A piece of evidence, read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What the case says.
    pub evidence: EvidenceRow,
    /// The artifact's path in the inputs, with `!/` after each container.
    pub path: String,
    /// What the artifact is.
    pub kind: &'static str,
    /// The method's code with the instruction marked, or the bytes.
    pub text: String,
}

/// Bytes shown on each side of a span: 32, two lines.
const AROUND: u64 = 32;
/// Bytes shown of a span: 4 KiB.
const AT_MOST: u64 = 4 << 10;

impl Case {
    /// Reads again what a piece of evidence points at.
    ///
    /// # Errors
    /// [`CaseError::NoSuchEvidence`], and [`CaseError::InputChanged`] where the input does not hold the
    /// artifact any more.
    pub fn show(&self, name: &str, limits: &Limits) -> Result<Shown, CaseError> {
        let unknown = || CaseError::NoSuchEvidence(name.to_owned());
        let id = EvidenceId::new(name).ok_or_else(unknown)?;
        let evidence = self.reader.evidence(&id)?.ok_or_else(unknown)?;
        let path = evidence.origins.first().map(|it| it.path.clone());
        let path = path.unwrap_or_default();
        if let Some(text) = self.captured(&evidence, limits)? {
            return Ok(Shown {
                path,
                kind: "capture",
                text,
                evidence,
            });
        }
        let (kind, text) = self.artifact(&evidence, limits, |artifact| {
            (artifact.kind.name(), text(artifact.bytes, &evidence))
        })?;
        Ok(Shown {
            path,
            kind,
            text,
            evidence: evidence.clone(),
        })
    }

    /// The packets behind a piece of evidence in a capture that is a file of an input: it is read in pieces.
    fn captured(&self, row: &EvidenceRow, limits: &Limits) -> Result<Option<String>, CaseError> {
        let (Place::Packets { first, last }, Some(top)) = (&row.evidence.place, row.origins.last())
        else {
            return Ok(None);
        };
        if top.artifact != row.evidence.artifact {
            return Ok(None);
        }
        let files = files::find(&self.inputs()?, limits)?;
        let unit = files.units.iter().find(|unit| unit.path == top.path);
        let changed = |because: String| CaseError::InputChanged {
            path: top.path.clone(),
            because,
        };
        let disk_path = match unit {
            Some(unit) => &unit.file.disk_path,
            None => return Err(changed("the file is not there any more".to_owned())),
        };
        let found = digest_of(disk_path).map_err(|error| changed(error.to_string()))?;
        if found != top.artifact {
            let because = "the file is not the one that was assessed".to_owned();
            return Err(changed(because));
        }
        Ok(Some(packets(&FileSource(disk_path), *first, *last, limits)))
    }

    /// Opens the input that holds an artifact and hands the artifact to `take`.
    fn artifact<T>(
        &self,
        evidence: &EvidenceRow,
        limits: &Limits,
        take: impl FnOnce(&Artifact<'_>) -> T,
    ) -> Result<T, CaseError> {
        let wanted = evidence.evidence.artifact;
        let changed = |path: &str, because: &str| CaseError::InputChanged {
            path: path.to_owned(),
            because: because.to_owned(),
        };
        let Some(top) = evidence.origins.last() else {
            return Err(changed("the case", "no input of it holds that artifact"));
        };
        let files = files::find(&self.inputs()?, limits)?;
        let unit = files.units.iter().find(|unit| unit.path == top.path);
        let Some(Unit { file, .. }) = unit else {
            return Err(changed(&top.path, "the file is not there any more"));
        };
        let bytes = unpack::read(file, limits).map_err(|it| changed(&top.path, &it.says))?;
        if unpack::digest(&bytes) != top.artifact {
            return Err(changed(
                &top.path,
                "the file is not the one that was assessed",
            ));
        }
        let mut finder = Finder {
            wanted,
            take: Some(take),
            taken: None,
        };
        Opener::new(*limits, &mut finder).open(&top.path, &bytes);
        finder
            .taken
            .ok_or_else(|| changed(&top.path, "the artifact is not in it"))
    }
}

struct Finder<F, T> {
    wanted: ArtifactId,
    take: Option<F>,
    taken: Option<T>,
}

impl<T, F: FnOnce(&Artifact<'_>) -> T> Visitor for Finder<F, T> {
    fn artifact(&mut self, artifact: &Artifact<'_>) {
        if artifact.id == self.wanted
            && let Some(take) = self.take.take()
        {
            self.taken = Some(take(artifact));
        }
    }

    fn problem(&mut self, _artifact: ArtifactId, _path: &str, _problem: Problem) {}
}

fn text(bytes: View<'_>, row: &EvidenceRow) -> String {
    match &row.evidence.place {
        Place::Code {
            method,
            offset,
            span,
        } => code(bytes, method, *offset).unwrap_or_else(|| dump(bytes, *span)),
        Place::Bytes(span) => dump(bytes, *span),
        Place::Packets { first, last } => {
            packets(&bytes.bytes(), *first, *last, &Limits::default())
        }
        Place::Whole => format!("{} bytes, {}\n", bytes.len(), row.evidence.artifact),
    }
}

/// The listing of a method, with an arrow at the line of one instruction.
fn code(bytes: View<'_>, wanted: &str, offset: u32) -> Option<String> {
    for dex in fmt_dex::container(bytes).ok()?.value {
        for class in dex.classes() {
            let Ok(class) = dex.class(class) else {
                continue;
            };
            let data = dex.class_data(&class).value;
            for method in data.methods() {
                if dex.method_text(method.idx) == wanted {
                    return Some(marked(&fmt_dex::listing(&dex, method), offset));
                }
            }
        }
    }
    None
}

fn marked(listing: &str, offset: u32) -> String {
    let mut text = String::new();
    for line in listing.lines() {
        let at = line.trim_start().split(':').next().unwrap_or_default();
        let is_here = u32::from_str_radix(at, 16) == Ok(offset);
        text.push_str(if is_here { "> " } else { "  " });
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Bytes in hex and as text, 16 a line, those of the span between brackets.
pub(crate) fn dump(bytes: View<'_>, span: Span) -> String {
    let from = span.start().saturating_sub(AROUND) & !15;
    let shown_end = span.end().min(span.start().saturating_add(AT_MOST));
    let to = shown_end.saturating_add(AROUND).min(bytes.len());
    let mut text = String::new();
    let mut at = from;
    while at < to {
        let len = (to - at).min(16);
        let Ok(line) = bytes.sub(at, len) else { break };
        let mut hex = String::new();
        for (position, byte) in (at..).zip(line.bytes()) {
            let left = if position == span.start() { '[' } else { ' ' };
            hex.push(left);
            hex.push_str(&format!("{byte:02x}"));
            if position + 1 == span.end() {
                hex.push(']');
            }
        }
        let plain: String = line
            .bytes()
            .iter()
            .map(|byte| {
                if byte.is_ascii_graphic() || *byte == b' ' {
                    char::from(*byte)
                } else {
                    '.'
                }
            })
            .collect();
        text.push_str(&format!("{at:08x} {hex:<50} {plain}\n"));
        at += 16;
    }
    if shown_end < span.end() {
        text.push_str(&format!("… {} more bytes\n", span.end() - shown_end));
    }
    if let Ok(part) = bytes.sub(span.start(), span.len().min(AT_MOST)) {
        text.push_str(&format!("as text: {}\n", printable(part.bytes(), 2_000)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_shown_between_brackets() {
        let text = dump(View::new(b"0123456789abcdefXYZ"), Span::new(2, 3));
        assert!(text.starts_with("00000000  30 31[32 33 34] 35"), "{text}");
        assert!(text.contains("as text: 234"));
    }

    #[test]
    fn the_instruction_is_marked() {
        let text = marked("head\n    0000: nop\n    001c: return-void", 0x1c);
        assert_eq!(text, "  head\n      0000: nop\n>     001c: return-void\n");
    }
}
