//! The formats that hold other files. One module each, listed in [`UNPACKERS`].

mod android_backup;
mod gzip;
mod tar;
mod zip;

pub(crate) use android_backup::MAGIC as ANDROID_BACKUP;
pub(crate) use tar::is_tar;

use crate::Kind;
use base::{Limits, Parsed, Problem, Span, View};
use fmt_apk::zip::{Inflater, ZipFile};
use std::borrow::Cow;
use std::io::Read;

/// Every unpacker.
pub const UNPACKERS: &[&dyn Unpacker] = &[
    &android_backup::AndroidBackup,
    &gzip::Gzip,
    &tar::Tar,
    &zip::Zip,
];

/// What an unpacker says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnpackerDoc {
    /// Its name in origins; equal to the stem of its file.
    pub id: &'static str,
    /// The format, as its makers write it.
    pub name: &'static str,
    /// Where it is described; at least one.
    pub references: &'static [&'static str],
    /// What of the format is not read; empty means that it is read whole.
    pub limitations: &'static [&'static str],
}

/// Reads the directory of one container format.
pub trait Unpacker: Sync {
    /// What it is.
    fn doc(&self) -> &'static UnpackerDoc;

    /// Whether it opens what [`Kind::of`] took for `kind`.
    fn opens(&self, kind: Kind) -> bool;

    /// Reads the directory of the container that `file` is.
    ///
    /// # Errors
    /// A problem where the file is not of this format after all.
    fn open<'a>(
        &self,
        path: &str,
        file: View<'a>,
        limits: &Limits,
    ) -> Result<Parsed<Box<dyn Opened<'a> + 'a>>, Problem>;
}

/// Something that a container holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its path in the container, as text for people. It is never used as a path on disk.
    pub path: String,
    /// The bytes in the container that it is made from.
    pub span: Option<Span>,
}

/// Why a child's contents cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// They are longer than the limit.
    TooLong,
    /// Anything else.
    Unreadable(Problem),
}

/// All that a stream gives, up to the limit on entries; where it breaks, what came before and a problem of this code.
fn all_of<'i>(
    stream: impl Read,
    code: &'static str,
    span: Span,
    limits: &Limits,
) -> Result<Parsed<Cow<'i, [u8]>>, ReadError> {
    let mut contents = Vec::new();
    let result = stream
        .take(limits.entry_len.saturating_add(1))
        .read_to_end(&mut contents);
    if contents.len() as u64 > limits.entry_len {
        return Err(ReadError::TooLong);
    }
    let mut parsed = Parsed::clean(Cow::<[u8]>::Owned(contents));
    if let Err(error) = result {
        let n = parsed.value.len();
        let says = format!("broken after {n} bytes of contents: {error}");
        parsed.problems.push(Problem::new(code, says).at(span));
    }
    Ok(parsed)
}

/// A container whose directory was read.
pub trait Opened<'a> {
    /// What the container is, now that its directory is known.
    fn kind(&self) -> Kind;

    /// What it holds, in the order of its directory.
    fn children(&self) -> &[Child];

    /// The contents of the child at this position of [`Opened::children`], of at most
    /// `limits.entry_len` bytes.
    ///
    /// # Errors
    /// [`ReadError`], by variant.
    fn read<'i>(
        &'i self,
        position: usize,
        inflater: &'i mut Inflater,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'i, [u8]>>, ReadError>;

    /// The container as a zip, where it is one.
    fn as_zip(&self) -> Option<&ZipFile<'a>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_of_this_folder_is_listed_under_its_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/unpackers");
        let mut stems: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|stem| stem != "mod")
            .collect();
        stems.sort();
        let ids: Vec<_> = UNPACKERS.iter().map(|it| it.doc().id).collect();
        assert_eq!(ids, stems);
    }

    #[test]
    fn each_names_a_reference() {
        for unpacker in UNPACKERS {
            assert!(
                !unpacker.doc().references.is_empty(),
                "{}",
                unpacker.doc().id
            );
        }
    }
}
