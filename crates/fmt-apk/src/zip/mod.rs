//! Zip files as Android reads them, with everything odd about them by name.
//!
//! Spec: APPNOTE.TXT 6.3.10, <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>; AOSP
//! `system/libziparchive/zip_archive.cc` and `frameworks/base/libs/androidfw/ZipFileRO.cpp`, `AssetsProvider.cpp` (main,
//! 2025), which decide where they differ from it.
//!
//! Departures from the spec: as in Android the central directory is authoritative, the encryption flag
//! is ignored, the length of stored data is its uncompressed size, and methods other than 8 are read as
//! stored. What Android refuses we read on, and say so: see [`AnomalyKind::reception`].

mod anomaly;
mod directory;
mod end;
mod inflate;
mod names;

pub use anomaly::{Anomaly, AnomalyKind, Reception};
pub use inflate::{EntryError, Inflater};

use base::{Limits, Parsed, Problem, Span, View};
use std::borrow::Cow;

/// The method of data that is not compressed.
pub const STORED: u16 = 0;
/// The method of deflated data.
pub const DEFLATED: u16 = 8;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_DESCRIPTOR: u16 = 8;

/// Why bytes are not a zip file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZipError {
    /// There is no end-of-central-directory record with a directory.
    #[error("no end of central directory in {len} bytes")]
    NoEndRecord {
        /// Length of what was searched.
        len: u64,
    },
}

/// One entry of the central directory.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The name as it stands; neither checked nor decoded.
    pub name: &'a [u8],
    /// The compression method in the central directory: 0 stored, 8 deflated.
    pub method: u16,
    /// The general purpose flags in the central directory.
    pub flags: u16,
    /// The version made by; the high byte is the system (3 is Unix).
    pub made_by: u16,
    /// External attributes; for Unix the mode is in the high half.
    pub attributes: u32,
    /// Time of change as MS-DOS date and time.
    pub modified: (u16, u16),
    /// CRC-32 of the contents, as declared.
    pub crc32: u32,
    /// Length of the data in the file, as declared.
    pub compressed_len: u64,
    /// Length of the contents, as declared.
    pub uncompressed_len: u64,
    /// The extra fields in the central directory.
    pub extra: View<'a>,
    /// The entry's comment.
    pub comment: View<'a>,
    /// Where the central directory has it.
    pub record: Span,
    /// The local header, where there is one.
    pub local: Option<Local<'a>>,
    /// The data as Android delimits it: the compressed bytes of a deflated entry, `uncompressed_len`
    /// bytes of any other. Cut off where the file ends; `None` where there is no local header.
    pub data: Option<View<'a>>,
}

/// The local header of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Local<'a> {
    /// Where it stands, with its name and extra fields.
    pub span: Span,
    /// The name in it.
    pub name: &'a [u8],
    /// The general purpose flags in it.
    pub flags: u16,
    /// The compression method in it.
    pub method: u16,
    /// The extra fields in it.
    pub extra: View<'a>,
    /// The data descriptor behind the data, where there is one that agrees with the central directory.
    pub descriptor: Option<Span>,
}

impl<'a> Entry<'a> {
    /// Whether the name is a folder's.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with(b"/")
    }

    /// The name as text, bad bytes and controls escaped.
    pub fn printable_name(&self) -> String {
        base::printable(self.name, usize::from(u16::MAX))
    }

    /// The Unix mode, where the entry was made on Unix.
    pub fn unix_mode(&self) -> Option<u32> {
        (self.made_by >> 8 == 3).then_some(self.attributes >> 16)
    }

    /// The bytes that the data has where the entry is deflated whatever its method says.
    fn deflated_anyway(&self) -> Option<&'a [u8]> {
        let data = self.data?.bytes();
        let len = usize::try_from(self.compressed_len).ok()?;
        data.get(..len)
    }
}

/// A zip file.
///
/// Invariant: `by_name` holds every position of `entries` once, sorted by name.
#[derive(Debug)]
pub struct ZipFile<'a> {
    file: View<'a>,
    entries: Vec<Entry<'a>>,
    by_name: Vec<usize>,
    anomalies: Vec<Anomaly>,
    n_anomalies_left_out: u64,
    end_record: Span,
    central_directory: Span,
    comment: View<'a>,
    gaps: Vec<Span>,
}

impl<'a> ZipFile<'a> {
    /// Reads the directory and the local headers; no contents.
    ///
    /// What kept something from being read is among the problems too; everything odd is in
    /// [`ZipFile::anomalies`], at most `limits.n_problems` of it.
    ///
    /// # Errors
    /// [`ZipError::NoEndRecord`] where nothing in `file` ends a zip.
    pub fn parse(file: View<'a>, limits: &Limits) -> Result<Parsed<Self>, ZipError> {
        let mut anomalies = anomaly::Anomalies::new(limits.n_problems);
        let mut problems = Vec::new();
        let end = end::find(file, &mut anomalies)?;
        let entries = directory::read(file, &end, limits, &mut anomalies, &mut problems);
        let first_off = entries
            .iter()
            .filter_map(|entry| entry.local.as_ref())
            .map(|local| local.span.start())
            .min();
        if !entries.is_empty() && file.u32_le(0) != Ok(end::LOCAL_SIG) {
            let len = first_off.map_or(0, |at| at.saturating_sub(file.start()));
            anomalies.add(
                AnomalyKind::BytesBeforeFirstEntry,
                None,
                file.span_at(0, len),
                format_args!(
                    "the file does not begin with a local header; the first is at {len:#x}"
                ),
            );
        }
        names::check_each(&entries, &mut anomalies);
        let by_name = names::sort(&entries);
        names::check_together(&entries, &by_name, &mut anomalies);
        let central_directory = file.span_at(end.directory_off, end.directory_len);
        let gaps = names::spans(
            &entries,
            file.start(),
            central_directory.start(),
            &mut anomalies,
        );
        for anomaly in &anomalies.list {
            if matches!(
                anomaly.kind,
                AnomalyKind::LocalHeaderMissing
                    | AnomalyKind::DataOutOfBounds
                    | AnomalyKind::BadZip64End
                    | AnomalyKind::BadZip64Field
            ) {
                problems.push(Problem::new(anomaly.kind.code(), &anomaly.says).at(anomaly.span));
            }
        }
        if anomalies.n_left_out != 0 {
            problems.push(Problem::new(
                "zip/too-many-anomalies",
                format_args!(
                    "{} anomalies beyond the first {} are not listed",
                    anomalies.n_left_out,
                    anomalies.list.len()
                ),
            ));
        }
        Ok(Parsed {
            value: Self {
                file,
                entries,
                by_name,
                anomalies: anomalies.list,
                n_anomalies_left_out: anomalies.n_left_out,
                end_record: end.record,
                central_directory,
                comment: end.comment,
                gaps,
            },
            problems,
        })
    }

    /// The whole file.
    pub const fn file(&self) -> View<'a> {
        self.file
    }

    /// The entries in the order of the central directory.
    pub fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// The first entry of this name. Android refuses a file with two of the same name.
    pub fn entry(&self, name: &[u8]) -> Option<&Entry<'a>> {
        self.entries_named(name).next()
    }

    /// Every entry of this name, in the order of the central directory.
    pub fn entries_named<'s, 'n>(
        &'s self,
        name: &'n [u8],
    ) -> impl Iterator<Item = &'s Entry<'a>> + use<'s, 'n, 'a> {
        let named = |idx: &usize| self.entries.get(*idx).map(|entry| entry.name);
        let from = self.by_name.partition_point(|idx| named(idx) < Some(name));
        self.by_name
            .get(from..)
            .unwrap_or_default()
            .iter()
            .filter_map(|idx| self.entries.get(*idx))
            .take_while(move |entry| entry.name == name)
    }

    /// Everything odd.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    /// How many anomalies are not in [`ZipFile::anomalies`] because the limit was reached.
    pub const fn n_anomalies_left_out(&self) -> u64 {
        self.n_anomalies_left_out
    }

    /// The end record, without its comment.
    pub const fn end_record(&self) -> Span {
        self.end_record
    }

    /// The central directory.
    pub const fn central_directory(&self) -> Span {
        self.central_directory
    }

    /// The file's comment.
    pub const fn comment(&self) -> View<'a> {
        self.comment
    }

    /// The parts of the file before the central directory that no entry claims, in order: the signing
    /// block if there is one, padding, and whatever was hidden there.
    pub fn gaps(&self) -> &[Span] {
        &self.gaps
    }

    /// An entry's contents. To read many entries, keep an [`Inflater`].
    ///
    /// # Errors
    /// [`EntryError`], by variant.
    pub fn read(
        &self,
        entry: &Entry<'a>,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'a, [u8]>>, EntryError> {
        Inflater::new().read_owned(entry, limits)
    }
}

#[cfg(test)]
mod tests;
