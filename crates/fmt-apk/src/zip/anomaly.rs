//! What is odd in a zip file, by kind, with what Android makes of it.

use base::Span;
use std::fmt;

/// What Android's own reader does on meeting an anomaly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reception {
    /// Reads on; other tools may see something else.
    Reads,
    /// Refuses the entry and reads the others.
    RefusesEntry,
    /// Refuses the whole file, so that it cannot be installed.
    RefusesArchive,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $reception:ident,)*) => {
        /// What is odd. The names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum AnomalyKind {
            $($(#[$doc])* $kind,)*
        }

        impl AnomalyKind {
            /// Every kind, in the order of the source.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The kind's stable name, in kebab case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// The code of the problem that stands for the anomaly: `zip/` and the name.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => concat!("zip/", $name),)* }
            }

            /// What Android makes of it.
            pub const fn reception(self) -> Reception {
                match self { $(Self::$kind => Reception::$reception,)* }
            }
        }
    };
}

kinds! {
    /// Bytes after the end record and its comment.
    BytesAfterEnd "bytes-after-end" RefusesArchive,
    /// A later end-of-central-directory signature than the one whose comment ends with the file.
    DecoyEndRecord "decoy-end-record" RefusesArchive,
    /// An end record's signature in the last 21 bytes, where no record fits.
    EndSignatureInComment "end-signature-in-comment" Reads,
    /// The end record names another disk than the first.
    SeveralDisks "several-disks" Reads,
    /// The end record's two counts of records differ.
    RecordCountsDiffer "record-counts-differ" Reads,
    /// The end record counts no record.
    NoEntries "no-entries" RefusesArchive,
    /// The zip64 end record or its locator is missing or wrong.
    BadZip64End "bad-zip64-end" RefusesArchive,
    /// The central directory is not where the end record says.
    DirectoryShifted "directory-shifted" RefusesArchive,
    /// The central directory would reach into the end record.
    DirectoryOverlapsEnd "directory-overlaps-end" RefusesArchive,
    /// The central directory ends, or turns to something else, before the counted records.
    DirectoryEndsEarly "directory-ends-early" RefusesArchive,
    /// Records follow the counted ones. Android does not see them; some other readers do.
    RecordsBeyondCount "records-beyond-count" Reads,
    /// Bytes between the counted records and the end record that are no record.
    BytesAfterDirectory "bytes-after-directory" Reads,
    /// The file does not begin with a local header.
    BytesBeforeFirstEntry "bytes-before-first-entry" RefusesArchive,
    /// An entry's name is empty.
    EmptyName "empty-name" RefusesEntry,
    /// An entry's name is not UTF-8.
    NameNotUtf8 "name-not-utf8" RefusesArchive,
    /// An entry's name holds a zero byte.
    NameWithNul "name-with-nul" RefusesArchive,
    /// An entry's name has a component `..`.
    NameClimbs "name-climbs" Reads,
    /// An entry's name begins with a slash or a drive letter.
    NameAbsolute "name-absolute" Reads,
    /// An entry's name holds a backslash, which some systems take for a slash.
    NameWithBackslash "name-with-backslash" Reads,
    /// A second entry of the same name.
    DuplicateName "duplicate-name" RefusesArchive,
    /// An entry is a file, and by another entry's name also a folder.
    FileIsFolder "file-is-folder" Reads,
    /// An entry whose name ends in a slash holds data.
    FolderWithData "folder-with-data" Reads,
    /// The entry's zip64 field is missing or wrong.
    BadZip64Field "bad-zip64-field" RefusesEntry,
    /// No local header where the central directory says.
    LocalHeaderMissing "local-header-missing" RefusesEntry,
    /// The local header has another name.
    LocalNameDiffers "local-name-differs" RefusesEntry,
    /// The local header has another compression method. Android takes the central directory's.
    LocalMethodDiffers "local-method-differs" Reads,
    /// The local header, which promises no data descriptor, has other sizes or another checksum.
    LocalSizesDiffer "local-sizes-differ" RefusesEntry,
    /// The data descriptor has other sizes or another checksum. Android refuses it where it extracts
    /// the entry, and does not look at it where it maps a resource.
    DescriptorDiffers "descriptor-differs" Reads,
    /// Local header and central directory disagree about there being a data descriptor.
    DescriptorFlagDiffers "descriptor-flag-differs" Reads,
    /// The flag for encryption is set. Android ignores it, other readers ask for a password.
    EncryptionFlag "encryption-flag" Reads,
    /// A compression method other than 0 and 8. Android maps a resource or manifest so marked as stored.
    UnknownMethod "unknown-method" Reads,
    /// A stored entry whose two sizes differ. Android takes the uncompressed one.
    StoredSizesDiffer "stored-sizes-differ" Reads,
    /// The entry's data would reach beyond the file or into the central directory.
    DataOutOfBounds "data-out-of-bounds" RefusesEntry,
    /// The entry shares bytes with another one.
    EntriesOverlap "entries-overlap" Reads,
}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something odd in a zip file. An honest packer makes none of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// What is odd.
    pub kind: AnomalyKind,
    /// The entry it is about, as its position in [`super::ZipFile::entries`].
    pub entry: Option<usize>,
    /// Where, in the artifact.
    pub span: Span,
    /// One sentence with the numbers of this case; lower case, no final stop.
    pub says: String,
}

/// Anomalies, at most so many.
pub(super) struct Anomalies {
    pub(super) list: Vec<Anomaly>,
    pub(super) n_left_out: u64,
    most: usize,
}

impl Anomalies {
    pub(super) fn new(most: u32) -> Self {
        Self {
            list: Vec::new(),
            n_left_out: 0,
            most: usize::try_from(most).unwrap_or(usize::MAX),
        }
    }

    pub(super) fn add(
        &mut self,
        kind: AnomalyKind,
        entry: Option<usize>,
        span: Span,
        says: impl fmt::Display,
    ) {
        if self.list.len() < self.most {
            self.list.push(Anomaly {
                kind,
                entry,
                span,
                says: says.to_string(),
            });
        } else {
            self.n_left_out = self.n_left_out.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_distinct() {
        let mut names: Vec<_> = AnomalyKind::ALL.iter().map(|kind| kind.name()).collect();
        for name in &names {
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), AnomalyKind::ALL.len());
    }
}
