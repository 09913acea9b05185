//! The contents of entries.

use super::{DEFLATED, Entry, FLAG_ENCRYPTED, STORED};
use base::{Limits, Parsed, Problem};
use libdeflater::{DecompressionError, Decompressor};
use std::borrow::Cow;

/// Deflate makes at most 1,032 bytes of one.
const MOST_PER_BYTE: u64 = 1032;

/// Why an entry's contents cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// The entry has no local header, so nothing says where its data begins.
    #[error("the entry has no local header")]
    NoData,
    /// The data is no deflate stream, or ends in the middle of one.
    #[error("the {compressed_len} bytes of data are not a whole deflate stream")]
    NotDeflated {
        /// Bytes of data.
        compressed_len: u64,
    },
    /// The data is no deflate stream, and the entry is flagged as encrypted.
    #[error("the entry is encrypted")]
    Encrypted,
    /// A compression method that we do not read, by its number and its two sizes. (Android would map
    /// [`Entry::data`] as it stands.)
    #[error("compression method {method}")]
    Method {
        /// The method's number in the central directory.
        method: u16,
    },
    /// The contents are longer than the limit.
    #[error("the contents have more than {limit} bytes")]
    TooLong {
        /// [`Limits::entry_len`].
        limit: u64,
    },
}

/// Reads entries' contents, keeping its buffers from one to the next.
pub struct Inflater {
    decompressor: Decompressor,
    buffer: Vec<u8>,
}

impl Default for Inflater {
    fn default() -> Self {
        Self::new()
    }
}

impl Inflater {
    /// A reader without buffers yet.
    pub fn new() -> Self {
        Self {
            decompressor: Decompressor::new(),
            buffer: Vec::new(),
        }
    }

    /// The entry's contents, of at most `limits.entry_len` bytes: the file's own bytes where the entry
    /// is stored, else this reader's buffer.
    ///
    /// A length or checksum other than the central directory's is a problem, not an error.
    ///
    /// # Errors
    /// [`EntryError`], by variant.
    pub fn read<'i>(
        &'i mut self,
        entry: &Entry<'i>,
        limits: &Limits,
    ) -> Result<Parsed<&'i [u8]>, EntryError> {
        let data = entry.data.ok_or(EntryError::NoData)?;
        match entry.method {
            STORED => stored(entry, data.bytes(), limits),
            DEFLATED => {
                let len = self.inflate(entry, data.bytes(), limits)?;
                Ok(checked(entry, self.buffer.get(..len).unwrap_or_default()))
            }
            method => {
                // Android maps resources of any other method as stored. Packers that only change the
                // method to mislead tools leave either stored or deflated bytes behind it, and the
                // checksum tells which.
                if data.len() == entry.uncompressed_len && crc32(data.bytes()) == entry.crc32 {
                    return stored(entry, data.bytes(), limits);
                }
                let compressed = entry.deflated_anyway().unwrap_or_default();
                if let Ok(len) = self.inflate(entry, compressed, limits) {
                    let bytes = self.buffer.get(..len).unwrap_or_default();
                    if crc32(bytes) == entry.crc32 {
                        let mut parsed = checked(entry, bytes);
                        parsed.problems.push(
                            Problem::new(
                                "zip/deflated-under-other-method",
                                format_args!(
                                    "marked as method {method}, which Android takes for stored, but deflated"
                                ),
                            )
                            .at(entry.record),
                        );
                        return Ok(parsed);
                    }
                }
                if is_other_compression(method) && entry.compressed_len != entry.uncompressed_len {
                    return Err(EntryError::Method { method });
                }
                stored(entry, data.bytes(), limits)
            }
        }
    }

    /// As [`Inflater::read`], but the contents outlive this reader.
    ///
    /// # Errors
    /// [`EntryError`], by variant.
    pub fn read_owned<'a>(
        &mut self,
        entry: &Entry<'a>,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'a, [u8]>>, EntryError> {
        if entry.method == STORED {
            let data = entry.data.ok_or(EntryError::NoData)?;
            return Ok(stored(entry, data.bytes(), limits)?.map(Cow::Borrowed));
        }
        Ok(self
            .read(entry, limits)?
            .map(|bytes| Cow::Owned(bytes.to_vec())))
    }

    /// Inflates into the buffer; the contents' length.
    fn inflate(
        &mut self,
        entry: &Entry<'_>,
        data: &[u8],
        limits: &Limits,
    ) -> Result<usize, EntryError> {
        let too_long = EntryError::TooLong {
            limit: limits.entry_len,
        };
        let data_len = u64::try_from(data.len()).unwrap_or(u64::MAX);
        let possible = data_len.saturating_mul(MOST_PER_BYTE).saturating_add(1);
        let most = usize::try_from(possible.min(limits.entry_len)).map_err(|_| too_long)?;
        let declared = usize::try_from(entry.uncompressed_len).unwrap_or(usize::MAX);
        let mut room = declared.min(most).max(1);
        loop {
            if self.buffer.len() < room {
                self.buffer.resize(room, 0);
            }
            let output = self.buffer.get_mut(..room).unwrap_or_default();
            match self.decompressor.deflate_decompress(data, output) {
                Ok(len) => return Ok(len),
                Err(DecompressionError::InsufficientSpace) if room < most => {
                    room = room.saturating_mul(2).min(most);
                }
                Err(DecompressionError::InsufficientSpace) => return Err(too_long),
                Err(DecompressionError::BadData) if entry.flags & FLAG_ENCRYPTED != 0 => {
                    return Err(EntryError::Encrypted);
                }
                Err(DecompressionError::BadData) => {
                    return Err(EntryError::NotDeflated {
                        compressed_len: data_len,
                    });
                }
            }
        }
    }
}

/// Whether APPNOTE 4.4.5 gives the number to a compression method.
const fn is_other_compression(method: u16) -> bool {
    matches!(method, 1..=6 | 9 | 10 | 12 | 14 | 16 | 18..=20 | 93..=98)
}

fn stored<'a>(
    entry: &Entry<'_>,
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Parsed<&'a [u8]>, EntryError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.entry_len {
        return Err(EntryError::TooLong {
            limit: limits.entry_len,
        });
    }
    Ok(checked(entry, bytes))
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = libdeflater::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The contents with what is wrong about their length and checksum.
fn checked<'a>(entry: &Entry<'_>, bytes: &'a [u8]) -> Parsed<&'a [u8]> {
    let mut parsed = Parsed::clean(bytes);
    if u64::try_from(bytes.len()) != Ok(entry.uncompressed_len) {
        parsed.problems.push(
            Problem::new(
                "zip/wrong-length",
                format_args!(
                    "the contents have {} bytes, not {} as declared",
                    bytes.len(),
                    entry.uncompressed_len
                ),
            )
            .at(entry.record),
        );
    }
    let sum = crc32(bytes);
    if sum != entry.crc32 {
        parsed.problems.push(
            Problem::new(
                "zip/wrong-checksum",
                format_args!(
                    "the contents have CRC-32 {sum:#010x}, not {:#010x} as declared",
                    entry.crc32
                ),
            )
            .at(entry.record),
        );
    }
    parsed
}
