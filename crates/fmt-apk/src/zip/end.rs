//! The end of central directory: which record wins, and where the directory is.

use super::ZipError;
use super::anomaly::{Anomalies, AnomalyKind as Kind};
use base::{Span, View};

const END_SIG: &[u8; 4] = b"PK\x05\x06";
const END_LEN: u64 = 22;
const LOCATOR_SIG: u32 = 0x0706_4b50;
const LOCATOR_LEN: u64 = 20;
const END64_SIG: u32 = 0x0606_4b50;
const END64_LEN: u64 = 56;
pub(super) const RECORD_SIG: u32 = 0x0201_4b50;
pub(super) const LOCAL_SIG: u32 = 0x0403_4b50;

/// What the end record says, checked against the file.
pub(super) struct End<'a> {
    /// The end record without its comment; the zip64 records are in `tail`.
    pub(super) record: Span,
    pub(super) comment: View<'a>,
    /// Where the zip64 end records begin, or the end record where there are none; relative to the file.
    pub(super) tail_off: u64,
    /// Start of the directory, relative to the file.
    pub(super) directory_off: u64,
    pub(super) directory_len: u64,
    pub(super) n_records: u64,
    /// What to add to the offsets in the directory: the length of what stands before the zip.
    pub(super) shift: u64,
}

struct Raw {
    off: u64,
    comment_len: u64,
    n_records_here: u16,
    n_records: u16,
    directory_len: u32,
    directory_off: u32,
    disk: u16,
    directory_disk: u16,
}

fn raw_at(file: View<'_>, off: u64) -> Option<Raw> {
    Some(Raw {
        off,
        disk: file.u16_le(off.checked_add(4)?).ok()?,
        directory_disk: file.u16_le(off.checked_add(6)?).ok()?,
        n_records_here: file.u16_le(off.checked_add(8)?).ok()?,
        n_records: file.u16_le(off.checked_add(10)?).ok()?,
        directory_len: file.u32_le(off.checked_add(12)?).ok()?,
        directory_off: file.u32_le(off.checked_add(16)?).ok()?,
        comment_len: u64::from(file.u16_le(off.checked_add(20)?).ok()?),
    })
}

fn has_sig(file: View<'_>, off: u64, sig: u32) -> bool {
    file.u32_le(off) == Ok(sig)
}

impl Raw {
    fn ends_at(&self) -> u64 {
        self.off
            .saturating_add(END_LEN)
            .saturating_add(self.comment_len)
    }

    /// Whether a directory stands where the record says, or right before the record.
    fn is_plausible(&self, file: View<'_>) -> bool {
        self.n_records == 0 && self.directory_len == 0
            || self.directory_off == u32::MAX
            || self.directory_len == u32::MAX
            || has_sig(file, u64::from(self.directory_off), RECORD_SIG)
            || self
                .off
                .checked_sub(u64::from(self.directory_len))
                .is_some_and(|off| has_sig(file, off, RECORD_SIG))
    }
}

/// Finds the end record.
///
/// Android's native reader takes the last signature in the file and then insists on its comment ending
/// with the file; Java's readers take the last one whose comment does. Where they agree there is one
/// answer; else we take the Java one, and if no comment fits the last one that has a directory.
fn locate(file: View<'_>, anomalies: &mut Anomalies) -> Result<Raw, ZipError> {
    let bytes = file.bytes();
    let looks_like_zip = file.bytes().starts_with(b"PK");
    let far = END_LEN.saturating_add(u64::from(u16::MAX));
    let near_start = file.len().saturating_sub(far);

    let mut last: Option<Raw> = None;
    let mut fallback: Option<Raw> = None;
    let mut chosen = None;
    for found in memchr::memmem::rfind_iter(bytes, END_SIG) {
        let Ok(off) = u64::try_from(found) else { break };
        if off < near_start && (chosen.is_some() || fallback.is_some() || !looks_like_zip) {
            break;
        }
        let Some(raw) = raw_at(file, off) else {
            anomalies.add(
                Kind::EndSignatureInComment,
                None,
                file.span_at(off, 4),
                format_args!(
                    "an end record's signature {} bytes before the end, where none fits",
                    file.len().saturating_sub(off)
                ),
            );
            continue;
        };
        let plausible = raw.is_plausible(file);
        if raw.ends_at() == file.len() && plausible {
            chosen = Some(raw);
            break;
        }
        if last.is_none() {
            last = raw_at(file, off);
        }
        if plausible && fallback.is_none() {
            fallback = Some(raw);
        }
    }
    match (chosen, fallback, last) {
        (Some(chosen), _, None) => Ok(chosen),
        (Some(chosen), _, Some(last)) => {
            anomalies.add(
                Kind::DecoyEndRecord,
                None,
                file.span_at(last.off, END_LEN),
                format_args!(
                    "a later end record at {:#x}, whose comment does not end with the file; the one taken is at {:#x}",
                    last.off, chosen.off
                ),
            );
            Ok(chosen)
        }
        (None, Some(raw), _) | (None, None, Some(raw)) => {
            let end = raw.ends_at();
            if end < file.len() {
                anomalies.add(
                    Kind::BytesAfterEnd,
                    None,
                    file.span_at(end, file.len().saturating_sub(end)),
                    format_args!(
                        "{} bytes after the end record and its comment",
                        file.len().saturating_sub(end)
                    ),
                );
            } else if end > file.len() {
                anomalies.add(
                    Kind::BytesAfterEnd,
                    None,
                    file.span_at(raw.off, END_LEN),
                    format_args!(
                        "the comment should have {} bytes, but {} are left",
                        raw.comment_len,
                        file.len().saturating_sub(raw.off).saturating_sub(END_LEN)
                    ),
                );
            }
            Ok(raw)
        }
        (None, None, None) => Err(ZipError::NoEndRecord { len: file.len() }),
    }
}

struct End64 {
    off: u64,
    n_records: u64,
    directory_len: u64,
    directory_off: u64,
}

fn end64(file: View<'_>, end_off: u64) -> Option<End64> {
    let locator = end_off.checked_sub(LOCATOR_LEN)?;
    if !has_sig(file, locator, LOCATOR_SIG) {
        return None;
    }
    let said = file.u64_le(locator.checked_add(8)?).ok()?;
    // Behind a prefix the record stands right before its locator.
    let adjacent = locator.checked_sub(END64_LEN)?;
    let off = [said, adjacent]
        .into_iter()
        .find(|off| has_sig(file, *off, END64_SIG) && *off <= adjacent)?;
    Some(End64 {
        off,
        n_records: file.u64_le(off.checked_add(32)?).ok()?,
        directory_len: file.u64_le(off.checked_add(40)?).ok()?,
        directory_off: file.u64_le(off.checked_add(48)?).ok()?,
    })
}

pub(super) fn find<'a>(file: View<'a>, anomalies: &mut Anomalies) -> Result<End<'a>, ZipError> {
    let raw = locate(file, anomalies)?;
    let record = file.span_at(raw.off, END_LEN);
    let comment_off = raw.off.saturating_add(END_LEN);
    let comment_len = raw.comment_len.min(file.len().saturating_sub(comment_off));
    let comment = file
        .sub(comment_off, comment_len)
        .map_err(|_| ZipError::NoEndRecord { len: file.len() })?;

    let mut n_records = u64::from(raw.n_records);
    let mut directory_len = u64::from(raw.directory_len);
    let mut directory_off = u64::from(raw.directory_off);
    let mut tail_off = raw.off;
    if raw.directory_len == u32::MAX || raw.directory_off == u32::MAX {
        if let Some(end64) = end64(file, raw.off) {
            n_records = end64.n_records;
            directory_len = end64.directory_len;
            directory_off = end64.directory_off;
            tail_off = end64.off;
        } else {
            anomalies.add(
                Kind::BadZip64End,
                None,
                record,
                "the end record points to a zip64 end record, but there is none",
            );
        }
    } else {
        if raw.disk != 0 || raw.directory_disk != 0 {
            anomalies.add(
                Kind::SeveralDisks,
                None,
                record,
                format_args!(
                    "the end record is of disk {}, the directory of disk {}",
                    raw.disk, raw.directory_disk
                ),
            );
        }
        if raw.n_records_here != raw.n_records {
            anomalies.add(
                Kind::RecordCountsDiffer,
                None,
                record,
                format_args!(
                    "{} records on this disk, {} in all",
                    raw.n_records_here, raw.n_records
                ),
            );
        }
    }
    if n_records == 0 {
        anomalies.add(
            Kind::NoEntries,
            None,
            record,
            "the end record counts no entry",
        );
    }

    let mut shift = 0;
    if n_records != 0 && !has_sig(file, directory_off, RECORD_SIG) {
        let before_end = tail_off
            .checked_sub(directory_len)
            .filter(|off| has_sig(file, *off, RECORD_SIG));
        if let Some(found) = before_end {
            anomalies.add(
                Kind::DirectoryShifted,
                None,
                file.span_at(found, directory_len),
                format_args!(
                    "the central directory should be at {directory_off:#x}, but is at {found:#x}"
                ),
            );
            shift = found.saturating_sub(directory_off);
            directory_off = found;
        }
    }
    if directory_off.saturating_add(directory_len) > tail_off {
        anomalies.add(
            Kind::DirectoryOverlapsEnd,
            None,
            record,
            format_args!(
                "the central directory of {directory_len} bytes from {directory_off:#x} would reach \
                 beyond the end record at {tail_off:#x}"
            ),
        );
        directory_len = tail_off.saturating_sub(directory_off);
    }
    Ok(End {
        record,
        comment,
        tail_off,
        directory_off: directory_off.min(tail_off),
        directory_len,
        n_records,
        shift,
    })
}
