//! The APK Signing Block and the length-prefixed fields inside it.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v2>, AOSP
//! `frameworks/base/core/java/android/util/apk/ApkSigningBlockUtils.java`.
//! Departures from the spec: none known. The end of central directory is the last whose comment ends
//! with the file, as there; the zip reader may settle on another one, and then says so itself.
//!
//! | offset | length | field | meaning |
//! | --- | --- | --- | --- |
//! | 0 | 8 | size | of the block without this field |
//! | 8 | … | pairs | u64 length, u32 id, value |
//! | size − 16 | 8 | size | the same again |
//! | size − 8 | 16 | magic | `APK Sig Block 42` |

use base::{OutOfBounds, Span, View};

const MAGIC: &[u8; 16] = b"APK Sig Block 42";
const END_MAGIC: u32 = 0x0605_4b50;
const END_LEN: u64 = 22;

/// Why an APK has no signing block that Android would look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoBlock {
    /// No end of central directory ends with the file.
    #[error("no end of central directory whose comment ends with the file")]
    NoEndRecord,
    /// The central directory does not end where its end record begins.
    #[error(
        "central directory ends at {directory_end:#x}, but its end record begins at {end_record:#x}"
    )]
    DirectoryNotAtEnd {
        /// Where the central directory ends.
        directory_end: u64,
        /// Where the end record begins.
        end_record: u64,
    },
    /// The magic does not stand before the central directory: the usual case of a file without block.
    #[error("no signing block magic before the central directory at {directory:#x}")]
    NoMagic {
        /// Where the central directory begins.
        directory: u64,
    },
    /// The magic is there, but the size before it is impossible.
    #[error("signing block before {directory:#x} has the impossible size {size:#x}")]
    BadSize {
        /// Where the central directory begins.
        directory: u64,
        /// The size at the block's end.
        size: u64,
    },
    /// The sizes at the block's both ends differ.
    #[error("signing block at {at:#x} has size {first:#x} at its begin and {last:#x} at its end")]
    SizesDiffer {
        /// Where the block would begin.
        at: u64,
        /// The size at its begin.
        first: u64,
        /// The size at its end.
        last: u64,
    },
}

/// One id and value of the signing block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    /// The id; `0x7109871a` is v2.
    pub(super) id: u32,
    pub(super) value: View<'a>,
}

/// The four parts of an APK that has a signing block.
#[derive(Clone, Debug)]
pub(super) struct Sections<'a> {
    pub(super) before: View<'a>,
    pub(super) block: View<'a>,
    pub(super) directory: View<'a>,
    pub(super) end_record: View<'a>,
}

/// Splits an APK around its signing block.
pub(super) fn find(apk: View<'_>) -> Result<Sections<'_>, NoBlock> {
    let end_at = find_end_record(apk).ok_or(NoBlock::NoEndRecord)?;
    let read = |off: u64| apk.u32_le(end_at.saturating_add(off)).map(u64::from);
    let (len, directory) = (
        read(12).map_err(|_| NoBlock::NoEndRecord)?,
        read(16).map_err(|_| NoBlock::NoEndRecord)?,
    );
    let directory_end = directory.saturating_add(len);
    if directory_end != end_at {
        return Err(NoBlock::DirectoryNotAtEnd {
            directory_end,
            end_record: end_at,
        });
    }
    let no_magic = NoBlock::NoMagic { directory };
    let footer_at = directory.checked_sub(24).ok_or(no_magic)?;
    if apk.array::<16>(footer_at.saturating_add(8)).as_ref() != Ok(MAGIC) {
        return Err(no_magic);
    }
    let last = apk.u64_le(footer_at).map_err(|_| no_magic)?;
    let bad_size = NoBlock::BadSize {
        directory,
        size: last,
    };
    if last < 24 {
        return Err(bad_size);
    }
    let at = (last.checked_add(8))
        .and_then(|len| directory.checked_sub(len))
        .ok_or(bad_size)?;
    let first = apk.u64_le(at).map_err(|_| bad_size)?;
    if first != last {
        return Err(NoBlock::SizesDiffer { at, first, last });
    }
    let part = |from: u64, to: u64| apk.sub(from, to.saturating_sub(from)).map_err(|_| bad_size);
    Ok(Sections {
        before: part(0, at)?,
        block: part(at, directory)?,
        directory: part(directory, end_at)?,
        end_record: part(end_at, apk.len())?,
    })
}

fn find_end_record(apk: View<'_>) -> Option<u64> {
    let last = apk.len().checked_sub(END_LEN)?;
    (0..=last.min(u64::from(u16::MAX))).find_map(|comment_len| {
        let at = last.checked_sub(comment_len)?;
        let is_end = apk.u32_le(at) == Ok(END_MAGIC)
            && apk.u16_le(at.checked_add(20)?).map(u64::from) == Ok(comment_len);
        is_end.then_some(at)
    })
}

impl<'a> Sections<'a> {
    /// The pairs in order, up to the first whose length is impossible, and where that one stands.
    pub(super) fn pairs(&self) -> (Vec<Pair<'a>>, Option<Span>) {
        let mut pairs = Vec::new();
        let inside = self.block.len().saturating_sub(32);
        let Ok(mut rest) = self.block.sub(8, inside) else {
            return (pairs, None);
        };
        while !rest.is_empty() {
            let Some((pair, next)) = read_pair(rest) else {
                return (pairs, Some(rest.span()));
            };
            pairs.push(pair);
            rest = next;
        }
        (pairs, None)
    }
}

fn read_pair(view: View<'_>) -> Option<(Pair<'_>, View<'_>)> {
    let len = view.u64_le(0).ok()?;
    let pair = Pair {
        id: view.u32_le(8).ok()?,
        value: view.sub(12, len.checked_sub(4)?).ok()?,
    };
    Some((pair, view.tail(len.checked_add(8)?).ok()?))
}

/// Reads little-endian fields one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    rest: View<'a>,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(rest: View<'a>) -> Self {
        Self { rest }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What has not been read yet.
    pub(super) const fn rest(&self) -> View<'a> {
        self.rest
    }

    pub(super) fn u8(&mut self) -> Result<u8, OutOfBounds> {
        let value = self.rest.u8(0)?;
        self.rest = self.rest.tail(1)?;
        Ok(value)
    }

    pub(super) fn u32(&mut self) -> Result<u32, OutOfBounds> {
        let value = self.rest.u32_le(0)?;
        self.rest = self.rest.tail(4)?;
        Ok(value)
    }

    /// A u32 length and as many bytes.
    pub(super) fn prefixed(&mut self) -> Result<View<'a>, OutOfBounds> {
        let len = u64::from(self.rest.u32_le(0)?);
        let value = self.rest.sub(4, len)?;
        self.rest = self.rest.tail(len.saturating_add(4))?;
        Ok(value)
    }
}
