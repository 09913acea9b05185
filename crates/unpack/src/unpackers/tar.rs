//! Tar archives of POSIX and GNU.
//!
//! Spec: POSIX.1-2017 `pax` (ustar and pax interchange formats); GNU tar manual, "Basic Tar Format".
//! Departures from the spec: a header whose checksum is wrong ends the archive, and is a problem; numbers may be in GNU's base-256
//! form; global pax headers are read as if each following file had them; sparse files give the bytes that stand in the archive.

use super::{Child, Opened, ReadError, Unpacker, UnpackerDoc};
use crate::Kind;
use base::{Limits, Parsed, Problem, View};
use fmt_apk::zip::Inflater;
use std::borrow::Cow;

const BLOCK: u64 = 512;
/// Bytes of a long name or of pax records: 64 KiB; a path has at most 4 KiB.
const EXTENSION: u64 = 64 << 10;

/// Opens tar archives.
pub(crate) struct Tar;

struct OpenedTar<'a> {
    file: View<'a>,
    children: Vec<Child>,
}

impl Unpacker for Tar {
    fn doc(&self) -> &'static UnpackerDoc {
        &UnpackerDoc {
            id: "tar",
            name: "tar",
            references: &[
                "https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html",
                "https://www.gnu.org/software/tar/manual/html_node/Standard.html",
            ],
            limitations: &[
                "archives of before POSIX, which have no magic",
                "links and devices, which are counted only",
            ],
        }
    }

    fn opens(&self, kind: Kind) -> bool {
        kind == Kind::Tar
    }

    fn open<'a>(
        &self,
        _path: &str,
        file: View<'a>,
        limits: &Limits,
    ) -> Result<Parsed<Box<dyn Opened<'a> + 'a>>, Problem> {
        if !is_tar(file.bytes()) {
            let says = "its first header is none";
            return Err(Problem::new("tar/unreadable", says));
        }
        let mut problems = Vec::new();
        let children = children(file, limits, &mut problems);
        Ok(Parsed {
            value: Box::new(OpenedTar { file, children }),
            problems,
        })
    }
}

/// Whether bytes begin with the header of a file in a tar archive.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar") && bytes.get(..512).is_some_and(is_header)
}

/// Whether the checksum of a header is right: the sum of its bytes, with spaces for the checksum's own.
fn is_header(header: &[u8]) -> bool {
    let sum = |bytes: &[u8]| bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>();
    let field = header.get(148..156).unwrap_or_default();
    number(field) == Some(sum(header) - sum(field) + 8 * u64::from(b' '))
}

/// Octal digits between spaces and zeros, or GNU's number of base 256.
fn number(field: &[u8]) -> Option<u64> {
    if let Some((0x80, rest)) = field.split_first() {
        return rest.iter().try_fold(0_u64, |sum, &byte| {
            Some(sum.checked_mul(256)? | u64::from(byte))
        });
    }
    let text = std::str::from_utf8(field).ok()?;
    let digits = text.trim_matches(|it| it == ' ' || it == '\0');
    u64::from_str_radix(digits, 8).ok()
}

fn text(field: &[u8]) -> String {
    let end = field.iter().position(|&byte| byte == 0);
    let text = field.get(..end.unwrap_or(field.len())).unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}

/// What pax records say of the next file: lines of `LENGTH KEY=VALUE`.
fn pax(mut records: &[u8]) -> (Option<String>, Option<u64>) {
    let (mut path, mut size) = (None, None);
    while let Some(space) = records.iter().position(|&byte| byte == b' ') {
        let len = std::str::from_utf8(records.get(..space).unwrap_or_default())
            .ok()
            .and_then(|it| it.parse::<usize>().ok());
        let Some((record, rest)) = len.and_then(|len| records.split_at_checked(len)) else {
            break;
        };
        records = rest;
        let record = record.get(space.saturating_add(1)..).unwrap_or_default();
        let record = String::from_utf8_lossy(record);
        match record.trim_end_matches('\n').split_once('=') {
            Some(("path", value)) => path = Some(value.to_owned()),
            Some(("size", value)) => size = value.parse().ok(),
            _ => {}
        }
    }
    (path, size)
}

fn children(file: View<'_>, limits: &Limits, problems: &mut Vec<Problem>) -> Vec<Child> {
    let mut children = Vec::new();
    let mut n_others = 0_u64;
    let mut at = 0_u64;
    // What the header before said of the next file.
    let (mut path, mut size) = (None, None);
    loop {
        let header = file.sub(at, BLOCK);
        let Ok(header) = header else {
            if at < file.len() {
                problems.push(Problem::new("tar/ends-early", "a header is cut off"));
            }
            break;
        };
        let bytes = header.bytes();
        if bytes.iter().all(|&byte| byte == 0) {
            break;
        }
        let field = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
        let kind = field(156, 157).first().copied().unwrap_or(0);
        let own_size = number(field(124, 136));
        let (true, Some(own_size)) = (is_header(bytes), own_size) else {
            let says = "a header's checksum or length is wrong; what follows is not read";
            problems.push(Problem::new("tar/bad-header", says).at(header.span()));
            break;
        };
        let is_extension = matches!(kind, b'L' | b'K' | b'x' | b'g');
        let size_here = if is_extension {
            own_size
        } else {
            size.take().unwrap_or(own_size)
        };
        let start = at.saturating_add(BLOCK);
        let Ok(contents) = file.sub(start, size_here) else {
            let says = format!("{size_here} bytes were to follow");
            problems.push(Problem::new("tar/ends-early", says).at(header.span()));
            break;
        };
        at = start.saturating_add(size_here.div_ceil(BLOCK).saturating_mul(BLOCK));
        if is_extension {
            if size_here > EXTENSION {
                let says = format!("a name or record of {size_here} bytes");
                problems.push(Problem::new("tar/bad-header", says).at(header.span()));
            } else if kind == b'L' {
                path = Some(text(contents.bytes()));
            } else if kind != b'K' {
                let (its_path, its_size) = pax(contents.bytes());
                path = its_path.or(path);
                size = its_size.or(size);
            }
            continue;
        }
        let name = path.take().unwrap_or_else(|| {
            let (prefix, name) = (text(field(345, 500)), text(field(0, 100)));
            // GNU keeps times where POSIX keeps a prefix.
            match field(257, 263) {
                b"ustar\0" if !prefix.is_empty() => format!("{prefix}/{name}"),
                _ => name,
            }
        });
        match kind {
            b'0' | b'\0' | b'7' | b'S' if !name.ends_with('/') => {}
            b'5' | b'0' | b'\0' => continue,
            _ => {
                n_others = n_others.saturating_add(1);
                continue;
            }
        }
        if children.len() as u64 >= u64::from(limits.n_entries) {
            let says = format!("more than {} files", limits.n_entries);
            problems.push(Problem::new("tar/too-many-entries", says));
            break;
        }
        children.push(Child {
            path: name.trim_start_matches("./").to_owned(),
            span: Some(contents.span()),
        });
    }
    if n_others > 0 {
        let says = format!("{n_others} links or devices, which hold nothing");
        problems.push(Problem::new("tar/link", says));
    }
    children
}

impl<'a> Opened<'a> for OpenedTar<'a> {
    fn kind(&self) -> Kind {
        Kind::Tar
    }

    fn children(&self) -> &[Child] {
        &self.children
    }

    fn read<'i>(
        &'i self,
        position: usize,
        _inflater: &'i mut Inflater,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'i, [u8]>>, ReadError> {
        let span = self.children.get(position).and_then(|child| child.span);
        let contents = span.and_then(|span| {
            let from = span.start().checked_sub(self.file.start())?;
            self.file.sub(from, span.len()).ok()
        });
        let Some(contents) = contents else {
            let says = "its bytes are not there";
            return Err(ReadError::Unreadable(Problem::new("tar/ends-early", says)));
        };
        if contents.len() > limits.entry_len {
            return Err(ReadError::TooLong);
        }
        Ok(Parsed::clean(Cow::Borrowed(contents.bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_octal_or_of_base_256() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"  12 \0\0"), Some(10));
        assert_eq!(number(b"\x80\0\0\x01\x02"), Some(258));
        assert_eq!(number(b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(number(b"89"), None);
        assert_eq!(number(b"\0\0"), None);
    }

    #[test]
    fn records_of_pax_are_read_by_their_length() {
        assert_eq!(
            pax(b"12 path=a/b\n9 size=7\n"),
            (Some("a/b".to_owned()), Some(7))
        );
        assert_eq!(pax(b"99 path=a\n"), (None, None));
        assert_eq!(pax(b"x path=a\n"), (None, None));
    }
}
