//! `MANIFEST.MF` and signature files: sections of attributes, with their places.
//!
//! Spec: JAR File Specification, <https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#jar-manifest>.
//! Departures from the spec: as on Android, lines may be of any length, names may be any text up to the
//! first `: `, and a line without it is a name with an empty value.

use std::ops::Range;

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// Where it stands in the file, with the empty line at its end.
    pub(super) range: Range<usize>,
    attributes: Vec<(String, String)>,
}

impl Section {
    /// The value of the first attribute of this name, whatever its case.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let found = self
            .attributes
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(&found.1)
    }

    /// The name of the entry that the section is about: its first attribute must be `Name`.
    pub(super) fn name(&self) -> Option<&str> {
        let (name, value) = self.attributes.first()?;
        name.eq_ignore_ascii_case("Name").then_some(value)
    }
}

/// The sections in order; the first one is the main section.
pub(super) fn sections(file: &[u8]) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < file.len() {
        let rest = file.get(at..).unwrap_or_default();
        let (line, len) = first_line(rest);
        let line_at = at;
        at = at.saturating_add(len);
        if line.is_empty() {
            if !lines.is_empty() {
                sections.push(section(start..at, &mut lines));
            }
            continue;
        }
        match (lines.last_mut(), line.strip_prefix(b" ")) {
            (Some(last), Some(more)) => last.extend_from_slice(more),
            (last, _) => {
                if last.is_none() {
                    start = line_at;
                }
                lines.push(line.to_vec());
            }
        }
    }
    if !lines.is_empty() {
        sections.push(section(start..at, &mut lines));
    }
    sections
}

/// The first line without its end, and its length with it. Lines end with CR, LF or both.
fn first_line(rest: &[u8]) -> (&[u8], usize) {
    let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let Some(end) = end else {
        return (rest, rest.len());
    };
    let (line, ending) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    let ending_len = if ending.starts_with(b"\r\n") { 2 } else { 1 };
    (line, end.saturating_add(ending_len))
}

fn section(range: Range<usize>, lines: &mut Vec<Vec<u8>>) -> Section {
    let attributes = (lines.drain(..))
        .map(|line| {
            let line = String::from_utf8_lossy(&line);
            let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
            (name.to_owned(), value.to_owned())
        })
        .collect();
    Section { range, attributes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_end_with_their_empty_line() {
        let file = b"Manifest-Version: 1.0\r\n\r\n\r\nName: a/very\r\n -long\r\nSHA1-Digest: x\r\n\r\nname: b\n\nlast";
        let all = sections(file);
        assert_eq!(all.len(), 4);
        assert_eq!(
            &file[all[0].range.clone()],
            b"Manifest-Version: 1.0\r\n\r\n"
        );
        assert_eq!(all[0].name(), None);
        assert_eq!(all[1].name(), Some("a/very-long"));
        assert_eq!(all[1].value("sha1-digest"), Some("x"));
        assert!(file[all[1].range.clone()].starts_with(b"Name"));
        assert!(file[all[1].range.clone()].ends_with(b"x\r\n\r\n"));
        assert_eq!(all[2].name(), Some("b"));
        assert_eq!(all[3].value("last"), Some(""));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        let all = sections(b"A: 1\rB: 2\r\rName: c\r");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].value("B"), Some("2"));
        assert_eq!(all[0].range, 0..11);
    }
}
