//! Looks for known terms in raw bytes, at word borders only, which leaves most bytes unlooked at.
//!
//! An automaton takes a dependent step for each byte. Here arithmetic on many bytes at once says where a term may begin; since
//! letters inside of words are no such places, that is one byte in six of most texts, and there a bitmap of the terms' first
//! four bytes says no nearly always.

use rustc_hash::FxHashMap;
use std::ops::{ControlFlow, Range};

/// Bits of a place in the bitmap of first four bytes: 32,768 places for a thousand terms, which is 4 KiB.
const HEAD_BITS: u32 = 15;
/// Bytes looked at at once, before the places found in them are.
const STRIDE: usize = 256;

/// Terms in lower case, ready to be looked for whatever the case of ASCII letters.
#[derive(Debug)]
pub(crate) struct Terms {
    /// Whether a term begins with a letter beyond ASCII, and whether one does with a sign.
    beyond_ascii: bool,
    signs: bool,
    /// The digits that terms begin with.
    digits: Range<u8>,
    heads: Box<[u64]>,
    /// Terms by their first two bytes, longest first.
    by_pair: FxHashMap<u32, Vec<Term>>,
}

#[derive(Debug)]
struct Term {
    text: Box<[u8]>,
    anchor: usize,
}

/// The bit of a byte that tells small letters from capitals is lost, of other bytes too, which only makes some places
/// be looked at for nothing.
const fn folded(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

const fn folded_pair(bytes: [u8; 4]) -> u32 {
    (u32::from_le_bytes(bytes) | 0x2020) & 0xffff
}

const fn place(head: u32) -> usize {
    (head.wrapping_mul(0x9e37_79b1) >> (32 - HEAD_BITS)) as usize
}

/// Sixty-four flags of a byte each as bits.
fn packed(flags: &[u8]) -> u64 {
    let mut packed = 0;
    for (eight, shift) in flags.chunks_exact(8).zip((0..64).step_by(8)) {
        let eight = u64::from_le_bytes(eight.first_chunk().copied().unwrap_or_default());
        // The bit of byte n comes to stand at place 56 + n.
        packed |= (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << shift;
    }
    packed
}

fn is_set(bitmap: &[u64], place: usize) -> bool {
    bitmap
        .get(place >> 6)
        .is_some_and(|word| word >> (place & 63) & 1 == 1)
}

fn is_letter(byte: u8) -> u8 {
    u8::from((byte | 0x20).wrapping_sub(b'a') < 26)
}

/// The four bytes from a place on, zeros behind the end.
fn four(bytes: &[u8], at: usize) -> [u8; 4] {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut four = [0; 4];
        four.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        four
    })
}

impl Terms {
    /// Terms of at least two bytes, with what each stands for. The shorter of two that begin alike is found where the longer is not.
    pub(crate) fn new<'t>(terms: impl Iterator<Item = (&'t str, usize)>) -> Self {
        let mut built = Self {
            beyond_ascii: false,
            signs: false,
            digits: 0..0,
            heads: vec![0; (1 << HEAD_BITS) >> 6].into(),
            by_pair: FxHashMap::default(),
        };
        for (text, anchor) in terms {
            let bytes = text.as_bytes();
            let Some(&first) = bytes.first() else {
                continue;
            };
            built.beyond_ascii |= !first.is_ascii();
            built.signs |= first.is_ascii() && !first.is_ascii_alphanumeric();
            if first.is_ascii_digit() {
                let digits = &mut built.digits;
                let is_first = digits.start >= digits.end;
                digits.start = if is_first {
                    first
                } else {
                    digits.start.min(first)
                };
                digits.end = digits.end.max(first.saturating_add(1));
            }
            let head = four(bytes, 0);
            let mut heads = vec![head];
            // Behind the end of a short term, anything may stand.
            for at in bytes.len()..4 {
                heads = heads
                    .into_iter()
                    .flat_map(|head| (0..=u8::MAX).map(move |byte| (head, byte)))
                    .map(|(mut head, byte)| {
                        head.iter_mut().skip(at).take(1).for_each(|it| *it = byte);
                        head
                    })
                    .collect();
            }
            for head in heads {
                let place = place(folded(head));
                if let Some(word) = built.heads.get_mut(place >> 6) {
                    *word |= 1 << (place & 63);
                }
            }
            let of_pair = built.by_pair.entry(folded_pair(head)).or_default();
            of_pair.push(Term {
                text: bytes.into(),
                anchor,
            });
            of_pair.sort_by_key(|term| std::cmp::Reverse(term.text.len()));
        }
        built
    }

    /// Calls `met` with each term that stands in the bytes and where it begins, from left to right, the longest where several
    /// begin at one place, none inside of another. Letters of ASCII may not stand beside a letter of ASCII that begins or ends a term.
    pub(crate) fn each<B>(
        &self,
        bytes: &[u8],
        mut met: impl FnMut(usize, usize) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut after_last = 0_usize;
        let mut look = |at: usize| {
            let head = four(bytes, at);
            if is_set(&self.heads, place(folded(head)))
                && at >= after_last
                && let Some((anchor, range)) = self.at(bytes, at, head)
            {
                after_last = range.end;
                return met(anchor, at);
            }
            ControlFlow::Continue(())
        };
        look(0)?;
        let first_digit = self.digits.start;
        let n_digits = self.digits.end.saturating_sub(first_digit);
        let (beyond_ascii, signs) = (u8::from(self.beyond_ascii), u8::from(self.signs));
        let second = bytes.get(1..).unwrap_or_default();
        let mut flags = [0_u8; STRIDE];
        for (n, (before, stride)) in bytes.chunks(STRIDE).zip(second.chunks(STRIDE)).enumerate() {
            if stride.len() < STRIDE {
                flags = [0; STRIDE];
            }
            // Without a branch, so that the compiler takes sixteen bytes and more at a time.
            for ((flag, &before), &byte) in flags.iter_mut().zip(before).zip(stride) {
                let letter = is_letter(byte);
                let digit = u8::from(byte.wrapping_sub(first_digit) < n_digits);
                let lead = u8::from(byte >= 0xc0) & beyond_ascii;
                let sign = u8::from(byte.wrapping_sub(0x21) < 0x5e) & signs;
                *flag = (letter | digit | lead | sign) & !(letter & is_letter(before));
            }
            let start = n.saturating_mul(STRIDE).saturating_add(1);
            for (flags, at) in flags.chunks_exact(64).zip((start..).step_by(64)) {
                let mut places = packed(flags);
                while places != 0 {
                    look(at.saturating_add(places.trailing_zeros() as usize))?;
                    places &= places.wrapping_sub(1);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Whether a term stands in the bytes at all.
    pub(crate) fn any(&self, bytes: &[u8]) -> bool {
        self.each(bytes, |_, _| ControlFlow::Break(())).is_break()
    }

    #[cold]
    fn at(&self, bytes: &[u8], at: usize, head: [u8; 4]) -> Option<(usize, Range<usize>)> {
        let of_pair = self.by_pair.get(&folded_pair(head))?;
        of_pair.iter().find_map(|term| {
            let end = at.checked_add(term.text.len())?;
            let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
            let is_inside = is_letter(end) && is_letter(end.saturating_sub(1));
            (!is_inside && bytes.get(at..end)?.eq_ignore_ascii_case(&term.text))
                .then_some((term.anchor, at..end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(terms: &[&str], text: &str) -> Vec<usize> {
        let terms = Terms::new(terms.iter().copied().zip(0..));
        let mut found = Vec::new();
        let end: ControlFlow<()> = terms.each(text.as_bytes(), |anchor, _| {
            found.push(anchor);
            ControlFlow::Continue(())
        });
        assert!(end.is_continue());
        assert_eq!(terms.any(text.as_bytes()), !found.is_empty(), "{text}");
        found
    }

    #[test]
    fn terms_are_found_at_borders_of_words() {
        let terms = [
            "sex",
            "sexual",
            "no",
            "法轮",
            "法轮功",
            "64",
            "8964",
            "a b",
            "+1",
        ];
        for (text, expected) in [
            ("SEX", &[0][..]),
            ("sexual", &[1]),
            ("sexually", &[]),
            ("unisex", &[]),
            ("sex1", &[0]),
            ("1sex", &[0]),
            ("的sex的", &[0]),
            ("No, no", &[2, 2]),
            ("not", &[]),
            ("修炼法轮功的", &[4]),
            ("修炼法轮的", &[3]),
            ("18964", &[6]),
            ("64", &[5]),
            ("xa b", &[]),
            ("x A B.", &[7]),
            ("plus+1", &[8]),
            ("", &[]),
        ] {
            assert_eq!(found(&terms, text), expected, "{text}");
        }
    }

    #[test]
    fn borders_hold_across_strides() {
        for before in STRIDE - 8..STRIDE + 8 {
            let text = format!("{} sexual {}", ".".repeat(before), "x".repeat(before));
            assert_eq!(found(&["sexual"], &text), [0], "{before}");
            let text = format!("{}sexual", "x".repeat(before));
            assert!(found(&["sexual"], &text).is_empty(), "{before}");
        }
    }
}
