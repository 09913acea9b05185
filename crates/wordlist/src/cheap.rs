//! Says at a few gigabytes a second which bytes cannot hold a list worth reading.
//!
//! Blocks of 4 KiB are told apart by two counts that compilers turn into vector code: characters of three
//! bytes that begin like Chinese ones, and bytes of printable ASCII or of other scripts' letters. Only blocks
//! dense in either are searched for anchors.

use crate::knowledge::Knowledge;
use crate::{encoding, wrapping};
use std::ops::Range;

const BLOCK: usize = 4096;
/// Chinese characters that make a block dense: 40 of the 1,365 that fit. Random bytes have 6, ARM code 2.
const MIN_HAN: u32 = 40;
/// Printable bytes that make a block dense, of 4096: random bytes have 1,520, machine code 1,700 or so.
const MIN_PRINTABLE: u32 = 3_000;
/// Different anchors that make bytes worth reading.
const WANTED: usize = 4;
/// Files up to this length are tried for XOR and unknown encodings: 4 MiB.
const SMALL: usize = 4 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Density {
    han: u32,
    printable: u32,
}

impl Density {
    /// Counts over one block; `block` may run on by two bytes into the next one.
    fn of(block: &[u8]) -> Self {
        let mut density = Self {
            han: 0,
            printable: 0,
        };
        // Sums of at most 255 fit a byte, which lets sixteen of them be added at a time.
        for chunk in block.chunks(128) {
            let mut printable = 0_u8;
            for &byte in chunk {
                printable = printable.wrapping_add(u8::from(byte.wrapping_sub(0x20) < 0x5f));
            }
            density.printable = density.printable.saturating_add(u32::from(printable));
        }
        let second = block.get(1..).unwrap_or_default();
        let third = block.get(2..).unwrap_or_default();
        for ((a, b), c) in block
            .chunks(128)
            .zip(second.chunks(128))
            .zip(third.chunks(128))
        {
            let mut han = 0_u8;
            for ((&a, &b), &c) in a.iter().zip(b).zip(c) {
                let lead = u8::from(a.wrapping_sub(0xe3) < 7);
                let follows = u8::from(b & 0xc0 == 0x80) & u8::from(c & 0xc0 == 0x80);
                han = han.wrapping_add(lead & follows);
            }
            density.han = density.han.saturating_add(u32::from(han));
        }
        density
    }

    fn is_dense(self, len: usize) -> bool {
        // A short last block is held to the same shares.
        let scale = |minimum: u32| {
            u64::from(minimum).saturating_mul(u64::try_from(len).unwrap_or(u64::MAX))
                / (BLOCK as u64)
        };
        u64::from(self.han) > scale(MIN_HAN) || u64::from(self.printable) >= scale(MIN_PRINTABLE)
    }
}

/// The dense parts of some bytes: runs of dense blocks, each with half a block around it.
pub(crate) fn dense_parts(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, block) in bytes.chunks(BLOCK).enumerate() {
        if !Density::of(block).is_dense(block.len()) {
            continue;
        }
        let start = at.saturating_mul(BLOCK);
        let from = start.saturating_sub(BLOCK / 2);
        let to = start
            .saturating_add(block.len())
            .saturating_add(BLOCK / 2)
            .min(bytes.len());
        match parts.last_mut() {
            Some(last) if last.end >= from => last.end = to,
            _ => parts.push(from..to),
        }
    }
    parts
}

/// A run of Base64 this long inside other text may hold anything, so it has to be decoded.
fn has_long_base64(bytes: &[u8]) -> bool {
    bytes
        .split(|&byte| !wrapping::is_base64_byte(byte))
        .any(|run| run.len() >= 256)
}

/// Whether a recogniser that looks for filter lists has to read these bytes; `false` is meant to be cheap
/// and frequent.
///
/// Lists without a single known term are not found worth reading; [`crate::recognise`] labels those too.
pub fn is_worth_reading(bytes: &[u8], knowledge: &Knowledge) -> bool {
    if bytes.len() < 32 {
        return false;
    }
    if wrapping::is_compressed(bytes) || bytes.starts_with(b"SQLite format 3\0") {
        return true;
    }
    let is_text = encoding::may_be_text(bytes);
    if !is_text && encoding::may_be_utf16(bytes) {
        return true;
    }
    if is_text && std::str::from_utf8(bytes).is_err() && bytes.len() <= SMALL {
        return true;
    }
    dense_parts(bytes)
        .into_iter()
        .filter_map(|part| bytes.get(part))
        .any(|part| knowledge.has_anchors(part, WANTED) || has_long_base64(part))
        || (!is_text
            && bytes.len() <= SMALL
            && !crate::find::is_known_media(bytes)
            && wrapping::xor(bytes).is_some())
}
