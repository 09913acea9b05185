//! Header compression of HTTP/2, the reading half.
//!
//! Spec: RFC 7541; tables of its appendices A and B. The code of appendix B is canonical (codes of one length
//! are consecutive and in the order of symbols), so its lengths are all that is kept.
//! Departures from the spec: an index that is in no table gives a field named `?` and a problem, as happens
//! when a connection was joined in the middle; reading goes on.

use base::Problem;
use fmt_net::http::{Header, text};
use std::collections::VecDeque;

/// Bytes of one list of fields after decompression: 1 MiB. Servers refuse more than 8 to 64 KiB.
const MAX_LIST: usize = 1 << 20;
/// The largest dynamic table: 1 MiB; real ones have 4 to 64 KiB.
const MAX_TABLE: u64 = 1 << 20;
/// What an entry counts for besides its bytes: RFC 7541, 4.1.
const ENTRY_EXTRA: usize = 32;

/// Code lengths in bits by symbol; the last symbol ends the text and never occurs in it.
#[rustfmt::skip]
const LENGTHS: [u8; 257] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28,
    28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11,
    10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8,
    15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5,
    6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
    7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23,
    23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21,
    23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25,
    26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26,
    28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];

/// The fields of the static table, from index 1.
#[rustfmt::skip]
const STATIC: [(&str, &str); 61] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];

const MAX_BITS: usize = 30;

/// The canonical code: for each length its first code and how many symbols are shorter, and the symbols in
/// order.
struct Code {
    first: [u32; MAX_BITS + 1],
    n_shorter: [u16; MAX_BITS + 1],
    n: [u16; MAX_BITS + 1],
    symbols: [u16; 257],
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler; a fault is an error of compilation"
)]
const fn code() -> Code {
    let mut code = Code {
        first: [0; MAX_BITS + 1],
        n_shorter: [0; MAX_BITS + 1],
        n: [0; MAX_BITS + 1],
        symbols: [0; 257],
    };
    let (mut bits, mut n_sorted, mut next) = (1, 0_u16, 0_u32);
    while bits <= MAX_BITS {
        next <<= 1;
        code.first[bits] = next;
        code.n_shorter[bits] = n_sorted;
        let mut symbol = 0_u16;
        while symbol < 257 {
            if LENGTHS[symbol as usize] as usize == bits {
                code.symbols[n_sorted as usize] = symbol;
                n_sorted += 1;
                code.n[bits] += 1;
                next += 1;
            }
            symbol += 1;
        }
        bits += 1;
    }
    code
}

static CODE: Code = code();

/// The text of a coded string; none where the code is broken.
pub fn huffman(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let (mut value, mut bits) = (0_u32, 0_usize);
    for byte in bytes {
        for shift in (0..8).rev() {
            value = (value << 1) | u32::from((byte >> shift) & 1);
            bits = bits.saturating_add(1);
            let offset = value.checked_sub(*CODE.first.get(bits)?);
            let offset = offset.filter(|offset| {
                *offset < u32::from(CODE.n.get(bits).copied().unwrap_or_default())
            });
            if let Some(offset) = offset {
                let at = usize::from(*CODE.n_shorter.get(bits)?)
                    .saturating_add(usize::try_from(offset).ok()?);
                text.push(u8::try_from(*CODE.symbols.get(at)?).ok()?);
                (value, bits) = (0, 0);
            }
        }
    }
    // RFC 7541, 5.2: «the most significant bits of the code for the EOS symbol», fewer than 8, fill the
    // last byte.
    let filling = (1_u32 << bits.min(31)).saturating_sub(1);
    (bits < 8 && value == filling).then_some(text)
}

/// A number with a prefix of `bits` bits, and the number of bytes it takes: RFC 7541, 5.1.
pub fn integer(bytes: &[u8], bits: u32) -> Option<(u64, usize)> {
    let most = (1_u64 << bits.min(8)).saturating_sub(1);
    let mut value = u64::from(*bytes.first()?) & most;
    if value < most {
        return Some((value, 1));
    }
    // Ten bytes carry 63 bits and more.
    for (n, byte) in bytes.iter().enumerate().skip(1).take(9) {
        let shift = u32::try_from(n.saturating_sub(1)).ok()?.saturating_mul(7);
        let part = u64::from(byte & 0x7f).checked_shl(shift)?;
        value = value.checked_add(part)?;
        if byte & 0x80 == 0 {
            return Some((value, n.saturating_add(1)));
        }
    }
    None
}

/// A string, whose length has a prefix of `bits` bits below the mark of Huffman coding.
pub fn string(bytes: &[u8], bits: u32) -> Option<(Vec<u8>, usize)> {
    let is_coded = bytes.first()? >> bits & 1 == 1;
    let (len, used) = integer(bytes, bits)?;
    let end = used.checked_add(usize::try_from(len).ok()?)?;
    let raw = bytes.get(used..end)?;
    let text = if is_coded {
        huffman(raw)?
    } else {
        raw.to_vec()
    };
    Some((text, end))
}

/// The tables of one direction.
pub struct Decoder {
    table: VecDeque<Header>,
    table_len: usize,
    max_len: usize,
}

impl Default for Decoder {
    fn default() -> Self {
        Self {
            table: VecDeque::new(),
            table_len: 0,
            max_len: 4096,
        }
    }
}

pub(super) fn entry_len(header: &Header) -> usize {
    header
        .name
        .len()
        .saturating_add(header.value.len())
        .saturating_add(ENTRY_EXTRA)
}

impl Decoder {
    /// The fields of one block.
    pub fn decode(&mut self, block: &[u8], problems: &mut Vec<Problem>) -> Vec<Header> {
        let mut headers = Vec::new();
        let mut rest = block;
        let mut list_len = 0_usize;
        while let Some(first) = rest.first() {
            let Some((header, used)) = self.field(*first, rest, problems) else {
                let at = block.len().saturating_sub(rest.len());
                let says = format!(
                    "the field at {at:#x} of a block of {} bytes is broken",
                    block.len()
                );
                problems.push(Problem::new("hpack/bad-field", says));
                break;
            };
            rest = rest.get(used..).unwrap_or_default();
            if let Some(header) = header {
                list_len = list_len.saturating_add(entry_len(&header));
                if list_len > MAX_LIST {
                    let says =
                        format!("a block gives more than {MAX_LIST} bytes; the rest is left out");
                    problems.push(Problem::new("hpack/list-too-long", says));
                    break;
                }
                headers.push(header);
            }
        }
        headers
    }

    fn field(
        &mut self,
        first: u8,
        rest: &[u8],
        problems: &mut Vec<Problem>,
    ) -> Option<(Option<Header>, usize)> {
        if first & 0x80 != 0 {
            let (index, used) = integer(rest, 7)?;
            return Some((Some(self.entry(index, problems)), used));
        }
        if first & 0xe0 == 0x20 {
            let (len, used) = integer(rest, 5)?;
            self.max_len = usize::try_from(len.min(MAX_TABLE)).ok()?;
            self.evict();
            return Some((None, used));
        }
        let is_kept = first & 0x40 != 0;
        let (index, mut used) = integer(rest, if is_kept { 6 } else { 4 })?;
        let name = if index == 0 {
            let (name, n) = string(rest.get(used..)?, 7)?;
            used = used.checked_add(n)?;
            text(&name)
        } else {
            self.entry(index, problems).name
        };
        let (value, n) = string(rest.get(used..)?, 7)?;
        used = used.checked_add(n)?;
        let header = Header {
            name,
            value: text(&value),
        };
        if is_kept {
            self.table_len = self.table_len.saturating_add(entry_len(&header));
            self.table.push_front(header.clone());
            self.evict();
        }
        Some((Some(header), used))
    }

    fn evict(&mut self) {
        while self.table_len > self.max_len {
            let Some(oldest) = self.table.pop_back() else {
                break;
            };
            self.table_len = self.table_len.saturating_sub(entry_len(&oldest));
        }
    }

    fn entry(&self, index: u64, problems: &mut Vec<Problem>) -> Header {
        let at = usize::try_from(index.saturating_sub(1)).unwrap_or(usize::MAX);
        let found = match STATIC.get(at) {
            Some((name, value)) if index > 0 => Some(Header {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
            }),
            _ => self.table.get(at.saturating_sub(STATIC.len())).cloned(),
        };
        found.unwrap_or_else(|| {
            let says = format!("field {index} is in no table");
            problems.push(Problem::new("hpack/unknown-index", says));
            Header {
                name: "?".to_owned(),
                value: String::new(),
            }
        })
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

    fn check(decoder: &mut Decoder, block: &str, expect: &[&str]) {
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
    fn the_requests_of_appendix_c4() {
        let mut decoder = Decoder::default();
        check(
            &mut decoder,
            "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
            &[
                ":method: GET",
                ":scheme: http",
                ":path: /",
                ":authority: www.example.com",
            ],
        );
        check(
            &mut decoder,
            "8286 84be 5886 a8eb 1064 9cbf",
            &[
                ":method: GET",
                ":scheme: http",
                ":path: /",
                ":authority: www.example.com",
                "cache-control: no-cache",
            ],
        );
        check(
            &mut decoder,
            "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
            &[
                ":method: GET",
                ":scheme: https",
                ":path: /index.html",
                ":authority: www.example.com",
                "custom-key: custom-value",
            ],
        );
        assert_eq!(decoder.table_len, 164);
    }

    #[test]
    fn the_answers_of_appendix_c6_evict() {
        let mut decoder = Decoder {
            max_len: 256,
            ..Decoder::default()
        };
        check(
            &mut decoder,
            "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 \
             2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
            &[
                ":status: 302",
                "cache-control: private",
                "date: Mon, 21 Oct 2013 20:13:21 GMT",
                "location: https://www.example.com",
            ],
        );
        check(
            &mut decoder,
            "4883 640e ffc1 c0bf",
            &[
                ":status: 307",
                "cache-control: private",
                "date: Mon, 21 Oct 2013 20:13:21 GMT",
                "location: https://www.example.com",
            ],
        );
        assert_eq!(decoder.table_len, 222);
    }

    #[test]
    fn numbers_of_appendix_c1() {
        assert_eq!(integer(&[0b1110_1010], 5), Some((10, 1)));
        assert_eq!(integer(&[0xff, 154, 10], 5), Some((1337, 3)));
        assert_eq!(integer(&[42], 8), Some((42, 1)));
        assert_eq!(integer(&[0xff; 20], 7), None);
    }

    #[test]
    fn an_unknown_index_is_told_and_the_rest_is_read() {
        let mut problems = Vec::new();
        let headers = Decoder::default().decode(&[0xff, 0x00, 0x82], &mut problems);
        assert_eq!(headers.len(), 2);
        assert_eq!(headers[1].value, "GET");
        assert_eq!(problems[0].code, "hpack/unknown-index");
    }

    #[test]
    fn a_small_block_does_not_grow_without_end() {
        // A field of 4,000 bytes, then references to it.
        let mut block = vec![0x40, 1, b'a', 0x7f, 0xa1, 0x1e];
        block.extend([b'x'; 4000]);
        block.resize(block.len() + 100_000, 0xbe);
        let mut problems = Vec::new();
        let headers = Decoder::default().decode(&block, &mut problems);
        assert!(headers.len() < 300);
        assert_eq!(problems[0].code, "hpack/list-too-long");
    }

    #[test]
    fn damage_never_panics() {
        let block = hex(
            "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 3fe1 1f",
        );
        testkit::hostile(&block, |b| {
            Decoder::default().decode(b, &mut Vec::new());
        });
    }
}
