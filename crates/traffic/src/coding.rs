//! Content codings undone: gzip, deflate, Brotli, Zstandard.
//!
//! Spec: RFC 9110 section 8.4, RFC 1950 to 1952, RFC 7932, RFC 8878.
//! Departures from the spec: `deflate` without the header of RFC 1950 is read too, as old servers send it.

use base::{Parsed, Problem};
use fmt_net::http::{Body, Header};
use std::io::Read;

/// Codings inside each other: 4.
const MAX_CODINGS: usize = 4;

/// A coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// gzip.
    Gzip,
    /// deflate, with or without the header of zlib.
    Deflate,
    /// Brotli.
    Brotli,
    /// Zstandard.
    Zstd,
}

impl Coding {
    /// The coding of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The coding's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// Undoes the coding, up to `limit` bytes; what came out before an error is kept.
    pub fn decode(self, bytes: &[u8], limit: u64) -> Parsed<Vec<u8>> {
        match self {
            Self::Gzip => drain(flate2::read::MultiGzDecoder::new(bytes), self, limit),
            Self::Deflate => {
                let zlib = drain(flate2::read::ZlibDecoder::new(bytes), self, limit);
                if zlib.value.is_empty() && !zlib.problems.is_empty() {
                    return drain(flate2::read::DeflateDecoder::new(bytes), self, limit);
                }
                zlib
            }
            Self::Brotli => drain(
                brotli_decompressor::Decompressor::new(bytes, 4096),
                self,
                limit,
            ),
            Self::Zstd => match ruzstd::decoding::StreamingDecoder::new(bytes) {
                Ok(decoder) => drain(decoder, self, limit),
                Err(error) => Parsed {
                    value: Vec::new(),
                    problems: vec![Problem::new("http/bad-coding", format!("zstd: {error}"))],
                },
            },
        }
    }
}

/// Reads to the end, to the limit or to the first error.
fn drain(mut decoder: impl Read, coding: Coding, limit: u64) -> Parsed<Vec<u8>> {
    let mut value = Vec::new();
    let mut problems = Vec::new();
    let mut block = [0; 4096];
    let name = coding.name();
    loop {
        match decoder.read(&mut block) {
            Ok(0) => break,
            Ok(n) => value.extend_from_slice(block.get(..n).unwrap_or_default()),
            Err(error) => {
                let says = format!("{name} ends after {} bytes: {error}", value.len());
                problems.push(Problem::new("http/bad-coding", says));
                break;
            }
        }
        if value.len() as u64 > limit {
            value.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            let says = format!("{name} gives more than {limit} bytes; the rest is left out");
            problems.push(Problem::new("http/decoded-too-long", says));
            break;
        }
    }
    Parsed { value, problems }
}

/// A body without its content codings, and the codings undone, outermost first.
pub fn plain_body(headers: &[Header], body: &Body, limit: u64) -> Parsed<(Vec<u8>, Vec<Coding>)> {
    let mut problems = Vec::new();
    let mut bytes = body.bytes.clone();
    let mut undone = Vec::new();
    if !body.is_decoded && !bytes.is_empty() {
        let names: Vec<&str> = headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case("content-encoding"))
            .flat_map(|header| header.value.split(','))
            .map(str::trim)
            .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
            .collect();
        for name in names.iter().rev().take(MAX_CODINGS) {
            let Some(coding) = Coding::named(name) else {
                let says = format!("the coding {} is not known", base::escape_controls(name));
                problems.push(Problem::new("http/unknown-coding", says));
                break;
            };
            let decoded = coding.decode(&bytes, limit).unload(&mut problems);
            if decoded.is_empty() && !problems.is_empty() {
                break;
            }
            bytes = decoded;
            undone.push(coding);
        }
    }
    Parsed {
        value: (bytes, undone),
        problems,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text and what zlib 1.2.13 makes of it, without header.
    const TEXT: &[u8] = b"hello hello hello\n";
    const DEFLATED: &[u8] = b"\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x90\x5c\x00";

    fn zlib() -> Vec<u8> {
        let mut bytes = vec![0x78, 0x9c];
        bytes.extend(DEFLATED);
        bytes.extend(0x40b5_0687_u32.to_be_bytes());
        bytes
    }

    #[test]
    fn deflate_with_and_without_its_header() {
        assert_eq!(
            Coding::Deflate.decode(DEFLATED, 99),
            Parsed::clean(TEXT.to_vec())
        );
        assert_eq!(
            Coding::Deflate.decode(&zlib(), 99),
            Parsed::clean(TEXT.to_vec())
        );
    }

    #[test]
    fn brotli_and_zstd_of_stored_bytes() {
        // RFC 7932: a window of 16 bits (0), an uncompressed meta-block is not needed for an empty stream.
        assert_eq!(
            Coding::Brotli.decode(&[0x06], 99),
            Parsed::clean(Vec::new())
        );
        // RFC 8878: magic, single segment with a size of 3, a raw last block of 3 bytes.
        let zstd = [
            0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x19, 0, 0, b'a', b'b', b'c',
        ];
        assert_eq!(
            Coding::Zstd.decode(&zstd, 99),
            Parsed::clean(b"abc".to_vec())
        );
    }

    #[test]
    fn the_limit_holds() {
        let parsed = Coding::Deflate.decode(DEFLATED, 5);
        assert_eq!(parsed.value, b"hello");
        assert_eq!(parsed.problems[0].code, "http/decoded-too-long");
    }

    #[test]
    fn codings_are_undone_from_the_last() {
        let headers = [Header::new(b"Content-Encoding", b"zstd, deflate")];
        let zstd = [
            0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x19, 0, 0, b'a', b'b', b'c',
        ];
        // A stored block of deflate around it.
        let mut bytes = vec![1, 12, 0, 0xf3, 0xff];
        bytes.extend(zstd);
        let parsed = plain_body(&headers, &Body::whole(bytes.clone(), false), 99);
        assert_eq!(
            parsed,
            Parsed::clean((b"abc".to_vec(), vec![Coding::Deflate, Coding::Zstd]))
        );
        let decoded = plain_body(&headers, &Body::whole(bytes.clone(), true), 99);
        assert_eq!(decoded.value.0, bytes);
    }

    #[test]
    fn damage_never_panics() {
        for coding in [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd] {
            testkit::hostile(&zlib(), |b| {
                coding.decode(b, 1 << 16);
            });
        }
    }
}
