//! Field compression of HTTP/3, the reading half.
//!
//! Spec: RFC 9204; the static table of its appendix A. Numbers, strings and the code are those of HTTP/2.
//! Departures from the spec: a reference to an entry that is not there gives a field named `?` and a problem, as
//! happens when bytes of the other side's instructions were not captured; reading goes on.

use super::hpack::{entry_len, huffman, integer};
use base::Problem;
use fmt_net::http::{Header, text};
use std::collections::VecDeque;

/// Bytes of one list of fields after decompression: 1 MiB. Servers refuse more than 8 to 64 KiB.
const MAX_LIST: usize = 1 << 20;
/// The largest dynamic table: 1 MiB; real ones have 4 to 64 KiB.
const MAX_TABLE: u64 = 1 << 20;
/// An instruction: 256 KiB.
const MAX_INSTRUCTION: usize = 256 << 10;
/// What an entry counts for besides its bytes: RFC 9204, 3.2.1.
const ENTRY_EXTRA: u64 = 32;

/// The fields of the static table, from index 0.
#[rustfmt::skip]
const STATIC: [(&str, &str); 99] = [
    (":authority", ""),
    (":path", "/"),
    ("age", "0"),
    ("content-disposition", ""),
    ("content-length", "0"),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("referer", ""),
    ("set-cookie", ""),
    (":method", "CONNECT"),
    (":method", "DELETE"),
    (":method", "GET"),
    (":method", "HEAD"),
    (":method", "OPTIONS"),
    (":method", "POST"),
    (":method", "PUT"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "103"),
    (":status", "200"),
    (":status", "304"),
    (":status", "404"),
    (":status", "503"),
    ("accept", "*/*"),
    ("accept", "application/dns-message"),
    ("accept-encoding", "gzip, deflate, br"),
    ("accept-ranges", "bytes"),
    ("access-control-allow-headers", "cache-control"),
    ("access-control-allow-headers", "content-type"),
    ("access-control-allow-origin", "*"),
    ("cache-control", "max-age=0"),
    ("cache-control", "max-age=2592000"),
    ("cache-control", "max-age=604800"),
    ("cache-control", "no-cache"),
    ("cache-control", "no-store"),
    ("cache-control", "public, max-age=31536000"),
    ("content-encoding", "br"),
    ("content-encoding", "gzip"),
    ("content-type", "application/dns-message"),
    ("content-type", "application/javascript"),
    ("content-type", "application/json"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("content-type", "image/gif"),
    ("content-type", "image/jpeg"),
    ("content-type", "image/png"),
    ("content-type", "text/css"),
    ("content-type", "text/html; charset=utf-8"),
    ("content-type", "text/plain"),
    ("content-type", "text/plain;charset=utf-8"),
    ("range", "bytes=0-"),
    ("strict-transport-security", "max-age=31536000"),
    ("strict-transport-security", "max-age=31536000; includesubdomains"),
    ("strict-transport-security", "max-age=31536000; includesubdomains; preload"),
    ("vary", "accept-encoding"),
    ("vary", "origin"),
    ("x-content-type-options", "nosniff"),
    ("x-xss-protection", "1; mode=block"),
    (":status", "100"),
    (":status", "204"),
    (":status", "206"),
    (":status", "302"),
    (":status", "400"),
    (":status", "403"),
    (":status", "421"),
    (":status", "425"),
    (":status", "500"),
    ("accept-language", ""),
    ("access-control-allow-credentials", "FALSE"),
    ("access-control-allow-credentials", "TRUE"),
    ("access-control-allow-headers", "*"),
    ("access-control-allow-methods", "get"),
    ("access-control-allow-methods", "get, post, options"),
    ("access-control-allow-methods", "options"),
    ("access-control-expose-headers", "content-length"),
    ("access-control-request-headers", "content-type"),
    ("access-control-request-method", "get"),
    ("access-control-request-method", "post"),
    ("alt-svc", "clear"),
    ("authorization", ""),
    ("content-security-policy", "script-src 'none'; object-src 'none'; base-uri 'none'"),
    ("early-data", "1"),
    ("expect-ct", ""),
    ("forwarded", ""),
    ("if-range", ""),
    ("origin", ""),
    ("purpose", "prefetch"),
    ("server", ""),
    ("timing-allow-origin", "*"),
    ("upgrade-insecure-requests", "1"),
    ("user-agent", ""),
    ("x-forwarded-for", ""),
    ("x-frame-options", "deny"),
    ("x-frame-options", "sameorigin"),
];

/// Something of which the end may not have come yet.
enum Read<T> {
    /// It is whole; its value and length.
    Whole(T, usize),
    /// Bytes are missing.
    More,
    /// It is none.
    Broken,
}

fn number(bytes: &[u8], bits: u32) -> Read<u64> {
    match integer(bytes, bits) {
        Some((value, used)) => Read::Whole(value, used),
        // The longest number that is read has ten bytes.
        None if bytes.len() < 10 => Read::More,
        None => Read::Broken,
    }
}

/// A string, whose length has a prefix of `bits` bits below the mark of Huffman coding.
fn string(bytes: &[u8], bits: u32) -> Read<String> {
    let Some(first) = bytes.first() else {
        return Read::More;
    };
    let (len, used) = match number(bytes, bits) {
        Read::Whole(len, used) => (len, used),
        Read::More => return Read::More,
        Read::Broken => return Read::Broken,
    };
    let end = usize::try_from(len)
        .ok()
        .filter(|len| *len <= MAX_INSTRUCTION)
        .and_then(|len| used.checked_add(len));
    let Some(end) = end else {
        return Read::Broken;
    };
    let Some(raw) = bytes.get(used..end) else {
        return Read::More;
    };
    if first >> bits & 1 == 0 {
        return Read::Whole(text(raw), end);
    }
    match huffman(raw) {
        Some(plain) => Read::Whole(text(&plain), end),
        None => Read::Broken,
    }
}

/// The value where it is whole; else the same answer.
macro_rules! whole {
    ($read:expr) => {
        match $read {
            Read::Whole(value, used) => (value, used),
            Read::More => return Read::More,
            Read::Broken => return Read::Broken,
        }
    };
}

/// How far an instruction or field was read.
struct Cursor<'a> {
    bytes: &'a [u8],
    used: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.used..).unwrap_or_default()
    }

    const fn skip(&mut self, n: usize) {
        self.used = self.used.saturating_add(n);
    }
}

/// The table that one side fills and the other one's lists refer to.
#[derive(Default)]
pub struct Decoder {
    /// Entries, the oldest first.
    table: VecDeque<Header>,
    table_len: u64,
    capacity: u64,
    /// The largest capacity that the reader of the lists allows, where it was seen.
    max_capacity: Option<u64>,
    /// How many entries were ever put in.
    n_inserted: u64,
    buffer: Vec<u8>,
    is_lost: bool,
}

impl Decoder {
    /// Says which capacity the other side allows.
    pub fn allow(&mut self, capacity: u64) {
        self.max_capacity = Some(capacity);
    }

    /// Says that instructions are missing: from now on nothing is waited for.
    pub fn lose(&mut self) {
        self.is_lost = true;
        self.buffer.clear();
        self.table.clear();
        self.table_len = 0;
    }

    /// Takes the next bytes of the instructions.
    pub fn instructions(&mut self, bytes: &[u8], problems: &mut Vec<Problem>) {
        if self.is_lost {
            return;
        }
        self.buffer.extend_from_slice(bytes);
        let buffer = std::mem::take(&mut self.buffer);
        let mut rest = buffer.as_slice();
        loop {
            match self.instruction(rest, problems) {
                Read::Whole((), used) => rest = rest.get(used..).unwrap_or_default(),
                Read::More if rest.len() <= MAX_INSTRUCTION.saturating_mul(2) => break,
                Read::More | Read::Broken => {
                    self.lose();
                    let says = "an instruction is broken; later lists of fields may not be whole";
                    problems.push(Problem::new("qpack/bad-instruction", says.to_owned()));
                    return;
                }
            }
        }
        self.buffer = rest.to_vec();
    }

    fn instruction(&mut self, bytes: &[u8], problems: &mut Vec<Problem>) -> Read<()> {
        let Some(first) = bytes.first() else {
            return Read::More;
        };
        let mut at = Cursor { bytes, used: 0 };
        if first & 0xe0 == 0x20 {
            let (capacity, used) = whole!(number(bytes, 5));
            self.capacity = capacity.min(MAX_TABLE);
            self.evict();
            return Read::Whole((), used);
        }
        if first & 0xe0 == 0 {
            let (index, used) = whole!(number(bytes, 5));
            let entry = self.relative(self.n_inserted, index, problems);
            self.insert(entry);
            return Read::Whole((), used);
        }
        let name = if first & 0x80 != 0 {
            let (index, used) = whole!(number(bytes, 6));
            at.skip(used);
            if first & 0x40 != 0 {
                static_entry(index, problems).name
            } else {
                self.relative(self.n_inserted, index, problems).name
            }
        } else {
            let (name, used) = whole!(string(bytes, 5));
            at.skip(used);
            name
        };
        let (value, used) = whole!(string(at.rest(), 7));
        at.skip(used);
        self.insert(Header { name, value });
        Read::Whole((), at.used)
    }

    fn insert(&mut self, entry: Header) {
        self.n_inserted = self.n_inserted.saturating_add(1);
        self.table_len = self.table_len.saturating_add(entry_len(&entry) as u64);
        self.table.push_back(entry);
        self.evict();
    }

    fn evict(&mut self) {
        while self.table_len > self.capacity {
            let Some(oldest) = self.table.pop_front() else {
                break;
            };
            self.table_len = self.table_len.saturating_sub(entry_len(&oldest) as u64);
        }
    }

    /// How many entries must have been put in before a list can be read; 0 where that cannot be told.
    fn required(&self, encoded: u64) -> u64 {
        let capacity = self.max_capacity.unwrap_or(self.capacity).min(1 << 40);
        let max_entries = capacity / ENTRY_EXTRA;
        let full = max_entries.saturating_mul(2);
        if encoded == 0 || encoded > full {
            return 0;
        }
        let max_value = self.n_inserted.saturating_add(max_entries);
        let wrapped = max_value
            .saturating_sub(max_value.checked_rem(full).unwrap_or_default())
            .saturating_add(encoded)
            .saturating_sub(1);
        if wrapped > max_value {
            wrapped.saturating_sub(full)
        } else {
            wrapped
        }
    }

    /// Whether a list waits for entries that have not come.
    pub fn is_blocked(&self, block: &[u8]) -> bool {
        !self.is_lost
            && integer(block, 8).is_some_and(|(count, _)| self.required(count) > self.n_inserted)
    }

    /// The fields of one list.
    pub fn decode(&self, block: &[u8], problems: &mut Vec<Problem>) -> Vec<Header> {
        let mut headers = Vec::new();
        let bad = |at: usize| {
            let says = format!(
                "the field at {at:#x} of a list of {} bytes is broken",
                block.len()
            );
            Problem::new("qpack/bad-field", says)
        };
        let Some((count, used)) = integer(block, 8) else {
            problems.push(bad(0));
            return headers;
        };
        let required = self.required(count);
        let after = block.get(used..).unwrap_or_default();
        let Some((delta, n)) = integer(after, 7) else {
            problems.push(bad(used));
            return headers;
        };
        // The sign says on which side of the count the base is: RFC 9204, 4.5.1.2.
        let base = if after.first().is_some_and(|first| first & 0x80 != 0) {
            required.saturating_sub(delta).saturating_sub(1)
        } else {
            required.saturating_add(delta)
        };
        let mut rest = after.get(n..).unwrap_or_default();
        let mut list_len = 0_usize;
        while !rest.is_empty() {
            let Read::Whole(header, used) = self.field(rest, base, problems) else {
                problems.push(bad(block.len().saturating_sub(rest.len())));
                break;
            };
            rest = rest.get(used..).unwrap_or_default();
            list_len = list_len.saturating_add(entry_len(&header));
            if list_len > MAX_LIST {
                let says = format!("a list gives more than {MAX_LIST} bytes; the rest is left out");
                problems.push(Problem::new("qpack/list-too-long", says));
                break;
            }
            headers.push(header);
        }
        headers
    }

    fn field(&self, bytes: &[u8], base: u64, problems: &mut Vec<Problem>) -> Read<Header> {
        let Some(first) = bytes.first() else {
            return Read::More;
        };
        if first & 0x80 != 0 {
            let (index, used) = whole!(number(bytes, 6));
            let entry = if first & 0x40 != 0 {
                static_entry(index, problems)
            } else {
                self.relative(base, index, problems)
            };
            return Read::Whole(entry, used);
        }
        if first & 0xf0 == 0x10 {
            let (index, used) = whole!(number(bytes, 4));
            return Read::Whole(self.entry(base.checked_add(index), problems), used);
        }
        let mut at = Cursor { bytes, used: 0 };
        let name = if first & 0xc0 == 0x40 {
            let (index, used) = whole!(number(bytes, 4));
            at.skip(used);
            if first & 0x10 != 0 {
                static_entry(index, problems).name
            } else {
                self.relative(base, index, problems).name
            }
        } else if first & 0xe0 == 0x20 {
            let (name, used) = whole!(string(bytes, 3));
            at.skip(used);
            name
        } else {
            let (index, used) = whole!(number(bytes, 3));
            at.skip(used);
            self.entry(base.checked_add(index), problems).name
        };
        let (value, used) = whole!(string(at.rest(), 7));
        at.skip(used);
        Read::Whole(Header { name, value }, at.used)
    }

    /// The entry that lies this many before a place, from 0.
    fn relative(&self, base: u64, index: u64, problems: &mut Vec<Problem>) -> Header {
        let absolute = base.checked_sub(index).and_then(|at| at.checked_sub(1));
        self.entry(absolute, problems)
    }

    /// The entry of this number, from 0 in the order in which they were put in.
    fn entry(&self, absolute: Option<u64>, problems: &mut Vec<Problem>) -> Header {
        let found = absolute.and_then(|absolute| {
            let oldest = self.n_inserted.checked_sub(self.table.len() as u64)?;
            let at = usize::try_from(absolute.checked_sub(oldest)?).ok()?;
            self.table.get(at).cloned()
        });
        found.unwrap_or_else(|| unknown(problems))
    }
}

fn static_entry(index: u64, problems: &mut Vec<Problem>) -> Header {
    let found = usize::try_from(index).ok().and_then(|at| STATIC.get(at));
    match found {
        Some((name, value)) => Header {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        },
        None => unknown(problems),
    }
}

fn unknown(problems: &mut Vec<Problem>) -> Header {
    let says = "a field refers to an entry that is in no table";
    // A list may have thousands of such fields; one problem says it.
    if problems.last().is_none_or(|last| last.says != says) {
        problems.push(Problem::new("qpack/unknown-index", says.to_owned()));
    }
    Header {
        name: "?".to_owned(),
        value: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    const B2: &str = "3fbd01 c00f7777772e6578616d706c652e636f6d c10c2f73616d706c652f70617468";
    const B3: &str = "4a637573746f6d2d6b65790c637573746f6d2d76616c7565";
    const B4: &str = "02";
    const B5: &str = "810d637573746f6d2d76616c756532";

    fn decoder(instructions: &[&str]) -> Decoder {
        let mut decoder = Decoder::default();
        let mut problems = Vec::new();
        for bytes in instructions {
            // Byte by byte, as a stream may bring them.
            for byte in hex(bytes) {
                decoder.instructions(&[byte], &mut problems);
            }
        }
        assert_eq!(problems, []);
        decoder
    }

    fn check(decoder: &Decoder, block: &str, expect: &[&str]) {
        let mut problems = Vec::new();
        let found: Vec<String> = decoder
            .decode(&hex(block), &mut problems)
            .iter()
            .map(|header| format!("{}: {}", header.name, header.value))
            .collect();
        assert_eq!(found, expect);
        assert_eq!(problems, []);
    }

    #[test]
    fn the_lists_of_appendix_b() {
        check(
            &decoder(&[]),
            "0000 510b 2f69 6e64 6578 2e68 746d 6c",
            &[":path: /index.html"],
        );
        let two = decoder(&[B2]);
        assert_eq!((two.n_inserted, two.table_len, two.capacity), (2, 106, 220));
        check(
            &two,
            "0381 10 11",
            &[":authority: www.example.com", ":path: /sample/path"],
        );
        let four = decoder(&[B2, B3, B4]);
        assert_eq!((four.n_inserted, four.table_len), (4, 217));
        check(
            &four,
            "0500 80 c1 81",
            &[
                ":authority: www.example.com",
                ":path: /",
                "custom-key: custom-value",
            ],
        );
        let five = decoder(&[B2, B3, B4, B5]);
        assert_eq!((five.n_inserted, five.table_len), (5, 215));
        assert_eq!(five.table.back().unwrap().value, "custom-value2");
        assert_eq!(five.table.front().unwrap().name, ":path");
    }

    #[test]
    fn a_list_waits_for_its_entries() {
        let mut decoder = decoder(&["3fbd01"]);
        let block = hex("0381 10 11");
        assert!(decoder.is_blocked(&block));
        let mut problems = Vec::new();
        decoder.instructions(&hex(B2)[3..], &mut problems);
        assert!(!decoder.is_blocked(&block));
        decoder.lose();
        assert!(!decoder.is_blocked(&hex("0700 80")));
        let headers = decoder.decode(&block, &mut problems);
        assert_eq!((headers.len(), headers[0].name.as_str()), (2, "?"));
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn the_count_of_section_4511() {
        // «if the dynamic table is 100 bytes, then the Required Insert Count will be encoded modulo 6. If a
        // decoder has received 10 inserts, then an encoded value of 4 indicates that the Required Insert Count
        // is 9».
        let mut decoder = Decoder::default();
        decoder.allow(100);
        decoder.n_inserted = 10;
        assert_eq!(decoder.required(4), 9);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut decoder = Decoder::default();
        let mut problems = Vec::new();
        decoder.instructions(&hex("3fe1ffffff07"), &mut problems);
        assert_eq!(decoder.capacity, MAX_TABLE);
        let entry = [&[0x41, b'a', 0x7f, 0xa1, 0x1e][..], &[b'x'; 4000]].concat();
        for _ in 0..1000 {
            decoder.instructions(&entry, &mut problems);
        }
        assert!(decoder.table_len <= MAX_TABLE);
        let block = [vec![0, 0x7f, 0xff, 0xff, 0x3f], vec![0x80; 100_000]].concat();
        let headers = decoder.decode(&block, &mut problems);
        assert!(headers.len() < 40_000);
        assert!(problems.len() < 5);
    }

    #[test]
    fn damage_never_panics() {
        let instructions = hex(&[B2, B3, B4, B5].concat());
        testkit::hostile(&instructions, |b| {
            let mut decoder = Decoder::default();
            decoder.instructions(b, &mut Vec::new());
            decoder.decode(&hex("0381 10 11"), &mut Vec::new());
        });
        let filled = std::panic::AssertUnwindSafe(decoder(&[B2, B3]));
        testkit::hostile(&hex("0500 80 c1 81 10 5f00 0161 2f0a 0161 0701 61"), |b| {
            filled.decode(b, &mut Vec::new());
        });
    }
}
