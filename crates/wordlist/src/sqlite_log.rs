//! The write-ahead log beside an `SQLite` database: the newest pages of it, which stand nowhere else until they are moved.
//!
//! Spec: sqlite.org/fileformat2.html, 4.1 (header and frames of the log), 4.2 (checksums), 4.3 (checkpoints), 4.4 (which frame
//! a reader takes).
//! Departures from the spec: a database that is cut short is filled up with zeros where the log holds later pages; none known
//! otherwise.

use crate::sqlite::MAGIC;
use base::{Limits, Parsed, Problem, Span, View};
use std::collections::BTreeMap;

/// Whether a log's checksums are of numbers with the low byte first or the high one is the last bit of its magic.
const MAGIC_LOW_FIRST: u32 = 0x377f_0682;
/// Bytes of the log's header.
const HEADER: usize = 32;
/// Bytes of a frame's header.
const FRAME: usize = 24;
/// The version of the format: 3007000.
const VERSION: u32 = 3_007_000;

/// Pages past the end of a database for each page that the log has of it: 16.
const HOLES: usize = 16;

/// A database as a reader of it and its log sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithLog {
    /// Its pages; those of the last commit in the log in place of older ones.
    pub bytes: Vec<u8>,
    /// How many of its pages are from the log.
    pub n_pages: usize,
}

/// Whether bytes begin as a write-ahead log does.
pub fn is_log(bytes: &[u8]) -> bool {
    be(bytes, 0).is_some_and(|magic| magic & !1 == MAGIC_LOW_FIRST) && be(bytes, 4) == Some(VERSION)
}

/// Whether a database says that its newest pages are written to a log first.
pub fn has_log_mode(database: &[u8]) -> bool {
    // fileformat2.html, 1.3: the read version at offset 19 is 2 for databases with a write-ahead log.
    database.starts_with(MAGIC) && database.get(19) == Some(&2)
}

/// The sums that a checksum has come to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sums(u32, u32);

impl Sums {
    /// Goes on with bytes, which are eights.
    fn add(mut self, bytes: &[u8], low_first: bool) -> Self {
        for eight in bytes.chunks_exact(8) {
            let (first, second) = eight.split_at(4);
            let number = |four: &[u8]| {
                let four = four.try_into().unwrap_or_default();
                if low_first {
                    u32::from_le_bytes(four)
                } else {
                    u32::from_be_bytes(four)
                }
            };
            self.0 = self.0.wrapping_add(number(first)).wrapping_add(self.1);
            self.1 = self.1.wrapping_add(number(second)).wrapping_add(self.0);
        }
        self
    }
}

fn be(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}

fn len_of(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// What a log's header says.
struct Header {
    low_first: bool,
    page_len: usize,
    salts: (u32, u32),
    sums: Sums,
}

impl Header {
    fn read(log: &[u8]) -> Option<Self> {
        if !is_log(log) {
            return None;
        }
        let low_first = be(log, 0)? & 1 == 0;
        let page_len = len_of(be(log, 8)?);
        let sums = Sums::default().add(log.get(..24)?, low_first);
        let is_page = (512..=65_536).contains(&page_len) && page_len.is_power_of_two();
        let is_whole = sums == Sums(be(log, 24)?, be(log, 28)?);
        (is_page && is_whole).then_some(Self {
            low_first,
            page_len,
            salts: (be(log, 16)?, be(log, 20)?),
            sums,
        })
    }
}

/// What the frames of a log come to.
#[derive(Default)]
struct Frames<'l> {
    /// The page of each number in the last commit that holds it.
    pages: BTreeMap<u32, &'l [u8]>,
    /// Pages of the database after the last commit.
    n_pages: u32,
}

/// A database with what its log holds, as the next checkpoint would write it. `None` where the log holds no commit, or is
/// none of this database; the problems say why.
pub fn with_log(database: &[u8], log: &[u8], limits: &Limits) -> Parsed<Option<WithLog>> {
    let mut problems = Vec::new();
    let value = merged(database, log, limits, &mut problems);
    Parsed { value, problems }
}

fn merged(
    database: &[u8],
    log: &[u8],
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Option<WithLog> {
    // A log that was moved into the database may be cut to nothing.
    if log.is_empty() {
        return None;
    }
    let Some(header) = Header::read(log) else {
        let says = "the write-ahead log beside the database has no valid header, and SQLite passes over it";
        problems.push(Problem::new("sqlite/log-not-valid", says));
        return None;
    };
    let of_database = match database.get(16..).and_then(|it| it.first_chunk::<2>()) {
        None => header.page_len,
        Some(len) => match u16::from_be_bytes(*len) {
            1 => 65_536,
            len => usize::from(len),
        },
    };
    if of_database != header.page_len {
        let says = format!(
            "the write-ahead log has pages of {} bytes, the database of {of_database}; the log is not read",
            header.page_len
        );
        problems.push(Problem::new("sqlite/log-not-valid", says));
        return None;
    }
    let frames = frames(log, &header, problems);
    if frames.pages.is_empty() {
        return None;
    }
    // Nothing stands past the database's own pages and those of the log, whatever the commit says.
    let own = database.len().div_ceil(header.page_len);
    let last = frames.pages.last_key_value().map_or(0, |it| len_of(*it.0));
    let n_pages = len_of(frames.n_pages).min(own.max(last));
    let len = n_pages.saturating_mul(header.page_len);
    // Pages that were freed before they were written leave holes, but few.
    let most = own
        .saturating_add(frames.pages.len().saturating_mul(HOLES))
        .saturating_add(HOLES);
    if n_pages > most || len as u64 > limits.entry_len.min(limits.file_len) {
        let says = format!(
            "the database would have {len} bytes with its write-ahead log; the log is not read"
        );
        problems.push(Problem::new("sqlite/log-too-long", says));
        return None;
    }
    let mut bytes = database.get(..len).unwrap_or(database).to_vec();
    bytes.resize(len, 0);
    let mut pages = bytes.chunks_exact_mut(header.page_len);
    let mut next = 1_u32;
    let mut n_placed = 0_usize;
    for (number, page) in &frames.pages {
        let skipped = len_of(number.saturating_sub(next));
        if let Some(place) = pages.nth(skipped) {
            place.copy_from_slice(page);
            n_placed = n_placed.saturating_add(1);
        }
        next = number.saturating_add(1);
    }
    Some(WithLog {
        bytes,
        n_pages: n_placed,
    })
}

/// The pages up to the last commit. A frame counts where its salts are the header's and its checksum is right; the first that
/// does not ends the log.
fn frames<'l>(log: &'l [u8], header: &Header, problems: &mut Vec<Problem>) -> Frames<'l> {
    let mut found = Frames::default();
    let mut open: BTreeMap<u32, &'l [u8]> = BTreeMap::new();
    let mut n_open = 0_u64;
    let mut sums = header.sums;
    let frame_len = header.page_len.saturating_add(FRAME);
    let view = View::new(log);
    let mut at = HEADER;
    let frames = log.get(HEADER..).unwrap_or_default().chunks(frame_len);
    for frame in frames {
        let span = Span::new(at as u64, frame.len() as u64);
        at = at.saturating_add(frame.len());
        let Some((head, page)) = frame
            .split_at_checked(FRAME)
            .filter(|it| it.1.len() == header.page_len)
        else {
            let says = "the write-ahead log ends inside a frame, which is left out";
            problems.push(Problem::new("sqlite/log-frame-broken", says));
            break;
        };
        let word = |n: usize| be(head, n).unwrap_or(0);
        // Frames of an earlier turn of the log stand behind those of this one.
        if (word(8), word(12)) != header.salts {
            break;
        }
        sums = sums
            .add(head.get(..8).unwrap_or_default(), header.low_first)
            .add(page, header.low_first);
        let (number, after) = (word(0), word(4));
        if sums != Sums(word(16), word(20)) || number == 0 {
            let left = view.len().saturating_sub(span.start());
            let left = left.checked_div(frame_len as u64).unwrap_or(0);
            let says = format!(
                "a frame at {:#x} of the write-ahead log has a wrong checksum; {left} frames from there on are left out, as SQLite leaves them out",
                span.start()
            );
            problems.push(Problem::new("sqlite/log-frame-broken", says));
            break;
        }
        open.insert(number, page);
        n_open = n_open.saturating_add(1);
        if after > 0 {
            found.pages.append(&mut open);
            found.n_pages = after;
            n_open = 0;
        }
    }
    if n_open > 0 {
        let says = format!(
            "{n_open} frames at the end of the write-ahead log are of a change that was never finished; they are left out"
        );
        problems.push(Problem::new("sqlite/log-not-committed", says));
    }
    // A database that became shorter has lost its last pages.
    let n_pages = found.n_pages;
    found.pages.retain(|number, _| *number <= n_pages);
    found
}
