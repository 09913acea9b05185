//! Zip files: APKs, bundles of splits, JARs, APEXes and plain archives.

use super::{Child, Opened, ReadError, Unpacker, UnpackerDoc};
use crate::Kind;
use base::{Limits, Parsed, Problem, View};
use fmt_apk::zip::{EntryError, Inflater, ZipFile};
use std::borrow::Cow;

/// Opens zip files as Android does.
pub(crate) struct Zip;

struct OpenedZip<'a> {
    zip: ZipFile<'a>,
    /// For each child, its entry's position in the zip.
    entries: Vec<usize>,
    children: Vec<Child>,
}

impl Unpacker for Zip {
    fn doc(&self) -> &'static UnpackerDoc {
        &UnpackerDoc {
            id: "zip",
            name: "ZIP",
            references: &[
                "https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT",
                "AOSP system/libziparchive/zip_archive.cc",
            ],
            limitations: &[
                "compression methods other than stored and deflate, which Android does not read either",
                "encrypted entries",
            ],
        }
    }

    fn opens(&self, kind: Kind) -> bool {
        kind == Kind::Zip
    }

    fn open<'a>(
        &self,
        _path: &str,
        file: View<'a>,
        limits: &Limits,
    ) -> Result<Parsed<Box<dyn Opened<'a> + 'a>>, Problem> {
        let zip = ZipFile::parse(file, limits)
            .map_err(|error| Problem::new("zip/unreadable", error).at(file.span()))?;
        Ok(zip.map(|zip| {
            let (entries, children) = zip
                .entries()
                .iter()
                .enumerate()
                .filter(|(_, entry)| !entry.is_folder() || entry.uncompressed_len > 0)
                .map(|(position, entry)| {
                    let child = Child {
                        path: entry.printable_name(),
                        span: entry.data.map(|data| data.span()),
                    };
                    (position, child)
                })
                .unzip();
            Box::new(OpenedZip {
                zip,
                entries,
                children,
            }) as Box<dyn Opened<'a> + 'a>
        }))
    }
}

impl<'a> Opened<'a> for OpenedZip<'a> {
    fn kind(&self) -> Kind {
        Kind::of_zip(self.zip.entries().iter().map(|entry| entry.name))
    }

    fn children(&self) -> &[Child] {
        &self.children
    }

    fn read<'i>(
        &'i self,
        position: usize,
        inflater: &'i mut Inflater,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'i, [u8]>>, ReadError> {
        let entry = self
            .entries
            .get(position)
            .and_then(|position| self.zip.entries().get(*position))
            .ok_or_else(|| {
                ReadError::Unreadable(Problem::new("zip/unreadable-entry", "no such entry"))
            })?;
        match inflater.read(entry, limits) {
            Ok(contents) => Ok(contents.map(Cow::Borrowed)),
            Err(EntryError::TooLong { .. }) => Err(ReadError::TooLong),
            Err(error) => Err(ReadError::Unreadable(
                Problem::new("zip/unreadable-entry", error).at(entry.record),
            )),
        }
    }

    fn as_zip(&self) -> Option<&ZipFile<'a>> {
        Some(&self.zip)
    }
}
