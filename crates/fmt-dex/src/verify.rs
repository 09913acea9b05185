//! Compares the two sums in the header with the bytes that they cover.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#header-item> (`checksum`, `signature`),
//! AOSP `art/libdexfile/dex/dex_file_verifier.cc`
//! Departures from the spec: none known. Installed files were seen whose sums were left unmended by the tool
//! that changed them; Android checks the checksum of files that it installs, and never the signature.

use crate::Dex;
use base::{Problem, hex};
use sha1::{Digest, Sha1};

/// What the checksum covers begins after it.
const CHECKSUM_FROM: u64 = 0x0c;
/// What the signature covers begins after it.
const SIGNATURE_FROM: u64 = 0x20;

/// Computes checksum and signature and names those that differ from the header. A difference says that the
/// file was changed after it was built, or cut short.
///
/// Reads the whole file; [`Dex::parse`] does not call it.
pub fn verify(dex: &Dex<'_>) -> Vec<Problem> {
    let header = dex.header();
    let start = u64::from(dex.header_off());
    let file = dex.container();
    let rest = file.tail(start).unwrap_or(file);
    // The sums cover the stated length, which a file with something after its end exceeds.
    let whole = rest.sub(0, u64::from(header.file_len)).unwrap_or(rest);
    let mut problems = Vec::new();
    let Ok(covered) = whole.tail(CHECKSUM_FROM) else {
        return problems;
    };
    let found = adler2::adler32_slice(covered.bytes());
    if found != header.checksum {
        let says = format_args!(
            "the header states checksum {:#010x}, the bytes have {found:#010x}",
            header.checksum
        );
        problems.push(
            Problem::new("dex/checksum-differs", says)
                .at(file.span_at(start.saturating_add(0x08), 4)),
        );
    }
    let Ok(covered) = whole.tail(SIGNATURE_FROM) else {
        return problems;
    };
    let found: [u8; 20] = Sha1::digest(covered.bytes()).into();
    if found != header.signature {
        let says = format_args!(
            "the header states signature {}, the bytes have {}",
            hex(&header.signature),
            hex(&found)
        );
        problems.push(
            Problem::new("dex/signature-differs", says)
                .at(file.span_at(start.saturating_add(0x0c), 20)),
        );
    }
    problems
}
